"""Taking, preparing, closing, deleting an instantané (docs/calculs/instantanes.md, « Préparation »)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.plans.factories_instantanes import editeur_de, en_preparation, membre, pris
from tests.plans.fiche_riche import FicheRiche

from cordee.comptes.models import Notification
from cordee.journal.models import Ecriture
from cordee.plans.actions import instantanes as actions
from cordee.plans.actions.fiches import modifier_fiche, supprimer_fiche
from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.actions.prevenir import A_PREPARER
from cordee.plans.actions.purge import CONSERVATION
from cordee.plans.actions.retour_plan import restaurer_plan
from cordee.plans.domain.versions import comparer_versions, relire
from cordee.plans.models import FicheFigee, GesteGroupe, Instantane, Placement, Plan
from cordee.plans.queries.dossier import Portee, plan_complet
from cordee.plans.tasks.gestes import purger
from cordee.plans.tasks.notifications import dire_a_preparer
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
DEMAIN = LE + timedelta(days=1)


def dernier_resume() -> str:
    return Ecriture.objects.latest("pk").resume


class TestPrendre:
    def test_toutes_les_fiches_sont_figees_dans_l_ordre_du_plan(self) -> None:
        plan = PlanFactory()
        axe = AxeFactory(plan=plan, nom="Se loger")
        dessous = AxeFactory(plan=plan, parent=axe, nom="Rénover")
        seconde = FicheFactory(dans=dessous, realisee=True, code="1.2")
        premiere = FicheFactory(dans=axe, en_retard=True)
        hors_axe = FicheFactory(dans=plan)
        FicheFactory(parent=premiere)
        instantane = pris(plan)
        assert [figee.ref for figee in instantane.fiches.all()] == [hors_axe.pk, premiere.pk, seconde.pk]
        figee = instantane.fiches.get(ref=seconde.pk)
        assert (figee.statut, figee.code, figee.axes, figee.places) == ("realise", "1.2", [axe.pk], [dessous.pk])
        assert instantane.fiches.get(ref=hors_axe.pk).axes == [0]
        assert instantane.fiches.get(ref=premiere.pk).chiffres["jours"] == 38
        assert [noeud["nom"] for noeud in instantane.arbre] == ["Se loger", "Rénover"]
        assert (instantane.pris_le, instantane.ponderation) == (LE, plan.ponderation)

    def test_la_version_est_la_fiche_entiere_sans_courriel(self) -> None:
        riche = FicheRiche.composer()
        instantane = pris(riche.plan)
        version = relire(instantane.fiches.get(ref=riche.fiche.pk).contenu)
        portee = Portee(fiches=[riche.fiche.pk], courriels=False)
        (axe,) = plan_complet(None, riche.collectivite, riche.plan, portee).axes
        assert comparer_versions(version, axe.fiches[0]) == ()
        assert version == axe.fiches[0]
        assert riche.ines.email not in str(instantane.fiches.get(ref=riche.fiche.pk).contenu)

    def test_elle_ne_change_plus_quand_la_fiche_change(self) -> None:
        fiche = FicheFactory(dans=PlanFactory(), titre="Suivre")
        plan = Placement.objects.get(fiche=fiche).plan
        instantane = pris(plan)
        modifier_fiche(fiche, {"titre": "Compter"}, par=editeur_de(plan), le=DEMAIN)
        assert instantane.fiches.get().titre == "Suivre"
        assert relire(instantane.fiches.get().contenu).titre == "Suivre"

    def test_le_journal_le_dit(self) -> None:
        pris(PlanFactory(nom="Plan climat"), nom="Bilan 2025")
        assert dernier_resume() == "A pris l'instantané « Bilan 2025 » du plan « Plan climat »"

    def test_un_lecteur_n_en_prend_pas(self) -> None:
        plan = PlanFactory()
        with pytest.raises(Refus):
            pris(plan, par=membre(plan, "contributeur"))
        assert not Instantane.objects.exists()

    @pytest.mark.parametrize(
        ("champs", "mots"),
        [
            ({"nom": "  "}, "vide"),
            ({"nom": "x" * 121}, "dépasse 120"),
            ({"nom": "Bilan", "du": date(2026, 2, 1), "au": date(2026, 1, 1)}, "avant son début"),
        ],
    )
    def test_ce_qui_ne_va_pas_est_refuse(self, champs: dict[str, object], mots: str) -> None:
        plan = PlanFactory()
        with pytest.raises(DonneeRefusee, match=mots):
            actions.prendre_instantane(plan, par=editeur_de(plan), le=LE, **champs)  # type: ignore[arg-type]

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_le_nombre_de_requetes_ne_depend_pas_de_celui_des_fiches(
        self, nombre: int, django_assert_max_num_queries: object
    ) -> None:
        plan = PlanFactory()
        for _ in range(nombre):
            FicheFactory(dans=plan)
        par = editeur_de(plan)
        with django_assert_max_num_queries(60) as lues:  # type: ignore[operator]
            pris(plan, par=par)
        assert len(lues) <= 53


class TestModifier:
    def test_le_nom_et_la_periode_changent(self) -> None:
        instantane = pris(PlanFactory())
        assert instantane.plan is not None
        par = editeur_de(instantane.plan)
        actions.modifier_instantane(
            instantane, "Bilan final", commentaire="Voté", du=date(2025, 1, 1), au=date(2025, 12, 31),
            echeance=date(2026, 1, 1), par=par, le=DEMAIN,
        )  # fmt: skip
        instantane.refresh_from_db()
        assert (instantane.nom, instantane.commentaire, instantane.du) == ("Bilan final", "Voté", date(2025, 1, 1))
        assert instantane.echeance is None

    def test_sans_changement_rien_ne_s_ecrit(self) -> None:
        instantane = pris(PlanFactory())
        assert instantane.plan is not None
        nombre = Ecriture.objects.count()
        actions.modifier_instantane(instantane, instantane.nom, par=editeur_de(instantane.plan), le=DEMAIN)
        assert Ecriture.objects.count() == nombre


class TestPreparer:
    def test_le_tableau_travaille(self) -> None:
        plan = PlanFactory()
        par = editeur_de(plan)
        fiches = [FicheFactory(dans=plan, en_cours=True, avancement=60) for _ in range(3)]
        instantane = en_preparation(plan, par=par)
        jour = LE + timedelta(days=3)
        actions.dire_a_jour(fiches[0], instantane, par=par, le=jour)
        modifier_fiche(fiches[0], {"avancement": 80}, par=par, le=jour + timedelta(days=3))
        Placement.objects.filter(fiche=fiches[2]).delete()
        clos = actions.clore_instantane(instantane, par=par, le=jour + timedelta(days=5))
        figees = {figee.ref: figee for figee in clos.fiches.all()}
        assert set(figees) == {fiches[0].pk, fiches[1].pk}
        assert figees[fiches[0].pk].chiffres["avancement"] == 60
        assert (figees[fiches[0].pk].figee_le, figees[fiches[0].pk].prete_par) == (jour, par)
        assert figees[fiches[1].pk].figee_le == jour + timedelta(days=5)
        assert figees[fiches[1].pk].prete_le is None
        assert clos.pris_le == jour + timedelta(days=5)
        assert "A clos" in dernier_resume()

    def test_une_seule_a_la_fois(self) -> None:
        plan = PlanFactory()
        en_preparation(plan)
        with pytest.raises(DonneeRefusee, match="déjà en préparation"):
            en_preparation(plan)

    def test_le_pilote_dit_sa_fiche_a_jour_et_la_rouvre(self) -> None:
        plan = PlanFactory()
        fiche = FicheFactory(dans=plan)
        pilote = membre(plan, "contributeur")
        pilotee_par(fiche, pilote)
        instantane = en_preparation(plan)
        actions.dire_a_jour(fiche, instantane, par=pilote, le=DEMAIN)
        actions.dire_a_jour(fiche, instantane, par=pilote, le=DEMAIN + timedelta(days=1))
        assert instantane.fiches.get().figee_le == DEMAIN + timedelta(days=1)
        actions.rouvrir_fiche(fiche, instantane, par=pilote, le=DEMAIN)
        assert not instantane.fiches.exists()
        assert "A rouvert" in dernier_resume()
        nombre = Ecriture.objects.count()
        actions.rouvrir_fiche(fiche, instantane, par=pilote, le=DEMAIN)
        assert Ecriture.objects.count() == nombre

    def test_qui_ne_la_pilote_pas_ne_la_dit_pas_a_jour(self) -> None:
        plan = PlanFactory()
        with pytest.raises(Refus):
            actions.dire_a_jour(
                FicheFactory(dans=plan), en_preparation(plan), par=membre(plan, "contributeur"), le=DEMAIN
            )

    def test_une_fiche_d_ailleurs_n_y_entre_pas(self) -> None:
        plan = PlanFactory()
        fiche = FicheFactory(collectivite=plan.collectivite)
        with pytest.raises(DonneeRefusee, match="n'est plus dans le plan"):
            actions.dire_a_jour(fiche, en_preparation(plan), par=editeur_de(plan), le=DEMAIN)

    def test_clos_il_ne_se_prepare_plus(self) -> None:
        plan = PlanFactory()
        par, fiche, instantane = editeur_de(plan), FicheFactory(dans=plan), en_preparation(plan)
        actions.clore_instantane(instantane, par=par, le=DEMAIN)
        for geste in (actions.dire_a_jour, actions.rouvrir_fiche):
            with pytest.raises(DonneeRefusee, match="n'est plus en préparation"):
                geste(fiche, instantane, par=par, le=DEMAIN)
        with pytest.raises(DonneeRefusee, match="déjà clos"):
            actions.clore_instantane(instantane, par=par, le=DEMAIN)
        with pytest.raises(DonneeRefusee, match="personne à prévenir"):
            actions.relancer_pilotes_de_l_instantane(instantane, par=par, le=DEMAIN)


class TestRelancer:
    def test_seuls_les_pilotes_des_fiches_qui_restent_sont_prevenus(self) -> None:
        plan = PlanFactory()
        par, instantane = editeur_de(plan), en_preparation(plan)
        pilotes = [membre(plan, "contributeur") for _ in range(2)]
        fiches = [FicheFactory(dans=plan, titre=f"Fiche {rang}") for rang in range(2)]
        for fiche, pilote in zip(fiches, pilotes, strict=True):
            pilotee_par(fiche, pilote)
        actions.dire_a_jour(fiches[0], instantane, par=par, le=DEMAIN)
        assert actions.relancer_pilotes_de_l_instantane(instantane, par=par, le=DEMAIN) == 1
        (notification,) = Notification.objects.filter(genre=A_PREPARER)
        assert notification.destinataire == pilotes[1]
        (message,) = dire_a_preparer([notification], DEMAIN)
        assert message is not None
        assert message.titre == "« Fiche 1 » est attendue pour « Avant le COPIL »"

    def test_une_fiche_dite_a_jour_depuis_ne_dit_plus_rien(self) -> None:
        plan = PlanFactory()
        par = editeur_de(plan)
        instantane = actions.preparer_instantane(plan, "Bilan", echeance=date(2026, 4, 2), par=par, le=LE)
        fiche, pilote = FicheFactory(dans=plan), membre(plan, "contributeur")
        pilotee_par(fiche, pilote)
        actions.relancer_pilotes_de_l_instantane(instantane, par=par, le=DEMAIN)
        (notification,) = Notification.objects.filter(genre=A_PREPARER)
        (message,) = dire_a_preparer([notification], DEMAIN)
        assert message is not None
        assert message.detail == "Mettez-la à jour, puis dites-la à jour avant le 2\xa0avril 2026."
        actions.dire_a_jour(fiche, instantane, par=par, le=DEMAIN)
        assert dire_a_preparer([notification], DEMAIN) == [None]
        actions.rouvrir_fiche(fiche, instantane, par=par, le=DEMAIN)
        actions.clore_instantane(instantane, par=par, le=DEMAIN)
        assert dire_a_preparer([notification], DEMAIN) == [None]


class TestSupprimer:
    def test_il_se_remet(self) -> None:
        instantane = pris(PlanFactory())
        assert instantane.plan is not None
        par = editeur_de(instantane.plan)
        actions.supprimer_instantane(instantane, par=par, le=DEMAIN)
        with pytest.raises(DonneeRefusee, match="supprimé ou remis"):
            actions.supprimer_instantane(instantane, par=par, le=DEMAIN)
        actions.restaurer_instantane(instantane, par=par, le=DEMAIN)
        instantane.refresh_from_db()
        assert instantane.supprime_le is None

    def test_une_preparation_ne_revient_pas_sur_une_autre(self) -> None:
        plan = PlanFactory()
        par, instantane = editeur_de(plan), en_preparation(plan)
        actions.supprimer_instantane(instantane, par=par, le=DEMAIN)
        en_preparation(plan)
        with pytest.raises(DonneeRefusee, match="déjà en préparation"):
            actions.restaurer_instantane(instantane, par=par, le=DEMAIN)

    def test_il_part_pour_de_bon_apres_trente_jours(self) -> None:
        plan = PlanFactory()
        par, garde, supprime = editeur_de(plan), pris(plan), pris(plan)
        actions.supprimer_instantane(supprime, par=par, le=LE)
        purger(LE + CONSERVATION)
        assert Instantane.objects.count() == 2
        purger(LE + CONSERVATION + timedelta(seconds=1))
        assert list(Instantane.objects.all()) == [garde]

    def test_un_plan_supprime_puis_restaure_les_retrouve(self) -> None:
        plan = PlanFactory()
        FicheFactory(dans=plan)
        par, instantane = editeur_de(plan), pris(plan)
        numero = plan.pk
        supprimer_plan(plan, avec_fiches=True, par=par, le=DEMAIN)
        purger(DEMAIN)
        restaurer_plan(GesteGroupe.objects.get(verbe="plans.supprimer_plan"), par=par, le=DEMAIN)
        instantane.refresh_from_db()
        assert instantane.plan == Plan.objects.get(pk=numero)
        assert instantane.fiches.count() == 1

    def test_un_plan_qui_ne_peut_plus_revenir_les_emporte(self) -> None:
        plan = PlanFactory()
        par = editeur_de(plan)
        pris(plan)
        supprimer_plan(plan, avec_fiches=False, par=par, le=LE)
        purger(LE + CONSERVATION + timedelta(days=1))
        assert not Instantane.objects.exists()

    def test_un_geste_d_avant_les_instantanes_se_restaure(self) -> None:
        plan = PlanFactory()
        par = editeur_de(plan)
        supprimer_plan(plan, avec_fiches=False, par=par, le=LE)
        geste = GesteGroupe.objects.get(verbe="plans.supprimer_plan")
        geste.avant["rattaches"] = geste.avant["rattaches"][:4]
        geste.save()
        purger(LE)
        restaurer_plan(geste, par=par, le=DEMAIN)
        assert Plan.objects.exists()


def test_une_fiche_supprimee_reste_dans_ses_instantanes() -> None:
    plan = PlanFactory()
    par, fiche = editeur_de(plan), FicheFactory(dans=plan)
    instantane = pris(plan, par=par)
    supprimer_fiche(fiche, par=par, le=DEMAIN)
    assert instantane.fiches.get().ref == fiche.pk


def test_les_instantanes_se_nomment() -> None:
    instantane = pris(PlanFactory(), nom="Bilan 2025")
    assert str(instantane) == "Bilan 2025"
    figee = FicheFigee(ref=4, instantane=instantane)
    assert str(figee) == f"4 dans {instantane.pk}"
