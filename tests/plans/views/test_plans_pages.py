"""The pages of plans: list, groupement, creating, setting, duplicating, deleting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import (
    LE,
    AxeFactory,
    FicheFactory,
    PlanFactory,
    partagee_avec,
    personne_nommee,
    placer,
)  # fmt: skip
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Fiche, Plan, PlanPersonne
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
REQUETES_DU_GROUPEMENT = 19
JUSTE = {"nom": "Plan vélo", "statut": "adopte", "ponderation": "egal", "type": "pcaet", "debut": "2024-01-01"}


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def lise(client: Client, epci: Collectivite) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=epci).utilisateur)
    return client


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_la_liste_compte_chaque_plan(lise: Client, epci: Collectivite) -> None:
    assert "plan" in lire(lise.get(reverse("plans", args=[epci.siren])))
    plan = PlanFactory(collectivite=epci, nom="Plan climat")
    FicheFactory(dans=plan, realisee=True)
    FicheFactory(dans=plan, en_retard=True)
    FicheFactory(dans=plan, statut="")
    FicheFactory(collectivite=epci)
    contexte = lise.get(reverse("plans", args=[epci.siren])).context
    (affiche,) = contexte["plans"]
    assert affiche.barre.mots == "1 réalisé, 1 en cours, 1 sans statut"
    assert affiche.annees == "2024\xa0–\xa02029"
    assert (affiche.compte.total, contexte["en_retard"]) == (3, 1)
    assert (contexte["total"], contexte["sans_plan"]) == (4, 1)


def test_un_groupement_voit_les_plans_de_ses_membres(client: Client, epci: Collectivite) -> None:
    muette = CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[epci, muette])
    lea = MembreFactory(lecteur=True, collectivite=petr).utilisateur
    MembreFactory(utilisateur=lea, collectivite=epci, lecteur=True)
    FicheFactory(dans=PlanFactory(collectivite=epci, nom="Plan du membre"))
    PlanFactory(collectivite=epci, nom="Plan secret", confidentiel=True)
    PlanFactory(collectivite=petr, nom="Plan du PETR")
    client.force_login(lea)
    page = client.get(reverse("plans", args=[petr.siren]))
    assert "Plan du membre" in lire(page)
    assert "Plan secret" not in lire(page)
    assert [membre for membre, _ in page.context["membres"]] == [epci]


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_plans(lise: Client, epci: Collectivite) -> None:
    comptes = []
    for _ in range(2):
        for _ in range(1 if not comptes else 2):
            FicheFactory(dans=PlanFactory(collectivite=epci))
        lise.get(reverse("plans", args=[epci.siren]))
        with CaptureQueriesContext(connection) as requetes:
            lise.get(reverse("plans", args=[epci.siren]))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


@pytest.mark.parametrize("trois", [1, 3])
def test_un_groupement_lit_ses_membres_en_autant_de_requetes_qu_il_en_ait(
    client: Client, django_assert_num_queries: Any, trois: int
) -> None:
    membres = [CollectiviteFactory() for _ in range(trois)]
    petr = CollectiviteFactory(petr=True, membres=membres)
    lea = MembreFactory(editeur=True, collectivite=petr).utilisateur
    chapeau = PlanFactory(collectivite=petr)
    for membre in membres:
        MembreFactory(utilisateur=lea, collectivite=membre, lecteur=True)
        plan = PlanFactory(collectivite=membre, parent=chapeau, ponderation="budget")
        partagee_avec(FicheFactory(dans=plan), petr)
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(membre, "Zoé Barral"), role="elu_referent")
    client.force_login(lea)
    client.get(reverse("plans", args=[petr.siren]))
    with django_assert_num_queries(REQUETES_DU_GROUPEMENT):
        page = client.get(reverse("plans", args=[petr.siren]))
    assert [membre for membre, _ in page.context["membres"]] == sorted(membres, key=lambda c: c.cle_recherche)
    (affiche,) = page.context["plans"]
    assert len(affiche.compte.rassembles) == trois
    assert "élus référents : Zoé Barral" in lire(page)


def test_un_plan_compte_les_memes_fiches_vu_de_son_membre_ou_du_groupement(client: Client) -> None:
    un, deux = CollectiviteFactory(), CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[un, deux])
    lea = MembreFactory(lecteur=True, collectivite=petr).utilisateur
    MembreFactory(utilisateur=lea, collectivite=un, lecteur=True)
    MembreFactory(utilisateur=lea, collectivite=deux, editeur=True)
    plan = PlanFactory(collectivite=un)
    secrete = FicheFactory(dans=plan, confidentielle=True)
    partagee_avec(secrete, deux)
    ailleurs = FicheFactory(collectivite=deux)
    placer(ailleurs, plan)  # carried with nobody: the plan does not show it
    recue = FicheFactory(collectivite=deux, realisee=True)
    partagee_avec(recue, un)
    placer(recue, plan)
    placer(secrete, PlanFactory(collectivite=deux))
    client.force_login(lea)
    groupe = dict(client.get(reverse("plans", args=[petr.siren])).context["membres"])
    for membre in (un, deux):
        (vu,) = client.get(reverse("plans", args=[membre.siren])).context["plans"]
        assert [affiche.compte.par_statut for affiche in groupe[membre]] == [vu.compte.par_statut]
    assert groupe[un][0].compte.par_statut == {"realise": 1}
    assert groupe[deux][0].compte.par_statut == {"a_venir": 1}


def test_la_liste_se_trie(lise: Client, epci: Collectivite) -> None:
    vieux = PlanFactory(collectivite=epci, nom="Plan B", cree_le=LE - timedelta(days=9))
    neuf = PlanFactory(collectivite=epci, nom="Plan A", modifie_le=LE - timedelta(days=9))
    FicheFactory(dans=vieux, realisee=True)
    FicheFactory(dans=neuf, en_retard=True)
    for tri, noms in {
        "": "AB", "nom": "AB", "faux": "AB", "modifie": "BA", "cree": "AB", "avancement": "BA", "retard": "AB",
    }.items():  # fmt: skip
        page = lise.get(reverse("plans", args=[epci.siren]), {"tri": tri})
        assert [p.compte.plan.nom[-1] for p in page.context["plans"]] == list(noms), tri


def test_un_plan_se_cree_avec_ses_personnes(lise: Client, epci: Collectivite) -> None:
    page = reverse("plan_creer", args=[epci.siren])
    assert lise.get(page).status_code == 200
    reponse = lise.post(page, JUSTE | {"pilotes": "Zoé Barral, Ali Roux", "referents": "Odile Garcin"}, follow=True)
    assert "Le plan « Plan vélo » est créé" in lire(reponse)
    plan = Plan.objects.get()
    assert [p.personne.nom for p in plan.personnes.filter(role=RolePersonne.ELU_REFERENT)] == ["Odile Garcin"]
    liste = lise.get(reverse("plans", args=[epci.siren]))
    assert set(liste.context["plans"][0].pilotes.split(", ")) == {"Zoé Barral", "Ali Roux"}


@pytest.mark.parametrize(
    ("saisie", "mots"),
    [
        ({"nom": ""}, "Donnez un nom au plan"),
        ({"debut": "demain"}, "pas une date"),
        ({"fin": "2023-01-01"}, "avant"),
        ({"statut": "fini"}, "statut"),
        ({"parent": "999999"}, "parent"),
    ],
)
def test_une_saisie_fausse_se_dit_et_rien_n_est_ecrit(
    lise: Client, epci: Collectivite, saisie: dict[str, str], mots: str
) -> None:
    plan = PlanFactory(collectivite=epci, nom="Plan climat")
    for adresse in (reverse("plan_creer", args=[epci.siren]), reverse("plan_modifier", args=[epci.siren, plan.pk])):
        reponse = lise.post(adresse, JUSTE | saisie)
        assert reponse.status_code == 422
        assert mots in lire(reponse)
    assert list(Plan.objects.values_list("nom", flat=True)) == ["Plan climat"]


def test_les_reglages_se_changent(lise: Client, epci: Collectivite) -> None:
    plan = PlanFactory(collectivite=epci)
    parent, ancien = PlanFactory(collectivite=epci), PlanFactory(collectivite=epci)
    page = reverse("plan_modifier", args=[epci.siren, plan.pk])
    lise.post(page, JUSTE | {"parent": parent.pk, "remplace": ancien.pk, "pilotes": "Zoé Barral", "confidentiel": "on"})
    plan.refresh_from_db()
    assert (plan.nom, plan.parent, plan.remplace, plan.confidentiel) == ("Plan vélo", parent, ancien, True)
    formulaire = lise.get(page).context["formulaire"]
    assert (formulaire["pilotes"].value(), formulaire["parent"].value()) == ("Zoé Barral", parent.pk)


def test_un_plan_se_duplique_avec_ses_axes_et_ses_fiches(lise: Client, epci: Collectivite) -> None:
    axe = AxeFactory(plan__collectivite=epci, plan__nom="Plan climat")
    fiche = FicheFactory(dans=axe, titre="Rouler")
    placer(fiche, axe.plan)
    adresse = reverse("plan_dupliquer", args=[epci.siren, axe.plan_id])
    reponse = lise.post(adresse, {"nom": ""}, follow=True)
    assert "est une copie du plan" in lire(reponse)
    copie = Plan.objects.latest("pk")
    assert copie.nom == "Plan climat (copie)"
    assert copie.placements.count() == 2
    assert Fiche.objects.filter(titre="Rouler").count() == 2
    assert lise.get(adresse).status_code == 405


@pytest.mark.parametrize(("choix", "restent"), [("", 2), ("supprimer", 1)])
def test_un_plan_se_supprime_seul_ou_avec_ses_fiches(
    lise: Client, epci: Collectivite, choix: str, restent: int
) -> None:
    plan, autre = PlanFactory(collectivite=epci), PlanFactory(collectivite=epci)
    FicheFactory(dans=plan)
    placer(FicheFactory(dans=plan), autre)
    page = reverse("plan_supprimer", args=[epci.siren, plan.pk])
    assert lise.get(page).context["seules"] == 1
    reponse = lise.post(page, {"fiches": choix}, follow=True)
    assert "Le plan est supprimé" in lire(reponse)
    assert list(Plan.objects.all()) == [autre]
    assert Fiche.objects.filter(supprimee_le__isnull=True).count() == restent
