"""Where the fiches and plans that events name stand, and the entries of the audit trail still to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db.models import Max, Q
from django.utils import timezone

from cordee.api.domain.curseur import Curseur
from cordee.api.domain.evenements import OBJETS, Entree, Evenement
from cordee.api.domain.portee import Abonnement, FicheSituee, PlanSitue, Terrain
from cordee.api.models import Webhook
from cordee.journal.models import Ecriture
from cordee.plans.models import Fiche, Partage, Placement, Plan
from cordee.plans.queries.relances import FINIS
from cordee.plans.queries.visibilite import annotate_racine, q_confidentielle
from cordee.socle.models import Ronde

E = TypeVar("E")
RONDE_RETARDS = "api.constater_retards"
PAQUET = 2000
"""Numbers asked in one query."""
TROUS = 100
"""Ranges of numbers asked in one query."""


def plus_haut_numero() -> int:
    """The highest number of the trail that is visible."""
    return Ecriture.objects.aggregate(haut=Max("pk"))["haut"] or 0


def numeros_a_lire(curseur: Curseur, lot: int) -> list[int]:
    """Numbers of the visible entries that were not read, lowest first, `lot` at most."""
    numeros: list[int] = []
    for debut in range(0, len(curseur.trous), TROUS):
        attendus = Q()
        for trou in curseur.trous[debut : debut + TROUS]:
            attendus |= Q(pk__gte=trou.debut, pk__lte=trou.fin)
        numeros += Ecriture.objects.filter(attendus).order_by("pk").values_list("pk", flat=True)[: lot - len(numeros)]
    suivants = Ecriture.objects.filter(pk__gt=curseur.haut).order_by("pk")
    return numeros + list(suivants.values_list("pk", flat=True)[: lot - len(numeros)])


def entrees_de(numeros: Sequence[int]) -> list[Entree]:
    """Those of these entries that speak of plans."""
    entrees = []
    for paquet in _paquets(numeros):
        ecritures = Ecriture.objects.filter(pk__in=paquet, objet_type__in=list(OBJETS), collectivite_id__isnull=False)
        entrees += [
            Entree(e.pk, e.verbe, e.objet_type, e.objet_id, e.collectivite_id or 0, e.acteur_id, e.acteur_nom, e.le,
                   e.details)
            for e in ecritures
        ]  # fmt: skip
    return entrees


def freres_de(entrees: Iterable[Entree], curseur: Curseur, lus: Collection[int]) -> list[int]:
    """Numbers of the other entries of the same gestes, still to read: a geste is never cut in two. It is written by one
    transaction: when one of its entries is visible, all are."""
    deja = set(lus)
    gestes = {(entree.collectivite, entree.le) for entree in entrees}
    numeros: list[int] = []
    for paquet in _paquets(sorted(gestes)):
        collectivites, instants = {c for c, _ in paquet}, {le for _, le in paquet}
        freres = Ecriture.objects.filter(collectivite_id__in=collectivites, le__in=instants)
        trouves = freres.order_by("pk").values_list("pk", "collectivite_id", "le")
        numeros += [pk for pk, c, le in trouves if (c, le) in gestes and pk not in deja and curseur.attend(pk)]
    return numeros


def terrain_de(evenements: Iterable[Evenement]) -> Terrain:
    """Every fiche and plan that these events name."""
    fiches: set[int] = set()
    plans: set[int] = set()
    for evenement in evenements:
        fiches |= {*evenement.fiches, *evenement.supprimees}
        plans |= set(evenement.plans)
        if evenement.objet == "fiche":
            fiches.add(evenement.numero)
        elif evenement.objet == "plan":
            plans.add(evenement.numero)
    return terrain_des(fiches, plans)


def terrain_des(fiches: Collection[int], plans: Collection[int] = ()) -> Terrain:
    """These fiches and plans, as they are now. A few queries for each PAQUET of numbers, none for none."""
    situees = {pk: situee for paquet in _paquets(sorted(fiches)) for pk, situee in _situer(paquet)}
    connus = Plan.objects.filter(pk__in=plans).values_list("pk", "collectivite_id", "confidentiel") if plans else ()
    return Terrain(situees, {pk: PlanSitue(collectivite, reserve) for pk, collectivite, reserve in connus})


def _situer(numeros: Sequence[int]) -> Iterator[tuple[int, FicheSituee]]:
    lues = annotate_racine(Fiche.objects.filter(pk__in=numeros))
    confidentielles = set(lues.filter(q_confidentielle()).values_list("pk", flat=True))
    rangees = list(lues.values_list("pk", "racine_id", "collectivite_id"))  # type: ignore[misc]
    racines = {racine for _, racine, _ in rangees}
    portees: dict[int, set[int]] = {}
    for fiche, collectivite in Partage.objects.filter(fiche__in=racines).values_list("fiche_id", "collectivite_id"):
        portees.setdefault(fiche, set()).add(collectivite)
    places: dict[int, set[int]] = {}
    for fiche, plan in Placement.objects.filter(fiche__in=racines).values_list("fiche_id", "plan_id"):
        places.setdefault(fiche, set()).add(plan)
    for pk, racine, collectivite in rangees:
        yield (
            pk,
            FicheSituee(
                frozenset({collectivite, *portees.get(racine, ())}),
                frozenset(places.get(racine, ())),
                pk in confidentielles,
            ),
        )


def abonnements() -> list[tuple[Webhook, Abonnement]]:
    """Every webhook, suspended ones too: what happens meanwhile waits for them."""
    return [(webhook, abonnement_of(webhook)) for webhook in list(Webhook.objects.order_by("pk"))]


def abonnement_of(webhook: Webhook) -> Abonnement:
    """What a webhook asks to be told."""
    return Abonnement(
        webhook.collectivite_id, frozenset(webhook.evenements), webhook.cree_le, webhook.plan_ref,
        webhook.confidentielles, webhook.noms,
    )  # fmt: skip


def _paquets(elements: Iterable[E]) -> Iterator[list[E]]:
    suite = iter(elements)
    while paquet := list(islice(suite, PAQUET)):
        yield paquet


def list_fiches_a_constater(collectivites: Iterable[int]) -> Iterator[Fiche]:
    """Fiches and sous-fiches with an end, carried by these collectivités, that are not finished nor under a finished
    one: `plans.domain.retard` tells which are late."""
    portees = list(collectivites)
    partagees = Partage.objects.filter(collectivite__in=portees).values("fiche")
    fiches = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True, fin__isnull=False))
    ici = Q(collectivite__in=portees) | Q(racine_id__in=partagees)
    finies = Q(statut__in=FINIS) | Q(parent__statut__in=FINIS) | Q(parent__parent__statut__in=FINIS)
    ouvertes = fiches.filter(ici).exclude(pk__in=fiches.filter(finies).values("pk"))
    return ouvertes.order_by("pk").iterator(chunk_size=PAQUET)


def dernier_constat() -> date | None:
    """Day of the last round of lateness that succeeded."""
    faite = Ronde.objects.filter(code=RONDE_RETARDS, reussie_le__isnull=False).first()
    return timezone.localtime(faite.reussie_le).date() if faite is not None else None
