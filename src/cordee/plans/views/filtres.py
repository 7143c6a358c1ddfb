"""The filters of a list as the page shows them: removable badges, and a panel that is read only when opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import jour_court
from cordee.plans.domain.champs_personnalises import Definition as ChampAjoute
from cordee.plans.domain.filtres import Filtres, lire_filtres
from cordee.plans.domain.filtres_champs import dire_filtre
from cordee.plans.domain.filtres_proposes import DEFINITIONS, PAR_CLE, ChampDate, Definition, Tri
from cordee.plans.models import Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.champs_personnalises import definitions_for
from cordee.plans.queries.filtres_champs import compter_options
from cordee.plans.queries.options import comptes_des_options, noms_choisis, options_des_filtres
from cordee.plans.queries.validation import circuit_of, list_plans_en_circuit_for
from cordee.plans.templatetags.fiche import Valeurs
from cordee.plans.views.champs.filtres import filtres_des_champs
from cordee.plans.views.vues import CHOIX, Cadre, colonnes_voulues, composer_adresse, suite_de, tailles_en_adresse
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

JAMAIS_CHOISIS = frozenset({"fiche", "liee", "parent"})
"""Filters reached from other screens, never chosen in a list."""


@dataclass(frozen=True, slots=True)
class Puce:
    """One value asked, and the address of the same list without it."""

    libelle: str
    adresse: str


class OptionAffichee(NamedTuple):
    """One option of the panel: whether it is asked, and how many fiches have it (None: not counted)."""

    valeur: str
    libelle: str
    choisie: bool
    compte: int | None


@dataclass(frozen=True, slots=True)
class FiltreAffiche:
    """One filter of the panel, with how many of its options are asked."""

    definition: Definition
    options: list[OptionAffichee]
    nombre: int


def composer_puces(cadre: Cadre) -> list[Puce]:
    """Badges of what is asked, in the order of the panel."""
    filtres = cadre.filtres
    noms = noms_choisis(cadre.request.user, cadre.collectivite, filtres)
    puces = [Puce(f"« {filtres.texte} »", _sans(cadre, "q"))] if filtres.texte else []
    for cle, valeurs in filtres.valeurs.items():
        definition = PAR_CLE[cle]
        fixes = dict(definition.fixes)
        for valeur in valeurs:
            nom = fixes.get(valeur) or noms.get((cle, valeur)) or _sans_nom(definition, valeur)
            puces.append(Puce(nom, _sans(cadre, cle, valeur)))
    puces += [Puce(f"Sert {code.partition('_')[2]}", _sans(cadre, "mesure", code)) for code in filtres.mesures]
    if filtres.du is not None or filtres.au is not None:
        puces.append(Puce(_periode(filtres), _sans(cadre, "periode")))
    if filtres.champs:
        connus = {definition.pk: definition for definition in cadre.champs}
        for demande in filtres.champs:
            dits = dire_filtre(connus[demande.champ], demande)
            puces += [Puce(mots, _sans(cadre, demande.cle, valeur)) for valeur, mots in dits]
    return puces


def _sans_nom(definition: Definition, valeur: str) -> str:
    """A number that names nothing here: gone, or not for this person, which reads the same."""
    return f"{definition.libelle} {valeur}" if definition.nombre else f"{definition.libelle} : élément introuvable"


def _sans(cadre: Cadre, cle: str, valeur: str | None = None) -> str:
    return composer_adresse([("vue", cadre.vue), *cadre.choix, *cadre.filtres.sans(cle, valeur).paires()]) + suite_de(
        cadre
    )


def _periode(filtres: Filtres) -> str:
    bornes = []
    if filtres.du is not None:
        bornes.append(f"depuis le {jour_court(filtres.du)}")
    if filtres.au is not None:
        bornes.append(f"jusqu'au {jour_court(filtres.au)}")
    return f"{filtres.champ_date.libelle} {' '.join(bornes)}"


@require_safe
def panneau(request: Requete, siren: str, pk: int | None = None) -> HttpResponse:
    """The panel of filters, as a fragment or as a page of its own; it sends back to the list."""
    if pk is None:
        collectivite, plan = obtenir_collectivite(request.user, siren), None
    else:
        collectivite, plan = obtenir_plan(request.user, siren, pk)
    champs = definitions_for(request.user, collectivite, plan)
    filtres = lire_filtres(dict(request.GET.lists())).retenir(champs)
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        **lire_panneau(request.user, collectivite, plan, filtres, champs),
        "vue": request.GET.get("vue", ""),
        "choix": [
            *((cle, lu) for cle in CHOIX.get(request.GET.get("vue", ""), ()) if (lu := request.GET.get(cle))),
            *(("col", cle) for cle in colonnes_voulues(request)),
            *tailles_en_adresse(request),
        ],
        "retour": reverse("plan", args=[siren, plan.pk]) if plan else reverse("fiches", args=[siren]),
    }
    gabarit = "plans/filtres.html#panneau" if request.htmx else "plans/filtres.html"
    return render(request, gabarit, contexte)


def lire_panneau(
    utilisateur: Utilisateur,
    collectivite: Collectivite,
    plan: Plan | None,
    filtres: Filtres,
    champs: Sequence[ChampAjoute] | None = None,
) -> dict[str, Any]:
    """What the panel proposes, with what these filters ask; for any form that chooses fiches. `champs`: the added
    fields that the person reads there, when they are known already."""
    champs = definitions_for(utilisateur, collectivite, plan) if champs is None else champs
    options = options_des_filtres(utilisateur, collectivite, plan)
    circuits = circuit_of(plan) if plan is not None else list_plans_en_circuit_for(utilisateur, collectivite)
    tus = JAMAIS_CHOISIS if circuits else JAMAIS_CHOISIS | {"validation"}
    return {
        "filtres": filtres,
        "familles": list(_familles(filtres, options, comptes_des_options(utilisateur, collectivite, plan), tus)),
        "mesures_ailleurs": [code for code in filtres.mesures if code not in dict(options["mesure"])],
        "champs_date": ChampDate.choices(),
        "bornes": Valeurs(
            {cle: filtres.ecrire_borne(cle) for cle in ("du", "au")},
            "periode",
            {cle: [refusee.faute] for cle, refusee in filtres.refusees.items()},
        ),
        "tris": [*((str(t), t.libelle) for t in Tri if t is not Tri.CHAMP), *((d.cle, d.libelle) for d in champs)],
        "champs": filtres_des_champs(champs, filtres, compter_options(utilisateur, collectivite, plan, champs)),
    }


def _familles(
    filtres: Filtres,
    options: dict[str, list[tuple[str, str]]],
    comptes: dict[tuple[str, str], int],
    tus: frozenset[str],
) -> Iterable[tuple[str, list[FiltreAffiche]]]:
    familles: dict[str, list[FiltreAffiche]] = {}
    comptees = {cle for cle, _ in comptes}
    for definition in DEFINITIONS:
        cle = definition.cle
        if cle in JAMAIS_CHOISIS or (cle in tus and cle not in filtres.valeurs):
            continue
        proposees = [*definition.fixes, *options.get(cle, [])]
        choisies = {*filtres.valeurs.get(cle, ()), *(filtres.mesures if cle == "mesure" else ())}
        if proposees:
            lignes = [
                OptionAffichee(
                    valeur, nom, valeur in choisies, comptes.get((cle, valeur), 0) if cle in comptees else None
                )
                for valeur, nom in proposees
            ]
            familles.setdefault(definition.famille, []).append(FiltreAffiche(definition, lignes, len(choisies)))
    return familles.items()
