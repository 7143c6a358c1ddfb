"""What is counted of a list stays in memory: it is shared when nothing changed, and never stale when something did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, placer
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Axe, Fiche, Placement
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.rangement import ranger
from cordee.plans.queries.resume import _resumer, resumer
from cordee.plans.queries.visibilite import annotate_racine

pytestmark = pytest.mark.django_db
AUJOURDHUI = date(2026, 6, 15)
CHANGEMENTS = {
    "statut": "bloque", "avancement": 73, "poids": 4, "precision_debut": "mois", "precision_fin": "annee",
    "debut": date(2020, 2, 29), "fin": date(2026, 6, 14), "amelioration_continue": True,
}  # fmt: skip


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def fiche(plan):
    return FicheFactory(dans=plan, statut="en_cours", avancement=40, debut=date(2024, 1, 1), fin=date(2027, 1, 1))


def lire(aujourdhui: date = AUJOURDHUI):
    return resumer(annotate_racine(Fiche.objects.filter(supprimee_le__isnull=True)), aujourdhui)


def compter(resume) -> tuple[object, ...]:
    """All that a resume says."""
    return resume.fiches, resume.retards, resume.avancements, resume.par_statut, resume.en_retard, resume.ids


def recompter(aujourdhui: date = AUJOURDHUI) -> tuple[object, ...]:
    """The same, memory emptied."""
    _resumer.cache_clear()
    return compter(lire(aujourdhui))


def test_ce_qui_n_a_pas_change_n_est_compte_qu_une_fois(fiche, django_assert_num_queries) -> None:
    lu = lire()
    with django_assert_num_queries(1):
        assert lire() is lu
    assert compter(lu) == recompter()


@pytest.mark.parametrize("champ", CHANGEMENTS)
def test_une_colonne_changee_hors_de_toute_action_change_le_resume(fiche, champ) -> None:
    FicheFactory(parent=fiche, statut="realise")
    avant = compter(lire())
    Fiche.objects.filter(pk=fiche.pk).update(**{champ: CHANGEMENTS[champ]})
    apres = compter(lire())
    assert apres[0] != avant[0]
    assert apres == recompter()


def test_les_colonnes_se_lisent_telles_que_la_base_les_garde(fiche) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(**CHANGEMENTS)
    sous = FicheFactory(parent=fiche, statut="", avancement=None, debut=None, fin=None)
    lu = lire().fiches
    for objet in (Fiche.objects.get(pk=fiche.pk), Fiche.objects.get(pk=sous.pk)):
        legere = lu[objet.pk]
        assert (legere.parent, legere.racine) == (objet.parent_id, fiche.pk)
        assert legere.continue_ is objet.amelioration_continue
        for champ in (*CHANGEMENTS, "statut"):
            if champ != "amelioration_continue":
                assert getattr(legere, champ) == getattr(objet, champ)


def test_une_fiche_supprimee_deplacee_ou_ajoutee_change_le_resume(fiche) -> None:
    autre = FicheFactory(statut="realise")
    sous = FicheFactory(parent=fiche)
    for geste in (
        lambda: FicheFactory(parent=fiche, statut="realise"),
        lambda: Fiche.objects.filter(pk=sous.pk).update(parent=autre),
        lambda: Fiche.objects.filter(pk=autre.pk).update(supprimee_le="2026-01-01T00:00Z"),
    ):
        avant = compter(lire())
        geste()
        assert compter(lire()) != avant
        assert compter(lire()) == recompter()


def test_ce_qui_est_annule_par_la_base_ne_laisse_rien(fiche) -> None:
    avant = compter(lire())
    with transaction.atomic():
        Fiche.objects.filter(pk=fiche.pk).update(statut="realise", avancement=100)
        assert lire().realisees == 1
        transaction.set_rollback(True)
    assert compter(lire()) == avant == recompter()


def test_qui_ne_voit_rien_ne_compte_rien(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        resume = resumer(annotate_racine(Fiche.objects.none()), AUJOURDHUI)
    assert (resume.total, resume.ids, resume.avancements) == (0, "[]", {})


def test_le_jour_suivant_recompte_les_retards(fiche) -> None:
    lendemain = fiche.fin + timedelta(days=1)
    assert lire(fiche.fin).en_retard == 0
    assert lire(lendemain).en_retard == 1
    assert compter(lire(lendemain)) == recompter(lendemain)


def test_chacun_garde_le_compte_de_ce_qu_il_voit(plan, fiche) -> None:
    FicheFactory(dans=plan, confidentiel=True)
    editrice = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur

    def total(qui) -> int:
        return resumer(list_fiches_du_plan(qui, plan.collectivite, plan), AUJOURDHUI).total

    assert [total(qui) for qui in (editrice, lectrice, editrice, lectrice)] == [2, 1, 2, 1]


def arranger(plan):
    return ranger(lire(), plan, arbre_of(plan))


def test_le_rangement_est_garde_tant_que_rien_ne_bouge(plan, fiche) -> None:
    assert arranger(plan) is arranger(plan)


def test_un_axe_ou_un_placement_qui_bouge_change_le_rangement(plan, fiche) -> None:
    un, deux = AxeFactory(plan=plan, position=0), AxeFactory(plan=plan, position=1)
    premiere, seconde = FicheFactory(dans=un, statut="realise"), FicheFactory(dans=deux, statut="en_cours")
    assert arranger(plan).ids == [fiche.pk, premiere.pk, seconde.pk]
    assert arranger(plan).avancer("egal", {}).axes[un.pk].avancement == 100
    Axe.objects.filter(pk=un.pk).update(position=2)
    assert arranger(plan).ids == [fiche.pk, seconde.pk, premiere.pk]
    Placement.objects.filter(fiche=premiere).update(axe=deux, position=0)
    Placement.objects.filter(fiche=seconde).update(position=1)
    range_ = arranger(plan)
    assert range_.ids == [fiche.pk, premiere.pk, seconde.pk]
    assert range_.axes == {fiche.pk: None, premiere.pk: deux.pk, seconde.pk: deux.pk}
    assert range_.avancer("egal", {}).axes[un.pk].avancement is None
    assert range_.avancer("egal", {}).axes[deux.pk].avancement == 75


def test_les_statuts_se_comptent_par_axe_du_premier_niveau(plan, fiche) -> None:
    un = AxeFactory(plan=plan)
    sous = AxeFactory(plan=plan, parent=un)
    double = FicheFactory(dans=un, statut="realise")
    placer(double, sous)
    FicheFactory(dans=sous, statut="en_cours")
    assert arranger(plan).statuts == {None: {"en_cours": 1}, un.pk: {"realise": 1, "en_cours": 1}}


def test_les_budgets_pesent_tels_qu_on_les_donne(plan) -> None:
    faite, a_faire = FicheFactory(dans=plan, statut="realise"), FicheFactory(dans=plan, statut="a_venir")
    range_ = arranger(plan)
    assert range_.avancer("budget", {faite.pk: (300.0, 0.0), a_faire.pk: (100.0, 0.0)}).plan.avancement == 75
    assert range_.avancer("budget", {faite.pk: (100.0, 0.0), a_faire.pk: (300.0, 0.0)}).plan.avancement == 25
    assert range_.avancer("egal", {}).plan.avancement == 50
