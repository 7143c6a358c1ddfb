"""The basket of model fiches: one for each collectivité, shared by its editors; it becomes fiches in one gesture."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.plans.actions.colonnes import colonnes_de, valeurs_de_json
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches
from cordee.plans.actions.noms_apportes import noms_apportes, noms_connus, supprimer_noms
from cordee.plans.actions.plans import creer_plan
from cordee.plans.domain.bibliotheque import ModeleFiche
from cordee.plans.domain.bibliotheque_fiche import en_fiche
from cordee.plans.domain.listes import OriginePlan, StatutFiche
from cordee.plans.models import Axe, Fiche, GesteGroupe, LignePanier, Plan
from cordee.plans.models.panier import NOTE_MAX
from cordee.plans.queries.bibliotheque import est_vide_depuis, find_modele, list_versees_changees
from cordee.plans.queries.corbeille import VERBE_VERSEMENT
from cordee.plans.queries.indicateurs import titres_nationaux
from cordee.plans.queries.visibilite import annotate_racine, q_confidentielle
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

Marque = LignePanier.Marque
CITEES_MAX = 10
"""Titles quoted in a refusal."""
STATUTS: dict[str, StatutFiche] = {
    Marque.A_RETENIR: StatutFiche.A_VENIR,
    Marque.EN_COURS: StatutFiche.EN_COURS,
    Marque.FAITE: StatutFiche.REALISE,
}
"""Statut of the fiche that a line becomes, by its mark; a mark that is not here makes no fiche."""


@transaction.atomic
def ajouter_au_panier(
    collectivite: Collectivite, modele: str, marque: str = Marque.A_RETENIR, *, par: Utilisateur, le: datetime
) -> LignePanier:
    """Puts a card in the basket with its mark; a card that is there already only takes the mark."""
    exiger(par, "plans.creer_fiche", collectivite)
    carte = trouver_carte(modele)
    verifier_marque(marque)
    ligne, nouvelle = LignePanier.objects.get_or_create(
        collectivite=collectivite,
        modele=carte.code,
        defaults={"marque": marque, "ajoute_par": par, "ajoute_le": le},
    )
    if not nouvelle:
        return marquer(ligne, marque, par=par, le=le)
    consigner(
        collectivite,
        "plans.ajouter_au_panier",
        f"A mis « {carte.titre} » au panier de fiches modèles",
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
        details={"modele": carte.code, "marque": marque},
    )
    return ligne


@transaction.atomic
def marquer(ligne: LignePanier, marque: str, *, par: Utilisateur, le: datetime) -> LignePanier:
    """Says of a card of the basket that it is to do, under way, done, or of no use here."""
    exiger(par, "plans.creer_fiche", ligne.collectivite)
    verifier_marque(marque)
    verrouillee = LignePanier.objects.select_for_update().filter(pk=ligne.pk).first()
    if verrouillee is None:
        raise DonneeRefusee("Cette fiche modèle n'est plus au panier : remettez-la, puis marquez-la.")
    if verrouillee.marque != marque:
        verrouillee.marque = marque
        verrouillee.save(update_fields=["marque"])
        consigner(
            ligne.collectivite,
            "plans.marquer_panier",
            f"A marqué « {trouver_carte(ligne.modele).titre} » : {Marque(marque).label.lower()}",
            par=par,
            le=le,
            collectivite_id=ligne.collectivite_id,
            details={"modele": ligne.modele, "marque": marque},
        )
    ligne.marque = marque
    return ligne


@transaction.atomic
def noter(ligne: LignePanier, note: str, *, par: Utilisateur, le: datetime) -> LignePanier:
    """Keeps a few words beside a card of the basket: why, with whom, what to check. They go with it into the fiche."""
    exiger(par, "plans.creer_fiche", ligne.collectivite)
    lue = lire_note(note)
    verrouillee = LignePanier.objects.select_for_update().filter(pk=ligne.pk).first()
    if verrouillee is None:
        raise DonneeRefusee("Cette fiche modèle n'est plus au panier : remettez-la, puis notez.")
    if verrouillee.note != lue:
        verrouillee.note = lue
        verrouillee.save(update_fields=["note"])
        consigner(
            ligne.collectivite, "plans.noter_panier", f"A noté « {trouver_carte(ligne.modele).titre} » dans le panier",
            par=par, le=le, collectivite_id=ligne.collectivite_id, details={"modele": ligne.modele},
        )  # fmt: skip
    ligne.note = lue
    return ligne


def lire_note(note: str) -> str:
    """A note on one line. Raises `DonneeRefusee` when it is too long."""
    lue = " ".join(note.replace("\0", "").split())
    if len(lue) > NOTE_MAX:
        raise DonneeRefusee(f"La note dépasse {NOTE_MAX} caractères ({len(lue)}) : raccourcissez-la.")
    return lue


@transaction.atomic
def retirer_du_panier(collectivite: Collectivite, modele: str, *, par: Utilisateur, le: datetime) -> None:
    """Takes a card out of the basket. Nothing happens when a colleague has done it meanwhile."""
    exiger(par, "plans.creer_fiche", collectivite)
    carte = trouver_carte(modele)
    retirees, _ = LignePanier.objects.filter(collectivite=collectivite, modele=carte.code).delete()
    if retirees:
        consigner(
            collectivite,
            "plans.retirer_du_panier",
            f"A retiré « {carte.titre} » du panier de fiches modèles",
            par=par,
            le=le,
            collectivite_id=collectivite.pk,
            details={"modele": carte.code},
        )


@dataclass(frozen=True)
class Versement:
    """What the basket became: the fiches at the top, in order, the plan where they are (None: in no plan), and what
    takes it all back (`annuler_versement`)."""

    fiches: list[Fiche]
    plan: Plan | None
    geste: GesteGroupe


@transaction.atomic
def verser_panier(
    collectivite: Collectivite,
    *,
    plan: Plan | None = None,
    axe: Axe | None = None,
    nom_plan: str = "",
    modeles: Collection[str] | None = None,
    par: Utilisateur,
    le: datetime,
) -> Versement:
    """Turns the cards of the basket (those of `modeles`, all of them when None) into fiches of `axe`, of `plan`, of a
    new plan called `nom_plan`, or of no plan. The statut follows the mark (what is of no use here stays in the basket);
    étapes become sous-fiches; everything else that the card says goes into the fiche, with the note of its line. The
    cards used leave the basket. All of it or nothing."""
    exiger(par, "plans.creer_fiche", collectivite)
    plan = _destination(collectivite, plan, axe, nom_plan, par)
    lignes = _verrouiller(collectivite, modeles)
    connus = noms_connus(collectivite)
    cree = None
    if plan is None and nom_plan:
        plan = cree = creer_plan(collectivite, nom_plan, par=par, le=le)
        plan.origine = OriginePlan.PANIER
        plan.save(update_fields=["origine"])
    fiches = inscrire_fiches(collectivite, _entrees(lignes, plan, axe, le), par=par, le=le)
    nombre = len(fiches)
    geste = GesteGroupe.objects.create(
        collectivite=collectivite, verbe=VERBE_VERSEMENT, par=par, le=le,
        resume=f"{nombre} {accorder(nombre, 'fiche créée', 'fiches créées')} depuis la bibliothèque",
        avant={
            "fiches": _versions([fiche.pk for fiche in fiches]), "plan": cree.pk if cree else None,
            "lignes": [colonnes_de(ligne) for ligne in lignes], "noms": noms_apportes(connus, collectivite),
        },
    )  # fmt: skip
    LignePanier.objects.filter(pk__in=[ligne.pk for ligne in lignes]).delete()
    ou = f"dans « {axe.nom if axe else plan.nom} »" if plan else "sans plan"
    consigner(
        plan or collectivite,
        "plans.verser_panier",
        f"A créé {nombre} {accorder(nombre, 'fiche')} depuis la bibliothèque, {ou}",
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
        details={"fiches": [fiche.pk for fiche in fiches], "modeles": [ligne.modele for ligne in lignes]},
    )
    return Versement(fiches, plan, geste)


def _entrees(lignes: list[LignePanier], plan: Plan | None, axe: Axe | None, le: datetime) -> list[AInscrire]:
    cartes = {ligne.modele: trouver_carte(ligne.modele) for ligne in lignes}
    nationaux = titres_nationaux(code for carte in cartes.values() for code in carte.indicateurs_nationaux)
    jour = timezone.localdate(le)
    return [
        AInscrire(
            en_fiche(
                cartes[ligne.modele], STATUTS[ligne.marque], nationaux=nationaux, note=ligne.note, jour=jour
            ),
            plan=plan, axe=axe, modele=ligne.modele,
        )
        for ligne in lignes
    ]  # fmt: skip


def _versions(racines: list[int]) -> dict[str, int]:
    """Version of each fiche of these lineages, as a trace keeps them."""
    dans = Q(pk__in=racines) | Q(parent__in=racines) | Q(parent__parent__in=racines)
    return {str(pk): version for pk, version in Fiche.objects.filter(dans).values_list("pk", "version")}


@transaction.atomic
def annuler_versement(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> int:
    """Takes back what a basket became: its fiches go, its cards are in the basket again, and so goes the plan made for
    them when nothing else is in it. Returns how many fiches went. Raises `DonneeRefusee` that names those that somebody
    changed, completed, shared or placed elsewhere since."""
    exiger(par, "plans.creer_fiche", geste.collectivite)
    verrouille = GesteGroupe.objects.select_for_update(of=("self",)).select_related("collectivite").get(pk=geste.pk)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("Cette création de fiches est déjà annulée.")
    avant = verrouille.avant
    versions = {int(pk): version for pk, version in avant["fiches"].items()}
    list(Fiche.objects.select_for_update().filter(pk__in=list(versions)))
    if changees := list_versees_changees(versions, verrouille.le):
        raise DonneeRefusee(_refus_du_retour(changees))
    racines = Fiche.objects.filter(pk__in=list(versions), parent__isnull=True).count()
    reservees = annotate_racine(Fiche.objects.filter(pk__in=list(versions))).filter(q_confidentielle())
    confidentielles = sorted(reservees.values_list("pk", flat=True))
    Fiche.objects.filter(pk__in=list(versions)).delete()
    if avant["plan"] is not None and est_vide_depuis(avant["plan"], verrouille.le):
        Plan.objects.filter(pk=avant["plan"]).delete()
    supprimer_noms(avant["noms"])
    remises = [LignePanier(**valeurs_de_json(LignePanier, colonnes)) for colonnes in avant["lignes"]]
    LignePanier.objects.bulk_create(remises, ignore_conflicts=True)
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])
    consigner(
        verrouille.collectivite, "plans.annuler_versement", f"A annulé « {verrouille.resume} »", par=par, le=le,
        collectivite_id=verrouille.collectivite_id,
        details={"fiches": sorted(versions), "confidentielles": confidentielles},
    )  # fmt: skip
    return racines


def _refus_du_retour(changees: list[Fiche]) -> str:
    titres = [f"« {fiche.titre} »" for fiche in changees[:CITEES_MAX]]
    if len(changees) > CITEES_MAX:
        titres.append(f"{len(changees) - CITEES_MAX} autres")
    nombre = len(changees)
    debut = accorder(nombre, "Une fiche a changé", f"{nombre} fiches ont changé")
    return f"{debut} depuis : {', '.join(titres)}. Supprimez vous-même celles dont vous ne voulez plus."


def _destination(
    collectivite: Collectivite, plan: Plan | None, axe: Axe | None, nom_plan: str, par: Utilisateur
) -> Plan | None:
    """The existing plan where the fiches go, None when it is to be made or when there is none."""
    if axe is not None:
        if plan is not None and axe.plan_id != plan.pk:
            raise DonneeRefusee("Cet axe est dans un autre plan : choisissez un axe du plan.")
        plan = axe.plan
    if plan is None:
        return None
    exiger(par, "plans.modifier_plan", plan)
    if plan.collectivite_id != collectivite.pk:
        raise DonneeRefusee(f"Ce plan n'est pas de {collectivite.nom} : choisissez un de ses plans.")
    if nom_plan:
        raise DonneeRefusee("Choisissez un plan ou nommez-en un nouveau, pas les deux.")
    return plan


def _verrouiller(collectivite: Collectivite, modeles: Collection[str] | None) -> list[LignePanier]:
    """Lines to pour, locked: of two people who pour at once, the second finds the basket empty."""
    panier = LignePanier.objects.select_for_update().filter(collectivite=collectivite).order_by("ajoute_le", "id")
    lignes = [ligne for ligne in panier if ligne.marque in STATUTS and find_modele(ligne.modele) is not None]
    if modeles is not None:
        lignes = [ligne for ligne in lignes if ligne.modele in modeles]
    if not lignes:
        raise DonneeRefusee("Aucune fiche modèle à créer : choisissez-en dans la bibliothèque.")
    return lignes


def trouver_carte(code: str) -> ModeleFiche:
    """The card of a code. Raises `DonneeRefusee` when the library has none."""
    carte = find_modele(code)
    if carte is None:
        raise DonneeRefusee("Cette fiche modèle n'est pas dans la bibliothèque : choisissez-en une autre.")
    return carte


def verifier_marque(marque: str) -> None:
    """Raises `DonneeRefusee` when it is none of the marks."""
    if marque not in Marque.values:
        raise DonneeRefusee("Dites si l'action est à faire, en cours, réalisée ou non pertinente.")
