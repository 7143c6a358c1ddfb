"""Fiches and booklets as OpenDocument texts, in the layout of the Word documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cordee.plans.exports.bandeau import Case
from cordee.plans.exports.champs_ajoutes import TITRE as CHAMPS
from cordee.plans.exports.fiche_docx import (
    COCHEE,
    VIDE,
    lignes_de_chiffres,
    lignes_de_rubriques,
    tableau_des_indicateurs,
)
from cordee.plans.exports.livret import Chapitre, Livret
from cordee.plans.exports.livret_docx import signet_de, tableau_des_axes, tableau_des_fiches
from cordee.plans.exports.montants import Tableau
from cordee.plans.exports.odt import DocumentOdt, texte
from cordee.plans.exports.presentation import Contexte, FicheImprimable, Rubrique


def fiches_en_odt(fiches: Sequence[FicheImprimable], contexte: Contexte) -> bytes:
    """Bytes of the ODT, each fiche on a new page."""
    titre = " ".join(t for t in (fiches[0].code, fiches[0].titre) if t) if len(fiches) == 1 else contexte.plan
    entete = " · ".join(t for t in (contexte.collectivite, contexte.plan) if t)
    document = DocumentOdt(titre, contexte.collectivite, entete, contexte.le, contexte.langue)
    for rang, fiche in enumerate(fiches):
        _fiche(document, fiche, saut=rang > 0)
    return document.octets()


def livret_en_odt(livret: Livret, contexte: Contexte) -> bytes:
    """Bytes of the ODT of a booklet."""
    entete = " · ".join(t for t in (livret.collectivite, livret.titre) if t)
    document = DocumentOdt(livret.titre, livret.collectivite, entete, contexte.le, contexte.langue)
    document.paragraphe(livret.surtitre, "Surtitre", gras=True)
    document.paragraphe(livret.titre, "Titre")
    for ligne in (livret.collectivite, livret.sous_titre):
        if ligne:
            document.paragraphe(ligne, "SousTitre")
    document.paragraphe(livret.deliberation, "Pied")
    document.paragraphe(f"Édité le {livret.edite_le}")
    document.paragraphe("Sommaire", "Partie")
    entrees = [(1, "Où en est le plan", "synthese")]
    for chapitre in livret.chapitres:
        entrees.append((1, chapitre.titre, signet_de(chapitre.ancre)))
        entrees += [(2, fiche.intitule, signet_de(fiche.ancre)) for fiche in chapitre.fiches]
    document.sommaire(entrees)
    document.titre("Où en est le plan", 1, signet="synthese", saut=True)
    document.paragraphe(livret.phrase, "SousTitre")
    document.markdown(livret.description)
    for ligne in livret.pilotage:
        document.paragraphe(ligne)
    if livret.couts_evites:
        document.paragraphe(livret.couts_evites)
    document.figures(tableau_des_axes(livret), premiere=70)
    for chapitre in livret.chapitres:
        _chapitre(document, chapitre)
    return document.octets()


def _chapitre(document: DocumentOdt, chapitre: Chapitre) -> None:
    document.titre(texte(chapitre.titre), 1, signet=signet_de(chapitre.ancre), saut=not chapitre.suite)
    if chapitre.phrase:
        document.paragraphe(chapitre.phrase, "SousTitre")
    document.markdown(chapitre.description)
    if chapitre.table:
        document.figures(tableau_des_fiches(chapitre), premiere=84)
    for fiche in chapitre.fiches:
        _fiche(document, fiche.imprimable, niveau=2, signet=signet_de(fiche.ancre), saut=True)


def _fiche(
    document: DocumentOdt, fiche: FicheImprimable, *, niveau: int = 1, signet: str = "", saut: bool = False
) -> None:
    if fiche.axe:
        document.paragraphe(fiche.axe, "Axe", gras=True, saut=saut)
    code = texte(f"{fiche.code}  ", "Code") if fiche.code else ""
    document.titre(code + texte(fiche.titre), niveau, signet=signet, saut=saut and not fiche.axe)
    document.brut(_cases(fiche.categories))
    if fiche.validation:
        document.paragraphe(fiche.validation, gras=True)
    if fiche.confidentielle:
        document.paragraphe("Fiche confidentielle : ne pas diffuser.", "Alerte")
    if fiche.en_retard:
        document.paragraphe("En retard", "Alerte")
    premieres = [*fiche.faits, *fiche.presentation, *lignes_de_chiffres(fiche)]
    document.rubriques(lignes_de_rubriques(premieres), "Présentation de la fiche")
    for sous in fiche.sous_actions:
        document.titre(texte(f"Sous-action {sous.numero}. {sous.titre}"), min(niveau + 2, 4))
        document.rubriques(lignes_de_rubriques(sous.rubriques), f"Sous-action {sous.numero}")
    if fiche.grille is not None:
        document.grille(fiche.grille)
    _bande(document, "Pilotage", niveau, fiche.pilotage)
    tableaux = [*fiche.budgets, *([fiche.financements] if fiche.financements else [])]
    _bande(document, "Moyens", niveau, fiche.moyens, tableaux)
    suivis = [tableau_des_indicateurs(fiche)] if fiche.indicateurs else []
    _bande(document, "Évaluation", niveau, fiche.evaluations, suivis)
    _bande(document, "Repères", niveau, [*fiche.vigilance, *fiche.references])
    _bande(document, CHAMPS, niveau, fiche.ajoutes)
    _bande(document, "Notes de suivi", niveau, fiche.notes)


def _cases(cases: Iterable[Case]) -> str:
    return texte("     ").join(
        texte(f"{COCHEE if case.cochee else VIDE}\u00a0{case.libelle}", "Gras" if case.cochee else "Vide")
        for case in cases
    )


def _bande(
    document: DocumentOdt, nom: str, niveau: int, rubriques: Sequence[Rubrique], tableaux: Sequence[Tableau] = ()
) -> None:
    if not rubriques and not tableaux:
        return
    document.titre(texte(nom), min(niveau + 1, 4) if niveau > 1 else 3)
    document.rubriques(lignes_de_rubriques(rubriques), nom)
    for tableau in tableaux:
        document.figures(tableau, premiere=58 if nom == "Évaluation" else 0)
