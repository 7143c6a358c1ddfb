"""Entering results and objectives, and what a collectivité says of an indicateur."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.indicateurs.factories import (
    LE,
    IndicateurFactory,
    SourceFactory,
    SuiviFactory,
    ValeurFactory,
    editrice,
    personne,
)
from tests.territoires.factories import CollectiviteFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.actions.valeurs import (
    marquer_favori,
    rendre_confidentiel,
    saisir_valeur,
    suivre_indicateur,
    supprimer_valeur,
)
from cordee.indicateurs.models import IndicateurCollectivite, Valeur
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
APRES = LE + timedelta(days=1)


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def lise(epci: Collectivite) -> Utilisateur:
    return editrice(epci)


def test_une_valeur_est_arrondie_et_consignee(epci: Collectivite, lise: Utilisateur) -> None:
    indicateur = IndicateurFactory(titre="Bois énergie", precision=1)
    valeur = saisir_valeur(epci, indicateur, 2024, resultat=12.345, objectif=0, par=lise, le=LE)
    assert valeur is not None
    relue = Valeur.objects.get()
    assert (relue.date_valeur, relue.resultat, relue.objectif) == (date(2024, 1, 1), 12.3, 0.0)
    assert (relue.source, relue.modifie_par, relue.created_at) == (None, lise, LE)
    ecriture = Ecriture.objects.get()
    assert ecriture.resume == "« Bois énergie », 2024 : résultat 12,3, objectif 0"
    assert ecriture.details == {"resultat": [None, 12.3], "objectif": [None, 0.0]}


def test_un_champ_absent_n_est_pas_un_champ_vide(epci: Collectivite, lise: Utilisateur) -> None:
    indicateur = IndicateurFactory()
    saisir_valeur(epci, indicateur, 2024, resultat=5, objectif=9, resultat_commentaire="Relevé", par=lise, le=LE)
    saisir_valeur(epci, indicateur, 2024, objectif=8, par=lise, le=APRES)
    saisir_valeur(epci, indicateur, 2024, objectif_commentaire=" PCAET ", par=lise, le=APRES)
    valeur = Valeur.objects.get()
    assert (valeur.resultat, valeur.objectif) == (5, 8)
    assert (valeur.resultat_commentaire, valeur.objectif_commentaire) == ("Relevé", "PCAET")
    saisir_valeur(epci, indicateur, 2024, resultat=None, par=lise, le=APRES)
    valeur.refresh_from_db()
    assert (valeur.resultat, valeur.objectif, valeur.resultat_commentaire) == (None, 8, "Relevé")
    assert Ecriture.objects.filter(resume__endswith="commentaire modifié").count() == 1


def test_ecrire_la_meme_chose_n_ecrit_rien(epci: Collectivite, lise: Utilisateur) -> None:
    indicateur = IndicateurFactory()
    saisir_valeur(epci, indicateur, 2024, resultat=5, par=lise, le=LE)
    assert saisir_valeur(epci, indicateur, 2024, resultat=5.001, par=lise, le=APRES) is not None
    assert saisir_valeur(epci, indicateur, 2023, resultat=None, par=lise, le=APRES) is None
    assert Ecriture.objects.count() == Valeur.objects.count() == 1


def test_ce_qui_n_a_plus_rien_disparait(epci: Collectivite, lise: Utilisateur) -> None:
    indicateur = IndicateurFactory()
    saisir_valeur(epci, indicateur, 2024, resultat=5, par=lise, le=LE)
    assert saisir_valeur(epci, indicateur, 2024, resultat=None, par=lise, le=APRES) is None
    assert not Valeur.objects.exists()
    assert Ecriture.objects.get(verbe="indicateurs.supprimer_valeur").details["resultat"] == [5.0, None]


def test_la_valeur_d_une_source_reste_a_cote(epci: Collectivite, lise: Utilisateur) -> None:
    indicateur = IndicateurFactory()
    ValeurFactory(collectivite=epci, indicateur=indicateur, annee=2024, resultat=4, source=SourceFactory())
    ValeurFactory(indicateur=indicateur, annee=2024, resultat=7)
    saisir_valeur(epci, indicateur, 2024, resultat=5, par=lise, le=LE)
    assert sorted(Valeur.objects.values_list("resultat", flat=True)) == [4, 5, 7]


def test_saisir_reprend_ce_que_le_calcul_avait_mis(epci: Collectivite, lise: Utilisateur) -> None:
    valeur = ValeurFactory(collectivite=epci, annee=2024, resultat=4, calcul_auto=True)
    saisir_valeur(epci, valeur.indicateur, date(2024, 1, 1), resultat=5, par=lise, le=APRES)
    valeur.refresh_from_db()
    assert (valeur.resultat, valeur.calcul_auto, valeur.modifie_par) == (5, False, lise)


@pytest.mark.parametrize("role", [None, Role.LECTURE, Role.CONTRIBUTION])
def test_il_faut_l_edition_pour_saisir(epci: Collectivite, role: Role | None) -> None:
    par, valeur = personne(epci, role), ValeurFactory(collectivite=epci)
    with pytest.raises(Refus):
        saisir_valeur(epci, valeur.indicateur, 2024, resultat=1, par=par, le=LE)
    with pytest.raises(Refus):
        supprimer_valeur(valeur, par=par, le=LE)
    with pytest.raises(Refus):
        marquer_favori(epci, valeur.indicateur, par=par, le=LE)
    assert Valeur.objects.get().resultat == 12.5
    assert not IndicateurCollectivite.objects.exists()


@pytest.mark.parametrize(
    ("quand", "champs", "phrase"),
    [
        (1899, {"resultat": 1.0}, "année de 1900 à 2150"),
        (date(2151, 1, 1), {"resultat": 1.0}, "année de 1900 à 2150"),
        (2024, {"resultat": float("nan")}, "Résultat : écrivez un nombre"),
        (2024, {"objectif": 1e16}, "Objectif : ce nombre est démesuré"),
        (2024, {"resultat": -1.0}, "Résultat : au moins 0"),
        (2024, {"objectif": 100.01}, "Objectif : au plus 100"),
        (2024, {"resultat_commentaire": "x" * 5_001}, "Raccourcissez le commentaire"),
    ],
)
def test_une_mauvaise_saisie_n_ecrit_rien(
    epci: Collectivite, lise: Utilisateur, quand: Any, champs: dict[str, Any], phrase: str
) -> None:
    indicateur = IndicateurFactory(borne_min=0, borne_max=None if "démesuré" in phrase else 100)
    with pytest.raises(DonneeRefusee, match=phrase):
        saisir_valeur(epci, indicateur, quand, **champs, par=lise, le=LE)
    assert not Valeur.objects.exists()
    assert not Ecriture.objects.exists()


def test_on_ne_saisit_ni_un_regroupement_ni_l_indicateur_d_un_autre(epci: Collectivite, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="regroupe d'autres indicateurs"):
        saisir_valeur(epci, IndicateurFactory(regroupement=True), 2024, resultat=1, par=lise, le=LE)
    etranger = IndicateurFactory(personnalise=True)
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        saisir_valeur(epci, etranger, 2024, resultat=1, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        marquer_favori(epci, etranger, par=lise, le=LE)


def test_on_supprime_ce_qu_on_a_saisi_pas_ce_qui_vient_d_ailleurs(epci: Collectivite, lise: Utilisateur) -> None:
    valeur = ValeurFactory(collectivite=epci, resultat=5)
    fantome = Valeur.objects.get(pk=valeur.pk)
    supprimer_valeur(valeur, par=lise, le=LE)
    assert not Valeur.objects.exists()
    with pytest.raises(DonneeRefusee, match="supprimée entre-temps"):
        supprimer_valeur(fantome, par=lise, le=LE)
    ouverte = ValeurFactory(collectivite=epci, source=SourceFactory())
    with pytest.raises(DonneeRefusee, match="source extérieure"):
        supprimer_valeur(ouverte, par=lise, le=LE)


# -- favourite, confidential, comment --------------------------------------------------------------------------------
def test_suivre_ne_change_que_ce_qui_est_donne(epci: Collectivite, lise: Utilisateur) -> None:
    indicateur = IndicateurFactory(titre="Haies")
    marquer_favori(epci, indicateur, par=lise, le=LE)
    rendre_confidentiel(epci, indicateur, par=lise, le=LE)
    suivre_indicateur(epci, indicateur, commentaire=" Comptées à pied ", par=lise, le=APRES)
    marquer_favori(epci, indicateur, False, par=lise, le=APRES)
    suivi = IndicateurCollectivite.objects.get()
    assert (suivi.favori, suivi.confidentiel, suivi.commentaire) == (False, True, "Comptées à pied")
    assert [e.resume for e in Ecriture.objects.order_by("pk")] == [
        "Indicateur « Haies » : ajouté aux favoris",
        "Indicateur « Haies » : rendu confidentiel",
        "Indicateur « Haies » : commentaire modifié",
        "Indicateur « Haies » : retiré des favoris",
    ]
    rendre_confidentiel(epci, indicateur, False, par=lise, le=APRES)
    assert Ecriture.objects.latest("pk").resume.endswith("n'est plus confidentiel")


def test_dire_la_meme_chose_n_ecrit_rien(epci: Collectivite, lise: Utilisateur) -> None:
    suivi = SuiviFactory(collectivite=epci, favori=True)
    marquer_favori(epci, suivi.indicateur, par=lise, le=APRES)
    assert not Ecriture.objects.exists()


def test_un_commentaire_trop_long_est_refuse(epci: Collectivite, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="5 000 caractères"):
        suivre_indicateur(epci, IndicateurFactory(), commentaire="x" * 5_001, par=lise, le=LE)


# -- invariant -------------------------------------------------------------------------------------------------------
GESTES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "resultat": st.none() | st.integers(-50, 50).map(float),
            "objectif": st.none() | st.integers(-50, 50).map(float),
            "resultat_commentaire": st.sampled_from(["", "vu", "revu"]),
        },
    ),
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GESTES)
def test_les_saisies_successives_valent_la_superposition_des_champs_donnes(
    epci: Collectivite, lise: Utilisateur, gestes: list[dict[str, Any]]
) -> None:
    indicateur = IndicateurFactory()
    attendu: dict[str, Any] = {"resultat": None, "objectif": None, "resultat_commentaire": ""}
    for geste in gestes:
        attendu |= geste
        saisir_valeur(epci, indicateur, 2024, **geste, par=lise, le=LE)
    lue = Valeur.objects.filter(indicateur=indicateur).values("resultat", "objectif", "resultat_commentaire").first()
    vide = attendu == {"resultat": None, "objectif": None, "resultat_commentaire": ""}
    assert lue == (None if vide else attendu)
