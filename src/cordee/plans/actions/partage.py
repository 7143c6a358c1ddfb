"""Carrying a fiche with another collectivité of the territory."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition.ecriture import noter, ouvrir
from cordee.plans.actions.prevenir import annuler_partage, prevenir_affectation, prevenir_partage
from cordee.plans.actions.registre import Registre
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Fiche, FichePersonne, Partage, Personne
from cordee.plans.queries.partage import list_partageables_for, placements_dans
from cordee.plans.queries.visibilite import collectivites_of
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
        reconnus = _reconnaitre(ouverte, par=par, le=le)
        noter(
            ouverte, "partager_fiche", f"A partagé « {ouverte.titre} » avec {collectivite.nom}", par=par, le=le,
            champs={"partage": [None, collectivite.nom]}, details={"reconnus": reconnus}, cherche=bool(reconnus),
        )  # fmt: skip
        prevenir_partage(partage, par=par, le=le)
    return partage


def _reconnaitre(fiche: Fiche, *, par: Utilisateur, le: datetime) -> list[str]:
    """People whom the fiche and its sous-fiches name without an account, and who are members of a collectivité that
    carries it from now on, become their account: their fiches, reminders and rights follow. Two namesakes stay a name.
    Returns the names recognised; pilotes are told."""
    lignee = Q(fiche=fiche) | Q(fiche__parent=fiche) | Q(fiche__parent__parent=fiche)
    liens = list(
        FichePersonne.objects.filter(lignee).select_related("personne", "fiche__parent", "fiche__collectivite")
    )
    sans_compte = [lien for lien in liens if lien.personne.utilisateur_id is None]
    if not sans_compte:
        return []
    registre = Registre(fiche.collectivite, collectivites_of(fiche))
    pris = {(lien.fiche_id, lien.role, lien.personne_id) for lien in liens}
    reconnus: list[FichePersonne] = []
    doubles: list[int] = []
    perdues: list[int] = []
    for lien in sans_compte:
        personne = registre.find_compte(lien.personne.nom)
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
    FichePersonne.objects.bulk_update(reconnus, ["personne"])
    Personne.objects.filter(pk__in=perdues, fiches__isnull=True, plans__isnull=True).delete()
    for lien in reconnus:
        if lien.role == RolePersonne.PILOTE:
            prevenir_affectation(lien.fiche, [lien.personne], par=par, le=le)
    return list(dict.fromkeys(lien.personne.nom for lien in reconnus))


@transaction.atomic
def departager_fiche(fiche: Fiche, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> int:
    """Stops carrying the fiche with a collectivité: it leaves the plans of that one, names and étiquettes stay. Returns
    how many placements went. Asked by the owner."""
    exiger(par, "plans.partager_fiche", fiche, raison=QUI_PARTAGE)
    return _departager(fiche, collectivite, f"A cessé de partager « {fiche.titre} » avec {collectivite.nom}", par, le)


@transaction.atomic
def quitter_partage(fiche: Fiche, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> int:
    """A collectivité that does not own the fiche no longer carries it: what « supprimer » means there. Returns how many
    placements went. Asked by those who edit in that collectivité."""
    exiger(par, "plans.quitter_partage", collectivite)
    resume = f"{collectivite.nom} ne porte plus « {fiche.titre} »"
    return _departager(fiche, collectivite, resume, par, le)


def _departager(fiche: Fiche, collectivite: Collectivite, resume: str, par: Utilisateur, le: datetime) -> int:
    ouverte = ouvrir(fiche, par=par)
    partage = Partage.objects.filter(fiche=ouverte, collectivite=collectivite).first()
    if partage is None:
        raise DonneeRefusee(f"Cette fiche n'est pas partagée avec {collectivite.nom} : rechargez la page.")
    annuler_partage(partage, le=le)
    partage.delete()
    retires, _ = placements_dans(ouverte, collectivite).delete()
    noter(
        ouverte, "departager_fiche", resume, par=par, le=le,
        champs={"partage": [collectivite.nom, None]}, details={"placements": retires}, cherche=False,
    )  # fmt: skip
    return retires
