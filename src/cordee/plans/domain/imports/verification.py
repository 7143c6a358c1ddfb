"""Last look at what was read, before anything is compared or written: what the database could not hold."""

from __future__ import annotations

from decimal import Decimal

from cordee.plans.domain.champs import CHAMPS, ValeurRefusee
from cordee.plans.domain.changements import SCALAIRES
from cordee.plans.domain.composition import est_adresse_web
from cordee.plans.domain.fiche import AxeComplet, FicheComplete
from cordee.plans.domain.fourchettes import BORNES
from cordee.plans.domain.imports.groupes import dire_budget
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer
from cordee.plans.domain.listes import StatutFiche, TypeReference

NIVEAUX_MAX = 4
RECUEIL_A_PART = "Ce fichier rassemble plusieurs plans : importez-le dans « Un nouveau plan », chacun reviendra à part."
PROFONDEUR_MAX = 2
MONTANT_MAX = Decimal(10) ** 12
CIBLE_MAX = Decimal(10) ** 14
ANNEES = range(1900, 2201)
ADRESSE_MAX = 1000
DATES = {"debut", "fin"}


def verifier(lecture: LectureImport, *, par_plan: bool = False) -> LectureImport:
    """Adds an error for each value that cannot be kept, and gives the reading back. `par_plan`: the first axes are
    plans, whose own axes are counted from the first."""
    for axe in lecture.plan.axes:
        _axe(axe, 0 if par_plan else 1, lecture)
    profondeurs = {id(fiche): 0 for fiche in lecture.fiches()}
    for fiche in lecture.fiches():
        for sous in fiche.sous_fiches:
            profondeurs[id(sous)] = profondeurs[id(fiche)] + 1
        lieu = lecture.origines.get(id(fiche), Lieu())
        if profondeurs[id(fiche)] > PROFONDEUR_MAX:
            lecture.erreur("Une sous-action ne se découpe pas davantage : deux niveaux suffisent.", lieu)
        _valeurs(fiche, lieu, lecture)
        _nombres(fiche, lieu, lecture)
        _blocages(fiche, lieu, lecture)
        _cadre(fiche, lieu, lecture)
    return lecture


def _axe(axe: AxeComplet, niveau: int, lecture: LectureImport) -> None:
    if niveau > NIVEAUX_MAX:
        conseil = f" {RECUEIL_A_PART}" if lecture.plan.recueil else ""
        lecture.erreur(
            f"L'axe {citer(axe.nom)} est au niveau {niveau} : un plan a {NIVEAUX_MAX} niveaux au plus.{conseil}"
        )
        return
    if len(axe.nom) > 300:
        lecture.erreur(f"Le nom de l'axe {citer(axe.nom)} dépasse 300 caractères.")
    for enfant in axe.axes:
        _axe(enfant, niveau + 1, lecture)


def _valeurs(fiche: FicheComplete, lieu: Lieu, lecture: LectureImport) -> None:
    for nom in SCALAIRES:
        valeur = getattr(fiche, nom)
        if valeur is None or nom in DATES or (valeur == "" and nom != "titre"):
            continue
        try:
            CHAMPS[nom].lire(valeur)
        except ValeurRefusee as refus:
            if not _deja_dit(lecture, lieu, nom):
                lecture.erreur(str(refus), Lieu(lieu.feuille, lieu.ligne, "", CHAMPS[nom].libelle))


def _blocages(fiche: FicheComplete, lieu: Lieu, lecture: LectureImport) -> None:
    """What blocks a fiche goes with its statut, as it does on its page."""
    if any(not (b.raison or b.titre or b.code) for b in fiche.blocages):
        lecture.erreur("Un blocage ne dit pas ce qui bloque : donnez une raison, ou l'action attendue.", lieu)
    if not fiche.blocages_actifs or fiche.statut is StatutFiche.BLOQUE:
        return
    if fiche.statut is not None and fiche.statut.est_fini:
        lecture.erreur(
            f"L'action est « {fiche.statut.libelle} » et un blocage n'a pas de date de levée : donnez-la.", lieu
        )
        return
    lecture.avertir("Un blocage n'a pas de date de levée : l'action devient « Bloqué ».", lieu)
    fiche.statut = StatutFiche.BLOQUE


def _deja_dit(lecture: LectureImport, lieu: Lieu, nom: str) -> bool:
    """A title that is missing or too long was already reported with its column."""
    return nom == "titre" and any(
        m.lieu.feuille == lieu.feuille and m.lieu.ligne == lieu.ligne and "titre" in m.texte.lower()
        for m in lecture.erreurs
    )


def _cadre(fiche: FicheComplete, lieu: Lieu, lecture: LectureImport) -> None:
    """Documents cadres and evaluations, by the rules of their forms (actions.composition.references)."""
    for reference in fiche.references:
        if reference.adresse and (not est_adresse_web(reference.adresse) or len(reference.adresse) > ADRESSE_MAX):
            lecture.erreur(f"{citer(reference.adresse)} n'est pas l'adresse d'une page : commencez par https://", lieu)
        if reference.type is TypeReference.AUTRE and not reference.titre:
            lecture.erreur("Un document cadre qui n'est pas dans la liste a besoin d'un titre.", lieu)
    for evaluation in fiche.evaluations:
        if not (evaluation.appreciation or evaluation.resultat or evaluation.suites):
            lecture.erreur(f"Le bilan {citer(evaluation.periode.libelle)} ne dit rien : videz sa ligne.", lieu)
        if evaluation.date is not None and evaluation.date.year not in ANNEES:
            lecture.erreur("La date d'un bilan n'est pas entre 1900 et 2200.", lieu)


def _nombres(fiche: FicheComplete, lieu: Lieu, lecture: LectureImport) -> None:
    montants = [m for b in fiche.budgets for m in (b.prevu, b.prevu_max, b.reel)]
    montants += [f.montant for f in fiche.financements]
    if any(montant is not None and not 0 <= montant < MONTANT_MAX for montant in montants):
        lecture.erreur("Un montant est négatif, ou dépasse 999 999 999 999 €.", lieu)
    for ligne in fiche.budgets:
        if ligne.prevu_max is not None and (ligne.prevu is None or ligne.prevu_max <= ligne.prevu):
            lecture.erreur(f"{citer(dire_budget(ligne))} : {BORNES}", lieu)
        if ligne.est_etale and ligne.annee is not None:
            lecture.erreur(f"Un budget étalé sur les années n'en dit aucune : videz l'année {ligne.annee}.", lieu)
    mesures = [i.cible for i in fiche.indicateurs] + [i.valeur for i in fiche.impacts]
    mesures += [o.valeur for o in fiche.objectifs_chiffres]
    if any(valeur is not None and abs(valeur) >= CIBLE_MAX for valeur in mesures):
        lecture.erreur("Une valeur ou une cible est démesurée : vérifiez son unité.", lieu)
    annees = [b.annee for b in fiche.budgets] + [f.annee for f in fiche.financements]
    annees += [i.annee_cible for i in fiche.indicateurs] + [i.horizon for i in fiche.impacts]
    if any(annee is not None and annee not in ANNEES for annee in annees):
        lecture.erreur("Une année n'est pas entre 1900 et 2200.", lieu)
    if any(f.taux is not None and not 0 <= f.taux <= 1 for f in fiche.financements):
        lecture.erreur("Un taux de financement n'est pas entre 0 et 100 %.", lieu)
