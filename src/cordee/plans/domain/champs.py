"""The fields of a fiche that hold one value: what they are called, what they accept, how a typed text becomes a value.

One place for the page, the table, the bulk edit, the API and the imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import INSECABLE, jour_long, mois_annee
from cordee.outils.lecture_dates import DateIllisible, JourManquant, lire_date, lire_moment
from cordee.outils.nombres import formater
from cordee.outils.texte import rendre_vide
from cordee.plans.domain.listes import (
    BaseMontant,
    CoutEfficacite,
    Faisabilite,
    Maturite,
    Participation,
    Precision,
    Priorite,
    RythmeCout,
    StatutFiche,
    TempsMiseEnOeuvre,
)


class ValeurRefusee(ValueError):
    """A value that the field does not accept; the message is a French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Champ:
    """One field. `nature`: ligne, texte, choix, date, entier, montant, oui_non. `long_max` in characters; `unite`
    follows the value in a sentence; `un_jour` says why a month is not enough."""

    nom: str
    libelle: str
    nature: str
    long_max: int = 0
    choix: type[ChoixTexte] | None = None
    maximum: int | None = None
    obligatoire: bool = False
    cherche: bool = False
    unite: str = ""
    un_jour: str = ""

    def lire(self, valeur: Any) -> Any:
        """Value as it is stored, from a typed text or from a value already right; raises `ValeurRefusee`."""
        return LECTEURS[self.nature](self, valeur)

    def montrer(self, valeur: Any) -> str:
        """The stored value as a sentence shows it."""
        if valeur in (None, ""):
            return "vide"
        if self.choix is not None:
            return self.choix.libelle_de(str(valeur), str(valeur))
        if isinstance(valeur, bool):
            return "oui" if valeur else "non"
        if self.nature == "montant":
            return f"{formater(float(valeur), 2, souple=True)}{INSECABLE}€"
        return jour_long(valeur) if isinstance(valeur, date) else f"{valeur}{self.unite}"


def _lire_ligne(champ: Champ, valeur: Any) -> str:
    texte = rendre_vide(" ".join(str(valeur or "").replace("\0", "").split()))
    return _borner(champ, texte)


def _lire_texte(champ: Champ, valeur: Any) -> str:
    texte = rendre_vide(str(valeur or "").replace("\r\n", "\n").replace("\0", "").strip())
    return _borner(champ, texte)


def _borner(champ: Champ, texte: str) -> str:
    if champ.obligatoire and not texte:
        raise ValeurRefusee(f"Le champ « {champ.libelle} » ne peut pas être vide : écrivez quelques mots.")
    if len(texte) > champ.long_max:
        raise ValeurRefusee(
            f"« {champ.libelle} » dépasse {champ.long_max} caractères ({len(texte)}) : raccourcissez le texte ou "
            "joignez un document."
        )
    return texte


def _lire_choix(champ: Champ, valeur: Any) -> str:
    texte = str(valeur or "").strip()
    assert champ.choix is not None
    if not texte:
        return ""
    lu = champ.choix.lire(texte)
    if lu is None:
        connus = ", ".join(f"« {membre.libelle} »" for membre in champ.choix)
        raise ValeurRefusee(
            f"« {_citer(texte)} » n'est pas une valeur de « {champ.libelle} » : choisissez entre {connus}."
        )
    return str(lu)


def _lire_date(champ: Champ, valeur: Any) -> date | None:
    if valeur is None or isinstance(valeur, date):
        return valeur
    texte = str(valeur).strip()
    if not texte:
        return None
    try:
        lue = lire_date(texte)
    except DateIllisible as raison:
        pourquoi = f" {champ.un_jour}" if champ.un_jour and isinstance(raison, JourManquant) else ""
        raise ValeurRefusee(
            f"« {_citer(texte)} » n'est pas une date de « {champ.libelle} » : {raison}.{pourquoi}"
        ) from raison
    return _dans_la_vie_des_plans(champ, lue)


def _dans_la_vie_des_plans(champ: Champ, jour: date) -> date:
    if not ANNEE_MIN <= jour.year <= ANNEE_MAX:
        raise ValeurRefusee(f"L'année de « {champ.libelle} » doit être entre {ANNEE_MIN} et {ANNEE_MAX}.")
    return jour


def _lire_entier(champ: Champ, valeur: Any) -> int | None:
    if valeur is None or valeur == "":
        return None
    texte = str(valeur).replace("\u00a0", "").replace("%", "").strip()
    if not texte:
        return None
    lisible = texte.isascii() and texte.isdigit() and len(texte) < CHIFFRES_MAX
    if not lisible or (champ.maximum is not None and int(texte) > champ.maximum):
        raise ValeurRefusee(
            f"« {champ.libelle} » attend un nombre entier de 0 à {champ.maximum} : « {_citer(texte)} » reçu."
        )
    return int(texte)


def _lire_montant(champ: Champ, valeur: Any) -> Decimal | None:
    """`12 500,50 €`, to the cent."""
    texte = re.sub(r"[\s€]", "", "" if valeur is None else str(valeur)).replace(",", ".")
    if not texte:
        return None
    try:
        montant = Decimal(texte)
    except InvalidOperation:
        montant = Decimal(-1)
    if not texte.isascii() or not montant.is_finite() or not 0 <= montant <= MONTANT_MAX:
        raise ValeurRefusee(
            f"« {champ.libelle} » attend un montant en euros, comme 12500 : « {_citer(str(valeur).strip())} » reçu."
        )
    if montant != montant.quantize(CENTIME):
        raise ValeurRefusee(f"« {champ.libelle} » s'arrête aux centimes : « {_citer(str(valeur).strip())} » reçu.")
    return montant.quantize(CENTIME)


def _citer(texte: str) -> str:
    """What was typed, as a sentence can hold it."""
    return texte if len(texte) <= CITATION_MAX else texte[: CITATION_MAX - 1] + "…"


def _lire_oui_non(champ: Champ, valeur: Any) -> bool:
    return valeur is True or str(valeur).strip().lower() in {"oui", "on", "true", "1", "vrai"}


ANNEE_MIN, ANNEE_MAX = 1990, 2100
CITATION_MAX, CHIFFRES_MAX = 60, 10
MONTANT_MAX, CENTIME = Decimal(999_999_999_999), Decimal("0.01")
LECTEURS: dict[str, Callable[[Champ, Any], Any]] = {
    "ligne": _lire_ligne,
    "texte": _lire_texte,
    "choix": _lire_choix,
    "date": _lire_date,
    "entier": _lire_entier,
    "montant": _lire_montant,
    "oui_non": _lire_oui_non,
}

_CHAMPS = (
    Champ("titre", "Titre", "ligne", 300, obligatoire=True, cherche=True),
    Champ("code", "Numéro", "ligne", 30, cherche=True),
    Champ("nom_officiel", "Intitulé adopté", "texte", 1000, cherche=True),
    Champ("description", "Description", "texte", 20_000, cherche=True),
    Champ("contexte", "Enjeux et contexte", "texte", 20_000, cherche=True),
    Champ("objectifs", "Objectifs", "texte", 10_000, cherche=True),
    Champ("moyens", "Moyens humains et techniques", "texte", 10_000, cherche=True),
    Champ("financements_texte", "Partenaires et dispositif financier", "texte", 10_000, cherche=True),
    Champ("vigilance", "Points de vigilance", "texte", 10_000, cherche=True),
    Champ("public_cible", "Public-cible", "texte", 2_000, cherche=True),
    Champ("calendrier", "Calendrier", "ligne", 300, cherche=True),
    Champ("statut", "Statut", "choix", choix=StatutFiche),
    Champ("etat_precision", "Précision de l'état", "ligne", 300, cherche=True),
    Champ("etat_le", "Date de l'état", "date", un_jour="Un constat se fait un jour donné, d'où se comptent les mois."),
    Champ("priorite", "Priorité", "choix", choix=Priorite),
    Champ("faisabilite", "Faisabilité", "choix", choix=Faisabilite),
    Champ("cout_efficacite", "Coût-efficacité", "choix", choix=CoutEfficacite),
    Champ("maturite", "Maturité", "choix", choix=Maturite),
    Champ("avancement", "Avancement", "entier", maximum=100, unite=" %"),
    Champ("poids", "Poids", "entier", maximum=1000),
    Champ("debut", "Date de début", "date"),
    Champ("precision_debut", "Précision du début", "choix", choix=Precision),
    Champ("fin", "Échéance", "date"),
    Champ("precision_fin", "Précision de l'échéance", "choix", choix=Precision),
    Champ("amelioration_continue", "Se répète tous les ans", "oui_non"),
    Champ("temps", "Temps de mise en œuvre", "choix", choix=TempsMiseEnOeuvre),
    Champ("participation", "Participation citoyenne", "choix", choix=Participation),
    Champ("participation_texte", "Détail de la participation", "texte", 2_000, cherche=True),
    Champ("cout_evite", "Coût évité", "montant"),
    Champ("cout_evite_base", "Base du coût évité", "choix", choix=BaseMontant),
    Champ("cout_evite_rythme", "Rythme du coût évité", "choix", choix=RythmeCout),
    Champ("confidentiel", "Confidentielle", "oui_non"),
)
CHAMPS: dict[str, Champ] = {champ.nom: champ for champ in _CHAMPS}
"""Every field by its column."""


def ecrire_date(jour: date | None, precision: str) -> str:
    """`31 décembre 2026`, `décembre 2026` or `2026` according to what is known."""
    if jour is None:
        return ""
    if precision == Precision.ANNEE:
        return str(jour.year)
    return mois_annee(jour) if precision == Precision.MOIS else jour_long(jour)


DATES_A_PEU_PRES = ("debut", "fin")
"""Dates of which one may know the month, the quarter or the year only: each has its precision."""


def lire_a_peu_pres(nom: str, texte: str) -> tuple[date, Precision]:
    """What was typed as the start or the end of a fiche, and how precise it is: a start stands on the first day of what
    is known, an end on the last. Raises `ValeurRefusee`."""
    champ = CHAMPS[nom]
    try:
        moment = lire_moment(texte)
    except DateIllisible as raison:
        raise ValeurRefusee(f"« {_citer(texte)} » n'est pas une date de « {champ.libelle} » : {raison}.") from raison
    jour = moment.dernier if nom == "fin" else moment.premier
    return _dans_la_vie_des_plans(champ, jour), Precision(moment.precision)


def ecrire_saisie(jour: date | None, precision: str) -> str:
    """A date as its field shows it, and reads it back: `2026-12-31`, `décembre 2026`, `2026`."""
    if jour is None:
        return ""
    return jour.isoformat() if precision == Precision.JOUR else ecrire_date(jour, precision).replace(INSECABLE, " ")


def verifier_dates(debut: date | None, fin: date | None) -> None:
    """A fiche ends after it starts; raises `ValeurRefusee`."""
    if debut is not None and fin is not None and fin < debut:
        raise ValeurRefusee(
            f"L'échéance ({jour_long(fin)}) est avant le début ({jour_long(debut)}) : changez l'une des deux dates."
        )
