"""French text: typography, search keys, slugs, lists, agreement."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.outils.texte import (
    accorder,
    cle_naturelle,
    de,
    enumerer,
    initiales,
    limacer,
    normaliser,
    rendre_vide,
    typographier,
)

N, F = "\u00a0", "\u202f"
TEXTES = st.text(alphabet=string.ascii_lowercase + "éÉ0123456789 \u00a0\u202f\n'’«»;:!?()%€&.,-", max_size=40)


class TestTypographie:
    @pytest.mark.parametrize(
        ("texte", "attendu"),
        [
            ("L'eau de l'été", "L’eau de l’été"),
            ("Pourquoi ?", f"Pourquoi{F}?"),
            ("Attention! Danger", f"Attention{F}! Danger"),
            ("un ; deux", f"un{F}; deux"),
            ("Quoi !?", f"Quoi{F}!?"),
            ("Reste : 3", f"Reste{N}: 3"),
            ("41,8 % : bien", f"41,8{N}%{N}: bien"),
            ("« N0 »", f"«{N}N0{N}»"),
            ("«N0»", f"«{N}N0{N}»"),
            ("« Quoi ? »", f"«{N}Quoi{F}?{N}»"),
            ("(vraiment ?)", f"(vraiment{F}?)"),
            ("« N0 » : figé", f"«{N}N0{N}»{N}: figé"),
            ("12 % et 3 € en 14 h", f"12{N}% et 3{N}€ en 14{N}h"),
            ("1 234 567 points", f"1{N}234{N}567{N}points"),
            ("http://exemple.fr?a=1;b", "http://exemple.fr?a=1;b"),
            ("12:30", "12:30"),
            ("?", "?"),
            ("", ""),
        ],
    )
    def test_les_espaces_et_les_apostrophes_sont_ceux_d_un_livre(self, texte: str, attendu: str) -> None:
        assert typographier(texte) == attendu

    def test_une_entite_html_reste_entiere(self) -> None:
        assert typographier("L&#x27;eau &amp; l&#39;air &lt; 2") == "L&#x27;eau &amp; l&#39;air &lt; 2"

    @given(TEXTES)
    def test_recommencer_ne_change_rien(self, texte: str) -> None:
        une_fois = typographier(texte)
        assert typographier(une_fois) == une_fois

    @given(TEXTES)
    def test_seuls_les_espaces_et_les_apostrophes_changent(self, texte: str) -> None:
        def lettres(t: str) -> str:
            return "".join(t.replace("'", "’").split())

        assert lettres(typographier(texte)) == lettres(texte)


class TestCles:
    @pytest.mark.parametrize(
        ("texte", "cle"),
        [
            ("CC du Pays des Écrins", "cc du pays des ecrins"),
            ("  L'Argentière-la-Bessée ", "l argentiere la bessee"),
            ("Œuvre & Ægir", "oeuvre aegir"),
            ("1.2.3", "1.2.3"),
            ("Ⅳ ﬁn", "iv fin"),
            ("—", ""),
        ],
    )
    def test_une_cle_de_recherche_est_sans_accent_ni_signe(self, texte: str, cle: str) -> None:
        assert normaliser(texte) == cle

    @given(st.text(max_size=40))
    def test_une_cle_se_cherche_elle_meme(self, texte: str) -> None:
        cle = normaliser(texte)
        assert normaliser(cle) == cle
        assert set(cle) <= set(string.ascii_lowercase + string.digits + ". ")

    @pytest.mark.parametrize(
        "ordre",
        [
            ["Plan 1", "Plan 2", "plan 10", "Plan 100"],
            ["1.9 Isoler", "1.10 Chauffer", "2 Rouler", "10 Manger"],
            ["Bilan 2024", "Bilan 2024-2030", "Écoles", "Zones 007", "Zones 8"],
        ],
    )
    def test_une_cle_naturelle_range_les_nombres_comme_des_nombres(self, ordre: list[str]) -> None:
        assert [cle_naturelle(texte) for texte in ordre] == sorted(cle_naturelle(texte) for texte in ordre)

    @given(st.lists(st.integers(0, 10**30), min_size=2, max_size=2), st.sampled_from(["Lot {}", "{}", "{}.1 A"]))
    def test_deux_nombres_gardent_leur_ordre(self, nombres: list[int], forme: str) -> None:
        petit, grand = sorted(nombres)
        assert cle_naturelle(forme.format(petit)) <= cle_naturelle(forme.format(grand))
        assert cle_naturelle(f"Lot 00{petit}") == cle_naturelle(f"lot {petit}")

    @pytest.mark.parametrize(
        ("texte", "longueur", "limace"),
        [
            ("Après l'audit", 30, "apres-l-audit"),
            ("Avant la conférence des maires", 12, "avant-la-con"),
            ("abc def", 4, "abc"),
            ("v1.2", 30, "v1-2"),
            ("…", 30, ""),
        ],
    )
    def test_une_limace_est_courte_et_propre(self, texte: str, longueur: int, limace: str) -> None:
        assert limacer(texte, longueur) == limace


class TestPhrases:
    def test_une_liste_finit_par_et(self) -> None:
        assert [enumerer([]), enumerer(["a"]), enumerer(["a", "b"]), enumerer(["a", "b", "c"], "ou")] == [
            "", "a", "a et b", "a, b ou c",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("nombre", "mot"), [(0, "point"), (1, "point"), (1.99, "point"), (-1, "point"), (2, "points"), (-2.5, "points")]
    )
    def test_le_pluriel_commence_a_deux(self, nombre: float, mot: str) -> None:
        assert accorder(nombre, "point") == mot

    def test_un_pluriel_irregulier_se_donne(self) -> None:
        assert (accorder(3, "chou", "choux"), accorder(1, "chou", "choux")) == ("choux", "chou")

    @pytest.mark.parametrize(
        ("prenom", "nom", "lettres"), [("Lise", "Faure", "LF"), ("émile", "", "É"), ("", "Roche", "R"), ("", "", "?")]
    )
    def test_les_initiales_tiennent_en_deux_lettres(self, prenom: str, nom: str, lettres: str) -> None:
        assert initiales(prenom, nom) == lettres

    @pytest.mark.parametrize(
        ("nom", "avec_de"),
        [
            ("Briançon", "de Briançon"),
            ("Aoste", "d'Aoste"),
            ("Écrins", "d'Écrins"),
            ("Œuilly", "d'Œuilly"),
            ("Hyères", "d'Hyères"),
            ("Haut-Sérac", "de Haut-Sérac"),
            ("hautes Combes", "de hautes Combes"),
            ("Le Briançonnais", "du Briançonnais"),
            ("les Écrins", "des Écrins"),
            ("La Réunion", "de La Réunion"),
            ("L'Île-d'Yeu", "de L'Île-d'Yeu"),
        ],
    )
    def test_de_s_elide_et_se_contracte(self, nom: str, avec_de: str) -> None:
        assert de(nom) == avec_de


@pytest.mark.parametrize("texte", ["", "\u200b", "\u200b \u2060\ufeff", "\u3164\u2800", "\u202e\u00ad"])
def test_un_texte_que_personne_ne_voit_est_vide(texte: str) -> None:
    assert rendre_vide(texte) == ""


@pytest.mark.parametrize("texte", ["a", "\u200bété", "👨\u200d👩\u200d👧", "🪿", "٣", "  "])
def test_un_texte_qui_se_voit_reste_tel_quel(texte: str) -> None:
    assert rendre_vide(texte) == texte
