"""Pilotes on the page of an indicateur and of a mesure, and what one pilots on one's dashboard."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory, SuiviFactory, ValeurFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory, etiquette_nommee, pilotee_par
from tests.referentiels.factories import EngagementFactory, noeud
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.pilotages import definir_pilotage
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import FicheIndicateur, Financement, LigneBudget, PilotageIndicateur, Plan
from cordee.referentiels.models import Mesure

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Utilisateur:
    qui = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    client.force_login(qui)
    return qui


def modules(client: Client, plan: Plan, portee: str) -> dict[str, Any]:
    reponse = client.get(reverse("tableau", args=[plan.collectivite.siren, portee]))
    assert reponse.status_code == 200
    return {montre.module.cle: montre.contexte for montre in reponse.context["modules"]}


def test_la_page_d_un_indicateur_dit_et_change_qui_le_pilote(client: Client, plan: Plan, lise: Utilisateur) -> None:
    siren, indicateur = plan.collectivite.siren, IndicateurFactory(titre="Vélos")
    ou = reverse("indicateur_pilotes", args=[siren, indicateur.pk])
    assert ou in client.get(reverse("indicateur", args=[siren, indicateur.pk])).content.decode()
    assert "Personne n’est encore nommé" in client.get(ou, headers=HTMX).content.decode()
    reponse = client.post(ou, {"pilotes": "Ana Roche; Zoé Barral", "services": "Eau"}, headers=HTMX)
    page = reponse.content.decode()
    assert "Ana Roche, Zoé Barral" in page
    assert "<html" not in page
    refusee = client.post(ou, {"pilotes": "x" * 171, "services": "Eau"}, headers=HTMX)
    assert refusee.status_code == 422
    assert "raccourcissez ce nom" in refusee.content.decode()
    assert "x" * 171 in refusee.content.decode(), "what was typed stays"
    assert client.post(ou, {"pilotes": "", "services": ""}).url == reverse("indicateur", args=[siren, indicateur.pk])
    assert not PilotageIndicateur.objects.exists()


def test_un_lecteur_lit_les_pilotes_et_sait_qui_peut_les_changer(client: Client, plan: Plan, lise: Utilisateur) -> None:
    engagement = EngagementFactory(collectivite=plan.collectivite)
    mesure = Mesure.objects.get(pk=noeud("1.1"))
    definir_pilotage(mesure, plan.collectivite, ["Ana Roche"], [], par=lise, le=LE)
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    ou = reverse("mesure_pilotes", args=[plan.collectivite.siren, engagement.referentiel_id, mesure.code])
    page = client.get(ou).content.decode()
    assert "Ana Roche" in page
    assert "demande le rôle" in page
    assert '<form method="post" action="' + ou not in page


def test_mon_tableau_dit_tout_ce_que_je_pilote(client: Client, plan: Plan, lise: Utilisateur) -> None:
    ici = plan.collectivite
    fiche = FicheFactory(dans=plan)
    pilotee_par(fiche, lise)
    pilotee_par(FicheFactory(parent=fiche), lise)
    suivi, pilote, cache = (IndicateurFactory(titre=titre) for titre in ("Bus", "Vélos", "Trains"))
    FicheIndicateur.objects.create(fiche=fiche, indicateur=suivi)
    ValeurFactory(indicateur=pilote, collectivite=ici, annee=2025, resultat=12)
    EngagementFactory(collectivite=ici)
    mesure = Mesure.objects.get(pk=noeud("1.1"))
    for objet in (pilote, cache, mesure):
        definir_pilotage(objet, ici, [lise.nom_complet], [], par=lise, le=LE)
    vus = modules(client, plan, "mien")
    assert [(c.nom, c.valeur) for c in vus["reperes"]["chiffres"]] == [
        ("Fiche", "1"), ("Sous-action", "1"), ("Indicateur de mes fiches", "1"),
        ("Indicateurs dont je suis pilote", "2"), ("Mesure dont je suis pilote", "1"),
    ]  # fmt: skip
    assert [i.titre for i in vus["mes_indicateurs"]["indicateurs"]] == ["Trains", "Vélos"]
    assert [libelle for _, libelle, _ in vus["mes_mesures"]["mesures"]] == [mesure.libelle]
    SuiviFactory(indicateur=cache, collectivite=ici, confidentiel=True)
    ines = MembreFactory(lecteur=True, collectivite=ici).utilisateur
    definir_pilotage(cache, ici, [ines.nom_complet], [], par=lise, le=LE)
    client.force_login(ines)
    assert modules(client, plan, "mien")["mes_indicateurs"]["indicateurs"] == []


def test_le_tableau_commun_compte_les_plans_les_indicateurs_et_les_etoiles(
    client: Client, plan: Plan, lise: Utilisateur
) -> None:
    ici = plan.collectivite
    FicheFactory(dans=plan)
    SuiviFactory(indicateur=IndicateurFactory(), collectivite=ici, favori=True)
    IndicateurFactory(collectivite=ici)
    engagement = EngagementFactory(collectivite=ici)
    engagement.points_faits, engagement.points_potentiels, engagement.etoiles = 40, 100, 2
    engagement.save()
    chiffres = {c.nom: c.valeur for c in modules(client, plan, "commun")["reperes"]["chiffres"]}
    assert chiffres.pop(f"Étoiles {engagement.referentiel_id.upper()}") == "2 sur 5, 40\u00a0%"
    assert chiffres == {"Plan": "1", "Fiche": "1", "Indicateur favori": "1", "Indicateur personnalisé": "1"}


def test_la_liste_des_indicateurs_se_filtre_par_pilote_et_le_dit_dans_ses_fichiers(
    client: Client, plan: Plan, lise: Utilisateur
) -> None:
    ici = plan.collectivite
    liste = reverse("indicateurs", args=[ici.siren])
    mien, sien, libre = (IndicateurFactory(titre=titre) for titre in ("Vélos", "Trains", "Bus"))
    assert 'name="pilote"' not in client.get(liste).content.decode(), "nobody pilots anything yet"
    definir_pilotage(mien, ici, [lise.nom_complet], ["Mobilités"], par=lise, le=LE)
    definir_pilotage(sien, ici, ["Ana Roche"], [], par=lise, le=LE)

    def trouves(**filtres: str) -> set[str]:
        return {ligne.indicateur.titre for ligne in client.get(liste, filtres).context["lignes"]}

    ana, service = sien.pilotages.get().personne, mien.pilotages.get(service__isnull=False).service
    assert ana is not None
    assert service is not None
    assert trouves(pilote="moi") == {"Vélos"} == trouves(service=str(service.pk))
    assert trouves(pilote=str(ana.pk)) == {"Trains"}
    assert trouves(pilote="sans") == {"Bus"}
    assert trouves(service="sans") == {"Trains", "Bus"}
    assert trouves(pilote="zzz") == {libre.titre, "Vélos", "Trains"}
    assert "Pilotes : Ana Roche" in client.get(liste, {"pilote": str(ana.pk)}).content.decode().replace("\u00a0", " ")
    fichier = client.get(reverse("indicateurs_export", args=[ici.siren]), {"format": "csv", "pilote": "moi"})
    entetes, ligne = fichier.content.decode("utf-8-sig").strip().split("\r\n")
    assert entetes.endswith("Source;Pilotes;Services pilotes")
    assert ligne.endswith(f"Collectivité;{lise.nom_complet};Mobilités")
    assert client.get(reverse("indicateurs_export", args=[ici.siren]), {"pilote": "moi"}).status_code == 200


def test_un_module_dit_les_financements_de_ses_fiches(client: Client, plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan)
    assert modules(client, plan, "commun")["financements"]["bases"] == []
    LigneBudget.objects.create(fiche=fiche, type="investissement", prevu=Decimal(300))
    Financement.objects.create(
        fiche=fiche, financeur=etiquette_nommee(plan.collectivite, GenreEtiquette.FINANCEUR, "Région"),
        montant=100, statut="accorde",
    )  # fmt: skip
    (base,) = modules(client, plan, str(plan.pk))["financements"]["bases"]
    assert base.chiffres[-1] == ("Reste à financer", "200", True)
