"""« Annuler », right after the basket became fiches or a suggestion was accepted."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec, placer
from tests.referentiels.factories import EngagementFactory, editrice, lectrice, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.indicateurs.models import Indicateur
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.panier import Versement, ajouter_au_panier, annuler_versement, verser_panier
from cordee.plans.actions.purge import CONSERVATION, purger_gestes
from cordee.plans.models import Etiquette, Fiche, FicheIndicateur, FicheMesure, GesteGroupe, LignePanier, Plan
from cordee.plans.queries.bibliotheque import bibliotheque
from cordee.referentiels.models import Engagement
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
CARTES = bibliotheque()
HTMX = {"HX-Request": "true"}


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def adresse_d_annuler(html: str) -> str:
    (ou,) = set(re.findall(r'action="([^"]+/gestes/\d+/annuler/)"', html))
    return ou


# -- the basket --------------------------------------------------------------------------------------------------------
@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


def verser(membre: Membre, nom_plan: str = "Plan vélo", cartes: int = 2) -> Versement:
    for carte in CARTES[:cartes]:
        ajouter_au_panier(membre.collectivite, carte.code, LignePanier.Marque.FAITE, par=membre.utilisateur, le=LE)
    return verser_panier(membre.collectivite, nom_plan=nom_plan, par=membre.utilisateur, le=LE)


def test_un_clic_dans_le_message_efface_les_fiches_et_rend_le_panier(client: Client, membre: Membre) -> None:
    client.force_login(membre.utilisateur)
    for carte in CARTES[:2]:
        ajouter_au_panier(membre.collectivite, carte.code, par=membre.utilisateur, le=LE)
    donnees = {"destination": "nouveau", "nom_plan": "Plan vélo", "modeles": [c.code for c in CARTES[:2]]}
    page = lire(client.post(reverse("panier_verser", args=[membre.collectivite.siren]), donnees, follow=True))
    assert "2 fiches créées dans « Plan vélo »" in page
    retour = lire(client.post(adresse_d_annuler(page), follow=True))
    assert "2 fiches sont effacées, leurs fiches modèles sont de nouveau au panier." in retour
    assert not Fiche.objects.exists()
    assert not Plan.objects.exists()
    assert {ligne.modele for ligne in LignePanier.objects.all()} == {c.code for c in CARTES[:2]}
    assert "déjà annulée" in lire(client.post(adresse_d_annuler(page), follow=True))


def test_rien_ne_reste_de_ce_que_les_fiches_avaient_apporte(membre: Membre) -> None:
    avant = (Etiquette.objects.count(), Indicateur.objects.count())
    versement = verser(membre, cartes=8)
    assert annuler_versement(versement.geste, par=membre.utilisateur, le=LE) == 8
    assert (Etiquette.objects.count(), Indicateur.objects.count()) == avant
    assert {ligne.marque for ligne in LignePanier.objects.all()} == {LignePanier.Marque.FAITE}


def test_une_carte_remise_entre_temps_garde_sa_marque_et_le_plan_rempli_reste(membre: Membre) -> None:
    versement = verser(membre)
    ajouter_au_panier(membre.collectivite, CARTES[0].code, par=membre.utilisateur, le=LE)
    FicheFactory(titre="Une autre", dans=versement.plan)
    annuler_versement(versement.geste, par=membre.utilisateur, le=LE)
    assert [f.titre for f in Fiche.objects.all()] == ["Une autre"]
    assert LignePanier.objects.get(modele=CARTES[0].code).marque == LignePanier.Marque.A_RETENIR
    assert Plan.objects.filter(pk=versement.plan.pk).exists()


def test_ce_qui_a_change_depuis_est_nomme_et_rien_n_est_efface(membre: Membre) -> None:
    versement = verser(membre, cartes=4)
    changee, commentee, partagee, placee = versement.fiches
    modifier_fiche(changee, {"objectifs": "Les nôtres."}, par=membre.utilisateur, le=LE)
    commenter_fiche(commentee, "À revoir.", par=membre.utilisateur, le=LE + timedelta(hours=1))
    partagee_avec(partagee, CollectiviteFactory())
    placer(placee, PlanFactory(collectivite=membre.collectivite))
    with pytest.raises(DonneeRefusee) as refus:
        annuler_versement(versement.geste, par=membre.utilisateur, le=LE)
    assert "4 fiches ont changé depuis" in str(refus.value)
    assert all(f"« {fiche.titre} »" in str(refus.value) for fiche in versement.fiches)
    assert Fiche.objects.filter(parent=None).count() == 4


def test_plus_de_dix_fiches_changees_ne_sont_pas_toutes_citees(membre: Membre) -> None:
    versement = verser(membre, cartes=12)
    Fiche.objects.update(version=9)
    with pytest.raises(DonneeRefusee, match="2 autres"):
        annuler_versement(versement.geste, par=membre.utilisateur, le=LE)


def test_le_refus_se_lit_sur_la_page_et_la_corbeille_propose_le_geste(client: Client, membre: Membre) -> None:
    client.force_login(membre.utilisateur)
    versement = verser(membre)
    corbeille = lire(client.get(reverse("corbeille", args=[membre.collectivite.siren])))
    assert "2 fiches créées depuis la bibliothèque" in corbeille
    modifier_fiche(versement.fiches[0], {"objectifs": "Les nôtres."}, par=membre.utilisateur, le=LE)
    retour = client.post(adresse_d_annuler(corbeille), {"retour": "//ailleurs.example"}, follow=True)
    assert retour.redirect_chain[0][0] == reverse("fiches", args=[membre.collectivite.siren])
    assert "Une fiche a changé depuis" in lire(retour)


def test_apres_trente_jours_ou_chez_autrui_il_n_y_a_plus_rien_a_annuler(client: Client, membre: Membre) -> None:
    versement = verser(membre)
    ou = reverse("geste_annuler", args=[membre.collectivite.siren, versement.geste.pk])
    autre = MembreFactory(editeur=True)
    client.force_login(autre.utilisateur)
    assert client.post(ou).status_code == 404
    chez_lui = reverse("geste_annuler", args=[autre.collectivite.siren, versement.geste.pk])
    assert client.post(chez_lui).status_code == 404
    client.force_login(membre.utilisateur)
    purger_gestes(par=None, le=LE + CONSERVATION + timedelta(days=1))
    assert client.post(ou).status_code == 404
    assert Fiche.objects.exists()


# -- suggestions -------------------------------------------------------------------------------------------------------
@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


@pytest.fixture
def fiche(engagement: Engagement) -> Fiche:
    return FicheFactory(collectivite=engagement.collectivite, titre="Tracer des pistes pour les vélos")


def suggestions(fiche: Fiche) -> str:
    return reverse("fiche_suggestions", args=[fiche.collectivite.siren, fiche.pk])


@pytest.mark.parametrize("entetes", [{}, HTMX])
def test_une_mesure_acceptee_se_delie_en_un_clic(
    client: Client, engagement: Engagement, fiche: Fiche, entetes: dict[str, str]
) -> None:
    client.force_login(editrice(engagement))
    html = lire(client.post(suggestions(fiche), {"mesure": noeud("1.1.2")}, headers=entetes, follow=True))
    retour = lire(client.post(adresse_d_annuler(html), headers=entetes, follow=True))
    assert "Annulé : la mesure est déliée." in retour
    assert not FicheMesure.objects.exists()
    encore = client.post(adresse_d_annuler(html), headers=entetes, follow=True)
    assert "Cette suggestion est déjà annulée." in lire(encore)
    assert encore.status_code == (422 if entetes else 200)


def test_depuis_la_mesure_on_revient_a_la_mesure(client: Client, engagement: Engagement, fiche: Fiche) -> None:
    client.force_login(editrice(engagement))
    ou = reverse("fiches_de_mesure", args=[engagement.collectivite.siren, engagement.referentiel_id, noeud("1.1.2")])
    html = lire(client.post(ou, {"fiche": fiche.pk}, headers=HTMX))
    retour = client.post(adresse_d_annuler(html), {"retour": ou})
    assert retour["Location"] == ou
    assert f'name="retour" value="{ou}"' in html
    assert not FicheMesure.objects.exists()
    client.post(ou, {"fiche": fiche.pk}, follow=True)
    deja = client.post(ou, {"fiche": fiche.pk}, headers=HTMX)
    assert "/annuler/" not in lire(deja), "ce qui était lié avant n'est pas à annuler"


def test_un_indicateur_complete_depuis_n_est_pas_retire_d_un_clic(
    client: Client, engagement: Engagement, fiche: Fiche
) -> None:
    client.force_login(editrice(engagement))
    pistes = IndicateurFactory(titre="Linéaire de pistes pour vélos", unite="km")
    html = lire(client.post(suggestions(fiche), {"indicateur": pistes.pk}, headers=HTMX))
    FicheIndicateur.objects.update(annee_cible=2030)
    refus = lire(client.post(adresse_d_annuler(html), headers=HTMX))
    assert "« Tracer des pistes pour les vélos » a changé depuis : l'indicateur y a été complété" in refus
    FicheIndicateur.objects.update(annee_cible=None)
    assert "l'indicateur ne suit plus la fiche" in lire(client.post(adresse_d_annuler(html), headers=HTMX))
    assert not FicheIndicateur.objects.exists()
    GesteGroupe.objects.update(annule_le=None)
    assert "en a déjà été retirée" in lire(client.post(adresse_d_annuler(html), headers=HTMX))


def test_qui_lit_seulement_n_annule_pas(client: Client, engagement: Engagement, fiche: Fiche) -> None:
    client.force_login(editrice(engagement))
    html = lire(client.post(suggestions(fiche), {"mesure": noeud("1.1.2")}, headers=HTMX))
    client.force_login(lectrice(engagement))
    assert client.post(adresse_d_annuler(html)).status_code == 403
    client.force_login(MembreFactory(editeur=True).utilisateur)
    assert client.post(adresse_d_annuler(html)).status_code == 404
    assert FicheMesure.objects.exists()
