"""What a copy of a fiche, or of a plan, keeps of its documents and of the model that it comes from."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec
from tests.territoires.factories import AppartenanceFactory, MembreFactory

from cordee.documents.models import Document
from cordee.plans.actions.duplication import dupliquer_fiche, dupliquer_plan
from cordee.plans.models import Fiche, FicheDocument
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def options(membre: Membre) -> dict[str, Any]:
    return {"par": membre.utilisateur, "le": LE}


def joindre(fiche: Fiche, document: Document, commentaire: str = "") -> None:
    FicheDocument.objects.create(fiche=fiche, document=document, commentaire=commentaire, ajoute_le=LE)


def joints(fiche: Fiche) -> set[tuple[str, str]]:
    return set(fiche.documents.values_list("document__nom", "commentaire"))


@pytest.fixture
def riche(membre: Membre) -> Fiche:
    """A fiche and two levels below, each with a file; a link beside."""
    chez = membre.collectivite
    fiche = FicheFactory(dans=PlanFactory(collectivite=chez), titre="Isoler", modele="batiments-01")
    FicheFactory(parent=fiche, titre="Sans pièce")
    audit = FicheFactory(parent=fiche, titre="Auditer", position=1)
    releve = FicheFactory(parent=audit, titre="Relever")
    for objet, nom in ((fiche, "Plan"), (audit, "Devis"), (releve, "Relevé")):
        joindre(objet, DocumentFactory(collectivite=chez, nom=nom), f"de {objet.titre}")
    joindre(fiche, DocumentFactory(collectivite=chez, nom="Guide", lien=True), "à lire")
    joindre(fiche, DocumentFactory(collectivite=chez, nom="Note", confidentiel=True))
    return fiche


def verifier(copie: Fiche) -> None:
    assert joints(copie) == {("Plan", "de Isoler"), ("Guide", "à lire"), ("Note", "")}
    sans, audit = copie.sous_fiches.all()
    assert joints(sans) == set()
    assert joints(audit) == {("Devis", "de Auditer")}
    assert joints(audit.sous_fiches.get()) == {("Relevé", "de Relever")}


def test_la_copie_d_une_fiche_garde_ses_fichiers_et_ceux_de_ses_etapes(membre: Membre, riche: Fiche, options) -> None:
    verifier(dupliquer_fiche(riche, membre.collectivite, **options))
    assert Document.objects.count() == 5, "les mêmes documents, joints deux fois"


def test_la_copie_d_un_plan_garde_les_fichiers_et_le_modele_de_ses_fiches(
    membre: Membre, riche: Fiche, options
) -> None:
    copie = dupliquer_plan(riche.placements.get().plan, membre.collectivite, "", **options)
    fiche = Fiche.objects.get(placements__plan=copie)
    assert fiche.modele == "batiments-01"
    verifier(fiche)


def test_le_fichier_d_une_autre_collectivite_reste_chez_elle(membre: Membre, riche: Fiche, options) -> None:
    """Who reads the copy is not somebody to whom its owner gave the file."""
    petr = AppartenanceFactory(membre=membre.collectivite).groupement
    partagee_avec(riche, petr)
    MembreFactory(editeur=True, collectivite=petr, utilisateur=membre.utilisateur)
    copie = dupliquer_fiche(riche, petr, **options)
    assert {nom for nom, _ in joints(copie)} == {"Guide"}


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(membre: Membre, options) -> None:
    def copier(combien: int) -> int:
        plan = PlanFactory(collectivite=membre.collectivite)
        for _ in range(combien):
            joindre(FicheFactory(dans=plan), DocumentFactory(collectivite=membre.collectivite))
        with CaptureQueriesContext(connection) as requetes:
            dupliquer_plan(plan, membre.collectivite, "", **options)
        return len(requetes)

    copier(1)  # roles, once for all
    assert copier(1) == copier(3)
