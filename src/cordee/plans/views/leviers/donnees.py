"""The numbers of the leviers: 2019 and 2030 of every sector, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.plans.actions.leviers import saisir_trajectoire
from cordee.plans.domain.trajectoire import CAPTAGE, Mode, Nombre, Releve
from cordee.plans.forms.leviers import FormulaireTrajectoire
from cordee.plans.queries.leviers import (
    indicateurs_des_leviers,
    lire_releves,
    referentiel_des_leviers,
    territoire_des_leviers,
    valeurs_saisies_of,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.socle.requetes import Requete
from cordee.territoires.permissions import obtenir_collectivite


@dataclass(frozen=True)
class LigneDeSaisie:
    """An indicateur: its fields, what counts today when it was not entered here, whether it may stay empty."""

    indicateur: Indicateur
    champs: list[forms.BoundField]
    ailleurs: list[str]
    facultatif: bool


@require_http_methods(["GET", "HEAD", "POST"])
def donnees(request: Requete, siren: str) -> HttpResponse:
    """Shows the form, or writes what was changed."""
    collectivite = obtenir_collectivite(request.user, siren)
    exiger(request.user, "indicateurs.saisir", collectivite, raison=qui_peut_saisir())
    definitions = indicateurs_des_leviers()
    demandes = {s: [definitions[i] for i in ids if i in definitions] for s, ids in referentiel_des_leviers().a_saisir}
    indicateurs = [indicateur for siens in demandes.values() for indicateur in siens]
    posees = request.POST if request.method == "POST" else None
    formulaire = FormulaireTrajectoire(
        posees, indicateurs=indicateurs, valeurs=valeurs_saisies_of(collectivite, indicateurs)
    )
    if posees is not None and formulaire.is_valid():
        try:
            nombre = saisir_trajectoire(collectivite, formulaire.saisies, par=request.user, le=timezone.now())
            messages.success(request, _dire(nombre))
            return redirect("leviers", siren)
        except DonneeRefusee as refus:
            formulaire.add_error(None, refus.messages)
    releves = lire_releves(request.user, territoire_des_leviers(collectivite), Mode.TERRITOIRE)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "formulaire": formulaire,
        "secteurs": [(s, [_ligne(i, formulaire, releves) for i in siens]) for s, siens in demandes.items()],
        "fautes": sum(len(fautes) for fautes in formulaire.errors.values()),
    }
    return render(request, "plans/leviers/donnees.html", contexte, status=422 if formulaire.errors else 200)


def _dire(nombre: int) -> str:
    if not nombre:
        return "Rien n'a changé."
    return f"{nombre} {accorder(nombre, 'nombre enregistré', 'nombres enregistrés')}."


def _ligne(indicateur: Indicateur, formulaire: FormulaireTrajectoire, releves: Mapping[str, Releve]) -> LigneDeSaisie:
    releve = releves.get(indicateur.identifiant or "", Releve())
    ailleurs = [_ailleurs(nombre) for nombre in (releve.depart, releve.but)]
    return LigneDeSaisie(indicateur, formulaire.champs_de(indicateur), ailleurs, indicateur.identifiant == CAPTAGE)


def _ailleurs(nombre: Nombre | None) -> str:
    """What counts as long as nothing is entered: `412,5 (RARE-OREC)`."""
    if nombre is None or nombre.origine == "saisi":
        return ""
    return f"{formater(nombre.valeur, 2, souple=True)}{INSECABLE}({nombre.origine})"
