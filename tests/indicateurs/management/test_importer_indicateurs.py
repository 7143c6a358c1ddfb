"""`cordee importer_indicateurs` and the indicateurs of `cordee charger_donnees`."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from tests.indicateurs.domain.test_lecture_officielle import fichier, ligne

from cordee.indicateurs.domain.table_csv import TAILLE_MAX
from cordee.indicateurs.models import Indicateur
from cordee.socle.commandes import ErreurDeSaisie

pytestmark = pytest.mark.django_db


def lancer(*arguments: str) -> str:
    sortie = StringIO()
    call_command("importer_indicateurs", *arguments, stdout=sortie)
    return sortie.getvalue().strip()


@pytest.fixture
def chemin(tmp_path: Path) -> Path:
    chemin = tmp_path / "indicateurs.csv"
    chemin.write_bytes(fichier(ligne("a_1"), ligne("a_2", parents="a_1"), ligne("s_1")))
    return chemin


def test_un_essai_dit_tout_et_n_ecrit_rien(chemin: Path) -> None:
    assert lancer(str(chemin), "--essai").splitlines() == [
        "Essai réussi, rien n'a été enregistré : 2 indicateurs, 2 nouveaux, 0 modifié.",
        "Laissés de côté, propres à un groupement : 1.",
    ]
    assert not Indicateur.objects.exists()


def test_l_import_enregistre_sa_version(chemin: Path) -> None:
    assert lancer(str(chemin), "--version", "1.2.0").startswith("Import enregistré : 2 indicateurs, 2 nouveaux")
    assert set(Indicateur.objects.values_list("version", flat=True)) == {"1.2.0"}


def test_toutes_les_erreurs_sont_dites_par_ligne_et_colonne(tmp_path: Path) -> None:
    chemin = tmp_path / "faux.csv"
    chemin.write_bytes(fichier(ligne("pas bon"), ligne("a_1", precision="9")))
    with pytest.raises(ErreurDeSaisie) as refus:
        lancer(str(chemin))
    assert refus.value.messages[0] == "Import refusé, rien n'a été enregistré : 2 erreurs."
    assert [message.split(" : ")[0] for message in refus.value.messages[1:]] == [
        "ligne 2, colonne « identifiantReferentiel »",
        "ligne 3, colonne « precision »",
    ]


def test_un_mauvais_argument_est_dit(chemin: Path, tmp_path: Path) -> None:
    for arguments, phrase in (
        ((str(tmp_path / "rien.csv"),), "n'existe pas"),
        ((str(chemin), "--version", " "), "numéro de version"),
    ):
        with pytest.raises(ErreurDeSaisie, match=phrase):
            lancer(*arguments)
    enorme = tmp_path / "enorme.csv"
    with enorme.open("wb") as ouvert:
        ouvert.truncate(TAILLE_MAX + 1)
    with pytest.raises(ErreurDeSaisie, match="dépasse 20 Mo"):
        lancer(str(enorme))


def test_un_fichier_pour_tous_ne_laisse_rien_de_cote(tmp_path: Path) -> None:
    chemin = tmp_path / "tous.csv"
    chemin.write_bytes(fichier(ligne("a_1")))
    assert lancer(str(chemin)) == "Import enregistré : 1 indicateur, 1 nouveau, 0 modifié."
