"""Added fields in files: a column each, back without a loss; a block at the end of a printed fiche; and only for those
who read them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import datetime, time
from typing import Any

import pytest
from tests.plans.exemples import LE as JOUR
from tests.plans.fabrique_champs import champ_de, remplir
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.champs_personnalises import proposer_phases
from cordee.plans.actions.imports import appliquer_lecture
from cordee.plans.domain.champs_cites import ChampCite
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.formats import FormatExport, Options
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.exports.fabrique import fabriquer_fiches, fabriquer_plan
from cordee.plans.exports.fiche_pdf import page_de_fiches
from cordee.plans.exports.presentation import Contexte, preparer
from cordee.plans.models import ChampPersonnalise, Plan, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import definition_of
from cordee.plans.queries.dossier import Portee, plan_complet

pytestmark = pytest.mark.django_db
MIDI = datetime.combine(JOUR, time(12))
VALEURS = {
    "Ligne": ("ligne", "Une ligne"),
    "Texte": ("texte", "Un **long** texte"),
    "Logements": ("nombre", "1250,5"),
    "Vote": ("date", "12/03/2027"),
    "Débattu": ("oui_non", "oui"),
    "Commission": ("choix", "Eau"),
    "Portage": ("choix_precise", "Autre : la SEM"),
    "Publics": ("choix_multiple", "Eau; Climat"),
    "Page": ("lien", "https://exemple.fr/page"),
}


@pytest.fixture
def plan() -> Plan:
    """A fiche that says something of every genre of field, and a phase; another that says nothing."""
    plan = PlanFactory(nom="PCAET")
    fiche = FicheFactory(dans=plan, titre="Isoler")
    FicheFactory(dans=plan, titre="Planter")
    for libelle, (genre, texte) in VALEURS.items():
        options = {"options": ("Climat", "Eau", "Autre")} if genre.startswith("choix") else {}
        unite = {"unite": "logements"} if genre == "nombre" else {}
        remplir(fiche, champ_de(plan.collectivite, libelle, genre, **options, **unite), texte)
    editeur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    phases = definition_of(proposer_phases(plan, par=editeur, le=LE))
    remplir(fiche, phases, phases.options[2].libelle)
    return plan


def dits(plan: Plan, titre: str = "Isoler", qui: Any = None) -> dict[str, ChampCite]:
    complet = plan_complet(qui, plan.collectivite, plan)
    fiche = next(fiche for fiche in fiches_du_plan(complet) if fiche.titre == titre)
    return {cite.libelle: cite for cite in fiche.champs}


def sans_ref(dits: dict[str, ChampCite]) -> list[tuple[Any, ...]]:
    return [
        (c.libelle, c.genre, c.options, c.texte, c.nombre, c.jour, c.precision, c.oui, c.unite) for c in dits.values()
    ]


def test_un_classeur_ramene_champs_valeurs_et_phases_dans_une_autre_collectivite(plan: Plan) -> None:
    octets = classeur_du_plan(plan_complet(None, plan.collectivite, plan))
    membre = MembreFactory(editeur=True)
    for _ in range(2):
        lecture = lire_fichier(octets, "plan.xlsx")
        assert lecture.erreurs == []
        appliquer_lecture(lecture, membre.collectivite, plan=None, nom_plan="PCAET", par=membre.utilisateur, le=LE)
        copie = Plan.objects.filter(collectivite=membre.collectivite).latest("pk")
        assert sans_ref(dits(copie)) == sans_ref(dits(plan))
        assert dits(copie, "Planter") == {}
        octets = classeur_du_plan(plan_complet(None, membre.collectivite, copie))
    siens = ChampPersonnalise.objects.filter(collectivite=membre.collectivite)
    assert siens.filter(plan__isnull=True).count() == len(VALEURS), "le deuxième import retrouve ceux du premier"
    avant, apres = (
        [
            (c.libelle, c.genre, c.unite, c.lecture, c.ecriture, [(o.libelle, o.couleur) for o in c.options.all()])
            for c in ChampPersonnalise.objects.filter(collectivite=chez, plan__isnull=True).order_by("position", "pk")
        ]
        for chez in (plan.collectivite, membre.collectivite)
    )
    assert apres == avant


def test_un_classeur_reimporte_chez_soi_ne_change_rien(plan: Plan) -> None:
    avant = list(ValeurPersonnalisee.objects.order_by("pk").values())
    lecture = lire_fichier(classeur_du_plan(plan_complet(None, plan.collectivite, plan)), "plan.xlsx")
    editeur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    resultat = appliquer_lecture(lecture, plan.collectivite, plan=plan, nom_plan="", par=editeur, le=LE)
    assert list(ValeurPersonnalisee.objects.order_by("pk").values()) == avant
    assert ChampPersonnalise.objects.count() == len(VALEURS) + 1
    assert resultat is not None


def test_le_csv_a_une_colonne_par_champ_qu_on_lit(plan: Plan) -> None:
    remplir(plan.fiches.get(titre="Isoler"), champ_de(plan.collectivite, "Arbitrage", reserve=True), "À taire")

    def colonnes(role: str) -> dict[str, str]:
        qui = MembreFactory(collectivite=plan.collectivite, **{role: True}).utilisateur
        complet = plan_complet(qui, plan.collectivite, plan)
        octets = fabriquer_plan(FormatExport.CSV, complet, Contexte(JOUR, options=Options()), le=MIDI).octets
        rangees = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
        return next(rangee for rangee in rangees if "Isoler" in rangee.values())

    lue = colonnes("lecteur")
    assert (lue["Commission"], lue["Publics"], lue["Portage"]) == ("Eau", "Climat ; Eau", "Autre : la SEM")
    assert "Arbitrage" not in lue
    assert colonnes("contributeur")["Arbitrage"] == "À taire"


def test_un_export_sans_le_confidentiel_tait_les_champs_reserves(plan: Plan) -> None:
    isoler = plan.fiches.get(titre="Isoler")
    remplir(isoler, champ_de(plan.collectivite, "Arbitrage", reserve=True), "À taire")
    public = plan_complet(None, plan.collectivite, plan, Portee(confidentielles=False, echanges=False))
    assert "À taire" not in repr(public)
    assert "Arbitrage" not in repr(public)
    assert "À taire" in repr(plan_complet(None, plan.collectivite, plan))


@pytest.mark.parametrize(
    ("format_", "partie"), [(FormatExport.DOCX, "word/document.xml"), (FormatExport.ODT, "content.xml")]
)
def test_un_document_a_le_bloc_des_champs(plan: Plan, format_: FormatExport, partie: str) -> None:
    complet = plan_complet(None, plan.collectivite, plan)
    isoler = [fiche for fiche in fiches_du_plan(complet) if fiche.titre == "Isoler"]
    octets = fabriquer_fiches(format_, isoler, Contexte(JOUR), le=MIDI).octets
    with zipfile.ZipFile(io.BytesIO(octets)) as ouvert:
        texte = ouvert.read(partie).decode()
    for mot in ("Champs de la collectivité", "Logements", "la SEM", "https://exemple.fr/page", "12 mars 2027"):
        assert mot in texte.replace("\u00a0", " "), mot


def test_la_page_d_un_pdf_et_le_json_les_disent(plan: Plan) -> None:
    complet = plan_complet(None, plan.collectivite, plan)
    isoler = [fiche for fiche in fiches_du_plan(complet) if fiche.titre == "Isoler"]
    contexte = Contexte(JOUR)
    page = page_de_fiches([preparer(isoler[0], contexte, None)], contexte, "")
    assert "Champs de la collectivité" in page
    assert "<strong>long</strong>" in page
    lu = json.loads(fabriquer_fiches(FormatExport.JSON, isoler, contexte, le=MIDI).octets)
    assert '"Logements"' in json.dumps(lu, ensure_ascii=False)
    vide = [fiche for fiche in fiches_du_plan(complet) if fiche.titre == "Planter"]
    assert "Champs de la collectivité" not in page_de_fiches([preparer(vide[0], contexte, None)], contexte, "")
