"""Whom a comment may cite, and who is proposed to whom."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, partagee_avec, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.models import Fiche
from cordee.plans.queries.personnes import MENTIONS, list_membres_mentionnables, list_mentions_proposees

pytestmark = pytest.mark.django_db


def membre(fiche: Fiche, prenom: str, nom: str, **role: bool) -> Utilisateur:
    return MembreFactory(
        collectivite=fiche.collectivite, utilisateur__prenom=prenom, utilisateur__nom=nom, **(role or {"editeur": True})
    ).utilisateur


def noms(fiche: Fiche, qui: Utilisateur, texte: str = "") -> list[str]:
    return [m.utilisateur.nom_complet for m in list_mentions_proposees(qui, fiche, texte)]


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory()


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return membre(fiche, "Lise", "Faure")


def test_les_premieres_lettres_de_chaque_mot_suffisent(fiche: Fiche, lise: Utilisateur) -> None:
    for prenom, nom in (("Inès", "Allemand"), ("Marc", "Ivaldi"), ("Hugo", "Marchand")):
        membre(fiche, prenom, nom)
    assert noms(fiche, lise, "ma") == ["Marc Ivaldi", "Hugo Marchand"], "les prénoms d'abord"
    assert noms(fiche, lise, "INES al") == noms(fiche, lise, "alle inè") == ["Inès Allemand"]
    assert noms(fiche, lise, "arc") == []
    assert "Lise Faure" not in noms(fiche, lise), "on ne se cite pas soi-même"
    assert len(noms(fiche, lise)) == 3


def test_une_personne_est_proposee_une_fois_et_huit_au_plus(fiche: Fiche, lise: Utilisateur) -> None:
    voisine = CollectiviteFactory()
    partagee_avec(fiche, voisine)
    MembreFactory(editeur=True, utilisateur=lise, collectivite=voisine)
    double = membre(fiche, "Zoé", "Barral")
    MembreFactory(editeur=True, utilisateur=double, collectivite=voisine)
    assert noms(fiche, lise, "zoe") == ["Zoé Barral"]
    for rang in range(MENTIONS + 2):
        membre(fiche, "Abel", f"Nom{rang}")
    assert len(noms(fiche, lise, "abel")) == MENTIONS


def test_ni_un_compte_ferme_ni_les_membres_d_un_territoire_ou_l_on_n_est_pas(fiche: Fiche, lise: Utilisateur) -> None:
    voisine = CollectiviteFactory()
    partagee_avec(fiche, voisine)
    MembreFactory(editeur=True, collectivite=voisine, utilisateur__prenom="Paul", utilisateur__nom="Ailleurs")
    parti = membre(fiche, "Paul", "Parti")
    Utilisateur.objects.filter(pk=parti.pk).update(is_active=False)
    assert noms(fiche, lise, "paul") == []
    assert "Paul Ailleurs" in [u.nom_complet for u in list_membres_mentionnables(fiche)], "la cite qui écrit son nom"


def test_une_fiche_confidentielle_ne_se_dit_qu_a_qui_la_voit(lise: Utilisateur, fiche: Fiche) -> None:
    secrete = FicheFactory(collectivite=fiche.collectivite, confidentielle=True)
    contributrice = membre(fiche, "Ava", "Contribue", contributeur=True)
    nomme = membre(fiche, "Noé", "Nommé", lecteur=True)
    lecteur = membre(fiche, "Léo", "Lecteur", lecteur=True)
    pilotee_par(secrete, nomme)
    assert noms(secrete, lise) == ["Ava Contribue", "Noé Nommé"]
    assert noms(FicheFactory(parent=secrete), lise) == ["Ava Contribue", "Noé Nommé"]
    assert lecteur.nom_complet in noms(fiche, lise)
    cite = commenter_fiche(secrete, "@Léo Lecteur et @Ava Contribue", par=lise, le=LE)
    assert list(cite.mentions.all()) == [contributrice]


def test_la_liste_est_celle_d_une_page(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ou = reverse("fiche_mentions", args=[fiche.collectivite.siren, fiche.pk])
    client.force_login(lise)
    comptes = []
    for rang in range(3):
        membre(fiche, "Marc", f"Nom{rang}")
        with CaptureQueriesContext(connection) as captees:
            page = client.get(ou, {"nom": "mar"}).content.decode()
        comptes.append(len(captees))
    assert page.count('role="option"') == 3
    assert 'data-nom="Marc Nom0"' in page
    assert len(set(comptes)) == 1
