"""Added fields on the page of a fiche: written in place, said, undone, refused, and never over a colleague."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.plans.fabrique_champs import champ_de, remplir, valeur
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec, pilotee_par, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.champs_personnalises import proposer_phases
from cordee.plans.actions.valeurs_personnalisees import definir_valeur
from cordee.plans.domain.champs_personnalises import VIDE, Definition
from cordee.plans.forms.champs import ecrire_lue
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.champs_personnalises import definition_of, valeur_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="PCAET")


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan, titre="Rénover l'école")


@pytest.fixture
def lise(client: Client, fiche: Fiche) -> Utilisateur:
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(personne)
    return personne


@pytest.fixture
def commission(fiche: Fiche) -> Definition:
    return champ_de(fiche.collectivite, "Commission", "choix", options=("Climat", "Eau"))


def ou(fiche: Fiche, definition: Definition) -> str:
    return reverse("fiche_champ_ajoute", args=[fiche.collectivite.siren, fiche.pk, definition.pk])


def page(client: Client, fiche: Fiche) -> str:
    return lire(client.get(reverse("fiche", args=[fiche.collectivite.siren, fiche.pk])))


def lire(reponse: Any) -> str:
    texte: str = reponse.content.decode()
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def manques(client: Client, fiche: Fiche) -> list[str]:
    vue = client.get(reverse("fiche", args=[fiche.collectivite.siren, fiche.pk])).context["v"]
    manquants: list[str] = vue.ajoutes.manquants
    return manquants


def ecrire(client: Client, fiche: Fiche, definition: Definition, htmx: bool = True, **donnees: Any) -> HttpResponse:
    return client.post(ou(fiche, definition), donnees, headers=HTMX if htmx else {})


def annuler(client: Client, reponse: HttpResponse, htmx: bool = True) -> HttpResponse:
    trouve = re.search(r'action="([^"]*/annuler/\d+/)"', lire(reponse))
    assert trouve
    return client.post(trouve[1], headers=HTMX if htmx else {})


def test_un_champ_s_ouvre_s_ecrit_se_dit_et_s_annule(
    client: Client, fiche: Fiche, lise: Utilisateur, commission: Definition
) -> None:
    assert "Champs de la collectivité" in page(client, fiche)
    editeur = lire(client.get(ou(fiche, commission), headers=HTMX))
    assert '<select name="option"' in editeur
    assert client.get(ou(fiche, commission)).status_code == 302
    ouverte = lire(client.get(reverse("fiche", args=[fiche.collectivite.siren, fiche.pk]) + f"?champ={commission.cle}"))
    assert '<select name="option"' in ouverte
    climat = commission.options[0].pk
    reponse = ecrire(client, fiche, commission, option=climat, lue=ecrire_lue(VIDE))
    assert "Enregistré à" in lire(reponse)
    assert valeur_of(fiche, commission).options == (climat,)
    assert "Rien n'a changé" in lire(ecrire(client, fiche, commission, option=climat))
    retour = annuler(client, reponse)
    assert "la valeur d'avant est revenue" in lire(retour)
    assert valeur_of(fiche, commission) == VIDE
    assert annuler(client, reponse).status_code in {200, 422}


def test_sans_script_la_page_revient_sur_le_champ(
    client: Client, fiche: Fiche, lise: Utilisateur, commission: Definition
) -> None:
    reponse = ecrire(client, fiche, commission, htmx=False, option=commission.options[1].pk)
    assert reponse.status_code == 302
    assert reponse["Location"].endswith(f"#champ-{fiche.pk}-{commission.cle}")
    assert valeur_of(fiche, commission).options == (commission.options[1].pk,)


@pytest.mark.parametrize(
    ("genre", "reglages", "saisie", "dit"),
    [
        ("nombre", {}, "beaucoup", "attend un nombre"),
        ("nombre", {"minimum": 0, "maximum": 10}, "12", "de 0 à 10"),
        ("lien", {}, "javascript:alert(1)", "adresse"),
        ("date", {}, "31/02/2027", "28 jours"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_une_saisie_refusee_reste_ouverte(
    client: Client, fiche: Fiche, lise: Utilisateur, genre: str, reglages: dict[str, Any], saisie: str, dit: str,
    htmx: bool,
) -> None:  # fmt: skip
    definition = champ_de(fiche.collectivite, "Suivi", genre, **reglages)
    reponse = ecrire(client, fiche, definition, htmx, texte=saisie)
    assert reponse.status_code == 422
    assert dit in lire(reponse)
    assert f'value="{saisie}"' in lire(reponse)
    assert valeur_of(fiche, definition) == VIDE


@pytest.mark.parametrize("htmx", [True, False])
def test_deux_personnes_voient_les_deux_valeurs(
    client: Client, fiche: Fiche, lise: Utilisateur, commission: Definition, htmx: bool
) -> None:
    remplir(fiche, commission, "Eau")
    climat = commission.options[0].pk
    reponse = ecrire(client, fiche, commission, htmx, option=climat, lue=ecrire_lue(VIDE))
    assert reponse.status_code == 422
    assert "Eau" in lire(reponse)
    assert "Climat" in lire(reponse)
    assert valeur_of(fiche, commission) == valeur(commission, "Eau")
    ecrire(client, fiche, commission, option=climat, lue=ecrire_lue(valeur(commission, "Eau")))
    assert valeur_of(fiche, commission).options == (climat,)


def test_ce_qui_a_change_depuis_ne_s_annule_plus(
    client: Client, fiche: Fiche, lise: Utilisateur, commission: Definition
) -> None:
    reponse = ecrire(client, fiche, commission, option=commission.options[0].pk)
    remplir(fiche, commission, "Eau")
    refus = annuler(client, reponse)
    assert refus.status_code == 422
    assert "vous ne pouvez plus annuler" in lire(refus)
    assert annuler(client, reponse, htmx=False).status_code == 302
    autre = champ_de(fiche.collectivite, "Autre")
    adresse = reverse("fiche_champ_ajoute_annuler", args=[fiche.collectivite.siren, fiche.pk, autre.pk, 999])
    assert client.post(adresse).status_code == 404


def test_l_edition_seule_se_refuse_au_pilote(client: Client, fiche: Fiche) -> None:
    vote = champ_de(fiche.collectivite, "Vote", "oui_non", edition=True)
    libre = champ_de(fiche.collectivite, "Suivi", "oui_non")
    pilote = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    client.force_login(pilote)
    assert ecrire(client, fiche, libre, texte="oui").status_code == 200
    assert ecrire(client, fiche, vote, texte="oui").status_code == 403
    vue = page(client, fiche)
    assert f"{ou(fiche, libre)}" in vue
    assert f"{ou(fiche, vote)}" not in vue


def test_la_frise_dit_la_phase_et_la_change(client: Client, fiche: Fiche, plan: Plan, lise: Utilisateur) -> None:
    phases = definition_of(proposer_phases(plan, par=lise, le=LE))
    assert "ch-frise" in page(client, fiche)
    reponse = ecrire(client, fiche, phases, option=phases.options[2].pk)
    assert 'aria-current="step"' in lire(reponse)
    vue = page(client, fiche)
    assert vue.count('aria-current="step"') == 1
    bloc = vue.split('id="champs-ajoutes"')
    assert len(bloc) == 1, "une phase est dans la tête, pas dans le bloc"


def test_une_fiche_de_deux_plans_nomme_leurs_phases(
    client: Client, fiche: Fiche, plan: Plan, lise: Utilisateur
) -> None:
    autre = PlanFactory(collectivite=plan.collectivite, nom="Plan eau")
    placer(fiche, autre)
    for chacun in (plan, autre):
        proposer_phases(chacun, par=lise, le=LE)
    vue = page(client, fiche)
    noms = re.findall(r'class="ch-frise-nom"[^>]*>([^<]*)<', vue)
    assert [nom.partition(", ")[2] for nom in noms] == ["PCAET", "Plan eau"]


def test_un_champ_attendu_manque_a_la_fiche(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    attendu = champ_de(fiche.collectivite, "Date de vote", "date", obligatoire=True)
    assert manques(client, fiche) == ["Date de vote"]
    reponse = ecrire(client, fiche, attendu, texte="2027-03-01")
    assert "hx-swap-oob" in lire(reponse)
    assert manques(client, fiche) == []


def test_une_collectivite_qui_recoit_lit_ce_qui_n_est_pas_reserve(client: Client, fiche: Fiche) -> None:
    note = champ_de(fiche.collectivite, "Note")
    secret = champ_de(fiche.collectivite, "Arbitrage", reserve=True)
    remplir(fiche, note, "À lire")
    remplir(fiche, secret, "À taire")
    voisine = CollectiviteFactory()
    champ_de(voisine, "Le leur")
    partagee_avec(fiche, voisine)
    client.force_login(MembreFactory(lecteur=True, collectivite=voisine).utilisateur)
    vue = lire(client.get(reverse("fiche", args=[voisine.siren, fiche.pk])))
    assert "À lire" in vue
    assert "À taire" not in vue
    assert "Arbitrage" not in vue
    assert "Le leur" not in vue


def test_un_champ_reserve_ne_se_voit_nulle_part_sur_la_fiche(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    secret = champ_de(fiche.collectivite, "Arbitrage", reserve=True)
    definir_valeur(fiche, secret, valeur(secret, "À taire"), par=lise, le=LE)
    client.force_login(MembreFactory(lecteur=True, collectivite=fiche.collectivite).utilisateur)
    for nom in ("fiche", "fiche_historique"):
        vue = lire(client.get(reverse(nom, args=[fiche.collectivite.siren, fiche.pk])))
        assert "Arbitrage" not in vue
        assert "À taire" not in vue
    assert client.get(ou(fiche, secret), headers=HTMX).status_code == 404
    client.force_login(MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur)
    for nom in ("fiche", "fiche_historique"):
        assert "À taire" in lire(client.get(reverse(nom, args=[fiche.collectivite.siren, fiche.pk])))
