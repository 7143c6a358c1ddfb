"""The round of the jobs themselves."""

from __future__ import annotations

from datetime import timedelta

from cordee.socle.travaux.execution import entretenir_travaux
from cordee.socle.travaux.registre import declarer_ronde

declarer_ronde("socle.entretenir_travaux", entretenir_travaux, chaque=timedelta(minutes=5))
