"""Two moments of a plan as tables: what the screen, the XLSX, the DOCX and the PDF of a comparison show
(docs/calculs/instantanes.md, « Comparer deux moments »)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.template.loader import render_to_string

from cordee.outils.dates import INSECABLE, jour_long
from cordee.outils.nombres import MOINS, formater
from cordee.outils.texte import accorder, enumerer, typographier
from cordee.plans.domain.avancement import Compte
from cordee.plans.domain.changements import Changement
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.instantanes import (
    ABSENTE,
    ORDRE_DES_STATUTS,
    Devenir,
    LigneFigee,
    Matrice,
    Montrer,
    Rapprochee,
    Synthese,
    compter,
    croiser,
)
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche, UniteBudget
from cordee.plans.exports.classeur import ENCRE, EPICEA, FILET, PAPIER
from cordee.plans.exports.montants import Tableau, montant
from cordee.plans.exports.pdf import RACINE, ecrire_pdf
from cordee.plans.exports.word import ENCRE_2, Document
from cordee.plans.exports.word import EPICEA as EPICEA_WORD

RIEN = "—"
TEXTE_MAX = 600
"""Characters of a value in a printed report: the screen and the spreadsheet have it whole."""
DETAILS_MAX = 200
"""Fiches that a printed report tells field by field: beyond, it says that the spreadsheet does."""
CELLULE_MAX = 32_000
"""Characters that a cell of a spreadsheet holds."""
AUJOURDHUI = "Aujourd'hui"
DITS = (
    (Montrer.TERMINEES, "fiche terminée", "fiches terminées"),
    (Montrer.RETARD, "devenue en retard", "devenues en retard"),
    (Montrer.NOUVELLES, "nouvelle", "nouvelles"),
    (Montrer.RETIREES, "retirée", "retirées"),
)
"""What the answer counts."""
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One side: what it is called, its day, what the plan adds up to."""

    nom: str
    jour: date
    synthese: Synthese


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Everything that a comparison says. `axes` are the names of the first-level axes in order, by number; `details`
    the changes of each fiche, by number, when they were asked."""

    plan: str
    collectivite: str
    avant: Moment
    apres: Moment
    rapprochees: Sequence[Rapprochee]
    axes: Mapping[int, str]
    details: Mapping[int, tuple[Changement, ...]]

    @property
    def titre(self) -> str:
        """`De « Bilan 2025 » à aujourd'hui`."""
        apres = f"« {self.apres.nom} »" if self.apres.nom != AUJOURDHUI else self.apres.nom.lower()
        return f"De « {self.avant.nom} » à {apres}"

    @property
    def phrase(self) -> tuple[str, str, str]:
        """The answer, cut around its number."""
        points = ecart_de(self.avant.synthese.compte, self.apres.synthese.compte)
        comptes = compter(self.rapprochees)
        dits = [
            f"{comptes[montrer]} {accorder(comptes[montrer], singulier, pluriel)}"
            for montrer, singulier, pluriel in DITS
            if comptes[montrer]
        ]
        suite = enumerer(dits) if dits else "aucune fiche terminée, nouvelle ou retirée"
        if points is None:
            return "", "Avancement inconnu", f" à l'un des deux moments ; {suite}."
        if round(points, 1) == 0:
            return "", "Avancement inchangé", f" ; {suite}."
        dit = dire_points(points)
        return "Avancement : ", dit, f" ; {suite}."


def ecart_de(avant: Compte, apres: Compte) -> float | None:
    """Points gained, None when one side says nothing."""
    if avant.avancement is None or apres.avancement is None:
        return None
    return apres.avancement - avant.avancement


def dire_points(points: float) -> str:
    """`+15,8 points`, `0`."""
    if round(points, 1) == 0:
        return "0"
    return f"{formater(points, 1, signe=True, souple=True)}{INSECABLE}{accorder(abs(points), 'point')}"


def dire_statut(statut: str) -> str:
    """Its label, `Sans statut`, `Absente`; an old code as it was written."""
    if statut == ABSENTE:
        return "Absente"
    return StatutFiche.libelle_de(statut, statut or SANS_STATUT)


def dire_avancement(avancement: float | None) -> str:
    """`47 %`."""
    return RIEN if avancement is None else f"{formater(avancement, 0)}{INSECABLE}%"


# Tables -------------------------------------------------------------------------------------------------------------


def tableau_de_synthese(c: Comparaison) -> Tableau:
    """What the plan added up to, side by side."""
    avant, apres = c.avant.synthese, c.apres.synthese
    points = ecart_de(avant.compte, apres.compte)
    lignes = [
        (
            "Avancement", dire_avancement(avant.compte.avancement), dire_avancement(apres.compte.avancement),
            RIEN if points is None else dire_points(points),
        ),
        _entiers("Fiches", avant.total, apres.total),
        _entiers("Réalisées", avant.compte.realisees, apres.compte.realisees),
        _entiers("En retard", avant.en_retard, apres.en_retard),
        *_budgets(avant, apres),
    ]  # fmt: skip
    return _tableau("Synthèse", ("", c.avant.nom, c.apres.nom, "Écart"), lignes)


def _entiers(libelle: str, avant: int, apres: int) -> tuple[str, ...]:
    return libelle, str(avant), str(apres), formater(apres - avant, 0, signe=True)


def _budgets(avant: Synthese, apres: Synthese) -> Iterable[tuple[str, ...]]:
    for unite in UniteBudget:
        sommes = avant.budgets.get(unite), apres.budgets.get(unite)
        if sommes == (None, None):
            continue
        for mot, lire in (("prévu", "prevu"), ("réel", "reel")):
            dits = [getattr(somme, lire) if somme is not None else None for somme in sommes]
            if dits != [None, None]:
                yield (
                    f"Budget {mot}, {unite.libelle}", montant(dits[0], unite), montant(dits[1], unite),
                    _ecart_de_montant(dits[0], dits[1], unite),
                )  # fmt: skip


def _ecart_de_montant(
    avant: Decimal | Fourchette | None, apres: Decimal | Fourchette | None, unite: UniteBudget
) -> str:
    """A range is compared by its low end, and only with another; nothing said is nothing."""
    bas = [m.bas if isinstance(m, Fourchette) else m or Decimal(0) for m in (avant, apres)]
    ecart = bas[1] - bas[0]
    if ecart == 0:
        hauts = [m.haut if isinstance(m, Fourchette) else m for m in (avant, apres)]
        return "0" if hauts[0] == hauts[1] else "fourchette"
    return ("+" if ecart > 0 else MOINS) + montant(abs(ecart), unite)


def tableau_des_axes(c: Comparaison) -> Tableau:
    """Progress of each first-level axe."""
    avant, apres = c.avant.synthese.axes, c.apres.synthese.axes
    lignes = []
    for axe, nom in c.axes.items():
        comptes = avant.get(axe, Compte()), apres.get(axe, Compte())
        if comptes == (Compte(), Compte()) and axe not in avant and axe not in apres:
            continue
        points = ecart_de(*comptes)
        lignes.append(
            (nom, *(dire_avancement(compte.avancement) for compte in comptes),
             RIEN if points is None else dire_points(points))
        )  # fmt: skip
    return _tableau("Avancement par axe", ("Axe", c.avant.nom, c.apres.nom, "Écart"), lignes)


def tableau_des_passages(c: Comparaison) -> Tableau:
    """The matrix of statuts: rows before, columns after."""
    matrice = croiser(c.rapprochees)
    return _tableau(
        "Passage des statuts",
        (f"{c.avant.nom} (lignes), {c.apres.nom.lower()} (colonnes)", *map(dire_statut, matrice.colonnes)),
        [_rangee(matrice, statut) for statut in matrice.rangees],
    )


def _rangee(matrice: Matrice, statut: str) -> tuple[str, ...]:
    nombres = [matrice.nombres[statut, colonne] for colonne in matrice.colonnes]
    return dire_statut(statut), *(str(nombre) if nombre else "" for nombre in nombres)


def tableau_des_fiches(c: Comparaison, rapprochees: Iterable[Rapprochee]) -> Tableau:
    """A row for each fiche."""
    entetes = ("Fiche", "Devenir", "Statut avant", "Statut après", "Avancement avant", "Avancement après", "Retard")
    return Tableau(
        "Fiches", entetes, tuple(_fiche(rapprochee) for rapprochee in rapprochees), droite=frozenset({4, 5, 6})
    )


def _fiche(r: Rapprochee) -> tuple[str, ...]:
    cotes: tuple[LigneFigee | None, ...] = (r.avant, r.apres)
    jours = r.apres.chiffres.jours if r.apres else 0
    return (
        typographier(r.ligne.intitule),
        r.devenir.libelle,
        *(dire_statut(cote.statut) if cote else RIEN for cote in cotes),
        *(dire_avancement(cote.chiffres.avancement) if cote else RIEN for cote in cotes),
        f"{jours}{INSECABLE}j" if jours else "",
    )


def _tableau(titre: str, entetes: tuple[str, ...], lignes: Sequence[tuple[str, ...]]) -> Tableau:
    return Tableau(titre, entetes, tuple(lignes), droite=frozenset(range(1, len(entetes))))


def changees(c: Comparaison) -> list[Rapprochee]:
    """Fiches of which something is said, with or without details."""
    return [r for r in c.rapprochees if r.devenir is not Devenir.INCHANGEE or c.details.get(r.ligne.ref)]


# Files --------------------------------------------------------------------------------------------------------------


def en_docx(c: Comparaison) -> bytes:
    """The report as a Word document."""
    document = Document(c.titre, c.collectivite, f"{c.collectivite} · {c.plan}")
    document.paragraphe(c.plan, couleur=ENCRE_2, gras=True)
    document.filet(document.titre(typographier(c.titre), 1), EPICEA_WORD, 18)
    document.paragraphe(typographier("".join(c.phrase)), "Subtitle")
    document.paragraphe(_jours(c), couleur=ENCRE_2)
    for tableau in (tableau_de_synthese(c), tableau_des_axes(c), tableau_des_passages(c)):
        if tableau.lignes:
            document.figures(tableau, premiere=58)
    document.titre("Ce qui a changé", 2)
    rapprochees = changees(c)
    if not rapprochees:
        document.paragraphe("Aucune fiche n'a changé.")
        return document.octets()
    document.figures(tableau_des_fiches(c, rapprochees), premiere=56)
    detaillees, reste = detaillees_de(c)
    for intitule, lignes in detaillees:
        document.titre(intitule, 3)
        document.rubriques([(libelle, (mots,), False) for libelle, mots in lignes], intitule)
    if reste:
        document.paragraphe(reste)
    return document.octets()


def en_pdf(c: Comparaison) -> bytes:
    """The report as a tagged PDF."""
    rapprochees = changees(c)
    detaillees, reste = detaillees_de(c)
    contexte = {
        "racine": RACINE,
        "c": c,
        "titre": typographier(c.titre),
        "phrase": typographier("".join(c.phrase)),
        "jours": _jours(c),
        "tableaux": [t for t in (tableau_de_synthese(c), tableau_des_axes(c), tableau_des_passages(c)) if t.lignes],
        "fiches": tableau_des_fiches(c, rapprochees) if rapprochees else None,
        "details": detaillees,
        "reste": reste,
    }
    return ecrire_pdf(render_to_string("plans/exports/comparaison.html", contexte))


def detaillees_de(c: Comparaison) -> tuple[list[tuple[str, list[tuple[str, str]]]], str]:
    """Fiches that a printed report tells field by field, and where to read those that are too many for it."""
    avec = [r for r in changees(c) if c.details.get(r.ligne.ref)]
    detaillees = [
        (typographier(r.ligne.intitule), [(_libelle(d), _de_vers(d)) for d in c.details[r.ligne.ref]])
        for r in avec[:DETAILS_MAX]
    ]
    reste = len(avec) - len(detaillees)
    suite = f"{reste} {accorder(reste, 'autre fiche', 'autres fiches')} : champ par champ dans l'export en tableur."
    return detaillees, typographier(suite) if reste else ""


def _jours(c: Comparaison) -> str:
    return f"{c.avant.nom} : {jour_long(c.avant.jour)} ; {c.apres.nom} : {jour_long(c.apres.jour)}."


def _libelle(changement: Changement) -> str:
    mots = (changement.sous_action, changement.libelle)
    return typographier(" : ".join(mot for mot in mots if mot))


def _de_vers(changement: Changement) -> str:
    return typographier(f"{_court(changement.avant)} → {_court(changement.apres)}")


def _court(texte: str) -> str:
    return texte if len(texte) <= TEXTE_MAX else texte[: TEXTE_MAX - 1] + "…"


def en_xlsx(c: Comparaison) -> bytes:
    """The comparison as a spreadsheet: synthesis with its chart, fiches, differences, matrix of statuts."""
    tampon = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        classeur.set_properties({"title": c.titre[:250], "author": "Cordée"})
        _Classeur(classeur, c).ecrire()
    return tampon.getvalue()


class _Classeur:
    def __init__(self, classeur: xlsxwriter.Workbook, c: Comparaison) -> None:
        base = {"font_name": "Calibri", "font_size": 10, "font_color": ENCRE, "valign": "top", "text_wrap": True}
        self.classeur, self.c = classeur, c
        self.texte = classeur.add_format({**base, "bottom": 1, "bottom_color": FILET})
        self.nombre = classeur.add_format({**base, "bottom": 1, "bottom_color": FILET, "num_format": "0"})
        self.titre = classeur.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
        self.sous = classeur.add_format({**base, "text_wrap": False, "bg_color": PAPIER})
        self.entete = classeur.add_format({**base, "bold": True, "font_color": "#ffffff", "bg_color": EPICEA})

    def ecrire(self) -> None:
        """Four sheets."""
        self._synthese()
        tableau = tableau_des_fiches(self.c, self.c.rapprochees)
        self._feuille("Fiches", tableau.entetes, tableau.lignes, (54, 12, 16, 16, 14, 14, 10))
        differences = [
            (r.ligne.intitule, d.sous_action, d.libelle, d.avant, d.apres)
            for r in self.c.rapprochees
            for d in self.c.details.get(r.ligne.ref, ())
        ]
        self._feuille(
            "Différences", ("Fiche", "Sous-action", "Champ", "Avant", "Après"), differences, (40, 28, 24, 60, 60)
        )
        passages = tableau_des_passages(self.c)
        self._feuille("Passage des statuts", passages.entetes, passages.lignes, (34, *[14] * 9), chiffres=True)

    def _synthese(self) -> None:
        feuille = self.classeur.add_worksheet("Synthèse")
        feuille.set_column(0, 0, 34)
        feuille.set_column(1, 3, 22)
        feuille.write_string(0, 0, self.c.titre, self.titre)
        feuille.write_string(1, 0, "".join(self.c.phrase), self.sous)
        feuille.write_string(2, 0, _jours(self.c), self.sous)
        rang = 4
        for tableau in (tableau_de_synthese(self.c), tableau_des_axes(self.c)):
            rang = self._lignes(feuille, rang, tableau.entetes, tableau.lignes) + 1
        self._graphique(feuille, rang)

    def _graphique(self, feuille: object, rang: int) -> None:
        """A native chart: fiches by statut at both moments, whose figures are under the tables."""
        avant, apres = self.c.avant.synthese.par_statut, self.c.apres.synthese.par_statut
        statuts = [s for s in ORDRE_DES_STATUTS if avant[s] or apres[s]]
        if not statuts:
            return
        lignes = [(dire_statut(s), str(avant[s]), str(apres[s])) for s in statuts]
        bas = self._lignes(
            feuille, rang, ("Fiches par statut", self.c.avant.nom, self.c.apres.nom), lignes, chiffres=True
        )
        graphique = self.classeur.add_chart({"type": "column"})
        for colonne, couleur in ((1, "#8a9a95"), (2, EPICEA)):
            graphique.add_series({
                "name": ["Synthèse", rang, colonne],
                "categories": ["Synthèse", rang + 1, 0, bas - 1, 0],
                "values": ["Synthèse", rang + 1, colonne, bas - 1, colonne],
                "fill": {"color": couleur},
            })  # fmt: skip
        graphique.set_title({"name": "Fiches par statut", "name_font": {"size": 12}})
        graphique.set_legend({"position": "bottom"})
        feuille.insert_chart(4, 5, graphique, {"description": "Fiches par statut aux deux moments"})  # type: ignore[attr-defined]

    def _feuille(
        self, nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[str]], largeurs: Sequence[int], *,
        chiffres: bool = False,
    ) -> None:  # fmt: skip
        feuille = self.classeur.add_worksheet(nom)
        for colonne, largeur in enumerate(largeurs):
            feuille.set_column(colonne, colonne, largeur)
        bas = self._lignes(feuille, 0, entetes, lignes, chiffres=chiffres)
        feuille.freeze_panes(1, 1)
        feuille.autofilter(0, 0, max(bas - 1, 1), len(entetes) - 1)

    def _lignes(
        self, feuille: object, rang: int, entetes: Sequence[str], lignes: Iterable[Sequence[str]], *,
        chiffres: bool = False,
    ) -> int:  # fmt: skip
        """Writes a table and returns the row below it."""
        for colonne, entete in enumerate(entetes):
            feuille.write_string(rang, colonne, entete, self.entete)  # type: ignore[attr-defined]
        for ligne in lignes:
            rang += 1
            for colonne, mots in enumerate(ligne):
                if chiffres and colonne and mots:
                    feuille.write_number(rang, colonne, int(mots), self.nombre)  # type: ignore[attr-defined]
                else:
                    feuille.write_string(rang, colonne, mots[:CELLULE_MAX], self.texte)  # type: ignore[attr-defined]
        return rang + 1


ECRIRE = {"xlsx": en_xlsx, "docx": en_docx, "pdf": en_pdf}
"""How each format is written."""
