"""Open data: CSV, JSON, XLSX."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.plans.factories import AxeFactory, FicheFactory
from tests.publication.factories import TOUT, PublicationFactory, fiche_riche
from tests.publication.lecture import lire, texte

from cordee.publication.exports import COLONNES
from cordee.publication.models import PublicationPlan

pytestmark = pytest.mark.django_db


def lignes(client: Client, publication: PublicationPlan, **filtres: str) -> list[dict[str, str]]:
    octets = lire(client, "public_csv", publication, **filtres).content
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))


def test_le_csv_a_une_ligne_par_action_et_les_colonnes_ouvertes(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche = fiche_riche(AxeFactory(plan=publication.plan, nom="Rouler"), fin=date(2028, 12, 31))
    FicheFactory(dans=publication.plan, titre="Sans rien", statut="")
    riche, nue = sorted(lignes(client, publication), key=lambda ligne: ligne["Titre"])
    assert tuple(riche) == tuple(COLONNES.values())
    assert riche["Page publique"].endswith(f"/fiches/{fiche.pk}/")
    assert (riche["Axe"], riche["Échéance"], riche["Budget prévu (€ HT)"]) == ("1 Rouler", "2028-12-31", "48000,00")
    assert riche["Personnes"] == "Pilote : Ariane Pilote | Élu·e référent·e : Odile Élue"
    assert "GES : 310 tCO2e/an" in riche["Impacts"]
    assert (nue["État"], nue["Budget prévu (€ HT)"]) == ("", "")
    PublicationPlan.objects.update(noms="aucun", montre_budgets=False, montre_financeurs=False, montre_notes=False,
                                   montre_structures=False, montre_indicateurs=False)  # fmt: skip
    fermees = {
        "Personnes",
        "Budget prévu (€ HT)",
        "Financeurs",
        "Notes de suivi",
        "Structures et services",
        "Indicateurs",
    }
    assert set(COLONNES.values()) - set(lignes(client, publication)[0]) == fermees


def test_un_texte_qu_un_tableur_executerait_est_desarme(client: Client) -> None:
    publication = PublicationFactory()
    FicheFactory(dans=publication.plan, titre="=SOMME(A1)")
    assert lignes(client, publication)[0]["Titre"] == "'=SOMME(A1)"


def test_le_json_dit_sa_licence_et_le_detail_des_fiches(client: Client) -> None:
    publication = PublicationFactory(**TOUT, plan__collectivite__fictive=True)
    fiche = fiche_riche(publication.plan)
    lu = json.loads(lire(client, "public_json", publication).content)
    assert lu["licence"] == "Licence Ouverte 2.0"
    assert lu["donnees_inventees"] is True
    (action,) = lu["actions"]
    assert action["identifiant"] == fiche.pk
    assert [sous["titre"] for sous in action["sous_actions"]] == ["Tracer la première section"]
    assert action["indicateurs"][0]["resultats"] == {"2025": 3.5}
    assert action["objectifs_chiffres"] == [{"objectif": "Trajets à vélo", "valeur": 20, "unite": "%", "annee": 2028}]
    assert action["financeurs"][0]["montant"] == 12_000
    assert client.get(action["adresse"]).status_code == 200


def test_le_classeur_a_les_memes_lignes_et_dit_sa_source(client: Client) -> None:
    publication = PublicationFactory(**TOUT, plan__collectivite__fictive=True)
    fiche_riche(publication.plan, fin=date(2028, 12, 31))
    reponse = lire(client, "public_xlsx", publication)
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(reponse.content))
    entetes, ligne = classeur.get_sheet_by_name("Actions").to_python()
    lu = dict(zip(entetes, ligne, strict=True))
    assert (lu["Échéance"], lu["Budget prévu (€ HT)"], lu["Avancement (%)"]) == (date(2028, 12, 31), 48_000, 100)
    source = dict(classeur.get_sheet_by_name("Source").to_python())
    assert source["Licence"].startswith("Licence Ouverte 2.0")
    assert "inventées" in source["Avertissement"]


def test_la_page_des_donnees_dit_les_colonnes_et_la_licence(client: Client) -> None:
    publication = PublicationFactory()
    FicheFactory(dans=publication.plan)
    page = texte(lire(client, "public_donnees", publication))
    for mot in ("1 action", "CSV", "Licence Ouverte 2.0", "Sous-actions"):
        assert mot in page
    assert "Financeurs" not in page
