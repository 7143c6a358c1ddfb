"""The calendar: starts and ends of a month, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cordee.outils.dates import JOURS, jour_semaine, mois_annee
from cordee.plans.domain.calendrier import Evenement, Jour, Mois, TypeEvenement, build_mois, list_evenements, read_mois
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.models import Fiche
from cordee.plans.views.vues import Cadre

PAR_JOUR = 4
"""Events written in a square; the others are in the list below the grid."""

COLONNES = (
    "pk",
    "code",
    "titre",
    "statut",
    "debut",
    "fin",
    "precision_debut",
    "precision_fin",
    "amelioration_continue",
)


@dataclass(frozen=True, slots=True)
class Ligne:
    """An event as the screen shows it."""

    titre: str
    adresse: str
    type: str
    libelle: str
    statut: str
    glyphe: str
    retard: bool
    quand: str
    jour: date


@dataclass(frozen=True, slots=True)
class Case:
    """A square of the grid."""

    jour: date
    numero: str
    mots: str
    dans_le_mois: bool
    aujourdhui: bool
    lignes: list[Ligne]
    suite: int


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/calendrier.html. Two queries: the fiches of the list, and the counts of the frame."""
    premier = read_mois(cadre.request.GET.get("mois", ""), cadre.aujourdhui)
    fiches = {fiche.pk: fiche for fiche in _list_fiches(cadre.fiches)}
    evenements = [evenement for fiche in fiches.values() for evenement in _evenements(fiche)]
    mois = build_mois(premier, evenements, cadre.aujourdhui)
    lignes = _Lignes(cadre, fiches)
    cases = [[_case(jour, lignes) for jour in semaine] for semaine in mois.semaines]
    return {
        "mois": mois,
        "titre_mois": mois_annee(premier),
        "jours": [(nom, nom[:3]) for nom in JOURS],
        "cases": cases,
        "sans_jour": [lignes.ecrire(evenement) for evenement in mois.sans_jour],
        "par_jour": [case for semaine in cases for case in semaine if case.dans_le_mois and case.lignes],
        "precedent": cadre.adresse(mois=f"{mois.precedent:%Y-%m}"),
        "suivant": cadre.adresse(mois=f"{mois.suivant:%Y-%m}"),
        "titre_precedent": mois_annee(mois.precedent),
        "titre_suivant": mois_annee(mois.suivant),
        "ce_mois": "" if premier == cadre.aujourdhui.replace(day=1) else cadre.adresse(),
        "prochain": _prochain(cadre, evenements, mois),
        "sans_dates": sum(1 for fiche in fiches.values() if fiche.debut is None and fiche.fin is None),
    }


def _list_fiches(fiches: QuerySet[Fiche]) -> QuerySet[Fiche]:
    return fiches.order_by("cle_recherche", "pk").only(*COLONNES)


def _evenements(fiche: Fiche) -> list[Evenement]:
    if fiche.statut == StatutFiche.ABANDONNE:
        return []
    return list_evenements(
        fiche.pk,
        fiche.debut,
        fiche.fin,
        precision_debut=fiche.precision_debut,
        precision_fin=fiche.precision_fin,
        amelioration_continue=fiche.amelioration_continue,
    )


class _Lignes:
    """Events to words."""

    def __init__(self, cadre: Cadre, fiches: dict[int, Fiche]) -> None:
        self.fiches, self.retards, self.siren = fiches, cadre.resume.retards, cadre.collectivite.siren

    def ecrire(self, evenement: Evenement) -> Ligne:
        fiche = self.fiches[evenement.fiche]
        retard = self.retards.get(fiche.pk)
        en_retard = evenement.type is TypeEvenement.ECHEANCE and retard is not None and retard.jours > 0
        return Ligne(
            fiche.intitule,
            reverse("fiche", args=[self.siren, fiche.pk]),
            str(evenement.type),
            evenement.type.libelle,
            StatutFiche.libelle_de(fiche.statut, SANS_STATUT),
            "retard" if en_retard else fiche.statut or "sans_statut",
            en_retard,
            ecrire_date(evenement.jour, evenement.precision),
            evenement.jour,
        )


def _case(jour: Jour, lignes: _Lignes) -> Case:
    ecrites = [lignes.ecrire(evenement) for evenement in jour.evenements]
    numero = f"{jour.jour.day}{'er' if jour.jour.day == 1 else ''}"
    return Case(
        jour.jour, numero, jour_semaine(jour.jour), jour.dans_le_mois, jour.aujourdhui, ecrites,
        max(0, len(ecrites) - PAR_JOUR),
    )  # fmt: skip


def _prochain(cadre: Cadre, evenements: list[Evenement], mois: Mois) -> tuple[str, str] | None:
    """When the month is empty: the nearest month with something, the next ones first."""
    if mois.total:
        return None
    apres = sorted(e.jour for e in evenements if e.jour >= mois.suivant)
    avant = sorted((e.jour for e in evenements if e.jour < mois.premier), reverse=True)
    proche = next(iter([*apres, *avant]), None)
    return (mois_annee(proche), cadre.adresse(mois=f"{proche:%Y-%m}")) if proche is not None else None
