"""Added fields in the lists: columns, cells, filters, order, kanban, bulk edits; and what a reader never sees."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.fabrique_champs import champ_de, remplir, valeur
from tests.plans.factories import LE, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.champs_personnalises import proposer_phases
from cordee.plans.domain.champs_personnalises import VIDE, Definition
from cordee.plans.forms.champs import ecrire_lue
from cordee.plans.models import Fiche, GesteGroupe, Plan
from cordee.plans.queries.champs_personnalises import definition_of, valeur_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory()
    for titre in ("A", "B", "C"):
        FicheFactory(dans=plan, titre=titre)
    return plan


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


@pytest.fixture
def commission(plan: Plan) -> Definition:
    champ = champ_de(plan.collectivite, "Commission", "choix", options=("Climat", "Eau"))
    remplir(une("A"), champ, "Eau")
    remplir(une("B"), champ, "Climat")
    return champ


@pytest.fixture
def logements(plan: Plan) -> Definition:
    champ = champ_de(plan.collectivite, "Logements", "nombre", unite="logements")
    for titre, nombre in (("A", "9"), ("B", "120")):
        remplir(une(titre), champ, nombre)
    return champ


def une(titre: str) -> Fiche:
    return Fiche.objects.get(titre=titre)


def aller(plan: Plan, nom: str = "plan") -> str:
    return reverse(nom, args=[plan.collectivite.siren, plan.pk])


def lire(reponse: Any) -> str:
    texte: str = reponse.content.decode()
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def titres(client: Client, plan: Plan, **demande: Any) -> list[str]:
    reponse = client.get(aller(plan), {"vue": "tableau", **demande})
    assert reponse.status_code == 200
    noms = dict(Fiche.objects.values_list("pk", "titre"))
    return [noms[pk] for pk in reponse.context["cadre"].ids]


def cellule(fiche: Fiche, definition: Definition) -> str:
    return reverse("fiche_cellule", args=[fiche.collectivite.siren, fiche.pk]) + f"?champ={definition.cle}"


def test_une_colonne_se_choisit_et_sa_cellule_s_edite(lise: Client, plan: Plan, commission: Definition) -> None:
    assert 'data-c="Commission"' not in lire(lise.get(aller(plan), {"vue": "tableau"}))
    page = lire(lise.get(aller(plan), {"vue": "tableau", "col": ["statut", commission.cle]}))
    assert page.count('data-c="Commission"') == 3
    assert "ch-marque" in page
    saisie = lire(lise.get(cellule(une("A"), commission), headers=HTMX))
    assert '<select name="option"' in saisie
    climat = commission.options[0].pk
    donnees = {"option": climat, "lue": ecrire_lue(valeur(commission, "Eau")), "col": ["statut", commission.cle]}
    ligne = lire(lise.post(cellule(une("A"), commission), donnees, headers=HTMX))
    assert "Commission : enregistré" in ligne
    assert valeur_of(une("A"), commission).options == (climat,)
    perdu = lire(lise.post(cellule(une("A"), commission), donnees | {"option": ""}, headers=HTMX))
    assert "a changé pendant que vous écriviez" in perdu
    assert valeur_of(une("A"), commission).options == (climat,), "le travail d'une collègue reste"


def test_une_cellule_refusee_reste_ouverte_avec_sa_faute(lise: Client, plan: Plan, logements: Definition) -> None:
    donnees = {"texte": "beaucoup", "col": [logements.cle]}
    ligne = lire(lise.post(cellule(une("A"), logements), donnees, headers=HTMX))
    assert 'value="beaucoup"' in ligne
    assert 'id="pl-faute"' in ligne
    suite = lise.post(cellule(une("A"), logements), donnees, follow=True)
    assert "attend un nombre" in lire(suite)
    assert valeur_of(une("A"), logements) == valeur(logements, "9")


def test_des_filtres_et_un_tri_lisent_les_valeurs(
    lise: Client, plan: Plan, commission: Definition, logements: Definition
) -> None:
    climat, eau = (str(option.pk) for option in commission.options)
    assert titres(lise, plan, **{commission.cle: eau}) == ["A"]
    assert sorted(titres(lise, plan, **{commission.cle: [eau, climat]})) == ["A", "B"]
    assert titres(lise, plan, **{commission.cle: "sans"}) == ["C"]
    assert titres(lise, plan, **{f"{logements.cle}_de": "10"}) == ["B"]
    assert titres(lise, plan, **{f"{logements.cle}_a": "10"}) == ["A"]
    assert titres(lise, plan, tri=logements.cle) == ["A", "B", "C"]
    assert titres(lise, plan, tri=f"-{logements.cle}")[:2] == ["B", "A"]
    assert titres(lise, plan, tri=commission.cle) == ["B", "A", "C"], "dans l'ordre des options"
    page = lire(lise.get(aller(plan), {"vue": "tableau", commission.cle: eau, f"{logements.cle}_a": "10"}))
    assert "Commission : Eau" in page
    assert "Logements : jusqu'à 10" in page


def test_le_panneau_compte_et_dit_une_borne_illisible(
    lise: Client, plan: Plan, commission: Definition, logements: Definition
) -> None:
    page = lire(lise.get(aller(plan, "plan_filtres"), {f"{logements.cle}_de": "beaucoup"}))
    assert "n'est pas un nombre de « Logements »" in page
    assert f'name="{commission.cle}"' in page
    assert titres(lise, plan, **{f"{logements.cle}_de": "beaucoup"}) == ["A", "B", "C"]


def test_un_kanban_groupe_par_un_choix_deplace_une_fiche(lise: Client, plan: Plan, commission: Definition) -> None:
    reponse = lise.get(aller(plan), {"vue": "kanban", "groupe": commission.cle})
    colonnes = reponse.context["colonnes_kanban"]
    assert [(c.libelle, c.total) for c in colonnes] == [("Climat", 1), ("Eau", 1), ("Non dit", 1)]
    climat = commission.options[0].pk
    adresse = cellule(une("A"), commission)
    lise.post(adresse, {"valeur": climat, "forme": "carte", "groupe": commission.cle}, headers=HTMX)
    assert valeur_of(une("A"), commission).options == (climat,)
    lise.post(adresse, {"valeur": "", "forme": "carte", "groupe": commission.cle}, headers=HTMX)
    assert valeur_of(une("A"), commission) == VIDE
    inconnu = lise.get(aller(plan), {"vue": "kanban", "groupe": "champ_999"})
    assert inconnu.context["groupe"] == ""


def test_un_lot_montre_applique_et_s_annule(lise: Client, plan: Plan, commission: Definition) -> None:
    climat = commission.options[0].pk
    adresse = reverse("lot", args=[plan.collectivite.siren])
    choisies = [une(titre).pk for titre in "ABC"]
    demande = {"fiche": choisies, "champ": commission.cle, "valeur": climat, "retour": aller(plan)}
    apercu = lise.get(adresse, demande | {"apercu": "1"})
    assert [(f.titre, avant, apres) for f, avant, apres, _, _ in apercu.context["lignes"]] == [
        ("A", "Eau", "Climat"), ("B", "Climat", "Climat"), ("C", "vide", "Climat"),
    ]  # fmt: skip
    lise.post(adresse, demande)
    assert {valeur_of(une(titre), commission).options for titre in "ABC"} == {(climat,)}
    geste = GesteGroupe.objects.latest("pk")
    lise.post(reverse("lot_annuler", args=[plan.collectivite.siren, geste.pk]))
    assert valeur_of(une("A"), commission) == valeur(commission, "Eau")
    assert valeur_of(une("C"), commission) == VIDE


def test_les_phases_sont_une_colonne_un_filtre_et_des_colonnes_de_kanban(lise: Client, plan: Plan) -> None:
    editeur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    phases = definition_of(proposer_phases(plan, par=editeur, le=LE))
    remplir(une("B"), phases, phases.options[1].libelle)
    assert titres(lise, plan, **{phases.cle: str(phases.options[1].pk)}) == ["B"]
    kanban = lise.get(aller(plan), {"vue": "kanban", "groupe": phases.cle}).context["colonnes_kanban"]
    assert len(kanban) == len(phases.options) + 1
    autre = PlanFactory(collectivite=plan.collectivite)
    assert phases.cle not in lire(lise.get(aller(autre), {"vue": "tableau"}))


def test_un_lecteur_ne_voit_nulle_part_un_champ_reserve(client: Client, plan: Plan) -> None:
    secret = champ_de(plan.collectivite, "Arbitrage", "choix", options=("Budget voté", "Recalé"), reserve=True)
    remplir(une("A"), secret, "Recalé")
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    contributrice = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    pilotee_par(une("A"), "Zoé Barral")
    option = secret.options[1].pk
    siren = plan.collectivite.siren
    adresses = [
        aller(plan) + f"?vue=tableau&col={secret.cle}&{secret.cle}={option}&tri={secret.cle}",
        aller(plan) + f"?vue=kanban&groupe={secret.cle}",
        aller(plan, "plan_filtres"),
        reverse("fiches", args=[siren]) + f"?vue=tableau&col={secret.cle}&{secret.cle}={option}",
        reverse("fiche", args=[siren, une("A").pk]),
        reverse("fiche_historique", args=[siren, une("A").pk]),
    ]
    client.force_login(contributrice)
    assert all("Arbitrage" in lire(client.get(adresse)) for adresse in adresses)
    assert client.get(adresses[0]).context["cadre"].total == 1
    client.force_login(lectrice)
    for adresse in adresses:
        page = lire(client.get(adresse))
        assert "Arbitrage" not in page, adresse
        assert "Recalé" not in page, adresse
    assert client.get(adresses[0]).context["cadre"].total == 3, "un filtre sur ce champ dirait ce qu'il tait"
    assert client.get(cellule(une("A"), secret), headers=HTMX).status_code == 404
    assert client.get(reverse("champs", args=[siren])).status_code == 403
    assert client.get(reverse("lot", args=[siren]), {"fiche": une("A").pk}).status_code in {200, 403}
