"""docs/calculs/pcaet.md, « Saisie »."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.outils.nombres import formater
from cordee.plans.domain.pcaet import (
    TABLEAUX,
    Lecture,
    Nature,
    NombreIllisible,
    Volet,
    annees_objectifs,
    decouper,
    lire_nombre,
    lire_tableau,
    verifier_annee,
)
from cordee.plans.domain.pcaet.saisie import lettres

C, O = Nature.CONSTAT, Nature.OBJECTIF  # noqa: E741


def lire(volet: Volet, texte: str) -> Lecture:
    return lire_tableau(TABLEAUX[volet], decouper(texte), annee_courante=2026)


@pytest.mark.parametrize(
    ("brut", "lu"),
    [
        ("1 234,5", "1234.5"), ("1\u00a0234,5", "1234.5"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"),
        (1234.5, "1234.5"), ("12,5", "12.5"), ("12.5", "12.5"), (12, "12"), ("0", "0"), ("1 234 567", "1234567"),
        ("nd", None), ("-", None), ("s", None), ("", None), (None, None), ("  ", None), ("N.D.", None),
        ("0,123456", "0.1235"),
    ],
)  # fmt: skip
def test_un_nombre_se_lit(brut: object, lu: str | None) -> None:
    assert lire_nombre(brut) == (None if lu is None else Decimal(lu))


@pytest.mark.parametrize(
    ("brut", "phrase"),
    [
        ("12 34", "« 12 34 » n'est pas un nombre."),
        ("12 t", "« 12 t » n'est pas un nombre."),
        ("1,2,3", "« 1,2,3 » n'est pas un nombre."),
        (date(2026, 1, 1), "un nombre est attendu ici."),
        (True, "un nombre est attendu ici."),
        ("1" * 13, f"« {'1' * 13} » est trop grand."),
        (float("inf"), "« inf » est trop grand."),
        (float("nan"), "« nan » est trop grand."),
        ("−3", "« -3 » est négatif : une quantité positive est attendue."),
    ],
)
def test_ce_qui_n_est_pas_un_nombre_se_dit(brut: object, phrase: str) -> None:
    with pytest.raises(NombreIllisible) as refus:
        lire_nombre(brut)
    assert str(refus.value) == phrase


def test_le_carbone_peut_etre_relache() -> None:
    assert lire_nombre("−3,5", signe=True) == Decimal("-3.5")


@settings(max_examples=80)
@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_ce_qu_ecrit_cordee_se_relit(valeur: Decimal) -> None:
    assert lire_nombre(formater(float(valeur), 3)) == valeur


def test_un_tableau_colle_se_lit() -> None:
    lecture = lire(
        Volet.GES,
        "Émissions du territoire\n"
        "Secteur\t2019\t2030\tCible 2040\n"
        "Résidentiel\t1 200,5\t900\t700\n"
        "tertiaire\t800\t\tnd\n"
        "industrie\t\t\t\n"
        "Total\t2000,5\t\t\n",
    )
    assert lecture.fautes == []
    assert lecture.valeurs == {
        (".residentiel", C, 2019): Decimal("1200.5"),
        (".residentiel", O, 2030): Decimal(900),
        (".residentiel", O, 2040): Decimal(700),
        (".tertiaire", C, 2019): Decimal(800),
    }


def test_les_points_virgules_separent_aussi() -> None:
    assert lire(Volet.ENERGIE, 'Secteur;2022\n"Branche énergie";0').valeurs == {
        (".branche_energie", C, 2022): Decimal(0)
    }


@pytest.mark.parametrize(
    "texte",
    [
        "Polluant\tSecteur\t2019\nNOx\tTransport routier\t12\n\tAgriculture\t3",
        "\t2019\nOxydes d'azote (NOx)\t\nTransport routier\t12\nAgriculture\t3",
        "\tDiagnostic 2019\nNOx Transport routier\t12\nNOx - Agriculture\t3",
        "\t2019\nTransport routier NOx\t12\nAgriculture (NOx)\t3",
        "\t2019\nnox.transport_routier\t12\nnox.agriculture\t3",
    ],
)
def test_un_polluant_ecrit_une_fois_vaut_pour_les_lignes_suivantes(texte: str) -> None:
    lecture = lire(Volet.POLLUANTS, texte)
    assert lecture.fautes == []
    assert lecture.valeurs == {
        ("nox.transport_routier", C, 2019): Decimal(12),
        ("nox.agriculture", C, 2019): Decimal(3),
    }


@pytest.mark.parametrize(
    ("nom", "cle"),
    [("PM2.5", "pm25"), ("PM2,5", "pm25"), ("COVNM", "cov"), ("NH3", "nh3"), ("Dioxyde de soufre", "so2")],
)
def test_les_polluants_ont_plusieurs_noms(nom: str, cle: str) -> None:
    assert list(lire(Volet.POLLUANTS, f"\t\t2019\n{nom}\tDéchets\t1").valeurs) == [(f"{cle}.dechets", C, 2019)]


def test_un_secteur_inconnu_d_un_polluant_se_dit() -> None:
    (faute,) = lire(Volet.POLLUANTS, "\t2019\nNOx Volcans\t1").fautes
    assert str(faute) == "Ligne 2 : « NOx Volcans » n'est pas une ligne de ce tableau."


def test_la_meme_filiere_dans_deux_energies() -> None:
    lecture = lire(Volet.ENR, "\t2021\nÉlectricité\nMéthanisation\t4\nChaleur\nMéthanisation\t6\nSolaire thermique\t2")
    assert lecture.valeurs == {
        ("elec_methanisation.", C, 2021): Decimal(4),
        ("chaleur_methanisation.", C, 2021): Decimal(6),
        ("chaleur_solaire.", C, 2021): Decimal(2),
    }


def test_chaque_faute_dit_sa_ligne_et_sa_colonne() -> None:
    lecture = lire(
        Volet.GES,
        "Secteur\t2019\t2030\nRésidentiel\tbeaucoup\t-5\nVolcans\t3\t\n\t7\t\nTertiaire\t1\t2\nTertiaire\t9\t",
    )
    assert [str(faute) for faute in lecture.fautes] == [
        "Ligne 2, colonne B : « beaucoup » n'est pas un nombre.",
        "Ligne 2, colonne C : « -5 » est négatif : une quantité positive est attendue.",
        "Ligne 3 : « Volcans » n'est pas une ligne de ce tableau.",
        "Ligne 4 : le nom de la ligne manque.",
        "Ligne 6, colonne B : cette valeur est déjà donnée à la ligne 5.",
    ]


@pytest.mark.parametrize(
    ("volet", "texte", "debut"),
    [
        (Volet.GES, "Résidentiel\t12", "Aucune ligne d'en-tête ne donne d'année"),
        (Volet.GES, "", "Aucune ligne d'en-tête ne donne d'année"),
        (Volet.GES, "Secteur\t2019\nRésidentiel\t", "Le tableau ne contient aucune valeur."),
        (Volet.GES, "Secteur\t2019" + "\n" * 501, "Le tableau dépasse 500 lignes ou 60 colonnes"),
        (Volet.GES, "Secteur" + "\t2019" * 60, "Le tableau dépasse 500 lignes ou 60 colonnes"),
        (Volet.RESEAUX, "\tObjectif 2030\nChaleur\t3", "Ligne 2, colonne B : ce tableau n'a pas d'objectifs"),
    ],
)
def test_un_tableau_illisible_se_refuse(volet: Volet, texte: str, debut: str) -> None:
    lecture = lire(volet, texte)
    assert str(lecture.fautes[0]).startswith(debut)
    assert not lecture.valeurs


def test_les_nombres_d_un_tableur_sont_des_annees_aussi() -> None:
    cellules = [
        ["Secteur", 2019.0, "1850", "de 2019 à 2021", None, True, "x" * 30 + " 2019 " + "y" * 30],
        ["Déchets", 4],
    ]
    lecture = lire_tableau(TABLEAUX[Volet.GES], cellules, annee_courante=2026)
    assert lecture.valeurs == {(".dechets", C, 2019): Decimal(4)}


def test_une_annee_a_venir_est_un_objectif() -> None:
    assert list(lire(Volet.GES, "\t2027\nDéchets\t4").valeurs) == [(".dechets", O, 2027)]
    assert list(lire(Volet.GES, "\tRéalisé 2030\nDéchets\t4").valeurs) == [(".dechets", C, 2030)]


@pytest.mark.parametrize(
    ("annee", "nature", "phrase"),
    [
        (2019, C, ""),
        (2027, C, "2027 est à venir : un diagnostic porte sur une année passée."),
        (2027, O, ""),
        (1789, C, "L'année doit être entre 1990 et 2100."),
        (2101, O, "L'année doit être entre 1990 et 2100."),
    ],
)
def test_l_annee_d_une_colonne(annee: int, nature: Nature, phrase: str) -> None:
    assert verifier_annee(annee, nature, 2026) == phrase


def test_les_colonnes_se_nomment_comme_dans_un_tableur() -> None:
    assert [lettres(rang) for rang in (0, 25, 26, 59)] == ["A", "Z", "AA", "BH"]


# -- what a year alone is --------------------------------------------------------------------------------------------
EN_2026 = annees_objectifs(date(2026, 11, 29))
SEULE = decouper("\t2026\nDéchets\t4")


def natures(cellules: object, **champs: object) -> list[tuple[Nature, int]]:
    lecture = lire_tableau(TABLEAUX[Volet.GES], cellules, annee_courante=2026, annees=EN_2026, **champs)  # type: ignore[arg-type]
    assert lecture.fautes == []
    return [cle[1:] for cle in lecture.valeurs]


def test_une_annee_mediane_deja_commencee_peut_etre_les_deux() -> None:
    lecture = lire_tableau(TABLEAUX[Volet.GES], SEULE, annee_courante=2026, annees=EN_2026)
    (faute,) = lecture.fautes
    assert (
        str(faute) == "Ligne 1, colonne B : 2026 peut être les deux : écrivez « Diagnostic 2026 » ou « Objectif 2026 »."
    )
    assert lecture.valeurs == {}


@pytest.mark.parametrize("nature", Nature)
def test_on_dit_ce_qu_est_une_annee_seule(nature: Nature) -> None:
    assert natures(SEULE, sans_mot=nature) == [(nature, 2026)]


def test_l_en_tete_l_emporte_sur_ce_qu_on_dit() -> None:
    deux = decouper("\tDiagnostic 2026\tObjectif 2026\nDéchets\t4\t3")
    attendues = [(Nature.CONSTAT, 2026), (Nature.OBJECTIF, 2026)]
    assert natures(deux) == natures(deux, sans_mot=Nature.OBJECTIF) == attendues


def test_une_annee_sans_objectif_demande_se_lit_seule() -> None:
    assert natures(decouper("\t2019\t2031\nDéchets\t4\t3")) == [(Nature.CONSTAT, 2019), (Nature.OBJECTIF, 2031)]
