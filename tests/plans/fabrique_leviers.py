"""What the tests of the leviers need: the indicateurs, their numbers, fiches that bring something.

definir_les_indicateurs()                  the national definitions, by identifiant
donner(collectivite, "cae_1.k", 200, 75)   result of 2019 and objective of 2030, in kteq CO2
annoncer(fiche, 120)                       a fall of GES in tCO2e/an; `domaine=`, `unite=`, `incertitude=`
tirer(fiche, "covoiturage", "fret")        the leviers that a fiche carries
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.indicateurs.factories import IndicateurFactory, ValeurFactory

from cordee.indicateurs.models import Indicateur
from cordee.plans.domain.listes import Genre
from cordee.plans.models import Classement, Fiche, Impact
from cordee.plans.queries.leviers import referentiel_des_leviers
from cordee.territoires.models import Collectivite


def definir_les_indicateurs() -> dict[str, Indicateur]:
    """Every identifiant that leviers are computed on."""
    return {
        identifiant: IndicateurFactory(
            identifiant=identifiant, titre=f"Émissions de gaz à effet de serre - {identifiant}", unite="kteq CO2"
        )
        for identifiant in referentiel_des_leviers().identifiants
    }


def donner(collectivite: Collectivite, identifiant: str, depart: float | None, but: float | None, **plus: Any) -> None:
    """Numbers of a collectivité; None writes nothing."""
    indicateur = Indicateur.objects.get(identifiant=identifiant)
    if depart is not None:
        ValeurFactory(collectivite=collectivite, indicateur=indicateur, annee=2019, resultat=depart, **plus)
    if but is not None:
        ValeurFactory(collectivite=collectivite, indicateur=indicateur, annee=2030, resultat=None, objectif=but, **plus)


def annoncer(
    fiche: Fiche, valeur: int, domaine: str = "ges", unite: str = "tCO2e/an", incertitude: str = "", horizon: int = 2030
) -> None:
    """A quantity of the fiche."""
    Impact.objects.create(
        fiche=fiche, domaine=domaine, valeur=Decimal(valeur), unite=unite, incertitude=incertitude, horizon=horizon
    )


def tirer(fiche: Fiche, *leviers: str) -> None:
    """Leviers that the fiche carries."""
    Classement.objects.bulk_create(Classement(fiche=fiche, genre=Genre.LEVIER, code=code) for code in leviers)
