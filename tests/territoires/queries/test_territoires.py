"""What a person moves between, and the collectivités around one."""

from __future__ import annotations

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import (
    annotate_nombre_communes,
    groupement_of,
    list_communes_of,
    list_membres_epci_of,
    search_collectivites,
    territoires_of,
)

pytestmark = pytest.mark.django_db


def en_noms(utilisateur: Utilisateur) -> list[tuple[str, list[str]]]:
    return [(c.nom, [m.nom for m in membres]) for c, membres in territoires_of(utilisateur)]


def epci(nom: str) -> Collectivite:
    return CollectiviteFactory(nom=nom)


class TestTerritoires:
    def test_les_groupements_d_abord_avec_leurs_membres_par_nom(self) -> None:
        lea = UtilisateurFactory()
        petr = CollectiviteFactory(petr=True, nom="PETR Z", membres=[epci("CC B"), epci("CC A")])
        MembreFactory(coordinateur=True, utilisateur=lea, collectivite=petr)
        MembreFactory(utilisateur=lea, collectivite=epci("CC Seule"))
        assert en_noms(lea) == [("PETR Z", ["CC A", "CC B"]), ("CC Seule", [])]

    def test_un_membre_qui_refuse_la_coordination_n_y_est_pas(self) -> None:
        petr = CollectiviteFactory(petr=True, nom="PETR")
        AppartenanceFactory(groupement=petr, coordination_acceptee=False)
        assert en_noms(MembreFactory(coordinateur=True, collectivite=petr).utilisateur) == [("PETR", [])]

    def test_un_epci_dont_on_ne_voit_pas_le_petr_est_seul(self) -> None:
        ici = epci("CC")
        CollectiviteFactory(petr=True, membres=[ici])
        assert en_noms(MembreFactory(collectivite=ici).utilisateur) == [("CC", [])]

    def test_une_commune_reste_seule_a_cote_de_son_epci(self) -> None:
        lea, cc = UtilisateurFactory(), epci("CC")
        commune = CollectiviteFactory(commune=True, nom="Commune", groupements=[cc])
        for collectivite in (cc, commune):
            MembreFactory(utilisateur=lea, collectivite=collectivite)
        assert en_noms(lea) == [("CC", []), ("Commune", [])]

    def test_un_groupement_membre_d_un_autre_garde_ses_membres(self) -> None:
        lea, cc = UtilisateurFactory(), epci("CC")
        syndicat = CollectiviteFactory(nature=Nature.SYNDICAT, nom="Syndicat", membres=[cc])
        petr = CollectiviteFactory(petr=True, nom="PETR", membres=[syndicat])
        for collectivite in (syndicat, petr):
            MembreFactory(utilisateur=lea, collectivite=collectivite)
        assert en_noms(lea) == [("PETR", ["Syndicat"]), ("Syndicat", ["CC"])]

    def test_une_etrangere_n_a_rien(self) -> None:
        epci("CC")
        assert en_noms(UtilisateurFactory()) == []

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_deux_requetes_apres_celles_des_roles(self, nombre: int, django_assert_num_queries) -> None:
        lea = UtilisateurFactory()
        for _ in range(nombre):
            petr = CollectiviteFactory(petr=True, membres=[CollectiviteFactory() for _ in range(nombre)])
            MembreFactory(coordinateur=True, utilisateur=lea, collectivite=petr)
        with django_assert_num_queries(4):
            assert len(territoires_of(lea)) == nombre
        with django_assert_num_queries(2):
            territoires_of(lea)


class TestAutour:
    def test_le_groupement_d_un_epci_est_un_petr_pas_un_autre_epci(self) -> None:
        cc = epci("CC")
        assert groupement_of(cc) is None
        AppartenanceFactory(groupement=epci("Autre"), membre=cc)
        petr = CollectiviteFactory(petr=True, membres=[cc])
        assert groupement_of(cc) == petr

    def test_les_membres_et_les_communes_vont_par_nom(self) -> None:
        cc = CollectiviteFactory(membres=[CollectiviteFactory(commune=True, nom=nom) for nom in ("Vars", "Ancelle")])
        AppartenanceFactory(groupement=cc, membre=epci("CC dans la CC"))
        assert [c.nom for c in list_communes_of(cc)] == ["Ancelle", "Vars"]
        assert [c.nom for c in list_membres_epci_of(cc)] == ["Ancelle", "CC dans la CC", "Vars"]

    def test_le_nombre_de_communes_ne_compte_qu_elles(self) -> None:
        communes = [CollectiviteFactory(commune=True) for _ in range(3)]
        cc, vide = CollectiviteFactory(membres=[*communes, epci("CC")]), epci("Vide")
        comptes = annotate_nombre_communes(Collectivite.objects.filter(pk__in=[cc.pk, vide.pk]))
        assert {c.pk: c.nombre_communes for c in comptes} == {cc.pk: 3, vide.pk: 0}


class TestRecherche:
    @pytest.fixture(autouse=True)
    def _quelques_unes(self) -> None:
        for nom in ("CC du Pays des Écrins", "CC du Guillestrois", "Œuilly"):
            CollectiviteFactory(nom=nom)
        CollectiviteFactory(commune=True, nom="Écrins-le-Haut", siren="000999991")

    @pytest.mark.parametrize(
        ("texte", "noms"),
        [
            ("ecrins", ["CC du Pays des Écrins", "Écrins-le-Haut"]),
            ("ÉCRINS pays", ["CC du Pays des Écrins"]),
            ("guill", ["CC du Guillestrois"]),
            ("oeuilly", ["Œuilly"]),
            ("000 999", ["Écrins-le-Haut"]),
            ("introuvable", []),
            ("100%", []),
        ],
    )
    def test_chaque_mot_compte_sans_accent_ni_casse(self, texte: str, noms: list[str]) -> None:
        assert [c.nom for c in search_collectivites(texte)] == noms

    def test_on_peut_ne_chercher_que_certaines_natures(self) -> None:
        assert [c.nom for c in search_collectivites("écrins", natures=[Nature.COMMUNE])] == ["Écrins-le-Haut"]
        assert search_collectivites("").count() == 4
