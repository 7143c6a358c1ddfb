"""Indicators that a publication shows, with what is known of each: values of the collectivité that is measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cordee.indicateurs.domain.series import SourceConnue
from cordee.indicateurs.models import Indicateur, Valeur
from cordee.plans.models import AxeIndicateur, FicheIndicateur
from cordee.plans.queries.lecture import parmi
from cordee.publication.queries.fiches import q_montre
from cordee.publication.queries.plan import PlanPublic

Cle = tuple[int, int]
"""Collectivité and indicateur."""


@dataclass(frozen=True)
class Suivi:
    """An indicator of a collectivité, the fiches that it follows, its values, every source, and the target that the
    first of these fiches gives it."""

    indicateur: Indicateur
    collectivite: int
    fiches: tuple[int, ...] = ()
    valeurs: tuple[Valeur, ...] = ()
    cible: Decimal | None = None
    annee_cible: int | None = None

    @property
    def sources(self) -> dict[str, SourceConnue]:
        """Names and ranks of the sources of its values."""
        return {
            v.source_id: SourceConnue(v.source.libelle, v.source.ordre)
            for v in self.valeurs
            if v.source_id is not None and v.source is not None
        }


def list_suivis(plan: PlanPublic, fiches: Sequence[int] | None = None) -> list[Suivi]:
    """Indicators of these fiches, or of every fiche shown and of the axes that hold one, without their values, in the
    order of the plan. One or two queries; none when the publication keeps its indicators."""
    if not plan.publication.montre_indicateurs:
        return []
    voulues = parmi(plan.resume.ids_des_racines) if fiches is None else list(fiches)
    lies = FicheIndicateur.objects.filter(q_montre(indicateur="indicateur", collectivite="fiche__collectivite"))
    lignes = list(lies.filter(fiche__in=voulues).select_related("indicateur", "fiche"))
    rangs = {pk: rang for rang, pk in enumerate(plan.rangement.ids)} if fiches is None else {}
    suivis: dict[Cle, Suivi] = {}
    suivies: dict[Cle, dict[int, None]] = defaultdict(dict)
    for lie in sorted(lignes, key=lambda ligne: (rangs.get(ligne.fiche_id, 0), ligne.position, ligne.pk)):
        cle = (lie.fiche.collectivite_id, lie.indicateur_id)
        suivis.setdefault(cle, Suivi(lie.indicateur, cle[0], cible=lie.cible, annee_cible=lie.annee_cible))
        suivies[cle][lie.fiche_id] = None
    if fiches is None:
        for cle, indicateur in _des_axes(plan):
            suivis.setdefault(cle, Suivi(indicateur, cle[0]))
    return [replace(suivi, fiches=tuple(suivies[cle])) for cle, suivi in suivis.items()]


def _des_axes(plan: PlanPublic) -> Iterable[tuple[Cle, Indicateur]]:
    proprietaire = plan.publication.plan.collectivite_id
    habites = [branche.axe.pk for branche in plan.axes_habites]
    lies = AxeIndicateur.objects.filter(
        q_montre(indicateur="indicateur", collectivite="axe__plan__collectivite"), axe__in=habites
    )  # fmt: skip
    for lie in lies.select_related("indicateur").order_by("pk"):
        yield (proprietaire, lie.indicateur_id), lie.indicateur


def with_valeurs(suivis: Sequence[Suivi]) -> list[Suivi]:
    """The same with their values, oldest first. One query, none without any."""
    if not suivis:
        return []
    lues: dict[Cle, list[Valeur]] = defaultdict(list)
    valeurs = Valeur.objects.filter(
        indicateur__in={s.indicateur.pk for s in suivis}, collectivite__in={s.collectivite for s in suivis}
    )  # fmt: skip
    for valeur in valeurs.select_related("source").order_by("date_valeur", "pk"):
        lues[(valeur.collectivite_id, valeur.indicateur_id)].append(valeur)
    return [replace(s, valeurs=tuple(lues[(s.collectivite, s.indicateur.pk)])) for s in suivis]
