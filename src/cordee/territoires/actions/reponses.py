"""Answers to the questions de personnalisation. Called by `referentiels.actions.personnalisation`, which recomputes
the scores that depend on them in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.domain.questions import ReponseInvalide, valider_reponse
from cordee.territoires.models import Collectivite, HistoriqueReponse, Question, Reponse
from cordee.territoires.queries import questions_posees

FENETRE_DE_FUSION = timedelta(hours=1)
"""A change by the same person on the same object within this time updates the last line of history
(docs/calculs/historique.md)."""


@transaction.atomic
def enregistrer_reponse(
    collectivite: Collectivite,
    question: str,
    valeur: Any,
    *,
    par: Utilisateur,
    le: datetime,
    fusion_apres: datetime | None = None,
) -> Reponse:
    """Keeps the answer of a collectivité to a question; None or "" takes it back. Raises `DonneeRefusee` for a value
    that the question does not admit. `fusion_apres`: never merge history across this instant (last jalon)."""
    exiger(par, "territoires.repondre", collectivite)
    posee = next((q for q in questions_posees() if q.identifiant == question), None)
    if posee is None:
        raise DonneeRefusee(f"La question « {question} » n'existe pas.")
    try:
        propre = valider_reponse(posee, valeur)
    except ReponseInvalide as erreur:
        raise DonneeRefusee(str(erreur)) from erreur
    return _ecrire(
        collectivite, question, HistoriqueReponse.Champ.REPONSE, propre, par=par, le=le, fusion_apres=fusion_apres
    )


@transaction.atomic
def justifier_reponse(
    collectivite: Collectivite, question: str, texte: str, *, par: Utilisateur, le: datetime
) -> Reponse:
    """Keeps the free-text justification that goes with an answer (it may be written before the answer)."""
    exiger(par, "territoires.repondre", collectivite)
    if not Question.objects.filter(code=question).exists():
        raise DonneeRefusee(f"La question « {question} » n'existe pas.")
    propre = texte.replace("\r\n", "\n").replace("\0", "").strip()
    return _ecrire(collectivite, question, HistoriqueReponse.Champ.JUSTIFICATION, propre, par=par, le=le)


def _ecrire(
    collectivite: Collectivite,
    question: str,
    champ: HistoriqueReponse.Champ,
    valeur: Any,
    *,
    par: Utilisateur,
    le: datetime,
    fusion_apres: datetime | None = None,
) -> Reponse:
    reponse, _ = Reponse.objects.select_for_update().get_or_create(
        collectivite=collectivite, question_id=question, defaults={"modified_at": le, "modifie_par": par}
    )
    attribut = "valeur" if champ == HistoriqueReponse.Champ.REPONSE else "justification"
    precedente = getattr(reponse, attribut)
    if precedente == valeur and isinstance(precedente, bool) == isinstance(valeur, bool):
        return reponse
    _historiser(reponse, champ, valeur, precedente, par=par, le=le, fusion_apres=fusion_apres)
    setattr(reponse, attribut, valeur)
    reponse.modifie_par, reponse.modified_at = par, le
    reponse.save(update_fields=[attribut, "modifie_par", "modified_at"])
    quoi = "la réponse" if champ == HistoriqueReponse.Champ.REPONSE else "la justification"
    formulation = Question.objects.values_list("formulation", flat=True).get(code=question)
    consigner(
        reponse,
        "territoires.repondre",
        f"A changé {quoi} à « {formulation} »",
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
        details={"question": question, "avant": precedente, "apres": valeur},
    )
    return reponse


def _historiser(
    reponse: Reponse,
    champ: HistoriqueReponse.Champ,
    valeur: Any,
    precedente: Any,
    *,
    par: Utilisateur,
    le: datetime,
    fusion_apres: datetime | None,
) -> None:
    derniere = (
        HistoriqueReponse.objects.select_for_update()
        .filter(collectivite_id=reponse.collectivite_id, question_id=reponse.question_id, champ=champ)
        .order_by("-modified_at", "-id")
        .first()
    )
    fusionnable = (
        derniere is not None
        and derniere.modifie_par_id == par.pk
        and timedelta(0) <= le - derniere.modified_at < FENETRE_DE_FUSION
        and (fusion_apres is None or derniere.modified_at > fusion_apres)
    )
    if fusionnable and derniere is not None:
        derniere.valeur, derniere.modified_at = valeur, le
        derniere.save(update_fields=["valeur", "modified_at"])
        return
    HistoriqueReponse.objects.create(
        collectivite_id=reponse.collectivite_id,
        question_id=reponse.question_id,
        champ=champ,
        valeur=valeur,
        precedente=precedente,
        precedente_par=derniere.modifie_par if derniere else None,
        precedente_le=derniere.modified_at if derniere else None,
        modifie_par=par,
        modified_at=le,
    )
