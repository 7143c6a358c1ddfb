"""Ways of writing time that are seldom met, and those that say nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.fiche import DateConnue, FicheComplete, PlanComplet
from cordee.plans.domain.imports.dates import chercher_periode
from cordee.plans.domain.imports.differences import Etat, comparer
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.suivi import lire_notes
from cordee.plans.domain.listes import Genre, Precision


@pytest.mark.parametrize(
    ("ecrit", "debut", "fin"),
    [
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024 T2", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024-S2", date(2024, 7, 1), date(2024, 12, 31)),
        ("S2 2024", date(2024, 7, 1), date(2024, 12, 31)),
        ("3e quadrimestre 2024", date(2024, 9, 1), date(2024, 12, 31)),
        ("été 2024", date(2024, 6, 1), date(2024, 8, 31)),
        ("2024 - 26", date(2024, 1, 1), date(2026, 12, 31)),
        ("2026 / 24", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_un_moment_se_lit_comme_il_s_ecrit(ecrit: str, debut: date, fin: date) -> None:
    periode = chercher_periode(ecrit)
    assert periode.debut is not None
    assert periode.fin is not None
    assert (periode.debut.jour, periode.fin.jour) == (debut, fin)


@pytest.mark.parametrize("ecrit", ["été 24", "3e semestre 2024", "31/02/2026", "1850", "prochainement"])
def test_ce_qui_ne_date_rien_reste_sans_date(ecrit: str) -> None:
    assert chercher_periode(ecrit).est_vide


def fiche(entete: str, cellule: Any) -> FicheComplete:
    octets = classeur({"Plan": [["Titre", entete, "Statut", "Partenaires"], ["Isoler", cellule, "En cours", "CC"]]})
    lecture = lire_fichier(octets, "plan.xlsx")
    assert lecture.erreurs == []
    return lecture.plan.fiches[0]


@pytest.mark.parametrize(
    ("entete", "cellule", "debut", "fin"),
    [
        ("Date de début", "fin 2026", date(2026, 1, 1), None),
        ("Date de début", "jusqu'au 15 mars 2026", date(2026, 3, 15), None),
        ("Date de fin", "T3 2025", None, date(2025, 9, 30)),
        ("Date de fin", "à définir", None, None),
        ("Date de fin", "en continu depuis 2020", date(2020, 1, 1), None),
        ("Date de fin", "dès 2023", date(2023, 1, 1), None),
        ("Date de fin", "en continu", None, None),
        ("Calendrier", "☐ 2024 ☒ 2025 ☒ 2026", date(2025, 1, 1), date(2026, 12, 31)),
        ("Calendrier", "☐ 2024 ☒ fin 2025", None, date(2025, 12, 31)),
        ("Calendrier", "À partir de ☒ 2025 ☐ 2026", date(2025, 1, 1), None),
        ("Calendrier", "☐ 2024 ☐ 2025", None, None),
        ("Date de fin", "  ", None, None),
        ("Calendrier", 2025, date(2025, 1, 1), date(2025, 12, 31)),
        ("Calendrier", date(2025, 3, 4), date(2025, 3, 4), date(2025, 3, 4)),
    ],
)
def test_une_colonne_de_dates_prend_le_bout_qu_elle_nomme(
    entete: str, cellule: Any, debut: date | None, fin: date | None
) -> None:
    lue = fiche(entete, cellule)
    assert (lue.debut and lue.debut.jour, lue.fin and lue.fin.jour) == (debut, fin)


def test_une_grille_d_annees_s_etend_des_cases_cochees_et_garde_leurs_mots() -> None:
    octets = classeur(
        {
            "Plan": [
                ["Titre", "2024", "2025", "2026", "Statut", "Partenaires"],
                ["A", "x", "-", None, "En cours", "CC"],
                ["B", "non", "oui", "études", "En cours", "CC"],
            ]
        }
    )
    a, b = lire_fichier(octets, "plan.xlsx").plan.fiches
    assert (a.debut and a.debut.jour, a.fin and a.fin.jour) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (b.debut and b.debut.jour, b.fin and b.fin.jour) == (date(2025, 1, 1), date(2026, 12, 31))
    assert b.calendrier == "2026 : études"


def test_une_ligne_de_note_sans_date_continue_la_precedente_ou_reste_a_part() -> None:
    notes, reste = lire_notes("À suivre\n\n12/13/99 : rien\n12/03/2024 : Devis reçu\nsigné ensuite")
    assert [(note.date, note.texte) for note in notes] == [(date(2024, 3, 12), "Devis reçu\nsigné ensuite")]
    assert reste == "À suivre\n12/13/99 : rien"


@pytest.mark.parametrize(
    ("ligne", "jour", "texte", "auteur"),
    [
        ("Bilan 2024 : tout va bien", date(2024, 12, 31), "Bilan 2024 : tout va bien", ""),
        ("Bilan 2024, Ada Roux : tout va bien", date(2024, 12, 31), "Bilan 2024 : tout va bien", "Ada Roux"),
        ("Fin 2024 : tout va bien", date(2024, 12, 31), "tout va bien", ""),
        ("été 2024 : tout va bien", date(2024, 8, 31), "tout va bien", ""),
        ("Note du 12/03/2025 : tout va bien", date(2025, 3, 12), "tout va bien", ""),
        ("Le 12 mars 2025 : tout va bien", date(2025, 3, 12), "tout va bien", ""),
        ("COPIL du 3 juin 2025 : tout va bien", date(2025, 6, 3), "COPIL : tout va bien", ""),
    ],
)
def test_le_mot_qui_precede_la_date_d_une_note_reste_s_il_dit_autre_chose_qu_une_date(
    ligne: str, jour: date, texte: str, auteur: str
) -> None:
    ((note,), reste) = lire_notes(ligne)
    assert (note.date, note.texte, note.auteur, reste) == (jour, texte, auteur, "")


def test_un_calendrier_ou_rien_n_est_coche_le_dit() -> None:
    octets = classeur({"Plan": [["Titre", "Calendrier", "Statut"], ["Isoler", "☐ 2024 ☐ 2025", "En cours"]]})
    lecture = lire_fichier(octets, "plan.xlsx")
    assert lecture.plan.fiches[0].calendrier == ""
    assert [texte for _, texte in lecture.non_repris] == ["☐ 2024 ☐ 2025"]
    assert [message.texte[:30] for message in lecture.avis] == ["Rien n'est coché dans le calen"]


def test_un_oui_n_est_pas_un_calendrier() -> None:
    octets = classeur({"Plan": [["Titre", "Calendrier", "Statut"], ["Isoler", True, "En cours"]]})
    lecture = lire_fichier(octets, "plan.xlsx")
    assert lecture.plan.fiches[0].calendrier == ""
    assert [message.lieu.colonne for message in lecture.erreurs] == ["B"]


@pytest.mark.parametrize(
    ("dit", "etat"),
    [
        ({"calendrier": "2024 - 2026"}, Etat.INCHANGEE),
        ({"calendrier": "2024 - 2027"}, Etat.MODIFIEE),
        ({"public_cible": "Élus locaux"}, Etat.INCHANGEE),
        ({"public_cible": "Élus locaux, promeneurs"}, Etat.MODIFIEE),
    ],
)
def test_des_mots_qui_disent_ce_que_la_fiche_tient_deja_n_y_changent_rien(dit: dict[str, str], etat: Etat) -> None:
    ancienne = FicheComplete(
        "A", ref=1, debut=DateConnue(date(2024, 1, 1), Precision.ANNEE),
        fin=DateConnue(date(2026, 12, 31), Precision.ANNEE), classements={Genre.CIBLE: ("elus_locaux",)},
    )  # fmt: skip
    lue = FicheComplete("A", **dit)  # type: ignore[arg-type]
    (ecart,) = comparer(PlanComplet("P", fiches=[lue]), PlanComplet("P", fiches=[ancienne]))
    assert ecart.etat is etat
