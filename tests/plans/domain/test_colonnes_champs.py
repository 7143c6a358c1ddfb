"""Added fields in our spreadsheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cordee.plans.domain.champs_cites import ChampCite, ChampDefini
from cordee.plans.domain.colonnes import ecrire_plan
from cordee.plans.domain.colonnes_cellules import CelluleIllisible, Valeur
from cordee.plans.domain.colonnes_champs import CHAMPS, ecrire_cellule, entetes_des_champs, lire_cellule
from cordee.plans.domain.colonnes_feuilles import FICHES
from cordee.plans.domain.colonnes_lecture import lire_classeur
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.domain.listes import Precision

OPTIONS = ("Climat", "Eau ; forêt", "Autre")
CAS: tuple[tuple[GenreChamp, ChampCite, Valeur], ...] = (
    (GenreChamp.LIGNE, ChampCite("Suivi", texte="Deux mots"), "Deux mots"),
    (GenreChamp.TEXTE, ChampCite("Suivi", GenreChamp.TEXTE, texte="Un\ndeux"), "Un\ndeux"),
    (GenreChamp.NOMBRE, ChampCite("Suivi", GenreChamp.NOMBRE, nombre=Decimal("12.5")), 12.5),
    (GenreChamp.DATE, ChampCite("Suivi", GenreChamp.DATE, jour=date(2026, 6, 3)), date(2026, 6, 3)),
    (
        GenreChamp.DATE,
        ChampCite("Suivi", GenreChamp.DATE, jour=date(2026, 6, 1), precision=Precision.MOIS),
        "06/2026",
    ),
    (GenreChamp.OUI_NON, ChampCite("Suivi", GenreChamp.OUI_NON, oui=False), "Non"),
    (GenreChamp.CHOIX, ChampCite("Suivi", GenreChamp.CHOIX, options=("Eau ; forêt",)), "Eau ; forêt"),
    (
        GenreChamp.CHOIX_PRECISE,
        ChampCite("Suivi", GenreChamp.CHOIX_PRECISE, texte="le vélo : oui", options=("Autre",)),
        "Autre : le vélo : oui",
    ),
    (GenreChamp.CHOIX_PRECISE, ChampCite("Suivi", GenreChamp.CHOIX_PRECISE, options=("Climat",)), "Climat"),
    (
        GenreChamp.CHOIX_MULTIPLE,
        ChampCite("Suivi", GenreChamp.CHOIX_MULTIPLE, options=("Climat", "Eau ; forêt")),
        "Climat ; « Eau ; forêt »",
    ),
    (GenreChamp.LIEN, ChampCite("Suivi", GenreChamp.LIEN, texte="https://a.fr"), "https://a.fr"),
)  # fmt: skip


def defini(genre: GenreChamp, libelle: str = "Suivi", plan: str = "") -> ChampDefini:
    return ChampDefini(libelle, genre, plan, options=OPTIONS if genre.a_options else ())


@pytest.mark.parametrize(("genre", "cite", "cellule"), CAS)
def test_une_valeur_s_ecrit_et_se_relit(genre: GenreChamp, cite: ChampCite, cellule: Valeur) -> None:
    assert ecrire_cellule(cite) == cellule
    assert lire_cellule(defini(genre), cellule) == cite


@pytest.mark.parametrize("genre", list(GenreChamp))
def test_une_cellule_vide_ne_dit_rien(genre: GenreChamp) -> None:
    assert lire_cellule(defini(genre), " ") is None
    assert ecrire_cellule(ChampCite("Suivi", genre)) is None
    assert ecrire_cellule(None) is None


def test_des_options_se_separent_aussi_par_des_virgules() -> None:
    lu = lire_cellule(defini(GenreChamp.CHOIX_MULTIPLE), "Climat, Autre")
    assert lu is not None
    assert lu.options == ("Climat", "Autre")


@pytest.mark.parametrize(
    ("genre", "cellule"),
    [(GenreChamp.NOMBRE, "beaucoup"), (GenreChamp.DATE, "bientôt"), (GenreChamp.CHOIX, "Tourisme"),
     (GenreChamp.CHOIX_PRECISE, "Tourisme : le ski"), (GenreChamp.OUI_NON, "bof"), (GenreChamp.LIEN, "ici")],
)  # fmt: skip
def test_une_cellule_fausse_est_illisible(genre: GenreChamp, cellule: str) -> None:
    with pytest.raises(CelluleIllisible):
        lire_cellule(defini(genre), cellule)


def test_un_en_tete_ne_se_confond_avec_aucun_autre() -> None:
    definis = [
        defini(GenreChamp.LIGNE, "Statut"), defini(GenreChamp.LIGNE, "Commission"),
        defini(GenreChamp.PHASE, "Phase", "Plan A"), defini(GenreChamp.PHASE, "Phase", "Plan B"),
        defini(GenreChamp.LIGNE, "commission"),
    ]  # fmt: skip
    assert [entete for _, entete in entetes_des_champs(definis)] == [
        "Champ : Statut", "Commission", "Phase (Plan A)", "Phase (Plan B)", "commission bis",
    ]  # fmt: skip


def plan_rempli() -> PlanComplet:
    fiche = FicheComplete("Rénover", champs=(ChampCite("Commission", GenreChamp.CHOIX, options=("Climat",)),))
    vide = FicheComplete("Planter")
    return PlanComplet("Plan", champs=(defini(GenreChamp.CHOIX, "Commission"),), fiches=[fiche, vide])


def test_le_classeur_rend_les_champs_et_leurs_valeurs() -> None:
    plan = plan_rempli()
    lue = lire_classeur(ecrire_plan(plan))
    assert lue.anomalies == []
    assert lue.plan.champs == plan.champs
    assert [fiche.champs for fiche in lue.plan.fiches] == [fiche.champs for fiche in plan.fiches]


def test_une_cellule_fausse_dit_sa_ligne_et_sa_colonne() -> None:
    feuilles = ecrire_plan(plan_rempli())
    rang = feuilles[FICHES][0].index("Commission")
    feuilles[FICHES][2][rang] = "Tourisme"
    (anomalie,) = lire_classeur(feuilles).anomalies
    assert (anomalie.feuille, anomalie.ligne, anomalie.colonne) == (FICHES, 3, "Commission")
    assert "Climat, Eau ; forêt, Autre" in anomalie.message


def test_un_plan_sans_champ_n_a_pas_leur_feuille() -> None:
    assert CHAMPS not in ecrire_plan(PlanComplet("Plan"))
