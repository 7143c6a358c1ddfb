"""Budget lines and fundings by the API."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.programme import Programme, fautes_de
from tests.plans.factories import FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Fiche, Financement, LigneBudget

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory()


@pytest.fixture
def programme(fiche: Fiche) -> Programme:
    return Programme.de(MembreFactory(editeur=True, collectivite=fiche.collectivite))


def budget(programme: Programme, fiche: Fiche, **envoi: Any) -> Any:
    return programme.ecrire("put", f"fiches/{fiche.pk}/budgets", {"type": "investissement", "annee": 2027, **envoi})


def test_le_depense_s_ajoute_au_prevu_sans_l_effacer(programme: Programme, fiche: Fiche) -> None:
    assert budget(programme, fiche, prevu=1000, prevu_max="1 500,50").json()["ligne"]["prevu_max"] == 1500.5
    ligne = budget(programme, fiche, reel=12.3).json()["ligne"]
    assert ligne == {
        "type": "investissement", "unite": "ht", "annee": 2027, "prevu": 1000, "prevu_max": 1500.5, "reel": 12.3,
        "est_etale": False,
    }  # fmt: skip
    assert programme.lire(f"fiches/{fiche.pk}/budgets").json() == [ligne]
    assert budget(programme, fiche, prevu_max=None).json()["ligne"]["prevu"] == 1000


def test_une_ligne_videe_disparait(programme: Programme, fiche: Fiche) -> None:
    budget(programme, fiche, prevu=1000)
    assert budget(programme, fiche, prevu=None).json() == {"ligne": None}
    assert not LigneBudget.objects.exists()


def test_un_total_ne_se_mele_pas_aux_annees(programme: Programme, fiche: Fiche) -> None:
    budget(programme, fiche, prevu=1000)
    refusee = budget(programme, fiche, annee=None, prevu=4000)
    assert refusee.status_code == 422
    assert "détaillé par année" in refusee.json()["detail"]
    assert budget(programme, fiche, annee=None, unite="etp", prevu=1, est_etale=True).json()["ligne"]["est_etale"]


BUDGETS_REFUSES: tuple[tuple[Any, ...], ...] = (
    ({"prevu": "beaucoup"}, "prevu"), ({"prevu": "NaN"}, "prevu"), ({"prevu": "1e300"}, "prevu"),
    ({"prevu": True}, "prevu"), ({"type": "autre"}, "type"), ({"unite": "usd"}, "unite"),
    ({"annee": "2027"}, "annee"),
    ({"est_etale": "oui"}, "est_etale"), ({"montant": 3}, "montant"), ({"prevu": -3}, ""), ({"annee": 3}, ""),
)  # fmt: skip


def test_un_budget_refuse_dit_son_champ(programme: Programme, fiche: Fiche) -> None:
    for envoi, champ in BUDGETS_REFUSES:
        reponse = budget(programme, fiche, **envoi)
        assert reponse.status_code == 422, envoi
        assert list(fautes_de(reponse)) == [champ], envoi
    assert not LigneBudget.objects.exists()


def test_un_financement_s_ajoute_se_modifie_et_se_retire(programme: Programme, fiche: Fiche) -> None:
    chemin = f"fiches/{fiche.pk}/financements"
    envoi = {"financeur": "ADEME", "montant": 48000, "statut": "sollicite", "demande_le": "2026-03-02", "taux": 0.4}
    cree = programme.ecrire("post", chemin, envoi)
    assert cree.status_code == 201
    pk = cree.json()["id"]
    modifie = programme.ecrire("patch", f"{chemin}/{pk}", {"statut": "accorde", "decision_le": "2026-07-10"}).json()
    assert modifie == cree.json() | {"statut": "accorde", "decision_le": "2026-07-10"}
    assert programme.lire(chemin).json() == [modifie]
    assert programme.ecrire("patch", f"{chemin}/{pk + 1}", {}).status_code == 404
    assert programme.ecrire("delete", f"{chemin}/{pk + 1}").status_code == 404
    assert programme.ecrire("delete", f"{chemin}/{pk}").status_code == 204
    assert not Financement.objects.exists()


FINANCEMENTS_REFUSES: tuple[tuple[Any, ...], ...] = (
    ({}, ""), ({"financeur": "ADEME", "taux": 3}, ""), ({"financeur": "ADEME", "montant": "x"}, "montant"),
    ({"financeur": "ADEME", "verse_le": "jamais"}, "verse_le"), ({"financeur": "ADEME", "statut": "x"}, "statut"),
    ({"financeur": 3}, "financeur"), ({"financeur": "ADEME", "aide": "https://ailleurs.example/"}, ""),
)  # fmt: skip


def test_un_financement_refuse_dit_son_champ(programme: Programme, fiche: Fiche) -> None:
    for envoi, champ in FINANCEMENTS_REFUSES:
        reponse = programme.ecrire("post", f"fiches/{fiche.pk}/financements", envoi)
        assert reponse.status_code == 422, envoi
        assert list(fautes_de(reponse)) == [champ], envoi
    assert not Financement.objects.exists()


def test_l_argent_d_une_fiche_n_est_pas_pour_qui_ne_la_modifie_pas(fiche: Fiche) -> None:
    contributeur = Programme.de(MembreFactory(contributeur=True, collectivite=fiche.collectivite))
    assert budget(contributeur, fiche, prevu=3).status_code == 403
    envoi = {"financeur": "ADEME"}
    assert contributeur.ecrire("post", f"fiches/{fiche.pk}/financements", envoi).status_code == 403
    etrangere = Programme.de(MembreFactory(administrateur=True))
    assert budget(etrangere, fiche, prevu=3).status_code == 404
