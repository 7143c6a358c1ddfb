"""What the pages of the personnalisation read: the questionnaire of a collectivité, its history, the référentiels it
bends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from cordee.comptes.models import Utilisateur
from cordee.referentiels.domain import Consequence, Statuts
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.consequences import Terrain, alleger, questions_utiles
from cordee.referentiels.queries.definitions import ReferentielCharge, charge_of
from cordee.referentiels.queries.scores import effets_of, list_engagements_for
from cordee.referentiels.queries.statuts import statuts_of
from cordee.territoires.domain.personnalisation import Completude, mesurer_completude, reponses_effectives
from cordee.territoires.domain.questions import Question as QuestionPosee
from cordee.territoires.domain.questions import TypeQuestion
from cordee.territoires.domain.visibilite import evaluer_visibilite
from cordee.territoires.models import (
    Collectivite,
    Competence,
    CompetenceExercee,
    HistoriqueReponse,
    Question,
    Reponse,
    Thematique,
)
from cordee.territoires.queries import (
    Situation,
    competences_of,
    identite_of,
    list_historique_reponses_for,
    list_membres_epci_of,
    list_questions,
    questions_posees,
    roles_par_collectivite,
    situation_of,
)

DERNIERES = 5
"""Changes of each question shown on its block; the page « Historique » has all of them."""


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """The questions as one collectivité meets them. `utiles` are those that an opened référentiel reads (all of them
    when none is opened), `exercees` what is known of its competences."""

    collectivite: Collectivite
    situation: Situation
    engagements: tuple[Engagement, ...]
    terrains: tuple[Terrain, ...]
    utiles: frozenset[str]
    exercees: dict[str, bool]

    @property
    def posees(self) -> dict[str, QuestionPosee]:
        """Every question by code."""
        return {question.identifiant: question for question in self.situation.questions}

    @property
    def actives(self) -> tuple[QuestionPosee, ...]:
        """Active questions that serve, in order."""
        visibles = set(self.situation.visibilite.actives) & self.utiles
        return tuple(question for question in self.situation.questions if question.identifiant in visibles)

    @property
    def completude(self) -> Completude:
        """Of the questions that serve."""
        repondues = sum(q.identifiant in self.situation.visibilite.reponses for q in self.actives)
        return Completude(len(self.actives), repondues)

    @property
    def completude_par_thematique(self) -> dict[str, Completude]:
        """Of the questions that serve, by thématique."""
        return mesurer_completude(self.actives, self.situation.visibilite.reponses)


def questionnaire_of(collectivite: Collectivite, referentiel: str | None = None) -> Questionnaire:
    """The questionnaire of a collectivité, against all its opened référentiels or only one of them. Six queries, plus
    one for each référentiel kept."""
    situation = situation_of(collectivite)
    engagements = tuple(list_engagements_for([collectivite]))
    gardes = [e for e in engagements if referentiel in (None, e.referentiel_id)]
    terrains = tuple(terrain_of(engagement, situation) for engagement in gardes)
    utiles = questions_utiles(situation.questions, [terrain.charge for terrain in terrains])
    return Questionnaire(
        collectivite=collectivite,
        situation=situation,
        engagements=engagements,
        terrains=terrains,
        utiles=utiles if terrains else frozenset(q.identifiant for q in situation.questions),
        exercees=competences_of(collectivite),
    )


def terrain_of(engagement: Engagement, situation: Situation) -> Terrain:
    """An opened référentiel with its statuts and the effects of today's answers. One query."""
    charge = charge_of(engagement.referentiel)
    statuts = Statuts.of_dicts(charge.arbre, [statuts_of(engagement.collectivite, charge.code)])
    return Terrain(engagement, charge, statuts, effets_utiles(charge, situation))


def effets_utiles(charge: ReferentielCharge, situation: Situation) -> dict[str, Consequence]:
    """`effets_of` without the consequences that change nothing."""
    return {noeud: c for noeud, c in effets_of(charge, situation).items() if alleger(c) is not None}


def find_question_for(collectivite: Collectivite, code: str) -> Question | None:
    """A question by its code, if it is asked to this type of collectivité (shown today or not)."""
    question = list_questions().filter(code=code).first()
    if question is None or collectivite.est_groupement:
        return None
    types = frozenset(question.natures_concernees.split())
    posee = QuestionPosee(code, TypeQuestion(question.type_reponse), types_concernes=types)
    return question if posee.concerne(identite_of(collectivite)) else None


def find_thematique(code: str) -> Thematique | None:
    """A thématique by its code."""
    return Thematique.objects.filter(code=code).first()


def list_thematiques() -> list[Thematique]:
    """Every thématique, in order."""
    return list(Thematique.objects.order_by("ordre", "code"))


def fiches_questions(codes: Iterable[str]) -> dict[str, Question]:
    """Wordings, helps and choices of these questions, by code, in their order. Two queries."""
    return {question.code: question for question in list_questions().filter(code__in=list(codes))}


def intitules_competences(codes: Iterable[str]) -> dict[str, str]:
    """Names of these BANATIC competences."""
    return dict(Competence.objects.filter(code__in=[code for code in codes if code]).values_list("code", "intitule"))


def reponses_of(collectivite: Collectivite, codes: Iterable[str]) -> dict[str, Reponse]:
    """Rows of these questions, with their justifications."""
    lignes = Reponse.objects.filter(collectivite=collectivite, question__in=list(codes)).select_related("modifie_par")
    return {ligne.question_id: ligne for ligne in lignes}


def reponse_of(collectivite: Collectivite, question: str, *, verrouiller: bool = False) -> Reponse | None:
    """Row of one question; `verrouiller` keeps it from changing until the end of the transaction."""
    lignes = Reponse.objects.filter(collectivite=collectivite, question=question).select_related("modifie_par")
    return (lignes.select_for_update(of=("self",)) if verrouiller else lignes).first()


def dernieres_of(
    collectivite: Collectivite, codes: Iterable[str], limite: int = DERNIERES
) -> dict[str, list[HistoriqueReponse]]:
    """Last changes of each of these questions, newest first. One query."""
    rang = Window(RowNumber(), partition_by=[F("question_id")], order_by=[F("modified_at").desc(), F("id").desc()])
    lignes = (
        list_historique_reponses_for(collectivite)
        .filter(question__in=list(codes))
        .annotate(rang=rang)
        .filter(rang__lte=limite)
    )
    par_question: dict[str, list[HistoriqueReponse]] = {}
    for ligne in lignes:
        par_question.setdefault(ligne.question_id, []).append(ligne)
    return par_question


# -- groupements -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class AvancementMembre:
    """How far a member collectivité is with its questions."""

    collectivite: Collectivite
    completude: Completude

    @property
    def part(self) -> str:
        """Share answered, in percent, for the bar."""
        questions = self.completude.questions
        return f"{100 * self.completude.reponses / questions:.1f}" if questions else "0"


def avancements_membres(utilisateur: Utilisateur, groupement: Collectivite) -> list[AvancementMembre]:
    """Progress of the members of a groupement that the person may see. Seven queries whatever their number."""
    visibles = roles_par_collectivite(utilisateur)
    membres = [membre for membre in list_membres_epci_of(groupement) if membre.pk in visibles]
    questions = questions_posees()
    engagements: dict[int, list[Engagement]] = {}
    for engagement in list_engagements_for(membres):
        engagements.setdefault(engagement.collectivite_id, []).append(engagement)
    explicites = _par_collectivite(
        Reponse.objects.filter(collectivite__in=membres).values_list("collectivite_id", "question_id", "valeur")
    )
    exercees = _par_collectivite(
        CompetenceExercee.objects.filter(collectivite__in=membres).values_list(
            "collectivite_id", "competence_id", "exercee"
        )
    )
    return [
        AvancementMembre(
            membre,
            _mesurer(
                membre,
                questions,
                engagements.get(membre.pk, ()),
                explicites.get(membre.pk, {}),
                exercees.get(membre.pk, {}),
            ),
        )
        for membre in membres
    ]


def additionner(membres: Iterable[AvancementMembre]) -> Completude:
    """Questions and answers of all these members together."""
    completudes = [membre.completude for membre in membres]
    return Completude(sum(c.questions for c in completudes), sum(c.reponses for c in completudes))


def _par_collectivite(lignes: Iterable[tuple[int, str, Any]]) -> dict[int, dict[str, Any]]:
    groupees: dict[int, dict[str, Any]] = {}
    for collectivite, cle, valeur in lignes:
        groupees.setdefault(collectivite, {})[cle] = valeur
    return groupees


def _mesurer(
    membre: Collectivite,
    questions: Sequence[QuestionPosee],
    engagements: Sequence[Engagement],
    explicites: Mapping[str, Any],
    exercees: Mapping[str, Any],
) -> Completude:
    effectives = reponses_effectives(questions, explicites, exercees)
    visibilite = evaluer_visibilite(questions, effectives, identite_of(membre))
    utiles = questions_utiles(questions, [charge_of(engagement.referentiel) for engagement in engagements])
    comptees = [code for code in visibilite.actives if not engagements or code in utiles]
    return Completude(len(comptees), sum(code in visibilite.reponses for code in comptees))
