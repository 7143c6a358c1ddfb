"""A program that holds a key, as the tests of the API use it.

tableau = Programme.de(membre)                      a key that writes, of this member
tableau = Programme.de(membre, Portee.LECTURE)
tableau.lire("fiches", statut="en_cours")           GET /api/v1/fiches?statut=en_cours
tableau.ecrire("patch", "fiches/12", {"avancement": 40}, version='"3"')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from cordee.api.actions.cles import creer_cle
from cordee.api.domain.cles import Portee
from cordee.api.models import CleApi
from cordee.territoires.models import Collectivite, Membre

CREEE_LE = datetime(2026, 3, 10, 9, tzinfo=UTC)


@dataclass
class Programme:
    """A key, its secret, and an HTTP client without any session."""

    cle: CleApi
    secret: str
    client: Client

    @classmethod
    def de(cls, membre: Membre, portee: Portee = Portee.ECRITURE, ou: Collectivite | None = None) -> Programme:
        """The program of a member, in their collectivité."""
        cle, secret = creer_cle(
            ou or membre.collectivite, "Tableau de bord", portee, par=membre.utilisateur, le=CREEE_LE
        )
        return cls(cle, secret, Client())

    @property
    def entetes(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.secret}"}

    def lire(self, chemin: str, *, si_change: str = "", **parametres: Any) -> Any:
        """A GET."""
        entetes = self.entetes | ({"If-None-Match": si_change} if si_change else {})
        return self.client.get(f"/api/v1/{chemin}", parametres, headers=entetes)

    def ecrire(self, methode: str, chemin: str, corps: Any = None, *, version: str = "") -> Any:
        """A POST, a PUT, a PATCH or a DELETE."""
        entetes = self.entetes | ({"If-Match": version} if version else {})
        appeler = getattr(self.client, methode)
        if corps is None:
            return appeler(f"/api/v1/{chemin}", headers=entetes)
        return appeler(f"/api/v1/{chemin}", corps, content_type="application/json", headers=entetes)


def fautes_de(reponse: Any) -> dict[str, str]:
    """Messages of a refusal, by field."""
    return {faute["champ"]: faute["message"] for faute in reponse.json()["erreurs"]}
