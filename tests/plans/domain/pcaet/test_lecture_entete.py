"""Reading the national file of headings (docs/calculs/pcaet.md, « Reprise du fichier national »)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cordee.plans.domain.pcaet import CHAMPS, EtatPcaet, Obligation
from cordee.plans.domain.pcaet.lecture_entete import EnteteLue, LectureEntetes, lire_entetes

JOUR = date(2026, 11, 29)
SIREN = "200000001"
BASE: dict[str, Any] = {
    "Id": "41", "Nom": "PCAET du Haut-Sérac", "SIREN_collectivites_coporteuses": SIREN, "Demarche_etat": "Adopté",
    "Type_demarche": "PCAET (v2)",
}  # fmt: skip


def lire(*rangees: dict[str, Any], titres: tuple[str, ...] = CHAMPS) -> LectureEntetes:
    return lire_entetes([titres, *([une.get(titre) for titre in titres] for une in rangees)], SIREN, JOUR)


def lue(titres: tuple[str, ...] = CHAMPS, **cellules: Any) -> EnteteLue:
    lecture = lire(BASE | cellules, titres=titres)
    assert lecture.fautes == []
    (entete,) = lecture.entetes
    return entete


def fautes(titres: tuple[str, ...] = CHAMPS, **cellules: Any) -> list[str]:
    return [str(faute) for faute in lire(BASE | cellules, titres=titres).fautes]


@pytest.mark.parametrize(
    ("ecrit", "etat"),
    [
        ("En élaboration", EtatPcaet.EN_ELABORATION),
        ("EN COURS D'ÉLABORATION", EtatPcaet.EN_ELABORATION),
        ("en_elaboration", EtatPcaet.EN_ELABORATION),
        ("Approuvé", EtatPcaet.ADOPTE),
        ("Mis en œuvre", EtatPcaet.ADOPTE),
        ("Évalué", EtatPcaet.ARCHIVE),
    ],
)
def test_un_etat_se_lit_de_plusieurs_facons(ecrit: str, etat: EtatPcaet) -> None:
    assert lue(Demarche_etat=ecrit).etat is etat


@pytest.mark.parametrize(
    "cellule", ["2017-03-01", "2017-03-01T00:00:00Z", "01/03/2017", datetime(2017, 3, 1, tzinfo=UTC), date(2017, 3, 1)]
)
def test_une_date_se_lit(cellule: Any) -> None:
    assert lue(Date_lancement=cellule).jours["lancement"] == date(2017, 3, 1)


@pytest.mark.parametrize(("cellule", "lu"), [("34 000", 34_000), (34000.0, 34_000), (34000, 34_000), ("", None)])
def test_une_population_se_lit(cellule: Any, lu: int | None) -> None:
    assert lue(Population_couverte=cellule).population == lu


@pytest.mark.parametrize(("cellule", "lu"), [("Oui", Obligation.OBLIGATOIRE), ("0", Obligation.VOLONTAIRE), ("", None)])
def test_une_obligation_se_lit(cellule: str, lu: Obligation | None) -> None:
    assert lue(Oblige=cellule).obligation is lu


def test_une_rangee_se_lit_en_entier() -> None:
    entete = lue(
        SIREN_collectivites_coporteuses=f"200000009 | {SIREN}", Description_rapide="'=Titre", Contact="a@exemple.fr",
        _id="pcaet-41",
    )  # fmt: skip
    assert entete.sirens == ("200000009", SIREN)
    assert entete.textes["description"] == "=Titre"
    assert entete.textes["contact"] == "a@exemple.fr"
    assert (entete.ligne, entete.identifiant, entete.de_cordee) == (2, "41", True)
    assert entete.nom == "PCAET du Haut-Sérac"
    assert not lue(_id="7b2").de_cordee


def test_les_colonnes_viennent_dans_un_autre_ordre_et_d_autres_sont_laissees() -> None:
    titres = ("demarche etat", "NOM", "Inconnue", "SIREN_collectivites_coporteuses", "Id", "Date_adoption")
    lecture = lire_entetes([[], titres, ["Adopté", "A", "x", SIREN, 7, "2018-01-31"], [None]], SIREN, JOUR)
    (entete,) = lecture.entetes
    assert (entete.identifiant, entete.ligne, entete.jours["adoption"]) == ("7", 3, date(2018, 1, 31))


def test_les_autres_collectivites_et_les_autres_types_se_comptent() -> None:
    autre = BASE | {"SIREN_collectivites_coporteuses": "200000009", "Demarche_etat": "?"}
    lecture = lire(BASE, autre, BASE | {"Type_demarche": "SRCAE"})
    assert (len(lecture.entetes), lecture.ailleurs, lecture.autre_type) == (1, 1, 1)
    assert [numero for numero, _ in lecture.brutes] == [1, 2]
    assert lecture.fautes == []


def test_ce_qui_est_garde_se_relit_avec_ses_numeros() -> None:
    lecture = lire(BASE | {"SIREN_collectivites_coporteuses": "200000009"}, BASE)
    relue = lire_entetes([r for _, r in lecture.brutes], SIREN, JOUR, [n for n, _ in lecture.brutes])
    assert relue.entetes == lecture.entetes
    assert relue.entetes[0].ligne == 3


@pytest.mark.parametrize(
    ("cellules", "dit"),
    [
        ({"Demarche_etat": "Bientôt"}, "Ligne 2, colonne K : l'état « Bientôt » n'est pas connu"),
        ({"Id": ""}, "Ligne 2, colonne A : le numéro est vide"),
        ({"Id": "4" * 61}, "Ligne 2, colonne A : le numéro dépasse"),
        ({"Nom": ""}, "Ligne 2, colonne F : le nom est vide"),
        ({"Nom": "x" * 301}, "Ligne 2, colonne F : 301 caractères, 300 au plus"),
        ({"Date_lancement": "hier"}, "Ligne 2, colonne D : « hier » n'est pas une date"),
        ({"Date_lancement": "2027-01-01"}, "Ligne 2, colonne D : la date « 2027-01-01 » est à venir"),
        ({"Population_couverte": "beaucoup"}, "Ligne 2, colonne J : « beaucoup » n'est pas un nombre"),
        ({"Oblige": "peut-être"}, "Ligne 2, colonne S : « peut-être » : écrivez « Oui » ou « Non »"),
        ({"Demarche_etat": "Transmis"}, "Ligne 2, colonne P : un projet transmis a une date de réception"),
        (
            {"Date_reception_projet": "2018-05-01", "Date_envoi_avis_cr": "2018-04-01"},
            "Ligne 2, colonne R : cette date précède la réception",
        ),
    ],
)
def test_chaque_faute_dit_sa_ligne_et_sa_colonne(cellules: dict[str, str], dit: str) -> None:
    (faute,) = fautes(**cellules)
    assert faute.startswith(dit)


def test_plusieurs_fautes_se_disent_ensemble() -> None:
    assert len(fautes(Oblige="?", Date_lancement="?", Demarche_etat="?")) == 3


def test_une_adoption_demande_un_etat_adopte() -> None:
    dites = fautes((*CHAMPS, "Date_adoption"), Demarche_etat="En élaboration", Date_adoption="2018-01-01")
    assert dites == ["Ligne 2, colonne Y : une démarche « En élaboration » n'a pas de date d'adoption : effacez-la."]


def test_deux_rangees_du_meme_numero_se_refusent() -> None:
    lecture = lire(BASE, BASE)
    assert [str(f) for f in lecture.fautes] == [
        "Ligne 3, colonne A : le numéro 41 est déjà à la ligne 2 : gardez-en une."
    ]


@pytest.mark.parametrize(
    ("lignes", "dit"),
    [
        ([], "Ce fichier est vide"),
        ([["", None]], "Ce fichier est vide"),
        ([["Id", "Nom"]], "Ligne 1 : colonnes absentes : SIREN_collectivites_coporteuses, Demarche_etat."),
    ],
)
def test_un_fichier_qui_n_est_pas_celui_la_se_dit(lignes: list[list[Any]], dit: str) -> None:
    (faute,) = lire_entetes(lignes, SIREN, JOUR).fautes
    assert str(faute).startswith(dit)
