"""From words to a tree: precedence climbing, by hand. Source: docs/calculs/personnalisation.md, « Grammaire »."""

from __future__ import annotations

import math
from typing import Literal, NoReturn, cast

from .erreurs import ErreurExpression
from .grammaires import BOOLEENS, FONCTIONS, Grammaire
from .lexique import Genre, Jeton, decouper
from .noeuds import (
    AppelBorne,
    AppelExtremum,
    AppelIdentite,
    AppelReferentiel,
    AppelReponse,
    AppelScore,
    AppelValeur,
    Booleen,
    Calcul,
    Comparaison,
    Et,
    Litteral,
    Noeud,
    Nom,
    Nombre,
    OperateurCalcul,
    OperateurComparaison,
    Ou,
    Si,
)

__all__ = ["PROFONDEUR_MAXIMALE", "analyser"]

PROFONDEUR_MAXIMALE = 40
_CHIFFRES_EXACTS = 15

_OU, _ET, _COMPARAISON, _SOMME, _PRODUIT = 1, 2, 3, 4, 5
_FORCES = {
    "ou": _OU,
    "et": _ET,
    **dict.fromkeys(("=", "<=", ">=", "<", ">"), _COMPARAISON),
    **dict.fromkeys("+-", _SOMME),
    **dict.fromkeys("*/", _PRODUIT),
}


def analyser(texte: str, grammaire: Grammaire) -> Noeud:
    """The tree of a formula. Raises ErreurExpression, with the place, when the text is not in the grammar."""
    return _Analyseur(texte, grammaire).tout()


class _Analyseur:
    def __init__(self, texte: str, grammaire: Grammaire) -> None:
        self.texte = texte
        self.grammaire = grammaire
        self.jetons = decouper(texte, grammaire)
        self.rang = 0
        self.profondeur = 0

    # -- words -------------------------------------------------------------------------------------------------------
    @property
    def courant(self) -> Jeton:
        return self.jetons[self.rang]

    def avancer(self) -> Jeton:
        jeton = self.jetons[self.rang]
        self.rang += 1
        return jeton

    def fini(self) -> bool:
        return self.courant.genre is Genre.FIN

    def est(self, valeur: str) -> bool:
        jeton = self.courant
        return jeton.valeur == valeur and jeton.genre in (Genre.MOT, Genre.SIGNE)

    def accepter(self, valeur: str) -> bool:
        if self.est(valeur):
            self.rang += 1
            return True
        return False

    def exiger(self, valeur: str) -> None:
        if not self.accepter(valeur):
            self.refuser(f"« {valeur} » attendu")

    def refuser(self, attente: str) -> NoReturn:
        jeton = self.courant
        trouve = "la formule s'arrête là" if jeton.genre is Genre.FIN else f"« {jeton.ecrit} » trouvé"
        raise ErreurExpression(f"{attente}, {trouve}", self.texte, jeton.position)

    # -- sentences ---------------------------------------------------------------------------------------------------
    def tout(self) -> Noeud:
        if self.fini():
            raise ErreurExpression("La formule est vide", self.texte, 0)
        noeud = self.instruction()
        if not self.fini():
            self.refuser("Fin de la formule attendue")
        return noeud

    def descendre(self) -> None:
        self.profondeur += 1
        if self.profondeur > PROFONDEUR_MAXIMALE:
            motif = f"Formule trop imbriquée : {PROFONDEUR_MAXIMALE} niveaux au plus. Simplifiez-la"
            raise ErreurExpression(motif, self.texte, self.courant.position)

    def instruction(self) -> Noeud:
        self.descendre()
        noeud = self.condition() if self.est("si") else self.expression(_OU)
        self.profondeur -= 1
        return noeud

    def condition(self) -> Si:
        branches: list[tuple[Noeud, Noeud]] = []
        sinon: Noeud | None = None
        while self.accepter("si"):
            test = self.expression(_OU)
            self.exiger("alors")
            branches.append((test, self.instruction()))
            if not self.accepter("sinon"):
                break
            if not self.est("si"):
                sinon = self.instruction()
        return Si(tuple(branches), sinon)

    def expression(self, force_minimale: int) -> Noeud:
        noeud = self.primaire()
        while (force := self.force()) >= force_minimale:
            noeud = self.prolonger(noeud, force)
        return noeud

    def force(self) -> int:
        jeton = self.courant
        return _FORCES.get(jeton.valeur, 0) if jeton.genre in (Genre.MOT, Genre.SIGNE) else 0

    def prolonger(self, premier: Noeud, force: int) -> Noeud:
        suite: list[tuple[str, Noeud]] = []
        while self.force() == force:
            if force == _COMPARAISON and suite:
                self.refuser("Une seule comparaison à la fois : reliez-les par « et »")
            operateur = self.avancer().valeur
            suite.append((operateur, self.expression(force + 1)))
        if force == _COMPARAISON:
            operateur, droite = suite[0]
            return Comparaison(cast("OperateurComparaison", operateur), premier, droite)
        if force in (_OU, _ET):
            termes = (premier, *(terme for _, terme in suite))
            return Ou(termes) if force == _OU else Et(termes)
        return Calcul(premier, tuple((cast("OperateurCalcul", signe), terme) for signe, terme in suite))

    def primaire(self) -> Noeud:
        jeton = self.courant
        if jeton.genre is Genre.FONCTION:
            return self.appel()
        if jeton.genre in (Genre.NOMBRE, Genre.BOOLEEN, Genre.NOM):
            return self.litteral("Une valeur")
        if self.accepter("("):
            noeud = self.instruction()
            self.exiger(")")
            return noeud
        conseil = {"-": " (pas de nombre signé : écrivez 0 - 1)", "si": " (mettez le « si » entre parenthèses)"}
        return self.refuser("Une valeur est attendue" + conseil.get(jeton.valeur, ""))

    def litteral(self, attente: str) -> Litteral:
        jeton = self.courant
        if jeton.genre is Genre.BOOLEEN:
            self.rang += 1
            return Booleen(BOOLEENS[jeton.valeur], jeton.ecrit)
        if jeton.genre is Genre.NOMBRE:
            self.rang += 1
            return Nombre(self.nombre(jeton))
        return Nom(self.nom(attente))

    def nombre(self, jeton: Jeton) -> int | float:
        # A short whole number stays exact; a long one becomes a double, as everywhere else in the calculation.
        if "." not in jeton.ecrit and len(jeton.ecrit) <= _CHIFFRES_EXACTS:
            return int(jeton.ecrit)
        valeur = float(jeton.ecrit)
        if math.isinf(valeur):
            raise ErreurExpression("Nombre trop grand", self.texte, jeton.position)
        return valeur

    def nom(self, attente: str) -> str:
        jeton = self.courant
        if jeton.genre is not Genre.NOM:
            reserve = jeton.genre in (Genre.MOT, Genre.FONCTION, Genre.BOOLEEN)
            self.refuser(f"{attente} est attendu" + (" (ce mot est réservé)" if reserve else ""))
        self.rang += 1
        if self.est("("):
            connues = ", ".join(sorted(FONCTIONS[self.grammaire]))
            motif = f"Fonction inconnue « {jeton.ecrit} » ; fonctions possibles : {connues}"
            raise ErreurExpression(motif, self.texte, jeton.position)
        return jeton.ecrit

    # -- calls -------------------------------------------------------------------------------------------------------
    def appel(self) -> Noeud:
        fonction = self.avancer()
        self.exiger("(")
        noeud = self.arguments(fonction.valeur, fonction.position)
        self.exiger(")")
        return noeud

    def arguments(self, fonction: str, position: int) -> Noeud:
        match fonction:
            case "min" | "max":
                return self.extremum("min" if fonction == "min" else "max")
            case "identite":
                champ = self.nom("Un champ d'identité")
                self.exiger(",")
                return AppelIdentite(champ, self.litteral("Une valeur d'identité"), position)
            case "reponse":
                question = self.nom("L'identifiant d'une question")
                valeur = self.litteral("OUI, NON, un choix ou un nombre") if self.accepter(",") else None
                return AppelReponse(question, valeur, position)
            case "score":
                return AppelScore(self.nom("L'identifiant d'une mesure"), position)
            case "referentiel":
                return AppelReferentiel(self.nom("L'identifiant d'un référentiel"), position)
        return self.indicateur(fonction, position)

    def indicateur(self, fonction: str, position: int) -> AppelBorne | AppelValeur:
        identifiant = self.nom("L'identifiant d'un indicateur").lower()
        if fonction in ("cible", "limite"):
            return AppelBorne("cible" if fonction == "cible" else "limite", identifiant, position)
        source = self.nom("L'identifiant d'une source") if self.accepter(",") else None
        return AppelValeur(fonction == "opt_val", identifiant, source, position)

    def extremum(self, fonction: Literal["min", "max"]) -> AppelExtremum:
        self.descendre()
        gauche = self.expression(_SOMME)
        self.exiger(",")
        droite = self.expression(_SOMME)
        self.profondeur -= 1
        return AppelExtremum(fonction, gauche, droite)
