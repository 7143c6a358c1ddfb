"""The bundled files of the leviers read, and answer one another."""

from __future__ import annotations

import pytest

from cordee.indicateurs.actions.chargement import lire_donnees_livrees
from cordee.plans.domain.leviers import LEVIERS, NOMS_LEVIERS
from cordee.plans.queries.leviers import referentiel_des_leviers


def test_chaque_levier_de_la_liste_a_ses_parts_dans_les_treize_regions() -> None:
    referentiel = referentiel_des_leviers()
    assert set(referentiel.leviers) == set(NOMS_LEVIERS)
    assert set(referentiel.secteurs) == set(LEVIERS)
    assert len(referentiel.regions) == 13
    assert {tuple(levier.parts) for levier in referentiel.leviers.values()} == {referentiel.regions}


def test_chaque_identifiant_existe_dans_la_nomenclature_en_kilotonnes() -> None:
    connus = {d.identifiant: d for d in lire_donnees_livrees()}
    referentiel = referentiel_des_leviers()
    assert {connus[i].unite for i in (*referentiel.identifiants, *referentiel.rythme)} == {"kteq CO2"}
    assert not any(connus[i].sans_valeur_utilisateur for i in referentiel.identifiants)


@pytest.mark.parametrize("secteur", [nom for nom in LEVIERS if nom not in {"Énergie", "Agriculture", "UTCATF"}])
def test_les_parts_d_un_secteur_font_cent_a_deux_pres(secteur: str) -> None:
    referentiel = referentiel_des_leviers()
    for region in referentiel.regions:
        assert 98 <= sum(referentiel.leviers[code].parts[region] for code in LEVIERS[secteur]) <= 102


def test_les_parts_de_l_energie_se_recoupent_et_c_est_dit() -> None:
    referentiel = referentiel_des_leviers()
    sommes = {sum(referentiel.leviers[code].parts[r] for code in LEVIERS["Énergie"]) for r in referentiel.regions}
    assert (min(sommes), max(sommes)) == (92, 268)
    assert [s.nom for s in referentiel.secteurs.values() if s.se_recoupent] == ["Énergie"]
