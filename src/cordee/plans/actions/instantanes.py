"""Instantanés of a plan: taken at once, or prepared fiche by fiche then closed (docs/calculs/instantanes.md)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from cordee.comptes.actions.notifications import Demande, annuler_notifications, notifier_plusieurs
from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.dates import jour_long
from cordee.plans.actions.composition.ecriture import lire_texte, noter_au_plan, ouvrir, ouvrir_plan
from cordee.plans.actions.prevenir import A_PREPARER
from cordee.plans.models import Fiche, FicheFigee, GesteGroupe, Instantane, Plan
from cordee.plans.queries.corbeille import VERBE_SUPPRESSION
from cordee.plans.queries.figeage import arbre_a_figer, figer_le_plan
from cordee.plans.queries.instantanes_du_jour import list_du_plan
from cordee.plans.queries.relances import pilotes_par_fiche
from cordee.plans.queries.visibilite import nom_au_journal
from cordee.socle.erreurs import DonneeRefusee

NOM_MAX, COMMENTAIRE_MAX = 120, 4000
LOT = 200
"""Versions written at once: some two megabytes."""
RANG_DES_INSTANTANES = 4
"""Place of the instantanés among what a deleted plan leaves (actions.retour_plan.RATTACHES)."""
DEJA_OUVERT = (
    "Un instantané est déjà en préparation dans ce plan : closez-le ou supprimez-le avant d'en préparer un autre."
)


@transaction.atomic
def prendre_instantane(
    plan: Plan,
    nom: str,
    *,
    commentaire: str = "",
    du: date | None = None,
    au: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> Instantane:
    """Freezes the whole plan now. Raises `DonneeRefusee`."""
    ouvert = ouvrir_plan(plan, par=par)
    instantane = Instantane(plan=ouvert, ouvert_le=le, ouvert_par=par)
    _remplir(instantane, nom, commentaire, du, au, None)
    _dater(instantane, ouvert, par=par, le=le)
    instantane.save()
    _ecrire(instantane, figer_le_plan(ouvert, le))
    noter_au_plan(
        ouvert, "prendre_instantane", f"A pris l'instantané « {instantane.nom} » du plan « {ouvert.nom} »", par=par,
        le=le,
    )  # fmt: skip
    return instantane


@transaction.atomic
def preparer_instantane(
    plan: Plan,
    nom: str,
    *,
    echeance: date | None = None,
    commentaire: str = "",
    du: date | None = None,
    au: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> Instantane:
    """Opens a preparation: pilotes say one by one that their fiches are up to date. Raises `DonneeRefusee` when one is
    open already."""
    ouvert = ouvrir_plan(plan, par=par)
    instantane = Instantane(plan=ouvert, ouvert_le=le, ouvert_par=par)
    _remplir(instantane, nom, commentaire, du, au, echeance)
    _garder_une_preparation(instantane)
    fin = f", à clore le {jour_long(echeance)}" if echeance else ""
    noter_au_plan(
        ouvert, "preparer_instantane",
        f"A ouvert la préparation de l'instantané « {instantane.nom} » du plan « {ouvert.nom} »{fin}", par=par, le=le,
    )  # fmt: skip
    return instantane


@transaction.atomic
def modifier_instantane(
    instantane: Instantane,
    nom: str,
    *,
    commentaire: str = "",
    du: date | None = None,
    au: date | None = None,
    echeance: date | None = None,
    par: Utilisateur,
    le: datetime,
) -> Instantane:
    """Changes what it is called and what is said of it, never what it holds."""
    plan, ouvert = _ouvrir(instantane, par=par)
    avant = {nom_: getattr(ouvert, nom_) for nom_ in ("nom", "commentaire", "du", "au", "echeance")}
    _remplir(ouvert, nom, commentaire, du, au, echeance if ouvert.est_ouvert else ouvert.echeance)
    changes = {champ: [_dire(valeur), _dire(getattr(ouvert, champ))] for champ, valeur in avant.items()}
    changes = {champ: paire for champ, paire in changes.items() if paire[0] != paire[1]}
    if changes:
        ouvert.save(update_fields=list(changes))
        noter_au_plan(
            plan, "modifier_instantane", f"A modifié l'instantané « {ouvert.nom} »", par=par, le=le,
            details={"instantane": changes},
        )  # fmt: skip
    return ouvert


@transaction.atomic
def dire_a_jour(fiche: Fiche, instantane: Instantane, *, par: Utilisateur, le: datetime) -> FicheFigee:
    """The fiche is up to date for the instantané in preparation: it is frozen now, again when it was already. Asks the
    right to change the fiche."""
    verrouillee = ouvrir(fiche, par=par)
    prepare = _en_preparation(instantane)
    assert prepare.plan is not None
    figees = figer_le_plan(prepare.plan, le, parmi_les=[verrouillee.pk])
    if not figees:
        raise DonneeRefusee("Cette fiche n'est plus dans le plan : elle ne peut pas être dans l'instantané.")
    (figee,) = figees
    figee.prete_le, figee.prete_par = le, par
    FicheFigee.objects.filter(instantane=prepare, ref=verrouillee.pk).delete()
    _ecrire(prepare, figees)
    annuler_notifications(verrouillee, le=le, genre=A_PREPARER)
    _noter_la_fiche(prepare, verrouillee, "dire_a_jour", "A dit à jour", par=par, le=le)
    return figee


@transaction.atomic
def rouvrir_fiche(fiche: Fiche, instantane: Instantane, *, par: Utilisateur, le: datetime) -> None:
    """The fiche is no longer said up to date: what was frozen of it is forgotten."""
    verrouillee = ouvrir(fiche, par=par)
    prepare = _en_preparation(instantane)
    if FicheFigee.objects.filter(instantane=prepare, ref=verrouillee.pk).delete()[0]:
        _noter_la_fiche(prepare, verrouillee, "rouvrir_fiche", "A rouvert", par=par, le=le)


@transaction.atomic
def clore_instantane(instantane: Instantane, *, par: Utilisateur, le: datetime) -> Instantane:
    """Freezes what nobody said up to date, forgets what left the plan, and dates the instantané."""
    plan, ouvert = _ouvrir(instantane, par=par)
    if not ouvert.est_ouvert:
        raise DonneeRefusee("Cet instantané est déjà clos.")
    gardees = {figee.ref: figee for figee in ouvert.fiches.defer("contenu", "reserves")}
    toutes = figer_le_plan(plan, le)
    for figee in toutes:
        if figee.ref in gardees:
            gardees[figee.ref].rang = figee.rang
    FicheFigee.objects.bulk_update(gardees.values(), ["rang"], batch_size=LOT)
    presentes = {figee.ref for figee in toutes}
    ouvert.fiches.exclude(ref__in=presentes).delete()
    _ecrire(ouvert, [figee for figee in toutes if figee.ref not in gardees])
    _dater(ouvert, plan, par=par, le=le)
    ouvert.save()
    noter_au_plan(
        plan, "clore_instantane", f"A clos l'instantané « {ouvert.nom} » du plan « {plan.nom} »", par=par, le=le,
        details={"a_jour": len(presentes & gardees.keys()), "fiches": len(presentes)},
    )  # fmt: skip
    return ouvert


@transaction.atomic
def supprimer_instantane(instantane: Instantane, *, par: Utilisateur, le: datetime) -> None:
    """Takes it away; `restaurer_instantane` brings it back."""
    plan, ouvert = _ouvrir(instantane, par=par)
    ouvert.supprime_le = le
    ouvert.save(update_fields=["supprime_le"])
    noter_au_plan(plan, "supprimer_instantane", f"A supprimé l'instantané « {ouvert.nom} »", par=par, le=le)


@transaction.atomic
def restaurer_instantane(instantane: Instantane, *, par: Utilisateur, le: datetime) -> None:
    """Brings back an instantané that was deleted. Raises `DonneeRefusee` when another is being prepared."""
    plan, ouvert = _ouvrir(instantane, par=par, supprime=True)
    ouvert.supprime_le = None
    _garder_une_preparation(ouvert)
    noter_au_plan(plan, "restaurer_instantane", f"A remis l'instantané « {ouvert.nom} »", par=par, le=le)


@transaction.atomic
def relancer_pilotes_de_l_instantane(instantane: Instantane, *, par: Utilisateur, le: datetime) -> int:
    """Reminds the pilotes whose fiches nobody said up to date; returns how many people are told. The words are made
    when they are sent, for those whose fiche still waits then."""
    plan, ouvert = _ouvrir(instantane, par=par)
    if not ouvert.est_ouvert:
        raise DonneeRefusee("Cet instantané est clos : il n'y a plus personne à prévenir.")
    pretes = set(ouvert.fiches.values_list("ref", flat=True))
    attendues = [fiche for fiche in list_du_plan(plan) if fiche.pk not in pretes]
    pilotes = pilotes_par_fiche({fiche.pk for fiche in attendues})
    cle = f"{ouvert.pk}:{le.date().isoformat()}"
    demandes = [
        Demande(fiche, pilotes.get(fiche.pk, ()), cle, {"instantane": ouvert.pk}, fiche.collectivite_id)
        for fiche in attendues
    ]
    dites = notifier_plusieurs(demandes, A_PREPARER, par=par, le=le, delai=timedelta(0))
    personnes = len({dite.destinataire_id for dite in dites})
    noter_au_plan(
        plan, "relancer_instantane", f"A relancé les pilotes pour l'instantané « {ouvert.nom} »", par=par, le=le,
        details={"personnes": personnes},
    )  # fmt: skip
    return personnes


def purger_instantanes(*, par: Utilisateur | None, le: datetime, conservation: timedelta) -> int:
    """Deletes for good those deleted longer ago than `conservation`, and those whose plan can no longer come back;
    returns how many."""
    reviendront: set[int] = set()
    for geste in GesteGroupe.objects.filter(verbe=VERBE_SUPPRESSION, annule_le__isnull=True):
        reviendront.update(*geste.avant["rattaches"][RANG_DES_INSTANTANES : RANG_DES_INSTANTANES + 1])
    orphelins = Instantane.objects.filter(plan__isnull=True).exclude(pk__in=reviendront)
    anciens = Instantane.objects.filter(supprime_le__lt=le - conservation)
    perimes = {*orphelins.values_list("pk", flat=True), *anciens.values_list("pk", flat=True)}
    Instantane.objects.filter(pk__in=perimes).delete()
    return len(perimes)


# Steps --------------------------------------------------------------------------------------------------------------


def _remplir(
    instantane: Instantane, nom: str, commentaire: str, du: date | None, au: date | None, echeance: date | None
) -> None:
    instantane.nom = lire_texte(nom, "Nom", NOM_MAX, obligatoire=True)
    instantane.commentaire = lire_texte(commentaire, "Commentaire", COMMENTAIRE_MAX, lignes=True)
    if du is not None and au is not None and au < du:
        raise DonneeRefusee(f"La période finirait le {jour_long(au)}, avant son début : changez l'une des deux dates.")
    instantane.du, instantane.au, instantane.echeance = du, au, echeance


def _dater(instantane: Instantane, plan: Plan, *, par: Utilisateur, le: datetime) -> None:
    instantane.ponderation, instantane.arbre = plan.ponderation, arbre_a_figer(plan)
    instantane.pris_le, instantane.pris_par, instantane.pris_par_nom = le, par, par.nom_complet


def _ecrire(instantane: Instantane, figees: list[FicheFigee]) -> None:
    for figee in figees:
        figee.instantane = instantane
    FicheFigee.objects.bulk_create(figees, batch_size=LOT)


def _garder_une_preparation(instantane: Instantane) -> None:
    try:
        with transaction.atomic():
            instantane.save()
    except IntegrityError as erreur:
        raise DonneeRefusee(DEJA_OUVERT) from erreur


def _ouvrir(instantane: Instantane, *, par: Utilisateur, supprime: bool = False) -> tuple[Plan, Instantane]:
    """The plan and the instantané locked, once the right is asked."""
    assert instantane.plan is not None
    plan = ouvrir_plan(instantane.plan, par=par)
    verrouille = (
        Instantane.objects.select_for_update(of=("self",))
        .filter(pk=instantane.pk, plan=plan, supprime_le__isnull=not supprime)
        .first()
    )
    if verrouille is None:
        raise DonneeRefusee("Cet instantané a été supprimé ou remis entre-temps : rechargez la page.")
    verrouille.plan = plan
    return plan, verrouille


def _en_preparation(instantane: Instantane) -> Instantane:
    """The same locked, as long as it is in preparation."""
    verrouille = (
        Instantane.objects.select_for_update(of=("self",))
        .select_related("plan__collectivite")
        .filter(pk=instantane.pk, plan__isnull=False, supprime_le__isnull=True, pris_le__isnull=True)
        .first()
    )
    if verrouille is None:
        raise DonneeRefusee("Cet instantané n'est plus en préparation : il a été clos ou supprimé entre-temps.")
    return verrouille


def _noter_la_fiche(
    instantane: Instantane, fiche: Fiche, verbe: str, mots: str, *, par: Utilisateur, le: datetime
) -> None:
    """In the trail of the plan, whose row is left alone: closing locks it before the instantané."""
    assert instantane.plan is not None
    consigner(
        instantane.plan, f"plans.{verbe}", f"{mots} {nom_au_journal(fiche)} pour l'instantané « {instantane.nom} »",
        par=par, le=le, collectivite_id=instantane.plan.collectivite_id, details={"fiche": fiche.pk},
    )  # fmt: skip


def _dire(valeur: date | str | None) -> str | None:
    return valeur.isoformat() if isinstance(valeur, date) else valeur
