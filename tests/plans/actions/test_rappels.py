"""Reminders put on a fiche: for whom, when, and what becomes of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from tests.plans.factories import AUJOURDHUI, LE, FicheFactory, PlanFactory, pilotee_par, placer
from tests.territoires.factories import MembreFactory

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.models import Notification, Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.exports import ouvrir_calendrier
from cordee.plans.actions.rappels import (
    envoyer_rappels,
    finir_rappel,
    poser_rappel,
    repousser_rappel,
    reprendre_rappel,
    retirer_rappel,
)
from cordee.plans.models import Fiche, Rappel
from cordee.plans.queries.rappels import list_rappels_de, list_rappels_for, rappel_for
from cordee.plans.tasks.exports import construire_calendrier
from cordee.plans.tasks.rappels import envoyer
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.socle.travaux.registre import rondes_declarees
from cordee.territoires.models import Membre
from cordee.territoires.queries import oublier_roles

pytestmark = pytest.mark.django_db
DANS_UNE_SEMAINE = AUJOURDHUI + timedelta(days=7)
CE_JOUR_LA = LE + timedelta(days=7)


@pytest.fixture
def fiche() -> Fiche:
    fiche = FicheFactory(titre="Isoler l'école", en_cours=True)
    placer(fiche, PlanFactory(collectivite=fiche.collectivite, nom="Plan climat"))
    return fiche


def membre(fiche: Fiche, **traits: Any) -> Utilisateur:
    return MembreFactory(collectivite=fiche.collectivite, **traits).utilisateur  # type: ignore[no-any-return]


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return membre(fiche, contributeur=True, utilisateur__prenom="Lise", utilisateur__nom="Arnal")


def poser(fiche: Fiche, qui: Utilisateur, jour: date = DANS_UNE_SEMAINE, mot: str = "Appeler le CAUE") -> Rappel:
    return poser_rappel(fiche, jour, mot, pour=[qui], par=qui, le=LE)[0]


def titres(qui: Utilisateur) -> list[tuple[str, str] | None]:
    siennes = list(Notification.objects.filter(destinataire=qui, genre="plans.rappel").order_by("pk"))
    mots = rediger_notifications(siennes, le=CE_JOUR_LA)
    return [None if (m := mots[n.pk]) is None else (m.titre, m.detail) for n in siennes]  # type: ignore[union-attr]


def test_un_lecteur_pose_un_rappel_pour_lui_seul(fiche: Fiche, lise: Utilisateur) -> None:
    ugo = membre(fiche)
    version = fiche.version
    rappel = poser(fiche, ugo)
    assert (rappel.jour, rappel.mot, rappel.fait_le) == (DANS_UNE_SEMAINE, "Appeler le CAUE", None)
    fiche.refresh_from_db()
    assert fiche.version == version, "un rappel ne change rien à la fiche"
    with pytest.raises(Refus, match="Contribution"):
        poser_rappel(fiche, DANS_UNE_SEMAINE, pour=[lise], par=ugo, le=LE)


def test_qui_contribue_en_pose_pour_d_autres_et_le_meme_ne_se_double_pas(fiche: Fiche, lise: Utilisateur) -> None:
    hugo, zoe = membre(fiche), membre(fiche)
    assert len(poser_rappel(fiche, DANS_UNE_SEMAINE, "Relire", pour=[lise, hugo, zoe], par=lise, le=LE)) == 3
    assert poser_rappel(fiche, DANS_UNE_SEMAINE, "Relire", pour=[hugo], par=lise, le=LE) == []
    assert {r.destinataire for r in list_rappels_de(fiche, lise)} == {lise, hugo, zoe}
    assert [r.destinataire for r in list_rappels_de(fiche, hugo)] == [hugo], "chacun ne lit que les siens"


def test_le_journal_dit_le_rappel_sans_son_mot(fiche: Fiche, lise: Utilisateur) -> None:
    poser(fiche, lise)
    ecriture = Ecriture.objects.get(verbe="plans.poser_rappel")
    assert ecriture.resume == "A posé un rappel sur « Isoler l'école » pour le 17 mars 2026".replace(
        "17 m", "17\u00a0m"
    )
    assert "CAUE" not in f"{ecriture.resume}{ecriture.details}"


@pytest.mark.parametrize(
    ("jour", "raison"),
    [
        (AUJOURDHUI, "à partir de demain"),
        (AUJOURDHUI - timedelta(days=1), "à partir de demain"),
        (date(2126, 3, 10), "plus de dix ans"),
    ],
)
def test_un_jour_passe_ou_trop_lointain_est_refuse(fiche: Fiche, lise: Utilisateur, jour: date, raison: str) -> None:
    with pytest.raises(DonneeRefusee, match=raison):
        poser(fiche, lise, jour)
    rappel = poser(fiche, lise)
    with pytest.raises(DonneeRefusee, match=raison):
        repousser_rappel(rappel, jour, par=lise, le=LE)


def test_il_faut_une_personne_et_qu_elle_voie_la_fiche(fiche: Fiche, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="cochez au moins une personne"):
        poser_rappel(fiche, DANS_UNE_SEMAINE, pour=[], par=lise, le=LE)
    ugo = membre(fiche)
    Fiche.objects.filter(pk=fiche.pk).update(confidentiel=True)
    fiche.refresh_from_db()
    with pytest.raises(DonneeRefusee, match="ne voit pas cette fiche"):
        poser_rappel(fiche, DANS_UNE_SEMAINE, pour=[ugo], par=lise, le=LE)
    with pytest.raises(Refus):
        poser_rappel(fiche, DANS_UNE_SEMAINE, pour=[ugo], par=ugo, le=LE)


def test_le_matin_du_jour_le_rappel_se_dit_une_fois(fiche: Fiche, lise: Utilisateur) -> None:
    ines = membre(fiche)
    poser_rappel(fiche, DANS_UNE_SEMAINE, "Appeler le CAUE", pour=[lise, ines], par=lise, le=LE)
    assert envoyer_rappels(le=CE_JOUR_LA - timedelta(days=1)) == 0
    assert envoyer_rappels(le=CE_JOUR_LA) == 2
    assert envoyer_rappels(le=CE_JOUR_LA) == envoyer_rappels(le=CE_JOUR_LA + timedelta(days=1)) == 0
    assert titres(lise) == [("Rappel : « Isoler l'école »", "« Appeler le CAUE »")]
    assert titres(ines) == [("Rappel : « Isoler l'école »", "« Appeler le CAUE » Posé par Lise Arnal.")]
    envoyer_notifications(le=CE_JOUR_LA)
    assert {courriel.to[0] for courriel in mail.outbox} == {lise.email, ines.email}


def test_un_jour_sans_ronde_se_rattrape_et_la_ronde_est_declaree(fiche: Fiche, lise: Utilisateur) -> None:
    poser(fiche, lise)
    assert "plans.envoyer_rappels" in {ronde.code for ronde in rondes_declarees()}
    envoyer(CE_JOUR_LA + timedelta(days=3))
    assert len(titres(lise)) == 1
    Notification.objects.all().delete()
    assert envoyer_rappels(le=CE_JOUR_LA + timedelta(days=30)) == 0, "un mois après, ce n'est plus une nouvelle"


def test_fait_repousse_ou_retire_ne_se_dit_plus(fiche: Fiche, lise: Utilisateur) -> None:
    fait, repousse, retire = (poser(fiche, lise, mot=mot) for mot in ("un", "deux", "trois"))
    envoyer_rappels(le=CE_JOUR_LA)
    finir_rappel(fait, par=lise, le=CE_JOUR_LA)
    repousser_rappel(repousse, DANS_UNE_SEMAINE + timedelta(days=2), par=lise, le=CE_JOUR_LA)
    retirer_rappel(retire, par=lise, le=CE_JOUR_LA)
    assert titres(lise) == [None, None, None]
    assert set(Notification.objects.values_list("etat", flat=True)) == {"annulee"}
    assert envoyer_rappels(le=CE_JOUR_LA + timedelta(days=2)) == 1
    assert [vu.rappel.pk for vu in list_rappels_for(lise, CE_JOUR_LA)] == [fait.pk, repousse.pk]
    for rappel in (fait, retire):
        reprendre_rappel(rappel, par=lise, le=CE_JOUR_LA)
    assert not Rappel.objects.exclude(fait_le=None, retire_le=None).exists()
    finir_rappel(fait, par=lise, le=CE_JOUR_LA)
    ecritures = Ecriture.objects.filter(verbe="plans.finir_rappel").count()
    assert ecritures == 2


def test_redire_fait_n_ecrit_rien(fiche: Fiche, lise: Utilisateur) -> None:
    rappel = finir_rappel(poser(fiche, lise), par=lise, le=LE)
    finir_rappel(rappel, par=lise, le=LE)
    assert Ecriture.objects.filter(verbe="plans.finir_rappel").count() == 1


def test_seuls_sa_personne_et_son_auteur_le_reglent(fiche: Fiche, lise: Utilisateur) -> None:
    hugo, zoe = membre(fiche), membre(fiche, editeur=True)
    (rappel,) = poser_rappel(fiche, DANS_UNE_SEMAINE, "Relire", pour=[hugo], par=lise, le=LE)
    with pytest.raises(Refus):
        retirer_rappel(rappel, par=zoe, le=LE)
    assert rappel_for(zoe, rappel.pk) is None
    assert rappel_for(hugo, rappel.pk) is not None
    retirer_rappel(rappel, par=lise, le=LE)
    assert Rappel.objects.get().retire_le == LE


def test_qui_ne_voit_plus_la_fiche_n_en_entend_plus_parler(fiche: Fiche, lise: Utilisateur) -> None:
    ugo = membre(fiche)
    rappel = poser(fiche, ugo)
    envoyer_rappels(le=CE_JOUR_LA)
    Fiche.objects.filter(pk=fiche.pk).update(confidentiel=True)
    assert titres(ugo) == [None]
    assert list_rappels_for(ugo, LE) == []
    assert rappel_for(ugo, rappel.pk) is None
    poser(fiche, lise)
    Membre.objects.filter(utilisateur=lise).delete()
    oublier_roles(lise)
    assert list_rappels_for(lise, LE) == []


def test_l_agenda_de_la_personne_montre_ses_rappels_et_pas_ceux_des_autres(fiche: Fiche, lise: Utilisateur) -> None:
    hugo = membre(fiche)
    sous = FicheFactory(parent=fiche, titre="Choisir l'isolant")
    poser(fiche, lise)
    poser(sous, lise, mot="")
    poser(fiche, hugo, mot="Celui de Hugo")
    for plan in (None, fiche.plans.get()):
        abonnement = ouvrir_calendrier(fiche.collectivite, plan, par=lise, le=LE)
        fichier = construire_calendrier(abonnement, le=LE)
        assert fichier is not None
        texte = fichier.octets.decode().replace("\r\n ", "")
        assert texte.count("SUMMARY:Rappel :") == 2
        assert "DTSTART;VALUE=DATE:20260317" in texte
        assert "Appeler le CAUE" in texte
        assert "Celui de Hugo" not in texte


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_autant_quel_que_soit_le_nombre(
    lise: Utilisateur, fiche: Fiche, nombre: int, django_assert_num_queries: Any
) -> None:
    for _ in range(nombre):
        autre = FicheFactory(collectivite=fiche.collectivite)
        pilotee_par(autre, lise)
        poser(autre, lise)
    oublier_roles(lise)
    with django_assert_num_queries(6):
        assert len(list_rappels_for(lise, LE)) == nombre
