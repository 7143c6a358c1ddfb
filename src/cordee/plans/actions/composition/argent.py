"""Budget lines and fundings of a fiche."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.outils.nombres import formater
from cordee.plans.actions.composition.ecriture import lire_annee, lire_montant, lire_texte, noter, ouvrir
from cordee.plans.actions.registre import ETIQUETTE_MAX, Registre
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.aide_territoires import lire_aide
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.fourchettes import BORNES, dire_fourchette, lire_fourchette
from cordee.plans.domain.listes import GenreEtiquette, StatutFinancement, TypeBudget, UniteBudget
from cordee.plans.models import Fiche, Financement, LigneBudget
from cordee.socle.erreurs import DonneeRefusee


# -- budget ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def definir_budget(fiche: Fiche, ligne: valeurs.LigneBudget, *, par: Utilisateur, le: datetime) -> LigneBudget | None:
    """Writes the amounts of a kind, a unit and a year (None: whole duration). Two empty amounts take the line away:
    None is returned. A budget is told either by year or as a whole, never both for one kind and unit."""
    annee = lire_annee(ligne.annee)
    lues = lire_budget(ligne)
    ouverte = ouvrir(fiche, par=par)
    memes = LigneBudget.objects.select_for_update().filter(fiche=ouverte, type=ligne.type, unite=ligne.unite)
    actuelle = memes.filter(annee=annee).first()
    if lues["prevu"] is None and lues["reel"] is None:
        if actuelle is not None:
            supprimer_budget(actuelle, par=par, le=le)
        return None
    refuser_melange(ouverte, ligne)
    avant = None if actuelle is None else dire_budget(actuelle)
    if actuelle is None:
        actuelle = LigneBudget(fiche=ouverte, type=ligne.type, unite=ligne.unite, annee=annee)
    for champ, valeur in lues.items():
        setattr(actuelle, champ, valeur)
    if dire_budget(actuelle) == avant:
        return actuelle
    actuelle.save()
    noter(
        ouverte, "definir_budget", f"A modifié le budget de « {ouverte.titre} »", par=par, le=le,
        champs={"budget": [avant, dire_budget(actuelle)]}, cherche=False,
    )  # fmt: skip
    return actuelle


@transaction.atomic
def remplacer_budget(
    ligne: LigneBudget, nouvelle: valeurs.LigneBudget, *, par: Utilisateur, le: datetime
) -> LigneBudget | None:
    """Writes a line over another. Another kind, unit or year is another line: the old one goes, or nothing is written
    when the new one is refused."""
    if (ligne.type, ligne.unite, ligne.annee) != (str(nouvelle.type), str(nouvelle.unite), nouvelle.annee):
        supprimer_budget(ligne, par=par, le=le)
    return definir_budget(ligne.fiche, nouvelle, par=par, le=le)


@transaction.atomic
def supprimer_budget(ligne: LigneBudget, *, par: Utilisateur, le: datetime) -> None:
    """Takes a budget line away."""
    ouverte = ouvrir(ligne.fiche, par=par)
    dit = dire_budget(ligne)
    ligne.delete()
    noter(
        ouverte, "supprimer_budget", f"A retiré une ligne de budget de « {ouverte.titre} »", par=par, le=le,
        champs={"budget": [dit, None]}, cherche=False,
    )  # fmt: skip


def refuser_melange(fiche: Fiche, ligne: valeurs.LigneBudget | LigneBudget) -> None:
    """Refuses a total beside yearly lines of the same kind and unit, and the reverse."""
    par_an = ligne.annee is None
    memes = LigneBudget.objects.filter(fiche=fiche, type=ligne.type, unite=ligne.unite)
    if not memes.filter(annee__isnull=not par_an).exists():
        return
    quoi = f"{TypeBudget(ligne.type).libelle.lower()} ({UniteBudget(ligne.unite).libelle})"
    if par_an:
        raise DonneeRefusee(
            f"Le budget de {quoi} est déjà détaillé par année : ajoutez une année, ou retirez ces lignes pour donner "
            "un total."
        )
    raise DonneeRefusee(
        f"Le budget de {quoi} est déjà donné pour toute la durée : retirez cette ligne pour le détailler par année."
    )


def lire_budget(ligne: valeurs.LigneBudget) -> dict[str, Any]:
    """Columns of a line; refuses the ends of a range that are not in order, and a year that would be spread."""
    prevu, haut = lire_montant(ligne.prevu, "Prévu"), lire_montant(ligne.prevu_max, "Prévu au plus")
    if haut is not None and haut == prevu:
        haut = None
    if haut is not None and (prevu is None or haut < prevu):
        raise DonneeRefusee(f"{BORNES[:1].upper()}{BORNES[1:]}")
    if ligne.est_etale and ligne.annee is not None:
        raise DonneeRefusee("Un montant étalé sur les années n'en dit aucune : videz l'année, ou décochez « étalé ».")
    reel = lire_montant(ligne.reel, "Dépensé")
    return {"prevu": prevu, "prevu_max": haut, "reel": reel, "est_etale": bool(ligne.est_etale)}


def dire_budget(ligne: LigneBudget) -> str:
    """`Investissement, 2026 : 40 000 à 60 000 € HT prévus, 12 000 € HT dépensés`."""
    unite = UniteBudget(ligne.unite).libelle
    prevu, reel = lire_fourchette(ligne.prevu, ligne.prevu_max), lire_fourchette(ligne.reel, None)
    morceaux = [
        f"{dire_fourchette(montant)} {unite} {mot}"
        for montant, mot in ((prevu, "prévus"), (reel, "réels" if unite == "ETP" else "dépensés"))
        if montant is not None
    ]
    quand = f"{ligne.annee}" if ligne.annee else "étalé sur les années" if ligne.est_etale else "toute la durée"
    return f"{TypeBudget(ligne.type).libelle}, {quand} : {', '.join(morceaux)}"


# -- fundings --------------------------------------------------------------------------------------------------------
@transaction.atomic
def ajouter_financement(fiche: Fiche, cite: valeurs.FinancementCite, *, par: Utilisateur, le: datetime) -> Financement:
    """Adds money from a funder, created when unknown."""
    ouverte = ouvrir(fiche, par=par)
    cree = Financement(fiche=ouverte, **_lire_financement(ouverte, cite))
    cree.save()
    noter(
        ouverte, "ajouter_financement", f"A ajouté un financement à « {ouverte.titre} »", par=par, le=le,
        champs={"financement": [None, dire_financement(cree)]},
    )  # fmt: skip
    return cree


@transaction.atomic
def modifier_financement(
    financement: Financement, cite: valeurs.FinancementCite, *, par: Utilisateur, le: datetime
) -> Financement:
    """Replaces what a funding says."""
    ouverte = ouvrir(financement.fiche, par=par)
    avant = dire_financement(financement)
    lues = _lire_financement(ouverte, cite)
    changes = [champ for champ, valeur in lues.items() if getattr(financement, champ) != valeur]
    if not changes:
        return financement
    for champ in changes:
        setattr(financement, champ, lues[champ])
    financement.save(update_fields=changes)
    noter(
        ouverte, "modifier_financement", f"A modifié un financement de « {ouverte.titre} »", par=par, le=le,
        champs={"financement": [avant, dire_financement(financement)]},
    )  # fmt: skip
    return financement


@transaction.atomic
def supprimer_financement(financement: Financement, *, par: Utilisateur, le: datetime) -> None:
    """Takes a funding away."""
    ouverte = ouvrir(financement.fiche, par=par)
    dit = dire_financement(financement)
    financement.delete()
    noter(
        ouverte, "supprimer_financement", f"A retiré un financement de « {ouverte.titre} »", par=par, le=le,
        champs={"financement": [dit, None]},
    )  # fmt: skip


def _lire_financement(fiche: Fiche, cite: valeurs.FinancementCite) -> dict[str, Any]:
    if cite.taux is not None and not 0 <= cite.taux <= 1:
        raise DonneeRefusee("Le taux d'un financement va de 0 à 100 % : corrigez-le.")
    dates = [d for d in (cite.demande_le, cite.decision_le, cite.verse_le) if d is not None]
    if dates != sorted(dates):
        raise DonneeRefusee("Un financement est demandé, puis décidé, puis versé : vérifiez l'ordre des dates.")
    nom = lire_texte(cite.financeur, "Financeur", ETIQUETTE_MAX, obligatoire=True)
    return {
        "financeur": Registre(fiche.collectivite).etiquette(GenreEtiquette.FINANCEUR, nom),
        "dispositif": lire_texte(cite.dispositif, "Dispositif", 200),
        "montant": lire_montant(cite.montant, "Montant"),
        "base": str(cite.base),
        "taux": cite.taux,
        "statut": str(cite.statut),
        "annee": lire_annee(cite.annee),
        "demande_le": cite.demande_le,
        "decision_le": cite.decision_le,
        "verse_le": cite.verse_le,
        "aide": _lire_aide(cite.aide),
    }


def _lire_aide(aide: str) -> str:
    try:
        return lire_aide(aide)
    except ValeurRefusee as refus:
        raise DonneeRefusee(str(refus)) from refus


def dire_financement(financement: Financement) -> str:
    """`ADEME, Fonds chaleur : 24 000 € HT, accordé (https://…)`."""
    nom = ", ".join(mot for mot in (financement.financeur.nom, financement.dispositif) if mot)
    statut = StatutFinancement(financement.statut).libelle.lower()
    statut += f" ({financement.aide})" if financement.aide else ""
    if financement.montant is None:
        return f"{nom} : {statut}"
    montant = formater(float(financement.montant), 2, souple=True)
    return f"{nom} : {montant} € {financement.base.upper()}, {statut}"
