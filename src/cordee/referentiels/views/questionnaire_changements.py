"""View-models of what personnalisation changes in a référentiel, node by node with its reasons, and of what the rules
know of the collectivité besides its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import INSECABLE
from cordee.referentiels.domain import Consequence
from cordee.referentiels.queries.consequences import SEUIL, Hypothese, Simulation, Terrain
from cordee.referentiels.queries.definitions import ReferentielCharge
from cordee.referentiels.queries.personnalisation import Questionnaire
from cordee.referentiels.views.questionnaire_effets import NoeudCite, citer, points_signes, sens_de
from cordee.territoires.domain.expressions import TypeFormule, Valeur, expliquer, references
from cordee.territoires.domain.identite import SousType, TypeIdentite
from cordee.territoires.domain.questions import Question
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

Reponses = Sequence[tuple[str, Valeur]]
EffetsRetires = dict[tuple[str, str], Hypothese]
"""(référentiel, node) -> today without what personnalisation does to this node."""


@dataclass(frozen=True)
class Raison:
    """« Non » to a question (with its address), or an identity fact (without)."""

    mot: str
    question: str = ""
    url: str = ""


@dataclass(frozen=True)
class LigneChangement:
    """A node that the rules change. `glyphe` is non_concerne for a node taken out."""

    noeud: NoeudCite
    effet: str
    eteint: bool
    avant: str
    apres: str
    delta: str
    sens: str
    raisons: tuple[Raison, ...]


@dataclass(frozen=True)
class TableChangements:
    """Nodes changed in one référentiel."""

    code: str
    nom: str
    lignes: tuple[LigneChangement, ...]
    eteints: int


@dataclass(frozen=True)
class AttributIdentite:
    """One attribute that rules read, where it comes from, how many rules read it."""

    nom: str
    valeur: str
    source: str
    regles: int
    alerte: str = ""


# -- nodes changed ---------------------------------------------------------------------------------------------------
def retirer_effets(simulation: Simulation) -> EffetsRetires:
    """Asks the simulation what each effect is worth alone: one hypothesis per node changed."""
    return {
        (terrain.code, noeud): simulation.retirer_effet(terrain, noeud)
        for terrain in simulation.terrains
        for noeud in terrain.effets
    }


def composer_changements(
    questionnaire: Questionnaire, simulation: Simulation, retires: EffetsRetires
) -> tuple[TableChangements, ...]:
    """One table for each référentiel kept, nodes in the order of the référentiel."""
    return tuple(_table(questionnaire, simulation, terrain, retires) for terrain in simulation.terrains)


def _table(
    questionnaire: Questionnaire, simulation: Simulation, terrain: Terrain, retires: EffetsRetires
) -> TableChangements:
    lignes = []
    for noeud in sorted(terrain.effets, key=terrain.charge.arbre.position):
        consequence = terrain.effets[noeud]
        if consequence.score is None and not consequence.desactive and consequence.reduction == 1:
            continue
        lignes.append(_ligne(questionnaire, simulation, terrain, noeud, retires[terrain.code, noeud]))
    return TableChangements(terrain.code, terrain.nom, tuple(lignes), sum(ligne.eteint for ligne in lignes))


def _ligne(
    questionnaire: Questionnaire, simulation: Simulation, terrain: Terrain, noeud: str, sans: Hypothese
) -> LigneChangement:
    consequence, arbre = terrain.effets[noeud], terrain.charge.arbre
    initiaux = float(arbre.points[arbre.position(noeud)])
    apres = simulation.points_noeud(terrain, simulation.aujourdhui, noeud)
    avec, hors = (simulation.issue(terrain, h) for h in (simulation.aujourdhui, sans))
    delta, mot = avec.potentiel - hors.potentiel, ""
    if abs(delta) <= SEUIL and abs(avec.faits - hors.faits) > SEUIL:
        delta, mot = avec.faits - hors.faits, " au score"
    return LigneChangement(
        noeud=citer(terrain, questionnaire.collectivite.siren, noeud),
        effet=_effet(consequence),
        eteint=bool(consequence.desactive),
        avant=formater(initiaux, 2, souple=True) if initiaux == initiaux else "—",
        apres=formater(apres, 2, souple=True),
        delta=f"{points_signes(delta)}{mot}" if abs(delta) > SEUIL else "",
        sens=sens_de(delta),
        raisons=_raisons(questionnaire, terrain, noeud),
    )


def _effet(consequence: Consequence) -> str:
    if consequence.desactive:
        return "Désactivée"
    if consequence.reduction is not None:
        facteur = pourcent(consequence.reduction, 1, souple=True)
        if consequence.reduction < 1:
            return f"Réduite à {facteur}"
        return f"Portée à {facteur}" if consequence.reduction > 1 else "Score lié à une autre mesure"
    return "Score lié à une autre mesure"


def _raisons(questionnaire: Questionnaire, terrain: Terrain, noeud: str) -> tuple[Raison, ...]:
    """What the rules really read before they decided: answers given, identity facts that hold."""
    contexte = questionnaire.situation.contexte(terrain.charge.versionne)
    raisons: dict[tuple[str, str], Raison] = {}
    for regle in terrain.charge.regles_par_noeud.get(noeud, ()):
        if regle.type is TypeFormule.SCORE:
            for cite in references(regle.expression).scores:
                if cite != noeud:
                    numero = terrain.charge.noeud(cite).numero
                    raisons["score", cite] = Raison(f"Pas plus que la part faite de {numero}")
            continue
        lu = expliquer(regle.expression, contexte)
        if not _s_applique(regle.type, lu.valeur):
            continue
        donnees = [(code, valeur) for code, valeur in lu.reponses if valeur is not None]
        # A rule may also act because nothing was answered: then this is the reason.
        for code, valeur in donnees or _sans_reponse(questionnaire, lu.reponses):
            raisons["question", code] = _raison_question(questionnaire, code, valeur)
        for fait, vrai in lu.identite:
            if vrai:
                raisons["identite", "".join(fait)] = Raison(mot_fait(*fait))
    return tuple(raisons.values())


def _sans_reponse(questionnaire: Questionnaire, lues: Reponses) -> Reponses:
    """Questions that were read without an answer, among those asked."""
    return [(code, None) for code, _ in lues if code in questionnaire.situation.visibilite.actives]


def _s_applique(type_regle: TypeFormule, valeur: object) -> bool:
    """Whether the rule does something: switches the node off, or gives a factor."""
    if type_regle is TypeFormule.DESACTIVATION:
        return bool(valeur)
    return isinstance(valeur, (int, float)) and not isinstance(valeur, bool)


def _raison_question(questionnaire: Questionnaire, code: str, valeur: object) -> Raison:
    question = questionnaire.posees.get(code)
    if question is None:
        return Raison(f"{valeur}", code)
    adresse = reverse("thematique", args=[questionnaire.collectivite.siren, question.thematique])
    return Raison(_mot(question, valeur), question.formulation, f"{adresse}#q-{code}")


def _mot(question: Question, valeur: object) -> str:
    if valeur is None:
        return "Sans réponse"
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, (int, float)):
        return pourcent(valeur, 2, souple=True)
    return next((choix.formulation for choix in question.choix if choix.identifiant == valeur), str(valeur))


def mot_fait(champ: str, valeur: str) -> str:
    """An identity fact in words: « moins de 10 000 habitants »."""
    if champ == "population":
        sens, _, seuil = valeur.rpartition("_")
        debut = "Moins de" if sens.startswith("moins") else "Au moins"
        return f"{debut} {formater(int(seuil), 0)}{INSECABLE}habitants"
    return _FAITS.get((champ, valeur.lower()), f"{champ} : {valeur}")


_FAITS: Mapping[tuple[str, str], str] = {
    ("type", "epci"): "EPCI",
    ("type", "commune"): "Commune",
    ("type", "syndicat"): "Syndicat",
    ("soustype", SousType.SYNDICAT): "Syndicat",
    ("soustype", SousType.POLE): "Pôle",
    ("soustype", SousType.EPCI_A_FISCALITE_PROPRE): "EPCI à fiscalité propre",
    ("localisation", "dom"): "Outre-mer",
    ("localisation", "metropole"): "Métropole",
    ("dans_aire_urbaine", "oui"): "Dans une aire urbaine",
    ("dans_aire_urbaine", "non"): "Hors d'une aire urbaine",
}


# -- identity --------------------------------------------------------------------------------------------------------
def composer_identite(questionnaire: Questionnaire) -> tuple[AttributIdentite, ...]:
    """What the rules know besides the answers, with its source and how many rules of the opened référentiels read
    it."""
    collectivite, identite = questionnaire.collectivite, questionnaire.situation.identite
    lus = _regles_par_champ(questionnaire)
    return (
        AttributIdentite(
            "Type",
            "EPCI" if identite.type is TypeIdentite.EPCI else "Commune",
            f"Nature juridique : {Nature(collectivite.nature).label}",
            lus.get("type", 0),
            "Les règles ne connaissent que les EPCI et les communes : vous comptez comme une commune."
            if identite.type_presume
            else "",
        ),
        AttributIdentite(
            "Sous-type",
            _FAITS[("soustype", identite.soustype)] if identite.soustype else "Inconnu",
            f"Nature de la base nationale : {collectivite.nature_insee or 'non renseignée'}",
            lus.get("soustype", 0),
        ),
        AttributIdentite(
            "Population", _population(collectivite, _etiquettes_lues(questionnaire)), "Population totale (INSEE)",
            lus.get("population", 0),
        ),
        AttributIdentite("Outre-mer", _oui_non(identite.drom), "Région de la collectivité", lus.get("localisation", 0)),
        AttributIdentite(
            "Aire urbaine",
            _oui_non(identite.dans_aire_urbaine),
            "Aucune source ne le dit encore" if identite.dans_aire_urbaine is None else "Réglée par la collectivité",
            lus.get("dans_aire_urbaine", 0),
        ),
    )  # fmt: skip


def _regles_par_champ(questionnaire: Questionnaire) -> dict[str, int]:
    comptes: dict[str, int] = {}
    for terrain in questionnaire.terrains:
        for faits in faits_lus(terrain.charge):
            for champ in {champ for champ, _ in faits}:
                comptes[champ] = comptes.get(champ, 0) + 1
    return comptes


@lru_cache(maxsize=12)
def faits_lus(charge: ReferentielCharge) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Identity facts that each rule of a référentiel reads, for the rules that read some."""
    lus = (references(regle.expression).identite for regle in charge.regles)
    return tuple(faits for faits in lus if faits)


def _etiquettes_lues(questionnaire: Questionnaire) -> list[str]:
    """Population tags that hold and that a rule reads, smallest threshold first."""
    lues = {
        valeur
        for terrain in questionnaire.terrains
        for faits in faits_lus(terrain.charge)
        for champ, valeur in faits
        if champ == "population"
    }
    return sorted(lues & questionnaire.situation.identite.population, key=lambda e: int(e.rpartition("_")[2]))


def _population(collectivite: Collectivite, etiquettes: list[str]) -> str:
    if collectivite.population is None:
        return "Inconnue"
    total = f"{formater(collectivite.population, 0)}{INSECABLE}habitants"
    mots = [mot_fait("population", etiquette).lower().removesuffix(f"{INSECABLE}habitants") for etiquette in etiquettes]
    return f"{total} ({', '.join(mots)})" if mots else total


def _oui_non(valeur: bool | None) -> str:
    return "Inconnu" if valeur is None else "Oui" if valeur else "Non"
