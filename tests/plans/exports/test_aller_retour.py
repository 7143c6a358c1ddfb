"""What the application exports, it imports: the whole spreadsheet into an empty collectivité."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.documents.factories import DocumentFactory
from tests.plans.exemples import fiche_energie
from tests.plans.exemples import plan_complet as plan_invente
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Notification
from cordee.documents.models import Document
from cordee.plans.actions.commentaires import commenter_plan
from cordee.plans.actions.imports import annuler_import, appliquer_import, appliquer_lecture, deposer_import
from cordee.plans.domain.colonnes import fiches_du_plan
from cordee.plans.domain.colonnes_plan import lire_piece
from cordee.plans.domain.fiche import AxeComplet, DocumentCite, FicheComplete, PlanComplet
from cordee.plans.domain.formats import Options
from cordee.plans.domain.imports.lecture import lire_fichier
from cordee.plans.domain.listes import Genre
from cordee.plans.exports.classeur import classeur_du_plan
from cordee.plans.exports.parties import alleger
from cordee.plans.models import CommentairePlan, Import, Plan, PlanDocument
from cordee.plans.queries.dossier import Portee, plan_complet, recueil_complet
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.enums import Nature

pytestmark = pytest.mark.django_db


def importer(octets: bytes, nom: str) -> PlanComplet:
    """Imports into a new collectivité and reads what was written."""
    membre = MembreFactory(editeur=True)
    lecture = lire_fichier(octets, nom)
    assert lecture.erreurs == []
    appliquer_lecture(lecture, membre.collectivite, plan=None, nom_plan=lecture.plan.nom, par=membre.utilisateur, le=LE)
    plan = Plan.objects.get(collectivite=membre.collectivite)
    return plan_complet(membre.utilisateur, membre.collectivite, plan)


def sans_reperes(plan: PlanComplet) -> PlanComplet:
    """Without what belongs to one installation: numbers, name of the collectivité, order of the budget lines."""

    def fiche(complete: FicheComplete) -> FicheComplete:
        return replace(
            complete, ref=None, budgets=tuple(sorted(complete.budgets, key=repr)),
            notes=tuple(sorted(complete.notes, key=repr)), sous_fiches=[fiche(s) for s in complete.sous_fiches],
        )  # fmt: skip

    def axe(complet: AxeComplet) -> AxeComplet:
        return replace(
            complet, ref=None, axes=[axe(a) for a in complet.axes], fiches=[fiche(f) for f in complet.fiches]
        )

    return replace(
        plan, ref=None, collectivite="", axes=[axe(a) for a in plan.axes], fiches=[fiche(f) for f in plan.fiches]
    )


def test_un_plan_exporte_importe_puis_exporte_est_le_meme() -> None:
    invente = plan_invente(6)
    invente.axes[0].fiches.append(invente.axes[1].fiches[0])  # a fiche in two axes
    invente.fiches.append(FicheComplete("Hors des axes", ref=99))
    premier = importer(classeur_du_plan(invente), "plan.xlsx")
    second = importer(classeur_du_plan(premier), "plan.xlsx")
    assert sans_reperes(second) == sans_reperes(premier)
    assert [axe.nom for axe in premier.axes] == [axe.nom for axe in invente.axes]
    assert premier.axes[2].description == "À construire en 2027."
    energie = next(fiche for fiche in fiches_du_plan(premier) if fiche.code == "2.1")
    attendue = fiche_energie(None)
    assert len(energie.chemins) == 2
    for champ in (
        "titre", "contexte", "objectifs", "moyens", "statut", "etat_precision", "avancement", "priorite", "debut",
        "fin", "participation", "participation_texte", "classements", "objectifs_chiffres", "impacts",
        "financements", "indicateurs", "vigilance",
    ):  # fmt: skip
        assert getattr(energie, champ) == getattr(attendue, champ), champ
    assert set(energie.acteurs) == set(attendue.acteurs)
    assert [sous.titre for sous in energie.sous_fiches] == [sous.titre for sous in attendue.sous_fiches]
    assert (premier.type, premier.statut, premier.debut, premier.deliberation_numero) == (
        invente.type, invente.statut, invente.debut, invente.deliberation_numero,
    )  # fmt: skip


def test_les_publics_codes_d_une_sous_fiche_reviennent_du_classeur() -> None:
    invente = plan_invente(1)
    fiche = next(fiche for fiche in fiches_du_plan(invente) if fiche.sous_fiches)
    fiche.sous_fiches[0] = replace(fiche.sous_fiches[0], classements={Genre.CIBLE: ("agents", "elus_locaux")})
    (revenue,) = (f for f in fiches_du_plan(importer(classeur_du_plan(invente), "plan.xlsx")) if f.titre == fiche.titre)
    assert revenue.sous_fiches[0].classements == {Genre.CIBLE: ("agents", "elus_locaux")}


def test_ce_qui_entoure_un_plan_revient_avec_lui() -> None:
    commune = CollectiviteFactory(nom="Avançon", nature=Nature.COMMUNE)
    epci = CollectiviteFactory(nom="CC du Haut-Sérac", membres=[commune, CollectiviteFactory(nature=Nature.COMMUNE)])
    membre = MembreFactory(editeur=True, collectivite=epci, utilisateur__prenom="Lise", utilisateur__nom="Faure")
    invente = replace(plan_invente(1), perimetre=("Avançon", "Ailleurs"), documents=(
        DocumentCite("Diagnostic", "https://exemple.fr/diagnostic"), DocumentCite("Carte.pdf"),
    ))  # fmt: skip
    lecture = lire_fichier(classeur_du_plan(invente), "plan.xlsx")
    appliquer_lecture(lecture, epci, plan=None, nom_plan="", par=membre.utilisateur, le=LE)
    assert {message.texte for message in lecture.avis} >= {
        "Périmètre du plan, hors du territoire et laissées de côté : Ailleurs.",
        "Documents du plan que le fichier ne contient pas, à joindre ensuite : Carte.pdf.",
    }
    relu = plan_complet(membre.utilisateur, epci, Plan.objects.get())
    assert relu.perimetre == ("Avançon",)
    assert relu.deliberation_document == invente.deliberation_document
    assert relu.documents == invente.documents[:1]
    assert [(c.texte, c.auteur, c.reponse_a) for c in relu.commentaires] == [
        ("Qui prépare la revue ?", "Inès Allemand", None), ("Moi.", "Lise Faure", 1),
    ]  # fmt: skip
    assert CommentairePlan.objects.get(texte="Moi.").auteur == membre.utilisateur
    assert not Notification.objects.exists()


def test_un_import_annule_emporte_ce_qui_entourait_le_plan_sauf_ce_qu_on_y_a_ajoute() -> None:
    membre = MembreFactory(editeur=True)
    commun: dict[str, Any] = {"par": membre.utilisateur, "le": LE}
    octets = classeur_du_plan(replace(plan_invente(1), axes=[], fiches=[FicheComplete("Isoler")]))

    def importe() -> Import:
        depot = deposer_import(membre.collectivite, octets, "plan.xlsx", **commun)
        appliquer_import(depot, **commun)
        return Import.objects.get(pk=depot.pk)

    annuler_import(importe(), **commun)
    assert not Plan.objects.exists()
    assert not Document.objects.exists()
    depot = importe()
    commenter_plan(Plan.objects.get(), "Gardez-le.", par=membre.utilisateur, le=LE + timedelta(hours=1))
    annuler_import(depot, **commun)
    assert Plan.objects.exists()


def test_une_adresse_refusee_dit_quel_document_et_rien_n_est_ecrit() -> None:
    membre = MembreFactory(editeur=True)
    invente = replace(plan_invente(1), deliberation_document=DocumentCite("Vote", "https://a"))
    lecture = lire_fichier(classeur_du_plan(invente), "plan.xlsx")
    with pytest.raises(DonneeRefusee, match="Document du plan « Vote »"):
        appliquer_lecture(lecture, membre.collectivite, plan=None, nom_plan="", par=membre.utilisateur, le=LE)
    assert not Plan.objects.exists()


def test_un_export_ne_donne_que_ce_que_la_personne_peut_avoir() -> None:
    plan = PlanFactory()
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    secret = DocumentFactory(collectivite=plan.collectivite, nom="Secret.pdf", confidentiel=True)
    PlanDocument.objects.create(plan=plan, document=secret, deliberation=True, ajoute_le=LE)
    CommentairePlan.objects.create(plan=plan, texte="Entre nous.", cree_le=LE)
    assert plan_complet(lectrice, plan.collectivite, plan).deliberation_document is None
    assert plan_complet(None, plan.collectivite, plan).deliberation_document == DocumentCite("Secret.pdf")
    public = plan_complet(None, plan.collectivite, plan, Portee(confidentielles=False, echanges=False))
    assert (public.deliberation_document, public.commentaires) == (None, ())
    allege = alleger(plan_complet(None, plan.collectivite, plan), Options(commentaires=False, documents=False))
    assert (allege.commentaires, allege.documents) == ((), ())


@pytest.mark.parametrize(
    ("texte", "piece"),
    [
        ("", None),
        ("Vote.pdf", DocumentCite("Vote.pdf")),
        ("Vote <https://exemple.fr/v.pdf>", DocumentCite("Vote", "https://exemple.fr/v.pdf")),
        ("https://exemple.fr/v.pdf", DocumentCite("https://exemple.fr/v.pdf", "https://exemple.fr/v.pdf")),
        ("<https://exemple.fr/v.pdf>", DocumentCite("https://exemple.fr/v.pdf", "https://exemple.fr/v.pdf")),
    ],
)
def test_une_piece_se_lit_dans_une_cellule(texte: str, piece: DocumentCite | None) -> None:
    assert lire_piece(texte) == piece


def test_les_plans_d_une_collectivite_reviennent_avec_leur_perimetre_et_leur_deliberation() -> None:
    commune = CollectiviteFactory(nom="Avançon", nature=Nature.COMMUNE)
    origine = CollectiviteFactory(nom="CC du Haut-Sérac", membres=[commune, CollectiviteFactory(nature=Nature.COMMUNE)])
    autre = CollectiviteFactory(nom="CC du Val", membres=[CollectiviteFactory(nom="Barcillon", nature=Nature.COMMUNE)])
    plan = PlanFactory(collectivite=origine, nom="Plan vélo")
    plan.perimetre.set([commune])
    FicheFactory(dans=plan, titre="Ouvrir la voie verte")
    qui = MembreFactory(editeur=True, collectivite=origine).utilisateur
    vote = DocumentFactory(lien=True, collectivite=origine, nom="Vote")
    PlanDocument.objects.create(plan=plan, document=vote, deliberation=True, ajoute_le=LE)
    octets = classeur_du_plan(recueil_complet(qui, origine))
    importatrice = MembreFactory(editeur=True, collectivite=autre).utilisateur
    for collectivite, par in ((origine, qui), (autre, importatrice)):
        lecture = lire_fichier(octets, "fiches.xlsx")
        appliquer_lecture(lecture, collectivite, par=par, le=LE)
        hors = [message for message in lecture.avis if "hors du territoire" in message.texte]
        assert bool(hors) is (collectivite == autre)
    revenu = Plan.objects.get(collectivite=autre)
    assert not revenu.perimetre.exists()
    assert plan_complet(importatrice, autre, revenu).deliberation_document == DocumentCite("Vote", vote.adresse)
    assert Plan.objects.get(collectivite=origine) == plan
