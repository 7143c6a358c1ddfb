"""Filters as they stand in an address."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cordee.plans.domain.filtres import DateRefusee, Filtres, lire_filtres
from cordee.plans.domain.filtres_proposes import DEFINITIONS, ChampDate, Tri, find_debut_recent


def test_une_adresse_se_lit_et_se_reecrit() -> None:
    lus = lire_filtres(
        {
            "q": ["  école  "], "statut": ["bloque", "en_cours", "bloque", "inconnu"], "pilote": ["12", "sans", "x"],
            "mesure": ["sans", "cae_2.1.1", "cae 3"], "du": ["1/1/26"], "au": ["demain"],
            "champ_date": ["modifiee"], "tri": ["-fin"], "couleur": ["rouge"], "plan": [],
        }
    )  # fmt: skip
    assert lus == Filtres(
        valeurs={"statut": ("bloque", "en_cours"), "pilote": ("12", "sans"), "mesure": ("sans",)},
        texte="école", champ_date=ChampDate.MODIFIEE, du=date(2026, 1, 1), tri=Tri.FIN, decroissant=True,
        mesures=("cae_2.1.1",),
        refusees={"au": DateRefusee("demain", "« demain » n'est pas une date : écrivez-la comme 31/12/2026.")},
    )  # fmt: skip
    assert lus.nombre == 8
    assert lus.adresse() == (
        "q=%C3%A9cole&statut=bloque&statut=en_cours&pilote=12&pilote=sans&mesure=sans&mesure=cae_2.1.1"
        "&champ_date=modifiee&du=2026-01-01&au=demain&tri=-fin"
    )


def test_une_date_que_l_on_ne_sait_pas_lire_reste_dans_l_adresse_sans_rien_filtrer() -> None:
    lus = lire_filtres({"du": ["31/02/2026"], "au": ["3 sept. 2026"]})
    assert (lus.du, lus.au, lus.ecrire_borne("du"), lus.ecrire_borne("au")) == (
        None, date(2026, 9, 3), "31/02/2026", "2026-09-03",
    )  # fmt: skip
    assert lus.sans("periode") == Filtres()


def test_une_periode_qui_finit_avant_de_commencer_se_dit() -> None:
    lus = lire_filtres({"du": ["2026-09-03"], "au": ["02/09/2026"]})
    assert (lus.du, lus.au) == (date(2026, 9, 3), None)
    assert lus.refusees["au"].faute == "Le 02/09/2026 précède le 03/09/2026 : corrigez une des dates."


def test_une_adresse_vide_ne_demande_rien() -> None:
    assert lire_filtres({}) == Filtres()
    assert Filtres().adresse() == ""
    assert Filtres().nombre == 0
    assert lire_filtres({"tri": ["plan"], "champ_date": ["?"]}) == Filtres()


def test_une_pastille_retire_sa_valeur_seule() -> None:
    lus = lire_filtres({"q": ["bois"], "statut": ["bloque", "en_cours"], "au": ["2026-12-31"], "mesure": ["te_1.1.1"]})
    assert lus.sans("statut", "bloque").valeurs == {"statut": ("en_cours",)}
    assert lus.sans("statut").valeurs == {}
    assert lus.sans("q").texte == ""
    assert lus.sans("periode").au is None
    assert lus.sans("mesure", "te_1.1.1").mesures == ()


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from([d.cle for d in DEFINITIONS] + ["q", "du", "tri", "masquer"]),
        st.lists(st.sampled_from(["sans", "avec", "en_cours", "3", "2026-05-04", "-titre", "é", "fiches"]), max_size=3),
    )
)
def test_ce_qui_est_reecrit_se_relit_pareil(parametres) -> None:
    lus = lire_filtres(parametres)
    relus: dict[str, list[str]] = {}
    for cle, valeur in lus.paires():
        relus.setdefault(cle, []).append(valeur)
    assert lire_filtres(relus) == lus


def test_une_note_est_recente_trois_mois_durant() -> None:
    assert find_debut_recent(date(2026, 3, 10)) == date(2025, 12, 10)
    assert find_debut_recent(date(2026, 5, 31)) == date(2026, 2, 28)
