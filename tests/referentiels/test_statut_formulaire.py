"""What a form of statut accepts, and what it says when it does not."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from cordee.referentiels.domain import Avancement, Saisie, StatutAvancement
from cordee.referentiels.forms.statut import FormulaireStatut


def lire(requete: str) -> FormulaireStatut:
    return FormulaireStatut(QueryDict(requete))


def test_un_statut_pour_plusieurs_noeuds_sans_repetition() -> None:
    formulaire = lire("code=cae_1.1.1.1&code=cae_1.1.1.2&code=cae_1.1.1.1&code=&statut=fait")
    assert formulaire.is_valid()
    assert formulaire.saisies() == [
        Saisie("cae_1.1.1.1", StatutAvancement.FAIT),
        Saisie("cae_1.1.1.2", StatutAvancement.FAIT),
    ]
    assert not formulaire.a_renseigner


@pytest.mark.parametrize("parts", ["20,5|70|9,5", "20.5|70|9.5", "20,5 %|70 %|9,5 %"])
def test_un_detail_s_ecrit_comme_on_en_a_l_habitude(parts: str) -> None:
    fait, programme, pas_fait = parts.split("|")
    donnees = QueryDict(mutable=True)
    donnees.update({"code": "c", "statut": "detaille", "fait": fait, "programme": programme, "pas_fait": pas_fait})
    formulaire = FormulaireStatut(donnees)
    assert formulaire.is_valid(), formulaire.message
    assert formulaire.saisie == (StatutAvancement.DETAILLE, Avancement(0.205, 0.7, 0.095))


def test_une_part_vide_compte_pour_zero() -> None:
    formulaire = lire("code=c&statut=detaille&fait=40&programme=60&pas_fait=")
    assert formulaire.is_valid()
    assert formulaire.saisie[1] == Avancement(0.4, 0.6, 0)


@pytest.mark.parametrize(
    ("requete", "message"),
    [
        ("statut=fait", "Choisissez une ligne à renseigner."),
        ("code=c", "Choisissez un statut."),
        (
            "code=c&statut=termine",
            "Ce statut n'existe pas : rechargez la page et choisissez-en un autre.",
        ),
        (
            "code=c&statut=detaille&fait=50&programme=40&pas_fait=0",
            "Les trois parts totalisent 90\u00a0% : il manque 10\u00a0%.",
        ),
        (
            "code=c&statut=detaille&fait=50&programme=50&pas_fait=12,5",
            "Les trois parts totalisent 112,5\u00a0% : il y a 12,5\u00a0% de trop.",
        ),
        ("code=c&statut=detaille&fait=-1&programme=101&pas_fait=0", "Chaque part est un nombre entre 0 et 100. "),
        ("code=c&statut=detaille&fait=moitié&programme=50&pas_fait=0", "Chaque part est un nombre entre 0 et 100."),
        ("code=c&statut=detaille&fait=NaN&programme=50&pas_fait=50", "Chaque part est un nombre entre 0 et 100."),
    ],
)
def test_une_faute_se_dit_en_clair(requete: str, message: str) -> None:
    formulaire = lire(requete)
    assert not formulaire.is_valid()
    assert message in formulaire.message + " "


def test_les_parts_d_un_autre_statut_sont_ignorees() -> None:
    formulaire = lire("code=c&statut=fait&fait=10&programme=10&pas_fait=10")
    assert formulaire.is_valid()
    assert formulaire.saisie == (StatutAvancement.FAIT, None)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_trois_parts_a_deux_decimales_qui_font_cent_donnent_toujours_un_avancement(a: int, b: int) -> None:
    fait, programme = sorted((a, b))[0], abs(a - b)
    pas_fait = 10_000 - fait - programme
    donnees = QueryDict(mutable=True)
    parts = {"fait": fait, "programme": programme, "pas_fait": pas_fait}
    donnees.update({"code": "c", "statut": "detaille", **{nom: f"{part / 100:.2f}" for nom, part in parts.items()}})
    formulaire = FormulaireStatut(donnees)
    assert formulaire.is_valid(), formulaire.message
    detail = formulaire.saisie[1]
    assert detail is not None
    assert sum(detail.parts) == pytest.approx(1)


def test_trois_tiers_font_un_tout() -> None:
    formulaire = lire("code=c&statut=detaille&fait=33,33&programme=33,33&pas_fait=33,33")
    assert formulaire.is_valid()
    assert formulaire.saisie[1] is not None
    assert formulaire.saisie[1].parts == pytest.approx((1 / 3, 1 / 3, 1 / 3))
