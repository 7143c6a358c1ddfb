"""The page from which everything deleted or changed at once is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions.fiches import supprimer_fiche
from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.models import Fiche, GesteGroupe, Plan
from cordee.plans.queries.corbeille import plan_supprime_for
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def lise() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def plan(lise: Membre) -> Plan:
    return PlanFactory(collectivite=lise.collectivite)


def ouvrir(client: Client, qui: Membre) -> Any:
    client.force_login(qui.utilisateur)
    return client.get(reverse("corbeille", args=[qui.collectivite.siren]))


def supprimer(fiche: Fiche, par: Membre, jours: int = 0) -> None:
    supprimer_fiche(fiche, par=par.utilisateur, le=LE + timedelta(days=jours))


def test_une_fiche_supprimee_revient_avec_ses_sous_actions(client: Client, lise: Membre, plan: Plan) -> None:
    ecole, haies = FicheFactory(dans=plan, titre="École"), FicheFactory(dans=plan, titre="Haies")
    FicheFactory(parent=ecole, titre="Audit")
    seule = FicheFactory(parent=FicheFactory(dans=plan, titre="Gardée"), titre="Étude")
    for jours, fiche in enumerate((ecole, seule, haies)):
        supprimer(fiche, lise, jours)
    FicheFactory(titre="D'ailleurs", supprimee_le=LE)
    page = ouvrir(client, lise)
    assert [fiche.titre for fiche in page.context["page"]] == ["Haies", "Étude", "École"]
    assert "sous-action de Gardée" in page.content.decode()
    client.post(reverse("fiche_restaurer", args=[lise.collectivite.siren, ecole.pk]))
    assert set(Fiche.objects.filter(supprimee_le=None).values_list("titre", flat=True)) == {"École", "Audit", "Gardée"}


def test_les_modifications_groupees_s_annulent_de_la(client: Client, lise: Membre, plan: Plan) -> None:
    fiche = FicheFactory(dans=plan)
    lot = {"fiche": fiche.pk, "champ": "statut", "valeur": "bloque"}
    client.force_login(lise.utilisateur)
    client.post(reverse("lot", args=[lise.collectivite.siren]), lot)
    (geste,) = ouvrir(client, lise).context["lots"]
    annuler = reverse("lot_annuler", args=[lise.collectivite.siren, geste.pk])
    assert annuler in ouvrir(client, lise).content.decode()
    client.post(annuler)
    page = ouvrir(client, lise).content.decode()
    assert annuler not in page
    assert "annulée" in page


def test_une_fiche_qui_revient_sans_son_numero_le_dit(client: Client, lise: Membre, plan: Plan) -> None:
    ecole = FicheFactory(dans=plan, titre="École", code="4")
    supprimer(ecole, lise)
    FicheFactory(dans=plan, titre="Haies", code="4")
    client.force_login(lise.utilisateur)
    page = client.post(reverse("fiche_restaurer", args=[lise.collectivite.siren, ecole.pk]), follow=True)
    lu = page.content.decode().replace("\u00a0", " ")
    assert "Son numéro « 4 » a été donné depuis à « Haies » : elle revient sans numéro." in lu
    ecole.refresh_from_db()
    assert ecole.code == ""


def test_des_fiches_qui_reviennent_ensemble_sans_leur_numero_sont_nommees(
    client: Client, lise: Membre, plan: Plan
) -> None:
    ecole = FicheFactory(dans=plan, titre="École", code="4")
    client.force_login(lise.utilisateur)
    client.post(
        reverse("lot", args=[lise.collectivite.siren]), {"fiche": ecole.pk, "champ": "suppression", "valeur": ""}
    )
    FicheFactory(dans=plan, titre="Haies", code="4")
    annuler = reverse("lot_annuler", args=[lise.collectivite.siren, GesteGroupe.objects.get().pk])
    lu = client.post(annuler, follow=True).content.decode().replace("\u00a0", " ")
    assert "Revenues sans leur numéro, donné depuis à une autre fiche : « 4 École »." in lu


def test_une_fiche_rendue_se_reprend_de_la_page_et_de_la_corbeille(client: Client, lise: Membre, plan: Plan) -> None:
    fiche = FicheFactory(titre="Relier", collectivite=CollectiviteFactory(petr=True, membres=[lise.collectivite]))
    partagee_avec(fiche, lise.collectivite)
    placer(fiche, plan)
    client.force_login(lise.utilisateur)
    siren = lise.collectivite.siren
    apres = client.post(reverse("fiche_supprimer", args=[siren, fiche.pk]), follow=True)
    reprendre = apres.redirect_chain[0][0]
    assert "ne porte plus" in apres.content.decode()
    assert "Porter à nouveau" in apres.content.decode()
    assert reprendre in ouvrir(client, lise).content.decode()
    page = client.post(reprendre, follow=True)
    assert page.request["PATH_INFO"] == reverse("fiche", args=[siren, fiche.pk])
    assert fiche.placements.get().plan == plan
    assert client.post(reprendre).status_code == 422
    assert "porte à nouveau" in client.get(reprendre).content.decode()
    ailleurs = MembreFactory(editeur=True)
    client.force_login(ailleurs.utilisateur)
    autre = reverse("partage_reprendre", args=[ailleurs.collectivite.siren, GesteGroupe.objects.get().pk])
    assert client.post(autre).status_code == 404


def test_vide_elle_dit_ce_qui_y_viendra(client: Client, lise: Membre) -> None:
    GesteGroupe.objects.create(collectivite=lise.collectivite, verbe="plans.reprogrammer", resume="Dates", le=LE)
    page = ouvrir(client, lise)
    assert page.context["lots"] == []
    assert "Rien à annuler" in page.content.decode()


def test_le_nombre_de_requetes_ne_suit_pas_celui_des_fiches(client: Client, lise: Membre, plan: Plan) -> None:
    comptes = []
    ouvrir(client, lise)
    for _ in range(2):
        for fiche in FicheFactory.create_batch(2, dans=plan):
            supprimer(fiche, lise)
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("corbeille", args=[lise.collectivite.siren]))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_qui_n_edite_pas_ne_l_ouvre_pas(client: Client, lise: Membre) -> None:
    assert ouvrir(client, MembreFactory(contributeur=True, collectivite=lise.collectivite)).status_code == 403
    client.force_login(MembreFactory(editeur=True).utilisateur)
    assert client.get(reverse("corbeille", args=[lise.collectivite.siren])).status_code == 404


def test_un_plan_supprime_se_restaure_d_un_clic_et_une_fois(client: Client) -> None:
    plan = PlanFactory(nom="Plan climat")
    siren = plan.collectivite.siren
    lise = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
    client.force_login(lise)
    client.post(reverse("plan_supprimer", args=[siren, plan.pk]), {"fiches": "garder"})
    page = client.get(reverse("corbeille", args=[siren])).content.decode()
    assert "Plan climat" in page
    assert "1 plan supprimé</b> peut revenir." in page
    geste = plan_supprime_for(plan.collectivite, GesteGroupe.objects.get().pk)
    assert geste is not None
    restaurer = reverse("plan_restaurer", args=[siren, geste.pk])
    assert client.post(restaurer).url == plan.get_absolute_url()
    assert "Plans supprimés" not in client.get(reverse("corbeille", args=[siren])).content.decode()
    assert "déjà revenu" in client.post(restaurer, follow=True).content.decode()
    assert client.post(reverse("plan_restaurer", args=[siren, 999])).status_code == 404


def test_un_plan_qui_revient_nomme_les_numeros_donnes_depuis(client: Client, lise: Membre, plan: Plan) -> None:
    autre = PlanFactory(collectivite=lise.collectivite)
    partagee = FicheFactory(dans=plan, titre="Partagée", code="9")
    placer(partagee, autre)
    for rang in range(4):
        FicheFactory(dans=plan, titre=f"Fiche {rang}", code=str(rang))
    supprimer_plan(plan, avec_fiches=True, par=lise.utilisateur, le=LE)
    Fiche.objects.filter(pk=partagee.pk).update(code="3")
    client.force_login(lise.utilisateur)
    geste = GesteGroupe.objects.get(resume=plan.nom)
    page = client.post(reverse("plan_restaurer", args=[lise.collectivite.siren, geste.pk]), follow=True)
    dits = [str(message) for message in page.context["messages"]]
    assert dits[1:] == [
        "Numéros donnés depuis à d'autres fiches, que celles-ci n'ont donc plus : 3 (« Fiche 3 »)."
    ]  # fmt: skip


def test_un_numero_garde_par_deux_collectivites_est_dit(client: Client) -> None:
    lise = MembreFactory(editeur=True)
    plan = PlanFactory(collectivite=lise.collectivite)
    for titre in ("Une", "Deux"):
        placer(FicheFactory(titre=titre, code="12"), plan)
    supprimer_plan(plan, avec_fiches=False, par=lise.utilisateur, le=LE)
    client.force_login(lise.utilisateur)
    geste = GesteGroupe.objects.get(resume=plan.nom)
    page = client.post(reverse("plan_restaurer", args=[lise.collectivite.siren, geste.pk]), follow=True)
    (_, dit) = [str(message) for message in page.context["messages"]]
    assert dit.startswith("Numéros portés deux fois dans ce plan : 12 (« Deux », ")
    assert dit.endswith("qui seules peuvent les renuméroter.")
