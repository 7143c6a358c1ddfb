"""Changing one thing on many fiches: what may be changed, and what each value becomes.

A geste reads a value on each fiche and gives the next one: a single value that is replaced, or a list to which one
adds and from which one removes. Nothing here knows the database.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from cordee.outils.choix import ChoixTexte
from cordee.plans.domain.listes import Precision


class Geste(ChoixTexte):
    """What a bulk edit changes; the third word tells whether the value is `seul` or `liste`."""

    STATUT = "statut", "Statut", "seul"
    PRIORITE = "priorite", "Priorité", "seul"
    DEBUT = "debut", "Date de début", "seul"
    FIN = "fin", "Échéance", "seul"
    CONTINUE = "amelioration_continue", "Se répète tous les ans", "seul"
    CONFIDENTIEL = "confidentiel", "Confidentialité", "seul"
    PILOTE = "pilote", "Pilotes", "liste"
    REFERENT = "referent", "Élus référents", "liste"
    SERVICE = "service", "Directions ou services", "liste"
    ETIQUETTE = "etiquette", "Étiquettes", "liste"
    THEMATIQUE = "thematique", "Thématiques", "liste"
    PLACE = "place", "Emplacement dans un plan", "liste"
    PARTAGE = "partage", "Partage avec une collectivité", "liste"
    SUPPRESSION = "suppression", "Suppression", "seul"
    VALIDATION = "validation", "Validation", "seul"
    NUMERO = "code", "Numéro", "seul"
    CHAMP = "champ", "Un champ de la collectivité", "seul"
    CHAMP_LISTE = "champs", "Un champ de la collectivité", "liste"

    def __init__(self, valeur: str, libelle: str = "", forme: str = "seul") -> None:
        self.est_liste = forme == "liste"


DES_CHAMPS = frozenset({Geste.CHAMP, Geste.CHAMP_LISTE})
"""Those of an added field, one value or several: `champ_12` chooses which."""
GESTES_CHOISIS = tuple(geste for geste in Geste if geste is not Geste.NUMERO and geste not in DES_CHAMPS)
"""Those that one chooses: a number is never the same for two fiches, a plan gives it; an added field is chosen by its
name."""


DATES = {Geste.DEBUT, Geste.FIN}
"""Dates that may be known by the month or the year only."""

A_CHOISIR = {
    Geste.STATUT: "Choisissez un statut",
    Geste.PRIORITE: "Choisissez une priorité",
    Geste.CONTINUE: "Choisissez une réponse",
    Geste.CONFIDENTIEL: "Choisissez une réponse",
    Geste.VALIDATION: "Choisissez un geste",
}
"""What is asked first, for the values that are chosen in a list: none is proposed before the others."""
VALEUR_A_CHOISIR = "Choisissez une valeur"
"""The same for an added field."""
SANS = "sans"
"""What the form says for « no statut » and « no priorité »: an empty answer is no choice at all."""


class Sens(ChoixTexte):
    """What one does with a list."""

    AJOUTER = "ajouter", "Ajouter"
    RETIRER = "retirer", "Retirer"
    REMPLACER = "remplacer", "Remplacer tout par"


SENS_DU_PARTAGE = {Sens.AJOUTER: "Partager avec", Sens.RETIRER: "Ne plus partager avec"}


def sens_possibles(geste: Geste) -> dict[Sens, str]:
    """What one may do with the list of a geste, and its words. A sharing is opened or ended, one by one: nobody ends
    those that they did not name."""
    return SENS_DU_PARTAGE if geste is Geste.PARTAGE else {sens: sens.libelle for sens in Sens}


def ecrire_date_du_lot(jour: date | None, precision: str) -> str | None:
    """A date and its precision in one value, which a trace keeps: `2027-03-31`, `2027-03-31 mois`."""
    if jour is None:
        return None
    return jour.isoformat() if precision == Precision.JOUR else f"{jour.isoformat()} {precision}"


def lire_date_du_lot(valeur: str | None) -> tuple[date | None, Precision]:
    """The date and the precision of such a value."""
    ecrite, _, precision = (valeur or "").partition(" ")
    return (date.fromisoformat(ecrite) if ecrite else None), Precision(precision or Precision.JOUR)


def devenir(geste: Geste, sens: Sens, avant: Any, valeur: Any) -> Any:
    """Value of one fiche after the geste: `valeur` itself, or the list with it added, removed or alone. Lists keep
    their order and hold each element once."""
    if not geste.est_liste:
        return valeur
    actuels = list(avant)
    if sens is Sens.REMPLACER:
        return list(valeur)
    if sens is Sens.RETIRER:
        return [element for element in actuels if element not in valeur]
    return [*actuels, *(element for element in valeur if element not in actuels)]
