"""What blocks of rows are made of, around a fiche as around a plan: one entry a block, one function a gesture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.documents.actions import ajouter_lien, deposer_fichier
from cordee.documents.models import Document
from cordee.plans.forms import fiche_lignes as saisies
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.documents import bibliotheque_for, document_ecrit
from cordee.plans.queries.mentions import list_mentions_sans_suite
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

SANS_SUITE = {
    "sans_compte": "{nom} n'a pas de compte ici : personne n'est prévenu sous ce nom.",
    "plusieurs": "Plusieurs personnes ici s'appellent {nom} : personne n'est prévenu, écrivez le prénom et le nom.",
    "sans_acces": "{nom} ne voit pas cette page, qui est confidentielle, et n'est pas prévenu.",
}
"""Why a name after « @ » told nobody."""
DOCUMENT_INTROUVABLE = "Aucun document de ce nom à joindre, ou plusieurs : choisissez-le dans les propositions."


@dataclass(frozen=True, slots=True)
class Geste:
    """Who writes, when, on which fiche or plan, looked at from which collectivité."""

    objet: Fiche | Plan
    depuis: Collectivite
    par: Utilisateur
    le: datetime

    @property
    def fiche(self) -> Fiche:
        """The fiche, in a block of a fiche."""
        assert isinstance(self.objet, Fiche)
        return self.objet

    @property
    def plan(self) -> Plan:
        """The plan, in a block of a plan."""
        assert isinstance(self.objet, Plan)
        return self.objet


@dataclass(frozen=True, slots=True)
class Bloc:
    """A block of rows. `modifier` is None when a row is not changed there; which rows are taken away, and how, is in
    actions.retraits. `dit`: what is said once a row is added, changed or taken away. `cible`: the field beside which
    a refusal of the action is said."""

    nom: str
    formulaire: type[saisies.FormulaireLigne]
    ajouter: Callable[[Geste, Any], object]
    modifier: Callable[[Geste, Any, Any], object] | None = None
    code: str = "plans.modifier_fiche"
    dit: tuple[str, str, str] = ("Ajouté", "Enregistré", "Retiré")
    cible: str = ""
    formulaire_de_ligne: type[saisies.FormulaireLigne] | None = None
    """Form of a row that is changed, when it is not that of a new one."""
    preciser: Callable[[Geste, Any], str] | None = None
    """What is worth saying of what was just written, after `dit`."""

    @property
    def formulaire_ouvert(self) -> type[saisies.FormulaireLigne]:
        """Form of a row that is changed."""
        return self.formulaire_de_ligne or self.formulaire


def preciser_mentions(geste: Geste, saisie: saisies.FormulaireCommentaire) -> str:
    """The names of a comment that told nobody, said without refusing anything."""
    return " ".join(
        SANS_SUITE[muette.raison].format(nom=muette.nom)
        for muette in list_mentions_sans_suite(geste.par, geste.objet, saisie.cleaned_data["texte"])
    )


def choisir_document(geste: Geste, saisie: saisies.FormulaireDocument) -> Document:
    """The document to attach: one of the library, or a new one, kept in that of the collectivité from which one
    looks."""
    lu = saisie.cleaned_data
    if lu["document"]:
        document = document_ecrit(geste.par, geste.objet, lu["document"])
        if document is None:
            raise DonneeRefusee(DOCUMENT_INTROUVABLE)
        return document
    collectivite = bibliotheque_for(geste.par, geste.objet, geste.depuis) or geste.depuis
    neuf: dict[str, Any] = {
        "nom": lu["nom"], "confidentiel": lu["confidentiel"], "par": geste.par, "le": geste.le,
    }  # fmt: skip
    if lu["fichier"]:
        return deposer_fichier(collectivite, lu["fichier"], **neuf)
    return ajouter_lien(collectivite, lu["adresse"], **neuf)
