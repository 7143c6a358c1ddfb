"""Quantified objectives and impacts of a fiche."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordee.comptes.models import Utilisateur
from cordee.outils.nombres import formater
from cordee.plans.actions.composition.ecriture import lire_annee, lire_quantite, lire_texte, noter, ouvrir
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.listes import NIVEAUX_IMPACT, DomaineImpact, Incertitude, SensImpact
from cordee.plans.models import Fiche, Impact, ObjectifChiffre
from cordee.socle.erreurs import DonneeRefusee

METHODE_MAX = 300


# -- quantified objectives -----------------------------------------------------------------------------------------
@transaction.atomic
def ajouter_objectif(
    fiche: Fiche, objectif: valeurs.ObjectifChiffre, *, par: Utilisateur, le: datetime
) -> ObjectifChiffre:
    """Adds a quantified objective, last."""
    ouverte = ouvrir(fiche, par=par)
    dernier = ObjectifChiffre.objects.filter(fiche=ouverte).aggregate(m=Max("position"))["m"]
    cree = ObjectifChiffre(fiche=ouverte, position=0 if dernier is None else dernier + 1, **_lire_objectif(objectif))
    cree.save()
    noter(
        ouverte, "ajouter_objectif", f"A ajouté un objectif chiffré à « {ouverte.titre} »", par=par, le=le,
        champs={"objectif": [None, dire_objectif(cree)]},
    )  # fmt: skip
    return cree


@transaction.atomic
def modifier_objectif(
    objectif: ObjectifChiffre, nouveau: valeurs.ObjectifChiffre, *, par: Utilisateur, le: datetime
) -> ObjectifChiffre:
    """Replaces what a quantified objective says."""
    ouverte = ouvrir(objectif.fiche, par=par)
    avant = dire_objectif(objectif)
    for champ, valeur in _lire_objectif(nouveau).items():
        setattr(objectif, champ, valeur)
    if dire_objectif(objectif) == avant:
        return objectif
    objectif.save(update_fields=["libelle", "valeur", "unite", "echeance"])
    noter(
        ouverte, "modifier_objectif", f"A modifié un objectif chiffré de « {ouverte.titre} »", par=par, le=le,
        champs={"objectif": [avant, dire_objectif(objectif)]},
    )  # fmt: skip
    return objectif


@transaction.atomic
def supprimer_objectif(objectif: ObjectifChiffre, *, par: Utilisateur, le: datetime) -> None:
    """Takes a quantified objective away."""
    ouverte = ouvrir(objectif.fiche, par=par)
    dit = dire_objectif(objectif)
    objectif.delete()
    noter(
        ouverte, "supprimer_objectif", f"A retiré un objectif chiffré de « {ouverte.titre} »", par=par, le=le,
        champs={"objectif": [dit, None]},
    )  # fmt: skip


def _lire_objectif(objectif: valeurs.ObjectifChiffre) -> dict[str, Any]:
    return {
        "libelle": lire_texte(objectif.libelle, "Objectif", 300, obligatoire=True),
        "valeur": lire_quantite(objectif.valeur, "Valeur"),
        "unite": lire_texte(objectif.unite, "Unité", 40),
        "echeance": lire_annee(objectif.echeance),
    }


def dire_objectif(objectif: ObjectifChiffre) -> str:
    """`Réduire la consommation : 20 % en 2026`."""
    chiffre = "" if objectif.valeur is None else f" : {dire_quantite(objectif.valeur, objectif.unite)}"
    return f"{objectif.libelle}{chiffre}{f' en {objectif.echeance}' if objectif.echeance else ''}"


def dire_quantite(valeur: Any, unite: str) -> str:
    """A number and its unit."""
    return f"{formater(float(valeur), 4, souple=True)} {unite}".strip()


# -- impacts ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def definir_impact(fiche: Fiche, impact: valeurs.Impact, *, par: Utilisateur, le: datetime) -> Impact:
    """Says the effect of the fiche in one domain; what was said of this domain is replaced."""
    if impact.niveau is not None and impact.niveau not in NIVEAUX_IMPACT:
        raise DonneeRefusee("Le niveau d'un impact va de 0 (nul) à 3 (fort) : choisissez dans la liste.")
    lues = {
        "niveau": impact.niveau,
        "valeur": lire_quantite(impact.valeur, "Quantité"),
        "unite": lire_texte(impact.unite, "Unité", 40) or (impact.domaine.unite if impact.valeur is not None else ""),
        "horizon": lire_annee(impact.horizon),
        "commentaire": lire_texte(impact.commentaire, "Commentaire", 500),
        "sens": impact.sens or "",
        "methode": lire_texte(impact.methode, "Méthode d'estimation", METHODE_MAX),
        "incertitude": impact.incertitude or "",
    }
    ouverte = ouvrir(fiche, par=par)
    actuel = Impact.objects.filter(fiche=ouverte, domaine=impact.domaine).first()
    avant = None if actuel is None else dire_impact(actuel)
    if actuel is None:
        actuel = Impact(fiche=ouverte, domaine=impact.domaine)
    for champ, valeur in lues.items():
        setattr(actuel, champ, valeur)
    if dire_impact(actuel) == avant:
        return actuel
    actuel.save()
    noter(
        ouverte, "definir_impact", f"A dit l'impact « {impact.domaine.libelle} » de « {ouverte.titre} »",
        par=par, le=le, champs={"impact": [avant, dire_impact(actuel)]}, cherche=False,
    )  # fmt: skip
    return actuel


@transaction.atomic
def retirer_impact(fiche: Fiche, domaine: DomaineImpact | str, *, par: Utilisateur, le: datetime) -> None:
    """Unticks a domain; nothing when it was not ticked."""
    ouverte = ouvrir(fiche, par=par)
    actuel = Impact.objects.filter(fiche=ouverte, domaine=DomaineImpact(domaine)).first()
    if actuel is None:
        return
    dit = dire_impact(actuel)
    actuel.delete()
    noter(
        ouverte, "retirer_impact", f"A retiré l'impact « {DomaineImpact(domaine).libelle} » de « {ouverte.titre} »",
        par=par, le=le, champs={"impact": [dit, None]}, cherche=False,
    )  # fmt: skip


def dire_impact(impact: Impact) -> str:
    """`GES : fort, baisse, 120 tCO2e/an en 2030, incertitude moyenne`."""
    morceaux = [] if impact.niveau is None else [NIVEAUX_IMPACT[impact.niveau].lower()]
    if impact.sens:
        morceaux.append(SensImpact(impact.sens).libelle.lower())
    horizon = f"en {impact.horizon}" if impact.horizon else ""
    quantite = "" if impact.valeur is None else dire_quantite(impact.valeur, impact.unite)
    if quantite or horizon:
        morceaux.append(f"{quantite} {horizon}".strip())
    if impact.incertitude:
        morceaux.append(f"incertitude {Incertitude(impact.incertitude)}")
    morceaux += [texte for texte in (impact.methode, impact.commentaire) if texte]
    libelle = DomaineImpact(impact.domaine).libelle
    return f"{libelle} : {', '.join(morceaux)}" if morceaux else libelle
