"""Reading and writing one kind of value on many fiches, for bulk edits and their undoing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.db.models import Max, Q

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.lot_partages import Partages
from cordee.plans.actions.lot_validation import Validations
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne
from cordee.plans.domain.lot import Geste, ecrire_date_du_lot, lire_date_du_lot
from cordee.plans.models import Acteur, Axe, Classement, Fiche, FichePersonne, Placement, Plan
from cordee.plans.queries.visibilite import list_plans_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

LOT = 500


class Porteur(Protocol):
    """Values are JSON: they are kept in the trace of the geste."""

    def lire(self, ids: list[int]) -> dict[int, Any]:
        """Present value of each fiche."""

    def ecrire(self, valeurs: Mapping[int, Any]) -> None:
        """Gives each fiche its value."""


class Colonne:
    """A column of the fiche."""

    def __init__(self, nom: str) -> None:
        self.nom = nom

    def lire(self, ids: list[int]) -> dict[int, Any]:
        """One query."""
        return dict(Fiche.objects.filter(pk__in=ids).values_list("pk", self.nom))

    def ecrire(self, valeurs: Mapping[int, Any]) -> None:
        """One query for each different value."""
        par_valeur: dict[Any, list[int]] = {}
        for pk, valeur in valeurs.items():
            par_valeur.setdefault(valeur, []).append(pk)
        for valeur, ids in par_valeur.items():
            Fiche.objects.filter(pk__in=ids).update(**self._colonnes(valeur))

    def _colonnes(self, valeur: Any) -> dict[str, Any]:
        return {self.nom: valeur}


class DateAPeuPres(Colonne):
    """A date with its precision, as `domain.lot.ecrire_date_du_lot` writes them together."""

    def lire(self, ids: list[int]) -> dict[int, Any]:
        """One query."""
        lignes = Fiche.objects.filter(pk__in=ids).values_list("pk", self.nom, f"precision_{self.nom}")
        return {pk: ecrire_date_du_lot(jour, precision) for pk, jour, precision in lignes}

    def _colonnes(self, valeur: Any) -> dict[str, Any]:
        jour, precision = lire_date_du_lot(valeur)
        return {self.nom: jour, f"precision_{self.nom}": precision}


class Numeros(Colonne):
    """A value for each fiche: written together."""

    def __init__(self) -> None:
        super().__init__("code")

    def ecrire(self, valeurs: Mapping[int, Any]) -> None:
        """One query a batch."""
        Fiche.objects.bulk_update([Fiche(pk=pk, code=code) for pk, code in valeurs.items()], ["code"], batch_size=LOT)


class Liens:
    """Rows that tie a fiche to something: `fixes` are the columns shared by all, `colonne` the one that varies."""

    def __init__(self, modele: Any, colonne: str, **fixes: Any) -> None:
        self.modele, self.colonne, self.fixes = modele, colonne, fixes

    def lire(self, ids: list[int]) -> dict[int, list[Any]]:
        """One query."""
        valeurs: dict[int, list[Any]] = {pk: [] for pk in ids}
        lignes = self.modele.objects.filter(fiche__in=ids, **self.fixes).order_by("id")
        for fiche, valeur in lignes.values_list("fiche_id", self.colonne):
            valeurs[fiche].append(valeur)
        return valeurs

    def ecrire(self, valeurs: Mapping[int, list[Any]]) -> None:
        """Two queries: what is no longer wanted goes, what is missing comes, in the order of the list."""
        actuelles = self.lire(list(valeurs))
        perdues: dict[Any, list[int]] = {}
        for pk, voulues in valeurs.items():
            for valeur in (v for v in actuelles[pk] if v not in voulues):
                perdues.setdefault(valeur, []).append(pk)
        siennes = (Q(fiche__in=pks, **{self.colonne: valeur}) for valeur, pks in perdues.items())
        self.modele.objects.filter(reduce(or_, siennes, Q(pk__in=[])), **self.fixes).delete()
        self.modele.objects.bulk_create(
            [
                self.modele(fiche_id=pk, **{self.colonne: valeur}, **self.fixes)
                for pk, voulues in valeurs.items()
                for valeur in voulues
                if valeur not in actuelles[pk]
            ],
            batch_size=LOT,
        )


class Places:
    """Placements in the plans of one collectivité, each written `plan` or `plan:axe`. A fiche carried together is also
    in the plans of the others: those are neither read nor touched from here."""

    def __init__(self, collectivite: Collectivite, par: Utilisateur) -> None:
        self.collectivite, self.par = collectivite, par

    def lire(self, ids: list[int]) -> dict[int, list[str]]:
        """One query."""
        places: dict[int, list[str]] = {pk: [] for pk in ids}
        placements = Placement.objects.filter(fiche__in=ids, plan__collectivite=self.collectivite)
        lignes = placements.order_by("id").values_list("fiche_id", "plan_id", "axe_id")
        for fiche, plan, axe in lignes:
            places[fiche].append(f"{plan}:{axe}" if axe else str(plan))
        return places

    def ecrire(self, valeurs: Mapping[int, list[str]]) -> None:
        """Adds at the end of the axe, removes elsewhere."""
        actuelles = self.lire(list(valeurs))
        ajouts = {place for pk, voulues in valeurs.items() for place in voulues if place not in actuelles[pk]}
        retraits = {place for pk, voulues in valeurs.items() for place in actuelles[pk] if place not in voulues}
        lieux = self.trouver(ajouts | retraits)
        for place in sorted(retraits):
            plan, axe = lieux[place]
            partants = [pk for pk, voulues in valeurs.items() if place in actuelles[pk] and place not in voulues]
            Placement.objects.filter(plan=plan, axe=axe, fiche__in=partants).delete()
        for place in sorted(ajouts):
            plan, axe = lieux[place]
            dernier = Placement.objects.filter(plan=plan, axe=axe).aggregate(m=Max("position"))["m"]
            arrivants = [pk for pk, voulues in valeurs.items() if place in voulues and place not in actuelles[pk]]
            Placement.objects.bulk_create(
                [
                    Placement(fiche_id=pk, plan=plan, axe=axe, position=(dernier or 0) + rang)
                    for rang, pk in enumerate(arrivants, start=1)
                ],
                batch_size=LOT,
            )

    def trouver(self, places: Iterable[str]) -> dict[str, tuple[Plan, Axe | None]]:
        """Plans and axes of these places, in two queries. A plan of another collectivité, or an unknown axe, is
        refused: what is written in an address is not always what the list proposed."""
        plans: dict[str, Plan] = {}
        axes: dict[tuple[str, str], Axe] = {}
        for plan in list_plans_for(self.par, self.collectivite).select_related("collectivite"):
            plans[str(plan.pk)] = plan
        for axe in Axe.objects.filter(plan__in=plans.values()):
            axes[(str(axe.plan_id), str(axe.pk))] = axe
        lieux: dict[str, tuple[Plan, Axe | None]] = {}
        for place in places:
            plan_id, _, axe_id = place.partition(":")
            trouve, dessous = plans.get(plan_id), axes.get((plan_id, axe_id))
            if trouve is None or (axe_id and dessous is None):
                raise DonneeRefusee("Ce plan ou cet axe n'existe plus : rechargez la page et choisissez-en un autre.")
            exiger(self.par, "plans.modifier_plan", trouve)
            lieux[place] = (trouve, dessous)
        return lieux


class Suppression:
    """When the fiche was deleted, None when it was not; its sous-fiches follow it."""

    def lire(self, ids: list[int]) -> dict[int, str | None]:
        """One query."""
        instants = Fiche.objects.filter(pk__in=ids).values_list("pk", "supprimee_le")
        return {pk: le.isoformat() if le else None for pk, le in instants}

    def ecrire(self, valeurs: Mapping[int, str | None]) -> None:
        """One query for each different instant; bringing back takes only what was deleted at that instant."""
        actuelles = self.lire(list(valeurs))
        for pk, voulu in valeurs.items():
            lignee = Fiche.objects.filter(Q(pk=pk) | Q(parent=pk) | Q(parent__parent=pk))
            actuel = actuelles[pk]
            if voulu is not None:
                lignee.filter(supprimee_le__isnull=True).update(supprimee_le=datetime.fromisoformat(voulu))
            elif actuel is not None:
                lignee.filter(supprimee_le=datetime.fromisoformat(actuel)).update(supprimee_le=None)


def porteur_de(
    geste: Geste, collectivite: Collectivite, *, par: Utilisateur, le: datetime, rendue: Mapping[str, Any] | None = None
) -> Porteur:
    """What reads and writes the values of a geste. `rendue`: what the bulk edit that is undone kept apart."""
    liens: dict[Geste, Callable[[], Porteur]] = {
        Geste.PILOTE: lambda: Liens(FichePersonne, "personne_id", role=RolePersonne.PILOTE),
        Geste.REFERENT: lambda: Liens(FichePersonne, "personne_id", role=RolePersonne.ELU_REFERENT),
        Geste.SERVICE: lambda: Liens(Acteur, "etiquette_id", role=RoleActeur.SERVICE_PILOTE),
        Geste.ETIQUETTE: lambda: Liens(Acteur, "etiquette_id", role=RoleActeur.ETIQUETTE),
        Geste.THEMATIQUE: lambda: Liens(Classement, "code", genre=Genre.THEMATIQUE),
        Geste.PLACE: lambda: Places(collectivite, par),
        Geste.PARTAGE: lambda: Partages(collectivite, par=par, le=le, rendue=rendue),
        Geste.VALIDATION: lambda: Validations(collectivite, par=par, le=le, rendue=rendue),
        Geste.SUPPRESSION: Suppression,
        Geste.NUMERO: Numeros,
        Geste.DEBUT: lambda: DateAPeuPres("debut"),
        Geste.FIN: lambda: DateAPeuPres("fin"),
    }  # fmt: skip
    return liens[geste]() if geste in liens else Colonne(str(geste))
