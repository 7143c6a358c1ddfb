"""Files that must be refused, and those that only look strange."""

from __future__ import annotations

import io
import zipfile

import pytest
from tests.plans.fabrique_imports import Formule, archive, classeur, document, ligne, modele, ods, odt, remplacer

from cordee.plans.domain.imports import fichiers
from cordee.plans.domain.imports.classeurs import case_de, lire_csv, lire_feuilles, separateur_de
from cordee.plans.domain.imports.fichiers import Archive, TypeFichier, decoder, reconnaitre
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import FichierRefuse, lettre

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BON = modele(ligne(titre="Isoler"))
FEUILLE = "xl__worksheets__sheet1_xml"
EXTERNE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst>&x;</sst>'
TETE = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
RIRES = "".join(
    f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}{"&l" + str(n - 1) + ";" if n else "ha"}">'
    for n in range(30)
)


def feuille(cellules: str) -> str:
    return f"{TETE}{cellules}</sheetData></worksheet>"


def refus(octets: bytes, nom: str = "fichier.xlsx") -> str:
    with pytest.raises(FichierRefuse) as refuse:
        lire_fichier(octets, nom)
    return str(refuse.value)


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "vide"),
        (b"\0\0 \n", "vide"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 Mo"),
        (OLE + b"\0" * 100, "enregistrez-le au format .xlsx"),
        (OLE + "WordDocument".encode("utf-16-le"), ".docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"{\\rtf1", "RTF"),
        (b"\x89PNG\r\n", "image"),
        (b"PK\x05\x06" + b"\0" * 18, "vide"),
        (b"PK\x03\x04 rien de bon", "abîmé"),
        (b"\x7fELF\0\0\0\0", "n'est pas de ceux"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (archive({"photo.jpg": b"x"}), "n'est pas de ceux"),
        (archive({"[Content_Types].xml": "<a/>", "xl/workbook.bin": b"x"}), ".xlsb"),
        (remplacer(BON, xl__vbaProject_bin=b"x"), "macros"),
        (archive({"[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}), "macros"),
        (archive({"mimetype": "application/vnd.oasis", "Basic/Standard/Module1.xml": "<a/>"}), "macros"),
        (remplacer(BON, **{FEUILLE: "<worksheet><sheetData><row>"}), "abîmé"),
        (remplacer(BON, **{FEUILLE: f"<!DOCTYPE r [{RIRES}]>{feuille('')}"}), "DTD"),
        (remplacer(BON, xl__sharedStrings_xml=EXTERNE), "DTD"),
        (remplacer(BON, **{FEUILLE: feuille('<row r="1"><c r="ALL1"><v>1</v></c></row>')}), "colonnes au plus"),
        (remplacer(BON, **{FEUILLE: feuille('<row r="20001"><c r="A20001"><v>1</v></c></row>')}), "lignes au plus"),
        (remplacer(BON, **{FEUILLE: feuille('<row r="19999"><c r="KM19999"><v>1</v></c></row>')}), "trop grande"),
    ],
)  # fmt: skip
def test_un_fichier_hostile_ou_inconnu_est_refuse_en_francais(octets, phrase):
    assert phrase in refus(octets)


def test_une_bombe_est_refusee_d_apres_ce_qu_elle_declare_et_d_apres_ce_qu_elle_rend(monkeypatch):
    bombe = remplacer(BON, **{FEUILLE: b"<a>" + b" " * (30 * 1024 * 1024) + b"</a>"})
    assert len(bombe) < 100_000
    assert "démesurée" in refus(bombe)
    monkeypatch.setattr(fichiers, "RAPPORT_MAX", 10**9)
    monkeypatch.setattr(fichiers, "DEPLIE_MAX", 40 * 1024 * 1024)
    lue = Archive(bombe)
    lue._restant = 1024
    with pytest.raises(FichierRefuse, match="démesurée"):
        lue.lire("xl/worksheets/sheet1.xml")
    monkeypatch.setattr(fichiers, "PARTIES_MAX", 3)
    assert "démesurée" in refus(BON)


def test_une_archive_chiffree_ou_abimee_dans_son_contenu_est_refusee():
    chiffree = bytearray(BON)
    for rang in range(len(chiffree) - 4):
        if chiffree[rang : rang + 4] == b"PK\x01\x02":
            chiffree[rang + 8] |= 1
    assert "mot de passe" in refus(bytes(chiffree))
    rang = BON.index(b"xl/worksheets/sheet1.xml") + 60
    assert "abîmé" in refus(BON[:rang] + bytes(255 - o for o in BON[rang : rang + 40]) + BON[rang + 40 :])
    protegee = archive({
        "mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    })  # fmt: skip
    assert "mot de passe" in refus(protegee)


def test_dix_mille_colonnes_dans_un_ods_se_comptent_sans_se_deplier():
    cellule = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    vides = '<table:table-cell table:number-columns-repeated="9999"/>'
    large = f'<table:table table:name="A"><table:table-row>{vides}{cellule}'
    assert "colonnes au plus" in refus(ods(f"{large}</table:table-row></table:table>"), "f.ods")
    haute = f'<table:table table:name="A"><table:table-row table:number-rows-repeated="1000000">{cellule}'
    assert "lignes au plus" in refus(ods(f"{haute}</table:table-row></table:table>"), "f.ods")


def test_le_type_vient_du_contenu_pas_du_nom():
    assert reconnaitre(BON, "liste.txt") is TypeFichier.XLSX
    assert reconnaitre(document("a"), "a.xlsx") is TypeFichier.DOCX
    assert reconnaitre(ods("<table:table table:name='a'/>"), "a") is TypeFichier.ODS
    assert reconnaitre(odt("<text:p>a</text:p>"), "a") is TypeFichier.ODT
    assert reconnaitre(b"<!doctype html><p>a</p>", "a.txt") is TypeFichier.HTML
    assert reconnaitre(b"a;b", "a.csv") is TypeFichier.CSV
    assert reconnaitre("é".encode("cp1252"), "a") is TypeFichier.TEXTE
    assert reconnaitre("été".encode("utf-16"), "a") is TypeFichier.TEXTE
    with pytest.raises(FichierRefuse, match="n'est pas un classeur"):
        lire_feuilles(document("a"))


def test_les_encodages_se_devinent():
    assert [decoder("été".encode(e)) for e in ("utf-8", "utf-8-sig", "utf-16", "cp1252")] == ["été"] * 4


def test_une_formule_donne_sa_valeur_jamais_son_effet():
    octets = modele(
        ligne(
            titre="=cmd|' /C calc'!A0", descriptif=Formule('HYPERLINK("http://a","b")', "b"), budget=Formule("6*7", 42)
        ),
        ligne(titre="Deux", budget=Formule("1/0", "#DIV/0!")),
    )
    lecture = lire_fichier(octets, "p.xlsx")
    fiche = lecture.plan.fiches[0]
    assert (fiche.titre, fiche.description, int(fiche.budgets[0].prevu)) == ("=cmd|' /C calc'!A0", "b", 42)
    assert [(m.lieu.ligne, m.lieu.colonne) for m in lecture.erreurs] == [(4, "X")]
    assert "#DIV/0!" in lecture.erreurs[0].texte


def test_une_formule_jamais_calculee_est_une_erreur_de_sa_cellule():
    cellules = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Titre de l\'action</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Budget</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Isoler</t></is></c><c r="B2"><f>1+1</f></c></row>'
    )
    lecture = lire_fichier(remplacer(BON, **{FEUILLE: feuille(cellules)}), "p.xlsx")
    assert [(m.lieu.ligne, m.lieu.colonne) for m in lecture.erreurs] == [(2, "B")]
    assert "jamais été calculée" in lecture.erreurs[0].texte


def test_une_erreur_ecrite_dans_un_ods_ou_un_csv_est_dite_aussi():
    lecture = lire_fichier(b"Titre de l'action;Budget;Statut\nIsoler;#REF!;En cours\n", "p.csv")
    assert [(m.lieu.ligne, m.lieu.colonne) for m in lecture.erreurs] == [(2, "B")]


def test_un_ods_se_lit_avec_ses_fusions_et_ses_liens():
    def c(texte: str, plus: str = "") -> str:
        return f'<table:table-cell office:value-type="string" {plus}>{texte}</table:table-cell>'

    def p(texte: str) -> str:
        return f"<text:p>{texte}</text:p>"

    corps = (
        '<table:table table:name="Plan"><table:table-row>'
        + "".join(c(p(t)) for t in ("Axe", "Titre de l'action", "Documents et liens"))
        + "</table:table-row><table:table-row>"
        + c(p("A"), 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
        + c(p("Un"))
        + c(p('<text:a xlink:href="https://exemple.fr/x">étude</text:a>'))
        + "</table:table-row><table:table-row><table:covered-table-cell/>"
        + c(f"{p('Deux')}<office:annotation>{p('note')}</office:annotation>")
        + '</table:table-row><table:table-row table:number-rows-repeated="1048000">'
        + '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    lecture = lire_fichier(ods(corps), "p.ods")
    assert [(a.nom, [f.titre for f in a.fiches]) for a in lecture.plan.axes] == [("A", ["Un", "Deux"])]
    assert lecture.plan.axes[0].fiches[0].documents[0].adresse == "https://exemple.fr/x"


def test_les_liens_d_un_classeur_ne_sont_que_des_adresses():
    tampon = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as ecrit:
        page = ecrit.add_worksheet()
        for rang, entete in enumerate(("Titre de l'action", "Statut", "Documents")):
            page.write_string(0, rang, entete)
        page.write_string(1, 0, "Isoler")
        page.write_url(1, 2, "https://exemple.fr/etude", string="l'étude")
    fiche = lire_fichier(tampon.getvalue(), "p.xlsx").plan.fiches[0]
    assert [(d.nom, d.adresse) for d in fiche.documents] == [("l'étude", "https://exemple.fr/etude")]


def test_un_csv_se_coupe_par_son_separateur():
    assert separateur_de("a;b;c\n1;2;3") == ";"
    assert separateur_de("a,b,c\n1,2,3") == ","
    assert separateur_de("une phrase, puis une autre") is None
    assert lire_csv('a;"b;c";d\n1;2;3').lignes[0] == ["a", "b;c", "d"]
    with pytest.raises(FichierRefuse, match="CSV"):
        lire_csv('a;b;c\n"' + "x" * 200_000)


def test_trop_de_feuilles():
    assert "feuilles" in refus(classeur({f"F{n}": [["a"]] for n in range(61)}))


def test_adresses_de_cellules():
    assert [lettre(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert (case_de("$B$3"), case_de("?")) == ((2, 1), None)
    assert zipfile.is_zipfile(io.BytesIO(BON))


@pytest.mark.parametrize(
    ("octets", "nom", "dit"),
    [
        (classeur({"F": [["Axe", "Titre de l'action", "Statut"]]}), "p.xlsx", "n'a que ses en-têtes"),
        (classeur({"F": []}), "p.xlsx", "Ce classeur est vide"),
        (classeur({"F": [["Bonjour", "à vous"]]}), "p.xlsx", "Aucune colonne ne donne le titre"),
        (b"Bonjour, voici une lettre.", "lettre.txt", "Aucune fiche"),
    ],
)
def test_un_fichier_sans_fiche_dit_pourquoi(octets, nom, dit):
    (message,) = lire_fichier(octets, nom).erreurs
    assert dit in message.texte


def test_un_classeur_de_formules_jamais_calculees_le_dit():
    feuille = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><f>1+1</f><v></v></c><c r="B1"><f>2+2</f></c></row></sheetData></worksheet>'
    )
    octets = remplacer(classeur({"F": []}), xl__worksheets__sheet1_xml=feuille)
    assert "formules jamais calculées" in lire_fichier(octets, "p.xlsx").erreurs[0].texte


def test_un_csv_dont_un_guillemet_reste_ouvert_est_refuse():
    with pytest.raises(FichierRefuse, match="guillemets non fermés"):
        lire_fichier(b'Titre;Statut;Budget\n"abc;def;1\nx;y;z\n', "p.csv")
