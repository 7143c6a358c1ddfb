"""Rarer turns of applying and undoing an import."""

from __future__ import annotations

import gc
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from tests.plans.fabrique_imports import classeur, ligne, modele
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.plans.actions.imports import (
    annuler_import,
    appliquer_lecture,
    choisir_colonnes,
    demander_import,
    deposer_import,
    echouer_import,
    previsualiser,
    tableau_de,
)
from cordee.plans.actions.imports.application import appliquer_import
from cordee.plans.actions.imports.memoire import sans_ramassage
from cordee.plans.actions.imports.rangees import a_retirer
from cordee.plans.domain.fiche import (
    AxeComplet,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LigneBudget,
    ObjectifChiffre,
    PlanComplet,
)
from cordee.plans.domain.imports.differences import Etat
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import FormatImport, LectureImport
from cordee.plans.domain.listes import DomaineImpact, Genre, StatutPlan, TypeBudget, TypePlan
from cordee.plans.models import Axe, Commentaire, CorrespondanceColonnes, Fiche, Import, Personne, Plan
from cordee.plans.queries.dossier import plan_complet
from cordee.plans.queries.imports import editeur_of, import_for, import_par_pk, list_imports_for
from cordee.plans.tasks.imports import executer
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.territoires.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def editrice():
    return MembreFactory(editeur=True)


def lecture_de(*fiches: FicheComplete, axes=(), **champs) -> LectureImport:
    return LectureImport(PlanComplet(champs.pop("nom", "P"), axes=list(axes), fiches=list(fiches), **champs))


def appliquer(membre, lecture, plan=None):
    return appliquer_lecture(
        lecture, membre.collectivite, plan=plan, nom_plan="" if lecture.plan.nom else "P", par=membre.utilisateur, le=LE
    )


def deposer(membre, octets, nom="p.xlsx", **options):
    return deposer_import(membre.collectivite, octets, nom, par=membre.utilisateur, le=LE, **options)


def test_ce_que_notre_export_dit_du_plan_est_repris_a_sa_creation(editrice):
    lecture = lecture_de(
        FicheComplete("A"), type=TypePlan.PCAET, statut=StatutPlan.ADOPTE, pilotes=("Ada Roux",), referents=("Bo Vial",)
    )
    plan = appliquer(editrice, lecture).plan
    assert (plan.type, plan.statut) == ("pcaet", "adopte")
    assert set(plan.personnes.values_list("personne__nom", flat=True)) == {"Ada Roux", "Bo Vial"}


def test_une_fiche_placee_deux_fois_et_des_ensembles_completes(editrice):
    def riche(**plus) -> FicheComplete:
        return FicheComplete(
            "A", code="1", budgets=(LigneBudget(TypeBudget.INVESTISSEMENT, annee=2024, prevu=Decimal(10)),),
            financements=(FinancementCite("Région", montant=Decimal(5)),), impacts=(Impact(DomaineImpact.GES, 1),),
            indicateurs=(IndicateurCite("I", cible=Decimal(1)),), objectifs_chiffres=(ObjectifChiffre("O",
            Decimal(1)),),
            classements={Genre.SECTEUR: ("tertiaire",)}, **plus,
        )  # fmt: skip

    fiche = riche()
    plan = appliquer(editrice, lecture_de(axes=[AxeComplet("X", fiches=[fiche]), AxeComplet("Y", fiches=[fiche])])).plan
    ecrite = Fiche.objects.get()
    assert set(ecrite.placements.values_list("axe__nom", flat=True)) == {"X", "Y"}
    avant = plan_complet(editrice.utilisateur, editrice.collectivite, plan)
    change = FicheComplete(
        "A", code="1", budgets=(LigneBudget(TypeBudget.INVESTISSEMENT, annee=2024, prevu=Decimal(99)),),
        financements=(FinancementCite("Région", montant=Decimal(6)),), impacts=(Impact(DomaineImpact.GES, 3),),
        indicateurs=(IndicateurCite("I", cible=Decimal(2)),), objectifs_chiffres=(ObjectifChiffre("O", Decimal(2)),),
        classements={Genre.SECTEUR: ("residentiel",)},
    )  # fmt: skip
    depot = Import.objects.create(collectivite=editrice.collectivite, nom_fichier="f", depose_le=LE)
    resultat = appliquer(editrice, lecture_de(change), plan)
    assert (resultat.creees, resultat.modifiees, resultat.phrase()) == (0, 1, "0 fiche créée, 1 mise à jour.")
    assert (ecrite.budgets.get().prevu, ecrite.financements.get().montant, ecrite.impacts.get().niveau) == (99, 6, 3)
    assert (ecrite.indicateurs.get().cible, ecrite.classements.get().code) == (2, "residentiel")
    depot.etat, depot.plan, depot.trace, depot.applique_le = Import.Etat.APPLIQUE, plan, resultat.trace, LE
    depot.save()
    annuler_import(depot, par=editrice.utilisateur, le=LE)
    assert plan_complet(editrice.utilisateur, editrice.collectivite, plan) == avant


def test_une_date_qui_contredit_celle_du_plan_arrete_tout(editrice):
    plan = appliquer(editrice, lire_fichier(modele(ligne(titre="A", debut="2026")), "p.xlsx")).plan
    with pytest.raises(DonneeRefusee, match="« A »"):
        appliquer(editrice, lire_fichier(modele(ligne(titre="A", fin="2024")), "p.xlsx"), plan)


def test_trop_de_profondeur_et_trop_d_erreurs_sont_dits(editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    mere = FicheFactory(collectivite=editrice.collectivite, titre="A", dans=plan)
    FicheFactory(parent=mere, titre="B")
    nouvelle = FicheComplete("A", sous_fiches=[FicheComplete("B", sous_fiches=[FicheComplete("C")])])
    appliquer(editrice, lecture_de(nouvelle), plan)
    assert Fiche.objects.get(titre="C").profondeur == 2
    with pytest.raises(DonneeRefusee, match="et 2 autres erreurs"):
        appliquer(
            editrice, lire_fichier(modele(*(ligne(titre=f"Agir {n} fois", statut="?!a") for n in range(12))), "p.xlsx")
        )


def test_une_sous_fiche_nouvelle_vient_avec_les_siennes(editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    FicheFactory(collectivite=editrice.collectivite, titre="A", dans=plan)
    sous = FicheComplete("B", sous_fiches=[FicheComplete("C")])
    appliquer(editrice, lecture_de(FicheComplete("A", sous_fiches=[sous, FicheComplete("D")])), plan)
    assert {f.titre: (f.profondeur, f.position) for f in Fiche.objects.exclude(titre="A")} == {
        "B": (1, 0), "C": (2, 0), "D": (1, 1),
    }  # fmt: skip


def test_un_axe_complete_garde_ce_qu_il_etait_et_l_annulation_le_rend(editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    axe = AxeFactory(plan=plan, nom="1. Se loger")
    resultat = appliquer(
        editrice, lecture_de(axes=[AxeComplet("Se loger", description="Isoler", fiches=[FicheComplete("A")])]), plan
    )
    axe.refresh_from_db()
    assert (axe.nom, axe.description) == ("1. Se loger", "Isoler")
    depot = Import.objects.create(
        collectivite=editrice.collectivite, nom_fichier="f", depose_le=LE, plan=plan, etat=Import.Etat.APPLIQUE,
        trace=resultat.trace, applique_le=LE,
    )  # fmt: skip
    annuler_import(depot, par=editrice.utilisateur, le=LE)
    axe.refresh_from_db()
    assert axe.description == ""
    assert Plan.objects.filter(pk=plan.pk).exists()


def test_un_commentaire_ou_une_sous_fiche_ajoutes_depuis_retiennent_l_annulation(editrice):
    depot = deposer(editrice, modele(*(ligne(axe="1. A", titre=f"Agir {n} fois") for n in range(22))), nom_plan="P")
    appliquer_import(depot, par=editrice.utilisateur, le=LE)
    depot.refresh_from_db()
    commentee, ornee = Fiche.objects.get(titre="Agir 0 fois"), Fiche.objects.get(titre="Agir 1 fois")
    Commentaire.objects.create(fiche=commentee, texte="Vu", cree_le=LE + timedelta(days=1))
    FicheFactory(parent=ornee, titre="Après", cree_le=LE + timedelta(days=1))
    with pytest.raises(DonneeRefusee, match="2 fiches ont changé"):
        annuler_import(depot, par=editrice.utilisateur, le=LE)
    Fiche.objects.exclude(pk__in=[commentee.pk, ornee.pk]).filter(parent=None).update(version=2)
    with pytest.raises(DonneeRefusee, match="2 autres"):
        annuler_import(depot, par=editrice.utilisateur, le=LE)


def test_une_personne_vit_sa_vie_apres_l_import(editrice):
    depot = deposer(editrice, modele(ligne(titre="A", pilote="Ada Roux")), nom_plan="P")
    appliquer_import(depot, par=editrice.utilisateur, le=LE)
    ailleurs = FicheFactory(collectivite=editrice.collectivite, titre="Ailleurs")
    ailleurs.personnes.create(personne=Personne.objects.get(), role="pilote")
    depot.refresh_from_db()
    annuler_import(depot, par=editrice.utilisateur, le=LE)
    assert Personne.objects.get().nom == "Ada Roux"
    assert not Axe.objects.exists()


def test_un_import_long_se_demande_une_fois_et_ses_arrets_se_disent(editrice):
    depot = deposer(editrice, modele(ligne(titre="A")), nom_plan="P")
    demander_import(depot, par=editrice.utilisateur, le=LE)
    with pytest.raises(DonneeRefusee, match="déjà en cours"):
        demander_import(depot, par=editrice.utilisateur, le=LE)
    echouer_import(depot, ["Panne."], par=editrice.utilisateur, le=LE)
    depot.refresh_from_db()
    assert (depot.etat, depot.bilan["echec"]) == (Import.Etat.ECHOUE, ["Panne."])
    mauvais = deposer(editrice, modele(ligne(titre="A", statut="?!a")), nom_plan="P")
    with pytest.raises(DonneeRefusee, match="erreurs"):
        demander_import(mauvais, par=editrice.utilisateur, le=LE)
    with pytest.raises(DonneeRefusee, match="n'existe plus"):
        executer(Travail(parametres={"import": 0}), None)


def test_un_document_n_a_pas_de_colonnes(editrice):
    depot = deposer(editrice, b"Titre : A\nContexte : c\nObjectifs : o", "f.txt", nom_plan="P")
    assert depot.format == FormatImport.PUBLIE
    with pytest.raises(DonneeRefusee, match="Aucune fiche"):
        tableau_de(depot)
    depot.fichier.save("f.pdf", ContentFile(b"%PDF-"))
    with pytest.raises(DonneeRefusee, match="PDF"):
        appliquer_import(depot, par=editrice.utilisateur, le=LE)


def test_les_requetes_ne_donnent_que_ce_qui_est_a_la_collectivite(editrice):
    depot = deposer(editrice, classeur({"A": [["Titre", "Statut"], ["A", "En cours"]]}), nom_plan="P")
    autre = MembreFactory(editeur=True)
    assert list(list_imports_for(autre.collectivite)) == []
    assert import_for(autre.collectivite, depot.pk) is None
    assert import_par_pk(depot.pk) == depot
    assert editeur_of(editrice.collectivite) == editrice.utilisateur
    administratrice = MembreFactory(collectivite=editrice.collectivite, role=Role.ADMINISTRATION)
    assert editeur_of(editrice.collectivite) == administratrice.utilisateur


def test_l_apercu_d_un_plan_qui_n_existe_pas_encore(editrice):
    vue = previsualiser(lecture_de(FicheComplete("A")), editrice.collectivite, None, par=None)
    assert (vue.nombre(Etat.CREEE), vue.plan) == (1, None)


def test_une_nouvelle_sous_fiche_vient_apres_ses_soeurs_et_jamais_au_troisieme_niveau(editrice):
    plan = PlanFactory(collectivite=editrice.collectivite)
    mere = FicheFactory(collectivite=editrice.collectivite, titre="A", dans=plan)
    fille = FicheFactory(parent=mere, titre="B")
    FicheFactory(parent=fille, titre="C")
    appliquer(editrice, lecture_de(FicheComplete("A", sous_fiches=[FicheComplete("D")])), plan)
    assert Fiche.objects.get(titre="D").position > fille.position
    for titre in ("C", "F"):
        profonde = FicheComplete(titre, sous_fiches=[FicheComplete("E")])
        with pytest.raises(DonneeRefusee, match="deux niveaux suffisent"):
            appliquer(
                editrice, lecture_de(FicheComplete("A", sous_fiches=[FicheComplete("B", sous_fiches=[profonde])])), plan
            )


def test_un_import_dont_le_plan_a_ete_supprime_s_annule_encore(editrice):
    depot = deposer(editrice, modele(ligne(titre="A")), nom_plan="P")
    appliquer_import(depot, par=editrice.utilisateur, le=LE)
    Plan.objects.all().delete()
    depot.refresh_from_db()
    annuler_import(depot, par=editrice.utilisateur, le=LE)
    depot.refresh_from_db()
    assert (depot.etat, depot.plan) == (Import.Etat.ANNULE, None)


def test_les_colonnes_d_un_classeur_se_voient_et_celles_d_un_document_se_passent(editrice):
    octets = classeur({"A": [["Titre", "Statut"], ["Isoler", "En cours"]]})
    _, colonnes = tableau_de(deposer(editrice, octets, nom_plan="P"))
    assert len(colonnes) == 2
    document = deposer(editrice, b"Titre : A\nContexte : c\nObjectifs : o", "f.txt")
    document.nom_plan = ""
    choisir_colonnes(document, {}, par=editrice.utilisateur, le=LE)
    assert (document.etat, document.nom_plan) == (Import.Etat.LU, "f")
    assert not CorrespondanceColonnes.objects.exists()


def test_le_ramassage_reste_comme_il_etait():
    gc.disable()
    try:
        with sans_ramassage():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
    with sans_ramassage():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_ce_qu_un_import_ne_fait_que_completer_ne_perd_aucune_rangee():
    assert a_retirer("notes", {1: {("2024", "vu")}}) == []
