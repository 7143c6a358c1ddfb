"""Fields of the indicateurs: filters of the list, a definition, a value. The rules are those of the actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from cordee.indicateurs.domain.nombres import NombreIllisible, lire_nombre
from cordee.indicateurs.domain.valeurs import ABSENT, Absence
from cordee.indicateurs.enums import Thematique
from cordee.indicateurs.models import Indicateur

CASES = (("clef", "Clés"), ("favori", "Favoris"), ("perso", "Personnalisés"), ("detail", "Avec le détail"))
REMPLIS = (("", "Remplis ou non"), ("oui", "Remplis"), ("non", "À remplir"))
INCONNU = {"invalid_choice": "Ce choix n'existe pas : choisissez dans la liste."}


class FormulaireFiltres(forms.Form):
    """Filters of the list, as they stand in the address. What is not understood filters nothing."""

    q = forms.CharField(
        label="Mots ou identifiant",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": "Raccourcissez la recherche."},
    )
    thematique = forms.ChoiceField(
        label="Thématique",
        choices=[("", "Toutes les thématiques"), *Thematique.choices],
        required=False,
        error_messages=INCONNU,
    )
    remplis = forms.ChoiceField(label="Saisie", choices=REMPLIS, required=False, error_messages=INCONNU)
    cases = forms.MultipleChoiceField(
        label="Seulement",
        choices=CASES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=INCONNU,
    )

    def __init__(self, requete: Mapping[str, Any]) -> None:
        super().__init__(requete, use_required_attribute=False)
        self.full_clean()

    @property
    def lus(self) -> dict[str, Any]:
        """Filters understood: `q`, `thematique`, `remplis` (texts), `cases` (a list)."""
        lu = self.cleaned_data
        return {
            "q": lu.get("q", ""),
            "thematique": lu.get("thematique", ""),
            "remplis": lu.get("remplis", ""),
            "cases": lu.get("cases", []),
        }

    @property
    def filtre(self) -> bool:
        """Whether any filter is on."""
        return any(self.lus.values())


class FormulaireIndicateur(forms.Form):
    """A personnalisé definition."""

    titre = forms.CharField(
        label="Titre",
        max_length=300,
        error_messages={
            "required": "Donnez un titre.",
            "max_length": "Raccourcissez le titre : 300 caractères au plus.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unite = forms.CharField(
        label="Unité",
        required=False,
        max_length=80,
        help_text="Comme MWh, tonnes, %, nombre.",
        error_messages={"max_length": "Raccourcissez l'unité : 80 caractères au plus."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    precision = forms.TypedChoiceField(
        label="Décimales",
        choices=[(str(n), str(n)) for n in range(7)],
        coerce=int,
        initial="2",
        error_messages={"required": "Choisissez un nombre de décimales.", **INCONNU},
        help_text="Les valeurs sont arrondies à ce nombre de chiffres après la virgule.",
    )
    thematiques = forms.MultipleChoiceField(
        label="Thématiques",
        choices=Thematique.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=INCONNU,
    )
    description = forms.CharField(
        label="Définition et méthode",
        required=False,
        max_length=10_000,
        help_text="Ce qui est mesuré, par qui, comment, à quelle fréquence.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "Raccourcissez la définition : 10 000 caractères au plus."},
    )


def donnees_of(indicateur: Indicateur) -> dict[str, Any]:
    """What the form of an indicateur shows first."""
    return {
        "titre": indicateur.titre,
        "unite": indicateur.unite,
        "precision": str(indicateur.precision),
        "thematiques": [lien.thematique for lien in indicateur.thematiques.all()],
        "description": indicateur.description,
    }


class ChampNombre(forms.CharField):
    """A number as the French write it; None when empty."""

    def to_python(self, value: Any) -> Any:
        texte = super().to_python(value)
        try:
            return lire_nombre(texte)
        except NombreIllisible as erreur:
            raise forms.ValidationError(str(erreur), code="illisible") from erreur


class FormulaireValeur(forms.Form):
    """A year of an indicateur. A field that is not in the request is absent, which is not empty: it stays as it is."""

    annee = forms.IntegerField(
        label="Année",
        min_value=1900,
        max_value=2150,
        error_messages={
            "required": "Indiquez l'année.",
            "invalid": "Écrivez une année, comme 2024.",
            "min_value": "Indiquez une année de 1900 à 2150.",
            "max_value": "Indiquez une année de 1900 à 2150.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    resultat = ChampNombre(
        label="Résultat", required=False, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    objectif = ChampNombre(
        label="Objectif", required=False, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    resultat_commentaire = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=5_000,
        error_messages={"max_length": "Raccourcissez le commentaire : 5 000 caractères au plus."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    CHAMPS = ("resultat", "objectif", "resultat_commentaire")

    @property
    def saisie(self) -> dict[str, float | str | Absence | None]:
        """What is given, for `saisir_valeur`."""
        return {champ: self.cleaned_data[champ] if champ in self.data else ABSENT for champ in self.CHAMPS}

    @property
    def fautes(self) -> list[str]:
        """Every message, in the order of the fields."""
        return [str(faute) for erreurs in self.errors.values() for faute in erreurs]


class FormulaireSuivi(forms.Form):
    """What the collectivité says of an indicateur; a field that is not in the request is absent."""

    favori = forms.BooleanField(required=False)
    confidentiel = forms.BooleanField(required=False)
    commentaire = forms.CharField(
        label="Commentaire de la collectivité",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Raccourcissez le commentaire : 5 000 caractères au plus."},
    )

    @property
    def suivi(self) -> dict[str, Any]:
        """What is given, for `suivre_indicateur`; a box says `oui` or `non`."""
        dits: dict[str, Any] = {
            champ: (self.data[champ] == "oui" if champ in self.data else ABSENT) for champ in ("favori", "confidentiel")
        }
        dits["commentaire"] = self.cleaned_data["commentaire"] if "commentaire" in self.data else ABSENT
        return dits


class FormulaireFichier(forms.Form):
    """A table of values."""

    fichier = forms.FileField(
        label="Fichier",
        help_text="Excel (.xlsx), LibreOffice (.ods) ou CSV : une ligne par indicateur, une colonne par année.",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : choisissez-en un autre.",
            "missing": "Choisissez un fichier.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )
