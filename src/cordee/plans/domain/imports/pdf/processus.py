"""Runs the extraction of a PDF in a process of its own, and says in French why it failed (docs/adr/0029)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.domain.imports.pdf import extraction

SECONDES = extraction.SECONDES + 5
"""Time on the clock: a busy machine gives less than the processor time that is allowed."""
LETTRES_MIN = 15
"""Letters of a page, on average, under which a PDF is a picture of a text."""
ILLISIBLES_MAX = 0.2
"""Share of the letters that may have no meaning."""

SCANNE = (
    "Ce PDF est une image numérisée : son texte ne se lit pas. Demandez le document d'origine (.docx, .odt, .xlsx), ou "
    "passez ce PDF dans un outil de reconnaissance de texte (OCR), puis recommencez."
)
LETTRES_PERDUES = (
    "Les lettres de ce PDF sont codées d'une façon qui ne se lit pas (le texte copié serait du charabia). Demandez le "
    "document d'origine, ou imprimez-le de nouveau en PDF depuis le logiciel qui l'a fait."
)
DECOUPER = "découpez-le en plusieurs fichiers (dans la fenêtre d'impression, choisissez des pages), puis recommencez."
REFUS = {
    "chiffre": "Ce PDF est protégé par un mot de passe : ouvrez-le, enregistrez-le sans protection, puis recommencez.",
    "abime": "Ce PDF est abîmé ou incomplet : téléchargez-le ou enregistrez-le de nouveau, puis recommencez.",
    "pages": f"Ce PDF dépasse {extraction.PAGES_MAX} pages : {DECOUPER}",
    "mots": f"Ce PDF est trop long ({extraction.MOTS_MAX} mots au plus) : {DECOUPER}",
    "memoire": f"Ce PDF est trop lourd à lire (dessins, cartes ou images) : {DECOUPER}",
    "temps": f"Ce PDF est trop long à lire (plus de {extraction.SECONDES} secondes) : {DECOUPER}",
}


@dataclass(frozen=True, slots=True)
class Mot:
    """A word of a page, from its top left; `taille` of its letters in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    texte: str
    taille: float = 10.0
    gras: bool = False

    @property
    def milieu(self) -> float:
        """Height of its middle."""
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class PagePdf:
    """Words, ruled lines (x0, y0, x1, y1) of a page; `image` when a picture covers a good part of it."""

    numero: int
    largeur: float
    hauteur: float
    mots: list[Mot] = field(default_factory=list)
    traits: list[tuple[float, float, float, float]] = field(default_factory=list)
    image: bool = False


def lire_pages(octets: bytes, *, secondes: float = SECONDES) -> list[PagePdf]:
    """The pages of a PDF. Raises `FichierRefuse` with what to do: password, damage, size, time, no text."""
    commande = [sys.executable, "-I", str(Path(extraction.__file__))]
    try:
        fini = subprocess.run(
            commande, input=octets, capture_output=True, timeout=secondes, check=False, env=_environnement()
        )
    except subprocess.TimeoutExpired as faute:
        raise FichierRefuse(REFUS["temps"]) from faute
    sortie = fini.stdout
    if fini.returncode == 3:
        raise FichierRefuse(REFUS.get(sortie.decode("ascii", "replace").strip(), REFUS["abime"]))
    if fini.returncode in _TEMPS_ECOULE:
        raise FichierRefuse(REFUS["temps"])
    if fini.returncode != 0:  # negative: the system stopped it, for want of memory
        raise FichierRefuse(REFUS["memoire"] if fini.returncode < 0 else REFUS["abime"])
    pages = [_page(rang, brute) for rang, brute in enumerate(json.loads(sortie)["pages"], 1)]
    _verifier(pages)
    return pages


_TEMPS_ECOULE = {-24, -9}
"""SIGXCPU, SIGKILL: the processor time is spent."""


def _environnement() -> dict[str, str]:
    """Nothing of ours: neither the settings nor the secrets of the server."""
    gardes = ("PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH")
    return {nom: os.environ[nom] for nom in gardes if nom in os.environ}


def _page(numero: int, brute: dict[str, Any]) -> PagePdf:
    mots = [Mot(x0, y0, x1, y1, texte, taille, bool(gras)) for x0, y0, x1, y1, texte, taille, gras in brute["mots"]]
    cases = brute["cases"]
    mots, remplies = _sans_croix(mots, cases)
    for rang, (x0, y0, x1, y1, cochee) in enumerate(cases):
        signe = "☒" if cochee or rang in remplies else "☐"
        mots.append(Mot(x0, y0, x1, y1, signe, max(y1 - y0, 8.0)))
    return PagePdf(
        numero, brute["largeur"], brute["hauteur"], mots, [tuple(t) for t in brute["traits"]], brute["image"]
    )


_CROIX = set("xX✓✔✗✘×☒■●")


def _sans_croix(mots: list[Mot], cases: list[list[float]]) -> tuple[list[Mot], set[int]]:
    """Crosses typed in a drawn box tick it and are no words."""
    remplies: set[int] = set()
    gardes = []
    for mot in mots:
        place = (
            next(
                (
                    rang
                    for rang, (x0, y0, x1, y1, _) in enumerate(cases)
                    if x0 - 1 <= (mot.x0 + mot.x1) / 2 <= x1 + 1 and y0 - 1 <= mot.milieu <= y1 + 1
                ),
                None,
            )
            if mot.texte in _CROIX
            else None
        )
        if place is None:
            gardes.append(mot)
        else:
            remplies.add(place)
    return gardes, remplies


def _verifier(pages: list[PagePdf]) -> None:
    """Raises `FichierRefuse` for a PDF without text, or whose letters mean nothing."""
    signes = [signe for page in pages for mot in page.mots for signe in mot.texte]
    lettres = sum(signe.isalnum() for signe in signes)
    perdues = sum(signe == "\ufffd" or "\ue000" <= signe <= "\uefff" or signe < " " for signe in signes)
    if perdues > ILLISIBLES_MAX * max(len(signes), 1):
        raise FichierRefuse(LETTRES_PERDUES)
    if lettres < LETTRES_MIN * max(len(pages), 1) and (lettres < 40 or any(page.image for page in pages)):
        raise FichierRefuse(SCANNE)
