"""The values of added fields of the fiches that are written in bulk."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from cordee.outils.texte import normaliser
from cordee.plans.actions.valeurs_personnalisees import rangees_de
from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.champs_cites import ChampCite
from cordee.plans.domain.champs_personnalises import Definition, reconnaitre
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.models import ChampPersonnalise, Fiche, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import lire_definitions
from cordee.territoires.models import Collectivite


class ChampsDeDestination:
    """Fields that fiches written in a collectivité, and placed in these plans, may fill. One query, none when no fiche
    says anything of a field. What no field there is (a copy from another collectivité) is left out."""

    def __init__(self, collectivite: Collectivite, plans: Collection[int]) -> None:
        self.collectivite, self.plans = collectivite, plans
        self._definitions: list[Definition] | None = None

    @property
    def definitions(self) -> list[Definition]:
        """Those of the plans first: a copy of a plan has its own."""
        if self._definitions is None:
            siens = Q(collectivite=self.collectivite, plan__isnull=True) | Q(plan__in=self.plans)
            lues = lire_definitions(ChampPersonnalise.objects.filter(siens))
            self._definitions = sorted(lues, key=lambda d: d.plan is None)
        return self._definitions

    def rangees(self, fiche: Fiche, complete: FicheComplete) -> list[ValeurPersonnalisee]:
        """Rows of the values of one fiche."""
        rangees: dict[int, list[ValeurPersonnalisee]] = {}
        for cite in complete.champs:
            definition = self._trouver(cite)
            if definition is None or not self._concerne(fiche, definition):
                continue
            try:
                valeur = reconnaitre(definition, cite)
            except ValeurRefusee:  # an option that the field there has not: the import has said so, a copy leaves it
                continue
            rangees[definition.pk] = rangees_de(fiche.pk, definition.pk, valeur)
        return [rangee for lignes in rangees.values() for rangee in lignes]

    def _trouver(self, cite: ChampCite) -> Definition | None:
        par_ref = next((d for d in self.definitions if d.pk == cite.ref), None)
        if par_ref is not None:
            return par_ref
        cle = normaliser(cite.libelle)
        memes = [d for d in self.definitions if bool(cite.plan) == (d.plan is not None)]
        par_nom = next((d for d in memes if normaliser(d.libelle) == cle), None)
        if par_nom is None and cite.genre is GenreChamp.PHASE:
            return next((d for d in memes if d.genre is GenreChamp.PHASE), None)
        return par_nom

    @staticmethod
    def _concerne(fiche: Fiche, definition: Definition) -> bool:
        """A field of the collectivité is that of its own fiches; a sous-fiche has no phase."""
        if definition.genre is GenreChamp.PHASE and fiche.parent_id is not None:
            return False
        return definition.plan is not None or definition.collectivite == fiche.collectivite_id
