"""What the application exports, it imports: the whole spreadsheet into an empty collectivité."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.plans.exemples import fiche_energie
from tests.plans.exemples import plan_complet as plan_invente
from tests.plans.factories import LE
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.imports import appliquer_lecture
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.models import Plan
from cordee.plans.queries.dossier import plan_complet

pytestmark = pytest.mark.django_db


def importer(octets: bytes, nom: str) -> PlanComplet:
    """Imports into a new collectivité and reads what was written."""
    membre = MembreFactory(editeur=True)
    lecture = lire_fichier(octets, nom)
    assert lecture.erreurs == []
    appliquer_lecture(lecture, membre.collectivite, plan=None, nom_plan=lecture.plan.nom, par=membre.utilisateur, le=LE)
    plan = Plan.objects.get(collectivite=membre.collectivite)
    return plan_complet(membre.utilisateur, membre.collectivite, plan)


def sans_reperes(plan: PlanComplet) -> PlanComplet:
    """Without what belongs to one installation: numbers, name of the collectivité, order of the budget lines."""

    def fiche(complete: FicheComplete) -> FicheComplete:
        return replace(
            complete, ref=None, budgets=tuple(sorted(complete.budgets, key=repr)),
            notes=tuple(sorted(complete.notes, key=repr)), sous_fiches=[fiche(s) for s in complete.sous_fiches],
        )  # fmt: skip

    def axe(complet: AxeComplet) -> AxeComplet:
        return replace(
            complet, ref=None, axes=[axe(a) for a in complet.axes], fiches=[fiche(f) for f in complet.fiches]
        )

    return replace(
        plan, ref=None, collectivite="", axes=[axe(a) for a in plan.axes], fiches=[fiche(f) for f in plan.fiches]
    )


def test_un_plan_exporte_importe_puis_exporte_est_le_meme() -> None:
    invente = plan_invente(6)
    invente.axes[0].fiches.append(invente.axes[1].fiches[0])  # a fiche in two axes
    invente.fiches.append(FicheComplete("Hors des axes", ref=99))
    premier = importer(classeur_du_plan(invente), "plan.xlsx")
    second = importer(classeur_du_plan(premier), "plan.xlsx")
    assert sans_reperes(second) == sans_reperes(premier)
    assert [axe.nom for axe in premier.axes] == [axe.nom for axe in invente.axes]
    assert premier.axes[2].description == "À construire en 2027."
    energie = next(fiche for fiche in fiches_du_plan(premier) if fiche.code == "2.1")
    attendue = fiche_energie(None)
    assert len(energie.chemins) == 2
    for champ in (
        "titre", "contexte", "objectifs", "moyens", "statut", "etat_precision", "avancement", "priorite", "debut",
        "fin", "participation", "participation_texte", "classements", "objectifs_chiffres", "impacts",
        "financements", "indicateurs", "vigilance",
    ):  # fmt: skip
        assert getattr(energie, champ) == getattr(attendue, champ), champ
    assert set(energie.acteurs) == set(attendue.acteurs)
    assert [sous.titre for sous in energie.sous_fiches] == [sous.titre for sous in attendue.sous_fiches]
    assert (premier.type, premier.statut, premier.debut, premier.deliberation_numero) == (
        invente.type, invente.statut, invente.debut, invente.deliberation_numero,
    )  # fmt: skip
