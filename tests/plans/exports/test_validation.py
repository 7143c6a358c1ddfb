"""What files say of the validation, and the validated version on paper; a file validates nothing."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.exports.test_classeur import rouvrir
from tests.plans.fabrique_validation import circuit, place, validee
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.fiche import PlanComplet, ValidationCitee
from cordee.plans.domain.formats import DemandeExport, FormatExport
from cordee.plans.domain.imports.classeurs import Feuille
from cordee.plans.domain.imports.export_cordee import lire_export
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.exports.presentation import mention_de_validation
from cordee.plans.models import Fiche, FicheIndicateur, Plan
from cordee.plans.queries.dossier import fiches_completes, plan_complet
from cordee.plans.queries.versions_exportees import (
    fiche_en_version_validee,
    plan_en_version_validee,
    poser_validations,
)
from cordee.plans.tasks.exports import construire_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(nom="Plan climat")
    circuit(plan)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    lise = MembreFactory(editeur=True, collectivite=plan.collectivite, utilisateur__prenom="Lise").utilisateur
    lise.nom = "Faure"
    lise.save()
    return lise


@pytest.fixture
def fiche(plan: Plan, lise: Utilisateur) -> Fiche:
    """Validated, then changed; beside it one that never was."""
    sous_axe = AxeFactory(plan=plan, parent=AxeFactory(plan=plan))
    fiche = FicheFactory(dans=sous_axe, titre="Suivre", objectifs="Moins 20 %")
    indicateur = IndicateurFactory(titre="Consommation")
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
    IndicateurCollectivite.objects.create(
        indicateur=indicateur, collectivite=plan.collectivite, confidentiel=True, modified_at=LE
    )
    FicheFactory(dans=plan, titre="Jamais votée")
    validee(fiche, plan, par=lise)
    modifier_fiche(fiche, {"objectifs": "Moins 5 %", "statut": "en_cours"}, par=lise, le=LE)
    return fiche


def lu(qui: Utilisateur, plan: Plan) -> PlanComplet:
    complet = plan_complet(qui, plan.collectivite, plan)
    poser_validations(qui, fiches_du_plan(complet))
    return complet


def test_le_classeur_dit_l_etat_et_sa_reimportation_le_laisse_et_le_dit(
    plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    feuilles = rouvrir(classeur_du_plan(lu(lise, plan)))
    colonne = feuilles["Fiches"][0].index("Validation")
    assert {ligne[colonne] for ligne in feuilles["Fiches"][1:]} == {
        "Modifiée depuis, validée le 10/03/2026 par Lise Faure", "Brouillon",
    }  # fmt: skip
    lecture = lire_export([Feuille(nom, lignes) for nom, lignes in feuilles.items()])
    assert lecture.erreurs == []
    (avis,) = lecture.avis
    assert "L'état de validation des fiches n'est pas importé" in str(avis)
    assert all(fiche.validations == () for fiche in lecture.fiches())
    assert str(place(fiche, plan).etat) == "modifiee"


def test_sans_circuit_la_reimportation_ne_dit_rien(lise: Utilisateur, plan: Plan) -> None:
    libre = PlanFactory(collectivite=plan.collectivite)
    FicheFactory(dans=libre)
    feuilles = rouvrir(classeur_du_plan(lu(lise, libre)))
    assert lire_export([Feuille(nom, lignes) for nom, lignes in feuilles.items()]).avis == []
    sans = [Feuille(nom, [ligne[:3] for ligne in lignes]) for nom, lignes in feuilles.items() if nom != "Fiches"]
    assert lire_export(sans).avis == []


def test_json_et_csv_portent_l_etat(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    fichier = construire_export(lise, plan.collectivite, plan, DemandeExport(FormatExport.JSON), le=LE)
    suivie = next(f for f in json.loads(fichier.octets)["fiches"] if f["titre"] == "Suivre")
    assert suivie["validations"] == [
        {"plan": "Plan climat", "etat": "modifiee", "valide_par": "Lise Faure", "valide_le": "2026-03-10"}
    ]
    texte = construire_export(lise, plan.collectivite, plan, DemandeExport(FormatExport.CSV), le=LE).octets.decode()
    assert "Modifiée depuis, validée le 10/03/2026 par Lise Faure" in texte


def test_la_version_validee_d_un_plan_laisse_ce_qui_ne_l_a_jamais_ete(
    plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    (montree,) = fiches_du_plan(plan_en_version_validee(lise, plan, lu(lise, plan)))
    assert (montree.titre, montree.objectifs, str(montree.statut)) == ("Suivre", "Moins 20 %", "en_cours")
    assert [i.nom for i in montree.indicateurs] == ["Consommation"]
    assert [v.etat for v in montree.validations] == ["validee"]
    assert len(fiches_du_plan(plan_en_version_validee(None, plan, lu(lise, plan)))) == 1


def test_une_version_ne_montre_pas_un_indicateur_cache_a_qui_lit(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    lectrice = MembreFactory(collectivite=plan.collectivite).utilisateur
    (montree,) = fiches_du_plan(plan_en_version_validee(lectrice, plan, lu(lectrice, plan)))
    assert montree.indicateurs == ()
    (courante,) = fiches_completes(lectrice, plan.collectivite, [fiche.pk])
    seule = fiche_en_version_validee(lectrice, place(fiche, plan), courante)
    assert seule is not None
    assert seule.indicateurs == ()
    jamais = Fiche.objects.get(titre="Jamais votée")
    assert fiche_en_version_validee(lectrice, place(jamais, plan), courante) is None


def test_le_papier_dit_quelle_version_il_montre(plan: Plan, fiche: Fiche, lise: Utilisateur) -> None:
    courante = next(f for f in fiches_du_plan(lu(lise, plan)) if f.titre == "Suivre")
    version = fiches_du_plan(plan_en_version_validee(lise, plan, lu(lise, plan)))[0]
    mentions = [mention_de_validation(f, "Plan climat").replace("\u00a0", " ") for f in (courante, version)]
    assert mentions == [
        "Modifiée depuis sa validation du 10 mars 2026",
        "Version validée le 10 mars 2026 par Lise Faure",
    ]
    courante.validations = (*courante.validations, ValidationCitee("PAT", "brouillon"))
    assert "PAT : Brouillon" in mention_de_validation(courante, "Un autre plan").replace("\u00a0", " ")
    courante.validations = ()
    assert mention_de_validation(courante) == ""


@pytest.mark.parametrize("format_", [FormatExport.DOCX, FormatExport.ODT])
def test_le_livret_se_fait_de_la_version_validee(
    plan: Plan, fiche: Fiche, lise: Utilisateur, format_: FormatExport
) -> None:
    demande = DemandeExport.lire(DemandeExport(format_, validee=True).en_parametres())
    assert demande.validee
    assert construire_export(lise, plan.collectivite, plan, demande, le=LE).octets


def test_une_fiche_se_telecharge_telle_qu_elle_a_ete_validee(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    client.force_login(lise)
    adresse = reverse("fiche_exporter", args=[plan.collectivite.siren, fiche.pk])
    (lue,) = json.loads(client.get(adresse, {"format": "json", "version": plan.pk}).content)["fiches"]
    assert (lue["objectifs"], lue["statut"]) == ("Moins 20 %", "en_cours")
    (lue,) = json.loads(client.get(adresse, {"format": "json"}).content)["fiches"]
    assert lue["objectifs"] == "Moins 5 %"
    assert client.get(adresse, {"format": "json", "version": 999_999}).status_code == 404
    jamais = Fiche.objects.get(titre="Jamais votée")
    adresse = reverse("fiche_exporter", args=[plan.collectivite.siren, jamais.pk])
    assert client.get(adresse, {"format": "json", "version": plan.pk}).status_code == 404


def test_le_panneau_propose_la_version_validee_la_ou_l_on_valide(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    client.force_login(lise)
    panneau = reverse("plan_exporter", args=[plan.collectivite.siren, plan.pk])
    assert 'name="validee"' in client.get(panneau).content.decode()
    lu = json.loads(client.post(panneau, {"format": "json", "portee": "tout", "validee": "on"}).content)
    assert [f["titre"] for f in lu["fiches"]] == ["Suivre"]
    libre = PlanFactory(collectivite=plan.collectivite)
    FicheFactory(dans=libre)
    panneau = reverse("plan_exporter", args=[plan.collectivite.siren, libre.pk])
    assert 'name="validee"' not in client.get(panneau).content.decode()
    assert (
        len(json.loads(client.post(panneau, {"format": "json", "portee": "tout", "validee": "on"}).content)["fiches"])
        == 1
    )
