"""Documents, discussion and perimeter of a plan in a browser: accessible, by keyboard, without script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.commentaires import commenter_plan
from cordee.plans.models import CommentairePlan, Plan, PlanDocument
from cordee.territoires.enums import Nature

pytestmark = [pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    """A plan of an EPCI of two communes, that concerns one, with its délibération."""
    communes = [CollectiviteFactory(nom=nom, nature=Nature.COMMUNE) for nom in ("Avançon", "Barcillon")]
    plan = PlanFactory(collectivite=CollectiviteFactory(nom="CC du Haut-Sérac", membres=communes), nom="Plan climat")
    plan.perimetre.set(communes[:1])
    FicheFactory(dans=plan)
    for nom, vote in (("Délibération 2026-12", True), ("Diagnostic du territoire", False)):
        document = DocumentFactory(lien=True, collectivite=plan.collectivite, nom=nom)
        PlanDocument.objects.create(plan=plan, document=document, deliberation=vote, ajoute_le=LE)
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    premier = commenter_plan(plan, "Qui prépare la **revue** de mars ?", par=personne, le=LE)
    commenter_plan(plan, "Moi, avec les trois directrices.", parent=premier, par=personne, le=LE)
    return personne


def adresse(plan: Plan, nom: str) -> str:
    return reverse(nom, args=[plan.collectivite.siren, plan.pk])


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_ce_qui_entoure_un_plan_est_accessible_et_tient_dans_l_ecran(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    joint = plan.documents.first()
    assert joint is not None
    for page in (
        plan.get_absolute_url(),
        adresse(plan, "plan_documents"),
        f"{adresse(plan, 'plan_documents')}?nature=deliberation",
        f"{adresse(plan, 'plan_documents')}?ligne=documents:{joint.pk}",
        adresse(plan, "plan_discussion"),
        adresse(plan, "plan_modifier"),
        reverse("plans", args=[plan.collectivite.siren]),
    ):
        sans_faute(ouvrir(page, lise, largeur=largeur, theme=theme))


def test_on_parle_du_plan_au_clavier_et_les_comptes_suivent(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    MembreFactory(
        contributeur=True, collectivite=plan.collectivite, utilisateur__prenom="Basile", utilisateur__nom="Roux"
    )
    page = ouvrir(plan.get_absolute_url(), lise)
    page.get_by_role("link", name="Discussion 2").press("Enter")
    page.wait_for_url("**/discussion/")  # and its scripts, which propose the names
    champ = page.get_by_label("Commenter")
    champ.focus()
    page.keyboard.type("Merci @ba")
    page.get_by_role("option", name="Basile Roux").wait_for()
    page.keyboard.press("Enter")
    expect(champ).to_have_value("Merci @Basile Roux ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#pl-reponse")).to_contain_text("3 commentaires")
    expect(page.locator("#pl-autour")).to_contain_text("Discussion 3")
    assert [u.prenom for u in CommentairePlan.objects.latest("pk").mentions.all()] == ["Basile"]
    page.get_by_role("button", name="Supprimer votre commentaire").last.press("Enter")
    expect(page.locator("#bloc-commentaires")).to_contain_text("Supprimé à")
    page.get_by_role("button", name="Annuler").press("Enter")
    expect(page.locator("#pl-reponse")).to_contain_text("3 commentaires")


def test_la_liste_des_personnes_tient_dans_l_ecran_et_un_nom_sans_compte_est_dit_ou_l_on_ecrit(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur
) -> None:
    for nom in ("Roux", "Vial", "Blanc", "Morel"):
        MembreFactory(
            contributeur=True, collectivite=plan.collectivite, utilisateur__prenom="Basile", utilisateur__nom=nom
        )
    for tour in range(4):
        commenter_plan(plan, f"Point {tour} de l'ordre du jour", par=lise, le=LE)
    page = ouvrir(adresse(plan, "plan_discussion"), lise, largeur=360, theme="dark")
    champ = page.get_by_label("Commenter")
    champ.evaluate("e => scrollBy(0, e.getBoundingClientRect().bottom - innerHeight + 4)")
    champ.press_sequentially("@ba")
    liste = page.get_by_role("listbox", name="Personnes à prévenir")
    expect(liste).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    champ.fill("Vu avec @Marie Roux")
    champ.evaluate("e => { e.style.height = '96px'; }")  # as a hand does, by the corner of the text
    page.keyboard.press("Control+Enter")
    dit = page.locator("#etat-commentaires").get_by_text("Marie Roux n’a pas de compte ici")
    expect(dit).to_be_in_viewport()
    expect(page.get_by_label("Commenter")).to_be_focused()
    sans_faute(page)


def test_un_lien_se_joint_et_devient_la_deliberation_sans_script(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(f"{adresse(plan, 'plan_documents')}?nature=deliberation", lise, script=False)
    page.get_by_label("ou une nouvelle adresse").fill("https://exemple.fr/2027-01.pdf")
    page.get_by_label("Nom du nouveau document").fill("Délibération 2027-01")
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("#bloc-documents li").first).to_contain_text("Délibération 2027-01")
    expect(page.locator("#bloc-documents li").first).to_contain_text("délibération du plan")
    page.get_by_role("link", name="Modifier Diagnostic du territoire").click()
    page.get_by_label("Commentaire").first.fill("Version de mars")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#bloc-documents")).to_contain_text("Version de mars")
