"""Files and links attached to a plan, and its délibération."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.documents.actions import supprimer_document
from cordee.journal.models import Ecriture
from cordee.plans.actions.documents_plan import (
    detacher_document_du_plan,
    joindre_document_au_plan,
    modifier_document_du_plan,
)
from cordee.plans.actions.duplication import dupliquer_plan
from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.actions.retraits_plan import annuler_retrait_du_plan, retirer_du_plan
from cordee.plans.models import Plan, PlanDocument
from cordee.plans.queries.documents import document_ecrit, list_documents_proposes, list_joints_du_plan_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def options(plan: Plan) -> dict[str, Any]:
    return {"par": MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur, "le": LE}


@pytest.fixture
def etude(plan: Plan) -> Any:
    return DocumentFactory(collectivite=plan.collectivite, nom="Étude.pdf")


def test_un_document_se_joint_une_fois_et_l_historique_le_dit(plan, etude, options) -> None:
    joint = joindre_document_au_plan(plan, etude, commentaire=" Version  1 ", **options)
    assert (joint.commentaire, joint.ajoute_par) == ("Version 1", options["par"])
    assert joindre_document_au_plan(plan, etude, **options) == joint
    (ecriture,) = Ecriture.objects.filter(verbe="plans.joindre_document")
    assert ecriture.details["champs"]["document"] == [None, "Étude.pdf"]


def test_la_deliberation_est_une_et_passe_d_un_document_a_l_autre(plan, etude, options) -> None:
    vote = DocumentFactory(collectivite=plan.collectivite, nom="Vote.pdf")
    premier = joindre_document_au_plan(plan, etude, deliberation=True, **options)
    second = joindre_document_au_plan(plan, vote, deliberation=True, **options)
    assert list(PlanDocument.objects.filter(deliberation=True)) == [second]
    premier.refresh_from_db()
    modifier_document_du_plan(premier, commentaire="Délibération", deliberation=True, **options)
    assert list(PlanDocument.objects.filter(deliberation=True)) == [premier]
    modifier_document_du_plan(premier, commentaire="Délibération", deliberation=True, **options)
    modifier_document_du_plan(premier, commentaire="", deliberation=False, **options)
    assert not PlanDocument.objects.filter(deliberation=True).exists()
    dites = Ecriture.objects.filter(verbe="plans.designer_deliberation").order_by("pk")
    assert [e.details["champs"]["deliberation_document"] for e in dites] == [
        [None, "Étude.pdf"], ["Étude.pdf", "Vote.pdf"], ["Vote.pdf", "Étude.pdf"], ["Étude.pdf", None],
    ]  # fmt: skip


def test_un_document_d_ailleurs_ne_se_joint_pas_ni_par_une_lectrice(plan, options) -> None:
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        joindre_document_au_plan(plan, DocumentFactory(), **options)
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    with pytest.raises(Refus, match="Édition"):
        joindre_document_au_plan(plan, DocumentFactory(collectivite=plan.collectivite), par=lectrice, le=LE)


def test_un_plan_supprime_entre_temps_se_dit(plan, etude, options) -> None:
    copie = Plan.objects.get(pk=plan.pk)
    supprimer_plan(plan, avec_fiches=False, **options)
    with pytest.raises(DonneeRefusee, match="a été supprimé entre-temps"):
        joindre_document_au_plan(copie, etude, **options)


def test_la_bibliotheque_ne_perd_pas_un_document_joint_et_le_garde_quand_le_plan_s_en_va(plan, etude, options) -> None:
    joint = joindre_document_au_plan(plan, etude, **options)
    with pytest.raises(DonneeRefusee, match="1 document joint à un plan"):
        supprimer_document(etude, **options)
    detacher_document_du_plan(joint, **options)
    joindre_document_au_plan(plan, etude, **options)
    supprimer_plan(plan, avec_fiches=False, **options)
    etude.refresh_from_db()
    assert not PlanDocument.objects.exists()


def test_un_document_confidentiel_est_pour_qui_contribue_ou_il_est_garde(plan, options) -> None:
    secret = DocumentFactory(collectivite=plan.collectivite, confidentiel=True)
    joint = joindre_document_au_plan(plan, secret, **options)
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    assert list(list_joints_du_plan_for(options["par"], plan)) == [joint]
    assert list(list_joints_du_plan_for(lectrice, plan)) == []


def test_les_propositions_sont_celles_de_la_bibliotheque_moins_ce_qui_est_joint(plan, etude, options) -> None:
    autre = DocumentFactory(collectivite=plan.collectivite, nom="Bilan.pdf")
    DocumentFactory()
    joindre_document_au_plan(plan, etude, **options)
    assert list(list_documents_proposes(options["par"], plan)) == [autre]
    assert document_ecrit(options["par"], plan, "bilan.pdf") == autre
    assert document_ecrit(options["par"], plan, f"#{etude.pk} Étude.pdf") is None


def test_un_document_detache_revient_sans_reprendre_la_place_d_une_autre_deliberation(plan, etude, options) -> None:
    joint = joindre_document_au_plan(plan, etude, commentaire="Lot 1", deliberation=True, **options)
    geste = retirer_du_plan(plan, "documents", joint, **options)
    vote = DocumentFactory(collectivite=plan.collectivite)
    joindre_document_au_plan(plan, vote, deliberation=True, **options)
    annuler_retrait_du_plan(geste, par=options["par"], le=LE + timedelta(minutes=1))
    revenu = PlanDocument.objects.get(document=etude)
    assert (revenu.commentaire, revenu.deliberation) == ("Lot 1", False)
    with pytest.raises(DonneeRefusee, match="déjà annulé"):
        annuler_retrait_du_plan(geste, **options)


def test_un_document_joint_a_nouveau_ne_revient_pas_deux_fois(plan, etude, options) -> None:
    geste = retirer_du_plan(plan, "documents", joindre_document_au_plan(plan, etude, **options), **options)
    joindre_document_au_plan(plan, etude, **options)
    with pytest.raises(DonneeRefusee, match="à nouveau joint"):
        annuler_retrait_du_plan(geste, **options)


def test_la_copie_d_un_plan_garde_ses_documents_mais_pas_sa_deliberation(plan, etude, options) -> None:
    joindre_document_au_plan(plan, etude, commentaire="Lot 1", **options)
    joindre_document_au_plan(plan, DocumentFactory(collectivite=plan.collectivite), deliberation=True, **options)
    copie = dupliquer_plan(plan, plan.collectivite, "", **options)
    (joint,) = copie.documents.all()
    assert (joint.document, joint.commentaire, joint.deliberation) == (etude, "Lot 1", False)
    assert (copie.deliberation_le, copie.deliberation_numero) == (None, "")
