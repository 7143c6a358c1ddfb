"""Creating and revoking keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.api.programme import CREEE_LE, Programme
from tests.territoires.factories import MembreFactory

from cordee.api.actions.cles import CLES_MAX, creer_cle, noter_utilisation, revoquer_cle
from cordee.api.domain.cles import Portee, empreinte_de
from cordee.api.models import CleApi
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
LE = CREEE_LE


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


def test_le_secret_n_est_garde_nulle_part(membre: Membre) -> None:
    cle, secret = creer_cle(membre.collectivite, " Outil  financier ", Portee.ECRITURE, par=membre.utilisateur, le=LE)
    gardee = CleApi.objects.get()
    assert gardee.empreinte == empreinte_de(secret)
    assert secret not in {str(valeur) for valeur in vars(gardee).values()}
    assert (gardee.nom, gardee.prefixe, gardee.ecrit) == ("Outil financier", secret[:15], True)
    assert str(cle) == f"Outil financier ({cle.prefixe}…)"
    dite = Ecriture.objects.get()
    assert (dite.verbe, dite.details["prefixe"]) == ("api.creer_cle", cle.prefixe)
    assert secret not in f"{dite.resume} {dite.details}"


@pytest.mark.parametrize("nom", ["", "   ", "\0", "x" * 61])
def test_une_cle_a_un_nom(membre: Membre, nom: str) -> None:
    with pytest.raises(DonneeRefusee, match="Donnez un nom"):
        creer_cle(membre.collectivite, nom, Portee.LECTURE, par=membre.utilisateur, le=LE)


def test_une_cle_n_expire_pas_avant_d_etre_creee(membre: Membre) -> None:
    with pytest.raises(DonneeRefusee, match="expirerait aussitôt"):
        creer_cle(membre.collectivite, "Outil", Portee.LECTURE, expire_le=LE, par=membre.utilisateur, le=LE)


def test_un_etranger_ne_cree_pas_de_cle_et_un_lecteur_n_en_cree_pas_qui_ecrit(membre: Membre) -> None:
    with pytest.raises(Refus):
        creer_cle(membre.collectivite, "Outil", Portee.LECTURE, par=MembreFactory().utilisateur, le=LE)
    lecteur = MembreFactory(lecteur=True)
    with pytest.raises(Refus, match="Contribution"):
        creer_cle(lecteur.collectivite, "Outil", Portee.ECRITURE, par=lecteur.utilisateur, le=LE)
    assert not CleApi.objects.exists()


def test_les_cles_mortes_ne_comptent_pas_dans_la_limite(membre: Membre) -> None:
    demain = LE + timedelta(days=1)
    for _ in range(CLES_MAX):
        creer_cle(membre.collectivite, "Outil", Portee.LECTURE, expire_le=demain, par=membre.utilisateur, le=LE)
    with pytest.raises(DonneeRefusee, match="déjà 20 clés"):
        creer_cle(membre.collectivite, "Outil", Portee.LECTURE, par=membre.utilisateur, le=LE)
    creer_cle(membre.collectivite, "Outil", Portee.LECTURE, par=membre.utilisateur, le=demain)


def test_revoquer_est_pour_soi_et_pour_qui_administre(membre: Membre) -> None:
    cle = Programme.de(membre).cle
    collegue = MembreFactory(editeur=True, collectivite=membre.collectivite)
    with pytest.raises(Refus):
        revoquer_cle(cle, par=collegue.utilisateur, le=LE)
    administratrice = MembreFactory(administrateur=True, collectivite=membre.collectivite)
    revoquee = revoquer_cle(cle, par=administratrice.utilisateur, le=LE)
    assert (revoquee.revoquee_le, revoquee.revoquee_par) == (LE, administratrice.utilisateur)
    encore = revoquer_cle(cle, par=membre.utilisateur, le=LE + timedelta(days=1))
    assert encore.revoquee_le == LE
    assert Ecriture.objects.filter(verbe="api.revoquer_cle").count() == 1


def test_la_derniere_utilisation_ne_s_ecrit_pas_a_chaque_lecture(membre: Membre) -> None:
    cle = Programme.de(membre).cle
    noter_utilisation(cle, le=LE)
    cle.refresh_from_db()
    noter_utilisation(cle, le=LE + timedelta(minutes=4))
    cle.refresh_from_db()
    assert cle.utilisee_le == LE
    noter_utilisation(cle, le=LE + timedelta(minutes=5))
    cle.refresh_from_db()
    assert cle.utilisee_le == LE + timedelta(minutes=5)
