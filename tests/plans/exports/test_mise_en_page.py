"""Fiches and booklets as PDF and DOCX, opened again."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from tests.plans.exemples import LE, fiche_energie, plan_complet

from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.fiche import AxeComplet, BlocageCite, DocumentCite, FicheComplete, PlanComplet
from cordee.plans.domain.formats import Options
from cordee.plans.exports.bilan import etablir_bilan
from cordee.plans.exports.fiche_docx import fiches_en_docx
from cordee.plans.exports.fiche_pdf import fiches_en_pdf, page_de_fiches
from cordee.plans.exports.livret import Livret, composer, nommer_axe, phrase, selectionner
from cordee.plans.exports.livret_docx import livret_en_docx
from cordee.plans.exports.livret_pdf import livret_en_pdf
from cordee.plans.exports.pdf import RACINE, lire_statique
from cordee.plans.exports.presentation import Contexte, FicheImprimable, preparer

CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac", {"cae_2.1.1": "Comptabilité énergétique"})
BLOCS_PUBLIES = (
    "Enjeux et contexte", "Objectifs", "Impact de l’action", "Sous-action 1. Équiper et relever", "Descriptif",
    "Public-cible", "État", "Calendrier", "Sous-action 2. Rendre compte aux élus", "Pilotage", "Maître d’ouvrage",
    "Moyens", "Partenaires et dispositif financier", "Évaluation", "Indicateurs de suivi et d’évaluation",
)  # fmt: skip


def imprimable(fiche: FicheComplete | None = None) -> FicheImprimable:
    return preparer(fiche or fiche_energie(), CONTEXTE, "Axe 2 · Un patrimoine public sobre")


def livret(**plus: object) -> Livret:
    return composer(plan_complet(4), CONTEXTE)


def lignes(document: docx.document.Document) -> list[str]:
    """Paragraphs and cells in the order of the page."""
    textes = []
    for noeud in document.element.body.iter(qn("w:p")):
        textes.append("".join(t.text or "" for t in noeud.iter(qn("w:t"))))
    return [texte for texte in textes if texte]


def objets(octets: bytes) -> bytes:
    """The objects of a PDF, compressed ones too."""
    assert octets.startswith(b"%PDF-1.7")
    flux = [octets]
    for brut in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", octets, re.DOTALL):
        with suppress(zlib.error):
            flux.append(zlib.decompress(brut))
    return b"\n".join(flux)


class TestHtml:
    def test_les_blocs_d_une_fiche_publiee_sont_dans_l_ordre(self) -> None:
        page = page_de_fiches([imprimable()], CONTEXTE)
        rang = 0
        for bloc in BLOCS_PUBLIES:
            assert bloc in page[rang:], bloc
            rang = page.index(bloc, rang)
        assert re.findall(r'alt="(coché|non coché) :"> (\w+)', page)[:3] == [
            ("coché", "Patrimoine"), ("non coché", "Compétences"), ("non coché", "Territoire"),
        ]  # fmt: skip

    def test_le_titre_d_un_tableau_reste_avec_ses_lignes(self) -> None:
        page = page_de_fiches([imprimable()], CONTEXTE)
        assert page.count('<div class="fp-ensemble"><table class="fp-tableau"><caption>') == page.count("<caption>") > 1
        assert ".fp-ensemble { break-inside: avoid; }" in lire_statique(f"{RACINE}plans/export.css").decode()

    def test_aucun_style_ni_script_en_ligne(self) -> None:
        page = page_de_fiches([imprimable()], CONTEXTE, "/static/", ecran=True, retour="/f", pdf="/p", nonce="n")
        assert not re.search(r"\sstyle=|<style|\son\w+=", page)
        assert 'nonce="n"' in page

    def test_le_texte_des_gens_reste_un_texte(self) -> None:
        fiche = FicheComplete("<script>x</script>", contexte="<img src=https://ailleurs.example/x.png> **gras**")
        page = page_de_fiches([imprimable(fiche)], CONTEXTE)
        assert "<script>x" not in page
        assert "<img src=https" not in page
        assert "<strong>gras</strong>" in page

    def test_une_fiche_presque_vide_n_a_pas_de_bloc_vide(self) -> None:
        page = page_de_fiches([imprimable(FicheComplete("Commencer"))], CONTEXTE)
        for bloc in ("Pilotage", "Moyens", "Évaluation", "Repères", "Notes de suivi", "Sous-action"):
            assert bloc not in page

    def test_les_parties_que_l_on_laisse(self) -> None:
        sans = Options(sous_fiches=False, budgets=False, indicateurs=False, notes=False, liens=False, mesures=False)
        contexte = Contexte(LE, "Plan", options=sans)
        page = page_de_fiches([preparer(fiche_energie(), contexte)], contexte)
        for mot in ("Sous-action", "Budget", "Partenaires et dispositif", "Évaluation", "Notes", "Mesures servies"):
            assert mot not in page


class TestPdf:
    def test_une_fiche_tient_en_deux_pages_lisibles_par_une_synthese_vocale(self) -> None:
        octets = fiches_en_pdf([imprimable()], CONTEXTE)
        contenu = objets(octets)
        assert len(re.findall(rb"/Type /Page\b", contenu)) == 2
        for marque in (b"/Lang (fr)", b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid", b"/S /H1", b"/Alt"):
            assert marque in contenu, marque
        assert b"+Newsreader" in contenu
        assert b"+Source-Sans-3" in contenu
        assert b"DejaVu" not in contenu, "un caractère manque à nos polices"

    def test_le_livret_porte_ses_liens_et_son_titre(self) -> None:
        contenu = objets(livret_en_pdf(livret()))
        assert b"/Lang (fr)" in contenu
        assert {b"fiche-1", b"axe-1", b"synthese"} <= set(re.findall(rb"fiche-1|axe-1|synthese", contenu))

    @pytest.mark.parametrize(
        "adresse",
        [
            "https://ailleurs.example/x.css", "file:///etc/passwd", "data:text/css,x", "http://127.0.0.1/",
            f"{RACINE}../../settings/base.py", f"{RACINE}plans/absent.css",
        ],
    )  # fmt: skip
    def test_rien_d_autre_que_nos_fichiers_n_est_lu(self, adresse: str) -> None:
        with pytest.raises(ValueError, match=r"refusée|introuvable"):
            lire_statique(adresse)

    def test_nos_fichiers_sont_lus(self) -> None:
        assert b"@page" in lire_statique(f"{RACINE}plans/export.css")


class TestWord:
    def test_une_fiche_suit_la_mise_en_page_publiee(self) -> None:
        document = docx.Document(BytesIO(fiches_en_docx([imprimable()], CONTEXTE)))
        textes = lignes(document)
        rangs = [textes.index(bloc) for bloc in ("Enjeux et contexte", "Pilotage", "Moyens", "Évaluation", "Repères")]
        assert rangs == sorted(rangs)
        assert "☑\u00a0Patrimoine     ☐\u00a0Compétences     ☐\u00a0Territoire" in textes
        styles = {p.text: p.style.name for p in document.paragraphs}
        assert styles["2.1  Suivre l’énergie de nos bâtiments"] == "Heading 1"
        assert styles["Pilotage"] == "Heading 3"
        assert document.core_properties.title == "2.1 Suivre l’énergie de nos bâtiments"
        assert "PAGE" in document.sections[0].footer._element.xml
        assert document.sections[0].header.paragraphs[0].text == "PETR du Haut-Sérac · Plan climat"

    def test_le_markdown_devient_du_word(self) -> None:
        fiche = FicheComplete(
            "T",
            contexte="Du **gras**, de l'*italique*, `x`.\nSuite\n\n1. un\n2. deux\n\n[le site](https://a.fr) https://b.fr",
        )
        document = docx.Document(BytesIO(fiches_en_docx([imprimable(fiche)], CONTEXTE)))
        cellule = document.tables[0].rows[0].cells[1]
        assert [p.style.name for p in cellule.paragraphs] == ["Normal", "List Number", "List Number", "Normal"]
        premier = cellule.paragraphs[0]
        assert [r.text for r in premier.runs if r.bold] == ["gras"]
        assert [r.text for r in premier.runs if r.italic] == ["italique"]
        assert premier.text == "Du gras, de l’italique, x.\nSuite"
        assert cellule.paragraphs[-1].text == "le site (https://a.fr) https://b.fr"

    def test_les_tableaux_ont_une_description_et_une_ligne_d_entete(self) -> None:
        xml = ZipFile(BytesIO(fiches_en_docx([imprimable()], CONTEXTE))).read("word/document.xml").decode()
        assert xml.count("<w:tblCaption") == xml.count("<w:tbl>")
        assert xml.count("<w:tblHeader") == 6  # calendar (two rows), budget, ETP, fundings, indicators

    def test_plusieurs_fiches_commencent_chacune_une_page(self) -> None:
        sans_axe = preparer(FicheComplete("Sans axe", confidentiel=True), CONTEXTE)
        xml = ZipFile(BytesIO(fiches_en_docx([imprimable(), sans_axe], CONTEXTE))).read("word/document.xml").decode()
        assert xml.count("<w:pageBreakBefore/>") == 1
        assert "Fiche confidentielle" in xml

    def test_le_livret_a_un_sommaire_deja_rempli(self) -> None:
        document = docx.Document(BytesIO(livret_en_docx(livret())))
        xml = document.element.xml
        assert "TOC \\o" in xml
        signets = set(re.findall(r'w:bookmarkStart[^>]*w:name="(\w+)"', xml))
        ancres = set(re.findall(r'w:hyperlink[^>]*w:anchor="(\w+)"', xml))
        assert ancres == signets
        niveaux = [(p.style.name, p.text) for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
        assert niveaux[0] == ("Heading 1", "Où en est le plan")
        assert ("Heading 2", "2.1  Suivre l’énergie de nos bâtiments") in niveaux


class TestLivret:
    def test_une_fiche_placee_deux_fois_est_imprimee_une_fois(self) -> None:
        commune = FicheComplete("Commune", code="1")
        plan = PlanComplet("P", axes=[AxeComplet("A", "1", fiches=[commune]), AxeComplet("B", "2", fiches=[commune])])
        chapitres = composer(poser_chemins(plan), CONTEXTE).chapitres
        assert [len(c.fiches) for c in chapitres] == [1, 0]
        assert chapitres[1].table[0].ancre == chapitres[0].fiches[0].ancre

    def test_un_plan_sans_axe_a_un_seul_chapitre(self) -> None:
        chapitres = composer(PlanComplet("P", fiches=[FicheComplete("F")]), CONTEXTE).chapitres
        assert [c.titre for c in chapitres] == ["Fiches du plan"]
        mixte = PlanComplet("P", axes=[AxeComplet("A")], fiches=[FicheComplete("F")])
        assert [c.titre for c in composer(mixte, CONTEXTE).chapitres] == ["A", "Fiches hors des axes"]

    def test_un_axe_qui_ne_porte_que_d_autres_axes_ne_prend_pas_une_page(self) -> None:
        sous = [AxeComplet("Écoles", "1.1", fiches=[FicheComplete("Isoler")]), AxeComplet("Rues", "1.2")]
        plan = PlanComplet("P", axes=[AxeComplet("Bâtir", "1", axes=sous), AxeComplet("Rouler", "2")])
        compose = composer(poser_chemins(plan), CONTEXTE)
        assert [(c.titre, c.suite) for c in compose.chapitres] == [
            ("Axe 1 · Bâtir", False), ("Sous-axe 1.1 · Écoles", True), ("Sous-axe 1.2 · Rues", False),
            ("Axe 2 · Rouler", False),
        ]  # fmt: skip
        titres = docx.Document(BytesIO(livret_en_docx(compose))).paragraphs
        ecoles = next(p for p in titres if p.text == "Sous-axe 1.1 · Écoles" and p.style.name == "Heading 1")
        assert not ecoles.paragraph_format.page_break_before
        (pages,) = re.findall(rb"/Type /Pages[^>]*?/Count (\d+)", objets(livret_en_pdf(compose)))
        assert int(pages) == 7, "cover, summary, overview, axe 1 with 1.1, its fiche, 1.2, axe 2"

    @pytest.mark.parametrize(
        ("nom", "numero", "niveau", "attendu"),
        [
            ("Un patrimoine sobre", "2", 0, "Axe 2 · Un patrimoine sobre"),
            ("Écoles", "2.1", 1, "Sous-axe 2.1 · Écoles"),
            ("Axe 2 - Un patrimoine", "2", 0, "Axe 2 - Un patrimoine"),
            ("2. Un patrimoine", "2", 0, "2. Un patrimoine"),
            ("Écoles", "", 1, "Écoles"),
        ],
    )
    def test_un_axe_dit_son_numero_une_fois(self, nom: str, numero: str, niveau: int, attendu: str) -> None:
        assert nommer_axe(AxeComplet(nom, numero), niveau) == attendu

    def test_la_couverture_dit_les_dates_et_la_deliberation(self) -> None:
        compose = livret()
        assert compose.sous_titre.replace("\u00a0", " ") == "2024 – 2029"
        assert "délibération n° 2023-112 du 14" in compose.deliberation.replace("\u00a0", " ")
        nu = composer(PlanComplet("P", debut=LE), CONTEXTE)
        assert (nu.sous_titre, nu.deliberation, nu.surtitre) == ("À partir de 2026", "", "Plan d’action")
        assert composer(PlanComplet("P", fin=LE, deliberation_numero="7"), CONTEXTE).sous_titre == "Jusqu'en 2026"

    def test_sans_argent_le_livret_n_en_dit_rien(self) -> None:
        compose = composer(plan_complet(3), Contexte(LE, options=Options(budgets=False)))
        assert not compose.avec_budget
        assert "€" not in compose.phrase
        document = docx.Document(BytesIO(livret_en_docx(compose)))
        assert not any("€ HT" in ligne or "Budget" in ligne or ligne == "Région" for ligne in lignes(document)[:40])

    def test_la_phrase_d_un_axe_vide(self) -> None:
        bilan = etablir_bilan(plan_complet(2), LE)
        assert phrase(bilan.axes[-1].groupe) == "Aucune fiche pour l'instant."

    def test_une_selection_garde_les_axes_utiles(self) -> None:
        choisi = selectionner(plan_complet(6), {1, 3}, "Sélection")
        assert (choisi.nom, [axe.nom for axe in choisi.axes]) == (
            "Sélection", ["Se déplacer autrement", "Un patrimoine public sobre"],
        )  # fmt: skip
        assert [f.ref for f in choisi.axes[0].axes[0].fiches] == [3]


def test_un_lien_sans_autre_nom_que_son_adresse_s_imprime_une_fois() -> None:
    liens = [
        DocumentCite("https://a.example/e.pdf", "https://a.example/e.pdf"),
        DocumentCite("Étude", "https://b.example"),
    ]
    (documents,) = (r for r in imprimable(FicheComplete("F", documents=liens)).references if r.libelle == "Documents")
    assert documents.valeurs == ("https://a.example/e.pdf", "Étude (https://b.example)")


def test_une_fiche_bloquee_dit_pourquoi_et_se_tait_une_fois_debloquee() -> None:
    pose = datetime.combine(date(2026, 3, 2), time(9))
    fiche = fiche_energie()
    fiche.blocages = (
        BlocageCite("Le devis manque", pose, attendu_de="la Région", attendu_le=date(2026, 9, 1)),
        BlocageCite("", pose, code="2.2", titre="Isoler"),
        BlocageCite("Du passé", pose, leve_le=pose),
    )
    fiche.sous_fiches[0].blocages = (BlocageCite("Personne ne relève", pose),)
    attendus = (
        "Le devis manque ; attendu de la Région ; levée attendue le 1er septembre 2026",
        "Attend 2.2 Isoler ; depuis le 2 mars 2026",
        "Personne ne relève ; depuis le 2 mars 2026",
    )
    html = page_de_fiches([imprimable(fiche)], CONTEXTE).replace("\u00a0", " ").replace("\u202f", " ")
    word = "\n".join(lignes(docx.Document(BytesIO(fiches_en_docx([imprimable(fiche)], CONTEXTE)))))
    word = word.replace("\u00a0", " ").replace("\u202f", " ")
    for texte in (html, word):
        assert "Ce qui bloque" in texte
        assert "Du passé" not in texte
        for attendu in attendus:
            assert attendu in texte
