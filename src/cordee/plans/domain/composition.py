"""What makes up a fiche beside its plain fields: names of the parts, codes they take, how their values read.

A part is named by one word everywhere (page, address, audit trail): a column of domain.champs, a genre of classement,
a role of a person or of an actor, `communes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.leviers import LEVIERS, NOMS_LEVIERS
from cordee.plans.domain.listes import LISTES, Genre, RoleActeur, RolePersonne
from cordee.plans.domain.lot import Geste
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, SOUS_THEMATIQUES, THEMATIQUES

COMMUNES = "communes"
LIGNES = {
    "objectif": "Objectif chiffré",
    "impact": "Impact",
    "budget": "Budget",
    "financement": "Financement",
    "indicateur": "Indicateur de suivi",
    "mesure": "Mesure du référentiel",
    "lien": "Fiche liée",
    "reference": "Document cadre",
    "evaluation": "Bilan",
    "document": "Document",
    "note": "Note de suivi",
    "commentaire": "Commentaire",
    "blocage": "Blocage",
    "partage": "Partage",
    "emplacement": "Emplacement",
}
"""Rows around a fiche, by the word that the audit trail uses."""
CHAMPS_DU_PLAN = {
    "nom": "Nom",
    "code": "Sigle",
    "type": "Type",
    "type_libre": "Type, dans vos mots",
    "statut": "Statut",
    "description": "Présentation",
    "debut": "Début",
    "fin": "Fin",
    "deliberation_le": "Date de la délibération",
    "deliberation_numero": "Numéro de la délibération",
    "deliberation_document": "Document de la délibération",
    "perimetre": "Périmètre",
    "ponderation": "Avancement du plan",
    "langue": "Langue",
    "parent": "Rassemblé par",
    "remplace": "Remplace",
}
"""What a plan says of itself, by the word that the audit trail uses; those of a fiche that have the same name first."""


def est_adresse_web(adresse: str) -> bool:
    """Whether a link may lead there: a page of the web, and nothing that a browser would run."""
    try:
        morceaux = urlsplit(adresse)
    except ValueError:
        return False
    return morceaux.scheme in {"http", "https"} and bool(morceaux.netloc)


def codes_de(genre: Genre) -> dict[str, str]:
    """Codes of a genre and their labels, in the order of the screens."""
    if genre is Genre.THEMATIQUE:
        return THEMATIQUES
    if genre is Genre.SOUS_THEMATIQUE:
        return NOMS_SOUS_THEMATIQUES
    if genre is Genre.LEVIER:
        return NOMS_LEVIERS
    return {str(membre): membre.libelle for membre in LISTES[genre]}


def groupes_de(genre: Genre) -> list[tuple[str, dict[str, str]]]:
    """The same by group, for the lists that have groups; one nameless group for the others."""
    if genre is Genre.SOUS_THEMATIQUE:
        return [(THEMATIQUES[theme], sous) for theme, sous in SOUS_THEMATIQUES.items() if sous]
    if genre is Genre.LEVIER:
        return list(LEVIERS.items())
    return [("", codes_de(genre))]


def libelles_de(genre: Genre, codes: Iterable[str]) -> list[str]:
    """Labels of codes in the order of the list; a code that the list no longer has reads as itself, last."""
    connus = codes_de(genre)
    portes = set(codes)
    return [connus[code] for code in connus if code in portes] + sorted(portes - connus.keys())


def libelle_de_champ(nom: str) -> str:
    """What a part is called on screen; the word itself for one that is no longer known."""
    if nom in CHAMPS:
        return CHAMPS[nom].libelle
    if nom == COMMUNES:
        return "Communes concernées"
    for liste in (Genre, RolePersonne, RoleActeur):
        if libelle := liste.libelle_de(nom):
            return libelle
    return LIGNES.get(nom) or CHAMPS_DU_PLAN.get(nom) or Geste.libelle_de(nom, nom)


def montrer(nom: str, valeur: Any) -> str:
    """A value of the audit trail as a sentence shows it; « vide » for nothing."""
    if valeur in (None, "", []):
        return "vide"
    if nom in CHAMPS:
        champ = CHAMPS[nom]
        return champ.montrer(champ.lire(valeur)) if champ.nature == "date" else champ.montrer(valeur)
    if isinstance(valeur, Sequence) and not isinstance(valeur, str):
        genre = Genre(nom) if Genre.libelle_de(nom) else None
        return ", ".join(libelles_de(genre, valeur) if genre else [str(element) for element in valeur])
    return str(valeur)
