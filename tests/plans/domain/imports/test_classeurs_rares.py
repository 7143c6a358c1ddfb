"""Spreadsheets that other programs, or accidents, leave: charts, lost parts, broken references."""

from __future__ import annotations

import io
import zipfile

import pytest
import python_calamine
import xlsxwriter
from tests.plans.fabrique_imports import archive, classeur, ods, remplacer
from tests.plans.tables_import import table

from cordee.plans.domain.imports.accents import retablir
from cordee.plans.domain.imports.classeurs import FEUILLES_MAX, lire_feuilles
from cordee.plans.domain.imports.lecture import ACCENTS_RETABLIS, lire_fichier
from cordee.plans.domain.imports.messages import FichierRefuse

PLAN = classeur({"Plan": [["Titre", "Statut"], ["Isoler", "En cours"]]})
CHEMIN = "xl/worksheets/sheet1.xml"


def partie(chemin: str) -> str:
    with zipfile.ZipFile(io.BytesIO(PLAN)) as lue:
        return lue.read(chemin).decode()


def avec_apres_les_cellules(xml: str) -> bytes:
    return remplacer(PLAN, **{CHEMIN.replace("/", "__"): partie(CHEMIN).replace("</sheetData>", f"</sheetData>{xml}")})


def test_un_texte_a_separateurs_est_une_feuille() -> None:
    (feuille,) = lire_feuilles(b"Titre;Statut;Code\nIsoler;En cours;1\n", "plan.csv")
    assert feuille.lignes == [["Titre", "Statut", "Code"], ["Isoler", "En cours", "1"]]


def test_un_graphique_n_est_pas_une_feuille_et_des_cellules_d_espaces_n_allongent_rien() -> None:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as ecrit:
        plan = ecrit.add_worksheet("Plan")
        plan.write_row(0, 0, ["Titre", "Statut"])
        plan.write_row(5, 0, ["  ", " "])
        courbe = ecrit.add_chart({"type": "line"})
        courbe.add_series({"values": "=Plan!$A$1:$A$2"})
        ecrit.add_chartsheet("Graphique").set_chart(courbe)
    assert [(f.nom, f.lignes) for f in lire_feuilles(tampon.getvalue())] == [("Plan", [["Titre", "Statut"]])]


def test_les_fins_de_ligne_d_une_cellule_sont_celles_d_un_texte() -> None:
    octets = classeur({"Plan": [["Titre", "a\rb", "c_x000D_\nd", "e\0f"], ["Isoler", "\r\n"]]})
    assert lire_feuilles(octets)[0].lignes == [["Titre", "a\nb", "c\nd", "ef"], ["Isoler"]]


def test_une_fusion_d_une_seule_cellule_n_en_est_pas_une() -> None:
    fusions = '<mergeCells><mergeCell ref="A1"/><mergeCell ref="A2:B2"/></mergeCells>'
    assert lire_feuilles(avec_apres_les_cellules(fusions))[0].fusions == [(1, 0, 1, 1)]


def test_l_adresse_derriere_un_texte_est_gardee_avec_lui() -> None:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as ecrit:
        feuille = ecrit.add_worksheet("Plan")
        feuille.write_row(0, 0, ["Titre", "Statut", "Partenaires", "Description"])
        feuille.write_row(1, 0, ["Isoler", "En cours", "CC"])
        feuille.write_url(1, 3, "https://exemple.fr/etude", string="Voir l'étude")
    (fiche,) = lire_fichier(tampon.getvalue(), "plan.xlsx").plan.fiches
    assert fiche.description == "Voir l'étude (https://exemple.fr/etude)"


def test_un_lien_dont_l_adresse_s_est_perdue_reste_un_texte() -> None:
    feuille = lire_feuilles(avec_apres_les_cellules('<hyperlinks><hyperlink ref="A2" r:id="rId9"/></hyperlinks>'))[0]
    assert (feuille.lignes[1][0], feuille.adresses) == ("Isoler", {})


@pytest.mark.parametrize(
    "abime",
    [
        archive({nom: partie(nom) for nom in zipfile.ZipFile(io.BytesIO(PLAN)).namelist() if nom != CHEMIN}),
        remplacer(PLAN, **{CHEMIN.replace("/", "__"): partie(CHEMIN).replace('r="A1"', 'r="??"')}),
        remplacer(PLAN, **{CHEMIN.replace("/", "__"): partie(CHEMIN).replace("<v>0</v>", "<v>99</v>")}),
    ],
    ids=["feuille absente", "cellule sans place", "texte absent"],
)
def test_un_classeur_abime_est_refuse_avec_la_marche_a_suivre(abime: bytes) -> None:
    with pytest.raises(FichierRefuse, match="abîmé ou incomplet : ouvrez-le dans votre tableur"):
        lire_feuilles(abime)


def test_une_partie_illisible_est_dite_avec_sa_ligne() -> None:
    with pytest.raises(FichierRefuse, match="XML illisible, ligne 1"):
        lire_feuilles(remplacer(PLAN, **{CHEMIN.replace("/", "__"): "<worksheet><sheetData>"}))


def test_un_guillemet_au_milieu_d_une_cellule_n_arrete_rien() -> None:
    (feuille,) = lire_feuilles(b'Titre;Statut;Code\n"Isoler" vite;En cours;1\n', "plan.csv")
    assert feuille.lignes[1] == ["Isoler vite", "En cours", "1"]


def test_une_interruption_n_est_pas_prise_pour_un_fichier_abime(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrompre(_octets: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", interrompre, raising=False)
    with pytest.raises(KeyboardInterrupt):
        lire_feuilles(PLAN)


def test_un_classeur_libreoffice_a_un_nombre_de_feuilles_limite() -> None:
    feuille = (
        '<table:table table:name="{}"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    assert len(lire_feuilles(ods("".join(feuille.format(rang) for rang in range(2))))) == 2
    with pytest.raises(FichierRefuse, match=f"plus de {FEUILLES_MAX} feuilles"):
        lire_feuilles(ods("".join(feuille.format(rang) for rang in range(FEUILLES_MAX + 1))))


def test_un_tableau_de_mac_a_les_lignes_des_autres() -> None:
    octets = b"Titre;Statut;Pilote;Partenaires;Objectifs\rIsoler;En cours;CC;CMA;o\rRouler;En cours;;;\r"
    assert [fiche.titre for fiche in lire_fichier(octets, "plan.csv").plan.fiches] == ["Isoler", "Rouler"]
    colle = octets.replace(b";", b"\t")
    assert [fiche.titre for fiche in lire_fichier(colle, "texte").plan.fiches] == ["Isoler", "Rouler"]


@pytest.mark.parametrize(("ecrit", "lu"), table("Fichiers"))
def test_des_accents_abimes_sont_retablis(ecrit: str, lu: str) -> None:
    assert retablir(ecrit) == lu


def test_un_csv_aux_accents_abimes_est_lu_et_dit() -> None:
    abime = "N°;Intitulé;Élu référent\n1;Économiser l’eau;Mme Petit\n".encode().decode("cp1252")
    lecture = lire_fichier(abime.encode(), "plan.csv")
    assert [(f.code, f.titre) for f in lecture.fiches()] == [("1", "Économiser l’eau")]
    assert [m.texte for m in lecture.avis] == [ACCENTS_RETABLIS]


@pytest.mark.parametrize("nom", ["plan.txt", "plan.xlsx"])
def test_un_csv_mal_nomme_est_lu(nom: str) -> None:
    ecrit = "N°;Action;Pilote;Budget;Statut\n1;Isoler;CC;1000;En cours\n"
    assert [f.titre for f in lire_fichier(ecrit.encode(), nom).fiches()] == ["Isoler"]


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        (b"\x1f\x8b\x08aaaa", "archive"),
        (b"7z\xbc\xaf\x27\x1caaaa", "archive"),
        (archive({"plan.xlsx": b"x"}), "archive"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
        (b"\0\0\0\x18ftypheic\0\0", "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "PowerPoint Document".encode("utf-16-le"), "présentation"),
        (archive({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}), "présentation"),
    ],
)
def test_un_fichier_d_un_autre_genre_est_nomme(octets: bytes, mot: str) -> None:
    with pytest.raises(FichierRefuse, match=mot):
        lire_fichier(octets, "plan.xlsx")


@pytest.mark.parametrize("perdu", ["?", "\ufffd"])
def test_des_en_tetes_sans_leurs_accents_sont_reconnus(perdu: str) -> None:
    entetes = "N°;Intitulé de l’action;Élu référent;Échéance;Description"
    for signe in "°é’É":
        entetes = entetes.replace(signe, perdu)
    (fiche,) = lire_fichier(f"{entetes}\n1;Isoler;Mme Petit;2027;x\n".encode(), "plan.csv").fiches()
    assert (fiche.code, fiche.titre, fiche.personnes[0].nom) == ("1", "Isoler", "Petit")
    assert fiche.fin is not None


def test_une_periode_en_fin_laisse_le_debut_de_sa_colonne() -> None:
    lecture = lire_fichier("Action;Pilote;Début;Fin\nPédaler;CC;mars 2026;2027 - 2028\n".encode(), "plan.csv")
    (fiche,) = lecture.fiches()
    assert fiche.debut is not None
    assert fiche.fin is not None
    assert (fiche.debut.jour.isoformat(), fiche.fin.jour.isoformat()) == ("2026-03-01", "2028-12-31")
    assert "celui de la colonne du début est gardé" in lecture.avis[0].texte
