"""Having a document read by the assistant: where it goes is said, consent is asked, the page follows the job."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.imports import GENRE_ASSISTANT, deposer_import
from cordee.plans.models import Import
from cordee.socle.models import Travail
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
TEXTE = "Fiche action 1 : Isoler\nContexte : Froid.\nObjectifs : Isoler les écoles.\nPilote : Service bâtiments\n"


@pytest.fixture
def editrice() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def depot(editrice: Membre) -> Import:
    return deposer_import(editrice.collectivite, TEXTE.encode(), "recit.txt", par=editrice.utilisateur, le=LE)


def adresse(depot: Import, nom: str = "importer_assistant") -> str:
    return reverse(nom, args=[depot.collectivite.siren, depot.pk])


@pytest.fixture
def _regle(settings: LazySettings) -> None:
    settings.CORDEE_ASSISTANT_ADRESSE = "https://assistant.exemple.fr/v1"
    settings.CORDEE_ASSISTANT_MODELE = "petit-modele"
    settings.CORDEE_ASSISTANT_NOM = "Assistant d'essai"


def test_sans_reglage_la_page_n_existe_pas_et_l_apercu_n_en_parle_pas(
    client: Client, editrice: Membre, depot: Import
) -> None:
    client.force_login(editrice.utilisateur)
    assert client.get(adresse(depot)).status_code == 404
    assert "assistant" not in client.get(adresse(depot, "importer_apercu")).content.decode().lower()


@pytest.mark.usefixtures("_regle")
def test_la_page_dit_ou_va_le_texte(client: Client, editrice: Membre, depot: Import) -> None:
    client.force_login(editrice.utilisateur)
    assert adresse(depot) in client.get(adresse(depot, "importer_apercu")).content.decode()
    page = client.get(adresse(depot)).content.decode()
    assert "assistant.exemple.fr" in page
    assert "petit-modele" in page


@pytest.mark.usefixtures("_regle")
def test_sans_accord_la_page_revient_avec_ce_qui_etait_ecrit(client: Client, editrice: Membre, depot: Import) -> None:
    client.force_login(editrice.utilisateur)
    reponse = client.post(adresse(depot), {"instructions": "Ignore l'annexe", "consolider": "on"})
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "sans votre accord" in page
    assert "Ignore l&#x27;annexe" in page
    assert not Travail.objects.filter(genre=GENRE_ASSISTANT).exists()


@pytest.mark.usefixtures("_regle")
def test_avec_accord_le_travail_part_et_la_page_le_suit(client: Client, editrice: Membre, depot: Import) -> None:
    client.force_login(editrice.utilisateur)
    reponse = client.post(adresse(depot), {"accord": "on", "exclus": ["budget"]})
    assert reponse.status_code == 302
    travail = Travail.objects.get(genre=GENRE_ASSISTANT)
    assert travail.parametres == {"import": depot.pk}
    depot.refresh_from_db()
    assert depot.options["assistant"]["exclus"] == ["budget"]
    assert f'id="travail-{travail.pk}"' in client.get(adresse(depot)).content.decode()
