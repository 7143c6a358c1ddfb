"""Who conducts and who fills in a démarche; fiches have theirs in queries/test_visibilite.py."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.plans.factories_demarche import DemarcheFactory, editrice_de
from tests.territoires.factories import MembreFactory

from cordee.plans.permissions import compare_versions, conduit_demarche, edite_demarche, supprime_fiche, valide_fiche

pytestmark = pytest.mark.django_db


def test_une_demarche_se_remplit_avec_le_role_edition() -> None:
    demarche = DemarcheFactory()
    lectrice = MembreFactory(lecteur=True, collectivite=demarche.collectivite).utilisateur
    etrangere = MembreFactory(editeur=True).utilisateur
    assert edite_demarche(editrice_de(demarche), demarche)
    assert conduit_demarche(editrice_de(demarche), demarche)
    for refusee in (lectrice, etrangere):
        assert not edite_demarche(refusee, demarche)
        assert not conduit_demarche(refusee, demarche)


def test_sans_compte_ou_sans_demarche_rien_n_est_permis() -> None:
    demarche = DemarcheFactory()
    for permet in (edite_demarche, conduit_demarche):
        assert not permet(AnonymousUser(), demarche)  # type: ignore[arg-type]
        assert not permet(editrice_de(demarche), None)


def test_rien_ne_se_supprime_sans_fiche() -> None:
    assert not supprime_fiche(MembreFactory(editeur=True).utilisateur, None)


def test_rien_ne_se_valide_ni_ne_se_compare_sans_fiche_dans_un_circuit() -> None:
    personne = MembreFactory(editeur=True).utilisateur
    assert not valide_fiche(personne, None)
    assert not compare_versions(personne, None)
