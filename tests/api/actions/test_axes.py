"""An axe changed and moved at once."""

from __future__ import annotations

import pytest
from tests.plans.factories import LE, AxeFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.api.actions.axes import ecrire_axe
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db


def test_un_axe_change_de_nom_et_de_place() -> None:
    plan = PlanFactory()
    dessus, axe = AxeFactory(plan=plan), AxeFactory(plan=plan, nom="Rouler")
    par = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    ecrit = ecrire_axe(axe, {"nom": "Rouler moins"}, (dessus, None), par=par, le=LE)
    axe.refresh_from_db()
    assert (axe.nom, axe.parent, axe.position, ecrit.position) == ("Rouler moins", dessus, 0, 0)


def test_un_deplacement_refuse_ne_change_pas_le_nom() -> None:
    axe = AxeFactory(nom="Rouler")
    par = MembreFactory(editeur=True, collectivite=axe.plan.collectivite).utilisateur
    with pytest.raises(DonneeRefusee):
        ecrire_axe(axe, {"nom": "Rouler moins"}, (axe, None), par=par, le=LE)
    axe.refresh_from_db()
    assert axe.nom == "Rouler"
