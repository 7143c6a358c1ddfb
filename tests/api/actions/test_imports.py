"""A whole import is one event, and so is its undoing; from the file to the other program."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.api.fabrique_webhooks import Recepteur
from tests.api.factories import WebhookFactory
from tests.plans.factories import LE
from tests.territoires.factories import MembreFactory

from cordee.api.actions.livraison import livrer
from cordee.api.actions.reperage import reperer_evenements
from cordee.api.models import Webhook
from cordee.plans.actions.imports import annuler_import, appliquer_import, deposer_import
from cordee.plans.models import Fiche, Import
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
NOMBRE = 60
TABLEAU = "\n".join(["Axe;Titre de l'action;Statut", *(f"Rouler;Action {n} du plan;En cours" for n in range(NOMBRE))])


@pytest.fixture
def editrice() -> Membre:
    return MembreFactory(editeur=True)


def importer(editrice: Membre) -> Import:
    depot = deposer_import(
        editrice.collectivite, TABLEAU.encode(), "plan.csv", nom_plan="Plan vélo", par=editrice.utilisateur, le=LE
    )
    appliquer_import(depot, par=editrice.utilisateur, le=LE)
    reperer_evenements(par=None, le=LE)
    depot.refresh_from_db()
    return depot


def test_un_import_est_un_evenement_et_son_annulation_un_autre(outil: Recepteur, editrice: Membre) -> None:
    WebhookFactory(collectivite=editrice.collectivite, adresse=outil.adresse)
    depot = importer(editrice)
    creees = sorted(Fiche.objects.values_list("pk", flat=True))
    assert livrer(le=LE) == 1
    corps = outil.recus[0].corps
    assert (corps["type"], sorted(corps["fiches"])) == ("import.termine", creees)
    assert corps["nombres"] == {"creees": NOMBRE, "modifiees": 0}
    assert corps["plans"] == [{"ref": depot.plan_id, "nom": "Plan vélo"}]
    annuler_import(depot, par=editrice.utilisateur, le=LE + timedelta(minutes=5))
    reperer_evenements(par=None, le=LE + timedelta(minutes=5))
    assert livrer(le=LE + timedelta(minutes=5)) == 1
    corps = outil.recus[1].corps
    assert (corps["type"], corps["fiches"], sorted(corps["fiches_supprimees"])) == ("import.annule", [], creees)


def test_ce_qui_etait_confidentiel_dans_un_import_annule_ne_se_dit_qu_a_qui_le_voyait(editrice: Membre) -> None:
    simple = WebhookFactory(collectivite=editrice.collectivite, evenements=["import.annule"])
    tout = WebhookFactory(collectivite=editrice.collectivite, evenements=["import.annule"], confidentielles=True)
    depot = importer(editrice)
    secrete = Fiche.objects.order_by("pk").first()
    assert secrete is not None
    Fiche.objects.filter(pk=secrete.pk).update(confidentiel=True)
    annuler_import(depot, par=editrice.utilisateur, le=LE + timedelta(minutes=5))
    reperer_evenements(par=None, le=LE + timedelta(minutes=5))

    def dites(webhook: Webhook) -> list[int]:
        supprimees: list[int] = webhook.livraisons.get().donnees["supprimees"]
        return supprimees

    assert (len(dites(simple)), len(dites(tout))) == (NOMBRE - 1, NOMBRE)
    assert secrete.pk not in dites(simple)
