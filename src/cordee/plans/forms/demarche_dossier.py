"""Forms of the dossier of a démarche PCAET: texts, imports, vulnerability, documents, opinions, reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from cordee.documents.models import Document
from cordee.outils.nombres import formater
from cordee.plans.actions.demarche_volets import PROVENANCE
from cordee.plans.domain.imports.classeurs import lire_feuilles
from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.domain.pcaet import (
    EXPRIMES,
    Cle,
    Grille,
    Nature,
    NombreIllisible,
    Piece,
    SensAvis,
    Tableau,
    Volet,
    decouper,
    lire_nom_de_case,
    lire_nombre,
)
from cordee.plans.forms.base import ChampJour, Formulaire
from cordee.plans.forms.demarche import ChampTexte

MEGA = 1024 * 1024
FICHIER_MAX = 5 * MEGA
DECIMALES = 4


def ecrire_valeur(valeur: Decimal | None) -> str:
    """A number as the cells of a table show it."""
    return "" if valeur is None else formater(float(valeur), DECIMALES, souple=True)


@dataclass
class SaisieVolet:
    """Cells of a table as they were typed. Only those that differ from what the page had shown (`vu-…`) are read: a
    colleague's change in another cell is not undone."""

    cellules: dict[Cle, Decimal | None] = field(default_factory=dict)
    textes: dict[str, str] = field(default_factory=dict)
    fautes: dict[str, str] = field(default_factory=dict)


def lire_saisie(tableau: Tableau, donnees: QueryDict) -> SaisieVolet:
    """Reads the POST of a table."""
    saisie = SaisieVolet()
    for nom, brut in donnees.items():
        cle = lire_nom_de_case(tableau, nom)
        if cle is None or not isinstance(brut, str):
            continue
        saisie.textes[nom] = brut[:40]
        if brut.strip() == donnees.get(f"vu-{nom}", "").strip():
            continue
        try:
            saisie.cellules[cle] = lire_nombre(brut, signe=tableau.volet is Volet.SEQUESTRATION)
        except NombreIllisible as illisible:
            saisie.fautes[nom] = str(illisible)
    return saisie


def valeurs_montrees(grille: Grille, saisie: SaisieVolet | None) -> dict[str, str]:
    """What each cell shows: what was typed when the page comes back with faults, else what is known."""
    textes = saisie.textes if saisie else {}
    return {case.nom: textes.get(case.nom, ecrire_valeur(case.valeur)) for case in grille.cases()}


class FormulaireTexte(Formulaire):
    """The written part of a volet."""

    use_required_attribute = False
    texte = ChampTexte("Texte", 20_000, lignes=8, required=False)
    source = ChampTexte("Source des données", 300, required=False, help_text="Nom du jeu de données ou de l'étude.")
    producteur = ChampTexte("Producteur", 200, required=False, help_text="Qui a calculé ou mesuré ces chiffres.")
    diffuseur = ChampTexte("Diffuseur", 200, required=False, help_text="Qui les met à disposition.")
    annee_source = forms.IntegerField(
        label="Année des données",
        required=False,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    licence = ChampTexte("Licence", 120, required=False, help_text="Par exemple « Licence Ouverte 2.0 ».")
    lien = forms.URLField(
        label="Adresse des données",
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": "Écrivez une adresse complète, par exemple https://exemple.fr/donnees."},
    )
    methodologie = ChampTexte("Méthodologie", 5000, lignes=3, required=False)

    def __init__(self, *args: Any, tableau: Tableau, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["texte"].label = tableau.question
        if not tableau.lignes:
            for nom in ("source", *PROVENANCE):
                del self.fields[nom]

    def provenance(self) -> dict[str, Any]:
        """What is said of the numbers. Only after `is_valid`."""
        return {nom: self.cleaned_data[nom] for nom in PROVENANCE if nom in self.cleaned_data}

    def champs_de_provenance(self) -> list[forms.BoundField]:
        """Its fields, in the order of the screen."""
        return [self[nom] for nom in self.fields if nom not in ("texte", "source")]


def ouvrir_tableau(formulaire: forms.Form, fichier: Any, maximum: int = FICHIER_MAX) -> Sequence[Sequence[object]]:
    """The first sheet of a file that holds something; a fault under the field `fichier` when there is none."""
    if fichier.size > maximum:
        formulaire.add_error("fichier", f"Ce fichier dépasse {maximum // MEGA} Mo : gardez la partie utile.")
        return []
    try:
        feuilles = lire_feuilles(fichier.read(), fichier.name)
    except FichierRefuse as refus:
        formulaire.add_error("fichier", str(refus))
        return []
    remplies = [feuille for feuille in feuilles if feuille.lignes]
    if not remplies:
        formulaire.add_error("fichier", "Ce fichier est vide.")
        return []
    return remplies[0].lignes


class FormulaireTableau(Formulaire):
    """A table pasted, or a file."""

    use_required_attribute = False
    tableau = forms.CharField(
        label="Tableau collé d'un tableur",
        required=False,
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Copiez la ligne des années, la colonne des noms et les valeurs, puis collez-les ici.",
        error_messages={"max_length": "Ce tableau est trop grand : gardez la partie utile."},
    )
    fichier = forms.FileField(
        label="Ou un fichier",
        required=False,
        help_text="Classeur .xlsx ou .ods, ou texte .csv.",
        error_messages={"empty": "Ce fichier est vide.", "invalid": "Choisissez un fichier."},
    )
    sans_mot = forms.ChoiceField(
        label="Une année seule (« 2026 ») est",
        required=False,
        choices=[
            ("", "selon l'année : un objectif si elle est à venir"),
            (str(Nature.CONSTAT), "un diagnostic"),
            (str(Nature.OBJECTIF), "un objectif"),
        ],
        help_text="« Diagnostic 2026 » ou « Objectif 2026 » dans l'en-tête l'emporte toujours.",
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def nature_choisie(self) -> Nature | None:
        """What a year is when its heading does not say. Only after `is_valid`."""
        choisie = self.cleaned_data["sans_mot"]
        return Nature(choisie) if choisie else None

    def clean(self) -> dict[str, Any]:
        """One of the two; `cellules` is what it holds."""
        lu = super().clean() or {}
        fichier, colle = lu.get("fichier"), (lu.get("tableau") or "").strip("\r\n")
        if fichier is not None:
            lu["cellules"] = ouvrir_tableau(self, fichier)
        elif colle.strip():
            lu["cellules"] = decouper(colle)
        elif not self.errors:
            self.add_error("tableau", "Collez un tableau, ou choisissez un fichier.")
        return lu


class FormulaireDomaine(Formulaire):
    """A domain of vulnerability of one's own."""

    use_required_attribute = False
    libelle = ChampTexte("Autre domaine", 120, help_text="Par exemple « Enneigement ».")


def lire_vulnerabilites(donnees: QueryDict, domaines: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the page of the vulnerability says of each domain, by code; only what differs from what it had shown."""
    champs = ("niveau", "niveau_2050", "niveau_2100", "description", "objectif_2050", "objectif_2100")
    lignes: dict[str, dict[str, str]] = {}
    for domaine in domaines:
        for champ in champs:
            nom = f"{champ}-{domaine}"
            if nom in donnees and _ligne(donnees[nom]) != _ligne(donnees.get(f"vu-{nom}", "")):
                lignes.setdefault(domaine, {})[champ] = str(donnees[nom])
    return lignes


def _ligne(texte: object) -> str:
    return str(texte).replace("\r\n", "\n").strip()


class FormulaireDocument(Formulaire):
    """A piece of the dossier: a document of the collectivité, a file, or a link."""

    use_required_attribute = False
    piece = forms.ChoiceField(
        label="Pièce",
        choices=[("", "Choisir"), *Piece.choices()],
        error_messages={"required": "Dites de quelle pièce il s'agit.", "invalid_choice": "Choisissez une pièce."},
    )

    def __init__(self, *args: Any, documents: Iterable[Document], **options: Any) -> None:
        super().__init__(*args, **options)
        ajouter_choix_document(self, documents)

    def clean(self) -> dict[str, Any]:
        """Exactly one document."""
        lu = super().clean() or {}
        if not self.errors and not any(lu.get(nom) for nom in ("document", "fichier", "adresse")):
            ou = "document" if self.fields["document"].choices[1:] else "fichier"  # type: ignore[attr-defined]
            self.add_error(ou, "Choisissez un document, envoyez un fichier ou donnez une adresse.")
        return lu


def ajouter_choix_document(formulaire: forms.Form, documents: Iterable[Document]) -> None:
    """Adds the fields that designate a document: one already there, a file, or a link."""
    connus = {str(document.pk): document for document in documents}
    formulaire.documents_connus = connus  # type: ignore[attr-defined]
    formulaire.fields["document"] = forms.ChoiceField(
        label="Document déjà déposé",
        required=False,
        choices=[("", "Aucun"), *((cle, document.nom) for cle, document in connus.items())],
        error_messages={"invalid_choice": "Ce document n'existe plus : choisissez-en un autre."},
    )
    formulaire.fields["fichier"] = forms.FileField(
        label="Ou un fichier" if connus else "Fichier", required=False, error_messages={"empty": "Ce fichier est vide."}
    )
    formulaire.fields["adresse"] = forms.URLField(
        label="Ou une adresse",
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": "Écrivez une adresse complète, par exemple https://exemple.fr/avis.pdf."},
    )


class ChampSens(forms.ChoiceField):
    """What an opinion concludes."""

    def __init__(self) -> None:
        super().__init__(
            label="Sens de l'avis",
            choices=[("", "Choisir"), *((str(sens), sens.libelle) for sens in EXPRIMES)],
            error_messages={"required": "Dites ce que conclut l'avis.", "invalid_choice": "Choisissez un sens."},
        )


class FormulaireAvis(Formulaire):
    """What an authority said."""

    use_required_attribute = False
    sens = ChampSens()
    rendu_le = ChampJour(label="Rendu le")
    resume = ChampTexte("Ce qu'il faut en retenir", 20_000, lignes=3, required=False)

    def __init__(self, *args: Any, documents: Iterable[Document], **options: Any) -> None:
        super().__init__(*args, **options)
        ajouter_choix_document(self, documents)

    def sens_choisi(self) -> SensAvis:
        """The opinion as an enum. Only after `is_valid`."""
        return SensAvis(self.cleaned_data["sens"])


class FormulaireLien(Formulaire):
    """Who is sent a link of filing, and until when it opens."""

    use_required_attribute = False
    destinataire = ChampTexte("Envoyé à", 200, help_text="Un service ou une personne : « DDT, mission climat ».")
    expire_le = ChampJour(label="Ouvert jusqu'au", help_text="Passé ce jour, le lien n'ouvre plus rien.")


class FormulaireDepot(Formulaire):
    """The opinion that an authority files by its link."""

    use_required_attribute = False
    sens = ChampSens()
    rendu_le = ChampJour(label="Signé le")
    fichier = forms.FileField(
        label="Avis signé",
        help_text="PDF ou document de bureautique.",
        error_messages={"required": "Joignez l'avis signé.", "empty": "Ce fichier est vide."},
    )
    resume = ChampTexte("Ce que la collectivité doit en retenir", 20_000, lignes=4, required=False)
    nom = ChampTexte("Votre nom", 150)
    fonction = ChampTexte("Votre fonction et votre service", 140, required=False)

    def sens_choisi(self) -> SensAvis:
        """The opinion as an enum. Only after `is_valid`."""
        return SensAvis(self.cleaned_data["sens"])


class FormulaireAutreAvis(Formulaire):
    """The opinion of another authority."""

    use_required_attribute = False
    intitule = ChampTexte("Instance", 200, help_text="Conseil de développement, parc naturel, chambre consulaire…")
    demande_le = ChampJour(label="Demandé le")


class FormulaireSansEes(Formulaire):
    """Why there is no report of environmental assessment."""

    use_required_attribute = False
    motif = ChampTexte(
        "Pourquoi sans évaluation environnementale",
        2000,
        lignes=3,
        required=False,
        help_text="Par exemple une dispense, avec sa référence. L'autorité environnementale n'est alors pas saisie.",
    )


class FormulaireReponse(Formulaire):
    """What the collectivité answers."""

    use_required_attribute = False
    reponse = ChampTexte("Réponse de la collectivité", 20_000, lignes=4, required=False)


def lire_sections(donnees: QueryDict, sections: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Texts of a report, by code of section."""
    return {s["code"]: str(donnees[f"s-{s['code']}"]) for s in sections if f"s-{s['code']}" in donnees}
