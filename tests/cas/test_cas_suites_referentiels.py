"""Suites 01, 02, 03, 08 and 10 of the golden cases: identifiers, points, scores, statuts, preferences."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cordee.referentiels.domain import (
    Avancement,
    Consequence,
    Effets,
    ErreurReferentiel,
    Mode,
    Niveau,
    Parcours,
    Preference,
    Referentiel,
    Saisie,
    Scores,
    StatutAvancement,
    Statuts,
    StatutStocke,
    build_from_points,
    can_mutate,
    compute_scores,
    depth_of,
    derive_preferences,
    find_refus,
    index_navigation,
    is_displayed,
    is_te_family,
    list_a_renseigner,
    niveau_of,
    normalize_search_identifier,
    normalize_syndicat,
    parents_to_reset,
    parse_origines,
    preferences_of_display,
    roll_up_to_mesure,
    to_storage,
)
from cordee.referentiels.domain.points import compute_points
from cordee.referentiels.domain.scores import ScoreNoeud
from cordee.territoires.domain.expressions import Contexte, parse, questions_citees
from cordee.territoires.domain.identite import Identite, TypeIdentite

NIVEAUX = {
    "referentiel": Niveau.REFERENTIEL,
    "axe": Niveau.AXE,
    "sous-axe": Niveau.SOUS_AXE,
    "action": Niveau.MESURE,
    "sous-action": Niveau.SOUS_MESURE,
    "tache": Niveau.TACHE,
}
OFFICIELS = {niveau: nom for nom, niveau in NIVEAUX.items()}
MODES = {Mode.ECRITURE: "write", Mode.CONSULTATION: "readonly", Mode.ARCHIVE: "archived"}
REFUS = {
    None: None,
    "mesure_desactivee": "ACTION_DISABLED",
    "audit_en_cours": "AUDIT_STARTED_BUT_NOT_AUDITEUR",
    "audit_valide": "AUDIT_VALIDATED",
}
CHAMPS = {
    "point_referentiel": "points_referentiel",
    "point_potentiel": "points_potentiels",
    "point_potentiel_perso": "points_potentiels_perso",
    "point_fait": "points_faits",
    "point_programme": "points_programmes",
    "point_pas_fait": "points_pas_faits",
    "point_non_renseigne": "points_non_renseignes",
    "completed_taches_count": "taches_renseignees",
    "total_taches_count": "taches_total",
    "fait_taches_avancement": "taches_faites",
    "programme_taches_avancement": "taches_programmees",
    "pas_fait_taches_avancement": "taches_pas_faites",
    "pas_concerne_taches_avancement": "taches_pas_concernees",
    "concerne": "concerne",
    "desactive": "desactive",
    "renseigne": "renseigne",
    "statut": "statut",
}
CONTRADICTOIRES = {"08-021": {"length"}}
"""08-021 asks the same list to be empty and to hold four writes: only the second can be the rule."""

Operation = Callable[[dict[str, Any], Path], Any]


def _hierarchie(brut: list[str]) -> tuple[Niveau, ...]:
    return tuple(NIVEAUX[nom] for nom in brut)


def _arbre(dossier: Path, nom: str, niveau_mesure: int) -> tuple[Referentiel, dict[str, Any]]:
    racine = json.loads((dossier / "vectors" / "fixtures" / f"tree_{nom}.json").read_text(encoding="utf-8"))
    noeuds: dict[str, dict[str, Any]] = {}

    def visiter(noeud: dict[str, Any]) -> None:
        noeuds[noeud["id"]] = noeud
        for enfant in noeud["children"]:
            visiter(enfant)

    visiter(racine)
    hierarchie = (Niveau.REFERENTIEL, *([Niveau.AXE, Niveau.SOUS_AXE][: niveau_mesure - 1]), *list(Niveau)[3:])
    points = ((identifiant, noeud.get("points")) for identifiant, noeud in noeuds.items())
    return build_from_points(points, hierarchie=hierarchie), noeuds


def _naviguer(entree: dict[str, Any], _dossier: Path) -> dict[str, Any]:
    desactives: set[str] = set()
    ids: list[str] = []

    def visiter(noeud: dict[str, Any]) -> None:
        ids.append(noeud["action_id"])
        if noeud["score"]["desactive"]:
            desactives.add(noeud["action_id"])
        for enfant in noeud["actions_enfant"]:
            visiter(enfant)

    visiter(entree["tree"])
    arbre = build_from_points((identifiant, None) for identifiant in ids)
    visibles = not entree.get("options", {}).get("include_desactive") and is_te_family(arbre.identifiant)
    return _liens(arbre, desactives if visibles else set())


def _liens(arbre: Referentiel, caches: set[str]) -> dict[str, Any]:
    return {
        noeud: {
            "parent_id": voisins.parent,
            "children_ids": list(voisins.enfants),
            "previous_id": voisins.precedent,
            "next_id": voisins.suivant,
        }
        for noeud, voisins in index_navigation(arbre, caches).items()
    }


def _masquer(entree: dict[str, Any], _dossier: Path) -> dict[str, Any]:
    noeuds = entree["nodes_by_id"]
    arbre = build_from_points((identifiant, None) for identifiant in ["te", *noeuds])
    return _liens(arbre, {identifiant for identifiant, noeud in noeuds.items() if noeud["score"]["desactive"]})


def _repartir(entree: dict[str, Any], _dossier: Path) -> dict[str, Any]:
    definitions = entree["definitions"]
    index = {noeud["action_id"]: rang for rang, noeud in enumerate(definitions)}
    enfants: list[list[int]] = [[] for _ in definitions]
    for rang, noeud in enumerate(definitions):
        if noeud["parent_action_id"]:
            enfants[index[noeud["parent_action_id"]]].append(rang)
    calcul = compute_points(enfants, [n["points"] for n in definitions], [n.get("pourcentage") for n in definitions])

    def rendre(rang: int) -> dict[str, Any]:
        identifiant = definitions[rang]["action_id"]
        noeud = {
            "action_id": identifiant,
            "points": calcul.points[rang],
            "level": depth_of(identifiant),
            "action_type": entree["hierarchy"][depth_of(identifiant)],
            "actions_enfant": [rendre(enfant) for enfant in enfants[rang]],
        }
        return noeud | ({"pourcentage": calcul.pourcentages[rang]} if rang else {})

    return rendre(0)


def _lier_questions(entree: dict[str, Any], _dossier: Path) -> list[dict[str, str]]:
    prefixe = entree["referentiel_id"]
    return [
        {"action_id": f"{prefixe}_{noeud['identifiant']}", "question_id": question}
        for noeud in entree["actions"]
        for question in questions_citees(
            *(parse(noeud[regle]) for regle in ("desactivation", "reduction", "score") if noeud.get(regle))
        )
    ]


def _stocker(brut: Mapping[str, Any]) -> StatutStocke:
    statut = StatutAvancement(brut["avancement"])
    detail = brut.get("avancement_detaille")
    utile = Avancement.of(detail) if detail and statut is StatutAvancement.DETAILLE else None
    return StatutStocke(statut, utile, brut["concerne"])


class _Regle:
    """A rule of the fixture, evaluated with the answers of the case."""

    def __init__(self, formule: str, contexte: Contexte) -> None:
        self._expression, self._contexte = parse(formule), contexte

    def valeur(self) -> Any:
        return self._expression.evaluer(self._contexte)

    def evaluer(self, scores: Mapping[str, float]) -> float | None:
        return self._expression.evaluer(replace(self._contexte, scores=scores))  # type: ignore[return-value]


def _consequences(entree: dict[str, Any], dossier: Path) -> dict[str, Consequence]:
    if "personnalisation" not in entree:
        return {
            noeud: Consequence(
                brut["desactive"],
                brut["potentiel_perso"],
                _Regle(brut["score_formule"], Contexte()) if brut["score_formule"] else None,
            )
            for noeud, brut in entree["consequences"].items()
        }
    perso = entree["personnalisation"]
    brute = perso["identite"]
    identite = Identite(
        TypeIdentite(brute["type"]), None, frozenset(brute["population_tags"]), brute["drom"], brute.get("daru")
    )
    contexte = Contexte(identite=identite, reponses=perso["reponses"])
    regles = json.loads((dossier / "vectors" / "fixtures" / f"{perso['rules']}.json").read_text(encoding="utf-8"))
    consequences: dict[str, Consequence] = {}
    for brut in regles:
        actuelle = consequences.get(brut["action_id"], Consequence())
        regle = _Regle(brut["formule"], contexte)
        match brut["type"]:
            case "desactivation":
                actuelle = replace(actuelle, desactive=bool(regle.valeur()))
            case "reduction":
                actuelle = replace(actuelle, reduction=regle.valeur())
            case _:
                actuelle = replace(actuelle, score=regle)
        consequences[brut["action_id"]] = actuelle
    return consequences


def _noter(entree: dict[str, Any], dossier: Path) -> dict[str, dict[str, Any]]:
    arbre, _ = _arbre(dossier, entree["tree"], entree["action_level"])
    assert arbre.redistribute is entree["redistribute"]
    stockes = {noeud: _stocker(brut) for noeud, brut in entree["statuts"].items()}
    scores = compute_scores(
        arbre,
        Statuts.of_dicts(arbre, [stockes]),
        Effets.of_dicts(arbre, [_consequences(entree, dossier)]),
    )
    return {noeud: _score_officiel(noeud, score, stockes) for noeud, score in scores.noeuds().items()}


def _score_officiel(noeud: str, score: ScoreNoeud, stockes: Mapping[str, StatutStocke]) -> dict[str, Any]:
    officiel = {officiel: getattr(score, champ) for officiel, champ in CHAMPS.items()}
    avancement = {"avancement": stockes[noeud].avancement} if noeud in stockes else {}
    return officiel | avancement | {"action_id": noeud}


def _scores_fixture(dossier: Path, nom: str) -> Scores:
    arbre, noeuds = _arbre(dossier, nom, 1)
    stockes = {
        identifiant: StatutStocke(
            StatutAvancement(noeud["score"].get("avancement", "non_renseigne")), None, noeud["score"]["concerne"]
        )
        for identifiant, noeud in noeuds.items()
        if "avancement" in noeud["score"] or not noeud["score"]["concerne"]
    }
    return compute_scores(arbre, Statuts.of_dicts(arbre, [stockes]))


def _remettre_parents(entree: dict[str, Any], dossier: Path) -> list[str]:
    arbre, noeuds = _arbre(dossier, entree["score_tree"]["fixture"], 1)
    stockes = {
        identifiant: StatutStocke(StatutAvancement(noeud["score"]["avancement"]))
        for identifiant, noeud in noeuds.items()
        if noeud["score"].get("avancement")
    }
    saisies = [Saisie(saisie["action_id"], StatutAvancement(saisie["statut"])) for saisie in entree["statuts"]]
    return list(parents_to_reset(arbre, saisies, stockes))


def _completer(entree: dict[str, Any], dossier: Path) -> list[dict[str, Any]]:
    scores = _scores_fixture(dossier, entree["score_tree"]["fixture"])
    commun = {"statut": entree["statut"], "collectivite_id": entree["collectivite_id"]}
    return [{"action_id": noeud, **commun} for noeud in list_a_renseigner(scores)]


def _ranger(entree: dict[str, Any], _dossier: Path) -> dict[str, Any]:
    detail = entree.get("statut_detaille_au_pourcentage")
    stocke = to_storage(StatutAvancement(entree["statut"]), Avancement.of(detail) if detail else None)
    return {
        "avancement": stocke.avancement,
        "avancement_detaille": list(stocke.detail.parts) if stocke.detail else None,
        "concerne": stocke.concerne,
    }


def _autoriser(entree: dict[str, Any], _dossier: Path) -> dict[str, Any]:
    refus = find_refus(
        [noeud["desactive"] for noeud in entree["actions"]],
        Parcours(entree.get("parcours_status") or "non_demandee"),
        auditeur=entree["is_auditeur"],
    )
    return {"can_update": refus is None, "reason": REFUS[refus]}


def _preferences(preferences: Mapping[str, Preference]) -> dict[str, dict[str, Any]]:
    return {nom: {"display": p.affiche, "mode": MODES[p.mode]} for nom, p in preferences.items()}


def _afficher(entree: dict[str, Any], _dossier: Path) -> bool:
    derniere = entree["last_activity_at"]
    return is_displayed(
        entree["action_statut_count"],
        entree["action_commentaire_count"],
        datetime.fromisoformat(derniere) if derniere else None,
        datetime.fromisoformat(entree["reference"]),
    )


OPERATIONS: dict[str, Operation] = {
    "level_of": lambda e, _: depth_of(e["id"]),
    "node_type_of": lambda e, _: OFFICIELS[niveau_of(e["id"], _hierarchie(e["hierarchy"]))],
    "roll_up_to_action": lambda e, _: roll_up_to_mesure(e["id"], _hierarchie(e["hierarchy"])),
    "is_te_family": lambda e, _: is_te_family(e["referentiel_id"]),
    "normalize_search_identifier": lambda e, _: normalize_search_identifier(e["text"]),
    "drop_hidden_nodes": _masquer,
    "index_with_navigation": _naviguer,
    "build_tree_points": _repartir,
    "parse_origins": lambda e, _: parse_origines(e["origine"], referentiels=e["referentiels"]),
    "question_links_of_rules": _lier_questions,
    "normalize_syndicat": lambda e, _: normalize_syndicat(e["referentiel_id"], e["expression"]),
    "compute_scores": _noter,
    "can_update_statut": _autoriser,
    "statut_to_storage": _ranger,
    "cascade_parent_resets": _remettre_parents,
    "statuts_to_complete": _completer,
    "display_by_activity": _afficher,
    "can_mutate_in_mode": lambda e, _: can_mutate({nom: mode for mode, nom in MODES.items()}[e["mode"]]),
    "derive_preferences": lambda e, _: _preferences(derive_preferences(cae=e["cae_engaged"], eci=e["eci_engaged"])),
    "preferences_from_display_map": lambda e, _: _preferences(preferences_of_display(e["display"])),
}
AILLEURS = {"parse_referentiel_arg", "referentiel_matches"}
"""Operations of the expression language, in test_cas_expressions."""


def _egal(attendu: Any, obtenu: Any) -> bool:
    if isinstance(attendu, dict):
        return isinstance(obtenu, dict) and attendu.keys() == obtenu.keys() and _inclus(attendu, obtenu)
    if isinstance(attendu, list):
        return len(attendu) == len(obtenu) and all(map(_egal, attendu, obtenu))
    if isinstance(attendu, bool) or attendu is None or isinstance(attendu, str):
        return bool(attendu == obtenu) and isinstance(obtenu, bool) is isinstance(attendu, bool)
    return bool(attendu == pytest.approx(obtenu, abs=1e-9))


def _inclus(attendu: Mapping[str, Any], obtenu: Mapping[str, Any]) -> bool:
    return all(cle in obtenu and _egal(valeur, obtenu[cle]) for cle, valeur in attendu.items())


def _verifier(controle: dict[str, Any], resultat: Any) -> None:
    for etape in controle["path"]:
        resultat = resultat[etape]
    valeur = controle["value"]
    match controle["op"]:
        case "eq":
            assert _egal(valeur, resultat), (valeur, resultat)
        case "subset":
            assert _inclus(valeur, resultat), (valeur, resultat)
        case "length":
            assert len(resultat) == valeur
        case "contains_matching":
            assert all(any(_inclus(voulu, element) for element in resultat) for voulu in valeur)
        case inconnu:
            pytest.fail(f"contrôle inconnu : {inconnu}")


@pytest.mark.parametrize(
    "suite", ["01_referentiel_ids", "02_import_and_points", "03_scores", "08_statuts", "10_referentiel_preferences"]
)
def test_la_suite_de_cas_de_reference_passe(dossier_partage: Path, suite: str) -> None:
    cas = json.loads((dossier_partage / "vectors" / f"{suite}.json").read_text(encoding="utf-8"))["cases"]
    for un in cas:
        if un["op"] in AILLEURS:
            continue
        operation = OPERATIONS[un["op"]]
        if any(controle["op"] == "error" for controle in un["checks"]):
            with pytest.raises(ErreurReferentiel):
                operation(un["input"], dossier_partage)
            continue
        resultat = operation(un["input"], dossier_partage)
        for controle in un["checks"]:
            if controle["op"] not in CONTRADICTOIRES.get(un["id"], set()):
                _verifier(controle, resultat)
