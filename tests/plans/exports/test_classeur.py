"""The XLSX of a plan, opened again."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from hypothesis import HealthCheck, given, settings
from python_calamine import CalamineWorkbook
from tests.plans.strategies import plans

from cordee.plans.domain.colonnes import Feuilles
from cordee.plans.domain.colonnes_lecture import lire_classeur
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.exports.classeur import classeur_du_plan


def rouvrir(octets: bytes) -> Feuilles:
    classeur = CalamineWorkbook.from_filelike(BytesIO(octets))
    return {nom: classeur.get_sheet_by_name(nom).to_python(skip_empty_area=False) for nom in classeur.sheet_names}


@given(plans())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_le_classeur_relu_donne_le_meme_plan(plan: PlanComplet) -> None:
    octets = classeur_du_plan(plan)
    lecture = lire_classeur(rouvrir(octets))
    assert lecture.anomalies == []
    assert lecture.plan == plan
    with ZipFile(BytesIO(octets)) as archive:
        contenu = "".join(archive.read(nom).decode() for nom in archive.namelist() if nom.startswith("xl/worksheets/"))
    assert not re.search(r"<f[ >]|<hyperlink", contenu), "une cellule est devenue une formule ou un lien"


def test_les_listes_fermees_se_choisissent_dans_le_classeur() -> None:
    octets = classeur_du_plan(PlanComplet("P", fiches=[FicheComplete("F")]))
    with ZipFile(BytesIO(octets)) as archive:
        noms = re.findall(r'sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        feuilles = dict(
            zip(noms, (archive.read(f"xl/worksheets/sheet{r}.xml").decode() for r in range(1, 99)), strict=False)
        )
    listes = {nom: re.findall(r"<formula1>([^<]+)</formula1>", feuille) for nom, feuille in feuilles.items()}
    statuts = ",".join(membre.libelle for membre in StatutFiche)
    assert f'"{statuts}"' in [liste.replace("&quot;", '"') for liste in listes["Fiches"]]
    assert any("Investissement" in liste for liste in listes["Budget"])
    assert (listes["Notes"], listes["Axes"]) == ([], [])
