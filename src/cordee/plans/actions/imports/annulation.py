"""Undoing a whole import: what it created goes, what it changed comes back, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.plans.actions.blocages import reposer_blocages
from cordee.plans.actions.colonnes import valeurs_de_json
from cordee.plans.actions.imports.trace import MODELES, refaire
from cordee.plans.actions.noms_apportes import supprimer_noms
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.validation_suivi import suivre_contenu
from cordee.plans.models import Axe, AxeIndicateur, Fiche, Import, Placement, Plan, PlanDocument
from cordee.plans.queries.imports import changees_depuis
from cordee.plans.queries.page_plan import entoures_depuis
from cordee.plans.queries.visibilite import annotate_racine, q_confidentielle
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

LOT = 500
CITEES_MAX = 20
"""Titles quoted in a refusal."""


@transaction.atomic
def annuler_import(depot: Import, *, garder_changees: bool = False, par: Utilisateur, le: datetime) -> int:
    """Undoes an import; returns how many fiches were deleted or restored. When some were changed since, raises
    `DonneeRefusee` that names them, unless `garder_changees`: they then stay as they are, with what they need."""
    exiger(par, "plans.importer", depot.collectivite)
    verrouille = Import.objects.select_for_update(of=("self",)).select_related("collectivite", "plan").get(pk=depot.pk)
    if verrouille.etat != Import.Etat.APPLIQUE:
        raise DonneeRefusee("Cet import n'a pas été fait, ou a déjà été annulé.")
    if verrouille.plan is not None:
        exiger(par, "plans.modifier_plan", verrouille.plan)
    changees = changees_depuis(verrouille)
    if changees and not garder_changees:
        raise DonneeRefusee(_phrase_du_refus(changees))
    annulation = _Annulation(verrouille, {fiche.pk for fiche in changees}, par, le)
    confidentielles = _confidentielles(verrouille)
    nombre = annulation.faire()
    verrouille.etat, verrouille.annule_le = Import.Etat.ANNULE, le
    if verrouille.plan_id in annulation.supprimer_plans():
        verrouille.plan = None
    verrouille.save(update_fields=["etat", "annule_le", "plan"])
    consigner(
        verrouille, "plans.annuler_import", f"A annulé l'import de « {verrouille.nom_fichier} »", par=par, le=le,
        collectivite_id=verrouille.collectivite_id,
        details={
            "fiches": nombre, "gardees": [f.pk for f in changees], "objets": annulation.rendues,
            "supprimees": annulation.supprimees,
            "confidentielles": sorted(confidentielles & set(annulation.supprimees)),
        },
    )  # fmt: skip
    return nombre


def _phrase_du_refus(changees: list[Fiche]) -> str:
    titres = [f"« {fiche.titre} »" for fiche in changees[:CITEES_MAX]]
    if len(changees) > CITEES_MAX:
        titres.append(f"{len(changees) - CITEES_MAX} autres")
    nombre = len(changees)
    debut = accorder(nombre, "Une fiche a changé", f"{nombre} fiches ont changé")
    suite = accorder(nombre, "l'", "les ")
    return f"{debut} depuis cet import : {', '.join(titres)}. Annulez en {suite}épargnant, ou gardez l'import."


def _confidentielles(depot: Import) -> set[int]:
    """Among the fiches that the import created, which are about to go, those that not everybody sees: the trail says
    so, nothing else will know."""
    creees = annotate_racine(Fiche.objects.filter(pk__in=depot.trace.get("creees", [])))
    return set(creees.filter(q_confidentielle()).values_list("pk", flat=True))


class _Annulation:
    """Undoes what the trace says; `rendues` and `supprimees` then tell the fiches that it touched."""

    def __init__(self, depot: Import, gardees: set[int], par: Utilisateur, le: datetime) -> None:
        self.trace, self.depuis, self.gardees = depot.trace, depot.applique_le or le, gardees
        self.par, self.le = par, le
        self.rendues: list[int] = []
        self.supprimees: list[int] = []

    def faire(self) -> int:
        modifiees = {int(pk): v for pk, v in self.trace.get("modifiees", {}).items() if int(pk) not in self.gardees}
        self._oter_rangees(modifiees)
        self._rendre_rangees(modifiees)
        self._rendre_colonnes(modifiees)
        dessus = Fiche.objects.filter(pk__in=self.trace.get("creees", []), parent__isnull=False)
        parents = set(dessus.values_list("parent_id", flat=True))
        supprimees = self._supprimer_fiches()
        self._supprimer_axes()
        self._detacher_du_plan()
        supprimer_noms(self.trace.get("noms", {}))
        indexer_fiches(modifiees)
        suivre_contenu([*modifiees, *parents])
        self.rendues, self.supprimees = sorted(modifiees), supprimees
        return len(modifiees) + len(supprimees)

    def _oter_rangees(self, modifiees: Iterable[int]) -> None:
        """Rows that the import added around the fiches that come back."""
        ids = list(modifiees)
        for nom, pks in self.trace.get("ajoutees", {}).items():
            modele = MODELES[nom]
            dans = Q(de__in=ids) | Q(vers__in=ids) if nom == "lienfiche" else Q(fiche__in=ids)
            modele._default_manager.filter(dans, pk__in=pks).delete()

    def _rendre_rangees(self, modifiees: dict[int, Any]) -> None:
        for nom, rangees in self.trace.get("retirees", {}).items():
            rendues = [r for r in rangees if r.get("fiche_id") in modifiees]
            MODELES[nom]._default_manager.bulk_create(refaire(nom, rendues), batch_size=LOT, ignore_conflicts=True)

    def _rendre_colonnes(self, modifiees: dict[int, Any]) -> None:
        fiches = list(Fiche.objects.select_for_update().filter(pk__in=list(modifiees)))
        colonnes: set[str] = {"version"}
        for fiche in fiches:
            valeurs = valeurs_de_json(Fiche, modifiees[fiche.pk]["champs"])
            for nom, valeur in valeurs.items():
                setattr(fiche, nom, valeur)
            fiche.version += 1
            colonnes |= set(valeurs)
        Fiche.objects.bulk_update(fiches, sorted(colonnes), batch_size=LOT)
        reposer_blocages(self.trace.get("levee"), fiches, par=self.par, le=self.le)

    def _supprimer_fiches(self) -> list[int]:
        """Created fiches go, but those that were changed since and what is above them."""
        creees = set(self.trace.get("creees", []))
        gardees = creees & self.gardees
        lignees = Fiche.objects.filter(pk__in=gardees).values_list("parent_id", "parent__parent_id")
        gardees |= {pk for lignee in lignees for pk in lignee if pk is not None}
        dessous = Fiche.objects.filter(Q(parent__in=gardees) | Q(parent__parent__in=gardees), pk__in=creees)
        gardees |= set(dessous.values_list("pk", flat=True))
        supprimees = sorted(creees - gardees)
        for debut in range(0, len(supprimees), LOT):
            Fiche.objects.filter(pk__in=supprimees[debut : debut + LOT]).delete()
        return supprimees

    def _supprimer_axes(self) -> None:
        """Created axes that hold nothing any more, the deepest first; names and descriptions come back, indicators
        that the import added go."""
        AxeIndicateur.objects.filter(pk__in=self.trace.get("axes_indicateurs", [])).delete()
        restants = set(self.trace.get("axes", []))
        while restants:
            pleins: set[int | None] = set(Placement.objects.filter(axe__in=restants).values_list("axe", flat=True))
            pleins |= set(Axe.objects.filter(parent__in=restants).values_list("parent", flat=True))
            vides = restants - pleins
            if not vides:
                break
            Axe.objects.filter(pk__in=vides).delete()
            restants -= vides
        for pk, valeurs in self.trace.get("axes_avant", {}).items():
            Axe.objects.filter(pk=int(pk)).update(**valeurs)

    def _detacher_du_plan(self) -> None:
        """Documents that came with a plan that goes."""
        PlanDocument.objects.filter(plan__in=self._a_supprimer()).delete()

    def supprimer_plans(self) -> set[int]:
        """The plans that `_a_supprimer` names go; returns their numbers."""
        supprimes = self._a_supprimer()
        Plan.objects.filter(pk__in=supprimes).delete()
        return supprimes

    def _a_supprimer(self) -> set[int]:
        """Plans that the import created, that hold nothing any more, and of which nobody spoke nor attached a document
        since."""
        seul = self.trace.get("plan")  # an import made when a file was always one plan
        crees = {*self.trace.get("plans", []), *([seul] if seul else [])}
        pleins = set(Placement.objects.filter(plan__in=crees).values_list("plan", flat=True))
        pleins |= set(Axe.objects.filter(plan__in=crees).values_list("plan", flat=True))
        return crees - pleins - entoures_depuis(crees, self.depuis)
