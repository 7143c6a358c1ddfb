"""The language of a plan in its files: round trip, and the mark that readers and spelling checkers follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from tests.plans.exemples import LE, plan_complet
from tests.plans.exports.test_mise_en_page import imprimable

from cordee.plans.actions.imports.apercu import champs_du_plan
from cordee.plans.domain.fiche import PlanComplet
from cordee.plans.domain.formats import FormatExport
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.plan_existant import comparer_plan
from cordee.plans.domain.listes import LanguePlan
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.exports.fabrique import fabriquer_plan
from cordee.plans.exports.fiche_pdf import page_de_fiches
from cordee.plans.exports.presentation import Contexte

INSTANT = datetime(2026, 3, 16, tzinfo=UTC)


def relu(langue: LanguePlan | None) -> PlanComplet:
    lecture = lire_fichier(classeur_du_plan(replace(plan_complet(2), langue=langue)), "plan.xlsx")
    assert lecture.plan is not None
    return lecture.plan


def partie(format_: FormatExport, langue: str, nom: str) -> str:
    octets = fabriquer_plan(format_, plan_complet(2), Contexte(LE, langue=langue), le=INSTANT).octets
    with ZipFile(BytesIO(octets)) as archive:
        return archive.read(nom).decode()


def test_le_tableur_la_garde() -> None:
    assert relu(LanguePlan.CREOLE_MARTINIQUAIS).langue is LanguePlan.CREOLE_MARTINIQUAIS
    assert champs_du_plan(relu(LanguePlan.OCCITAN))["langue"] == "oc"


def test_un_fichier_d_avant_ne_dit_rien_et_ne_change_rien() -> None:
    ancien = relu(None)
    assert "langue" not in champs_du_plan(ancien)
    assert "langue" not in comparer_plan(ancien, replace(ancien, langue=LanguePlan.BRETON)).valeurs


def test_les_reglages_d_un_plan_existant_la_suivent() -> None:
    ecart = comparer_plan(relu(LanguePlan.BRETON), relu(LanguePlan.FRANCAIS))
    assert [(c.libelle, c.avant, c.apres) for c in ecart.changements] == [("Langue", "Français", "Breton")]


def test_le_json_donne_son_code() -> None:
    plan = replace(plan_complet(1), langue=LanguePlan.ALSACIEN)
    assert b'"langue": "gsw-FR"' in fabriquer_plan(FormatExport.JSON, plan, Contexte(LE), le=INSTANT).octets


@pytest.mark.parametrize(
    ("langue", "word", "odt"),
    [
        ("fr", 'w:val="fr-FR"', 'fo:language="fr" fo:country="FR"'),
        ("oc", 'w:val="oc"', 'fo:language="oc" fo:country="none"'),
        ("gsw-FR", 'w:val="gsw-FR"', 'fo:language="gsw" fo:country="FR"'),
        ("fr-gallo", 'w:val="fr-gallo"', 'fo:language="fr" fo:country="none" style:rfc-language-tag="fr-gallo"'),
    ],
)
def test_les_documents_disent_leur_langue_au_correcteur(langue: str, word: str, odt: str) -> None:
    assert word in partie(FormatExport.DOCX, langue, "word/styles.xml")
    assert odt in partie(FormatExport.ODT, langue, "styles.xml")


def test_les_diapositives_ne_marquent_que_ce_que_les_gens_ont_ecrit() -> None:
    couverture = partie(FormatExport.PPTX, "oc", "ppt/slides/slide1.xml")
    assert 'lang="oc"' in couverture, "the name of the plan"
    assert 'lang="fr-FR"' in couverture, "what Cordée says around it"
    assert 'lang="oc"' not in partie(FormatExport.PPTX, "fr", "ppt/slides/slide1.xml")


def test_le_pdf_est_dans_la_langue_du_plan_et_ses_libelles_en_francais() -> None:
    page = page_de_fiches([imprimable()], Contexte(LE, langue="oc"))
    assert '<html lang="oc">' in page
    assert '<body class="fp-page" lang="fr">' in page
    assert '<span class="fp-nom" lang="oc">' in page
    assert '<div class="fp-valeur" lang="oc">' in page


def test_le_pdf_d_un_plan_en_francais_n_en_nomme_aucune_autre() -> None:
    page = page_de_fiches([imprimable()], Contexte(LE))
    assert page.count("lang=") == page.count('lang="fr"')
