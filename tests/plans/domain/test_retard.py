"""docs/calculs/plans.md, « Retard »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.listes import Precision, StatutFiche
from cordee.plans.domain.retard import (
    FicheDatee,
    Relance,
    Reperes,
    Retard,
    TypeRelance,
    compute_retards,
    days_late,
    days_left,
    first_day,
    is_due_soon,
    is_late,
    is_not_started,
    is_stale,
    is_still_true,
    last_day,
    relances_du_jour,
)

FIN = date(2025, 9, 30)


@pytest.mark.parametrize(
    ("jour", "precision", "debut", "fin"),
    [
        (date(2025, 3, 12), Precision.JOUR, date(2025, 3, 12), date(2025, 3, 12)),
        (date(2024, 2, 1), Precision.MOIS, date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 12, 31), Precision.MOIS, date(2025, 12, 1), date(2025, 12, 31)),
        (date(2025, 1, 1), Precision.ANNEE, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_une_date_a_peu_pres_commence_au_plus_tot_et_finit_au_plus_tard(
    jour: date, precision: str, debut: date, fin: date
) -> None:
    assert (first_day(jour, precision), last_day(jour, precision)) == (debut, fin)


@pytest.mark.parametrize(
    ("fiche", "aujourdhui", "jours"),
    [
        (FicheDatee(1, StatutFiche.EN_COURS, fin=FIN), FIN, 0),
        (FicheDatee(1, StatutFiche.EN_COURS, fin=FIN), date(2025, 11, 25), 56),
        (FicheDatee(1, StatutFiche.A_VENIR, fin=FIN, precision_fin=Precision.ANNEE), date(2025, 12, 31), 0),
        (FicheDatee(1, StatutFiche.A_VENIR, fin=FIN, precision_fin=Precision.ANNEE), date(2026, 1, 1), 1),
        (FicheDatee(1, StatutFiche.REALISE, fin=FIN), date(2025, 11, 25), 0),
        (FicheDatee(1, StatutFiche.ABANDONNE, fin=FIN), date(2025, 11, 25), 0),
        (FicheDatee(1, StatutFiche.EN_COURS, fin=FIN, amelioration_continue=True), date(2025, 11, 25), 0),
        (FicheDatee(1, StatutFiche.EN_COURS), date(2025, 11, 25), 0),
        (FicheDatee(1, None, fin=FIN), date(2025, 10, 1), 1),
    ],
)
def test_le_retard_est_celui_du_tableau_de_la_page(fiche: FicheDatee, aujourdhui: date, jours: int) -> None:
    assert days_late(fiche, aujourdhui) == jours
    assert is_late(fiche, aujourdhui) is (jours > 0)


def test_une_sous_fiche_en_retard_se_dit_au_dessus_sans_y_mettre_de_retard() -> None:
    fiches = [
        FicheDatee(1, StatutFiche.EN_COURS, fin=date(2026, 12, 31)),
        FicheDatee(2, StatutFiche.EN_COURS, fin=FIN, parent=1),
        FicheDatee(3, StatutFiche.EN_COURS, fin=FIN - timedelta(days=10), parent=2),
        FicheDatee(4, StatutFiche.REALISE, fin=FIN, parent=1),
    ]
    assert compute_retards(fiches, FIN + timedelta(days=5)) == {
        1: Retard(0, 15, (2, 3)),
        2: Retard(5, 15, (3,)),
        3: Retard(15),
    }


def test_rien_n_est_en_retard_sous_une_fiche_finie() -> None:
    fiches = [FicheDatee(1, StatutFiche.REALISE), FicheDatee(2, StatutFiche.EN_COURS, fin=FIN, parent=1)]
    assert compute_retards(fiches, date(2026, 1, 1)) == {}


def test_une_boucle_de_parents_est_lue_une_fois() -> None:
    fiches = [FicheDatee(1, fin=FIN, parent=2), FicheDatee(2, parent=1), FicheDatee(3, parent=3, fin=FIN)]
    retards = compute_retards(fiches, FIN + timedelta(days=1))
    assert retards == {1: Retard(1), 2: Retard(0, 1, (1,)), 3: Retard(1)}


@pytest.mark.parametrize(
    ("aujourdhui", "reste", "bientot"),
    [
        (date(2025, 8, 30), 31, False),
        (date(2025, 8, 31), 30, True),
        (FIN, 0, True),
        (date(2025, 10, 1), None, False),
    ],
)
def test_l_echeance_approche_a_trente_jours(aujourdhui: date, reste: int | None, bientot: bool) -> None:
    fiche = FicheDatee(1, StatutFiche.EN_COURS, fin=FIN)
    assert (days_left(fiche, aujourdhui), is_due_soon(fiche, aujourdhui)) == (reste, bientot)


def test_rien_n_approche_pour_une_fiche_finie_ou_sans_fin() -> None:
    assert days_left(FicheDatee(1, StatutFiche.REALISE, fin=FIN), date(2025, 9, 1)) is None
    assert not is_due_soon(FicheDatee(1, StatutFiche.EN_COURS), date(2025, 9, 1))


@pytest.mark.parametrize(
    ("statut", "precision", "aujourdhui", "attendu"),
    [
        (StatutFiche.A_VENIR, Precision.JOUR, date(2025, 1, 1), False),
        (StatutFiche.A_VENIR, Precision.JOUR, date(2025, 1, 2), True),
        (None, Precision.JOUR, date(2025, 1, 2), True),
        (StatutFiche.A_DISCUTER, Precision.ANNEE, date(2025, 12, 31), False),
        (StatutFiche.A_DISCUTER, Precision.ANNEE, date(2026, 1, 1), True),
        (StatutFiche.EN_COURS, Precision.JOUR, date(2025, 1, 2), False),
    ],
)
def test_une_fiche_n_est_pas_commencee_quand_son_debut_est_passe(
    statut: str | None, precision: str, aujourdhui: date, attendu: bool
) -> None:
    assert is_not_started(FicheDatee(1, statut, date(2025, 1, 1), precision_debut=precision), aujourdhui) is attendu


def test_une_fiche_sans_debut_n_est_jamais_dite_non_commencee() -> None:
    assert not is_not_started(FicheDatee(1, StatutFiche.A_VENIR), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("statut", "jours", "attendu"),
    [
        (StatutFiche.EN_COURS, 179, False),
        (StatutFiche.EN_COURS, 180, True),
        (StatutFiche.BLOQUE, 200, True),
        (StatutFiche.EN_PAUSE, 200, False),
        (StatutFiche.A_VENIR, 200, False),
        (StatutFiche.REALISE, 200, False),
    ],
)
def test_seule_une_fiche_en_marche_peut_etre_sans_nouvelles(statut: str, jours: int, attendu: bool) -> None:
    fiche = FicheDatee(1, statut, derniere_nouvelle=FIN - timedelta(days=jours))
    assert is_stale(fiche, FIN) is attendu


def test_une_fiche_dont_on_ignore_la_derniere_nouvelle_n_est_pas_accusee() -> None:
    assert not is_stale(FicheDatee(1, StatutFiche.EN_COURS), FIN)


@pytest.mark.parametrize(
    ("ecart", "attendue"),
    [
        (-31, None),
        (-30, (TypeRelance.ECHEANCE, 30)),
        (-29, None),
        (-7, (TypeRelance.ECHEANCE, 7)),
        (-1, (TypeRelance.ECHEANCE, 1)),
        (0, None),
        (1, (TypeRelance.RETARD, 1)),
        (7, (TypeRelance.RETARD, 7)),
        (8, None),
    ],
)
def test_chaque_repere_declenche_son_rappel_le_jour_meme(ecart: int, attendue: tuple[TypeRelance, int] | None) -> None:
    jour = FIN + timedelta(days=ecart)
    relances = relances_du_jour([FicheDatee(5, StatutFiche.EN_COURS, fin=FIN)], jour)
    assert relances == ([Relance(5, attendue[0], jour, attendue[1])] if attendue else [])


def test_un_rappel_manque_est_rattrape_et_seul_le_dernier_part() -> None:
    fiche = FicheDatee(5, StatutFiche.EN_COURS, fin=FIN)
    relances = relances_du_jour([fiche], FIN + timedelta(days=2), depuis=FIN - timedelta(days=8))
    assert relances == [Relance(5, TypeRelance.RETARD, FIN + timedelta(days=1), 1)]


def test_une_fiche_finie_ou_sans_fin_ne_rappelle_rien() -> None:
    fiches = [FicheDatee(1, StatutFiche.REALISE, fin=FIN), FicheDatee(2, StatutFiche.EN_COURS)]
    assert relances_du_jour(fiches, FIN + timedelta(days=1)) == []


@pytest.mark.parametrize(("jours", "attendu"), [(179, None), (180, 180), (181, None), (360, 360), (361, None)])
def test_le_silence_se_dit_au_seuil_puis_a_chaque_multiple(jours: int, attendu: int | None) -> None:
    fiche = FicheDatee(3, StatutFiche.EN_COURS, derniere_nouvelle=FIN - timedelta(days=jours))
    relances = relances_du_jour([fiche], FIN)
    assert relances == ([Relance(3, TypeRelance.SANS_NOUVELLES, FIN, attendu)] if attendu else [])


def test_les_jours_choisis_remplacent_ceux_de_tous() -> None:
    """docs/calculs/rappels.md: 14 and 3 days before, 2 after, for an end on 15 December 2026."""
    fin, reperes = date(2026, 12, 15), Reperes((14, 3), (2,), 90)
    fiche = FicheDatee(5, StatutFiche.EN_COURS, fin=fin)
    jours = [fin + timedelta(days=ecart) for ecart in range(-40, 20)]
    dits = [r.repere for jour in jours for r in relances_du_jour([fiche], jour, reperes=reperes)]
    assert dits == [date(2026, 12, 1), date(2026, 12, 12), date(2026, 12, 17)]
    assert relances_du_jour([fiche], fin - timedelta(days=1), reperes=Reperes((), ())) == []


@pytest.mark.parametrize(
    ("silence", "nouvelle", "muette", "dit"),
    [
        (180, date(2026, 1, 1), True, True),
        (180, date(2026, 1, 2), False, False),
        (90, date(2026, 4, 1), True, True),
        (90, date(2026, 1, 1), True, True),
        (365, date(2026, 1, 1), False, False),
    ],
)
def test_le_silence_est_celui_de_la_proprietaire(silence: int, nouvelle: date, muette: bool, dit: bool) -> None:
    """docs/calculs/rappels.md, « Silence »."""
    jour, fiche = date(2026, 6, 30), FicheDatee(5, StatutFiche.EN_COURS, derniere_nouvelle=nouvelle)
    assert is_stale(fiche, jour, silence) is muette
    assert bool(relances_du_jour([fiche], jour, reperes=Reperes(silence=silence))) is dit


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=20))
def test_quel_que_soit_le_rythme_des_appels_aucun_rappel_ne_part_deux_fois(pas: list[int]) -> None:
    fiche = FicheDatee(1, StatutFiche.EN_COURS, fin=FIN)
    jour, envoyes = FIN - timedelta(days=40), []
    for ecart in pas:
        precedent, jour = jour, jour + timedelta(days=ecart)
        envoyes += [relance.repere for relance in relances_du_jour([fiche], jour, depuis=precedent)]
    assert envoyes == sorted(set(envoyes))


@pytest.mark.parametrize(
    ("type_relance", "jours", "repere", "jour", "vrai"),
    [
        (TypeRelance.ECHEANCE, 7, FIN - timedelta(days=7), FIN - timedelta(days=2), True),
        (TypeRelance.ECHEANCE, 7, FIN - timedelta(days=7), FIN, True),
        (TypeRelance.ECHEANCE, 7, FIN - timedelta(days=7), FIN + timedelta(days=1), False),
        (TypeRelance.ECHEANCE, 7, FIN - timedelta(days=8), FIN - timedelta(days=2), False),
        (TypeRelance.RETARD, 1, FIN + timedelta(days=1), FIN + timedelta(days=6), True),
        (TypeRelance.RETARD, 1, FIN - timedelta(days=30), FIN + timedelta(days=6), False),
        (TypeRelance.SANS_NOUVELLES, 0, FIN, FIN + timedelta(days=3), True),
    ],
)
def test_un_rappel_ne_vaut_que_pour_la_fin_et_le_silence_dont_il_parle(
    type_relance: TypeRelance, jours: int, repere: date, jour: date, vrai: bool
) -> None:
    fiche = FicheDatee(1, StatutFiche.EN_COURS, fin=FIN, derniere_nouvelle=FIN - timedelta(days=180))
    assert is_still_true(fiche, type_relance, jours, repere, jour) is vrai
    assert not is_still_true(replace(fiche, statut=StatutFiche.REALISE), type_relance, jours, repere, jour)
    assert not is_still_true(replace(fiche, fin=None, derniere_nouvelle=jour), type_relance, jours, repere, jour)
