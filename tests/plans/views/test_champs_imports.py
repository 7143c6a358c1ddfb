"""A spreadsheet of any kind, whose columns go to added fields: one that exists, or a new one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.plans.fabrique_champs import champ_de
from tests.plans.fabrique_imports import classeur
from tests.territoires.factories import MembreFactory

from cordee.plans.models import ChampPersonnalise, Fiche, Import, ValeurPersonnalisee
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
TABLEAU = [
    ["Nom du chantier", "Logements", "Avis du conseil", "Commission"],
    ["Isoler l'école", "1 250", "Favorable", "eau"],
    ["Planter", "", "", ""],
]


@pytest.fixture
def editrice(client: Client) -> Membre:
    membre: Membre = MembreFactory(editeur=True)
    client.force_login(membre.utilisateur)
    return membre


def deposer(client: Client, membre: Membre, tableau: list[list[Any]]) -> str:
    fichier = SimpleUploadedFile("suivi.xlsx", classeur({"Suivi": tableau}))
    adresse: str = client.post(
        reverse("importer", args=[membre.collectivite.siren]), {"fichier": fichier, "nom_plan": "Suivi"}
    ).url  # type: ignore[attr-defined]
    return adresse


def lire(reponse: Any) -> str:
    texte: str = reponse.content.decode()
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_une_colonne_va_a_un_champ_qui_existe_ou_en_cree_un(client: Client, editrice: Membre) -> None:
    logements = champ_de(editrice.collectivite, "Logements", "nombre")
    commission = champ_de(editrice.collectivite, "Commission", "choix", options=("Climat", "Eau"))
    colonnes = deposer(client, editrice, TABLEAU)
    page = lire(client.get(colonnes))
    assert f'value="champ:{logements.pk}" selected' in page, "reconnu par son nom"
    choix = {
        "colonne_0": "titre", "colonne_1": f"champ:{logements.pk}", "colonne_2": "nouveau_champ",
        "colonne_3": f"champ:{commission.pk}", "heriter": "non",
    }  # fmt: skip
    apercu = client.post(colonnes, choix).url  # type: ignore[attr-defined]
    assert "Avis du conseil » n'existe pas encore : ce champ sera créé" in lire(client.get(apercu))
    client.post(apercu)
    isoler = Fiche.objects.get(titre="Isoler l'école")
    dites = {v.champ.libelle: v for v in ValeurPersonnalisee.objects.filter(fiche=isoler)}
    assert dites["Logements"].nombre == 1250
    assert dites["Avis du conseil"].texte == "Favorable"
    assert dites["Commission"].option.libelle == "Eau"
    assert ValeurPersonnalisee.objects.count() == 3
    depot = Import.objects.get()
    client.post(reverse("import_annuler", args=[editrice.collectivite.siren, depot.pk]))
    assert not ValeurPersonnalisee.objects.exists()
    assert sorted(ChampPersonnalise.objects.values_list("libelle", flat=True)) == ["Commission", "Logements"]


def test_ce_qui_ne_se_lit_pas_est_dit_avec_sa_ligne_et_sa_colonne(client: Client, editrice: Membre) -> None:
    logements = champ_de(editrice.collectivite, "Logements", "nombre")
    commission = champ_de(editrice.collectivite, "Commission", "choix", options=("Climat", "Eau"))
    faux = [TABLEAU[0], ["Isoler", "beaucoup", "", "Vent"]]
    choix = {
        "colonne_0": "titre", "colonne_1": f"champ:{logements.pk}", "colonne_2": "",
        "colonne_3": f"champ:{commission.pk}", "heriter": "non",
    }  # fmt: skip
    apercu = client.post(deposer(client, editrice, faux), choix).url  # type: ignore[attr-defined]
    page = lire(client.get(apercu))
    assert "Ligne 2, colonne B" in page
    assert "Ligne 2, colonne D" in page
    assert "beaucoup" in page
    assert client.post(apercu).status_code == 422
    assert not Fiche.objects.exists()


def test_une_colonne_d_une_autre_collectivite_est_refusee(client: Client, editrice: Membre) -> None:
    ailleurs = champ_de(MembreFactory(editeur=True).collectivite, "Logements", "nombre")
    colonnes = deposer(client, editrice, TABLEAU)
    refus = client.post(colonnes, {"colonne_0": "titre", "colonne_1": f"champ:{ailleurs.pk}", "heriter": "non"})
    assert refus.status_code == 422
