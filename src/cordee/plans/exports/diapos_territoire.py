"""Slides of the territory: what it emits, consumes and produces, and what the plan brings to its leviers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder, enumerer, typographier
from cordee.plans.domain.chiffres_du_territoire import ChapitreRempli, TerritoireEnChiffres
from cordee.plans.domain.couverture import Couverture, compute_couverture_des_fiches
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.exports.diapos import CORPS, ENCRE_2, GAUCHE, Boite, Diaporama, couper
from cordee.plans.exports.leviers import repondre
from cordee.plans.exports.mosaique import dire_apport, dire_taux, dire_tonnes

SURTITRE = "Le territoire"
TEINTES = ("1D5240", "7FA793", "265673", "8FB3C9", "C07A1C", "E3BE85", "586669", "B8AF9B")
"""One a part of a stacked column: neighbours differ by their lightness."""
A_DECOUVERT = 6
"""Leviers without a fiche that a slide names."""
HAUTEUR_SOURCE = 10
PLACE = Boite(GAUCHE.x + 150, GAUCHE.y, CORPS.largeur - 150, GAUCHE.hauteur)


def poser_le_territoire(
    diaporama: Diaporama, territoire: TerritoireEnChiffres | None, fiches: Iterable[FicheComplete] | None
) -> dict[str, str]:
    """Its slides; nothing where nothing is known, nor of the leviers when the impacts of `fiches` are not told. Returns
    who says each figure, for the slide of the sources."""
    if territoire is None:
        return {}
    dits: dict[str, str] = {}
    for rempli in territoire.chapitres:
        _chapitre(diaporama, rempli)
        dits[rempli.chapitre.titre] = _sources(rempli)
    couverture = compute_couverture_des_fiches(territoire.objectifs, fiches or ())
    if fiches is not None and couverture.taux is not None:
        _leviers(diaporama, couverture)
        dits["Effort de 2030 par levier"] = (
            "Objectifs de 2030 et valeurs de 2019 du territoire, parts régionales du SGPE ; apports : fiches du plan"
        )
    return dits


def _chapitre(diaporama: Diaporama, rempli: ChapitreRempli) -> None:
    chapitre, annee = rempli.chapitre, rempli.annees[-1]
    titre = f"{chapitre.titre} : {formater(rempli.total, 0)}{INSECABLE}{chapitre.unite} en {annee}"
    if rempli.evolution is not None:
        depuis, ecart = rempli.evolution
        titre += f", {formater(ecart, 0, signe=True)}{INSECABLE}% depuis {depuis}"
    diapo = diaporama.diapo(typographier(titre), SURTITRE)
    parts = [f"{nom} {formater(valeurs[-1], 0)}" for nom, valeurs in rempli.series.items()]
    diaporama.colonnes(
        diapo, Boite(CORPS.x, CORPS.y, CORPS.largeur, CORPS.hauteur - HAUTEUR_SOURCE),
        [str(a) for a in rempli.annees], rempli.series,
        typographier(f"{chapitre.titre}, {chapitre.unite}, en {annee} : {', '.join(parts)}"),
        empilees=True, couleurs=TEINTES,
    )  # fmt: skip
    place = Boite(CORPS.x, CORPS.y + CORPS.hauteur - HAUTEUR_SOURCE + 2, CORPS.largeur, 7)
    mots = f"En {chapitre.unite}. Source : {_sources(rempli)}."
    diaporama.texte(diapo, place, [couper(typographier(mots), 160)], 11, couleur=ENCRE_2)


def _sources(rempli: ChapitreRempli) -> str:
    noms = ["saisie dans Cordée" if source == "saisi" else source for source in rempli.sources]
    return enumerer(noms)


def _leviers(diaporama: Diaporama, couverture: Couverture) -> None:
    debut, suite = repondre(couverture)
    diapo = diaporama.diapo(typographier(debut + suite), "Leviers de la trajectoire")
    secteurs = [s for s in couverture.secteurs if s.objectif.effort is not None]
    efforts = [(s.objectif.effort or 0) / 1000 for s in secteurs]
    apports = [min(max(float(s.apport.central) / 1000, 0), e) for s, e in zip(secteurs, efforts, strict=True)]
    dits = [f"{s.objectif.nom} {dire_taux(s.taux)}" for s in secteurs if s.taux is not None]
    place = Boite(GAUCHE.x, GAUCHE.y, GAUCHE.largeur, 8)
    diaporama.texte(diapo, place, [typographier("Effort de 2030 par secteur, en kt de CO2e par an")], 14, gras=True)
    diaporama.colonnes(
        diapo, Boite(GAUCHE.x, GAUCHE.y + 9, GAUCHE.largeur, GAUCHE.hauteur - 9),
        [s.objectif.nom for s in secteurs],
        {
            "Couvert par des fiches": apports,
            "À trouver": [effort - apport for effort, apport in zip(efforts, apports, strict=True)],
        },
        typographier(f"Part de l'effort couverte : {', '.join(dits)}"),
        empilees=True, couchees=True, couleurs=("1D5240", "DDD6C7"),
    )  # fmt: skip
    _a_decouvert(diaporama, diapo, couverture)


def _a_decouvert(diaporama: Diaporama, diapo: object, couverture: Couverture) -> None:
    """The largest leviers that no fiche serves; else those that fiches serve best."""
    vides = sorted(
        (levier for levier in couverture.leviers if levier.objectif.effort and not levier.fiches),
        key=lambda levier: -(levier.objectif.effort or 0),
    )[:A_DECOUVERT]
    tires = sorted((levier for levier in couverture.leviers if levier.par_fiche), key=lambda lev: -lev.apport.central)
    y = PLACE.y
    if tires:
        lignes = [
            (
                couper(typographier(lev.objectif.nom), 36),
                dire_apport(lev.apport),
                dire_taux(lev.taux) if lev.taux else "–",
            )
            for lev in tires[: A_DECOUVERT - 1]
        ]
        y = _tableau(diaporama, diapo, y, ("Ce que les fiches apportent", "Par an", "Couvert"), lignes, (4.6, 3.9, 1.5))
    if vides:
        lignes_vides = [
            (couper(typographier(lev.objectif.nom), 54), dire_tonnes(lev.objectif.effort or 0)) for lev in vides
        ]
        entete = (
            f"{accorder(len(vides), 'Levier')} sans fiche, {accorder(len(vides), 'le plus grand', 'les plus grands')}"
        )
        _tableau(diaporama, diapo, y, (entete, "Effort par an"), lignes_vides, (7, 3))


def _tableau(
    diaporama: Diaporama, diapo: object, y: float, entetes: Sequence[str], lignes: Sequence[Sequence[str]],
    largeurs: Sequence[float],
) -> float:  # fmt: skip
    """A small table from this height; returns where the next one begins."""
    hauteur = 7.5 * (len(lignes) + 1)
    boite = Boite(PLACE.x, y, PLACE.largeur, hauteur)
    diaporama.tableau(diapo, boite, entetes, lignes, largeurs, typographier(entetes[0]), taille=11)
    return y + hauteur + 8
