"""The tab « Répartition »: the fiches of a list counted by a property, or by two (docs/calculs/repartitions.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import INSECABLE
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.repartitions import (
    PAR_PROPRIETE,
    PROPRIETES,
    Chiffre,
    Croisement,
    Mesure,
    Part,
    Propriete,
    Repartition,
    echelle,
)
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.releves import sommes_of
from cordee.plans.queries.repartitions import Comptables, croiser_proprietes, repartir
from cordee.plans.queries.visibilite import list_plans_for
from cordee.plans.views.montants import euros_entre
from cordee.plans.views.vues import Cadre, composer_adresse
from cordee.socle.barres import largeur

PAR_DEFAUT = "statut"
Familles = list[tuple[str, list[Propriete]]]


@dataclass(frozen=True, slots=True)
class Barre:
    """A value: its words, its number and its share as they are written, the length of its bar in percent, and the list
    of its fiches (empty: no address asks for it). `classe` draws a statut with its texture."""

    cle: str
    libelle: str
    nombre: int
    chiffre: str
    part: str
    longueur: str
    adresse: str
    classe: str


@dataclass(frozen=True, slots=True)
class Case:
    """A cell of a crossing; `fort` from 0 to 4 shades it."""

    chiffre: str
    mots: str
    adresse: str
    fort: int


@dataclass(frozen=True)
class Demande:
    """What the address asks of the tab; `autre` is None without a second property."""

    propriete: Propriete
    autre: Propriete | None
    mesure: Mesure


def lire_demande(cadre: Cadre) -> Demande:
    """Unknown words are dropped, and a property of the axes outside a plan."""
    lues = cadre.request.GET
    propriete = _propriete(cadre, lues.get("par", "")) or PAR_PROPRIETE[PAR_DEFAUT]
    autre = _propriete(cadre, lues.get("et", ""))
    mesure = lues.get("mesurer", "")
    return Demande(
        propriete,
        autre if autre is not propriete else None,
        Mesure(mesure) if mesure in Mesure._value2member_map_ else Mesure.NOMBRE,
    )


def _propriete(cadre: Cadre, cle: str) -> Propriete | None:
    propriete = PAR_PROPRIETE.get(cle)
    return None if propriete is None or (propriete.du_plan and cadre.plan is None) else propriete


def composer(cadre: Cadre) -> dict[str, Any]:
    """Context of plans/vues/repartition.html: two queries at most, one more for budgets, and those of the frame."""
    demande = lire_demande(cadre)
    comptables = comptables_of(cadre, demande)
    contexte: dict[str, Any] = {
        "demande": demande,
        "familles_par": lister_familles(cadre.plan is not None),
        "mesures": Mesure.choices(),
        "csv": _adresse_csv(cadre),
        "garder": _adresse_du_tableau(cadre, demande),
    }
    if demande.autre is None:
        repartition = repartir(comptables, demande.propriete, demande.mesure)
        return contexte | {
            "repartition": repartition,
            "barres": composer_barres(
                repartition, demande.mesure, lambda changes: _liste(cadre, changes), cadre.filtres
            ),
        }
    croisement = croiser_proprietes(comptables, demande.propriete, demande.autre, demande.mesure)
    return contexte | {"croisement": croisement, "rangs": _ranger(cadre, demande, croisement)}


def comptables_of(cadre: Cadre, demande: Demande) -> Comptables:
    """The fiches of the list, ready to be counted. One query when a property is the plan."""
    ids = cadre.resume.ids_des_racines if not cadre.filtres.nombre else "[" + ",".join(map(str, cadre.ids)) + "]"
    proprietes = (demande.propriete, demande.autre)
    par_plan = any(propriete is not None and propriete.cle == "plan" for propriete in proprietes)
    plans = list_plans_for(cadre.request.user, cadre.collectivite).values_list("pk", "nom") if par_plan else ()
    return Comptables(
        ids,
        cadre.total,
        Regard(cadre.collectivite, cadre.aujourdhui, cadre.plan),
        dict(plans),
        cadre.arbre,
        lambda: cadre.resume.avancements,
        lambda: sommes_of(cadre.resume).prevus,
    )


def lister_familles(dans_un_plan: bool) -> Familles:
    """Properties to choose from, by family, in their order."""
    familles: dict[str, list[Propriete]] = {}
    for propriete in PROPRIETES:
        if dans_un_plan or not propriete.du_plan:
            familles.setdefault(propriete.famille, []).append(propriete)
    return list(familles.items())


def _liste(cadre: Cadre, changes: dict[str, str]) -> str:
    return cadre.adresse(vue="tableau", **changes)


def _adresse_csv(cadre: Cadre) -> str:
    siren = cadre.collectivite.siren
    if cadre.plan is None:
        return reverse("fiches_repartition", args=[siren]) + cadre.adresse()
    return reverse("plan_repartition", args=[siren, cadre.plan.pk]) + cadre.adresse()


def _adresse_du_tableau(cadre: Cadre, demande: Demande) -> str:
    """Where this répartition becomes a module of one's dashboard; the plan looked at is one filter more there."""
    filtres = [(cle, valeur) for cle, valeur in cadre.filtres.paires() if cle != "tri"]
    if cadre.plan is not None and "plan" not in cadre.filtres.valeurs:
        filtres.append(("plan", str(cadre.plan.pk)))
    choix = [("genre", "repartition"), ("mod-propriete", demande.propriete.cle), ("mod-mesure", str(demande.mesure))]
    adresse = reverse("tableau_ajouter", args=[cadre.collectivite.siren, "mien"])
    return adresse + composer_adresse([*choix, *filtres])


# -- one property ----------------------------------------------------------------------------------------------------
def composer_barres(repartition: Repartition, mesure: Mesure, mener: Any, filtres: Filtres) -> list[Barre]:
    """Rows of the chart, which are those of its table. `mener` gives the address of the list with one filter more."""
    longueur = echelle(repartition.parts, mesure)
    return [_barre(repartition, part, mesure, longueur(part), mener, filtres) for part in repartition.parts]


def _barre(
    repartition: Repartition, part: Part, mesure: Mesure, longueur: float, mener: Any, filtres: Filtres
) -> Barre:  # fmt: skip
    propriete, cle = repartition.propriete, part.valeur.cle
    classe = f"pl-s-{'sans_statut' if cle == 'sans' else cle}" if propriete.cle == "statut" else "rp-barre-f"
    return Barre(
        cle=cle,
        libelle=part.valeur.libelle,
        nombre=part.nombre,
        chiffre=dire_chiffre(part.mesure, mesure),
        part=pourcent(part.nombre / repartition.total, 0) if repartition.total else "",
        longueur=largeur(longueur),
        adresse=mener({propriete.filtre: cle}) if propriete.peut_mener(cle, filtres) else "",
        classe=classe,
    )


def dire_chiffre(chiffre: Chiffre, mesure: Mesure) -> str:
    """`12`, `64 k€ à 80 k€`, `46 %`; a dash for nothing."""
    if chiffre is None:
        return "—"
    if isinstance(chiffre, Fourchette):
        return euros_entre(chiffre)
    return f"{formater(chiffre, 0)}{INSECABLE}%" if mesure is Mesure.AVANCEMENT else formater(chiffre, 0)


# -- two properties --------------------------------------------------------------------------------------------------
def _ranger(cadre: Cadre, demande: Demande, croisement: Croisement) -> list[tuple[str, list[Case]]]:
    autre = demande.autre
    assert autre is not None
    maximum = max((_poids(c.mesure, c.nombre) for c in croisement.cellules.values()), default=0.0)
    rangs = []
    for ligne in croisement.lignes:
        cases = []
        for colonne in croisement.colonnes:
            cellule = croisement.cellules.get((ligne.cle, colonne.cle))
            if cellule is None:
                cases.append(Case("", "", "", 0))
                continue
            mene = (
                demande.propriete.filtre != autre.filtre
                and demande.propriete.peut_mener(ligne.cle, cadre.filtres)
                and autre.peut_mener(colonne.cle, cadre.filtres)
            )
            changes = {demande.propriete.filtre: ligne.cle, autre.filtre: colonne.cle}
            poids = _poids(cellule.mesure, cellule.nombre)
            cases.append(
                Case(
                    dire_chiffre(cellule.mesure, demande.mesure),
                    f"{ligne.libelle}, {colonne.libelle}",
                    _liste(cadre, changes) if mene else "",
                    1 + int(3 * poids / maximum) if maximum and poids else 0,
                )
            )
        rangs.append((ligne.libelle, cases))
    return rangs


def _poids(chiffre: Chiffre, nombre: int) -> float:
    return float(chiffre.haut) if isinstance(chiffre, Fourchette) else float(chiffre or 0)
