"""Rules evaluated from a JSON document to a JSON document, for the command line, the API and outside checks.

Source: docs/calculs/personnalisation.md, « Entrée et sortie ».
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard, TypeVar

from cordee.territoires.domain.expressions import (
    Contexte,
    ErreurExpression,
    ReferentielVersionne,
    Valeur,
    lire_referentiel,
    parse,
)
from cordee.territoires.domain.identite import Identite, SousType, TypeIdentite, etiquettes_population

__all__ = ["EntreeInvalide", "evaluer_regles"]

T = TypeVar("T")


class EntreeInvalide(ValueError):
    """A document that cannot be read; `messages` holds every French message, each with its path."""

    def __init__(self, messages: list[str]) -> None:
        self.messages = messages
        super().__init__("\n".join(messages))


def evaluer_regles(entree: object) -> dict[str, Any]:
    """The values of rules, in their order: {"valeurs": [...]}, or {"cas": [...]} for a document of several cases.

    Keys read: identite {type, soustype, population, drom, dans_aire_urbaine}, reponses, scores, referentiel, regles.
    A value is a boolean, a number, None, or the text left by unknown scores; a rule that fails gives {"erreur": …}.
    Raises EntreeInvalide when the document has not this form.
    """
    lecture = _Lecture()
    if isinstance(entree, Mapping) and "cas" in entree:
        cas = lecture.liste(entree["cas"], "cas")
        lus = [lecture.cas(document, f"cas[{rang}]") for rang, document in enumerate(cas)]
        lecture.conclure()
        return {"cas": [_evaluer(contexte, regles) for contexte, regles in lus]}
    contexte, regles = lecture.cas(entree, "")
    lecture.conclure()
    return _evaluer(contexte, regles)


def _evaluer(contexte: Contexte, regles: list[str]) -> dict[str, Any]:
    return {"valeurs": [_valeur(regle, contexte) for regle in regles]}


def _valeur(regle: str, contexte: Contexte) -> Valeur | dict[str, str]:
    try:
        return parse(regle).evaluer(contexte)
    except ErreurExpression as erreur:
        return {"erreur": str(erreur)}


class _Lecture:
    """Reads a document and keeps every fault on the way; what is faulty is read as absent."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def conclure(self) -> None:
        if self.messages:
            raise EntreeInvalide(self.messages)

    def refuser(self, chemin: str, attendu: str, recu: object) -> None:
        self.messages.append(f"{chemin or 'document'} : attendu {attendu}, reçu {_decrire(recu)}")

    def cas(self, document: object, chemin: str) -> tuple[Contexte, list[str]]:
        prefixe = f"{chemin}." if chemin else ""
        champs = self.objet(document, chemin)
        if "regles" not in champs and isinstance(document, Mapping):
            self.messages.append(f"{prefixe}regles : liste de règles manquante")
        regles = self.liste(champs.get("regles", []), f"{prefixe}regles")
        contexte = Contexte(
            identite=self.facultatif(champs.get("identite"), f"{prefixe}identite", self.identite),
            reponses=self.facultatif(champs.get("reponses"), f"{prefixe}reponses", self.reponses),
            scores=self.facultatif(champs.get("scores"), f"{prefixe}scores", self.scores),
            referentiel=self.facultatif(champs.get("referentiel"), f"{prefixe}referentiel", self.referentiel),
        )
        textes = [self.texte(regle, f"{prefixe}regles[{rang}]") for rang, regle in enumerate(regles)]
        return contexte, [texte for texte in textes if texte is not None]

    # -- shapes ------------------------------------------------------------------------------------------------------
    def facultatif(self, valeur: object, chemin: str, lire: Callable[[object, str], T]) -> T | None:
        return None if valeur is None else lire(valeur, chemin)

    def objet(self, valeur: object, chemin: str) -> Mapping[str, object]:
        if isinstance(valeur, Mapping) and all(isinstance(cle, str) for cle in valeur):
            return valeur
        self.refuser(chemin, "un objet", valeur)
        return {}

    def liste(self, valeur: object, chemin: str) -> list[object]:
        if isinstance(valeur, list):
            return valeur
        self.refuser(chemin, "une liste", valeur)
        return []

    def texte(self, valeur: object, chemin: str) -> str | None:
        if isinstance(valeur, str):
            return valeur
        self.refuser(chemin, "un texte", valeur)
        return None

    def booleen(self, valeur: object, chemin: str) -> bool | None:
        if isinstance(valeur, bool):
            return valeur
        self.refuser(chemin, "vrai, faux ou null", valeur)
        return None

    def parmi(self, valeur: object, chemin: str, possibles: Mapping[str, T]) -> T | None:
        if isinstance(valeur, str) and valeur.lower() in possibles:
            return possibles[valeur.lower()]
        self.refuser(chemin, " ou ".join(f"« {nom} »" for nom in possibles), valeur)
        return None

    # -- fields ------------------------------------------------------------------------------------------------------
    def identite(self, valeur: object, chemin: str) -> Identite:
        champs = self.objet(valeur, chemin)
        types = {nom.value.lower(): nom for nom in TypeIdentite}
        soustypes = {nom.value: nom for nom in SousType}
        lu = self.parmi(champs.get("type"), f"{chemin}.type", types) if isinstance(valeur, Mapping) else None
        return Identite(
            type=lu or TypeIdentite.COMMUNE,
            soustype=self.facultatif(
                champs.get("soustype"), f"{chemin}.soustype", lambda brut, ou: self.parmi(brut, ou, soustypes)
            ),
            population=etiquettes_population(
                self.facultatif(champs.get("population"), f"{chemin}.population", self.population)
            ),
            drom=self.facultatif(champs.get("drom"), f"{chemin}.drom", self.booleen),
            dans_aire_urbaine=self.facultatif(
                champs.get("dans_aire_urbaine"), f"{chemin}.dans_aire_urbaine", self.booleen
            ),
        )

    def population(self, valeur: object, chemin: str) -> int | None:
        if _est_nombre(valeur) and valeur >= 0 and valeur == int(valeur):
            return int(valeur)
        self.refuser(chemin, "un nombre entier d'habitants", valeur)
        return None

    def reponses(self, valeur: object, chemin: str) -> dict[str, Valeur]:
        lues: dict[str, Valeur] = {}
        for question, reponse in self.objet(valeur, chemin).items():
            if reponse is None or reponse == "":
                continue
            if isinstance(reponse, (bool, str)) or _est_nombre(reponse):
                lues[question] = reponse
            else:
                self.refuser(f"{chemin}.{question}", "vrai, faux, un nombre, un texte ou null", reponse)
        return lues

    def scores(self, valeur: object, chemin: str) -> dict[str, int | float | None]:
        lus: dict[str, int | float | None] = {}
        for noeud, score in self.objet(valeur, chemin).items():
            if score is None or _est_nombre(score):
                lus[noeud] = score
            else:
                self.refuser(f"{chemin}.{noeud}", "un nombre ou null", score)
        return lus

    def referentiel(self, valeur: object, chemin: str) -> ReferentielVersionne | None:
        texte = self.texte(valeur, chemin)
        if texte is None:
            return None
        try:
            return lire_referentiel(texte)
        except ValueError as defaut:
            self.messages.append(f"{chemin} : {defaut}")
            return None


def _est_nombre(valeur: object) -> TypeGuard[int | float]:
    return isinstance(valeur, (int, float)) and not isinstance(valeur, bool) and abs(valeur) <= sys.float_info.max


_NOMS = {bool: "un booléen", int: "un nombre", float: "un nombre", str: "un texte", list: "une liste", dict: "un objet"}


def _decrire(valeur: object) -> str:
    return "rien" if valeur is None else _NOMS.get(type(valeur), "autre chose")
