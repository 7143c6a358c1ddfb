"""Older PCAET come back from the national file, all or nothing, once each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE
from tests.plans.factories_demarche import DemarcheFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.demarche import publier_demarche
from cordee.plans.actions.demarche_etapes import archiver_demarche
from cordee.plans.actions.demarche_import import (
    ApercuImport,
    Sort,
    dater_adoption,
    importer_entetes,
    previsualiser_import,
)
from cordee.plans.domain.imports.classeurs import lire_feuilles
from cordee.plans.domain.pcaet import CHAMPS
from cordee.plans.domain.pcaet.lecture_entete import LectureEntetes, lire_entetes
from cordee.plans.exports.demarche import ecrire_entetes
from cordee.plans.models import DemarchePcaet
from cordee.plans.queries.demarche import list_demarches_for
from cordee.plans.queries.demarche_export import ligne_ouverte
from cordee.socle.commandes import ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
TECHNIQUES = {"Id", "_id", "_i", "_rand"}


@pytest.fixture
def lise() -> Utilisateur:
    utilisateur: Utilisateur = MembreFactory(editeur=True, collectivite__population=34_000).utilisateur
    return utilisateur


@pytest.fixture
def epci(lise: Utilisateur) -> Collectivite:
    return Collectivite.objects.get(membres__utilisateur=lise)


def lecture(epci: Collectivite, *rangees: dict[str, Any], titres: tuple[str, ...] = CHAMPS) -> LectureEntetes:
    base = {"Id": "41", "Nom": "PCAET 2018", "SIREN_collectivites_coporteuses": epci.siren, "Demarche_etat": "Adopté"}
    lignes = [[(base | une).get(titre) for titre in titres] for une in rangees or ({},)]
    return lire_entetes([titres, *lignes], epci.siren, LE.date())


def sorts(apercu: ApercuImport) -> list[Sort]:
    return [ligne.sort for ligne in apercu.lignes]


def test_une_demarche_adoptee_revient_avec_ses_dates(epci: Collectivite, lise: Utilisateur) -> None:
    rangee = {
        "Date_lancement": "2016-01-04", "Date_reception_projet": "2017-05-02", "Date_envoi_avis_dreal": "2017-07-01",
        "Population_couverte": "34 000", "Oblige": "Oui", "Date_creation": "2016-02-01",
    }  # fmt: skip
    importer_entetes(epci, lecture(epci, rangee), par=lise, le=LE)
    demarche = DemarchePcaet.objects.get()
    assert (demarche.etat, demarche.numero_national, demarche.obligation) == ("adopte", "41", "obligatoire")
    assert (demarche.transmis_le, demarche.echeance_avis) == (date(2017, 5, 2), date(2017, 8, 2))
    assert demarche.hors_plateforme
    avis = demarche.avis.get()
    assert (avis.instance, avis.sens, avis.rendu_le) == ("prefet_region", "non_precise", date(2017, 7, 1))
    assert Ecriture.objects.get(verbe="plans.importer_pcaet").resume.endswith("du fichier national (n° 41)")


def test_un_projet_en_instruction_attend_ses_trois_avis(epci: Collectivite, lise: Utilisateur) -> None:
    rangee = {"Demarche_etat": "Transmis", "Date_reception_projet": "2026-01-15"}
    importer_entetes(epci, lecture(epci, rangee), par=lise, le=LE)
    echeances = dict(DemarchePcaet.objects.get().avis.values_list("instance", "echeance"))
    assert echeances["mrae"] == date(2026, 4, 15)
    assert len(echeances) == 3


def test_une_seconde_reprise_ne_change_rien(epci: Collectivite, lise: Utilisateur) -> None:
    importer_entetes(epci, lecture(epci), par=lise, le=LE)
    apercu = importer_entetes(epci, lecture(epci), par=lise, le=LE)
    assert sorts(apercu) == [Sort.INCHANGEE]
    assert not apercu.ecrit
    assert DemarchePcaet.objects.count() == 1


def test_un_en_tete_corrige_se_met_a_jour_sans_toucher_a_l_etat(epci: Collectivite, lise: Utilisateur) -> None:
    importer_entetes(epci, lecture(epci), par=lise, le=LE)
    DemarchePcaet.objects.update(etat="archive", adopte_le=date(2018, 1, 1))
    corrigee = {"Contact": "climat@exemple.fr", "Date_lancement": "2016-01-04", "Date_modification": "2020-01-31"}
    apercu = previsualiser_import(epci, lecture(epci, corrigee))
    assert apercu.lignes[0].changements == (
        ("contact", "", "climat@exemple.fr"),
        ("lancée le", "", "4\u00a0janvier 2016"),
    )
    importer_entetes(epci, lecture(epci, corrigee), par=lise, le=LE)
    demarche = DemarchePcaet.objects.get()
    assert (demarche.etat, demarche.adopte_le, demarche.contact) == ("archive", date(2018, 1, 1), "climat@exemple.fr")
    assert demarche.modifie_le.date() == date(2020, 1, 31)


def test_une_faute_et_rien_n_est_ecrit(epci: Collectivite, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee) as refus:
        importer_entetes(epci, lecture(epci, {}, {"Id": "42", "Oblige": "?"}), par=lise, le=LE)
    assert refus.value.messages == ["Ligne 3, colonne S : « ? » : écrivez « Oui » ou « Non »."]
    assert not DemarchePcaet.objects.exists()


def test_une_seule_demarche_en_cours(epci: Collectivite, lise: Utilisateur) -> None:
    deux = [{"Id": str(rang), "Demarche_etat": "En élaboration"} for rang in (1, 2)]
    (phrase,) = previsualiser_import(epci, lecture(epci, *deux)).phrases
    assert phrase.startswith("Ligne 3 : une seule démarche n'est pas encore adoptée à la fois, et la ligne 2 l'est")
    DemarcheFactory(collectivite=epci, nom="PCAET 2032")
    (phrase,) = previsualiser_import(epci, lecture(epci, deux[0])).phrases
    assert "« PCAET 2032 » l'est ici" in phrase


def test_trop_de_fautes_se_resument(epci: Collectivite) -> None:
    rangees = [{"Id": str(rang), "Oblige": "?"} for rang in range(35)]
    phrases = previsualiser_import(epci, lecture(epci, *rangees)).phrases
    assert (len(phrases), phrases[-1]) == (31, "Et 5 autres erreurs.")


def test_les_membres_portent_le_plan_et_les_autres_sont_nommes(lise: Utilisateur) -> None:
    membre = CollectiviteFactory(population=12_000)
    petr = CollectiviteFactory(nature="petr", membres=[membre])
    cheffe = MembreFactory(editeur=True, collectivite=petr).utilisateur
    ensemble = {"SIREN_collectivites_coporteuses": f"{petr.siren} | {membre.siren} | 200000009"}
    apercu = importer_entetes(petr, lecture(petr, ensemble), par=cheffe, le=LE)
    assert apercu.lignes[0].remarques == ("Pas reprises, faute d'être membres ici : 200000009.",)
    assert list(DemarchePcaet.objects.get().coporteuses.all()) == [membre]


def test_notre_export_revient_pareil(lise: Utilisateur) -> None:
    membre = CollectiviteFactory(population=12_000)
    petr = CollectiviteFactory(nature="petr", membres=[membre])
    cheffe = MembreFactory(editeur=True, collectivite=petr).utilisateur
    avant = DemarcheFactory(
        collectivite=petr, transmise=True, nom="=Plan", description="Deux\nlignes", contact="a@exemple.fr",
        elu_referent="Zoé Barral", commentaire="- en cours", autres_identifiants="12", autres_demarches="SRCAE",
    )  # fmt: skip
    avant.coporteuses.set([membre])
    avant.avis.filter(instance="prefet_region").update(sens="favorable", rendu_le=date(2026, 2, 20))
    avant.refresh_from_db()
    premiere = ligne_ouverte(avant)
    octets = ecrire_entetes([premiere])
    avant.delete()
    lignes = lire_feuilles(octets, "pcaet.csv")[0].lignes
    importer_entetes(petr, lire_entetes(lignes, petr.siren, LE.date()), par=cheffe, le=LE)
    seconde = ligne_ouverte(DemarchePcaet.objects.get())
    attendue = premiere | {"Description_rapide": "Deux lignes"}
    assert {k: v for k, v in seconde.items() if k not in TECHNIQUES} == {
        k: v for k, v in attendue.items() if k not in TECHNIQUES
    }


def test_ce_qui_est_conduit_ici_est_laisse(epci: Collectivite, lise: Utilisateur) -> None:
    demarche = DemarcheFactory(collectivite=epci, adoptee=True)
    demarche.avis.all().delete()
    lignes = lire_feuilles(ecrire_entetes([ligne_ouverte(demarche)]), "pcaet.csv")[0].lignes
    apercu = importer_entetes(epci, lire_entetes(lignes, epci.siren, LE.date()), par=lise, le=LE)
    assert sorts(apercu) == [Sort.D_ICI]
    assert DemarchePcaet.objects.count() == 1


def test_l_apercu_ne_compte_pas_ses_lignes(epci: Collectivite) -> None:
    def requetes(nombre: int) -> int:
        lue = lecture(epci, *({"Id": str(rang)} for rang in range(nombre)))
        with CaptureQueriesContext(connection) as vues:
            previsualiser_import(epci, lue)
        return len(vues)

    assert requetes(1) == requetes(3)


def test_reprendre_demande_d_editer(epci: Collectivite) -> None:
    lectrice = MembreFactory(lecteur=True, collectivite=epci).utilisateur
    with pytest.raises(Refus):
        importer_entetes(epci, lecture(epci), par=lectrice, le=LE)


# -- the date of adoption --------------------------------------------------------------------------------------------
def test_une_adoption_lue_date_le_cycle(epci: Collectivite, lise: Utilisateur) -> None:
    titres = (*CHAMPS, "Date_adoption")
    importer_entetes(epci, lecture(epci, {"Date_adoption": "2018-01-31"}, titres=titres), par=lise, le=LE)
    assert DemarchePcaet.objects.get().adopte_le == date(2018, 1, 31)


def test_une_adoption_sans_date_se_dit_avant_de_publier(epci: Collectivite, lise: Utilisateur) -> None:
    importer_entetes(epci, lecture(epci, {"Date_reception_projet": "2017-05-02"}), par=lise, le=LE)
    demarche = DemarchePcaet.objects.get()
    with pytest.raises(DonneeRefusee, match="à quelle date"):
        publier_demarche(demarche, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match=r"avant le 2.mai 2017"):
        dater_adoption(demarche, date(2017, 1, 1), par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="à venir"):
        dater_adoption(demarche, date(2090, 1, 1), par=lise, le=LE)
    dater_adoption(demarche, date(2018, 1, 31), par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="à l'étape « Adopter »"):
        dater_adoption(demarche, date(2018, 2, 1), par=lise, le=LE)
    publier_demarche(demarche, par=lise, le=LE)
    assert list_demarches_for(lise, epci).get().publie_le == LE
    with pytest.raises(DonneeRefusee, match="évaluation finale"):
        archiver_demarche(demarche, par=lise, le=LE)


# -- the command -----------------------------------------------------------------------------------------------------
def fichier(tmp_path: Path, epci: Collectivite, etat: str = "Adopté") -> str:
    chemin = tmp_path / "pcaet.csv"
    chemin.write_text(
        f"Id;Nom;SIREN_collectivites_coporteuses;Demarche_etat\n41;PCAET 2018;{epci.siren};{etat}\n", encoding="utf-8"
    )
    return str(chemin)


def test_la_commande_essaie_puis_ecrit(
    tmp_path: Path, epci: Collectivite, lise: Utilisateur, capsys: pytest.CaptureFixture[str]
) -> None:
    ou = fichier(tmp_path, epci)
    call_command("importer_pcaet", ou, collectivite=epci.siren, essai=True)
    assert "+ PCAET 2018 (Adopté) : À créer" in capsys.readouterr().out
    assert not DemarchePcaet.objects.exists()
    call_command("importer_pcaet", ou, collectivite=epci.siren)
    assert "La reprise est faite." in capsys.readouterr().out
    assert DemarchePcaet.objects.get().cree_par == lise
    call_command("importer_pcaet", ou, collectivite=epci.siren)
    assert "Déjà à jour : 1" in capsys.readouterr().out


def test_la_commande_dit_ce_qui_ne_va_pas(tmp_path: Path, epci: Collectivite) -> None:
    with pytest.raises(ErreurDeSaisie, match="Ligne 2, colonne D"):
        call_command("importer_pcaet", fichier(tmp_path, epci, "?"), collectivite=epci.siren)
    with pytest.raises(ErreurDeSaisie, match="Aucune collectivité"):
        call_command("importer_pcaet", fichier(tmp_path, epci), collectivite="1")
    with pytest.raises(ErreurDeSaisie, match="n'existe pas"):
        call_command("importer_pcaet", str(tmp_path / "rien.csv"), collectivite=epci.siren)


def test_la_commande_veut_quelqu_un_pour_signer(tmp_path: Path) -> None:
    desert = CollectiviteFactory()
    with pytest.raises(ErreurDeSaisie, match="Personne n'a le rôle"):
        call_command("importer_pcaet", fichier(tmp_path, desert), collectivite=desert.siren)
