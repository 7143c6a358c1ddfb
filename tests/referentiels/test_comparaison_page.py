"""The page that compares two moments of a référentiel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import LE, LIGNES, EngagementFactory, charger_mini, lectrice, noeud, saisie
from tests.referentiels.lecture_arbre import lire, propre

from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)
MAINTENANT = LE + 60 * JOUR


@pytest.fixture(autouse=True)
def _horloge() -> Any:
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def engagement(client: Client) -> Engagement:
    """19 points faits at the N0 of 11 March, 9 more on 20 March in axe 1, 5 less on 1 April in axe 2. A reader is
    signed in."""
    engagement = EngagementFactory()
    ecrire(engagement, LE, ("1.1.1.2", "fait"), ("1.1.2.1", "fait"), ("2.1.1.1", "fait"))
    figer_score(engagement, "N0", par=engagement.ouvert_par, le=LE + JOUR, jalon=TypeJalon.ETAT_INITIAL)
    ecrire(engagement, LE + 10 * JOUR, ("1.1.2.2", "fait"), ("1.1.1.1.1", "fait"), ("1.1.1.1.2", "fait"))
    ecrire(engagement, LE + 22 * JOUR, ("2.1.1.1", "pas_fait"))
    client.force_login(lectrice(engagement))
    return engagement


def ecrire(engagement: Engagement, le: datetime, *saisies: tuple[str, str]) -> None:
    renseigner_statuts(engagement, [saisie(*une) for une in saisies], par=engagement.ouvert_par, le=le)


def adresse(engagement: Engagement) -> str:
    return reverse("comparaison", args=[engagement.collectivite.siren, engagement.referentiel_id])


def page(client: Client, engagement: Engagement, **parametres: Any) -> BeautifulSoup:
    reponse = client.get(adresse(engagement), parametres)
    assert reponse.status_code == 200
    return lire(reponse)


def phrase(soupe: BeautifulSoup) -> str:
    dite = soupe.select_one(".reponse")
    assert dite is not None
    return propre(dite.get_text())


def lignes(soupe: BeautifulSoup) -> dict[str, list[str]]:
    """Cells of each row that shows, by number."""
    return {
        tr["id"].partition("_")[2]: [propre(td.get_text(" ")) for td in tr.find_all("td")]
        for tr in soupe.select(".arbre-ecarts tbody tr")
        if not tr.has_attr("hidden")
    }


def test_sans_rien_choisir_on_compare_le_n0_a_aujourd_hui(client: Client, engagement: Engagement) -> None:
    soupe = page(client, engagement)
    choisis = [propre(option.get_text()) for option in soupe.select(".deux-moments option[selected]")]
    assert choisis == ["N0", "Aujourd’hui"]
    assert phrase(soupe).startswith("+4,0 points depuis le N0")


def test_la_phrase_nomme_l_axe_qui_gagne_et_celui_qui_perd(client: Client, engagement: Engagement) -> None:
    assert phrase(page(client, engagement)) == "+4,0 points depuis le N0 : +9,0 dans l’axe 1 et −5,0 dans l’axe 2."


def test_seules_les_lignes_qui_changent_se_montrent(client: Client, engagement: Engagement) -> None:
    montrees = lignes(page(client, engagement))
    assert list(montrees) == ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.1.1"]
    assert montrees["1.1.1"][:3] == ["4,00", "8,00", "+4,00"]


def test_toutes_les_mesures_et_leurs_sous_mesures(client: Client, engagement: Engagement) -> None:
    montrees = lignes(page(client, engagement, lignes="toutes", deplie="tout"))
    assert list(montrees) == [
        "1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.2", "1.1.2", "1.1.2.1", "1.1.2.2", "2", "2.1", "2.1.1", "2.1.1.1",
        "2.1.1.2",
    ]  # fmt: skip


def test_une_mesure_se_deplie_par_l_adresse_et_se_replie(client: Client, engagement: Engagement) -> None:
    code = noeud("1.1.1")
    assert "1.1.1.1" in lignes(page(client, engagement, deplie=code))
    assert "1.1.1.2" not in lignes(page(client, engagement, deplie=code))
    assert "1.1.1.1" not in lignes(page(client, engagement, deplie=code, replie=code))


def test_une_sous_mesure_dit_le_statut_qui_passe_a_l_autre(client: Client, engagement: Engagement) -> None:
    soupe = page(client, engagement, deplie="tout")
    passage = soupe.select_one(f'[id="l-{noeud("2.1.1.1")}"] .passage')
    assert passage is not None
    assert propre(passage.get_text(" ")) == "Fait devient Pas fait"


def test_une_mesure_mene_a_sa_page_et_une_sous_mesure_a_son_ancre(client: Client, engagement: Engagement) -> None:
    soupe = page(client, engagement, deplie="tout")
    lien = soupe.select_one(f'[id="l-{noeud("2.1.1.1")}"] a')
    assert lien is not None
    assert lien["href"].endswith(f"/mesures/{noeud('2.1.1')}/#{noeud('2.1.1.1')}")


def test_les_mesures_qui_gagnent_et_perdent_le_plus(client: Client, engagement: Engagement) -> None:
    gains, pertes = page(client, engagement).select(".principaux")
    assert propre(gains.get_text(" ")).startswith("1.1.2 Rouler +5,00 points")
    assert propre(pertes.get_text(" ")).startswith("2.1.1 Isoler −5,00 points")


def test_une_reponse_changee_dit_ce_qu_elle_touche(client: Client, engagement: Engagement) -> None:
    repondre(engagement.collectivite, "velo", False, par=engagement.ouvert_par, le=LE + 30 * JOUR)
    soupe = page(client, engagement, deplie="tout")
    section = soupe.select_one("[aria-labelledby=t-potentiels]")
    assert section is not None
    texte = propre(section.get_text(" "))
    assert "Le potentiel a changé" in texte
    assert "Avez-vous velo ? Sans réponse Non 1.1.2.1" in texte
    ligne = soupe.select_one(f'[id="l-{noeud("1.1.2.1")}"]')
    assert ligne is not None
    assert "désactivée" in ligne.get_text()
    assert "10 → 0" in propre(ligne.get_text(" "))


def test_une_reponse_qui_ne_change_aucun_potentiel_est_dite_pour_telle(client: Client, engagement: Engagement) -> None:
    repondre(engagement.collectivite, "marche", False, par=engagement.ouvert_par, le=LE + 30 * JOUR)
    section = page(client, engagement).select_one("[aria-labelledby=t-potentiels]")
    assert section is not None
    assert "Des réponses ont changé" in section.get_text()


def test_une_autre_version_du_referentiel_est_annoncee(client: Client, engagement: Engagement) -> None:
    sans_plan = [ligne for ligne in LIGNES if ligne[0] not in ("1.1.2", "1.1.2.1", "1.1.2.2")]
    sans_regle = [ligne[:7] if len(ligne) > 7 and ligne[0] == "2.1.1" else ligne for ligne in sans_plan]
    charger_mini([*sans_regle, ("2.1.2", "Mesurer"), ("2.1.2.1", "Poser des sondes", "", "3")], version="1.1.0")
    engagement.referentiel.refresh_from_db()
    soupe = page(client, engagement)
    bandeau = soupe.select_one(".bandeau")
    assert bandeau is not None
    dit = propre(bandeau.get_text())
    assert "1.0.0, puis 1.1.0" in dit
    assert "1 mesure est nouvelle ; 1 mesure a été retirée" in dit
    retiree = soupe.select_one(f'[id="l-{noeud("1.1.2")}"]')
    assert retiree is not None
    assert "Rouler" in retiree.get_text()
    assert "retirée du référentiel" in retiree.get_text()
    assert retiree.select_one("a") is None


def test_un_jour_passe_se_compare_aussi(client: Client, engagement: Engagement) -> None:
    soupe = page(client, engagement, de="2026-03-25", a="aujourdhui")
    assert phrase(soupe) == "−5,0 points depuis le 25 mars 2026, uniquement dans l’axe 2."


def test_entre_deux_moments_dont_aucun_n_est_aujourd_hui(client: Client, engagement: Engagement) -> None:
    figer_score(engagement, "Bilan d'avril", par=engagement.ouvert_par, le=LE + 40 * JOUR)
    assert phrase(page(client, engagement, de="n0", a="bilan-d-avril")).startswith(
        "+4,0 points entre le N0 et « Bilan d’avril »"
    )


def test_une_date_ecrite_passe_dans_l_adresse(client: Client, engagement: Engagement) -> None:
    reponse = client.get(
        adresse(engagement), {"de": "n0", "a": "aujourdhui", "de_le": "25/03/2026", "lignes": "toutes"}
    )
    assert reponse.status_code == 302
    assert reponse["Location"] == f"{adresse(engagement)}?de=2026-03-25&a=aujourdhui&lignes=toutes"


def test_rien_n_a_change_se_dit(client: Client, engagement: Engagement) -> None:
    assert phrase(page(client, engagement, de="2026-04-10", a="aujourdhui")) == (
        "Rien n’a changé : 0 point d’écart depuis le 10 avril 2026."
    )


@pytest.mark.parametrize(
    ("parametres", "champ", "message"),
    [
        ({"de": "perdu"}, "id_de", "n’existe plus"),
        ({"de": "2027-01-01"}, "id_de", "n’existe plus"),
        ({"de_le": "le 3"}, "id_de_le", "n’est pas une date"),
        ({"a_le": "2027-01-01"}, "id_a_le", "à venir"),
        ({"de": "aujourdhui"}, "id_a", "deux moments différents"),
    ],
)
def test_un_moment_inconnu_est_dit_a_cote_de_son_champ(
    client: Client, engagement: Engagement, parametres: dict[str, str], champ: str, message: str
) -> None:
    soupe = page(client, engagement, **parametres)
    fautif = soupe.select_one(f"#{champ}")
    assert fautif is not None
    assert fautif["aria-invalid"] == "true"
    erreur = soupe.find(id=fautif["aria-describedby"])
    assert erreur is not None
    assert message in propre(erreur.get_text())
    assert soupe.select_one(".arbre-ecarts") is None


def test_sans_jalon_la_page_dit_par_quoi_commencer(client: Client) -> None:
    vierge = EngagementFactory()
    client.force_login(lectrice(vierge))
    soupe = page(client, vierge)
    assert soupe.select_one(".vide a[href$='#figer']") is not None
    assert soupe.select_one("[aria-invalid]") is None


def test_sans_n0_on_compare_depuis_le_plus_ancien_jalon(client: Client) -> None:
    engagement = EngagementFactory()
    figer_score(engagement, "Premier", par=engagement.ouvert_par, le=LE)
    figer_score(engagement, "Second", par=engagement.ouvert_par, le=LE + JOUR)
    client.force_login(lectrice(engagement))
    assert "« Premier »" in phrase(page(client, engagement))


def test_les_inconnus_ne_savent_pas_que_la_page_existe(client: Client, engagement: Engagement) -> None:
    client.force_login(UtilisateurFactory())
    assert client.get(adresse(engagement)).status_code == 404


def test_un_referentiel_jamais_ouvert_est_introuvable(client: Client, engagement: Engagement) -> None:
    assert client.get(adresse(engagement).replace("te-test", "cae")).status_code == 404


def test_la_page_ne_s_ecrit_pas(client: Client, engagement: Engagement) -> None:
    assert client.post(adresse(engagement)).status_code == 405


def test_le_nombre_de_requetes_ne_depend_pas_de_ce_qui_a_change(
    client: Client, engagement: Engagement, django_assert_num_queries: Any
) -> None:
    page(client, engagement)
    with django_assert_num_queries(16):
        page(client, engagement, lignes="toutes")
    ecrire(engagement, LE + 31 * JOUR, ("1.1.1.1.3", "fait"), ("1.1.2.1", "programme"), ("2.1.1.2.1", "fait"))
    for rang in range(3):
        figer_score(engagement, f"Jalon {rang}", par=engagement.ouvert_par, le=LE + (32 + rang) * JOUR)
    with django_assert_num_queries(16):
        page(client, engagement, lignes="toutes")


def test_chaque_jour_garde_l_heure_de_paris(client: Client, engagement: Engagement) -> None:
    ecrire(engagement, datetime(2026, 5, 2, 21, 59, tzinfo=UTC), ("2.1.1.1", "fait"))
    soupe = page(client, engagement, de="2026-05-01", a="2026-05-02")
    assert phrase(soupe).startswith("+5,0 points entre le 1er mai 2026 et le 2 mai 2026")
