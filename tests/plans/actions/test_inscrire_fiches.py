"""Whole fiches written at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.factories import LE, AxeFactory, PlanFactory
from tests.referentiels.factories import charger_mini, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.indicateurs.models import Indicateur, Valeur
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches, trouver_axes
from cordee.plans.domain.fiche import (
    ActeurCite,
    DateConnue,
    DocumentCite,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LienCite,
    LigneBudget,
    NoteCitee,
    ObjectifChiffre,
    PersonneCitee,
)
from cordee.plans.domain.listes import (
    DomaineImpact,
    Genre,
    Precision,
    RoleActeur,
    RolePersonne,
    StatutFiche,
    TypeBudget,
    TypeLien,
)
from cordee.plans.models import Axe, Etiquette, Fiche, LienFiche, Personne, Placement
from cordee.plans.queries.recherche import filter_texte
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


@pytest.fixture
def editrice():
    return MembreFactory(editeur=True)


def inscrire(membre, *fiches: FicheComplete, **ou):
    return inscrire_fiches(
        membre.collectivite, [AInscrire(fiche, **ou) for fiche in fiches], par=membre.utilisateur, le=LE
    )


def riche(membre) -> FicheComplete:
    return FicheComplete(
        titre="Rénover les écoles",
        code="2.1",
        contexte="Douze écoles d'avant 1985.",
        statut=StatutFiche.EN_COURS,
        debut=DateConnue(date(2024, 1, 1), Precision.ANNEE),
        fin=DateConnue(date(2027, 6, 30)),
        classements={Genre.CIBLE: ("agents", "agents", "elus_locaux")},
        personnes=(
            PersonneCitee(membre.utilisateur.nom_complet),
            PersonneCitee("Jeanne Roux", RolePersonne.ELU_REFERENT),
            PersonneCitee("jeanne  ROUX", RolePersonne.ELU_REFERENT),
        ),
        acteurs=(
            ActeurCite("SyMÉnergie", RoleActeur.PARTENAIRE),
            ActeurCite("Symenergie", RoleActeur.PARTENAIRE_TECHNIQUE),
        ),
        objectifs_chiffres=(ObjectifChiffre("Réduire", Decimal("20"), "%", 2027),),
        impacts=(Impact(DomaineImpact.GES, 2, Decimal("35"), "tCO2e/an", 2027),),
        budgets=(LigneBudget(TypeBudget.INVESTISSEMENT, annee=2025, prevu=Decimal("120000")),),
        financements=(FinancementCite("ADEME", montant=Decimal("24000")),),
        indicateurs=(IndicateurCite("Écoles rénovées", "écoles", resultats=((2024, 1.0),), objectifs=((2027, 12.0),)),),
        mesures=(noeud("1.1.1"), "cae_inconnue"),
        liens=(LienCite("Former les agents", type=TypeLien.FIN_DEBUT, entrant=True),),
        notes=(NoteCitee(date(2025, 5, 2), "Marché attribué."),),
        documents=(DocumentCite("Étude", "https://exemple.fr/etude"),),
        sous_fiches=[
            FicheComplete("Auditer", sous_fiches=[FicheComplete("Choisir le bureau d'études")]),
            FicheComplete("Isoler"),
        ],
    )


def test_une_fiche_entiere_s_ecrit_avec_tout_ce_qui_l_entoure(editrice) -> None:
    charger_mini()
    axe = AxeFactory(plan__collectivite=editrice.collectivite)
    fiche, autre = inscrire(editrice, riche(editrice), FicheComplete("Former les agents"), axe=axe)
    assert (fiche.code, fiche.statut, fiche.precision_debut) == ("2.1", "en_cours", "annee")
    assert [p.personne.utilisateur for p in fiche.personnes.all()] == [editrice.utilisateur, None]
    assert Personne.objects.count() == 2
    assert [e.nom for e in Etiquette.objects.filter(genre="partenaire")] == ["SyMÉnergie"]
    assert [c.code for c in fiche.classements.all()] == ["agents", "elus_locaux"]
    assert [m.mesure_id for m in fiche.mesures.all()] == [noeud("1.1.1")]
    assert [(b.annee, b.prevu) for b in fiche.budgets.all()] == [(2025, Decimal("120000"))]
    assert fiche.financements.get().financeur.nom == "ADEME"
    assert fiche.notes.get().texte == "Marché attribué."
    assert fiche.documents.get().document.adresse == "https://exemple.fr/etude"
    assert [(s.titre, s.profondeur) for s in fiche.sous_fiches.all()] == [("Auditer", 1), ("Isoler", 1)]
    assert Fiche.objects.get(profondeur=2).parent.titre == "Auditer"
    lien = LienFiche.objects.get()
    assert (lien.de, lien.vers, lien.type) == (autre, fiche, TypeLien.FIN_DEBUT)
    assert [(p.axe, p.position) for p in Placement.objects.order_by("position")] == [(axe, 0), (axe, 1)]


def test_les_indicateurs_sont_crees_une_fois_avec_leurs_annees(editrice) -> None:
    charger_mini()
    inscrire(editrice, riche(editrice), riche(editrice))
    indicateur = Indicateur.objects.get(titre="Écoles rénovées")
    assert indicateur.collectivite == editrice.collectivite
    valeurs = Valeur.objects.filter(indicateur=indicateur).values_list("date_valeur__year", "resultat", "objectif")
    assert sorted(valeurs) == [(2024, 1.0, None), (2027, None, 12.0)]


def test_ce_qui_est_ecrit_se_trouve(editrice) -> None:
    charger_mini()
    inscrire(editrice, riche(editrice))
    trouvees = filter_texte(Fiche.objects.filter(parent=None), "école audit roux")
    assert [f.titre for f in trouvees] == ["Rénover les écoles"]


def test_une_fiche_sans_statut_ecrit_est_a_venir(editrice) -> None:
    (fiche,) = inscrire(editrice, FicheComplete("Compter"))
    assert fiche.statut == StatutFiche.A_VENIR
    assert not fiche.placements.exists()


def test_une_valeur_refusee_n_ecrit_rien(editrice) -> None:
    mauvaise = FicheComplete("Isoler", debut=DateConnue(date(2026, 1, 1)), fin=DateConnue(date(2025, 1, 1)))
    with pytest.raises(DonneeRefusee, match="avant le début"):
        inscrire(editrice, FicheComplete("Compter"), mauvaise)
    assert not Fiche.objects.exists()


def test_une_lectrice_n_inscrit_rien() -> None:
    with pytest.raises(Refus):
        inscrire(MembreFactory(lecteur=True), FicheComplete("Compter"))


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(editrice, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(45):
        inscrire(editrice, *[FicheComplete(f"Fiche {i}", sous_fiches=[FicheComplete("Étape")]) for i in range(60)])


def test_les_axes_d_un_plan_se_trouvent_par_leur_chemin_ou_se_creent(editrice) -> None:
    plan = PlanFactory(collectivite=editrice.collectivite)
    connu = AxeFactory(plan=plan, nom="1. Se chauffer")
    trouves = trouver_axes(plan, [(), ("1 se CHAUFFER", "Bois"), ("2. Rouler",), ("1. Se chauffer",)])
    assert trouves[()] is None
    assert trouves[("1. Se chauffer",)] == connu
    bois = trouves[("1 se CHAUFFER", "Bois")]
    assert bois is not None
    assert (bois.parent, bois.position) == (connu, 0)
    assert list(Axe.objects.filter(parent=None).values_list("nom", "position")) == [
        ("1. Se chauffer", 0),
        ("2. Rouler", 1),
    ]


def test_une_commune_citee_doit_etre_du_territoire(editrice) -> None:
    commune = CollectiviteFactory(commune=True, nom="Saint-Véran", groupements=[editrice.collectivite])
    (fiche,) = inscrire(editrice, FicheComplete("Rouler", communes=("saint veran", "Paris")))
    assert list(fiche.communes.all()) == [commune]
