"""Reading the démarches PCAET: who sees them, what the dossier says, in how many queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import AUJOURDHUI, LE, FicheFactory, PlanFactory, personne_nommee
from tests.plans.factories_demarche import (
    ADOPTE_LE,
    DemarcheFactory,
    completer,
    editrice_de,
    fiche_complete,
    indicateur_de,
    joindre,
    lectrice_de,
    remplir,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Valeur
from cordee.plans.domain.listes import DomaineImpact, Genre, RolePersonne, TypeBudget
from cordee.plans.domain.pcaet import (
    Horizon,
    Niveau,
    Obligation,
    Piece,
    TypeBilan,
    Volet,
    annees_objectifs,
    manques_dossier,
)
from cordee.plans.models import (
    BilanDemarche,
    Classement,
    DemarchePcaet,
    Fiche,
    FicheIndicateur,
    Impact,
    LigneBudget,
    PlanPersonne,
    Vulnerabilite,
)
from cordee.plans.queries.demarche import (
    adoption_due,
    cycle_of,
    demarche_active_of,
    demarche_for,
    destinataires_of,
    editeurs_of,
    est_pilote_de,
    list_demarches_for,
    list_passages_of,
    list_plans_pcaet_for,
    list_publiees,
    obligation_of,
    passage_for,
    pilotes_of,
    population_of,
)
from cordee.plans.queries.demarche_dossier import (
    CONFIDENTIELLE,
    annees_of,
    dossier_of,
    fiches_pcaet_of,
    manques_of,
    matiere_bilan,
    vulnerabilites_of,
)
from cordee.plans.queries.demarche_export import document_ouvert, ligne_ouverte

pytestmark = pytest.mark.django_db


# -- who sees --------------------------------------------------------------------------------------------------------
def test_la_demarche_d_un_plan_confidentiel_est_pour_qui_voit_le_plan() -> None:
    demarche = DemarcheFactory(plan=PlanFactory(confidentiel=True))
    DemarchePcaet.objects.update(collectivite=demarche.plan.collectivite)
    epci = demarche.plan.collectivite
    lectrice, nommee = (MembreFactory(lecteur=True, collectivite=epci).utilisateur for _ in range(2))
    contributrice = MembreFactory(contributeur=True, collectivite=epci).utilisateur
    PlanPersonne.objects.create(plan=demarche.plan, personne=personne_nommee(epci, nommee), role=RolePersonne.PILOTE)
    assert demarche_for(lectrice, epci, demarche.pk) is None
    assert demarche_for(nommee, epci, demarche.pk) == demarche
    assert demarche_for(contributrice, epci, demarche.pk) == demarche
    assert not list_demarches_for(MembreFactory().utilisateur, epci).exists()


def test_une_lectrice_voit_une_demarche_sans_plan() -> None:
    demarche = DemarcheFactory()
    assert list(list_demarches_for(lectrice_de(demarche), demarche.collectivite)) == [demarche]


def test_les_editeurs_viennent_aussi_du_groupement_qui_coordonne() -> None:
    demarche = DemarcheFactory()
    epci = demarche.collectivite
    petr = CollectiviteFactory(petr=True, membres=[epci])
    coordinatrice = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
    MembreFactory(lecteur=True, collectivite=petr)
    lise = editrice_de(demarche)
    Utilisateur.objects.filter(pk=editrice_de(demarche).pk).update(is_active=False)
    assert set(editeurs_of(epci)) == {coordinatrice, lise}
    assert est_pilote_de(lise, demarche)
    demarche.pilotes.add(coordinatrice, lectrice_de(demarche))
    assert pilotes_of(demarche) == [coordinatrice]
    assert not est_pilote_de(lise, demarche)
    assert not est_pilote_de(lectrice_de(demarche), demarche)
    assert not est_pilote_de(MembreFactory().utilisateur, demarche)


def test_les_destinataires_sont_les_pilotes_sinon_les_editeurs() -> None:
    pilotee, libre, seule = DemarcheFactory(), DemarcheFactory(), DemarcheFactory()
    petr = CollectiviteFactory(petr=True, membres=[libre.collectivite])
    coordinatrice = MembreFactory(coordinateur=True, collectivite=petr).utilisateur
    lise, hugo = editrice_de(pilotee), editrice_de(libre)
    editrice_de(pilotee)
    pilotee.pilotes.add(lise)
    assert {pk: set(qui) for pk, qui in destinataires_of([pilotee, libre, seule]).items()} == {
        pilotee.pk: {lise},
        libre.pk: {coordinatrice, hugo},
        seule.pk: set(),
    }


def test_les_plans_proposes_sont_des_pcaet_libres() -> None:
    demarche = DemarcheFactory(avec_plan=True)
    libre = PlanFactory(collectivite=demarche.collectivite)
    PlanFactory(collectivite=demarche.collectivite, type="pat")
    assert list(list_plans_pcaet_for(lectrice_de(demarche), demarche.collectivite)) == [libre]
    assert demarche_active_of(demarche.collectivite) == demarche


def test_la_population_d_un_groupement() -> None:
    membres = [CollectiviteFactory(population=10_000), CollectiviteFactory(population=None)]
    petr = CollectiviteFactory(petr=True, membres=membres, population=70_000)
    assert population_of(petr, membres) == 10_000
    assert population_of(petr, membres[1:]) == 70_000
    assert population_of(membres[0]) == 10_000


# -- dates -----------------------------------------------------------------------------------------------------------
def test_l_adoption_est_due_six_ans_apres_la_precedente() -> None:
    ancienne = DemarcheFactory(adoptee=True)
    suivante = DemarcheFactory(collectivite=ancienne.collectivite, precedente=ancienne)
    assert adoption_due(suivante) == date(2032, 3, 12)
    suivante.precedente_adoptee_le = date(2019, 6, 1)
    assert adoption_due(suivante) == date(2025, 6, 1)
    assert adoption_due(DemarcheFactory()) == date(2018, 12, 31)


def test_le_cycle_lit_les_bilans_deposes() -> None:
    demarche = DemarcheFactory(adoptee=True)
    for quoi, depose in ((TypeBilan.MI_PARCOURS, LE), (TypeBilan.EVALUATION, None)):
        BilanDemarche.objects.create(
            demarche=demarche, type=str(quoi), arrete_au=AUJOURDHUI, depose_le=depose, modifie_le=LE
        )
    cycle = cycle_of(demarche)
    assert (cycle.mi_parcours, cycle.evaluation, cycle.adoption) == (AUJOURDHUI, None, ADOPTE_LE)


# -- dossier ---------------------------------------------------------------------------------------------------------
def test_un_dossier_complet_n_a_pas_de_manque() -> None:
    demarche = completer(DemarcheFactory())
    assert manques_of(demarche, jour=LE.date()) == ()
    assert DemarcheFactory().plan is None


@pytest.mark.parametrize(
    ("champs", "attendus"),
    [
        ({}, set()),
        ({"moyens": "Un poste"}, {"moyens"}),
        ({"financements_texte": "Région"}, {"moyens", "partenariats"}),
        ({"public_cible": "Écoles"}, {"publics"}),
        ({"priorite": "elevee"}, {"principale"}),
        ({"titre": "Sobriété numérique"}, {"numerique"}),
    ],
)
def test_ce_que_la_reglementation_lit_dans_une_fiche(champs: dict[str, Any], attendus: set[str]) -> None:
    plan = PlanFactory()
    FicheFactory(dans=plan, **champs)
    (fiche,) = fiches_pcaet_of(plan, masquer=True)
    drapeaux = {
        nom
        for nom in ("moyens", "publics", "partenariats", "resultats", "pilote", "indicateur", "biodiversite",
                    "numerique", "principale")
        if getattr(fiche, nom)
    }  # fmt: skip
    assert drapeaux == attendus


def test_une_fiche_complete_dit_tout_et_les_sous_fiches_comptent_pour_elle() -> None:
    demarche = DemarcheFactory(avec_plan=True)
    fiche_complete(demarche)
    mere = FicheFactory(dans=demarche.plan, titre="Zones de rencontre")
    FicheFactory(parent=mere, public_cible="Riverains")
    Classement.objects.create(fiche=mere, genre=Genre.CIBLE, code="elus_locaux")
    LigneBudget.objects.create(fiche=mere, type=TypeBudget.INVESTISSEMENT, prevu=10)
    FicheFactory(dans=demarche.plan, supprimee_le=LE)
    premiere, seconde = fiches_pcaet_of(demarche.plan, masquer=True)
    assert all((premiere.moyens, premiere.publics, premiere.partenariats, premiere.resultats, premiere.pilote))
    assert all((premiere.indicateur, premiere.biodiversite, premiere.numerique))
    assert len(premiere.secteurs) == 8
    assert (seconde.moyens, seconde.publics, seconde.pilote) == (True, True, False)


def test_une_fiche_confidentielle_est_tue_a_qui_ne_la_voit_pas() -> None:
    plan = PlanFactory()
    FicheFactory(dans=plan, titre="Racheter la friche", confidentielle=True)
    assert [fiche.intitule for fiche in fiches_pcaet_of(plan, masquer=True)] == [CONFIDENTIELLE]
    assert [fiche.intitule for fiche in fiches_pcaet_of(plan, masquer=False)] == ["Racheter la friche"]


def test_la_vulnerabilite_propose_seize_domaines_puis_les_siens() -> None:
    demarche = DemarcheFactory()
    for domaine, libelle in (("libre-neige", "Enneigement"), ("eau", "")):
        Vulnerabilite.objects.create(demarche=demarche, domaine=domaine, libelle=libelle, niveau="fort")
    lignes = vulnerabilites_of(demarche)
    assert len(lignes) == 17
    assert (lignes[-1].libelle, lignes[0].pk) == ("Enneigement", None)
    (eau, neige) = dossier_of(demarche, jour=LE.date()).vulnerabilites
    assert (eau.libelle, eau.niveaux) == ("Eau, assainissement, ruissellement", {Horizon.AUJOURDHUI: Niveau.FORT})
    assert neige.libelle == "Enneigement"


def test_le_dossier_se_lit_en_autant_de_requetes_quelle_que_soit_sa_taille() -> None:
    def compter(fiches: int) -> int:
        demarche = DemarcheFactory(avec_plan=True)
        for _ in range(fiches):
            fiche_complete(demarche)
            joindre(demarche, Piece.AUTRE)
        for volet in list(Volet)[:fiches]:
            remplir(demarche, volet)
        lise = editrice_de(demarche)
        ici = demarche_for(lise, demarche.collectivite, demarche.pk)
        assert ici is not None
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            manques_dossier(dossier_of(ici, jour=LE.date()))
        return len(requetes)

    assert compter(1) == compter(3) == 5


def test_la_liste_se_lit_en_autant_de_requetes_quel_que_soit_le_nombre() -> None:
    def compter(combien: int) -> int:
        epci = CollectiviteFactory()
        for _ in range(combien):
            joindre(DemarcheFactory(collectivite=epci, adoptee=True), Piece.AUTRE)
        lectrice = MembreFactory(lecteur=True, collectivite=epci).utilisateur
        with CaptureQueriesContext(connection) as requetes:
            for demarche in list_demarches_for(lectrice, epci):
                cycle_of(demarche)
        return len(requetes)

    assert compter(1) == compter(3) <= 8


# -- reports and open data -------------------------------------------------------------------------------------------
def test_la_matiere_d_un_bilan() -> None:
    demarche = DemarcheFactory(avec_plan=True, adoptee=True)
    remplir(demarche, Volet.GES, valeur=10)
    mere = FicheFactory(dans=demarche.plan, titre="A", en_cours=True, poids=2)
    FicheFactory(parent=FicheFactory(parent=mere, realisee=True), realisee=True)
    tardive = FicheFactory(dans=demarche.plan, titre="B", en_retard=True, confidentielle=True)
    for type_budget in TypeBudget:
        LigneBudget.objects.create(fiche=mere, type=type_budget, prevu=Decimal(100), reel=Decimal(30))
    LigneBudget.objects.create(fiche=mere, type=TypeBudget.INVESTISSEMENT, unite="etp", annee=2026, prevu=1)
    mesure, secret = indicateur_de(demarche, "Logements"), indicateur_de(demarche, "Secret")
    for fiche, indicateur in ((mere, mesure), (tardive, mesure), (tardive, secret)):
        FicheIndicateur.objects.create(fiche=fiche, indicateur=indicateur, cible=Decimal(400), annee_cible=2030)
    Valeur.objects.create(
        collectivite=demarche.collectivite, indicateur=mesure, date_valeur=date(2025, 1, 1), resultat=120,
        created_at=LE, modified_at=LE,
    )  # fmt: skip
    matiere = matiere_bilan(demarche, AUJOURDHUI)
    assert [(fiche.intitule, fiche.jours_de_retard) for fiche in matiere.fiches] == [("A", 0), (CONFIDENTIELLE, 38)]
    assert matiere.fiches[0].avancement == 100
    assert matiere.avancement == 75
    assert (matiere.fiches[0].prevu, matiere.fiches[0].reel) == ({"ht": 200, "etp": 1}, {"ht": 60})
    (suivi,) = matiere.indicateurs
    assert (suivi.nom, suivi.valeur, suivi.annee, suivi.cible) == ("Logements", 120, 2025, 400)
    assert matiere.emissions[0].apres == (2019, 80)


def test_sans_plan_un_bilan_a_la_trajectoire_seulement() -> None:
    demarche = DemarcheFactory(adoptee=True)
    matiere = matiere_bilan(demarche, AUJOURDHUI)
    assert (matiere.fiches, matiere.avancement, matiere.adoption) == ([], None, ADOPTE_LE)


def test_un_indicateur_jamais_mesure() -> None:
    demarche = DemarcheFactory(avec_plan=True, adoptee=True)
    fiche_complete(demarche)
    (suivi,) = matiere_bilan(demarche, AUJOURDHUI).indicateurs
    assert (suivi.valeur, suivi.annee, suivi.cible) == (None, None, None)


def test_les_donnees_ouvertes_disent_les_porteuses_et_les_avis() -> None:
    membre = CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[membre])
    demarche = DemarcheFactory(collectivite=petr, adoptee=True, publie_le=LE)
    demarche.coporteuses.add(membre)
    demarche.avis.filter(instance="president_region").update(sens="tacite")
    ligne = ligne_ouverte(demarche)
    assert ligne["SIREN_collectivites_coporteuses"] == f"{petr.siren} | {membre.siren}"
    assert (ligne["Date_envoi_avis_dreal"], ligne["Date_envoi_avis_cr"]) == (ADOPTE_LE.isoformat(), None)
    assert list(list_publiees()) == [demarche]


def test_le_json_ouvert_tait_les_documents_confidentiels() -> None:
    demarche = completer(DemarcheFactory())
    joindre(demarche, Piece.AUTRE, confidentiel=True)
    ouvert = document_ouvert(demarche)
    assert {document["piece"] for document in ouvert["documents"]} == {
        "Diagnostic", "Stratégie territoriale", "Évaluation environnementale stratégique",
    }  # fmt: skip
    valeurs = {(v["poste"], v["secteur"], v["annee"]): v for v in ouvert["volets"]}
    assert valeurs["Oxydes d'azote (NOx)", "Déchets", 2019]["unite"] == "t"
    assert valeurs["Électricité, éolien terrestre", "", 2030]["nature"] == "Objectif"
    assert valeurs["Forêt", "", 2019]["valeur"] == 100
    assert ouvert["vulnerabilite"][0] == {
        "domaine": "Agriculture", "aujourdhui": "Non concerné", "description": "", "objectif_2050": "",
        "objectif_2100": "",
    }  # fmt: skip
    assert ouvert["avis"] == []
    DemarchePcaet.objects.all().delete()
    assert document_ouvert(DemarcheFactory(adoptee=True))["avis"][0]["sens"] == "Favorable"


def test_l_obligation_d_un_groupement_vient_de_ses_epci() -> None:
    petr = CollectiviteFactory(nature="petr", nature_insee="PETR", population=45_000)
    membres = [CollectiviteFactory(population=nombre) for nombre in (18_000, 27_000)]
    assert obligation_of(petr, 45_000, membres) is Obligation.OBLIGATOIRE
    assert obligation_of(petr, 45_000, membres[:1]) is Obligation.VOLONTAIRE


def test_une_fiche_a_completer_se_retrouve_sauf_si_elle_est_tue() -> None:
    demarche = DemarcheFactory(avec_plan=True)
    fiche = fiche_complete(demarche, confidentiel=True)
    assert [une.id for une in fiches_pcaet_of(demarche.plan, masquer=False)] == [fiche.pk]
    assert [une.id for une in fiches_pcaet_of(demarche.plan, masquer=True)] == [None]


def test_un_dossier_transmis_se_juge_au_jour_de_sa_transmission() -> None:
    demarche = DemarcheFactory(transmise=True)
    assert annees_of(demarche, date(2032, 1, 1)) == annees_objectifs(demarche.transmis_le)
    neuve = DemarcheFactory()
    assert annees_of(neuve, date(2032, 1, 1)).demandees == (2026, 2031)


def test_les_passages_d_une_demarche() -> None:
    demarche = DemarcheFactory()
    recu = demarche.etats.create(transition="transmettre_pour_avis", de="x", vers="y", details={"dossier": {}}, le=LE)
    repris = demarche.etats.create(transition="reprendre_elaboration", de="y", vers="x", le=LE)
    assert list(list_passages_of(demarche)) == [repris, recu]
    assert passage_for(demarche, recu.pk) == recu
    assert passage_for(demarche, repris.pk) is None
    assert passage_for(DemarcheFactory(), recu.pk) is None


def test_une_action_dit_l_empreinte_du_numerique_par_son_impact_ou_ses_mots() -> None:
    demarche = DemarcheFactory(avec_plan=True)
    FicheFactory(dans=demarche.plan, titre="Vélo")
    assert [fiche.numerique for fiche in fiches_pcaet_of(demarche.plan, masquer=False)] == [False]
    Impact.objects.create(fiche=Fiche.objects.get(), domaine=DomaineImpact.NUMERIQUE)
    assert [fiche.numerique for fiche in fiches_pcaet_of(demarche.plan, masquer=False)] == [True]
