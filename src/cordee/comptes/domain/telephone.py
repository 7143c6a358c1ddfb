"""Telephone numbers, as forms and actions accept them."""

from __future__ import annotations

import re

CHIFFRES_MIN, CHIFFRES_MAX = 8, 15


class TelephoneRefuse(ValueError):
    """A number that cannot be kept; its message is a French sentence that says what to do."""


def nettoyer_telephone(texte: str) -> str:
    """The number as it is written here: `04 76 00 00 00`, `+33 4 76 00 00 00`, `+41 220000000`; empty for none."""
    propre = re.sub(r"[\s.\-()/\u2010-\u2014]+", "", texte)
    propre = re.sub(r"^00", "+", propre).replace("+330", "+33")
    if not propre:
        return ""
    chiffres = propre.removeprefix("+")
    if not (chiffres.isascii() and chiffres.isdigit()):
        raise TelephoneRefuse(EXEMPLE)
    if propre.startswith("+33") and len(chiffres) == 11:
        return f"+33 {chiffres[2]} {_par_deux(chiffres[3:])}"
    if propre.startswith("+") and CHIFFRES_MIN <= len(chiffres) <= CHIFFRES_MAX and not propre.startswith("+33"):
        return f"+{chiffres[:2]} {chiffres[2:]}"
    if not propre.startswith("+") and len(chiffres) == 10 and chiffres[0] == "0":
        return _par_deux(chiffres)
    raise TelephoneRefuse(EXEMPLE)


EXEMPLE = "Un numéro de téléphone a dix chiffres, comme 04 76 00 00 00, ou commence par + et l'indicatif du pays."


def _par_deux(chiffres: str) -> str:
    return " ".join(chiffres[rang : rang + 2] for rang in range(0, len(chiffres), 2))
