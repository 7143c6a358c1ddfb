"""Comments and blocages go out in our spreadsheet and come back, without telling anybody a second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.comptes.factories import UtilisateurFactory
from tests.plans.actions.test_imports import importer as deposer
from tests.plans.exports.test_classeur import rouvrir
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Notification
from cordee.plans.actions import commentaires, suivi
from cordee.plans.actions.duplication import dupliquer_fiche
from cordee.plans.actions.imports import annuler_import, appliquer_lecture
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.colonnes_lecture import lire_classeur
from cordee.plans.domain.fiche import BlocageCite, CommentaireCite, FicheComplete, PlanComplet
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.imports.verification import verifier
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.models import Blocage, Commentaire, Fiche, Plan
from cordee.plans.queries.dossier import plan_complet
from cordee.plans.queries.dossier_echanges import BLOQUEE_PAR_UNE_CACHEE
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
MOMENT = datetime.combine(date(2026, 3, 2), time(9, 30, 12))


@pytest.fixture
def lise() -> Membre:
    return MembreFactory(editeur=True, utilisateur=UtilisateurFactory(prenom="Lise", nom="Faure"))


@pytest.fixture
def plan(lise: Membre) -> Plan:
    """A fiche blocked twice, once lifted, and a conversation."""
    plan = PlanFactory(collectivite=lise.collectivite, nom="Plan climat")
    commun = {"par": lise.utilisateur, "le": LE}
    energie = FicheFactory(dans=plan, titre="Suivre l'énergie", code="2.1", en_cours=True)
    isoler = FicheFactory(dans=plan, titre="Isoler les écoles", code="2.2", en_cours=True)
    leve = suivi.poser_blocage(isoler, "Le devis manque", **commun)
    suivi.lever_blocage(leve, par=lise.utilisateur, le=LE + timedelta(days=3))
    suivi.poser_blocage(
        isoler, "Pas de mesures", fiche_bloquante=energie, attendu_de="la Région", attendu_le=date(2026, 9, 1), **commun
    )
    premier = commentaires.commenter_fiche(isoler, "@Lise Faure, où en est le marché ?", **commun)
    reponse = commentaires.commenter_fiche(
        isoler, "Attribué.", parent=premier, par=lise.utilisateur, le=LE + timedelta(hours=1)
    )
    commentaires.modifier_commentaire(reponse, "Attribué en mai.", par=lise.utilisateur, le=LE + timedelta(hours=2))
    commentaires.regler_commentaire(premier, **{**commun, "le": LE + timedelta(hours=3)})
    return plan


def importer(octets: bytes, membre: Membre, plan: Plan | None = None) -> Plan:
    lecture = lire_fichier(octets, "plan.xlsx")
    appliquer_lecture(lecture, membre.collectivite, plan=plan, par=membre.utilisateur, le=LE + timedelta(days=30))
    return plan or Plan.objects.get(collectivite=membre.collectivite)


def vu_par(membre: Membre, plan: Plan) -> PlanComplet:
    return plan_complet(membre.utilisateur, membre.collectivite, plan)


def isoler_dans(plan: PlanComplet) -> FicheComplete:
    return next(fiche for fiche in fiches_du_plan(plan) if fiche.code == "2.2")


def test_tout_revient_ailleurs_avec_ses_auteurs_et_sans_prevenir_personne(lise: Membre, plan: Plan) -> None:
    avant = isoler_dans(vu_par(lise, plan))
    assert [c.texte for c in avant.commentaires] == ["@Lise Faure, où en est le marché ?", "Attribué en mai."]
    assert [bool(b.leve_le) for b in avant.blocages] == [True, False]
    ailleurs = MembreFactory(editeur=True)
    MembreFactory(collectivite=ailleurs.collectivite, utilisateur=lise.utilisateur, contributeur=True)
    Notification.objects.all().delete()
    copie = importer(classeur_du_plan(vu_par(lise, plan)), ailleurs)
    apres = isoler_dans(vu_par(ailleurs, copie))
    assert apres.commentaires == avant.commentaires
    assert apres.blocages == avant.blocages
    assert apres.statut is StatutFiche.BLOQUE
    fiche = Fiche.objects.get(placements__plan=copie, code="2.2")
    assert {(c.auteur, c.auteur_cite) for c in fiche.commentaires.all()} == {(ailleurs.utilisateur, "Lise Faure")}
    assert {(b.pose_par, b.pose_cite) for b in fiche.blocages.all()} == {(ailleurs.utilisateur, "Lise Faure")}
    assert {(b.leve_par, b.leve_cite) for b in fiche.blocages.all()} == {
        (ailleurs.utilisateur, "Lise Faure"), (None, ""),
    }  # fmt: skip
    assert [c.parent_id is None for c in fiche.commentaires.all()] == [True, False]
    assert not Notification.objects.exists()


def test_un_auteur_sans_compte_garde_son_nom(lise: Membre, plan: Plan) -> None:
    ailleurs = MembreFactory(editeur=True)
    octets = classeur_du_plan(vu_par(lise, plan))
    copie = importer(octets, ailleurs)
    isoler = isoler_dans(vu_par(ailleurs, copie))
    assert [c.auteur for c in isoler.commentaires] == ["Lise Faure", "Lise Faure"]
    repris = Commentaire.objects.filter(fiche__placements__plan=copie)
    assert {(c.auteur, c.auteur_cite) for c in repris} == {(ailleurs.utilisateur, "Lise Faure")}
    assert [(b.raison, b.pose_par, b.leve_par) for b in isoler.blocages] == [
        ("Le devis manque", "Lise Faure", "Lise Faure"), ("Pas de mesures", "Lise Faure", ""),
    ]  # fmt: skip
    importer(octets, ailleurs, copie)
    assert Blocage.objects.filter(fiche__placements__plan=copie).count() == 2


def test_personne_ne_semble_avoir_ecrit_ici_ce_qu_un_fichier_lui_prete(lise: Membre, plan: Plan) -> None:
    """A file names its authors as it likes: what it brings is signed by who brings it."""
    hugo = MembreFactory(
        editeur=True, collectivite=lise.collectivite, utilisateur=UtilisateurFactory(prenom="Hugo", nom="Martin")
    )
    forge = CommentaireCite(1, "Je démissionne.", MOMENT, "Lise Faure")
    siens = CommentaireCite(2, "J'ai vu le devis.", MOMENT, "hugo martin")
    lue = LectureImport(PlanComplet("P", fiches=[FicheComplete("Relier", commentaires=(forge, siens))]))
    appliquer_lecture(lue, lise.collectivite, nom_plan="P", par=hugo.utilisateur, le=LE)
    premier, second = Commentaire.objects.filter(fiche__titre="Relier").order_by("pk")
    assert (premier.auteur, premier.auteur_nom, premier.auteur_cite) == (hugo.utilisateur, "Hugo Martin", "Lise Faure")
    assert (second.auteur, second.auteur_cite) == (hugo.utilisateur, "")
    with pytest.raises(DonneeRefusee, match="repris d'un import"):
        commentaires.modifier_commentaire(premier, "Je reste.", par=hugo.utilisateur, le=LE)
    Notification.objects.all().delete()
    commentaires.commenter_fiche(premier.fiche, "Vraiment ?", parent=premier, par=lise.utilisateur, le=LE)
    assert not Notification.objects.filter(destinataire=hugo.utilisateur).exists()
    (repris, _, _) = fiches_du_plan(vu_par(lise, Plan.objects.get(nom="P")))[0].commentaires
    assert (repris.auteur, repris.repris_par) == ("Lise Faure", "Hugo Martin")
    commentaires.supprimer_commentaire(premier, par=hugo.utilisateur, le=LE)


def test_un_blocage_aussi_est_signe_de_qui_l_apporte(lise: Membre, client: Client) -> None:
    """Lise has an account here, and posed nothing."""
    hugo = MembreFactory(
        editeur=True, collectivite=lise.collectivite, utilisateur=UtilisateurFactory(prenom="Hugo", nom="Martin")
    )
    sien = BlocageCite("Devis", MOMENT, pose_par="Hugo Martin")
    prete = BlocageCite("Marché", MOMENT, pose_par="Lise Faure", leve_le=MOMENT, leve_par="Lise Faure")
    anonyme = BlocageCite("Permis", MOMENT, titre="Ailleurs", pose_par="Lise Faure")
    fiche = FicheComplete("Relier", statut=StatutFiche.BLOQUE, blocages=(sien, prete, anonyme))
    lue = LectureImport(PlanComplet("P", fiches=[fiche]))
    appliquer_lecture(lue, lise.collectivite, nom_plan="P", par=hugo.utilisateur, le=LE)
    poses = {b.raison: b for b in Blocage.objects.all()}
    assert {b.pose_par for b in poses.values()} == {hugo.utilisateur}
    assert [poses[nom].pose_cite for nom in ("Devis", "Marché", "Permis (attend « Ailleurs »)")] == [
        "", "Lise Faure", "Lise Faure",
    ]  # fmt: skip
    assert (poses["Marché"].leve_par, poses["Marché"].leve_cite) == (hugo.utilisateur, "Lise Faure")
    (relue,) = fiches_du_plan(vu_par(lise, Plan.objects.get(nom="P")))
    assert [(b.pose_par, b.repris_par) for b in relue.blocages] == [
        ("Hugo Martin", ""), ("Lise Faure", "Hugo Martin"), ("Lise Faure", "Hugo Martin"),
    ]  # fmt: skip
    client.force_login(lise.utilisateur)
    page = client.get(reverse("fiche", args=[lise.collectivite.siren, poses["Devis"].fiche_id])).content.decode()
    assert "Posé par Lise Faure, repris d’un import de Hugo Martin." in page.replace("\u00a0", " ")


def test_rouvrir_un_blocage_repris_oublie_qui_l_avait_leve(lise: Membre) -> None:
    leve = BlocageCite("Marché", MOMENT, pose_par="Ada Roux", leve_le=MOMENT, leve_par="Ada Roux")
    fiche = FicheComplete("Relier", statut=StatutFiche.EN_COURS, blocages=(leve,))
    lue = LectureImport(PlanComplet("P", fiches=[fiche]))
    appliquer_lecture(lue, lise.collectivite, nom_plan="P", par=lise.utilisateur, le=LE)
    blocage = Blocage.objects.get()
    suivi.rouvrir_blocage(blocage.fiche, blocage.pk, par=lise.utilisateur, le=LE)
    suivi.lever_blocage(Blocage.objects.get(), par=lise.utilisateur, le=LE)
    blocage.refresh_from_db()
    assert (blocage.pose_cite, blocage.leve_par, blocage.leve_cite) == ("Ada Roux", lise.utilisateur, "")


def test_le_reimport_dans_le_meme_plan_n_ajoute_que_les_lignes_nouvelles(lise: Membre, plan: Plan) -> None:
    complet = vu_par(lise, plan)
    importer(classeur_du_plan(complet), lise, plan)
    assert Commentaire.objects.count() == 2
    assert Blocage.objects.count() == 2
    isoler = isoler_dans(complet)
    isoler.commentaires += (CommentaireCite(7, "Merci", MOMENT, reponse_a=2),)
    isoler.blocages += (BlocageCite("Plus de crédits", MOMENT),)
    importer(classeur_du_plan(complet), lise, plan)
    merci = Commentaire.objects.get(texte="Merci")
    assert merci.parent is not None
    assert (merci.parent.texte, merci.auteur) == ("@Lise Faure, où en est le marché ?", lise.utilisateur)
    assert Blocage.objects.filter(raison="Plus de crédits", leve_le__isnull=True).count() == 1
    assert Commentaire.objects.count() == 3


def test_l_annulation_les_retire(lise: Membre, plan: Plan) -> None:
    complet = vu_par(lise, plan)
    isoler_dans(complet).blocages += (BlocageCite("Plus de crédits", MOMENT),)
    isoler_dans(complet).commentaires += (CommentaireCite(7, "Merci", MOMENT),)
    depot = deposer(lise, classeur_du_plan(complet), plan, le=LE + timedelta(days=30))
    assert (Commentaire.objects.count(), Blocage.objects.count()) == (3, 3)
    annuler_import(depot, par=lise.utilisateur, le=LE)
    assert (Commentaire.objects.count(), Blocage.objects.count()) == (2, 2)


def test_une_fiche_attendue_introuvable_reste_dans_la_raison() -> None:
    membre = MembreFactory(editeur=True)
    seule = FicheComplete(
        "Isoler", statut=StatutFiche.BLOQUE,
        blocages=(
            BlocageCite("", MOMENT, titre="Suivre l'énergie", code="9.9"),
            BlocageCite("Devis", MOMENT + timedelta(hours=1), titre="Suivre l'énergie"),
            BlocageCite("Soi-même", MOMENT + timedelta(hours=2), titre="Isoler"),
        ),
    )  # fmt: skip
    octets = classeur_du_plan(PlanComplet("P", fiches=[seule]))
    plan = importer(octets, membre)
    raisons = list(Blocage.objects.order_by("pk").values_list("raison", flat=True))
    assert raisons == [
        "Attend « 9.9 Suivre l'énergie »", "Devis (attend « Suivre l'énergie »)", "Soi-même (attend « Isoler »)",
    ]  # fmt: skip
    importer(octets, membre, plan)
    assert Blocage.objects.count() == 3


def test_une_reponse_a_rien_ou_a_elle_meme_est_un_commentaire() -> None:
    membre = MembreFactory(editeur=True)
    paroles = (
        CommentaireCite(1, "Seule", MOMENT, reponse_a=40),
        CommentaireCite(2, "Moi", MOMENT, reponse_a=2),
        CommentaireCite(3, "Tour", MOMENT, reponse_a=4),
        CommentaireCite(4, "Retour", MOMENT, reponse_a=3),
        CommentaireCite(5, "Demain", LE.replace(tzinfo=None) + timedelta(days=400), regle_le=MOMENT),
    )
    importer(classeur_du_plan(PlanComplet("P", fiches=[FicheComplete("Isoler", commentaires=paroles)])), membre)
    assert Commentaire.objects.filter(parent__isnull=True).count() == 5
    demain = Commentaire.objects.get(texte="Demain")
    assert (demain.cree_le, demain.auteur) == (LE + timedelta(days=30), membre.utilisateur)


class TestCeQuOnNePeutPasVoir:
    def test_la_fiche_attendue_n_est_pas_nommee(self, lise: Membre, plan: Plan) -> None:
        Fiche.objects.filter(code="2.1").update(confidentiel=True)
        lecteur = MembreFactory(collectivite=lise.collectivite, lecteur=True)
        vus = isoler_dans(vu_par(lecteur, plan)).blocages
        assert (vus[1].raison, vus[1].titre, vus[1].code) == ("Pas de mesures", "", "")
        Blocage.objects.filter(raison="Pas de mesures").update(raison="")
        assert isoler_dans(vu_par(lecteur, plan)).blocages[1].raison == BLOQUEE_PAR_UNE_CACHEE
        assert isoler_dans(vu_par(lise, plan)).blocages[1].titre == "Suivre l'énergie"

    def test_une_copie_ne_les_prend_pas(self, lise: Membre, plan: Plan) -> None:
        fiche = Fiche.objects.get(code="2.2")
        copie = dupliquer_fiche(fiche, lise.collectivite, par=lise.utilisateur, le=LE)
        assert not copie.commentaires.exists()
        assert not copie.blocages.exists()


def verifiee(fiche: FicheComplete) -> LectureImport:
    return verifier(LectureImport(PlanComplet("P", fiches=[fiche])))


class TestVerification:
    def test_un_blocage_qui_dure_bloque_l_action(self) -> None:
        fiche = FicheComplete("Isoler", statut=StatutFiche.EN_COURS, blocages=(BlocageCite("Devis", MOMENT),))
        assert [m.texte for m in verifiee(fiche).avis] == [
            "Un blocage n'a pas de date de levée : l'action devient « Bloqué »."
        ]
        assert fiche.statut is StatutFiche.BLOQUE

    def test_une_action_finie_n_est_pas_bloquee(self) -> None:
        fiche = FicheComplete("Isoler", statut=StatutFiche.REALISE, blocages=(BlocageCite("Devis", MOMENT),))
        assert "la levée" not in verifiee(fiche).erreurs[0].texte
        assert "date de levée : donnez-la" in verifiee(fiche).erreurs[0].texte
        fini = replace(fiche.blocages[0], leve_le=MOMENT)
        assert verifiee(FicheComplete("Isoler", statut=StatutFiche.REALISE, blocages=(fini,))).erreurs == []

    def test_un_blocage_dit_ce_qui_bloque(self) -> None:
        fiche = FicheComplete("Isoler", statut=StatutFiche.BLOQUE, blocages=(BlocageCite("", MOMENT),))
        assert "donnez une raison" in verifiee(fiche).erreurs[0].texte


def test_le_classeur_dit_qui_a_cree_et_change_et_l_import_ne_le_lit_pas(lise: Membre, plan: Plan) -> None:
    Fiche.objects.update(cree_par=lise.utilisateur)
    feuilles = rouvrir(classeur_du_plan(vu_par(lise, plan)))
    entetes = feuilles["Fiches"][0]
    assert feuilles["Fiches"][1][entetes.index("Créée par")] == "Lise Faure"
    assert isinstance(feuilles["Fiches"][1][entetes.index("Modifiée le")], datetime)
    for entete in ("Créée le", "Créée par", "Modifiée le", "Modifiée par"):
        feuilles["Fiches"][1][entetes.index(entete)] = "n'importe quoi"
    lecture = lire_classeur(feuilles)
    assert lecture.anomalies == []
    assert fiches_du_plan(lecture.plan)[0].creation is None
