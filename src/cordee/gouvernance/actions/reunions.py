"""Calling a réunion, changing it, its agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.gouvernance.domain import EtatReunion
from cordee.gouvernance.models import PointOrdreDuJour, Reunion
from cordee.gouvernance.permissions import QUI_TIENT
from cordee.journal.actions import consigner
from cordee.outils.dates import jour_long
from cordee.plans.actions.composition.ecriture import lire_texte
from cordee.plans.actions.registre import Registre
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import Fiche
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

TITRE_MAX, LIEU_MAX, OBJET_MAX, NOMS_MAX, TEXTE_MAX = 300, 200, 300, 2000, 20_000
TEXTES = {
    "lieu": ("Lieu", LIEU_MAX, False),
    "objet": ("Objet", OBJET_MAX, False),
    "presents": ("Présents", NOMS_MAX, True),
    "excuses": ("Excusés", NOMS_MAX, True),
    "compte_rendu": ("Compte rendu", TEXTE_MAX, True),
}
"""Columns of text: label, length, several lines."""


@transaction.atomic
def convoquer_reunion(
    collectivite: Collectivite,
    instance: str,
    jour: date,
    *,
    heure: time | None = None,
    par: Utilisateur,
    le: datetime,
    **textes: Any,
) -> Reunion:
    """A new réunion of an instance, which is created when its name is new. `textes` are those of `modifier_reunion`."""
    exiger(par, "gouvernance.convoquer", collectivite, raison=QUI_TIENT)
    reunion = Reunion(collectivite=collectivite, jour=jour, heure=heure, cree_le=le, cree_par=par)
    reunion.modifie_le, reunion.modifie_par = le, par
    _remplir(reunion, {"instance": instance, **textes})
    reunion.save()
    _consigner(reunion, "convoquer", f"A prévu une réunion de « {reunion.instance.nom} »", par=par, le=le)
    return reunion


@transaction.atomic
def modifier_reunion(reunion: Reunion, champs: Mapping[str, Any], *, par: Utilisateur, le: datetime) -> Reunion:
    """Changes what is given: instance (a name), jour, heure, etat, confidentielle, and the TEXTES. Raises
    DonneeRefusee."""
    exiger(par, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    ouverte = Reunion.objects.select_for_update().select_related("collectivite").get(pk=reunion.pk)
    avant = {nom: getattr(ouverte, nom) for nom in champs}
    _remplir(ouverte, champs)
    changes = [nom for nom in champs if getattr(ouverte, nom) != avant[nom]]
    if changes:
        ouverte.modifie_le, ouverte.modifie_par = le, par
        ouverte.save(update_fields=[*changes, "modifie_le", "modifie_par"])
        _consigner(
            ouverte, "modifier_reunion", f"A modifié la réunion de « {ouverte.instance.nom} »", par=par, le=le,
            details={"champs": changes},
        )  # fmt: skip
    return ouverte


@transaction.atomic
def supprimer_reunion(reunion: Reunion, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a réunion, its agenda and its décisions."""
    exiger(par, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    _consigner(reunion, "supprimer_reunion", f"A supprimé la réunion de « {reunion.instance.nom} »", par=par, le=le)
    reunion.delete()


def _remplir(reunion: Reunion, champs: Mapping[str, Any]) -> None:
    for nom, valeur in champs.items():
        if nom in TEXTES:
            libelle, maximum, lignes = TEXTES[nom]
            valeur = lire_texte(valeur, libelle, maximum, lignes=lignes)
        elif nom == "instance":
            lu = lire_texte(valeur, "Instance", 200, obligatoire=True)
            valeur = Registre(reunion.collectivite).etiquette(GenreEtiquette.INSTANCE, lu)
        elif nom == "etat" and valeur not in EtatReunion._value2member_map_:
            raise DonneeRefusee("Cet état n'existe pas : choisissez « prévue », « tenue » ou « annulée ».")
        setattr(reunion, nom, valeur)


# -- the agenda ------------------------------------------------------------------------------------------------------
@transaction.atomic
def ajouter_point(
    reunion: Reunion, titre: str, *, fiche: Fiche | None = None, par: Utilisateur, le: datetime
) -> PointOrdreDuJour:
    """A point at the end of the agenda; that of a fiche takes its title when none is given."""
    exiger(par, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    lu = lire_texte(titre or (fiche.titre if fiche else ""), "Titre du point", TITRE_MAX, obligatoire=True)
    if fiche is not None and not list_fiches_for(par, reunion.collectivite).filter(pk=fiche.pk).exists():
        raise DonneeRefusee("Cette action n'est pas de la collectivité : choisissez-en une de la liste.")
    Reunion.objects.select_for_update().get(pk=reunion.pk)
    rang = PointOrdreDuJour.objects.filter(reunion=reunion).count()
    point = PointOrdreDuJour.objects.create(reunion=reunion, titre=lu, fiche=fiche, position=rang)
    _ordre_du_jour(reunion, {"point": point.pk}, par=par, le=le)
    return point


@transaction.atomic
def ajouter_fiches(reunion: Reunion, fiches: Iterable[Fiche], *, par: Utilisateur, le: datetime) -> int:
    """A point for each fiche that has none yet. Returns how many."""
    exiger(par, "gouvernance.tenir_reunion", reunion, raison=QUI_TIENT)
    voulues = {fiche.pk for fiche in fiches}
    deja = PointOrdreDuJour.objects.filter(reunion=reunion, fiche__in=voulues).values("fiche")
    visibles = list_fiches_for(par, reunion.collectivite).filter(pk__in=voulues).exclude(pk__in=deja)
    Reunion.objects.select_for_update().get(pk=reunion.pk)
    rang = PointOrdreDuJour.objects.filter(reunion=reunion).count()
    points = [
        PointOrdreDuJour(reunion=reunion, titre=fiche.titre[:TITRE_MAX], fiche=fiche, position=rang + n)
        for n, fiche in enumerate(visibles.order_by("cle_tri"))
    ]
    PointOrdreDuJour.objects.bulk_create(points)
    if points:
        _ordre_du_jour(reunion, {"fiches": sorted(voulues)}, par=par, le=le)
    return len(points)


@transaction.atomic
def modifier_point(
    point: PointOrdreDuJour, *, titre: str, echanges: str, par: Utilisateur, le: datetime
) -> PointOrdreDuJour:
    """Title of a point, and what was said of it."""
    exiger(par, "gouvernance.tenir_reunion", point.reunion, raison=QUI_TIENT)
    point.titre = lire_texte(titre, "Titre du point", TITRE_MAX, obligatoire=True)
    point.echanges = lire_texte(echanges, "Échanges", TEXTE_MAX, lignes=True)
    point.save(update_fields=["titre", "echanges"])
    _ordre_du_jour(point.reunion, {"point": point.pk}, par=par, le=le)
    return point


@transaction.atomic
def deplacer_point(point: PointOrdreDuJour, pas: int, *, par: Utilisateur, le: datetime) -> None:
    """Moves a point up (-1) or down (1) the agenda; at the end of it, nothing moves."""
    exiger(par, "gouvernance.tenir_reunion", point.reunion, raison=QUI_TIENT)
    Reunion.objects.select_for_update().get(pk=point.reunion_id)
    points = list(PointOrdreDuJour.objects.filter(reunion=point.reunion))
    rang = next(n for n, autre in enumerate(points) if autre.pk == point.pk)
    vers = min(max(rang + pas, 0), len(points) - 1)
    points.insert(vers, points.pop(rang))
    for n, autre in enumerate(points):
        autre.position = n
    PointOrdreDuJour.objects.bulk_update(points, ["position"])
    if vers != rang:
        _ordre_du_jour(point.reunion, {"point": point.pk, "rang": vers}, par=par, le=le)


@transaction.atomic
def retirer_point(point: PointOrdreDuJour, *, par: Utilisateur, le: datetime) -> None:
    """Takes a point off the agenda; its décisions stay with the réunion."""
    exiger(par, "gouvernance.tenir_reunion", point.reunion, raison=QUI_TIENT)
    _ordre_du_jour(point.reunion, {"point": point.pk, "titre": point.titre, "echanges": point.echanges}, par=par, le=le)
    point.delete()


def _ordre_du_jour(reunion: Reunion, details: Mapping[str, Any], **options: Any) -> None:
    """A change of the agenda: the trail does not name its points, which may be about a confidential fiche."""
    phrase = f"A modifié l'ordre du jour de la réunion de « {reunion.instance.nom} »"
    _consigner(reunion, "modifier_ordre_du_jour", phrase, details=details, **options)


def _consigner(reunion: Reunion, verbe: str, resume: str, **options: Any) -> None:
    """In the trail; a confidential réunion does not say its subject there."""
    phrase = f"{resume} du {jour_long(reunion.jour)}"
    if reunion.confidentielle:
        phrase = "A travaillé sur une réunion confidentielle"
    consigner(reunion, f"gouvernance.{verbe}", phrase, collectivite_id=reunion.collectivite_id, **options)
