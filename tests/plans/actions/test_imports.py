"""Bringing a file in, and undoing it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.comptes.factories import UtilisateurFactory
from tests.plans.fabrique_imports import PUBLIEE, classeur, ligne, modele
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.indicateurs.models import Indicateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.imports import (
    annuler_import,
    appliquer_import,
    appliquer_lecture,
    choisir_colonnes,
    deposer_import,
    previsualiser,
)
from cordee.plans.domain.imports.differences import Etat
from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.listes import RoleActeur, StatutFiche
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.models import (
    Acteur,
    Axe,
    CorrespondanceColonnes,
    Etiquette,
    Fiche,
    FichePersonne,
    Import,
    Personne,
    Placement,
    Plan,
)
from cordee.plans.queries.dossier import plan_complet
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def editrice():
    return MembreFactory(editeur=True)


def deux_fiches() -> bytes:
    return modele(
        ligne(axe="1. Se loger", sous_axe="1.1. Rénover", titre="1.1.1 Isoler les écoles", descriptif="Trois écoles",
              indicateurs="Écoles isolées", structure="CC du Val", partenaires="Région, ADEME", pilote="Marie Paul",
              financeur="Région", montant=50000, budget=124566, statut="En cours", priorite="Élevé",
              debut=date(2024, 3, 1), fin="31/12/2026", notes="12/01/2024 : première réunion",
              documents="Étude https://exemple.fr/etude.pdf"),
        ligne(axe="1. Se loger", sous_axe="1.1. Rénover", titre="1.1.1 Isoler les écoles", sous_titre="Diagnostic",
              statut="Réalisé"),
        ligne(axe="2. Bouger", titre="2.1 Développer le vélo", partenaires="région"),
        ligne(axe="3. Un axe encore vide"),
    )  # fmt: skip


def importer(membre, octets: bytes, plan: Plan | None = None, nom: str = "plan.xlsx", le=LE, **options) -> Import:
    depot = deposer_import(
        membre.collectivite, octets, nom, plan=plan, nom_plan="" if plan else "Plan climat", par=membre.utilisateur,
        le=le, **options,
    )  # fmt: skip
    appliquer_import(depot, par=membre.utilisateur, le=le)
    depot.refresh_from_db()
    return depot


def test_un_fichier_devient_un_plan_entier(editrice):
    depot = importer(editrice, deux_fiches())
    plan = depot.plan
    assert plan.nom == "Plan climat"
    assert list(Axe.objects.filter(plan=plan, parent=None).order_by("position").values_list("nom", "code")) == [
        ("Se loger", "1"), ("Bouger", "2"), ("Un axe encore vide", "3"),
    ]  # fmt: skip
    isoler = Fiche.objects.get(titre="Isoler les écoles")
    assert (isoler.code, isoler.statut, isoler.priorite, isoler.debut) == (
        "1.1.1",
        "en_cours",
        "elevee",
        date(2024, 3, 1),
    )
    assert isoler.placements.get().axe.nom == "Rénover"
    assert isoler.sous_fiches.get().titre == "Diagnostic"
    assert isoler.budgets.get().prevu == Decimal(124566)
    assert (isoler.financements.get().financeur.nom, isoler.financements.get().montant) == ("Région", Decimal(50000))
    assert isoler.indicateurs.get().indicateur.titre == "Écoles isolées"
    assert isoler.notes.get().date == date(2024, 1, 12)
    assert isoler.documents.get().document.adresse == "https://exemple.fr/etude.pdf"
    assert Etiquette.objects.filter(genre="partenaire").count() == 2, "« région » et « Région » sont un seul partenaire"
    assert Ecriture.objects.filter(verbe="plans.importer").get().resume.startswith("A importé")


def test_l_apercu_est_garde_et_n_ecrit_rien(editrice):
    depot = deposer_import(
        editrice.collectivite, deux_fiches(), "plan.xlsx", nom_plan="Plan", par=editrice.utilisateur, le=LE
    )
    assert depot.etat == Import.Etat.LU
    assert depot.bilan["nombres"] == {"creee": 3, "modifiee": 0, "inchangee": 0}
    assert [fiche["titre"] for fiche in depot.bilan["fiches"]] == [
        "Isoler les écoles", "Diagnostic", "Développer le vélo",
    ]  # fmt: skip
    assert depot.bilan["fiches"][0]["ligne"] == 3
    assert (Fiche.objects.count(), Plan.objects.count(), Etiquette.objects.count()) == (0, 0, 0)


def test_importer_deux_fois_ne_change_rien(editrice):
    plan = importer(editrice, deux_fiches()).plan
    depot = deposer_import(
        editrice.collectivite, deux_fiches(), "plan.xlsx", plan=plan, par=editrice.utilisateur, le=LE
    )
    assert depot.bilan["nombres"] == {"creee": 0, "modifiee": 0, "inchangee": 3}, depot.bilan["fiches"]
    appliquer_import(depot, par=editrice.utilisateur, le=LE)
    assert (Fiche.objects.count(), Axe.objects.count()) == (3, 4)


def test_une_mise_a_jour_se_fait_par_le_code_et_laisse_les_cellules_vides(editrice):
    plan = importer(editrice, deux_fiches()).plan
    nouveau = modele(
        ligne(axe="2. Bouger", titre="1.1.1 Isoler toutes les écoles", partenaires="Région, Département",
              statut="Réalisé", budget=130000)
    )  # fmt: skip
    depot = deposer_import(editrice.collectivite, nouveau, "maj.xlsx", plan=plan, par=editrice.utilisateur, le=LE)
    changements = {c[0]: c[1:] for c in depot.bilan["fiches"][0]["changements"]}
    assert changements["Titre"] == ["Isoler les écoles", "Isoler toutes les écoles"]
    assert changements["Statut"] == ["En cours", "Réalisé"]
    assert changements["Partenaire"] == ["Région, ADEME", "Région, Département"]
    assert changements["Place dans le plan"] == ["Se loger › Rénover", "Bouger"]
    appliquer_import(depot, par=editrice.utilisateur, le=LE)
    isoler = Fiche.objects.get(code="1.1.1")
    assert (isoler.titre, isoler.description, isoler.priorite) == ("Isoler toutes les écoles", "Trois écoles", "elevee")
    assert set(isoler.acteurs.filter(role="partenaire").values_list("etiquette__nom", flat=True)) == {
        "Région", "Département",
    }  # fmt: skip
    assert isoler.budgets.get().prevu == Decimal(130000)
    assert isoler.placements.get().axe.nom == "Bouger"
    assert FichePersonne.objects.filter(fiche=isoler).count() == 1


def test_annuler_retire_tout_ce_que_l_import_a_cree(editrice):
    FicheFactory(collectivite=editrice.collectivite, titre="Ancienne")
    depot = importer(editrice, deux_fiches())
    assert annuler_import(depot, par=editrice.utilisateur, le=LE) == 3
    depot.refresh_from_db()
    assert (depot.etat, depot.plan) == (Import.Etat.ANNULE, None)
    assert list(Fiche.objects.values_list("titre", flat=True)) == ["Ancienne"]
    assert [m.objects.count() for m in (Plan, Axe, Etiquette, Personne, Placement)] == [0, 0, 0, 0, 0]
    assert not Indicateur.objects.filter(titre="Écoles isolées").exists()


def test_annuler_rend_ce_que_l_import_avait_change(editrice):
    plan = importer(editrice, deux_fiches()).plan
    avant = plan_complet(editrice.utilisateur, editrice.collectivite, plan)
    nouveau = modele(
        ligne(axe="4. Ailleurs", titre="1.1.1 Autre titre", partenaires="Département", statut="Réalisé", budget=1,
              indicateurs="Autre indicateur", debut="2025", pilote="Jean Petit", liees="2.1 Développer le vélo"),
        ligne(axe="2. Bouger", titre="Nouvelle fiche"),
    )  # fmt: skip
    depot = importer(editrice, nouveau, plan, "maj.xlsx", le=LE + timedelta(hours=1))
    assert Fiche.objects.get(code="1.1.1").titre == "Autre titre"
    annuler_import(depot, par=editrice.utilisateur, le=LE)
    assert plan_complet(editrice.utilisateur, editrice.collectivite, plan) == avant
    assert not Etiquette.objects.filter(nom="Département").exists()


def test_annuler_refuse_poliment_ce_qui_a_change_depuis(editrice):
    depot = importer(editrice, deux_fiches())
    velo = Fiche.objects.get(titre="Développer le vélo")
    modifier_fiche(velo, {"description": "À moi"}, par=editrice.utilisateur, le=LE + timedelta(days=1))
    with pytest.raises(DonneeRefusee, match="Développer le vélo"):
        annuler_import(depot, par=editrice.utilisateur, le=LE)
    assert Fiche.objects.count() == 3
    annuler_import(depot, garder_changees=True, par=editrice.utilisateur, le=LE)
    assert list(Fiche.objects.values_list("titre", flat=True)) == ["Développer le vélo"]
    assert velo.placements.get().axe.nom == "Bouger"
    depot.refresh_from_db()
    assert depot.plan is not None


def test_un_import_ne_se_fait_ni_ne_s_annule_deux_fois(editrice):
    depot = importer(editrice, deux_fiches())
    with pytest.raises(DonneeRefusee, match="déjà été fait"):
        appliquer_import(depot, par=editrice.utilisateur, le=LE)
    annuler_import(depot, par=editrice.utilisateur, le=LE)
    with pytest.raises(DonneeRefusee, match="déjà été annulé"):
        annuler_import(depot, par=editrice.utilisateur, le=LE)


def test_une_seule_erreur_et_rien_n_est_ecrit(editrice):
    octets = modele(ligne(axe="1. A", titre="Bonne"), ligne(axe="1. A", titre="Mauvaise", budget="200 ou 500"))
    depot = deposer_import(editrice.collectivite, octets, "p.xlsx", nom_plan="P", par=editrice.utilisateur, le=LE)
    assert depot.bilan["erreurs"][0]["ligne"] == 4
    assert depot.bilan["erreurs"][0]["colonne"] == "X"
    with pytest.raises(DonneeRefusee, match="ligne 4, colonne X"):
        appliquer_import(depot, par=editrice.utilisateur, le=LE)
    assert (Fiche.objects.count(), Plan.objects.count()) == (0, 0)


def test_une_lectrice_n_importe_ni_n_annule(editrice):
    lectrice = MembreFactory(collectivite=editrice.collectivite)
    depot = importer(editrice, deux_fiches())
    for geste in (
        lambda: deposer_import(editrice.collectivite, deux_fiches(), "p.xlsx", par=lectrice.utilisateur, le=LE),
        lambda: appliquer_import(depot, par=lectrice.utilisateur, le=LE),
        lambda: annuler_import(depot, par=lectrice.utilisateur, le=LE),
        lambda: choisir_colonnes(depot, {}, par=lectrice.utilisateur, le=LE),
    ):
        with pytest.raises(Refus):
            geste()


def test_on_n_importe_pas_dans_le_plan_d_une_autre_collectivite(editrice):
    with pytest.raises(Refus):
        deposer_import(
            editrice.collectivite, deux_fiches(), "p.xlsx", plan=PlanFactory(), par=editrice.utilisateur, le=LE
        )


def test_un_membre_cite_est_reconnu_dans_les_deux_ordres(editrice):
    compte = UtilisateurFactory(prenom="Inès", nom="Allemand")
    MembreFactory(collectivite=editrice.collectivite, utilisateur=compte)
    octets = modele(
        ligne(titre="A", pilote="ALLEMAND Inès"), ligne(titre="B", pilote="Mme Inès Allemand (chargée de mission)"),
        ligne(titre="C", elu="inès allemand"),
    )  # fmt: skip
    importer(editrice, octets)
    assert Personne.objects.get().utilisateur == compte


def test_deux_homonymes_sont_une_erreur_et_l_adresse_les_departage(editrice):
    for adresse in ("un@exemple.fr", "deux@exemple.fr"):
        compte = UtilisateurFactory(prenom="Jean", nom="Martin", email=adresse)
        MembreFactory(collectivite=editrice.collectivite, utilisateur=compte)
    lecture = lire_fichier(modele(ligne(titre="A", pilote="Jean Martin")), "p.xlsx")
    previsualiser(lecture, editrice.collectivite, None, par=editrice.utilisateur)
    assert "un@exemple.fr" in lecture.erreurs[0].texte
    assert lecture.erreurs[0].lieu.ligne == 3


def test_un_nom_proche_est_propose_jamais_applique(editrice):
    Etiquette.objects.create(
        collectivite=editrice.collectivite,
        genre="partenaire",
        nom="Chambre d'agriculture",
        cle_recherche="chambre d agriculture",
    )
    lecture = lire_fichier(modele(ligne(titre="A", partenaires="Chambre d'agricultures")), "p.xlsx")
    appliquer_lecture(lecture, editrice.collectivite, nom_plan="P", par=editrice.utilisateur, le=LE)
    assert any("ressemble à « Chambre d'agriculture »" in m.texte for m in lecture.avis)
    assert Etiquette.objects.filter(genre="partenaire").count() == 2


def test_une_fiche_publiee_devient_une_fiche_et_ses_sous_fiches(editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    resultat = appliquer_lecture(
        lire_texte_colle(PUBLIEE), editrice.collectivite, plan=plan, par=editrice.utilisateur, le=LE
    )
    assert (resultat.creees, resultat.phrase()) == (3, "1 fiche et 2 sous-actions créées.")
    fiche = Fiche.objects.get(parent=None)
    assert fiche.titre == "Créer un réseau d'ambassadeurs du « Climat »"
    assert [s.statut for s in fiche.sous_fiches.all()] == [StatutFiche.A_VENIR, StatutFiche.EN_COURS]
    assert set(fiche.impacts.values_list("domaine", flat=True)) == {"attenuation", "qualite_air"}
    assert fiche.indicateurs.count() == 3
    assert Acteur.objects.filter(fiche=fiche, role=RoleActeur.MAITRE_OUVRAGE).get().etiquette.nom == "CC du Haut-Sérac"


def test_notre_export_se_reimporte_sans_rien_changer_puis_met_a_jour(editrice):
    plan = importer(editrice, deux_fiches()).plan
    complet = plan_complet(editrice.utilisateur, editrice.collectivite, plan)
    lecture = lire_fichier(classeur_du_plan(complet), "export.xlsx")
    vue = previsualiser(lecture, editrice.collectivite, plan, par=editrice.utilisateur)
    assert [e.changements for e in vue.ecarts if e.etat is not Etat.INCHANGEE] == []
    assert not lecture.erreurs
    complet.axes[1].fiches[0].titre = "Un titre changé dans le tableur"
    complet.axes[1].nom = "Se déplacer"
    lecture = lire_fichier(classeur_du_plan(complet), "export.xlsx")
    resultat = appliquer_lecture(lecture, editrice.collectivite, plan=plan, par=editrice.utilisateur, le=LE)
    assert (resultat.creees, resultat.modifiees) == (0, 1)
    assert Fiche.objects.filter(titre="Un titre changé dans le tableur").exists()
    assert Axe.objects.filter(nom="Se déplacer").exists()


def test_notre_export_cree_un_plan_semblable_ailleurs(editrice):
    plan = importer(editrice, deux_fiches()).plan
    complet = plan_complet(editrice.utilisateur, editrice.collectivite, plan)
    ailleurs = MembreFactory(editeur=True, collectivite=CollectiviteFactory())
    resultat = appliquer_lecture(
        lire_fichier(classeur_du_plan(complet), "export.xlsx"), ailleurs.collectivite, par=ailleurs.utilisateur, le=LE
    )
    assert (resultat.plan.nom, resultat.creees) == ("Plan climat", 3)


def test_une_sous_fiche_rejoint_une_fiche_deja_la(editrice):
    plan = importer(editrice, deux_fiches()).plan
    octets = modele(
        ligne(axe="2. Bouger", titre="2.1 Développer le vélo"),
        ligne(axe="2. Bouger", titre="2.1 Développer le vélo", sous_titre="Compter les cyclistes"),
    )
    depot = importer(editrice, octets, plan)
    sous = Fiche.objects.get(titre="Compter les cyclistes")
    assert (sous.parent.titre, sous.profondeur) == ("Développer le vélo", 1)
    annuler_import(depot, par=editrice.utilisateur, le=LE)
    assert not Fiche.objects.filter(titre="Compter les cyclistes").exists()


def test_les_colonnes_choisies_sont_retenues_pour_le_fichier_suivant(editrice):
    octets = classeur({"Suivi": [["Nom du chantier", "Qui s'en charge", "Machin"], ["Isoler", "Région", "x"]]})
    depot = deposer_import(editrice.collectivite, octets, "suivi.xlsx", nom_plan="P", par=editrice.utilisateur, le=LE)
    assert (depot.etat, depot.bilan) == (Import.Etat.DEPOSE, {})
    champs = {"nom du chantier": "titre", "qui s en charge": "acteur:partenaire", "machin": "ignorer"}
    choisir_colonnes(depot, champs, feuille="Suivi", ligne=1, par=editrice.utilisateur, le=LE)
    assert depot.etat == Import.Etat.LU
    assert CorrespondanceColonnes.objects.get().colonnes == champs
    suivant = deposer_import(editrice.collectivite, octets, "autre.xlsx", nom_plan="P", par=editrice.utilisateur, le=LE)
    assert suivant.etat == Import.Etat.LU
    assert suivant.bilan["fiches"][0]["titre"] == "Isoler"
    appliquer_import(suivant, par=editrice.utilisateur, le=LE)
    with pytest.raises(DonneeRefusee, match="déjà été fait"):
        choisir_colonnes(suivant, champs, par=editrice.utilisateur, le=LE)


def test_un_fichier_refuse_le_dit_et_n_est_pas_garde(editrice):
    with pytest.raises(DonneeRefusee, match="PDF"):
        deposer_import(editrice.collectivite, b"%PDF-1.7 ...", "f.pdf", par=editrice.utilisateur, le=LE)
    assert not Import.objects.exists()


def test_un_fichier_disparu_se_depose_de_nouveau(editrice):
    depot = deposer_import(
        editrice.collectivite, deux_fiches(), "p.xlsx", nom_plan="P", par=editrice.utilisateur, le=LE
    )
    depot.fichier.storage.delete(depot.fichier.name)
    with pytest.raises(DonneeRefusee, match="n'est plus là"):
        appliquer_import(depot, par=editrice.utilisateur, le=LE)


def test_les_axes_deja_la_sont_repris_avec_ou_sans_leur_numero(editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    axe = AxeFactory(plan=plan, nom="1. Se loger")
    importer(editrice, deux_fiches(), plan)
    assert Axe.objects.filter(plan=plan, parent=None).count() == 3
    assert Axe.objects.get(nom="Rénover").parent == axe


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(editrice, django_assert_max_num_queries):
    def fichier(nombre: int) -> bytes:
        return modele(
            *(ligne(axe=f"{n % 3}. Axe {n % 3}", titre=f"Fiche {n}", partenaires="A, B") for n in range(nombre))
        )

    comptes = []
    for nombre in (3, 3, 20):  # the first one brings the names
        lecture = lire_fichier(fichier(nombre), "p.xlsx")
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            appliquer_lecture(lecture, editrice.collectivite, nom_plan="P", par=editrice.utilisateur, le=LE)
        comptes.append(len(requetes))
    assert comptes[1] == comptes[2]
