"""Names of documents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.documents.domain import NomRefuse, nettoyer_nom, nom_de_telechargement
from cordee.documents.domain.noms import INTERDITS, LONGUEUR_MAX, extension


@pytest.mark.parametrize(
    ("nom", "propre"),
    [
        ("  Bilan   2025.pdf ", "Bilan 2025.pdf"),
        ("C:\\Users\\Lise\\Bilan.pdf", "Bilan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("Bilan\u200b\x00final\n.pdf", "Bilan final .pdf"),
        ("E\u0301tude", "Étude"),
        ("Avis : suite ?", "Avis : suite ?"),
    ],
)
def test_le_nom_se_nettoie(nom: str, propre: str) -> None:
    assert nettoyer_nom(nom) == propre


@pytest.mark.parametrize("nom", ["", "   ", "\x00", "dossier/", "...", "a" * (LONGUEUR_MAX + 1)])
def test_un_nom_vide_ou_trop_long_est_refuse(nom: str) -> None:
    with pytest.raises(NomRefuse):
        nettoyer_nom(nom)


@given(st.text(max_size=260))
@settings(max_examples=200)
def test_nettoyer_deux_fois_ne_change_rien(nom: str) -> None:
    try:
        propre = nettoyer_nom(nom)
    except NomRefuse:
        return
    assert nettoyer_nom(propre) == propre
    assert 0 < len(propre) <= LONGUEUR_MAX


@pytest.mark.parametrize(
    ("nom", "fin"),
    [("a.PDF", "pdf"), ("sans", ""), (".cache", ""), ("v1. une suite", ""), ("archive.tar.gz", "gz"), ("a.b-c", "")],
)
def test_l_extension(nom: str, fin: str) -> None:
    assert extension(nom) == fin


@pytest.mark.parametrize(
    ("nom", "range_sous", "rendu"),
    [
        ("Bilan 2025.pdf", "documents/2026/04/abc.pdf", "Bilan 2025.pdf"),
        ("Bilan 2025", "documents/2026/04/abc.pdf", "Bilan 2025.pdf"),
        ("Avis : « oui » / non ?", "documents/2026/04/abc.docx", "Avis - « oui » - non -.docx"),
        ("Notes", "documents/2026/04/abc", "Notes"),
    ],
)
def test_le_fichier_reprend_son_extension(nom: str, range_sous: str, rendu: str) -> None:
    assert nom_de_telechargement(nom, range_sous) == rendu
    assert not set(nom_de_telechargement(nom, range_sous)) & set(INTERDITS)
