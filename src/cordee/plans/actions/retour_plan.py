"""A deleted plan comes back as it was, for as long as the gesture is kept: its axes, its people, the places of its
fiches, its documents, its discussion, its saved views, its circuit of validation, its added fields, its dashboard, its
monthly records, the fiches that were deleted with it, and what the applications above keep of it (`emporter`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions.colonnes import colonnes_de, en_json, valeurs_de_json
from cordee.plans.actions.numeros import liberer_numeros_pris
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.domain.numeros import cle_numero
from cordee.plans.models import (
    Axe,
    AxeIndicateur,
    ChampPersonnalise,
    Circuit,
    CommentairePlan,
    DemarchePcaet,
    EtapeValidation,
    Fiche,
    GesteGroupe,
    Import,
    Instantane,
    OptionChamp,
    Placement,
    Plan,
    PlanDocument,
    PlanPersonne,
    RelevePlan,
    TableauDeBord,
    ValeurPersonnalisee,
    Validation,
    VueEnregistree,
)
from cordee.plans.queries.corbeille import VERBE_SUPPRESSION
from cordee.plans.queries.visibilite import nom_au_journal
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

LOT = 500
RANGEES: tuple[tuple[type[Model], str], ...] = (
    (Axe, "plan"),
    (AxeIndicateur, "axe__plan"),
    (PlanPersonne, "plan"),
    (Placement, "plan"),
    (PlanDocument, "plan"),
    (CommentairePlan, "plan"),
    (CommentairePlan.mentions.through, "commentaireplan__plan"),
    (Plan.perimetre.through, "plan"),
    (VueEnregistree, "plan"),
    (Circuit, "plan"),
    (Circuit.choisis.through, "circuit__plan"),
    (EtapeValidation, "plan"),
    (Validation, "plan"),
    (ChampPersonnalise, "plan"),
    (OptionChamp, "champ__plan"),
    (ValeurPersonnalisee, "champ__plan"),
    (TableauDeBord, "plan"),
    (RelevePlan, "plan"),
)
"""Rows that go with a plan, in the order in which they come back, and the way from each to it."""
AU_DESSUS: list[tuple[type[Model], str, Callable[[list[Any]], list[Any]]]] = []
"""The same, of applications that this one does not know."""
RATTACHES: tuple[tuple[type[Model], str], ...] = (
    (Plan, "parent"),
    (Plan, "remplace"),
    (DemarchePcaet, "plan"),
    (Import, "plan"),
    (Instantane, "plan"),
)
"""What stays without it, and the column that is emptied. New ones come last: gestures kept before know fewer."""


def emporter(modele: type[Model], chemin: str, ajuster: Callable[[list[Any]], list[Any]] = list) -> None:
    """Said once, at the start of an application above: rows of `modele`, found by `chemin`, go with a deleted plan and
    come back with it. `ajuster` leaves out, or changes, those that something written since no longer lets in."""
    AU_DESSUS.append((modele, chemin, ajuster))


def garder_plan(plan: Plan, fiches: Iterable[int], *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Keeps a plan that is about to be deleted; `fiches` are those that go to the corbeille with it, at `le`. Called by
    the deletion, in its transaction."""
    avant = {
        "plan": colonnes_de(plan),
        "rangees": {
            modele._meta.label_lower: [
                colonnes_de(rangee) for rangee in modele._default_manager.filter(**{chemin: plan}).order_by("pk")
            ]
            for modele, chemin in (*RANGEES, *((modele, chemin) for modele, chemin, _ in AU_DESSUS))
        },
        "rattaches": [
            list(modele._default_manager.filter(**{colonne: plan}).values_list("pk", flat=True))
            for modele, colonne in RATTACHES
        ],
        "fiches": list(fiches),
        **en_json({"le": le}),
    }
    return GesteGroupe.objects.create(
        collectivite_id=plan.collectivite_id,
        verbe=VERBE_SUPPRESSION,
        resume=plan.nom[:300],
        avant=avant,
        par=par,
        le=le,
    )


@transaction.atomic
def restaurer_plan(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> Plan:
    """Writes the plan again, with the numbers that it had. What it cited and that is gone since is left out: an
    indicator, a document, a person. A fiche whose number was given to another since comes back without it
    (`avant["sans_numero"]`); one of another collectivité keeps its own, and what is then twice in the plan is said
    (`avant["numeros_doubles"]`). Raises `DonneeRefusee` when it came back already."""
    exiger(par, "plans.creer_plan", geste.collectivite, raison="Restaurer un plan demande le rôle « Édition ».")
    verrouille = GesteGroupe.objects.select_for_update(of=("self",)).get(pk=geste.pk)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("Ce plan est déjà revenu : cherchez-le dans la liste des plans.")
    avant = verrouille.avant
    (plan,) = _refaire(Plan, [avant["plan"]])
    assert isinstance(plan, Plan)
    plan.save(force_insert=True)
    for modele, _ in RANGEES:
        rangees = _refaire(modele, avant["rangees"].get(modele._meta.label_lower, []))
        modele._default_manager.bulk_create(rangees, batch_size=LOT)
    for modele, _, ajuster in AU_DESSUS:
        rangees = ajuster(_refaire(modele, avant["rangees"].get(modele._meta.label_lower, [])))
        modele._default_manager.bulk_create(rangees, batch_size=LOT)
    for (modele, colonne), pks in zip(
        RATTACHES, avant["rattaches"], strict=False
    ):  # an older gesture knew fewer of them
        modele._default_manager.filter(pk__in=pks, **{f"{colonne}__isnull": True}).update(**{colonne: plan})
    revenues = list(Fiche.objects.filter(pk__in=avant["fiches"], supprimee_le=avant["le"]).values_list("pk", flat=True))
    Fiche.objects.filter(pk__in=revenues).update(supprimee_le=None)
    sans_numero = _liberer_numeros(plan, revenues)
    doubles = dire_numeros_doubles(plan)
    indexer_fiches(revenues)
    verrouille.annule_le = geste.annule_le = le
    verrouille.avant["sans_numero"] = geste.avant["sans_numero"] = sans_numero
    verrouille.avant["numeros_doubles"] = geste.avant["numeros_doubles"] = doubles
    verrouille.save(update_fields=["annule_le", "avant"])
    consigner(
        plan, "plans.restaurer_plan", f"A restauré le plan « {plan.nom} »", par=par, le=le,
        collectivite_id=plan.collectivite_id,
        details={"fiches_revenues": revenues, "sans_numero": sans_numero, "numeros_doubles": doubles},
    )  # fmt: skip
    return plan


def _liberer_numeros(plan: Plan, revenues: list[int]) -> list[str]:
    """A number is that of one fiche in the plan: the fiches that come back lose theirs before those that stayed, and
    among those of the collectivité that stayed, the second one that took the same number elsewhere loses it. All of
    them give way to a fiche of another collectivité, which alone may change its number. Returns what was lost, number
    and title."""
    restees = Fiche.objects.filter(placements__plan=plan, collectivite=plan.collectivite_id, supprimee_le__isnull=True)
    perdus = liberer_numeros_pris(revenues)
    perdus |= liberer_numeros_pris(list(restees.exclude(pk__in=revenues).values_list("pk", flat=True)))
    indexer_fiches(set(perdus) - set(revenues))
    fiches = Fiche.objects.filter(pk__in=list(perdus)).order_by("cle_tri", "pk")
    return [f"{perdus[fiche.pk]} ({nom_au_journal(fiche)})" for fiche in fiches]


def dire_numeros_doubles(plan: Plan) -> list[str]:
    """Numbers that two fiches of other collectivités have in the plan, with their titles and owners. Two queries."""
    portees: dict[str, list[Fiche]] = {}
    fiches = Fiche.objects.filter(placements__plan=plan, supprimee_le__isnull=True).exclude(code="").distinct()
    for fiche in fiches.select_related("collectivite", "parent").order_by("cle_tri", "pk"):
        portees.setdefault(cle_numero(fiche.code), []).append(fiche)
    return [
        f"{memes[0].code} ({' ; '.join(f'{nom_au_journal(f)}, {f.collectivite.appellation}' for f in memes)})"
        for memes in portees.values()
        if len(memes) > 1
    ]


def _refaire(modele: type[Model], colonnes: list[dict[str, Any]]) -> list[Model]:
    """The rows whose every tie still holds; a tie that may be empty is emptied instead."""
    rangees = [modele(**valeurs_de_json(modele, valeurs)) for valeurs in colonnes]
    for champ in modele._meta.concrete_fields:
        if not champ.is_relation or not rangees:
            continue
        cites = {getattr(rangee, champ.attname) for rangee in rangees} - {None}
        autre: type[Model] = champ.related_model  # type: ignore[assignment]
        vivants = set(autre._default_manager.filter(pk__in=cites).values_list("pk", flat=True))
        if autre is modele:
            vivants |= {rangee.pk for rangee in rangees}
        for rangee in rangees:
            if champ.null and getattr(rangee, champ.attname) not in vivants:
                setattr(rangee, champ.attname, None)
        rangees = [r for r in rangees if champ.null or getattr(r, champ.attname) in vivants]
    return rangees
