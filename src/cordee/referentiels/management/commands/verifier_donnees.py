"""`cordee verifier_donnees`: proves the bundled files, without a database."""

from __future__ import annotations

import tomllib
from typing import Any

from cordee.outils.texte import accorder
from cordee.referentiels.actions.donnees import DOSSIER, ORDRE, lire_definition, lire_table
from cordee.referentiels.domain import DefinitionReferentiel, ImportRefuse
from cordee.referentiels.domain.controle import controler_referentiel
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.territoires.actions.questions import DOSSIER as DOSSIER_QUESTIONS
from cordee.territoires.actions.questions import lire_table as lire_table_questions
from cordee.territoires.domain.expressions import TypeFormule, verifier
from cordee.territoires.domain.fichier_questions import lire_questions_livrees
from cordee.territoires.domain.questions import Question


class Command(Commande):
    help = "Contrôle les données livrées : arbres, points, règles, libellés, questions, preuves, conditions d'étoile."

    def handle(self, *args: Any, **options: Any) -> None:
        questions = lire_questions_livrees(
            lire_table_questions("questions.tsv", DOSSIER_QUESTIONS),
            lire_table_questions("choix.tsv", DOSSIER_QUESTIONS),
        )
        messages = controler_questions(questions)
        attendus = tomllib.loads((DOSSIER / "referentiels.toml").read_text(encoding="utf-8"))
        definitions: dict[str, DefinitionReferentiel] = {}
        for code in ORDRE:
            try:
                definition = lire_definition(code)
            except ImportRefuse as erreur:
                messages += [f"{code}.tsv, {e}" for e in erreur.erreurs]
                continue
            definitions[code] = definition
            messages += controler_referentiel(definition, attendus[code]["attendus"], questions)
            self.dire(f"{definition.nom} : {len(definition.noeuds)} nœuds")
        messages += controler_liens(definitions, {c: attendus[c]["attendus"]["preuves"] for c in definitions})
        if messages:
            nombre = len(messages)
            raise ErreurDeSaisie([f"{nombre} {accorder(nombre, 'défaut')} dans les données livrées :", *messages])
        self.dire(f"{len(questions)} questions. Aucun défaut.")


def controler_questions(questions: dict[str, Question]) -> list[str]:
    """Every question is worded, its choices too, and its condition of display parses and cites known questions."""
    messages = []
    for code, question in questions.items():
        if not question.formulation.endswith("?"):
            messages.append(f"question {code} : la formulation ne finit pas par un point d'interrogation.")
        if question.type == "choix" and len(question.choix) < 2:
            messages.append(f"question {code} : il faut au moins deux choix.")
        if question.expression_visible:
            messages += [
                f"question {code} : {m}"
                for m in verifier(question.expression_visible, TypeFormule.VISIBILITE, questions=questions)
            ]
    return messages


def controler_liens(definitions: dict[str, DefinitionReferentiel], preuves_attendues: dict[str, int]) -> list[str]:
    """Evidence and conditions of stars hang on nodes that exist; origins of TE too. Nothing is said of the nodes of a
    référentiel that could not be read."""
    codes = {f"{code}_{noeud.identifiant}" for code, definition in definitions.items() for noeud in definition.noeuds}

    def inconnu(noeud: str) -> bool:
        return noeud not in codes and (noeud.partition("_")[0] in definitions or len(definitions) == len(ORDRE))

    messages = []
    preuves = list(lire_table("preuves.tsv"))
    for code, attendu in preuves_attendues.items():
        trouve = sum(ligne["referentiel"] == code for ligne in preuves)
        if trouve != attendu:
            messages.append(f"preuves.tsv : {trouve} preuves pour {code} au lieu de {attendu}.")
    for ligne in preuves:
        if not ligne["nom"]:
            messages.append(f"preuves.tsv : {ligne['code']} n'a pas de nom.")
        messages += [
            f"preuves.tsv : {ligne['code']} cite le nœud inconnu {noeud}."
            for noeud in ligne["noeuds"].split()
            if inconnu(noeud)
        ]
    messages += [
        f"etoiles.tsv : nœud inconnu {ligne['noeud']}."
        for ligne in lire_table("etoiles.tsv")
        if inconnu(ligne["noeud"])
    ]
    messages += [
        f"te.tsv : {noeud.identifiant} vient du nœud inconnu {origine}."
        for noeud in (definitions["te"].noeuds if "te" in definitions else ())
        for origine, _ in noeud.origines
        if inconnu(origine)
    ]
    return messages
