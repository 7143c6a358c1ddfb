"""The field of a day that every form uses."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st
from tests.architecture.sources import gabarits, modules

from cordee.socle.champs import ChampJour, ecrire_jour

LIBRE = ChampJour(label="Échéance", required=False)
BORNE = ChampJour(label="Jour", premier=date(2026, 1, 1), dernier=date(2026, 5, 9))


class Essai(forms.Form):
    fin = BORNE


def champ_de(html: str) -> Tag:
    trouve = BeautifulSoup(html, "html.parser").find("input")
    assert isinstance(trouve, Tag)
    return trouve


@pytest.mark.parametrize("texte", ["3/9/2026", "03.09.26", "3 septembre 2026", "2026-09-03", date(2026, 9, 3)])
def test_un_jour_s_ecrit_de_plusieurs_facons(texte: object) -> None:
    assert LIBRE.clean(texte) == date(2026, 9, 3)


@pytest.mark.parametrize("rien", ["", "  ", None])
def test_un_champ_facultatif_peut_etre_vide(rien: str | None) -> None:
    assert LIBRE.clean(rien) is None


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("", "Donnez une date, comme 31/12/2026."),
        ("31/02/2026", "« 31/02/2026 » n'est pas une date : février 2026 n'a que 28 jours."),
        ("x" * 60, f"« {'x' * 39}… » n'est pas une date : écrivez-la comme 31/12/2026."),
        ("31/12/2025", "Choisissez un jour à partir du 1er\u00a0janvier 2026."),
        ("2026-05-10", "Choisissez un jour jusqu'au 9\u00a0mai 2026."),
    ],
)
def test_ce_qui_ne_va_pas_se_dit_en_une_phrase(texte: str, dit: str) -> None:
    with pytest.raises(forms.ValidationError) as refus:
        BORNE.clean(texte)
    assert refus.value.messages == [dit]


def test_le_champ_est_un_texte_en_francais_et_non_le_controle_du_navigateur() -> None:
    champ = champ_de(str(Essai(initial={"fin": date(2026, 3, 9)})["fin"]))
    assert (champ["type"], champ["value"], champ["placeholder"]) == ("text", "09/03/2026", "jj/mm/aaaa")
    assert (champ["data-premier"], champ["data-dernier"], champ["inputmode"]) == ("2026-01-01", "2026-05-09", "numeric")


def test_une_saisie_refusee_reste_dans_le_champ_qui_est_marque() -> None:
    formulaire = Essai({"fin": "31 fevrier 2026"})
    assert not formulaire.is_valid()
    champ = champ_de(str(formulaire["fin"]))
    assert (champ["value"], champ["aria-invalid"]) == ("31 fevrier 2026", "true")


def test_un_formulaire_ecrit_a_la_main_a_le_meme_champ() -> None:
    gabarit = Template(
        '{% saisie_jour "fin" valeur "Échéance" "e-" n marque=marque required=True data_f_premier=True %}'
    )
    champ = champ_de(gabarit.render(Context({"valeur": "2026-12-31", "n": 7, "marque": ""})))
    assert (champ["id"], champ["name"], champ["value"]) == ("e-7", "fin", "31/12/2026")
    assert champ.has_attr("required")
    assert champ.has_attr("data-f-premier")


@given(st.text(max_size=12))
def test_ce_qui_n_est_pas_un_jour_se_reecrit_tel_quel(texte: str) -> None:
    assert ecrire_jour(texte) == texte or LIBRE.clean(texte) is not None


def test_aucun_ecran_n_emploie_le_controle_du_navigateur() -> None:
    textes = {g: g.read_text(encoding="utf-8") for g in gabarits()}
    textes |= {chemin: chemin.read_text(encoding="utf-8") for chemin, _ in modules()}
    genres = ("date", "month", "week", "time", "datetime-local")
    interdits = [f'type="{genre}"' for genre in genres] + [f'"type": "{genre}"' for genre in genres]
    assert not [(chemin.name, mot) for chemin, texte in textes.items() for mot in interdits if mot in texte]
