"""From the queue to a real server: signature, failures, order, a process that dies (docs/calculs/webhooks.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.api.fabrique_webhooks import Recepteur
from tests.api.factories import LivraisonFactory, WebhookFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.api.actions.livraison import CLE_CHANGEE, livrer, prendre_livraison, purger_livraisons
from cordee.api.actions.reperage import reperer_evenements
from cordee.api.actions.webhooks import envoyer_essai, regenerer_secret, renvoyer_livraison
from cordee.api.domain.signature import est_signe
from cordee.api.enums import EtatLivraison
from cordee.api.models import Livraison, Webhook
from cordee.api.queries.secrets import secret_of
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.fiches import modifier_fiche, restaurer_fiche, supprimer_fiche
from cordee.plans.actions.plans import modifier_plan
from cordee.plans.actions.suivi import ajouter_note
from cordee.plans.models import Fiche

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(dans=PlanFactory(nom="Plan climat"), titre="Planter des haies")


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return MembreFactory(administrateur=True, collectivite=fiche.collectivite).utilisateur


@pytest.fixture
def webhook(outil: Recepteur, fiche: Fiche) -> Webhook:
    return WebhookFactory(adresse=outil.adresse, collectivite=fiche.collectivite)


def changer(fiche: Fiche, lise: Utilisateur, titre: str, le: datetime = LE) -> None:
    modifier_fiche(fiche, {"titre": titre}, par=lise, le=le)
    reperer_evenements(par=None, le=le)


def test_un_changement_arrive_avec_la_fiche_entiere_et_la_signature(
    outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur
) -> None:
    changer(fiche, lise, "Planter deux haies")
    assert livrer(le=LE) == 1
    (recu,) = outil.recus
    corps = recu.corps
    livraison = Livraison.objects.get()
    assert (recu.chemin, recu.entetes["Cordee-Evenement"]) == ("/cordee", "fiche.modifiee")
    assert recu.entetes["Cordee-Livraison"] == str(livraison.pk)
    assert recu.entetes["Content-Type"] == "application/json; charset=utf-8"
    assert est_signe(recu.octets, recu.entetes["Cordee-Signature"], secret_of(webhook), LE + timedelta(seconds=20))
    assert (corps["format"], corps["version"], corps["id"]) == ("cordee.evenement", 1, str(livraison.evenement))
    assert (corps["type"], corps["le"]) == ("fiche.modifiee", "2026-03-10T10:00:00+01:00")
    assert corps["collectivite"] == {"siren": fiche.collectivite.siren, "nom": fiche.collectivite.nom}
    assert corps["plans"] == [{"ref": fiche.plans.get().pk, "nom": "Plan climat"}]
    assert corps["changements"] == {"titre": {"avant": "Planter des haies", "apres": "Planter deux haies"}}
    assert corps["reference"] == fiche.pk
    assert corps["adresse"].endswith(f"/t/{fiche.collectivite.siren}/plans/fiches/{fiche.pk}/")
    assert (corps["objet"]["format"], corps["objet"]["version"]) == ("cordee.plan", 1)
    assert corps["objet"]["fiches"][0]["titre"] == "Planter deux haies"
    assert (livraison.etat, livraison.code, livraison.reponse, livraison.essais) == ("envoyee", 200, "merci", 1)
    assert livraison.corps == recu.octets.decode()
    webhook.refresh_from_db()
    assert webhook.reussi_le is not None


def test_le_nom_de_qui_agit_ne_sort_que_si_la_collectivite_le_veut(
    outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur
) -> None:
    ajouter_note(fiche, "Lancé.", date(2026, 3, 10), par=lise, le=LE)
    commenter_fiche(fiche, "Entre nous.", par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    livrer(le=LE)
    assert outil.recus[0].corps["acteur"] is None
    assert lise.nom_complet not in outil.recus[0].octets.decode()
    assert "Entre nous" not in outil.recus[0].octets.decode()
    webhook.noms = True
    webhook.save()
    changer(fiche, lise, "Planter", LE + timedelta(minutes=1))
    livrer(le=LE + timedelta(minutes=1))
    corps = outil.recus[1].corps
    assert corps["acteur"] == {"nom": lise.nom_complet}
    assert corps["objet"]["fiches"][0]["notes"][0]["auteur"] == lise.nom_complet
    assert corps["objet"]["fiches"][0]["commentaires"] == []


def test_la_fiche_est_lue_au_moment_de_l_envoi(
    outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur
) -> None:
    outil.repondre(503, 200)
    changer(fiche, lise, "Un")
    assert livrer(le=LE) == 0
    changer(fiche, lise, "Deux", LE + timedelta(seconds=10))
    assert livrer(le=LE + timedelta(seconds=40)) == 2
    assert [recu.corps["objet"]["fiches"][0]["titre"] for recu in outil.recus] == ["Un", "Deux", "Deux"]
    assert outil.recus[0].corps["id"] == outil.recus[1].corps["id"] != outil.recus[2].corps["id"]


def test_dix_essais_aux_delais_du_tableau_puis_l_abandon(
    outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur
) -> None:
    """docs/calculs/webhooks.md, « Délais »."""
    outil.repondre(404)
    changer(fiche, lise, "Un")
    ecoules = [0, 30, 150, 630, 2550, 10230, 40950, 84150, 127350, 170550]
    for rang, secondes in enumerate(ecoules, 1):
        livrer(le=LE + timedelta(seconds=secondes - 1))
        assert len(outil.recus) == rang - 1
        livrer(le=LE + timedelta(seconds=secondes + 1))
        assert len(outil.recus) == rang
        Livraison.objects.exclude(prochain_essai=None).update(
            prochain_essai=LE + timedelta(seconds=ecoules[rang]) if rang < 10 else None
        )
    livraison = Livraison.objects.get()
    assert (livraison.etat, livraison.essais, livraison.prochain_essai) == ("abandonnee", 10, None)
    assert livraison.erreur == "Le serveur a répondu 404 au lieu de 200."
    notification = Notification.objects.get()
    assert (notification.genre, notification.destinataire) == ("api.livraison_abandonnee", lise)


def test_chaque_attente_est_celle_du_tableau(outil: Recepteur, webhook: Webhook) -> None:
    outil.repondre(500)
    livraison = LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    attentes = []
    for _ in range(9):
        Livraison.objects.update(prochain_essai=LE)
        Webhook.objects.update(repos_jusqu_a=None)
        livrer(le=LE)
        livraison.refresh_from_db()
        assert livraison.prochain_essai is not None
        attentes.append(round((livraison.prochain_essai - LE).total_seconds()))
    assert attentes == [30, 120, 480, 1920, 7680, 30720, 43200, 43200, 43200]


def test_un_serveur_en_panne_met_le_webhook_entier_au_repos(outil: Recepteur, webhook: Webhook) -> None:
    outil.repondre(500)
    for _ in range(5):
        LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    livrer(le=LE)
    livrer(le=LE + timedelta(seconds=20))
    assert len(outil.recus) == 1
    livrer(le=LE + timedelta(seconds=31))
    assert len(outil.recus) == 2
    outil.repondre(200)
    assert livrer(le=LE + timedelta(minutes=5)) == 5
    webhook.refresh_from_db()
    assert (webhook.echecs, webhook.en_echec_depuis, webhook.repos_jusqu_a) == (0, None, None)


def test_un_refus_d_une_livraison_ne_retient_pas_les_autres(outil: Recepteur, webhook: Webhook) -> None:
    outil.repondre(422, 200)
    for _ in range(3):
        LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    assert livrer(le=LE) == 2
    assert [livraison.etat for livraison in Livraison.objects.order_by("pk")] == ["echouee", "envoyee", "envoyee"]


def test_l_ordre_est_garde_pour_un_meme_objet(
    outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur
) -> None:
    outil.repondre(422, 200)
    supprimer_fiche(fiche, par=lise, le=LE)
    restaurer_fiche(fiche, par=lise, le=LE + timedelta(seconds=1))
    autre = FicheFactory(dans=fiche.plans.get())
    modifier_fiche(autre, {"titre": "Autre"}, par=lise, le=LE + timedelta(seconds=2))
    reperer_evenements(par=None, le=LE)
    livrer(le=LE + timedelta(seconds=3))
    assert outil.types == ["fiche.supprimee", "fiche.modifiee"]
    livrer(le=LE + timedelta(seconds=40))
    assert outil.types == ["fiche.supprimee", "fiche.modifiee", "fiche.supprimee", "fiche.restauree"]


def test_une_suppression_se_dit_sans_objet(outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur) -> None:
    supprimer_fiche(fiche, par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    livrer(le=LE)
    corps = outil.recus[0].corps
    assert (corps["type"], corps["reference"], corps["objet"]) == ("fiche.supprimee", fiche.pk, None)


@pytest.mark.parametrize("devenue", ["confidentielle", "supprimee"])
def test_une_fiche_qui_ne_se_voit_plus_ne_part_pas(
    outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur, devenue: str
) -> None:
    changer(fiche, lise, "Un")
    if devenue == "confidentielle":
        Fiche.objects.update(confidentiel=True)
    else:
        Fiche.objects.update(supprimee_le=LE)
    livrer(le=LE)
    assert outil.recus == []
    assert Livraison.objects.get().etat == EtatLivraison.ECARTEE


def test_une_fiche_confidentielle_supprimee_ne_se_dit_pas(
    outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur
) -> None:
    supprimer_fiche(fiche, par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    Fiche.objects.update(confidentiel=True)
    livrer(le=LE)
    assert outil.recus == []


def test_le_plan_part_avec_ses_axes(outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur) -> None:
    modifier_plan(fiche.plans.get(), {"nom": "Plan vélo"}, par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    livrer(le=LE)
    corps = outil.recus[0].corps
    assert corps["type"] == "plan.modifie"
    assert (corps["objet"]["plan"]["nom"], corps["objet"]["fiches"]) == ("Plan vélo", [])
    assert corps["adresse"].endswith(f"/plans/{fiche.plans.get().pk}/")


def test_un_plan_disparu_ne_part_pas(outil: Recepteur, webhook: Webhook, fiche: Fiche, lise: Utilisateur) -> None:
    modifier_plan(fiche.plans.get(), {"nom": "Plan vélo"}, par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    fiche.plans.get().delete()
    livrer(le=LE)
    assert outil.recus == []


# -- at least once ---------------------------------------------------------------------------------------------------
def test_un_processus_qui_meurt_pendant_l_envoi_ne_perd_rien(outil: Recepteur, webhook: Webhook) -> None:
    livraison = LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    assert prendre_livraison(livraison.pk, le=LE) is not None  # and the process dies
    assert livrer(le=LE + timedelta(seconds=119)) == 0
    assert livrer(le=LE + timedelta(seconds=121)) == 1
    livraison.refresh_from_db()
    assert (livraison.etat, livraison.essais) == ("envoyee", 2)


def test_deux_processus_n_envoient_pas_la_meme_livraison(outil: Recepteur, webhook: Webhook) -> None:
    livraison = LivraisonFactory(webhook=webhook)
    assert prendre_livraison(livraison.pk, le=LE) is not None
    assert prendre_livraison(livraison.pk, le=LE) is None


def test_un_corps_qui_ne_s_ecrit_pas_n_arrete_pas_la_file(
    outil: Recepteur, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    rompue = LivraisonFactory(
        webhook=webhook, objet="groupe", numero=0, type="lot.applique", donnees={"champs": {"statut": 3}}
    )
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    assert livrer(le=LE) == 1
    rompue.refresh_from_db()
    assert (rompue.etat, rompue.erreur.startswith("Une erreur imprévue")) == ("echouee", True)
    assert "le corps n'a pas pu être écrit" in caplog.text


def test_un_webhook_lent_laisse_passer_les_autres_puis_reprend(
    outil: Recepteur, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cordee.api.actions.livraison.PART", 0.2)
    outil.attente = 0.25
    autre = WebhookFactory(adresse=outil.adresse)
    for a_qui in (webhook, webhook, autre):
        LivraisonFactory(webhook=a_qui, objet="groupe", numero=0, type="lot.applique")
    assert livrer(le=LE) == 3
    assert [recu.corps["collectivite"]["nom"] for recu in outil.recus] == [
        webhook.collectivite.nom, autre.collectivite.nom, webhook.collectivite.nom,
    ]  # fmt: skip


def test_une_passe_s_arrete_a_son_heure(outil: Recepteur, webhook: Webhook) -> None:
    outil.attente = 0.1
    for _ in range(9):
        LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    assert 1 <= livrer(le=LE, duree=0.3) < 9
    assert livrer(le=LE, duree=0) == 0


# -- suspension ------------------------------------------------------------------------------------------------------
def test_deux_jours_d_echecs_suspendent_et_previennent(outil: Recepteur, webhook: Webhook, lise: Utilisateur) -> None:
    outil.repondre(500)
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    Webhook.objects.update(echecs=9, en_echec_depuis=LE - timedelta(hours=47))
    livrer(le=LE)
    webhook.refresh_from_db()
    assert webhook.actif
    Webhook.objects.update(repos_jusqu_a=None)
    livrer(le=LE + timedelta(hours=1))
    webhook.refresh_from_db()
    assert (webhook.actif, webhook.raison) == (False, "aucun envoi n'arrive")
    assert Notification.objects.get(genre="api.webhook_suspendu").destinataire == lise
    outil.repondre(200)
    assert livrer(le=LE + timedelta(days=2)) == 0
    assert Livraison.objects.get().etat == EtatLivraison.ECHOUEE


def test_la_reponse_410_suspend_tout_de_suite(outil: Recepteur, webhook: Webhook) -> None:
    outil.repondre(410)
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    livrer(le=LE)
    webhook.refresh_from_db()
    assert (webhook.actif, webhook.raison) == (False, "l'outil a répondu qu'il ne veut plus rien recevoir")
    assert webhook.suspendu_le is not None


def test_un_webhook_deja_suspendu_le_reste(outil: Recepteur, webhook: Webhook, lise: Utilisateur) -> None:
    outil.repondre(410)
    livraison = LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique", abandonnee=True)
    Webhook.objects.update(actif=False, raison="par Lise Faure")
    renvoyer_livraison(livraison, par=lise, le=LE)
    webhook.refresh_from_db()
    assert (webhook.actif, webhook.raison) == (False, "par Lise Faure")
    assert not Notification.objects.exists()


def test_une_redirection_n_est_pas_suivie(outil: Recepteur, webhook: Webhook) -> None:
    outil.repondre(302)
    outil.entetes = {"Location": "http://127.0.0.1:1/ailleurs"}
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    livrer(le=LE)
    livraison = Livraison.objects.get()
    assert livraison.code == 302
    assert livraison.erreur == (
        "Le serveur redirige vers http://127.0.0.1:1/ailleurs : une redirection n'est pas suivie, donnez l'adresse "
        "finale."
    )


def test_une_adresse_interieure_ne_recoit_rien(outil: Recepteur, webhook: Webhook, settings: object) -> None:
    settings.CORDEE_WEBHOOKS_HOTES = []  # type: ignore[attr-defined]
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    livrer(le=LE)
    assert outil.recus == []
    assert "intérieur d'un réseau" in Livraison.objects.get().erreur


def test_un_serveur_injoignable_se_dit(outil: Recepteur) -> None:
    webhook = WebhookFactory(adresse="http://127.0.0.1:1/rien")
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    livrer(le=LE)
    assert Livraison.objects.get().erreur == "Le serveur refuse la connexion : rien n'écoute à cette adresse."


# -- secret ----------------------------------------------------------------------------------------------------------
def test_l_ancien_secret_signe_encore_un_jour(outil: Recepteur, webhook: Webhook, lise: Utilisateur) -> None:
    ancien = secret_of(webhook)
    nouveau = secret_of(regenerer_secret(webhook, par=lise, le=LE))
    assert ancien != nouveau
    for heures in (23, 25):
        le = LE + timedelta(hours=heures)
        LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
        livrer(le=le)
        recu = outil.recus[-1]
        assert est_signe(recu.octets, recu.entetes["Cordee-Signature"], nouveau, le)
        assert est_signe(recu.octets, recu.entetes["Cordee-Signature"], ancien, le) == (heures == 23)


def test_une_cle_d_installation_changee_suspend_sans_rien_perdre(
    outil: Recepteur, webhook: Webhook, lise: Utilisateur, settings: object
) -> None:
    avant = settings.SECRET_KEY  # type: ignore[attr-defined]
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique")
    settings.SECRET_KEY = "une autre clef"  # type: ignore[attr-defined]
    livrer(le=LE)
    webhook.refresh_from_db()
    assert (webhook.actif, webhook.raison, outil.recus) == (False, CLE_CHANGEE, [])
    assert (Livraison.objects.get().etat, Livraison.objects.get().essais) == ("a_envoyer", 0)
    settings.SECRET_KEY_FALLBACKS = [avant]  # type: ignore[attr-defined]
    assert secret_of(webhook).startswith("cordee_")
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    assert secret_of(regenerer_secret(webhook, par=lise, le=LE)).startswith("cordee_")


def test_un_essai_sous_une_autre_cle_d_installation_dit_pourquoi(
    outil: Recepteur, webhook: Webhook, lise: Utilisateur
) -> None:
    Webhook.objects.update(empreinte="0" * 16)
    webhook.refresh_from_db()
    essai = envoyer_essai(webhook, par=lise, le=LE)
    essai.refresh_from_db()
    assert (essai.etat, essai.erreur, outil.recus) == ("abandonnee", CLE_CHANGEE, [])


def test_une_fiche_devenue_confidentielle_quitte_la_liste_d_un_lot_qui_attend(
    outil: Recepteur, webhook: Webhook, fiche: Fiche
) -> None:
    autre = FicheFactory(collectivite=fiche.collectivite)
    donnees = {"fiches": [fiche.pk, autre.pk], "nombres": {"modifiees": 2}}
    LivraisonFactory(webhook=webhook, objet="groupe", numero=0, type="lot.applique", donnees=donnees)
    Fiche.objects.filter(pk=autre.pk).update(confidentiel=True)
    livrer(le=LE)
    assert (outil.recus[0].corps["fiches"], outil.recus[0].corps["nombres"]) == ([fiche.pk], {})


def test_les_livraisons_de_plus_de_trente_jours_s_effacent(webhook: Webhook) -> None:
    LivraisonFactory(webhook=webhook, cree_le=LE - timedelta(days=31), envoyee=True)
    gardee = LivraisonFactory(webhook=webhook, cree_le=LE - timedelta(days=29))
    assert purger_livraisons(le=LE) == 1
    assert Livraison.objects.get() == gardee


def test_l_exemple_du_guide_est_exact() -> None:
    from cordee.api.domain.signature import signer

    le = datetime.fromtimestamp(1767225600, UTC)
    assert signer(b'{"id":"1"}', ["cordee_secret_de_demonstration"], le) == (
        "t=1767225600,v1=0ac11e268f109f853a3b50857da6542c30049cf2189992705e96468750854db0"
    )
