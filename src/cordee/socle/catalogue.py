"""The living catalogue of components, served in development (or with CORDEE_CATALOGUE)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cordee.socle.barres import composer_barre
from cordee.socle.permissions import introuvable

COULEURS = (
    ("Papier", "papier", "fond"),
    ("Feuille", "feuille", "surface levée"),
    ("Creux", "creux", "menu, survol"),
    ("Encre", "encre", "13,8 : 1"),
    ("Encre 2", "encre-2", "7,5 : 1"),
    ("Encre 3", "encre-3", "5,5 : 1"),
    ("Épicéa", "epicea", "8,3 : 1"),
    ("Mélèze", "meleze", "6,0 : 1"),
    ("Mélèze vif", "meleze-vif", "3,2 : 1, traits"),
    ("Glacier", "glacier", "7,3 : 1"),
    ("Danger", "danger", "6,8 : 1"),
    ("Bord", "bord", "4,2 : 1"),
)
STATUTS = (
    ("fait", "Fait"),
    ("programme", "Programmé"),
    ("pas_fait", "Pas fait"),
    ("non_renseigne", "Non renseigné"),
    ("non_concerne", "Non concerné"),
    ("detaille", "Détaillé"),
    ("detaille_a_la_tache", "Par tâche"),
)
LIGNES = (("N0", 142.9, 0.297, None), ("Bilan 2024", 168.0, 0.349, 25.1), ("Aujourd'hui", 201.5, 0.418, 33.5))


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component in each of its states, light and dark."""
    if not settings.CORDEE_CATALOGUE:
        introuvable()
    contexte = {
        "barre": composer_barre(0.418, 0.223, 0.253),
        "couleurs": COULEURS,
        "statuts": STATUTS,
        "statuts_saisis": STATUTS[:5],
        "lignes": LIGNES,
    }
    return render(request, "catalogue.html", contexte)
