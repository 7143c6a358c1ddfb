"""Asking for an export, keeping track of what leaves with confidential fiches, opening and closing a calendar."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.plans.domain.colonnes_feuilles import RECUEIL
from cordee.plans.domain.formats import DemandeExport, FormatExport
from cordee.plans.models import AbonnementCalendrier, Fiche, Plan
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.socle.permissions import Refus, exiger
from cordee.socle.travaux import lancer_travail
from cordee.territoires.models import Collectivite

GENRE = "plans.exporter_plan"
OCTETS_DU_JETON = 32


@transaction.atomic
def demander_export(
    plan: Plan | None, collectivite: Collectivite, demande: DemandeExport, *, par: Utilisateur, le: datetime
) -> Travail:
    """Starts the job that makes the file of a plan, or of the fiches of the collectivité (None); it is found in « Mes
    documents ». Raises DonneeRefusee when nothing was chosen."""
    exiger(par, "plans.exporter", collectivite)
    if demande.fiches is not None and not demande.fiches:
        raise DonneeRefusee("Aucune fiche n'est choisie : cochez-en, ou exportez-les toutes.")
    return lancer_travail(
        GENRE,
        libelle=f"{plan.nom if plan is not None else RECUEIL}, {demande.format.libelle}",
        parametres={
            "plan": plan.pk if plan is not None else None,
            "collectivite": collectivite.pk,
            **demande.en_parametres(),
        },
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
    )


@transaction.atomic
def consigner_export(
    objet: Plan | Fiche | Collectivite, format_: FormatExport, confidentielles: int, *, par: Utilisateur, le: datetime
) -> None:
    """Writes in the audit trail that confidential fiches left the application; nothing when there are none."""
    exiger(par, "plans.voir_fiche" if isinstance(objet, Fiche) else "plans.exporter", _portant(objet))
    if not confidentielles:
        return
    combien = f"{confidentielles} {accorder(confidentielles, 'fiche confidentielle', 'fiches confidentielles')}"
    consigner(
        objet,
        "plans.exporter",
        f"A exporté {combien} en {format_.libelle}",
        par=par,
        le=le,
        collectivite_id=objet.pk if isinstance(objet, Collectivite) else objet.collectivite_id,
        details={"format": str(format_), "confidentielles": confidentielles},
    )


def _portant(objet: Plan | Fiche | Collectivite) -> Collectivite | Fiche:
    return objet.collectivite if isinstance(objet, Plan) else objet


@transaction.atomic
def ouvrir_calendrier(
    collectivite: Collectivite, plan: Plan | None, *, par: Utilisateur, le: datetime
) -> AbonnementCalendrier:
    """A new secret address for this person and this plan (None: all the fiches of the collectivité); the one they had
    before no longer answers."""
    exiger(par, "plans.exporter", collectivite)
    AbonnementCalendrier.objects.filter(utilisateur=par, collectivite=collectivite, plan=plan).delete()
    abonnement = AbonnementCalendrier.objects.create(
        utilisateur=par, collectivite=collectivite, plan=plan, jeton=secrets.token_urlsafe(OCTETS_DU_JETON), cree_le=le
    )
    _consigner_calendrier(abonnement, "A ouvert un calendrier à son agenda", par, le)
    return abonnement


@transaction.atomic
def fermer_calendrier(abonnement: AbonnementCalendrier, *, par: Utilisateur, le: datetime) -> None:
    """The address no longer answers. Only its person closes it."""
    exiger(par, "plans.exporter", abonnement.collectivite)
    if abonnement.utilisateur_id != par.pk:
        raise Refus("Ce calendrier est celui de quelqu'un d'autre.")
    _consigner_calendrier(abonnement, "A fermé le calendrier de son agenda", par, le)
    abonnement.delete()


def _consigner_calendrier(abonnement: AbonnementCalendrier, resume: str, par: Utilisateur, le: datetime) -> None:
    objet = abonnement.plan or abonnement.collectivite
    consigner(objet, "plans.abonner_calendrier", resume, par=par, le=le, collectivite_id=abonnement.collectivite_id)
