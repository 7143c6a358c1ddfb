"""Effective roles: one's own, and those that the coordination of a PETR gives."""

from __future__ import annotations

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import (
    collectivite_for,
    list_collectivites_for,
    list_coordination_for,
    list_membres_for,
    list_rattachements_for,
    list_roles_for,
    membre_for,
    oublier_roles,
    personnes_avec_role,
    restreindre_roles,
    role_effectif,
    roles_par_collectivite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory(nom="CC de l'Ubaye")


@pytest.fixture
def petr(epci: Collectivite) -> Collectivite:
    return CollectiviteFactory(petr=True, membres=[epci])


def du_petr(petr: Collectivite, role: str) -> Utilisateur:
    return MembreFactory(role=role, collectivite=petr).utilisateur


class TestRolesHerites:
    @pytest.mark.parametrize(
        ("au_petr", "chez_le_membre"),
        [
            ("lecture", Role.LECTURE),
            ("contribution", Role.LECTURE),
            ("edition", Role.LECTURE),
            ("coordination", Role.EDITION),
            ("administration", Role.EDITION),
        ],
    )
    def test_le_role_au_petr_vaut_chez_ses_membres(
        self, epci: Collectivite, petr: Collectivite, au_petr: str, chez_le_membre: Role
    ) -> None:
        personne = du_petr(petr, au_petr)
        assert roles_par_collectivite(personne) == {petr.pk: Role(au_petr), epci.pk: chez_le_membre}

    def test_il_ne_vaut_rien_chez_qui_refuse_la_coordination(self, petr: Collectivite) -> None:
        fermee = AppartenanceFactory(groupement=petr, coordination_acceptee=False).membre
        assert role_effectif(du_petr(petr, "administration"), fermee) is None

    def test_le_plus_haut_des_deux_roles_l_emporte(self, epci: Collectivite, petr: Collectivite) -> None:
        ines, paul = du_petr(petr, "coordination"), du_petr(petr, "coordination")
        MembreFactory(utilisateur=ines, collectivite=epci, role=Role.ADMINISTRATION)
        MembreFactory(utilisateur=paul, collectivite=epci, role=Role.LECTURE)
        assert role_effectif(ines, epci) == Role.ADMINISTRATION
        assert role_effectif(paul, epci) == Role.EDITION

    def test_deux_groupements_donnent_le_plus_haut(self, epci: Collectivite, petr: Collectivite) -> None:
        syndicat = CollectiviteFactory(nature=Nature.SYNDICAT, membres=[epci])
        lea = du_petr(petr, "lecture")
        MembreFactory(utilisateur=lea, collectivite=syndicat, role=Role.COORDINATION)
        assert role_effectif(lea, epci) == Role.EDITION

    def test_un_epci_ne_donne_rien_chez_ses_communes(self, epci: Collectivite) -> None:
        commune = CollectiviteFactory(commune=True, groupements=[epci])
        assert role_effectif(MembreFactory(administrateur=True, collectivite=epci).utilisateur, commune) is None

    def test_l_heritage_ne_descend_que_d_un_etage(self, epci: Collectivite, petr: Collectivite) -> None:
        pole = CollectiviteFactory(nature=Nature.POLE_METROPOLITAIN, membres=[petr])
        assert role_effectif(MembreFactory(administrateur=True, collectivite=pole).utilisateur, epci) is None

    def test_qui_administre_l_installation_n_a_pas_de_role_par_la(self, epci: Collectivite) -> None:
        assert role_effectif(UtilisateurFactory(superutilisateur=True), epci) is None


class TestCout:
    @pytest.mark.parametrize("nombre", [1, 3])
    def test_deux_requetes_puis_plus_aucune(self, nombre: int, django_assert_num_queries) -> None:
        lea = UtilisateurFactory()
        for _ in range(nombre):
            petr = CollectiviteFactory(petr=True, membres=[CollectiviteFactory() for _ in range(nombre)])
            MembreFactory(coordinateur=True, utilisateur=lea, collectivite=petr)
        with django_assert_num_queries(2):
            roles = roles_par_collectivite(lea)
        assert len(roles) == nombre + nombre * nombre
        with django_assert_num_queries(0):
            roles_par_collectivite(lea)

    def test_oublier_fait_relire(self, epci: Collectivite) -> None:
        membre = MembreFactory(collectivite=epci)
        lea = membre.utilisateur
        assert role_effectif(lea, epci) == Role.LECTURE
        type(membre).objects.update(role=Role.EDITION)
        assert role_effectif(lea, epci) == Role.LECTURE
        oublier_roles(lea)
        oublier_roles(lea)
        assert role_effectif(lea, epci) == Role.EDITION


class TestCollectivites:
    def test_on_ne_voit_que_celles_ou_l_on_a_un_role(self, epci: Collectivite, petr: Collectivite) -> None:
        CollectiviteFactory()
        lea = du_petr(petr, "lecture")
        assert set(list_collectivites_for(lea)) == {epci, petr}
        assert collectivite_for(lea, epci.siren) == epci
        assert collectivite_for(UtilisateurFactory(), epci.siren) is None
        assert collectivite_for(lea, "000000000") is None


class TestMembres:
    def test_les_personnes_d_une_collectivite_vont_par_nom(self, epci: Collectivite, django_assert_num_queries) -> None:
        for nom in ("Zola", "Astier", "Moulin"):
            MembreFactory(collectivite=epci, utilisateur__nom=nom)
        MembreFactory()
        with django_assert_num_queries(1):
            assert [m.utilisateur.nom for m in list_membres_for(epci)] == ["Astier", "Moulin", "Zola"]

    def test_un_membre_se_cherche_dans_sa_collectivite(self, epci: Collectivite) -> None:
        membre = MembreFactory(collectivite=epci)
        assert membre_for(epci, membre.pk) == membre
        assert membre_for(CollectiviteFactory(), membre.pk) is None

    def test_la_coordination_est_faite_par_le_petr(self, epci: Collectivite, petr: Collectivite) -> None:
        for role in Role:
            MembreFactory(collectivite=petr, role=role, utilisateur__nom=role.label)
        AppartenanceFactory(groupement=CollectiviteFactory(petr=True), membre=epci, coordination_acceptee=False)
        assert [m.role for m in list_coordination_for(epci)] == [Role.ADMINISTRATION, Role.COORDINATION]
        assert not list_coordination_for(petr)

    def test_un_epci_voit_les_groupements_auxquels_il_est_rattache(
        self, epci: Collectivite, petr: Collectivite
    ) -> None:
        AppartenanceFactory(groupement=CollectiviteFactory(), membre=epci)
        assert [lien.groupement for lien in list_rattachements_for(epci)] == [petr]

    def test_la_coordination_ne_se_donne_que_dans_un_groupement(self, epci: Collectivite, petr: Collectivite) -> None:
        assert list_roles_for(petr) == list(Role)
        assert Role.COORDINATION not in list_roles_for(epci)


def test_des_roles_restreints_ne_laissent_que_celui_d_une_collectivite() -> None:
    coordination = MembreFactory(coordinateur=True)
    epci = CollectiviteFactory(groupements=[coordination.collectivite])
    personne = coordination.utilisateur
    assert restreindre_roles(personne, epci) is Role.EDITION
    assert roles_par_collectivite(personne) == {epci.pk: Role.EDITION}
    assert role_effectif(personne, coordination.collectivite) is None
    relue = Utilisateur.objects.get(pk=personne.pk)
    assert role_effectif(relue, coordination.collectivite) is Role.COORDINATION
    assert restreindre_roles(relue, CollectiviteFactory()) is None
    assert roles_par_collectivite(relue) == {}


def test_les_personnes_qui_ont_un_role_sont_ses_membres_et_l_equipe_du_groupement_accepte() -> None:
    coordination = MembreFactory(coordinateur=True)
    epci = CollectiviteFactory(groupements=[coordination.collectivite])
    membre = MembreFactory(collectivite=epci)
    MembreFactory()
    assert personnes_avec_role(epci) == {membre.utilisateur_id, coordination.utilisateur_id}
    epci.appartenances.update(coordination_acceptee=False)
    assert personnes_avec_role(epci) == {membre.utilisateur_id}
