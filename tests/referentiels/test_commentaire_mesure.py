"""The comment of a mesure: written where it is read, never lost, never dangerous."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from tests.referentiels.factories import (
    LE,
    EngagementFactory,
    contributrice,
    editrice,
    lectrice,
    noeud,
    personne,
)
from tests.referentiels.lecture_arbre import lire, propre
from tests.referentiels.lecture_mesure import HTMX, adresse, ligne, ouvrir, par_id, texte

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.commentaires import LONGUEUR_MAX, commenter_mesure
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Commentaire, Engagement, HistoriqueCommentaire
from cordee.referentiels.views.mesure_conflit import comparer

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def plume(engagement: Engagement, client: Client) -> Utilisateur:
    """A contributor, signed in."""
    qui = contributrice(engagement)
    client.force_login(qui)
    return qui


def commenter(
    client: Client, engagement: Engagement, texte: str, lu: str | None = "", *, numero: str = "1.1.1", htmx: bool = True
) -> Any:
    donnees = {"texte": texte} | ({} if lu is None else {"version_lue": lu})
    return client.post(adresse(engagement, numero, "commenter_mesure"), donnees, headers=HTMX if htmx else {})


def en_place(engagement: Engagement, numero: str = "1.1.1") -> str:
    trouve = Commentaire.objects.filter(collectivite=engagement.collectivite, mesure=noeud(numero)).first()
    return trouve.texte if trouve else ""


# -- writing ---------------------------------------------------------------------------------------------------------
def test_un_commentaire_garde_son_auteur_et_son_heure(
    client: Client, engagement: Engagement, plume: Utilisateur
) -> None:
    reponse = commenter(client, engagement, "Tout est **prêt**.\n\n- un\n- deux")
    assert reponse.status_code == 200
    soupe = lire(reponse)
    assert soupe.select_one(".com strong").get_text() == "prêt"
    assert len(soupe.select(".com li")) == 2
    assert texte(soupe, ".m-qui").startswith(plume.nom_complet)
    assert texte(soupe, "[data-annonce]").startswith("Commentaire enregistré à")
    assert "Tout est" in texte(ouvrir(client, engagement, "1.1.1"), ".m-commentaire .com")


@pytest.mark.usefixtures("plume")
def test_sans_script_on_revient_au_commentaire(client: Client, engagement: Engagement) -> None:
    reponse = commenter(client, engagement, "Fait en mars.", numero="1.1.1.1", htmx=False)
    assert reponse["Location"] == f"{adresse(engagement, '1.1.1')}#{noeud('1.1.1.1')}"
    (message,) = get_messages(reponse.wsgi_request)
    assert "Commentaire enregistré" in str(message)
    assert "Fait en mars." in ligne(ouvrir(client, engagement, "1.1.1"), "1.1.1.1").get_text()


@pytest.mark.usefixtures("plume")
def test_un_texte_vide_efface_le_commentaire_et_garde_son_histoire(client: Client, engagement: Engagement) -> None:
    commenter(client, engagement, "Trop tôt.")
    reponse = commenter(client, engagement, "  ", "Trop tôt.")
    assert texte(lire(reponse), "[data-annonce]").startswith("Commentaire effacé à")
    assert lire(reponse).select_one(".com") is None
    assert en_place(engagement) == ""
    assert HistoriqueCommentaire.objects.filter(mesure=noeud("1.1.1")).exists()


@pytest.mark.usefixtures("plume")
def test_un_texte_trop_long_est_refuse_sans_etre_perdu(client: Client, engagement: Engagement) -> None:
    for htmx in (True, False):
        reponse = commenter(client, engagement, "x" * (LONGUEUR_MAX + 1), htmx=htmx)
        assert reponse.status_code == 422
        soupe = lire(reponse)
        zone = soupe.find(id=f"m-texte-{noeud('1.1.1')}")
        assert len(zone.get_text()) == LONGUEUR_MAX + 1
        assert zone["aria-invalid"] == "true"
        assert "joignez plutôt un document" in texte(soupe, ".etat.ko")
    assert en_place(engagement) == ""


def test_l_heure_est_celle_de_la_france(client: Client, engagement: Engagement, plume: Utilisateur) -> None:
    commenter_mesure(engagement, noeud("1.1.1"), "Vu.", par=plume, le=LE)
    assert texte(ouvrir(client, engagement, "1.1.1"), ".m-qui").endswith("le 10 mars 2026 à 10 h 00")


# -- two at once -----------------------------------------------------------------------------------------------------
@pytest.fixture
def deux_versions(engagement: Engagement, plume: Utilisateur) -> Utilisateur:
    """A colleague changed the comment while the signed-in person was writing."""
    commenter_mesure(engagement, noeud("1.1.1"), "Trois étapes sont faites.", par=plume, le=LE)
    collegue = editrice(engagement)
    le = LE + timedelta(hours=2)
    commenter_mesure(engagement, noeud("1.1.1"), "Quatre étapes sont faites.", par=collegue, le=le)
    return collegue


def test_un_conflit_montre_les_deux_versions_et_n_ecrit_rien(
    client: Client, engagement: Engagement, deux_versions: Utilisateur
) -> None:
    reponse = commenter(client, engagement, "Trois étapes sont finies.", "Trois étapes sont faites.")
    assert reponse.status_code == 422
    soupe = lire(reponse)
    assert deux_versions.nom_complet in texte(soupe, ".m-conflit-titre")
    mienne, autre = soupe.select(".m-texte")
    assert (mienne.select_one("del").get_text(), mienne.select_one("ins").get_text()) == ("faites", "finies")
    assert (autre.select_one("del").get_text(), autre.select_one("ins").get_text()) == ("Trois", "Quatre")
    verbes = [propre(el.get_text()) for el in soupe.select("footer .btn")]
    assert verbes == [
        "Garder la mienne", f"Garder celle de {deux_versions.prenom}", "Réunir les deux", "Enregistrer le texte réuni",
    ]  # fmt: skip
    assert en_place(engagement) == "Quatre étapes sont faites."


def test_un_texte_tout_autre_se_lit_sans_ratures() -> None:
    assert comparer("Une élue est nommée.", "Rien à voir du tout ici, désormais.") == (
        ("", "Rien à voir du tout ici, désormais."),
    )
    long = "mot " * 3000
    assert comparer(long, long + "fin") == (("", long + "fin"),)


@pytest.mark.usefixtures("deux_versions")
def test_garder_la_mienne_remplace_en_connaissance_de_cause(client: Client, engagement: Engagement) -> None:
    soupe = lire(commenter(client, engagement, "Trois étapes sont finies.", "Trois étapes sont faites."))
    formulaire = soupe.select_one("footer form")
    champs = {zone["name"]: zone.get_text() for zone in formulaire.select("textarea")}
    assert commenter(client, engagement, champs["texte"], champs["version_lue"]).status_code == 200
    assert en_place(engagement) == "Trois étapes sont finies."


@pytest.mark.usefixtures("deux_versions")
def test_reunir_part_des_deux_textes(client: Client, engagement: Engagement) -> None:
    soupe = lire(commenter(client, engagement, "Trois étapes sont finies.", "Trois étapes sont faites."))
    reunis = soupe.find(id=f"m-reunis-{noeud('1.1.1')}").get_text()
    assert reunis == "Quatre étapes sont faites.\n\nTrois étapes sont finies."


@pytest.mark.usefixtures("deux_versions")
def test_garder_celle_du_collegue_relit_le_commentaire(client: Client, engagement: Engagement) -> None:
    soupe = lire(commenter(client, engagement, "Trois étapes sont finies.", "Trois étapes sont faites."))
    lien = soupe.select_one("footer a")
    assert "Quatre étapes" in client.get(lien["hx-get"], headers=HTMX).content.decode()
    sans_script = client.get(lien["href"])
    assert sans_script["Location"] == f"{adresse(engagement, '1.1.1')}#{noeud('1.1.1')}"


@pytest.mark.usefixtures("deux_versions")
def test_sans_script_le_conflit_est_dans_la_page(client: Client, engagement: Engagement) -> None:
    reponse = commenter(client, engagement, "Trois étapes sont finies.", "Trois étapes sont faites.", htmx=False)
    assert reponse.status_code == 422
    soupe = lire(reponse)
    assert len(soupe.select(".conflit")) == 1
    assert "finies" in texte(par_id(soupe, f"m-commentaire-{noeud('1.1.1')}"), ".versions")


@pytest.mark.usefixtures("deux_versions")
def test_le_meme_texte_des_deux_cotes_n_est_pas_un_conflit(client: Client, engagement: Engagement) -> None:
    reponse = commenter(client, engagement, "Quatre étapes sont faites.", "Trois étapes sont faites.")
    assert reponse.status_code == 200


# -- danger ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "attaque",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[clic](javascript:alert(1))",
        "</textarea><script>alert(1)</script>",
        "![x](https://exemple.fr/x.png)",
    ],
)
@pytest.mark.usefixtures("plume")
def test_un_commentaire_ne_peut_rien_executer(client: Client, engagement: Engagement, attaque: str) -> None:
    commenter(client, engagement, attaque)
    soupe = ouvrir(client, engagement, "1.1.1")
    bloc = par_id(soupe, f"m-commentaire-{noeud('1.1.1')}")
    assert not bloc.select("script, img, [onerror]")
    assert not [a for a in bloc.select("a") if a.get("href", "").startswith("javascript")]
    zone = soupe.find(id=f"m-texte-{noeud('1.1.1')}")
    assert zone.get_text() == attaque
    conflit = commenter(client, engagement, "autre", "base")
    assert not lire(conflit).select("script, img")


# -- who may ---------------------------------------------------------------------------------------------------------
def test_qui_peut_commenter(client: Client, engagement: Engagement) -> None:
    for qui, attendu in (
        (personne(engagement, None), 404),
        (lectrice(engagement), 403),
        (contributrice(engagement), 200),
        (editrice(engagement), 200),
    ):
        client.force_login(qui)
        lu = en_place(engagement)
        assert commenter(client, engagement, f"par {qui.pk}", lu).status_code == attendu
        assert client.get(adresse(engagement, "1.1.1", "commenter_mesure"), headers=HTMX).status_code in {200, 404}


def test_un_refus_dit_qui_peut(client: Client, engagement: Engagement) -> None:
    client.force_login(lectrice(engagement))
    reponse = commenter(client, engagement, "x")
    assert "Demandez le rôle « Contribution »" in propre(reponse.content.decode())


def test_un_referentiel_archive_ne_se_commente_plus(client: Client) -> None:
    engagement = EngagementFactory(mode=Mode.ARCHIVE)
    client.force_login(editrice(engagement))
    assert commenter(client, engagement, "x").status_code == 403


# -- cost ------------------------------------------------------------------------------------------------------------
def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_de_commentaires(
    client: Client, engagement: Engagement, plume: Utilisateur, django_assert_max_num_queries: Any
) -> None:
    nombres = []
    for numeros in (["1.1.1"], ["1.1.1.1", "1.1.1.1.1", "1.1.1.2"]):
        for rang, numero in enumerate(numeros):
            le = LE + timedelta(hours=2 * rang)
            commenter_mesure(engagement, noeud(numero), f"Précision {numero}", par=editrice(engagement), le=le)
        ouvrir(client, engagement, "1.1.1")
        with django_assert_max_num_queries(26) as requetes:
            ouvrir(client, engagement, "1.1.1")
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
