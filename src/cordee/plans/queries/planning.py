"""Dates and dependencies around a fiche: what a move would carry along, in four queries whatever their number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.listes import Precision, RolePersonne, StatutFiche, TypeLien
from cordee.plans.domain.planning import Conflit, Decalage, Dependance, Periode, decaler
from cordee.plans.domain.retard import first_day, last_day
from cordee.plans.models import Fiche, FichePersonne, GesteGroupe, LienFiche
from cordee.plans.queries.lignes_fiche import lien_for
from cordee.plans.queries.visibilite import annotate_racine, list_fiches_for, modifiables_par
from cordee.territoires.models import Collectivite

TYPES_DEPENDANCE = tuple(str(type_lien) for type_lien in TypeLien if type_lien.est_dependance)
VERBE_REPROGRAMMER = "plans.reprogrammer"


def list_dependances(fiches: Iterable[int] | QuerySet[Fiche]) -> QuerySet[LienFiche]:
    """Links that bind the dates of these fiches to one another."""
    return LienFiche.objects.filter(type__in=TYPES_DEPENDANCE, de__in=fiches, vers__in=fiches).order_by("id")


def list_dependances_of(utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche) -> list[LienFiche]:
    """Dependencies of one fiche, what it waits for first; those with a fiche that the person may not see are left
    out."""
    visibles = list_fiches_for(utilisateur, collectivite).values("pk")
    liens = LienFiche.objects.filter(Q(de=fiche, vers__in=visibles) | Q(vers=fiche, de__in=visibles))
    liens = liens.filter(type__in=TYPES_DEPENDANCE).select_related("de", "vers")
    return sorted(liens, key=lambda lien: (lien.vers_id != fiche.pk, lien.pk))


def dependance_for(utilisateur: Utilisateur, fiche: Fiche, pk: int) -> LienFiche | None:
    """One dependency of a fiche, in either direction, with a fiche that the person sees."""
    lien = lien_for(utilisateur, fiche, pk)
    return lien if lien is not None and lien.type in TYPES_DEPENDANCE else None


def dependance_entre(de: Fiche, vers: Fiche) -> LienFiche | None:
    """The dependency that already binds two fiches in this direction."""
    return LienFiche.objects.filter(de=de, vers=vers, type__in=TYPES_DEPENDANCE).first()


def list_candidates(utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche) -> QuerySet[Fiche]:
    """Fiches that another may wait for: those that the person sees there, but itself and what it details or is
    detailed by."""
    lignee = [pk for pk in (fiche.pk, fiche.parent_id, fiche.parent.parent_id if fiche.parent else None) if pk]
    fiches = list_fiches_for(utilisateur, collectivite).exclude(pk__in=lignee)
    fiches = fiches.exclude(parent=fiche).exclude(parent__parent=fiche)
    return fiches.only("pk", "code", "titre", "cle_tri", "collectivite_id").order_by("cle_tri", "pk")


def pilotes_par_fiche(fiches: Iterable[Fiche]) -> dict[int, list[tuple[str, str]]]:
    """Name and initials of the pilotes of each fiche. One query."""
    lignes = FichePersonne.objects.filter(fiche__in=[f.pk for f in fiches], role=RolePersonne.PILOTE)
    pilotes: dict[int, list[tuple[str, str]]] = {}
    for ligne in lignes.select_related("personne").order_by("pk"):
        pilotes.setdefault(ligne.fiche_id, []).append((ligne.personne.nom, ligne.personne.initiales))
    return pilotes


def geste_for(utilisateur: Utilisateur, pk: int) -> GesteGroupe | None:
    """A rescheduling that this person made."""
    gestes = GesteGroupe.objects.filter(par=utilisateur, verbe=VERBE_REPROGRAMMER, pk=pk)
    return gestes.select_related("collectivite").first()


def periode_of(fiche: Fiche, *, figee: bool = False) -> Periode:
    """First and last day of a fiche as dependencies read them."""
    return Periode(
        fiche.pk,
        first_day(fiche.debut, fiche.precision_debut) if fiche.debut else None,
        last_day(fiche.fin, fiche.precision_fin) if fiche.fin and not fiche.amelioration_continue else None,
        a_peu_pres=Precision.JOUR
        not in {fiche.precision_debut if fiche.debut else None, fiche.precision_fin if fiche.fin else None}
        and bool(fiche.debut or fiche.fin),
        figee=figee,
    )


def dependance_of(lien: LienFiche) -> Dependance:
    """A link as pure values."""
    return Dependance(lien.de_id, lien.vers_id, TypeLien(lien.type), lien.decalage)


def load_liens_autour(*fiches: Fiche) -> tuple[list[LienFiche], dict[int, Fiche]]:
    """Dependencies that touch the collectivités of these fiches, and every fiche of those collectivités or at the end
    of one of them."""
    collectivites = {fiche.collectivite_id for fiche in fiches}
    liens = list(
        LienFiche.objects.filter(
            Q(de__collectivite__in=collectivites) | Q(vers__collectivite__in=collectivites),
            type__in=TYPES_DEPENDANCE,
            de__supprimee_le__isnull=True,
            vers__supprimee_le__isnull=True,
        ).order_by("id")
    )
    bouts = {lien.de_id for lien in liens} | {lien.vers_id for lien in liens}
    trouvees = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True)).filter(
        Q(collectivite__in=collectivites) | Q(pk__in=bouts)
    )
    return liens, {trouvee.pk: trouvee for trouvee in trouvees.order_by("pk")}


@dataclass(frozen=True)
class Planning:
    """Fiches that may move with one another, and what binds them. `fermees`: those that the person may not change;
    `visibles`: those whose name they may read."""

    fiches: dict[int, Fiche]
    dependances: list[Dependance]
    parents: dict[int, int | None]
    fermees: set[int]
    visibles: set[int]

    def prevoir(self, deplacee: Periode) -> Decalage:
        """What follows from new dates of one fiche."""
        periodes = {
            pk: periode_of(
                fiche, figee=fiche.statut in {StatutFiche.REALISE, StatutFiche.ABANDONNE} or pk in self.fermees
            )
            for pk, fiche in self.fiches.items()
        }
        return decaler(periodes, self.dependances, deplacee, self.parents)

    def nommer(self, pk: int) -> str:
        """Name of a fiche, if the person may read it."""
        return self.fiches[pk].intitule if pk in self.visibles else "une fiche que vous ne voyez pas"

    def raconter(self, conflit: Conflit) -> str:
        """What a dependency that stays broken says, and why nothing repairs it."""
        lien = conflit.dependance
        attente = {
            TypeLien.FIN_DEBUT: "commencerait avant la fin de",
            TypeLien.DEBUT_DEBUT: "commencerait trop tôt après le début de",
            TypeLien.FIN_FIN: "finirait avant la fin de",
        }[lien.type]
        delai = f" (délai de {lien.decalage} jours compris)" if lien.decalage else ""
        jours = f"{conflit.jours} jour{'s' if conflit.jours > 1 else ''}"
        return f"« {self.nommer(lien.vers)} » {attente} « {self.nommer(lien.de)} » : il manque {jours}{delai}."


def load_planning(utilisateur: Utilisateur, fiche: Fiche) -> Planning:
    """Everything that may move with a fiche: the fiches of its collectivité, and those that a dependency binds to
    them."""
    liens, toutes = load_liens_autour(fiche)
    dependances = [dependance_of(lien) for lien in liens]
    parents = {pk: trouvee.parent_id for pk, trouvee in toutes.items()}
    suite = _list_suite(fiche.pk, dependances, parents)
    proches = {pk: trouvee for pk, trouvee in toutes.items() if pk in suite}
    modifiables = modifiables_par(utilisateur, proches.values())
    visibles = set(list_fiches_for(utilisateur, fiche.collectivite).filter(pk__in=suite).values_list("pk", flat=True))
    return Planning(
        proches,
        [d for d in dependances if d.de in suite and d.vers in suite],
        {pk: parent for pk, parent in parents.items() if pk in suite},
        set(proches) - modifiables,
        visibles | modifiables,
    )


def _list_suite(origine: int, dependances: list[Dependance], parents: dict[int, int | None]) -> set[int]:
    """Ids of a fiche, of all that follows it, and of what those wait for."""
    suivants: dict[int, list[int]] = {}
    for dependance in dependances:
        suivants.setdefault(dependance.de, []).append(dependance.vers)
    for fiche, parent in parents.items():
        if parent is not None:
            suivants.setdefault(parent, []).append(fiche)
    suite, file = {origine}, [origine]
    for fiche in file:
        nouvelles = [pk for pk in suivants.get(fiche, ()) if pk not in suite]
        suite.update(nouvelles)
        file += nouvelles
    return suite | {dependance.de for dependance in dependances if dependance.vers in suite}
