"""French full-text search of fiches, the same on both databases."""

from __future__ import annotations

import pytest
from tests.plans.factories import LE, FicheFactory, etiquetee, pilotee_par

from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.domain.listes import Genre, RoleActeur
from cordee.plans.models import Classement, Fiche
from cordee.plans.queries.recherche import filter_texte, nom_de_classement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


def chercher(texte: str) -> list[str]:
    return [fiche.titre for fiche in filter_texte(Fiche.objects.filter(parent=None), texte)]


def test_les_accents_le_genre_et_le_nombre_ne_comptent_pas() -> None:
    FicheFactory(titre="Rénovations énergétiques des écoles")
    for texte in ("renovation energetique", "ÉCOLE", "rénover école", "écol"):
        assert chercher(texte) == ["Rénovations énergétiques des écoles"], texte


def test_tous_les_mots_doivent_s_y_trouver() -> None:
    FicheFactory(titre="Rénover les écoles")
    assert chercher("rénover gymnases") == []


def test_le_titre_compte_plus_que_les_acteurs_et_les_textes() -> None:
    FicheFactory(titre="Conduire moins vite", description="Le vélo attendra. " * 3)
    fiche = FicheFactory(titre="Relier les bourgs")
    etiquetee(fiche, "Association vélo", RoleActeur.PARTENAIRE)
    indexer_fiches([fiche.pk])
    FicheFactory(titre="Plan vélo")
    assert chercher("vélo") == ["Plan vélo", "Relier les bourgs", "Conduire moins vite"]


def test_une_fiche_se_trouve_par_son_numero_son_pilote_sa_thematique_et_ses_sous_fiches() -> None:
    fiche = FicheFactory(titre="Isoler", code="2.1.4")
    pilotee_par(fiche, "Inès Allemand")
    Classement.objects.create(fiche=fiche, genre=Genre.THEMATIQUE, code="energie_climat")
    Classement.objects.create(fiche=fiche, genre=Genre.SOUS_THEMATIQUE, code="renovation_energetique")
    FicheFactory(parent=FicheFactory(parent=fiche, titre="Auditer"), titre="Choisir un thermicien")
    indexer_fiches([fiche.pk])
    for texte in ("2.1.4", "allemand", "climat", "rénovation", "thermicien"):
        assert chercher(texte) == ["Isoler"], texte


def test_une_sous_fiche_changee_se_retrouve_par_sa_fiche() -> None:
    sous = FicheFactory(parent=FicheFactory(titre="Rouler"), titre="Compter")
    sous.titre = "Recenser les stationnements"
    sous.save()
    indexer_fiches([sous.pk])
    assert chercher("stationnement") == ["Rouler"]
    assert chercher("compter") == []


def test_une_fiche_supprimee_ne_se_trouve_plus() -> None:
    fiche = FicheFactory(titre="Rouler")
    fiche.supprimee_le = LE
    fiche.save()
    indexer_fiches([fiche.pk])
    assert chercher("rouler") == []


def test_un_texte_sans_lettre_trouve_tout_et_des_mots_communs_se_cherchent_tels_quels() -> None:
    FicheFactory(titre="Aller vers plus de sobriété")
    assert len(chercher(" « ! » ")) == 1
    assert chercher("vers") == []
    assert chercher("'; DROP TABLE --") == []


def test_rien_a_indexer_ne_fait_rien(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        indexer_fiches([])


def test_une_liste_fermee_donne_son_libelle_et_un_code_perdu_reste_lisible() -> None:
    assert nom_de_classement("secteur", "residentiel") == "Résidentiel"
    assert nom_de_classement("thematique", "disparue") == "disparue"
    assert nom_de_classement("levier", "covoiturage") == "covoiturage"
