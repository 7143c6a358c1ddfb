"""Reading indicateurs: what is visible, search, filters, counts."""

from __future__ import annotations

import pytest
from tests.indicateurs.factories import IndicateurFactory, SourceFactory, SuiviFactory, ValeurFactory
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.queries.definitions import (
    annotate_suivi,
    annuaire_of,
    compter,
    filter_mesure,
    filter_thematiques,
    indicateur_for,
    list_enfants_of,
    list_indicateurs_for,
    list_parents_of,
    prefetch_liens,
    search_indicateurs,
)
from cordee.indicateurs.queries.usages import usages_of
from cordee.indicateurs.queries.valeurs import sources_of, suivis_of, valeur_for, valeur_for_pk, valeurs_of
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


def tous(epci: Collectivite) -> set[Indicateur]:
    return set(list_indicateurs_for(epci, confidentiels=True))


def test_on_voit_les_nationaux_et_les_siens(epci: Collectivite) -> None:
    national, sien = IndicateurFactory(), IndicateurFactory(collectivite=epci)
    etranger = IndicateurFactory(personnalise=True)
    assert tous(epci) == {national, sien}
    assert indicateur_for(epci, sien.pk, confidentiels=False) == sien
    assert indicateur_for(epci, etranger.pk, confidentiels=True) is None


def test_un_confidentiel_et_ce_qui_est_dessous_ne_sont_pas_la_pour_une_lectrice(epci: Collectivite) -> None:
    cache = IndicateurFactory()
    enfant = IndicateurFactory(parents=[cache])
    petit = IndicateurFactory(parents=[enfant])
    autre = IndicateurFactory()
    SuiviFactory(collectivite=epci, indicateur=cache, confidentiel=True)
    SuiviFactory(collectivite=epci, indicateur=autre, favori=True)
    assert set(list_indicateurs_for(epci, confidentiels=False)) == {autre}
    assert tous(epci) == {cache, enfant, petit, autre}


def test_la_confidentialite_d_une_collectivite_ne_touche_pas_les_autres(epci: Collectivite) -> None:
    national = IndicateurFactory()
    SuiviFactory(indicateur=national, confidentiel=True)
    assert list(list_indicateurs_for(epci, confidentiels=False)) == [national]


@pytest.mark.parametrize(
    ("texte", "trouves"),
    [
        ("emissions serre", {"ges"}),
        ("SERRE émissions", {"ges"}),
        ("cae_1.a", {"ges"}),
        ("CAE_1", {"ges", "haies"}),
        ("cae_10", {"dix"}),
        ("haies", {"haies"}),
        ("rien de tel", set()),
        ("  ", {"ges", "haies", "dix"}),
    ],
)
def test_la_recherche_ignore_accents_et_ordre(epci: Collectivite, texte: str, trouves: set[str]) -> None:
    noms = {
        IndicateurFactory(identifiant="cae_1.a", titre="Émissions de gaz à effet de serre").pk: "ges",
        IndicateurFactory(identifiant="cae_1.b", titre="Haies plantées").pk: "haies",
        IndicateurFactory(identifiant="cae_10", titre="Dix").pk: "dix",
    }
    vus = search_indicateurs(list_indicateurs_for(epci, confidentiels=True), texte)
    assert {noms[i.pk] for i in vus} == trouves


def test_les_filtres_et_les_comptes(epci: Collectivite) -> None:
    agri = IndicateurFactory(thematiques=["agri_alim", "energie_et_climat"], mesures=["cae_1.1.1", "cae_1.2.1"])
    air = IndicateurFactory(thematiques=["nature_environnement_air"])
    ValeurFactory(collectivite=epci, indicateur=agri, resultat=None, objectif=4)
    ValeurFactory(collectivite=epci, indicateur=air, source=SourceFactory())
    ValeurFactory(indicateur=air)
    SuiviFactory(collectivite=epci, indicateur=air, favori=True)
    liste = list_indicateurs_for(epci, confidentiels=True)
    assert list(filter_thematiques(liste, ["agri_alim", "energie_et_climat"])) == [agri]
    assert list(filter_mesure(liste, "cae_1.1.1")) == [agri]
    suivis = annotate_suivi(liste, epci)
    assert compter(suivis) == (2, 1)
    assert {(i, i.rempli, i.favori) for i in suivis} == {(agri, True, False), (air, False, True)}  # type: ignore[attr-defined]


def test_parents_et_enfants_visibles(epci: Collectivite) -> None:
    parent = IndicateurFactory()
    enfant, cache = IndicateurFactory(parents=[parent]), IndicateurFactory(parents=[parent])
    SuiviFactory(collectivite=epci, indicateur=cache, confidentiel=True)
    visibles = list_indicateurs_for(epci, confidentiels=False)
    assert list(list_enfants_of(visibles, parent)) == [enfant]
    assert list(list_parents_of(visibles, enfant)) == [parent]


def test_les_valeurs_se_lisent_d_un_coup(epci: Collectivite, django_assert_num_queries) -> None:
    IndicateurFactory.create_batch(3)
    vus = list(Indicateur.objects.all())
    for annee, vu in ((2024, vus[0]), (2022, vus[0]), (2023, vus[1])):
        ValeurFactory(collectivite=epci, indicateur=vu, annee=annee)
    ValeurFactory(indicateur=vus[0], annee=2021)
    suivi = SuiviFactory(collectivite=epci, indicateur=vus[2])
    with django_assert_num_queries(5):
        lus = list(prefetch_liens(Indicateur.objects.all()))
        valeurs = valeurs_of(epci, lus)
        assert suivis_of(epci, [vu.pk for vu in lus]) == {vus[2].pk: suivi}
    assert {pk: [v.annee for v in siennes] for pk, siennes in valeurs.items()} == {
        vus[0].pk: [2022, 2024], vus[1].pk: [2023], vus[2].pk: [],
    }  # fmt: skip


def test_une_valeur_se_retrouve(epci: Collectivite) -> None:
    valeur = ValeurFactory(collectivite=epci)
    ouverte = ValeurFactory(
        collectivite=epci, indicateur=valeur.indicateur, source=SourceFactory(libelle="RARE", ordre=4)
    )
    assert valeur_for(epci, valeur.indicateur, valeur.date_valeur) == valeur
    assert valeur_for_pk(epci, valeur.indicateur, valeur.pk) == valeur
    assert valeur_for_pk(epci, valeur.indicateur, ouverte.pk) is None
    assert valeur_for_pk(CollectiviteFactory(), valeur.indicateur, valeur.pk) is None
    sources = sources_of(valeurs_of(epci, [valeur.indicateur]))
    assert [(source.libelle, source.ordre) for source in sources.values()] == [("RARE", 4)]


def test_l_annuaire_connait_les_confidentiels_et_les_titres_longs(
    epci: Collectivite, django_assert_num_queries
) -> None:
    parent = IndicateurFactory(titre="Chauffage", titre_long="Chaleur consommée")
    IndicateurFactory(titre="Chauffage", parents=[parent], identifiant="aaa_1")
    SuiviFactory(collectivite=epci, indicateur=parent, confidentiel=True)
    sien = IndicateurFactory(collectivite=epci, titre="Haies")
    IndicateurFactory(personnalise=True, titre="Bosquets")
    with django_assert_num_queries(2):
        annuaire = annuaire_of(epci)
    trouves = {nom: annuaire.trouver(nom) for nom in ("chauffage", "chaleur consommee", "haies", "bosquets")}
    assert {nom: connu.pk if connu else None for nom, connu in trouves.items()} == {
        "chauffage": parent.pk, "chaleur consommee": parent.pk, "haies": sien.pk, "bosquets": None,
    }  # fmt: skip


def test_un_indicateur_que_rien_ne_cite_n_a_pas_d_usage() -> None:
    assert usages_of(ValeurFactory().indicateur) == {}


def test_les_objets_se_disent() -> None:
    sien = IndicateurFactory(titre="Haies", titre_court="H", thematiques=["agri_alim"], mesures=["cae_1.1.1"])
    assert (str(sien), sien.appellation, sien.est_personnalise) == ("Haies", "H", False)
    assert str(sien.thematiques.get()) == f"{sien.pk} agri_alim"
    assert str(sien.mesures.get()) == f"{sien.pk} cae_1.1.1"
    assert str(sien.categories.create(categorie="crte")) == f"{sien.pk} crte"
    source = SourceFactory(libelle="RARE")
    valeur = ValeurFactory(indicateur=sien, source=source)
    assert (str(source), str(valeur)) == ("RARE", f"{sien.pk} 2024-01-01 12.5")
    suivi = SuiviFactory(indicateur=sien)
    assert str(suivi) == f"{suivi.collectivite_id} {sien.pk}"
