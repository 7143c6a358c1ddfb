"""Territories as perimeters of plans are chosen in them: a collectivité, its members, and theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.domain.perimetre import est_concernee, etendre
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.visibilite import list_plans_vus_par, racine_of
from cordee.territoires.enums import Nature
from cordee.territoires.models import Appartenance, Collectivite


@dataclass
class Territoire:
    """`dessous`: ids of the members of each collectivité, two levels down; `connues`: all of them but the whole, by
    id."""

    entiere: Collectivite
    dessous: dict[int, list[int]] = field(default_factory=dict)
    connues: dict[int, Collectivite] = field(default_factory=dict)

    @property
    def groupes(self) -> list[tuple[Collectivite, list[Collectivite]]]:
        """Direct members by name, each with its own."""
        return [(membre, self._membres(membre.pk)) for membre in self._membres(self.entiere.pk)]

    def _membres(self, pk: int) -> list[Collectivite]:
        return sorted((self.connues[m] for m in self.dessous.get(pk, ())), key=lambda c: (c.cle_recherche, c.pk))

    def trouver(self, nom: str) -> Collectivite | None:
        """The only one that has this name, an EPCI before a commune of the same name."""
        cle = normaliser(nom)
        trouvees = [c for c in self.connues.values() if cle in {normaliser(c.nom), normaliser(c.appellation)}]
        epcis = [c for c in trouvees if c.nature != Nature.COMMUNE]
        choisies = epcis or trouvees
        return choisies[0] if len(choisies) == 1 else None

    def retenir(self, plans: Iterable[Plan], voulue: Collectivite) -> set[int]:
        """Ids of those of these plans of the territory that concern a part of it. One query."""
        liste = list(plans)
        perimetres: dict[int, list[int]] = {}
        choisies = Plan.perimetre.through.objects.filter(plan__in=liste)
        for plan_id, collectivite_id in choisies.values_list("plan_id", "collectivite_id"):
            perimetres.setdefault(plan_id, []).append(collectivite_id)
        return {
            plan.pk
            for plan in liste
            if est_concernee(voulue.pk, perimetres.get(plan.pk, ()), plan.collectivite_id, self.dessous)
        }


def territoire_of(collectivite: Collectivite) -> Territoire:
    """The territory of a collectivité. One query."""
    liens = (
        Appartenance.objects.filter(Q(groupement=collectivite) | Q(groupement__appartenances__groupement=collectivite))
        .exclude(membre=collectivite)
        .select_related("membre")
        .distinct()
    )
    territoire = Territoire(collectivite)
    for lien in liens:
        territoire.connues[lien.membre_id] = lien.membre
        territoire.dessous.setdefault(lien.groupement_id, []).append(lien.membre_id)
    return territoire


def ranger(collectivites: Iterable[Collectivite]) -> list[Collectivite]:
    """EPCI before communes, by name."""
    return sorted(collectivites, key=lambda c: (c.nature == Nature.COMMUNE, c.cle_recherche, c.pk))


def perimetre_of(plan: Plan) -> list[Collectivite]:
    """What the plan concerns, EPCI first; empty for the whole territory of its collectivité."""
    return ranger(plan.perimetre.all())


def perimetre_de_la_fiche(utilisateur: Utilisateur, fiche: Fiche) -> set[int]:
    """Ids of what the plans of a fiche concern, when they say so and the person sees them: its communes are proposed
    first. Three queries at most."""
    plans = list_plans_vus_par(utilisateur).filter(placements__fiche=racine_of(fiche)).prefetch_related("perimetre")
    choisies = {c.pk for plan in plans for c in plan.perimetre.all()}
    if not choisies:
        return set()
    dessous: dict[int, list[int]] = {}
    for haut, bas in Appartenance.objects.filter(groupement__in=choisies).values_list("groupement_id", "membre_id"):
        dessous.setdefault(haut, []).append(bas)
    return etendre(choisies, dessous)
