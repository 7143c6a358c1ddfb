"""docs/calculs/plans.md, « Dépendances »."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.listes import Precision, TypeLien
from cordee.plans.domain.planning import (
    Conflit,
    Dependance,
    Deplacement,
    Periode,
    add_mois,
    count_jours_manquants,
    decaler,
    describe_cycle,
    ecrire_periode,
    find_conflits,
    find_cycle,
    refine_precision,
)

MARS = date(2025, 3, 31)


def periode(ident: int, debut: date | None, fin: date | None, **autres: bool) -> Periode:
    """A period, briefly."""
    return Periode(ident, debut, fin, **autres)


def par_id(*periodes: Periode) -> dict[int, Periode]:
    """Periods by id."""
    return {p.id: p for p in periodes}


@pytest.mark.parametrize(
    ("de", "vers", "type_lien", "decalage", "manque"),
    [
        ((None, MARS), (date(2025, 4, 1), None), TypeLien.FIN_DEBUT, 0, 0),
        ((None, MARS), (MARS, None), TypeLien.FIN_DEBUT, 0, 1),
        ((None, MARS), (date(2025, 4, 1), None), TypeLien.FIN_DEBUT, 15, 15),
        ((None, MARS), (date(2025, 3, 1), None), TypeLien.FIN_DEBUT, -31, 0),
        ((date(2025, 3, 1), None), (date(2025, 2, 20), None), TypeLien.DEBUT_DEBUT, 0, 9),
        ((None, MARS), (None, date(2025, 3, 15)), TypeLien.FIN_FIN, 0, 16),
        ((date(2025, 1, 1), None), (date(2025, 1, 1), None), TypeLien.FIN_DEBUT, 0, 0),
        ((None, MARS), (None, date(2025, 3, 15)), TypeLien.FIN_DEBUT, 0, 17),
        ((None, MARS), (None, None), TypeLien.FIN_DEBUT, 0, 0),
        ((None, MARS), (date(2025, 1, 1), date(2025, 1, 2)), TypeLien.LIEE, 0, 0),
    ],
)
def test_les_jours_manquants_sont_ceux_de_la_page(
    de: tuple[date | None, date | None],
    vers: tuple[date | None, date | None],
    type_lien: TypeLien,
    decalage: int,
    manque: int,
) -> None:
    lien = Dependance(1, 2, type_lien, decalage)
    assert count_jours_manquants(lien, Periode(1, *de), Periode(2, *vers)) == manque


def test_les_conflits_ne_parlent_que_des_fiches_que_l_on_voit() -> None:
    periodes = par_id(periode(1, None, MARS), periode(2, MARS, None))
    liens = [Dependance(1, 2), Dependance(1, 9), Dependance(2, 1)]
    assert find_conflits(periodes, liens) == [Conflit(liens[0], 1)]


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 2, 28), 1, date(2025, 3, 31)),
        (date(2024, 2, 15), 12, date(2025, 2, 15)),
        (date(2025, 1, 1), -1, date(2024, 12, 1)),
        (date(2025, 1, 30), 1, date(2025, 2, 28)),
    ],
)
def test_ajouter_des_mois_garde_les_fins_de_mois(jour: date, mois: int, attendu: date) -> None:
    assert add_mois(jour, mois) == attendu


def test_une_boucle_est_trouvee_par_le_plus_court_chemin() -> None:
    liens = [Dependance(1, 2), Dependance(2, 3), Dependance(3, 4), Dependance(2, 4), Dependance(1, 4, TypeLien.LIEE)]
    assert find_cycle(liens, Dependance(4, 1)) == [4, 1, 2, 4]
    assert find_cycle(liens, Dependance(1, 4)) == []


def test_une_boucle_peut_passer_par_une_sous_fiche() -> None:
    parents = {11: 1, 1: None, 2: None}
    assert find_cycle([Dependance(11, 2)], Dependance(2, 1), parents) == [2, 1, 11, 2]


def test_une_fiche_et_ce_qui_la_detaille_ne_peuvent_pas_s_attendre() -> None:
    parents = {11: 1, 111: 11}
    assert find_cycle([], Dependance(111, 1), parents) == [111, 1, 111]
    assert find_cycle([], Dependance(1, 11), parents) == [1, 11, 1]


def test_le_refus_nomme_les_fiches_dans_l_ordre() -> None:
    assert "A → B → C → A" in describe_cycle(["A", "B", "C", "A"])
    assert "« A » et « B »" in describe_cycle(["A", "B", "A"])


A, B, C, D = 1, 2, 3, 4
EXEMPLE = par_id(
    periode(A, date(2025, 1, 1), date(2025, 2, 28)),
    periode(B, date(2025, 3, 1), date(2025, 4, 30)),
    periode(C, date(2025, 6, 15), date(2025, 6, 30)),
    periode(D, date(2025, 3, 11), date(2025, 3, 11)),
)
LIENS = [Dependance(A, B), Dependance(B, C), Dependance(B, D, TypeLien.DEBUT_DEBUT, 10)]


def test_l_exemple_de_la_page_se_decale_comme_elle_le_dit() -> None:
    decalage = decaler(EXEMPLE, LIENS, periode(A, date(2025, 2, 1), date(2025, 3, 31)))
    assert decalage.conflits == ()
    assert {d.apres.id: (d.apres.debut, d.apres.fin, d.cause, d.type, d.jours) for d in decalage.deplacements} == {
        B: (date(2025, 4, 1), date(2025, 5, 31), A, TypeLien.FIN_DEBUT, 31),
        D: (date(2025, 4, 11), date(2025, 4, 11), B, TypeLien.DEBUT_DEBUT, 31),
    }


def test_rien_ne_bouge_quand_rien_ne_casse() -> None:
    decalage = decaler(EXEMPLE, LIENS, periode(A, date(2024, 12, 1), date(2025, 2, 28)))
    assert decalage == decaler(EXEMPLE, [], EXEMPLE[A])
    assert decalage.deplacements == ()


def test_avancer_une_fiche_avant_ce_qu_elle_attend_se_dit() -> None:
    decalage = decaler(EXEMPLE, LIENS, periode(B, date(2025, 2, 1), date(2025, 4, 30)))
    assert decalage.conflits == (Conflit(LIENS[0], 28),)


def test_un_conflit_ancien_entre_fiches_immobiles_n_est_pas_rappele() -> None:
    periodes = {**EXEMPLE, 5: periode(5, None, MARS), 6: periode(6, MARS, None)}
    decalage = decaler(periodes, [*LIENS, Dependance(5, 6)], periode(A, date(2025, 1, 2), date(2025, 2, 28)))
    assert decalage.conflits == ()


def test_un_conflit_ancien_avec_une_fiche_deplacee_est_repare() -> None:
    periodes = {**EXEMPLE, B: periode(B, date(2025, 2, 1), date(2025, 2, 28))}
    decalage = decaler(periodes, [Dependance(A, B)], periode(A, date(2025, 1, 2), date(2025, 2, 28)))
    assert [d.apres for d in decalage.deplacements] == [periode(B, date(2025, 3, 1), date(2025, 3, 28))]


def test_une_fiche_finie_ne_bouge_jamais_et_le_conflit_se_dit() -> None:
    periodes = {**EXEMPLE, B: periode(B, date(2025, 3, 1), date(2025, 4, 30), figee=True)}
    decalage = decaler(periodes, LIENS, periode(A, date(2025, 2, 1), date(2025, 3, 31)))
    assert decalage.deplacements == ()
    assert decalage.conflits == (Conflit(LIENS[0], 31),)


def test_une_fiche_connue_au_mois_pres_bouge_de_mois_entiers() -> None:
    periodes = {**EXEMPLE, B: periode(B, date(2025, 3, 1), date(2025, 4, 30), a_peu_pres=True)}
    decalage = decaler(periodes, [Dependance(A, B)], periode(A, date(2025, 1, 1), date(2025, 3, 10)))
    assert [d.apres for d in decalage.deplacements] == [
        periode(B, date(2025, 4, 1), date(2025, 5, 31), a_peu_pres=True)
    ]


PARENTS = {11: 1, 111: 11, 1: None}
EMBOITEES = par_id(
    periode(1, date(2025, 1, 1), date(2025, 12, 31)),
    periode(11, date(2025, 2, 1), date(2025, 3, 31)),
    periode(111, None, date(2025, 3, 31)),
    periode(2, date(2025, 4, 1), date(2025, 4, 30)),
)


def test_les_sous_fiches_suivent_une_fiche_deplacee_et_entrainent_ce_qui_les_attend() -> None:
    deplacee = periode(1, date(2025, 1, 11), date(2026, 1, 10))
    decalage = decaler(EMBOITEES, [Dependance(111, 2)], deplacee, PARENTS)
    assert [(d.apres.id, d.apres.debut, d.apres.fin, d.cause, d.type) for d in decalage.deplacements] == [
        (11, date(2025, 2, 11), date(2025, 4, 10), 1, None),
        (111, None, date(2025, 4, 10), 11, None),
        (2, date(2025, 4, 11), date(2025, 5, 10), 111, TypeLien.FIN_DEBUT),
    ]


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        (date(2025, 1, 11), date(2025, 12, 31)),
        (date(2025, 1, 1), date(2026, 3, 31)),
        (date(2025, 1, 11), None),
        (None, None),
    ],
)
def test_les_sous_fiches_ne_suivent_pas_une_fiche_allongee(debut: date | None, fin: date | None) -> None:
    assert decaler(EMBOITEES, [], periode(1, debut, fin), PARENTS).deplacements == ()


def test_les_sous_fiches_reculent_aussi_mais_pas_avant_ce_qu_elles_attendent() -> None:
    liens = [Dependance(9, 11)]
    periodes = {**EMBOITEES, 9: periode(9, None, date(2025, 1, 20))}
    decalage = decaler(periodes, liens, periode(1, date(2024, 12, 1), date(2025, 11, 30)), PARENTS)
    assert [(d.apres.id, d.apres.debut, d.cause) for d in decalage.deplacements] == [
        (11, date(2025, 1, 21), 9),
        (111, None, 11),
    ]
    assert decalage.conflits == ()


def test_une_sous_fiche_suit_de_mois_entiers_une_fiche_connue_au_mois_pres() -> None:
    decalage = decaler(EMBOITEES, [], periode(1, date(2025, 2, 1), date(2026, 1, 31), a_peu_pres=True), PARENTS)
    assert decalage.deplacements[0].apres == periode(11, date(2025, 3, 1), date(2025, 4, 30))


def test_une_sous_fiche_suit_une_fiche_sans_fin() -> None:
    periodes = par_id(periode(1, date(2025, 1, 1), None), periode(11, date(2025, 2, 1), None))
    decalage = decaler(periodes, [], periode(1, date(2025, 1, 3), None), {11: 1})
    assert [d.apres.debut for d in decalage.deplacements] == [date(2025, 2, 3)]


def test_sans_date_un_deplacement_ne_compte_aucun_jour() -> None:
    assert Deplacement(Periode(1), Periode(1, date(2025, 1, 1)), 2, None).jours == 0


jours = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@st.composite
def plannings(draw: st.DrawFn) -> tuple[dict[int, Periode], list[Dependance]]:
    """Up to seven fiches and dependencies from smaller to larger ids: no loop."""
    taille = draw(st.integers(2, 7))
    periodes = {}
    for n in range(taille):
        debut = draw(st.one_of(st.none(), jours))
        duree = draw(st.one_of(st.none(), st.integers(0, 200)))
        fin = None if duree is None else (debut or date(2025, 1, 1)) + timedelta(days=duree)
        periodes[n] = Periode(n, debut, fin, draw(st.booleans()), draw(st.sampled_from([False, False, False, True])))
    paires = [(a, b) for a in range(taille) for b in range(a + 1, taille)]
    types = st.sampled_from([TypeLien.FIN_DEBUT, TypeLien.DEBUT_DEBUT, TypeLien.FIN_FIN])
    liens = [
        Dependance(a, b, draw(types), draw(st.integers(-20, 40)))
        for a, b in draw(st.lists(st.sampled_from(paires), max_size=8, unique=True))
    ]
    return periodes, liens


@settings(max_examples=120, deadline=None)
@given(plannings(), st.data())
def test_la_cascade_ne_casse_aucune_dependance_sans_le_dire(
    planning: tuple[dict[int, Periode], list[Dependance]], data: st.DataObject
) -> None:
    periodes, liens = planning
    choisie = data.draw(st.sampled_from(sorted(periodes)))
    ecart = timedelta(days=data.draw(st.integers(-90, 400)))
    avant = periodes[choisie]
    deplacee = Periode(choisie, avant.debut + ecart if avant.debut else None, avant.fin + ecart if avant.fin else None)
    parents = {n: n - 1 if n % 3 == 2 else None for n in periodes}
    decalage = decaler(periodes, liens, deplacee, parents)
    apres = {**periodes, choisie: deplacee, **{d.apres.id: d.apres for d in decalage.deplacements}}
    dits = {conflit.dependance for conflit in decalage.conflits}
    anciens = {conflit.dependance for conflit in find_conflits(periodes, liens)}
    restants = {conflit.dependance for conflit in find_conflits(apres, liens)}
    assert restants <= dits | anciens
    assert dits <= restants
    for deplacement in decalage.deplacements:
        avant, ensuite = deplacement.avant, deplacement.apres
        assert not avant.figee
        assert (avant.debut is None, avant.fin is None) == (ensuite.debut is None, ensuite.fin is None)
        if (
            avant.debut
            and avant.fin
            and ensuite.debut
            and ensuite.fin
            and not avant.a_peu_pres
            and not deplacee.a_peu_pres
        ):
            longueurs = (avant.fin - avant.debut).days, (ensuite.fin - ensuite.debut).days
            assert abs(longueurs[0] - longueurs[1]) <= 3


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_refuser_les_boucles_une_a_une_suffit_a_n_en_avoir_aucune(paires: list[tuple[int, int]]) -> None:
    liens: list[Dependance] = []
    for de, vers in paires:
        if de != vers and not find_cycle(liens, Dependance(de, vers)):
            liens.append(Dependance(de, vers))
    restants = set(range(7))
    while libres := {n for n in restants if not any(d.vers == n and d.de in restants for d in liens)}:
        restants -= libres
    assert not restants


@pytest.mark.parametrize(
    ("precision", "jour", "fin", "attendue"),
    [
        (Precision.ANNEE, date(2025, 1, 1), False, Precision.ANNEE),
        (Precision.ANNEE, date(2025, 2, 1), False, Precision.MOIS),
        (Precision.ANNEE, date(2025, 2, 2), False, Precision.JOUR),
        (Precision.MOIS, date(2025, 1, 1), False, Precision.MOIS),
        (Precision.MOIS, date(2025, 2, 28), True, Precision.MOIS),
        (Precision.ANNEE, date(2025, 12, 31), True, Precision.ANNEE),
        (Precision.MOIS, date(2025, 2, 27), True, Precision.JOUR),
        (Precision.JOUR, date(2025, 1, 1), False, Precision.JOUR),
        (Precision.ANNEE, None, True, Precision.JOUR),
    ],
)
def test_une_date_deplacee_reste_connue_aussi_peu_que_possible(
    precision: str, jour: date | None, fin: bool, attendue: str
) -> None:
    assert refine_precision(precision, jour, fin=fin) == attendue


@pytest.mark.parametrize(
    ("debut", "precision_debut", "fin", "precision_fin", "phrase"),
    [
        (date(2025, 3, 1), "jour", date(2026, 4, 30), "jour", "du 1er\u00a0mars 2025 au 30\u00a0avril 2026"),
        (date(2025, 4, 1), "mois", date(2026, 12, 31), "annee", "d'avril 2025 à 2026"),
        (date(2026, 12, 1), "mois", date(2026, 12, 31), "mois", "en décembre 2026"),
        (date(2026, 1, 1), "annee", date(2026, 12, 31), "annee", "en 2026"),
        (date(2026, 3, 12), "jour", date(2026, 3, 12), "jour", "le 12\u00a0mars 2026"),
        (date(2025, 1, 1), "annee", None, "jour", "à partir de 2025"),
        (None, "jour", date(2026, 12, 31), "annee", "jusqu'en 2026"),
        (None, "jour", date(2026, 12, 31), "mois", "jusqu'à décembre 2026"),
        (None, "jour", date(2026, 12, 31), "jour", "jusqu'au 31\u00a0décembre 2026"),
        (None, "jour", None, "jour", "sans dates"),
    ],
)
def test_une_periode_s_ecrit_en_francais(
    debut: date | None, precision_debut: str, fin: date | None, precision_fin: str, phrase: str
) -> None:
    assert ecrire_periode(debut, precision_debut, fin, precision_fin) == phrase
