"""A plan read whole: what was written comes back, nothing that one may not see, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.comptes.factories import UtilisateurFactory
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.exemples import fiche_energie
from tests.plans.factories import (
    LE,
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    partagee_avec,
    personne_nommee,
    pilotee_par,
    placer,
)
from tests.referentiels.factories import charger_mini, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.fiche import FicheComplete, LienCite, PersonneCitee
from cordee.plans.domain.listes import RoleActeur, RolePersonne, TypeLien, TypePlan
from cordee.plans.models import Fiche, FicheDocument, FicheIndicateur, FicheMesure, LienFiche, Plan, PlanPersonne
from cordee.plans.queries.dossier import Portee, fiches_completes, noms_des_mesures, plan_complet, toutes_les_fiches
from cordee.plans.queries.dossier_autour import compter_confidentielles, place_of
from cordee.referentiels.models import Mesure
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


def membre_de(collectivite: Collectivite, **role: bool) -> Utilisateur:
    membre: Membre = MembreFactory(collectivite=collectivite, **role)
    return membre.utilisateur


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(collectivite=CollectiviteFactory(nom="Pays de Sérac"))


def lire_seule(plan: Plan, utilisateur: Utilisateur) -> FicheComplete:
    return fiches_du_plan(plan_complet(utilisateur, plan.collectivite, plan))[0]


def test_une_fiche_inscrite_revient_entiere(plan: Plan) -> None:
    auteur = membre_de(plan.collectivite, editeur=True)
    ecrite = replace(fiche_energie(None), mesures=(), liens=(), documents=(), confidentiel=False)
    ecrite = replace(ecrite, amelioration_continue=False, poids=2, nom_officiel="Suivi énergétique")
    axe = AxeFactory(plan=plan, nom="Bâtiments")
    inscrire_fiches(plan.collectivite, [AInscrire(ecrite, plan, axe)], par=auteur, le=LE)
    lue = lire_seule(plan, auteur)
    assert lue.ref is not None
    attendues = [
        replace(sous, ref=lue.sous_fiches[rang].ref, poids=1, confidentiel=False, amelioration_continue=False)
        for rang, sous in enumerate(ecrite.sous_fiches)
    ]
    notes = tuple(replace(note, auteur=note.auteur or auteur.nom_complet) for note in ecrite.notes)
    personnes = tuple(replace(personne, email="") for personne in ecrite.personnes)
    assert lue == replace(
        ecrite,
        ref=lue.ref,
        sous_fiches=attendues,
        notes=notes,
        personnes=personnes,
        chemins=(("Bâtiments",),),
        budgets=lue.budgets,
    )
    assert sorted(lue.budgets, key=repr) == sorted(ecrite.budgets, key=repr)


def test_le_plan_et_ses_axes_sont_lus_dans_l_ordre(plan: Plan) -> None:
    premier = AxeFactory(plan=plan, nom="Bâtiments", description="Tous")
    dessous = AxeFactory(plan=plan, parent=premier, nom="Écoles")
    AxeFactory(plan=plan, nom="Vide")
    fiche = FicheFactory(dans=dessous, titre="Isoler")
    placer(fiche, premier)
    FicheFactory(dans=plan, titre="Hors des axes")
    for qui, role in (("Inès Allemand", RolePersonne.PILOTE), ("Jeanne Roux", RolePersonne.ELU_REFERENT)):
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, qui), role=role)
    complet = plan_complet(membre_de(plan.collectivite), plan.collectivite, plan)
    assert (complet.nom, complet.collectivite, complet.ref) == (plan.nom, "Pays de Sérac", plan.pk)
    assert (complet.type, complet.pilotes, complet.referents) == (TypePlan.PCAET, ("Inès Allemand",), ("Jeanne Roux",))
    assert [(axe.numero, axe.nom, axe.ref) for axe in complet.axes] == [
        ("1", "Bâtiments", premier.pk),
        ("2", "Vide", complet.axes[1].ref),
    ]
    assert complet.axes[0].axes[0].numero == "1.1"
    assert complet.axes[0].fiches[0] is complet.axes[0].axes[0].fiches[0]
    assert complet.axes[0].fiches[0].chemins == (("Bâtiments",), ("Bâtiments", "Écoles"))
    assert complet.fiches[0].chemins == ((),)


def test_un_plan_sans_type_se_lit() -> None:
    plan = PlanFactory(type="")
    assert plan_complet(membre_de(plan.collectivite), plan.collectivite, plan).type is None


class TestCeQuOnNePeutPasVoir:
    def test_une_lectrice_ne_recoit_pas_les_fiches_confidentielles(self, plan: Plan) -> None:
        secrete = FicheFactory(dans=plan, confidentielle=True)
        FicheFactory(parent=FicheFactory(dans=plan, titre="Ouverte"), confidentielle=True, titre="Étape cachée")
        lectrice, contributrice = membre_de(plan.collectivite), membre_de(plan.collectivite, contributeur=True)
        lue = plan_complet(lectrice, plan.collectivite, plan)
        assert [fiche.titre for fiche in lue.fiches] == ["Ouverte"]
        assert lue.fiches[0].sous_fiches == []
        assert len(plan_complet(contributrice, plan.collectivite, plan).fiches) == 2
        sans = plan_complet(contributrice, plan.collectivite, plan, Portee(confidentielles=False))
        assert [fiche.titre for fiche in sans.fiches] == ["Ouverte"]
        assert compter_confidentielles(contributrice, plan.collectivite, plan) == 1
        assert compter_confidentielles(lectrice, plan.collectivite, plan) == 0
        assert fiches_completes(lectrice, plan.collectivite, [secrete.pk]) == []

    def test_les_adresses_des_comptes_sont_pour_ceux_qui_editent(self, plan: Plan) -> None:
        pilotee_par(FicheFactory(dans=plan), UtilisateurFactory(prenom="Ana", nom="Vial", email="ana@exemple.fr"))
        editrice = membre_de(plan.collectivite, editeur=True)
        assert lire_seule(plan, editrice).personnes[0].email == "ana@exemple.fr"
        lue = lire_seule(plan, membre_de(plan.collectivite))
        assert lue.personnes == (PersonneCitee(lue.personnes[0].nom),)

    def test_une_fiche_liee_que_l_on_ne_voit_pas_n_est_pas_nommee(self, plan: Plan) -> None:
        fiche = FicheFactory(dans=plan)
        ici, ailleurs = FicheFactory(dans=plan, titre="Ici", code="9"), FicheFactory(titre="Ailleurs")
        LienFiche.objects.create(de=fiche, vers=ailleurs)
        LienFiche.objects.create(de=ici, vers=fiche, type=TypeLien.FIN_DEBUT, decalage=30)
        assert lire_seule(plan, membre_de(plan.collectivite)).liens == (
            LienCite("Ici", "9", TypeLien.FIN_DEBUT, entrant=True, decalage=30),
        )

    def test_un_indicateur_et_un_document_caches_ne_sortent_que_pour_qui_contribue(self, plan: Plan) -> None:
        fiche = FicheFactory(dans=plan)
        indicateur = IndicateurFactory()
        FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
        IndicateurCollectivite.objects.create(
            collectivite=plan.collectivite, indicateur=indicateur, confidentiel=True, modified_at=LE
        )
        document = Document.objects.create(
            collectivite=plan.collectivite, nom="Audit", cle_recherche="audit", adresse="https://exemple.fr/audit",
            confidentiel=True, depose_le=LE,
        )  # fmt: skip
        FicheDocument.objects.create(fiche=fiche, document=document, ajoute_le=LE)
        lue = lire_seule(plan, membre_de(plan.collectivite))
        assert (lue.indicateurs, lue.documents) == ((), ())
        vue = lire_seule(plan, membre_de(plan.collectivite, contributeur=True))
        assert [cite.nom for cite in vue.indicateurs] == [indicateur.titre]
        assert vue.documents[0].adresse == "https://exemple.fr/audit"


def test_on_peut_ne_lire_que_quelques_fiches(plan: Plan) -> None:
    fiches = [FicheFactory(dans=plan, titre=f"Fiche {rang}") for rang in range(3)]
    etape = FicheFactory(parent=fiches[1], titre="Étape")
    lectrice = membre_de(plan.collectivite)
    complet = plan_complet(lectrice, plan.collectivite, plan, Portee([fiches[1].pk]))
    assert [(f.titre, [s.titre for s in f.sous_fiches]) for f in complet.fiches] == [("Fiche 1", ["Étape"])]
    lues = fiches_completes(lectrice, plan.collectivite, [fiches[2].pk, etape.pk, 0])
    assert [fiche.titre for fiche in lues] == ["Fiche 2", "Étape"]


def test_toutes_les_fiches_viennent_avec_celles_que_l_on_porte_ensemble(plan: Plan) -> None:
    partagee_avec(FicheFactory(titre="Alliance"), plan.collectivite)
    FicheFactory(parent=FicheFactory(dans=plan, titre="Bocage"), titre="Étape")
    lues = toutes_les_fiches(membre_de(plan.collectivite), plan.collectivite)
    assert [(f.titre, len(f.sous_fiches)) for f in lues] == [("Alliance", 0), ("Bocage", 1)]


def test_la_place_d_une_fiche_est_celle_d_un_plan_que_l_on_voit(plan: Plan) -> None:
    axe = AxeFactory(plan=plan, nom="Bâtiments")
    fiche = FicheFactory(dans=axe)
    etape: Fiche = FicheFactory(parent=fiche)
    lectrice = membre_de(plan.collectivite)
    assert place_of(lectrice, plan.collectivite, etape) == (plan, ("Bâtiments",))
    assert place_of(lectrice, plan.collectivite, FicheFactory(collectivite=plan.collectivite)) == (None, ())


def test_les_mesures_sont_nommees(plan: Plan) -> None:
    charger_mini()
    code = noeud("1.1.1")
    fiche = FicheFactory(parent=FicheFactory(dans=plan))
    FicheMesure.objects.create(fiche=fiche, mesure_id=code)
    lue = lire_seule(plan, membre_de(plan.collectivite))
    assert lue.sous_fiches[0].mesures == (code,)
    assert noms_des_mesures([lue]) == {code: Mesure.objects.get(pk=code).libelle}
    assert noms_des_mesures([FicheComplete("Sans mesure")]) == {}


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(plan: Plan, nombre: int) -> None:
    utilisateur = membre_de(plan.collectivite)
    for rang in range(nombre):
        fiche = FicheFactory(dans=AxeFactory(plan=plan))
        pilotee_par(fiche, f"Pilote {rang}")
        etiquetee(fiche, f"Partenaire {rang}", RoleActeur.PARTENAIRE)
        FicheIndicateur.objects.create(fiche=fiche, indicateur=IndicateurFactory())
        LienFiche.objects.create(de=fiche, vers=FicheFactory(dans=plan))
        FicheFactory(parent=fiche)
    with CaptureQueriesContext(connection) as requetes:
        plan_complet(utilisateur, plan.collectivite, plan)
    assert len(requetes) == 33
