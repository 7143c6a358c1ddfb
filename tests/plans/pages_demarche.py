"""What the tests of the pages of a démarche share: its addresses, their text, the forms that they post."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from cordee.plans.models import DemarchePcaet

GES = "ges"


def adresse(demarche: DemarchePcaet, nom: str = "demarche", *autres: object) -> str:
    return reverse(nom, args=[demarche.collectivite.siren, demarche.pk, *autres])


def texte(reponse: Any) -> str:
    brut: str = reponse.content.decode()
    return brut.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ").replace("’", "'")


def poster(client: Client, ou: str, **donnees: Any) -> Any:
    return client.post(ou, donnees)
