"""One number is one fiche in a plan; numbering those that have none."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, pilotee_par, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.fiches import (
    creer_fiche,
    deplacer_placement,
    modifier_fiche,
    placer_fiche,
    restaurer_fiche,
    supprimer_fiche,
)
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.numeros import liberer_numeros_pris
from cordee.plans.actions.numerotation import numeroter_plan, preparer_numeros
from cordee.plans.actions.retraits import annuler_retrait, retirer_ligne
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Fiche, Placement
from cordee.plans.queries.numeros import numero_suivant
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def lise(membre):
    return membre.utilisateur


@pytest.fixture
def plan(membre):
    return PlanFactory(collectivite=membre.collectivite)


def codes() -> dict[str, str]:
    return dict(Fiche.objects.values_list("titre", "code"))


def test_un_numero_deja_pris_dans_le_plan_est_refuse(plan, lise) -> None:
    FicheFactory(dans=plan, code="1.2", titre="Isoler")
    with pytest.raises(DonneeRefusee, match=re.escape("« 1.2. » est déjà celui de « Isoler »")):
        creer_fiche(plan.collectivite, "Autre", plan=plan, code="1.2.", par=lise, le=LE)
    assert not Fiche.objects.filter(titre="Autre").exists()
    libre = creer_fiche(plan.collectivite, "Autre", plan=plan, code="1.3", par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="déjà"):
        modifier_fiche(libre, {"code": " 1.2"}, par=lise, le=LE)
    modifier_fiche(libre, {"code": "1.3."}, par=lise, le=LE)
    assert codes()["Autre"] == "1.3."


def test_un_numero_se_reprend_ailleurs_sur_une_sous_fiche_ou_apres_une_suppression(plan, lise) -> None:
    prise = FicheFactory(dans=plan, code="1")
    ailleurs = PlanFactory(collectivite=plan.collectivite)
    creer_fiche(plan.collectivite, "Ailleurs", plan=ailleurs, code="1", par=lise, le=LE)
    creer_fiche(plan.collectivite, "Sans plan", code="1", par=lise, le=LE)
    sous = creer_fiche(plan.collectivite, "Étape", parent=prise, code="1", par=lise, le=LE)
    modifier_fiche(sous, {"code": "1."}, par=lise, le=LE)
    Fiche.objects.filter(pk=prise.pk).update(supprimee_le=LE)
    creer_fiche(plan.collectivite, "Nouvelle", plan=plan, code="1", par=lise, le=LE)
    assert Placement.objects.filter(fiche__titre="Nouvelle", plan=plan).exists()


def test_placer_une_fiche_qui_porte_un_numero_du_plan_est_refuse(plan, lise) -> None:
    FicheFactory(dans=plan, code="1", titre="Isoler")
    axe = AxeFactory(plan=plan)
    fiche = FicheFactory(collectivite=plan.collectivite, code="1")
    with pytest.raises(DonneeRefusee, match="Isoler"):
        placer_fiche(fiche, plan, axe, par=lise, le=LE)
    assert not fiche.placements.exists()
    doublon = placer(fiche, plan)  # as an import would
    deplacer_placement(doublon, axe, rang=None, par=lise, le=LE)
    placer_fiche(fiche, plan, None, par=lise, le=LE)
    assert fiche.placements.count() == 2, "already in the plan: its number is no news"


def test_une_fiche_confidentielle_qui_tient_le_numero_n_est_pas_nommee(plan, lise) -> None:
    FicheFactory(dans=plan, code="1", titre="Secrète", confidentielle=True)
    with pytest.raises(DonneeRefusee, match="une fiche confidentielle"):
        creer_fiche(plan.collectivite, "Autre", plan=plan, code="1", par=lise, le=LE)


def test_le_numero_suivant_suit_l_axe_et_ses_sous_axes(plan) -> None:
    premier, second = AxeFactory(plan=plan), AxeFactory(plan=plan, code="B")
    FicheFactory(dans=premier, code="1.1")
    FicheFactory(dans=plan, code="1.2")
    assert numero_suivant(plan, premier) == "1.3"
    AxeFactory(plan=plan, parent=premier, code="1.3")
    assert numero_suivant(plan, premier) == "1.4"
    assert numero_suivant(plan, second) == "B.1"
    assert numero_suivant(plan, None) == "2", "after the axe 1"


def test_numeroter_donne_un_numero_a_chaque_fiche_qui_n_en_a_pas(plan, lise) -> None:
    premier, second = AxeFactory(plan=plan), AxeFactory(plan=plan)
    for titre, axe, code in (("A", second, ""), ("B", premier, ""), ("C", premier, "1.4"),
                             ("E", None, "")):  # fmt: skip
        FicheFactory(dans=axe or plan, titre=titre, code=code)
    deux = Fiche.objects.get(titre="B")
    placer(deux, second)
    autre = PlanFactory(collectivite=plan.collectivite)
    placer(deux, autre)
    FicheFactory(dans=autre, code="1.5", titre="F")
    FicheFactory(parent=deux, titre="Étape")
    lot = preparer_numeros(plan, par=lise)
    assert [(c.fiche.titre, c.apres) for c in lot.a_changer] == [("E", "3"), ("B", "1.6"), ("A", "2.1")]
    assert codes()["B"] == "", "a preview writes nothing"
    groupe = numeroter_plan(plan, par=lise, le=LE)
    assert codes() == {"A": "2.1", "B": "1.6", "C": "1.4", "E": "3", "F": "1.5", "Étape": ""}
    assert Ecriture.objects.filter(objet_type="plans.fiche", verbe="plans.modifier_en_lot").count() == 3
    with pytest.raises(DonneeRefusee, match="rien n'a changé"):
        numeroter_plan(plan, par=lise, le=LE)
    modifier_fiche(Fiche.objects.get(titre="A"), {"code": "2.9"}, par=lise, le=LE)
    assert annuler_lot(groupe, par=lise, le=LE) == (2, ["A"])
    assert {titre: code for titre, code in codes().items() if titre in "ABE"} == {"A": "2.9", "B": "", "E": ""}


def test_une_fiche_portee_que_l_on_ne_modifie_pas_garde_sa_place_sans_numero(plan) -> None:
    role = MembreFactory(editeur=True, collectivite=plan.collectivite)
    recue = FicheFactory(collectivite=CollectiviteFactory(), titre="Reçue")
    partagee_avec(recue, plan.collectivite)
    placer(recue, plan)
    FicheFactory(dans=plan, titre="À nous")
    numeroter_plan(plan, par=role.utilisateur, le=LE)
    assert codes() == {"Reçue": "1", "À nous": "2"}, "a shared fiche is changed by those who carry it"


def test_numeroter_demande_le_role_edition(plan) -> None:
    fiche = FicheFactory(dans=plan)
    contributrice = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    pilotee_par(fiche, contributrice)
    with pytest.raises(Refus):
        numeroter_plan(plan, par=contributrice, le=LE)
    with pytest.raises(Refus):
        preparer_numeros(plan, par=MembreFactory(editeur=True).utilisateur)
    assert codes() == {fiche.titre: ""}


def test_numeroter_coute_autant_de_requetes_pour_une_fiche_que_pour_trois(plan, lise) -> None:
    comptes = set()
    preparer_numeros(plan, par=lise)  # the roles of the person are read once
    for nombre in (1, 2):
        for _ in range(nombre):
            FicheFactory(dans=AxeFactory(plan=plan))
        with CaptureQueriesContext(connection) as apercu:
            preparer_numeros(plan, par=lise)
        with CaptureQueriesContext(connection) as ecriture, transaction.atomic():
            numeroter_plan(plan, par=lise, le=LE)
            transaction.set_rollback(True)
        comptes.add((len(apercu), len(ecriture)))
    assert len(comptes) == 1, comptes


def test_une_fiche_restauree_garde_son_numero_s_il_est_libre_et_le_perd_sinon(plan, lise) -> None:
    axe = AxeFactory(plan=plan)
    isoler = FicheFactory(dans=axe, titre="Isoler", code="1.1")
    pedaler = FicheFactory(dans=axe, titre="Vélo", code="1.2")
    for fiche in (isoler, pedaler):
        supprimer_fiche(fiche, par=lise, le=LE)
    assert restaurer_fiche(isoler, par=lise, le=LE) is None
    FicheFactory(dans=axe, titre="Chauffer", code="1.2.")
    perdu = restaurer_fiche(pedaler, par=lise, le=LE)
    assert perdu is not None
    assert perdu.dire() == (
        "Son numéro « 1.2 » a été donné depuis à « Chauffer » : elle revient sans numéro. Le suivant, là où elle est, "
        "serait « 1.3 »."
    )
    assert dict(Fiche.objects.values_list("titre", "code")) == {"Isoler": "1.1", "Vélo": "", "Chauffer": "1.2."}
    assert Ecriture.objects.get(verbe="plans.restaurer_fiche", objet_id=str(pedaler.pk)).details["champs"] == {
        "code": ["1.2", ""]
    }


def test_des_fiches_restaurees_ensemble_perdent_les_numeros_pris_et_l_on_dit_lesquels(plan, lise) -> None:
    for titre, code in (("A", "1"), ("B", "2"), ("C", "")):
        FicheFactory(dans=plan, titre=titre, code=code)
    lot = preparer_lot(
        plan.collectivite, annotate_racine(Fiche.objects.all()), Geste.SUPPRESSION, Sens.AJOUTER, "", par=lise, le=LE
    )  # fmt: skip
    groupe = appliquer_lot(plan.collectivite, lot, par=lise, le=LE)
    FicheFactory(dans=plan, titre="D", code="2")
    assert annuler_lot(groupe, par=lise, le=LE) == (3, [])
    assert groupe.avant["sans_numero"] == ["2 B"]
    assert dict(Fiche.objects.values_list("titre", "code")) == {"A": "1", "B": "", "C": "", "D": "2"}


def test_deux_fiches_du_meme_numero_supprimees_tour_a_tour_ne_le_reprennent_pas_toutes_deux(plan, lise) -> None:
    premiere = FicheFactory(dans=plan, code="7", supprimee_le=LE)
    seconde = FicheFactory(dans=plan, code="7", supprimee_le=LE)
    Fiche.objects.update(supprimee_le=None)
    assert liberer_numeros_pris([premiere.pk, seconde.pk]) == {seconde.pk: "7"}


def test_une_place_remise_refuse_un_numero_donne_depuis(plan, lise) -> None:
    fiche = FicheFactory(dans=plan, code="1")
    geste = retirer_ligne(fiche, "emplacements", fiche.placements.get(), par=lise, le=LE)
    FicheFactory(dans=plan, code="1")
    with pytest.raises(DonneeRefusee, match="déjà celui de"):
        annuler_retrait(geste, par=lise, le=LE)
