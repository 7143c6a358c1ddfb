"""What a workbook holds beside the tables that are read, said so that nothing is lost in silence
(docs/calculs/import.md, « À côté du tableau »)."""

from __future__ import annotations

from collections.abc import Container, Iterable

from cordee.outils.texte import accorder
from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.imports.classeurs import Feuille
from cordee.plans.domain.imports.messages import FormatImport, LectureImport, Lieu, citer
from cordee.plans.domain.imports.modele_officiel import FEUILLES as FEUILLES_DU_MODELE
from cordee.plans.domain.imports.reperage import trouver_tableau


def dire_les_autres(lecture: LectureImport, feuilles: Iterable[Feuille], lues: Container[str]) -> None:
    """Each visible sheet that is not read, and each hidden one that holds actions, is listed as not taken."""
    for feuille in feuilles:
        if feuille.nom in lues or not any(feuille.lignes) or _est_de_service(lecture, feuille):
            continue
        remplies = [ligne for ligne in feuille.lignes if any(valeur is not None for valeur in ligne)]
        debut = next(lire_texte(valeur) for ligne in remplies for valeur in ligne if valeur is not None)
        nombre = len(remplies)
        masquee = "" if feuille.visible else "feuille masquée, "
        lecture.non_repris.append(
            (Lieu(feuille.nom), f"{masquee}{nombre} {accorder(nombre, 'ligne')}, dont {citer(' '.join(debut.split()))}")
        )


def _est_de_service(lecture: LectureImport, feuille: Feuille) -> bool:
    """Instructions of the official template; lists of choices, hidden in any workbook."""
    if lecture.format is FormatImport.MODELE and feuille.nom.strip() in FEUILLES_DU_MODELE:
        return True
    if feuille.visible:
        return False
    tableau = trouver_tableau(feuille)
    return tableau is None or not tableau.a_un_titre or len(feuille.lignes) <= tableau.entete + 1
