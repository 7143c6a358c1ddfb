"""The page of a fiche: what it shows to whom, and how much it reads."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import LE, FicheFactory, etiquette_nommee, partagee_avec, pilotee_par
from tests.plans.fiche_riche import FicheRiche
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions.suivi import poser_blocage
from cordee.plans.domain.listes import GenreEtiquette, TypeBudget
from cordee.plans.models import Fiche, Financement, LigneBudget
from cordee.plans.queries.fiche import page_fiche
from cordee.plans.queries.visibilite import fiche_for

pytestmark = pytest.mark.django_db


def adresse(fiche: Fiche, nom: str = "fiche", *autres: object) -> str:
    return reverse(nom, args=[fiche.collectivite.siren, fiche.pk, *autres])


def lire(client: Client, ou: str, qui: object) -> str:
    client.force_login(qui)  # type: ignore[arg-type]
    reponse = client.get(ou)
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def requetes(riche: FicheRiche) -> int:
    fiche = fiche_for(riche.lise, riche.collectivite, riche.fiche.pk)
    assert fiche is not None
    with CaptureQueriesContext(
        connection,
    ) as captees:
        page_fiche(riche.lise, riche.collectivite, fiche, timezone.localdate())
    return len(captees)


def test_une_fiche_trois_fois_plus_riche_ne_lit_pas_davantage() -> None:
    simple, triple = requetes(FicheRiche.composer()), requetes(FicheRiche.composer(3))
    assert simple == triple
    assert simple < 25


def test_les_financements_ht_et_ttc_ont_chacun_leur_total(client: Client) -> None:
    fiche = FicheFactory()
    financeur = etiquette_nommee(fiche.collectivite, GenreEtiquette.FINANCEUR, "ADEME")
    for montant, base in ((1000, "ht"), (1200, "ttc")):
        Financement.objects.create(
            fiche=fiche, financeur=financeur, montant=Decimal(montant), base=base, statut="accorde"
        )
    LigneBudget.objects.create(fiche=fiche, type=TypeBudget.INVESTISSEMENT, prevu=Decimal(3000))
    page = lire(client, adresse(fiche), MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur)
    bloc = page.split('id="bloc-financements"')[1].split("</table>")[0]
    assert "2 200" not in bloc
    assert "Total HT" in bloc
    assert "reste à trouver 2 000&nbsp;€ sur le budget HT" in bloc
    assert "1 200&nbsp;€ TTC" in bloc.split("Total TTC")[1]
    assert "reste à trouver" not in bloc.split("Total TTC")[1]
    assert "chaque base a son total" in page


def test_la_page_dit_tout_de_la_fiche(client: Client) -> None:
    riche = FicheRiche.composer()
    page = lire(client, adresse(riche.fiche), riche.lise)
    for dit in (
        "Suivre l’énergie de nos bâtiments", "Un patrimoine public sobre", "coûte 1,4 M€", "Réduire la consommation",
        "1 928 MWh/an", "Équiper et relever", "Choisir les bâtiments", "Syndicat d’énergie", "64 000", "46,9 %",
        "Consommation du patrimoine", "59 %", "Inès Allemand", "Jeanne Roux", "Petit référentiel 2.1.1",
        "Rénover les gymnases", "Marché 0", "Saint-Véran", "PETR des Trois Vallées", "Attribué en mai.",
    ):  # fmt: skip
        assert dit in page, dit
    assert "Enregistrer le suivi" in page


def test_lire_ne_propose_aucun_geste(client: Client) -> None:
    riche = FicheRiche.composer()
    page = lire(client, adresse(riche.fiche) + "?mode=lire", riche.lise)
    assert "data-f-crayon" not in page
    assert "Enregistrer le suivi" not in page
    assert "coûte 1,4 M€" in page


def test_une_lectrice_lit_et_sait_a_qui_demander(client: Client) -> None:
    riche = FicheRiche.composer()
    lectrice = MembreFactory(lecteur=True, collectivite=riche.collectivite).utilisateur
    page = lire(client, adresse(riche.fiche), lectrice)
    assert "data-f-crayon" not in page
    assert "Demandez à en être pilote" in page


def test_une_pilote_de_sous_action_ne_change_que_la_sienne(client: Client) -> None:
    fiche = FicheFactory()
    mienne, autre = (FicheFactory(parent=fiche) for _ in range(2))
    ines = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    pilotee_par(mienne, ines)
    page = lire(client, adresse(fiche), ines)
    assert adresse(mienne, "fiche_champ", "titre") in page
    assert adresse(autre, "fiche_champ", "titre") not in page
    assert adresse(fiche, "fiche_champ", "titre") not in page


def test_une_fiche_bloquante_qu_on_ne_voit_pas_n_est_pas_nommee(client: Client) -> None:
    fiche = FicheFactory()
    secrete = FicheFactory(collectivite=fiche.collectivite, confidentielle=True, titre="Rachat du moulin")
    lise = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    poser_blocage(fiche, "", fiche_bloquante=secrete, par=lise, le=LE)
    assert "Rachat du moulin" in lire(client, adresse(fiche), lise)
    lectrice = MembreFactory(lecteur=True, collectivite=fiche.collectivite).utilisateur
    page = lire(client, adresse(fiche), lectrice)
    assert "Rachat du moulin" not in page
    assert "Attend une fiche à laquelle vous n’avez pas accès" in page


def test_une_sous_fiche_a_sa_page_et_mene_a_sa_fiche(client: Client) -> None:
    riche = FicheRiche.composer()
    sous = Fiche.objects.filter(parent=riche.fiche).earliest("pk")
    page = lire(client, adresse(sous), riche.lise)
    assert adresse(riche.fiche) in page
    assert "Choisir les bâtiments" in page


def test_un_champ_s_ouvre_par_l_adresse(client: Client) -> None:
    riche = FicheRiche.composer()
    page = lire(client, adresse(riche.fiche) + "?champ=objectifs", riche.lise)
    assert 'name="objectifs"' in page
    assert 'name="lue_objectifs"' in page
    ligne = riche.fiche.budgets.earliest("pk")
    assert f'id="b-p-{ligne.pk}"' in lire(client, adresse(riche.fiche) + f"?ligne=budget:{ligne.pk}", riche.lise)


@pytest.mark.parametrize("suite", ["?champ=rien", "?champ=contexte&de=x", "?ligne=rien:3", "?ligne=budget:x"])
def test_une_adresse_mal_ecrite_montre_la_page(client: Client, suite: str) -> None:
    fiche = FicheFactory()
    lise = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    assert fiche.titre[:6] in lire(client, adresse(fiche) + suite, lise)


def test_les_pages_d_a_cote_se_lisent(client: Client) -> None:
    riche = FicheRiche.composer()
    assert "Un patrimoine public sobre" in lire(client, adresse(riche.fiche, "fiche_imprimer"), riche.lise)
    histoire = lire(client, adresse(riche.fiche, "fiche_historique"), riche.lise)
    assert "Enjeux et contexte" in histoire
    assert "Patrimoine" in histoire


def test_ce_que_propose_un_champ_libre(client: Client) -> None:
    riche = FicheRiche.composer()
    for quoi, parametres, attendu in (
        ("fiches", "?fiche=gymnases", f"#{riche.voisine.pk} 2.2 Rénover les gymnases"),
        ("mesures", "?mesure=isoler", "TE-TEST 2.1.1 Isoler"),
        ("indicateurs", "?nom=conso", "Consommation du patrimoine"),
    ):
        ou = adresse(riche.fiche, "fiche_propositions", quoi)
        assert attendu in lire(client, ou + parametres, riche.lise)
    client.force_login(riche.lise)
    assert client.get(adresse(riche.fiche, "fiche_propositions", "rien")).status_code == 404


def test_les_points_a_gagner_viennent_a_la_demande(client: Client) -> None:
    riche = FicheRiche.composer()
    client.force_login(riche.lise)
    reponse = client.get(adresse(riche.fiche, "fiche_referentiel"), headers={"HX-Request": "true"})
    assert "encore à gagner sur 10" in reponse.content.decode().replace("\u00a0", " ")


def test_une_fiche_portee_se_lit_de_chez_soi(client: Client) -> None:
    fiche = FicheFactory()
    voisine = CollectiviteFactory()
    partagee_avec(fiche, voisine)
    la_bas = MembreFactory(editeur=True, collectivite=voisine).utilisateur
    page = lire(client, reverse("fiche", args=[voisine.siren, fiche.pk]), la_bas)
    assert "Ne plus porter" in page
    assert "data-f-crayon" in page


def test_une_fiche_neuve_dit_ce_qui_manque(client: Client) -> None:
    fiche = FicheFactory(cree_le=LE - timedelta(days=800))
    lise = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    page = lire(client, adresse(fiche), lise)
    assert "Il manque description ou contexte, pilote, objectifs, indicateurs, budget et suivi récent." in page
