"""What a workbook holds beside the tables that are read, said so that nothing is lost in silence
(docs/calculs/import.md, « À côté du tableau »)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from cordee.outils.texte import accorder
from cordee.plans.domain.colonnes_cellules import lire_texte
from cordee.plans.domain.imports.classeurs import Feuille, Valeur
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.messages import FormatImport, LectureImport, Lieu, citer, lettre
from cordee.plans.domain.imports.modele_officiel import COMMENTAIRE as COMMENTAIRE_DU_MODELE
from cordee.plans.domain.imports.modele_officiel import FEUILLES as FEUILLES_DU_MODELE
from cordee.plans.domain.imports.reperage import Tableau, trouver_tableau

MONTREES = 5
"""Hidden rows named."""


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


def dire_autour(lecture: LectureImport, tableau: Tableau) -> None:
    """Around the cells of a table: comments, hidden rows, colours that stand for a statut."""
    feuille, remplies = tableau.feuille, range(tableau.entete + 1, len(tableau.feuille.lignes))
    colonnes = {colonne.rang: colonne for colonne in tableau.colonnes}

    def situer(rang: int, colonne: int) -> Lieu:
        entete = colonnes[colonne].entete if colonne in colonnes else ""
        return Lieu(feuille.nom, rang + 1, lettre(colonne), " ".join(entete.split()))

    for (rang, colonne), dit in sorted(feuille.commentaires.items()):
        if rang in remplies and normaliser(dit) != COMMENTAIRE_DU_MODELE:
            texte = f"commentaire de la cellule : {' '.join(dit.split())}" if dit else "commentaire de la cellule"
            lecture.non_repris.append((situer(rang, colonne), texte))
    masquees = [rang for rang in sorted(feuille.masquees) if rang in remplies and any(_dites(feuille.lignes[rang]))]
    if masquees:
        rangs = ", ".join(str(rang + 1) for rang in masquees[:MONTREES])
        lecture.avertir(
            f"Lignes masquées ou filtrées, lues comme les autres : {rangs}"
            f"{'…' if len(masquees) > MONTREES else ''}. Supprimez du fichier celles dont vous ne voulez pas.",
            Lieu(feuille.nom),
        )
    statut = next((colonne for colonne in tableau.colonnes if colonne.cle in {"statut", "avancement"}), None)
    if statut is not None and lecture.format is not FormatImport.MODELE:
        ailleurs = {rang for rang, colonne in feuille.teintes if colonne != statut.rang and colonne in colonnes}
        seules = {rang for rang, colonne in feuille.teintes if colonne == statut.rang} - ailleurs
        teintes = [rang for rang in remplies if rang in seules and any(_dites(feuille.lignes[rang]))]
        if teintes:
            lecture.avertir(
                f"Une couleur seule ne se lit pas ({len(teintes)} {accorder(len(teintes), 'cellule')}, dont la ligne "
                f"{teintes[0] + 1}) : écrivez le statut en toutes lettres, ou choisissez-le dans la fiche.",
                Lieu(feuille.nom, None, statut.lettre, " ".join(statut.entete.split())),
            )


def _dites(ligne: Sequence[Valeur]) -> Iterable[bool]:
    return (valeur is not None for valeur in ligne)


def _est_de_service(lecture: LectureImport, feuille: Feuille) -> bool:
    """Instructions of the official template; lists of choices, hidden in any workbook."""
    if lecture.format is FormatImport.MODELE and feuille.nom.strip() in FEUILLES_DU_MODELE:
        return True
    if feuille.visible:
        return False
    tableau = trouver_tableau(feuille)
    return tableau is None or not tableau.a_un_titre or len(feuille.lignes) <= tableau.entete + 1
