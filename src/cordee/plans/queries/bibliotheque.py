"""The bundled library of model fiches, as one collectivité meets it: what it can carry, what it uses already, its
basket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from django.db.models import Count, Prefetch

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import cle_naturelle
from cordee.plans.domain.bibliotheque import IMPACTS, ModeleFiche, lire_bibliotheque, lire_liens
from cordee.plans.domain.bibliotheque_choix import Portee
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES
from cordee.plans.models import Axe, Fiche, LignePanier, Partage, Placement, Plan
from cordee.plans.models.panier import LigneDePanier, Marque
from cordee.plans.queries.imports import fiches_changees
from cordee.plans.queries.page_plan import entoures_depuis
from cordee.plans.queries.visibilite import annotate_racine, list_plans_for, list_racines_for, q_confidentielle
from cordee.referentiels.models import Engagement, Mesure
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite, Competence
from cordee.territoires.queries import competences_of

DONNEES = files("cordee.plans") / "donnees"
DOSSIER = DONNEES / "bibliotheque"


@lru_cache(maxsize=1)
def bibliotheque() -> tuple[ModeleFiche, ...]:
    """Every card of the bundled files, read once a process."""
    chemins = sorted((chemin for chemin in DOSSIER.iterdir() if chemin.name.endswith(".toml")), key=lambda c: c.name)
    liens = lire_liens((DONNEES / "liens_bibliotheque.toml").read_text(encoding="utf-8"))
    return lire_bibliotheque(*(chemin.read_text(encoding="utf-8") for chemin in chemins), liens=liens)


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


@dataclass(frozen=True, slots=True)
class Ailleurs:
    """How many collectivités of the installation have a fiche born of a card, under way and done; None when they are
    too few to be counted without telling who they are."""

    en_cours: int | None = None
    realisees: int | None = None


SEUIL_AILLEURS = 3
"""Fewer collectivités than this are not counted: in a small territory, one or two are as good as named."""


def compter_ailleurs() -> dict[str, Ailleurs]:
    """Collectivités of the installation by code of card. Confidential fiches are not counted at all, and never fewer
    than `SEUIL_AILLEURS` collectivités. One query."""
    fiches = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True, parent__isnull=True)).exclude(modele="")
    comptes = (
        fiches.filter(~q_confidentielle(), statut__in=(StatutFiche.EN_COURS, StatutFiche.REALISE))
        .order_by().values_list("modele", "statut").annotate(n=Count("collectivite", distinct=True))
    )  # fmt: skip
    montres = {(modele, statut): n for modele, statut, n in comptes if n >= SEUIL_AILLEURS}
    return {
        code: Ailleurs(montres.get((code, StatutFiche.EN_COURS)), montres.get((code, StatutFiche.REALISE)))
        for code in {modele for modele, _ in montres}
    }


@dataclass(frozen=True)
class Carte:
    """A card as a list and a page show it: `ligne` when it is in the basket, `fiches` those it became."""

    modele: ModeleFiche
    ligne: LigneDePanier | None = None
    fiches: Sequence[Fiche] = ()
    a_portee: bool = True
    ailleurs: Ailleurs = Ailleurs()

    @property
    def thematique(self) -> str:
        """Name of its thématique."""
        return THEMATIQUES[self.modele.thematique]

    @property
    def sous_thematiques(self) -> list[str]:
        """Names of its sous-thématiques."""
        return [NOMS_SOUS_THEMATIQUES[code] for code in self.modele.sous_thematiques]

    @property
    def leviers(self) -> list[str]:
        """Names of its leviers."""
        return [NOMS_LEVIERS[code] for code in self.modele.leviers]

    @property
    def impact(self) -> str:
        """Word of its impact."""
        return IMPACTS[self.modele.impact]


@dataclass(frozen=True)
class Onglet:
    """A tab of the basket: a mark (all those that become fiches when empty), how many lines, whether it is open."""

    marque: str
    libelle: str
    nombre: int
    ouvert: bool


def lire_onglets(cartes: Sequence[Carte], marque: str) -> tuple[list[Onglet], list[Carte]]:
    """Tabs of a basket, and the cards of the one asked; an unknown mark opens the first tab, that of what becomes
    fiches."""
    par_marque: dict[str, list[Carte]] = {str(valeur): [] for valeur in Marque.values}
    for carte in cartes:
        if carte.ligne is not None:
            par_marque[carte.ligne.marque].append(carte)
    retenues = [carte for carte in cartes if carte.ligne is not None and carte.ligne.marque != Marque.NON_PERTINENTE]
    ouverte = marque if marque in par_marque else ""
    onglets = [Onglet("", "Sélection", len(retenues), not ouverte)]
    onglets += [
        Onglet(str(valeur), str(libelle), len(par_marque[valeur]), valeur == ouverte)
        for valeur, libelle in Marque.choices
    ]
    return onglets, par_marque[ouverte] if ouverte else retenues


@dataclass(frozen=True)
class SituationBibliotheque:
    """What a person sees of the library in a collectivité. `exercees` is what is known of its competences; `panier`
    and `utilisees` are by code of card, `utilisees` with the fiches that came from it and that the person may see."""

    collectivite: Collectivite
    exercees: dict[str, bool]
    panier: dict[str, LignePanier]
    utilisees: dict[str, list[Fiche]]
    ailleurs: dict[str, Ailleurs]

    @property
    def portee(self) -> Portee:
        """What the collectivité can carry."""
        return portee_of(self.collectivite, self.exercees)

    def carte(self, modele: ModeleFiche) -> Carte:
        """The card as this person sees it."""
        return Carte(
            modele, self.panier.get(modele.code), self.utilisees.get(modele.code, []), self.portee.atteint(modele),
            self.ailleurs.get(modele.code, Ailleurs()),
        )  # fmt: skip

    @property
    def cartes_du_panier(self) -> list[Carte]:
        """Cards of the basket, in the order in which they were put there."""
        return [self.carte(_par_code()[code]) for code in self.panier]


def portee_of(collectivite: Collectivite, exercees: Mapping[str, bool]) -> Portee:
    """What a collectivité can carry; cards at the scale of a commune are within reach of a commune whatever its
    competences."""
    return Portee(exercees, est_commune=collectivite.nature == Nature.COMMUNE)


def situation_bibliotheque_for(utilisateur: Utilisateur, collectivite: Collectivite) -> SituationBibliotheque:
    """Situation of the collectivité, in a number of queries that does not depend on the cards."""
    utilisees: dict[str, list[Fiche]] = {}
    for fiche in list_racines_for(utilisateur, collectivite).exclude(modele="").select_related("collectivite"):
        utilisees.setdefault(fiche.modele, []).append(fiche)
    return SituationBibliotheque(
        collectivite, competences_of(collectivite), panier_of(collectivite), utilisees, compter_ailleurs()
    )


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


def mesures_servies(codes: Iterable[str], collectivite: Collectivite | None) -> list[MesureServie]:
    """The nodes of these codes, in order, with where to read them in the collectivité; nowhere for a visitor."""
    voulus = list(dict.fromkeys(codes))
    trouvees = {
        code: (libelle, referentiel)
        for code, libelle, referentiel in Mesure.objects.filter(code__in=voulus, retiree_en="").values_list(
            "code", "libelle", "referentiel_id"
        )
    }
    engagements = Engagement.objects.filter(collectivite=collectivite).exclude(mode="archive")
    ouverts = set(engagements.values_list("referentiel_id", flat=True)) if collectivite is not None else set()
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
