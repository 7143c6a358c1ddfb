"""Entering the numbers of the leviers: all or nothing, in the trail."""

from __future__ import annotations

import pytest
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.indicateurs.models import Valeur
from cordee.journal.models import Ecriture
from cordee.plans.actions.leviers import saisir_trajectoire
from cordee.plans.domain.trajectoire import BUT, DEPART
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


def test_les_nombres_s_ecrivent_dans_leurs_indicateurs_et_au_journal() -> None:
    epci, transports, dechets = CollectiviteFactory(), IndicateurFactory(), IndicateurFactory()
    lise = MembreFactory(editeur=True, collectivite=epci).utilisateur
    saisies = {(transports, DEPART): 90.6, (transports, BUT): 64.0, (dechets, DEPART): 6.8}
    assert saisir_trajectoire(epci, saisies, par=lise, le=LE) == 3
    lues = {(v.indicateur_id, v.annee, v.resultat, v.objectif) for v in Valeur.objects.filter(collectivite=epci)}
    assert lues == {
        (transports.pk, 2019, 90.6, None), (transports.pk, 2030, None, 64.0), (dechets.pk, 2019, 6.8, None),
    }  # fmt: skip
    assert Ecriture.objects.filter(verbe="indicateurs.saisir_valeur", collectivite_id=epci.pk).count() == 3
    assert saisir_trajectoire(epci, {(dechets, DEPART): None}, par=lise, le=LE) == 1
    assert not Valeur.objects.filter(indicateur=dechets).exists()


def test_un_nombre_refuse_n_en_laisse_aucun() -> None:
    epci, bon = CollectiviteFactory(), IndicateurFactory()
    etranger = IndicateurFactory(personnalise=True)
    lise = MembreFactory(editeur=True, collectivite=epci).utilisateur
    with pytest.raises(DonneeRefusee):
        saisir_trajectoire(epci, {(bon, DEPART): 1.0, (etranger, BUT): 2.0}, par=lise, le=LE)
    assert not Valeur.objects.exists()


def test_qui_ne_fait_que_contribuer_ne_saisit_pas() -> None:
    epci = CollectiviteFactory()
    with pytest.raises(Refus):
        saisir_trajectoire(epci, {}, par=MembreFactory(contributeur=True, collectivite=epci).utilisateur, le=LE)
