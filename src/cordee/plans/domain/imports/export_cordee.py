"""Our own export, edited or not, read through the one description of its sheets (`domain.colonnes`)."""

from __future__ import annotations

from collections.abc import Sequence

from cordee.plans.domain.colonnes_champs import entetes_des_champs
from cordee.plans.domain.colonnes_feuilles import FICHES, VALIDATION
from cordee.plans.domain.colonnes_lecture import lire_classeur, version_de
from cordee.plans.domain.imports.classeurs import Feuille
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import FormatImport, LectureImport, Lieu, lettre

NUMERO = "Code"
"""Header of the column of numbers."""


def est_un_export(feuilles: Sequence[Feuille]) -> bool:
    """Whether the sheets are those that Cordée writes."""
    return version_de({f.nom: f.lignes for f in feuilles}) is not None


def lire_export(feuilles: Sequence[Feuille]) -> LectureImport:
    """The plan of the export, every cell that cannot be read, the row of each fiche."""
    par_nom = {feuille.nom: feuille for feuille in feuilles}
    lue = lire_classeur({nom: feuille.lignes for nom, feuille in par_nom.items()})
    lecture = LectureImport(lue.plan, FormatImport.EXPORT)
    for anomalie in lue.anomalies:
        feuille = par_nom.get(anomalie.feuille)
        lieu = Lieu(anomalie.feuille, anomalie.ligne, _lettre(feuille, anomalie.colonne), anomalie.colonne)
        lecture.erreur(anomalie.message, lieu)
    for feuille in feuilles:
        for (rang, colonne), code in sorted(feuille.erreurs.items()):
            entete = str(feuille.valeur(0, colonne) or "")
            lecture.erreur(
                f"La formule de cette cellule est en erreur ({code}) : corrigez-la, ou remplacez-la par sa valeur.",
                Lieu(feuille.nom, rang + 1, lettre(colonne), entete),
            )
    _signaler_validations(par_nom.get(FICHES), lecture)
    for fiche, ligne in lue.lignes:
        lecture.origines[id(fiche)] = Lieu(FICHES, ligne)
        lecture.numeros[id(fiche)] = Lieu(FICHES, ligne, _lettre(par_nom.get(FICHES), NUMERO), NUMERO)
    ajoutes = [
        (defini, entete, _lettre(par_nom.get(FICHES), entete)) for defini, entete in entetes_des_champs(lue.plan.champs)
    ]
    for fiche, ligne in lue.lignes:
        for defini, entete, place in ajoutes:
            lecture.lieux_champs[(id(fiche), normaliser(defini.libelle))] = Lieu(FICHES, ligne, place, entete)
    for fiche in lecture.fiches():
        if fiche.debut and fiche.fin and fiche.fin.jour < fiche.debut.jour:
            lecture.erreur(
                f"La fin ({fiche.fin.jour:%d/%m/%Y}) est avant le début ({fiche.debut.jour:%d/%m/%Y}) : changez l'une "
                "des deux dates.",
                lecture.origines.get(id(fiche)),
            )
    return lecture


def _signaler_validations(feuille: Feuille | None, lecture: LectureImport) -> None:
    """States are said by the file and left aside: nothing is validated by importing."""
    if feuille is None or not (colonne := _lettre(feuille, VALIDATION)):
        return
    rang = [str(valeur or "") for valeur in feuille.lignes[0]].index(VALIDATION)
    if any(str(feuille.valeur(ligne, rang) or "") for ligne in range(1, len(feuille.lignes))):
        lecture.avertir(
            "L'état de validation des fiches n'est pas importé : une fiche se propose et se valide dans Cordée.",
            Lieu(FICHES, None, colonne, VALIDATION),
        )


def _lettre(feuille: Feuille | None, entete: str) -> str:
    if feuille is None or not feuille.lignes or not entete:
        return ""
    rangs = [rang for rang, valeur in enumerate(feuille.lignes[0]) if str(valeur or "") == entete]
    return lettre(rangs[0]) if rangs else ""
