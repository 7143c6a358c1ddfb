"""The table: columns chosen, sorted, edited in place, many rows at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.filtres_proposes import Niveau, Tri
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.queries.arbre import nom_sans_numero
from cordee.plans.queries.liste import PAR_PAGE
from cordee.plans.views.champs.cellules import composer_cellules
from cordee.plans.views.vues import Cadre, composer_adresse, suite_de, tailles_en_adresse
from cordee.plans.views.vues.lignes import Ligne, composer_ligne
from cordee.plans.views.vues.pages import composer_pages


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column that can be shown; `tri` when it sorts, `champ` when it is an added field."""

    cle: str
    libelle: str
    tri: Tri | None = None
    chiffres: bool = False
    defaut: bool = True
    champ: Definition | None = None

    @property
    def mot_du_tri(self) -> str:
        """How an address asks to sort by it."""
        return self.champ.cle if self.champ is not None else str(self.tri)


COLONNES = (
    Colonne("parente", "Fiche parente", defaut=False),
    Colonne("plan", "Plan", defaut=False),
    Colonne("statut", "Statut", Tri.STATUT),
    Colonne("validation", "Validation"),
    Colonne("priorite", "Priorité", Tri.PRIORITE),
    Colonne("pilote", "Pilote"),
    Colonne("referent", "Élu·e référent·e", defaut=False),
    Colonne("service", "Service", defaut=False),
    Colonne("debut", "Début", Tri.DEBUT, defaut=False),
    Colonne("fin", "Échéance", Tri.FIN),
    Colonne("avancement", "Avancement", Tri.AVANCEMENT, chiffres=True),
    Colonne("budget", "Budget HT", Tri.BUDGET, chiffres=True),
    Colonne("mesures", "Sert la mesure"),
    Colonne("etiquettes", "Étiquettes", defaut=False),
    Colonne("modifiee", "Modifiée", Tri.MODIFIEE, defaut=False),
)


LECTURES = {
    "service": "acteurs", "etiquettes": "acteurs", "budget": "budgets", "mesures": "mesures", "plan": "placements",
}  # fmt: skip
"""What some columns have to read around each fiche."""


@dataclass(frozen=True, slots=True)
class EnTete:
    """Head of a column: the address that sorts by it, and the present sense (`asc`, `desc`, empty)."""

    colonne: Colonne
    adresse: str
    sens: str


@dataclass(frozen=True)
class Groupe:
    """Rows under one axe; `numero` and `nom` empty outside a plan."""

    numero: str
    nom: str
    lignes: list[Ligne]


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/tableau.html."""
    pages = composer_pages(cadre, PAR_PAGE, au_choix=True)
    choisies = colonnes_choisies(cadre)
    champs = [colonne.champ for colonne in choisies if colonne.champ is not None]
    autour = {LECTURES[c.cle] for c in choisies if c.cle in LECTURES}
    lues = cadre.lire(cadre.ids[pages.debut : pages.fin], autour, champs)
    lignes = [
        composer_ligne(lue, cadre.collectivite.siren, champs=composer_cellules(lue, champs, edite=cadre.editable))
        for lue in lues
    ]
    return {
        "colonnes": choisies,
        "toutes_colonnes": [(colonne, colonne in choisies) for colonne in colonnes_possibles(cadre)],
        "entetes": [_entete(cadre, colonne) for colonne in choisies],
        "entete_titre": _entete(cadre, Colonne("titre", "Fiche", Tri.TITRE)),
        "groupes": grouper(cadre, lignes),
        "pages": pages,
        "largeur": len(choisies) + 2,
        "cles": tuple(colonne.cle for colonne in choisies),
        "lot_de_la_liste": lot_de_la_liste(cadre),
        "tailles_cachees": tailles_en_adresse(cadre.request),
        "cles_json": json.dumps({"col": [colonne.cle for colonne in choisies]}),
    }


def lot_de_la_liste(cadre: Cadre) -> str:
    """Address of the bulk edit of every fiche that passes the filters."""
    paires = [("liste", urlencode(cadre.filtres.paires())), ("retour", cadre.request.get_full_path())]
    if cadre.plan is not None:
        paires.append(("plan", str(cadre.plan.pk)))
    return reverse("lot", args=[cadre.collectivite.siren]) + composer_adresse(paires)


def colonnes_possibles(cadre: Cadre) -> list[Colonne]:
    """Columns that mean something here."""
    presentes = {
        "plan": cadre.plan is None,
        "validation": bool(cadre.en_circuit),
        "parente": cadre.niveau is not Niveau.FICHES,
    }
    absentes = {cle for cle, la in presentes.items() if not la}
    fixes = [c for c in COLONNES if c.cle not in absentes]
    return [*fixes, *(colonne_de(definition) for definition in cadre.champs)]


def colonne_de(definition: Definition) -> Colonne:
    """The column of an added field."""
    nombre = definition.genre is GenreChamp.NOMBRE
    return Colonne(definition.cle, definition.libelle, Tri.CHAMP, nombre, defaut=False, champ=definition)


def colonnes_choisies(cadre: Cadre) -> list[Colonne]:
    """Columns of the address (`?col=`), else the usual ones. Outside a plan, its name takes the room of the mesures; so
    do the validation, where there is one, and the fiche above, where sous-fiches are shown: those are seldom budgeted,
    and never validated by themselves."""
    voulues = set(cadre.request.GET.getlist("col"))
    possibles = colonnes_possibles(cadre)
    choisies = [c for c in possibles if c.cle in voulues]
    if choisies:
        return choisies
    sous = cadre.niveau is not Niveau.FICHES
    montrees = {"plan": cadre.plan is None, "parente": sous}
    montrees["mesures"] = not (cadre.plan is None or cadre.en_circuit or sous)
    if sous:
        montrees |= {"validation": False, "budget": False}
    return [c for c in possibles if montrees.get(c.cle, c.defaut)]


def _entete(cadre: Cadre, colonne: Colonne) -> EnTete:
    filtres = cadre.filtres
    if colonne.tri is None:
        return EnTete(colonne, "", "")
    actif = filtres.mot_du_tri == colonne.mot_du_tri
    sens = ("desc" if filtres.decroissant else "asc") if actif else ""
    voulu = f"-{colonne.mot_du_tri}" if sens == "asc" else colonne.mot_du_tri
    return EnTete(colonne, cadre.adresse(tri=voulu) + suite_de(cadre), sens)


def grouper(cadre: Cadre, lignes: list[Ligne]) -> list[Groupe]:
    """Rows by axe when the list follows the plan, all together otherwise."""
    if cadre.plan is None or cadre.filtres.tri is not Tri.PLAN or cadre.filtres.texte or not cadre.arbre.par_id:
        return [Groupe("", "", lignes)]
    groupes: list[Groupe] = []
    courant: object = object()
    for ligne in lignes:
        if ligne.axe_id != courant:
            courant = ligne.axe_id
            branche = cadre.arbre.par_id.get(ligne.axe_id or 0)
            groupes.append(
                Groupe(branche.numero, nom_sans_numero(branche), [])
                if branche is not None
                else Groupe("", "Hors de tout axe", [])
            )
        groupes[-1].lignes.append(ligne)
    return groupes
