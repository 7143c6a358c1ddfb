"""Deferred jobs, rounds and notifications of the plans, registered when the program starts."""

from cordee.plans.tasks import (
    attendus,
    demarche,
    exports,
    gestes,
    imports,
    notifications,
    pilotages,
    rappels,
    releves,
    statuts,
    validation,
)

__all__ = [
    "attendus",
    "demarche",
    "exports",
    "gestes",
    "imports",
    "notifications",
    "pilotages",
    "rappels",
    "releves",
    "statuts",
    "validation",
]
