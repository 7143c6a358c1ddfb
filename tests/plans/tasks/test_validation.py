"""What the circuit of validation says, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from tests.plans.fabrique_validation import circuit, place, proposee, validee
from tests.plans.factories import LE, FicheFactory, PlanFactory, personne_nommee, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.comptes.actions.notifications import genres_declares, rediger_notifications
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions import prevenir_validation as prevenir
from cordee.plans.actions.validation import renvoyer_fiche, retirer_validation
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Fiche, Plan, PlanPersonne
from cordee.plans.tasks.validation import suivre

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan, code="2.1", titre="Suivre l'énergie")


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    lise = MembreFactory(editeur=True, collectivite=plan.collectivite, utilisateur__prenom="Lise").utilisateur
    lise.nom = "Faure"
    lise.save()
    return lise


@pytest.fixture
def odile(plan: Plan) -> Utilisateur:
    odile = MembreFactory(collectivite=plan.collectivite, utilisateur__prenom="Odile").utilisateur
    odile.nom = "Garcin"
    odile.save()
    PlanPersonne.objects.create(
        plan=plan, personne=personne_nommee(plan.collectivite, odile), role=RolePersonne.ELU_REFERENT
    )
    circuit(plan)
    return odile


def dites(qui: Utilisateur) -> list[tuple[str, str, str, str] | None]:
    notifications = list(Notification.objects.filter(destinataire=qui).exclude(etat="annulee").order_by("pk"))
    mots = rediger_notifications(notifications, le=LE + timedelta(days=8))
    return [
        None if (m := mots[n.pk]) is None else (m.titre.replace("\u00a0", " "), m.detail, m.lieu, m.lien)  # type: ignore[union-attr]
        for n in notifications
    ]


def test_une_proposition_se_dit_avec_son_mot_et_mene_a_la_decision(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    proposee(fiche, plan, par=lise, mot="Relue avec\nles communes." + " Encore." * 40)
    ((titre, detail, lieu, lien),) = dites(odile)  # type: ignore[misc]
    assert titre == "Lise Faure propose « 2.1 Suivre l'énergie » à la validation"
    assert detail.startswith("« Relue avec les communes. Encore.")
    assert detail.endswith("… »")
    assert (lieu, lien) == (
        "Plan climat", f"/t/{plan.collectivite.siren}/plans/fiches/{fiche.pk}/validation/{plan.pk}/",
    )  # fmt: skip


def test_plusieurs_propositions_font_un_courriel(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    proposee(fiche, plan, par=lise)
    proposee(FicheFactory(dans=plan, titre="Autre"), plan, par=lise, le=LE + timedelta(minutes=10))
    assert envoyer_notifications(le=LE + timedelta(minutes=16)) == 0
    envoyer_notifications(le=LE + timedelta(minutes=26))
    (courriel,) = mail.outbox
    assert str(courriel.body).count("à la validation") == 2


def test_l_issue_se_dit_au_pilote_et_a_l_autrice(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    pilote = MembreFactory(collectivite=plan.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    proposee(fiche, plan, par=lise)
    renvoyer_fiche(place(fiche, plan), "Le budget manque.", par=odile, le=LE)
    attendu = ("Odile Garcin vous renvoie « 2.1 Suivre l'énergie »", "« Le budget manque. »")
    assert [dite[:2] for dite in dites(lise) if dite] == [attendu]
    assert [dite[:2] for dite in dites(pilote) if dite] == [attendu]
    validee(fiche, plan, par=odile)
    assert dites(pilote)[0] is None
    assert dites(pilote)[1][0] == "Odile Garcin a validé « 2.1 Suivre l'énergie »"  # type: ignore[index]
    retirer_validation(place(fiche, plan), "Erreur", par=odile, le=LE)
    titres = [dite and dite[0] for dite in dites(pilote)]
    assert titres == ["Odile Garcin a retiré la validation de « 2.1 Suivre l'énergie »", None]


def test_ce_qui_n_attend_plus_ne_se_dit_plus(plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur) -> None:
    proposee(fiche, plan, par=lise)
    prevenir.rappeler_propositions(le=LE + timedelta(days=7))
    assert [dite and dite[0] for dite in dites(odile)] == [
        "Lise Faure propose « 2.1 Suivre l'énergie » à la validation",
        "« 2.1 Suivre l'énergie » attend d'être validée depuis 8 jours",
    ]
    plan.circuit.actif = False
    plan.circuit.save()
    assert dites(odile) == [None, None]


def test_un_plan_qu_on_ne_voit_plus_ne_se_nomme_pas(
    plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    pilote = MembreFactory(collectivite=plan.collectivite).utilisateur
    pilotee_par(fiche, pilote)
    validee(fiche, plan, par=odile)
    Plan.objects.filter(pk=plan.pk).update(confidentiel=True)
    ((_, _, lieu, lien),) = dites(pilote)  # type: ignore[misc]
    assert lieu == plan.collectivite.nom
    assert lien == f"/t/{plan.collectivite.siren}/plans/fiches/{fiche.pk}/"
    Fiche.objects.filter(pk=fiche.pk).update(supprimee_le=LE)
    assert dites(pilote) == [None]


def test_la_ronde_rappelle_et_compare(plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur) -> None:
    proposee(fiche, plan, par=lise)
    suivre(LE + timedelta(days=7))
    assert Notification.objects.filter(genre=prevenir.ATTENDUE, destinataire=odile).count() == 1


def test_chaque_genre_se_regle_dans_les_preferences() -> None:
    codes = {genre.code for genre in genres_declares()}
    assert {prevenir.PROPOSEE, prevenir.VALIDEE, prevenir.RENVOYEE, prevenir.ATTENDUE} <= codes
