"""Effects, indicators, links on their way into a fiche."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cordee.plans.domain.colonnes_cellules import Valeur, lire_texte
from cordee.plans.domain.fiche import LienCite, NoteCitee
from cordee.plans.domain.imports import choix_cellules
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre, est_un_code
from cordee.plans.domain.imports.dates import chercher_periode
from cordee.plans.domain.imports.listes_cellules import separer
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.poses import Case, garder_en_mots
from cordee.plans.domain.imports.suivi import codes_mesures, lire_documents, lire_indicateurs_dates, lire_notes
from cordee.plans.domain.listes import NatureIndicateur, TypeLien


def poser_indicateurs(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`indicateurs:resultat`: names of indicators, with unit and target when they are written."""
    nature = NatureIndicateur(details[0]) if details else choix_cellules.lire_nature(case.lieu.entete)
    connus = {normaliser(indicateur.nom) for indicateur in case.fiche.indicateurs}
    for indicateur, initiale in lire_indicateurs_dates(lire_texte(valeur), nature or NatureIndicateur.REALISATION):
        if normaliser(indicateur.nom) not in connus:
            connus.add(normaliser(indicateur.nom))
            case.fiche.indicateurs += (indicateur,)
            garder_initiale(case, indicateur.nom, initiale)


def garder_initiale(case: Case, nom: str, initiale: str) -> None:
    """Keeps in the description an initial value that no year dates."""
    if initiale:
        case.avertir(f"La valeur initiale de {citer(nom)} n'a pas d'année : elle est gardée dans la description.")
        garder_en_mots(case, f"Valeur initiale de « {nom} »", initiale)


def poser_mesures(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Codes of mesures: `cae_1.2.3`, `1.2.3 – Réaliser…`. A text without code is kept in the description."""
    codes, autres = codes_mesures(lire_texte(valeur))
    case.fiche.mesures = tuple(dict.fromkeys((*case.fiche.mesures, *codes)))
    if autres:
        case.avertir(f"Mesures sans numéro, gardées dans la description : {', '.join(citer(a) for a in autres)}.")
        garder_en_mots(case, "Mesures liées", ", ".join(autres))


def poser_liens(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Other fiches, by code, by title or both."""
    for element in separer(lire_texte(valeur)):
        genre, deux_points, suite = element.partition(" : ")
        type_ = TypeLien.lire(genre) if deux_points else None
        nom = suite if type_ is not None else element
        code, titre = ("", nom) if not est_un_code(nom) else (nom.strip(" ."), "")
        if titre:
            code, titre = decouper_titre(nom)
        case.fiche.liens += (LienCite(titre or code, code, TypeLien(type_) if type_ is not None else TypeLien.LIEE),)


def poser_notes(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Follow-up notes; without a date, the text is kept in the description."""
    notes, reste = lire_notes(lire_texte(valeur), int(details[0]) if details else None)
    case.fiche.notes += tuple(_a_la_date_de_l_entete(note, case.lieu.entete) for note in notes)
    if reste:
        case.avertir("Note sans date : elle est gardée dans la description.")
        garder_en_mots(case, "Notes", reste)


def _a_la_date_de_l_entete(note: NoteCitee, entete: str) -> NoteCitee:
    """A note known by its year only takes the month of « Point d'étape mars 2026 »."""
    fin = chercher_periode(entete).fin
    de_l_annee = note.date == date(note.date.year, 12, 31)
    return replace(note, date=fin.jour) if fin and de_l_annee and fin.jour.year == note.date.year else note


def poser_documents(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Links; what is no link is named in the description."""
    documents, reste = lire_documents(lire_texte(valeur), case.adresse)
    case.fiche.documents += tuple(d for d in documents if d not in case.fiche.documents)
    if reste and case.souple:
        case.avertir("Documents sans adresse : joignez-les à la fiche.")
        case.lecture.non_repris.append((case.lieu, f"Documents : {', '.join(reste)}"))
    elif reste:
        case.avertir("Documents sans adresse, nommés dans la description : joignez-les à la fiche.")
        garder_en_mots(case, "Documents", ", ".join(reste))


def poser_communes(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """Communes concerned, by name."""
    case.fiche.communes = tuple(dict.fromkeys((*case.fiche.communes, *separer(lire_texte(valeur)))))
