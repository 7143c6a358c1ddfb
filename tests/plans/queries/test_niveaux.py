"""Lists of fiches, of sous-fiches, or of both; filters on each; a filter and its twin; orders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.documents.factories import DocumentFactory
from tests.plans.factories import (
    AUJOURDHUI,
    LE,
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    partagee_avec,
    pilotee_par,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.filtres_proposes import DEFINITIONS, SANS, Manque, Presence
from cordee.plans.domain.listes import RoleActeur
from cordee.plans.models import Classement, Fiche, FicheDocument, Note, Plan
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.filtres import fiches_du_niveau, filter_fiches
from cordee.plans.queries.rangement import ranger
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.visibilite import list_fiches_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def plan(membre) -> Plan:
    """Two fiches in two axes, the first cut into two sous-fiches, of which one is cut too."""
    plan = PlanFactory(collectivite=membre.collectivite)
    premier, second = AxeFactory(plan=plan), AxeFactory(plan=plan)
    b = FicheFactory(dans=second, titre="B")
    a = FicheFactory(dans=premier, titre="A")
    FicheFactory(parent=a, titre="A2", statut="en_cours", position=1)
    a1 = FicheFactory(parent=a, titre="A1", statut="realise", position=0)
    FicheFactory(parent=a1, titre="A11", position=0)
    FicheFactory(parent=b, titre="B1", position=0)
    return plan


def trouver(membre, ou=None, **parametres: str) -> list[str]:
    filtres = lire_filtres({cle: valeur.split("|") for cle, valeur in parametres.items()})
    toutes = list_fiches_for(membre.utilisateur, membre.collectivite)
    axes = arbre_of(ou).ordre() if ou else ()
    regard = Regard(
        membre.collectivite, AUJOURDHUI, ou, axes, toutes, avancements=lambda: resumer(toutes, AUJOURDHUI).avancements
    )
    return [f.titre for f in filter_fiches(fiches_du_niveau(toutes, filtres.niveau), filtres, regard)]


def test_une_liste_laisse_les_sous_fiches_sauf_si_on_les_demande(membre, plan) -> None:
    assert trouver(membre, plan) == ["A", "B"]
    assert trouver(membre, plan, niveau="toutes") == ["A", "A1", "A11", "A2", "B", "B1"]
    assert trouver(membre, plan, niveau="sous") == ["A1", "A11", "A2", "B1"]
    assert trouver(membre, plan, niveau="autre") == ["A", "B"], "an unknown word is no level"


def test_l_ordre_du_plan_est_le_meme_en_memoire_et_dans_la_base(membre, plan) -> None:
    resume = resumer(list_fiches_for(membre.utilisateur, membre.collectivite), AUJOURDHUI)
    titres = dict(Fiche.objects.values_list("pk", "titre"))
    rangees = ranger(resume, plan, arbre_of(plan)).ordonner(resume.fiches)
    assert [titres[pk] for pk in rangees] == trouver(membre, plan, niveau="toutes")


def test_une_sous_fiche_se_filtre_par_elle_meme_et_par_la_place_de_sa_fiche(membre, plan) -> None:
    premier = arbre_of(plan).racines[0].axe
    assert trouver(membre, plan, niveau="sous", statut="realise") == ["A1"]
    assert trouver(membre, plan, niveau="sous", axe=str(premier.pk)) == ["A1", "A11", "A2"]
    assert trouver(membre, plan, niveau="sous", plan="sans") == []
    partagee_avec(Fiche.objects.get(titre="B"), CollectiviteFactory())
    assert trouver(membre, plan, niveau="sous", forme="partagee") == ["B1"]
    assert trouver(membre, plan, niveau="sous", forme="plusieurs_plans") == []


def test_les_sous_fiches_d_une_fiche_se_demandent_par_son_numero(membre, plan) -> None:
    a, a1 = (Fiche.objects.get(titre=titre) for titre in ("A", "A1"))
    assert trouver(membre, plan, parent=str(a.pk)) == ["A1", "A11", "A2"]
    assert trouver(membre, plan, parent=str(a1.pk)) == ["A11"]
    ailleurs = FicheFactory(parent=FicheFactory())
    assert trouver(membre, parent=str(ailleurs.parent_id)) == [], "what one does not see has nothing below"


def test_un_lecteur_ne_trouve_pas_les_sous_fiches_confidentielles(plan) -> None:
    lecteur = MembreFactory(lecteur=True, collectivite=plan.collectivite)
    Fiche.objects.filter(titre="A").update(confidentiel=True)
    assert trouver(lecteur, plan, niveau="sous") == ["B1"]
    assert trouver(lecteur, plan, niveau="toutes", q="a11") == []


def test_l_avancement_trie_ce_qui_n_en_a_pas_vient_a_la_fin(membre) -> None:
    for titre, statut, avancement in (("C", "en_cours", 10), ("A", "abandonne", None), ("B", "en_cours", 80)):
        FicheFactory(collectivite=membre.collectivite, titre=titre, statut=statut, avancement=avancement)
    assert trouver(membre, tri="avancement") == ["C", "B", "A"]
    assert trouver(membre, tri="-avancement") == ["B", "C", "A"]


@pytest.mark.parametrize("code", [str(manque) for manque in Manque])
def test_il_manque_et_il_y_a_se_partagent_les_fiches(membre, code) -> None:
    pleine = FicheFactory(
        collectivite=membre.collectivite, titre="Pleine", description="D", objectifs="O", debut=date(2026, 1, 1),
        fin=date(2026, 6, 1),
    )  # fmt: skip
    vide = FicheFactory(collectivite=membre.collectivite, titre="")
    Note.objects.create(fiche=pleine, date=AUJOURDHUI - timedelta(days=30), texte="Fait", cree_le=LE, modifie_le=LE)
    pleine.communes.add(CollectiviteFactory(commune=True))
    FicheDocument.objects.create(fiche=pleine, document=DocumentFactory(collectivite=membre.collectivite), ajoute_le=LE)
    assert trouver(membre, manque=code) == [vide.titre]
    assert trouver(membre, presence=code) == ["Pleine"]
    assert [str(p) for p in Presence] == [str(m) for m in Manque]


def test_chaque_filtre_qui_dit_sans_dit_avec_et_les_deux_se_partagent_les_fiches(membre) -> None:
    sans = {definition.cle for definition in DEFINITIONS if definition.sans}
    assert sans == {definition.cle for definition in DEFINITIONS if definition.avec}
    plan = PlanFactory(collectivite=membre.collectivite)
    dite = FicheFactory(dans=AxeFactory(plan=plan), titre="Dite", priorite="elevee", debut=AUJOURDHUI, fin=AUJOURDHUI)
    FicheFactory(collectivite=membre.collectivite, titre="Muette", statut="")
    pilotee_par(dite, "Zoé Barral")
    etiquetee(dite, "Énergie", RoleActeur.SERVICE_PILOTE)
    Classement.objects.create(fiche=dite, genre="thematique", code="energie_climat")
    for cle in ("statut", "priorite", "plan", "pilote", "service", "thematique", "quand_debut", "quand_fin"):
        assert trouver(membre, **{cle: "avec"}) == ["Dite"], cle
        assert trouver(membre, **{cle: "sans"}) == ["Muette"], cle
    for cle in sans - {"axe", "suivi"}:
        avec, sans_rien = trouver(membre, **{cle: "avec"}), trouver(membre, **{cle: SANS})
        assert sorted([*avec, *sans_rien]) == ["Dite", "Muette"], cle
    assert trouver(membre, axe="avec") == ["Dite"]
    assert set(trouver(membre, suivi="avec|sans")) == {"Dite", "Muette"}


@pytest.mark.parametrize(
    ("age", "attendus"),
    [
        (10, {"avec", "recente", "un_an"}),
        (200, {"avec", "un_an"}),
        (400, {"avec", "sans_recente"}),
        (None, {"sans", "sans_recente"}),
    ],
)
def test_les_notes_selon_leur_age(membre, age, attendus) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite, titre="F")
    if age is not None:
        Note.objects.create(fiche=fiche, date=AUJOURDHUI - timedelta(days=age), texte="N", cree_le=LE, modifie_le=LE)
    trouves = {v for v in ("avec", "recente", "un_an", "sans", "sans_recente") if trouver(membre, note=v)}
    assert trouves == attendus


def test_ce_qui_a_change_depuis_tant_de_jours(membre) -> None:
    for titre, jours in (("Hier", 1), ("Mois", 20), ("Vieille", 200)):
        fiche = FicheFactory(collectivite=membre.collectivite, titre=titre)
        Fiche.objects.filter(pk=fiche.pk).update(modifie_le=LE - timedelta(days=jours))
    assert trouver(membre, depuis="7j") == ["Hier"]
    assert trouver(membre, depuis="30j", tri="titre") == ["Hier", "Mois"]
    assert set(trouver(membre, depuis="7j|365j")) == {"Hier", "Mois", "Vieille"}, "the widest"
