"""The library as one collectivité meets it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, placer
from tests.referentiels.factories import EngagementFactory, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.bibliotheque import ModeleFiche
from cordee.plans.models import LignePanier
from cordee.plans.queries.bibliotheque import (
    Ailleurs,
    bibliotheque,
    compter_ailleurs,
    destinations_for,
    find_modele,
    mesures_servies,
    nommer_mesure,
    noms_competences,
    panier_of,
    situation_bibliotheque_for,
)
from cordee.territoires.models import Collectivite, Competence, CompetenceExercee

pytestmark = pytest.mark.django_db


def carte(rang: int = 0) -> ModeleFiche:
    return bibliotheque()[rang]


def exerce(collectivite: Collectivite, code: str, exercee: bool = True) -> None:
    competence, _ = Competence.objects.get_or_create(code=code, defaults={"intitule": f"Compétence {code}"})
    CompetenceExercee.objects.create(collectivite=collectivite, competence=competence, exercee=exercee)


def au_panier(collectivite: Collectivite, code: str, **champs: Any) -> LignePanier:
    return LignePanier.objects.create(collectivite=collectivite, modele=code, ajoute_le=LE, **champs)


def test_une_fiche_modele_se_trouve_par_son_code() -> None:
    assert find_modele(carte().code) == carte()
    assert find_modele("perdue-99") is None


def test_la_situation_dit_les_competences_le_panier_et_les_fiches_deja_creees() -> None:
    membre = MembreFactory(editeur=True)
    collectivite = membre.collectivite
    exerce(collectivite, "6000")
    exerce(collectivite, "1505", exercee=False)
    ligne = au_panier(collectivite, carte(2).code)
    fiche = FicheFactory(collectivite=collectivite, modele=carte().code)
    FicheFactory(collectivite=collectivite)
    FicheFactory(collectivite=collectivite, modele=carte(1).code, supprimee_le=LE)
    FicheFactory(modele=carte(1).code)
    situation = situation_bibliotheque_for(membre.utilisateur, collectivite)
    assert situation.exercees == {"6000": True, "1505": False}
    assert situation.panier == {carte(2).code: ligne}
    assert situation.utilisees == {carte().code: [fiche]}
    assert not situation.portee.est_commune


def test_une_fiche_confidentielle_ne_se_devine_pas_par_la_bibliotheque() -> None:
    lectrice = MembreFactory(lecteur=True)
    FicheFactory(confidentielle=True, collectivite=lectrice.collectivite, modele=carte().code)
    assert situation_bibliotheque_for(lectrice.utilisateur, lectrice.collectivite).utilisees == {}


def test_une_fiche_portee_ensemble_compte_aussi() -> None:
    membre = MembreFactory(editeur=True)
    fiche = FicheFactory(modele=carte().code)
    partagee_avec(fiche, membre.collectivite)
    assert situation_bibliotheque_for(membre.utilisateur, membre.collectivite).utilisees == {carte().code: [fiche]}


def test_la_portee_suit_les_competences_et_l_echelle() -> None:
    velo = next(modele for modele in bibliotheque() if "6000" in modele.competences)
    communale = next(modele for modele in bibliotheque() if modele.competences and modele.echelle_communale)
    epci = MembreFactory(editeur=True)
    exerce(epci.collectivite, "7575")
    situation = situation_bibliotheque_for(epci.utilisateur, epci.collectivite)
    assert not situation.portee.atteint(velo)
    commune = MembreFactory(editeur=True, collectivite=CollectiviteFactory(commune=True))
    exerce(commune.collectivite, "7575")
    situation = situation_bibliotheque_for(commune.utilisateur, commune.collectivite)
    assert situation.portee.est_commune
    assert situation.portee.atteint(communale)


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_situation_se_lit_en_autant_de_requetes_quel_que_soit_le_nombre(nombre: int) -> None:
    membre = MembreFactory(editeur=True)
    for rang in range(nombre):
        au_panier(membre.collectivite, carte(rang).code)
        FicheFactory(collectivite=membre.collectivite, modele=carte(rang).code)
    with CaptureQueriesContext(connection) as requetes:
        situation = situation_bibliotheque_for(membre.utilisateur, membre.collectivite)
        assert [fiche.get_absolute_url for fiches in situation.utilisees.values() for fiche in fiches]
    assert len(requetes) == 6


def test_le_panier_garde_son_ordre_et_oublie_les_fiches_parties() -> None:
    collectivite = CollectiviteFactory()
    lignes = [au_panier(collectivite, code) for code in (carte(3).code, "perdue-99", carte(1).code)]
    au_panier(CollectiviteFactory(), carte().code)
    assert list(panier_of(collectivite).values()) == [lignes[0], lignes[2]]


def test_les_competences_se_disent_par_leur_nom() -> None:
    Competence.objects.create(code="6000", intitule="Mobilité")
    assert noms_competences(["6000", "1505", "6000"]) == ["1505", "Mobilité"]
    assert noms_competences([]) == []


def test_une_mesure_servie_mene_a_sa_page_quand_son_referentiel_est_ouvert() -> None:
    engagement = EngagementFactory()
    ici = mesures_servies([noeud("1.1.1"), "cae_2.1.1", noeud("1.1.1")], engagement.collectivite)
    assert [(m.code, m.libelle, m.referentiel) for m in ici] == [
        (noeud("1.1.1"), "Organiser", "te-test"),
        ("cae_2.1.1", "", ""),
    ]
    assert mesures_servies([noeud("1.1.1")], CollectiviteFactory())[0].referentiel == ""
    assert nommer_mesure("cae_2.1.1") == "CAE 2.1.1"


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_destinations_sont_les_plans_et_leurs_axes_dans_l_ordre(nombre: int) -> None:
    membre = MembreFactory(editeur=True)
    PlanFactory()
    for rang in range(nombre):
        plan = PlanFactory(collectivite=membre.collectivite, nom=f"Plan {rang}")
        premier = AxeFactory(plan=plan, nom="Se déplacer")
        AxeFactory(plan=plan, nom="Se chauffer", code="B")
        AxeFactory(plan=plan, parent=premier, nom="À vélo")
    with CaptureQueriesContext(connection) as requetes:
        trouvees = destinations_for(membre.utilisateur, membre.collectivite)
    assert len(requetes) == 4
    assert [plan.nom for plan, _ in trouvees] == [f"Plan {rang}" for rang in range(nombre)]
    assert [(d.numero, d.axe and d.axe.nom, d.niveau) for d in trouvees[0][1]] == [
        ("", None, 0),
        ("1", "Se déplacer", 1),
        ("1.1", "À vélo", 2),
        ("B", "Se chauffer", 1),
    ]


class TestAilleurs:
    def fiches(self, nombre: int, **champs: Any) -> None:
        for _ in range(nombre):
            FicheFactory(modele=carte().code, **champs)

    def test_les_collectivites_se_comptent_par_statut(self) -> None:
        self.fiches(3, statut="en_cours")
        self.fiches(4, statut="realise")
        self.fiches(5, statut="a_venir")
        FicheFactory(modele="", statut="en_cours")
        assert compter_ailleurs() == {carte().code: Ailleurs(en_cours=3, realisees=4)}

    def test_moins_de_trois_ne_se_disent_pas(self) -> None:
        self.fiches(2, statut="en_cours")
        assert compter_ailleurs() == {}
        self.fiches(3, statut="realise")
        assert compter_ailleurs() == {carte().code: Ailleurs(en_cours=None, realisees=3)}

    def test_une_collectivite_compte_une_fois(self) -> None:
        collectivite = CollectiviteFactory()
        self.fiches(4, statut="en_cours", collectivite=collectivite)
        assert compter_ailleurs() == {}

    def test_ni_confidentielle_ni_supprimee_ni_sous_fiche(self) -> None:
        self.fiches(2, statut="en_cours")
        self.fiches(1, statut="en_cours", confidentielle=True)
        self.fiches(1, statut="en_cours", supprimee_le=LE)
        placer(FicheFactory(modele=carte().code, statut="en_cours"), PlanFactory(confidentiel=True))
        FicheFactory(parent=FicheFactory(), modele=carte().code, statut="en_cours")
        assert compter_ailleurs() == {}


def test_un_panier_sait_sa_situation_et_ses_cartes() -> None:
    membre = MembreFactory(editeur=True)
    for rang in (2, 0):
        au_panier(membre.collectivite, carte(rang).code)
    situation = situation_bibliotheque_for(membre.utilisateur, membre.collectivite)
    assert [c.modele for c in situation.cartes_du_panier] == [carte(2), carte(0)]
    assert situation.carte(carte(1)).ligne is None
