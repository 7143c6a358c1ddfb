"""What no page, no file, no search, no count of the public site tells, and what each setting opens."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, placer
from tests.publication.factories import JAMAIS, MONTRES, TOUT, PublicationFactory, fiche_riche
from tests.publication.lecture import lire, texte, tout_lire

from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.models import LienFiche

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


def test_aucun_reglage_ne_montre_ce_qui_est_interieur(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche = fiche_riche(publication.plan)
    lu = tout_lire(client, publication, fiche.pk)
    for mot in JAMAIS:
        assert mot not in lu, mot
    for mot in ("Tracer la première section", "On roule peu.", "[courriel retiré]", "310", "Sérac-la-Ville"):
        assert mot in lu, mot


@pytest.mark.parametrize("reglage", MONTRES)
def test_chaque_reglage_ouvre_ce_qu_il_dit_et_rien_d_autre(client: Client, reglage: str) -> None:
    ferme = {"montre_structures": False, "montre_indicateurs": False}
    publication = PublicationFactory(**ferme)
    fiche = fiche_riche(publication.plan)
    pages = ("public_plan", "public_csv", "public_json")

    def lu() -> str:
        return texte(lire(client, "public_fiche", publication, fiche.pk)) + "".join(
            texte(lire(client, nom, publication)) for nom in pages
        )

    avant = lu()
    assert not [mot for mots in MONTRES.values() for mot in mots if mot in avant]
    setattr(publication, reglage, True)
    publication.save()
    apres = lu()
    ouverts = {nom for nom, mots in MONTRES.items() if all(mot in apres for mot in mots)}
    assert ouverts == {reglage}


@pytest.mark.parametrize(
    ("noms", "montres"), [("aucun", set()), ("elus", {"Odile Élue"}), ("tous", {"Odile Élue", "Ariane Pilote"})]
)
def test_les_noms_suivent_leur_reglage_partout(client: Client, noms: str, montres: set[str]) -> None:
    publication = PublicationFactory(noms=noms, montre_notes=True)
    fiche = fiche_riche(publication.plan)
    lu = tout_lire(client, publication, fiche.pk)
    assert {nom for nom in ("Odile Élue", "Ariane Pilote") if nom in lu} == montres


@pytest.mark.parametrize(
    "cherche",
    [
        "préfet", "garage", "sensible", "agent", "convention", "secrète", "caché", "interne", "effacée", "Ariane",
        "pierre", "Fonds",
    ],
)  # fmt: skip
def test_une_recherche_ne_trouve_pas_ce_qui_ne_se_lit_pas(client: Client, cherche: str) -> None:
    publication = PublicationFactory()
    fiche_riche(publication.plan)
    FicheFactory(dans=publication.plan, titre="Racheter la friche secrète", confidentielle=True)
    assert "Aucune action ici" in texte(lire(client, "public_fiches", publication, q=cherche))
    assert "Aucune action pour" in texte(client.get(reverse("public"), {"q": cherche}))


@pytest.mark.parametrize("cherche", ["vélo", "bourgs", "roule", "section", "serac", "mobilité", "4.3"])
def test_une_recherche_trouve_ce_qui_se_lit(client: Client, cherche: str) -> None:
    publication = PublicationFactory()
    fiche_riche(publication.plan)
    assert "Relier les bourgs à vélo" in texte(lire(client, "public_fiches", publication, q=cherche))
    assert "Relier les bourgs à vélo" in texte(client.get(reverse("public"), {"q": cherche}))


def test_un_nom_montre_se_cherche(client: Client) -> None:
    publication = PublicationFactory(noms="elus")
    fiche = fiche_riche(publication.plan)
    ou = reverse("public_fiche", args=[publication.adresse, fiche.pk])
    for cherche, trouve in (("Odile", True), ("Ariane", False), ("service", True)):
        assert (ou in texte(lire(client, "public_fiches", publication, q=cherche))) is trouve, cherche
    publication.montre_structures = False
    publication.save()
    assert ou not in texte(lire(client, "public_fiches", publication, q="service"))


def test_les_comptes_et_les_axes_taisent_les_fiches_confidentielles(client: Client) -> None:
    publication = PublicationFactory()
    visible, secret = (AxeFactory(plan=publication.plan, nom=nom) for nom in ("Rouler", "Racheter la friche"))
    FicheFactory(dans=visible, titre="Pistes")
    FicheFactory(dans=secret, titre="Négocier", confidentielle=True)
    page = texte(lire(client, "public_plan", publication))
    assert "Racheter la friche" not in page
    assert "L'action du plan est à venir." in page
    assert "Racheter la friche" not in texte(lire(client, "public_fiches", publication))


def test_une_fiche_confidentielle_liee_n_est_pas_nommee(client: Client) -> None:
    publication = PublicationFactory()
    fiche, ouverte, secrete = (
        FicheFactory(dans=publication.plan, titre=titre, confidentiel=secret)
        for titre, secret in (("Pistes", False), ("Ateliers", False), ("Négocier le foncier", True))
    )
    LienFiche.objects.create(de=fiche, vers=ouverte)
    LienFiche.objects.create(de=secrete, vers=fiche)
    page = texte(lire(client, "public_fiche", publication, fiche.pk))
    assert page.count("Ateliers") >= 1
    assert "Négocier le foncier" not in page
    assert lire(client, "public_fiche", publication, secrete.pk).status_code == 404


def test_une_sous_fiche_ou_une_fiche_d_ailleurs_n_a_pas_de_page(client: Client) -> None:
    publication = PublicationFactory()
    fiche = FicheFactory(dans=publication.plan)
    sous, ailleurs = FicheFactory(parent=fiche), FicheFactory()
    for autre in (sous, ailleurs):
        assert lire(client, "public_fiche", publication, autre.pk).status_code == 404


def test_une_fiche_aussi_dans_un_plan_confidentiel_disparait_de_partout(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche = fiche_riche(publication.plan)
    placer(fiche, PublicationFactory(plan__confidentiel=True).plan)
    indexer_fiches([fiche.pk])
    lu = tout_lire(client, publication)
    assert "Relier les bourgs" not in lu
    assert lire(client, "public_fiche", publication, fiche.pk).status_code == 404


def test_un_document_se_telecharge_s_il_est_public_et_ouvert(client: Client) -> None:
    publication = PublicationFactory(montre_documents=True)
    fiche = fiche_riche(publication.plan)
    ouvert, secret = (fiche.documents.get(document__confidentiel=c).document for c in (False, True))
    assert lire(client, "public_document", publication, ouvert.pk).status_code == 200
    assert lire(client, "public_document", publication, secret.pk).status_code == 404
    fiche.confidentiel = True
    fiche.save()
    assert lire(client, "public_document", publication, ouvert.pk).status_code == 404
    publication.montre_documents = False
    publication.save()
    assert lire(client, "public_document", publication, ouvert.pk).status_code == 404
