"""The pages of the validation: a fiche, what waits, the settings, the lists."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.fabrique_validation import circuit, place, proposee, validee
from tests.plans.factories import LE, FicheFactory, PlanFactory, personne_nommee, placer
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import IndicateurCollectivite
from cordee.plans.actions.composition import definir_personnes
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.validation import renvoyer_fiche
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.models import Circuit, Fiche, FicheIndicateur, Plan, PlanPersonne
from cordee.plans.queries.validation import circuit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat", deliberation_le=date(2024, 2, 14))


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan, titre="Suivre", objectifs="Moins 20 %")


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


@pytest.fixture
def odile(plan: Plan) -> Utilisateur:
    """She only reads, and validates."""
    odile = MembreFactory(collectivite=plan.collectivite).utilisateur
    PlanPersonne.objects.create(
        plan=plan, personne=personne_nommee(plan.collectivite, odile), role=RolePersonne.ELU_REFERENT
    )
    circuit(plan)
    return odile


def lire(reponse: Any) -> str:
    texte = html.unescape(reponse.content.decode())
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def page(fiche: Fiche, plan: Plan) -> str:
    return reverse("fiche_validation", args=[plan.collectivite.siren, fiche.pk, plan.pk])


def etat(fiche: Fiche, plan: Plan) -> str:
    return str(place(fiche, plan).etat)


def comme(client: Client, qui: Utilisateur) -> Client:
    client.force_login(qui)
    return client


# -- the page of a validation ------------------------------------------------------------------------------------------
def test_on_propose_on_renvoie_on_reprend_et_on_valide(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    ici = page(fiche, plan)
    comme(client, lise)
    assert "Proposer la fiche" in lire(client.get(ici))
    reponse = client.post(
        ici, {"geste": "proposer", "mot": "Relue", "lue": client.get(ici).context["lue"]}, follow=True
    )
    assert "La fiche est proposée" in lire(reponse)
    assert "Reprendre la proposition" in lire(reponse)
    assert "Valider la fiche" not in lire(reponse)
    comme(client, odile)
    assert "Relue" in lire(client.get(ici))
    refus = client.post(ici, {"geste": "renvoyer", "mot": ""})
    assert refus.status_code == 422
    assert "Écrivez un mot" in lire(refus)
    assert etat(fiche, plan) == "proposee"
    client.post(ici, {"geste": "renvoyer", "mot": "Le budget manque"})
    comme(client, lise)
    fiche_lue = lire(client.get(reverse("fiche", args=[plan.collectivite.siren, fiche.pk])))
    assert "Renvoyée le" in fiche_lue
    assert "Le budget manque" in fiche_lue
    client.post(ici, {"geste": "proposer"})
    client.post(ici, {"geste": "reprendre"})
    assert etat(fiche, plan) == "brouillon"
    client.post(ici, {"geste": "proposer"})
    comme(client, odile)
    assert "La fiche est validée" in lire(client.post(ici, {"geste": "valider"}, follow=True))
    client.post(ici, {"geste": "retirer", "mot": "Erreur"})
    assert etat(fiche, plan) == "brouillon"
    assert "a retiré la validation" in lire(client.get(ici))


def test_ce_qui_a_change_pendant_la_lecture_est_dit_et_la_page_relue(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    ici = page(fiche, plan)
    comme(client, odile)
    lue = client.get(ici).context["lue"]
    modifier_fiche(fiche, {"objectifs": "Moins 5 %"}, par=lise, le=LE)
    refus = client.post(ici, {"geste": "valider", "mot": "Très bien", "lue": lue})
    assert refus.status_code == 422
    assert "La fiche a changé depuis que vous l'avez lue" in lire(refus)
    assert "Très bien" in lire(refus)
    assert refus.context["lue"] != lue
    assert client.post(ici, {"geste": "inventer"}).status_code == 422


def test_les_differences_se_lisent_et_la_version_validee_revient(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    validee(fiche, plan, par=odile)
    ici = page(fiche, plan)
    comme(client, lise)
    assert "Le contenu est celui de la version validée" in lire(client.get(ici))
    modifier_fiche(fiche, {"objectifs": "Moins 5 %"}, par=lise, le=LE)
    definir_personnes(fiche, RolePersonne.PILOTE, ["Jeanne Roux"], par=lise, le=LE)
    lue = lire(client.get(ici))
    for mots in ("Moins 20 %", "Moins 5 %", "Jeanne Roux", "2 différences", "les sous-actions supprimées reviennent"):
        assert mots in lue
    refus = client.post(ici, {"geste": "remettre", "lue": "ancienne"})
    assert refus.status_code == 422
    reponse = client.post(ici, {"geste": "remettre", "lue": client.get(ici).context["lue"]}, follow=True)
    assert "La fiche est revenue à sa version validée" in lire(reponse)
    fiche.refresh_from_db()
    assert fiche.objectifs == "Moins 20 %"
    assert not fiche.personnes.exists()
    annuler = {"geste": "annuler_retour", "retour": reponse.context["remis"].pk}
    assert "de nouveau ce qu'elle était" in lire(client.post(ici, annuler, follow=True))
    assert client.post(ici, annuler).status_code == 404
    fiche.refresh_from_db()
    assert fiche.objectifs == "Moins 5 %"
    assert fiche.personnes.get().personne.nom == "Jeanne Roux"
    client.post(ici, {"geste": "proposer"})
    assert "Ce que la proposition change" in lire(client.get(ici))
    modifier_fiche(fiche, {"objectifs": "Moins 6 %"}, par=lise, le=LE)
    assert "Le texte a changé depuis qu'il a été proposé" in lire(client.get(ici))


def test_qui_lit_voit_l_etat_et_pas_les_differences(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    validee(fiche, plan, par=odile)
    modifier_fiche(fiche, {"objectifs": "Secret de bureau"}, par=lise, le=LE)
    proposee(fiche, plan, par=lise, mot="Entre nous")
    renvoyer_fiche(place(fiche, plan), "Pas devant tout le monde", par=odile, le=LE)
    lectrice = MembreFactory(collectivite=plan.collectivite).utilisateur
    lue = lire(comme(client, lectrice).get(page(fiche, plan)))
    assert "Renvoyée le 10 mars 2026" in lue
    assert "à partir du rôle « Contribution »" in lue
    tete = lire(client.get(reverse("fiche", args=[plan.collectivite.siren, fiche.pk])))
    assert "Renvoyée le 10 mars 2026" in tete
    for dit in (lue, tete):
        assert "Pas devant tout le monde" not in dit
    for tu in ("Secret de bureau", "Entre nous"):
        assert tu not in lue


def test_qui_valide_lit_les_differences_sans_les_indicateurs_caches(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    validee(fiche, plan, par=odile)
    modifier_fiche(fiche, {"objectifs": "Moins 5 %"}, par=lise, le=LE)
    indicateur = IndicateurFactory(titre="Consommation cachée")
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
    IndicateurCollectivite.objects.create(
        indicateur=indicateur, collectivite=plan.collectivite, confidentiel=True, modified_at=LE
    )
    lue = lire(comme(client, odile).get(page(fiche, plan)))
    assert "Moins 5 %" in lue
    assert "Consommation cachée" not in lue
    assert "Consommation cachée" in lire(comme(client, lise).get(page(fiche, plan)))


def test_une_adresse_qui_ne_mene_a_rien_est_introuvable(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    comme(client, lise)
    sous, ailleurs = FicheFactory(parent=fiche), FicheFactory(collectivite=plan.collectivite)
    libre = PlanFactory(collectivite=plan.collectivite)
    placer(fiche, libre)
    for autre, ou in ((sous, plan), (ailleurs, plan), (fiche, libre)):
        assert client.get(page(autre, ou)).status_code == 404
    etrangere = MembreFactory().utilisateur
    assert comme(client, etrangere).get(page(fiche, plan)).status_code == 404


def test_la_page_se_lit_en_un_nombre_fixe_de_requetes(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    validee(fiche, plan, par=odile)
    comme(client, lise)
    nombres = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            client.get(page(fiche, plan))
        nombres.append(len(requetes))
        modifier_fiche(fiche, {"objectifs": "Autre", "contexte": "Autre"}, par=lise, le=LE)
        FicheFactory(parent=fiche)
        FicheFactory(parent=fiche)
        for _ in range(3):
            proposee(fiche, plan, par=lise)
            renvoyer_fiche(place(fiche, plan), "Non", par=odile, le=LE)
    assert nombres[0] == nombres[1]


# -- the head of a fiche -----------------------------------------------------------------------------------------------
def test_la_tete_d_une_fiche_dit_son_etat_dans_chaque_plan_et_une_sous_fiche_le_sien(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    autre = PlanFactory(collectivite=plan.collectivite, nom="Plan alimentaire")
    circuit(autre)
    placer(fiche, autre)
    validee(fiche, plan, par=odile)
    comme(client, lise)
    lue = lire(client.get(reverse("fiche", args=[plan.collectivite.siren, fiche.pk])))
    assert "Plan alimentaire" in lue
    assert "Validée le 10 mars 2026" in lue
    assert "Proposer à la validation" in lue
    assert "PDF, la version validée (Plan climat)" in lue
    sous = FicheFactory(parent=fiche)
    lue = lire(client.get(reverse("fiche", args=[plan.collectivite.siren, sous.pk])))
    assert "Cette sous-fiche suit sa fiche" in lue
    assert "Proposer à nouveau" not in lue


def test_ecrire_un_champ_rafraichit_l_etat_de_la_tete(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    validee(fiche, plan, par=odile)
    adresse = reverse("fiche_champ", args=[plan.collectivite.siren, fiche.pk, "objectifs"])
    reponse = comme(client, lise).post(adresse, {"objectifs": "Moins 5 %"}, headers={"HX-Request": "true"})
    assert 'id="f-validations" hx-swap-oob="true"' in reponse.content.decode()
    assert "Modifiée depuis sa validation" in lire(reponse)


# -- lists -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vue", ["arbre", "tableau", "kanban"])
def test_les_listes_d_un_plan_disent_l_etat(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur, vue: str
) -> None:
    adresse = reverse("plan", args=[plan.collectivite.siren, plan.pk]) + f"?vue={vue}"
    comme(client, odile)
    assert "Brouillon" in lire(client.get(adresse))
    proposee(fiche, plan, par=lise)
    lue = lire(client.get(adresse))
    assert "Proposée" in lue
    assert "1 fiche attend une validation" in lue
    Circuit.objects.update(actif=False)
    lue = lire(client.get(adresse))
    assert "pl-validation" not in lue


def test_hors_d_un_plan_la_colonne_dit_l_etat_plan_par_plan(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    autre = PlanFactory(collectivite=plan.collectivite, nom="Plan alimentaire", code="PAT")
    circuit(autre)
    placer(fiche, autre)
    validee(fiche, plan, par=odile)
    adresse = reverse("fiches", args=[plan.collectivite.siren])
    comme(client, lise)
    assert "PAT : brouillon, Plan climat : validée" in lire(client.get(adresse + "?col=validation"))
    assert "Suivre" in lire(client.get(adresse + "?validation=validee"))
    assert "Suivre" not in lire(client.get(adresse + "?validation=sans_circuit"))
    cellule = reverse("fiche_cellule", args=[plan.collectivite.siren, fiche.pk]) + "?champ=statut"
    reponse = client.post(cellule, {"valeur": "en_cours", "col": ["validation"]}, headers={"HX-Request": "true"})
    assert "PAT : brouillon" in lire(reponse)


def test_le_panneau_propose_le_filtre_la_ou_l_on_valide(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    adresse = reverse("plan_filtres", args=[plan.collectivite.siren, plan.pk])
    comme(client, lise)
    assert "Proposée à la validation" not in lire(client.get(adresse))
    assert "Proposée à la validation" in lire(client.get(adresse + "?validation=proposee"))
    circuit(plan)
    assert "Proposée à la validation" in lire(client.get(adresse))
    assert "Proposée à la validation" in lire(client.get(reverse("fiches_filtres", args=[plan.collectivite.siren])))


def test_ce_qui_attend_se_lit_et_se_compte_chez_qui_valide(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur, odile: Utilisateur
) -> None:
    plans, attente = (reverse(nom, args=[plan.collectivite.siren]) for nom in ("plans", "a_valider"))
    accueil = reverse("accueil_plans", args=[plan.collectivite.siren])
    comme(client, odile)
    assert "Tout est lu" in lire(client.get(attente))
    proposee(fiche, plan, par=lise, mot="Relue par tous")
    for adresse in (plans, accueil):
        assert "1 fiche à valider" in lire(client.get(adresse))
    lue = lire(client.get(attente))
    assert "<b>1 fiche</b> attend votre validation" in lue
    assert "Relue par tous" in lue
    assert "Valider les fiches cochées" not in lue
    comme(client, lise)
    assert "à valider" not in lire(client.get(plans)).replace("Fiches à valider", "")
    assert "Rien à valider ici" in lire(client.get(attente))
    PlanPersonne.objects.all().delete()
    lue = lire(client.get(attente))
    assert "Valider les fiches cochées" in lue
    assert f'value="valider:{plan.pk}"' in lue


def test_ce_qui_attend_se_lit_en_un_nombre_fixe_de_requetes_et_par_pages(
    client: Client, plan: Plan, lise: Utilisateur, odile: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    adresse, nombres = reverse("a_valider", args=[plan.collectivite.siren]), []
    comme(client, odile)
    for combien in (1, 2):
        for _ in range(combien):
            proposee(FicheFactory(dans=plan), plan, par=lise)
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
    monkeypatch.setattr("cordee.plans.views.validation.PAR_PAGE", 2)
    assert "Page 1 sur 2" in lire(client.get(adresse))


# -- settings ----------------------------------------------------------------------------------------------------------
def test_un_circuit_se_met_en_place_avec_les_fiches_deja_votees_puis_s_arrete(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    adresse = reverse("plan_validation", args=[plan.collectivite.siren, plan.pk])
    reglages = reverse("plan_modifier", args=[plan.collectivite.siren, plan.pk])
    comme(client, lise)
    assert "ne passent par aucune validation" in lire(client.get(reglages))
    lue = lire(client.get(adresse))
    assert "14/02/2024" in lue
    assert "rien ne change" in lire(client.post(adresse, {"actif": "non"}, follow=True))
    demande = {"actif": "oui", "valideurs": "choisis", "choisis": [lise.pk], "presentes": "validees"}
    refus = client.post(adresse, demande | {"validees_le": ""})
    assert refus.status_code == 422
    assert "Donnez la date de validation" in lire(refus)
    assert client.post(adresse, demande | {"validees_le": "31/02/2024"}).status_code == 422
    futur = client.post(adresse, demande | {"validees_le": "31/12/2099"})
    assert "à venir" in lire(futur)
    assert client.post(adresse, {"actif": "oui", "valideurs": "choisis"}).status_code == 422
    reponse = client.post(adresse, demande | {"validees_le": "14/02/2024"}, follow=True)
    assert "1 fiche est tenue pour validée" in lire(reponse)
    assert place(fiche, plan).dit.valide_le == date(2024, 2, 14)
    assert f"sont validées par {lise.nom_complet}" in lire(client.get(reglages))
    assert "sont gardés" in lire(client.get(adresse))
    assert "ce qui l'a été est gardé" in lire(client.post(adresse, {"actif": "non"}, follow=True))
    assert circuit_of(Plan.objects.get(pk=plan.pk)) is None
    client.post(adresse, {"actif": "oui"})
    assert "toute personne qui a le rôle « Édition »" in lire(client.get(reglages))


def test_qui_edite_sans_valider_ne_regle_pas_la_validation(
    client: Client, plan: Plan, lise: Utilisateur, odile: Utilisateur
) -> None:
    comme(client, lise)
    assert client.get(reverse("plan_validation", args=[plan.collectivite.siren, plan.pk])).status_code == 403
    assert "Régler la validation" not in lire(
        client.get(reverse("plan_modifier", args=[plan.collectivite.siren, plan.pk]))
    )


# -- in bulk -----------------------------------------------------------------------------------------------------------
def test_des_fiches_se_valident_ensemble_apres_un_apercu(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    circuit(plan)
    autre = FicheFactory(dans=plan, titre="Autre")
    adresse = reverse("lot", args=[plan.collectivite.siren])
    demande = {"fiche": [fiche.pk, autre.pk], "champ": "validation", "valeur": f"valider:{plan.pk}"}
    apercu = comme(client, lise).get(adresse, demande | {"apercu": "1"})
    assert [ligne[1:3] for ligne in apercu.context["lignes"]] == [("Brouillon", "Validée")] * 2
    modifier_fiche(autre, {"objectifs": "Autre"}, par=lise, le=LE)
    refus = client.post(adresse, demande | {"lue": apercu.context["lue"]})
    assert refus.status_code == 422
    lue = client.get(adresse, demande | {"apercu": "1"}).context["lue"]
    reponse = client.post(adresse, demande | {"lue": lue}, follow=True)
    assert "2 fiches modifiées" in lire(reponse)
    assert (etat(fiche, plan), etat(autre, plan)) == ("validee", "validee")


def test_sans_plan_a_circuit_l_edition_groupee_le_dit(
    client: Client, plan: Plan, fiche: Fiche, lise: Utilisateur
) -> None:
    adresse = reverse("lot", args=[plan.collectivite.siren])
    lue = lire(comme(client, lise).get(adresse, {"fiche": [fiche.pk], "champ": "validation"}))
    assert "Aucune de ces fiches n'est dans un plan dont les fiches se valident" in lue
