"""What blocks follows the statut, whatever the door, and comes back with it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.fabrique_imports import ligne, modele
from tests.plans.factories import LE, FicheFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Notification
from cordee.journal.models import Ecriture
from cordee.plans.actions.fiches import modifier_fiche, remettre_fiche
from cordee.plans.actions.imports import annuler_import, appliquer_import, deposer_import
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.actions.suivi import lever_blocage, poser_blocage
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Blocage, Fiche, Import, Plan
from cordee.plans.queries.visibilite import annotate_racine

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def options(membre):
    return {"par": membre.utilisateur, "le": LE}


@pytest.fixture
def pilote(membre):
    return MembreFactory(contributeur=True, collectivite=membre.collectivite).utilisateur


@pytest.fixture
def fiche(membre, pilote, options) -> Fiche:
    """Blocked twice; its pilote was not told yet."""
    fiche = FicheFactory(collectivite=membre.collectivite, titre="Isoler", en_cours=True)
    pilotee_par(fiche, pilote)
    for raison in ("Foncier", "Budget"):
        poser_blocage(fiche, raison, **options)
    return fiche


def actifs() -> list[str]:
    return list(Blocage.objects.filter(leve_le=None).order_by("pk").values_list("raison", flat=True))


def attendent(qui) -> list[str]:
    """Kinds that wait for a person about what blocks."""
    dites = Notification.objects.filter(destinataire=qui, etat="en_attente", genre__contains="bloquee").order_by("pk")
    return [genre.removeprefix("plans.") for genre in dites.values_list("genre", flat=True)]


def en_lot(membre, fiches, statut, options):
    choisies = annotate_racine(Fiche.objects.filter(pk__in=[f.pk for f in fiches]))
    lot = preparer_lot(membre.collectivite, choisies, Geste.STATUT, Sens.REMPLACER, statut, **options)
    return appliquer_lot(membre.collectivite, lot, **options)


@pytest.mark.parametrize(("forme", "dit"), [("", "Statut enregistré, 2 blocages sont levés"), ("&forme=carte", "")])
@pytest.mark.parametrize("statut", ["en_cours", "realise"])
def test_le_tableau_et_le_kanban_levent_les_blocages(
    client: Client, membre, fiche: Fiche, pilote, statut: str, forme: str, dit: str
) -> None:
    client.force_login(membre.utilisateur)
    adresse = reverse("fiche_cellule", args=[membre.collectivite.siren, fiche.pk]) + f"?champ=statut{forme}"
    reponse = client.post(adresse, {"valeur": statut}, headers={"HX-Request": "true"})
    assert dit in reponse.content.decode()
    assert actifs() == []
    assert attendent(pilote) == ["fiche_debloquee"]


def test_une_modification_groupee_leve_les_blocages_et_son_annulation_les_rend(
    membre, fiche: Fiche, pilote, options
) -> None:
    libre = FicheFactory(collectivite=membre.collectivite, en_cours=True)
    groupe = en_lot(membre, [fiche, libre], "realise", options)
    assert actifs() == []
    assert attendent(pilote) == ["fiche_debloquee"]
    assert annuler_lot(groupe, **options) == (2, [])
    assert actifs() == ["Foncier", "Budget"]
    assert attendent(pilote) == ["fiche_bloquee", "fiche_bloquee"]
    fiche.refresh_from_db()
    assert fiche.statut == "bloque"
    verbes = Ecriture.objects.filter(objet_id=str(fiche.pk), objet_type="plans.fiche").values_list("verbe", flat=True)
    assert list(verbes).count("plans.lever_blocage") == list(verbes).count("plans.rouvrir_blocage") == 2


def test_annuler_un_passage_a_bloque_leve_ce_qui_fut_pose_ensuite(membre, options) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite, en_cours=True)
    groupe = en_lot(membre, [fiche], "bloque", options)
    poser_blocage(fiche, "Foncier", **options)
    annuler_lot(groupe, **options)
    assert actifs() == []


@pytest.mark.parametrize("nombre", [1, 12])
def test_une_modification_groupee_coute_autant_quel_que_soit_le_nombre_de_blocages(
    membre, options, nombre: int, django_assert_num_queries
) -> None:
    fiches = [FicheFactory(collectivite=membre.collectivite) for _ in range(nombre)]
    for fiche in fiches:
        pilotee_par(fiche, MembreFactory(contributeur=True, collectivite=membre.collectivite).utilisateur)
        poser_blocage(fiche, "Foncier", **options)
    choisies = list(annotate_racine(Fiche.objects.all()))
    lot = preparer_lot(membre.collectivite, choisies, Geste.STATUT, Sens.REMPLACER, "realise", **options)
    with django_assert_num_queries(51):
        groupe = appliquer_lot(membre.collectivite, lot, **options)
    with django_assert_num_queries(47):
        annuler_lot(groupe, **options)
    assert len(actifs()) == nombre


def test_annuler_un_statut_rend_ses_blocages(fiche: Fiche, pilote, options) -> None:
    modifier_fiche(fiche, {"statut": "en_cours"}, **options)
    assert (actifs(), attendent(pilote)) == ([], ["fiche_debloquee"])
    derniere = Ecriture.objects.order_by("pk").last()
    assert derniere is not None
    remettre_fiche(fiche, derniere.details, **options)
    assert (actifs(), attendent(pilote)) == (["Foncier", "Budget"], ["fiche_bloquee", "fiche_bloquee"])


def test_ce_qu_attendait_une_fiche_supprimee_ou_qui_attend_a_son_tour_reste_leve(membre, options) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite, en_cours=True)
    supprimee, croisee = (FicheFactory(collectivite=membre.collectivite, en_cours=True) for _ in range(2))
    for autre in (supprimee, croisee):
        poser_blocage(fiche, "", fiche_bloquante=autre, **options)
    modifier_fiche(fiche, {"statut": "en_cours"}, **options)
    derniere = Ecriture.objects.order_by("pk").last()
    assert derniere is not None
    Fiche.objects.filter(pk=supprimee.pk).update(supprimee_le=LE)
    inverse = poser_blocage(croisee, "", fiche_bloquante=fiche, **options)
    remettre_fiche(fiche, derniere.details, **options)
    assert list(Blocage.objects.filter(leve_le=None)) == [inverse]
    assert fiche.statut == "bloque"


def test_un_champ_qui_n_est_pas_le_statut_ne_leve_rien(fiche: Fiche, options) -> None:
    modifier_fiche(fiche, {"description": "Suite."}, **options)
    assert len(actifs()) == 2
    Fiche.objects.filter(pk=fiche.pk).update(statut="en_cours")
    modifier_fiche(fiche, {"statut": "en_cours"}, **options)
    assert actifs() == [], "un blocage resté d'avant part quand on redit le statut"


def test_lever_un_blocage_sur_deux_ne_dit_pas_que_la_fiche_reprend(fiche: Fiche, pilote, options) -> None:
    premier, second = Blocage.objects.order_by("pk")
    lever_blocage(premier, **options)
    assert attendent(pilote) == ["fiche_bloquee"]
    lever_blocage(second, **options)
    assert attendent(pilote) == ["fiche_debloquee"]


def test_un_import_leve_les_blocages_et_son_annulation_les_rend(membre, options) -> None:
    def importer(statut: str, plan: Plan | None) -> Import:
        octets = modele(ligne(axe="1. Bâtiments", titre="1.1 Isoler", statut=statut))
        depot = deposer_import(
            membre.collectivite, octets, "plan.xlsx", plan=plan, nom_plan="" if plan else "Plan climat", **options
        )
        appliquer_import(depot, **options)
        return Import.objects.get(pk=depot.pk)

    plan = importer("En cours", None).plan
    poser_blocage(Fiche.objects.get(), "Foncier", **options)
    depot = importer("Réalisé", plan)
    assert (actifs(), Fiche.objects.get().statut) == ([], "realise")
    annuler_import(depot, **options)
    assert (actifs(), Fiche.objects.get().statut) == (["Foncier"], "bloque")
