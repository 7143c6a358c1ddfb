"""Who reads the number of somebody, and who writes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, partagee_avec, personne_nommee, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.etiquettes import noter_telephone
from cordee.plans.models import Fiche
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
NUMERO = "04 76 00 00 00"


@pytest.fixture
def lise() -> Membre:
    return MembreFactory(editeur=True)  # type: ignore[no-any-return]


@pytest.fixture
def fiche(lise: Membre) -> Fiche:
    return FicheFactory(collectivite=lise.collectivite)  # type: ignore[no-any-return]


def page(client: Client, fiche: Fiche, siren: str = "") -> str:
    adresse = reverse("fiche", args=[siren or fiche.collectivite.siren, fiche.pk])
    return client.get(adresse).content.decode()  # type: ignore[no-any-return]


def test_chacun_donne_son_numero_dans_son_compte(client: Client, lise: Membre) -> None:
    client.force_login(lise.utilisateur)
    adresse = reverse("comptes:compte")
    refuse = client.post(adresse, {"prenom": "Lise", "nom": "Arnal", "telephone": "12"})
    assert refuse.status_code == 422
    assert "dix chiffres" in refuse.content.decode()
    client.post(adresse, {"prenom": "Lise", "nom": "Arnal", "telephone": "0476000000"})
    lise.utilisateur.refresh_from_db()
    assert lise.utilisateur.telephone == NUMERO
    assert f'value="{NUMERO}"' in client.get(adresse).content.decode()
    client.post(adresse, {"prenom": "Lise", "nom": "Arnal", "telephone": ""})
    lise.utilisateur.refresh_from_db()
    assert lise.utilisateur.telephone == ""


def test_la_fiche_dit_a_ses_membres_comment_joindre_ses_pilotes(client: Client, fiche: Fiche, lise: Membre) -> None:
    hugo = MembreFactory(collectivite=fiche.collectivite, utilisateur__telephone=NUMERO).utilisateur
    pilotee_par(fiche, hugo)
    pilotee_par(fiche, "Ana Petit")
    noter_telephone(personne_nommee(fiche.collectivite, "Ana Petit"), "0611000000", par=lise.utilisateur, le=LE)
    client.force_login(lise.utilisateur)
    lue = page(client, fiche)
    assert f'href="mailto:{hugo.email}"' in lue
    assert 'href="tel:0476000000"' in lue
    assert 'href="tel:0611000000"' in lue


def test_un_partenaire_ne_lit_ni_numero_ni_adresse(client: Client, fiche: Fiche) -> None:
    hugo = MembreFactory(collectivite=fiche.collectivite, utilisateur__telephone=NUMERO).utilisateur
    pilotee_par(fiche, hugo)
    ailleurs = CollectiviteFactory()
    partagee_avec(fiche, ailleurs)
    client.force_login(MembreFactory(editeur=True, collectivite=ailleurs).utilisateur)
    lue = page(client, fiche, ailleurs.siren)
    assert hugo.nom_complet in lue
    assert hugo.email not in lue
    assert NUMERO not in lue


@pytest.mark.parametrize("format_", ["json", "docx", "ics"])
def test_aucun_export_n_emporte_de_numero(client: Client, fiche: Fiche, lise: Membre, format_: str) -> None:
    pilotee_par(fiche, MembreFactory(collectivite=fiche.collectivite, utilisateur__telephone=NUMERO).utilisateur)
    client.force_login(lise.utilisateur)
    adresse = reverse("fiche_exporter", args=[fiche.collectivite.siren, fiche.pk])
    assert NUMERO.encode() not in client.get(adresse, {"format": format_}).getvalue()


def test_le_numero_d_un_nom_se_note_dans_la_page_des_personnes(client: Client, fiche: Fiche, lise: Membre) -> None:
    personne = personne_nommee(fiche.collectivite, "Ana Petit")
    client.force_login(lise.utilisateur)
    adresse = reverse("etiquette_personne", args=[fiche.collectivite.siren, personne.pk])
    refuse = client.post(adresse, {"geste": "telephoner", "telephone": "12"})
    assert refuse.status_code == 422
    assert 'value="12"' in refuse.content.decode()
    for _ in range(2):
        client.post(adresse, {"geste": "telephoner", "telephone": "04.76.00.00.00"})
    personne.refresh_from_db()
    assert personne.telephone == NUMERO
    ecriture = Ecriture.objects.get(verbe="plans.noter_telephone")
    assert NUMERO not in f"{ecriture.resume}{ecriture.details}"
    assert NUMERO in client.get(reverse("etiquettes", args=[fiche.collectivite.siren])).content.decode()


def test_qui_a_un_compte_donne_lui_meme_son_numero(fiche: Fiche, lise: Any) -> None:
    personne = personne_nommee(fiche.collectivite, lise.utilisateur)
    with pytest.raises(DonneeRefusee, match="elle donne elle-même"):
        noter_telephone(personne, NUMERO, par=lise.utilisateur, le=LE)
