"""Making the file of a plan: at once for a small one, as a job for the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.documents.queries import document_for
from cordee.plans.actions.exports import GENRE, consigner_export
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.faits import lignee
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.formats import DemandeExport, FormatExport
from cordee.plans.domain.listes import LanguePlan
from cordee.plans.exports.diaporama import Diapos
from cordee.plans.exports.fabrique import Fichier, fabriquer_plan, restreindre
from cordee.plans.exports.logo import TYPES, verifier_logo
from cordee.plans.exports.presentation import Contexte, RappelDate
from cordee.plans.models import AbonnementCalendrier, Plan
from cordee.plans.queries.dossier import Portee, noms_des_mesures, plan_complet, recueil_complet, toutes_les_fiches
from cordee.plans.queries.dossier_autour import compter_confidentielles
from cordee.plans.queries.leviers import lire_territoire_en_chiffres
from cordee.plans.queries.rappels import rappels_par_fiche
from cordee.plans.queries.versions_exportees import plan_en_version_validee, poser_validations
from cordee.plans.queries.visibilite import plan_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.socle.travaux import Suivi, declarer_travail
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import collectivite_for

DISPARU = "Ce plan n'existe plus, ou vous n'y avez plus accès."


def construire_export(
    utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None, demande: DemandeExport, *, le: datetime,
    avancer: Callable[[float, str], None] | None = None,
) -> Fichier:  # fmt: skip
    """Reads the plan (None: every fiche of the collectivité) as the person sees it now, lays it out, and keeps track of
    the confidential fiches that leave."""
    if avancer is not None:
        avancer(0.05, "Lecture des fiches")
    complet, fichier = lire_et_composer(utilisateur, collectivite, plan, demande, le=le, avancer=avancer)
    sorties = [fiche.ref for fiche in fiches_du_plan(complet) if fiche.ref is not None]
    confidentielles = compter_confidentielles(utilisateur, collectivite, plan, sorties)
    consigner_export(plan or collectivite, demande.format, confidentielles, par=utilisateur, le=le)
    return fichier


def lire_et_composer(
    utilisateur: Utilisateur | None, collectivite: Collectivite, plan: Plan | None, demande: DemandeExport, *,
    le: datetime,
    avancer: Callable[[float, str], None] | None = None,
) -> tuple[PlanComplet, Fichier]:  # fmt: skip
    """The plan as this person sees it (None: the installation, which sees everything) and its file."""
    portee = Portee(demande.fiches, demande.confidentielles)
    if plan is not None:
        complet = plan_complet(utilisateur, collectivite, plan, portee)
    else:
        assert utilisateur is not None  # the installation exports plans only
        complet = recueil_complet(utilisateur, collectivite, portee)
    poser_validations(utilisateur, fiches_du_plan(complet))
    if demande.validee and plan is not None:
        complet = plan_en_version_validee(utilisateur, plan, complet)
    if demande.fiches is not None:
        complet = restreindre(complet, demande.fiches)
    contexte = Contexte(
        le=timezone.localtime(le).date(),
        plan=complet.nom,
        collectivite=complet.collectivite,
        mesures=noms_des_mesures(fiches_du_plan(complet)),
        adresse=adresse_des_fiches(collectivite),
        options=demande.options,
        langue=str(complet.langue or LanguePlan.FRANCAIS),
    )
    fichier = fabriquer_plan(
        demande.format, complet, contexte, le=le, hote=hote(),
        livret=demande.livret, diapos=_diapos(utilisateur, collectivite, demande), avancer=avancer,
        lignes=demande.lignes,
    )  # fmt: skip
    return complet, fichier


def _diapos(utilisateur: Utilisateur | None, collectivite: Collectivite, demande: DemandeExport) -> Diapos:
    """What the slides hold; the logo is a document that the person sees now."""
    if demande.format is not FormatExport.PPTX:
        return Diapos()
    logo = b""
    if demande.logo is not None and utilisateur is not None:
        document = document_for(utilisateur, collectivite, demande.logo)
        if document is not None and document.type_mime in TYPES:
            with document.fichier.open("rb") as fichier:
                logo = verifier_logo(fichier.read())
    territoire = None
    if demande.options.indicateurs and utilisateur is not None:
        territoire = lire_territoire_en_chiffres(utilisateur, collectivite, confidentiels=demande.confidentielles)
    return Diapos(None if demande.diapos else (), demande.case_vide, logo, territoire)


def construire_calendrier(abonnement: AbonnementCalendrier, *, le: datetime) -> Fichier | None:
    """What the calendar program of somebody reads: the deadlines that they may see now. None when they no longer see
    the plan or the collectivité. Nothing is written in the audit trail: it is read every few hours, and its opening
    was."""
    utilisateur, collectivite, plan = abonnement.utilisateur, abonnement.collectivite, abonnement.plan
    if collectivite_for(utilisateur, collectivite.siren) is None:
        return None
    if plan is None:
        complet = PlanComplet(collectivite.nom, collectivite.nom, fiches=toutes_les_fiches(utilisateur, collectivite))
    elif plan_for(utilisateur, collectivite, plan.pk) is None:
        return None
    else:
        complet = plan_complet(utilisateur, collectivite, plan)
    contexte = Contexte(
        le=timezone.localtime(le).date(), plan=complet.nom, collectivite=collectivite.nom,
        adresse=adresse_des_fiches(collectivite), rappels=_rappels_of(utilisateur, complet),
    )  # fmt: skip
    return fabriquer_plan(FormatExport.ICS, complet, contexte, le=le, hote=hote())


def _rappels_of(utilisateur: Utilisateur, complet: PlanComplet) -> dict[int, list[RappelDate]]:
    """What the person put, or has, on these fiches: read by their own calendar alone."""
    refs = [f.ref for fiche in fiches_du_plan(complet) for f in lignee(fiche) if f.ref is not None]
    lus = rappels_par_fiche(utilisateur, refs)
    return {pk: [RappelDate(r.pk, r.jour, r.mot) for r in rappels] for pk, rappels in lus.items()}


def hote() -> str:
    """Name of the site, which makes the identifiers of its events unique."""
    adresse: str = settings.CORDEE_ADRESSE
    return adresse.partition("://")[2]


def adresse_des_fiches(collectivite: Collectivite) -> Callable[[FicheComplete], str]:
    """Where a fiche is on the site, seen from this collectivité."""

    def adresse(fiche: FicheComplete) -> str:
        return f"{settings.CORDEE_ADRESSE}{reverse('fiche', args=[collectivite.siren, fiche.ref])}" if fiche.ref else ""

    return adresse


def executer(travail: Travail, suivi: Suivi) -> None:
    """The job. Rights are those of the person at this moment."""
    utilisateur = travail.demande_par
    collectivite = Collectivite.objects.filter(pk=travail.parametres["collectivite"]).first()
    if utilisateur is None or collectivite is None or collectivite_for(utilisateur, collectivite.siren) is None:
        raise DonneeRefusee(DISPARU)
    numero = travail.parametres["plan"]
    plan = plan_for(utilisateur, collectivite, numero) if numero is not None else None
    if numero is not None and plan is None:
        raise DonneeRefusee(DISPARU)
    demande = DemandeExport.lire(travail.parametres)
    fichier = construire_export(utilisateur, collectivite, plan, demande, le=timezone.now(), avancer=suivi.avancer)
    suivi.rendre_fichier(fichier.nom, fichier.octets, fichier.mime)


declarer_travail(GENRE, "Export d'un plan", executer)
