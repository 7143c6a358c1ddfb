"""Pages « Documents » and « Discussion » of a plan, and what its head says of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.documents.factories import DocumentFactory, fichier_pdf
from tests.plans.factories import LE, FicheFactory, PlanFactory, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.commentaires import commenter_plan
from cordee.plans.models import CommentairePlan, Plan, PlanDocument, PlanPersonne

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def lise(client: Client, plan: Plan) -> Utilisateur:
    qui = MembreFactory(editeur=True, collectivite=plan.collectivite, utilisateur__prenom="Lise").utilisateur
    client.force_login(qui)
    return qui


def adresse(plan: Plan, nom: str, *autres: object) -> str:
    return reverse(nom, args=[plan.collectivite.siren, plan.pk, *autres])


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")


def joindre(plan: Plan, nom: str = "Étude.pdf", **joint: Any) -> PlanDocument:
    confidentiel = joint.pop("confidentiel", False)
    document = DocumentFactory(collectivite=plan.collectivite, nom=nom, confidentiel=confidentiel)
    return PlanDocument.objects.create(plan=plan, document=document, ajoute_le=LE, **joint)


def test_une_page_vide_dit_quoi_faire(client: Client, lise: Utilisateur, plan: Plan) -> None:
    documents = texte(client.get(adresse(plan, "plan_documents")))
    assert "<b>Aucun document</b> n’est joint au plan : joignez sa délibération" in documents
    discussion = texte(client.get(adresse(plan, "plan_discussion")))
    assert "<b>Aucun commentaire</b> pour l’instant : ce qui concerne le plan entier se dit ici." in discussion
    assert '<label for="c-t-0">Commenter</label>' in discussion


def test_une_lectrice_lit_et_sait_a_qui_demander(client: Client, plan: Plan) -> None:
    joindre(plan)
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    documents = texte(client.get(adresse(plan, "plan_documents")))
    assert "Étude.pdf" in documents
    assert "Joindre" not in documents
    assert "Changer un plan demande le rôle « Édition »" in documents
    assert "Commenter demande le rôle « Contribution »" in texte(client.get(adresse(plan, "plan_discussion")))


@pytest.mark.parametrize(
    ("donnees", "nom"),
    [
        ({"fichier": fichier_pdf("Vote.pdf"), "nom": "Délibération"}, "Délibération"),
        ({"adresse": "https://exemple.fr/vote.pdf", "nom": "Vote"}, "Vote"),
    ],
)
def test_un_fichier_ou_un_lien_se_joint_comme_deliberation(
    client: Client, lise: Utilisateur, plan: Plan, donnees: dict[str, Any], nom: str
) -> None:
    page = texte(client.get(adresse(plan, "plan_documents") + "?nature=deliberation"))
    assert '<details class="f-ajout" open>' in page
    assert 'name="deliberation" value="1" checked' in page
    envoi = {**donnees, "deliberation": "1"}
    bloc = texte(client.post(adresse(plan, "plan_lignes", "documents"), envoi, headers=HTMX))
    assert nom in bloc
    assert "délibération du plan" in bloc
    assert "1 document</b> est joint au plan, dont sa délibération." in bloc
    (joint,) = PlanDocument.objects.all()
    assert (joint.deliberation, joint.document.collectivite) == (True, plan.collectivite)
    assert "Lire la délibération" in texte(client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk])))
    assert f'Son document : <a href="{adresse(plan, "plan_documents")}">' in texte(
        client.get(adresse(plan, "plan_modifier"))
    )


def test_un_document_de_la_bibliotheque_se_joint_par_son_nom(client: Client, lise: Utilisateur, plan: Plan) -> None:
    document = DocumentFactory(collectivite=plan.collectivite, nom="Bilan 2025.pdf")
    options = texte(client.get(adresse(plan, "plan_propositions", "documents") + "?document=bilan"))
    assert f'value="#{document.pk} Bilan 2025.pdf"' in options
    assert client.get(adresse(plan, "plan_propositions", "fiches")).status_code == 404
    envoi = {"document": "Bilan 2025.pdf"}
    assert client.post(adresse(plan, "plan_lignes", "documents"), envoi).status_code == 302
    refus = client.post(adresse(plan, "plan_lignes", "documents"), {"document": "Inconnu", "commentaire": "Lot 1"})
    assert refus.status_code == 422
    assert "Aucun document de ce nom à joindre" in texte(refus)
    assert 'value="Lot 1"' in texte(refus)


def test_ce_qui_est_dit_d_un_document_se_change(client: Client, lise: Utilisateur, plan: Plan) -> None:
    joint = joindre(plan, commentaire="Version 1", deliberation=True)
    ligne = adresse(plan, "plan_ligne", "documents", joint.pk)
    assert client.get(ligne).url == f"{adresse(plan, 'plan_documents')}?ligne=documents:{joint.pk}#bloc-documents"
    ouverte = texte(client.get(client.get(ligne).url))
    assert 'value="Version 1"' in ouverte
    assert 'name="deliberation" value="1" checked' in ouverte
    trop = client.post(ligne, {"commentaire": "x" * 301}, headers=HTMX)
    assert trop.status_code == 422
    assert "x" * 301 in texte(trop)
    client.post(ligne, {"commentaire": "Version 2"}, headers=HTMX)
    joint.refresh_from_db()
    assert (joint.commentaire, joint.deliberation) == ("Version 2", False)


@pytest.mark.parametrize("htmx", [True, False])
def test_un_document_detache_revient_d_un_clic(client: Client, lise: Utilisateur, plan: Plan, htmx: bool) -> None:
    joint = joindre(plan)
    entetes = HTMX if htmx else {}
    reponse = client.post(adresse(plan, "plan_ligne_supprimer", "documents", joint.pk), headers=entetes)
    page = texte(reponse if htmx else client.get(reponse.url))
    assert "Détaché à" in page
    retour = page.partition("/retraits/")[2].partition("/")[0]
    rendu = client.post(adresse(plan, "plan_retrait_annuler", retour), headers=entetes)
    assert "rien n’est perdu" in texte(rendu if htmx else client.get(rendu.url))
    assert PlanDocument.objects.get().pk == joint.pk
    encore = client.post(adresse(plan, "plan_retrait_annuler", retour), headers=HTMX)
    assert (encore.status_code, "déjà annulé" in texte(encore)) == (422, True)


def test_un_fichier_se_telecharge_et_un_lien_mene_a_son_adresse(client: Client, lise: Utilisateur, plan: Plan) -> None:
    fichier = client.get(adresse(plan, "plan_document", joindre(plan).pk))
    assert fichier.headers["Content-Disposition"].startswith("attachment;")
    lien = PlanDocument.objects.create(
        plan=plan, document=DocumentFactory(lien=True, collectivite=plan.collectivite), ajoute_le=LE
    )
    assert client.get(adresse(plan, "plan_document", lien.pk)).url == lien.document.adresse


def test_un_document_confidentiel_n_existe_pas_pour_une_lectrice(client: Client, plan: Plan) -> None:
    secret = joindre(plan, "Secret.pdf", confidentiel=True, deliberation=True)
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    client.force_login(lectrice)
    for nom in ("plan_documents", "plan"):
        page = texte(client.get(adresse(plan, nom)))
        assert "Secret.pdf" not in page
        assert "Lire la délibération" not in page
    assert client.get(adresse(plan, "plan_document", secret.pk)).status_code == 404
    assert "Aucun document" in texte(client.get(adresse(plan, "plan_documents")))


@pytest.mark.parametrize("nommee", [True, False])
def test_un_plan_confidentiel_ne_se_lit_que_par_ceux_qu_il_nomme(client: Client, plan: Plan, nommee: bool) -> None:
    Plan.objects.filter(pk=plan.pk).update(confidentiel=True)
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    if nommee:
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, lectrice), role="pilote")
    client.force_login(lectrice)
    for nom in ("plan_documents", "plan_discussion"):
        assert client.get(adresse(plan, nom)).status_code == (200 if nommee else 404)


def test_une_discussion_se_tient_se_regle_et_se_compte(client: Client, lise: Utilisateur, plan: Plan) -> None:
    lignes = adresse(plan, "plan_lignes", "commentaires")
    client.post(lignes, {"texte": "Qui prépare la **revue** ?"})
    premier = CommentairePlan.objects.get()
    bloc = texte(client.post(lignes, {"texte": "Moi.", "parent": premier.pk}, headers=HTMX))
    assert "<strong>revue</strong>" in bloc
    assert "2 commentaires</b> sur le plan." in bloc
    assert 'Discussion <span class="nb">2</span>' in bloc
    regle = texte(client.post(adresse(plan, "plan_commentaire_regler", premier.pk), headers=HTMX))
    assert "2 commentaires</b> sur le plan ; 0 reste ouvert." in regle
    rouvert = client.post(adresse(plan, "plan_commentaire_regler", premier.pk), {"rouvrir": "1"})
    assert "Commentaire rouvert." in texte(client.get(rouvert.url))
    vide = client.post(lignes, {"texte": " "}, headers=HTMX)
    assert (vide.status_code, "Écrivez quelques mots." in texte(vide)) == (422, True)
    assert 'Discussion <span class="nb">2</span>' in texte(client.get(adresse(plan, "plan")))


@pytest.mark.parametrize("entetes", [HTMX, {}])
def test_un_nom_cite_sans_compte_est_dit_apres_l_envoi(
    client: Client, lise: Utilisateur, plan: Plan, entetes: dict[str, str]
) -> None:
    reponse = client.post(
        adresse(plan, "plan_lignes", "commentaires"), {"texte": "Vu avec @Marie Roux"}, headers=entetes, follow=True
    )
    dit = "Marie Roux n’a pas de compte ici : personne n’est prévenu sous ce nom."
    assert dit in texte(reponse)
    sien = CommentairePlan.objects.get()
    change = client.post(adresse(plan, "plan_ligne", "commentaires", sien.pk), {"texte": "Vu avec @Zoé"}, headers=HTMX)
    assert "Zoé n’a pas de compte ici" in texte(change)


def test_son_commentaire_se_change_et_se_supprime_mais_pas_celui_d_un_autre(
    client: Client, lise: Utilisateur, plan: Plan
) -> None:
    sien = commenter_plan(plan, "Bonjour", par=lise, le=LE)
    ligne = adresse(plan, "plan_ligne", "commentaires", sien.pk)
    assert '<textarea id="c-m-' in texte(client.get(ligne, headers=HTMX))
    assert "Bonsoir" in texte(client.post(ligne, {"texte": "Bonsoir"}, headers=HTMX))
    ines = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    autre = commenter_plan(plan, "Le mien", par=ines, le=LE)
    assert client.post(adresse(plan, "plan_ligne", "commentaires", autre.pk), {"texte": "Non"}).status_code == 403
    supprime = client.post(adresse(plan, "plan_ligne_supprimer", "commentaires", sien.pk), headers=HTMX)
    assert "Supprimé à" in texte(supprime)
    assert list(CommentairePlan.objects.values_list("texte", flat=True)) == ["Le mien"]


def test_une_ligne_d_un_autre_plan_ou_un_bloc_inconnu_n_existent_pas(
    client: Client, lise: Utilisateur, plan: Plan
) -> None:
    ailleurs = PlanFactory(collectivite=plan.collectivite)
    joint, dit = joindre(ailleurs), commenter_plan(ailleurs, "Ailleurs", par=lise, le=LE)
    for bloc, pk in (("documents", joint.pk), ("commentaires", dit.pk), ("notes", 1)):
        assert client.post(adresse(plan, "plan_ligne_supprimer", bloc, pk)).status_code == 404
    assert client.get(adresse(plan, "plan_lignes", "documents")).url.endswith("#bloc-documents")
    assert "Aucun." in texte(client.get(adresse(plan, "plan_lignes", "documents"), headers=HTMX))


def test_une_personne_a_citer_se_propose(client: Client, lise: Utilisateur, plan: Plan) -> None:
    MembreFactory(collectivite=plan.collectivite, utilisateur__prenom="Inès", utilisateur__nom="Allemand")
    assert "<b>Inès Allemand</b>" in texte(client.get(adresse(plan, "plan_mentions") + "?nom=in"))


@pytest.mark.parametrize("page", ["plan_documents", "plan_discussion"])
def test_le_nombre_de_requetes_ne_depend_pas_de_ce_qui_est_joint_ou_dit(
    client: Client, lise: Utilisateur, plan: Plan, page: str, django_assert_max_num_queries: Any
) -> None:
    def remplir() -> None:
        joindre(plan, "Pièce.pdf")
        premier = commenter_plan(plan, "Bonjour", par=lise, le=LE)
        commenter_plan(plan, "Oui.", parent=premier, par=lise, le=LE)

    remplir()
    client.get(adresse(plan, page))
    with django_assert_max_num_queries(40) as avec_un:
        client.get(adresse(plan, page))
    for _ in range(2):
        remplir()
    with django_assert_max_num_queries(len(avec_un)):
        client.get(adresse(plan, page))


def test_la_tete_d_un_plan_dit_son_perimetre(client: Client, lise: Utilisateur, plan: Plan) -> None:
    FicheFactory(dans=plan)
    page = texte(client.get(adresse(plan, "plan")))
    assert f"Tout le territoire ({plan.collectivite.nom})" in page
    assert "Documents</a>" in page.replace(" </a>", "</a>")
