"""Rows of the open API in the table of rights: by route, what the key of each role gets (test_droits_api).

The screens of the keys are rows like those of any screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.architecture.adresses import LIT, Adresse, Statuts

CLES = (
    Adresse("cles_api", "siren", LIT, LIT, (("nom", "Outil"), ("portee", "lecture"), ("expire", ""))),
    Adresse("cle_revoquer", "siren cle", (404, 404, 404, 200), (404, 404, 404, 302)),
)
"""Anybody creates a key for themselves; that of somebody else is only for who administers."""

MODIFIE: Statuts = (403, 403, 200, 200)
CREE: Statuts = (403, 403, 201, 201)
RETIRE: Statuts = (403, 403, 204, 204)


@dataclass(frozen=True)
class RouteApi:
    """A route. `arguments` are keys of what the test prepares; `statuts` for a key that writes of each of ROLES;
    `etranger` for the key of another collectivité."""

    nom: str
    methode: str
    arguments: str
    statuts: Statuts
    corps: Any = None
    etranger: int = 404


ROUTES = (
    RouteApi("moi", "get", "", LIT, etranger=200),
    RouteApi("collectivites", "get", "", LIT, etranger=200),
    RouteApi("plans", "get", "", LIT, etranger=200),
    RouteApi("plan", "get", "plan", LIT),
    RouteApi("fiches_du_plan", "get", "plan", LIT),
    RouteApi("plan_complet", "get", "plan", LIT),
    RouteApi("demarche_du_plan", "get", "plan_pcaet", LIT),
    RouteApi("creer_plan", "post", "", CREE, {"nom": "PCAET"}, etranger=201),
    RouteApi("modifier_plan", "patch", "plan", MODIFIE, {"nom": "PCAET"}),
    RouteApi("supprimer_plan", "delete", "plan", (403, 403, 200, 200)),
    RouteApi("creer_axe", "post", "plan", CREE, {"nom": "Rouler"}),
    RouteApi("modifier_axe", "patch", "plan axe", MODIFIE, {"nom": "Rouler"}),
    RouteApi("supprimer_axe", "delete", "plan axe", MODIFIE),
    RouteApi("fiches", "get", "", LIT, etranger=200),
    RouteApi("creer_fiche", "post", "", CREE, {"titre": "Voie verte"}, etranger=201),
    RouteApi("filtres_des_fiches", "get", "", LIT, etranger=200),
    RouteApi("identifiants_des_fiches", "get", "", LIT, etranger=200),
    RouteApi("fiche", "get", "fiche", LIT),
    RouteApi("modifier_fiche", "patch", "fiche", MODIFIE, {"avancement": 40}),
    RouteApi("supprimer_fiche", "delete", "fiche", RETIRE),
    RouteApi("notes", "get", "fiche", LIT),
    RouteApi("ajouter_note", "post", "fiche", CREE, {"texte": "Vu."}),
    RouteApi("commentaires", "get", "fiche", LIT),
    RouteApi("commenter_fiche", "post", "fiche", (403, 201, 201, 201), {"texte": "Vu."}),
    RouteApi("budgets", "get", "fiche", LIT),
    RouteApi("ecrire_budget", "put", "fiche", MODIFIE, {"type": "investissement", "prevu": 3}),
    RouteApi("financements", "get", "fiche", LIT),
    RouteApi("ajouter_financement", "post", "fiche", CREE, {"financeur": "ADEME"}),
    RouteApi("modifier_financement", "patch", "fiche financement", MODIFIE, {"montant": 3}),
    RouteApi("supprimer_financement", "delete", "fiche financement", RETIRE),
    RouteApi("changer_statut", "put", "fiche", MODIFIE, {"statut": "realise"}),
    RouteApi("placer_fiche", "post", "fiche", CREE, {"plan": "plan"}),
    RouteApi("retirer_emplacement", "delete", "fiche emplacement", RETIRE),
    RouteApi("leviers", "get", "", LIT, etranger=200),
    RouteApi("indicateurs", "get", "", LIT, etranger=200),
    RouteApi("valeurs", "get", "", LIT, etranger=200),
    RouteApi("indicateur", "get", "indicateur", LIT),
    RouteApi("saisir_valeurs", "put", "", MODIFIE, {"valeurs": [{"indicateur": 1, "annee": 2026}]}, etranger=200),
    RouteApi("saisir_valeur", "put", "indicateur annee", MODIFIE, {"resultat": 3}),
    RouteApi("etats_des_lieux", "get", "", LIT, etranger=200),
    RouteApi("etat_des_lieux", "get", "referentiel", LIT),
)
HORS_ROUTES = {"api:introuvable": 404}
"""What is below the API without being a route: a refusal, for everybody."""
