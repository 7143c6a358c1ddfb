"""Who is told of the steps of a démarche PCAET, and what no longer holds (docs/calculs/rappels.md)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.plans.factories import LE, personne_nommee
from tests.plans.factories_demarche import (
    PLUS_TARD,
    TRANSMIS_LE,
    DemarcheFactory,
    completer,
    editrice_de,
    lectrice_de,
)

from cordee.comptes.actions.notifications import rediger_notifications
from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions.demarche import depublier_demarche, publier_demarche
from cordee.plans.actions.demarche_avis import effacer_avis, enregistrer_avis
from cordee.plans.actions.demarche_etapes import (
    constater_avis,
    declarer_envoi,
    reprendre_elaboration,
    transmettre_demarche,
)
from cordee.plans.actions.demarche_rappels import GENRE, rappeler_demarches
from cordee.plans.actions.prevenir_demarche import ETAPE, prevenir_transition
from cordee.plans.domain.listes import RolePersonne
from cordee.plans.domain.pcaet import SensAvis, Transition
from cordee.plans.models import AvisDemarche, DemarchePcaet, PlanPersonne
from cordee.plans.queries.demarche import prevenus_of
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


def dites(qui: Utilisateur) -> list[tuple[str, str] | None]:
    siennes = list(Notification.objects.filter(destinataire=qui, genre=ETAPE).exclude(etat="annulee").order_by("pk"))
    mots = rediger_notifications(siennes, le=PLUS_TARD)
    return [
        None if (m := mots[n.pk]) is None else (m.titre.replace("\u00a0", " "), m.detail.replace("\u00a0", " "))  # type: ignore[union-attr]
        for n in siennes
    ]


def pilote_du_plan(demarche: DemarchePcaet, qui: Utilisateur) -> None:
    assert demarche.plan is not None
    personne = personne_nommee(demarche.collectivite, qui)
    PlanPersonne.objects.create(plan=demarche.plan, personne=personne, role=RolePersonne.PILOTE)


def test_pilotes_de_la_demarche_et_du_plan_apprennent_la_transmission_jamais_qui_la_fait() -> None:
    demarche = completer(DemarcheFactory())
    lise, hugo, zoe = editrice_de(demarche), editrice_de(demarche), lectrice_de(demarche)
    autre = editrice_de(demarche)
    demarche.pilotes.add(lise, hugo)
    pilote_du_plan(demarche, zoe)
    pilote_du_plan(demarche, hugo)
    transmettre_demarche(demarche, par=lise, le=LE)
    attendu = [(f"« {demarche.nom} » est parti pour avis", "Avis attendus avant le 10 juin 2026.")]
    assert dites(hugo) == dites(zoe) == attendu
    assert dites(lise) == dites(autre) == []


def test_reprise_avant_l_envoi_rien_n_est_dit_apres_elle_l_est() -> None:
    demarche = DemarcheFactory()
    lise, hugo = editrice_de(demarche), editrice_de(demarche)
    declarer_envoi(demarche, TRANSMIS_LE, par=lise, le=LE)
    assert len(dites(hugo)) == 1
    reprendre_elaboration(demarche, "Une pièce manque", par=lise, le=LE)
    assert dites(hugo) == []
    declarer_envoi(demarche, TRANSMIS_LE, par=lise, le=LE)
    Notification.objects.filter(etat="en_attente").update(etat="envoyee")
    reprendre_elaboration(demarche, "Une autre pièce manque", par=lise, le=LE)
    assert dites(hugo) == [None, (f"« {demarche.nom} » revient en élaboration", "")]


def test_un_avis_recu_se_dit_et_efface_ne_se_dit_plus() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise, hugo = editrice_de(demarche), editrice_de(demarche)
    avis = demarche.avis.first()
    assert avis is not None
    enregistrer_avis(avis, SensAvis.FAVORABLE, TRANSMIS_LE, par=lise, le=LE)
    assert dites(hugo) == [(f"{avis.libelle} : avis reçu sur « {demarche.nom} »", f"{SensAvis.FAVORABLE.libelle}.")]
    Notification.objects.update(etat="envoyee")
    AvisDemarche.objects.update(sens="")
    assert dites(hugo) == [None]
    Notification.objects.update(etat="en_attente")
    AvisDemarche.objects.filter(pk=avis.pk).update(sens="favorable")
    effacer_avis(AvisDemarche.objects.get(pk=avis.pk), par=lise, le=LE)
    assert dites(hugo) == []


def test_avis_constates_adoption_publication_et_depublication() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise, hugo = editrice_de(demarche), editrice_de(demarche)
    constater_avis(demarche, par=lise, le=PLUS_TARD)
    assert dites(hugo) == [(f"« {demarche.nom} » a reçu ses avis, qui sont constatés", "Le projet peut être adopté.")]
    adoptee = DemarcheFactory(adoptee=True)
    ines, marc = editrice_de(adoptee), editrice_de(adoptee)
    publier_demarche(adoptee, par=ines, le=PLUS_TARD)
    publier_demarche(adoptee, noms=True, par=ines, le=PLUS_TARD + timedelta(minutes=1))
    assert dites(marc) == [(f"« {adoptee.nom} » est publié", "Chacun peut le lire sans compte.")]
    depublier_demarche(adoptee, par=ines, le=PLUS_TARD)
    assert dites(marc) == []


def test_une_adoption_se_dit_et_une_archive_ne_dit_plus_rien() -> None:
    demarche = DemarcheFactory(adoptee=True)
    lise, hugo = editrice_de(demarche), editrice_de(demarche)
    for transition in (Transition.ADOPTER, Transition.ARCHIVER):
        prevenir_transition(demarche, transition, par=lise, le=PLUS_TARD)
    assert dites(hugo) == [(f"« {demarche.nom} » est adopté", "Adopté le 12 mars 2026.")]
    DemarchePcaet.objects.update(etat="archive")
    assert dites(hugo) == [None]


def test_les_rappels_vont_aussi_aux_pilotes_du_plan_tant_qu_ils_y_ont_un_role() -> None:
    demarche = DemarcheFactory(avec_plan=True)
    lise, zoe = editrice_de(demarche), lectrice_de(demarche)
    demarche.pilotes.add(lise)
    pilote_du_plan(demarche, zoe)
    assert rappeler_demarches(par=None, le=PLUS_TARD) == 2
    assert set(Notification.objects.filter(genre=GENRE).values_list("destinataire", flat=True)) == {lise.pk, zoe.pk}
    Membre.objects.filter(utilisateur=zoe).delete()
    assert prevenus_of([demarche]) == {demarche.pk: [lise]}


@pytest.mark.parametrize("nombre", [1, 3])
def test_ceux_qui_sont_prevenus_se_lisent_en_quatre_requetes(nombre: int, django_assert_num_queries: Any) -> None:
    demarches = [DemarcheFactory(avec_plan=True) for _ in range(nombre)]
    for demarche in demarches:
        pilote_du_plan(demarche, lectrice_de(demarche))
    with django_assert_num_queries(4):
        assert all(len(personnes) == 1 for personnes in prevenus_of(demarches).values())
