"""A whole plan, or some fiches, read from the database as values (`domain.fiche`): what every export starts from.

A fixed number of queries whatever the number of fiches. Nothing is read that the person may not see: confidential
fiches, plans and documents, hidden indicators, linked fiches of somebody else's territory (`queries.visibilite`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur, IndicateurCollectivite, Valeur
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.colonnes_feuilles import RECUEIL, TYPE_DU_RECUEIL
from cordee.plans.domain.fiche import (
    AxeComplet,
    DateConnue,
    DocumentCite,
    FicheComplete,
    IndicateurCite,
    LienCite,
    NoteCitee,
    ObjectifChiffre,
    PersonneCitee,
    PlanComplet,
)
from cordee.plans.domain.listes import (
    Frequence,
    Genre,
    LanguePlan,
    NatureIndicateur,
    Participation,
    Precision,
    RolePersonne,
    StatutPlan,
    TempsMiseEnOeuvre,
    TypeLien,
    TypePlan,
)
from cordee.plans.models import (
    Acteur,
    Fiche,
    FicheDocument,
    FicheIndicateur,
    FichePersonne,
    Financement,
    LienFiche,
    Placement,
    Plan,
    PlanPersonne,
)
from cordee.plans.queries.arbre import BrancheAxe, arbre_of, arbres_of
from cordee.plans.queries.dossier_autour import deliberations_of, discussion_of, pieces_of
from cordee.plans.queries.dossier_champs import ChampsLus
from cordee.plans.queries.dossier_echanges import avec_echanges, blocages_cites, commentaires_cites, passage
from cordee.plans.queries.dossier_lignes import (
    acteur_cite,
    budget_cite,
    cout_evite,
    evaluation_cite,
    financement_cite,
    impact_cite,
    jugements,
    reference_citee,
)
from cordee.plans.queries.indicateurs import indicateurs_par_axe
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.perimetre import perimetre_of
from cordee.plans.queries.relances import list_visibles_par
from cordee.plans.queries.visibilite import (
    ROLE_DU_CONFIDENTIEL,
    annotate_racine,
    list_fiches_for,
    list_plans_for,
    q_confidentielle,
)
from cordee.referentiels.models import Mesure
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

ROLE_DES_COURRIELS = Role.EDITION
"""Lowest role that reads e-mail addresses: that of the people who may import the file again."""


@dataclass(frozen=True, slots=True)
class Portee:
    """What is read: everything by default, `fiches` (ids of fiches, not of sous-fiches) to restrict;
    `confidentielles` False leaves out what is confidential even for somebody who sees it; `echanges` False leaves out
    comments and blocages, which a copy of a fiche does not take; `courriels` False leaves out e-mail addresses."""

    fiches: Collection[int] | None = None
    confidentielles: bool = True
    echanges: bool = True
    courriels: bool = True


def plan_complet(
    utilisateur: Utilisateur | None, collectivite: Collectivite, plan: Plan, portee: Portee | None = None
) -> PlanComplet:
    """The plan as the person sees it from the collectivité. `plan` is one that they may see (plan_for). None is the
    installation itself (a command of the server), which reads everything."""
    portee = portee or Portee()
    if utilisateur is None:
        racines = Placement.objects.filter(plan=plan).values("fiche")
        toutes = annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True))
        fiches = toutes.filter(racine_id__in=racines)  # type: ignore[misc]  # an annotation, which the plugin loses
    else:
        fiches = list_fiches_du_plan(utilisateur, collectivite, plan)
    ajoutes = ChampsLus(utilisateur, collectivite, portee.confidentielles, [plan])
    completes = _lire(fiches, utilisateur, collectivite, portee, ajoutes)
    places: dict[int | None, list[FicheComplete]] = defaultdict(list)
    for place in Placement.objects.filter(plan=plan).order_by("position", "id"):
        if place.fiche_id in completes:
            places[place.axe_id].append(completes[place.fiche_id])
    suivis = indicateurs_par_axe(utilisateur, plan)
    (complet,) = _tetes(utilisateur, collectivite, [plan], portee)
    complet.documents = pieces_of(plan, utilisateur, confidentielles=portee.confidentielles)
    complet.commentaires = discussion_of(plan) if portee.echanges else ()
    complet.champs = ajoutes.definis
    complet.axes = [_axe(branche, places, suivis) for branche in arbre_of(plan).racines]
    complet.fiches = places[None]
    return poser_chemins(complet)


def _tetes(
    utilisateur: Utilisateur | None, collectivite: Collectivite, plans: Sequence[Plan], portee: Portee
) -> list[PlanComplet]:
    """What these plans say of themselves, without their axes, their fiches, their documents nor their discussion.
    Three queries."""
    prefetch_related_objects(plans, "perimetre")
    deliberations = deliberations_of(plans, utilisateur, confidentielles=portee.confidentielles)
    noms: dict[tuple[int, str], list[str]] = defaultdict(list)
    for citee in PlanPersonne.objects.filter(plan__in=plans).select_related("personne"):
        noms[(citee.plan_id, citee.role)].append(citee.personne.nom)
    return [
        replace(
            _tete(collectivite, plan),
            pilotes=tuple(noms[(plan.pk, RolePersonne.PILOTE)]),
            referents=tuple(noms[(plan.pk, RolePersonne.ELU_REFERENT)]),
            deliberation_document=deliberations.get(plan.pk),
        )
        for plan in plans
    ]


def _tete(collectivite: Collectivite, plan: Plan) -> PlanComplet:
    return PlanComplet(
        nom=plan.nom,
        collectivite=collectivite.nom,
        ref=plan.pk,
        code=plan.code,
        type=TypePlan(plan.type) if plan.type else None,
        type_libre=plan.type_libre,
        ponderation=Ponderation(plan.ponderation),
        langue=LanguePlan(plan.langue),
        confidentiel=plan.confidentiel,
        statut=StatutPlan(plan.statut),
        description=plan.description,
        debut=plan.debut,
        fin=plan.fin,
        deliberation_le=plan.deliberation_le,
        deliberation_numero=plan.deliberation_numero,
        perimetre=tuple(c.nom for c in perimetre_of(plan)),
    )


def fiches_completes(
    utilisateur: Utilisateur, collectivite: Collectivite, ids: Collection[int], portee: Portee | None = None
) -> list[FicheComplete]:
    """These fiches (or sous-fiches) with what is below them, in the order of `ids`; those that the person may not see
    are left out. `chemins` are left empty."""
    portee = portee or Portee()
    lignee = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    fiches = list_fiches_for(utilisateur, collectivite).filter(lignee)
    completes = _lire(fiches, utilisateur, collectivite, replace(portee, fiches=None))
    return [completes[pk] for pk in ids if pk in completes]


def fiches_entieres(ids: Collection[int]) -> dict[int, FicheComplete]:
    """These fiches with what is below them, by id, as the installation itself reads them: nothing is hidden, so nothing
    of it is shown without asking what the person may see. Comments and blocages are left out."""
    lignee = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids)
    fiches = annotate_racine(Fiche.objects.filter(lignee, supprimee_le__isnull=True))
    completes = _lire(fiches, None, None, Portee(echanges=False))
    return {pk: completes[pk] for pk in ids if pk in completes}


def toutes_les_fiches(utilisateur: Utilisateur, collectivite: Collectivite) -> list[FicheComplete]:
    """Every fiche that the person sees in the collectivité, in whatever plan or in none, sorted by title."""
    completes = _lire(list_fiches_for(utilisateur, collectivite), utilisateur, collectivite, Portee())
    racines = list_fiches_for(utilisateur, collectivite).filter(parent__isnull=True).order_by("cle_tri", "pk")
    return [completes[pk] for pk in racines.values_list("pk", flat=True)]


def recueil_complet(
    utilisateur: Utilisateur, collectivite: Collectivite, portee: Portee | None = None, *, vides: bool = False
) -> PlanComplet:
    """Every fiche that the person sees in the collectivité, under its plans and their axes; in `fiches`, those that
    are in no plan that the person sees. Axes and plans that hold none are left out, unless `vides`."""
    portee = portee or Portee()
    plans = list(list_plans_for(utilisateur, collectivite).select_related("collectivite").order_by("cle_tri", "pk"))
    ajoutes = ChampsLus(utilisateur, collectivite, portee.confidentielles, plans)
    completes = _lire(list_fiches_for(utilisateur, collectivite), utilisateur, collectivite, portee, ajoutes)
    places: dict[int, dict[int | None, list[FicheComplete]]] = {plan.pk: defaultdict(list) for plan in plans}
    placees: set[int] = set()
    for place in Placement.objects.filter(plan__in=plans).order_by("position", "id"):
        if place.fiche_id in completes:
            places[place.plan_id][place.axe_id].append(completes[place.fiche_id])
            placees.add(place.fiche_id)
    arbres, suivis = arbres_of(plans), indicateurs_par_axe(utilisateur, *plans)
    racines = list_fiches_for(utilisateur, collectivite).filter(parent__isnull=True).order_by("cle_tri", "pk")
    recueil = PlanComplet(
        nom=RECUEIL,
        collectivite=collectivite.nom,
        type_libre=TYPE_DU_RECUEIL,
        recueil=True,
        champs=ajoutes.definis,
        plans=_tetes(utilisateur, collectivite, plans, portee),
        axes=[
            AxeComplet(
                nom=plan.nom,
                plan=plan.pk,
                axes=[_axe(branche, places[plan.pk], suivis) for branche in arbres[plan.pk].racines],
                fiches=places[plan.pk][None],
            )
            for plan in plans
        ],
        fiches=[completes[pk] for pk in racines.values_list("pk", flat=True) if pk in completes and pk not in placees],
    )
    return poser_chemins(recueil if vides else _sans_axe_vide(recueil))


def _sans_axe_vide(plan: PlanComplet) -> PlanComplet:
    def garder(axes: list[AxeComplet]) -> list[AxeComplet]:
        gardes = [replace(axe, axes=garder(axe.axes)) for axe in axes]
        return [axe for axe in gardes if axe.axes or axe.fiches]

    return plan.avec_axes(garder(plan.axes))


def noms_des_mesures(fiches: Iterable[FicheComplete]) -> dict[str, str]:
    """Name of each mesure that the fiches serve. One query."""
    codes = {code for fiche in fiches for membre in _lignee(fiche) for code in membre.mesures}
    return dict(Mesure.objects.filter(pk__in=codes).values_list("pk", "libelle")) if codes else {}


def _lignee(fiche: FicheComplete) -> Iterable[FicheComplete]:
    yield fiche
    for sous in fiche.sous_fiches:
        yield from _lignee(sous)


def _axe(
    branche: BrancheAxe, places: dict[int | None, list[FicheComplete]], suivis: dict[int, list[Indicateur]]
) -> AxeComplet:
    return AxeComplet(
        nom=branche.axe.nom,
        numero=branche.numero,
        ref=branche.axe.pk,
        description=branche.axe.description,
        indicateurs=tuple(indicateur.titre for indicateur in suivis.get(branche.axe.pk, ())),
        axes=[_axe(enfant, places, suivis) for enfant in branche.enfants],
        fiches=places[branche.axe.pk],
    )


# Fiches -------------------------------------------------------------------------------------------------------------


def _lire(
    fiches: QuerySet[Fiche],
    utilisateur: Utilisateur | None,
    collectivite: Collectivite | None,
    portee: Portee,
    ajoutes: ChampsLus | None = None,
) -> dict[int, FicheComplete]:
    """Every fiche by id, sous-fiches inside their parent (and by id too)."""
    if not portee.confidentielles:
        fiches = fiches.filter(~q_confidentielle())
    if portee.fiches is not None:
        fiches = fiches.filter(racine_id__in=portee.fiches)  # type: ignore[misc]
    toutes = avec_echanges(_avec_tout(fiches)) if portee.echanges else _avec_tout(fiches)
    lues = list(toutes.order_by("profondeur", "position", "pk"))
    lecture = _Lecture(utilisateur, collectivite, lues, portee)
    completes: dict[int, FicheComplete] = {}
    for fiche in lues:
        complete = completes[fiche.pk] = lecture.fiche(fiche)
        if fiche.parent_id in completes:
            completes[fiche.parent_id].sous_fiches.append(complete)
    (ajoutes or ChampsLus(utilisateur, collectivite, portee.confidentielles)).poser(completes, lues)
    return completes


def _avec_tout(fiches: QuerySet[Fiche]) -> QuerySet[Fiche]:
    autre = ("de", "vers")
    return fiches.select_related("cree_par", "modifie_par").prefetch_related(
        Prefetch("personnes", FichePersonne.objects.select_related("personne__utilisateur")),
        Prefetch("acteurs", Acteur.objects.select_related("etiquette")),
        Prefetch("financements", Financement.objects.select_related("financeur")),
        Prefetch("indicateurs", FicheIndicateur.objects.select_related("indicateur")),
        Prefetch("documents", FicheDocument.objects.select_related("document")),
        Prefetch("liens_sortants", LienFiche.objects.select_related(*autre)),
        Prefetch("liens_entrants", LienFiche.objects.select_related(*autre)),
        "classements",
        "objectifs_chiffres",
        "impacts",
        "budgets",
        "mesures",
        "references",
        "evaluations",
        "notes",
        "communes",
    )


class _Lecture:
    """What is read once for all the fiches: rights, values of indicators, linked fiches that the person sees."""

    def __init__(
        self, utilisateur: Utilisateur | None, collectivite: Collectivite | None, fiches: list[Fiche], portee: Portee
    ) -> None:
        self.echanges = portee.echanges
        roles = roles_par_collectivite(utilisateur) if utilisateur is not None else {}
        self.tout = utilisateur is None
        self.contribue = {pk for pk, role in roles.items() if role.rang >= ROLE_DU_CONFIDENTIEL.rang}
        role = roles.get(collectivite.pk) if collectivite is not None else None
        lit_les_courriels = self.tout or (role is not None and role.rang >= ROLE_DES_COURRIELS.rang)
        self.courriels = portee.courriels and lit_les_courriels
        self.resultats, self.objectifs = self._valeurs(fiches)
        self.caches = self._caches(fiches)
        self.visibles = self._visibles(utilisateur, fiches)

    def _valeurs(self, fiches: list[Fiche]) -> tuple[dict[_Cle, dict[int, float]], dict[_Cle, dict[int, float]]]:
        """Own results and objectives by year, the last of a year winning."""
        resultats: dict[_Cle, dict[int, float]] = defaultdict(dict)
        objectifs: dict[_Cle, dict[int, float]] = defaultdict(dict)
        ids = {suivi.indicateur_id for fiche in fiches for suivi in fiche.indicateurs.all()}
        if ids:
            valeurs = Valeur.objects.filter(
                indicateur__in=ids, collectivite__in={f.collectivite_id for f in fiches}, source__isnull=True
            )
            for valeur in valeurs.order_by("date_valeur", "pk"):
                cle = (valeur.collectivite_id, valeur.indicateur_id)
                if valeur.resultat is not None:
                    resultats[cle][valeur.annee] = valeur.resultat
                if valeur.objectif is not None:
                    objectifs[cle][valeur.annee] = valeur.objectif
        return resultats, objectifs

    def _caches(self, fiches: list[Fiche]) -> set[_Cle]:
        """Indicators that a collectivité hides from its readers, when the person is only that there."""
        ids = {suivi.indicateur_id for fiche in fiches for suivi in fiche.indicateurs.all()}
        lues = {fiche.collectivite_id for fiche in fiches} - self.contribue
        if self.tout or not ids or not lues:
            return set()
        caches = IndicateurCollectivite.objects.filter(indicateur__in=ids, collectivite__in=lues, confidentiel=True)
        return set(caches.values_list("collectivite_id", "indicateur_id"))

    def _visibles(self, utilisateur: Utilisateur | None, fiches: list[Fiche]) -> set[int]:
        """Ids of the linked and blocking fiches that the person may see."""
        autres = {lien.vers_id for fiche in fiches for lien in fiche.liens_sortants.all()}
        autres |= {lien.de_id for fiche in fiches for lien in fiche.liens_entrants.all()}
        if self.echanges:
            autres |= {b.fiche_bloquante_id for f in fiches for b in f.blocages.all() if b.fiche_bloquante_id}
        if not autres:
            return autres
        if utilisateur is None:
            return set(Fiche.objects.filter(pk__in=autres, supprimee_le__isnull=True).values_list("pk", flat=True))
        return set(list_visibles_par(utilisateur).filter(pk__in=autres).values_list("pk", flat=True))

    def fiche(self, fiche: Fiche) -> FicheComplete:
        """One fiche, its sous-fiches still to come."""
        complete = self._corps(fiche)
        complete.creation = passage(fiche.cree_le, fiche.cree_par)
        complete.modification = passage(fiche.modifie_le, fiche.modifie_par)
        if self.echanges:
            complete.commentaires = commentaires_cites(fiche.commentaires.all())
            complete.blocages = blocages_cites(fiche, self.visibles)
        return complete

    def _corps(self, fiche: Fiche) -> FicheComplete:
        return FicheComplete(
            titre=fiche.titre,
            code=fiche.code,
            ref=fiche.pk,
            description=fiche.description,
            contexte=fiche.contexte,
            objectifs=fiche.objectifs,
            moyens=fiche.moyens,
            financements_texte=fiche.financements_texte,
            vigilance=fiche.vigilance,
            nom_officiel=fiche.nom_officiel,
            public_cible=fiche.public_cible,
            calendrier=fiche.calendrier,
            statut=fiche.statut_lisible,
            etat_precision=fiche.etat_precision,
            etat_le=fiche.etat_le,
            **jugements(fiche),
            avancement=fiche.avancement,
            poids=fiche.poids,
            debut=_date(fiche.debut, fiche.precision_debut),
            fin=_date(fiche.fin, fiche.precision_fin),
            amelioration_continue=fiche.amelioration_continue,
            temps=TempsMiseEnOeuvre(fiche.temps) if fiche.temps else None,
            participation=Participation(fiche.participation) if fiche.participation else None,
            participation_texte=fiche.participation_texte,
            **cout_evite(fiche),
            confidentiel=fiche.confidentiel,
            classements=self._classements(fiche),
            objectifs_chiffres=tuple(
                ObjectifChiffre(o.libelle, o.valeur, o.unite, o.echeance) for o in fiche.objectifs_chiffres.all()
            ),
            impacts=tuple(impact_cite(i) for i in fiche.impacts.all()),
            personnes=self._personnes(fiche),
            acteurs=tuple(acteur_cite(a) for a in fiche.acteurs.all()),
            budgets=tuple(budget_cite(b) for b in fiche.budgets.all()),
            financements=tuple(financement_cite(f) for f in fiche.financements.all()),
            indicateurs=self._indicateurs(fiche),
            mesures=tuple(lien.mesure_id for lien in fiche.mesures.all()),
            liens=self._liens(fiche),
            references=tuple(reference_citee(r) for r in fiche.references.all()),
            evaluations=tuple(evaluation_cite(e) for e in fiche.evaluations.all()),
            notes=tuple(NoteCitee(n.date, n.texte, n.auteur_cite or n.auteur_nom) for n in fiche.notes.all()),
            documents=self._documents(fiche),
            communes=tuple(commune.nom for commune in fiche.communes.all()),
        )

    def _classements(self, fiche: Fiche) -> dict[Genre, tuple[str, ...]]:
        codes: dict[Genre, tuple[str, ...]] = {}
        for classement in fiche.classements.all():
            genre = Genre(classement.genre)
            codes[genre] = (*codes.get(genre, ()), classement.code)
        return codes

    def _personnes(self, fiche: Fiche) -> tuple[PersonneCitee, ...]:
        citees = []
        for lien in fiche.personnes.all():
            compte = lien.personne.utilisateur
            courriel = compte.email if compte is not None and self.courriels else ""
            citees.append(PersonneCitee(lien.personne.nom, RolePersonne(lien.role), courriel))
        return tuple(citees)

    def _indicateurs(self, fiche: Fiche) -> tuple[IndicateurCite, ...]:
        cites = []
        for suivi in fiche.indicateurs.all():
            cle = (fiche.collectivite_id, suivi.indicateur_id)
            if cle in self.caches:
                continue
            cites.append(
                IndicateurCite(
                    nom=suivi.indicateur.titre,
                    unite=suivi.indicateur.unite,
                    identifiant=suivi.indicateur.identifiant or "",
                    nature=NatureIndicateur(suivi.nature),
                    cible=suivi.cible,
                    annee_cible=suivi.annee_cible,
                    frequence=Frequence(suivi.frequence) if suivi.frequence else None,
                    source=suivi.source,
                    responsable=suivi.responsable,
                    mesure_avancement=suivi.mesure_avancement,
                    resultats=tuple(sorted(self.resultats.get(cle, {}).items())),
                    objectifs=tuple(sorted(self.objectifs.get(cle, {}).items())),
                )
            )
        return tuple(cites)

    def _liens(self, fiche: Fiche) -> tuple[LienCite, ...]:
        sortants = [(lien, lien.vers, False) for lien in fiche.liens_sortants.all()]
        entrants = [(lien, lien.de, True) for lien in fiche.liens_entrants.all()]
        return tuple(
            LienCite(autre.titre, autre.code, TypeLien(lien.type), entrant, lien.decalage, autre.pk)
            for lien, autre, entrant in [*sortants, *entrants]
            if autre.pk in self.visibles
        )

    def _documents(self, fiche: Fiche) -> tuple[DocumentCite, ...]:
        joints = [joint.document for joint in fiche.documents.all()]
        return tuple(
            DocumentCite(document.nom, document.adresse)
            for document in joints
            if self.tout or not document.confidentiel or document.collectivite_id in self.contribue
        )


_Cle = tuple[int, int]
"""Collectivité and indicator."""


def _date(jour: date | None, precision: str) -> DateConnue | None:
    return DateConnue(jour, Precision(precision)) if jour is not None else None
