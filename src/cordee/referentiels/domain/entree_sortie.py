"""JSON in, JSON out: whole cases of statuts and consequences, scored as one batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cordee.referentiels.domain.entrees import FACTEUR_MAX, Consequence, Effets, Statuts
from cordee.referentiels.domain.erreurs import AvancementInvalide, CalculImpossible, EntreeInvalide
from cordee.referentiels.domain.formules import FormuleExpression
from cordee.referentiels.domain.referentiel import Referentiel
from cordee.referentiels.domain.scores import CHAMPS, compute_scores
from cordee.referentiels.domain.statuts import STORED, Avancement, StatutAvancement, StatutStocke
from cordee.territoires.domain.expressions import ErreurExpression, parse, references

CHAMPS_SORTIE: Final = tuple(
    champ
    for champ in CHAMPS
    if champ not in ("taches_faites", "taches_programmees", "taches_pas_faites", "taches_pas_concernees")
)
"""Values written for each node."""

_AVANCEMENTS: Final = {statut.value: statut for statut in STORED}
_PARTS: Final = 3
_Cas = tuple[dict[str, StatutStocke], dict[str, Consequence]]


def calculer_cas(referentiel: Referentiel, entree: object) -> dict[str, Any]:
    """Scores of every node for every case of ``{"cas": [{"statuts": …, "consequences": …}, …]}``.

    Unknown nodes are ignored, « détaillé » without split counts as half fait, a quarter programmé, a quarter pas fait.
    Raises ``EntreeInvalide`` with every problem and its path when the input is malformed.
    """
    lecture = _Lecture()
    cas = lecture.read_entree(entree)
    if lecture.erreurs:
        raise EntreeInvalide(lecture.erreurs)
    statuts = Statuts.of_dicts(referentiel, [statuts for statuts, _ in cas])
    effets = Effets.of_dicts(referentiel, [consequences for _, consequences in cas])
    try:
        scores = compute_scores(referentiel, statuts, effets)
    except CalculImpossible as impossible:
        raise EntreeInvalide([str(impossible)]) from impossible
    return {"cas": [_restrict(noeuds) for noeuds in scores.as_dicts()]}


def _restrict(noeuds: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {identifiant: {champ: noeud[champ] for champ in CHAMPS_SORTIE} for identifiant, noeud in noeuds.items()}


class _Lecture:
    """Reading of an input: what it says, and every problem met with its path."""

    def __init__(self) -> None:
        self.erreurs: list[str] = []

    def read_entree(self, entree: object) -> list[_Cas]:
        if not isinstance(entree, dict) or not isinstance(entree.get("cas"), list):
            self._refuse("", "un objet avec une liste « cas » est attendu")
            return []
        return [self._read_cas(cas, f"cas[{rang}]") for rang, cas in enumerate(entree["cas"])]

    def _read_cas(self, cas: object, chemin: str) -> _Cas:
        if not isinstance(cas, dict):
            self._refuse(chemin, "un objet est attendu")
            return {}, {}
        statuts = {
            noeud: self._read_statut(valeur, f'{chemin}.statuts["{noeud}"]')
            for noeud, valeur in self._read_objet(cas, "statuts", chemin)
        }
        consequences = {
            noeud: self._read_consequence(valeur, f'{chemin}.consequences["{noeud}"]')
            for noeud, valeur in self._read_objet(cas, "consequences", chemin)
        }
        return statuts, consequences

    def _read_objet(self, cas: dict[str, Any], nom: str, chemin: str) -> list[tuple[str, Any]]:
        objet = cas.get(nom)
        if objet is None:
            return []
        if isinstance(objet, dict):
            return list(objet.items())
        self._refuse(f"{chemin}.{nom}", "un objet est attendu")
        return []

    def _read_statut(self, valeur: object, chemin: str) -> StatutStocke:
        if not isinstance(valeur, dict):
            self._refuse(chemin, "un objet est attendu")
            return StatutStocke()
        avancement, concerne = valeur.get("avancement"), valeur.get("concerne", True)
        statut = _AVANCEMENTS.get(avancement) if isinstance(avancement, str) else None
        if statut is None:
            self._refuse(f"{chemin}.avancement", f"l'une de ces valeurs est attendue : {', '.join(_AVANCEMENTS)}")
        if not isinstance(concerne, bool):
            self._refuse(f"{chemin}.concerne", "true ou false est attendu")
        detail = self._read_detail(valeur.get("detail"), statut, f"{chemin}.detail")
        return StatutStocke(statut or StatutAvancement.NON_RENSEIGNE, detail, bool(concerne))

    def _read_detail(self, valeur: object, statut: StatutAvancement | None, chemin: str) -> Avancement | None:
        """Split of a « détaillé »; that of another avancement is not used, only its form is checked."""
        if valeur is None:
            return None
        if not isinstance(valeur, list) or len(valeur) != _PARTS or not all(map(_is_nombre, valeur)):
            self._refuse(chemin, "trois nombres [fait, programmé, pas fait] ou null sont attendus")
            return None
        if statut is not StatutAvancement.DETAILLE:
            return None
        try:
            return Avancement.of(valeur)
        except AvancementInvalide as invalide:
            self._refuse(chemin, str(invalide))
            return None

    def _read_consequence(self, valeur: object, chemin: str) -> Consequence:
        if not isinstance(valeur, dict):
            self._refuse(chemin, "un objet est attendu")
            return Consequence()
        desactive, reduction = valeur.get("desactive"), valeur.get("reduction")
        if desactive is not None and not isinstance(desactive, bool):
            self._refuse(f"{chemin}.desactive", "true, false ou null est attendu")
        if reduction is not None and not (_is_nombre(reduction) and 0 <= reduction <= FACTEUR_MAX):
            self._refuse(f"{chemin}.reduction", f"un nombre entre 0 et {FACTEUR_MAX:g}, ou null, est attendu")
            reduction = None
        return Consequence(bool(desactive), reduction, self._read_formule(valeur.get("score"), f"{chemin}.score"))

    def _read_formule(self, valeur: object, chemin: str) -> FormuleExpression | None:
        if valeur is None:
            return None
        if not isinstance(valeur, str):
            self._refuse(chemin, "une formule ou null est attendue")
            return None
        try:
            expression = parse(valeur)
        except ErreurExpression as illisible:
            self._refuse(chemin, str(illisible))
            return None
        citees = references(expression)
        if citees.questions or citees.identite or citees.referentiels:
            self._refuse(chemin, "la formule ne peut lire que des scores : score(…)")
        return FormuleExpression(expression)

    def _refuse(self, chemin: str, message: str) -> None:
        self.erreurs.append(f"{chemin or 'racine'} : {message}.".replace("..", "."))


def _is_nombre(valeur: object) -> bool:
    return isinstance(valeur, (int, float)) and not isinstance(valeur, bool)
