"""The panel on the right of the tree: the page of a mesure, condensed around the selected node."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.referentiels.factories import LE, EngagementFactory, editrice, lectrice, noeud
from tests.referentiels.lecture_arbre import lire, propre
from tests.referentiels.lecture_mesure import HTMX, adresse, choisi, ouvrir, texte

from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.models import Engagement, PreuveAttendue

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement(client: Client) -> Engagement:
    ouvert = EngagementFactory()
    client.force_login(editrice(ouvert))
    return ouvert


def panneau(client: Client, engagement: Engagement, numero: str, noeud_choisi: str = "") -> Any:
    options = {"query_params": {"noeud": noeud(noeud_choisi)}} if noeud_choisi else {}
    return ouvrir(client, engagement, numero, "panneau_mesure", headers=HTMX, **options)


def test_sans_htmx_le_panneau_mene_a_la_page(client: Client, engagement: Engagement) -> None:
    reponse = client.get(adresse(engagement, "1.1.1", "panneau_mesure"))
    assert (reponse.status_code, reponse["Location"]) == (302, adresse(engagement, "1.1.1"))


def test_le_fragment_est_seul(client: Client, engagement: Engagement) -> None:
    reponse = client.get(adresse(engagement, "1.1.1", "panneau_mesure"), headers=HTMX)
    assert "<html" not in reponse.content.decode()
    assert lire(reponse).select_one(".m-panneau")["data-mesure"] == noeud("1.1.1")


def test_le_noeud_choisi_montre_son_statut(client: Client, engagement: Engagement) -> None:
    soupe = panneau(client, engagement, "1.1.1", "1.1.1.1.2")
    assert texte(soupe, "h2") == "Organiser"
    assert soupe.select_one(".m-panneau")["data-noeud"] == noeud("1.1.1.1.2")
    assert "1.1.1.1.2, Nommer un technicien" in texte(soupe, "section h3")
    assert choisi(soupe, "1.1.1.1.2") == "non_renseigne"
    assert soupe.select_one("form.m-choisir input[name=contexte]")["value"] == "panneau"
    assert len(soupe.select("form.m-choisir")) == 1


def test_une_mesure_montre_ce_qu_elle_contient_et_son_commentaire(client: Client, engagement: Engagement) -> None:
    commenter_mesure(engagement, noeud("1.1.1"), "Bien **parti**", par=editrice(engagement), le=LE)
    soupe = panneau(client, engagement, "1.1.1")
    assert [propre(a.get_text()) for a in soupe.select(".m-enfants a")] == [
        "1.1.1.1 Nommer les personnes",
        "1.1.1.2 Écrire un plan",
    ]
    assert soupe.select_one(".m-enfants a")["hx-target"] == "#panneau"
    assert soupe.select_one(".com strong").get_text() == "parti"
    assert not soupe.select("form.m-choisir")


def test_une_tache_montre_le_commentaire_de_sa_sous_mesure(client: Client, engagement: Engagement) -> None:
    commenter_mesure(engagement, noeud("1.1.1.1"), "Une élue est nommée", par=editrice(engagement), le=LE)
    soupe = panneau(client, engagement, "1.1.1.1.1")
    assert "Une élue est nommée" in soupe.get_text()
    assert soupe.select_one(".m-commentaire")["data-code"] == noeud("1.1.1.1")


def test_les_preuves_sont_celles_du_noeud_et_de_ce_qui_le_contient(client: Client, engagement: Engagement) -> None:
    for code, numero in (("a", "1.1.1"), ("b", "1.1.1.1.1"), ("c", "1.1.1.2")):
        PreuveAttendue.objects.create(code=code, referentiel_id="te-test", nom=f"Pièce {code}").mesures.add(
            noeud(numero)
        )
    pieces = [propre(li.get_text(" ")) for li in panneau(client, engagement, "1.1.1.1").select(".m-preuves li")]
    assert pieces == ["Pièce a 1.1.1", "Pièce b 1.1.1.1.1"]


def test_enregistrer_du_panneau_previent_l_arbre_et_ne_renvoie_que_lui(client: Client, engagement: Engagement) -> None:
    donnees = {"code": noeud("1.1.1.1.2"), "statut": "fait", "contexte": "panneau"}
    reponse = client.post(adresse(engagement, "1.1.1.1.2"), donnees, headers=HTMX)
    soupe = lire(reponse)
    assert [el["id"] for el in soupe.select("[hx-swap-oob]")] == ["m-score", "m-conditions", "m-historique"]
    assert choisi(soupe, "1.1.1.1.2") == "fait"
    assert soupe.select_one("form.m-choisir input[name=contexte]")
    assert soupe.select_one("form.m-annuler input[name=contexte]")
    assert json.loads(reponse["HX-Trigger"])["scores-changes"]["source"] == "panneau"


def test_les_chiffres_seuls_se_rafraichissent(client: Client, engagement: Engagement) -> None:
    client.post(adresse(engagement, "1.1.1.2"), {"code": noeud("1.1.1.2"), "statut": "fait"})
    reponse = client.get(adresse(engagement, "1.1.1.2", "panneau_mesure"), {"partie": "chiffres"}, headers=HTMX)
    soupe = lire(reponse)
    assert all(el.has_attr("hx-swap-oob") for el in soupe.find_all(recursive=False))
    assert choisi(soupe, "1.1.1.2") == "fait"
    assert not soupe.select(".m-commentaire")


def test_une_lectrice_voit_le_statut_et_sait_qui_peut_le_changer(client: Client, engagement: Engagement) -> None:
    client.force_login(lectrice(engagement))
    soupe = panneau(client, engagement, "1.1.1.1")
    assert not soupe.select("form")
    assert "Demandez le rôle « Édition »" in soupe.get_text().replace("\u00a0", " ")
