"""Publications: those that everybody reads, that of a plan, what was done to it, and the fiches that they show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from cordee.journal.models import Ecriture
from cordee.plans.models import DemarchePcaet, Fiche, Placement, Plan
from cordee.plans.queries.demarche import list_publiees as list_demarches_publiees
from cordee.plans.queries.validation import q_publiable
from cordee.plans.queries.visibilite import annotate_racine, q_confidentielle
from cordee.publication.domain.reglages import proposer_adresse
from cordee.publication.models import AncienneAdresse, PublicationPlan


# -- publications ----------------------------------------------------------------------------------------------------
def list_publications(jour: date) -> QuerySet[PublicationPlan]:
    """Those that everybody may read that day, by territory. A plan that became confidential is no longer there."""
    return (
        PublicationPlan.objects.filter(
            Q(debut__isnull=True) | Q(debut__lte=jour),
            Q(fin__isnull=True) | Q(fin__gte=jour),
            publiee_le__isnull=False,
            plan__confidentiel=False,
        )
        .select_related("plan__collectivite")
        .order_by("plan__collectivite__cle_recherche", "plan__cle_tri", "pk")
    )


def publication_en_ligne_of(plan: int, jour: date) -> PublicationPlan | None:
    """That of a plan, when everybody may read it that day. One query."""
    return list_publications(jour).filter(plan=plan).first()


def publication_a_l_adresse(adresse: str) -> PublicationPlan | None:
    """The publication that has this address, or had it. One query when it has it."""
    toutes = PublicationPlan.objects.select_related("plan__collectivite", "plan__parent", "plan__remplace")
    trouvee = toutes.filter(adresse=adresse).first()
    return trouvee or toutes.filter(anciennes_adresses__adresse=adresse).first()


def publication_of(plan: Plan) -> PublicationPlan:
    """That of a plan, or the one that would be made of it: not saved, with its default settings."""
    publication = PublicationPlan.objects.filter(plan=plan).first()
    if publication is None:
        publication = PublicationPlan(
            adresse=proposer_adresse(plan.nom, plan.collectivite.appellation, AdressesPrises())
        )
    publication.plan = plan
    return publication


class AdressesPrises:
    """Addresses that lead somewhere already."""

    def __contains__(self, adresse: object) -> bool:
        return (
            PublicationPlan.objects.filter(adresse=adresse).exists()
            or AncienneAdresse.objects.filter(adresse=adresse).exists()
        )


def list_ecritures_of(publication: PublicationPlan) -> QuerySet[Ecriture]:
    """What was done to a publication, newest first."""
    return Ecriture.objects.filter(
        objet_type="publication.publicationplan", objet_id=str(publication.pk)
    ).order_by("-le", "-pk")  # fmt: skip


def list_voisines(publication: PublicationPlan, jour: date) -> list[tuple[str, PublicationPlan]]:
    """(what it is to this one, publication) of the published plans that gather it, that it gathers, that it replaces
    or that replace it. One query."""
    plan = publication.plan
    condition = Q(plan__parent=plan.pk) | Q(plan__remplace=plan.pk)
    condition |= Q(plan__in=[pk for pk in (plan.parent_id, plan.remplace_id) if pk is not None])
    voisines = []
    for autre in list_publications(jour).filter(condition).exclude(plan=plan):
        for lien, vaut in (
            ("rassemble", autre.plan_id == plan.parent_id), ("rassemblee", autre.plan.parent_id == plan.pk),
            ("remplacee", autre.plan_id == plan.remplace_id), ("remplace", autre.plan.remplace_id == plan.pk),
        ):  # fmt: skip
            if vaut:
                voisines.append((lien, autre))
    return voisines


def demarche_publiee_of(publication: PublicationPlan) -> DemarchePcaet | None:
    """The published démarche PCAET of the plan. One query."""
    return list_demarches_publiees().prefetch_related(None).filter(plan=publication.plan_id).first()


# -- what they show --------------------------------------------------------------------------------------------------
def fiches_publiees_of(*publications: PublicationPlan) -> QuerySet[Fiche]:
    """THE fiches and sous-fiches that these publications show to everybody, with `racine_id`: every public page,
    search, count, chart and file starts from here. Never a deleted one, nor one that is confidential by itself, by the
    fiche it details or by any of its plans.

    In a plan whose fiches are validated, those that are validated as they stand
    (docs/calculs/validation.md, « Publication »)."""
    return fiches_montrables(places_publiques(*publications))


def fiches_montrables(places: QuerySet[Placement]) -> QuerySet[Fiche]:
    """Fiches of these places and what is below them, the confidential and the deleted aside, with `racine_id`."""
    fiches = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True)).exclude(
        Q(parent__supprimee_le__isnull=False) | Q(parent__parent__supprimee_le__isnull=False)
    )
    return fiches.filter(~q_confidentielle(), racine_id__in=places.values("fiche"))  # type: ignore[misc]  # an annotation


def places_publiques(*publications: PublicationPlan) -> QuerySet[Placement]:
    """Places, in the plans of these publications, of the fiches that a circuit does not keep back."""
    plans = [publication.plan_id for publication in publications]
    return Placement.objects.filter(q_publiable(), plan__in=plans).order_by()


def statuts_par_plan(publications: Iterable[PublicationPlan]) -> dict[int, Counter[str]]:
    """How many fiches of each statut, by plan. One query whatever their number."""
    toutes = list(publications)
    montrees = fiches_publiees_of(*toutes).filter(parent__isnull=True).order_by().values("pk")
    lignes = (
        places_publiques(*toutes)
        .filter(fiche__in=montrees)
        .values_list("plan", "fiche__statut")
        .annotate(nombre=Count("fiche", distinct=True))
    )
    comptes: dict[int, Counter[str]] = defaultdict(Counter)
    for plan, statut, nombre in lignes:
        comptes[plan][statut] = nombre
    return comptes


def adresses_canoniques(fiches: Iterable[int], jour: date) -> dict[int, str]:
    """Address of the publication where each of these fiches has its canonical page: that of its own collectivité, else
    the oldest. One query."""
    publiques = list_publications(jour).order_by().values("pk")
    places = Placement.objects.filter(q_publiable(), fiche__in=list(fiches), plan__publication__in=publiques)
    lignes = places.values_list(
        "fiche_id", "plan__publication__pk", "plan__publication__adresse", "plan__collectivite_id",
        "fiche__collectivite_id",
    )  # fmt: skip
    meilleures: dict[int, tuple[bool, int, str]] = {}
    for fiche, publication, adresse, porteuse, proprietaire in lignes:
        candidate = (porteuse != proprietaire, publication, adresse)
        meilleures[fiche] = min(meilleures.get(fiche, candidate), candidate)
    return {fiche: adresse for fiche, (_, _, adresse) in meilleures.items()}
