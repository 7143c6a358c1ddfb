"""The audit trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory

from cordee.journal.actions import consigner
from cordee.journal.models import Ecriture
from cordee.journal.queries import list_ecritures_for

pytestmark = pytest.mark.django_db
LE = datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_une_ecriture_dit_qui_quoi_ou_et_quand() -> None:
    lise, epci = UtilisateurFactory(prenom="Lise", nom="Faure"), CollectiviteFactory()
    consigner(
        epci,
        "territoires.regler",
        "A réglé",
        par=lise,
        le=LE,
        collectivite_id=epci.pk,
        details={"avant": 1, "apres": None},
    )
    ecriture = Ecriture.objects.get()
    assert (ecriture.acteur, ecriture.acteur_nom, ecriture.verbe) == (lise, "Lise Faure", "territoires.regler")
    assert (ecriture.objet_type, ecriture.objet_id) == ("territoires.collectivite", str(epci.pk))
    assert (ecriture.collectivite_id, ecriture.le, ecriture.details) == (epci.pk, LE, {"avant": 1, "apres": None})
    assert str(ecriture) == "2026-03-10 09:00 A réglé"


def test_l_installation_agit_sans_personne() -> None:
    consigner(CollectiviteFactory(), "territoires.charger", "A chargé", par=None, le=LE)
    ecriture = Ecriture.objects.get()
    assert (ecriture.acteur, ecriture.acteur_nom, ecriture.collectivite_id, ecriture.details) == (None, "", None, {})


def test_ce_qui_est_trop_long_est_coupe_a_la_taille_des_colonnes() -> None:
    sans_nom = UtilisateurFactory(prenom="", nom="", email="x" * 60 + "@" + "y" * 180 + ".fr")
    consigner(CollectiviteFactory(), "territoires.regler", "é" * 500, par=sans_nom, le=LE)
    ecriture = Ecriture.objects.get()
    assert (len(ecriture.resume), len(ecriture.acteur_nom)) == (400, 170)


def test_le_journal_survit_a_son_sujet_et_a_son_auteur() -> None:
    lise, epci = UtilisateurFactory(prenom="Lise", nom="Faure"), CollectiviteFactory()
    consigner(epci, "territoires.regler", "A réglé", par=lise, le=LE, collectivite_id=epci.pk)
    numero = epci.pk
    epci.delete()
    lise.delete()
    ecriture = Ecriture.objects.get()
    assert (ecriture.acteur, ecriture.acteur_nom, ecriture.collectivite_id) == (None, "Lise Faure", numero)


@pytest.mark.parametrize("nombre", [1, 3])
def test_on_lit_les_ecritures_de_ses_collectivites_de_la_derniere_a_la_premiere(
    nombre: int, django_assert_num_queries
) -> None:
    ici, ailleurs = CollectiviteFactory(), CollectiviteFactory()
    for rang in range(nombre):
        consigner(
            ici, "v", f"{rang}", par=UtilisateurFactory(), le=LE + rang * timedelta(hours=1), collectivite_id=ici.pk
        )
    consigner(ailleurs, "v", "ailleurs", par=None, le=LE, collectivite_id=ailleurs.pk)
    with django_assert_num_queries(1):
        lues = [(e.resume, e.acteur.nom_complet) for e in list_ecritures_for([ici.pk]) if e.acteur]
    assert [resume for resume, _ in lues] == [f"{rang}" for rang in reversed(range(nombre))]
    assert list_ecritures_for(iter([ici.pk, ailleurs.pk])).count() == nombre + 1
    assert not list_ecritures_for([])
