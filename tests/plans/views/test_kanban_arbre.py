"""The kanban and the tree: what they show, a card or a row that moves, and the same without a mouse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import ValeurFactory
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Axe, Fiche, Placement, Plan
from cordee.plans.views.vues import arbre, kanban

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def aller(plan: Plan, nom: str, *autres: int) -> str:
    return reverse(nom, args=[plan.collectivite.siren, plan.pk, *autres])


def voir(client: Client, plan: Plan, **parametres: Any) -> Any:
    reponse = client.get(aller(plan, "plan"), parametres)
    assert reponse.status_code == 200
    return reponse


# -- kanban ----------------------------------------------------------------------------------------------------------
def test_chaque_statut_a_sa_colonne_et_son_compte(lise: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kanban, "PAR_COLONNE", 2)
    monkeypatch.setattr(kanban, "CARTES", 4)
    axe = AxeFactory(plan=plan, nom="Rouler")
    for _ in range(3):
        FicheFactory(dans=axe)
    FicheFactory(dans=plan, statut="")
    colonnes = {c.libelle: c for c in voir(lise, plan, vue="kanban").context["colonnes_kanban"]}
    assert list(colonnes) == [*(statut.libelle for statut in StatutFiche), "Sans statut"]
    assert [nom for nom, colonne in colonnes.items() if not colonne.etroite] == [
        "À venir", "En cours", "Réalisé", "Sans statut",
    ]  # fmt: skip
    assert (colonnes["À venir"].total, len(colonnes["À venir"].cartes)) == (3, 2)
    assert "vue=tableau" in colonnes["À venir"].suite
    assert "statut=sans" in colonnes["Sans statut"].suite
    assert [place for _, place in colonnes["À venir"].cartes] == ["1 · Rouler", "1 · Rouler"]
    toutes = lise.get(reverse("fiches", args=[plan.collectivite.siren]), {"vue": "kanban"})
    assert toutes.context["colonnes_kanban"][0].cartes[0][1] == plan.nom


def test_peu_de_colonnes_se_partagent_les_cartes_que_beaucoup_auraient_montrees(
    lise: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kanban, "PAR_COLONNE", 1)
    monkeypatch.setattr(kanban, "CARTES", 4)
    FicheFactory.create_batch(5, dans=plan)
    a_venir = voir(lise, plan, vue="kanban").context["colonnes_kanban"][0]
    assert (a_venir.total, len(a_venir.cartes)) == (5, 4)
    FicheFactory(dans=plan, realisee=True)
    a_venir = voir(lise, plan, vue="kanban").context["colonnes_kanban"][0]
    assert (a_venir.total, len(a_venir.cartes)) == (5, 2)


def test_une_carte_change_de_colonne(lise: Client, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    adresse = reverse("fiche_cellule", args=[plan.collectivite.siren, fiche.pk]) + "?champ=statut&forme=carte"
    reponse = lise.post(adresse, {"valeur": "en_cours"}, headers=HTMX)
    assert reponse.status_code == 200
    assert 'class="carte pl-mobile"' in reponse.content.decode()
    assert Fiche.objects.get().statut == "en_cours"
    assert lise.post(adresse, {"valeur": "?"}, headers=HTMX).status_code == 422
    assert lise.post(adresse, {"valeur": "realise"}).status_code == 302
    assert Fiche.objects.get().statut == "realise"


def test_une_lectrice_voit_les_cartes_sans_menu_et_le_pilote_a_le_sien(client: Client, plan: Plan) -> None:
    tom = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    pilotee_par(FicheFactory(dans=plan), tom)
    FicheFactory(dans=plan)
    client.force_login(tom)
    assert voir(client, plan, vue="kanban").content.decode().count("data-kanban-choix") == 1
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    lu = voir(client, plan, vue="kanban")
    assert b"data-kanban-choix" not in lu.content
    assert not any(colonne.etroite for colonne in lu.context["colonnes_kanban"]), "elle n'a rien à y poser"


# -- tree ------------------------------------------------------------------------------------------------------------
def test_l_arbre_compte_et_une_fiche_se_montre_dans_chacun_de_ses_axes(lise: Client, plan: Plan) -> None:
    premier = AxeFactory(plan=plan, nom="2. Se loger", description="Le bâti.")
    sous = AxeFactory(plan=plan, parent=premier)
    fiche = FicheFactory(dans=sous, realisee=True)
    Placement.objects.create(fiche=fiche, plan=plan, axe=None)
    contexte = voir(lise, plan).context
    (branche,) = contexte["branches"]
    assert (branche.numero, branche.nom, branche.avancement) == ("2", "Se loger", "100\u00a0%")
    assert [ligne.pk for ligne, *_ in branche.branches[0].fiches] == [fiche.pk]
    assert [ligne.pk for ligne, *_ in contexte["hors_axe"]] == [fiche.pk]
    assert voir(lise, plan, statut="realise").context["branches"]
    assert voir(lise, plan, statut="bloque").context.get("branches") == []


def test_un_grand_arbre_s_ouvre_sur_ses_axes(lise: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arbre, "FICHES_OUVERTES", 2)
    monkeypatch.setattr(arbre, "FICHES_MAX", 3)
    petit, grand = AxeFactory(plan=plan), AxeFactory(plan=plan, nom="Grand")
    FicheFactory(dans=petit, titre="Montrée")
    for rang in range(4):
        FicheFactory(dans=grand, titre=f"Attend {rang}")
    for _ in range(3):
        FicheFactory(dans=plan, titre="Dehors")
    page = voir(lise, plan)
    texte = page.content.decode().replace("\u00a0", " ")
    assert "Montrée" in texte
    assert "Attend 0" not in texte
    assert "Voir les 4 fiches" in texte
    assert "Voir les 3 fiches hors de tout axe" in texte
    assert f"vue=tableau&amp;axe={grand.pk}" in texte, "sans script, le tableau de l'axe"
    suite = lise.get(aller(plan, "plan") + page.context["branches"][1].suite, headers=HTMX).content.decode()
    assert [f"Attend {rang}" in suite for rang in range(4)] == [True, True, True, False]
    assert "1 autres fiches" in suite
    dehors = lise.get(aller(plan, "plan"), {"vue": "arbre", "branche": "x"}, headers=HTMX).content.decode()
    assert dehors.count("Dehors</a>") or "Dehors" in dehors
    assert "<html" not in dehors


def test_un_axe_et_une_fiche_se_tirent_ailleurs(lise: Client, plan: Plan) -> None:
    premier, second = AxeFactory(plan=plan), AxeFactory(plan=plan)
    fiche = FicheFactory(dans=premier)
    ordre = aller(plan, "plan_ordonner")
    placement = fiche.placements.get()
    assert lise.post(ordre, {"placement": placement.pk, "parent": second.pk, "rang": "0"}).status_code == 204
    assert fiche.placements.get().axe == second
    assert lise.post(ordre, {"axe": second.pk, "parent": premier.pk, "rang": "0"}).status_code == 204
    second.refresh_from_db()
    assert second.parent == premier
    refus = lise.post(ordre, {"axe": premier.pk, "parent": second.pk, "rang": "0"})
    assert refus.status_code == 409
    assert refus.content.decode().endswith(".")
    assert lise.post(ordre, {"placement": "999999"}).status_code == 404
    assert lise.post(ordre, {"axe": "x"}).status_code == 404


def test_les_axes_se_creent_se_changent_et_se_suppriment_par_leurs_pages(lise: Client, plan: Plan) -> None:
    assert lise.post(aller(plan, "axe_creer"), {"nom": "Rouler"}).status_code == 302
    assert "nom" in lise.post(aller(plan, "axe_creer"), {"nom": " "}, follow=True).content.decode()
    axe = Axe.objects.get()
    page = aller(plan, "axe_modifier", axe.pk)
    autre = AxeFactory(plan=plan, nom="Autre")
    assert lise.get(page).context["formulaire"].fields["parent"].choices[1:] == [(autre.pk, "2 Autre")]
    assert lise.post(page, {"nom": ""}).status_code == 422
    lise.post(page, {"nom": "Rouler autrement", "code": "B", "parent": autre.pk, "rang": "1"})
    axe.refresh_from_db()
    assert (axe.nom, axe.code, axe.parent) == ("Rouler autrement", "B", autre)
    assert lise.get(page).context["formulaire"]["rang"].value() == 1
    FicheFactory(dans=axe)
    supprimer = aller(plan, "axe_supprimer", axe.pk)
    assert b"Rouler autrement" in lise.get(supprimer).content
    reponse = lise.post(supprimer, follow=True).content.decode()
    assert "1 fiche est remontée" in reponse.replace("\u00a0", " ")
    assert Placement.objects.get().axe == autre
    assert lise.get(supprimer).status_code == 404


def test_les_indicateurs_d_un_axe_se_choisissent_dans_sa_page_et_se_lisent_dans_l_arbre(
    lise: Client, plan: Plan
) -> None:
    axe = AxeFactory(plan=plan, nom="Rouler")
    page = aller(plan, "axe_modifier", axe.pk)
    lise.post(page, {"nom": "Rouler", "indicateurs": "1", "ajout": "Part du vélo ; Covoitureurs"})
    velo, covoitureurs = lise.get(page).context["indicateurs"]
    for annee, resultat in ((2022, 4.0), (2024, 7.5)):
        ValeurFactory(collectivite=plan.collectivite, indicateur=velo, date_valeur=date(annee, 1, 1), resultat=resultat)
    (branche,) = voir(lise, plan, vue="arbre").context["branches"]
    premier, second = branche.indicateurs
    assert (premier.titre, premier.dernier, premier.mots) == ("Part du vélo", "7,5 en 2024", "4 en 2022")
    assert premier.courbe is not None
    assert (second.titre, second.dernier, second.courbe) == (covoitureurs.titre, "", None)
    texte = voir(lise, plan, vue="arbre").content.decode()
    assert premier.adresse in texte
    assert "sans valeur" in texte
    lise.post(page, {"nom": "Rouler", "indicateurs": "1", "garde": [velo.pk]})
    assert [i.titre for i in lise.get(page).context["indicateurs"]] == ["Part du vélo"]
    lise.post(page, {"nom": "Rouler"})
    assert len(lise.get(page).context["indicateurs"]) == 1, "un formulaire qui n'en dit rien n'y touche pas"
    refus = lise.post(page, {"nom": "Perdu", "indicateurs": "1", "ajout": "x" * 301})
    assert refus.status_code == 422
    assert Axe.objects.get().nom == "Rouler", "tout ou rien"


def test_une_fiche_se_deplace_par_sa_page(lise: Client, plan: Plan) -> None:
    axe = AxeFactory(plan=plan)
    placement = FicheFactory(dans=plan).placements.get()
    page = aller(plan, "placement_deplacer", placement.pk)
    assert lise.get(page).context["formulaire"].fields["axe"].choices[1][0] == axe.pk
    assert lise.post(page, {"axe": axe.pk, "rang": "1"}).status_code == 302
    placement.refresh_from_db()
    assert placement.axe == axe, "le même emplacement : on peut le tirer encore"
    jumeau = Placement.objects.create(fiche=placement.fiche, plan=plan, axe=None)
    lise.post(aller(plan, "placement_deplacer", jumeau.pk), {"axe": axe.pk})
    assert Placement.objects.get() == placement, "déjà dans cet axe : un seul emplacement"
    assert lise.get(aller(plan, "placement_deplacer", 999_999)).status_code == 404
