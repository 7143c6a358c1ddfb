"""The calendar of the sous-actions, by year."""

from __future__ import annotations

from datetime import date

from cordee.publication.domain.fiche_publique import EtapePublique, composer_grille


def sous(debut: date | None, fin: date | None) -> EtapePublique:
    return EtapePublique("", "Étape", 1, "", "", None, "", debut, fin, None)


def test_la_grille_couvre_les_annees_entieres() -> None:
    grille = composer_grille([sous(date(2025, 1, 1), date(2025, 12, 31)), sous(date(2026, 1, 1), date(2026, 12, 31))])
    assert grille is not None
    assert grille.annees == ((2025, "0"), (2026, "50"))
    assert [(barre.x, barre.largeur) for barre in grille.barres if barre] == [("0", "50"), ("50", "50")]


def test_une_seule_date_fait_un_trait_et_aucune_un_vide() -> None:
    grille = composer_grille([sous(None, date(2026, 6, 30)), sous(None, None)])
    assert grille is not None
    assert grille.barres[0] is not None
    assert float(grille.barres[0].largeur) < 1
    assert grille.barres[1] is None


def test_sans_date_ou_sur_un_siecle_il_n_y_a_pas_de_grille() -> None:
    assert composer_grille([]) is None
    assert composer_grille([sous(None, None)]) is None
    assert composer_grille([sous(date(1990, 1, 1), date(2050, 1, 1))]) is None
