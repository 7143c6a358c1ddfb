"""What changed since an instant, for a program that keeps a copy of the fiches."""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.models import Fiche, Partage
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, annotate_racine, exclude_confidentielles
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


def filter_touchees_depuis(fiches: QuerySet[Fiche], toutes: QuerySet[Fiche], depuis: datetime) -> QuerySet[Fiche]:
    """Those of these fiches that changed since, by themselves, by what is around them (the trail knows of a place, a
    person, a comment), or by a sous-fiche among `toutes`, deleted ones included. A fiche and its sous-fiches come
    together."""
    dites = Ecriture.objects.filter(
        objet_type=Fiche._meta.label_lower, objet_id=Cast(OuterRef("pk"), CharField()), le__gte=depuis
    )
    touchees = toutes.filter(Q(modifie_le__gte=depuis) | Q(cree_le__gte=depuis) | Q(Exists(dites)))
    amputees = annotate_racine(Fiche.objects.filter(supprimee_le__gte=depuis, parent__isnull=False))
    racines = [lot.order_by().values("racine_id") for lot in (touchees, amputees)]  # type: ignore[misc]  # an annotation
    return fiches.filter(Q(racine_id__in=racines[0]) | Q(racine_id__in=racines[1]))


def list_supprimees_depuis_for(
    utilisateur: Utilisateur, collectivite: Collectivite, depuis: datetime
) -> QuerySet[Fiche]:
    """Fiches of the top deleted since, that the person saw in the collectivité when they were there."""
    role = roles_par_collectivite(utilisateur).get(collectivite.pk)
    if role is None:
        return Fiche.objects.none()
    portees = Partage.objects.filter(collectivite=collectivite, fiche=OuterRef("pk"))
    supprimees = annotate_racine(Fiche.objects.filter(supprimee_le__gte=depuis, parent__isnull=True)).filter(
        Q(collectivite=collectivite) | Q(Exists(portees))
    )
    if role.rang < ROLE_DU_CONFIDENTIEL.rang:
        supprimees = exclude_confidentielles(supprimees, utilisateur)
    return supprimees.order_by("supprimee_le", "pk")
