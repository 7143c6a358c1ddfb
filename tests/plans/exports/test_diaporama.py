"""The slides for a comité de pilotage, opened again."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from tests.plans.exemples import LE, plan_complet

from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.formats import Options
from cordee.plans.domain.listes import BaseMontant
from cordee.plans.exports.diaporama import diaporama_du_plan, sans_marques
from cordee.plans.exports.diapos import couper
from cordee.plans.exports.presentation import Contexte

CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac")


def ouvrir(plan: PlanComplet, contexte: Contexte = CONTEXTE, fiches: tuple[int, ...] = ()) -> Presentation:
    return Presentation(BytesIO(diaporama_du_plan(plan, contexte, fiches)))


def titres(diaporama: Presentation) -> list[str]:
    return [diapo.shapes.title.text_frame.text.replace("\u00a0", " ") for diapo in diaporama.slides]


def genres(diaporama: Presentation) -> list[XL_CHART_TYPE]:
    return [forme.chart.chart_type for diapo in diaporama.slides for forme in diapo.shapes if forme.has_chart]


def test_chaque_diapositive_a_un_titre_et_aucun_cadre_vide() -> None:
    diaporama = ouvrir(plan_complet(20), fiches=(1, 2))
    assert len(diaporama.slides) == 12
    for diapo in diaporama.slides:
        assert diapo.shapes.title.text_frame.text.strip()
        assert [forme.placeholder_format.idx for forme in diapo.placeholders] == [0]
        for forme in diapo.shapes:
            if forme.has_chart or forme.has_table:
                assert forme._element.xpath(".//p:cNvPr")[0].get("descr"), "sans description"
    assert [disposition.name for disposition in diaporama.slide_layouts] == ["Titre et contenu libre"]


def test_la_reponse_est_le_titre() -> None:
    lus = titres(ouvrir(plan_complet(20), fiches=(1,)))
    assert lus[0] == "Plan climat 2024-2029"
    assert lus[1].startswith("20 fiches, dont 2 réalisées et 4 en retard")
    assert lus[2] == "« Se déplacer autrement » avance le plus, « Un patrimoine public sobre » le moins"
    assert "4 fiches en retard" in lus
    assert "2.1 Suivre l’énergie de nos bâtiments" in lus
    assert lus[-1] == "11 prochaines échéances"


def test_les_graphiques_sont_natifs() -> None:
    diaporama = ouvrir(plan_complet(20), fiches=(1,))
    presents = set(genres(diaporama))
    assert presents == {
        XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.COLUMN_CLUSTERED, XL_CHART_TYPE.BAR_STACKED,
        XL_CHART_TYPE.LINE_MARKERS,
    }  # fmt: skip
    statuts = next(f.chart for f in diaporama.slides[1].shapes if f.has_chart)
    lus = dict(zip(statuts.plots[0].categories, statuts.plots[0].series[0].values, strict=True))
    assert lus["En cours"] == 4.0
    assert sum(lus.values()) == 20.0


def test_sans_argent_ni_indicateurs() -> None:
    sans = Options(budgets=False, indicateurs=False, notes=False, sous_fiches=False)
    octets = diaporama_du_plan(plan_complet(5), Contexte(LE, "P", options=sans), (1,))
    assert set(genres(Presentation(BytesIO(octets)))) == {XL_CHART_TYPE.BAR_CLUSTERED}
    with ZipFile(BytesIO(octets)) as archive:
        textes = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("ppt/slides/slide"))
    for mot in ("€", "Dernière note", "Sous-actions"):
        assert f">{mot}" not in textes


def test_les_retards_se_suivent_sur_plusieurs_diapositives() -> None:
    lus = titres(ouvrir(plan_complet(80)))
    assert [t for t in lus if "fiches en retard (" in t] == [
        "19 fiches en retard (1 sur 2)",
        "19 fiches en retard (2 sur 2)",
    ]


def test_plus_de_financeurs_que_de_barres() -> None:
    plan = plan_complet(3)
    modele = plan.axes[0].axes[0].fiches[0].financements[0]
    plan.axes[0].axes[0].fiches[0].financements = tuple(
        type(modele)(f"Financeur {rang}", montant=modele.montant) for rang in range(12)
    )
    formes = [f for diapo in ouvrir(plan).slides for f in diapo.shapes if f.has_chart]
    barres = next(f.chart for f in formes if f.chart.chart_type == XL_CHART_TYPE.BAR_STACKED)
    assert list(barres.plots[0].categories)[-1] == "Autres"


def test_les_financements_de_chaque_base_ont_leurs_barres() -> None:
    plan = plan_complet(3)
    fiche = plan.axes[0].axes[0].fiches[0]
    fiche.financements = (*fiche.financements, replace(fiche.financements[0], base=BaseMontant.TTC))
    formes = [f for diapo in ouvrir(plan).slides for f in diapo.shapes if f.has_chart]
    barres = [f for f in formes if f.chart.chart_type == XL_CHART_TYPE.BAR_STACKED]
    assert len(barres) == 2
    haut, bas = sorted(barres, key=lambda f: f.top)
    assert haut.top + haut.height <= bas.top, "one above the other"


def test_un_plan_vide_ou_sans_axe() -> None:
    assert titres(ouvrir(PlanComplet("Vide"))) == ["Vide", "Aucune fiche pour l’instant."]
    assert titres(ouvrir(PlanComplet("Un", fiches=[FicheComplete("F")])))[1].startswith("1 fiche")


def test_un_texte_trop_long_est_coupe_a_un_mot() -> None:
    assert couper("Suivre l'énergie de nos bâtiments publics", 25) == "Suivre l'énergie de nos…"
    assert couper("court", 25) == "court"
    assert sans_marques("**Connaître** :\n\n- relever ;\n- alerter.") == "Connaître : relever ; alerter."
