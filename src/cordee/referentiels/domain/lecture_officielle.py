"""Reading the official tables of the référentiels, as published by ADEME.

Source: docs/calculs/scores.md, « Fichiers ».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Final

from cordee.referentiels.domain.cellules import LigneTable, decode, read_lignes
from cordee.referentiels.domain.definitions import (
    ADAPTATIONS,
    CATEGORIES,
    DESACTIVATION,
    LABELS,
    REDUCTION,
    SCORE,
    DefinitionNoeud,
)
from cordee.referentiels.domain.erreurs import ErreurImport, ImportRefuse
from cordee.referentiels.domain.identifiants import HIERARCHIES, Niveau, depth_of, is_te_family, node_id, sort_key
from cordee.referentiels.domain.lecture import LigneLue, check_choix, check_identifiants
from cordee.referentiels.domain.origines import OrigineInvalide, parse_origines
from cordee.referentiels.domain.points import cells_read, compute_points

SCORE_INDICATIF: Final = "score_indicatif"
COLONNES_REGLES: Final = {
    DESACTIVATION: "desactivation",
    REDUCTION: "reduction",
    SCORE: "score",
    SCORE_INDICATIF: "exprscore",
}
"""Type of formula → column of the official table, in lower case."""

VerifierRegle = Callable[[str, str], Iterable[str]]
"""(type of formula, text) → what is wrong with it, in French."""

_THEMATIQUES: Final = {
    "mieux planifier": "planifier",
    "mieux piloter et coopérer": "piloter_cooperer",
    "mieux gérer le patrimoine du territoire": "gerer_patrimoine",
    "mieux consommer": "consommer",
    "mieux préserver et valoriser nos écosystèmes": "preserver_valoriser",
    "mieux produire": "produire",
    "mieux se déplacer": "se_deplacer",
    "mieux se loger": "se_loger",
    "mieux se nourrir": "se_nourrir",
}
_SYNDICAT = re.compile(r"(identite\s*\(\s*)type(\s*,\s*syndicat\s*\))", re.IGNORECASE)


def normalize_syndicat(referentiel: str, formule: str) -> str:
    """Formula of CAE or ECI where the former type « syndicat » becomes the sous-type it is today."""
    return formule if is_te_family(referentiel) else _SYNDICAT.sub(r"\1soustype\2", formule)


def read_official(
    contenu: str | bytes,
    referentiel: str,
    *,
    verifier_regle: VerifierRegle | None = None,
    noeuds_origines: Container[str] | None = None,
    avertir: Callable[[ErreurImport], None] | None = None,
) -> list[DefinitionNoeud]:
    """Nodes of an official table, all or nothing. ``libelle`` and ``nom_officiel`` are its column « nom ».

    ``verifier_regle`` checks formulas, ``noeuds_origines`` are the CAE and ECI nodes that TE may cite, ``avertir``
    receives what is strange but not refused. Raises ``ImportRefuse`` with every problem, by line and column.
    """
    erreurs: list[ErreurImport] = []
    lignes = read_lignes(decode(contenu), erreurs, obligatoires=("identifiant", "nom", "points"))
    lus: list[LigneLue] = []
    for ligne in lignes:
        noeud = _read_noeud(ligne, referentiel, noeuds_origines, avertir)
        lus.append((ligne, noeud))
        if verifier_regle is not None:
            _check_regles(ligne, noeud, verifier_regle)
    check_identifiants(lus)
    _check_profondeurs(lus, referentiel)
    if not any(erreur.colonne.lower() == "identifiant" for erreur in erreurs):
        _check_points(lus, referentiel)
    if erreurs:
        raise ImportRefuse(erreurs)
    return [noeud for _, noeud in lus]


def _read_noeud(
    ligne: LigneTable,
    referentiel: str,
    noeuds_origines: Container[str] | None,
    avertir: Callable[[ErreurImport], None] | None,
) -> DefinitionNoeud:
    categorie, adaptation = ligne.text("categorie").lower(), ligne.text("adaptationniveau").lower()
    labels = tuple(label.lower() for label in ligne.words("labels", ","))
    check_choix(ligne, "categorie", categorie, CATEGORIES)
    check_choix(ligne, "adaptationniveau", adaptation, ADAPTATIONS)
    for label in labels:
        check_choix(ligne, "labels", label, LABELS)
    formules = _read_formules(ligne, referentiel)
    nom = ligne.text("nom")
    return DefinitionNoeud(
        identifiant=ligne.text("identifiant"),
        libelle=nom,
        points=ligne.number("points", virgule=True),
        pourcentage=ligne.number("pourcentage", virgule=True),
        categorie=categorie,
        coremeasure=bool(ligne.text("coremeasure")),
        indicateurs=tuple(indicateur.lower() for indicateur in ligne.words("indicateurs", ",")),
        labels=labels,
        thematique=_read_thematique(ligne, avertir),
        adaptation=adaptation,
        origines=_read_origines(ligne, noeuds_origines),
        questions=ligne.words("personnalisationquestions", ","),
        score_indicatif=formules.pop(SCORE_INDICATIF, ""),
        regles=formules,
        nom_officiel=nom,
        description=ligne.text("description"),
        contexte=ligne.text("contexte"),
        exemples=ligne.text("exemples"),
        ressources=ligne.text("ressources"),
        perimetre=ligne.text("perimetreevaluation"),
        preuve=ligne.text("preuve"),
        desactivation_desc=ligne.text("desactivationdesc"),
        reduction_desc=ligne.text("reductiondesc"),
        score_desc=ligne.text("scoredesc"),
        reduction_potentiel=ligne.text("reductionpotentiel"),
    )


def _read_formules(ligne: LigneTable, referentiel: str) -> dict[str, str]:
    """Formulas of a row. TE has no factor of réduction and no score rule: columns it does not have stay empty."""
    return {
        regle: normalize_syndicat(referentiel, ligne.text(colonne))
        for regle, colonne in COLONNES_REGLES.items()
        if ligne.text(colonne)
    }


def _read_thematique(ligne: LigneTable, avertir: Callable[[ErreurImport], None] | None) -> str:
    texte = ligne.text("thematiquesgpe")
    thematique = _THEMATIQUES.get(texte.lower(), "")
    if texte and not thematique and avertir is not None:
        avertir(ErreurImport(ligne.ligne, "thematiqueSGPE", f"Thématique inconnue, ignorée : « {texte} »."))
    return thematique


def _read_origines(ligne: LigneTable, noeuds: Container[str] | None) -> tuple[tuple[str, float], ...]:
    try:
        return parse_origines(ligne.text("origine"), noeuds=noeuds)
    except OrigineInvalide as invalide:
        for message in invalide.messages:
            ligne.refuse("origine", message)
        return ()


def _check_regles(ligne: LigneTable, noeud: DefinitionNoeud, verifier_regle: VerifierRegle) -> None:
    formules: Mapping[str, str] = {**noeud.regles, SCORE_INDICATIF: noeud.score_indicatif}
    for regle, texte in formules.items():
        for message in verifier_regle(regle, texte) if texte else ():
            ligne.refuse(COLONNES_REGLES[regle], message)


def _check_profondeurs(lus: Sequence[LigneLue], referentiel: str) -> None:
    plus_bas = len(HIERARCHIES[referentiel]) - 1
    for ligne, noeud in lus:
        profondeur = depth_of(noeud.identifiant)
        if profondeur > plus_bas:
            ligne.refuse("identifiant", f"« {noeud.identifiant} » a {profondeur} niveaux, le plus bas est {plus_bas}.")


def _check_points(lus: Sequence[LigneLue], referentiel: str) -> None:
    """Note percentages that do not make 100 and TE sous-mesures without points; the identifiers are right."""
    hierarchie = HIERARCHIES[referentiel]
    par_id = {node_id(referentiel, noeud.identifiant): (ligne, noeud) for ligne, noeud in lus}
    ids = [referentiel, *sorted(par_id, key=sort_key)]
    index = {identifiant: rang for rang, identifiant in enumerate(ids)}
    enfants: list[list[int]] = [[] for _ in ids]
    points: list[float | None] = [None]
    pourcentages: list[float | None] = [None]
    for rang, identifiant in enumerate(ids[1:], start=1):
        ligne, noeud = par_id[identifiant]
        niveau = hierarchie[depth_of(noeud.identifiant)]
        lit_points, lit_pourcentage = cells_read(referentiel, niveau)
        points.append(noeud.points if lit_points else None)
        pourcentages.append(noeud.pourcentage if lit_pourcentage else None)
        parent = noeud.identifiant.rpartition(".")[0]
        enfants[index[node_id(referentiel, parent)]].append(rang)
        if is_te_family(referentiel) and niveau is Niveau.SOUS_MESURE and not ligne.text("points"):
            ligne.refuse("points", f"La sous-mesure « {noeud.identifiant} » n'a pas de points.")
    for rang, total in compute_points(enfants, points, pourcentages).totaux_faux:
        ligne, _ = par_id[ids[enfants[rang][0]]]
        ligne.refuse("pourcentage", f"Les pourcentages sous « {ids[rang]} » totalisent {total:g} % au lieu de 100 %.")
