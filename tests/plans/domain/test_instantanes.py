"""docs/calculs/instantanes.md, « Ce qui est figé » and « Comparer deux moments »."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.plans.strategies import fiches

from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.fiche import DateConnue, FicheComplete, LigneBudget
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.instantanes import (
    ABSENTE,
    Chiffres,
    Devenir,
    LigneFigee,
    Montrer,
    Rapprochee,
    Somme,
    Tri,
    chiffrer,
    compter,
    croiser,
    ecrire_chiffres,
    lire_chiffres,
    rapprocher,
    retenir,
    synthetiser,
)
from cordee.plans.domain.listes import StatutFiche, TypeBudget, UniteBudget

A, B = 10, 20
HT = UniteBudget.HT
JOUR = date(2026, 3, 10)


def somme(bas: int | None, haut: int | None = None, reel: int | None = None) -> dict[UniteBudget, Somme]:
    prevu = Fourchette(Decimal(bas), Decimal(haut or bas)) if bas is not None else None
    return {HT: Somme(prevu, Decimal(reel) if reel is not None else None)}


LIGNES = [
    LigneFigee(1, "Une", "1", "realise", Chiffres(100.0, sommes=somme(10_000, None, 9_000)), (A,), empreinte="a"),
    LigneFigee(2, "Deux", "2", "en_cours", Chiffres(40.0, 12, sommes=somme(20_000, 30_000)), (A,), empreinte="b"),
    LigneFigee(3, "Trois", "3", "a_venir", Chiffres(0.0), (B,), empreinte="c"),
    LigneFigee(4, "Quatre", "4", "abandonne", Chiffres(None, sommes=somme(5_000, None, 1_000)), (B,), empreinte="d"),
]
APRES = [
    replace(LIGNES[0]),
    replace(LIGNES[1], statut="realise", chiffres=Chiffres(100.0), empreinte="b2"),
    replace(LIGNES[2], statut="en_cours", chiffres=Chiffres(50.0, 3), empreinte="c2"),
    LigneFigee(5, "Cinq", "5", "a_venir", Chiffres(0.0), (B,), empreinte="e"),
]


class TestSynthetiser:
    def test_le_tableau_travaille(self) -> None:
        synthese = synthetiser(LIGNES, Ponderation.EGAL)
        assert synthese.total == 4
        assert round(synthese.compte.avancement or 0, 1) == 46.7
        assert (synthese.compte.realisees, synthese.compte.total) == (1, 3)
        assert synthese.en_retard == 1
        assert synthese.budgets == {HT: Somme(Fourchette(Decimal(35_000), Decimal(45_000)), Decimal(10_000))}
        assert [(synthese.axes[axe].avancement, synthese.axes[axe].total) for axe in (A, B)] == [(70.0, 2), (0.0, 1)]
        assert synthese.par_statut == {"realise": 1, "en_cours": 1, "a_venir": 1, "abandonne": 1}

    def test_une_fiche_dans_deux_axes_compte_une_fois_dans_le_plan(self) -> None:
        synthese = synthetiser([replace(LIGNES[0], axes=(A, B)), LIGNES[2]], Ponderation.EGAL)
        assert synthese.compte.avancement == 50
        assert synthese.axes[B].avancement == 50
        assert synthese.axes[A].avancement == 100

    def test_les_poids_figes_pesent(self) -> None:
        lourde = replace(LIGNES[0], chiffres=Chiffres(100.0, poids=3.0))
        assert synthetiser([lourde, LIGNES[2]], Ponderation.POIDS).compte.avancement == 75

    def test_un_plan_vide_n_a_pas_d_avancement(self) -> None:
        synthese = synthetiser([], Ponderation.EGAL)
        assert (synthese.total, synthese.compte.avancement, synthese.axes) == (0, None, {})


class TestChiffrer:
    def test_les_sous_fiches_comptent_dans_leur_fiche(self) -> None:
        def budget(prevu: int, reel: int | None = None) -> tuple[LigneBudget, ...]:
            return (LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal(prevu), reel=Decimal(reel) if reel else None),)

        fiche = FicheComplete(
            "Suivre",
            ref=1,
            statut=StatutFiche.EN_COURS,
            fin=DateConnue(date(2026, 3, 1)),
            poids=2,
            budgets=budget(100),
            sous_fiches=[
                FicheComplete("A", ref=2, statut=StatutFiche.REALISE, budgets=budget(50, 40)),
                FicheComplete("B", ref=3, statut=StatutFiche.A_VENIR),
            ],
        )
        chiffres = chiffrer(fiche, JOUR)
        assert (chiffres.avancement, chiffres.jours, chiffres.poids, chiffres.pese_ht) == (50.0, 9, 2.0, 100.0)
        assert chiffres.sommes == somme(150, None, 40)

    def test_une_fiche_abandonnee_n_a_pas_d_avancement(self) -> None:
        assert chiffrer(FicheComplete("A", statut=StatutFiche.ABANDONNE), JOUR).avancement is None

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(fiches())
    def test_les_chiffres_ecrits_se_relisent(self, fiche: FicheComplete) -> None:
        chiffres = chiffrer(fiche, JOUR)
        assert lire_chiffres(json.loads(json.dumps(ecrire_chiffres(chiffres)))) == chiffres

    def test_des_chiffres_d_une_autre_epoque_se_lisent(self) -> None:
        assert lire_chiffres({"sommes": {"francs": ["1", "2", None]}}) == Chiffres()


class TestRapprocher:
    def test_le_tableau_travaille(self) -> None:
        rapprochees = rapprocher(LIGNES, APRES)
        assert [(r.ligne.ref, r.devenir) for r in rapprochees] == [
            (1, Devenir.INCHANGEE), (2, Devenir.MODIFIEE), (3, Devenir.MODIFIEE), (5, Devenir.NOUVELLE),
            (4, Devenir.RETIREE),
        ]  # fmt: skip
        assert compter(rapprochees) == {
            Montrer.CHANGEES: 4, Montrer.STATUT: 2, Montrer.TERMINEES: 1, Montrer.RETARD: 1, Montrer.NOUVELLES: 1,
            Montrer.RETIREES: 1, Montrer.TOUTES: 5,
        }  # fmt: skip

    def test_la_matrice_des_statuts(self) -> None:
        matrice = croiser(rapprocher(LIGNES, APRES))
        assert matrice.rangees == ("realise", "en_cours", "a_venir", "abandonne", ABSENTE)
        assert matrice.colonnes == ("realise", "en_cours", "a_venir", ABSENTE)
        assert matrice.nombres == {
            ("realise", "realise"): 1, ("en_cours", "realise"): 1, ("a_venir", "en_cours"): 1,
            ("abandonne", ABSENTE): 1, (ABSENTE, "a_venir"): 1,
        }  # fmt: skip

    def test_un_statut_qui_n_existe_plus_a_sa_rangee(self) -> None:
        ancienne = replace(LIGNES[0], statut="reporte")
        assert croiser([Rapprochee(ancienne, LIGNES[0])]).rangees == ("reporte",)

    def test_face_a_aujourd_hui_une_fiche_ecrite_depuis_est_modifiee(self) -> None:
        figee = replace(LIGNES[0], figee_le=datetime(2026, 3, 10, tzinfo=UTC))
        du_jour = replace(LIGNES[0], empreinte="", changee_le=datetime(2026, 3, 9, tzinfo=UTC))
        assert Rapprochee(figee, du_jour).devenir is Devenir.INCHANGEE
        ecrite = replace(du_jour, changee_le=datetime(2026, 3, 11, tzinfo=UTC))
        assert Rapprochee(figee, ecrite).devenir is Devenir.MODIFIEE
        assert Rapprochee(figee, replace(du_jour, chiffres=Chiffres(90.0))).devenir is Devenir.MODIFIEE

    @given(st.sets(st.integers(1, 8)), st.sets(st.integers(1, 8)))
    def test_chaque_fiche_est_rapprochee_une_fois_et_la_matrice_les_compte_toutes(
        self, avant: set[int], apres: set[int]
    ) -> None:
        cotes = [[LigneFigee(ref, f"Fiche {ref}", empreinte=str(ref)) for ref in refs] for refs in (avant, apres)]
        rapprochees = rapprocher(*cotes)
        assert sorted(r.ligne.ref for r in rapprochees) == sorted(avant | apres)
        assert croiser(rapprochees).nombres.total() == len(avant | apres)
        assert {r.ligne.ref for r in rapprochees if r.devenir is Devenir.RETIREE} == avant - apres


class TestRetenir:
    def test_les_tris(self) -> None:
        rapprochees = rapprocher(LIGNES, APRES)
        ordres = {
            tri: [r.ligne.ref for r in retenir(rapprochees, Montrer.TOUTES, tri)] for tri in Tri
        }  # fmt: skip
        assert ordres[Tri.PLAN] == [1, 2, 3, 5, 4]
        assert ordres[Tri.TITRE] == [5, 2, 4, 3, 1]
        assert ordres[Tri.PROGRES][:2] == [2, 3]
        assert ordres[Tri.RECUL][-1] == 2
        assert ordres[Tri.RETARD][0] == 3

    def test_l_intitule_dit_le_numero(self) -> None:
        assert LIGNES[0].intitule == "1 Une"
        assert replace(LIGNES[0], code="").intitule == "Une"
