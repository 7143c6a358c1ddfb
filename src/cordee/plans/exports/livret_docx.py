"""The booklet of a plan as a Word document: cover, summary, overview, a chapter for each axe, a fiche a page."""

from __future__ import annotations

from docx.shared import Mm, Pt

from cordee.plans.exports.fiche_docx import ecrire_fiche
from cordee.plans.exports.livret import Chapitre, LigneAxe, Livret
from cordee.plans.exports.montants import Tableau
from cordee.plans.exports.word import ENCRE_2, EPICEA, MELEZE, Document


def livret_en_docx(livret: Livret) -> bytes:
    """Bytes of the DOCX."""
    entete = " · ".join(t for t in (livret.collectivite, livret.titre) if t)
    document = Document(livret.titre, livret.collectivite, entete, couverture=True, langue=livret.langue)
    _couverture(document, livret)
    _sommaire(document, livret)
    _synthese(document, livret)
    for chapitre in livret.chapitres:
        _chapitre(document, chapitre)
    return document.octets()


def _couverture(document: Document, livret: Livret) -> None:
    surtitre = document.paragraphe(livret.surtitre, couleur=MELEZE, gras=True)
    surtitre.paragraph_format.space_before = Mm(80)
    surtitre.runs[0].font.size = Pt(13)
    document.paragraphe(livret.titre, "Title")
    for texte in (livret.collectivite, livret.sous_titre):
        if texte:
            document.paragraphe(texte, "Subtitle")
    pied = document.paragraphe(livret.deliberation or "", couleur=ENCRE_2)
    pied.paragraph_format.space_before = Mm(70)
    document.paragraphe(f"Édité le {livret.edite_le}", couleur=ENCRE_2)


def _sommaire(document: Document, livret: Livret) -> None:
    # Not a heading style: the summary does not list itself.
    titre = document.paragraphe("Sommaire", "Title")
    titre.runs[0].font.size = Pt(20)
    titre.paragraph_format.page_break_before = True
    entrees = [(1, "Où en est le plan", "synthese")]
    for chapitre in livret.chapitres:
        entrees.append((1, chapitre.titre, signet_de(chapitre.ancre)))
        entrees += [(2, fiche.intitule, signet_de(fiche.ancre)) for fiche in chapitre.fiches]
    document.sommaire(entrees)


def signet_de(ancre: str) -> str:
    """Name of a bookmark, which has no hyphen."""
    return ancre.replace("-", "_")


def _synthese(document: Document, livret: Livret) -> None:
    document.filet(document.titre("Où en est le plan", 1, signet="synthese", saut=True), EPICEA, 18)
    document.paragraphe(livret.phrase, "Subtitle")
    if livret.description:
        document.markdown(document.docx, livret.description)
    for ligne in livret.pilotage:
        document.paragraphe(ligne)
    if livret.couts_evites:
        document.paragraphe(livret.couts_evites)
    document.figures(tableau_des_axes(livret), premiere=70)


def tableau_des_axes(livret: Livret) -> Tableau:
    """Progress and budget of each axe."""
    colonnes = 6 if livret.avec_budget else 5
    return Tableau(
        titre="Avancement et budget par axe",
        entetes=("Axe", "Fiches", "Réalisées", "En retard", "Avancement", "Budget prévu")[:colonnes],
        lignes=tuple(_ligne(axe)[:colonnes] for axe in livret.axes),
        totaux=(_ligne(livret.total)[:colonnes],),
        droite=frozenset(range(1, colonnes)),
    )


def _ligne(axe: LigneAxe) -> tuple[str, ...]:
    retrait = "\u2003" * (axe.niveau - 1)
    return (retrait + axe.titre, str(axe.fiches), str(axe.realisees), str(axe.en_retard), axe.avancement, axe.budget)


def _chapitre(document: Document, chapitre: Chapitre) -> None:
    titre = document.titre(chapitre.titre, 1, signet=signet_de(chapitre.ancre), saut=not chapitre.suite)
    document.filet(titre, EPICEA, 8 if chapitre.suite else 18)
    if chapitre.phrase:
        document.paragraphe(chapitre.phrase, "Subtitle")
    if chapitre.description:
        document.markdown(document.docx, chapitre.description)
    if chapitre.table:
        document.figures(tableau_des_fiches(chapitre), premiere=84)
    for fiche in chapitre.fiches:
        ecrire_fiche(document, fiche.imprimable, niveau=2, signet=signet_de(fiche.ancre), saut=True)


def tableau_des_fiches(chapitre: Chapitre) -> Tableau:
    """The fiches of an axe."""
    return Tableau(
        titre="Fiches",
        entetes=("Fiche", "Pilote", "Statut", "Échéance"),
        lignes=tuple(
            (li.intitule, li.pilote, f"{li.statut}, en retard" if li.en_retard else li.statut, li.echeance)
            for li in chapitre.table
        ),
    )
