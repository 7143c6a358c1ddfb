"""Screens where fields are created, set, put in order, taken away, brought back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.fabrique_champs import champ_de, remplir
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.genres_de_champs import PHASES_PROPOSEES, CouleurOption
from cordee.plans.models import ChampPersonnalise, OptionChamp, Plan, ValeurPersonnalisee

pytestmark = pytest.mark.django_db
REGLAGES = {
    "libelle": "Commission",
    "genre": "choix",
    "options": "Climat\nEau\n",
    "lecture": "tous",
    "ecriture": "fiche",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def aller(plan: Plan, nom: str, *autres: int) -> str:
    return reverse(nom, args=[plan.collectivite.siren, *autres])


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def libelles() -> list[str]:
    return list(OptionChamp.objects.order_by("position", "pk").values_list("libelle", flat=True))


def test_un_champ_se_cree_avec_ses_options(lise: Client, plan: Plan) -> None:
    page = lise.post(aller(plan, "champs"), REGLAGES, follow=True)
    assert "Le champ « Commission » est créé" in lire(page)
    assert "1 champ" in lire(page)
    assert libelles() == ["Climat", "Eau"]
    assert ChampPersonnalise.objects.get().plan is None


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"libelle": ""}, "Donnez un libellé"),
        ({"options": " \n"}, "Un choix a besoin d'options"),
        ({"genre": "nombre", "minimum": "beaucoup"}, "Écrivez un nombre"),
        ({"genre": "nombre", "minimum": "10", "maximum": "2"}, "Le maximum est plus petit"),
        ({"genre": "phase"}, "id_genre_error"),
    ],
)  # fmt: skip
def test_une_saisie_refusee_est_gardee_et_dit_pourquoi(
    lise: Client, plan: Plan, saisie: dict[str, str], dit: str
) -> None:
    reponse = lise.post(aller(plan, "champs"), REGLAGES | saisie)
    assert reponse.status_code == 422
    assert dit in lire(reponse)
    assert not ChampPersonnalise.objects.exists()


def test_les_phases_d_un_plan_se_proposent_en_un_clic(lise: Client, plan: Plan) -> None:
    assert "Proposer les phases habituelles" in lire(lise.get(aller(plan, "plan_champs", plan.pk)))
    suite = lise.post(aller(plan, "plan_phases", plan.pk), follow=True)
    assert "Les phases sont là" in lire(suite)
    assert libelles() == list(PHASES_PROPOSEES)
    assert "Proposer les phases habituelles" not in lire(lise.get(aller(plan, "plan_champs", plan.pk)))
    refus = lise.post(aller(plan, "plan_phases", plan.pk), follow=True)
    assert "a déjà ses phases" in lire(refus)
    assert ChampPersonnalise.objects.count() == 1


def test_les_champs_changent_de_place_a_la_souris_et_au_clavier(lise: Client, plan: Plan) -> None:
    a, b, c = (champ_de(plan.collectivite, nom).pk for nom in "ABC")

    def ordre() -> list[int]:
        return list(ChampPersonnalise.objects.order_by("position").values_list("pk", flat=True))

    assert lise.post(aller(plan, "champs_ordre"), {"ordre": [c, a, b]}, headers=HTMX).status_code == 204
    assert ordre() == [c, a, b]
    assert lise.post(aller(plan, "champs_ordre"), {"bouger": b, "sens": "haut"}).url == aller(plan, "champs")
    assert ordre() == [c, b, a]
    lise.post(aller(plan, "champs_ordre"), {"bouger": a, "sens": "bas"})
    lise.post(aller(plan, "champs_ordre"), {"bouger": 999, "sens": "bas"})
    assert ordre() == [c, b, a]


def test_les_reglages_se_changent_et_un_refus_les_garde(lise: Client, plan: Plan) -> None:
    nombre = champ_de(plan.collectivite, "Logements", "nombre")
    adresse = aller(plan, "champ", nombre.pk)
    saisie = REGLAGES | {"libelle": "Logements rénovés", "unite": "logements", "minimum": "0", "obligatoire": "on"}
    page = lire(lise.post(adresse, saisie, follow=True))
    assert "Les réglages du champ sont enregistrés." in page
    assert 'value="logements"' in page
    change = ChampPersonnalise.objects.get()
    assert (change.libelle, change.unite, change.minimum, change.obligatoire) == (
        "Logements rénovés",
        "logements",
        0,
        True,
    )
    champ_de(plan.collectivite, "Note")
    refus = lise.post(adresse, saisie | {"libelle": "Note"})
    assert refus.status_code == 422
    assert 'value="Note"' in lire(refus)


def test_les_options_s_ajoutent_se_renomment_et_changent_d_ordre(lise: Client, plan: Plan) -> None:
    champ = champ_de(plan.collectivite, "Commission", "choix", options=("Climat", "Eau"))
    adresse = aller(plan, "champ_options", champ.pk)
    lise.post(adresse, {"geste": "ajouter", "libelle": "Énergie", "couleur": "vert"})
    assert libelles() == ["Climat", "Eau", "Énergie"]
    energie = OptionChamp.objects.get(libelle="Énergie")
    assert energie.couleur == CouleurOption.VERT
    lise.post(adresse, {"geste": "modifier", "option": energie.pk, "libelle": "Énergies", "couleur": "fuchsia"})
    energie.refresh_from_db()
    assert (energie.libelle, energie.couleur) == ("Énergies", CouleurOption.GRIS)
    lise.post(adresse, {"geste": "ordonner", "bouger": energie.pk, "sens": "haut"})
    assert libelles() == ["Climat", "Énergies", "Eau"]
    refus = lise.post(adresse, {"geste": "ajouter", "libelle": "climat"})
    assert refus.status_code == 422
    assert 'id="refus-option"' in lire(refus)
    assert 'value="climat"' in lire(refus)
    assert lise.post(adresse, {"geste": "brûler"}).status_code == 404
    assert lise.post(adresse, {"geste": "retirer", "option": 999}).status_code == 404


def test_une_option_retiree_se_remplace_et_revient(lise: Client, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    champ = champ_de(plan.collectivite, "Commission", "choix", options=("Climat", "Eau"))
    remplir(fiche, champ, "Eau")
    climat, eau = champ.options
    demande = {"geste": "retirer", "option": eau.pk, "vers": climat.pk}
    page = lire(lise.post(aller(plan, "champ_options", champ.pk), demande, follow=True))
    assert ValeurPersonnalisee.objects.get().option_id == climat.pk
    trouve = re.search(r'href="([^"]*/reprendre/)"', page)
    assert trouve
    assert "Eau" in lire(lise.get(trouve[1]))
    assert "de retour" in lire(lise.post(trouve[1], follow=True))
    assert ValeurPersonnalisee.objects.get().option.libelle == "Eau"
    assert lise.post(trouve[1]).status_code == 422


def test_un_champ_supprime_dit_son_compte_et_revient_de_la_corbeille(lise: Client, plan: Plan) -> None:
    champ = champ_de(plan.collectivite, "Note")
    for titre in ("A", "B"):
        remplir(FicheFactory(dans=plan, titre=titre), champ, titre)
    assert "2 fiches" in lire(lise.get(aller(plan, "champ_supprimer", champ.pk)))
    page = lire(lise.post(aller(plan, "champ_supprimer", champ.pk), follow=True))
    assert not ChampPersonnalise.objects.exists()
    trouve = re.search(r'href="([^"]*/reprendre/)"', page)
    assert trouve
    assert trouve[1] in lire(lise.get(aller(plan, "corbeille")))
    lise.post(trouve[1])
    assert sorted(ValeurPersonnalisee.objects.values_list("texte", flat=True)) == ["A", "B"]


def test_un_champ_remplace_depuis_ne_revient_pas_deux_fois(lise: Client, plan: Plan) -> None:
    champ = champ_de(plan.collectivite, "Note")
    page = lire(lise.post(aller(plan, "champ_supprimer", champ.pk), follow=True))
    champ_de(plan.collectivite, "Note")
    trouve = re.search(r'href="([^"]*/reprendre/)"', page)
    assert trouve
    refus = lise.post(trouve[1])
    assert refus.status_code == 422
    assert "Note" in lire(refus)


def test_qui_contribue_lit_les_reglages_sans_pouvoir_les_changer(client: Client, plan: Plan) -> None:
    champ_de(plan.collectivite, "Note", reserve=True)
    client.force_login(MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur)
    page = lire(client.get(aller(plan, "champs")))
    assert "Note" in page
    assert "Ajouter le champ" not in page
