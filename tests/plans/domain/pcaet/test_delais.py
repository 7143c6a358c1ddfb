"""docs/calculs/pcaet.md, « Dates », « Obligation », « Prochaine étape » et « Frise »."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.pcaet import (
    REQUISES,
    AvisPcaet,
    Cycle,
    EtatPcaet,
    Manque,
    Obligation,
    Piece,
    SensAvis,
    Situation,
    Transition,
    TypeBilan,
    a_justifier,
    ajouter_ans,
    ajouter_mois,
    duree,
    echeance_adoption,
    echeance_avis,
    echeance_cycle,
    echeance_mi_parcours,
    obligation_par_defaut,
    prochaine_etape,
    rappels,
    tracer_frise,
)

JOUR = date(2026, 11, 11)


@pytest.mark.parametrize(
    ("depuis", "mois", "resultat"),
    [
        (date(2026, 3, 15), 3, date(2026, 6, 15)),
        (date(2026, 8, 31), 3, date(2026, 12, 1)),
        (date(2025, 11, 30), 3, date(2026, 3, 2)),
        (date(2023, 11, 30), 3, date(2024, 3, 1)),
        (date(2024, 2, 29), 36, date(2027, 3, 1)),
        (date(2024, 2, 29), 72, date(2030, 3, 1)),
        (date(2026, 3, 15), -6, date(2025, 9, 15)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_la_regle_de_fin_de_mois(depuis: date, mois: int, resultat: date) -> None:
    assert ajouter_mois(depuis, mois) == resultat


def test_les_echeances() -> None:
    assert echeance_avis(date(2026, 8, 31)) == date(2026, 12, 1)
    assert echeance_mi_parcours(date(2024, 2, 29)) == date(2027, 3, 1)
    assert echeance_cycle(date(2024, 2, 29)) == date(2030, 3, 1)
    assert ajouter_ans(date(2026, 1, 1), 3) == date(2029, 1, 1)
    assert Cycle().echeance_cycle is None
    assert Cycle().echeance_mi_parcours is None


@settings(max_examples=60)
@given(st.dates(date(2016, 1, 1), date(2090, 1, 1)), st.integers(0, 80))
def test_la_regle_ne_raccourcit_jamais_un_delai(depuis: date, mois: int) -> None:
    assert ajouter_mois(depuis, mois) >= depuis
    assert ajouter_mois(depuis, mois + 1) > ajouter_mois(depuis, mois) or depuis.day > 28
    assert (ajouter_mois(depuis, mois).day == depuis.day) or depuis.day > 28


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        ({"epci": True, "population": 20_001}, Obligation.OBLIGATOIRE),
        ({"epci": True, "population": 20_000}, Obligation.VOLONTAIRE),
        ({"epci": True, "population": None}, None),
        ({"epci": False, "nature_insee": "EPT"}, Obligation.OBLIGATOIRE),
        ({"epci": True, "nature_insee": "MET69", "population": None}, Obligation.OBLIGATOIRE),
        ({"epci": False, "code_insee": "75056", "population": 2_000_000}, Obligation.OBLIGATOIRE),
        ({"epci": False, "nature_insee": "PETR", "population": 90_000}, Obligation.VOLONTAIRE),
        ({"epci": False, "nature_insee": "PETR", "membres": [12_000, 20_001]}, Obligation.OBLIGATOIRE),
        ({"epci": False, "nature_insee": "PETR", "membres": [20_000, 20_000]}, Obligation.VOLONTAIRE),
        ({"epci": False, "nature_insee": "PETR", "membres": [20_000, None]}, None),
        ({"epci": False, "nature_insee": "PETR", "membres": [20_001, None]}, Obligation.OBLIGATOIRE),
    ],
)
def test_l_obligation_par_defaut(champs: dict[str, Any], attendue: Obligation | None) -> None:
    assert obligation_par_defaut(**champs) is attendue


@pytest.mark.parametrize(
    ("obligation", "population", "precedente", "prevue", "due"),
    [
        (Obligation.OBLIGATOIRE, 62_000, None, None, date(2016, 12, 31)),
        (Obligation.OBLIGATOIRE, 50_000, None, date(2027, 6, 1), date(2018, 12, 31)),
        (Obligation.OBLIGATOIRE, None, None, None, date(2018, 12, 31)),
        (Obligation.OBLIGATOIRE, 34_000, date(2020, 3, 12), date(2027, 6, 1), date(2026, 3, 12)),
        (Obligation.VOLONTAIRE, 12_000, None, date(2027, 6, 1), date(2027, 6, 1)),
        (Obligation.VOLONTAIRE, 12_000, None, None, None),
        (None, None, None, None, None),
    ],
)
def test_quand_adopter(
    obligation: Obligation | None,
    population: int | None,
    precedente: date | None,
    prevue: date | None,
    due: date | None,
) -> None:
    assert echeance_adoption(obligation, population=population, precedente=precedente, prevue=prevue) == due


# -- reminders -------------------------------------------------------------------------------------------------------
ADOPTE = Cycle(adoption=date(2024, 3, 12))


@pytest.mark.parametrize(
    ("cycle", "jour", "active", "codes"),
    [
        (Cycle(transmission=date(2026, 9, 1), echeance_avis=date(2026, 12, 1)), date(2026, 10, 31), True, []),
        (Cycle(transmission=date(2026, 9, 1), echeance_avis=date(2026, 12, 1)), date(2026, 11, 1), True, ["avis"]),
        (
            Cycle(transmission=date(2026, 9, 1), echeance_avis=date(2026, 12, 1)),
            date(2026, 12, 1),
            True,
            ["avis_tacites"],
        ),
        (Cycle(transmission=date(2026, 9, 1), echeance_avis=date(2026, 12, 1)), date(2026, 12, 1), False, []),
        (ADOPTE, date(2026, 9, 12), False, []),
        (ADOPTE, date(2026, 9, 13), False, ["mi_parcours"]),
        (Cycle(adoption=date(2024, 3, 12), mi_parcours=date(2026, 10, 1)), date(2026, 10, 2), False, []),
        (Cycle(adoption=date(2024, 3, 12), mi_parcours=date(2026, 10, 1)), date(2029, 9, 13), False, ["evaluation"]),
        (Cycle(adoption=date(2024, 3, 12), evaluation=date(2027, 1, 5)), date(2027, 6, 1), False, []),
        (Cycle(echeance_adoption=date(2026, 11, 10)), JOUR, True, ["adoption"]),
        (Cycle(echeance_adoption=JOUR), JOUR, True, []),
    ],
)
def test_les_rappels_du_jour(cycle: Cycle, jour: date, active: bool, codes: list[str]) -> None:
    trouves = rappels(cycle, jour, fin_avis=cycle.echeance_avis, active=active)
    assert [rappel.code for rappel in trouves] == codes
    assert all(rappel.phrase.endswith(".") for rappel in trouves)


@pytest.mark.parametrize(
    ("jour", "palier", "phrase"),
    [
        (date(2026, 9, 13), -180, "est attendu avant le 12 mars 2027, dans 180 jours."),
        (date(2026, 12, 11), -180, "est attendu avant le 12 mars 2027, dans 91 jours."),
        (date(2026, 12, 12), -90, "est attendu avant le 12 mars 2027, dans 90 jours."),
        (date(2027, 2, 10), -30, "est attendu avant le 12 mars 2027, dans 30 jours."),
        (date(2027, 3, 11), -30, "est attendu avant le 12 mars 2027, demain."),
        (date(2027, 3, 12), 0, "est attendu aujourd'hui."),
        (date(2027, 3, 13), 0, "était attendu le 12 mars 2027 et n'est pas déposé."),
        (date(2027, 4, 11), 30, "était attendu le 12 mars 2027 et n'est pas déposé."),
        (date(2027, 6, 10), 90, "était attendu le 12 mars 2027 et n'est pas déposé."),
        (date(2029, 1, 1), 90, "était attendu le 12 mars 2027 et n'est pas déposé."),
    ],
)
def test_un_bilan_se_rappelle_par_paliers(jour: date, palier: int, phrase: str) -> None:
    (rappel,) = rappels(ADOPTE, jour, fin_avis=None, active=False)
    assert (rappel.palier, rappel.cle) == (palier, f"mi_parcours:2027-03-12:{palier}")
    assert rappel.phrase.replace("\u00a0", " ") == f"Le bilan à mi-parcours du PCAET {phrase}"


@pytest.mark.parametrize(
    ("cycle", "jour", "raison"),
    [
        (ADOPTE, date(2030, 3, 1), "n'est pas déposé"),
        (
            Cycle(adoption=date(2024, 3, 12), mi_parcours=date(2024, 3, 12)),
            date(2024, 3, 12),
            "n'a pas encore trois ans",
        ),
        (Cycle(adoption=date(2024, 3, 12), mi_parcours=date(2027, 3, 1)), date(2027, 3, 12), ""),
    ],
)
def test_une_evaluation_finale_avant_son_temps_se_justifie(cycle: Cycle, jour: date, raison: str) -> None:
    trouvee = a_justifier(TypeBilan.EVALUATION, cycle, jour)
    assert raison in trouvee
    assert bool(trouvee) is bool(raison)
    assert a_justifier(TypeBilan.MI_PARCOURS, cycle, jour) == ""


def test_rien_n_est_rappele_quand_les_avis_sont_la() -> None:
    cycle = Cycle(transmission=date(2026, 9, 1), echeance_avis=date(2026, 12, 1))
    assert rappels(cycle, date(2026, 12, 5), fin_avis=None, active=True) == ()


# -- next step -------------------------------------------------------------------------------------------------------
MANQUE = Manque("Énergie", "Aucune valeur.", "volet:energie")
RENDUS = tuple(AvisPcaet(i, "", None, date(2026, 10, 5), SensAvis.FAVORABLE) for i in REQUISES)
DEUX_TEMPS = tuple(AvisPcaet(i, echeance=date(2026, 12 if i.mois == 3 else 11, 20)) for i in REQUISES)
PIECES = frozenset({Piece.DELIBERATION, Piece.CONSULTATION, Piece.MEMOIRE, Piece.DECLARATION})


@pytest.mark.parametrize(
    ("etat", "champs", "cycle", "phrase", "transition"),
    [
        (
            EtatPcaet.EN_ELABORATION, {"manques": (MANQUE,)}, Cycle(echeance_adoption=date(2026, 12, 31)),
            "Il manque 1 élément pour transmettre le projet, à adopter avant le 31 décembre 2026, dans 50 jours.", None,
        ),
        (
            EtatPcaet.EN_ELABORATION, {"manques": (MANQUE,) * 2}, Cycle(),
            "Il manque 2 éléments pour transmettre le projet.", None,
        ),
        (
            EtatPcaet.EN_ELABORATION, {}, Cycle(echeance_adoption=date(2018, 12, 31)),
            "Le dossier est complet : transmettez-le pour avis, à adopter avant le 31 décembre 2018, en retard de "
            "8 ans.",
            Transition.TRANSMETTRE,
        ),
        (
            EtatPcaet.TRANSMIS, {"echeance_avis": date(2026, 12, 1)}, Cycle(),
            "3 avis attendus : leur silence comptera le 1er décembre 2026, dans 20 jours.", None,
        ),
        (
            EtatPcaet.TRANSMIS, {"avis": DEUX_TEMPS, "echeance_avis": date(2026, 12, 20)}, Cycle(),
            "3 avis attendus : leur silence comptera le 20 novembre 2026, puis le 20 décembre 2026, dans 39 jours.",
            None,
        ),
        (
            EtatPcaet.TRANSMIS, {"avis": (*RENDUS[:1], DEUX_TEMPS[1], *RENDUS[2:])}, Cycle(),
            "1 avis attendu : son silence comptera le 20 décembre 2026, dans 39 jours.", None,
        ),
        (
            EtatPcaet.TRANSMIS, {"echeance_avis": JOUR}, Cycle(),
            "Le délai des avis est écoulé : constatez-les pour préparer l'adoption.", Transition.CONSTATER_AVIS,
        ),
        (
            EtatPcaet.TRANSMIS, {"echeance_avis": date(2026, 12, 1), "avis": RENDUS}, Cycle(),
            "Tous les avis sont rendus : constatez-les pour préparer l'adoption.", Transition.CONSTATER_AVIS,
        ),
        (
            EtatPcaet.INSTRUIT, {"avis": RENDUS, "pieces": PIECES}, Cycle(),
            "Les avis sont rendus et les pièces jointes : adoptez le plan.", Transition.ADOPTER,
        ),
        (
            EtatPcaet.INSTRUIT, {"avis": RENDUS, "pieces": PIECES - {Piece.MEMOIRE}}, Cycle(),
            "Avant l'adoption : pièce à joindre : mémoire en réponse aux avis.", None,
        ),
        (
            EtatPcaet.ADOPTE, {}, ADOPTE,
            "Le plan est adopté : bilan à mi-parcours à déposer avant le 12 mars 2027, dans 4 mois.", None,
        ),
        (
            EtatPcaet.ADOPTE, {}, Cycle(adoption=date(2024, 3, 12), mi_parcours=date(2026, 10, 1)),
            "Le bilan à mi-parcours est déposé : évaluation finale à déposer avant le 12 mars 2030, dans 3 ans.", None,
        ),
        (
            EtatPcaet.ADOPTE, {}, Cycle(adoption=date(2020, 3, 12), evaluation=date(2026, 2, 1)),
            "L'évaluation finale est déposée : archivez la démarche et lancez le plan suivant, à adopter avant le "
            "12 mars 2026.", Transition.ARCHIVER,
        ),
        (
            EtatPcaet.ARCHIVE, {}, ADOPTE,
            "Ce plan est archivé, le plan suivant étant à adopter avant le 12 mars 2030.", None,
        ),
        (EtatPcaet.ARCHIVE, {}, Cycle(), "Ce plan est archivé.", None),
    ],
)  # fmt: skip
def test_la_prochaine_etape(
    etat: EtatPcaet, champs: dict[str, Any], cycle: Cycle, phrase: str, transition: Transition | None
) -> None:
    etape = prochaine_etape(Situation(etat, JOUR, est_pilote=True, **champs), cycle)
    assert etape.phrase.replace("\u00a0", " ") == phrase
    assert etape.transition is transition
    assert etape.en_retard is ("en retard" in phrase or "12 mars 2026" in phrase)


@pytest.mark.parametrize(
    ("le", "texte"),
    [
        (JOUR, "aujourd'hui"),
        (date(2026, 11, 12), "dans 1 jour"),
        (date(2026, 11, 1), "en retard de 10 jours"),
        (date(2027, 6, 11), "dans 7 mois"),
        (date(2030, 11, 11), "dans 4 ans"),
    ],
)
def test_la_duree(le: date, texte: str) -> None:
    assert duree(JOUR, le) == texte


# -- line of time ----------------------------------------------------------------------------------------------------
def test_la_frise_place_ce_qui_est_fait_et_ce_qui_est_attendu() -> None:
    cycle = Cycle(
        lancement=date(2025, 1, 10),
        transmission=date(2026, 9, 1),
        echeance_avis=date(2026, 12, 1),
        echeance_adoption=date(2026, 10, 1),
    )
    frise = tracer_frise(cycle, JOUR)
    assert frise is not None
    assert [(jalon.nom, jalon.genre) for jalon in frise.jalons] == [
        ("Lancement", "fait"),
        ("Transmission pour avis", "fait"),
        ("Adoption", "urgent"),
        ("Fin du délai des avis", "avenir"),
    ]
    assert [jalon.x for jalon in frise.jalons] == sorted(jalon.x for jalon in frise.jalons)
    assert all(0 < jalon.x < 100 for jalon in frise.jalons)
    assert [annee for annee, _ in frise.annees] == [2025, 2026]  # 2027 would be written outside
    assert 0 < frise.aujourdhui < 100
    assert [(bande.nom, bande.faite) for bande in frise.bandes] == [
        ("Élaboration", True),
        ("Avis", True),
        ("Avis", False),
    ]
    assert all(bande.x >= 0 and bande.x + bande.largeur <= 100 for bande in frise.bandes)


def test_la_mise_en_oeuvre_va_jusqu_au_bout_du_cycle() -> None:
    cycle = Cycle(
        lancement=date(2022, 1, 10),
        transmission=date(2023, 9, 1),
        echeance_avis=date(2023, 12, 1),
        adoption=date(2024, 3, 12),
    )
    frise = tracer_frise(cycle, JOUR)
    assert frise is not None
    assert [(bande.nom, bande.faite) for bande in frise.bandes] == [
        ("Élaboration", True),
        ("Avis", True),
        ("Vote", True),
        ("Mise en œuvre", True),
        ("Mise en œuvre", False),
    ]
    assert [jalon.nom for jalon in frise.jalons][-2:] == ["Bilan à mi-parcours", "Évaluation finale"]


def test_une_frise_longue_n_ecrit_pas_chaque_annee() -> None:
    frise = tracer_frise(Cycle(lancement=date(2008, 1, 1), adoption=date(2020, 3, 12)), JOUR)
    assert frise is not None
    assert len(frise.annees) <= 10
    assert tracer_frise(Cycle(), JOUR) is None


def test_une_evaluation_deposee_tot_laisse_la_mise_en_oeuvre_dans_la_frise() -> None:
    vote = date(2026, 11, 29)
    frise = tracer_frise(Cycle(lancement=date(2025, 1, 15), adoption=vote, evaluation=vote), vote)
    assert frise is not None
    assert all(bande.x + bande.largeur <= 100 for bande in frise.bandes)
