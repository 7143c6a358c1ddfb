"""Putting a reminder on a fiche, and « Mes rappels »."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import FicheFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.rappels import poser_rappel
from cordee.plans.models import Fiche, Rappel
from cordee.socle.champs import ecrire_jour
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(titre="Isoler l'école")


@pytest.fixture
def membre(fiche: Fiche, client: Client) -> Membre:
    membre = MembreFactory(contributeur=True, collectivite=fiche.collectivite)
    client.force_login(membre.utilisateur)
    return membre


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")  # type: ignore[no-any-return]


def dans(jours: int) -> str:
    return ecrire_jour(timezone.localdate() + timedelta(days=jours))


def poser(fiche: Fiche, membre: Membre, jours: int = 7, **options: Any) -> Rappel:
    jour, le = timezone.localdate() + timedelta(days=jours), timezone.now()
    qui = membre.utilisateur
    if jours <= 0:
        return Rappel.objects.create(fiche=fiche, destinataire=qui, auteur=qui, jour=jour, cree_le=le, **options)
    return poser_rappel(fiche, jour, "Appeler le CAUE", pour=[qui], par=qui, le=le)[0]


def adresse(fiche: Fiche, nom: str = "fiche_rappel") -> str:
    return reverse(nom, args=[fiche.collectivite.siren, fiche.pk])


def test_on_pose_un_rappel_pour_soi_et_pour_une_collegue(client: Client, fiche: Fiche, membre: Membre) -> None:
    zoe = MembreFactory(
        collectivite=fiche.collectivite, utilisateur__prenom="Zoé", utilisateur__nom="Testard"
    ).utilisateur
    page = lire(client.get(adresse(fiche)))
    assert "Zoé Testard" in page
    pour = [str(membre.utilisateur.pk), str(zoe.pk)]
    reponse = client.post(adresse(fiche), {"jour": dans(7), "mot": "Relire", "pour": pour}, follow=True)
    assert reponse.redirect_chain[-1][0].endswith("#rappels")
    fiche_lue = lire(reponse)
    assert "Rappel posé pour le" in fiche_lue
    assert "pour Zoé Testard" in fiche_lue
    assert Rappel.objects.count() == 2


def test_une_faute_se_dit_sous_son_champ_et_rien_ne_se_perd(client: Client, fiche: Fiche, membre: Membre) -> None:
    MembreFactory(collectivite=fiche.collectivite)
    reponse = client.post(adresse(fiche), {"jour": dans(0), "mot": "Relire"})
    assert reponse.status_code == 422
    page = lire(reponse)
    assert "choisissez un jour à partir du" in page
    assert "cochez au moins une personne" in page
    assert 'value="Relire"' in page
    assert not Rappel.objects.exists()
    trop_loin = client.post(adresse(fiche), {"jour": "10/3/2099", "pour": [str(membre.utilisateur.pk)]})
    assert "dans plus de dix ans" in lire(trop_loin)


def test_qui_ne_fait_que_lire_n_a_que_lui_dans_la_liste(client: Client, fiche: Fiche, membre: Membre) -> None:
    Membre.objects.filter(pk=membre.pk).update(role="lecture")
    zoe = MembreFactory(collectivite=fiche.collectivite, utilisateur__nom="Testard").utilisateur
    assert "Testard" not in lire(client.get(adresse(fiche)))
    reponse = client.post(adresse(fiche), {"jour": dans(3), "pour": [str(zoe.pk)]})
    assert reponse.status_code == 422
    assert client.post(adresse(fiche), {"jour": dans(3), "pour": [str(membre.utilisateur.pk)]}).status_code == 302


def test_la_fiche_montre_mes_rappels_et_pas_ceux_des_autres(client: Client, fiche: Fiche, membre: Membre) -> None:
    autre = MembreFactory(contributeur=True, collectivite=fiche.collectivite)
    poser(fiche, autre)
    assert "Appeler le CAUE" not in lire(client.get(adresse(fiche, "fiche")))
    poser(fiche, membre)
    assert "Appeler le CAUE" in lire(client.get(adresse(fiche, "fiche")))


def test_mes_rappels_disent_ce_qui_est_du_et_ce_qui_vient(client: Client, fiche: Fiche, membre: Membre) -> None:
    vide = lire(client.get(reverse("mes_rappels")))
    assert "Aucun rappel posé" in vide
    poser(fiche, membre)
    assert "Rien aujourd'hui" in lire(client.get(reverse("mes_rappels"))).replace("’", "'")
    poser(fiche, membre, jours=-1, mot="Hier")
    page = lire(client.get(reverse("mes_rappels")))
    assert "1 rappel</b> à voir maintenant" in page
    assert page.index("Hier") < page.index("Appeler le CAUE")


def test_fait_repris_repousse_retire_puis_rendu(client: Client, fiche: Fiche, membre: Membre) -> None:
    rappel = poser(fiche, membre)
    vers = reverse("mes_rappels_geste", args=[rappel.pk])

    def faire(geste: str, **donnees: str) -> str:
        reponse = client.post(vers, {"geste": geste, **donnees}, follow=True)
        rappel.refresh_from_db()
        return lire(reponse)

    assert "Faits depuis un mois" in faire("finir")
    assert rappel.fait_le
    assert "est revenu" in faire("reprendre")
    assert "Rappel repoussé au" in faire("repousser", jour=dans(20))
    assert rappel.jour == timezone.localdate() + timedelta(days=20)
    retire = faire("retirer")
    assert "est retiré" in retire
    assert 'value="reprendre"' in retire
    faire("reprendre")
    assert rappel.retire_le is None
    assert client.post(vers, {"geste": "detruire"}).status_code == 404


def test_un_nouveau_jour_refuse_se_dit_sous_son_champ(client: Client, fiche: Fiche, membre: Membre) -> None:
    vers = reverse("mes_rappels_geste", args=[poser(fiche, membre).pk])
    reponse = client.post(vers, {"geste": "repousser", "jour": "avant-hier"})
    assert reponse.status_code == 422
    assert "n'est pas une date" in lire(reponse).replace("’", "'")
    assert 'value="avant-hier"' in lire(reponse)
    assert "plus de dix ans" in lire(client.post(vers, {"geste": "repousser", "jour": "10/3/2099"}))


def test_le_rappel_d_un_autre_n_existe_pas(client: Client, fiche: Fiche, membre: Membre) -> None:
    sien = poser(fiche, MembreFactory(contributeur=True, collectivite=fiche.collectivite))
    assert client.post(reverse("mes_rappels_geste", args=[sien.pk]), {"geste": "finir"}).status_code == 404
    assert "retiré" not in lire(client.get(reverse("mes_rappels"), {"retire": str(sien.pk)}))
    assert client.get(reverse("mes_rappels"), {"retire": "x"}).status_code == 200


def test_depuis_la_fiche_on_revient_a_la_fiche(client: Client, fiche: Fiche, membre: Membre) -> None:
    vers = reverse("mes_rappels_geste", args=[poser(fiche, membre).pk])
    ici = adresse(fiche, "fiche") + "#rappels"
    assert client.post(vers, {"geste": "finir", "suite": ici})["Location"] == ici
    ailleurs = client.post(vers, {"geste": "reprendre", "suite": "https://ailleurs.example/"})["Location"]
    assert ailleurs == reverse("mes_rappels")
