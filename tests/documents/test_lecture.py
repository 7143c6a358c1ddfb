"""Who sees which documents."""

from __future__ import annotations

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.documents.factories import DocumentFactory
from tests.plans.factories import FicheFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.documents.permissions import peut_gerer, peut_voir
from cordee.documents.queries import document_for, list_documents_for, search_documents, usages_of
from cordee.plans.models import FicheDocument
from cordee.socle.permissions import peut

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "vus"), [("lecteur", 1), ("contributeur", 2), ("editeur", 2), ("administrateur", 2)])
def test_une_lectrice_ne_sait_rien_de_ce_qui_est_confidentiel(role: str, vus: int) -> None:
    membre = MembreFactory(**{role: True})
    ouvert = DocumentFactory(collectivite=membre.collectivite)
    secret = DocumentFactory(collectivite=membre.collectivite, confidentiel=True)
    DocumentFactory()
    assert list_documents_for(membre.utilisateur, membre.collectivite).count() == vus
    assert document_for(membre.utilisateur, membre.collectivite, ouvert.pk) == ouvert
    assert (document_for(membre.utilisateur, membre.collectivite, secret.pk) == secret) is (vus == 2)
    assert peut(membre.utilisateur, "documents.voir", ouvert)
    assert peut(membre.utilisateur, "documents.voir", secret) is (vus == 2)


def test_une_etrangere_ne_voit_rien() -> None:
    document, qui = DocumentFactory(), UtilisateurFactory()
    assert not list_documents_for(qui, document.collectivite).exists()
    assert document_for(qui, document.collectivite, document.pk) is None
    for code in ("documents.voir", "documents.gerer"):
        assert not peut(qui, code, document)
    assert not peut(qui, "documents.deposer", document.collectivite)
    assert not peut_voir(qui, None)
    assert not peut_gerer(qui, None)


def test_qui_a_depose_puis_ne_fait_plus_que_lire_ne_gere_plus() -> None:
    membre = MembreFactory()
    assert not peut(membre.utilisateur, "documents.gerer", DocumentFactory(
        collectivite=membre.collectivite, depose_par=membre.utilisateur
    ))  # fmt: skip
    assert not peut(membre.utilisateur, "documents.gerer", DocumentFactory(
        collectivite=membre.collectivite, depose_par=None
    ))  # fmt: skip


def test_on_cherche_sans_accents_ni_casse() -> None:
    membre = MembreFactory()
    etude = DocumentFactory(collectivite=membre.collectivite, nom="Étude Mobilité 2025.pdf")
    DocumentFactory(collectivite=membre.collectivite, nom="Étude eau.pdf")
    tous = list_documents_for(membre.utilisateur, membre.collectivite)
    assert list(search_documents(tous, "etude MOBILITÉ")) == [etude]
    assert search_documents(tous, "").count() == 2


def test_ce_qui_s_en_sert_se_compte() -> None:
    epci = CollectiviteFactory()
    document = DocumentFactory(collectivite=epci)
    assert usages_of(document) == []
    for _ in range(2):
        FicheDocument.objects.create(
            fiche=FicheFactory(collectivite=epci), document=document, ajoute_le=document.depose_le
        )
    assert usages_of(document) == ["2 documents joints"]
    FicheDocument.objects.first().delete()  # type: ignore[union-attr]
    assert usages_of(document) == ["1 document joint"]
