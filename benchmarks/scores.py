"""Scores computed per second, for whole référentiels, every node given out.

    python benchmarks/scores.py        prints the figures as JSON

Stated limits: at least 20 000 CAE per second in one process, less than 1 ms for one collectivité. The lots are drawn at
random to look like real ones: tâches and sous-mesures filled in, some détaillées, some non concernées, with
désactivations and réductions for every collectivité. `cae_un_ms` starts from arrays, `cae_un_depuis_lignes_ms` from
stored rows. Other programs on the machine divide these figures: measure alone.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cordee.referentiels.domain import (
    DefinitionReferentiel,
    Effets,
    Referentiel,
    StatutAvancement,
    Statuts,
    StatutStocke,
    build_referentiel,
    compute_scores,
    read_bundled,
    read_official,
)

LIMITE_CAE_PAR_SECONDE = 20_000
LIMITE_UN_MS = 1.0
DUREE_SECONDES = 3.0
_RACINE = Path(__file__).resolve().parent.parent
_PARTS = np.array([[0.2, 0.7, 0.1], [0.5, 0.5, 0.0], [0.35, 0.15, 0.5], [0.8, 0.0, 0.2]])
_FACTEURS = np.array([0.2, 0.5, 0.8, 1.2])


def lire_referentiel(nom: str) -> Referentiel:
    """The bundled référentiel, or the official file of the shared folder while there is none."""
    fourni = _RACINE / "src" / "cordee" / "referentiels" / "donnees" / f"{nom}.tsv"
    if fourni.is_file():
        noeuds = read_bundled(fourni.read_bytes())
    else:
        dossier = Path(os.environ.get("CORDEE_PARTAGE", _RACINE.parent / "shared"))
        fichier = dossier / "data" / "referentiels" / f"referentiel-{nom}-structure.csv"
        noeuds = read_official(fichier.read_bytes(), nom)
    return build_referentiel(DefinitionReferentiel(nom, nom, "1.0.0", tuple(noeuds)))


def tirer_lot(referentiel: Referentiel, n: int, graine: int = 1) -> tuple[Statuts, Effets]:
    """Statuts and effets of `n` imaginary collectivités."""
    hasard = np.random.default_rng(graine)
    feuilles, profondeurs = referentiel.feuilles, referentiel.depths - referentiel.profondeur_mesure
    taches, sous_mesures = feuilles & (profondeurs > 0), ~feuilles & (profondeurs == 1)
    renseignees = np.where(taches, 0.8, np.where(sous_mesures, 0.12, 0.0))[:, None]
    forme = (len(referentiel), n)
    plein = hasard.random(forme) < renseignees
    codes = np.where(plein, hasard.choice(4, size=forme, p=[0.42, 0.25, 0.28, 0.05]) + 1, 0).astype(np.uint8)
    concerne = ~(hasard.random(forme) < np.where(taches | sous_mesures, 0.03, 0.0)[:, None])
    codes[~concerne] = 0
    lignes, colonnes = np.nonzero(codes == len(_PARTS))
    details = (lignes, colonnes, _PARTS[hasard.integers(len(_PARTS), size=len(lignes))])
    desactive = hasard.random(forme) < _densite(profondeurs >= 0, 10)[:, None]
    reduits = np.nonzero(hasard.random(forme) < _densite((profondeurs == 0) | (profondeurs == 1), 6)[:, None])
    facteurs = hasard.choice(_FACTEURS, size=len(reduits[0]))
    return Statuts.of_arrays(codes, concerne, details=details), Effets.of_arrays(desactive, (*reduits, facteurs))


def _densite(masque: NDArray[np.bool_], nombre: int) -> NDArray[np.float64]:
    """Chance of each node, so that `nombre` of them come out on average."""
    chances: NDArray[np.float64] = np.where(masque, nombre / masque.sum(), 0.0)
    return chances


def _mesurer_debit(referentiel: Referentiel, n: int) -> float:
    """Collectivités per second: best call within the time given."""
    statuts, effets = tirer_lot(referentiel, n)
    return n / _meilleur(lambda: compute_scores(referentiel, statuts, effets))


def _mesurer_une_ms(referentiel: Referentiel) -> tuple[float, float]:
    """Milliseconds for one collectivité: from arrays, then from stored rows."""
    statuts, effets = tirer_lot(referentiel, 1)
    stockes = _lignes(referentiel, statuts)
    calcul = _meilleur(lambda: compute_scores(referentiel, statuts, effets))
    lecture = _meilleur(lambda: compute_scores(referentiel, Statuts.of_dicts(referentiel, [stockes]), effets))
    return 1000 * calcul, 1000 * lecture


def _lignes(referentiel: Referentiel, statuts: Statuts) -> Mapping[str, StatutStocke]:
    valeurs = list(StatutAvancement)
    codes, stockes = statuts.codes[:, 0].tolist(), statuts.stockes[:, 0].tolist()
    return {
        noeud: StatutStocke(valeurs[code], None, concerne=bool(code))
        for noeud, code, stocke in zip(referentiel.ids, codes, stockes, strict=True)
        if stocke
    }


def _meilleur(calculer: Callable[[], object]) -> float:
    calculer()
    meilleur, fin = float("inf"), time.perf_counter() + DUREE_SECONDES
    while time.perf_counter() < fin:
        debut = time.perf_counter()
        calculer()
        meilleur = min(meilleur, time.perf_counter() - debut)
    return meilleur


def mesurer() -> dict[str, Any]:
    """The figures, with the limits they are held against."""
    cae = lire_referentiel("cae")
    un_ms, un_depuis_lignes_ms = _mesurer_une_ms(cae)
    return {
        "cae_par_seconde": round(_mesurer_debit(cae, 4_000)),
        "eci_par_seconde": round(_mesurer_debit(lire_referentiel("eci"), 12_000)),
        "cae_un_ms": round(un_ms, 3),
        "cae_un_depuis_lignes_ms": round(un_depuis_lignes_ms, 3),
        "limite_cae_par_seconde": LIMITE_CAE_PAR_SECONDE,
        "limite_un_ms": LIMITE_UN_MS,
    }


if __name__ == "__main__":
    print(json.dumps(mesurer(), ensure_ascii=False))
