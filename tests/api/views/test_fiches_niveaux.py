"""The API gives sous-fiches when asked, and filters on the fields that a collectivité adds."""

from __future__ import annotations

import pytest
from tests.api.programme import Programme
from tests.plans.fabrique_champs import champ_de, remplir
from tests.plans.factories import FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.models import Fiche, Plan
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory()
    verte = FicheFactory(dans=plan, titre="Voie verte")
    FicheFactory(parent=FicheFactory(parent=verte, titre="Étude"), titre="Tracé", statut="en_cours")
    FicheFactory(dans=plan, titre="Haies")
    return plan


@pytest.fixture
def membre(plan: Plan) -> Membre:
    return MembreFactory(editeur=True, collectivite=plan.collectivite)


@pytest.fixture
def programme(membre: Membre) -> Programme:
    return Programme.de(membre)


def titres(programme: Programme, **parametres: object) -> list[str]:
    return sorted(fiche["titre"] for fiche in programme.lire("fiches", **parametres).json()["elements"])


def test_les_sous_fiches_se_demandent(programme: Programme) -> None:
    assert titres(programme) == ["Haies", "Voie verte"]
    assert titres(programme, niveau="toutes") == ["Haies", "Tracé", "Voie verte", "Étude"]
    assert titres(programme, niveau="sous", statut="en_cours") == ["Tracé"]
    verte, etude = (Fiche.objects.get(titre=titre) for titre in ("Voie verte", "Étude"))
    assert titres(programme, parent=verte.pk) == ["Tracé", "Étude"]
    (trace,) = programme.lire("fiches", parent=etude.pk).json()["elements"]
    assert trace["parente"] == etude.pk
    assert programme.lire("fiches", niveau="dessous").status_code == 422


@pytest.mark.usefixtures("fiches_cherchables")
def test_un_champ_de_la_collectivite_filtre_trie_et_se_dit_attendu(
    programme: Programme, membre: Membre, plan: Plan
) -> None:
    foyers = champ_de(plan.collectivite, "Foyers", "nombre", obligatoire=True)
    remplir(Fiche.objects.get(titre="Haies"), foyers, "12", par=membre.utilisateur)
    remplir(Fiche.objects.get(titre="Voie verte"), foyers, "40", par=membre.utilisateur)
    assert titres(programme, **{f"{foyers.cle}_de": "20"}) == ["Voie verte"]
    assert titres(programme, **{foyers.cle: "sans", "niveau": "toutes"}) == ["Tracé", "Étude"]
    assert titres(programme, completer="champs", niveau="toutes") == ["Tracé", "Étude"]
    tries = programme.lire("fiches", tri=f"-{foyers.cle}").json()["elements"]
    assert [fiche["titre"] for fiche in tries] == ["Voie verte", "Haies"]
    (etude,) = programme.lire("fiches", niveau="sous", q="etude").json()["elements"][:1]
    assert etude["champs_a_completer"] == ["Foyers"]
    filtres = {filtre["parametre"] for filtre in programme.lire("fiches/filtres").json()}
    assert foyers.cle in filtres


def test_un_champ_inconnu_une_valeur_et_une_borne_fausses_sont_refuses(programme: Programme, plan: Plan) -> None:
    foyers = champ_de(plan.collectivite, "Foyers", "nombre")
    for demande in (
        {"champ_987": "avec"}, {"tri": "champ_987"}, {foyers.cle: "peut-être"}, {f"{foyers.cle}_de": "beaucoup"},
        {"champ_x": "avec"},
    ):  # fmt: skip
        reponse = programme.lire("fiches", **demande)
        assert reponse.status_code == 422, demande
