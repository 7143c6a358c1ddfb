"""Choosing and sorting the cards of the library, and counting what each choice would leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans.domain.test_bibliotheque import modele

from cordee.plans.domain.bibliotheque import CategorieFNV, Typologie
from cordee.plans.domain.bibliotheque_choix import (
    PARTOUT,
    SANS_COMPETENCE,
    Criteres,
    Portee,
    Tri,
    compter_choix,
    est_a_portee,
    filtrer_modeles,
    sert,
)
from cordee.plans.domain.listes import FourchetteCout, TempsMiseEnOeuvre


class TestPortee:
    def test_une_competence_exercee_parmi_celles_demandees_suffit(self) -> None:
        carte = modele(competences=("6000", "6035"))
        assert est_a_portee(carte, {"6035": True})
        assert not est_a_portee(carte, {"6000": False, "1505": True})

    def test_sans_competence_demandee_tout_le_monde_peut(self) -> None:
        assert est_a_portee(modele(competences=()), {"6000": False})

    def test_quand_on_ne_sait_rien_de_la_collectivite_rien_n_est_ecarte(self) -> None:
        assert est_a_portee(modele(), {})

    def test_une_commune_porte_ce_qui_est_a_son_echelle(self) -> None:
        carte = modele(echelle_communale=True)
        assert est_a_portee(carte, {"6000": False}, est_commune=True)
        assert not est_a_portee(carte, {"6000": False})
        assert not est_a_portee(modele(), {"6000": False}, est_commune=True)


class TestFiltres:
    VELO = modele(
        code="velo-01", titre="Louer des vélos électriques", resume="Prêter.", impact=3, competences=("6035",)
    )
    EAU = modele(
        code="eau-01",
        titre="Chasser les fuites",
        resume="Le vélo n'y est pour rien.",
        description="Compteurs de secteur.",
        thematique="eau_assainissement",
        sous_thematiques=("eau_potable",),
        cout=FourchetteCout.MOINS_DE_40_000,
        temps=TempsMiseEnOeuvre.MOINS_D_UN_AN,
        impact=1,
        mesures=("cae_3.3.1",),
    )
    BOIS = modele(
        code="bois-01",
        titre="Équiper une chaufferie",
        thematique="energie_climat",
        sous_thematiques=("reseaux_de_chaleur",),
        cout=FourchetteCout.PLUS_DE_100_000,
        temps=TempsMiseEnOeuvre.PLUS_DE_DEUX_ANS,
    )
    TOUTES = (VELO, EAU, BOIS)

    def codes(self, **filtres: object) -> list[str]:
        tri = filtres.pop("tri", Tri.PERTINENCE)
        portee = filtres.pop("portee", PARTOUT)
        criteres = Criteres(**filtres)  # type: ignore[arg-type]
        return [carte.code for carte in filtrer_modeles(self.TOUTES, criteres, portee=portee, tri=tri)]  # type: ignore[arg-type]

    def test_sans_filtre_tout_passe_les_plus_fortes_d_abord(self) -> None:
        assert self.codes() == ["velo-01", "bois-01", "eau-01"]

    @pytest.mark.parametrize("texte", ["VELO", "vélos", "velo electrique", "électriques  vélos"])
    def test_le_texte_se_cherche_sans_accents_ni_pluriel(self, texte: str) -> None:
        assert self.codes(texte=texte)[0] == "velo-01"

    def test_tous_les_mots_doivent_y_etre(self) -> None:
        assert self.codes(texte="fuites secteur") == ["eau-01"]
        assert self.codes(texte="fuites chaufferie") == []

    def test_un_mot_du_titre_compte_plus_que_dans_le_resume(self) -> None:
        eau = replace(self.EAU, impact=3)
        velo = replace(self.VELO, impact=1)
        assert [carte.code for carte in filtrer_modeles((eau, velo), Criteres(texte="vélo"))] == ["velo-01", "eau-01"]

    def test_les_valeurs_d_un_filtre_s_ajoutent_et_les_filtres_se_croisent(self) -> None:
        assert self.codes(
            thematiques=(
                "eau_assainissement",
                "energie_climat",
            )
        ) == ["bois-01", "eau-01"]
        assert self.codes(
            thematiques=(
                "eau_assainissement",
                "energie_climat",
            ),
            couts=("plus_de_100_000",),
        ) == ["bois-01"]
        assert self.codes(temps=("moins_d_un_an",)) == ["eau-01"]
        assert self.codes(impact_min=2) == ["velo-01", "bois-01"]

    def test_une_sous_thematique_fait_trouver_la_fiche_dans_l_autre_thematique(self) -> None:
        assert self.codes(thematiques=("activites_economiques",)) == ["velo-01"]

    def test_les_competences_ne_filtrent_que_si_on_le_demande(self) -> None:
        assert self.codes(portee=Portee({"6035": True})) == ["velo-01"]
        assert len(self.codes()) == 3

    def test_le_type_la_planification_nationale_et_le_levier_filtrent(self) -> None:
        planifiee = replace(self.EAU, typologie=Typologie.PLANIFICATION, fnv=(CategorieFNV.RESSOURCES,), leviers=())
        cartes = (self.VELO, planifiee)
        for criteres in (
            Criteres(typologies=("planification",)),
            Criteres(fnv=("ressources", "loger")),
            Criteres(mesures=("cae_3.3.1",)),
        ):
            assert filtrer_modeles(cartes, criteres) == (planifiee,)
        assert filtrer_modeles(cartes, Criteres(leviers=("covoiturage",))) == (self.VELO,)

    def test_une_competence_demandee_ou_aucune(self) -> None:
        libre = replace(self.BOIS, competences=())
        cartes = (self.VELO, libre)
        assert filtrer_modeles(cartes, Criteres(competences=("6035",))) == (self.VELO,)
        assert filtrer_modeles(cartes, Criteres(competences=(SANS_COMPETENCE,))) == (libre,)

    @pytest.mark.parametrize("mesure", ["cae_3.3.1", "cae_3.3", "cae_3.3.1.2.1"])
    def test_une_mesure_trouve_les_fiches_qui_la_servent_dessus_et_dessous(self, mesure: str) -> None:
        assert self.codes(mesures=(mesure,)) == ["eau-01"]

    def test_une_mesure_voisine_ne_trouve_rien(self) -> None:
        assert not sert(self.EAU, "cae_3.3.10")
        assert not sert(self.EAU, "cae_3.3.2")
        assert not sert(self.EAU, "eci_3.3.1")

    @pytest.mark.parametrize(
        ("tri", "attendu"),
        [
            (Tri.TITRE, ["eau-01", "bois-01", "velo-01"]),
            (Tri.COUT, ["eau-01", "velo-01", "bois-01"]),
            (Tri.TEMPS, ["eau-01", "velo-01", "bois-01"]),
            (Tri.IMPACT, ["velo-01", "bois-01", "eau-01"]),
        ],
    )
    def test_les_tris(self, tri: Tri, attendu: list[str]) -> None:
        assert self.codes(tri=tri) == attendu

    @settings(max_examples=30)
    @given(st.text(max_size=12), st.sampled_from(list(Tri)), st.integers(1, 3))
    def test_filtrer_ne_fait_que_choisir_et_trier(self, texte: str, tri: Tri, impact: int) -> None:
        criteres = Criteres(texte=texte, impact_min=impact)
        choisies = filtrer_modeles(self.TOUTES, criteres, tri=tri)
        assert len(set(choisies)) == len(choisies)
        assert set(choisies) <= set(self.TOUTES)
        assert set(choisies) == set(filtrer_modeles(self.TOUTES, criteres))


class TestComptes:
    VALEURS = {
        "couts": ["moins_de_40_000", "de_40_000_a_100_000", "plus_de_100_000"],
        "impact_min": ["1", "2", "3"],
    }
    CARTES = TestFiltres.TOUTES

    def test_chaque_choix_dit_ce_qu_il_laisserait(self) -> None:
        comptes = compter_choix(self.CARTES, Criteres(), self.VALEURS)
        assert comptes["couts"] == {"moins_de_40_000": 1, "de_40_000_a_100_000": 1, "plus_de_100_000": 1}
        assert comptes["impact_min"] == {"1": 3, "2": 2, "3": 1}

    def test_les_autres_filtres_comptent_pas_celui_du_groupe(self) -> None:
        comptes = compter_choix(self.CARTES, Criteres(couts=("plus_de_100_000",), impact_min=2), self.VALEURS)
        assert comptes["couts"] == {"moins_de_40_000": 0, "de_40_000_a_100_000": 1, "plus_de_100_000": 1}
        assert comptes["impact_min"] == {"1": 1, "2": 1, "3": 0}

    def test_hors_de_portee_ne_compte_pas(self) -> None:
        comptes = compter_choix(self.CARTES, Criteres(), self.VALEURS, portee=Portee({"6035": True}))
        assert comptes["impact_min"] == {"1": 1, "2": 1, "3": 1}

    @settings(max_examples=30)
    @given(st.sampled_from([*VALEURS["couts"], ""]), st.integers(1, 3))
    def test_un_compte_est_ce_que_la_liste_montrerait(self, cout: str, impact: int) -> None:
        criteres = Criteres(couts=(cout,) if cout else (), impact_min=impact)
        comptes = compter_choix(self.CARTES, criteres, self.VALEURS)
        for valeur, nombre in comptes["couts"].items():
            assert nombre == len(filtrer_modeles(self.CARTES, replace(criteres, couts=(valeur,))))
