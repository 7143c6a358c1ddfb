"""What changed since an instant, as one person sees it. The API tests the rest, through its list of fiches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.plans.factories import LE, FicheFactory, partagee_avec, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.plans.queries.synchronisation import list_supprimees_depuis_for

pytestmark = pytest.mark.django_db


def test_les_supprimees_sont_celles_que_la_personne_voyait() -> None:
    fiche = FicheFactory(supprimee_le=LE)
    ici = fiche.collectivite
    nommee, cachee = (FicheFactory(collectivite=ici, confidentiel=True, supprimee_le=LE) for _ in range(2))
    FicheFactory(parent=FicheFactory(collectivite=ici), supprimee_le=LE)
    recue = FicheFactory(supprimee_le=LE + timedelta(hours=1))
    partagee_avec(recue, ici)
    lecteur, editrice = (MembreFactory(**{trait: True}, collectivite=ici) for trait in ("lecteur", "editeur"))
    pilotee_par(nommee, lecteur.utilisateur)
    vues = list_supprimees_depuis_for(lecteur.utilisateur, ici, LE)
    assert list(vues) == [fiche, nommee, recue]
    assert list(list_supprimees_depuis_for(editrice.utilisateur, ici, LE)) == [fiche, nommee, cachee, recue]
    assert list(list_supprimees_depuis_for(editrice.utilisateur, ici, LE + timedelta(minutes=1))) == [recue]
    assert not list_supprimees_depuis_for(MembreFactory().utilisateur, ici, LE)
