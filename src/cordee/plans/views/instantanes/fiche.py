"""One fiche of an instantané: as it was, or field by field against another moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.outils.differences import Morceaux, comparer
from cordee.plans.domain.changements import VIDE, Changement
from cordee.plans.domain.versions import comparer_versions
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.instantanes import figee_of, ligne_of, list_instantanes_of
from cordee.plans.queries.instantanes_du_jour import version_du_jour
from cordee.plans.queries.visibilite import fiche_for
from cordee.plans.views.instantanes.commun import obtenir_instantane, obtenir_version
from cordee.plans.views.instantanes.comparaison import AVEC_AUJOURDHUI, lire_avec
from cordee.socle.permissions import introuvable
from cordee.socle.requetes import Requete

LONG = 60
"""Characters from which two texts are shown word by word."""


@dataclass(frozen=True, slots=True)
class LigneChangee:
    """A change; `morceaux` when both sides are long texts that look alike."""

    libelle: str
    avant: str
    apres: str
    morceaux: Morceaux = ()


@dataclass(frozen=True, slots=True)
class PartieChangee:
    """Changes of the fiche (no `titre`) or of one of its sous-actions."""

    titre: str
    lignes: list[LigneChangee]


@require_safe
def fiche(request: Requete, siren: str, pk: int, instantane: int, fiche: int) -> HttpResponse:
    """As it was; with `?avec=`, what differs from another instantané or from today."""
    collectivite, plan = obtenir_plan(request.user, siren, pk)
    lu = obtenir_instantane(plan, instantane, pris=True)
    figee = figee_of(lu, fiche)
    version = obtenir_version(request.user, collectivite, lu, figee)
    comparee = "avec" in request.GET
    avec = lire_avec(request, plan, lu) if comparee else None
    autre = None
    if comparee:
        figee_autre = figee_of(avec, fiche) if avec is not None else None
        autre = (
            obtenir_version(request.user, collectivite, avec, figee_autre)
            if avec is not None
            else version_du_jour(request.user, collectivite, plan, fiche)
        )
    if version is None and autre is None:
        introuvable()
    inverse = avec is not None and avec.pris_le is not None and lu.pris_le is not None and avec.pris_le < lu.pris_le
    avant, apres = (autre, version) if inverse else (version, autre)
    changements = comparer_versions(avant, apres) if comparee else comparer_versions(None, version)
    nommee = version or autre
    assert nommee is not None
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "instantane": lu,
        "figee": figee if version is not None else None,
        "ligne": ligne_of(figee) if figee is not None and version is not None else None,
        "ref": fiche,
        "titre": " ".join(mot for mot in (nommee.code, nommee.titre) if mot),
        "statut": nommee.statut.libelle if nommee.statut else "",
        "comparee": comparee,
        "avec": avec,
        "moments": ([avec, lu] if inverse else [lu, avec]),
        "avant_absente": comparee and avant is None,
        "apres_absente": comparee and apres is None,
        "changements": changements,
        "parties": parties(changements),
        "vivante": fiche_for(request.user, collectivite, fiche),
        "autres": [autre_ for autre_ in list_instantanes_of(plan) if autre_.pk != lu.pk],
        "choix": str(avec.pk) if avec is not None else AVEC_AUJOURDHUI,
    }
    return render(request, "plans/instantanes/fiche.html", contexte)


def parties(changements: Iterable[Changement]) -> list[PartieChangee]:
    """Changes of the fiche, then of each sous-action, as the screen shows them."""
    rangees: dict[str, list[LigneChangee]] = {}
    for changement in changements:
        rangees.setdefault(changement.sous_action, []).append(_ligne(changement))
    return [PartieChangee(titre, lignes) for titre, lignes in rangees.items()]


def _ligne(changement: Changement) -> LigneChangee:
    morceaux: Morceaux = ()
    if VIDE not in (changement.avant, changement.apres) and min(len(changement.avant), len(changement.apres)) > LONG:
        morceaux = comparer(changement.avant, changement.apres)
        morceaux = morceaux if len(morceaux) > 1 else ()
    return LigneChangee(changement.libelle, changement.avant, changement.apres, morceaux)
