"""Documents cadres and evaluations of a fiche."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.plans.factories import LE, FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions import composition as compo
from cordee.plans.actions.retraits import annuler_retrait, retirer_ligne
from cordee.plans.domain.fiche import EvaluationCitee, ReferenceCitee
from cordee.plans.domain.listes import Appreciation, PeriodeEvaluation, TypeReference
from cordee.plans.models import Evaluation, Fiche, Reference
from cordee.plans.queries.recherche import filter_texte
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
MI_PARCOURS, FINALE = PeriodeEvaluation.MI_PARCOURS, PeriodeEvaluation.FINALE


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory()


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur


@pytest.fixture
def commun(lise: Utilisateur) -> dict[str, Any]:
    return {"par": lise, "le": LE}


def dernier(fiche: Fiche) -> dict[str, Any]:
    return Ecriture.objects.filter(objet_type="plans.fiche", objet_id=str(fiche.pk)).latest("id").details["champs"]


def test_un_document_cadre_s_ajoute_se_modifie_et_se_retire(fiche: Fiche, commun: dict[str, Any]) -> None:
    citee = ReferenceCitee(TypeReference.SRADDET, " Climat,  air ", "règle 12", "https://exemple.fr/sraddet")
    reference = compo.ajouter_reference(fiche, citee, **commun)
    dit = "SRADDET : Climat, air, règle 12 (https://exemple.fr/sraddet)"
    assert dernier(fiche) == {"reference": [None, dit]}
    seconde = compo.ajouter_reference(fiche, ReferenceCitee(TypeReference.SNBC), **commun)
    assert (reference.position, seconde.position) == (0, 1)
    avant = Ecriture.objects.count()
    compo.modifier_reference(reference, citee, **commun)
    assert Ecriture.objects.count() == avant, "rien n'a changé, rien n'est écrit"
    compo.modifier_reference(reference, ReferenceCitee(TypeReference.SCOT, "SCoT des vallées"), **commun)
    assert dernier(fiche) == {"reference": [dit, "SCoT : SCoT des vallées"]}
    compo.supprimer_reference(reference, **commun)
    assert list(fiche.references.all()) == [seconde]


@pytest.mark.parametrize(
    ("citee", "faute"),
    [
        (ReferenceCitee(TypeReference.AUTRE), "Donnez le titre"),
        (ReferenceCitee(TypeReference.SCOT, "x" * 301), "dépasse 300"),
        (ReferenceCitee(TypeReference.SCOT, adresse="javascript:alert(1)"), "commence par https"),
        (ReferenceCitee(TypeReference.SCOT, adresse="https://[exemple"), "commence par https"),
        (ReferenceCitee(TypeReference.SCOT, adresse="https://"), "commence par https"),
    ],
)
def test_un_mauvais_document_cadre_est_refuse(
    fiche: Fiche, commun: dict[str, Any], citee: ReferenceCitee, faute: str
) -> None:
    with pytest.raises(DonneeRefusee, match=faute):
        compo.ajouter_reference(fiche, citee, **commun)
    assert not Reference.objects.exists()


def test_une_evaluation_s_ajoute_se_modifie_et_se_retire(fiche: Fiche, commun: dict[str, Any]) -> None:
    citee = EvaluationCitee(MI_PARCOURS, date(2026, 12, 31), Appreciation.EN_PARTIE, "Douze écoles.", "Un second lot.")
    evaluation = compo.ajouter_evaluation(fiche, citee, **commun)
    dit = "À 3 ans (mi-parcours), 31/12/2026 : Atteints en partie. Douze écoles.. Suites : Un second lot."
    assert dernier(fiche) == {"evaluation": [None, dit]}
    avant = Ecriture.objects.count()
    compo.modifier_evaluation(evaluation, citee, **commun)
    assert Ecriture.objects.count() == avant
    compo.modifier_evaluation(evaluation, EvaluationCitee(FINALE, resultat="x" * 400), **commun)
    assert dernier(fiche)["evaluation"][1].startswith("À 6 ans (fin du plan) : xxx")
    assert len(dernier(fiche)["evaluation"][1]) == 300
    compo.supprimer_evaluation(evaluation, **commun)
    assert not Evaluation.objects.exists()


def test_les_evaluations_se_lisent_par_date_celles_sans_date_a_la_fin(fiche: Fiche, commun: dict[str, Any]) -> None:
    for periode, jour in ((FINALE, None), (FINALE, date(2029, 1, 1)), (MI_PARCOURS, date(2026, 1, 1))):
        compo.ajouter_evaluation(fiche, EvaluationCitee(periode, jour, Appreciation.TROP_TOT), **commun)
    assert [e.date for e in fiche.evaluations.all()] == [date(2026, 1, 1), date(2029, 1, 1), None]


@pytest.mark.parametrize(
    ("citee", "faute"),
    [
        (EvaluationCitee(FINALE, date(2026, 1, 1)), "dit quelque chose"),
        (EvaluationCitee(FINALE, date(1789, 1, 1), Appreciation.ATTEINT), "La date"),
        (EvaluationCitee(FINALE, resultat="x" * 10_001), "dépasse 10000"),
    ],
)
def test_une_mauvaise_evaluation_est_refusee(
    fiche: Fiche, commun: dict[str, Any], citee: EvaluationCitee, faute: str
) -> None:
    with pytest.raises(DonneeRefusee, match=faute):
        compo.ajouter_evaluation(fiche, citee, **commun)
    assert not Evaluation.objects.exists()


def test_un_lecteur_n_ecrit_ni_l_un_ni_l_autre(fiche: Fiche) -> None:
    lecteur = MembreFactory(lecteur=True, collectivite=fiche.collectivite).utilisateur
    with pytest.raises(Refus):
        compo.ajouter_reference(fiche, ReferenceCitee(TypeReference.SNBC), par=lecteur, le=LE)
    with pytest.raises(Refus):
        compo.ajouter_evaluation(fiche, EvaluationCitee(FINALE, resultat="x"), par=lecteur, le=LE)


def test_ce_qui_est_retire_revient(fiche: Fiche, commun: dict[str, Any]) -> None:
    reference = compo.ajouter_reference(fiche, ReferenceCitee(TypeReference.PPA, "Vallée"), **commun)
    evaluation = compo.ajouter_evaluation(fiche, EvaluationCitee(FINALE, resultat="Tenu."), **commun)
    for bloc, ligne in (("references", reference), ("evaluations", evaluation)):
        pk = ligne.pk
        retrait = retirer_ligne(fiche, bloc, ligne, **commun)
        assert not type(ligne).objects.filter(pk=pk).exists()
        annuler_retrait(retrait, **commun)
        assert type(ligne).objects.filter(pk=pk).exists()


def test_la_recherche_lit_les_documents_cadres_et_les_bilans(fiche: Fiche, commun: dict[str, Any]) -> None:
    compo.ajouter_reference(fiche, ReferenceCitee(TypeReference.CHARTE, "Charte des Baronnies"), **commun)
    compo.ajouter_evaluation(fiche, EvaluationCitee(FINALE, suites="Prolonger la passerelle."), **commun)
    for mot in ("baronnies", "passerelle"):
        assert list(filter_texte(Fiche.objects.all(), mot)) == [fiche]
