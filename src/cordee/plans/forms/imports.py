"""Choosing a file or pasting a text, and the plan that receives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cordee.plans.domain.imports.correspondance import ColonneProposee
from cordee.plans.domain.imports.entetes import libelle_de
from cordee.plans.domain.imports.fichiers import TAILLE_MAX, TAILLE_PDF_MAX
from cordee.plans.domain.imports.reglages import ReglagesPlan
from cordee.plans.domain.imports.vocabulaire import PROPOSABLES
from cordee.plans.domain.listes import TypePlan
from cordee.plans.forms.base import ChampJour, Formulaire
from cordee.plans.forms.plan import dire_dates, lire_noms, types_par_categorie
from cordee.plans.models import Plan
from cordee.plans.queries.imports import TEXTE_COLLE

TEXTE_MAX = 2_000_000
REGLAGES = ("type", "debut", "fin", "pilotes", "referents")
"""Fields of the plan to create."""
HERITAGES = (
    ("", "Comme le fichier semble le faire"),
    ("oui", "Elles reprennent l'axe de la ligne au-dessus"),
    ("non", "Elles vont à la racine du plan"),
)


class FormulaireImport(Formulaire):
    """A file or a text, and a plan: an existing one, or the name of a new one."""

    fichier = forms.FileField(
        label="Fichier",
        required=False,
        allow_empty_file=True,
        help_text=f"Excel, LibreOffice, CSV, Word, HTML, Markdown ou texte, {TAILLE_MAX // 1024 // 1024} Mo au plus ; "
        f"PDF, {TAILLE_PDF_MAX // 1024 // 1024} Mo au plus.",
    )
    texte = forms.CharField(
        label="Ou un texte collé",
        required=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Le texte d'une fiche copié depuis un PDF ou une page, ou des lignes copiées d'un tableur.",
        error_messages={"max_length": "Ce texte est trop long : enregistrez-le dans un fichier."},
    )
    plan = forms.ChoiceField(label="Plan", required=False)
    nom_plan = forms.CharField(
        label="Nom du nouveau plan",
        required=False,
        max_length=300,
        help_text="Laissé vide, c'est le nom du fichier. Sert seulement pour un nouveau plan.",
        error_messages={"max_length": "Raccourcissez le nom : 300 caractères au plus."},
    )

    type = forms.ChoiceField(label="Type", required=False, choices=[])
    debut = ChampJour(label="Début", required=False)
    fin = ChampJour(label="Fin", required=False)
    pilotes = forms.CharField(
        label="Pilotes", required=False, max_length=1000, help_text="Prénom et nom, séparés par des virgules."
    )
    referents = forms.CharField(
        label="Élus référents", required=False, max_length=1000, help_text="Prénom et nom, séparés par des virgules."
    )

    def __init__(self, *args: Any, plans: Iterable[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", "Comme le fichier le dit"), *types_par_categorie()]  # type: ignore[attr-defined]
        self.plans = {str(plan.pk): plan for plan in plans}
        champ = self.fields["plan"]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = [("", "Un nouveau plan"), *((pk, plan.nom) for pk, plan in self.plans.items())]
        champ.error_messages["invalid_choice"] = "Ce plan n'est pas dans la liste : choisissez-le de nouveau."

    def clean(self) -> dict[str, Any]:
        """One source, of a size that can be read."""
        propre = super().clean() or {}
        fichier, texte = propre.get("fichier"), (propre.get("texte") or "").strip()
        if fichier is not None and fichier.size > (maximum := _taille_max(str(fichier.name))):
            self.add_error("fichier", f"Ce fichier dépasse {maximum // 1024 // 1024} Mo : enlevez les images.")
        elif fichier is None and not texte and "fichier" not in self.errors:
            self.add_error("fichier", "Choisissez un fichier, ou collez un texte.")
        if propre.get("debut") and propre.get("fin") and propre["fin"] < propre["debut"]:
            self.add_error("fin", dire_dates(propre["debut"]))
        return propre

    @property
    def regle(self) -> bool:
        """Whether something of the new plan is typed, or refused: the fields are then shown."""
        return any(self[nom].value() for nom in REGLAGES) or any(nom in self.errors for nom in REGLAGES)

    def reglages(self) -> ReglagesPlan:
        """What is said of the plan to create, once valid."""
        lu = self.cleaned_data
        return ReglagesPlan(
            type=TypePlan(lu["type"]) if lu["type"] else None,
            debut=lu["debut"],
            fin=lu["fin"],
            pilotes=tuple(lire_noms(lu["pilotes"])),
            referents=tuple(lire_noms(lu["referents"])),
        )

    def source(self) -> tuple[bytes, str]:
        """What to read and its name, once valid."""
        fichier = self.cleaned_data.get("fichier")
        if fichier is not None:
            return fichier.read(), str(fichier.name)
        return self.cleaned_data["texte"].encode(), TEXTE_COLLE

    def plan_choisi(self) -> Plan | None:
        """The plan that receives, None for a new one."""
        return self.plans.get(self.cleaned_data["plan"])


def _taille_max(nom: str) -> int:
    return TAILLE_PDF_MAX if nom.lower().endswith(".pdf") else TAILLE_MAX


class FormulaireColonnes(Formulaire):
    """A field for each column of a spreadsheet."""

    heriter = forms.ChoiceField(label="Lignes sans axe", required=False, choices=HERITAGES)

    def __init__(
        self,
        *args: Any,
        colonnes: Iterable[ColonneProposee],
        champs: Iterable[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`champs`: id and label of the added fields that a column may fill."""
        super().__init__(*args, **kwargs)
        self.colonnes = list(colonnes)
        ajoutes = [(f"champ:{pk}", libelle) for pk, libelle in champs]
        for rang, proposee in enumerate(self.colonnes):
            cle = proposee.colonne.cle
            choix: list[Any] = [*PROPOSABLES, *([("Champs de la collectivité", ajoutes)] if ajoutes else [])]
            if cle not in dict([*PROPOSABLES, *ajoutes]):
                choix.insert(1, (cle, libelle_de(cle)))
            self.fields[f"colonne_{rang}"] = forms.ChoiceField(
                label=proposee.colonne.entete or f"Colonne {proposee.colonne.lettre}",
                required=False,
                choices=choix,
                initial=cle,
                error_messages={"invalid_choice": "Ce champ n'existe pas : choisissez-le dans la liste."},
            )

    def lignes(self) -> list[tuple[ColonneProposee, forms.BoundField]]:
        """Each column with its choice."""
        return [(proposee, self[f"colonne_{rang}"]) for rang, proposee in enumerate(self.colonnes)]

    def champs(self) -> dict[str, str]:
        """Field of each column, by its stable name."""
        return {
            proposee.repere: self.cleaned_data[f"colonne_{rang}"] or "ignorer"
            for rang, proposee in enumerate(self.colonnes)
        }

    def heritage(self) -> bool | None:
        """Whether empty axes are inherited; None: as the file seems to do."""
        return {"oui": True, "non": False}.get(self.cleaned_data["heriter"])
