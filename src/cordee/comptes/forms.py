"""Signing in, choosing a password, changing one's name, choosing how to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError

from cordee.comptes.actions.notifications import GenreNotification
from cordee.comptes.domain.noms import LONGUEUR_MAXIMALE, NomRefuse, nettoyer_nom
from cordee.comptes.domain.telephone import EXEMPLE, TelephoneRefuse, nettoyer_telephone
from cordee.comptes.enums import Frequence
from cordee.comptes.models import Utilisateur
from cordee.comptes.queries import utilisateur_for_email

CONSEIL = "Au moins 12 caractères. Quelques mots qui n'ont de sens que pour vous font un très bon mot de passe."
CHOISIR = "Choisissez un mot de passe."
RETAPER = "Retapez le même mot de passe."


class FormulaireConnexion(AuthenticationForm):
    """Address and password. The address is put in lower case before the attempt is counted: changing its case gives no
    new attempts."""

    error_messages = {
        "invalid_login": (
            "Adresse ou mot de passe incorrect. Vérifiez les deux ; dans le mot de passe, les majuscules comptent."
        ),
        "inactive": "Ce compte est fermé. Demandez à une personne qui administre votre collectivité de le rouvrir.",
    }
    username = forms.EmailField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "inputmode": "email"}),
        error_messages={
            "required": "Indiquez votre adresse électronique.",
            "invalid": "Vérifiez l'adresse : elle s'écrit comme nom@exemple.fr.",
        },
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-revelable": True}),
        error_messages={"required": "Indiquez votre mot de passe."},
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class FormulaireMotDePasseOublie(PasswordResetForm):
    """Address of an account. Invited people who let their link expire come here too: they have no password yet, which
    Django's own form would leave without an answer."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True, "inputmode": "email"}),
        error_messages={
            "required": "Indiquez l'adresse de votre compte.",
            "invalid": "Vérifiez l'adresse : elle s'écrit comme nom@exemple.fr.",
        },
    )

    def get_users(self, email: str) -> Iterable[Utilisateur]:
        """The active account of this address, if any."""
        utilisateur = utilisateur_for_email(email)
        return [utilisateur] if utilisateur is not None and utilisateur.is_active else []


def _champ_mot_de_passe(label: str, autocompletion: str, absent: str, aide: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        help_text=aide,
        widget=forms.PasswordInput(attrs={"autocomplete": autocompletion, "data-revelable": True}),
        error_messages={"required": absent},
    )


class _FautesSousLePremier:
    """A password too weak is said under the field where it was typed; Django says it under its confirmation."""

    def validate_password_for_user(self, user: Utilisateur, password_field_name: str = "") -> None:
        super().validate_password_for_user(user, "new_password1")  # type: ignore[misc]


class FormulaireNouveauMotDePasse(_FautesSousLePremier, SetPasswordForm):  # type: ignore[type-arg]
    """A password typed twice, after a link received by e-mail."""

    error_messages = {"password_mismatch": "Les deux mots de passe diffèrent : retapez le second."}
    new_password1 = _champ_mot_de_passe("Nouveau mot de passe", "new-password", CHOISIR, CONSEIL)
    new_password2 = _champ_mot_de_passe("Le même, une seconde fois", "new-password", RETAPER)


class FormulaireChangementMotDePasse(_FautesSousLePremier, PasswordChangeForm):
    """The present password, then the new one twice."""

    error_messages = {
        "password_mismatch": "Les deux mots de passe diffèrent : retapez le second.",
        "password_incorrect": "Ce n'est pas votre mot de passe actuel : retapez-le.",
    }
    old_password = _champ_mot_de_passe("Mot de passe actuel", "current-password", "Indiquez votre mot de passe actuel.")
    new_password1 = _champ_mot_de_passe("Nouveau mot de passe", "new-password", CHOISIR, CONSEIL)
    new_password2 = _champ_mot_de_passe("Le même, une seconde fois", "new-password", RETAPER)


class FormulaireIdentite(forms.Form):
    """First and last name, and a telephone number."""

    LIBELLES: ClassVar[dict[str, str]] = {"prenom": "le prénom", "nom": "le nom"}

    prenom = forms.CharField(
        label="Prénom",
        max_length=LONGUEUR_MAXIMALE,
        error_messages={"required": "Indiquez le prénom."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    nom = forms.CharField(
        label="Nom",
        max_length=LONGUEUR_MAXIMALE,
        error_messages={"required": "Indiquez le nom."},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    telephone = forms.CharField(
        label="Téléphone",
        required=False,
        max_length=60,
        help_text="Montré aux membres de vos collectivités, à côté de votre adresse, sur les fiches que vous portez.",
        error_messages={"max_length": EXEMPLE},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_telephone(self) -> str:
        """The rule of numbers is that of the actions."""
        try:
            return nettoyer_telephone(self.cleaned_data["telephone"])
        except TelephoneRefuse as faute:
            raise ValidationError(str(faute)) from faute

    def clean(self) -> dict[str, Any]:
        """The rule of names is that of the actions."""
        for champ in self.LIBELLES.keys() & self.cleaned_data.keys():
            try:
                self.cleaned_data[champ] = nettoyer_nom(self.cleaned_data[champ], self.LIBELLES[champ])
            except NomRefuse as faute:
                self.add_error(champ, ValidationError(str(faute)))
        return self.cleaned_data


class FormulaireNotifications(forms.Form):
    """How often to be written to, and for each kind: in the application, by e-mail."""

    frequence = forms.ChoiceField(
        label="Fréquence des courriels",
        choices=Frequence.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez la fréquence des courriels dans la liste."
        ),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        genres: Sequence[GenreNotification],
        frequence: str,
        preferences: Mapping[str, tuple[bool, bool]],
    ) -> None:
        super().__init__(data, initial={"frequence": frequence}, prefix="notif")
        self.genres = genres
        for genre in genres:
            ici, courriel = preferences.get(genre.code, (True, genre.courriel))
            self.fields[f"{genre.code}-ici"] = forms.BooleanField(
                required=False, initial=ici, label=f"{genre.libelle}, dans l'application"
            )
            self.fields[f"{genre.code}-courriel"] = forms.BooleanField(
                required=False, initial=courriel, label=f"{genre.libelle}, par courriel"
            )

    def lignes(self) -> list[tuple[GenreNotification, forms.BoundField, forms.BoundField]]:
        """One row per kind: the kind and its two boxes."""
        return [(genre, self[f"{genre.code}-ici"], self[f"{genre.code}-courriel"]) for genre in self.genres]

    def choix(self) -> dict[str, tuple[bool, bool]]:
        """Kind -> (in the application, by e-mail), once valid."""
        return {
            genre.code: (self.cleaned_data[f"{genre.code}-ici"], self.cleaned_data[f"{genre.code}-courriel"])
            for genre in self.genres
        }
