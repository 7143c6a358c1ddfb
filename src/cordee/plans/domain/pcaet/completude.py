"""What the dossier lacks, part by part, checked on the server (docs/calculs/pcaet.md, « Complétude »)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as Ensemble
from dataclasses import dataclass, field
from decimal import Decimal

from cordee.outils.texte import accorder, enumerer
from cordee.plans.domain.listes import Secteur
from cordee.plans.domain.pcaet.delais import Obligation
from cordee.plans.domain.pcaet.etats import Manque
from cordee.plans.domain.pcaet.pieces import Piece, pieces_amont_manquantes
from cordee.plans.domain.pcaet.programme import CITEES, FichePcaet, manques_programme, manques_suivi
from cordee.plans.domain.pcaet.volets import (
    LONG_TERME,
    TABLEAUX,
    AnneesObjectifs,
    DomaineVulnerabilite,
    Horizon,
    Ligne,
    Nature,
    Niveau,
    Tableau,
    Volet,
    VulnerabiliteDomaine,
)

Cle = tuple[str, Nature, int]
"""Key of a line (`Ligne.cle`), nature, year."""
Valeurs = Mapping[Cle, Decimal]


@dataclass(frozen=True, slots=True)
class DossierPcaet:
    """A whole dossier as values. `fiches` None: no plan is linked."""

    nom: str = ""
    lance: bool = False
    chef_de_projet: str = ""
    obligation: Obligation | None = None
    population: int | None = None
    tables: Mapping[Volet, Valeurs] = field(default_factory=dict)
    textes: Mapping[Volet, str] = field(default_factory=dict)
    vulnerabilites: Sequence[VulnerabiliteDomaine] = ()
    pieces: Ensemble[Piece] = frozenset()
    fiches: Sequence[FichePcaet] | None = None
    annees: AnneesObjectifs = LONG_TERME
    """Years of the objectives, on the day when the dossier is judged."""
    ees_motif: str = ""
    """Why there is no report of environmental assessment."""
    informe: bool = True
    """Whether the authorities were told of the launch."""


@dataclass(frozen=True, slots=True)
class Etape:
    """How far a part is filled: `faits` of `attendus` values."""

    partie: str
    lien: str
    faits: int
    attendus: int

    @property
    def complet(self) -> bool:
        """Nothing is missing."""
        return self.faits >= self.attendus

    @property
    def ratio(self) -> float:
        """Share filled, 0 to 1."""
        return 1.0 if not self.attendus else min(1.0, self.faits / self.attendus)


def annee_de_reference(tableau: Tableau, valeurs: Valeurs) -> int | None:
    """Year of the constat: the one with most of the required lines, the latest when equal."""
    requises = {ligne.cle for ligne in tableau.lignes_requises}
    comptes: dict[int, int] = {}
    for cle, nature, annee in valeurs:
        if nature is Nature.CONSTAT:
            comptes[annee] = comptes.get(annee, 0) + (cle in requises)
    return max(comptes, key=lambda annee: (comptes[annee], annee), default=None)


def manques_tableau(
    tableau: Tableau, valeurs: Valeurs, texte: str = "", annees: AnneesObjectifs = LONG_TERME
) -> list[Manque]:
    """What a table lacks: the constat of one year, the objectives of each, the written part."""
    partie, lien = tableau.volet.libelle, f"volet:{tableau.volet}"
    manques = []
    reference = annee_de_reference(tableau, valeurs)
    requises = tableau.lignes_requises
    if requises and reference is None:
        manques.append(Manque(partie, "Aucune valeur de diagnostic n'est saisie.", lien))
    elif reference is not None:
        vides = [ligne for ligne in requises if (ligne.cle, Nature.CONSTAT, reference) not in valeurs]
        if vides:
            manques.append(Manque(partie, f"Diagnostic {reference} : {_manquent(len(vides), len(requises))}", lien))
    siennes = tableau.annees(annees)
    for annee in siennes.toutes:
        if phrase := _manque_objectif(tableau, valeurs, annee):
            bloquant = annee in siennes.requises
            suite = "" if bloquant else " C'est l'année médiane d'un budget carbone national, déjà commencée."
            manques.append(Manque(partie, phrase + suite, lien, bloquant=bloquant))
    if tableau.texte and not texte.strip():
        manques.append(Manque(partie, f"« {tableau.question} » : le texte est vide.", lien))
    return manques


def lignes_a_objectif(tableau: Tableau, valeurs: Valeurs) -> tuple[Ligne, ...]:
    """Lines that need an objective each year: all of them, or the filières that produce in the reference year or are
    aimed at some year. None where one line a year is enough."""
    if tableau.objectifs == "lignes":
        return tableau.lignes
    if tableau.objectifs != "filieres":
        return ()
    reference = annee_de_reference(tableau, valeurs)
    voulues = {
        cle
        for (cle, nature, annee), valeur in valeurs.items()
        if valeur > 0 and (nature is Nature.OBJECTIF or annee == reference)
    }
    return tuple(ligne for ligne in tableau.lignes if ligne.cle in voulues)


def _manque_objectif(tableau: Tableau, valeurs: Valeurs, annee: int) -> str:
    """What the objectives of a year lack, empty when nothing."""
    if not any((ligne.cle, Nature.OBJECTIF, annee) in valeurs for ligne in tableau.lignes):
        return f"Aucun objectif n'est fixé pour {annee}."
    voulues = lignes_a_objectif(tableau, valeurs)
    absentes = [ligne for ligne in voulues if (ligne.cle, Nature.OBJECTIF, annee) not in valeurs]
    if not absentes:
        return ""
    if tableau.objectifs == "filieres":
        noms = [f"{ligne.libelle} ({ligne.groupe.lower()})" for ligne in absentes[:CITEES]]
        reste = len(absentes) - len(noms)
        suite = [f"{reste} {accorder(reste, 'autre')}"] if reste else []
        return f"Objectifs {annee} : à fixer pour {enumerer([*noms, *suite])}."
    return f"Objectifs {annee} : {_manquent(len(absentes), len(voulues))}"


def _manquent(absents: int, total: int) -> str:
    return f"il manque {absents} {accorder(absents, 'valeur')} sur {total}."


def manques_vulnerabilite(lignes: Sequence[VulnerabiliteDomaine]) -> list[Manque]:
    """Domains without a level, then domains strongly exposed without an objective for 2050."""
    partie, lien = "Vulnérabilité", "vulnerabilite"
    dites = {ligne.domaine: ligne for ligne in lignes}
    vides = []
    for domaine in DomaineVulnerabilite:
        ligne = dites.get(domaine)
        if ligne is None or (not ligne.sans_objet and any(h not in ligne.niveaux for h in Horizon)):
            vides.append(domaine.libelle.lower())
    manques = []
    if vides:
        nombre = len(vides)
        detail = f" : {enumerer(vides)}" if nombre <= 4 else ""
        phrase = f"{nombre} {accorder(nombre, 'domaine')} sur {len(DomaineVulnerabilite)} sans niveau{detail}."
        manques.append(Manque(partie, phrase, lien))
    sans_objectif = [
        ligne.libelle.lower() for ligne in lignes if est_exposee(ligne) and not ligne.objectif_2050.strip()
    ]
    if sans_objectif:
        manques.append(Manque(partie, f"Vulnérabilité forte sans objectif 2050 : {enumerer(sans_objectif)}.", lien))
    return manques


def est_exposee(ligne: VulnerabiliteDomaine) -> bool:
    """Strongly exposed today or in 2050."""
    return Niveau.FORT in {ligne.niveaux.get(Horizon.AUJOURDHUI), ligne.niveaux.get(Horizon.A_2050)}


def secteurs_sans_emission(dossier: DossierPcaet) -> frozenset[str]:
    """Sectors whose emissions and consumption are both written as nil in the reference years."""
    nuls = []
    for volet in (Volet.GES, Volet.ENERGIE):
        valeurs = dossier.tables.get(volet, {})
        reference = annee_de_reference(TABLEAUX[volet], valeurs)
        nuls.append({s for s in Secteur if reference and valeurs.get((f".{s}", Nature.CONSTAT, reference)) == 0})
    return frozenset(nuls[0] & nuls[1])


def manques_dossier(dossier: DossierPcaet) -> tuple[Manque, ...]:
    """Everything that the dossier lacks, in the order of the screens."""
    manques = _manques_entete(dossier)
    for volet, tableau in TABLEAUX.items():
        manques += manques_tableau(
            tableau, dossier.tables.get(volet, {}), dossier.textes.get(volet, ""), dossier.annees
        )
    manques += manques_vulnerabilite(dossier.vulnerabilites)
    if dossier.fiches is None:
        manques.append(Manque("Programme d'actions", "Aucun plan n'est lié à la démarche.", "entete"))
    else:
        manques += manques_programme(dossier.fiches, sans_emission=secteurs_sans_emission(dossier))
        manques += manques_suivi(dossier.fiches)
    absentes = pieces_amont_manquantes(
        dossier.pieces,
        plan_fourni=bool(dossier.fiches),
        suivi_decrit=bool(dossier.textes.get(Volet.SUIVI, "").strip()),
    )
    for piece in absentes:
        manques.append(Manque("Documents", f"{piece.libelle} : document à joindre.", "documents"))
    if Piece.EES not in dossier.pieces and not dossier.ees_motif.strip():
        phrase = "Évaluation environnementale stratégique : joignez le rapport, ou dites pourquoi il n'y en a pas."
        manques.append(Manque("Documents", phrase, "documents"))
    if not dossier.informe:
        phrase = "Dites quand le préfet, le conseil régional, les maires… ont été informés du lancement (R229-53)."
        manques.append(Manque("En-tête", phrase, "entete", bloquant=False))
    return tuple(manques)


def _manques_entete(dossier: DossierPcaet) -> list[Manque]:
    attendus = (
        (dossier.nom.strip(), "Donnez un nom à la démarche."),
        (dossier.lance, "Dites quand la démarche a été lancée."),
        (dossier.chef_de_projet.strip(), "Nommez la personne cheffe de projet."),
        (dossier.population is not None, "Dites la population couverte."),
        (dossier.obligation is not None, "Dites si le plan est obligatoire ou volontaire."),
    )
    return [Manque("En-tête", phrase, "entete") for present, phrase in attendus if not present]


def avancement_dossier(dossier: DossierPcaet) -> tuple[Etape, ...]:
    """How far each table, then the vulnerability, are filled: what a bar shows."""
    etapes = []
    for volet, tableau in TABLEAUX.items():
        valeurs = dossier.tables.get(volet, {})
        reference = annee_de_reference(tableau, valeurs)
        faits = sum((ligne.cle, Nature.CONSTAT, reference) in valeurs for ligne in tableau.lignes_requises)
        attendus = len(tableau.lignes_requises)
        voulues = lignes_a_objectif(tableau, valeurs)
        for annee in tableau.annees(dossier.annees).requises:
            fixes = sum((ligne.cle, Nature.OBJECTIF, annee) in valeurs for ligne in voulues or tableau.lignes)
            faits += fixes if voulues else min(1, fixes)
            attendus += len(voulues) or 1
        if tableau.texte or not tableau.lignes:
            faits, attendus = faits + bool(dossier.textes.get(volet, "").strip()), attendus + 1
        etapes.append(Etape(volet.libelle, f"volet:{volet}", faits, attendus))
    dites = {ligne.domaine: ligne for ligne in dossier.vulnerabilites}
    horizons = len(Horizon)
    faits = sum(horizons if dites[d].sans_objet else len(dites[d].niveaux) for d in DomaineVulnerabilite if d in dites)
    etapes.append(Etape("Vulnérabilité", "vulnerabilite", faits, horizons * len(DomaineVulnerabilite)))
    return tuple(etapes)
