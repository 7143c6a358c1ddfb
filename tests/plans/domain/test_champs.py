"""What each kind of field takes from a form or from a program, and how the page writes it back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.champs import CHAMPS, ValeurRefusee, ecrire_date, verifier_dates
from cordee.plans.domain.listes import Precision, StatutFiche


@pytest.mark.parametrize(
    ("champ", "ecrit", "garde"),
    [
        ("titre", "  Suivre\u00a0l'énergie \n des écoles ", "Suivre l'énergie des écoles"),
        ("description", "Une ligne\r\nune autre \0", "Une ligne\nune autre"),
        ("statut", "En cours", StatutFiche.EN_COURS),
        ("statut", "en_cours", StatutFiche.EN_COURS),
        ("statut", None, ""),
        ("fin", "2026-03-31", date(2026, 3, 31)),
        ("fin", date(2026, 3, 31), date(2026, 3, 31)),
        ("fin", " ", None),
        ("avancement", "45 %", 45),
        ("avancement", 0, 0),
        ("avancement", "\u00a0", None),
        ("avancement", None, None),
        ("confidentiel", "on", True),
        ("confidentiel", True, True),
        ("confidentiel", "", False),
    ],
)
def test_une_valeur_saisie_devient_celle_qui_est_gardee(champ: str, ecrit: Any, garde: Any) -> None:
    assert CHAMPS[champ].lire(ecrit) == garde


@pytest.mark.parametrize(
    ("champ", "ecrit", "dit"),
    [
        ("titre", " ", "Le champ « Titre » ne peut pas être vide : écrivez quelques mots."),
        ("code", "1" * 31, "« Numéro » dépasse 30 caractères (31)"),
        ("priorite", "énorme", "« énorme » n'est pas une valeur de « Priorité » : choisissez entre « Élevée »"),
        ("fin", "mars 2026", "« mars 2026 » n'est pas une date de « Échéance » : il manque le jour, écrivez-la comme"),
        ("fin", "31/02/2026", "« 31/02/2026 » n'est pas une date de « Échéance »"),
        ("titre", "\u200b \u2800", "Le champ « Titre » ne peut pas être vide"),
        ("avancement", "9" * 5000, "« Avancement » attend un nombre entier de 0 à 100 : « 9999"),
        ("priorite", "x" * 5000, f"« {'x' * 59}… » n'est pas une valeur"),
        ("debut", "1989-12-31", "L'année de « Date de début » doit être entre 1990 et 2100."),
        ("avancement", "101", "« Avancement » attend un nombre entier de 0 à 100 : « 101 » reçu."),
        ("avancement", "-1", "« Avancement » attend un nombre entier de 0 à 100"),
        ("poids", "²", "« Poids » attend un nombre entier de 0 à 1000"),
    ],
)
def test_une_valeur_refusee_dit_quoi_ecrire(champ: str, ecrit: Any, dit: str) -> None:
    with pytest.raises(ValeurRefusee) as refus:
        CHAMPS[champ].lire(ecrit)
    assert str(refus.value).startswith(dit)


@pytest.mark.parametrize(
    ("champ", "garde", "montre"),
    [
        ("titre", "", "vide"),
        ("fin", None, "vide"),
        ("statut", "en_cours", "En cours"),
        ("statut", "ancien_statut", "ancien_statut"),
        ("confidentiel", True, "oui"),
        ("amelioration_continue", False, "non"),
        ("fin", date(2026, 3, 31), "31 mars 2026"),
        ("avancement", 0, "0 %"),
        ("cout_evite", Decimal("850.5"), "850,5 €"),
    ],
)
def test_une_valeur_gardee_se_montre_en_mots(champ: str, garde: Any, montre: str) -> None:
    assert CHAMPS[champ].montrer(garde).replace("\u00a0", " ") == montre


@pytest.mark.parametrize(
    ("jour", "precision", "ecrit"),
    [
        (None, Precision.JOUR, ""),
        (date(2026, 12, 31), Precision.ANNEE, "2026"),
        (date(2026, 12, 31), Precision.MOIS, "décembre 2026"),
        (date(2026, 12, 31), Precision.JOUR, "31 décembre 2026"),
    ],
)
def test_une_date_se_dit_aussi_precise_qu_elle_est_connue(jour: date | None, precision: Precision, ecrit: str) -> None:
    assert ecrire_date(jour, precision).replace("\u00a0", " ") == ecrit


def test_une_fiche_finit_apres_avoir_commence() -> None:
    verifier_dates(date(2026, 3, 1), date(2026, 3, 1))
    verifier_dates(None, date(2026, 3, 1))
    with pytest.raises(ValeurRefusee, match="est avant le début"):
        verifier_dates(date(2026, 3, 2), date(2026, 3, 1))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(CHAMPS)), st.one_of(st.text(max_size=40), st.integers(), st.dates(), st.booleans()))
def test_ce_qui_est_accepte_une_fois_l_est_encore_a_l_identique(nom: str, ecrit: Any) -> None:
    champ = CHAMPS[nom]
    try:
        garde = champ.lire(ecrit)
    except ValeurRefusee:
        return
    assert champ.lire(garde) == garde
