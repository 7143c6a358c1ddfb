"""The worked tables of docs/calculs/import.md, as the tests quote them."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "calculs" / "import.md"


def table(section: str, rang: int = 0) -> list[tuple[str, ...]]:
    """Rows of the table of a section (`rang` when it has several), cells stripped, `↵` as line breaks."""
    texte = PAGE.read_text(encoding="utf-8")
    morceau = texte.split(f"# {section}\n", 1)[1].split("\n#", 1)[0]
    tables: list[list[tuple[str, ...]]] = []
    precedente = ""
    for ligne in morceau.split("\n"):
        if ligne.startswith("|"):
            if not precedente.startswith("|"):
                tables.append([])
            tables[-1].append(tuple(c.strip().replace("↵", "\n") for c in ligne.strip("|").split("|")))
        precedente = ligne
    return tables[rang][2:]
