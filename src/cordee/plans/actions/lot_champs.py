"""One value of an added field on many fiches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner_plusieurs
from cordee.outils.texte import accorder
from cordee.plans.actions.valeurs_personnalisees import ecrire_valeurs, nommer, verbe_de
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.champs_personnalises import (
    VIDE,
    Definition,
    ValeurChamp,
    de_json,
    dire,
    en_json,
    lire_valeur,
)
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.models import ChampPersonnalise, Fiche, GesteGroupe, Placement
from cordee.plans.queries.champs_personnalises import lire_definitions, valeurs_of
from cordee.plans.queries.visibilite import racine_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

if TYPE_CHECKING:
    from cordee.plans.actions.lot import Changement


class ValeursDuChamp:
    """Values of a field as JSON: what is said of a single one, the list of the options of a multiple choice."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.liste = definition.genre is GenreChamp.CHOIX_MULTIPLE
        self._places: set[int] | None = None

    def lire(self, ids: list[int]) -> dict[int, Any]:
        """One query."""
        lues = valeurs_of(ids, [self.definition.pk])
        return {pk: self.ecrire_json(lues.get(pk, {}).get(self.definition.pk, VIDE)) for pk in ids}

    def ecrire(self, valeurs: Mapping[int, Any]) -> None:
        """Two queries. An option that is gone since is left out."""
        connues = {option.pk for option in self.definition.options}
        ecrire_valeurs(self.definition, {pk: _garder(self.lire_json(v), connues) for pk, v in valeurs.items()})

    def ecrire_json(self, valeur: ValeurChamp) -> Any:
        """As the trace keeps it."""
        return list(valeur.options) if self.liste else en_json(valeur)

    def lire_json(self, dite: Any) -> ValeurChamp:
        """The reverse."""
        return ValeurChamp(options=tuple(dite)) if self.liste else de_json(dite)

    def dire(self, dite: Any) -> str:
        """A value as the preview shows it."""
        return dire(self.definition, self.lire_json(dite)) or "vide"

    def refuser(self, fiche: Fiche) -> str:
        """Why a fiche stays as it is: the field is not one of its own. One query for all of them."""
        if self.definition.plan is None:
            sienne = fiche.collectivite_id == self.definition.collectivite
            return "" if sienne else "ce champ est celui d'une autre collectivité que la sienne"
        if self._places is None:
            placees = Placement.objects.filter(plan=self.definition.plan)
            self._places = set(placees.values_list("fiche_id", flat=True))
        return "" if racine_of(fiche) in self._places else "elle n'est pas dans le plan de ce champ"


def _garder(valeur: ValeurChamp, connues: set[int]) -> ValeurChamp:
    gardees = tuple(pk for pk in valeur.options if pk in connues)
    if gardees == valeur.options:
        return valeur
    return ValeurChamp(texte=valeur.texte, options=gardees) if gardees else VIDE


def valeurs_du_champ(pk: int) -> ValeursDuChamp:
    """For the undoing: the field as it is now. Raises `DonneeRefusee` when it is gone."""
    definitions = lire_definitions(ChampPersonnalise.objects.filter(pk=pk))
    if not definitions:
        raise DonneeRefusee("Ce champ a été supprimé depuis : reprenez-le d'abord depuis la corbeille.")
    return ValeursDuChamp(definitions[0])


def lire_valeur_de_lot(definition: Definition, valeur: Any) -> Any:
    """What the form holds, as the trace keeps it; None or an empty list is no choice at all. Raises `DonneeRefusee`."""
    if valeur is None or valeur == []:
        raise DonneeRefusee("Choisissez une valeur, puis voyez l'aperçu.")
    try:
        if definition.genre is GenreChamp.CHOIX_MULTIPLE:
            return list(lire_valeur(definition, "", valeur).options)
        if definition.genre.a_options:
            return en_json(lire_valeur(definition, "", [valeur]))
        return en_json(lire_valeur(definition, valeur))
    except ValeurRefusee as refus:
        raise DonneeRefusee(str(refus)) from refus


def consigner_lot_du_champ(
    collectivite: Collectivite,
    definition: Definition,
    changements: Iterable[Changement],
    groupe: GesteGroupe,
    *,
    par: Utilisateur,
    le: datetime,
) -> None:
    """One entry of the trail a fiche; what readers do not see goes under its own verb."""
    valeurs = ValeursDuChamp(definition)
    liste = list(changements)
    autres = len(liste) - 1
    ensemble = f" (avec {autres} {accorder(autres, 'autre')})" if autres else ""
    quoi = "un champ réservé" if definition.reserve else f"« {definition.libelle} »"
    consigner_plusieurs(
        (
            (c.fiche, f"A modifié {quoi} de « {c.fiche.titre} »{ensemble}",
             {"champs": {nommer(definition): [valeurs.dire(c.avant), valeurs.dire(c.apres)]},
              "champ": definition.pk, "lot": groupe.pk})
            for c in liste
        ),
        verbe_de(definition) if definition.reserve else "plans.modifier_en_lot", par=par, le=le,
        collectivite_id=collectivite.pk,
    )  # fmt: skip
