"""The programme of actions of a démarche as it leaves the collectivité: neither confidential fiches nor people."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from cordee.outils.texte import enumerer
from cordee.plans.domain.listes import Cible, Genre, Priorite, RoleActeur, Secteur, StatutFiche
from cordee.plans.models import Acteur, Classement, DemarchePcaet
from cordee.plans.queries.demarche_dossier import PARTENARIATS, fiches_placees
from cordee.plans.queries.visibilite import q_confidentielle

LIEES = (
    Prefetch("classements", Classement.objects.filter(genre__in=[Genre.SECTEUR, Genre.CIBLE])),
    Prefetch("acteurs", Acteur.objects.select_related("etiquette")),
)


def programme_of(demarche: DemarchePcaet) -> list[dict[str, Any]]:
    """What is said in public of each action of the linked plan; sous-fiches are details of theirs. Three queries."""
    if demarche.plan is None or demarche.plan.confidentiel:
        return []
    fiches = fiches_placees(demarche.plan).filter(~q_confidentielle()).prefetch_related(*LIEES)
    return [_ligne(fiche) for fiche in fiches]


def _ligne(fiche: Any) -> dict[str, Any]:
    codes: dict[str, list[str]] = {}
    for classement in fiche.classements.all():
        codes.setdefault(classement.genre, []).append(classement.code)
    cibles = enumerer([Cible.libelle_de(code) for code in codes.get(Genre.CIBLE, [])])
    acteurs = list(fiche.acteurs.all())
    return {
        "numero": fiche.code,
        "action": fiche.titre,
        "secteurs": [Secteur.libelle_de(code) for code in codes.get(Genre.SECTEUR, [])],
        "principale": fiche.priorite == Priorite.ELEVEE,
        "description": fiche.description,
        "objectifs": fiche.objectifs,
        "moyens": fiche.moyens,
        "publics": fiche.public_cible or cibles,
        "porteurs": [a.etiquette.nom for a in acteurs if a.role == RoleActeur.MAITRE_OUVRAGE],
        "partenaires": list(dict.fromkeys(a.etiquette.nom for a in acteurs if a.role in PARTENARIATS)),
        "etat": StatutFiche.libelle_de(fiche.statut),
        "debut": fiche.debut.isoformat() if fiche.debut else None,
        "fin": fiche.fin.isoformat() if fiche.fin else None,
    }
