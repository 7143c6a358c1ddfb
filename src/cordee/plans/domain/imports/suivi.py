"""Indicators, notes, documents and mesures written in one cell (docs/calculs/import.md, « Indicateurs »)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from cordee.plans.domain.fiche import DocumentCite, IndicateurCite, NoteCitee
from cordee.plans.domain.imports.cles import RETENUES
from cordee.plans.domain.imports.dates import chercher_periode, est_un_moment
from cordee.plans.domain.imports.listes_cellules import a_une_puce, sans_puce
from cordee.plans.domain.imports.valeurs_indicateurs import lire_initiale, lire_nombre
from cordee.plans.domain.listes import NatureIndicateur

NOM_MAX = 300
LIGNE_PLEINE = 45
"""Characters from which a line may have been cut by the width of the page."""
_PHRASE = re.compile(r"(?:(?<=[a-zà-ÿ0-9)»%])|(?<=[A-Z]{2}))\s*\.\s+(?=[A-ZÀ-ÖØ-Þ«])")
_CIBLE = re.compile(
    r"[\s,;:–(-]*\b(?:cible|objectif|valeur cible|valeur vis[ée]e)s?"
    r"\s*(?:\(?(?:en|à|pour|d'ici)?\s*((?:19|20)\d\d)\)?\s*)?[:=]\s*"
    r"(\d[\d  \u202f.,]*)\s*([^\d\s,;()]{0,12}(?:/an)?)?\s*"
    r"(?:(?:en|d'ici(?: à)?|à l'horizon|pour)\s*((?:19|20)\d\d))?\)?\s*$",
    re.I,
)
_UNITE = re.compile(
    r"\s*\((?:(?:en|unité)\s*:?\s*)?((?:nb|nombre|%|€|k€|M€|[kMG]Wh[\w/]*|[kMG]W[\w/]*|t(?:CO2)?[\w/.]*|tonnes?[\w/ ]*|"
    r"(?:[kM]?t|k?g)\.?\s?(?:éq|eq)\.?\s?CO2[\w/]*|[µu]g/m[3³]|"
    r"m²|m2|m3|m³|km|ha|kg[\w/.]*|heures?|h|litres?|l|ETP|tep|ktep)(?:\s*/\s*(?:an|hab\.?|jour|mois))*)\)\s*$",
    re.I,
)


_UNITE_DITE = re.compile(r"\s*\(unité\s*:\s*([^()]{1,40})\)\s*$", re.I)
"""Whatever unit somebody calls so."""


def lire_indicateurs(texte: str, nature: NatureIndicateur) -> list[IndicateurCite]:
    """Indicators of a cell: cut at lines, bullets, semicolons and at the end of sentences, never at commas."""
    return [indicateur for indicateur, _ in lire_indicateurs_dates(texte, nature)]


def lire_indicateurs_dates(texte: str, nature: NatureIndicateur) -> tuple[tuple[IndicateurCite, str], ...]:
    """The same, each with its initial value in words when no year dates it."""
    return _lire_indicateurs(texte, nature) if len(texte) <= 200 else _lire_indicateurs.__wrapped__(texte, nature)


@lru_cache(maxsize=RETENUES)
def _lire_indicateurs(texte: str, nature: NatureIndicateur) -> tuple[tuple[IndicateurCite, str], ...]:
    indicateurs: dict[str, tuple[IndicateurCite, str]] = {}
    for morceau in decouper_phrases(texte):
        indicateur, initiale = _un_indicateur(morceau, nature)
        if indicateur is not None:
            indicateurs.setdefault(indicateur.nom.lower(), (indicateur, initiale))
    return tuple(indicateurs.values())


def decouper_phrases(texte: str) -> list[str]:
    """Items of a text: lines that begin with a bullet or a capital, what semicolons and full stops separate. A line
    that begins with a small letter goes on with the one before (texts from a PDF)."""
    lignes: list[str] = []
    for ligne in texte.replace("\r", "\n").split("\n"):
        propre = ligne.strip()
        if not propre:
            continue
        suite = (
            lignes
            and len(lignes[-1]) >= LIGNE_PLEINE
            and not a_une_puce(propre)
            and propre[0].islower()
            and not lignes[-1].endswith((".", ";"))
        )
        if suite or (lignes and lignes[-1].count("(") > lignes[-1].count(")") and len(lignes[-1]) < NOM_MAX):
            lignes[-1] = f"{lignes[-1]} {propre}"
        else:
            lignes.append(sans_puce(propre))
    morceaux = [m for ligne in lignes for partie in _hors_parentheses(ligne) for m in _PHRASE.split(partie)]
    propres: list[str] = []
    for morceau in (sans_puce(m).strip(" .;,:•-–") for m in morceaux):
        if propres and _SUITE.match(morceau):
            propres[-1] = f"{propres[-1]} ; {morceau}"
        elif any(signe.isalpha() for signe in morceau):
            propres.append(morceau)
    return propres


_SUITE = re.compile(
    r"^(?:(?:valeur )?(?:cible|objectif)s?|valeur (?:initiale|de r[ée]f[ée]rence|de d[ée]part|actuelle)|"
    r"situation initiale|[ée]tat initial|r[ée]f[ée]rence|point de d[ée]part|T0)"
    r"\s*(?:\(?(?:en|à|pour)?\s*(?:19|20)\d\d\)?\s*)?[:=]\s*\d",
    re.I,
)
"""A target, or an initial value, that follows its indicator after a semicolon."""


def _hors_parentheses(ligne: str) -> list[str]:
    return re.split(r";(?![^()]*\))|\s•\s|\s[●▪■]\s", ligne)


def _un_indicateur(morceau: str, nature: NatureIndicateur) -> tuple[IndicateurCite | None, str]:
    """The indicator, and its initial value in words when no year dates it."""
    if re.fullmatch(r"(?i)(à|a) (définir|preciser|préciser)|néant|nc|sans objet|aucun|etc\.?", morceau):
        return None, ""
    morceau = " ".join(morceau.split())
    depart = lire_initiale(morceau)
    morceau = depart[0] if depart else morceau
    cible, annee, unite = None, None, ""
    if trouve := _CIBLE.search(morceau):
        cible = lire_nombre(trouve[2])
        annee = int(trouve[1] or trouve[4] or 0) or None
        unite = (trouve[3] or "").strip()
        if cible is not None:
            morceau = morceau[: trouve.start()].rstrip(" ,;:(–-")
    if depart is None and (depart := lire_initiale(morceau)):
        morceau = depart[0]
    unite = unite or (depart[3] if depart else "")
    if entre := _UNITE_DITE.search(morceau) or _UNITE.search(morceau):
        unite, morceau = entre[1].strip(), morceau[: entre.start()].rstrip()
    nom = morceau[:NOM_MAX].strip()
    if not nom:
        return None, ""
    resultats = ((depart[2], float(depart[1])),) if depart and depart[2] else ()
    lu = IndicateurCite(nom, unite[:40], nature=nature, cible=cible, annee_cible=annee, resultats=resultats)
    return lu, f"{depart[1]} {unite}".strip() if depart and not depart[2] else ""


_NOTE = re.compile(
    r"^\s*[-–•]?\s*(?:notes?,? (?:du |de |au )?|(?:le|au) )?(?:([A-ZÀ-Ö][\w.’' -]{1,30}?) d[ue] )?"
    r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|"
    r"(?:\d{1,2}(?:er)? )?[a-zéûA-ZÉ]+\.? (?:19|20)\d\d|\d{1,2}/(?:19|20)\d\d|(?:19|20)\d\d)"
    r"(?:,\s*([^:–—\n]{2,80}?))?\s*[:–—-]\s*(\S.*)$",
    re.DOTALL | re.I,
)
"""A line of follow-up: what met (« COPIL du »), when, who wrote it, and its words. The names of the months and of what
met are told apart by what `chercher_periode` understands."""


def lire_notes(texte: str, annee: int | None = None) -> tuple[list[NoteCitee], str]:
    """Notes of a cell, each line beginning with its date (`12/03/2024 : …`, `2024 : …`), and the text that has none.
    `annee` dates the whole cell (a column « Notes 2024 »)."""
    if annee is not None and texte.strip():
        return [NoteCitee(date(annee, 12, 31), texte.strip())], ""
    notes: list[NoteCitee] = []
    reste: list[str] = []
    for ligne in texte.split("\n"):
        if trouve := _NOTE.match(ligne):
            periode = chercher_periode(trouve[2])
            if periode.fin is not None:
                texte_note = trouve[4].strip()
                if not est_un_moment(trouve[2]):  # « Bilan 2024 » says more than when
                    texte_note = f"{trouve[2]} : {texte_note}"
                elif trouve[1]:  # so does « COPIL du 3 juin 2025 »
                    texte_note = f"{trouve[1]} : {texte_note}"
                notes.append(NoteCitee(periode.fin.jour, texte_note, trouve[3] or ""))
                continue
        if notes and ligne.strip():
            dernier = notes.pop()
            notes.append(NoteCitee(dernier.date, f"{dernier.texte}\n{ligne.strip()}", dernier.auteur))
        elif ligne.strip():
            reste.append(ligne.strip())
    return notes, "\n".join(reste)


_ADRESSE = re.compile(r"(?:https?://|www\.)[^\s<>\"«»)]+[^\s<>\"«».,;:!?)]")


def lire_documents(texte: str, adresse: str = "") -> tuple[list[DocumentCite], list[str]]:
    """Links of a cell, named by the words before them on their line, and the names that have no address."""
    documents: list[DocumentCite] = []
    reste: list[str] = []
    if adresse and not _ADRESSE.search(texte):
        return [DocumentCite(" ".join(texte.split())[:200] or adresse[:200], adresse)], []
    for ligne in texte.split("\n"):
        adresses = list(_ADRESSE.finditer(ligne))
        debut = 0
        for trouvee in adresses:
            nom = sans_puce(ligne[debut : trouvee.start()]).strip(" :;,–-()")
            url = trouvee[0] if trouvee[0].startswith("http") else f"https://{trouvee[0]}"
            documents.append(DocumentCite(nom[:200] or url[:200], url))
            debut = trouvee.end()
        suite = sans_puce(ligne[debut:]).strip(" :;,–-().")
        if suite and not adresses:
            reste.append(suite)
    return documents, reste


_MESURE = re.compile(r"\b(?:(cae|eci|te)[_ -]?)?(\d{1,2}\.\d{1,2}(?:\.\d{1,2}){0,3}|\d{1,2}\.\d{1,2}[a-z]?)\b", re.I)


def codes_mesures(texte: str) -> tuple[list[str], list[str]]:
    """Codes of mesures in a text, and the pieces that have none. The référentiel is `cae` unless it is written."""
    codes: list[str] = []
    autres: list[str] = []
    defaut = "eci" if re.search(r"\b(eci|[ée]conomie circulaire)\b", texte, re.I) else "cae"
    for morceau in re.split(r"[;\n]|,(?!\d)", texte):
        trouvees = list(_MESURE.finditer(morceau))
        codes += [f"{(t[1] or defaut).lower()}_{t[2]}" for t in trouvees]
        if not trouvees and any(signe.isalpha() for signe in morceau):
            autres.append(sans_puce(morceau))
    return list(dict.fromkeys(codes)), autres
