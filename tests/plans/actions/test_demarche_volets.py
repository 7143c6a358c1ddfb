"""Filling the tables of a démarche PCAET and its vulnerability."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.factories import LE
from tests.plans.factories_demarche import DemarcheFactory, editrice_de, lectrice_de

from cordee.indicateurs.models import Indicateur, Source, Valeur
from cordee.journal.models import Ecriture
from cordee.plans.actions.demarche_volets import (
    DOMAINES_MAX,
    ajouter_domaine,
    decrire_volet,
    importer_volet,
    renseigner_volet,
    renseigner_vulnerabilites,
    reprendre_indicateurs,
    retirer_domaine,
)
from cordee.plans.domain.pcaet import Cle, Nature, Volet
from cordee.plans.models import DemarchePcaet, TexteVolet, ValeurVolet, Vulnerabilite
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db

C, O = Nature.CONSTAT, Nature.OBJECTIF  # noqa: E741
DECHETS: Cle = (".dechets", C, 2019)
VISE: Cle = (".dechets", O, 2030)


def valeurs(demarche: DemarchePcaet) -> dict[tuple[str, str, int], Decimal]:
    return {(v.cle, v.nature, v.annee): v.valeur for v in ValeurVolet.objects.filter(demarche=demarche)}


def test_une_case_s_ecrit_se_change_se_vide() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    assert renseigner_volet(demarche, Volet.GES, {DECHETS: Decimal(12), VISE: Decimal(6)}, par=lise, le=LE) == 2
    assert ValeurVolet.objects.first().unite == "tCO2e"
    assert renseigner_volet(demarche, Volet.GES, {DECHETS: Decimal(13), VISE: Decimal(6)}, par=lise, le=LE) == 1
    assert renseigner_volet(demarche, Volet.GES, {VISE: None, (".agriculture", C, 2019): None}, par=lise, le=LE) == 1
    assert renseigner_volet(demarche, Volet.GES, {}, par=lise, le=LE) == 0
    assert valeurs(demarche) == {(".dechets", "constat", 2019): Decimal(13)}
    traces = Ecriture.objects.filter(verbe="plans.renseigner_volet").order_by("pk")
    assert [trace.resume for trace in traces][1] == "A changé 1 valeur du volet « Gaz à effet de serre »"


def test_les_volets_ne_se_melangent_pas() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    renseigner_volet(demarche, Volet.GES, {DECHETS: Decimal(12)}, par=lise, le=LE)
    renseigner_volet(demarche, Volet.ENERGIE, {DECHETS: Decimal(5)}, par=lise, le=LE)
    assert ValeurVolet.objects.count() == 2


def test_un_diagnostic_a_venir_se_refuse() -> None:
    demarche = DemarcheFactory()
    with pytest.raises(DonneeRefusee, match="2027 est à venir"):
        renseigner_volet(demarche, Volet.GES, {(".dechets", C, 2027): Decimal(1)}, par=editrice_de(demarche), le=LE)


@pytest.mark.parametrize(("volet", "cle"), [(Volet.GES, (".volcans", C, 2019)), (Volet.RESEAUX, ("chaleur.", O, 2030))])
def test_une_case_inconnue_est_une_erreur_de_programme(volet: Volet, cle: Cle) -> None:
    demarche = DemarcheFactory()
    with pytest.raises(LookupError):
        renseigner_volet(demarche, volet, {cle: Decimal(1)}, par=editrice_de(demarche), le=LE)


@pytest.mark.parametrize("trait", ["transmise", "adoptee"])
def test_les_volets_sont_geles(trait: str) -> None:
    demarche = DemarcheFactory(**{trait: True})
    with pytest.raises(DonneeRefusee):
        renseigner_volet(demarche, Volet.GES, {DECHETS: Decimal(1)}, par=editrice_de(demarche), le=LE)


def test_une_lectrice_ne_saisit_rien() -> None:
    demarche = DemarcheFactory()
    with pytest.raises(Refus):
        renseigner_volet(demarche, Volet.GES, {DECHETS: Decimal(1)}, par=lectrice_de(demarche), le=LE)


# -- tables ----------------------------------------------------------------------------------------------------------
def test_un_tableau_s_importe_en_entier_ou_pas_du_tout() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee) as refus:
        importer_volet(
            demarche, Volet.GES, [["", 2019], ["Déchets", 12], ["Volcans", 3], ["Agriculture", "beaucoup"]],
            par=lise, le=LE,
        )  # fmt: skip
    assert refus.value.messages == [
        "Ligne 3 : « Volcans » n'est pas une ligne de ce tableau.",
        "Ligne 4, colonne B : « beaucoup » n'est pas un nombre.",
    ]
    assert not ValeurVolet.objects.exists()
    cellules = [["", "2019", "2030"], ["Déchets", "12", "6"]]
    assert importer_volet(demarche, Volet.GES, cellules, par=lise, le=LE) == 2
    assert Ecriture.objects.get().resume.endswith(", d'un tableau")


def test_trop_de_fautes_se_resument() -> None:
    demarche = DemarcheFactory()
    cellules = [["", 2019], *([f"Ligne {rang}", 1] for rang in range(40))]
    with pytest.raises(DonneeRefusee) as refus:
        importer_volet(demarche, Volet.GES, cellules, par=editrice_de(demarche), le=LE)
    assert len(refus.value.messages) == 31
    assert refus.value.messages[-1] == "Et 10 autres erreurs."


# -- indicateurs -----------------------------------------------------------------------------------------------------
def indicateur(collectivite: Collectivite, identifiant: str, annee: int, **champs: object) -> None:
    definition, _ = Indicateur.objects.get_or_create(
        identifiant=identifiant,
        defaults={"titre": identifiant, "cle_titre": identifiant, "cle_recherche": identifiant, "cle_tri": identifiant},
    )
    Valeur.objects.create(
        collectivite=collectivite, indicateur=definition, date_valeur=date(annee, 1, 1), created_at=LE, modified_at=LE,
        **champs,
    )  # fmt: skip


def test_les_indicateurs_remplissent_les_cases_vides_dans_la_bonne_unite() -> None:
    demarche = DemarcheFactory()
    epci, lise = demarche.collectivite, editrice_de(demarche)
    observatoire = Source.objects.create(code="rare", libelle="Observatoire")
    indicateur(epci, "cae_1.h", 2019, resultat=1.25, objectif=0.5)
    indicateur(epci, "cae_1.h", 2021, resultat=2, source=observatoire)
    indicateur(epci, "cae_1.c", 2027, resultat=9)
    indicateur(epci, "cae_3.ad", 2019, resultat=1500)
    renseigner_volet(demarche, Volet.GES, {DECHETS: Decimal(7)}, par=lise, le=LE)
    assert reprendre_indicateurs(demarche, Volet.GES, par=lise, le=LE) == 2
    assert valeurs(demarche) == {
        (".dechets", "constat", 2019): Decimal(7),
        (".dechets", "constat", 2021): Decimal(2000),
        (".dechets", "objectif", 2019): Decimal(500),
    }
    reprendre_indicateurs(demarche, Volet.ENR, par=lise, le=LE)
    assert valeurs(demarche)["elec_eolien.", "constat", 2019] == Decimal("1.5")


def test_sans_indicateur_on_le_dit() -> None:
    demarche = DemarcheFactory()
    with pytest.raises(DonneeRefusee, match="Aucun indicateur"):
        reprendre_indicateurs(demarche, Volet.RESEAUX, par=editrice_de(demarche), le=LE)


# -- texts -----------------------------------------------------------------------------------------------------------
def test_le_texte_d_un_volet_s_ecrit() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    for _ in range(2):
        decrire_volet(demarche, Volet.RESEAUX, texte=" Réseau saturé.\r\n", source="SDE", par=lise, le=LE)
    texte = TexteVolet.objects.get()
    assert (texte.texte, texte.source) == ("Réseau saturé.", "SDE")
    assert Ecriture.objects.count() == 1
    decrire_volet(demarche, Volet.RESEAUX, texte="", source="", par=lise, le=LE)
    assert TexteVolet.objects.get().texte == ""


# -- vulnerability ---------------------------------------------------------------------------------------------------
def test_la_vulnerabilite_s_ecrit_domaine_par_domaine() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    lignes = {"eau": {"niveau": "fort", "objectif_2050": "Économiser 20 %."}, "foret": {"niveau_2100": "moyen"}}
    assert renseigner_vulnerabilites(demarche, lignes, par=lise, le=LE) == 2
    assert renseigner_vulnerabilites(demarche, {"eau": {"niveau": "fort"}}, par=lise, le=LE) == 0
    assert renseigner_vulnerabilites(demarche, {"eau": {"niveau": ""}}, par=lise, le=LE) == 1
    eau = Vulnerabilite.objects.get(domaine="eau")
    assert (eau.niveau, eau.objectif_2050) == ("", "Économiser 20 %.")
    assert Ecriture.objects.count() == 2


def test_un_niveau_ou_un_domaine_inconnu_se_refuse() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee, match="niveau de la liste"):
        renseigner_vulnerabilites(demarche, {"eau": {"niveau": "terrible"}}, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="n'existe plus"):
        renseigner_vulnerabilites(demarche, {"volcans": {"niveau": "fort"}}, par=lise, le=LE)


def test_un_domaine_s_ajoute_et_se_retire() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    ligne = ajouter_domaine(demarche, "  Enneigement ", par=lise, le=LE)
    assert (ligne.domaine, ligne.libelle) == ("libre-enneigement", "Enneigement")
    for libelle, phrase in ((" ", "Donnez un nom"), ("enneigement", "déjà"), ("Eau", "déjà"), ("Santé", "déjà")):
        with pytest.raises(DonneeRefusee, match=phrase):
            ajouter_domaine(demarche, libelle, par=lise, le=LE)
    renseigner_vulnerabilites(demarche, {ligne.domaine: {"niveau": "fort"}}, par=lise, le=LE)
    retirer_domaine(demarche, ligne.domaine, par=lise, le=LE)
    assert not Vulnerabilite.objects.exists()
    for domaine in (ligne.domaine, "eau"):
        with pytest.raises(DonneeRefusee, match="n'existe plus"):
            retirer_domaine(demarche, domaine, par=lise, le=LE)


def test_les_domaines_ont_une_limite() -> None:
    demarche = DemarcheFactory()
    Vulnerabilite.objects.bulk_create(
        Vulnerabilite(demarche=demarche, domaine=f"libre-{rang}", libelle=str(rang)) for rang in range(DOMAINES_MAX)
    )
    with pytest.raises(DonneeRefusee, match="au plus"):
        ajouter_domaine(demarche, "Un de trop", par=editrice_de(demarche), le=LE)
