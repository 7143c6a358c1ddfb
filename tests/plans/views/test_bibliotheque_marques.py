"""The tabs and the notes of the basket, the counts of the filters, what a card says of elsewhere."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import FicheFactory, PlanFactory
from tests.plans.views.test_bibliotheque import CARTES, Marque, au_panier, connecter, lire, lire_panier, poster, texte

from cordee.plans.domain.listes import OriginePlan
from cordee.plans.forms.bibliotheque import NOM_DU_PLAN
from cordee.plans.models import Fiche, LignePanier, Plan
from cordee.plans.models.panier import NOTE_MAX
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre(client: Client) -> Membre:
    return connecter(client, editeur=True)


class TestOnglets:
    def remplir(self, membre: Membre) -> None:
        for carte, marque in zip(CARTES, Marque.values, strict=False):
            au_panier(membre.collectivite, carte, marque=marque)

    def test_chaque_marque_a_son_onglet_et_son_compte(self, client: Client, membre: Membre) -> None:
        self.remplir(membre)
        page = lire_panier(client, membre.collectivite)
        assert [(o.libelle, o.nombre, o.ouvert) for o in page.context["onglets"]] == [
            ("Sélection", 3, True), ("À faire", 1, False), ("En cours", 1, False), ("Réalisée", 1, False),
            ("Non pertinente", 1, False),
        ]  # fmt: skip
        assert "3 actions prêtes à devenir des fiches" in texte(page)
        assert len(page.context["cartes"]) == 3

    @pytest.mark.parametrize(("marque", "rang"), [("en_cours", 1), ("non_pertinente", 3)])
    def test_un_onglet_ne_montre_que_les_siennes(self, client: Client, membre: Membre, marque: str, rang: int) -> None:
        self.remplir(membre)
        lieu = reverse("panier", args=[membre.collectivite.siren])
        page = client.get(f"{lieu}?marque={marque}")
        assert [carte.modele for carte in page.context["cartes"]] == [CARTES[rang]]
        assert f'value="{lieu}?marque={marque}"' in page.content.decode()

    def test_ce_qui_n_est_pas_pertinent_ne_devient_pas_une_fiche(self, client: Client, membre: Membre) -> None:
        au_panier(membre.collectivite, CARTES[0], marque=Marque.NON_PERTINENTE)
        page = texte(client.get(reverse("panier", args=[membre.collectivite.siren]) + "?marque=non_pertinente"))
        assert "Les actions écartées" in page
        assert "Créer les fiches dans" not in page.split("Les actions écartées")[1]
        reponse = poster(client, membre.collectivite, "panier_verser", destination="aucun", modeles=[CARTES[0].code])
        assert reponse.status_code == 422
        assert not Fiche.objects.exists()

    def test_un_onglet_vide_dit_quoi_faire(self, client: Client, membre: Membre) -> None:
        au_panier(membre.collectivite, CARTES[0], marque=Marque.NON_PERTINENTE)
        page = texte(lire_panier(client, membre.collectivite))
        assert "Rien ici pour l'instant" in page
        assert "Aucune action à reprendre" in page


class TestNotes:
    def test_une_note_se_garde_se_lit_et_suit_dans_la_fiche(self, client: Client, membre: Membre) -> None:
        au_panier(membre.collectivite, CARTES[0])
        poster(client, membre.collectivite, "panier_noter", modele=CARTES[0].code, note=" Voir le  syndicat ")
        assert LignePanier.objects.get().note == "Voir le syndicat"
        assert "Voir le syndicat" in texte(lire_panier(client, membre.collectivite))
        poster(client, membre.collectivite, "panier_verser", destination="aucun", modeles=[CARTES[0].code])
        assert Fiche.objects.get(parent=None).notes.get().texte == "Voir le syndicat"

    def test_trop_longue_elle_reste_a_l_ecran_avec_sa_faute(self, client: Client, membre: Membre) -> None:
        au_panier(membre.collectivite, CARTES[0])
        trop = "mot " * NOTE_MAX
        reponse = poster(client, membre.collectivite, "panier_noter", modele=CARTES[0].code, note=trop)
        assert reponse.status_code == 422
        assert "raccourcissez-la" in texte(reponse)
        assert trop.strip() in reponse.content.decode()
        assert LignePanier.objects.get().note == ""

    def test_sur_une_carte_qui_n_y_est_plus_rien_ne_se_note(self, client: Client, membre: Membre) -> None:
        reponse = poster(client, membre.collectivite, "panier_noter", modele=CARTES[0].code, note="x")
        assert reponse.status_code == 422

    def test_une_lectrice_lit_les_notes_sans_les_ecrire(self, client: Client) -> None:
        lectrice = connecter(client, lecteur=True)
        au_panier(lectrice.collectivite, CARTES[0])
        LignePanier.objects.update(note="Déjà vu en bureau")
        page = lire_panier(client, lectrice.collectivite)
        assert "Déjà vu en bureau" in texte(page)
        assert "Garder la note" not in texte(page)


def test_le_plan_propose_porte_son_nom_et_garde_son_origine(client: Client, membre: Membre) -> None:
    au_panier(membre.collectivite, CARTES[0])
    page = client.get(reverse("panier", args=[membre.collectivite.siren]) + "?destination=nouveau")
    assert page.context["formulaire"]["nom_plan"].value() == NOM_DU_PLAN
    assert page.context["formulaire"]["destination"].value() == "nouveau"
    poster(
        client, membre.collectivite, "panier_verser",
        destination="nouveau", nom_plan=NOM_DU_PLAN, modeles=[CARTES[0].code],
    )  # fmt: skip
    plan = Plan.objects.get()
    assert (plan.nom, plan.origine) == (NOM_DU_PLAN, OriginePlan.PANIER)
    assert "Né du panier d'actions" in texte(client.get(plan.get_absolute_url()))


def test_un_plan_qui_existait_ne_change_pas_d_origine(client: Client, membre: Membre) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    au_panier(membre.collectivite, CARTES[0])
    poster(client, membre.collectivite, "panier_verser", destination=f"plan-{plan.pk}", modeles=[CARTES[0].code])
    plan.refresh_from_db()
    assert plan.origine == ""


def test_les_choix_disent_combien_ils_laisseraient(client: Client, membre: Membre) -> None:
    reponse = lire(client, membre.collectivite, "?fnv=loger&typologie=travaux&levier=sobriete_tertiaire")
    assert {puce.libelle for puce in reponse.context["puces"]} == {
        "Travaux et aménagement", "Mieux se loger", "Sobriété et isolation des bâtiments (tertiaire)",
    }  # fmt: skip
    attendues = [
        c for c in CARTES if "loger" in c.fnv and c.typologie == "travaux" and "sobriete_tertiaire" in c.leviers
    ]
    assert reponse.context["page"].paginator.count == len(attendues) > 0
    comptes = json.loads(
        re.search(r'id="comptes-filtres" type="application/json">(.*?)</script>', reponse.content.decode()).group(1)  # type: ignore[union-attr]
    )
    assert comptes["levier"]["sobriete_tertiaire"] == len(attendues)
    assert f'data-n="fnv:loger">({len(attendues)})' in reponse.content.decode()


def test_ailleurs_se_dit_a_partir_de_trois_collectivites(client: Client, membre: Membre) -> None:
    for _ in range(2):
        FicheFactory(modele=CARTES[0].code, statut="en_cours")
    adresse = reverse("modele_fiche", args=[membre.collectivite.siren, CARTES[0].code])
    assert "En cours dans" not in texte(client.get(adresse))
    FicheFactory(modele=CARTES[0].code, statut="en_cours")
    for _ in range(3):
        FicheFactory(modele=CARTES[0].code, statut="realise")
    assert "En cours dans 3 collectivités, réalisée dans 3" in texte(client.get(adresse))


def test_la_page_d_une_action_montre_ses_liens_et_ses_indicateurs(client: Client, membre: Membre) -> None:
    carte = next(c for c in CARTES if c.leviers)
    IndicateurFactory(identifiant=carte.indicateurs_nationaux[0], titre="Ce que consomme le tertiaire")
    page = client.get(reverse("modele_fiche", args=[membre.collectivite.siren, carte.code]))
    for lien in carte.liens:
        assert f'href="{lien.adresse}"' in page.content.decode()
    lu = texte(page)
    for morceau in (carte.typologie.libelle, *(c.libelle for c in carte.fnv), "Ce que consomme le tertiaire"):
        assert morceau in lu
