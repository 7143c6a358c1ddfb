"""A deleted plan comes back from the corbeille as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.documents.factories import DocumentFactory
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, personne_nommee, placer
from tests.plans.factories_demarche import DemarcheFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.commentaires import commenter_plan
from cordee.plans.actions.documents_plan import joindre_document_au_plan
from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.actions.purge import purger_gestes
from cordee.plans.actions.releves import relever_plans
from cordee.plans.actions.retour_plan import restaurer_plan
from cordee.plans.actions.tableaux import regler_module
from cordee.plans.actions.vues import enregistrer_vue
from cordee.plans.domain.tableaux import GenreModule, Module
from cordee.plans.models import Axe, AxeIndicateur, Fiche, GesteGroupe, Placement, Plan, PlanPersonne
from cordee.plans.queries.corbeille import list_plans_supprimes
from cordee.plans.queries.dossier import plan_complet
from cordee.plans.queries.recherche import filter_texte
from cordee.plans.queries.releves import list_etats
from cordee.plans.queries.tableaux import Portee, modules_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]
PLUS_TARD = LE + timedelta(hours=2)


@pytest.fixture
def plan() -> Plan:
    """A plan with all that may surround it."""
    commune = CollectiviteFactory(nom="Avançon", nature="commune")
    collectivite = CollectiviteFactory(membres=[commune, CollectiviteFactory(nature="commune")])
    plan = PlanFactory(collectivite=collectivite, nom="Plan climat", parent=None)
    haut = AxeFactory(plan=plan, nom="Énergie")
    bas = AxeFactory(plan=plan, parent=haut, nom="Bâtiments")
    AxeIndicateur.objects.create(axe=bas, indicateur=IndicateurFactory(collectivite=collectivite))
    FicheFactory(parent=FicheFactory(dans=bas, titre="Isoler"))
    PlanPersonne.objects.create(plan=plan, personne=personne_nommee(collectivite, "Zoé Barral"), role="pilote")
    plan.perimetre.set([commune])
    return plan


@pytest.fixture
def options(plan: Plan) -> dict[str, Any]:
    qui = MembreFactory(
        editeur=True, collectivite=plan.collectivite, utilisateur__prenom="Lise", utilisateur__nom="Faure"
    ).utilisateur
    joindre_document_au_plan(plan, DocumentFactory(collectivite=plan.collectivite), deliberation=True, par=qui, le=LE)
    ines = MembreFactory(contributeur=True, collectivite=plan.collectivite, utilisateur__prenom="Inès").utilisateur
    premier = commenter_plan(plan, f"@{ines.nom_complet} d'accord ?", par=qui, le=LE)
    commenter_plan(plan, "Oui.", parent=premier, par=ines, le=LE)
    enregistrer_vue(plan.collectivite, "Revue", "vue=tableau", plan=plan, partagee=True, par=qui, le=LE)
    regler_module(Portee(plan.collectivite, plan), Module("budget", GenreModule.BUDGET, titre="Argent"), par=qui, le=LE)
    relever_plans(plan.collectivite, par=None, le=LE)
    return {"par": qui, "le": LE}


def supprimer(plan: Plan, *, avec_fiches: bool, **options: Any) -> GesteGroupe:
    supprimer_plan(Plan.objects.get(pk=plan.pk), avec_fiches=avec_fiches, **options)
    return list_plans_supprimes(plan.collectivite).latest("pk")


@pytest.mark.parametrize("avec_fiches", [True, False])
def test_un_plan_revient_entier(plan: Plan, options: dict[str, Any], avec_fiches: bool) -> None:
    membre = PlanFactory(collectivite=plan.collectivite, parent=plan)
    demarche = DemarcheFactory(collectivite=plan.collectivite, plan=plan)
    avant = plan_complet(None, plan.collectivite, plan)
    geste = supprimer(plan, avec_fiches=avec_fiches, **options)
    assert Fiche.objects.filter(supprimee_le__isnull=True).count() == (0 if avec_fiches else 2)
    revenu = restaurer_plan(geste, par=options["par"], le=PLUS_TARD)
    assert plan_complet(None, plan.collectivite, revenu) == avant
    assert [vue.nom for vue in revenu.vues.all()] == ["Revue"]
    assert "Argent" in [module.titre for module in modules_of(Portee(plan.collectivite, revenu))]
    (etat,) = list_etats(plan.collectivite, revenu, entier=True, depuis=LE.date().replace(day=1))
    assert etat.par_statut == {"a_venir": 1}
    assert revenu.commentaires.first().mentions.count() == 1  # type: ignore[union-attr]
    membre.refresh_from_db()
    demarche.refresh_from_db()
    assert (membre.parent, demarche.plan) == (revenu, revenu)
    assert filter_texte(Fiche.objects.all(), "isoler").exists()
    assert not list_plans_supprimes(plan.collectivite).exists()
    with pytest.raises(DonneeRefusee, match="déjà revenu"):
        restaurer_plan(geste, par=options["par"], le=PLUS_TARD)


def test_ce_qui_a_disparu_depuis_ne_revient_pas(plan: Plan, options: dict[str, Any]) -> None:
    geste = supprimer(plan, avec_fiches=False, **options)
    Fiche.objects.all().delete()
    for lie in (plan.collectivite.indicateurs, plan.collectivite.documents, plan.collectivite.personnes):
        lie.all().delete()
    ailleurs = PlanFactory(collectivite=plan.collectivite)
    revenu = restaurer_plan(geste, par=options["par"], le=PLUS_TARD)
    assert [axe.nom for axe in Axe.objects.filter(plan=revenu).order_by("pk")] == ["Énergie", "Bâtiments"]
    assert not Placement.objects.filter(plan=revenu).exists()
    for perdus in (AxeIndicateur.objects.all(), revenu.documents.all(), revenu.personnes.all()):
        assert not perdus.exists()
    assert revenu.commentaires.count() == 2
    assert ailleurs.parent is None


def test_une_fiche_restauree_entre_temps_reste_et_une_autre_supprimee_ailleurs_aussi(
    plan: Plan, options: dict[str, Any]
) -> None:
    geste = supprimer(plan, avec_fiches=True, **options)
    Fiche.objects.filter(titre="Isoler").update(supprimee_le=PLUS_TARD)  # deleted by somebody else, later
    restaurer_plan(geste, par=options["par"], le=PLUS_TARD)
    assert Fiche.objects.get(titre="Isoler").supprimee_le == PLUS_TARD


def test_un_numero_donne_depuis_a_une_autre_fiche_ne_revient_pas_en_double(plan: Plan, options: dict[str, Any]) -> None:
    autre = PlanFactory(collectivite=plan.collectivite)
    partagee = FicheFactory(dans=plan, titre="Partagée", code="2")
    placer(partagee, autre)
    Fiche.objects.filter(titre="Isoler").update(code="1.1")
    geste = supprimer(plan, avec_fiches=True, **options)
    assert Fiche.objects.get(titre="Partagée").supprimee_le is None, "elle est encore dans l'autre plan"
    Fiche.objects.filter(titre="Partagée").update(code="1.1.")
    restaurer_plan(geste, par=options["par"], le=PLUS_TARD)
    assert dict(Fiche.objects.filter(parent=None).values_list("titre", "code")) == {"Isoler": "", "Partagée": "1.1."}
    assert geste.avant["sans_numero"] == ["1.1 (« Isoler »)"]
    assert Ecriture.objects.get(verbe="plans.restaurer_plan").details["sans_numero"] == ["1.1 (« Isoler »)"]


def test_deux_fiches_restees_qui_ont_pris_le_meme_numero_ne_l_ont_pas_toutes_les_deux(
    plan: Plan, options: dict[str, Any]
) -> None:
    FicheFactory(dans=plan, titre="Haies")
    geste = supprimer(plan, avec_fiches=False, **options)
    Fiche.objects.filter(titre__in=["Isoler", "Haies"]).update(code="7")
    restaurer_plan(geste, par=options["par"], le=PLUS_TARD)
    assert sorted(Fiche.objects.filter(parent=None).values_list("titre", "code")) == [("Haies", ""), ("Isoler", "7")]


def test_le_numero_d_une_fiche_d_une_autre_collectivite_ne_change_jamais(plan: Plan, options: dict[str, Any]) -> None:
    partenaire = FicheFactory(titre="Du partenaire", code="3", collectivite=CollectiviteFactory(nom="Val d'en haut"))
    placer(partenaire, plan)
    FicheFactory(dans=plan, titre="Haies", code="2")
    geste = supprimer(plan, avec_fiches=False, **options)
    Fiche.objects.filter(titre="Haies").update(code="4")
    Fiche.objects.filter(pk=partenaire.pk).update(code="4.")
    restaurer_plan(geste, par=options["par"], le=PLUS_TARD)
    assert dict(Fiche.objects.exclude(code="").values_list("titre", "code"))["Du partenaire"] == "4."
    assert Fiche.objects.get(titre="Haies").code == "", "la nôtre cède"
    assert geste.avant["sans_numero"] == ["4 (« Haies »)"]
    assert geste.avant["numeros_doubles"] == []


def test_deux_fiches_d_autrui_gardent_le_meme_numero_et_c_est_dit(plan: Plan, options: dict[str, Any]) -> None:
    for nom, titre in (("Val d'en bas", "A"), ("Val d'en haut", "B")):
        placer(FicheFactory(titre=titre, code=titre, collectivite=CollectiviteFactory(nom=nom)), plan)
    geste = supprimer(plan, avec_fiches=False, **options)
    Fiche.objects.filter(titre__in="AB").update(code="9")
    restaurer_plan(geste, par=options["par"], le=PLUS_TARD)
    assert list(Fiche.objects.filter(titre__in="AB").values_list("code", flat=True)) == ["9", "9"]
    (dit,) = geste.avant["numeros_doubles"]
    assert dit.startswith("9 (« A », ")
    assert "« B », " in dit
    assert Ecriture.objects.get(verbe="plans.restaurer_plan").details["numeros_doubles"] == [dit]


def test_restaurer_demande_le_role_edition_et_ne_se_peut_que_trente_jours(plan: Plan, options: dict[str, Any]) -> None:
    geste = supprimer(plan, avec_fiches=False, **options)
    with pytest.raises(Refus, match="Édition"):
        restaurer_plan(geste, par=MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur, le=LE)
    purger_gestes(par=None, le=LE + timedelta(days=31))
    assert not list_plans_supprimes(plan.collectivite).exists()
