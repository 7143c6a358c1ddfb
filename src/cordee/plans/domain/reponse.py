"""The sentence that answers « where does this fiche stand », from facts. Source: docs/calculs/plans.md, « Réponse »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cordee.outils.dates import jour_long
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import accorder
from cordee.plans.domain.listes import StatutFiche

NOMBRES = ("aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
SEUIL_MOUVEMENT = 0.0005
"""Relative moves below this are « stable »."""


@dataclass(frozen=True, slots=True)
class Mouvement:
    """An indicator from its first to its last result."""

    titre: str
    depuis: int
    premier: float
    dernier: float
    unite: str = ""
    precision: int = 2


@dataclass(frozen=True, slots=True)
class Faits:
    """What is known of the fiche. `raison` and `attendu_le`: of the oldest blocage; `jours_retard`: of the fiche
    itself; `reste`: days until the end."""

    statut: StatutFiche | None
    etapes: int = 0
    faites: int = 0
    jours_retard: int = 0
    retard_dessous: int = 0
    reste: int | None = None
    raison: str = ""
    attendu_le: date | None = None
    mouvement: Mouvement | None = None
    avancement: int | None = None


Morceaux = list[tuple[str, bool]]
"""Pieces of the sentence; True for the number that matters."""


def compose_reponse(faits: Faits) -> Morceaux:
    """One sentence, with at most one number put forward."""
    membres = [_urgence(faits), _etapes(faits), _mouvement(faits)]
    dits = [membre for membre in membres if membre]
    if not dits:
        dits = [_statut_seul(faits)]
    phrase: Morceaux = []
    fort = False
    for rang, membre in enumerate(dits[:2]):
        if rang:
            phrase.append((" ; ", False))
        for mot, gras in membre:
            phrase.append((mot, gras and not fort))
            fort = fort or gras
    premier, gras = phrase[0]
    phrase[0] = (premier[:1].upper() + premier[1:], gras)
    return [*phrase, (".", False)]


def _urgence(faits: Faits) -> Morceaux:
    """What must be said first: given up, done, blocked, late."""
    if faits.statut is StatutFiche.ABANDONNE:
        return [("la fiche est abandonnée", False)]
    if faits.statut is StatutFiche.REALISE:
        return [("la fiche est réalisée", False)]
    if faits.raison:
        quand = f", levée attendue le {jour_long(faits.attendu_le)}" if faits.attendu_le else ""
        return [(f"bloquée : {_minuscule(faits.raison.rstrip('.'))}{quand}", False)]
    if faits.jours_retard:
        jours = faits.jours_retard
        return [("en retard de ", False), (f"{formater(jours, 0)} {accorder(jours, 'jour')}", True)]
    return []


def _etapes(faits: Faits) -> Morceaux:
    if not faits.etapes:
        return []
    if faits.faites == faits.etapes:
        if faits.etapes == 1:
            return [("la seule étape est faite", False)]
        return [(f"les {_en_lettres(faits.etapes)} étapes sont faites", False)]
    quantite = _en_lettres(faits.faites)
    verbe = "est faite" if faits.faites < 2 else "sont faites"
    if not faits.faites:
        verbe = "n'est faite"
    debut = f"{quantite} {accorder(faits.faites, 'étape')} sur {_en_lettres(faits.etapes)} {verbe}"
    if faits.retard_dessous and not faits.jours_retard:
        return [
            (f"{debut}, une est en retard de ", False),
            (f"{faits.retard_dessous} {accorder(faits.retard_dessous, 'jour')}", True),
        ]
    return [(debut, False)]


def _mouvement(faits: Faits) -> Morceaux:
    vu = faits.mouvement
    if vu is None:
        return []
    titre = _minuscule(vu.titre)
    if not vu.premier:
        unite = f" {vu.unite}" if vu.unite else ""
        return [(f"{titre} : ", False), (f"{formater(vu.dernier, vu.precision, souple=True)}{unite}", True)]
    ratio = (vu.dernier - vu.premier) / abs(vu.premier)
    if abs(ratio) < SEUIL_MOUVEMENT:
        return [(f"{titre} : stable depuis {vu.depuis}", False)]
    sens = "de moins" if ratio < 0 else "de plus"
    return [(f"{titre} : ", False), (pourcent(abs(ratio), souple=True), True), (f" {sens} qu'en {vu.depuis}", False)]


def _statut_seul(faits: Faits) -> Morceaux:
    nom = faits.statut.libelle if faits.statut else "Sans statut"
    if faits.reste is not None:
        mot = accorder(faits.reste, "jour")
        return [(f"{nom}, il reste ", False), (f"{formater(faits.reste, 0)} {mot}", True), (" avant l'échéance", False)]
    if faits.avancement:
        return [(f"{nom}, ", False), (f"{faits.avancement} %", True), (" faits", False)]
    return [(nom, False)]


def _en_lettres(nombre: int) -> str:
    return NOMBRES[nombre] if nombre < len(NOMBRES) else str(nombre)


def _minuscule(texte: str) -> str:
    """First letter lowered, but for an acronym."""
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def dire(morceaux: Sequence[tuple[str, bool]]) -> str:
    """The sentence as plain text."""
    return "".join(mot for mot, _ in morceaux)
