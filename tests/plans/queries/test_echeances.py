"""docs/calculs/plans.md, « Retard »: the database answers as the domain does, whatever the precision of the dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.plans.factories import AUJOURDHUI, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.filtres_proposes import Suivi
from cordee.plans.domain.listes import Precision, StatutFiche
from cordee.plans.domain.retard import FicheDatee, is_due_soon, is_late, is_not_started, is_stale
from cordee.plans.models import Fiche
from cordee.plans.queries.filtres import restrict_fiches
from cordee.plans.queries.plans import rassembler_plans
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.relances import datee

pytestmark = pytest.mark.django_db

JUGES = {
    Suivi.EN_RETARD: is_late, Suivi.BIENTOT: is_due_soon, Suivi.PAS_COMMENCEE: is_not_started,
    Suivi.SANS_NOUVELLES: is_stale,
}  # fmt: skip
jours = st.dates(date(2023, 11, 1), date(2026, 5, 31)) | st.integers(-3, 33).map(
    lambda ecart: AUJOURDHUI + timedelta(days=ecart)
)
precisions = st.sampled_from(list(Precision))
fiches_datees = st.builds(
    FicheDatee,
    id=st.just(0),
    statut=st.sampled_from([None, *StatutFiche]),
    debut=st.none() | jours,
    fin=st.none() | jours,
    precision_debut=precisions,
    precision_fin=precisions,
    amelioration_continue=st.sampled_from([False, False, True]),
    derniere_nouvelle=st.dates(date(2025, 9, 8), date(2025, 9, 14)),
)


def ecrire(collectivite, voulues: list[FicheDatee]) -> list[Fiche]:
    return Fiche.objects.bulk_create(
        [
            Fiche(
                collectivite=collectivite, titre=f"Fiche {rang}", statut=v.statut or "", debut=v.debut,
                # a plan never starts after its end
                fin=v.fin if v.fin is None or v.debut is None else max(v.debut, v.fin),
                precision_debut=v.precision_debut, precision_fin=v.precision_fin,
                amelioration_continue=v.amelioration_continue,
                cree_le=datetime(2025, 1, 1, tzinfo=UTC),
                modifie_le=datetime.combine(v.derniere_nouvelle, time(10), UTC),
            )
            for rang, v in enumerate(voulues)
        ]
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(voulues=st.lists(fiches_datees, min_size=1, max_size=12), aujourdhui=jours)
@example(
    voulues=[FicheDatee(0, fin=date(2025, 3, 1), precision_fin="annee", derniere_nouvelle=AUJOURDHUI)],
    aujourdhui=date(2025, 12, 31),
)
@example(
    voulues=[FicheDatee(0, StatutFiche.EN_COURS, derniere_nouvelle=AUJOURDHUI - timedelta(days=180))],
    aujourdhui=AUJOURDHUI,
)
def test_la_base_et_le_domaine_disent_le_meme_retard(db, voulues, aujourdhui) -> None:
    collectivite = CollectiviteFactory()
    ecrites = ecrire(collectivite, voulues)
    for suivi, juge in JUGES.items():
        attendues = {f.pk for f in ecrites if juge(datee(f), aujourdhui)}
        filtrees = restrict_fiches(
            Fiche.objects.filter(collectivite=collectivite),
            lire_filtres({"suivi": [suivi.value]}),
            Regard(collectivite, aujourdhui),
        )
        assert set(filtrees.values_list("pk", flat=True)) == attendues, suivi


def test_une_fiche_qui_finit_en_2026_n_est_en_retard_nulle_part_avant_2027() -> None:
    membre = MembreFactory(editeur=True)
    plan = PlanFactory(collectivite=membre.collectivite)
    FicheFactory(dans=plan, fin=date(2026, 1, 1), precision_fin=Precision.ANNEE)
    for jour, retards in ((AUJOURDHUI, 0), (date(2026, 12, 31), 0), (date(2027, 1, 1), 1)):
        assert rassembler_plans(membre.utilisateur, membre.collectivite, jour)[0][0].en_retard == retards
