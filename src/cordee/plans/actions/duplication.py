"""Copies of a fiche or of a whole plan, through the same writing as an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions.champs_personnalises import copier_champs
from cordee.plans.actions.circuits import recopier_circuit
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches, suivre_axes
from cordee.plans.actions.perimetre import definir_perimetre
from cordee.plans.actions.plans import creer_plan, definir_personnes_du_plan
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Axe, Fiche, FicheDocument, Partage, Placement, Plan, PlanDocument
from cordee.plans.queries.documents import list_joints_du_plan_for, q_donne
from cordee.plans.queries.dossier import Portee, fiches_completes, plan_complet
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

SUFFIXE = " (copie)"
TITRE_MAX = 300


@transaction.atomic
def dupliquer_fiche(fiche: Fiche, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> Fiche:
    """A copy of a fiche in the collectivité from which one looks, with its sous-fiches and everything around it,
    placed where the original is among the plans of that collectivité; comments and history stay with the original."""
    exiger(par, "plans.creer_fiche", collectivite)
    (complete,) = fiches_completes(par, collectivite, [fiche.pk], Portee(echanges=False))
    complete.titre = complete.titre[: TITRE_MAX - len(SUFFIXE)] + SUFFIXE
    complete.code = ""
    places = Placement.objects.filter(fiche=fiche, plan__collectivite=collectivite)
    (copie,) = inscrire_fiches(
        collectivite, [AInscrire(complete, modele=fiche.modele)], par=par, le=le, plans={p.plan_id for p in places}
    )
    Placement.objects.bulk_create(
        [Placement(fiche=copie, plan_id=p.plan_id, axe_id=p.axe_id, position=p.position + 1) for p in places]
    )
    _repartager({fiche.pk: copie}, par, le)
    _rejoindre_fiches(collectivite, [(complete, copie)], par, le)
    consigner(
        copie, "plans.dupliquer_fiche", f"A dupliqué « {fiche.titre} »", par=par, le=le,
        collectivite_id=collectivite.pk, details={"origine": fiche.pk},
    )  # fmt: skip
    return copie


def nom_de_copie(plan: Plan) -> str:
    """The name of a copy that nobody named."""
    return f"{plan.nom[: TITRE_MAX - len(SUFFIXE)]}{SUFFIXE}"


@transaction.atomic
def dupliquer_plan(plan: Plan, collectivite: Collectivite, nom: str, *, par: Utilisateur, le: datetime) -> Plan:
    """A copy of a plan: its people, its perimeter, the documents that the person sees but that of the délibération; its
    axes with their descriptions and indicators, and the fiches that the person sees, each once even when it stands in
    several axes. What was voted, said and done stays with the original."""
    exiger(par, "plans.creer_plan", collectivite)
    complet = plan_complet(par, collectivite, plan, Portee(echanges=False))
    copie = creer_plan(
        collectivite,
        nom.strip() or nom_de_copie(plan),
        par=par,
        le=le,
        type=plan.type,
        type_libre=plan.type_libre,
        description=plan.description,
        debut=plan.debut,
        fin=plan.fin,
        confidentiel=plan.confidentiel,
        ponderation=plan.ponderation,
        langue=plan.langue,
        remplace=plan if plan.collectivite_id == collectivite.pk else None,
    )
    definir_personnes_du_plan(copie, RolePersonne.PILOTE, list(complet.pilotes), par=par, le=le)
    definir_personnes_du_plan(copie, RolePersonne.ELU_REFERENT, list(complet.referents), par=par, le=le)
    if plan.collectivite_id == collectivite.pk:
        definir_perimetre(copie, plan.perimetre.all(), par=par, le=le)
        _rejoindre(plan, copie, par, le)
    copier_champs(plan, copie, par=par, le=le)
    nombre = _copier_fiches(plan, copie, complet, par, le)
    recopier_circuit(plan, copie, par=par, le=le)
    consigner(
        copie, "plans.dupliquer_plan", f"A dupliqué le plan « {plan.nom} »", par=par, le=le,
        collectivite_id=collectivite.pk, details={"origine": plan.pk, "fiches": nombre},
    )  # fmt: skip
    return copie


def _copier_fiches(plan: Plan, copie: Plan, complet: PlanComplet, par: Utilisateur, le: datetime) -> int:
    """The axes and the fiches; returns how many of these."""
    lieux: list[tuple[FicheComplete, Axe | None]] = [(fiche, None) for fiche in complet.fiches]
    codes = dict(Axe.objects.filter(plan=plan).values_list("pk", "code"))
    copies: list[tuple[Axe, AxeComplet]] = []
    for rang, axe in enumerate(complet.axes):
        lieux += _copier_axe(copie, axe, None, rang, codes, copies)
    suivre_axes(copie.collectivite, copies)
    modeles = dict(Fiche.objects.filter(pk__in=[fiche.ref for fiche, _ in lieux]).values_list("pk", "modele"))
    premieres: dict[int, int] = {}
    entrees: list[AInscrire] = []
    autres: list[tuple[int, Axe | None]] = []
    for fiche, ou in lieux:
        assert fiche.ref is not None
        if fiche.ref in premieres:
            autres.append((premieres[fiche.ref], ou))
            continue
        premieres[fiche.ref] = len(entrees)
        entrees.append(AInscrire(fiche, plan=copie, axe=ou, modele=modeles[fiche.ref]))
    ecrites = inscrire_fiches(copie.collectivite, entrees, par=par, le=le) if entrees else []
    Placement.objects.bulk_create(
        [Placement(fiche=ecrites[rang], plan=copie, axe=ou, position=len(ecrites)) for rang, ou in autres]
    )
    _repartager({ref: ecrites[rang] for ref, rang in premieres.items()}, par, le)
    paires = [(entree.fiche, ecrite) for entree, ecrite in zip(entrees, ecrites, strict=True)]
    _rejoindre_fiches(copie.collectivite, paires, par, le)
    return len(ecrites)


def _rejoindre(plan: Plan, copie: Plan, par: Utilisateur, le: datetime) -> None:
    """The same documents are attached to the copy, which no délibération has voted yet."""
    PlanDocument.objects.bulk_create(
        PlanDocument(plan=copie, document_id=j.document_id, commentaire=j.commentaire, ajoute_par=par, ajoute_le=le)
        for j in list_joints_du_plan_for(par, plan).filter(deliberation=False).order_by("ajoute_le", "pk")
    )


def _copier_axe(
    plan: Plan,
    complet: AxeComplet,
    parent: Axe | None,
    rang: int,
    codes: dict[int, str],
    copies: list[tuple[Axe, AxeComplet]],
) -> list[tuple[FicheComplete, Axe | None]]:
    """Creates the axe and those below (noted in `copies`); gives the fiches with the axe where each goes."""
    axe = Axe.objects.create(
        plan=plan, parent=parent, position=rang, nom=complet.nom, description=complet.description,
        code=codes.get(complet.ref or 0, ""),
    )  # fmt: skip
    copies.append((axe, complet))
    lieux: list[tuple[FicheComplete, Axe | None]] = [(fiche, axe) for fiche in complet.fiches]
    for sous_rang, sous in enumerate(complet.axes):
        lieux += _copier_axe(plan, sous, axe, sous_rang, codes, copies)
    return lieux


def _repartager(copies: dict[int, Fiche], par: Utilisateur, le: datetime) -> None:
    """A fiche carried with others stays so in its copy, when both belong to the same collectivité."""
    originaux = Partage.objects.filter(fiche__in=list(copies)).select_related("fiche")
    Partage.objects.bulk_create(
        [
            Partage(fiche=copies[p.fiche_id], collectivite_id=p.collectivite_id, par=par, le=le)
            for p in originaux
            if copies[p.fiche_id].collectivite_id == p.fiche.collectivite_id
        ]
    )


def _rejoindre_fiches(
    collectivite: Collectivite, copies: Sequence[tuple[FicheComplete, Fiche]], par: Utilisateur, le: datetime
) -> None:
    """The documents of each fiche, and of those below it, are attached to its copy with what is said of them: a file
    is in no value that is written. Only those of the collectivité, which gives its own. A query a level, and two."""
    jumelles = {origine.ref: copie.pk for origine, copie in copies}
    niveau = {copie.pk: origine for origine, copie in copies if origine.sous_fiches}
    while niveau:
        dessous: dict[int, list[int]] = defaultdict(list)
        copiees = Fiche.objects.filter(parent__in=list(niveau)).order_by("position", "pk")
        for pk, parent in copiees.values_list("pk", "parent_id"):
            dessous[parent].append(pk)
        suite = {
            pk: sous
            for parent, origine in niveau.items()
            for pk, sous in zip(dessous[parent], origine.sous_fiches, strict=True)
        }
        jumelles |= {sous.ref: pk for pk, sous in suite.items()}
        niveau = {pk: sous for pk, sous in suite.items() if sous.sous_fiches}
    joints = FicheDocument.objects.filter(q_donne(par), fiche__in=list(jumelles), document__collectivite=collectivite)
    FicheDocument.objects.bulk_create(
        [
            FicheDocument(
                fiche_id=jumelles[joint.fiche_id], document_id=joint.document_id, commentaire=joint.commentaire,
                ajoute_par=par, ajoute_le=le,
            )
            for joint in joints.order_by("ajoute_le", "pk")
        ],
        update_conflicts=True,
        unique_fields=["fiche", "document"],
        update_fields=["commentaire"],
    )  # fmt: skip
