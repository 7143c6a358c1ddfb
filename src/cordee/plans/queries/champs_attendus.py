"""Added fields without which a fiche is not complete: what lists say of them is what the page of the fiche says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, OuterRef, Q

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.champs_personnalises import VIDE, Definition, ValeurChamp, concerne
from cordee.plans.domain.genres_de_champs import GenreChamp, LectureChamp
from cordee.plans.models import ChampPersonnalise, Fiche, Partage, Placement, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import lire_definitions
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, list_plans_vus_par, racine_of
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


def attendus_for(utilisateur: Utilisateur, collectivite: Collectivite) -> list[Definition]:
    """Those that the person reads from a collectivité: its own, those of the owners of the fiches that it carries with
    them, those of the plans that the person sees. One query."""
    recues = Partage.objects.filter(collectivite=collectivite).values("fiche__collectivite")
    des_fiches = Q(plan__isnull=True) & (Q(collectivite=collectivite) | Q(collectivite__in=recues))
    champs = ChampPersonnalise.objects.filter(obligatoire=True)
    champs = champs.filter(des_fiches | Q(plan__in=list_plans_vus_par(utilisateur)))
    roles = roles_par_collectivite(utilisateur)
    contribue = {pk for pk, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang}
    if collectivite.pk not in contribue:
        champs = champs.filter(Q(lecture=LectureChamp.TOUS) | Q(collectivite__in=contribue))
    return lire_definitions(champs)


def q_attendu_vide(definitions: Iterable[Definition]) -> Q:
    """Condition on fiches with `racine_id`: one of these fields concerns the fiche, which says nothing of it."""
    vide = Q(pk__in=[])
    for d in definitions:
        places = Placement.objects.filter(plan=d.plan, fiche=OuterRef("racine_id"))
        a_le_champ = Q(collectivite=d.collectivite) if d.plan is None else Q(Exists(places))
        if d.genre is GenreChamp.PHASE:
            a_le_champ &= Q(parent__isnull=True)
        vide |= a_le_champ & ~Q(Exists(ValeurPersonnalisee.objects.filter(champ=d.pk, fiche=OuterRef("pk"))))
    return vide


def manquants_par_fiche(
    fiches: Collection[Fiche],
    definitions: Collection[Definition],
    valeurs: Mapping[int, Mapping[int, ValeurChamp]],
) -> dict[int, tuple[str, ...]]:
    """Labels of the fields that each of these fiches (with `racine_id`) should say and does not. One query when some
    are of a plan, none otherwise."""
    plans = {d.plan for d in definitions if d.plan is not None}
    hautes = {racine_of(fiche) for fiche in fiches}
    places = Placement.objects.filter(plan__in=plans, fiche__in=hautes).values_list("fiche_id", "plan_id")
    couples = set(places) if plans else set()
    return {
        fiche.pk: tuple(
            d.libelle
            for d in definitions
            if concerne(d, fiche.collectivite_id, (racine_of(fiche), d.plan) in couples, fiche.parent_id is not None)
            and valeurs.get(fiche.pk, {}).get(d.pk, VIDE).vide
        )
        for fiche in fiches
    }
