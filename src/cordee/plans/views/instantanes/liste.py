"""The instantanés of a plan: those that were taken, the one that is prepared, taking another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.outils.texte import accorder
from cordee.plans.actions.instantanes import prendre_instantane, preparer_instantane
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.instantanes import Synthese, synthetiser
from cordee.plans.exports.comparaison import ecart_de
from cordee.plans.forms.arbre import lire_entier
from cordee.plans.forms.instantanes import MAINTENANT, PREPARER, FormulaireNouvelInstantane
from cordee.plans.models import Instantane, Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.instantanes import instantane_of, lignes_of, list_instantanes_of, preparation_of
from cordee.plans.queries.instantanes_du_jour import lignes_du_jour
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.socle.requetes import Requete
from cordee.socle.trajets import composer_courbe
from cordee.territoires.models import Collectivite

PAR_PAGE = 20
POUR_UNE_COURBE = 3
"""Instantanés from which a curve says something."""
QUI_PREND = (
    "Prendre un instantané demande le rôle « Édition » : demandez-le à une personne qui administre la collectivité "
    "(page « Membres et rôles »)."
)


@dataclass(frozen=True, slots=True)
class LigneInstantane:
    """A row: what the plan added up to, and the points gained since the one before."""

    instantane: Instantane
    synthese: Synthese
    ecart: float | None


@require_http_methods(["GET", "HEAD", "POST"])
def instantanes(request: Requete, siren: str, pk: int) -> HttpResponse:
    """The list; a POST takes one, or opens a preparation. `?retire=` offers to put back the one just deleted."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    formulaire = FormulaireNouvelInstantane(
        initial={"nom": f"Bilan {timezone.localdate().year}", "quand": MAINTENANT}, auto_id="instantane_%s"
    )
    if request.method == "POST":
        exiger(request.user, "plans.modifier_plan", plan, raison=QUI_PREND)
        formulaire = FormulaireNouvelInstantane(request.POST, auto_id="instantane_%s")
        if formulaire.is_valid():
            try:
                return _prendre(request, plan, formulaire)
            except DonneeRefusee as refus:
                formulaire.add_error(None, refus.messages)
    return render(
        request, "plans/instantanes/liste.html", _contexte(request, collectivite, plan, formulaire),
        status=422 if formulaire.errors else 200,
    )  # fmt: skip


def _prendre(request: Requete, plan: Plan, formulaire: FormulaireNouvelInstantane) -> HttpResponse:
    lu, le = formulaire.cleaned_data, timezone.now()
    dits: dict[str, Any] = {nom: lu[nom] for nom in ("commentaire", "du", "au")}
    if lu["quand"] == PREPARER:
        instantane = preparer_instantane(plan, lu["nom"], echeance=lu["echeance"], **dits, par=request.user, le=le)
        messages.success(request, f"« {instantane.nom} » est en préparation : les pilotes disent leurs fiches à jour.")
    else:
        instantane = prendre_instantane(plan, lu["nom"], **dits, par=request.user, le=le)
        nombre = instantane.fiches.count()
        messages.success(
            request, f"« {instantane.nom} » est pris : {nombre} {accorder(nombre, 'fiche figée', 'fiches figées')}."
        )
    return redirect("plan_instantane", plan.collectivite.siren, plan.pk, instantane.pk)


def _contexte(
    request: Requete, collectivite: Collectivite, plan: Plan, formulaire: FormulaireNouvelInstantane
) -> dict[str, object]:
    aujourdhui = timezone.localdate()
    tous = list(list_instantanes_of(plan))
    page = Paginator(tous, PAR_PAGE).get_page(request.GET.get("page"))
    # One more than the page shows: the last row is compared with the one before it too.
    lues = tous[page.start_index() - 1 : page.end_index() + 1] if tous else []
    lignes = composer_lignes(request, collectivite, lues)[: len(page.object_list)]
    du_jour = synthetiser(lignes_du_jour(request.user, collectivite, plan, aujourdhui), Ponderation(plan.ponderation))
    avancements = [ligne.synthese.compte.avancement for ligne in reversed(lignes)]
    tracees = [*avancements, du_jour.compte.avancement] if page.number == 1 else []
    retire = lire_entier(request.GET.get("retire", ""))
    editable = peut(request.user, "plans.modifier_plan", plan)
    return {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "page": page,
        "lignes": lignes,
        "du_jour": du_jour,
        "ecart_du_jour": ecart_de(lignes[0].synthese.compte, du_jour.compte) if lignes and page.number == 1 else None,
        "aujourdhui": aujourdhui,
        "courbe": composer_courbe([a / 100 if a is not None else None for a in tracees])
        if len(lignes) >= POUR_UNE_COURBE and tracees
        else None,
        "premier": lignes[-1] if lignes else None,
        "preparation": preparation_of(plan),
        "formulaire": formulaire,
        "editable": editable,
        "retire": instantane_of(plan, retire, supprime=True) if retire is not None and editable else None,
        "raison": "" if editable else QUI_PREND,
    }


def composer_lignes(
    request: Requete, collectivite: Collectivite, instantanes: list[Instantane]
) -> list[LigneInstantane]:
    """Rows of these instantanés, the latest first."""
    lues = lignes_of(request.user, collectivite, instantanes)
    syntheses = [synthetiser(lues[i.pk], Ponderation(i.ponderation)) for i in instantanes]
    lignes = [LigneInstantane(i, s, None) for i, s in zip(instantanes, syntheses, strict=True)]
    return [
        replace(ligne, ecart=ecart_de(precedente.synthese.compte, ligne.synthese.compte))
        for ligne, precedente in pairwise(lignes)
    ] + lignes[-1:]
