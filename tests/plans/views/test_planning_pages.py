"""The page of the dates of a fiche, its answers to the Gantt, its dependencies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.listes import TypeLien
from cordee.plans.models import Fiche, GesteGroupe, LienFiche, Plan

pytestmark = pytest.mark.django_db
GANTT = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


@pytest.fixture
def etudes(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan, titre="Études", debut=date(2026, 1, 1), fin=date(2026, 2, 28))


@pytest.fixture
def travaux(plan: Plan, etudes: Fiche) -> Fiche:
    travaux = FicheFactory(dans=plan, titre="Travaux", debut=date(2026, 3, 1), fin=date(2026, 4, 30))
    LienFiche.objects.create(de=etudes, vers=travaux, type=TypeLien.FIN_DEBUT)
    return travaux


def adresse(fiche: Fiche) -> str:
    return reverse("fiche_reprogrammer", args=[fiche.collectivite.siren, fiche.pk])


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())


# -- dates -----------------------------------------------------------------------------------------------------------
def test_la_page_montre_les_dates_et_ce_que_la_fiche_attend(lise: Client, etudes: Fiche, travaux: Fiche) -> None:
    page = texte(lise.get(adresse(travaux)))
    assert 'value="01/03/2026"' in page
    assert "ne commence qu’après la fin de" in page
    assert "doit finir avant le début de" in texte(lise.get(adresse(etudes)))


def test_enregistrer_des_dates_revient_a_la_page_qui_demandait(lise: Client, travaux: Fiche) -> None:
    suite = f"/t/{travaux.collectivite.siren}/plans/?vue=gantt"
    reponse = lise.post(adresse(travaux), {"debut": "2026-05-01", "fin": "2026-06-30", "version": "1", "suite": suite})
    assert reponse.headers["Location"] == suite
    travaux.refresh_from_db()
    assert (travaux.debut, travaux.fin) == (date(2026, 5, 1), date(2026, 6, 30))
    phrase = str(next(iter(get_messages(reponse.wsgi_request))))
    assert phrase == "« Travaux » va du 1er\u00a0mai 2026 au 30\u00a0juin 2026."


@pytest.mark.parametrize("ailleurs", ["https://exemple.org/", "//exemple.org", "javascript:alert(1)"])
def test_une_adresse_d_ailleurs_n_est_pas_suivie(lise: Client, travaux: Fiche, ailleurs: str) -> None:
    reponse = lise.post(adresse(travaux), {"debut": "2026-05-01", "fin": "2026-06-30", "suite": ailleurs})
    assert reponse.headers["Location"] == reverse("fiche", args=[travaux.collectivite.siren, travaux.pk])


def test_sans_script_ce_qui_suit_est_demande_avant_d_ecrire(lise: Client, etudes: Fiche, travaux: Fiche) -> None:
    donnees = {"debut": "2026-01-01", "fin": "2026-03-31", "version": "1"}
    page = texte(lise.post(adresse(etudes), donnees))
    assert "Ce qui devrait suivre" in page
    assert "Déplacer aussi cette fiche" in page
    etudes.refresh_from_db()
    assert etudes.fin == date(2026, 2, 28)
    reponse = lise.post(adresse(etudes), donnees | {"cascade": "oui"})
    assert reponse.status_code == 302
    travaux.refresh_from_db()
    assert travaux.debut == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("debut", "fin", "message"),
    [
        ("2026-05-01", "2026-03-01", "avant le début"),
        ("1850-01-01", "", "entre 1990 et 2100"),
        ("demain", "", "pas une date"),
    ],
)
def test_des_dates_impossibles_sont_refusees_dans_la_page_et_dans_le_gantt(
    lise: Client, travaux: Fiche, debut: str, fin: str, message: str
) -> None:
    page = lise.post(adresse(travaux), {"debut": debut, "fin": fin})
    assert page.status_code == 422
    assert message in texte(page)
    court = lise.post(adresse(travaux), {"debut": debut, "fin": fin}, headers=GANTT)
    assert court.status_code == 422
    assert message in texte(court)
    assert "<" not in texte(court)


def test_une_version_depassee_est_dite_avec_les_dates_actuelles(lise: Client, travaux: Fiche) -> None:
    donnees = {"debut": "2026-05-01", "fin": "2026-06-30", "version": "7"}
    court = lise.post(adresse(travaux), donnees, headers=GANTT)
    assert court.status_code == 409
    assert "a été modifiée entre-temps" in texte(court)
    page = lise.post(adresse(travaux), donnees)
    assert page.status_code == 409
    assert 'value="01/03/2026"' in texte(page)
    travaux.refresh_from_db()
    assert travaux.debut == date(2026, 3, 1)


# -- answers to the Gantt --------------------------------------------------------------------------------------------
def test_le_gantt_recoit_une_phrase_avec_son_annuler(lise: Client, travaux: Fiche) -> None:
    reponse = lise.post(adresse(travaux), {"debut": "2026-05-01", "fin": "2026-06-30", "version": "1"}, headers=GANTT)
    assert reponse.status_code == 200
    geste = GesteGroupe.objects.get()
    annuler = reverse("fiche_reprogrammer_annuler", args=[travaux.collectivite.siren, geste.pk])
    assert annuler in texte(reponse)
    retour = lise.post(annuler, headers=GANTT)
    assert "1 fiche : les dates d’avant sont revenues." in texte(retour).replace("\u00a0", " ")
    travaux.refresh_from_db()
    assert travaux.debut == date(2026, 3, 1)
    assert lise.post(annuler, headers=GANTT).status_code == 422
    assert lise.post(annuler).status_code == 302


def test_sans_script_on_annule_aussi(lise: Client, travaux: Fiche) -> None:
    lise.post(adresse(travaux), {"debut": "2026-05-01", "fin": "2026-06-30"})
    annuler = reverse("fiche_reprogrammer_annuler", args=[travaux.collectivite.siren, GesteGroupe.objects.get().pk])
    assert lise.post(annuler).status_code == 302
    travaux.refresh_from_db()
    assert travaux.debut == date(2026, 3, 1)


def test_on_n_annule_que_ses_gestes(client: Client, lise: Client, travaux: Fiche) -> None:
    lise.post(adresse(travaux), {"debut": "2026-05-01", "fin": "2026-06-30"})
    client.force_login(MembreFactory(administrateur=True, collectivite=travaux.collectivite).utilisateur)
    geste = GesteGroupe.objects.get()
    ou = reverse("fiche_reprogrammer_annuler", args=[travaux.collectivite.siren, geste.pk])
    assert client.post(ou).status_code == 404


def test_le_gantt_recoit_la_question_quand_d_autres_fiches_devraient_suivre(
    lise: Client, etudes: Fiche, travaux: Fiche
) -> None:
    reponse = lise.post(adresse(etudes), {"debut": "2026-01-01", "fin": "2026-03-31", "version": "1"}, headers=GANTT)
    assert reponse.status_code == 202
    assert "<dialog" in texte(reponse)
    assert "attend « Études »" in texte(reponse).replace("\u00a0", " ")
    assert not GesteGroupe.objects.exists()
    seul = {"debut": "2026-01-01", "fin": "2026-03-31", "version": "1", "cascade": "non"}
    assert lise.post(adresse(etudes), seul, headers=GANTT).status_code == 200
    travaux.refresh_from_db()
    assert travaux.debut == date(2026, 3, 1)


def test_un_conflit_sans_rien_a_deplacer_se_confirme_aussi(lise: Client, travaux: Fiche) -> None:
    reponse = lise.post(adresse(travaux), {"debut": "2026-02-01", "fin": "2026-04-30", "version": "1"}, headers=GANTT)
    assert reponse.status_code == 202
    assert "Garder ces dates" in texte(reponse)
    assert "il manque 28 jours" in texte(reponse).replace("\u00a0", " ")


# -- dependencies ----------------------------------------------------------------------------------------------------
def test_une_dependance_s_ajoute_et_se_retire(lise: Client, plan: Plan, etudes: Fiche) -> None:
    suivi = FicheFactory(dans=plan, titre="Suivi")
    siren = plan.collectivite.siren
    ajouter = reverse("fiche_dependance_ajouter", args=[siren, suivi.pk])
    reponse = lise.post(ajouter, {"type": "fin_debut", "fiche": etudes.pk, "decalage": "15"})
    assert reponse.headers["Location"] == adresse(suivi)
    lien = LienFiche.objects.get(de=etudes, vers=suivi)
    assert lien.decalage == 15
    retirer = reverse("fiche_dependance_retirer", args=[siren, suivi.pk, lien.pk])
    assert lise.post(retirer).headers["Location"] == adresse(suivi)
    assert not LienFiche.objects.exists()
    assert lise.post(retirer).status_code == 404


def test_une_boucle_est_dite_dans_la_page_avec_les_noms(lise: Client, etudes: Fiche, travaux: Fiche) -> None:
    ou = reverse("fiche_dependance_ajouter", args=[etudes.collectivite.siren, etudes.pk])
    reponse = lise.post(ou, {"type": "fin_fin", "fiche": travaux.pk, "decalage": ""})
    assert reponse.status_code == 422
    assert "« Travaux » et « Études » ne peuvent pas" in texte(reponse).replace("\u00a0", " ")
    vide = lise.post(ou, {"type": "fin_fin"})
    assert vide.status_code == 422
    assert "Choisissez la fiche que celle-ci attend." in texte(vide)
