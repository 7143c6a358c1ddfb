"""Wrong values: a sentence beside the field, what was typed kept, nothing half-written, never a failure."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory, etiquetee, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Valeur
from cordee.plans.actions import commentaires
from cordee.plans.actions import composition as compo
from cordee.plans.models import Axe, Etiquette, Fiche, LigneBudget, Plan, VueEnregistree
from cordee.socle.champs import ecrire_jour

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ENORME = "9" * 5000


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(titre="Isoler")


@pytest.fixture
def lise(client: Client, fiche: Fiche) -> Utilisateur:
    qui = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    client.force_login(qui)
    return qui


def texte(reponse: HttpResponse) -> str:
    return reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ")


def adresse(fiche: Fiche, nom: str, *autres: object) -> str:
    return reverse(nom, args=[fiche.collectivite.siren, fiche.pk, *autres])


BUDGET = {"type": "investissement", "unite": "ht"}
FINANCEMENT = {"financeur": "ADEME", "base": "ht", "statut": "accorde"}
LIGNES: list[tuple[str, dict[str, str], str, str]] = [
    ("budget", {**BUDGET, "prevu": "-12 000"}, "prevu", "« Prévu » ne peut pas être négatif : -12000 reçu."),
    ("budget", {**BUDGET, "prevu": "1", "annee": "1850"}, "annee", "« Année » va de 1990 à 2100 : 1850 reçu."),
    ("budget", {**BUDGET, "reel": "beaucoup"}, "reel", "« Dépensé » attend un nombre"),
    ("financements", {**FINANCEMENT, "taux": "120"}, "taux", "« Taux, en % » va de 0 à 100 : 120 reçu."),
    ("financements", {**FINANCEMENT, "demande_le": "2026-05-01", "verse_le": "2026-04-01"}, "verse_le", "l’ordre des"),
    ("financements", {**FINANCEMENT, "demande_le": "2026-13-45"}, "demande_le", "il n’y a pas de mois 13"),
    ("financements", {**FINANCEMENT, "decision_le": "1026-04-01"}, "decision_le", "L’année doit être entre 1990 et"),
    ("objectifs", {"libelle": "\u200b\u200b", "valeur": "3"}, "libelle", "« Objectif » est vide"),
    ("objectifs", {"libelle": "x" * 301}, "libelle", "« Objectif » dépasse 300 caractères"),
    ("impacts", {"domaine": "ges", "niveau": "12"}, "niveau", "choisissez dans la liste"),
    ("notes", {"texte": "x" * 10_001, "date": "2026-01-01"}, "texte", "« Suivi » dépasse 10000 caractères (10001)"),
    ("notes", {"texte": "Fait.", "date": "0026-01-01"}, "date", "L’année doit être entre"),
    ("mesures", {"mesure": "inconnue"}, "mesure", "n’existe pas dans les référentiels"),
    ("liens", {"fiche": "Inconnue", "type": "liee"}, "fiche", "Aucune fiche de ce nom"),
    ("sous-actions", {"titre": "y" * 301}, "titre", "« Titre » dépasse 300"),
    ("blocages", {"raison": "z" * 501}, "raison", "« Ce qui bloque » dépasse 500"),
    ("documents", {"adresse": "ftp:/rien", "nom": "Le marché"}, "adresse", "n’est pas valable"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("bloc", "donnees", "champ", "dit"), LIGNES, ids=[f"{ligne[0]}-{ligne[2]}" for ligne in LIGNES]
)
def test_une_ligne_refusee_le_dit_a_cote_du_champ_et_garde_ce_qui_est_tape(
    client: Client, fiche: Fiche, lise: Utilisateur, bloc: str, donnees: dict[str, str], champ: str, dit: str
) -> None:
    reponse = client.post(adresse(fiche, "fiche_lignes", bloc), donnees, headers=HTMX)
    assert reponse.status_code == 422
    page = texte(reponse)
    assert f'aria-invalid="true" aria-describedby="faute-{bloc}-0-{champ}"' in page
    ici = page.partition(f'id="faute-{bloc}-0-{champ}"')[2].partition("</div></div>")[0]
    assert dit in ici
    assert "Rien n’est enregistré" in page
    autres = [valeur for nom, valeur in donnees.items() if nom != champ and ecrire_jour(valeur) not in page]
    assert not autres
    assert ecrire_jour(donnees[champ].strip("\u200b")) in page
    fiche.refresh_from_db()
    assert fiche.version == 1, "rien n'est écrit"


def test_ce_que_l_action_refuse_d_un_budget_ne_perd_pas_la_ligne(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    for annee in ("2026", ""):
        unite = "ht" if annee else "ttc"
        client.post(adresse(fiche, "fiche_lignes", "budget"), {**BUDGET, "unite": unite, "annee": annee, "prevu": "10"})
    par_an = LigneBudget.objects.get(annee=2026)
    reponse = client.post(
        adresse(fiche, "fiche_ligne", "budget", par_an.pk),
        {**BUDGET, "unite": "ttc", "annee": "2027", "prevu": "12 500 000,55 €"},
        headers=HTMX,
    )
    assert reponse.status_code == 422
    assert "déjà donné pour toute la durée" in texte(reponse)
    assert "12 500 000,55 €" in texte(reponse)
    assert LigneBudget.objects.count() == 2, "l'ancienne ligne est encore là"
    client.post(
        adresse(fiche, "fiche_ligne", "budget", par_an.pk), {**BUDGET, "annee": "2027", "prevu": "12 500 000,55"}
    )
    assert str(LigneBudget.objects.get(annee=2027).prevu) == "12500000.55"
    assert LigneBudget.objects.count() == 2


def test_un_commentaire_refuse_reste_ou_il_etait_tape(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    premier = commentaires.commenter_fiche(fiche, "Où en est-on ?", par=lise, le=LE)
    trop = "mot " * 1300
    reponse = client.post(
        adresse(fiche, "fiche_lignes", "commentaires"), {"texte": trop, "parent": premier.pk}, headers=HTMX
    )
    page = texte(reponse)
    assert page.count(trop) == 1
    assert f'aria-describedby="faute-commentaires-{premier.pk}-texte"' in page
    assert "« Commentaire » dépasse 5000 caractères" in page
    reponse = client.post(adresse(fiche, "fiche_ligne", "commentaires", premier.pk), {"texte": trop}, headers=HTMX)
    assert trop in texte(reponse)


@pytest.mark.parametrize("entetes", [HTMX, {}])
def test_un_resultat_refuse_garde_le_nombre_tape(
    client: Client, fiche: Fiche, lise: Utilisateur, entetes: dict[str, str]
) -> None:
    ligne = compo.suivre_par(fiche, "Bâtiments suivis", par=lise, le=LE)
    for nombre in ("beaucoup", "9" * 30, "1e500"):
        donnees = {"annee": "2025", "resultat": nombre}
        reponse = client.post(adresse(fiche, "fiche_valeur", ligne.pk), donnees, headers=entetes)
        assert reponse.status_code == 422
        assert f'value="{nombre}" aria-invalid="true" aria-describedby="etat-indicateurs"' in texte(reponse)
    assert not Valeur.objects.exists()


PARTIES: list[tuple[str, dict[str, str], str]] = [
    ("avancement", {"avancement": "150", "poids": "1"}, "avancement"),
    ("dates", {"debut": "2026-05-01", "fin": "2026-04-01"}, "debut"),
    ("titre", {"titre": "", "code": "1.1"}, "titre"),
    ("contexte", {"contexte": "x" * 20_001}, "contexte"),
    ("pilote", {"ajout": "!!!"}, "ajout"),
    ("etat_precision", {"etat_precision": "x" * 301}, "etat_precision"),
    ("participation", {"participation": "martienne"}, "participation"),
]


@pytest.mark.parametrize(("nom", "donnees", "champ"), PARTIES, ids=[partie[0] for partie in PARTIES])
def test_une_partie_refusee_le_dit_sur_le_champ_en_faute(
    client: Client, fiche: Fiche, lise: Utilisateur, nom: str, donnees: dict[str, str], champ: str
) -> None:
    reponse = client.post(adresse(fiche, "fiche_champ", nom), donnees, headers=HTMX)
    assert reponse.status_code == 422
    page = texte(reponse)
    controle = page[: page.index(f'aria-invalid="true" aria-describedby="refus-champ-{fiche.pk}-{nom}')]
    assert f'name="{champ}"' in controle[controle.rindex("<") :]
    assert f'id="refus-champ-{fiche.pk}-{nom}"' in page


def test_une_valeur_de_depart_que_le_champ_n_a_jamais_eue_est_un_conflit(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    donnees = {"priorite": "elevee", "lue_priorite": "inconnue"}
    assert client.post(adresse(fiche, "fiche_champ", "priorite"), donnees, headers=HTMX).status_code == 422


def test_un_plan_dont_un_nom_est_refuse_n_est_pas_cree_a_moitie(
    client: Client, fiche: Fiche, lise: Utilisateur
) -> None:
    donnees = {"nom": "Plan vélo", "statut": "en_elaboration", "ponderation": "egal", "pilotes": "!!!"}
    ou = reverse("plan_creer", args=[fiche.collectivite.siren])
    reponse = client.post(ou, donnees)
    assert reponse.status_code == 422
    assert "Plan vélo" in texte(reponse)
    assert not Plan.objects.exists()
    plan = PlanFactory(collectivite=fiche.collectivite, nom="Plan climat")
    modifier = reverse("plan_modifier", args=[fiche.collectivite.siren, plan.pk])
    assert client.post(modifier, donnees).status_code == 422
    plan.refresh_from_db()
    assert plan.nom == "Plan climat"
    client.post(ou, {**donnees, "pilotes": "Ada Roux"})
    assert Plan.objects.get(nom="Plan vélo").personnes.get().personne.nom == "Ada Roux"


@pytest.mark.parametrize(
    ("champs", "champ", "dit"),
    [
        ({"nom": "\u200b"}, "nom", "Donnez un nom au plan"),
        ({"type": "inconnu"}, "type", "« Type » : ce choix n’existe pas ou n’existe plus"),
        ({"statut": ""}, "statut", "Choisissez « Statut » dans la liste."),
        ({"type_libre": "x" * 130}, "type_libre", "dépasse 120 caractères (130)"),
        ({"debut": "1026-01-01"}, "debut", "L’année doit être entre 1990 et 2100 : 1026 reçu."),
        ({"debut": "2026-01-01", "fin": "2025-01-01"}, "fin", "Le plan finirait avant son début"),
        ({"description": "a\0b"}, "description", "contient un caractère illisible"),
    ],
)
def test_un_reglage_de_plan_refuse_le_dit_a_cote_du_champ(
    client: Client, fiche: Fiche, lise: Utilisateur, champs: dict[str, str], champ: str, dit: str
) -> None:
    base = {"nom": "Plan vélo", "statut": "en_elaboration", "ponderation": "egal"}
    page = texte(client.post(reverse("plan_creer", args=[fiche.collectivite.siren]), {**base, **champs}))
    assert dit in page.partition(f'id="id_{champ}_error"')[2][:600]
    assert not Plan.objects.exists()


def test_un_nom_que_personne_ne_voit_est_un_nom_vide(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    plan = PlanFactory(collectivite=fiche.collectivite)
    siren = fiche.collectivite.siren
    client.post(reverse("axe_creer", args=[siren, plan.pk]), {"nom": "\u200b\u200d"})
    assert not Axe.objects.exists()
    client.post(reverse("vue_enregistrer", args=[siren]), {"nom": "\u2800", "parametres": "vue=tableau"})
    assert not VueEnregistree.objects.exists()
    dit = client.post(reverse("vue_enregistrer", args=[siren]), {"nom": "v" * 121, "parametres": ""}, follow=True)
    assert "Le nom de la vue dépasse 120 caractères" in texte(dit)
    copie = client.post(reverse("plan_dupliquer", args=[siren, plan.pk]), {"nom": "x" * 301}, follow=True)
    assert "dépasse 300 caractères" in texte(copie)
    client.post(reverse("axe_creer", args=[siren, plan.pk]), {"nom": "Familles 👨\u200d👩\u200d👧"})
    assert Axe.objects.get().nom == "Familles 👨\u200d👩\u200d👧", "un emoji joint reste entier"


def test_un_numero_demesure_n_est_celui_de_personne(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    siren = fiche.collectivite.siren
    etiquetee(fiche, "Urgent")
    nom = Etiquette.objects.get()
    donnees: dict[str, Any] = {"geste": "fusionner", "avec": [ENORME, "9" * 30, "²"]}
    assert client.post(reverse("etiquette", args=[siren, nom.pk]), donnees).status_code == 422
    ou = adresse(fiche, "fiche_champ", "priorite")
    assert client.post(ou, {"priorite": "elevee", "page": ENORME}, headers=HTMX).status_code == 200
    pilote = client.post(adresse(fiche, "fiche_champ", "pilote"), {"garde": ["9" * 30]}, headers=HTMX)
    assert pilote.status_code == 200
    suggestion = client.post(adresse(fiche, "fiche_suggestions"), {"indicateur": ENORME}, follow=True)
    assert "n’existe plus" in texte(suggestion)
    for requete in (f"?page={ENORME}&vue=tableau", f"?pilote={'9' * 30}", f"?pilote={ENORME}"):
        assert client.get(reverse("fiches", args=[siren]) + requete).status_code == 200
    for requete in (f"?champ=titre&de={ENORME}", f"?retrait={ENORME}", f"?ligne=budget:{ENORME}"):
        assert client.get(adresse(fiche, "fiche") + requete).status_code == 200


def test_mes_fiches_gardent_le_suivi_refuse(client: Client, fiche: Fiche, lise: Utilisateur) -> None:
    pilotee_par(fiche, lise)
    reponse = client.post(reverse("mes_fiches_suivi", args=[fiche.pk]), {"statut": "inconnu", "texte": "Marché signé."})
    assert reponse.status_code == 422
    page = texte(reponse)
    assert ">Marché signé.</textarea>" in page
    assert f'aria-invalid="true" aria-describedby="m-e-{fiche.pk}"' in page
    assert not fiche.notes.exists()
