"""Rows of long lists are written once for the same values (tag `rangee`): nothing in them changes inside."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.plans.factories import FicheFactory, PlanFactory, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.gantt import Barre
from cordee.plans.models import Fiche, FichePersonne
from cordee.plans.views.vues.gantt import Etiquette, Rang
from cordee.plans.views.vues.lignes import Ligne

SIMPLES = {"int", "str", "bool", "float", "None", "int | None", "Barre | None", "Etiquette | None", "Forme"}


@pytest.mark.parametrize("rangee", [Ligne, Rang, Barre, Etiquette])
def test_une_rangee_ne_tient_que_des_valeurs(rangee) -> None:
    types = {champ.type for champ in rangee.__dataclass_fields__.values()}
    tuples = {genre for genre in types if genre.startswith("tuple[")}
    assert types - tuples <= SIMPLES
    assert not any(mot in genre for genre in tuples for mot in ("list", "dict", "Fiche", "Any"))
    assert rangee.__dataclass_params__.frozen
    assert rangee.__dataclass_params__.eq


@pytest.fixture
def plan(db):
    return PlanFactory()


@pytest.mark.parametrize("vue", ["arbre", "tableau", "kanban", "gantt"])
def test_ce_qui_change_hors_du_site_se_voit_a_la_page_suivante(client, plan, vue) -> None:
    membre = MembreFactory(editeur=True, collectivite=plan.collectivite)
    client.force_login(membre.utilisateur)
    fiche = FicheFactory(dans=plan, titre="Semer", statut="en_cours", avancement=10)
    adresse = reverse("plan", args=[plan.collectivite.siren, plan.pk]) + f"?vue={vue}"
    for champs in ({"titre": "Planter"}, {"avancement": 77}, {"statut": "bloque"}, {"code": "9.9"}):
        avant = client.get(adresse).content.decode()
        Fiche.objects.filter(pk=fiche.pk).update(**champs)
        apres = client.get(adresse).content.decode()
        assert apres != avant
    assert all(mot in apres for mot in ("Planter", "9.9", "77"))
    FichePersonne.objects.create(fiche=fiche, personne=personne_nommee(plan.collectivite, "Zoé Tardieu"), role="pilote")
    assert "Zoé Tardieu" in client.get(adresse).content.decode()


@pytest.mark.parametrize("vue", ["arbre", "tableau", "kanban", "gantt"])
def test_ce_que_l_une_peut_changer_ne_s_ecrit_pas_pour_qui_ne_peut_que_lire(client, plan, vue) -> None:
    FicheFactory(dans=plan, titre="Semer")
    adresse = reverse("plan", args=[plan.collectivite.siren, plan.pk]) + f"?vue={vue}"
    pages = []
    for role in ("editeur", "lecteur"):
        client.force_login(MembreFactory(collectivite=plan.collectivite, **{role: True}).utilisateur)
        pages.append(client.get(adresse).content.decode())
    gestes = {"arbre": "pl-deplacer", "tableau": "pl-crayon", "kanban": "data-kanban-choix", "gantt": "gantt-dates"}
    assert [gestes[vue] in page for page in pages] == [True, False]
