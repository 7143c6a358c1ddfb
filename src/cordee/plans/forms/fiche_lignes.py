"""What is typed in the rows of a fiche, as values of domain.fiche. Rules on the values are those of the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from cordee.outils.choix import ChoixTexte
from cordee.plans.actions.composition import Suivi
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.aide_territoires import lire_aide
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.listes import (
    NIVEAUX_IMPACT,
    Appreciation,
    BaseMontant,
    DomaineImpact,
    Frequence,
    Incertitude,
    NatureIndicateur,
    PeriodeEvaluation,
    SensImpact,
    StatutFiche,
    StatutFinancement,
    TypeBudget,
    TypeLien,
    TypeReference,
    UniteBudget,
)
from cordee.plans.forms.base import ChampJour, Formulaire
from cordee.plans.forms.nombres import ChampAnnee, ChampNombre

FICHIER_MAX = 25 * 1024 * 1024


def choix(liste: type[ChoixTexte], libelle: str, *, vide: str | None = None) -> forms.ChoiceField:
    """A closed list."""
    options = liste.choices()
    return forms.ChoiceField(
        choices=options if vide is None else [("", vide), *options],
        required=vide is None,
        label=libelle,
        error_messages={
            "required": f"Choisissez « {libelle} » dans la liste.",
            "invalid_choice": f"« {libelle} » : choisissez dans la liste.",
        },
    )


def ligne(libelle: str, maximum: int, *, required: bool = False) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        max_length=maximum,
        required=required,
        label=libelle,
        error_messages={
            "required": f"« {libelle} » est vide : écrivez quelques mots.",
            "max_length": f"« {libelle} » dépasse {maximum} caractères : raccourcissez.",
        },
    )


class FormulaireLigne(Formulaire):
    """Base: every fault in one sentence."""

    @property
    def messages(self) -> list[str]:
        """Faults, as sentences."""
        return [str(message) for messages in self.errors.values() for message in messages]


class FormulaireObjectif(FormulaireLigne):
    """A quantified objective."""

    libelle = ligne("Objectif", 300, required=True)
    valeur = ChampNombre("Valeur")
    unite = ligne("Unité", 40)
    echeance = ChampAnnee("Année")

    def lire(self) -> valeurs.ObjectifChiffre:
        """As a value."""
        lu = self.cleaned_data
        return valeurs.ObjectifChiffre(lu["libelle"], lu["valeur"], lu["unite"], lu["echeance"])


class FormulaireImpact(FormulaireLigne):
    """The effect in one domain."""

    domaine = choix(DomaineImpact, "Domaine")
    niveau = forms.TypedChoiceField(
        choices=[("", "non dit"), *((str(n), nom) for n, nom in NIVEAUX_IMPACT.items())],
        coerce=int, empty_value=None, required=False, label="Niveau",
    )  # fmt: skip
    valeur = ChampNombre("Quantité")
    unite = ligne("Unité", 40)
    horizon = ChampAnnee("Année visée")
    commentaire = ligne("Précision", 500)
    sens = choix(SensImpact, "Sens", vide="comme d'habitude")
    methode = ligne("Méthode d'estimation", 300)
    incertitude = choix(Incertitude, "Incertitude", vide="non dite")

    def lire(self) -> valeurs.Impact:
        """As a value."""
        lu = self.cleaned_data
        return valeurs.Impact(
            DomaineImpact(lu["domaine"]),
            lu["niveau"],
            lu["valeur"],
            lu["unite"],
            lu["horizon"],
            lu["commentaire"],
            SensImpact(lu["sens"]) if lu["sens"] else None,
            lu["methode"],
            Incertitude(lu["incertitude"]) if lu["incertitude"] else None,
        )


class FormulaireBudget(FormulaireLigne):
    """A budget line."""

    type = choix(TypeBudget, "Nature")
    unite = choix(UniteBudget, "Unité")
    annee = ChampAnnee("Année")
    prevu = ChampNombre("Prévu", minimum=0)
    prevu_max = ChampNombre("Prévu au plus", minimum=0)
    reel = ChampNombre("Dépensé", minimum=0)
    est_etale = forms.BooleanField(required=False, label="Étalé sur les années")

    def clean(self) -> dict[str, Any]:
        """An amount at least, the ends of a range in order, no year for what is spread over them."""
        lu = super().clean() or {}
        prevu, haut = lu.get("prevu"), lu.get("prevu_max")
        if not self.errors and prevu is None and haut is not None:
            self.add_error("prevu", "Écrivez le bas de la fourchette : 0 si rien n'est sûr.")
        elif not self.errors and prevu is None and lu.get("reel") is None:
            self.add_error("prevu", "Écrivez un montant, prévu ou dépensé.")
        if prevu is not None and haut is not None and haut < prevu:
            self.add_error("prevu_max", "Le haut de la fourchette est plus petit que le bas : échangez-les.")
        if lu.get("est_etale") and lu.get("annee") is not None:
            self.add_error("annee", "Un montant étalé n'a pas d'année : videz l'année, ou décochez « étalé ».")
        return lu

    def lire(self) -> valeurs.LigneBudget:
        """As a value."""
        lu = self.cleaned_data
        return valeurs.LigneBudget(
            TypeBudget(lu["type"]),
            UniteBudget(lu["unite"]),
            lu["annee"],
            lu["prevu"],
            lu["reel"],
            lu["prevu_max"],
            lu["est_etale"],
        )


class FormulaireFinancement(FormulaireLigne):
    """Money from a funder; the rate is typed in percent."""

    financeur = ligne("Financeur", 200, required=True)
    dispositif = ligne("Dispositif", 200)
    montant = ChampNombre("Montant", minimum=0)
    base = choix(BaseMontant, "Base")
    taux = ChampNombre("Taux, en %", minimum=0, maximum=100)
    statut = choix(StatutFinancement, "Position")
    annee = ChampAnnee("Année")
    demande_le = ChampJour(label="Demandé le", required=False)
    decision_le = ChampJour(label="Décidé le", required=False)
    verse_le = ChampJour(label="Versé le", required=False)
    aide = forms.CharField(required=False, label="Aide sur Aides-territoires")

    def clean_aide(self) -> str:
        """A page of that site, from its address or from the identifier of the aid."""
        try:
            return lire_aide(self.cleaned_data["aide"])
        except ValeurRefusee as refus:
            raise forms.ValidationError(str(refus)) from refus

    def clean(self) -> dict[str, Any]:
        """Asked, then decided, then paid; said beside the day that comes too soon."""
        lu = super().clean() or {}
        avant = None
        for nom in ("demande_le", "decision_le", "verse_le"):
            jour_lu = lu.get(nom)
            if jour_lu is not None and avant is not None and jour_lu < avant:
                self.add_error(nom, "Un financement est demandé, puis décidé, puis versé : vérifiez l'ordre des dates.")
                break
            avant = jour_lu or avant
        return lu

    def lire(self) -> valeurs.FinancementCite:
        """As a value."""
        lu = self.cleaned_data
        return valeurs.FinancementCite(
            financeur=lu["financeur"],
            dispositif=lu["dispositif"],
            montant=lu["montant"],
            base=BaseMontant(lu["base"]),
            taux=None if lu["taux"] is None else lu["taux"] / 100,
            statut=StatutFinancement(lu["statut"]),
            annee=lu["annee"],
            demande_le=lu["demande_le"],
            decision_le=lu["decision_le"],
            verse_le=lu["verse_le"],
            aide=lu["aide"],
        )


class FormulaireReference(FormulaireLigne):
    """A document that the fiche answers to."""

    type = choix(TypeReference, "Document")
    titre = ligne("Titre", 300)
    article = ligne("Article ou règle", 200)
    adresse = ligne("Adresse", 1000)

    def lire(self) -> valeurs.ReferenceCitee:
        """As a value."""
        lu = self.cleaned_data
        return valeurs.ReferenceCitee(TypeReference(lu["type"]), lu["titre"], lu["article"], lu["adresse"])


class FormulaireEvaluation(FormulaireLigne):
    """What is concluded of a period."""

    periode = choix(PeriodeEvaluation, "Période")
    date = ChampJour(label="Date", required=False)
    appreciation = choix(Appreciation, "Appréciation", vide="non dite")
    resultat = forms.CharField(required=False, label="Résultat")
    suites = forms.CharField(required=False, label="Ce qui change ensuite")

    def lire(self) -> valeurs.EvaluationCitee:
        """As a value."""
        lu = self.cleaned_data
        appreciation = Appreciation(lu["appreciation"]) if lu["appreciation"] else None
        return valeurs.EvaluationCitee(
            PeriodeEvaluation(lu["periode"]), lu["date"], appreciation, lu["resultat"], lu["suites"]
        )


class FormulaireIndicateur(FormulaireLigne):
    """An indicator that follows the fiche; `nom` is asked only when it is added."""

    nom = ligne("Indicateur", 300)
    unite = ligne("Unité", 80)
    nature = choix(NatureIndicateur, "Ce qu'il dit")
    cible = ChampNombre("Objectif")
    annee_cible = ChampAnnee("Année de l'objectif")
    frequence = choix(Frequence, "Fréquence", vide="non dite")
    source = ligne("Source", 200)
    responsable = ligne("Qui mesure", 170)
    mesure_avancement = forms.BooleanField(required=False, label="Mesure l'avancement de la fiche")

    def lire(self) -> Suivi:
        """As a value."""
        lu = self.cleaned_data
        return Suivi(
            NatureIndicateur(lu["nature"]),
            lu["cible"],
            lu["annee_cible"],
            Frequence(lu["frequence"]) if lu["frequence"] else None,
            lu["source"],
            lu["responsable"],
            lu["mesure_avancement"],
        )


class FormulaireValeur(FormulaireLigne):
    """A result of an indicator."""

    annee = ChampAnnee("Année", required=True)
    resultat = ChampNombre("Résultat", required=True)


class FormulaireMesure(FormulaireLigne):
    """A mesure of a référentiel: its identifier, alone or at the beginning of its label."""

    mesure = ligne("Mesure", 400, required=True)


class FormulaireLien(FormulaireLigne):
    """Another fiche, by its number at the beginning, and what it is to this one."""

    fiche = ligne("Fiche", 400, required=True)
    type = choix(TypeLien, "Lien")
    sens = forms.ChoiceField(choices=[("sortant", ""), ("entrant", "")], required=False)
    decalage = forms.IntegerField(
        required=False, label="Délai en jours", error_messages={"invalid": "Le délai est un nombre entier de jours."}
    )


class FormulaireDocument(FormulaireLigne):
    """A document of the library, or a new one: a file, or a link, with its name and whether it is confidential."""

    document = ligne("Document de la bibliothèque", 300)
    fichier = forms.FileField(required=False, label="Fichier")
    adresse = forms.URLField(
        required=False, assume_scheme="https", max_length=1000, label="Adresse",
        error_messages={"invalid": "Cette adresse n'est pas valable : elle commence par https://"},
    )  # fmt: skip
    nom = ligne("Nom", 200)
    confidentiel = forms.BooleanField(required=False, label="Confidentiel")
    commentaire = ligne("Commentaire", 300)

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        lu = super().clean() or {}
        if not self.errors and sum(bool(lu.get(nom)) for nom in ("document", "fichier", "adresse")) != 1:
            self.add_error(
                "document",
                "Choisissez un document de la bibliothèque, un fichier ou l'adresse d'une page : un seul des trois.",
            )
        return lu


class FormulaireDocumentDuPlan(FormulaireDocument):
    """The same for a plan, which may have been voted by it."""

    deliberation = forms.BooleanField(required=False, label="Délibération du plan")


class FormulaireDocumentJoint(FormulaireLigne):
    """What is said of a document attached to a plan."""

    commentaire = ligne("Commentaire", 300)
    deliberation = forms.BooleanField(required=False, label="Délibération du plan")


class FormulaireNote(FormulaireLigne):
    """A follow-up note."""

    texte = forms.CharField(
        max_length=10_000, label="Suivi", error_messages={"required": "Écrivez où en est la fiche, en quelques mots."}
    )
    date = ChampJour(label="Date")


class FormulaireCommentaire(FormulaireLigne):
    """A word to colleagues."""

    texte = forms.CharField(
        max_length=5_000, label="Commentaire", error_messages={"required": "Écrivez quelques mots."}
    )
    parent = forms.IntegerField(required=False)


class FormulaireBlocage(FormulaireLigne):
    """What blocks."""

    raison = ligne("Ce qui bloque", 500)
    fiche = ligne("Fiche attendue", 400)
    attendu_de = ligne("Attendu de", 170)
    attendu_le = ChampJour(label="Levée attendue le", required=False)


class FormulairePartage(FormulaireLigne):
    """The collectivité with which to carry the fiche."""

    collectivite = forms.IntegerField(
        label="Collectivité", error_messages={"required": "Choisissez une collectivité.", "invalid": "Choisissez-la."}
    )


class FormulaireSousFiche(FormulaireLigne):
    """A sous-action, by its title."""

    titre = ligne("Titre", 300, required=True)


class FormulaireSuiviRapide(FormulaireLigne):
    """Where a fiche stands, in one gesture."""

    statut = choix(StatutFiche, "Statut", vide="Sans statut")
    texte = forms.CharField(max_length=10_000, required=False, label="Suivi")
