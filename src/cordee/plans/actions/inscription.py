"""Writing whole fiches (domain.fiche.FicheComplete), many at once: the one way in for imports, the basket and copies.

The number of queries does not depend on the number of fiches, batches apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.queries.definitions import annuaire_of
from cordee.outils.texte import normaliser
from cordee.plans.actions.fiches import cles_du_titre, dater_etat, lire_champs, verifier
from cordee.plans.actions.inscription_liens import Lignes, Resolution
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.domain.fiche import AxeComplet, DateConnue, FicheComplete
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Axe, AxeIndicateur, Fiche, Placement, Plan
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

LOT = 500
TEXTES = (
    "code", "description", "contexte", "objectifs", "moyens", "financements_texte", "vigilance", "public_cible",
    "calendrier", "etat_precision", "participation_texte", "nom_officiel",
)  # fmt: skip

VALEURS = (
    "statut", "priorite", "faisabilite", "cout_efficacite", "maturite", "temps", "participation", "avancement", "poids",
    "amelioration_continue", "confidentiel", "etat_le", "cout_evite", "cout_evite_base", "cout_evite_rythme",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AInscrire:
    """A fiche to write and where: nowhere, at the root of `plan`, or in `axe`. `sous`: the saved fiche under which it
    goes afterwards, whose names are its own."""

    fiche: FicheComplete
    plan: Plan | None = None
    axe: Axe | None = None
    modele: str = ""
    sous: Fiche | None = None


@transaction.atomic
def inscrire_fiches(
    collectivite: Collectivite,
    entrees: Sequence[AInscrire],
    *,
    par: Utilisateur,
    le: datetime,
    avancer: Callable[[float], None] = lambda _: None,
    plans: Collection[int] = (),
) -> list[Fiche]:
    """Creates the fiches with everything around them, in order; returns those at the top. The caller writes the audit
    trail. `avancer` receives the part done, 0 to 1; `plans` are those where the caller places the fiches itself. Raises
    `DonneeRefusee` when a value is not acceptable."""
    exiger(par, "plans.creer_fiche", collectivite)
    etages = _etages([entree.fiche for entree in entrees])
    connues = {id(fiche): e.sous for e in entrees if e.sous is not None for fiche in _lignee(e.fiche)}
    lues = [fiche for etage in etages for fiche, _ in etage]
    dans = {*plans, *(entree.plan.pk for entree in entrees if entree.plan is not None)}
    dans |= {entree.axe.plan_id for entree in entrees if entree.axe is not None}
    resolution = Resolution(collectivite, lues, par=par, le=le, connues=connues, plans=dans)
    objets: dict[int, Fiche] = {}
    modeles = {id(entree.fiche): entree.modele for entree in entrees}
    lignes = Lignes(resolution, par=par, le=le)
    for profondeur, etage in enumerate(etages):
        creees = _creer_etage(collectivite, etage, profondeur, objets, modeles, par=par, le=le)
        for (complete, _), fiche in zip(etage, creees, strict=True):
            objets[id(complete)] = fiche
            lignes.ajouter(fiche, complete)
        avancer(0.3 * (profondeur + 1) / len(etages))
    lignes.ecrire()
    avancer(0.6)
    _placer_toutes(entrees, objets)
    lignes.lier(objets)
    avancer(0.75)
    indexer_fiches([fiche.pk for fiche in objets.values()])
    avancer(1.0)
    return [objets[id(entree.fiche)] for entree in entrees]


def _lignee(fiche: FicheComplete) -> Iterator[FicheComplete]:
    yield fiche
    for sous in fiche.sous_fiches:
        yield from _lignee(sous)


def _etages(fiches: Iterable[FicheComplete]) -> list[list[tuple[FicheComplete, FicheComplete | None]]]:
    """Fiches, then their sous-fiches, then those below, each with its parent."""
    etage: list[tuple[FicheComplete, FicheComplete | None]] = [(fiche, None) for fiche in fiches]
    etages = []
    while etage:
        etages.append(etage)
        etage = [(sous, fiche) for fiche, _ in etage for sous in fiche.sous_fiches]
    return etages


def _creer_etage(
    collectivite: Collectivite,
    etage: list[tuple[FicheComplete, FicheComplete | None]],
    profondeur: int,
    objets: dict[int, Fiche],
    modeles: dict[int, str],
    *,
    par: Utilisateur,
    le: datetime,
) -> list[Fiche]:
    rangs: dict[int, int] = {}
    nouvelles = []
    for complete, parent in etage:
        valeurs = valeurs_de(complete)
        if complete.statut is None and complete.ref is not None:  # a copy: « sans statut » is what the original says
            valeurs["statut"] = ""
        verifier(valeurs.get("debut"), valeurs.get("fin"))
        dater_etat(valeurs, le)
        rang = 0
        if parent is not None:
            rang = rangs[id(parent)] = rangs.get(id(parent), -1) + 1
        nouvelles.append(
            Fiche(
                collectivite=collectivite,
                parent=objets[id(parent)] if parent is not None else None,
                profondeur=profondeur,
                position=rang,
                **cles_du_titre(valeurs["titre"]),
                modele=modeles.get(id(complete), ""),
                cree_le=le,
                cree_par=par,
                modifie_le=le,
                modifie_par=par,
                **valeurs,
            )
        )
    return Fiche.objects.bulk_create(nouvelles, batch_size=LOT)


def valeurs_de(complete: FicheComplete) -> dict[str, Any]:
    """Columns that the fiche gives, read by domain.champs; what it does not say is absent."""
    champs: dict[str, Any] = {"titre": complete.titre}
    champs |= {nom: valeur for nom in TEXTES if (valeur := getattr(complete, nom))}
    for nom in VALEURS:
        if (valeur := getattr(complete, nom)) is not None:
            champs[nom] = valeur
    _ajouter_date(champs, "debut", complete.debut)
    _ajouter_date(champs, "fin", complete.fin)
    if "statut" not in champs and complete.ref is None:
        champs["statut"] = StatutFiche.A_VENIR
    return lire_champs(champs)


def _ajouter_date(champs: dict[str, Any], nom: str, connue: DateConnue | None) -> None:
    if connue is not None:
        champs[nom], champs[f"precision_{nom}"] = connue.jour, connue.precision


def _placer_toutes(entrees: Sequence[AInscrire], objets: dict[int, Fiche]) -> None:
    """Placements after those that are already there, in the order of the entries."""
    suivants: dict[tuple[int, int | None], int] = {}
    plans = {entree.plan.pk for entree in entrees if entree.plan is not None}
    plans |= {entree.axe.plan_id for entree in entrees if entree.axe is not None}
    for plan, axe, dernier in (
        Placement.objects.filter(plan__in=plans).order_by().values_list("plan", "axe").annotate(m=Max("position"))
    ):
        suivants[(plan, axe)] = dernier + 1
    placements = []
    for entree in entrees:
        if entree.plan is None and entree.axe is None:
            continue
        plan_id = entree.axe.plan_id if entree.axe is not None else entree.plan.pk  # type: ignore[union-attr]
        cle = (plan_id, entree.axe.pk if entree.axe is not None else None)
        rang = suivants[cle] = suivants.get(cle, 0)
        suivants[cle] = rang + 1
        placements.append(
            Placement(fiche_id=objets[id(entree.fiche)].pk, plan_id=plan_id, axe_id=cle[1], position=rang)
        )
    Placement.objects.bulk_create(placements, batch_size=LOT)


def trouver_axes(plan: Plan, chemins: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Axe | None]:
    """Axes of a plan by path of names, created when missing; the empty path is the root (None). Two axes with the same
    parent and the same normalised name are one."""
    connus: dict[tuple[str, ...], Axe] = {}
    existants = list(Axe.objects.filter(plan=plan))
    par_pk = {axe.pk: axe for axe in existants}
    compte: dict[int | None, int] = {}
    for axe in existants:
        connus.setdefault(_chemin_normalise(axe, par_pk), axe)
        compte[axe.parent_id] = compte.get(axe.parent_id, 0) + 1
    trouves: dict[tuple[str, ...], Axe | None] = {(): None}
    for chemin in chemins:
        parent: Axe | None = None
        for niveau in range(1, len(chemin) + 1):
            cle = tuple(cle_axe(nom) for nom in chemin[:niveau])
            if cle not in connus:
                parent_pk = parent.pk if parent else None
                connus[cle] = Axe.objects.create(
                    plan=plan, parent=parent, nom=chemin[niveau - 1][:300], position=compte.get(parent_pk, 0)
                )
                compte[parent_pk] = compte.get(parent_pk, 0) + 1
            parent = connus[cle]
        trouves[chemin] = parent
    return trouves


def suivre_axes(collectivite: Collectivite, paires: Iterable[tuple[Axe, AxeComplet]]) -> list[AxeIndicateur]:
    """Shows with axes the indicators that they name, among those that the collectivité knows; a name that nothing
    knows is left. Returns what was added."""
    voulus = [(axe, nom) for axe, complet in paires for nom in complet.indicateurs]
    if not voulus:
        return []
    annuaire = annuaire_of(collectivite)
    axes = {axe.pk for axe, _ in voulus}
    deja = set(AxeIndicateur.objects.filter(axe__in=axes).values_list("axe_id", "indicateur_id"))
    trouves = {(axe.pk, connu.pk): None for axe, nom in voulus if (connu := annuaire.trouver(nom)) is not None}
    return AxeIndicateur.objects.bulk_create(
        [AxeIndicateur(axe_id=axe, indicateur_id=pk) for axe, pk in trouves if (axe, pk) not in deja], batch_size=LOT
    )


def _chemin_normalise(axe: Axe, par_pk: dict[int, Axe]) -> tuple[str, ...]:
    noms = [cle_axe(axe.nom)]
    while axe.parent_id is not None:
        axe = par_pk[axe.parent_id]
        noms.append(cle_axe(axe.nom))
    return tuple(reversed(noms))


def cle_axe(nom: str) -> str:
    """Key under which two spellings are one axe: `1. Se chauffer`, `1 se chauffer`."""
    return " ".join(normaliser(nom).replace(".", " ").split())
