"""The spreadsheet that people fill to import a plan: headers, drop-down lists, an explanation and an example apart."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from cordee.plans.domain.listes import BaseMontant, Participation, Priorite, RythmeCout, StatutFiche

EPICEA, ENCRE, PAPIER = "#1d5240", "#1b292c", "#f8f5ee"
LIGNES = 2000
"""Rows under the drop-down lists."""
COLONNES: tuple[tuple[str, int, str], ...] = (
    ("Axe (x)", 28, "1. Se loger sobrement"),
    ("Sous-axe (x.x)", 28, "1.1 Rénover"),
    ("Sous-sous axe (x.x.x)", 22, ""),
    ("Titre de l'action", 40, "1.1.1 Isoler les écoles du bourg"),
    ("Titre de la sous-action", 32, ""),
    ("Descriptif", 50, "Trois écoles, par lots, pendant les vacances."),
    ("Enjeux et contexte", 40, ""),
    ("Objectifs", 40, "Baisser de 40 % la consommation de chauffage."),
    ("Indicateurs liés", 34, "Nombre d'écoles isolées ; Chauffage des écoles (MWh/an)"),
    ("Instances de gouvernance", 24, ""),
    ("Structure pilote", 24, "Communauté de communes"),
    ("Moyens humains et techniques", 30, "0,2 ETP"),
    ("Partenaires", 28, "Région, Agence locale de l'énergie"),
    ("Direction ou service pilote", 24, "Service bâtiments"),
    ("Personne pilote", 22, "Camille Roux"),
    ("Élu·e référent·e", 22, ""),
    ("Participation Citoyenne", 18, "Information"),
    ("Public-cible", 24, ""),
    ("Financements", 28, ""),
    ("Financeur 1", 20, "Région"),
    ("Montant € HT", 14, "40000"),
    ("Aide (Aides-territoires)", 26, "https://aides-territoires.beta.gouv.fr/aides/1a2b-renover-les-ecoles/"),
    ("Financeur 2", 20, ""),
    ("Montant € HT", 14, ""),
    ("Budget investissement", 16, "180000"),
    ("Budget investissement au plus", 16, "220000"),
    ("Budget fonctionnement", 16, ""),
    ("Budget fonctionnement au plus", 16, ""),
    ("Coût évité (€)", 14, "9000"),
    ("Coût évité : HT ou TTC", 12, "HT"),
    ("Coût évité : par an ou en tout", 14, "par an"),
    ("Statut", 14, "En cours"),
    ("Date de l'état", 14, "12/03/2026"),
    ("Niveau de priorité", 14, "Élevée"),
    ("Date de début", 14, "03/2026"),
    ("Date de fin", 14, "2028"),
    ("Action en amélioration continue", 16, "Non"),
    ("Mesures liées", 18, ""),
    ("Actions liées", 24, ""),
    ("Notes", 30, "12/03/2026 : marché attribué"),
    ("Documents et liens", 30, ""),
)
"""Header, width in characters, cell of the example."""
LISTES = {
    "Statut": [membre.libelle for membre in StatutFiche],
    "Niveau de priorité": [membre.libelle for membre in Priorite],
    "Participation Citoyenne": [membre.libelle for membre in Participation],
    "Action en amélioration continue": ["Oui", "Non"],
    "Coût évité : HT ou TTC": [membre.libelle for membre in BaseMontant],
    "Coût évité : par an ou en tout": [membre.libelle for membre in RythmeCout],
}
MODE_D_EMPLOI = (
    ("Une ligne par action", "Répétez l'axe sur chaque ligne. Une ligne qui n'a qu'un axe crée un axe vide."),
    (
        "Les sous-actions",
        "Une ligne de plus, avec le titre de l'action et celui de la sous-action. L'action garde sa ligne.",
    ),
    ("Les numéros", "Écrivez-les devant le titre (1.1.1 Isoler les écoles) : ils serviront à mettre le plan à jour."),
    ("Plusieurs noms", "Séparez-les par des virgules, des points-virgules ou des retours à la ligne."),
    ("Les dates", "31/12/2028, 12/2028 ou 2028 : Cordée retient ce que vous savez, pas plus."),
    (
        "Les montants",
        "Un nombre par cellule. Une fourchette : le bas dans « Budget », le haut dans « au plus ». Une explication "
        "va dans « Financements ».",
    ),
    ("L'état", "« Date de l'état » est le jour où le statut a été constaté : il peut être passé, jamais à venir."),
    ("Les colonnes", "Supprimez celles qui ne vous servent pas, changez leur ordre : les en-têtes suffisent."),
    ("Les cellules vides", "À la mise à jour d'un plan, une cellule vide laisse ce qui est déjà écrit."),
)


def modele_d_import() -> bytes:
    """Bytes of the XLSX to fill."""
    tampon = BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False}) as classeur:
        classeur.set_properties({"title": "Importer un plan dans Cordée", "author": "Cordée"})
        base = {"font_name": "Calibri", "font_size": 10, "text_wrap": True, "valign": "top", "font_color": ENCRE}
        styles = {
            "entete": classeur.add_format({**base, "bold": True, "font_color": "#ffffff", "bg_color": EPICEA}),
            "texte": classeur.add_format(base),
            "gras": classeur.add_format({**base, "bold": True}),
        }
        _actions(classeur.add_worksheet("Actions"), styles)
        _mode_d_emploi(classeur.add_worksheet("Mode d'emploi"), styles)
        _exemple(classeur.add_worksheet("Exemple"), styles)
    return tampon.getvalue()


def _entetes(feuille: Any, styles: dict[str, Any]) -> None:
    for rang, (entete, largeur, _) in enumerate(COLONNES):
        feuille.set_column(rang, rang, largeur, styles["texte"])
        feuille.write_string(0, rang, entete, styles["entete"])
    feuille.set_row(0, 32)
    feuille.freeze_panes(1, 4)


def _actions(feuille: Any, styles: dict[str, Any]) -> None:
    _entetes(feuille, styles)
    for rang, (entete, _, _) in enumerate(COLONNES):
        if entete in LISTES:
            choix = {"validate": "list", "source": LISTES[entete], "error_type": "warning"}
            feuille.data_validation(1, rang, LIGNES, rang, choix)
    feuille.autofilter(0, 0, LIGNES, len(COLONNES) - 1)
    feuille.activate()


def _mode_d_emploi(feuille: Any, styles: dict[str, Any]) -> None:
    feuille.set_column(0, 0, 24)
    feuille.set_column(1, 1, 90)
    feuille.hide_gridlines(2)
    for rang, (titre, texte) in enumerate(MODE_D_EMPLOI):
        feuille.write_string(rang, 0, titre, styles["gras"])
        feuille.write_string(rang, 1, texte, styles["texte"])


def _exemple(feuille: Any, styles: dict[str, Any]) -> None:
    """The same columns side by side, so that nobody takes the example for a row to import."""
    feuille.set_column(0, 0, 34)
    feuille.set_column(1, 1, 70)
    feuille.write_string(0, 0, "Dans la colonne", styles["entete"])
    feuille.write_string(0, 1, "on peut écrire, par exemple", styles["entete"])
    remplies = [(entete, exemple) for entete, _, exemple in COLONNES if exemple]
    for rang, (entete, exemple) in enumerate(remplies, 1):
        feuille.write_string(rang, 0, entete, styles["gras"])
        feuille.write_string(rang, 1, exemple, styles["texte"])
