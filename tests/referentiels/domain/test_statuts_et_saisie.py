"""Statuts: what is stored, what is refused, what a write entails."""

from __future__ import annotations

import pytest
from tests.referentiels.domain.arbres import FAIT, LIGNE_VIDE, NON_CONCERNE, PAS_FAIT, POINTS_TACHES, arbre, noter

from cordee.referentiels.domain import (
    WRITABLE,
    Avancement,
    AvancementInvalide,
    IdentifiantInvalide,
    Parcours,
    Refus,
    Saisie,
    SaisieRefusee,
    StatutAvancement,
    StatutStocke,
    check_saisies,
    find_refus,
    list_a_renseigner,
    parents_to_reset,
    statuts_with_cascade,
    to_storage,
)

S = StatutAvancement


@pytest.mark.parametrize("parts", [(0.5, 0.6, 0.1), (1.2, -0.2, 0), (float("nan"), 0, 1), (0.2, 0.2, 0.2)])
def test_trois_parts_entre_zero_et_un_doivent_faire_un(parts: tuple[float, float, float]) -> None:
    with pytest.raises(AvancementInvalide):
        Avancement(*parts)


def test_un_avancement_compte_trois_parts() -> None:
    assert Avancement.of([0.2, 0.7, 0.1 + 1e-7]).fait == 0.2
    with pytest.raises(AvancementInvalide, match="trois parts"):
        Avancement.of([0.5, 0.5])


@pytest.mark.parametrize(
    ("statut", "detail", "stocke"),
    [
        (S.NON_CONCERNE, None, StatutStocke(concerne=False)),
        (S.DETAILLE_A_LA_TACHE, None, StatutStocke()),
        (S.NON_RENSEIGNE, None, StatutStocke()),
        (S.FAIT, Avancement(0, 1, 0), StatutStocke(S.FAIT, Avancement(1, 0, 0))),
        (S.DETAILLE, Avancement(0.2, 0.7, 0.1), StatutStocke(S.DETAILLE, Avancement(0.2, 0.7, 0.1))),
        (S.DETAILLE, Avancement(0, 1, 0), StatutStocke(S.PROGRAMME)),
        (S.DETAILLE, None, StatutStocke()),
    ],
)
def test_ce_qu_on_choisit_devient_ce_qui_est_stocke(
    statut: StatutAvancement, detail: Avancement | None, stocke: StatutStocke
) -> None:
    assert to_storage(statut, detail) == stocke


def test_un_statut_calcule_ne_s_ecrit_pas() -> None:
    assert S.NON_RENSEIGNABLE not in WRITABLE
    with pytest.raises(SaisieRefusee, match="calculé"):
        to_storage(S.NON_RENSEIGNABLE)
    assert S.DETAILLE_A_LA_TACHE.label == "Détaillé à la tâche"


def test_le_partage_lu_est_celui_du_statut() -> None:
    assert StatutStocke(S.FAIT, Avancement(0, 1, 0)).split == Avancement(1, 0, 0)
    assert StatutStocke(S.DETAILLE).split == Avancement(0.5, 0.25, 0.25)
    assert LIGNE_VIDE.split is None
    assert FAIT.is_direct
    assert not NON_CONCERNE.is_direct


@pytest.mark.parametrize(
    ("desactives", "parcours", "auditeur", "refus"),
    [
        ([False], Parcours.NON_DEMANDEE, False, None),
        ([False, True], Parcours.AUDIT_VALIDE, False, Refus.MESURE_DESACTIVEE),
        ([False], Parcours.AUDIT_EN_COURS, False, Refus.AUDIT_EN_COURS),
        ([False], Parcours.AUDIT_EN_COURS, True, None),
        ([False], Parcours.AUDIT_VALIDE, True, Refus.AUDIT_VALIDE),
        ([False], Parcours.DEMANDE_ENVOYEE, False, None),
    ],
)
def test_le_parcours_dit_qui_peut_ecrire(
    desactives: list[bool], parcours: Parcours, auditeur: bool, refus: Refus | None
) -> None:
    assert find_refus(desactives, parcours, auditeur=auditeur) is refus
    assert refus is None or refus.message.endswith(".")


@pytest.mark.parametrize(
    ("saisies", "message"),
    [
        ([], "Aucun statut"),
        ([Saisie("eci_1.1", S.FAIT), Saisie("eci_1.1", S.FAIT)], "deux fois"),
        ([Saisie("eci_1", S.FAIT)], "ne porte pas de statut"),
        ([Saisie("eci_1.1", S.NON_RENSEIGNABLE)], "calculé"),
        ([Saisie("eci_1.1", S.DETAILLE_A_LA_TACHE)], "pas de tâche"),
    ],
)
def test_une_saisie_impossible_est_refusee(saisies: list[Saisie], message: str) -> None:
    with pytest.raises(SaisieRefusee, match=message):
        check_saisies(arbre(POINTS_TACHES), saisies)


def test_une_saisie_sur_un_noeud_inconnu_est_refusee() -> None:
    with pytest.raises(IdentifiantInvalide):
        check_saisies(arbre(), [Saisie("eci_8.1", S.FAIT)])


def test_une_saisie_ordinaire_passe() -> None:
    check_saisies(arbre(POINTS_TACHES), [Saisie("eci_2.1", S.DETAILLE_A_LA_TACHE), Saisie("eci_2.1.1", S.FAIT)])


@pytest.mark.parametrize(("parent", "remis"), [(FAIT, True), (NON_CONCERNE, True), (LIGNE_VIDE, False), (None, False)])
def test_ecrire_une_tache_remet_a_zero_la_sous_mesure_qui_la_cacherait(
    parent: StatutStocke | None, remis: bool
) -> None:
    saisies = [Saisie("eci_2.1.1", S.FAIT), Saisie("eci_2.1.2", S.PAS_FAIT)]
    stockes = {} if parent is None else {"eci_2.1": parent}
    assert parents_to_reset(arbre(POINTS_TACHES), saisies, stockes) == (("eci_2.1",) if remis else ())


def test_une_sous_mesure_ecrite_dans_le_meme_geste_garde_ce_qu_on_a_dit() -> None:
    saisies = [Saisie("eci_2.1.1", S.FAIT), Saisie("eci_2.1", S.PROGRAMME)]
    assert statuts_with_cascade(arbre(POINTS_TACHES), saisies, {"eci_2.1": PAS_FAIT}) == tuple(saisies)
    assert statuts_with_cascade(arbre(POINTS_TACHES), saisies[:1], {"eci_2.1": PAS_FAIT}) == (
        saisies[0],
        Saisie("eci_2.1", S.NON_RENSEIGNE),
    )


def test_reste_a_renseigner_ce_qui_n_a_ni_statut_ni_statut_au_dessus() -> None:
    scores = noter(arbre(POINTS_TACHES), {"eci_2.1": FAIT, "eci_1.1": NON_CONCERNE, "eci_2.2": LIGNE_VIDE})
    assert list_a_renseigner(scores) == ("eci_1.2", "eci_2.0", "eci_2.2")
