"""`cordee importer_referentiel`: the official CSV, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.referentiels.factories import LE, definition_mini
from tests.referentiels.fichiers import ARBRE, csv_officiel
from tests.socle.lancement import Fin, lancer

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.import_officiel import SOURCE
from cordee.referentiels.domain import DefinitionReferentiel
from cordee.referentiels.management.commands import importer_referentiel
from cordee.referentiels.models import Mesure, Referentiel, TexteOfficiel

pytestmark = pytest.mark.django_db


@pytest.fixture
def importer(tmp_path: Path, capsys):
    def executer(contenu: bytes | Path, *options: str, version: str = "0.2.0", referentiel: str = "te") -> Fin:
        fichier = contenu if isinstance(contenu, Path) else tmp_path / "officiel.csv"
        if isinstance(contenu, bytes):
            fichier.write_bytes(contenu)
        arguments = ("--referentiel", referentiel, "--version", version, *options)
        return lancer(capsys, "importer_referentiel", fichier, *arguments)

    return executer


class TestReussite:
    def test_la_commande_dit_ce_qu_elle_a_fait(self, importer) -> None:
        fin = importer(csv_officiel())
        assert fin == (
            0, "Import enregistré : te 0.2.0, 6 nœuds, 7 nouveaux, 0 retiré, 0 score recalculé.\n", "",
        )  # fmt: skip
        assert Referentiel.objects.get().source_officielle == SOURCE

    def test_un_essai_n_enregistre_rien(self, importer) -> None:
        fin = importer(csv_officiel(), "--essai")
        assert (fin.code, fin.sortie[:48]) == (0, "Essai réussi, rien n'a été enregistré : te 0.2.0")
        assert not Referentiel.objects.exists()
        assert not Ecriture.objects.exists()

    def test_ce_qui_est_bizarre_est_dit_a_part(self, importer) -> None:
        fin = importer(csv_officiel(thematiqueSGPE={"1.1.1": "Mieux rêver"}), "--source", "Fichier de mars")
        assert fin.code == 0
        assert fin.erreurs == (
            "À noter, ligne 4, colonne « thematiqueSGPE » : Thématique inconnue, ignorée : « Mieux rêver ».\n"
        )
        assert Referentiel.objects.get().source_officielle == "Fichier de mars"

    @pytest.mark.parametrize(("code", "noeuds"), [("cae", "1 470"), ("eci", "367"), ("te", "663")])
    def test_les_fichiers_officiels_s_importent_par_dessus_les_notres(
        self, donnees_livrees: None, dossier_partage: Path, importer, code: str, noeuds: str
    ) -> None:
        """`te_1.2.3.1` puts two links on one line; questions and rules are those that we know."""
        libelles = dict(Mesure.objects.filter(referentiel=code).values_list("code", "libelle"))
        points = dict(Mesure.objects.filter(referentiel=code).values_list("code", "points"))
        fichier = dossier_partage / "data" / "referentiels" / f"referentiel-{code}-structure.csv"
        fin = importer(fichier, referentiel=code, version="1.0.1")
        assert fin.code == 0, fin.erreurs
        assert f"{noeuds} nœuds, 0 nouveau, 0 retiré" in fin.sortie.replace("\u00a0", " ")
        assert dict(Mesure.objects.filter(referentiel=code).values_list("code", "libelle")) == libelles
        assert dict(Mesure.objects.filter(referentiel=code).values_list("code", "points")) == pytest.approx(points)
        assert TexteOfficiel.objects.filter(mesure__referentiel=code).exclude(description="").exists()


class TestFautes:
    def test_toutes_les_erreurs_sont_donnees_une_par_ligne(self, importer) -> None:
        contenu = csv_officiel([*ARBRE, ("1.1.1.2", "Double", "1")], Categorie={"1.1.1.1": "phase 2"})
        fin = importer(contenu)
        assert (fin.code, fin.sortie) == (2, "")
        titre, *lignes = fin.erreurs.splitlines()
        assert titre == "Import refusé, rien n'a été enregistré : 2 erreurs."
        assert [ligne.partition(" : ")[0] for ligne in lignes] == [
            "ligne 5, colonne « Categorie »", "ligne 8, colonne « Identifiant »",
        ]  # fmt: skip
        assert not Referentiel.objects.exists()

    @pytest.mark.parametrize(
        ("contenu", "message"),
        [
            (b"", "Le fichier est vide."),
            (b"a,b\n1,2\n", "Il manque la colonne « identifiant »"),
            ("identifiant,nom,points\n1,é,\n".encode("latin-1"), "pas en UTF-8"),
            (b"identifiant,nom,points\n", "au moins une mesure"),
            (b"identifiant,nom,points\n1,\0,\n", "caractères nuls"),
        ],
    )
    def test_ce_qui_n_est_pas_un_referentiel_est_refuse(self, importer, contenu: bytes, message: str) -> None:
        fin = importer(contenu)
        assert (fin.code, fin.sortie) == (2, "")
        assert message in fin.erreurs
        assert "Traceback" not in fin.erreurs

    def test_un_fichier_absent_ou_demesure_se_dit(self, importer, tmp_path: Path, monkeypatch) -> None:
        assert importer(tmp_path / "absent.csv") == (2, "", f"Le fichier « {tmp_path / 'absent.csv'} » n'existe pas.\n")
        monkeypatch.setattr(importer_referentiel, "TAILLE_MAX", 10)
        assert "ce n'est pas un référentiel officiel" in importer(csv_officiel()).erreurs

    def test_une_mauvaise_version_se_dit(self, importer) -> None:
        fin = importer(csv_officiel(), version="deux")
        assert fin == (2, "", "« deux » n'est pas un numéro de version : écrivez par exemple 1.0.1.\n")

    def test_un_referentiel_verrouille_se_dit(self, importer) -> None:
        noeuds = definition_mini().noeuds
        charger_referentiel(DefinitionReferentiel("te", "Transition", "0.1.0", noeuds), par=None, le=LE)
        Referentiel.objects.update(verrouille=True)
        fin = importer(csv_officiel())
        assert (fin.code, fin.erreurs) == (
            2, "Le référentiel Transition est verrouillé : déverrouillez-le avant d'importer.\n",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "Il manque : fichier, --referentiel, --version"),
            (
                ("a.csv", "--referentiel", "crte", "--version", "1.0.0"),
                "Option --referentiel: valeur inconnue : 'crte'",
            ),
        ],
    )
    def test_une_option_fautive_se_dit(self, capsys, arguments: tuple[str, ...], message: str) -> None:
        fin = lancer(capsys, "importer_referentiel", *arguments)
        assert (fin.code, fin.sortie) == (2, "")
        assert fin.erreurs.startswith(message)
