"""Links of copied fiches: between copies when both were copied, on the original when it stayed outside; whatever
numbers and titles others have."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import AppartenanceFactory, MembreFactory

from cordee.plans.actions.duplication import dupliquer_fiche, dupliquer_plan
from cordee.plans.domain.listes import TypeLien
from cordee.plans.models import Fiche, LienFiche, Plan
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def options(membre: Membre) -> dict[str, Any]:
    return {"par": membre.utilisateur, "le": LE}


@pytest.fixture
def plan(membre: Membre) -> Plan:
    return PlanFactory(collectivite=membre.collectivite)


def lier(de: Fiche, vers: Fiche, type: TypeLien = TypeLien.LIEE, decalage: int = 0) -> LienFiche:
    return LienFiche.objects.create(de=de, vers=vers, type=type, decalage=decalage)


def copies_de(copie: Plan) -> list[Fiche]:
    return list(Fiche.objects.filter(placements__plan=copie).order_by("placements__position"))


def liens_de(fiche: Fiche) -> set[tuple[int, int, str, int]]:
    return {
        *fiche.liens_sortants.values_list("de", "vers", "type", "decalage"),
        *fiche.liens_entrants.values_list("de", "vers", "type", "decalage"),
    }


def test_deux_fiches_de_meme_titre_et_de_meme_numero_gardent_chacune_ses_liens(plan: Plan, membre, options) -> None:
    """Titles and numbers are the same three times: only identity tells them apart."""
    un, deux, trois = (FicheFactory(dans=plan, titre="Isoler", code="1.1") for _ in range(3))
    lier(un, trois, TypeLien.FIN_DEBUT, 10)
    lier(deux, trois)
    copie = dupliquer_plan(plan, membre.collectivite, "", **options)
    a, b, c = copies_de(copie)
    assert liens_de(a) == {(a.pk, c.pk, "fin_debut", 10)}
    assert liens_de(b) == {(b.pk, c.pk, "liee", 0)}
    assert liens_de(c) == liens_de(a) | liens_de(b)
    assert liens_de(un) == {(un.pk, trois.pk, "fin_debut", 10)}, "l’original garde les siens"


def test_le_lien_vers_une_fiche_du_dehors_reste_sur_elle_meme_si_une_copie_porte_son_titre(
    plan: Plan, membre, options
) -> None:
    dedans = FicheFactory(dans=plan, titre="Isoler", code="1.1")
    FicheFactory(dans=plan, titre="Former", code="2.1")
    dehors = FicheFactory(dans=PlanFactory(collectivite=membre.collectivite), titre="Former", code="2.1")
    avant = FicheFactory(collectivite=membre.collectivite, titre="Isoler", code="1.1")
    lier(dedans, dehors, TypeLien.FIN_DEBUT, 5)
    lier(avant, dedans, TypeLien.DEBUT_DEBUT)
    a, b = copies_de(dupliquer_plan(plan, membre.collectivite, "", **options))
    assert liens_de(a) == {(a.pk, dehors.pk, "fin_debut", 5), (avant.pk, a.pk, "debut_debut", 0)}
    assert liens_de(b) == set()


def test_le_lien_vers_la_fiche_d_un_partenaire_reste_sur_elle(plan: Plan, membre, options) -> None:
    petr = AppartenanceFactory(membre=membre.collectivite).groupement
    MembreFactory(utilisateur=membre.utilisateur, collectivite=petr)
    fiche, autre = FicheFactory(dans=plan), FicheFactory(collectivite=petr)
    lier(fiche, autre)
    (copie,) = copies_de(dupliquer_plan(plan, membre.collectivite, "", **options))
    assert liens_de(copie) == {(autre.pk, copie.pk, "liee", 0)} or liens_de(copie) == {(copie.pk, autre.pk, "liee", 0)}


def test_les_sous_actions_d_une_copie_se_suivent_entre_elles(plan: Plan, membre, options) -> None:
    fiche = FicheFactory(dans=plan, titre="Isoler")
    un, deux = (FicheFactory(parent=fiche, titre="Étudier") for _ in range(2))
    lier(un, deux, TypeLien.FIN_DEBUT, 3)
    lier(fiche, un)
    copie = dupliquer_fiche(fiche, membre.collectivite, **options)
    a, b = copie.sous_fiches.all()
    assert liens_de(a) == {(a.pk, b.pk, "fin_debut", 3), (min(copie.pk, a.pk), max(copie.pk, a.pk), "liee", 0)}


def test_le_lien_vers_une_fiche_supprimee_ou_reservee_ne_se_copie_pas(plan: Plan, membre, options) -> None:
    fiche = FicheFactory(dans=plan)
    lier(fiche, FicheFactory(collectivite=membre.collectivite, supprimee_le=LE))
    lier(fiche, FicheFactory())
    (copie,) = copies_de(dupliquer_plan(plan, membre.collectivite, "", **options))
    assert liens_de(copie) == set()


def test_copier_les_liens_coute_autant_pour_une_fiche_que_pour_trois(plan: Plan, membre, options) -> None:
    axe = AxeFactory(plan=plan)
    dehors = FicheFactory(collectivite=membre.collectivite)

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            dupliquer_plan(plan, membre.collectivite, "", **options)
        return len(requetes)

    lier(FicheFactory(dans=axe), dehors)
    une = compter()
    for _ in range(2):
        lier(FicheFactory(dans=axe), dehors)
    assert compter() <= une
