"""Documents that a fiche answers to, and what is concluded of it period by period."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition.ecriture import ANNEES, lire_texte, noter, ouvrir
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.composition import est_adresse_web
from cordee.plans.domain.listes import Appreciation, PeriodeEvaluation, TypeReference
from cordee.plans.models import Evaluation, Fiche, Reference
from cordee.socle.erreurs import DonneeRefusee

RESULTAT_MAX = 10_000


# -- documents cadres ------------------------------------------------------------------------------------------------
@transaction.atomic
def ajouter_reference(fiche: Fiche, citee: valeurs.ReferenceCitee, *, par: Utilisateur, le: datetime) -> Reference:
    """Adds a document that the fiche answers to, last."""
    ouverte = ouvrir(fiche, par=par)
    dernier = Reference.objects.filter(fiche=ouverte).aggregate(m=Max("position"))["m"]
    creee = Reference(fiche=ouverte, position=0 if dernier is None else dernier + 1, **_lire_reference(citee))
    creee.save()
    noter(
        ouverte, "ajouter_reference", f"A ajouté un document cadre à « {ouverte.titre} »", par=par, le=le,
        champs={"reference": [None, dire_reference(creee)]},
    )  # fmt: skip
    return creee


@transaction.atomic
def modifier_reference(
    reference: Reference, citee: valeurs.ReferenceCitee, *, par: Utilisateur, le: datetime
) -> Reference:
    """Replaces what a reference says."""
    ouverte = ouvrir(reference.fiche, par=par)
    avant = dire_reference(reference)
    if not (changes := _changer(reference, _lire_reference(citee))):
        return reference
    reference.save(update_fields=changes)
    noter(
        ouverte, "modifier_reference", f"A modifié un document cadre de « {ouverte.titre} »", par=par, le=le,
        champs={"reference": [avant, dire_reference(reference)]},
    )  # fmt: skip
    return reference


@transaction.atomic
def supprimer_reference(reference: Reference, *, par: Utilisateur, le: datetime) -> None:
    """Takes a reference away."""
    ouverte = ouvrir(reference.fiche, par=par)
    dit = dire_reference(reference)
    reference.delete()
    noter(
        ouverte, "supprimer_reference", f"A retiré un document cadre de « {ouverte.titre} »", par=par, le=le,
        champs={"reference": [dit, None]},
    )  # fmt: skip


def _lire_reference(citee: valeurs.ReferenceCitee) -> dict[str, Any]:
    titre = lire_texte(citee.titre, "Titre", 300)
    if citee.type is TypeReference.AUTRE and not titre:
        raise DonneeRefusee("Donnez le titre de ce document, puisqu'il n'est pas dans la liste.")
    return {
        "type": str(citee.type),
        "titre": titre,
        "article": lire_texte(citee.article, "Article ou règle", 200),
        "adresse": _lire_adresse(citee.adresse),
    }


def _lire_adresse(adresse: str) -> str:
    lue = lire_texte(adresse, "Adresse", 1000)
    if lue and not est_adresse_web(lue):
        raise DonneeRefusee("L'adresse d'un document cadre commence par https:// : corrigez-la, ou laissez-la vide.")
    return lue


def dire_reference(reference: Reference) -> str:
    """`SRADDET : Objectif climat, règle 12 (https://…)`."""
    libelle = TypeReference(reference.type).libelle
    mots = ", ".join(texte for texte in (reference.titre, reference.article) if texte)
    adresse = f" ({reference.adresse})" if reference.adresse else ""
    return f"{libelle} : {mots}{adresse}" if mots else f"{libelle}{adresse}"


# -- évaluations -----------------------------------------------------------------------------------------------------
@transaction.atomic
def ajouter_evaluation(fiche: Fiche, citee: valeurs.EvaluationCitee, *, par: Utilisateur, le: datetime) -> Evaluation:
    """Says what is concluded of a period."""
    ouverte = ouvrir(fiche, par=par)
    creee = Evaluation(fiche=ouverte, **_lire_evaluation(citee))
    creee.save()
    noter(
        ouverte, "ajouter_evaluation", f"A ajouté un bilan à « {ouverte.titre} »", par=par, le=le,
        champs={"evaluation": [None, dire_evaluation(creee)]},
    )  # fmt: skip
    return creee


@transaction.atomic
def modifier_evaluation(
    evaluation: Evaluation, citee: valeurs.EvaluationCitee, *, par: Utilisateur, le: datetime
) -> Evaluation:
    """Replaces what an evaluation says."""
    ouverte = ouvrir(evaluation.fiche, par=par)
    avant = dire_evaluation(evaluation)
    if not (changes := _changer(evaluation, _lire_evaluation(citee))):
        return evaluation
    evaluation.save(update_fields=changes)
    noter(
        ouverte, "modifier_evaluation", f"A modifié un bilan de « {ouverte.titre} »", par=par, le=le,
        champs={"evaluation": [avant, dire_evaluation(evaluation)]},
    )  # fmt: skip
    return evaluation


@transaction.atomic
def supprimer_evaluation(evaluation: Evaluation, *, par: Utilisateur, le: datetime) -> None:
    """Takes an evaluation away."""
    ouverte = ouvrir(evaluation.fiche, par=par)
    dit = dire_evaluation(evaluation)
    evaluation.delete()
    noter(
        ouverte, "supprimer_evaluation", f"A retiré un bilan de « {ouverte.titre} »", par=par, le=le,
        champs={"evaluation": [dit, None]},
    )  # fmt: skip


def _lire_evaluation(citee: valeurs.EvaluationCitee) -> dict[str, Any]:
    lues = {
        "periode": str(citee.periode),
        "date": _lire_jour(citee.date),
        "appreciation": str(citee.appreciation or ""),
        "resultat": lire_texte(citee.resultat, "Résultat", RESULTAT_MAX, lignes=True),
        "suites": lire_texte(citee.suites, "Ce qui change ensuite", RESULTAT_MAX, lignes=True),
    }
    if not (lues["appreciation"] or lues["resultat"] or lues["suites"]):
        raise DonneeRefusee("Un bilan dit quelque chose : choisissez une appréciation, ou écrivez le résultat.")
    return lues


def _lire_jour(jour: date | None) -> date | None:
    if jour is not None and not ANNEES[0] <= jour.year <= ANNEES[1]:
        raise DonneeRefusee(f"La date d'un bilan est entre {ANNEES[0]} et {ANNEES[1]} : corrigez-la.")
    return jour


def dire_evaluation(evaluation: Evaluation) -> str:
    """`À 3 ans (mi-parcours), 2026-12-31 : Atteints en partie. Douze écoles sur vingt… Suites : …`."""
    quand = f", {evaluation.date:%d/%m/%Y}" if evaluation.date else ""
    mots = [Appreciation.libelle_de(evaluation.appreciation), evaluation.resultat]
    mots += [f"Suites : {evaluation.suites}"] if evaluation.suites else []
    dit = f"{PeriodeEvaluation(evaluation.periode).libelle}{quand} : {'. '.join(mot for mot in mots if mot)}"
    return dit if len(dit) <= 300 else dit[:299] + "…"


def _changer(ligne: Reference | Evaluation, lues: dict[str, Any]) -> list[str]:
    """Sets what differs; gives the columns to save."""
    changes = [champ for champ, valeur in lues.items() if getattr(ligne, champ) != valeur]
    for champ in changes:
        setattr(ligne, champ, lues[champ])
    return changes
