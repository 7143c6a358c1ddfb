"""Short name of an EPCI, for a tab or a breadcrumb: `CC du Briançonnais` -> `Briançonnais`.

The official list writes the kind of EPCI before the name, acronyms after it, and often no accent on capitals. These are
heuristics: a person may always write another short name, and the loading of the list keeps it.
"""

from __future__ import annotations

import re

__all__ = ["abreger_nom"]

_SIGLE = re.compile(r"\s*\([^)]*\)")
_SURNOM = re.compile(r"""\s*(?:"[^"]*"|''[^']*''|«[^»]*»)\s*$""")
_GUILLEMETS = re.compile(r"""^\s*(?:"|''|«)\s*|\s*(?:"|''|»)\s*$""")
_NATURE = re.compile(r"^(?:(?:CC|CA|CU)\s+|Communauté (?:de communes|d['’]agglomération|urbaine)\s+)", re.IGNORECASE)
# `Métropole de Lyon` and `Métropole Européenne de Lille` stay whole: what is left would name the commune.
_METROPOLE = re.compile(r"^Métropole (?=du |d['’]|(?!de |Européenne )\w)")
_QUALIFICATIF = re.compile(
    r"^(?:Communauté|Agglo|Agglomération|Intercommunale|Interrégionale|Intercom|Interco|Rurales|Territoriale)\s+(?=\S)"
)
_ARTICLE = re.compile(r"^(?:du |des |de la |de l['’]|de |d['’])")
_ARTICLE_COORDONNE = re.compile(r"(, | et )(?:du |des |de la |de l['’]|de |d['’])")
_COORDINATION = re.compile(r", | et ")
_PREPOSITION = re.compile(r"\b(?:du|des|de)\b|\bd['’]")
_ORTHOGRAPHE = (
    (re.compile(r"\b([CcSs])oeur"), r"\1œur"),
    (re.compile(r"\bIle(?=s?\b)"), "Île"),
    (
        re.compile(
            r"\bE(?=(?:crins|cueillé|gletons|guzon|loy|meraude|milionnais|pernay|pinal|tampois|tangs|vian|vreux)\b)"
        ),
        "É",
    ),
)
_LONGUEUR_MINIMALE = 4


def abreger_nom(nom: str) -> str:
    """Name of an EPCI without its kind, the article of its kind, its acronym nor its nickname, with the accents that
    the official list leaves out; empty when nothing telling is left (`CC du Sud`)."""
    court = " ".join(_SIGLE.sub("", nom).split())
    reste = _NATURE.sub("", _METROPOLE.sub("", court))
    reste = _GUILLEMETS.sub("", _SURNOM.sub("", reste) or reste)
    reste = _sans_article(_QUALIFICATIF.sub("", reste))
    for faute, correction in _ORTHOGRAPHE:
        reste = faute.sub(correction, reste)
    return reste[:1].upper() + reste[1:] if len(reste) >= _LONGUEUR_MINIMALE else ""


def _sans_article(nom: str) -> str:
    """Drops the leading article and, when it rules several names (`du Guillestrois et du Queyras`), the others too."""
    reste, articles = _ARTICLE.subn("", nom)
    if articles and not _PREPOSITION.search(_COORDINATION.split(reste)[0]):
        reste = _ARTICLE_COORDONNE.sub(r"\1", reste)
    return reste
