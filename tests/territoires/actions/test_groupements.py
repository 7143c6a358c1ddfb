"""Groupements: creating one, adding and removing members, accepting to be coordinated."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory, siren_fictif

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.actions.groupements import (
    accepter_coordination,
    creer_groupement,
    detacher_membre,
    rattacher_membre,
)
from cordee.territoires.enums import Nature, Role
from cordee.territoires.models import Appartenance, Collectivite
from cordee.territoires.queries import role_effectif

pytestmark = pytest.mark.django_db
LE = datetime(2026, 4, 2, 14, tzinfo=UTC)
SIREN = siren_fictif(90_000)


def creer(**changements: object) -> Collectivite:
    champs: dict[str, object] = {"siren": SIREN, "nom": "PETR du Briançonnais", "nature": Nature.PETR, "membres": []}
    return creer_groupement(par=None, le=LE, **{**champs, **changements})  # type: ignore[arg-type]


def administratrice(collectivite: Collectivite) -> Utilisateur:
    return MembreFactory(administrateur=True, collectivite=collectivite).utilisateur


class TestCreer:
    def test_un_petr_reunit_ses_epci_et_leurs_chiffres(self) -> None:
        briancon = CollectiviteFactory(nom="CC du Briançonnais", population=19_490, departements="05")
        serre = CollectiviteFactory(nom="CC Serre-Ponçon", population=20_000, departements="05,04", drom=False)
        petr = creer(membres=[briancon, serre], nom="  PETR   du Briançonnais ", nom_court=" Briançonnais ")
        petr.refresh_from_db()
        assert (petr.siren, petr.nom, petr.nom_court) == (SIREN, "PETR du Briançonnais", "Briançonnais")
        assert (petr.nature, petr.nature_insee, petr.cle_recherche) == (Nature.PETR, "PETR", "petr du brianconnais")
        assert (petr.population, petr.departements, petr.region, petr.drom) == (39_490, "05,04", "93", False)
        assert set(petr.membres_collectivites.all()) == {briancon, serre}
        assert all(petr.appartenances_membres.values_list("coordination_acceptee", flat=True))

    def test_une_commune_d_un_epci_membre_n_est_pas_comptee_deux_fois(self) -> None:
        epci = CollectiviteFactory(population=10_000)
        dedans = CollectiviteFactory(commune=True, population=4_000, groupements=[epci])
        dehors = CollectiviteFactory(commune=True, population=700)
        departement = CollectiviteFactory(nature=Nature.DEPARTEMENT, population=140_000)
        assert creer(membres=[epci, dedans, dehors, departement]).population == 10_700

    def test_la_population_est_inconnue_si_celle_d_un_membre_l_est(self) -> None:
        petr = creer(membres=[CollectiviteFactory(), CollectiviteFactory(population=None)])
        assert petr.population is None

    def test_un_groupement_peut_naitre_sans_membre(self) -> None:
        petr = creer()
        assert (petr.population, petr.departements, petr.region, petr.drom) == (None, "", "", None)
        assert Ecriture.objects.get().resume == "A créé PETR du Briançonnais, sans membre"

    def test_les_departements_tiennent_dans_leur_colonne(self) -> None:
        epci = [CollectiviteFactory(departements=f"97{rang}", population=rang) for rang in range(10)]
        epci += [CollectiviteFactory(departements=f"{rang}", population=0) for rang in range(10, 20)]
        assert len(creer(membres=epci, nature="syndicat").departements) <= 40

    def test_la_creation_est_au_journal_du_groupement_et_de_chaque_membre(self) -> None:
        membres = [CollectiviteFactory(nom_court=f"Vallée {rang}") for rang in range(8)]
        petr = creer(membres=membres)
        assert {e.collectivite_id for e in Ecriture.objects.all()} == {petr.pk, *(m.pk for m in membres)}
        ecriture = Ecriture.objects.get(collectivite_id=petr.pk)
        assert ecriture.verbe == "territoires.creer_groupement"
        assert ecriture.resume.endswith("Vallée 5 et 2 autres")

    def test_un_siren_ecrit_avec_des_espaces_est_accepte(self) -> None:
        assert creer(siren=f" {SIREN[:3]} {SIREN[3:6]}\u00a0{SIREN[6:]}").siren == SIREN

    @pytest.mark.parametrize(
        ("changements", "message"),
        [
            ({"siren": "123456789"}, "n'est pas valide"),
            ({"siren": ""}, "n'est pas valide"),
            ({"nom": "  "}, "Donnez au groupement un nom"),
            ({"nom": "x" * 201}, "200 caractères"),
            ({"nom_court": "x" * 61}, "60 caractères"),
            ({"nature": Nature.COMMUNE}, "Choisissez la nature"),
            ({"nature": "club"}, "Choisissez la nature"),
        ],
    )
    def test_une_saisie_fausse_est_refusee(self, changements: dict[str, object], message: str) -> None:
        with pytest.raises(DonneeRefusee, match=message):
            creer(**changements)
        assert not Collectivite.objects.exists()

    def test_toutes_les_raisons_sont_dites_d_un_coup(self) -> None:
        with pytest.raises(DonneeRefusee) as refus:
            creer(siren="1", nom="", nature="club", membres=[CollectiviteFactory(), CollectiviteFactory()])
        assert len(refus.value.messages) == 4

    def test_un_siren_deja_pris_est_refuse_avec_son_nom(self) -> None:
        connu = CollectiviteFactory(nom="CC du Briançonnais")
        with pytest.raises(DonneeRefusee, match="déjà celui de CC du Briançonnais"):
            creer(siren=connu.siren)

    def test_un_epci_imaginaire_n_a_que_des_communes(self) -> None:
        commune = CollectiviteFactory(commune=True)
        epci = creer(nature=Nature.EPCI, membres=[commune], fictive=True)
        assert (epci.nature_insee, epci.fictive, epci.population) == ("", True, commune.population)
        with pytest.raises(DonneeRefusee, match="Un EPCI rassemble des communes"):
            creer(siren=siren_fictif(90_001), nature=Nature.EPCI, membres=[epci])

    def test_seule_la_personne_qui_administre_l_installation_cree_un_groupement(self) -> None:
        epci = CollectiviteFactory()
        with pytest.raises(Refus, match="administre l'installation"):
            creer_groupement(
                siren=SIREN, nom="PETR", nature=Nature.PETR, membres=[epci], par=administratrice(epci), le=LE
            )
        reine = UtilisateurFactory(superutilisateur=True)
        petr = creer_groupement(siren=SIREN, nom="PETR", nature=Nature.PETR, membres=[epci], par=reine, le=LE)
        assert Ecriture.objects.get(collectivite_id=petr.pk).acteur == reine


class TestRattacher:
    def test_un_epci_rejoint_le_petr(self) -> None:
        petr = creer()
        epci = CollectiviteFactory(population=8_170)
        lien = rattacher_membre(petr, epci, par=None, le=LE)
        assert (lien.groupement, lien.membre, lien.coordination_acceptee) == (petr, epci, True)
        petr.refresh_from_db()
        assert petr.population == 8_170
        ecritures = Ecriture.objects.filter(verbe="territoires.rattacher_membre")
        assert {e.collectivite_id for e in ecritures} == {petr.pk, epci.pk}

    def test_rattacher_deux_fois_ne_change_rien(self) -> None:
        lien = AppartenanceFactory(coordination_acceptee=False)
        assert rattacher_membre(lien.groupement, lien.membre, par=None, le=LE) == lien
        lien.refresh_from_db()
        assert not lien.coordination_acceptee
        assert not Ecriture.objects.exists()

    def test_une_commune_peut_etre_directement_dans_un_petr(self) -> None:
        commune = CollectiviteFactory(commune=True)
        assert rattacher_membre(CollectiviteFactory(petr=True), commune, par=None, le=LE).membre == commune

    def test_l_administratrice_du_petr_ne_se_donne_pas_le_droit_d_editer_un_epci(self) -> None:
        petr, epci = CollectiviteFactory(petr=True), CollectiviteFactory()
        personne = administratrice(petr)
        assert role_effectif(personne, epci) is None
        assert not rattacher_membre(petr, epci, par=personne, le=LE).coordination_acceptee
        assert role_effectif(personne, epci) is None

    def test_l_administratrice_des_deux_accepte_en_rattachant(self) -> None:
        petr, epci = CollectiviteFactory(petr=True), CollectiviteFactory()
        personne = administratrice(petr)
        MembreFactory(administrateur=True, utilisateur=personne, collectivite=epci)
        assert rattacher_membre(petr, epci, par=personne, le=LE).coordination_acceptee

    def test_une_coordinatrice_ne_peut_pas_rattacher(self) -> None:
        petr = CollectiviteFactory(petr=True, nom="PETR du Briançonnais")
        personne = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
        with pytest.raises(Refus, match="qui administre PETR du Briançonnais"):
            rattacher_membre(petr, CollectiviteFactory(), par=personne, le=LE)
        assert not Appartenance.objects.exists()

    def test_un_groupement_n_est_pas_membre_de_lui_meme(self) -> None:
        petr = CollectiviteFactory(petr=True)
        with pytest.raises(DonneeRefusee, match="membre de lui-même"):
            rattacher_membre(petr, petr, par=None, le=LE)

    def test_une_commune_n_a_pas_de_membres(self) -> None:
        with pytest.raises(DonneeRefusee, match="n'est pas un groupement"):
            rattacher_membre(CollectiviteFactory(commune=True), CollectiviteFactory(), par=None, le=LE)

    def test_deux_groupements_ne_sont_pas_membres_l_un_de_l_autre(self) -> None:
        pole = CollectiviteFactory(nature=Nature.POLE_METROPOLITAIN)
        petr = CollectiviteFactory(petr=True, groupements=[pole])
        with pytest.raises(DonneeRefusee, match="déjà membre"):
            rattacher_membre(petr, pole, par=None, le=LE)

    def test_les_chiffres_officiels_d_un_epci_ne_suivent_pas_ses_communes(self) -> None:
        epci = CollectiviteFactory(population=19_490)
        rattacher_membre(epci, CollectiviteFactory(commune=True), par=None, le=LE)
        epci.refresh_from_db()
        assert epci.population == 19_490


class TestDetacher:
    def test_un_epci_quitte_le_petr_et_ses_agents_ne_voient_plus_rien(self) -> None:
        epci = CollectiviteFactory()
        petr = CollectiviteFactory(petr=True, membres=[epci])
        personne = administratrice(petr)
        assert role_effectif(personne, epci) is Role.EDITION
        detacher_membre(petr, epci, par=personne, le=LE)
        assert role_effectif(personne, epci) is None
        petr.refresh_from_db()
        assert petr.population is None
        ecritures = Ecriture.objects.filter(verbe="territoires.detacher_membre")
        assert {e.collectivite_id for e in ecritures} == {petr.pk, epci.pk}

    def test_detacher_ce_qui_n_est_pas_membre_est_refuse(self) -> None:
        with pytest.raises(DonneeRefusee, match="n'est pas membre"):
            detacher_membre(CollectiviteFactory(petr=True), CollectiviteFactory(), par=None, le=LE)

    def test_l_administratrice_de_l_epci_ne_detache_pas_a_la_place_du_petr(self) -> None:
        lien = AppartenanceFactory()
        with pytest.raises(Refus):
            detacher_membre(lien.groupement, lien.membre, par=administratrice(lien.membre), le=LE)
        assert Appartenance.objects.filter(pk=lien.pk).exists()


class TestAccepter:
    @pytest.mark.parametrize("acceptee", [True, False])
    def test_le_membre_decide_de_sa_coordination(self, acceptee: bool) -> None:
        lien = AppartenanceFactory(coordination_acceptee=not acceptee)
        rendu = accepter_coordination(lien, acceptee=acceptee, par=administratrice(lien.membre), le=LE)
        assert rendu.coordination_acceptee is lien.coordination_acceptee is acceptee
        lien.refresh_from_db()
        assert lien.coordination_acceptee is acceptee
        ecritures = Ecriture.objects.filter(verbe="territoires.accepter_coordination")
        assert {e.collectivite_id for e in ecritures} == {lien.groupement_id, lien.membre_id}
        assert ecritures[0].resume.startswith("A accepté") is acceptee

    def test_redire_la_meme_chose_n_ecrit_rien(self) -> None:
        accepter_coordination(AppartenanceFactory(), acceptee=True, par=None, le=LE)
        assert not Ecriture.objects.exists()

    def test_le_petr_ne_peut_pas_accepter_a_la_place_de_son_membre(self) -> None:
        lien = AppartenanceFactory(coordination_acceptee=False)
        with pytest.raises(Refus, match=lien.membre.nom):
            accepter_coordination(lien, acceptee=True, par=administratrice(lien.groupement), le=LE)
        lien.refresh_from_db()
        assert not lien.coordination_acceptee
