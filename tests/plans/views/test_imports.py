"""Screens of the import."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.plans.fabrique_imports import PUBLIEE, classeur, ligne, modele
from tests.plans.factories import PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.domain.imports.lecture import lire_fichier, ouvrir
from cordee.plans.domain.imports.messages import FormatImport
from cordee.plans.models import Fiche, Import, Plan
from cordee.socle.models import Travail
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def editrice(client):
    membre = MembreFactory(editeur=True)
    client.force_login(membre.utilisateur)
    return membre


def deposer(client, membre, octets: bytes, nom: str = "plan.xlsx", **champs):
    fichier = SimpleUploadedFile(nom, octets)
    return client.post(reverse("importer", args=[membre.collectivite.siren]), {"fichier": fichier, **champs})


def deux() -> bytes:
    return modele(ligne(axe="1. A", titre="Isoler", statut="En cours"), ligne(axe="1. A", titre="Pédaler"))


def test_du_fichier_au_plan_puis_retour(client, editrice):
    siren = editrice.collectivite.siren
    reponse = deposer(client, editrice, deux(), nom_plan="Plan climat")
    depot = Import.objects.get()
    apercu = reverse("importer_apercu", args=[siren, depot.pk])
    assert reponse.url == apercu
    page = client.get(apercu).content.decode()
    assert "2 nouvelles fiches" in page
    assert "Importer 2 fiches" in page
    assert not Fiche.objects.exists()
    reponse = client.post(apercu, follow=True)
    assert "2 fiches créées." in reponse.content.decode()
    assert Plan.objects.get().nom == "Plan climat"
    client.post(reverse("import_annuler", args=[siren, depot.pk]), follow=True)
    assert not Fiche.objects.exists()
    assert "Import annulé" in client.get(apercu).content.decode()


def test_les_erreurs_sont_toutes_montrees_et_l_import_n_est_pas_propose(client, editrice):
    octets = modele(
        ligne(axe="1. A", titre="Isoler", budget="200 ou 500"), ligne(axe="1. A", titre="Isoler"),
        ligne(axe="1. A", descriptif="sans titre"),
    )  # fmt: skip
    reponse = deposer(client, editrice, octets)
    page = client.get(reponse.url).content.decode()
    assert "3 erreurs" in page
    assert "Ligne 3, colonne X" in page
    assert "Déposer le fichier corrigé" in page
    assert "Importer 2 fiches" not in page
    assert client.post(reponse.url).status_code == 422
    assert not Fiche.objects.exists()


def test_un_texte_colle_devient_une_fiche_du_plan_choisi(client, editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    adresse = reverse("importer", args=[editrice.collectivite.siren])
    reponse = client.post(adresse, {"texte": PUBLIEE, "plan": plan.pk})
    page = client.get(reponse.url).content.decode()
    assert "1 nouvelle fiche, 2 sous-actions" in page
    assert "Importer 1 fiche et 2 sous-actions" in page
    for rubrique in ("Enjeux et contexte", "Les habitants veulent agir.", "Objectifs", "Former des volontaires."):
        assert rubrique in page
    assert "Les trois catégories" in page
    client.post(reponse.url)
    assert plan.fiches.count() == 1


def test_un_texte_colle_se_corrige_la_ou_il_a_ete_ecrit(client, editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    adresse = reverse("importer", args=[editrice.collectivite.siren])
    colle = "Titre\tDébut\tFin\nPédibus\t01/05/2027\t01/04/2027\n"
    client.post(adresse, {"texte": colle, "plan": plan.pk})
    depot = Import.objects.get()
    client.post(reverse("importer_colonnes", args=[editrice.collectivite.siren, depot.pk]), {
        "colonne_0": "titre", "colonne_1": "debut", "colonne_2": "fin",
    })  # fmt: skip
    apercu = client.get(reverse("importer_apercu", args=[editrice.collectivite.siren, depot.pk])).content.decode()
    assert "Corriger le texte collé" in apercu
    page = client.get(f"{adresse}?reprendre={depot.pk}&plan={plan.pk}").content.decode()
    assert "Pédibus\t01/05/2027" in page
    assert f'value="{plan.pk}" selected' in page
    deposer(client, editrice, modele(ligne(titre="Isoler")))
    fichier = Import.objects.exclude(pk=depot.pk).get()
    for numero in (fichier.pk, fichier.pk + 1, "x"):
        assert "Pédibus" not in client.get(f"{adresse}?reprendre={numero}").content.decode()


def test_ce_qui_n_est_pas_repris_d_un_texte_se_lit_avant_d_importer(client, editrice):
    adresse = reverse("importer", args=[editrice.collectivite.siren])
    texte = "Territoire : CC du Haut-Sérac\nFiche 1 : Agir\nContexte : Il fait chaud.\nObjectifs : Planter."
    page = client.get(client.post(adresse, {"texte": texte}).url).content.decode()
    assert "Ce qui n’est pas repris" in page
    assert "CC du Haut-Sérac" in page


def test_les_colonnes_se_choisissent_avec_leurs_exemples(client, editrice):
    octets = classeur({"Suivi": [["Nom du chantier", "Qui s'en charge"], ["Isoler l'école", "Région"]]})
    reponse = deposer(client, editrice, octets, "suivi.xlsx")
    depot = Import.objects.get()
    assert reponse.url == reverse("importer_colonnes", args=[editrice.collectivite.siren, depot.pk])
    page = client.get(reponse.url).content.decode()
    assert "Isoler l’école" in page
    refus = client.post(reponse.url, {"colonne_0": "inconnu"})
    assert refus.status_code == 422
    assert 'id="id_colonne_0_error"' in refus.content.decode()
    suite = client.post(reponse.url, {"colonne_0": "titre", "colonne_1": "acteur:partenaire", "heriter": "non"})
    client.post(suite.url)
    assert Fiche.objects.get().acteurs.get().etiquette.nom == "Région"


@pytest.mark.parametrize(
    ("octets", "nom", "phrase"),
    [
        (b"", "vide.xlsx", "vide"),
        (b"%PDF-1.4", "fiche.pdf", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "vieux.xls", "format .xlsx"),
    ],
)
def test_un_fichier_refuse_dit_pourquoi(client, editrice, octets, nom, phrase):
    reponse = deposer(client, editrice, octets, nom)
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert not Import.objects.exists()


def test_sans_fichier_ni_texte_on_dit_quoi_faire(client, editrice):
    reponse = client.post(reverse("importer", args=[editrice.collectivite.siren]), {})
    assert reponse.status_code == 422
    assert "Choisissez un fichier" in reponse.content.decode()


def test_un_fichier_trop_gros_n_est_pas_lu(client, editrice):
    reponse = deposer(client, editrice, b"x" * (10 * 1024 * 1024 + 1), "gros.xlsx")
    assert reponse.status_code == 422
    assert "dépasse 10" in reponse.content.decode()


def test_le_modele_a_remplir_se_reimporte(client, editrice):
    reponse = client.get(reverse("modele_import", args=[editrice.collectivite.siren]))
    octets = reponse.content
    apercu = ouvrir(octets, "modele.xlsx")
    assert apercu.format is FormatImport.MODELE
    assert all(colonne.confiance == 100 for colonne in apercu.tableau.colonnes)
    assert ["ne contient que ses consignes" in m.texte for m in lire_fichier(octets, "modele.xlsx").erreurs] == [True]
    assert io.BytesIO(octets).read(2) == b"PK"


def test_un_long_import_devient_un_travail(client, editrice, django_capture_on_commit_callbacks):
    octets = modele(*(ligne(axe="1. A", titre=f"Fiche {n}") for n in range(160)))
    reponse = deposer(client, editrice, octets)
    with django_capture_on_commit_callbacks(execute=True):
        suite = client.post(reponse.url)
    assert suite.url == reverse("travaux")
    travail = Travail.objects.get()
    assert (travail.etat, travail.lien) == ("fini", reponse.url), travail.message
    assert Fiche.objects.count() == 160
    page = client.get(f"{reponse.url}?voir=creee&page=2").content.decode()
    assert "Page 2 sur 4" in page


def test_un_travail_qui_echoue_laisse_reessayer(client, editrice, django_capture_on_commit_callbacks):
    octets = modele(*(ligne(axe="1. A", titre=f"Fiche {n}") for n in range(160)))
    reponse = deposer(client, editrice, octets)
    depot = Import.objects.get()
    depot.fichier.storage.delete(depot.fichier.name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reponse.url)
    depot.refresh_from_db()
    assert depot.etat == Import.Etat.ECHOUE
    assert "n’est plus là" in client.get(reponse.url).content.decode()


def test_annuler_propose_d_epargner_ce_qui_a_change(client, editrice):
    reponse = deposer(client, editrice, deux(), nom_plan="P")
    client.post(reponse.url)
    depot = Import.objects.get()
    fiche = Fiche.objects.get(titre="Isoler")
    modifier_fiche(fiche, {"description": "À moi"}, par=editrice.utilisateur, le=depot.applique_le)
    page = client.get(reponse.url).content.decode()
    assert "Annuler en gardant" in page
    adresse = reverse("import_annuler", args=[editrice.collectivite.siren, depot.pk])
    assert "Isoler" in client.post(adresse, follow=True).content.decode()
    assert Fiche.objects.count() == 2
    client.post(adresse, {"garder": "1"})
    assert Fiche.objects.get() == fiche


def test_la_liste_des_imports(client, editrice):
    adresse = reverse("imports", args=[editrice.collectivite.siren])
    assert "Aucun import" in client.get(adresse).content.decode()
    deposer(client, editrice, deux(), nom_plan="P")
    page = client.get(adresse).content.decode()
    assert "plan.xlsx" in page
    assert "À vérifier" in page


def test_un_plan_a_creer_se_regle_et_se_relit_avant_d_importer(client, editrice):
    hugo = MembreFactory(collectivite=editrice.collectivite).utilisateur
    reponse = deposer(
        client, editrice, deux(), nom_plan="Plan climat", type="pcaet", debut="2026-01-01", fin="2031-12-31",
        pilotes=f"{hugo.nom_complet}, Ada Roux", referents="Jeanne Roux",
    )  # fmt: skip
    page = client.get(reponse.url).content.decode().replace("\xa0", " ")
    for attendu in ("Plan climat-air-énergie territorial", "du 1er janvier 2026 au 31 décembre 2031", "Ada Roux"):
        assert attendu in page
    client.post(reponse.url)
    plan = Plan.objects.get()
    assert (plan.type, plan.debut.year, plan.fin.year) == ("pcaet", 2026, 2031)
    assert {(p.role, p.personne.nom, p.personne.utilisateur) for p in plan.personnes.select_related("personne")} == {
        ("pilote", hugo.nom_complet, hugo), ("pilote", "Ada Roux", None), ("elu_referent", "Jeanne Roux", None),
    }  # fmt: skip


def test_les_reglages_survivent_au_choix_des_colonnes(client, editrice):
    octets = classeur({"Suivi": [["Nom du chantier", "Qui s'en charge"], ["Isoler l'école", "Région"]]})
    reponse = deposer(client, editrice, octets, "suivi.xlsx", nom_plan="P", type="crte")
    client.post(reponse.url, {"colonne_0": "titre", "colonne_1": "acteur:partenaire"})
    client.post(reverse("importer_apercu", args=[editrice.collectivite.siren, Import.objects.get().pk]))
    assert Plan.objects.get().type == "crte"


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"debut": "2030-01-01", "fin": "2029-01-01"}, "Le plan finirait avant son début"),
        ({"debut": "bientôt"}, "écrivez-la comme 31/12/2026"),
    ],
)
def test_un_reglage_refuse_se_dit_sous_son_champ_et_garde_ce_qui_est_ecrit(client, editrice, champs, phrase):
    reponse = deposer(client, editrice, deux(), pilotes="Ada Roux", **champs)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert phrase in page
    assert "Ada Roux" in page
    assert '<details class="mt4" open>' in page
    assert not Import.objects.exists()


def test_un_pilote_homonyme_se_dit_dans_l_apercu(client, editrice):
    for _ in range(2):
        MembreFactory(collectivite=editrice.collectivite, utilisateur=UtilisateurFactory(prenom="Ada", nom="Roux"))
    reponse = deposer(client, editrice, deux(), pilotes="Ada Roux")
    page = client.get(reponse.url).content.decode()
    assert "désigne plusieurs personnes" in page
    assert "Pilotes du plan" in page
    adresse = Membre.objects.filter(utilisateur__nom="Roux").first().utilisateur.email
    client.post(deposer(client, editrice, deux(), pilotes=adresse).url)
    assert Plan.objects.get().personnes.get().personne.utilisateur.email == adresse


def test_les_axes_et_les_numeros_pris_s_annoncent(client, editrice):
    octets = modele(
        ligne(axe="1. Se loger", titre="1.1 Isoler"), ligne(axe="1. Se loger", titre="1.1 Bâtir"),
        ligne(axe="2. Rouler"),
    )  # fmt: skip
    reponse = deposer(client, editrice, octets)
    page = client.get(reponse.url).content.decode().replace("\xa0", " ")
    assert "2 nouvelles fiches, 2 nouveaux axes" in page
    assert '2 Rouler <span class="pale">nouveau, sans fiche</span>' in page
    assert "Un plan ne donne un numéro qu’à une fiche" in page
    client.post(reponse.url)
    assert sorted(Fiche.objects.values_list("titre", "code")) == [("Bâtir", ""), ("Isoler", "1.1")]


def test_un_import_apercu_avant_que_les_axes_aient_un_nom_se_lit_encore(client, editrice):
    deposer(client, editrice, deux())
    depot = Import.objects.get()
    depot.bilan |= {"axes": 2, "fiches": []}
    depot.save(update_fields=["bilan"])
    page = client.get(reverse("importer_apercu", args=[editrice.collectivite.siren, depot.pk])).content.decode()
    assert "Importer 2 axes" in page
