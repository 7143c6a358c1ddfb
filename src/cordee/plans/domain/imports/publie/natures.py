"""What a line copied apart from its label can be, and which labels may take it
(docs/calculs/import.md, « Colonnes séparées »)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from enum import Enum
from functools import cache

from cordee.plans.domain.imports.choix_cellules import lire_codes, lire_priorite, lire_statut
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.listes_cellules import sans_puce, separer
from cordee.plans.domain.imports.montants import est_sans_montant
from cordee.plans.domain.imports.noms import (
    a_une_civilite,
    genre_d_organisation,
    semble_un_service,
    semble_une_personne,
)
from cordee.plans.domain.listes import Genre

MOTS_D_UN_NOM = 12
"""Words beyond which a text is a sentence."""


class Nature(Enum):
    """Kinds of lines; all but the last two can be told from their words alone."""

    ARGENT = "argent"
    DATE = "date"
    STATUT = "statut"
    PRIORITE = "priorite"
    PUBLIC = "public"
    PERSONNE = "personne"
    SERVICE = "service"
    STRUCTURE = "structure"
    MESURE = "mesure"
    INCONNU = "inconnu"
    BUT = "but"
    PHRASE = "phrase"
    MOTS = "mots"


_TEMPS = {
    "de", "a", "du", "au", "et", "en", "le", "l", "d", "ici", "fin", "debut", "des", "depuis", "jusqu", "jusque",
    "partir", "entre", "horizon", "courant", "mi", "annee", "annees", "trimestre", "semestre", "premier", "deuxieme",
    "second",
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre", "printemps", "ete", "automne", "hiver", "court", "moyen", "long", "terme", "continu", "permanent",
    "er", "e", "eme", "sem", "trim", "action", "continue", "an", "ans", "mois", "chaque", "tous",
    "les",
}  # fmt: skip
_ARGENT = re.compile(r"\d\s*(?:k|M)?\s?(?:€|euros?\b|k€|M€)|€|\b\d[\d\s.,]*\s*(?:HT|TTC)\b", re.I)
_MESURE = re.compile(
    r"^(?:nombre|nb|taux|part|quantite|surface|volume|consommations?|emissions?|production|puissance|evolution|"
    r"superficie|lineaire|tonnages?|tonnes?|frequentation|pourcentage|kilometres?|km|ml|m2|kwh|mwh|gwh|tco2\w*|kg|"
    r"indicateurs?|ratio|montants?|quantites|proportion)\b"
)
_INFINITIF = re.compile(r"^(?:ne pas |s |se )?[a-z]{2,}(?:er|ir|re|oir)\b")
_PAS_DES_VERBES = re.compile(
    r"^(?:premier|dernier|chantier|atelier|metier|notre|autre|votre|entre|papier|quartier|foncier)"
)
_ARGENT_DIT = ("moyens_financiers", "budget", "texte:financements_texte")
_ORGANISATIONS = ("acteur:", "porteur", "public", "communes", "texte:financements_texte")
_FAMILLES: dict[Nature, tuple[tuple[str, ...], ...]] = {
    Nature.ARGENT: (_ARGENT_DIT,),
    Nature.DATE: (("calendrier", "debut", "fin"),),
    Nature.STATUT: (("statut",),),
    Nature.PRIORITE: (("priorite",),),
    Nature.PUBLIC: (("public", "codes:cible"), _ORGANISATIONS),
    Nature.PERSONNE: (("personne:",), ("porteur", "acteur:")),
    Nature.SERVICE: (("acteur:service_pilote", "porteur"), ("acteur:",)),
    Nature.STRUCTURE: (_ORGANISATIONS,),
    Nature.MESURE: (("indicateurs",),),
    Nature.BUT: (("texte:objectifs", "texte:description", "objectifs_chiffres"),),
}
"""Labels that each nature is for, the likeliest first; when none of them is there, any label of words takes it."""
_PRECISES = (
    "moyens_financiers", "budget", "calendrier", "debut", "fin", "statut", "priorite", "personne:",
    "acteur:service_pilote",
)  # fmt: skip
"""Labels that only take what is of their nature, or words that say nothing else."""


@cache
def nature_de(texte: str) -> Nature:
    """What a line is, by its words alone."""
    propre = sans_puce(texte).strip()
    cle = normaliser(propre)
    return next((nature for nature, dit in _SIGNES if dit(propre, cle)), Nature.MOTS)


def _dit_un_montant(texte: str, cle: str) -> bool:
    return bool(_ARGENT.search(texte)) and len(cle.split()) <= MOTS_D_UN_NOM and not _est_un_but(texte, cle)


def _dit_un_statut(texte: str, cle: str) -> bool:
    return len(cle.split()) <= 3 and lire_statut(texte).connu and lire_statut(texte).statut is not None


def _dit_une_priorite(texte: str, cle: str) -> bool:
    return len(cle.split()) <= 2 and not texte[:1].isdigit() and lire_priorite(texte) is not None


def _est_une_phrase(texte: str, cle: str) -> bool:
    return texte.endswith(".") or len(cle.split()) > MOTS_D_UN_NOM


def _est_un_public(texte: str, cle: str) -> bool:
    """« Habitants, commerçants », unless an organisation is named too."""
    noms = separer(texte)
    return bool(noms) and bool(lire_codes(noms[0], Genre.CIBLE).codes) and not any(map(genre_d_organisation, noms))


def _est_une_date(texte: str, cle: str) -> bool:
    mots = cle.split()
    if not mots or not all(mot in _TEMPS or re.fullmatch(r"[ts]?\d{1,4}(?:er|e)?", mot) for mot in mots):
        return False
    return any(re.fullmatch(r"(?:19|20)\d\d", mot) for mot in mots) or bool({"terme", "continu"} & set(mots))


def _est_un_but(texte: str, cle: str) -> bool:
    """« Réduire de 10 % les trajets »."""
    return bool(_INFINITIF.match(cle)) and not _PAS_DES_VERBES.match(cle) and len(cle.split()) > 1


_SIGNES: tuple[tuple[Nature, Callable[[str, str], bool]], ...] = (
    (Nature.INCONNU, lambda texte, _: est_sans_montant(texte)),
    (Nature.ARGENT, _dit_un_montant),
    (Nature.DATE, _est_une_date),
    (Nature.STATUT, _dit_un_statut),
    (Nature.PRIORITE, _dit_une_priorite),
    (Nature.MESURE, lambda _, cle: bool(_MESURE.match(cle))),
    (Nature.BUT, _est_un_but),
    (Nature.PHRASE, _est_une_phrase),
    (Nature.PUBLIC, _est_un_public),
    (Nature.PERSONNE, lambda texte, _: a_une_civilite(texte) or semble_une_personne(texte)),
    (Nature.SERVICE, lambda texte, _: semble_un_service(_noms(texte)[1])),
    (Nature.STRUCTURE, lambda texte, _: any(genre_d_organisation(nom) for nom in _noms(texte))),
)
"""How each nature is told, from the text and its search key; the first that fits."""


def _noms(texte: str) -> list[str]:
    return [texte, *re.split(r"\s*[,;/]\s*", texte)]


def accepte(cle: str, texte: str, groupe: Collection[str], *, buts: bool = False) -> bool:
    """Whether the label of this field may take this line, among the labels of `groupe`. `buts`: other lines tell
    objectives in the infinitive, so that a sentence is none."""
    nature = nature_de(texte)
    familles = _FAMILLES.get(nature, ())
    famille = next((f for f in familles if any(autre.startswith(f) for autre in groupe)), None)
    if famille is not None:
        des_siens = nature is not Nature.STRUCTURE or cle != "acteur:service_pilote" or not _a_un_autre_acteur(groupe)
        return des_siens and cle.startswith(famille)
    if nature is Nature.PHRASE:
        but = buts and cle == "texte:objectifs" and len({c for c in groupe if c.startswith("texte:")}) > 1
        sans_phrase = cle.startswith((*_PRECISES, "acteur:", "porteur", "indicateurs"))
        return not but and (not sans_phrase or _en_mots(cle, texte))
    if nature is Nature.MOTS:
        return not cle.startswith(_PRECISES) or cle.startswith(("personne:", "acteur:service_pilote"))
    sans_texte = not any(autre.startswith("texte:") for autre in groupe)
    return nature is Nature.INCONNU or sans_texte or cle.startswith("texte:")


def _a_un_autre_acteur(groupe: Collection[str]) -> bool:
    return any(cle.startswith(("acteur:", "porteur")) and cle != "acteur:service_pilote" for cle in groupe)


def _en_mots(cle: str, texte: str) -> bool:
    """A calendar, a budget told in a sentence."""
    if cle == "calendrier":
        return bool(re.search(r"\b(?:19|20)\d\d\b", texte))
    return cle in {"moyens_financiers", "budget"} and bool(_ARGENT.search(texte))
