"""What people type as an answer, turned into a value or into a sentence that says what to give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.referentiels.forms.personnalisation import JustificationForm, ReponseForm, en_saisie, lire_pourcentage
from cordee.territoires.enums import TypeQuestion
from cordee.territoires.models import Choix, Question


def formulaire(type_reponse: TypeQuestion, valeur: str) -> ReponseForm:
    fiche = Question(code="q", type_reponse=type_reponse)
    lettres = "ab" if type_reponse == TypeQuestion.CHOIX else ""
    choix = [Choix(code=f"q_{lettre}", formulation=f"Choix {lettre}") for lettre in lettres]
    fiche._prefetched_objects_cache = {"choix": choix}
    return ReponseForm({"valeur": valeur}, fiche=fiche)


@pytest.mark.parametrize(("saisie", "ratio"), [("40", 0.4), ("12,5", 0.125), ("12.5", 0.125), ("40 %", 0.4), ("0", 0)])
def test_une_part_se_tape_en_pourcentage(saisie: str, ratio: float) -> None:
    form = formulaire(TypeQuestion.PROPORTION, saisie)
    assert form.is_valid()
    assert form.cleaned_data["valeur"] == ratio


@pytest.mark.parametrize("saisie", ["quarante", "4O", "140", "-3", "1/2", "1e1", "٤٠"])
def test_une_part_illisible_ou_hors_bornes_dit_quoi_ecrire(saisie: str) -> None:
    form = formulaire(TypeQuestion.PROPORTION, saisie)
    assert not form.is_valid()
    assert (
        form.message == f"« {saisie} » n'est pas une part : écrivez un nombre entre 0 et 100, par exemple 40 ou 12,5."
    )


@pytest.mark.parametrize(("saisie", "valeur"), [("oui", True), ("non", False), ("", None)])
def test_un_binaire_vaut_oui_non_ou_rien(saisie: str, valeur: bool | None) -> None:
    form = formulaire(TypeQuestion.BINAIRE, saisie)
    assert form.is_valid()
    assert form.cleaned_data["valeur"] is valeur


def test_un_binaire_refuse_le_reste() -> None:
    assert formulaire(TypeQuestion.BINAIRE, "peut-être").message == "Répondez par oui ou par non."


def test_un_choix_est_un_de_ceux_qui_sont_proposes() -> None:
    assert formulaire(TypeQuestion.CHOIX, "q_b").is_valid()
    assert (
        formulaire(TypeQuestion.CHOIX, "q_z").message
        == "Choisissez une des réponses proposées : « Choix a » ou « Choix b »."
    )


def test_une_justification_trop_longue_est_refusee_sans_rien_couper() -> None:
    assert JustificationForm({"texte": "a" * 10_000}).is_valid()
    assert "raccourcissez-la" in JustificationForm({"texte": "a" * 10_001}).message


def test_les_fins_de_ligne_ne_dependent_pas_du_navigateur() -> None:
    form = JustificationForm({"texte": " une\r\ndeux \r\n"})
    assert form.is_valid()
    assert form.cleaned_data["texte"] == "une\ndeux"


@given(st.integers(0, 100_000_000))
def test_une_part_enregistree_se_retape_a_l_identique(millioniemes: int) -> None:
    ratio = float(f"{millioniemes / 100_000_000:.8f}")
    assert lire_pourcentage(en_saisie(ratio)) == ratio


@pytest.mark.parametrize(
    ("valeur", "saisie"), [(True, "oui"), (False, "non"), (None, ""), ("EP_1_a", "EP_1_a"), (1, "100")]
)
def test_une_reponse_se_relit_comme_son_champ_la_tient(valeur: object, saisie: str) -> None:
    assert en_saisie(valeur) == saisie  # type: ignore[arg-type]
