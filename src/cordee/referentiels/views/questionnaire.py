"""View-models of the questions: what is asked, what is answered, by whom, and what was just done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cordee.comptes.models import Utilisateur
from cordee.outils.nombres import pourcent
from cordee.outils.texte import enumerer
from cordee.referentiels.forms.personnalisation import en_saisie
from cordee.referentiels.queries.personnalisation import (
    Questionnaire,
    dernieres_of,
    fiches_questions,
    intitules_competences,
    reponses_of,
)
from cordee.referentiels.views.questionnaire_effets import EffetsQuestion, Etude
from cordee.territoires.domain.expressions import ErreurExpression, parse, questions_citees
from cordee.territoires.domain.questions import Question, Reponse, TypeQuestion
from cordee.territoires.models import HistoriqueReponse
from cordee.territoires.models import Question as FicheQuestion
from cordee.territoires.models import Reponse as LigneReponse


@dataclass(frozen=True)
class Geste:
    """What was just done to a question. `champ` is reponse or justification; `etape` is enregistre, annule, inchange,
    erreur or conflit. `precedente` is what « Annuler » puts back and `saisie` what was typed, both as the control
    holds them."""

    question: str
    champ: str
    etape: str
    le: datetime
    precedente: str = ""
    saisie: str = ""
    erreur: str = ""
    par_bouton: bool = False
    auteur: str = ""
    auteur_le: datetime | None = None

    @property
    def ecrit(self) -> bool:
        """Whether something was written (or is about to be)."""
        return self.etape in ("enregistre", "annule")

    @property
    def refuse(self) -> bool:
        """Whether what was asked waits for the person to choose or to correct."""
        return self.etape in ("erreur", "conflit")


@dataclass(frozen=True)
class Option:
    """One radio button. `deduite`: the answer that applies without having been given."""

    valeur: str
    label: str
    choisie: bool
    deduite: bool
    officielle: str = ""


@dataclass(frozen=True)
class Deduction:
    """What the national base of groupements says of the competence. `mot` is empty when it does not answer the
    question."""

    code: str
    intitule: str
    exercee: bool
    mot: str


@dataclass(frozen=True)
class LigneHistorique:
    """One change of an answer or of its justification."""

    le: datetime
    qui: str
    justification: bool
    valeur: str
    precedente: str


@dataclass(frozen=True)
class Justification:
    """The text beside an answer; `version` tells whether a colleague changed it."""

    texte: str
    version: str
    geste: Geste | None
    saisie: str


@dataclass(frozen=True)
class QuestionVue:
    """One question on screen. `mot` is the effective answer in words, empty when there is none; `lue` the explicit
    one as its control holds it; `effets` what each answer does (absent without an opened référentiel)."""

    fiche: FicheQuestion
    options: tuple[Option, ...]
    saisie: str
    mot: str
    explicite: bool
    lue: str
    deduction: Deduction | None
    geste: Geste | None
    bilan: str
    qui: str
    quand: datetime | None
    justification: Justification
    historique: tuple[LigneHistorique, ...]
    effets: EffetsQuestion | None
    conflit_mot: str = ""

    @property
    def code(self) -> str:
        """Code of the question."""
        return self.fiche.code

    @property
    def est_part(self) -> bool:
        """Whether it is answered by a percentage."""
        return self.fiche.type_reponse == TypeQuestion.PROPORTION

    @property
    def a_un_texte_officiel(self) -> bool:
        """Whether an import laid an official wording."""
        fiche = self.fiche
        return bool(fiche.formulation_officielle or fiche.aide_officielle or any(o.officielle for o in self.options))


@dataclass(frozen=True)
class ReponseGardee:
    """An answer that no longer counts because its question is not asked any more."""

    formulation: str
    mot: str
    raison: str


@dataclass(frozen=True)
class Bibliotheque:
    """Rows that the blocks display, read once for all of them."""

    fiches: dict[str, FicheQuestion] = field(default_factory=dict)
    lignes: dict[str, LigneReponse] = field(default_factory=dict)
    historiques: dict[str, list[HistoriqueReponse]] = field(default_factory=dict)
    competences: dict[str, str] = field(default_factory=dict)


def lire_bibliotheque(questionnaire: Questionnaire, codes: Iterable[str]) -> Bibliotheque:
    """Wordings, rows, history and names of competences of these questions. Five queries."""
    codes = list(codes)
    fiches = fiches_questions(codes)
    return Bibliotheque(
        fiches=fiches,
        lignes=reponses_of(questionnaire.collectivite, codes),
        historiques=dernieres_of(questionnaire.collectivite, codes),
        competences=intitules_competences(fiche.competence_code for fiche in fiches.values()),
    )


def mot_reponse(fiche: FicheQuestion | None, valeur: object) -> str:
    """An answer in words: « Oui », « 40 % », the wording of a choice; empty for none."""
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, (int, float)):
        return pourcent(valeur, 4, souple=True)
    choix = {choix.code: choix.formulation for choix in fiche.choix.all()} if fiche else {}
    return choix.get(str(valeur), str(valeur))


def mot_saisie(fiche: FicheQuestion, saisie: str) -> str:
    """What was typed, in words."""
    if fiche.type_reponse == TypeQuestion.PROPORTION:
        return f"{saisie}\u00a0%" if saisie else ""
    return mot_reponse(fiche, {"oui": True, "non": False}.get(saisie, saisie))


def version_texte(texte: str) -> str:
    """Short print of a text, to tell that it is no longer the one a person started from."""
    return hashlib.sha256(texte.encode()).hexdigest()[:16]


def composer_question(
    questionnaire: Questionnaire,
    code: str,
    bibliotheque: Bibliotheque,
    etude: Etude | None,
    geste: Geste | None = None,
    bilan: str = "",
) -> QuestionVue:
    """One block. `geste` is kept only when it is about this question."""
    fiche, ligne = bibliotheque.fiches[code], bibliotheque.lignes.get(code)
    explicite = questionnaire.situation.explicites.get(code)
    geste = geste if geste is not None and geste.question == code else None
    sur_reponse = geste if geste and geste.champ == "reponse" else None
    changements = bibliotheque.historiques.get(code, [])
    derniere = next((h for h in changements if h.champ == HistoriqueReponse.Champ.REPONSE), None)
    fautive = sur_reponse is not None and sur_reponse.etape == "erreur"
    return QuestionVue(
        fiche=fiche,
        options=_options(questionnaire, fiche, explicite),
        saisie=sur_reponse.saisie if fautive and sur_reponse else en_saisie(explicite),
        mot=mot_reponse(fiche, questionnaire.situation.effectives.get(code)),
        explicite=explicite is not None,
        lue=en_saisie(explicite),
        deduction=_deduction(questionnaire, fiche, bibliotheque.competences),
        geste=sur_reponse,
        bilan=bilan if sur_reponse else "",
        qui=_nom(derniere.modifie_par) if derniere else "",
        quand=derniere.modified_at if derniere else None,
        justification=_justification(ligne.justification if ligne else "", geste),
        historique=tuple(_ligne_historique(fiche, changement) for changement in changements),
        effets=etude.composer(questionnaire) if etude else None,
        conflit_mot=mot_saisie(fiche, sur_reponse.saisie) if sur_reponse and sur_reponse.etape == "conflit" else "",
    )


def _options(questionnaire: Questionnaire, fiche: FicheQuestion, explicite: object) -> tuple[Option, ...]:
    if fiche.type_reponse == TypeQuestion.PROPORTION:
        return ()
    if fiche.type_reponse == TypeQuestion.BINAIRE:
        deduite = None if explicite is not None else questionnaire.situation.effectives.get(fiche.code)
        return tuple(
            Option(saisie, label, explicite is valeur, deduite is valeur)
            for saisie, label, valeur in (("oui", "Oui", True), ("non", "Non", False))
        )
    return tuple(
        Option(choix.code, choix.formulation, explicite == choix.code, False, choix.formulation_officielle)
        for choix in fiche.choix.all()
    )


def _deduction(questionnaire: Questionnaire, fiche: FicheQuestion, intitules: Mapping[str, str]) -> Deduction | None:
    exercee = questionnaire.exercees.get(fiche.competence_code) if fiche.competence_code else None
    if exercee is None:
        return None
    mot = mot_reponse(fiche, exercee) if fiche.type_reponse == TypeQuestion.BINAIRE else ""
    return Deduction(fiche.competence_code, intitules.get(fiche.competence_code, ""), exercee, mot)


def _justification(texte: str, geste: Geste | None) -> Justification:
    sur_texte = geste if geste and geste.champ == "justification" else None
    en_attente = sur_texte is not None and sur_texte.refuse
    return Justification(
        texte=texte,
        version=version_texte(texte),
        geste=sur_texte,
        saisie=sur_texte.saisie if en_attente and sur_texte else texte,
    )


def _nom(utilisateur: Utilisateur | None) -> str:
    return utilisateur.nom_complet if utilisateur else "Quelqu'un dont le compte est fermé"


def _ligne_historique(fiche: FicheQuestion, changement: HistoriqueReponse) -> LigneHistorique:
    justification = changement.champ == HistoriqueReponse.Champ.JUSTIFICATION
    return LigneHistorique(
        le=changement.modified_at,
        qui=_nom(changement.modifie_par),
        justification=justification,
        valeur=changement.valeur or "" if justification else mot_reponse(fiche, changement.valeur),
        precedente=changement.precedente or "" if justification else mot_reponse(fiche, changement.precedente),
    )


def valeur_avant(questionnaire: Questionnaire, geste: Geste) -> Reponse | None:
    """Effective answer before a gesture: what was explicitly there, else what the competences said."""
    question = questionnaire.posees[geste.question]
    if geste.precedente == "":
        return questionnaire.exercees.get(question.code_competence) if question.est_deductible else None
    if question.type is TypeQuestion.BINAIRE:
        return geste.precedente == "oui"
    if question.type is TypeQuestion.PROPORTION:
        return float(geste.precedente.replace(",", ".")) / 100
    return geste.precedente


# -- answers kept without effect -------------------------------------------------------------------------------------
def reponses_gardees(
    questionnaire: Questionnaire, codes: Iterable[str], fiches: Mapping[str, FicheQuestion]
) -> tuple[ReponseGardee, ...]:
    """Explicit answers to questions that are not asked today, and why they are not."""
    actives, explicites = set(questionnaire.situation.visibilite.actives), questionnaire.situation.explicites
    return tuple(
        ReponseGardee(
            fiches[code].formulation, mot_reponse(fiches[code], explicites[code]), _raison(questionnaire, code)
        )
        for code in codes
        if code in explicites and code not in actives
    )


def _raison(questionnaire: Questionnaire, code: str) -> str:
    question = questionnaire.posees[code]
    if not question.concerne(questionnaire.situation.identite):
        return (
            f"La question n'est posée qu'aux {enumerer(sorted(_PLURIELS.get(t, t) for t in question.types_concernes))}."
        )
    try:
        citees = questions_citees(parse(question.expression_visible))
    except ErreurExpression:
        return "Sa condition d'affichage ne se lit pas : prévenez la personne qui administre l'installation."
    return f"La question dépend de {enumerer([_etat(questionnaire, citee) for citee in citees])}."


_PLURIELS = {"epci": "EPCI", "commune": "communes"}


def _etat(questionnaire: Questionnaire, code: str) -> str:
    """« Y a-t-il des surfaces boisées ? » (réponse : Non)."""
    question: Question | None = questionnaire.posees.get(code)
    if question is None:
        return f"« {code} », qui n'existe plus"
    valeur = questionnaire.situation.visibilite.reponses.get(code)
    if code not in questionnaire.situation.visibilite.actives:
        return f"« {question.formulation} », qui n'est pas posée non plus"
    libelles = {choix.identifiant: choix.formulation for choix in question.choix}
    mot = libelles.get(str(valeur)) or mot_reponse(None, valeur) or "aucune"
    return f"« {question.formulation} » (réponse : {mot})"
