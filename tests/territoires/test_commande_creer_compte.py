"""`cordee creer_compte`."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest
from django.core.management import call_command
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.config.programme import main
from cordee.socle.commandes import ErreurDeSaisie
from cordee.territoires.enums import Role
from cordee.territoires.management.commands import creer_compte
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db

ZOE = ["zoe.guerin@exemple.fr", "--prenom", "Zoé", "--nom", "Guérin"]


class Clavier(io.StringIO):
    """A terminal, with a person in front of it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def taper(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`taper("…")`: what the standard input holds; `taper("…", "…")`: what is typed at each question of a terminal."""

    def _taper(*lignes: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lignes[0]) if len(lignes) == 1 else Clavier())
        reponses = iter(lignes)
        monkeypatch.setattr(creer_compte, "getpass", lambda question: next(reponses))

    return _taper


def lancer(*arguments: str) -> str:
    sortie = io.StringIO()
    call_command("creer_compte", *arguments, stdout=sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("option", [[], ["--mot-de-passe", "-"]])
def test_le_mot_de_passe_se_lit_sur_l_entree_standard(taper: Any, option: list[str]) -> None:
    taper(f"{MOT_DE_PASSE}\n")
    assert lancer(*ZOE, *option) == "Compte créé : Zoé Guérin <zoe.guerin@exemple.fr>\n"
    compte = Utilisateur.objects.get()
    assert compte.check_password(MOT_DE_PASSE)
    assert not compte.is_superuser


def test_le_mot_de_passe_se_tape_deux_fois_au_clavier(taper: Any) -> None:
    taper(MOT_DE_PASSE, MOT_DE_PASSE)
    lancer(*ZOE, "--superutilisateur")
    compte = Utilisateur.objects.get()
    assert compte.check_password(MOT_DE_PASSE)
    assert compte.is_superuser


def test_un_compte_recoit_un_role_dans_une_collectivite(taper: Any) -> None:
    epci = CollectiviteFactory(nom="CC de la Clarée")
    taper(MOT_DE_PASSE)
    siren = f"{epci.siren[:3]} {epci.siren[3:6]} {epci.siren[6:]}"
    dit = lancer(*ZOE, "--siren", siren, "--role", "administration", "--fonction", "Directrice")
    assert dit.endswith("Rôle donné : Administration — CC de la Clarée\n")
    membre = Membre.objects.get()
    assert (membre.role, membre.fonction, membre.collectivite) == (Role.ADMINISTRATION, "Directrice", epci)


def test_un_compte_existant_recoit_un_role_sans_mot_de_passe() -> None:
    zoe = UtilisateurFactory(email="zoe.guerin@exemple.fr")
    dit = lancer("Zoe.Guerin@exemple.fr", "--siren", CollectiviteFactory().siren, "--role", "lecture")
    assert dit.startswith("Compte existant : ")
    assert Membre.objects.get().utilisateur == zoe


@pytest.mark.parametrize(
    ("arguments", "saisie", "message"),
    [
        ([ZOE[0]], ("",), "il manque : --prenom et --nom"),
        (ZOE, ("",), "Le mot de passe manque"),
        (ZOE, (MOT_DE_PASSE, "autre-chose-que-cela"), "Les deux mots de passe diffèrent"),
        (ZOE, ("court",), "12 caractères"),
        ([*ZOE, "--mot-de-passe", "court"], ("",), "12 caractères"),
        (["zoe", *ZOE[1:]], (MOT_DE_PASSE,), "nom@exemple.fr"),
        ([*ZOE, "--role", "lecture"], (MOT_DE_PASSE,), "--siren et --role ensemble"),
        ([*ZOE, "--siren", "123456789", "--role", "lecture"], (MOT_DE_PASSE,), "n'est pas valide"),
        ([*ZOE, "--siren", "200067452", "--role", "lecture"], (MOT_DE_PASSE,), "Aucune collectivité n'a le SIREN"),
    ],
)
def test_une_saisie_fautive_est_refusee_et_n_ecrit_rien(
    taper: Any, arguments: list[str], saisie: tuple[str, ...], message: str
) -> None:
    taper(*saisie)
    with pytest.raises(ErreurDeSaisie, match=message) as refus:
        lancer(*arguments)
    assert refus.value.returncode == 2
    assert not Utilisateur.objects.exists()


def test_un_role_refuse_n_a_pas_cree_le_compte(taper: Any) -> None:
    taper(MOT_DE_PASSE)
    with pytest.raises(ErreurDeSaisie, match="se donne dans un groupement"):
        lancer(*ZOE, "--siren", CollectiviteFactory().siren, "--role", "coordination")
    assert not Utilisateur.objects.exists()


@pytest.mark.parametrize("suite", [[], ["--superutilisateur"]])
def test_un_compte_existant_n_est_jamais_change(suite: list[str]) -> None:
    membre = MembreFactory()
    arguments = [membre.utilisateur.email, *suite]
    if suite:
        arguments += ["--siren", membre.collectivite.siren, "--role", "edition"]
    with pytest.raises(ErreurDeSaisie, match="existe déjà"):
        lancer(*arguments)


def test_en_ligne_de_commande_la_sortie_est_en_francais_avec_le_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as fin:
        main(["creer_compte"])
    assert fin.value.code == 2
    assert "Il manque : EMAIL" in capsys.readouterr().err
