"""The page of a fiche: date of the state, calendar of the sous-actions, ranges, cost avoided, aid."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche, Financement, LigneBudget

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
AIDE = "https://aides-territoires.beta.gouv.fr/aides/4f4e-renover/"


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(dans=PlanFactory())


@pytest.fixture
def lise(client: Client, fiche: Fiche) -> Utilisateur:
    qui = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(qui)
    return qui


def adresse(fiche: Fiche, nom: str, *autres: object) -> str:
    return reverse(nom, args=[fiche.collectivite.siren, fiche.pk, *autres])


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode()


def test_changer_le_statut_montre_la_date_du_jour_a_cote(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    page = texte(client.post(adresse(fiche, "fiche_champ", "statut"), {"statut": "en_cours"}, headers=HTMX))
    bloc = page[page.index(f'id="champ-{fiche.pk}-etat_le"') :][:400]
    assert 'hx-swap-oob="true"' in bloc
    assert str(timezone.localdate().year) in bloc


def test_annuler_le_statut_rend_la_partie_du_statut(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    page = texte(client.post(adresse(fiche, "fiche_champ", "avancement"), {"avancement": "40"}, headers=HTMX))
    retour = re.search(r'action="([^"]*/annuler/[^"]*)"', page)
    assert retour is not None
    assert f'id="champ-{fiche.pk}-avancement"' in texte(client.post(retour[1], headers=HTMX))
    fiche.refresh_from_db()
    assert (fiche.avancement, fiche.etat_le) == (None, None)


def test_la_date_de_l_etat_se_change_et_ne_peut_pas_etre_a_venir(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    ou = adresse(fiche, "fiche_champ", "etat_le")
    assert 'placeholder="jj/mm/aaaa"' in texte(client.get(ou, headers=HTMX))
    assert "au 3\u00a0mars 2024" in texte(client.post(ou, {"etat_le": "2024-03-03"}, headers=HTMX))
    refus = client.post(ou, {"etat_le": "2099-03-03"}, headers=HTMX)
    assert refus.status_code == 422
    (saisie,) = re.findall(r'<input type="text" name="etat_le"[^>]*>', texte(refus))
    assert 'value="03/03/2099"' in saisie
    assert 'aria-invalid="true"' in saisie
    fiche.refresh_from_db()
    assert fiche.etat_le == date(2024, 3, 3)


def test_une_sous_action_dit_la_date_de_son_etat(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    sous = FicheFactory(parent=fiche)
    ou = adresse(sous, "fiche_champ", "statut")
    page = texte(client.post(ou, {"statut": "realise", "page": fiche.pk}, headers=HTMX))
    assert f'id="champ-{sous.pk}-etat_le"' in page
    page = texte(client.get(adresse(fiche, "fiche") + "?mode=lire"))
    assert '<span class="lu">État </span>au ' in page


def test_le_calendrier_des_sous_actions_est_un_tableau_de_mots(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    assert "f-grille" not in texte(client.get(adresse(fiche, "fiche")))
    dates = {"debut": date(2024, 1, 1), "fin": date(2025, 6, 30)}
    relever = FicheFactory(parent=fiche, titre="Relever", **dates)
    FicheFactory(parent=relever, titre="Choisir", fin=date(2024, 2, 1))
    FicheFactory(parent=fiche, titre="Former", calendrier="deux fois par an")
    page = texte(client.get(adresse(fiche, "fiche")))
    grille = page[page.index('id="grille-sous-actions"') : page.index("</table>", page.index("grille-sous-actions"))]
    assert "Calendrier des sous-actions, par semestre" in grille
    assert '<span class="lu">S1 2024</span>' in grille
    assert grille.count('<span class="lu">prévu</span>') == 4
    assert "Deux fois par an</td>" in grille
    assert "1.1. Choisir" in grille


def test_dater_une_sous_action_redessine_le_calendrier(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    sous = FicheFactory(parent=fiche)
    donnees = {"debut": "2024-01-01", "fin": "2030-12-31", "page": fiche.pk}
    page = texte(client.post(adresse(sous, "fiche_champ", "dates"), donnees, headers=HTMX))
    assert '<div id="grille-sous-actions" hx-swap-oob="true">' in page
    assert "par année" in page


def test_un_cout_evite_s_ecrit_se_lit_et_ne_change_pas_le_budget(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    ou = adresse(fiche, "fiche_champ", "cout_evite")
    assert "jamais déduit du budget" in texte(client.get(ou, headers=HTMX)).replace("\u2019", "'")
    donnees = {"cout_evite": "12 000,50", "cout_evite_base": "ttc", "cout_evite_rythme": "en_tout"}
    page = texte(client.post(ou, donnees, headers=HTMX))
    assert "12\u00a0000,5\u00a0€ TTC en tout" in page
    assert "Annuler" in page
    tete = texte(client.get(reverse("plan", args=[fiche.collectivite.siren, fiche.placements.get().plan_id])))
    assert "Coûts évités" in tete
    assert "Budget par nature" not in tete
    for faute, dit in (("beaucoup", "attend un montant"), ("1,234", "aux centimes"), ("-5", "attend un montant")):
        refus = client.post(ou, {**donnees, "cout_evite": faute}, headers=HTMX)
        assert refus.status_code == 422
        assert dit in texte(refus).replace("\u2019", "'")
        assert f'value="{faute}"' in texte(refus)
    client.post(ou, {**donnees, "cout_evite": "", "cout_evite_base": ""}, headers=HTMX)
    fiche.refresh_from_db()
    assert (fiche.cout_evite, fiche.cout_evite_base) == (None, "ht")


def test_une_fourchette_s_ecrit_et_le_total_en_est_une(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ou = adresse(fiche, "fiche_lignes", "budget")
    donnees = {"type": "investissement", "unite": "ht", "annee": "2026", "prevu": "10000", "prevu_max": "15000"}
    client.post(ou, donnees)
    client.post(ou, {**donnees, "annee": "2027", "prevu": "5000", "prevu_max": ""})
    page = texte(client.get(adresse(fiche, "fiche")))
    assert "10\u00a0000 à 15\u00a0000" in page
    assert "15\u00a0000 à 20\u00a0000" in page
    etale = {"type": "fonctionnement", "unite": "ht", "prevu": "700", "est_etale": "on"}
    assert "Étalé sur les années" in texte(client.post(ou, etale, headers=HTMX))
    assert LigneBudget.objects.get(type="fonctionnement").est_etale
    ligne = LigneBudget.objects.get(type="fonctionnement").pk
    assert 'name="est_etale" checked' in texte(client.get(adresse(fiche, "fiche_ligne", "budget", ligne), headers=HTMX))


@pytest.mark.parametrize(
    ("donnees", "champ", "dit"),
    [
        ({"prevu_max": "5"}, "prevu", "0 si rien n'est sûr"),
        ({"prevu": "9", "prevu_max": "5"}, "prevu_max", "échangez-les"),
        ({"prevu": "9", "annee": "2026", "est_etale": "on"}, "annee", "décochez"),
    ],
)
def test_une_fourchette_de_travers_se_dit_sous_son_champ(
    client: Client, fiche: Fiche, lise: Utilisateur, donnees: dict[str, str], champ: str, dit: str
) -> None:
    complet = {"type": "investissement", "unite": "ht", **donnees}
    refus = client.post(adresse(fiche, "fiche_lignes", "budget"), complet, headers=HTMX)
    page = texte(refus).replace("\u2019", "'")
    assert refus.status_code == 422
    assert dit in page[page.index(f'id="faute-budget-0-{champ}"') :]
    assert not LigneBudget.objects.exists()


def test_un_financement_montre_un_lien_vers_son_aide(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ou = adresse(fiche, "fiche_lignes", "financements")
    donnees = {"financeur": "ADEME", "base": "ht", "statut": "envisage", "aide": "4f4e-renover"}
    assert f'href="{AIDE}" rel="noopener noreferrer"' in texte(client.post(ou, donnees, headers=HTMX))
    refus = client.post(ou, {**donnees, "aide": "http://exemple.fr/x"}, headers=HTMX)
    assert refus.status_code == 422
    assert 'value="http://exemple.fr/x" aria-invalid="true"' in texte(refus)
    assert Financement.objects.get().aide == AIDE


def test_le_tableau_des_fiches_et_l_accueil_disent_la_fourchette(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    LigneBudget.objects.create(
        fiche=fiche, type="investissement", unite="ht", prevu=Decimal(10_000), prevu_max=Decimal(15_000)
    )
    siren = fiche.collectivite.siren
    page = client.get(reverse("fiches", args=[siren]), {"vue": "tableau"})
    assert "10\u00a0000 à 15\u00a0000\u00a0€" in [ligne.budget for g in page.context["groupes"] for ligne in g.lignes]
    plan = texte(client.get(reverse("plan", args=[siren, fiche.placements.get().plan_id])))
    assert "de 10\u00a0k€ à 15\u00a0k€\u00a0HT prévus" in plan
    assert client.get(reverse("accueil_plans", args=[siren])).context["prevu"] == "10\u00a0k€ à 15\u00a0k€"
