"""Filters of the history, as they stand in its address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import typographier
from cordee.referentiels.domain import Niveau
from cordee.referentiels.enums import TypeChangement
from cordee.referentiels.forms.comparaison import ChampJourPasse
from cordee.referentiels.queries.definitions import ReferentielCharge
from cordee.referentiels.queries.historique import Filtre, questions_liees
from cordee.territoires.models import Collectivite

PROPOSES = frozenset({Niveau.AXE, Niveau.SOUS_AXE, Niveau.MESURE})
"""Levels listed in the choice of a node; a deeper one comes from an address."""

RETRAIT = "\u2003"


class FormulaireHistorique(forms.Form):
    """Filters. What is not understood is said beside its field and filters nothing."""

    def __init__(
        self,
        requete: QueryDict,
        *,
        contributeurs: Sequence[Utilisateur],
        charges: Sequence[ReferentielCharge],
        membres: Sequence[Collectivite],
        aujourdhui: date,
    ) -> None:
        super().__init__(requete, use_required_attribute=False)
        self.charges = charges
        inconnu = {"invalid_choice": "Ce choix n'existe pas, ou n'existe plus : choisissez dans la liste."}
        self.fields["personne"] = forms.TypedChoiceField(
            label="Personne",
            choices=[("", "Toutes les personnes"), *((str(u.pk), u.nom_complet) for u in contributeurs)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages=inconnu,
        )
        if membres:
            self.fields["epci"] = forms.ChoiceField(
                label="EPCI",
                choices=[("", "Tous les membres"), *((c.siren, c.appellation) for c in membres)],
                required=False,
                error_messages=inconnu,
            )
        self.fields["referentiel"] = forms.ChoiceField(
            label="Référentiel",
            choices=[("", "Tous les référentiels"), *((charge.code, charge.nom) for charge in charges)],
            required=False,
            error_messages=inconnu,
        )
        self.fields["noeud"] = forms.ChoiceField(
            label="Axe ou mesure",
            choices=self._noeuds(requete.get("noeud", "")),
            required=False,
            error_messages={"invalid_choice": "Cette mesure n'existe pas dans vos référentiels."},
        )
        self.fields["du"] = ChampJourPasse(label="Du", dernier=aujourdhui, required=False)
        self.fields["au"] = ChampJourPasse(label="Au", dernier=aujourdhui, required=False)
        self.fields["type"] = forms.MultipleChoiceField(
            label="Type de changement",
            choices=TypeChangement.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages=inconnu,
        )
        self.full_clean()

    def _noeuds(self, choisi: str) -> list[Any]:
        """Axes, sous-axes and mesures of the opened référentiels, and the node of the address when it is deeper."""
        groupes: list[Any] = [("", "Tout le référentiel")]
        for charge in self.charges:
            noeuds = [
                (noeud.code, f"{RETRAIT * rang}{noeud.numero} {typographier(noeud.libelle)}")
                for noeud, rang in zip(charge.noeuds, (int(d) - 1 for d in charge.arbre.depths), strict=True)
                if noeud.niveau in PROPOSES or (noeud.code == choisi and noeud.code != charge.code)
            ]
            groupes.append((charge.nom, noeuds))
        return groupes

    def clean(self) -> dict[str, Any]:
        """A node names its référentiel; days must be in order."""
        lu = super().clean() or {}
        if lu.get("noeud"):
            lu["referentiel"] = lu["noeud"].partition("_")[0]
        if lu.get("du") and lu.get("au") and lu["du"] > lu["au"]:
            self.add_error("au", "La fin précède le début : choisissez un jour à partir du premier.")
        return lu

    @property
    def filtre(self) -> Filtre:
        """What the feed keeps; fields in error filter nothing."""
        lu = self.cleaned_data
        referentiel, noeud = lu.get("referentiel") or "", lu.get("noeud") or ""
        return Filtre(
            personne=lu.get("personne"),
            types=frozenset(TypeChangement(valeur) for valeur in lu.get("type") or ()),
            du=lu.get("du"),
            au=lu.get("au"),
            referentiel=referentiel,
            noeud=noeud,
            questions=questions_liees(self.charges, referentiel, noeud) if referentiel else frozenset(),
        )

    @property
    def epci(self) -> str:
        """SIREN of the member kept, empty for all."""
        return str(self.cleaned_data.get("epci", ""))
