"""What the filters of a list propose, and the names of those that are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_proposes import AVEC, SANS
from cordee.plans.domain.listes import GenreEtiquette, RolePersonne
from cordee.plans.models import (
    Acteur,
    Axe,
    Blocage,
    Etiquette,
    Fiche,
    FicheMesure,
    FichePersonne,
    Financement,
    Note,
    Personne,
    Plan,
)
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.pesees import suivis_vus
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, list_fiches_for, list_plans_for
from cordee.referentiels.models import Mesure
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

Options = list[tuple[str, str]]
GENRES: dict[str, GenreEtiquette] = {
    "structure": GenreEtiquette.STRUCTURE,
    "service": GenreEtiquette.SERVICE,
    "partenaire": GenreEtiquette.PARTENAIRE,
    "instance": GenreEtiquette.INSTANCE,
    "etiquette": GenreEtiquette.LIBRE,
    "financeur": GenreEtiquette.FINANCEUR,
}
ROLES: dict[str, RolePersonne] = {"pilote": RolePersonne.PILOTE, "referent": RolePersonne.ELU_REFERENT}


def options_des_filtres(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None) -> dict[str, Options]:
    """Options read in the database, by filter: only what visible fiches carry, so that none leads nowhere."""
    fiches = list_fiches_du_plan(utilisateur, collectivite, plan).filter(parent__isnull=True)
    ids = fiches.order_by().values("pk")
    options = _personnes(ids) | _etiquettes(ids)
    options["attendu"] = _attendus(ids)
    options["mesure"] = _mesures(ids)
    options["commune"] = _paires(
        Collectivite.objects.filter(fiches_concernant__in=ids).distinct().order_by("cle_recherche"), "nom"
    )
    options["indicateur"] = [
        (str(pk), titre)
        for pk, titre in suivis_vus(utilisateur)
        .filter(fiche__in=ids)
        .order_by("indicateur__cle_titre")
        .values_list("indicateur", "indicateur__titre")
        .distinct()
    ]
    annees = Note.objects.filter(fiche__in=ids).order_by("-date__year").values_list("date__year", flat=True).distinct()
    options["note_annee"] = [(str(annee), f"Note de {annee}") for annee in annees]
    if plan is None:
        options["plan"] = _paires(list_plans_for(utilisateur, collectivite), "nom")
    else:
        branches = [b for racine in arbre_of(plan).racines for b in racine.parcourir()]
        options["axe"] = [(str(b.axe.pk), f"{b.numero} {b.axe.nom}") for b in branches]
    return options


def comptes_des_options(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None
) -> dict[tuple[str, str], int]:
    """How many of the fiches that the person sees have each statut, each priorité and each pilote, by filter and
    value, whatever else the list asks. Two queries."""
    fiches = list_fiches_du_plan(utilisateur, collectivite, plan).filter(parent__isnull=True).order_by()
    pilotes = FichePersonne.objects.filter(role=RolePersonne.PILOTE)
    comptes: Counter[tuple[str, str]] = Counter()
    lignes = fiches.annotate(pilotee=Exists(pilotes.filter(fiche=OuterRef("pk"))))
    for statut, priorite, pilotee, nombre in lignes.values_list("statut", "priorite", "pilotee").annotate(
        n=Count("pk")
    ):
        comptes["statut", statut or SANS] += nombre
        comptes["priorite", priorite or SANS] += nombre
        comptes["pilote", AVEC if pilotee else SANS] += nombre
        comptes["statut", AVEC] += nombre if statut else 0
        comptes["priorite", AVEC] += nombre if priorite else 0
    nommes = pilotes.filter(fiche__in=fiches.values("pk")).order_by().values_list("personne")
    for personne, nombre in nommes.annotate(n=Count("fiche", distinct=True)):
        comptes["pilote", str(personne)] = nombre
    return comptes


def _personnes(ids: QuerySet[Any]) -> dict[str, Options]:
    """People named by the fiches, by filter. One query."""
    options: dict[str, Options] = {cle: [] for cle in ROLES}
    cles = {str(role): cle for cle, role in ROLES.items()}
    citees = FichePersonne.objects.filter(fiche__in=ids, role__in=cles).order_by("personne__cle_recherche", "personne")
    for role, pk, nom in citees.values_list("role", "personne", "personne__nom").distinct():
        options[cles[role]].append((str(pk), nom))
    return options


def _attendus(ids: QuerySet[Any]) -> Options:
    """People of whom something is expected. One query."""
    poses = Blocage.objects.filter(fiche__in=ids, leve_le__isnull=True, personne_attendue__isnull=False)
    return _paires(Personne.objects.filter(pk__in=poses.values("personne_attendue")), "nom")


def _etiquettes(ids: QuerySet[Any]) -> dict[str, Options]:
    """Étiquettes of the fiches, by filter. Two queries."""
    options: dict[str, Options] = {cle: [] for cle in GENRES}
    cles = {str(genre): cle for cle, genre in GENRES.items() if genre is not GenreEtiquette.FINANCEUR}
    acteurs = Acteur.objects.filter(fiche__in=ids).values("etiquette")
    citees = Etiquette.objects.filter(pk__in=acteurs, genre__in=cles)
    for genre, pk, nom in citees.values_list("genre", "pk", "nom"):
        options[cles[genre]].append((str(pk), nom))
    financeurs = Financement.objects.filter(fiche__in=ids).values("financeur")
    options["financeur"] = _paires(Etiquette.objects.filter(pk__in=financeurs), "nom")
    return options


def _mesures(ids: QuerySet[Any]) -> Options:
    """Nodes of référentiels that the fiches serve, in the order of their référentiel. One query."""
    servies = Mesure.objects.filter(pk__in=FicheMesure.objects.filter(fiche__in=ids).values("mesure"))
    lues = servies.order_by("referentiel", "ordre").values_list("code", "referentiel", "libelle")
    return [(code, f"{nom.upper()} {code.partition('_')[2]} {libelle}") for code, nom, libelle in lues]


def _paires(objets: QuerySet[Any], nom: str) -> Options:
    return [(str(pk), libelle) for pk, libelle in objets.values_list("pk", nom)]


def noms_choisis(utilisateur: Utilisateur, collectivite: Collectivite, filtres: Filtres) -> dict[tuple[str, str], str]:
    """Names of the people, étiquettes, plans, axes… asked by number: one query a kind, none without any. A number comes
    from an address that anybody may write: what the person may not see from this collectivité has no name."""
    lisibles = _Lisibles(utilisateur, collectivite)
    noms: dict[tuple[str, str], str] = {}
    for cles, lire, champ in _NOMMABLES:
        if choisis := {(cle, v) for cle in cles for v in filtres.valeurs.get(cle, ())}:
            noms |= _nommer(choisis, lire(lisibles), champ)
    return noms


class _Lisibles:
    """What one person may read the name of, from one collectivité: what the fiches that they see there carry, and, for
    those who contribute, every name of the collectivité."""

    def __init__(self, utilisateur: Utilisateur, collectivite: Collectivite) -> None:
        self.utilisateur, self.collectivite = utilisateur, collectivite
        role = roles_par_collectivite(utilisateur).get(collectivite.pk)
        contribue = role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang
        self._siennes = Q(collectivite=collectivite) if contribue else Q(pk__in=[])

    def fiches(self) -> QuerySet[Fiche]:
        return list_fiches_for(self.utilisateur, self.collectivite)

    def plans(self) -> QuerySet[Plan]:
        return list_plans_for(self.utilisateur, self.collectivite)

    def axes(self) -> QuerySet[Axe]:
        return Axe.objects.filter(plan__in=self.plans())

    def _cite(self, liens: QuerySet[Any], cle: str) -> Q:
        """A fiche that the person sees cites it, through these rows."""
        return Q(Exists(liens.filter(**{cle: OuterRef("pk")}, fiche__in=self.fiches().values("pk"))))

    def personnes(self) -> QuerySet[Personne]:
        attendues = self._cite(Blocage.objects.filter(leve_le__isnull=True), "personne_attendue")
        return Personne.objects.filter(self._siennes | self._cite(FichePersonne.objects.all(), "personne") | attendues)

    def etiquettes(self) -> QuerySet[Etiquette]:
        acteurs = self._cite(Acteur.objects.all(), "etiquette")
        return Etiquette.objects.filter(self._siennes | acteurs | self._cite(Financement.objects.all(), "financeur"))

    def indicateurs(self) -> QuerySet[Indicateur]:
        return Indicateur.objects.filter(self._cite(suivis_vus(self.utilisateur), "indicateur"))

    def communes(self) -> QuerySet[Collectivite]:
        return Collectivite.objects.filter(self._cite(Fiche.communes.through._default_manager.all(), "collectivite"))


_NOMMABLES: tuple[tuple[tuple[str, ...], Callable[[_Lisibles], QuerySet[Any]], str], ...] = (
    ((*ROLES, "attendu"), _Lisibles.personnes, "nom"),
    (tuple(GENRES), _Lisibles.etiquettes, "nom"),
    (("plan",), _Lisibles.plans, "nom"),
    (("axe",), _Lisibles.axes, "nom"),
    (("commune",), _Lisibles.communes, "nom"),
    (("indicateur",), _Lisibles.indicateurs, "titre"),
    (("liee", "parent"), _Lisibles.fiches, "titre"),
)


def _nommer(choisis: Iterable[tuple[str, str]], objets: QuerySet[Any], champ: str) -> dict[tuple[str, str], str]:
    numeros = {v for _, v in choisis if v.isdigit()}
    if not numeros:
        return {}
    noms = {str(pk): nom for pk, nom in objets.filter(pk__in=numeros).values_list("pk", champ)}
    return {(cle, v): noms[v] for cle, v in choisis if v in noms}
