"""docs/calculs/instantanes.md, « Qui voit quoi »: what a person reads of a frozen plan."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.documents.factories import DocumentFactory
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, pilotee_par, placer
from tests.plans.factories_instantanes import editeur_de, en_preparation, membre, pris
from tests.territoires.factories import CollectiviteFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans import models
from cordee.plans.actions import composition as compo
from cordee.plans.actions.dependances import ajouter_dependance
from cordee.plans.actions.fiches import modifier_fiche, supprimer_fiche
from cordee.plans.actions.suivi import poser_blocage
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.instantanes import Devenir, LigneFigee, rapprocher
from cordee.plans.domain.listes import NatureIndicateur, TypeBudget, TypeLien, UniteBudget
from cordee.plans.models import Fiche, FicheFigee, Instantane, Partage, Plan
from cordee.plans.queries import instantanes as lire
from cordee.plans.queries.dossier_echanges import BLOQUEE_PAR_UNE_CACHEE
from cordee.plans.queries.instantanes_du_jour import lignes_du_jour, version_du_jour

pytestmark = pytest.mark.django_db
DEMAIN = LE + timedelta(days=1)
JOUR = date(2026, 3, 10)


def lues(qui: Utilisateur, instantane: Instantane) -> list[LigneFigee]:
    assert instantane.plan is not None
    return lire.lignes_of(qui, instantane.plan.collectivite, [instantane])[instantane.pk]


def vues(qui: Utilisateur, instantane: Instantane) -> set[int]:
    return {ligne.ref for ligne in lues(qui, instantane)}


def version(qui: Utilisateur, instantane: Instantane, fiche: Fiche) -> Any:
    assert instantane.plan is not None
    figee = lire.figee_of(instantane, fiche.pk)
    assert figee is not None
    return lire.versions_of(qui, instantane.plan.collectivite, [figee]).get(figee.pk)


class TestFichesConfidentielles:
    def test_alors_ou_maintenant_un_lecteur_ne_les_voit_pas(self) -> None:
        plan = PlanFactory()
        alors = FicheFactory(dans=plan, confidentielle=True)
        ouverte, maintenant = FicheFactory(dans=plan), FicheFactory(dans=plan)
        par, instantane = editeur_de(plan), pris(plan)
        modifier_fiche(alors, {"confidentiel": False}, par=par, le=DEMAIN)
        modifier_fiche(maintenant, {"confidentiel": True}, par=par, le=DEMAIN)
        assert vues(membre(plan, "lecteur"), instantane) == {ouverte.pk}
        assert vues(membre(plan, "contributeur"), instantane) == {alors.pk, ouverte.pk, maintenant.pk}
        assert version(membre(plan, "lecteur"), instantane, alors) is None
        assert version(membre(plan, "lecteur"), instantane, maintenant) is None

    def test_celui_qu_elle_nomme_la_voit(self) -> None:
        plan = PlanFactory()
        fiche, lecteur = FicheFactory(dans=plan, confidentielle=True), membre(plan, "lecteur")
        pilotee_par(fiche, lecteur)
        assert vues(lecteur, pris(plan)) == {fiche.pk}

    def test_supprimee_depuis_la_regle_d_alors_vaut(self) -> None:
        plan = PlanFactory()
        cachee, ouverte = FicheFactory(dans=plan, confidentielle=True), FicheFactory(dans=plan)
        par, instantane = editeur_de(plan), pris(plan)
        for fiche in (cachee, ouverte):
            supprimer_fiche(fiche, par=par, le=DEMAIN)
        assert vues(membre(plan, "lecteur"), instantane) == {ouverte.pk}
        assert vues(par, instantane) == {cachee.pk, ouverte.pk}

    def test_effacee_de_la_base_aussi(self) -> None:
        plan = PlanFactory()
        cachee, ouverte = FicheFactory(dans=plan, confidentielle=True), FicheFactory(dans=plan)
        numeros, instantane = {cachee.pk, ouverte.pk}, pris(plan)
        ouverte_pk = ouverte.pk
        Fiche.objects.all().delete()
        assert vues(membre(plan, "lecteur"), instantane) == {ouverte_pk}
        assert vues(editeur_de(plan), instantane) == numeros
        assert set(FicheFigee.objects.values_list("fiche", flat=True)) == {None}

    def test_rendue_confidentielle_puis_supprimee_elle_reste_cachee(self) -> None:
        plan = PlanFactory()
        fiche, par = FicheFactory(dans=plan), editeur_de(plan)
        instantane = pris(plan)
        modifier_fiche(fiche, {"confidentiel": True}, par=par, le=DEMAIN)
        supprimer_fiche(fiche, par=par, le=DEMAIN)
        assert vues(membre(plan, "lecteur"), instantane) == set()
        assert vues(par, instantane) == {fiche.pk}

    def test_qui_n_est_plus_portee_ici_n_est_plus_vue(self) -> None:
        plan = PlanFactory()
        ailleurs = FicheFactory(collectivite=CollectiviteFactory())
        partagee_avec(ailleurs, plan.collectivite)
        placer(ailleurs, plan)
        par, instantane = editeur_de(plan), pris(plan)
        assert vues(par, instantane) == {ailleurs.pk}
        Partage.objects.all().delete()
        assert vues(par, instantane) == set()
        Fiche.objects.update(supprimee_le=DEMAIN)
        assert vues(par, instantane) == set()


class TestSousFichesConfidentielles:
    def test_les_chiffres_se_refont_sans_elles(self) -> None:
        plan = PlanFactory()
        fiche = FicheFactory(dans=plan, en_cours=True)
        FicheFactory(parent=fiche, realisee=True)
        cachee = FicheFactory(parent=fiche, confidentielle=True)
        par = editeur_de(plan)
        compo.definir_budget(cachee, LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal(900)), par=par, le=LE)
        instantane = pris(plan)
        (entiere,), (reduite,) = lues(par, instantane), lues(membre(plan, "lecteur"), instantane)
        assert (entiere.chiffres.avancement, reduite.chiffres.avancement) == (50.0, 100.0)
        assert (set(entiere.chiffres.sommes), set(reduite.chiffres.sommes)) == ({UniteBudget.HT}, set())
        assert len(version(par, instantane, fiche).sous_fiches) == 2
        assert len(version(membre(plan, "lecteur"), instantane, fiche).sous_fiches) == 1

    def test_qui_pilote_la_fiche_voit_ce_qui_la_detaille(self) -> None:
        plan = PlanFactory()
        fiche, lecteur = FicheFactory(dans=plan), membre(plan, "lecteur")
        FicheFactory(parent=fiche, confidentielle=True)
        instantane = pris(plan)
        assert version(lecteur, instantane, fiche).sous_fiches == []
        pilotee_par(fiche, lecteur)
        assert len(version(lecteur, instantane, fiche).sous_fiches) == 1

    def test_sans_rien_de_cache_aucune_version_n_est_lue(self, django_assert_max_num_queries: Any) -> None:
        plan = PlanFactory()
        for _ in range(3):
            FicheFactory(parent=FicheFactory(dans=plan))
        instantane, lecteur = pris(plan), membre(plan, "lecteur")
        with django_assert_max_num_queries(5) as requetes:
            lues(lecteur, instantane)
        assert not any('"contenu"' in requete["sql"] for requete in requetes)


class TestLignesReservees:
    def test_les_documents_confidentiels_alors_ou_maintenant(self) -> None:
        plan = PlanFactory()
        fiche, par = FicheFactory(dans=plan), editeur_de(plan)
        documents = {
            nom: DocumentFactory(collectivite=plan.collectivite, nom=nom, confidentiel=nom == "alors", lien=True)
            for nom in ("ouvert", "alors", "maintenant", "efface")
        }
        for document in documents.values():
            compo.joindre_document(fiche, document, par=par, le=LE)
        instantane = pris(plan)
        documents["alors"].confidentiel, documents["maintenant"].confidentiel = False, True
        for document in documents.values():
            document.save()
        documents["efface"].delete()
        lus = {d.nom for d in version(membre(plan, "lecteur"), instantane, fiche).documents}
        assert lus == {"ouvert", "efface"}
        assert len(version(par, instantane, fiche).documents) == 4

    def test_les_indicateurs_masques(self) -> None:
        plan = PlanFactory()
        fiche, par = FicheFactory(dans=plan), editeur_de(plan)
        suivis = [IndicateurFactory(collectivite=plan.collectivite, titre=f"Suivi {rang}") for rang in range(2)]
        for suivi in suivis:
            compo.suivre_par(fiche, suivi, compo.Suivi(NatureIndicateur.RESULTAT), par=par, le=LE)
        instantane = pris(plan)
        IndicateurCollectivite.objects.update_or_create(
            collectivite=plan.collectivite, indicateur=suivis[0], defaults={"confidentiel": True, "modified_at": LE}
        )
        assert [i.nom for i in version(membre(plan, "lecteur"), instantane, fiche).indicateurs] == ["Suivi 1"]
        assert len(version(par, instantane, fiche).indicateurs) == 2

    def test_les_fiches_liees_et_attendues(self) -> None:
        plan = PlanFactory()
        fiche, par = FicheFactory(dans=plan), editeur_de(plan)
        cachee, ouverte = FicheFactory(dans=plan, titre="Secrète"), FicheFactory(dans=plan, titre="Ouverte")
        for autre in (cachee, ouverte):
            ajouter_dependance(fiche, autre, TypeLien.FIN_DEBUT, par=par, le=LE)
        poser_blocage(fiche, "", fiche_bloquante=cachee, par=par, le=LE)
        poser_blocage(fiche, "Un devis", par=par, le=LE)
        instantane = pris(plan)
        modifier_fiche(cachee, {"confidentiel": True}, par=par, le=DEMAIN)
        lue = version(membre(plan, "lecteur"), instantane, fiche)
        assert [lien.titre for lien in lue.liens] == ["Ouverte"]
        assert [(b.raison, b.titre) for b in lue.blocages] == [(BLOQUEE_PAR_UNE_CACHEE, ""), ("Un devis", "")]
        entiere = version(par, instantane, fiche)
        assert {lien.titre for lien in entiere.liens} == {"Ouverte", "Secrète"}
        assert [b.titre for b in entiere.blocages] == ["Secrète", ""]

    def test_une_ligne_perdue_cache_les_autres_aux_lecteurs(self) -> None:
        plan = PlanFactory()
        fiche, par = FicheFactory(dans=plan), editeur_de(plan)
        indicateur = IndicateurFactory(collectivite=plan.collectivite)
        compo.suivre_par(fiche, indicateur, compo.Suivi(NatureIndicateur.RESULTAT), par=par, le=LE)
        document = DocumentFactory(collectivite=plan.collectivite, lien=True)
        compo.joindre_document(fiche, document, par=par, le=LE)
        instantane = pris(plan)
        figee = instantane.fiches.get()
        figee.reserves[str(fiche.pk)] = {"documents": [], "indicateurs": []}
        figee.save()
        lue = version(membre(plan, "lecteur"), instantane, fiche)
        assert (lue.documents, lue.indicateurs) == ((), ())
        entiere = version(par, instantane, fiche)
        assert (len(entiere.documents), len(entiere.indicateurs)) == (1, 1)


class TestAujourdHui:
    def test_un_plan_qui_n_a_pas_bouge_ne_differe_pas(self) -> None:
        plan = PlanFactory()
        axe = AxeFactory(plan=plan)
        fiche = FicheFactory(dans=axe, en_retard=True, code="1.1")
        FicheFactory(parent=fiche, realisee=True)
        FicheFactory(dans=plan)
        par = editeur_de(plan)
        compo.definir_budget(
            fiche, LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal(10), prevu_max=Decimal(15)), par=par, le=LE
        )
        compo.definir_budget(fiche, LigneBudget(TypeBudget.FONCTIONNEMENT, annee=2026, reel=Decimal(3)), par=par, le=LE)
        instantane = pris(plan)
        du_jour = lignes_du_jour(par, plan.collectivite, plan, JOUR)
        assert [ligne.ref for ligne in du_jour] == [ligne.ref for ligne in lues(par, instantane)]
        assert {r.devenir for r in rapprocher(lues(par, instantane), du_jour)} == {Devenir.INCHANGEE}

    def test_placee_deux_fois_sous_un_axe_elle_y_est_une_fois(self) -> None:
        plan = PlanFactory()
        axe = AxeFactory(plan=plan)
        fiche = FicheFactory(dans=axe)
        placer(fiche, AxeFactory(plan=plan, parent=axe))
        par = editeur_de(plan)
        (ligne,) = lignes_du_jour(par, plan.collectivite, plan, JOUR)
        assert ligne.axes == (axe.pk,)
        assert lues(par, pris(plan))[0].axes == (axe.pk,)

    def test_une_ligne_de_budget_vide_ne_dit_rien(self) -> None:
        plan = PlanFactory()
        fiche = FicheFactory(dans=plan)
        models.LigneBudget.objects.create(fiche=fiche, type="investissement", unite="ht")
        (ligne,) = lignes_du_jour(editeur_de(plan), plan.collectivite, plan, JOUR)
        assert not ligne.chiffres.sommes

    def test_un_lecteur_n_y_voit_pas_le_confidentiel(self) -> None:
        plan = PlanFactory()
        FicheFactory(dans=plan, confidentielle=True)
        assert lignes_du_jour(membre(plan, "lecteur"), plan.collectivite, plan, JOUR) == []

    def test_la_version_du_jour_dit_ses_places(self) -> None:
        plan = PlanFactory()
        axe = AxeFactory(plan=plan, nom="Se loger")
        fiche = FicheFactory(dans=AxeFactory(plan=plan, parent=axe, nom="Rénover"))
        lue = version_du_jour(editeur_de(plan), plan.collectivite, plan, fiche.pk)
        assert lue is not None
        assert lue.chemins == (("Se loger", "Rénover"),)

    def test_hors_du_plan_il_n_y_en_a_pas(self) -> None:
        plan = PlanFactory()
        fiche = FicheFactory(collectivite=plan.collectivite)
        assert version_du_jour(editeur_de(plan), plan.collectivite, plan, fiche.pk) is None


class TestAutourDUneFiche:
    def test_les_instantanes_ou_elle_figure(self) -> None:
        plan = PlanFactory()
        fiche, lecteur = FicheFactory(dans=plan), membre(plan, "lecteur")
        assert lire.list_figees_for(lecteur, plan.collectivite, fiche) == []
        ancien, recent = pris(plan, le=LE - timedelta(days=400)), pris(plan, nom="Bilan 2026")
        figees = lire.list_figees_for(lecteur, plan.collectivite, fiche)
        assert [figee.instantane for figee in figees] == [recent, ancien]

    def test_la_preparation_qui_l_attend(self) -> None:
        plan = PlanFactory()
        fiche = FicheFactory(dans=plan)
        instantane = en_preparation(plan)
        assert lire.preparations_de(plan.collectivite, fiche, [plan.pk]) == [instantane]
        assert lire.preparations_de(CollectiviteFactory(), fiche, [plan.pk]) == []
        assert lire.preparations_de(plan.collectivite, FicheFactory(parent=fiche), [plan.pk]) == []

    def test_un_instantane_en_preparation_n_a_pas_de_jour(self) -> None:
        plan: Plan = PlanFactory()
        assert lire.jour_de(en_preparation(plan)) is None
        assert lire.jour_de(pris(plan)) == JOUR
