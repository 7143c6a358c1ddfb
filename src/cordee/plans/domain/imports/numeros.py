"""Numbers that a file gives twice, or that the plan has given already
(docs/calculs/import.md, « Numéros déjà pris »)."""

from __future__ import annotations

from collections.abc import Sequence

from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.imports.differences import Ecart, Etat
from cordee.plans.domain.imports.messages import LectureImport, Lieu, citer
from cordee.plans.domain.numeros import cle_numero


def liberer_numeros(lecture: LectureImport, ecarts: Sequence[Ecart], existant: PlanComplet | None) -> None:
    """A number is that of one fiche in a plan: the first of the file to give it has it, unless a fiche of the plan
    keeps it. The others are created without number, or keep theirs; each is a remark at its cell. Sous-fiches are
    numbered in their fiche only."""
    porteurs = [e for e in ecarts if e.parent is None and e.lue.code and (e.etat is Etat.CREEE or "code" in e.valeurs)]
    refuses: dict[int, FicheComplete] = {}
    while nouveaux := _refuser(porteurs, _gardes(ecarts, porteurs, refuses, existant), refuses):
        refuses |= nouveaux
    for ecart in porteurs:
        if id(ecart) in refuses:
            _avertir(lecture, ecart, refuses[id(ecart)])
            _laisser(ecart)


def _gardes(
    ecarts: Sequence[Ecart], porteurs: Sequence[Ecart], refuses: dict[int, FicheComplete], existant: PlanComplet | None
) -> dict[str, FicheComplete]:
    """Fiches of the plan that keep their number, by its key."""
    changent = {id(e.existante) for e in porteurs if e.existante is not None and id(e) not in refuses}
    anciennes = fiches_du_plan(existant) if existant is not None else []
    return {cle_numero(f.code): f for f in anciennes if f.code and id(f) not in changent}


def _refuser(
    porteurs: Sequence[Ecart], gardes: dict[str, FicheComplete], refuses: dict[int, FicheComplete]
) -> dict[int, FicheComplete]:
    """Those that may not have their number, with the fiche that has it."""
    pris, nouveaux = dict(gardes), {}
    for ecart in porteurs:
        if id(ecart) in refuses:
            continue
        autre = pris.setdefault(cle_numero(ecart.lue.code), ecart.lue)
        if autre is not ecart.lue:
            nouveaux[id(ecart)] = autre
    return nouveaux


def _avertir(lecture: LectureImport, ecart: Ecart, autre: FicheComplete) -> None:
    lieu = lecture.numeros.get(id(ecart.lue)) or lecture.origines.get(id(ecart.lue), Lieu())
    ou = lecture.origines.get(id(autre))
    ligne = f", ligne {ou.ligne}" if ou is not None and ou.ligne is not None else ""
    du_fichier = f"est déjà donné à {citer(autre.titre)}{ligne}" if ou is not None else ""
    dit = du_fichier or f"est déjà, dans le plan, celui de {citer(autre.titre)}"
    suite = "est importée sans numéro"
    if ecart.existante is not None:
        suite = f"garde le sien, « {ecart.existante.code} »" if ecart.existante.code else "reste sans numéro"
    lecture.avertir(
        f"Le numéro « {ecart.lue.code} » {dit}. Un plan ne donne un numéro qu'à une fiche : {citer(ecart.lue.titre)} "
        f"{suite}.",
        lieu,
    )


def _laisser(ecart: Ecart) -> None:
    if ecart.existante is None:
        ecart.lue.code = ""
        return
    ecart.valeurs.pop("code")
    ecart.changements = [changement for changement in ecart.changements if changement.champ != "code"]
    if not ecart.changements:
        ecart.etat = Etat.INCHANGEE
