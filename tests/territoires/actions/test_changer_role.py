"""Changing what a member may do."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, peut
from cordee.territoires.actions.membres import changer_role, retirer_membre
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Collectivite:
    return CollectiviteFactory(nom="CC de la Clarée")


@pytest.fixture
def cheffe(epci: Collectivite) -> Membre:
    return MembreFactory(
        administrateur=True, collectivite=epci, utilisateur=UtilisateurFactory(prenom="Inès", nom="Bès")
    )


@pytest.fixture
def lecteur(epci: Collectivite) -> Membre:
    return MembreFactory(
        lecteur=True, collectivite=epci, fonction="Élu", utilisateur=UtilisateurFactory(prenom="Hervé", nom="Guérin")
    )


def changer(membre: Membre, role: Role | str, par: Membre, fonction: str = "Élu") -> Membre:
    return changer_role(membre, role=role, fonction=fonction, par=par.utilisateur, le=timezone.now())


def test_le_nouveau_role_vaut_tout_de_suite(epci: Collectivite, cheffe: Membre, lecteur: Membre) -> None:
    assert not peut(lecteur.utilisateur, "territoires.repondre", epci)
    change = changer(lecteur, Role.EDITION, cheffe)
    assert peut(change.utilisateur, "territoires.repondre", epci)
    ecriture = Ecriture.objects.get()
    assert ecriture.resume == "Rôle d'Hervé Guérin : Lecture → Édition"
    assert ecriture.details["role_avant"] == "lecture"


def test_la_fonction_seule_peut_changer(cheffe: Membre, lecteur: Membre) -> None:
    assert changer(lecteur, Role.LECTURE, cheffe, "Vice-président").fonction == "Vice-président"
    assert changer(lecteur, Role.LECTURE, cheffe, "").fonction == ""
    resumes = list(Ecriture.objects.order_by("pk").values_list("resume", flat=True))
    assert resumes == ["Fonction d'Hervé Guérin : Vice-président", "Fonction d'Hervé Guérin : aucune"]


def test_ce_qui_ne_change_rien_n_est_pas_au_journal(cheffe: Membre, lecteur: Membre) -> None:
    changer(lecteur, Role.LECTURE, cheffe, " Élu ")
    assert not Ecriture.objects.exists()


def test_personne_ne_s_eleve_soi_meme_ni_n_agit_ailleurs(epci: Collectivite, cheffe: Membre, lecteur: Membre) -> None:
    ailleurs = MembreFactory(administrateur=True)
    editeur = MembreFactory(editeur=True, collectivite=epci)
    for par in (lecteur, editeur, ailleurs):
        with pytest.raises(Refus):
            changer(lecteur, Role.ADMINISTRATION, par)
    lecteur.refresh_from_db()
    assert lecteur.role == Role.LECTURE


def test_la_coordination_du_petr_ne_gere_pas_les_membres(epci: Collectivite, lecteur: Membre) -> None:
    petr = CollectiviteFactory(petr=True, membres=[epci])
    with pytest.raises(Refus):
        changer(lecteur, Role.EDITION, MembreFactory(administrateur=True, collectivite=petr))


@pytest.mark.parametrize(
    ("role", "message"), [("coordination", "se donne dans un groupement"), ("roi", "n'existe pas")]
)
def test_un_role_qui_ne_se_donne_pas_ici_est_refuse(cheffe: Membre, lecteur: Membre, role: str, message: str) -> None:
    with pytest.raises(DonneeRefusee, match=message):
        changer(lecteur, role, cheffe)


def test_la_derniere_personne_qui_administre_le_reste(cheffe: Membre, lecteur: Membre) -> None:
    with pytest.raises(DonneeRefusee, match="plus personne n'administrerait CC de la Clarée"):
        changer(cheffe, Role.LECTURE, cheffe)
    assert changer(cheffe, Role.ADMINISTRATION, cheffe, "Directrice").fonction == "Directrice"
    changer(lecteur, Role.ADMINISTRATION, cheffe)
    assert changer(cheffe, Role.LECTURE, cheffe).role == Role.LECTURE
    assert not peut(cheffe.utilisateur, "territoires.gerer_membres", cheffe.collectivite)


def test_un_compte_ferme_ne_compte_pas_comme_administration(epci: Collectivite, cheffe: Membre) -> None:
    MembreFactory(administrateur=True, collectivite=epci, utilisateur=UtilisateurFactory(inactif=True))
    with pytest.raises(DonneeRefusee, match="Donnez d'abord le rôle"):
        changer(cheffe, Role.EDITION, cheffe)


def test_deux_personnes_qui_se_destituent_l_une_l_autre_laissent_une_administration(
    epci: Collectivite, cheffe: Membre
) -> None:
    autre = MembreFactory(administrateur=True, collectivite=epci)
    assert peut(autre.utilisateur, "territoires.gerer_membres", epci)  # rights read before the other acts
    retirer_membre(Membre.objects.get(pk=autre.pk), par=cheffe.utilisateur, le=timezone.now())
    with pytest.raises(DonneeRefusee, match="plus personne n'administrerait"):
        changer(cheffe, Role.LECTURE, autre)


def test_une_personne_retiree_entre_temps_ne_revient_pas(cheffe: Membre, lecteur: Membre) -> None:
    Membre.objects.filter(pk=lecteur.pk).delete()
    with pytest.raises(DonneeRefusee, match="a été retirée entre-temps"):
        changer(lecteur, Role.EDITION, cheffe)
