"""A PDF that cannot be read is refused with a sentence that says what to do; nothing in it is executed."""

from __future__ import annotations

import pytest
from tests.plans.fabrique_pdf import ecrire_objets, une_page

from cordee.plans.domain.imports.fichiers import TAILLE_PDF_MAX, TypeFichier, reconnaitre
from cordee.plans.domain.imports.lecture import lire_fichier, ouvrir
from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.domain.imports.pdf.processus import LETTRES_PERDUES, REFUS, SCANNE, lire_pages

TEXTE = b"BT /F1 12 Tf 50 700 Td (Fiche action 1 : Isoler les ecoles de la commune) Tj ET\n"
CHIFFRE = b"/ID[<%s><%s>]/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (
    *((b"0123456789abcdef" * 2,) * 2), b"11" * 32, b"22" * 32,
)  # fmt: skip
MILLE_PAGES = ecrire_objets(
    [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * 500 + b"]/Count 500>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
    ]
)


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"%PDF-1.7\n", REFUS["abime"]),
        (une_page(TEXTE)[:200], REFUS["abime"]),
        (une_page(TEXTE, fin=CHIFFRE), REFUS["chiffre"]),
        (MILLE_PAGES, REFUS["pages"]),
        (une_page(b"0 0 m 300 300 l S"), SCANNE),
    ],
)
def test_un_pdf_illisible_est_refuse_avec_ce_qu_il_faut_faire(octets: bytes, phrase: str) -> None:
    with pytest.raises(FichierRefuse) as refus:
        lire_fichier(octets, "plan.pdf")
    assert str(refus.value) == phrase


def test_un_pdf_trop_long_a_lire_est_arrete() -> None:
    with pytest.raises(FichierRefuse) as refus:
        lire_pages(une_page(TEXTE), secondes=0.001)
    assert str(refus.value) == REFUS["temps"]


def test_des_lettres_sans_correspondance_ne_deviennent_pas_du_charabia() -> None:
    codage = b"BT /F1 12 Tf 50 700 Td <%s> Tj ET" % (b"01020304" * 30)
    with pytest.raises(FichierRefuse) as refus:
        lire_fichier(une_page(codage), "plan.pdf")
    assert str(refus.value) in {LETTRES_PERDUES, SCANNE}


def test_un_script_et_une_piece_jointe_sont_ignores() -> None:
    catalogue = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Names<</EmbeddedFiles<</Names[(x) 3 0 R]>>>>"
    pages = lire_pages(une_page(TEXTE, catalogue))
    assert " ".join(mot.texte for mot in pages[0].mots).startswith("Fiche action 1 : Isoler")


def test_un_pdf_se_reconnait_a_son_contenu_et_peut_peser_plus_lourd() -> None:
    assert reconnaitre(b"\n\n%PDF-1.4 ...", "plan.txt") is TypeFichier.PDF
    with pytest.raises(FichierRefuse, match="25 Mo"):
        reconnaitre(b"%PDF-1.4" + b" " * TAILLE_PDF_MAX)


def test_un_meme_pdf_n_est_lu_qu_une_fois() -> None:
    octets = une_page(TEXTE * 2)
    assert ouvrir(octets).document is ouvrir(octets).document
