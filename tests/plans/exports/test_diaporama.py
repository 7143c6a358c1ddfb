"""The slides for a comité de pilotage, opened again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE_TYPE
from tests.plans.exemples import LE, plan_complet

from cordee.plans.domain.fiche import DocumentCite, FicheComplete, IndicateurCite, LigneBudget, NoteCitee, PlanComplet
from cordee.plans.domain.formats import Options
from cordee.plans.domain.listes import BaseMontant, TypeBudget, UniteBudget
from cordee.plans.exports.diaporama import Diapos, diaporama_du_plan, sans_marques
from cordee.plans.exports.diapos import couper
from cordee.plans.exports.logo import verifier_logo
from cordee.plans.exports.presentation import Contexte
from cordee.socle.erreurs import DonneeRefusee

CONTEXTE = Contexte(LE, "Plan climat", "PETR du Haut-Sérac")


def ouvrir(plan: PlanComplet, contexte: Contexte = CONTEXTE, fiches: tuple[int, ...] = ()) -> Presentation:
    return Presentation(BytesIO(diaporama_du_plan(plan, contexte, Diapos(fiches))))


def titres(diaporama: Presentation) -> list[str]:
    return [diapo.shapes.title.text_frame.text.replace("\u00a0", " ") for diapo in diaporama.slides]


def genres(diaporama: Presentation) -> list[XL_CHART_TYPE]:
    return [forme.chart.chart_type for diapo in diaporama.slides for forme in diapo.shapes if forme.has_chart]


def test_chaque_diapositive_a_un_titre_et_aucun_cadre_vide() -> None:
    diaporama = ouvrir(plan_complet(20), fiches=(1, 2))
    assert len(diaporama.slides) == 15
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
    assert lus[1] == "Sommaire"
    assert lus[2].startswith("20 fiches, dont 2 réalisées et 4 en retard")
    assert lus[3] == "« Se déplacer autrement » avance le plus, « Un patrimoine public sobre » le moins"
    assert "4 fiches en retard" in lus
    assert "2.1 Suivre l’énergie de nos bâtiments" in lus
    assert lus[-1] == "Sources"
    assert lus[-3:-1] == ["11 prochaines échéances", "2 documents pour aller plus loin"]


def test_la_premiere_diapositive_dit_le_perimetre_quand_ce_n_est_pas_tout_le_territoire() -> None:
    assert "Périmètre" not in textes(ouvrir(plan_complet(2)).slides[0])
    partiel = replace(plan_complet(2), perimetre=("CC du Val", "Avançon"))
    assert "PETR du Haut-Sérac\nPérimètre : CC du Val, Avançon" in textes(ouvrir(partiel).slides[0])
    long = replace(plan_complet(2), perimetre=tuple(f"Commune {rang}" for rang in range(60)))
    assert "…" in textes(ouvrir(long).slides[0])


def test_les_graphiques_sont_natifs() -> None:
    diaporama = ouvrir(plan_complet(20), fiches=(1,))
    presents = set(genres(diaporama))
    assert presents == {
        XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.COLUMN_CLUSTERED, XL_CHART_TYPE.BAR_STACKED,
        XL_CHART_TYPE.LINE_MARKERS,
    }  # fmt: skip
    statuts = next(f.chart for f in diaporama.slides[2].shapes if f.has_chart)
    lus = dict(zip(statuts.plots[0].categories, statuts.plots[0].series[0].values, strict=True))
    assert lus["En cours"] == 4.0
    assert sum(lus.values()) == 20.0


def test_sans_argent_ni_indicateurs() -> None:
    sans = Options(budgets=False, indicateurs=False, notes=False, sous_fiches=False)
    octets = diaporama_du_plan(plan_complet(5), Contexte(LE, "P", options=sans), Diapos((1,)))
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
    assert titres(ouvrir(PlanComplet("Un", fiches=[FicheComplete("F")])))[2].startswith("1 fiche")


def test_un_texte_trop_long_est_coupe_a_un_mot() -> None:
    assert couper("Suivre l'énergie de nos bâtiments publics", 25) == "Suivre l'énergie de nos…"
    assert couper("court", 25) == "court"
    assert sans_marques("**Connaître** :\n\n- relever ;\n- alerter.") == "Connaître : relever ; alerter."


def textes(diapo: Any) -> str:
    mots = [forme.text_frame.text for forme in diapo.shapes if forme.has_text_frame]
    for forme in diapo.shapes:
        if forme.has_table:
            mots += [cellule.text for ligne in forme.table.rows for cellule in ligne.cells]
    return "\n".join(mots).replace("\u00a0", " ").replace("\u202f", " ")


def test_le_sommaire_annonce_les_parties_et_les_sources_disent_d_ou_viennent_les_chiffres() -> None:
    diaporama = ouvrir(plan_complet(20), fiches=(1, 2))
    sommaire, sources = textes(diaporama.slides[1]), textes(diaporama.slides[-1])
    for mots in ("Où en est le plan", "Se déplacer autrement", "Une diapositive par fiche", "2 fiches", "La suite"):
        assert mots in sommaire
    assert "fiches de « Plan climat 2024-2029 », le 16 mars 2026" in sources
    assert "Calculé : jours depuis l’échéance" in sources


def test_une_source_d_indicateur_est_nommee_ou_dite_absente() -> None:
    suivi = IndicateurCite("Chauffage", source="Relevés", resultats=((2024, 1.0), (2025, 2.0)))
    muet = IndicateurCite("Compteurs", resultats=((2024, 1.0), (2025, 2.0)))
    plan = PlanComplet("P", fiches=[FicheComplete("Isoler", ref=1, indicateurs=(suivi, muet))])
    sources = textes(ouvrir(plan, fiches=(1,)).slides[-1])
    assert "Chauffage\nRelevés" in sources
    assert "Compteurs\nSaisie dans Cordée, sans source indiquée" in sources
    sans = Contexte(LE, options=Options(indicateurs=False))
    assert "Chauffage" not in textes(ouvrir(plan, sans, fiches=(1,)).slides[-1])


def test_une_case_vide_prend_la_place_de_la_derniere_note() -> None:
    fiche = FicheComplete("Isoler", ref=1, notes=(NoteCitee(LE, "Devis reçu"),), objectifs="Moins de chauffage")
    plan = PlanComplet("P", fiches=[fiche])
    avec = Presentation(BytesIO(diaporama_du_plan(plan, CONTEXTE, Diapos())))
    vide = Presentation(BytesIO(diaporama_du_plan(plan, CONTEXTE, Diapos(case_vide=True))))
    lues = [next(textes(d) for d in p.slides if d.shapes.title.text_frame.text == "Isoler") for p in (avec, vide)]
    assert "Devis reçu" in lues[0]
    assert "À compléter en séance" not in lues[0]
    assert "Devis reçu" not in lues[1]
    assert "À compléter en séance" in lues[1]


def test_sans_les_acteurs_aucun_pilote_n_est_nomme() -> None:
    sans = Contexte(LE, options=Options(acteurs=False))
    assert not [d for d in ouvrir(plan_complet(20), sans, fiches=(1,)).slides if "Inès Allemand" in textes(d)]
    assert [d for d in ouvrir(plan_complet(20), fiches=(1,)).slides if "Inès Allemand" in textes(d)]


def image(largeur: int = 60, hauteur: int = 20, format_: str = "PNG") -> bytes:
    tampon = BytesIO()
    Image.new("RGB", (largeur, hauteur), "#1d5240").save(tampon, format_)
    return tampon.getvalue()


class TestLogo:
    def test_il_est_sur_chaque_diapositive_dans_ses_proportions(self) -> None:
        plan = PlanComplet("P", fiches=[FicheComplete("Isoler", ref=1)])
        diaporama = Presentation(BytesIO(diaporama_du_plan(plan, CONTEXTE, Diapos(logo=image()))))
        for diapo in diaporama.slides:
            (logo,) = [forme for forme in diapo.shapes if forme.shape_type is MSO_SHAPE_TYPE.PICTURE]
            assert logo.width / logo.height == pytest.approx(3, rel=0.01)
            assert logo.left + logo.width <= diaporama.slide_width
            assert logo._element.xpath(".//p:cNvPr")[0].get("descr") == "Logo"

    @pytest.mark.parametrize("format_", ["PNG", "JPEG"])
    def test_une_image_lisible_passe(self, format_: str) -> None:
        assert verifier_logo(image(format_=format_)) == image(format_=format_)

    @pytest.mark.parametrize("octets", [b"", b"<svg/>", image(format_="GIF"), image(6_001, 1), image()[:40]])
    def test_le_reste_est_refuse(self, octets: bytes) -> None:
        with pytest.raises(DonneeRefusee, match="PNG ou JPEG"):
            verifier_logo(octets)

    def test_trop_lourde_aussi(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cordee.plans.exports.logo.OCTETS_MAX", 10)
        with pytest.raises(DonneeRefusee):
            verifier_logo(image())


def _tables(diaporama: Presentation, surtitre: str) -> list[list[str]]:
    """Rows of the tables of the slides that have this line above their title."""
    return [
        [cellule.text_frame.text.replace("\u00a0", " ") for cellule in rangee.cells]
        for diapo in diaporama.slides
        if any(f.has_text_frame and f.text_frame.text == surtitre for f in diapo.shapes)
        for forme in diapo.shapes
        if forme.has_table
        for rangee in forme.table.rows
    ]


def test_les_documents_du_plan_ont_leur_diapositive_et_leurs_liens() -> None:
    plan = replace(
        plan_complet(4),
        deliberation_document=DocumentCite("Délibération 2024-07", "https://www.exemple.fr/deliberation/"),
        documents=(DocumentCite("Rapport environnemental"),),
    )
    diaporama = ouvrir(plan, fiches=(1,))
    assert _tables(diaporama, "Ressources") == [
        ["Document", "Nature", "Où le lire"],
        ["Délibération 2024-07", "Délibération", "exemple.fr/deliberation"],
        ["Rapport environnemental", "Document du plan", "dans Cordée"],
    ]
    assert ["Ressources", "2 documents"] in _tables(diaporama, plan.nom)
    (lien,) = [
        run.hyperlink.address
        for diapo in diaporama.slides for forme in diapo.shapes if forme.has_table
        for rangee in forme.table.rows for cellule in rangee.cells for run in cellule.text_frame.paragraphs[0].runs
        if run.hyperlink.address
    ]  # fmt: skip
    assert lien == "https://www.exemple.fr/deliberation/"
    sans = ouvrir(plan, Contexte(LE, options=Options(documents=False)), fiches=(1,))
    assert not _tables(sans, "Ressources")
    aucun = replace(plan, deliberation_document=None, documents=())
    assert not _tables(ouvrir(aucun, fiches=(1,)), "Ressources")


def test_une_fourchette_se_lit_sur_les_diapositives() -> None:
    large = LigneBudget(
        TypeBudget.INVESTISSEMENT, UniteBudget.HT, 2026, Decimal(1_000_000), prevu_max=Decimal(2_500_000)
    )
    fiche = FicheComplete("Relier", ref=1, budgets=(large,))
    diaporama = ouvrir(PlanComplet("Plan", fiches=[fiche]), fiches=(1,))
    (chart,) = [
        f.chart
        for d in diaporama.slides
        for f in d.shapes
        if f.has_chart and "2026" in list(f.chart.plots[0].categories)
    ]
    assert {serie.name: list(serie.values) for serie in chart.plots[0].series} == {
        "Prévu au moins": [1_000_000], "Prévu au plus": [2_500_000], "Dépensé": [0],
    }  # fmt: skip
    assert "1 000 000 à 2 500 000 € HT prévus" in titres(diaporama)
    tailles = [
        run.font.size.pt for diapo in diaporama.slides for forme in diapo.shapes
        if forme.has_text_frame and " à 2" in forme.text_frame.text and forme != diapo.shapes.title
        for run in forme.text_frame.paragraphs[0].runs if run.text.startswith("1")
    ]  # fmt: skip
    assert tailles == [16], "le chiffre clé tient sur sa ligne"
