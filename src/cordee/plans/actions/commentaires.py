"""Talking about a fiche or about a plan: comments, answers, people cited. One writing for both; what differs is in
`Sujet`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition.ecriture import lire_texte, noter, noter_au_plan
from cordee.plans.actions.prevenir import annuler_commentaire, pilotes_du_plan, pilotes_of, prevenir_commentaire
from cordee.plans.domain.mentions import citations, par_noms, trouver
from cordee.plans.models import Commentaire, CommentairePlan, Fiche, Plan
from cordee.plans.queries.personnes import list_membres_mentionnables
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, exiger

COMMENTAIRE_MAX = 5_000
QUI_COMMENTE = "Commenter demande le rôle « Contribution » : voyez la page « Membres et rôles »."
UnCommentaire = Commentaire | CommentairePlan
C = TypeVar("C", Commentaire, CommentairePlan)


@dataclass(frozen=True, slots=True)
class Sujet:
    """What comments of a model are about. `colonne` holds it, `code` is the right to speak of it, `nommer` its name in
    a sentence, `noter` writes the trail, `pilotes` are told that somebody spoke."""

    modele: type[Any]
    colonne: str
    code: str
    nommer: Callable[[Any], str]
    noter: Callable[..., None]
    pilotes: Callable[[Any], Iterable[Utilisateur]]
    autre: str

    def de(self, commentaire: UnCommentaire) -> Any:
        """The fiche or the plan of a comment."""
        return getattr(commentaire, self.colonne)


def _noter_a_la_fiche(fiche: Fiche, verbe: str, resume: str, **options: Any) -> None:
    noter(fiche, verbe, resume, cherche=False, **options)


SUR_FICHE = Sujet(
    Commentaire, "fiche", "plans.commenter_fiche", lambda fiche: f"« {fiche.titre} »", _noter_a_la_fiche,
    pilotes_of, "d'une autre fiche",
)  # fmt: skip
SUR_PLAN = Sujet(
    CommentairePlan, "plan", "plans.commenter_plan", lambda plan: f"le plan « {plan.nom} »", noter_au_plan,
    pilotes_du_plan, "d'un autre plan",
)  # fmt: skip


def sujet_de(commentaire: UnCommentaire) -> Sujet:
    """What this comment is about."""
    return SUR_PLAN if isinstance(commentaire, CommentairePlan) else SUR_FICHE


def commenter_fiche(
    fiche: Fiche, texte: str, *, parent: Commentaire | None = None, par: Utilisateur, le: datetime
) -> Commentaire:
    """Says a word to colleagues on a fiche, or answers one. Raises `Refus` below « contribution »."""
    commentaire: Commentaire = _commenter(SUR_FICHE, fiche, texte, parent, par=par, le=le)
    return commentaire


def commenter_plan(
    plan: Plan, texte: str, *, parent: CommentairePlan | None = None, par: Utilisateur, le: datetime
) -> CommentairePlan:
    """The same in the discussion of a plan."""
    commentaire: CommentairePlan = _commenter(SUR_PLAN, plan, texte, parent, par=par, le=le)
    return commentaire


@transaction.atomic
def _commenter(sujet: Sujet, objet: Any, texte: str, parent: Any, *, par: Utilisateur, le: datetime) -> Any:
    """Members cited with @ are told; an answer to a comment that is done opens it again."""
    exiger(par, sujet.code, objet, raison=QUI_COMMENTE)
    lu = lire_texte(texte, "Commentaire", COMMENTAIRE_MAX, obligatoire=True, lignes=True)
    if parent is not None and sujet.de(parent).pk != objet.pk:
        raise DonneeRefusee(f"Le commentaire auquel vous répondez est {sujet.autre} : rechargez la page.")
    racine = parent.parent or parent if parent is not None else None
    commentaire = sujet.modele.objects.create(
        **{sujet.colonne: objet}, parent=racine, texte=lu, auteur=par, auteur_nom=par.nom_complet[:170], cree_le=le
    )
    if racine is not None and racine.resolu_le is not None:
        racine.resolu_le = None
        racine.save(update_fields=["resolu_le"])
    cites = trouver_mentions(lu, list_membres_mentionnables(objet))
    commentaire.mentions.set(cites)
    sujet.noter(
        objet, f"commenter_{sujet.colonne}", f"A {'répondu sur' if racine else 'commenté'} {sujet.nommer(objet)}",
        par=par, le=le, details={"commentaire": commentaire.pk},
    )  # fmt: skip
    prevenir_commentaire(commentaire, cites, sujet.pilotes(objet), objet.collectivite_id, par=par, le=le)
    return commentaire


@transaction.atomic
def modifier_commentaire(commentaire: C, texte: str, *, par: Utilisateur, le: datetime) -> C:
    """One's own comment, written again; people newly cited are told. The words of somebody else, brought in from a
    file, are left as they are."""
    sujet, objet = _exiger_auteur(commentaire, par)
    if commentaire.auteur_cite:
        raise DonneeRefusee(
            f"Ces mots sont de {commentaire.auteur_cite}, repris d'un import : ils ne se changent pas. Répondez, ou "
            "supprimez le commentaire."
        )
    lu = lire_texte(texte, "Commentaire", COMMENTAIRE_MAX, obligatoire=True, lignes=True)
    if lu == commentaire.texte:
        return commentaire
    commentaire.texte, commentaire.modifie_le = lu, le
    commentaire.save(update_fields=["texte", "modifie_le"])
    deja = set(commentaire.mentions.values_list("pk", flat=True))
    cites = trouver_mentions(lu, list_membres_mentionnables(objet))
    commentaire.mentions.set(cites)
    nouveaux = [cite for cite in cites if cite.pk not in deja]
    if nouveaux:
        prevenir_commentaire(commentaire, nouveaux, sujet.pilotes(objet), objet.collectivite_id, par=par, le=le)
    sujet.noter(
        objet, "modifier_commentaire", f"A modifié son commentaire sur {sujet.nommer(objet)}", par=par, le=le,
        details={"commentaire": commentaire.pk},
    )  # fmt: skip
    return commentaire


@transaction.atomic
def supprimer_commentaire(commentaire: UnCommentaire, *, par: Utilisateur, le: datetime) -> None:
    """One's own comment, with its answers; what was not told yet is not told."""
    sujet, objet = _exiger_auteur(commentaire, par)
    for reponse in (commentaire, *commentaire.reponses.all()):
        annuler_commentaire(reponse, le=le)
    pk = commentaire.pk
    commentaire.delete()
    sujet.noter(
        objet, "supprimer_commentaire", f"A supprimé son commentaire sur {sujet.nommer(objet)}", par=par, le=le,
        details={"commentaire": pk},
    )  # fmt: skip


@transaction.atomic
def regler_commentaire(commentaire: C, regle: bool = True, *, par: Utilisateur, le: datetime) -> C:
    """Says that a comment is dealt with, or opens it again. Whoever may comment may do it."""
    sujet = sujet_de(commentaire)
    objet = sujet.de(commentaire)
    exiger(par, sujet.code, objet, raison="Régler un commentaire demande le rôle « Contribution ».")
    if (commentaire.resolu_le is not None) == regle:
        return commentaire
    commentaire.resolu_le = le if regle else None
    commentaire.save(update_fields=["resolu_le"])
    sujet.noter(
        objet, "regler_commentaire", f"A {'réglé' if regle else 'rouvert'} un commentaire sur {sujet.nommer(objet)}",
        par=par, le=le, details={"commentaire": commentaire.pk},
    )  # fmt: skip
    return commentaire


def _exiger_auteur(commentaire: UnCommentaire, par: Utilisateur) -> tuple[Sujet, Any]:
    sujet = sujet_de(commentaire)
    objet = sujet.de(commentaire)
    exiger(par, sujet.code, objet, raison=QUI_COMMENTE)
    if commentaire.auteur_id != par.pk:
        raise Refus("Seule la personne qui a écrit un commentaire peut le changer. Répondez-lui.")
    return sujet, objet


def trouver_mentions(texte: str, membres: Iterable[Utilisateur]) -> list[Utilisateur]:
    """Members cited with @, by first and last name in either order, or by the first name alone when one member only
    has it. An unknown name cites nobody."""
    cites = citations(texte)
    if not cites:
        return []
    connus = par_noms(membres)
    trouves = [trouve for cite in cites if (trouve := trouver(cite, connus)) is not None]
    return list({trouve.pk: trouve for trouve in trouves}.values())
