"""Inviting a person in a collectivité."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut
from cordee.territoires.actions.membres import CourrielNonParti, inviter_membre, relancer_invitation
from cordee.territoires.enums import Role
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


def lien(utilisateur: Utilisateur) -> str:
    return f"https://cordee.example/choisir/{utilisateur.email}"


@pytest.fixture
def chef() -> Membre:
    return MembreFactory(
        administrateur=True,
        utilisateur=UtilisateurFactory(prenom="Hervé", nom="Bès", email="herve.bes@exemple.fr"),
        collectivite=CollectiviteFactory(nom="CC du Val d'Ailefroide"),
    )


@pytest.fixture
def inviter(chef: Membre, django_capture_on_commit_callbacks: Any) -> Callable[..., Membre]:
    def _inviter(**champs: Any) -> Membre:
        valeurs = {"email": "zoe.guerin@exemple.fr", "prenom": "Zoé", "nom": "Guérin", "role": Role.EDITION}
        valeurs |= {"lien": lien, "par": chef.utilisateur, "le": timezone.now()}
        with django_capture_on_commit_callbacks(execute=True):
            return inviter_membre(chef.collectivite, **(valeurs | champs))

    return _inviter


def test_une_personne_nouvelle_a_un_compte_sans_mot_de_passe_et_un_lien_pour_en_choisir_un(
    inviter: Callable[..., Membre], chef: Membre
) -> None:
    membre = inviter(email="Zoe.Guerin@exemple.fr", fonction="  Chargée   de mission ")
    assert membre.utilisateur.email == "zoe.guerin@exemple.fr"
    assert not membre.utilisateur.has_usable_password()
    assert (membre.role, membre.fonction) == (Role.EDITION, "Chargée de mission")
    assert peut(membre.utilisateur, "territoires.repondre", chef.collectivite)
    message = mail.outbox[0]
    assert message.to == ["zoe.guerin@exemple.fr"]
    assert message.subject == "Hervé Bès vous invite dans Cordée\u00a0: CC du Val d’Ailefroide"
    assert "Bonjour Zoé," in message.body
    assert "Votre rôle\u00a0: Édition" in message.body
    assert "https://cordee.example/choisir/zoe.guerin@exemple.fr\n" in message.body
    assert "valable trois jours" in message.body


def test_une_personne_connue_garde_son_nom_et_entre_avec_son_compte(inviter: Callable[..., Membre]) -> None:
    UtilisateurFactory(email="zoe.guerin@exemple.fr", prenom="Zoé", nom="Guérin-Faure")
    membre = inviter(prenom="Zozo", nom="G.")
    assert membre.utilisateur.nom_complet == "Zoé Guérin-Faure"
    assert "votre compte habituel" in mail.outbox[0].body
    assert "trois jours" not in mail.outbox[0].body


def test_l_invitation_est_au_journal(inviter: Callable[..., Membre], chef: Membre) -> None:
    membre = inviter()
    ecriture = Ecriture.objects.get()
    assert ecriture.verbe == "territoires.inviter_membre"
    assert ecriture.resume == "Invitation de Zoé Guérin, rôle Édition"
    assert (ecriture.acteur, ecriture.collectivite_id) == (chef.utilisateur, chef.collectivite_id)
    assert ecriture.objet_id == str(membre.pk)


def test_il_faut_administrer_cette_collectivite(inviter: Callable[..., Membre]) -> None:
    for intrus in (MembreFactory(administrateur=True).utilisateur, UtilisateurFactory(superutilisateur=True)):
        with pytest.raises(Refus, match="administre CC du Val"):
            inviter(par=intrus)
    assert not Utilisateur.objects.filter(email="zoe.guerin@exemple.fr").exists()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"email": "zoe"}, "nom@exemple.fr"),
        ({"prenom": " "}, "Indiquez le prénom"),
        ({"role": "roi"}, "Ce rôle n'existe pas"),
        ({"role": Role.COORDINATION}, "se donne dans un groupement"),
        ({"fonction": "x" * 121}, "Raccourcissez la fonction"),
        ({"email": "herve.bes@exemple.fr"}, "travaille déjà dans CC du Val d'Ailefroide"),
    ],
)
def test_une_invitation_refusee_dit_quoi_faire_et_n_ecrit_rien(
    inviter: Callable[..., Membre], champs: dict[str, str], message: str
) -> None:
    with pytest.raises(DonneeRefusee, match=message):
        inviter(**champs)
    assert (Utilisateur.objects.count(), Membre.objects.count(), Ecriture.objects.count()) == (1, 1, 0)
    assert not mail.outbox


def test_un_compte_ferme_n_est_pas_invite(inviter: Callable[..., Membre]) -> None:
    UtilisateurFactory(email="zoe.guerin@exemple.fr", inactif=True)
    with pytest.raises(DonneeRefusee, match="est fermé"):
        inviter()


def test_la_coordination_se_donne_dans_un_petr(inviter: Callable[..., Membre]) -> None:
    petr = CollectiviteFactory(petr=True)
    cheffe = MembreFactory(administrateur=True, collectivite=petr).utilisateur
    champs = {"email": "a@exemple.fr", "prenom": "Inès", "nom": "Bès", "role": "coordination"}
    membre = inviter_membre(petr, **champs, lien=lien, par=cheffe, le=timezone.now())
    assert membre.role_lisible == Role.COORDINATION


class PosteEnPanne(EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("plus personne")


def test_si_le_courriel_ne_part_pas_la_personne_a_son_role_et_on_le_sait(
    inviter: Callable[..., Membre], settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.PosteEnPanne"
    with pytest.raises(CourrielNonParti, match="n'est pas parti") as erreur:
        inviter()
    assert Membre.objects.get(pk=erreur.value.membre.pk).utilisateur.email == "zoe.guerin@exemple.fr"


def test_une_invitation_en_attente_se_renvoie(
    inviter: Callable[..., Membre], chef: Membre, django_capture_on_commit_callbacks: Any
) -> None:
    membre = inviter()
    with django_capture_on_commit_callbacks(execute=True):
        relancer_invitation(membre, lien=lien, par=chef.utilisateur, le=timezone.now())
    assert len(mail.outbox) == 2
    assert Ecriture.objects.filter(verbe="territoires.relancer_invitation").count() == 1


def test_une_invitation_acceptee_ne_se_renvoie_pas(chef: Membre) -> None:
    with pytest.raises(DonneeRefusee, match="a déjà choisi son mot de passe"):
        relancer_invitation(chef, lien=lien, par=chef.utilisateur, le=timezone.now())
