"""The définition of a référentiel, read once and kept."""

from __future__ import annotations

import pytest
from tests.referentiels.factories import CODE, LE, LIGNES, charger_mini, noeud
from tests.referentiels.fichiers import csv_officiel, ecrire_donnees

from cordee.referentiels.actions.donnees import charger_donnees_referentiels
from cordee.referentiels.actions.import_officiel import importer_officiel
from cordee.referentiels.domain import IdentifiantInvalide, Niveau
from cordee.referentiels.models import Referentiel
from cordee.referentiels.queries.definitions import (
    charge_of,
    conditions_etoile_of,
    find_referentiel,
    list_referentiels,
    mesure_detail,
    preuves_attendues_of,
    textes_of,
)
from cordee.territoires.domain.expressions import TypeFormule

pytestmark = pytest.mark.django_db


class TestCharge:
    def test_les_noeuds_sont_dans_l_ordre_de_l_arbre(self) -> None:
        charge = charge_of(charger_mini())
        assert [n.code for n in charge.noeuds] == list(charge.arbre.ids)
        assert [n.numero for n in charge.noeuds] == ["", *(ligne[0] for ligne in LIGNES)]
        mesure = charge.noeud(noeud("1.1.1.2"))
        assert (mesure.niveau, mesure.libelle, mesure.categorie, mesure.coremeasure) == (
            Niveau.SOUS_MESURE, "Écrire un plan", "mise en œuvre", False,
        )  # fmt: skip

    def test_les_axes_sont_les_enfants_de_la_racine(self) -> None:
        assert [axe.libelle for axe in charge_of(charger_mini()).axes] == ["Se déplacer", "Se chauffer"]

    def test_un_code_inconnu_est_une_erreur_du_domaine(self) -> None:
        with pytest.raises(IdentifiantInvalide):
            charge_of(charger_mini()).noeud("cae_1")

    def test_les_regles_sont_lues_par_noeud_et_les_questions_par_regle_ou_par_lien(self) -> None:
        charge = charge_of(charger_mini())
        assert {n: [r.type for r in regles] for n, regles in charge.regles_par_noeud.items()} == {
            noeud("1.1.2.1"): [TypeFormule.DESACTIVATION],
            noeud("1.1.2.2"): [TypeFormule.REDUCTION],
            noeud("2.1.1"): [TypeFormule.SCORE],
        }
        assert charge.noeuds_par_question == {
            "velo": (noeud("1.1.2.1"),), "marche": (noeud("1.1.2.2"),), "part": (noeud("2.1.1.2"),),
        }  # fmt: skip

    def test_la_version_se_compare_en_nombres(self) -> None:
        versionne = charge_of(charger_mini(version="1.10.0")).versionne
        assert (versionne.identifiant, versionne.version) == (CODE, (1, 10, 0))

    def test_relire_ne_coute_rien(self, django_assert_num_queries) -> None:
        referentiel = charger_mini()
        premiere = charge_of(referentiel)
        with django_assert_num_queries(0):
            assert charge_of(referentiel) is premiere


class TestReferentiels:
    def test_la_liste_et_la_recherche(self) -> None:
        assert find_referentiel(CODE) is None
        mini = charger_mini()
        assert list(list_referentiels()) == [mini]
        assert find_referentiel(CODE) == mini


class TestCeQuiSAccroche:
    def test_preuves_et_conditions_par_noeud(self, tmp_path) -> None:
        charger_donnees_referentiels(par=None, le=LE, dossier=ecrire_donnees(tmp_path))
        assert preuves_attendues_of(["cae_1.1.1.1", "cae_1.1.1", "te_1.1.2", "eci_1.1.1"]) == [
            ("cae_1.1.1", "Bilan annuel"), ("cae_1.1.1.1", "Bilan annuel"), ("te_1.1.2", "Plan adopté"),
        ]  # fmt: skip
        conditions = conditions_etoile_of("cae")
        assert [(c.etoile, c.mesure.libelle) for c in conditions] == [
            (1, "Nommer une élue"), (1, "Les réunir"), (2, "Nommer une élue"),
        ]  # fmt: skip
        assert conditions_etoile_of("eci") == []

    def test_une_page_de_mesure_coute_cinq_requetes_au_plus(self, tmp_path, django_assert_max_num_queries) -> None:
        charger_donnees_referentiels(par=None, le=LE, dossier=ecrire_donnees(tmp_path))
        with django_assert_max_num_queries(5):
            mesure = mesure_detail("cae_1.1.1.1.1")
            assert mesure is not None
            assert [c.etoile for c in mesure.conditions_etoile.all()] == [1, 2]
            assert list(mesure.preuves_attendues.all()) == list(mesure.origines.all()) == []
        assert mesure_detail("cae_9.9") is None

    def test_les_textes_officiels_sont_la_ou_un_import_les_a_poses(self) -> None:
        charger_mini()
        assert textes_of([noeud("1.1.1")]) == {}
        importer_officiel(csv_officiel(Contexte={"1.1.1": "Le contexte."}), CODE, "1.1.0", par=None, le=LE)
        assert textes_of([noeud("1.1.1"), noeud("2.1.1")])[noeud("1.1.1")].contexte == "Le contexte."
        detail = mesure_detail(noeud("1.1.1"))
        assert detail is not None
        assert detail.texte_officiel.contexte == "Le contexte."


def test_la_memoire_ne_confond_pas_deux_contenus() -> None:
    premiere = charge_of(charger_mini())
    charger_mini([ligne for ligne in LIGNES if ligne[0] != "2.1.1.1"])
    seconde = charge_of(Referentiel.objects.get())
    assert (len(premiere.arbre), len(seconde.arbre)) == (19, 18)
