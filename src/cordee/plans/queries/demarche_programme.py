"""The programme of actions of a démarche as it leaves the collectivité: neither confidential fiches, nor those that the
circuit of the plan keeps back (docs/calculs/validation.md, « Publication »), nor people."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from cordee.outils.texte import enumerer
from cordee.plans.domain.listes import Cible, Genre, Priorite, RoleActeur, Secteur, StatutFiche
from cordee.plans.models import Acteur, Classement, DemarchePcaet, Fiche, Placement, Plan
from cordee.plans.queries.demarche_dossier import PARTENARIATS, fiches_placees
from cordee.plans.queries.validation import q_publiable
from cordee.plans.queries.visibilite import q_confidentielle

LIEES = (
    Prefetch("classements", Classement.objects.filter(genre__in=[Genre.SECTEUR, Genre.CIBLE])),
    Prefetch("acteurs", Acteur.objects.select_related("etiquette")),
)


def programme_of(demarche: DemarchePcaet) -> list[dict[str, Any]]:
    """What is said in public of each action of the linked plan; sous-fiches are details of theirs. Three queries."""
    if demarche.plan is None or demarche.plan.confidentiel:
        return []
    fiches = _montrables(demarche.plan).filter(_publiables(demarche.plan)).prefetch_related(*LIEES)
    return [_ligne(fiche) for fiche in fiches]


def count_retenues(demarche: DemarchePcaet) -> int:
    """How many actions the circuit of the plan keeps out of the programme: nobody validated them as they stand. One
    query."""
    if demarche.plan is None or demarche.plan.confidentiel:
        return 0
    return _montrables(demarche.plan).exclude(_publiables(demarche.plan)).count()


def _montrables(plan: Plan) -> QuerySet[Fiche]:
    return fiches_placees(plan).filter(~q_confidentielle())


def _publiables(plan: Plan) -> Exists:
    return Exists(Placement.objects.filter(q_publiable(), fiche=OuterRef("pk"), plan=plan))


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
