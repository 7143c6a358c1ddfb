"""Our export may bring the settings of its plan up to date: docs/calculs/import.md, « Réglages d'un plan existant »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.plans.views.test_imports import deposer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.documents.actions import ajouter_lien
from cordee.documents.models import Document
from cordee.plans.actions.commentaires import commenter_plan
from cordee.plans.actions.documents_plan import joindre_document_au_plan
from cordee.plans.actions.plans import definir_personnes_du_plan
from cordee.plans.domain.fiche import CommentaireCite, DocumentCite, PlanComplet
from cordee.plans.domain.imports.plan_existant import comparer_plan
from cordee.plans.domain.listes import RolePersonne, TypePlan
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.models import CommentairePlan, Fiche, Import, Plan, PlanPersonne
from cordee.plans.queries.dossier import plan_complet
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db
ACTE = DocumentCite("Délibération", "https://exemple.fr/acte")


@pytest.fixture
def commune() -> Collectivite:
    return CollectiviteFactory(nom="Avançon", nature="commune")


@pytest.fixture
def lise(client: Client, commune: Collectivite) -> Membre:
    membres = [commune, CollectiviteFactory(nature="commune")]
    lise = MembreFactory(editeur=True, collectivite=CollectiviteFactory(membres=membres))
    client.force_login(lise.utilisateur)
    return lise


@pytest.fixture
def plan(lise: Membre) -> Plan:
    plan = PlanFactory(collectivite=lise.collectivite, nom="Plan climat", type=TypePlan.CRTE, fin=date(2030, 12, 31))
    FicheFactory(dans=plan, titre="Isoler")
    for nom in ("Ada Roux", "Zoé Barral"):
        definir_personnes_du_plan(plan, RolePersonne.PILOTE, ["Ada Roux", nom], par=lise.utilisateur, le=LE)
    commenter_plan(plan, "On en parle jeudi.", par=lise.utilisateur, le=LE)
    document = ajouter_lien(plan.collectivite, "https://exemple.fr/avant", nom="Avant", par=lise.utilisateur, le=LE)
    joindre_document_au_plan(plan, document, deliberation=True, par=lise.utilisateur, le=LE)
    return plan


def fichier(lise: Membre, plan: Plan) -> bytes:
    """The export of the plan, with other settings, a document and two words more."""
    complet = plan_complet(lise.utilisateur, lise.collectivite, plan)
    (ici,) = complet.commentaires
    neufs = (
        CommentaireCite(2, "Reporté.", ici.ecrit_le + timedelta(days=1), "Zoé Barral", reponse_a=ici.numero),
        CommentaireCite(3, "Budget voté.", ici.ecrit_le + timedelta(days=2), "Zoé Barral"),
    )
    autre = replace(
        complet, type=TypePlan.PCAET, fin=None, pilotes=("Ada Roux",), perimetre=("Avançon",), nom="Plan climat 2",
        documents=(DocumentCite("Rapport", "https://exemple.fr/rapport"), DocumentCite("Fichier seul")),
        deliberation_document=ACTE, commentaires=(*complet.commentaires, *neufs),
    )  # fmt: skip
    return classeur_du_plan(autre)


def etat(plan: Plan) -> dict[str, Any]:
    plan = Plan.objects.get(pk=plan.pk)
    return {
        "nom": plan.nom, "type": plan.type, "fin": plan.fin,
        "pilotes": list(PlanPersonne.objects.filter(plan=plan).values_list("personne__nom", flat=True)),
        "perimetre": list(plan.perimetre.values_list("nom", flat=True)),
        "documents": {(d.document.nom, d.deliberation) for d in plan.documents.select_related("document")},
        "dits": {(c.texte, c.parent.texte if c.parent else "") for c in CommentairePlan.objects.filter(plan=plan)},
    }  # fmt: skip


def lire(reponse: Any) -> str:
    return unescape(reponse.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def importer(client: Client, lise: Membre, plan: Plan, **donnees: str) -> str:
    ou = str(deposer(client, lise, fichier(lise, plan), plan=str(plan.pk))["Location"])
    page = lire(client.get(ou))
    assert "Mettre aussi à jour les réglages du plan" in page
    assert 'name="reglages" value="1">' in page, "la case n'est pas cochée d'avance"
    assert "Mettre à jour ce qui est coché" in page, "les fiches n'ont pas changé"
    client.post(ou, donnees)
    return ou


def test_sans_la_case_rien_ne_change_au_plan(client: Client, lise: Membre, plan: Plan) -> None:
    avant = etat(plan)
    ou = importer(client, lise, plan)
    assert "cochez la case" in lire(client.post(ou)), "il n'y avait rien d'autre à écrire"
    octets = fichier(lise, plan)
    Fiche.objects.update(statut="en_cours")
    ou = str(deposer(client, lise, octets, plan=str(plan.pk))["Location"])
    client.post(ou)
    assert Fiche.objects.get().statut == "a_venir"
    assert etat(plan) == avant
    assert "Laissés comme ils sont" in lire(client.get(ou))


def test_avec_la_case_les_reglages_suivent_le_fichier_et_reviennent_avec_l_annulation(
    client: Client, lise: Membre, plan: Plan
) -> None:
    avant, documents = etat(plan), Document.objects.count()
    ou = importer(client, lise, plan, reglages="1")
    assert etat(plan) == {
        "nom": "Plan climat 2", "type": "pcaet", "fin": date(2030, 12, 31), "pilotes": ["Ada Roux"],
        "perimetre": ["Avançon"],
        "documents": {("Avant", False), ("Délibération", True), ("Rapport", False)},
        "dits": {("On en parle jeudi.", ""), ("Reporté.", "On en parle jeudi."), ("Budget voté.", "")},
    }  # fmt: skip
    assert "Réglages du plan mis à jour." in lire(client.get(ou))
    client.post(reverse("import_annuler", args=[lise.collectivite.siren, Import.objects.get().pk]))
    assert etat(plan) == avant
    assert Document.objects.count() == documents


def test_un_reglage_change_depuis_reste_et_est_nomme(client: Client, lise: Membre, plan: Plan) -> None:
    importer(client, lise, plan, reglages="1")
    Plan.objects.filter(pk=plan.pk).update(type="plpdma")
    annuler = reverse("import_annuler", args=[lise.collectivite.siren, Import.objects.get().pk])
    page = lire(client.post(annuler, follow=True))
    assert "Réglages du plan changés depuis, laissés tels quels : Type de plan." in page
    assert (etat(plan)["type"], etat(plan)["nom"]) == ("plpdma", "Plan climat")


def test_un_plan_supprime_depuis_ne_gene_pas_l_annulation(client: Client, lise: Membre, plan: Plan) -> None:
    importer(client, lise, plan, reglages="1")
    depot = Import.objects.get()
    Plan.objects.filter(pk=plan.pk).delete()
    client.post(reverse("import_annuler", args=[lise.collectivite.siren, depot.pk]))
    assert Import.objects.get().etat == Import.Etat.ANNULE


def test_l_export_tel_quel_n_a_rien_a_changer(client: Client, lise: Membre, plan: Plan) -> None:
    octets = classeur_du_plan(plan_complet(lise.utilisateur, lise.collectivite, plan))
    page = lire(client.get(deposer(client, lise, octets, plan=str(plan.pk))["Location"]))
    assert "Mettre aussi à jour" not in page
    assert "Le plan est déjà à jour." in page


def test_l_apercu_dit_chaque_difference_en_mots() -> None:
    existant = PlanComplet("A", fin=date(2030, 1, 1), confidentiel=False, pilotes=("Ada Roux",))
    lu = PlanComplet(
        "A", type=TypePlan.PCAET, fin=date(2031, 12, 31), confidentiel=True, pilotes=("ADA ROUX", "Zoé"),
        description="Six ans.", deliberation_document=ACTE,
    )  # fmt: skip
    ecart = comparer_plan(lu, existant)
    assert [(c.libelle, c.avant, c.apres) for c in ecart.changements] == [
        ("Type de plan", "", TypePlan.PCAET.libelle),
        ("Description", "", "Six ans."),
        ("Date de fin", "1er\u00a0janvier 2030", "31\u00a0décembre 2031"),
        ("Confidentiel", "non", "oui"),
        ("Pilotes", "Ada Roux", "ADA ROUX, Zoé"),
        ("Document de la délibération", "", "Délibération"),
    ]
    assert not comparer_plan(existant, existant).changements
