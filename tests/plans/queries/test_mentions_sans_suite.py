"""What is said of the names that a comment cites and that nobody was told of."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import FicheFactory, PlanFactory, partagee_avec
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche
from cordee.plans.queries.mentions import list_mentions_sans_suite
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


def membre(collectivite: Collectivite, prenom: str, nom: str, **role: bool) -> Utilisateur:
    qui: Utilisateur = MembreFactory(
        collectivite=collectivite, utilisateur__prenom=prenom, utilisateur__nom=nom, **(role or {"editeur": True})
    ).utilisateur
    return qui


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory()


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return membre(fiche.collectivite, "Lise", "Faure")


def muettes(qui: Utilisateur, objet, texte: str) -> list[tuple[str, str]]:
    return [(muette.nom, muette.raison) for muette in list_mentions_sans_suite(qui, objet, texte)]


def test_un_nom_sans_compte_est_dit_une_fois_et_celui_d_un_membre_ne_l_est_pas(fiche, lise) -> None:
    membre(fiche.collectivite, "Inès", "Allemand")
    dit = muettes(lise, fiche, "@Inès Allemand, @Marie Roux viendra. @Marie Roux ? @Lise aussi, ou contact@exemple.fr")
    assert dit == [("Marie Roux", "sans_compte")]
    assert muettes(lise, fiche, "@Inès, tout va bien") == []


def test_un_prenom_de_plusieurs_personnes_demande_le_nom(fiche, lise) -> None:
    for nom in ("Allemand", "Roux"):
        membre(fiche.collectivite, "Inès", nom)
    assert muettes(lise, fiche, "@Inès, vu ?") == [("Inès", "plusieurs")]


def test_une_lectrice_ne_voit_pas_ce_qui_est_confidentiel_et_on_le_dit_sans_nier_son_compte(fiche, lise) -> None:
    membre(fiche.collectivite, "Léa", "Lit", lecteur=True)
    secrete = FicheFactory(collectivite=fiche.collectivite, confidentielle=True)
    secret = PlanFactory(collectivite=fiche.collectivite, confidentiel=True)
    assert muettes(lise, secrete, "@Léa") == muettes(lise, secret, "@Léa") == [("Léa Lit", "sans_acces")]


def test_les_comptes_d_un_territoire_ou_l_on_n_est_pas_ne_se_devinent_pas(fiche, lise) -> None:
    voisine = CollectiviteFactory()
    membre(voisine, "Léo", "Loin", lecteur=True)
    secrete = FicheFactory(collectivite=fiche.collectivite, confidentielle=True)
    partagee_avec(secrete, voisine)
    assert muettes(lise, secrete, "@Léo Loin") == [("Léo Loin", "sans_compte")]


def test_sans_citation_aucune_requete_et_leur_nombre_ne_suit_pas_celui_des_noms(fiche, lise) -> None:
    with CaptureQueriesContext(connection) as aucune:
        assert muettes(lise, fiche, "Bonjour") == []
    assert len(aucune) == 0
    nombres = []
    for texte in ("@Anne", "@Anne, @Bruno et @Chloé"):
        with CaptureQueriesContext(connection) as requetes:
            muettes(Utilisateur.objects.get(pk=lise.pk), fiche, texte)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
