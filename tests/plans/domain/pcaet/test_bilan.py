"""docs/calculs/pcaet.md, « Bilans » and « Données ouvertes »."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cordee.plans.domain.listes import StatutFiche, UniteBudget
from cordee.plans.domain.pcaet import (
    CHAMPS,
    TABLEAUX,
    EntetePcaet,
    EtatPcaet,
    FicheSuivie,
    IndicateurSuivi,
    MatiereBilan,
    Nature,
    Obligation,
    TypeBilan,
    Volet,
    composer_bilan,
    composer_entete,
    composer_json,
    suivre_emissions,
)

C, O = Nature.CONSTAT, Nature.OBJECTIF  # noqa: E741
HT = UniteBudget.HT


def emissions(valeurs: dict[tuple[str, Nature, int], int]) -> MatiereBilan:
    suivi = suivre_emissions(TABLEAUX[Volet.GES], {cle: Decimal(valeur) for cle, valeur in valeurs.items()})
    return MatiereBilan(date(2026, 3, 12), None, [], [], [suivi])


def textes(matiere: MatiereBilan, quoi: TypeBilan = TypeBilan.MI_PARCOURS) -> dict[str, str]:
    return {section.code: section.texte.replace("\u00a0", " ") for section in composer_bilan(quoi, matiere)}


MATIERE = MatiereBilan(
    date(2026, 3, 12),
    41.6,
    [
        FicheSuivie("1.1 Isoler", StatutFiche.EN_COURS, 50, 40, {HT: Decimal(1000)}, {HT: Decimal(250)}),
        FicheSuivie("1.2 Rouler", StatutFiche.EN_COURS, 50, 1),
        FicheSuivie("1.3 Planter", StatutFiche.BLOQUE, 25, 0, {UniteBudget.ETP: Decimal("0.5")}),
        FicheSuivie("1.4 Trier", StatutFiche.ABANDONNE, None, 0, None, {UniteBudget.TTC: Decimal(12)}),
        FicheSuivie("1.5 Compter", ""),
    ],
    [
        IndicateurSuivi("Logements rénovés", "logements", 120, 2025, 400, 2030),
        IndicateurSuivi("Arbres", "", 30, 2024, 50),
        IndicateurSuivi("Part modale du vélo", "%", None),
        IndicateurSuivi("Linéaire de haies", "km", 3.5, 2024),
    ],
)


def test_le_bilan_est_assemble_du_plan() -> None:
    dits = textes(MATIERE)
    assert dits["avancement"] == (
        "Au 12 mars 2026, le plan compte 5 actions : 2 en cours, 1 bloqué, 1 abandonné et 1 sans statut. "
        "Son avancement est de 42 %."
    )
    assert dits["retards"] == (
        "2 actions en retard.\n- 1.1 Isoler : 40 jours de retard\n- 1.2 Rouler : 1 jour de retard\n"
        "Bloquées : « 1.3 Planter ».\nAbandonnées : « 1.4 Trier »."
    )
    assert dits["budget"] == (
        "250 € HT dépensés sur 1 000 € HT prévus (25 %).\n12 € TTC dépensés sur 0 € TTC prévus.\n"
        "0 ETP dépensés sur 0,5 ETP prévus (0 %)."
    )
    assert dits["indicateurs"] == (
        "- Logements rénovés : 120 logements en 2025, pour une cible de 400 logements en 2030\n"
        "- Arbres : 30 en 2024, pour une cible de 50\n"
        "- Part modale du vélo : pas encore mesuré\n"
        "- Linéaire de haies : 3,5 km en 2024"
    )


def test_un_plan_vide_se_dit() -> None:
    dits = textes(MatiereBilan(date(2026, 3, 12), None, [], []))
    assert dits["avancement"] == "Le plan n'a aucune fiche."
    assert dits["retards"] == "Aucun retard."
    assert dits["budget"] == "Aucun montant n'est saisi dans les fiches."
    assert dits["indicateurs"] == "Aucun indicateur n'est rattaché aux fiches."
    assert dits["trajectoire"] == "Les volets du dossier n'ont pas de valeur."


def test_un_plan_tout_abandonne_n_a_pas_d_avancement() -> None:
    abandonnee = FicheSuivie("1.4 Trier", StatutFiche.ABANDONNE)
    dit = textes(MatiereBilan(date(2026, 3, 12), None, [abandonnee], []))["avancement"]
    assert dit == "Au 12 mars 2026, le plan compte 1 action : 1 abandonné."


@pytest.mark.parametrize(
    ("quoi", "dernieres"),
    [(TypeBilan.MI_PARCOURS, ["enseignements", "suites"]), (TypeBilan.EVALUATION, ["evaluation", "suites"])],
)
def test_les_deux_dernieres_sections_sont_a_ecrire(quoi: TypeBilan, dernieres: list[str]) -> None:
    assert list(textes(MATIERE, quoi))[-2:] == dernieres
    assert [textes(MATIERE, quoi)[code] for code in dernieres] == ["", ""]


@pytest.mark.parametrize(
    ("valeurs", "texte"),
    [
        (
            {(".residentiel", C, 2019): 100_000, (".residentiel", C, 2023): 90_000, (".residentiel", O, 2030): 60_000},
            "- Gaz à effet de serre : 90 000 tCO2e en 2023, contre 100 000 en 2019 (−10,0 %) ; "
            "objectif 2030 : 60 000 tCO2e",
        ),
        ({(".residentiel", C, 2019): 100_000}, "- Gaz à effet de serre : 100 000 tCO2e en 2019"),
        (
            {(".residentiel", C, 2019): 0, (".residentiel", C, 2023): 5, (".dechets", C, 2023): 50},
            "- Gaz à effet de serre : 5 tCO2e en 2023, contre 0 en 2019",
        ),
        ({(".residentiel", C, 2019): 1, (".dechets", C, 2023): 1}, "Les volets du dossier n'ont pas de valeur."),
        ({(".residentiel", O, 2030): 1}, "Les volets du dossier n'ont pas de valeur."),
        (
            {(".dechets", C, 2015): 9, (".dechets", C, 2019): 4, (".dechets", C, 2023): 6},
            "- Gaz à effet de serre : 6 tCO2e en 2023, contre 4 en 2019 (+50,0 %)",
        ),
    ],
)
def test_la_trajectoire_compare_les_memes_lignes(valeurs: dict[tuple[str, Nature, int], int], texte: str) -> None:
    assert textes(emissions(valeurs))["trajectoire"] == texte


# -- open data -------------------------------------------------------------------------------------------------------
ENTETE = EntetePcaet(
    12, date(2025, 1, 10), date(2026, 3, 1), EtatPcaet.ADOPTE, "PCAET du Haut-Sérac",
    [("000000018", "PETR du Haut-Sérac"), ("000000026", "CC de la Vallée")], date(2025, 1, 15), "Un plan.", 34_000,
    "Anaïs Bès", "climat@exemple.fr", "Zoé Guérin", "Adopté à l'unanimité", date(2025, 9, 1), date(2025, 11, 20),
    None, Obligation.VOLONTAIRE, "PLUi, PAT", "1204",
)  # fmt: skip


def test_l_entete_a_les_24_champs_du_fichier_national() -> None:
    ligne = composer_entete(ENTETE)
    assert tuple(ligne) == CHAMPS
    assert len(CHAMPS) == len(set(CHAMPS)) == 24
    assert ligne["SIREN_collectivites_coporteuses"] == "000000018 | 000000026"
    assert ligne["Collectivités_porteuses"] == "PETR du Haut-Sérac | CC de la Vallée"
    assert ligne["Date_reception_projet"] == "2025-09-01"
    assert ligne["Date_envoi_avis_cr"] is None
    assert (ligne["Oblige"], ligne["Demarche_etat"], ligne["Population_couverte"]) == ("Non", "Adopté", 34_000)
    assert ligne["_rand"] == composer_entete(ENTETE, 7)["_rand"]
    assert composer_entete(ENTETE, 7)["_i"] == 7


@pytest.mark.parametrize(("obligation", "dit"), [(Obligation.OBLIGATOIRE, "Oui"), (None, None)])
def test_l_obligation_se_dit_oui_ou_non(obligation: Obligation | None, dit: str | None) -> None:
    entete = EntetePcaet(1, date(2025, 1, 1), date(2025, 1, 1), EtatPcaet.ADOPTE, "X", [], obligation=obligation)
    assert composer_entete(entete)["Oblige"] == dit


def test_le_json_porte_l_entete_et_le_dossier() -> None:
    assert composer_json({"Id": "1"}, {"volets": []}) == {"entete": {"Id": "1"}, "volets": []}
