"""The sentence of the page of a fiche (docs/calculs/plans.md, « Réponse »)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.reponse import Faits, Mouvement, compose_reponse, dire

BAISSE = Mouvement("Consommation du patrimoine", 2022, 9640, 8502, "MWh")


@pytest.mark.parametrize(
    ("faits", "attendue"),
    [
        ({"statut": StatutFiche.EN_COURS}, "En cours."),
        ({"statut": None}, "Sans statut."),
        ({"statut": StatutFiche.EN_COURS, "reste": 1}, "En cours, il reste 1 jour avant l'échéance."),
        ({"statut": StatutFiche.EN_COURS, "avancement": 40}, "En cours, 40 % faits."),
        ({"statut": StatutFiche.REALISE}, "La fiche est réalisée."),
        ({"statut": StatutFiche.ABANDONNE, "jours_retard": 5}, "La fiche est abandonnée."),
        ({"etapes": 5, "faites": 3}, "Trois étapes sur cinq sont faites."),
        ({"etapes": 3, "faites": 1}, "Une étape sur trois est faite."),
        ({"etapes": 3, "faites": 0}, "Aucune étape sur trois n'est faite."),
        ({"etapes": 1, "faites": 1}, "La seule étape est faite."),
        ({"etapes": 12, "faites": 12}, "Les 12 étapes sont faites."),
        ({"etapes": 3, "faites": 1, "retard_dessous": 1},
         "Une étape sur trois est faite, une est en retard de 1 jour."),
        ({"etapes": 3, "faites": 1, "jours_retard": 9, "retard_dessous": 20},
         "En retard de 9 jours ; une étape sur trois est faite."),
        ({"raison": "Avis de l'ABF.", "attendu_le": date(2026, 4, 1)},
         "Bloquée : avis de l'ABF, levée attendue le 1er avril 2026."),
        ({"raison": "ABF absent", "jours_retard": 3}, "Bloquée : ABF absent."),
        ({"mouvement": BAISSE}, "Consommation du patrimoine : 11,8 % de moins qu'en 2022."),
        ({"mouvement": Mouvement("Arbres", 2022, 100, 150)}, "Arbres : 50 % de plus qu'en 2022."),
        ({"mouvement": Mouvement("Arbres", 2022, 100, 100)}, "Arbres : stable depuis 2022."),
        ({"mouvement": Mouvement("Arbres", 2022, 0, 12, "arbres")}, "Arbres : 12 arbres."),
        ({"mouvement": Mouvement("Ratio", 2022, 0, 1.5)}, "Ratio : 1,5."),
        ({"etapes": 5, "faites": 3, "mouvement": BAISSE},
         "Trois étapes sur cinq sont faites ; consommation du patrimoine : 11,8 % de moins qu'en 2022."),
    ],
)  # fmt: skip
def test_la_phrase_dit_ce_qui_presse_puis_ce_qui_avance(faits: dict[str, Any], attendue: str) -> None:
    connus = Faits(**{"statut": StatutFiche.EN_COURS, **faits})
    assert dire(compose_reponse(connus)).replace("\u00a0", " ") == attendue


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Faits,
        statut=st.sampled_from([*StatutFiche, None]),
        etapes=st.integers(5, 30),
        faites=st.integers(0, 5),
        jours_retard=st.integers(0, 400),
        retard_dessous=st.integers(0, 400),
        raison=st.sampled_from(["", "Avis attendu"]),
        mouvement=st.sampled_from([None, BAISSE]),
    )
)
def test_un_seul_nombre_est_mis_en_avant(faits: Faits) -> None:
    morceaux = compose_reponse(faits)
    assert sum(fort for _, fort in morceaux) <= 1
    phrase = dire(morceaux)
    assert phrase[0].isupper()
    assert phrase.endswith(".")
    assert ".." not in phrase
