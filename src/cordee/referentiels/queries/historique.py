"""The history of collectivités: statuts, comments, answers and justifications in one feed, newest first.

Source: docs/calculs/historique.md, « Le fil ».
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Prefetch, Q, QuerySet, Value
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.referentiels.enums import TypeChangement
from cordee.referentiels.models import HistoriqueCommentaire, HistoriqueStatut, Mesure
from cordee.referentiels.queries.definitions import ReferentielCharge, charge_of
from cordee.referentiels.queries.scores import list_engagements_for
from cordee.territoires.models import Choix, Collectivite, HistoriqueReponse, Reponse

PAR_PAGE = 25

Changement = HistoriqueStatut | HistoriqueCommentaire | HistoriqueReponse
REPONSES = (TypeChangement.REPONSE, TypeChangement.JUSTIFICATION)


@dataclass(frozen=True)
class Filtre:
    """What the feed keeps. `types` empty means all; `du` and `au` are whole days, both included; `noeud` is a node and
    what is under it; `questions` are those linked to the référentiel or to the node."""

    personne: int | None = None
    types: frozenset[TypeChangement] = frozenset()
    du: date | None = None
    au: date | None = None
    referentiel: str = ""
    noeud: str = ""
    questions: frozenset[str] = field(default_factory=frozenset)

    @property
    def actif(self) -> bool:
        """Whether anything is filtered."""
        return self != Filtre()

    def garde(self, genre: TypeChangement) -> bool:
        """Whether changes of this kind may show."""
        return not self.types or genre in self.types


@dataclass(frozen=True)
class Ligne:
    """One change. `reponse` is the current answer and justification of its question; `repris` tells whether the gesture
    was taken back afterwards."""

    genre: TypeChangement
    changement: Changement
    collectivite: Collectivite
    mesure: Mesure | None = None
    reponse: Reponse | None = None
    repris: bool = False


def charges_of(collectivites: Iterable[Collectivite]) -> list[ReferentielCharge]:
    """Référentiels opened by any of these collectivités, in their order. One query, when they are in memory."""
    referentiels = {e.referentiel_id: e.referentiel for e in list_engagements_for(collectivites)}
    return [charge_of(referentiels[code]) for code in sorted(referentiels)]


def questions_liees(charges: Iterable[ReferentielCharge], referentiel: str, noeud: str) -> frozenset[str]:
    """Questions that a rule of this référentiel reads; with a node, those of its rules and of the nodes under it."""
    return frozenset(
        question
        for charge in charges
        if charge.code == referentiel
        for question, noeuds in charge.noeuds_par_question.items()
        if not noeud or any(code == noeud or code.startswith(f"{noeud}.") for code in noeuds)
    )


# -- the feed --------------------------------------------------------------------------------------------------------
def page_historique(
    collectivites: Sequence[Collectivite], filtre: Filtre, numero: int | str | None
) -> tuple[Page[tuple[datetime, int, str]], list[Ligne]]:
    """One page of the feed and its lines, newest first. The database merges the four sources on (date, kind, id): a
    page costs the same wherever it is, eight queries at most. An unknown page gives the nearest one."""
    fil = _fil(collectivites, filtre)
    page = Paginator(fil, PAR_PAGE).get_page(numero)
    return page, _lire(list(page.object_list), {c.pk: c for c in collectivites})


def _fil(collectivites: Sequence[Collectivite], filtre: Filtre) -> QuerySet[Any, tuple[datetime, int, str]]:
    branches = [
        lignes.order_by().annotate(genre=Value(genre.value, CharField())).values_list("modified_at", "id", "genre")
        for genre, lignes in _sources(collectivites, filtre)
        if filtre.garde(genre)
    ]
    premiere, *autres = branches
    reunies: QuerySet[Any, tuple[datetime, int, str]] = premiere.union(*autres, all=True) if autres else premiere
    return reunies.order_by("-modified_at", "genre", "-id")


def _sources(
    collectivites: Sequence[Collectivite], filtre: Filtre
) -> Iterable[tuple[TypeChangement, QuerySet[Changement]]]:
    ici = [c.pk for c in collectivites]
    communs = _communs(filtre)
    sur_noeud = _sur_noeud(filtre)
    yield TypeChangement.STATUT, HistoriqueStatut.objects.filter(communs, sur_noeud, collectivite__in=ici)
    yield TypeChangement.COMMENTAIRE, HistoriqueCommentaire.objects.filter(communs, sur_noeud, collectivite__in=ici)
    reponses = HistoriqueReponse.objects.filter(communs, collectivite__in=ici)
    if filtre.referentiel:
        reponses = reponses.filter(question__in=list(filtre.questions))
    for genre in REPONSES:
        yield genre, reponses.filter(champ=genre.value)


def _communs(filtre: Filtre) -> Q:
    """Person and days: from the first instant of `du` to the last of `au`."""
    condition = Q()
    if filtre.personne is not None:
        condition &= Q(modifie_par=filtre.personne)
    if filtre.du is not None:
        condition &= Q(modified_at__gte=_debut_de_jour(filtre.du))
    if filtre.au is not None:
        condition &= Q(modified_at__lt=_debut_de_jour(filtre.au + timedelta(days=1)))
    return condition


def _debut_de_jour(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))


def _sur_noeud(filtre: Filtre) -> Q:
    """The node or what is under it: `cae_1.1` is not above `cae_1.10`."""
    if filtre.noeud:
        return Q(mesure=filtre.noeud) | Q(mesure__code__startswith=f"{filtre.noeud}.")
    return Q(mesure__referentiel=filtre.referentiel) if filtre.referentiel else Q()


# -- the lines of a page ---------------------------------------------------------------------------------------------
def _lire(cles: Sequence[tuple[datetime, int, str]], collectivites: Mapping[int, Collectivite]) -> list[Ligne]:
    """The rows behind the keys of a page, in the same order."""
    par_genre: dict[TypeChangement, list[int]] = {genre: [] for genre in TypeChangement}
    for _, pk, genre in cles:
        par_genre[TypeChangement(genre)].append(pk)
    statuts = _statuts(par_genre[TypeChangement.STATUT])
    commentaires = _commentaires(par_genre[TypeChangement.COMMENTAIRE])
    reponses = _reponses([pk for genre in REPONSES for pk in par_genre[genre]])
    actuelles = _reponses_actuelles(reponses.values())
    repris = _gestes_repris({ligne.lot for ligne in statuts.values()})
    lignes = []
    for _, pk, valeur in cles:
        genre = TypeChangement(valeur)
        if genre in REPONSES:
            reponse = reponses[pk]
            actuelle = actuelles.get((reponse.collectivite_id, reponse.question_id))
            lignes.append(Ligne(genre, reponse, collectivites[reponse.collectivite_id], reponse=actuelle))
        elif genre == TypeChangement.STATUT:
            statut = statuts[pk]
            lignes.append(
                Ligne(genre, statut, collectivites[statut.collectivite_id], statut.mesure, repris=statut.lot in repris)
            )
        else:
            ecrit = commentaires[pk]
            lignes.append(Ligne(genre, ecrit, collectivites[ecrit.collectivite_id], ecrit.mesure))
    return lignes


def _statuts(cles: list[int]) -> dict[int, HistoriqueStatut]:
    return HistoriqueStatut.objects.select_related("mesure", "modifie_par").in_bulk(cles)


def _commentaires(cles: list[int]) -> dict[int, HistoriqueCommentaire]:
    return HistoriqueCommentaire.objects.select_related("mesure", "modifie_par").in_bulk(cles)


def _reponses(cles: list[int]) -> dict[int, HistoriqueReponse]:
    return (
        HistoriqueReponse.objects.select_related("question", "question__thematique", "modifie_par")
        .prefetch_related(Prefetch("question__choix", queryset=Choix.objects.order_by("ordre")))
        .in_bulk(cles)
    )


def _reponses_actuelles(lignes: Iterable[HistoriqueReponse]) -> dict[tuple[int, str], Reponse]:
    """Current answers to the questions of these lines."""
    lignes = list(lignes)
    return {
        (reponse.collectivite_id, reponse.question_id): reponse
        for reponse in Reponse.objects.filter(
            collectivite__in={ligne.collectivite_id for ligne in lignes},
            question__in={ligne.question_id for ligne in lignes},
        )
    }


def _gestes_repris(lots: set[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these gestures that a later one took back."""
    reprises = HistoriqueStatut.objects.filter(annule__in=lots).order_by().values_list("annule", flat=True)
    return {lot for lot in reprises if lot is not None}


def libelles_of(codes: Iterable[str]) -> dict[str, str]:
    """Labels of nodes, whether or not they are still in their référentiel. One query."""
    return dict(Mesure.objects.filter(code__in=set(codes)).values_list("code", "libelle"))


# -- who -------------------------------------------------------------------------------------------------------------
def list_contributeurs_for(collectivites: Sequence[Collectivite]) -> QuerySet[Utilisateur]:
    """Everybody who ever changed something here, by name. One query."""
    ici = [c.pk for c in collectivites]
    presents = Q()
    for source in (HistoriqueStatut, HistoriqueCommentaire, HistoriqueReponse):
        auteurs = source.objects.filter(collectivite__in=ici, modifie_par__isnull=False).order_by()
        presents |= Q(pk__in=auteurs.values("modifie_par"))
    return Utilisateur.objects.filter(presents).order_by("nom", "prenom")
