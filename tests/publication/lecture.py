"""Reading answers of the public site in tests."""

from __future__ import annotations

import io
from typing import Any

from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cordee.publication.models import PublicationPlan

PAGES = ("public_plan", "public_fiches", "public_indicateurs", "public_donnees")
FICHIERS = ("public_csv", "public_json", "public_xlsx", "public_flux")


def texte(reponse: Any) -> str:
    """The words of a page, with plain spaces and apostrophes."""
    brut: str = reponse.content.decode()
    return brut.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ").replace("’", "'")


def lire(client: Client, nom: str, publication: PublicationPlan, *reste: object, **parametres: Any) -> Any:
    """A page of a publication."""
    return client.get(reverse(nom, args=[publication.adresse, *reste]), parametres)


def tout_lire(client: Client, publication: PublicationPlan, *fiches: int) -> str:
    """Every word that everybody can read of a publication, the workbook opened."""
    lus = [texte(lire(client, nom, publication)) for nom in (*PAGES, "public_csv", "public_json", "public_flux")]
    lus += [texte(lire(client, "public_fiche", publication, pk)) for pk in fiches]
    lus += [texte(client.get(reverse(nom))) for nom in ("public", "public_plan_du_site")]
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(lire(client, "public_xlsx", publication).content))
    for nom in classeur.sheet_names:
        lus += [str(case) for ligne in classeur.get_sheet_by_name(nom).to_python() for case in ligne]
    return "\n".join(lus)
