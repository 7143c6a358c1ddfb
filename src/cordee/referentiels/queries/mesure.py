"""What the page of a mesure reads besides the état des lieux. Each function is one query, whatever the number of
nodes."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from cordee.comptes.models import Utilisateur
from cordee.referentiels.domain import Niveau
from cordee.referentiels.models import (
    Commentaire,
    ConditionEtoile,
    Engagement,
    HistoriqueCommentaire,
    HistoriqueStatut,
    LienOrigine,
    Mesure,
    TexteOfficiel,
)
from cordee.referentiels.queries.definitions import preuves_attendues_of, textes_of
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.queries.statuts import (
    commentaires_of,
    historique_of_noeuds,
    list_historique_commentaires_for,
)
from cordee.territoires.models import Collectivite, Reponse

HISTORIQUE_MONTRE = 8


@dataclass(frozen=True)
class DonneesMesure:
    """Rows of a node and of those shown under it, by node code."""

    aides: dict[str, str]
    textes: dict[str, TexteOfficiel]
    preuves: dict[str, tuple[str, ...]]
    origines: dict[str, tuple[LienOrigine, ...]]
    commentaires: dict[str, Commentaire]
    referentiels_ouverts: frozenset[str]


def noeuds_montres(etat: EtatDesLieux, code: str) -> tuple[str, ...]:
    """Nodes that the page of `code` details: the whole subtree of a mesure; above, the node alone (its children are
    links)."""
    arbre = etat.charge.arbre
    return arbre.subtree(code) if arbre.niveau(code) is Niveau.MESURE else (code,)


def donnees_mesure(etat: EtatDesLieux, codes: Sequence[str]) -> DonneesMesure:
    """Everything that hangs on these nodes. Six queries."""
    return DonneesMesure(
        aides=aides_of(codes),
        textes=textes_of(list(codes)),
        preuves=preuves_of(codes),
        origines=origines_of(codes),
        commentaires=commentaires_of(etat.collectivite, codes),
        referentiels_ouverts=referentiels_ouverts(etat.collectivite),
    )


def aides_of(codes: Collection[str]) -> dict[str, str]:
    """Our help texts, where there is one."""
    return dict(Mesure.objects.filter(code__in=list(codes)).exclude(aide="").values_list("code", "aide"))


def preuves_of(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Names of the regulatory evidence that each node calls for."""
    par_noeud = groupby(preuves_attendues_of(list(codes)), key=lambda ligne: ligne[0])
    return {noeud: tuple(nom for _, nom in lignes) for noeud, lignes in par_noeud}


def origines_of(codes: Collection[str]) -> dict[str, tuple[LienOrigine, ...]]:
    """CAE and ECI nodes from which TE nodes come, in the order of their référentiels."""
    liens: dict[str, list[LienOrigine]] = {}
    for lien in (
        LienOrigine.objects.filter(mesure__in=list(codes))
        .select_related("origine")
        .order_by("origine__referentiel", "origine__ordre")
    ):
        liens.setdefault(lien.mesure_id, []).append(lien)
    return {noeud: tuple(lies) for noeud, lies in liens.items()}


def referentiels_ouverts(collectivite: Collectivite) -> frozenset[str]:
    """Codes of the référentiels that the collectivité opened: only these can be linked to."""
    return frozenset(Engagement.objects.filter(collectivite=collectivite).values_list("referentiel", flat=True))


def conditions_of(codes: Collection[str]) -> list[ConditionEtoile]:
    """What the stars ask of these nodes, by star."""
    return list(ConditionEtoile.objects.filter(mesure__in=list(codes)).order_by("etoile", "ordre"))


def commentaire_of(collectivite: Collectivite, code: str) -> Commentaire | None:
    """The comment of one node, when it has a text."""
    return commentaires_of(collectivite, [code]).get(code)


def derniers_changements(
    collectivite: Collectivite, codes: Collection[str], limite: int = HISTORIQUE_MONTRE
) -> list[HistoriqueStatut | HistoriqueCommentaire]:
    """Latest changes of statuts and comments of these nodes, newest first. Two queries."""
    tous: list[HistoriqueStatut | HistoriqueCommentaire] = [*historique_of_noeuds(collectivite, codes, limite)]
    tous.extend(list_historique_commentaires_for(collectivite).filter(mesure__in=list(codes))[:limite])
    return sorted(tous, key=lambda ligne: ligne.modified_at, reverse=True)[:limite]


def reponses_datees(collectivite: Collectivite, questions: Collection[str]) -> dict[str, Reponse]:
    """Explicit answers to these questions, with their author."""
    return {
        reponse.question_id: reponse
        for reponse in Reponse.objects.filter(collectivite=collectivite, question__in=list(questions))
        .exclude(valeur=None)
        .select_related("modifie_par")
    }


def est_dernier_geste(engagement: Engagement, utilisateur: Utilisateur, lot: str) -> bool:
    """Whether `lot` is still the last gesture of this person on the référentiel: only that one can be taken back."""
    try:
        attendu = uuid.UUID(lot)
    except ValueError:
        return False
    dernier = (
        HistoriqueStatut.objects.filter(
            collectivite=engagement.collectivite_id,
            mesure__referentiel=engagement.referentiel_id,
            modifie_par=utilisateur,
        )
        .order_by("-modified_at", "-id")
        .values_list("lot", flat=True)
        .first()
    )
    return dernier == attendu
