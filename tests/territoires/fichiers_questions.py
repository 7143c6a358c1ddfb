"""Small official files of the questions de personnalisation."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from cordee.territoires.domain.lecture_questions import FICHIERS

TABLES: dict[str, list[tuple[str, ...]]] = {
    "questions": [
        (
            "id", "formulation", "description", "type", "thematiqueId", "ordonnancement", "competenceCode",
            "exprVisible", "typesCollectivitesConcernees", "consignesJustification",
        ),
        (
            "marche", "La collectivité gère-t-elle les trottoirs ?", "Voir les statuts.", "binaire", "deplacer", "1",
            "3010",
        ),
        (
            "part", "Quelle part du réseau ?", "", "proportion", "deplacer", "2", "", "reponse(marche, OUI)",
            "Commune, EPCI",
        ),
        ("reseau", "Quel réseau ?", "", "choix", "loger", "", "", "", "", "Dire lequel."),
    ],
    "choix": [
        ("id", "questionId", "formulation"), ("reseau_a", "reseau", "Le grand"), ("reseau_b", "reseau", "Le petit"),
    ],
    "thematiques": [("id", "nom"), ("deplacer", "Mobilité"), ("loger", "Habitat")],
    "competences": [("competenceCode", "intitule"), ("3010", "Voirie")],
}  # fmt: skip


def csv_de(lignes: Iterable[tuple[str, ...]]) -> bytes:
    """One table, its short rows completed."""
    lignes = list(lignes)
    tampon = io.StringIO()
    for ligne in lignes:
        csv.writer(tampon, lineterminator="\n").writerow([*ligne, *[""] * (len(lignes[0]) - len(ligne))])
    return tampon.getvalue().encode()


def contenus(**changements: Iterable[tuple[str, ...]] | bytes | None) -> dict[str, bytes]:
    """The four files; a table given replaces ours, None leaves it out."""
    tables = {**TABLES, **changements}
    return {
        nom: lignes if isinstance(lignes, bytes) else csv_de(lignes)
        for nom, lignes in tables.items()
        if lignes is not None
    }


def ecrire_dossier(dossier: Path, **changements: Iterable[tuple[str, ...]] | bytes | None) -> Path:
    """The same, in a folder."""
    for nom, octets in contenus(**changements).items():
        (dossier / FICHIERS[nom]).write_bytes(octets)
    return dossier
