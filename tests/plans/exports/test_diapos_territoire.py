"""Slides of the territory, and what the slide of a fiche says is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from tests.plans.exemples import LE, plan_complet

from cordee.plans.domain.chiffres_du_territoire import TerritoireEnChiffres, remplir_chapitres
from cordee.plans.domain.fiche import FicheComplete, Impact, PlanComplet
from cordee.plans.domain.formats import Options
from cordee.plans.domain.listes import DomaineImpact, Genre, Incertitude, StatutFiche
from cordee.plans.domain.trajectoire import Nombre, Releve, compute_objectifs
from cordee.plans.exports.diaporama import Diapos, diaporama_du_plan
from cordee.plans.exports.presentation import Contexte
from cordee.plans.queries.leviers import referentiel_des_leviers

CHIFFRES = {
    "cae_1.c": {2019: Nombre(50, "RARE-OREC"), 2023: Nombre(44, "saisi")},
    "cae_1.k": {2019: Nombre(90, "RARE-OREC"), 2023: Nombre(84, "saisi")},
    "cae_24.a": {2023: Nombre(1200, "saisi")},
}
TERRITOIRE = TerritoireEnChiffres(
    tuple(remplir_chapitres(CHIFFRES)),
    compute_objectifs(referentiel_des_leviers(), {"cae_1.k": Releve(Nombre(90, ""), Nombre(64, ""))}, "93"),
)


SANS_OPTION = Contexte(LE)


def ouvrir(plan: PlanComplet, contexte: Contexte = SANS_OPTION, **diapos: Any) -> Presentation:
    return Presentation(BytesIO(diaporama_du_plan(plan, contexte, Diapos(**({"fiches": ()} | diapos)))))


def texte_de(diapo: Any) -> str:
    formes = [forme.text_frame.text for forme in diapo.shapes if forme.has_text_frame]
    tables = [c.text for f in diapo.shapes if f.has_table for ligne in f.table.rows for c in ligne.cells]
    return " | ".join([*formes, *tables]).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def diapos_de(diaporama: Presentation, surtitre: str) -> list[Any]:
    return [diapo for diapo in diaporama.slides if surtitre in texte_de(diapo)]


def graphique(diapo: Any) -> Any:
    return next(forme.chart for forme in diapo.shapes if forme.has_chart)


def fiche_chiffree(**plus: Any) -> FicheComplete:
    return FicheComplete(
        titre="Aires de covoiturage",
        ref=7,
        statut=StatutFiche.EN_COURS,
        classements={Genre.LEVIER: ("covoiturage",)},
        impacts=(Impact(DomaineImpact.GES, valeur=Decimal(156), incertitude=Incertitude.MOYENNE),),
        **plus,
    )


def test_les_chiffres_du_territoire_sont_des_graphiques_natifs_avec_leurs_sources() -> None:
    ges, enr = diapos_de(ouvrir(plan_complet(3), territoire=TERRITOIRE), "Le territoire")
    assert "Émissions de gaz à effet de serre : 128 kteq CO2 en 2023, −9 % depuis 2019" in texte_de(ges)
    assert "Source : RARE-OREC et saisie dans Cordée." in texte_de(ges)
    assert graphique(ges).chart_type is XL_CHART_TYPE.COLUMN_STACKED
    assert {serie.name: list(serie.values) for serie in graphique(ges).plots[0].series} == {
        "Résidentiel": [50, 44], "Transports": [90, 84],
    }  # fmt: skip
    assert "Production d'énergie renouvelable : 1 200 MWh en 2023" in texte_de(enr)


def test_les_leviers_disent_ce_que_le_plan_apporte_et_ce_qui_n_a_pas_de_fiche() -> None:
    sous = FicheComplete(titre="Communication", statut=StatutFiche.A_VENIR)
    plan = PlanComplet("Plan climat", "PETR", fiches=[fiche_chiffree(sous_fiches=[sous])])
    diaporama = ouvrir(plan, territoire=TERRITOIRE)
    [diapo] = diapos_de(diaporama, "Leviers de la trajectoire")
    dit = texte_de(diapo)
    assert "0,6 % de l'effort de 2030 couvert par des fiches chiffrées ; il reste 25,8 kt à trouver." in dit
    assert "Covoiturage | 156 t (de 109 t à 203 t) | 10 %" in dit
    assert "Efficacité et sobriété logistique | 6 500 t" in dit
    assert graphique(diapo).chart_type is XL_CHART_TYPE.BAR_STACKED
    sources = texte_de(diaporama.slides[-1])
    assert "Effort de 2030 par levier" in sources


def test_un_export_sans_impacts_ne_dit_rien_des_leviers() -> None:
    plan = PlanComplet("Plan climat", "PETR", fiches=[fiche_chiffree()])
    contexte = Contexte(LE, options=replace(Options(), introduction=False))
    diaporama = ouvrir(plan, contexte, fiches=(7,), territoire=TERRITOIRE)
    assert not diapos_de(diaporama, "Leviers de la trajectoire")
    assert len(diapos_de(diaporama, "Le territoire")) == 2
    assert "Information manquante : pilote, indicateurs, budget, période" in " ".join(map(texte_de, diaporama.slides))


def test_sans_rien_de_connu_le_territoire_ne_prend_pas_de_diapositive() -> None:
    pleines = len(ouvrir(plan_complet(3)).slides)
    vide = TerritoireEnChiffres((), compute_objectifs(referentiel_des_leviers(), {}, "93"))
    assert len(ouvrir(plan_complet(3), territoire=vide).slides) == pleines


def test_la_synthese_compte_axes_fiches_sous_actions_et_indicateurs() -> None:
    dit = texte_de(ouvrir(plan_complet(20)).slides[2])
    for mots in ("axes", "fiches", "sous-action", "indicateur", "avancement du plan", "en retard"):
        assert mots in dit, mots
    sans = Contexte(LE, options=replace(Options(), indicateurs=False))
    assert "indicateur" not in texte_de(ouvrir(plan_complet(20), sans).slides[2])


def test_une_fiche_incomplete_dit_ce_qui_manque_et_mene_a_sa_page() -> None:
    plan = PlanComplet("Plan climat", "PETR", fiches=[fiche_chiffree()])
    contexte = Contexte(LE, adresse=lambda fiche: f"https://cordee.example/{fiche.ref}/")
    [diapo] = diapos_de(ouvrir(plan, contexte, fiches=(7,)), "Information manquante")
    assert (
        "Information manquante : description ou contexte, pilote, objectifs, indicateurs, budget, période"
        in texte_de(diapo)
    )
    liens = [
        run.hyperlink.address
        for forme in diapo.shapes if forme.has_text_frame
        for paragraphe in forme.text_frame.paragraphs for run in paragraphe.runs
    ]  # fmt: skip
    assert "https://cordee.example/7/" in liens


def test_ce_que_l_export_tait_ne_manque_pas_et_sans_adresse_les_mots_restent() -> None:
    plan = PlanComplet("Plan climat", "PETR", fiches=[fiche_chiffree(description="Trois aires.", calendrier="2027")])
    options = replace(Options(), acteurs=False, budgets=False, indicateurs=False)
    [diapo] = diapos_de(ouvrir(plan, Contexte(LE, options=options), fiches=(7,)), "Information manquante")
    assert "Information manquante : objectifs" in texte_de(diapo)
    assert "pilote" not in texte_de(diapo).split("Information manquante")[1].split("|")[0]
