"""Filters of the tree, as they stand in its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms

from cordee.outils.nombres import formater
from cordee.outils.texte import accorder, normaliser
from cordee.referentiels.domain import StatutAvancement
from cordee.referentiels.queries.definitions import ReferentielCharge

DESACTIVEE = "desactivee"
"""Not a statut of the domain: what a row of a désactivée node shows."""

STATUTS = (
    (StatutAvancement.FAIT.value, "Fait"),
    (StatutAvancement.PROGRAMME.value, "Programmé"),
    (StatutAvancement.PAS_FAIT.value, "Pas fait"),
    (StatutAvancement.NON_RENSEIGNE.value, "Non renseigné"),
    (StatutAvancement.DETAILLE.value, "Détaillé au pourcentage"),
    (StatutAvancement.DETAILLE_A_LA_TACHE.value, "Détaillé à la tâche"),
    (StatutAvancement.NON_CONCERNE.value, "Non concerné"),
    (DESACTIVEE, "Désactivée"),
)
PHASES = (("bases", "Bases"), ("mise-en-oeuvre", "Mise en œuvre"), ("effets", "Effets"))
GAINS = (0.1, 0.25, 0.5, 1, 2, 5)
COMMENTAIRES = (("avec", "Commentées"), ("sans", "Sans commentaire"))

_NUMERO = re.compile(r"^(?:(?P<referentiel>cae|eci|te)[ _.]*)?(?P<numero>\d[0-9a-z]*(?:\.[0-9a-z]+)*)\.?$")


@dataclass(frozen=True)
class Filtre:
    """Filters of the tree, all of which a row must pass."""

    texte: str = ""
    axe: str = ""
    statut: str = ""
    phase: str = ""
    gain: float | None = None
    commentaire: str = ""
    essentielles: bool = False
    a_renseigner: bool = False

    @property
    def actif(self) -> bool:
        """Whether anything is filtered."""
        return self != Filtre()

    def numero(self, referentiel: str) -> str:
        """Identifier searched for (`2.1.1`, `cae 2.1.1`), empty when the text is words or names another référentiel."""
        trouve = _NUMERO.match(self.texte.strip().lower())
        if not trouve or trouve["referentiel"] not in (None, referentiel):
            return ""
        return trouve["numero"]

    @property
    def mots(self) -> tuple[str, ...]:
        """Beginnings of words, each of which the label must contain: `velo` finds `vélos`, not `développer`."""
        return tuple(normaliser(self.texte).split())


class FormulaireFiltre(forms.Form):
    """Filters of the tree. What is not understood filters nothing: an old or shortened address still opens the page."""

    q = forms.CharField(label="Chercher", max_length=100, required=False)
    axe = forms.ChoiceField(label="Axe", required=False)
    statut = forms.ChoiceField(label="Statut", choices=[("", "Statuts"), *STATUTS], required=False)
    phase = forms.ChoiceField(label="Phase", choices=[("", "Phases"), *PHASES], required=False)
    gain = forms.ChoiceField(label="Points à gagner", required=False)
    commentaire = forms.ChoiceField(label="Commentaire", choices=[("", "Commentaires"), *COMMENTAIRES], required=False)
    essentielles = forms.BooleanField(label="Mesures essentielles", required=False)
    a_renseigner = forms.BooleanField(label="À renseigner", required=False)

    def __init__(self, donnees: Any, charge: ReferentielCharge) -> None:
        super().__init__(donnees)
        axes = [(axe.numero, f"{axe.numero}. {axe.libelle}") for axe in charge.axes]
        self.fields["axe"].choices = [("", "Axes"), *axes]  # type: ignore[attr-defined]
        gains = sorted({*GAINS, *_seuil_demande(donnees)})
        self.fields["gain"].choices = [  # type: ignore[attr-defined]
            ("", "Gains"),
            *((f"{gain:g}", f"Au moins {formater(gain, 3, souple=True)} {accorder(gain, 'point')}") for gain in gains),
        ]

    def filtre(self) -> Filtre:
        """The filters that were understood."""
        self.is_valid()
        lu = self.cleaned_data
        return Filtre(
            texte=lu.get("q", "").strip(),
            axe=lu.get("axe", ""),
            statut=lu.get("statut", ""),
            phase=lu.get("phase", ""),
            gain=float(lu["gain"]) if lu.get("gain") else None,
            commentaire=lu.get("commentaire", ""),
            essentielles=lu.get("essentielles", False),
            a_renseigner=lu.get("a_renseigner", False),
        )


def _seuil_demande(donnees: Any) -> tuple[float, ...]:
    """A threshold written in the address that is not among ours: shared links may hold any."""
    try:
        seuil = float(donnees.get("gain", ""))
    except ValueError:
        return ()
    return (seuil,) if 0 < seuil <= 500 else ()
