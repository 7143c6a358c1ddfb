"""Opening a référentiel, and changing how it is held."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.referentiels.actions.scores import inscrire_score, recalculer_engagements, totaux
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, Referentiel
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite


@transaction.atomic
def ouvrir_referentiel(
    collectivite: Collectivite, referentiel: Referentiel, *, par: Utilisateur, le: datetime
) -> Engagement:
    """The collectivité starts its état des lieux with this référentiel; opening it twice changes nothing."""
    exiger(par, "referentiels.ouvrir", collectivite)
    if collectivite.est_groupement:
        raise DonneeRefusee(
            f"{collectivite.nom} rassemble des collectivités : ouvrez le référentiel dans chacune d'elles."
        )
    etat = etat_des_lieux(collectivite, referentiel)
    engagement, cree = Engagement.objects.get_or_create(
        collectivite=collectivite,
        referentiel=referentiel,
        defaults={"ouvert_par": par, "ouvert_le": le, **totaux(etat.scores)},
    )
    if not cree:
        return engagement
    inscrire_score(engagement, etat, le=le)
    consigner(
        engagement,
        "referentiels.ouvrir",
        f"A ouvert le référentiel {referentiel.nom}",
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
    )
    return engagement


@transaction.atomic
def changer_mode(engagement: Engagement, mode: Mode, *, par: Utilisateur, le: datetime) -> Engagement:
    """Open, read-only or archived. What comes out of the archives gets the score that it would have if it had stayed
    open: answers leave archived référentiels alone."""
    exiger(par, "referentiels.changer_mode", engagement)
    avant, mode = Mode(engagement.mode), Mode(mode)
    if mode == avant:
        return engagement
    engagement.mode = mode
    engagement.save(update_fields=["mode"])
    if avant == Mode.ARCHIVE:
        recalculer_engagements([engagement], le=le)
    consigner(
        engagement,
        "referentiels.changer_mode",
        f"A passé le référentiel {engagement.referentiel.nom} en « {mode.label} »",
        par=par,
        le=le,
        collectivite_id=engagement.collectivite_id,
        details={"avant": str(avant), "apres": str(mode)},
    )
    return engagement
