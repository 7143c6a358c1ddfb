"""Files that a plan can become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cordee.outils.choix import ChoixTexte

_BUREAUTIQUE = "application/vnd.openxmlformats-officedocument"


class FormatExport(ChoixTexte):
    """Format of an export. `usage` says what it is for; `long` ones are always made aside, as a job."""

    PDF = "pdf", "PDF", "Un livret à imprimer : couverture, sommaire, une fiche par page.", "application/pdf", True
    DOCX = (
        "docx", "Word", "Le même livret, à modifier.", f"{_BUREAUTIQUE}.wordprocessingml.document", True,
    )  # fmt: skip
    ODT = (
        "odt", "OpenDocument", "Le même livret, pour LibreOffice.", "application/vnd.oasis.opendocument.text", True,
    )  # fmt: skip
    PPTX = (
        "pptx", "PowerPoint", "Un diaporama pour le comité de pilotage, avec ses graphiques à modifier.",
        f"{_BUREAUTIQUE}.presentationml.presentation", True,
    )  # fmt: skip
    XLSX = (
        "xlsx", "Excel", "Tout le plan, à modifier puis à réimporter sans rien perdre de ce qui est coché.",
        f"{_BUREAUTIQUE}.spreadsheetml.sheet", False,
    )  # fmt: skip
    CSV = "csv", "CSV", "Une ligne par fiche, pour un autre tableur.", "text/csv; charset=utf-8", False
    JSON = "json", "JSON", "Toutes les données cochées, pour un autre logiciel.", "application/json", False
    ICS = "ics", "Calendrier", "Les échéances, pour un agenda.", "text/calendar; charset=utf-8", False

    def __init__(self, valeur: str, libelle: str = "", usage: str = "", mime: str = "", long: bool = False) -> None:
        self.usage = usage
        self.mime = mime
        self.long = long


@dataclass(frozen=True, slots=True)
class Options:
    """Parts that a person may leave out of an export: presentation (context, description, objectives, impacts),
    people and publics, sous-fiches, money and means, indicators, notes (of the years of `annees`, all when empty),
    comments between colleagues (which only the formats of data hold), linked fiches, mesures, documents."""

    introduction: bool = True
    acteurs: bool = True
    sous_fiches: bool = True
    budgets: bool = True
    indicateurs: bool = True
    notes: bool = True
    commentaires: bool = True
    liens: bool = True
    mesures: bool = True
    documents: bool = True
    annees: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DemandeExport:
    """What somebody asks. `fiches` are ids, None for the whole plan; `livret` adds cover and summary to a PDF or a
    DOCX; `diapos` gives each fiche its slide, with its last note or, if `case_vide`, a box to fill; `logo` is the id
    of the document that the slides show. `validee`: the validated version of each fiche, and not what it says today.
    `lignes`: the fiches and sous-fiches of a list that is not of whole fiches; data hold only them and what is above
    them, since a sous-fiche is read, and imported again, under its own."""

    format: FormatExport
    options: Options = field(default_factory=Options)
    fiches: tuple[int, ...] | None = None
    confidentielles: bool = True
    livret: bool = True
    diapos: bool = True
    case_vide: bool = False
    logo: int | None = None
    validee: bool = False
    lignes: tuple[int, ...] | None = None

    def en_parametres(self) -> dict[str, Any]:
        """As the parameters of a job keep it."""
        return {
            "format": str(self.format),
            "options": asdict(self.options),
            "fiches": None if self.fiches is None else list(self.fiches),
            "confidentielles": self.confidentielles,
            "livret": self.livret,
            "diapos": self.diapos,
            "case_vide": self.case_vide,
            "logo": self.logo,
            "validee": self.validee,
            "lignes": None if self.lignes is None else list(self.lignes),
        }

    @classmethod
    def lire(cls, parametres: Mapping[str, Any]) -> DemandeExport:
        """The reverse."""
        fiches, options, lignes = parametres["fiches"], parametres["options"], parametres.get("lignes")
        return cls(
            format=FormatExport(parametres["format"]),
            options=Options(**{**options, "annees": tuple(options.get("annees", ()))}),
            fiches=None if fiches is None else tuple(fiches),
            confidentielles=parametres["confidentielles"],
            livret=parametres["livret"],
            diapos=parametres["diapos"],
            case_vide=parametres.get("case_vide", False),
            logo=parametres.get("logo"),
            validee=parametres.get("validee", False),
            lignes=None if lignes is None else tuple(lignes),
        )
