"""Many fiches at once: choose the change, see what it does to each, apply it, undo it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from cordee.comptes.models import Utilisateur
from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import accorder
from cordee.plans.actions.lot import FICHES_MAX, Lot, ValeurRefuseeEnLot, annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.lot_champs import ValeursDuChamp
from cordee.plans.actions.lot_validation import Validations
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.filtres_champs import NON, OUI
from cordee.plans.domain.listes import SANS_STATUT, Priorite, StatutFiche
from cordee.plans.domain.lot import (
    A_CHOISIR,
    GESTES_CHOISIS,
    SANS,
    VALEUR_A_CHOISIR,
    Geste,
    lire_date_du_lot,
    sens_possibles,
)
from cordee.plans.domain.thematiques import THEMATIQUES
from cordee.plans.domain.validation import Etat
from cordee.plans.forms.lot import Demande, lire_demande
from cordee.plans.models import Fiche
from cordee.plans.queries.champs_personnalises import champs_en_lot, nommer_champs
from cordee.plans.queries.lot import (
    fiches_de_la_liste,
    geste_groupe_for,
    nommer_valeurs,
    places_perdues,
    places_proposees,
)
from cordee.plans.queries.partage import collectivites_proposees
from cordee.plans.queries.personnes import list_etiquettes_for, noms_proposes
from cordee.plans.queries.validation import gestes_de_validation
from cordee.plans.queries.visibilite import list_fiches_for, plan_for, portees_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, introuvable
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

MODIFIER = "plans.modifier_en_lot"
LIGNES_MONTREES = 200
"""Rows of a preview; those that will not change come first."""
LISTES_FERMEES: dict[Geste, tuple[type[ChoixTexte], str]] = {
    Geste.STATUT: (StatutFiche, SANS_STATUT),
    Geste.PRIORITE: (Priorite, "sans priorité"),
    Geste.VALIDATION: (Etat, "hors de ce plan"),
}
"""Values that are codes, and how none is said."""


@require_http_methods(["GET", "HEAD", "POST"])
def lot(request: Requete, siren: str) -> HttpResponse:
    """Choosing the change, then its preview (`apercu`), then applying it (POST)."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, MODIFIER, collectivite)
    champs = champs_en_lot(request.user, collectivite)
    demande = lire_demande(request.POST if request.method == "POST" else request.GET, champs)
    fiches = _choisies(request, collectivite, demande)
    contexte = _contexte(request.user, collectivite, demande, fiches)
    contexte["champs"] = nommer_champs(request.user, collectivite, champs)
    apercu = "apercu" in request.GET or request.method == "POST"
    if demande.geste is None or not apercu:
        return render(request, "plans/lot.html", contexte)
    try:
        prepare = preparer_lot(
            collectivite, fiches, demande.geste, demande.sens, demande.voulue, par=request.user, le=timezone.now(),
            champ=demande.champ,
        )  # fmt: skip
        if request.method == "POST" and prepare.a_changer:
            return _appliquer(request, collectivite, prepare, demande)
    except DonneeRefusee as refus:
        ou = "fautes_valeur" if isinstance(refus, ValeurRefuseeEnLot) else "fautes"
        return render(request, "plans/lot.html", contexte | {ou: refus.messages}, status=422)
    return render(request, "plans/lot.html", contexte | _apercu(prepare))


def _choisies(request: Requete, collectivite: Collectivite, demande: Demande) -> list[Fiche]:
    """The fiches that were ticked, else those of the list."""
    if demande.fiches or demande.liste is None:
        return list(list_fiches_for(request.user, collectivite).filter(pk__in=demande.fiches))
    plan = None
    if demande.plan is not None:
        plan = plan_for(request.user, collectivite, demande.plan) or introuvable()
    filtres = lire_filtres(dict(QueryDict(demande.liste).lists()))
    return fiches_de_la_liste(request.user, collectivite, plan, filtres, timezone.localdate(), FICHES_MAX + 1)


def _appliquer(request: Requete, collectivite: Collectivite, prepare: Lot, demande: Demande) -> HttpResponse:
    groupe = appliquer_lot(collectivite, prepare, par=request.user, le=timezone.now(), lue=demande.lue)
    nombre = len(prepare.a_changer)
    messages.success(
        request,
        format_html(
            '{} {} {}. <a href="{}">Annuler</a>',
            nombre,
            accorder(nombre, "fiche"),
            accorder(nombre, "modifiée"),
            reverse("lot_annuler", args=[collectivite.siren, groupe.pk]),
        ),
    )
    sur = url_has_allowed_host_and_scheme(demande.retour, {request.get_host()}, require_https=request.is_secure())
    return redirect(demande.retour if demande.retour and sur else reverse("fiches", args=[collectivite.siren]))


@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Asks, then puts the fiches back as they were."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, MODIFIER, collectivite)
    groupe = geste_groupe_for(collectivite, pk) or introuvable()
    if request.method != "POST":
        contexte = {"collectivite": collectivite, "rubrique": "plans", "groupe": groupe}
        return render(request, "plans/lot_annuler.html", contexte)
    try:
        nombre, laissees = annuler_lot(groupe, par=request.user, le=timezone.now())
    except DonneeRefusee as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        mots = accorder(nombre, "fiche est revenue", "fiches sont revenues")
        messages.success(request, f"{nombre} {mots} en arrière.")
        if sans_numero := groupe.avant.get("sans_numero"):
            noms = ", ".join(f"« {titre} »" for titre in sans_numero[:5])
            messages.warning(request, f"Revenues sans leur numéro, donné depuis à une autre fiche : {noms}.")
        if laissees:
            noms = ", ".join(f"« {titre} »" for titre in laissees[:5])
            messages.warning(request, f"Changées depuis, donc laissées telles quelles : {noms}.")
    return redirect("fiches", siren)


def _contexte(
    utilisateur: Utilisateur, collectivite: Collectivite, demande: Demande, fiches: list[Fiche]
) -> dict[str, Any]:
    geste = demande.geste
    contexte: dict[str, Any] = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "demande": demande,
        "fiches": fiches,
        "gestes": [(str(g), g.libelle) for g in GESTES_CHOISIS],
        "sens": [(str(s), mots) for s, mots in sens_possibles(geste).items()] if geste else [],
    }
    choix: dict[Geste, Callable[[], Any]] = {
        Geste.STATUT: lambda: [*StatutFiche.choices(), (SANS, SANS_STATUT)],
        Geste.PRIORITE: lambda: [*Priorite.choices(), (SANS, "Sans priorité")],
        Geste.CONTINUE: lambda: [("oui", "Oui, se répète tous les ans"), ("non", "Non, a une fin")],
        Geste.CONFIDENTIEL: lambda: [("oui", "Confidentielle"), ("non", "Non confidentielle")],
        Geste.THEMATIQUE: lambda: list(THEMATIQUES.items()),
        Geste.PLACE: lambda: places_proposees(collectivite),
        Geste.PARTAGE: lambda: [(str(c.pk), c.nom) for c in collectivites_proposees(collectivite, fiches)],
    }
    if geste is Geste.VALIDATION:
        contexte |= {"choix": gestes_de_validation(utilisateur, collectivite, fiches), "a_choisir": A_CHOISIR[geste]}
        if demande.valeur in dict(contexte["choix"]):
            contexte["a_choisir"] = ""
    elif demande.champ is not None:
        contexte["choix"] = [*choix_en_lot(demande.champ), *([(SANS, "Vide")] if geste is Geste.CHAMP else [])]
        choisi = demande.valeur in dict(contexte["choix"]) if geste is Geste.CHAMP else True
        contexte["a_choisir"] = "" if choisi else VALEUR_A_CHOISIR
    elif geste is not None and geste in choix:
        contexte["choix"] = choix[geste]()
        choisi = demande.valeur in dict(contexte["choix"]) if geste in A_CHOISIR else True
        contexte["a_choisir"] = "" if choisi else A_CHOISIR[geste]
    elif geste in {Geste.PILOTE, Geste.REFERENT}:
        portees = portees_of(fiches).values()
        contexte["propositions"] = noms_proposes(collectivite, frozenset().union(*portees))
    elif geste in {Geste.SERVICE, Geste.ETIQUETTE}:
        genre = "service" if geste is Geste.SERVICE else "libre"
        contexte["propositions"] = list(list_etiquettes_for(collectivite, [genre]).values_list("nom", flat=True))
    return contexte


def choix_en_lot(definition: Definition) -> list[tuple[str, str]]:
    """Values of a field that many fiches may take."""
    if definition.genre.a_options:
        return [(str(option.pk), option.libelle) for option in definition.options]
    return [(OUI, "Oui"), (NON, "Non")]


def _apercu(prepare: Lot) -> dict[str, Any]:
    noms = nommer_valeurs(prepare.geste, [v for c in prepare.changements for v in (c.avant, c.apres)])
    changements = sorted(prepare.changements, key=lambda c: not c.raison)  # refusals are what one must see
    porteur = prepare.porteur

    def dire(valeur: Any) -> str:
        return porteur.dire(valeur) if isinstance(porteur, ValeursDuChamp) else _dire(prepare.geste, valeur, noms)

    lignes = [(c.fiche, dire(c.avant), dire(c.apres), c.raison, c.change) for c in changements]
    return {
        "lignes": lignes[:LIGNES_MONTREES],
        "suite": len(lignes[LIGNES_MONTREES:]),
        "nombre": len(prepare.a_changer),
        "refusees": sum(1 for c in prepare.changements if c.raison),
        "places_perdues": _compter_places(prepare),
        "lue": prepare.porteur.empreinte if isinstance(prepare.porteur, Validations) else "",
    }


def _compter_places(prepare: Lot) -> int:
    """Places in the plans of partners that go with the sharings that end."""
    if prepare.geste is not Geste.PARTAGE:
        return 0
    return places_perdues((c.fiche.pk, avec) for c in prepare.a_changer for avec in c.avant if avec not in c.apres)


def _dire(geste: Geste, valeur: Any, noms: dict[Any, str]) -> str:
    """A value as the preview shows it."""
    if geste is Geste.SUPPRESSION:
        return "supprimée" if valeur else "présente"
    if geste.est_liste:
        rien = "portée seule" if geste is Geste.PARTAGE else "rien"
        return ", ".join(noms.get(v, str(v)) for v in valeur) or rien
    if geste in LISTES_FERMEES:
        liste, vide = LISTES_FERMEES[geste]
        return liste.libelle_de(valeur, vide)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return ecrire_date(*lire_date_du_lot(valeur)) or "aucune date"
