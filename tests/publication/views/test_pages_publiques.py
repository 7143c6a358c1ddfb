"""What the public pages say."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.indicateurs.factories import IndicateurFactory, SourceFactory, ValeurFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, pilotee_par, placer
from tests.plans.factories_demarche import DemarcheFactory
from tests.publication.factories import TOUT, PublicationFactory, fiche_riche
from tests.publication.lecture import PAGES, lire, texte
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.domain.listes import RolePersonne, StatutFiche
from cordee.plans.models import AxeIndicateur, FicheIndicateur, PlanDocument, PlanPersonne
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.plan import PlanPublic, nouveautes_of
from cordee.publication.views.cadre import dire_avancement
from cordee.publication.views.plan import _euros

pytestmark = pytest.mark.django_db


def remplir(publication: PublicationPlan) -> None:
    axe = AxeFactory(plan=publication.plan, nom="Se déplacer")
    sous = AxeFactory(plan=publication.plan, parent=axe, nom="À vélo")
    FicheFactory(dans=AxeFactory(plan=publication.plan, parent=sous, nom="Trop profond"), titre="Garer", en_cours=True)
    FicheFactory(dans=axe, realisee=True, titre="Navettes")
    FicheFactory(dans=sous, en_cours=True, titre="Pistes", fin=timezone.localdate() + timedelta(days=40))
    FicheFactory(dans=publication.plan, abandonnee=True, titre="Téléphérique")


@pytest.mark.parametrize(
    ("statuts", "phrase"),
    [
        ({}, "Aucune action n'est encore publiée."),
        ({"abandonne": 2}, "Aucune action n'est encore publiée."),
        ({"realise": 1}, "L'action du plan est réalisée."),
        ({"en_cours": 1}, "L'action du plan est en cours."),
        ({"a_venir": 3}, "Aucune des 3 actions n'est encore réalisée."),
        ({"a_venir": 1, "en_cours": 1}, "Aucune des 2 actions n'est encore réalisée, 1 est en cours."),
        ({"realise": 1, "a_venir": 1}, "1 des 2 actions est réalisée."),
        ({"realise": 2, "en_cours": 2, "": 1, "abandonne": 4}, "2 des 5 actions sont réalisées et 2 sont en cours."),
    ],
)
def test_l_avancement_tient_en_une_phrase(statuts: dict[str, int], phrase: str) -> None:
    assert dire_avancement(statuts) == phrase


@pytest.mark.parametrize(("montant", "dit"), [(7_340_000, ("7,3", "M€")), (64_400, ("64", "k€")), (850, ("850", "€"))])
def test_un_grand_montant_se_dit_court(montant: float, dit: tuple[str, str]) -> None:
    assert _euros(montant) == dit


def test_la_page_du_plan_dit_ou_il_en_est(client: Client) -> None:
    publication = PublicationFactory(presentation="Un plan **voté**.", contact_courriel="climat@serac.example",
                                     contact_telephone="04 92 00 00 00")  # fmt: skip
    remplir(publication)
    page = texte(lire(client, "public_plan", publication))
    for mot in (
        publication.plan.nom, publication.plan.collectivite.nom, "1 des 3 actions est réalisée et 2 sont en cours.",
        "<strong>voté</strong>", "1 Se déplacer", "1.1 À vélo", "67 %", "climat@serac.example", "04 92 00 00 00",
        "à venir : 0 %", "en cours : 50 %", "1 réalisé, 2 en cours", "Abandonné", "2024 – 2029", "échéance :", "Adopté",
    ):  # fmt: skip
        assert mot in page, mot
    assert "Trop profond" not in page
    assert "données fictives" not in page


def test_sans_fiche_la_page_du_plan_le_dit(client: Client) -> None:
    publication = PublicationFactory()
    for nom, mot in (
        ("public_plan", "Aucune action n'est encore publiée."), ("public_fiches", "Aucune action ici"),
        ("public_indicateurs", "Rien à montrer"), ("public_donnees", "0 action"),
    ):  # fmt: skip
        assert mot in texte(lire(client, nom, publication))


def test_un_territoire_fictif_est_dit_sur_chaque_page(client: Client) -> None:
    publication = PublicationFactory(plan__collectivite__fictive=True)
    for nom in PAGES:
        assert "données fictives" in texte(lire(client, nom, publication))


def test_les_budgets_pesent_et_se_montrent_si_on_le_veut(client: Client) -> None:
    publication = PublicationFactory(**TOUT, plan__ponderation="budget")
    fiche_riche(publication.plan)
    page = texte(lire(client, "public_plan", publication))
    assert "de budget prévu (HT)" in page
    assert "selon son budget prévu" in page
    PublicationPlan.objects.update(montre_budgets=False)
    assert "de budget prévu" not in texte(lire(client, "public_plan", publication))


def test_les_noms_du_plan_suivent_le_reglage(client: Client) -> None:
    publication = PublicationFactory(noms="elus")
    fiche = FicheFactory(dans=publication.plan)
    for nom, role in (("Ariane Pilote", RolePersonne.PILOTE), ("Odile Élue", RolePersonne.ELU_REFERENT)):
        personne = pilotee_par(fiche, nom, role).personne
        PlanPersonne.objects.create(plan=publication.plan, personne=personne, role=role)
    page = texte(lire(client, "public_plan", publication))
    assert "Odile Élue" in page
    assert "Ariane Pilote" not in page
    PublicationPlan.objects.update(noms="tous")
    assert "Ariane Pilote" in texte(lire(client, "public_plan", publication))


def test_les_plans_publies_se_renvoient_les_uns_aux_autres(client: Client) -> None:
    petr = PublicationFactory(plan__collectivite=CollectiviteFactory(petr=True), plan__nom="Plan du PETR")
    ancien = PublicationFactory(plan__nom="Plan d'avant")
    epci = PublicationFactory(plan__parent=petr.plan, plan__remplace=ancien.plan, plan__nom="Plan de l'EPCI")
    PublicationFactory(plan__parent=petr.plan, plan__nom="Plan pas encore public", brouillon=True)
    PublicationFactory(plan__parent=petr.plan, plan__nom="Plan secret", plan__confidentiel=True)
    lus = {p.pk: texte(lire(client, "public_plan", p)) for p in (petr, ancien, epci)}
    assert "Ce plan rassemble" in lus[petr.pk]
    assert "Plan de l'EPCI" in lus[petr.pk]
    assert "Plan pas encore public" not in lus[petr.pk]
    assert "Plan secret" not in lus[petr.pk]
    assert "Ce plan est rassemblé par" in lus[epci.pk]
    assert "Ce plan remplace" in lus[epci.pk]
    assert "Ce plan est remplacé par" in lus[ancien.pk]


def test_le_dossier_pcaet_publie_est_cite(client: Client) -> None:
    demarche = DemarcheFactory(adoptee=True, avec_plan=True)
    publication = PublicationFactory(plan=demarche.plan)
    ou = reverse("pcaet_publie", args=[demarche.pk])
    assert ou not in texte(lire(client, "public_plan", publication))
    demarche.publie_le = LE
    demarche.save()
    assert ou in texte(lire(client, "public_plan", publication))


def test_le_dossier_pcaet_mene_a_la_page_publique_du_plan_quand_elle_est_en_ligne(client: Client) -> None:
    demarche = DemarcheFactory(adoptee=True, avec_plan=True, publie_le=LE)
    lien = reverse("public_lien", args=[demarche.plan.pk])
    assert f'hx-get="{lien}"' in texte(client.get(reverse("pcaet_publie", args=[demarche.pk])))
    assert client.get(lien).status_code == 204
    publication = PublicationFactory(plan=demarche.plan)
    assert f'href="/public/{publication.adresse}/"' in texte(client.get(lien))
    PublicationPlan.objects.update(publiee_le=None)
    assert client.get(lien).status_code == 204


def test_les_documents_du_plan_se_montrent_s_ils_sont_ouverts(client: Client) -> None:
    from tests.documents.factories import DocumentFactory

    publication = PublicationFactory(montre_documents=True)
    documents = [
        DocumentFactory(lien=True, collectivite=publication.plan.collectivite, nom=nom, confidentiel=secret)
        for nom, secret in (("Délibération", False), ("Note secrète", True))
    ]
    for document in documents:
        PlanDocument.objects.create(plan=publication.plan, document=document, ajoute_le=LE)
    page = texte(lire(client, "public_plan", publication))
    assert "Délibération" in page
    assert "Note secrète" not in page
    assert lire(client, "public_document", publication, documents[0].pk).status_code == 302


def test_ce_qui_change_d_etat_est_une_nouveaute(client: Client) -> None:
    publication = PublicationFactory()
    fiche = FicheFactory(dans=publication.plan, titre="Relier les bourgs")
    cachee = FicheFactory(dans=publication.plan, titre="Racheter la friche", confidentielle=True)
    lise = MembreFactory(editeur=True, collectivite=publication.plan.collectivite).utilisateur
    modifier_fiche(fiche, {"statut": StatutFiche.EN_COURS}, par=lise, le=LE - timedelta(days=3))
    for quand, statut in ((1, StatutFiche.EN_COURS), (2, StatutFiche.REALISE)):
        for une in (fiche, cachee):
            modifier_fiche(
                une, {"statut": statut, "objectifs": f"Version {quand}"}, par=lise, le=LE + timedelta(days=quand)
            )
    modifier_fiche(fiche, {"objectifs": "Rien de neuf"}, par=lise, le=LE + timedelta(days=5))
    page = texte(lire(client, "public_plan", publication))
    assert "Réalisé depuis le 12 mars 2026" in page
    assert "En cours depuis" not in page
    flux = texte(lire(client, "public_flux", publication))
    assert flux.count("<entry>") == 1
    assert "Relier les bourgs : réalisé" in flux
    assert "Racheter la friche" not in flux + page
    assert lise.nom not in flux + page


def test_un_statut_vide_n_est_pas_une_nouveaute_et_le_flux_garde_les_dernieres() -> None:
    publication = PublicationFactory()
    fiche = FicheFactory(dans=publication.plan, en_cours=True)
    lise = MembreFactory(editeur=True, collectivite=publication.plan.collectivite).utilisateur
    for rang, statut in enumerate(("", StatutFiche.A_VENIR, StatutFiche.EN_COURS, StatutFiche.REALISE), start=1):
        modifier_fiche(fiche, {"statut": statut}, par=lise, le=LE + timedelta(days=rang))
    vu = PlanPublic(publication, LE.date())
    assert [n.statut for n in nouveautes_of(vu)] == [StatutFiche.REALISE, StatutFiche.EN_COURS, StatutFiche.A_VENIR]
    assert [n.statut for n in nouveautes_of(vu, 2)] == [StatutFiche.REALISE, StatutFiche.EN_COURS]


def test_un_flux_sans_nouveaute_dit_l_ouverture(client: Client) -> None:
    publication = PublicationFactory()
    flux = texte(lire(client, "public_flux", publication))
    assert f"{publication.plan.nom} est publié" in flux
    assert "2026-03-10T09:00:00" in flux


# -- list ------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("fiches_cherchables")
def test_la_liste_se_filtre_par_l_adresse(client: Client) -> None:
    publication = PublicationFactory()
    riche = fiche_riche(AxeFactory(plan=publication.plan, nom="Rouler"))
    FicheFactory(dans=publication.plan, titre="Composter", realisee=True)
    commune, axe = riche.communes.get(), riche.placements.get().axe
    for cle, valeur in (
        ("statut", "en_cours"), ("axe", axe.pk), ("thematique", "mobilite_transport"), ("secteur", "transport_routier"),
        ("commune", commune.pk), ("q", "bourgs"),
    ):  # fmt: skip
        page = texte(lire(client, "public_fiches", publication, **{cle: valeur}))
        assert "1 action" in page, cle
        assert "Relier les bourgs" in page, cle
        assert "Composter" not in page, cle
        assert "Retirer le filtre" in page, cle
        json_lu = json.loads(lire(client, "public_json", publication, **{cle: valeur}).content)
        assert [une["titre"] for une in json_lu["actions"]] == ["Relier les bourgs à vélo"]
    assert "inconnu ici" in texte(lire(client, "public_fiches", publication, commune=999_999))


@pytest.mark.usefixtures("fiches_cherchables")
def test_un_mot_du_titre_passe_devant_un_mot_du_texte(client: Client) -> None:
    publication = PublicationFactory()
    FicheFactory(dans=publication.plan, titre="Ateliers", description="On y répare des vélos.")
    FicheFactory(dans=publication.plan, titre="Vélos partagés")
    page = texte(lire(client, "public_fiches", publication, q="vélo"))
    assert page.index("Vélos partagés") < page.index("Ateliers")


def test_la_liste_suit_l_ordre_du_plan_et_se_pagine(client: Client) -> None:
    publication = PublicationFactory()
    for rang in range(45):
        FicheFactory(dans=publication.plan, titre=f"Action numéro {rang:02d}")
    premiere, seconde = (texte(lire(client, "public_fiches", publication, page=n)) for n in (1, 2))
    assert premiere.index("numéro 00") < premiere.index("numéro 39")
    assert "numéro 40" not in premiere
    assert "numéro 40" in seconde
    assert 'start="41"' in seconde
    assert f'rel="canonical" href="http://testserver/public/{publication.adresse}/fiches/?page=2"' in seconde
    for page in ("3", "0", "x"):
        assert lire(client, "public_fiches", publication, page=page).status_code == 404


# -- fiche -----------------------------------------------------------------------------------------------------------
def test_la_page_d_une_fiche_dit_tout_ce_qui_est_ouvert(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche = fiche_riche(AxeFactory(plan=publication.plan, nom="Rouler"), debut=date(2026, 1, 1), fin=date(2026, 12, 31))
    page = texte(lire(client, "public_fiche", publication, fiche.pk))
    for mot in (
        "1 Rouler", "On roule peu.", "Deux fois plus de trajets.", "Trajets à vélo : 20 %", "en 2028",
        "Tracer la première section", "−310 tCO2e/an", "Attendu", "Kilomètres de pistes", "12 MWh en 2028", "3,5",
        "Mobilité et transport", "Transport routier", "Sérac-la-Ville", "Ariane Pilote", "Odile Élue", "48 000 € HT",
        "Fonds des vallées", "12 000 € HT", "Première pierre posée", "Plan des pistes", "Un poste.", "1 étape",
        "SRADDET", "règle 12", "−2 ETP",
    ):  # fmt: skip
        assert mot in page, mot


def test_un_financeur_sans_les_budgets_ne_dit_pas_son_montant(client: Client) -> None:
    publication = PublicationFactory(montre_financeurs=True)
    fiche = fiche_riche(publication.plan)
    page = texte(lire(client, "public_fiche", publication, fiche.pk))
    assert "Fonds des vallées" in page
    assert "12 000" not in page


def test_on_passe_d_une_fiche_a_la_suivante_sans_voir_les_cachees(client: Client) -> None:
    publication = PublicationFactory()
    titres = ("Une", "Cachée", "Deux", "Trois")
    fiches = [FicheFactory(dans=publication.plan, titre=t, confidentiel=t == "Cachée") for t in titres]
    page = texte(lire(client, "public_fiche", publication, fiches[2].pk))
    assert "2 sur 3" in page
    for rang, lien in ((0, "prev"), (3, "next")):
        assert f'rel="{lien}"' in page
        assert reverse("public_fiche", args=[publication.adresse, fiches[rang].pk]) in page
    assert 'rel="prev"' not in texte(lire(client, "public_fiche", publication, fiches[0].pk))
    assert 'rel="next"' not in texte(lire(client, "public_fiche", publication, fiches[3].pk))


def test_le_calendrier_des_etapes_se_dessine(client: Client) -> None:
    publication = PublicationFactory()
    fiche = FicheFactory(dans=publication.plan, amelioration_continue=True)
    FicheFactory(parent=fiche, titre="Étudier", debut=date(2025, 1, 1), fin=date(2025, 12, 31))
    FicheFactory(parent=fiche, titre="Ouvrir")
    page = texte(lire(client, "public_fiche", publication, fiche.pk))
    assert "Calendrier des étapes" in page
    assert "sans dates" in page
    assert "tous les ans" in page


# -- indicators ------------------------------------------------------------------------------------------------------
def test_la_page_des_indicateurs_reprend_ceux_des_fiches_et_des_axes(client: Client) -> None:
    publication = PublicationFactory()
    axe, vide = AxeFactory(plan=publication.plan), AxeFactory(plan=publication.plan)
    fiches = [FicheFactory(dans=axe, titre=f"Action {rang}") for rang in range(7)]
    suivi, d_axe, d_axe_vide = (IndicateurFactory(titre=t) for t in ("Énergie", "Emplois", "Sous un axe vide"))
    for fiche in fiches:
        FicheIndicateur.objects.create(fiche=fiche, indicateur=suivi)
    AxeIndicateur.objects.create(axe=axe, indicateur=d_axe)
    AxeIndicateur.objects.create(axe=vide, indicateur=d_axe_vide)
    source = SourceFactory()
    ValeurFactory(indicateur=suivi, collectivite=publication.plan.collectivite, annee=2024, resultat=7_380)
    ValeurFactory(indicateur=suivi, collectivite=publication.plan.collectivite, annee=2024, resultat=7, source=source)
    page = texte(lire(client, "public_indicateurs", publication))
    assert "2 indicateurs" in page
    assert "7 380" in page
    assert source.libelle in page
    assert "et 2 autres" in page
    assert "Aucune valeur n'est encore connue." in page
    assert "Sous un axe vide" not in page
    PublicationPlan.objects.update(montre_indicateurs=False)
    assert lire(client, "public_indicateurs", publication).status_code == 404
    assert "Les indicateurs" not in texte(lire(client, "public_plan", publication))


def test_les_valeurs_sont_celles_de_la_collectivite_de_la_fiche(client: Client) -> None:
    publication = PublicationFactory()
    fiche = FicheFactory()
    placer(fiche, publication.plan)
    indicateur = IndicateurFactory()
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
    ValeurFactory(indicateur=indicateur, collectivite=fiche.collectivite, annee=2024, resultat=111)
    ValeurFactory(indicateur=indicateur, collectivite=publication.plan.collectivite, annee=2024, resultat=222)
    page = texte(lire(client, "public_indicateurs", publication))
    assert "111" in page
    assert "222" not in page


# -- map -------------------------------------------------------------------------------------------------------------
def test_les_communes_se_dessinent_quand_leurs_contours_sont_connus(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    communes = [CollectiviteFactory(commune=True, nom=nom) for nom in ("Avançon", "Barcillon")]
    publication = PublicationFactory(plan__collectivite=CollectiviteFactory(membres=communes))
    FicheFactory(dans=publication.plan).communes.add(communes[0])
    page = texte(lire(client, "public_plan", publication))
    assert "Avançon" in page
    assert "<path class=" not in page
    carre = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    fichier = tmp_path / "contours.json"
    formes = [
        {"type": "Feature", "properties": {"siren": c.siren}, "geometry": {"type": "Polygon", "coordinates": [carre]}}
        for c in communes
    ]
    fichier.write_text(json.dumps({"type": "FeatureCollection", "features": formes}))
    settings.CORDEE_CONTOURS = str(fichier)
    page = texte(lire(client, "public_plan", publication))
    assert page.count('<path class="c') == 2
    assert '<path class="c1"' in page


# -- queries ---------------------------------------------------------------------------------------------------------
def compter(client: Client, nom: str, publication: PublicationPlan, *reste: object, **parametres: Any) -> int:
    with CaptureQueriesContext(connection) as comptees:
        assert lire(client, nom, publication, *reste, **parametres).status_code == 200
    return len(comptees)


@pytest.mark.parametrize(
    ("nom", "maximum"),
    [
        ("public_plan", 15), ("public_fiches", 10), ("public_indicateurs", 9), ("public_donnees", 3),
        ("public_csv", 20), ("public_json", 20), ("public_xlsx", 20), ("public_flux", 5),
    ],
)  # fmt: skip
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(client: Client, nom: str, maximum: int) -> None:
    publication = PublicationFactory(**TOUT)
    fiche_riche(AxeFactory(plan=publication.plan))
    avant = compter(client, nom, publication)
    for _ in range(2):
        fiche_riche(AxeFactory(plan=publication.plan))
    assert compter(client, nom, publication) == avant
    assert avant <= maximum


def test_une_page_de_fiche_se_lit_en_un_nombre_fixe_de_requetes(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche = fiche_riche(publication.plan)
    avant = compter(client, "public_fiche", publication, fiche.pk)
    for _ in range(2):
        fiche_riche(publication.plan)
    assert compter(client, "public_fiche", publication, fiche.pk) <= avant + 1
    assert avant <= 20


@pytest.mark.usefixtures("fiches_cherchables")
def test_une_recherche_ajoute_un_nombre_fixe_de_requetes(client: Client) -> None:
    publication = PublicationFactory(**TOUT)
    fiche_riche(publication.plan)
    avant = compter(client, "public_fiches", publication, q="bourgs")
    for _ in range(2):
        fiche_riche(publication.plan)
    assert compter(client, "public_fiches", publication, q="bourgs") == avant <= 16


def test_un_plan_d_une_autre_collectivite_ne_se_filtre_pas_par_ses_axes(client: Client) -> None:
    publication = PublicationFactory()
    FicheFactory(dans=publication.plan, titre="Ici")
    ailleurs = AxeFactory(plan=PlanFactory())
    assert "Aucune action ici" in texte(lire(client, "public_fiches", publication, axe=ailleurs.pk))
