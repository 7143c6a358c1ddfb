"""A number of the dossier that is not that of its indicateur, and where the numbers come from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import LE
from tests.plans.factories_demarche import DemarcheFactory, editrice_de, lectrice_de, remplir
from tests.plans.pages_demarche import GES, adresse, texte

from cordee.indicateurs.models import Indicateur, Valeur
from cordee.journal.models import Ecriture
from cordee.plans.actions.demarche import SaisieRefusee
from cordee.plans.actions.demarche_volets import decrire_volet, renseigner_volet, trancher_ecarts
from cordee.plans.domain.pcaet import Nature, Volet
from cordee.plans.models import DemarchePcaet, TexteVolet, ValeurVolet
from cordee.plans.queries.demarche_dossier import ecarts_du_volet
from cordee.plans.queries.demarche_export import document_ouvert
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
SECTEURS = {"cae_1.h": "dechets", "cae_1.c": "residentiel", "cae_1.d": "tertiaire"}


def publier(demarche: DemarchePcaet, identifiant: str, kteq: float) -> Valeur:
    """What an indicateur of the collectivité says of 2019, in thousands of tonnes."""
    noms = dict.fromkeys(("titre", "cle_titre", "cle_recherche", "cle_tri"), identifiant)
    definition = Indicateur.objects.create(identifiant=identifiant, **noms)
    valeur: Valeur = Valeur.objects.create(
        collectivite=demarche.collectivite, indicateur=definition, date_valeur=date(2019, 1, 1), created_at=LE,
        modified_at=LE, resultat=kteq,
    )  # fmt: skip
    return valeur


@pytest.fixture
def demarche(client: Client) -> DemarchePcaet:
    """100 tCO2e in each sector in 2019; the indicateur of déchets says 90."""
    demarche: DemarchePcaet = DemarcheFactory()
    remplir(demarche, Volet.GES)
    publier(demarche, "cae_1.h", 0.09)
    client.force_login(editrice_de(demarche))
    return demarche


def ici(demarche: DemarchePcaet) -> Decimal:
    return ValeurVolet.objects.get(demarche=demarche, secteur="dechets", nature="constat").valeur


NOM = "v-.dechets-constat-2019"


def test_l_ecart_montre_les_deux_chiffres_et_se_tranche_d_un_clic(client: Client, demarche: DemarchePcaet) -> None:
    page = texte(client.get(adresse(demarche, "demarche_volet", GES)))
    assert "1 valeur du dossier n'est pas celle de son indicateur." in page
    assert "Prendre 90" in page
    assert "Garder 100" in page
    assert "+11,1 %" in page
    reponse = client.post(adresse(demarche, "demarche_volet_ecarts", GES), {"prendre": NOM}, follow=True)
    assert "1 valeur reprise des indicateurs." in texte(reponse)
    assert ici(demarche) == 90
    assert "Écarts avec les indicateurs" not in texte(reponse)


def test_une_valeur_gardee_ne_se_redit_que_si_l_indicateur_change(client: Client, demarche: DemarchePcaet) -> None:
    reponse = client.post(adresse(demarche, "demarche_volet_ecarts", GES), {"garder": NOM}, follow=True)
    assert "1 valeur gardée dans le dossier." in texte(reponse)
    assert ici(demarche) == 100
    assert ecarts_du_volet(demarche, Volet.GES) == []
    assert Ecriture.objects.get(verbe="plans.trancher_ecarts").details["titres"] == ["Déchets, diagnostic 2019"]
    Valeur.objects.update(resultat=0.08)
    assert len(ecarts_du_volet(demarche, Volet.GES)) == 1


def test_une_case_changee_depuis_se_compare_de_nouveau(demarche: DemarchePcaet) -> None:
    lise = editrice_de(demarche)
    cle = (".dechets", Nature.CONSTAT, 2019)
    trancher_ecarts(demarche, Volet.GES, [cle], prendre=False, par=lise, le=LE)
    renseigner_volet(demarche, Volet.GES, {cle: Decimal(70)}, par=lise, le=LE)
    assert [ecart.ici for ecart in ecarts_du_volet(demarche, Volet.GES)] == [70]


def test_tout_se_tranche_ensemble(client: Client, demarche: DemarchePcaet) -> None:
    publier(demarche, "cae_1.c", 0.05)
    assert "Tout garder" in texte(client.get(adresse(demarche, "demarche_volet", GES)))
    client.post(adresse(demarche, "demarche_volet_ecarts", GES), {"prendre": "tout"})
    assert ecarts_du_volet(demarche, Volet.GES) == []
    reponse = client.post(adresse(demarche, "demarche_volet_ecarts", GES), {"garder": NOM})
    assert reponse.status_code == 422
    assert "n'ont plus d'écart" in texte(reponse)
    assert client.post(adresse(demarche, "demarche_volet_ecarts", GES), {"garder": "v-rien"}).status_code == 422


def test_une_lectrice_lit_l_ecart_sans_le_trancher(client: Client, demarche: DemarchePcaet) -> None:
    lectrice = lectrice_de(demarche)
    client.force_login(lectrice)
    page = texte(client.get(adresse(demarche, "demarche_volet", GES)))
    assert "+11,1 %" in page
    assert "Prendre 90" not in page
    with pytest.raises(Refus):
        trancher_ecarts(demarche, Volet.GES, [], prendre=True, par=lectrice, le=LE)


def test_les_ecarts_d_un_dossier_gele_ne_se_tranchent_pas(demarche: DemarchePcaet) -> None:
    DemarchePcaet.objects.update(etat="adopte")
    with pytest.raises(DonneeRefusee, match="ne change plus"):
        trancher_ecarts(demarche, Volet.GES, [], prendre=True, par=editrice_de(demarche), le=LE)


def test_les_ecarts_se_lisent_en_un_nombre_fixe_de_requetes(client: Client, demarche: DemarchePcaet) -> None:
    def requetes() -> int:
        with CaptureQueriesContext(connection) as vues:
            client.get(adresse(demarche, "demarche_volet", GES))
        return len(vues)

    avec_un = requetes()
    for identifiant in ("cae_1.c", "cae_1.d"):
        publier(demarche, identifiant, 0.05)
    assert requetes() == avec_un
    assert ecarts_du_volet(demarche, Volet.SUIVI) == []


# -- where numbers come from -----------------------------------------------------------------------------------------
SOURCE: dict[str, Any] = {
    "source": "Inventaire 2019", "producteur": "Observatoire régional", "diffuseur": "Région",
    "methodologie": "Bilan cadastral.", "annee_source": 2019, "licence": "Licence Ouverte 2.0",
    "lien": "https://exemple.fr/donnees",
}  # fmt: skip


def test_la_provenance_s_ecrit_se_publie_et_s_exporte(client: Client, demarche: DemarchePcaet) -> None:
    assert client.post(adresse(demarche, "demarche_volet_texte", GES), {"texte": "Vu.", **SOURCE}).status_code == 302
    ecrit = TexteVolet.objects.get()
    assert {nom: getattr(ecrit, nom) for nom in SOURCE} == SOURCE
    (dit,) = document_ouvert(demarche)["textes"]
    assert (dit["producteur"], dit["annee"], dit["lien"]) == ("Observatoire régional", 2019, SOURCE["lien"])
    DemarchePcaet.objects.update(etat="adopte", adopte_le=LE.date(), publie_le=LE)
    page = texte(Client().get(reverse("pcaet_publie", args=[demarche.pk])))
    assert "Inventaire 2019 (2019), produite par Observatoire régional, diffusée par Région, Licence Ouverte" in page
    assert "Bilan cadastral." in page


@pytest.mark.parametrize(
    ("champ", "faux", "dit"),
    [
        ("annee_source", "1850", "1990"),
        ("annee_source", "hier", "nombre entier"),
        ("lien", "pas une adresse", "adresse complète"),
        ("licence", "x" * 121, "120 caractères"),
    ],
)
def test_une_provenance_fausse_reste_ecrite_et_le_dit(
    client: Client, demarche: DemarchePcaet, champ: str, faux: str, dit: str
) -> None:
    donnees = {"texte": "Vu.", **SOURCE, champ: faux}
    reponse = client.post(adresse(demarche, "demarche_volet_texte", GES), donnees)
    page = texte(reponse)
    assert reponse.status_code == 422
    assert dit in page.partition(f'id="id_{champ}_error"')[2][:400]
    assert faux in page
    assert not TexteVolet.objects.exists()


def test_une_provenance_a_venir_se_refuse(demarche: DemarchePcaet) -> None:
    lise = editrice_de(demarche)
    with pytest.raises(SaisieRefusee):
        decrire_volet(
            demarche, Volet.GES, texte="", source="", provenance={"annee_source": 2090}, par=lise, le=LE
        )  # fmt: skip


def test_un_texte_sans_provenance_garde_celle_d_avant(demarche: DemarchePcaet) -> None:
    lise = editrice_de(demarche)
    decrire_volet(demarche, Volet.GES, texte="", source="", provenance={"licence": "ODbL"}, par=lise, le=LE)
    decrire_volet(demarche, Volet.GES, texte="Vu.", source="", par=lise, le=LE)
    assert TexteVolet.objects.get().licence == "ODbL"
