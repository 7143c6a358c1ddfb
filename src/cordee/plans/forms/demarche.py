"""Forms of a démarche PCAET: opening, heading, steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import jour_long
from cordee.plans.actions.demarche import CHAMPS, TEXTES
from cordee.plans.domain.pcaet import Obligation
from cordee.plans.forms.base import ChampJour, Formulaire
from cordee.plans.models import DemarchePcaet, Plan
from cordee.socle.champs import SaisieJour
from cordee.territoires.models import Collectivite


class ChampTexte(forms.CharField):
    """A line, or several when `lignes` is given."""

    def __init__(self, label: str, limite: int, *, lignes: int = 0, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": lignes}) if lignes else forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(
            label=label,
            max_length=limite,
            widget=widget,
            error_messages={
                "required": "Remplissez ce champ.",
                "max_length": f"{limite} caractères au plus : raccourcissez.",
            },
            **options,
        )


class FormulaireOuverture(Formulaire):
    """Name of a new démarche, and the plan that it files."""

    use_required_attribute = False
    nom = ChampTexte("Nom de la démarche", 300, help_text="Par exemple « PCAET 2026-2032 ».")

    def __init__(self, *args: Any, plans: Iterable[Plan], **options: Any) -> None:
        super().__init__(*args, **options)
        self._plans = {str(plan.pk): plan for plan in plans}
        self.fields["plan"] = ChampPlan(self._plans.values(), vide="Je le rattacherai plus tard")

    def plan_choisi(self) -> Plan | None:
        """The chosen plan. Only after `is_valid`."""
        return self._plans.get(self.cleaned_data["plan"])


class ChampPlan(forms.ChoiceField):
    """One of the plans of type PCAET."""

    def __init__(self, plans: Iterable[Plan], *, vide: str) -> None:
        super().__init__(
            label="Plan d'actions",
            required=False,
            choices=[("", vide), *((str(plan.pk), plan.nom) for plan in plans)],
            help_text="Ses fiches font le programme d'actions. Seuls les plans de type PCAET sont proposés.",
            error_messages={"invalid_choice": "Ce plan n'est plus disponible : choisissez-en un autre."},
        )


OBLIGATIONS = [("", "À préciser"), *Obligation.choices()]


class FormulaireEntete(Formulaire):
    """The heading. `plans` are those that may be linked, the present one included; `membres` the collectivités that may
    carry the plan together; `editeurs` the people who may pilot."""

    use_required_attribute = False

    nom = ChampTexte("Nom de la démarche", TEXTES["nom"])
    description = ChampTexte("Description rapide", TEXTES["description"], lignes=4, required=False)
    lance_le = ChampJour(
        label="Lancée le", required=False, help_text="Date de la délibération qui engage l'élaboration."
    )
    information_le = ChampJour(
        label="Autorités informées le",
        required=False,
        help_text="Lettres au préfet, au préfet de région, aux conseils départemental et régional, aux maires, au "
        "SCoT, aux chambres consulaires, aux autorités organisatrices et gestionnaires de réseaux (R229-53).",
    )
    information_prefet_le = ChampJour(label="Réponse du préfet de région reçue le", required=False)
    information_region_le = ChampJour(label="Réponse du conseil régional reçue le", required=False)
    population = forms.IntegerField(
        label="Population couverte",
        required=False,
        min_value=1,
        max_value=20_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Écrivez un nombre d'habitants, par exemple 34000.",
            "min_value": "Écrivez un nombre d'habitants, par exemple 34000.",
            "max_value": "La France a moins d'habitants : vérifiez ce nombre.",
        },
    )
    population_annee = forms.IntegerField(
        label="Année de cette population",
        required=False,
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Écrivez une année, par exemple 2026."),
    )
    obligation = forms.ChoiceField(label="Obligation", required=False, choices=OBLIGATIONS)
    obligation_motif = ChampTexte(
        "Pourquoi ce choix",
        TEXTES["obligation_motif"],
        required=False,
        help_text="À remplir quand vous vous écartez de la règle.",
    )
    precedente_adoptee_le = ChampJour(label="PCAET précédent adopté le", required=False)
    adoption_prevue_le = ChampJour(label="Adoption prévue le", required=False)
    chef_de_projet = ChampTexte(
        "Chef ou cheffe de projet",
        TEXTES["chef_de_projet"],
        required=False,
        help_text="Ce nom sera publié avec la démarche, si vous le choisissez en la publiant.",
    )
    contact = ChampTexte(
        "Contact", TEXTES["contact"], required=False, help_text="Adresse de service, publiée avec les noms."
    )
    elu_referent = ChampTexte(
        "Élu·e référent·e",
        TEXTES["elu_referent"],
        required=False,
        help_text="Ce nom sera publié avec la démarche, si vous le choisissez en la publiant.",
    )
    commentaire = ChampTexte("Commentaire sur l'état", TEXTES["commentaire"], lignes=3, required=False)
    autres_demarches = ChampTexte(
        "Autres démarches du territoire",
        TEXTES["autres_demarches"],
        required=False,
        help_text="Hors énergie et climat : PLUi, PAT, Agenda 2030…",
    )
    autres_identifiants = ChampTexte(
        "Numéros des autres démarches climat", TEXTES["autres_identifiants"], required=False
    )

    def __init__(
        self,
        *args: Any,
        plans: Sequence[Plan],
        membres: Sequence[Collectivite],
        editeurs: Sequence[Utilisateur],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._plans = {str(plan.pk): plan for plan in plans}
        self._membres = {str(membre.pk): membre for membre in membres}
        self._editeurs = {str(editeur.pk): editeur for editeur in editeurs}
        self.fields["plan"] = ChampPlan(plans, vide="Aucun plan")
        self.fields["pilotes"] = _cases(
            "Pilotes de la démarche",
            [(cle, personne.nom_complet) for cle, personne in self._editeurs.items()],
            "Sans pilote, toute personne qui édite peut franchir les étapes.",
        )
        if membres:
            self.fields["coporteuses"] = _cases(
                "Collectivités qui portent le plan ensemble",
                [(cle, membre.nom) for cle, membre in self._membres.items()],
                "Leur population s'additionne.",
            )

    def champs(self) -> dict[str, Any]:
        """Values of the columns. Only after `is_valid`."""
        return {nom: self.cleaned_data[nom] for nom in CHAMPS}

    def plan_choisi(self) -> Plan | None:
        """The chosen plan."""
        return self._plans.get(self.cleaned_data["plan"])

    def pilotes_choisis(self) -> list[Utilisateur]:
        """The chosen pilotes."""
        return [self._editeurs[cle] for cle in self.cleaned_data["pilotes"]]

    def coporteuses_choisies(self) -> list[Collectivite]:
        """The chosen collectivités."""
        return [self._membres[cle] for cle in self.cleaned_data.get("coporteuses", [])]


def _cases(label: str, choix: list[tuple[str, str]], aide: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=choix,
        help_text=aide,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Un choix n'est plus possible : rechargez la page."},
    )


def initial_entete(demarche: DemarchePcaet) -> dict[str, Any]:
    """What the form of the heading starts from."""
    return {
        **{nom: getattr(demarche, nom) for nom in CHAMPS},
        "plan": str(demarche.plan_id or ""),
        "pilotes": [str(pilote.pk) for pilote in demarche.pilotes.all()],
        "coporteuses": [str(membre.pk) for membre in demarche.coporteuses.all()],
    }


# -- steps -----------------------------------------------------------------------------------------------------------
class FormulaireEtape(Formulaire):
    """A step without anything to say."""

    use_required_attribute = False

    def arguments(self) -> dict[str, Any]:
        """What the action of the step takes. Only after `is_valid`."""
        return dict(self.cleaned_data)


class FormulaireEnvoi(FormulaireEtape):
    """A dossier sent by post."""

    envoye_le = ChampJour(
        label="Envoyé le",
        help_text="Les délais courent de ce jour : deux mois, trois pour l'autorité environnementale.",
    )
    ees_jointe = forms.BooleanField(
        label="Le rapport d'évaluation environnementale était dans l'envoi", required=False, initial=True
    )
    ees_motif = ChampTexte(
        "Sinon, pourquoi",
        2000,
        lignes=2,
        required=False,
        help_text="L'autorité environnementale n'est alors saisie que lorsque le rapport est joint.",
    )


class FormulaireReprise(FormulaireEtape):
    """Why the project is taken back."""

    motif = ChampTexte("Pourquoi reprendre le projet", 2000, lignes=3)


class FormulaireAdoption(FormulaireEtape):
    """The vote."""

    adopte_le = ChampJour(label="Adopté le", help_text="Date de la délibération.")
    numero = ChampTexte("Numéro de la délibération", 60, required=False)

    remplacer = forms.BooleanField(label="Remplacer la délibération que porte déjà le plan", required=False)

    def __init__(self, *args: Any, aujourdhui: date, premier: date | None, deliberation: str, **options: Any) -> None:
        """`premier` is the first day of a valid vote, `deliberation` the one that the linked plan holds already."""
        super().__init__(*args, **options)
        self.initial.setdefault("adopte_le", aujourdhui)
        if premier is not None:
            self.fields["adopte_le"].help_text = f"Date de la délibération, au plus tôt le {jour_long(premier)}."
            cast(SaisieJour, self.fields["adopte_le"].widget).borner(premier, None)
        if deliberation:
            self.fields["remplacer"].help_text = f"Il porte {deliberation}, gardée sans cela si elle est autre."
        else:
            del self.fields["remplacer"]
