"""Added fields that a file names, against those of the collectivité."""

from __future__ import annotations

from cordee.plans.domain.champs_cites import ChampCite, ChampDefini
from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.domain.imports.champs_ajoutes import ChampConnu, ResolutionDesChamps
from cordee.plans.domain.imports.messages import FormatImport, LectureImport


def lire(*fiches: FicheComplete, definis: tuple[ChampDefini, ...] = ()) -> LectureImport:
    return LectureImport(PlanComplet("Plan", fiches=list(fiches), champs=definis), FormatImport.TABLEUR)


def resoudre(lecture: LectureImport, *connus: ChampConnu, un_plan: bool = False) -> list[tuple[ChampCite, ...]]:
    resolution = ResolutionDesChamps(lecture, connus, un_plan=un_plan)
    fiches = list(lecture.fiches())
    for fiche in fiches:
        resolution.fiche(fiche)
    return [fiche.champs for fiche in fiches]


def test_un_champ_retenu_qui_n_existe_plus_se_dit_une_fois_et_ses_valeurs_ne_se_perdent_pas() -> None:
    lecture = lire(*(FicheComplete(f"Fiche {n}", champs=(ChampCite("Note", ref=12, texte=f"n{n}"),)) for n in (1, 2)))
    assert resoudre(lecture) == [(), ()]
    assert [message.texte for message in lecture.avis] == ["Ce champ n'existe plus ici : choisissez-en un autre."]
    assert [texte for _, texte in lecture.non_repris] == ["n1", "n2"]


def test_un_champ_a_creer_se_dit_une_fois_pour_toutes_ses_cellules() -> None:
    fiches = [FicheComplete(f"Fiche {n}", champs=(ChampCite("Note", texte=f"n{n}"),)) for n in (1, 2)]
    lecture = lire(*fiches, definis=(ChampDefini("Note"),))
    assert [[cite.texte for cite in champs] for champs in resoudre(lecture)] == [["n1"], ["n2"]]
    assert len(lecture.avis) == 1


def test_le_champ_d_un_plan_se_reconnait_au_nom_de_ce_plan_sauf_quand_le_fichier_va_dans_un_seul() -> None:
    phase = Definition(7, "Note", GenreChamp.LIGNE, plan=3)
    connu = ChampConnu(phase, "Plan vélo")

    def trouve(nom: str, *, un_plan: bool) -> bool:
        lecture = lire(FicheComplete("Fiche", champs=(ChampCite("Note", plan=nom, texte="a"),)))
        return ResolutionDesChamps(lecture, [connu], un_plan=un_plan).trouver(ChampCite("Note", plan=nom)) is connu

    assert trouve("plan VÉLO", un_plan=False)
    assert not trouve("Plan climat", un_plan=False)
    assert trouve("Plan climat", un_plan=True)
