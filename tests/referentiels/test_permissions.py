"""Who may do what on the référentiels of a collectivité."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import CODE, EngagementFactory, lectrice, personne
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.referentiels.permissions import obtenir_engagement, qui_peut_renseigner
from cordee.socle.permissions import peut
from cordee.territoires.enums import Role

pytestmark = pytest.mark.django_db

# code, least role, whether the référentiel must be open
DROITS = [
    ("referentiels.voir", Role.LECTURE, False),
    ("referentiels.commenter", Role.CONTRIBUTION, True),
    ("referentiels.renseigner_statut", Role.EDITION, True),
    ("referentiels.figer_score", Role.EDITION, True),
    ("referentiels.changer_mode", Role.ADMINISTRATION, False),
]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("role", [None, *Role])
def test_chaque_role_a_ses_droits_et_un_referentiel_ferme_n_en_donne_que_de_lecture(role, mode: Mode) -> None:
    engagement = EngagementFactory(mode=mode)
    lea = personne(engagement, role)
    attendus = {
        code: role is not None and role.rang >= minimum.rang and (mode == Mode.ECRITURE or not ouvert)
        for code, minimum, ouvert in DROITS
    }
    assert {code: peut(lea, code, engagement) for code, *_ in DROITS} == attendus
    assert peut(lea, "referentiels.ouvrir", engagement.collectivite) == (role is not None and role.rang >= 2)


@pytest.mark.parametrize("code", [code for code, *_ in DROITS])
def test_sans_objet_ni_connexion_rien_n_est_permis(code: str) -> None:
    engagement = EngagementFactory()
    assert not peut(engagement.ouvert_par, code)
    assert not peut(AnonymousUser(), code, engagement)


def test_un_compte_ferme_ne_peut_plus_rien() -> None:
    engagement = EngagementFactory()
    engagement.ouvert_par.is_active = False
    assert not peut(engagement.ouvert_par, "referentiels.voir", engagement)


def test_la_coordinatrice_du_petr_edite_mais_n_administre_pas() -> None:
    engagement = EngagementFactory()
    petr = CollectiviteFactory(petr=True, membres=[engagement.collectivite])
    lise = MembreFactory(administrateur=True, collectivite=petr).utilisateur
    assert peut(lise, "referentiels.renseigner_statut", engagement)
    assert not peut(lise, "referentiels.changer_mode", engagement)


class TestObtenir:
    @pytest.mark.parametrize("mode", Mode)
    def test_qui_lit_obtient_le_referentiel_meme_archive(self, mode: Mode) -> None:
        engagement = EngagementFactory(mode=mode)
        obtenu = obtenir_engagement(lectrice(engagement), engagement.collectivite.siren, CODE)
        assert obtenu == engagement

    def test_ce_qui_n_existe_pas_et_ce_qu_on_ne_voit_pas_se_ressemblent(self) -> None:
        engagement: Engagement = EngagementFactory()
        siren, lea = engagement.collectivite.siren, lectrice(engagement)
        for qui, ou, code in (
            (UtilisateurFactory(), siren, CODE),
            (lea, "000000000", CODE),
            (lea, siren, "cae"),
            (MembreFactory().utilisateur, siren, CODE),
        ):
            with pytest.raises(Http404, match="n'existe pas, ou vous n'y avez pas accès"):
                obtenir_engagement(qui, ou, code)


def test_la_phrase_dit_a_qui_demander() -> None:
    assert "Demandez le rôle « Édition »" in qui_peut_renseigner()
