"""Rows of a fiche: objectives, impacts, money, indicators, ties, documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.plans.factories import LE, FicheFactory, partagee_avec
from tests.referentiels.factories import EngagementFactory, noeud
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.documents.actions import ajouter_lien
from cordee.indicateurs.actions.definitions import creer_indicateur
from cordee.journal.models import Ecriture
from cordee.plans.actions import composition as compo
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.listes import (
    BaseMontant,
    DomaineImpact,
    Frequence,
    Incertitude,
    NatureIndicateur,
    SensImpact,
    StatutFinancement,
    TypeBudget,
    UniteBudget,
)
from cordee.plans.models import Fiche, Impact, LienFiche, LigneBudget
from cordee.referentiels.enums import Mode
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory()


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur


@pytest.fixture
def commun(lise: Utilisateur) -> dict[str, Any]:
    return {"par": lise, "le": LE}


def dernier(fiche: Fiche) -> dict[str, Any]:
    return Ecriture.objects.filter(objet_type="plans.fiche", objet_id=str(fiche.pk)).latest("id").details["champs"]


# -- objectives and impacts ------------------------------------------------------------------------------------------
def test_un_objectif_chiffre_s_ajoute_se_modifie_et_se_retire(fiche: Fiche, commun: dict[str, Any]) -> None:
    objectif = compo.ajouter_objectif(
        fiche, valeurs.ObjectifChiffre(" Réduire  la conso ", Decimal("20.5"), "%", 2026), **commun
    )
    assert dernier(fiche) == {"objectif": [None, "Réduire la conso : 20,5 % en 2026"]}
    second = compo.ajouter_objectif(fiche, valeurs.ObjectifChiffre("Équiper"), **commun)
    assert (objectif.position, second.position) == (0, 1)
    compo.modifier_objectif(objectif, valeurs.ObjectifChiffre("Réduire la conso", Decimal(25), "%", 2026), **commun)
    assert dernier(fiche)["objectif"][1] == "Réduire la conso : 25 % en 2026"
    avant = Ecriture.objects.count()
    compo.modifier_objectif(objectif, valeurs.ObjectifChiffre("Réduire la conso", Decimal(25), "%", 2026), **commun)
    assert Ecriture.objects.count() == avant
    compo.supprimer_objectif(objectif, **commun)
    assert [o.libelle for o in fiche.objectifs_chiffres.all()] == ["Équiper"]


@pytest.mark.parametrize(
    ("objectif", "faute"),
    [
        (valeurs.ObjectifChiffre("  "), "est vide"),
        (valeurs.ObjectifChiffre("x" * 301), "dépasse 300"),
        (valeurs.ObjectifChiffre("x", echeance=1789), "une année entre"),
        (valeurs.ObjectifChiffre("x", Decimal("1e15")), "raisonnable"),
        (valeurs.ObjectifChiffre("x", Decimal("NaN")), "raisonnable"),
    ],
)
def test_un_mauvais_objectif_est_refuse(
    fiche: Fiche, commun: dict[str, Any], objectif: valeurs.ObjectifChiffre, faute: str
) -> None:
    with pytest.raises(DonneeRefusee, match=faute):
        compo.ajouter_objectif(fiche, objectif, **commun)
    assert not fiche.objectifs_chiffres.exists()


def test_un_impact_se_coche_se_chiffre_et_se_decoche(fiche: Fiche, commun: dict[str, Any]) -> None:
    compo.definir_impact(fiche, valeurs.Impact(DomaineImpact.GES), **commun)
    assert dernier(fiche) == {"impact": [None, "GES"]}
    compo.definir_impact(fiche, valeurs.Impact(DomaineImpact.GES, 3, Decimal(120), "", 2030, "estimé"), **commun)
    impact = Impact.objects.get()
    assert (impact.unite, impact.niveau, impact.horizon) == ("tCO2e/an", 3, 2030)
    assert dernier(fiche) == {"impact": ["GES", "GES : fort, 120 tCO2e/an en 2030, estimé"]}
    avant = Ecriture.objects.count()
    compo.definir_impact(fiche, valeurs.Impact(DomaineImpact.GES, 3, Decimal(120), "", 2030, "estimé"), **commun)
    compo.retirer_impact(fiche, "sante", **commun)
    assert Ecriture.objects.count() == avant
    compo.retirer_impact(fiche, DomaineImpact.GES, **commun)
    assert not Impact.objects.exists()
    with pytest.raises(DonneeRefusee, match="de 0"):
        compo.definir_impact(fiche, valeurs.Impact(DomaineImpact.GES, 4), **commun)


def test_un_impact_dit_son_sens_sa_methode_et_son_incertitude(fiche: Fiche, commun: dict[str, Any]) -> None:
    dit = valeurs.Impact(
        DomaineImpact.ENERGIE, None, Decimal(40), horizon=2027, sens=SensImpact.HAUSSE,
        methode=" relevé  des factures ", incertitude=Incertitude.MOYENNE,
    )  # fmt: skip
    compo.definir_impact(fiche, dit, **commun)
    impact = Impact.objects.get()
    assert (impact.sens, impact.methode, impact.incertitude) == ("hausse", "relevé des factures", "moyenne")
    mots = "Énergie : hausse, 40 MWh/an en 2027, incertitude moyenne, relevé des factures"
    assert dernier(fiche) == {"impact": [None, mots]}
    avant = Ecriture.objects.count()
    compo.definir_impact(fiche, dit, **commun)
    assert Ecriture.objects.count() == avant
    compo.definir_impact(fiche, valeurs.Impact(DomaineImpact.ENERGIE, horizon=2027), **commun)
    assert dernier(fiche)["impact"] == [mots, "Énergie : en 2027"]
    with pytest.raises(DonneeRefusee, match="dépasse 300"):
        compo.definir_impact(fiche, valeurs.Impact(DomaineImpact.ENERGIE, methode="x" * 301), **commun)


# -- money -----------------------------------------------------------------------------------------------------------
def budget(annee: int | None, prevu: int | None, reel: int | None = None, **autres: Any) -> valeurs.LigneBudget:
    montants = [None if m is None else Decimal(m) for m in (prevu, reel)]
    return valeurs.LigneBudget(autres.get("type", TypeBudget.INVESTISSEMENT), UniteBudget.HT, annee, *montants)


def test_une_ligne_de_budget_par_nature_unite_et_annee(fiche: Fiche, commun: dict[str, Any]) -> None:
    compo.definir_budget(fiche, budget(2025, 40_000), **commun)
    compo.definir_budget(fiche, budget(2025, 40_000, 12_000), **commun)
    ligne = LigneBudget.objects.get()
    assert (ligne.prevu, ligne.reel) == (40_000, 12_000)
    assert dernier(fiche)["budget"][1].replace("\u00a0", " ") == (
        "Investissement, 2025 : 40 000 € HT prévus, 12 000 € HT dépensés"
    )
    avant = Ecriture.objects.count()
    compo.definir_budget(fiche, budget(2025, 40_000, 12_000), **commun)
    assert Ecriture.objects.count() == avant
    assert compo.definir_budget(fiche, budget(2025, None), **commun) is None
    assert compo.definir_budget(fiche, budget(2025, None), **commun) is None
    assert not LigneBudget.objects.exists()


def test_un_budget_est_par_annee_ou_pour_toute_la_duree_pas_les_deux(fiche: Fiche, commun: dict[str, Any]) -> None:
    compo.definir_budget(fiche, budget(2025, 10), **commun)
    with pytest.raises(DonneeRefusee, match="déjà détaillé par année"):
        compo.definir_budget(fiche, budget(None, 10), **commun)
    compo.definir_budget(fiche, budget(None, 10, type=TypeBudget.FONCTIONNEMENT), **commun)
    with pytest.raises(DonneeRefusee, match="toute la durée"):
        compo.definir_budget(fiche, budget(2026, 10, type=TypeBudget.FONCTIONNEMENT), **commun)


def test_un_budget_est_une_fourchette_jusqu_a_ce_qu_il_soit_arrete(fiche: Fiche, commun: dict[str, Any]) -> None:
    ligne = valeurs.LigneBudget(
        TypeBudget.INVESTISSEMENT, prevu=Decimal(10_000), prevu_max=Decimal(15_000), est_etale=True
    )
    cree = compo.definir_budget(fiche, ligne, **commun)
    assert cree is not None
    assert (cree.prevu, cree.prevu_max, cree.est_etale) == (10_000, 15_000, True)
    assert dernier(fiche)["budget"] == [
        None, "Investissement, étalé sur les années : 10\u00a0000 à 15\u00a0000 € HT prévus",
    ]  # fmt: skip
    arretee = valeurs.LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal(12_000), prevu_max=Decimal(12_000))
    relu = compo.definir_budget(fiche, arretee, **commun)
    assert relu is not None
    assert (relu.pk, relu.prevu_max, relu.est_etale) == (cree.pk, None, False)


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"prevu_max": Decimal(5)}, "donnez les deux"),
        ({"prevu": Decimal(9), "prevu_max": Decimal(5)}, "donnez les deux"),
        ({"prevu": Decimal(9), "annee": 2026, "est_etale": True}, "n'en dit aucune"),
        ({"prevu": Decimal(9), "prevu_max": Decimal(-1)}, "nombre positif"),
    ],
)
def test_une_fourchette_de_travers_ou_une_annee_etalee_est_refusee(
    fiche: Fiche, commun: dict[str, Any], champs: dict[str, Any], dit: str
) -> None:
    with pytest.raises(DonneeRefusee, match=dit):
        compo.definir_budget(fiche, valeurs.LigneBudget(TypeBudget.INVESTISSEMENT, **champs), **commun)
    assert not LigneBudget.objects.exists()


def test_un_financement_mene_a_sa_page_d_aides_territoires(fiche: Fiche, commun: dict[str, Any]) -> None:
    cree = compo.ajouter_financement(fiche, valeurs.FinancementCite("ADEME", aide="4f4e-renover"), **commun)
    assert cree.aide == "https://aides-territoires.beta.gouv.fr/aides/4f4e-renover/"
    assert cree.aide in dernier(fiche)["financement"][1]
    with pytest.raises(DonneeRefusee, match="Aides-territoires"):
        compo.ajouter_financement(fiche, valeurs.FinancementCite("ADEME", aide="https://exemple.fr/"), **commun)


def test_un_montant_est_positif_et_raisonnable(fiche: Fiche, commun: dict[str, Any]) -> None:
    for montant in (-1, 10**12):
        with pytest.raises(DonneeRefusee, match="nombre positif"):
            compo.definir_budget(fiche, budget(2025, montant), **commun)


def financement(**champs: Any) -> valeurs.FinancementCite:
    return valeurs.FinancementCite(**{"financeur": "ADEME", "montant": Decimal(24_000), **champs})


def test_un_financement_s_ajoute_se_modifie_et_se_retire(fiche: Fiche, commun: dict[str, Any]) -> None:
    cree = compo.ajouter_financement(fiche, financement(dispositif="Fonds chaleur"), **commun)
    compo.modifier_financement(
        cree, financement(financeur="ademe", statut=StatutFinancement.ACCORDE, taux=Decimal("0.375")), **commun
    )
    cree.refresh_from_db()
    assert (cree.financeur.nom, cree.dispositif, cree.statut) == ("ADEME", "", "accorde")
    assert dernier(fiche)["financement"][1].replace("\u00a0", " ") == "ADEME : 24 000 € HT, accordé"
    avant = Ecriture.objects.count()
    compo.modifier_financement(cree, financement(statut=StatutFinancement.ACCORDE, taux=Decimal("0.375")), **commun)
    assert Ecriture.objects.count() == avant
    compo.supprimer_financement(cree, **commun)
    assert not fiche.financements.exists()
    sans = compo.ajouter_financement(fiche, financement(montant=None, base=BaseMontant.TTC), **commun)
    assert dernier(fiche)["financement"][1] == "ADEME : envisagé"
    assert sans.base == "ttc"


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"financeur": " "}, "est vide"),
        ({"taux": Decimal("1.2")}, "0 à 100 %"),
        ({"demande_le": date(2026, 2, 1), "decision_le": date(2026, 1, 1)}, "l'ordre des dates"),
    ],
)
def test_un_mauvais_financement_est_refuse(
    fiche: Fiche, commun: dict[str, Any], champs: dict[str, Any], faute: str
) -> None:
    with pytest.raises(DonneeRefusee, match=faute):
        compo.ajouter_financement(fiche, financement(**champs), **commun)


# -- indicators ------------------------------------------------------------------------------------------------------
def test_un_indicateur_est_repris_ou_cree_par_son_nom(fiche: Fiche, commun: dict[str, Any]) -> None:
    connu = creer_indicateur(fiche.collectivite, "Bâtiments suivis", **commun)
    lien = compo.suivre_par(fiche, "batiments SUIVIS", **commun)
    assert lien.indicateur == connu
    nouveau = compo.suivre_par(fiche, "Consommation (MWh)", compo.Suivi(cible=Decimal(80), annee_cible=2026), **commun)
    assert (nouveau.indicateur.titre, nouveau.indicateur.unite, nouveau.position) == ("Consommation", "MWh", 1)
    assert dernier(fiche)["indicateur"][1] == "Consommation (réalisation), cible 80 en 2026"
    with pytest.raises(DonneeRefusee, match="suit déjà la fiche"):
        compo.suivre_par(fiche, connu, **commun)


def test_l_indicateur_d_une_autre_collectivite_est_refuse(fiche: Fiche, commun: dict[str, Any]) -> None:
    autre = MembreFactory(editeur=True)
    ailleurs = creer_indicateur(autre.collectivite, "Autre", par=autre.utilisateur, le=LE)
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        compo.suivre_par(fiche, ailleurs, **commun)


def test_le_suivi_se_modifie_et_s_arrete(fiche: Fiche, commun: dict[str, Any]) -> None:
    lien = compo.suivre_par(fiche, "Consommation", **commun)
    voulu = compo.Suivi(NatureIndicateur.IMPACT, Decimal("7.5"), 2030, Frequence.ANNUELLE, "Relevés", "Inès")
    compo.modifier_suivi(lien, voulu, **commun)
    lien.refresh_from_db()
    assert (lien.nature, lien.frequence, lien.source, lien.responsable) == ("impact", "annuelle", "Relevés", "Inès")
    avant = Ecriture.objects.count()
    compo.modifier_suivi(lien, voulu, **commun)
    assert Ecriture.objects.count() == avant
    compo.ne_plus_suivre(lien, **commun)
    assert not fiche.indicateurs.exists()


# -- ties ------------------------------------------------------------------------------------------------------------
def test_une_fiche_sert_une_mesure_d_un_referentiel_charge(commun: dict[str, Any], fiche: Fiche) -> None:
    EngagementFactory(collectivite=fiche.collectivite)
    lien = compo.lier_mesure(fiche, noeud("1.1.1"), **commun)
    assert compo.lier_mesure(fiche, noeud("1.1.1"), **commun) == lien
    assert dernier(fiche)["mesure"][1] == "TE-TEST 1.1.1 Organiser"
    for code, faute in ((noeud("1"), "pas un axe entier"), ("xx_9", "n'existe pas")):
        with pytest.raises(DonneeRefusee, match=faute):
            compo.lier_mesure(fiche, code, **commun)
    compo.delier_mesure(fiche, noeud("1.1.1"), **commun)
    compo.delier_mesure(fiche, noeud("1.1.1"), **commun)
    assert not fiche.mesures.exists()


def test_un_referentiel_archive_ne_recoit_plus_de_fiche(commun: dict[str, Any], fiche: Fiche) -> None:
    EngagementFactory(collectivite=fiche.collectivite, mode=Mode.ARCHIVE)
    with pytest.raises(DonneeRefusee, match="archivé dans"):
        compo.lier_mesure(fiche, noeud("1.1.1"), **commun)


def test_deux_fiches_se_lient_une_seule_fois(commun: dict[str, Any], fiche: Fiche) -> None:
    autre = FicheFactory(collectivite=fiche.collectivite)
    lien = compo.lier_fiche(fiche, autre, **commun)
    assert compo.lier_fiche(autre, fiche, **commun) == lien
    compo.delier_fiche(autre, lien, **commun)
    assert not LienFiche.objects.exists()
    with pytest.raises(DonneeRefusee, match="autre fiche"):
        compo.delier_fiche(FicheFactory(collectivite=fiche.collectivite), lien, **commun)


def test_le_journal_ne_nomme_pas_une_fiche_confidentielle(commun: dict[str, Any], fiche: Fiche) -> None:
    secrete = FicheFactory(collectivite=fiche.collectivite, confidentielle=True)
    lien = compo.lier_fiche(fiche, secrete, **commun)
    assert dernier(fiche) == {"lien": [None, "Liée à une fiche confidentielle"]}
    compo.delier_fiche(fiche, lien, **commun)
    assert dernier(fiche) == {"lien": ["Liée à une fiche confidentielle", None]}


def test_on_ne_se_lie_ni_a_soi_ni_a_ce_qu_on_ne_voit_pas(commun: dict[str, Any], fiche: Fiche) -> None:
    for autre, faute in ((fiche, "elle-même"), (FicheFactory(), "pas accès")):
        with pytest.raises(DonneeRefusee, match=faute):
            compo.lier_fiche(fiche, autre, **commun)


def test_un_document_se_joint_et_se_detache_sans_disparaitre(commun: dict[str, Any], fiche: Fiche) -> None:
    document = ajouter_lien(fiche.collectivite, "https://exemple.fr/marche", nom="Marché", **commun)
    joint = compo.joindre_document(fiche, document, commentaire="lot 1", **commun)
    assert compo.joindre_document(fiche, document, **commun) == joint
    compo.detacher_document(joint, **commun)
    document.refresh_from_db()
    assert not fiche.documents.exists()


def test_un_document_d_ailleurs_ne_se_joint_que_partage(commun: dict[str, Any], fiche: Fiche) -> None:
    membre = MembreFactory(editeur=True)
    document = ajouter_lien(membre.collectivite, "https://exemple.fr/a", par=membre.utilisateur, le=LE)
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        compo.joindre_document(fiche, document, **commun)
    partagee_avec(fiche, membre.collectivite)
    with pytest.raises(DonneeRefusee, match="n'y avez pas accès"):
        compo.joindre_document(fiche, document, **commun)
    compo.joindre_document(fiche, document, par=membre.utilisateur, le=LE)
    assert fiche.documents.get().document == document


def test_une_lectrice_ne_compose_rien(fiche: Fiche) -> None:
    lectrice = MembreFactory(lecteur=True, collectivite=fiche.collectivite).utilisateur
    with pytest.raises(Refus):
        compo.ajouter_objectif(fiche, valeurs.ObjectifChiffre("x"), par=lectrice, le=LE)
