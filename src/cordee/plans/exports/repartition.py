"""A répartition or a crossing as CSV, for spreadsheets set in French."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.repartitions import Chiffre, Croisement, Mesure, Propriete, Repartition
from cordee.plans.exports.csv_plan import MARQUE_UTF8, cellule


def csv_de_repartition(repartition: Repartition, mesure: Mesure) -> bytes:
    """A row a value: how many fiches, what is measured, the share of the list."""
    mesures = _entetes(mesure)
    entetes = [repartition.propriete.libelle, "Fiches", *mesures, "Part des fiches, en %"]
    lignes = [
        [
            part.valeur.libelle,
            part.nombre,
            *_chiffres(part.mesure, mesures),
            round(100 * part.nombre / repartition.total, 1) if repartition.total else "",
        ]
        for part in repartition.parts
    ]
    return ecrire_csv([entetes, *lignes])


def csv_de_croisement(croisement: Croisement, propriete: Propriete, autre: Propriete, mesure: Mesure) -> bytes:
    """A row a pair of values that some fiche has; every column is there."""
    mesures = _entetes(mesure)
    lignes = [
        [ligne.libelle, colonne.libelle, trouvee.nombre, *_chiffres(trouvee.mesure, mesures)]
        for ligne in croisement.lignes
        for colonne in (*croisement.colonnes, *croisement.autres)
        if (trouvee := croisement.cellules.get((ligne.cle, colonne.cle))) is not None
    ]
    return ecrire_csv([[propriete.libelle, autre.libelle, "Fiches", *mesures], *lignes])


def _entetes(mesure: Mesure) -> list[str]:
    if mesure is Mesure.BUDGET:
        return ["Budget prévu, € HT, au moins", "Budget prévu, € HT, au plus"]
    return ["Avancement moyen, en %"] if mesure is Mesure.AVANCEMENT else []


def _chiffres(chiffre: Chiffre, mesures: list[str]) -> list[float | str]:
    if isinstance(chiffre, Fourchette):
        return [float(chiffre.bas), float(chiffre.haut)]
    return [""] * len(mesures) if chiffre is None else [round(chiffre, 1)] * len(mesures)


def ecrire_csv(lignes: Iterable[Sequence[str | float | int]]) -> bytes:
    """Rows as a spreadsheet set in French reads them."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerows([cellule(valeur) for valeur in ligne] for ligne in lignes)
    return (MARQUE_UTF8 + tampon.getvalue()).encode("utf-8")
