"""Writing statuts from the tree: what comes back, what is taken back, what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
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
from tests.referentiels.lecture_arbre import lire, propre, rangees, tete

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.statuts import statuts_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def redactrice(engagement: Engagement, client: Client) -> Utilisateur:
    """An editor, signed in."""
    qui = editrice(engagement)
    client.force_login(qui)
    return qui


def adresse(engagement: Engagement, nom: str = "statut") -> str:
    return reverse(nom, args=[engagement.collectivite.siren, engagement.referentiel_id])


def poster(client: Client, engagement: Engagement, *numeros: str, nom: str = "statut", **champs: str) -> Any:
    donnees: dict[str, Any] = {**champs, "code": [noeud(numero) for numero in numeros]}
    return client.post(adresse(engagement, nom), donnees, headers=HTMX)


def phrase(reponse: Any) -> str:
    dit = lire(reponse).select_one("[data-annonce]")
    assert dit is not None
    return propre(dit.get_text())


def stockes(engagement: Engagement) -> dict[str, str]:
    lignes = statuts_of(engagement.collectivite, engagement.referentiel_id)
    return {
        code.partition("_")[2]: statut.avancement.value if statut.concerne else "non_concerne"
        for code, statut in lignes.items()
    }


# -- what a write sends back ------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("redactrice")
def test_une_tache_change_sa_ligne_ses_ancetres_et_la_tete(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.1.1", statut="fait")
    assert reponse.status_code == 200
    soupe = lire(reponse)
    lignes = rangees(soupe)
    assert list(lignes) == ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1"]
    assert all(ligne.el["hx-swap-oob"] == "true" for ligne in lignes.values())
    assert [ligne.gain for ligne in lignes.values()] == ["23,0", "23,0", "8,0", "4,00", "—"]
    assert [ligne.fait for ligne in lignes.values()] == ["8,0 %", "8,0 %", "20,0 %", "33,3 %", "100,0 %"]
    assert (lignes["1.1.1.1"].statut, lignes["1.1.1.1.1"].statut) == ("À la tâche", "Fait")
    assert "2,0 points sur 35" in tete(soupe)


@pytest.mark.usefixtures("redactrice")
def test_la_reponse_ne_porte_que_des_morceaux_et_reveille_le_panneau(client: Client, engagement: Engagement) -> None:
    reponse = poster(client, engagement, "1.1.1.2", statut="fait")
    texte = reponse.content.decode()
    assert "<html" not in texte
    assert "<template><tr " in texte  # a row alone is not parsed outside a table
    evenement = json.loads(reponse["HX-Trigger-After-Swap"])["scores-changes"]
    assert evenement["mesures"] == [noeud("1.1.1")]
    assert set(evenement["codes"]) == {noeud(n) for n in ("1", "1.1", "1.1.1", "1.1.1.2")}


@pytest.mark.usefixtures("redactrice")
def test_une_sous_mesure_renseignee_couvre_ses_taches(client: Client, engagement: Engagement) -> None:
    lignes = rangees(lire(poster(client, engagement, "1.1.1.1", statut="programme")))
    assert {lignes[f"1.1.1.1.{t}"].statut for t in (1, 2, 3)} == {"Non renseignable"}
    assert not lignes["1.1.1.1.1"].el.has_attr("data-r")


@pytest.mark.usefixtures("redactrice")
def test_une_tache_rend_a_ses_soeurs_leur_tour(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.1", statut="fait")
    reponse = poster(client, engagement, "1.1.1.1.2", statut="pas_fait")
    lignes = rangees(lire(reponse))
    assert [lignes[f"1.1.1.1.{t}"].statut for t in (1, 2, 3)] == ["Non renseigné", "Pas fait", "Non renseigné"]
    assert lignes["1.1.1.1"].statut == "À la tâche"
    assert "1.1.1.1 se lit désormais à la tâche." in phrase(reponse)


@pytest.mark.usefixtures("redactrice")
def test_la_regle_de_score_change_aussi_une_mesure_d_un_autre_axe(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "2.1.1.1", statut="fait")
    lignes = rangees(lire(poster(client, engagement, "1.1.2.1", statut="fait")))
    assert {"1.1.2", "2.1.1", "2.1.1.1", "2"} <= set(lignes)


@pytest.mark.usefixtures("redactrice")
def test_un_detail_s_ecrit_en_pourcentages(client: Client, engagement: Engagement) -> None:
    champs = {"statut": "detaille", "fait": "20", "programme": "70", "pas_fait": "10"}
    ligne = rangees(lire(poster(client, engagement, "1.1.1.2", **champs)))["1.1.1.2"]
    assert (ligne.fait, ligne.gain, ligne.statut, ligne.el["data-d"]) == ("20,0 %", "3,20", "Détaillé", "20 70 10")


@pytest.mark.usefixtures("redactrice")
def test_la_phrase_dit_l_heure_et_les_points(client: Client, engagement: Engagement) -> None:
    dite = phrase(poster(client, engagement, "1.1.1.2", statut="programme"))
    assert dite.startswith("Enregistré à ")
    assert dite.endswith(" : 4 points de plus au programmé.")
    assert phrase(poster(client, engagement, "1.1.1.2", statut="fait")).endswith(
        " : 4 points de plus au fait et 4 de moins au programmé."
    )
    assert phrase(poster(client, engagement, "2.1.1.1", statut="pas_fait")).endswith(" : 5 points de plus au pas fait.")
    assert phrase(poster(client, engagement, "2.1.1.1", statut="non_concerne")).endswith(
        " : 5 points de moins au pas fait."
    )


@pytest.mark.usefixtures("redactrice")
def test_une_etoile_gagnee_se_dit(client: Client, engagement: Engagement) -> None:
    dite = phrase(poster(client, engagement, "1.1.1.1", "1.1.2.1", statut="fait"))
    assert dite.endswith(" ; la 2e étoile est atteinte.")


@pytest.mark.usefixtures("redactrice")
def test_redire_le_meme_statut_ne_change_rien(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.2", statut="fait")
    reponse = poster(client, engagement, "1.1.1.2", statut="fait")
    assert phrase(reponse) == "Rien à changer : 1.1.1.2 avait déjà ce statut."
    assert not rangees(lire(reponse))
    assert lire(reponse).select_one("form") is None


# -- several at once --------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("redactrice")
def test_un_geste_renseigne_les_taches_qui_ne_le_sont_pas(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.1.2", statut="fait")
    reponse = poster(client, engagement, "1.1.1.1", statut="programme", portee="a_renseigner")
    assert stockes(engagement) == {"1.1.1.1.1": "programme", "1.1.1.1.2": "fait", "1.1.1.1.3": "programme"}
    assert phrase(reponse).startswith("2 lignes enregistrées à ")
    poster(client, engagement, nom="annuler_statut")
    assert stockes(engagement) == {"1.1.1.1.2": "fait"}


@pytest.mark.usefixtures("redactrice")
def test_plus_rien_a_renseigner_se_dit(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.1", statut="programme")
    reponse = poster(client, engagement, "1.1.1.1", statut="fait", portee="a_renseigner")
    assert reponse.status_code == 422
    assert phrase(reponse) == "Toutes les tâches de cette sous-mesure ont déjà un statut."
    assert stockes(engagement) == {"1.1.1.1": "programme"}


@pytest.mark.usefixtures("redactrice")
def test_plusieurs_lignes_choisies_s_annulent_ensemble(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.1.1", "1.1.2.1", "2.1.1.1", statut="fait")
    assert set(stockes(engagement)) == {"1.1.1.1.1", "1.1.2.1", "2.1.1.1"}
    reponse = poster(client, engagement, nom="annuler_statut")
    assert phrase(reponse).endswith(" : 3 statuts sont comme avant.")
    assert stockes(engagement) == {}
    assert "Rien n’est encore renseigné" in tete(lire(reponse))


# -- taking back ------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("redactrice")
def test_annuler_remet_le_statut_et_la_cascade(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.1", statut="fait")
    poster(client, engagement, "1.1.1.1.2", statut="pas_fait")
    reponse = poster(client, engagement, nom="annuler_statut")
    assert stockes(engagement) == {"1.1.1.1": "fait"}
    lignes = rangees(lire(reponse))
    assert lignes["1.1.1.1"].statut == "Fait"
    assert lignes["1.1.1.1.2"].statut == "Non renseignable"


@pytest.mark.usefixtures("redactrice")
def test_chaque_annulation_remonte_d_un_geste(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.2", statut="programme")
    poster(client, engagement, "1.1.1.2", statut="fait")
    reponse = poster(client, engagement, nom="annuler_statut")
    assert phrase(reponse).endswith(" : 1.1.1.2 est de nouveau « Programmé ».")
    assert lire(reponse).select_one("form") is None
    assert phrase(poster(client, engagement, nom="annuler_statut")).endswith("est de nouveau « Non renseigné ».")
    reponse = poster(client, engagement, nom="annuler_statut")
    assert reponse.status_code == 422
    assert phrase(reponse) == "Vous n’avez rien à annuler dans ce référentiel."


@pytest.mark.usefixtures("redactrice")
def test_on_n_annule_pas_ce_qu_une_collegue_a_change_depuis(client: Client, engagement: Engagement) -> None:
    poster(client, engagement, "1.1.1.2", statut="fait")
    autre = Client()
    autre.force_login(editrice(engagement))
    poster(autre, engagement, "1.1.1.2", statut="pas_fait")
    reponse = poster(client, engagement, nom="annuler_statut")
    assert reponse.status_code == 422
    assert "ont été changés depuis" in phrase(reponse)
    assert stockes(engagement) == {"1.1.1.2": "pas_fait"}


# -- refusals ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("qui", "statut"), [(lambda e: personne(e, None), 404), (lectrice, 403), (contributrice, 403), (editrice, 200)]
)
@pytest.mark.parametrize("nom", ["statut", "annuler_statut"])
def test_chacun_n_obtient_que_ce_que_son_role_permet(
    client: Client, engagement: Engagement, qui: Any, statut: int, nom: str
) -> None:
    assert poster(client, engagement, "1.1.1.2", nom=nom, statut="fait").status_code == 302  # to the sign-in page
    personne_essayee = qui(engagement)
    client.force_login(personne_essayee)
    if nom == "annuler_statut" and statut == 200:
        poster(client, engagement, "1.1.1.2", statut="fait")
    reponse = poster(client, engagement, "1.1.1.2", nom=nom, statut="fait")
    assert reponse.status_code == statut
    if statut == 403:
        assert "Demandez le rôle « Édition »" in propre(reponse.content.decode())
        assert stockes(engagement) == {}


@pytest.mark.usefixtures("redactrice")
@pytest.mark.parametrize("nom", ["statut", "annuler_statut"])
def test_une_lecture_n_ecrit_rien(client: Client, engagement: Engagement, nom: str) -> None:
    assert client.get(adresse(engagement, nom)).status_code == 405


@pytest.mark.usefixtures("redactrice")
def test_un_verrou_refuse_et_dit_jusqu_a_quand(client: Client, engagement: Engagement) -> None:
    VerrouFactory(engagement=engagement)
    reponse = poster(client, engagement, "1.1.1.2", statut="fait")
    assert reponse.status_code == 403
    assert "Gelé pendant l’audit jusqu’au 12 mars" in propre(reponse.content.decode())
    assert "<" not in reponse.content.decode()  # the sentence alone: it is shown as it is
    assert stockes(engagement) == {}


def test_une_auditrice_exemptee_ecrit_malgre_le_verrou(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    VerrouFactory(engagement=engagement, exemptes=[redactrice])
    assert poster(client, engagement, "1.1.1.2", statut="fait").status_code == 200


def test_un_referentiel_en_consultation_ne_s_ecrit_plus(client: Client) -> None:
    engagement = EngagementFactory(mode=Mode.CONSULTATION)
    client.force_login(editrice(engagement))
    assert poster(client, engagement, "1.1.1.2", statut="fait").status_code == 403


def test_une_ligne_desactivee_se_refuse_avec_sa_raison(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    repondre(engagement.collectivite, "velo", False, par=redactrice, le=LE)
    reponse = poster(client, engagement, "1.1.2.1", statut="fait")
    assert reponse.status_code == 422
    assert phrase(reponse).startswith("1.1.2.1 est désactivée par vos réponses de personnalisation")
    assert not rangees(lire(reponse))
    assert stockes(engagement) == {}


@pytest.mark.usefixtures("redactrice")
@pytest.mark.parametrize(
    ("numero", "champs"),
    [
        ("1.1.1", {"statut": "fait"}),
        ("9.9.9.9", {"statut": "fait"}),
        ("1.1.1.2", {"statut": "non_renseignable"}),
        ("1.1.1.2", {"statut": "detaille_a_la_tache"}),
        ("1.1.1.2", {"statut": "detaille", "fait": "60", "programme": "60", "pas_fait": "0"}),
        ("1.1.1.2", {}),
    ],
)
def test_une_demande_impossible_se_refuse_sans_rien_ecrire(
    client: Client, engagement: Engagement, numero: str, champs: dict[str, str]
) -> None:
    reponse = poster(client, engagement, numero, **champs)
    assert reponse.status_code == 422
    assert phrase(reponse)
    assert stockes(engagement) == {}


# -- without JavaScript -----------------------------------------------------------------------------------------------
def test_un_formulaire_simple_revient_a_la_ligne_avec_un_message(
    client: Client, engagement: Engagement, redactrice: Utilisateur
) -> None:
    reponse = client.post(adresse(engagement), {"code": noeud("1.1.1.2"), "statut": "fait"}, follow=True)
    assert reponse.redirect_chain == [(f"{adresse(engagement, 'arbre')}#{noeud('1.1.1.2')}", 302)]
    assert "4 points de plus au fait." in propre(lire(reponse).select_one(".messages").get_text())
    reponse = client.post(adresse(engagement, "annuler_statut"), follow=True)
    assert "est de nouveau « Non renseigné »" in propre(lire(reponse).select_one(".messages").get_text())


@pytest.mark.usefixtures("redactrice")
def test_un_refus_revient_a_la_page_avec_un_message(client: Client, engagement: Engagement) -> None:
    reponse = client.post(adresse(engagement), {"code": noeud("1.1.1"), "statut": "fait"}, follow=True)
    assert "ne porte pas de statut" in lire(reponse).select_one(".messages .error").get_text()


@pytest.mark.usefixtures("redactrice")
@pytest.mark.parametrize(("suite", "suivie"), [("/t/1/", True), ("https://ailleurs.fr/", False), ("//ailleurs", False)])
def test_la_page_suivante_reste_chez_nous(client: Client, engagement: Engagement, suite: str, suivie: bool) -> None:
    donnees = {"code": noeud("1.1.1.2"), "statut": "fait", "suite": suite}
    reponse = client.post(adresse(engagement), donnees)
    assert (reponse["Location"] == suite) is suivie


# -- cost -------------------------------------------------------------------------------------------------------------
REQUETES = 22


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_des_statuts(
    client: Client, engagement: Engagement, redactrice: Utilisateur, django_assert_num_queries: Any, nombre: int
) -> None:
    deja = [saisie(numero) for numero in ("2.1.1.1", "2.1.1.2", "1.1.2.2")[:nombre]]
    renseigner_statuts(engagement, deja, par=redactrice, le=LE)
    with django_assert_num_queries(REQUETES):
        poster(client, engagement, *("1.1.1.1.1", "1.1.1.2", "1.1.2.1")[:nombre], statut="fait")
