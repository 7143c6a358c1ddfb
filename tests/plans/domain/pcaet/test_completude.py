"""docs/calculs/pcaet.md, « Volets », « Programme » and « Complétude »."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cordee.plans.domain.listes import Secteur
from cordee.plans.domain.pcaet import (
    TABLEAUX,
    AnneesObjectifs,
    Cle,
    DomaineVulnerabilite,
    DossierPcaet,
    FichePcaet,
    Horizon,
    Nature,
    Niveau,
    Obligation,
    Piece,
    Polluant,
    Volet,
    VulnerabiliteDomaine,
    annee_de_reference,
    annees_objectifs,
    avancement_dossier,
    fiches_muettes,
    manques_dossier,
    manques_programme,
    manques_suivi,
    manques_tableau,
    manques_vulnerabilite,
    principales,
    secteurs_sans_emission,
)

UN = Decimal(1)
Valeurs = dict[Cle, Decimal]


def remplir(volet: Volet, annee: int = 2019, *, sauf: int = 0, objectifs: bool = True) -> Valeurs:
    """A table filled, but for its `sauf` last lines of constat."""
    lignes = TABLEAUX[volet].lignes
    valeurs: Valeurs = {(ligne.cle, Nature.CONSTAT, annee): UN for ligne in lignes[: len(lignes) - sauf]}
    if objectifs:
        valeurs |= {(ligne.cle, Nature.OBJECTIF, horizon): UN for ligne in lignes for horizon in (2030, 2050)}
    return valeurs


FICHE = FichePcaet(
    "1.1 Isoler", frozenset(Secteur), moyens=True, publics=True, partenariats=True, resultats=True, pilote=True,
    indicateur=True, biodiversite=True, numerique=True,
)  # fmt: skip
NIVEAUX = dict.fromkeys(Horizon, Niveau.MOYEN)
COMPLET = DossierPcaet(
    nom="PCAET du Haut-Sérac",
    lance=True,
    chef_de_projet="Anaïs Bès",
    obligation=Obligation.OBLIGATOIRE,
    population=34_000,
    tables={volet: remplir(volet, objectifs=tableau.objectifs != "aucun") for volet, tableau in TABLEAUX.items()},
    textes={Volet.RESEAUX: "Réseau électrique saturé à l'est.", Volet.SUIVI: "Un COPIL par an."},
    vulnerabilites=[VulnerabiliteDomaine(d, d.libelle, NIVEAUX) for d in DomaineVulnerabilite],
    pieces=frozenset({Piece.DIAGNOSTIC, Piece.STRATEGIE, Piece.EES}),
    fiches=[FICHE],
)


def phrases(dossier: DossierPcaet) -> list[str]:
    return [manque.phrase for manque in manques_dossier(dossier)]


def test_les_tableaux_sont_ceux_de_l_arrete() -> None:
    tailles = {volet: len(tableau.lignes) for volet, tableau in TABLEAUX.items()}
    assert tailles == {"ges": 8, "energie": 8, "polluants": 48, "sequestration": 8, "enr": 20, "reseaux": 6, "suivi": 0}
    assert {tableau.unite for tableau in TABLEAUX.values()} == {"tCO2e", "GWh", "t", "tCO2e/an", "km", ""}
    assert len(DomaineVulnerabilite) == 16
    for tableau in TABLEAUX.values():
        assert len({ligne.cle for ligne in tableau.lignes}) == len(tableau.lignes)
        identifiants = [ligne.indicateur for ligne in tableau.lignes if ligne.indicateur]
        assert len(set(identifiants)) == len(identifiants)


@pytest.mark.parametrize(
    ("volet", "cle", "indicateur", "facteur"),
    [
        (Volet.GES, ".transport_routier", "cae_1.e", 1000),
        (Volet.GES, ".branche_energie", "cae_1.j", 1000),
        (Volet.ENERGIE, ".branche_energie", "cae_2.l_pcaet", 1),
        (Volet.POLLUANTS, "nox.transport_routier", "cae_4.ag", 1),
        (Volet.POLLUANTS, "nh3.agriculture", "cae_4.fc", 1),
        (Volet.SEQUESTRATION, "prairies.", "cae_63.cb", 1000),
        (Volet.ENR, "elec_hydraulique.", "cae_3.aq", 0.001),
    ],
)
def test_chaque_ligne_a_son_indicateur(volet: Volet, cle: str, indicateur: str, facteur: float) -> None:
    ligne = TABLEAUX[volet].ligne(cle)
    assert ligne is not None
    assert (ligne.indicateur, ligne.facteur) == (indicateur, facteur)
    assert TABLEAUX[volet].ligne("inconnue.") is None


def test_un_dossier_complet() -> None:
    assert manques_dossier(COMPLET) == ()
    assert all(etape.complet and etape.ratio == 1 for etape in avancement_dossier(COMPLET))


def test_un_dossier_vide_dit_tout_ce_qui_manque() -> None:
    manques = manques_dossier(DossierPcaet())
    parties = {manque.partie for manque in manques}
    assert parties == {
        "En-tête", "Gaz à effet de serre", "Consommation d'énergie", "Polluants atmosphériques",
        "Séquestration de carbone", "Énergies renouvelables", "Réseaux d'énergie", "Vulnérabilité",
        "Programme d'actions", "Documents",
    }  # fmt: skip
    assert "Aucun plan n'est lié à la démarche." in phrases(DossierPcaet())
    assert "Plan d'actions : document à joindre." in phrases(DossierPcaet())
    assert all(manque.phrase.endswith(".") for manque in manques)
    etapes = {etape.partie: etape for etape in avancement_dossier(DossierPcaet())}
    assert not any(etape.complet for etape in etapes.values())
    assert etapes["Polluants atmosphériques"].attendus == 144
    assert etapes["Énergies renouvelables"].attendus == 22
    assert etapes["Vulnérabilité"].attendus == 48
    assert etapes["Réseaux d'énergie"].attendus == 4
    assert etapes["Suivi et évaluation"].attendus == 1


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"nom": " "}, "Donnez un nom à la démarche."),
        ({"lance": False}, "Dites quand la démarche a été lancée."),
        ({"obligation": None}, "Dites si le plan est obligatoire ou volontaire."),
        ({"population": None}, "Dites la population couverte."),
        ({"chef_de_projet": ""}, "Nommez la personne cheffe de projet."),
        ({"fiches": []}, "Le plan lié n'a aucune fiche."),
        ({"pieces": frozenset({Piece.DIAGNOSTIC, Piece.EES})}, "Stratégie territoriale : document à joindre."),
    ],
)
def test_ce_qui_manque_se_dit(champs: dict[str, object], phrase: str) -> None:
    assert phrase in phrases(replace(COMPLET, **champs))  # type: ignore[arg-type]


def test_sans_evaluation_environnementale_il_faut_un_motif() -> None:
    sans = replace(COMPLET, pieces=COMPLET.pieces - {Piece.EES})
    (manque,) = manques_dossier(sans)
    assert manque.bloquant
    assert "joignez le rapport, ou dites pourquoi" in manque.phrase
    assert manques_dossier(replace(sans, ees_motif="Dispense du 4 mai 2026.")) == ()


def test_l_information_du_lancement_est_conseillee() -> None:
    (manque,) = manques_dossier(replace(COMPLET, informe=False))
    assert (manque.bloquant, manque.lien) == (False, "entete")


def test_un_message_mene_aux_fiches_qu_il_compte() -> None:
    muettes = [replace(FICHE, intitule=f"1.{rang} Muette", publics=False) for rang in range(6)]
    (manque,) = manques_programme([*muettes, FICHE])
    assert (manque.lien, manque.phrase[:2]) == ("fiches:publics", "6 ")
    assert fiches_muettes("publics", [*muettes, FICHE]) == ("les publics visés", muettes)
    assert fiches_muettes("indicateur", [*muettes, FICHE]) == ("l'indicateur de suivi", [])
    assert fiches_muettes("danse", muettes) is None


# -- tables ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("valeurs", "reference"),
    [
        ({**remplir(Volet.GES, 2019, objectifs=False), **remplir(Volet.GES, 2022, sauf=3, objectifs=False)}, 2019),
        ({**remplir(Volet.GES, 2019, sauf=2), **remplir(Volet.GES, 2022, sauf=2)}, 2022),
        ({}, None),
        ({(".residentiel", Nature.OBJECTIF, 2030): UN}, None),
    ],
)
def test_l_annee_de_reference(valeurs: Valeurs, reference: int | None) -> None:
    assert annee_de_reference(TABLEAUX[Volet.GES], valeurs) == reference


def manques(volet: Volet, valeurs: Valeurs, texte: str = "") -> list[str]:
    return [manque.phrase for manque in manques_tableau(TABLEAUX[volet], valeurs, texte)]


def test_ce_que_demande_un_tableau_par_secteur() -> None:
    assert manques(Volet.GES, {}) == [
        "Aucune valeur de diagnostic n'est saisie.",
        "Aucun objectif n'est fixé pour 2030.",
        "Aucun objectif n'est fixé pour 2050.",
    ]
    partiel = remplir(Volet.GES, sauf=2)
    del partiel[".residentiel", Nature.OBJECTIF, 2050]
    assert manques(Volet.GES, partiel) == [
        "Diagnostic 2019 : il manque 2 valeurs sur 8.",
        "Objectifs 2050 : il manque 1 valeur sur 8.",
    ]


def test_les_filieres_produites_ou_visees_ont_leurs_objectifs() -> None:
    valeurs = {cle: Decimal(0) for cle in remplir(Volet.ENR, objectifs=False)}
    valeurs["elec_solaire.", Nature.CONSTAT, 2019] = UN
    valeurs["elec_solaire.", Nature.OBJECTIF, 2030] = Decimal(4)
    valeurs["elec_eolien.", Nature.OBJECTIF, 2050] = Decimal(9)
    assert manques(Volet.ENR, valeurs) == [
        "Objectifs 2030 : à fixer pour Éolien terrestre (électricité).",
        "Objectifs 2050 : à fixer pour Solaire photovoltaïque (électricité).",
    ]
    valeurs["elec_eolien.", Nature.OBJECTIF, 2030] = valeurs["elec_solaire.", Nature.OBJECTIF, 2050] = Decimal(0)
    assert manques(Volet.ENR, valeurs) == []
    toutes = remplir(Volet.ENR, objectifs=False) | {("elec_solaire.", Nature.OBJECTIF, a): UN for a in (2030, 2050)}
    assert manques(Volet.ENR, toutes)[0].endswith("Hydraulique (électricité) et 16 autres.")


def test_une_ligne_d_objectif_suffit_a_la_sequestration() -> None:
    valeurs = remplir(Volet.SEQUESTRATION, objectifs=False)
    valeurs["foret.", Nature.OBJECTIF, 2030] = UN
    assert [m.phrase for m in manques_tableau(TABLEAUX[Volet.SEQUESTRATION], valeurs, "", EN_2026)] == [
        "Aucun objectif n'est fixé pour 2050."
    ]


EN_2026 = annees_objectifs(date(2026, 11, 29))


@pytest.mark.parametrize(
    ("jour", "requises", "demandees"),
    [
        (date(2015, 1, 1), (2030, 2050), ()),
        (date(2019, 5, 1), (2021, 2026, 2030, 2050), ()),
        (date(2020, 4, 20), (2021, 2026, 2030, 2050), ()),
        (date(2020, 4, 21), (2026, 2030, 2031, 2050), ()),
        (date(2026, 11, 29), (2030, 2031, 2050), (2026,)),
        (date(2031, 1, 1), (2030, 2050), (2026, 2031)),
    ],
)
def test_les_annees_des_objectifs(jour: date, requises: tuple[int, ...], demandees: tuple[int, ...]) -> None:
    assert annees_objectifs(jour) == AnneesObjectifs(requises, demandees)


def test_une_annee_mediane_deja_commencee_est_demandee_sans_arreter() -> None:
    ges = manques_tableau(TABLEAUX[Volet.GES], remplir(Volet.GES), "", EN_2026)
    assert [(m.phrase.split(".")[0], m.bloquant) for m in ges] == [
        ("Aucun objectif n'est fixé pour 2026", False),
        ("Aucun objectif n'est fixé pour 2031", True),
    ]
    assert "année médiane d'un budget carbone" in ges[0].phrase
    assert manques_tableau(TABLEAUX[Volet.RESEAUX], remplir(Volet.RESEAUX, objectifs=False), "Vu.", EN_2026) == []


def test_les_reseaux_demandent_un_texte_et_trois_longueurs() -> None:
    assert manques(Volet.RESEAUX, {("chaleur.", Nature.CONSTAT, 2022): Decimal(0)}) == [
        "Diagnostic 2022 : il manque 2 valeurs sur 3.",
        "« Enjeux de la distribution et développement envisagé » : le texte est vide.",
    ]


def test_un_zero_est_une_valeur() -> None:
    nuls = {cle: Decimal(0) for cle in remplir(Volet.POLLUANTS)}
    assert manques(Volet.POLLUANTS, nuls) == []
    assert len({cle for cle, *_ in nuls}) == len(Polluant) * len(Secteur)


# -- vulnerability ---------------------------------------------------------------------------------------------------
def domaine(
    code: str = "eau", niveaux: dict[Horizon, Niveau] | None = None, objectif: str = ""
) -> VulnerabiliteDomaine:
    return VulnerabiliteDomaine(
        code, code.capitalize(), NIVEAUX if niveaux is None else niveaux, objectif_2050=objectif
    )


def test_la_vulnerabilite_demande_trois_horizons() -> None:
    tous = [domaine(d) for d in DomaineVulnerabilite]
    assert manques_vulnerabilite(tous) == []
    (manque,) = manques_vulnerabilite([])
    assert manque.phrase == "16 domaines sur 16 sans niveau."
    (manque,) = manques_vulnerabilite([*tous[:-1], domaine("transport", {Horizon.AUJOURDHUI: Niveau.FAIBLE})])
    assert manque.phrase == "1 domaine sur 16 sans niveau : transport."


def test_un_domaine_non_concerne_ne_demande_rien_de_plus() -> None:
    tous = [domaine(d) for d in DomaineVulnerabilite if d != "littoral"]
    assert manques_vulnerabilite([*tous, domaine("littoral", {Horizon.AUJOURDHUI: Niveau.NON_CONCERNE})]) == []


@pytest.mark.parametrize("horizon", [Horizon.AUJOURDHUI, Horizon.A_2050])
def test_une_vulnerabilite_forte_demande_un_objectif(horizon: Horizon) -> None:
    tous = [domaine(d) for d in DomaineVulnerabilite]
    (manque,) = manques_vulnerabilite([*tous, domaine("neige", {**NIVEAUX, horizon: Niveau.FORT})])
    assert manque.phrase == "Vulnérabilité forte sans objectif 2050 : neige."
    assert manques_vulnerabilite([*tous, domaine("neige", {**NIVEAUX, horizon: Niveau.FORT}, "Diversifier.")]) == []


# -- programme -------------------------------------------------------------------------------------------------------
def test_chaque_secteur_a_une_action_sauf_s_il_n_emet_rien() -> None:
    fiche = replace(FICHE, secteurs=frozenset(Secteur) - {"branche_energie", "dechets"})
    (manque,) = manques_programme([fiche])
    assert manque.phrase == "Secteurs sans action : déchets et branche énergie."
    (manque,) = manques_programme([fiche], sans_emission={"branche_energie"})
    assert manque.phrase == "Secteur sans action : déchets."


def test_un_secteur_nul_partout_ne_demande_pas_d_action() -> None:
    nul = (".branche_energie", Nature.CONSTAT, 2019)
    ges, energie = remplir(Volet.GES), remplir(Volet.ENERGIE)
    ges[nul] = Decimal(0)
    dossier = replace(COMPLET, tables={**COMPLET.tables, Volet.GES: ges, Volet.ENERGIE: energie})
    assert secteurs_sans_emission(dossier) == frozenset()
    energie[nul] = Decimal(0)
    assert secteurs_sans_emission(dossier) == {"branche_energie"}
    assert secteurs_sans_emission(DossierPcaet()) == frozenset()


def test_les_actions_principales_sont_les_prioritaires_sinon_toutes() -> None:
    autre = replace(FICHE, intitule="2.1 Rouler")
    prioritaire = replace(FICHE, principale=True)
    assert principales([prioritaire, autre]) == (prioritaire,)
    assert principales([FICHE, autre]) == (FICHE, autre)


def test_une_action_principale_dit_ses_moyens_publics_partenaires_resultats() -> None:
    muettes = [
        FichePcaet(f"1.{rang} Muette", frozenset(Secteur), biodiversite=True, numerique=True) for rang in range(5)
    ]
    assert [manque.phrase for manque in manques_programme(muettes)] == [
        f"5 actions principales ne disent pas {quoi} : « 1.0 Muette », « 1.1 Muette », « 1.2 Muette » et 2 autres."
        for quoi in ("les moyens", "les publics visés", "les partenaires", "les résultats attendus")
    ]
    assert [manque.phrase for manque in manques_suivi(muettes[:1])] == [
        "1 action principale ne dit pas qui pilote : « 1.0 Muette ».",
        "1 action principale ne dit pas l'indicateur de suivi : « 1.0 Muette ».",
    ]


def test_biodiversite_et_numerique_sont_des_conseils() -> None:
    fiche = replace(FICHE, biodiversite=False, numerique=False)
    assert [manque.bloquant for manque in manques_programme([fiche])] == [False, False]
