"""What people said and what blocked, around fiches read whole (`queries.dossier`): comments, blocages, who wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.fiche import BlocageCite, CommentaireCite, Passage
from cordee.plans.models import Blocage, Commentaire, CommentairePlan, Fiche

BLOQUEE_PAR_UNE_CACHEE = "Attend une fiche à laquelle vous n'avez pas accès"
"""What blocks a fiche, for somebody who may not see the fiche that it waits for."""


def avec_echanges(fiches: QuerySet[Fiche]) -> QuerySet[Fiche]:
    """Comments and blocages come with the fiches. Two queries."""
    return fiches.prefetch_related(
        Prefetch("commentaires", Commentaire.objects.order_by("cree_le", "pk")),
        Prefetch("blocages", Blocage.objects.select_related("fiche_bloquante", "pose_par", "leve_par").order_by("pk")),
    )


def commentaires_cites(commentaires: Iterable[Commentaire | CommentairePlan]) -> tuple[CommentaireCite, ...]:
    """Comments of a fiche or of a plan, oldest first, as values."""
    commentaires = list(commentaires)
    numeros = {commentaire.pk: rang for rang, commentaire in enumerate(commentaires, 1)}
    return tuple(
        CommentaireCite(
            numero=numeros[c.pk],
            texte=c.texte,
            ecrit_le=moment(c.cree_le),
            auteur=c.auteur_cite or c.auteur_nom,
            reponse_a=numeros.get(c.parent_id) if c.parent_id is not None else None,
            modifie_le=moment(c.modifie_le) if c.modifie_le is not None else None,
            regle_le=moment(c.resolu_le) if c.resolu_le is not None else None,
            repris_par=c.auteur_nom if c.auteur_cite else "",
        )
        for c in commentaires
    )


def blocages_cites(fiche: Fiche, visibles: Collection[int]) -> tuple[BlocageCite, ...]:
    """What blocks or blocked the fiche; a blocking fiche that is not among `visibles` is not named."""
    cites = []
    for blocage in fiche.blocages.all():
        attendue = blocage.fiche_bloquante
        vue = attendue if attendue is not None and attendue.pk in visibles else None
        cites.append(
            BlocageCite(
                raison=blocage.raison or (BLOQUEE_PAR_UNE_CACHEE if attendue is not None and vue is None else ""),
                pose_le=moment(blocage.pose_le),
                pose_par=blocage.pose_cite or _nom(blocage.pose_par),
                code=vue.code if vue is not None else "",
                titre=vue.titre if vue is not None else "",
                attendu_de=blocage.attendu_de,
                attendu_le=blocage.attendu_le,
                leve_le=moment(blocage.leve_le) if blocage.leve_le is not None else None,
                leve_par=blocage.leve_cite or _nom(blocage.leve_par),
                repris_par=_nom(blocage.pose_par) if blocage.pose_cite else "",
            )
        )
    return tuple(cites)


def moment(instant: datetime) -> datetime:
    """The local time, to the second: what a cell keeps."""
    return timezone.localtime(instant).replace(tzinfo=None, microsecond=0)


def passage(instant: datetime, utilisateur: Utilisateur | None) -> Passage:
    """Who wrote, and when."""
    return Passage(moment(instant), _nom(utilisateur))


def _nom(utilisateur: Utilisateur | None) -> str:
    return utilisateur.nom_complet if utilisateur is not None else ""
