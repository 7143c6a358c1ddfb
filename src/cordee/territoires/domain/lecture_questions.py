"""The official CSV files of the questions de personnalisation, read all or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from cordee.territoires.domain.expressions import TypeFormule, verifier
from cordee.territoires.domain.questions import Choix, Question, TypeQuestion

__all__ = [
    "FICHIERS",
    "ErreurLigne",
    "QuestionOfficielle",
    "QuestionsOfficielles",
    "QuestionsRefusees",
    "lire_questions",
]

FICHIERS = {
    "questions": "import-personnalisation-questions.csv",
    "choix": "import-personnalisation-choices.csv",
    "thematiques": "import-personnalisation-thematiques.csv",
    "competences": "import-personnalisation-competences.csv",
}
COLONNES = {
    "questions": ("id", "formulation", "type", "thematiqueId"),
    "choix": ("id", "questionId", "formulation"),
    "thematiques": ("id", "nom"),
    "competences": ("competenceCode", "intitule"),
}


LONGUEURS = {
    "id": 40,
    "questionId": 40,
    "thematiqueId": 40,
    "competenceCode": 8,
    "typesCollectivitesConcernees": 60,
    "ordonnancement": 4,
}
"""Most characters of a cell, whatever its table."""


@dataclass(frozen=True, slots=True)
class ErreurLigne:
    """One reason to refuse: file, line where the row starts (1 is the header), column."""

    fichier: str
    ligne: int
    colonne: str
    message: str

    def __str__(self) -> str:
        colonne = f", colonne « {self.colonne} »" if self.colonne else ""
        return f"{self.fichier}, ligne {self.ligne}{colonne} : {self.message}"


class QuestionsRefusees(Exception):
    """The files are refused as a whole; `erreurs` lists every reason."""

    def __init__(self, erreurs: list[ErreurLigne]) -> None:
        self.erreurs = tuple(erreurs)
        super().__init__("\n".join(str(erreur) for erreur in erreurs))


@dataclass(frozen=True, slots=True)
class QuestionOfficielle:
    """A question with the official wording; `question.formulation` is it too."""

    question: Question
    aide: str
    ordre: int


@dataclass(frozen=True, slots=True)
class QuestionsOfficielles:
    """Everything the four files say."""

    questions: tuple[QuestionOfficielle, ...]
    choix: tuple[tuple[str, Choix], ...]
    thematiques: Mapping[str, str]
    competences: Mapping[str, str]


def _nettoyer(cellule: str) -> str:
    """Text of a cell on one line, without the marks that nobody sees."""
    return " ".join(cellule.replace("\u200b", "").replace("\0", "").split())


@dataclass(slots=True)
class _Lecture:
    contenus: Mapping[str, bytes]
    erreurs: list[ErreurLigne] = field(default_factory=list)

    def refuser(self, table: str, ligne: int, colonne: str, message: str) -> None:
        self.erreurs.append(ErreurLigne(FICHIERS[table], ligne, colonne, message))

    def lignes(self, table: str) -> list[tuple[int, dict[str, str]]]:
        """Rows with the line where they start; cells are stripped."""
        if table not in self.contenus:
            self.refuser(table, 1, "", "le fichier manque dans le dossier.")
            return []
        try:
            texte = self.contenus[table].decode("utf-8-sig")
        except UnicodeDecodeError:
            self.refuser(table, 1, "", "le fichier n'est pas en UTF-8 : enregistrez-le dans cet encodage.")
            return []
        lecteur = csv.reader(io.StringIO(texte, newline=""), strict=True)
        lignes: list[tuple[int, dict[str, str]]] = []
        debut = 1
        try:
            entete = [nom.strip() for nom in next(lecteur, [])]
            manquantes = [c for c in COLONNES[table] if c not in entete]
            if manquantes:
                self.refuser(table, 1, manquantes[0], f"il manque la colonne {', '.join(manquantes)}.")
                return []
            debut = lecteur.line_num + 1
            for rangee in lecteur:
                cellules = dict.fromkeys(entete, "") | dict(zip(entete, map(_nettoyer, rangee), strict=False))
                if any(cellules.values()):
                    self.verifier_longueurs(table, debut, cellules)
                    lignes.append((debut, cellules))
                debut = lecteur.line_num + 1
        except csv.Error as erreur:
            self.refuser(table, debut, "", f"le tableau est illisible à partir d'ici (un guillemet ?) : {erreur}.")
        return lignes

    def verifier_longueurs(self, table: str, ligne: int, cellules: Mapping[str, str]) -> None:
        """Notes the cells that the database could not hold."""
        for colonne, longueur in LONGUEURS.items():
            if len(cellules.get(colonne, "")) > longueur:
                self.refuser(table, ligne, colonne, f"{longueur} caractères au plus.")

    def cle(self, table: str, ligne: int, colonne: str, valeur: str, vues: set[str]) -> bool:
        """Whether an identifier is present and new."""
        if not valeur:
            self.refuser(table, ligne, colonne, "l'identifiant manque.")
        elif valeur in vues:
            self.refuser(table, ligne, colonne, f"« {valeur} » est défini deux fois.")
        else:
            vues.add(valeur)
            return True
        return False


def lire_questions(contenus: Mapping[str, bytes]) -> QuestionsOfficielles:
    """Reads the four tables (keys of FICHIERS -> bytes). Raises QuestionsRefusees with every error."""
    lecture = _Lecture(contenus)
    thematiques = _table_simple(lecture, "thematiques", "id", "nom")
    competences = _table_simple(lecture, "competences", "competenceCode", "intitule")
    choix = _lire_choix(lecture)
    par_question: dict[str, list[Choix]] = {}
    for _, question, c in choix:
        par_question.setdefault(question, []).append(c)
    lues = _lire_questions(lecture, thematiques, par_question)
    connues = {lue.question.identifiant: lue.question for _, lue in lues}
    for ligne, question, c in choix:
        if question not in connues:
            lecture.refuser(
                "choix", ligne, "questionId", f"la question « {question} » du choix {c.identifiant} est inconnue."
            )
    for ligne, lue in lues:
        visible = lue.question.expression_visible
        for message in verifier(visible, TypeFormule.VISIBILITE, questions=connues) if visible else ():
            lecture.refuser("questions", ligne, "exprVisible", message)
    if lecture.erreurs:
        raise QuestionsRefusees(lecture.erreurs)
    return QuestionsOfficielles(
        tuple(lue for _, lue in lues), tuple((question, c) for _, question, c in choix), thematiques, competences
    )


def _table_simple(lecture: _Lecture, table: str, cle: str, valeur: str) -> dict[str, str]:
    vues: set[str] = set()
    return {
        cellules[cle]: cellules[valeur]
        for ligne, cellules in lecture.lignes(table)
        if lecture.cle(table, ligne, cle, cellules[cle], vues)
    }


def _lire_choix(lecture: _Lecture) -> list[tuple[int, str, Choix]]:
    """(line, question, choice)."""
    vues: set[str] = set()
    return [
        (ligne, cellules["questionId"], Choix(cellules["id"], cellules["formulation"], rang))
        for rang, (ligne, cellules) in enumerate(lecture.lignes("choix"), start=1)
        if lecture.cle("choix", ligne, "id", cellules["id"], vues)
    ]


def _lire_questions(
    lecture: _Lecture, thematiques: Mapping[str, str], choix: Mapping[str, list[Choix]]
) -> list[tuple[int, QuestionOfficielle]]:
    lues: list[tuple[int, QuestionOfficielle]] = []
    vues: set[str] = set()
    for rang, (ligne, cellules) in enumerate(lecture.lignes("questions"), start=1):
        if not lecture.cle("questions", ligne, "id", cellules["id"], vues):
            continue
        if cellules["thematiqueId"] not in thematiques:
            lecture.refuser(
                "questions", ligne, "thematiqueId", f"la thématique « {cellules['thematiqueId']} » est inconnue."
            )
        if cellules["type"] not in set(TypeQuestion):
            lecture.refuser(
                "questions", ligne, "type", f"« {cellules['type']} » n'est ni binaire, ni proportion, ni choix."
            )
            continue
        ordre = cellules.get("ordonnancement", "")
        if ordre and not ordre.isdecimal():
            lecture.refuser("questions", ligne, "ordonnancement", f"« {ordre} » n'est pas un nombre entier.")
        lues.append((ligne, _question(cellules, choix, int(ordre) if ordre.isdecimal() else rang)))
    return lues


def _question(cellules: Mapping[str, str], choix: Mapping[str, list[Choix]], ordre: int) -> QuestionOfficielle:
    identifiant = cellules["id"]
    question = Question(
        identifiant=identifiant,
        type=TypeQuestion(cellules["type"]),
        formulation=cellules["formulation"],
        thematique=cellules["thematiqueId"],
        ordonnancement=ordre,
        code_competence=cellules.get("competenceCode", ""),
        expression_visible=cellules.get("exprVisible", ""),
        types_concernes=frozenset(
            t.strip().lower() for t in cellules.get("typesCollectivitesConcernees", "").split(",") if t.strip()
        ),
        choix=tuple(choix.get(identifiant, ())),
        consigne=cellules.get("consignesJustification", ""),
    )
    return QuestionOfficielle(question, cellules.get("description", ""), ordre)
