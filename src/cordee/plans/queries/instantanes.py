"""Instantanés of a plan as one person reads them: which there are, their fiches without their versions, and the
versions without what the person may not read (docs/calculs/instantanes.md, « Qui voit quoi »)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans.domain.faits import lignee
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.instantanes import Chiffres, LigneFigee, chiffrer, lire_chiffres
from cordee.plans.domain.versions import relire
from cordee.plans.models import Fiche, FicheFigee, FichePersonne, Instantane, Partage, Plan
from cordee.plans.queries.dossier_echanges import BLOQUEE_PAR_UNE_CACHEE
from cordee.plans.queries.lecture import parmi
from cordee.plans.queries.relances import list_visibles_par
from cordee.plans.queries.visibilite import (
    ROLE_DU_CONFIDENTIEL,
    annotate_racine,
    list_fiches_for,
    list_plans_for,
    q_confidentielle,
)
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

LOURDES = ("contenu", "reserves")
"""Columns that a list does not read."""


def list_instantanes_of(plan: Plan) -> QuerySet[Instantane]:
    """Those that were taken, the latest first."""
    pris = Instantane.objects.filter(plan=plan, supprime_le__isnull=True, pris_le__isnull=False)
    return pris.order_by("-pris_le", "-pk")


def preparation_of(plan: Plan) -> Instantane | None:
    """The one in preparation."""
    return Instantane.objects.filter(plan=plan, supprime_le__isnull=True, pris_le__isnull=True).first()


def instantane_of(plan: Plan, pk: int, *, supprime: bool = False) -> Instantane | None:
    """One of the plan, in preparation or not."""
    return Instantane.objects.filter(plan=plan, pk=pk, supprime_le__isnull=not supprime).first()


def list_figees_for(utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche) -> list[FicheFigee]:
    """Versions of a fiche in the instantanés of the plans that the person sees there, the latest first, without their
    content."""
    plans = list_plans_for(utilisateur, collectivite)
    pris = Instantane.objects.filter(plan__in=plans, supprime_le__isnull=True, pris_le__isnull=False)
    figees = FicheFigee.objects.filter(ref=fiche.pk, instantane__in=pris).select_related("instantane__plan")
    liste = list(figees.defer(*LOURDES).order_by("-instantane__pris_le", "-pk"))
    if not liste:
        return []
    regard = regarder(utilisateur, collectivite, liste)
    return [figee for figee in liste if regard.voit(figee.ref, figee.confidentielle)]


def preparations_de(collectivite: Collectivite, fiche: Fiche, plans: Iterable[int]) -> list[Instantane]:
    """Instantanés in preparation in these plans of the collectivité, where the fiche stands: each with `prete_le`, when
    it was said up to date (None: not yet). One query, none for a sous-fiche."""
    if fiche.parent_id is not None:
        return []
    prete = FicheFigee.objects.filter(instantane=OuterRef("pk"), ref=fiche.pk).values("prete_le")
    ouverts = Instantane.objects.filter(
        plan__in=list(plans), plan__collectivite=collectivite, supprime_le__isnull=True, pris_le__isnull=True
    )
    return list(ouverts.annotate(prete_le=Subquery(prete)).order_by("pk"))


def figee_of(instantane: Instantane, ref: int) -> FicheFigee | None:
    """One fiche of an instantané, by its number."""
    return FicheFigee.objects.filter(instantane=instantane, ref=ref).select_related("instantane").first()


@dataclass(frozen=True, slots=True)
class Attente:
    """An instantané in preparation: `pretes` are the numbers of the fiches that were said up to date."""

    nom: str
    echeance: date | None
    pretes: frozenset[int]


def attentes_of(pks: Collection[int]) -> dict[int, Attente]:
    """Those of these instantanés that are still in preparation. Two queries."""
    ouverts = Instantane.objects.filter(pk__in=pks, supprime_le__isnull=True, pris_le__isnull=True, plan__isnull=False)
    pretes: dict[int, set[int]] = {}
    for instantane, ref in FicheFigee.objects.filter(instantane__in=pks).values_list("instantane_id", "ref"):
        pretes.setdefault(instantane, set()).add(ref)
    return {i.pk: Attente(i.nom, i.echeance, frozenset(pretes.get(i.pk, ()))) for i in ouverts}


@dataclass
class Regard:
    """Which of these numbers of fiches the person may see, those that are gone included. Three queries, four for
    readers, one more when some were deleted."""

    utilisateur: Utilisateur
    collectivite: Collectivite
    refs: Collection[int]
    contribue: set[int] = field(init=False)
    """Collectivités where the person sees what is confidential."""

    def __post_init__(self) -> None:
        roles = roles_par_collectivite(self.utilisateur)
        self.contribue = {pk for pk, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang}

    @property
    def entier(self) -> bool:
        """Whether the person sees what is confidential here."""
        return self.collectivite.pk in self.contribue

    @cached_property
    def _ids(self) -> str:
        return json.dumps(sorted(self.refs))

    @cached_property
    def _existantes(self) -> dict[int, bool]:
        fiches = Fiche.objects.filter(pk__in=parmi(self._ids)).values_list("pk", "supprimee_le")
        return {pk: supprimee is not None for pk, supprimee in fiches}

    @cached_property
    def _vivantes(self) -> set[int]:
        fiches = list_fiches_for(self.utilisateur, self.collectivite).filter(pk__in=parmi(self._ids))
        return set(fiches.values_list("pk", flat=True))

    @cached_property
    def _supprimees(self) -> set[int]:
        """Deleted ones that the person would see if they came back."""
        portees = Partage.objects.filter(collectivite=self.collectivite, fiche=OuterRef("racine_id"))
        fiches = annotate_racine(Fiche.objects.filter(pk__in=parmi(self._ids), supprimee_le__isnull=False))
        fiches = fiches.filter(Q(collectivite=self.collectivite) | Q(Exists(portees)))
        return set((fiches if self.entier else fiches.exclude(q_confidentielle())).values_list("pk", flat=True))

    @cached_property
    def _nommees(self) -> set[int]:
        nommees = FichePersonne.objects.filter(fiche__in=parmi(self._ids), personne__utilisateur=self.utilisateur)
        return set(nommees.values_list("fiche_id", flat=True))

    def est_nommee(self, ref: int) -> bool:
        """Whether the fiche names the person today."""
        return ref in self._nommees

    def voit(self, ref: int, confidentielle: bool) -> bool:
        """Whether the person sees a fiche that was, or was not, confidential then."""
        permise = self.entier or not confidentielle
        if ref in self._vivantes:
            return permise or self.est_nommee(ref)
        if ref not in self._existantes:
            return permise
        return permise and self._existantes[ref] and ref in self._supprimees


def lignes_of(
    utilisateur: Utilisateur, collectivite: Collectivite, instantanes: Iterable[Instantane]
) -> dict[int, list[LigneFigee]]:
    """Fiches of each instantané that the person sees, without their versions: but for those below which something is
    hidden from them, whose figures are computed again."""
    par_instantane: dict[int, list[LigneFigee]] = {instantane.pk: [] for instantane in instantanes}
    figees = list(FicheFigee.objects.filter(instantane__in=par_instantane).defer(*LOURDES).order_by("rang", "pk"))
    regard = regarder(utilisateur, collectivite, figees)
    vues = [figee for figee in figees if regard.voit(figee.ref, figee.confidentielle)]
    refaits = _rechiffrer(regard, vues)
    for figee in vues:
        par_instantane[figee.instantane_id].append(ligne_of(figee, refaits.get(figee.pk)))
    return par_instantane


def regarder(utilisateur: Utilisateur, collectivite: Collectivite, figees: Iterable[FicheFigee]) -> Regard:
    """What the person sees of these fiches and of those below them."""
    liste = list(figees)
    refs = {figee.ref for figee in liste} | {ref for figee in liste for ref, _ in figee.dessous}
    return Regard(utilisateur, collectivite, refs)


def _caches_dessous(regard: Regard, figee: FicheFigee) -> set[int]:
    """Sous-fiches that the person does not see; whom a fiche names sees what is below it."""
    return {
        ref
        for ref, confidentielle in figee.dessous
        if not regard.voit(ref, confidentielle and not regard.est_nommee(figee.ref))
    }


def _rechiffrer(regard: Regard, figees: Iterable[FicheFigee]) -> dict[int, Chiffres]:
    caches = {figee.pk: hidden for figee in figees if (hidden := _caches_dessous(regard, figee))}
    if not caches:
        return {}
    lues = FicheFigee.objects.filter(pk__in=caches).only("contenu", "figee_le")
    return {
        figee.pk: chiffrer(
            _sans(relire(figee.contenu), caches[figee.pk]), timezone.localtime(figee.figee_le).date()
        )
        for figee in lues
    }  # fmt: skip


def ligne_of(figee: FicheFigee, chiffres: Chiffres | None = None) -> LigneFigee:
    """A frozen fiche as lists and sums read it."""
    return LigneFigee(
        ref=figee.ref,
        titre=figee.titre,
        code=figee.code,
        statut=figee.statut,
        chiffres=chiffres or lire_chiffres(figee.chiffres),
        axes=tuple(figee.axes),
        pk=figee.pk,
        fiche=figee.fiche_id,
        empreinte=figee.empreinte,
        figee_le=figee.figee_le,
        prete=figee.prete_le is not None,
        confidentielle=figee.confidentielle,
    )


def _sans(fiche: FicheComplete, caches: Collection[int]) -> FicheComplete:
    return replace(fiche, sous_fiches=[_sans(s, caches) for s in fiche.sous_fiches if s.ref not in caches])


def versions_of(
    utilisateur: Utilisateur, collectivite: Collectivite, figees: Sequence[FicheFigee]
) -> dict[int, FicheComplete]:
    """Version of each of these fiches that the person sees, by the id of the frozen row: without the sous-fiches,
    documents, indicators and links that they may not read, then or now."""
    regard = regarder(utilisateur, collectivite, figees)
    vues = [figee for figee in figees if regard.voit(figee.ref, figee.confidentielle)]
    tri = _Tri(utilisateur, regard, vues)
    return {figee.pk: tri.epurer(figee) for figee in vues}


class _Tri:
    """Rows of versions that the person may read: what they cite is looked up once for all. Four queries."""

    def __init__(self, utilisateur: Utilisateur, regard: Regard, figees: Iterable[FicheFigee]) -> None:
        self.regard = regard
        cites: dict[str, set[int]] = {"documents": set(), "indicateurs": set(), "liens": set(), "blocages": set()}
        for figee in figees:
            for reserves in figee.reserves.values():
                for nature, lignes in reserves.items():
                    cites[nature] |= {ligne[0] for ligne in lignes if ligne[0] is not None}
        documents = Document.objects.filter(pk__in=cites["documents"])
        self.documents = {
            d.pk: (d.confidentiel, d.collectivite_id) for d in documents.only("confidentiel", "collectivite")
        }
        masques = IndicateurCollectivite.objects.filter(indicateur__in=cites["indicateurs"], confidentiel=True)
        self.masques = set(masques.values_list("collectivite_id", "indicateur_id"))
        autres = cites["liens"] | cites["blocages"]
        self.visibles = set(list_visibles_par(utilisateur).filter(pk__in=autres).values_list("pk", flat=True))
        supprimees = Fiche.objects.filter(pk__in=autres, supprimee_le__isnull=False, collectivite=regard.collectivite)
        self.visibles |= set(supprimees.values_list("pk", flat=True))

    def epurer(self, figee: FicheFigee) -> FicheComplete:
        """The version as the person reads it."""
        fiche = _sans(relire(figee.contenu), _caches_dessous(self.regard, figee))
        for membre in lignee(fiche):
            reserves = figee.reserves.get(str(membre.ref), {})
            membre.documents = self._garder(membre.documents, reserves.get("documents"), self._lit_document)
            membre.indicateurs = self._garder(membre.indicateurs, reserves.get("indicateurs"), self._lit_indicateur)
            membre.liens = self._garder(membre.liens, reserves.get("liens"), self._lit_fiche)
            membre.blocages = tuple(
                blocage
                if self._lit_fiche(autre)
                else replace(blocage, code="", titre="", raison=blocage.raison or BLOQUEE_PAR_UNE_CACHEE)
                for blocage, autre in self._paires(membre.blocages, reserves.get("blocages"))
            )
        return fiche

    def _paires(self, lignes: tuple[Any, ...], reserves: list[list[Any]] | None) -> Iterable[tuple[Any, list[Any]]]:
        """Each row with what it cites. When they no longer go together (a row that cannot be read any more was left
        out), nothing says what a row cites: readers do not read it."""
        if reserves is not None and len(reserves) == len(lignes):
            return zip(lignes, reserves, strict=True)
        return ((ligne, [None, True]) for ligne in lignes)

    def _garder(self, lignes: tuple[Any, ...], reserves: list[list[Any]] | None, lit: Any) -> tuple[Any, ...]:
        return tuple(ligne for ligne, citee in self._paires(lignes, reserves) if lit(citee))

    def _permise(self, cachee: bool) -> bool:
        return self.regard.entier or not cachee

    def _lit_document(self, citee: list[Any]) -> bool:
        pk, cachee = citee[0], citee[-1]
        if pk not in self.documents:
            return self._permise(cachee)
        confidentiel, collectivite = self.documents[pk]
        return collectivite in self.regard.contribue or not (confidentiel or cachee)

    def _lit_indicateur(self, citee: list[Any]) -> bool:
        if len(citee) == 2:
            return self._permise(True)
        pk, collectivite, cachee = citee
        return collectivite in self.regard.contribue or not (cachee or (collectivite, pk) in self.masques)

    def _lit_fiche(self, citee: list[Any]) -> bool:
        pk, cachee = citee
        if pk is None and not cachee:
            return True
        return self._permise(cachee) and pk in self.visibles


def jour_de(instantane: Instantane) -> date | None:
    """Day on which it was taken."""
    return timezone.localtime(instantane.pris_le).date() if instantane.pris_le is not None else None


def figees_of(instantane: Instantane) -> list[FicheFigee]:
    """Every fiche of an instantané with its version."""
    return list(FicheFigee.objects.filter(instantane=instantane).order_by("rang", "pk"))


def places_of(instantane: Instantane) -> dict[int, list[int]]:
    """Axes where each fiche stood, by its number. One query."""
    return dict(FicheFigee.objects.filter(instantane=instantane).values_list("ref", "places"))


def pretes_of(instantane: Instantane) -> dict[int, FicheFigee]:
    """Fiches said up to date for an instantané in preparation, by number, and by whom. One query."""
    figees = FicheFigee.objects.filter(instantane=instantane).defer(*LOURDES).select_related("prete_par")
    return {figee.ref: figee for figee in figees}
