"""What is expected of somebody: told, reminded, told again when it is lifted (docs/calculs/rappels.md)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory, personne_nommee, pilotee_par, placer
from tests.territoires.factories import MembreFactory

from cordee.comptes.actions.envoi import envoyer_notifications
from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions.blocages import reposer_blocages
from cordee.plans.actions.etiquettes import fusionner_personnes
from cordee.plans.actions.fiches import modifier_fiche, remettre_fiche
from cordee.plans.actions.prevenir_attendus import ATTENDU, ATTENTE_DEPASSEE
from cordee.plans.actions.relances_attendus import relancer_attendus
from cordee.plans.actions.suivi import lever_blocage, poser_blocage, rouvrir_blocage
from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.models import Blocage, Fiche, Personne
from cordee.plans.queries.attendus import count_attendus, list_attendus_de
from cordee.plans.queries.filtres import Regard, restrict_fiches
from cordee.plans.queries.options import noms_choisis, options_des_filtres
from cordee.plans.queries.visibilite import list_racines_for
from cordee.plans.tasks.notifications import relancer
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
J = date(2026, 12, 10)
POSE = datetime(2026, 12, 1, 10, tzinfo=PARIS)
UNE_HEURE = timedelta(hours=1)


@pytest.fixture
def fiche() -> Fiche:
    fiche = FicheFactory(titre="Refaire le pont", en_cours=True)
    placer(fiche, PlanFactory(collectivite=fiche.collectivite, nom="Plan climat"))
    return fiche


def membre(fiche: Fiche, **traits: Any) -> Utilisateur:
    return MembreFactory(collectivite=fiche.collectivite, **traits).utilisateur  # type: ignore[no-any-return]


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return membre(fiche, editeur=True)


@pytest.fixture
def hugo(fiche: Fiche) -> Utilisateur:
    return membre(fiche, utilisateur__prenom="Hugo", utilisateur__nom="Morin")


def dites(qui: Utilisateur, le: datetime, genre: str = ATTENDU) -> list[str]:
    siennes = list(Notification.objects.filter(destinataire=qui, genre=genre).exclude(etat="annulee").order_by("pk"))
    mots = rediger_notifications(siennes, le=le)
    return [m.titre.replace("\u00a0", " ") for n in siennes if (m := mots[n.pk]) is not None]  # type: ignore[union-attr]


def poser(fiche: Fiche, par: Utilisateur, de: str = "Hugo Morin", **options: Any) -> Blocage:
    return poser_blocage(fiche, "Le devis reste à signer", attendu_de=de, attendu_le=J, par=par, le=POSE, **options)


def a_quatre_heures(jour: date) -> datetime:
    return datetime.combine(jour, time(4), PARIS)


def test_un_nom_connu_designe_la_personne_un_autre_reste_ecrit(fiche: Fiche, lise: Utilisateur, hugo: Any) -> None:
    blocage = poser(fiche, lise, "morin hugo")
    assert blocage.personne_attendue is not None
    assert (blocage.attendu_de, blocage.personne_attendue.utilisateur) == ("Hugo Morin", hugo)
    connue = personne_nommee(fiche.collectivite, "Ana Petit")
    assert poser(fiche, lise, "ana petit").personne_attendue == connue
    libre = poser(fiche, lise, "Service foncier du Département")
    assert (libre.attendu_de, libre.personne_attendue) == ("Service foncier du Département", None)
    assert not Personne.objects.filter(nom__startswith="Service").exists(), "personne n'est créé pour un service"


def test_deux_homonymes_demandent_l_adresse(fiche: Fiche, lise: Utilisateur, hugo: Utilisateur) -> None:
    autre = membre(fiche, utilisateur__prenom="Hugo", utilisateur__nom="Morin")
    with pytest.raises(DonneeRefusee, match="désigne plusieurs membres"):
        poser(fiche, lise)
    attendue = poser(fiche, lise, autre.email).personne_attendue
    assert attendue is not None
    assert attendue.utilisateur == autre


def test_la_personne_est_prevenue_puis_relancee_aux_quatre_reperes(
    fiche: Fiche, lise: Utilisateur, hugo: Utilisateur
) -> None:
    pilote = membre(fiche, contributeur=True)
    pilotee_par(fiche, pilote)
    poser(fiche, lise)
    attend = "On attend quelque chose de vous sur « Refaire le pont »"
    assert dites(hugo, POSE) == [f"{attend}, pour le 10 décembre 2026 (dans 9 jours)"]
    envoyer_notifications(le=POSE + UNE_HEURE)
    dits = {}
    for jour in (J + timedelta(days=ecart) for ecart in range(-8, 9)):
        avant = set(Notification.objects.values_list("pk", flat=True))
        relancer_attendus(le=(le := a_quatre_heures(jour)))
        assert relancer_attendus(le=le) == 0, "une ronde faite deux fois ne dit rien de plus"
        if set(Notification.objects.values_list("pk", flat=True)) - avant:
            dits[(jour - J).days] = dites(hugo, le)[-1].removeprefix(attend)
    assert dits == {
        -7: ", pour le 10 décembre 2026 (dans 7 jours)",
        -1: ", pour le 10 décembre 2026 (demain)",
        1: " : c'était pour le 10 décembre 2026 (hier)",
        7: " : c'était pour le 10 décembre 2026 (il y a 7 jours)",
    }
    assert dites(pilote, a_quatre_heures(J + timedelta(days=2)), ATTENTE_DEPASSEE) == [
        "Ce qui bloque « Refaire le pont » n'est pas levé"
    ]
    assert dites(pilote, a_quatre_heures(J), ATTENTE_DEPASSEE) == []


def test_un_pilote_attendu_l_apprend_une_fois_sans_la_raison_ni_le_statut_a_part(
    fiche: Fiche, lise: Utilisateur, hugo: Utilisateur
) -> None:
    pilotee_par(fiche, hugo)
    poser(fiche, lise)
    assert list(Notification.objects.values_list("destinataire", "genre")) == [(hugo.pk, ATTENDU)]


def test_une_ronde_manquee_se_rattrape_et_la_ronde_des_rappels_la_fait(
    fiche: Fiche, lise: Utilisateur, hugo: Utilisateur
) -> None:
    poser(fiche, lise)
    assert relancer_attendus(le=a_quatre_heures(J), depuis=J - timedelta(days=3)) == 1
    Notification.objects.all().delete()
    relancer(a_quatre_heures(J + timedelta(days=1)))
    assert len(dites(hugo, a_quatre_heures(J + timedelta(days=1)))) == 1


def test_lever_le_dit_a_qui_l_avait_appris_et_a_lui_seul(fiche: Fiche, lise: Utilisateur, hugo: Utilisateur) -> None:
    blocage = poser(fiche, lise)
    lever_blocage(blocage, par=lise, le=POSE)
    assert dites(hugo, POSE) == [], "levé avant d'être dit : rien ne part"
    blocage = poser(fiche, lise)
    envoyer_notifications(le=POSE + UNE_HEURE)
    lever_blocage(blocage, par=lise, le=POSE + 2 * UNE_HEURE)
    assert dites(hugo, POSE + 2 * UNE_HEURE) == ["« Refaire le pont » n'attend plus rien de vous"]
    mail.outbox.clear()
    envoyer_notifications(le=POSE + 4 * UNE_HEURE)
    assert [courriel.to for courriel in mail.outbox] == [[hugo.email]]


def test_rouvrir_ou_remettre_le_statut_fait_taire_la_levee(fiche: Fiche, lise: Utilisateur, hugo: Utilisateur) -> None:
    blocage = poser(fiche, lise)
    envoyer_notifications(le=POSE + UNE_HEURE)
    lever_blocage(blocage, par=lise, le=POSE + 2 * UNE_HEURE)
    rouvrir_blocage(fiche, blocage.pk, par=lise, le=POSE + 2 * UNE_HEURE)
    assert "n'attend plus" not in str(dites(hugo, POSE))
    fiche.refresh_from_db()
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=POSE + 3 * UNE_HEURE)
    assert "n'attend plus" in str(dites(hugo, POSE))
    levee = {"blocages": [blocage.pk], "notifications": []}
    remettre_fiche(fiche, {"champs": {"statut": ["bloque", "en_cours"]}, "levee": levee}, par=lise, le=POSE)
    assert "n'attend plus" not in str(dites(hugo, POSE))
    reposer_blocages(None, [fiche], par=lise, le=POSE)


def test_rien_a_qui_ne_voit_pas_la_fiche_ni_a_qui_le_pose(fiche: Fiche, lise: Utilisateur, hugo: Utilisateur) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(confidentiel=True)
    poser(fiche, lise)
    assert dites(hugo, POSE) == []
    assert list_attendus_de(hugo) == []
    assert count_attendus(hugo, fiche.collectivite) == 0
    a_soi = poser(fiche, lise, lise.nom_complet)
    assert dites(lise, POSE) == []
    assert [a.blocage for a in list_attendus_de(lise)] == [a_soi]


def test_une_fiche_finie_ou_supprimee_n_attend_plus_rien(fiche: Fiche, lise: Utilisateur, hugo: Utilisateur) -> None:
    poser(fiche, lise)
    assert count_attendus(hugo, fiche.collectivite) == 1
    for etat in ({"statut": "realise"}, {"statut": "bloque", "supprimee_le": LE}):
        Fiche.objects.filter(pk=fiche.pk).update(**etat)
        assert list_attendus_de(hugo) == []
        assert relancer_attendus(le=a_quatre_heures(J + timedelta(days=1))) == 0


def test_un_nom_reuni_a_un_compte_devient_attendu(fiche: Fiche, lise: Utilisateur, hugo: Utilisateur) -> None:
    personne_nommee(fiche.collectivite, "H. Morin")
    blocage = poser(fiche, lise, "H. Morin")
    garde = personne_nommee(fiche.collectivite, hugo)
    fusionner_personnes(garde, [Personne.objects.get(nom="H. Morin")], par=lise, le=LE)
    blocage.refresh_from_db()
    assert (blocage.personne_attendue, blocage.attendu_de) == (garde, "Hugo Morin")


def test_la_liste_se_filtre_par_qui_l_on_attend(fiche: Fiche, lise: Utilisateur, hugo: Utilisateur) -> None:
    libre = FicheFactory(collectivite=fiche.collectivite, en_cours=True)
    service = FicheFactory(collectivite=fiche.collectivite, en_cours=True)
    attendue = poser(fiche, lise).personne_attendue
    poser(service, lise, "Service foncier")
    assert attendue is not None
    regard = Regard(fiche.collectivite, J)

    def garder(*valeurs: str) -> set[Fiche]:
        filtres = lire_filtres({"attendu": valeurs})
        return set(restrict_fiches(list_racines_for(lise, fiche.collectivite), filtres, regard))

    assert garder(str(attendue.pk)) == {fiche}
    assert garder("avec") == {fiche, service}
    assert garder("sans") == {libre}
    assert options_des_filtres(lise, fiche.collectivite, None)["attendu"] == [(str(attendue.pk), "Hugo Morin")]
    noms = noms_choisis(hugo, fiche.collectivite, lire_filtres({"attendu": [str(attendue.pk)]}))
    assert list(noms.values()) == ["Hugo Morin"]


def test_ce_que_l_on_attend_de_moi_est_sur_ma_page_et_sur_l_accueil(
    client: Client, fiche: Fiche, lise: Utilisateur, hugo: Utilisateur
) -> None:
    poser(fiche, lise)
    client.force_login(hugo)
    page = client.get(reverse("mes_fiches")).content.decode()
    assert "Ce que l’on attend de moi" in page
    assert "Le devis reste à signer" in page
    accueil = client.get(reverse("accueil_plans", args=[fiche.collectivite.siren])).content.decode()
    assert "1&nbsp;fiche attend quelque chose de vous" in accueil
    ici = client.get(reverse("fiche", args=[fiche.collectivite.siren, fiche.pk])).content.decode()
    assert "c’est vous" in ici


def test_le_formulaire_propose_les_personnes(client: Client, fiche: Fiche, lise: Utilisateur, hugo: Any) -> None:
    client.force_login(lise)
    proposer = reverse("fiche_propositions", args=[fiche.collectivite.siren, fiche.pk, "personnes"])
    assert "Hugo Morin" in client.get(proposer, {"attendu_de": "mor"}).content.decode()
    assert "Hugo Morin" not in client.get(proposer, {"attendu_de": "zz"}).content.decode()


@pytest.mark.parametrize("nombre", [1, 3])
def test_ce_qui_m_est_demande_se_lit_en_autant_de_requetes(
    fiche: Fiche, lise: Utilisateur, hugo: Utilisateur, nombre: int, django_assert_num_queries: Any
) -> None:
    for _ in range(nombre):
        poser(FicheFactory(collectivite=fiche.collectivite), lise)
    with django_assert_num_queries(6):
        assert len(list_attendus_de(hugo)) == nombre
