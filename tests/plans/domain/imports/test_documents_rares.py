"""What Word, LibreOffice and web pages hold besides paragraphs: controls, old forms, frames, tables in tables."""

from __future__ import annotations

import pytest
from tests.plans.fabrique_imports import archive, ods, odt

from cordee.plans.domain.imports.fichiers import Archive
from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.docx import PROFONDEUR_MAX, blocs_docx
from cordee.plans.domain.imports.publie.html import blocs_html
from cordee.plans.domain.imports.publie.odt import blocs_odt
from cordee.plans.domain.imports.publie.texte import blocs_texte

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def cellules(blocs: list[Bloc]) -> list[tuple[str, ...]]:
    return [bloc.cellules for bloc in blocs]


# Word ---------------------------------------------------------------------------------------------------------------


def word(corps: str) -> list[Bloc]:
    return blocs_docx(Archive(archive({"word/document.xml": f"<w:document {W}><w:body>{corps}</w:body></w:document>"})))


def p(texte: str) -> str:
    return f"<w:p><w:r><w:t>{texte}</w:t></w:r></w:p>"


def tableau(*rangees: tuple[str, ...]) -> str:
    lignes = ("".join(f"<w:tc>{cellule}</w:tc>" for cellule in rangee) for rangee in rangees)
    return f"<w:tbl>{''.join(f'<w:tr>{ligne}</w:tr>' for ligne in lignes)}</w:tbl>"


def test_un_controle_de_contenu_se_lit_et_un_vide_se_passe() -> None:
    assert cellules(word(f"<w:sdt><w:sdtContent>{p('Isoler')}</w:sdtContent></w:sdt><w:sdt/>")) == [("Isoler",)]
    rangee = (
        f"<w:tr><w:sdt><w:sdtContent><w:tc>{p('Pilote')}</w:tc></w:sdtContent></w:sdt><w:tc>{p('CC')}</w:tc>"
        "<w:bookmarkEnd/></w:tr>"
    )
    assert cellules(word(f"<w:tbl>{rangee}</w:tbl>")) == [("Pilote", "CC")]


def test_les_signes_d_un_paragraphe_se_lisent() -> None:
    passage = "<w:t>a</w:t><w:cr/><w:t>mi</w:t><w:noBreakHyphen/><w:t>mai</w:t><w:tab/><w:t>2026</w:t>"
    assert cellules(word(f"<w:p><w:r>{passage}</w:r></w:p>")) == [("a",), ("mi-mai", "2026")]


def test_une_ligne_de_sommaire_se_passe() -> None:
    sommaire = "<w:p><w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r><w:r><w:t>Isoler 3</w:t></w:r></w:p>"
    assert cellules(word(sommaire + p("Isoler"))) == [("Isoler",)]


def test_une_case_d_un_ancien_formulaire_est_vide_sauf_si_elle_dit_le_contraire() -> None:
    def case(dedans: str) -> str:
        return f"<w:fldChar><w:ffData><w:checkBox>{dedans}</w:checkBox></w:ffData></w:fldChar>"

    defaut, cochee = case('<w:default w:val="1"/>'), case('<w:checked w:val="0"/>')
    passage = f"{case('')}<w:t>A</w:t>{defaut}<w:t>B</w:t>{cochee}"
    assert cellules(word(f"<w:p><w:r>{passage}<w:t>C</w:t></w:r></w:p>")) == [("☐A☒B☐C",)]


def test_un_tableau_dans_une_cellule_vient_apres_sa_rangee() -> None:
    imbrique = tableau((p("2024"), p("10 €")))
    assert cellules(word(tableau((p("Budget") + imbrique + p("total"), p("HT"))))) == [
        ("Budget\ntotal", "HT"), ("2024", "10 €"),
    ]  # fmt: skip


def test_ce_qui_est_emboite_sans_fin_se_passe() -> None:
    trop = PROFONDEUR_MAX + 1
    assert word("<w:sdt><w:sdtContent>" * trop + p("fond") + "</w:sdtContent></w:sdt>" * trop) == []
    assert word(f"<w:p>{'<w:ins>' * trop}<w:r><w:t>fond</w:t></w:r>{'</w:ins>' * trop}</w:p>") == []


def test_un_document_sans_corps_est_vide_et_un_document_demesure_est_refuse() -> None:
    assert blocs_docx(Archive(archive({"word/document.xml": f"<w:document {W}/>"}))) == []
    with pytest.raises(FichierRefuse, match="abîmé"):
        word("<w:sdt>" * 300 + "</w:sdt>" * 300)


# LibreOffice --------------------------------------------------------------------------------------------------------


def test_un_style_dit_ce_qui_est_en_gras() -> None:
    styles = "".join(
        f'<style:style style:name="{nom}">{proprietes}</style:style>'
        for nom, proprietes in {
            "Fort": '<style:text-properties fo:font-weight="bold"/>',
            "Fin": '<style:text-properties fo:font-weight="normal"/>',
            "Nu": "",
        }.items()
    )
    corps = "".join(f'<text:p text:style-name="{nom}">{nom}</text:p>' for nom in ("Fort", "Fin", "Nu"))
    assert [bloc.gras for bloc in blocs_odt(Archive(odt(corps, styles=styles)))] == [True, False, False]


def test_un_cadre_une_liste_et_un_tableau_imbriques_se_lisent() -> None:
    corps = (
        "<text:p>Autour<draw:frame><draw:text-box><text:p>Dedans</text:p></draw:text-box></draw:frame></text:p>"
        "<text:list><text:list-item><text:p>un</text:p><text:soft-page-break/><text:list><text:list-item>"
        "<text:h>deux</text:h></text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Budget</text:p><table:table><table:table-row>"
        "<table:table-cell><text:p>2024</text:p></table:table-cell><table:table-cell><text:p>10 €</text:p>"
        "</table:table-cell></table:table-row></table:table></table:table-cell><text:soft-page-break/>"
        "<table:table-cell><text:p>HT</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert cellules(blocs_odt(Archive(odt(corps)))) == [
        ("Dedans",), ("Autour",), ("- un",), ("- deux",), ("Budget", "HT"), ("2024", "10 €"),
    ]  # fmt: skip


def test_un_classeur_pris_pour_un_texte_ou_trop_emboite_ne_donne_rien() -> None:
    assert blocs_odt(Archive(ods("<table:table/>"))) == []
    fond = "<text:section>" * 70 + "<text:p>fond</text:p>" + "</text:section>" * 70
    assert blocs_odt(Archive(odt(fond))) == []


# Pages and texts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "   ", "<!-- rien -->"])
def test_une_page_vide_est_refusee(page: str) -> None:
    with pytest.raises(FichierRefuse, match="Cette page HTML ne se lit pas"):
        blocs_html(page)


@pytest.mark.parametrize(
    ("page", "lues"),
    [
        ("<b>Objectifs</b>\nIsoler", [("Objectifs",), ("Isoler",)]),
        ("<div>Pilote\t<pre>A\tB\nC\tD</pre></div>", [("Pilote",), ("A", "B"), ("C", "D")]),
        ("<pre>Pilote\tCC<div>x</div></pre>", [("Pilote", "CC"), ("x",)]),
        ("<ul><li>un</li><li>deux</li></ul>", [("- un",), ("- deux",)]),
        ("<dl><dt>Pilote</dt><span>:</span><dd>CC</dd></dl>", [("Pilote", "CC")]),
        ("<p>a</p><svg><p>dessin</p></svg><p>b</p>", [("a",), ("b",)]),
        ("<p></p><div><input type='text'><input type='checkbox' checked> A</div>", [("☒ A",)]),
        (
            "<table><tr><td>Budget</td><td><table><tr><td>2024</td></tr></table></td><script></script></tr></table>",
            [("Budget",), ("2024",)],
        ),
        (
            "<table><tr><td>Budget</td><td>avant <b>tout</b><table><tr><td>a</td><td>b</td></tr></table>puis"
            "<table><tr><td>c</td><td><table><tr><td>d</td></tr></table></td></tr></table>fin</td></tr></table>",
            [("Budget", "avant tout\npuis\nfin"), ("a", "b"), ("c",), ("d",)],
        ),
        (
            "<table><tr><td><h2>Isoler</h2><table><tr><td>a</td><td>b</td></tr></table>puis</td></tr></table>",
            [("Isoler",), ("a", "b"), ("puis",)],
        ),
        (
            "<ul><li>un<ul><li>deux</li></ul></li><li><p>trois</p><p>fin</p></li></ul>",
            [("- un",), ("- deux",), ("- trois",), ("fin",)],
        ),
        ("<ul><li><ul><li>un</li></ul></li><li><h2>Deux</h2></li></ul>", [("- un",), ("Deux",)]),
        (
            "<dl><div><dt>Nom</dt><dt>Pilote</dt><dd>CC<dl><dt>x</dt></dl></dd></div><dt>Fin</dt></dl>",
            [("Nom",), ("Pilote", "CC\nx"), ("Fin",)],
        ),
    ],
    ids=[
        "texte",
        "preformate",
        "melange",
        "liste",
        "definitions",
        "dessin",
        "cases",
        "tableaux",
        "tables d une cellule",
        "cadre",
        "listes",
        "liste de listes",
        "termes seuls",
    ],
)
def test_une_page_se_lit_comme_on_la_voit(page: str, lues: list[tuple[str, ...]]) -> None:
    assert cellules(blocs_html(page)) == lues


def test_un_paragraphe_ou_une_balise_toute_en_gras_est_un_titre() -> None:
    blocs = blocs_html("<p><strong>Fiche <b>1</b></strong></p><p>puis <b>rien</b></p><div><b>Fiche 2</b><p>a</p></div>")
    assert [(bloc.texte, bloc.gras) for bloc in blocs[:2]] == [("Fiche 1", True), ("puis rien", False)]


@pytest.mark.parametrize(
    ("texte", "lues"),
    [
        ("<input type='text'>x <input type=radio checked>y", [("x ☒y",)]),
        ("Pilote\t\t", [("Pilote",)]),
        ("**Pilote**\t \t", [("Pilote",)]),
        ("Pilote\t \tx\n\tCC", [("Pilote", "", "x"), ("", "CC")]),
    ],
)
def test_un_texte_copie_garde_ses_cases_et_ses_colonnes(texte: str, lues: list[tuple[str, ...]]) -> None:
    assert cellules(blocs_texte(texte)) == lues
