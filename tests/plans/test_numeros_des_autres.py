"""A number written in an address or in a form never gives the name of what the person may not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory, SuiviFactory
from tests.plans.factories import (
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    partagee_avec,
    pilotee_par,
    placer,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.listes import RoleActeur, RolePersonne, TypeLien
from cordee.plans.models import Axe, Fiche, FicheIndicateur, LienFiche, Plan
from cordee.plans.queries.options import noms_choisis
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


@dataclass
class Monde:
    """What somebody keeps for themselves: names all begin with « Secret », so that none may be read by mistake."""

    collectivite: Collectivite
    plan: Plan
    axe: Axe
    fiche: Fiche
    numeros: dict[str, Any]


def secrets(collectivite: Collectivite) -> Monde:
    plan = PlanFactory(collectivite=collectivite, nom="Secret plan", confidentiel=True)
    axe = AxeFactory(plan=plan, nom="Secret axe")
    fiche = FicheFactory(dans=axe, titre="Secret fiche", confidentielle=True)
    commune = CollectiviteFactory(commune=True, nom="Secret-Commune")
    fiche.communes.add(commune)
    indicateur = IndicateurFactory(personnalise=True, collectivite=collectivite, titre="Secret indicateur")
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
    numeros = {
        "pilote": pilotee_par(fiche, "Secret Pilote").personne_id,
        "referent": pilotee_par(fiche, "Secret Élue", RolePersonne.ELU_REFERENT).personne_id,
        "service": etiquetee(fiche, "Secret service", RoleActeur.SERVICE_PILOTE).etiquette_id,
        "partenaire": etiquetee(fiche, "Secret partenaire", RoleActeur.PARTENAIRE).etiquette_id,
        "etiquette": etiquetee(fiche, "Secret sujet").etiquette_id,
        "plan": plan.pk, "axe": axe.pk, "liee": fiche.pk, "fiche": fiche.pk, "commune": commune.pk,
        "indicateur": indicateur.pk,
    }  # fmt: skip
    return Monde(collectivite, plan, axe, fiche, numeros)


@pytest.fixture
def ailleurs() -> Monde:
    return secrets(CollectiviteFactory())


@pytest.fixture
def lectrice() -> Membre:
    return MembreFactory(lecteur=True)


@pytest.fixture
def editrice() -> Membre:
    return MembreFactory(editeur=True)


def ouvrir(client: Client, membre: Membre, nom: str, *args: Any, **donnees: Any) -> str:
    client.force_login(membre.utilisateur)
    reponse = client.get(reverse(nom, args=[membre.collectivite.siren, *args]), donnees)
    assert reponse.status_code == 200
    return str(reponse.content.decode())


@pytest.mark.parametrize("vue", ["tableau", "kanban", "gantt", "calendrier", "carte"])
def test_les_puces_d_une_liste_ne_nomment_pas_les_autres(
    client: Client, ailleurs: Monde, editrice: Membre, vue
) -> None:
    texte = ouvrir(client, editrice, "fiches", vue=vue, **ailleurs.numeros)
    assert "Secret" not in texte
    assert texte.count("élément introuvable") >= len(ailleurs.numeros) - 1, "« fiche » se dit par son nombre"


def test_ce_qui_est_confidentiel_ici_n_a_pas_de_nom_pour_qui_lit(client: Client, lectrice: Membre) -> None:
    ici = secrets(lectrice.collectivite)
    assert "Secret" not in ouvrir(client, lectrice, "fiches", vue="tableau", **ici.numeros)
    contribue = MembreFactory(contributeur=True, collectivite=lectrice.collectivite)
    texte = ouvrir(client, contribue, "fiches", vue="tableau", **ici.numeros)
    for nom in ("plan", "axe", "fiche", "Pilote", "Élue", "service", "partenaire", "sujet", "indicateur"):
        assert f"Secret {nom}" in texte
    assert "Secret-Commune" in texte


def test_une_lectrice_lit_le_nom_de_ce_que_portent_les_fiches_qu_elle_voit(lectrice: Membre) -> None:
    vue = FicheFactory(titre="Partagée")
    partagee_avec(vue, lectrice.collectivite)
    pilote = pilotee_par(vue, "Zoé Barral").personne_id
    etiquette = etiquetee(vue, "Vélo").etiquette_id
    cachee = pilotee_par(FicheFactory(collectivite=vue.collectivite), "Paul Ailleurs").personne_id
    filtres = lire_filtres({"pilote": [str(pilote), str(cachee)], "etiquette": [str(etiquette)], "liee": [str(vue.pk)]})
    assert noms_choisis(lectrice.utilisateur, lectrice.collectivite, filtres) == {
        ("pilote", str(pilote)): "Zoé Barral", ("etiquette", str(etiquette)): "Vélo", ("liee", str(vue.pk)): "Partagée",
    }  # fmt: skip


def test_un_indicateur_cache_aux_lecteurs_n_a_pas_de_nom_pour_eux(client: Client, lectrice: Membre) -> None:
    fiche = FicheFactory(collectivite=lectrice.collectivite)
    indicateur = IndicateurFactory(titre="Secret indicateur")
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
    SuiviFactory(indicateur=indicateur, collectivite=lectrice.collectivite, confidentiel=True)
    contribue = MembreFactory(contributeur=True, collectivite=lectrice.collectivite)
    for nom in ("fiches", "fiches_filtres"):
        assert "Secret" not in ouvrir(client, lectrice, nom, indicateur=indicateur.pk)
        assert "Secret" in ouvrir(client, contribue, nom, indicateur=indicateur.pk)


def test_un_lien_avec_une_fiche_cachee_ne_se_devine_pas_en_filtrant(client: Client, lectrice: Membre) -> None:
    ici = secrets(lectrice.collectivite)
    ouverte = FicheFactory(collectivite=lectrice.collectivite, titre="Ouverte")
    LienFiche.objects.create(de=ouverte, vers=ici.fiche, type=TypeLien.LIEE)
    assert "Ouverte" not in ouvrir(client, lectrice, "fiches", vue="tableau", liee=ici.fiche.pk)
    contribue = MembreFactory(contributeur=True, collectivite=lectrice.collectivite)
    assert "Ouverte" in ouvrir(client, contribue, "fiches", vue="tableau", liee=ici.fiche.pk)


@pytest.mark.parametrize("vue", ["tableau", "gantt", "kanban"])
def test_les_plans_des_autres_ne_se_lisent_pas_sur_une_fiche_portee_ensemble(
    client: Client, ailleurs: Monde, editrice: Membre, vue: str
) -> None:
    partagee = FicheFactory(dans=ailleurs.axe, titre="Portée")
    partagee_avec(partagee, editrice.collectivite)
    placer(partagee, PlanFactory(collectivite=editrice.collectivite, nom="Plan d'ici"))
    FicheFactory(collectivite=editrice.collectivite)
    liste = ouvrir(client, editrice, "fiches", vue=vue, col="plan")
    assert "Portée" in liste
    assert "Secret" not in liste
    assert "Secret" not in ouvrir(client, editrice, "fiche", partagee.pk)
    assert "Portée" not in ouvrir(client, editrice, "fiches", vue=vue, plan=ailleurs.plan.pk)
    assert "Portée" not in ouvrir(client, editrice, "fiches", vue=vue, axe=ailleurs.axe.pk)


def test_l_apercu_d_un_lot_refuse_le_plan_d_une_autre(client: Client, ailleurs: Monde, editrice: Membre) -> None:
    fiche = FicheFactory(collectivite=editrice.collectivite)
    client.force_login(editrice.utilisateur)
    for place in (str(ailleurs.plan.pk), f"{ailleurs.plan.pk}:{ailleurs.axe.pk}"):
        demande = {"fiche": [fiche.pk, ailleurs.fiche.pk], "champ": "place", "valeur": place, "apercu": "1"}
        reponse = client.get(reverse("lot", args=[editrice.collectivite.siren]), demande)
        assert reponse.status_code == 422
        assert "Secret" not in reponse.content.decode()
        assert client.post(reverse("lot", args=[editrice.collectivite.siren]), demande).status_code == 422
    assert not fiche.placements.exists()


def test_un_lot_ne_touche_pas_les_emplacements_des_autres(client: Client, ailleurs: Monde, editrice: Membre) -> None:
    partagee = FicheFactory(dans=ailleurs.axe, titre="Portée")
    partagee_avec(partagee, editrice.collectivite)
    plan = PlanFactory(collectivite=editrice.collectivite, nom="Plan d'ici")
    demande = {"fiche": partagee.pk, "champ": "place", "sens": "remplacer", "valeur": plan.pk}
    client.force_login(editrice.utilisateur)
    adresse = reverse("lot", args=[editrice.collectivite.siren])
    assert "Secret" not in client.get(adresse, demande | {"apercu": "1"}).content.decode()
    assert client.post(adresse, demande).status_code == 302
    assert set(partagee.placements.values_list("plan", flat=True)) == {plan.pk, ailleurs.plan.pk}


def test_une_vue_gardee_avec_les_numeros_des_autres_ne_les_nomme_pas(
    client: Client, ailleurs: Monde, editrice: Membre
) -> None:
    client.force_login(editrice.utilisateur)
    garder = reverse("vue_enregistrer", args=[editrice.collectivite.siren])
    parametres = "&".join(f"{cle}={numero}" for cle, numero in ailleurs.numeros.items())
    suite = client.post(garder, {"nom": "Curieuse", "parametres": parametres, "partagee": "1"}, follow=True)
    assert "Curieuse" in suite.content.decode()
    assert "Secret" not in suite.content.decode()
    refusee = client.post(garder, {"nom": "x", "plan": ailleurs.plan.pk, "parametres": ""})
    assert refusee.status_code == 404


@pytest.mark.parametrize(
    ("nom", "cle"),
    [("plan_exporter", "plan"), ("plan_filtres", "plan"), ("plan", "plan"), ("fiche", "liee"),
     ("fiche_cellule", "liee"), ("fiche_suggestions", "liee")],
)  # fmt: skip
def test_le_numero_d_une_autre_n_ouvre_aucune_page(
    client: Client, ailleurs: Monde, editrice: Membre, nom: str, cle: str
) -> None:
    client.force_login(editrice.utilisateur)
    adresse = reverse(nom, args=[editrice.collectivite.siren, ailleurs.numeros[cle]])
    assert client.get(adresse).status_code == 404
    assert client.post(adresse).status_code in {404, 405}


def test_un_export_avec_les_fiches_des_autres_ne_les_compte_pas(
    client: Client, ailleurs: Monde, editrice: Membre
) -> None:
    plan = PlanFactory(collectivite=editrice.collectivite)
    FicheFactory(dans=plan)
    client.force_login(editrice.utilisateur)
    page = client.get(
        reverse("plan_exporter", args=[editrice.collectivite.siren, plan.pk]),
        {"ids": str(ailleurs.fiche.pk), "liee": ailleurs.fiche.pk, "pilote": ailleurs.numeros["pilote"]},
    )
    assert "Secret" not in page.content.decode()
    assert [(valeur, nombre) for valeur, _, nombre, _ in page.context["portees"]] == [("tout", 1), ("filtrees", 0)]


def test_ni_un_import_ni_le_panier_ne_versent_dans_le_plan_d_une_autre(
    client: Client, ailleurs: Monde, editrice: Membre
) -> None:
    client.force_login(editrice.utilisateur)
    siren = editrice.collectivite.siren
    for nom, donnees in (
        ("importer", {"plan": ailleurs.plan.pk, "texte": "Titre\nUne fiche"}),
        ("panier_verser", {"destination": str(ailleurs.plan.pk), "place": f"{ailleurs.plan.pk}:{ailleurs.axe.pk}"}),
    ):
        reponse = client.post(reverse(nom, args=[siren]), donnees, follow=True)
        assert "Secret" not in reponse.content.decode(), nom
    assert list(Fiche.objects.filter(placements__plan=ailleurs.plan)) == [ailleurs.fiche]
