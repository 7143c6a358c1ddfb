"""Objectives by year of an indicator, written from the fiche that it follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory, ValeurFactory
from tests.plans.factories import LE, FicheFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.indicateurs.actions.objectifs import ObjectifVoulu, saisir_objectifs
from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.indicateurs.models import Valeur
from cordee.plans.models import Fiche, FicheIndicateur
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def suivi(membre: Membre, client: Client) -> FicheIndicateur:
    client.force_login(membre.utilisateur)
    fiche = FicheFactory(collectivite=membre.collectivite)
    return FicheIndicateur.objects.create(
        fiche=fiche, indicateur=IndicateurFactory(collectivite=membre.collectivite), annee_cible=2031
    )


def adresse(suivi: FicheIndicateur) -> str:
    return reverse("fiche_objectifs", args=[suivi.fiche.collectivite.siren, suivi.fiche_id, suivi.pk])


def objectifs(suivi: FicheIndicateur) -> dict[int, float | None]:
    return {v.annee: v.objectif for v in Valeur.objects.filter(indicateur=suivi.indicateur).order_by("date_valeur")}


def ecrire(client: Client, suivi: FicheIndicateur, **champs: Any) -> Any:
    donnees = {cle.replace("_", "-", 1): valeur for cle, valeur in champs.items() if cle != "rang"}
    plus = {cle: valeur for cle, valeur in champs.items() if cle.endswith("_plus")}
    return client.post(adresse(suivi), {"rang": champs.get("rang", []), **donnees, **plus}, headers=HTMX)


def test_plusieurs_annees_s_ecrivent_ensemble_et_la_courbe_suit(suivi: FicheIndicateur, client: Client) -> None:
    reponse = ecrire(
        client, suivi, rang=["2027", "2028"], o_2027="12,5", o_2028="1 000", annee_plus="2030", valeur_plus="9"
    )
    assert "3 objectifs enregistrés" in reponse.content.decode()
    assert objectifs(suivi) == {2027: 12.5, 2028: 1000, 2030: 9}
    assert "Courbe et objectifs par année" in reponse.content.decode()
    assert "Rien n’a changé" in ecrire(client, suivi, rang=["2027"], o_2027="12,5", lu_2027="12,5").content.decode()


def test_une_cellule_videe_retire_l_objectif_et_laisse_le_resultat(suivi, membre, client: Client) -> None:
    saisir_valeur(membre.collectivite, suivi.indicateur, 2027, resultat=3, objectif=5, par=membre.utilisateur, le=LE)
    ecrire(client, suivi, rang=["2027"], o_2027="", lu_2027="5")
    valeur = Valeur.objects.get()
    assert (valeur.resultat, valeur.objectif) == (3, None)


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"rang": ["2027"], "o_2027": "beaucoup"}, "attend un nombre"),
        ({"annee_plus": "bientôt", "valeur_plus": "9"}, "quatre chiffres"),
        ({"rang": ["2027"], "o_2027": "1", "annee_plus": "2027", "valeur_plus": "9"}, "déjà dans le tableau"),
    ],
)
def test_une_faute_se_dit_et_rien_ne_s_ecrit(suivi, client: Client, champs: dict[str, Any], dit: str) -> None:
    reponse = ecrire(client, suivi, **{"rang": [], **champs})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert dit in page
    assert objectifs(suivi) == {}
    assert f'value="{champs.get("o_2027", champs.get("valeur_plus"))}"' in page


def test_ce_qu_un_collegue_a_change_n_est_pas_ecrase(suivi, membre, client: Client) -> None:
    ValeurFactory(collectivite=membre.collectivite, indicateur=suivi.indicateur, date_valeur="2027-01-01", objectif=7)
    reponse = ecrire(client, suivi, rang=["2027", "2028"], o_2027="8", lu_2027="5", o_2028="1")
    assert reponse.status_code == 422
    assert "L’objectif de 2027 a changé entre-temps" in reponse.content.decode().replace("\u00a0", " ")
    assert objectifs(suivi) == {2027: 7}
    voulus = {2027: ObjectifVoulu(7.0000000001, 8)}
    assert saisir_objectifs(membre.collectivite, suivi.indicateur, voulus, par=membre.utilisateur, le=LE) == 1


def test_une_annee_hors_de_la_vie_d_un_indicateur_est_refusee_avec_toutes_les_autres(suivi, membre) -> None:
    voulus = {2027: ObjectifVoulu(None, 1), 2500: ObjectifVoulu(None, 2)}
    with pytest.raises(DonneeRefusee):
        saisir_objectifs(membre.collectivite, suivi.indicateur, voulus, par=membre.utilisateur, le=LE)
    assert objectifs(suivi) == {}


def test_la_pilote_qui_contribue_lit_les_objectifs_sans_les_ecrire(suivi, client: Client) -> None:
    pilote = MembreFactory(contributeur=True, collectivite=suivi.fiche.collectivite).utilisateur
    pilotee_par(suivi.fiche, pilote)
    client.force_login(pilote)
    assert client.post(adresse(suivi), {"rang": "2027", "o-2027": "1"}).status_code == 403
    page = client.get(reverse("fiche", args=[suivi.fiche.collectivite.siren, suivi.fiche_id])).content.decode()
    assert "Enregistrer les objectifs" not in page
    with pytest.raises(Refus):
        saisir_objectifs(suivi.fiche.collectivite, suivi.indicateur, {}, par=pilote, le=LE)


def test_sans_htmx_on_revient_a_la_fiche(suivi, client: Client) -> None:
    reponse = client.post(adresse(suivi), {"rang": "2027", "o-2027": "1"})
    assert reponse.status_code == 302
    assert reponse["Location"].endswith("#bloc-indicateurs")
    autre = FicheFactory(collectivite=suivi.fiche.collectivite)
    assert isinstance(autre, Fiche)
    perdue = reverse("fiche_objectifs", args=[autre.collectivite.siren, autre.pk, suivi.pk])
    assert client.post(perdue).status_code == 404
