"""Setting, publishing and taking back the public page of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.dates import jour_long
from cordee.outils.texte import enumerer, rendre_vide
from cordee.plans.models import Plan
from cordee.publication.domain.reglages import EtatPublication, NomsMontres, faute_d_adresse, proposer_adresse
from cordee.publication.models import AncienneAdresse, PublicationPlan
from cordee.publication.permissions import qui_peut_publier
from cordee.publication.queries.publications import AdressesPrises, publication_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

PRESENTATION_MAX = 10_000
LIBELLES: dict[str, str] = {
    "adresse": "l'adresse", "presentation": "la présentation", "debut": "le début", "fin": "la fin",
    "noms": "les noms montrés", "montre_structures": "les structures", "montre_indicateurs": "les indicateurs",
    "montre_budgets": "les budgets", "montre_financeurs": "les financeurs", "montre_notes": "les notes de suivi",
    "montre_documents": "les documents", "contact_courriel": "le courriel public",
    "contact_telephone": "le téléphone public", "indexable": "les moteurs de recherche",
}  # fmt: skip
"""Settings, as the trail names them."""
TEXTES = {"adresse": 80, "contact_courriel": 254, "contact_telephone": 40}
EFFACE = "Ce plan a été supprimé entre-temps : revenez à la liste des plans."


@transaction.atomic
def regler_publication(plan: Plan, reglages: Mapping[str, Any], *, par: Utilisateur, le: datetime) -> PublicationPlan:
    """Changes settings (keys of LIBELLES); those not given stay. What is public changes at once."""
    publication = _ouvrir(plan, par=par, le=le)
    propres = _lire(publication, reglages)
    avant = {nom: getattr(publication, nom) for nom in propres}
    changes = [nom for nom, valeur in propres.items() if valeur != avant[nom]]
    if not changes:
        return publication
    for nom in changes:
        setattr(publication, nom, propres[nom])
    publication.modifiee_le, publication.modifiee_par = le, par
    publication.save(update_fields=[*changes, "modifiee_le", "modifiee_par"])
    if "adresse" in changes:
        _quitter(publication, str(avant["adresse"]), le)
    dits = enumerer([LIBELLES[nom] for nom in changes])
    champs = {nom: [_ecrire(avant[nom]), _ecrire(propres[nom])] for nom in changes}
    _consigner(publication, "regler_publication", f"A changé {dits} de la page publique", par, le, champs)
    return publication


@transaction.atomic
def publier_plan(
    plan: Plan, reglages: Mapping[str, Any] | None = None, *, par: Utilisateur, le: datetime
) -> PublicationPlan:
    """Opens the page to everybody, between the dates of its settings; changes these settings before, all or nothing.
    Published again, it says nothing."""
    publication = _ouvrir(plan, par=par, le=le)
    if reglages:
        publication = regler_publication(plan, reglages, par=par, le=le)
    if publication.plan.confidentiel:
        raise DonneeRefusee("Ce plan est confidentiel : rendez-le visible à tous les rôles avant de le publier.")
    jour = timezone.localtime(le).date()
    if publication.fin is not None and publication.fin < jour:
        raise DonneeRefusee(
            f"La publication finirait le {jour_long(publication.fin)}, qui est passé : changez la date de fin."
        )
    if publication.publiee_le is not None:
        return publication
    publication.publiee_le, publication.publiee_par, publication.retiree_le = le, par, None
    publication.save(update_fields=["publiee_le", "publiee_par", "retiree_le"])
    programmee = publication.etat(jour) is EtatPublication.PROGRAMMEE
    quand = f", visible à partir du {jour_long(publication.debut)}" if programmee and publication.debut else ""
    _consigner(publication, "publier_plan", f"A publié le plan{quand}", par, le, {})
    return publication


@transaction.atomic
def depublier_plan(plan: Plan, *, par: Utilisateur, le: datetime) -> PublicationPlan:
    """Takes the page back at once. One that the public never saw is a draft again; the others say that they are
    gone."""
    publication = _ouvrir(plan, par=par, le=le)
    if publication.publiee_le is None:
        return publication
    jour = timezone.localtime(le).date()
    vue = publication.debut is None or publication.debut <= jour
    publication.publiee_le, publication.publiee_par = None, None
    publication.retiree_le = le if vue else None
    publication.save(update_fields=["publiee_le", "publiee_par", "retiree_le"])
    _consigner(publication, "depublier_plan", "A retiré le plan du site public", par, le, {})
    return publication


def _ouvrir(plan: Plan, *, par: Utilisateur, le: datetime) -> PublicationPlan:
    """The publication of the plan, made with its default settings the first time, locked until the end of the
    transaction."""
    exiger(par, "publication.publier_plan", plan, raison=qui_peut_publier())
    verrouille = Plan.objects.select_for_update(of=("self",)).select_related("collectivite").filter(pk=plan.pk).first()
    if verrouille is None:
        raise DonneeRefusee(EFFACE)
    publication = publication_of(verrouille)
    if publication.pk is None:
        publication.modifiee_le, publication.modifiee_par = le, par
        publication.save(force_insert=True)
    return publication


def _lire(publication: PublicationPlan, reglages: Mapping[str, Any]) -> dict[str, Any]:
    inconnus = reglages.keys() - LIBELLES.keys()
    if inconnus:
        raise LookupError(f"réglages inconnus : {sorted(inconnus)}")
    propres = dict(reglages)
    for nom, maximum in TEXTES.items():
        if nom in propres:
            propres[nom] = rendre_vide(" ".join(str(propres[nom]).replace("\0", "").split()))[: maximum + 1]
    if "presentation" in propres:
        texte = rendre_vide(str(propres["presentation"]).replace("\r\n", "\n").replace("\0", "").strip())
        if len(texte) > PRESENTATION_MAX:
            raise DonneeRefusee(f"La présentation dépasse {PRESENTATION_MAX} caractères : raccourcissez-la.")
        propres["presentation"] = texte
    if "noms" in propres:
        propres["noms"] = NomsMontres(propres["noms"]).value
    _verifier(publication, propres)
    return propres


def _verifier(publication: PublicationPlan, propres: Mapping[str, Any]) -> None:
    adresse = propres.get("adresse", publication.adresse)
    if faute := faute_d_adresse(adresse):
        raise DonneeRefusee(faute)
    prise = PublicationPlan.objects.filter(adresse=adresse).exclude(pk=publication.pk).exists()
    if prise or AncienneAdresse.objects.filter(adresse=adresse).exclude(publication=publication).exists():
        raise DonneeRefusee(f"L'adresse « {adresse} » mène déjà à un autre plan : choisissez-en une autre.")
    debut, fin = (propres.get(nom, getattr(publication, nom)) for nom in ("debut", "fin"))
    if debut is not None and fin is not None and fin < debut:
        raise DonneeRefusee(f"La publication finirait avant son début, le {jour_long(debut)} : corrigez une date.")


def _quitter(publication: PublicationPlan, ancienne: str, le: datetime) -> None:
    """The old address leads to the new one; an address that is taken again leads nowhere else."""
    publication.anciennes_adresses.filter(adresse=publication.adresse).delete()
    AncienneAdresse.objects.create(publication=publication, adresse=ancienne, quittee_le=le)


def _ecrire(valeur: Any) -> Any:
    return valeur.isoformat() if hasattr(valeur, "isoformat") else valeur


def _consigner(
    publication: PublicationPlan, verbe: str, resume: str, par: Utilisateur, le: datetime, champs: Mapping[str, Any]
) -> None:
    consigner(
        publication, f"publication.{verbe}", f"{resume} (« {publication.plan.nom} »)", par=par, le=le,
        collectivite_id=publication.plan.collectivite_id, details={"champs": dict(champs)} if champs else {},
    )  # fmt: skip


def garder_publications(rangees: list[PublicationPlan]) -> list[PublicationPlan]:
    """Of a plan that comes back: its page takes another address when its own leads elsewhere since."""
    prises = AdressesPrises()
    for rangee in rangees:
        if rangee.adresse in prises:
            rangee.adresse = proposer_adresse(rangee.adresse, "", prises)
    return rangees


def garder_anciennes(rangees: list[AncienneAdresse]) -> list[AncienneAdresse]:
    """Of a plan that comes back: its old addresses, but for those that lead elsewhere since."""
    prises = AdressesPrises()
    return [rangee for rangee in rangees if rangee.adresse not in prises]
