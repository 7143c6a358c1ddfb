"""Headers and footers of copied pages, and what merely looks like one."""

from __future__ import annotations

import pytest

from cordee.plans.domain.imports.lecture import lire_texte_colle
from cordee.plans.domain.imports.publie.page import remettre_en_page


def corps(lettre: str, nombre: int = 12) -> list[str]:
    """Lines of a page, none of which is that of another."""
    return [f"Ligne {lettre}{rang} du texte" for rang in range(nombre)]


A, B, C = corps("a"), corps("b"), corps("c")


@pytest.mark.parametrize(
    ("lignes", "retires"),
    [
        (["Plan de la CC page 1", "Vu", "Plan de la CC page 2"], ["Plan de la CC page 1 / Plan de la CC page 2"]),
        (["Vu", "Bandeau\x0cRevu", "Bandeau\x0cFin"], ["Bandeau"]),
        (["CC du Val", *A, "7", "CC du Val", *B, "8", "CC du Val", *C], ["CC du Val"]),
        ([*A, "CC du Val 7\x0c", *B, "CC du Val 8\x0c", *C], ["CC du Val 7 / CC du Val 8"]),
        (["Gauche", *A, "\x0cDroite", *B, "\x0cGauche", *C, "\x0cDroite", *A, "\x0cGauche"], ["Gauche"]),
        (
            [ligne for page in range(1, 6) for ligne in (*corps(f"{page}x"), f"Plan du Val | {page}")],
            ["Plan du Val | 1 / Plan du Val | 2 … Plan du Val | 5"],
        ),
    ],
    ids=["page dite", "sauts", "numeros seuls", "numero au saut", "une page sur deux", "numero en fin"],
)
def test_ce_qui_revient_de_page_en_page_est_retire_et_dit(lignes: list[str], retires: list[str]) -> None:
    texte, dits = remettre_en_page("\n".join(lignes))
    assert dits == retires
    assert not any(piece in texte for retire in retires for piece in retire.replace(" … ", " / ").split(" / "))
    assert "Ligne a3 du texte" in texte or "Vu" in texte or "Ligne 1x3 du texte" in texte


@pytest.mark.parametrize(
    "lignes",
    [
        ["Tranche 1", "Études", "Tranche 2", "Travaux", "Tranche 3", "Recette"],
        ["Tranche 1", *A, "Tranche 2", *B],
        ["Lot 1", *A, "Lot 3", *B, "Lot 7", *C],
        ["Bus\tkm\t3", "Bus\tkm\t4", "Bus\tkm\t5"],
        ["Bus", "3", "Bus", "4", "Bus", "5"],
        ["Fiche A 2.1 en cours", *A, "7", "Fiche A 2.2 en cours", *B, "8", "Fiche A 2.3 en cours"],
        ["CC du Val", *A, "7", *B, "8", *C, "9", *A, "CC du Val"],
        [*A, "CC du Val", "CC du Val", "7", *B, "8", *C],
        ["CC du Val", *A, "7", "CC du Val", *B, "12", "CC du Val", *C],
    ],
    ids=[
        "tranches",
        "deux fois",
        "pas un de plus",
        "rangees",
        "cellules",
        "titres",
        "une fois",
        "meme page",
        "nombres",
    ],
)
def test_ce_qui_se_repete_ailleurs_qu_au_bord_des_pages_reste(lignes: list[str]) -> None:
    assert remettre_en_page("\n".join(lignes)) == ("\n".join(lignes), [])


def test_un_titre_courant_est_dans_ce_qui_n_est_pas_repris() -> None:
    lecture = lire_texte_colle(
        "CC du Val\n# Isoler\nContexte : c\fCC du Val\nObjectifs : Réduire.\fCC du Val\nPorteur : Ville du Val"
    )
    (fiche,) = lecture.plan.fiches
    assert (fiche.contexte, fiche.objectifs, lecture.plan.axes) == ("c", "Réduire.", [])
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris] == [("« en-tête ou pied de page »", "CC du Val")]


def test_les_tranches_d_une_action_sont_reprises() -> None:
    (fiche,) = lire_texte_colle(
        "# Isoler\nContexte : c\nDescription :\nTranche 1\nÉtudier les toits\nTranche 2\nPoser la laine\nPorteur : CC"
    ).plan.fiches
    assert fiche.description.split("\n") == ["Tranche 1", "Étudier les toits", "Tranche 2", "Poser la laine"]
