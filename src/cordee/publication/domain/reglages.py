"""What is decided of a publication: whose names it shows, where it stands on a day, under which address."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date

from cordee.outils.choix import ChoixTexte
from cordee.outils.texte import limacer

ADRESSE_MAX = 80
RESERVEES = frozenset({
    "accessibilite", "aide", "api", "bibliotheque", "donnees", "fiches", "lien", "mentions", "paniers", "pcaet",
    "plan-du-site",
})  # fmt: skip
"""Words that pages of the portal use, or may use."""
_ADRESSE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NomsMontres(ChoixTexte):
    """Whose names the public reads."""

    AUCUN = "aucun", "Aucun nom"
    ELUS = "elus", "Les élus référents"
    TOUS = "tous", "Les élus référents et les pilotes"


class EtatPublication(ChoixTexte):
    """Where a publication stands on a day."""

    BROUILLON = "brouillon", "Jamais publié"
    PROGRAMMEE = "programmee", "Publication programmée"
    PUBLIEE = "publiee", "En ligne"
    TERMINEE = "terminee", "Publication terminée"
    RETIREE = "retiree", "Retiré du site public"
    EMPECHEE = "empechee", "Caché : le plan est confidentiel"

    @property
    def a_ete_lue(self) -> bool:
        """Whether the public may have kept the address: it is told that the page is gone, not that it never was."""
        return self in {EtatPublication.TERMINEE, EtatPublication.RETIREE}


def etat_de(
    *, publiee: bool, retiree: bool, debut: date | None, fin: date | None, confidentiel: bool, jour: date
) -> EtatPublication:
    """State of a publication on the day `jour`; both ends are included."""
    if not publiee:
        return EtatPublication.RETIREE if retiree else EtatPublication.BROUILLON
    if confidentiel:
        return EtatPublication.EMPECHEE
    if debut is not None and jour < debut:
        return EtatPublication.PROGRAMMEE
    if fin is not None and jour > fin:
        return EtatPublication.TERMINEE
    return EtatPublication.PUBLIEE


def faute_d_adresse(adresse: str) -> str:
    """What is wrong with an address, in a sentence; empty when it can be used."""
    if not _ADRESSE.fullmatch(adresse):
        propre = limacer(adresse, ADRESSE_MAX)
        suite = f", par exemple « {propre} »" if propre else ""
        return f"L'adresse ne garde que des lettres sans accent, des chiffres et des tirets{suite}."
    if len(adresse) > ADRESSE_MAX:
        return f"L'adresse dépasse {ADRESSE_MAX} caractères ({len(adresse)}) : raccourcissez-la."
    if adresse in RESERVEES:
        return f"« {adresse} » sert déjà au site public : ajoutez un mot, comme le nom du territoire."
    return ""


def proposer_adresse(nom: str, territoire: str, prises: Container[str]) -> str:
    """`plan-climat-2024-2030-haut-serac`, followed by a number when it is taken."""
    souche = limacer(f"{nom} {territoire}", ADRESSE_MAX) or "plan"
    if faute_d_adresse(souche):
        souche = limacer(f"plan {souche}", ADRESSE_MAX)
    candidate, rang = souche, 1
    while candidate in prises:
        rang += 1
        candidate = f"{souche[: ADRESSE_MAX - len(str(rang)) - 1].rstrip('-')}-{rang}"
    return candidate
