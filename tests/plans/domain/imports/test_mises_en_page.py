"""Fiches in tables one after the other, questions for labels, columns of quarters, thousands said by a group."""

from __future__ import annotations

from decimal import Decimal

from tests.plans.domain.imports.test_publie import axes, seule
from tests.plans.fabrique_imports import classeur

from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.listes import Precision, RoleActeur, RolePersonne


def test_des_fiches_en_tableaux_se_suivent_sous_leur_numero():
    tables = "".join(
        f"Fiche action n° {n}\t{titre}\nAxe\tAxe 1 : Énergie\nObjectifs\tRéduire.\nPorteur\tCC\nÉchéancier\t2026\n"
        for n, titre in ((1, "Isoler les écoles"), (2, "Planter des haies"))
    )
    lecture = lire_texte_colle(tables)
    assert (axes(lecture), lecture.non_repris, lecture.erreurs) == (["Énergie"], [], [])
    assert [(f.code, f.titre) for f in lecture.fiches()] == [("1", "Isoler les écoles"), ("2", "Planter des haies")]


def test_le_titre_est_a_cote_de_son_numero_et_des_annees_a_cote_de_calendrier_en_sont_le_texte():
    lecture = lire_texte_colle(
        "N° 1.3\tRÉNOVER L'ÉCLAIRAGE\tPRIORITÉ 1\nAxe 1 : Sobriété\nContexte\tLampes.\nPilote\tSDE\n"
        "Calendrier\t2025\t2026\nCoût prévisionnel\t200 000 € HT\n"
    )
    fiche = seule(lecture)
    assert (fiche.code, fiche.titre, axes(lecture)) == ("1.3", "RÉNOVER L'ÉCLAIRAGE", ["Sobriété"])
    assert (fiche.calendrier, [(b.annee, b.prevu) for b in fiche.budgets]) == ("2025 2026", [(None, 200000)])
    assert [texte for _, texte in lecture.non_repris] == ["PRIORITÉ 1"]


def test_une_tete_de_trois_cellules_dit_le_numero_et_le_titre():
    fiche = seule(lire_texte_colle("Fiche action n° 2\tPlanter\tdes haies\nObjectifs\tRéduire.\nPilote\tCC\n"))
    assert (fiche.code, fiche.titre) == ("2", "Planter des haies")


def test_des_questions_sont_des_rubriques():
    fiche = seule(
        lire_texte_colle(
            "Fiche-action n°3 : Épicerie\nPourquoi cette action ? Précarité.\nQui pilote ? CCAS\n"
            "Avec quels partenaires ? Département\nÀ quelle échéance ? 2026\n"
            "Comment mesurer la réussite ? Nombre de familles\n"
        )
    )
    assert (fiche.contexte, fiche.calendrier, fiche.indicateurs[0].nom) == ("Précarité.", "2026", "Nombre de familles")
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.noms(RoleActeur.PARTENAIRE)) == (["CCAS"], ["Département"])


def test_une_grille_de_trimestres_donne_ses_annees():
    lignes = [
        ["N°", "Action", "Pilote", 2025, None, 2026, None], [None, None, None, "T1", "T2", "T1", "1er sem."],
        ["1", "Isoler", "CC", "X", "X", None, None], ["2", "Planter", "CC", None, "X", "X", "X"],
    ]  # fmt: skip
    fusions = {"Plan": [(0, 3, 0, 4), (0, 5, 0, 6)]}
    isoler, planter = lire_fichier(classeur({"Plan": lignes}, fusions), "plan.xlsx").fiches()
    assert (isoler.debut.jour.year, isoler.fin.jour.year) == (2025, 2025)
    assert (planter.debut.jour.year, planter.fin.jour.year) == (2025, 2026)


def test_les_milliers_d_un_groupe_valent_pour_ses_colonnes_et_l_etat_qui_paie_est_un_financeur():
    lignes = [
        ["Action", "MOA", "Dépenses prévisionnelles (k€ HT)", None, "Dépenses (M€)", None, "Recettes", None],
        [None, None, "2025", "2026", "Investissement", "2027 (k€)", "État", "Région"],
        ["Isoler", "CC", 10, 20, 1.5, 3, 15000, "5 000"],
    ]  # fmt: skip
    fusions = {"Plan": [(0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7)]}
    (isoler,) = lire_fichier(classeur({"Plan": lignes}, fusions), "plan.xlsx").fiches()
    budgets = {(b.type.value, b.annee): b.prevu for b in isoler.budgets}
    assert budgets[("investissement", 2025)] == Decimal(10000)
    assert budgets[("investissement", None)] == Decimal(1500000)
    assert [(f.financeur, f.montant) for f in isoler.financements] == [("État", 15000), ("Région", 5000)]


def test_une_colonne_de_titres_qui_ne_tient_que_des_numeros_est_leur_numero():
    for entetes, code in ((["Fiche", "Action"], "12"), (["Fiche", "N°", "Action"], "1")):
        rangee = ["12", "Isoler"] if len(entetes) == 2 else ["12", "1", "Isoler"]
        plan = classeur({"Plan": [[*entetes, "Pilote", "Objectifs"], [*rangee, "CC", "Réduire"]]})
        (isoler,) = lire_fichier(plan, "plan.xlsx").fiches()
        assert (isoler.code, isoler.titre, isoler.description) == (code, "Isoler", "")


def test_des_libelles_separes_par_des_retours_dans_un_paragraphe_sont_des_rubriques():
    page = (
        "<h1>Développer le covoiturage</h1><p><strong>Porteur :</strong> CC du Val<br>"
        "<strong>Pilote :</strong> Mme Marie Chabrand (DGS)<br>"
        "<strong>Partenaires :</strong> Département,<br>Mobicoop<br><b>Échéance :</b> décembre 2027</p>"
        "<h3>Contexte</h3><p>80 % de trajets seul.</p>"
    )
    fiche = seule(lire_fichier(page.encode(), "page.html"))
    assert fiche.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC du Val"]
    assert fiche.personnes_de_role(RolePersonne.PILOTE) == ["Marie Chabrand"]
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["Département", "Mobicoop"]
    assert (fiche.debut, fiche.fin and fiche.fin.precision) == (None, Precision.MOIS), "an échéance begins nothing"
    assert fiche.contexte == "80 % de trajets seul."


def test_un_paragraphe_de_phrases_reste_entier():
    page = (
        "<h1>Fiche 1 Isoler</h1><h3>Contexte</h3><p>Un constat : le bâti<br>coûte cher : 1 M€.</p>"
        "<h3>Objectifs</h3><p>-20 %</p>"
    )
    fiche = seule(lire_fichier(page.encode(), "page.html"))
    assert " ".join(fiche.contexte.split()) == "Un constat : le bâti coûte cher : 1 M€."


def test_le_nom_du_document_n_est_pas_un_axe_quand_la_fiche_dit_le_sien():
    lecture = lire_texte_colle(
        "CC du Haut-Sérac – version du 14/03/2025\nFiche action n° 1.1 – Économe de flux\n"
        "Axe\tAxe 1 : Un patrimoine sobre\nContexte\tLe bâti coûte cher.\nPilote\tCC\n"
    )
    assert axes(lecture) == ["Un patrimoine sobre"]
    assert [texte for _, texte in lecture.non_repris] == ["CC du Haut-Sérac – version du 14/03/2025"]
