"""Our PDF documents come back; what they do not say is known, and said here."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.plans.exemples import LE, fiche_energie, plan_complet

from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.formats import FormatExport
from cordee.plans.domain.imports.differences import comparer
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.exports.fabrique import fabriquer_plan
from cordee.plans.exports.fiche_pdf import fiches_en_pdf
from cordee.plans.exports.presentation import Contexte, preparer

CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac")


def test_une_fiche_revient_avec_toutes_ses_rubriques() -> None:
    avant = fiche_energie()
    avant.chemins = (("2. Patrimoine", "2.1 Bâtiments"),)
    lecture = lire_fichier(fiches_en_pdf([preparer(avant, CONTEXTE)], CONTEXTE), "fiche.pdf")
    assert lecture.erreurs == []
    (axe,) = lecture.plan.axes
    (fiche,) = axe.axes[0].fiches
    assert (axe.nom, axe.axes[0].numero, fiche.code) == ("Patrimoine", "2.1", avant.code)
    assert [sous.titre for sous in fiche.sous_fiches] == [sous.titre.replace("'", "’") for sous in avant.sous_fiches]
    assert {i.domaine: (i.niveau, i.valeur, i.horizon) for i in fiche.impacts} == {
        i.domaine: (i.niveau, i.valeur, i.horizon) for i in avant.impacts
    }
    assert {(b.type, b.annee, b.prevu, b.reel) for b in fiche.budgets} == {
        (b.type, b.annee, b.prevu, b.reel) for b in avant.budgets
    }
    assert lecture.fidelites[id(fiche)].score >= 90
    assert lecture.origines[id(fiche)].page == 1


def test_le_livret_revient_sous_ses_axes_et_ne_change_que_ce_qu_il_ne_dit_pas() -> None:
    plan = poser_chemins(plan_complet(4))
    octets = fabriquer_plan(FormatExport.PDF, plan, CONTEXTE, le=datetime(2026, 3, 16, tzinfo=UTC)).octets
    lecture = lire_fichier(octets, "plan.pdf")
    assert lecture.erreurs == []
    assert (lecture.plan.nom, lecture.plan.type) == (plan.nom, plan.type)
    assert [(axe.numero, axe.nom) for axe in lecture.plan.axes] == [(axe.numero, axe.nom) for axe in plan.axes]
    apostrophes = str.maketrans("'", "’")
    assert [axe.description for axe in lecture.plan.axes] == [a.description.translate(apostrophes) for a in plan.axes]
    ecarts = comparer(lecture.plan, plan)
    assert all(ecart.existante is not None for ecart in ecarts)
    assert min(fidelite.score for fidelite in lecture.fidelites.values()) >= 85
