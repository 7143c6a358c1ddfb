"""Added fields of the tests.

champ_de(collectivite, "Commission", "choix", options=("Climat", "Eau"))     a field, written by the action
champ_de(collectivite, "Note", "texte", reserve=True, plan=plan)             kept for those who contribute
valeur(definition, "Climat")                                                 the value that a text says
remplir(fiche, definition, "Climat", par=personne)                           written by the action
"""

from __future__ import annotations

from typing import Any

from tests.plans.factories import LE
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.champs_personnalises import NouveauChamp, ReglagesChamp, creer_champ
from cordee.plans.actions.valeurs_personnalisees import definir_valeur
from cordee.plans.domain.champs_cites import ChampCite
from cordee.plans.domain.champs_personnalises import Definition, ValeurChamp, reconnaitre
from cordee.plans.domain.colonnes_champs import definir, lire_cellule
from cordee.plans.domain.genres_de_champs import EcritureChamp, GenreChamp, LectureChamp
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.champs_personnalises import definition_of
from cordee.territoires.models import Collectivite


def editeur_de(collectivite: Collectivite) -> Utilisateur:
    """Somebody who edits there."""
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=collectivite).utilisateur
    return personne


def champ_de(
    collectivite: Collectivite,
    libelle: str,
    genre: str = "ligne",
    *,
    options: tuple[str, ...] = (),
    plan: Plan | None = None,
    reserve: bool = False,
    edition: bool = False,
    **reglages: Any,
) -> Definition:
    """A field."""
    lus = ReglagesChamp(
        lecture=LectureChamp.CONTRIBUTION if reserve else LectureChamp.TOUS,
        ecriture=EcritureChamp.EDITION if edition else EcritureChamp.FICHE,
        **reglages,
    )
    nouveau = NouveauChamp(libelle, GenreChamp(genre), options, reglages=lus)
    return definition_of(creer_champ(collectivite, nouveau, plan=plan, par=editeur_de(collectivite), le=LE))


def valeur(definition: Definition, texte: str) -> ValeurChamp:
    """What a cell that holds this text says."""
    cite = lire_cellule(definir(definition, ""), texte)
    return reconnaitre(definition, cite) if cite is not None else reconnaitre(definition, ChampCite(""))


def remplir(fiche: Fiche, definition: Definition, texte: str, par: Utilisateur | None = None) -> None:
    """Gives a fiche the value that this text says."""
    definir_valeur(fiche, definition, valeur(definition, texte), par=par or editeur_de(fiche.collectivite), le=LE)
