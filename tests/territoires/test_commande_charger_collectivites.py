"""`cordee charger_collectivites`."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from tests.territoires.fichiers import ecrire

from cordee.socle.commandes import ErreurDeSaisie
from cordee.territoires.management.commands.charger_collectivites import Command


def lancer(fichier: Path) -> list[str]:
    sortie = StringIO()
    call_command("charger_collectivites", fichier=fichier, stdout=sortie)
    return sortie.getvalue().splitlines()


@pytest.mark.django_db
def test_la_commande_dit_ce_qu_elle_a_charge_puis_que_tout_est_a_jour(tmp_path: Path) -> None:
    fichier = ecrire(tmp_path)
    assert lancer(fichier) == [
        "Liste 2026 des collectivités :",
        "  EPCI : 2 créés, 0 modifié",
        "  Communes : 3 créées, 0 modifiée",
        "  Rattachements : 2 ajoutés, 0 retiré",
    ]
    assert lancer(fichier) == ["Liste 2026 : tout était déjà à jour, rien n'a été écrit."]


def test_un_fichier_absent_est_une_erreur_de_saisie(tmp_path: Path) -> None:
    with pytest.raises(ErreurDeSaisie, match="n'existe pas") as erreur:
        lancer(tmp_path / "absent.json.gz")
    assert erreur.value.returncode == 2


def test_l_aide_est_en_francais() -> None:
    aide = Command().create_parser("cordee", "charger_collectivites").format_help()
    assert "Emploi" in aide
    assert "--fichier" in aide
    assert "EPCI" in aide
