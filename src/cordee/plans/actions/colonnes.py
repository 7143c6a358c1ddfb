"""Rows of the database as JSON and back: what a gesture changed or took away, to undo it."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model


def en_json(valeurs: dict[str, Any]) -> dict[str, Any]:
    """Values of columns, dates and decimals as texts."""
    lu: dict[str, Any] = json.loads(json.dumps(valeurs, cls=DjangoJSONEncoder))
    return lu


def colonnes_de(rangee: Model) -> dict[str, Any]:
    """Every column of a row, as JSON."""
    return en_json({champ.attname: getattr(rangee, champ.attname) for champ in rangee._meta.concrete_fields})


def valeurs_de_json(modele: type[Model], colonnes: dict[str, Any]) -> dict[str, Any]:
    """The reverse: values as the columns hold them."""
    par_nom = {champ.attname: champ for champ in modele._meta.concrete_fields}
    return {nom: par_nom[nom].to_python(valeur) for nom, valeur in colonnes.items()}
