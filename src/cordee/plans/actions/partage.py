"""Carrying fiches with another collectivité of the territory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition.ecriture import noter, ouvrir
from cordee.plans.actions.prevenir import annuler_partages, prevenir_affectations, prevenir_partages
from cordee.plans.actions.registre import Registres
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Fiche, FichePersonne, Partage, Personne
from cordee.plans.queries.partage import list_partageables_for, placements_des
from cordee.plans.queries.visibilite import racine_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

QUI_PARTAGE = (
    "Seule la collectivité propriétaire de la fiche, avec le rôle « Édition », choisit avec qui elle la porte."
)


@transaction.atomic
def partager_fiche(fiche: Fiche, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> Partage:
    """Carries the fiche, its sous-fiches with it, together with a collectivité of the same territory, which then sees
    and edits the same object and may place it in its own plans. Nothing when it is carried with it already."""
    exiger(par, "plans.partager_fiche", fiche, raison=QUI_PARTAGE)
    ouverte = ouvrir(fiche, par=par)
    if ouverte.parent_id is not None:
        raise DonneeRefusee("Une sous-fiche se partage avec sa fiche : partagez la fiche.")
    if not list_partageables_for(ouverte).filter(pk=collectivite.pk).exists():
        raise DonneeRefusee(
            f"{collectivite.nom} n'est pas du même territoire : une fiche se porte entre un PETR et ses membres."
        )
    partage, cree = Partage.objects.get_or_create(
        fiche=ouverte, collectivite=collectivite, defaults={"par": par, "le": le}
    )
    if cree:
        reconnus = annoncer_partages([partage], [ouverte], par=par, le=le)
        noter(
            ouverte, "partager_fiche", f"A partagé « {ouverte.titre} » avec {collectivite.nom}", par=par, le=le,
            champs={"partage": [None, collectivite.nom]}, details={"reconnus": reconnus}, cherche=bool(reconnus),
        )  # fmt: skip
    return partage


def annoncer_partages(
    partages: Sequence[Partage], fiches: Iterable[Fiche], *, par: Utilisateur, le: datetime
) -> list[str]:
    """What follows sharings that were just written, of these fiches: people recognised, editors told. The number of
    queries depends on who carries, not on how many fiches. Returns the names recognised."""
    reconnus = _reconnaitre(fiches, par=par, le=le)
    prevenir_partages(partages, par=par, le=le)
    return reconnus


def _reconnaitre(fiches: Iterable[Fiche], *, par: Utilisateur, le: datetime) -> list[str]:
    """People whom fiches and their sous-fiches name without an account, and who are members of a collectivité that
    carries them from now on, become their account: their fiches, reminders and rights follow. Two namesakes stay a
    name. Returns the names recognised; pilotes are told."""
    racines = {fiche.pk: fiche for fiche in fiches}
    lignee = Q(fiche__in=racines) | Q(fiche__parent__in=racines) | Q(fiche__parent__parent__in=racines)
    liens = list(
        FichePersonne.objects.filter(lignee).select_related("personne", "fiche__parent", "fiche__collectivite")
    )
    sans_compte = [lien for lien in liens if lien.personne.utilisateur_id is None]
    if not sans_compte:
        return []
    registres = Registres(racines.values())
    pris = {(lien.fiche_id, lien.role, lien.personne_id) for lien in liens}
    reconnus: list[FichePersonne] = []
    doubles: list[int] = []
    perdues: list[int] = []
    for lien in sans_compte:
        personne = registres.registre(racines[racine_of(lien.fiche)]).find_compte(lien.personne.nom)
        if personne is None:
            continue
        perdues.append(lien.personne_id)
        if (place := (lien.fiche_id, lien.role, personne.pk)) in pris:
            doubles.append(lien.pk)
            continue
        pris.add(place)
        lien.personne = personne
        reconnus.append(lien)
    FichePersonne.objects.filter(pk__in=doubles).delete()
    FichePersonne.objects.bulk_update(reconnus, ["personne"], batch_size=500)
    Personne.objects.filter(pk__in=perdues, fiches__isnull=True, plans__isnull=True).delete()
    pilotes = [(lien.fiche, [lien.personne]) for lien in reconnus if lien.role == RolePersonne.PILOTE]
    prevenir_affectations(pilotes, par=par, le=le)
    return list(dict.fromkeys(lien.personne.nom for lien in reconnus))


@transaction.atomic
def departager_fiche(fiche: Fiche, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> int:
    """Stops carrying the fiche with a collectivité: it leaves the plans of that one, names and étiquettes stay. Returns
    how many placements went. Asked by the owner."""
    exiger(par, "plans.partager_fiche", fiche, raison=QUI_PARTAGE)
    resume = f"A cessé de partager « {fiche.titre} » avec {collectivite.nom}"
    return cesser_partage(fiche, collectivite, resume, par=par, le=le)


def cesser_partage(fiche: Fiche, collectivite: Collectivite, resume: str, *, par: Utilisateur, le: datetime) -> int:
    """Ends a sharing, told by `resume`; the callers have asked the right. Returns how many placements went."""
    ouverte = ouvrir(fiche, par=par)
    partage = Partage.objects.filter(fiche=ouverte, collectivite=collectivite).first()
    if partage is None:
        raise DonneeRefusee(f"Cette fiche n'est pas partagée avec {collectivite.nom} : rechargez la page.")
    retires = retirer_partages([partage], le=le)
    noter(
        ouverte, "departager_fiche", resume, par=par, le=le,
        champs={"partage": [collectivite.nom, None]}, cherche=False,
        details={"placements": retires, "collectivite": collectivite.pk},
    )  # fmt: skip
    return retires


def retirer_partages(partages: Sequence[Partage], *, le: datetime) -> int:
    """Takes sharings away with the places that they allowed, without asking anything. Returns how many places went."""
    if not partages:
        return 0
    annuler_partages(partages, le=le)
    retires, _ = placements_des(partages).delete()
    Partage.objects.filter(pk__in=[partage.pk for partage in partages]).delete()
    return retires
