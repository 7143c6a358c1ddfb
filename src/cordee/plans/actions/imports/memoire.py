"""Working on hundreds of thousands of objects without the collector of cycles, which would look at all of them again
and again: a fifth of the time of an import."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sans_ramassage() -> Iterator[None]:
    """Stops the collector for the length of the block, if it was running; what is left is collected afterwards."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()
