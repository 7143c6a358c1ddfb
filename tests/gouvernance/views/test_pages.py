"""The screens of réunions and décisions."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.gouvernance.factories import DecisionFactory, PointFactory, ReunionFactory, fiche_suivie
from tests.plans.factories import FicheFactory, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.gouvernance.models import Decision, PointOrdreDuJour, Reunion

pytestmark = pytest.mark.django_db


@pytest.fixture
def reunion() -> Reunion:
    return ReunionFactory(objet="Bilan")


@pytest.fixture
def lise(client: Client, reunion: Reunion) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=reunion.collectivite).utilisateur)
    return client


def adresse(nom: str, reunion: Reunion, *suite: int) -> str:
    return reverse(nom, args=[reunion.collectivite.siren, reunion.pk, *suite])


def envoyer(qui: Client, nom: str, reunion: Reunion, *suite: int, **donnees: Any) -> Any:
    return qui.post(adresse(nom, reunion, *suite), donnees)


def texte(reponse: Any) -> str:
    return str(reponse.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " "))


def test_sans_reunion_la_page_dit_quoi_faire(lise: Client, reunion: Reunion) -> None:
    siren = reunion.collectivite.siren
    reunion.delete()
    lu = texte(lise.get(reverse("reunions", args=[siren])))
    assert "Aucune réunion" in lu
    assert reverse("reunion_creer", args=[siren]) in lu
    assert "Rien à suivre" in texte(lise.get(reverse("decisions", args=[siren])))


def test_la_liste_se_limite_a_une_instance(lise: Client, reunion: Reunion) -> None:
    ReunionFactory(collectivite=reunion.collectivite, nom_instance="COTECH", objet="Technique")
    DecisionFactory(reunion=reunion, en_retard=True)
    page = reverse("reunions", args=[reunion.collectivite.siren])
    assert "Technique" in texte(lise.get(page))
    une = texte(lise.get(page, {"instance": reunion.instance_id}))
    assert "Technique" not in une
    assert "1 en retard" in une


def test_une_reunion_se_prevoit(lise: Client, reunion: Reunion) -> None:
    page = reverse("reunion_creer", args=[reunion.collectivite.siren])
    assert 'value="COTECH"' in texte(lise.get(page, {"instance": "COTECH"}))
    refus = lise.post(page, {"instance": "", "jour": "32/1/2027", "heure": "midi"})
    assert refus.status_code == 422
    for dit in ("Donnez l’instance", "n’est pas une date", "14 h 30"):
        assert dit in texte(refus)
    lise.post(page, {"instance": "COTECH", "jour": "3/4/2027", "heure": "14h30", "confidentielle": "on"})
    prevue = Reunion.objects.get(instance__nom="COTECH")
    assert (f"{prevue.heure:%H:%M}", prevue.confidentielle) == ("14:30", True)


def test_le_compte_rendu_se_saisit(lise: Client, reunion: Reunion) -> None:
    assert lise.get(adresse("reunion_modifier", reunion)).status_code == 200
    champs = {"instance": "COPIL climat", "jour": "12/03/2027", "etat": "tenue", "compte_rendu": "Deux heures."}
    lise.post(adresse("reunion_modifier", reunion), champs)
    reunion.refresh_from_db()
    assert (reunion.etat, reunion.compte_rendu) == ("tenue", "Deux heures.")
    assert lise.post(adresse("reunion_modifier", reunion), {**champs, "instance": ""}).status_code == 422
    trop = lise.post(adresse("reunion_modifier", reunion), {**champs, "instance": "\0"})
    assert trop.status_code == 422


def test_ce_que_la_page_montre_s_enregistre_tel_quel(lise: Client, reunion: Reunion) -> None:
    Reunion.objects.filter(pk=reunion.pk).update(heure="14:30")
    formulaire = lise.get(adresse("reunion_modifier", reunion)).context["formulaire"]
    champs = {champ.name: champ.field.widget.format_value(champ.value()) or "" for champ in formulaire}
    champs = {nom: valeur[0] if isinstance(valeur, list) else valeur for nom, valeur in champs.items()}
    champs.pop("confidentielle")
    assert lise.post(adresse("reunion_modifier", reunion), champs).status_code == 302
    avant = reunion.modifie_le
    reunion.refresh_from_db()
    assert (f"{reunion.heure:%H:%M}", reunion.objet, reunion.modifie_le) == ("14:30", "Bilan", avant)


def test_l_ordre_du_jour_se_compose(lise: Client, reunion: Reunion) -> None:
    fiche = fiche_suivie(reunion, bloquee=True, titre="Voie verte")
    page = texte(lise.get(reunion.get_absolute_url()))
    assert "Voie verte" in page
    assert "bloquée" in page
    envoyer(lise, "point_ajouter", reunion, fiche=[fiche.pk, "x"])
    envoyer(lise, "point_ajouter", reunion, **{"point-titre": "Budget"})
    voie, budget = reunion.points.all()
    assert (voie.fiche, budget.titre) == (fiche, "Budget")
    assert envoyer(lise, "point_ajouter", reunion, **{"point-titre": " "}).status_code == 422
    envoyer(lise, "point_deplacer", reunion, budget.pk, pas="-1")
    assert reunion.points.first() == budget
    envoyer(lise, "point_deplacer", reunion, budget.pk, pas="1")
    assert lise.get(adresse("point_modifier", reunion, budget.pk)).status_code == 200
    envoyer(lise, "point_modifier", reunion, budget.pk, titre="Budget 2028", echanges="Deux voix contre.")
    assert "Deux voix contre." in texte(lise.get(reunion.get_absolute_url()))
    assert envoyer(lise, "point_modifier", reunion, budget.pk, titre="").status_code == 422
    envoyer(lise, "point_retirer", reunion, budget.pk)
    assert PointOrdreDuJour.objects.count() == 1


def test_une_decision_se_note_se_change_et_se_regle(lise: Client, reunion: Reunion) -> None:
    point = PointFactory(reunion=reunion)
    champs = {"decision-texte": "Écrire au préfet", "decision-responsable": "Zoé Barral", "decision-echeance": "1/4/27"}
    envoyer(lise, "decision_prendre", reunion, point=point.pk, **champs)
    decision = Decision.objects.get()
    assert (decision.point, decision.responsable.nom) == (point, "Zoé Barral")
    refus = envoyer(lise, "decision_prendre", reunion, point=point.pk, **{**champs, "decision-texte": ""})
    assert refus.status_code == 422
    assert 'value="Zoé Barral"' in texte(refus)
    assert lise.get(adresse("decision_modifier", reunion, decision.pk)).status_code == 200
    envoyer(lise, "decision_modifier", reunion, decision.pk, texte="Écrire au maire", etat="a_faire")
    envoyer(lise, "decision_regler", reunion, decision.pk, etat="faite")
    decision.refresh_from_db()
    assert (decision.texte, decision.etat, decision.responsable) == ("Écrire au maire", "faite", None)
    assert envoyer(lise, "decision_modifier", reunion, decision.pk, texte="").status_code == 422
    assert envoyer(lise, "decision_regler", reunion, decision.pk, etat="oubliee").status_code == 404
    liste = envoyer(lise, "decision_regler", reunion, decision.pk, etat="a_faire", retour="decisions")
    assert liste.headers["Location"] == reverse("decisions", args=[reunion.collectivite.siren])
    envoyer(lise, "decision_retirer", reunion, decision.pk)
    assert not Decision.objects.exists()


def test_un_nom_que_deux_membres_portent_est_refuse_ou_il_est_ecrit(lise: Client, reunion: Reunion) -> None:
    for _ in range(2):
        MembreFactory(contributeur=True, collectivite=reunion.collectivite, utilisateur__prenom="Zoé",
                      utilisateur__nom="Barral")  # fmt: skip
    champs = {"decision-texte": "Écrire au préfet", "decision-responsable": "Zoé Barral"}
    refus = envoyer(lise, "decision_prendre", reunion, **champs)
    assert refus.status_code == 422
    assert "Écrire au préfet" in texte(refus)
    decision = DecisionFactory(reunion=reunion)
    change = envoyer(
        lise, "decision_modifier", reunion, decision.pk, texte="Écrire", responsable="Zoé Barral", etat="a_faire"
    )
    assert change.status_code == 422


def test_les_decisions_se_filtrent_par_l_adresse(lise: Client, reunion: Reunion) -> None:
    zoe = personne_nommee(reunion.collectivite, "Zoé Barral")
    DecisionFactory(reunion=reunion, texte="Lettre en retard", en_retard=True, responsable=zoe)
    DecisionFactory(reunion=reunion, texte="Lettre partie", faite=True)
    page = reverse("decisions", args=[reunion.collectivite.siren])
    assert "Lettre partie" in texte(lise.get(page))
    for filtre in ({"etat": "en_retard"}, {"responsable": zoe.pk}):
        lu = texte(lise.get(page, filtre))
        assert "Lettre en retard" in lu
        assert "Lettre partie" not in lu
    assert "Aucune décision ne répond" in texte(lise.get(page, {"etat": "abandonnee"}))


def test_une_reunion_se_supprime_apres_confirmation(lise: Client, reunion: Reunion) -> None:
    assert "actions restent" in texte(lise.get(adresse("reunion_supprimer", reunion)))
    lise.post(adresse("reunion_supprimer", reunion))
    assert not Reunion.objects.exists()


def test_une_fiche_montre_ses_reunions(lise: Client, reunion: Reunion) -> None:
    fiche = fiche_suivie(reunion)
    page = reverse("gouvernance_fiche", args=[reunion.collectivite.siren, fiche.pk])
    assert texte(lise.get(page)).strip() == ""
    DecisionFactory(reunion=reunion, texte="Écrire", fiche=fiche, point=PointFactory(reunion=reunion, fiche=fiche))
    assert "Écrire" in texte(lise.get(page))


def test_une_fiche_confidentielle_ne_se_montre_a_aucune_porte(client: Client, reunion: Reunion) -> None:
    client.force_login(MembreFactory(lecteur=True, collectivite=reunion.collectivite).utilisateur)
    cachee = FicheFactory(collectivite=reunion.collectivite, confidentielle=True, titre="Rachat du terrain")
    point = PointFactory(reunion=reunion, fiche=cachee, titre="Rachat du terrain")
    DecisionFactory(reunion=reunion, point=point, fiche=cachee, texte="Rachat du terrain")
    for page in (
        reunion.get_absolute_url(), reverse("decisions", args=[reunion.collectivite.siren]),
        reverse("reunions", args=[reunion.collectivite.siren]),
    ):  # fmt: skip
        lu = texte(client.get(page))
        assert "Rachat" not in lu
        assert "1 décision" not in lu
    assert client.get(adresse("reunion_releve", reunion)).status_code == 200


@pytest.mark.parametrize("nom", ["reunions", "decisions"])
def test_trois_lignes_se_lisent_comme_une(lise: Client, reunion: Reunion, nom: str) -> None:
    page = reverse(nom, args=[reunion.collectivite.siren])

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert lise.get(page).status_code == 200
        return len(requetes)

    DecisionFactory(reunion=reunion, fiche=fiche_suivie(reunion))
    compter()
    avant = compter()
    for _ in range(2):
        DecisionFactory(reunion=ReunionFactory(collectivite=reunion.collectivite), fiche=fiche_suivie(reunion))
    assert compter() == avant
