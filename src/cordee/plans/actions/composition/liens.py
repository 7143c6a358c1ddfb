"""What a fiche is tied to: mesures of the référentiels, other fiches, documents."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.plans.actions.composition.ecriture import lire_texte, noter, ouvrir
from cordee.plans.domain.listes import TypeLien
from cordee.plans.models import Fiche, FicheDocument, FicheMesure, LienFiche
from cordee.plans.queries.visibilite import collectivites_of, est_confidentielle
from cordee.referentiels.enums import Mode, Niveau
from cordee.referentiels.models import Engagement, Mesure
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import peut

DECALAGE_MAX = 3_650


# -- mesures -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def lier_mesure(fiche: Fiche, code: str, *, par: Utilisateur, le: datetime) -> FicheMesure:
    """Says that the fiche serves a node of a référentiel; nothing when it was said already. Refused for an axe, for a
    retired node, and for a référentiel that the collectivité has archived."""
    ouverte = ouvrir(fiche, par=par)
    mesure = Mesure.objects.filter(code=code, retiree_en="").select_related("referentiel").first()
    if mesure is None:
        raise DonneeRefusee(f"« {code} » n'existe pas dans les référentiels chargés : cherchez la mesure par son nom.")
    if mesure.niveau not in {Niveau.MESURE, Niveau.SOUS_MESURE, Niveau.TACHE}:
        raise DonneeRefusee("Une fiche sert des mesures, pas un axe entier : choisissez une mesure de cet axe.")
    _refuser_archive(ouverte, mesure)
    lien, cree = FicheMesure.objects.get_or_create(fiche=ouverte, mesure=mesure)
    if cree:
        noter(
            ouverte, "lier_mesure", f"A lié « {ouverte.titre} » à {dire_mesure(mesure)}", par=par, le=le,
            champs={"mesure": [None, dire_mesure(mesure)]}, details={"mesure": mesure.code},
        )  # fmt: skip
    return lien


@transaction.atomic
def delier_mesure(fiche: Fiche, code: str, *, par: Utilisateur, le: datetime) -> None:
    """Unties a mesure; nothing when it was not tied."""
    ouverte = ouvrir(fiche, par=par)
    lien = FicheMesure.objects.filter(fiche=ouverte, mesure=code).select_related("mesure").first()
    if lien is None:
        return
    lien.delete()
    noter(
        ouverte, "delier_mesure", f"A délié « {ouverte.titre} » de {dire_mesure(lien.mesure)}", par=par, le=le,
        champs={"mesure": [dire_mesure(lien.mesure), None]}, details={"mesure": code},
    )  # fmt: skip


def _refuser_archive(fiche: Fiche, mesure: Mesure) -> None:
    engagement = Engagement.objects.filter(
        collectivite=fiche.collectivite_id, referentiel=mesure.referentiel_id, mode=Mode.ARCHIVE
    ).first()
    if engagement is not None:
        raise DonneeRefusee(
            f"Le référentiel {mesure.referentiel.nom} est archivé dans {fiche.collectivite.nom} : rouvrez-le pour y "
            "lier des fiches, ou choisissez une mesure d'un référentiel ouvert."
        )


def dire_mesure(mesure: Mesure) -> str:
    """`CAE 2.1.1 Titre de la mesure`."""
    referentiel, _, numero = mesure.code.partition("_")
    return f"{referentiel.upper()} {numero} {mesure.libelle}"


# -- other fiches ----------------------------------------------------------------------------------------------------
@transaction.atomic
def lier_fiche(
    fiche: Fiche,
    autre: Fiche,
    type_lien: TypeLien | str = TypeLien.LIEE,
    *,
    decalage: int = 0,
    par: Utilisateur,
    le: datetime,
) -> LienFiche:
    """Ties `fiche` to another that the person sees: simply, or as what must come first (`fiche` ends before `autre`
    starts…), `decalage` days apart. A loop of dependencies is refused."""
    type_lien = TypeLien(type_lien)
    ouverte = ouvrir(fiche, par=par)
    if autre.pk == ouverte.pk:
        raise DonneeRefusee("Une fiche n'est pas liée à elle-même : choisissez-en une autre.")
    if not _visible(autre, par):
        raise DonneeRefusee("Cette fiche n'existe pas, ou vous n'y avez pas accès : cherchez-la par son titre.")
    if abs(decalage) > DECALAGE_MAX:
        raise DonneeRefusee(f"Le délai entre deux fiches est d'au plus {DECALAGE_MAX} jours.")
    if type_lien.est_dependance and _atteint(depart=autre.pk, but=ouverte.pk):
        raise DonneeRefusee(f"« {autre.titre} » attend déjà « {ouverte.titre} » : cette dépendance tournerait en rond.")
    connu = _existant(ouverte, autre, type_lien)
    if connu is not None:
        if type_lien.est_dependance and connu.decalage != decalage:
            connu.decalage = decalage
            connu.save(update_fields=["decalage"])
        return connu
    lien = LienFiche.objects.create(
        de=ouverte, vers=autre, type=type_lien, decalage=decalage if type_lien.est_dependance else 0
    )
    nom = _nommer(autre)
    dit = f"{type_lien.libelle} {nom}"
    noter(
        ouverte, "lier_fiche", f"A lié « {ouverte.titre} » et {nom}", par=par, le=le,
        champs={"lien": [None, dit]}, details={"vers": autre.pk, "type": str(type_lien)}, cherche=False,
    )  # fmt: skip
    return lien


@transaction.atomic
def delier_fiche(fiche: Fiche, lien: LienFiche, *, par: Utilisateur, le: datetime) -> None:
    """Takes a tie away, from either end."""
    ouverte = ouvrir(fiche, par=par)
    if ouverte.pk not in {lien.de_id, lien.vers_id}:
        raise DonneeRefusee("Ce lien est celui d'une autre fiche : rechargez la page.")
    autre = lien.vers if lien.de_id == ouverte.pk else lien.de
    nom = _nommer(autre)
    lien.delete()
    noter(
        ouverte, "delier_fiche", f"A délié « {ouverte.titre} » et {nom}", par=par, le=le,
        champs={"lien": [f"{TypeLien(lien.type).libelle} {nom}", None]}, cherche=False,
    )  # fmt: skip


def _nommer(fiche: Fiche) -> str:
    """A fiche as the trail of another names it: a confidential one stays unnamed, its title is not for everybody."""
    return "une fiche confidentielle" if est_confidentielle(fiche) else f"« {fiche.titre} »"


def _visible(fiche: Fiche, par: Utilisateur) -> bool:
    return fiche.supprimee_le is None and peut(par, "plans.voir_fiche", fiche)


def _existant(fiche: Fiche, autre: Fiche, type_lien: TypeLien) -> LienFiche | None:
    """A simple tie is symmetric and kept once."""
    liens = LienFiche.objects.filter(type=type_lien)
    if type_lien is TypeLien.LIEE:
        return liens.filter(Q(de=fiche, vers=autre) | Q(de=autre, vers=fiche)).first()
    return liens.filter(de=fiche, vers=autre).first()


def _atteint(*, depart: int, but: int) -> bool:
    """Whether dependencies lead from one fiche to another; one query a step, and each fiche once."""
    vus: set[int] = set()
    suivantes = {depart}
    while suivantes:
        if but in suivantes:
            return True
        vus |= suivantes
        suivantes = (
            set(
                LienFiche.objects.filter(de__in=suivantes).exclude(type=TypeLien.LIEE).values_list("vers_id", flat=True)
            )
            - vus
        )
    return False


# -- documents -------------------------------------------------------------------------------------------------------
@transaction.atomic
def joindre_document(
    fiche: Fiche, document: Document, *, commentaire: str = "", par: Utilisateur, le: datetime
) -> FicheDocument:
    """Attaches a document of one of the collectivités that carry the fiche; nothing when it is attached already."""
    ouverte = ouvrir(fiche, par=par)
    if document.collectivite_id not in collectivites_of(ouverte):
        raise DonneeRefusee("Ce document est d'une autre collectivité : déposez-le dans celle de la fiche.")
    propre = lire_texte(commentaire, "Commentaire", 300)
    lien, cree = FicheDocument.objects.get_or_create(
        fiche=ouverte, document=document, defaults={"commentaire": propre, "ajoute_par": par, "ajoute_le": le}
    )
    if cree:
        noter(
            ouverte, "joindre_document", f"A joint « {document.nom} » à « {ouverte.titre} »", par=par, le=le,
            champs={"document": [None, document.nom]}, cherche=False,
        )  # fmt: skip
    return lien


@transaction.atomic
def detacher_document(lien: FicheDocument, *, par: Utilisateur, le: datetime) -> None:
    """Takes a document off the fiche; the document itself stays in the library."""
    ouverte = ouvrir(lien.fiche, par=par)
    nom = lien.document.nom
    lien.delete()
    noter(
        ouverte, "detacher_document", f"A détaché « {nom} » de « {ouverte.titre} »", par=par, le=le,
        champs={"document": [nom, None]}, cherche=False,
    )  # fmt: skip
