"""Reading accounts."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from cordee.comptes.models import Utilisateur


def utilisateur_for_email(email: str) -> Utilisateur | None:
    """The account of an address, whatever its case."""
    return Utilisateur.objects.filter(email=email.strip().lower()).first()


def chemin_choix_mot_de_passe(utilisateur: Utilisateur) -> str:
    """Path of the page where this person, and nobody else, chooses a password. It works once, within
    `PASSWORD_RESET_TIMEOUT` seconds."""
    return reverse(
        "comptes:choisir_mot_de_passe",
        args=[urlsafe_base64_encode(force_bytes(utilisateur.pk)), default_token_generator.make_token(utilisateur)],
    )
