"""`cordee verifier_donnees`: proves the bundled files, without a database."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.socle.lancement import lancer

from cordee.referentiels.actions import donnees
from cordee.referentiels.domain import DefinitionNoeud
from cordee.referentiels.management.commands import verifier_donnees
from cordee.referentiels.management.commands.verifier_donnees import controler_liens, controler_questions
from cordee.territoires.domain.questions import Choix, Question, TypeQuestion

DOSSIER = donnees.DOSSIER
LIBELLE = "Nommer un élu référent pour l'économie circulaire"


def test_les_donnees_livrees_sont_sans_defaut(capsys) -> None:
    fin = lancer(capsys, "verifier_donnees")
    assert fin == (
        0,
        "Climat Air Énergie : 1470 nœuds\nÉconomie circulaire : 367 nœuds\nTransition écologique : 663 nœuds\n"
        "103 questions. Aucun défaut.\n",
        "",
    )


def test_chaque_defaut_est_dit_sur_sa_ligne(tmp_path: Path, capsys, monkeypatch) -> None:
    dossier = tmp_path / "donnees"
    shutil.copytree(donnees.DOSSIER, dossier)
    eci = (dossier / "eci.tsv").read_text(encoding="utf-8")
    (dossier / "eci.tsv").write_text(eci.replace(LIBELLE, f"{LIBELLE}.", 1), encoding="utf-8")
    (dossier / "te.tsv").write_text("identifiant\tlibelle\n1\tAxe\n1\tDouble\n", encoding="utf-8")
    for module in (donnees, verifier_donnees):
        monkeypatch.setattr(module, "DOSSIER", dossier)
    monkeypatch.setattr(donnees.lire_definition, "__defaults__", (dossier,))
    monkeypatch.setattr(donnees.lire_table, "__defaults__", (dossier,))
    fin = lancer(capsys, "verifier_donnees")
    assert fin.code == 2
    titre, *lignes = fin.erreurs.splitlines()
    assert titre == "2 défauts dans les données livrées :"
    assert lignes == [
        "eci : eci_1.1.1.1 : libellé terminé par un point.",
        "te.tsv, ligne 3, colonne « identifiant » : « 1 » est déjà défini plus haut.",
    ]


BONNE = Question("velo", TypeQuestion.BINAIRE, "Avez-vous un vélo ?")


@pytest.mark.parametrize(
    ("question", "messages"),
    [
        (BONNE, []),
        (
            replace(BONNE, formulation="Un vélo"),
            ["question velo : la formulation ne finit pas par un point d'interrogation."],
        ),
        (
            replace(BONNE, type=TypeQuestion.CHOIX, choix=(Choix("a"),)),
            ["question velo : il faut au moins deux choix."],
        ),
        (replace(BONNE, type=TypeQuestion.CHOIX, choix=(Choix("a"), Choix("b"))), []),
        (replace(BONNE, expression_visible="reponse(velo, OUI)"), []),
    ],
)
def test_une_question_se_controle(question: Question, messages: list[str]) -> None:
    assert controler_questions({"velo": question}) == messages


def test_une_condition_d_affichage_fautive_se_dit() -> None:
    (message,) = controler_questions({"velo": replace(BONNE, expression_visible="reponse(lune, OUI)")})
    assert message.startswith("question velo : ")
    assert "lune" in message


def test_ce_qui_s_accroche_a_un_noeud_inconnu_se_dit() -> None:
    vides = {code: replace(donnees.lire_definition(code), noeuds=()) for code in ("cae", "eci")}
    te = donnees.lire_definition("te")
    messages = controler_liens({**vides, "te": te}, {"cae": 129, "eci": 176, "te": 0})
    assert messages[0] == "preuves.tsv : 130 preuves pour cae au lieu de 129."
    assert any(m.startswith("preuves.tsv : agenda21 cite le nœud inconnu cae_") for m in messages)
    assert any(m.startswith("etoiles.tsv : nœud inconnu eci_") for m in messages)
    assert any(m.startswith("te.tsv : 1.1.1.1 vient du nœud inconnu cae_") for m in messages)


def test_une_preuve_sans_nom_se_dit(monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "preuves.tsv").write_text("code\treferentiel\tnom\tnoeuds\nbilan\tcae\t\tcae_1\n", encoding="utf-8")
    (tmp_path / "etoiles.tsv").write_text("referentiel\tnoeud\n", encoding="utf-8")
    monkeypatch.setattr(donnees.lire_table, "__defaults__", (tmp_path,))
    cae = replace(donnees.lire_definition("cae", DOSSIER), noeuds=(DefinitionNoeud("1"),))
    assert controler_liens({"cae": cae}, {"cae": 1}) == ["preuves.tsv : bilan n'a pas de nom."]
