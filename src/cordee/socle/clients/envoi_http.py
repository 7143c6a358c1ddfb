"""Posting something to an address that somebody typed, without letting it reach what is inside the house.

The address is resolved here, at the very moment, and the connection goes to the number that was examined: a name that
answers differently the second time changes nothing. Every number must be one of the public Internet, unless the
installation names the host. Redirections are not followed, the answer is read to REPONSE_MAX bytes, and the whole takes
`delai` seconds at most, whatever the other side does.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

DELAI = 10.0
"""Seconds for the whole: name, connection, sending, answer."""
REPONSE_MAX = 2000
"""Bytes of the answer that are read."""
ADRESSE_MAX = 500
PORTS = {"https": 443, "http": 80}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Numero = ipaddress.IPv4Address | ipaddress.IPv6Address


class AdresseRefusee(ValueError):
    """An address to which nothing is sent; the message is a French sentence that says what to do."""


class EnvoiImpossible(Exception):
    """No answer came; the message is a French sentence. `duree` in milliseconds."""

    def __init__(self, raison: str, duree: int = 0) -> None:
        super().__init__(raison)
        self.duree = duree


@dataclass(frozen=True, slots=True)
class Sorties:
    """What an installation lets out beyond the public Internet: `http` without encryption, `hotes` inside the house, by
    name, number or range (`10.0.4.0/24`)."""

    http: bool = False
    hotes: frozenset[str] = frozenset()

    def nomme(self, hote: str) -> bool:
        """Whether the installation names this host."""
        return hote.lower() in self.hotes

    def admet(self, numero: Numero) -> bool:
        """Whether the installation names this number or a range that holds it."""
        return any(_contient(plage, numero) for plage in self.hotes)


def _contient(plage: str, numero: Numero) -> bool:
    try:
        return numero in ipaddress.ip_network(plage, strict=False)
    except ValueError:  # a name
        return False


@dataclass(frozen=True, slots=True)
class Destination:
    """An address taken apart. `hote` is in ASCII, without the brackets of an IPv6."""

    schema: str
    hote: str
    port: int
    chemin: str

    @property
    def entete_hote(self) -> str:
        """What the `Host` header says."""
        nom = f"[{self.hote}]" if ":" in self.hote else self.hote
        return nom if self.port == PORTS[self.schema] else f"{nom}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reponse:
    """What was answered: `debut` of the body, `duree` in milliseconds."""

    code: int
    debut: str = ""
    duree: int = 0
    redirection: str = field(default="")


def lire_adresse(adresse: str, sorties: Sorties) -> Destination:
    """The parts of an address to which one may send; raises AdresseRefusee. A name is not resolved here."""
    if len(adresse) > ADRESSE_MAX:
        raise AdresseRefusee(f"L'adresse dépasse {ADRESSE_MAX} caractères : raccourcissez-la.")
    if any(c.isspace() or ord(c) < 32 for c in adresse):
        raise AdresseRefusee("L'adresse contient une espace : retirez-la.")
    try:
        lue = urlsplit(adresse)
        port = lue.port
    except ValueError as faute:
        raise AdresseRefusee("L'adresse ne se lit pas : copiez-la depuis l'outil qui doit recevoir.") from faute
    if lue.scheme not in PORTS or not lue.hostname:
        raise AdresseRefusee("L'adresse doit être complète, comme https://outil.exemple.fr/cordee.")
    if lue.scheme == "http" and not sorties.http:
        raise AdresseRefusee(
            "L'adresse doit commencer par https:// : sans chiffrement, les fiches se liraient en route."
        )
    if lue.username is not None or lue.password is not None:
        raise AdresseRefusee("L'adresse contient un mot de passe : retirez-le, la signature suffit à vous reconnaître.")
    hote = _en_ascii(lue.hostname)
    numero = _numero(hote)
    if numero is not None:
        verifier_numero(numero, sorties)
    elif not sorties.nomme(hote) and (hote.endswith((".localhost", ".local", ".internal")) or "." not in hote):
        raise AdresseRefusee(INTERIEUR)
    chemin = quote(lue.path or "/", safe="/%:@!$&'()*+,;=-._~") + (
        f"?{quote(lue.query, safe='/?%:@!$&()*+,;=-._~')}" if lue.query else ""
    )
    return Destination(lue.scheme, hote, port or PORTS[lue.scheme], chemin)


INTERIEUR = (
    "Cette adresse est à l'intérieur d'un réseau : Cordée n'envoie que vers Internet. La personne qui administre "
    "l'installation peut l'autoriser (CORDEE_WEBHOOKS_HOTES)."
)


def _en_ascii(hote: str) -> str:
    try:
        return (hote if ":" in hote else hote.encode("idna").decode("ascii")).lower().rstrip(".")
    except UnicodeError as faute:
        raise AdresseRefusee("Le nom du serveur ne se lit pas : vérifiez l'adresse.") from faute


def _numero(hote: str) -> Numero | None:
    """The number that a host is, however it is written: `127.1` and `2130706433` are 127.0.0.1 for a system."""
    try:
        return ipaddress.ip_address(hote.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(hote))
    except OSError:
        return None


def verifier_numero(numero: Numero, sorties: Sorties) -> None:
    """Raises AdresseRefusee for a number that is not of the public Internet and that the installation does not name.
    One IPv4 hidden in an IPv6 is the IPv4."""
    caches = _caches(numero)
    for vu in caches if numero in NAT64 else (numero, *caches):
        public = vu.is_global and not (vu.is_multicast or vu.is_reserved or vu.is_unspecified or vu.is_loopback)
        if not public and not (sorties.admet(vu) or sorties.admet(numero)):
            raise AdresseRefusee(INTERIEUR)


def _caches(numero: Numero) -> list[ipaddress.IPv4Address]:
    """The IPv4 that an IPv6 leads to: mapped, 6to4, Teredo, NAT64."""
    if isinstance(numero, ipaddress.IPv4Address):
        return []
    teredo = numero.teredo
    trouves = [numero.ipv4_mapped, numero.sixtofour, *(teredo or ())]
    if numero in NAT64:
        trouves.append(ipaddress.IPv4Address(int(numero) & 0xFFFFFFFF))
    return [ipv4 for ipv4 in trouves if ipv4 is not None]


def poster(
    adresse: str, corps: bytes, entetes: Mapping[str, str], *, sorties: Sorties, delai: float = DELAI,
    resoudre: Callable[[str, int], list[str]] | None = None, contexte: ssl.SSLContext | None = None,
) -> Reponse:  # fmt: skip
    """Posts these bytes and reads the beginning of the answer. `resoudre` gives the numbers of a name (that of the
    system by default), `contexte` what certificates are believed. Raises AdresseRefusee or EnvoiImpossible."""
    debut = time.monotonic()
    destination = lire_adresse(adresse, sorties)
    numeros = _resoudre(destination, sorties, delai, resoudre or noms_du_systeme)
    echeance = debut + delai

    def ecoule() -> int:
        return round((time.monotonic() - debut) * 1000)

    connexion = _Connexion(destination, numeros, echeance, contexte)
    garde = threading.Timer(max(0.0, echeance - time.monotonic()), connexion.couper)
    garde.daemon = True
    garde.start()
    try:
        connexion.request(
            "POST", destination.chemin, corps, {**entetes, "Host": destination.entete_hote, "Connection": "close"}
        )
        recue = connexion.getresponse()
        lu = recue.read(REPONSE_MAX)
        return Reponse(
            recue.status, lu.decode("utf-8", "replace").replace("\0", ""), ecoule(), recue.getheader("Location") or ""
        )
    except (OSError, http.client.HTTPException, ValueError) as faute:
        if time.monotonic() >= echeance or isinstance(faute, TimeoutError):
            raise EnvoiImpossible(f"Pas de réponse complète en {delai:g} secondes.", ecoule()) from faute
        raise EnvoiImpossible(_dire(faute), ecoule()) from faute
    finally:
        garde.cancel()
        connexion.close()


def _dire(faute: Exception) -> str:
    if isinstance(faute, ssl.SSLCertVerificationError):
        return f"Le certificat du serveur n'est pas valable ({faute.verify_message})."
    if isinstance(faute, ssl.SSLError):
        return "La connexion chiffrée a échoué : le serveur ne parle pas HTTPS à cette adresse."
    if isinstance(faute, ConnectionRefusedError):
        return "Le serveur refuse la connexion : rien n'écoute à cette adresse."
    if isinstance(faute, ConnectionError | http.client.RemoteDisconnected):
        return "Le serveur a coupé la connexion avant de répondre."
    if isinstance(faute, http.client.HTTPException):
        return "La réponse du serveur ne se lit pas : ce n'est pas du HTTP."
    return "Le serveur est injoignable."


def noms_du_systeme(hote: str, port: int) -> list[str]:
    """Numbers of a name, as the system resolves it."""
    return [str(trouve[4][0]) for trouve in socket.getaddrinfo(hote, port, type=socket.SOCK_STREAM)]


def _resoudre(
    destination: Destination, sorties: Sorties, delai: float, resoudre: Callable[[str, int], list[str]]
) -> list[str]:
    """Numbers of the host, all allowed: one that is not is enough to refuse the name."""
    trouves: list[str] = []

    def chercher() -> None:
        try:
            trouves.extend(resoudre(destination.hote, destination.port))
        except (OSError, UnicodeError):  # an unknown name
            return

    # The resolver of the system has no delay of its own.
    fil = threading.Thread(target=chercher, name="resolution", daemon=True)
    fil.start()
    fil.join(delai)
    numeros = list(dict.fromkeys(trouves))
    if not numeros:
        raise EnvoiImpossible(f"Le nom « {destination.hote} » est inconnu : vérifiez l'adresse.")
    if not sorties.nomme(destination.hote):
        for numero in numeros:
            verifier_numero(ipaddress.ip_address(numero.partition("%")[0]), sorties)
    return numeros


class _Connexion(http.client.HTTPConnection):
    """A connection to numbers chosen beforehand, that somebody else may cut."""

    def __init__(
        self, destination: Destination, numeros: list[str], echeance: float, contexte: ssl.SSLContext | None
    ) -> None:
        super().__init__(destination.hote, destination.port)
        self.destination, self.numeros, self.echeance, self.contexte = destination, numeros, echeance, contexte
        self.prise: socket.socket | None = None

    def connect(self) -> None:
        """The first number that answers."""
        derniere: OSError = TimeoutError()
        for numero in self.numeros:
            reste = self.echeance - time.monotonic()
            if reste <= 0:
                break
            try:
                self.sock = socket.create_connection((numero, self.destination.port), timeout=reste)
                break
            except OSError as faute:
                derniere = faute
        else:
            raise derniere
        if self.sock is None:
            raise derniere
        self.prise = self.sock
        if self.destination.schema == "https":
            contexte = self.contexte or ssl.create_default_context()
            # The handshake waits until the encrypted socket is the one that `couper` knows.
            chiffree = contexte.wrap_socket(
                self.sock, server_hostname=self.destination.hote, do_handshake_on_connect=False
            )
            self.sock = self.prise = chiffree
            chiffree.do_handshake()

    def couper(self) -> None:
        """The time is over, even for a server that sends one byte a second. `sock` is forgotten as soon as the answer
        begins, `prise` is not."""
        if self.prise is not None:
            try:
                self.prise.shutdown(socket.SHUT_RDWR)
            except OSError:  # it was closed meanwhile
                return
