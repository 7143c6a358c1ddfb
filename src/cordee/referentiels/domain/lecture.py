"""Reading our own tables of definitions, and what every table of definitions must satisfy."""

from __future__ import annotations

from collections.abc import Sequence

from cordee.referentiels.domain.cellules import LigneTable, decode, read_lignes
from cordee.referentiels.domain.definitions import (
    ADAPTATIONS,
    CATEGORIES,
    LABELS,
    THEMATIQUES,
    TYPES_REGLE,
    DefinitionNoeud,
)
from cordee.referentiels.domain.erreurs import ErreurImport, ImportRefuse

LigneLue = tuple[LigneTable, DefinitionNoeud]


def read_bundled(texte_tsv: str | bytes) -> list[DefinitionNoeud]:
    """Nodes of one of our tables: tab-separated, without quotes, decimal dot, lists separated by blanks.

    ``origines`` is written ``cae_1.1.2.2.3:0.5 eci_1.2`` (weight 1 when absent). Any of the columns may be absent but
    ``identifiant`` and ``libelle``. Raises ``ImportRefuse`` with every problem.
    """
    erreurs: list[ErreurImport] = []
    lignes = read_lignes(decode(texte_tsv), erreurs, delimiteur="\t", obligatoires=("identifiant", "libelle"))
    lus = [(ligne, _read_noeud(ligne)) for ligne in lignes]
    check_identifiants(lus)
    if erreurs:
        raise ImportRefuse(erreurs)
    return [noeud for _, noeud in lus]


def check_identifiants(lus: Sequence[LigneLue]) -> None:
    """Note missing and repeated identifiers, and parents that are not in the table."""
    vus: set[str] = set()
    connus = {noeud.identifiant for _, noeud in lus}
    for ligne, noeud in lus:
        identifiant = noeud.identifiant
        if not identifiant:
            ligne.refuse("identifiant", "L'identifiant manque.")
        elif not all(identifiant.split(".")) or any(c.isspace() for c in identifiant):
            ligne.refuse("identifiant", f"« {identifiant} » n'est pas un identifiant (exemple : 1.2.3).")
        elif identifiant in vus:
            ligne.refuse("identifiant", f"« {identifiant} » est déjà défini plus haut.")
        elif "." in identifiant and identifiant.rpartition(".")[0] not in connus:
            ligne.refuse("identifiant", f"Le parent de « {identifiant} » n'est pas dans le fichier.")
        vus.add(identifiant)


def check_choix(ligne: LigneTable, colonne: str, valeur: str, permis: Sequence[str]) -> None:
    """Note a value that is not one of those allowed."""
    if valeur and valeur not in permis:
        ligne.refuse(colonne, f"« {valeur} » n'est pas connu. Valeurs possibles : {', '.join(permis)}.")


def _read_noeud(ligne: LigneTable) -> DefinitionNoeud:
    categorie, thematique, adaptation = (
        ligne.text(colonne).lower() for colonne in ("categorie", "thematique", "adaptation")
    )
    labels = ligne.words("labels")
    check_choix(ligne, "categorie", categorie, CATEGORIES)
    check_choix(ligne, "thematique", thematique, tuple(THEMATIQUES))
    check_choix(ligne, "adaptation", adaptation, ADAPTATIONS)
    for label in labels:
        check_choix(ligne, "labels", label, LABELS)
    return DefinitionNoeud(
        identifiant=ligne.text("identifiant"),
        libelle=ligne.text("libelle"),
        aide=ligne.text("aide"),
        points=ligne.number("points", virgule=False),
        pourcentage=ligne.number("pourcentage", virgule=False),
        categorie=categorie,
        coremeasure=bool(ligne.text("coremeasure")),
        indicateurs=ligne.words("indicateurs"),
        labels=labels,
        thematique=thematique,
        adaptation=adaptation,
        origines=_read_origines(ligne),
        questions=ligne.words("questions"),
        regles={regle: ligne.text(regle) for regle in TYPES_REGLE if ligne.text(regle)},
        score_indicatif=ligne.text("score_indicatif"),
    )


def _read_origines(ligne: LigneTable) -> tuple[tuple[str, float], ...]:
    origines: dict[str, float] = {}
    for mot in ligne.words("origines"):
        noeud, _, poids = mot.partition(":")
        try:
            valeur = float(poids or 1)
        except ValueError:
            valeur = 0.0
        if not 0 < valeur < float("inf"):
            ligne.refuse("origines", f"Le poids « {poids} » de « {noeud} » n'est pas un nombre positif.")
        if noeud in origines:
            ligne.refuse("origines", f"« {noeud} » est cité deux fois.")
        origines[noeud] = valeur
    return tuple(origines.items())
