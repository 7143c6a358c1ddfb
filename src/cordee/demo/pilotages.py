"""Who pilots indicateurs and mesures in the demonstration, and a plan that is followed by its indicateurs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from cordee.comptes.models import Utilisateur
from cordee.demo.territoire import SIREN_SERAC
from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.indicateurs.models import Indicateur
from cordee.plans.actions.composition import Suivi, suivre_par
from cordee.plans.actions.pilotages import definir_pilotage
from cordee.plans.actions.plans import modifier_plan
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Fiche, Plan
from cordee.referentiels.models import Mesure
from cordee.territoires.models import Collectivite

SERVICES = ("Mission énergie climat", "Service déchets", "Direction des services techniques")
MESURES = 5
SUIVIES: tuple[tuple[str, str, int, dict[int, float]], ...] = (
    ("Logements accompagnés par le guichet", "logements", 240, {-3: 12.0, -2: 61.0, -1: 118.0}),
    ("Élèves qui viennent à pied ou à vélo", "élèves", 420, {-2: 150.0, -1: 232.0}),
    ("Repas servis en circuit court", "repas", 30_000, {-2: 8_200.0, -1: 12_900.0}),
)
"""Name, unit, target in two years and results by year from this one, of the first fiches under way."""


def nommer_pilotes(
    plan: Plan, collectivites: dict[str, Collectivite], lise: Utilisateur, ines: Utilisateur, *, le: datetime
) -> None:
    """The indicateurs that follow the plan, and the first mesures that its fiches serve, in one EPCI."""
    suivis = Indicateur.objects.filter(fiches__fiche__placements__plan=plan).distinct().order_by("pk")
    for rang, indicateur in enumerate(suivis):
        pilotes = [lise.nom_complet] if rang % 2 == 0 else []
        definir_pilotage(indicateur, plan.collectivite, pilotes, [SERVICES[rang % len(SERVICES)]], par=lise, le=le)
    servies = Mesure.objects.filter(fiches__fiche__placements__plan=plan).distinct().order_by("pk")[:MESURES]
    for rang, mesure in enumerate(servies):
        definir_pilotage(
            mesure, collectivites[SIREN_SERAC], [ines.nom_complet], SERVICES[:1] if rang % 2 else [], par=lise, le=le
        )


def suivre_par_indicateurs(plan: Plan, par: Utilisateur, *, le: datetime) -> None:
    """The progress of the plan comes from the indicateurs that measure its first fiches."""
    en_cours = Fiche.objects.filter(placements__plan=plan, statut=StatutFiche.EN_COURS).order_by("pk")
    for fiche, (nom, unite, cible, resultats) in zip(en_cours, SUIVIES, strict=False):
        suivi = Suivi(cible=Decimal(cible), annee_cible=le.year + 2, mesure_avancement=True)
        lien = suivre_par(fiche, nom, suivi, unite=unite, par=par, le=le)
        for annee, resultat in resultats.items():
            saisir_valeur(plan.collectivite, lien.indicateur, le.year + annee, resultat=resultat, par=par, le=le)
    modifier_plan(plan, {"ponderation": Ponderation.INDICATEURS}, par=par, le=le)
