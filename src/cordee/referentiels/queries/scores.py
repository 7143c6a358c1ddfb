"""Scores of a collectivité: now, at a past date, at a jalon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import fin_de_jour, reculer_de_mois
from cordee.referentiels.domain import (
    Consequence,
    Effets,
    Scores,
    Statuts,
    StatutStocke,
    compute_scores,
)
from cordee.referentiels.models import Engagement, Referentiel, ReleveMensuel, Snapshot, Verrou
from cordee.referentiels.queries.definitions import ReferentielCharge, charge_of
from cordee.referentiels.queries.statuts import statuts_of
from cordee.territoires.domain.expressions import Contexte, Expression
from cordee.territoires.domain.personnalisation import consequences
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import Situation, situation_of


class FormuleEnContexte:
    """A score rule with everything it reads but the scores (docs/calculs/personnalisation.md)."""

    def __init__(self, expression: Expression, contexte: Contexte) -> None:
        self.expression = expression
        self.contexte = contexte

    def evaluer(self, scores: Mapping[str, float], /) -> float | None:
        """Ratio the node should have, None when the rule does not say a number."""
        contexte = Contexte(
            identite=self.contexte.identite,
            reponses=self.contexte.reponses,
            referentiel=self.contexte.referentiel,
            scores=scores,
        )
        valeur = self.expression.evaluer(contexte)
        return float(valeur) if isinstance(valeur, (int, float)) and not isinstance(valeur, bool) else None


@dataclass(frozen=True, eq=False)
class EtatDesLieux:
    """Everything computed for one collectivité and one référentiel at one instant."""

    collectivite: Collectivite
    charge: ReferentielCharge
    situation: Situation
    statuts: dict[str, StatutStocke]
    effets: dict[str, Consequence]
    scores: Scores

    def avec_statuts(self, statuts: dict[str, StatutStocke]) -> EtatDesLieux:
        """The same with other statuts: what a write changes, or a simulation."""
        return EtatDesLieux(
            self.collectivite,
            self.charge,
            self.situation,
            statuts,
            self.effets,
            calculer(self.charge, statuts, self.effets),
        )


def effets_of(charge: ReferentielCharge, situation: Situation) -> dict[str, Consequence]:
    """What personnalisation changes at each node."""
    contexte = situation.contexte(charge.versionne)
    return {
        noeud: Consequence(
            desactive=c.desactive,
            reduction=c.reduction,
            score=None if c.score is None else FormuleEnContexte(c.score, contexte),
        )
        for noeud, c in consequences(charge.regles, contexte).items()
    }


def calculer(
    charge: ReferentielCharge, statuts: Mapping[str, StatutStocke], effets: Mapping[str, Consequence]
) -> Scores:
    """Scores of one collectivité (docs/calculs/scores.md)."""
    return compute_scores(
        charge.arbre, Statuts.of_dicts(charge.arbre, [statuts]), Effets.of_dicts(charge.arbre, [effets])
    )


def etat_des_lieux(
    collectivite: Collectivite,
    referentiel: Referentiel,
    *,
    le: datetime | None = None,
    situation: Situation | None = None,
) -> EtatDesLieux:
    """Current state, or the state as of an instant (statuts and answers; the structure is today's). Five queries."""
    charge = charge_of(referentiel)
    situation = situation or situation_of(collectivite, le=le)
    statuts = statuts_of(collectivite, referentiel.code, le=le)
    effets = effets_of(charge, situation)
    return EtatDesLieux(collectivite, charge, situation, statuts, effets, calculer(charge, statuts, effets))


def etat_a_la_date(collectivite: Collectivite, referentiel: Referentiel, le: date) -> EtatDesLieux:
    """State with everything done up to the end of that day."""
    return etat_des_lieux(collectivite, referentiel, le=fin_de_jour(le, timezone.get_current_timezone()))


def list_engagements_for(collectivites: Iterable[Collectivite]) -> QuerySet[Engagement]:
    """Opened référentiels of these collectivités, with their current scores; archived ones are left out."""
    return (
        Engagement.objects.filter(collectivite__in=list(collectivites))
        .exclude(mode="archive")
        .select_related("referentiel", "collectivite")
        .order_by("collectivite__cle_recherche", "referentiel")
    )


def engagement_for(collectivite: Collectivite, code: str) -> Engagement | None:
    """The opened référentiel of this code, if any."""
    return (
        Engagement.objects.filter(collectivite=collectivite, referentiel=code)
        .select_related("referentiel", "collectivite")
        .first()
    )


def verrou_actif(engagement: Engagement) -> Verrou | None:
    """What freezes the statuts now, if anything."""
    return _verrous_actifs(engagement).first()


def verrou_pour(engagement: Engagement, utilisateur: Utilisateur) -> Verrou | None:
    """The last verrou that stops this person, if any: those it exempts (the auditors) are not stopped."""
    return _verrous_actifs(engagement).exclude(exemptes=utilisateur).first()


def _verrous_actifs(engagement: Engagement) -> QuerySet[Verrou]:
    return Verrou.objects.filter(
        collectivite=engagement.collectivite_id, referentiel=engagement.referentiel_id, leve_le__isnull=True
    ).order_by("-pose_le")


def list_snapshots_for(collectivite: Collectivite, referentiel: str) -> QuerySet[Snapshot]:
    """Jalons of a référentiel, newest first, without their detail."""
    return (
        Snapshot.objects.filter(collectivite=collectivite, referentiel=referentiel)
        .defer("charge", "reponses")
        .select_related("cree_par")
    )


def etats_initiaux_of(collectivites: Iterable[Collectivite]) -> dict[tuple[int, str], Snapshot]:
    """N0 of each (collectivité, référentiel). One query."""
    return {
        (s.collectivite_id, s.referentiel_id): s
        for s in Snapshot.objects.filter(collectivite__in=list(collectivites), jalon="etat_initial").defer(
            "charge", "reponses"
        )
    }


def snapshot_for(collectivite: Collectivite, referentiel: str, ref: str) -> Snapshot | None:
    """One jalon with its detail."""
    return Snapshot.objects.filter(collectivite=collectivite, referentiel=referentiel, ref=ref).first()


def releves_of(
    collectivites: Iterable[Collectivite], *, depuis: date | None = None
) -> dict[tuple[int, str], list[ReleveMensuel]]:
    """Monthly scores of each (collectivité, référentiel), oldest first. One query."""
    releves = ReleveMensuel.objects.filter(collectivite__in=list(collectivites)).order_by("mois")
    if depuis is not None:
        releves = releves.filter(mois__gte=depuis)
    par_couple: dict[tuple[int, str], list[ReleveMensuel]] = {}
    for releve in releves:
        par_couple.setdefault((releve.collectivite_id, releve.referentiel_id), []).append(releve)
    return par_couple


def mois_glissants(fin: date, nombre: int = 12) -> list[date]:
    """First days of the last `nombre` months plus the one before, oldest first: what a twelve-month curve needs."""
    return [reculer_de_mois(fin, recul) for recul in range(nombre, -1, -1)]


def completer_courbe(releves: list[ReleveMensuel], mois: list[date]) -> list[float | None]:
    """Ratio réalisé at each month: the last known one when nothing changed, None before the first."""
    valeurs: list[float | None] = []
    rang = 0
    connu: float | None = None
    for debut in mois:
        while rang < len(releves) and releves[rang].mois <= debut:
            connu = releves[rang].ratio_fait
            rang += 1
        valeurs.append(connu)
    return valeurs
