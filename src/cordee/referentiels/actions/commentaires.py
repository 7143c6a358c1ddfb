"""Comments of a collectivité on a node."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.nombres import formater
from cordee.referentiels.actions.gestes import FENETRE_DE_FUSION, dernier_jalon
from cordee.referentiels.models import Commentaire, Engagement, HistoriqueCommentaire, Mesure
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

LONGUEUR_MAX = 20_000


class ConflitDeCommentaire(DonneeRefusee):
    """A colleague changed the comment meanwhile: nothing was written. `actuel` is theirs, `propose` is yours."""

    def __init__(self, actuel: Commentaire, propose: str) -> None:
        super().__init__(
            "Un collègue a changé ce commentaire pendant que vous écriviez : choisissez la version à garder."
        )
        self.actuel = actuel
        self.propose = propose


@transaction.atomic
def commenter_mesure(
    engagement: Engagement,
    code: str,
    texte: str,
    *,
    par: Utilisateur,
    le: datetime,
    version_lue: str | None = None,
) -> Commentaire:
    """Writes the comment of a node; an empty text takes it back. `version_lue` is the text the person started from:
    when it is given and no longer the current one, raises `ConflitDeCommentaire`."""
    exiger(par, "referentiels.commenter", engagement)
    if not Mesure.objects.filter(code=code, referentiel=engagement.referentiel_id, retiree_en="").exists():
        raise DonneeRefusee(f"« {code} » n'existe pas dans le référentiel {engagement.referentiel.nom}.")
    texte = _nettoyer(texte)
    if len(texte) > LONGUEUR_MAX:
        raise DonneeRefusee(
            f"Le commentaire dépasse {formater(LONGUEUR_MAX, 0)} caractères : joignez plutôt un document."
        )
    commentaire, cree = Commentaire.objects.select_for_update().get_or_create(
        collectivite=engagement.collectivite, mesure_id=code, defaults={"modified_at": le, "modifie_par": par}
    )
    if version_lue is not None and commentaire.texte not in {_nettoyer(version_lue), texte}:
        raise ConflitDeCommentaire(commentaire, texte)
    if commentaire.texte == texte:
        if cree:  # nothing said where nothing was
            commentaire.delete()
        return commentaire
    _historiser(engagement, commentaire, texte, cree=cree, par=par, le=le)
    avant = commentaire.texte
    commentaire.texte, commentaire.modifie_par, commentaire.modified_at = texte, par, le
    commentaire.save(update_fields=["texte", "modifie_par", "modified_at"])
    consigner(
        commentaire,
        "referentiels.commenter",
        f"A commenté {code.partition('_')[2]} ({engagement.referentiel.nom})",
        par=par,
        le=le,
        collectivite_id=engagement.collectivite_id,
        details={"mesure": code, "avant": avant, "apres": texte},
    )
    return commentaire


def _nettoyer(texte: str) -> str:
    """One kind of line end; no NUL, which PostgreSQL does not store."""
    return texte.replace("\r\n", "\n").replace("\0", "").strip()


def _historiser(
    engagement: Engagement, commentaire: Commentaire, texte: str, *, cree: bool, par: Utilisateur, le: datetime
) -> None:
    """History of comments, with the merge window of statuts."""
    derniere = (
        HistoriqueCommentaire.objects.select_for_update()
        .filter(collectivite=commentaire.collectivite_id, mesure=commentaire.mesure_id)
        .order_by("-modified_at", "-id")
        .first()
    )
    if derniere is not None and _fusionnable(derniere, par, le, dernier_jalon(engagement, le)):
        derniere.texte, derniere.modified_at = texte, le
        derniere.save(update_fields=["texte", "modified_at"])
        return
    HistoriqueCommentaire.objects.create(
        collectivite=commentaire.collectivite,
        mesure=commentaire.mesure,
        texte=texte,
        precedent=commentaire.texte,
        precedent_par=None if cree else commentaire.modifie_par,
        precedent_le=None if cree else commentaire.modified_at,
        modifie_par=par,
        modified_at=le,
    )


def _fusionnable(derniere: HistoriqueCommentaire, par: Utilisateur, le: datetime, frontiere: datetime | None) -> bool:
    return (
        derniere.modifie_par_id == par.pk
        and timedelta(0) <= le - derniere.modified_at < FENETRE_DE_FUSION
        and (frontiere is None or derniere.modified_at > frontiere)
    )
