"""What a reading of a file gives back: a plan, every error, every remark, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from cordee.plans.domain.fiche import FicheComplete, PlanComplet

CITATION_MAX = 60
"""Characters of a cell quoted in a message."""


class FichierRefuse(ValueError):
    """The file is not read at all; the message is a French sentence that says why and what to do."""


class Gravite(StrEnum):
    """An error stops the import; a remark says what was understood, corrected or left out."""

    ERREUR = "erreur"
    AVIS = "avis"


class FormatImport(StrEnum):
    """Ways a file can be laid out."""

    MODELE = "modele"
    TABLEUR = "tableur"
    EXPORT = "export"
    PUBLIE = "publie"
    ASSISTE = "assiste"


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place in a file: `ligne` from 1 as the spreadsheet shows it, `colonne` a letter, `entete` its header; `page` of
    a document that has pages."""

    feuille: str = ""
    ligne: int | None = None
    colonne: str = ""
    entete: str = ""
    page: int | None = None

    def __str__(self) -> str:
        parties = []
        if self.feuille:
            parties.append(f"feuille « {self.feuille} »")
        if self.page is not None:
            parties.append(f"page {self.page}")
        if self.ligne is not None:
            parties.append(f"ligne {self.ligne}")
        if self.colonne:
            parties.append(f"colonne {self.colonne} ({self.entete})" if self.entete else f"colonne {self.colonne}")
        elif self.entete:
            parties.append(f"« {self.entete} »")
        return ", ".join(parties)


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence about one place of the file."""

    gravite: Gravite
    texte: str
    lieu: Lieu = Lieu()

    def __str__(self) -> str:
        lieu = str(self.lieu)
        return f"{lieu[0].upper()}{lieu[1:]} : {self.texte}" if lieu else self.texte


@dataclass(frozen=True, slots=True)
class Fidelite:
    """How much of what a document says of a fiche is in it, from 0 to 100, and why
    (docs/calculs/import.md, « Fidélité »)."""

    score: int
    raison: str

    @property
    def a_relire(self) -> bool:
        """Whether somebody should read it first."""
        return self.score < A_RELIRE


A_RELIRE = 85
"""Fidelity below which a fiche is to be read again."""


@dataclass(slots=True)
class LectureImport:
    """What was read. `non_repris` holds the texts of the file that went nowhere, so that nothing is lost in silence;
    `origines` tells from which place each fiche comes, by its `id()`, and `numeros` where its number is written;
    `lieux_champs` where the value of each added field stands, by `id()` of the fiche and label; `fidelites` what of a
    document is in each fiche."""

    plan: PlanComplet
    format: FormatImport = FormatImport.TABLEUR
    messages: list[Message] = field(default_factory=list)
    non_repris: list[tuple[Lieu, str]] = field(default_factory=list)
    origines: dict[int, Lieu] = field(default_factory=dict)
    numeros: dict[int, Lieu] = field(default_factory=dict)
    lieux_champs: dict[tuple[int, str], Lieu] = field(default_factory=dict)
    fidelites: dict[int, Fidelite] = field(default_factory=dict)

    @property
    def erreurs(self) -> list[Message]:
        """Messages that stop the import."""
        return [message for message in self.messages if message.gravite is Gravite.ERREUR]

    @property
    def avis(self) -> list[Message]:
        """Messages that do not."""
        return [message for message in self.messages if message.gravite is Gravite.AVIS]

    def erreur(self, texte: str, lieu: Lieu | None = None) -> None:
        """Adds an error."""
        self.messages.append(Message(Gravite.ERREUR, texte, lieu or Lieu()))

    def avertir(self, texte: str, lieu: Lieu | None = None) -> None:
        """Adds a remark."""
        self.messages.append(Message(Gravite.AVIS, texte, lieu or Lieu()))

    def fiches(self) -> Iterator[FicheComplete]:
        """Every fiche and sous-fiche, each once."""
        vues: set[int] = set()
        for fiche in _racines(self.plan):
            for autre in deployer(fiche):
                if id(autre) not in vues:
                    vues.add(id(autre))
                    yield autre


def deployer(fiche: FicheComplete) -> Iterator[FicheComplete]:
    """The fiche, then what is below it."""
    yield fiche
    for sous in fiche.sous_fiches:
        yield from deployer(sous)


def _racines(plan: PlanComplet) -> Iterator[FicheComplete]:
    yield from plan.fiches
    reste = list(plan.axes)
    while reste:
        axe = reste.pop(0)
        yield from axe.fiches
        reste[:0] = axe.axes


def lettre(rang: int) -> str:
    """Letter of a column from its rank, 0 for A: 27 is AB."""
    texte = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        texte = chr(65 + reste) + texte
    return texte


def citer(texte: str) -> str:
    """A cell quoted in a sentence, cut when long."""
    plat = " ".join(texte.split())
    return f"« {plat} »" if len(plat) <= CITATION_MAX else f"« {plat[:CITATION_MAX].rstrip()}… »"
