"""Carrying a fiche with other collectivités of the territory."""

from __future__ import annotations

import pytest
from tests.plans.factories import LE, FicheFactory, PlanFactory, etiquetee, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification
from cordee.journal.models import Ecriture
from cordee.plans.actions.partage import departager_fiche, partager_fiche
from cordee.plans.actions.partages_rendus import quitter_partage, reprendre_partage
from cordee.plans.models import Fiche, Partage
from cordee.plans.queries.partage import list_partageables_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def territoire():
    """(PETR, EPCI that owns, sister EPCI)."""
    epci, soeur = CollectiviteFactory(), CollectiviteFactory()
    return CollectiviteFactory(petr=True, membres=[epci, soeur]), epci, soeur


def editeur(collectivite):
    return MembreFactory(editeur=True, collectivite=collectivite).utilisateur


def test_on_partage_avec_le_petr_et_les_epci_soeurs_seulement(territoire) -> None:
    petr, epci, soeur = territoire
    fiche = FicheFactory(collectivite=epci)
    assert set(list_partageables_for(fiche)) == {petr, soeur}
    assert set(list_partageables_for(FicheFactory(collectivite=petr))) == {epci, soeur}
    with pytest.raises(DonneeRefusee, match="pas du même territoire"):
        partager_fiche(fiche, CollectiviteFactory(), par=editeur(epci), le=LE)
    with pytest.raises(DonneeRefusee, match="se partage avec sa fiche"):
        partager_fiche(FicheFactory(parent=fiche), petr, par=editeur(epci), le=LE)


def test_partager_previent_qui_edite_la_bas_et_ne_se_fait_qu_une_fois(territoire) -> None:
    _, epci, soeur = territoire
    la_bas, ici = editeur(soeur), editeur(epci)
    fiche = FicheFactory(collectivite=epci)
    partager_fiche(fiche, soeur, par=ici, le=LE)
    partager_fiche(fiche, soeur, par=ici, le=LE)
    assert Partage.objects.count() == 1
    assert Notification.objects.get().destinataire == la_bas
    with pytest.raises(Refus):
        partager_fiche(fiche, soeur, par=la_bas, le=LE)


def test_cesser_de_partager_retire_les_places_et_garde_les_etiquettes(territoire) -> None:
    petr, epci, soeur = territoire
    fiche, ici = FicheFactory(collectivite=epci), editeur(epci)
    partager_fiche(fiche, soeur, par=ici, le=LE)
    placer(fiche, PlanFactory(collectivite=soeur))
    placer(fiche, PlanFactory(collectivite=epci))
    etiquetee(fiche, "Urgent")
    assert departager_fiche(fiche, soeur, par=ici, le=LE) == 1
    assert fiche.placements.get().plan.collectivite == epci
    assert fiche.acteurs.count() == 1
    with pytest.raises(DonneeRefusee, match="n'est pas partagée"):
        departager_fiche(fiche, petr, par=ici, le=LE)


def test_qui_recoit_une_fiche_la_quitte_sans_la_supprimer(territoire) -> None:
    _, epci, soeur = territoire
    fiche = FicheFactory(collectivite=epci)
    partager_fiche(fiche, soeur, par=editeur(epci), le=LE)
    quitter_partage(fiche, soeur, par=editeur(soeur), le=LE)
    fiche.refresh_from_db()
    assert fiche.supprimee_le is None
    assert not fiche.partages.exists()


def test_qui_a_rendu_une_fiche_la_reprend_a_ses_places(territoire) -> None:
    _, epci, soeur = territoire
    fiche, la_bas = FicheFactory(collectivite=epci), editeur(soeur)
    partager_fiche(fiche, soeur, par=editeur(epci), le=LE)
    plan = PlanFactory(collectivite=soeur)
    placer(fiche, plan)
    attendue = Notification.objects.get()
    geste = quitter_partage(fiche, soeur, par=la_bas, le=LE)
    assert not fiche.placements.exists()
    assert Notification.objects.get().etat == EtatNotification.ANNULEE
    assert reprendre_partage(geste, par=la_bas, le=LE) == fiche
    assert fiche.placements.get().plan == plan
    assert fiche.partages.get().collectivite == soeur
    assert Notification.objects.get().etat == attendue.etat
    assert Ecriture.objects.filter(verbe="plans.reprendre_partage", collectivite_id=epci.pk).exists()
    with pytest.raises(DonneeRefusee, match="déjà fait"):
        reprendre_partage(geste, par=la_bas, le=LE)


def test_une_fiche_rendue_ne_se_reprend_pas_si_tout_a_change(territoire) -> None:
    petr, epci, soeur = territoire
    fiche, la_bas = FicheFactory(collectivite=epci), editeur(soeur)
    partager_fiche(fiche, soeur, par=editeur(epci), le=LE)
    geste = quitter_partage(fiche, soeur, par=la_bas, le=LE)
    with pytest.raises(Refus):
        reprendre_partage(geste, par=editeur(epci), le=LE)
    partager_fiche(fiche, soeur, par=editeur(epci), le=LE)
    with pytest.raises(DonneeRefusee, match="rien à remettre"):
        reprendre_partage(geste, par=la_bas, le=LE)
    fiche.partages.all().delete()
    petr.appartenances_membres.filter(membre=soeur).delete()
    with pytest.raises(DonneeRefusee, match="plus du même territoire"):
        reprendre_partage(geste, par=la_bas, le=LE)
    Fiche.objects.update(supprimee_le=LE)
    with pytest.raises(DonneeRefusee, match="supprimée depuis par sa propriétaire"):
        reprendre_partage(geste, par=la_bas, le=LE)
    assert not Partage.objects.exists()
