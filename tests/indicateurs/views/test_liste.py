"""The list: filters in the address, confidential ones absent, exports, number of queries."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.indicateurs.factories import (
    IndicateurFactory,
    SourceFactory,
    SuiviFactory,
    ValeurFactory,
    editrice,
    personne,
)
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.exports import LigneExport, ecrire_csv, ecrire_xlsx
from cordee.indicateurs.views import liste
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


def page(client: Client, epci: Collectivite, requete: str = "", role: Role = Role.EDITION) -> str:
    client.force_login(personne(epci, role))
    reponse = client.get(reverse("indicateurs", args=[epci.siren]) + requete)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_la_page_dit_combien_sont_remplis(client: Client, epci: Collectivite) -> None:
    rempli = IndicateurFactory(titre="Émissions", unite="kteq CO2", thematiques=["energie_et_climat"])
    IndicateurFactory(titre="Haies")
    ValeurFactory(collectivite=epci, indicateur=rempli, annee=2020, resultat=10)
    ValeurFactory(collectivite=epci, indicateur=rempli, annee=2022, resultat=8)
    ValeurFactory(collectivite=epci, indicateur=rempli, annee=2030, resultat=None, objectif=5)
    html = page(client, epci)
    assert "<b>1\u00a0indicateur</b> sur 2 a au moins une valeur." in html
    assert "<b>8</b>" in html
    assert 'class="spark"' in html
    assert "40\u00a0%" in html
    assert "Énergie et climat" in html
    assert html.index("Émissions") < html.index("Haies")


def test_les_enfants_viennent_quand_on_les_demande(client: Client, epci: Collectivite) -> None:
    enfant = IndicateurFactory(titre="Chauffage", parents=[IndicateurFactory(titre="Énergie")])
    assert "Chauffage" not in page(client, epci)
    for requete in ("?cases=detail", "?q=chauffage", f"?q={enfant.identifiant}"):
        html = page(client, epci, requete)
        assert "Chauffage" in html
        assert "dans «\u00a0Énergie\u00a0»" in html.replace("&nbsp;", "\u00a0")


@pytest.mark.parametrize(
    ("requete", "montres"),
    [
        ("?q=emissions", {"Émissions"}),
        ("?thematique=agri_alim", {"Haies"}),
        ("?remplis=oui", {"Émissions"}),
        ("?remplis=non", {"Haies", "Sien"}),
        ("?cases=clef", {"Émissions"}),
        ("?cases=favori", {"Haies"}),
        ("?cases=perso", {"Sien"}),
        ("?cases=clef&cases=perso", set()),
        ("?thematique=inconnue&remplis=peut-etre&page=99", {"Émissions", "Haies", "Sien"}),
    ],
)
def test_les_filtres_se_combinent(client: Client, epci: Collectivite, requete: str, montres: set[str]) -> None:
    ges = IndicateurFactory(titre="Émissions", clef=True)
    haies = IndicateurFactory(titre="Haies", thematiques=["agri_alim"])
    IndicateurFactory(titre="Sien", collectivite=epci)
    ValeurFactory(collectivite=epci, indicateur=ges)
    SuiviFactory(collectivite=epci, indicateur=haies, favori=True)
    html = page(client, epci, requete)
    assert {nom for nom in ("Émissions", "Haies", "Sien") if f">{nom}</a>" in html} == montres


def test_chaque_filtre_se_retire_seul(client: Client, epci: Collectivite) -> None:
    html = page(client, epci, "?q=haies&thematique=agri_alim&remplis=non&cases=clef&cases=perso")
    assert "Rien avec ces filtres" in html
    assert 'href="?q=haies&amp;thematique=agri_alim&amp;remplis=non&amp;cases=clef"' in html
    assert 'href="?thematique=agri_alim&amp;remplis=non&amp;cases=clef&amp;cases=perso"' in html
    assert "?titre=haies" in html


def test_sans_nomenclature_la_page_dit_quoi_faire(client: Client, epci: Collectivite) -> None:
    assert "Aucun indicateur n’est chargé" in page(client, epci)


def test_un_confidentiel_n_existe_pas_pour_une_lectrice(client: Client, epci: Collectivite) -> None:
    cache = SuiviFactory(
        collectivite=epci, confidentiel=True, favori=True, indicateur=IndicateurFactory(titre="Salaires")
    ).indicateur
    ValeurFactory(collectivite=epci, indicateur=cache)
    for requete in ("", "?q=salaires", "?cases=favori", "?remplis=oui"):
        assert "Salaires</a>" not in page(client, epci, requete, Role.LECTURE)
        assert "Salaires</a>" in page(client, epci, requete, Role.CONTRIBUTION)
    assert "Aucun indicateur" in page(client, epci, "", Role.LECTURE)
    for role, present in ((Role.LECTURE, False), (Role.CONTRIBUTION, True)):
        client.force_login(personne(epci, role))
        export = client.get(reverse("indicateurs_export", args=[epci.siren]), {"format": "csv"})
        assert ("Salaires" in export.content.decode()) == present


def test_une_lectrice_voit_ce_qui_lui_manque_pour_creer(client: Client, epci: Collectivite) -> None:
    IndicateurFactory()
    html = page(client, epci, "", Role.LECTURE)
    assert "Votre rôle permet de lire, pas de saisir." in html
    assert reverse("indicateur_creer", args=[epci.siren]) not in html


def test_la_liste_se_feuillette(client: Client, epci: Collectivite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liste, "PAR_PAGE", 2)
    for nom in "ABCDE":
        IndicateurFactory(titre=f"Indic {nom}")
    html = page(client, epci, "?q=indic&page=2")
    assert [nom for nom in "ABCDE" if f"Indic {nom}" in html] == ["C", "D"]
    assert 'href="?q=indic&amp;page=1" rel="prev"' in html
    assert 'href="?q=indic&amp;page=3" rel="next"' in html
    assert "Page 2 sur 3" in html


def test_deux_cents_indicateurs_remplis_en_moins_de_quatorze_requetes(client: Client, epci: Collectivite) -> None:
    lise = editrice(epci)
    comptes = []
    for combien in (1, 2, 197):
        for indicateur in IndicateurFactory.create_batch(combien, thematiques=["agri_alim"]):
            ValeurFactory(collectivite=epci, indicateur=indicateur)
        client.force_login(lise)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse("indicateurs", args=[epci.siren])).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] == comptes[2]
    assert comptes[2] < 14
    client.force_login(personne(epci, Role.LECTURE))
    with CaptureQueriesContext(connection) as requetes:
        client.get(reverse("indicateurs", args=[epci.siren]))
    assert len(requetes) == comptes[0]


# -- exports ---------------------------------------------------------------------------------------------------------
def test_l_export_dit_chaque_annee_qui_a_un_nombre(client: Client, epci: Collectivite) -> None:
    parent = IndicateurFactory(identifiant="cae_1", titre="Énergie")
    enfant = IndicateurFactory(identifiant="cae_1.a", titre="=Chauffage", parents=[parent], unite="GWh")
    rare = SourceFactory(libelle="RARE")
    ValeurFactory(collectivite=epci, indicateur=enfant, annee=2022, resultat=1234.5)
    ValeurFactory(collectivite=epci, indicateur=enfant, annee=2030, resultat=None, objectif=900)
    ValeurFactory(collectivite=epci, indicateur=enfant, annee=2022, resultat=1230, source=rare)
    SuiviFactory(collectivite=epci, indicateur=enfant, commentaire="Au compteur")
    client.force_login(personne(epci, Role.LECTURE))
    reponse = client.get(reverse("indicateurs_export", args=[epci.siren]), {"format": "csv", "cases": "detail"})
    assert reponse.headers["Content-Disposition"].startswith('attachment; filename="indicateurs-')
    rangees = list(csv.reader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
    assert rangees == [
        ["Identifiant", "Nom", "Indicateur parent", "Unité", "Commentaire", "Source", "2022 Résultat", "2030 Objectif"],
        ["cae_1", "Énergie", "", "MWh", "", "Collectivité", "", ""],
        ["cae_1.a", "'=Chauffage", "Énergie", "GWh", "Au compteur", "Collectivité", "1234,5", "900"],
        ["cae_1.a", "'=Chauffage", "Énergie", "GWh", "Au compteur", "RARE", "1230", ""],
    ]
    reponse = client.get(reverse("indicateurs_export", args=[epci.siren]), {"cases": "detail"})
    lu = CalamineWorkbook.from_filelike(io.BytesIO(reponse.content)).get_sheet_by_index(0).to_python()
    assert lu[2] == ["cae_1.a", "=Chauffage", "Énergie", "GWh", "Au compteur", "Collectivité", 1234.5, 900.0]


def test_un_export_trop_grand_n_est_pas_coupe(
    client: Client, epci: Collectivite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liste, "EXPORT_MAX", 1)
    IndicateurFactory.create_batch(2)
    client.force_login(personne(epci, Role.LECTURE))
    reponse = client.get(reverse("indicateurs_export", args=[epci.siren]))
    assert reponse.status_code == 422
    assert "Ajoutez un filtre" in reponse.content.decode()


def test_un_export_sans_valeur_garde_ses_entetes() -> None:
    ligne = LigneExport("", "Haies", "", "km", "", "Collectivité", {}, {2024: -0.0000001})
    assert ecrire_csv([ligne]).decode().splitlines()[1] == ";Haies;;km;;Collectivité;0"
    assert CalamineWorkbook.from_filelike(io.BytesIO(ecrire_xlsx([]))).get_sheet_by_index(0).to_python() == [
        ["Identifiant", "Nom", "Indicateur parent", "Unité", "Commentaire", "Source"]
    ]
