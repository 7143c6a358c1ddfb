"""Loading the bundled nomenclature and the official file over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.indicateurs.domain.test_lecture_officielle import fichier, ligne
from tests.indicateurs.factories import LE, IndicateurFactory, ValeurFactory

from cordee.indicateurs.actions.chargement import SOURCES, charger_indicateurs, importer_indicateurs
from cordee.indicateurs.domain.erreurs import ImportRefuse
from cordee.indicateurs.models import Indicateur, IndicateurMesure, Source
from cordee.journal.models import Ecriture
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


def test_la_nomenclature_se_charge_une_fois(django_assert_max_num_queries) -> None:
    bilan = charger_indicateurs(par=None, le=LE)
    assert (bilan.lus, bilan.nouveaux, bilan.modifies, bilan.inchange) == (455, 455, 0, False)
    with django_assert_max_num_queries(14):
        assert charger_indicateurs(par=None, le=LE).inchange
    assert Source.objects.count() == len(SOURCES)
    ges = Indicateur.objects.get(identifiant="cae_1.a")
    assert (ges.titre, ges.unite, ges.clef, ges.prioritaire, ges.est_agregation) == (
        "Émissions de gaz à effet de serre", "kteq CO2", True, True, True,
    )  # fmt: skip
    assert [lien.mesure_code for lien in ges.mesures.all()] == ["cae_1.1.1"]
    assert ges.enfants.filter(identifiant="cae_1.c").exists()
    assert not Indicateur.objects.exclude(description_officielle="").exists()


def test_ce_qui_a_change_est_remis_sans_toucher_au_reste() -> None:
    charger_indicateurs(par=None, le=LE)
    ges = Indicateur.objects.get(identifiant="cae_1.a")
    Indicateur.objects.filter(pk=ges.pk).update(titre="Abîmé")
    IndicateurMesure.objects.filter(indicateur=ges).delete()
    enfant = ges.enfants.first()
    assert enfant is not None
    enfant.parents.clear()
    sien = IndicateurFactory(personnalise=True)
    valeur = ValeurFactory(indicateur=ges)
    bilan = charger_indicateurs(par=None, le=LE)
    assert (bilan.nouveaux, bilan.modifies) == (0, 2)
    ges.refresh_from_db()
    assert (ges.titre, ges.mesures.count()) == ("Émissions de gaz à effet de serre", 1)
    assert enfant.parents.get() == ges
    assert Indicateur.objects.filter(pk=sien.pk).exists()
    valeur.refresh_from_db()


def test_seule_l_installation_charge() -> None:
    with pytest.raises(Refus):
        charger_indicateurs(par=UtilisateurFactory(), le=LE)
    with pytest.raises(Refus):
        importer_indicateurs(fichier(ligne("a_1")), version="1", par=UtilisateurFactory(), le=LE)
    assert importer_indicateurs(
        fichier(ligne("a_1")), version="1", par=UtilisateurFactory(superutilisateur=True), le=LE
    ).nouveaux


def test_le_fichier_officiel_passe_par_dessus_et_reste() -> None:
    charger_indicateurs(par=None, le=LE)
    contenu = fichier(
        ligne("cae_1.a", titre="Émissions", description="Une phrase officielle", categories="secteur"),
        ligne("nouveau_1", parents="cae_1.a", thematiques="agri_alim"),
        ligne("s_1"),
        ligne("petr_4"),
    )
    essai = importer_indicateurs(contenu, version="2.0.0", par=None, le=LE, essai=True)
    assert (essai.lus, essai.nouveaux, essai.modifies, essai.ecartes) == (2, 1, 1, 2)
    assert not Indicateur.objects.filter(identifiant="nouveau_1").exists()
    assert not Ecriture.objects.exists()
    assert importer_indicateurs(contenu, version="2.0.0", par=None, le=LE) == essai
    ges = Indicateur.objects.get(identifiant="cae_1.a")
    assert (ges.titre, ges.description_officielle, ges.version, ges.segmentation, ges.clef) == (
        "Émissions", "Une phrase officielle", "2.0.0", "secteur", False,
    )  # fmt: skip
    assert Indicateur.objects.get(identifiant="nouveau_1").parents.get() == ges
    assert Ecriture.objects.get().details == {"nouveaux": 1, "modifies": 1}
    assert importer_indicateurs(contenu, version="2.0.0", par=None, le=LE).inchange
    assert charger_indicateurs(par=None, le=LE).inchange
    assert Ecriture.objects.count() == 1


def test_un_fichier_faux_n_ecrit_rien() -> None:
    with pytest.raises(ImportRefuse):
        importer_indicateurs(fichier(ligne("a_1"), ligne("a_1")), version="1", par=None, le=LE)
    assert not Indicateur.objects.exists()


def test_tout_le_fichier_officiel_s_importe(dossier_partage: Path) -> None:
    chemin = dossier_partage / "data" / "indicateurs" / "import-indicateur-definitions.csv"
    if not chemin.is_file():
        pytest.skip("le fichier officiel est absent de cette machine")
    bilan = importer_indicateurs(chemin.read_bytes(), version="1.0.0", par=None, le=LE)
    assert (bilan.lus, bilan.nouveaux, bilan.ecartes) == (455, 455, 275)
