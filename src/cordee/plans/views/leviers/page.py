"""Leviers of the trajectory: the mosaïque, its table, a levier and its fiches, and their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cordee.indicateurs.models import Indicateur
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder, enumerer, limacer, typographier
from cordee.plans.domain.couverture import LevierCouvert, SecteurCouvert
from cordee.plans.domain.trajectoire import REGIONS, Mode, Releve
from cordee.plans.exports.leviers import classeur_des_leviers, csv_des_leviers, repondre
from cordee.plans.exports.mosaique import (
    HAUTEUR,
    LARGEUR,
    Tuile,
    Zone,
    composer_mosaique,
    dire_apport,
    dire_fourchette_de_taux,
    dire_taux,
    dire_tonnes,
    mosaique_en_png,
    mosaique_en_svg,
)
from cordee.plans.models import Fiche, Plan
from cordee.plans.permissions import obtenir_plan
from cordee.plans.queries.leviers import (
    LeviersLus,
    indicateurs_des_leviers,
    list_fiches_du_territoire,
    list_fiches_nommees,
)
from cordee.plans.views.leviers.demande import (
    SECTEURS,
    Demande,
    adresse_de_la_page,
    dire_faits,
    dire_source,
    dire_sources,
    lire,
    region_par_defaut,
)
from cordee.plans.views.leviers.recherches import RECHERCHES
from cordee.socle.barres import largeur
from cordee.socle.permissions import introuvable, peut
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import obtenir_collectivite

FICHIERS = {
    "mosaique.svg": "image/svg+xml",
    "mosaique.png": "image/png",
    "leviers.csv": "text/csv; charset=utf-8",
    "leviers.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """A levier or a sector in words. `barre` is the width of its coverage in percent; `pourquoi` says why there is no
    effort."""

    nom: str
    effort: str
    apport: str
    taux: str
    fourchette: str
    barre: str
    fiches: int
    sans_chiffre: int
    pourquoi: str
    adresse: str
    choisi: bool = False


@dataclass(frozen=True, slots=True)
class FicheDuLevier:
    """A fiche that carries the chosen levier, and what it brings it."""

    fiche: Fiche
    adresse: str
    apport: str


@require_safe
def leviers(request: Requete, siren: str) -> HttpResponse:
    """Of a collectivité, its members included for a groupement."""
    return _page(request, obtenir_collectivite(request.user, siren), None)


@require_safe
def leviers_du_plan(request: Requete, siren: str, pk: int) -> HttpResponse:
    """Of a plan."""
    return _page(request, *obtenir_plan(request.user, siren, pk))


@require_safe
def fichier(request: Requete, siren: str, nom: str) -> HttpResponse:
    """The mosaïque or the table of a collectivité, as a file."""
    return _fichier(request, obtenir_collectivite(request.user, siren), None, nom)


@require_safe
def fichier_du_plan(request: Requete, siren: str, pk: int, nom: str) -> HttpResponse:
    """The same of a plan."""
    return _fichier(request, *obtenir_plan(request.user, siren, pk), nom)


def _page(request: Requete, collectivite: Collectivite, plan: Plan | None) -> HttpResponse:
    demande = Demande.lire(request)
    lus = lire(request, collectivite, plan, demande)
    definitions = indicateurs_des_leviers()
    couverture = lus.couverture
    contexte = {
        "collectivite": collectivite,
        "rubrique": "plans",
        "plan": plan,
        "lus": lus,
        "demande": demande,
        "reponse": repondre(lus.couverture),
        "faits": list(dire_faits(lus)),
        "sources": dire_sources(lus),
        "zones": _zones(lus, demande),
        "tous": demande.adresse(),
        "cadre": (int(LARGEUR), int(HAUTEUR)),
        "lignes": [
            (_secteur(demande, secteur, definitions), [_levier(demande, lev, definitions) for lev in secteur.leviers])
            for secteur in couverture.secteurs
            if not demande.secteur or limacer(secteur.objectif.nom) == demande.secteur
        ],
        "nom_du_secteur": SECTEURS.get(demande.secteur, ""),
        "modes": [(str(mode), mode.libelle, mode is demande.mode) for mode in Mode],
        "regions": sorted(REGIONS.items(), key=lambda region: region[1]),
        "region_par_defaut": region_par_defaut(lus.territoire),
        "manquants": [_nommer(i, definitions) for i in lus.manquants],
        "saisit": peut(request.user, "indicateurs.saisir", collectivite),
        "hors": dire_apport(couverture.hors_leviers) if couverture.fiches_hors_leviers else "",
        "a_voir": _a_voir(collectivite, plan, lus),
        "page": adresse_de_la_page(collectivite, plan),
        "fichiers": _adresses_des_fichiers(collectivite, plan, demande),
        "detail": _detail(request, lus, demande, definitions) if demande.levier else None,
    }
    return render(request, "plans/leviers/page.html", contexte)


def _nommer(identifiant: str, definitions: Mapping[str, Indicateur]) -> str:
    """The title of an indicateur without what all of them begin with."""
    connu = definitions.get(identifiant)
    if connu is None:
        return identifiant
    return connu.titre.removeprefix("Émissions de gaz à effet de serre - ").removeprefix("Séquestration de CO2 dans ")


def _zones(lus: LeviersLus, demande: Demande) -> list[tuple[Zone, str, list[tuple[Tuile, str]]]]:
    """The mosaïque with its addresses."""
    montrees = []
    for zone in composer_mosaique(lus.couverture, demande.secteur):
        secteur = demande.adresse(secteur=zone.cle)
        tuiles = [
            (
                tuile,
                secteur
                if tuile.est_secteur
                else demande.adresse(secteur=demande.secteur, levier=tuile.cle) + "#levier",
            )
            for tuile in zone.tuiles
        ]
        montrees.append((zone, secteur, tuiles))
    return montrees


# -- table -----------------------------------------------------------------------------------------------------------
def _secteur(demande: Demande, secteur: SecteurCouvert, definitions: Mapping[str, Indicateur]) -> Ligne:
    adresse = demande.adresse(secteur=limacer(secteur.objectif.nom))
    return _ligne(secteur, adresse, bool(demande.secteur), definitions)


def _levier(demande: Demande, levier: LevierCouvert, definitions: Mapping[str, Indicateur]) -> Ligne:
    code = levier.objectif.code
    adresse = demande.adresse(secteur=demande.secteur, levier=code) + "#levier"
    return _ligne(levier, adresse, demande.levier == code, definitions)


def _ligne(
    quoi: SecteurCouvert | LevierCouvert, adresse: str, choisi: bool, definitions: Mapping[str, Indicateur]
) -> Ligne:
    objectif, taux = quoi.objectif, quoi.taux
    return Ligne(
        nom=objectif.nom,
        effort=dire_tonnes(objectif.effort) if objectif.effort is not None else "",
        apport=dire_apport(quoi.apport) if quoi.apport.central or not quoi.apport.est_sur else "",
        taux=dire_taux(taux) if taux is not None else "",
        fourchette=dire_fourchette_de_taux(taux) if taux is not None else "",
        barre=largeur(taux.central / 100) if taux is not None else "0",
        fiches=len(quoi.fiches),
        sans_chiffre=len(quoi.sans_chiffre),
        pourquoi=_pourquoi(quoi, definitions),
        adresse=adresse,
        choisi=choisi,
    )


def _pourquoi(quoi: SecteurCouvert | LevierCouvert, definitions: Mapping[str, Indicateur]) -> str:
    objectif = quoi.objectif
    if objectif.effort is not None:
        return ""
    if objectif.manquants:
        return f"il manque {enumerer([_nommer(i, definitions) for i in objectif.manquants])}"
    if objectif.objectif is None:
        return "pas de part régionale"
    return "l'objectif permet une hausse" if objectif.objectif > 0 else "aucun effort attendu"


def _a_voir(collectivite: Collectivite, plan: Plan | None, lus: LeviersLus) -> list[tuple[str, str]]:
    """What does not count and deserves a look: words, and the list of its fiches."""
    couverture = lus.couverture
    cas = [
        (couverture.fiches_hors_leviers, "chiffrée sans levier", "chiffrées sans levier"),
        (couverture.a_verifier, "à l'unité illisible", "à l'unité illisible"),
        (couverture.tardives, "chiffrée pour après 2030", "chiffrées pour après 2030"),
    ]
    return [
        (
            f"{len(pks)} {accorder(len(pks), 'fiche')} {accorder(len(pks), un, plusieurs)}",
            _liste(collectivite, plan, pks),
        )
        for pks, un, plusieurs in cas
        if pks
    ]


def _liste(collectivite: Collectivite, plan: Plan | None, pks: tuple[int, ...]) -> str:
    """The table of these fiches; empty for a groupement, whose list has not those of its members."""
    if plan is None and collectivite.est_groupement:
        return ""
    page = reverse("plan", args=[collectivite.siren, plan.pk]) if plan else reverse("fiches", args=[collectivite.siren])
    return f"{page}?{urlencode([('vue', 'tableau'), *(('fiche', str(pk)) for pk in pks)])}"


# -- a levier --------------------------------------------------------------------------------------------------------
def _detail(
    request: Requete, lus: LeviersLus, demande: Demande, definitions: Mapping[str, Indicateur]
) -> dict[str, Any]:
    """The levier that was chosen: its calculation, its fiches, where to find others."""
    collectivite = lus.territoire.collectivite
    levier = next(lev for lev in lus.couverture.leviers if lev.objectif.code == demande.levier)
    fiches = list_fiches_nommees(list_fiches_du_territoire(request.user, lus.territoire, lus.plan), levier.fiches)
    visibles = {collectivite.pk, *(membre.pk for membre in lus.territoire.membres)}
    recherche = urlencode([("q", RECHERCHES[demande.levier])])
    return {
        "ligne": _levier(demande, levier, definitions),
        "calcul": _calcul(levier, lus.releves, definitions),
        "part": levier.objectif.part,
        "objectif": levier.objectif.objectif,
        "fiches": [
            FicheDuLevier(
                fiche,
                reverse("fiche", args=[
                    fiche.collectivite.siren if fiche.collectivite_id in visibles else collectivite.siren, pk,
                ]),
                dire_apport(levier.par_fiche[pk]) if pk in levier.par_fiche else "",
            )
            for pk, fiche in fiches.items()
        ],
        "liste": _liste(collectivite, lus.plan, levier.fiches) if levier.fiches else "",
        "modeles": f"{reverse('bibliotheque', args=[collectivite.siren])}?{recherche}",
        "fermer": demande.adresse(secteur=demande.secteur),
    }  # fmt: skip


def _calcul(
    levier: LevierCouvert, releves: Mapping[str, Releve], definitions: Mapping[str, Indicateur]
) -> list[tuple[str, str, str]]:
    """For each identifiant of the base: its name, 2019 and 2030 with where they come from."""
    lignes = []
    for identifiant in levier.objectif.base:
        releve = releves.get(identifiant, Releve())
        dits = [
            f"{formater(nombre.valeur, 2, souple=True)}{INSECABLE}kt ({nombre.origine})" if nombre else "—"
            for nombre in (releve.depart, releve.but)
        ]
        lignes.append((typographier(_nommer(identifiant, definitions)), dits[0], dits[1]))
    return lignes


# -- files -----------------------------------------------------------------------------------------------------------
def _adresses_des_fichiers(collectivite: Collectivite, plan: Plan | None, demande: Demande) -> list[tuple[str, str]]:
    requete = demande.adresse(secteur=demande.secteur)
    page = adresse_de_la_page(collectivite, plan)
    return [(nom.rpartition(".")[2].upper(), f"{page}fichiers/{nom}{requete}") for nom in FICHIERS]


def _fichier(request: Requete, collectivite: Collectivite, plan: Plan | None, nom: str) -> HttpResponse:
    if nom not in FICHIERS:
        introuvable()
    demande = Demande.lire(request)
    lus = lire(request, collectivite, plan, demande)
    titre = typographier(f"Leviers 2030 : {plan.nom if plan else collectivite.nom}")
    if nom.startswith("mosaique"):
        zones = composer_mosaique(lus.couverture, demande.secteur)
        dessiner = mosaique_en_svg if nom.endswith("svg") else mosaique_en_png
        debut, suite = repondre(lus.couverture)
        octets = dessiner(zones, titre, typographier(debut + suite), typographier(dire_source(lus)))
    elif nom.endswith("csv"):
        octets = csv_des_leviers(lus.couverture, lus.releves)
    else:
        octets = classeur_des_leviers(lus.couverture, lus.releves, [titre, *dire_sources(lus)])
    debut, _, extension = nom.rpartition(".")
    du_plan = limacer(plan.nom if plan else collectivite.appellation, 40)
    entetes = {
        "Content-Disposition": f'attachment; filename="{debut}-{du_plan}.{extension}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(octets, content_type=FICHIERS[nom], headers=entetes)
