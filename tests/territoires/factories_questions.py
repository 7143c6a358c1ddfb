"""Questions of the tests, and what answers them.

QuestionFactory(code="velo")                          a yes or no
QuestionFactory(type_reponse="choix", choix=["a", "b"])
CompetenceExerceeFactory(collectivite=epci, code="3010", exercee=False)
charger_questions_mini()                              those that the small référentiel of the tests reads
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import factory
from tests.territoires.factories import CollectiviteFactory

from cordee.territoires.enums import TypeQuestion
from cordee.territoires.models import Choix, Competence, CompetenceExercee, Question, Thematique


class ThematiqueFactory(factory.django.DjangoModelFactory[Thematique]):
    """Se déplacer."""

    class Meta:
        model = Thematique
        django_get_or_create = ("code",)

    code = "deplacer"
    nom = "Se déplacer"
    ordre = 1


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    """A yes or no, always shown."""

    class Meta:
        model = Question
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = factory.Sequence(lambda rang: f"question_{rang}")
    thematique = factory.SubFactory(ThematiqueFactory)
    ordre = factory.Sequence(lambda rang: rang % 1000)
    type_reponse = TypeQuestion.BINAIRE
    formulation = factory.LazyAttribute(lambda moi: f"Avez-vous {moi.code} ?")

    @factory.post_generation
    def choix(self: Question, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        """`choix=["a", "b"]`: codes of the answers proposed."""
        for rang, code in enumerate(extracted or (), start=1):
            Choix.objects.update_or_create(
                code=code, defaults={"question": self, "ordre": rang, "formulation": f"Choix {code}"}
            )


class CompetenceExerceeFactory(factory.django.DjangoModelFactory[CompetenceExercee]):
    """A competence that the collectivité exercises."""

    class Meta:
        model = CompetenceExercee

    class Params:
        code = "3010"

    collectivite = factory.SubFactory(CollectiviteFactory)
    competence = factory.LazyAttribute(
        lambda moi: Competence.objects.get_or_create(code=moi.code, defaults={"intitule": f"Compétence {moi.code}"})[0]
    )
    exercee = True


def charger_questions_mini() -> None:
    """`velo` (deduced from the competence 3010), `marche`, `part`, `mode`, and two that are not always asked:
    `pistes` (only if `velo` is yes) and `ecoles` (only of communes)."""
    QuestionFactory(code="velo", ordre=1, competence_code="3010")
    QuestionFactory(code="pistes", ordre=2, expression_visible="reponse(velo, OUI)")
    QuestionFactory(code="marche", ordre=3)
    QuestionFactory(code="part", ordre=4, type_reponse=TypeQuestion.PROPORTION)
    QuestionFactory(code="mode", ordre=5, type_reponse=TypeQuestion.CHOIX, choix=["mode_a", "mode_b"])
    QuestionFactory(code="ecoles", ordre=6, natures_concernees="commune")
