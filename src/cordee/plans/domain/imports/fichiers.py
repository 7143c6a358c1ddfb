"""Opening a file that somebody sends: what it is, by its content, and whether it may be read at all.

Nothing is executed, nothing is fetched, and no more is unpacked than the limits allow (docs/calculs/import.md).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from enum import StrEnum
from typing import Any
from xml.parsers import expat

from cordee.plans.domain.imports.accents import retablir
from cordee.plans.domain.imports.messages import FichierRefuse

TAILLE_MAX = 10 * 1024 * 1024
"""Bytes of a file."""
TAILLE_PDF_MAX = 25 * 1024 * 1024
"""Bytes of a PDF: its pictures weigh, and are not read."""
DEPLIE_MAX = 150 * 1024 * 1024
"""Bytes of all the parts of a ZIP once unpacked."""
RAPPORT_MAX = 200
"""Unpacked bytes for one packed byte, beyond `SANS_RAPPORT` bytes: text in XML reaches 30, a bomb 1,000."""
SANS_RAPPORT = 4 * 1024 * 1024
PARTIES_MAX = 4000
"""Members of a ZIP."""
BLOC = 256 * 1024


class TypeFichier(StrEnum):
    """What a file is."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"
    DOCX = "docx"
    ODT = "odt"
    HTML = "html"
    PDF = "pdf"
    TEXTE = "texte"

    @property
    def est_tableur(self) -> bool:
        """Rows and columns."""
        return self in {TypeFichier.XLSX, TypeFichier.ODS, TypeFichier.CSV}


ACCEPTES = "un classeur (.xlsx, .ods, .csv), un document (.docx, .odt, .pdf, .html) ou un texte (.md, .txt)"
BOMBE = (
    "Une fois déplié, ce fichier prendrait une place démesurée : il a été refusé par sécurité. "
    "Ouvrez-le, copiez vos lignes dans un nouveau fichier et envoyez celui-ci."
)
ABIME = "Ce fichier est abîmé ou incomplet : ouvrez-le dans votre tableur ou votre traitement de texte, enregistrez-le"
MACROS = "Ce fichier contient des macros : enregistrez-le sans macros (format .xlsx ou .docx), puis recommencez."
CHIFFRE = "Ce fichier est protégé par un mot de passe : enlevez la protection, enregistrez, puis recommencez."
DTD = (
    "Ce fichier contient des définitions qui n'ont rien à faire dans un document (DTD ou entités) : "
    "il a été refusé par sécurité."
)

IMAGE = (
    "C'est une image : son texte ne se lit pas. Envoyez le document dont elle vient (.docx, .odt, .xlsx), ou copiez "
    "son texte et collez-le dans la page."
)

ARCHIVE = "C'est une archive : décompressez-la, puis envoyez le fichier qu'elle contient."
PRESENTATION = "C'est une présentation : enregistrez-la au format .pdf, ou copiez son texte et collez-le dans la page."

_PDF = b"%PDF-"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"{\\rtf", "C'est un fichier RTF : enregistrez-le au format .docx ou .odt, puis recommencez."),
    (b"\x89PNG", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"PK\x05\x06", "Cette archive est vide."),
)
_PHOTOS = {b"heic", b"heix", b"mif1", b"avif"}
_MIME_ODF = {
    "application/vnd.oasis.opendocument.spreadsheet": TypeFichier.ODS,
    "application/vnd.oasis.opendocument.spreadsheet-template": TypeFichier.ODS,
    "application/vnd.oasis.opendocument.text": TypeFichier.ODT,
    "application/vnd.oasis.opendocument.text-template": TypeFichier.ODT,
}


def reconnaitre(octets: bytes, nom: str = "") -> TypeFichier:
    """Type of a file by its content; the name tells a table from a text. Raises `FichierRefuse` with a sentence for
    what cannot be imported: empty, too big, old or encrypted Office, image, macros, bomb, wrong archive."""
    if not octets.strip(b"\0 \t\r\n"):
        raise FichierRefuse("Ce fichier est vide : vérifiez que c'est le bon, ou enregistrez-le de nouveau.")
    est_un_pdf = _PDF in octets[:1024]
    maximum = TAILLE_PDF_MAX if est_un_pdf else TAILLE_MAX
    if len(octets) > maximum:
        mo = maximum // (1024 * 1024)
        raise FichierRefuse(f"Ce fichier dépasse {mo} Mo : enlevez les images, ou découpez-le en plusieurs fichiers.")
    if est_un_pdf:
        return TypeFichier.PDF
    if octets.startswith(_OLE):
        raise FichierRefuse(_refus_ole(octets, nom))
    for signature, phrase in _SIGNATURES:
        if octets.startswith(signature):
            raise FichierRefuse(phrase)
    if octets[8:12] == b"WEBP" or (octets[4:8] == b"ftyp" and octets[8:12] in _PHOTOS):
        raise FichierRefuse(IMAGE)
    if octets.startswith(b"PK"):
        return _type_archive(Archive(octets))
    return _type_texte(octets, nom)


def _refus_ole(octets: bytes, nom: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in octets:
        return CHIFFRE
    if "WordDocument".encode("utf-16-le") in octets or nom.lower().endswith(".doc"):
        return "C'est un ancien fichier Word (.doc) : enregistrez-le au format .docx, puis recommencez."
    if "PowerPoint Document".encode("utf-16-le") in octets:
        return PRESENTATION
    return "C'est un ancien fichier Excel (.xls) : enregistrez-le au format .xlsx, puis recommencez."


class Archive:
    """A ZIP read with limits: declared sizes first, then what really comes out."""

    def __init__(self, octets: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(octets))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as erreur:
            raise FichierRefuse(f"{ABIME} de nouveau, puis recommencez.") from erreur
        self._restant = DEPLIE_MAX
        parties = self._zip.infolist()
        if len(parties) > PARTIES_MAX:
            raise FichierRefuse(BOMBE)
        deplie, pese = sum(p.file_size for p in parties), sum(p.compress_size for p in parties)
        if deplie > DEPLIE_MAX or (deplie > SANS_RAPPORT and deplie > RAPPORT_MAX * max(pese, 1)):
            raise FichierRefuse(BOMBE)
        if any(partie.flag_bits & 1 for partie in parties):
            raise FichierRefuse(CHIFFRE)
        self.noms = {partie.filename for partie in parties}

    def lire(self, nom: str) -> bytes:
        """Bytes of a part, `b""` when absent. Raises `FichierRefuse` past the limits or when damaged."""
        if nom not in self.noms:
            return b""
        morceaux: list[bytes] = []
        try:
            with self._zip.open(nom) as flux:
                while morceau := flux.read(BLOC):
                    self._restant -= len(morceau)
                    if self._restant < 0:
                        raise FichierRefuse(BOMBE)
                    morceaux.append(morceau)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as erreur:
            raise FichierRefuse(f"{ABIME} de nouveau, puis recommencez.") from erreur
        return b"".join(morceaux)


def _type_archive(archive: Archive) -> TypeFichier:
    noms = archive.noms
    if any(nom.lower().endswith("vbaproject.bin") for nom in noms):
        raise FichierRefuse(MACROS)
    contenus = archive.lire("[Content_Types].xml")
    if b"macroEnabled" in contenus:
        raise FichierRefuse(MACROS)
    if any(nom.startswith("Basic/") and nom.endswith(".xml") and "script-l" not in nom for nom in noms):
        raise FichierRefuse(MACROS)
    if contenus and "xl/workbook.bin" in noms:
        raise FichierRefuse("C'est un classeur binaire (.xlsb) : enregistrez-le au format .xlsx, puis recommencez.")
    if contenus and any(nom.startswith("xl/") for nom in noms):
        return TypeFichier.XLSX
    if contenus and any(nom.startswith("word/") for nom in noms):
        return TypeFichier.DOCX
    mime = archive.lire("mimetype").decode("ascii", "replace").strip()
    if mime in _MIME_ODF and "content.xml" in noms:
        if b"encryption-data" in archive.lire("META-INF/manifest.xml"):
            raise FichierRefuse(CHIFFRE)
        return _MIME_ODF[mime]
    if any(nom.startswith("ppt/") for nom in noms) or mime.endswith(".presentation"):
        raise FichierRefuse(PRESENTATION)
    if any(nom.lower().endswith(_DOCUMENTS) for nom in noms):
        raise FichierRefuse(ARCHIVE)
    raise FichierRefuse(f"Ce fichier n'est pas de ceux qui s'importent : envoyez {ACCEPTES}.")


_DOCUMENTS = (".xlsx", ".ods", ".csv", ".docx", ".odt", ".pdf", ".txt", ".md")
_BALISE = re.compile(r"<(?:!doctype html|html|head|body|table|tr|td|div|p|b|h[1-6]|br|input|span|ul|strong)\b", re.I)


def _type_texte(octets: bytes, nom: str) -> TypeFichier:
    if b"\0" in octets[:4096] and not octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FichierRefuse(f"Ce fichier n'est pas de ceux qui s'importent : envoyez {ACCEPTES}.")
    texte = decoder(octets)
    suffixe = nom.lower().rpartition(".")[2]
    if suffixe in {"csv", "tsv"}:
        return TypeFichier.CSV
    if suffixe in {"htm", "html", "xhtml"} or re.search(r"<(?:!doctype html|html|table|body)\b", texte, re.I):
        return TypeFichier.HTML
    if texte.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        raise FichierRefuse(f"C'est un fichier XML : envoyez {ACCEPTES}.")
    if re.match(r"[\s\ufeff]*[{\[]\s*[{\[\"\]}]", texte):
        raise FichierRefuse(f"C'est un fichier JSON : envoyez {ACCEPTES}. L'export .xlsx de Cordée revient sans perte.")
    if suffixe in {"xls", "xlsx", "ods"}:  # what some software calls a spreadsheet
        return TypeFichier.CSV
    return TypeFichier.TEXTE


def decoder(octets: bytes) -> str:
    """Text of bytes whose encoding nobody says: UTF-8 or UTF-16 with their marks, UTF-8, else the one of Windows, of
    the Mac or of DOS that gives the most letters of French. Accents that another program read amiss are mended; lines
    end as ours, whoever wrote them."""
    return retablir(decoder_tel_quel(octets)).replace("\r\n", "\n").replace("\r", "\n")


def decoder_tel_quel(octets: bytes) -> str:
    """The text as it is written, wrong accents and ends of lines included."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        hauts = bytes(octet for octet in octets[:ESSAI] if octet >= 0x80)
        meilleur = max(_ANCIENS, key=lambda codage: sum(s in _FRANCAIS for s in hauts.decode(codage, "replace")))
        return octets.decode(meilleur, "replace")


ESSAI = 200_000
"""Bytes that tell the encoding of a text."""
_ANCIENS = ("cp1252", "mac_roman", "cp850")
_FRANCAIS = set("éèêëàâäùûüçîïôöœÉÈÊÀÂÇÎÔŒ€’‘«»°–…\u00a0")


def parcourir_xml(
    octets: bytes,
    debut: Callable[[str, dict[str, str]], None] | None = None,
    fin: Callable[[str], None] | None = None,
    *,
    preparer: Callable[[Any], None] | None = None,
) -> None:
    """Walks XML without building anything. A DTD or an entity is refused before it is expanded; broken XML too."""
    analyseur = expat.ParserCreate(namespace_separator=None)
    analyseur.StartDoctypeDeclHandler = _refuser_dtd
    analyseur.EntityDeclHandler = _refuser_dtd
    if debut is not None:
        analyseur.StartElementHandler = debut
    if preparer is not None:
        preparer(analyseur)
    if fin is not None:
        analyseur.EndElementHandler = fin
    try:
        analyseur.Parse(octets, True)
    except expat.ExpatError as erreur:
        raise FichierRefuse(f"{ABIME} de nouveau, puis recommencez (XML illisible, ligne {erreur.lineno}).") from erreur


def _refuser_dtd(*_: object) -> None:
    raise FichierRefuse(DTD)


def verifier_xml(octets: bytes) -> bytes:
    """The same bytes, once they are known to be sound XML without DTD nor entity."""
    parcourir_xml(octets)
    return octets
