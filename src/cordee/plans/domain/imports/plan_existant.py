"""What our export says of a plan that exists: its settings, what is around it
(docs/calculs/import.md, « Réglages d'un plan existant »)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_long
from cordee.plans.domain.changements import Changement
from cordee.plans.domain.colonnes_plan import CHAMPS_PLAN
from cordee.plans.domain.fiche import CommentaireCite, DocumentCite, PlanComplet
from cordee.plans.domain.imports.cles import normaliser
from cordee.plans.domain.imports.groupes import cle_commentaire

REGLAGES = (
    "nom", "code", "type", "type_libre", "statut", "description", "debut", "fin", "deliberation_le",
    "deliberation_numero", "ponderation", "langue", "confidentiel",
)  # fmt: skip
"""Columns of the plan that the file may change; an empty cell leaves what is there."""
NOMS = ("pilotes", "referents", "perimetre")
"""Lists that replace."""
LIBELLES = {champ.attribut: champ.entete for champ in CHAMPS_PLAN}


@dataclass(slots=True)
class EcartPlan:
    """What would change: columns, lists that replace, documents and comments that are added, all of it in words."""

    valeurs: dict[str, Any] = field(default_factory=dict)
    noms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    documents: tuple[DocumentCite, ...] = ()
    deliberation: DocumentCite | None = None
    commentaires: tuple[CommentaireCite, ...] = ()
    changements: list[Changement] = field(default_factory=list)


def comparer_plan(lu: PlanComplet, existant: PlanComplet) -> EcartPlan:
    """The settings of the file against those of the plan."""
    ecart = EcartPlan()
    for nom in REGLAGES:
        valeur, avant = getattr(lu, nom), getattr(existant, nom)
        if valeur not in (None, "") and valeur != avant:
            ecart.valeurs[nom] = valeur
            ecart.changements.append(Changement(nom, LIBELLES[nom], dire(avant), dire(valeur)))
    for nom in NOMS:
        noms, avant = getattr(lu, nom), getattr(existant, nom)
        if noms and _cles(noms) != _cles(avant):
            ecart.noms[nom] = noms
            ecart.changements.append(Changement(nom, LIBELLES[nom], ", ".join(avant), ", ".join(noms)))
    _comparer_pieces(ecart, lu, existant)
    connus = {cle_commentaire(commentaire) for commentaire in existant.commentaires}
    ecart.commentaires = tuple(c for c in lu.commentaires if cle_commentaire(c) not in connus)
    if nombre := len(ecart.commentaires):
        ecart.changements.append(Changement("commentaires", "Discussion", "", f"{nombre} à ajouter"))
    return ecart


def _comparer_pieces(ecart: EcartPlan, lu: PlanComplet, existant: PlanComplet) -> None:
    """Links that the plan has not; files are only named by an export, and stay out."""
    votee = existant.deliberation_document
    presents = {_cle(piece) for piece in (*existant.documents, *([votee] if votee is not None else []))}
    ecart.documents = tuple(p for p in lu.documents if p.adresse and _cle(p) not in presents)
    neuve = lu.deliberation_document
    if neuve is not None and neuve.adresse and (votee is None or _cle(neuve) != _cle(votee)):
        ecart.deliberation = neuve
        avant = votee.nom if votee is not None else ""
        ecart.changements.append(
            Changement("deliberation_document", LIBELLES["deliberation_document"], avant, neuve.nom)
        )
    if ecart.documents:
        noms = ", ".join(piece.nom for piece in ecart.documents)
        ecart.changements.append(Changement("documents", "Documents ajoutés", "", noms))


def _cle(piece: DocumentCite) -> str:
    return piece.adresse or normaliser(piece.nom)


def _cles(noms: Iterable[str]) -> set[str]:
    return {normaliser(nom) for nom in noms}


def dire(valeur: Any) -> str:
    """A setting in words."""
    if valeur in (None, ""):
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return jour_long(valeur)
    return valeur.libelle if isinstance(valeur, ChoixTexte) else str(valeur)
