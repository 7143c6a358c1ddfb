"""A dashboard is a list of modules, kept as plain values."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.repartitions import Mesure
from cordee.plans.domain.tableaux import (
    LIGNES_MAX,
    MOIS,
    PAR_DEFAUT,
    Forme,
    Genre,
    GenreModule,
    Largeur,
    Module,
    Suite,
    ajouter,
    deplacer,
    ecrire_modules,
    lire_modules,
    remplacer,
    retirer,
    trouver,
)

cles = st.text(alphabet="abcdm0123456789", min_size=1, max_size=4)
modules = st.lists(
    st.builds(
        Module, cle=cles, genre=st.sampled_from(GenreModule), titre=st.text(max_size=20),
        largeur=st.sampled_from(Largeur),
        propriete=st.sampled_from(["statut", "pilote"]), mesure=st.sampled_from(Mesure), forme=st.sampled_from(Forme),
        suite=st.sampled_from(Suite), nombre=st.integers(1, LIGNES_MAX), miennes=st.booleans(),
    ),
    max_size=8, unique_by=lambda module: module.cle,
)  # fmt: skip


@given(modules)
def test_ce_qui_est_garde_se_relit_pareil(liste: list[Module]) -> None:
    assert lire_modules(ecrire_modules(liste)) == liste


@given(modules, st.integers(-3, 12))
def test_deplacer_ne_perd_ni_ne_double_rien(liste: list[Module], rang: int) -> None:
    for module in liste:
        bouges = deplacer(liste, module.cle, rang)
        assert sorted(m.cle for m in bouges) == sorted(m.cle for m in liste)
        assert bouges[min(max(rang, 0), len(liste) - 1)] == module
    assert deplacer(liste, "absent", 0) == liste


@given(modules)
def test_un_module_ajoute_a_une_cle_a_lui(liste: list[Module]) -> None:
    *avant, neuf = ajouter(liste, Module("", GenreModule.BUDGET))
    assert avant == liste
    assert trouver(liste, neuf.cle) is None
    assert retirer([*avant, neuf], neuf.cle) == liste


def test_un_vieux_tableau_s_ouvre_toujours() -> None:
    ecrits = [
        {"cle": "a", "genre": "horoscope"}, {"genre": "budget"},
        {"cle": "b", "genre": "serie", "largeur": "immense", "propriete": "humeur", "nombre": "beaucoup", "suite": 3},
        {"cle": "c", "genre": "fiches", "nombre": 900},
    ]  # fmt: skip
    assert lire_modules(ecrits) == [
        Module("b", GenreModule.SERIE, nombre=MOIS), Module("c", GenreModule.FICHES, nombre=LIGNES_MAX),
    ]  # fmt: skip


def test_un_module_sans_titre_dit_ce_qu_il_montre() -> None:
    pilotes = Module("a", GenreModule.REPARTITION, propriete="pilote")
    assert pilotes.nom == "Fiches par pilote"
    assert Module("a", GenreModule.SERIE, suite=Suite.RETARDS).nom == "Fiches en retard, mois par mois"
    assert Module("a", GenreModule.PLANS).nom == "Suivi des plans"
    assert replace(pilotes, titre="Qui fait quoi").nom == "Qui fait quoi"
    assert remplacer([pilotes], replace(pilotes, titre="Qui")) == [replace(pilotes, titre="Qui")]
    assert replace(pilotes, parametres="statut=en_cours&statut=x").filtres.valeurs == {"statut": ("en_cours",)}


def test_aucun_tableau_n_est_vide_la_premiere_fois() -> None:
    for genre in Genre:
        cles = [module.cle for module in PAR_DEFAUT[genre]]
        assert 6 <= len(cles) == len(set(cles)) <= 10
