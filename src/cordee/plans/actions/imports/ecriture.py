"""Writing the differences: new fiches at once, changed ones in bulk, and the trace that undoes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.blocages import Levee, lever_blocages
from cordee.plans.actions.colonnes import colonnes_de, en_json
from cordee.plans.actions.fiches import cles_du_titre, dater_etat, verifier
from cordee.plans.actions.imports.rangees import a_retirer
from cordee.plans.actions.imports.trace import MODELES
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches, valeurs_de
from cordee.plans.actions.inscription_liens import Lignes, Resolution
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.validation_suivi import suivre_contenu
from cordee.plans.domain.colonnes import parcourir_fiches
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.imports.differences import Ecart, Etat
from cordee.plans.domain.imports.groupes import Cle, poser_deltas, sans_rien
from cordee.plans.models import Axe, Fiche, Placement, Plan
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

LOT = 500
Avancer = Callable[[float, str], None]


@dataclass(slots=True)
class Trace:
    """What was done: ids of the fiches created; for each one changed, its version, what its columns and rows were."""

    creees: list[int] = field(default_factory=list)
    modifiees: dict[int, dict[str, Any]] = field(default_factory=dict)
    retirees: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ajoutees: dict[str, list[int]] = field(default_factory=dict)
    levee: Levee = field(default_factory=dict)


@dataclass(frozen=True)
class Lieux:
    """Where the places of a file go. `axes` by `id()` of those read; `plans`, for the fiches of a whole collectivité,
    by `id()` of the first axe, which stands for a plan; else all go to `plan`."""

    axes: dict[int, Axe]
    plan: Plan | None = None
    plans: dict[int, Plan] = field(default_factory=dict)

    @property
    def tous(self) -> set[int]:
        """Ids of every plan that receives fiches."""
        return {plan.pk for plan in (*self.plans.values(), *([self.plan] if self.plan is not None else []))}

    def trouver(self, chemin: Sequence[AxeComplet]) -> tuple[Plan | None, Axe | None]:
        """The plan and the axe of a path; no plan at all for a fiche that has none."""
        if not chemin:
            return self.plan, None
        if not self.plans:
            return self.plan, self.axes[id(chemin[-1])]
        return self.plans[id(chemin[0])], self.axes[id(chemin[-1])] if len(chemin) > 1 else None


class Ecriture:
    """One import, in the transaction of its action."""

    def __init__(
        self, collectivite: Collectivite, lieux: Lieux, *, par: Utilisateur, le: datetime, avancer: Avancer
    ) -> None:
        self.collectivite, self.lieux = collectivite, lieux
        self.par, self.le, self.avancer = par, le, avancer
        self.trace = Trace()

    def ecrire(self, lu: PlanComplet, ecarts: list[Ecart]) -> Trace:
        """Creates, changes, places. `ecarts` are those of `lu` with the plan."""
        self._creer(lu, ecarts)
        modifies = [ecart for ecart in ecarts if ecart.etat is Etat.MODIFIEE]
        if modifies:
            self.avancer(0.85, "Mise à jour des fiches")
            self._modifier(modifies, lu)
        suivre_contenu([*self.trace.modifiees, *self.trace.creees])
        return self.trace

    # New fiches

    def _creer(self, lu: PlanComplet, ecarts: list[Ecart]) -> None:
        nouvelles = {id(ecart.lue) for ecart in ecarts if ecart.etat is Etat.CREEE}
        entrees: list[AInscrire] = []
        premieres: set[int] = set()
        autres: list[tuple[FicheComplete, Plan | None, Axe | None]] = []
        for chemin, _, fiche in parcourir_fiches(lu):
            plan, axe = self.lieux.trouver(chemin)
            if id(fiche) not in nouvelles:
                continue
            if id(fiche) in premieres:
                autres.append((fiche, plan, axe))
                continue
            premieres.add(id(fiche))
            entrees.append(AInscrire(fiche, plan, axe))
        rattachees = [
            ecart
            for ecart in ecarts
            if ecart.etat is Etat.CREEE and ecart.parent is not None and ecart.parent.existante is not None
        ]
        dessus = annotate_racine(Fiche.objects.filter(pk__in={_ref_du_parent(ecart) for ecart in rattachees}))
        connus = {fiche.pk: fiche for fiche in dessus} if rattachees else {}
        entrees += [AInscrire(ecart.lue, sous=connus[_ref_du_parent(ecart)]) for ecart in rattachees]
        if not entrees:
            return
        creees = inscrire_fiches(
            self.collectivite, entrees, par=self.par, le=self.le,
            avancer=lambda part: self.avancer(0.3 + 0.55 * part, "Écriture des fiches"), plans=self.lieux.tous,
        )  # fmt: skip
        par_lue = {id(entree.fiche): fiche for entree, fiche in zip(entrees, creees, strict=True)}
        self._rattacher(rattachees, par_lue)
        self._placer_ailleurs([(par_lue[id(fiche)], plan, axe) for fiche, plan, axe in autres if plan is not None])
        self.trace.creees = self._descendance([fiche.pk for fiche in creees])

    def _rattacher(self, rattachees: list[Ecart], par_lue: dict[int, Fiche]) -> None:
        """New sous-fiches of fiches that were already there go under them, after their sisters."""
        if not rattachees:
            return
        parents = {_ref_du_parent(ecart) for ecart in rattachees}
        connus = {f.pk: f for f in Fiche.objects.filter(pk__in=parents)}
        rangs: dict[int, int] = {}
        for parent_id, position in Fiche.objects.filter(parent__in=parents).values_list("parent_id", "position"):
            rangs[parent_id] = max(rangs.get(parent_id, 0), position + 1)
        deplacees: list[Fiche] = []
        for ecart in rattachees:
            parent = connus[_ref_du_parent(ecart)]
            fiche = par_lue[id(ecart.lue)]
            fiche.parent, fiche.position = parent, rangs.get(parent.pk, 0)
            fiche.collectivite_id = parent.collectivite_id
            rangs[parent.pk] = fiche.position + 1
            deplacees += self._descendre(fiche, parent.profondeur + 1)
        Fiche.objects.bulk_update(deplacees, ["parent", "profondeur", "position", "collectivite"], batch_size=LOT)
        indexer_fiches([fiche.pk for fiche in deplacees])

    def _descendre(self, fiche: Fiche, profondeur: int) -> list[Fiche]:
        """The fiche and those below it at their depth, which the reading has checked."""
        fiche.profondeur = profondeur
        dessous = list(Fiche.objects.filter(parent=fiche)) if profondeur < 2 else []
        for sous in dessous:
            sous.profondeur, sous.collectivite_id = profondeur + 1, fiche.collectivite_id
        return [fiche, *dessous]

    def _placer_ailleurs(self, places: list[tuple[Fiche, Plan, Axe | None]]) -> None:
        """A fiche that the file places twice."""
        Placement.objects.bulk_create(
            [Placement(fiche=fiche, plan=plan, axe=axe, position=10_000) for fiche, plan, axe in places],
            batch_size=LOT, ignore_conflicts=True,
        )  # fmt: skip

    def _descendance(self, racines: list[int]) -> list[int]:
        dessous = list(Fiche.objects.filter(parent__in=racines).values_list("pk", flat=True))
        plus_bas = list(Fiche.objects.filter(parent__in=dessous).values_list("pk", flat=True))
        return list(dict.fromkeys([*racines, *dessous, *plus_bas]))

    # Changed fiches

    def _modifier(self, ecarts: list[Ecart], lu: PlanComplet) -> None:
        ids = [e.existante.ref for e in ecarts if e.existante is not None and e.existante.ref is not None]
        presentes = annotate_racine(Fiche.objects.filter(pk__in=ids, supprimee_le__isnull=True))
        fiches = {f.pk: f for f in presentes.select_for_update(of=("self",))}
        couples = [
            (e, fiches[e.existante.ref]) for e in ecarts if e.existante is not None and e.existante.ref in fiches
        ]
        colonnes: set[str] = {"version", "modifie_le", "modifie_par"}
        for ecart, fiche in couples:
            colonnes |= self._changer_colonnes(ecart, fiche)
        Fiche.objects.bulk_update([fiche for _, fiche in couples], sorted(colonnes), batch_size=LOT)
        dites = [fiche for ecart, fiche in couples if "statut" in ecart.valeurs]
        self.trace.levee = lever_blocages(dites, par=self.par, le=self.le)
        self.remplacer_rangees(couples, lu)
        indexer_fiches(fiches)

    def remplacer_rangees(self, couples: list[tuple[Ecart, Fiche]], lu: PlanComplet | None = None) -> None:
        """Rows around saved fiches that go and that come, as the écarts say; `lu` says their places. In the trace."""
        fiches = {fiche.pk: fiche for _, fiche in couples}
        avant = self._rangees_de(fiches)
        self._retirer(couples)
        self._ajouter(couples)
        if lu is not None:
            self._deplacer(couples, lu)
        apres = self._rangees_de(fiches)
        self.trace.ajoutees = {nom: sorted(apres[nom] - avant[nom]) for nom in MODELES if apres[nom] - avant[nom]}

    def _changer_colonnes(self, ecart: Ecart, fiche: Fiche) -> set[str]:
        """Gives the fiche its new values, keeps the old ones; returns the columns that change."""
        partielle = sans_rien(ecart.lue.titre)
        partielle.ref = fiche.pk
        for nom, valeur in ecart.valeurs.items():
            setattr(partielle, nom, valeur)
        valeurs = valeurs_de(partielle)
        if "titre" not in ecart.valeurs:
            valeurs.pop("titre")
        else:
            valeurs |= cles_du_titre(valeurs["titre"])
        try:
            valeurs |= dater_etat(valeurs, self.le)
            verifier(valeurs.get("debut", fiche.debut), valeurs.get("fin", fiche.fin))
        except DonneeRefusee as refus:
            raise DonneeRefusee(f"« {fiche.titre} » : {' '.join(refus.messages)}") from refus
        self.trace.modifiees[fiche.pk] = {"champs": en_json({nom: getattr(fiche, nom) for nom in valeurs})}
        for nom, valeur in valeurs.items():
            setattr(fiche, nom, valeur)
        fiche.version += 1
        fiche.modifie_le, fiche.modifie_par = self.le, self.par
        self.trace.modifiees[fiche.pk]["version"] = fiche.version
        return set(valeurs)

    def _rangees_de(self, fiches: dict[int, Fiche]) -> dict[str, set[int]]:
        """Ids of every row around the fiches, by model."""
        rangees: dict[str, set[int]] = {}
        for nom, modele in MODELES.items():
            colonne = "de__in" if nom == "lienfiche" else "fiche__in"
            requete = modele._default_manager.filter(**{colonne: list(fiches)})
            rangees[nom] = set(requete.values_list("pk", flat=True))
            if nom == "lienfiche":
                rangees[nom] |= set(modele._default_manager.filter(vers__in=list(fiches)).values_list("pk", flat=True))
        return rangees

    def _retirer(self, couples: list[tuple[Ecart, Fiche]]) -> None:
        partants: dict[str, dict[int, set[Cle]]] = {}
        for ecart, fiche in couples:
            for delta in ecart.deltas:
                if delta.partants:
                    partants.setdefault(delta.groupe.nom, {})[fiche.pk] = set(delta.partants)
        for nom, par_fiche in partants.items():
            self._oter(a_retirer(nom, par_fiche))

    def _oter(self, rangees: list[Any]) -> None:
        if not rangees:
            return
        modele = type(rangees[0])
        self.trace.retirees.setdefault(modele._meta.model_name, []).extend(colonnes_de(r) for r in rangees)
        modele._default_manager.filter(pk__in=[r.pk for r in rangees]).delete()

    def _ajouter(self, couples: list[tuple[Ecart, Fiche]]) -> None:
        completes = [(fiche, poser_deltas(sans_rien(fiche.titre), e.deltas), e.lue) for e, fiche in couples]
        resolution = Resolution(
            self.collectivite, [c for _, c, _ in completes], par=self.par, le=self.le,
            connues={id(complete): fiche for fiche, complete, _ in completes}, plans=self.lieux.tous,
        )  # fmt: skip
        lignes = Lignes(resolution, par=self.par, le=self.le)
        for fiche, complete, lue in completes:
            lignes.ajouter(fiche, complete, lue)
        lignes.ecrire()
        lignes.lier({id(complete): fiche for fiche, complete, _ in completes})

    def _deplacer(self, couples: list[tuple[Ecart, Fiche]], lu: PlanComplet) -> None:
        """A fiche that the file places elsewhere in a plan goes there; its other placements in that plan go."""
        deplacees = {id(ecart.lue): fiche for ecart, fiche in couples if ecart.deplacer}
        if not deplacees:
            return
        cibles: dict[tuple[int, int, int | None], None] = {}
        for chemin, _, lue in parcourir_fiches(lu):
            plan, axe = self.lieux.trouver(chemin)
            if id(lue) in deplacees and plan is not None:
                cibles[(deplacees[id(lue)].pk, plan.pk, axe.pk if axe else None)] = None
        voulus = {(fiche, plan) for fiche, plan, _ in cibles}
        actuels = Placement.objects.filter(plan__in={p for _, p in voulus}, fiche__in={f for f, _ in voulus})
        presents = {(p.fiche_id, p.plan_id, p.axe_id): p for p in actuels if (p.fiche_id, p.plan_id) in voulus}
        self._oter([place for cle, place in presents.items() if cle not in cibles])
        Placement.objects.bulk_create(
            [
                Placement(fiche_id=fiche, plan_id=plan, axe_id=axe, position=10_000)
                for fiche, plan, axe in cibles
                if (fiche, plan, axe) not in presents
            ],
            batch_size=LOT,
        )


def _ref_du_parent(ecart: Ecart) -> int:
    """Number of the saved fiche above a new sous-fiche."""
    assert ecart.parent is not None
    assert ecart.parent.existante is not None
    assert ecart.parent.existante.ref is not None  # what the plan holds is saved
    return ecart.parent.existante.ref
