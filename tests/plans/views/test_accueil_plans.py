"""The Accueil says where the fiches stand: docs/guide/commencer.md."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import FicheFactory, PlanFactory, partagee_avec, pilotee_par
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, LigneBudget
from cordee.plans.queries.accueil import budget_of, comptes_accueil
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
JOUR = date(2026, 3, 10)
CADRE = 5
"""Session, person, roles (own, then by groupement), collectivité."""


def membre(collectivite: Collectivite, role: Role = Role.EDITION) -> Utilisateur:
    return MembreFactory(collectivite=collectivite, role=role).utilisateur


def bloc(client: Client, collectivite: Collectivite, personne: Utilisateur) -> str:
    client.force_login(personne)
    adresse = reverse("accueil_plans", args=[collectivite.siren])
    reponse = client.get(adresse, headers={"HX-Request": "true"})
    assert reponse.status_code == 200
    return reponse.content.decode()


def doter(fiche: Fiche, prevu: int, reel: int | None = None, **champs: str) -> None:
    LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=Decimal(prevu), reel=reel, **champs)


# -- what is counted ---------------------------------------------------------------------------------------------------
def test_les_fiches_se_comptent_par_statut_retard_echeance_et_pilote() -> None:
    epci = CollectiviteFactory()
    lise = membre(epci)
    en_retard = FicheFactory(collectivite=epci, statut="en_cours", fin=JOUR - timedelta(days=1))
    FicheFactory(parent=en_retard, statut="bloque", fin=JOUR - timedelta(days=1))
    FicheFactory(collectivite=epci, statut="a_venir", fin=JOUR + timedelta(days=30))
    FicheFactory(collectivite=epci, statut="", fin=JOUR + timedelta(days=31))
    FicheFactory(collectivite=epci, statut="realise", fin=JOUR - timedelta(days=1))
    FicheFactory(collectivite=epci, statut="en_cours", fin=JOUR - timedelta(days=1), amelioration_continue=True)
    FicheFactory(collectivite=epci, supprimee_le=timezone.now())
    FicheFactory()
    pilotee_par(en_retard, lise)
    compte = comptes_accueil(lise, [epci], JOUR)[epci.pk]
    assert compte.par_statut == {"en_cours": 2, "a_venir": 1, "": 1, "realise": 1}
    assert (compte.total, compte.en_retard, compte.bientot, compte.sans_pilote) == (5, 1, 1, 4)


def test_une_confidentielle_ne_compte_que_pour_qui_la_voit() -> None:
    epci = CollectiviteFactory()
    lue, autre, lise = (membre(epci, role) for role in (Role.LECTURE, Role.LECTURE, Role.CONTRIBUTION))
    FicheFactory(collectivite=epci)
    secrete = FicheFactory(collectivite=epci, confidentiel=True)
    FicheFactory(dans=PlanFactory(collectivite=epci, confidentiel=True))
    pilotee_par(secrete, lue)
    doter(secrete, 500)
    vus = {qui: comptes_accueil(qui, [epci], JOUR)[epci.pk].total for qui in (lue, autre, lise)}
    assert vus == {lue: 2, autre: 1, lise: 3}
    assert [budget_of(qui, epci)[0].haut for qui in (lue, autre, lise)] == [500, 0, 500]
    assert comptes_accueil(membre(CollectiviteFactory()), [epci], JOUR) == {}


def test_une_fiche_partagee_compte_pour_chacune_de_celles_qui_la_portent() -> None:
    epci, voisine, tierce = CollectiviteFactory.create_batch(3)
    lise = membre(epci, Role.LECTURE)
    MembreFactory(utilisateur=lise, collectivite=voisine, role=Role.CONTRIBUTION)
    commune, secrete = FicheFactory(collectivite=epci), FicheFactory(collectivite=epci, confidentiel=True)
    for fiche in (commune, secrete):
        for autre in (voisine, tierce):
            partagee_avec(fiche, autre)
    comptes = comptes_accueil(lise, [epci, voisine, tierce], JOUR)
    assert {pk: compte.total for pk, compte in comptes.items()} == {epci.pk: 1, voisine.pk: 2}


def test_les_nombres_sont_ceux_des_listes_ou_ils_menent(client: Client) -> None:
    epci = CollectiviteFactory()
    lise = membre(epci)
    jour = timezone.localdate()
    for fin, statut in ((-3, "en_cours"), (-2, "realise"), (5, "a_venir"), (5, ""), (90, "abandonne"), (90, "bloque")):
        FicheFactory(collectivite=epci, statut=statut, fin=jour + timedelta(days=fin))
    pilotee_par(Fiche.objects.get(statut="bloque"), lise)
    compte = comptes_accueil(lise, [epci], jour)[epci.pk]
    client.force_login(lise)
    liste = reverse("fiches", args=[epci.siren])
    for filtres, attendu in (
        ("suivi=en_retard", compte.en_retard),
        ("suivi=bientot", compte.bientot),
        ("completer=pilote", compte.sans_pilote),
        ("statut=sans", compte.par_statut[""]),
    ):
        assert client.get(f"{liste}?vue=tableau&{filtres}").context["cadre"].total == attendu > 0


# -- what is shown -----------------------------------------------------------------------------------------------------
def test_l_accueil_demande_le_bloc_et_le_bloc_mene_aux_listes(client: Client) -> None:
    epci = CollectiviteFactory()
    lise = membre(epci)
    fiche = FicheFactory(collectivite=epci, statut="en_cours", fin=timezone.localdate() - timedelta(days=1))
    doter(fiche, 64_000, 1_500)
    doter(fiche, 3, unite="etp")
    client.force_login(lise)
    adresse = reverse("accueil_plans", args=[epci.siren])
    assert f'hx-get="{adresse}"' in client.get(epci.get_absolute_url()).content.decode()
    texte = bloc(client, epci, lise)
    liste = reverse("fiches", args=[epci.siren])
    for lien in ("statut=en_cours", "suivi=en_retard", "completer=pilote", "budget=avec"):
        assert f'href="{liste}?vue=tableau&amp;{lien}' in texte
    assert "64\u00a0k€" in texte
    assert "1\u00a0500\u00a0€" in texte
    assert "<h1>" not in texte
    assert "<h1>" in client.get(adresse).content.decode()


def test_sans_fiche_le_bloc_mene_a_l_import_ceux_qui_peuvent(client: Client) -> None:
    epci = CollectiviteFactory()
    importer = reverse("importer", args=[epci.siren])
    assert importer in bloc(client, epci, membre(epci))
    lu = bloc(client, epci, membre(epci, Role.LECTURE))
    assert importer not in lu
    assert "demande le rôle" in lu


def test_un_groupement_montre_les_membres_que_la_personne_voit(client: Client) -> None:
    membres = CollectiviteFactory.create_batch(3)
    petr = CollectiviteFactory(petr=True, membres=membres[:2])
    AppartenanceFactory(groupement=petr, membre=membres[2], coordination_acceptee=False)
    lise = membre(petr)
    for collectivite in (membres[0], membres[2]):
        FicheFactory(collectivite=collectivite)
    texte = bloc(client, petr, lise)
    presents = [reverse("fiches", args=[m.siren]) in texte for m in membres]
    assert presents == [True, False, False]
    assert "n’a pas encore de fiche" in texte


def test_cinq_requetes_de_plus_que_le_cadre(client: Client) -> None:
    membres = CollectiviteFactory.create_batch(2)
    petr = CollectiviteFactory(petr=True, membres=membres)
    lise = membre(petr)
    for vue in membres:
        MembreFactory(utilisateur=lise, collectivite=vue)
    client.force_login(lise)
    adresse, nombres = reverse("accueil_plans", args=[petr.siren]), []
    for combien in (1, 3):
        for collectivite in (petr, *membres):
            for fiche in FicheFactory.create_batch(combien, collectivite=collectivite):
                doter(fiche, 10)
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse, headers={"HX-Request": "true"})
        nombres.append(sum(r["sql"].startswith("SELECT") for r in requetes) - CADRE)
    assert nombres == [5, 5]
