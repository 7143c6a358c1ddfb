"""Everything that the page of a fiche shows, in a fixed number of queries (under 25) whatever surrounds the fiche."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Valeur
from cordee.indicateurs.queries.valeurs import suivis_of, valeurs_of
from cordee.journal.models import Ecriture
from cordee.plans.domain.avancement import FicheComptee, compute_avancements
from cordee.plans.domain.completude import Completude, FicheRenseignee, compute_completude
from cordee.plans.domain.fiche import LigneBudget as LigneCitee
from cordee.plans.domain.fourchettes import Fourchette, lire_fourchette, sommer
from cordee.plans.domain.listes import Genre, RolePersonne, StatutFiche, TypeLien, UniteBudget
from cordee.plans.domain.retard import Retard, compute_retards
from cordee.plans.models import (
    Acteur,
    Blocage,
    Commentaire,
    Evaluation,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    FicheMesure,
    FichePersonne,
    Financement,
    Impact,
    Instantane,
    LienFiche,
    LigneBudget,
    Note,
    ObjectifChiffre,
    Partage,
    Personne,
    Placement,
    Rappel,
    Reference,
)
from cordee.plans.queries.champs_personnalises import exclude_reserves
from cordee.plans.queries.documents import list_joints_for
from cordee.plans.queries.dossier_lignes import budget_cite
from cordee.plans.queries.fils import Fil, fils_of
from cordee.plans.queries.instantanes import preparations_de
from cordee.plans.queries.partage import list_partages_for
from cordee.plans.queries.rappels import list_rappels_de
from cordee.plans.queries.relances import datee, list_visibles_par
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, list_plans_vus_par, racine_of
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

ECRITURES = 8
"""Last entries of the audit trail shown on the page."""


@dataclass
class Noeud:
    """A fiche or a sous-fiche with what its block shows; `dessous` in order. `avancement` in percent, None when
    abandoned."""

    fiche: Fiche
    personnes: dict[str, list[Personne]]
    classements: dict[str, list[str]]
    dessous: list[Noeud] = field(default_factory=list)
    avancement: float | None = None
    retard: Retard = field(default_factory=Retard)

    @property
    def pilotes(self) -> list[Personne]:
        """Who carries it."""
        return self.personnes.get(RolePersonne.PILOTE, [])


@dataclass(frozen=True)
class Lien:
    """Another fiche that the person sees, and what it is to this one: `entrant` when the other comes first."""

    lien: LienFiche
    autre: Fiche
    entrant: bool

    @property
    def type(self) -> TypeLien:
        """Relation."""
        return TypeLien(self.lien.type)


@dataclass
class PageFiche:
    """A fiche with everything around it, as one person sees it from one collectivité."""

    utilisateur: Utilisateur
    collectivite: Collectivite
    fiche: Fiche
    noeud: Noeud
    jour: date
    acteurs: dict[str, list[str]]
    objectifs: list[ObjectifChiffre]
    impacts: dict[str, Impact]
    budgets: list[LigneBudget]
    financements: list[Financement]
    indicateurs: list[FicheIndicateur]
    valeurs: dict[int, list[Valeur]]
    references: list[Reference]
    evaluations: list[Evaluation]
    mesures: list[FicheMesure]
    liens: list[Lien]
    documents: list[FicheDocument]
    notes: list[Note]
    fils: list[Fil]
    blocages: list[Blocage]
    bloquantes_cachees: set[int]
    partages: list[Partage]
    placements: list[Placement]
    communes: list[Collectivite]
    ecritures: list[Ecriture]

    @property
    def noeuds(self) -> dict[int, Noeud]:
        """The fiche and its sous-fiches, by id."""
        tous = {self.noeud.fiche.pk: self.noeud}
        for sous in self.noeud.dessous:
            tous[sous.fiche.pk] = sous
            tous |= {petit.fiche.pk: petit for petit in sous.dessous}
        return tous

    @property
    def etapes(self) -> list[Noeud]:
        """Sous-fiches that count: those that were not abandoned."""
        return [sous for sous in self.noeud.dessous if sous.fiche.statut != StatutFiche.ABANDONNE]

    @property
    def etapes_faites(self) -> int:
        """How many of them are done."""
        return sum(sous.fiche.statut == StatutFiche.REALISE for sous in self.etapes)

    @property
    def places_ici(self) -> list[Placement]:
        """Placements in the plans of the collectivité from which one looks, else the first one."""
        ici = [place for place in self.placements if place.plan.collectivite_id == self.collectivite.pk]
        return ici or self.placements[:1]

    @property
    def langue(self) -> str:
        """What the fiche is written in: the language of the first of these plans."""
        return next((place.plan.langue for place in self.places_ici), "")

    @cached_property
    def rappels(self) -> list[Rappel]:
        """Reminders of the person that wait here, and those that they put for others."""
        return list(list_rappels_de(self.fiche, self.utilisateur))

    @cached_property
    def preparations(self) -> list[Instantane]:
        """Instantanés in preparation that wait for the fiche."""
        return preparations_de(self.collectivite, self.fiche, [placement.plan_id for placement in self.placements])

    @property
    def blocages_actifs(self) -> list[Blocage]:
        """What blocks now."""
        return [blocage for blocage in self.blocages if blocage.leve_le is None]

    def prevu(self, unite: UniteBudget) -> Fourchette | None:
        """Total planned in one unit; None when nothing is said."""
        return sommer(lire_fourchette(b.prevu, b.prevu_max) for b in self.budgets if b.unite == unite)

    def depense(self, unite: UniteBudget) -> Fourchette | None:
        """Total spent in one unit; None when nothing is said."""
        return sommer(lire_fourchette(b.reel, None) for b in self.budgets if b.unite == unite)

    @property
    def completude(self) -> Completude:
        """What is filled and what is missing."""
        return compute_completude(
            FicheRenseignee(
                id=self.fiche.pk,
                titre=bool(self.fiche.titre),
                description=bool(self.fiche.description),
                contexte=bool(self.fiche.contexte),
                statut=self.fiche.statut or None,
                pilote=bool(self.noeud.pilotes),
                objectifs=bool(self.fiche.objectifs or self.objectifs),
                indicateurs=bool(self.indicateurs),
                budget=any(b.prevu is not None or b.reel is not None for b in self.budgets),
                creee_le=timezone.localtime(self.fiche.cree_le).date(),
                derniere_note=self.notes[0].date if self.notes else None,
            ),
            self.jour,
        )


def page_fiche(utilisateur: Utilisateur, collectivite: Collectivite, fiche: Fiche, jour: date) -> PageFiche:
    """Reads the page. `fiche` is one that the person sees (queries.visibilite.fiche_for)."""
    partages = list(list_partages_for(Fiche(pk=racine_of(fiche))))
    fiche.portee_par = {fiche.collectivite_id, *(p.collectivite_id for p in partages)}  # type: ignore[attr-defined]
    noeud = _lignee(fiche, jour)
    suivis = list(FicheIndicateur.objects.filter(fiche=fiche).select_related("indicateur"))
    suivis = _sans_confidentiels(utilisateur, fiche, suivis)
    liens, blocages, caches = _relations(utilisateur, fiche)
    acteurs: dict[str, list[str]] = defaultdict(list)
    for acteur in Acteur.objects.filter(fiche=fiche).select_related("etiquette"):
        acteurs[acteur.role].append(acteur.etiquette.nom)
    return PageFiche(
        utilisateur=utilisateur,
        collectivite=collectivite,
        fiche=noeud.fiche,
        noeud=noeud,
        jour=jour,
        acteurs=dict(acteurs),
        objectifs=list(ObjectifChiffre.objects.filter(fiche=fiche)),
        impacts={impact.domaine: impact for impact in Impact.objects.filter(fiche=fiche)},
        budgets=list(LigneBudget.objects.filter(fiche=fiche)),
        financements=list(Financement.objects.filter(fiche=fiche).select_related("financeur")),
        indicateurs=suivis,
        valeurs=valeurs_of(fiche.collectivite, [suivi.indicateur_id for suivi in suivis]) if suivis else {},
        references=list(Reference.objects.filter(fiche=fiche)),
        evaluations=list(Evaluation.objects.filter(fiche=fiche)),
        mesures=list(FicheMesure.objects.filter(fiche=fiche).select_related("mesure__referentiel")),
        liens=liens,
        documents=list(list_joints_for(utilisateur, fiche)),
        notes=list(Note.objects.filter(fiche=fiche)),
        fils=fils_of(Commentaire.objects.filter(fiche=fiche)),
        blocages=blocages,
        bloquantes_cachees=caches,
        partages=partages,
        placements=_placements(utilisateur, fiche),
        communes=list(fiche.communes.order_by("cle_recherche")),
        ecritures=list(exclude_reserves(list_ecritures_of(fiche), utilisateur, fiche)[:ECRITURES]),
    )


def budget_of(fiche: Fiche) -> list[LigneCitee]:
    """Lines of budget of the fiche, as values."""
    return [budget_cite(ligne) for ligne in LigneBudget.objects.filter(fiche=fiche)]


def list_ecritures_of(fiche: Fiche):  # type: ignore[no-untyped-def]
    """The audit trail of a fiche and of its sous-fiches directly below, newest first."""
    return Ecriture.objects.filter(objet_type="plans.fiche", objet_id=str(fiche.pk)).select_related("acteur")


def _lignee(fiche: Fiche, jour: date) -> Noeud:
    """The fiche, its sous-fiches and those below, with people and codes: three queries."""
    lues = (
        Fiche.objects.filter(Q(pk=fiche.pk) | Q(parent=fiche) | Q(parent__parent=fiche), supprimee_le__isnull=True)
        .prefetch_related(
            Prefetch("personnes", FichePersonne.objects.select_related("personne__utilisateur")), "classements"
        )
        .order_by("position", "pk")
    )
    noeuds = {lue.pk: _noeud(lue) for lue in lues}
    racine = noeuds[fiche.pk]
    for noeud in noeuds.values():
        lue = noeud.fiche
        lue.collectivite = fiche.collectivite
        if lue.pk == fiche.pk:
            if fiche.parent_id is not None:
                lue.parent = fiche.parent
        elif lue.parent_id in noeuds:
            noeuds[lue.parent_id].dessous.append(noeud)
            lue.parent = noeuds[lue.parent_id].fiche
        lue.portee_par = fiche.portee_par  # type: ignore[attr-defined]
    _mesurer(noeuds, fiche, jour)
    return racine


def _noeud(fiche: Fiche) -> Noeud:
    personnes: dict[str, list[Personne]] = defaultdict(list)
    for lien in fiche.personnes.all():
        personnes[lien.role].append(lien.personne)
    classements: dict[str, list[str]] = defaultdict(list)
    for classement in fiche.classements.all():
        classements[classement.genre].append(classement.code)
    return Noeud(fiche, dict(personnes), dict(classements))


def _mesurer(noeuds: dict[int, Noeud], racine: Fiche, jour: date) -> None:
    """Progress and lateness of each."""
    avancements = compute_avancements(
        FicheComptee(
            id=n.fiche.pk,
            parent=n.fiche.parent_id if n.fiche.pk != racine.pk else None,
            statut=n.fiche.statut or None,
            saisi=n.fiche.avancement,
            poids=n.fiche.poids,
        )
        for n in noeuds.values()
    )
    retards = compute_retards((datee(n.fiche) for n in noeuds.values()), jour)
    for pk, noeud in noeuds.items():
        noeud.avancement = avancements.get(pk)
        noeud.retard = retards.get(pk, noeud.retard)


def _sans_confidentiels(utilisateur: Utilisateur, fiche: Fiche, suivis: list[FicheIndicateur]) -> list[FicheIndicateur]:
    """Without the indicators that the collectivité hides from readers."""
    role = roles_par_collectivite(utilisateur).get(fiche.collectivite_id)
    if not suivis or (role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang):
        return suivis
    dits = suivis_of(fiche.collectivite, [suivi.indicateur_id for suivi in suivis])
    return [s for s in suivis if (dit := dits.get(s.indicateur_id)) is None or not dit.confidentiel]


def _relations(utilisateur: Utilisateur, fiche: Fiche) -> tuple[list[Lien], list[Blocage], set[int]]:
    """Linked fiches that the person sees, blocages, and the blocking fiches that they do not see. Three queries."""
    liens = list(
        LienFiche.objects.filter(Q(de=fiche) | Q(vers=fiche))
        .select_related("de__collectivite", "vers__collectivite")
        .order_by("type", "pk")
    )
    blocages = list(
        Blocage.objects.filter(fiche=fiche).select_related(
            "fiche_bloquante__collectivite", "pose_par", "personne_attendue"
        )
    )
    autres = {lien.vers_id if lien.de_id == fiche.pk else lien.de_id for lien in liens}
    bloquantes = {b.fiche_bloquante_id for b in blocages if b.fiche_bloquante_id is not None}
    visibles = (
        set(list_visibles_par(utilisateur).filter(pk__in=autres | bloquantes).values_list("pk", flat=True))
        if autres or bloquantes
        else set()
    )
    vus = []
    for lien in liens:
        entrant = lien.vers_id == fiche.pk
        autre = lien.de if entrant else lien.vers
        if autre.pk in visibles:
            vus.append(Lien(lien, autre, entrant))
    return vus, blocages, bloquantes - visibles


def _placements(utilisateur: Utilisateur, fiche: Fiche) -> list[Placement]:
    """Where the fiche (or the one at its top) is, in the plans that the person sees."""
    return list(
        Placement.objects.filter(fiche=racine_of(fiche), plan__in=list_plans_vus_par(utilisateur))
        .select_related("plan__collectivite", "plan__circuit", "axe__parent__parent__parent")
        .order_by("pk")
    )


def chemin_of(placement: Placement) -> list[str]:
    """Names of the axes, from the first one down."""
    noms, axe = [], placement.axe
    while axe is not None:
        noms.append(axe.nom)
        axe = axe.parent
    return noms[::-1]


def derniere_ecriture(fiche: Fiche, utilisateur: Utilisateur) -> Ecriture | None:
    """The last thing that the person did on this fiche, which they may take back."""
    return (
        Ecriture.objects.filter(objet_type="plans.fiche", objet_id=str(fiche.pk), acteur=utilisateur)
        .order_by("-id")
        .first()
    )


def ecriture_for(fiche: Fiche, utilisateur: Utilisateur, pk: int) -> Ecriture | None:
    """One entry of this fiche, by this person."""
    return Ecriture.objects.filter(objet_type="plans.fiche", objet_id=str(fiche.pk), acteur=utilisateur, pk=pk).first()


GENRES_SOUS_ACTION = (Genre.CIBLE,)
"""Codes that the block of a sous-fiche shows."""
