"""Cells of the table: edited in place, refused, in conflict, and by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import FicheFactory, PlanFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.models import Fiche

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(dans=PlanFactory(), titre="Rénover l'école", debut=date(2026, 1, 1))


def membre(client: Client, fiche: Fiche, **traits: Any) -> Utilisateur:
    personne = MembreFactory(collectivite=fiche.collectivite, **traits).utilisateur
    client.force_login(personne)
    return personne


def adresse(fiche: Fiche, champ: str, suite: str = "") -> str:
    return reverse("fiche_cellule", args=[fiche.collectivite.siren, fiche.pk]) + f"?champ={champ}{suite}"


def ecrire(client: Client, fiche: Fiche, champ: str, valeur: str, **champs: Any) -> Any:
    return client.post(adresse(fiche, champ), {"valeur": valeur, **champs}, headers=HTMX)


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("’", "'")


@pytest.mark.parametrize(
    ("champ", "valeur", "ecrite", "dit"),
    [
        ("statut", "en_cours", "en_cours", "Statut enregistré<"),
        ("statut", "", "", "Statut enregistré<"),
        ("priorite", "elevee", "elevee", "Priorité enregistrée"),
        ("debut", "2025-05-01", date(2025, 5, 1), "Date de début enregistrée"),
        ("fin", "2026-12-31", date(2026, 12, 31), "Échéance enregistrée"),
        ("fin", "", None, "Échéance enregistrée"),
    ],
)
def test_une_cellule_s_enregistre_et_rend_la_ligne(
    client: Client, fiche: Fiche, champ: str, valeur: str, ecrite: Any, dit: str
) -> None:
    membre(client, fiche, editeur=True)
    if champ in {"statut", "priorite"}:
        Fiche.objects.update(statut="bloque", priorite="basse")
    reponse = ecrire(client, fiche, champ, valeur, col=["statut", "fin"])
    assert reponse.status_code == 200
    assert getattr(Fiche.objects.get(), champ) == ecrite
    ligne = lire(reponse)
    assert ligne.startswith(f'<tr id="pl-{fiche.pk}"') or f'<tr id="pl-{fiche.pk}"' in ligne
    assert dit in ligne or champ in {"fin", "debut"}
    assert 'data-c="Pilote"' not in ligne, "seulement les colonnes montrées"


def test_des_pilotes_se_donnent_par_leurs_noms(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, editeur=True)
    pilotee_par(fiche, "Ancien Pilote")
    saisie = lire(client.get(adresse(fiche, "pilote"), headers=HTMX))
    assert 'value="Ancien Pilote"' in saisie
    assert "<datalist" in saisie
    assert "Zoé Barral" in lire(ecrire(client, fiche, "pilote", "Zoé Barral; Ali Roux,"))
    assert sorted(fiche.personnes.values_list("personne__nom", flat=True)) == ["Ali Roux", "Zoé Barral"]


def test_une_date_se_saisit_et_s_annule(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, editeur=True)
    assert 'type="text" name="valeur" value="01/01/2026"' in lire(client.get(adresse(fiche, "debut"), headers=HTMX))
    assert "<tr" in lire(client.get(adresse(fiche, "inconnu"), headers=HTMX))


@pytest.mark.parametrize(
    ("champ", "valeur", "mots"),
    [
        ("statut", "fini", "choisissez entre"),
        ("fin", "2025-12-31", "est avant le début"),
        ("fin", "demain", "n'est pas une date"),
        ("titre", "Autre", "ouvrez la fiche"),
    ],
)
def test_une_valeur_refusee_se_dit_dans_la_ligne(
    client: Client, fiche: Fiche, champ: str, valeur: str, mots: str
) -> None:
    membre(client, fiche, editeur=True)
    reponse = ecrire(client, fiche, champ, valeur)
    assert reponse.status_code == 422
    assert mots in lire(reponse)
    assert 'role="alert"' in lire(reponse)
    fiche.refresh_from_db()
    assert (fiche.statut, fiche.fin, fiche.titre) == ("a_venir", None, "Rénover l'école")


def test_une_date_refusee_reste_dans_sa_cellule_avec_la_faute(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, editeur=True)
    ligne = lire(ecrire(client, fiche, "fin", "31/02/2027", lue=""))
    assert 'value="31/02/2027"' in ligne
    assert 'aria-invalid="true" aria-describedby="pl-faute"' in ligne
    assert "février 2027 n'a que 28 jours" in ligne
    assert lire(ecrire(client, fiche, "fin", "30 juin 2027", lue="")).count("<form") == 0
    assert Fiche.objects.get().fin == date(2027, 6, 30)


def test_une_valeur_changee_entre_temps_n_est_pas_ecrasee(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, editeur=True)
    Fiche.objects.update(fin=date(2027, 6, 30))
    reponse = ecrire(client, fiche, "fin", "2026-12-31", lue="2026-11-30")
    assert reponse.status_code == 422
    assert Fiche.objects.get().fin == date(2027, 6, 30)
    assert ecrire(client, fiche, "fin", "2026-12-31", lue="2027-06-30").status_code == 200


def test_sans_script_on_revient_avec_une_phrase(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, editeur=True)
    for valeur, mots in (("en_cours", "Statut enregistré"), ("fini", "choisissez entre")):
        reponse = client.post(adresse(fiche, "statut"), {"valeur": valeur})
        assert reponse.status_code == 302
        assert mots in str(list(reponse.wsgi_request._messages)[-1])


def test_une_lectrice_ne_peut_pas_et_un_contributeur_pilote_le_peut(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, lecteur=True)
    for reponse in (client.get(adresse(fiche, "fin"), headers=HTMX), ecrire(client, fiche, "statut", "realise")):
        assert reponse.status_code == 403
    liste = reverse("fiches", args=[fiche.collectivite.siren])
    assert 'name="valeur"' not in lire(client.get(liste))
    tom = membre(client, fiche, contributeur=True)
    assert ecrire(client, fiche, "statut", "realise").status_code == 403
    pilotee_par(fiche, tom)
    assert 'name="valeur"' in lire(client.get(liste))
    assert 'name="fiche"' not in lire(client.get(liste)), "modifier ensemble demande l'édition"
    ligne = lire(ecrire(client, fiche, "statut", "realise"))
    assert "100 %" in ligne
    assert 'name="fiche"' not in ligne
    client.force_login(MembreFactory(editeur=True).utilisateur)
    assert ecrire(client, fiche, "statut", "a_venir").status_code == 404


def test_hors_d_un_plan_son_nom_prend_la_place_des_mesures(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, editeur=True)
    plan = fiche.placements.get().plan
    for adresse, attendues in (
        (reverse("fiches", args=[fiche.collectivite.siren]), {"plan", "statut"}),
        (reverse("plan", args=[plan.collectivite.siren, plan.pk]), {"mesures", "statut"}),
    ):
        montrees = {colonne.cle for colonne in client.get(adresse, {"vue": "tableau"}).context["colonnes"]}
        assert montrees & {"plan", "mesures", "statut"} == attendues


def test_les_colonnes_choisies_suivent_les_cellules(client: Client, fiche: Fiche) -> None:
    membre(client, fiche, editeur=True)
    page = client.get(reverse("fiches", args=[fiche.collectivite.siren]), {"vue": "tableau", "col": ["fin", "plan"]})
    assert 'hx-vals="{&quot;col&quot;: [&quot;plan&quot;, &quot;fin&quot;]}"' in page.content.decode()
    ligne = lire(ecrire(client, fiche, "fin", "2026-12-31", col=["plan", "fin", "inconnue"]))
    assert ligne.count("data-c=") == 2
    assert "Plan climat" in ligne
