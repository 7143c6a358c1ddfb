"""What the screen of the leviers reads."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from cordee.plans.domain.trajectoire import Referentiel, lire_referentiel

DONNEES = files("cordee.plans") / "donnees"


@lru_cache(maxsize=1)
def referentiel_des_leviers() -> Referentiel:
    """The bundled files, read once a process."""
    tables = [_table(nom) for nom in ("leviers", "secteurs", "rythme_national")]
    return lire_referentiel(*tables)


def _table(nom: str) -> list[dict[str, str]]:
    lignes = (DONNEES / f"{nom}.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lignes, delimiter="\t", quoting=csv.QUOTE_NONE))
