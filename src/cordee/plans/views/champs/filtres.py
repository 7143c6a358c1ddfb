"""The filters on added fields, as the panel of a list shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.filtres import Filtres
from cordee.plans.domain.filtres_champs import FiltreChamp, choix_de
from cordee.plans.templatetags.fiche import Valeurs


@dataclass(frozen=True, slots=True)
class FiltreChampAffiche:
    """One field: options (value, label, asked, how many fiches), and bounds as they were typed with their faults."""

    definition: Definition
    options: list[tuple[str, str, bool, int | None]]
    bornes: Valeurs
    nombre: int

    @property
    def nom_de(self) -> str:
        """Name of the lower bound in the form."""
        return f"{self.definition.cle}_de"

    @property
    def nom_a(self) -> str:
        """Name of the upper one."""
        return f"{self.definition.cle}_a"


def filtres_des_champs(
    definitions: Sequence[Definition], filtres: Filtres, comptes: Mapping[tuple[int, str], int]
) -> list[FiltreChampAffiche]:
    """Every field that the person reads, with what is asked of it."""
    demandes = {filtre.champ: filtre for filtre in filtres.champs}
    return [_afficher(d, demandes.get(d.pk, FiltreChamp(d.pk)), comptes) for d in definitions]


def _afficher(
    definition: Definition, demande: FiltreChamp, comptes: Mapping[tuple[int, str], int]
) -> FiltreChampAffiche:
    options: list[tuple[str, str, bool, int | None]] = [
        (valeur, libelle, valeur in demande.valeurs, comptes.get((definition.pk, valeur), 0))
        for valeur, libelle in choix_de(definition)
    ]
    fautes = {cle: [faute] for cle, faute in demande.fautes}
    bornes = Valeurs({"de": demande.de, "a": demande.a}, definition.cle, fautes)
    return FiltreChampAffiche(definition, options, bornes, demande.nombre or len(fautes))
