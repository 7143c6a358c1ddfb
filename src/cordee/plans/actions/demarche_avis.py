"""Opinions on a démarche PCAET and documents of its dossier."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.outils.dates import jour_long
from cordee.plans.actions.demarche import ecrire, nettoyer, raison_du_gel, verrouiller
from cordee.plans.actions.prevenir_demarche import annuler_avis, prevenir_avis
from cordee.plans.domain.pcaet import EXPRIMES, EtatPcaet, InstanceAvis, Piece, SensAvis
from cordee.plans.models import AvisDemarche, DemarchePcaet, DocumentDemarche
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

TEXTE_MAX = 20_000
EFFACES = (
    "sens", "rendu_le", "resume", "document", "reponse", "repondu_le", "repondu_par", "depose_le", "depose_par",
)  # fmt: skip
OUVERTS_AUX_AVIS = (EtatPcaet.TRANSMIS, EtatPcaet.INSTRUIT)


def _verrouiller_avis(avis: AvisDemarche) -> tuple[DemarchePcaet, AvisDemarche]:
    demarche = verrouiller(avis.demarche)
    if demarche.etat_lisible not in OUVERTS_AUX_AVIS:
        raise DonneeRefusee(_fermee(demarche))
    return demarche, AvisDemarche.objects.select_for_update().get(pk=avis.pk)


@transaction.atomic
def demander_avis(
    demarche: DemarchePcaet, intitule: str, demande_le: date, *, par: Utilisateur, le: datetime
) -> AvisDemarche:
    """Adds the opinion of another authority (conseil de développement, parc naturel…). It never blocks."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller(demarche)
    if ici.etat_lisible not in OUVERTS_AUX_AVIS:
        raise DonneeRefusee("Un avis se demande entre la transmission et l'adoption.")
    intitule = nettoyer(" ".join(intitule.split()), 200, "Nom de l'instance")
    if not intitule:
        raise DonneeRefusee("Dites à quelle instance l'avis est demandé.")
    if demande_le > timezone.localdate(le):
        raise DonneeRefusee("La date de la demande est à venir : donnez celle où elle est partie.")
    avis = AvisDemarche.objects.create(
        demarche=ici, instance=str(InstanceAvis.AUTRE), intitule=intitule, demande_le=demande_le,
        echeance=ici.echeance_avis,
    )  # fmt: skip
    ecrire(ici, "plans.demander_avis", f"A demandé l'avis : {intitule}", par=par, le=le)
    return avis


@transaction.atomic
def enregistrer_avis(
    avis: AvisDemarche,
    sens: SensAvis,
    rendu_le: date,
    *,
    resume: str = "",
    document: Document | None = None,
    par: Utilisateur,
    le: datetime,
) -> AvisDemarche:
    """Records what an authority said and when; `document` replaces the one attached when it is given. An opinion that
    comes after its deadline replaces the silence that was found."""
    exiger(par, "plans.modifier_demarche", avis.demarche)
    demarche, ici = _verrouiller_avis(avis)
    verifier_avis(ici, sens, rendu_le, le=le)
    refuser_avis_depose(ici)
    ici.sens, ici.rendu_le, ici.resume = str(sens), rendu_le, nettoyer(resume, TEXTE_MAX, "Résumé de l'avis")
    if document is not None:
        _verifier_document(demarche, document)
        ici.document = document
    ici.save(update_fields=["sens", "rendu_le", "resume", "document"])
    phrase = f"A enregistré l'avis « {sens.libelle} » : {ici.libelle}"
    ecrire(demarche, "plans.enregistrer_avis", phrase, par=par, le=le, avis=ici.pk, sens=str(sens))
    prevenir_avis(demarche, ici, par=par, le=le)
    return ici


def refuser_avis_depose(avis: AvisDemarche) -> None:
    """What an authority filed itself is changed by it alone."""
    if avis.depose_le is not None:
        raise DonneeRefusee("L'instance a déposé cet avis : envoyez-lui un nouveau lien pour qu'elle le corrige.")


def verifier_avis(avis: AvisDemarche, sens: SensAvis, rendu_le: date, *, le: datetime) -> None:
    """What an opinion cannot say. Asked before its file is kept too, so that a refusal leaves nothing behind."""
    if avis.demarche.etat_lisible not in OUVERTS_AUX_AVIS:
        raise DonneeRefusee(_fermee(avis.demarche))
    if sens not in EXPRIMES:
        raise DonneeRefusee("Un avis tacite ne se saisit pas : il se constate à la fin du délai.")
    if rendu_le > timezone.localdate(le):
        raise DonneeRefusee("La date de l'avis est à venir : donnez celle de sa signature.")
    if avis.demande_le is not None and rendu_le < avis.demande_le:
        raise DonneeRefusee(f"L'avis ne peut pas précéder sa demande, le {jour_long(avis.demande_le)}.")


def _fermee(demarche: DemarchePcaet) -> str:
    return (
        f"La démarche est « {demarche.etat_lisible.libelle} » : les avis se saisissent entre la transmission et "
        "l'adoption."
    )


@transaction.atomic
def effacer_avis(avis: AvisDemarche, *, par: Utilisateur, le: datetime) -> None:
    """Takes back what was recorded by mistake, with the answer to it; the opinion of another authority disappears. Only
    before the end of the opinions is established. The trail keeps both texts."""
    exiger(par, "plans.modifier_demarche", avis.demarche)
    demarche, ici = _verrouiller_avis(avis)
    if demarche.etat_lisible is not EtatPcaet.TRANSMIS and ici.instance != InstanceAvis.AUTRE:
        raise DonneeRefusee("Les avis sont constatés : corrigez celui-ci en l'enregistrant de nouveau.")
    phrase = f"A effacé l'avis : {ici.libelle}"
    garde = {"sens": ici.sens, "dit": ici.resume, "reponse": ici.reponse, "depose_par": ici.depose_par}
    ecrire(demarche, "plans.effacer_avis", phrase, par=par, le=le, **garde)
    annuler_avis(demarche, ici.pk, le=le)
    if ici.instance == InstanceAvis.AUTRE:
        ici.delete()
        return
    ici.sens, ici.rendu_le, ici.resume, ici.document = "", None, "", None
    ici.reponse, ici.repondu_le, ici.repondu_par = "", None, None
    ici.depose_le, ici.depose_par = None, ""
    ici.save(update_fields=EFFACES)


@transaction.atomic
def repondre_avis(avis: AvisDemarche, reponse: str, *, par: Utilisateur, le: datetime) -> AvisDemarche:
    """Writes what the collectivité answers to an opinion that was given."""
    exiger(par, "plans.modifier_demarche", avis.demarche)
    demarche, ici = _verrouiller_avis(avis)
    reponse = nettoyer(reponse, TEXTE_MAX, "Réponse")
    if not ici.sens or ici.sens == SensAvis.TACITE:
        raise DonneeRefusee("Cette instance n'a pas rendu d'avis : il n'y a rien à quoi répondre.")
    if reponse == ici.reponse:
        return ici
    ici.reponse, ici.repondu_le, ici.repondu_par = reponse, le if reponse else None, par if reponse else None
    ici.save(update_fields=["reponse", "repondu_le", "repondu_par"])
    ecrire(demarche, "plans.repondre_avis", f"A répondu à l'avis : {ici.libelle}", par=par, le=le, avis=ici.pk)
    return ici


def _verifier_document(demarche: DemarchePcaet, document: Document) -> None:
    if document.collectivite_id != demarche.collectivite_id:
        raise DonneeRefusee("Ce document est celui d'une autre collectivité : déposez-le ici.")


@transaction.atomic
def joindre_document(
    demarche: DemarchePcaet, document: Document, piece: Piece, *, par: Utilisateur, le: datetime
) -> DocumentDemarche:
    """Attaches a document of the collectivité as a piece of the dossier."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller(demarche)
    _verifier_document(ici, document)
    verifier_moment(ici, piece)
    joint, cree = DocumentDemarche.objects.get_or_create(
        demarche=ici, document=document, piece=str(piece), defaults={"joint_le": le, "joint_par": par}
    )
    if cree:
        phrase = f"A joint « {document.nom} » ({piece.libelle})"
        ecrire(ici, "plans.joindre_document", phrase, par=par, le=le, document=document.pk, piece=str(piece))
        if piece is Piece.EES:
            _saisir_autorite(ici, par=par, le=le)
    return joint


def _saisir_autorite(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> None:
    """Asks the autorité environnementale that was given no report at the transmission: its time runs from now."""
    jour = timezone.localdate(le)
    echeance = InstanceAvis.MRAE.echeance(jour)
    muette = demarche.avis.filter(instance=str(InstanceAvis.MRAE), demande_le__isnull=True, sens="")
    ouverte = demarche.etat_lisible in OUVERTS_AUX_AVIS
    if not ouverte or not muette.update(demande_le=jour, echeance=echeance):
        return
    demarche.echeance_avis = max(demarche.echeance_avis or echeance, echeance)
    demarche.save(update_fields=["echeance_avis"])
    phrase = f"A saisi l'autorité environnementale, jusqu'au {jour_long(echeance)}"
    ecrire(demarche, "plans.saisir_autorite", phrase, par=par, le=le)


@transaction.atomic
def motiver_sans_ees(demarche: DemarchePcaet, motif: str, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Says why the project has no report of environmental assessment; an empty text takes the reason back."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller(demarche)
    if not ici.etat_lisible.dossier_modifiable:
        raise DonneeRefusee(raison_du_gel(ici))
    motif = nettoyer(motif, 2000, "Pourquoi sans évaluation environnementale")
    if motif != ici.ees_motif:
        ici.ees_motif = motif
        ici.save(update_fields=["ees_motif"])
        phrase = "A dit pourquoi il n'y a pas d'évaluation environnementale"
        ecrire(ici, "plans.motiver_sans_ees", phrase, par=par, le=le, motif=motif)
    return ici


@transaction.atomic
def detacher_document(joint: DocumentDemarche, *, par: Utilisateur, le: datetime) -> None:
    """Takes a document off the dossier; it stays in the collectivité."""
    exiger(par, "plans.modifier_demarche", joint.demarche)
    ici = verrouiller(joint.demarche)
    piece = Piece(joint.piece)
    verifier_moment(ici, piece, retrait=True)
    phrase = f"A retiré « {joint.document.nom} » ({piece.libelle})"
    ecrire(ici, "plans.detacher_document", phrase, par=par, le=le, document=joint.document_id, piece=str(piece))
    joint.delete()


def verifier_moment(demarche: DemarchePcaet, piece: Piece, *, retrait: bool = False) -> None:
    """Refuses a piece out of its time, before its file is kept too. Upstream pieces follow the dossier; the others may
    come until the archive, and stay once the plan is adopted."""
    etat = demarche.etat_lisible
    if piece.moment == "amont" and not etat.dossier_modifiable and not _rapport_tardif(demarche, piece, retrait):
        raise DonneeRefusee(raison_du_gel(demarche))
    if etat is EtatPcaet.ARCHIVE or (retrait and piece.moment == "aval" and etat is EtatPcaet.ADOPTE):
        raise DonneeRefusee(f"La démarche est « {etat.libelle} » : ses documents ne changent plus.")


def _rapport_tardif(demarche: DemarchePcaet, piece: Piece, retrait: bool) -> bool:
    """The report of environmental assessment may still come while the others read, when none was sent."""
    return (
        piece is Piece.EES
        and not retrait
        and demarche.etat_lisible is EtatPcaet.TRANSMIS
        and not a_ete_saisie(demarche)
    )


def a_ete_saisie(demarche: DemarchePcaet) -> bool:
    """Whether the autorité environnementale was asked."""
    return demarche.avis.filter(instance=str(InstanceAvis.MRAE), demande_le__isnull=False).exists()
