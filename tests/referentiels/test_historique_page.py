"""The page of the history: what it says, its filters, who may read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import LE, LIGNES, EngagementFactory, charger_mini, lectrice, noeud, saisie
from tests.referentiels.lecture_arbre import lire, propre
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.models import Engagement
from cordee.territoires.actions.reponses import justifier_reponse
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
HEURE = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _horloge() -> Any:
    with time_machine.travel(LE + 30 * timedelta(days=1), tick=False):
        yield


@pytest.fixture
def engagement(client: Client) -> Engagement:
    """Nothing written yet; a reader is signed in."""
    engagement = EngagementFactory()
    client.force_login(lectrice(engagement))
    return engagement


def adresse(collectivite: Collectivite) -> str:
    return reverse("historique", args=[collectivite.siren])


def page(client: Client, engagement: Engagement, **parametres: Any) -> BeautifulSoup:
    reponse = client.get(adresse(engagement.collectivite), parametres)
    assert reponse.status_code == 200
    return lire(reponse)


def mots(soupe: BeautifulSoup, selecteur: str) -> list[str]:
    return [propre(element.get_text(" ")) for element in soupe.select(selecteur)]


def changements(soupe: BeautifulSoup) -> list[str]:
    return mots(soupe, ".fil-tab .c-change")


def ecrire(engagement: Engagement, *saisies: Any, heures: float = 0, par: Utilisateur | None = None) -> None:
    renseigner_statuts(engagement, list(saisies), par=par or engagement.ouvert_par, le=LE + heures * HEURE)


# -- what it says ----------------------------------------------------------------------------------------------------
def test_un_statut_dit_d_ou_il_vient_et_ou_il_va(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1.2"))
    ecrire(engagement, saisie("1.1.1.1.2", "detaille", 0.3, 0.2, 0.5), heures=2)
    soupe = page(client, engagement)
    assert changements(soupe) == [
        "Fait devient Détaillé 30 % fait, 20 % programmé, 50 % pas fait", "Non renseigné devient Fait",
    ]  # fmt: skip
    assert mots(soupe, ".fil-tab tbody tr:not(.jour-l) th")[0] == (
        "1.1.1.1.2 Nommer un technicien Tâche de la mesure 1.1.1 Organiser , TE-TEST"
    )
    assert [svg["href"] for svg in soupe.select(".c-change use")][:2] == [
        "#g-fait", "/static/cordee/img/icones.svg#fleche",
    ]  # fmt: skip


def test_une_tache_mene_a_sa_place_dans_la_page_de_sa_mesure(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.1.2"))
    lien = page(client, engagement).select_one(".fil-tab th > a")
    assert lien is not None
    assert lien["href"].endswith(f"/te-test/mesures/{noeud('1.1.1')}/#{noeud('1.1.1.1.2')}")


def test_un_retour_dans_l_heure_se_dit_comme_avant(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    ecrire(engagement, saisie("1.1.1.2", "pas_fait"), heures=2)
    ecrire(engagement, saisie("1.1.1.2"), heures=2.1)
    assert changements(page(client, engagement))[0] == "Fait comme avant"


def test_une_annulation_et_ce_qu_elle_reprend(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + HEURE)
    annulation, repris = changements(page(client, engagement))
    assert annulation == "Fait devient Non renseigné annulation"
    assert repris == "Non renseigné devient Fait annulé ensuite"


def test_une_reponse_dit_sa_question_sa_thematique_et_les_noeuds_touches(
    client: Client, engagement: Engagement
) -> None:
    repondre(engagement.collectivite, "velo", False, par=engagement.ouvert_par, le=LE)
    justifier_reponse(engagement.collectivite, "velo", "Délégué au syndicat", par=engagement.ouvert_par, le=LE + HEURE)
    soupe = page(client, engagement)
    assert changements(soupe) == [
        "Justification écrite Délégué au syndicat Réponse : non",
        "Sans réponse devient Non Justification : Délégué au syndicat",
    ]
    objet = soupe.select(".fil-tab tbody tr:not(.jour-l) th")[1]
    assert propre(objet.get_text(" ")).startswith("Avez-vous velo ? Question de la thématique Se déplacer")
    assert [a["href"].split("/")[-2] for a in objet.select(".touche a")] == [noeud("1.1.2")]
    assert "TE-TEST 1.1.2.1" in propre(objet.get_text(" "))


@pytest.mark.parametrize(
    ("question", "valeur", "dit"), [("part", 0.4, "40 %"), ("mode", "mode_b", "Choix mode_b"), ("velo", True, "Oui")]
)
def test_chaque_sorte_de_reponse_s_ecrit_en_mots(
    client: Client, engagement: Engagement, question: str, valeur: Any, dit: str
) -> None:
    repondre(engagement.collectivite, question, valeur, par=engagement.ouvert_par, le=LE)
    assert changements(page(client, engagement)) == [f"Sans réponse devient {dit}"]


def test_un_commentaire_montre_les_mots_ajoutes_et_otes(client: Client, engagement: Engagement) -> None:
    commenter_mesure(engagement, noeud("1.1.1"), "Vision à partager", par=engagement.ouvert_par, le=LE)
    commenter_mesure(engagement, noeud("1.1.1"), "Vision partagée", par=engagement.ouvert_par, le=LE + 2 * HEURE)
    soupe = page(client, engagement)
    assert changements(soupe)[0].startswith("Commentaire modifié")
    assert mots(soupe, ".texte del") == ["à partager"]
    assert mots(soupe, ".texte ins") == ["partagée"]
    assert changements(soupe)[1] == "Commentaire écrit Vision à partager"


def test_un_commentaire_efface_et_un_texte_long(client: Client, engagement: Engagement) -> None:
    commenter_mesure(engagement, noeud("1.1.1"), "mot " * 200, par=engagement.ouvert_par, le=LE)
    commenter_mesure(engagement, noeud("1.1.1"), "", par=engagement.ouvert_par, le=LE + 2 * HEURE)
    soupe = page(client, engagement)
    assert changements(soupe)[0].startswith("Commentaire effacé")
    assert mots(soupe, ".texte del") == [propre("mot " * 200)]
    assert len(soupe.select(".texte-long summary")) == 2


def test_un_commentaire_recrit_se_lit_en_entier_avant_et_apres(client: Client, engagement: Engagement) -> None:
    commenter_mesure(engagement, noeud("1.1.1"), "Délibération", par=engagement.ouvert_par, le=LE)
    commenter_mesure(engagement, noeud("1.1.1"), "Décision", par=engagement.ouvert_par, le=LE + 2 * HEURE)
    soupe = page(client, engagement)
    assert mots(soupe, ".texte del") == ["Délibération"]
    assert mots(soupe, ".texte ins") == ["Décision"]


def test_un_commentaire_remis_comme_avant_le_dit(client: Client, engagement: Engagement) -> None:
    for texte, heures in (("Un", 0.0), ("Deux", 2.0), ("Un", 2.1)):
        commenter_mesure(engagement, noeud("1.1.1"), texte, par=engagement.ouvert_par, le=LE + heures * HEURE)
    assert changements(page(client, engagement))[0] == "Commentaire remis comme avant Un"


def test_le_texte_des_gens_ne_devient_pas_du_html(client: Client, engagement: Engagement) -> None:
    commenter_mesure(engagement, noeud("1.1.1"), "<b>gras</b>\n<script>", par=engagement.ouvert_par, le=LE)
    texte = page(client, engagement).select_one(".texte")
    assert texte is not None
    assert [balise.name for balise in texte.find_all()] == ["br"]
    assert "<b>gras</b>" in texte.get_text()


def test_les_jours_groupent_les_changements(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    ecrire(engagement, saisie("2.1.1.1"), heures=24)
    ecrire(engagement, saisie("1.1.2.1"), heures=25)
    soupe = page(client, engagement)
    assert mots(soupe, ".jour-l") == ["Mercredi 11 mars 2026", "Mardi 10 mars 2026"]
    assert mots(soupe, ".c-heure")[1:] == ["11 h 00", "10 h 00", "10 h 00"]


def test_la_reponse_compte_et_date(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"), saisie("2.1.1.1"))
    assert mots(page(client, engagement), ".reponse") == ["2 changements , le dernier le 10 mars 2026 à 10 h 00."]


def test_un_compte_supprime_garde_ses_changements(client: Client, engagement: Engagement) -> None:
    autre = MembreFactory(editeur=True, collectivite=engagement.collectivite).utilisateur
    ecrire(engagement, saisie("1.1.1.2"), par=autre)
    autre.delete()
    assert "Compte supprimé" in mots(page(client, engagement), "td.c-qui")[0]


def test_un_noeud_retire_reste_dans_l_historique_sans_lien(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("2.1.1.2.2"))
    charger_mini([ligne for ligne in LIGNES if ligne[0] != "2.1.1.2.2"], version="1.1.0")
    objet = page(client, engagement).select_one(".fil-tab tbody tr:not(.jour-l) th")
    assert objet is not None
    assert "Rénover un gymnase" in objet.get_text()
    assert objet.select_one(":scope > a") is None


# -- filters ---------------------------------------------------------------------------------------------------------
def test_les_filtres_restent_dans_l_adresse_et_les_pages_les_gardent(client: Client, engagement: Engagement) -> None:
    for rang in range(30):
        commenter_mesure(
            engagement, noeud("1.1.1"), f"Texte {rang}", par=engagement.ouvert_par, le=LE + 2 * rang * HEURE
        )
    soupe = page(client, engagement, type=["commentaire", "statut"], du="2026-03-10")
    suite = soupe.select_one("a[rel=next]")
    assert suite is not None
    assert suite["href"] == "?type=commentaire&type=statut&du=2026-03-10&page=2"
    assert mots(soupe, ".reponse") == ["30 changements correspondent à ces filtres."]
    deuxieme = lire(client.get(adresse(engagement.collectivite) + suite["href"]))
    assert len(changements(deuxieme)) == 5
    assert [c["value"] for c in deuxieme.select("input[checked]")] == ["statut", "commentaire"]


def test_chaque_filtre_a_sa_puce_qui_le_retire(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    parametres = {
        "personne": engagement.ouvert_par.pk, "type": ["statut", "reponse"], "noeud": noeud("1.1.1.2"),
        "du": "2026-03-01", "au": "2026-03-20", "page": "1",
    }  # fmt: skip
    puces = page(client, engagement, **parametres).select(".puces-filtres a")
    assert [propre(p.get_text(" ")).removesuffix(" retirer ce filtre") for p in puces] == [
        engagement.ouvert_par.nom_complet, "Statut", "Réponse", "1.1.1.2 Écrire un plan", "Depuis le 1er mars 2026",
        "Jusqu’au 20 mars 2026",
    ]  # fmt: skip
    sans_statut = puces[1]["href"]
    assert "type=reponse" in sans_statut
    assert "type=statut" not in sans_statut
    assert "page" not in sans_statut


def test_le_filtre_d_un_noeud_prend_les_reponses_qui_le_touchent(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.2.1"), saisie("1.1.1.2"))
    repondre(engagement.collectivite, "marche", True, par=engagement.ouvert_par, le=LE + HEURE)
    repondre(engagement.collectivite, "part", 0.4, par=engagement.ouvert_par, le=LE + HEURE)
    assert changements(page(client, engagement, noeud=noeud("1.1.2"))) == [
        "Sans réponse devient Oui", "Non renseigné devient Fait",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parametres", "champ", "message"),
    [
        ({"noeud": "te-test_9.9"}, "id_noeud", "n’existe pas"),
        ({"noeud": "te-test"}, "id_noeud", "n’existe pas"),
        ({"personne": "999999"}, "id_personne", "n’existe plus"),
        ({"du": "hier"}, "id_du", "n’est pas une date"),
        ({"du": "2026-03-08", "au": "2026-03-02"}, "id_au", "précède le début"),
        ({"au": "2030-01-01"}, "id_au", "à venir"),
        ({"referentiel": "cae"}, "id_referentiel", "n’existe plus"),
    ],
)
def test_un_filtre_incompris_est_dit_et_ne_filtre_rien(
    client: Client, engagement: Engagement, parametres: dict[str, str], champ: str, message: str
) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    soupe = page(client, engagement, **parametres)
    fautif = soupe.select_one(f"#{champ}")
    assert fautif is not None
    assert fautif["aria-invalid"] == "true"
    erreur = soupe.find(id=fautif["aria-describedby"])
    assert erreur is not None
    assert message in propre(erreur.get_text())
    assert len(changements(soupe)) == 1


def test_une_date_ecrite_a_la_francaise_convient(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    assert changements(page(client, engagement, du="11/03/2026")) == []


def test_rien_avec_ces_filtres_propose_de_tout_montrer(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    soupe = page(client, engagement, type="commentaire")
    assert mots(soupe, ".vide h3") == ["Rien avec ces filtres"]
    assert mots(soupe, ".reponse") == ["Aucun changement ne correspond à ces filtres."]


def test_rien_du_tout_dit_par_ou_commencer(client: Client, engagement: Engagement) -> None:
    soupe = page(client, engagement)
    assert mots(soupe, ".vide h3") == ["Rien n’a encore changé"]
    lien = soupe.select_one(".vide a")
    assert lien is not None
    assert lien["href"] == reverse("etat_des_lieux", args=[engagement.collectivite.siren])


# -- groupements -----------------------------------------------------------------------------------------------------
@pytest.fixture
def petr(engagement: Engagement, client: Client) -> Collectivite:
    """Two EPCI that changed something, and their coordinator signed in."""
    groupement = CollectiviteFactory(petr=True, membres=[engagement.collectivite])
    voisin = EngagementFactory(
        referentiel=engagement.referentiel, collectivite=CollectiviteFactory(nom_court="Écrins", nom="CC des Écrins")
    )
    AppartenanceFactory(groupement=groupement, membre=voisin.collectivite)
    ecrire(engagement, saisie("1.1.1.2"))
    ecrire(voisin, saisie("1.1.1.2"), heures=1)
    client.force_login(MembreFactory(coordinateur=True, collectivite=groupement).utilisateur)
    return groupement


def test_un_petr_lit_ses_membres_avec_une_colonne_pour_l_epci(
    client: Client, petr: Collectivite, engagement: Engagement
) -> None:
    soupe = lire(client.get(adresse(petr)))
    assert mots(soupe, ".fil-tab td.c-epci") == ["Écrins", propre(engagement.collectivite.appellation)]
    assert "dans les 2 EPCI membres" in mots(soupe, ".sous")[0]


def test_un_petr_filtre_un_epci(client: Client, petr: Collectivite, engagement: Engagement) -> None:
    soupe = lire(client.get(adresse(petr), {"epci": engagement.collectivite.siren}))
    assert mots(soupe, ".fil-tab td.c-epci") == [propre(engagement.collectivite.appellation)]
    assert mots(lire(client.get(adresse(petr), {"epci": "999999999"})), "#id_epci_error") != []


def test_un_epci_n_a_ni_colonne_ni_filtre_d_epci(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, saisie("1.1.1.2"))
    soupe = page(client, engagement, epci="999999999")
    assert soupe.select(".c-epci") == []
    assert len(changements(soupe)) == 1


def test_un_petr_sans_membre_a_un_historique_vide(client: Client) -> None:
    groupement = CollectiviteFactory(petr=True)
    client.force_login(MembreFactory(lecteur=True, collectivite=groupement).utilisateur)
    assert mots(lire(client.get(adresse(groupement))), ".vide h3") == ["Rien n’a encore changé"]


# -- who, how much ---------------------------------------------------------------------------------------------------
def test_un_inconnu_ne_sait_pas_que_la_page_existe(client: Client, engagement: Engagement) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(adresse(engagement.collectivite)).status_code == 404


def test_un_membre_d_un_epci_ne_lit_pas_le_petr(client: Client, petr: Collectivite, engagement: Engagement) -> None:
    client.force_login(lectrice(engagement))
    assert client.get(adresse(petr)).status_code == 404


def test_la_page_ne_s_ecrit_pas(client: Client, engagement: Engagement) -> None:
    assert client.post(adresse(engagement.collectivite)).status_code == 405


def test_une_ligne_ou_trois_coutent_autant_de_requetes(
    client: Client, engagement: Engagement, django_assert_num_queries: Any
) -> None:
    par = engagement.ouvert_par

    def jouer(rang: int) -> None:
        ecrire(engagement, saisie(("1.1.1.2", "2.1.1.1", "1.1.2.1")[rang]), heures=rang)
        commenter_mesure(engagement, noeud(("1.1.1", "2.1.1", "1.1.2")[rang]), "Texte", par=par, le=LE + rang * HEURE)
        question = ("marche", "mode", "part")[rang]
        repondre(engagement.collectivite, question, (True, "mode_a", 0.4)[rang], par=par, le=LE + rang * HEURE)
        justifier_reponse(engagement.collectivite, question, "Vu", par=par, le=LE + rang * HEURE)

    jouer(0)
    page(client, engagement)
    with django_assert_num_queries(19):
        page(client, engagement)
    jouer(1)
    jouer(2)
    with django_assert_num_queries(19):
        page(client, engagement)


def test_un_petr_d_un_ou_trois_membres_coute_autant_de_requetes(
    client: Client, petr: Collectivite, engagement: Engagement, django_assert_num_queries: Any
) -> None:
    client.get(adresse(petr))
    with django_assert_num_queries(16):
        client.get(adresse(petr))
    for _ in range(2):
        autre = EngagementFactory(referentiel=engagement.referentiel)
        AppartenanceFactory(groupement=petr, membre=autre.collectivite)
        ecrire(autre, saisie("2.1.1.1"), heures=3)
    with django_assert_num_queries(16):
        client.get(adresse(petr))
