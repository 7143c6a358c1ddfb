"""Who sees what of the leviers, in how many queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.indicateurs.factories import IndicateurFactory, SourceFactory, SuiviFactory
from tests.plans.fabrique_leviers import annoncer, definir_les_indicateurs, donner, tirer
from tests.plans.factories import AUJOURDHUI, AxeFactory, FicheFactory, PlanFactory, partagee_avec, placer
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.plans.domain.trajectoire import Mode, Nombre, Releve
from cordee.plans.models import Plan
from cordee.plans.queries.leviers import (
    LeviersLus,
    lire_leviers,
    lire_releves,
    lire_territoire_en_chiffres,
    territoire_des_leviers,
)
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indicateurs() -> dict[str, Indicateur]:
    return definir_les_indicateurs()


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory(region="84")


@pytest.fixture
def lise(epci: Collectivite) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=epci).utilisateur


@pytest.fixture
def lecteur(epci: Collectivite) -> Utilisateur:
    return MembreFactory(lecteur=True, collectivite=epci).utilisateur


def lire(qui: Utilisateur, ou: Collectivite, plan: Plan | None = None, mode: Mode = Mode.TERRITOIRE) -> LeviersLus:
    return lire_leviers(qui, territoire_des_leviers(ou), plan, mode=mode, aujourdhui=AUJOURDHUI)


def apport(lus: LeviersLus, code: str) -> tuple[float, int]:
    levier = next(levier for levier in lus.couverture.leviers if levier.objectif.code == code)
    return float(levier.apport.central), len(levier.fiches)


def test_l_objectif_vient_des_nombres_du_territoire_et_l_apport_de_ses_fiches(
    epci: Collectivite, lise: Utilisateur
) -> None:
    donner(epci, "cae_1.k", 200, 75)
    fiche = FicheFactory(collectivite=epci)
    annoncer(fiche, 60, incertitude="moyenne")
    tirer(fiche, "covoiturage")
    covoiturage = next(lev for lev in lire(lise, epci).couverture.leviers if lev.objectif.code == "covoiturage")
    assert covoiturage.objectif.effort == 6250
    assert (float(covoiturage.apport.bas), float(covoiturage.apport.haut)) == (42, 78)


def test_le_rythme_national_se_passe_d_objectifs(epci: Collectivite, lise: Utilisateur) -> None:
    donner(epci, "cae_1.c", 430.23, None)
    assert lire(lise, epci).couverture.secteurs[0].objectif.objectif is None
    assert lire(lise, epci, mode=Mode.RYTHME).couverture.secteurs[0].objectif.objectif == -182.86


def test_une_source_sert_quand_rien_n_est_saisi(epci: Collectivite, lise: Utilisateur) -> None:
    source = SourceFactory(code="rare", libelle="RARE-OREC", ordre=10)
    donner(epci, "cae_1.c", 40, None, source=source)
    releve = lire_releves(lise, territoire_des_leviers(epci), Mode.TERRITOIRE)["cae_1.c"]
    assert releve == Releve(Nombre(40, "RARE-OREC"), None)


def test_un_indicateur_confidentiel_ne_sert_qu_a_qui_le_voit(
    epci: Collectivite, lise: Utilisateur, lecteur: Utilisateur, indicateurs: dict[str, Indicateur]
) -> None:
    donner(epci, "cae_1.c", 40, 20)
    donner(epci, "cae_1.d", 10, 5)
    total = IndicateurFactory(identifiant="cae_1.a")
    indicateurs["cae_1.c"].parents.add(total)
    SuiviFactory(indicateur=total, collectivite=epci, confidentiel=True)
    assert lire(lise, epci).releves["cae_1.c"].est_complet
    lus = lire(lecteur, epci)
    assert lus.releves["cae_1.c"] == Releve()
    assert lus.releves["cae_1.d"].est_complet


def test_une_fiche_confidentielle_n_apporte_rien_a_qui_ne_la_voit_pas(
    epci: Collectivite, lise: Utilisateur, lecteur: Utilisateur
) -> None:
    fiche = FicheFactory(collectivite=epci, confidentielle=True)
    annoncer(fiche, 60)
    tirer(fiche, "biogaz")
    assert apport(lire(lise, epci), "biogaz") == (60, 1)
    assert apport(lire(lecteur, epci), "biogaz") == (0, 0)


def test_une_fiche_placee_deux_fois_compte_une_fois_et_un_plan_ne_compte_que_les_siennes(
    epci: Collectivite, lise: Utilisateur
) -> None:
    plan, autre = PlanFactory(collectivite=epci), PlanFactory(collectivite=epci)
    fiche = FicheFactory(dans=AxeFactory(plan=plan))
    placer(fiche, AxeFactory(plan=plan))
    placer(fiche, autre)
    ailleurs = FicheFactory(dans=autre)
    for une in (fiche, ailleurs):
        annoncer(une, 50)
        tirer(une, "biogaz")
    assert apport(lire(lise, epci), "biogaz") == (100, 2)
    assert apport(lire(lise, epci, plan), "biogaz") == (50, 1)


@pytest.fixture
def petr(epci: Collectivite) -> Collectivite:
    return CollectiviteFactory(petr=True, membres=[epci, CollectiviteFactory(region="84")], region="")


def test_un_petr_compte_les_fiches_visibles_de_ses_membres_une_fois(petr: Collectivite, epci: Collectivite) -> None:
    helene = MembreFactory(lecteur=True, collectivite=petr).utilisateur
    commune, secrete = FicheFactory(collectivite=epci), FicheFactory(collectivite=epci, confidentielle=True)
    partagee_avec(commune, petr)
    for fiche in (commune, secrete, FicheFactory(collectivite=petr), FicheFactory(collectivite=CollectiviteFactory())):
        annoncer(fiche, 10)
        tirer(fiche, "biogaz")
    assert apport(lire(helene, petr), "biogaz") == (20, 2)


def test_un_petr_ajoute_les_nombres_de_ses_membres_quand_tous_en_ont(petr: Collectivite, epci: Collectivite) -> None:
    helene = MembreFactory(administrateur=True, collectivite=petr).utilisateur
    donner(epci, "cae_1.c", 40, 20)
    territoire = territoire_des_leviers(petr)
    assert lire_releves(helene, territoire, Mode.TERRITOIRE)["cae_1.c"] == Releve()
    autre = next(membre for membre in territoire.membres if membre != epci)
    donner(autre, "cae_1.c", 10, 5)
    somme = lire_releves(helene, territoire, Mode.TERRITOIRE)["cae_1.c"]
    assert (somme.depart, somme.but) == (
        Nombre(50, "somme de 2 collectivités"), Nombre(25, "somme de 2 collectivités"),
    )  # fmt: skip
    donner(petr, "cae_1.c", 52, None)
    assert lire_releves(helene, territoire, Mode.TERRITOIRE)["cae_1.c"].depart == Nombre(52, "saisi")


def test_la_somme_manque_a_qui_ne_voit_pas_tous_les_membres(petr: Collectivite, epci: Collectivite) -> None:
    refuse = CollectiviteFactory(region="84")
    AppartenanceFactory(groupement=petr, membre=refuse, coordination_acceptee=False)
    helene = MembreFactory(administrateur=True, collectivite=petr).utilisateur
    territoire = territoire_des_leviers(petr)
    for membre in territoire.membres:
        donner(membre, "cae_1.c", 40, 20)
    assert lire_releves(helene, territoire, Mode.TERRITOIRE)["cae_1.c"] == Releve()


def test_la_region_est_celle_du_territoire_ou_celle_que_ses_membres_partagent(
    petr: Collectivite, epci: Collectivite
) -> None:
    assert territoire_des_leviers(epci).region == "84"
    assert territoire_des_leviers(petr).region == "84"
    AppartenanceFactory(groupement=petr, membre=CollectiviteFactory(region="93"))
    assert territoire_des_leviers(petr).region == ""


def test_les_diapositives_taisent_ce_qui_est_confidentiel_quand_on_le_demande(
    epci: Collectivite, lise: Utilisateur, indicateurs: dict[str, Indicateur]
) -> None:
    donner(epci, "cae_1.k", 200, 75)
    donner(epci, "cae_1.c", 40, 20)
    SuiviFactory(indicateur=indicateurs["cae_1.c"], collectivite=epci, confidentiel=True)
    [tout] = lire_territoire_en_chiffres(lise, epci, confidentiels=True).chapitres
    assert tout.series == {"Résidentiel": (40,), "Transports": (200,)}
    public = lire_territoire_en_chiffres(lise, epci, confidentiels=False)
    assert public.chapitres[0].series == {"Transports": (200,)}
    assert [s.nom for s in public.objectifs if s.effort is not None] == ["Transports"]


def test_les_diapositives_d_un_petr_ajoutent_ses_membres(petr: Collectivite, epci: Collectivite) -> None:
    helene = MembreFactory(administrateur=True, collectivite=petr).utilisateur
    for membre in territoire_des_leviers(petr).membres:
        donner(membre, "cae_1.k", 10, 5)
    [chapitre] = lire_territoire_en_chiffres(helene, petr, confidentiels=True).chapitres
    assert (chapitre.series, chapitre.sources) == ({"Transports": (20,)}, ("somme de 2 collectivités",))


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_des_fiches_ni_des_membres(nombre: int) -> None:
    membres = [CollectiviteFactory(region="84") for _ in range(nombre)]
    petr = CollectiviteFactory(petr=True, membres=membres)
    helene = MembreFactory(administrateur=True, collectivite=petr).utilisateur
    for membre in membres:
        donner(membre, "cae_1.c", 40, 20)
        for code in ("biogaz", "haies"):
            fiche = FicheFactory(collectivite=membre)
            annoncer(fiche, 10)
            tirer(fiche, code)
    territoire = territoire_des_leviers(petr)
    helene.refresh_from_db()
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        lus = lire_leviers(helene, territoire, None, aujourdhui=AUJOURDHUI)
    assert len(lus.couverture.leviers) == 29
    assert len(requetes) <= 7, [r["sql"] for r in requetes]
