"""Mid-term report and final evaluation, assembled from the plan (docs/calculs/pcaet.md, « Bilans »)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_long
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import accorder, enumerer
from cordee.plans.domain.fourchettes import Fourchette, dire_fourchette
from cordee.plans.domain.listes import StatutFiche, UniteBudget
from cordee.plans.domain.pcaet.completude import Valeurs
from cordee.plans.domain.pcaet.delais import Cycle
from cordee.plans.domain.pcaet.programme import citer
from cordee.plans.domain.pcaet.volets import ANNEES_LONG_TERME, Nature, Tableau


class TypeBilan(ChoixTexte):
    """Which report."""

    MI_PARCOURS = "mi_parcours", "Bilan à mi-parcours"
    EVALUATION = "evaluation_finale", "Évaluation finale"


def a_justifier(type_bilan: TypeBilan, cycle: Cycle, jour: date) -> str:
    """Why a deposit on `jour` needs a written reason; empty when it needs none. An evaluation closes a cycle of six
    years: it comes after the three-year report, and not before the plan is three years old."""
    if type_bilan is not TypeBilan.EVALUATION:
        return ""
    if not cycle.mi_parcours:
        return "Le bilan à mi-parcours n'est pas déposé."
    milieu = cycle.echeance_mi_parcours
    return f"Le plan n'a pas encore trois ans, le {jour_long(milieu)}." if milieu and jour < milieu else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: `texte` is proposed, then edited."""

    code: str
    titre: str
    texte: str


@dataclass(frozen=True, slots=True)
class FicheSuivie:
    """What a report says of a fiche. `avancement` in percent; None for an abandoned one. Amounts by unit; `haut` is the
    high end of what is planned, the same as `prevu` when it is settled."""

    intitule: str
    statut: str
    avancement: float | None = None
    jours_de_retard: int = 0
    prevu: dict[str, Decimal] | None = None
    reel: dict[str, Decimal] | None = None
    haut: dict[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class IndicateurSuivi:
    """Latest result of an indicator against its target."""

    nom: str
    unite: str = ""
    valeur: float | None = None
    annee: int | None = None
    cible: float | None = None
    annee_cible: int | None = None


@dataclass(frozen=True, slots=True)
class EmissionSuivie:
    """Total of a table of the dossier: the two latest constats and the objective of 2030."""

    nom: str
    unite: str
    avant: tuple[int, Decimal] | None = None
    apres: tuple[int, Decimal] | None = None
    objectif: tuple[int, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class MatiereBilan:
    """Everything a report is made of. `avancement` of the whole plan in percent, None without fiche."""

    au: date
    avancement: float | None
    fiches: Sequence[FicheSuivie]
    indicateurs: Sequence[IndicateurSuivi]
    emissions: Sequence[EmissionSuivie] = ()
    adoption: date | None = None


def suivre_emissions(tableau: Tableau, valeurs: Valeurs) -> EmissionSuivie:
    """Totals of a table at its two latest constats, over the lines that both have, and its objective of 2030 (the sum
    of the lines when each has its own)."""
    constats: dict[int, dict[str, Decimal]] = {}
    for (cle, nature, annee), valeur in valeurs.items():
        if nature is Nature.CONSTAT:
            constats.setdefault(annee, {})[cle] = valeur
    annees = sorted(constats)[-2:]
    communes = set(constats[annees[0]]) & set(constats[annees[-1]]) if annees else set()
    points = [(annee, sum((constats[annee][cle] for cle in communes), Decimal(0))) for annee in annees if communes]
    horizon = ANNEES_LONG_TERME[0]
    vises = [valeur for (_, nature, annee), valeur in valeurs.items() if nature is Nature.OBJECTIF and annee == horizon]
    return EmissionSuivie(
        tableau.volet.libelle,
        tableau.unite,
        points[0] if len(points) == 2 else None,
        points[-1] if points else None,
        (horizon, sum(vises, Decimal(0))) if vises else None,
    )


def composer_bilan(type_bilan: TypeBilan, matiere: MatiereBilan) -> tuple[Section, ...]:
    """Sections of a report with their proposed text; the last two are for people to write."""
    sections = [
        Section("avancement", "Avancement du programme d'actions", _avancement(matiere)),
        Section("retards", "Actions en retard ou arrêtées", _retards(matiere)),
        Section("budget", "Budget", _budget(matiere)),
        Section("indicateurs", "Indicateurs de suivi", _indicateurs(matiere)),
        Section("trajectoire", "Trajectoire du territoire", _trajectoire(matiere)),
    ]
    if type_bilan is TypeBilan.MI_PARCOURS:
        sections.append(Section("enseignements", "Enseignements", ""))
        sections.append(Section("suites", "Ajustements du programme d'ici à la fin du plan", ""))
    else:
        sections.append(Section("evaluation", "Pertinence, efficacité et cohérence du plan", ""))
        sections.append(Section("suites", "Propositions pour le plan suivant", ""))
    return tuple(sections)


def _avancement(matiere: MatiereBilan) -> str:
    total = len(matiere.fiches)
    if not total:
        return "Le plan n'a aucune fiche."
    comptes = Counter(fiche.statut for fiche in matiere.fiches)
    faits = [f"{comptes[s]} {s.libelle.lower()}" for s in StatutFiche if comptes[s]]
    if comptes[""]:
        faits.append(f"{comptes['']} sans statut")
    phrase = f"Au {jour_long(matiere.au)}, le plan compte {total} {accorder(total, 'action')} : {enumerer(faits)}."
    if matiere.avancement is not None:
        phrase += f" Son avancement est de {formater(matiere.avancement, 0)} %."
    return phrase


def _retards(matiere: MatiereBilan) -> str:
    tardives = sorted((f for f in matiere.fiches if f.jours_de_retard), key=lambda f: -f.jours_de_retard)
    arretees = [f.intitule for f in matiere.fiches if f.statut == StatutFiche.ABANDONNE]
    bloquees = [f.intitule for f in matiere.fiches if f.statut == StatutFiche.BLOQUE]
    lignes = [
        f"- {fiche.intitule} : {fiche.jours_de_retard} {accorder(fiche.jours_de_retard, 'jour')} de retard"
        for fiche in tardives
    ]
    phrases = [f"{len(tardives)} {accorder(len(tardives), 'action')} en retard." if tardives else "Aucun retard."]
    phrases += lignes
    if bloquees:
        phrases.append(f"Bloquées : {citer(bloquees)}.")
    if arretees:
        phrases.append(f"Abandonnées : {citer(arretees)}.")
    return "\n".join(phrases)


def _budget(matiere: MatiereBilan) -> str:
    phrases = []
    for unite in UniteBudget:
        prevu = sum((f.prevu.get(unite, Decimal(0)) for f in matiere.fiches if f.prevu), Decimal(0))
        reel = sum((f.reel.get(unite, Decimal(0)) for f in matiere.fiches if f.reel), Decimal(0))
        hauts = [f.haut or f.prevu for f in matiere.fiches]
        fourchette = Fourchette(prevu, sum((haut.get(unite, Decimal(0)) for haut in hauts if haut), Decimal(0)))
        if not fourchette.haut and not reel:
            continue
        phrase = f"{_quantite(reel)} {unite.libelle} dépensés sur {dire_fourchette(fourchette)} {unite.libelle} prévus"
        part = f" ({pourcent(float(reel / prevu), 0)})" if prevu and fourchette.est_fixe else ""
        phrases.append(f"{phrase}{part}.")
    return "\n".join(phrases) or "Aucun montant n'est saisi dans les fiches."


def _quantite(valeur: Decimal) -> str:
    return formater(float(valeur), 2, souple=True)


def _indicateurs(matiere: MatiereBilan) -> str:
    lignes = []
    for suivi in matiere.indicateurs:
        unite = f" {suivi.unite}" if suivi.unite else ""
        if suivi.valeur is None:
            lignes.append(f"- {suivi.nom} : pas encore mesuré")
            continue
        cible = ""
        if suivi.cible is not None:
            quand = f" en {suivi.annee_cible}" if suivi.annee_cible else ""
            cible = f", pour une cible de {formater(suivi.cible, 2, souple=True)}{unite}{quand}"
        lignes.append(f"- {suivi.nom} : {formater(suivi.valeur, 2, souple=True)}{unite} en {suivi.annee}{cible}")
    return "\n".join(lignes) or "Aucun indicateur n'est rattaché aux fiches."


def _trajectoire(matiere: MatiereBilan) -> str:
    lignes = []
    for suivi in matiere.emissions:
        if suivi.apres is None:
            continue
        annee, valeur = suivi.apres
        texte = f"- {suivi.nom} : {_quantite(valeur)} {suivi.unite} en {annee}"
        if suivi.avant is not None:
            depuis, ancienne = suivi.avant
            texte += f", contre {_quantite(ancienne)} en {depuis}"
            if ancienne:
                texte += f" ({formater(float((valeur - ancienne) / ancienne * 100), 1, signe=True)} %)"
        if suivi.objectif is not None:
            texte += f" ; objectif {suivi.objectif[0]} : {_quantite(suivi.objectif[1])} {suivi.unite}"
        lignes.append(texte)
    return "\n".join(lignes) or "Les volets du dossier n'ont pas de valeur."
