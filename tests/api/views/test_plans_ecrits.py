"""Plans and axes written by the API."""

from __future__ import annotations

import pytest
from tests.api.programme import Programme, fautes_de
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.models import Axe, Fiche, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="PCAET", description="Le plan.")


@pytest.fixture
def programme(plan: Plan) -> Programme:
    return Programme.de(MembreFactory(editeur=True, collectivite=plan.collectivite))


def test_un_plan_se_cree_et_dit_son_adresse(programme: Programme) -> None:
    corps = {"nom": "Plan vélo", "debut": "2026-01-01", "pilotes": ["Zoé Barral"], "type": "mobilite"}
    reponse = programme.ecrire("post", "plans", corps)
    lu = reponse.json()
    assert (lu["nom"], lu["debut"], lu["type"], lu["pilotes"]) == (
        "Plan vélo",
        "2026-01-01",
        "mobilite",
        ["Zoé Barral"],
    )
    assert reponse.headers["Location"].endswith(f"/api/v1/plans/{lu['id']}")
    geste = Ecriture.objects.filter(verbe="plans.creer_plan").get()
    assert "par l'API (clé « Tableau de bord »)" in geste.acteur_nom


def test_seules_les_cles_donnees_changent_et_null_vide(programme: Programme, plan: Plan) -> None:
    plan.code = "PC"
    plan.save(update_fields=["code"])
    lu = programme.ecrire("patch", f"plans/{plan.pk}", {"description": None, "fin": "2031-12-31"}).json()
    assert (lu["description"], lu["fin"], lu["nom"], lu["code"]) == ("", "2031-12-31", "PCAET", "PC")
    assert programme.ecrire("patch", f"plans/{plan.pk}", {"fin": None}).json()["fin"] is None


@pytest.mark.parametrize(
    ("corps", "champ", "dit"),
    [
        ({"statut": None}, "statut", "ne se vide pas"),
        ({"nom": " "}, "", "Donnez un nom"),
        ({"type": "zzz"}, "", "n'existe pas dans la liste"),
        ({"debut": "hier"}, "debut", "Une date est attendue"),
        ({"couleur": "vert"}, "couleur", "n'existe pas ici"),
    ],
)
def test_une_mauvaise_valeur_est_dite_et_rien_ne_change(
    programme: Programme, plan: Plan, corps: dict[str, object], champ: str, dit: str
) -> None:
    reponse = programme.ecrire("patch", f"plans/{plan.pk}", corps)
    assert reponse.status_code == 422
    assert dit in fautes_de(reponse)[champ]
    assert Plan.objects.get(pk=plan.pk).nom == "PCAET"


@pytest.mark.parametrize(("suite", "reste"), [("", 1), ("?avec_fiches=true", 0)])
def test_un_plan_supprime_garde_ses_fiches_ou_non(programme: Programme, plan: Plan, suite: str, reste: int) -> None:
    FicheFactory(dans=plan)
    assert programme.ecrire("delete", f"plans/{plan.pk}{suite}").json() == {"fiches_supprimees": 1 - reste}
    assert Fiche.objects.filter(supprimee_le__isnull=True).count() == reste


class TestAxes:
    def test_un_axe_s_ajoute_sous_un_autre_a_son_rang(self, programme: Programme, plan: Plan) -> None:
        dessus = AxeFactory(plan=plan)
        AxeFactory(plan=plan, parent=dessus)
        corps = {"nom": "À vélo", "parent": dessus.pk, "rang": 0, "code": "2.1"}
        reponse = programme.ecrire("post", f"plans/{plan.pk}/axes", corps)
        lu = reponse.json()
        assert (reponse.status_code, lu["parent"], lu["code"]) == (201, dessus.pk, "2.1")
        assert Axe.objects.get(pk=lu["id"]).position == 0

    def test_un_axe_change_et_se_deplace(self, programme: Programme, plan: Plan) -> None:
        dessus, axe = AxeFactory(plan=plan), AxeFactory(plan=plan, nom="Rouler", description="Moins")
        lu = programme.ecrire("patch", f"plans/{plan.pk}/axes/{axe.pk}", {"description": None}).json()
        assert (lu["nom"], lu["description"], lu["parent"]) == ("Rouler", "", None)
        lu = programme.ecrire("patch", f"plans/{plan.pk}/axes/{axe.pk}", {"parent": dessus.pk}).json()
        assert (lu["parent"], lu["rang"]) == (dessus.pk, 0)
        assert programme.ecrire("patch", f"plans/{plan.pk}/axes/{axe.pk}", {"rang": 0}).json()["parent"] == dessus.pk

    def test_l_axe_du_dessus_est_du_meme_plan(self, programme: Programme, plan: Plan) -> None:
        ailleurs = AxeFactory()
        reponse = programme.ecrire("post", f"plans/{plan.pk}/axes", {"nom": "À vélo", "parent": ailleurs.pk})
        assert "n'est pas dans le plan" in fautes_de(reponse)["parent"]
        assert programme.ecrire("patch", f"plans/{plan.pk}/axes/{ailleurs.pk}", {"nom": "X"}).status_code == 404

    def test_les_fiches_d_un_axe_supprime_remontent(self, programme: Programme, plan: Plan) -> None:
        axe = AxeFactory(plan=plan)
        FicheFactory(dans=axe)
        assert programme.ecrire("delete", f"plans/{plan.pk}/axes/{axe.pk}").json() == {"fiches_deplacees": 1}
