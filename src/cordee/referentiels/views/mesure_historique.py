"""Lines of history of a mesure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cordee.comptes.models import Utilisateur
from cordee.referentiels.domain import StatutAvancement
from cordee.referentiels.models import HistoriqueCommentaire, HistoriqueStatut
from cordee.referentiels.views.mesure_noeuds import mot_statut


@dataclass(frozen=True)
class VueChangement:
    """Who changed what, and when."""

    qui: str
    initiales: str
    numero: str
    code: str
    phrase: str
    le: datetime


def composer_historique(lignes: Iterable[HistoriqueStatut | HistoriqueCommentaire]) -> tuple[VueChangement, ...]:
    """Lines ready for display, in the order given."""
    return tuple(_composer(ligne) for ligne in lignes)


def _composer(ligne: HistoriqueStatut | HistoriqueCommentaire) -> VueChangement:
    qui: Utilisateur | None = ligne.modifie_par
    return VueChangement(
        qui=qui.nom_complet if qui else "Compte supprimé",
        initiales=qui.initiales if qui else "?",
        numero=ligne.mesure_id.partition("_")[2],
        code=ligne.mesure_id,
        phrase=_dire_statut(ligne) if isinstance(ligne, HistoriqueStatut) else _dire_commentaire(ligne),
        le=ligne.modified_at,
    )


def _dire_statut(ligne: HistoriqueStatut) -> str:
    apres = _mot(ligne.avancement, ligne.concerne)
    if not ligne.precedent_avancement:
        return apres
    avant = _mot(ligne.precedent_avancement, ligne.precedent_concerne)
    if avant != apres:
        return f"de « {avant} » à « {apres} »"
    return f"« {apres} », parts changées" if ligne.avancement == StatutAvancement.DETAILLE else f"« {apres} » confirmé"


def _mot(avancement: str, concerne: bool) -> str:
    statut = StatutAvancement(avancement or StatutAvancement.NON_RENSEIGNE)
    return mot_statut(statut if concerne else StatutAvancement.NON_CONCERNE).lower()


def _dire_commentaire(ligne: HistoriqueCommentaire) -> str:
    if not ligne.texte:
        return "commentaire effacé"
    return "commentaire modifié" if ligne.precedent else "commentaire écrit"
