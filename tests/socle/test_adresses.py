"""Addresses of the rows of a list."""

from __future__ import annotations

from django.urls import reverse

from cordee.socle.adresses import adresser

SIREN = "200000172"


def test_l_adresse_est_celle_que_donne_la_route() -> None:
    assert adresser("fiche", SIREN, pk=7) == reverse("fiche", args=[SIREN, 7])
    assert adresser("fiche_cellule", SIREN, pk=12) == reverse("fiche_cellule", args=[SIREN, 12])


def test_seul_le_dernier_numero_change_d_une_ligne_a_l_autre() -> None:
    for plan, placement in ((10, 100), (10, 0), (0, 100)):
        attendue = reverse("placement_deplacer", args=[SIREN, plan, placement])
        assert adresser("placement_deplacer", SIREN, plan, pk=placement) == attendue
