"""`cordee exporter_plan` writes the file that the screens give."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from tests.plans.exports.test_classeur import rouvrir
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.domain.colonnes_lecture import lire_plan
from cordee.plans.models import LienFiche, Plan
from cordee.socle.commandes import ErreurDeSaisie

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(nom="Plan climat")
    ouverte = FicheFactory(dans=plan, titre="Ouverte")
    LienFiche.objects.create(de=ouverte, vers=FicheFactory(dans=plan, titre="Négocier", confidentielle=True))
    return plan


def titres(fichier: Path) -> list[str]:
    return [fiche.titre for fiche in lire_plan(rouvrir(fichier.read_bytes())).fiches]


def exporter(plan: Plan, sortie: Path, *options: str) -> Path:
    call_command("exporter_plan", str(plan.pk), "--sortie", str(sortie), *options)
    return sortie


def test_le_plan_entier_est_ecrit(plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = exporter(plan, tmp_path / "plan.xlsx")
    assert titres(fichier) == ["Ouverte", "Négocier"]
    assert capsys.readouterr().out.startswith("« Plan climat » est exporté dans")
    assert [f.name for f in tmp_path.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize(
    ("format_", "debut"),
    [("docx", b"PK"), ("pdf", b"%PDF-"), ("pptx", b"PK"), ("csv", b"\xef\xbb\xbfAxe"), ("json", b"{")],
)
def test_chaque_format(plan: Plan, tmp_path: Path, format_: str, debut: bytes) -> None:
    fichier = exporter(plan, tmp_path / "sans-extension", "--format", format_)
    assert fichier.read_bytes().startswith(debut)


def test_on_peut_laisser_ce_qui_est_confidentiel(plan: Plan, tmp_path: Path) -> None:
    assert titres(exporter(plan, tmp_path / "plan.xlsx", "--sans-confidentielles")) == ["Ouverte"]


def test_au_nom_de_quelqu_un_on_n_exporte_que_ce_qu_il_voit(plan: Plan, tmp_path: Path) -> None:
    lectrice = MembreFactory(collectivite=plan.collectivite).utilisateur
    fichier = exporter(plan, tmp_path / "plan.xlsx", "--au-nom-de", lectrice.email)
    assert titres(fichier) == ["Ouverte"]
    contributrice = MembreFactory(collectivite=plan.collectivite, contributeur=True).utilisateur
    assert titres(exporter(plan, fichier, "--au-nom-de", contributrice.email.upper())) == ["Ouverte", "Négocier"]
    assert Ecriture.objects.get(verbe="plans.exporter").acteur == contributrice


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["0", "--sortie", "plan.xlsx"], "Aucun plan ne porte le numéro 0."),
        (["{pk}", "--sortie", "plan.rtf"], "Donnez un format avec --format : pdf, docx"),
        (["{pk}", "--sortie", "absent/plan.xlsx"], "Le dossier « absent » n'existe pas"),
        (["{pk}", "--sortie", ".", "--format", "json"], "« . » est un dossier"),
        (["{pk}", "--sortie", "p.json", "--au-nom-de", "x@y.fr"], "« x@y.fr » n'a pas de compte"),
    ],
)
def test_une_mauvaise_demande_est_dite(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ErreurDeSaisie) as refus:
        call_command("exporter_plan", *[argument.format(pk=plan.pk) for argument in arguments])
    assert refus.value.messages[0].startswith(message)
    assert refus.value.returncode == 2
    assert not list(tmp_path.iterdir())
