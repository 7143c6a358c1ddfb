"""Closed lists, names and people in the cells of a table: what is understood, corrected, kept elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.choix_cellules import lire_codes, lire_statut
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.listes_cellules import lire_booleen, separer
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.noms import Annuaire, Connu, genre_d_organisation
from cordee.plans.domain.imports.resolution import Connaissances, resoudre
from cordee.plans.domain.listes import Genre, GenreEtiquette, Participation, RoleActeur, StatutFiche


def lire(entetes: list[str], *lignes: list[Any]) -> LectureImport:
    communes = ["Titre", "Statut", "Partenaires"]
    octets = [
        [*communes, *entetes],
        *([f"Fiche {rang}", "En cours", "CC", *ligne] for rang, ligne in enumerate(lignes)),
    ]
    return lire_fichier(classeur({"Plan": octets}), "plan.xlsx")


def une(entete: str, cellule: Any) -> FicheComplete:
    lecture = lire([entete], [cellule])
    assert lecture.erreurs == []
    return lecture.plan.fiches[0]


@pytest.mark.parametrize(
    ("texte", "noms"),
    [
        ("CC / CMA", ["CC", "CMA"]),
        ("CC/CMA (x / y) / ADEME", ["CC/CMA (x / y)", "ADEME"]),
        ("CC (siège), etc.", ["CC (siège)"]),
        ("CC ; - ; à définir", ["CC"]),
    ],
)
def test_des_noms_se_separent_par_des_barres_entourees_d_espaces(texte: str, noms: list[str]) -> None:
    assert separer(texte) == noms


@pytest.mark.parametrize(
    ("cellule", "lu"), [(True, True), ("☒ oui", True), ("☐", False), ("-", None), ("non merci", False)]
)
def test_une_case_dit_oui_non_ou_rien(cellule: object, lu: bool | None) -> None:
    assert lire_booleen(cellule) is lu


@pytest.mark.parametrize(
    ("cellule", "codes", "corriges"),
    [
        ("Tertiaire\nIndustrie, Tertiaire", ["tertiaire", "industrie"], 0),
        ("☒ Tertiaire ☐ Résidentiel", ["tertiaire"], 0),
        ("tertiaires", ["tertiaire"], 1),
    ],
)
def test_une_liste_de_codes_ne_repete_rien(cellule: str, codes: list[str], corriges: int) -> None:
    lus = lire_codes(cellule, Genre.SECTEUR)
    assert (lus.codes, len(lus.corriges), lus.inconnus) == (codes, corriges, [])


def test_un_statut_de_nos_documents_se_decompose() -> None:
    lu = lire_statut("En cours, 45 % : 41 bâtiments équipés")
    assert (lu.statut, lu.avancement, lu.precision) == (StatutFiche.EN_COURS, 45, "41 bâtiments équipés")


def test_une_participation_se_lit_avec_son_detail() -> None:
    fiche = une("Participation", "Concertation : trois réunions publiques")
    assert (fiche.participation, fiche.participation_texte) == (Participation.CONCERTATION, "trois réunions publiques")


def test_une_case_sans_reponse_laisse_la_fiche_comme_elle_est() -> None:
    assert not une("Confidentielle", "-").confidentiel
    assert une("Confidentielle", True).confidentiel
    assert une("Priorité", "NC").priorite is None
    assert une("Thématique", "-").classements == {}


def test_un_temps_de_mise_en_oeuvre_inconnu_va_au_calendrier() -> None:
    assert une("Temps de mise en œuvre", "bientôt").calendrier == "bientôt"
    connue = une("Temps de mise en œuvre", "Court terme (moins d'un an)")
    assert (connue.temps is None, connue.calendrier) == (False, "")


@pytest.mark.parametrize(("cellule", "avancement"), [(0.45, 45), (45, 45), ("45,4 %", 45), (1, 100), ("1 %", 1)])
def test_un_avancement_se_lit_en_part_ou_en_pour_cent(cellule: Any, avancement: int) -> None:
    assert une("Avancement (%)", cellule).avancement == avancement


@pytest.mark.parametrize(
    ("nom", "genre"),
    [("Service eau", "service"), ("CC du Val", "structure"), ("Communes", "structure"), ("Mairie", ""),
     ("mairie@exemple.fr", ""), ("Jean Petit", "")],
)  # fmt: skip
def test_une_organisation_se_reconnait_a_son_premier_mot(nom: str, genre: str) -> None:
    assert genre_d_organisation(nom) == genre


def test_une_personne_citee_deux_fois_n_est_la_qu_une_fois() -> None:
    fiche = une("Personne pilote", "???, Marie Paul ; PAUL Marie")
    assert [personne.nom for personne in fiche.personnes] == ["Marie Paul"]


def test_un_nom_d_etiquette_qui_n_est_que_des_signes_n_en_est_pas_un() -> None:
    fiche = une("Structure pilote", "& ; CC ; cc")
    assert fiche.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC"]


def test_un_texte_deja_dit_ou_vide_ne_s_ajoute_pas() -> None:
    lecture = lire(["Description", "Descriptif détaillé", "Description complémentaire"], ["Isoler", " ", "ISOLER"])
    assert lecture.plan.fiches[0].description == "Isoler"


def test_un_nom_que_deux_personnes_portent_demande_une_adresse() -> None:
    lecture = lire(["Personne pilote"], ["Jean Petit"], ["Jean Petti"], ["Jean Petti"])
    connus = [Connu(1, "Jean Petit", "jean@exemple.fr"), Connu(2, "Petit Jean")]
    resoudre(
        lecture,
        Connaissances(
            personnes=Annuaire(connus, personnes=True),
            etiquettes={GenreEtiquette.PARTENAIRE: Annuaire([Connu(3, "CC")], personnes=False)},
            mesures=frozenset(),
            communes=frozenset(),
        ),
    )
    (erreur,) = lecture.erreurs
    assert "désigne plusieurs personnes (jean@exemple.fr ; Petit Jean)" in erreur.texte
    assert [m.lieu.ligne for m in lecture.avis if "ressemble à" in m.texte] == [3]


def test_une_colonne_au_nom_d_une_categorie_se_coche() -> None:
    lecture = lire(["Patrimoine"], ["x"], ["non"])
    assert [fiche.classements.get(Genre.CATEGORIE, ()) for fiche in lecture.plan.fiches] == [("patrimoine",), ()]


def test_une_structure_citee_par_deux_colonnes_n_est_citee_qu_une_fois() -> None:
    lecture = lire(["Structure pilote", "Maître d'ouvrage"], ["CMA", "cma ; ADEME"])
    assert lecture.plan.fiches[0].noms(RoleActeur.MAITRE_OUVRAGE) == ["CMA", "ADEME"]


def test_une_fonction_entre_parentheses_est_dite_et_n_est_pas_reprise() -> None:
    lecture = lire(["Personne pilote"], ["Mme Marie Paul (DGS)"])
    assert [personne.nom for personne in lecture.plan.fiches[0].personnes] == ["Marie Paul"]
    assert "« DGS » n'est pas repris" in lecture.avis[0].texte


def test_des_annees_cochees_dans_le_desordre_donnent_la_meme_periode() -> None:
    fiche = lire(["2026", "2025"], ["x", "x"]).plan.fiches[0]
    assert fiche.debut is not None
    assert fiche.fin is not None
    assert (fiche.debut.jour.year, fiche.fin.jour.year) == (2025, 2026)


def test_un_public_inconnu_et_un_indicateur_repete() -> None:
    fiche = lire(["Public-cible", "Indicateurs"], ["Tout le village", "Trajets ; trajets ; Bus"]).plan.fiches[0]
    assert (fiche.public_cible, fiche.classements) == ("Tout le village", {})
    assert [indicateur.nom for indicateur in fiche.indicateurs] == ["Trajets", "Bus"]
    assert une("Public-cible", ",").public_cible == ""
    longue = "Les habitants des communes voisines. " * 9
    assert une("Public-cible", longue).classements == {}


def test_un_indicateur_de_deux_colonnes_n_entre_qu_une_fois() -> None:
    fiche = lire(["Indicateurs", "Indicateurs de résultat"], ["Trajets", "TRAJETS ; Bus"]).plan.fiches[0]
    assert [indicateur.nom for indicateur in fiche.indicateurs] == ["Trajets", "Bus"]


@pytest.mark.parametrize(
    ("entete", "ecrit", "gens", "structures"),
    [
        ("Pilote", "M.", [], []),
        ("Pilote", "M. ; Mme Paul", ["Paul"], []),
        ("Élu référent", "Mme", [], []),
        ("Élu référent", "Monsieur\nMarie Paul", ["Marie Paul"], []),
        ("Pilote", "MM", [], ["MM"]),
    ],
)
def test_une_civilite_seule_n_est_personne(entete: str, ecrit: str, gens: list[str], structures: list[str]) -> None:
    fiche = une(entete, ecrit)
    assert [personne.nom for personne in fiche.personnes] == gens
    assert fiche.noms(RoleActeur.MAITRE_OUVRAGE) == structures


def test_une_fonction_sans_nom_est_dite() -> None:
    lecture = lire(["Élu référent"], ["(vice-présidence)"])
    assert lecture.plan.fiches[0].personnes == ()
    assert [m.texte for m in lecture.avis] == ["« (vice-présidence) » n'est pas le nom d'une personne : ce n'est pas "
                                               "repris."]  # fmt: skip


def test_ce_qui_s_ajoute_a_la_description_ne_se_nomme_qu_une_fois() -> None:
    (fiche,) = lire(["Description", "Documents"], ["Isoler.", "plan des toits"]).plan.fiches
    assert fiche.description == "Isoler.\n\nDocuments : plan des toits"
