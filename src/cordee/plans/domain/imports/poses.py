"""A text on its way into a fiche, and the texts themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.champs import ValeurRefusee as _ValeurRefusee
from cordee.plans.domain.colonnes_cellules import Valeur, lire_texte
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre, est_un_code
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer


@dataclass(slots=True)
class Case:
    """A text on its way into a fiche: where it stands, and where to say what is wrong with it. `adresse` is the link
    behind the cell; `souple` turns what cannot be read into a remark (published fiches); `libre` keeps in words what
    people write in place of a value (spreadsheets that no template rules)."""

    fiche: FicheComplete
    lecture: LectureImport
    lieu: Lieu
    adresse: str = ""
    souple: bool = False
    libre: bool = False

    @property
    def garde_les_mots(self) -> bool:
        """Whether words in place of a value are kept rather than refused."""
        return self.souple or self.libre

    def erreur(self, texte: str) -> None:
        """The cell cannot be read."""
        if self.souple:
            self.lecture.avertir(texte, self.lieu)
        else:
            self.lecture.erreur(texte, self.lieu)

    def avertir(self, texte: str) -> None:
        """The cell was read, but."""
        self.lecture.avertir(texte, self.lieu)


Poser = Callable[[Case, Valeur, tuple[str, ...]], None]


# Texts --------------------------------------------------------------------------------------------------------------


def poser_texte(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`texte:contexte`: adds to what is already there, so that several columns may go to one field."""
    texte = lire_texte(valeur).strip()
    if case.adresse and case.adresse not in texte:
        texte = f"{texte} ({case.adresse})"
    entete = " ".join(case.lieu.entete.split())
    _completer(case, details[0], texte, entete if entete != CHAMPS[details[0]].libelle else "")


def garder_en_mots(case: Case, nom: str, texte: str, attribut: str = "description") -> None:
    """Keeps under its name what no field takes: `Documents : plan des toits`."""
    _completer(case, attribut, f"{nom} : {texte}", "")


def _completer(case: Case, attribut: str, texte: str, nom: str) -> None:
    """Adds to a text; what is added says where it comes from."""
    if not texte:
        return
    avant = getattr(case.fiche, attribut)
    if avant and normaliser(texte) == normaliser(avant):
        return
    if avant:
        texte = f"{avant}\n\n{nom} : {texte}" if nom else f"{avant}\n\n{texte}"
    if (maximum := CHAMPS[attribut].long_max) < len(texte):
        case.erreur(f"Le texte dépasse {maximum} caractères ({len(texte)}) : raccourcissez-le, ou joignez un document.")
        return
    setattr(case.fiche, attribut, texte)


def poser_ligne(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`ligne:calendrier`: a short text on one line."""
    texte = " ".join(lire_texte(valeur).split())
    try:
        lu = CHAMPS[details[0]].lire(texte)
    except _ValeurRefusee as refus:
        case.erreur(str(refus))
        return
    avant = getattr(case.fiche, details[0])
    ensemble = f"{avant} ; {lu}" if avant and lu and lu != avant else lu or avant
    champ = CHAMPS[details[0]]
    if len(ensemble) > champ.long_max:
        garder_en_mots(case, champ.libelle, lu)
        return
    setattr(case.fiche, details[0], ensemble)


def poser_titre(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Title, and the code written at its head unless a column gave it."""
    code, titre = decouper_titre(" ".join(lire_texte(valeur).split()))
    if len(titre) > CHAMPS["titre"].long_max:
        case.erreur(f"Le titre dépasse {CHAMPS['titre'].long_max} caractères ({len(titre)}) : raccourcissez-le.")
        titre = titre[: CHAMPS["titre"].long_max]
    case.fiche.titre = titre
    if code and not case.fiche.code:
        case.fiche.code = code


def poser_code(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Number of the fiche. A number that the spreadsheet took for a date is given back."""
    if hasattr(valeur, "day"):
        code = f"{valeur.day}.{valeur.month}"  # type: ignore[union-attr]
        case.avertir(f"Le tableur a pris ce numéro pour une date : il est lu « {code} ».")
    else:
        code = " ".join(lire_texte(valeur).split())
    if len(code) > CHAMPS["code"].long_max or (" " in code and not est_un_code(code)):
        trouve, titre = decouper_titre(code)
        if titre and not trouve:
            case.avertir(f"{citer(code)} ne ressemble pas à un numéro : il a été laissé de côté.")
            case.lecture.non_repris.append((case.lieu, code))
            return
        code = trouve
    case.fiche.code = code.strip(" .:-–")
