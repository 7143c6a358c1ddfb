"""The argument of `referentiel(te_2.1.3)` and its comparison with the current référentiel.

Source: docs/calculs/personnalisation.md, « Référentiel courant ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["REFERENTIELS_CONNUS", "ReferentielVersionne", "correspond", "lire_referentiel"]

REFERENTIELS_CONNUS = frozenset({"cae", "eci", "te", "te-test"})
_VERSION = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReferentielVersionne:
    identifiant: str
    version: tuple[int, ...] | None = None


def lire_referentiel(texte: str) -> ReferentielVersionne:
    """`te` or `te_2.1.3`. Raises ValueError with a French sentence when the id or the version is not valid."""
    identifiant, separateur, version = texte.partition("_")
    if identifiant not in REFERENTIELS_CONNUS:
        connus = ", ".join(sorted(REFERENTIELS_CONNUS))
        raise ValueError(f"Référentiel inconnu « {identifiant} » ; référentiels possibles : {connus}")
    if not separateur:
        return ReferentielVersionne(identifiant)
    if _VERSION.fullmatch(version) is None:
        raise ValueError(f"Version de référentiel « {version} » non reconnue : trois nombres attendus, comme 2.1.3")
    return ReferentielVersionne(identifiant, tuple(int(nombre) for nombre in version.split(".")))


def correspond(courant: ReferentielVersionne | None, voulu: ReferentielVersionne) -> bool:
    """Whether the current référentiel is the wanted one, at least at the wanted version.

    The staging copy `te-test` passes for `te`, not the reverse. Without a current version, no minimum is reached.
    """
    if courant is None:
        return False
    noms = {courant.identifiant, "te"} if courant.identifiant == "te-test" else {courant.identifiant}
    if voulu.identifiant not in noms:
        return False
    return voulu.version is None or (courant.version is not None and courant.version >= voulu.version)
