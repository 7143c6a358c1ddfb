"""`make bench`: every speed that the project states, measured here, as one JSON object."""

from __future__ import annotations

import json

from benchmarks import collectivites, exports, imports, instantanes, pages, plans, publication, regles, scores


def main() -> None:
    """Runs the measures one after the other; each gives its own keys."""
    mesures: dict[str, float] = {}
    for banc in (scores, regles, pages, collectivites, plans, publication, instantanes, imports, exports):
        mesures |= banc.mesurer()
    print(json.dumps(mesures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
