"""Our export goes back to the plan that it comes from, renamed or not: docs/calculs/import.md, « Plan renommé »."""

from __future__ import annotations

from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from tests.plans.factories import FicheFactory, PlanFactory
from tests.plans.views.test_imports import deposer
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.fiche import PlanComplet
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.models import Fiche, Import, Placement, Plan
from cordee.plans.queries.dossier import plan_complet, recueil_complet
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def lise(client: Client) -> Membre:
    lise = MembreFactory(editeur=True)
    client.force_login(lise.utilisateur)
    return lise


@pytest.fixture
def plan(lise: Membre) -> Plan:
    plan = PlanFactory(collectivite=lise.collectivite, nom="Plan climat")
    FicheFactory(dans=plan, titre="Isoler", code="1")
    FicheFactory(dans=plan, titre="Pédaler", code="2")
    return plan


def complet(lise: Membre, plan: Plan) -> PlanComplet:
    return plan_complet(lise.utilisateur, lise.collectivite, plan)


def lire(reponse: Any) -> str:
    return unescape(reponse.content.decode()).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def renommer(plan: Plan, nom: str = "Plan climat 2026") -> None:
    Plan.objects.filter(pk=plan.pk).update(nom=nom)
    Fiche.objects.filter(titre="Isoler").update(statut="en_cours")


def test_un_plan_renomme_est_retrouve_par_son_numero_et_l_apercu_le_dit(
    client: Client, lise: Membre, plan: Plan
) -> None:
    octets = classeur_du_plan(complet(lise, plan))
    renommer(plan)
    apercu = client.get(deposer(client, lise, octets)["Location"])
    assert "dans le plan « Plan climat 2026 », d'où vient ce fichier (il s'y appelle « Plan climat »)" in lire(apercu)
    client.post(apercu.wsgi_request.path)
    assert Plan.objects.count() == 1
    assert Fiche.objects.count() == 2
    assert Fiche.objects.get(titre="Isoler").statut == "a_venir", "le fichier met le plan à jour"
    assert Plan.objects.get().nom == "Plan climat 2026", "un plan existant garde son nom"


def test_on_peut_en_faire_plutot_un_nouveau_plan(client: Client, lise: Membre, plan: Plan) -> None:
    ou = deposer(client, lise, classeur_du_plan(complet(lise, plan)))["Location"]
    assert "Créer plutôt un nouveau plan" in lire(client.get(ou))
    a_part = lire(client.post(ou, {"a_part": "1"}, follow=True))
    assert "dans un nouveau plan, « Plan climat »" in a_part
    assert "Créer plutôt" not in a_part
    client.post(ou)
    assert Plan.objects.filter(nom="Plan climat").count() == 2
    assert "ne peut plus changer de plan" in lire(client.post(ou, {"a_part": "1"}))


def test_un_nom_donne_fait_un_nouveau_plan_et_dit_de_quel_plan_vient_le_fichier(
    client: Client, lise: Membre, plan: Plan
) -> None:
    reponse = deposer(client, lise, classeur_du_plan(complet(lise, plan)), nom_plan="Plan d'essai")
    apercu = lire(client.get(reponse["Location"]))
    assert "dans un nouveau plan, « Plan d'essai »" in apercu
    assert "Ce fichier vient du plan « Plan climat » : il en fait un autre" in apercu


def test_un_numero_seul_ne_suffit_pas(client: Client, lise: Membre, plan: Plan) -> None:
    octets = classeur_du_plan(complet(lise, plan))
    Fiche.objects.filter(placements__plan=plan).delete()
    FicheFactory(dans=plan, titre="Tout autre chose")
    renommer(plan, "Plan vélo")
    deposer(client, lise, octets)
    assert Import.objects.get().plan is None


def test_un_plan_que_l_on_ne_peut_pas_modifier_ni_voir_n_est_pas_propose(
    client: Client, plan: Plan, lise: Membre
) -> None:
    octets = classeur_du_plan(complet(lise, plan))
    ailleurs = MembreFactory(editeur=True)
    client.force_login(ailleurs.utilisateur)
    deposer(client, ailleurs, octets)
    assert Import.objects.get().plan is None


def test_toutes_les_fiches_reviennent_aussi_dans_le_plan_renomme(client: Client, lise: Membre, plan: Plan) -> None:
    velo = PlanFactory(collectivite=lise.collectivite, nom="Plan vélo")
    FicheFactory(dans=velo, titre="Relier")
    octets = classeur_du_plan(recueil_complet(lise.utilisateur, lise.collectivite))
    renommer(plan, "Plan vélo")
    Plan.objects.filter(pk=velo.pk).update(nom="Schéma cyclable")
    apercu = client.get(deposer(client, lise, octets)["Location"])
    page = " ".join(lire(apercu).split())
    assert "Plan climat, qui s'appelle maintenant « Plan vélo »" in page
    assert "Plan vélo, qui s'appelle maintenant « Schéma cyclable »" in page
    client.post(apercu.wsgi_request.path)
    assert set(Placement.objects.values_list("plan__nom", "fiche__titre")) == {
        ("Plan vélo", "Isoler"), ("Plan vélo", "Pédaler"), ("Schéma cyclable", "Relier"),
    }  # fmt: skip


def test_la_commande_aussi_quand_aucun_plan_n_est_nomme(lise: Membre, plan: Plan, tmp_path: Path) -> None:
    fichier = tmp_path / "plan.xlsx"
    fichier.write_bytes(classeur_du_plan(complet(lise, plan)))
    renommer(plan)
    sortie = StringIO()
    call_command("importer_plan", str(fichier), collectivite=lise.collectivite.siren, stdout=sortie)
    assert "Ce fichier vient du plan « Plan climat 2026 », qui s'y appelle « Plan climat »." in sortie.getvalue()
    assert Plan.objects.count() == 1
