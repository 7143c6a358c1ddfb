"""Addresses of the publication of a plan, and who gets what there (test_droits)."""

from __future__ import annotations

from tests.architecture.adresses import EDITE, EDITE_UNE_PAGE, LIT, Adresse

PUBLICATION: tuple[Adresse, ...] = (
    Adresse("publication", "siren plan", LIT, EDITE, (("adresse", "plan-climat"), ("noms", "aucun"))),
    Adresse("publication_retirer", "siren plan", EDITE_UNE_PAGE, EDITE),
    Adresse("apercu_plan", "siren plan"),
    Adresse("apercu_fiches", "siren plan"),
    Adresse("apercu_fiche", "siren plan_libre fiche_libre"),
    Adresse("apercu_indicateurs", "siren plan"),
    Adresse("apercu_donnees", "siren plan"),
)
PANIER_ABSENT: dict[str, str | int] = {"panier": "6f1c0e9e-5b0f-4c55-9c6e-0d5e2b7a4f11"}
ABSENTE: dict[str, str | int] = {"adresse": "absente"}
PAGES_PUBLIQUES: dict[str, tuple[dict[str, str | int], int]] = {
    **{
        nom: ({}, 200) for nom in ("public", "public_accessibilite", "public_mentions", "public_plan_du_site", "robots")
    },
    **{
        f"public_{nom}": (ABSENTE, 404)
        for nom in ("plan", "fiches", "indicateurs", "donnees", "csv", "json", "xlsx", "flux")
    },
    "public_bibliotheque": ({}, 200),
    "public_modele": ({"code": "mobilite-01"}, 200),
    "public_panier_creer": ({}, 405),
    **{f"public_panier{nom}": (PANIER_ABSENT, 404) for nom in ("", "_bibliotheque")},
    "public_panier_modele": (PANIER_ABSENT | {"code": "mobilite-01"}, 404),
    **{f"public_panier_{geste}": (PANIER_ABSENT, 405) for geste in ("marquer", "retirer", "noter", "situer")},
    "public_lien": ({"plan": 1}, 204),
    "public_fiche": (ABSENTE | {"fiche": 1}, 404),
    "public_document": (ABSENTE | {"document": 1}, 404),
}
"""Open to everybody: name -> arguments, status of a GET."""
