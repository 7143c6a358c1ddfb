"""What the preview says before anything is written: numbers already taken, axes made or changed, the plan to come."""

from __future__ import annotations

from datetime import date

import pytest
from tests.plans.fabrique_imports import classeur, ligne, modele

from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.imports.axes_annonces import AxeAnnonce, EtatAxe, annoncer_axes
from cordee.plans.domain.imports.comptes import Compte, annoncer
from cordee.plans.domain.imports.differences import Ecart, Etat, comparer
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.numeros import liberer_numeros
from cordee.plans.domain.imports.reglages import ReglagesPlan, decrire_plan, verifier_plan
from cordee.plans.domain.listes import StatutPlan, TypePlan


def fiche(titre: str, code: str = "", ref: int | None = None, **champs) -> FicheComplete:
    return FicheComplete(titre, code, ref, **champs)


def liberer(lecture: LectureImport, existant: PlanComplet | None = None) -> list[Ecart]:
    if existant is not None:
        poser_chemins(existant)
    ecarts = comparer(lecture.plan, existant)
    liberer_numeros(lecture, ecarts, existant)
    return ecarts


def plan(*fiches: FicheComplete, ref: int | None = None) -> PlanComplet:
    return PlanComplet("P", ref=ref, fiches=list(fiches))


# Numbers ------------------------------------------------------------------------------------------------------------


def test_un_numero_repete_dans_le_fichier_se_dit_avec_sa_ligne_et_sa_colonne() -> None:
    lecture = lire_fichier(modele(ligne(axe="1. A", titre="1.1 Isoler"), ligne(axe="1. A", titre="1.1. Pédaler")))
    isoler, pedaler = (ecart.lue for ecart in liberer(lecture))
    assert (isoler.code, pedaler.code) == ("1.1", "")
    (remarque,) = [m for m in lecture.avis if "numéro" in m.texte]
    assert (remarque.lieu.ligne, remarque.lieu.colonne) == (4, "D")
    assert remarque.texte == (
        "Le numéro « 1.1 » est déjà donné à « Isoler », ligne 3. Un plan ne donne un numéro qu'à une fiche : "
        "« Pédaler » est importée sans numéro."
    )


def test_une_colonne_de_numeros_est_celle_que_l_on_montre() -> None:
    octets = classeur(
        {"Plan": [["N°", "Titre de l'action", "Statut"], ["1", "Isoler", "En cours"], ["1", "Rouler", ""]]}
    )
    lecture = lire_fichier(octets, "plan.xlsx")
    liberer(lecture)
    (remarque,) = [m for m in lecture.avis if "numéro" in m.texte]
    assert (remarque.lieu.colonne, remarque.lieu.entete) == ("A", "N°")


def test_un_numero_deja_pris_dans_le_plan_se_dit() -> None:
    existant = plan(fiche("Isoler", "1.1", 1), fiche("Relier", "1.2", 2))
    lecture = LectureImport(plan(fiche("Isoler", "1.1"), fiche("Pédaler", "1.2"), fiche("Pédaler", "1.2")))
    liberer(lecture, existant)
    assert [m.texte for m in lecture.avis] == [
        "Le numéro « 1.2 » est déjà, dans le plan, celui de « Relier ». Un plan ne donne un numéro qu'à une fiche : "
        "« Pédaler » est importée sans numéro."
    ] * 2


@pytest.mark.parametrize(
    ("code", "suite", "etat"),
    [("1.3", "garde le sien, « 1.3 »", Etat.INCHANGEE), ("", "reste sans numéro", Etat.INCHANGEE)],
)
def test_une_fiche_du_plan_qui_prendrait_le_numero_d_une_autre_garde_le_sien(code, suite, etat) -> None:
    existant = plan(fiche("Isoler", "1.1", 1), fiche("Rouler", code, 2), ref=9)
    lecture = LectureImport(plan(fiche("Rouler", "1.1", 2), ref=9))
    (ecart,) = liberer(lecture, existant)
    assert (ecart.etat, ecart.valeurs, ecart.changements) == (etat, {}, [])
    assert suite in lecture.avis[0].texte


def test_une_fiche_qui_garde_son_numero_prend_le_reste() -> None:
    existant = plan(fiche("Isoler", "1.1", 1), fiche("Rouler", "1.2", 2), ref=9)
    (ecart,) = liberer(LectureImport(plan(fiche("Rouler mieux", "1.1", 2), ref=9)), existant)
    assert (ecart.etat, ecart.valeurs) == (Etat.MODIFIEE, {"titre": "Rouler mieux"})


def test_deux_fiches_echangent_leurs_numeros_et_celle_qui_garde_le_sien_en_prive_une_autre() -> None:
    existant = plan(fiche("A", "1", 1), fiche("B", "2", 2), fiche("C", "3", 3), ref=9)
    echange = LectureImport(plan(fiche("A", "2", 1), fiche("B", "1", 2), ref=9))
    assert [e.valeurs["code"] for e in liberer(echange, existant)] == ["2", "1"]
    assert echange.avis == []
    chaine = LectureImport(plan(fiche("B", "1", 2), fiche("A", "3", 1), ref=9))
    ecarts = liberer(chaine, existant)  # A may not take 3, which C keeps: it keeps 1, that B may then not take
    assert [ecart.valeurs for ecart in ecarts] == [{}, {}]
    assert len(chaine.avis) == 2


def test_les_sous_actions_ont_leurs_numeros_a_elles() -> None:
    lecture = LectureImport(
        plan(fiche("A", "1", sous_fiches=[fiche("B", "1")]), fiche("C", sous_fiches=[fiche("D", "1")]))
    )
    liberer(lecture)
    assert lecture.avis == []


# Axes ---------------------------------------------------------------------------------------------------------------


def test_les_axes_nouveaux_s_annoncent_par_leur_nom_vides_compris() -> None:
    renover = AxeComplet("Rénover", "1.1", fiches=[fiche("A")])
    lu = PlanComplet("P", axes=[
        AxeComplet("Se loger", "1", axes=[renover, AxeComplet("Bâtir", "1.2")]),
        AxeComplet("Se nourrir", "2"),
        AxeComplet("SE NOURRIR", ""),
    ])  # fmt: skip
    assert annoncer_axes(lu, None) == [
        AxeAnnonce(("1 Se loger",), EtatAxe.NOUVEAU),
        AxeAnnonce(("1 Se loger", "1.1 Rénover"), EtatAxe.NOUVEAU),
        AxeAnnonce(("1 Se loger", "1.2 Bâtir"), EtatAxe.NOUVEAU, vide=True),
        AxeAnnonce(("2 Se nourrir",), EtatAxe.NOUVEAU, vide=True),
    ]
    existant = PlanComplet("P", axes=[AxeComplet("se loger", axes=[AxeComplet("Rénover")]), AxeComplet("Se nourrir")])
    assert [axe.chemin for axe in annoncer_axes(lu, existant)] == [("1 Se loger", "1.2 Bâtir")]


def test_un_axe_renomme_ou_decrit_dans_notre_export_s_annonce_aussi() -> None:
    existant = PlanComplet("P", ref=9, axes=[AxeComplet("Se loger", ref=1), AxeComplet("Rouler", ref=2)])
    lu = PlanComplet(
        "P", ref=9, axes=[AxeComplet("Habiter", ref=1), AxeComplet("Rouler", ref=2, description="À vélo.")]
    )
    assert annoncer_axes(lu, existant) == [
        AxeAnnonce(("Habiter",), EtatAxe.RENOMME, "Se loger"), AxeAnnonce(("Rouler",), EtatAxe.DECRIT),
    ]  # fmt: skip
    lu.ref = None  # the file of another plan: names only
    assert [axe.etat for axe in annoncer_axes(lu, existant)] == [EtatAxe.NOUVEAU, EtatAxe.DECRIT]


@pytest.mark.parametrize(
    ("creees", "axes", "phrase"),
    [(1, 2, "1 nouvelle fiche, 2 nouveaux axes"), (0, 1, "1 nouvel axe"), (0, 0, "0 nouvelle fiche")],
)
def test_la_phrase_de_l_apercu_compte_les_axes(creees, axes, phrase) -> None:
    assert annoncer(Compte(creees), Compte(), Compte(), axes=axes) == phrase


# The plan to create -------------------------------------------------------------------------------------------------


def test_ce_que_l_on_regle_passe_avant_ce_que_dit_le_fichier() -> None:
    reglages = ReglagesPlan(TypePlan.PCAET, None, date(2030, 12, 31), ("Lise Faure",))
    assert ReglagesPlan.de_json(reglages.en_json()) == reglages
    assert ReglagesPlan().en_json() == {}
    lu = PlanComplet(
        "P", type_libre="Plan vert", statut=StatutPlan.ADOPTE, debut=date(2024, 1, 1), fin=date(2029, 1, 1),
        referents=("Ada Roux",),
    )  # fmt: skip
    reglages.poser(lu)
    assert decrire_plan(lu) == [
        ("Type", TypePlan.PCAET.libelle), ("Statut", StatutPlan.ADOPTE.libelle),
        ("Dates", "du 1er\xa0janvier 2024 au 31\xa0décembre 2030"), ("Pilotes", "Lise Faure"),
        ("Élus référents", "Ada Roux"),
    ]  # fmt: skip


def test_un_plan_qui_finirait_avant_de_commencer_est_une_erreur() -> None:
    lecture = LectureImport(PlanComplet("P", debut=date(2030, 1, 1), fin=date(2029, 1, 1)))
    verifier_plan(lecture)
    assert "avant son début" in lecture.erreurs[0].texte
    lecture = LectureImport(PlanComplet("P", debut=date(2030, 1, 1)))
    verifier_plan(lecture)
    assert lecture.erreurs == []
