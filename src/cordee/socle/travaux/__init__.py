"""Deferred jobs with progress, and periodic rounds.

    declarer_travail("plans.exporter_xlsx", "Export d'un plan", executer)      in the tasks.py of an application
    lancer_travail("plans.exporter_xlsx", libelle=…, parametres={…}, par=…, le=…)    from an action or a view
    executer(travail, suivi)      calls suivi.avancer(0.4, "Écriture des fiches"), then suivi.rendre_fichier(…)
    declarer_ronde("plans.echeances", executer)                       executer(le) once a day, by `cordee travailler`

Any engine is behind one port (`execution.mettre_en_file`): the TASKS setting says which.
"""

from __future__ import annotations

from cordee.socle.travaux.execution import annuler_travail, lancer_travail, supprimer_travail
from cordee.socle.travaux.lecture import list_travaux_for, travail_for
from cordee.socle.travaux.registre import declarer_ronde, declarer_travail
from cordee.socle.travaux.rondes import battre
from cordee.socle.travaux.suivi import Suivi, TravailAnnule

__all__ = [
    "Suivi",
    "TravailAnnule",
    "annuler_travail",
    "battre",
    "declarer_ronde",
    "declarer_travail",
    "lancer_travail",
    "list_travaux_for",
    "supprimer_travail",
    "travail_for",
]
