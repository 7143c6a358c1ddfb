"""Sharings that end and may come back as they were: photographed with the places that they allowed, put back with them.

A collectivité that no longer carries a fiche may change its mind for as long as its gesture is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.actions.notifications import reprendre_notifications
from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import pks_en_attente
from cordee.plans.actions.colonnes import colonnes_de, valeurs_de_json
from cordee.plans.actions.composition.ecriture import noter
from cordee.plans.actions.partage import cesser_partage
from cordee.plans.models import Axe, Fiche, GesteGroupe, Partage, Placement, Plan
from cordee.plans.queries.partage import VERBE_QUITTER, list_partageables_for, placements_des
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

LOT = 500


def photographier(partages: Sequence[Partage]) -> dict[str, Any]:
    """What is needed to put sharings back: their rows, their places, what nobody was told yet."""
    return {
        "rangees": [colonnes_de(partage) for partage in partages],
        "places": [colonnes_de(place) for place in placements_des(partages)],
        "notifications": pks_en_attente(partages) if partages else [],
    }


def remettre(photo: Mapping[str, Any], voulus: Collection[tuple[int, int]], *, par: Utilisateur, le: datetime) -> int:
    """Writes again the sharings of a photograph that are among `voulus` (fiche, collectivité), with their places:
    those whose plan and axe are still there. Returns how many places came back. The callers have asked the right."""
    rangees = [Partage(**valeurs_de_json(Partage, colonnes)) for colonnes in photo.get("rangees", ())]
    revenus = Partage.objects.bulk_create(
        [r for r in rangees if (r.fiche_id, r.collectivite_id) in voulus], batch_size=LOT
    )
    if not revenus:
        return 0
    reprendre_notifications(photo["notifications"], le=le, objets=revenus)
    portees = {(r.fiche_id, r.collectivite_id) for r in revenus}
    places = [Placement(**valeurs_de_json(Placement, colonnes)) for colonnes in photo["places"]]
    plans = dict(Plan.objects.filter(pk__in={p.plan_id for p in places}).values_list("pk", "collectivite_id"))
    axes = set(Axe.objects.filter(pk__in={p.axe_id for p in places if p.axe_id}).values_list("pk", flat=True))
    return len(
        Placement.objects.bulk_create(
            [p for p in places if (p.fiche_id, plans.get(p.plan_id)) in portees and p.axe_id in axes | {None}],
            batch_size=LOT,
        )
    )


@transaction.atomic
def quitter_partage(fiche: Fiche, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """A collectivité that does not own the fiche no longer carries it: what « supprimer » means there. Asked by those
    who edit in that collectivité; `reprendre_partage` takes it back."""
    exiger(par, "plans.quitter_partage", collectivite)
    photo = photographier(list(Partage.objects.filter(fiche=fiche, collectivite=collectivite)))
    resume = f"{collectivite.nom} ne porte plus « {fiche.titre} »"
    cesser_partage(fiche, collectivite, resume, par=par, le=le)
    return GesteGroupe.objects.create(
        collectivite=collectivite, verbe=VERBE_QUITTER, resume=resume[:300], avant={"fiche": fiche.pk, **photo},
        par=par, le=le,
    )  # fmt: skip


@transaction.atomic
def reprendre_partage(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> Fiche:
    """The collectivité carries again the fiche that it had left, at its places. Raises `DonneeRefusee` when that is no
    longer possible: nothing is written then."""
    exiger(par, "plans.quitter_partage", geste.collectivite)
    verrouille = GesteGroupe.objects.select_for_update(of=("self",)).select_related("collectivite").get(pk=geste.pk)
    collectivite = verrouille.collectivite
    if verrouille.annule_le is not None:
        raise DonneeRefusee(f"C'est déjà fait : {collectivite.nom} porte cette fiche à nouveau.")
    vivante = Fiche.objects.select_for_update(of=("self",)).select_related("collectivite")
    fiche = vivante.filter(pk=verrouille.avant["fiche"], supprimee_le__isnull=True).first()
    if fiche is None:
        raise DonneeRefusee("Cette fiche a été supprimée depuis par sa propriétaire : demandez-lui de la restaurer.")
    if Partage.objects.filter(fiche=fiche, collectivite=collectivite).exists():
        raise DonneeRefusee("La fiche est de nouveau portée avec votre collectivité : il n'y a rien à remettre.")
    if not list_partageables_for(fiche).filter(pk=collectivite.pk).exists():
        raise DonneeRefusee(
            f"{collectivite.nom} n'est plus du même territoire que {fiche.collectivite.nom} : la fiche ne peut plus "
            "être portée ensemble."
        )
    places = remettre(verrouille.avant, {(fiche.pk, collectivite.pk)}, par=par, le=le)
    noter(
        fiche, "reprendre_partage", f"{collectivite.nom} porte à nouveau « {fiche.titre} »", par=par, le=le,
        champs={"partage": [None, collectivite.nom]}, details={"placements": places}, cherche=False,
    )  # fmt: skip
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])
    return fiche
