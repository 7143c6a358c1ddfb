"""Changing accounts. The audit trail, which is above, is written by the callers that give these accounts a right."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from cordee.comptes.domain.noms import NomRefuse, nettoyer_nom
from cordee.comptes.domain.telephone import TelephoneRefuse, nettoyer_telephone
from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import utilisateur_for_email
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger


def creer_compte(
    *,
    email: str,
    prenom: str,
    nom: str,
    mot_de_passe: str | None = None,
    superutilisateur: bool = False,
    par: Utilisateur | None,
    le: datetime,
) -> Utilisateur:
    """A new account; without a password it waits for its owner to choose one. Gives no right by itself, so it asks no
    permission: whoever calls it has asked theirs. All the faults are told at once (DonneeRefusee)."""
    email = email.strip().lower()
    fautes = _fautes_adresse(email)
    noms = {"prenom": prenom, "nom": nom}
    for champ, libelle in (("prenom", "le prénom"), ("nom", "le nom")):
        try:
            noms[champ] = nettoyer_nom(noms[champ], libelle)
        except NomRefuse as faute:
            fautes.append(str(faute))
    if mot_de_passe is not None:
        try:
            validate_password(mot_de_passe, Utilisateur(email=email, **noms))
        except ValidationError as faute:
            fautes.extend(faute.messages)
    if fautes:
        raise DonneeRefusee(*fautes)
    try:
        with transaction.atomic():
            return Utilisateur.objects.create_user(email, mot_de_passe, is_superuser=superutilisateur, **noms)
    except IntegrityError as erreur:  # the same address, created by somebody else since it was checked
        raise DonneeRefusee(ADRESSE_PRISE) from erreur


ADRESSE_PRISE = "Un compte existe déjà pour cette adresse : utilisez-le, ou donnez une autre adresse."


def _fautes_adresse(email: str) -> list[str]:
    try:
        validate_email(email)
    except ValidationError:
        return ["Vérifiez l'adresse électronique : elle s'écrit comme nom@exemple.fr."]
    return [ADRESSE_PRISE] if utilisateur_for_email(email) else []


def modifier_identite(
    utilisateur: Utilisateur, *, prenom: str, nom: str, telephone: str | None = None, par: Utilisateur, le: datetime
) -> Utilisateur:
    """Changes the names under which a person appears everywhere, from now on; past entries of the trail keep theirs.
    `telephone` replaces their number, an empty one takes it away; None leaves it."""
    exiger(par, "comptes.modifier", utilisateur, raison="Chacun ne change que son propre compte.")
    try:
        utilisateur.prenom = nettoyer_nom(prenom, "le prénom")
        utilisateur.nom = nettoyer_nom(nom, "le nom")
        utilisateur.telephone = utilisateur.telephone if telephone is None else nettoyer_telephone(telephone)
    except (NomRefuse, TelephoneRefuse) as faute:
        raise DonneeRefusee(str(faute)) from faute
    utilisateur.save(update_fields=["prenom", "nom", "telephone"])
    return utilisateur
