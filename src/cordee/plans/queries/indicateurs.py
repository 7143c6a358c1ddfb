"""Indicators that fiches and axes cite, found by identifiant or by name, without doubles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.indicateurs.queries.definitions import list_indicateurs_for
from cordee.outils.texte import normaliser
from cordee.plans.domain.fiche import IndicateurCite
from cordee.plans.models import AxeIndicateur, FicheIndicateur, Plan
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


def indicateurs_par_cle(collectivite: Collectivite, cites: Sequence[IndicateurCite]) -> dict[str, Indicateur]:
    """Known indicators, national and of the collectivité, by identifiant and by normalised title; one's own wins."""
    if not cites:
        return {}
    identifiants = {cite.identifiant for cite in cites if cite.identifiant}
    cles = {normaliser(cite.nom)[:320] for cite in cites}
    trouves = Indicateur.objects.filter(Q(collectivite__isnull=True) | Q(collectivite=collectivite)).filter(
        Q(identifiant__in=identifiants) | Q(cle_titre__in=cles)
    )
    connus: dict[str, Indicateur] = {}
    for indicateur in sorted(trouves, key=lambda i: (i.collectivite_id is not None, -i.pk)):
        if indicateur.identifiant:
            connus[indicateur.identifiant] = indicateur
        connus[indicateur.cle_titre] = indicateur
    return connus


def titres_nationaux(identifiants: Iterable[str]) -> dict[str, str]:
    """Titles of the national indicators that are loaded, by identifier. One query."""
    voulus = sorted(set(identifiants))
    connus = Indicateur.objects.filter(collectivite__isnull=True, identifiant__in=voulus)
    return dict(connus.values_list("identifiant", "titre")) if voulus else {}  # type: ignore[arg-type]


def nouvel_indicateur(collectivite: Collectivite, cite: IndicateurCite, le: datetime) -> Indicateur:
    """An indicator of the collectivité for a name that nothing knows, not yet written."""
    cle = normaliser(cite.nom)
    return Indicateur(
        collectivite=collectivite,
        titre=cite.nom.strip()[:300],
        unite=cite.unite.strip()[:80],
        cle_titre=cle[:320],
        cle_recherche=cle[:1000],
        cle_tri=f"~{cle}"[:90],
        created_at=le,
        modified_at=le,
    )


def indicateurs_par_axe(utilisateur: Utilisateur | None, *plans: Plan) -> dict[int, list[Indicateur]]:
    """Indicators of each axe of these plans (of one collectivité) that the person may see there, by id of the axe; None
    sees everything. One query."""
    if not plans:
        return {}
    collectivite = plans[0].collectivite
    role = roles_par_collectivite(utilisateur).get(collectivite.pk) if utilisateur is not None else None
    tout = utilisateur is None or (role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang)
    visibles = list_indicateurs_for(collectivite, confidentiels=tout).order_by().values("pk")
    liens = AxeIndicateur.objects.filter(axe__plan__in=plans, indicateur__in=visibles).select_related("indicateur")
    par_axe: dict[int, list[Indicateur]] = defaultdict(list)
    for lien in liens.order_by("pk"):
        par_axe[lien.axe_id].append(lien.indicateur)
    return dict(par_axe)


def list_indicateurs_cites(plan: Plan) -> list[str]:
    """Titles of the indicators that the fiches of the plan cite already, to be proposed to its axes."""
    cites = FicheIndicateur.objects.filter(fiche__placements__plan=plan, fiche__supprimee_le__isnull=True)
    return list(cites.order_by("indicateur__cle_titre").values_list("indicateur__titre", flat=True).distinct()[:200])
