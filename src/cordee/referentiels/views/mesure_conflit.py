"""Two versions of a comment side by side: what each changed from the text that both started from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from cordee.referentiels.actions.commentaires import ConflitDeCommentaire

MOTS_COMPARES = 4000
"""Beyond, the versions are shown without their differences: finding them would take longer than reading."""
RESSEMBLANCE = 0.4
"""Below, the text was rewritten: showing what changed would only blur it."""

_MOT = re.compile(r"\s+|\w+|[^\w\s]")
Morceaux = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VueConflit:
    """`mienne` and `autre` are (kind, text) pieces: "" as it was, "ins" added, "del" taken away. `reunis` holds both
    texts, ready to be edited."""

    code: str
    numero: str
    auteur: str
    prenom: str
    le: datetime
    mienne: Morceaux
    autre: Morceaux
    texte: str
    en_place: str
    reunis: str


def composer_conflit(code: str, numero: str, conflit: ConflitDeCommentaire, base: str) -> VueConflit:
    """What the page shows when a colleague wrote first."""
    actuel = conflit.actuel
    auteur = actuel.modifie_par
    base = base.replace("\r\n", "\n").strip()
    return VueConflit(
        code=code,
        numero=numero,
        auteur=auteur.nom_complet if auteur else "Un collègue",
        prenom=auteur.prenom if auteur else "votre collègue",
        le=actuel.modified_at,
        mienne=comparer(base, conflit.propose),
        autre=comparer(base, actuel.texte),
        texte=conflit.propose,
        en_place=actuel.texte,
        reunis="\n\n".join(texte for texte in (actuel.texte, conflit.propose) if texte),
    )


def comparer(avant: str, apres: str) -> Morceaux:
    """Differences word by word."""
    gauche, droite = _MOT.findall(avant), _MOT.findall(apres)
    if len(gauche) + len(droite) > MOTS_COMPARES:
        return (("", apres),)
    comparaison = SequenceMatcher(None, gauche, droite, autojunk=False)
    if comparaison.ratio() < RESSEMBLANCE:
        return (("", apres),)
    morceaux: list[tuple[str, str]] = []
    for operation, g1, g2, d1, d2 in comparaison.get_opcodes():
        if operation == "equal":
            morceaux.append(("", "".join(droite[d1:d2])))
            continue
        if g2 > g1:
            morceaux.append(("del", "".join(gauche[g1:g2])))
        if d2 > d1:
            morceaux.append(("ins", "".join(droite[d1:d2])))
    return tuple(morceaux)
