"""History of statuts, and the gestures in it: what one person wrote at one instant, that can be taken back as one.

A gesture has one `lot`. Changes of a node by the same person in less than an hour share one history row; the row then
keeps, besides what its last gesture replaced, what each of the earlier ones did, so that they can still be taken back
one after the other. `HistoriqueStatut.avant_geste` holds null (nothing was stored before) or `[avancement, detail,
concerne]`, followed after a merge by the list of the earlier gestures, latest first: `[lot, instant, avant]`.
An empty `HistoriqueStatut.avancement` says that nothing is stored any more (docs/calculs/historique.md).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.referentiels.domain import Avancement, StatutAvancement, StatutStocke
from cordee.referentiels.models import Engagement, HistoriqueStatut, Snapshot, Statut

FENETRE_DE_FUSION = timedelta(hours=1)
GESTES_PAR_LIGNE = 50
"""A row that holds this many gestures is left alone: the next change begins a new one."""


@dataclass(frozen=True)
class Geste:
    """One gesture: when, and what it replaced on each node (None: nothing was stored)."""

    lot: uuid.UUID
    le: datetime
    avant: dict[str, StatutStocke | None] = field(default_factory=dict)


# -- reading ----------------------------------------------------------------------------------------------------------
def dernier_geste(engagement: Engagement, par: Utilisateur) -> Geste | None:
    """Last gesture of this person on the référentiel that is neither an undo nor undone."""
    miennes = _lignes(engagement).filter(modifie_par=par)
    annules = _annules(miennes)
    trouve: Geste | None = None
    for ligne in miennes.filter(annule__isnull=True).order_by("-modified_at", "-id").iterator():
        if trouve is not None and ligne.modified_at < trouve.le:
            break
        geste = _en_vigueur(ligne, annules)
        if geste is None:
            continue
        if trouve is None or geste.le > trouve.le:
            trouve = geste
        elif geste.lot == trouve.lot:
            trouve.avant.update(geste.avant)
    return trouve


def est_dernier_changement(engagement: Engagement, geste: Geste) -> bool:
    """Whether nobody changed one of the nodes of the gesture after it; what was undone since does not count."""
    lignes = _lignes(engagement).filter(mesure__in=list(geste.avant))
    annules = _annules(lignes)
    derniers: dict[str, Geste] = {}
    for ligne in lignes.filter(annule__isnull=True, modified_at__gte=geste.le).order_by("modified_at", "id"):
        en_vigueur = _en_vigueur(ligne, annules)
        if en_vigueur is not None:
            derniers[ligne.mesure_id] = en_vigueur
    return all(dernier.lot == geste.lot for dernier in derniers.values())


def _lignes(engagement: Engagement) -> QuerySet[HistoriqueStatut]:
    return HistoriqueStatut.objects.filter(
        collectivite=engagement.collectivite_id, mesure__referentiel=engagement.referentiel_id
    )


def _annules(lignes: QuerySet[HistoriqueStatut]) -> set[uuid.UUID]:
    return {lot for lot in lignes.filter(annule__isnull=False).values_list("annule", flat=True) if lot is not None}


def _en_vigueur(ligne: HistoriqueStatut, annules: set[uuid.UUID]) -> Geste | None:
    """Latest gesture of a row that was not undone."""
    return next((geste for geste in _gestes(ligne) if geste.lot not in annules), None)


def _gestes(ligne: HistoriqueStatut) -> Iterator[Geste]:
    """Gestures of a row, latest first."""
    yield Geste(ligne.lot, ligne.modified_at, {ligne.mesure_id: _lire(ligne.avant_geste)})
    for lot, le, avant in _anterieurs(ligne):
        yield Geste(uuid.UUID(lot), datetime.fromisoformat(le), {ligne.mesure_id: _lire(avant)})


def _anterieurs(ligne: HistoriqueStatut) -> list[Any]:
    return list(ligne.avant_geste[3]) if ligne.avant_geste and len(ligne.avant_geste) > 3 else []


def _lire(avant: list[Any] | None) -> StatutStocke | None:
    if avant is None:
        return None
    avancement, detail, concerne = avant[:3]
    return StatutStocke(StatutAvancement(avancement), Avancement.of(detail) if detail else None, concerne)


# -- writing ----------------------------------------------------------------------------------------------------------
def historiser(
    engagement: Engagement,
    avant: Mapping[str, StatutStocke],
    changes: Mapping[str, StatutStocke | None],
    lot: uuid.UUID,
    *,
    par: Utilisateur,
    le: datetime,
    annule: uuid.UUID | None = None,
) -> None:
    """One history row per node; `annule` is the gesture that this one takes back. The latest row of a node, by the same
    person, less than an hour old and younger than the last jalon, is rewritten instead of doubled: its previous values
    stay those of before the first change. What takes a gesture back is never merged."""
    stockes = [] if annule else [code for code in changes if code in avant]
    refaites = _lignes_a_refaire(engagement, stockes, par=par, le=le) if stockes else {}
    for code, ligne in refaites.items():
        _refaire(ligne, avant[code], changes[code] or StatutStocke(), lot, le)
    HistoriqueStatut.objects.bulk_update(
        refaites.values(), ["avancement", "detail", "concerne", "modified_at", "lot", "avant_geste"]
    )
    nouvelles = {code: statut for code, statut in changes.items() if code not in refaites}
    HistoriqueStatut.objects.bulk_create(
        _lignes_nouvelles(engagement, avant, nouvelles, lot, par=par, le=le, annule=annule)
    )


def _lignes_a_refaire(
    engagement: Engagement, codes: Iterable[str], *, par: Utilisateur, le: datetime
) -> dict[str, HistoriqueStatut]:
    frontiere = dernier_jalon(engagement, le)
    dernieres = {
        ligne.mesure_id: ligne
        for ligne in _lignes(engagement).filter(mesure__in=list(codes)).order_by("modified_at", "id")
    }
    return {code: ligne for code, ligne in dernieres.items() if _fusionnable(ligne, par, le, frontiere)}


def dernier_jalon(engagement: Engagement, le: datetime) -> datetime | None:
    """Date of the last jalon up to an instant: history is never merged across it."""
    jalons = Snapshot.objects.filter(
        collectivite=engagement.collectivite_id, referentiel=engagement.referentiel_id, date__lte=le
    )
    derniere: datetime | None = jalons.aggregate(derniere=Max("date"))["derniere"]
    return derniere


def _fusionnable(derniere: HistoriqueStatut, par: Utilisateur, le: datetime, frontiere: datetime | None) -> bool:
    return (
        derniere.modifie_par_id == par.pk
        and derniere.annule is None
        and timedelta(0) <= le - derniere.modified_at < FENETRE_DE_FUSION
        and (frontiere is None or derniere.modified_at > frontiere)
        and len(_anterieurs(derniere)) + 1 < GESTES_PAR_LIGNE
    )


def _refaire(ligne: HistoriqueStatut, avant: StatutStocke, statut: StatutStocke, lot: uuid.UUID, le: datetime) -> None:
    """The row tells one more gesture."""
    dernier = ligne.avant_geste[:3] if ligne.avant_geste else None
    anterieurs = [[str(ligne.lot), ligne.modified_at.isoformat(), dernier], *_anterieurs(ligne)]
    ligne.avant_geste = [*_en_json(avant), anterieurs]
    ligne.avancement, ligne.detail, ligne.concerne = statut.avancement.value, _parts(statut), statut.concerne
    ligne.lot, ligne.modified_at = lot, le


def _lignes_nouvelles(
    engagement: Engagement,
    avant: Mapping[str, StatutStocke],
    changes: Mapping[str, StatutStocke | None],
    lot: uuid.UUID,
    *,
    par: Utilisateur,
    le: datetime,
    annule: uuid.UUID | None,
) -> Iterator[HistoriqueStatut]:
    """New history rows, with who had written what they replace."""
    auteurs = {
        s.mesure_id: s
        for s in Statut.objects.filter(collectivite=engagement.collectivite_id, mesure__in=list(changes)).only(
            "mesure_id", "modifie_par_id", "modified_at"
        )
    }
    for code, statut in changes.items():
        precedent, auteur = avant.get(code), auteurs.get(code)
        yield HistoriqueStatut(
            collectivite_id=engagement.collectivite_id,
            mesure_id=code,
            lot=lot,
            annule=annule,
            avancement=statut.avancement.value if statut else "",
            detail=_parts(statut),
            concerne=statut.concerne if statut else True,
            avant_geste=_en_json(precedent) if precedent else None,
            precedent_avancement=precedent.avancement.value if precedent else "",
            precedent_detail=_parts(precedent),
            precedent_concerne=precedent.concerne if precedent else True,
            precedent_par_id=auteur.modifie_par_id if auteur else None,
            precedent_le=auteur.modified_at if auteur else None,
            modifie_par=par,
            modified_at=le,
        )


def _en_json(statut: StatutStocke) -> list[Any]:
    return [statut.avancement.value, _parts(statut), statut.concerne]


def _parts(statut: StatutStocke | None) -> list[float] | None:
    return list(statut.split.parts) if statut and statut.split else None
