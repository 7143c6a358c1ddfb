"""Templates: each one used, each address known."""

from __future__ import annotations

import re

from django.template.loader import get_template
from django.urls import get_resolver

from tests.architecture.sources import gabarits, modules

APPELES_PAR_DJANGO = {"erreurs/400.html", "comptes/verrouille.html"}


def _nom(gabarit) -> str:
    parties = gabarit.parts
    rang = len(parties) - 1 - parties[::-1].index("templates")
    return "/".join(parties[rang + 1 :])


def test_chaque_gabarit_se_compile() -> None:
    for gabarit in gabarits():
        get_template(_nom(gabarit))


def test_chaque_gabarit_sert() -> None:
    textes = [g.read_text(encoding="utf-8") for g in gabarits()]
    textes += [chemin.read_text(encoding="utf-8") for chemin, _ in modules()]
    ensemble = "\n".join(textes)
    orphelins = [_nom(g) for g in gabarits() if _nom(g) not in ensemble and _nom(g) not in APPELES_PAR_DJANGO]
    assert not orphelins


def test_chaque_adresse_citee_existe() -> None:
    connues = {nom for nom in get_resolver().reverse_dict if isinstance(nom, str)}
    for espace, (_, resolveur) in get_resolver().namespace_dict.items():
        connues |= {f"{espace}:{nom}" for nom in resolveur.reverse_dict if isinstance(nom, str)}
    citees = {
        nom
        for gabarit in gabarits()
        for nom in re.findall(r"\{% url ['\"]([\w:.-]+)['\"]", gabarit.read_text(encoding="utf-8"))
    }
    assert citees <= connues, citees - connues
