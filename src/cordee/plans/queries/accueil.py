"""What the Accueil says of plans: fiches of a collectivité, and of the members of a groupement, counted at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, Case, F, FilteredRelation, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.completude import ChampAttendu
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import UniteBudget
from cordee.plans.models import Fiche, LigneBudget
from cordee.plans.queries.completude import q_a_completer
from cordee.plans.queries.echeances import q_bientot, q_en_retard
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, annotate_cachee, annotate_racine, list_fiches_for
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite


@dataclass
class CompteAccueil:
    """Fiches of a collectivité that the person sees, without sous-fiches. `sans_pilote` are those where
    a pilote is to be named (docs/calculs/plans.md, « Complétude »)."""

    par_statut: Counter[str] = field(default_factory=Counter)
    en_retard: int = 0
    bientot: int = 0
    sans_pilote: int = 0

    @property
    def total(self) -> int:
        """How many fiches, abandoned ones included."""
        return sum(self.par_statut.values())


def comptes_accueil(
    utilisateur: Utilisateur, collectivites: Iterable[Collectivite], aujourdhui: date
) -> dict[int, CompteAccueil]:
    """Counts by collectivité where the person has a role, each as its own list of fiches would show them: a fiche
    carried together counts for each of those who carry it. One query, whatever the number of collectivités."""
    connus = roles_par_collectivite(utilisateur)
    roles = {c.pk: connus[c.pk] for c in collectivites if c.pk in connus}
    comptes = {pk: CompteAccueil() for pk in roles}
    vues: set[tuple[int, int]] = set()
    for pk, porteuses, statut, cachee, retard, bientot, sans_pilote in _lire(utilisateur, list(roles), aujourdhui):
        for porteuse in porteuses:
            compte = comptes.get(porteuse or 0)
            if compte is None or porteuse is None or (pk, porteuse) in vues:
                continue
            if cachee and roles[porteuse].rang < ROLE_DU_CONFIDENTIEL.rang:
                continue
            vues.add((pk, porteuse))
            compte.par_statut[statut] += 1
            compte.en_retard += retard
            compte.bientot += bientot
            compte.sans_pilote += sans_pilote
    return comptes


def _lire(
    utilisateur: Utilisateur, ids: list[int], aujourdhui: date
) -> list[tuple[int, tuple[int, int | None], str, bool, bool, bool, bool]]:
    """One line a fiche and a collectivité of `ids` that carries it with its owner."""
    racines = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True, parent__isnull=True))
    lignes = (
        annotate_cachee(racines, utilisateur)
        .annotate(avec=FilteredRelation("partages", condition=Q(partages__collectivite__in=ids)))
        .filter(Q(collectivite__in=ids) | Q(avec__isnull=False))
        .annotate(
            porteuse=F("avec__collectivite"),
            retard=_vrai(q_en_retard(aujourdhui)),
            bientot=_vrai(q_bientot(aujourdhui)),
            sans_pilote=_vrai(q_a_completer(ChampAttendu.PILOTE, aujourdhui)),
        )
        .order_by()
        .values_list(
            "pk", "collectivite_id", "porteuse", "statut", "cachee", "retard", "bientot", "sans_pilote"
        )
    )  # fmt: skip
    return [(pk, (proprietaire, avec), *reste) for pk, proprietaire, avec, *reste in lignes]


def _vrai(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def budget_of(utilisateur: Utilisateur, collectivite: Collectivite) -> tuple[Fourchette, Decimal]:
    """Planned (a range when an amount is not settled) and spent euros HT of the fiches and sous-fiches that the person
    sees. One query."""
    fiches = list_fiches_for(utilisateur, collectivite).order_by().values("pk")
    euros = LigneBudget.objects.filter(fiche__in=fiches, unite=UniteBudget.HT)
    sommes = euros.aggregate(bas=Sum("prevu"), haut=Sum(Coalesce("prevu_max", "prevu")), reel=Sum("reel"))
    return Fourchette(sommes["bas"] or Decimal(), sommes["haut"] or Decimal()), sommes["reel"] or Decimal()
