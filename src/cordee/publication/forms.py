"""The settings of a publication."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.publication.domain.reglages import ADRESSE_MAX, NomsMontres, faute_d_adresse
from cordee.publication.models import PublicationPlan
from cordee.socle.champs import ChampJour

CASES = (
    "montre_structures", "montre_indicateurs", "montre_budgets", "montre_financeurs", "montre_notes",
    "montre_documents", "indexable",
)  # fmt: skip


class FormulairePublication(forms.Form):
    """Everything that the public page of a plan needs."""

    use_required_attribute = False

    adresse = forms.CharField(
        label="Adresse de la page",
        max_length=ADRESSE_MAX,
        help_text="Des lettres sans accent, des chiffres et des tirets. Changée, l'ancienne y mène toujours.",
        error_messages={
            "required": "Donnez une adresse à la page, par exemple « plan-climat-2024-2030 ».",
            "max_length": f"L'adresse dépasse {ADRESSE_MAX} caractères (%(show_value)d) : raccourcissez-la.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    presentation = forms.CharField(
        label="Présentation pour le public",
        required=False,
        max_length=10_000,
        help_text="À quoi sert ce plan, qui l'a voté, ce qu'il change. En Markdown. Vide : la présentation du plan.",
        error_messages={"max_length": "La présentation dépasse 10 000 caractères (%(show_value)d) : raccourcissez-la."},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    debut = ChampJour(label="Visible à partir du", required=False)
    fin = ChampJour(label="Visible jusqu'au", required=False)
    noms = forms.ChoiceField(
        label="Noms de personnes",
        choices=NomsMontres.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez quels noms la page montre.",
            "invalid_choice": "Ce choix n'existe pas : choisissez dans la liste.",
        },
    )
    montre_structures = forms.BooleanField(label="Structures, services et partenaires", required=False)
    montre_indicateurs = forms.BooleanField(label="Indicateurs, sauf ceux qui sont confidentiels", required=False)
    montre_budgets = forms.BooleanField(label="Budgets prévus et dépensés", required=False)
    montre_financeurs = forms.BooleanField(
        label="Financeurs, avec leurs montants si les budgets se montrent", required=False
    )
    montre_notes = forms.BooleanField(label="Notes de suivi, sans leur auteur", required=False)
    montre_documents = forms.BooleanField(label="Documents, sauf ceux qui sont confidentiels", required=False)
    contact_courriel = forms.EmailField(
        label="Courriel public",
        required=False,
        help_text="Une adresse de service plutôt que celle d'une personne.",
        error_messages={"invalid": "Ce courriel ne se lit pas : écrivez-le comme climat@exemple.fr."},
    )
    contact_telephone = forms.CharField(
        label="Téléphone public",
        required=False,
        max_length=40,
        error_messages={"max_length": "Le téléphone dépasse 40 caractères : gardez un seul numéro."},
    )
    indexable = forms.BooleanField(label="Proposer la page aux moteurs de recherche", required=False)

    @classmethod
    def de(cls, publication: PublicationPlan) -> FormulairePublication:
        """The form of what is set now."""
        return cls(initial={nom: getattr(publication, nom) for nom in cls.base_fields})

    def clean_adresse(self) -> str:
        """The address, if it can be one."""
        adresse = str(self.cleaned_data["adresse"]).strip()
        if faute := faute_d_adresse(adresse):
            raise forms.ValidationError(faute)
        return adresse

    def clean(self) -> dict[str, Any]:
        """The end comes after the start."""
        lu = super().clean() or {}
        if lu.get("debut") and lu.get("fin") and lu["fin"] < lu["debut"]:
            self.add_error("fin", "La page disparaîtrait avant de paraître : corrigez une des deux dates.")
        return lu
