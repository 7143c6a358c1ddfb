"""The kanban: a column a statut, or an option of an added field, cards moved by hand or by their menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.filtres_champs import SANS
from cordee.plans.domain.listes import SANS_STATUT, StatutFiche
from cordee.plans.queries.champs_personnalises import options_par_fiche
from cordee.plans.queries.liste import LigneFiche
from cordee.plans.views.champs.cellules import composer_cellules
from cordee.plans.views.vues import Cadre
from cordee.plans.views.vues.grille import placer
from cordee.plans.views.vues.lignes import Ligne, composer_ligne, ecrire_options

CARTES = 96
"""Cards written when the kanban opens, shared out between its columns."""
PAR_COLONNE = 12
"""At least, in each column."""
TOUJOURS = (StatutFiche.A_VENIR, StatutFiche.EN_COURS, StatutFiche.REALISE)
"""Columns of full width even when empty; the other empty ones are narrow, and there only for those who move cards."""
NON_DIT = "Non dit"


@dataclass(frozen=True)
class ColonneKanban:
    """One statut, or one option (`statut` is then its id, with its `couleur`); `total` may exceed the cards shown,
    `suite` is then the address of the whole list. `options` are those of the menu of its cards."""

    statut: str
    libelle: str
    glyphe: str
    total: int
    cartes: list[tuple[Ligne, str]]
    suite: str
    couleur: str = ""
    options: SafeString | str = ""

    @property
    def etroite(self) -> bool:
        """Whether the column is only a place where to put a card."""
        return not self.total and self.statut not in TOUJOURS


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/kanban.html; fiches are shared out in memory."""
    groupe = groupe_demande(cadre)
    colonnes = _par_statut(cadre) if groupe is None else _par_option(cadre, groupe)
    mobiles = any(carte.modifiable for colonne in colonnes for carte, _ in colonne.cartes)
    return {
        "colonnes_kanban": [colonne for colonne in colonnes if mobiles or not colonne.etroite],
        "groupes_kanban": [d for d in cadre.champs if d.genre.est_seul],
        "groupe": groupe.cle if groupe is not None else "",
        "nom_groupe": groupe.libelle if groupe is not None else "",
    }


def groupe_demande(cadre: Cadre) -> Definition | None:
    """The added field whose options make the columns (`?groupe=champ_12`), None for the statut."""
    voulu = cadre.request.GET.get("groupe", "")
    return next((d for d in cadre.champs if d.genre.est_seul and d.cle == voulu), None) if voulu else None


def _par_statut(cadre: Cadre) -> list[ColonneKanban]:
    rangees = _ranger(cadre, lambda pk: cadre.resume.fiches[pk].statut)
    cartes = _cartes(cadre, rangees, lambda ligne: ligne.fiche.statut, None)
    return [
        ColonneKanban(
            statut=statut,
            libelle=StatutFiche.libelle_de(statut, SANS_STATUT),
            glyphe=statut or "sans_statut",
            total=len(rangees.get(statut, ())),
            cartes=cartes.get(statut, []),
            suite=cadre.adresse(vue="tableau", statut=statut or SANS),
        )
        for statut in [*(str(s) for s in StatutFiche), ""]
    ]


def _par_option(cadre: Cadre, groupe: Definition) -> list[ColonneKanban]:
    portees = options_par_fiche(set(cadre.ids), groupe.pk)
    rangees = _ranger(cadre, lambda pk: str(portees.get(pk, "")))
    cartes = _cartes(cadre, rangees, lambda ligne: str(portees.get(ligne.fiche.pk, "")), groupe)
    options = [(str(option.pk), option.libelle, str(option.couleur)) for option in groupe.options]
    return [
        ColonneKanban(
            statut=valeur,
            libelle=libelle,
            glyphe=f"option-{valeur}",
            total=len(rangees.get(valeur, ())),
            cartes=cartes.get(valeur, []),
            suite=cadre.adresse(vue="tableau", **{groupe.cle: valeur or SANS}),
            couleur=couleur,
            options=ecrire_options(choix_du_groupe(groupe), valeur),
        )
        for valeur, libelle, couleur in [*options, ("", NON_DIT, "vide")]
    ]


def choix_du_groupe(groupe: Definition) -> tuple[tuple[str, str], ...]:
    """What the menu of a card proposes."""
    return (*((str(option.pk), option.libelle) for option in groupe.options), ("", NON_DIT))


def options_du_groupe(groupe: Definition, ligne: LigneFiche) -> SafeString:
    """The same, written for one card."""
    valeur = ligne.champs.get(groupe.pk)
    return ecrire_options(choix_du_groupe(groupe), str(valeur.options[0]) if valeur and valeur.options else "")


def _ranger(cadre: Cadre, cle: Callable[[int], str]) -> dict[str, list[int]]:
    rangees: dict[str, list[int]] = {}
    for pk in cadre.ids:
        rangees.setdefault(cle(pk), []).append(pk)
    return rangees


def _cartes(
    cadre: Cadre, rangees: dict[str, list[int]], cle: Callable[[LigneFiche], str], groupe: Definition | None
) -> dict[str, list[tuple[Ligne, str]]]:
    """The first cards of each column."""
    par_colonne = max(PAR_COLONNE, CARTES // max(1, len(rangees)))
    montrees = [pk for pks in rangees.values() for pk in pks[:par_colonne]]
    cartes: dict[str, list[tuple[Ligne, str]]] = {}
    for ligne in cadre.lire(montrees, {"mesures", "placements"}):
        carte = composer_carte(ligne, cadre.collectivite.siren, groupe, edite=cadre.editable)
        cartes.setdefault(cle(ligne), []).append((carte, placer(cadre, carte)))
    return cartes


def composer_carte(ligne: LigneFiche, siren: str, groupe: Definition | None, *, edite: bool) -> Ligne:
    """A card; in a kanban grouped by an added field, it moves when the person may change that field."""
    carte = composer_ligne(ligne, siren)
    if groupe is None:
        return carte
    return replace(carte, modifiable=composer_cellules(ligne, [groupe], edite=edite)[0].modifiable)
