"""The views of a list of fiches: each module gives what its tab shows, from the same `Cadre`.

A module `xxx` has `composer(cadre) -> dict` (context of `plans/vues/xxx.html`) and is registered in
`views.liste.VUES`. It reads no filter and asks no right: the frame has done both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet

from cordee.plans.domain.avancement import AvancementPlan, Ponderation
from cordee.plans.domain.champs_personnalises import Definition, lire_cle
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_proposes import Niveau, Tri
from cordee.plans.domain.validation import Etat
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.arbre import ArbreAxes, arbre_of
from cordee.plans.queries.champs_attendus import attendus_for
from cordee.plans.queries.champs_personnalises import definitions_for
from cordee.plans.queries.liste import AUTOUR, TAILLES, LigneFiche, lignes_of, titres_par_id, with_langue
from cordee.plans.queries.pesees import peser, suivis_vus
from cordee.plans.queries.rangement import Rangement, ranger
from cordee.plans.queries.resume import FicheLegere, Resume, resumer
from cordee.plans.queries.validation import circuit_of, etats_du_plan, etats_of, list_plans_en_circuit_for
from cordee.plans.queries.visibilite import modifiables_par, racine_of
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite

TOUT = "tout"
"""Size of a page that holds everything, as far as a page may."""
CHOIX: dict[str, tuple[str, ...]] = {"repartition": ("par", "et", "mesurer")}
"""Parameters of the address that belong to one view."""


@dataclass(frozen=True)
class Cadre:
    """One list, of a plan or of a whole collectivité (`plan` None). `toutes` are the visible fiches and sous-fiches
    with `racine_id`; `fiches` those of the level looked at that pass the filters (`ids` gives their order); `editable`
    says whether the person edits in the collectivité (single fiches may be editable by their pilote: see `lire`);
    `niveau` is that of the filters, where the view can show it."""

    request: Requete
    collectivite: Collectivite
    plan: Plan | None
    filtres: Filtres
    vue: str
    toutes: QuerySet[Fiche]
    fiches: QuerySet[Fiche]
    aujourdhui: date
    editable: bool
    niveau: Niveau = Niveau.FICHES
    resume_lu: Callable[[], Resume] | None = None
    arbre_lu: ArbreAxes | None = None
    champs_lus: tuple[Definition, ...] | None = None

    @cached_property
    def champs(self) -> tuple[Definition, ...]:
        """Fields added by the collectivité, and by the plan, that the person reads. One query; none for a plan without
        any."""
        if self.champs_lus is not None:
            return self.champs_lus
        if not getattr(self.plan, "a_des_champs", True):
            return ()
        return tuple(definitions_for(self.request.user, self.collectivite, self.plan))

    @cached_property
    def attendus(self) -> tuple[Definition, ...]:
        """Added fields without which a fiche is not complete. One query; none for a plan where there is none around."""
        if not getattr(self.plan, "attend_des_champs", True):
            return ()
        return tuple(attendus_for(self.request.user, self.collectivite))

    @cached_property
    def resume(self) -> Resume:
        """Every visible fiche, counted before filters. One query."""
        return self.resume_lu() if self.resume_lu is not None else resumer(self.toutes, self.aujourdhui)

    @cached_property
    def arbre(self) -> ArbreAxes:
        """Axes of the plan; empty for the list of all fiches."""
        if self.arbre_lu is not None:
            return self.arbre_lu
        return arbre_of(self.plan) if self.plan is not None else ArbreAxes((), {})

    @cached_property
    def rangement(self) -> Rangement:
        """How they stand in the plan; nothing for the list of all fiches. One query."""
        return ranger(self.resume, self.plan, self.arbre)

    @cached_property
    def avancement(self) -> AvancementPlan:
        """Progress of the plan and of its axes. One query when budgets weigh, two when
        indicators measure."""
        assert self.plan is not None
        vus = suivis_vus(self.request.user)
        pesees = peser(self.toutes.filter(parent__isnull=True), [self.plan.ponderation], vus)
        return self.rangement.avancer(self.plan.ponderation, pesees)

    @property
    def suit_le_plan(self) -> bool:
        """Whether the list reads in the order of the axes: that order is put in memory, from `places`."""
        return self.plan is not None and self.filtres.tri is Tri.PLAN and not self.filtres.texte

    @cached_property
    def en_circuit(self) -> list[Plan]:
        """Plans of the list whose fiches are validated. No query inside a plan, one outside."""
        if self.plan is None:
            return list_plans_en_circuit_for(self.request.user, self.collectivite)
        return [self.plan] if circuit_of(self.plan) is not None else []

    @cached_property
    def etats(self) -> dict[int, Etat]:
        """State in the circuit of the plan of the fiches that are no mere brouillon. One query, none without any
        circuit nor outside a plan."""
        return etats_du_plan(self.plan) if self.plan is not None and self.en_circuit else {}

    def _lire_validations(self, pks: Sequence[int]) -> dict[int, tuple[tuple[str, Etat], ...]]:
        """(plan, state) of these fiches."""
        if self.plan is None or not self.en_circuit:
            return etats_of(pks, self.en_circuit)
        return {pk: ((self.plan.nom, self.etats.get(pk, Etat.BROUILLON)),) for pk in pks}

    @cached_property
    def ids(self) -> list[int]:
        """Fiches that pass the filters, in the order of the list. One query at most; none for a whole plan in its own
        order."""
        if not self.suit_le_plan:
            return list(self.fiches.values_list("pk", flat=True))
        if not self.filtres.nombre:
            if self.niveau is Niveau.FICHES:
                return self.rangement.ids
            return self.rangement.ordonner(fiche.pk for fiche in self.resume.du_niveau(self.niveau))
        return self.rangement.ordonner(self.fiches.order_by().values_list("pk", flat=True))

    @property
    def total(self) -> int:
        """How many fiches pass the filters."""
        return len(self.ids) if self.filtres.nombre else self.sur

    @property
    def sur(self) -> int:
        """How many there are of the level looked at, before filters."""
        return len(self.resume.du_niveau(self.niveau))

    @property
    def accord(self) -> str:
        """What the list counts."""
        return "sous-fiche" if self.niveau is Niveau.SOUS else "fiche"

    @cached_property
    def legeres(self) -> list[FicheLegere]:
        """Fiches that pass the filters, as they are counted. Without any filter they are those of the resume, without a
        query."""
        toutes = self.resume.du_niveau(self.niveau)
        if not self.filtres.nombre:
            return toutes
        gardees = set(self.ids)
        return [fiche for fiche in toutes if fiche.pk in gardees]

    @property
    def sans_dates(self) -> int:
        """How many fiches of the list, on every page, have neither a beginning nor an end."""
        return sum(1 for fiche in self.legeres if fiche.debut is None and fiche.fin is None)

    def parler(self, fiches: QuerySet[Fiche]) -> QuerySet[Fiche]:
        """The same with the language of their text."""
        return with_langue(fiches, self.request.user, self.plan)

    def lire(
        self, pks: Sequence[int], autour: Collection[str] = AUTOUR, champs: Sequence[Definition] = ()
    ) -> list[LigneFiche]:
        """Rows of these fiches, in this order, with what they show, the values of `champs` and whether the person may
        change each. The plans of a fiche are read only outside a plan, the fiches above only for sous-fiches."""
        utiles = set(autour) - {"placements"} if self.plan is not None else autour
        trouvees = {fiche.pk: fiche for fiche in self.parler(self.toutes.filter(pk__in=pks)).order_by()}
        page = [trouvees[pk] for pk in pks if pk in trouvees]
        modifiables = {f.pk for f in page} if self.editable else modifiables_par(self.request.user, page)
        dessus = {fiche.parent_id for fiche in page if fiche.parent_id is not None}
        lignes = lignes_of(
            page,
            self.request.user,
            self.resume,
            modifiables,
            self.rangement.axes,
            utiles,
            validations=self._lire_validations(list({racine_of(fiche) for fiche in page})),
            champs=champs,
            parentes=titres_par_id(self.toutes, dessus) if dessus else None,
            attendus=self.attendus,
        )
        return [replace(ligne, avancement=self.avancements.get(ligne.fiche.pk)) for ligne in lignes]

    @cached_property
    def avancements(self) -> Mapping[int, float]:
        """Progress of each fiche: as the plan reads it when its indicators tell it."""
        suivi_par_mesures = self.plan is not None and self.plan.ponderation == Ponderation.INDICATEURS
        return self.avancement.fiches if suivi_par_mesures else self.resume.avancements

    @property
    def choix(self) -> list[tuple[str, str]]:
        """What the view itself was asked, besides its filters: it stays when they change, and goes with the view."""
        lus = ((cle, self.request.GET.get(cle, "")) for cle in CHOIX.get(self.vue, ()))
        return [(cle, valeur) for cle, valeur in lus if valeur]

    def adresse(self, **changes: str) -> str:
        """Query string of the same list with some parameters changed (empty: removed)."""
        siens = self.choix if changes.get("vue", self.vue) == self.vue else []
        paires = [("vue", self.vue), *siens, *self.filtres.paires()]
        paires = [(cle, valeur) for cle, valeur in paires if cle not in changes]
        return composer_adresse([*paires, *((c, v) for c, v in changes.items() if v)])


def colonnes_voulues(request: Requete) -> list[str]:
    """Columns that the address, or a form, asks: words, or added fields."""
    voulues = request.POST.getlist("col") or request.GET.getlist("col")
    return [cle for cle in voulues if cle.isalpha() or lire_cle(cle) is not None]


def tailles_en_adresse(request: Requete) -> list[tuple[str, str]]:
    """How many rows a page has, when the address says it."""
    voulue = request.GET.get("taille", "")
    return [("taille", voulue)] if voulue == TOUT or voulue in map(str, TAILLES) else []


def suite_de(cadre: Cadre) -> str:
    """What follows an address of a list whatever is asked of it: the columns chosen, the size of its pages."""
    paires = [*(("col", cle) for cle in colonnes_voulues(cadre.request)), *tailles_en_adresse(cadre.request)]
    return "".join(f"&{cle}={valeur}" for cle, valeur in paires)


def composer_adresse(paires: list[tuple[str, str]]) -> str:
    """`?a=b&c=d`, always with its question mark."""
    return "?" + urlencode(paires)
