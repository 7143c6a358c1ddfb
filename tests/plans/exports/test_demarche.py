"""Files of a démarche PCAET."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import docx
import pytest

from cordee.plans.domain.imports.classeurs import lire_feuilles
from cordee.plans.domain.pcaet import (
    CHAMPS,
    TABLEAUX,
    Cle,
    EntetePcaet,
    EtatPcaet,
    Nature,
    Volet,
    composer_entete,
    composer_grille,
    lire_tableau,
)
from cordee.plans.exports.demarche import (
    BilanImprimable,
    bilan_en_docx,
    classeur_du_volet,
    ecrire_entetes,
    ecrire_json,
)

ENTETE = EntetePcaet(
    7, date(2025, 1, 10), date(2026, 3, 1), EtatPcaet.ADOPTE, "=PCAET ; « Haut-Sérac »", [("000000018", "PETR")],
    description="Sur deux\nlignes",
)  # fmt: skip


def test_le_csv_national_se_relit() -> None:
    octets = ecrire_entetes([composer_entete(ENTETE)])
    (ligne,) = csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";")
    assert tuple(ligne) == CHAMPS
    assert (ligne["Nom"], ligne["Description_rapide"]) == ("'=PCAET ; « Haut-Sérac »", "Sur deux lignes")
    assert (ligne["Date_lancement"], ligne["Population_couverte"]) == ("", "")


def test_le_json_garde_les_accents() -> None:
    octets = ecrire_json({"entete": composer_entete(ENTETE)})
    assert "Collectivités_porteuses" in octets.decode()
    assert json.loads(octets)["entete"]["Collectivités_porteuses"] == "PETR"


@pytest.mark.parametrize("volet", [Volet.GES, Volet.POLLUANTS, Volet.SEQUESTRATION, Volet.ENR, Volet.RESEAUX])
def test_un_tableau_exporte_se_reimporte_sans_perte(volet: Volet) -> None:
    tableau = TABLEAUX[volet]
    valeurs: dict[Cle, Decimal] = {
        (ligne.cle, Nature.CONSTAT, 2019): Decimal(rang) / 8 for rang, ligne in enumerate(tableau.lignes)
    }
    if tableau.objectifs != "aucun":
        valeurs |= {(ligne.cle, Nature.OBJECTIF, 2030): Decimal(rang) for rang, ligne in enumerate(tableau.lignes)}
    octets = classeur_du_volet(tableau, composer_grille(tableau, valeurs, annee_courante=2026), "Volet")
    lecture = lire_tableau(tableau, lire_feuilles(octets, "volet.xlsx")[0].lignes, annee_courante=2026)
    assert lecture.fautes == []
    assert lecture.valeurs == valeurs


def test_un_bilan_s_ecrit_dans_word() -> None:
    bilan = BilanImprimable(
        "Bilan à mi-parcours", "PCAET 2026", "CC du Haut-Sérac", date(2029, 3, 12),
        [("Retards", "2 actions en retard.\n- 1.1 Isoler : 40 jours\n\n"), ("Enseignements", "")], date(2026, 3, 12),
    )  # fmt: skip
    document = docx.Document(io.BytesIO(bilan_en_docx(bilan)))
    textes = [(p.style.name, p.text.replace("\u00a0", " ")) for p in document.paragraphs]
    assert ("Heading 2", "Retards") in textes
    assert ("List Bullet", "1.1 Isoler : 40 jours") in textes
    assert any("projet, non déposé" in texte for _, texte in textes)
    depose = BilanImprimable("Évaluation", "PCAET", "CC", date(2029, 3, 12), [], None, date(2029, 4, 1))
    texte = "\n".join(p.text for p in docx.Document(io.BytesIO(bilan_en_docx(depose))).paragraphs)
    assert "déposé le 1er\u00a0avril 2029" in texte
