"""docs/calculs/plans.md, « Budget d'un plan »; people and plans around, as each person sees them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory, etiquette_nommee, personne_nommee
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.argent import ENSEMBLE, SommeBudget
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import BaseMontant, GenreEtiquette, RolePersonne, RythmeCout, TypeBudget, UniteBudget
from cordee.plans.models import CommentairePlan, Financement, LigneBudget, PlanDocument, PlanPersonne
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.tete import PieceCitee, read_autour
from cordee.territoires.enums import Nature

pytestmark = pytest.mark.django_db
AUJOURDHUI = date(2026, 1, 1)
INVESTISSEMENT, FONCTIONNEMENT = TypeBudget.INVESTISSEMENT, TypeBudget.FONCTIONNEMENT
HT, TTC, ETP = UniteBudget.HT, UniteBudget.TTC, UniteBudget.ETP


@pytest.fixture
def plan():
    return PlanFactory(nom="Plan climat")


def lire(plan, utilisateur=None):
    qui = utilisateur or MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    return read_autour(qui, resumer(list_fiches_du_plan(qui, plan.collectivite, plan), AUJOURDHUI), plan)


def prevoir(fiche, nature, unite, prevu, reel=None) -> None:
    LigneBudget.objects.create(
        fiche=fiche, type=nature, unite=unite, prevu=Decimal(prevu), reel=None if reel is None else Decimal(reel)
    )


def fixe(montant: Decimal) -> Fourchette:
    return Fourchette(montant, montant)


def test_le_budget_est_celui_du_tableau_de_la_page(plan) -> None:
    une, deux = FicheFactory(dans=plan), FicheFactory(dans=plan)
    prevoir(une, INVESTISSEMENT, HT, "1000", "400")
    prevoir(une, FONCTIONNEMENT, HT, "200")
    prevoir(FicheFactory(parent=une), FONCTIONNEMENT, HT, "50")
    prevoir(deux, INVESTISSEMENT, TTC, "1200")
    prevoir(deux, FONCTIONNEMENT, ETP, "0.5", "0")
    assert lire(plan).budgets == {
        HT: {
            INVESTISSEMENT: SommeBudget(fixe(Decimal(1000)), Decimal(400), 1),
            FONCTIONNEMENT: SommeBudget(fixe(Decimal(250)), None, 1),
            ENSEMBLE: SommeBudget(fixe(Decimal(1250)), Decimal(400), 1),
        },
        TTC: {
            INVESTISSEMENT: SommeBudget(fixe(Decimal(1200)), None, 1),
            ENSEMBLE: SommeBudget(fixe(Decimal(1200)), None, 1),
        },
        ETP: {
            FONCTIONNEMENT: SommeBudget(fixe(Decimal("0.5")), Decimal(0), 1),
            ENSEMBLE: SommeBudget(fixe(Decimal("0.5")), Decimal(0), 1),
        },
    }  # fmt: skip


def test_un_montant_nul_ne_concerne_aucune_fiche(plan) -> None:
    prevoir(FicheFactory(dans=plan), INVESTISSEMENT, HT, "0")
    LigneBudget.objects.create(fiche=FicheFactory(dans=plan), type=FONCTIONNEMENT, unite=ETP)
    autour = lire(plan)
    assert autour.budgets == {
        HT: {INVESTISSEMENT: SommeBudget(fixe(Decimal(0)), None, 0), ENSEMBLE: SommeBudget(fixe(Decimal(0)), None, 0)}
    }
    assert autour.somme(TTC) == SommeBudget(None, None, 0)


def test_les_financements_accordes_se_comptent_par_base(plan) -> None:
    fiche = FicheFactory(dans=plan)
    financeur = etiquette_nommee(plan.collectivite, GenreEtiquette.FINANCEUR, "ADEME")
    for montant, base, statut in ((1000, "ht", "accorde"), (200, "ht", "verse"), (1200, "ttc", "accorde"),
                                  (5000, "ht", "sollicite")):  # fmt: skip
        Financement.objects.create(fiche=fiche, financeur=financeur, montant=Decimal(montant), base=base, statut=statut)
    assert lire(plan).acquis == {BaseMontant.HT: Decimal(1200), BaseMontant.TTC: Decimal(1200)}


def test_les_personnes_et_les_plans_lies_se_lisent_en_une_requete(plan, django_assert_num_queries) -> None:
    for nom, role in (("Zoé", "pilote"), ("Ali", "pilote"), ("Odile", "elu_referent")):
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, nom), role=role)
    petr = CollectiviteFactory(petr=True, membres=[plan.collectivite])
    chapeau = PlanFactory(collectivite=petr, nom="Plan du PETR")
    ancien = PlanFactory(collectivite=plan.collectivite, nom="Plan d'avant")
    plan.parent, plan.remplace = chapeau, ancien
    plan.save()
    qui = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    MembreFactory(utilisateur=qui, lecteur=True, collectivite=petr)
    resume = resumer(list_fiches_du_plan(qui, plan.collectivite, plan), AUJOURDHUI)
    with django_assert_num_queries(1):
        autour = read_autour(qui, resume, plan)
    assert autour.personnes == {RolePersonne.PILOTE: ["Ali", "Zoé"], RolePersonne.ELU_REFERENT: ["Odile"]}
    assert (autour.parent.nom, autour.parent.siren) == ("Plan du PETR", petr.siren)
    assert (autour.remplace.pk, autour.rassembles) == (ancien.pk, [])
    assert [cite.nom for cite in read_autour(qui, resume, chapeau).rassembles] == ["Plan climat"]


def test_un_plan_lie_que_la_personne_ne_voit_pas_n_est_pas_nomme(plan) -> None:
    ailleurs = PlanFactory(nom="Ailleurs")
    secret = PlanFactory(collectivite=plan.collectivite, nom="Secret", confidentiel=True)
    plan.parent, plan.remplace = ailleurs, secret
    plan.save()
    PlanFactory(collectivite=plan.collectivite, parent=plan, confidentiel=True)
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    autour = lire(plan, lectrice)
    assert (autour.parent, autour.remplace, autour.rassembles) == (None, None, [])


def test_le_budget_d_une_fiche_confidentielle_ne_se_compte_pas(plan) -> None:
    prevoir(FicheFactory(dans=plan, confidentielle=True), INVESTISSEMENT, HT, "1000")
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    assert lire(plan, lectrice).budgets == {}


def test_ce_qui_est_joint_dit_et_concerne_se_lit_dans_la_meme_requete(plan, django_assert_num_queries) -> None:
    qui = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    plan.perimetre.set([
        CollectiviteFactory(nom="Avançon", nature=Nature.COMMUNE), CollectiviteFactory(nom="CC du Val"),
    ])  # fmt: skip
    lien = DocumentFactory(lien=True, collectivite=plan.collectivite, nom="Vote", confidentiel=True)
    joint = PlanDocument.objects.create(plan=plan, document=lien, deliberation=True, ajoute_le=LE)
    PlanDocument.objects.create(plan=plan, document=DocumentFactory(collectivite=plan.collectivite), ajoute_le=LE)
    for _ in range(2):
        CommentairePlan.objects.create(plan=plan, texte="Bonjour", cree_le=LE)
    resume = resumer(list_fiches_du_plan(qui, plan.collectivite, plan), AUJOURDHUI)
    with django_assert_num_queries(1):
        autour = read_autour(qui, resume, plan)
    assert autour.perimetre == [("epci", "CC du Val"), ("commune", "Avançon")]
    assert autour.deliberation == PieceCitee(joint.pk, "Vote", lien.adresse)
    assert (autour.documents, autour.commentaires) == (2, 2)
    pour_la_lectrice = lire(plan, lectrice)
    assert (pour_la_lectrice.deliberation, pour_la_lectrice.documents) == (None, 1)


def test_une_fourchette_fait_du_total_une_fourchette(plan) -> None:
    fiche = FicheFactory(dans=plan)
    prevoir(fiche, INVESTISSEMENT, HT, "1000")
    LigneBudget.objects.create(
        fiche=fiche, type=FONCTIONNEMENT, unite=HT, annee=2026, prevu=Decimal(0), prevu_max=Decimal(500)
    )
    sommes = lire(plan).budgets[HT]
    assert sommes[FONCTIONNEMENT] == SommeBudget(Fourchette(Decimal(0), Decimal(500)), None, 1)
    assert sommes[ENSEMBLE].prevu == Fourchette(Decimal(1000), Decimal(1500))


def test_les_couts_evites_se_comptent_par_base_et_par_rythme_sans_toucher_au_budget(plan) -> None:
    for base, rythme, montant in (("ht", "par_an", 12), ("ht", "par_an", 3), ("ttc", "en_tout", 50)):
        FicheFactory(dans=plan, cout_evite=Decimal(montant), cout_evite_base=base, cout_evite_rythme=rythme)
    FicheFactory(parent=FicheFactory(dans=plan), cout_evite=Decimal(1))
    autour = lire(plan)
    assert autour.couts_evites == [
        (Decimal(16), BaseMontant.HT, RythmeCout.PAR_AN), (Decimal(50), BaseMontant.TTC, RythmeCout.EN_TOUT),
    ]  # fmt: skip
    assert autour.budgets == {}


def test_le_cout_evite_d_une_fiche_confidentielle_ne_se_compte_pas_pour_qui_lit(plan) -> None:
    FicheFactory(dans=plan, cout_evite=Decimal(12), confidentiel=True)
    lectrice = MembreFactory(collectivite=plan.collectivite).utilisateur
    assert lire(plan, lectrice).couts_evites == []
