"""Loading the définition of a référentiel from our own files."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.referentiels.factories import (
    CODE,
    LE,
    LIGNES,
    EngagementFactory,
    charger_mini,
    definition_mini,
    noeud,
    saisie,
)

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.domain import DefinitionNoeud, DefinitionReferentiel, StructureInvalide
from cordee.referentiels.models import LienOrigine, Mesure, Referentiel, Regle, Statut
from cordee.referentiels.queries.definitions import charge_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=10)


def changees(**lignes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """LIGNES with some rows changed, by identifier (`n_1_1`)."""
    par_numero = {nom.removeprefix("n_").replace("_", "."): ligne for nom, ligne in lignes.items()}
    return [par_numero.get(ligne[0], ligne) for ligne in LIGNES]


def sans(*numeros: str) -> list[tuple[str, ...]]:
    return [ligne for ligne in LIGNES if ligne[0] not in numeros]


class TestPremierChargement:
    def test_chaque_noeud_a_son_niveau_ses_points_et_son_parent(self) -> None:
        bilan = charger_referentiel(definition_mini(), par=None, le=LE)
        assert (bilan.noeuds, bilan.nouveaux, bilan.retires, bilan.inchange) == (18, 19, 0, False)
        lignes = Mesure.objects.order_by("ordre").values_list("code", "niveau", "points", "parent")
        assert lignes[0] == (CODE, "referentiel", 35, None)
        assert lignes[3] == (noeud("1.1.1"), "mesure", 10, noeud("1.1"))
        assert lignes[4] == (noeud("1.1.1.1"), "sous_mesure", 6, noeud("1.1.1"))
        assert lignes[5] == (noeud("1.1.1.1.1"), "tache", pytest.approx(2), noeud("1.1.1.1"))

    def test_les_textes_les_phases_et_les_regles_sont_gardes(self) -> None:
        referentiel = charger_mini()
        mesure = Mesure.objects.get(code=noeud("1.1.1"))
        assert (mesure.libelle, mesure.aide) == ("Organiser", "Dire qui fait quoi.")
        assert Mesure.objects.get(code=noeud("1.1.1.2")).categorie == "mise en œuvre"
        assert set(Regle.objects.values_list("mesure", "type_regle")) == {
            (noeud("1.1.2.1"), "desactivation"), (noeud("1.1.2.2"), "reduction"), (noeud("2.1.1"), "score"),
        }  # fmt: skip
        assert (referentiel.nom, referentiel.version, referentiel.source_officielle) == (
            "Petit référentiel", "1.0.0", "",
        )  # fmt: skip

    def test_le_chargement_est_au_journal(self) -> None:
        charger_mini()
        ecriture = Ecriture.objects.get()
        assert ecriture.resume == "A chargé le référentiel Petit référentiel 1.0.0 (18 nœuds)"
        assert (ecriture.verbe, ecriture.acteur, ecriture.acteur_nom) == ("referentiels.charger", None, "")
        assert ecriture.details == {"nouveaux": 19, "retires": 0, "source": ""}


class TestRechargement:
    def test_charger_deux_fois_n_ecrit_rien(self, django_assert_num_queries) -> None:
        charger_mini()
        with django_assert_num_queries(4) as requetes:
            bilan = charger_referentiel(definition_mini(), par=None, le=PLUS_TARD)
        assert bilan.inchange
        assert not [r for r in requetes.captured_queries if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert Referentiel.objects.get().modified_at == LE
        assert Ecriture.objects.count() == 1

    def test_un_libelle_change_est_relu_aussitot(self) -> None:
        avant = charge_of(charger_mini())
        apres = charge_of(charger_mini(changees(n_1_1_1=("1.1.1", "S'organiser"))))
        assert (avant.noeud(noeud("1.1.1")).libelle, apres.noeud(noeud("1.1.1")).libelle) == (
            "Organiser",
            "S'organiser",
        )
        assert avant.empreinte != apres.empreinte

    @pytest.mark.parametrize(
        "ligne",
        [
            ("2.1.1.1", "Compter", "", "6", "bases"),
            ("2.1.1.1", "Compter", "", "5", "effets"),
            ("2.1.1.1", "Compter", "", "5", "bases", "si reponse(velo, OUI) alors VRAI"),
            ("2.1.1.1", "Compter", "", "5", "bases", "", "", "", "velo"),
            ("2.1.1.1", "Compter", "Une aide.", "5", "bases"),
        ],
    )
    def test_tout_changement_change_l_empreinte(self, ligne: tuple[str, ...]) -> None:
        avant = charger_mini().empreinte
        assert charger_mini(changees(n_2_1_1_1=ligne)).empreinte != avant

    def test_des_points_changes_recalculent_les_scores(self) -> None:
        engagement = EngagementFactory()
        renseigner_statuts(engagement, [saisie("2.1.1.1")], par=engagement.ouvert_par, le=LE)
        definition = definition_mini(changees(n_2_1_1_1=("2.1.1.1", "Compter", "", "9", "bases")), "1.1.0")
        bilan = charger_referentiel(definition, par=None, le=PLUS_TARD)
        engagement.refresh_from_db()
        assert bilan.scores_recalcules == 1
        assert (engagement.points_potentiels, engagement.score_le) == (39, PLUS_TARD)
        assert engagement.score_empreinte == Referentiel.objects.get().empreinte

    def test_une_regle_retiree_ne_s_applique_plus(self) -> None:
        charger_mini()
        charger_mini(changees(n_1_1_2_1=("1.1.2.1", "Tracer", "", "10")))
        assert noeud("1.1.2.1") not in set(Regle.objects.values_list("mesure", flat=True))


class TestNoeudsRetires:
    def test_un_noeud_retire_sort_de_l_arbre_et_garde_ses_statuts(self) -> None:
        engagement = EngagementFactory()
        renseigner_statuts(engagement, [saisie("2.1.1.1"), saisie("1.1.1.2")], par=engagement.ouvert_par, le=LE)
        bilan = charger_referentiel(definition_mini(sans("2.1.1.1"), "1.1.0"), par=None, le=PLUS_TARD)
        assert (bilan.retires, bilan.nouveaux) == (1, 0)
        assert Mesure.objects.get(code=noeud("2.1.1.1")).retiree_en == "1.1.0"
        assert Statut.objects.count() == 2
        assert noeud("2.1.1.1") not in charge_of(Referentiel.objects.get()).arbre
        engagement.refresh_from_db()
        assert (engagement.points_potentiels, engagement.points_faits) == (30, 4)

    def test_il_n_est_retire_qu_une_fois(self) -> None:
        charger_mini()
        charger_mini(sans("2.1.1.1"), version="1.1.0")
        bilan = charger_referentiel(definition_mini(sans("2.1.1.1"), "1.2.0"), par=None, le=LE)
        assert bilan.retires == 0
        assert Mesure.objects.get(code=noeud("2.1.1.1")).retiree_en == "1.1.0"

    def test_il_revient_avec_ses_statuts(self) -> None:
        engagement = EngagementFactory()
        renseigner_statuts(engagement, [saisie("2.1.1.1")], par=engagement.ouvert_par, le=LE)
        charger_mini(sans("2.1.1.1"), version="1.1.0")
        charger_mini(version="1.2.0", le=PLUS_TARD)
        assert Mesure.objects.get(code=noeud("2.1.1.1")).retiree_en == ""
        engagement.refresh_from_db()
        assert engagement.points_potentiels == 35


class TestOrigines:
    def test_un_lien_vers_un_noeud_charge_est_garde_avec_son_poids(self) -> None:
        charger_mini()
        noeuds = (
            DefinitionNoeud("1"),
            DefinitionNoeud("1.1"),
            DefinitionNoeud("1.1.1"),
            DefinitionNoeud(
                "1.1.1.1", points=1, origines=((noeud("1.1.1.1"), 0.5), (noeud("1.1.1.2"), 1.0), ("cae_9.9", 1.0))
            ),
        )
        charger_referentiel(DefinitionReferentiel("te", "TE", "0.1.0", noeuds), par=None, le=LE)
        assert set(LienOrigine.objects.values_list("mesure", "origine", "poids")) == {
            ("te_1.1.1.1", noeud("1.1.1.1"), 0.5), ("te_1.1.1.1", noeud("1.1.1.2"), 1.0),
        }  # fmt: skip


class TestRefus:
    def test_un_arbre_casse_n_ecrit_rien(self) -> None:
        with pytest.raises(StructureInvalide, match="n'a pas de points"):
            charger_referentiel(definition_mini(changees(n_2_1_1_1=("2.1.1.1", "Compter"))), par=None, le=LE)
        assert not Referentiel.objects.exists()

    def test_seule_l_installation_charge(self) -> None:
        with pytest.raises(Refus, match="administre l'installation"):
            charger_referentiel(definition_mini(), par=UtilisateurFactory(), le=LE)
        assert not Referentiel.objects.exists()
        charger_referentiel(definition_mini(), par=UtilisateurFactory(superutilisateur=True), le=LE)
        assert Ecriture.objects.get().acteur is not None

    def test_un_referentiel_verrouille_ne_change_plus(self) -> None:
        charger_mini()
        Referentiel.objects.update(verrouille=True)
        with pytest.raises(DonneeRefusee, match="Petit référentiel est verrouillé : déverrouillez-le"):
            charger_referentiel(definition_mini(version="1.1.0"), par=None, le=LE)
        assert Referentiel.objects.get().version == "1.0.0"

    def test_recharger_la_meme_chose_sur_un_referentiel_verrouille_ne_derange_rien(self) -> None:
        charger_mini()
        Referentiel.objects.update(verrouille=True)
        assert charger_referentiel(definition_mini(), par=None, le=LE).inchange
