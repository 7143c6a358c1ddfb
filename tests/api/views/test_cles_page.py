"""« Clés de l'API »: what each sees, the secret shown once, closing a key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.api.programme import Programme
from tests.territoires.factories import AppartenanceFactory, MembreFactory

from cordee.api.actions.cles import CLES_MAX
from cordee.api.domain.cles import Portee
from cordee.api.models import CleApi
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def ici(client: Client, membre: Membre) -> str:
    client.force_login(membre.utilisateur)
    return reverse("cles_api", args=[membre.collectivite.siren])


def test_le_secret_est_dans_la_reponse_de_la_creation_et_plus_jamais(client: Client, ici: str) -> None:
    reponse = client.post(ici, {"nom": "Outil", "portee": "ecriture", "expire": "31/12/2099"})
    secret = reponse.context["secret"]
    assert reponse.status_code == 200
    assert secret in reponse.content.decode()
    assert "no-store" in reponse.headers["Cache-Control"]
    assert secret not in client.get(ici).content.decode()
    programme = Programme(CleApi.objects.get(), secret, Client())
    assert programme.lire("moi").json()["cle"]["nom"] == "Outil"


def test_la_cle_vit_jusqu_a_la_fin_de_son_dernier_jour(client: Client, ici: str) -> None:
    aujourdhui = timezone.localdate()
    client.post(ici, {"nom": "Outil", "portee": "lecture", "expire": aujourdhui.isoformat()})
    cle = CleApi.objects.get()
    assert cle.expire_le is not None
    assert timezone.localdate(cle.expire_le) == aujourdhui + timedelta(days=1)
    (affichee,) = client.get(ici).context["vivantes"]
    assert affichee.dernier_jour == aujourdhui
    client.post(ici, {"nom": "Sans fin", "portee": "lecture", "expire": ""})
    assert CleApi.objects.get(nom="Sans fin").expire_le is None


@pytest.mark.parametrize(
    ("envoi", "champ"),
    [
        ({"nom": ""}, "nom"), ({"nom": "x" * 61}, "nom"), ({"portee": "tout"}, "portee"), ({"portee": ""}, "portee"),
        ({"expire": "hier"}, "expire"), ({"expire": "01/01/2020"}, "expire"), ({"nom": "\u200b\u00a0"}, "nom"),
    ],
)  # fmt: skip
def test_une_saisie_refusee_dit_pourquoi(client: Client, ici: str, envoi: dict[str, str], champ: str) -> None:
    reponse = client.post(ici, {"nom": "Outil", "portee": "lecture", "expire": "", **envoi})
    assert reponse.status_code == 422
    fautes = reponse.context["formulaire"].errors
    assert list(fautes) in ([champ], ["__all__"])
    assert not CleApi.objects.exists()


def test_trop_de_cles_se_dit_au_dessus_du_formulaire(client: Client, ici: str, membre: Membre) -> None:
    for _ in range(CLES_MAX):
        Programme.de(membre)
    reponse = client.post(ici, {"nom": "Outil", "portee": "lecture"})
    assert reponse.status_code == 422
    assert "Vous avez déjà 20 clés" in reponse.content.decode()


def test_un_lecteur_ne_se_voit_pas_proposer_d_ecrire(client: Client) -> None:
    lecteur = MembreFactory(lecteur=True)
    client.force_login(lecteur.utilisateur)
    ici = reverse("cles_api", args=[lecteur.collectivite.siren])
    page = client.get(ici)
    assert [valeur for valeur, _ in page.context["formulaire"].fields["portee"].choices] == ["lecture"]
    assert "demande au moins le rôle" in page.content.decode()
    assert client.post(ici, {"nom": "Outil", "portee": "ecriture"}).status_code == 422


def test_chacun_voit_ses_cles_et_qui_administre_celles_de_tous(client: Client, ici: str, membre: Membre) -> None:
    collegue = MembreFactory(administrateur=True, collectivite=membre.collectivite)
    sienne, autre = Programme.de(membre).cle, Programme.de(collegue).cle
    Programme.de(MembreFactory(editeur=True, utilisateur=membre.utilisateur))
    assert [une.cle for une in client.get(ici).context["vivantes"]] == [sienne]
    assert client.get(reverse("cle_revoquer", args=[membre.collectivite.siren, autre.pk])).status_code == 404
    client.force_login(collegue.utilisateur)
    assert {une.cle for une in client.get(ici).context["vivantes"]} == {sienne, autre}
    fermer = reverse("cle_revoquer", args=[membre.collectivite.siren, sienne.pk])
    assert membre.utilisateur.nom_complet in client.get(fermer).content.decode()
    assert client.post(fermer, follow=True).status_code == 200
    (morte,) = client.get(ici).context["mortes"]
    assert morte.morte.startswith("révoquée le ")
    assert morte.morte.endswith(f"par {collegue.utilisateur.nom_complet}")
    assert not morte.revocable
    assert "déjà révoquée" in client.get(fermer).content.decode()


def test_une_cle_morte_dit_pourquoi(client: Client, ici: str, membre: Membre) -> None:
    administratrice = MembreFactory(administrateur=True, collectivite=membre.collectivite)
    parti, ferme, perimee = (MembreFactory(collectivite=membre.collectivite) for _ in range(3))
    for un in (parti, ferme, perimee):
        Programme.de(un, Portee.LECTURE)
    CleApi.objects.filter(utilisateur=perimee.utilisateur).update(expire_le=timezone.now())
    ferme.utilisateur.is_active = False
    ferme.utilisateur.save()
    parti.delete()
    client.force_login(administratrice.utilisateur)
    mortes = {une.cle.utilisateur_id: une.morte for une in client.get(ici).context["mortes"]}
    assert mortes == {
        parti.utilisateur_id: "sa personne n'a plus de rôle ici", ferme.utilisateur_id: "compte fermé",
        perimee.utilisateur_id: "expirée",
    }  # fmt: skip


def test_la_cle_d_une_coordinatrice_du_groupement_est_vivante(client: Client, membre: Membre) -> None:
    coordination = MembreFactory(coordinateur=True)
    AppartenanceFactory(groupement=coordination.collectivite, membre=membre.collectivite)
    Programme.de(coordination, ou=membre.collectivite)
    client.force_login(coordination.utilisateur)
    page = client.get(reverse("cles_api", args=[membre.collectivite.siren]))
    assert len(page.context["vivantes"]) == 1


def test_autant_de_requetes_pour_une_cle_que_pour_trois(client: Client, ici: str, membre: Membre) -> None:
    administratrice = MembreFactory(administrateur=True, collectivite=membre.collectivite)
    client.force_login(administratrice.utilisateur)
    Programme.de(membre)
    client.get(ici)
    with CaptureQueriesContext(connection) as une:
        client.get(ici)
    for _ in range(2):
        Programme.de(MembreFactory(editeur=True, collectivite=membre.collectivite))
    with CaptureQueriesContext(connection) as trois:
        client.get(ici)
    assert len(une) == len(trois) <= 12
