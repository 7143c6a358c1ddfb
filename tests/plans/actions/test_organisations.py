"""What a collectivité says of the bodies that its fiches cite; what a merge keeps; where it is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, etiquetee, etiquette_nommee
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.etiquettes import fusionner_etiquettes
from cordee.plans.actions.organisations import decrire_organisation
from cordee.plans.domain.listes import GenreEtiquette, RoleActeur
from cordee.plans.domain.objet_json import fiche_en_objet
from cordee.plans.domain.versions import figer
from cordee.plans.models import Etiquette
from cordee.plans.queries.dossier import fiches_completes
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.domain.siren import completer_siren
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
UN, DEUX = completer_siren("12345678"), completer_siren("87654321")


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def commun(membre: Membre) -> dict[str, Any]:
    return {"par": membre.utilisateur, "le": LE}


@pytest.fixture
def partenaire(membre: Membre) -> Etiquette:
    return etiquette_nommee(membre.collectivite, GenreEtiquette.PARTENAIRE, "Habitat du Col")


def dit(etiquette: Etiquette) -> tuple[str, str, str]:
    etiquette.refresh_from_db()
    return etiquette.siren, etiquette.nature, etiquette.site


def test_une_organisation_a_un_siren_une_nature_et_un_site(partenaire: Etiquette, commun) -> None:
    lisible = f"{UN[:3]} {UN[3:6]}\u00a0{UN[6:]}"
    decrire_organisation(partenaire, siren=lisible, nature="bailleur", site="habitat.example", **commun)
    assert dit(partenaire) == (UN, "bailleur", "https://habitat.example")
    decrire_organisation(partenaire, siren=UN, nature="bailleur", site="https://habitat.example", **commun)
    decrire_organisation(partenaire, siren="", nature="", site="", **commun)
    assert dit(partenaire) == ("", "", "")


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({"siren": "123456789"}, "n'est pas un SIREN"),
        ({"nature": "club"}, "dans la liste"),
        ({"site": "javascript://x"}, "commence par https"),
    ],
)
def test_ce_qui_est_faux_dit_quoi_faire(partenaire: Etiquette, commun, champs: dict[str, str], mots: str) -> None:
    with pytest.raises(DonneeRefusee, match=mots):
        decrire_organisation(partenaire, **{"siren": "", "nature": "", "site": "", **champs}, **commun)


def test_un_siren_ne_sert_qu_une_fois_par_genre_et_un_service_n_en_a_pas(partenaire: Etiquette, membre, commun) -> None:
    autre = etiquette_nommee(membre.collectivite, GenreEtiquette.PARTENAIRE, "Habitat")
    decrire_organisation(partenaire, siren=UN, nature="", site="", **commun)
    with pytest.raises(DonneeRefusee, match="réunissez les deux noms"):
        decrire_organisation(autre, siren=UN, nature="", site="", **commun)
    service = etiquette_nommee(membre.collectivite, GenreEtiquette.SERVICE, "Bâtiments")
    with pytest.raises(DonneeRefusee, match="structure, un partenaire ou un financeur"):
        decrire_organisation(service, siren=UN, nature="", site="", **commun)


def test_une_fusion_garde_ce_que_l_un_ou_l_autre_disait(partenaire: Etiquette, membre, commun) -> None:
    garde = etiquette_nommee(membre.collectivite, GenreEtiquette.PARTENAIRE, "Habitat")
    decrire_organisation(partenaire, siren=UN, nature="bailleur", site="habitat.example", **commun)
    decrire_organisation(garde, siren="", nature="syndicat", site="", **commun)
    fusionner_etiquettes(garde, [partenaire], **commun)
    assert dit(garde) == (UN, "syndicat", "https://habitat.example")


def test_deux_siren_sont_deux_organisations(partenaire: Etiquette, membre, commun) -> None:
    garde = etiquette_nommee(membre.collectivite, GenreEtiquette.PARTENAIRE, "Habitat")
    for etiquette, siren in ((partenaire, UN), (garde, DEUX)):
        decrire_organisation(etiquette, siren=siren, nature="", site="", **commun)
    with pytest.raises(DonneeRefusee, match="deux organisations"):
        fusionner_etiquettes(garde, [partenaire], **commun)


def test_le_json_le_dit_et_une_version_figee_n_en_depend_pas(membre: Membre, commun) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite)
    acteur = etiquetee(fiche, "Habitat du Col", RoleActeur.PARTENAIRE)
    (avant,) = fiches_completes(membre.utilisateur, membre.collectivite, [fiche.pk])
    decrire_organisation(acteur.etiquette, siren=UN, nature="bailleur", site="habitat.example", **commun)
    (apres,) = fiches_completes(membre.utilisateur, membre.collectivite, [fiche.pk])
    assert fiche_en_objet(apres)["acteurs"] == [
        {
            "nom": "Habitat du Col", "role": "partenaire", "siren": UN, "nature": "bailleur",
            "site": "https://habitat.example",
        }
    ]  # fmt: skip
    assert avant.acteurs == apres.acteurs
    assert figer(avant) == figer(apres)


def test_la_page_des_noms_decrit_montre_et_refuse_sans_rien_perdre(
    partenaire: Etiquette, membre, client: Client
) -> None:
    client.force_login(membre.utilisateur)
    ou = reverse("etiquette", args=[membre.collectivite.siren, partenaire.pk])
    client.post(ou, {"geste": "decrire", "siren": UN, "nature": "bailleur", "site": "habitat.example"})
    page = client.get(reverse("etiquettes", args=[membre.collectivite.siren])).content.decode()
    assert "Bailleur" in page
    assert 'href="https://habitat.example"' in page
    refus = client.post(ou, {"geste": "decrire", "siren": "123", "nature": "bailleur", "site": "ailleurs.example"})
    assert refus.status_code == 422
    assert 'value="123"' in refus.content.decode()
    assert 'value="ailleurs.example"' in refus.content.decode()


def test_une_contributrice_ne_decrit_rien(partenaire: Etiquette) -> None:
    lue = MembreFactory(contributeur=True, collectivite=partenaire.collectivite).utilisateur
    with pytest.raises(Refus):
        decrire_organisation(partenaire, siren=UN, nature="", site="", par=lue, le=LE)
