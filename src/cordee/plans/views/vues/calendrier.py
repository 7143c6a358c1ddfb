"""The calendar: starts and ends of a month, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cordee.outils.dates import JOURS, jour_semaine, mois_annee
from cordee.plans.domain.calendrier import Evenement, Jour, Mois, TypeEvenement, build_mois, list_evenements, read_mois
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.domain.planning import add_mois
from cordee.plans.queries.carte import titres_of
from cordee.plans.queries.resume import FicheLegere
from cordee.plans.views.vues import Cadre
from cordee.socle.adresses import adresser

PAR_JOUR = 4
"""Events written in a square; the others unfold."""

DEBORD = 6
"""Days of the neighbouring months that the grid may show."""


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
    langue: str = ""


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
    """Context of plans/vues/calendrier.html. Dates come from the resume; titles of the month are one query more, and
    the fiches that pass the filters another."""
    premier = read_mois(cadre.request.GET.get("mois", ""), cadre.aujourdhui)
    evenements = [evenement for fiche in cadre.legeres for evenement in _list_evenements(fiche)]
    debut, fin = premier - timedelta(days=DEBORD), add_mois(premier, 1) + timedelta(days=DEBORD)
    proches = [evenement for evenement in evenements if debut <= evenement.jour <= fin]
    montrees = cadre.parler(cadre.toutes.filter(pk__in={e.fiche for e in proches}))
    titres = titres_of(montrees.order_by("cle_tri", "pk"))
    rangs = {pk: rang for rang, pk in enumerate(titres)}
    mois = build_mois(premier, sorted(proches, key=lambda e: rangs[e.fiche]), cadre.aujourdhui)
    lignes = _Lignes(cadre, titres)
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
        "sans_dates": cadre.sans_dates,
    }


def _list_evenements(fiche: FicheLegere) -> list[Evenement]:
    if fiche.statut == StatutFiche.ABANDONNE:
        return []
    return list_evenements(
        fiche.pk,
        fiche.debut,
        fiche.fin,
        precision_debut=fiche.precision_debut,
        precision_fin=fiche.precision_fin,
        amelioration_continue=fiche.continue_,
    )


class _Lignes:
    """Events to words."""

    def __init__(self, cadre: Cadre, titres: dict[int, tuple[str, str, str]]) -> None:
        self.titres, self.retards, self.siren = titres, cadre.resume.retards, cadre.collectivite.siren

    def ecrire(self, evenement: Evenement) -> Ligne:
        titre, statut, langue = self.titres[evenement.fiche]
        retard = self.retards.get(evenement.fiche)
        en_retard = evenement.type is TypeEvenement.ECHEANCE and retard is not None and retard.jours > 0
        return Ligne(
            titre,
            adresser("fiche", self.siren, pk=evenement.fiche),
            str(evenement.type),
            evenement.type.libelle,
            StatutFiche.libelle_de(statut, SANS_STATUT),
            "retard" if en_retard else statut or "sans_statut",
            en_retard,
            langue,
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
    suivant = mois.suivant  # worked out once: a plan has thousands of dates
    proche = min((e.jour for e in evenements if e.jour >= suivant), default=None)
    proche = proche or max((e.jour for e in evenements if e.jour < mois.premier), default=None)
    return (mois_annee(proche), cadre.adresse(mois=f"{proche:%Y-%m}")) if proche is not None else None
