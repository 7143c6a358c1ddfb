"""Filters of the public list, as an address gives them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cordee.publication.domain.filtres import CLES, VALEURS_MAX, FiltresPublics, lire_filtres


def test_une_adresse_donne_ses_filtres_dans_un_ordre_fixe() -> None:
    lus = lire_filtres({"commune": ["12"], "statut": ["realise", "en_cours"], "q": ["  vélo   bourg "], "axe": ["3"]})
    assert lus.paires() == [
        ("q", "vélo bourg"), ("statut", "realise"), ("statut", "en_cours"), ("axe", "3"), ("commune", "12"),
    ]  # fmt: skip
    assert lus.nombre == 5
    assert lus.requete() == "q=v%C3%A9lo+bourg&statut=realise&statut=en_cours&axe=3&commune=12"


def test_ce_qui_ne_se_montre_pas_ne_se_filtre_pas() -> None:
    lus = lire_filtres(
        {"pilote": ["3"], "forme": ["confidentielle"], "statut": ["inconnu"], "axe": ["-1", "x", "²", "9" * 40]}
    )
    assert lus == FiltresPublics()


def test_un_filtre_se_retire_seul() -> None:
    lus = lire_filtres({"q": ["eau"], "statut": ["realise", "en_cours"], "secteur": ["tertiaire"]})
    assert lus.sans("statut", "realise").valeurs["statut"] == ("en_cours",)
    assert "secteur" not in lus.sans("secteur", "tertiaire").valeurs
    assert lus.sans("q", "eau").texte == ""


@given(st.dictionaries(st.sampled_from([*CLES, "q", "page"]), st.lists(st.text("aé19-² \0", max_size=4), max_size=4)))
def test_toute_adresse_se_lit_et_se_relit(parametres: dict[str, list[str]]) -> None:
    lus = lire_filtres(parametres)
    relus = lire_filtres({cle: [v for c, v in lus.paires() if c == cle] for cle in (*CLES, "q")})
    assert relus == lus


def test_un_filtre_ne_garde_qu_un_nombre_raisonnable_de_valeurs() -> None:
    lus = lire_filtres({"commune": [str(rang) for rang in range(100)]})
    assert len(lus.valeurs["commune"]) == VALEURS_MAX
