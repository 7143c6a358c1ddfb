"""Opening, heading, publication and deletion of a démarche PCAET."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.plans.factories import LE, PlanFactory, personne_nommee
from tests.plans.factories_demarche import DemarcheFactory, editrice_de, lectrice_de
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.demarche import (
    depublier_demarche,
    modifier_entete,
    ouvrir_demarche,
    publier_demarche,
    supprimer_demarche,
)
from cordee.plans.domain.listes import RolePersonne, TypePlan
from cordee.plans.domain.pcaet import EtatPcaet
from cordee.plans.models import DemarchePcaet, EtatDemarche, PlanPersonne
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


def editrice(collectivite: Collectivite) -> Any:
    return MembreFactory(editeur=True, collectivite=collectivite).utilisateur


# -- opening ---------------------------------------------------------------------------------------------------------
def test_ouvrir_reprend_ce_que_cordee_connait() -> None:
    epci = CollectiviteFactory(population=34_000)
    lise = editrice(epci)
    plan = PlanFactory(collectivite=epci, description="Un plan pour six ans.")
    for qui, role in ((lise, RolePersonne.PILOTE), ("Zoé Guérin", RolePersonne.ELU_REFERENT)):
        PlanPersonne.objects.create(plan=plan, personne=personne_nommee(epci, qui), role=role)
    ancienne = DemarcheFactory(collectivite=epci, adoptee=True)
    demarche = ouvrir_demarche(epci, "  PCAET   2026-2032 ", plan=plan, par=lise, le=LE)
    assert demarche.nom == "PCAET 2026-2032"
    assert (demarche.population, demarche.population_annee, demarche.obligation) == (34_000, 2026, "obligatoire")
    assert (demarche.description, demarche.chef_de_projet) == ("Un plan pour six ans.", lise.nom_complet)
    assert demarche.elu_referent == "Zoé Guérin"
    assert list(demarche.pilotes.all()) == [lise]
    assert demarche.precedente == ancienne
    assert Ecriture.objects.get(verbe="plans.ouvrir_demarche").collectivite_id == epci.pk


def test_un_groupement_porte_le_plan_avec_ses_membres() -> None:
    petr = CollectiviteFactory(petr=True, membres=[CollectiviteFactory(population=9_000) for _ in range(2)])
    demarche = ouvrir_demarche(petr, "PCAET", plan=None, par=editrice(petr), le=LE)
    assert demarche.population == 18_000
    assert demarche.coporteuses.count() == 2
    assert demarche.obligation == "volontaire"
    assert not demarche.chef_de_projet


def test_une_population_inconnue_laisse_l_obligation_a_dire() -> None:
    epci = CollectiviteFactory(population=None)
    demarche = ouvrir_demarche(epci, "PCAET", plan=None, par=editrice(epci), le=LE)
    assert (demarche.obligation, demarche.population_annee) == ("", None)
    assert demarche.obligation_lisible is None


@pytest.mark.parametrize("etat", ["en_elaboration", "transmise", "instruite"])
def test_une_seule_demarche_est_en_cours(etat: str) -> None:
    demarche = DemarcheFactory(**({etat: True} if etat != "en_elaboration" else {}))
    with pytest.raises(DonneeRefusee, match="n'est pas encore adoptée"):
        ouvrir_demarche(demarche.collectivite, "Autre", plan=None, par=editrice_de(demarche), le=LE)


def test_la_suivante_s_ouvre_une_fois_la_premiere_adoptee() -> None:
    demarche = DemarcheFactory(adoptee=True)
    suivante = ouvrir_demarche(demarche.collectivite, "Autre", plan=None, par=editrice_de(demarche), le=LE)
    assert suivante.precedente == demarche


def test_ouvrir_refuse_un_nom_vide_ou_trop_long() -> None:
    epci = CollectiviteFactory()
    lise = editrice(epci)
    for nom, phrase in ((" ", "Donnez un nom"), ("x" * 301, "300 au plus")):
        with pytest.raises(DonneeRefusee, match=phrase):
            ouvrir_demarche(epci, nom, plan=None, par=lise, le=LE)


def test_ouvrir_refuse_le_plan_d_ailleurs_d_un_autre_type_ou_deja_pris() -> None:
    demarche = DemarcheFactory(adoptee=True, avec_plan=True)
    epci = demarche.collectivite
    lise = editrice(epci)
    for plan, phrase in (
        (PlanFactory(), "autre collectivité"),
        (PlanFactory(collectivite=epci, type=TypePlan.PAT), "n'est pas un PCAET"),
        (demarche.plan, "a déjà sa démarche"),
    ):
        with pytest.raises(DonneeRefusee, match=phrase):
            ouvrir_demarche(epci, "PCAET", plan=plan, par=lise, le=LE)


def test_une_lectrice_n_ouvre_rien() -> None:
    membre = MembreFactory(lecteur=True)
    with pytest.raises(Refus):
        ouvrir_demarche(membre.collectivite, "PCAET", plan=None, par=membre.utilisateur, le=LE)
    assert not DemarchePcaet.objects.exists()


# -- heading ---------------------------------------------------------------------------------------------------------
def modifier(demarche: DemarchePcaet, par: Any, champs: dict[str, Any] | None = None, **autres: Any) -> DemarchePcaet:
    base = {"plan": demarche.plan, "coporteuses": [], "pilotes": list(demarche.pilotes.all())}
    return modifier_entete(demarche, champs or {}, **{**base, **autres}, par=par, le=LE)


def test_l_en_tete_se_modifie() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    plan = PlanFactory(collectivite=demarche.collectivite)
    ici = modifier(demarche, lise, {"nom": "PCAET neuf", "lance_le": date(2025, 2, 1)}, plan=plan, pilotes=[lise])
    demarche.refresh_from_db()
    assert (demarche.nom, demarche.lance_le, demarche.plan) == ("PCAET neuf", date(2025, 2, 1), plan)
    assert list(ici.pilotes.all()) == [lise]
    trace = Ecriture.objects.get(verbe="plans.modifier_demarche")
    assert trace.details["champs"] == ["nom", "lance_le", "plan", "pilotes"]


def test_rien_ne_s_ecrit_quand_rien_ne_change() -> None:
    demarche = DemarcheFactory()
    modifier(demarche, editrice_de(demarche), {"nom": demarche.nom})
    assert not Ecriture.objects.exists()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nom": ""}, "Donnez un nom"),
        ({"obligation": "peut-être"}, "Choisissez"),
        ({"lance_le": date(2026, 3, 11)}, "lancement est à venir"),
        ({"precedente_adoptee_le": date(2026, 3, 11)}, "à une date à venir"),
        ({"obligation": "volontaire"}, "expliquez pourquoi"),
        ({"contact": "x" * 301}, "300 au plus"),
    ],
)
def test_l_en_tete_refuse(champs: dict[str, Any], phrase: str) -> None:
    demarche = DemarcheFactory()
    with pytest.raises(DonneeRefusee, match=phrase):
        modifier(demarche, editrice_de(demarche), champs)
    demarche.refresh_from_db()
    assert demarche.obligation == "obligatoire"


def test_l_obligation_s_ecarte_de_la_regle_avec_un_motif() -> None:
    demarche = DemarcheFactory()
    champs = {"obligation": "volontaire", "obligation_motif": "Compétence transférée au syndicat du SCoT"}
    assert modifier(demarche, editrice_de(demarche), champs).obligation == "volontaire"


def test_un_champ_inconnu_est_une_erreur_de_programme() -> None:
    demarche = DemarcheFactory()
    with pytest.raises(LookupError):
        modifier(demarche, editrice_de(demarche), {"etat": "archive"})


def test_les_coporteuses_sont_des_membres() -> None:
    membre, autre = CollectiviteFactory(population=5_000), CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[membre])
    demarche = DemarcheFactory(collectivite=petr, obligation="volontaire")
    lise = editrice(petr)
    assert list(modifier(demarche, lise, coporteuses=[membre]).coporteuses.all()) == [membre]
    with pytest.raises(DonneeRefusee, match="pas membre"):
        modifier(demarche, lise, coporteuses=[autre])


def test_une_personne_pilote_edite() -> None:
    demarche = DemarcheFactory()
    with pytest.raises(DonneeRefusee, match="doit avoir le rôle"):
        modifier(demarche, editrice_de(demarche), pilotes=[lectrice_de(demarche)])


def test_seule_une_personne_pilote_change_les_pilotes() -> None:
    demarche = DemarcheFactory()
    lise, hugo = editrice_de(demarche), editrice_de(demarche)
    demarche.pilotes.add(lise)
    with pytest.raises(Refus) as refus:
        modifier(demarche, hugo, pilotes=[hugo])
    assert refus.value.raison.endswith(f"{lise.nom_complet}.")
    assert modifier(demarche, hugo, {"contact": "climat@exemple.fr"}).contact == "climat@exemple.fr"
    assert list(modifier(demarche, lise, pilotes=[lise, hugo]).pilotes.order_by("pk")) == [lise, hugo]


@pytest.mark.parametrize(("trait", "phrase"), [("transmise", "pendant les avis"), ("adoptee", "ne change plus")])
def test_l_en_tete_est_gele(trait: str, phrase: str) -> None:
    demarche = DemarcheFactory(**{trait: True})
    with pytest.raises(DonneeRefusee, match=phrase):
        modifier(demarche, editrice_de(demarche), {"nom": "Autre"})


def test_l_en_tete_se_modifie_de_nouveau_apres_les_avis() -> None:
    demarche = DemarcheFactory(instruite=True)
    assert modifier(demarche, editrice_de(demarche), {"nom": "Autre"}).nom == "Autre"


# -- publication and deletion ----------------------------------------------------------------------------------------
def test_publier_puis_retirer() -> None:
    demarche = DemarcheFactory(adoptee=True)
    lise = editrice_de(demarche)
    assert publier_demarche(demarche, par=lise, le=LE).publie_le == LE
    publier_demarche(demarche, par=lise, le=LE)
    assert depublier_demarche(demarche, par=lise, le=LE).publie_le is None
    depublier_demarche(demarche, par=lise, le=LE)
    assert Ecriture.objects.count() == 2


def test_on_ne_publie_que_ce_qui_est_adopte() -> None:
    demarche = DemarcheFactory(instruite=True)
    with pytest.raises(DonneeRefusee, match="une fois le plan adopté"):
        publier_demarche(demarche, par=editrice_de(demarche), le=LE)


def test_supprimer_une_demarche_jamais_transmise() -> None:
    demarche = DemarcheFactory()
    supprimer_demarche(demarche, par=editrice_de(demarche), le=LE)
    assert not DemarchePcaet.objects.exists()
    assert Ecriture.objects.get().verbe == "plans.supprimer_demarche"


def test_une_demarche_transmise_puis_reprise_ne_se_supprime_pas() -> None:
    demarche = DemarcheFactory()
    EtatDemarche.objects.create(
        demarche=demarche, transition="reprendre_elaboration", de="transmis_pour_avis", vers="en_elaboration", le=LE
    )
    with pytest.raises(DonneeRefusee, match="ne se supprime pas"):
        supprimer_demarche(demarche, par=editrice_de(demarche), le=LE)


@pytest.mark.parametrize("action", [publier_demarche, depublier_demarche, supprimer_demarche])
def test_une_lectrice_ne_conduit_pas(action: Any) -> None:
    demarche = DemarcheFactory(adoptee=True)
    with pytest.raises(Refus) as refus:
        action(demarche, par=lectrice_de(demarche), le=LE)
    assert "Édition" in refus.value.raison


def test_un_pilote_parti_ne_bloque_personne() -> None:
    demarche = DemarcheFactory(adoptee=True)
    demarche.pilotes.add(lectrice_de(demarche))
    assert publier_demarche(demarche, par=editrice_de(demarche), le=LE).publie_le == LE


def test_la_base_refuse_deux_demarches_actives() -> None:
    demarche = DemarcheFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        DemarcheFactory(collectivite=demarche.collectivite)
    assert demarche.etat_lisible is EtatPcaet.EN_ELABORATION
