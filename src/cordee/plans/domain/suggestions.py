"""Which mesures and indicators a fiche probably serves, from the words they share (docs/calculs/suggestions.md).

Everything is local and explained: a suggestion says the words on which it rests.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cordee.outils.racines import raciner_mot
from cordee.outils.texte import normaliser
from cordee.plans.domain.mots_sans_sujet import a_un_sujet

POIDS_TITRE, POIDS_CORPS = 3.0, 1.0
"""What a word of a title, or of the text under it, counts for."""
SEUIL = 0.08
"""Likeness under which nothing is suggested."""
MOTS_DITS = 4
"""Words of explanation at most."""
MOTS_MINIMUM = 2
"""Shared words that a suggestion needs, unless SEUL_SUFFIT is reached."""
SEUL_SUFFIT = 0.3
PART_DU_MEILLEUR = 0.5
"""Likeness that a suggestion needs, for a likeness of 1 of the best one."""
PART_RARE = 0.03
"""A stem is rare when one text uses it, or this share of the corpus at most."""
RARES_MINIMUM = 2
"""Rare words that do for want of a word of a title."""
_MOT = re.compile(r"[^\W_]+", re.UNICODE)
Vecteur = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Texte:
    """What is compared: a title, and what is said under it."""

    titre: str
    corps: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something probably served. `score` is the likeness, between 0 and 1; `mots_communs` are the words of the fiche
    that made it, the most telling first."""

    code: str
    score: float
    mots_communs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Corpus:
    """Texts by code, weighed once: one row a code, one column a stem, rows of length 1 (or 0 for a text without
    words). `titres` are the stems of each title, `rares` those that next to no text uses."""

    codes: tuple[str, ...]
    rangs: Mapping[str, int]
    colonnes: Mapping[str, int]
    raretes: Vecteur
    poids: Vecteur
    titres: tuple[frozenset[str], ...]
    rares: frozenset[str]

    @classmethod
    def construire(cls, textes: Iterable[tuple[str, Texte]]) -> Corpus:
        """Weighs the texts against one another: a word counts the more as fewer texts use it."""
        lus = list(textes)
        comptes = [compter_racines(texte) for _, texte in lus]
        colonnes: dict[str, int] = {}
        for compte in comptes:
            for racine in compte:
                colonnes.setdefault(racine, len(colonnes))
        presences = np.zeros(len(colonnes), dtype=np.float32)
        for compte in comptes:
            for racine in compte:
                presences[colonnes[racine]] += 1
        raretes = np.log((1 + len(lus)) / (1 + presences)) + 1
        poids = np.zeros((len(lus), len(colonnes)), dtype=np.float32)
        for rang, compte in enumerate(comptes):
            poids[rang] = _vecteur(compte, colonnes, raretes)
        codes = tuple(code for code, _ in lus)
        titres = tuple(racines_du_titre(texte) for _, texte in lus)
        rares = frozenset(r for r, c in colonnes.items() if presences[c] <= max(1, PART_RARE * len(lus)))
        return cls(codes, {code: rang for rang, code in enumerate(codes)}, colonnes, raretes, poids, titres, rares)

    def vecteur(self, texte: Texte) -> Vecteur:
        """A text from outside in the columns of the corpus; words that it does not know count in the length only."""
        compte = compter_racines(texte)
        connu = _bruts(compte, self.colonnes, self.raretes)
        inconnues = [compte[racine] for racine in compte if racine not in self.colonnes]
        rarete = math.log(1 + len(self.codes)) + 1
        reste = sum((math.log1p(poids) * rarete) ** 2 for poids in inconnues)
        longueur = math.sqrt(float(connu @ connu) + reste)
        return connu / np.float32(longueur) if longueur else connu


def suggerer(texte: Texte, corpus: Corpus, n: int = 5, *, exclus: Collection[str] = ()) -> list[Suggestion]:
    """The `n` texts of the corpus most like this one, best first, ties by code; none under SEUIL nor under
    PART_DU_MEILLEUR, none of `exclus`."""
    if not corpus.codes:
        return []
    vecteur = corpus.vecteur(texte)
    scores = corpus.poids @ vecteur
    ecartes = set(exclus)
    mots, titre = mots_par_racine(texte), racines_du_titre(texte)
    rangs = sorted(
        np.flatnonzero(scores >= SEUIL).tolist(), key=lambda r: (-round(float(scores[r]), 6), corpus.codes[r])
    )
    suggestions: list[Suggestion] = []
    for rang in rangs:
        if len(suggestions) == n or (suggestions and scores[rang] < PART_DU_MEILLEUR * suggestions[0].score):
            break
        if corpus.codes[rang] in ecartes:
            continue
        communes = _communes(corpus, rang, vecteur, mots)
        if _est_fondee(corpus, rang, float(scores[rang]), communes, titre):
            suggestions.append(_suggestion(corpus.codes[rang], float(scores[rang]), communes, mots))
    return suggestions


def suggerer_fiches(code: str, corpus: Corpus, fiches: Mapping[str, Texte], n: int = 5) -> list[Suggestion]:
    """The reverse: for a text of the corpus, the `n` fiches most like it, by their own codes. Scores are those that
    `suggerer` gives to the same pair; fiches are not measured against one another."""
    rang = corpus.rangs.get(code)
    if rang is None:
        return []
    trouvees: list[Suggestion] = []
    for fiche, texte in fiches.items():
        vecteur = corpus.vecteur(texte)
        score = float(corpus.poids[rang] @ vecteur)
        if score < SEUIL:
            continue
        mots = mots_par_racine(texte)
        communes = _communes(corpus, rang, vecteur, mots)
        if _est_fondee(corpus, rang, score, communes, racines_du_titre(texte)):
            trouvees.append(_suggestion(fiche, score, communes, mots))
    return sorted(trouvees, key=lambda s: (-round(s.score, 6), s.code))[:n]


def compter_racines(texte: Texte) -> dict[str, float]:
    """Weight of each stem of a text: POIDS_TITRE for each use in the title, POIDS_CORPS in the body."""
    comptes: dict[str, float] = {}
    for morceau, poids in ((texte.titre, POIDS_TITRE), (texte.corps, POIDS_CORPS)):
        for _, racine in _mots(morceau):
            comptes[racine] = comptes.get(racine, 0.0) + poids
    return comptes


def racines_du_titre(texte: Texte) -> frozenset[str]:
    """Stems of a title."""
    return frozenset(racine for _, racine in _mots(texte.titre))


def mots_par_racine(texte: Texte) -> dict[str, str]:
    """The first word of the text that has each stem, in lower case: what an explanation quotes."""
    mots: dict[str, str] = {}
    for morceau in (texte.titre, texte.corps):
        for mot, racine in _mots(morceau):
            mots.setdefault(racine, mot if mot.isupper() and len(mot) > 1 else mot.lower())
    return mots


def _mots(texte: str) -> Iterable[tuple[str, str]]:
    """Words with a subject, with their stem."""
    for mot in _MOT.findall(texte):
        cle = normaliser(mot)
        if a_un_sujet(cle):
            yield mot, raciner_mot(cle)


def _bruts(compte: Mapping[str, float], colonnes: Mapping[str, int], raretes: Vecteur) -> Vecteur:
    """log(1 + weight) × rarity, in the columns of the corpus."""
    vecteur = np.zeros(len(colonnes), dtype=np.float32)
    for racine, poids in compte.items():
        if (colonne := colonnes.get(racine)) is not None:
            vecteur[colonne] = math.log1p(poids) * raretes[colonne]
    return vecteur


def _vecteur(compte: Mapping[str, float], colonnes: Mapping[str, int], raretes: Vecteur) -> Vecteur:
    """The same, brought to length 1."""
    vecteur = _bruts(compte, colonnes, raretes)
    longueur = float(np.linalg.norm(vecteur))
    return vecteur / np.float32(longueur) if longueur else vecteur


def _communes(corpus: Corpus, rang: int, vecteur: Vecteur, racines: Iterable[str]) -> list[str]:
    """Stems shared with a text of the corpus, those that weigh most in the likeness first."""
    parts = corpus.poids[rang] * vecteur
    poids = {racine: float(parts[c]) for racine in racines if (c := corpus.colonnes.get(racine)) is not None}
    return sorted((r for r in poids if poids[r] > 0), key=lambda racine: (-poids[racine], racine))


def _est_fondee(corpus: Corpus, rang: int, score: float, communes: Sequence[str], titre: frozenset[str]) -> bool:
    """Whether the shared words are enough: not one word alone for a weak likeness, and one at least of a title, or some
    that next to nothing else uses."""
    if len(communes) < MOTS_MINIMUM and score < SEUL_SUFFIT:
        return False
    intitules = titre | corpus.titres[rang]
    return not intitules.isdisjoint(communes) or len(corpus.rares.intersection(communes)) >= RARES_MINIMUM


def _suggestion(code: str, score: float, communes: Sequence[str], mots: Mapping[str, str]) -> Suggestion:
    """With the words that made it, as the fiche writes them."""
    return Suggestion(code, min(score, 1.0), tuple(mots[racine] for racine in communes[:MOTS_DITS]))
