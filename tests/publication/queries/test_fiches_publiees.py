"""The fiches that everybody reads: the one door of the public site."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.plans.fabrique_validation import circuit, validee
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, placer
from tests.publication.factories import PublicationFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.models import Fiche
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.publications import (
    adresses_canoniques,
    fiches_publiees_of,
    list_publications,
    statuts_par_plan,
)
from cordee.publication.queries.verifications import verifier

JOUR = LE.date()


def titres(*publications: PublicationPlan) -> set[str]:
    return set(fiches_publiees_of(*publications).values_list("titre", flat=True))


@pytest.mark.django_db
def test_rien_de_confidentiel_ni_de_supprime_ne_sort() -> None:
    publication = PublicationFactory()
    montree = FicheFactory(dans=AxeFactory(plan=publication.plan), titre="montrée")
    FicheFactory(parent=montree, titre="étape")
    secrete = FicheFactory(parent=montree, titre="étape secrète", confidentielle=True)
    FicheFactory(parent=secrete, titre="sous une étape secrète")
    effacee = FicheFactory(parent=montree, titre="étape effacée", supprimee_le=LE)
    FicheFactory(parent=effacee, titre="sous une étape effacée")
    cachee = FicheFactory(dans=publication.plan, titre="secrète", confidentielle=True)
    FicheFactory(parent=cachee, titre="sous une secrète")
    FicheFactory(dans=publication.plan, titre="effacée", supprimee_le=LE)
    ailleurs = FicheFactory(dans=publication.plan, titre="dans un plan confidentiel aussi")
    placer(ailleurs, PlanFactory(collectivite=publication.plan.collectivite, confidentiel=True))
    FicheFactory(collectivite=publication.plan.collectivite, titre="dans aucun plan")
    assert titres(publication) == {"montrée", "étape"}


@pytest.mark.django_db
def test_un_plan_devenu_confidentiel_ne_montre_plus_rien() -> None:
    publication = PublicationFactory(plan__confidentiel=True)
    FicheFactory(dans=publication.plan)
    assert titres(publication) == set()
    assert not list_publications(JOUR).exists()


@pytest.mark.django_db
def test_plusieurs_publications_se_lisent_ensemble_chaque_fiche_une_fois() -> None:
    une, deux = PublicationFactory(), PublicationFactory()
    partagee = FicheFactory(dans=une.plan, titre="partagée")
    placer(partagee, deux.plan)
    FicheFactory(dans=deux.plan, titre="seule")
    assert titres(une, deux) == {"partagée", "seule"}
    assert fiches_publiees_of(une, deux).count() == 2
    assert titres() == set()


@pytest.mark.django_db
def test_dans_un_plan_qui_se_valide_le_public_ne_lit_que_ce_qui_est_valide_tel_quel() -> None:
    """docs/calculs/validation.md, « Publication »."""
    publication, libre = PublicationFactory(adresse="valide"), PublicationFactory(adresse="libre")
    lise = MembreFactory(editeur=True, collectivite=publication.plan.collectivite).utilisateur
    circuit(publication.plan)
    adoptee = FicheFactory(dans=publication.plan, titre="adoptée")
    FicheFactory(parent=adoptee, titre="étape")
    reprise = FicheFactory(dans=publication.plan, titre="reprise")
    brouillon = FicheFactory(dans=publication.plan, titre="brouillon")
    placer(brouillon, libre.plan)
    for fiche in (adoptee, reprise):
        validee(fiche, publication.plan, par=lise)
    modifier_fiche(adoptee, {"statut": "realise"}, par=lise, le=LE)
    modifier_fiche(reprise, {"objectifs": "Autre chose."}, par=lise, le=LE)
    assert titres(publication) == {"adoptée", "étape"}
    assert titres(libre) == {"brouillon"}
    assert adresses_canoniques([adoptee.pk, reprise.pk, brouillon.pk], JOUR) == {
        adoptee.pk: "valide", brouillon.pk: "libre",
    }  # fmt: skip
    comptes = statuts_par_plan([publication, libre])
    assert comptes == {publication.plan_id: {"realise": 1}, libre.plan_id: {"a_venir": 1}}
    verification = verifier(publication)
    assert (verification.montrees, verification.gardees, verification.a_valider) == (1, 0, 2)
    modifier_fiche(reprise, {"objectifs": ""}, par=lise, le=LE)
    assert titres(publication) == {"adoptée", "étape", "reprise"}


@pytest.mark.django_db
def test_la_page_canonique_est_celle_de_la_collectivite_de_la_fiche() -> None:
    petr, epci = PublicationFactory(adresse="petr"), PublicationFactory(adresse="epci")
    sienne = FicheFactory(dans=epci.plan)
    placer(sienne, petr.plan)
    du_petr = FicheFactory(dans=petr.plan)
    assert adresses_canoniques([sienne.pk, du_petr.pk], JOUR) == {sienne.pk: "epci", du_petr.pk: "petr"}
    PublicationPlan.objects.filter(pk=epci.pk).update(publiee_le=None)
    assert adresses_canoniques([sienne.pk], JOUR) == {sienne.pk: "petr"}


class TestUneFamilleQuelconque(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=8))
    def test_une_fiche_montree_n_a_rien_de_secret_au_dessus_d_elle(self, membres: list[tuple[int, bool, bool]]) -> None:
        publication = PublicationFactory()
        famille: list[Fiche] = []
        for rang, secrete, effacee in membres:
            parent = famille[rang % len(famille)] if famille and rang else None
            if parent is not None and parent.profondeur == 2:
                parent = parent.parent
            ou = {"parent": parent} if parent is not None else {"dans": publication.plan}
            famille.append(FicheFactory(**ou, confidentiel=secrete, supprimee_le=LE if effacee else None))

        def libre(fiche: Fiche | None) -> bool:
            if fiche is None:
                return True
            return not fiche.confidentiel and fiche.supprimee_le is None and libre(fiche.parent)

        attendues = {fiche.pk for fiche in famille if libre(fiche)}
        assert set(fiches_publiees_of(publication).values_list("pk", flat=True)) == attendues
