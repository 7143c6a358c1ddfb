"""The antivirus client, against a daemon that speaks the protocol."""

from __future__ import annotations

import socket

import pytest
from tests.socle.fabrique_antivirus import EICAR, Demon

from cordee.socle.clients.antivirus import AntivirusInjoignable, chercher_virus


def test_un_fichier_sain_passe_en_entier() -> None:
    with Demon() as demon:
        assert chercher_virus([b"debut", b"", b"x" * 100_000], demon.adresse) is None
    assert demon.recu == b"debut" + b"x" * 100_000


def test_un_virus_est_nomme() -> None:
    with Demon() as demon:
        assert chercher_virus([EICAR[:20], EICAR[20:]], demon.adresse) == "Eicar-Test-Signature"


def test_une_adresse_ipv6_se_lit() -> None:
    with Demon() as demon:
        port = demon.adresse.rpartition(":")[2]
        with pytest.raises(AntivirusInjoignable):
            chercher_virus([b"x"], f"[::1]:{port}")  # nobody listens on this side


@pytest.mark.parametrize("reponse", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"UNKNOWN COMMAND\0"])
def test_une_reponse_incomprise_n_est_pas_un_feu_vert(reponse: bytes) -> None:
    with Demon(reponse) as demon, pytest.raises(AntivirusInjoignable):
        chercher_virus([b"x"], demon.adresse)


@pytest.mark.parametrize("adresse", ["", "antivirus", "antivirus:port"])
def test_une_adresse_incomplete_se_dit(adresse: str) -> None:
    with pytest.raises(AntivirusInjoignable, match="adresse incomplète"):
        chercher_virus([b"x"], adresse)


def test_personne_ne_repond() -> None:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    with pytest.raises(AntivirusInjoignable):
        chercher_virus([b"x"], f"127.0.0.1:{port}", delai=2)
