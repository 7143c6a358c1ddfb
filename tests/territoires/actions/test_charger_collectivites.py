"""Loading the list: what is created, kept, moved, refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory
from tests.territoires.fichiers import BRIANCON, BRIANCONNAIS, ECRINS, VILLAR, YEU, ecrire, ligne_epci

from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.actions.collectivites import Bilan, charger_collectivites
from cordee.territoires.enums import Nature
from cordee.territoires.models import Appartenance, Collectivite

pytestmark = pytest.mark.django_db
LE = datetime(2026, 3, 9, 8, tzinfo=UTC)


def charger(dossier: Path, **changements: object) -> Bilan:
    return charger_collectivites(par=None, le=LE, fichier=ecrire(dossier, **changements))


def liens() -> set[tuple[str, str]]:
    return set(Appartenance.objects.values_list("groupement__siren", "membre__siren"))


def test_la_liste_cree_epci_communes_et_rattachements(tmp_path: Path) -> None:
    bilan = charger(tmp_path)
    assert bilan == Bilan(2026, epci_crees=2, communes_creees=3, rattachements=2)
    epci = Collectivite.objects.get(siren=ECRINS)
    assert (epci.nom, epci.nom_court, epci.cle_recherche) == (
        "CC du Pays des Ecrins",
        "Pays des Écrins",
        "cc du pays des ecrins",
    )
    assert (epci.nature, epci.nature_insee, epci.code_insee) == (Nature.EPCI, "CC", "")
    assert (epci.population, epci.departements, epci.region, epci.drom) == (6_771, "05", "93", False)
    assert (epci.dans_aire_urbaine, epci.fictive) == (None, False)
    assert liens() == {(BRIANCONNAIS, BRIANCON[0]), (ECRINS, VILLAR[0])}


def test_une_commune_a_son_code_et_pas_de_nom_court(tmp_path: Path) -> None:
    charger(tmp_path)
    commune = Collectivite.objects.get(siren=VILLAR[0])
    assert (commune.nom, commune.nom_court, commune.cle_recherche) == ("Villar-d'Arêne", "", "villar d arene")
    assert (commune.nature, commune.nature_insee, commune.code_insee) == (Nature.COMMUNE, "", "05181")
    assert (commune.population, commune.departements, commune.region, commune.drom) == (None, "05", "93", False)


def test_une_commune_d_outre_mer_est_en_outre_mer(tmp_path: Path) -> None:
    charger(tmp_path, communes=[[YEU[0], "97401", "Les Avirons", 11_000]])
    assert Collectivite.objects.get(siren=YEU[0]).drom is True


def test_recharger_la_meme_liste_n_ecrit_rien(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    charger(tmp_path)
    ecritures = Ecriture.objects.count()
    fichier = ecrire(tmp_path)
    with django_assert_num_queries(5):  # three readings, and the savepoint of the test around them
        bilan = charger_collectivites(par=None, le=LE, fichier=fichier)
    assert bilan.vide
    assert Ecriture.objects.count() == ecritures


def test_le_chargement_laisse_une_ligne_au_journal(tmp_path: Path) -> None:
    administratrice = UtilisateurFactory(superutilisateur=True)
    charger_collectivites(par=administratrice, le=LE, fichier=ecrire(tmp_path))
    ecriture = Ecriture.objects.get()
    assert ecriture.verbe == "territoires.charger_collectivites"
    assert (ecriture.acteur, ecriture.collectivite_id, ecriture.le) == (administratrice, None, LE)
    assert "nouveaux EPCI : 2" in ecriture.resume
    assert ecriture.details["rattachements"] == 2


def test_les_identifiants_sont_stables_quand_la_liste_change(tmp_path: Path) -> None:
    charger(tmp_path)
    avant = dict(Collectivite.objects.values_list("siren", "pk"))
    bilan = charger(
        tmp_path,
        millesime=2027,
        epci=[
            ligne_epci(BRIANCONNAIS, "CC du Grand Briançonnais", [[*BRIANCON[:3], 11_900]], 20_000),
            ligne_epci(ECRINS, "CC du Pays des Ecrins", [VILLAR], 6_771),
        ],
    )
    assert bilan == Bilan(2027, epci_modifies=1, communes_modifiees=1)
    assert dict(Collectivite.objects.values_list("siren", "pk")) == avant
    epci = Collectivite.objects.get(siren=BRIANCONNAIS)
    assert (epci.nom, epci.nom_court, epci.population) == ("CC du Grand Briançonnais", "Grand Briançonnais", 20_000)
    assert epci.cle_recherche == "cc du grand brianconnais"
    assert Collectivite.objects.get(siren=BRIANCON[0]).population == 11_900


@pytest.mark.parametrize("corrige", ["Briançon et alentours", ""])
def test_un_nom_court_corrige_a_la_main_est_garde(tmp_path: Path, corrige: str) -> None:
    charger(tmp_path)
    Collectivite.objects.filter(siren=BRIANCONNAIS).update(nom_court=corrige)
    Collectivite.objects.filter(siren=BRIANCON[0]).update(nom_court="La ville")
    assert charger(tmp_path).vide
    charger(tmp_path, epci=[ligne_epci(BRIANCONNAIS, "CC du Grand Briançonnais", [[*BRIANCON[:3], 1]])])
    epci = Collectivite.objects.get(siren=BRIANCONNAIS)
    assert (epci.nom, epci.nom_court) == ("CC du Grand Briançonnais", corrige)
    assert Collectivite.objects.get(siren=BRIANCON[0]).nom_court == "La ville"


def test_ce_que_la_liste_ignore_n_est_pas_touche(tmp_path: Path) -> None:
    CollectiviteFactory(epci=True, siren=BRIANCONNAIS, dans_aire_urbaine=True, fictive=True)
    charger(tmp_path)
    epci = Collectivite.objects.get(siren=BRIANCONNAIS)
    assert (epci.nom, epci.dans_aire_urbaine, epci.fictive) == ("CC du Briançonnais", True, True)


def test_un_epci_disparu_de_la_liste_est_garde_avec_ses_communes(tmp_path: Path) -> None:
    charger(tmp_path)
    bilan = charger(tmp_path, epci=[ligne_epci(BRIANCONNAIS, "CC du Briançonnais", [BRIANCON])])
    assert bilan.vide
    assert (ECRINS, VILLAR[0]) in liens()


def test_une_commune_qui_change_d_epci_quitte_l_ancien(tmp_path: Path) -> None:
    charger(tmp_path)
    bilan = charger(tmp_path, epci=[ligne_epci(BRIANCONNAIS, "CC du Briançonnais", [BRIANCON, VILLAR])])
    assert (bilan.rattachements, bilan.detachements) == (1, 1)
    assert liens() == {(BRIANCONNAIS, BRIANCON[0]), (BRIANCONNAIS, VILLAR[0])}


def test_une_commune_sortie_de_son_epci_sans_en_rejoindre_un_autre_reste_rattachee(tmp_path: Path) -> None:
    charger(tmp_path)
    charger(tmp_path, epci=[ligne_epci(BRIANCONNAIS, "CC du Briançonnais", [BRIANCON])], communes=[VILLAR, YEU])
    assert (ECRINS, VILLAR[0]) in liens()


def test_les_rattachements_faits_par_les_personnes_sont_gardes(tmp_path: Path) -> None:
    charger(tmp_path)
    briancon = Collectivite.objects.get(siren=BRIANCON[0])
    petr = CollectiviteFactory(petr=True, membres=[briancon, Collectivite.objects.get(siren=BRIANCONNAIS)])
    imagine = CollectiviteFactory(epci=True, fictive=True, membres=[briancon])
    assert charger(tmp_path).vide
    assert {(petr.siren, BRIANCON[0]), (petr.siren, BRIANCONNAIS), (imagine.siren, BRIANCON[0])} <= liens()


def test_une_commune_rattachee_a_un_ancien_epci_le_quitte_pour_celui_de_la_liste(tmp_path: Path) -> None:
    charger(tmp_path)
    ancien = CollectiviteFactory(epci=True)
    AppartenanceFactory(groupement=ancien, membre=Collectivite.objects.get(siren=BRIANCON[0]))
    assert charger(tmp_path).detachements == 1
    assert (ancien.siren, BRIANCON[0]) not in liens()


def test_sans_les_communes_seuls_les_epci_sont_charges(tmp_path: Path) -> None:
    bilan = charger_collectivites(par=None, le=LE, fichier=ecrire(tmp_path), avec_communes=False)
    assert bilan == Bilan(2026, epci_crees=2)
    assert not Appartenance.objects.exists()


def test_une_panne_au_milieu_n_ecrit_rien(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def journal_plein(*args: object, **champs: object) -> None:
        raise IntegrityError("le journal est plein")

    monkeypatch.setattr(Ecriture.objects, "create", journal_plein)
    with pytest.raises(IntegrityError):
        charger(tmp_path)
    assert not Collectivite.objects.exists()


def test_seule_la_personne_qui_administre_l_installation_peut_charger(tmp_path: Path) -> None:
    for personne in (UtilisateurFactory(), UtilisateurFactory(superutilisateur=True, inactif=True)):
        with pytest.raises(Refus, match="administre l'installation"):
            charger_collectivites(par=personne, le=LE, fichier=ecrire(tmp_path))
    assert not Collectivite.objects.exists()


def test_un_mauvais_fichier_est_refuse_avec_son_nom(tmp_path: Path) -> None:
    absent, abime = tmp_path / "absent.json.gz", tmp_path / "abime.json.gz"
    abime.write_bytes(b"rien")
    for fichier, message in ((absent, "n'existe pas"), (abime, "abime.json.gz"), (tmp_path, "Impossible de lire")):
        with pytest.raises(DonneeRefusee, match=message):
            charger_collectivites(par=None, le=LE, fichier=fichier)


def test_la_liste_fournie_se_charge_en_entier_et_en_une_fois() -> None:
    bilan = charger_collectivites(par=None, le=LE)
    assert bilan == Bilan(2026, epci_crees=1_255, communes_creees=34_875, rattachements=34_871)
    assert charger_collectivites(par=None, le=LE).vide
    guillestrois = Collectivite.objects.get(siren="200067452")
    assert (guillestrois.nom_court, guillestrois.population) == ("Guillestrois et Queyras", 8_170)
    assert guillestrois.appartenances_membres.count() == 15
