"""The view by axe: bars against N0, children on demand, radar."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import CODE, LE, EngagementFactory, charger_mini, editrice, lectrice, saisie

from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.donnees import lire_definition
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.domain import DefinitionReferentiel, Niveau, Saisie, StatutAvancement
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Engagement, Referentiel
from cordee.referentiels.queries.accueil import etat_initial_for, ratios_figes
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.referentiels.views.par_axe import LigneAxe, composer_axes, dessiner_radar, lire_axes, nommer_fils

pytestmark = pytest.mark.django_db


def remplir(engagement: Engagement) -> None:
    plume = editrice(engagement)
    renseigner_statuts(engagement, [saisie("1.1.1.2"), saisie("2.1.1.1", "programme")], par=plume, le=LE)
    engagement.refresh_from_db()
    figer_score(engagement, "N0 audité", par=plume, le=LE, jalon=TypeJalon.ETAT_INITIAL)
    renseigner_statuts(engagement, [saisie("1.1.2.1")], par=plume, le=LE + timedelta(days=30))


def composer(engagement: Engagement, *, detail: bool = False) -> list[LigneAxe]:
    n0 = etat_initial_for(engagement.collectivite, engagement.referentiel_id)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    return composer_axes(etat, ratios_figes(n0) if n0 else {}, detail=detail)


def lire(client: Client, engagement: Engagement, requete: str = "") -> str:
    client.force_login(lectrice(engagement))
    reponse = client.get(reverse("par_axe", args=[engagement.collectivite.siren, engagement.referentiel_id]) + requete)
    assert reponse.status_code == 200
    return reponse.content.decode()


def sans_liens(definition: DefinitionReferentiel) -> DefinitionReferentiel:
    """TE cites nodes of CAE and ECI, which are not loaded here."""
    return replace(definition, noeuds=tuple(replace(noeud, origines=()) for noeud in definition.noeuds))


def premiere_feuille(engagement: Engagement) -> str:
    arbre = etat_des_lieux(engagement.collectivite, engagement.referentiel).charge.arbre
    return next(i for i in arbre.ids if not arbre.children(i) and arbre.niveau(i) in (Niveau.SOUS_MESURE, Niveau.TACHE))


def test_chaque_axe_dit_son_score_son_n0_et_ce_qu_il_reste_a_gagner() -> None:
    engagement = EngagementFactory()
    remplir(engagement)
    premier, second = composer(engagement)
    assert premier.noeud.libelle == "Se déplacer"
    assert premier.score.ratio_fait == pytest.approx(14 / 25)
    assert premier.ratio_n0 == pytest.approx(4 / 25)
    assert premier.ecart == pytest.approx(40)
    assert premier.a_gagner == pytest.approx(11)
    assert (premier.x_n0, second.ecart) == ("16", 0.0)


def test_sans_n0_il_n_y_a_ni_repere_ni_ecart() -> None:
    axes = composer(EngagementFactory())
    assert [(axe.x_n0, axe.ecart) for axe in axes] == [("", None), ("", None)]


def test_les_sous_axes_viennent_quand_on_les_demande() -> None:
    engagement = EngagementFactory()
    assert [axe.enfants for axe in composer(engagement)] == [(), ()]
    premier, _ = composer(engagement, detail=True)
    assert [(e.noeud.numero, e.requete) for e in premier.enfants] == [("1.1", "q=1.1")]


def test_la_lecture_nomme_l_axe_qui_a_le_plus_a_gagner_et_celui_qui_monte() -> None:
    engagement = EngagementFactory()
    remplir(engagement)
    gagner, monter = lire_axes(composer(engagement))
    assert gagner == "C'est l'axe 1 « Se déplacer » qui a le plus à gagner : 11,0\u00a0points."
    assert monter == (
        "Depuis le N0, 1 axe sur 2 progresse ; l'axe 1 « Se déplacer » le plus, de 40,0\u00a0points de %."
    )


def test_la_lecture_dit_quand_rien_ne_bouge_depuis_le_n0() -> None:
    engagement = EngagementFactory()
    figer_score(engagement, "N0", par=editrice(engagement), le=LE, jalon=TypeJalon.ETAT_INITIAL)
    assert lire_axes(composer(engagement))[1] == "Aucun axe n'a progressé depuis le N0."


def test_la_page_montre_les_barres_et_mene_a_l_arbre_filtre(client: Client) -> None:
    engagement = EngagementFactory()
    remplir(engagement)
    contenu = lire(client, engagement)
    assert reverse("arbre", args=[engagement.collectivite.siren, CODE]) + "?axe=1" in contenu
    assert contenu.count('class="n0"') == 3  # two axes and the legend
    assert "Montrer les sous-axes" in contenu
    assert "Le profil" not in contenu  # two axes make no radar


def test_les_sous_axes_se_montrent_et_se_cachent_par_l_adresse(client: Client) -> None:
    engagement = EngagementFactory()
    assert "Marcher et rouler" not in lire(client, engagement)
    contenu = lire(client, engagement, "?detail=oui")
    assert "Marcher et rouler" in contenu
    assert "Cacher les sous-axes" in contenu
    assert "le figer" in contenu


def test_un_axe_hors_sujet_le_dit_au_lieu_d_un_score(client: Client) -> None:
    engagement = EngagementFactory()
    toutes = [saisie(numero, "non_concerne") for numero in ("2.1.1.1", "2.1.1.2")]
    renseigner_statuts(engagement, toutes, par=editrice(engagement), le=LE)
    assert "Non concerné</span></td>" in lire(client, engagement)


def test_une_etrangere_et_un_referentiel_ferme_sont_introuvables(client: Client) -> None:
    engagement = EngagementFactory()
    adresse = reverse("par_axe", args=[engagement.collectivite.siren, CODE])
    client.force_login(UtilisateurFactory())
    assert client.get(adresse).status_code == 404
    client.force_login(lectrice(engagement))
    assert client.get(adresse.replace(CODE, "cae")).status_code == 404


@pytest.mark.parametrize(("requete", "nombre"), [("", 15), ("?detail=oui", 15)])
def test_le_detail_ne_coute_aucune_requete_de_plus(
    client: Client, requete: str, nombre: int, django_assert_num_queries: Any
) -> None:
    engagement = EngagementFactory()
    lire(client, engagement, requete)
    with django_assert_num_queries(nombre):
        client.get(reverse("par_axe", args=[engagement.collectivite.siren, CODE]) + requete)


@pytest.mark.parametrize(
    ("code", "axes", "fils"), [("cae", 6, "sous-axes"), ("eci", 5, "mesures"), ("te", 6, "sous-axes")]
)
def test_les_trois_referentiels_livres_ont_leur_radar(client: Client, code: str, axes: int, fils: str) -> None:
    charger_mini()
    charger_referentiel(sans_liens(lire_definition(code)), par=None, le=LE)
    engagement = EngagementFactory(referentiel=Referentiel.objects.get(code=code))
    feuille = premiere_feuille(engagement)
    renseigner_statuts(engagement, [Saisie(feuille, StatutAvancement.FAIT)], par=editrice(engagement), le=LE)
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    radar = dessiner_radar(composer(engagement))
    assert radar is not None
    assert len(radar.branches) == axes
    assert nommer_fils(etat) == fils
    contenu = lire(client, engagement, "?detail=oui")
    assert f"Radar des {axes} axes" in contenu
    assert f"Cacher les {fils}" in contenu
