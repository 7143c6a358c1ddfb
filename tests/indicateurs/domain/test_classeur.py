"""Files that people send, whatever they really are."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from cordee.indicateurs.domain.classeur import DEPLIE_MAX, TAILLE_MAX, lire_classeur
from cordee.indicateurs.domain.erreurs import ImportRefuse


def classeur(*rangees: list[object], largeur: int = 0) -> bytes:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as livre:
        feuille = livre.add_worksheet()
        for numero, rangee in enumerate(rangees):
            feuille.write_row(numero, 0, rangee)
        if largeur:
            feuille.write(0, largeur, "loin")
    return tampon.getvalue()


def archive(taille: int) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("xl/worksheets/sheet1.xml", b"0" * taille)
    return tampon.getvalue()


def test_un_classeur_et_un_csv_donnent_les_memes_cellules() -> None:
    attendu = [["Nom", "2024"], ["Haies", 3.5]]
    assert lire_classeur(classeur(["Nom", "2024"], ["Haies", 3.5])) == attendu
    assert lire_classeur(b"Nom;2024\r\nHaies;3,5\r\n") == [["Nom", "2024"], ["Haies", "3,5"]]
    assert lire_classeur("Nom\t2024\nHaies\t3".encode("cp1252")) == [["Nom", "2024"], ["Haies", "3"]]


def test_les_cases_qui_ne_sont_ni_nombre_ni_texte_s_ecrivent() -> None:
    from datetime import date

    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"default_date_format": "yyyy-mm-dd"}) as livre:
        feuille = livre.add_worksheet()
        feuille.write_boolean(0, 0, True)
        feuille.write_boolean(0, 1, False)
        feuille.write_datetime(0, 2, date(2024, 5, 1))
    lues = lire_classeur(tampon.getvalue())[0]
    assert lues[:2] == ["oui", "non"]
    assert str(lues[2]).startswith("2024-05-01")


@pytest.mark.parametrize(
    ("contenu", "nom", "phrase"),
    [
        (b"x" * (TAILLE_MAX + 1), "a.csv", "dépasse 10 Mo"),
        (b"\xd0\xcf\x11\xe0\xa1", "a.xls", "enregistrez-le en .xlsx, sans mot de passe"),
        (b"PK\x03\x04" + b"x" * 40, "a.xlsx", "ne s'ouvre pas"),
        (archive(DEPLIE_MAX + 1), "a.xlsx", "démesuré une fois décompressé"),
        (archive(10), "a.xlsx", "ne s'ouvre pas"),
        (classeur(["Nom"]), "a.xlsm", "contient des macros"),
        (classeur(["Nom"], largeur=9_000), "a.xlsx", "feuille est démesurée"),
        (b"", "a.csv", "est vide"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", "pas un fichier CSV"),
        (b'"' + b"a" * 200_000 + b'"', "a.csv", "tableau est illisible"),
    ],
)
def test_un_fichier_hostile_est_refuse_en_disant_quoi_faire(contenu: bytes, nom: str, phrase: str) -> None:
    with pytest.raises(ImportRefuse) as refus:
        lire_classeur(contenu, nom)
    assert phrase in str(refus.value)
