"""Reading collectivités, rights and answers. Functions that return a collectivité's rows take the person or the
collectivité."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.territoires.domain.expressions import Contexte, ReferentielVersionne
from cordee.territoires.domain.identite import Identite, construire_identite
from cordee.territoires.domain.personnalisation import reponses_effectives
from cordee.territoires.domain.questions import Choix as ChoixPropose
from cordee.territoires.domain.questions import Question as QuestionPosee
from cordee.territoires.domain.questions import TypeQuestion as TypeQuestionDomaine
from cordee.territoires.domain.visibilite import Visibilite, evaluer_visibilite
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import (
    Appartenance,
    Choix,
    Collectivite,
    CompetenceExercee,
    HistoriqueReponse,
    Membre,
    Question,
    Reponse,
)


def roles_par_collectivite(utilisateur: Utilisateur) -> dict[int, Role]:
    """Effective role of a person in every collectivité where they have one, by id; read once per request, kept on the
    person.

    Own memberships first. In the members that accept to be coordinated, a coordinator or administrator of the
    groupement edits and anybody else of the groupement reads. The highest role wins.
    """
    connus: dict[int, Role] | None = getattr(utilisateur, "_roles_par_collectivite", None)
    if connus is not None:
        return connus
    roles = {
        collectivite: Role(role)
        for collectivite, role in Membre.objects.filter(utilisateur=utilisateur).values_list("collectivite_id", "role")
    }
    heritages = Appartenance.objects.filter(
        groupement__in=list(roles),
        groupement__nature__in=[n for n in Nature if n.est_groupement],
        coordination_acceptee=True,
    ).values_list("groupement_id", "membre_id")
    effectifs = dict(roles)
    for groupement, membre in heritages:
        herite = Role.EDITION if roles[groupement].rang >= Role.COORDINATION.rang else Role.LECTURE
        if membre not in effectifs or effectifs[membre].rang < herite.rang:
            effectifs[membre] = herite
    utilisateur._roles_par_collectivite = effectifs  # type: ignore[attr-defined]
    return effectifs


def oublier_roles(utilisateur: Utilisateur) -> None:
    """Drops the roles kept on the person, after one of them changed."""
    if hasattr(utilisateur, "_roles_par_collectivite"):
        del utilisateur._roles_par_collectivite


def restreindre_roles(utilisateur: Utilisateur, collectivite: Collectivite) -> Role | None:
    """Leaves the person only their role in one collectivité, for as long as this object lives: whoever acts by a key of
    that collectivité holds nothing elsewhere. Returns the role, None when they have none there."""
    role = role_effectif(utilisateur, collectivite)
    utilisateur._roles_par_collectivite = {} if role is None else {collectivite.pk: role}  # type: ignore[attr-defined]
    return role


def lecteur_de(collectivite: Collectivite, role: Role) -> Utilisateur:
    """Nobody, with this role in this collectivité and none elsewhere. What a collectivité gives to another program is
    what such a person would see. Never saved, and no row is its own."""
    personne = Utilisateur(pk=0)
    personne._roles_par_collectivite = {collectivite.pk: role}  # type: ignore[attr-defined]
    return personne


def role_effectif(utilisateur: Utilisateur, collectivite: Collectivite) -> Role | None:
    """Effective role of a person in one collectivité, None for a stranger."""
    return roles_par_collectivite(utilisateur).get(collectivite.pk)


def list_collectivites_for(utilisateur: Utilisateur) -> QuerySet[Collectivite]:
    """Collectivités that the person may see, groupements first."""
    return Collectivite.objects.filter(pk__in=list(roles_par_collectivite(utilisateur)))


def territoires_of(utilisateur: Utilisateur) -> list[tuple[Collectivite, list[Collectivite]]]:
    """What the person moves between: groupements with their visible EPCI, then the collectivités outside any of these
    (with an empty list). Two queries."""
    visibles = {c.pk: c for c in list_collectivites_for(utilisateur).order_by("cle_recherche")}
    liens = Appartenance.objects.filter(groupement__in=list(visibles), membre__in=list(visibles)).values_list(
        "groupement_id", "membre_id"
    )
    membres: dict[int, list[Collectivite]] = {}
    rattaches: set[int] = set()
    for groupement, membre in liens:
        if visibles[groupement].est_groupement:
            membres.setdefault(groupement, []).append(visibles[membre])
            rattaches.add(membre)
    return [
        (c, sorted(membres.get(c.pk, []), key=lambda m: m.cle_recherche))
        for c in sorted(visibles.values(), key=lambda c: (not c.est_groupement, c.cle_recherche))
        if c.est_groupement or c.pk not in rattaches
    ]


def collectivite_for(utilisateur: Utilisateur, siren: str) -> Collectivite | None:
    """The collectivité of this SIREN if the person may see it."""
    collectivite = Collectivite.objects.filter(siren=siren).first()
    if collectivite is None or collectivite.pk not in roles_par_collectivite(utilisateur):
        return None
    return collectivite


def list_membres_epci_of(groupement: Collectivite) -> QuerySet[Collectivite]:
    """Member collectivités of a groupement (EPCI of a PETR), by name."""
    return Collectivite.objects.filter(appartenances__groupement=groupement).order_by("cle_recherche")


def groupement_of(collectivite: Collectivite) -> Collectivite | None:
    """The PETR (or other groupement) to which an EPCI belongs, if any."""
    return (
        Collectivite.objects.filter(
            appartenances_membres__membre=collectivite, nature__in=[n for n in Nature if n.est_groupement]
        )
        .order_by("cle_recherche")
        .first()
    )


def list_membres_for(collectivite: Collectivite) -> QuerySet[Membre]:
    """People with a role of their own in a collectivité, highest roles first is left to the view (few rows)."""
    return (
        Membre.objects.filter(collectivite=collectivite)
        .select_related("utilisateur")
        .order_by("utilisateur__nom", "utilisateur__prenom")
    )


def list_coordination_for(collectivite: Collectivite) -> QuerySet[Membre]:
    """People of the groupements above who edit here by coordination."""
    return (
        Membre.objects.filter(
            collectivite__appartenances_membres__membre=collectivite,
            collectivite__appartenances_membres__coordination_acceptee=True,
            collectivite__nature__in=[n for n in Nature if n.est_groupement],
            role__in=[Role.COORDINATION, Role.ADMINISTRATION],
        )
        .select_related("utilisateur", "collectivite")
        .order_by("utilisateur__nom")
    )


def personnes_avec_role(collectivite: Collectivite) -> set[int]:
    """Ids of the people who have a role in a collectivité, of their own or by a groupement. One query."""
    groupements = Appartenance.objects.filter(
        membre=collectivite,
        coordination_acceptee=True,
        groupement__nature__in=[n for n in Nature if n.est_groupement],
    ).values("groupement")
    ou = Q(collectivite=collectivite) | Q(collectivite__in=groupements)
    return set(Membre.objects.filter(ou).values_list("utilisateur", flat=True))


def membre_for(collectivite: Collectivite, pk: int) -> Membre | None:
    """One person of a collectivité, by the id of the membership."""
    return Membre.objects.filter(collectivite=collectivite, pk=pk).select_related("utilisateur", "collectivite").first()


def list_roles_for(collectivite: Collectivite) -> list[Role]:
    """Roles that can be given in a collectivité, least first: coordination only means something in a groupement."""
    return [role for role in Role if role != Role.COORDINATION or collectivite.est_groupement]


def list_rattachements_for(collectivite: Collectivite) -> QuerySet[Appartenance]:
    """Links to the groupements (PETR…) whose coordinators may edit here, with the groupement."""
    return (
        Appartenance.objects.filter(membre=collectivite, groupement__nature__in=[n for n in Nature if n.est_groupement])
        .select_related("groupement")
        .order_by("groupement__cle_recherche")
    )


def search_collectivites(texte: str, *, natures: Iterable[Nature] | None = None) -> QuerySet[Collectivite]:
    """Collectivités whose name contains each word of the text, or whose SIREN starts with it."""
    trouvees = Collectivite.objects.all()
    if natures is not None:
        trouvees = trouvees.filter(nature__in=list(natures))
    chiffres = texte.replace(" ", "")
    if chiffres.isdigit():
        return trouvees.filter(siren__startswith=chiffres)
    for mot in normaliser(texte).split():
        trouvees = trouvees.filter(cle_recherche__contains=mot)
    return trouvees


def list_communes_of(collectivite: Collectivite) -> QuerySet[Collectivite]:
    """Communes of an EPCI, by name."""
    return Collectivite.objects.filter(appartenances__groupement=collectivite, nature=Nature.COMMUNE).order_by(
        "cle_recherche"
    )


def annotate_nombre_communes(collectivites: QuerySet[Collectivite]) -> QuerySet[Collectivite]:
    """Adds `nombre_communes`."""
    return collectivites.annotate(
        nombre_communes=Count("appartenances_membres", filter=Q(appartenances_membres__membre__nature=Nature.COMMUNE))
    )


def list_questions() -> QuerySet[Question]:
    """Every question with its thématique and choices. Three queries whatever their number."""
    return Question.objects.select_related("thematique").prefetch_related(
        Prefetch("choix", queryset=Choix.objects.order_by("ordre", "code"))
    )


def reponses_explicites_of(collectivite: Collectivite, *, le: datetime | None = None) -> dict[str, Any]:
    """Answers given by hand, by question code, nulls removed; as of an instant when one is given."""
    if le is None:
        lignes = Reponse.objects.filter(collectivite=collectivite).values_list("question_id", "valeur")
        return {question: valeur for question, valeur in lignes if valeur is not None}
    reponses: dict[str, Any] = {}
    historique = HistoriqueReponse.objects.filter(
        collectivite=collectivite, champ=HistoriqueReponse.Champ.REPONSE, modified_at__lte=le
    ).order_by("modified_at", "id")
    reponses.update(historique.values_list("question_id", "valeur"))
    return {question: valeur for question, valeur in reponses.items() if valeur is not None}


def competences_of(collectivite: Collectivite) -> dict[str, bool]:
    """Known competences by BANATIC code: exercised or not."""
    return dict(CompetenceExercee.objects.filter(collectivite=collectivite).values_list("competence_id", "exercee"))


def list_historique_reponses_for(collectivite: Collectivite) -> QuerySet[HistoriqueReponse]:
    """Changes of answers and justifications, newest first."""
    return HistoriqueReponse.objects.filter(collectivite=collectivite).select_related(
        "question", "question__thematique", "modifie_par", "precedente_par"
    )


# -- situation: everything the rules read about a collectivité -------------------------------------------------------
@dataclass(frozen=True)
class Situation:
    """A collectivité as the rules see it at one instant (docs/calculs/personnalisation.md). `effectives` holds every
    effective answer, `visibilite` the active questions and the answers kept for the rules."""

    identite: Identite
    questions: tuple[QuestionPosee, ...]
    explicites: dict[str, Any]
    effectives: dict[str, Any]
    visibilite: Visibilite

    def contexte(self, referentiel: ReferentielVersionne | None = None) -> Contexte:
        """Context in which the rules of a référentiel are evaluated."""
        return Contexte(identite=self.identite, reponses=self.visibilite.reponses, referentiel=referentiel)


def identite_of(collectivite: Collectivite) -> Identite:
    """Identity attributes of a collectivité for `identite(...)`."""
    return construire_identite(
        type_collectivite=collectivite.nature,
        nature_insee=collectivite.nature_insee or None,
        population=collectivite.population,
        drom=collectivite.drom,
        dans_aire_urbaine=collectivite.dans_aire_urbaine,
    )


def questions_posees() -> tuple[QuestionPosee, ...]:
    """Every question as the domain takes it. Two queries."""
    choix: dict[str, list[ChoixPropose]] = {}
    for question, code, formulation, ordre in Choix.objects.order_by("ordre", "code").values_list(
        "question_id", "code", "formulation", "ordre"
    ):
        choix.setdefault(question, []).append(ChoixPropose(code, formulation, ordre))
    lignes = Question.objects.order_by("thematique__ordre", "ordre", "code").values_list(
        "code",
        "type_reponse",
        "formulation",
        "thematique_id",
        "ordre",
        "competence_code",
        "expression_visible",
        "natures_concernees",
    )
    return tuple(
        QuestionPosee(
            identifiant=code,
            type=TypeQuestionDomaine(type_reponse),
            formulation=formulation,
            thematique=thematique,
            ordonnancement=ordre,
            code_competence=competence,
            expression_visible=visible,
            types_concernes=frozenset(natures.split()),
            choix=tuple(choix.get(code, ())),
        )
        for code, type_reponse, formulation, thematique, ordre, competence, visible, natures in lignes
    )


def situation_of(
    collectivite: Collectivite, *, le: datetime | None = None, questions: tuple[QuestionPosee, ...] | None = None
) -> Situation:
    """Situation of a collectivité, now or as of an instant (competences and identity are always today's: they have no
    history). Four queries."""
    questions = questions_posees() if questions is None else questions
    explicites = reponses_explicites_of(collectivite, le=le)
    identite = identite_of(collectivite)
    effectives = reponses_effectives(questions, explicites, competences_of(collectivite))
    return Situation(identite, questions, explicites, effectives, evaluer_visibilite(questions, effectives, identite))
