"""Everything that is wrong in a formula before it is put to work.

Source: docs/calculs/personnalisation.md, « Vérification ».
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from cordee.territoires.domain.identite import VALEURS_IDENTITE
from cordee.territoires.domain.questions import Question, TypeQuestion

from .erreurs import ErreurExpression
from .formule import parse
from .grammaires import TypeFormule
from .impression import imprimer
from .noeuds import (
    AppelBorne,
    AppelIdentite,
    AppelReferentiel,
    AppelReponse,
    AppelScore,
    AppelValeur,
    Booleen,
    Litteral,
    Noeud,
    Nom,
    Nombre,
    parcourir,
)
from .referentiel import lire_referentiel

__all__ = ["verifier"]


def verifier(
    texte: str,
    type_formule: TypeFormule = TypeFormule.DESACTIVATION,
    *,
    questions: Mapping[str, Question] | None = None,
    mesures: Collection[str] | None = None,
    indicateurs: Mapping[str, Collection[str]] | None = None,
) -> list[str]:
    """French messages about a formula, each with its place; an empty list means that it may be saved.

    `questions`: known questions by id; `mesures`: ids of nodes; `indicateurs`: ids in lower case, each with the
    reference values it has ("cible", "limite"). What is None is not checked.
    """
    try:
        expression = parse(texte, type_formule.grammaire)
    except ErreurExpression as erreur:
        return [str(erreur)]
    verification = _Verification(texte, type_formule, questions, mesures, indicateurs)
    for noeud in parcourir(expression.racine):
        verification.examiner(noeud)
    return verification.messages


class _Verification:
    def __init__(
        self,
        texte: str,
        type_formule: TypeFormule,
        questions: Mapping[str, Question] | None,
        mesures: Collection[str] | None,
        indicateurs: Mapping[str, Collection[str]] | None,
    ) -> None:
        self.texte = texte
        self.type_formule = type_formule
        self.questions = questions
        self.mesures = mesures
        self.indicateurs = indicateurs
        self.messages: list[str] = []

    def signaler(self, motif: str, position: int) -> None:
        self.messages.append(str(ErreurExpression(motif, self.texte, position)))

    def examiner(self, noeud: Noeud) -> None:
        match noeud:
            case AppelReponse():
                self.reponse(noeud)
            case AppelIdentite():
                self.identite(noeud)
            case AppelScore():
                self.score(noeud)
            case AppelReferentiel():
                self.referentiel(noeud)
            case AppelValeur() | AppelBorne():
                self.indicateur(noeud)

    def reponse(self, appel: AppelReponse) -> None:
        if self.questions is None:
            return
        question = self.questions.get(appel.question)
        if question is None:
            self.signaler(f"Question inconnue « {appel.question} »", appel.position)
        elif appel.valeur is not None and not _ADMISES[question.type](question, appel.valeur):
            admises = _NOMS_ADMIS[question.type] or ", ".join(question.identifiants_choix)
            ecrite = imprimer(appel.valeur)
            motif = f"Réponse « {ecrite} » impossible à la question « {appel.question} » ; attendu : {admises}"
            self.signaler(motif, appel.position)

    def identite(self, appel: AppelIdentite) -> None:
        admises = VALEURS_IDENTITE.get(appel.champ)
        if admises is None:
            champs = ", ".join(VALEURS_IDENTITE)
            self.signaler(f"Champ d'identité inconnu « {appel.champ} » ; champs possibles : {champs}", appel.position)
            return
        ecrite = imprimer(appel.valeur)
        connue = ecrite in admises if appel.champ == "population" else ecrite.lower() in map(str.lower, admises)
        if not connue:
            motif = f"Valeur « {ecrite} » inconnue pour {appel.champ} ; valeurs possibles : {', '.join(admises)}"
            self.signaler(motif, appel.position)

    def score(self, appel: AppelScore) -> None:
        if self.type_formule is not TypeFormule.SCORE:
            self.signaler("La fonction score n'est permise que dans une règle de score", appel.position)
        if self.mesures is not None and appel.mesure not in self.mesures:
            self.signaler(f"Mesure inconnue « {appel.mesure} »", appel.position)

    def referentiel(self, appel: AppelReferentiel) -> None:
        try:
            lire_referentiel(appel.argument)
        except ValueError as defaut:
            self.signaler(str(defaut), appel.position)

    def indicateur(self, appel: AppelValeur | AppelBorne) -> None:
        if self.indicateurs is None:
            return
        bornes = self.indicateurs.get(appel.indicateur)
        if bornes is None:
            self.signaler(f"Indicateur inconnu « {appel.indicateur} »", appel.position)
        elif isinstance(appel, AppelBorne) and appel.borne not in bornes:
            self.signaler(f"L'indicateur « {appel.indicateur} » n'a pas de valeur de {appel.borne}", appel.position)


_ADMISES: dict[TypeQuestion, Callable[[Question, Litteral], bool]] = {
    TypeQuestion.BINAIRE: lambda _question, valeur: isinstance(valeur, Booleen),
    TypeQuestion.PROPORTION: lambda _question, valeur: isinstance(valeur, Nombre),
    TypeQuestion.CHOIX: lambda question, valeur: (
        isinstance(valeur, Nom) and valeur.texte in question.identifiants_choix
    ),
}
_NOMS_ADMIS = {TypeQuestion.BINAIRE: "OUI ou NON", TypeQuestion.PROPORTION: "un nombre", TypeQuestion.CHOIX: ""}
