"""The tree as a page: its rows, its head, who may change them, what it costs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse
from tests.referentiels.factories import (
    LE,
    LIGNES,
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
from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def adresse(engagement: Engagement) -> str:
    return reverse("arbre", args=[engagement.collectivite.siren, engagement.referentiel_id])


def ouvrir(client: Client, engagement: Engagement, qui: Utilisateur, **parametres: str) -> Any:
    client.force_login(qui)
    reponse = client.get(adresse(engagement), parametres)
    assert reponse.status_code == 200
    return lire(reponse)


def renseigner(engagement: Engagement, *saisies: Any) -> None:
    renseigner_statuts(engagement, list(saisies), par=editrice(engagement), le=LE)


def test_toutes_les_lignes_sont_dans_la_page_et_dans_l_ordre(client: Client, engagement: Engagement) -> None:
    lignes = rangees(ouvrir(client, engagement, lectrice(engagement)))
    assert list(lignes) == [ligne[0] for ligne in LIGNES]
    assert [lignes[n].el["aria-level"] for n in ("1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1")] == list("12345")


def test_sous_les_mesures_les_lignes_sont_pliees_au_depart(client: Client, engagement: Engagement) -> None:
    lignes = rangees(ouvrir(client, engagement, lectrice(engagement)))
    pliees = {numero for numero, ligne in lignes.items() if "f" in ligne.classes}
    assert pliees == {numero for numero in lignes if numero.count(".") > 2}


def test_une_ligne_dit_ses_points_et_son_statut(client: Client, engagement: Engagement) -> None:
    renseigner(engagement, saisie("1.1.1.1.1"), saisie("1.1.1.2", "detaille", 0.25, 0.5, 0.25))
    lignes = rangees(ouvrir(client, engagement, lectrice(engagement)))
    assert (lignes["1.1.1.1"].fait, lignes["1.1.1.1"].gain, lignes["1.1.1.1"].statut) == (
        "33,3 %",
        "4,00",
        "À la tâche",
    )
    assert (lignes["1.1.1.1.1"].fait, lignes["1.1.1.1.1"].gain, lignes["1.1.1.1.1"].statut) == ("100,0 %", "—", "Fait")
    assert lignes["1.1.1.1.2"].statut == "Non renseigné"
    assert (lignes["1.1.1.2"].fait, lignes["1.1.1.2"].statut) == ("25,0 %", "Détaillé")
    assert lignes["1.1.1.2"].el["data-d"] == "25 50 25"
    assert (lignes["1.1.1"].fait, lignes["1.1.1"].gain, lignes["1.1.1"].statut) == ("30,0 %", "7,0", "")
    largeurs = [rect["width"] for rect in lignes["1.1.1.2"].el.select("rect")]
    assert largeurs == ["25%", "50%", "25%"]


def test_les_taches_d_une_sous_mesure_renseignee_ne_montrent_aucun_chiffre(
    client: Client, engagement: Engagement
) -> None:
    renseigner(engagement, saisie("1.1.1.1"))
    tache = rangees(ouvrir(client, engagement, editrice(engagement)))["1.1.1.1.1"]
    assert (tache.fait, tache.gain, tache.statut) == ("—", "—", "Non renseignable")
    assert tache.modifiable  # choosing one makes the tâches count again


def test_une_ligne_non_concernee_est_grisee_et_dit_pourquoi(client: Client, engagement: Engagement) -> None:
    renseigner(engagement, saisie("2.1.1.1", "non_concerne"), saisie("2.1.1.2", "non_concerne"))
    lignes = rangees(ouvrir(client, engagement, editrice(engagement)))
    assert "hors" in lignes["2.1.1.1"].classes
    assert lignes["2.1.1.1"].modifiable
    assert lignes["2.1.1.2.1"].statut == lignes["2.1.1"].statut == "Non concerné"
    assert lignes["2.1.1"].fait == lignes["2.1.1"].gain == "—"


def test_les_lignes_desactivees_de_la_famille_te_ne_se_montrent_pas(client: Client, engagement: Engagement) -> None:
    qui = editrice(engagement)
    repondre(engagement.collectivite, "velo", False, par=qui, le=LE)
    soupe = ouvrir(client, engagement, qui)
    assert "1.1.2.1" not in rangees(soupe)
    assert propre(soupe.select_one("#compte").get_text()) == "17 lignes sur 17"


def test_la_tete_dit_ce_qui_manque(client: Client, engagement: Engagement) -> None:
    assert "Rien n’est encore renseigné" in tete(ouvrir(client, engagement, lectrice(engagement)))
    renseigner(engagement, saisie("1.1.1.1"), saisie("1.1.2.1", "programme"))
    # 6 of 35 points are faits, the 2nd star asks for 35 %: 12.25
    dit = tete(ouvrir(client, engagement, lectrice(engagement)))
    assert "Il manque 6,3 points pour la 2 e étoile" in dit
    assert "ce qui est programmé en vaut 10,0." in dit


def test_les_commentaires_se_voient_sur_leur_ligne(client: Client, engagement: Engagement) -> None:
    commenter_mesure(engagement, noeud("1.1.1.2"), "Le plan est voté.", par=editrice(engagement), le=LE)
    lignes = rangees(ouvrir(client, engagement, lectrice(engagement)))
    assert [numero for numero, ligne in lignes.items() if ligne.el.has_attr("data-k")] == ["1.1.1.2"]


def test_chaque_ligne_mene_a_la_page_de_sa_mesure(client: Client, engagement: Engagement) -> None:
    lignes = rangees(ouvrir(client, engagement, editrice(engagement)))
    base = adresse(engagement)
    page = reverse("mesure", args=[engagement.collectivite.siren, engagement.referentiel_id, noeud("1.1.1")])
    assert urljoin(base, lignes["1.1.1"].el.select_one("a.nom")["href"]) == page
    for numero in ("1.1.1.2", "1.1.1.1.1"):
        for lien in lignes[numero].el.select("a"):
            assert urljoin(base, lien["href"]) == f"{page}#{noeud(numero)}"
    assert lignes["1"].el.select_one("a") is None


def test_une_lectrice_lit_les_statuts_et_apprend_qui_peut_les_changer(client: Client, engagement: Engagement) -> None:
    for qui in (lectrice(engagement), contributrice(engagement)):
        soupe = ouvrir(client, engagement, qui)
        assert not soupe.select("a.st")
        assert not soupe.select("#menu-statut")
        assert "Demandez le rôle « Édition »" in propre(soupe.select_one(".pourquoi").get_text())


def test_une_editrice_change_les_sous_mesures_et_les_taches(client: Client, engagement: Engagement) -> None:
    soupe = ouvrir(client, engagement, editrice(engagement))
    modifiables = {numero for numero, ligne in rangees(soupe).items() if ligne.modifiable}
    assert modifiables == {ligne[0] for ligne in LIGNES if ligne[0].count(".") > 2}
    assert soupe.select_one(".pourquoi") is None
    assert len(soupe.select("#menu-statut [role=option]")) == 6


def test_un_verrou_montre_sa_raison_sauf_a_qui_il_exempte(client: Client, engagement: Engagement) -> None:
    gelee, auditrice = editrice(engagement), editrice(engagement)
    VerrouFactory(engagement=engagement, exemptes=[auditrice])
    soupe = ouvrir(client, engagement, gelee)
    assert "Gelé pendant l’audit jusqu’au 12 mars" in propre(soupe.select_one(".pourquoi").get_text())
    assert not soupe.select("a.st")
    assert ouvrir(client, engagement, auditrice).select("a.st")


def test_un_referentiel_en_consultation_ne_se_change_plus(client: Client) -> None:
    engagement = EngagementFactory(mode=Mode.CONSULTATION)
    soupe = ouvrir(client, engagement, editrice(engagement))
    assert "Consultation seule" in propre(soupe.select_one(".pourquoi").get_text())
    assert not soupe.select("a.st")


def test_une_inconnue_ne_sait_meme_pas_que_la_page_existe(client: Client, engagement: Engagement) -> None:
    assert client.get(adresse(engagement)).status_code == 302
    client.force_login(personne(engagement, None))
    assert client.get(adresse(engagement)).status_code == 404
    client.force_login(lectrice(engagement))
    assert client.get(reverse("arbre", args=[engagement.collectivite.siren, "cae"])).status_code == 404
    assert client.post(adresse(engagement)).status_code == 405


def test_la_machine_se_souvient_des_lignes_serrees_et_de_la_tete_reduite(
    client: Client, engagement: Engagement
) -> None:
    qui = lectrice(engagement)
    client.cookies["cordee-arbre"] = "reduite.dense.<script>"
    page = ouvrir(client, engagement, qui).select_one("main")
    assert {"dense", "reduite"} <= set(page["class"])
    assert not any("script" in classe for classe in page["class"])


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_des_statuts(
    client: Client, engagement: Engagement, django_assert_num_queries: Any, nombre: int
) -> None:
    renseigner(engagement, *(saisie(numero) for numero in ("1.1.1.2", "1.1.2.1", "2.1.1.1")[:nombre]))
    qui = editrice(engagement)
    for code in ("1.1.1.2", "1.1.2.1", "2.1.1.1")[:nombre]:
        commenter_mesure(engagement, noeud(code), "Vu.", par=qui, le=LE)
    ouvrir(client, engagement, qui)  # the définition is read once per process
    with django_assert_num_queries(REQUETES):
        client.get(adresse(engagement))


REQUETES = 16
"""Session, person, collectivité, roles (2), engagement, questions (2), answers, competences, statuts, verrou, comments,
territoires of the frame (2)."""


def test_le_panneau_redemande_les_lignes_d_une_mesure_et_celles_au_dessus(
    client: Client, engagement: Engagement
) -> None:
    client.force_login(editrice(engagement))
    reponse = client.get(adresse(engagement), {"mesures": [noeud("2.1.1"), "inconnue"]}, headers={"HX-Request": "true"})
    soupe = lire(reponse)
    assert list(rangees(soupe)) == ["2", "2.1", "2.1.1", "2.1.1.1", "2.1.1.2", "2.1.1.2.1", "2.1.1.2.2"]
    assert all(ligne.el["hx-swap-oob"] == "true" for ligne in rangees(soupe).values())
    assert soupe.select_one("#entete-score[hx-swap-oob]") is not None
