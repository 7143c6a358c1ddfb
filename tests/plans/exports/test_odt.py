"""Fiches and booklets as OpenDocument texts, opened again: the package, the layout, our own import."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest
from tests.plans.exemples import LE, fiche_energie, plan_complet
from tests.plans.exports.test_mise_en_page import BLOCS_PUBLIES, imprimable

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.formats import FormatExport
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.exports.fabrique import fabriquer_fiches, fabriquer_plan
from cordee.plans.exports.livret_odt import fiches_en_odt
from cordee.plans.exports.odt import DocumentOdt, markdown, texte
from cordee.plans.exports.presentation import Contexte

CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac", {"cae_2.1.1": "Comptabilité énergétique"})
INSTANT = datetime(2026, 3, 16, tzinfo=UTC)
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def ouvrir(octets: bytes) -> dict[str, ET.Element]:
    """The parts of the package, each well formed; the mark of the format comes first, as it is."""
    with ZipFile(BytesIO(octets)) as archive:
        premier = archive.infolist()[0]
        assert (premier.filename, premier.compress_type) == ("mimetype", ZIP_STORED)
        assert archive.read("mimetype").decode() == FormatExport.ODT.mime
        return {nom: ET.fromstring(archive.read(nom)) for nom in archive.namelist()[1:]}


def lignes(octets: bytes) -> list[str]:
    noeuds = ouvrir(octets)["content.xml"].iter()
    return [mots for n in noeuds if n.tag in (f"{TEXT}p", f"{TEXT}h") and (mots := "".join(n.itertext()))]


def livret() -> bytes:
    return fabriquer_plan(FormatExport.ODT, plan_complet(4), CONTEXTE, le=INSTANT).octets


def test_la_fiche_a_les_blocs_de_la_fiche_publiee_dans_l_ordre() -> None:
    lues = lignes(fiches_en_odt([imprimable()], CONTEXTE))
    rangs = []
    for bloc in BLOCS_PUBLIES:
        rangs.append(next(rang for rang, ligne in enumerate(lues) if bloc in ligne and rang > (rangs or [-1])[-1]))
    assert rangs == sorted(rangs)
    assert any(ligne.startswith("☑\u00a0Patrimoine") for ligne in lues)


def test_chaque_style_employe_existe() -> None:
    parties = ouvrir(livret())
    connus = {n.get(f"{STYLE}name") for nom in ("styles.xml", "content.xml") for n in parties[nom].iter()}
    employes = {
        valeur
        for noeud in parties["content.xml"].iter()
        for attribut, valeur in noeud.attrib.items()
        if attribut in (f"{TEXT}style-name", f"{TABLE}style-name")
    }
    assert employes <= connus
    assert not [
        n for n in parties["styles.xml"].iter() if (p := n.get(f"{STYLE}parent-style-name")) and p not in connus
    ]


def test_le_sommaire_mene_aux_signets() -> None:
    contenu = ouvrir(livret())["content.xml"]
    signets = {noeud.get(f"{TEXT}name") for noeud in contenu.iter(f"{TEXT}bookmark")}
    liens = [noeud.get("{http://www.w3.org/1999/xlink}href") for noeud in contenu.iter(f"{TEXT}a")]
    assert len(liens) > 5
    assert {lien.removeprefix("#") for lien in liens if lien} == signets
    niveaux = [noeud.get(f"{TEXT}outline-level") for noeud in contenu.iter(f"{TEXT}h")]
    assert {"1", "2", "3", "4"} == set(niveaux)


def test_les_liens_du_sommaire_se_lisent_comme_du_texte() -> None:
    """A word processor takes a link's style among the named ones, and draws its blue default without it."""
    parties = ouvrir(livret())
    nommes = {
        style.get(f"{STYLE}name"): style.find(f"{STYLE}text-properties")
        for style in parties["styles.xml"].iter(f"{STYLE}style")
        if style.get(f"{STYLE}family") == "text"
    }
    employes = {noeud.get(f"{TEXT}style-name") for noeud in parties["content.xml"].iter(f"{TEXT}a")}
    visites = {noeud.get(f"{TEXT}visited-style-name") for noeud in parties["content.xml"].iter(f"{TEXT}a")}
    for nom in (*employes, *visites, "Internet_20_link", "Visited_20_Internet_20_Link"):
        mots = nommes[nom]
        assert mots is not None
        assert mots.get(f"{STYLE}text-underline-style") == "none"
        assert mots.get(f"{FO}color") in {"#1b292c", "#435257"}


def test_un_tableau_a_une_description_et_un_en_tete_repete() -> None:
    contenu = ouvrir(livret())["content.xml"]
    for tableau in contenu.iter(f"{TABLE}table"):
        assert tableau.findtext(f"{TABLE}title")
        colonnes = len(tableau.findall(f"{TABLE}table-column"))
        for rangee in tableau.iter(f"{TABLE}table-row"):
            cellules = [*rangee.findall(f"{TABLE}table-cell"), *rangee.findall(f"{TABLE}covered-table-cell")]
            assert len(cellules) == colonnes
    assert len(list(contenu.iter(f"{TABLE}table-header-rows"))) > 3


def test_notre_import_relit_la_fiche_et_le_livret() -> None:
    fichier = fabriquer_fiches(FormatExport.ODT, [fiche_energie()], CONTEXTE, le=INSTANT)
    assert fichier.nom.endswith(".odt")
    lecture = lire_fichier(fichier.octets, "fiche.odt")
    assert lecture.erreurs == []
    lue = next(lecture.fiches())
    attendue = fiche_energie()
    assert (lue.code, lue.statut, lue.fin) == (attendue.code, attendue.statut, attendue.fin)
    assert {i.domaine for i in lue.impacts} == {i.domaine for i in attendue.impacts}
    assert len(lue.sous_fiches) == len(attendue.sous_fiches)
    assert lue.budgets
    relu = lire_fichier(livret(), "plan.odt")
    assert relu.erreurs == []
    assert [fiche.code for fiche in relu.plan.axes[0].fiches] == ["1.1.3"]
    assert [fiche.code for fiche in relu.plan.axes[1].fiches] == ["2.1"]


def test_plusieurs_fiches_se_suivent_chacune_sur_sa_page() -> None:
    octets = fabriquer_plan(FormatExport.ODT, plan_complet(3), CONTEXTE, le=INSTANT, livret=False).octets
    contenu = ouvrir(octets)["content.xml"]
    sauts = [n for n in contenu.iter() if (n.get(f"{TEXT}style-name") or "").endswith("Saut")]
    assert len(sauts) == 2


def test_une_fiche_confidentielle_et_en_retard_le_dit() -> None:
    fiche = replace(fiche_energie(), confidentiel=True, fin=replace(fiche_energie().fin, jour=LE.replace(year=2025)))
    lues = lignes(fiches_en_odt([imprimable(fiche)], CONTEXTE))
    assert "Fiche confidentielle : ne pas diffuser." in [ligne.replace("\u00a0", " ") for ligne in lues]
    assert "En retard" in lues
    nue = lignes(fiches_en_odt([imprimable(FicheComplete("Sans rien"))], CONTEXTE))
    assert "Pilotage" not in nue


@pytest.mark.parametrize(
    ("mots", "xml"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("l1\nl2", "l1<text:line-break/>l2"),
        ("x   y", 'x <text:s text:c="2"/>y'),
        ("\x0bvertical\ufffe", "vertical"),
    ],
)
def test_un_texte_devient_du_xml_sans_danger(mots: str, xml: str) -> None:
    assert texte(mots) == xml


def test_le_markdown_garde_listes_gras_et_liens() -> None:
    xml = markdown("Dire **fort** et *bas*\nici\n\n- un\n- [deux](https://exemple.fr)\n\n1. trois\n\n<script>")
    for morceau in (
        '<text:span text:style-name="Gras">fort</text:span>', '<text:span text:style-name="Italique">bas</text:span>',
        "<text:line-break/>", '<text:list text:style-name="Puces"><text:list-item>', "deux (https://exemple.fr)",
        '<text:list text:style-name="Numeros">', "&lt;script&gt;",
    ):  # fmt: skip
        assert morceau in xml
    document = DocumentOdt("T", "", "", LE)
    document.markdown("***tout***")
    document.rubriques([], "rien")
    assert "GrasItalique" in ET.tostring(ouvrir(document.octets())["content.xml"]).decode()
