"""What happens on plans reaches the webhooks, once, in one event for a geste (docs/calculs/webhooks.md)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.api.factories import LivraisonFactory, WebhookFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.api.actions.reperage import constater_retards, reperer_evenements
from cordee.api.models import LectureJournal, Livraison, Webhook
from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.fiches import (
    creer_fiche,
    deplacer_placement,
    modifier_fiche,
    placer_fiche,
    restaurer_fiche,
    retirer_placement,
    supprimer_fiche,
)
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.panier import ajouter_au_panier, annuler_versement, verser_panier
from cordee.plans.actions.partage import departager_fiche, partager_fiche
from cordee.plans.actions.plans import creer_plan, modifier_plan, supprimer_plan
from cordee.plans.actions.retour_plan import restaurer_plan
from cordee.plans.actions.suivi import ajouter_note, faire_le_point
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Fiche, GesteGroupe, Placement, Plan
from cordee.plans.queries.visibilite import annotate_racine
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def lise(epci: Collectivite) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=epci).utilisateur


@pytest.fixture
def plan(epci: Collectivite) -> Plan:
    return PlanFactory(collectivite=epci)


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan)


@pytest.fixture
def webhook(epci: Collectivite) -> Webhook:
    return WebhookFactory(collectivite=epci)


def lus(webhook: Webhook) -> list[tuple[str, int]]:
    """Types and objects of what was just put in the queue for the webhook, which is emptied."""
    reperer_evenements(par=None, le=LE + timedelta(seconds=30))
    livraisons = list(webhook.livraisons.order_by("pk"))
    webhook.livraisons.all().delete()
    return [(livraison.type, livraison.numero) for livraison in livraisons]


def test_chaque_geste_sur_une_fiche_est_un_evenement(
    webhook: Webhook, fiche: Fiche, plan: Plan, lise: Utilisateur, epci: Collectivite
) -> None:
    axe = AxeFactory(plan=plan)
    modifier_fiche(fiche, {"titre": "Planter des haies"}, par=lise, le=LE)
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE + timedelta(seconds=1))
    ajouter_note(fiche, "Appel d'offres lancé.", date(2026, 3, 10), par=lise, le=LE + timedelta(seconds=2))
    placement = placer_fiche(fiche, plan, axe, par=lise, le=LE + timedelta(seconds=3))
    deplacer_placement(placement, axe, rang=0, par=lise, le=LE + timedelta(seconds=4))
    retirer_placement(placement, par=lise, le=LE + timedelta(seconds=5))
    supprimer_fiche(fiche, par=lise, le=LE + timedelta(seconds=6))
    restaurer_fiche(fiche, par=lise, le=LE + timedelta(seconds=7))
    neuve = creer_fiche(epci, "Composter", plan=plan, par=lise, le=LE + timedelta(seconds=8))
    assert lus(webhook) == [
        ("fiche.modifiee", fiche.pk),
        ("fiche.statut_change", fiche.pk),
        ("note.ajoutee", fiche.pk),
        ("fiche.placee", fiche.pk),
        ("fiche.placee", fiche.pk),
        ("fiche.retiree", fiche.pk),
        ("fiche.supprimee", fiche.pk),
        ("fiche.restauree", fiche.pk),
        ("fiche.creee", neuve.pk),
    ]


def test_deux_gestes_d_un_meme_instant_sont_deux_evenements(webhook: Webhook, fiche: Fiche, lise: Utilisateur) -> None:
    faire_le_point(fiche, "en_cours", "C'est parti.", par=lise, le=LE)
    assert lus(webhook) == [("note.ajoutee", fiche.pk), ("fiche.statut_change", fiche.pk)]


def test_un_commentaire_ne_sort_pas(webhook: Webhook, fiche: Fiche, lise: Utilisateur) -> None:
    commenter_fiche(fiche, "Entre nous.", par=lise, le=LE)
    assert lus(webhook) == []


def test_le_plan_aussi(webhook: Webhook, epci: Collectivite, lise: Utilisateur) -> None:
    plan = creer_plan(epci, "Plan vélo", par=lise, le=LE, personnes={RolePersonne.PILOTE: ["Zoé Bès"]})
    numero = plan.pk
    modifier_plan(plan, {"nom": "Plan marche"}, par=lise, le=LE + timedelta(seconds=1))
    creer_fiche(epci, "Pédaler", plan=plan, par=lise, le=LE + timedelta(seconds=2))
    supprimer_plan(plan, avec_fiches=True, par=lise, le=LE + timedelta(seconds=3))
    restaurer_plan(GesteGroupe.objects.get(verbe="plans.supprimer_plan"), par=lise, le=LE + timedelta(seconds=4))
    fiche = Fiche.objects.get(titre="Pédaler")
    assert lus(webhook) == [
        ("plan.cree", numero), ("plan.modifie", numero), ("fiche.creee", fiche.pk), ("plan.supprime", numero),
        ("plan.restaure", numero),
    ]  # fmt: skip


def test_une_edition_en_lot_et_son_annulation_sont_deux_evenements(
    webhook: Webhook, plan: Plan, epci: Collectivite, lise: Utilisateur
) -> None:
    for _ in range(30):
        FicheFactory(dans=plan, bloquee=True)
    fiches = annotate_racine(Fiche.objects.filter(collectivite=epci))
    lot = preparer_lot(epci, fiches, Geste.STATUT, Sens.REMPLACER, "realise", par=lise, le=LE)
    groupe = appliquer_lot(epci, lot, par=lise, le=LE)
    annuler_lot(groupe, par=lise, le=LE + timedelta(minutes=1))
    reperer_evenements(par=None, le=LE + timedelta(minutes=2))
    applique, annule = webhook.livraisons.order_by("pk")
    assert (applique.type, applique.numero, len(applique.donnees["fiches"])) == ("lot.applique", 0, 30)
    assert applique.donnees["champs"] == {"statut": [None, "realise"]}
    assert (annule.type, sorted(annule.donnees["fiches"])) == ("lot.annule", sorted(applique.donnees["fiches"]))


def test_qui_suit_les_statuts_est_prevenu_d_un_lot_de_statuts(plan: Plan, lise: Utilisateur) -> None:
    statuts = WebhookFactory(collectivite=plan.collectivite, evenements=["fiche.statut_change"])
    placements = WebhookFactory(collectivite=plan.collectivite, evenements=["fiche.placee"])
    FicheFactory(dans=plan)
    fiches = annotate_racine(Fiche.objects.all())
    lot = preparer_lot(plan.collectivite, fiches, Geste.STATUT, Sens.REMPLACER, "realise", par=lise, le=LE)
    appliquer_lot(plan.collectivite, lot, par=lise, le=LE)
    assert lus(statuts) == [("lot.applique", 0)]
    assert lus(placements) == []


def test_le_type_le_plus_precis_de_ceux_qui_sont_choisis_est_envoye(fiche: Fiche, lise: Utilisateur) -> None:
    tout = WebhookFactory(collectivite=fiche.collectivite)
    large = WebhookFactory(collectivite=fiche.collectivite, evenements=["fiche.modifiee"])
    autre = WebhookFactory(collectivite=fiche.collectivite, evenements=["fiche.creee"])
    modifier_fiche(fiche, {"statut": "en_cours"}, par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    assert [livraison.type for livraison in tout.livraisons.all()] == ["fiche.statut_change"]
    assert [livraison.type for livraison in large.livraisons.all()] == ["fiche.modifiee"]
    assert not autre.livraisons.exists()
    assert tout.livraisons.get().evenement == large.livraisons.get().evenement


def test_rien_d_avant_la_creation_du_webhook(fiche: Fiche, lise: Utilisateur) -> None:
    modifier_fiche(fiche, {"titre": "Avant"}, par=lise, le=LE)
    webhook = WebhookFactory(collectivite=fiche.collectivite, cree_le=LE + timedelta(minutes=1))
    modifier_fiche(fiche, {"titre": "Après"}, par=lise, le=LE + timedelta(minutes=2))
    assert len(lus(webhook)) == 1


def test_une_autre_collectivite_ne_recoit_rien(fiche: Fiche, lise: Utilisateur) -> None:
    ailleurs = WebhookFactory()
    modifier_fiche(fiche, {"titre": "Planter"}, par=lise, le=LE)
    assert lus(ailleurs) == []


def test_une_fiche_confidentielle_n_existe_que_pour_qui_la_demande(
    webhook: Webhook, plan: Plan, lise: Utilisateur
) -> None:
    tout = WebhookFactory(collectivite=plan.collectivite, confidentielles=True)
    secrete = FicheFactory(dans=plan, confidentielle=True)
    du_plan_secret = FicheFactory(dans=PlanFactory(collectivite=plan.collectivite, confidentiel=True))
    dessous = FicheFactory(parent=secrete)
    for rang, fiche in enumerate((secrete, du_plan_secret, dessous)):
        modifier_fiche(fiche, {"titre": "Changé"}, par=lise, le=LE + timedelta(seconds=rang))
    reperer_evenements(par=None, le=LE)
    assert not webhook.livraisons.exists()
    assert {livraison.numero for livraison in tout.livraisons.all()} == {secrete.pk, du_plan_secret.pk, dessous.pk}


def test_ni_dans_les_listes_et_les_comptes_d_un_lot(webhook: Webhook, plan: Plan, lise: Utilisateur) -> None:
    visible, secrete = FicheFactory(dans=plan), FicheFactory(dans=plan, confidentielle=True)
    fiches = annotate_racine(Fiche.objects.filter(pk__in=[visible.pk, secrete.pk]))
    lot = preparer_lot(plan.collectivite, fiches, Geste.PRIORITE, Sens.REMPLACER, "elevee", par=lise, le=LE)
    appliquer_lot(plan.collectivite, lot, par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    assert webhook.livraisons.get().donnees["fiches"] == [visible.pk]


def test_un_plan_confidentiel_supprime_ne_se_sait_pas(epci: Collectivite, webhook: Webhook, lise: Utilisateur) -> None:
    supprimer_plan(PlanFactory(collectivite=epci, confidentiel=True), avec_fiches=False, par=lise, le=LE)
    assert lus(webhook) == []


def test_un_webhook_d_un_seul_plan_ne_suit_que_lui(plan: Plan, lise: Utilisateur) -> None:
    autre = PlanFactory(collectivite=plan.collectivite)
    seul = WebhookFactory(collectivite=plan.collectivite, plan_ref=plan.pk)
    dedans, dehors = FicheFactory(dans=plan), FicheFactory(dans=autre)
    dessous = FicheFactory(parent=dedans)
    for rang, fiche in enumerate((dedans, dehors, dessous)):
        modifier_fiche(fiche, {"titre": "Changé"}, par=lise, le=LE + timedelta(seconds=rang))
    modifier_plan(autre, {"nom": "Autre"}, par=lise, le=LE + timedelta(seconds=5))
    modifier_plan(plan, {"nom": "Lui"}, par=lise, le=LE + timedelta(seconds=6))
    retirer_placement(Placement.objects.get(fiche=dedans), par=lise, le=LE + timedelta(seconds=7))
    assert lus(seul) == [("plan.modifie", plan.pk), ("fiche.retiree", dedans.pk)]
    placer(dedans, plan)
    modifier_fiche(dessous, {"titre": "Encore"}, par=lise, le=LE + timedelta(seconds=8))
    assert lus(seul) == [("fiche.modifiee", dessous.pk)]


def test_une_fiche_partagee_se_suit_des_deux_cotes(epci: Collectivite, lise: Utilisateur) -> None:
    petr = CollectiviteFactory(petr=True, membres=[epci])
    la_bas = WebhookFactory(collectivite=petr)
    fiche = FicheFactory(collectivite=epci)
    partager_fiche(fiche, petr, par=lise, le=LE)
    modifier_fiche(fiche, {"titre": "Ensemble"}, par=lise, le=LE + timedelta(seconds=1))
    assert lus(la_bas) == [("fiche.partagee", fiche.pk), ("fiche.modifiee", fiche.pk)]
    departager_fiche(fiche, petr, par=lise, le=LE + timedelta(seconds=2))
    modifier_fiche(fiche, {"titre": "Chacun chez soi"}, par=lise, le=LE + timedelta(seconds=3))
    assert lus(la_bas) == [("fiche.departagee", fiche.pk)]


def test_le_placement_chez_l_autre_ne_se_dit_pas_ici(epci: Collectivite, lise: Utilisateur) -> None:
    petr = CollectiviteFactory(petr=True, membres=[epci])
    ici, la_bas = WebhookFactory(collectivite=epci), WebhookFactory(collectivite=petr)
    fiche = FicheFactory(collectivite=epci)
    partagee_avec(fiche, petr)
    plan = PlanFactory(collectivite=petr)
    membre = MembreFactory(editeur=True, collectivite=petr).utilisateur
    placer_fiche(fiche, plan, None, par=membre, le=LE)
    assert lus(la_bas) == [("fiche.placee", fiche.pk)]
    assert lus(ici) == []


def test_un_panier_verse_puis_repris_est_dit_une_fois(
    webhook: Webhook, plan: Plan, epci: Collectivite, lise: Utilisateur
) -> None:
    ajouter_au_panier(epci, "mobilite-01", par=lise, le=LE)
    versement = verser_panier(epci, plan=plan, par=lise, le=LE + timedelta(seconds=1))
    (fiche,) = versement.fiches
    annuler_versement(versement.geste, par=lise, le=LE + timedelta(seconds=2))
    reperer_evenements(par=None, le=LE + timedelta(seconds=30))
    (repris,) = webhook.livraisons.all()
    assert repris.type == "lot.annule"
    assert fiche.pk in repris.donnees["supprimees"]


# -- cursor ----------------------------------------------------------------------------------------------------------
def test_lire_deux_fois_n_envoie_pas_deux_fois(webhook: Webhook, fiche: Fiche, lise: Utilisateur) -> None:
    modifier_fiche(fiche, {"titre": "Planter"}, par=lise, le=LE)
    assert reperer_evenements(par=None, le=LE) == 1
    assert reperer_evenements(par=None, le=LE) == 0
    LectureJournal.objects.update(haut=0, trous=[])
    assert reperer_evenements(par=None, le=LE) == 0
    assert webhook.livraisons.count() == 1


def test_une_ecriture_qui_apparait_apres_une_plus_haute_est_lue(
    webhook: Webhook, fiche: Fiche, lise: Utilisateur
) -> None:
    """PostgreSQL shows an entry when its transaction ends: the number before may come after."""
    modifier_fiche(fiche, {"titre": "Première"}, par=lise, le=LE)
    tardive = Ecriture.objects.get()
    modifier_fiche(fiche, {"titre": "Deuxième"}, par=lise, le=LE + timedelta(seconds=1))
    Ecriture.objects.filter(pk=tardive.pk).delete()  # not visible yet
    assert len(lus(webhook)) == 1
    tardive.save(force_insert=True)
    assert len(lus(webhook)) == 1
    assert lus(webhook) == []


def test_la_premiere_lecture_ne_remonte_pas_le_journal_entier(fiche: Fiche, lise: Utilisateur) -> None:
    modifier_fiche(fiche, {"titre": "Ancien"}, par=lise, le=LE)
    ancienne = Ecriture.objects.get()
    Ecriture.objects.bulk_create(
        [Ecriture(pk=ancienne.pk + 5_000, verbe="plans.regler", objet_type="plans.vue", le=LE)]
    )
    webhook = WebhookFactory(collectivite=fiche.collectivite)
    assert lus(webhook) == []
    assert LectureJournal.objects.get().haut == ancienne.pk + 5_000


def test_un_long_retard_de_lecture_ne_coupe_pas_un_geste(
    webhook: Webhook, plan: Plan, lise: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cordee.api.actions.reperage.LOT", 3)
    for _ in range(8):
        FicheFactory(dans=plan)
    fiches = annotate_racine(Fiche.objects.all())
    lot = preparer_lot(plan.collectivite, fiches, Geste.PRIORITE, Sens.REMPLACER, "elevee", par=lise, le=LE)
    appliquer_lot(plan.collectivite, lot, par=lise, le=LE)
    for _ in range(4):
        reperer_evenements(par=None, le=LE)
    assert len(webhook.livraisons.get().donnees["fiches"]) == 8


def test_sans_webhook_le_curseur_avance_quand_meme(fiche: Fiche, lise: Utilisateur) -> None:
    modifier_fiche(fiche, {"titre": "Planter"}, par=lise, le=LE)
    reperer_evenements(par=None, le=LE)
    assert LectureJournal.objects.get().haut == Ecriture.objects.latest("pk").pk
    assert not Livraison.objects.exists()


@pytest.mark.parametrize("nombre", [1, 40])
def test_le_nombre_de_requetes_ne_depend_pas_de_celui_des_evenements(
    webhook: Webhook, plan: Plan, lise: Utilisateur, nombre: int, django_assert_max_num_queries: object
) -> None:
    for rang in range(nombre):
        modifier_fiche(FicheFactory(dans=plan), {"titre": f"T{rang}"}, par=lise, le=LE + timedelta(seconds=rang))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert reperer_evenements(par=None, le=LE) == nombre


# -- lateness --------------------------------------------------------------------------------------------------------
def test_un_retard_se_constate_une_fois_le_lendemain_de_l_echeance(webhook: Webhook, plan: Plan) -> None:
    passee = FicheFactory(dans=plan, en_cours=True, fin=date(2026, 3, 9))
    FicheFactory(dans=plan, en_cours=True, fin=date(2026, 3, 10))
    FicheFactory(dans=plan, realisee=True, fin=date(2026, 3, 9))
    FicheFactory(dans=plan, en_cours=True, fin=date(2026, 3, 1))
    FicheFactory(parent=FicheFactory(dans=plan, realisee=True), en_cours=True, fin=date(2026, 3, 9))
    assert constater_retards(par=None, le=LE) == 1
    assert constater_retards(par=None, le=LE + timedelta(hours=3)) == 0
    livraison = webhook.livraisons.get()
    assert (livraison.type, livraison.numero) == ("fiche.en_retard", passee.pk)


def test_un_retard_manque_pendant_un_arret_est_rattrape(webhook: Webhook, plan: Plan) -> None:
    FicheFactory(dans=plan, en_cours=True, fin=date(2026, 3, 5))
    assert constater_retards(par=None, le=LE, depuis=date(2026, 3, 4)) == 1


def test_personne_ne_suit_les_retards(plan: Plan) -> None:
    WebhookFactory(collectivite=plan.collectivite, evenements=["fiche.creee"])
    FicheFactory(dans=plan, en_cours=True, fin=date(2026, 3, 9))
    assert constater_retards(par=None, le=LE) == 0


def test_un_webhook_suspendu_garde_ce_qui_arrive(fiche: Fiche, lise: Utilisateur) -> None:
    suspendu = WebhookFactory(collectivite=fiche.collectivite, suspendu=True)
    modifier_fiche(fiche, {"titre": "Planter"}, par=lise, le=LE)
    assert lus(suspendu) == [("fiche.modifiee", fiche.pk)]
    assert LivraisonFactory(webhook=suspendu).etat == "a_envoyer"
