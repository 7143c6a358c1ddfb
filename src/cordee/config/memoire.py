"""Memory of a server process, set once the application is loaded."""

from __future__ import annotations

import gc

OBJETS_AVANT_TRI = 20_000
"""New objects before the collector looks at them: a page makes thousands, which nearly all go with it."""


def regler_memoire() -> None:
    """What is loaded lives as long as the process: the collector leaves it aside, and runs less often. A long list is
    about a tenth quicker (benchmarks.plans)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJETS_AVANT_TRI, 20, 20)
