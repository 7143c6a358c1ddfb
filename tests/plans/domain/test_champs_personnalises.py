"""What added fields accept, and how their values are said and kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordee.plans.domain.champs import ValeurRefusee
from cordee.plans.domain.champs_cites import ChampCite
from cordee.plans.domain.champs_personnalises import (
    VIDE,
    Definition,
    OptionDite,
    ValeurChamp,
    citer,
    de_json,
    dire,
    dire_bornes,
    dire_cite,
    en_json,
    lire_cle,
    lire_valeur,
    reconnaitre,
)
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.domain.listes import Precision
from cordee.plans.domain.validation import contenu, superposer

OPTIONS = (OptionDite(3, "Climat"), OptionDite(7, "Eau et forêt"))


def champ(genre: str, **reglages: object) -> Definition:
    options = OPTIONS if GenreChamp(genre).a_options else ()
    return Definition(1, "Suivi", GenreChamp(genre), options=options, **reglages)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("genre", "texte", "attendue", "dite"),
    [
        ("ligne", "  Deux   mots ", ValeurChamp(texte="Deux mots"), "Deux mots"),
        ("texte", "Un\r\ndeux", ValeurChamp(texte="Un\ndeux"), "Un\ndeux"),
        ("nombre", "1 250,50", ValeurChamp(nombre=Decimal("1250.50")), "1\u202f250,5"),
        ("nombre", "−3", ValeurChamp(nombre=Decimal(-3)), "−3"),
        ("date", "31/12/2026", ValeurChamp(jour=date(2026, 12, 31)), "31\u202fdécembre 2026"),
        ("oui_non", "Non", ValeurChamp(oui=False), "non"),
        ("lien", "https://exemple.fr/a", ValeurChamp(texte="https://exemple.fr/a"), "https://exemple.fr/a"),
        ("ligne", "   ", VIDE, ""),
    ],
)
def test_un_texte_devient_la_valeur_de_son_genre(genre: str, texte: str, attendue: ValeurChamp, dite: str) -> None:
    lue = lire_valeur(champ(genre), texte)
    assert lue == attendue
    assert dire(champ(genre), lue).replace("\u00a0", "\u202f") == dite


@pytest.mark.parametrize(
    ("genre", "texte", "mots"),
    [
        ("ligne", "x" * 301, "301"),
        ("texte", "x" * 10_001, "joignez un document"),
        ("nombre", "beaucoup", "attend un nombre"),
        ("nombre", "1_000", "attend un nombre"),
        ("nombre", "NaN", "attend un nombre"),
        ("nombre", "1e20", "attend un nombre"),
        ("nombre", "0,12345", "4 décimales"),
        ("date", "hier", "n'est pas une date"),
        ("date", "01/01/1850", "L'année"),
        ("oui_non", "peut-être", "« oui » ou « non »"),
        ("lien", "javascript:alert(1)", "adresse web"),
        ("lien", "https://[", "adresse web"),
        ("lien", "https://exemple.fr/a b", "adresse web"),
    ],
)
def test_une_valeur_fausse_est_refusee_en_une_phrase(genre: str, texte: str, mots: str) -> None:
    with pytest.raises(ValeurRefusee, match=mots) as refus:
        lire_valeur(champ(genre), texte)
    assert "Suivi" in str(refus.value)


def test_un_nombre_tient_dans_ses_bornes_et_perd_son_unite() -> None:
    borne = champ("nombre", minimum=Decimal(0), maximum=Decimal(100), unite="%")
    assert lire_valeur(borne, "45 %") == ValeurChamp(nombre=Decimal(45))
    for faux in ("-1", "101"):
        with pytest.raises(ValeurRefusee, match="de 0 à 100"):
            lire_valeur(borne, faux)
    assert dire(borne, ValeurChamp(nombre=Decimal(45))) == "45\u00a0%"
    assert dire_bornes(champ("nombre", minimum=Decimal(2))) == "d'au moins 2"
    assert dire_bornes(champ("nombre", maximum=Decimal("2.5"))) == "d'au plus 2,5"
    assert dire_bornes(champ("nombre")) == ""


def test_une_date_se_dit_a_sa_precision() -> None:
    lue = lire_valeur(champ("date"), "01/06/2026", precision="mois")
    assert (lue.precision, dire(champ("date"), lue)) == (Precision.MOIS, "juin 2026")
    assert lire_valeur(champ("date"), "01/06/2026", precision="siècle").precision is Precision.JOUR


def test_les_options_se_rangent_dans_leur_ordre_et_une_seule_tient_dans_un_choix() -> None:
    assert lire_valeur(champ("choix_multiple"), "", ["7", "3", "7"]).options == (3, 7)
    assert dire(champ("choix_multiple"), ValeurChamp(options=(3, 7))) == "Climat, Eau et forêt"
    assert lire_valeur(champ("choix"), "", [""]) == VIDE
    with pytest.raises(ValeurRefusee, match="qu'une option"):
        lire_valeur(champ("choix"), "", ["3", "7"])
    with pytest.raises(ValeurRefusee, match="n'existe plus"):
        lire_valeur(champ("choix"), "", ["99"])


def test_la_precision_d_un_choix_ne_va_qu_avec_une_option() -> None:
    precise = champ("choix_precise")
    lue = lire_valeur(precise, " la  haute vallée ", ["3"])
    assert lue == ValeurChamp(texte="la haute vallée", options=(3,))
    assert dire(precise, lue) == "Climat : la haute vallée"
    assert lire_valeur(precise, "seule", []) == VIDE
    with pytest.raises(ValeurRefusee, match="La précision de « Suivi » dépasse 300"):
        lire_valeur(precise, "x" * 301, ["3"])


@pytest.mark.parametrize(
    ("genre", "texte", "attendue"),
    [
        ("choix", "eau et foret", ValeurChamp(options=(7,))),
        ("choix_multiple", "Climat, Eau et forêt", ValeurChamp(options=(3, 7))),
        ("choix_multiple", "Climat ; Eau et forêt", ValeurChamp(options=(3, 7))),
        ("nombre", "12,5", ValeurChamp(nombre=Decimal("12.5"))),
        ("oui_non", "oui", ValeurChamp(oui=True)),
        ("texte", "Des mots", ValeurChamp(texte="Des mots")),
    ],
)
def test_des_mots_d_un_fichier_sont_lus_selon_le_champ(genre: str, texte: str, attendue: ValeurChamp) -> None:
    assert reconnaitre(champ(genre), ChampCite("Suivi", texte=texte)) == attendue
    assert reconnaitre(champ(genre), ChampCite("Suivi")) == VIDE


def test_une_option_inconnue_d_un_fichier_est_refusee_avec_celles_qui_existent() -> None:
    with pytest.raises(ValeurRefusee, match="choisissez Climat, Eau et forêt"):
        reconnaitre(champ("choix"), ChampCite("Suivi", texte="Tourisme"))


def test_une_valeur_typee_d_un_fichier_est_tenue_par_les_bornes_du_champ() -> None:
    borne = champ("nombre", maximum=Decimal(10))
    assert reconnaitre(borne, ChampCite("Suivi", GenreChamp.NOMBRE, nombre=Decimal(7))) == ValeurChamp(
        nombre=Decimal(7)
    )
    with pytest.raises(ValeurRefusee, match="d'au plus 10"):
        reconnaitre(borne, ChampCite("Suivi", GenreChamp.NOMBRE, nombre=Decimal(11)))
    jour = ChampCite("Suivi", GenreChamp.DATE, jour=date(2026, 6, 1), precision=Precision.MOIS)
    assert reconnaitre(champ("date"), jour) == ValeurChamp(jour=date(2026, 6, 1), precision=Precision.MOIS)


def test_ce_qui_n_est_pas_dit_ne_se_dit_pas() -> None:
    for genre in GenreChamp:
        assert dire_cite(ChampCite("Suivi", genre)) == ""
        assert citer(champ(str(genre)), VIDE).ref == 1
    assert VIDE.vide
    assert not ValeurChamp(oui=False).vide


def test_la_cle_d_un_champ_est_un_numero() -> None:
    assert lire_cle("champ_12") == 12
    for faux in ("champ_", "champ_-1", "champ_²", "statut", "champ_" + "9" * 30):
        assert lire_cle(faux) is None


valeurs = st.builds(
    ValeurChamp,
    texte=st.text(max_size=20),
    nombre=st.none() | st.decimals(-1000, 1000, places=2),
    jour=st.none() | st.dates(),
    precision=st.just(Precision.JOUR),
    oui=st.none() | st.booleans(),
    options=st.lists(st.integers(1, 99), max_size=3).map(tuple),
)


@given(valeurs)
def test_la_trace_rend_la_valeur(valeur: ValeurChamp) -> None:
    assert de_json(en_json(valeur)) == valeur


def test_un_champ_ajoute_est_du_suivi_et_une_version_validee_montre_ceux_qu_on_lit() -> None:
    """A version is frozen with everything: what is shown of it must be what the person reads."""
    secret, lu = ChampCite("Arbitrage", texte="À taire"), ChampCite("Note", texte="À lire")
    assert contenu(FicheComplete("Isoler", champs=(secret, lu))).champs == ()
    montree = superposer(FicheComplete("Isoler", champs=(secret,)), FicheComplete("Isoler", champs=(lu,)))
    assert montree.champs == (lu,)
