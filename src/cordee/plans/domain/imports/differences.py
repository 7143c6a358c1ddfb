"""What an import would change: each fiche of the file against those of the plan
(docs/calculs/import.md, « Rapprochement » and « Différences »)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.changements import SCALAIRES, Changement, dire, dire_chemin
from cordee.plans.domain.colonnes import fiches_du_plan, poser_chemins
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.imports.choix_cellules import lire_codes
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.codes import decouper_titre
from cordee.plans.domain.imports.dates import chercher_periode
from cordee.plans.domain.imports.groupes import GROUPES, Delta, comparer_groupe
from cordee.plans.domain.listes import Genre


class Etat(StrEnum):
    """What becomes of a fiche of the file."""

    CREEE = "creee"
    MODIFIEE = "modifiee"
    INCHANGEE = "inchangee"


@dataclass(slots=True)
class Ecart:
    """A fiche of the file, the one of the plan that it updates, what changes. `parent` for a sous-fiche. `deplacer`:
    it goes to another axe."""

    lue: FicheComplete
    existante: FicheComplete | None
    etat: Etat
    parent: Ecart | None = None
    valeurs: dict[str, Any] = field(default_factory=dict)
    deltas: list[Delta] = field(default_factory=list)
    changements: list[Changement] = field(default_factory=list)
    deplacer: bool = False


def comparer(lu: PlanComplet, existant: PlanComplet | None) -> list[Ecart]:
    """An écart for each fiche of the file, sous-fiches after their fiche. A fiche of the plan is found by its number
    in our export, else by its code when it is the only one to have it, else by its title in the same axe, else by its
    title when nobody else has it on either side."""
    poser_chemins(lu)
    fiches = fiches_du_plan(lu)
    anciennes = fiches_du_plan(existant) if existant is not None else []
    meme_plan = existant is not None and lu.ref is not None and lu.ref == existant.ref
    chercheur = _Chercheur(anciennes, fiches, par_ref=meme_plan)
    ecarts: list[Ecart] = []
    for fiche in fiches:
        ecart = _ecart(fiche, chercheur.trouver(fiche), None)
        _comparer_places(ecart)
        ecarts.append(ecart)
        ecarts += _sous_ecarts(ecart, par_ref=meme_plan)
    return ecarts


def _sous_ecarts(ecart: Ecart, *, par_ref: bool) -> Iterator[Ecart]:
    anciennes = ecart.existante.sous_fiches if ecart.existante is not None else []
    chercheur = _Chercheur(anciennes, ecart.lue.sous_fiches, par_ref=par_ref)
    for sous in ecart.lue.sous_fiches:
        dessous = _ecart(sous, chercheur.trouver(sous), ecart)
        yield dessous
        yield from _sous_ecarts(dessous, par_ref=par_ref)


def cle_chemin(chemin: Iterable[str]) -> tuple[str, ...]:
    """Key of a path of axes: names without their numbers."""
    return tuple(normaliser(decouper_titre(nom, axe=True)[1]) for nom in chemin)


class _Chercheur:
    """Fiches of the plan by what may designate them. Each is given once."""

    def __init__(
        self, anciennes: Sequence[FicheComplete], nouvelles: Sequence[FicheComplete], *, par_ref: bool
    ) -> None:
        self.prises: set[int] = set()
        self.par_ref = {fiche.ref: fiche for fiche in anciennes} if par_ref else {}
        self.par_code = _indexer(anciennes, lambda f: [normaliser(f.code)] if f.code else [])
        self.par_place = _indexer(
            anciennes, lambda f: [(cle_chemin(c), normaliser(f.titre)) for c in f.chemins or ((),)]
        )
        self.par_titre = _indexer(anciennes, lambda f: [normaliser(f.titre)])
        self.titres_lus = _indexer(nouvelles, lambda f: [normaliser(f.titre)])
        self.codes_lus = _indexer(nouvelles, lambda f: [normaliser(f.code)] if f.code else [])

    def trouver(self, fiche: FicheComplete) -> FicheComplete | None:
        trouvee = self._chercher(fiche)
        if trouvee is None or id(trouvee) in self.prises:
            return None
        self.prises.add(id(trouvee))
        return trouvee

    def _chercher(self, fiche: FicheComplete) -> FicheComplete | None:
        if fiche.ref is not None and fiche.ref in self.par_ref:
            return self.par_ref[fiche.ref]
        code, titre = normaliser(fiche.code), normaliser(fiche.titre)
        if code and len(self.par_code.get(code, ())) == 1 and len(self.codes_lus.get(code, ())) == 1:
            return self.par_code[code][0]
        for chemin in fiche.chemins or ((),):
            memes = self.par_place.get((cle_chemin(chemin), titre), [])
            if len(memes) == 1 and self._codes_compatibles(fiche, memes[0]):
                return memes[0]
        memes = self.par_titre.get(titre, [])
        seule = len(memes) == 1 and len(self.titres_lus.get(titre, ())) == 1
        return memes[0] if seule and self._codes_compatibles(fiche, memes[0]) else None

    @staticmethod
    def _codes_compatibles(fiche: FicheComplete, autre: FicheComplete) -> bool:
        return not fiche.code or not autre.code or normaliser(fiche.code) == normaliser(autre.code)


def _indexer(fiches: Sequence[FicheComplete], cles: Any) -> dict[Any, list[FicheComplete]]:
    index: dict[Any, list[FicheComplete]] = {}
    for fiche in fiches:
        for cle in dict.fromkeys(cles(fiche)):
            index.setdefault(cle, []).append(fiche)
    return index


def _ecart(lue: FicheComplete, existante: FicheComplete | None, parent: Ecart | None) -> Ecart:
    if existante is None:
        return Ecart(lue, None, Etat.CREEE, parent)
    ecart = Ecart(lue, existante, Etat.INCHANGEE, parent)
    for nom in SCALAIRES:
        valeur, avant = getattr(lue, nom), getattr(existante, nom)
        if valeur not in (None, "") and not _egales(valeur, avant) and not _deja_dit(nom, valeur, existante):
            ecart.valeurs[nom] = valeur
            ecart.changements.append(Changement(nom, CHAMPS[nom].libelle, dire(nom, avant), dire(nom, valeur)))
    for groupe in GROUPES:
        if (delta := comparer_groupe(groupe, existante, lue)) is not None:
            ecart.deltas.append(delta)
            ecart.changements.append(Changement(groupe.nom, groupe.libelle, delta.avant, delta.apres))
    if ecart.changements:
        ecart.etat = Etat.MODIFIEE
    return ecart


def _egales(valeur: Any, avant: Any) -> bool:
    if isinstance(valeur, str) and isinstance(avant, str):
        return _nu(valeur) == _nu(avant)
    return bool(valeur == avant)


_TYPOGRAPHIE = str.maketrans({"\u2019": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\r": None})


def _nu(texte: str) -> str:
    """The text without what a printed document changes: apostrophes, kinds of spaces, bold, empty lines, the first
    letter."""
    plat = re.sub(r"\*\*|__", "", texte.translate(_TYPOGRAPHIE))
    lignes = (" ".join(ligne.split()) for ligne in plat.split("\n"))
    nu = "\n".join(ligne for ligne in lignes if ligne)
    return nu[:1].lower() + nu[1:]


def _deja_dit(nom: str, valeur: Any, existante: FicheComplete) -> bool:
    """Words of a document that only spell what the fiche holds otherwise: its dates, its publics."""
    if nom == "calendrier" and not existante.calendrier:
        periode = chercher_periode(valeur)
        dates = (periode.debut, periode.fin)
        return not periode.est_vide and not periode.continu and dates == (existante.debut, existante.fin)
    if nom == "public_cible" and not existante.public_cible:
        lus = lire_codes(valeur, Genre.CIBLE)
        return not lus.inconnus and set(lus.codes) == set(existante.classements.get(Genre.CIBLE, ()))
    return False


def _comparer_places(ecart: Ecart) -> None:
    """A fiche that the file places in one axe, and the plan in another one, goes there."""
    if ecart.existante is None or not ecart.lue.chemins:
        return
    lus = {cle_chemin(chemin) for chemin in ecart.lue.chemins}
    anciens = {cle_chemin(chemin) for chemin in ecart.existante.chemins}
    if lus <= anciens or lus == {()}:
        return
    ecart.deplacer = True
    ecart.etat = Etat.MODIFIEE
    ecart.changements.append(
        Changement(
            "place",
            "Place dans le plan",
            " ; ".join(dire_chemin(chemin) for chemin in ecart.existante.chemins),
            " ; ".join(dire_chemin(chemin) for chemin in ecart.lue.chemins),
        )
    )
