"""Texts of people become HTML that can do no harm."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from cordee.socle.markdown import rendre_markdown

ATTAQUES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[clic](javascript:alert(1))",
    "[clic](JaVaScRiPt:alert(1))",
    "[clic](java&#115;cript:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD4=)",
    "[clic](vbscript:msgbox)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](https://exemple.fr/x.png)',
    '[x](https://exemple.fr "\\" onmouseover=\\"alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<iframe src=//exemple.fr></iframe>",
    "<style>body{display:none}</style>",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "<p style='position:fixed'>x</p>",
    "<https://exemple.fr/'onclick='alert(1)>",
]


def _est_inoffensif(html: str) -> bool:
    balises = re.findall(r"<[^>]*>", html)
    return not any(
        re.match(r"</?(script|img|svg|iframe|style|object|form|input)\b", balise, re.I)
        or re.search(r'\son\w+\s*=|\sstyle\s*=|href\s*=\s*"?\s*(javascript|data|vbscript)', _sans_valeurs(balise), re.I)
        for balise in balises
    )


def _sans_valeurs(balise: str) -> str:
    """The tag without the quoted values of its attributes, but with that of `href`."""
    return re.sub(r'(\s(?!href)[\w-]+=)"[^"]*"', r'\1""', balise)


@pytest.mark.parametrize("attaque", ATTAQUES)
def test_aucune_attaque_ne_passe(attaque: str) -> None:
    assert _est_inoffensif(rendre_markdown(attaque))


@given(st.text(alphabet="<>\"'`[]()!&;:= /\\onerscipthfjavld#*-|\n", max_size=80))
def test_aucun_texte_ne_produit_d_element_dangereux(texte: str) -> None:
    assert _est_inoffensif(rendre_markdown(texte))


def test_un_lien_s_ouvre_a_part_et_le_dit() -> None:
    html = rendre_markdown("[Le PCAET](https://exemple.fr/pcaet)")
    assert 'href="https://exemple.fr/pcaet"' in html
    assert 'target="_blank"' in html
    assert 'rel="noopener noreferrer"' in html
    assert "nouvelle fenêtre" in html


def test_l_adresse_d_un_lien_garde_ses_apostrophes() -> None:
    assert "l%27eau" in rendre_markdown("[l'eau](https://exemple.fr/l%27eau)")
    assert "l’eau" in rendre_markdown("l'eau")


def test_les_titres_n_entrent_pas_dans_le_plan_de_la_page() -> None:
    html = rendre_markdown("# Bilan\n\nTexte")
    assert "<h1" not in html
    assert '<p class="intertitre">Bilan</p>' in html


def test_une_image_devient_un_lien() -> None:
    html = rendre_markdown("![Carte des réseaux](https://exemple.fr/carte.png)")
    assert "<img" not in html
    assert 'href="https://exemple.fr/carte.png"' in html
    assert "Carte des réseaux" in html


def test_listes_tableaux_et_sauts_de_ligne_restent() -> None:
    html = rendre_markdown("- un\n- deux\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nune\nligne")
    assert html.count("<li>") == 2
    assert "<table>" in html
    assert "<br>" in html


def test_la_typographie_est_francaise_sauf_dans_le_code() -> None:
    html = rendre_markdown("Ceci : combien ? 12 % de `a ? b : c`").replace("&nbsp;", "\u00a0")
    assert "combien\u202f?" in html
    assert "Ceci\u00a0:" in html
    assert "12\u00a0%" in html
    assert "<code>a ? b : c</code>" in html


def test_le_filtre_du_gabarit_rend_un_texte_vide_sans_faillir() -> None:
    gabarit = engines["django"].from_string("{% load textes %}[{{ a|markdown }}{{ b|markdown }}]")
    assert gabarit.render({"a": None, "b": ""}) == "[]"
