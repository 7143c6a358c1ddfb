"""From entries of the audit trail to events. Source: docs/calculs/webhooks.md, « Gestes »."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from cordee.api.domain.types import TypeEvenement as T

SEUIL: Final = 20
"""A verb that one geste writes on more objects than that is one event."""
ESPACE: Final = uuid.UUID("5a0f2f3a-6f0e-5d0b-9b7e-0c0a4c3f7e21")
"""What the identifiers of events are made in, so that one entry always gives the same."""
FICHE, PLAN, GROUPE = "fiche", "plan", "groupe"
"""What an event is about."""
OBJETS: Final = {
    "plans.fiche": FICHE, "plans.plan": PLAN,     "plans.gestegroupe": GROUPE,
    "plans.import": GROUPE,
    "territoires.collectivite": GROUPE,
}  # fmt: skip
VERBES: Final[dict[str, T]] = {
    "plans.creer_fiche": T.FICHE_CREEE,
    "plans.dupliquer_fiche": T.FICHE_CREEE,
    "plans.ajouter_note": T.NOTE_AJOUTEE,
    "plans.placer_fiche": T.FICHE_PLACEE,
    "plans.retirer_placement": T.FICHE_RETIREE,
    "plans.partager_fiche": T.FICHE_PARTAGEE,
    "plans.departager_fiche": T.FICHE_DEPARTAGEE,
    "plans.supprimer_fiche": T.FICHE_SUPPRIMEE,
    "plans.restaurer_fiche": T.FICHE_RESTAUREE,
    "plans.creer_plan": T.PLAN_CREE,
    "plans.dupliquer_plan": T.PLAN_CREE,
    "plans.supprimer_plan": T.PLAN_SUPPRIME,
    "plans.restaurer_plan": T.PLAN_RESTAURE,
    "plans.modifier_en_lot": T.LOT_APPLIQUE,
    "plans.annuler_lot": T.LOT_ANNULE,
    "plans.importer": T.IMPORT_TERMINE,
    "plans.annuler_import": T.IMPORT_ANNULE,
    "plans.annuler_versement": T.LOT_ANNULE,
}
"""What a verb of the trail means; any other verb on a fiche or on a plan changes it."""
TUS: Final = frozenset(
    {
        "plans.exporter",
        "plans.abonner_calendrier",
        "plans.verser_panier",
        "plans.deposer_import",
        "plans.commenter_fiche",
        "plans.commenter_plan",
        "plans.modifier_commentaire",
        "plans.regler_commentaire",
        "plans.supprimer_commentaire",
        "plans.regler_validation",
        "plans.dire_a_jour",
        "plans.rouvrir_fiche",
        "plans.poser_rappel",
        "plans.finir_rappel",
        "plans.reprendre_rappel",
        "plans.repousser_rappel",
        "plans.retirer_rappel",
    }
)
FIN_TUE: Final = "_instantane"
"""Verbs that change nothing of what is sent, and the end of the others: an instantané leaves the plan as it is."""
RESERVES: Final = frozenset({"plans.modifier_champ_reserve"})
"""Verbs about what readers do not see."""
DOMINANTS: Final = (
    "plans.annuler_import",
    "plans.importer",
    "plans.annuler_lot",
    "plans.modifier_en_lot",
    "plans.supprimer_plan",
    "plans.restaurer_plan",
    "plans.dupliquer_plan",
    "plans.annuler_versement",
)
"""A geste that holds one of these verbs is one event, told by the first of them."""
GROUPES: Final = frozenset({T.LOT_APPLIQUE, T.LOT_ANNULE, T.IMPORT_TERMINE, T.IMPORT_ANNULE})
"""Types about several fiches, that are told by their numbers."""


@dataclass(frozen=True, slots=True)
class Entree:
    """An entry of the audit trail."""

    numero: int
    verbe: str
    objet_type: str
    objet_id: str
    collectivite: int
    acteur: int | None
    acteur_nom: str
    le: datetime
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evenement:
    """Something that happened. `objet` is what it is about, `numero` its number (0 for a group). `champs`: what
    changed, before and after. `fiches`: those that a group touched and that are still there, `supprimees`: those that
    are gone, `plans`: the plans that it names. `reserves`: the numbers among these that were confidential when they
    went; `reserve`: the plan was, or readers do not see what changed. `invitee`: the collectivité that no longer
    carries the fiche. `nombres`: what an import counted. `geste`: what a bulk edit changed."""

    id: uuid.UUID
    type: T
    collectivite: int
    le: datetime
    acteur_nom: str
    objet: str
    numero: int
    champs: dict[str, list[Any]] = field(default_factory=dict)
    fiches: tuple[int, ...] = ()
    supprimees: tuple[int, ...] = ()
    plans: tuple[int, ...] = ()
    reserves: frozenset[int] = frozenset()
    reserve: bool = False
    invitee: int | None = None
    placement: dict[str, int | None] | None = None
    nombres: dict[str, int] = field(default_factory=dict)
    geste: str = ""


def evenements_de(entrees: Iterable[Entree]) -> list[Evenement]:
    """The events that these entries tell, in the order of their first one. Entries of one geste come together."""
    gestes: dict[tuple[int, int | None, datetime], list[Entree]] = {}
    for entree in sorted(entrees, key=lambda entree: entree.numero):
        if _parle(entree):
            gestes.setdefault((entree.collectivite, entree.acteur, entree.le), []).append(entree)
    evenements = [(rang, evenement) for geste in gestes.values() for rang, evenement in _du_geste(geste)]
    return [evenement for _, evenement in sorted(evenements, key=lambda couple: couple[0])]


def _parle(entree: Entree) -> bool:
    """Whether an entry means something for another program. Of a group, only what has a type."""
    if entree.verbe in TUS or entree.verbe.endswith(FIN_TUE):
        return False
    objet = OBJETS.get(entree.objet_type)
    return objet is not None and (objet != GROUPE or entree.verbe in VERBES)


def _du_geste(geste: Sequence[Entree]) -> list[tuple[int, Evenement]]:
    verbes = {entree.verbe for entree in geste}
    dominant = next((verbe for verbe in DOMINANTS if verbe in verbes), None)
    if dominant is not None:
        siennes = [entree for entree in geste if entree.verbe == dominant]
        return [(geste[0].numero, _grouper(VERBES[dominant], siennes))]
    crees = {entree.objet_id for entree in geste if VERBES.get(entree.verbe) is T.PLAN_CREE}
    par_verbe: dict[str, list[Entree]] = {}
    for entree in geste:
        du_plan_cree = entree.objet_type == "plans.plan" and entree.objet_id in crees
        if not (du_plan_cree and entree.verbe not in VERBES):
            par_verbe.setdefault(entree.verbe, []).append(entree)
    evenements = []
    for siennes in par_verbe.values():
        if len(siennes) > SEUIL and siennes[0].objet_type == "plans.fiche":
            evenements.append((siennes[0].numero, _grouper(T.LOT_APPLIQUE, siennes)))
        else:
            evenements += [(entree.numero, _seul(entree)) for entree in siennes]
    return evenements


def _seul(entree: Entree) -> Evenement:
    """The event of one entry."""
    objet, details = OBJETS[entree.objet_type], entree.details
    type_ = VERBES.get(entree.verbe, T.FICHE_MODIFIEE if objet == FICHE else T.PLAN_MODIFIE)
    champs = _champs(details)
    if type_ is T.FICHE_MODIFIEE and "statut" in champs:
        type_ = T.FICHE_STATUT_CHANGE
    plan = details.get("plan")
    place = type_ in {T.FICHE_PLACEE, T.FICHE_RETIREE}
    placement = {"plan": plan, "axe": details.get("axe")} if place else None
    return Evenement(
        identifiant("ecriture", entree.numero), type_, entree.collectivite, entree.le, entree.acteur_nom, objet,
        int(entree.objet_id), champs, reserve=entree.verbe in RESERVES, invitee=details.get("collectivite"),
        placement=placement,
        plans=(plan,) if isinstance(plan, int) else (),
    )  # fmt: skip


def _grouper(type_: T, entrees: Sequence[Entree]) -> Evenement:
    """The event of several entries of one geste."""
    premiere = entrees[0]
    details = [entree.details for entree in entrees]
    fiches = [int(entree.objet_id) for entree in entrees if entree.objet_type == "plans.fiche"]
    fiches += [pk for lus in details for cle in ("objets", "fiches_revenues") for pk in lus.get(cle, ())]
    supprimees = [pk for lus in details for cle in ("supprimees", "fiches_supprimees") for pk in lus.get(cle, ())]
    if premiere.verbe == "plans.annuler_versement":
        supprimees += premiere.details["fiches"]
    plans = [int(entree.objet_id) for entree in entrees if entree.objet_type == "plans.plan"]
    changes = [_champs(lus) for lus in details]
    nombres = {nom: premiere.details[nom] for nom in ("creees", "modifiees") if nom in premiere.details}
    groupe = type_ in GROUPES
    return Evenement(
        identifiant("ecriture", premiere.numero), type_, premiere.collectivite, premiere.le, premiere.acteur_nom,
        GROUPE if groupe else OBJETS[premiere.objet_type], 0 if groupe else int(premiere.objet_id),
        _communs(changes) if groupe else changes[0],
        tuple(dict.fromkeys(fiches)), tuple(dict.fromkeys(supprimees)), tuple(dict.fromkeys(plans)),
        frozenset(pk for lus in details for pk in lus.get("confidentielles", ())),
        premiere.verbe in RESERVES or any(lus.get("confidentiel") for lus in details),
        nombres=nombres, geste=str(premiere.details.get("geste") or next(iter(changes[0]), "")) if groupe else "",
    )  # fmt: skip


def _champs(details: Mapping[str, Any]) -> dict[str, list[Any]]:
    champs = details.get("champs")
    return {str(nom): list(valeurs) for nom, valeurs in champs.items()} if isinstance(champs, Mapping) else {}


def _communs(changes: Sequence[Mapping[str, list[Any]]]) -> dict[str, list[Any]]:
    """What became the same everywhere; before, nobody knows: [None, value]. A field that did not is there, without
    values."""
    noms = dict.fromkeys(nom for champs in changes for nom in champs)
    communs: dict[str, list[Any]] = {}
    for nom in noms:
        apres = [champs[nom][1] for champs in changes if nom in champs]
        communs[nom] = [None, apres[0]] if all(valeur == apres[0] for valeur in apres) else []
    return communs


def evenement_retard(fiche: int, collectivite: int, repere: date, le: datetime) -> Evenement:
    """The end of a fiche has passed: `repere` is the day that it is told, the same whatever the hour of the round."""
    return Evenement(
        identifiant("retard", f"{fiche}:{repere.isoformat()}"), T.FICHE_EN_RETARD, collectivite, le, "", FICHE, fiche
    )


def identifiant(genre: str, cle: int | str) -> uuid.UUID:
    """The identifier of an event: always the same for the same entry, or the same mark of a fiche."""
    return uuid.uuid5(ESPACE, f"{genre}:{cle}")
