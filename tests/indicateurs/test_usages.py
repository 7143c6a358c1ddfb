"""An indicateur that a fiche or an axe of the app above cites is not deleted."""

from __future__ import annotations

import pytest
from tests.indicateurs.factories import LE, IndicateurFactory, editrice
from tests.plans.factories import AxeFactory, FicheFactory
from tests.territoires.factories import CollectiviteFactory

from cordee.indicateurs.actions.definitions import supprimer_indicateur
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.queries.usages import usages_of
from cordee.plans.models import AxeIndicateur, FicheIndicateur
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db


def test_un_indicateur_qui_sert_ne_se_supprime_pas() -> None:
    epci = CollectiviteFactory()
    sien = IndicateurFactory(collectivite=epci, titre="Haies")
    FicheIndicateur.objects.create(fiche=FicheFactory(), indicateur=sien)
    AxeIndicateur.objects.create(axe=AxeFactory(), indicateur=sien)
    assert usages_of(sien) == {"indicateurs de suivi": 1, "indicateurs des axes": 1}
    with pytest.raises(
        DonneeRefusee, match=r"« Haies » sert encore \(1 indicateurs de suivi et 1 indicateurs des axes\)"
    ):
        supprimer_indicateur(sien, par=editrice(epci), le=LE)
    assert Indicateur.objects.get() == sien
