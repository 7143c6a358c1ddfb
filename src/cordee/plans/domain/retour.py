"""What a fiche must become to be its validated version again, under the follow-up of today
(docs/calculs/validation.md, « Revenir à la version validée »)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cordee.plans.domain.fiche import FicheComplete, LigneBudget, PersonneCitee
from cordee.plans.domain.imports.groupes import GROUPES, Cle, Delta, Groupe
from cordee.plans.domain.validation import superposer


def voulue(validee: FicheComplete, courante: FicheComplete) -> FicheComplete:
    """The validated content under the follow-up of today; what was spent since stays, on lines that plan nothing."""
    return _garder_les_depenses(superposer(validee, courante), courante)


def _garder_les_depenses(cible: FicheComplete, courante: FicheComplete) -> FicheComplete:
    par_numero = {sous.ref: sous for sous in courante.sous_fiches}
    depenses = {_cle(ligne): ligne.reel for ligne in courante.budgets if ligne.reel is not None}
    lignes = [replace(b, reel=depenses.pop(_cle(b), b.reel)) for b in cible.budgets]
    manieres = {(b.type, b.unite): b.annee is None for b in lignes}
    lignes += [
        replace(b, prevu=None, prevu_max=None)
        for b in courante.budgets
        if _cle(b) in depenses and manieres.get((b.type, b.unite), b.annee is None) == (b.annee is None)
    ]
    return replace(
        cible,
        budgets=tuple(lignes),
        sous_fiches=[
            _garder_les_depenses(sous, par_numero[sous.ref]) if sous.ref in par_numero else sous
            for sous in cible.sous_fiches
        ],
    )


def _cle(ligne: LigneBudget) -> tuple[str, str, int | None]:
    return str(ligne.type), str(ligne.unite), ligne.annee


def refs(fiche: FicheComplete) -> set[int]:
    """Ids of what is below a fiche."""
    dessous = {sous.ref for sous in fiche.sous_fiches if sous.ref is not None}
    return dessous.union(*(refs(sous) for sous in fiche.sous_fiches))


def apparier(cible: FicheComplete, courante: FicheComplete) -> Iterator[tuple[FicheComplete, FicheComplete]]:
    """The fiche and each sous-fiche that both have, by number."""
    yield cible, courante
    par_numero = {sous.ref: sous for sous in courante.sous_fiches}
    for sous in cible.sous_fiches:
        if sous.ref in par_numero:
            yield from apparier(sous, par_numero[sous.ref])


def rangees_a_remettre(cible: FicheComplete, courante: FicheComplete) -> list[Delta]:
    """Rows of one fiche that come back and that go, set by set."""
    deltas = (_delta(groupe, cible, courante) for groupe in GROUPES if groupe.nom != "champs")
    return [delta for delta in deltas if delta is not None]


def _delta(groupe: Groupe, cible: FicheComplete, courante: FicheComplete) -> Delta | None:
    anciens = {groupe.cle(item): item for item in groupe.lire(courante)}
    nouveaux = {groupe.cle(item): item for item in groupe.lire(cible)}
    arrivants = tuple(item for cle, item in nouveaux.items() if cle not in anciens or _change(anciens[cle], item))
    partants: tuple[Cle, ...] = tuple(
        cle for cle, item in anciens.items() if cle not in nouveaux or _change(item, nouveaux[cle])
    )
    return Delta(groupe, partants, arrivants, "", "") if partants or arrivants else None


def _change(ancien: Any, nouveau: Any) -> bool:
    """A person is the same whatever their address, which no version keeps."""
    if isinstance(ancien, PersonneCitee):
        return False
    return bool(ancien != nouveau)


def sans_mesures(deltas: list[Delta], fermees: set[str]) -> list[Delta]:
    """The same without the links to these mesures, which stay as they are."""
    restants = []
    for delta in deltas:
        if delta.groupe.nom == "mesures":
            partants = tuple(cle for cle in delta.partants if str(cle[0]) not in fermees)
            delta = replace(delta, partants=partants, arrivants=tuple(c for c in delta.arrivants if c not in fermees))
        if delta.partants or delta.arrivants:
            restants.append(delta)
    return restants
