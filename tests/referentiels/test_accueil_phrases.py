"""The sentences at the head of the Accueil, in each of the situations that they tell."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from tests.territoires.factories import CollectiviteFactory

from cordee.referentiels.models import Engagement, Referentiel, ReleveMensuel
from cordee.referentiels.queries.accueil import Suivi
from cordee.referentiels.views.tableau import (
    Groupe,
    Ligne,
    composer_ligne,
    dire_points,
    en_lettres,
    intituler_groupes,
    plus_proche,
    repondre_collectivite,
    repondre_groupement,
)
from cordee.territoires.models import Collectivite

JOUR = date(2026, 3, 15)
CAE = Referentiel(code="cae", nom="Climat Air Énergie")


def epci(nom: str = "Briançonnais", **champs: Any) -> Collectivite:
    return CollectiviteFactory.build(pk=1, nom=f"CC du {nom}", nom_court=nom, **champs)


def ligne(
    faits: float = 45.0,
    programmes: float = 0.0,
    *,
    passe: float | None = None,
    commencee: bool = True,
    collectivite: Collectivite | None = None,
) -> Ligne:
    """A référentiel of 100 points; `passe` is its score of a year ago, in points."""
    collectivite = collectivite or epci()
    engagement = Engagement(
        collectivite=collectivite,
        referentiel=CAE,
        points_potentiels=100.0,
        points_faits=faits,
        points_programmes=programmes,
        points_pas_faits=0.0,
        taches_renseignees=50,
        taches_total=100,
        etoiles=2,
    )
    couple = (collectivite.pk, "cae")
    releves = [(date(2024, 11, 1), passe), (date(2026, 3, 1), faits)] if passe is not None else []
    suivi = Suivi(
        collectivites=(collectivite,),
        referentiels=(CAE,),
        ouverts=(engagement,),
        archives=frozenset(),
        etats_initiaux={},
        releves={
            couple: [ReleveMensuel(mois=mois, points_faits=points, points_potentiels=100.0) for mois, points in releves]
        },
        activites={couple: datetime(2026, 3, 1).astimezone()} if commencee else {},
    )
    return composer_ligne(engagement, suivi, JOUR)


def groupe(*lignes: Ligne) -> Groupe:
    return Groupe(lignes[0].engagement.collectivite if lignes else epci(), lignes, (), ())


def test_sans_membre_la_phrase_le_dit() -> None:
    assert repondre_groupement([]).avant == "Ce groupement n'a encore aucun membre."


def test_sans_rien_d_ouvert_la_phrase_compte_les_membres_qui_attendent() -> None:
    assert "".join(repondre_groupement([groupe(), groupe()])) == (
        "Rien n'est encore ouvert : 2\u00a0membres attendent leur premier état des lieux."
    )
    assert "".join(repondre_groupement([groupe()])) == (
        "Rien n'est encore ouvert : 1\u00a0membre attend son premier état des lieux."
    )


def test_ouverts_mais_vides() -> None:
    vides = [groupe(ligne(0, commencee=False)), groupe(ligne(0, commencee=False))]
    assert "".join(repondre_groupement(vides)) == "2\u00a0états des lieux sont ouverts, et tout reste à renseigner."


@pytest.mark.parametrize(
    ("passes", "debut"),
    [
        ((40, 40, 40), "Les trois états des lieux ont progressé en un an ; il manque "),
        ((40, 45, 50), "Un état des lieux sur trois a progressé en un an ; il manque "),
        ((40, 40, 45), "Deux états des lieux sur trois ont progressé en un an ; il manque "),
        ((45, 45, 46), "Aucun des trois états des lieux n'a progressé en un an ; il manque "),
        ((40,), "L'état des lieux a progressé en un an ; il manque "),
        ((45,), "L'état des lieux n'a pas progressé en un an ; il manque "),
        ((None, None), "Il manque "),
    ],
)
def test_le_progres_d_un_an_ouvre_la_phrase(passes: tuple[float | None, ...], debut: str) -> None:
    assert repondre_groupement([groupe(ligne(45, passe=passe)) for passe in passes]).avant == debut


def test_un_mouvement_invisible_n_est_pas_un_progres() -> None:
    assert repondre_groupement([groupe(ligne(45, passe=44.97))]).avant.startswith("L'état des lieux n'a pas progressé")


def test_la_phrase_finit_sur_l_etoile_la_plus_proche_et_dit_ou() -> None:
    loin = ligne(40, collectivite=epci("Queyras"))
    reponse = repondre_groupement([groupe(loin), groupe(ligne(47.4))])
    assert reponse.nombre == "2,6\u00a0points"
    assert reponse.apres == " pour une troisième étoile (Briançonnais, Climat Air Énergie)."


def test_les_cinq_etoiles_partout() -> None:
    assert "".join(repondre_groupement([groupe(ligne(80))])) == "Les cinq\u00a0étoiles sont là partout."


def test_un_epci_sans_referentiel_est_invite_a_commencer() -> None:
    assert "".join(repondre_collectivite([])) == "Rien n'est encore ouvert : commencez par un premier référentiel."


def test_un_epci_qui_n_a_rien_renseigne_est_invite_a_commencer() -> None:
    assert repondre_collectivite([ligne(0, commencee=False)]).avant.startswith("Rien n'est encore renseigné")


@pytest.mark.parametrize(
    ("programmes", "suite"),
    [
        (6.0, " ; ce qui est programmé y suffit."),
        (5.0, " ; ce qui est programmé y suffit."),
        (3.2, " ; ce qui est programmé en vaut 3,2."),
        (0.0, "."),
    ],
)
def test_la_phrase_d_un_epci_dit_si_le_programme_suffit(programmes: float, suite: str) -> None:
    reponse = repondre_collectivite([ligne(45, programmes)])
    assert "".join(reponse) == f"Il manque 5,0\u00a0points pour la troisième étoile en Climat Air Énergie{suite}"


def test_un_epci_a_cinq_etoiles_doit_les_garder() -> None:
    assert "".join(repondre_collectivite([ligne(80)])) == "Les cinq\u00a0étoiles sont là : il reste à les garder."


@pytest.mark.parametrize(("faits", "a_portee"), [(43.9, 0), (44.0, 3), (49.9, 3), (50.0, 0), (59.5, 4), (76.0, 0)])
def test_une_etoile_est_a_portee_a_six_points_de_pourcentage(faits: float, a_portee: int) -> None:
    assert ligne(faits).a_portee == a_portee


def test_la_plus_proche_ignore_ce_qui_n_est_pas_commence() -> None:
    vide, commencee = ligne(34.9, commencee=False), ligne(20)
    assert plus_proche([vide, commencee]) is commencee
    assert plus_proche([vide]) is None


def test_le_titre_du_tableau_compte_en_lettres() -> None:
    trois = [groupe(ligne()), groupe(ligne(), ligne()), groupe()]
    assert intituler_groupes(trois) == "Trois EPCI, trois états des lieux"
    assert intituler_groupes([groupe()]) == "Un EPCI, aucun état des lieux"
    commune = Groupe(epci(commune=True), (ligne(),), (), ())
    assert intituler_groupes([commune, commune]) == "Deux membres, deux états des lieux"


def test_les_nombres_s_ecrivent_en_lettres_jusqu_a_seize() -> None:
    assert [en_lettres(n) for n in (0, 1, 16, 17, 1200)] == ["zéro", "un", "seize", "17", "1\u00a0200"]
    assert dire_points(1.5) == "1,5\u00a0point"


def test_les_ecarts_sont_en_points_de_pourcentage() -> None:
    assert ligne(45).depuis_n0 is None
    assert ligne(45, passe=40).progression == pytest.approx(5.0)
    assert ligne(45).score == pytest.approx(45.0)
