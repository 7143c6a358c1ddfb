"""What is said of a statut that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.plans.actions.prevenir_statut import STATUT, STATUT_DU_PLAN, statut_au_depart
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Fiche
from cordee.plans.queries.concernes import Personnes, pilotes_des_plans_par_fiche, porteurs_par_fiche
from cordee.plans.queries.notifications import fiches_par_pk
from cordee.plans.queries.relances import FicheVue, dernieres_relances
from cordee.plans.tasks.notifications import Rediger, composer_message, nommer, sur_fiche


def _rediger(concernes: Callable[[Iterable[Fiche]], Personnes]) -> Rediger:
    """Redaction of a change of statut: to those who still carry the fiche (or its plan), by the latest notification of
    the fiche alone, and only while the statut is not the one that it started from."""

    def rediger(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
        qui = concernes(fiches_par_pk(int(n.objet_id) for n in notifications).values())
        dernieres = dernieres_relances(notifications)

        def dire(notification: Notification, _: Any, vue: FicheVue) -> Message | None:
            avant, fiche = statut_au_depart(notification), vue.fiche
            concerne = notification.destinataire_id in qui.get(fiche.pk, {})
            if not concerne or notification.pk not in dernieres or fiche.statut == avant:
                return None
            return composer_message(
                vue,
                f"{nommer(vue)} passe de « {_dit(avant)} » à « {_dit(fiche.statut)} »",
                f"Par {notification.auteur.nom_complet}." if notification.auteur is not None else "",
            )

        return sur_fiche(dire)(notifications, le)

    return rediger


def _dit(statut: str) -> str:
    return StatutFiche.libelle_de(statut, "Sans statut")


declarer_genre(
    STATUT, "Statut changé",
    "Quelqu'un change le statut d'une fiche que vous portez, comme pilote ou élu·e référent·e.",
    _rediger(porteurs_par_fiche),
)  # fmt: skip
declarer_genre(
    STATUT_DU_PLAN, "Statut changé dans un plan",
    "Quelqu'un change le statut d'une fiche d'un plan que vous pilotez. Par courriel, seulement si vous le demandez.",
    _rediger(pilotes_des_plans_par_fiche), courriel=False,
)  # fmt: skip
