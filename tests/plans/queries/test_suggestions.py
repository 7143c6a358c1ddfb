"""docs/calculs/suggestions.md §Ce qui est comparé: what is suggested to whom."""

from __future__ import annotations

import pytest
from tests.indicateurs.factories import IndicateurFactory, SuiviFactory
from tests.plans.factories import FicheFactory, PlanFactory, partagee_avec
from tests.referentiels.factories import (
    LIGNES,
    EngagementFactory,
    charger_mini,
    editrice,
    lectrice,
    noeud,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.suggestions import Texte
from cordee.plans.models import Fiche, FicheIndicateur, FicheMesure
from cordee.plans.queries.suggestions import (
    corpus_mesures,
    est_servable,
    fiches_servant,
    mesure_de,
    noeud_for,
    suggestions_fiches,
    suggestions_indicateurs,
    suggestions_mesures,
    texte_of,
)
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.territoires.enums import Role

pytestmark = pytest.mark.django_db
VELO = "Tracer des pistes pour les vélos"
ECOLE = "Rénover l'école et le gymnase"


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


def fiche_de(engagement: Engagement, titre: str, **champs: object) -> Fiche:
    return FicheFactory(collectivite=engagement.collectivite, titre=titre, **champs)


def suggerees(fiche: Fiche, engagement: Engagement) -> list[str]:
    return [mesure.numero for mesure in suggestions_mesures(fiche, engagement.collectivite)]


# -- mesures of a fiche ------------------------------------------------------------------------------------------------
def test_une_fiche_recoit_les_mesures_de_ses_mots(engagement: Engagement) -> None:
    fiche = fiche_de(engagement, VELO)
    (suggeree,) = suggestions_mesures(fiche, engagement.collectivite)
    assert (suggeree.code, suggeree.numero, suggeree.libelle) == (noeud("1.1.2"), "1.1.2", "Rouler")
    assert suggeree.referentiel == engagement.referentiel
    assert set(suggeree.mots) == {"tracer", "pistes", "vélos"}


def test_les_objectifs_comptent_aussi(engagement: Engagement) -> None:
    assert suggerees(fiche_de(engagement, "Fiche douze"), engagement) == []
    assert suggerees(fiche_de(engagement, "Fiche treize", objectifs=ECOLE), engagement) == ["2.1.1"]


def test_ce_qui_est_deja_servi_n_est_plus_suggere(engagement: Engagement) -> None:
    for servi in ("1.1.2", "1.1.2.1"):
        fiche = fiche_de(engagement, VELO)
        FicheMesure.objects.create(fiche=fiche, mesure_id=noeud(servi))
        assert suggerees(fiche, engagement) == []


def test_seuls_comptent_les_referentiels_ouverts(engagement: Engagement) -> None:
    ailleurs = CollectiviteFactory()
    fiche = FicheFactory(collectivite=ailleurs, titre=VELO)
    assert suggestions_mesures(fiche, ailleurs) == []
    Engagement.objects.update(mode=Mode.ARCHIVE)
    assert suggerees(fiche_de(engagement, VELO), engagement) == []


def test_un_groupement_recoit_ce_que_ses_membres_ont_ouvert(engagement: Engagement) -> None:
    petr = CollectiviteFactory(petr=True, membres=[engagement.collectivite])
    fiche = FicheFactory(collectivite=petr, titre=VELO)
    assert [mesure.numero for mesure in suggestions_mesures(fiche, petr)] == ["1.1.2"]


def test_une_mesure_desactivee_par_toutes_n_est_pas_suggeree() -> None:
    regle = ("", "", "si identite(type, EPCI) alors VRAI")
    lignes = [(*ligne, *regle) if ligne[0] == "1.1.2" else ligne for ligne in LIGNES]
    referentiel = charger_mini(lignes, version="1.1.0")
    epci = EngagementFactory(referentiel=referentiel)
    assert suggerees(fiche_de(epci, VELO), epci) == []
    commune = EngagementFactory(referentiel=referentiel, collectivite=CollectiviteFactory(commune=True))
    assert suggerees(fiche_de(commune, VELO), commune) == ["1.1.2"]
    pole = CollectiviteFactory(petr=True, membres=[epci.collectivite, commune.collectivite])
    fiche = FicheFactory(collectivite=pole, titre=VELO)
    assert [mesure.numero for mesure in suggestions_mesures(fiche, pole)] == ["1.1.2"]


def test_un_chargement_refait_le_corpus() -> None:
    premier = corpus_mesures(charger_mini(version="1.2.0"))
    assert corpus_mesures(charger_mini(version="1.2.0")) is premier
    lignes = [(ligne[0], "Pédaler", *ligne[2:]) if ligne[0] == "1.1.2" else ligne for ligne in LIGNES]
    second = corpus_mesures(charger_mini(lignes, version="1.3.0"))
    assert second is not premier
    assert "pedal" in second.colonnes


def test_les_noeuds_remontent_a_leur_mesure() -> None:
    mesures = {noeud("1.1.2"), noeud("2.1.1")}
    assert mesure_de(noeud("1.1.2"), mesures) == noeud("1.1.2")
    assert mesure_de(noeud("2.1.1.2.1"), mesures) == noeud("2.1.1")
    assert mesure_de(noeud("1.1"), mesures) is None


def test_une_fiche_se_compare_par_son_titre_et_ses_textes() -> None:
    fiche = FicheFactory(titre="Haies", objectifs="Dix kilomètres", description="Le long des routes", contexte="Vent")
    assert texte_of(fiche) == Texte("Haies", "Dix kilomètres Le long des routes Vent")


# -- indicators of a fiche ---------------------------------------------------------------------------------------------
def test_les_indicateurs_visibles_seulement_et_pas_deux_fois(engagement: Engagement) -> None:
    epci = engagement.collectivite
    haies = IndicateurFactory(titre="Linéaire de haies plantées", thematiques=["nature_environnement_air"])
    sien = IndicateurFactory(titre="Arbres et haies plantés", collectivite=epci)
    cache = IndicateurFactory(titre="Haies plantées, coût")
    IndicateurFactory(titre="Haies plantées ailleurs", personnalise=True)
    IndicateurFactory(titre="Haies plantées, ensemble", regroupement=True)
    IndicateurFactory(titre="Tonnes de compost")
    SuiviFactory(collectivite=epci, indicateur=cache, confidentiel=True)
    fiche = fiche_de(engagement, "Planter des haies")

    def titres(confidentiels: bool) -> set[str]:
        trouves = suggestions_indicateurs(fiche, epci, confidentiels=confidentiels)
        assert all({"haies", "planter"} >= set(t.mots) for t in trouves)
        return {t.indicateur.titre for t in trouves}

    assert titres(False) == {haies.titre, sien.titre}
    assert titres(True) == {haies.titre, sien.titre, cache.titre}
    FicheIndicateur.objects.create(fiche=fiche, indicateur=haies)
    assert titres(False) == {sien.titre}


def test_un_indicateur_se_trouve_par_le_nom_de_son_parent(engagement: Engagement) -> None:
    haies = IndicateurFactory(titre="Linéaire de haies plantées")
    enfant = IndicateurFactory(titre="Essences locales", parents=[haies])
    fiche = fiche_de(engagement, "Planter des haies")
    FicheIndicateur.objects.create(fiche=fiche, indicateur=haies)
    (trouve,) = suggestions_indicateurs(fiche, engagement.collectivite, confidentiels=False)
    assert (trouve.indicateur, set(trouve.mots)) == (enfant, {"planter", "haies"})


# -- fiches of a mesure ------------------------------------------------------------------------------------------------
def test_les_fiches_d_une_mesure_sont_celles_qui_la_servent_ou_une_partie(engagement: Engagement) -> None:
    lise = editrice(engagement)
    directe, partie, mere = (fiche_de(engagement, titre) for titre in ("B", "A", "C"))
    sous = FicheFactory(parent=mere, titre="Sous")
    autre = fiche_de(engagement, "D")
    for fiche, servi in ((directe, "1.1.2"), (partie, "1.1.2.1"), (sous, "1.1.2"), (autre, "1.1.1")):
        FicheMesure.objects.create(fiche=fiche, mesure_id=noeud(servi))
    assert fiches_servant(lise, engagement.collectivite, noeud("1.1.2")) == [partie, directe, mere]
    assert fiches_servant(lise, engagement.collectivite, noeud("1.1.2.1")) == [partie]


def test_une_lectrice_ne_voit_pas_les_confidentielles(engagement: Engagement) -> None:
    epci, lue = engagement.collectivite, lectrice(engagement)
    secrete = fiche_de(engagement, "Secrète", confidentiel=True)
    mere = fiche_de(engagement, "Mère")
    sous = FicheFactory(parent=mere, titre="Sous secrète", confidentiel=True)
    for fiche in (secrete, sous):
        FicheMesure.objects.create(fiche=fiche, mesure_id=noeud("1.1.2"))
    assert fiches_servant(lue, epci, noeud("1.1.2")) == []
    assert fiches_servant(editrice(engagement), epci, noeud("1.1.2")) == [mere, secrete]
    cachee = FicheFactory(dans=PlanFactory(collectivite=epci, confidentiel=True), titre=VELO)
    proposees = suggestions_fiches(lue, epci, engagement.referentiel, noeud("1.1.2"))
    assert proposees == []
    (proposee,) = suggestions_fiches(editrice(engagement), epci, engagement.referentiel, noeud("1.1.2"))
    assert (proposee.fiche, set(proposee.mots)) == (cachee, {"tracer", "pistes", "vélos"})


def test_les_fiches_proposees_ne_sont_ni_liees_ni_des_sous_fiches(engagement: Engagement) -> None:
    epci, lise = engagement.collectivite, editrice(engagement)
    liee, libre = fiche_de(engagement, VELO), fiche_de(engagement, VELO)
    FicheFactory(parent=libre, titre=VELO)
    voisine = FicheFactory(titre=VELO)
    partagee_avec(voisine, epci)
    FicheFactory(titre=VELO)

    def proposees(code: str) -> set[Fiche]:
        return {s.fiche for s in suggestions_fiches(lise, epci, engagement.referentiel, noeud(code), exclues=[liee])}

    assert proposees("1.1.2") == proposees("1.1.2.1") == {libre, voisine}
    assert proposees("1.1") == set()


def test_un_nombre_fixe_de_requetes(engagement: Engagement, django_assert_num_queries) -> None:
    epci = engagement.collectivite
    lise = MembreFactory(collectivite=epci, role=Role.EDITION).utilisateur
    suggestions_fiches(lise, epci, engagement.referentiel, noeud("1.1.2"))
    for combien in (1, 3):
        for _ in range(combien):
            FicheMesure.objects.create(fiche=fiche_de(engagement, VELO), mesure_id=noeud("1.1.2"))
            fiche_de(engagement, VELO)
        with django_assert_num_queries(3):
            liees = fiches_servant(lise, epci, noeud("1.1.2"))
            assert suggestions_fiches(lise, epci, engagement.referentiel, noeud("1.1.2"), exclues=liees)


def test_un_noeud_se_trouve_dans_son_referentiel(engagement: Engagement) -> None:
    trouves = {numero: noeud_for(engagement.referentiel_id, noeud(numero)) for numero in ("1", "1.1", "1.1.2", "9.9")}
    assert [numero for numero, trouve in trouves.items() if trouve and est_servable(trouve)] == ["1.1.2"]
    assert [numero for numero, trouve in trouves.items() if trouve] == ["1", "1.1", "1.1.2"]
    assert noeud_for("cae", noeud("1.1.2")) is None
