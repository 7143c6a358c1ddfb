"""What of an event each webhook may be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cordee.api.domain.evenements import FICHE, GROUPE, PLAN, Evenement, identifiant
from cordee.api.domain.portee import Abonnement, FicheSituee, PlanSitue, Terrain, adresser, revoir
from cordee.api.domain.types import CHOISIS, TypeEvenement

LE = datetime(2026, 3, 10, 9, tzinfo=UTC)
ICI, LA_BAS = 3, 4
ABONNE = Abonnement(ICI, frozenset(map(str, CHOISIS)), LE)
TERRAIN = Terrain(
    {7: FicheSituee(frozenset({ICI}), frozenset({1})), 8: FicheSituee(frozenset({ICI}), frozenset(), True)},
    {1: PlanSitue(ICI), 2: PlanSitue(ICI, True), 5: PlanSitue(LA_BAS)},
)


def evenement(type_: TypeEvenement, objet: str, numero: int, **suite: object) -> Evenement:
    return Evenement(identifiant("ecriture", 1), type_, ICI, LE, "Lise Faure", objet, numero, **suite)  # type: ignore[arg-type]


MODIFIEE = evenement(TypeEvenement.FICHE_MODIFIEE, FICHE, 7, champs={"titre": ["a", "b"], "document": [None, "secret"]})


def test_les_valeurs_qui_peuvent_nommer_du_confidentiel_ne_sortent_que_pour_qui_le_voit() -> None:
    envoi = adresser(MODIFIEE, ABONNE, TERRAIN)
    assert envoi is not None
    assert envoi.donnees["champs"] == {"titre": ["a", "b"], "document": []}
    tout = adresser(MODIFIEE, replace(ABONNE, confidentielles=True), TERRAIN)
    assert tout is not None
    assert tout.donnees["champs"]["document"] == [None, "secret"]


def test_un_champ_ajoute_ne_se_nomme_qu_a_qui_contribue() -> None:
    """A field that a collectivité adds may be kept for those who contribute, its name too."""
    ajoute = replace(MODIFIEE, champs={"« Note interne »": ["a", "b"]})
    for confidentielles, attendu in ((False, {}), (True, {"« Note interne »": ["a", "b"]})):
        envoi = adresser(ajoute, replace(ABONNE, confidentielles=confidentielles), TERRAIN)
        assert envoi is not None
        assert envoi.donnees["champs"] == attendu
    reserve = replace(ajoute, reserve=True)
    assert adresser(reserve, ABONNE, TERRAIN) is None
    assert adresser(reserve, replace(ABONNE, confidentielles=True), TERRAIN) is not None


def test_le_nom_ne_se_garde_que_s_il_est_donne() -> None:
    for noms, attendu in ((False, ""), (True, "Lise Faure")):
        envoi = adresser(MODIFIEE, replace(ABONNE, noms=noms), TERRAIN)
        assert envoi is not None
        assert envoi.donnees["acteur"] == attendu


def test_une_fiche_qui_n_existe_plus_ne_dit_rien() -> None:
    assert adresser(replace(MODIFIEE, numero=99), ABONNE, TERRAIN) is None


@pytest.mark.parametrize(
    ("plan", "confidentielles", "dit"),
    [(1, False, True), (2, False, False), (2, True, True), (5, True, False), (9, True, False), (None, True, False)],
)
def test_un_placement_ne_se_dit_que_dans_un_plan_qu_on_voit(plan: int | None, confidentielles: bool, dit: bool) -> None:
    placee = evenement(TypeEvenement.FICHE_PLACEE, FICHE, 7, placement={"plan": plan, "axe": None})
    assert (adresser(placee, replace(ABONNE, confidentielles=confidentielles), TERRAIN) is not None) is dit


def test_un_plan_disparu_est_comme_sa_suppression_le_dit() -> None:
    parti = evenement(TypeEvenement.PLAN_SUPPRIME, PLAN, 9)
    assert adresser(parti, ABONNE, TERRAIN) is not None
    assert adresser(replace(parti, reserve=True), ABONNE, TERRAIN) is None
    assert adresser(replace(parti, type=TypeEvenement.PLAN_MODIFIE), ABONNE, TERRAIN) is None


def test_un_groupe_compte_seulement_ce_qui_se_voit() -> None:
    importe = evenement(
        TypeEvenement.IMPORT_TERMINE, GROUPE, 0, fiches=(7, 8), plans=(1, 2, 5), nombres={"creees": 2, "modifiees": 0}
    )
    envoi = adresser(importe, ABONNE, TERRAIN)
    assert envoi is not None
    assert (envoi.donnees["fiches"], envoi.donnees["plans"], envoi.donnees["nombres"]) == ([7], [1], {})
    tout = adresser(importe, replace(ABONNE, confidentielles=True), TERRAIN)
    assert tout is not None
    assert (tout.donnees["fiches"], tout.donnees["nombres"]) == ([7, 8], {"creees": 2, "modifiees": 0})
    assert adresser(replace(importe, fiches=(8,), plans=(2,)), ABONNE, TERRAIN) is None


def test_les_disparues_se_disent_sauf_celles_qui_etaient_confidentielles() -> None:
    annule = evenement(TypeEvenement.IMPORT_ANNULE, GROUPE, 0, supprimees=(98, 99), reserves=frozenset({99}))
    envoi = adresser(annule, ABONNE, TERRAIN)
    assert envoi is not None
    assert envoi.donnees["supprimees"] == [98]
    tout = adresser(annule, replace(ABONNE, confidentielles=True), TERRAIN)
    assert tout is not None
    assert tout.donnees["supprimees"] == [98, 99]
    assert adresser(annule, replace(ABONNE, collectivite=LA_BAS), TERRAIN) is None


def test_ce_qui_attendait_est_revu_au_depart() -> None:
    """A fiche may have become confidential since, the collectivité may have changed its mind."""
    tout = replace(ABONNE, confidentielles=True, noms=True)
    annule = evenement(
        TypeEvenement.IMPORT_ANNULE, GROUPE, 0, fiches=(7, 8), supprimees=(98, 99), reserves=frozenset({99}),
        champs={"document": [None, "secret"]}, nombres={"creees": 2},
    )  # fmt: skip
    envoi = adresser(annule, tout, TERRAIN)
    assert envoi is not None
    assert revoir(envoi.donnees, tout, TERRAIN) == envoi.donnees
    revues = revoir(envoi.donnees, ABONNE, TERRAIN)
    assert (revues["fiches"], revues["supprimees"], revues["acteur"]) == ([7], [98], "")
    assert (revues["champs"], revues["nombres"]) == ({"document": []}, {})


def test_un_seul_plan_restreint_les_groupes() -> None:
    lot = evenement(TypeEvenement.LOT_APPLIQUE, GROUPE, 0, fiches=(7, 8))
    seul = replace(ABONNE, plan=1, confidentielles=True)
    envoi = adresser(lot, seul, TERRAIN)
    assert envoi is not None
    assert envoi.donnees["fiches"] == [7]
    assert adresser(lot, replace(seul, plan=2), TERRAIN) is None
