"""What a file is, from its first bytes; what may not be kept."""

from __future__ import annotations

from cordee.documents.domain.noms import extension

LU = 4096
"""Bytes of the beginning that are enough to know."""
TYPE_INCONNU = "application/octet-stream"

PROGRAMMES = (
    (b"\x7fELF", "un programme Linux"),
    (b"\xfe\xed\xfa\xce", "un programme macOS"),
    (b"\xfe\xed\xfa\xcf", "un programme macOS"),
    (b"\xce\xfa\xed\xfe", "un programme macOS"),
    (b"\xcf\xfa\xed\xfe", "un programme macOS"),
    (b"\xca\xfe\xba\xbe", "un programme Java ou macOS"),
    (b"#!", "un script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "un raccourci Windows"),
    (b"dex\n", "un programme Android"),
)
"""First bytes of what a computer would run."""
EXTENSIONS_REFUSEES = frozenset({
    "apk", "app", "appimage", "bat", "bin", "cmd", "com", "cpl", "deb", "desktop", "dll", "dmg", "exe",
    "gadget", "hta", "inf", "jar", "js", "jse", "lnk", "mjs", "msc", "msi", "msp", "pif", "ps1", "psm1", "py",
    "pyc", "reg", "rpm", "scf", "scr", "sh", "sys", "url", "vb", "vbe", "vbs", "wsf", "wsh", "xll",
})  # fmt: skip
"""Names that a computer would run, whatever they hold."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "rtf": (b"{\\rtf",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    **dict.fromkeys(("docx", "xlsx", "pptx", "docm", "xlsm", "pptm", "odt", "ods", "odp", "odg"), (ZIP,)),
    "zip": (ZIP, b"PK\x05\x06"),
    **dict.fromkeys(("doc", "xls", "ppt"), (OLE, b"{\\rtf")),
}
"""Extension -> what such a file begins with."""
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "rtf": "application/rtf",
    "7z": "application/x-7z-compressed",
    "zip": "application/zip",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "svg": "image/svg+xml",
    "html": "text/html",
    "htm": "text/html",
    "ics": "text/calendar",
    "eml": "message/rfc822",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
}


class FichierRefuse(Exception):
    """The file may not be kept; the message is a French sentence that says what to do."""


def reconnaitre_type(debut: bytes, nom: str) -> str:
    """MIME type of a file, from its name and its first LU bytes. Raises FichierRefuse for what is empty, for what a
    computer would run, and for what is not what its name announces."""
    fin = extension(nom)
    if not debut:
        raise FichierRefuse("Ce fichier est vide : vérifiez qu'il a bien été enregistré, puis déposez-le à nouveau.")
    if debut.startswith(b"MZ") and b"\0" in debut[:64]:  # a text may begin with these two letters
        raise FichierRefuse("Ce fichier est un programme Windows, pas un document : il ne peut pas être déposé ici.")
    for signature, quoi in PROGRAMMES:
        if debut.startswith(signature):
            raise FichierRefuse(f"Ce fichier est {quoi}, pas un document : il ne peut pas être déposé ici.")
    if fin in EXTENSIONS_REFUSEES:
        raise FichierRefuse(f"Les fichiers .{fin} sont des programmes, pas des documents : déposez un PDF à la place.")
    attendues = SIGNATURES.get(fin)
    if attendues and not debut.startswith(attendues):
        raise FichierRefuse(
            f"Ce fichier n'est pas un vrai .{fin} : ouvrez-le, enregistrez-le à nouveau au format .{fin}, puis "
            "déposez-le."
        )
    return TYPES.get(fin, TYPE_INCONNU)
