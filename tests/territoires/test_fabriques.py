"""The factories that every test leans on."""

from __future__ import annotations

import pytest
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory, siren_fictif

from cordee.territoires.domain.siren import siren_valide
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import groupement_of, list_communes_of, list_membres_epci_of, role_effectif

pytestmark = pytest.mark.django_db


def test_les_siren_fictifs_sont_valides_et_distincts() -> None:
    sirens = [siren_fictif(rang) for rang in range(2_000)]
    assert all(map(siren_valide, sirens))
    assert len(set(sirens)) == 2_000


@pytest.mark.parametrize(
    ("traits", "nature", "insee"),
    [
        ({}, Nature.EPCI, "CC"),
        ({"epci": True}, Nature.EPCI, "CC"),
        ({"petr": True}, Nature.PETR, "PETR"),
        ({"commune": True}, Nature.COMMUNE, ""),
    ],
)
def test_chaque_trait_donne_une_collectivite_complete(traits: dict[str, bool], nature: Nature, insee: str) -> None:
    collectivite = CollectiviteFactory(**traits)
    collectivite.full_clean()
    assert (collectivite.nature, collectivite.nature_insee) == (nature, insee)
    assert bool(collectivite.code_insee) == (nature is Nature.COMMUNE)


def test_une_collectivite_nait_dans_ses_groupements_et_avec_ses_membres() -> None:
    epci = CollectiviteFactory(epci=True)
    commune = CollectiviteFactory(commune=True, groupements=[epci])
    petr = CollectiviteFactory(petr=True, membres=[epci])
    assert list(list_communes_of(epci)) == [commune]
    assert list(list_membres_epci_of(petr)) == [epci]
    assert groupement_of(epci) == petr


def test_une_appartenance_est_celle_d_un_epci_a_un_petr() -> None:
    lien = AppartenanceFactory()
    assert (lien.groupement.nature, lien.membre.nature) == (Nature.PETR, Nature.EPCI)


@pytest.mark.parametrize(
    ("traits", "role"),
    [
        ({}, Role.LECTURE),
        ({"lecteur": True}, Role.LECTURE),
        ({"contributeur": True}, Role.CONTRIBUTION),
        ({"editeur": True}, Role.EDITION),
        ({"coordinateur": True}, Role.COORDINATION),
        ({"administrateur": True}, Role.ADMINISTRATION),
    ],
)
def test_chaque_trait_de_membre_donne_son_role(traits: dict[str, bool], role: Role) -> None:
    membre = MembreFactory(**traits)
    assert membre.role_lisible is role
    assert role_effectif(membre.utilisateur, membre.collectivite) is role
    assert membre.collectivite.est_groupement is (role is Role.COORDINATION)


def test_un_nouveau_role_compte_tout_de_suite() -> None:
    personne, epci = UtilisateurFactory(), CollectiviteFactory()
    assert role_effectif(personne, epci) is None
    MembreFactory(editeur=True, utilisateur=personne, collectivite=epci)
    assert role_effectif(personne, epci) is Role.EDITION
    assert Collectivite.objects.count() == 1


def test_une_personne_peut_se_connecter() -> None:
    personne = UtilisateurFactory(prenom="Maëlle")
    assert personne.check_password(MOT_DE_PASSE)
    assert personne.email.startswith("maelle.")
    assert not UtilisateurFactory(password=None).has_usable_password()


def test_les_traits_d_une_personne() -> None:
    assert UtilisateurFactory(superutilisateur=True).is_superuser
    assert not UtilisateurFactory(inactif=True).is_active
    assert UtilisateurFactory.build().pk is None
