"""From what a program sends to what actions take: the same checks as the screens, told field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cordee.api.views.erreurs import SaisieRefusee
from cordee.api.views.porte import RequeteApi
from cordee.api.views.schemas.fiches import PRECISIONS, DateDite
from cordee.outils.lecture_dates import DateIllisible, lire_date
from cordee.plans.domain.champs import CHAMPS, ValeurRefusee

VERSION_LUE = re.compile(r'(?:W/)?"?v?(\d{1,9})(?:-[0-9a-f]+)?"?')


def lire_champs_envoyes(envoi: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as actions take them, those given and no other; raises SaisieRefusee with each wrong one."""
    champs: dict[str, Any] = {}
    for nom, valeur in envoi.items():
        if nom in PRECISIONS:
            champs |= _lire_date(nom, valeur)
        else:
            champs[nom] = valeur
    fautes = []
    for nom, valeur in champs.items():
        try:
            CHAMPS[nom].lire(valeur)
        except ValeurRefusee as faute:
            fautes.append((nom, str(faute)))
    if fautes:
        raise SaisieRefusee(*fautes)
    return champs


def _lire_date(nom: str, valeur: DateDite | str | None) -> dict[str, Any]:
    """A date and what is known of it: a text is a day, null empties the date and leaves the rest."""
    if isinstance(valeur, DateDite):
        return {nom: valeur.jour, PRECISIONS[nom]: valeur.precision}
    return {nom: None} if not valeur else {nom: valeur, PRECISIONS[nom]: "jour"}


def lire_version(request: RequeteApi, donnee: int | None) -> int | None:
    """The version from which the program started: If-Match (the ETag of the fiche, or its number), else the body."""
    entete = request.headers.get("If-Match", "").strip()
    if not entete or entete == "*":
        return donnee
    lue = VERSION_LUE.fullmatch(entete)
    if lue is None:
        raise SaisieRefusee(("If-Match", "Donnez l'ETag de la fiche, comme il a été lu, ou sa version."))
    return int(lue[1])


def lire_montants(envoi: Mapping[str, Any], *noms: str) -> dict[str, Any]:
    """The same with these keys as decimals; raises SaisieRefusee for what is no number."""
    lus = dict(envoi)
    fautes = []
    for nom in noms:
        if lus.get(nom) is not None:
            try:
                lus[nom] = _decimal(lus[nom])
            except InvalidOperation:
                fautes.append((nom, f"« {str(lus[nom])[:40]} » n'est pas un nombre, comme 12500 ou 12500.50."))
    if fautes:
        raise SaisieRefusee(*fautes)
    return lus


def _decimal(valeur: float | str) -> Decimal:
    """A number at the cent or finer, as it is written; « NaN » and the like are no number."""
    lu = Decimal(str(valeur).strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
    if not lu.is_finite() or abs(lu.adjusted()) > 20:
        raise InvalidOperation
    return lu


def lire_jour(champ: str, texte: str | None, defaut: date) -> date:
    """A day sent, `defaut` when none is; raises SaisieRefusee."""
    if not texte:
        return defaut
    try:
        return lire_date(texte[:40])
    except DateIllisible as raison:
        raise SaisieRefusee((champ, f"« {texte[:40]} » n'est pas une date : {raison}.")) from raison
