"""A refused name is asked again where it was typed: axe, copy of a plan, étiquette, person."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, etiquetee, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Axe, Etiquette, Personne, Plan

pytestmark = pytest.mark.django_db
LONG = "x" * 301


@pytest.fixture
def plan() -> Plan:
    plan: Plan = PlanFactory(nom="Plan climat")
    return plan


@pytest.fixture
def lise(client: Client, plan: Plan) -> Utilisateur:
    qui: Utilisateur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    client.force_login(qui)
    return qui


def refuser(client: Client, nom: str, args: list[Any], donnees: dict[str, Any]) -> BeautifulSoup:
    reponse = client.post(reverse(nom, args=args), donnees)
    assert reponse.status_code == 422
    return BeautifulSoup(reponse.content, "html.parser")


def champ_refuse(page: BeautifulSoup, ident: str) -> tuple[Tag, str]:
    """The control marked, and what is said under it."""
    champ = page.find(id=ident)
    assert isinstance(champ, Tag)
    assert champ["aria-invalid"] == "true"
    faute = page.find(id=str(champ["aria-describedby"]).split()[-1])
    assert isinstance(faute, Tag)
    return champ, faute.get_text().replace("\u00a0", " ").replace("’", "'")


@pytest.mark.parametrize(("nom", "dit"), [(" ", "Donnez un nom à l'axe"), (LONG, "dépasse 300 caractères")])
def test_un_axe_ou_un_sous_axe_se_redemande(client: Client, plan: Plan, lise: Utilisateur, nom: str, dit: str) -> None:
    parent = AxeFactory(plan=plan, nom="Se loger")
    page = refuser(client, "axe_creer", [plan.collectivite.siren, plan.pk], {"nom": nom, "parent": parent.pk})
    champ, faute = champ_refuse(page, "nouvel_nom")
    assert champ.get("value", "").strip() == nom.strip()
    assert dit in faute
    assert page.find("input", {"name": "parent"})["value"] == str(parent.pk)
    assert "Se loger" in page.get_text()
    assert Axe.objects.count() == 1


def test_un_axe_trop_profond_se_dit(client: Client, plan: Plan, lise: Utilisateur) -> None:
    axe = AxeFactory(plan=plan)
    for _ in range(3):
        axe = AxeFactory(plan=plan, parent=axe)
    page = refuser(client, "axe_creer", [plan.collectivite.siren, plan.pk], {"nom": "Trop bas", "parent": axe.pk})
    champ, faute = champ_refuse(page, "nouvel_nom")
    assert champ["value"] == "Trop bas"
    assert "4 niveaux d'axes au plus" in faute


@pytest.mark.parametrize(
    ("donnees", "ident", "dit"),
    [
        ({"nom": ""}, "ax-nom", "Donnez un nom à l'axe"),
        ({"code": "9" * 21}, "ax-code", "dépasse 20 caractères"),
        ({"rang": "zéro"}, "ax-rang", "attend un nombre entier"),
        ({"parent": "999999"}, "ax-parent", "ce choix n'existe pas"),
        ({"indicateurs": "1", "ajout": LONG}, "ax-ajout", "indicateur dépasse 300"),
    ],
)
def test_un_axe_mal_change_garde_tout_ce_qui_est_tape(
    client: Client, plan: Plan, lise: Utilisateur, donnees: dict[str, str], ident: str, dit: str
) -> None:
    axe = AxeFactory(plan=plan, nom="Se loger")
    tape = {"nom": "Habiter", "code": "H", "description": "Tout le bâti.", "rang": "1", "parent": "", **donnees}
    page = refuser(client, "axe_modifier", [plan.collectivite.siren, plan.pk, axe.pk], tape)
    _, faute = champ_refuse(page, ident)
    assert dit in faute
    assert page.find(id="ax-nom").get("value", "") == tape["nom"]
    assert page.find(id="ax-description").get_text().strip() == "Tout le bâti."
    axe.refresh_from_db()
    assert (axe.nom, axe.code, axe.description) == ("Se loger", "", "")


def test_un_axe_sous_un_axe_trop_bas_se_dit_sous_sa_place(client: Client, plan: Plan, lise: Utilisateur) -> None:
    bas = axe = AxeFactory(plan=plan)
    for _ in range(3):
        bas = AxeFactory(plan=plan, parent=bas)
    seul = AxeFactory(plan=plan, nom="Seul")
    tape = {"nom": "Seul, renommé", "parent": bas.pk}
    page = refuser(client, "axe_modifier", [plan.collectivite.siren, plan.pk, seul.pk], tape)
    _, faute = champ_refuse(page, "ax-parent")
    assert "4 niveaux d'axes au plus" in faute
    seul.refresh_from_db()
    assert (seul.nom, seul.parent, axe.parent) == ("Seul", None, None), "tout ou rien"


@pytest.mark.parametrize(
    ("donnees", "ident", "dit"),
    [
        ({"rang": "premier"}, "pd-rang", "attend un nombre entier"),
        ({"rang": "0"}, "pd-rang", "1 au moins"),
        ({"axe": "9999", "rang": "2"}, "pd-axe", "ce choix n'existe pas"),
    ],
)
def test_une_place_impossible_se_dit_et_la_fiche_ne_bouge_pas(
    client: Client, plan: Plan, lise: Utilisateur, donnees: dict[str, str], ident: str, dit: str
) -> None:
    placement = FicheFactory(dans=AxeFactory(plan=plan)).placements.get()
    page = refuser(client, "placement_deplacer", [plan.collectivite.siren, plan.pk, placement.pk], donnees)
    assert dit in champ_refuse(page, ident)[1]
    assert page.find(id="pd-rang").get("value", "") == donnees["rang"]
    avant = placement.axe_id
    placement.refresh_from_db()
    assert placement.axe_id == avant


def test_le_nom_d_une_copie_se_redemande_sous_les_reglages(client: Client, plan: Plan, lise: Utilisateur) -> None:
    page = refuser(client, "plan_dupliquer", [plan.collectivite.siren, plan.pk], {"nom": LONG})
    champ, faute = champ_refuse(page, "copie_nom")
    assert (champ["value"], "dépasse 300 caractères" in faute) == (LONG, True)
    assert page.find(id="id_nom")["value"] == "Plan climat", "les réglages restent ceux du plan"
    assert Plan.objects.count() == 1


def test_un_nom_deja_pris_se_dit_dans_son_formulaire_ouvert(client: Client, plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan)
    ademe, autre = (etiquetee(fiche, nom).etiquette for nom in ("ADEME", "Région"))
    siren = plan.collectivite.siren
    page = refuser(client, "etiquette", [siren, autre.pk], {"geste": "renommer", "nom": "Adème"})
    champ, faute = champ_refuse(page, f"e-n-{autre.pk}")
    assert champ["value"] == "Adème"
    assert "existe déjà" in faute
    assert champ.find_parent("details").has_attr("open")
    assert len(page.select("details.f-ajout[open]")) == 1
    page = refuser(client, "etiquette", [siren, ademe.pk], {"geste": "fusionner", "avec": "x"})
    assert "au moins deux noms" in champ_refuse(page, f"e-f-{ademe.pk}")[1]
    page = refuser(client, "etiquette", [siren, ademe.pk], {"geste": "supprimer"})
    assert "sert encore" in page.find(id="refus-nom").get_text()
    assert set(Etiquette.objects.values_list("nom", flat=True)) == {"ADEME", "Région"}


def test_un_nom_de_personne_refuse_reste_tape(client: Client, plan: Plan, lise: Utilisateur) -> None:
    jean, ines = (personne_nommee(plan.collectivite, nom) for nom in ("Jean Morel", "Inès Roux"))
    siren = plan.collectivite.siren
    page = refuser(client, "etiquette_personne", [siren, ines.pk], {"geste": "renommer", "nom": "jean morel"})
    champ, faute = champ_refuse(page, f"p-n-{ines.pk}")
    assert (champ["value"], "existe déjà" in faute) == ("jean morel", True)
    page = refuser(client, "etiquette_personne", [siren, jean.pk], {"geste": "rattacher", "compte": "0"})
    assert "Choisissez un membre" in champ_refuse(page, f"p-c-{jean.pk}")[1]
    assert set(Personne.objects.values_list("nom", flat=True)) == {"Jean Morel", "Inès Roux"}
