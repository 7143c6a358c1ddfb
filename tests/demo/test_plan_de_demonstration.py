"""The invented plan shows what a plan can show, whatever the year from which it is told."""

from __future__ import annotations

import pytest

from cordee.demo.lecture_plan import lire_axes
from cordee.plans.domain.chaine import find_chaine
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.planning import Dependance, Periode


@pytest.mark.parametrize("annee", [2026, 2027, 2028])
def test_sa_chaine_critique_tient_cinq_fiches(annee: int) -> None:
    fiches = dict(enumerate(f for axe in lire_axes(annee) for f in axe.fiches))
    rangs = {fiche.code: rang for rang, fiche in fiches.items()}
    dependances = [
        Dependance(rangs[lien.code], rang, lien.type, lien.decalage)
        for rang, fiche in fiches.items()
        for lien in fiche.liens
        if lien.entrant and lien.type.est_dependance
    ]
    chaine = find_chaine({rang: _periode(rang, fiche) for rang, fiche in fiches.items()}, dependances)
    assert chaine is not None
    assert [fiches[maillon.id].code for maillon in chaine.maillons] == ["1.2", "2.1", "3.3", "5.3", "2.2"]
    assert chaine.marge == 30
    assert all(maillon.manquants == 0 for maillon in chaine.maillons)


def _periode(rang: int, fiche: FicheComplete) -> Periode:
    return Periode(
        rang,
        fiche.debut.jour if fiche.debut else None,
        fiche.fin.jour if fiche.fin else None,
        figee=fiche.statut in {StatutFiche.REALISE, StatutFiche.ABANDONNE},
    )
