"""How much of what a document says of a fiche landed in it (docs/calculs/import.md, « Fidélité »)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any

from cordee.outils.texte import accorder
from cordee.plans.domain.changements import SCALAIRES, dire
from cordee.plans.domain.fiche import AxeComplet, FicheComplete
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.entetes import cle_entete, reconnaitre_entete
from cordee.plans.domain.imports.groupes import GROUPES
from cordee.plans.domain.imports.messages import Fidelite, LectureImport
from cordee.plans.domain.imports.publie.actions import SURE
from cordee.plans.domain.imports.publie.blocs import Bloc
from cordee.plans.domain.imports.publie.libelles import decouper_ligne, lire_tete_de_fiche, rubrique_en_table

MANQUANTS_DITS = 6
"""Missing words that the reason quotes."""
BLOCS_DE_TETE = 80
"""Blocks among which the title of a fiche stands, after a cover and a summary perhaps."""
AUTOUR_DU_TITRE = 40
"""Characters that a block may add to the title that it gives."""
_MOT = re.compile(r"[^\W\d_]{3,}")
_NON_COCHEE = re.compile(r"☐[^☐☒\n]*")
_CONVERTIS = set(
    cle_entete(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre trimestre semestre début "
        "fin depuis jusqu des les une dans pour par sur avec aux est être euros ttc non oui retard prévu "
        "moyen fort faible incertitude méthode calendrier action actions"
    ).split()
)
"""Words that become dates or figures, or that say nothing alone."""


def mesurer(lecture: LectureImport, blocs: Sequence[Bloc]) -> None:
    """Gives each fiche that the document describes its fidelity. The places of the reading are still lines."""
    fiches = [(lieu.ligne, fiche) for fiche in _racines(lecture) if (lieu := lecture.origines.get(id(fiche)))]
    places = sorted((ligne, rang) for rang, (ligne, _) in enumerate(fiches) if ligne)
    axes = _mots(" ".join(_noms_des_axes(lecture.plan.axes)))
    ordre = [bloc for bloc in blocs if not bloc.courant]
    for place, (debut, rang) in enumerate(places):
        fin = places[place + 1][0] if place + 1 < len(places) else math.inf
        fiche = fiches[rang][1]
        siens = _des_le_titre([bloc for bloc in ordre if debut <= bloc.ligne < fin], fiche)
        lecture.fidelites[id(fiche)] = _fidelite(fiche, siens, axes)
        if siens:
            lecture.origines[id(fiche)] = replace(lecture.origines[id(fiche)], ligne=siens[0].ligne)


def _fidelite(fiche: FicheComplete, blocs: Sequence[Bloc], axes: Sequence[str]) -> Fidelite:
    dits = [mot for bloc in blocs for texte in _textes(bloc) for mot in _mots_entiers(texte)]
    pris = Counter(_mots(" ".join(_contenu(fiche)))) | Counter(_mots(" ".join(_dits(fiche))))
    libres = set(axes)
    manquants = []
    for mot in dits:
        cle = _cle(mot)
        if pris[cle] > 0:
            pris[cle] -= 1
        elif cle not in libres:
            manquants.append(mot)
    if not manquants:
        return Fidelite(100, "Tous les mots du document sont dans la fiche.")
    nombre = len(manquants)
    differents = list(dict.fromkeys(manquants))
    cites = ", ".join(differents[:MANQUANTS_DITS])
    points = "…" if len(differents) > MANQUANTS_DITS else ""
    return Fidelite(
        noter(len(dits), nombre),
        f"{nombre} {accorder(nombre, 'mot')} sur {len(dits)} {accorder(nombre, 'ne se retrouve', 'ne se retrouvent')} "
        f"pas dans la fiche : {cites}{points}",
    )


def noter(mots: int, manquants: int) -> int:
    """The share of the words that are there, from 0 to 100; 100 only when all are."""
    if not manquants:
        return 100
    return min(99, round(100 * (mots - manquants) / mots))


def _racines(lecture: LectureImport) -> Iterator[FicheComplete]:
    def descendre(axes: Sequence[AxeComplet]) -> Iterator[FicheComplete]:
        for axe in axes:
            yield from axe.fiches
            yield from descendre(axe.axes)

    yield from lecture.plan.fiches
    yield from descendre(lecture.plan.axes)


def _noms_des_axes(axes: Sequence[AxeComplet]) -> Iterator[str]:
    for axe in axes:
        yield axe.nom
        yield from _noms_des_axes(axe.axes)


def _des_le_titre(blocs: Sequence[Bloc], fiche: FicheComplete) -> Sequence[Bloc]:
    """The blocks from the title: what stands above it (a cover, a summary) says nothing of the fiche."""
    titre = normaliser(fiche.titre)
    trouves = [
        rang
        for rang, bloc in enumerate(blocs[:BLOCS_DE_TETE])
        if titre and titre in (dit := normaliser(bloc.texte)) and len(dit) <= len(titre) + AUTOUR_DU_TITRE
    ]
    return blocs[trouves[-1] :] if trouves else blocs


def _mots(texte: str) -> list[str]:
    return [_cle(mot) for mot in _mots_entiers(texte)]


def _mots_entiers(texte: str) -> list[str]:
    return [mot for mot in _MOT.findall(texte.lower()) if normaliser(mot) not in _CONVERTIS]


@lru_cache(maxsize=20_000)
def _cle(mot: str) -> str:
    """A word without accents nor plural."""
    return normaliser(mot).rstrip("s")


def _textes(bloc: Bloc) -> Iterator[str]:
    """What a block says, without its labels nor its empty boxes, nor the headers of its columns."""
    remplies = [cellule for cellule in bloc.cellules if cellule]
    if bloc.tableau and len(remplies) > 1 and sum(map(_est_un_entete, remplies)) * 2 > len(remplies):
        return
    for cellule in bloc.cellules:
        if not cellule or rubrique_en_table(cellule) is not None:
            continue
        for ligne in _NON_COCHEE.sub("", cellule).split("\n"):
            if (tete := lire_tete_de_fiche(ligne)) is not None:
                yield tete[1]
            elif (decoupee := decouper_ligne(ligne)) is not None:
                yield decoupee[1]
            elif rubrique_en_table(ligne) is None:
                yield ligne


def _est_un_entete(cellule: str) -> bool:
    return rubrique_en_table(cellule) is not None or reconnaitre_entete(cellule)[1] >= SURE


def _dits(valeur: Any) -> Iterator[str]:
    """The texts of a value, whatever holds them, and the labels of its choices."""
    if isinstance(valeur, Enum):
        yield str(getattr(valeur, "libelle", ""))
    elif isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict | tuple | list):
        for item in valeur.values() if isinstance(valeur, dict) else valeur:
            yield from _dits(item)
    elif is_dataclass(valeur):
        for champ in fields(valeur):
            yield from _dits(getattr(valeur, champ.name))


def _contenu(fiche: FicheComplete) -> Iterator[str]:
    """Everything that a fiche says, in words."""
    yield fiche.titre
    for nom in SCALAIRES:
        valeur = getattr(fiche, nom)
        if valeur not in (None, "", False):
            yield dire(nom, valeur)
    for groupe in GROUPES:
        for item in groupe.lire(fiche):
            yield groupe.dire(item)
    for sous in fiche.sous_fiches:
        yield from _contenu(sous)
