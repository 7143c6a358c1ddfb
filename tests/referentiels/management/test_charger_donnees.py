"""`cordee charger_donnees`: everything bundled with the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.socle.lancement import lancer
from tests.territoires.fichiers import ecrire

from cordee.referentiels.models import Mesure, Referentiel
from cordee.territoires.actions import collectivites
from cordee.territoires.models import Collectivite, Question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _petite_france(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collectivites, "FICHIER", ecrire(tmp_path))


def test_la_commande_charge_tout_puis_ne_change_plus_rien(donnees_livrees: None, capsys) -> None:
    Question.objects.filter(code="SCoT").update(formulation="Autrement ?")
    Mesure.objects.filter(referentiel="eci").update(libelle="Ailleurs")
    Referentiel.objects.filter(code="eci").update(empreinte="ancienne")
    fin = lancer(capsys, "charger_donnees")
    assert (fin.code, fin.erreurs) == (0, "")
    assert fin.sortie.replace("\u00a0", " ").splitlines() == [
        "Questions : 103, compétences : 118 : chargées, 0 score recalculé",
        "Indicateurs : 455 : 455 écrits",
        "Référentiel cae 1.0.0 : déjà à jour",
        "Référentiel eci 1.0.0 : 367 nœuds chargés",
        "Référentiel te 0.1.0 : déjà à jour",
        "Liste 2026 des collectivités :",
        "  EPCI : 2 créés, 0 modifié",
        "  Communes : 3 créées, 0 modifiée",
        "  Rattachements : 2 ajoutés, 0 retiré",
    ]
    assert not Mesure.objects.filter(libelle="Ailleurs").exists()
    assert Collectivite.objects.count() == 5
    fin = lancer(capsys, "charger_donnees")
    assert fin.sortie.count("déjà à jour") == 6


def test_un_referentiel_verrouille_arrete_tout_et_le_dit(donnees_livrees: None, capsys) -> None:
    Question.objects.filter(code="SCoT").update(formulation="Autrement ?")
    Referentiel.objects.filter(code="te").update(verrouille=True, empreinte="ancienne")
    fin = lancer(capsys, "charger_donnees")
    assert fin == (2, "", "Le référentiel Transition écologique est verrouillé : déverrouillez-le avant d'importer.\n")
    assert Question.objects.get(code="SCoT").formulation == "Autrement ?"
    assert not Collectivite.objects.exists()
