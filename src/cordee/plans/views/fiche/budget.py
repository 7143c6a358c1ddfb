"""The budget of a fiche as a grid of years: opening it, adding a year, passing from years to a total and back (what is
kept and lost is shown first), writing it whole, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cordee.outils.dates import heure
from cordee.plans.actions import composition as compo
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.grille_budget import ANNEES_MAX, detailler, empreinte, totaliser
from cordee.plans.domain.listes import TypeBudget
from cordee.plans.forms.grille_budget import BlocNature, Grille, dire_par_annee, lire_annee
from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.permissions import obtenir_fiche, qui_peut_modifier
from cordee.plans.queries.corbeille import geste_du_budget_for
from cordee.plans.queries.fiche import budget_of
from cordee.plans.views.fiche.reponses import REFUS, composer, montrer, revenir
from cordee.plans.views.saisie import EtatSaisie, Saisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

AUTOUR = 6
"""Years proposed after the last one of the fiche, and before the first."""
A_CORRIGER = "Rien n'est enregistré : corrigez les cellules signalées."


@dataclass(frozen=True, slots=True)
class Passage:
    """A change of mode that waits for its confirmation."""

    nature: TypeBudget
    en_total: bool
    avant: list[tuple[str, str]]
    apres: list[tuple[str, str]]
    perdu: str
    de: int | None = None
    a: int | None = None


@dataclass(frozen=True, slots=True)
class GrilleVue:
    """The grid open on the page."""

    blocs: list[BlocNature]
    vue: str
    passage: Passage | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The grid; a POST adds a year, shows or makes a passage, or writes everything."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    if request.method != "POST":
        lignes = budget_of(fiche)
        return _ouvrir(request, collectivite, fiche, Grille.de(lignes, _annees_de(fiche), empreinte(lignes)))
    grille = Grille.de_saisie(request.POST)
    geste, _, nature = request.POST.get("geste", "").partition(":")
    if not geste:
        return _enregistrer(request, collectivite, fiche, grille, grille.lignes())
    if nature not in {str(choix) for choix in TypeBudget}:
        introuvable()
    faire = {"ajouter": _ajouter, "total": _passer, "annees": _passer, "confirmer": _confirmer}.get(geste)
    return (faire or introuvable())(request, collectivite, fiche, grille, TypeBudget(nature))


def _ajouter(
    request: Requete, collectivite: Collectivite, fiche: Fiche, grille: Grille, nature: TypeBudget
) -> HttpResponse:
    annee = lire_annee(request.POST.get(f"annee-{nature}", ""))
    if annee is None:
        etat = EtatSaisie("Choisissez une année à ajouter, entre 1990 et 2100.", refus=True)
        return _ouvrir(request, collectivite, fiche, grille, etat=etat, status=REFUS)
    grille.ajouter(nature, annee)
    return _ouvrir(request, collectivite, fiche, grille)


def _passer(
    request: Requete, collectivite: Collectivite, fiche: Fiche, grille: Grille, nature: TypeBudget
) -> HttpResponse:
    """What a passage keeps and loses. Nothing is written; a kind that says nothing yet passes at once."""
    en_total = request.POST["geste"].startswith("total")
    lignes = grille.lignes()
    if grille.fautes:
        return _ouvrir(request, collectivite, fiche, grille, etat=EtatSaisie(A_CORRIGER, refus=True), status=REFUS)
    touchees = [b for b in lignes if b.type is nature and (b.annee is not None) is en_total]
    if not touchees:
        grille.rangees[nature] = [None] if en_total else list(_annees_de(fiche))
        return _ouvrir(request, collectivite, fiche, grille)
    try:
        passage, _ = _prevoir(request, fiche, lignes, nature, en_total=en_total)
    except ValeurRefusee as refus:
        return _ouvrir(request, collectivite, fiche, grille, etat=EtatSaisie(str(refus), refus=True), status=REFUS)
    return _ouvrir(request, collectivite, fiche, grille, passage=passage)


def _prevoir(
    request: Requete, fiche: Fiche, lignes: Sequence[LigneBudget], nature: TypeBudget, *, en_total: bool
) -> tuple[Passage, list[LigneBudget]]:
    """The passage in words, and the lines that it makes."""
    siennes = [b for b in lignes if b.type is nature]
    if en_total:
        resultat = totaliser(lignes, nature)
        perdu = "La répartition entre les années est perdue ; les totaux restent."
        passage = Passage(nature, True, dire_par_annee(siennes), _dire(resultat, nature), perdu)
        return passage, resultat
    annees = _annees_de(fiche)
    de = lire_annee(request.POST.get("de", "")) or annees[0]
    a = lire_annee(request.POST.get("a", "")) or annees[-1]
    if a < de or a - de >= ANNEES_MAX:
        raise ValeurRefusee(f"Choisissez de une à {ANNEES_MAX} années, de la première à la dernière.")
    resultat = detailler(lignes, nature, range(de, a + 1))
    perdu = "Rien n'est perdu : chaque total est divisé en parts égales, à corriger ensuite année par année."
    if any(b.est_etale for b in siennes):
        perdu = (
            "Les totaux restent, divisés en parts égales à corriger ensuite ; « étalé sur les années » est perdu, "
            "puisque chaque année dit son montant."
        )
    return Passage(nature, False, dire_par_annee(siennes), _dire(resultat, nature), perdu, de, a), resultat


def _dire(lignes: Sequence[LigneBudget], nature: TypeBudget) -> list[tuple[str, str]]:
    return dire_par_annee(b for b in lignes if b.type is nature)


def _confirmer(
    request: Requete, collectivite: Collectivite, fiche: Fiche, grille: Grille, nature: TypeBudget
) -> HttpResponse:
    """Makes the passage that was shown, with the rest of the grid."""
    lignes = grille.lignes()
    if grille.fautes:
        return _ouvrir(request, collectivite, fiche, grille, etat=EtatSaisie(A_CORRIGER, refus=True), status=REFUS)
    try:
        _, resultat = _prevoir(request, fiche, lignes, nature, en_total=request.POST.get("sens") == "total")
    except ValeurRefusee as refus:
        return _ouvrir(request, collectivite, fiche, grille, etat=EtatSaisie(str(refus), refus=True), status=REFUS)
    return _enregistrer(request, collectivite, fiche, grille, resultat)


def _enregistrer(
    request: Requete, collectivite: Collectivite, fiche: Fiche, grille: Grille, lignes: Sequence[LigneBudget]
) -> HttpResponse:
    if grille.fautes:
        return _ouvrir(request, collectivite, fiche, grille, etat=EtatSaisie(A_CORRIGER, refus=True), status=REFUS)
    le = timezone.now()
    try:
        geste = compo.ecrire_budget(fiche, lignes, vue=grille.vue, par=request.user, le=le)
    except DonneeRefusee as refus:
        return _ouvrir(request, collectivite, fiche, grille, etat=EtatSaisie(str(refus), refus=True), status=REFUS)
    dit = f"Budget enregistré à {heure(timezone.localtime(le))}." if geste else "Rien n'a changé."
    if not request.htmx:
        return revenir(request, collectivite.siren, fiche.pk, "bloc-budget", dit)
    return _fermer(request, collectivite, fiche, EtatSaisie(dit), geste)


def _fermer(
    request: Requete, collectivite: Collectivite, fiche: Fiche, etat: EtatSaisie, geste: GesteGroupe | None = None
) -> HttpResponse:
    relue = obtenir_fiche(request.user, collectivite.siren, fiche.pk)[1]
    vue = composer(request, collectivite, relue, Saisie("budget", fiche.pk, etat=etat))
    return montrer(request, vue, "budget", geste_budget=geste)


def _ouvrir(
    request: Requete,
    collectivite: Collectivite,
    fiche: Fiche,
    grille: Grille,
    *,
    passage: Passage | None = None,
    etat: EtatSaisie | None = None,
    status: int = 200,
) -> HttpResponse:
    montree = GrilleVue(grille.blocs(_proposees(grille, fiche)), grille.vue, passage)
    vue = composer(request, collectivite, fiche, Saisie("budget", fiche.pk, etat=etat))
    return montrer(request, vue, "budget", status=status, grille=montree)


@require_POST
def annuler(request: Requete, siren: str, pk: int, geste: int) -> HttpResponse:
    """Puts the budget back as it was before it was written."""
    collectivite, fiche = obtenir_fiche(request.user, siren, pk)
    exiger(request.user, "plans.modifier_fiche", fiche, raison=qui_peut_modifier())
    trouve = geste_du_budget_for(fiche, geste) or introuvable()
    etat = EtatSaisie("Annulé : le budget est revenu comme avant.")
    try:
        compo.annuler_budget(trouve, fiche, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        etat = EtatSaisie(str(refus), refus=True)
    if not request.htmx:
        return revenir(request, siren, pk, "bloc-budget", etat.texte, erreur=etat.refus)
    return _fermer(request, collectivite, fiche, etat)


def _annees_de(fiche: Fiche) -> list[int]:
    """Years of the fiche, this one when it has no dates."""
    jour = timezone.localdate()
    debut = fiche.debut.year if fiche.debut else (fiche.fin.year if fiche.fin else jour.year)
    fin = fiche.fin.year if fiche.fin else debut
    return list(range(debut, min(fin, debut + AUTOUR - 1) + 1))


def _proposees(grille: Grille, fiche: Fiche) -> list[int]:
    """Years that the pickers offer: those around the fiche and what is written."""
    dites = [annee for annees in grille.rangees.values() for annee in annees if annee is not None]
    connues = [*dites, *_annees_de(fiche)]
    return list(range(min(connues) - AUTOUR, max(connues) + AUTOUR + 1))
