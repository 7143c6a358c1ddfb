"""Carrying many fiches with another collectivité in one gesture, and undoing it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, pilotee_par, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification
from cordee.journal.models import Ecriture
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Fiche, GesteGroupe, Partage
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(hours=1)


@pytest.fixture
def lise():
    """Edits in an EPCI of a PETR."""
    return MembreFactory(editeur=True)


@pytest.fixture
def petr(lise):
    return CollectiviteFactory(petr=True, membres=[lise.collectivite])


@pytest.fixture
def fiches(lise) -> list[Fiche]:
    for titre in ("A", "B", "C"):
        FicheFactory(collectivite=lise.collectivite, titre=titre)
    return toutes()


def toutes() -> list[Fiche]:
    return list(annotate_racine(Fiche.objects.filter(parent=None)).order_by("titre"))


def partager(lise, fiches, avec, sens=Sens.AJOUTER) -> GesteGroupe:
    lot = preparer_lot(
        lise.collectivite, fiches, Geste.PARTAGE, sens, [str(avec.pk)], par=lise.utilisateur, le=LE
    )  # fmt: skip
    return appliquer_lot(lise.collectivite, lot, par=lise.utilisateur, le=LE)


def annuler(lise, groupe) -> tuple[int, list[str]]:
    return annuler_lot(groupe, par=lise.utilisateur, le=PLUS_TARD)


def portees() -> list[tuple[str, int]]:
    return list(Partage.objects.order_by("fiche__titre").values_list("fiche__titre", "collectivite"))


def test_des_fiches_se_partagent_se_disent_la_bas_ensemble_et_l_annulation_n_en_dit_rien(lise, petr, fiches) -> None:
    la_bas = MembreFactory(editeur=True, collectivite=petr).utilisateur
    MembreFactory(lecteur=True, collectivite=petr)
    partagee_avec(fiches[0], petr)
    groupe = partager(lise, fiches, petr)
    assert portees() == [("A", petr.pk), ("B", petr.pk), ("C", petr.pk)]
    assert set(Notification.objects.values_list("destinataire", "genre", "envoyer_apres")) == {
        (la_bas.pk, "plans.fiche_partagee", LE + timedelta(minutes=15))
    }
    assert Notification.objects.count() == 2
    entree = Ecriture.objects.filter(verbe="plans.modifier_en_lot").first()
    assert entree.details["champs"] == {"partage": [[], [petr.nom]]}
    assert annuler(lise, groupe) == (2, [])
    assert portees() == [("A", petr.pk)]
    assert set(Notification.objects.values_list("etat", flat=True)) == {EtatNotification.ANNULEE}


def test_qui_est_nomme_sans_compte_est_reconnu_dans_toutes_les_fiches(lise, petr, fiches) -> None:
    hugo = MembreFactory(contributeur=True, collectivite=petr).utilisateur
    sous = FicheFactory(parent=fiches[1])
    for fiche in (fiches[0], fiches[2], sous):
        pilotee_par(fiche, hugo.nom_complet)
    partager(lise, fiches, petr)
    assert {lien.personne.utilisateur for f in (fiches[0], fiches[2], sous) for lien in f.personnes.all()} == {hugo}
    assert Notification.objects.filter(destinataire=hugo, genre="plans.fiche_confiee").count() == 2


def test_cesser_le_partage_emporte_les_places_et_l_annulation_rend_tout(lise, petr, fiches) -> None:
    axe = AxeFactory(plan__collectivite=petr)
    for fiche in fiches:
        partagee_avec(fiche, petr)
        placer(fiche, axe)
    placer(fiches[0], PlanFactory(collectivite=lise.collectivite))
    avant = list(Partage.objects.order_by("pk").values())
    groupe = partager(lise, fiches, petr, Sens.RETIRER)
    assert not Partage.objects.exists()
    assert [f.placements.count() for f in toutes()] == [1, 0, 0]
    assert annuler(lise, groupe) == (3, [])
    assert list(Partage.objects.order_by("pk").values()) == avant
    assert [f.placements.filter(axe=axe).count() for f in toutes()] == [1, 1, 1]


def test_une_fiche_que_le_partenaire_a_placee_depuis_reste_partagee(lise, petr, fiches) -> None:
    groupe = partager(lise, fiches, petr)
    placer(fiches[1], PlanFactory(collectivite=petr))
    assert annuler(lise, groupe) == (2, ["B"])
    assert portees() == [("B", petr.pk)]


def test_un_partenaire_sorti_du_territoire_ne_revient_pas(lise, petr, fiches) -> None:
    for fiche in fiches:
        partagee_avec(fiche, petr)
    groupe = partager(lise, fiches, petr, Sens.RETIRER)
    petr.appartenances_membres.all().delete()
    assert annuler(lise, groupe) == (0, ["A", "B", "C"])
    assert not Partage.objects.exists()


def test_on_ne_partage_que_ses_fiches_et_dans_son_territoire(lise, petr, fiches) -> None:
    recue = FicheFactory(titre="Reçue", collectivite=petr)
    partagee_avec(recue, lise.collectivite)
    lot = preparer_lot(
        lise.collectivite, toutes(), Geste.PARTAGE, Sens.AJOUTER, [str(petr.pk)], par=lise.utilisateur, le=LE
    )  # fmt: skip
    assert [c.raison for c in lot.changements][-1].startswith("elle appartient à une autre collectivité, qui choisit")
    for ailleurs in (str(CollectiviteFactory().pk), "x", str(lise.collectivite.pk)):
        with pytest.raises(DonneeRefusee, match="pas du même territoire"):
            preparer_lot(
                lise.collectivite, fiches, Geste.PARTAGE, Sens.AJOUTER, [ailleurs], par=lise.utilisateur, le=LE
            )  # fmt: skip


@pytest.mark.parametrize("sens", [Sens.AJOUTER, Sens.RETIRER])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(
    lise, petr, sens, django_assert_max_num_queries
) -> None:
    MembreFactory(editeur=True, collectivite=petr)
    plan = PlanFactory(collectivite=petr)
    for _ in range(30):
        fiche = FicheFactory(collectivite=lise.collectivite)
        pilotee_par(fiche, "Jeanne Roux")
        if sens is Sens.RETIRER:
            partagee_avec(fiche, petr)
            placer(fiche, plan)
    with django_assert_max_num_queries(46):
        groupe = partager(lise, toutes(), petr, sens)
    with django_assert_max_num_queries(46):
        annuler(lise, groupe)
