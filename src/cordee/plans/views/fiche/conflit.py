"""Two versions of a part side by side, when a colleague wrote first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordee.outils.differences import Morceaux, comparer
from cordee.plans.actions.fiches import ConflitDeFiche
from cordee.plans.domain.champs import CHAMPS
from cordee.plans.views.fiche.parties import Partie


@dataclass(frozen=True, slots=True)
class VueConflit:
    """`mienne` and `autre` are pieces of text; `miennes` what the form holds, `en_place` what is there now, by column;
    `reunis` holds both texts, for a long text only."""

    libelle: str
    auteur: str
    prenom: str
    le: datetime
    mienne: Morceaux
    autre: Morceaux
    colonne: str
    miennes: list[tuple[str, Any]]
    en_place: list[tuple[str, Any]]
    reunis: str


def composer_conflit(conflit: ConflitDeFiche, base: str, partie: Partie, lues: Mapping[str, Any]) -> VueConflit:
    """What the page shows. `base` is the text that both started from."""
    champ = CHAMPS[conflit.champ]
    auteur = conflit.fiche.modifie_par
    texte = champ.nature in {"texte", "ligne"}
    mienne, autre = str(conflit.propose or ""), str(conflit.actuel or "")
    depart = base.replace("\r\n", "\n").strip()
    return VueConflit(
        libelle=champ.libelle,
        auteur=auteur.nom_complet if auteur else "Un·e collègue",
        prenom=auteur.prenom if auteur else "votre collègue",
        le=conflit.fiche.modifie_le,
        mienne=comparer(depart, mienne) if texte else (("", champ.montrer(conflit.propose)),),
        autre=comparer(depart, autre) if texte else (("", champ.montrer(conflit.actuel)),),
        colonne=conflit.champ,
        miennes=list(lues.items()),
        en_place=[(nom, _texte(getattr(conflit.fiche, nom))) for nom in partie.colonnes],
        reunis="\n\n".join(t for t in (autre, mienne) if t) if champ.nature == "texte" else "",
    )


def _texte(valeur: Any) -> str:
    return "" if valeur is None else "oui" if valeur is True else "" if valeur is False else str(valeur)
