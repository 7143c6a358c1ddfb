"""Calling a réunion, its agenda."""

from __future__ import annotations

from datetime import date

import pytest
from tests.gouvernance.factories import COPIL, JOUR, LE, DecisionFactory, PointFactory, ReunionFactory
from tests.plans.factories import FicheFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.gouvernance.actions.reunions import (
    ajouter_fiches,
    ajouter_point,
    convoquer_reunion,
    deplacer_point,
    modifier_point,
    modifier_reunion,
    retirer_point,
    supprimer_reunion,
)
from cordee.gouvernance.models import Decision, PointOrdreDuJour, Reunion
from cordee.journal.models import Ecriture
from cordee.plans.models import Etiquette
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def ici() -> Collectivite:
    return CollectiviteFactory()


@pytest.fixture
def lise(ici: Collectivite) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=ici).utilisateur


@pytest.fixture
def reunion(ici: Collectivite) -> Reunion:
    return ReunionFactory(collectivite=ici)


def test_une_reunion_cree_son_instance_ou_la_reconnait(ici: Collectivite, lise: Utilisateur) -> None:
    premiere = convoquer_reunion(ici, COPIL, JOUR, lieu="Mairie", par=lise, le=LE)
    seconde = convoquer_reunion(ici, "copil climat", JOUR, par=lise, le=LE)
    assert premiere.instance == seconde.instance == Etiquette.objects.get()
    assert premiere.lieu == "Mairie"
    assert Ecriture.objects.filter(verbe="gouvernance.convoquer").count() == 2


def test_une_lectrice_ne_convoque_pas(ici: Collectivite) -> None:
    lectrice = MembreFactory(lecteur=True, collectivite=ici).utilisateur
    with pytest.raises(Refus):
        convoquer_reunion(ici, COPIL, JOUR, par=lectrice, le=LE)


@pytest.mark.parametrize(
    ("champs", "dit"), [({"instance": " "}, "Instance"), ({"etat": "finie"}, "état"), ({"lieu": "x" * 201}, "Lieu")]
)
def test_une_mauvaise_valeur_ne_change_rien(
    reunion: Reunion, lise: Utilisateur, champs: dict[str, str], dit: str
) -> None:
    with pytest.raises(DonneeRefusee, match=dit):
        modifier_reunion(reunion, champs, par=lise, le=LE)
    reunion.refresh_from_db()
    assert (reunion.instance.nom, reunion.etat, reunion.lieu) == (COPIL, "prevue", "")


def test_ce_qui_ne_change_pas_ne_s_ecrit_pas(reunion: Reunion, lise: Utilisateur) -> None:
    modifier_reunion(reunion, {"etat": "prevue"}, par=lise, le=LE)
    assert not Ecriture.objects.exists()
    changee = modifier_reunion(reunion, {"etat": "tenue", "jour": date(2027, 3, 13)}, par=lise, le=LE)
    assert (changee.etat, changee.jour) == ("tenue", date(2027, 3, 13))


def test_le_journal_tait_une_reunion_confidentielle(ici: Collectivite, lise: Utilisateur) -> None:
    tue = convoquer_reunion(ici, "Comité secret", JOUR, confidentielle=True, par=lise, le=LE)
    ajouter_point(tue, "Rachat du terrain", par=lise, le=LE)
    assert not any("secret" in e.resume or "terrain" in e.resume for e in Ecriture.objects.all())


class TestOrdreDuJour:
    def test_une_fiche_donne_son_titre(self, reunion: Reunion, lise: Utilisateur) -> None:
        fiche = FicheFactory(collectivite=reunion.collectivite, titre="Voie verte")
        point = ajouter_point(reunion, "", fiche=fiche, par=lise, le=LE)
        assert (point.titre, point.position) == ("Voie verte", 0)
        with pytest.raises(DonneeRefusee, match="n'est pas de la collectivité"):
            ajouter_point(reunion, "", fiche=FicheFactory(), par=lise, le=LE)

    def test_chaque_fiche_une_fois(self, reunion: Reunion, lise: Utilisateur) -> None:
        fiches = [FicheFactory(collectivite=reunion.collectivite) for _ in range(3)]
        PointFactory(reunion=reunion, fiche=fiches[0])
        assert ajouter_fiches(reunion, [*fiches, FicheFactory()], par=lise, le=LE) == 2
        assert ajouter_fiches(reunion, fiches, par=lise, le=LE) == 0
        assert sorted(reunion.points.values_list("position", flat=True)) == [0, 1, 2]

    def test_un_point_se_deplace_et_bute_au_bout(self, reunion: Reunion, lise: Utilisateur) -> None:
        premier, second = PointFactory(reunion=reunion), PointFactory(reunion=reunion)
        deplacer_point(second, -1, par=lise, le=LE)
        assert list(PointOrdreDuJour.objects.filter(reunion=reunion)) == [second, premier]
        deplacer_point(second, -1, par=lise, le=LE)
        assert PointOrdreDuJour.objects.filter(reunion=reunion).first() == second
        assert Ecriture.objects.count() == 1

    def test_ce_qui_s_est_dit_se_garde(self, reunion: Reunion, lise: Utilisateur) -> None:
        point = PointFactory(reunion=reunion)
        modifier_point(point, titre="Budget", echanges="Deux voix contre.", par=lise, le=LE)
        assert PointOrdreDuJour.objects.get(pk=point.pk).echanges == "Deux voix contre."

    def test_les_decisions_d_un_point_retire_restent(self, reunion: Reunion, lise: Utilisateur) -> None:
        decision = DecisionFactory(reunion=reunion, point=PointFactory(reunion=reunion))
        retirer_point(decision.point, par=lise, le=LE)
        decision.refresh_from_db()
        assert decision.point is None

    def test_tout_part_avec_la_reunion(self, reunion: Reunion, lise: Utilisateur) -> None:
        DecisionFactory(reunion=reunion, point=PointFactory(reunion=reunion))
        supprimer_reunion(reunion, par=lise, le=LE)
        assert not Decision.objects.exists()
        assert not PointOrdreDuJour.objects.exists()
