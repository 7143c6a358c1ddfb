"""`cordee creer_compte`: an account, and if asked its role in a collectivité."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.actions import creer_compte
from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import utilisateur_for_email
from cordee.outils.texte import enumerer
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.actions.membres import nommer_membre
from cordee.territoires.domain.siren import nettoyer_siren, siren_valide
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import search_collectivites


class Command(Commande):
    """Names come as options, the password from the keyboard or the standard input: it never has to stand on the command
    line, where the history of the shell would keep it."""

    help = (
        "Crée un compte et, avec --siren et --role, lui donne un rôle. Si le compte existe déjà, ne fait que donner le "
        "rôle. Le mot de passe est demandé au clavier, ou lu sur l'entrée standard."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="adresse électronique, qui sert d'identifiant")
        parser.add_argument("--prenom", default="", help="prénom (obligatoire pour un nouveau compte)")
        parser.add_argument("--nom", default="", help="nom (obligatoire pour un nouveau compte)")
        parser.add_argument(
            "--mot-de-passe", metavar="-", help="« - » le lit sur l'entrée standard ; sans cette option, il est demandé"
        )
        parser.add_argument("--siren", metavar="SIREN", help="collectivité où donner un rôle")
        parser.add_argument("--role", choices=Role.values, help="rôle à donner dans cette collectivité")
        parser.add_argument("--fonction", default="", help="fonction affichée à côté du nom")
        parser.add_argument("--superutilisateur", action="store_true", help="le compte administre l'installation")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything is written, or nothing."""
        collectivite = _trouver_collectivite(options["siren"], options["role"])
        connu = utilisateur_for_email(options["email"])
        if connu is not None and (collectivite is None or options["superutilisateur"]):
            raise ErreurDeSaisie(f"Un compte existe déjà pour « {connu.email} » : rien n'a été changé.")
        try:
            with transaction.atomic():
                utilisateur = connu or self._creer(options)
                if collectivite is not None:
                    nommer_membre(
                        collectivite,
                        utilisateur,
                        role=options["role"],
                        fonction=options["fonction"],
                        par=None,
                        le=timezone.now(),
                    )
        except DonneeRefusee as refus:
            raise ErreurDeSaisie(refus.messages) from refus
        self.dire(f"Compte {'existant' if connu else 'créé'} : {utilisateur.nom_complet} <{utilisateur.email}>")
        if collectivite is not None:
            self.dire(f"Rôle donné : {Role(options['role']).label} — {collectivite.nom}")

    def _creer(self, options: dict[str, Any]) -> Utilisateur:
        """The account. Nobody types a password to be told afterwards that a name was missing."""
        manquants = [f"--{option}" for option in ("prenom", "nom") if not options[option].strip()]
        if manquants:
            raise ErreurDeSaisie(f"Pour un nouveau compte, il manque : {enumerer(manquants)}.")
        mot_de_passe = _lire_mot_de_passe(options["mot_de_passe"])
        return creer_compte(
            email=options["email"],
            prenom=options["prenom"],
            nom=options["nom"],
            mot_de_passe=mot_de_passe,
            superutilisateur=options["superutilisateur"],
            par=None,
            le=timezone.now(),
        )


def _trouver_collectivite(siren: str | None, role: str | None) -> Collectivite | None:
    """The collectivité of --siren, None when no role is asked for."""
    if siren is None and role is None:
        return None
    if siren is None or role is None:
        raise ErreurDeSaisie("Donnez --siren et --role ensemble : un rôle se tient dans une collectivité.")
    chiffres = nettoyer_siren(siren)
    if not siren_valide(chiffres):
        raise ErreurDeSaisie(f"Le SIREN « {siren} » n'est pas valide : il compte neuf chiffres, vérifiez la saisie.")
    collectivite = search_collectivites(chiffres).first()
    if collectivite is None:
        raise ErreurDeSaisie(
            f"Aucune collectivité n'a le SIREN « {chiffres} » : chargez d'abord les données (cordee charger_donnees)."
        )
    return collectivite


def _lire_mot_de_passe(option: str | None) -> str:
    """From the option, the keyboard (twice) or the standard input (one line)."""
    if option not in (None, "-"):
        return str(option)
    if option is None and sys.stdin.isatty():
        saisi = getpass("Mot de passe : ")
        if getpass("Le même, une seconde fois : ") != saisi:
            raise ErreurDeSaisie("Les deux mots de passe diffèrent : recommencez.")
        return saisi
    saisi = sys.stdin.readline().rstrip("\r\n")
    if not saisi:
        raise ErreurDeSaisie("Le mot de passe manque : tapez-le au clavier, ou donnez-le sur l'entrée standard.")
    return saisi
