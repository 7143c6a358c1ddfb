"""Cells as people write them: docs/calculs/import.md, whose tables are read here."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans.tables_import import table

from cordee.plans.domain.colonnes_cellules import CelluleIllisible
from cordee.plans.domain.imports.choix_cellules import (
    lire_codes,
    lire_domaine,
    lire_nature,
    lire_niveau,
    lire_participation,
    lire_priorite,
    lire_statut,
    lire_temps,
)
from cordee.plans.domain.imports.codes import decouper_titre, est_un_code
from cordee.plans.domain.imports.dates import chercher_periode, lire_periode
from cordee.plans.domain.imports.heritage import niveaux_herites
from cordee.plans.domain.imports.listes_cellules import lire_booleen, separer
from cordee.plans.domain.imports.montants import lire_montant
from cordee.plans.domain.imports.suivi import codes_mesures, lire_documents, lire_indicateurs, lire_notes
from cordee.plans.domain.listes import (
    DomaineImpact,
    Genre,
    NatureIndicateur,
    Participation,
    Precision,
    TempsMiseEnOeuvre,
)


def dire(connue) -> str:
    return f"{connue.jour.isoformat()} {connue.precision}" if connue else ""


@pytest.mark.parametrize(("cellule", "noms"), table("Listes"))
def test_listes(cellule, noms):
    assert separer(cellule) == ([n.strip() for n in noms.split(" / ")] if noms else [])


@pytest.mark.parametrize(("texte", "debut", "fin", "continu"), table("Dates"))
def test_dates(texte, debut, fin, continu):
    if debut == "illisible":
        with pytest.raises(CelluleIllisible, match=r"date|année"):
            lire_periode(texte)
        return
    periode = lire_periode(texte)
    assert (dire(periode.debut), dire(periode.fin), periode.continu) == (debut, fin, continu == "oui")


def test_une_date_du_tableur_son_nombre_ou_une_annee_nue():
    assert lire_periode(datetime(2024, 3, 5, 12)).debut.jour == date(2024, 3, 5)  # noqa: DTZ001
    assert lire_periode(45292.0).debut.jour == date(2024, 1, 1)
    assert lire_periode(2026.0).fin.jour == date(2026, 12, 31)
    assert lire_periode(2026).debut.precision is Precision.ANNEE
    assert lire_periode("  ") is None
    for refusee in (12.0, True, date(1850, 1, 1)):
        with pytest.raises(CelluleIllisible):
            lire_periode(refusee)


@pytest.mark.parametrize(("cellule", "euros", "base"), table("Montants"))
def test_montants(cellule, euros, base):
    if euros == "illisible":
        with pytest.raises(CelluleIllisible):
            lire_montant(cellule)
        return
    montant = lire_montant(cellule)
    if euros == "rien":
        assert montant is None
    else:
        assert (montant.valeur, montant.base) == (Decimal(euros), base or None)


@pytest.mark.parametrize(("cellule", "bas", "haut", "base"), table("Fourchette dans une case"))
def test_fourchettes(cellule, bas, haut, base):
    if bas == "illisible":
        with pytest.raises(CelluleIllisible):
            lire_montant(cellule, fourchette=True)
        return
    montant = lire_montant(cellule, fourchette=True)
    assert (montant.valeur, montant.haut, montant.base) == (Decimal(bas), Decimal(haut) if haut else None, base or None)
    if haut and "<" not in cellule and "jusqu" not in cellule and "maximum" not in cellule:
        with pytest.raises(CelluleIllisible):  # elsewhere than in a planned budget, there is one amount
            lire_montant(cellule)


def test_un_montant_du_tableur_en_etp_ou_approche():
    assert lire_montant(12500.0).valeur == 12500
    assert lire_montant(0.1 + 0.2).valeur == Decimal("0.30")
    assert lire_montant("0,5 ETP").etp
    assert lire_montant("environ 12 000 €").prudent
    assert lire_montant("12 000 €/an").annuel
    assert lire_montant(None) is None
    with pytest.raises(CelluleIllisible):
        lire_montant(date(2024, 1, 1))
    with pytest.raises(CelluleIllisible):
        lire_montant(float("inf"))


@pytest.mark.parametrize(("cellule", "valeur"), table("Oui ou non"))
def test_oui_ou_non(cellule, valeur):
    if valeur == "illisible":
        with pytest.raises(CelluleIllisible):
            lire_booleen(cellule)
    else:
        assert lire_booleen(cellule) is {"oui": True, "non": False, "": None}[valeur]


@pytest.mark.parametrize(("cellule", "statut", "garde"), table("Statuts"))
def test_statuts(cellule, statut, garde):
    lu = lire_statut(cellule)
    assert lu.connu is (statut != "inconnu")
    if lu.connu:
        assert (str(lu.statut or ""), lu.precision) == (statut, garde)


def test_un_pourcentage_est_un_avancement_et_une_faute_se_pardonne():
    assert lire_statut("50 %").avancement == 50
    assert lire_statut("0 %").statut == "a_venir"
    assert lire_statut("En retard").retard
    assert lire_statut("En cour").statut == "en_cours"


@pytest.mark.parametrize(("cellule", "niveau"), table("Statuts", 1))
def test_priorites(cellule, niveau):
    assert str(lire_priorite(cellule) or "") == niveau


@pytest.mark.parametrize(("texte", "code", "titre"), table("Numéros"))
def test_numeros(texte, code, titre):
    assert decouper_titre(texte) == (code, titre)


def test_numeros_des_axes():
    assert decouper_titre("Axe 1 – Se loger", axe=True) == ("1", "Se loger")
    assert decouper_titre("Orientation II : Bouger", axe=True) == ("II", "Bouger")
    assert decouper_titre("Axe 1 – Se loger") == ("", "Axe 1 – Se loger")
    assert decouper_titre("Actions 2 roues") == ("", "Actions 2 roues")
    assert decouper_titre("Fiche-action n° 7 « Isoler »") == ("7", "Isoler")
    assert [est_un_code(t) for t in ("2.3.1", "A-12", "n° 4", "Isoler", "deux mots")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("lignes", "lu", "libre"), table("Axes donnés une fois"))
def test_axes_donnes_une_fois(lignes, lu, libre):
    rangees = [([axe.replace("_", "")], titre == "F") for axe, titre in map(str.split, lignes.split(","))]
    assert niveaux_herites(rangees) == [lu == "hérités"]
    assert niveaux_herites(rangees, libre=True) == [libre == "hérités"]
    assert niveaux_herites(rangees, force=True) == [True]


def test_participation_temps_domaines_niveaux_natures():
    assert lire_participation("Pas de participation citoyenne") is Participation.AUCUNE
    assert lire_participation("Co-construction") is Participation.CO_CONSTRUCTION
    assert lire_participation("enquête publique") is Participation.CONSULTATION
    assert lire_participation("un texte qui ne dit rien de précis du tout sur ce point") is None
    assert lire_temps("< 1 an") is TempsMiseEnOeuvre.MOINS_D_UN_AN
    assert lire_temps("1 à 2 ans") is TempsMiseEnOeuvre.UN_A_DEUX_ANS
    assert lire_temps("de 1 ou 2 ans") is TempsMiseEnOeuvre.UN_A_DEUX_ANS
    assert lire_temps("> 2 ans") is TempsMiseEnOeuvre.PLUS_DE_DEUX_ANS
    assert lire_temps("NC") is TempsMiseEnOeuvre.NON_ESTIME
    assert lire_temps("bientôt") is None
    assert lire_domaine("Qualité de l'air") is DomaineImpact.AIR
    assert lire_domaine("séquestration") is DomaineImpact.STOCKAGE
    assert [lire_niveau(t) for t in ("+++", "moyen", "0", "?")] == [3, 2, 0, None]
    assert lire_nature("Indicateurs de résultat") is NatureIndicateur.RESULTAT
    assert lire_nature("Indicateurs") is None


def test_listes_fermees():
    lus = lire_codes("Stratégie, organisation, coopération et valorisation, Énergie et climat, Truc", Genre.THEMATIQUE)
    assert (lus.codes, lus.inconnus) == (["strategie_organisation", "energie_climat"], ["Truc"])
    lus = lire_codes("Sobriété énergétique ; Réduction des déchet", Genre.EFFET)
    assert (lus.codes, lus.corriges) == (["sobriete", "dechets"], [("Réduction des déchet", "Réduction des déchets")])
    assert lire_codes("☐ Patrimoine ☒ Compétences ☐ Territoire", Genre.CATEGORIE).codes == ["competences"]
    assert lire_codes("Élus, habitants", Genre.CIBLE).codes == ["elus_locaux", "grand_public"]


def test_indicateurs():
    lus = lire_indicateurs("Nombre d'écoles. Part des élèves (%) ; cible : 80 en 2030", NatureIndicateur.REALISATION)
    assert [(i.nom, i.unite, i.cible, i.annee_cible) for i in lus] == [
        ("Nombre d'écoles", "", None, None),
        ("Part des élèves", "%", Decimal(80), 2030),
    ]
    coupe = lire_indicateurs(
        "- Nombre de logements rénovés avec une aide de la\ncollectivité\n- à définir\n- kWh", NatureIndicateur.IMPACT
    )
    assert [i.nom for i in coupe] == ["Nombre de logements rénovés avec une aide de la collectivité", "kWh"]


def test_notes_documents_mesures():
    notes, reste = lire_notes("En vrac\n12/03/2024 : réunion\nsuite\nmai 2025 : bilan")
    assert [(n.date, n.texte) for n in notes] == [(date(2024, 3, 12), "réunion\nsuite"), (date(2025, 5, 31), "bilan")]
    assert reste == "En vrac"
    assert lire_notes("Tout va bien", 2024)[0][0].date == date(2024, 12, 31)
    documents, sans = lire_documents("Étude : https://exemple.fr/a.pdf\nUn classeur\nwww.exemple.fr")
    assert [(d.nom, d.adresse) for d in documents] == [
        ("Étude", "https://exemple.fr/a.pdf"),
        ("https://www.exemple.fr", "https://www.exemple.fr"),
    ]
    assert sans == ["Un classeur"]
    assert lire_documents("le lien", "https://exemple.fr")[0][0].nom == "le lien"
    assert codes_mesures("cae_1.2.3, 3.1.1 – Réduire ; autre") == (["cae_1.2.3", "cae_3.1.1"], ["autre"])
    assert codes_mesures("Économie circulaire 1.2")[0] == ["eci_1.2"]


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_aucun_texte_ne_fait_tomber_la_lecture(texte):
    for lire in (lire_periode, lire_montant, lire_booleen):
        with suppress(CelluleIllisible):
            lire(texte)
    chercher_periode(texte)
    lire_statut(texte)
    lire_indicateurs(texte, NatureIndicateur.REALISATION)
    code, titre = decouper_titre(texte)
    assert titre or not texte.strip()
    assert len(code) <= 30
    assert len({" ".join(nom.lower().split()) for nom in separer(texte)}) == len(separer(texte))


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
@settings(max_examples=40, deadline=None)
def test_toute_date_ecrite_se_relit(jour):
    for ecrite in (f"{jour:%d/%m/%Y}", f"{jour:%d-%m-%Y}", jour.isoformat()):
        assert lire_periode(ecrite).debut.jour == jour


@given(st.integers(0, 999_999_999), st.sampled_from(["{:,} €", "{:,} € HT", "{}", "{:,}€ TTC"]))
@settings(max_examples=40, deadline=None)
def test_tout_montant_ecrit_se_relit(montant, forme):
    assert lire_montant(forme.format(montant).replace(",", "\u202f")).valeur == montant
