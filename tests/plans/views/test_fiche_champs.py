"""Changing a part of a fiche in place: saved, said, undone, refused, and never over a colleague."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.plans.factories import AUJOURDHUI, LE, FicheFactory, personne_nommee
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.duplication import dupliquer_fiche
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.suivi import poser_blocage
from cordee.plans.exports.presentation import Contexte, preparer
from cordee.plans.models import Fiche
from cordee.plans.queries.dossier import fiches_completes

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(contexte="Le constat.")


@pytest.fixture
def lise(client: Client, fiche: Fiche) -> Utilisateur:
    qui = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(qui)
    return qui


def ou(fiche: Fiche, champ: str) -> str:
    return reverse("fiche_champ", args=[fiche.collectivite.siren, fiche.pk, champ])


def ecrire(client: Client, fiche: Fiche, champ: str, htmx: bool = True, **donnees: Any) -> HttpResponse:
    return client.post(ou(fiche, champ), donnees, headers=HTMX if htmx else {})


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def annuler(client: Client, reponse: HttpResponse) -> HttpResponse:
    """Follows the undo of the answer."""
    trouve = re.search(r'action="([^"]*/annuler/\d+/)"', texte(reponse))
    assert trouve
    return client.post(trouve[1], headers=HTMX)


def test_un_texte_s_enregistre_se_dit_et_s_annule(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    reponse = ecrire(client, fiche, "contexte", contexte="Un **autre** constat.", lue_contexte="Le constat.")
    fiche.refresh_from_db()
    assert fiche.contexte == "Un **autre** constat."
    assert "Enregistré à" in texte(reponse)
    assert "<strong>autre</strong>" in texte(reponse)
    assert 'id="f-reponse" hx-swap-oob' in texte(reponse)
    reponse = annuler(client, reponse)
    fiche.refresh_from_db()
    assert fiche.contexte == "Le constat."
    assert "la valeur d’avant est revenue" in texte(reponse)


def test_sans_htmx_on_revient_a_la_page_avec_un_message(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    reponse = client.post(ou(fiche, "contexte"), {"contexte": "Autre."}, follow=True)
    assert "Enregistré à" in texte(reponse)
    assert reponse.redirect_chain[-1][0].endswith(f"#champ-{fiche.pk}-contexte")  # type: ignore[attr-defined]
    ligne = Ecriture.objects.latest("id")
    retour = reverse("fiche_annuler_champ", args=[fiche.collectivite.siren, fiche.pk, ligne.pk])
    assert "est revenue" in texte(client.post(retour, follow=True))


def test_ne_rien_changer_n_ecrit_rien(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    reponse = ecrire(client, fiche, "contexte", contexte="Le constat.", lue_contexte="Le constat.")
    assert "Rien n’a changé" in texte(reponse)
    assert not Ecriture.objects.exists()


def test_un_collegue_plus_rapide_n_est_pas_ecrase(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    hugo = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    modifier_fiche(fiche, {"contexte": "Le constat de Hugo."}, par=hugo, le=LE)
    for htmx in (True, False):
        reponse = ecrire(client, fiche, "contexte", htmx, contexte="Le constat de Lise.", lue_contexte="Le constat.")
        assert reponse.status_code == 422
        page = texte(reponse)
        assert hugo.nom_complet in page
        assert "Réunir les deux" in page
        assert "Le constat de Lise." in page
    fiche.refresh_from_db()
    assert fiche.contexte == "Le constat de Hugo."
    reponse = ecrire(client, fiche, "contexte", contexte="Le constat de Lise.", lue_contexte="Le constat de Hugo.")
    assert reponse.status_code == 200


def test_on_n_annule_pas_par_dessus_un_collegue(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    reponse = ecrire(client, fiche, "contexte", contexte="A.")
    hugo = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    modifier_fiche(fiche, {"contexte": "B."}, par=hugo, le=LE)
    reponse = annuler(client, reponse)
    assert reponse.status_code == 422
    assert "a changé depuis" in texte(reponse)
    fiche.refresh_from_db()
    assert fiche.contexte == "B."


def test_un_refus_garde_ce_qui_etait_ecrit(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    for htmx in (True, False):
        reponse = ecrire(client, fiche, "objectifs", htmx, objectifs="x" * 10_001)
        assert reponse.status_code == 422
        assert "dépasse 10000 caractères" in texte(reponse).replace("10 000", "10000")
        assert "x" * 10_001 in texte(reponse)


def test_les_dates_se_changent_ensemble_et_dans_l_ordre(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    reponse = ecrire(
        client, fiche, "dates", debut="2025-03-01", precision_debut="mois", fin="2024-01-01", precision_fin="jour",
        calendrier="",
    )  # fmt: skip
    assert "est avant le début" in texte(reponse)
    assert 'value="01/01/2024"' in texte(reponse)
    reponse = ecrire(
        client, fiche, "dates", debut="2025-03-01", precision_debut="mois", fin="2027-12-31", precision_fin="annee",
        calendrier="par lots", amelioration_continue="oui",
    )  # fmt: skip
    assert "mars 2025 – 2027, puis chaque année (par lots)" in texte(reponse)
    reponse = annuler(client, reponse)
    fiche.refresh_from_db()
    assert (fiche.debut, fiche.fin, fiche.amelioration_continue) == (None, None, False)


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"debut": date(2025, 3, 1)}, "à partir du 1er mars 2025"),
        ({"debut": date(2025, 3, 1), "precision_debut": "mois"}, "à partir de mars 2025"),
        ({"fin": date(2026, 6, 30)}, "jusqu’au 30 juin 2026"),
        ({"fin": date(2026, 6, 30), "precision_fin": "mois"}, "jusqu’à juin 2026"),
        ({"calendrier": "Dès que possible"}, "Dès que possible"),
        ({"amelioration_continue": True}, "chaque année"),
    ],
)
def test_le_calendrier_se_lit(
    client: Client, fiche: Fiche, lise: Utilisateur, champs: dict[str, Any], attendu: str
) -> None:
    modifier_fiche(fiche, champs, par=lise, le=LE)
    page = client.get(reverse("fiche", args=[fiche.collectivite.siren, fiche.pk]))
    assert attendu in texte(page)


def test_une_liste_s_enregistre_au_choix_et_leve_le_blocage(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    poser_blocage(fiche, "Avis", par=lise, le=LE)
    reponse = ecrire(client, fiche, "statut", statut="en_cours")
    assert "Le blocage est levé" in texte(reponse)
    assert 'id="bloc-blocages" hx-swap-oob' in texte(reponse)
    assert ecrire(client, fiche, "priorite", priorite="elevee", lue_priorite="").status_code == 200
    fiche.refresh_from_db()
    assert (fiche.statut, fiche.priorite) == ("en_cours", "elevee")


def test_une_case_bascule_et_se_reprend(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    reponse = ecrire(client, fiche, "categorie", bascule="territoire")
    assert 'aria-pressed="true" data-case="categorie-territoire"' in texte(reponse)
    ecrire(client, fiche, "categorie", bascule="territoire")
    assert not fiche.classements.exists()
    reponse = ecrire(client, fiche, "secteur", code=["tertiaire", "dechets"])
    annuler(client, reponse)
    assert not fiche.classements.exists()


def test_des_noms_se_gardent_s_ajoutent_et_reviennent(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    ecrire(client, fiche, "partenaire", ajout="ADEME; Région")
    reponse = ecrire(client, fiche, "partenaire", garde="Région", ajout="Département")
    assert {a.etiquette.nom for a in fiche.acteurs.all()} == {"Région", "Département"}
    annuler(client, reponse)
    assert {a.etiquette.nom for a in fiche.acteurs.all()} == {"ADEME", "Région"}


def test_des_personnes_aussi(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    jean = personne_nommee(fiche.collectivite, "Jean Morel")
    ailleurs = personne_nommee(CollectiviteFactory(), "Paul")
    reponse = ecrire(client, fiche, "pilote", garde=[jean.pk, ailleurs.pk, "x"], ajout=lise.nom_complet)
    assert {p.personne.nom for p in fiche.personnes.all()} == {"Jean Morel", lise.nom_complet}
    annuler(client, reponse)
    assert not fiche.personnes.exists()


def test_et_des_communes(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    commune = CollectiviteFactory(commune=True, groupements=[fiche.collectivite])
    ouvert = client.get(ou(fiche, "communes"), headers=HTMX)
    assert commune.nom in texte(ouvert)
    reponse = ecrire(client, fiche, "communes", code=[commune.pk])
    assert commune.nom in texte(reponse)
    annuler(client, reponse)
    assert not fiche.communes.exists()


@pytest.mark.parametrize(
    ("champ", "donnees", "attendu"),
    [
        ("titre", {"titre": "Nouveau", "code": "3.2"}, "Nouveau"),
        ("avancement", {"avancement": "40", "poids": "2"}, "40 %"),
        ("participation", {"participation": "consultation", "participation_texte": "Un atelier"}, "Un atelier"),
        ("confidentiel", {"confidentiel": "oui"}, "Confidentielle"),
        ("etat_precision", {"etat_precision": "41 sur 80"}, "41 sur 80"),
        ("etiquette", {"ajout": "sobriété"}, "sobriété"),
        ("cible", {"code": ["agents"]}, "Agents"),
        ("levier", {"code": ["covoiturage"]}, "Covoiturage"),
    ],
)
def test_chaque_sorte_s_ouvre_et_s_enregistre(
    client: Client, fiche: Fiche, lise: Utilisateur, champ: str, donnees: dict[str, Any], attendu: str
) -> None:
    ouvert = client.get(ou(fiche, champ), headers=HTMX)
    assert "f-editeur" in texte(ouvert)
    assert attendu in texte(ecrire(client, fiche, champ, **donnees))
    assert "f-editeur" not in texte(client.get(ou(fiche, champ) + "?lecture=1", headers=HTMX))


def test_une_sous_action_se_change_sur_la_page_de_sa_fiche(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    sous = FicheFactory(parent=FicheFactory(parent=fiche))
    reponse = ecrire(client, sous, "titre", titre="Relever", code="", page=str(fiche.pk))
    assert "Relever" in texte(reponse)
    assert f"?page={fiche.pk}" in texte(reponse)
    retour = client.post(ou(sous, "titre"), {"titre": "Alerter", "code": "", "page": str(fiche.pk)})
    assert f"/fiches/{fiche.pk}/#champ-{sous.pk}-titre" in retour.headers["Location"]
    autre = FicheFactory(collectivite=fiche.collectivite)
    assert ecrire(client, sous, "titre", titre="x", code="", page=str(autre.pk)).status_code == 404


def test_un_champ_inconnu_ou_une_ecriture_d_un_autre_n_existe_pas(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    assert client.get(ou(fiche, "rien"), headers=HTMX).status_code == 404
    hugo = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    modifier_fiche(fiche, {"contexte": "B."}, par=hugo, le=LE)
    ligne = Ecriture.objects.latest("id")
    retour = reverse("fiche_annuler_champ", args=[fiche.collectivite.siren, fiche.pk, ligne.pk])
    assert client.post(retour, headers=HTMX).status_code == 404


@pytest.mark.parametrize(
    ("champ", "valeur", "libelle"),
    [("faisabilite", "haute", "Haute"), ("cout_efficacite", "bon", "Bon"), ("maturite", "prete", "Prête à lancer")],
)
def test_les_echelles_s_enregistrent_au_choix_et_filtrent_la_liste(
    client: Client, champ: str, valeur: str, libelle: str
) -> None:
    fiche = FicheFactory(titre="Celle que l'on note")
    FicheFactory(collectivite=fiche.collectivite, titre="Une autre")
    lise = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(lise)
    siren = fiche.collectivite.siren
    reponse = client.post(reverse("fiche_champ", args=[siren, fiche.pk, champ]), {champ: valeur, f"lue_{champ}": ""})
    assert reponse.status_code in {200, 302}
    fiche.refresh_from_db()
    assert getattr(fiche, champ) == valeur
    assert libelle in client.get(reverse("fiche", args=[siren, fiche.pk]) + "?mode=lire").content.decode()
    for cherche, vues in ((valeur, ["Celle que l'on note"]), ("sans", ["Une autre"])):
        page = client.get(reverse("fiches", args=[siren]), {"vue": "tableau", champ: cherche})
        assert [ligne.titre for g in page.context["groupes"] for ligne in g.lignes] == vues
    (complete,) = fiches_completes(lise, fiche.collectivite, [fiche.pk])
    assert getattr(complete, champ) == valeur
    assert libelle in [valeur for fait in preparer(complete, Contexte(AUJOURDHUI)).faits for valeur in fait.valeurs]
    copie = dupliquer_fiche(fiche, fiche.collectivite, par=lise, le=LE)
    assert getattr(copie, champ) == valeur
