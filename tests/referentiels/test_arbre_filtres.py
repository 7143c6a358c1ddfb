"""Filters of the tree, as the server applies them for those without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.referentiels.factories import LE, LIGNES, EngagementFactory, editrice, lectrice, noeud, saisie
from tests.referentiels.lecture_arbre import compte, lire, rangees

from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.forms.arbre import Filtre
from cordee.referentiels.models import Engagement, Mesure


@pytest.fixture
def engagement(db: None) -> Engagement:
    engagement = EngagementFactory()
    qui = editrice(engagement)
    renseigner_statuts(
        engagement,
        [saisie("1.1.1.1.1"), saisie("1.1.2.1", "programme"), saisie("2.1.1.1", "non_concerne")],
        par=qui,
        le=LE,
    )
    commenter_mesure(engagement, noeud("1.1.2.1"), "Deux kilomètres.", par=qui, le=LE)
    return engagement


def filtrer(client: Client, engagement: Engagement, **parametres: str) -> Any:
    client.force_login(lectrice(engagement))
    return lire(client.get(reverse("arbre", args=[engagement.collectivite.siren, "te-test"]), parametres))


def visibles(soupe: Any) -> list[str]:
    return [numero for numero, ligne in rangees(soupe).items() if not ligne.cachee]


@pytest.mark.parametrize(
    ("parametres", "attendues", "nombre"),
    [
        ({"q": "pistes"}, ["1", "1.1", "1.1.2", "1.1.2.1"], 1),
        ({"q": "ECOLE renov"}, ["2", "2.1", "2.1.1", "2.1.1.2", "2.1.1.2.1"], 1),
        ({"q": "1.1.2"}, ["1", "1.1", "1.1.2", "1.1.2.1", "1.1.2.2"], 3),
        ({"q": "1.1.2."}, ["1", "1.1", "1.1.2", "1.1.2.1", "1.1.2.2"], 3),
        ({"axe": "2"}, ["2", "2.1", "2.1.1", "2.1.1.1", "2.1.1.2", "2.1.1.2.1", "2.1.1.2.2"], 7),
        ({"statut": "fait"}, ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1"], 1),
        ({"statut": "programme", "phase": "effets"}, ["1", "1.1", "1.1.2", "1.1.2.1"], 1),
        ({"phase": "bases", "statut": "non_renseigne"}, ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.2", "1.1.1.1.3"], 2),
        ({"gain": "10"}, ["1", "1.1", "1.1.2", "1.1.2.1"], 4),
        ({"commentaire": "avec"}, ["1", "1.1", "1.1.2", "1.1.2.1"], 1),
        ({"commentaire": "sans", "axe": "2", "phase": "bases"}, ["2", "2.1", "2.1.1", "2.1.1.1"], 1),
        ({"a_renseigner": "1", "axe": "2"}, ["2", "2.1", "2.1.1", "2.1.1.2", "2.1.1.2.1", "2.1.1.2.2"], 3),
    ],
)
def test_un_filtre_garde_les_lignes_qui_le_passent_et_leurs_ancetres(
    client: Client, engagement: Engagement, parametres: dict[str, str], attendues: list[str], nombre: int
) -> None:
    soupe = filtrer(client, engagement, **parametres)
    assert visibles(soupe) == attendues
    assert compte(soupe) == f"{nombre} {'ligne' if nombre < 2 else 'lignes'} sur {len(LIGNES)}"


def test_une_mesure_essentielle_emmene_ce_qu_elle_contient(client: Client, engagement: Engagement) -> None:
    Mesure.objects.filter(code=noeud("2.1.1")).update(coremeasure=True)
    engagement.referentiel.empreinte = "coremeasure"
    engagement.referentiel.save(update_fields=["empreinte"])
    soupe = filtrer(client, engagement, essentielles="1", a_renseigner="1")
    assert visibles(soupe) == ["2", "2.1", "2.1.1", "2.1.1.2", "2.1.1.2.1", "2.1.1.2.2"]
    assert rangees(soupe)["2.1.1"].el.has_attr("data-e")


def test_le_formulaire_montre_ce_qui_est_filtre(client: Client, engagement: Engagement) -> None:
    soupe = filtrer(client, engagement, q="pistes", axe="1", gain="0.3", essentielles="1")
    assert soupe.select_one("#filtres [name=q]")["value"] == "pistes"
    assert soupe.select_one("#filtres [name=axe] [selected]")["value"] == "1"
    assert soupe.select_one("#filtres [name=gain] [selected]")["value"] == "0.3"
    assert soupe.select_one("#filtres [name=essentielles]").has_attr("checked")
    assert not soupe.select_one("#filtres [data-effacer]").has_attr("hidden")


def test_rien_ne_passe_se_dit_avec_le_moyen_d_en_sortir(client: Client, engagement: Engagement) -> None:
    soupe = filtrer(client, engagement, q="éolienne")
    assert compte(soupe) == f"0 ligne sur {len(LIGNES)}"
    assert not soupe.select_one("#vide").has_attr("hidden")
    assert soupe.select_one("#vide [data-effacer]")["href"] == reverse(
        "arbre", args=[engagement.collectivite.siren, "te-test"]
    )


@pytest.mark.parametrize(
    "parametres", [{"axe": "9"}, {"statut": "presque"}, {"gain": "beaucoup"}, {"gain": "nan"}, {"phase": "x", "q": " "}]
)
def test_une_adresse_mal_comprise_montre_tout(
    client: Client, engagement: Engagement, parametres: dict[str, str]
) -> None:
    assert compte(filtrer(client, engagement, **parametres)) == f"{len(LIGNES)} lignes sur {len(LIGNES)}"


@pytest.mark.parametrize(
    ("texte", "numero"),
    [
        ("2.1.1", "2.1.1"),
        ("cae 2.1.1", "2.1.1"),
        ("CAE_2.1.1.", "2.1.1"),
        ("cae2", "2"),
        ("6.3.5altercom", "6.3.5altercom"),
        ("1.1.6.4.a", "1.1.6.4.a"),
        ("eci 2.1", ""),
        ("vélo", ""),
        ("30 %", ""),
        ("", ""),
    ],
)
def test_un_numero_se_reconnait_avec_ou_sans_son_referentiel(texte: str, numero: str) -> None:
    assert Filtre(texte=texte).numero("cae") == numero


@given(st.text(max_size=40))
def test_aucun_texte_ne_fait_tomber_la_recherche(texte: str) -> None:
    filtre = Filtre(texte=texte)
    assert isinstance(filtre.numero("cae"), str)
    assert all(mot == mot.lower() for mot in filtre.mots)
