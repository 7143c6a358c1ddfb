"""From a tree back to text: the shortest text that reads as the same tree."""

from __future__ import annotations

from decimal import Decimal

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
)

__all__ = ["imprimer"]

_SI, _OU, _ET, _COMPARAISON, _SOMME, _PRODUIT, _PRIMAIRE = range(7)


def imprimer(noeud: Noeud) -> str:
    """The text of a formula; `analyser(imprimer(n)) == n` for every tree that the parser can give."""
    match noeud:
        case Nombre() | Booleen() | Nom():
            return _litteral(noeud)
        case Si():
            return _si(noeud)
        case Ou() | Et() | Comparaison() | Calcul() | AppelExtremum():
            return _operation(noeud)
    return _appel(noeud)


def _si(noeud: Si) -> str:
    # A `si` inside a `si` is always in parentheses: no doubt about whose `sinon` comes next.
    parties = [f"si {_entourer(test, _OU)} alors {_entourer(valeur, _OU)}" for test, valeur in noeud.branches]
    if noeud.sinon is not None:
        parties.append(_entourer(noeud.sinon, _OU))
    return " sinon ".join(parties)


def _operation(noeud: Ou | Et | Comparaison | Calcul | AppelExtremum) -> str:
    match noeud:
        case Ou(termes=termes):
            return " ou ".join(_entourer(terme, _ET) for terme in termes)
        case Et(termes=termes):
            return " et ".join(_entourer(terme, _COMPARAISON) for terme in termes)
        case Comparaison(operateur=operateur, gauche=gauche, droite=droite):
            return f"{_entourer(gauche, _SOMME)} {operateur} {_entourer(droite, _SOMME)}"
        case Calcul(premier=premier, suite=suite):
            force = _force(noeud) + 1
            return _entourer(premier, force) + "".join(f" {signe} {_entourer(terme, force)}" for signe, terme in suite)
    return f"{noeud.fonction}({_entourer(noeud.gauche, _SOMME)}, {_entourer(noeud.droite, _SOMME)})"


def _appel(noeud: AppelIdentite | AppelReponse | AppelScore | AppelReferentiel | AppelValeur | AppelBorne) -> str:
    match noeud:
        case AppelIdentite(champ=champ, valeur=valeur):
            return f"identite({champ}, {_litteral(valeur)})"
        case AppelReponse(question=question, valeur=attendue):
            return f"reponse({question})" if attendue is None else f"reponse({question}, {_litteral(attendue)})"
        case AppelScore(mesure=mesure):
            return f"score({mesure})"
        case AppelReferentiel(argument=argument):
            return f"referentiel({argument})"
        case AppelBorne(borne=borne, indicateur=indicateur):
            return f"{borne}({indicateur})"
    fonction = "opt_val" if noeud.optionnelle else "val"
    return (
        f"{fonction}({noeud.indicateur})" if noeud.source is None else f"{fonction}({noeud.indicateur}, {noeud.source})"
    )


def _litteral(noeud: Litteral) -> str:
    match noeud:
        case Nombre(valeur=valeur):
            return _nombre(valeur)
        case Booleen(mot=mot):
            return mot
    return noeud.texte


def _nombre(valeur: int | float) -> str:
    # No exponent in the grammar: the shortest digits that give back the same double, in full.
    texte = format(Decimal(repr(valeur)), "f")
    return texte.removesuffix(".0")


def _force(noeud: Noeud) -> int:
    match noeud:
        case Si():
            return _SI
        case Ou():
            return _OU
        case Et():
            return _ET
        case Comparaison():
            return _COMPARAISON
        case Calcul(suite=suite):
            return _SOMME if suite[0][0] in "+-" else _PRODUIT
    return _PRIMAIRE


def _entourer(noeud: Noeud, force_minimale: int) -> str:
    texte = imprimer(noeud)
    return f"({texte})" if _force(noeud) < force_minimale else texte
