"""Map of a list of fiches: counts by commune and by EPCI, contours or none, queries."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import FicheFactory, PlanFactory, partagee_avec
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.models import Plan
from cordee.plans.queries.carte import load_contours
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
REQUETES_MAX = 15


@pytest.fixture
def epcis() -> tuple[Collectivite, Collectivite]:
    return CollectiviteFactory(nom="CC des Cimes"), CollectiviteFactory(nom="CC des Gorges")


@pytest.fixture
def plan(epcis: tuple[Collectivite, Collectivite]) -> Plan:
    """The plan of a PETR of two EPCI."""
    return PlanFactory(collectivite=CollectiviteFactory(petr=True, membres=epcis))


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def carre(code: str, cle: str, rang: int) -> dict[str, Any]:
    """A square degree, the others beside it."""
    coins = [[6 + rang, 44], [7 + rang, 44], [7 + rang, 45], [6 + rang, 45], [6 + rang, 44]]
    return {
        "type": "Feature",
        "properties": {cle: code, "nom": code},
        "geometry": {"type": "Polygon", "coordinates": [coins]},
    }


def installer(settings: Any, dossier: Path, *objets: dict[str, Any]) -> Path:
    fichier = dossier / "contours.geojson"
    fichier.write_text(json.dumps({"type": "FeatureCollection", "features": objets}), encoding="utf-8")
    settings.CORDEE_CONTOURS = str(fichier)
    return fichier


def contexte(client: Client, plan: Plan, **parametres: str) -> Any:
    ou = reverse("plan", args=[plan.collectivite.siren, plan.pk])
    return client.get(ou, {"vue": "carte", **parametres}).context


def page(client: Client, plan: Plan, **parametres: str) -> str:
    reponse = client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]), {"vue": "carte", **parametres})
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\u00a0", " ").replace("’", "'")


def nombres(contexte: Any) -> dict[str, int]:
    return {t.nom: t.nombre for t in contexte["territoires_tries"]}


def test_une_fiche_compte_une_fois_dans_chaque_epci_qui_la_porte_ou_dont_elle_cite_une_commune(
    lise: Client, plan: Plan, epcis: tuple[Collectivite, Collectivite]
) -> None:
    cimes, gorges = epcis
    fiche = FicheFactory(dans=plan)
    fiche.communes.set(CollectiviteFactory.create_batch(2, commune=True, groupements=[cimes]))
    partagee_avec(FicheFactory(dans=plan), gorges)
    ensemble = FicheFactory(dans=plan)
    partagee_avec(ensemble, cimes)
    ensemble.communes.set([gorges])
    assert nombres(contexte(lise, plan, par="epci")) == {cimes.appellation: 2, gorges.appellation: 2}


def test_par_commune_chaque_fiche_mene_a_sa_liste(
    lise: Client, plan: Plan, epcis: tuple[Collectivite, Collectivite]
) -> None:
    commune = CollectiviteFactory(commune=True, nom="Haut-Vallon", groupements=[epcis[0]])
    ailleurs = CollectiviteFactory(commune=True, nom="Lointaine")
    for _ in range(13):
        FicheFactory(dans=plan).communes.set([commune])
    FicheFactory(dans=plan).communes.set([ailleurs])
    FicheFactory(dans=plan)
    vue = contexte(lise, plan, par="commune")
    assert nombres(vue) == {"Haut-Vallon": 13, "Lointaine": 1}
    premiere = vue["territoires_tries"][0]
    assert (len(premiere.titres), premiere.reste) == (12, 1)
    assert f"commune={commune.pk}" in premiere.suite
    assert vue["sans_commune"] == 1
    assert "manque=commune" in vue["adresse_sans_commune"]


def test_sans_contours_la_page_explique_comment_en_mettre(lise: Client, plan: Plan) -> None:
    FicheFactory(dans=plan)
    vue = page(lise, plan)
    assert "Aucune carte n'est installée." in vue
    assert "CONTOURS" in vue
    assert '<svg class="carte-svg" viewBox' not in vue


def test_avec_des_contours_la_carte_se_dessine_et_se_lit(
    lise: Client, plan: Plan, epcis: tuple[Collectivite, Collectivite], settings: Any, tmp_path: Path
) -> None:
    installer(settings, tmp_path, *(carre(e.siren, "siren", rang) for rang, e in enumerate(epcis)))
    partagee_avec(FicheFactory(dans=plan), epcis[0])
    vue = page(lise, plan)
    assert 'role="group" aria-label="Carte des fiches par EPCI' in vue
    assert f'aria-label="{epcis[0].appellation}, 1 fiche"' in vue
    assert f'aria-label="{epcis[1].appellation}, aucune fiche"' in vue
    assert f'href="#t-{epcis[0].pk}"' in vue
    assert f'id="t-{epcis[0].pk}"' in vue


def test_les_communes_se_reconnaissent_a_leur_code_insee(
    lise: Client, plan: Plan, epcis: tuple[Collectivite, Collectivite], settings: Any, tmp_path: Path
) -> None:
    communes = CollectiviteFactory.create_batch(3, commune=True, groupements=[epcis[0]])
    installer(settings, tmp_path, *(carre(c.code_insee, "code", rang) for rang, c in enumerate(communes[:2])))
    FicheFactory(dans=plan).communes.set(communes)
    vue = contexte(lise, plan)
    assert (vue["par"], len(vue["pieces"]), vue["sans_contour"]) == ("commune", 2, 1)
    assert [cle for cle, *_ in vue["mailles"]] == ["commune", "epci"]


def test_des_contours_d_ailleurs_le_disent(lise: Client, plan: Plan, settings: Any, tmp_path: Path) -> None:
    installer(settings, tmp_path, carre("999999999", "siren", 0))
    FicheFactory(dans=plan)
    assert "ne contient pas ces territoires" in page(lise, plan)


def test_la_carte_d_un_epci_ou_d_une_commune(client: Client) -> None:
    epci = CollectiviteFactory()
    for collectivite in (epci, CollectiviteFactory(commune=True, groupements=[epci])):
        plan = PlanFactory(collectivite=collectivite)
        client.force_login(MembreFactory(editeur=True, collectivite=collectivite).utilisateur)
        FicheFactory(dans=plan)
        assert contexte(client, plan)["par"] == "commune"
        assert contexte(client, plan, par="epci")["par"] == "epci"


def test_un_fichier_illisible_ou_absent_ne_casse_rien(settings: Any, tmp_path: Path) -> None:
    settings.CORDEE_CONTOURS = str(tmp_path / "absent.geojson")
    assert load_contours() == {}
    fichier = installer(settings, tmp_path, carre("1", "code", 0))
    assert list(load_contours()) == ["1"]
    fichier.write_text("{", encoding="utf-8")
    os.utime(fichier, (1, 1))
    assert load_contours() == {}


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(
    lise: Client, plan: Plan, epcis: tuple[Collectivite, Collectivite], nombre: int
) -> None:
    for _ in range(nombre):
        fiche = FicheFactory(dans=plan)
        fiche.communes.set([CollectiviteFactory(commune=True, groupements=[epcis[0]])])
        partagee_avec(fiche, epcis[1])
    with CaptureQueriesContext(connection) as requetes:
        lise.get(
            reverse("plan", args=[plan.collectivite.siren, plan.pk]),
            {"vue": "carte"},
            headers={"HX-Request": "true", "HX-Target": "liste"},
        )
    assert len(requetes) <= REQUETES_MAX
