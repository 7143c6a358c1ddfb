"""Forms of an indicateur personnalisé."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory, editrice
from tests.plans.factories import FicheFactory
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.models import Indicateur
from cordee.plans.models import FicheIndicateur
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
DEFINITION = {"titre": "Haies plantées", "unite": "km", "precision": "1", "thematiques": ["agri_alim"]}


@pytest.fixture
def epci(client: Client) -> Collectivite:
    epci = CollectiviteFactory()
    client.force_login(editrice(epci))
    return epci


def adresse(nom: str, epci: Collectivite, *suite: int) -> str:
    return reverse(nom, args=[epci.siren, *suite])


def test_on_cree_puis_on_modifie(client: Client, epci: Collectivite) -> None:
    assert 'value="Haies"' in client.get(adresse("indicateur_creer", epci) + "?titre=Haies").content.decode()
    reponse = client.post(adresse("indicateur_creer", epci), {**DEFINITION, "description": "Méthode"}, follow=True)
    assert "est créé" in reponse.content.decode()
    sien = Indicateur.objects.get()
    html = client.get(adresse("indicateur_modifier", epci, sien.pk)).content.decode()
    assert 'value="Haies plantées"' in html
    assert html.count(" checked") == 1
    assert "Méthode</textarea>" in html
    client.post(adresse("indicateur_modifier", epci, sien.pk), {"titre": "Haies", "unite": "", "precision": "0"})
    sien.refresh_from_db()
    assert (sien.titre, sien.unite, sien.precision, sien.thematiques.count()) == ("Haies", "", 0, 0)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"titre": ""}, "Donnez un titre."),
        ({"titre": "…"}, "au moins une lettre ou un chiffre"),
        ({"titre": "Déjà là"}, "s’appelle déjà"),
        ({"precision": "12"}, "Ce choix n’existe pas"),
        ({"thematiques": ["rien"]}, "Ce choix n’existe pas"),
    ],
)
def test_une_mauvaise_definition_garde_ce_qui_est_tape(
    client: Client, epci: Collectivite, champs: dict, phrase: str
) -> None:
    IndicateurFactory(collectivite=epci, titre="Déjà là")
    sien = IndicateurFactory(collectivite=epci, titre="Sien")
    for ou in (adresse("indicateur_creer", epci), adresse("indicateur_modifier", epci, sien.pk)):
        reponse = client.post(ou, {**DEFINITION, "description": "Gardé", **champs})
        assert reponse.status_code == 422
        assert phrase in reponse.content.decode()
        assert "Gardé</textarea>" in reponse.content.decode()
    assert Indicateur.objects.count() == 2


def test_un_indicateur_national_ne_se_modifie_pas(client: Client, epci: Collectivite) -> None:
    national = IndicateurFactory()
    for nom in ("indicateur_modifier", "indicateur_supprimer"):
        for reponse in (client.get(adresse(nom, epci, national.pk)), client.post(adresse(nom, epci, national.pk))):
            assert reponse.status_code == 403
            assert "national ne se modifie pas" in reponse.content.decode()


def test_supprimer_dit_ce_qui_disparait(client: Client, epci: Collectivite) -> None:
    sien = IndicateurFactory(collectivite=epci, titre="Haies")
    ValeurFactory.create_batch(1, collectivite=epci, indicateur=sien)
    ou = adresse("indicateur_supprimer", epci, sien.pk)
    assert "1 valeur saisie disparaît avec lui." in client.get(ou).content.decode()
    assert "L’indicateur « Haies » est supprimé." in client.post(ou, follow=True).content.decode().replace(
        "\u00a0", " "
    )
    assert not Indicateur.objects.exists()


def test_ce_qui_sert_ne_se_supprime_pas(client: Client, epci: Collectivite) -> None:
    sien = IndicateurFactory(collectivite=epci)
    FicheIndicateur.objects.create(fiche=FicheFactory(), indicateur=sien)
    ou = adresse("indicateur_supprimer", epci, sien.pk)
    html = client.get(ou).content.decode()
    assert "1 indicateurs de suivi" in html
    assert "Supprimer l’indicateur</button>" not in html
    assert client.post(ou).status_code == 422
    assert Indicateur.objects.get() == sien
