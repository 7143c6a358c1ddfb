"""Fiches counted in the database: docs/calculs/repartitions.md, « Compter » and « Croiser »."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.indicateurs.factories import IndicateurFactory
from tests.plans.factories import (
    AUJOURDHUI,
    AxeFactory,
    FicheFactory,
    PlanFactory,
    etiquetee,
    partagee_avec,
    pilotee_par,
    placer,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.filtres import lire_filtres
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne
from cordee.plans.domain.repartitions import AILLEURS, PAR_PROPRIETE, PROPRIETES, Mesure
from cordee.plans.models import (
    Blocage,
    Classement,
    Fiche,
    FicheIndicateur,
    Financement,
    Impact,
    LigneBudget,
    Note,
    Plan,
)
from cordee.plans.queries.arbre import arbre_of
from cordee.plans.queries.filtres import filter_fiches
from cordee.plans.queries.liste import list_fiches_du_plan
from cordee.plans.queries.regard import Regard
from cordee.plans.queries.releves import sommes_of
from cordee.plans.queries.repartitions import Comptables, croiser_proprietes, repartir
from cordee.plans.queries.resume import resumer
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(plan: Plan) -> Membre:
    return MembreFactory(editeur=True, collectivite=plan.collectivite)


def comptables(membre: Membre, plan: Plan | None = None, dans: Plan | None = None) -> Comptables:
    collectivite = membre.collectivite
    toutes = list_fiches_du_plan(membre.utilisateur, collectivite, dans)
    resume = resumer(toutes, AUJOURDHUI)
    return Comptables(
        resume.ids_des_racines, resume.total, Regard(collectivite, AUJOURDHUI, dans),
        {plan.pk: plan.nom} if plan else {}, arbre_of(dans) if dans else arbre_of(Plan(pk=0)),
        lambda: resume.avancements, lambda: sommes_of(resume).prevus,
    )  # fmt: skip


def comptes(repartition: Any) -> dict[str, int]:
    return {part.valeur.libelle: part.nombre for part in repartition.parts}


@pytest.fixture
def exemple(plan: Plan) -> list[Fiche]:
    """The five fiches of the page."""
    lignes = (
        ("en_cours", ("Ana", "Bob"), date(2026, 3, 1)), ("en_cours", ("Ana",), date(2026, 5, 1)),
        ("a_venir", (), date(2027, 6, 1)), ("realise", ("Bob",), None), ("", ("Ana",), date(2026, 3, 10)),
    )  # fmt: skip
    fiches = []
    for statut, pilotes, fin in lignes:
        fiche = FicheFactory(dans=plan, statut=statut, fin=fin, amelioration_continue=not statut)
        for nom in pilotes:
            pilotee_par(fiche, nom)
        fiches.append(fiche)
    for role in (RoleActeur.MAITRE_OUVRAGE, RoleActeur.OPERATEUR):
        etiquetee(fiches[0], "Régie", role)
    etiquetee(fiches[3], "Régie", RoleActeur.MAITRE_OUVRAGE)
    FicheFactory(parent=fiches[0], statut="bloque")
    return fiches


def test_l_exemple_de_la_page_par_statut_pilote_structure_et_echeance(exemple: list[Fiche], lise: Membre) -> None:
    lues = comptables(lise)
    dits = {cle: comptes(repartir(lues, PAR_PROPRIETE[cle])) for cle in ("statut", "pilote", "structure", "quand_fin")}
    assert dits["statut"] == {"À venir": 1, "En cours": 2, "Réalisé": 1, "Sans statut": 1}
    assert dits["pilote"] == {"Ana": 3, "Bob": 2, "Sans pilote": 1}
    assert dits["structure"] == {"Régie": 2, "Sans structure": 3}
    assert dits["quand_fin"] == {
        "Dans plus d'un an": 1, "Dans moins de 3 mois": 1, "Il y a moins de 3 mois": 1, "Se répète tous les ans": 1,
        "Sans échéance": 1,
    }  # fmt: skip
    assert repartir(lues, PAR_PROPRIETE["pilote"]).compte_double
    assert not repartir(lues, PAR_PROPRIETE["statut"]).compte_double


def test_l_exemple_de_la_page_croise(exemple: list[Fiche], lise: Membre) -> None:
    croise = croiser_proprietes(comptables(lise), PAR_PROPRIETE["statut"], PAR_PROPRIETE["pilote"])
    noms = {v.cle: v.libelle for v in (*croise.lignes, *croise.colonnes)}
    cellules = {
        (ligne, "sans" if colonne == "sans" else noms[colonne]): c.nombre
        for (ligne, colonne), c in croise.cellules.items()
    }
    assert cellules == {
        ("a_venir", "sans"): 1, ("en_cours", "Ana"): 2, ("en_cours", "Bob"): 1, ("realise", "Bob"): 1,
        ("sans", "Ana"): 1,
    }  # fmt: skip
    deux_fois = croiser_proprietes(comptables(lise), PAR_PROPRIETE["pilote"], PAR_PROPRIETE["referent"])
    assert {c.nombre for (_, colonne), c in deux_fois.cellules.items() if colonne == "sans"} == {1, 2, 3}


def test_les_autres_mesures(exemple: list[Fiche], lise: Membre) -> None:
    LigneBudget.objects.create(fiche=exemple[0], type="investissement", prevu=Decimal(100), prevu_max=Decimal(150))
    LigneBudget.objects.create(fiche=exemple[0].sous_fiches.get(), type="fonctionnement", prevu=Decimal(10))
    LigneBudget.objects.create(fiche=exemple[3], type="investissement", unite="ttc", prevu=Decimal(7))
    lues = comptables(lise)
    prevus = {p.valeur.libelle: p.mesure for p in repartir(lues, PAR_PROPRIETE["pilote"], Mesure.BUDGET).parts}
    somme = Fourchette(Decimal(110), Decimal(160))
    assert prevus == {"Ana": somme, "Bob": somme, "Sans pilote": None}
    avances = repartir(lues, PAR_PROPRIETE["statut"], Mesure.AVANCEMENT).parts
    assert {p.valeur.libelle: p.mesure for p in avances} == {
        "À venir": 0, "En cours": 37.5, "Réalisé": 100, "Sans statut": 0,
    }  # fmt: skip


def garnir(plan: Plan, lise: Membre) -> None:
    """Something of every property, on some fiches and not on others."""
    axe = AxeFactory(plan=plan, nom="Rouler")
    dessous = AxeFactory(plan=plan, parent=axe, nom="À vélo")
    jour = timezone.localdate()
    for rang in range(6):
        fiche = FicheFactory(
            dans=plan if rang % 2 else dessous, statut=("en_cours", "", "bloque")[rang % 3], confidentiel=rang == 4,
            priorite=("elevee", "")[rang % 2], faisabilite=("haute", "")[rang % 2], maturite=("idee", "")[rang % 2],
            cout_efficacite=("bon", "")[rang % 2], temps=("", "non_estime")[rang % 2],
            participation=("", "information")[rang % 2], debut=None if rang == 3 else AUJOURDHUI - timedelta(days=90),
            fin=None if rang == 2 else AUJOURDHUI + timedelta(days=80 * rang - 40), amelioration_continue=rang == 1,
        )  # fmt: skip
        if rang % 3 == 0:
            continue
        pilotee_par(fiche, lise.utilisateur)
        pilotee_par(fiche, "Bob", RolePersonne.ELU_REFERENT)
        for role in (RoleActeur.OPERATEUR, RoleActeur.SERVICE_PILOTE, RoleActeur.PARTENAIRE, RoleActeur.INSTANCE,
                     RoleActeur.ETIQUETTE, RoleActeur.PARTENAIRE_TECHNIQUE):  # fmt: skip
            etiquetee(fiche, f"Nom {role.genre}", role)
        for genre, code in (
            (Genre.CIBLE, "agents"), (Genre.THEMATIQUE, "eau_assainissement"), (Genre.EFFET, "ges"),
            (Genre.SECTEUR, "tertiaire"),
            (Genre.LEVIER, "covoiturage"), (Genre.CATEGORIE, "territoire"),
        ):  # fmt: skip
            Classement.objects.create(fiche=fiche, genre=genre, code=code)
        Impact.objects.create(fiche=fiche, domaine="ges")
        FicheIndicateur.objects.create(fiche=fiche, indicateur=IndicateurFactory())
        LigneBudget.objects.create(fiche=fiche, type="investissement", annee=2026, prevu=1, reel=0)
        LigneBudget.objects.create(fiche=fiche, type="fonctionnement", reel=3)
        financeur = etiquetee(fiche, "Région", RoleActeur.PARTENAIRE_FINANCIER).etiquette
        Financement.objects.create(fiche=fiche, financeur=financeur)
        Financement.objects.create(fiche=fiche, financeur=financeur)
        for jours in (0, 400):
            date_note = jour - timedelta(days=jours)
            Note.objects.create(
                fiche=fiche, date=date_note, texte="Vu", cree_le=fiche.cree_le, modifie_le=fiche.cree_le
            )
        fiche.communes.add(CollectiviteFactory(), plan.collectivite)
        if rang == 1:
            partagee_avec(fiche, CollectiviteFactory())
            Blocage.objects.create(fiche=fiche, raison="Foncier", pose_le=fiche.cree_le)


@pytest.mark.parametrize("propriete", PROPRIETES, ids=lambda p: p.cle)
def test_chaque_nombre_est_celui_de_la_liste_ou_il_mene(plan: Plan, lise: Membre, propriete: Any) -> None:
    garnir(plan, lise)
    FicheFactory(collectivite=plan.collectivite)
    ailleurs = partagee_avec(FicheFactory(dans=PlanFactory()), plan.collectivite).fiche
    dans = plan if propriete.du_plan else None
    lues = comptables(lise, plan, dans)
    repartition = repartir(lues, propriete)
    assert repartition.parts
    toutes = list_fiches_du_plan(lise.utilisateur, plan.collectivite, dans)
    for part in repartition.parts:
        if part.valeur.cle == AILLEURS:
            assert part.nombre == 1
            assert ailleurs.collectivite_id != plan.collectivite_id
            continue
        filtres = lire_filtres({propriete.filtre: [part.valeur.cle]})
        assert filtres.nombre == 1, "la liste sait demander cette valeur"
        liste = filter_fiches(toutes.filter(parent__isnull=True), filtres, lues.regard)
        assert part.nombre == liste.count(), part
    if not propriete.multiple:
        assert sum(part.nombre for part in repartition.parts) == repartition.total


@pytest.mark.parametrize("cles", [("pilote", "referent"), ("budget", "suivi"), ("axe", "statut"), ("plan", "commune")])
def test_une_seule_requete_quel_que_soit_le_nombre_de_fiches(plan: Plan, lise: Membre, cles: tuple[str, str]) -> None:
    for _ in range(2):
        garnir(plan, lise)
        lues = comptables(lise, plan, plan)
        with CaptureQueriesContext(connection) as requetes:
            croiser_proprietes(lues, *(PAR_PROPRIETE[cle] for cle in cles))
        assert len(requetes) == (2 if "suivi" in cles else 1), "les silences choisis se lisent à part"


def test_une_fiche_dans_deux_axes_du_meme_compte_une_fois(plan: Plan, lise: Membre) -> None:
    axe = AxeFactory(plan=plan, nom="2. Rouler")
    fiche = FicheFactory(dans=AxeFactory(plan=plan, parent=axe))
    placer(fiche, AxeFactory(plan=plan, parent=axe))
    FicheFactory(dans=plan)
    assert comptes(repartir(comptables(lise, plan, plan), PAR_PROPRIETE["axe"])) == {
        "2 Rouler": 1,
        "Hors de tout axe": 1,
    }


def test_un_plan_d_une_autre_collectivite_ne_double_pas_la_fiche(plan: Plan, lise: Membre) -> None:
    fiche = FicheFactory(dans=plan)
    placer(fiche, PlanFactory())
    assert comptes(repartir(comptables(lise, plan), PAR_PROPRIETE["plan"])) == {plan.nom: 1}


def test_une_confidentielle_ne_compte_que_pour_qui_la_voit(plan: Plan, lise: Membre) -> None:
    FicheFactory(dans=plan)
    secrete = FicheFactory(dans=plan, confidentielle=True, statut="bloque")
    pilotee_par(secrete, "Ana")
    lecteur = MembreFactory(lecteur=True, collectivite=plan.collectivite)
    vus = [comptes(repartir(comptables(qui), PAR_PROPRIETE["pilote"])) for qui in (lise, lecteur)]
    assert vus == [{"Ana": 1, "Sans pilote": 1}, {"Sans pilote": 1}]
