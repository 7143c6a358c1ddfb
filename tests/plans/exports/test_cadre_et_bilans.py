"""Documents cadres and evaluations of a fiche: printed, in our spreadsheet and back, updated by it, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from tests.plans.exemples import LE, fiche_cadree
from tests.plans.factories import LE as INSTANT
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.imports import annuler_import, appliquer_lecture
from cordee.plans.domain.colonnes import ecrire_plan
from cordee.plans.domain.colonnes_lecture import lire_plan
from cordee.plans.domain.fiche import EvaluationCitee, FicheComplete, PlanComplet, ReferenceCitee
from cordee.plans.domain.formats import Options
from cordee.plans.domain.imports.differences import comparer
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.verification import verifier
from cordee.plans.domain.listes import Appreciation, PeriodeEvaluation, TypeReference
from cordee.plans.exports.fiche_docx import fiches_en_docx
from cordee.plans.exports.fiche_pdf import page_de_fiches
from cordee.plans.exports.json_plan import fiche_en_objet
from cordee.plans.exports.presentation import Contexte, preparer
from cordee.plans.models import Import
from cordee.plans.queries.dossier import plan_complet


def simple(texte: str) -> str:
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_les_documents_cadres_et_les_bilans_s_impriment():
    fiche = preparer(fiche_cadree(), Contexte(LE))
    (cadres,) = [rubrique for rubrique in fiche.references if rubrique.libelle == "Documents cadres"]
    assert [simple(valeur) for valeur in cadres.valeurs] == [
        "SRADDET : Énergie des bâtiments – règle 12 (https://exemple.fr/sraddet)",
        "SNBC",
    ]
    mi_parcours, annuel = fiche.evaluations
    assert simple(mi_parcours.libelle) == "Bilan à 3 ans (mi-parcours), 31 décembre 2025"
    assert mi_parcours.valeurs == (
        "**Atteints en partie**",
        "41 bâtiments suivis sur 80.",
        "**Ce qui change ensuite** : Un second économe de flux en 2027.",
    )
    assert (annuel.libelle, annuel.valeurs) == ("Bilan annuel", ("Rien à signaler.",))
    sans = preparer(fiche_cadree(), Contexte(LE, options=Options(notes=False, liens=False)))
    assert (sans.evaluations, sans.references) == ((), ())


def test_le_bilan_est_dans_la_page_et_dans_le_document_word():
    contexte = Contexte(LE)
    page = page_de_fiches([preparer(fiche_cadree(), contexte)], contexte)
    assert "<strong>Atteints en partie</strong>" in page
    document = docx.Document(BytesIO(fiches_en_docx([preparer(fiche_cadree(), contexte)], contexte)))
    cellules = [cellule.text for table in document.tables for ligne in table.rows for cellule in ligne.cells]
    assert any("41 bâtiments suivis sur 80." in cellule for cellule in cellules)


def test_le_classeur_et_le_json_les_gardent():
    fiche = fiche_cadree()
    relue = lire_plan(ecrire_plan(PlanComplet("P", fiches=[fiche]))).fiches[0]
    assert (relue.references, relue.evaluations) == (fiche.references, fiche.evaluations)
    objet = fiche_en_objet(fiche)
    assert objet["references"][1] == {"type": "snbc", "titre": "", "article": "", "adresse": ""}
    assert objet["evaluations"][0]["date"] == "2025-12-31"


@pytest.mark.django_db
def test_un_import_complete_ce_qui_est_la_et_s_annule():
    membre = MembreFactory(editeur=True)
    commun = {"par": membre.utilisateur, "le": INSTANT}

    def appliquer(fiche, plan=None):
        lecture = LectureImport(PlanComplet("P", fiches=[fiche]))
        return appliquer_lecture(lecture, membre.collectivite, plan=plan, nom_plan="", **commun)

    plan = appliquer(fiche_cadree()).plan
    avant = plan_complet(membre.utilisateur, membre.collectivite, plan)
    assert avant.fiches[0].references == fiche_cadree().references
    assert avant.fiches[0].evaluations == fiche_cadree().evaluations
    assert not any(ecart.changements for ecart in comparer(PlanComplet("P", fiches=[fiche_cadree()]), avant))
    change = fiche_cadree()
    change.references = (replace(change.references[0], adresse="https://exemple.fr/nouveau"),)
    change.evaluations = (replace(change.evaluations[0], appreciation=Appreciation.ATTEINT),)
    (ecart,) = comparer(PlanComplet("P", fiches=[change]), avant)
    assert [c.libelle for c in ecart.changements] == ["Documents cadres", "Bilans"]
    depot = Import.objects.create(collectivite=membre.collectivite, nom_fichier="f", depose_le=INSTANT)
    resultat = appliquer(change, plan)
    apres = plan_complet(membre.utilisateur, membre.collectivite, plan).fiches[0]
    assert {r.type: r.adresse for r in apres.references} == {
        TypeReference.SRADDET: "https://exemple.fr/nouveau", TypeReference.SNBC: "",
    }  # fmt: skip
    assert [(e.periode, e.appreciation) for e in apres.evaluations] == [
        (PeriodeEvaluation.MI_PARCOURS, Appreciation.ATTEINT), (PeriodeEvaluation.ANNUELLE, None),
    ]  # fmt: skip
    depot.etat, depot.plan, depot.trace, depot.applique_le = Import.Etat.APPLIQUE, plan, resultat.trace, INSTANT
    depot.save()
    annuler_import(depot, **commun)
    assert plan_complet(membre.utilisateur, membre.collectivite, plan) == avant


def test_la_verification_dit_ce_qu_un_fichier_ne_peut_apporter():
    fiche = FicheComplete(
        "A",
        references=(
            ReferenceCitee(TypeReference.SCOT, adresse="javascript:alert(1)"), ReferenceCitee(TypeReference.AUTRE),
        ),
        evaluations=(
            EvaluationCitee(PeriodeEvaluation.FINALE), EvaluationCitee(PeriodeEvaluation.FINALE, date(1500, 1, 1),
                                                                       resultat="x"),
        ),
    )  # fmt: skip
    textes = " ".join(m.texte for m in verifier(LectureImport(PlanComplet("P", fiches=[fiche]))).erreurs)
    for morceau in ("n'est pas l'adresse", "a besoin d'un titre", "ne dit rien", "La date d'un bilan"):
        assert morceau in textes
