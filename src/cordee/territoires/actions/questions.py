"""Loading the questions de personnalisation, their choices, their thématiques, and the list of competences."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from cordee.comptes.models import Utilisateur
from cordee.socle.permissions import Refus
from cordee.territoires.domain.lecture_questions import QuestionOfficielle, QuestionsOfficielles
from cordee.territoires.models import Choix, Competence, Question, Thematique

DOSSIER = Path(__file__).resolve().parents[1] / "donnees"


FAITS = ("thematique_id", "ordre", "type_reponse", "competence_code", "expression_visible", "natures_concernees")
"""What an official import replaces in a question."""
TEXTES = ("formulation", "aide", "consigne_justification")
LONGUEURS = {Thematique: 120, Competence: 300, Question: 400, Choix: 300}
"""Characters of a name, an intitulé, a wording: the official ones are sometimes longer."""
Modele = TypeVar("Modele", bound=Model)


@dataclass(frozen=True)
class BilanQuestions:
    """How many of each were read. `inchange` is true when all of it was already there."""

    questions: int
    choix: int
    thematiques: int
    competences: int
    inchange: bool = False


def lire_table(nom: str, dossier: Path) -> Iterator[dict[str, str]]:
    """Rows of one of our tab-separated files."""
    with (dossier / nom).open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier, delimiter="\t", quoting=csv.QUOTE_NONE)


@transaction.atomic
def charger_questions(*, par: Utilisateur | None, le: datetime, dossier: Path = DOSSIER) -> BilanQuestions:
    """Loads the bundled questions over what is there; what an official import laid (its wordings, its facts) stays. Run
    again, it writes nothing."""
    if par is not None and not par.is_superuser:
        raise Refus("Seule la personne qui administre l'installation peut charger les questions.")
    competences = [
        Competence(code=c["code"], intitule=c["intitule"][: LONGUEURS[Competence]])
        for c in lire_table("competences.tsv", dossier)
    ]
    thematiques = [
        Thematique(code=t["code"], nom=t["nom"], ordre=int(t["ordre"])) for t in lire_table("thematiques.tsv", dossier)
    ]
    officielles = Question.objects.exclude(formulation_officielle="").in_bulk()
    questions = [_question(ligne, officielles.get(ligne["code"])) for ligne in lire_table("questions.tsv", dossier)]
    choix = [
        Choix(code=c["code"], question_id=c["question"], ordre=int(c["ordre"]), formulation=c["formulation"])
        for c in lire_table("choix.tsv", dossier)
    ]
    ecrits = (
        _mettre_a_jour(competences, ("intitule",))
        + _mettre_a_jour(thematiques, ("nom", "ordre"))
        + _mettre_a_jour(questions, (*FAITS, *TEXTES))
        + _mettre_a_jour(choix, ("question_id", "ordre", "formulation"))
    )
    return BilanQuestions(len(questions), len(choix), len(thematiques), len(competences), inchange=not ecrits)


def _mettre_a_jour(lignes: list[Modele], champs: tuple[str, ...]) -> int:
    """Writes the rows that are new or different; how many."""
    modele = type(lignes[0])
    connues = {pk: tuple(valeurs) for pk, *valeurs in modele._default_manager.values_list("pk", *champs)}
    changees = [ligne for ligne in lignes if connues.get(ligne.pk) != tuple(getattr(ligne, champ) for champ in champs)]
    modele._default_manager.bulk_create(
        changees, update_conflicts=True, unique_fields=["code"], update_fields=list(champs)
    )
    return len(changees)


def _question(ligne: dict[str, str], officielle: Question | None) -> Question:
    question = Question(
        code=ligne["code"],
        thematique_id=ligne["thematique"],
        ordre=int(ligne["ordre"] or 0),
        type_reponse=ligne["type"],
        formulation=ligne["formulation"],
        aide=ligne["aide"],
        consigne_justification=ligne["justification"],
        competence_code=ligne["competence"],
        expression_visible=ligne["visible_si"],
        natures_concernees=ligne["natures"],
    )
    if officielle is not None:
        for champ in FAITS:
            setattr(question, champ, getattr(officielle, champ))
    return question


@transaction.atomic
def importer_questions(lues: QuestionsOfficielles, *, par: Utilisateur | None, le: datetime) -> BilanQuestions:
    """Lays the official questions over what is loaded: facts (type, visibility, competence…) are replaced, the
    official wording is kept beside ours. A question that is new gets the official wording for both."""
    if par is not None and not par.is_superuser:
        raise Refus("Seule la personne qui administre l'installation peut importer les questions.")
    Thematique.objects.bulk_create(
        [
            Thematique(code=code, nom=nom[: LONGUEURS[Thematique]], ordre=rang)
            for rang, (code, nom) in enumerate(lues.thematiques.items(), start=1)
        ],
        ignore_conflicts=True,
    )
    Competence.objects.bulk_create(
        [
            Competence(code=code, intitule=intitule[: LONGUEURS[Competence]])
            for code, intitule in lues.competences.items()
        ],
        ignore_conflicts=True,
    )
    notres = dict(Question.objects.values_list("code", "formulation"))
    Question.objects.bulk_create(
        [_question_officielle(lue, notres.get(lue.question.identifiant)) for lue in lues.questions],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "thematique", "ordre", "type_reponse", "formulation_officielle", "aide_officielle", "competence_code",
            "expression_visible", "natures_concernees",
        ],
    )  # fmt: skip
    Choix.objects.bulk_create(
        [
            Choix(
                code=choix.identifiant,
                question_id=question,
                ordre=choix.ordonnancement,
                formulation=choix.formulation[: LONGUEURS[Choix]],
                formulation_officielle=choix.formulation,
            )
            for question, choix in lues.choix
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["question", "formulation_officielle"],
    )
    return BilanQuestions(len(lues.questions), len(lues.choix), len(lues.thematiques), len(lues.competences))


def _question_officielle(lue: QuestionOfficielle, notre: str | None) -> Question:
    question = lue.question
    return Question(
        code=question.identifiant,
        thematique_id=question.thematique,
        ordre=lue.ordre,
        type_reponse=str(question.type),
        formulation=(notre or question.formulation)[: LONGUEURS[Question]],
        formulation_officielle=question.formulation,
        aide_officielle=lue.aide or question.consigne,
        competence_code=question.code_competence,
        expression_visible=question.expression_visible,
        natures_concernees=" ".join(sorted(question.types_concernes)),
    )
