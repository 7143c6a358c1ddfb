"""The tree of axes of a plan: adding, naming, moving, deleting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.actions.definitions import trouver_ou_creer_indicateur
from cordee.journal.actions import consigner
from cordee.outils.texte import rendre_vide
from cordee.plans.models import Axe, AxeIndicateur, Placement, Plan
from cordee.plans.queries.indicateurs import indicateurs_par_axe
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

NIVEAUX_MAX = 4
"""Axe, sous-axe, sous-sous-axe, and one more."""
NOM_MAX = 300


@transaction.atomic
def creer_axe(
    plan: Plan,
    nom: str,
    *,
    parent: Axe | None = None,
    rang: int | None = None,
    code: str = "",
    description: str = "",
    par: Utilisateur,
    le: datetime,
) -> Axe:
    """A new axe, last among its siblings unless `rang` says otherwise."""
    exiger(par, "plans.modifier_plan", plan)
    if parent is not None and parent.plan_id != plan.pk:
        raise DonneeRefusee("L'axe au-dessus est dans un autre plan : choisissez un axe de ce plan.")
    if parent is not None and _niveau(parent) + 1 > NIVEAUX_MAX:
        raise DonneeRefusee(f"Un plan a {NIVEAUX_MAX} niveaux d'axes au plus : placez celui-ci plus haut.")
    axe = Axe.objects.create(
        plan=plan, parent=parent, nom=_lire_nom(nom), code=code.strip()[:20], description=description.strip()
    )
    _ranger(axe, rang)
    consigner(
        plan, "plans.creer_axe", f"A ajouté l'axe « {axe.nom} »", par=par, le=le, collectivite_id=plan.collectivite_id,
        details={"axe": axe.pk},
    )  # fmt: skip
    return axe


@transaction.atomic
def modifier_axe(
    axe: Axe, *, nom: str | None = None, code: str | None = None, description: str | None = None, par: Utilisateur,
    le: datetime,
) -> Axe:  # fmt: skip
    """Changes what is given; None leaves alone."""
    exiger(par, "plans.modifier_plan", axe.plan)
    avant = {"nom": axe.nom, "code": axe.code, "description": axe.description}
    if nom is not None:
        axe.nom = _lire_nom(nom)
    if code is not None:
        axe.code = code.strip()[:20]
    if description is not None:
        axe.description = description.replace("\r\n", "\n").replace("\0", "").strip()
    apres = {"nom": axe.nom, "code": axe.code, "description": axe.description}
    if apres != avant:
        axe.save(update_fields=["nom", "code", "description"])
        consigner(
            axe.plan, "plans.modifier_axe", f"A modifié l'axe « {axe.nom} »", par=par, le=le,
            collectivite_id=axe.plan.collectivite_id,
            details={"axe": axe.pk, "champs": {c: [avant[c], apres[c]] for c in avant if avant[c] != apres[c]}},
        )  # fmt: skip
    return axe


@transaction.atomic
def definir_indicateurs_de_l_axe(
    axe: Axe, gardes: Iterable[int], noms: Iterable[str], *, par: Utilisateur, le: datetime
) -> None:
    """The indicators shown with an axe: those kept among the present ones (by id), then those that these names mean,
    found or made for the collectivité (which asks the right `indicateurs.creer`). What the person may not see stays."""
    exiger(par, "plans.modifier_plan", axe.plan)
    vus = {indicateur.pk for indicateur in indicateurs_par_axe(par, axe.plan).get(axe.pk, [])}
    liens = {lien.indicateur_id: lien for lien in AxeIndicateur.objects.filter(axe=axe).select_related("indicateur")}
    avant = [lien.indicateur.titre for lien in liens.values()]
    voulus = [pk for pk in liens if pk not in vus or pk in set(gardes)]
    for nom in noms:
        pk, _ = trouver_ou_creer_indicateur(axe.plan.collectivite, _lire_indicateur(nom), par=par, le=le)
        voulus.append(pk)
    partis = liens.keys() - set(voulus)
    AxeIndicateur.objects.filter(axe=axe, indicateur__in=partis).delete()
    nouveaux = [AxeIndicateur(axe=axe, indicateur_id=pk) for pk in dict.fromkeys(voulus) if pk not in liens]
    AxeIndicateur.objects.bulk_create(nouveaux)
    if not partis and not nouveaux:
        return
    apres = AxeIndicateur.objects.filter(axe=axe).order_by("pk").values_list("indicateur__titre", flat=True)
    consigner(
        axe.plan, "plans.modifier_axe", f"A changé les indicateurs de l'axe « {axe.nom} »", par=par, le=le,
        collectivite_id=axe.plan.collectivite_id,
        details={"axe": axe.pk, "champs": {"indicateurs": [avant, list(apres)]}},
    )  # fmt: skip


def _lire_indicateur(nom: str) -> str:
    propre = " ".join(nom.replace("\0", "").split())
    if len(propre) > NOM_MAX:
        raise DonneeRefusee(f"Le nom d'un indicateur dépasse {NOM_MAX} caractères : raccourcissez-le.")
    return propre


@transaction.atomic
def deplacer_axe(axe: Axe, parent: Axe | None, *, rang: int | None, par: Utilisateur, le: datetime) -> Axe:
    """Moves an axe, with all that is below it, under another one or to another rank."""
    exiger(par, "plans.modifier_plan", axe.plan)
    if parent is not None:
        if parent.plan_id != axe.plan_id:
            raise DonneeRefusee("Un axe se déplace dans son plan seulement.")
        if axe.pk in {a.pk for a in _lignee(parent)}:
            raise DonneeRefusee("Un axe ne se place pas sous lui-même.")
        if _niveau(parent) + _hauteur(axe) > NIVEAUX_MAX:
            raise DonneeRefusee(f"Un plan a {NIVEAUX_MAX} niveaux d'axes au plus : placez celui-ci plus haut.")
    axe.parent = parent
    axe.save(update_fields=["parent"])
    _ranger(axe, rang)
    consigner(
        axe.plan, "plans.deplacer_axe", f"A déplacé l'axe « {axe.nom} »", par=par, le=le,
        collectivite_id=axe.plan.collectivite_id, details={"axe": axe.pk, "parent": parent.pk if parent else None},
    )  # fmt: skip
    return axe


@transaction.atomic
def supprimer_axe(axe: Axe, *, par: Utilisateur, le: datetime) -> int:
    """Deletes an axe and those below; their fiches stay in the plan, under the axe above (or at its root). Returns
    how many fiches moved."""
    exiger(par, "plans.modifier_plan", axe.plan)
    deja = set(Placement.objects.filter(plan=axe.plan, axe=axe.parent).values_list("fiche_id", flat=True))
    deplaces: list[Placement] = []
    for placement in Placement.objects.filter(axe__in=_descendance(axe)).order_by("position", "id"):
        if placement.fiche_id not in deja:  # the others go with the axe: their fiche is above already
            deja.add(placement.fiche_id)
            placement.axe, placement.position = axe.parent, len(deja)
            deplaces.append(placement)
    Placement.objects.bulk_update(deplaces, ["axe", "position"], batch_size=500)
    plan, nom = axe.plan, axe.nom
    axe.delete()
    consigner(
        plan, "plans.supprimer_axe", f"A supprimé l'axe « {nom} »", par=par, le=le,
        collectivite_id=plan.collectivite_id, details={"fiches_deplacees": len(deplaces)},
    )  # fmt: skip
    return len(deplaces)


def _lire_nom(nom: str) -> str:
    propre = rendre_vide(" ".join(nom.replace("\0", "").split()))
    if not propre:
        raise DonneeRefusee("Donnez un nom à l'axe, par exemple « Un patrimoine public sobre ».")
    if len(propre) > NOM_MAX:
        raise DonneeRefusee(f"Le nom de l'axe dépasse {NOM_MAX} caractères : gardez le reste pour sa description.")
    return propre


def _lignee(axe: Axe) -> list[Axe]:
    """The axe and those above it."""
    lignee, courant = [], axe
    while courant is not None:
        lignee.append(courant)
        courant = courant.parent  # type: ignore[assignment]
    return lignee


def _niveau(axe: Axe) -> int:
    return len(_lignee(axe))


def _enfants(axe: Axe) -> dict[int | None, list[int]]:
    enfants: dict[int | None, list[int]] = {}
    for pk, parent in Axe.objects.filter(plan=axe.plan_id).values_list("pk", "parent_id"):
        enfants.setdefault(parent, []).append(pk)
    return enfants


def _descendance(axe: Axe) -> list[int]:
    enfants = _enfants(axe)
    file = [axe.pk]
    for pk in file:
        file.extend(enfants.get(pk, ()))
    return file


def _hauteur(axe: Axe) -> int:
    """Levels from the axe down to its deepest one, itself included."""
    enfants = _enfants(axe)

    def hauteur(pk: int) -> int:
        return 1 + max((hauteur(enfant) for enfant in enfants.get(pk, ())), default=0)

    return hauteur(axe.pk)


def _ranger(axe: Axe, rang: int | None) -> None:
    """Numbers the siblings from 0 with the axe at `rang`."""
    freres = list(Axe.objects.select_for_update().filter(plan=axe.plan_id, parent=axe.parent).exclude(pk=axe.pk))
    place = len(freres) if rang is None else max(0, min(rang, len(freres)))
    freres.insert(place, axe)
    for position, frere in enumerate(freres):
        frere.position = position
    Axe.objects.bulk_update(freres, ["position"])
