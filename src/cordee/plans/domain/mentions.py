"""Names cited with @ in a comment: where they are in the text, and whom each of them names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from cordee.outils.texte import normaliser

MENTION = re.compile(r"(?<![\w.+-])@([^\W\d_][\w'’-]*(?:[ \u00a0][^\W\d_][\w'’-]*){0,3})")
"""`@Inès Allemand`: up to four words, the longest run that names somebody is kept. An e-mail address cites nobody."""


class Nomme(Protocol):
    """Somebody who has a first and a last name."""

    prenom: str
    nom: str


N = TypeVar("N", bound=Nomme)


def citations(texte: str) -> list[str]:
    """What follows each @, up to four words."""
    return MENTION.findall(texte)


def par_noms(personnes: Iterable[N]) -> dict[str, list[N]]:
    """People by what cites them: first and last name in either order, or the first name alone."""
    connus: dict[str, list[N]] = {}
    for personne in personnes:
        prenom, nom = normaliser(personne.prenom), normaliser(personne.nom)
        for cle in {f"{prenom} {nom}", f"{nom} {prenom}", prenom}:
            connus.setdefault(cle.strip(), []).append(personne)
    return connus


def trouver(citation: str, connus: dict[str, list[N]]) -> N | None:
    """Whom the longest run of the words cited names, alone of that name; None when it is nobody or several."""
    for trouves in _par_longueur(citation, connus):
        if len(trouves) == 1:
            return trouves[0]
    return None


def nom_ambigu(citation: str, connus: dict[str, list[N]]) -> bool:
    """Whether the words cited name several people, and nobody alone."""
    return trouver(citation, connus) is None and any(_par_longueur(citation, connus))


def nom_cite(citation: str) -> str:
    """The name in what follows the @, when it names nobody: the first word, and the next ones that begin by a
    capital. `Marie Roux peux-tu` is about Marie Roux."""
    premier, *suite = citation.split()
    mots = [premier]
    for mot in suite:
        if not mot[0].isupper():
            break
        mots.append(mot)
    return " ".join(mots)


def _par_longueur(citation: str, connus: dict[str, list[N]]) -> list[list[N]]:
    mots = normaliser(citation).split()
    return [connus.get(" ".join(mots[:longueur]), []) for longueur in range(len(mots), 0, -1)]
