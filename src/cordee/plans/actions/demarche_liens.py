"""Links by which an authority files its opinion itself, without an account (docs/adr/0030-depot-des-avis.md)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.documents.actions import recevoir_fichier
from cordee.outils.dates import jour_long
from cordee.plans.actions.demarche import SaisieRefusee, ecrire, exiger_conduite, nettoyer, verrouiller
from cordee.plans.actions.demarche_avis import OUVERTS_AUX_AVIS, TEXTE_MAX, verifier_avis
from cordee.plans.domain.pcaet import SensAvis
from cordee.plans.domain.pcaet.depot import JOURS_MAX, EtatLien, empreinte_du_jeton, fabriquer_jeton
from cordee.plans.models import AvisDemarche, DemarchePcaet, LienAvis
from cordee.plans.queries.demarche_liens import etat_of
from cordee.socle.erreurs import DonneeRefusee

NOM_MAX, FONCTION_MAX, DESTINATAIRE_MAX = 150, 140, 200
FERMES: dict[EtatLien, str] = {
    EtatLien.FERME: "Ce lien a été fermé : demandez-en un autre à la collectivité.",
    EtatLien.EXPIRE: "Ce lien a expiré : demandez-en un autre à la collectivité.",
    EtatLien.DEPOSE: "L'avis a déjà été déposé par ce lien : pour le corriger, demandez-en un autre à la collectivité.",
}
"""Why a link no longer files anything."""


@transaction.atomic
def ouvrir_lien(
    avis: AvisDemarche, destinataire: str, dernier_jour: date, *, par: Utilisateur, le: datetime
) -> tuple[LienAvis, str]:
    """A link for one authority and the secret of its address, which is not kept: it is shown once. The link that it had
    is closed."""
    exiger_conduite(par, avis.demarche)
    demarche = verrouiller(avis.demarche)
    jour = timezone.localdate(le)
    if demarche.etat_lisible not in OUVERTS_AUX_AVIS:
        raise DonneeRefusee("Un lien de dépôt s'envoie entre la transmission et l'adoption.")
    if avis.demande_le is None:
        raise DonneeRefusee("Cette autorité n'est pas saisie : joignez d'abord le rapport qu'elle attend.")
    destinataire = nettoyer(" ".join(destinataire.split()), DESTINATAIRE_MAX, "Envoyé à")
    if not destinataire:
        raise SaisieRefusee({"destinataire": "Dites à qui le lien est envoyé : un service, une personne."})
    dernier = jour + timedelta(days=JOURS_MAX)
    if not jour <= dernier_jour <= dernier:
        raise SaisieRefusee({"expire_le": f"Choisissez un jour d'ici au {jour_long(dernier)}."})
    ouverts = avis.liens.filter(revoque_le__isnull=True, depose_le__isnull=True)
    remplaces = ouverts.update(revoque_le=le)
    jeton = fabriquer_jeton()
    lien = LienAvis.objects.create(
        avis=avis, empreinte=empreinte_du_jeton(jeton), destinataire=destinataire, expire_le=dernier_jour,
        cree_le=le, cree_par=par,
    )  # fmt: skip
    fin = jour_long(dernier_jour)
    phrase = f"A ouvert un lien de dépôt d'avis pour {destinataire} ({avis.libelle}), jusqu'au {fin}"
    ecrire(demarche, "plans.ouvrir_lien_avis", phrase, par=par, le=le, lien=lien.pk, remplaces=remplaces)
    return lien, jeton


@transaction.atomic
def fermer_lien(lien: LienAvis, *, par: Utilisateur, le: datetime) -> None:
    """Its address opens nothing any more, at once. An opinion filed by it stays."""
    exiger_conduite(par, lien.avis.demarche)
    demarche = verrouiller(lien.avis.demarche)
    if not LienAvis.objects.filter(pk=lien.pk, revoque_le__isnull=True).update(revoque_le=le):
        return
    phrase = f"A fermé le lien de dépôt d'avis de {lien.destinataire} ({lien.avis.libelle})"
    ecrire(demarche, "plans.fermer_lien_avis", phrase, par=par, le=le, lien=lien.pk)


@transaction.atomic
def noter_ouverture(lien: LienAvis, *, par: Utilisateur | None = None, le: datetime) -> None:
    """Writes that the address was read, the first time."""
    if lien.ouvert_le is not None or not LienAvis.objects.filter(pk=lien.pk, ouvert_le__isnull=True).update(
        ouvert_le=le
    ):
        return
    phrase = f"Le lien de dépôt d'avis de {lien.destinataire} ({lien.avis.libelle}) a été ouvert"
    ecrire(verrouiller(lien.avis.demarche), "plans.lire_lien_avis", phrase, par=par, le=le, lien=lien.pk)


def verifier_lien(lien: LienAvis, *, le: datetime) -> None:
    """Raises DonneeRefusee unless an opinion may be filed by it now."""
    etat = etat_of(lien, timezone.localdate(le))
    if etat is not EtatLien.OUVERT:
        raise DonneeRefusee(FERMES[etat])


def deposer_avis(
    lien: LienAvis,
    sens: SensAvis,
    rendu_le: date,
    fichier: File[bytes],
    *,
    resume: str = "",
    nom: str,
    fonction: str = "",
    le: datetime,
) -> AvisDemarche:
    """Records the opinion that the authority files by its link, which is then used up. It replaces what the
    collectivité had typed for it: the authority knows better. Not atomic as a whole: the file is examined and kept
    first, once everything else is known to be right."""
    verifier_lien(lien, le=le)
    verifier_avis(lien.avis, sens, rendu_le, le=le)
    nom = nettoyer(" ".join(nom.split()), NOM_MAX, "Votre nom")
    fonction = nettoyer(" ".join(fonction.split()), FONCTION_MAX, "Votre fonction")
    if not nom:
        raise SaisieRefusee({"nom": "Dites qui dépose l'avis : la collectivité doit pouvoir vous répondre."})
    resume = nettoyer(resume, TEXTE_MAX, "Résumé de l'avis")
    collectivite, titre = lien.avis.demarche.collectivite, f"Avis : {lien.avis.libelle}"[:200]
    document = recevoir_fichier(collectivite, fichier, nom=titre, le=le)
    valeurs: dict[str, Any] = {"sens": str(sens), "rendu_le": rendu_le, "resume": resume, "document": document}
    qui = f"{nom}, {fonction}" if fonction else nom
    return _ecrire_depot(lien, valeurs, qui, par=None, le=le)


@transaction.atomic
def _ecrire_depot(
    lien: LienAvis, valeurs: dict[str, Any], qui: str, *, par: Utilisateur | None, le: datetime
) -> AvisDemarche:
    demarche: DemarchePcaet = verrouiller(lien.avis.demarche)
    ici = LienAvis.objects.select_for_update().get(pk=lien.pk)
    verifier_lien(ici, le=le)
    avis = AvisDemarche.objects.select_for_update().get(pk=ici.avis_id)
    avis.demarche = demarche
    if demarche.etat_lisible not in OUVERTS_AUX_AVIS:
        raise DonneeRefusee(f"La démarche est « {demarche.etat_lisible.libelle} » : elle ne reçoit plus d'avis.")
    avant = {"sens": avis.sens, "dit": avis.resume}
    for nom, valeur in valeurs.items():
        setattr(avis, nom, valeur)
    avis.depose_le, avis.depose_par = le, qui
    avis.save(update_fields=[*valeurs, "depose_le", "depose_par"])
    ici.depose_le = lien.depose_le = le
    ici.save(update_fields=["depose_le"])
    phrase = f"{qui} a déposé l'avis « {SensAvis.libelle_de(avis.sens)} » par un lien : {avis.libelle}"
    ecrire(demarche, "plans.deposer_avis", phrase, par=par, le=le, avis=avis.pk, lien=ici.pk, avant=avant)
    lien.avis = avis
    return avis
