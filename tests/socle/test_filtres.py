"""Tags and filters of every template."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import rules
from django.template import Context, Template
from django.test import RequestFactory

from cordee.comptes.models import Utilisateur
from cordee.socle.barres import Barre

N = "\u00a0"
INSTANT = datetime(2026, 3, 10, 23, 5, tzinfo=UTC)


def rendre(source: str, **contexte: object) -> str:
    return Template(source).render(Context(contexte))


@pytest.mark.parametrize(
    ("source", "valeur", "attendu"),
    [
        ("{{ v|typo }}", "L'eau & l'air ?", "L’eau &amp; l’air\u202f?"),
        ("{{ v|nombre }}", 1234.5, f"1{N}234,5"),
        ("{{ v|nombre:0 }}", 1234.5, f"1{N}235"),
        ("{{ v|nombre }}", None, "—"),
        ("{{ v|souple }}", 2.0, "2"),
        ("{{ v|souple:3 }}", 0.125, "0,125"),
        ("{{ v|ecart }}", 3.14, "+3,1"),
        ("{{ v|pourcent }}", 0.418, f"41,8{N}%"),
        ("{{ v|pourcent:'0' }}", 0.418, f"42{N}%"),
        ("{{ v|accorde:'point,points' }}", 1.5, "point"),
        ("{{ v|accorde:'cheval,chevaux' }}", 2, "chevaux"),
        ("{{ v|accorde:'point' }}", 2, "points"),
        ("{{ v|jour }}", date(2026, 3, 1), f"1er{N}mars 2026"),
        ("{{ v|jour }}", INSTANT, f"11{N}mars 2026"),
        ("{{ v|jour }}", None, ""),
        ("{{ v|jour_court }}", date(2026, 2, 12), f"12{N}févr. 2026"),
        ("{{ v|jour_court }}", "", ""),
        ("{{ v|jour_semaine }}", date(2025, 11, 25), f"mardi 25{N}novembre 2025"),
        ("{{ v|jour_semaine }}", None, ""),
        ("{{ v|heure }}", INSTANT, f"0{N}h{N}05"),
        ("{{ v|heure }}", datetime(2026, 3, 10, 14, 32), f"14{N}h{N}32"),  # noqa: DTZ001  a naive one, as a form gives
        ("{{ v|heure }}", date(2026, 3, 10), ""),
        ("{{ v|heure }}", None, ""),
        ("{{ v|de|typo }}", "Aoste", "d’Aoste"),
        ("{{ v|ordinal }}", 3, "3<sup>e</sup>"),
        ("{{ v|ordinal:'f' }}", 1, "1<sup>re</sup>"),
    ],
)
def test_un_filtre(source: str, valeur: object, attendu: str) -> None:
    assert rendre(source, v=valeur) == attendu


def test_la_typographie_laisse_sur_ce_qui_l_est_et_echappe_le_reste() -> None:
    assert rendre("{{ '<b>L\\'eau</b>'|typo }}") == "<b>L’eau</b>"
    assert rendre("{{ v|typo }}", v="<b>L'eau</b>") == "&lt;b&gt;L’eau&lt;/b&gt;"
    assert rendre("{{ v|force_escape|typo }}", v="L'eau & l'air") == "L&#x27;eau &amp; l&#x27;air"


class TestBalises:
    def test_une_icone_est_muette(self) -> None:
        assert rendre("{% icone 'alerte' %}") == (
            '<svg class="ico" aria-hidden="true" focusable="false">'
            '<use href="/static/cordee/img/icones.svg#alerte"/></svg>'
        )
        assert 'class="ico p"' in rendre("{% icone 'alerte' 'p' %}")
        assert "&quot;" in rendre("{% icone v %}", v='"><script>')

    @pytest.mark.parametrize(
        ("obtenues", "a_portee", "classes", "mots"),
        [
            (0, 0, "eteinte eteinte eteinte eteinte eteinte", "0 étoile sur 5"),
            (1, 0, "pleine eteinte eteinte eteinte eteinte", "1 étoile sur 5"),
            (2, 3, "pleine pleine proche eteinte eteinte", "2 étoiles sur 5, la 3e à portée"),
            (0, 1, "proche eteinte eteinte eteinte eteinte", "0 étoile sur 5, la 1re à portée"),
            (5, 0, "pleine pleine pleine pleine pleine", "5 étoiles sur 5"),
        ],
    )
    def test_cinq_etoiles_disent_combien(self, obtenues: int, a_portee: int, classes: str, mots: str) -> None:
        html = rendre("{% etoiles o p %}", o=obtenues, p=a_portee)
        dessins = [morceau.partition('"')[0] for morceau in html.split('aria-hidden="true" class="')[1:]]
        assert " ".join(dessins) == classes
        assert f'aria-label="{mots}"' in html

    def test_peut_demande_la_permission_de_la_personne(self, rf: RequestFactory) -> None:
        rules.add_perm("essai.lire", rules.predicate(lambda utilisateur, objet: objet == 1))
        try:
            request = rf.get("/")
            request.user = Utilisateur()
            source = "{% peut 'essai.lire' objet as lisible %}{{ lisible }}"
            assert rendre(source, request=request, objet=1) == "True"
            assert rendre(source, request=request, objet=2) == "False"
        finally:
            rules.remove_perm("essai.lire")


def test_un_texte_long_est_rendu_en_html_sur() -> None:
    assert "<strong>2023</strong>" in rendre("{% load textes %}{{ v|markdown }}", v="Données **2023**")
    assert rendre("{% load textes %}{{ v|markdown }}", v=None) == ""


def test_une_rangee_s_ecrit_des_seules_valeurs_donnees() -> None:
    barre = Barre("10", "20", "30", "40")
    source = '{% rangee "composants/barre.html" barre=barre %}'
    seule = rendre("{% include 'composants/barre.html' with barre=barre only %}", barre=barre)
    assert rendre(source, barre=barre, autre="vue d'ici seulement") == seule
    assert rendre(source, barre=replace(barre, fait="11")) == seule.replace('"10%"', '"11%"') != seule
