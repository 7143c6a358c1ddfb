"""Answering and justifying: what is written, what comes back, what is taken back, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.referentiels.factories import LE, EngagementFactory, editrice
from tests.referentiels.lecture_personnalisation import (
    actuelle,
    dit,
    effets,
    etat,
    justifier,
    lire,
    page,
    phrase,
    poster,
    propre,
    questions,
)
from tests.territoires.factories_questions import CompetenceExerceeFactory, ThematiqueFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.models import Engagement
from cordee.referentiels.views.questionnaire import version_texte
from cordee.territoires.actions.reponses import justifier_reponse
from cordee.territoires.models import HistoriqueReponse, Reponse

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def redactrice(engagement: Engagement, client: Client) -> Utilisateur:
    """An editor, signed in."""
    qui = editrice(engagement)
    client.force_login(qui)
    return qui


def valeur(engagement: Engagement, code: str) -> Any:
    ligne = Reponse.objects.filter(collectivite=engagement.collectivite, question=code).first()
    return ligne.valeur if ligne else None


def par_une_collegue(engagement: Engagement, code: str, valeur: Any) -> Utilisateur:
    collegue = editrice(engagement)
    repondre(engagement.collectivite, code, valeur, par=collegue, le=LE)
    return collegue


# -- writing ---------------------------------------------------------------------------------------------------------
def test_une_reponse_s_enregistre_et_dit_ce_qu_elle_change(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = poster(client, engagement.collectivite, "velo", "non", lue="")
    soupe = lire(reponse)
    assert reponse.status_code == 200
    assert valeur(engagement, "velo") is False
    assert dit(soupe).startswith("Enregistré à ")
    assert dit(soupe).endswith(" : −10 points de potentiel en Petit référentiel.")
    engagement.refresh_from_db()
    assert engagement.points_potentiels == 25


def test_la_reponse_htmx_remet_a_jour_la_tete_les_effets_et_l_historique(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    soupe = lire(poster(client, engagement.collectivite, "velo", "non", lue=""))
    dehors = {str(morceau["id"]) for morceau in soupe.select("[hx-swap-oob]")}
    assert {"tete-questions", "lue-velo", "effets-velo", "effets-marche", "histo-velo", "gardees"} <= dehors
    assert "controle-velo" not in dehors  # the control is the person's: it is not taken from under their hand
    assert actuelle(soupe, "velo") == {"Non"}
    assert "a répondu « Non »" in propre(soupe.select_one("#histo-velo"))
    assert soupe.select_one("#lue-velo")["value"] == "non"


def test_une_reponse_qui_montre_une_question_l_apporte_avec_elle(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    adresse = reverse("thematique", args=[engagement.collectivite.siren, "deplacer"])
    assert "pistes" not in questions(lire(client.get(adresse)))
    soupe = lire(poster(client, engagement.collectivite, "velo", "oui", lue=""))
    assert dit(soupe).endswith(" : 1 question de plus.")


def test_une_part_se_tape_en_pourcentage(client: Client, engagement: Engagement, redactrice: Utilisateur) -> None:
    poster(client, engagement.collectivite, "part", "12,5", lue="")
    assert valeur(engagement, "part") == 0.125


def test_un_choix_s_enregistre_par_son_identifiant(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    poster(client, engagement.collectivite, "mode", "mode_b", lue="")
    assert valeur(engagement, "mode") == "mode_b"


def test_la_meme_reponse_n_ecrit_rien(client: Client, engagement: Engagement, redactrice: Utilisateur) -> None:
    par_une_collegue(engagement, "velo", True)
    avant = Ecriture.objects.count()
    soupe = lire(poster(client, engagement.collectivite, "velo", "oui", lue="oui"))
    assert dit(soupe) == "C’est déjà la réponse enregistrée."
    assert Ecriture.objects.count() == avant


# -- undo ------------------------------------------------------------------------------------------------------------
def test_annuler_remet_la_reponse_precedente(client: Client, engagement: Engagement, redactrice: Utilisateur) -> None:
    par_une_collegue(engagement, "velo", True)
    soupe = lire(poster(client, engagement.collectivite, "velo", "non", lue="oui"))
    bouton = soupe.select_one("#annuler-velo").find_parent("form")
    champs = {str(c["name"]): str(c.get("value", "")) for c in bouton.select("input[name]")}
    assert champs["valeur"] == "oui"
    soupe = lire(client.post(bouton["action"], champs, headers={"HX-Request": "true"}))
    assert valeur(engagement, "velo") is True
    assert dit(soupe).startswith("Annulé à ")
    assert propre(soupe.select_one("#annuler-velo")) == "Rétablir"
    assert soupe.select_one("#controle-velo[hx-swap-oob] input[value=oui]").has_attr("checked")


def test_annuler_une_premiere_reponse_la_retire(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    poster(client, engagement.collectivite, "marche", "oui", lue="")
    poster(client, engagement.collectivite, "marche", "", lue="oui", annulation="1", bouton="1")
    assert valeur(engagement, "marche") is None


# -- deduced answers -------------------------------------------------------------------------------------------------
def test_une_reponse_deduite_se_montre_comme_telle(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    CompetenceExerceeFactory(collectivite=engagement.collectivite, code="3010", exercee=False)
    soupe = page(client, engagement.collectivite, "deplacer")
    assert etat(soupe, "velo").startswith(
        "Non, déduit de la base nationale des groupements (BANATIC) : vous n’exercez pas"
    )
    assert propre(soupe.select_one("#controle-velo .deduite")) == "Non déduit"
    assert not soupe.select("#controle-velo [checked]")
    assert actuelle(soupe, "velo") == {"Non"}


def test_une_reponse_deduite_se_corrige_puis_se_rend(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    CompetenceExerceeFactory(collectivite=engagement.collectivite, code="3010", exercee=False)
    soupe = lire(poster(client, engagement.collectivite, "velo", "oui", lue=""))
    assert "+10 points de potentiel" in dit(soupe)
    assert "Remplace la réponse « Non » déduite" in propre(soupe)
    assert propre(soupe.select_one("#rendre-velo")) == "Revenir à la réponse déduite"
    soupe = lire(poster(client, engagement.collectivite, "velo", "", lue="oui", bouton="1"))
    assert valeur(engagement, "velo") is None
    assert dit(soupe).startswith("Réponse retirée à ")
    assert "−10 points de potentiel" in dit(soupe)


# -- bad input -------------------------------------------------------------------------------------------------------
def test_une_part_illisible_est_gardee_et_rien_n_est_ecrit(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    par_une_collegue(engagement, "part", 0.4)
    reponse = poster(client, engagement.collectivite, "part", "4O", lue="40")
    assert reponse.status_code == 422
    assert "« 4O » n’est pas une part" in dit(lire(reponse))
    assert valeur(engagement, "part") == 0.4


def test_sans_script_la_page_revient_avec_ce_qui_a_ete_tape(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = poster(client, engagement.collectivite, "part", "4O", htmx=False, lue="", retour="deplacer")
    soupe = lire(reponse)
    assert reponse.status_code == 422
    assert soupe.select_one("#r-part")["value"] == "4O"
    assert soupe.select_one("#r-part")["aria-invalid"] == "true"
    assert "« 4O » n’est pas une part" in etat(soupe, "part")
    assert valeur(engagement, "part") is None


def test_une_question_inconnue_ou_posee_a_d_autres_est_introuvable(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    assert poster(client, engagement.collectivite, "absente", "oui").status_code == 404
    assert poster(client, engagement.collectivite, "ecoles", "oui").status_code == 404


def test_une_reponse_se_poste_seulement(client: Client, engagement: Engagement, redactrice: Utilisateur) -> None:
    adresse = reverse("repondre_question", args=[engagement.collectivite.siren, "velo"])
    assert client.get(adresse).status_code == 405


# -- meanwhile, a colleague ------------------------------------------------------------------------------------------
def test_une_reponse_changee_entre_temps_n_est_pas_ecrasee(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    collegue = par_une_collegue(engagement, "velo", True)
    reponse = poster(client, engagement.collectivite, "velo", "non", lue="")
    assert reponse.status_code == 422
    assert f"{collegue.nom_complet} a répondu « Oui » à 10 h 00, pendant que vous choisissiez « Non »" in dit(
        lire(reponse)
    )
    assert valeur(engagement, "velo") is True


def test_choisir_sa_reponse_l_enregistre_et_garder_l_autre_ne_change_rien(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    par_une_collegue(engagement, "velo", True)
    soupe = lire(poster(client, engagement.collectivite, "velo", "non", lue=""))
    mienne, sienne = (
        {str(c["name"]): str(c.get("value", "")) for c in f.select("input[name]")}
        for f in soupe.select(".conflit-question form")
    )
    adresse = reverse("repondre_question", args=[engagement.collectivite.siren, "velo"])
    client.post(adresse, sienne, headers={"HX-Request": "true"})
    assert valeur(engagement, "velo") is True
    client.post(adresse, mienne, headers={"HX-Request": "true"})
    assert valeur(engagement, "velo") is False


def test_une_question_cachee_entre_temps_garde_la_reponse_et_recharge_la_page(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = poster(client, engagement.collectivite, "pistes", "oui", lue="")
    assert reponse.headers["HX-Refresh"] == "true"
    assert valeur(engagement, "pistes") is True
    soupe = page(client, engagement.collectivite, "deplacer")
    assert "Cette question n’est plus posée" in propre(soupe.select_one(".messages"))
    assert "Oui à « Avez-vous pistes ? »" in propre(soupe.select_one("#gardees"))


# -- without script --------------------------------------------------------------------------------------------------
def test_sans_script_on_revient_a_la_question_avec_de_quoi_annuler(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = poster(client, engagement.collectivite, "velo", "non", htmx=False, lue="", retour="deplacer")
    assert reponse.url == reverse("thematique", args=[engagement.collectivite.siren, "deplacer"]) + "#q-velo"
    soupe = page(client, engagement.collectivite, "deplacer")
    assert etat(soupe, "velo").startswith("Enregistré à ")
    assert soupe.select_one("#annuler-velo") is not None
    assert not etat(page(client, engagement.collectivite, "deplacer"), "velo").startswith("Enregistré")


def test_sans_script_une_autre_page_ouverte_entre_temps_ne_dit_rien_de_faux(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    ThematiqueFactory(code="loger", nom="Se loger", ordre=2)
    poster(client, engagement.collectivite, "velo", "non", htmx=False, lue="", retour="deplacer")
    assert page(client, engagement.collectivite, "loger").select_one(".messages") is None


def test_sans_script_le_filtre_et_la_page_d_origine_sont_gardes(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = poster(
        client, engagement.collectivite, "velo", "non", htmx=False, retour="personnalisation", referentiel="te-test"
    )
    attendue = reverse("personnalisation", args=[engagement.collectivite.siren]) + "?referentiel=te-test#q-velo"
    assert reponse.url == attendue
    assert questions(lire(client.get(attendue)))[0] == "velo"


# -- on the page that sums up ------------------------------------------------------------------------------------------
def test_sur_le_resume_ce_qui_est_affiche_y_reste(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    soupe = page(client, engagement.collectivite)
    affichees = str(soupe.select_one("#affichees")["value"])
    assert affichees == "velo,marche"
    reponse = poster(
        client, engagement.collectivite, "velo", "non", lue="", retour="personnalisation", affichees=affichees
    )
    soupe = lire(reponse)
    dehors = {str(morceau["id"]) for morceau in soupe.select("[hx-swap-oob]")}
    assert {"tete-questions", "effets-velo", "effets-marche", "thematiques", "changements"} <= dehors
    assert phrase(soupe).startswith("Vos réponses retirent 10 points de potentiel ; il reste")


# -- justifications --------------------------------------------------------------------------------------------------
def test_une_justification_s_enregistre_et_s_annule(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    soupe = lire(justifier(client, engagement.collectivite, "velo", "Étude de 2024", lue=version_texte("")))
    assert dit(soupe).startswith("Enregistré à ")
    ligne = Reponse.objects.get(collectivite=engagement.collectivite, question="velo")
    assert ligne.justification == "Étude de 2024"
    justifier(
        client, engagement.collectivite, "velo", "", lue=version_texte("Étude de 2024"), annulation="1", bouton="1"
    )
    ligne.refresh_from_db()
    assert ligne.justification == ""


def test_deux_justifications_simultanees_se_montrent_toutes_deux(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    justifier_reponse(engagement.collectivite, "velo", "Texte de la collègue", par=editrice(engagement), le=LE)
    reponse = justifier(client, engagement.collectivite, "velo", "Mon texte", lue=version_texte(""))
    soupe = lire(reponse)
    assert reponse.status_code == 422
    assert "Texte de la collègue" in propre(soupe.select_one(".conflit-question"))
    assert "Mon texte" in {propre(zone) for zone in soupe.select("textarea")}
    assert Reponse.objects.get(question="velo").justification == "Texte de la collègue"


def test_une_justification_trop_longue_est_gardee_sans_etre_ecrite(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = justifier(client, engagement.collectivite, "velo", "a" * 10_001, htmx=False, lue=version_texte(""))
    assert reponse.status_code == 422
    assert lire(reponse).select_one("#j-velo").get_text().strip() == "a" * 10_001
    assert not Reponse.objects.filter(question="velo").exists()


def test_la_justification_d_une_page_sans_script_revient_a_sa_question(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = justifier(client, engagement.collectivite, "velo", "Délibération", htmx=False, retour="deplacer")
    assert reponse.url.endswith("#q-velo")
    assert "Enregistré à" in propre(page(client, engagement.collectivite, "deplacer").select_one("#etat-j-velo"))


# -- history ---------------------------------------------------------------------------------------------------------
def test_l_historique_dit_qui_quand_et_a_la_place_de_quoi(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    collegue = par_une_collegue(engagement, "velo", True)
    repondre(engagement.collectivite, "velo", False, par=redactrice, le=LE + timedelta(days=2))
    soupe = page(client, engagement.collectivite, "deplacer")
    derniers = [propre(ligne) for ligne in soupe.select("#histo-velo li")]
    assert derniers == [
        f"12 mars 2026, 10 h 00 {redactrice.nom_complet} a répondu « Non », à la place de « Oui »",
        f"10 mars 2026, 10 h 00 {collegue.nom_complet} a répondu « Oui »",
    ]
    assert etat(soupe, "velo").startswith(f"Répondu par {redactrice.nom_complet} le 12 mars 2026")


def test_l_historique_montre_les_cinq_derniers_changements(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    for jour in range(7):
        repondre(engagement.collectivite, "velo", jour % 2 == 0, par=redactrice, le=LE + timedelta(days=jour))
    assert HistoriqueReponse.objects.filter(question="velo").count() == 7
    assert len(page(client, engagement.collectivite, "deplacer").select("#histo-velo li")) == 5


def test_les_effets_disent_ce_que_vaut_chaque_reponse(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    lignes = effets(page(client, engagement.collectivite, "deplacer"), "velo")
    assert lignes["Petit référentiel", "Non"] == ("−10", "0 0,0 %", "désactive 1.1.2.1")
    assert lignes["Petit référentiel", "Oui"] == ("0", "0 0,0 %", "rien")
    assert lignes["Petit référentiel", "Sans réponse"].potentiel == "0"
