"""The page of an indicateur: chart, entry field by field, favourite, confidential, deletion of a year."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import (
    IndicateurFactory,
    SourceFactory,
    SuiviFactory,
    ValeurFactory,
    editrice,
    personne,
)
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.models import Indicateur, IndicateurCollectivite, Valeur
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def bois() -> Indicateur:
    return IndicateurFactory(titre="Bois énergie", unite="MWh", identifiant="cae_7", thematiques=["energie_et_climat"])


def adresse(nom: str, epci: Collectivite, *suite: int) -> str:
    return reverse(nom, args=[epci.siren, *suite])


def test_la_page_repond_en_une_phrase(client: Client, epci: Collectivite, bois: Indicateur) -> None:
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2020, resultat=10)
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2023, resultat=15, resultat_commentaire="Relevé")
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2060, resultat=None, objectif=30)
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2023, source=SourceFactory(libelle="RARE"), resultat=14)
    client.force_login(editrice(epci))
    html = client.get(adresse("indicateur", epci, bois.pk)).content.decode()
    assert "<b>15\u00a0MWh</b> en 2023\u202f; objectif 30\u00a0MWh en 2060, 25\u00a0% du chemin fait." in html
    assert 'aria-label="Résultat 2023"' in html
    assert 'value="Relevé"' in html
    assert "RARE" in html
    assert html.count("<polyline") == 1
    assert "Les mêmes valeurs, en tableau" in html


def test_une_lectrice_lit_sans_pouvoir_saisir(client: Client, epci: Collectivite, bois: Indicateur) -> None:
    ValeurFactory(collectivite=epci, indicateur=bois, resultat=3, objectif=3)
    SuiviFactory(collectivite=epci, indicateur=bois, commentaire="Au compteur")
    client.force_login(personne(epci, Role.LECTURE))
    html = client.get(adresse("indicateur", epci, bois.pk)).content.decode()
    assert "Au compteur" in html
    assert 'name="resultat"' not in html
    assert "Mettre en favori" not in html
    assert "Votre rôle permet de lire, pas de saisir." in html
    assert "atteint" in html


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"regroupement": True}, "Un indicateur qui en regroupe d’autres"),
        ({}, "<b>Aucun résultat</b> encore."),
        ({"unite": "nombre"}, "<b>Aucun résultat</b> encore\u202f; objectif 12 en 2060."),
    ],
)
def test_sans_resultat_la_page_le_dit(client: Client, epci: Collectivite, champs: dict, phrase: str) -> None:
    indicateur = IndicateurFactory(**champs)
    if champs.get("unite"):
        ValeurFactory(collectivite=epci, indicateur=indicateur, annee=2060, resultat=None, objectif=12)
    client.force_login(editrice(epci))
    html = client.get(adresse("indicateur", epci, indicateur.pk)).content.decode()
    assert phrase in html
    assert ('name="annee"' in html) == ("regroupement" not in champs)


def test_la_page_montre_parents_enfants_et_textes(client: Client, epci: Collectivite) -> None:
    parent = IndicateurFactory(titre="Énergie", est_agregation=True)
    enfant = IndicateurFactory(
        titre="Chauffage", titre_court="Chaud", parents=[parent], mesures=["cae_1.1.1"], valeur_calcule="val(cae_2)",
        description_officielle="**Officielle**", version="1.0.0",
    )  # fmt: skip
    sien = IndicateurFactory(collectivite=epci, description="Notre *méthode*", parents=[parent])
    client.force_login(editrice(epci))
    html = client.get(adresse("indicateur", epci, parent.pk)).content.decode()
    assert "Cet indicateur est la somme de ceux-ci." in html
    assert ">Chauffage</a>" in html
    html = client.get(adresse("indicateur", epci, enfant.pk)).content.decode()
    assert f'href="{adresse("indicateur", epci, parent.pk)}">Énergie</a>' in html
    assert "cae_1.1.1" in html
    assert "<strong>Officielle</strong>" in html
    assert "indicateur_modifier" not in html
    html = client.get(adresse("indicateur", epci, sien.pk)).content.decode()
    assert "<em>méthode</em>" in html
    assert adresse("indicateur_modifier", epci, sien.pk) in html


# -- entry -----------------------------------------------------------------------------------------------------------
def test_une_case_s_enregistre_seule(client: Client, epci: Collectivite, bois: Indicateur) -> None:
    ValeurFactory(collectivite=epci, indicateur=bois, annee=2024, resultat=3, objectif=9, resultat_commentaire="Vu")
    client.force_login(editrice(epci))
    ou = adresse("valeur_saisir", epci, bois.pk)
    reponse = client.post(ou, {"annee": "2024", "resultat": "1 234,567"}, headers=HTMX)
    html = reponse.content.decode()
    assert reponse.status_code == 200
    assert "Enregistré à" in html
    assert 'id="zone-graphe" hx-swap-oob="true"' in html
    assert 'id="reponse-indic" hx-swap-oob="true"' in html
    assert "1\u00a0234,57\u00a0MWh" in html
    valeur = Valeur.objects.get()
    assert (valeur.resultat, valeur.objectif, valeur.resultat_commentaire) == (1234.57, 9, "Vu")
    client.post(ou, {"annee": "2024", "resultat": ""}, headers=HTMX)
    valeur.refresh_from_db()
    assert (valeur.resultat, valeur.objectif) == (None, 9)


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"annee": "2024", "resultat": "beaucoup"}, "beaucoup\u00a0» n’est pas un nombre"),
        ({"annee": "", "resultat": "3"}, "Indiquez l’année."),
        ({"annee": "deux", "resultat": "3"}, "Écrivez une année"),
        ({"annee": "1700", "resultat": "3"}, "Indiquez une année de 1900 à 2150."),
        ({"annee": "2024", "resultat": "1e16"}, "ce nombre est démesuré"),
    ],
)
def test_un_refus_est_dit_la_ou_l_on_saisit(
    client: Client, epci: Collectivite, bois: Indicateur, donnees: dict[str, str], phrase: str
) -> None:
    client.force_login(editrice(epci))
    ou = adresse("valeur_saisir", epci, bois.pk)
    for entetes in (HTMX, {}):
        reponse = client.post(ou, donnees, headers=entetes)
        assert reponse.status_code == 422
        assert phrase in reponse.content.decode()
    assert f'value="{donnees["resultat"]}"' in reponse.content.decode()
    assert not Valeur.objects.exists()


def test_sans_script_on_ajoute_une_annee(client: Client, epci: Collectivite, bois: Indicateur) -> None:
    client.force_login(editrice(epci))
    donnees = {"annee": "2022", "resultat": "5", "objectif": "", "resultat_commentaire": "Premier relevé"}
    reponse = client.post(adresse("valeur_saisir", epci, bois.pk), donnees, follow=True)
    assert "Les valeurs de 2022 sont enregistrées." in reponse.content.decode()
    assert Valeur.objects.get().resultat_commentaire == "Premier relevé"


def test_une_annee_se_supprime_apres_confirmation(client: Client, epci: Collectivite, bois: Indicateur) -> None:
    valeur = ValeurFactory(collectivite=epci, indicateur=bois, resultat=5)
    client.force_login(editrice(epci))
    ou = adresse("valeur_supprimer", epci, bois.pk, valeur.pk)
    assert "Supprimer la valeur de <b>2024</b>" in client.get(ou).content.decode()
    assert "La valeur de 2024 est supprimée." in client.post(ou, follow=True).content.decode()
    assert not Valeur.objects.exists()
    assert client.post(ou).status_code == 404


# -- favourite, confidential, comment --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"favori": "oui"}, "est dans les favoris"),
        ({"favori": "non"}, "sort des favoris"),
        ({"confidentiel": "oui"}, "est confidentiel"),
        ({"confidentiel": "non"}, "est visible de tous les rôles"),
        ({"commentaire": "Au compteur"}, "Le commentaire est enregistré."),
    ],
)
def test_suivre_ne_change_que_ce_qui_est_envoye(
    client: Client, epci: Collectivite, bois: Indicateur, donnees: dict[str, str], phrase: str
) -> None:
    depart = {"favori": True, "confidentiel": True, "commentaire": "Avant"}
    SuiviFactory(collectivite=epci, indicateur=bois, **depart)
    client.force_login(editrice(epci))
    reponse = client.post(adresse("indicateur_suivre", epci, bois.pk), donnees, follow=True)
    assert phrase in reponse.content.decode()
    attendu = depart | {cle: valeur if cle == "commentaire" else valeur == "oui" for cle, valeur in donnees.items()}
    suivi = IndicateurCollectivite.objects.get()
    assert {cle: getattr(suivi, cle) for cle in depart} == attendu


def test_un_commentaire_trop_long_est_refuse_sans_etre_perdu(
    client: Client, epci: Collectivite, bois: Indicateur
) -> None:
    client.force_login(editrice(epci))
    reponse = client.post(adresse("indicateur_suivre", epci, bois.pk), {"commentaire": "x" * 5_001})
    assert reponse.status_code == 422
    assert "x" * 5_001 in reponse.content.decode()
