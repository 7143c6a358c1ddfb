"""From a tree to Python closures, made once and called for every collectivité.

A closure takes a Contexte and gives a Resultat. Branches that are not taken are not evaluated. Only the formulas that
cite `score(…)` pay for symbolic evaluation.
Source: docs/calculs/personnalisation.md, « Valeurs » and « Score sans contexte ».
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cordee.territoires.domain.identite import VALEURS_IDENTITE

from .contexte import Contexte, Valeur
from .erreurs import ErreurExpression
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
    Ou,
    Si,
    parcourir,
)
from .operations import Residu, Resultat, calculer, comparer, extremum
from .referentiel import correspond, lire_referentiel
from .symbolique import logique_symbolique, si_symbolique

__all__ = ["Evaluateur", "compiler", "lire_valeur"]

Evaluateur: TypeAlias = Callable[[Contexte], Resultat]


def compiler(noeud: Noeud, texte: str) -> Evaluateur:
    """The closure of a tree; `texte` is only shown by the errors that the closure may raise."""
    return _Compilateur(texte).compiler(noeud)


def lire_valeur(contexte: Contexte, appel: AppelValeur) -> int | float | None:
    """The value of an indicator, of the asked source when the context knows sources."""
    if appel.source is not None and contexte.valeurs_par_source is not None:
        return contexte.valeurs_par_source.get((appel.indicateur, appel.source))
    return None if contexte.valeurs is None else contexte.valeurs.get(appel.indicateur)


def valeur_litterale(litteral: Litteral) -> bool | int | float | str:
    return litteral.texte if isinstance(litteral, Nom) else litteral.valeur


class _Compilateur:
    def __init__(self, texte: str) -> None:
        self.texte = texte

    def compiler(self, noeud: Noeud) -> Evaluateur:
        match noeud:
            case Si() | Et() | Ou():
                return self.logique(noeud)
            case AppelReponse():
                return self.reponse(noeud)
            case AppelIdentite():
                return self.identite(noeud)
            case Nombre() | Booleen() | Nom():
                return _constante(valeur_litterale(noeud))
            case Comparaison() | Calcul() | AppelExtremum():
                return self.operation(noeud)
        return self.appel(noeud)

    def erreur(self, motif: str, position: int) -> ErreurExpression:
        return ErreurExpression(motif, self.texte, position)

    # -- si, et, ou --------------------------------------------------------------------------------------------------
    def logique(self, noeud: Si | Et | Ou) -> Evaluateur:
        symbolique = any(isinstance(partie, AppelScore) for partie in parcourir(noeud))
        if isinstance(noeud, Si):
            branches = tuple((self.compiler(test), self.compiler(valeur)) for test, valeur in noeud.branches)
            sinon = _constante(None) if noeud.sinon is None else self.compiler(noeud.sinon)
            return si_symbolique(noeud, branches, sinon) if symbolique else _si(branches, sinon)
        termes = tuple(self.compiler(terme) for terme in noeud.termes)
        if symbolique:
            return logique_symbolique(noeud, termes)
        return _et(termes) if isinstance(noeud, Et) else _ou(termes)

    # -- calculations ------------------------------------------------------------------------------------------------
    def operation(self, noeud: Comparaison | Calcul | AppelExtremum) -> Evaluateur:
        if isinstance(noeud, Calcul):
            return _chaine(noeud, self.compiler(noeud.premier), tuple(self.compiler(terme) for _, terme in noeud.suite))
        gauche, droite = self.compiler(noeud.gauche), self.compiler(noeud.droite)
        if isinstance(noeud, Comparaison):
            operateur = noeud.operateur
            return lambda contexte: comparer(operateur, gauche(contexte), droite(contexte))
        appel = noeud
        return lambda contexte: extremum(appel, gauche(contexte), droite(contexte))

    # -- calls -------------------------------------------------------------------------------------------------------
    def reponse(self, appel: AppelReponse) -> Evaluateur:
        question = appel.question
        if appel.valeur is None:
            return lambda contexte: _reponse(contexte, question)
        attendue = valeur_litterale(appel.valeur)
        erreur = self.erreur

        def est(contexte: Contexte) -> bool:
            if contexte.reponses is None:
                raise erreur("Aucune réponse n'est donnée à cette évaluation", appel.position)
            donnee = contexte.reponses.get(question)
            return donnee is attendue or (
                donnee == attendue and not isinstance(donnee, bool) and not isinstance(attendue, bool)
            )

        return est

    def identite(self, appel: AppelIdentite) -> Evaluateur:
        erreur = self.erreur
        ecrite = str(_ecrire(appel.valeur))
        cle = (appel.champ, ecrite if appel.champ == "population" else ecrite.lower())
        champ_connu = appel.champ in VALEURS_IDENTITE

        def est(contexte: Contexte) -> bool:
            faits = contexte.faits
            if faits is None:
                raise erreur("L'identité de la collectivité n'est pas donnée à cette évaluation", appel.position)
            if not champ_connu:
                connus = ", ".join(VALEURS_IDENTITE)
                raise erreur(
                    f"Champ d'identité inconnu « {appel.champ} » ; champs possibles : {connus}", appel.position
                )
            return cle in faits

        return est

    def appel(self, appel: AppelScore | AppelReferentiel | AppelValeur | AppelBorne) -> Evaluateur:
        match appel:
            case AppelScore():
                mesure, residu = appel.mesure, Residu(appel)
                return lambda contexte: residu if contexte.scores is None else contexte.scores.get(mesure)
            case AppelReferentiel():
                return self.referentiel(appel)
            case AppelBorne():
                return self.borne(appel)
        if appel.optionnelle:
            return lambda contexte: valeur if (valeur := lire_valeur(contexte, appel)) is not None else 0
        return lambda contexte: lire_valeur(contexte, appel)

    def referentiel(self, appel: AppelReferentiel) -> Evaluateur:
        try:
            voulu = lire_referentiel(appel.argument)
        except ValueError as defaut:
            erreur = self.erreur(str(defaut), appel.position)

            def refuser(_contexte: Contexte) -> bool:
                raise erreur.with_traceback(None)

            return refuser
        return lambda contexte: correspond(contexte.referentiel, voulu)

    def borne(self, appel: AppelBorne) -> Evaluateur:
        erreur = self.erreur
        sur_cible, indicateur = appel.borne == "cible", appel.indicateur

        def lire(contexte: Contexte) -> int | float | None:
            bornes = contexte.cibles if sur_cible else contexte.limites
            if bornes is None:
                nom = "cible" if sur_cible else "limite"
                raise erreur(f"Les valeurs de {nom} ne sont pas données à cette évaluation", appel.position)
            return bornes.get(indicateur)

        return lire


def _reponse(contexte: Contexte, question: str) -> Valeur:
    donnee = None if contexte.reponses is None else contexte.reponses.get(question)
    return None if donnee == "" else donnee  # an emptied choix is no answer


def _ecrire(litteral: Litteral) -> str | int | float:
    return litteral.mot if isinstance(litteral, Booleen) else valeur_litterale(litteral)


def _constante(valeur: Valeur) -> Evaluateur:
    return lambda _contexte: valeur


def _si(branches: tuple[tuple[Evaluateur, Evaluateur], ...], sinon: Evaluateur) -> Evaluateur:
    if len(branches) == 1:
        ((test, valeur),) = branches
        return lambda contexte: valeur(contexte) if test(contexte) else sinon(contexte)

    def evaluer(contexte: Contexte) -> Resultat:
        for test, valeur in branches:
            if test(contexte):
                return valeur(contexte)
        return sinon(contexte)

    return evaluer


def _et(termes: tuple[Evaluateur, ...]) -> Evaluateur:
    if len(termes) == 2:
        gauche, droite = termes
        return lambda contexte: gauche(contexte) and droite(contexte)

    def evaluer(contexte: Contexte) -> Resultat:
        resultat: Resultat = None
        for terme in termes:
            resultat = terme(contexte)
            if not resultat:
                break
        return resultat

    return evaluer


def _ou(termes: tuple[Evaluateur, ...]) -> Evaluateur:
    if len(termes) == 2:
        gauche, droite = termes
        return lambda contexte: gauche(contexte) or droite(contexte)

    def evaluer(contexte: Contexte) -> Resultat:
        resultat: Resultat = None
        for terme in termes:
            resultat = terme(contexte)
            if resultat:
                break
        return resultat

    return evaluer


def _chaine(noeud: Calcul, premier: Evaluateur, termes: tuple[Evaluateur, ...]) -> Evaluateur:
    suite = tuple((signe, terme) for (signe, _), terme in zip(noeud.suite, termes, strict=True))

    def evaluer(contexte: Contexte) -> Resultat:
        resultat = premier(contexte)
        for signe, terme in suite:
            resultat = calculer(signe, resultat, terme(contexte))
        return resultat

    return evaluer
