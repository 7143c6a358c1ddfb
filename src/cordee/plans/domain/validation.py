"""The circuit of validation of a fiche in a plan: states, gestures, what is content and what is follow-up. Source:
docs/calculs/validation.md.

Nothing here knows the database. A geste goes from a state to another (`transiter`); `contenu` is what is validated of a
fiche, `superposer` what is printed of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_chiffre, jour_long
from cordee.plans.domain.changements import SCALAIRES
from cordee.plans.domain.fiche import FicheComplete, ValidationCitee
from cordee.plans.domain.listes import RoleActeur, StatutFinancement

MOT_MAX: Final = 2_000
DELAI_DE_RAPPEL: Final = 7
"""Days after which a proposal that waits is recalled."""


class Etat(ChoixTexte):
    """Where a fiche stands in the circuit of a plan."""

    BROUILLON = "brouillon", "Brouillon"
    PROPOSEE = "proposee", "Proposée"
    VALIDEE = "validee", "Validée"
    MODIFIEE = "modifiee", "Modifiée depuis sa validation", "Modifiée depuis"

    def __init__(self, valeur: str, libelle: str = "", court: str = "") -> None:
        self.court = court or libelle
        """Where there is little room."""


class Valideurs(ChoixTexte):
    """Who validates the fiches of a plan."""

    RESPONSABLES = "responsables", "Les pilotes et élus référents du plan"
    CHOISIS = "choisis", "Des personnes choisies"


class GesteValidation(ChoixTexte):
    """What one does to the state of a fiche; the second word is that of the button."""

    PROPOSER = "proposer", "Proposer à la validation"
    REPRENDRE = "reprendre", "Reprendre la proposition"
    VALIDER = "valider", "Valider la fiche"
    RENVOYER = "renvoyer", "Renvoyer avec un mot"
    RETIRER = "retirer", "Retirer la validation"

    @property
    def est_de_valideur(self) -> bool:
        """Whether it is for those who validate; the others are for those who write the fiche."""
        return self in {GesteValidation.VALIDER, GesteValidation.RENVOYER, GesteValidation.RETIRER}

    @property
    def veut_un_mot(self) -> bool:
        """Whether a word that explains it is asked."""
        return self in {GesteValidation.RENVOYER, GesteValidation.RETIRER}


DEPUIS: Final[Mapping[GesteValidation, frozenset[Etat]]] = {
    GesteValidation.PROPOSER: frozenset({Etat.BROUILLON, Etat.MODIFIEE}),
    GesteValidation.REPRENDRE: frozenset({Etat.PROPOSEE}),
    GesteValidation.VALIDER: frozenset({Etat.BROUILLON, Etat.PROPOSEE, Etat.MODIFIEE}),
    GesteValidation.RENVOYER: frozenset({Etat.PROPOSEE}),
    GesteValidation.RETIRER: frozenset({Etat.VALIDEE, Etat.MODIFIEE}),
}
"""States from which each geste is possible (« Transitions »)."""
REFUS: Final[Mapping[GesteValidation, str]] = {
    GesteValidation.PROPOSER: "Cette fiche est déjà {etat} : il n'y a rien à proposer.",
    GesteValidation.REPRENDRE: "Cette fiche n'est plus proposée : rechargez la page pour voir où elle en est.",
    GesteValidation.VALIDER: "Cette fiche est déjà {etat} : il n'y a rien à valider.",
    GesteValidation.RENVOYER: "Cette fiche n'est plus proposée : rechargez la page pour voir où elle en est.",
    GesteValidation.RETIRER: "Cette fiche n'est pas validée : il n'y a pas de validation à retirer.",
}
"""What is answered to a geste that the state does not allow."""
FAITS: Final[Mapping[GesteValidation, str]] = {
    GesteValidation.PROPOSER: "a proposé la fiche",
    GesteValidation.REPRENDRE: "a repris sa proposition",
    GesteValidation.VALIDER: "a validé la fiche",
    GesteValidation.RENVOYER: "a renvoyé la fiche",
    GesteValidation.RETIRER: "a retiré la validation",
}
"""What somebody did, after their name."""


class GesteRefuse(Exception):
    """A geste that the state does not allow, or without the word that it asks; says it in French."""


def transiter(geste: GesteValidation, etat: Etat, mot: str, *, a_version: bool, differe: bool) -> Etat:
    """State after the geste. `a_version`: the fiche has a validated version there; `differe`: its content is no longer
    that one. Raises `GesteRefuse`."""
    if etat not in DEPUIS[geste]:
        raise GesteRefuse(REFUS[geste].format(etat=etat.libelle.lower()))
    if geste.veut_un_mot and not mot.strip():
        quoi = "ce qu'il faut reprendre" if geste is GesteValidation.RENVOYER else "pourquoi"
        raise GesteRefuse(f"Écrivez un mot : la personne qui a rédigé la fiche doit savoir {quoi}.")
    if len(mot) > MOT_MAX:
        raise GesteRefuse(f"Ce mot dépasse {MOT_MAX} caractères ({len(mot)}) : raccourcissez-le.")
    if geste is GesteValidation.PROPOSER:
        return Etat.PROPOSEE
    if geste is GesteValidation.VALIDER:
        return Etat.VALIDEE
    if geste is GesteValidation.RETIRER or not a_version:
        return Etat.BROUILLON
    return Etat.MODIFIEE if differe else Etat.VALIDEE


def suivre(etat: Etat, *, differe: bool) -> Etat:
    """State of a fiche that has a validated version, once its content was compared with it."""
    if etat not in {Etat.VALIDEE, Etat.MODIFIEE}:
        return etat
    return Etat.MODIFIEE if differe else Etat.VALIDEE


def gestes_possibles(etat: Etat, *, ecrit: bool, valide: bool) -> tuple[GesteValidation, ...]:
    """What somebody who writes the fiche (`ecrit`), who validates it (`valide`), or both, may do from a state."""
    return tuple(g for g in GesteValidation if etat in DEPUIS[g] and (valide if g.est_de_valideur else ecrit))


def geste_principal(etat: Etat, *, ecrit: bool, valide: bool) -> str:
    """Words of the one button beside the state; empty when nothing is expected of the person."""
    if etat is Etat.PROPOSEE:
        return "Lire et valider" if valide else ""
    if etat is Etat.VALIDEE:
        return ""
    if not ecrit:
        return ""
    return "Proposer à nouveau" if etat is Etat.MODIFIEE else "Proposer à la validation"


@dataclass(frozen=True, slots=True)
class EtatDit:
    """What is said of a state: by whom and when it came, and the word of who sent the fiche back."""

    etat: Etat
    par: str = ""
    le: date | None = None
    valide_par: str = ""
    valide_le: date | None = None
    renvoyee: bool = False


def dire_etat(dit: EtatDit) -> str:
    """One sentence, without the name of the plan."""
    version = f"la version validée le {jour_long(dit.valide_le)} reste celle qui fait foi" if dit.valide_le else ""
    if dit.etat is Etat.VALIDEE:
        return f"Validée le {jour_long(dit.valide_le)}{_par(dit.valide_par)}." if dit.valide_le else "Validée."
    if dit.etat is Etat.PROPOSEE:
        tete = f"Proposée le {jour_long(dit.le)}{_par(dit.par)}, en attente de validation" if dit.le else "Proposée"
    elif dit.renvoyee:
        tete = f"Renvoyée le {jour_long(dit.le)}{_par(dit.par)}" if dit.le else "Renvoyée"
    elif dit.etat is Etat.MODIFIEE and dit.valide_le:
        return f"Modifiée depuis sa validation du {jour_long(dit.valide_le)} : c'est cette version-là qui fait foi."
    else:
        tete = "Brouillon, pas encore proposé à la validation"
    return f"{tete} ; {version}." if version else f"{tete}."


def _par(nom: str) -> str:
    return f" par {nom}" if nom else ""


def dire_mention(dit: EtatDit) -> str:
    """What a printed fiche says of the text that it shows: that of today."""
    if dit.etat is Etat.VALIDEE and dit.valide_le:
        return f"Version validée le {jour_long(dit.valide_le)}{_par(dit.valide_par)}"
    if dit.valide_le:
        return f"Modifiée depuis sa validation du {jour_long(dit.valide_le)}"
    return "Proposée à la validation" if dit.etat is Etat.PROPOSEE else "Brouillon"


def ecrire_validations(citees: Iterable[ValidationCitee]) -> str:
    """What a cell says: `Validée le 12/03/2026 par Odile Garcin`, plan by plan when there are several."""
    dites = [(citee.plan, _dire_citee(citee)) for citee in citees]
    return dites[0][1] if len(dites) == 1 else " ; ".join(f"{plan} : {mots}" for plan, mots in dites)


def _dire_citee(citee: ValidationCitee) -> str:
    mots = Etat(citee.etat).court
    if citee.valide_le is None:
        return mots
    validation = f"le {jour_chiffre(citee.valide_le)}{_par(citee.valide_par)}"
    return f"{mots} {validation}" if citee.etat == Etat.VALIDEE else f"{mots}, validée {validation}"


def resumer_etats(etats: Iterable[Etat]) -> Etat | None:
    """The one state said where there is room for one, of a fiche that has several: what remains to be done first."""
    ordre = (Etat.PROPOSEE, Etat.MODIFIEE, Etat.BROUILLON, Etat.VALIDEE)
    presents = set(etats)
    return next((etat for etat in ordre if etat in presents), None)


# -- content -----------------------------------------------------------------------------------------------------------
SUIVI: Final = (
    "statut", "etat_precision", "etat_le", "avancement", "poids", "notes", "commentaires", "blocages", "evaluations",
    "documents", "code", "chemins", "liens", "confidentiel", "champs", "creation", "modification",
)  # fmt: skip
"""Attributes of a fiche that are not validated: what they say of the day is what is read with any version."""


FERMES: Final = frozenset(
    {"priorite", "faisabilite", "cout_efficacite", "maturite", "temps", "participation", "cout_evite_base",
     "cout_evite_rythme"}
)  # fmt: skip
"""Choices in a list, whose absence is written as an empty text."""


def contenu(fiche: FicheComplete) -> FicheComplete:
    """What is validated of a fiche: the same without its follow-up (« Contenu et suivi »)."""
    vide = FicheComplete("")
    return replace(
        fiche,
        **{nom: getattr(vide, nom) for nom in SUIVI},
        validations=(),
        personnes=tuple(replace(p, email="") for p in fiche.personnes),
        acteurs=tuple(a for a in fiche.acteurs if a.role is not RoleActeur.ETIQUETTE),
        budgets=tuple(replace(b, reel=None) for b in fiche.budgets if b.prevu is not None),
        financements=tuple(
            replace(f, statut=StatutFinancement.ENVISAGE, demande_le=None, decision_le=None, verse_le=None)
            for f in fiche.financements
        ),
        indicateurs=tuple(replace(i, resultats=(), objectifs=()) for i in fiche.indicateurs),
        sous_fiches=[contenu(sous) for sous in fiche.sous_fiches],
    )


def superposer(figee: FicheComplete, courante: FicheComplete) -> FicheComplete:
    """The validated content under the follow-up of today (« Version validée »). A sous-fiche finds its follow-up by its
    number, a row by what it is about."""
    par_numero = {sous.ref: sous for sous in courante.sous_fiches}
    return replace(
        figee,
        **{nom: getattr(courante, nom) for nom in SUIVI},
        validations=courante.validations,
        acteurs=(*figee.acteurs, *(a for a in courante.acteurs if a.role is RoleActeur.ETIQUETTE)),
        budgets=_reporter(figee.budgets, courante.budgets, ("type", "unite", "annee", "est_etale"), ("reel",)),
        financements=_reporter(
            figee.financements, courante.financements, ("financeur", "dispositif", "annee"),
            ("statut", "demande_le", "decision_le", "verse_le"),
        ),
        indicateurs=_reporter(
            figee.indicateurs, courante.indicateurs, ("nom", "identifiant"), ("resultats", "objectifs")
        ),
        sous_fiches=[
            superposer(sous, par_numero.get(sous.ref, FicheComplete(sous.titre)))
            for sous in figee.sous_fiches
        ],
    )  # fmt: skip


def _reporter(
    figees: Sequence[Any], courantes: Sequence[Any], cles: Sequence[str], suivi: Sequence[str]
) -> tuple[Any, ...]:
    """Frozen rows with the follow-up of the present row about the same thing, when there is one."""
    presentes: dict[tuple[Any, ...], Any] = {}
    for rangee in courantes:
        presentes.setdefault(tuple(getattr(rangee, cle) for cle in cles), rangee)
    return tuple(
        replace(figee, **{nom: getattr(trouvee, nom) for nom in suivi}) if trouvee is not None else figee
        for figee in figees
        for trouvee in (presentes.get(tuple(getattr(figee, cle) for cle in cles)),)
    )


def sans_indicateurs(fiche: FicheComplete, caches: frozenset[str]) -> FicheComplete:
    """The same, of its sous-fiches too, without the indicators that the person may not see."""
    return replace(
        fiche,
        indicateurs=tuple(i for i in fiche.indicateurs if i.nom not in caches),
        sous_fiches=[sans_indicateurs(sous, caches) for sous in fiche.sous_fiches],
    )


def champs_a_remettre(validee: FicheComplete, courante: FicheComplete) -> dict[str, dict[str, Any]]:
    """Fields of the fiche itself that are no longer those of the validated version, each with the columns that give its
    value back. Names, rows and sous-fiches are not fields: what stands around them may have gone."""
    champs: dict[str, dict[str, Any]] = {}
    for nom in SCALAIRES:
        avant, apres = getattr(validee, nom), getattr(courante, nom)
        if nom in SUIVI or avant == apres or not (avant or apres):
            continue
        if nom in {"debut", "fin"}:
            jour, precision = (avant.jour, str(avant.precision)) if avant is not None else (None, "jour")
            champs[nom] = {nom: jour, f"precision_{nom}": precision}
        else:
            champs[nom] = {nom: "" if avant is None and nom in FERMES else avant}
    return champs


def empreinte(figee: Mapping[str, Any]) -> str:
    """What tells one frozen content from another."""
    texte = json.dumps(figee, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(texte.encode("utf-8")).hexdigest()
