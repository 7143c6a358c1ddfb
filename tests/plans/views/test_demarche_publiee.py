"""What everybody reads of a published démarche, without an account, and what stays here."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE
from tests.plans.factories_demarche import (
    DemarcheFactory,
    completer,
    editrice_de,
    fiche_complete,
    joindre,
    lectrice_de,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions.demarche import depublier_demarche, publier_demarche
from cordee.plans.domain.pcaet import EtatPcaet, Piece
from cordee.plans.domain.validation import Etat
from cordee.plans.models import BilanDemarche, Circuit, DemarchePcaet, Placement, Validation

pytestmark = pytest.mark.django_db
ADRESSES = ("pcaet_publie", "pcaet_publie_csv", "pcaet_publie_json")


def texte(reponse: Any) -> str:
    brut: str = reponse.content.decode()
    return brut.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ").replace("’", "'")


def publiee(**champs: Any) -> DemarchePcaet:
    """A complete one, adopted, published without names; its opinions are summed up."""
    demarche: DemarchePcaet = completer(DemarcheFactory(adoptee=True, deliberation_numero="2026-14", **champs))
    demarche.avis.filter(instance="mrae").update(resume="Renforcer le suivi.", reponse="C'est fait.")
    publier_demarche(demarche, par=editrice_de(demarche), le=LE)
    demarche.refresh_from_db()
    return demarche


def dossier(client: Client, demarche: DemarchePcaet) -> dict[str, Any]:
    lu: dict[str, Any] = json.loads(client.get(reverse("pcaet_publie_json", args=[demarche.pk])).content)
    return lu


def test_un_visiteur_lit_le_dossier_publie(client: Client) -> None:
    demarche = publiee(avec_plan=True)
    page = texte(client.get(reverse("pcaet_publie", args=[demarche.pk])))
    for mot in (
        demarche.collectivite.nom, "12 mars 2026", "2026-14", "Oxydes d'azote", "Objectif 2050", "Programme d'actions",
        "Renforcer le suivi.", "Licence Ouverte 2.0", "Diagnostic", "Vulnérabilité du territoire",
    ):  # fmt: skip
        assert mot in page
    assert "Déposé le" not in page


@pytest.mark.parametrize("nom", ADRESSES)
def test_rien_n_est_lisible_avant_la_publication_ni_apres_son_retrait(client: Client, nom: str) -> None:
    demarche = completer(DemarcheFactory(adoptee=True))
    lise = editrice_de(demarche)
    ou = reverse(nom, args=[demarche.pk])
    assert client.get(ou).status_code == 404
    publier_demarche(demarche, par=lise, le=LE)
    assert client.get(ou).status_code == 200
    depublier_demarche(demarche, par=lise, le=LE)
    assert client.get(ou).status_code == 404
    assert demarche.nom not in texte(client.get(reverse("pcaet_publies")))


def test_une_marque_sur_un_projet_ne_le_rend_pas_public(client: Client) -> None:
    demarche = DemarcheFactory(transmise=True, publie_le=LE)
    assert client.get(reverse("pcaet_publie", args=[demarche.pk])).status_code == 404


def test_les_noms_ne_sont_publies_que_si_la_demarche_le_dit(client: Client) -> None:
    demarche = publiee(elu_referent="Paul Roux", contact="climat@serac.example")
    lieux = [*(reverse(nom, args=[demarche.pk]) for nom in ADRESSES), reverse("pcaet_publies_csv"),
             reverse("pcaet_publies_json")]  # fmt: skip
    for ou in lieux:
        for nom in ("Anaïs Bès", "Paul Roux", "climat@serac.example"):
            assert nom not in texte(client.get(ou))
    publier_demarche(demarche, noms=True, par=editrice_de(demarche), le=LE)
    for ou in lieux:
        assert "Anaïs Bès" in texte(client.get(ou))


def test_la_page_de_publication_montre_les_noms_et_ce_qui_reste_ici(client: Client) -> None:
    demarche = completer(DemarcheFactory(adoptee=True))
    joindre(demarche, Piece.AUTRE, confidentiel=True)
    client.force_login(editrice_de(demarche))
    ou = reverse("demarche_publier", args=[demarche.collectivite.siren, demarche.pk])
    page = texte(client.get(ou))
    assert "Ce nom sera publié avec la démarche" in page
    assert "1 document confidentiel." in page
    client.post(ou, {"noms": "oui"})
    demarche.refresh_from_db()
    assert demarche.noms_publies
    client.post(ou, {})
    demarche.refresh_from_db()
    assert (demarche.noms_publies, demarche.publie_le is not None) == (False, True)


def test_une_lectrice_ne_publie_pas(client: Client) -> None:
    demarche = DemarcheFactory(adoptee=True)
    client.force_login(lectrice_de(demarche))
    ou = reverse("demarche_publier", args=[demarche.collectivite.siren, demarche.pk])
    assert (client.get(ou).status_code, client.post(ou).status_code) == (403, 403)


def test_ce_qui_est_confidentiel_le_reste(client: Client) -> None:
    demarche = publiee(avec_plan=True)
    secrete = fiche_complete(demarche, titre="Racheter la friche", confidentiel=True)
    cache = joindre(demarche, Piece.AUTRE, confidentiel=True).document
    avis = demarche.avis.get(instance="mrae")
    avis.document = DocumentFactory(collectivite=demarche.collectivite, nom="Note interne", confidentiel=True)
    avis.save()
    client.force_login(editrice_de(demarche))
    page, lu = texte(client.get(reverse("pcaet_publie", args=[demarche.pk]))), dossier(client, demarche)
    assert secrete.titre not in page + json.dumps(lu)
    assert "Note interne" not in page + json.dumps(lu)
    assert len(lu["programme"]) == 1
    for document in (cache, avis.document):
        assert client.get(reverse("pcaet_publie_document", args=[demarche.pk, document.pk])).status_code == 404


def test_le_programme_d_un_plan_confidentiel_ne_se_publie_pas(client: Client) -> None:
    demarche = publiee(avec_plan=True)
    demarche.plan.confidentiel = True
    demarche.plan.save()
    assert dossier(client, demarche)["programme"] == []


def test_un_document_public_se_telecharge_un_document_d_ailleurs_non(client: Client) -> None:
    demarche = publiee()
    joint = demarche.documents.get(piece="diagnostic").document
    reponse = client.get(reverse("pcaet_publie_document", args=[demarche.pk, joint.pk]))
    assert reponse.status_code in (200, 302)
    ailleurs = DocumentFactory(collectivite=demarche.collectivite)
    assert client.get(reverse("pcaet_publie_document", args=[demarche.pk, ailleurs.pk])).status_code == 404


def test_le_json_est_le_dossier_entier(client: Client) -> None:
    demarche = publiee(avec_plan=True)
    BilanDemarche.objects.create(
        demarche=demarche, type="mi_parcours", arrete_au=LE.date(), modifie_le=LE, depose_le=LE,
        sections=[{"code": "suites", "titre": "Suites", "texte": "Continuer."}],
    )  # fmt: skip
    BilanDemarche.objects.create(
        demarche=demarche, type="evaluation_finale", arrete_au=LE.date(), modifie_le=LE,
        sections=[{"code": "suites", "titre": "Suites", "texte": "Brouillon."}],
    )  # fmt: skip
    lu = dossier(client, demarche)
    assert set(lu) == {
        "entete", "licence", "licence_adresse", "adoption", "volets", "textes", "vulnerabilite", "programme", "avis",
        "documents", "bilans",
    }  # fmt: skip
    assert lu["adoption"] == {"adopte_le": "2026-03-12", "deliberation": "2026-14", "archive_le": None}
    suivi = next(dit for dit in lu["textes"] if dit["volet"] == "Suivi et évaluation")
    assert (suivi["texte"], suivi["source"], suivi["licence"]) == ("Tout est dit.", "", "")
    assert [bilan["bilan"] for bilan in lu["bilans"]] == ["Bilan à mi-parcours"]
    assert lu["bilans"][0]["sections"] == [{"titre": "Suites", "texte": "Continuer."}]
    (action,) = lu["programme"]
    assert (action["publics"], action["moyens"]) == ("Habitants", "Un demi-poste")
    assert action["partenaires"] == ["Syndicat d'énergie"]
    assert "Zoé Guérin" not in json.dumps(lu, ensure_ascii=False)
    assert "Renforcer le suivi." in [avis["resume"] for avis in lu["avis"]]
    assert "Déposé le" in texte(client.get(reverse("pcaet_publie", args=[demarche.pk])))


def test_toutes_les_demarches_publiees_tiennent_dans_un_fichier(client: Client) -> None:
    deux = [publiee(), publiee(etat=str(EtatPcaet.ARCHIVE))]
    DemarcheFactory(adoptee=True, nom="Pas publiée")
    octets = client.get(reverse("pcaet_publies_csv")).content
    lignes = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    assert {ligne["Nom"] for ligne in lignes} == {demarche.nom for demarche in deux}
    assert [ligne["_i"] for ligne in lignes] == ["1", "2"]
    ensemble = json.loads(client.get(reverse("pcaet_publies_json")).content)
    assert ensemble["licence"].startswith("Licence Ouverte 2.0")
    assert client.get(ensemble["demarches"][0]["dossier"]).status_code == 200
    page = texte(client.get(reverse("pcaet_publies")))
    assert all(demarche.nom in page for demarche in deux)
    assert "Pas publiée" not in page


def test_la_liste_publique_se_lit_en_autant_de_requetes_quel_que_soit_le_nombre(client: Client) -> None:
    def requetes(nom: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as comptees:
            assert client.get(reverse(nom)).status_code == 200
        return len(comptees)

    noms = ("pcaet_publies", "pcaet_publies_csv", "pcaet_publies_json")
    DemarcheFactory(adoptee=True, publie_le=LE)
    avant = [requetes(nom) for nom in noms]
    for _ in range(3):
        DemarcheFactory(adoptee=True, publie_le=LE)
    assert [requetes(nom) for nom in noms] == avant


# -- read by the collectivités that carry it along -------------------------------------------------------------------
@pytest.fixture
def coportee() -> DemarchePcaet:
    demarche: DemarchePcaet = DemarcheFactory(transmise=True, avec_plan=True)
    demarche.coporteuses.add(CollectiviteFactory())
    return demarche


def test_un_epci_qui_porte_le_plan_lit_la_demarche_chez_lui(client: Client, coportee: DemarchePcaet) -> None:
    epci = coportee.coporteuses.get()
    client.force_login(MembreFactory(editeur=True, collectivite=epci).utilisateur)
    liste = texte(client.get(reverse("demarches", args=[epci.siren])))
    assert f"portée par {coportee.collectivite.nom}" in liste
    assert "Ouvrir la démarche" in liste
    ou = reverse("demarche", args=[epci.siren, coportee.pk])
    assert ou in liste
    page = texte(client.get(ou))
    assert f"conduite par {coportee.collectivite.nom}" in page
    assert f"/t/{coportee.collectivite.siren}/" not in page
    for nom in ("demarche_entete", "demarche_avis", "demarche_documents", "demarche_historique"):
        assert client.get(reverse(nom, args=[epci.siren, coportee.pk])).status_code == 200
    assert client.post(reverse("demarche_avis", args=[epci.siren, coportee.pk])).status_code == 403
    assert client.get(coportee.get_absolute_url()).status_code == 404


def test_la_demarche_d_un_plan_confidentiel_n_est_pas_lue_par_les_autres_porteurs(
    client: Client, coportee: DemarchePcaet
) -> None:
    epci = coportee.coporteuses.get()
    coportee.plan.confidentiel = True
    coportee.plan.save()
    client.force_login(MembreFactory(administrateur=True, collectivite=epci).utilisateur)
    assert client.get(reverse("demarche", args=[epci.siren, coportee.pk])).status_code == 404


def test_un_document_confidentiel_reste_a_la_porteuse(client: Client, coportee: DemarchePcaet) -> None:
    epci = coportee.coporteuses.get()
    ouvert, secret = (joindre(coportee, Piece.AUTRE, confidentiel=c).document for c in (False, True))
    client.force_login(MembreFactory(administrateur=True, collectivite=epci).utilisateur)
    lieu = reverse("demarche_document", args=[epci.siren, coportee.pk, ouvert.pk])
    assert lieu in texte(client.get(reverse("demarche_documents", args=[epci.siren, coportee.pk])))
    assert client.get(lieu).status_code in (200, 302)
    assert client.get(reverse("demarche_document", args=[epci.siren, coportee.pk, secret.pk])).status_code == 404


def test_une_action_que_personne_n_a_validee_n_est_pas_au_programme(client: Client) -> None:
    demarche = publiee(avec_plan=True)
    fiche_complete(demarche, titre="Rénover les écoles")
    Circuit.objects.create(plan=demarche.plan, actif=True, regle_le=LE)
    premiere = Placement.objects.filter(plan=demarche.plan).order_by("pk").first()
    Validation.objects.create(plan=demarche.plan, fiche=premiere.fiche, etat=Etat.VALIDEE)
    assert [une["action"] for une in dossier(client, demarche)["programme"]] == [premiere.fiche.titre]
    assert "Rénover les écoles" not in texte(client.get(reverse("pcaet_publie", args=[demarche.pk])))
    client.force_login(editrice_de(demarche))
    ou = reverse("demarche_publier", args=[demarche.collectivite.siren, demarche.pk])
    assert "1 action attend une validation" in texte(client.get(ou))
    Circuit.objects.update(actif=False)
    assert "attend une validation" not in texte(client.get(ou))
