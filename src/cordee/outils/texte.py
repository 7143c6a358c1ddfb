"""French text: typography at render, search keys, slugs, lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

INSECABLE = "\u00a0"
FINE = "\u202f"

_GUILLEMETS = re.compile(r"«\s*|\s*»")
_DOUBLES = re.compile(r"(&#?\w+;)|(?<=[^\s(«;!?:])[ \u00a0\u202f]*([;!?:]+)(?=[\s»)]|$)")
"""An HTML entity, left alone, or a run of signs after a word."""
_UNITES = re.compile(r"(?<=\d)[ \u202f](?=(?:%|€|h\b|points?\b|pts\b|hab\b|km\b|kWh|MWh|GWh|m²|ans?\b|mois\b))")
_ORDINAUX = re.compile(r"(?<=\d)[ \u00a0](?=\d{3}\b)")


def typographier(texte: str) -> str:
    """Text as a French reader expects it: curly apostrophes, no-break spaces before : % €, thin ones before ; ! ?,
    and inside guillemets. Idempotent; addresses (http://…) are left alone because the colon needs a space after it."""
    texte = texte.replace("'", "’")
    texte = _GUILLEMETS.sub(lambda m: "«" + INSECABLE if m.group().startswith("«") else INSECABLE + "»", texte)
    texte = _DOUBLES.sub(lambda m: m[1] or (INSECABLE if m[2] == ":" else FINE) + m[2], texte)
    texte = _UNITES.sub(INSECABLE, texte)
    return _ORDINAUX.sub(INSECABLE, texte)


_ACCENTS = re.compile("[\u0300-\u036f]+")
_HORS_CLE = re.compile(r"[^a-z0-9.]+")


def normaliser(texte: str) -> str:
    """Search key: lower case, without accents nor punctuation, single spaces. The same on SQLite and PostgreSQL."""
    plat = texte.lower()
    if not plat.isascii():
        plat = unicodedata.normalize("NFKD", plat.replace("œ", "oe").replace("æ", "ae"))
        plat = _ACCENTS.sub("", plat).lower()  # the accents of Europe at once, then what other scripts add
        if not plat.isascii():
            plat = "".join(c for c in plat if not unicodedata.combining(c)).lower()
    return _HORS_CLE.sub(" ", plat).strip()


_SANS_TRACE = {"Zs", "Zl", "Zp", "Cc", "Cf"}
_BLANCS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0"
"""Letters and marks that draw nothing."""


def rendre_vide(texte: str) -> str:
    """The text as it is, or nothing when a reader would see nothing: zero-width spaces, marks of direction, fillers.
    Joined emoji of a real text stay."""
    if texte.isascii() or any(unicodedata.category(c) not in _SANS_TRACE and c not in _BLANCS for c in texte):
        return texte
    return ""


_NOMBRES = re.compile(r"[0-9]+")


def cle_naturelle(texte: str) -> str:
    """Sort key that reads numbers as numbers, whatever the collation of the database: `Plan 2` before `Plan 10`,
    `1.9` before `1.10`. A number is preceded by how many digits it has, so that a longer one comes after."""
    return _NOMBRES.sub(_mesurer_nombre, normaliser(texte))


def _mesurer_nombre(trouve: re.Match[str]) -> str:
    chiffres = trouve[0].lstrip("0") or "0"
    return f"{min(len(chiffres), 99):02d}{chiffres}"


def limacer(texte: str, longueur: int = 30) -> str:
    """Slug of at most `longueur` characters: `Après l'audit` -> `apres-l-audit`."""
    return re.sub(r"[^a-z0-9]+", "-", normaliser(texte)).strip("-")[:longueur].strip("-")


def enumerer(elements: Sequence[str], conjonction: str = "et") -> str:
    """`["a", "b", "c"]` -> `a, b et c`."""
    if len(elements) < 2:
        return "".join(elements)
    return f"{', '.join(elements[:-1])} {conjonction} {elements[-1]}"


def accorder(nombre: float, singulier: str, pluriel: str | None = None) -> str:
    """The word alone, agreeing with the number: French plural starts at 2 (`1,5 point`, `2 points`)."""
    return singulier if abs(nombre) < 2 else (pluriel or singulier + "s")


def initiales(prenom: str, nom: str) -> str:
    """Two capital letters for an avatar; `?` when the name is unknown."""
    return ((prenom[:1] + nom[:1]) or "?").upper()


_ELISION = re.compile(r"[aàâeéèêëiîïoôuùûyhœ]", re.IGNORECASE)
_H_ASPIRE = re.compile(
    r"haut|havre|hague|ham\b|hameau|hardt|hazebrouck|hem\b|h[eé]nin|hol|honfleur|houille", re.IGNORECASE
)
"""Beginnings of names before which `de` stays whole: `de Haute-Provence`, but `d'Hyères`."""


def de(nom: str) -> str:
    """`de` with elision and contraction for the name of a territory: `d'Aoste`, `du Briançonnais`, `des Écrins`,
    `de Haut-Sérac`."""
    for article, contracte in (("le ", "du "), ("les ", "des ")):
        if nom.lower().startswith(article):
            return contracte + nom[len(article) :]
    return f"d'{nom}" if _ELISION.match(nom) and not _H_ASPIRE.match(nom) else f"de {nom}"
