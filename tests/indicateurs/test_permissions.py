"""Who may see and write indicateurs."""

from __future__ import annotations

import pytest
from django.http import Http404
from tests.indicateurs.factories import IndicateurFactory, SuiviFactory, personne
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.indicateurs.permissions import obtenir_indicateur, voit_confidentiels
from cordee.socle.permissions import peut
from cordee.territoires.enums import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "permis"),
    [
        (None, set()),
        (Role.LECTURE, {"voir"}),
        (Role.CONTRIBUTION, {"voir", "voir_confidentiel"}),
        (Role.EDITION, {"voir", "voir_confidentiel", "creer", "saisir", "modifier"}),
        (Role.ADMINISTRATION, {"voir", "voir_confidentiel", "creer", "saisir", "modifier"}),
    ],
)
def test_chaque_role_a_ses_droits(role: Role | None, permis: set[str]) -> None:
    epci = CollectiviteFactory()
    par, sien = personne(epci, role), IndicateurFactory(collectivite=epci)
    obtenus = {v for v in ("voir", "voir_confidentiel", "creer", "saisir") if peut(par, f"indicateurs.{v}", epci)}
    obtenus |= {"modifier"} if peut(par, "indicateurs.modifier", sien) else set()
    assert obtenus == permis
    assert voit_confidentiels(par, epci) == ("voir_confidentiel" in permis)
    assert not peut(par, "indicateurs.modifier", IndicateurFactory())
    assert not peut(par, "indicateurs.modifier", None)


def test_la_coordination_saisit_chez_les_membres() -> None:
    epci = CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[epci])
    lise = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
    assert peut(lise, "indicateurs.saisir", epci)


def test_un_indicateur_ne_se_devine_pas() -> None:
    epci = CollectiviteFactory()
    lectrice, etranger = personne(epci, Role.LECTURE), IndicateurFactory(personnalise=True)
    cache = SuiviFactory(collectivite=epci, confidentiel=True).indicateur
    sien = IndicateurFactory(collectivite=epci)
    assert obtenir_indicateur(lectrice, epci.siren, sien.pk) == (epci, sien)
    for pk in (etranger.pk, cache.pk, 999_999):
        with pytest.raises(Http404):
            obtenir_indicateur(lectrice, epci.siren, pk)
    assert obtenir_indicateur(personne(epci, Role.CONTRIBUTION), epci.siren, cache.pk)[1] == cache
    with pytest.raises(Http404):
        obtenir_indicateur(personne(epci, None), epci.siren, sien.pk)
