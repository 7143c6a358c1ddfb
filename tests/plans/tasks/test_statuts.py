"""Who is told that a statut changed, by whatever door, and what is no longer worth telling."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from tests.plans.factories import LE, FicheFactory, PlanFactory, personne_nommee, pilotee_par, placer
from tests.territoires.factories import MembreFactory

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.models import Notification, PreferenceNotification, Utilisateur
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.prevenir_statut import GENRES, STATUT, STATUT_DU_PLAN
from cordee.plans.actions.suivi import lever_blocage, poser_blocage
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Fiche, FichePersonne, Plan, PlanPersonne
from cordee.plans.queries.visibilite import annotate_racine
from cordee.territoires.models import Membre
from cordee.territoires.queries import oublier_roles

pytestmark = pytest.mark.django_db
UNE_MINUTE, UNE_HEURE = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def fiche() -> Fiche:
    fiche = FicheFactory(titre="Suivre l'énergie")
    placer(fiche, PlanFactory(collectivite=fiche.collectivite, nom="Plan climat"))
    return fiche


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return membre(fiche, editeur=True, utilisateur__prenom="Lise", utilisateur__nom="Arnal")


def membre(fiche: Fiche, **traits: Any) -> Utilisateur:
    return MembreFactory(collectivite=fiche.collectivite, **traits).utilisateur  # type: ignore[no-any-return]


def pilote_du_plan(plan: Plan, qui: Utilisateur) -> None:
    personne = personne_nommee(plan.collectivite, qui)
    PlanPersonne.objects.create(plan=plan, personne=personne, role=RolePersonne.PILOTE)


def dites(qui: Utilisateur, le: datetime = LE) -> list[tuple[str, str] | None]:
    """Title and detail of what waits for a person, or of what they were told."""
    siennes = list(Notification.objects.filter(destinataire=qui, genre__in=GENRES).exclude(etat="annulee"))
    mots = rediger_notifications(siennes, le=le)
    lues = [mots[n.pk] for n in sorted(siennes, key=lambda n: n.pk)]
    return [None if m is None else (m.titre.replace("\u00a0", " "), m.detail) for m in lues]  # type: ignore[union-attr]


def test_pilotes_elus_referents_et_pilotes_du_plan_sont_prevenus_jamais_l_auteur(
    fiche: Fiche, lise: Utilisateur
) -> None:
    hugo, elue, cheffe = (membre(fiche, contributeur=True) for _ in range(3))
    pilotee_par(fiche, hugo)
    pilotee_par(fiche, lise)
    pilotee_par(fiche, "Sans compte")
    pilotee_par(fiche, elue, role=RolePersonne.ELU_REFERENT)
    for personne in (cheffe, hugo):
        pilote_du_plan(fiche.plans.get(), personne)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    attendu = [("« Suivre l'énergie » passe de « À venir » à « En cours »", "Par Lise Arnal.")]
    assert dites(hugo) == dites(elue) == dites(cheffe) == attendu
    assert set(Notification.objects.values_list("destinataire", "genre")) == {
        (hugo.pk, STATUT), (elue.pk, STATUT), (cheffe.pk, STATUT_DU_PLAN),
    }  # fmt: skip


def test_une_sous_fiche_previent_ceux_de_la_fiche_au_dessus(fiche: Fiche, lise: Utilisateur) -> None:
    hugo, cheffe = membre(fiche, contributeur=True), membre(fiche, contributeur=True)
    sous = FicheFactory(parent=FicheFactory(parent=fiche))
    pilotee_par(fiche, hugo)
    pilote_du_plan(fiche.plans.get(), cheffe)
    modifier_fiche(sous, {"statut": "realise"}, par=lise, le=LE)
    assert len(dites(hugo)) == len(dites(cheffe)) == 1


def test_plusieurs_changements_ne_font_qu_un_message_depuis_le_premier_statut(fiche: Fiche, lise: Utilisateur) -> None:
    hugo = membre(fiche, contributeur=True)
    pilotee_par(fiche, hugo)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    modifier_fiche(fiche, {"statut": "realise"}, par=lise, le=LE + UNE_MINUTE)
    assert dites(hugo) == [("« Suivre l'énergie » passe de « À venir » à « Réalisé »", "Par Lise Arnal.")]


def test_un_statut_revenu_avant_l_envoi_n_est_pas_dit(fiche: Fiche, lise: Utilisateur) -> None:
    hugo = membre(fiche, contributeur=True)
    pilotee_par(fiche, hugo)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    modifier_fiche(fiche, {"statut": "a_venir"}, par=lise, le=LE + UNE_MINUTE)
    assert Notification.objects.get().etat == "annulee"
    envoyer_notifications(le=LE + UNE_HEURE)
    assert not mail.outbox


def test_qui_change_le_statut_a_son_tour_n_apprend_plus_rien_et_l_autre_l_apprend(
    fiche: Fiche, lise: Utilisateur
) -> None:
    hugo = membre(fiche, contributeur=True)
    for personne in (hugo, lise):
        pilotee_par(fiche, personne)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    modifier_fiche(fiche, {"statut": "en_pause"}, par=hugo, le=LE + UNE_MINUTE)
    assert dites(hugo) == []
    assert [dite and dite[0] for dite in dites(lise)] == ["« Suivre l'énergie » passe de « En cours » à « En pause »"]


def test_le_changement_suivant_remplace_celui_qui_etait_deja_dit(fiche: Fiche, lise: Utilisateur) -> None:
    hugo = membre(fiche, contributeur=True)
    pilotee_par(fiche, hugo)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    envoyer_notifications(le=LE + UNE_HEURE)
    modifier_fiche(fiche, {"statut": "realise"}, par=lise, le=LE + 2 * UNE_HEURE)
    assert [dite and dite[0] for dite in dites(hugo)] == [
        None, "« Suivre l'énergie » passe de « En cours » à « Réalisé »",
    ]  # fmt: skip


def test_rien_ne_se_dit_a_qui_ne_porte_ou_ne_voit_plus_la_fiche(fiche: Fiche, lise: Utilisateur) -> None:
    hugo, elue = membre(fiche, contributeur=True), membre(fiche, contributeur=True)
    pilotee_par(fiche, hugo)
    pilotee_par(fiche, elue, role=RolePersonne.ELU_REFERENT)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    FichePersonne.objects.filter(personne__utilisateur=hugo).delete()
    Membre.objects.filter(utilisateur=elue).delete()
    oublier_roles(elue)
    assert dites(hugo) == dites(elue) == [None]


def test_un_lot_previent_dans_un_seul_courriel_et_son_annulation_ne_dit_plus_rien(
    fiche: Fiche, lise: Utilisateur
) -> None:
    hugo = membre(fiche, contributeur=True)
    fiches = [fiche, *(FicheFactory(collectivite=fiche.collectivite) for _ in range(4))]
    for une in fiches:
        pilotee_par(une, hugo)
    choisies = annotate_racine(Fiche.objects.all())
    lot = preparer_lot(fiche.collectivite, choisies, Geste.STATUT, Sens.REMPLACER, "en_cours", par=lise, le=LE)
    groupe = appliquer_lot(fiche.collectivite, lot, par=lise, le=LE)
    assert len(dites(hugo)) == 5
    envoyer_notifications(le=LE + UNE_HEURE)
    assert len(mail.outbox) == 1
    assert "passe de" in mail.outbox[0].body
    Notification.objects.all().delete()
    annuler_lot(groupe, par=lise, le=LE + UNE_MINUTE)
    assert len(dites(hugo)) == 5


def test_le_retour_d_un_lot_avant_l_envoi_annule_tout(fiche: Fiche, lise: Utilisateur) -> None:
    hugo = membre(fiche, contributeur=True)
    pilotee_par(fiche, hugo)
    choisies = annotate_racine(Fiche.objects.all())
    lot = preparer_lot(fiche.collectivite, choisies, Geste.STATUT, Sens.REMPLACER, "en_cours", par=lise, le=LE)
    annuler_lot(appliquer_lot(fiche.collectivite, lot, par=lise, le=LE), par=lise, le=LE + UNE_MINUTE)
    assert dites(hugo) == []


def test_ce_que_le_blocage_dit_n_est_pas_redit_par_le_statut(fiche: Fiche, lise: Utilisateur) -> None:
    hugo, elue = membre(fiche, contributeur=True), membre(fiche, contributeur=True)
    pilotee_par(fiche, hugo)
    pilotee_par(fiche, elue, role=RolePersonne.ELU_REFERENT)
    blocage = poser_blocage(fiche, "Le permis manque", par=lise, le=LE)
    assert dites(hugo) == []
    assert len(dites(elue)) == 1, "l'élue n'est prévenue que du statut"
    lever_blocage(blocage, par=lise, le=LE + 2 * UNE_HEURE)
    assert dites(hugo) == []
    genres = Notification.objects.filter(destinataire=hugo, etat="en_attente").values_list("genre", flat=True)
    assert list(genres) == ["plans.fiche_debloquee"]


def test_finir_une_fiche_bloquee_dit_le_statut(fiche: Fiche, lise: Utilisateur) -> None:
    hugo = membre(fiche, contributeur=True)
    pilotee_par(fiche, hugo)
    poser_blocage(fiche, "Le permis manque", par=lise, le=LE)
    modifier_fiche(fiche, {"statut": "realise"}, par=lise, le=LE + UNE_MINUTE)
    assert [dite and dite[0] for dite in dites(hugo)] == ["« Suivre l'énergie » passe de « Bloqué » à « Réalisé »"]


def test_un_pilote_de_plan_n_est_ecrit_que_s_il_le_demande(fiche: Fiche, lise: Utilisateur) -> None:
    cheffe, autre = membre(fiche, contributeur=True), membre(fiche, contributeur=True)
    for personne in (cheffe, autre):
        pilote_du_plan(fiche.plans.get(), personne)
    PreferenceNotification.objects.create(utilisateur=autre, genre=STATUT_DU_PLAN, courriel=True)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    envoyer_notifications(le=LE + UNE_HEURE)
    assert [courriel.to for courriel in mail.outbox] == [[autre.email]]
    assert Notification.objects.get(destinataire=cheffe).etat == "sans_courriel"
