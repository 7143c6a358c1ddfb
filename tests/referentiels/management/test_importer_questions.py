"""`cordee importer_questions`: the folder of official files, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.referentiels.factories import EngagementFactory
from tests.socle.lancement import lancer
from tests.territoires.fichiers_questions import TABLES, ecrire_dossier

from cordee.territoires.models import Question

pytestmark = pytest.mark.django_db


def test_la_commande_dit_ce_qu_elle_a_importe(tmp_path: Path, capsys) -> None:
    EngagementFactory()
    fin = lancer(capsys, "importer_questions", ecrire_dossier(tmp_path))
    assert fin == (
        0, "Import enregistré : 3 questions, 2 choix, 2 thématiques, 1 compétence, 1 score recalculé.\n", "",
    )  # fmt: skip
    assert Question.objects.get(code="reseau").formulation_officielle == "Quel réseau ?"


def test_un_essai_n_enregistre_rien(tmp_path: Path, capsys) -> None:
    fin = lancer(capsys, "importer_questions", ecrire_dossier(tmp_path), "--essai")
    assert fin == (0, "Essai réussi, rien n'a été enregistré : 3 questions, 2 choix.\n", "")
    assert not Question.objects.exists()


def test_toutes_les_erreurs_sont_donnees_une_par_ligne(tmp_path: Path, capsys) -> None:
    fin = lancer(
        capsys, "importer_questions", ecrire_dossier(tmp_path, thematiques=TABLES["thematiques"][:2], choix=None)
    )
    assert (fin.code, fin.sortie) == (2, "")
    assert fin.erreurs.splitlines() == [
        "Import refusé, rien n'a été enregistré : 2 erreurs.",
        "import-personnalisation-choices.csv, ligne 1 : le fichier manque dans le dossier.",
        "import-personnalisation-questions.csv, ligne 4, colonne « thematiqueId » : "
        "la thématique « loger » est inconnue.",
    ]
    assert not Question.objects.exists()


def test_il_faut_un_dossier(tmp_path: Path, capsys) -> None:
    absent = tmp_path / "absent"
    assert lancer(capsys, "importer_questions", absent) == (2, "", f"« {absent} » n'est pas un dossier.\n")


def test_un_dossier_vide_dit_les_quatre_fichiers(tmp_path: Path, capsys) -> None:
    fin = lancer(capsys, "importer_questions", tmp_path)
    assert (fin.code, len(fin.erreurs.splitlines())) == (2, 5)
