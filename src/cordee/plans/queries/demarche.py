"""Reading the démarches PCAET: who sees them, who pilots them, where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from cordee.comptes.models import Notification, Utilisateur
from cordee.comptes.queries import notifications_pareilles
from cordee.documents.models import Document
from cordee.plans.domain.listes import RolePersonne, TypePlan
from cordee.plans.domain.pcaet import (
    ACTIFS,
    AvisPcaet,
    Cycle,
    EtatPcaet,
    InstanceAvis,
    Manque,
    Obligation,
    Piece,
    SensAvis,
    Situation,
    Transition,
    TypeBilan,
    echeance_adoption,
    obligation_par_defaut,
)
from cordee.plans.models import (
    AvisDemarche,
    BilanDemarche,
    DemarchePcaet,
    DocumentDemarche,
    EtatDemarche,
    Plan,
    PlanPersonne,
)
from cordee.plans.queries.visibilite import ROLE_DU_CONFIDENTIEL, list_plans_for
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import Collectivite, Membre
from cordee.territoires.queries import list_membres_epci_of, role_effectif

EDITENT = (Role.EDITION, Role.COORDINATION, Role.ADMINISTRATION)
COORDONNENT = (Role.COORDINATION, Role.ADMINISTRATION)


def list_demarches_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[DemarchePcaet]:
    """Démarches that a collectivité bears or carries with another, and that the person may see there: those of a
    confidential plan are for the people who see the plan, and never for the collectivités that carry it along. Latest
    first, with what their state needs."""
    role = role_effectif(utilisateur, collectivite)
    if role is None:
        return DemarchePcaet.objects.none()
    siennes = Q(collectivite=collectivite)
    if role.rang < ROLE_DU_CONFIDENTIEL.rang:
        visibles = list_plans_for(utilisateur, collectivite).values("pk")
        siennes &= Q(plan__isnull=True) | Q(plan__in=visibles)
    coportees = DemarchePcaet.coporteuses.through.objects.filter(
        collectivite=collectivite, demarchepcaet=OuterRef("pk")
    )
    portees = Q(Exists(coportees)) & (Q(plan__isnull=True) | Q(plan__confidentiel=False))
    return (
        DemarchePcaet.objects.filter(siennes | portees)
        .select_related("collectivite", "plan", "precedente")
        .prefetch_related(*PREFETCH)
    )


PREFETCH = (
    Prefetch("avis", queryset=AvisDemarche.objects.select_related("document")),
    Prefetch("bilans", queryset=BilanDemarche.objects.select_related("depose_par")),
    Prefetch("documents", queryset=DocumentDemarche.objects.select_related("document", "joint_par")),
    "coporteuses",
)


def demarche_for(utilisateur: Utilisateur, collectivite: Collectivite, pk: int) -> DemarchePcaet | None:
    """One démarche if the person may see it there, looked at from there."""
    demarche = list_demarches_for(utilisateur, collectivite).filter(pk=pk).first()
    if demarche is not None:
        demarche.vue_de = collectivite
    return demarche


def demarche_active_of(collectivite: Collectivite) -> DemarchePcaet | None:
    """The one that is not adopted yet, if any."""
    return DemarchePcaet.objects.filter(collectivite=collectivite, etat__in=[str(etat) for etat in ACTIFS]).first()


def demarches_importees_of(collectivite: Collectivite) -> tuple[dict[str, DemarchePcaet], dict[str, DemarchePcaet]]:
    """Démarches of a collectivité: those of the national file by their number there, the others by their own. One
    query."""
    importees: dict[str, DemarchePcaet] = {}
    siennes: dict[str, DemarchePcaet] = {}
    for demarche in DemarchePcaet.objects.filter(collectivite=collectivite).order_by("pk"):
        if demarche.numero_national:
            importees[demarche.numero_national] = demarche
        else:
            siennes[str(demarche.pk)] = demarche
    return importees, siennes


def list_actives_et_adoptees() -> QuerySet[DemarchePcaet]:
    """Every démarche that may have a reminder."""
    return (
        DemarchePcaet.objects.exclude(etat=str(EtatPcaet.ARCHIVE))
        .select_related("collectivite", "plan", "precedente")
        .prefetch_related(*PREFETCH)
    )


def list_publiees() -> QuerySet[DemarchePcaet]:
    """Démarches that the public may read: the mark, and a state that allows it."""
    return (
        DemarchePcaet.objects.filter(
            publie_le__isnull=False, etat__in=[str(etat) for etat in EtatPcaet if etat.publiable]
        )
        .select_related("collectivite", "plan", "precedente")
        .prefetch_related(*PREFETCH)
        .order_by("collectivite__cle_recherche", "-adopte_le", "pk")
    )


def publiee_of(pk: int) -> DemarchePcaet | None:
    """One of them."""
    return list_publiees().filter(pk=pk).first()


def noms_de_personnes(demarche: DemarchePcaet) -> list[tuple[str, str]]:
    """(what, who) of the people that the heading names, as `noms_publies` opens them or not."""
    noms = (
        ("Chef ou cheffe de projet", demarche.chef_de_projet),
        ("Élu·e référent·e", demarche.elu_referent),
        ("Contact", demarche.contact),
    )
    return [(quoi, qui) for quoi, qui in noms if qui]


def documents_cites(demarche: DemarchePcaet) -> list[Document]:
    """Every document that the démarche holds, as a piece or with an opinion, each once."""
    joints = [joint.document for joint in demarche.documents.all()]
    avis = [avis.document for avis in demarche.avis.all() if avis.document is not None]
    return list({document.pk: document for document in [*joints, *avis]}.values())


def editeurs_of(collectivite: Collectivite) -> QuerySet[Utilisateur]:
    """People who edit in a collectivité: by their own role, or by coordination from a groupement."""
    ici = Membre.objects.filter(collectivite=collectivite, role__in=EDITENT)
    au_dessus = Membre.objects.filter(
        collectivite__appartenances_membres__membre=collectivite,
        collectivite__appartenances_membres__coordination_acceptee=True,
        collectivite__nature__in=[nature for nature in Nature if nature.est_groupement],
        role__in=COORDONNENT,
    )
    return Utilisateur.objects.filter(
        Q(pk__in=ici.values("utilisateur")) | Q(pk__in=au_dessus.values("utilisateur")), is_active=True
    ).order_by("nom", "prenom", "pk")


def pilotes_of(demarche: DemarchePcaet) -> list[Utilisateur]:
    """Pilotes who can still act: an open account that edits in the collectivité."""
    return list(editeurs_of(demarche.collectivite).filter(demarches_pilotees=demarche))


def destinataires_of(demarches: Iterable[DemarchePcaet]) -> dict[int, list[Utilisateur]]:
    """Who is told about each démarche, by id: its pilotes who can act, else everybody who edits there. Four queries,
    whatever their number."""
    liste = list(demarches)
    lieux = {demarche.collectivite_id for demarche in liste}
    ici = Membre.objects.filter(collectivite__in=lieux, role__in=EDITENT)
    au_dessus = Membre.objects.filter(
        collectivite__appartenances_membres__membre__in=lieux,
        collectivite__appartenances_membres__coordination_acceptee=True,
        collectivite__nature__in=[nature for nature in Nature if nature.est_groupement],
        role__in=COORDONNENT,
    )
    paires = {
        *ici.values_list("collectivite_id", "utilisateur_id"),
        *au_dessus.values_list("collectivite__appartenances_membres__membre_id", "utilisateur_id"),
    }
    pilotes = set(
        DemarchePcaet.pilotes.through.objects.filter(demarchepcaet__in=liste).values_list(
            "demarchepcaet_id", "utilisateur_id"
        )
    )
    comptes = Utilisateur.objects.filter(is_active=True).in_bulk({pk for _, pk in paires})
    resultat = {}
    for demarche in liste:
        editent = [pk for pk in sorted(comptes) if (demarche.collectivite_id, pk) in paires]
        choisis = [pk for pk in editent if (demarche.pk, pk) in pilotes]
        resultat[demarche.pk] = [comptes[pk] for pk in choisis or editent]
    return resultat


def prevenus_of(demarches: Iterable[DemarchePcaet]) -> dict[int, list[Utilisateur]]:
    """Who is told of each démarche, by id: `destinataires_of`, and the pilotes of its plan who have a role in the
    collectivité. One query more, whatever their number."""
    liste = list(demarches)
    resultat = destinataires_of(liste)
    plans = {demarche.plan_id: demarche for demarche in liste if demarche.plan_id is not None}
    liens = PlanPersonne.objects.filter(
        plan__in=list(plans), role=RolePersonne.PILOTE, personne__utilisateur__is_active=True,
        personne__utilisateur__roles__collectivite=F("plan__collectivite"),
    )  # fmt: skip
    for lien in liens.select_related("personne__utilisateur").order_by("pk"):
        prevenus = resultat[plans[lien.plan_id].pk]
        if lien.personne.utilisateur not in prevenus:
            prevenus.append(lien.personne.utilisateur)  # type: ignore[arg-type]
    return resultat


def demarches_par_pk(pks: Iterable[int]) -> dict[int, DemarchePcaet]:
    """Démarches with what their reminders need, by id."""
    return {demarche.pk: demarche for demarche in list_actives_et_adoptees().filter(pk__in=list(pks))}


def derniers_rappels(notifications: Iterable[Notification]) -> set[int]:
    """Ids of the latest reminder of each person, démarche and code (the head of its key), whatever its date and its
    palier: it replaces the others, even when it left before. One query."""
    pareilles = notifications_pareilles(notifications).order_by("pk")
    lues = pareilles.values_list("destinataire_id", "objet_id", "cle", "pk")
    return set({(personne, objet, cle.partition(":")[0]): pk for personne, objet, cle, pk in lues}.values())


def est_pilote_de(utilisateur: Utilisateur, demarche: DemarchePcaet) -> bool:
    """Whether the person conducts the démarche: an editor who pilots it, any editor when nobody does."""
    role = role_effectif(utilisateur, demarche.collectivite)
    if role is None or role.rang < Role.EDITION.rang:
        return False
    pilotes = pilotes_of(demarche)
    return not pilotes or utilisateur in pilotes


def list_plans_pcaet_for(utilisateur: Utilisateur, collectivite: Collectivite) -> QuerySet[Plan]:
    """Plans that a démarche may be linked to: PCAET without one."""
    return list_plans_for(utilisateur, collectivite).filter(type=str(TypePlan.PCAET), demarche_pcaet__isnull=True)


def derniere_adoptee_of(collectivite: Collectivite, *, sauf: int = 0) -> DemarchePcaet | None:
    """The last adopted démarche of a collectivité."""
    adoptees = DemarchePcaet.objects.filter(collectivite=collectivite, adopte_le__isnull=False)
    return adoptees.exclude(pk=sauf).order_by("-adopte_le", "-pk").first()


def population_of(collectivite: Collectivite, coporteuses: Iterable[Collectivite] = ()) -> int | None:
    """Inhabitants covered: those of the collectivité, or of the members that carry the plan with it."""
    if not collectivite.est_groupement:
        return collectivite.population
    membres = [c.pk for c in coporteuses]
    total: int | None = Collectivite.objects.filter(pk__in=membres).aggregate(n=Sum("population"))["n"]
    return total if total is not None else collectivite.population


def membres_porteurs_of(collectivite: Collectivite) -> list[Collectivite]:
    """EPCI that a groupement gathers: they carry its plan with it."""
    return list(list_membres_epci_of(collectivite).filter(nature=Nature.EPCI)) if collectivite.est_groupement else []


def obligation_of(
    collectivite: Collectivite, population: int | None, porteuses: Iterable[Collectivite] = ()
) -> Obligation | None:
    """What the law says of this collectivité with this population, and with those that carry its plan along."""
    return obligation_par_defaut(
        epci=collectivite.nature == Nature.EPCI,
        nature_insee=collectivite.nature_insee,
        code_insee=collectivite.code_insee,
        population=population,
        membres=[membre.population for membre in porteuses],
    )


def personnes_du_plan(plan: Plan, role: RolePersonne) -> list[tuple[str, Utilisateur | None]]:
    """Names and accounts of the pilotes (or élus référents) of a plan, in order."""
    lignes = plan.personnes.filter(role=role).select_related("personne__utilisateur")
    return [(ligne.personne.nom, ligne.personne.utilisateur) for ligne in lignes]


# -- where it stands -------------------------------------------------------------------------------------------------
def avis_of(demarche: DemarchePcaet) -> tuple[AvisPcaet, ...]:
    """Its opinions as values."""
    return tuple(en_valeur(avis) for avis in demarche.avis.all())


def en_valeur(avis: AvisDemarche) -> AvisPcaet:
    """One opinion as a value."""
    sens = SensAvis(avis.sens) if avis.sens else None
    instance = InstanceAvis(avis.instance)
    saisie = instance is not InstanceAvis.MRAE or avis.demande_le is not None
    return AvisPcaet(instance, avis.intitule, avis.demande_le, avis.rendu_le, sens, avis.echeance, saisie)


def pieces_of(demarche: DemarchePcaet) -> frozenset[Piece]:
    """Kinds of documents attached."""
    return frozenset(Piece(document.piece) for document in demarche.documents.all())


def bilan_depose(demarche: DemarchePcaet, type_bilan: TypeBilan) -> BilanDemarche | None:
    """The report of this kind, once deposited."""
    return next((b for b in demarche.bilans.all() if b.type == type_bilan and b.depose_le is not None), None)


def adoption_due(demarche: DemarchePcaet) -> date | None:
    """By when the plan must be adopted."""
    precedente = demarche.precedente_adoptee_le or (demarche.precedente.adopte_le if demarche.precedente else None)
    return echeance_adoption(
        demarche.obligation_lisible,
        population=demarche.population,
        precedente=precedente,
        prevue=demarche.adoption_prevue_le,
    )


def cycle_of(demarche: DemarchePcaet) -> Cycle:
    """Its dates."""
    milieu = bilan_depose(demarche, TypeBilan.MI_PARCOURS)
    fin = bilan_depose(demarche, TypeBilan.EVALUATION)
    return Cycle(
        lancement=demarche.lance_le,
        transmission=demarche.transmis_le,
        echeance_avis=demarche.echeance_avis,
        adoption=demarche.adopte_le,
        echeance_adoption=adoption_due(demarche),
        mi_parcours=milieu.depose_le.date() if milieu and milieu.depose_le else None,
        evaluation=fin.depose_le.date() if fin and fin.depose_le else None,
        information=demarche.information_le,
    )


def situation_of(
    demarche: DemarchePcaet,
    manques: tuple[Manque, ...],
    *,
    est_pilote: bool,
    pilotes: Iterable[Utilisateur],
    jour: date,
) -> Situation:
    """What guards look at on `jour`, for somebody who is pilote or not."""
    return Situation(
        etat=demarche.etat_lisible,
        aujourdhui=jour,
        est_pilote=est_pilote,
        pilotes=tuple(pilote.nom_complet for pilote in pilotes),
        manques=manques,
        avis=avis_of(demarche),
        echeance_avis=demarche.echeance_avis,
        pieces=pieces_of(demarche),
        deja_transmise=est_deja_transmise(demarche),
        hors_plateforme=demarche.hors_plateforme,
        evaluation_finale_deposee=bilan_depose(demarche, TypeBilan.EVALUATION) is not None,
    )


def est_deja_transmise(demarche: DemarchePcaet) -> bool:
    """Whether authorities ever received it, even if it was taken back."""
    return demarche.transmis_le is not None or demarche.etats.exists()


def list_passages_of(demarche: DemarchePcaet) -> QuerySet[EtatDemarche]:
    """Its passages from state to state, latest first, without the dossier that some keep."""
    return EtatDemarche.objects.filter(demarche=demarche).select_related("par").defer("details")


def passage_for(demarche: DemarchePcaet, pk: int) -> EtatDemarche | None:
    """One passage with the dossier that it froze, None when it froze none."""
    return EtatDemarche.objects.filter(demarche=demarche, pk=pk, transition=str(Transition.TRANSMETTRE)).first()
