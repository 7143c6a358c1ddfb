"""Time of the official personalisation rules for one collectivité: 288 formulas, parsed once, evaluated many times.

    python benchmarks/regles.py        prints the figures as JSON

Stated limit: less than 5 ms. The rules come from the shared folder (CORDEE_PARTAGE, or `shared` beside the repository);
without it, a made-up set of the same size and shape is timed, and `officielles` is false.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path
from typing import Any

from cordee.territoires.domain.expressions import Contexte, Expression, TypeFormule, parse
from cordee.territoires.domain.identite import construire_identite
from cordee.territoires.domain.personnalisation import Regle, consequences

LIMITE_MS = 5.0
_REPETITIONS = 200
_RACINE = Path(__file__).resolve().parent.parent


def _regles_officielles() -> list[list[str]] | None:
    dossier = Path(os.environ.get("CORDEE_PARTAGE", _RACINE.parent / "shared"))
    fichier = dossier / "vectors" / "personnalisation.json.gz"
    if not fichier.is_file():
        return None
    with gzip.open(fichier, "rt", encoding="utf-8") as flux:
        donnees: dict[str, Any] = json.load(flux)
    return [regle for regles in donnees["rules"].values() for regle in regles]


def _regles_imitees() -> list[list[str]]:
    formule = "si reponse(q_{0}, NON) et reponse(q_{1}, NON) alors VRAI sinon FAUX"
    return [[f"te_{rang}", "desactivation", formule.format(rang % 60, rang % 7)] for rang in range(288)]


def _mesurer_ms(expressions: list[Expression], contexte: Contexte) -> float:
    debut = time.perf_counter()
    for _ in range(_REPETITIONS):
        for expression in expressions:
            expression.evaluer(contexte)
    return (time.perf_counter() - debut) * 1000 / _REPETITIONS


def mesurer() -> dict[str, Any]:
    """Milliseconds to evaluate the 288 rules, to turn them into consequences, and to parse them from cold."""
    officielles = _regles_officielles()
    brutes = officielles or _regles_imitees()
    parse.cache_clear()
    debut = time.perf_counter()
    regles = [Regle(noeud, TypeFormule(nature), parse(formule)) for noeud, nature, formule in brutes]
    lecture_ms = (time.perf_counter() - debut) * 1000
    identite = construire_identite(
        type_collectivite="epci", nature_insee="CC", population=19_490, drom=False, dans_aire_urbaine=True
    )
    contexte = Contexte(identite=identite, reponses={"SCoT": True, "dechets_1": False, "AOM_1": False, "AOM_2": 0.4})
    duree_ms = _mesurer_ms([regle.expression for regle in regles], contexte)
    debut = time.perf_counter()
    for _ in range(_REPETITIONS):
        consequences(regles, contexte)
    consequences_ms = (time.perf_counter() - debut) * 1000 / _REPETITIONS
    return {
        "regles_288_ms": round(duree_ms, 4),
        "consequences_288_ms": round(consequences_ms, 4),
        "lecture_288_ms": round(lecture_ms, 3),
        "limite_ms": LIMITE_MS,
        "nombre": len(regles),
        "officielles": officielles is not None,
    }


if __name__ == "__main__":
    print(json.dumps(mesurer(), ensure_ascii=False))
