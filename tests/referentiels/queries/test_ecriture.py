"""Who writes in the référentiels of which collectivité, and why not."""

from __future__ import annotations

import pytest
from tests.referentiels.factories import CODE, EngagementFactory, VerrouFactory, contributrice, editrice
from tests.territoires.factories import CollectiviteFactory

from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.ecriture import Ecriture

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory(collectivite=CollectiviteFactory(nom="Pays de Loin"))


def refus(engagement: Engagement, qui: object) -> str:
    return Ecriture(qui, [engagement.collectivite_id]).refus(engagement.collectivite_id, CODE)  # type: ignore[arg-type]


def test_une_editrice_ecrit_dans_un_referentiel_ouvert_et_dans_celui_que_personne_n_a_ouvert(engagement) -> None:
    qui = editrice(engagement)
    assert refus(engagement, qui) == ""
    assert Ecriture(qui, [engagement.collectivite_id]).refus(engagement.collectivite_id, "autre") == ""


def test_une_contributrice_n_ecrit_pas(engagement) -> None:
    assert "demande le rôle « Édition »" in refus(engagement, contributrice(engagement))


@pytest.mark.parametrize(
    ("mode", "dit"), [(Mode.ARCHIVE, "est archivé dans Pays de Loin"), (Mode.CONSULTATION, "en consultation seule")]
)
def test_un_referentiel_ferme_refuse_tout_le_monde_installation_comprise(engagement, mode: Mode, dit: str) -> None:
    Engagement.objects.update(mode=mode)
    assert dit in refus(engagement, editrice(engagement))
    assert dit in refus(engagement, None)


def test_un_referentiel_gele_dit_pourquoi_et_laisse_passer_ceux_qu_il_exempte(engagement) -> None:
    verrou = VerrouFactory(
        collectivite=engagement.collectivite, referentiel=engagement.referentiel, message="Un audit est en cours."
    )
    qui, exemptee = editrice(engagement), editrice(engagement)
    verrou.exemptes.add(exemptee)
    assert "est gelé (un audit est en cours)" in refus(engagement, qui)
    assert refus(engagement, exemptee) == ""


def test_lire_dix_collectivites_coute_autant_qu_une(engagement, django_assert_num_queries) -> None:
    qui = editrice(engagement)
    autres = [CollectiviteFactory().pk for _ in range(3)]
    with django_assert_num_queries(6):
        Ecriture(qui, [engagement.collectivite_id, *autres])
