"""Mesures that a file ties to its fiches where the person may not write: the links are left as they are, and said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.imports.differences import Ecart, Etat
from cordee.plans.domain.imports.groupes import Delta
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.queries.imports import proprietaires_of
from cordee.referentiels.queries.ecriture import Ecriture
from cordee.territoires.models import Collectivite

GROUPE = "mesures"


def laisser_les_mesures_fermees(
    lecture: LectureImport, ecarts: Iterable[Ecart], collectivite: Collectivite, *, par: Utilisateur | None
) -> None:
    """Takes out of the écarts the links to mesures of référentiels that are closed to the person in the collectivité
    of the fiche: neither added nor taken away. Each fiche is told at its place in the file, with why."""
    concernes = [
        ecart for ecart in ecarts if _delta(ecart) is not None or (ecart.existante is None and ecart.lue.mesures)
    ]
    if not concernes:
        return
    refs = {ecart.existante.ref for ecart in concernes if ecart.existante is not None and ecart.existante.ref}
    chez = proprietaires_of(refs)
    ecriture = Ecriture(par, {collectivite.pk, *chez.values()})
    for ecart in concernes:
        ref = ecart.existante.ref if ecart.existante is not None else None
        proprietaire = chez.get(ref or 0, collectivite.pk)
        raisons = {code: ecriture.refus(proprietaire, code.partition("_")[0]) for code in _codes(ecart)}
        fermees = {code: raison for code, raison in raisons.items() if raison}
        if fermees:
            _laisser(ecart, set(fermees))
            _dire(lecture, ecart, fermees)


def _delta(ecart: Ecart) -> Delta | None:
    return next((delta for delta in ecart.deltas if delta.groupe.nom == GROUPE), None)


def _codes(ecart: Ecart) -> list[str]:
    """Codes that the import would tie or untie."""
    delta = _delta(ecart)
    if delta is None:
        return list(ecart.lue.mesures) if ecart.existante is None else []
    return [*delta.arrivants, *(str(cle[0]) for cle in delta.partants)]


def _laisser(ecart: Ecart, fermees: set[str]) -> None:
    delta = _delta(ecart)
    if delta is None or ecart.existante is None:
        ecart.lue.mesures = tuple(code for code in ecart.lue.mesures if code not in fermees)
        return
    partants = tuple(cle for cle in delta.partants if str(cle[0]) not in fermees)
    arrivants = tuple(code for code in delta.arrivants if code not in fermees)
    autres = [autre for autre in ecart.deltas if autre is not delta]
    changements = [c for c in ecart.changements if c.champ != GROUPE]
    if partants or arrivants:
        partis = {str(cle[0]) for cle in partants}
        finals = [code for code in ecart.existante.mesures if code not in partis] + list(arrivants)
        apres = ", ".join(delta.groupe.dire(code) for code in finals)
        autres.append(replace(delta, partants=partants, arrivants=arrivants, apres=apres))
        changements += [replace(c, apres=apres) for c in ecart.changements if c.champ == GROUPE]
    ecart.deltas, ecart.changements = autres, changements
    if not changements:
        ecart.etat = Etat.INCHANGEE


def _dire(lecture: LectureImport, ecart: Ecart, fermees: dict[str, str]) -> None:
    for raison in dict.fromkeys(fermees.values()):
        codes = ", ".join(code for code, sienne in fermees.items() if sienne == raison)
        lecture.avertir(
            f"« {ecart.lue.titre} » : liens laissés tels qu'ils sont ({codes}), {raison}.",
            lecture.origines.get(id(ecart.lue)),
        )
