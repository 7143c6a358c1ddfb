"""The official file of a référentiel, laid over ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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
from tests.referentiels.fichiers import ARBRE, csv_officiel
from tests.territoires.factories_questions import charger_questions_mini

from cordee.journal.models import Ecriture
from cordee.referentiels.actions.chargement import BilanChargement, charger_referentiel
from cordee.referentiels.actions.import_officiel import SOURCE, importer_officiel
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.domain import ErreurImport, ImportRefuse
from cordee.referentiels.models import LienOrigine, Mesure, Referentiel, Regle, TexteOfficiel
from cordee.referentiels.queries.definitions import charge_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=10)


def importer(contenu: bytes | None = None, version: str = "1.1.0", **options: Any) -> BilanChargement:
    options = {"par": None, "le": PLUS_TARD, **options}
    return importer_officiel(csv_officiel() if contenu is None else contenu, CODE, version, **options)


def erreurs(contenu: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(ImportRefuse) as refus:
        importer(contenu)
    return [(e.ligne, e.colonne, e.message) for e in refus.value.erreurs]


class TestParDessusLeNotre:
    def test_nos_libelles_restent_et_le_texte_officiel_s_ajoute(self) -> None:
        charger_mini()
        importer(csv_officiel(Description={"1.1.1": "Ce que dit l'officiel."}, Preuve={"1.1.1.1": "Une délibération."}))
        mesure = Mesure.objects.get(code=noeud("1.1.1"))
        assert (mesure.libelle, mesure.aide) == ("Organiser", "Dire qui fait quoi.")
        assert (mesure.texte_officiel.nom, mesure.texte_officiel.description) == ("MESURE", "Ce que dit l'officiel.")
        assert TexteOfficiel.objects.get(mesure=noeud("1.1.1.1")).preuve == "Une délibération."

    def test_un_noeud_nouveau_prend_le_nom_officiel(self) -> None:
        charger_mini()
        bilan = importer(csv_officiel([*ARBRE, ("1.1.1.3", "Toute nouvelle", "1")]))
        assert bilan.nouveaux == 1
        assert Mesure.objects.get(code=noeud("1.1.1.3")).libelle == "Toute nouvelle"

    def test_les_points_et_les_regles_sont_ceux_du_fichier(self) -> None:
        charger_mini()
        importer(csv_officiel(Desactivation={"1.1.1.2": "si reponse(velo, NON) alors VRAI"}))
        assert Mesure.objects.get(code=noeud("1.1.1.2")).points == 4.5
        assert list(Regle.objects.values_list("mesure", "type_regle")) == [(noeud("1.1.1.2"), "desactivation")]

    def test_ce_que_le_fichier_n_a_plus_sort_de_l_arbre(self) -> None:
        charger_mini()
        bilan = importer()
        assert bilan.retires == len(LIGNES) - len(ARBRE)
        assert noeud("1.1.2") not in charge_of(Referentiel.objects.get()).arbre
        assert Mesure.objects.get(code=noeud("1.1.2")).retiree_en == "1.1.0"

    def test_les_scores_ouverts_sont_recalcules(self) -> None:
        engagement = EngagementFactory()
        renseigner_statuts(engagement, [saisie("1.1.1.2")], par=engagement.ouvert_par, le=LE)
        assert importer().scores_recalcules == 1
        engagement.refresh_from_db()
        assert (engagement.points_faits, engagement.points_potentiels) == (4.5, 10.5)

    def test_la_version_et_la_source_sont_notees(self) -> None:
        charger_mini()
        importer(source="  Fichier du   12 mars ")
        referentiel = Referentiel.objects.get()
        assert (referentiel.nom, referentiel.version) == ("Petit référentiel", "1.1.0")
        assert (referentiel.source_officielle, referentiel.version_officielle) == ("Fichier du 12 mars", "1.1.0")
        resume = Ecriture.objects.latest("id").resume
        assert resume == "A chargé le référentiel Petit référentiel 1.1.0 (6 nœuds, texte officiel)"

    def test_sans_referentiel_charge_le_fichier_suffit(self) -> None:
        importer()
        referentiel = Referentiel.objects.get()
        assert (referentiel.nom, referentiel.source_officielle) == ("TE-TEST", SOURCE)
        assert Mesure.objects.get(code=noeud("1.1.1.1")).libelle == "Sous-mesure officielle"

    def test_reimporter_le_meme_fichier_n_ecrit_rien(self) -> None:
        charger_mini()
        importer()
        assert importer(le=PLUS_TARD + timedelta(days=1)).inchange
        assert Referentiel.objects.get().modified_at == PLUS_TARD


class TestNosFichiersParDessusLOfficiel:
    def test_seuls_nos_libelles_et_nos_aides_sont_rafraichis(self) -> None:
        charger_mini()
        importer()
        lignes = [("1.1.1", "S'organiser", "Autre aide.") if ligne[0] == "1.1.1" else ligne for ligne in LIGNES]
        bilan = charger_referentiel(definition_mini(lignes, "3.0.0"), par=None, le=LE + timedelta(days=20))
        referentiel, mesure = Referentiel.objects.get(), Mesure.objects.get(code=noeud("1.1.1"))
        assert (bilan.inchange, bilan.version, referentiel.version) == (False, "1.1.0", "1.1.0")
        assert (mesure.libelle, mesure.aide) == ("S'organiser", "Autre aide.")
        assert Mesure.objects.get(code=noeud("1.1.1.2")).points == 4.5
        assert charge_of(referentiel).noeud(noeud("1.1.1")).libelle == "S'organiser"
        assert noeud("1.1.2") not in charge_of(referentiel).arbre

    def test_sans_changement_rien_n_est_ecrit(self) -> None:
        charger_mini()
        importer()
        empreinte = Referentiel.objects.get().empreinte
        assert charger_referentiel(definition_mini(), par=None, le=LE).inchange
        assert Referentiel.objects.get().empreinte == empreinte

    def test_le_meme_fichier_reimporte_ensuite_garde_les_libelles_rafraichis(self) -> None:
        """What is kept in memory is keyed by a hash that the labels are part of."""
        charger_mini()
        importer()
        charge_of(Referentiel.objects.get())
        lignes = [("1.1.1", "S'organiser") if ligne[0] == "1.1.1" else ligne for ligne in LIGNES]
        charger_referentiel(definition_mini(lignes), par=None, le=LE)
        importer()
        assert charge_of(Referentiel.objects.get()).noeud(noeud("1.1.1")).libelle == "S'organiser"


class TestEssai:
    def test_un_essai_dit_tout_et_n_ecrit_rien(self) -> None:
        engagement = EngagementFactory()
        avant = Referentiel.objects.values().get(), set(Mesure.objects.values_list("code", "retiree_en"))
        ecritures = Ecriture.objects.count()
        bilan = importer(essai=True)
        assert (bilan.version, bilan.retires, bilan.scores_recalcules) == ("1.1.0", len(LIGNES) - len(ARBRE), 1)
        assert (Referentiel.objects.values().get(), set(Mesure.objects.values_list("code", "retiree_en"))) == avant
        assert (Ecriture.objects.count(), TexteOfficiel.objects.count()) == (ecritures, 0)
        engagement.refresh_from_db()
        assert engagement.points_potentiels == 35

    def test_un_essai_refuse_ce_que_l_import_refuserait(self) -> None:
        with pytest.raises(ImportRefuse):
            importer(b"identifiant,nom,points\n,,\n1,,\n1,,\n", essai=True)


class TestErreurs:
    def test_toutes_les_erreurs_sont_donnees_avec_leur_ligne_et_leur_colonne(self) -> None:
        charger_mini()
        fautes = erreurs(
            csv_officiel(
                [*ARBRE, ("1.1.1.2", "Double", "3"), ("1.1.1.4", "Sans points", ""), ("1.1.1.5", "Mauvais", "4.5")],
                Desactivation={"1.1.1": "si reponse(inconnue) alors VRAI", "1.1.1.1": "si ("},
                Categorie={"1.1.1.1": "phase 2"},
                Labels={"1.1.1.1": "te_cae, te_autre"},
                exprScore={"1.1.1.1.1": "val("},
            )
        )
        assert [(ligne, colonne) for ligne, colonne, _ in fautes] == [
            (4, "Desactivation"), (5, "Categorie"), (5, "Labels"), (5, "Desactivation"), (6, "exprScore"),
            (8, "Identifiant"), (10, "Points"),
        ]  # fmt: skip
        assert "inconnue" in fautes[0][2]
        assert Referentiel.objects.get().version == "1.0.0"

    def test_une_sous_mesure_sans_points_est_refusee(self) -> None:
        assert erreurs(csv_officiel([*ARBRE, ("1.1.1.4", "Sans points", "")])) == [
            (8, "Points", "La sous-mesure « 1.1.1.4 » n'a pas de points."),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("formule", "fautive"),
        [
            ("si reponse(mode, mode_a) alors VRAI", False),
            ("si reponse(mode, mode_z) alors VRAI", True),
            ("si reponse(velo, OUI) alors VRAI", False),
            ("si reponse(velo, mode_a) alors VRAI", True),
            ("si reponse(part) > 0.5 alors VRAI", False),
            ("si identite(type, EPCI) alors VRAI", False),
            ("si identite(type, planete) alors VRAI", True),
            ("si identite(couleur, bleu) alors VRAI", True),
        ],
    )
    def test_une_regle_cite_des_questions_et_des_valeurs_connues(self, formule: str, fautive: bool) -> None:
        charger_questions_mini()
        contenu = csv_officiel(Desactivation={"1.1.1.1": formule})
        if fautive:
            assert [(ligne, colonne) for ligne, colonne, _ in erreurs(contenu)] == [(5, "Desactivation")]
        else:
            assert importer(contenu).noeuds == 6

    @pytest.mark.parametrize("contenu", [b"", b"\n\n", b"\xff\xfe1", b"a;b\n1;2\n", b"identifiant,nom,points\n"])
    def test_ce_qui_n_est_pas_un_referentiel_est_refuse(self, contenu: bytes) -> None:
        with pytest.raises((ImportRefuse, ValueError)):
            importer(contenu)
        assert not Referentiel.objects.exists()

    def test_des_caracteres_nuls_sont_refuses(self) -> None:
        with pytest.raises(DonneeRefusee, match="caractères nuls"):
            importer(csv_officiel().replace(b"MESURE", b"MES\0URE"))

    def test_un_identifiant_demesure_est_refuse(self) -> None:
        with pytest.raises(DonneeRefusee, match="est trop long"):
            importer(csv_officiel([*ARBRE, ("1.1.1.1." + "a" * 40, "Tâche", "")]))

    def test_une_thematique_inconnue_est_signalee_sans_etre_refusee(self) -> None:
        avertissements: list[ErreurImport] = []
        importer(csv_officiel(thematiqueSGPE={"1.1.1": "Mieux rêver"}), avertissements=avertissements)
        assert [(a.ligne, a.colonne) for a in avertissements] == [(4, "thematiqueSGPE")]
        assert Mesure.objects.get(code=noeud("1.1.1")).thematique == ""


class TestVersions:
    @pytest.mark.parametrize("version", ["", "1", "1.1", "v1.1.0", "1.1.0 ", "1.1.0-rc", "1.1.123456", "१.0.0"])
    def test_une_version_compte_trois_nombres(self, version: str) -> None:
        with pytest.raises(DonneeRefusee, match="n'est pas un numéro de version"):
            importer(version=version)

    def test_un_referentiel_inconnu_est_refuse(self) -> None:
        with pytest.raises(DonneeRefusee, match="choisissez cae, eci ou te"):
            importer_officiel(csv_officiel(), "crte", "1.0.0", par=None, le=LE)

    def test_en_production_une_version_en_service_ne_se_remplace_pas(self, settings) -> None:
        charger_mini()
        importer()
        settings.CORDEE_REMPLACER_VERSION = False
        with pytest.raises(DonneeRefusee, match=r"La version 1\.1\.0 est déjà en service"):
            importer(csv_officiel(Description={"1": "Autre."}))
        assert importer(csv_officiel(Description={"1": "Autre."}), version="1.1.1").version == "1.1.1"

    def test_en_production_le_premier_import_peut_porter_la_version_livree(self, settings) -> None:
        charger_mini()
        settings.CORDEE_REMPLACER_VERSION = False
        assert importer(version="1.0.0").version == "1.0.0"

    def test_ailleurs_une_version_en_service_se_remplace(self) -> None:
        importer()
        importer(csv_officiel(Description={"1": "Autre."}))
        assert TexteOfficiel.objects.get(mesure=noeud("1")).description == "Autre."

    @pytest.mark.parametrize("source", ["", "  ", "x" * 201])
    def test_il_faut_dire_d_ou_vient_le_texte(self, source: str) -> None:
        with pytest.raises(DonneeRefusee, match="d'où vient le texte"):
            importer(source=source)


class TestQuiPeut:
    def test_un_referentiel_verrouille_refuse_l_import(self) -> None:
        charger_mini()
        Referentiel.objects.update(verrouille=True)
        with pytest.raises(DonneeRefusee, match="est verrouillé"):
            importer()
        assert Referentiel.objects.get().version == "1.0.0"

    def test_seule_l_installation_importe(self) -> None:
        with pytest.raises(Refus, match="administre l'installation"):
            importer(par=UtilisateurFactory())
        assert importer(par=UtilisateurFactory(superutilisateur=True)).noeuds == 6


class TestOriginesDeTE:
    CONTENU = csv_officiel(Origine={"1.1.1.1": "te-test_1.1.1.2"})

    def test_te_ne_cite_que_des_noeuds_charges(self) -> None:
        contenu = csv_officiel(Origine={"1.1.1.1": "Cae_1.1.1.1 (0,5)", "1.1.1.2": "nouvelle"})
        with pytest.raises(ImportRefuse, match=r"cae_1\.1\.1\.1"):
            importer_officiel(contenu, "te", "1.0.0", par=None, le=LE)
        charger_referentiel(
            definition_mini()
            .__class__("cae", "CAE", "1.0.0", definition_mini().noeuds),
            par=None,
            le=LE,
        )  # fmt: skip
        importer_officiel(contenu, "te", "1.0.0", par=None, le=LE)
        lien = LienOrigine.objects.get()
        assert (lien.mesure_id, lien.origine_id, lien.poids) == ("te_1.1.1.1", "cae_1.1.1.1", 0.5)
