"""Numbers as the French write them: `1 234,5`, minus U+2212, U+00A0 before %."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

INSECABLE = "\u00a0"
MOINS = "\u2212"


def formater(valeur: float | None, decimales: int = 1, *, signe: bool = False, souple: bool = False) -> str:
    """`1234.5` -> `1 234,5`. `signe` writes a plus before positive values; `souple` drops useless zeros after the
    comma; None gives an em dash. Halves are rounded up, as scores are."""
    if valeur is None:
        return "—"
    pas = Decimal(1).scaleb(-decimales)
    arrondi = Decimal(repr(float(valeur))).quantize(pas, rounding=ROUND_HALF_UP)
    texte = f"{abs(arrondi):,.{decimales}f}".replace(",", INSECABLE).replace(".", ",")
    if souple and "," in texte:
        texte = texte.rstrip("0").rstrip(",")
    if arrondi < 0:
        return MOINS + texte
    return "+" + texte if signe and arrondi > 0 else texte


def pourcent(ratio: float | None, decimales: int = 1, *, souple: bool = False) -> str:
    """`0.418` -> `41,8 %`."""
    return "—" if ratio is None else formater(ratio * 100, decimales, souple=souple) + INSECABLE + "%"


def formater_rapide(valeur: float, decimales: int = 1) -> str:
    """The same as `formater` for long tables, where the last half-unit does not matter (values are already rounded)."""
    texte = f"{valeur:,.{decimales}f}"
    if texte.startswith("-"):
        texte = (MOINS if texte.strip("-0.") else "") + texte[1:]
    return texte.replace(",", INSECABLE).replace(".", ",")


def ordinal(rang: int, feminin: bool = False) -> str:
    """`1` -> `1re` or `1er`, `3` -> `3e` (the template raises the letters)."""
    if rang == 1:
        return "1re" if feminin else "1er"
    return f"{rang}e"


def poids(octets: int) -> str:
    """Size of a file as people read it, in decimal multiples: `12 octets`, `340 ko`, `1,2 Mo`."""
    if octets < 1000:
        return f"{octets}{INSECABLE}{'octet' if octets < 2 else 'octets'}"
    kilos = octets / 1000
    if round(kilos) < 1000:
        return f"{formater(kilos, 0)}{INSECABLE}ko"
    return f"{formater(kilos / 1000, 1, souple=True)}{INSECABLE}Mo"
