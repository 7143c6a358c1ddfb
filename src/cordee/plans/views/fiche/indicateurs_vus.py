"""An indicator of a fiche as its row and its chart show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cordee.indicateurs.domain.graphe import Graphe, composer_graphe
from cordee.indicateurs.domain.series import preparer_series
from cordee.indicateurs.domain.valeurs import Point, chemin_fait, objectifs_propres, resultats_retenus
from cordee.indicateurs.models import Valeur
from cordee.plans.domain.listes import Frequence, NatureIndicateur
from cordee.plans.domain.reponse import Mouvement
from cordee.plans.models import FicheIndicateur
from cordee.plans.views.fiche.objectifs_vus import ObjectifsVus


@dataclass
class IndicateurVu:
    """First and last results, target and its year, way done between 0 and 1."""

    suivi: FicheIndicateur
    valeurs: Sequence[Valeur]
    premier: Point | None
    dernier: Point | None
    cible: float | None
    annee_cible: int | None
    chemin: float | None
    objectifs: ObjectifsVus = field(default_factory=ObjectifsVus)

    @property
    def nature(self) -> str:
        """Réalisation, résultat or impact."""
        return NatureIndicateur(self.suivi.nature).libelle

    @property
    def frequence(self) -> str:
        """How often, when it is said."""
        return Frequence.libelle_de(self.suivi.frequence)

    @cached_property
    def graphe(self) -> Graphe | None:
        """Chart, when there are two points to draw."""
        if len(self.valeurs) < 2:
            return None
        indicateur = self.suivi.indicateur
        return composer_graphe(
            preparer_series(self.valeurs),
            titre=indicateur.titre,
            unite=indicateur.unite,
            precision=indicateur.precision,
            cible=self.cible,
            annee_cible=self.annee_cible,
        )


def voir_indicateur(suivi: FicheIndicateur, valeurs: Sequence[Valeur]) -> IndicateurVu:
    """The target is that of the fiche, else the last objective of the collectivité."""
    resultats = resultats_retenus(valeurs)
    objectifs = objectifs_propres(valeurs)
    cible, annee = (None if suivi.cible is None else float(suivi.cible)), suivi.annee_cible
    if cible is None and objectifs:
        cible, annee = objectifs[-1].valeur, objectifs[-1].le.year
    chemin = chemin_fait(resultats, cible, suivi.indicateur.precision)
    return IndicateurVu(
        suivi,
        valeurs,
        resultats[0] if len(resultats) > 1 else None,
        resultats[-1] if resultats else None,
        cible,
        annee,
        None if chemin is None or len(resultats) < 2 else chemin.fait,
    )


def mouvement(vu: IndicateurVu) -> Mouvement | None:
    """What the sentence of the page says of it: between two results."""
    if vu.premier is None or vu.dernier is None or vu.premier.le.year == vu.dernier.le.year:
        return None
    indicateur = vu.suivi.indicateur
    return Mouvement(
        indicateur.titre,
        vu.premier.le.year,
        vu.premier.valeur,
        vu.dernier.valeur,
        indicateur.unite,
        indicateur.precision,
    )
