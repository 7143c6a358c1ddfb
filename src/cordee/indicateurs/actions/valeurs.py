"""What a collectivité enters: results, objectives, and what it says of an indicateur."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import InvalidOperation
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.domain.valeurs import ABSENT, Absence, arrondir
from cordee.indicateurs.models import Indicateur, IndicateurCollectivite, Valeur
from cordee.indicateurs.permissions import qui_peut_saisir
from cordee.journal.actions import consigner
from cordee.outils.nombres import formater
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

ANNEES = (1900, 2150)
VALEUR_MAX = 1e15
COMMENTAIRE_MAX = 5_000
NOMBRES = {"resultat": "Résultat", "objectif": "Objectif"}


@transaction.atomic
def saisir_valeur(
    collectivite: Collectivite,
    indicateur: Indicateur,
    quand: int | date,
    *,
    resultat: float | Absence | None = ABSENT,
    objectif: float | Absence | None = ABSENT,
    resultat_commentaire: str | Absence = ABSENT,
    objectif_commentaire: str | Absence = ABSENT,
    par: Utilisateur,
    le: datetime,
) -> Valeur | None:
    """Writes what is given of the collectivité's own value of a year (or a day); what is not given stays, None or an
    empty text empties. A value that has nothing left is deleted: None is returned.

    Numbers are in the unit of the indicateur and rounded to its precision. Raises Refus without `indicateurs.saisir`,
    DonneeRefusee for a year out of 1900–2150, a number that is not finite or out of the bounds, an indicateur that
    takes no entry, or one of another collectivité.
    """
    exiger(par, "indicateurs.saisir", collectivite, raison=qui_peut_saisir())
    verifier_indicateur(collectivite, indicateur)
    jour = verifier_date(quand)
    donnes = {"resultat": resultat, "objectif": objectif}
    nombres = {c: verifier_nombre(indicateur, c, v) for c, v in donnes.items() if not isinstance(v, Absence)}
    textes = {"resultat_commentaire": resultat_commentaire, "objectif_commentaire": objectif_commentaire}
    champs: dict[str, Any] = {
        **nombres,
        **{c: _verifier_commentaire(v) for c, v in textes.items() if not isinstance(v, Absence)},
    }
    valeur = _verrouiller(collectivite, indicateur, jour)
    if valeur is None:
        valeur = Valeur(
            collectivite=collectivite, indicateur=indicateur, date_valeur=jour, created_at=le, modified_at=le
        )
    avant = {champ: getattr(valeur, champ) for champ in champs}
    if avant == champs:
        return valeur if valeur.pk else None
    anciens = {champ: getattr(valeur, champ) for champ in NOMBRES}
    for champ, contenu in champs.items():
        setattr(valeur, champ, contenu)
    if _est_vide(valeur):
        _supprimer(valeur, anciens, par=par, le=le)
        return None
    valeur.modified_at, valeur.modifie_par, valeur.calcul_auto = le, par, False
    valeur.save(update_fields=[*champs, "modified_at", "modifie_par", "calcul_auto"] if valeur.pk else None)
    details = {champ: [avant[champ], champs[champ]] for champ in champs if avant[champ] != champs[champ]}
    _consigner(valeur, "saisir_valeur", _raconter(valeur, details), details, par=par, le=le)
    return valeur


@transaction.atomic
def supprimer_valeur(valeur: Valeur, *, par: Utilisateur, le: datetime) -> None:
    """Deletes what the collectivité entered at a date. Raises DonneeRefusee for a value of another source."""
    exiger(par, "indicateurs.saisir", valeur.collectivite, raison=qui_peut_saisir())
    if valeur.source_id is not None:
        raise DonneeRefusee("Cette valeur vient d'une source extérieure : elle ne se supprime pas ici.")
    actuelle = Valeur.objects.select_for_update(of=("self",)).select_related("indicateur").filter(pk=valeur.pk).first()
    if actuelle is None:
        raise DonneeRefusee("Cette valeur a été supprimée entre-temps : rechargez la page.")
    _supprimer(actuelle, {champ: getattr(actuelle, champ) for champ in NOMBRES}, par=par, le=le)


@transaction.atomic
def suivre_indicateur(
    collectivite: Collectivite,
    indicateur: Indicateur,
    *,
    favori: bool | Absence = ABSENT,
    confidentiel: bool | Absence = ABSENT,
    commentaire: str | Absence = ABSENT,
    par: Utilisateur,
    le: datetime,
) -> IndicateurCollectivite:
    """Says what is given of an indicateur for the collectivité: followed as a favourite, hidden from readers,
    commented. What is not given stays. Raises as `saisir_valeur`."""
    exiger(par, "indicateurs.saisir", collectivite, raison=qui_peut_saisir())
    _refuser_etranger(collectivite, indicateur)
    donnes: dict[str, Any] = {"favori": favori, "confidentiel": confidentiel}
    if not isinstance(commentaire, Absence):
        donnes["commentaire"] = _verifier_commentaire(commentaire)
    champs = {champ: valeur for champ, valeur in donnes.items() if not isinstance(valeur, Absence)}
    suivi, _ = IndicateurCollectivite.objects.select_for_update(of=("self",)).get_or_create(
        collectivite=collectivite, indicateur=indicateur, defaults={"modified_at": le}
    )
    details = {
        champ: [getattr(suivi, champ), valeur] for champ, valeur in champs.items() if getattr(suivi, champ) != valeur
    }
    if not details:
        return suivi
    for champ, (_, valeur) in details.items():
        setattr(suivi, champ, valeur)
    suivi.modified_at, suivi.modifie_par = le, par
    suivi.save(update_fields=[*details, "modified_at", "modifie_par"])
    consigner(
        indicateur,
        "indicateurs.suivre_indicateur",
        f"Indicateur « {indicateur.titre} » : {_dire_suivi(suivi, details)}",
        par=par,
        le=le,
        collectivite_id=collectivite.pk,
        details=details,
    )
    return suivi


def marquer_favori(
    collectivite: Collectivite, indicateur: Indicateur, favori: bool = True, *, par: Utilisateur, le: datetime
) -> IndicateurCollectivite:
    """Puts an indicateur among the favourites of the collectivité, or takes it out."""
    return suivre_indicateur(collectivite, indicateur, favori=favori, par=par, le=le)


def rendre_confidentiel(
    collectivite: Collectivite, indicateur: Indicateur, confidentiel: bool = True, *, par: Utilisateur, le: datetime
) -> IndicateurCollectivite:
    """Hides an indicateur and what is under it from the role Lecture, or shows them again."""
    return suivre_indicateur(collectivite, indicateur, confidentiel=confidentiel, par=par, le=le)


def _refuser_etranger(collectivite: Collectivite, indicateur: Indicateur) -> None:
    if indicateur.collectivite_id not in {None, collectivite.pk}:
        raise DonneeRefusee("Cet indicateur appartient à une autre collectivité : choisissez-le dans votre liste.")


def verifier_indicateur(collectivite: Collectivite, indicateur: Indicateur) -> None:
    """Refuses an indicateur that takes no value from this collectivité. Raises DonneeRefusee."""
    _refuser_etranger(collectivite, indicateur)
    if indicateur.sans_valeur_utilisateur:
        raise DonneeRefusee(f"« {indicateur.titre} » regroupe d'autres indicateurs : saisissez les valeurs de ceux-ci.")


def verifier_date(quand: int | date) -> date:
    """The day of a year or a day, between 1900 and 2150. Raises DonneeRefusee."""
    annee = quand if isinstance(quand, int) else quand.year
    if not ANNEES[0] <= annee <= ANNEES[1]:
        raise DonneeRefusee(f"Indiquez une année de {ANNEES[0]} à {ANNEES[1]}.")
    return date(quand, 1, 1) if isinstance(quand, int) else quand


def verifier_nombre(indicateur: Indicateur, champ: str, valeur: float | None) -> float | None:
    """The number at the precision of the indicateur, within its bounds. Raises DonneeRefusee."""
    if valeur is None:
        return None
    try:
        arrondie = arrondir(valeur, indicateur.precision)
    except ValueError as erreur:
        raise DonneeRefusee(f"{NOMBRES[champ]} : écrivez un nombre.") from erreur
    except InvalidOperation:  # more digits than a decimal holds
        arrondie = valeur
    if abs(arrondie) > VALEUR_MAX:
        raise DonneeRefusee(f"{NOMBRES[champ]} : ce nombre est démesuré, vérifiez l'unité ({indicateur.unite}).")
    if indicateur.borne_min is not None and arrondie < indicateur.borne_min:
        raise DonneeRefusee(f"{NOMBRES[champ]} : au moins {formater(indicateur.borne_min, souple=True)}.")
    if indicateur.borne_max is not None and arrondie > indicateur.borne_max:
        raise DonneeRefusee(f"{NOMBRES[champ]} : au plus {formater(indicateur.borne_max, souple=True)}.")
    return arrondie


def _verifier_commentaire(commentaire: str) -> str:
    propre = commentaire.replace("\r\n", "\n").strip()
    if len(propre) > COMMENTAIRE_MAX:
        raise DonneeRefusee("Raccourcissez le commentaire : 5 000 caractères au plus.")
    return propre


def _verrouiller(collectivite: Collectivite, indicateur: Indicateur, jour: date) -> Valeur | None:
    """The own value of that date, locked. Locking the indicateur's row first makes two first entries of a same year
    pass one after the other instead of meeting the constraint."""
    Indicateur.objects.select_for_update(of=("self",)).filter(pk=indicateur.pk).values_list("pk").first()
    return (
        Valeur.objects.select_for_update(of=("self",))
        .select_related("indicateur")
        .filter(collectivite=collectivite, indicateur=indicateur, date_valeur=jour, source__isnull=True)
        .first()
    )


def _est_vide(valeur: Valeur) -> bool:
    return (
        valeur.resultat is None
        and valeur.objectif is None
        and not valeur.resultat_commentaire
        and not valeur.objectif_commentaire
    )


def _supprimer(valeur: Valeur, anciens: Mapping[str, Any], *, par: Utilisateur, le: datetime) -> None:
    """Deletes the row; the trail keeps the numbers it had."""
    resume = f"« {valeur.indicateur.titre} », {valeur.annee} : valeur supprimée"
    details = {champ: [ancien, None] for champ, ancien in anciens.items()}
    _consigner(valeur, "supprimer_valeur", resume, details, par=par, le=le)
    valeur.delete()


def _raconter(valeur: Valeur, details: Mapping[str, Any]) -> str:
    indicateur = valeur.indicateur
    dits = [
        f"{nom.lower()} {formater(getattr(valeur, champ), indicateur.precision, souple=True)}"
        for champ, nom in NOMBRES.items()
        if champ in details
    ]
    return f"« {indicateur.titre} », {valeur.annee} : {', '.join(dits) or 'commentaire modifié'}"


def _dire_suivi(suivi: IndicateurCollectivite, details: Mapping[str, Any]) -> str:
    mots = []
    if "favori" in details:
        mots.append("ajouté aux favoris" if suivi.favori else "retiré des favoris")
    if "confidentiel" in details:
        mots.append("rendu confidentiel" if suivi.confidentiel else "n'est plus confidentiel")
    if "commentaire" in details:
        mots.append("commentaire modifié")
    return ", ".join(mots)


def _consigner(
    valeur: Valeur, verbe: str, resume: str, details: Mapping[str, Any], *, par: Utilisateur, le: datetime
) -> None:
    consigner(
        valeur,
        f"indicateurs.{verbe}",
        resume,
        par=par,
        le=le,
        collectivite_id=valeur.collectivite_id,
        details=details,
    )
