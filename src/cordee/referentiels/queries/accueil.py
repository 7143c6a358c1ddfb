"""What the Accueil of a collectivité and the list of its référentiels read: a number of queries that does not depend
on how many collectivités there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.journal.queries import list_ecritures_for
from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.models import Engagement, Referentiel, ReleveMensuel, Snapshot, Statut
from cordee.referentiels.queries.definitions import ReferentielCharge, list_referentiels
from cordee.referentiels.queries.scores import (
    completer_courbe,
    etats_initiaux_of,
    mois_glissants,
    releves_of,
)
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import Situation, list_membres_epci_of, roles_par_collectivite

Couple = tuple[int, str]
"""A collectivité and a référentiel: (primary key, code)."""


@dataclass(frozen=True)
class Suivi:
    """Where collectivités stand in every référentiel. `ouverts` are in the order of the collectivités, then of the
    référentiels; `archives` are those that are no longer shown."""

    collectivites: tuple[Collectivite, ...]
    referentiels: tuple[Referentiel, ...]
    ouverts: tuple[Engagement, ...]
    archives: frozenset[Couple]
    etats_initiaux: Mapping[Couple, Snapshot]
    releves: Mapping[Couple, list[ReleveMensuel]]
    activites: Mapping[Couple, datetime]

    def ouverts_de(self, collectivite: Collectivite) -> list[Engagement]:
        """Opened référentiels of one of the collectivités."""
        return [e for e in self.ouverts if e.collectivite_id == collectivite.pk]

    def fermes_de(self, collectivite: Collectivite) -> list[Referentiel]:
        """Référentiels that this collectivité never opened."""
        connus = {e.referentiel_id for e in self.ouverts_de(collectivite)}
        return [r for r in self.referentiels if r.code not in connus and (collectivite.pk, r.code) not in self.archives]


def list_membres_visibles(utilisateur: Utilisateur, groupement: Collectivite) -> list[Collectivite]:
    """Members of a groupement that the person may see, by name. One query."""
    roles = roles_par_collectivite(utilisateur)
    return [membre for membre in list_membres_epci_of(groupement) if membre.pk in roles]


def suivi_of(collectivites: Iterable[Collectivite]) -> Suivi:
    """Opened référentiels of these collectivités with their N0, their monthly scores and their last change. Five
    queries."""
    cibles = tuple(collectivites)
    rangs = {c.pk: rang for rang, c in enumerate(cibles)}
    engagements = sorted(
        Engagement.objects.filter(collectivite__in=cibles).select_related("referentiel", "collectivite"),
        key=lambda e: (rangs[e.collectivite_id], e.referentiel_id),
    )
    return Suivi(
        collectivites=cibles,
        referentiels=tuple(list_referentiels()),
        ouverts=tuple(e for e in engagements if e.mode != Mode.ARCHIVE),
        archives=frozenset((e.collectivite_id, e.referentiel_id) for e in engagements if e.mode == Mode.ARCHIVE),
        etats_initiaux=etats_initiaux_of(cibles),
        # No lower bound: a score that has not moved for two years was written two years ago.
        releves=releves_of(cibles),
        activites=dernieres_activites(cibles),
    )


def dernieres_activites(collectivites: Iterable[Collectivite]) -> dict[Couple, datetime]:
    """Last change of statut in each référentiel. One query."""
    lignes = (
        Statut.objects.filter(collectivite__in=list(collectivites))
        .values_list("collectivite_id", "mesure__referentiel_id")
        .annotate(le=Max("modified_at"))
        .order_by()
    )
    return {(collectivite, referentiel): le for collectivite, referentiel, le in lignes}


@dataclass(frozen=True)
class Tendance:
    """Monthly ratios over twelve months, oldest first, and the difference from the first known to the last, a ratio.
    `depuis` is the month of that first one, None when it is a full year ago."""

    mois: tuple[date, ...]
    valeurs: tuple[float | None, ...]
    ecart: float | None
    depuis: date | None


def tendance_of(releves: list[ReleveMensuel], jour: date) -> Tendance:
    """Trend over the twelve months that end on `jour`."""
    mois = mois_glissants(jour)
    valeurs = completer_courbe(releves, mois)
    connues = [(m, v) for m, v in zip(mois, valeurs, strict=True) if v is not None]
    if len(connues) < 2:
        return Tendance(tuple(mois), tuple(valeurs), None, None)
    (debut, premiere), (_, derniere) = connues[0], connues[-1]
    return Tendance(tuple(mois), tuple(valeurs), derniere - premiere, None if debut == mois[0] else debut)


def list_changements_for(
    utilisateur: Utilisateur, collectivites: Iterable[Collectivite], *, depuis: datetime | None = None, limite: int
) -> list[Ecriture]:
    """Last entries of the trail of these collectivités about their work, newest first: who has which role is told on
    its own page. Whoever only reads a collectivité is told its états des lieux alone: an entry of a plan, of a document
    or of an indicator names it, and it may be confidential. One query."""
    roles = roles_par_collectivite(utilisateur)
    ids = [c.pk for c in collectivites]
    contribue = [pk for pk in ids if pk in roles and roles[pk].rang >= Role.CONTRIBUTION.rang]
    tout = Q(collectivite_id__in=contribue) & ~Q(verbe__startswith="territoires.")
    ecritures = list_ecritures_for(ids).filter(
        Q(verbe__startswith="referentiels.") | Q(verbe="territoires.repondre") | tout
    )
    if depuis is not None:
        ecritures = ecritures.filter(le__gte=depuis)
    return list(ecritures[:limite])


def list_jalons_for(collectivite: Collectivite) -> QuerySet[Snapshot]:
    """Jalons of all the référentiels of a collectivité, newest first, without their detail."""
    return Snapshot.objects.filter(collectivite=collectivite).defer("charge", "reponses").select_related("referentiel")


def questions_sans_reponse(charge: ReferentielCharge, situation: Situation) -> list[str]:
    """Active questions that change points of this référentiel and that nothing answers yet."""
    reponses = situation.visibilite.reponses
    return [q for q in situation.visibilite.actives if q in charge.noeuds_par_question and q not in reponses]


def etat_initial_for(collectivite: Collectivite, referentiel: str) -> Snapshot | None:
    """The N0 of a référentiel with its detail. One query."""
    return Snapshot.objects.filter(
        collectivite=collectivite, referentiel=referentiel, jalon=TypeJalon.ETAT_INITIAL
    ).first()


def ratios_figes(snapshot: Snapshot) -> dict[str, float]:
    """Ratio fait of each node of a jalon that had points; nodes that no longer exist are among them."""
    colonnes: list[str] = snapshot.charge["colonnes"]
    faits, potentiels = colonnes.index("points_faits"), colonnes.index("points_potentiels")
    noeuds: dict[str, list[Any]] = snapshot.charge["noeuds"]
    return {code: ligne[faits] / ligne[potentiels] for code, ligne in noeuds.items() if ligne[potentiels]}
