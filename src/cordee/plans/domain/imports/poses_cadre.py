"""Documents cadres and bilans on their way into a fiche: what `exports.presentation` writes is read back, anything else
is kept in words (docs/calculs/import.md, « Nos documents »)."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from functools import cache

from cordee.outils.dates import MOIS
from cordee.plans.domain.colonnes_cellules import Valeur, lire_texte
from cordee.plans.domain.fiche import EvaluationCitee, ReferenceCitee
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import citer
from cordee.plans.domain.imports.poses import Case, garder_en_mots
from cordee.plans.domain.listes import Appreciation, PeriodeEvaluation, TypeReference

SUITES = "Ce qui change ensuite"
"""Label of what a bilan changes, inside its text."""
_ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2019": "'"})
_ADRESSE = re.compile(r"\s*\((https?://[^\s()]+)\)\s*$")
_SUITES = re.compile(rf"^\W*{SUITES}\W*:\W*", re.MULTILINE)
_JOUR = re.compile(r"^(\d{1,2})(?:er)? ([a-z]+) (\d{4})$")


def poser_references(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """A document a line: `SRADDET : Climat – Règle 12 (https://…)`, `SCoT : « Alpes – Durance »`."""
    autres = []
    for ligne in filter(None, map(str.strip, lire_texte(valeur).split("\n"))):
        citee = lire_reference(ligne)
        if citee is not None:
            case.fiche.references += (citee,)
        else:
            autres.append(ligne)
    if autres:
        dits = ", ".join(citer(autre) for autre in autres)
        case.avertir(f"Documents cadres hors de la liste, gardés dans la description : {dits}.")
        garder_en_mots(case, "Documents cadres", " ; ".join(autres))


def lire_reference(ligne: str) -> ReferenceCitee | None:
    """The document of a line, None when it begins with none of the list."""
    texte = ligne.translate(_ESPACES).strip()
    adresse = ""
    if trouvee := _ADRESSE.search(texte):
        adresse, texte = trouvee[1], texte[: trouvee.start()]
    for libelle, genre in _types().items():
        reste = texte[len(libelle) :]
        if not normaliser(texte).startswith(normaliser(libelle)) or (reste and reste[:3] not in (" : ", " – ")):
            continue
        return ReferenceCitee(genre, *_titre_et_article(reste), adresse)
    return None


def _titre_et_article(reste: str) -> tuple[str, str]:
    """What follows the type. A title between « » ends where these close; else at the last dash."""
    if reste.startswith(" – "):
        return "", reste[3:].strip()
    suite = reste.removeprefix(" : ")
    if (fin := _fin_des_guillemets(suite)) and (not suite[fin:] or suite[fin:].startswith(" – ")):
        return suite[1 : fin - 1].strip(), suite[fin:].removeprefix(" – ").strip()
    titre, _, article = suite.rpartition(" – ") if " – " in suite else (suite, "", "")
    return titre.strip(), article.strip()


def _fin_des_guillemets(texte: str) -> int:
    """Where the first « of a text is closed, those inside left aside; 0 when it does not begin so."""
    ouverts = 0
    for rang, signe in enumerate(texte):
        ouverts += (signe == "«") - (signe == "»")
        if not ouverts:
            return rang + 1 if rang else 0
    return 0


@cache
def _types() -> dict[str, TypeReference]:
    """Types by label, the longest first: none is taken for the beginning of another."""
    return {genre.libelle: genre for genre in sorted(TypeReference, key=lambda genre: -len(genre.libelle))}


def lire_titre_de_bilan(texte: str) -> str | None:
    """Key of the field that `Bilan à 3 ans (mi-parcours), 31 décembre 2026` announces: period and day."""
    cle = normaliser(texte)
    for mots, periode in _periodes().items():
        if cle == mots:
            return f"evaluation:{periode}"
        if cle.startswith(f"{mots} ") and (jour := _lire_jour(cle.removeprefix(mots).strip())) is not None:
            return f"evaluation:{periode}:{jour.isoformat()}"
    return None


@cache
def _periodes() -> dict[str, PeriodeEvaluation]:
    return {normaliser(titre_de_bilan(periode)): periode for periode in PeriodeEvaluation}


def titre_de_bilan(periode: PeriodeEvaluation) -> str:
    """`Bilan à 3 ans (mi-parcours)`, `Bilan annuel`."""
    libelle = periode.libelle
    return libelle if libelle.startswith("Bilan") else f"Bilan {libelle[:1].lower()}{libelle[1:]}"


def _lire_jour(texte: str) -> date | None:
    trouve = _JOUR.match(texte)
    mois = [normaliser(nom) for nom in MOIS]
    if trouve is None or trouve[2] not in mois:
        return None
    with contextlib.suppress(ValueError):
        return date(int(trouve[3]), mois.index(trouve[2]) + 1, int(trouve[1]))
    return None


def poser_evaluation(case: Case, valeur: Valeur, details: tuple[str, ...]) -> None:
    """`evaluation:mi_parcours:2026-12-31`: the appreciation alone on the first line, the result, what changes next."""
    texte = lire_texte(valeur).strip()
    jour = date.fromisoformat(details[1]) if len(details) > 1 else None
    premiere, _, reste = texte.partition("\n")
    appreciation = _appreciations().get(normaliser(premiere))
    resultat = reste if appreciation is not None else texte
    suites = ""
    if trouvees := _SUITES.search(resultat.translate(_ESPACES)):
        suites, resultat = resultat[trouvees.end() :], resultat[: trouvees.start()]
    case.fiche.evaluations += (
        EvaluationCitee(PeriodeEvaluation(details[0]), jour, appreciation, resultat.strip(), suites.strip()),
    )


@cache
def _appreciations() -> dict[str, Appreciation]:
    return {normaliser(mot.libelle): mot for mot in Appreciation}
