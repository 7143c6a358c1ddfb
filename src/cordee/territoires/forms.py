"""Inviting a person, changing a role."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms

from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import list_roles_for

ROLE_INCONNU = {
    "required": "Choisissez un rôle.",
    "invalid_choice": "Ce rôle ne se donne pas ici : choisissez-en un dans la liste.",
}
FONCTION_TROP_LONGUE = {"max_length": "Raccourcissez la fonction : 120 caractères au plus."}


class FormulaireRole(forms.Form):
    """What a member may do, and their function. The roles of the list are those of the collectivité."""

    ORDRE: ClassVar[tuple[str, ...]] = ("role", "fonction")

    role = forms.ChoiceField(label="Rôle", error_messages=ROLE_INCONNU, initial=Role.EDITION)
    fonction = forms.CharField(
        label="Fonction",
        required=False,
        max_length=120,
        error_messages=FONCTION_TROP_LONGUE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, collectivite: Collectivite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = list_roles_for(collectivite)
        cast(forms.ChoiceField, self.fields["role"]).choices = [(role.value, role.label) for role in roles]
        self.order_fields(self.ORDRE)


class FormulaireInvitation(FormulaireRole):
    """Address, names, function and role of a person to invite. The names only serve when the address has no account."""

    ORDRE: ClassVar[tuple[str, ...]] = ("email", "prenom", "nom", "fonction", "role")

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={
            "required": "Indiquez l'adresse électronique de la personne.",
            "invalid": "Vérifiez l'adresse : elle s'écrit comme nom@exemple.fr.",
        },
    )
    prenom = forms.CharField(
        label="Prénom",
        max_length=80,
        error_messages={"required": "Indiquez son prénom."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nom = forms.CharField(
        label="Nom",
        max_length=80,
        error_messages={"required": "Indiquez son nom."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, collectivite: Collectivite, **kwargs: Any) -> None:
        super().__init__(*args, collectivite=collectivite, **kwargs)
        self.fields["fonction"].help_text = "Elle s'affiche à côté du nom."
        self.fields["role"].help_text = "Expliqué plus bas ; il se change ensuite."
