"""Who works in a collectivité: inviting, naming, changing a role, removing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from cordee.comptes.actions import creer_compte
from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import utilisateur_for_email
from cordee.journal.actions import consigner
from cordee.outils.texte import de
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre
from cordee.territoires.queries import list_roles_for, oublier_roles

FONCTION_MAX = 120
MOTS = {"inviter_membre": "Invitation", "nommer_membre": "Arrivée"}


class CourrielNonParti(Exception):
    """The person is a member, but the message that tells them could not be sent; `membre` may be invited again."""

    def __init__(self, membre: Membre) -> None:
        super().__init__(f"le courriel pour {membre.utilisateur.email} n'est pas parti")
        self.membre = membre


@transaction.atomic
def inviter_membre(
    collectivite: Collectivite,
    *,
    email: str,
    prenom: str,
    nom: str,
    role: Role | str,
    fonction: str = "",
    lien: Callable[[Utilisateur], str],
    par: Utilisateur,
    le: datetime,
) -> Membre:
    """Gives a role to the person of this address, and tells them by e-mail once the transaction is over. An unknown
    address gets an account without a password; a known person keeps their own names.

    `lien` builds the address put in the message: where a person without password chooses one, else the territory.
    Raises Refus without `territoires.gerer_membres`, DonneeRefusee for a wrong or closed address, a name, a role or a
    membership that exists already; at commit, CourrielNonParti.
    """
    _exiger_gestion(collectivite, par)
    role = _verifier_role(collectivite, role)
    utilisateur = utilisateur_for_email(email)
    if utilisateur is None:
        utilisateur = creer_compte(email=email, prenom=prenom, nom=nom, par=par, le=le)
    membre = _ajouter(collectivite, utilisateur, role, fonction, "inviter_membre", par=par, le=le)
    transaction.on_commit(partial(_ecrire_invitation, membre, lien, par))
    return membre


@transaction.atomic
def nommer_membre(
    collectivite: Collectivite,
    utilisateur: Utilisateur,
    *,
    role: Role | str,
    fonction: str = "",
    par: Utilisateur | None,
    le: datetime,
) -> Membre:
    """Gives a role to an account, without any message. `par` is None when the installation itself does it (command
    line, demonstration), which the person who runs it may do too: so comes the first administrator of a collectivité.
    """
    if par is not None and not (par.is_active and par.is_superuser):
        _exiger_gestion(collectivite, par)
    role = _verifier_role(collectivite, role)
    return _ajouter(collectivite, utilisateur, role, fonction, "nommer_membre", par=par, le=le)


@transaction.atomic
def relancer_invitation(
    membre: Membre, *, lien: Callable[[Utilisateur], str], par: Utilisateur, le: datetime
) -> Membre:
    """Sends the invitation again, with a new link, to a person who has not chosen a password yet."""
    _exiger_gestion(membre.collectivite, par)
    if membre.utilisateur.has_usable_password():
        raise DonneeRefusee(f"{membre.utilisateur.nom_complet} a déjà choisi son mot de passe : rien à renvoyer.")
    resume = f"Invitation {de(membre.utilisateur.nom_complet)} renvoyée"
    _consigner(membre, "relancer_invitation", resume, par=par, le=le)
    transaction.on_commit(partial(_ecrire_invitation, membre, lien, par))
    return membre


@transaction.atomic
def changer_role(membre: Membre, *, role: Role | str, fonction: str, par: Utilisateur, le: datetime) -> Membre:
    """Changes what a person may do, and the function shown beside their name. Does nothing when both are the same.

    Raises Refus without `territoires.gerer_membres`, DonneeRefusee when the collectivité would be left without an
    administrator, when the role cannot be given there, or when the person has been removed meanwhile.
    """
    _exiger_gestion(membre.collectivite, par)
    role, fonction = _verifier_role(membre.collectivite, role), _nettoyer_fonction(fonction)
    actuel = _relire(membre)
    avant = actuel.role_lisible
    if avant == Role.ADMINISTRATION != role:
        _exiger_un_autre_administrateur(actuel, "garde ce rôle")
    if (avant, actuel.fonction) == (role, fonction):
        return actuel
    details = {"role": role.value, "role_avant": avant.value, "fonction": fonction, "fonction_avant": actuel.fonction}
    actuel.role, actuel.fonction = role, fonction
    actuel.save(update_fields=["role", "fonction"])
    qui = de(actuel.utilisateur.nom_complet)
    resume = f"Fonction {qui} : {fonction or 'aucune'}"
    if avant != role:
        resume = f"Rôle {qui} : {avant.label} → {role.label}"
    _consigner(actuel, "changer_role", resume, details, par=par, le=le)
    _oublier(actuel.utilisateur, par)
    return actuel


@transaction.atomic
def retirer_membre(membre: Membre, *, par: Utilisateur, le: datetime) -> None:
    """Takes a person's role away; their account and all they did stay. Raises as `changer_role`."""
    _exiger_gestion(membre.collectivite, par)
    actuel = _relire(membre)
    if actuel.role == Role.ADMINISTRATION:
        _exiger_un_autre_administrateur(actuel, "reste")
    resume = f"Retrait {de(actuel.utilisateur.nom_complet)}, rôle {actuel.role_lisible.label}"
    _consigner(actuel, "retirer_membre", resume, {"role": actuel.role}, par=par, le=le)
    actuel.delete()
    _oublier(actuel.utilisateur, par)


def _exiger_gestion(collectivite: Collectivite, par: Utilisateur) -> None:
    raison = f"Seule une personne qui administre {collectivite.nom} peut en changer les membres."
    exiger(par, "territoires.gerer_membres", collectivite, raison=raison)


def _verifier_role(collectivite: Collectivite, role: Role | str) -> Role:
    if role not in Role.values:
        raise DonneeRefusee("Ce rôle n'existe pas : choisissez-en un dans la liste.")
    if role not in list_roles_for(collectivite):
        raise DonneeRefusee(
            f"Le rôle Coordination se donne dans un groupement (PETR, pôle, syndicat), pas dans {collectivite.nom} : "
            "il permet d'éditer chez ses membres. Choisissez Édition."
        )
    return Role(role)


def _nettoyer_fonction(fonction: str) -> str:
    propre = " ".join(fonction.split())
    if len(propre) > FONCTION_MAX:
        raise DonneeRefusee(f"Raccourcissez la fonction : {FONCTION_MAX} caractères au plus.")
    return propre


def _ajouter(
    collectivite: Collectivite,
    utilisateur: Utilisateur,
    role: Role,
    fonction: str,
    verbe: str,
    *,
    par: Utilisateur | None,
    le: datetime,
) -> Membre:
    """Creates the membership and its entry in the trail."""
    if not utilisateur.is_active:
        raise DonneeRefusee(
            f"Le compte {de(utilisateur.nom_complet)} est fermé : seule la personne qui administre l'installation "
            "peut le rouvrir."
        )
    membre = Membre(collectivite=collectivite, utilisateur=utilisateur, role=role, created_at=le)
    membre.fonction = _nettoyer_fonction(fonction)
    try:
        with transaction.atomic():
            membre.save(force_insert=True)
    except IntegrityError as erreur:
        raise DonneeRefusee(
            f"{utilisateur.nom_complet} travaille déjà dans {collectivite.nom} : changez son rôle dans le tableau."
        ) from erreur
    resume = f"{MOTS[verbe]} {de(utilisateur.nom_complet)}, rôle {role.label}"
    _consigner(membre, verbe, resume, {"role": role.value, "fonction": membre.fonction}, par=par, le=le)
    _oublier(utilisateur, par)
    return membre


def _relire(membre: Membre) -> Membre:
    """The membership as it is now. Locking the collectivité first makes two administrators who remove each other at the
    same instant pass one after the other: the second one meets the rule of the last administrator."""
    Collectivite.objects.select_for_update(no_key=True).get(pk=membre.collectivite_id)
    actuel = Membre.objects.select_related("utilisateur", "collectivite").filter(pk=membre.pk).first()
    if actuel is None:
        raise DonneeRefusee("Cette personne a été retirée entre-temps : rechargez la page.")
    return actuel


def _exiger_un_autre_administrateur(membre: Membre, verbe: str) -> None:
    autres = Membre.objects.filter(
        collectivite=membre.collectivite_id, role=Role.ADMINISTRATION, utilisateur__is_active=True
    ).exclude(pk=membre.pk)
    if not autres.exists():
        raise DonneeRefusee(
            f"{membre.utilisateur.nom_complet} {verbe} : plus personne n'administrerait {membre.collectivite.nom}. "
            "Donnez d'abord le rôle Administration à une autre personne."
        )


def _consigner(
    membre: Membre,
    verbe: str,
    resume: str,
    details: dict[str, str] | None = None,
    *,
    par: Utilisateur | None,
    le: datetime,
) -> None:
    details = {"email": membre.utilisateur.email, **(details or {})}
    consigner(
        membre, f"territoires.{verbe}", resume, par=par, le=le, collectivite_id=membre.collectivite_id, details=details
    )


def _oublier(*personnes: Utilisateur | None) -> None:
    """The person acted on and the one who acts may be two objects for one row."""
    for personne in personnes:
        if personne is not None:
            oublier_roles(personne)


def _ecrire_invitation(membre: Membre, lien: Callable[[Utilisateur], str], par: Utilisateur) -> None:
    """The message of an invitation. `lien` is asked now, when the account it speaks of is saved."""
    contexte = {"membre": membre, "collectivite": membre.collectivite, "par": par, "lien": lien(membre.utilisateur)}
    objet = render_to_string("territoires/courriels/invitation_objet.txt", contexte)
    texte = render_to_string("territoires/courriels/invitation.txt", contexte)
    try:
        send_mail(" ".join(objet.splitlines()).strip(), texte, None, [membre.utilisateur.email])
    except (SMTPException, OSError) as erreur:
        raise CourrielNonParti(membre) from erreur
