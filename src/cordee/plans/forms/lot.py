"""What a bulk edit sends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.domain.lot import A_CHOISIR, GESTES_CHOISIS, SANS, Geste, Sens, sens_possibles
from cordee.plans.forms.arbre import lire_entier


@dataclass(frozen=True, slots=True)
class Demande:
    """Fiches chosen and the change asked (`champ`: that of an added field); `geste` None as long as nobody chose.
    `liste` holds the filters of a list taken whole (`plan` when it is that of a plan), None when fiches were ticked.
    `lue`: what was previewed, when it is validated."""

    fiches: list[int]
    geste: Geste | None
    sens: Sens
    valeur: Any
    retour: str
    liste: str | None = None
    plan: int | None = None
    lue: str = ""
    champ: Definition | None = None

    @property
    def mot(self) -> str:
        """The change as an address names it."""
        return self.champ.cle if self.champ is not None else str(self.geste or "")

    @property
    def voulue(self) -> Any:
        """The value for the action: None when a list of choices was left without any, nothing for « sans »."""
        if self.geste not in A_CHOISIR and self.geste is not Geste.CHAMP:
            return self.valeur
        return None if self.valeur == "" else "" if self.valeur == SANS else self.valeur


def lire_demande(donnees: QueryDict, champs: Iterable[Definition] = ()) -> Demande:
    """Reads the address of the form, or its post. `champs` are the added fields that may be changed."""
    champ, sens = donnees.get("champ", ""), donnees.get("sens", "")
    geste: Geste | None = next((geste for geste in GESTES_CHOISIS if geste.value == champ), None)
    ajoute = next((definition for definition in champs if definition.cle == champ), None)
    if ajoute is not None:
        geste = geste_du_champ(ajoute)
    return Demande(
        fiches=list(dict.fromkeys(pk for texte in _fiches(donnees) if (pk := lire_entier(texte)) is not None)),
        geste=geste,
        sens=_lire_sens(geste, sens),
        valeur=_lire_valeur(geste, donnees),
        retour=_lire_retour(donnees.get("retour", "")),
        liste=donnees.get("liste"),
        plan=lire_entier(donnees.get("plan", "")),
        lue=donnees.get("lue", ""),
        champ=ajoute,
    )


def geste_du_champ(definition: Definition) -> Geste:
    """One value, or a list, according to its genre."""
    return Geste.CHAMP_LISTE if definition.genre is GenreChamp.CHOIX_MULTIPLE else Geste.CHAMP


def _fiches(donnees: QueryDict) -> list[str]:
    """Ticked one by one, or many in one field: a form of a thousand fields would be refused."""
    return [*donnees.getlist("fiche"), *donnees.get("fiches", "").split(",")]


def _lire_sens(geste: Geste | None, texte: str) -> Sens:
    possibles = sens_possibles(geste) if geste is not None else {}
    return next((sens for sens in possibles if sens.value == texte), Sens.AJOUTER)


def _lire_valeur(geste: Geste | None, donnees: QueryDict) -> Any:
    if geste is None or not geste.est_liste:
        return donnees.get("valeur", "")
    if geste in {Geste.THEMATIQUE, Geste.PLACE, Geste.PARTAGE, Geste.CHAMP_LISTE}:
        return donnees.getlist("valeur")
    return [nom.strip() for nom in donnees.get("valeur", "").replace(";", ",").split(",")]


def _lire_retour(adresse: str) -> str:
    """The list to come back to: an address of this site only."""
    return adresse if adresse.startswith("/t/") and "\\" not in adresse and "//" not in adresse else ""
