"""Actions of which a document says only the statut, and columns « Thème » that hold numbers
(docs/calculs/import.md, « Tableaux d'actions » and « En-têtes »)."""

from __future__ import annotations

import io

import docx
import pytest

from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle, ouvrir
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.listes import StatutFiche

DEUX = [("Isoler les écoles", StatutFiche.EN_COURS), ("Planter des haies", StatutFiche.A_VENIR)]


def statuts(lecture: LectureImport) -> list[tuple[str, StatutFiche | None]]:
    assert lecture.erreurs == []
    return [(fiche.titre, fiche.statut) for fiche in lecture.fiches()]


def mot_liste() -> bytes:
    document, tampon = docx.Document(), io.BytesIO()
    document.add_heading("Axe 1 : Bâtir", 1)
    for texte in ("Isoler les écoles : en cours", "Planter des haies (à venir)"):
        document.add_paragraph(texte, style="List Bullet")
    document.save(tampon)
    return tampon.getvalue()


def mot_tableau() -> bytes:
    document, tampon = docx.Document(), io.BytesIO()
    table = document.add_table(rows=3, cols=2)
    rangees = (("Action", "Statut"), ("Isoler les écoles", "En cours"), ("Planter des haies", "À venir"))
    for rang, rangee in enumerate(rangees):
        for colonne, texte in enumerate(rangee):
            table.cell(rang, colonne).text = texte
    document.save(tampon)
    return tampon.getvalue()


HTML = (
    "<html><body><table><tr><th>Action</th><th>État</th></tr><tr><td>Isoler les écoles</td><td>En cours</td></tr>"
    "<tr><td>Planter des haies</td><td>À venir</td></tr></table></body></html>"
)
HTML_LISTE = (
    "<html><body><ul><li>Isoler les écoles (en cours)</li><li>Planter des haies – à venir</li></ul></body></html>"
)


@pytest.mark.parametrize(
    ("octets", "nom"),
    [
        ("| Action | Statut |\n|---|---|\n| Isoler les écoles | En cours |\n| Planter des haies | À venir |", "a.md"),
        ("- Isoler les écoles : en cours\n- Planter des haies : à venir", "a.md"),
        ("# Axe 1 : A\n\n1. Isoler les écoles (en cours)\n\n# Axe 2 : B\n\n2. Planter des haies – à venir", "a.md"),
        ("# Isoler les écoles\n\nStatut : en cours\n\n# Planter des haies\n\nStatut : à venir", "a.md"),
        (
            "Fiche action 1 : Isoler les écoles\nStatut : en cours\n\n"
            "Fiche action 2 : Planter des haies\nStatut : à venir",
            "",
        ),
        (HTML, "a.html"),
        (HTML_LISTE, "a.html"),
        (mot_tableau(), "a.docx"),
        (mot_liste(), "a.docx"),
    ],
)  # fmt: skip
def test_une_action_dont_seul_le_statut_est_dit_arrive(octets: str | bytes, nom: str) -> None:
    lecture = lire_fichier(octets if isinstance(octets, bytes) else octets.encode(), nom or "a.txt")
    assert statuts(lecture) == DEUX
    assert not any("Isoler" in texte or "Planter" in texte for _, texte in lecture.non_repris)


def test_une_liste_garde_ses_axes_et_l_action_qui_ne_dit_rien() -> None:
    texte = (
        "# Axe 1 : Bâtir\n\n- Isoler (en cours)\n- Ouvrir une ressourcerie\n\n# Axe 2 : Vivre\n\n- Semer : réalisé\n"
    )
    lecture = lire_fichier(texte.encode(), "plan.md")
    assert [(axe.nom, [(f.titre, f.statut) for f in axe.fiches]) for axe in lecture.plan.axes] == [
        ("Bâtir", [("Isoler", StatutFiche.EN_COURS), ("Ouvrir une ressourcerie", None)]),
        ("Vivre", [("Semer", StatutFiche.REALISE)]),
    ]


def test_une_action_sans_detail_ne_prend_pas_le_statut_de_la_suivante() -> None:
    texte = "## Isoler\n\nStatut : en cours\n\n# Axe 2 : Vivre\n\n## Semer\n\n- Objectifs : moins\n- Statut : à venir\n"
    assert statuts(lire_fichier(texte.encode(), "plan.md")) == [
        ("Isoler", StatutFiche.EN_COURS), ("Semer", StatutFiche.A_VENIR),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "texte",
    [
        "# Plan climat du Val\n\nStatut : en cours\n",  # the document itself
        "# Isoler\n\nStatut : à revoir avec la presse locale\n",
        "- Isoler : avec la Région\n- Semer : au printemps\n",
    ],
)
def test_ce_qui_n_est_pas_une_action_reste_dans_ce_qui_n_est_pas_repris(texte: str) -> None:
    lecture = lire_fichier(texte.encode(), "plan.md")
    assert list(lecture.fiches()) == []
    assert lecture.non_repris


@pytest.mark.parametrize(
    "texte",
    [
        "- Isoler les écoles (en cours)\n",
        "# Plan vélo du Val\n\n- Isoler les écoles (en cours)\n",
        "# Plan vélo du Val\n\n# Axe 1 : Bâtir\n\n1. Isoler les écoles – en cours\n",
        "# Axe 1 : Bâtir\n\n- Isoler les écoles (en cours)\n\n# Axe 2 : Vivre\n",
    ],
)
def test_une_liste_d_un_seul_element_avec_son_statut_est_une_fiche(texte: str) -> None:
    assert statuts(lire_fichier(texte.encode(), "plan.md")) == DEUX[:1]


def test_elle_l_est_sous_chaque_axe_et_a_cote_d_une_fiche_entiere() -> None:
    texte = (
        "# Axe 1 : Bâtir\n\n- Isoler les écoles (en cours)\n\n# Axe 2 : Vivre\n\n"
        "Fiche action 2 : Planter des haies\n\nStatut : à venir\n\nObjectifs : des haies\n"
    )
    lecture = lire_fichier(texte.encode(), "plan.md")
    assert sorted(statuts(lecture)) == sorted(DEUX)
    assert {axe.nom for axe in lecture.plan.axes} == {"Bâtir", "Vivre"}


@pytest.mark.parametrize(
    ("texte", "titres"),
    [
        # a step told in a preface
        ("Le plan est prêt.\n\n- Concertation (terminée)\n", []),
        ("# Préambule\n\n- Concertation (terminée)\n\n# Pour en savoir plus\n\nLe plan dure six ans.\n", ["Préambule"]),
        # under a heading which is no axe, after fiches
        ("# Fiche action 1 : Isoler\n\nStatut : en cours\n\nObjectifs : moins\n\n"
         "Sous-actions :\n- Diagnostic (réalisé)\n", ["Isoler"]),
        # what follows is its own text
        ("# Axe 1 : Bâtir\n\n- Concertation (terminée)\n\nElle a réuni trois cents personnes.\n", []),
        # not a statut
        ("# Axe 1 : Bâtir\n\n- Isoler les écoles (avec la Région)\n", []),
        # the label of a field
        ("# Axe 1 : Bâtir\n\n- Statut : en cours\n", []),
        # no item
        ("# Axe 1 : Bâtir\n\nIsoler les écoles (en cours)\n", []),
    ],
)  # fmt: skip
def test_un_seul_element_ailleurs_n_invente_pas_de_fiche(texte: str, titres: list[str]) -> None:
    assert [f.titre for f in lire_fichier(texte.encode(), "plan.md").plan.fiches] + [
        f.titre for axe in lire_fichier(texte.encode(), "plan.md").plan.axes for f in axe.fiches
    ] == titres


# -- « Thème », « Axe » ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lignes", "cles"),
    [
        (("Thème;Action;Statut", "1.1;Isoler;En cours", "1.2;Semer;À venir"), ["code", "titre", "statut"]),
        (("Thème;Action;Statut", "1.1;Isoler;En cours", "1.1;Semer;À venir"), ["axe:1", "titre", "statut"]),
        (("Axe;Action;Statut", "1.1;Isoler;En cours", "1.2;Semer;À venir"), ["axe:1", "titre", "statut"]),
        (("N°;Thème;Action", "1;1.1;Isoler", "2;1.2;Semer"), ["code", "axe:1", "titre"]),
        (
            ("Axe;Thème;Action;Statut", "Bâtir;1.1;Isoler;En cours", "Bâtir;1.1;Semer;À venir"),
            ["axe:1", "ignorer", "titre", "statut"],
        ),
        (
            ("Thème;Sous-thème;Action;Statut", "1;1.1;Isoler;En cours", "1;1.1;Semer;À venir"),
            ["axe:1", "axe:2", "titre", "statut"],
        ),
        (
            ("Thème;Action;Statut", "Énergie;Isoler;En cours", "Eau;Semer;À venir"),
            ["codes:thematique", "titre", "statut"],
        ),
    ],
)  # fmt: skip
def test_un_theme_qui_n_est_qu_un_numero_n_est_pas_une_thematique(lignes: tuple[str, ...], cles: list[str]) -> None:
    tableau = ouvrir("\n".join(lignes).encode(), "plan.csv").tableau
    assert tableau is not None
    assert [colonne.cle for colonne in tableau.colonnes] == cles


def test_dans_un_document_aussi() -> None:
    texte = "| Thème | Action | Pilote |\n|---|---|---|\n| 1.1 | Isoler | Ada |\n| 1.1 | Semer | Zoé |\n"
    lecture = lire_texte_colle(texte)
    assert [axe.nom for axe in lecture.plan.axes] == ["1.1"]
    assert all(not fiche.classements for fiche in lecture.fiches())
    assert not any("1.1" in acteur.nom for fiche in lecture.fiches() for acteur in fiche.acteurs)
