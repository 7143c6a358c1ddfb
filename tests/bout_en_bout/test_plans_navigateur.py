"""Lists of fiches in a browser: tree, table, kanban and bulk edit, by mouse and by keyboard, axe."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.bout_en_bout.acces import Ouvrir, sans_faute
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, etiquetee, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, GesteGroupe, Plan
from cordee.plans.views.vues import arbre

pytestmark = [
    pytest.mark.bout_en_bout, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fiches_cherchables")
]  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    """Two axes, one with a sous-axe; a fiche of each kind."""
    plan = PlanFactory(nom="Plan climat")
    loger = AxeFactory(plan=plan, nom="1. Se loger", description="Le bâti public et privé.")
    rouler = AxeFactory(plan=plan, nom="2. Rouler")
    velo = AxeFactory(plan=plan, nom="2.1 À vélo", parent=rouler)
    ecole = FicheFactory(dans=loger, titre="Rénover l'école", en_retard=True)
    pilotee_par(ecole, "Zoé Barral")
    etiquetee(ecole, "Urgent")
    FicheFactory(parent=ecole, titre="Audit", realisee=True)
    FicheFactory(dans=velo, titre="Piste cyclable", fin=date(2029, 12, 31), priorite="elevee")
    FicheFactory(dans=velo, titre="Abris à vélos", realisee=True)
    FicheFactory(dans=plan, titre="Note interne", confidentielle=True, statut="")
    FicheFactory(dans=plan, titre="Abandonnée", supprimee_le=LE)
    GesteGroupe.objects.create(
        collectivite=plan.collectivite, verbe="plans.lot_statut", resume="Statut : 2 fiches modifiées", le=LE
    )
    return plan


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    personne: Utilisateur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    return personne


def adresse(plan: Plan, suite: str = "") -> str:
    return reverse("plan", args=[plan.collectivite.siren, plan.pk]) + suite


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (360, "dark")])
def test_les_listes_sont_accessibles_et_tiennent_dans_l_ecran(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int, theme: str
) -> None:
    siren = plan.collectivite.siren
    fiches = "".join(f"&fiche={pk}" for pk in Fiche.objects.filter(parent=None).values_list("pk", flat=True))
    axe = plan.axes.first()
    for lieu in (
        reverse("plans", args=[siren]),
        adresse(plan),
        adresse(plan, "?vue=kanban"),
        adresse(plan, "?vue=grille&niveau=toutes"),
        adresse(plan, "?vue=tableau&niveau=sous"),
        reverse("fiches", args=[siren]) + "?statut=en_cours&q=ecole",
        reverse("lot", args=[siren]) + f"?champ=priorite&valeur=elevee&apercu=1{fiches}",
        reverse("plan_modifier", args=[siren, plan.pk]),
        reverse("axe_modifier", args=[siren, plan.pk, axe.pk]),
        reverse("corbeille", args=[siren]),
        reverse("plans_historique", args=[siren]),
    ):
        sans_faute(ouvrir(lieu, lise, largeur=largeur, theme=theme))
    page = ouvrir(adresse(plan, "?vue=tableau&statut=en_cours&statut=a_venir"), lise, largeur=largeur, theme=theme)
    page.get_by_role("link", name="Filtres").click()
    expect(page.locator("#pl-panneau form")).to_be_visible()
    sans_faute(page)
    page.get_by_role("button", name="Changer l’échéance de Piste cyclable").click()
    expect(page.get_by_label("Échéance de Piste cyclable", exact=True)).to_be_focused()
    sans_faute(page)


@pytest.mark.parametrize("largeur", [1280, 360])
def test_la_barre_des_fiches_choisies_suit_les_lignes_a_toute_largeur(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, largeur: int
) -> None:
    for rang in range(25):
        FicheFactory(dans=plan, titre=f"Haie {rang}")
    page = ouvrir(adresse(plan, "?vue=tableau"), lise, largeur=largeur)
    page.get_by_role("checkbox", name="Choisir Haie 24").check()
    expect(page.locator("[data-pl-masse]")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Statut", exact=True)).to_be_in_viewport()


def test_au_clavier_on_choisit_des_cartes_et_l_on_passe_aux_sous_fiches(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur
) -> None:
    page = ouvrir(adresse(plan, "?vue=grille"), lise)
    masse = page.locator("[data-pl-masse]")
    page.get_by_label("Choisir Piste cyclable").focus()
    page.keyboard.press("Space")
    expect(masse).to_contain_text("1 fiche choisie")
    page.get_by_label("Choisir toutes les cartes de la page").check()
    expect(masse).to_contain_text("4 fiches choisies")
    sans_faute(page)
    page.get_by_role("link", name="Sous-fiches seules 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pl-grille > li")).to_have_count(1)
    expect(page.locator(".pl-grille")).to_contain_text("Dans Rénover l’école")
    page.get_by_role("link", name="Tableau", exact=True).click()
    expect(page.locator(".bilan")).to_have_text("1 sous-fiche")


def test_au_clavier_on_cherche_on_coche_et_on_change_une_cellule(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan, "?vue=tableau&col=fin&col=statut"), lise)
    page.keyboard.press("/")
    expect(page.locator("#pl-q")).to_be_focused()
    page.keyboard.type("vélo")
    expect(page.locator(".bilan")).to_contain_text("sur 4")
    assert "q=v" in page.url
    page.locator("#pl-q").fill("")
    expect(page.locator(".pl-tab tbody tr[data-fiche]")).to_have_count(4)
    masse = page.locator("[data-pl-masse]")
    expect(masse).to_be_hidden()
    page.get_by_label("Choisir Piste cyclable").focus()
    page.keyboard.press("Space")
    expect(masse).to_be_visible()
    expect(masse).to_contain_text("1 fiche choisie")
    page.get_by_role("button", name="Tout désélectionner").click()
    expect(masse).to_be_hidden()
    page.get_by_role("button", name="Changer l’échéance de Piste cyclable").click()
    echeance = page.get_by_label("Échéance de Piste cyclable", exact=True)
    expect(echeance).to_be_focused()
    echeance.fill("2027-06-30")
    echeance.press("Enter")
    ligne = page.get_by_role("row", name="Piste cyclable")
    expect(ligne).to_contain_text("juin 2027")
    expect(ligne.locator("td[data-c]")).to_have_count(2)
    page.get_by_label("Statut de Piste cyclable").select_option("bloque")
    expect(ligne).to_contain_text("Statut enregistré")
    expect(ligne.locator("td[data-c]")).to_have_count(2)
    fiche = Fiche.objects.get(titre="Piste cyclable")
    assert (fiche.fin, fiche.statut) == (date(2027, 6, 30), "bloque")


def test_une_carte_change_de_colonne_a_la_souris_et_au_clavier(ouvrir: Ouvrir, plan: Plan, lise: Utilisateur) -> None:
    page = ouvrir(adresse(plan, "?vue=kanban"), lise)
    en_cours = page.locator('section[data-statut="en_cours"]')
    carte = page.locator(".carte", has_text="Piste cyclable")
    depart, arrivee = carte.locator(".n0").bounding_box(), en_cours.locator("ul").bounding_box()
    page.mouse.move(depart["x"] + 10, depart["y"] + 5)
    page.mouse.down()
    page.mouse.move(arrivee["x"] + 60, arrivee["y"] + 40, steps=12)
    page.mouse.move(arrivee["x"] + 62, arrivee["y"] + 30, steps=4)
    page.mouse.up()
    expect(page.locator("#annonces")).to_have_text("Déplacement enregistré")
    expect(en_cours.locator(".carte", has_text="Piste cyclable")).to_contain_text("2.1 · À vélo")
    expect(en_cours.locator("[data-nb]")).to_have_text("2")
    assert Fiche.objects.get(titre="Piste cyclable").statut == "en_cours"
    page.get_by_label("Statut de Piste cyclable").focus()
    page.get_by_label("Statut de Piste cyclable").select_option("realise")
    expect(page.locator('section[data-statut="realise"] .carte', has_text="Piste cyclable")).to_be_visible()
    expect(page.get_by_label("Statut de Piste cyclable")).to_be_focused()
    expect(page.locator("#annonces")).to_contain_text("Réalisé")
    abandonnees = page.locator('section[data-statut="abandonne"]')
    expect(abandonnees).to_have_class("etroite")
    page.get_by_label("Statut de Piste cyclable").select_option("abandonne")
    expect(abandonnees.locator(".carte", has_text="Piste cyclable")).to_be_visible()
    expect(abandonnees.locator("[data-nb]")).to_have_text("1")
    expect(abandonnees).not_to_have_class("etroite")
    expect(page.locator("#annonces")).to_contain_text("Abandonné")


def test_une_fiche_se_tire_dans_un_autre_axe_et_un_grand_axe_se_lit_en_l_ouvrant(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arbre, "FICHES_OUVERTES", 1)
    page = ouvrir(adresse(plan), lise)
    page.set_viewport_size({"width": 1280, "height": 1600})  # both ends of the move are on the screen
    expect(page.get_by_role("link", name="Abris à vélos , réalisé")).to_have_count(0)
    page.locator("summary", has_text="À vélo").click()
    expect(page.get_by_role("link", name="Abris à vélos , réalisé")).to_be_visible()
    expect(page.locator(".pl-suite", has_text="À vélo")).to_have_count(0)
    abris, cible = (page.locator(".pl-fiche", has_text=titre) for titre in ("Abris à vélos", "Rénover l’école"))
    loger = page.locator("[data-fiches]", has=cible)
    poignee = abris.locator("[data-poignee]").bounding_box()
    page.mouse.move(poignee["x"] + 6, poignee["y"] + 6)
    page.mouse.down()
    for _ in range(5):  # lists open on the way, and the place to reach moves with them
        boite = cible.bounding_box()
        page.mouse.move(boite["x"] + 60, boite["y"] + boite["height"] / 2, steps=8)
        page.mouse.move(boite["x"] + 62, boite["y"] + 4, steps=4)
        if loger.locator(".pl-fiche").count() > 1:
            break
    expect(loger.locator(".pl-fiche", has_text="Abris à vélos")).to_be_visible()
    page.mouse.up()
    expect(page.locator("#annonces")).to_have_text("Place enregistrée")
    assert Fiche.objects.get(titre="Abris à vélos").placements.get().axe.nom == "1. Se loger"


def test_une_vue_se_garde_se_supprime_et_revient_sur_un_telephone(
    ouvrir: Ouvrir, plan: Plan, lise: Utilisateur
) -> None:
    page = ouvrir(adresse(plan, "?vue=tableau&priorite=elevee"), lise, largeur=360, theme="dark")
    volet = page.locator("summary", has_text="Vues enregistrées")
    volet.press("Enter")
    sans_faute(page)
    page.get_by_label("Garder cette vue sous le nom").fill("Revue")
    page.get_by_role("button", name="Garder la vue").press("Enter")
    expect(page.locator(".messages")).to_contain_text("est gardée")
    volet.press("Enter")
    page.get_by_role("button", name="Supprimer la vue Revue").press("Enter")
    page.locator(".messages").get_by_role("link", name="Annuler").press("Enter")
    sans_faute(page)
    page.get_by_role("button", name="Remettre la vue").press("Enter")
    expect(page.locator(".messages")).to_contain_text("est revenue")
    assert page.url.endswith("?vue=tableau&priorite=elevee")
