"""The bundled library of model fiches, as one collectivité meets it: what it can carry, what it uses already, its
basket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from django.db.models import Count, Prefetch

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import cle_naturelle
from cordee.plans.domain.bibliotheque import ModeleFiche, est_a_portee, lire_bibliotheque
from cordee.plans.models import Axe, Fiche, LignePanier, Partage, Placement, Plan
from cordee.plans.queries.imports import fiches_changees
from cordee.plans.queries.page_plan import entoures_depuis
from cordee.plans.queries.visibilite import list_plans_for, list_racines_for
from cordee.referentiels.models import Engagement, Mesure
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite, Competence
from cordee.territoires.queries import competences_of

DOSSIER = files("cordee.plans") / "donnees" / "bibliotheque"


@lru_cache(maxsize=1)
def bibliotheque() -> tuple[ModeleFiche, ...]:
    """Every card of the bundled files, read once a process."""
    chemins = sorted((chemin for chemin in DOSSIER.iterdir() if chemin.name.endswith(".toml")), key=lambda c: c.name)
    return lire_bibliotheque(*(chemin.read_text(encoding="utf-8") for chemin in chemins))


@lru_cache(maxsize=1)
def _par_code() -> dict[str, ModeleFiche]:
    return {modele.code: modele for modele in bibliotheque()}


def find_modele(code: str) -> ModeleFiche | None:
    """The card of a code, if the library has it."""
    return _par_code().get(code)


def list_versees_changees(versions: Mapping[int, int], instant: datetime) -> list[Fiche]:
    """Fiches made from the basket (their version by id) that somebody changed, completed, shared or placed in another
    plan since, by title."""
    changees = {fiche.pk for fiche in fiches_changees(versions, instant)}
    changees |= set(Partage.objects.filter(fiche__in=list(versions)).values_list("fiche", flat=True))
    places = Placement.objects.filter(fiche__in=list(versions)).values("fiche").annotate(n=Count("plan", distinct=True))
    changees |= {place["fiche"] for place in places if place["n"] > 1}
    return list(Fiche.objects.filter(pk__in=changees).order_by("cle_tri", "pk"))


def est_vide_depuis(plan: int, instant: datetime) -> bool:
    """Whether nothing is in a plan, nor was said of it or attached to it, since an instant."""
    plein = Placement.objects.filter(plan=plan).exists() or Axe.objects.filter(plan=plan).exists()
    return not plein and not entoures_depuis([plan], instant)


@dataclass(frozen=True)
class SituationBibliotheque:
    """What a person sees of the library in a collectivité. `exercees` is what is known of its competences; `panier`
    and `utilisees` are by code of card, `utilisees` with the fiches that came from it and that the person may see."""

    collectivite: Collectivite
    exercees: dict[str, bool]
    panier: dict[str, LignePanier]
    utilisees: dict[str, list[Fiche]]

    @property
    def est_commune(self) -> bool:
        """Whether cards at the scale of a commune are within reach whatever the competences."""
        return self.collectivite.nature == Nature.COMMUNE

    def a_portee(self, modele: ModeleFiche) -> bool:
        """Whether the collectivité can carry the card (domain.est_a_portee)."""
        return est_a_portee(modele, self.exercees, est_commune=self.est_commune)


def situation_bibliotheque_for(utilisateur: Utilisateur, collectivite: Collectivite) -> SituationBibliotheque:
    """Situation of the collectivité, in a number of queries that does not depend on the cards."""
    utilisees: dict[str, list[Fiche]] = {}
    for fiche in list_racines_for(utilisateur, collectivite).exclude(modele="").select_related("collectivite"):
        utilisees.setdefault(fiche.modele, []).append(fiche)
    return SituationBibliotheque(collectivite, competences_of(collectivite), panier_of(collectivite), utilisees)


def panier_of(collectivite: Collectivite) -> dict[str, LignePanier]:
    """Lines of the basket by code of card, in the order in which they were put there. A card that has left the library
    since is not shown."""
    lignes = LignePanier.objects.filter(collectivite=collectivite).order_by("ajoute_le", "id")
    return {ligne.modele: ligne for ligne in lignes if ligne.modele in _par_code()}


def noms_competences(codes: Iterable[str]) -> list[str]:
    """Names of competences, in the order of their codes; the code itself when the list of competences is not loaded."""
    voulus = sorted(set(codes))
    noms = dict(Competence.objects.filter(code__in=voulus).values_list("code", "intitule")) if voulus else {}
    return [noms.get(code, code) for code in voulus]


def competences_citees() -> dict[str, str]:
    """Competences that the cards ask, code and name, by name. One query."""
    codes = sorted({code for modele in bibliotheque() for code in modele.competences})
    return dict(sorted(zip(codes, noms_competences(codes), strict=True), key=lambda paire: cle_naturelle(paire[1])))


def mesures_citees() -> list[str]:
    """Codes of the nodes that the cards serve, in the order of the référentiels."""
    return sorted({code for modele in bibliotheque() for code in modele.mesures}, key=cle_naturelle)


@dataclass(frozen=True)
class MesureServie:
    """A node that a card serves: `nom` is « CAE 2.1.1 », `libelle` is empty when its référentiel is not loaded, and
    `referentiel` is empty when the collectivité has not opened it (no page to go to)."""

    code: str
    nom: str
    libelle: str
    referentiel: str


def mesures_servies(codes: Iterable[str], collectivite: Collectivite) -> list[MesureServie]:
    """The nodes of these codes, in order, with where to read them in the collectivité."""
    voulus = list(dict.fromkeys(codes))
    trouvees = {
        code: (libelle, referentiel)
        for code, libelle, referentiel in Mesure.objects.filter(code__in=voulus, retiree_en="").values_list(
            "code", "libelle", "referentiel_id"
        )
    }
    ouverts = set(
        Engagement.objects.filter(collectivite=collectivite)
        .exclude(mode="archive")
        .values_list("referentiel_id", flat=True)
    )
    servies = []
    for code in voulus:
        libelle, referentiel = trouvees.get(code, ("", ""))
        servies.append(MesureServie(code, nommer_mesure(code), libelle, referentiel if referentiel in ouverts else ""))
    return servies


def nommer_mesure(code: str) -> str:
    """`cae_2.1.1` -> `CAE 2.1.1`."""
    referentiel, _, numero = code.partition("_")
    return f"{referentiel.upper()} {numero}"


@dataclass(frozen=True)
class Destination:
    """Where the fiches of the basket may go: the root of a plan (`axe` None) or one of its axes. `niveau` is the depth
    of the axe, 0 for the root; `numero` is « 2.1 »."""

    plan: Plan
    axe: Axe | None
    niveau: int
    numero: str = ""


def destinations_for(utilisateur: Utilisateur, collectivite: Collectivite) -> list[tuple[Plan, list[Destination]]]:
    """Plans of the collectivité that the person sees, with their axes in the order of the tree, in two queries."""
    plans = list_plans_for(utilisateur, collectivite).prefetch_related(
        Prefetch("axes", queryset=Axe.objects.order_by("position", "id"))
    )
    return [(plan, [Destination(plan, None, 0), *_axes_de(plan)]) for plan in plans]


def _axes_de(plan: Plan) -> list[Destination]:
    enfants: dict[int | None, list[Axe]] = {}
    for axe in plan.axes.all():
        enfants.setdefault(axe.parent_id, []).append(axe)
    trouvees: list[Destination] = []

    def descendre(parent: int | None, niveau: int, prefixe: str) -> None:
        for rang, axe in enumerate(enfants.get(parent, ()), start=1):
            numero = axe.code or f"{prefixe}{rang}"
            trouvees.append(Destination(plan, axe, niveau, numero))
            descendre(axe.pk, niveau + 1, f"{numero}.")

    descendre(None, 1, "")
    return trouvees
