"""Reading réunions, their points and their décisions. A point or a décision about a fiche that the person does not see
is not there for them, in pages as in counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.gouvernance.domain import EtatDecision, EtatReunion, Motif, Suivi, compter, motifs_de
from cordee.gouvernance.models import Decision, PointOrdreDuJour, Reunion
from cordee.plans.domain.listes import GenreEtiquette, StatutFiche
from cordee.plans.models import Acteur, Etiquette, Fiche, Personne
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, list_fiches_for
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import role_effectif

FICHES_PROPOSEES_MAX = 40


def list_reunions_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Reunion]:
    """Réunions that the person sees there, latest first."""
    role = role_effectif(utilisateur, collectivite)
    if role is None:
        return Reunion.objects.none()
    reunions = Reunion.objects.filter(collectivite=collectivite).select_related("instance", "collectivite")
    return reunions if role.rang >= ROLE_DU_CONFIDENTIEL.rang else reunions.filter(confidentielle=False)


def reunion_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> Reunion | None:
    """One of them."""
    return list_reunions_for(utilisateur, collectivite).filter(pk=pk).first()


def _visibles(utilisateur: Utilisateur, collectivite: Collectivite, prefixe: str = "") -> Q:
    """About no fiche, or about one that the person sees."""
    vues = list_fiches_for(utilisateur, collectivite).values("pk")
    return Q(**{f"{prefixe}fiche__isnull": True}) | Q(**{f"{prefixe}fiche__in": vues})


def list_points_for(utilisateur: Utilisateur, reunion: Reunion) -> list[PointOrdreDuJour]:
    """The agenda as the person sees it, each point with its décisions. Two queries."""
    decisions = list_decisions_for(utilisateur, reunion.collectivite).filter(reunion=reunion)
    points = PointOrdreDuJour.objects.filter(_visibles(utilisateur, reunion.collectivite), reunion=reunion)
    return list(points.select_related("fiche").prefetch_related(Prefetch("decisions", queryset=decisions)))


def point_for(utilisateur: Utilisateur, reunion: Reunion, pk: int) -> PointOrdreDuJour | None:
    """One point that the person sees."""
    points = PointOrdreDuJour.objects.filter(_visibles(utilisateur, reunion.collectivite), reunion=reunion, pk=pk)
    return points.select_related("reunion__collectivite", "fiche").first()


def list_decisions_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Decision]:
    """Décisions that the person sees there: of réunions that they see, about fiches that they see."""
    return (
        Decision.objects.filter(
            _visibles(utilisateur, collectivite),
            _visibles(utilisateur, collectivite, "point__"),
            reunion__in=list_reunions_for(utilisateur, collectivite).values("pk"),
        )
        .select_related("reunion", "reunion__instance", "reunion__collectivite", "fiche", "responsable")
        .order_by("echeance", "id")
    )


def decision_for(utilisateur: Utilisateur, reunion: Reunion, pk: int) -> Decision | None:
    """One décision of a réunion."""
    return list_decisions_for(utilisateur, reunion.collectivite).filter(reunion=reunion, pk=pk).first()


def list_decisions_hors_points(utilisateur: Utilisateur, reunion: Reunion) -> list[Decision]:
    """Those that belong to no point of the agenda."""
    decisions = list_decisions_for(utilisateur, reunion.collectivite)
    return list(decisions.filter(reunion=reunion, point__isnull=True).order_by("id"))


def filter_decisions(
    decisions: QuerySet[Decision], aujourdhui: date, *, etat: str = "", instance: int = 0, responsable: int = 0
) -> QuerySet[Decision]:
    """Those asked: `etat` is one of EtatDecision, or « en_retard »."""
    if etat == "en_retard":
        decisions = decisions.filter(etat=str(EtatDecision.A_FAIRE), echeance__lt=aujourdhui)
    elif etat:
        decisions = decisions.filter(etat=etat)
    if instance:
        decisions = decisions.filter(reunion__instance=instance)
    return decisions.filter(responsable=responsable) if responsable else decisions


def suivi_of(decisions: QuerySet[Decision], aujourdhui: date) -> Suivi:
    """Their counts."""
    return compter(decisions.order_by().values_list("etat", "echeance"), aujourdhui)


def suivis_of(utilisateur: Utilisateur, reunions: Iterable[Reunion], aujourdhui: date) -> dict[int, Suivi]:
    """Counts of the décisions of each réunion, in one query; all of one collectivité."""
    liste = list(reunions)
    if not liste:
        return {}
    lues = list_decisions_for(utilisateur, liste[0].collectivite).filter(reunion__in=liste).order_by()
    par_reunion: dict[int, list[tuple[str, date | None]]] = {reunion.pk: [] for reunion in liste}
    for reunion, etat, echeance in lues.values_list("reunion_id", "etat", "echeance"):
        par_reunion[reunion].append((etat, echeance))
    return {pk: compter(siennes, aujourdhui) for pk, siennes in par_reunion.items()}


def list_instances_of(collectivite: Collectivite) -> QuerySet[Etiquette]:
    """Names of its instances, with or without réunion."""
    return Etiquette.objects.filter(collectivite=collectivite, genre=str(GenreEtiquette.INSTANCE))


def list_responsables_of(decisions: QuerySet[Decision]) -> QuerySet[Personne]:
    """People charged with these décisions."""
    return Personne.objects.filter(pk__in=decisions.order_by().values("responsable")).order_by("cle_recherche")


def prochaine_of(reunions: QuerySet[Reunion], aujourdhui: date) -> Reunion | None:
    """The next réunion still planned."""
    a_venir = reunions.filter(etat=str(EtatReunion.PREVUE), jour__gte=aujourdhui)
    return a_venir.order_by("jour", "heure", "id").first()


@dataclass(frozen=True)
class FicheProposee:
    """A fiche worth discussing, and why."""

    fiche: Fiche
    motifs: tuple[Motif, ...]


def list_fiches_proposees(utilisateur: Utilisateur, reunion: Reunion, aujourdhui: date) -> list[FicheProposee]:
    """Fiches that cite the instance and deserve the agenda, the strongest reasons first, those on it left out."""
    citent = Acteur.objects.filter(etiquette=reunion.instance_id).values("fiche")
    deja = PointOrdreDuJour.objects.filter(reunion=reunion, fiche__isnull=False).values("fiche")
    fiches = list_fiches_for(utilisateur, reunion.collectivite)
    retards = resumer(fiches, aujourdhui).retards
    attendues = filter_decisions(list_decisions_for(utilisateur, reunion.collectivite), aujourdhui, etat="en_retard")
    en_attente = set(attendues.order_by().values_list("fiche_id", flat=True))
    proposees = []
    for fiche in fiches.filter(pk__in=citent).exclude(pk__in=deja):
        retard = retards.get(fiche.pk)
        motifs = motifs_de(
            bloquee=fiche.statut == StatutFiche.BLOQUE,
            en_retard=bool(retard and retard.jours),
            a_discuter=fiche.statut == StatutFiche.A_DISCUTER,
            decision_en_retard=fiche.pk in en_attente,
        )
        if motifs:
            proposees.append(FicheProposee(fiche, motifs))
    ordre = list(Motif)
    proposees.sort(key=lambda une: (ordre.index(une.motifs[0]), une.fiche.cle_tri))
    return proposees[:FICHES_PROPOSEES_MAX]


def list_points_de_la_fiche(
    utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche
) -> list[PointOrdreDuJour]:
    """Where the fiche was or will be discussed, latest first, with the décisions taken there."""
    reunions = list_reunions_for(utilisateur, collectivite).values("pk")
    decisions = list_decisions_for(utilisateur, collectivite)
    points = PointOrdreDuJour.objects.filter(fiche=fiche, reunion__in=reunions)
    return list(
        points.select_related("reunion", "reunion__instance", "reunion__collectivite")
        .prefetch_related(Prefetch("decisions", queryset=decisions))
        .order_by("-reunion__jour", "-id")
    )


def decisions_vues_par(utilisateur: Utilisateur, pks: Iterable[int]) -> dict[int, Decision]:
    """Décisions among these that the person sees, wherever they are a member."""
    liste = list(pks)
    lieux = Collectivite.objects.filter(reunions__decisions__in=liste).distinct()
    vues: dict[int, Decision] = {}
    for lieu in lieux:
        vues |= {une.pk: une for une in list_decisions_for(utilisateur, lieu).filter(pk__in=liste)}
    return vues


def fiches_choisies_for(utilisateur: Utilisateur, collectivite: Collectivite, pks: Iterable[str]) -> QuerySet[Fiche]:
    """Fiches of these numbers that the person sees; what is no number is left out."""
    nombres = [int(pk) for pk in pks if pk.isdecimal() and len(pk) < 19]
    return list_fiches_for(utilisateur, collectivite).filter(pk__in=nombres)
