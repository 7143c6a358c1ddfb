"""The page of a mesure: where one is, what it is worth, what to do next, what is asked."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.referentiels.factories import (
    LE,
    EngagementFactory,
    contributrice,
    editrice,
    lectrice,
    noeud,
    personne,
    saisie,
)
from tests.referentiels.lecture_arbre import propre
from tests.referentiels.lecture_mesure import adresse, choisi, ligne, ouvrir, par_id, texte

from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.domain import NaturePerte
from cordee.referentiels.models import ConditionEtoile, Engagement, PreuveAttendue, TexteOfficiel
from cordee.referentiels.views.mesure_avis import _PERTES, _REMEDES

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement(client: Client) -> Engagement:
    """MINI opened; an editor is signed in."""
    ouvert = EngagementFactory()
    client.force_login(editrice(ouvert))
    return ouvert


def ecrire(engagement: Engagement, **statuts: str) -> None:
    """`ecrire(engagement, n1_1_1_1="fait")`."""
    saisies = [saisie(cle.removeprefix("n").replace("_", "."), statut) for cle, statut in statuts.items()]
    renseigner_statuts(engagement, saisies, par=editrice(engagement), le=LE)


# -- where one is ----------------------------------------------------------------------------------------------------
def test_la_page_dit_ou_l_on_est_et_ou_aller(client: Client, engagement: Engagement) -> None:
    soupe = ouvrir(client, engagement, "1.1.2")
    assert texte(soupe, "h1") == "Mesure 1.1.2 : Rouler"
    fil = [propre(a.get_text()) for a in soupe.select(".fil a")]
    assert fil[-3:] == ["Petit référentiel", "1 Se déplacer", "1.1 Marcher et rouler"]
    voisins = {a["rel"][0]: a["href"] for a in soupe.select(".m-voisins a")}
    assert voisins == {"prev": adresse(engagement, "1.1.1"), "next": adresse(engagement, "2.1.1")}
    assert "Faire de la place aux vélos" in texte(soupe, ".m-aide")


def test_l_adresse_se_contente_du_numero(client: Client, engagement: Engagement) -> None:
    assert client.get(adresse(engagement, "1.1.2").replace("te-test_", "")).status_code == 200


@pytest.mark.parametrize("numero", ["1.1.1.1", "1.1.1.1.2"])
def test_une_sous_mesure_ou_une_tache_ouvre_la_page_de_sa_mesure_a_sa_place(
    client: Client, engagement: Engagement, numero: str
) -> None:
    reponse = client.get(adresse(engagement, numero))
    assert reponse.status_code == 302
    assert reponse["Location"] == f"{adresse(engagement, '1.1.1')}#{noeud(numero)}"
    assert ligne(ouvrir(client, engagement, "1.1.1"), numero)


def test_la_racine_est_l_arbre(client: Client, engagement: Engagement) -> None:
    racine = adresse(engagement, "1").replace("te-test_1", "te-test")
    assert client.get(racine)["Location"].endswith("/etat-des-lieux/te-test/")


@pytest.mark.parametrize("code", ["te-test_9.9", "cae_1.1.1", "..", "te-test_1.1.1.1.1.1"])
def test_un_noeud_inconnu_est_introuvable(client: Client, engagement: Engagement, code: str) -> None:
    assert client.get(adresse(engagement, "1.1.1").replace("te-test_1.1.1", code)).status_code == 404


def test_une_etrangere_ne_sait_pas_que_la_page_existe(client: Client, engagement: Engagement) -> None:
    client.force_login(personne(engagement, None))
    for nom in ("mesure", "panneau_mesure", "commenter_mesure"):
        assert client.get(adresse(engagement, "1.1.1", nom)).status_code == 404
    client.logout()
    assert client.get(adresse(engagement, "1.1.1")).status_code == 302


def test_un_axe_montre_ce_qu_il_contient(client: Client, engagement: Engagement) -> None:
    soupe = ouvrir(client, engagement, "1")
    assert texte(soupe, "#t-noeuds") == "Sous-axes"
    assert soupe.select_one(".m-groupe-nom")["href"] == adresse(engagement, "1.1")
    assert not soupe.select(".m-choisir, .m-commentaire")
    assert texte(ouvrir(client, engagement, "1.1"), "#t-noeuds") == "Mesures"


# -- what it is worth ------------------------------------------------------------------------------------------------
def test_la_reponse_de_la_page_est_une_phrase_et_un_nombre(client: Client, engagement: Engagement) -> None:
    assert (
        texte(ouvrir(client, engagement, "1.1.1"), "#m-reponse")
        == "Rien n’est encore renseigné : 10 points sont à prendre."
    )
    ecrire(engagement, n1_1_1_1="programme")
    assert (
        texte(ouvrir(client, engagement, "1.1.1"), "#m-reponse")
        == "Rien n’est encore fait ; 6 points sur 10 sont programmés."
    )
    ecrire(engagement, n1_1_1_2="fait")
    soupe = ouvrir(client, engagement, "1.1.1")
    assert texte(soupe, "#m-reponse") == "4 points sur 10 ; tenir ce qui est programmé en ajoute 6."
    assert texte(soupe, "#m-reponse b") == "4 points"
    ecrire(engagement, n1_1_1_1="fait")
    assert texte(ouvrir(client, engagement, "1.1.1"), "#m-reponse") == "Tout est fait : 10 points sont acquis."


def test_le_score_se_lit_en_chiffre_en_barre_et_en_quatre_lignes(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n1_1_1_1_1="fait", n1_1_1_1_2="pas_fait", n1_1_1_2="programme")
    soupe = ouvrir(client, engagement, "1.1.1")
    assert texte(soupe, "#m-score .m-score-chiffre > p") == "2 points sur 10 8 à gagner"
    lignes = [propre(d.get_text(" ")) for d in soupe.select(".lignes-score > div")]
    assert lignes == [
        "Fait 2,00 points 20,0 %",
        "Programmé 4,00 points 40,0 %",
        "Pas fait 2,00 points 20,0 %",
        "Non renseigné 2,00 points 20,0 %",
    ]
    barre = soupe.select_one("#m-score svg.barre")
    assert "programmé 40,0" in barre["aria-label"].replace("\u00a0", " ")


def test_le_prochain_pas_nomme_ce_qu_il_faut_tenir(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n1_1_1_1="programme", n1_1_1_2="programme")
    soupe = ouvrir(client, engagement, "1.1.1")
    assert texte(soupe, ".m-pas") == "Tenir 1.1.1.1 et 1.1.1.2 , déjà programmées, rapporte 10 points."
    assert [a["href"] for a in soupe.select(".m-pas a")] == [
        f"{adresse(engagement, '1.1.1')}#{noeud(numero)}" for numero in ("1.1.1.1", "1.1.1.2")
    ]


def test_le_prochain_pas_d_un_axe_mene_a_la_page_de_son_enfant(client: Client, engagement: Engagement) -> None:
    assert ouvrir(client, engagement, "1").select_one(".m-pas a")["href"].startswith(adresse(engagement, "1.1"))


def test_chaque_ligne_dit_ses_points_et_son_statut(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n1_1_1_1_1="fait", n1_1_1_2="fait")
    soupe = ouvrir(client, engagement, "1.1.1")
    assert texte(par_id(soupe, f"m-chiffres-{noeud('1.1.1.1')}"), ".m-points") == "2 sur 6 points"
    assert texte(par_id(soupe, f"m-chiffres-{noeud('1.1.1.1')}"), ".m-reste") == "4 à gagner"
    assert choisi(soupe, "1.1.1.1") == "detaille_a_la_tache"
    assert choisi(soupe, "1.1.1.1.2") == "non_renseigne"
    assert choisi(soupe, "1.1.1.2") == "fait"
    assert texte(soupe, ".m-resume") == "3 tâches : 1 faite, 2 sans statut"


def test_les_taches_d_une_sous_mesure_globale_la_suivent(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n1_1_1_1="fait")
    soupe = ouvrir(client, engagement, "1.1.1")
    assert texte(soupe, ".m-resume") == "3 tâches, qui suivent le statut de la sous-mesure"
    assert soupe.select_one("details.m-taches[open]") is None
    assert choisi(soupe, "1.1.1.1.1") == ""
    assert "un choix ici la fait lire à la tâche" in texte(ligne(soupe, "1.1.1.1.1"), ".m-couverte")


# -- personnalisation ------------------------------------------------------------------------------------------------
def test_une_question_sans_reponse_laisse_le_potentiel_ouvert(client: Client, engagement: Engagement) -> None:
    soupe = ouvrir(client, engagement, "1.1.2")
    assert "Potentiel pas encore définitif : répondez à « Avez-vous velo ? »" in texte(soupe, ".m-suspens")
    assert soupe.select_one(".m-suspens a")["href"].endswith("/personnalisation/deplacer/#q-velo")
    assert ouvrir(client, engagement, "1.1.1").select_one(".m-suspens") is None


def test_une_reduction_dit_ses_points_sa_question_et_qui_a_repondu(client: Client, engagement: Engagement) -> None:
    plume = editrice(engagement)
    repondre(engagement.collectivite, "marche", True, par=plume, le=LE)
    soupe = ouvrir(client, engagement, "1.1.2")
    regle = next(li for li in soupe.select(".m-regles > li") if "Poser des arceaux" in li.get_text())
    assert "Réduite de 5 à 2,5 points (× 0,5)" in propre(regle.get_text(" "))
    assert f"Avez-vous marche ? oui {plume.nom_complet}" in propre(regle.get_text(" "))
    assert "si reponse(marche, OUI) alors 0.5" in texte(regle, "details code")
    assert texte(soupe, ".m-potentiel > p").startswith("15 points dans le référentiel, 12,5 ici")


def test_le_te_cache_ce_qui_est_desactive_et_le_dit_ailleurs(client: Client, engagement: Engagement) -> None:
    repondre(engagement.collectivite, "velo", False, par=editrice(engagement), le=LE)
    soupe = ouvrir(client, engagement, "1.1.2")
    assert soupe.find(id=noeud("1.1.2.1")) is None
    assert "1.1.2.1, désactivée : ses points ne comptent pas." in texte(soupe, ".m-potentiel")
    assert "Désactivée : ce qu’elle vaut (10 points) ne vous est pas compté." in texte(soupe, "#m-personnalisation")


def test_une_regle_de_score_dit_ce_qu_elle_retient(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n2_1_1_1="fait", n1_1_2_2="fait")
    texte_regle = texte(ouvrir(client, engagement, "2.1.1"), "#m-personnalisation")
    assert "Son score dépend aussi de 1.1.2, à 33 %. La règle retient 1,67 point de ce qui est fait." in texte_regle


def test_sans_regle_on_le_dit(client: Client, engagement: Engagement) -> None:
    assert "Aucune règle ne touche cette mesure" in texte(ouvrir(client, engagement, "1.1.1"), "#m-personnalisation")


# -- what is asked ---------------------------------------------------------------------------------------------------
def test_les_conditions_d_etoile_disent_si_elles_sont_remplies(client: Client, engagement: Engagement) -> None:
    for etoile, numero, borne in ((1, "1.1.1.1", 100), (2, "1.1.1.2", None)):
        ConditionEtoile.objects.create(
            referentiel_id="te-test",
            etoile=etoile,
            ordre=1,
            mesure_id=noeud(numero),
            objet=f"Objet {etoile}",
            min_realise=100,
            min_programme=borne,
        )
    ecrire(engagement, n1_1_1_1="programme", n1_1_1_2="programme")
    conditions = [propre(li.get_text(" ")) for li in ouvrir(client, engagement, "1.1.1").select("#m-conditions li")]
    assert conditions[0].startswith("1 re étoile : 1.1.1.1 , Objet 1 Demandé : programmé ou fait. Rempli")
    assert conditions[1].startswith("2 e étoile : 1.1.1.2 , Objet 2 Demandé : fait. Pas encore")
    assert ouvrir(client, engagement, "2.1.1").select_one("#m-conditions").has_attr("hidden")


def test_les_preuves_attendues_sont_nommees_sans_faux_bouton(client: Client, engagement: Engagement) -> None:
    preuve = PreuveAttendue.objects.create(code="delib", referentiel_id="te-test", nom="Délibération sur le vélo")
    preuve.mesures.add(noeud("1.1.1.1"))
    soupe = ouvrir(client, engagement, "1.1.1")
    assert "Délibération sur le vélo" in ligne(soupe, "1.1.1.1").get_text()
    assert texte(soupe, ".m-cote .m-preuves") == "Délibération sur le vélo 1.1.1.1"
    assert not [b for b in soupe.select("button") if "preuve" in b.get_text().lower()]


def test_le_texte_officiel_reste_a_part_avec_sa_source(client: Client, engagement: Engagement) -> None:
    engagement.referentiel.source_officielle = "ADEME, référentiel officiel"
    engagement.referentiel.version_officielle = "1.2.0"
    engagement.referentiel.save(update_fields=["source_officielle", "version_officielle"])
    TexteOfficiel.objects.create(
        mesure_id=noeud("1.1.1"),
        nom="Intitulé officiel",
        description="Un **texte** <script>alert(1)</script>\n\n[lien](javascript:alert(1))",
        ressources="- une ressource",
    )
    soupe = ouvrir(client, engagement, "1.1.1")
    volet = soupe.select_one(".m-tete details.m-officiel")
    assert texte(volet, ".m-officiel-nom") == "Intitulé officiel"
    assert [propre(p.get_text()) for p in volet.select(".m-officiel-titre")] == ["Description", "Ressources"]
    assert "Source : ADEME, référentiel officiel, version 1.2.0." in texte(volet, ".m-source")
    assert volet.select_one("strong").get_text() == "texte"
    assert volet.select_one("script") is None
    assert not [a for a in volet.select("a") if a["href"].startswith("javascript")]
    assert texte(soupe, "h1") == "Mesure 1.1.1 : Organiser"


def test_l_historique_montre_les_derniers_changements(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n1_1_1_2="programme")
    ecrire(engagement, n1_1_1_2="fait", n2_1_1_1="fait")
    soupe = ouvrir(client, engagement, "1.1.1")
    lignes = [propre(li.select_one("div").get_text(" ")) for li in soupe.select("#m-historique li")]
    assert lignes[0].startswith("1.1.1.2 : de « programmé » à « fait »")
    assert not [phrase for phrase in lignes if phrase.startswith("2.1.1.1")]
    assert soupe.select_one("#m-historique a")["href"].endswith(f"/historique/?noeud={noeud('1.1.1')}")


def test_les_points_hors_de_portee_proposent_le_statut_qui_les_rend(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n1_1_1_1="fait")
    ecrire(engagement, n1_1_1_1_1="non_concerne", n1_1_1_1_2="non_concerne", n1_1_1_1_3="non_concerne")
    perte = ouvrir(client, engagement, "1.1.1").select_one(".m-pertes li")
    assert propre(perte.get_text(" ")).startswith("6 points : Toutes les tâches de 1.1.1.1 sont non concernées")
    champs = {champ["name"]: champ.get("value") for champ in perte.select("input")}
    assert (champs["code"], champs["statut"]) == (noeud("1.1.1.1"), "non_concerne")
    client.post(adresse(engagement, "1.1.1"), {"code": champs["code"], "statut": champs["statut"]})
    assert ouvrir(client, engagement, "1.1.1").select_one(".m-pertes") is None


def test_chaque_perte_a_ses_mots() -> None:
    assert set(_PERTES) == set(_REMEDES) == set(NaturePerte)


# -- who may ---------------------------------------------------------------------------------------------------------
def test_une_lectrice_lit_tout_et_sait_qui_peut_ecrire(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, n1_1_1_2="fait")
    client.force_login(lectrice(engagement))
    soupe = ouvrir(client, engagement, "1.1.1")
    assert not soupe.select("form.m-choisir, .m-editeur, .m-annuler")
    assert texte(ligne(soupe, "1.1.1.2"), ".statut") == "Fait"
    assert "Demandez le rôle « Édition » à une personne qui administre" in texte(soupe, ".m-refus")
    assert "Demandez le rôle « Contribution »" in texte(soupe, ".m-commentaire")


def test_une_contributrice_commente_sans_renseigner(client: Client, engagement: Engagement) -> None:
    client.force_login(contributrice(engagement))
    soupe = ouvrir(client, engagement, "1.1.1")
    assert not soupe.select("form.m-choisir")
    assert soupe.select(".m-editeur")
