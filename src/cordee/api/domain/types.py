"""What may happen that another program is told of. Values never change: other programs compare them."""

from __future__ import annotations

from typing import Final

from cordee.outils.choix import ChoixTexte


class Famille(ChoixTexte):
    """What a type speaks of, as the form groups them."""

    FICHES = "fiches", "Fiches"
    PLANS = "plans", "Plans"
    GROUPES = "groupes", "Plusieurs fiches à la fois"


class TypeEvenement(ChoixTexte):
    """Types of events: value, label, family (empty for what nobody chooses), and what the form adds to the label."""

    FICHE_CREEE = "fiche.creee", "Fiche créée", "fiches"
    FICHE_MODIFIEE = "fiche.modifiee", "Fiche modifiée", "fiches", ", quel que soit le champ"
    FICHE_STATUT_CHANGE = "fiche.statut_change", "Statut changé", "fiches"
    NOTE_AJOUTEE = "note.ajoutee", "Note de suivi ajoutée", "fiches"
    FICHE_EN_RETARD = "fiche.en_retard", "Retard constaté", "fiches", ", le lendemain de l'échéance"
    FICHE_PLACEE = "fiche.placee", "Fiche placée", "fiches", " ou déplacée dans un plan"
    FICHE_RETIREE = "fiche.retiree", "Fiche retirée d'un plan", "fiches"
    FICHE_PARTAGEE = "fiche.partagee", "Fiche partagée", "fiches", " avec une autre collectivité"
    FICHE_DEPARTAGEE = "fiche.departagee", "Partage terminé", "fiches"
    FICHE_SUPPRIMEE = "fiche.supprimee", "Fiche supprimée", "fiches"
    FICHE_RESTAUREE = "fiche.restauree", "Fiche restaurée", "fiches"
    PLAN_CREE = "plan.cree", "Plan créé", "plans"
    PLAN_MODIFIE = "plan.modifie", "Plan modifié", "plans", ", axes compris"
    PLAN_SUPPRIME = "plan.supprime", "Plan supprimé", "plans"
    PLAN_RESTAURE = "plan.restaure", "Plan restauré", "plans"
    LOT_APPLIQUE = "lot.applique", "Modification groupée", "groupes"
    LOT_ANNULE = "lot.annule", "Modification groupée annulée", "groupes"
    IMPORT_TERMINE = "import.termine", "Import terminé", "groupes"
    IMPORT_ANNULE = "import.annule", "Import annulé", "groupes"
    ESSAI = "essai", "Essai", ""

    def __init__(self, valeur: str, libelle: str = "", famille: str = "", suite: str = "") -> None:
        self.famille = Famille(famille) if famille else None
        self.explication = f"{self.libelle}{suite}"


T = TypeEvenement
CHOISIS: Final = tuple(t for t in TypeEvenement if t.famille is not None)
"""Those that a webhook chooses among."""
REPLIS: Final[dict[TypeEvenement, dict[TypeEvenement, TypeEvenement]]] = {
    T.FICHE_STATUT_CHANGE: {T.FICHE_MODIFIEE: T.FICHE_MODIFIEE},
    T.NOTE_AJOUTEE: {T.FICHE_MODIFIEE: T.FICHE_MODIFIEE},
    T.LOT_APPLIQUE: {T.FICHE_MODIFIEE: T.LOT_APPLIQUE},
    T.LOT_ANNULE: {T.LOT_APPLIQUE: T.LOT_ANNULE, T.FICHE_MODIFIEE: T.LOT_ANNULE},
    T.IMPORT_TERMINE: {T.FICHE_CREEE: T.IMPORT_TERMINE, T.FICHE_MODIFIEE: T.IMPORT_TERMINE},
    T.IMPORT_ANNULE: {
        T.IMPORT_TERMINE: T.IMPORT_ANNULE, T.FICHE_CREEE: T.IMPORT_ANNULE, T.FICHE_SUPPRIMEE: T.IMPORT_ANNULE,
        T.FICHE_MODIFIEE: T.IMPORT_ANNULE,
    },
    T.PLAN_SUPPRIME: {T.FICHE_SUPPRIMEE: T.PLAN_SUPPRIME},
    T.PLAN_RESTAURE: {T.FICHE_RESTAUREE: T.PLAN_RESTAURE, T.FICHE_SUPPRIMEE: T.PLAN_RESTAURE},
    T.FICHE_DEPARTAGEE: {T.FICHE_PARTAGEE: T.FICHE_DEPARTAGEE},
    T.FICHE_RESTAUREE: {T.FICHE_SUPPRIMEE: T.FICHE_RESTAUREE},
}  # fmt: skip
"""Who did not choose a type but chose one of these receives the event too, under the type on the right: somebody who
follows changes of fiches is told of those of a bulk edit, somebody who deletes what was deleted is told of its
return."""
REPLIS_DU_LOT: Final[dict[str, TypeEvenement]] = {
    "statut": T.FICHE_STATUT_CHANGE,
    "suppression": T.FICHE_SUPPRIMEE,
    "place": T.FICHE_PLACEE,
    "partage": T.FICHE_PARTAGEE,
}
"""Who chose this type is told of a bulk edit of that kind."""


def type_envoye(type_: TypeEvenement, choisis: frozenset[str], geste: str = "") -> TypeEvenement | None:
    """The type under which a webhook that chose these receives an event, None when it does not. `geste` is what a
    bulk edit changed."""
    if type_ in choisis or type_ is T.ESSAI:
        return type_
    for choisi, envoye in REPLIS.get(type_, {}).items():
        if choisi in choisis:
            return envoye
    if type_ in {T.LOT_APPLIQUE, T.LOT_ANNULE} and REPLIS_DU_LOT.get(geste) in choisis:
        return type_
    return None
