"""What is known of a collectivité without asking it: competences exercised, belonging to an aire urbaine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite, Competence, CompetenceExercee


class Declaration(NamedTuple):
    """A collectivité exercises a competence, or not."""

    siren: str
    competence: str
    exercee: bool


@transaction.atomic
def declarer_competences(declarations: Iterable[Declaration], *, par: Utilisateur | None, le: datetime) -> list[int]:
    """Keeps competences (BANATIC codes), all or nothing; ids of the collectivités whose competences changed.

    Answers to questions are deduced from them. Only the installation (`par` None) or the person who runs it may. Raises
    `DonneeRefusee` with every unknown SIREN or code at once. Scores are recomputed by
    `referentiels.actions.competences`.
    """
    if par is not None and not par.is_superuser:
        raise Refus("Seule la personne qui administre l'installation peut importer des compétences.")
    voulues = {(d.siren, d.competence): d.exercee for d in declarations}
    collectivites = Collectivite.objects.in_bulk({siren for siren, _ in voulues}, field_name="siren")
    codes = set(Competence.objects.values_list("code", flat=True))
    refus = [
        f"Le SIREN {s} n'est celui d'aucune collectivité." for s in sorted({s for s, _ in voulues} - set(collectivites))
    ]
    refus += [f"La compétence {c} est inconnue." for c in sorted({c for _, c in voulues} - codes)]
    if refus:
        raise DonneeRefusee(*refus)
    connues = {
        (siren, code): exercee
        for siren, code, exercee in CompetenceExercee.objects.filter(
            collectivite__in=collectivites.values()
        ).values_list("collectivite__siren", "competence_id", "exercee")
    }
    changees = {cle: exercee for cle, exercee in voulues.items() if connues.get(cle) is not exercee}
    CompetenceExercee.objects.bulk_create(
        [
            CompetenceExercee(collectivite=collectivites[siren], competence_id=code, exercee=exercee)
            for (siren, code), exercee in changees.items()
        ],
        update_conflicts=True,
        unique_fields=["collectivite", "competence"],
        update_fields=["exercee"],
    )
    for siren in sorted({siren for siren, _ in changees}):
        nombre = sum(s == siren for s, _ in changees)
        consigner(
            collectivites[siren],
            "territoires.declarer_competences",
            f"A mis à jour {nombre} {accorder(nombre, 'compétence')}",
            par=par,
            le=le,
            collectivite_id=collectivites[siren].pk,
            details={"competences": {code: exercee for (s, code), exercee in changees.items() if s == siren}},
        )
    return [collectivites[siren].pk for siren in sorted({siren for siren, _ in changees})]
