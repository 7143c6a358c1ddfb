"""Official tables, on small made-up ones."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cordee.referentiels.domain import ErreurImport, ImportRefuse, read_official

ECI = """Identifiant,nom,description,points,pourcentage,categorie,\
desactivation,reduction,score,exprScore,personnalisationQuestions,indicateurs
1,Axe,,90,,,,,,,,
1.1,Mesure,"Sur
deux lignes",30,,,"identite(Type, syndicat)",,,,"dechets_1, dechets_2","Cae_1.a, eci_2"
1.1.1,Sous-mesure,,,"12,5",Bases,,0.5,,val(cae_1.a),,
1.1.2,Sous-mesure,,,"87,5",Mise en œuvre,,,"score(eci_1.1)",,,
"""
TE = """Coremeasure,Identifiant,Nom,Points,Origine,Categorie,Labels,thematiqueSGPE,adaptationNiveau
,1,Axe,,,,,,
,1.1,Sous-axe,,,,,,
Coremeasure,1.1.1,Mesure,6,,,,Mieux se loger,
,1.1.1.1,Sous-mesure,"1,5",Cae_1.1 (0,5),Bases,"te_cae, te_eci",,exposition_forte
""".replace("Cae_1.1 (0,5)", '"Cae_1.1 (0,5)"')


def _refus(texte: str, referentiel: str, **options: object) -> list[tuple[int, str, str]]:
    with pytest.raises(ImportRefuse) as refus:
        read_official(texte, referentiel, **options)  # type: ignore[arg-type]
    return [(erreur.ligne, erreur.colonne, erreur.message) for erreur in refus.value.erreurs]


def test_un_fichier_cae_ou_eci_se_lit_avec_virgules_et_cellules_sur_plusieurs_lignes() -> None:
    _, mesure, premiere, seconde = read_official(ECI, "eci")
    assert mesure.description == "Sur\ndeux lignes"
    assert mesure.nom_officiel == mesure.libelle == "Mesure"
    assert mesure.regles == {"desactivation": "identite(soustype, syndicat)"}
    assert mesure.questions == ("dechets_1", "dechets_2")
    assert mesure.indicateurs == ("cae_1.a", "eci_2")
    assert (premiere.pourcentage, premiere.categorie, premiere.score_indicatif) == (12.5, "bases", "val(cae_1.a)")
    assert premiere.regles == {"reduction": "0.5"}
    assert seconde.regles == {"score": "score(eci_1.1)"}


def test_un_fichier_te_se_lit_avec_ses_colonnes_propres() -> None:
    _, _, mesure, sous_mesure = read_official(TE.encode(), "te", noeuds_origines={"cae_1.1"})
    assert mesure.coremeasure
    assert mesure.thematique == "se_loger"
    assert sous_mesure.points == 1.5
    assert sous_mesure.origines == (("cae_1.1", 0.5),)
    assert sous_mesure.labels == ("te_cae", "te_eci")
    assert sous_mesure.adaptation == "exposition_forte"


def test_le_point_virgule_est_compris_aussi() -> None:
    assert [noeud.identifiant for noeud in read_official("identifiant;nom;points\n1;Axe;\n", "eci")] == ["1"]


def test_une_thematique_inconnue_avertit_sans_refuser() -> None:
    avertissements: list[ErreurImport] = []
    lus = read_official(TE.replace("Mieux se loger", "Mieux dormir"), "te", avertir=avertissements.append)
    assert lus[2].thematique == ""
    assert [(erreur.ligne, erreur.colonne) for erreur in avertissements] == [(4, "thematiqueSGPE")]
    assert read_official(TE.replace("Mieux se loger", "Mieux dormir"), "te")[2].thematique == ""


def test_les_regles_passent_par_le_verificateur() -> None:
    vues = []

    def verifier(regle: str, texte: str) -> Iterable[str]:
        vues.append((regle, texte))
        return ["question inconnue"] if regle == "desactivation" else []

    assert _refus(ECI, "eci", verifier_regle=verifier) == [(3, "desactivation", "question inconnue")]
    assert [regle for regle, _ in vues] == ["desactivation", "reduction", "score_indicatif", "score"]


def test_des_pourcentages_qui_ne_font_pas_cent_sont_dits_sur_la_premiere_ligne() -> None:
    assert _refus(ECI.replace("87,5", "80"), "eci") == [
        (5, "pourcentage", "Les pourcentages sous « eci_1.1 » totalisent 92.5 % au lieu de 100 %.")
    ]


def test_une_sous_mesure_te_sans_points_est_refusee_mais_un_nombre_faux_ne_se_dit_qu_une_fois() -> None:
    assert _refus(TE.replace('"1,5"', ""), "te") == [(5, "Points", "La sous-mesure « 1.1.1.1 » n'a pas de points.")]
    assert _refus(TE.replace('"1,5"', "beaucoup"), "te") == [(5, "Points", "« beaucoup » n'est pas un nombre.")]


def test_tout_ce_qui_ne_va_pas_est_dit_en_une_fois() -> None:
    texte = (
        ECI.replace("Bases", "Fondations")
        + "1.1.2,Doublon,,,,,,,,,,\n1.9.9,Orphelin,,x,,,,,,,,\n1.1.1.1.1,Trop bas,,,,,,,,,,\n"
    )
    refus = _refus(texte, "eci")
    assert [(ligne, colonne) for ligne, colonne, _ in refus] == [
        (5, "categorie"),
        (7, "Identifiant"),
        (8, "points"),
        (8, "Identifiant"),
        (9, "Identifiant"),
        (9, "Identifiant"),
    ]


def test_une_origine_fausse_est_refusee() -> None:
    (refus,) = _refus(TE.replace("Cae_1.1", "Cae_9.9"), "te", noeuds_origines={"cae_1.1"})
    assert refus == (5, "Origine", "« cae_9.9 » n'existe pas.")


def test_des_guillemets_mal_fermes_disent_ou_la_lecture_s_arrete() -> None:
    refus = _refus('identifiant,nom,points\n1,"Axe,\n2,Autre,\n', "eci")
    assert "guillemet" in refus[0][2]
