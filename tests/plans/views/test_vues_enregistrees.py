"""Saved views: kept, shared, opened, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions import vues
from cordee.plans.models import GesteGroupe, Plan, VueEnregistree
from cordee.socle.permissions import Refus
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(plan: Plan) -> Membre:
    return MembreFactory(editeur=True, collectivite=plan.collectivite)


def garder(client: Client, siren: str, membre: Membre, **champs: Any) -> Any:
    client.force_login(membre.utilisateur)
    donnees = {"nom": "Revue", "parametres": "vue=tableau&statut=en_cours", **champs}
    return client.post(reverse("vue_enregistrer", args=[siren]), donnees)


def dire(reponse: Any) -> str:
    return str(list(reponse.wsgi_request._messages)[-1])


def test_une_vue_se_garde_et_ramene_a_sa_liste(client: Client, plan: Plan, lise: Membre) -> None:
    reponse = garder(client, plan.collectivite.siren, lise, plan=plan.pk)
    assert reponse["Location"].endswith(f"/{plan.pk}/?vue=tableau&statut=en_cours")
    assert "« Revue » est gardée" in dire(reponse)
    liste = client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk])).content.decode()
    assert 'href="?vue=tableau&amp;statut=en_cours">Revue</a>' in liste
    garder(client, plan.collectivite.siren, lise, plan=plan.pk, parametres="vue=kanban")
    assert [vue.parametres for vue in VueEnregistree.objects.all()] == ["vue=kanban"], "le même nom la remplace"
    assert garder(client, plan.collectivite.siren, lise)["Location"].startswith(
        reverse("fiches", args=[plan.collectivite.siren])
    )
    assert garder(client, plan.collectivite.siren, lise, plan=PlanFactory().pk).status_code == 404


def test_une_vue_partagee_se_voit_et_seule_son_autrice_la_supprime(client: Client, plan: Plan, lise: Membre) -> None:
    garder(client, plan.collectivite.siren, lise, plan=plan.pk, partagee="1")
    garder(client, plan.collectivite.siren, lise, plan=plan.pk, nom="À moi")
    tom = MembreFactory(lecteur=True, collectivite=plan.collectivite)
    assert garder(client, plan.collectivite.siren, tom, partagee="1").status_code == 403
    page = client.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]))
    assert [vue.nom for vue in page.context["vues"]] == ["Revue"]
    siren = plan.collectivite.siren
    partagee, privee = (VueEnregistree.objects.get(nom=nom) for nom in ("Revue", "À moi"))
    assert client.post(reverse("vue_supprimer", args=[siren, privee.pk])).status_code == 404
    assert client.post(reverse("vue_supprimer", args=[siren, partagee.pk])).status_code == 403
    client.force_login(lise.utilisateur)
    assert client.post(reverse("vue_supprimer", args=[siren, partagee.pk]))["Location"].endswith(f"/{plan.pk}/")
    assert list(VueEnregistree.objects.all()) == [privee]


def supprimer(client: Client, plan: Plan, lise: Membre, **champs: Any) -> str:
    """Keeps a view of the plan and deletes it; gives where it is put back."""
    siren = plan.collectivite.siren
    garder(client, siren, lise, plan=plan.pk, partagee="1", **champs)
    reponse = client.post(reverse("vue_supprimer", args=[siren, VueEnregistree.objects.get().pk]))
    adresse = reverse("vue_remettre", args=[siren, GesteGroupe.objects.latest("pk").pk])
    assert f'La vue « Revue » est supprimée. <a href="{adresse}">Annuler</a>' in dire(reponse)
    return adresse


def test_une_vue_supprimee_revient_comme_elle_etait_et_s_ouvre(client: Client, plan: Plan, lise: Membre) -> None:
    adresse = supprimer(client, plan, lise)
    assert "partagée avec les membres comme avant" in client.get(adresse).content.decode()
    reponse = client.post(adresse)
    assert reponse["Location"].endswith(f"/{plan.pk}/?vue=tableau&statut=en_cours")
    vue = VueEnregistree.objects.get()
    assert (vue.nom, vue.plan, vue.partagee, vue.auteur) == ("Revue", plan, True, lise.utilisateur)
    client.post(adresse)
    assert VueEnregistree.objects.count() == 1
    assert "Cette vue est revenue le" in client.get(adresse).content.decode()


def test_nul_autre_ne_remet_une_vue_et_une_lectrice_ne_la_partage_plus(
    client: Client, plan: Plan, lise: Membre
) -> None:
    adresse = supprimer(client, plan, lise)
    autre = MembreFactory(editeur=True, collectivite=plan.collectivite)
    client.force_login(autre.utilisateur)
    assert client.get(adresse).status_code == client.post(adresse).status_code == 404
    with pytest.raises(Refus, match="Seule la personne"):
        vues.remettre_vue(GesteGroupe.objects.get(), par=autre.utilisateur, le=LE)
    Membre.objects.filter(pk=lise.pk).update(role="lecture")
    client.force_login(lise.utilisateur)
    client.post(adresse)
    assert not VueEnregistree.objects.get().partagee


def test_une_vue_ne_revient_ni_sur_une_autre_du_meme_nom_ni_dans_un_plan_supprime(
    client: Client, plan: Plan, lise: Membre
) -> None:
    adresse = supprimer(client, plan, lise)
    garder(client, plan.collectivite.siren, lise, plan=plan.pk, parametres="vue=kanban")
    assert "une autre vue « Revue » : elle reste" in dire(client.post(adresse))
    assert VueEnregistree.objects.get().parametres == "vue=kanban"
    VueEnregistree.objects.all().delete()
    plan.delete()
    assert "restaurez-le d'abord" in dire(client.post(adresse))
    assert not VueEnregistree.objects.exists()


@pytest.mark.parametrize(
    ("champs", "mots"),
    [({"nom": " "}, "Donnez un nom"), ({"parametres": "x" * 2001}, "trop de filtres"), ({}, "supprimez-en une")],
)
def test_un_refus_dit_quoi_faire(
    client: Client, plan: Plan, lise: Membre, champs: dict[str, str], mots: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not champs:
        garder(client, plan.collectivite.siren, lise, nom="Première")
        monkeypatch.setattr(vues, "VUES_MAX", 1)
    reponse = garder(client, plan.collectivite.siren, lise, plan=plan.pk, partagee="1", **champs)
    assert reponse.status_code == 422
    page = reponse.content.decode().replace("\u00a0", " ")
    assert mots in page.partition('id="vue_nom_error"')[2][:600], "sous le champ"
    for nom, garde in {"nom": "Revue", "parametres": "vue=tableau&amp;statut=en_cours", "plan": str(plan.pk)}.items():
        assert f'value="{champs.get(nom, garde)}"' in page or nom in champs
    assert "checked" in page.partition('name="partagee"')[2][:60]
    assert reverse("plan", args=[plan.collectivite.siren, plan.pk]) in page, "le retour est la liste"
    assert VueEnregistree.objects.filter(nom="Revue").count() == 0
