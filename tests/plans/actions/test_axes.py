"""The tree of axes of a plan."""

from __future__ import annotations

import pytest
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, placer
from tests.territoires.factories import MembreFactory

from cordee.indicateurs.models import IndicateurCollectivite
from cordee.journal.models import Ecriture
from cordee.plans.actions.axes import (
    creer_axe,
    definir_indicateurs_de_l_axe,
    deplacer_axe,
    modifier_axe,
    supprimer_axe,
)
from cordee.plans.actions.duplication import dupliquer_plan
from cordee.plans.actions.imports import annuler_import, appliquer_lecture
from cordee.plans.domain.colonnes import ecrire_plan
from cordee.plans.domain.colonnes_lecture import lire_plan
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.models import Axe, AxeIndicateur, Import, Placement
from cordee.plans.queries.arbre import arbre_of, axe_for, nom_sans_numero, placement_for, placements_of
from cordee.plans.queries.dossier import plan_complet
from cordee.plans.queries.indicateurs import indicateurs_par_axe, list_indicateurs_cites
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


def test_les_places_d_un_plan_se_lisent_par_fiche(plan) -> None:
    axe = AxeFactory(plan=plan)
    fiche = FicheFactory(dans=axe)
    racine = placer(fiche, plan)
    assert placements_of(plan) == {fiche.pk: [(axe.pk, 0, fiche.placements.first().pk), (None, 0, racine.pk)]}
    assert placement_for(plan, racine.pk) == racine
    assert placement_for(PlanFactory(), racine.pk) is None
    assert axe_for(plan, axe.pk) == axe
    assert axe_for(PlanFactory(), axe.pk) is None


# -- indicators ------------------------------------------------------------------------------------------------------
def suivis(axe: Axe) -> list[str]:
    return list(AxeIndicateur.objects.filter(axe=axe).order_by("pk").values_list("indicateur__titre", flat=True))


def test_les_indicateurs_d_un_axe_se_choisissent_par_leur_nom_et_se_retirent(plan, options) -> None:
    axe = AxeFactory(plan=plan, nom="Rouler")
    connu = IndicateurFactory(titre="Part du vélo")
    definir_indicateurs_de_l_axe(axe, [], ["part  du vélo", " Places de covoiturage "], **options)
    assert suivis(axe) == ["Part du vélo", "Places de covoiturage"]
    assert Ecriture.objects.filter(verbe="plans.modifier_axe").get().details["champs"] == {
        "indicateurs": [[], ["Part du vélo", "Places de covoiturage"]]
    }
    definir_indicateurs_de_l_axe(axe, [connu.pk], ["Part du vélo"], **options)
    assert suivis(axe) == ["Part du vélo"]
    nombre = Ecriture.objects.count()
    definir_indicateurs_de_l_axe(axe, [connu.pk, 999], [], **options)
    assert Ecriture.objects.count() == nombre, "rien n'a changé, rien n'est écrit"
    with pytest.raises(DonneeRefusee, match="dépasse 300"):
        definir_indicateurs_de_l_axe(axe, [], ["x" * 301], **options)


def test_un_lecteur_ne_choisit_pas_les_indicateurs_et_ne_voit_pas_ceux_qui_sont_confidentiels(plan, options) -> None:
    axe = AxeFactory(plan=plan)
    definir_indicateurs_de_l_axe(axe, [], ["Part du vélo", "Précarité"], **options)
    cache = AxeIndicateur.objects.get(indicateur__titre="Précarité").indicateur
    IndicateurCollectivite.objects.update_or_create(
        collectivite=plan.collectivite, indicateur=cache, defaults={"confidentiel": True, "modified_at": LE}
    )
    lecteur = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    with pytest.raises(Refus):
        definir_indicateurs_de_l_axe(axe, [], [], par=lecteur, le=LE)
    assert [i.titre for i in indicateurs_par_axe(lecteur, plan)[axe.pk]] == ["Part du vélo"]
    for qui in (options["par"], None):
        assert [i.titre for i in indicateurs_par_axe(qui, plan)[axe.pk]] == ["Part du vélo", "Précarité"]
    assert list_indicateurs_cites(plan) == []


def test_la_copie_et_l_import_d_un_plan_gardent_les_indicateurs_de_ses_axes(plan, options) -> None:
    axe = AxeFactory(plan=plan, nom="Rouler")
    FicheFactory(dans=axe)
    definir_indicateurs_de_l_axe(axe, [], ["Part du vélo"], **options)
    copie = dupliquer_plan(plan, plan.collectivite, "Copie", **options)
    assert suivis(copie.axes.get()) == ["Part du vélo"]
    complet = lire_plan(ecrire_plan(plan_complet(options["par"], plan.collectivite, plan)))
    assert complet.axes[0].indicateurs == ("Part du vélo",)
    complet.axes[0].indicateurs = ("Part du vélo", "Inconnu au bataillon", "Voitures")
    IndicateurFactory(titre="Voitures")
    lecture = LectureImport(complet)
    depot = Import.objects.create(collectivite=plan.collectivite, nom_fichier="f", depose_le=LE)
    resultat = appliquer_lecture(lecture, plan.collectivite, plan=plan, nom_plan="", **options)
    assert suivis(axe) == ["Part du vélo", "Voitures"]
    depot.etat, depot.plan, depot.trace, depot.applique_le = Import.Etat.APPLIQUE, plan, resultat.trace, LE
    depot.save()
    annuler_import(depot, **options)
    assert suivis(axe) == ["Part du vélo"]
