"""Two versions of a comment side by side: what each changed from the text that both started from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordee.outils.differences import Morceaux, comparer
from cordee.referentiels.actions.commentaires import ConflitDeCommentaire


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
