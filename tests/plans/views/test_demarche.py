"""Pages of a démarche PCAET, from its opening to its archive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.documents.factories import DocumentFactory, fichier_pdf
from tests.plans.factories import FicheFactory, PlanFactory
from tests.plans.factories_demarche import (
    DemarcheFactory,
    completer,
    editrice_de,
    fiche_complete,
    joindre,
    lectrice_de,
    remplir,
)
from tests.plans.pages_demarche import GES, adresse, texte
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.pcaet import EtatPcaet, Piece, Volet
from cordee.plans.models import AvisDemarche, BilanDemarche, DemarchePcaet, EtatDemarche, ValeurVolet

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche(client: Client) -> DemarchePcaet:
    """An empty one, whose editor is signed in."""
    demarche: DemarchePcaet = DemarcheFactory(avec_plan=True)
    client.force_login(editrice_de(demarche))
    return demarche


# -- list ------------------------------------------------------------------------------------------------------------
def test_la_liste_vide_propose_d_ouvrir(client: Client) -> None:
    membre = MembreFactory(editeur=True)
    plan = PlanFactory(collectivite=membre.collectivite, nom="Plan climat")
    client.force_login(membre.utilisateur)
    ou = reverse("demarches", args=[membre.collectivite.siren])
    page = texte(client.get(ou, {"plan": plan.pk}))
    assert "Aucune démarche n'est ouverte ici." in page
    assert 'value="Plan climat"' in page
    assert client.post(ou, {"nom": ""}).status_code == 422
    reponse = client.post(ou, {"nom": "PCAET 2026", "plan": plan.pk})
    assert reponse.headers["Location"] == DemarchePcaet.objects.get().get_absolute_url()
    assert client.get(ou, {"plan": plan.pk}).headers["Location"] == DemarchePcaet.objects.get().get_absolute_url()
    page = texte(client.get(ou))
    assert "Une seule démarche est en cours à la fois" in page
    assert "éléments</b> pour transmettre" in page


def test_une_lectrice_lit_pourquoi_elle_n_ouvre_rien(client: Client) -> None:
    membre = MembreFactory(lecteur=True)
    client.force_login(membre.utilisateur)
    page = texte(client.get(reverse("demarches", args=[membre.collectivite.siren])))
    assert "Votre rôle permet de lire" in page
    assert "Ouvrir la démarche" not in page


def test_la_liste_d_une_demarche_adoptee_dit_son_bilan(client: Client) -> None:
    demarche = DemarcheFactory(adoptee=True)
    client.force_login(lectrice_de(demarche))
    assert "bilan à mi-parcours" in texte(client.get(reverse("demarches", args=[demarche.collectivite.siren])))


# -- page ------------------------------------------------------------------------------------------------------------
def test_la_page_dit_la_prochaine_etape_et_ce_qui_manque(client: Client, demarche: DemarchePcaet) -> None:
    page = texte(client.get(adresse(demarche)))
    assert "pour transmettre le projet, à adopter avant le 31 décembre 2018" in page
    assert adresse(demarche, "demarche_volet", "polluants") in page
    assert "Le plan lié n'a aucune fiche." in page
    assert 'aria-current="step"' in page
    assert "Supprimer cette démarche" in page


def test_un_dossier_complet_se_transmet(client: Client, demarche: DemarchePcaet) -> None:
    completer(demarche)
    assert "transmettez-le pour avis" in texte(client.get(adresse(demarche)))
    etape = adresse(demarche, "demarche_etape", "transmettre_pour_avis")
    page = texte(client.get(etape))
    assert "Les délais des avis sont figés" in page
    assert client.post(etape).status_code == 302
    demarche.refresh_from_db()
    assert demarche.etat == EtatPcaet.TRANSMIS
    page = texte(client.get(adresse(demarche)))
    assert "3 avis attendus" in page
    assert "Le dossier ne change pas pendant les avis" in texte(client.get(adresse(demarche, "demarche_volet", GES)))
    assert "Supprimer cette démarche" not in page


def test_une_etape_impossible_dit_pourquoi(client: Client, demarche: DemarchePcaet) -> None:
    etape = adresse(demarche, "demarche_etape", "transmettre_pour_avis")
    assert "n'est pas remplie" in texte(client.get(etape))
    for lieu in (etape, adresse(demarche)):
        assert "Peut le faire" not in texte(client.get(lieu)), "whoever completes the dossier is not sent to another"
    assert "Gaz à effet de serre : Aucun objectif" in texte(client.get(adresse(demarche))), "an advice names its volet"
    reponse = client.post(etape)
    assert reponse.status_code == 422
    assert "Il manque" in texte(reponse)
    assert client.get(adresse(demarche, "demarche_etape", "danser")).status_code == 404


def test_qui_ne_pilote_pas_lit_qui_peut(client: Client, demarche: DemarchePcaet) -> None:
    completer(demarche)
    pilote = editrice_de(demarche)
    demarche.pilotes.add(pilote)
    assert f"Peut le faire : {pilote.nom_complet}" in texte(client.get(adresse(demarche)))
    assert client.post(adresse(demarche, "demarche_etape", "transmettre_pour_avis")).status_code == 403


def test_un_envoi_hors_plateforme_puis_une_reprise(client: Client, demarche: DemarchePcaet) -> None:
    envoi = adresse(demarche, "demarche_etape", "declarer_envoi")
    assert client.post(envoi, {"envoye_le": ""}).status_code == 422
    assert "Les délais courent de ce jour : deux mois, trois pour" in texte(client.get(envoi))
    assert client.post(envoi, {"envoye_le": "2026-01-05"}).status_code == 422
    assert client.post(envoi, {"envoye_le": "1999-01-01", "ees_jointe": "on"}).status_code == 422
    assert client.post(envoi, {"envoye_le": "2026-01-05", "ees_jointe": "on"}).status_code == 302
    assert "envoyée hors plateforme" in texte(client.get(adresse(demarche)))
    reprise = adresse(demarche, "demarche_etape", "reprendre_elaboration")
    assert "La transmission reste dans l'historique" in texte(client.get(reprise))
    assert client.post(reprise, {"motif": "Erreur"}).status_code == 302
    assert "Erreur" in texte(client.get(adresse(demarche, "demarche_historique")))


def test_la_publication_et_la_suppression(client: Client, demarche: DemarchePcaet) -> None:
    publier = adresse(demarche, "demarche_publier")
    assert "une fois le plan adopté" in texte(client.post(publier))
    DemarchePcaet.objects.update(etat="adopte", adopte_le="2026-03-12")
    assert client.post(publier).status_code == 302
    assert "Changer ou retirer la publication" in texte(client.get(adresse(demarche)))
    assert "Retirer la publication" in texte(client.get(publier))
    client.post(publier, {"publiee": "non"})
    demarche.refresh_from_db()
    assert demarche.publie_le is None
    DemarchePcaet.objects.update(etat="en_elaboration", adopte_le=None)
    supprimer = adresse(demarche, "demarche_supprimer")
    assert "Les volets, la vulnérabilité" in texte(client.get(supprimer))
    assert client.post(supprimer).status_code == 302
    assert not DemarchePcaet.objects.exists()


def test_une_demarche_transmise_ne_se_supprime_pas(client: Client) -> None:
    demarche = DemarcheFactory(transmise=True)
    client.force_login(editrice_de(demarche))
    assert client.post(adresse(demarche, "demarche_supprimer")).status_code == 422


def test_la_page_se_lit_en_autant_de_requetes_quelle_que_soit_sa_taille(client: Client) -> None:
    def compter(combien: int) -> int:
        demarche = DemarcheFactory(avec_plan=True)
        for volet in list(Volet)[:combien]:
            remplir(demarche, volet)
        for _ in range(combien):
            fiche_complete(demarche)
            joindre(demarche, Piece.AUTRE)
        client.force_login(lectrice_de(demarche))
        client.get(adresse(demarche))
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse(demarche))
        return len(requetes)

    assert compter(1) == compter(3)


# -- heading ---------------------------------------------------------------------------------------------------------
def test_l_en_tete_se_remplit(client: Client) -> None:
    membre = CollectiviteFactory(population=8_000)
    petr = CollectiviteFactory(petr=True, membres=[membre])
    demarche = DemarcheFactory(collectivite=petr, obligation="volontaire")
    lise = editrice_de(demarche)
    client.force_login(lise)
    ou = adresse(demarche, "demarche_entete")
    assert "La règle, avec cette population" in texte(client.get(ou))
    donnees = {"nom": "PCAET neuf", "population": "8000", "pilotes": [lise.pk], "coporteuses": [membre.pk]}
    assert client.post(ou, donnees).status_code == 302
    demarche.refresh_from_db()
    assert (demarche.nom, demarche.population) == ("PCAET neuf", 8000)
    assert list(demarche.pilotes.all()) == [lise]
    assert list(demarche.coporteuses.all()) == [membre]
    assert client.post(ou, {"nom": ""}).status_code == 422
    refuse = client.post(ou, {"nom": "X", "population": "8000", "obligation": "obligatoire", "pilotes": [lise.pk]})
    assert "expliquez pourquoi" in texte(refuse)
    DemarchePcaet.objects.update(etat="transmis_pour_avis")
    assert "PCAET neuf" in texte(client.get(ou))


# -- documents and opinions ------------------------------------------------------------------------------------------
def test_un_document_se_joint_de_trois_facons(client: Client, demarche: DemarchePcaet) -> None:
    ou = adresse(demarche, "demarche_documents")
    ancien = DocumentFactory(collectivite=demarche.collectivite)
    assert client.post(ou, {"piece": "diagnostic", "document": ancien.pk}).status_code == 302
    assert client.post(ou, {"piece": "ees", "fichier": fichier_pdf("EES.pdf")}).status_code == 302
    assert client.post(ou, {"piece": "autre", "adresse": "https://exemple.fr/note"}).status_code == 302
    assert client.post(ou, {"piece": "autre"}).status_code == 422
    assert client.post(ou, {"piece": "autre", "fichier": SimpleUploadedFile("x.exe", b"MZ\x90")}).status_code == 422
    joint = demarche.documents.get(piece="diagnostic")
    page = texte(client.get(ou))
    assert "Couvert par les fiches du plan lié" in page
    assert client.post(adresse(demarche, "demarche_document_retirer", joint.pk)).status_code == 302
    assert client.post(adresse(demarche, "demarche_document_retirer", joint.pk)).status_code == 404
    assert demarche.documents.count() == 2
    joindre(demarche, Piece.DOSSIER)
    assert "Couvert par le document unique" in texte(client.get(ou))


def test_un_document_confidentiel_est_tu_a_une_lectrice(client: Client, demarche: DemarchePcaet) -> None:
    joindre(demarche, Piece.AUTRE, confidentiel=True)
    client.force_login(lectrice_de(demarche))
    assert "document confidentiel" in texte(client.get(adresse(demarche, "demarche_documents")))


def test_une_piece_gelee_ne_se_retire_pas(client: Client) -> None:
    demarche = DemarcheFactory(transmise=True)
    client.force_login(editrice_de(demarche))
    joint = joindre(demarche, Piece.DIAGNOSTIC)
    assert client.post(adresse(demarche, "demarche_document_retirer", joint.pk)).status_code == 422


def test_les_avis_se_comptent_se_saisissent_se_constatent(client: Client) -> None:
    jour = timezone.localdate()
    demarche = DemarcheFactory(
        transmise=True, transmis_le=jour - timedelta(days=60), echeance_avis=jour + timedelta(days=30)
    )
    AvisDemarche.objects.update(demande_le=demarche.transmis_le, echeance=demarche.echeance_avis)
    client.force_login(editrice_de(demarche))
    ou = adresse(demarche, "demarche_avis")
    assert "encore 30 jours" in texte(client.get(ou))
    mrae = demarche.avis.get(instance="mrae")
    enregistrer = adresse(demarche, "demarche_avis_enregistrer", mrae.pk)
    assert client.post(enregistrer, {"sens": "", "rendu_le": ""}).status_code == 422
    donnees = {"sens": "avec_reserves", "rendu_le": str(jour), "resume": "Léger", "fichier": fichier_pdf("avis.pdf")}
    assert client.post(enregistrer, donnees).status_code == 302
    assert "Favorable avec réserves, rendu le" in texte(client.get(ou))
    assert client.post(adresse(demarche, "demarche_avis_reponse", mrae.pk), {"reponse": "Vu."}).status_code == 302
    assert client.post(ou, {"intitule": "Parc", "demande_le": str(jour)}).status_code == 302
    parc = demarche.avis.get(instance="autre")
    assert client.post(adresse(demarche, "demarche_avis_effacer", parc.pk)).status_code == 302
    assert client.post(adresse(demarche, "demarche_avis_effacer", parc.pk)).status_code == 404
    assert client.post(ou, {"intitule": "", "demande_le": ""}).status_code == 422
    DemarchePcaet.objects.update(echeance_avis=jour)
    AvisDemarche.objects.update(echeance=jour)
    assert "Le délai est écoulé" in texte(client.get(ou))
    constater = adresse(demarche, "demarche_etape", "constater_avis")
    assert "Préfet de région : avis tacite" in texte(client.get(constater))
    assert client.post(constater).status_code == 302
    assert "Sans réponse au" in texte(client.get(ou))


def test_une_demarche_neuve_n_a_pas_d_avis(client: Client, demarche: DemarchePcaet) -> None:
    assert "pas encore été transmis" in texte(client.get(adresse(demarche, "demarche_avis")))


# -- after the vote --------------------------------------------------------------------------------------------------
def test_de_l_adoption_a_l_archive(client: Client) -> None:
    demarche = completer(DemarcheFactory(instruite=True))
    client.force_login(editrice_de(demarche))
    adopter = adresse(demarche, "demarche_etape", "adopter")
    assert "Pièces à joindre" in texte(client.get(adopter))
    for piece in (Piece.DELIBERATION, Piece.MEMOIRE, Piece.CONSULTATION, Piece.DECLARATION):
        joindre(demarche, piece)
    demarche.plan.deliberation_le, demarche.plan.deliberation_numero = "2019-03-04", "2019-12"
    demarche.plan.save()
    page = texte(client.get(adopter))
    assert "devient « Adopté »" in page
    assert "Il porte déjà la délibération 2019-12 du 4 mars 2019 : elle y reste" in page
    assert "au plus tôt le 12 mars 2026" in page
    assert "à partir du 12 mars 2026" in texte(client.post(adopter, {"adopte_le": "2026-03-11"}))
    assert client.post(adopter, {"adopte_le": "2026-03-12", "numero": "41"}).status_code == 302
    bilan = adresse(demarche, "demarche_bilan", "evaluation_finale")
    assert "À déposer avant le <b>12 mars 2032</b>" in texte(client.get(bilan))
    assert client.post(bilan, {"geste": "deposer"}).status_code == 422
    assert client.get(adresse(demarche, "demarche_bilan_docx", "evaluation_finale")).status_code == 404
    assert client.post(bilan, {"geste": "assembler"}).status_code == 302
    refuse = client.post(bilan, {"geste": "deposer", "s-evaluation": "Utile."})
    assert refuse.status_code == 422
    assert "écrivez cette partie avant de déposer" in texte(refuse).partition('id="faute-suites"')[2][:600]
    assert ">Utile.</textarea>" in texte(refuse)
    assert ">Utile.</textarea>" not in texte(client.get(bilan)), "un dépôt refusé n'écrit rien"
    textes = {"s-evaluation": "Utile.", "s-suites": "Continuer."}
    assert client.post(bilan, {"geste": "rediger", **textes}).status_code == 302
    assert "Le bilan à mi-parcours n'est pas déposé." in texte(client.get(bilan))
    refuse = client.post(bilan, {"geste": "deposer", "s-suites": "Continuer encore."})
    assert refuse.status_code == 422
    assert "Dites pourquoi" in texte(refuse).partition('id="faute-motif"')[2][:600]
    assert client.post(bilan, {"geste": "deposer", "motif": "Fusion des EPCI."}).status_code == 302
    assert "Fusion des EPCI." in texte(client.get(bilan))
    assert "n'est plus attendu" in texte(client.get(adresse(demarche, "demarche_bilan", "mi_parcours")))
    assert BilanDemarche.objects.get().depose_le is not None
    docx = client.get(adresse(demarche, "demarche_bilan_docx", "evaluation_finale"))
    assert docx.content[:2] == b"PK"
    assert "archivez la démarche" in texte(client.get(adresse(demarche)))
    assert client.post(adresse(demarche, "demarche_etape", "archiver")).status_code == 302
    assert "Ce plan est <b>archivé</b>" in texte(client.get(adresse(demarche)))
    assert client.post(adresse(demarche, "demarche_etape", "sortir_des_archives")).status_code == 302
    assert "archivez la démarche" in texte(client.get(adresse(demarche)))
    assert client.get(adresse(demarche, "demarche_bilan", "inconnu")).status_code == 404


def test_un_bilan_en_retard_dit_depuis_quand(client: Client) -> None:
    demarche = DemarcheFactory(adoptee=True, adopte_le="2019-03-12")
    client.force_login(editrice_de(demarche))
    page = texte(client.get(adresse(demarche, "demarche_bilan", "mi_parcours")))
    assert "Était attendu le <b>12 mars 2022</b>, en retard de" in page


def test_un_message_mene_aux_fiches_qu_il_compte(client: Client, demarche: DemarchePcaet) -> None:
    muettes = [FicheFactory(dans=demarche.plan, titre=f"Muette {rang}") for rang in range(6)]
    dite = fiche_complete(demarche, titre="Complète")
    ou = adresse(demarche, "demarche_fiches", "publics")
    assert ou in texte(client.get(adresse(demarche)))
    page = texte(client.get(ou))
    assert "6 actions principales</b> ne disent pas les publics visés" in page
    assert all(fiche.get_absolute_url() in page for fiche in muettes)
    assert dite.get_absolute_url() not in page
    assert client.get(adresse(demarche, "demarche_fiches", "danse")).status_code == 404


def test_une_fiche_confidentielle_n_est_pas_nommee_a_une_lectrice(client: Client, demarche: DemarchePcaet) -> None:
    secrete = FicheFactory(dans=demarche.plan, titre="Racheter la friche", confidentiel=True)
    client.force_login(lectrice_de(demarche))
    page = texte(client.get(adresse(demarche, "demarche_fiches", "publics")))
    assert "action confidentielle" in page
    assert secrete.titre not in page
    assert secrete.get_absolute_url() not in page


def test_sans_evaluation_environnementale_on_ecrit_pourquoi(client: Client, demarche: DemarchePcaet) -> None:
    documents = adresse(demarche, "demarche_documents")
    assert "ou dites pourquoi il n'y en a pas" in texte(client.get(documents))
    sans = adresse(demarche, "demarche_sans_ees")
    assert client.post(sans, {"motif": "x" * 2001}).status_code == 422
    assert client.post(sans, {"motif": "Dispense du 4 mai."}).status_code == 302
    page = texte(client.get(documents))
    assert "Sans rapport : Dispense du 4 mai." in page
    assert "Sans objet tant qu'aucun rapport" in page
    DemarchePcaet.objects.update(etat="adopte", adopte_le="2026-03-12")
    assert client.post(sans, {"motif": "Autre."}).status_code == 422


def test_sans_rapport_la_transmission_dit_que_la_mrae_n_est_pas_saisie(client: Client, demarche: DemarchePcaet) -> None:
    etape = adresse(demarche, "demarche_etape", "transmettre_pour_avis")
    assert "la MRAe n'est pas saisie" in texte(client.get(etape))
    joindre(demarche, Piece.EES)
    assert "trois mois pour la MRAe" in texte(client.get(etape))


@pytest.mark.parametrize(("nature", "attendue"), [("objectif", "Objectif 2022"), ("", "Diagnostic 2022")])
def test_une_annee_ajoutee_dit_ce_qu_elle_est(
    client: Client, demarche: DemarchePcaet, nature: str, attendue: str
) -> None:
    ou = adresse(demarche, "demarche_volet", GES)
    assert attendue in texte(client.get(ou, {"annee": "2022", "nature": nature}))
    assert "2022" not in texte(client.get(ou, {"annee": "1066"}))


def test_un_tableau_colle_dit_ce_que_sont_ses_annees(client: Client, demarche: DemarchePcaet) -> None:
    ou = adresse(demarche, "demarche_volet_tableau", GES)
    assert client.post(ou, {"tableau": "\t2019\nDéchets\t4", "sans_mot": "objectif"}).status_code == 302
    assert ValeurVolet.objects.get().nature == "objectif"


def test_l_en_tete_dit_quand_les_reponses_au_lancement_sont_attendues(client: Client, demarche: DemarchePcaet) -> None:
    assert "utiles avant le 1er avril 2025" in texte(client.get(adresse(demarche, "demarche_entete")))


def test_les_donnees_ouvertes_et_le_dossier_transmis(client: Client, demarche: DemarchePcaet) -> None:
    ou = adresse(demarche, "demarche_donnees_ouvertes")
    assert client.get(ou).content.decode("utf-8-sig").startswith("Id;Date_creation;Date_modification")
    assert client.get(ou, {"format": "json"}).json()["entete"]["Nom"] == demarche.nom
    passage = EtatDemarche.objects.create(
        demarche=demarche, transition="transmettre_pour_avis", de="en_elaboration", vers="transmis_pour_avis",
        details={"dossier": {"plan": "X"}}, le=timezone.now(),
    )  # fmt: skip
    assert client.get(adresse(demarche, "demarche_dossier_transmis", passage.pk)).json() == {"plan": "X"}
    assert client.get(adresse(demarche, "demarche_dossier_transmis", passage.pk + 1)).status_code == 404


@pytest.mark.parametrize("annee", ["20", "deux mille", "2101"])
def test_une_annee_fausse_est_dite_sous_son_champ_et_reste_ecrite(
    client: Client, demarche: DemarchePcaet, annee: str
) -> None:
    ou = adresse(demarche, "demarche_volet", "ges")
    page = texte(client.get(ou, {"annee": annee}))
    assert "écrivez une année de 1990 à 2100" in page
    assert f'value="{annee}" aria-invalid="true" aria-describedby="annee-faute"' in page
    assert "annee-faute" not in texte(client.get(ou, {"annee": "2027"}))
    assert "annee-faute" not in texte(client.get(ou))
