"""A day as people type it, in French."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.outils.dates import jour_chiffre, jour_court, jour_long, jour_semaine
from cordee.outils.lecture_dates import DateIllisible, JourManquant, lire_date, lire_moment


@pytest.mark.parametrize(
    "texte",
    [
        "3/9/2026", "03/09/26", "03.09.2026", "3-9-2026", "3 9 2026", "03092026", "030926", " 03/09/2026 ",
        "3 septembre 2026", "3 Sept. 2026", "3 sept 26", "jeudi 3 septembre 2026", "2026-09-03", "2026-9-3",
        "3\u00a0septembre\u00a02026",
    ],
)  # fmt: skip
def test_un_jour_se_lit_comme_on_l_ecrit(texte: str) -> None:
    assert lire_date(texte) == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("1er mars 2026", date(2026, 3, 1)),
        ("1ᵉʳ août 2026", date(2026, 8, 1)),
        ("29 févr. 2028", date(2028, 2, 29)),
        ("31 DÉCEMBRE 1999", date(1999, 12, 31)),
        ("01/01/69", date(2069, 1, 1)),
        ("01/01/70", date(1970, 1, 1)),
        ("1026-01-01", date(1026, 1, 1)),
    ],
)
def test_les_mois_s_ecrivent_en_lettres_et_le_siecle_se_devine(texte: str, lu: date) -> None:
    assert lire_date(texte) == lu


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2069, 12, 31)))
def test_tout_jour_que_nos_ecrans_ecrivent_se_relit(jour: date) -> None:
    for ecrit in (jour_chiffre(jour), jour_long(jour), jour_court(jour), jour_semaine(jour), jour.isoformat()):
        assert lire_date(ecrit) == jour


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("31/02/2026", "février 2026 n'a que 28 jours"),
        ("12/31/2026", "il n'y a pas de mois 31, le jour vient avant le mois"),
        ("2026-13-45", "il n'y a pas de mois 13"),
        ("00/04/2026", "les jours commencent à 1"),
        ("2026", "il manque le jour et le mois"),
        ("09/2026", "il manque le jour, "),
        ("septembre 2026", "il manque le jour, "),
        ("3/9", "il manque l'année"),
        ("3 septembre", "il manque l'année"),
        ("3/9/202", "l'année avec quatre chiffres"),
        ("1/1/0000", "l'année avec quatre chiffres"),
        ("demain", "écrivez-la comme 31/12/2026"),
        ("3 brumaire 2026", "écrivez-la comme 31/12/2026"),
        ("٣/٩/٢٠٢٦x", "écrivez-la comme 31/12/2026"),
        ("", "écrivez-la comme 31/12/2026"),
    ],
)
def test_ce_qui_n_est_pas_un_jour_dit_ce_qui_manque(texte: str, raison: str) -> None:
    with pytest.raises(DateIllisible, match=raison):
        lire_date(texte)


@given(st.text(max_size=20))
def test_aucun_texte_ne_fait_tomber_la_lecture(texte: str) -> None:
    with suppress(DateIllisible):
        assert isinstance(lire_date(texte), date)


@pytest.mark.parametrize(
    ("texte", "premier", "dernier", "precision"),
    [
        ("mars 2027", date(2027, 3, 1), date(2027, 3, 31), "mois"),
        ("En Févr. 2028", date(2028, 2, 1), date(2028, 2, 29), "mois"),
        ("03/2027", date(2027, 3, 1), date(2027, 3, 31), "mois"),
        ("3-2027", date(2027, 3, 1), date(2027, 3, 31), "mois"),
        ("2027-03", date(2027, 3, 1), date(2027, 3, 31), "mois"),
        ("T2 2027", date(2027, 4, 1), date(2027, 6, 30), "mois"),
        ("t4/2027", date(2027, 10, 1), date(2027, 12, 31), "mois"),
        ("1er trimestre 2027", date(2027, 1, 1), date(2027, 3, 31), "mois"),
        ("2e sem. 2027", date(2027, 7, 1), date(2027, 12, 31), "mois"),
        ("S1 2027", date(2027, 1, 1), date(2027, 6, 30), "mois"),
        ("2027", date(2027, 1, 1), date(2027, 12, 31), "annee"),
        ("3 sept. 2026", date(2026, 9, 3), date(2026, 9, 3), "jour"),
    ],
)
def test_ce_que_l_on_sait_d_une_date_se_lit(texte: str, premier: date, dernier: date, precision: str) -> None:
    moment = lire_moment(texte)
    assert (moment.premier, moment.dernier, moment.precision) == (premier, dernier, precision)


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("13/2027", "douze mois"), ("S3 2027", "deux semestres"), ("bientôt", "mars 2027, T2 2027 ou 2027"),
        ("0000", "quatre chiffres"), ("31/02/2027", "n'a que 28 jours"), ("mars 27", "mars 2027"),
        ("27/03", "il manque l'année"),
    ],
)  # fmt: skip
def test_ce_qui_n_en_dit_rien_est_refuse(texte: str, dit: str) -> None:
    with pytest.raises(DateIllisible, match=dit):
        lire_moment(texte)


@pytest.mark.parametrize("texte", ["2027", "mars 2027", "03/2027", "2027-03"])
def test_la_ou_il_faut_un_jour_c_est_le_jour_qui_manque(texte: str) -> None:
    with pytest.raises(JourManquant, match="il manque le jour"):
        lire_date(texte)
