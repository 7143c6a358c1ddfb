"""`cordee importer_competences`: competences answer questions, and scores follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory

from cordee.referentiels.management.commands.importer_competences import lire_declarations
from cordee.socle.commandes import ErreurDeSaisie
from cordee.socle.permissions import Refus
from cordee.territoires.actions.competences import Declaration, declarer_competences
from cordee.territoires.models import Competence, CompetenceExercee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def competences() -> None:
    Competence.objects.bulk_create([Competence(code=c, intitule=c) for c in ("5500", "5510")], ignore_conflicts=True)


def ecrire(dossier: Path, texte: str) -> str:
    fichier = dossier / "competences.csv"
    fichier.write_text(texte, encoding="utf-8")
    return str(fichier)


def test_un_fichier_donne_les_competences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    epci = CollectiviteFactory(epci=True)
    call_command("importer_competences", ecrire(tmp_path, f"siren;competence;exercee\n{epci.siren};5500;oui\n"))
    assert CompetenceExercee.objects.get(collectivite=epci).exercee
    assert "1 lignes" in capsys.readouterr().out
    call_command("importer_competences", ecrire(tmp_path, f"siren,competence,exercee\n{epci.siren},5500,non\n"))
    assert not CompetenceExercee.objects.get(collectivite=epci).exercee


def test_un_siren_ou_un_code_inconnu_refuse_tout_le_fichier(tmp_path: Path) -> None:
    epci = CollectiviteFactory(epci=True)
    texte = f"siren,competence,exercee\n{epci.siren},5500,oui\n123456789,5500,oui\n{epci.siren},9999,non\n"
    with pytest.raises(ErreurDeSaisie) as refus:
        call_command("importer_competences", ecrire(tmp_path, texte))
    assert refus.value.messages == [
        "Le SIREN 123456789 n'est celui d'aucune collectivité.",
        "La compétence 9999 est inconnue.",
    ]
    assert not CompetenceExercee.objects.exists()


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"a,b\n1,2\n", "Il manque la colonne siren, competence, exercee"),
        (b"siren,competence,exercee\n1,2,peut-etre\n", "Ligne 2"),
    ],
)
def test_un_fichier_mal_forme_se_refuse_en_clair(contenu: bytes, message: str) -> None:
    with pytest.raises(ErreurDeSaisie, match=message):
        lire_declarations(contenu)


def test_seule_l_installation_importe_des_competences() -> None:
    with pytest.raises(Refus):
        declarer_competences([Declaration("1", "2", True)], par=UtilisateurFactory(), le=timezone.now())
