"""The permission kernel."""

from __future__ import annotations

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cordee.comptes.models import Utilisateur
from cordee.socle.permissions import Refus, declarer, exiger, introuvable, peut

CODE = "essai.faire"


@pytest.fixture
def lise():
    declarer(CODE, rules.predicate(lambda utilisateur, objet: objet == "le sien"))
    yield Utilisateur(email="lise@exemple.fr")
    rules.remove_perm(CODE)


def test_le_predicat_decide(lise: Utilisateur) -> None:
    assert peut(lise, CODE, "le sien") is True
    assert peut(lise, CODE, "celui d'un autre") is False
    assert peut(lise, CODE) is False


def test_ni_un_compte_ferme_ni_un_visiteur_ne_peuvent_rien(lise: Utilisateur) -> None:
    lise.is_active = False
    assert not peut(lise, CODE, "le sien")
    assert not peut(AnonymousUser(), CODE, "le sien")


def test_qui_administre_l_installation_ne_passe_pas_outre(lise: Utilisateur) -> None:
    lise.is_superuser = True
    assert not peut(lise, CODE, "celui d'un autre")


def test_un_code_inconnu_est_une_erreur_de_programme(lise: Utilisateur) -> None:
    with pytest.raises(LookupError, match=r"permission inconnue : essai\.defaire"):
        peut(lise, "essai.defaire", "le sien")


def test_un_code_se_declare_une_fois(lise: Utilisateur) -> None:
    with pytest.raises(KeyError):
        declarer(CODE, rules.predicates.always_true)


def test_exiger_ne_dit_rien_ou_refuse_avec_une_raison(lise: Utilisateur) -> None:
    exiger(lise, CODE, "le sien")
    with pytest.raises(Refus) as refus:
        exiger(lise, CODE, "un autre", raison="Demandez à Hélène.")
    assert (refus.value.raison, str(refus.value)) == ("Demandez à Hélène.", "Demandez à Hélène.")
    assert isinstance(refus.value, PermissionDenied)
    with pytest.raises(Refus, match="Votre rôle ne permet pas"):
        exiger(lise, CODE, "un autre")


def test_introuvable_ne_dit_pas_si_cela_existe() -> None:
    with pytest.raises(Http404, match="n'existe pas, ou vous n'y avez pas accès"):
        introuvable()
