"""Naming who pilots an indicateur or a mesure."""

from __future__ import annotations

from typing import Any

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.indicateurs.factories import IndicateurFactory, SuiviFactory
from tests.plans.factories import LE, etiquette_nommee, personne_nommee
from tests.referentiels.factories import EngagementFactory, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Notification, Utilisateur
from cordee.indicateurs.actions.definitions import supprimer_indicateur
from cordee.indicateurs.models import Indicateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.etiquettes import (
    fusionner_etiquettes,
    fusionner_personnes,
    supprimer_etiquette,
    supprimer_personne,
)
from cordee.plans.actions.pilotages import definir_pilotage
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import PilotageIndicateur
from cordee.plans.queries.pilotages import (
    Pilotage,
    indicateurs_pilotes_par,
    mesures_pilotees_par,
    pilotage_of,
    pilotages_of,
)
from cordee.plans.tasks.pilotages import dire_pilotages
from cordee.referentiels.models import Mesure
from cordee.socle.erreurs import DonneeRefusee, Refus
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def ici() -> Collectivite:
    return CollectiviteFactory(nom="Communauté de communes du Haut-Sérac")


@pytest.fixture
def lise(ici: Collectivite) -> Utilisateur:
    return MembreFactory(
        editeur=True, collectivite=ici, utilisateur=UtilisateurFactory(prenom="Lise", nom="Faure")
    ).utilisateur


@pytest.fixture
def ines(ici: Collectivite) -> Utilisateur:
    return MembreFactory(
        lecteur=True, collectivite=ici, utilisateur=UtilisateurFactory(prenom="Inès", nom="Allemand")
    ).utilisateur


@pytest.fixture
def commun(lise: Utilisateur) -> dict[str, Any]:
    return {"par": lise, "le": LE}


def dits(notifications: list[Notification]) -> list[str]:
    return [message.titre if message else "" for message in dire_pilotages(notifications, LE)]


def test_des_personnes_et_des_services_pilotent_un_indicateur(
    ici: Collectivite, ines: Utilisateur, commun: dict[str, Any]
) -> None:
    indicateur = IndicateurFactory(titre="Vélos")
    definir_pilotage(indicateur, ici, ["Inès Allemand", "  ", "Ana Roche"], ["Direction  de l'eau"], **commun)
    assert pilotage_of(ici, indicateur) == Pilotage(["Inès Allemand", "Ana Roche"], ["Direction de l'eau"])
    assert list(indicateurs_pilotes_par(ines, ici)) == [indicateur]
    ecriture = Ecriture.objects.get(verbe="plans.definir_pilotage")
    assert ecriture.details["champs"]["pilotes"] == [[], ["Inès Allemand", "Ana Roche"]]
    assert dits(list(Notification.objects.filter(destinataire=ines))) == ["Vous êtes pilote de l'indicateur « Vélos »"]
    definir_pilotage(indicateur, ici, ["Ana Roche"], [], **commun)
    assert pilotage_of(ici, indicateur) == Pilotage(["Ana Roche"])
    assert not indicateurs_pilotes_par(ines, ici).exists()
    definir_pilotage(indicateur, ici, ["ana roche"], [], **commun)
    assert Ecriture.objects.filter(verbe="plans.definir_pilotage").count() == 2, "nothing changed the third time"


def test_des_personnes_pilotent_une_mesure(ici: Collectivite, ines: Utilisateur, commun: dict[str, Any]) -> None:
    engagement = EngagementFactory(collectivite=ici)
    mesure = Mesure.objects.get(pk=noeud("1.1"))
    definir_pilotage(mesure, ici, ["Inès Allemand"], [], **commun)
    assert list(mesures_pilotees_par(ines, ici)) == [mesure]
    assert dits(list(Notification.objects.filter(destinataire=ines))) == [
        f"Vous êtes pilote de la mesure « {mesure.libelle} »"
    ]
    engagement.delete()
    assert not mesures_pilotees_par(ines, ici).exists(), "the référentiel is closed"
    assert dits(list(Notification.objects.filter(destinataire=ines))) == [""]


def test_on_ne_dit_rien_de_ce_qui_ne_se_voit_plus(ici: Collectivite, ines: Utilisateur, commun: dict[str, Any]) -> None:
    indicateur = IndicateurFactory()
    definir_pilotage(indicateur, ici, ["Inès Allemand"], [], **commun)
    lues = list(Notification.objects.filter(destinataire=ines))
    suivi = SuiviFactory(indicateur=indicateur, collectivite=ici, confidentiel=True)
    assert dits(lues) == [""]
    suivi.delete()
    PilotageIndicateur.objects.all().delete()
    assert dits(lues) == [""]
    definir_pilotage(indicateur, ici, ["Inès Allemand"], [], **commun)
    lues = list(Notification.objects.filter(destinataire=ines).order_by("-pk")[:1])
    Membre.objects.filter(utilisateur=ines).delete()
    assert dits([Notification.objects.get(pk=lues[0].pk)]) == [""]


@pytest.mark.parametrize(
    ("pilotes", "services", "faute"),
    [
        (["x" * 171], [], "dépasse 170 caractères"),
        ([], ["x" * 201], "dépasse 200 caractères"),
        ([f"Personne {rang}" for rang in range(31)], [], "30 noms au plus"),
    ],
)
def test_des_noms_de_travers_sont_refuses_et_rien_n_est_ecrit(
    ici: Collectivite, commun: dict[str, Any], pilotes: list[str], services: list[str], faute: str
) -> None:
    with pytest.raises(DonneeRefusee, match=faute):
        definir_pilotage(IndicateurFactory(), ici, pilotes, services, **commun)
    assert not PilotageIndicateur.objects.exists()


def test_nommer_demande_l_edition(ici: Collectivite) -> None:
    lecteur = MembreFactory(collectivite=ici, role=Role.CONTRIBUTION).utilisateur
    with pytest.raises(Refus, match="« Édition »"):
        definir_pilotage(IndicateurFactory(), ici, ["Ana"], [], par=lecteur, le=LE)


def test_un_indicateur_pilote_se_supprime_et_son_pilotage_avec_lui(ici: Collectivite, commun: dict[str, Any]) -> None:
    indicateur = IndicateurFactory(collectivite=ici)
    definir_pilotage(indicateur, ici, ["Ana"], [], **commun)
    supprimer_indicateur(indicateur, **commun)
    assert not PilotageIndicateur.objects.exists()
    assert not Indicateur.objects.filter(pk=indicateur.pk).exists()


def test_reunir_deux_noms_reunit_ce_qu_ils_pilotent(ici: Collectivite, commun: dict[str, Any]) -> None:
    un, deux = IndicateurFactory(), IndicateurFactory()
    definir_pilotage(un, ici, ["Ana Roche", "A. Roche"], ["Eau", "Service eau"], **commun)
    definir_pilotage(deux, ici, ["A. Roche"], ["Service eau"], **commun)
    garde, autre = personne_nommee(ici, "Ana Roche"), personne_nommee(ici, "A. Roche")
    eau, service = (etiquette_nommee(ici, GenreEtiquette.SERVICE, nom) for nom in ("Eau", "Service eau"))
    for nom, supprimer in ((garde, supprimer_personne), (eau, supprimer_etiquette)):
        with pytest.raises(DonneeRefusee):
            supprimer(nom, **commun)  # type: ignore[operator]
    fusionner_personnes(garde, [autre], **commun)
    fusionner_etiquettes(eau, [service], **commun)
    attendu = Pilotage(["Ana Roche"], ["Eau"])
    assert pilotages_of(ici, Indicateur, [un.pk, deux.pk]) == {un.pk: attendu, deux.pk: attendu}
