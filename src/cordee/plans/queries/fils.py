"""Comments as they are read: each with its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from cordee.plans.models import Commentaire, CommentairePlan


@dataclass(frozen=True)
class Fil:
    """A comment and its answers, oldest first."""

    commentaire: Commentaire | CommentairePlan
    reponses: list[Commentaire | CommentairePlan] = field(default_factory=list)


def fils_of(commentaires: QuerySet[Any]) -> list[Fil]:
    """Comments of one fiche or of one plan; those that are done come last. One query."""
    lus = list(commentaires.select_related("auteur"))
    fils = {commentaire.pk: Fil(commentaire) for commentaire in lus if commentaire.parent_id is None}
    for commentaire in lus:
        if commentaire.parent_id in fils:
            fils[commentaire.parent_id].reponses.append(commentaire)
    return sorted(fils.values(), key=lambda fil: (fil.commentaire.resolu_le is not None, fil.commentaire.pk))
