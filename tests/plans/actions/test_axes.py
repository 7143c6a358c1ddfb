"""The tree of axes of a plan."""

from __future__ import annotations

import pytest
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, placer
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.axes import creer_axe, deplacer_axe, modifier_axe, supprimer_axe
from cordee.plans.models import Axe, Placement
from cordee.plans.queries.arbre import arbre_of, axe_for, nom_sans_numero, placement_for, placements_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def options(plan):
    return {"par": MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur, "le": LE}


def noms(plan, parent=None) -> list[str]:
    return list(Axe.objects.filter(plan=plan, parent=parent).values_list("nom", flat=True))


def test_un_axe_s_ajoute_a_la_fin_ou_au_rang_voulu(plan, options) -> None:
    for nom in ("Rouler", "Se chauffer"):
        creer_axe(plan, nom, **options)
    creer_axe(plan, "Gouverner", rang=0, **options)
    assert noms(plan) == ["Gouverner", "Rouler", "Se chauffer"]
    assert list(Axe.objects.values_list("position", flat=True)) == [0, 1, 2]


def test_un_axe_sans_nom_trop_long_ou_trop_profond_se_refuse(plan, options) -> None:
    with pytest.raises(DonneeRefusee, match="Donnez un nom"):
        creer_axe(plan, "  ", **options)
    with pytest.raises(DonneeRefusee, match="dépasse 300"):
        creer_axe(plan, "x" * 301, **options)
    with pytest.raises(DonneeRefusee, match="dans un autre plan"):
        creer_axe(plan, "Ailleurs", parent=AxeFactory(), **options)
    axe = None
    for niveau in range(4):
        axe = creer_axe(plan, f"Niveau {niveau}", parent=axe, **options)
    with pytest.raises(DonneeRefusee, match="4 niveaux"):
        creer_axe(plan, "Niveau 5", parent=axe, **options)


def test_modifier_ne_touche_que_ce_qui_est_donne(plan, options) -> None:
    axe = AxeFactory(plan=plan, nom="Rouler", description="Vélos et bus")
    modifier_axe(axe, nom="Rouler autrement", **options)
    axe.refresh_from_db()
    assert (axe.nom, axe.description) == ("Rouler autrement", "Vélos et bus")
    assert Ecriture.objects.get().details["champs"] == {"nom": ["Rouler", "Rouler autrement"]}
    modifier_axe(axe, code=" 4 ", description="", **options)
    assert (axe.code, axe.description) == ("4", "")
    modifier_axe(axe, code="4", **options)
    assert Ecriture.objects.count() == 2


def test_un_axe_se_deplace_avec_ce_qu_il_porte_mais_pas_sous_lui_meme(plan, options) -> None:
    a, b = AxeFactory(plan=plan, nom="A"), AxeFactory(plan=plan, nom="B")
    sous = AxeFactory(plan=plan, parent=a, nom="A1")
    with pytest.raises(DonneeRefusee, match="pas sous lui-même"):
        deplacer_axe(a, sous, rang=None, **options)
    with pytest.raises(DonneeRefusee, match="dans son plan"):
        deplacer_axe(a, AxeFactory(), rang=None, **options)
    deplacer_axe(a, b, rang=0, **options)
    assert (noms(plan), noms(plan, b), noms(plan, a)) == (["B"], ["A"], ["A1"])
    deplacer_axe(a, None, rang=0, **options)
    assert noms(plan) == ["A", "B"]


def test_un_deplacement_ne_creuse_pas_trop(plan, options) -> None:
    haut = AxeFactory(plan=plan)
    branche = AxeFactory(plan=plan, parent=AxeFactory(plan=plan, parent=haut))
    autre = AxeFactory(plan=plan)
    AxeFactory(plan=plan, parent=autre)
    with pytest.raises(DonneeRefusee, match="4 niveaux"):
        deplacer_axe(autre, branche, rang=None, **options)


def test_supprimer_un_axe_fait_remonter_ses_fiches_une_fois_chacune(plan, options) -> None:
    haut = AxeFactory(plan=plan, nom="Haut")
    bas = AxeFactory(plan=plan, parent=haut, nom="Bas")
    deja = FicheFactory(dans=haut, titre="Déjà là-haut")
    placer(deja, bas)
    FicheFactory(dans=bas, titre="Du bas")
    assert supprimer_axe(bas, **options) == 1
    titres = [p.fiche.titre for p in Placement.objects.filter(axe=haut).order_by("position")]
    assert titres == ["Déjà là-haut", "Du bas"]
    assert supprimer_axe(haut, **options) == 2
    assert Placement.objects.filter(axe__isnull=True).count() == 2


def test_une_contributrice_ne_touche_pas_aux_axes(plan) -> None:
    contributrice = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    with pytest.raises(Refus):
        creer_axe(plan, "Rouler", par=contributrice, le=LE)


def test_l_arbre_se_lit_dans_l_ordre_avec_ses_numeros(plan, django_assert_num_queries) -> None:
    deux = AxeFactory(plan=plan, nom="Rouler", position=1)
    un = AxeFactory(plan=plan, nom="1. Gouverner", position=0)
    sous = AxeFactory(plan=plan, nom="Voter", parent=un)
    code = AxeFactory(plan=plan, nom="Suivre", parent=un, code="1.z")
    with django_assert_num_queries(1):
        arbre = arbre_of(plan)
    assert arbre.ordre() == (un.pk, sous.pk, code.pk, deux.pk)
    assert [arbre.par_id[a.pk].numero for a in (un, sous, code, deux)] == ["1", "1.1", "1.z", "2"]
    assert [nom_sans_numero(arbre.par_id[a.pk]) for a in (un, sous, code)] == ["Gouverner", "Voter", "Suivre"]
    assert [b.axe.nom for b in arbre.lignee(sous.pk)] == ["1. Gouverner", "Voter"]
    assert arbre.premier_niveau(sous.pk) == un.pk


def test_les_places_d_un_plan_se_lisent_par_fiche(plan) -> None:
    axe = AxeFactory(plan=plan)
    fiche = FicheFactory(dans=axe)
    racine = placer(fiche, plan)
    assert placements_of(plan) == {fiche.pk: [(axe.pk, 0, fiche.placements.first().pk), (None, 0, racine.pk)]}
    assert placement_for(plan, racine.pk) == racine
    assert placement_for(PlanFactory(), racine.pk) is None
    assert axe_for(plan, axe.pk) == axe
    assert axe_for(PlanFactory(), axe.pk) is None
