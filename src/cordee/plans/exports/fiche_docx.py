"""One fiche, or several one after the other, as a Word document in the layout of published PCAET fiches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.shared import Pt

from cordee.plans.exports.bandeau import Case
from cordee.plans.exports.champs_ajoutes import TITRE as CHAMPS
from cordee.plans.exports.montants import Tableau
from cordee.plans.exports.pictogrammes import image_png
from cordee.plans.exports.presentation import Contexte, FicheImprimable, Rubrique
from cordee.plans.exports.word import DANGER, ENCRE_2, EPICEA, MELEZE, Document

COCHEE, VIDE = "\u2611", "\u2610"


def fiches_en_docx(fiches: Sequence[FicheImprimable], contexte: Contexte) -> bytes:
    """Bytes of the DOCX, each fiche on a new page."""
    titre = " ".join(t for t in (fiches[0].code, fiches[0].titre) if t) if len(fiches) == 1 else contexte.plan
    entete = " · ".join(t for t in (contexte.collectivite, contexte.plan) if t)
    document = Document(titre, contexte.collectivite, entete, langue=contexte.langue)
    for rang, fiche in enumerate(fiches):
        ecrire_fiche(document, fiche, saut=rang > 0)
    return document.octets()


def ecrire_fiche(
    document: Document, fiche: FicheImprimable, *, niveau: int = 1, signet: str = "", saut: bool = False
) -> None:
    """Writes the fiche at the end of the document; `niveau` is that of its title."""
    _tete(document, fiche, niveau, signet, saut=saut)
    document.rubriques(
        lignes_de_rubriques([*fiche.faits, *fiche.presentation, *lignes_de_chiffres(fiche)]), "Présentation de la fiche"
    )
    for sous in fiche.sous_actions:
        titre = document.titre(f"Sous-action {sous.numero}. {sous.titre}", min(niveau + 2, 4))
        titre.paragraph_format.keep_with_next = True
        document.rubriques(lignes_de_rubriques(sous.rubriques), f"Sous-action {sous.numero}")
    if fiche.grille is not None:
        document.grille(fiche.grille)
    _bande(document, "Pilotage", niveau, fiche.pilotage)
    tableaux = [*fiche.budgets, *([fiche.financements] if fiche.financements else [])]
    _bande(document, "Moyens", niveau, fiche.moyens, tableaux)
    indicateurs = [tableau_des_indicateurs(fiche)] if fiche.indicateurs else []
    _bande(document, "Évaluation", niveau, fiche.evaluations, indicateurs)
    _bande(document, "Repères", niveau, [*fiche.vigilance, *fiche.references])
    _bande(document, CHAMPS, niveau, fiche.ajoutes)
    _bande(document, "Notes de suivi", niveau, fiche.notes)


def _tete(document: Document, fiche: FicheImprimable, niveau: int, signet: str, *, saut: bool) -> None:
    if fiche.axe:
        ligne = document.paragraphe(fiche.axe, couleur=MELEZE, gras=True)
        ligne.paragraph_format.page_break_before = saut or None
        ligne.paragraph_format.keep_with_next = True
        ligne.paragraph_format.space_after = Pt(2)
        document.filet(ligne, EPICEA, 18)
    titre = document.titre("", niveau, signet=signet, saut=saut and not fiche.axe)
    if fiche.code:
        document.morceau(titre, f"{fiche.code}  ", couleur=EPICEA)
    document.morceau(titre, fiche.titre)
    if not fiche.axe:
        document.filet(titre, EPICEA, 18)
    _cases(document, document.paragraphe(), fiche.categories)
    if fiche.secteurs:
        ligne = document.paragraphe()
        for case in fiche.secteurs:
            document.image(ligne, image_png(case.picto, EPICEA), f"Secteur : {case.libelle}")
    if fiche.validation:
        document.paragraphe(fiche.validation, couleur=EPICEA, gras=True)
    if fiche.confidentielle:
        document.paragraphe("Fiche confidentielle : ne pas diffuser.", couleur=DANGER, gras=True)
    if fiche.en_retard:
        document.paragraphe("En retard", couleur=DANGER, gras=True)


def _cases(document: Document, paragraphe: object, cases: Iterable[Case]) -> None:
    for rang, case in enumerate(cases):
        if rang:
            document.morceau(paragraphe, "     ")
        if case.picto:
            document.image(paragraphe, image_png(case.picto, EPICEA if case.cochee else ENCRE_2), case.libelle)
        marque = f"{COCHEE if case.cochee else VIDE}\u00a0{case.libelle}"
        document.morceau(paragraphe, marque, gras=case.cochee, couleur="" if case.cochee else ENCRE_2)


def texte_des_cases(cases: Iterable[Case]) -> str:
    """`☑ Atténuation    ☐ Adaptation`, on one line, amounts apart."""
    return "    ".join(f"{COCHEE if case.cochee else VIDE}\u00a0{case.libelle}" for case in cases)


def lignes_de_chiffres(fiche: FicheImprimable) -> Iterable[Rubrique]:
    """Quantified objectives and impacts."""
    if fiche.objectifs:
        yield Rubrique("Objectifs chiffrés", fiche.objectifs)
    if fiche.impacts:
        yield Rubrique("Impact de l’action", (texte_des_cases(fiche.impacts),))
    details = [f"{c.libelle} : {c.detail}" for c in (*fiche.impacts, *fiche.autres_impacts) if c.detail]
    autres = [case.libelle for case in fiche.autres_impacts if case.cochee and not case.detail]
    if details or autres:
        yield Rubrique("Impacts détaillés", (*details, *autres))


def lignes_de_rubriques(rubriques: Iterable[Rubrique]) -> Iterable[tuple[str, Sequence[str], bool]]:
    """As the tables of labels and texts take them."""
    return ((rubrique.libelle, rubrique.valeurs, rubrique.markdown) for rubrique in rubriques)


def _bande(
    document: Document, nom: str, niveau: int, rubriques: Sequence[Rubrique], tableaux: Sequence[Tableau] = ()
) -> None:
    if not rubriques and not tableaux:
        return
    document.filet(document.titre(nom, min(niveau + 1, 4) if niveau > 1 else 3))
    document.rubriques(lignes_de_rubriques(rubriques), nom)
    for tableau in tableaux:
        document.figures(tableau, premiere=58 if nom == "Évaluation" else 0)


def tableau_des_indicateurs(fiche: FicheImprimable) -> Tableau:
    """Last values and targets."""
    return Tableau(
        titre="Indicateurs de suivi et d’évaluation",
        entetes=("Indicateur", "Nature", "Dernière valeur", "Cible", "Suivi"),
        lignes=tuple((i.nom, i.nature, i.dernier or "–", i.cible or "–", i.suivi or "–") for i in fiche.indicateurs),
    )
