"""Communes that the official list does not have."""

from __future__ import annotations

from typing import Any

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import DEPUIS_LE as LE
from tests.territoires.factories import CollectiviteFactory, siren_fictif

from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.actions.communes import creer_commune
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
SIREN = siren_fictif(80_000)


def creer(**changements: Any) -> Collectivite:
    champs = {"siren": SIREN, "nom": "Val-Froid", "population": 940, "departement": "05", "region": "93"}
    return creer_commune(**{**champs, "par": None, "le": LE, **changements})


def test_la_commune_est_ecrite_avec_sa_cle_de_recherche() -> None:
    creer(nom="  L'Épine   d'Arêtes ", fictive=True)
    commune = Collectivite.objects.get()
    assert (commune.siren, commune.nom, commune.cle_recherche) == (SIREN, "L'Épine d'Arêtes", "l epine d aretes")
    assert (commune.nature, commune.population, commune.departements, commune.region) == (
        Nature.COMMUNE, 940, "05", "93",
    )  # fmt: skip
    assert (commune.drom, commune.fictive) == (False, True)


def test_une_commune_d_outre_mer_l_est() -> None:
    assert creer(region="04").drom is True


def test_la_creation_est_au_journal() -> None:
    commune = creer()
    ecriture = Ecriture.objects.get()
    assert (ecriture.resume, ecriture.collectivite_id) == ("A créé la commune Val-Froid", commune.pk)


def test_la_personne_qui_administre_l_installation_peut_creer() -> None:
    assert creer(par=UtilisateurFactory(superutilisateur=True)).pk


def test_personne_d_autre_ne_le_peut() -> None:
    with pytest.raises(Refus, match="administre l'installation"):
        creer(par=UtilisateurFactory())


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ({"siren": "123456789"}, "n'est pas valide"),
        ({"nom": "  "}, "Donnez le nom"),
        ({"nom": "x" * 201}, "200 caractères"),
    ],
)
def test_ce_qui_est_faux_est_refuse(changements: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeRefusee, match=message):
        creer(**changements)
    assert not Collectivite.objects.exists()


def test_un_siren_connu_est_refuse() -> None:
    CollectiviteFactory(siren=SIREN)
    with pytest.raises(DonneeRefusee, match="déjà celui d'une collectivité"):
        creer()
