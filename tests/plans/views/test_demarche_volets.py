"""Pages where the volets of a démarche PCAET are written: tables, texts, vulnerability."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.plans.factories_demarche import (
    DemarcheFactory,
    editrice_de,
    lectrice_de,
)
from tests.plans.pages_demarche import GES, adresse, poster, texte

from cordee.plans.models import DemarchePcaet, ValeurVolet, Vulnerabilite

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche(client: Client) -> DemarchePcaet:
    """An empty one, whose editor is signed in."""
    demarche: DemarchePcaet = DemarcheFactory(avec_plan=True)
    client.force_login(editrice_de(demarche))
    return demarche


def test_une_case_se_saisit_sans_defaire_celle_d_une_collegue(client: Client, demarche: DemarchePcaet) -> None:
    ou = adresse(demarche, "demarche_volet", GES)
    page = texte(client.get(ou, {"annee": "2019"}))
    assert 'name="v-.dechets-constat-2019"' in page
    poster(client, ou, **{"v-.dechets-constat-2019": "1 234,5", "vu-v-.dechets-constat-2019": ""})
    assert float(ValeurVolet.objects.get().valeur) == 1234.5
    poster(client, ou, **{"v-.dechets-constat-2019": "", "vu-v-.dechets-constat-2019": ""})
    assert ValeurVolet.objects.count() == 1
    reponse = poster(client, ou, **{"v-.dechets-constat-2019": "beaucoup", "vu-v-.dechets-constat-2019": "1 234,5"})
    assert reponse.status_code == 422
    assert "Déchets, Diagnostic 2019 : « beaucoup » n'est pas un nombre." in texte(reponse)
    assert 'value="beaucoup"' in texte(reponse)
    assert poster(client, ou, **{"v-.dechets-constat-2090": "3"}).status_code == 422


def test_un_tableau_colle_ou_envoye(client: Client, demarche: DemarchePcaet) -> None:
    ou = adresse(demarche, "demarche_volet_tableau", GES)
    reponse = client.post(ou, {"tableau": "\t2019\nVolcans\t4"})
    assert reponse.status_code == 422
    assert "Ligne 2 : « Volcans » n'est pas une ligne de ce tableau." in texte(reponse)
    assert client.post(ou, {"tableau": ""}).status_code == 422
    assert client.post(ou, {"tableau": "\t2019\nDéchets\t4\nAgriculture\t5"}).status_code == 302
    assert ValeurVolet.objects.count() == 2
    classeur = client.get(adresse(demarche, "demarche_volet_modele", GES)).content
    ValeurVolet.objects.all().delete()
    fichier = SimpleUploadedFile("ges.xlsx", classeur)
    assert client.post(ou, {"fichier": fichier}).status_code == 302
    assert ValeurVolet.objects.count() == 2
    for faux in (SimpleUploadedFile("x.xlsx", b"PK\x03\x04abime"), SimpleUploadedFile("x.pdf", b"%PDF-1.7 rien")):
        assert client.post(ou, {"fichier": faux}).status_code == 422


def test_les_indicateurs_absents_se_disent(client: Client, demarche: DemarchePcaet) -> None:
    assert "Aucun indicateur" in texte(client.post(adresse(demarche, "demarche_volet_indicateurs", GES)))


def test_le_texte_d_un_volet(client: Client, demarche: DemarchePcaet) -> None:
    ou = adresse(demarche, "demarche_volet_texte", "suivi")
    assert client.post(ou, {"texte": "Un COPIL par an."}).status_code == 302
    assert client.post(ou, {"texte": "x" * 20_001}).status_code == 422
    assert "Ce volet est <b>complet</b>" in texte(client.get(adresse(demarche, "demarche_volet", "suivi")))
    assert client.get(adresse(demarche, "demarche_volet", "inconnu")).status_code == 404


def test_la_vulnerabilite_se_remplit_s_allonge_et_se_reduit(client: Client, demarche: DemarchePcaet) -> None:
    ou = adresse(demarche, "demarche_vulnerabilite")
    poster(client, ou, **{"niveau-eau": "fort", "vu-niveau-eau": "", "niveau-foret": "", "vu-niveau-foret": ""})
    assert Vulnerabilite.objects.get().niveau == "fort"
    poster(client, ou, libelle="Enneigement")
    assert "Vulnérabilité forte sans objectif 2050 : eau" in texte(client.get(ou))
    assert poster(client, ou, libelle="").status_code == 422
    assert poster(client, ou, libelle="Enneigement").status_code == 422
    poster(client, ou, retirer="libre-enneigement")
    assert Vulnerabilite.objects.count() == 1
    client.force_login(lectrice_de(demarche))
    assert "Fort" in texte(client.get(ou))


def test_une_vulnerabilite_refusee_garde_tout_et_dit_chaque_faute_sous_son_champ(
    client: Client, demarche: DemarchePcaet
) -> None:
    ou = adresse(demarche, "demarche_vulnerabilite")
    refus = poster(client, ou, **{
        "niveau-eau": "fort", "vu-niveau-eau": "", "description-eau": "z" * 20_001, "vu-description-eau": "",
        "niveau-foret": "énorme", "vu-niveau-foret": "", "description-sante": "Un texte précieux",
        "vu-description-sante": "",
    })  # fmt: skip
    assert refus.status_code == 422
    assert not Vulnerabilite.objects.exists()
    page = texte(refus)
    assert "2 champs à corriger" in page
    assert "Un texte précieux" in page
    assert "z" * 20_001 in page
    assert re.search(r'<select name="niveau-eau"[^>]*>.*?value="fort" selected', page, re.DOTALL)
    assert 'name="vu-description-sante" value=""' in page, "ce qui est connu ne change pas avec ce qui est tapé"
    for nom, dit in (("description-eau", "20001 caractères"), ("niveau-foret", "Choisissez un niveau")):
        faute = page[page.index(f'id="faute-{nom}"') :]
        assert f'aria-describedby="faute-{nom}"' in page
        assert dit in faute[:400].replace("\u202f", "").replace("&nbsp;", "")


def test_un_domaine_refuse_se_dit_sous_son_champ_et_le_retirer_ne_perd_pas_le_reste(
    client: Client, demarche: DemarchePcaet
) -> None:
    ou = adresse(demarche, "demarche_vulnerabilite")
    for faux in ("Eau", "!!!", "e" * 121):
        page = texte(poster(client, ou, libelle=faux))
        champ = page[page.index('name="libelle"') :]
        assert f'value="{faux}"' in champ
        assert 'id="faute-libelle"' in champ
        assert "avis rouge" not in page
    poster(client, ou, libelle="Enneigement")
    poster(client, ou, **{"retirer": "libre-enneigement", "niveau-eau": "fort", "vu-niveau-eau": ""})
    assert [(v.domaine, v.niveau) for v in Vulnerabilite.objects.all()] == [("eau", "fort")]


@pytest.mark.parametrize(("jour", "dit"), [
    ("01/01/2099", "est à venir"), ("02/01/1995", "n'a pas pu partir avant"), ("mars 2026", "il manque le jour"),
])  # fmt: skip
def test_une_date_d_envoi_refusee_se_dit_sous_son_champ(
    client: Client, demarche: DemarchePcaet, jour: str, dit: str
) -> None:
    refus = client.post(adresse(demarche, "demarche_etape", "declarer_envoi"), {"envoye_le": jour, "ees_jointe": "on"})
    assert refus.status_code == 422
    page = texte(refus)
    assert "avis rouge" not in page
    champ = page[page.index('name="envoye_le"') :].replace("\u00a0", " ").replace("’", "'")
    assert f'value="{jour}"' in champ[:200]
    assert dit in champ[:1500]
