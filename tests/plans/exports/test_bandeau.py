"""The header band of a printed fiche: pictograms beside words; the publics of a fiche and of its sous-actions."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document as Lire
from tests.plans.exemples import LE, fiche_energie

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.listes import Cible, Genre, Secteur
from cordee.plans.exports.bandeau import public_cible
from cordee.plans.exports.fiche_docx import fiches_en_docx
from cordee.plans.exports.fiche_pdf import page_de_fiches
from cordee.plans.exports.livret_odt import fiches_en_odt
from cordee.plans.exports.presentation import Contexte, preparer

CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac")
GRAND_PUBLIC, ELUS = str(Cible.GRAND_PUBLIC), str(Cible.ELUS)


def decoupee() -> FicheComplete:
    """A fiche whose three sous-actions say their publics by words, by the list, by both."""
    fiche = fiche_energie()
    fiche.classements[Genre.SECTEUR] = (str(Secteur.TERTIAIRE), str(Secteur.RESIDENTIEL))
    fiche.sous_fiches = [
        FicheComplete(titre="Étudier", public_cible="Bailleurs du centre-bourg"),
        FicheComplete(titre="Informer", classements={Genre.CIBLE: (GRAND_PUBLIC, ELUS)}),
        FicheComplete(
            titre="Animer", public_cible="Comité de quartier", classements={Genre.CIBLE: (GRAND_PUBLIC, ELUS)}
        ),
    ]
    return fiche


def test_le_docx_porte_les_dessins_et_leurs_mots() -> None:
    octets = fiches_en_docx([preparer(decoupee(), CONTEXTE)], CONTEXTE)
    xml = zipfile.ZipFile(io.BytesIO(octets)).read("word/document.xml").decode()
    for mots in ("Patrimoine", "Compétences", "Territoire", "Secteur : Résidentiel", "Secteur : Tertiaire"):
        assert f'descr="{mots}"' in xml
    textes = "\n".join(paragraphe.text for paragraphe in Lire(io.BytesIO(octets)).paragraphs)
    assert "Patrimoine" in textes, "le mot reste à côté du dessin"


def test_le_pdf_porte_les_dessins_et_leurs_mots() -> None:
    page = page_de_fiches([preparer(decoupee(), CONTEXTE)], CONTEXTE)
    assert page.count('class="picto"') == 5
    assert "Résidentiel</span>" in page


@pytest.mark.parametrize(
    ("mots", "codes", "attendu"),
    [
        ("", (), [""]),
        ("Tous", (), ["Tous"]),
        ("", (ELUS,), [Cible.ELUS.libelle]),
        ("Comité", (ELUS,), ["Comité", f"Publics visés : {Cible.ELUS.libelle}"]),
        (Cible.ELUS.libelle, (ELUS,), [Cible.ELUS.libelle]),
    ],
)
def test_les_mots_et_la_liste_se_lisent_sans_se_repeter(mots: str, codes: tuple[str, ...], attendu: list[str]) -> None:
    assert public_cible(FicheComplete(titre="A", public_cible=mots, classements={Genre.CIBLE: codes})) == attendu


@pytest.mark.parametrize(("fabriquer", "nom"), [(fiches_en_docx, "fiche.docx"), (fiches_en_odt, "fiche.odt")])
def test_les_publics_des_sous_actions_reviennent_de_nos_documents(fabriquer, nom: str) -> None:
    octets = fabriquer([preparer(decoupee(), CONTEXTE)], CONTEXTE)
    lecture = lire_fichier(octets, nom)
    (fiche,) = list(lecture.fiches())[:1]
    lus = {s.titre: (s.public_cible, set(s.classements.get(Genre.CIBLE, ()))) for s in fiche.sous_fiches}
    assert lus["Étudier"] == ("Bailleurs du centre-bourg", set())
    assert lus["Informer"][1] == {GRAND_PUBLIC, ELUS}
    assert lus["Animer"] == ("Comité de quartier", {GRAND_PUBLIC, ELUS})
