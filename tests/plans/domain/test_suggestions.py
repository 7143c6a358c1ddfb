"""docs/calculs/suggestions.md."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain import suggestions
from cordee.plans.domain.suggestions import (
    Corpus,
    Suggestion,
    Texte,
    compter_racines,
    mots_par_racine,
    suggerer,
    suggerer_fiches,
)

TEXTES = [
    ("a", Texte("Rénover les écoles")),
    ("b", Texte("Éteindre l'éclairage public la nuit")),
    ("c", Texte("Planter des haies", "avec les écoles")),
]
FICHE = Texte("Rénovation de l'école du bourg")


@pytest.fixture
def corpus() -> Corpus:
    return Corpus.construire(TEXTES)


# -- §Mots -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("texte", "racines"),
    [
        (Texte("Rénovation des écoles du bourg"), {"renov": 3, "ecol": 3, "bourg": 3}),
        (Texte("Mise en œuvre du plan d'actions 2030"), {}),
        (Texte("Un bilan de l'été au mois d'août, bien fait"), {}),
        (Texte("Couvrir, couvre, couvrant les besoins"), {}),
        (Texte("Donner, voir, associer", "dons, voirie, association"), {"don": 1, "voir": 1, "associ": 1}),
        (Texte("Haies plantées, planter"), {"hai": 3, "plant": 6}),
        (Texte("Écoles", "L'école, les ÉCOLES"), {"ecol": 5}),
        (Texte(""), {}),
    ],
)
def test_seuls_comptent_les_mots_qui_ont_un_sujet(texte: Texte, racines: dict[str, float]) -> None:
    assert compter_racines(texte) == racines


def test_l_explication_garde_les_mots_de_la_fiche() -> None:
    mots = mots_par_racine(Texte("Émissions de GES", "Les émissions des écoles"))
    assert set(mots.values()) == {"émissions", "GES", "écoles"}


# -- §Poids, §Ressemblance ---------------------------------------------------------------------------------------------
def test_les_poids_sont_ceux_de_la_table(corpus: Corpus) -> None:
    racines = {racine: float(corpus.raretes[colonne]) for racine, colonne in corpus.colonnes.items()}
    assert racines["renov"] == pytest.approx(1.6931, abs=1e-4)
    assert racines["ecol"] == pytest.approx(1.2877, abs=1e-4)
    a, c = corpus.poids[0], corpus.poids[2]
    assert a[corpus.colonnes["renov"]] == pytest.approx(2.3472 / 2.9489, abs=1e-4)
    assert c[corpus.colonnes["ecol"]] == pytest.approx(0.8926 / 3.4374, abs=1e-4)
    assert np.linalg.norm(corpus.vecteur(FICHE)) == pytest.approx(2.9489 / 4.4317, abs=1e-4)


def test_la_ressemblance_est_celle_de_la_table(corpus: Corpus) -> None:
    assert suggerer(FICHE, corpus) == [Suggestion("a", pytest.approx(0.6654, abs=1e-4), ("rénovation", "école"))]
    scores = corpus.poids @ corpus.vecteur(FICHE)
    assert scores.tolist() == pytest.approx([0.6654, 0, 0.1046], abs=1e-4)


def test_un_seul_mot_suffit_quand_il_fait_tout(corpus: Corpus) -> None:
    assert [s.code for s in suggerer(Texte("Haies"), corpus)] == ["c"]


# -- §Ce qui est suggéré -----------------------------------------------------------------------------------------------
def test_les_meilleures_d_abord_sans_les_exclues() -> None:
    corpus = Corpus.construire([(f"m{rang}", Texte("Rénover les écoles")) for rang in range(8)])
    assert [s.code for s in suggerer(FICHE, corpus)] == ["m0", "m1", "m2", "m3", "m4"]
    assert [s.code for s in suggerer(FICHE, corpus, 2, exclus={"m0", "m2"})] == ["m1", "m3"]


def test_rien_n_est_suggere_sans_mot_commun_ni_corpus(corpus: Corpus) -> None:
    assert suggerer(Texte("Former les élus"), corpus) == []
    assert suggerer(Texte(""), corpus) == []
    assert suggerer(FICHE, Corpus.construire([])) == []
    assert suggerer(FICHE, Corpus.construire([("vide", Texte(""))])) == []


def test_un_mot_d_un_titre_ou_deux_mots_rares() -> None:
    corpus = Corpus.construire(
        [
            ("serres", Texte("Chauffer les serres", "orties, cantine, verger, granulés")),
            ("mairie", Texte("Isoler la mairie", "verger, granulés")),
        ]
    )

    def suggerees(titre: str, corps: str) -> list[str]:
        return [s.code for s in suggerer(Texte(titre, corps), corpus)]

    assert suggerees("Le bourg", "serres et verger") == ["serres"]
    assert suggerees("Le verger", "et ses granulés") == ["mairie", "serres"]
    assert suggerees("Le bourg", "verger et granulés") == []
    assert suggerees("Le bourg", "orties et cantine") == ["serres"]
    assert suggerer_fiches("mairie", corpus, {"1": Texte("Le bourg", "verger et granulés")}) == []


def test_rien_sous_la_moitie_de_la_meilleure() -> None:
    textes = [("haies", Texte("Planter des haies")), ("parcs", Texte("Planter", "arbres"))]
    corpus = Corpus.construire(textes)
    fiche = Texte("Planter des haies")
    assert [s.code for s in suggerer(fiche, corpus)] == ["haies"]
    (seule,) = suggerer(fiche, corpus, exclus={"haies"})
    assert seule.score > suggestions.SEUIL
    fiches = {"1": Texte("Planter des haies"), "2": Texte("Planter", "arbres")}
    assert [s.code for s in suggerer_fiches("haies", corpus, fiches)] == ["1", "2"]


def test_l_explication_tient_en_quatre_mots() -> None:
    texte = Texte("Haies bocage rivière forêt prairie verger")
    assert len(suggerer(texte, Corpus.construire([("x", texte)]))[0].mots_communs) == 4


def test_l_inverse_donne_les_memes_scores(corpus: Corpus) -> None:
    fiches = {"1": FICHE, "2": Texte("Rénover la mairie et l'école"), "3": Texte("Autre chose")}
    trouvees = suggerer_fiches("a", corpus, fiches)
    assert {s.code for s in trouvees} == {"1", "2"}
    for suggestion in trouvees:
        directe = next(s for s in suggerer(fiches[suggestion.code], corpus) if s.code == "a")
        assert (directe.score, directe.mots_communs) == (pytest.approx(suggestion.score), suggestion.mots_communs)
    assert [s.score for s in trouvees] == sorted((s.score for s in trouvees), reverse=True)
    assert len(suggerer_fiches("a", corpus, fiches, 1)) == 1
    assert suggerer_fiches("inconnue", corpus, fiches) == []
    assert suggerer_fiches("c", corpus, {"1": Texte("L'école du bourg et sa cantine")}) == []


VOCABULAIRE = (
    "haies", "écoles", "rénover", "énergie", "bois", "mobilité", "vélo", "déchets", "compost", "eau", "nuit",
)  # fmt: skip
MOTS = st.lists(st.sampled_from(VOCABULAIRE), max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(MOTS, MOTS), max_size=6), MOTS, MOTS)
def test_les_suggestions_sont_bornees_rangees_et_expliquees(
    textes: list[tuple[str, str]], titre: str, corps: str
) -> None:
    corpus = Corpus.construire((f"m{rang}", Texte(*texte)) for rang, texte in enumerate(textes))
    fiche = Texte(titre, corps)
    trouvees = suggerer(fiche, corpus, 3)
    assert len(trouvees) <= 3
    assert trouvees == sorted(trouvees, key=lambda s: (-round(s.score, 6), s.code))
    ecrits = set(f"{titre} {corps}".split())
    for suggestion in trouvees:
        assert suggestions.SEUIL <= suggestion.score <= 1
        assert suggestion.mots_communs
        assert set(suggestion.mots_communs) <= ecrits
        rang = int(suggestion.code[1:])
        assert set(suggestion.mots_communs) <= set(" ".join(textes[rang]).split())


@settings(max_examples=30, deadline=None)
@given(MOTS.filter(bool))
def test_un_texte_ressemble_le_plus_a_lui_meme(mots: str) -> None:
    corpus = Corpus.construire([("lui", Texte(mots)), ("autre", Texte("Balayer les rues", mots))])
    trouvees = suggerer(Texte(mots), corpus)
    assert trouvees[0].code == "lui"
    assert trouvees[0].score == pytest.approx(1, abs=1e-5)
