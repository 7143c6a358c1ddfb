"""Making, changing, deleting, finding again an indicateur personnalisé."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.indicateurs.factories import LE, IndicateurFactory, ValeurFactory, editrice, personne
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.actions.definitions import (
    creer_indicateur,
    modifier_indicateur,
    supprimer_indicateur,
    trouver_ou_creer_indicateur,
)
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.queries.definitions import annuaire_of
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


def test_on_cree_un_indicateur(epci: Collectivite) -> None:
    par = editrice(epci)
    cree = creer_indicateur(
        epci, "  Haies   plantées ", "kilomètres", thematiques=["agri_alim", "agri_alim"], description=" Chaque hiver ",
        precision=1, par=par, le=LE,
    )  # fmt: skip
    relu = Indicateur.objects.get(pk=cree.pk)
    assert (relu.titre, relu.unite, relu.precision, relu.description) == ("Haies plantées", "km", 1, "Chaque hiver")
    assert (relu.identifiant, relu.collectivite, relu.cle_titre) == (None, epci, "haies plantees")
    assert [lien.thematique for lien in relu.thematiques.all()] == ["agri_alim"]
    ecriture = Ecriture.objects.get()
    assert (ecriture.acteur, ecriture.verbe, ecriture.collectivite_id) == (
        par,
        "indicateurs.creer_indicateur",
        epci.pk,
    )


@pytest.mark.parametrize("role", [None, Role.LECTURE, Role.CONTRIBUTION])
def test_il_faut_l_edition(epci: Collectivite, role: Role | None) -> None:
    par = personne(epci, role)
    with pytest.raises(Refus):
        creer_indicateur(epci, "Haies", par=par, le=LE)
    sien = IndicateurFactory(collectivite=epci)
    with pytest.raises(Refus):
        modifier_indicateur(sien, titre="Autre", par=par, le=LE)
    with pytest.raises(Refus):
        supprimer_indicateur(sien, par=par, le=LE)
    assert Indicateur.objects.get() == sien


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"titre": " … "}, "Donnez un titre"),
        ({"titre": "x" * 301}, "Raccourcissez le titre"),
        ({"unite": "x" * 81}, "Raccourcissez l'unité"),
        ({"description": "x" * 10_001}, "Raccourcissez la description"),
        ({"precision": 7}, "de 0 à 6"),
        ({"thematiques": ["rien"]}, "« rien » n'existe pas"),
    ],
)
def test_une_mauvaise_definition_n_ecrit_rien(epci: Collectivite, champs: dict, phrase: str) -> None:
    par = editrice(epci)
    with pytest.raises(DonneeRefusee, match=phrase):
        creer_indicateur(epci, **{"titre": "Haies", **champs}, par=par, le=LE)
    assert not Indicateur.objects.exists()
    sien = IndicateurFactory(collectivite=epci)
    with pytest.raises(DonneeRefusee, match=phrase):
        modifier_indicateur(sien, **champs, par=par, le=LE)
    assert not Ecriture.objects.exists()


def test_deux_indicateurs_d_une_collectivite_n_ont_pas_le_meme_nom(epci: Collectivite) -> None:
    par = editrice(epci)
    creer_indicateur(epci, "Haies plantées", par=par, le=LE)
    with pytest.raises(DonneeRefusee, match="s'appelle déjà « haies plantees »"):
        creer_indicateur(epci, "haies plantees", par=par, le=LE)
    voisin = CollectiviteFactory()
    assert creer_indicateur(voisin, "Haies plantées", par=editrice(voisin), le=LE).pk


def test_modifier_ne_touche_que_ce_qui_est_donne(epci: Collectivite) -> None:
    par = editrice(epci)
    sien = creer_indicateur(
        epci, "Haies", "km", thematiques=["agri_alim"], description="Méthode", precision=3, par=par, le=LE
    )
    modifie = modifier_indicateur(sien, titre="Haies plantées", par=par, le=LE + timedelta(days=1))
    assert (modifie.titre, modifie.unite, modifie.description, modifie.precision) == (
        "Haies plantées",
        "km",
        "Méthode",
        3,
    )
    assert modifie.thematiques.count() == 1
    vide = modifier_indicateur(sien, unite="", thematiques=[], par=par, le=LE + timedelta(days=2))
    assert (vide.titre, vide.unite, vide.thematiques.count()) == ("Haies plantées", "", 0)
    assert Ecriture.objects.get(verbe="indicateurs.modifier_indicateur", le=vide.modified_at).details == {
        "unite": ["km", ""]
    }


def test_un_indicateur_national_ne_se_modifie_pas(epci: Collectivite) -> None:
    national, par = IndicateurFactory(), editrice(epci)
    with pytest.raises(Refus, match="national ne se modifie pas"):
        modifier_indicateur(national, titre="Autre", par=par, le=LE)
    with pytest.raises(Refus, match="national ne se modifie pas"):
        supprimer_indicateur(national, par=par, le=LE)


def test_supprimer_garde_les_valeurs_dans_le_journal(epci: Collectivite) -> None:
    sien = IndicateurFactory(collectivite=epci)
    ValeurFactory(collectivite=epci, indicateur=sien, annee=2023, resultat=4, objectif=5)
    supprimer_indicateur(sien, par=editrice(epci), le=LE)
    assert not Indicateur.objects.exists()
    assert Ecriture.objects.get().details["valeurs"] == [{"date": "2023-01-01", "resultat": 4.0, "objectif": 5.0}]


def test_supprimer_deux_fois_se_dit(epci: Collectivite) -> None:
    sien = IndicateurFactory(collectivite=epci)
    fantome = Indicateur.objects.get(pk=sien.pk)
    supprimer_indicateur(sien, par=editrice(epci), le=LE)
    with pytest.raises(DonneeRefusee, match="supprimé entre-temps"):
        supprimer_indicateur(fantome, par=editrice(epci), le=LE)


# -- finding or making -----------------------------------------------------------------------------------------------
def test_un_nom_connu_ne_cree_rien(epci: Collectivite) -> None:
    par = editrice(epci)
    national = IndicateurFactory(titre="Émissions de gaz à effet de serre", unite="kteq CO2")
    autre = IndicateurFactory(collectivite=CollectiviteFactory(), titre="Haies plantées")
    for nom in (
        national.identifiant,
        "emissions de gaz a effet de serre",
        "Émissions de gaz à effet de serre (ktéqC02)",
    ):
        assert trouver_ou_creer_indicateur(epci, nom, par=par, le=LE) == (national.pk, False)
    pk, cree = trouver_ou_creer_indicateur(epci, "Haies plantées (km)", par=par, le=LE)
    assert cree
    assert pk != autre.pk
    sien = Indicateur.objects.get(pk=pk)
    assert (sien.titre, sien.unite, sien.collectivite) == ("Haies plantées", "km", epci)


def test_un_import_lit_l_annuaire_une_fois_et_l_apprend(
    epci: Collectivite, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    par = editrice(epci)
    annuaire = annuaire_of(epci)
    premier = trouver_ou_creer_indicateur(epci, "Haies", unite="km", annuaire=annuaire, par=par, le=LE)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert trouver_ou_creer_indicateur(epci, "HAIES", annuaire=annuaire, par=par, le=LE) == (premier[0], False)


def test_une_autre_unite_du_meme_nom_ne_fait_pas_un_double(epci: Collectivite) -> None:
    par = editrice(epci)
    pk, _ = trouver_ou_creer_indicateur(epci, "Haies (km)", par=par, le=LE)
    assert trouver_ou_creer_indicateur(epci, "Haies (ml)", par=par, le=LE) == (pk, False)


def test_creer_par_son_nom_demande_le_droit(epci: Collectivite) -> None:
    with pytest.raises(Refus):
        trouver_ou_creer_indicateur(epci, "Haies", par=personne(epci, Role.LECTURE), le=LE)
