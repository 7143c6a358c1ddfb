"""What each filter finds, and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import (
    AUJOURDHUI,
    LE,
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    etiquette_nommee,
    partagee_avec,
    personne_nommee,
    pilotee_par,
    placer,
)  # fmt: skip
from tests.referentiels.factories import charger_mini, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.filtres_proposes import DEFINITIONS
from cordee.plans.domain.listes import Genre, GenreEtiquette, RoleActeur, RolePersonne, TypeBudget
from cordee.plans.models import (
    Blocage,
    Classement,
    Commentaire,
    Fiche,
    FicheIndicateur,
    FicheMesure,
    Financement,
    LienFiche,
    LigneBudget,
    Note,
)  # fmt: skip
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.filtres import filter_fiches
from cordee.plans.queries.options import noms_choisis, options_des_filtres
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.visibilite import list_fiches_for, list_racines_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def ici(membre):
    """Two fiches of the collectivité: the filters look for the first."""
    cherchee = FicheFactory(collectivite=membre.collectivite, titre="Cherchée")
    autre = FicheFactory(collectivite=membre.collectivite, titre="Autre", statut="realise")
    return cherchee, autre


def trouver(membre, plan=None, aujourdhui=AUJOURDHUI, **parametres: str) -> list[str]:
    filtres = lire_filtres({cle: valeur.split("|") for cle, valeur in parametres.items()})
    vues = list_fiches_for(membre.utilisateur, membre.collectivite)
    regard = Regard(membre.collectivite, aujourdhui, plan, arbre_of(plan).ordre() if plan else (), vues)
    fiches = list_racines_for(membre.utilisateur, membre.collectivite)
    return [fiche.titre for fiche in filter_fiches(fiches, filtres, regard)]


def test_les_valeurs_d_un_filtre_s_ajoutent_et_les_filtres_se_croisent(membre, ici) -> None:
    assert set(trouver(membre, statut="a_venir|realise")) == {"Cherchée", "Autre"}
    assert trouver(membre, statut="a_venir", q="cherch") == ["Cherchée"]
    assert trouver(membre, statut="realise", q="cherch") == []


def test_les_colonnes(membre, ici) -> None:
    Fiche.objects.filter(titre="Cherchée").update(
        statut="", priorite="elevee", temps="un_a_deux_ans", participation="concertation"
    )
    for cle, valeur in (
        ("statut", "sans"), ("priorite", "elevee"), ("temps", "un_a_deux_ans"), ("participation", "concertation"),
    ):  # fmt: skip
        assert trouver(membre, **{cle: valeur}) == ["Cherchée"], cle
    assert trouver(membre, priorite="sans") == ["Autre"]


def test_les_personnes_et_les_etiquettes(membre, ici) -> None:
    fiche, _ = ici
    pilote = pilotee_par(fiche, "Inès Allemand").personne
    elu = pilotee_par(fiche, "Odile Garcin", RolePersonne.ELU_REFERENT).personne
    assert trouver(membre, pilote=str(pilote.pk)) == trouver(membre, referent=str(elu.pk)) == ["Cherchée"]
    assert trouver(membre, pilote="sans") == ["Autre"]
    for cle, role in (
        ("structure", RoleActeur.MAITRE_OUVRAGE), ("service", RoleActeur.SERVICE_PILOTE),
        ("partenaire", RoleActeur.PARTENAIRE_TECHNIQUE), ("instance", RoleActeur.INSTANCE),
        ("etiquette", RoleActeur.ETIQUETTE),
    ):  # fmt: skip
        etiquette = etiquetee(fiche, f"Nom {cle}", role).etiquette
        assert trouver(membre, **{cle: str(etiquette.pk)}) == ["Cherchée"], cle
        assert trouver(membre, **{cle: "sans"}) == ["Autre"], cle


@pytest.mark.parametrize(
    ("cle", "genre", "code"),
    [
        ("thematique", Genre.THEMATIQUE, "energie_climat"), ("sous_thematique", Genre.SOUS_THEMATIQUE, "eau_potable"),
        ("cible", Genre.CIBLE, "agents"), ("effet", Genre.EFFET, "sols"), ("secteur", Genre.SECTEUR, "dechets"),
        ("categorie", Genre.CATEGORIE, "patrimoine"),
    ],
)  # fmt: skip
def test_les_classements(membre, ici, cle, genre, code) -> None:
    Classement.objects.create(fiche=ici[0], genre=genre, code=code)
    assert trouver(membre, **{cle: code}) == ["Cherchée"]


def test_les_places_dans_les_plans(membre, ici) -> None:
    fiche, autre = ici
    axe = AxeFactory(plan__collectivite=membre.collectivite)
    sous = AxeFactory(plan=axe.plan, parent=axe)
    placer(fiche, sous)
    assert trouver(membre, plan=None, axe=str(axe.pk)) == ["Cherchée"]
    filtres = lire_filtres({"plan": [str(axe.plan_id)]})
    regard = Regard(membre.collectivite, AUJOURDHUI)
    fiches = list_racines_for(membre.utilisateur, membre.collectivite)
    assert [f.titre for f in filter_fiches(fiches, filtres, regard)] == ["Cherchée"]
    assert [f.titre for f in filter_fiches(fiches, lire_filtres({"plan": ["sans"]}), regard)] == ["Autre"]
    placer(autre, axe.plan)
    assert trouver(membre, plan=axe.plan, axe="sans") == ["Autre"]
    assert trouver(membre, axe="sans") == ["Autre"]
    placer(fiche, PlanFactory(collectivite=membre.collectivite))
    assert trouver(membre, forme="plusieurs_plans") == ["Cherchée"]


def test_les_communes_les_mesures_les_indicateurs_et_l_argent(membre, ici) -> None:
    fiche, _ = ici
    charger_mini()
    commune = CollectiviteFactory(commune=True)
    fiche.communes.add(commune)
    FicheMesure.objects.create(fiche=fiche, mesure_id=noeud("1.1.1"))
    indicateur = IndicateurFactory(collectivite=membre.collectivite)
    FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur)
    LigneBudget.objects.create(fiche=fiche, type=TypeBudget.INVESTISSEMENT, prevu=Decimal(10))
    financeur = etiquette_nommee(membre.collectivite, GenreEtiquette.FINANCEUR, "ADEME")
    Financement.objects.create(fiche=fiche, financeur=financeur)
    for cle, valeur in (
        ("commune", str(commune.pk)), ("mesure", "avec"), ("mesure", noeud("1.1.1")), ("mesure", noeud("1.1")),
        ("indicateur", str(indicateur.pk)), ("indicateur", "avec"), ("budget", "avec"),
        ("financeur", str(financeur.pk)),
    ):  # fmt: skip
        assert trouver(membre, **{cle: valeur}) == ["Cherchée"], (cle, valeur)
    for cle in ("mesure", "indicateur", "budget", "financeur"):
        assert trouver(membre, **{cle: "sans"}) == ["Autre"], cle
    assert trouver(membre, mesure=f"{noeud('2.1.1')}|sans") == ["Autre"]
    assert trouver(membre, mesure=f"{noeud('2.1.1')}|avec") == ["Cherchée"]


def test_le_suivi_est_calcule(membre, ici) -> None:
    Fiche.objects.filter(titre="Cherchée").update(
        statut="en_cours", debut=date(2026, 1, 1), fin=AUJOURDHUI - timedelta(days=1),
        modifie_le=datetime(2025, 6, 1, tzinfo=UTC),
    )  # fmt: skip
    assert trouver(membre, suivi="en_retard") == trouver(membre, suivi="sans_nouvelles") == ["Cherchée"]
    Commentaire.objects.create(fiche=ici[0], texte="Ça avance.", cree_le=LE)
    assert trouver(membre, suivi="sans_nouvelles") == []
    Fiche.objects.filter(titre="Cherchée").update(statut="a_venir", fin=AUJOURDHUI + timedelta(days=30))
    assert trouver(membre, suivi="en_retard") == []
    assert trouver(membre, suivi="bientot") == trouver(membre, suivi="pas_commencee") == ["Cherchée"]
    Blocage.objects.create(fiche=ici[0], raison="Foncier", pose_le=LE)
    assert trouver(membre, suivi="bloquee|en_retard") == ["Cherchée"]


def test_les_formes(membre, ici) -> None:
    fiche, _ = ici
    recue = FicheFactory(titre="Reçue")
    partagee_avec(recue, membre.collectivite)
    FicheFactory(parent=fiche)
    Fiche.objects.filter(pk=fiche.pk).update(confidentiel=True, amelioration_continue=True, modele="eau-01")
    attendues = {
        "confidentielle": {"Cherchée"}, "publique": {"Autre", "Reçue"}, "partagee": {"Reçue"}, "recue": {"Reçue"},
        "continue": {"Cherchée"}, "ponctuelle": {"Autre", "Reçue"}, "modele": {"Cherchée"}, "decoupee": {"Cherchée"},
        "plusieurs_plans": set(),
    }  # fmt: skip
    assert {forme: set(trouver(membre, forme=forme)) for forme in attendues} == attendues


def test_ce_qui_manque(membre, ici) -> None:
    fiche, autre = ici
    Fiche.objects.filter(pk=autre.pk).update(contexte="x", objectifs="y", fin=AUJOURDHUI)
    Note.objects.create(fiche=autre, date=AUJOURDHUI, texte="Vu.", cree_le=LE, modifie_le=LE)
    Note.objects.create(fiche=fiche, date=date(2023, 5, 1), texte="Vieux.", cree_le=LE, modifie_le=LE)
    for manque in ("description", "objectifs", "dates", "echeance", "note_recente"):
        assert trouver(membre, manque=manque) == ["Cherchée"], manque
    assert trouver(membre, manque="note") == []
    assert set(trouver(membre, manque="document|commune")) == {"Cherchée", "Autre"}
    assert trouver(membre, note_annee="2023|2022") == ["Cherchée"]


def test_une_note_est_recente_pendant_trois_mois(membre, ici) -> None:
    for fiche, jour in zip(ici, (date(2025, 12, 11), date(2025, 12, 10)), strict=True):
        Note.objects.create(fiche=fiche, date=jour, texte="Vu.", cree_le=LE, modifie_le=LE)
    FicheFactory(collectivite=membre.collectivite, titre="Muette")
    assert date(2026, 3, 10) == AUJOURDHUI
    assert trouver(membre, note="recente") == ["Cherchée"]
    assert set(trouver(membre, note="avec")) == set(trouver(membre, note="avec|recente")) == {"Cherchée", "Autre"}


def test_les_periodes_les_liens_et_les_fiches_choisies(membre, ici) -> None:
    fiche, autre = ici
    Fiche.objects.filter(pk=fiche.pk).update(debut=date(2026, 2, 1), fin=date(2026, 6, 30))
    assert trouver(membre, du="2026-06-01", au="2026-06-30") == ["Cherchée"]
    assert trouver(membre, champ_date="debut", au="2026-02-01") == ["Cherchée"]
    assert trouver(membre, champ_date="creee", du="2026-03-11") == []
    assert set(trouver(membre, champ_date="modifiee", du="2026-03-10")) == {"Cherchée", "Autre"}
    LienFiche.objects.create(de=fiche, vers=autre)
    assert trouver(membre, liee=str(autre.pk)) == trouver(membre, fiche=str(fiche.pk)) == ["Cherchée"]


def test_les_ordres_mettent_a_la_fin_ce_qui_n_a_pas_de_valeur(membre) -> None:
    epci = membre.collectivite
    a = FicheFactory(collectivite=epci, titre="A", fin=date(2026, 5, 1), priorite="basse", statut="realise")
    FicheFactory(collectivite=epci, titre="b", priorite="elevee", statut="a_venir", modifie_le=LE + timedelta(days=1))
    FicheFactory(collectivite=epci, titre="É", fin=date(2025, 5, 1), debut=date(2025, 1, 1), statut="")
    LigneBudget.objects.create(fiche=a, type=TypeBudget.INVESTISSEMENT, prevu=Decimal(10))
    attendus = {
        "titre": "AbÉ", "-titre": "ÉbA", "fin": "ÉAb", "-fin": "AÉb", "debut": "ÉAb", "priorite": "bAÉ",
        "-statut": "ÉAb", "statut": "bAÉ", "-modifiee": "bAÉ", "budget": "AbÉ", "creee": "AbÉ", "plan": "bAÉ",
    }  # fmt: skip
    assert {tri: "".join(trouver(membre, tri=tri)) for tri in attendus} == attendus


def test_l_ordre_du_plan_suit_ses_axes(membre) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    deux = AxeFactory(plan=plan, nom="2", position=1)
    un = AxeFactory(plan=plan, nom="1", position=0)
    for titre, ou in (("D", deux), ("B", un), ("C", AxeFactory(plan=plan, parent=un)), ("A", plan)):
        FicheFactory(dans=ou, titre=titre)
    assert "".join(trouver(membre, plan=plan)) == "ABCD"
    assert trouver(membre, plan=plan, q="b", tri="-titre") == ["B"]


def test_le_panneau_ne_propose_que_ce_qui_mene_quelque_part(membre, ici) -> None:
    fiche, _ = ici
    axe = AxeFactory(plan__collectivite=membre.collectivite, nom="Rouler")
    placer(fiche, axe)
    pilote = pilotee_par(fiche, "Inès Allemand").personne
    personne_nommee(membre.collectivite, "Sans fiche")
    etiquetee(fiche, "Voirie", RoleActeur.SERVICE_PILOTE)
    Financement.objects.create(
        fiche=fiche, financeur=etiquette_nommee(membre.collectivite, GenreEtiquette.FINANCEUR, "ADEME")
    )
    Note.objects.create(fiche=fiche, date=AUJOURDHUI, texte="Vu.", cree_le=LE, modifie_le=LE)
    toutes = options_des_filtres(membre.utilisateur, membre.collectivite, None)
    assert toutes["pilote"] == [(str(pilote.pk), "Inès Allemand")]
    assert [libelle for _, libelle in toutes["financeur"]] == ["ADEME"]
    assert toutes["note_annee"] == [("2026", "Note de 2026")]
    assert "axe" not in toutes
    du_plan = options_des_filtres(membre.utilisateur, membre.collectivite, axe.plan)
    assert du_plan["axe"] == [(str(axe.pk), "1 Rouler")]
    assert set(toutes) | set(du_plan) <= {definition.cle for definition in DEFINITIONS}


def test_les_noms_choisis_se_lisent_par_numero(membre, ici) -> None:
    fiche, _ = ici
    pilote = pilotee_par(fiche, "Inès Allemand").personne
    plan = PlanFactory(collectivite=membre.collectivite, nom="Plan")
    filtres = lire_filtres({"pilote": [str(pilote.pk), "sans", "999"], "plan": [str(plan.pk)], "liee": [str(fiche.pk)]})
    assert noms_choisis(membre.utilisateur, membre.collectivite, filtres) == {
        ("pilote", str(pilote.pk)): "Inès Allemand", ("plan", str(plan.pk)): "Plan",
        ("liee", str(fiche.pk)): "Cherchée",
    }  # fmt: skip
