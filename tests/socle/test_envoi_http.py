"""Posting to an address that somebody typed: what is inside the house is out of reach, and nothing lasts."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.fabrique_webhooks import Recepteur, recepteur

from cordee.socle.clients.envoi_http import (
    REPONSE_MAX,
    AdresseRefusee,
    EnvoiImpossible,
    Sorties,
    lire_adresse,
    noms_du_systeme,
    poster,
    verifier_numero,
)

FERMEES = Sorties()
LOCALES = Sorties(http=True, hotes=frozenset({"127.0.0.0/8"}))


@pytest.fixture
def outil() -> Iterator[Recepteur]:
    with recepteur() as moi:
        yield moi


# -- what an address may be ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("adresse", "dit"),
    [
        ("outil.exemple.fr", "doit être complète"),
        ("ftp://exemple.fr/", "doit être complète"),
        ("https://", "doit être complète"),
        ("http://exemple.fr/", "https://"),
        ("https://exemple.fr/a b", "espace"),
        ("https://exemple.fr/a\nHost: x", "espace"),
        ("https://moi:secret@exemple.fr/", "mot de passe"),
        ("https://exemple.fr:port/", "ne se lit pas"),
        ("https://[::1", "ne se lit pas"),
        ("https://" + "é" * 80 + ".fr/", "nom du serveur"),
        ("https://exemple.fr/" + "a" * 500, "500 caractères"),
        ("https://localhost/", "intérieur d'un réseau"),
        ("https://intranet/", "intérieur d'un réseau"),
        ("https://base.internal/", "intérieur d'un réseau"),
        ("https://imprimante.local/", "intérieur d'un réseau"),
    ],
)
def test_une_adresse_qui_ne_convient_pas_le_dit(adresse: str, dit: str) -> None:
    with pytest.raises(AdresseRefusee, match=dit):
        lire_adresse(adresse, FERMEES)


@pytest.mark.parametrize(
    "hote",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
        "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[2001:db8::1]", "[ff02::1]",
    ],
)  # fmt: skip
def test_un_numero_de_l_interieur_est_refuse_quelle_que_soit_son_ecriture(hote: str) -> None:
    with pytest.raises(AdresseRefusee, match="intérieur d'un réseau"):
        lire_adresse(f"https://{hote}/", FERMEES)


@pytest.mark.parametrize("hote", ["93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]", "[64:ff9b::5db8:d70e]"])
def test_un_numero_d_internet_est_admis(hote: str) -> None:
    assert lire_adresse(f"https://{hote}/", FERMEES).port == 443


def test_une_adresse_se_lit_en_ascii() -> None:
    lue = lire_adresse("https://Mairie-Été.exemple.fr:8443/reçu?q=é#bas", FERMEES)
    assert (lue.hote, lue.port, lue.chemin) == ("xn--mairie-t-h1ab.exemple.fr", 8443, "/re%C3%A7u?q=%C3%A9")
    assert lue.entete_hote == "xn--mairie-t-h1ab.exemple.fr:8443"
    assert lire_adresse("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]", FERMEES).entete_hote.startswith("[2606")


def test_l_installation_peut_nommer_un_hote_un_numero_ou_une_plage() -> None:
    sorties = Sorties(hotes=frozenset({"intranet", "10.0.4.0/24", "192.168.1.9"}))
    for hote in ("intranet", "10.0.4.7", "192.168.1.9"):
        assert lire_adresse(f"https://{hote}/", sorties).hote == hote
    for hote in ("autre", "10.0.5.7", "192.168.1.10"):
        with pytest.raises(AdresseRefusee):
            lire_adresse(f"https://{hote}/", sorties)


# -- what is resolved ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("numeros", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["fe80::1%eth0"]])
def test_un_nom_qui_mene_a_l_interieur_est_refuse(numeros: list[str]) -> None:
    with pytest.raises(AdresseRefusee, match="intérieur d'un réseau"):
        poster("https://exemple.fr/", b"{}", {}, sorties=FERMEES, resoudre=lambda *_: numeros)


def test_la_connexion_va_au_numero_qui_a_ete_examine(outil: Recepteur) -> None:
    """A name that answers something else the second time changes nothing: it is asked once."""
    demandes = []

    def resoudre(hote: str, port: int) -> list[str]:
        demandes.append(hote)
        return ["127.0.0.1"] if len(demandes) == 1 else ["10.0.0.1"]

    adresse = f"http://outil.exemple.fr:{outil.port}/x"
    assert poster(adresse, b"{}", {}, sorties=LOCALES, resoudre=resoudre).code == 200
    assert demandes == ["outil.exemple.fr"]
    assert outil.recus[0].entetes["Host"] == f"outil.exemple.fr:{outil.port}"


def test_un_nom_inconnu_le_dit() -> None:
    def rate(*_: object) -> list[str]:
        raise socket.gaierror

    with pytest.raises(EnvoiImpossible, match=r"« exemple\.fr » est inconnu"):
        poster("https://exemple.fr/", b"{}", {}, sorties=FERMEES, resoudre=rate)


def test_un_nom_qui_ne_repond_jamais_ne_retient_personne() -> None:
    attente = threading.Event()
    debut = time.monotonic()
    with pytest.raises(EnvoiImpossible):
        poster("https://exemple.fr/", b"{}", {}, sorties=FERMEES, delai=0.2, resoudre=lambda *_: [str(attente.wait(5))])
    attente.set()
    assert time.monotonic() - debut < 2


def test_le_systeme_resout_cette_machine() -> None:
    assert "127.0.0.1" in noms_du_systeme("127.0.0.1", 80)


# -- what is said and read -------------------------------------------------------------------------------------------
def test_un_envoi_arrive_avec_ses_entetes(outil: Recepteur) -> None:
    reponse = poster(outil.adresse, "é".encode(), {"Cordee-Evenement": "essai"}, sorties=LOCALES)
    assert (reponse.code, reponse.debut) == (200, "merci")
    assert (outil.recus[0].octets, outil.recus[0].entetes["Cordee-Evenement"]) == ("é".encode(), "essai")


def test_une_longue_reponse_n_est_lue_qu_en_partie(outil: Recepteur) -> None:
    outil.texte = "a" * 100_000 + "\0"
    assert len(poster(outil.adresse, b"", {}, sorties=LOCALES).debut) == REPONSE_MAX


def test_une_redirection_est_rendue_sans_etre_suivie(outil: Recepteur) -> None:
    outil.repondre(307)
    outil.entetes = {"Location": "http://169.254.169.254/"}
    reponse = poster(outil.adresse, b"", {}, sorties=LOCALES)
    assert (reponse.code, reponse.redirection, len(outil.recus)) == (307, "http://169.254.169.254/", 1)


def test_un_serveur_qui_tarde_ne_retient_pas_plus_que_le_delai(outil: Recepteur) -> None:
    outil.attente = 3.0
    debut = time.monotonic()
    with pytest.raises(EnvoiImpossible, match=r"0\.5 secondes") as panne:
        poster(outil.adresse, b"", {}, sorties=LOCALES, delai=0.5)
    assert time.monotonic() - debut < 2
    assert 400 < panne.value.duree < 2000


def test_un_serveur_goutte_a_goutte_non_plus(outil: Recepteur) -> None:
    """One byte at a time resets the delay of each reading: the whole is bounded, and what was said is kept."""
    outil.goutte, outil.texte = 0.15, "a" * 200
    debut = time.monotonic()
    reponse = poster(outil.adresse, b"", {}, sorties=LOCALES, delai=0.5)
    assert time.monotonic() - debut < 2
    assert (reponse.code, len(reponse.debut) < 20) == (200, True)


def test_un_serveur_absent_le_dit() -> None:
    with pytest.raises(EnvoiImpossible, match="rien n'écoute"):
        poster("http://127.0.0.1:1/", b"", {}, sorties=LOCALES)


def test_plusieurs_numeros_le_premier_qui_repond(outil: Recepteur) -> None:
    adresse = f"http://exemple.fr:{outil.port}/"
    reponse = poster(adresse, b"", {}, sorties=LOCALES, resoudre=lambda *_: ["127.0.0.9", "127.0.0.1"])
    assert reponse.code == 200


def serveur_brut(texte: bytes) -> tuple[int, threading.Thread]:
    """A server of one connection that says these bytes and hangs up."""
    prise = socket.create_server(("127.0.0.1", 0))

    def servir() -> None:
        connexion, _ = prise.accept()
        with connexion, prise:
            connexion.recv(1000)
            connexion.sendall(texte)

    fil = threading.Thread(target=servir, daemon=True)
    fil.start()
    return prise.getsockname()[1], fil


@pytest.mark.parametrize(
    ("texte", "dit"), [(b"", "coupé la connexion"), (b"bonjour\r\n\r\n", "pas du HTTP"), (b"HTTP/1.1 2", "HTTP")]
)
def test_ce_qui_n_est_pas_du_http_le_dit(texte: bytes, dit: str) -> None:
    port, fil = serveur_brut(texte)
    with pytest.raises(EnvoiImpossible, match=dit):
        poster(f"http://127.0.0.1:{port}/", b"", {}, sorties=LOCALES)
    fil.join()


def test_un_serveur_sans_chiffrement_derriere_https_le_dit() -> None:
    port, fil = serveur_brut(b"HTTP/1.1 200 OK\r\n\r\n")
    with pytest.raises(EnvoiImpossible, match="ne parle pas HTTPS"):
        poster(f"https://127.0.0.1:{port}/", b"", {}, sorties=LOCALES)
    fil.join()


def test_une_poignee_de_main_qui_ne_finit_pas_ne_retient_personne() -> None:
    prise = socket.create_server(("127.0.0.1", 0))
    debut = time.monotonic()
    with prise, pytest.raises(EnvoiImpossible, match="Pas de réponse complète"):
        poster(f"https://127.0.0.1:{prise.getsockname()[1]}/", b"", {}, sorties=LOCALES, delai=0.3)
    assert time.monotonic() - debut < 2


def test_le_certificat_est_verifie_par_defaut() -> None:
    contexte = ssl.create_default_context()
    assert contexte.check_hostname
    assert contexte.verify_mode is ssl.CERT_REQUIRED


def test_chaque_numero_d_une_plage_publique_passe() -> None:
    verifier_numero(ipaddress.ip_address("8.8.8.8"), FERMEES)


# -- encryption ------------------------------------------------------------------------------------------------------
CERTIFICATS = Path(__file__).parent / "certificat"
"""A key of these tests alone, for `outil.exemple.fr`, signed by itself."""


@pytest.fixture
def chiffre() -> Iterator[Recepteur]:
    contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexte.load_cert_chain(CERTIFICATS / "outil.pem")
    with recepteur(contexte) as moi:
        yield moi


def croire() -> ssl.SSLContext:
    """Believes the certificate of the tests."""
    return ssl.create_default_context(cafile=str(CERTIFICATS / "autorite.pem"))


def ici(*_: object) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]


def test_un_envoi_chiffre_arrive_au_nom_du_certificat(chiffre: Recepteur) -> None:
    adresse = f"https://outil.exemple.fr:{chiffre.port}/x"
    assert poster(adresse, b"{}", {}, sorties=LOCALES, resoudre=ici, contexte=croire()).code == 200


def test_un_certificat_d_un_autre_nom_est_refuse(chiffre: Recepteur) -> None:
    with pytest.raises(EnvoiImpossible, match="certificat du serveur n'est pas valable"):
        poster(f"https://autre.exemple.fr:{chiffre.port}/", b"", {}, sorties=LOCALES, resoudre=ici, contexte=croire())
    assert chiffre.recus == []


def test_un_certificat_que_personne_ne_signe_est_refuse(chiffre: Recepteur) -> None:
    with pytest.raises(EnvoiImpossible, match="certificat du serveur n'est pas valable"):
        poster(f"https://outil.exemple.fr:{chiffre.port}/", b"", {}, sorties=LOCALES, resoudre=ici)
    assert chiffre.recus == []
