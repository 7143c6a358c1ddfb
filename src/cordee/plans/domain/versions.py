"""A fiche frozen as plain JSON, read back whatever the program has become, and what two versions of it differ by
(docs/calculs/versions.md)."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cordee.plans.domain.champs import CHAMPS
from cordee.plans.domain.changements import SCALAIRES, VIDE, Changement, dire, dire_chemin
from cordee.plans.domain.enonces import enoncer
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.groupes import GROUPES, Groupe

_ADAPTATEUR = TypeAdapter(FicheComplete)
_RIEN = FicheComplete("")
IDENTITES = {"liens": ("ref",), "acteurs": ("siren", "nature", "site")}
"""What a line says of another fiche or of an organisation, beside naming it."""


def figer(fiche: FicheComplete) -> dict[str, Any]:
    """The fiche and its sous-fiches as plain JSON, without what says who others are: it is theirs, and changes without
    the fiche."""
    contenu: dict[str, Any] = _ADAPTATEUR.dump_python(fiche, mode="json")
    _oter_identites(contenu)
    return contenu


def _oter_identites(contenu: dict[str, Any]) -> None:
    for groupe, cles in IDENTITES.items():
        for ligne in contenu[groupe]:
            for cle in cles:
                ligne.pop(cle, None)
    for sous in contenu["sous_fiches"]:
        _oter_identites(sous)


def relire(contenu: dict[str, Any]) -> FicheComplete:
    """A fiche that was frozen, even long ago: what no longer exists is left out, what did not exist is at its default
    (« Relire »)."""
    try:
        return _ADAPTATEUR.validate_python(contenu)
    except ValidationError as erreur:
        lisible = _oter(contenu, {_lieu_a_oter(faute["loc"]) for faute in erreur.errors(include_url=False)})
    return _ADAPTATEUR.validate_python(lisible)


def comparer_versions(avant: FicheComplete | None, apres: FicheComplete | None) -> tuple[Changement, ...]:
    """Every difference between two versions of a fiche, what was emptied as well; None is a fiche that says nothing
    (« Comparer »)."""
    return tuple(_changements(avant or _RIEN, apres or _RIEN))


def _changements(avant: FicheComplete, apres: FicheComplete, sous: tuple[str, ...] = ()) -> Iterator[Changement]:
    dans = " › ".join(sous)
    for nom in SCALAIRES:
        dits = getattr(avant, nom), getattr(apres, nom)
        if dits[0] != dits[1] and not all(map(_ne_dit_rien, dits)):
            yield Changement(nom, CHAMPS[nom].libelle, dire(nom, dits[0]), dire(nom, dits[1]), dans)
    if set(avant.chemins) != set(apres.chemins):
        places = [" ; ".join(map(dire_chemin, fiche.chemins)) or VIDE for fiche in (avant, apres)]
        yield Changement("place", "Place dans le plan", places[0], places[1], dans)
    for groupe in GROUPES:
        yield from _comparer_groupe(groupe, avant, apres, dans)
    yield from _comparer_sous_fiches(avant, apres, sous)


def _ne_dit_rien(valeur: Any) -> bool:
    return valeur is None or valeur is False or valeur == ""


# Groups -------------------------------------------------------------------------------------------------------------


def _comparer_groupe(groupe: Groupe, avant: FicheComplete, apres: FicheComplete, dans: str) -> Iterator[Changement]:
    dits = [[(groupe.cle(item), _mots(groupe, item)) for item in groupe.lire(fiche)] for fiche in (avant, apres)]
    partis, venus = _de_moins(dits[0], dits[1]), _de_moins(dits[1], dits[0])
    if groupe.remplace:
        if partis or venus:
            listes = [", ".join(mots for _, mots in cote) or VIDE for cote in dits]
            yield Changement(groupe.nom, groupe.libelle, listes[0], listes[1], dans)
        return
    for cle, mots in partis:
        suite = next((autre for autre in venus if autre[0] == cle), None)
        if suite is not None:
            venus.remove(suite)
        yield Changement(groupe.nom, groupe.libelle, mots, suite[1] if suite else VIDE, dans)
    for _, mots in venus:
        yield Changement(groupe.nom, groupe.libelle, VIDE, mots, dans)


_Dit = tuple[tuple[Any, ...], str]
"""Key of an item, and its words."""


def _mots(groupe: Groupe, item: Any) -> str:
    return enoncer(item) or groupe.dire(item) or VIDE


def _de_moins(dits: Iterable[_Dit], autres: Iterable[_Dit]) -> list[_Dit]:
    """What the others lack, as many times as they lack it."""
    restent = Counter(mots for _, mots in autres)
    manquants = []
    for dit in dits:
        if restent[dit[1]]:
            restent[dit[1]] -= 1
        else:
            manquants.append(dit)
    return manquants


# Sous-fiches --------------------------------------------------------------------------------------------------------


def _comparer_sous_fiches(avant: FicheComplete, apres: FicheComplete, sous: tuple[str, ...]) -> Iterator[Changement]:
    anciennes, nouvelles = _par_numero(avant), _par_numero(apres)
    for numero, ancienne in anciennes.items():
        nouvelle = nouvelles.pop(numero, None)
        yield from _changements_de_sous_fiche(ancienne, nouvelle, sous)
    for nouvelle in nouvelles.values():
        yield from _changements_de_sous_fiche(None, nouvelle, sous)


def _changements_de_sous_fiche(
    avant: FicheComplete | None, apres: FicheComplete | None, sous: tuple[str, ...]
) -> Iterator[Changement]:
    nommee = apres or avant or _RIEN
    dessous = (*sous, nommee.titre)
    if avant is not None and apres is not None:
        yield from _changements(avant, apres, dessous)
        return
    titres = [fiche.titre if fiche is not None else VIDE for fiche in (avant, apres)]
    yield Changement("sous_action", "Sous-action", titres[0], titres[1], " › ".join(dessous))
    for changement in _changements(avant or _RIEN, apres or _RIEN, dessous):
        if changement.champ != "titre" or changement.sous_action != " › ".join(dessous):
            yield changement


def _par_numero(fiche: FicheComplete) -> dict[tuple[int | None, int], FicheComplete]:
    """Sous-fiches by their number in the database, by their rank when they have none."""
    return {
        (sous.ref, 0) if sous.ref is not None else (None, rang): sous for rang, sous in enumerate(fiche.sous_fiches)
    }


# Reading what no longer reads ---------------------------------------------------------------------------------------

_Lieu = tuple[int | str, ...]
_OTE = object()
_LIGNES_PAR_NOM = "classements"
_OBLIGATOIRE = "titre"
"""The only field of a fiche that has no default."""


def _lieu_a_oter(lieu: _Lieu) -> _Lieu:
    """What goes with something that cannot be read: the line that holds it, else the field of its fiche."""
    debut = 0
    while len(lieu) > debut + 2 and lieu[debut] == "sous_fiches":
        debut += 2
    dedans = lieu[debut:]
    est_une_ligne = len(dedans) > 1 and (isinstance(dedans[1], int) or dedans[0] == _LIGNES_PAR_NOM)
    return lieu[: debut + 2] if est_une_ligne else lieu[: debut + 1]


def _oter(contenu: dict[str, Any], lieux: Iterable[_Lieu]) -> Any:
    """The content without what stands there. All is marked first: ranks of lines must stay right meanwhile."""
    restant = copy.deepcopy(contenu)
    for lieu in lieux:
        dessus: Any = restant
        for pas in lieu[:-1]:
            dessus = dessus[pas]
        dessus[lieu[-1]] = "" if lieu[-1] == _OBLIGATOIRE else _OTE
    return _sans_marques(restant)


def _sans_marques(contenu: Any) -> Any:
    if isinstance(contenu, dict):
        return {cle: _sans_marques(valeur) for cle, valeur in contenu.items() if valeur is not _OTE}
    if isinstance(contenu, list):
        return [_sans_marques(valeur) for valeur in contenu if valeur is not _OTE]
    return contenu
