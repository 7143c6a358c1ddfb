"""Setting, publishing, taking back: what is written, refused, kept in the trail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.plans.factories import LE, PlanFactory
from tests.publication.factories import PublicationFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.models import Plan
from cordee.publication.actions import depublier_plan, publier_plan, regler_publication
from cordee.publication.domain.reglages import EtatPublication
from cordee.publication.models import AncienneAdresse, PublicationPlan
from cordee.publication.queries.publications import list_ecritures_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
JOUR = LE.date()


@pytest.fixture
def plan() -> Plan:
    un: Plan = PlanFactory(nom="Plan climat")
    return un


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    return personne


def verbes(publication: PublicationPlan) -> list[str]:
    return [ecriture.verbe for ecriture in reversed(list_ecritures_of(publication))]


def test_publier_met_en_ligne_et_se_consigne(plan: Plan, lise: Utilisateur) -> None:
    publication = publier_plan(plan, par=lise, le=LE)
    assert publication.etat(JOUR) is EtatPublication.PUBLIEE
    assert (publication.publiee_par, publication.noms, publication.montre_budgets) == (lise, "aucun", False)
    assert publication.adresse.startswith("plan-climat-")
    publier_plan(plan, par=lise, le=LE + timedelta(days=1))
    assert verbes(publication) == ["publication.publier_plan"]
    assert Ecriture.objects.get().collectivite_id == plan.collectivite_id


def test_depublier_retire_aussitot_et_l_on_peut_republier(plan: Plan, lise: Utilisateur) -> None:
    publier_plan(plan, par=lise, le=LE)
    publication = depublier_plan(plan, par=lise, le=LE)
    assert publication.etat(JOUR) is EtatPublication.RETIREE
    depublier_plan(plan, par=lise, le=LE)
    assert publier_plan(plan, par=lise, le=LE).etat(JOUR) is EtatPublication.PUBLIEE
    assert verbes(publication) == ["publication.publier_plan", "publication.depublier_plan", "publication.publier_plan"]


def test_ce_que_personne_n_a_vu_redevient_un_brouillon(plan: Plan, lise: Utilisateur) -> None:
    regler_publication(plan, {"debut": JOUR + timedelta(days=3)}, par=lise, le=LE)
    assert publier_plan(plan, par=lise, le=LE).etat(JOUR) is EtatPublication.PROGRAMMEE
    assert "visible à partir du 13\u00a0mars 2026" in list_ecritures_of(plan.publication)[0].resume
    assert depublier_plan(plan, par=lise, le=LE).etat(JOUR) is EtatPublication.BROUILLON


def test_regler_garde_ce_qui_n_est_pas_donne_et_dit_ce_qui_change(plan: Plan, lise: Utilisateur) -> None:
    regler_publication(plan, {"presentation": " Un plan.\r\n ", "noms": "elus"}, par=lise, le=LE)
    publication = regler_publication(plan, {"montre_notes": True}, par=lise, le=LE)
    assert (publication.presentation, publication.noms, publication.montre_notes) == ("Un plan.", "elus", True)
    ecriture = list_ecritures_of(publication)[0]
    assert ecriture.resume == "A changé les notes de suivi de la page publique (« Plan climat »)"
    assert ecriture.details == {"champs": {"montre_notes": [False, True]}}
    regler_publication(plan, {"montre_notes": True}, par=lise, le=LE)
    assert len(list_ecritures_of(publication)) == 2


def test_une_date_se_consigne_comme_elle_s_ecrit(plan: Plan, lise: Utilisateur) -> None:
    publication = regler_publication(plan, {"fin": date(2027, 1, 1)}, par=lise, le=LE)
    assert list_ecritures_of(publication)[0].details["champs"] == {"fin": [None, "2027-01-01"]}


def test_l_ancienne_adresse_mene_a_la_nouvelle_et_peut_etre_reprise(plan: Plan, lise: Utilisateur) -> None:
    regler_publication(plan, {"adresse": "premiere"}, par=lise, le=LE)
    regler_publication(plan, {"adresse": "deuxieme"}, par=lise, le=LE)
    assert AncienneAdresse.objects.filter(publication=plan.publication, adresse="premiere").exists()
    publication = regler_publication(plan, {"adresse": "premiere"}, par=lise, le=LE)
    anciennes = set(publication.anciennes_adresses.values_list("adresse", flat=True))
    assert "deuxieme" in anciennes
    assert "premiere" not in anciennes


@pytest.mark.parametrize(
    "reglages",
    [
        {"adresse": "Pas bonne"},
        {"adresse": "a" * 81},
        {"adresse": "prise"},
        {"adresse": "quittee"},
        {"debut": date(2026, 5, 2), "fin": date(2026, 5, 1)},
        {"presentation": "x" * 10_001},
    ],
)
def test_un_reglage_impossible_est_refuse_sans_rien_ecrire(
    plan: Plan, lise: Utilisateur, reglages: dict[str, object]
) -> None:
    autre = PublicationFactory(adresse="prise")
    AncienneAdresse.objects.create(publication=autre, adresse="quittee", quittee_le=LE)
    with pytest.raises(DonneeRefusee):
        regler_publication(plan, reglages, par=lise, le=LE)
    assert not PublicationPlan.objects.filter(plan=plan).exists()


def test_un_reglage_inconnu_est_une_faute_de_programme(plan: Plan, lise: Utilisateur) -> None:
    with pytest.raises(LookupError):
        regler_publication(plan, {"publiee_le": LE}, par=lise, le=LE)


def test_un_plan_confidentiel_ou_fini_ne_se_publie_pas(plan: Plan, lise: Utilisateur) -> None:
    regler_publication(plan, {"fin": JOUR - timedelta(days=1)}, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match=r"9\smars 2026"):
        publier_plan(plan, par=lise, le=LE)
    Plan.objects.filter(pk=plan.pk).update(confidentiel=True)
    with pytest.raises(DonneeRefusee, match="confidentiel"):
        publier_plan(plan, par=lise, le=LE)


def test_un_plan_supprime_entre_temps_est_dit(plan: Plan, lise: Utilisateur) -> None:
    Plan.objects.filter(pk=plan.pk).delete()
    with pytest.raises(DonneeRefusee, match="supprimé entre-temps"):
        publier_plan(plan, par=lise, le=LE)


@pytest.mark.parametrize("role", ["lecteur", "contributeur"])
def test_publier_demande_le_role_edition(plan: Plan, role: str) -> None:
    qui = MembreFactory(**{role: True}, collectivite=plan.collectivite).utilisateur
    for geste in (publier_plan, depublier_plan):
        with pytest.raises(Refus, match="Édition"):
            geste(plan, par=qui, le=LE)
    with pytest.raises(Refus):
        regler_publication(plan, {}, par=qui, le=LE)


def test_la_page_d_un_plan_supprime_s_en_va_avec_lui(plan: Plan, lise: Utilisateur) -> None:
    publier_plan(plan, par=lise, le=LE)
    plan.delete()
    assert not PublicationPlan.objects.exists()
