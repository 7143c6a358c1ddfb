"""What the screen of the leviers reads: the bundled shares, values of the territory, fiches that bring something."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from importlib.resources import files
from operator import or_

from django.db.models import QuerySet

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.indicateurs.queries.valeurs import sources_of, valeurs_nationales_of
from cordee.plans.domain.chiffres_du_territoire import (
    TerritoireEnChiffres,
    additionner_les_membres,
    identifiants_des_chapitres,
    lire_annees,
    remplir_chapitres,
)
from cordee.plans.domain.couverture import Couverture, compute_couverture
from cordee.plans.domain.trajectoire import (
    ANNEE_BUT,
    ANNEE_DEPART,
    BUT,
    DEPART,
    Mode,
    ObjectifSecteur,
    Referentiel,
    Releve,
    completer_par_les_membres,
    compute_objectifs,
    lire_referentiel,
    relever,
)
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.effets import list_impacts_dits, list_leviers_portes, list_situees
from cordee.plans.queries.liste import filter_du_plan
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, list_fiches_for
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import list_membres_epci_of, roles_par_collectivite

DONNEES = files("cordee.plans") / "donnees"


@lru_cache(maxsize=1)
def referentiel_des_leviers() -> Referentiel:
    """The bundled files, read once a process."""
    tables = [_table(nom) for nom in ("leviers", "secteurs", "rythme_national")]
    return lire_referentiel(*tables)


def _table(nom: str) -> list[dict[str, str]]:
    lignes = (DONNEES / f"{nom}.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lignes, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass(frozen=True)
class TerritoireDesLeviers:
    """Who the numbers are about: a collectivité and, for a groupement, its members; `region` is the code of theirs,
    empty when they have none in common."""

    collectivite: Collectivite
    membres: tuple[Collectivite, ...]
    region: str


@dataclass(frozen=True)
class LeviersLus:
    """Everything that one person sees of the leviers. `region` is that of the shares."""

    territoire: TerritoireDesLeviers
    plan: Plan | None
    mode: Mode
    region: str
    releves: Mapping[str, Releve]
    objectifs: tuple[ObjectifSecteur, ...]
    couverture: Couverture

    @property
    def manquants(self) -> list[str]:
        """Identifiants without which an objective is not known, once each."""
        return list(dict.fromkeys(i for s in self.objectifs for levier in s.leviers for i in levier.manquants))


def territoire_des_leviers(collectivite: Collectivite) -> TerritoireDesLeviers:
    """One query for a groupement, none otherwise (« Région »)."""
    membres = tuple(list_membres_epci_of(collectivite)) if collectivite.est_groupement else ()
    regions = {membre.region for membre in membres if membre.region}
    commune = next(iter(regions)) if len(regions) == 1 else ""
    return TerritoireDesLeviers(collectivite, membres, collectivite.region or commune)


def lire_leviers(
    utilisateur: Utilisateur, territoire: TerritoireDesLeviers, plan: Plan | None, *,
    mode: Mode = Mode.TERRITOIRE, region: str = "", aujourdhui: date,
) -> LeviersLus:  # fmt: skip
    """Objectives and coverage, by the fiches of a plan or of the whole territory. `region` empty: its own. Six queries
    at most, two more when an indicateur is confidential."""
    referentiel = referentiel_des_leviers()
    retenue = region or territoire.region
    releves = lire_releves(utilisateur, territoire, mode)
    objectifs = compute_objectifs(referentiel, releves, retenue)
    fiches = list_fiches_du_territoire(utilisateur, territoire, plan)
    resume = resumer(fiches, aujourdhui)
    situees = list_situees(resume, {fiche.pk for fiche in resume.racines})
    couverture = compute_couverture(objectifs, situees, list_impacts_dits(fiches), list_leviers_portes(fiches))
    return LeviersLus(territoire, plan, mode, retenue, releves, objectifs, couverture)


def lire_releves(
    utilisateur: Utilisateur, territoire: TerritoireDesLeviers, mode: Mode, *, confidentiels: bool = True
) -> dict[str, Releve]:
    """Numbers of the territory as the person may see them."""
    referentiel = referentiel_des_leviers()
    lues, sources = valeurs_du_territoire(
        utilisateur, territoire, referentiel.identifiants, confidentiels=confidentiels
    )
    releves = {pk: relever(valeurs, mode, referentiel.rythme, sources) for pk, valeurs in lues.items()}
    propres = releves.get(territoire.collectivite.pk, {})
    if not territoire.membres:
        return propres
    siens = [releves.get(membre.pk, {}) for membre in territoire.membres]
    return completer_par_les_membres(propres, siens, referentiel.identifiants)


def valeurs_du_territoire(
    utilisateur: Utilisateur,
    territoire: TerritoireDesLeviers,
    identifiants: Iterable[str],
    *,
    confidentiels: bool = True,
) -> tuple[dict[int, dict[str, list[Valeur]]], dict[str, tuple[str, int]]]:
    """Values of the collectivité and of its members, those that the person may see, by id then identifiant; name and
    rank of their sources. `confidentiels` False leaves out what is confidential even for somebody who sees it."""
    roles = roles_par_collectivite(utilisateur)
    voit = {
        c.pk: confidentiels and roles[c.pk].rang >= ROLE_DU_CONFIDENTIEL.rang
        for c in (territoire.collectivite, *territoire.membres)
        if c.pk in roles
    }
    lues = valeurs_nationales_of(voit, identifiants)
    toutes = {0: [v for siennes in lues.values() for valeurs in siennes.values() for v in valeurs]}
    return lues, {code: (source.libelle, source.ordre) for code, source in sources_of(toutes).items()}


def lire_territoire_en_chiffres(
    utilisateur: Utilisateur, collectivite: Collectivite, *, confidentiels: bool
) -> TerritoireEnChiffres:
    """What slides say of the territory, in a fixed number of queries."""
    territoire = territoire_des_leviers(collectivite)
    lues, sources = valeurs_du_territoire(
        utilisateur, territoire, identifiants_des_chapitres(), confidentiels=confidentiels
    )
    annees = {pk: lire_annees(valeurs, sources) for pk, valeurs in lues.items()}
    membres = [annees.get(membre.pk, {}) for membre in territoire.membres]
    propres = annees.get(collectivite.pk, {})
    chapitres = remplir_chapitres(additionner_les_membres(propres, membres) if membres else propres)
    releves = lire_releves(utilisateur, territoire, Mode.TERRITOIRE, confidentiels=confidentiels)
    objectifs = compute_objectifs(referentiel_des_leviers(), releves, territoire.region)
    return TerritoireEnChiffres(tuple(chapitres), objectifs)


def list_fiches_du_territoire(
    utilisateur: Utilisateur, territoire: TerritoireDesLeviers, plan: Plan | None
) -> QuerySet[Fiche]:
    """Fiches and sous-fiches of a plan, else of the collectivité and, for a groupement, of its members: those that the
    person may see, once each."""
    if plan is not None:
        return filter_du_plan(list_fiches_for(utilisateur, territoire.collectivite), plan)
    roles = roles_par_collectivite(utilisateur)
    collectivites = [territoire.collectivite, *(membre for membre in territoire.membres if membre.pk in roles)]
    return reduce(or_, [list_fiches_for(utilisateur, collectivite) for collectivite in collectivites])


def list_fiches_nommees(fiches: QuerySet[Fiche], pks: Collection[int]) -> dict[int, Fiche]:
    """These fiches with their collectivité, by id, in the order of their titles. One query."""
    nommees = fiches.filter(pk__in=list(pks)).select_related("collectivite").order_by("cle_tri", "pk")
    return {fiche.pk: fiche for fiche in nommees}


def indicateurs_des_leviers() -> dict[str, Indicateur]:
    """Definitions of the identifiants that leviers are computed on, by identifiant. One query."""
    lus = Indicateur.objects.filter(identifiant__in=referentiel_des_leviers().identifiants)
    return {indicateur.identifiant: indicateur for indicateur in lus if indicateur.identifiant}


def valeurs_saisies_of(
    collectivite: Collectivite, indicateurs: Collection[Indicateur]
) -> dict[tuple[int, str], float | None]:
    """What the collectivité itself entered for 2019 and 2030, by (indicateur, end). One query."""
    jours = [date(ANNEE_DEPART, 1, 1), date(ANNEE_BUT, 1, 1)]
    valeurs = Valeur.objects.filter(
        collectivite=collectivite, indicateur__in=[i.pk for i in indicateurs], date_valeur__in=jours, source=None
    )
    return {
        (v.indicateur_id, DEPART if v.annee == ANNEE_DEPART else BUT): v.resultat
        if v.annee == ANNEE_DEPART
        else v.objectif
        for v in valeurs
    }
