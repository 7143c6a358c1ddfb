"""A plan, somebody who edits it, and the pages of its instantanés."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.plans.factories_instantanes import editeur_de, pris

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, Instantane, Plan


class Ecran:
    """A plan, somebody who edits it, and its pages."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.plan: Plan = PlanFactory(nom="Plan climat")
        self.par: Utilisateur = editeur_de(self.plan)
        client.force_login(self.par)

    def adresse(self, nom: str = "s", *reste: object) -> str:
        return reverse(f"plan_instantane{nom}", args=[self.plan.collectivite.siren, self.plan.pk, *reste])

    def lire(self, nom: str, /, *reste: object, **parametres: object) -> Any:
        reponse = self.client.get(self.adresse(nom, *reste), parametres)
        assert reponse.status_code == 200, reponse.status_code
        return BeautifulSoup(reponse.content, "html.parser")

    def poster(self, nom: str, /, *reste: object, **donnees: object) -> Any:
        return self.client.post(self.adresse(nom, *reste), donnees, follow=True)

    def texte(self, nom: str, /, *reste: object, **parametres: object) -> str:
        return " ".join(self.lire(nom, *reste, **parametres).get_text(" ").replace("\xa0", " ").split())

    def pris(self, nom: str = "Bilan 2025", jours: int = 0) -> Instantane:
        return pris(self.plan, nom=nom, le=LE + timedelta(days=jours), par=self.par)

    def fiche(self, **champs: Any) -> Fiche:
        fiche: Fiche = FicheFactory(**{"dans": self.plan, **champs})
        return fiche
