"""The fiches of a plan read whole to be frozen, with what not everybody may read of them: by the installation itself,
in a fixed number of queries."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans.domain.colonnes import parcourir_fiches
from cordee.plans.domain.faits import lignee
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.instantanes import chiffrer, ecrire_chiffres
from cordee.plans.domain.versions import figer
from cordee.plans.models import Blocage, Fiche, FicheDocument, FicheFigee, FicheIndicateur, LienFiche, Plan
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.dossier import Portee, plan_complet
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.visibilite import annotate_racine, q_confidentielle

RACINE = 0
"""Stands for the root of the plan among the axes of a fiche."""
SANS_EMPREINTE = frozenset({"creation", "modification"})
Reserves = dict[str, dict[str, list[list[Any]]]]
"""Rows of versions that not everybody may read, in the order of the version, by number of the fiche."""


def figer_le_plan(plan: Plan, le: datetime, *, parmi_les: Collection[int] | None = None) -> list[FicheFigee]:
    """Every fiche of the plan frozen at that moment, not saved yet; `parmi_les` restricts to these. They have no
    instantané yet."""
    portee = Portee(fiches=parmi_les, courriels=False)
    complet = plan_complet(None, plan.collectivite, plan, portee)
    axes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    fiches: dict[int, FicheComplete] = {}
    for chemin, _, fiche in parcourir_fiches(complet):
        assert fiche.ref is not None
        fiches[fiche.ref] = fiche
        refs = [axe.ref or RACINE for axe in chemin] or [RACINE]
        axes[fiche.ref].append((refs[0], refs[-1]))
    membres = json.dumps([m.ref for fiche in fiches.values() for m in lignee(fiche)])
    reserves, caches = _reserves(membres), _confidentielles(membres)
    figees = []
    for rang, (ref, fiche) in enumerate(fiches.items()):
        contenu = figer(fiche)
        refs_du_dessous = [m.ref for m in lignee(fiche) if m.ref is not None and m.ref != ref]
        figees.append(
            FicheFigee(
                fiche_id=ref,
                ref=ref,
                rang=rang,
                titre=fiche.titre,
                code=fiche.code,
                statut=fiche.statut or "",
                confidentielle=ref in caches,
                chiffres=ecrire_chiffres(chiffrer(_ouverte(fiche, reserves), timezone.localtime(le).date())),
                axes=list(dict.fromkeys(premier for premier, _ in axes[ref])),
                places=list(dict.fromkeys(dernier for _, dernier in axes[ref])),
                dessous=[[pk, pk in caches] for pk in refs_du_dessous],
                empreinte=empreinte(contenu),
                contenu=contenu,
                reserves={str(pk): reserves[str(pk)] for pk in (ref, *refs_du_dessous) if str(pk) in reserves},
                figee_le=le,
            )
        )
    return figees


def _ouverte(fiche: FicheComplete, reserves: Reserves) -> FicheComplete:
    """The fiche without its confidential indicators: figures that everybody reads are not made of them."""
    dits = reserves[str(fiche.ref)]["indicateurs"]
    suivis = [suivi for suivi, (_, _, cache) in zip(fiche.indicateurs, dits, strict=True) if not cache]
    return replace(fiche, indicateurs=tuple(suivis))


def arbre_a_figer(plan: Plan) -> list[dict[str, Any]]:
    """Axes of the plan in order, as an instantané keeps them. One query."""
    return [
        {
            "ref": branche.axe.pk,
            "parent": branche.axe.parent_id,
            "numero": branche.numero,
            "nom": branche.axe.nom,
            "niveau": branche.niveau,
        }
        for branche in arbre_of(plan).parcourir()
    ]


def empreinte(contenu: dict[str, Any]) -> str:
    """What tells a version from another: who wrote, and when, is not part of it."""
    return hashlib.sha256(json.dumps(_sans_passage(contenu), sort_keys=True).encode()).hexdigest()


def _sans_passage(contenu: dict[str, Any]) -> dict[str, Any]:
    garde = {cle: valeur for cle, valeur in contenu.items() if cle not in SANS_EMPREINTE}
    return {**garde, "sous_fiches": [_sans_passage(sous) for sous in contenu["sous_fiches"]]}


def _confidentielles(membres: str) -> set[int]:
    fiches = annotate_racine(Fiche.objects.filter(pk__in=parmi(membres)))
    return set(fiches.filter(q_confidentielle()).values_list("pk", flat=True))


def _reserves(membres: str) -> Reserves:
    """Five queries. The order is that of `queries.dossier`."""
    reserves: Reserves = defaultdict(lambda: defaultdict(list))
    joints = FicheDocument.objects.filter(fiche__in=parmi(membres))
    for fiche, document, cache in joints.values_list("fiche_id", "document_id", "document__confidentiel"):
        reserves[str(fiche)]["documents"].append([document, cache])
    suivis = FicheIndicateur.objects.filter(fiche__in=parmi(membres))
    lus = list(suivis.values_list("fiche_id", "fiche__collectivite_id", "indicateur_id"))
    masques = _masques(indicateur for _, _, indicateur in lus)
    for fiche, collectivite, indicateur in lus:
        cache = (collectivite, indicateur) in masques
        reserves[str(fiche)]["indicateurs"].append([indicateur, collectivite, cache])
    autres: list[tuple[int, str, int | None]] = []
    autres += [(f, "liens", a) for f, a in _liens(membres, "de", "vers")]
    autres += [(f, "liens", a) for f, a in _liens(membres, "vers", "de")]
    blocages = Blocage.objects.filter(fiche__in=parmi(membres)).order_by("pk")
    autres += [(f, "blocages", a) for f, a in blocages.values_list("fiche_id", "fiche_bloquante_id")]
    caches = _confidentielles(json.dumps(sorted({autre for _, _, autre in autres if autre})))
    for fiche, nature, autre in autres:
        reserves[str(fiche)][nature].append([autre, autre in caches])
    return reserves


def _liens(membres: str, depuis: str, vers: str) -> QuerySet[Any]:
    liens = LienFiche.objects.filter(**{f"{depuis}__in": parmi(membres), f"{vers}__supprimee_le__isnull": True})
    return liens.values_list(f"{depuis}_id", f"{vers}_id")


def _masques(indicateurs: Iterable[int]) -> set[tuple[int, int]]:
    """(collectivité, indicator) pairs that a collectivité hides from its readers."""
    caches = IndicateurCollectivite.objects.filter(indicateur__in=set(indicateurs), confidentiel=True)
    return set(caches.values_list("collectivite_id", "indicateur_id"))
