"""Statuts written on the page of a mesure: what comes back, what is taken back, what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from tests.referentiels.factories import (
    LE,
    EngagementFactory,
    VerrouFactory,
    contributrice,
    editrice,
    lectrice,
    noeud,
    personne,
    saisie,
)
from tests.referentiels.lecture_arbre import lire, propre
from tests.referentiels.lecture_mesure import HTMX, adresse, choisi, ligne, ouvrir, texte

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, HistoriqueStatut
from cordee.referentiels.queries.statuts import statuts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def plume(engagement: Engagement, client: Client) -> Utilisateur:
    """An editor, signed in."""
    qui = editrice(engagement)
    client.force_login(qui)
    return qui


def poster(client: Client, engagement: Engagement, *numeros: str, htmx: bool = True, **champs: str) -> Any:
    donnees: dict[str, Any] = {**champs, "code": [noeud(numero) for numero in numeros]}
    return client.post(adresse(engagement, numeros[0]), donnees, headers=HTMX if htmx else {})


def stockes(engagement: Engagement) -> dict[str, str]:
    lignes = statuts_of(engagement.collectivite, engagement.referentiel_id)
    return {
        code.partition("_")[2]: statut.avancement.value if statut.concerne else "non_concerne"
        for code, statut in lignes.items()
    }


def hors_bande(reponse: Any) -> set[str]:
    return {str(el["id"]).replace(noeud(""), "") for el in lire(reponse).select("[hx-swap-oob]")}


# -- what a write sends back -----------------------------------------------------------------------------------------
@pytest.mark.usefixtures("plume")
def test_un_statut_revient_avec_ce_qu_il_a_change(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.2", statut="fait")
    assert reponse.status_code == 200
    assert stockes(engagement) == {"1.1.1.2": "fait"}
    soupe = lire(reponse)
    assert choisi(soupe, "1.1.1.2") == "fait"
    assert "4 points de plus au fait." in texte(soupe, "[data-annonce]")
    assert texte(soupe, "#m-reponse") == "4 points sur 10 ; 6 attendent un statut."
    assert hors_bande(reponse) == {
        "m-chiffres-1.1.1.2", "m-reponse", "m-score", "m-conditions", "m-historique",
    }  # fmt: skip
    assert "<html" not in reponse.content.decode()


@pytest.mark.usefixtures("plume")
def test_une_tache_rafraichit_sa_sous_mesure_et_le_resume_de_ses_soeurs(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.1", statut="fait")
    reponse = poster(client, engagement, "1.1.1.1.2", statut="programme")
    soupe = lire(reponse)
    assert (choisi(soupe, "1.1.1.1.2"), choisi(soupe, "1.1.1.1")) == ("programme", "detaille_a_la_tache")
    assert stockes(engagement) == {"1.1.1.1": "non_renseigne", "1.1.1.1.2": "programme"}
    assert texte(soupe, ".m-resume") == "3 tâches : 1 programmée, 2 sans statut"
    assert {"m-statut-1.1.1.1", "m-statut-1.1.1.1.1", "m-resume-1.1.1.1"} <= hors_bande(reponse)
    assert "1.1.1.1 se lit désormais à la tâche." in texte(soupe, "[data-annonce]")


@pytest.mark.usefixtures("plume")
def test_un_commentaire_en_cours_n_est_jamais_remplace(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.2", statut="fait")
    assert not lire(reponse).select(".m-commentaire, .m-editeur")


@pytest.mark.usefixtures("plume")
def test_la_page_et_l_arbre_sont_prevenus(client: Client, engagement: Engagement) -> None:
    evenement = json.loads(poster(client, engagement, "1.1.1.2", statut="fait")["HX-Trigger"])["scores-changes"]
    assert (evenement["code"], evenement["source"]) == (noeud("1.1.1.2"), "mesure")
    assert set(evenement["codes"]) == {"te-test", *(noeud(n) for n in ("1", "1.1", "1.1.1", "1.1.1.2"))}


@pytest.mark.usefixtures("plume")
def test_un_detail_a_trois_parts(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.2", statut="detaille", fait="50", programme="25,5", pas_fait="24,5")
    soupe = lire(reponse)
    valeurs = [soupe.find(id=f"m-{part}-{noeud('1.1.1.2')}")["value"] for part in ("fait", "programme", "pas_fait")]
    assert valeurs == ["50", "25.5", "24.5"]
    assert statuts_of(engagement.collectivite, "te-test")[noeud("1.1.1.2")].detail.parts == (0.5, 0.255, 0.245)


@pytest.mark.usefixtures("plume")
def test_un_detail_qui_ne_fait_pas_cent_est_refuse_et_garde(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.2", statut="detaille", fait="50", programme="30", pas_fait="")
    assert reponse.status_code == 422
    assert stockes(engagement) == {}
    soupe = lire(reponse)
    assert "Les trois parts totalisent 80 % : il manque 20 %." in texte(soupe, ".etat.ko")
    champ = soupe.find(id=f"m-programme-{noeud('1.1.1.2')}")
    assert (champ["value"], champ["aria-invalid"], champ["aria-describedby"]) == (
        "30", "true", f"m-etat-{noeud('1.1.1.2')}",
    )  # fmt: skip
    assert choisi(soupe, "1.1.1.2") == "detaille"


# -- without script --------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("plume")
def test_sans_script_on_revient_a_la_ligne_avec_un_message(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.1.3", htmx=False, statut="fait")
    assert reponse.status_code == 302
    assert reponse["Location"] == f"{adresse(engagement, '1.1.1')}#{noeud('1.1.1.1.3')}"
    (message,) = get_messages(reponse.wsgi_request)
    assert "Enregistré à" in str(message)


@pytest.mark.usefixtures("plume")
def test_sans_script_un_refus_se_lit_a_sa_place(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.2", htmx=False, statut="detaille", fait="10")
    assert reponse.status_code == 422
    soupe = lire(reponse)
    assert "il manque 90 %" in texte(ligne(soupe, "1.1.1.2"), ".etat.ko")
    assert texte(soupe, "h1") == "Mesure 1.1.1 : Organiser"


@pytest.mark.usefixtures("plume")
def test_chaque_formulaire_se_suffit_sans_script(client: Client, engagement: Engagement) -> None:
    for formulaire in ouvrir(client, engagement, "1.1.1").select("form.m-choisir"):
        assert formulaire["method"] == "post"
        assert formulaire["action"] == formulaire["hx-post"]
        assert formulaire.select_one("button.m-sans-js")
        assert formulaire.select_one("legend").get_text().startswith("Statut de ")


# -- undo ------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("plume")
def test_annuler_remet_comme_avant(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.2", statut="programme")
    soupe = lire(poster(client, engagement, "1.1.1.2", statut="fait"))
    lot = soupe.select_one(".m-annuler input[name=lot]")["value"]
    reponse = poster(client, engagement, "1.1.1.2", geste="annuler", lot=lot)
    assert stockes(engagement) == {"1.1.1.2": "programme"}
    dit = texte(lire(reponse), "[data-annonce]")
    assert dit.startswith("Annulé à")
    assert "1.1.1.2 est de nouveau « Programmé »." in dit
    assert not lire(reponse).select(".m-annuler")
    assert poster(client, engagement, "1.1.1.2", geste="annuler", lot=lot).status_code == 422


@pytest.mark.usefixtures("plume")
def test_on_n_annule_pas_un_geste_recouvert_par_un_autre(client: Client, engagement: Engagement) -> None:
    premier = lire(poster(client, engagement, "1.1.1.2", statut="fait"))
    lot = premier.select_one(".m-annuler input[name=lot]")["value"]
    poster(client, engagement, "2.1.1.1", statut="fait")
    reponse = poster(client, engagement, "1.1.1.2", geste="annuler", lot=lot)
    assert reponse.status_code == 422
    assert "changez le statut à la main" in texte(lire(reponse), ".etat.ko")
    assert stockes(engagement) == {"1.1.1.2": "fait", "2.1.1.1": "fait"}
    assert poster(client, engagement, "1.1.1.2", geste="annuler", lot="autre").status_code == 422


# -- several nodes at once -------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("plume")
def test_un_remede_ecrit_plusieurs_lignes_et_ne_repond_que_par_morceaux(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.1.1", "1.1.1.1.2", statut="pas_fait", hors_bande="oui")
    assert stockes(engagement) == {"1.1.1.1.1": "pas_fait", "1.1.1.1.2": "pas_fait"}
    assert {"m-statut-1.1.1.1.1", "m-statut-1.1.1.1.2", "m-statut-1.1.1.1"} <= hors_bande(reponse)


# -- refusals --------------------------------------------------------------------------------------------------------
def test_qui_peut_renseigner_d_ici(client: Client, engagement: Engagement) -> None:
    for qui, attendu in (
        (personne(engagement, None), 404),
        (lectrice(engagement), 403),
        (contributrice(engagement), 403),
        (editrice(engagement), 200),
    ):
        client.force_login(qui)
        assert poster(client, engagement, "1.1.1.2", statut="fait").status_code == attendu
    client.logout()
    assert poster(client, engagement, "1.1.1.2", statut="fait").status_code == 302


def test_un_refus_dit_pourquoi_et_qui_peut(client: Client, engagement: Engagement) -> None:
    client.force_login(lectrice(engagement))
    reponse = poster(client, engagement, "1.1.1.2", statut="")
    assert reponse.status_code == 403
    assert propre(reponse.content.decode()).startswith("Votre rôle permet de lire, pas de renseigner.")


def test_un_verrou_gele_et_dit_pourquoi_sauf_a_l_auditrice(
    client: Client, engagement: Engagement, plume: Utilisateur
) -> None:
    auditrice = editrice(engagement)
    VerrouFactory(engagement=engagement, exemptes=[auditrice])
    soupe = ouvrir(client, engagement, "1.1.1")
    assert not soupe.select("form.m-choisir")
    assert "Gelé pendant l’audit jusqu’au 12 mars : seule l’auditrice peut modifier." in texte(soupe, ".m-refus")
    assert soupe.select(".m-editeur"), "les commentaires restent ouverts pendant l'audit"
    assert poster(client, engagement, "1.1.1.2", statut="fait").status_code == 403
    client.force_login(auditrice)
    assert ouvrir(client, engagement, "1.1.1").select("form.m-choisir")
    assert poster(client, engagement, "1.1.1.2", statut="fait").status_code == 200


def test_un_referentiel_en_consultation_ne_change_plus(client: Client) -> None:
    engagement = EngagementFactory(mode=Mode.CONSULTATION)
    client.force_login(editrice(engagement))
    soupe = ouvrir(client, engagement, "1.1.1")
    assert not soupe.select("form.m-choisir, .m-editeur")
    assert "rien n’y change. Une personne qui administre la collectivité peut le rouvrir." in texte(soupe, ".m-refus")
    assert poster(client, engagement, "1.1.1.2", statut="fait").status_code == 403


@pytest.mark.usefixtures("plume")
@pytest.mark.parametrize("champs", [{"statut": "inconnu"}, {"statut": "non_renseignable"}, {"statut": ""}])
def test_un_statut_qui_n_existe_pas_est_refuse(client: Client, engagement: Engagement, champs: dict[str, str]) -> None:
    assert poster(client, engagement, "1.1.1.2", **champs).status_code == 422
    assert stockes(engagement) == {}


@pytest.mark.usefixtures("plume")
def test_un_noeud_d_un_autre_monde_est_introuvable(client: Client, engagement: Engagement) -> None:
    reponse = client.post(adresse(engagement, "1.1.1"), {"code": "cae_1.1.1", "statut": "fait"}, headers=HTMX)
    assert reponse.status_code == 404
    assert stockes(engagement) == {}


# -- cost ------------------------------------------------------------------------------------------------------------
def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_statuts(
    client: Client, engagement: Engagement, plume: Utilisateur, django_assert_max_num_queries: Any
) -> None:
    nombres = []
    for numeros in (["1.1.1.1.1"], ["1.1.1.1.2", "1.1.1.1.3", "1.1.1.2"]):
        le = LE + timedelta(hours=2 * len(nombres))
        renseigner_statuts(engagement, [saisie(numero) for numero in numeros], par=plume, le=le)
        ouvrir(client, engagement, "1.1.1")
        with django_assert_max_num_queries(26) as requetes:
            ouvrir(client, engagement, "1.1.1")
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]


@pytest.mark.usefixtures("plume")
def test_reecrire_une_ligne_coute_toujours_autant(
    client: Client, engagement: Engagement, django_assert_max_num_queries: Any
) -> None:
    poster(client, engagement, "1.1.1.2", statut="fait")
    nombres = []
    for statut in ("programme", "fait", "pas_fait"):
        with django_assert_max_num_queries(30) as requetes:
            poster(client, engagement, "1.1.1.2", statut=statut)
        nombres.append(len(requetes))
    assert len(set(nombres)) == 1
    assert HistoriqueStatut.objects.filter(modified_at__lte=timezone.now()).count() == 1
