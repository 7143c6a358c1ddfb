"""Taking a row away from a fiche and putting it back exactly, unless something came in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, pilotee_par, placer
from tests.referentiels.factories import EngagementFactory, charger_mini, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.enums import EtatNotification
from cordee.comptes.models import Notification, Utilisateur
from cordee.documents.actions import ajouter_lien
from cordee.journal.models import Ecriture
from cordee.plans.actions import commentaires, suivi
from cordee.plans.actions import composition as compo
from cordee.plans.actions.colonnes import colonnes_de
from cordee.plans.actions.dependances import ajouter_dependance
from cordee.plans.actions.fiches import placer_fiche, supprimer_fiche
from cordee.plans.actions.partage import partager_fiche
from cordee.plans.actions.retraits import MODELES_RETIRES, RETIRABLES, annuler_retrait, retirer_ligne
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.listes import (
    DomaineImpact,
    PeriodeEvaluation,
    StatutFiche,
    TypeBudget,
    TypeLien,
    TypeReference,
)
from cordee.plans.models import Commentaire, Etiquette, Fiche, GesteGroupe, LienFiche, Partage, Placement
from cordee.plans.queries.lignes_fiche import retrait_for
from cordee.referentiels.enums import Mode
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(minutes=5)
BUDGET = valeurs.LigneBudget(TypeBudget.INVESTISSEMENT, annee=2026, prevu=Decimal("40000.50"))
IMPACT = valeurs.Impact(DomaineImpact.GES, niveau=3, valeur=Decimal(120), horizon=2030)
OBJECTIF = valeurs.ObjectifChiffre("Équiper", Decimal(80), "bâtiments", 2027)


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory(titre="Isoler", en_cours=True)


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return MembreFactory(
        editeur=True, collectivite=fiche.collectivite, utilisateur__prenom="Lise", utilisateur__nom="Faure"
    ).utilisateur


@pytest.fixture
def commun(lise: Utilisateur) -> dict[str, Any]:
    return {"par": lise, "le": LE}


def _mesure(fiche: Fiche, **commun: Any) -> Model:
    charger_mini()
    return compo.lier_mesure(fiche, noeud("1.1.1"), **commun)


def _document(fiche: Fiche, **commun: Any) -> Model:
    document = ajouter_lien(fiche.collectivite, "https://exemple.fr/a", nom="Marché", **commun)
    return compo.joindre_document(fiche, document, commentaire="lot 1", **commun)


def _commentaire(fiche: Fiche, **commun: Any) -> Model:
    hugo = MembreFactory(contributeur=True, collectivite=fiche.collectivite, utilisateur__prenom="Hugo").utilisateur
    premier = commentaires.commenter_fiche(fiche, f"@{hugo.prenom} {hugo.nom}, d'accord ?", **commun)
    commentaires.commenter_fiche(fiche, "Oui.", parent=premier, par=hugo, le=LE)
    return premier


def _emplacement(fiche: Fiche, **commun: Any) -> Model:
    plan = PlanFactory(collectivite=fiche.collectivite)
    premier = placer_fiche(fiche, plan, AxeFactory(plan=plan), **commun)
    placer_fiche(FicheFactory(collectivite=fiche.collectivite), plan, premier.axe, **commun)
    return premier


def _partage(fiche: Fiche, **commun: Any) -> Model:
    petr = CollectiviteFactory(petr=True, membres=[fiche.collectivite])
    MembreFactory(editeur=True, collectivite=petr)
    return partager_fiche(fiche, petr, **commun)


LIGNES: dict[str, Callable[..., Any]] = {
    "objectifs": lambda fiche, **k: compo.ajouter_objectif(fiche, OBJECTIF, **k),
    "impacts": lambda fiche, **k: compo.definir_impact(fiche, IMPACT, **k),
    "budget": lambda fiche, **k: compo.definir_budget(fiche, BUDGET, **k),
    "financements": lambda fiche, **k: compo.ajouter_financement(
        fiche, valeurs.FinancementCite("ADEME", "Fonds chaleur", Decimal(24000), demande_le=date(2026, 1, 2)), **k
    ),
    "references": lambda fiche, **k: compo.ajouter_reference(
        fiche, valeurs.ReferenceCitee(TypeReference.SRADDET, article="Règle 12"), **k
    ),
    "evaluations": lambda fiche, **k: compo.ajouter_evaluation(
        fiche, valeurs.EvaluationCitee(PeriodeEvaluation.MI_PARCOURS, resultat="La moitié du chemin."), **k
    ),
    "indicateurs": lambda fiche, **k: compo.suivre_par(fiche, "Bâtiments suivis", compo.Suivi(cible=Decimal(3)), **k),
    "mesures": _mesure,
    "liens": lambda fiche, **k: ajouter_dependance(
        FicheFactory(collectivite=fiche.collectivite), fiche, TypeLien.FIN_FIN, 10, **k
    ),
    "documents": _document,
    "notes": lambda fiche, **k: suivi.ajouter_note(fiche, "Marché attribué.", date(2026, 3, 1), **k),
    "commentaires": _commentaire,
    "blocages": lambda fiche, **k: suivi.poser_blocage(fiche, "Avis attendu", attendu_le=date(2026, 5, 1), **k),
    "emplacements": _emplacement,
    "partages": _partage,
}


def photo(bloc: str) -> list[dict[str, Any]]:
    return [colonnes_de(rangee) for rangee in MODELES_RETIRES[bloc]._default_manager.order_by("pk")]


def test_chaque_bloc_sait_rendre_ce_qu_il_retire() -> None:
    assert set(RETIRABLES) == set(LIGNES) == set(MODELES_RETIRES)


def test_rien_d_autre_ne_part_avec_une_ligne() -> None:
    """What a row takes along when it goes is known: the answers to a comment, and the people cited there."""
    emportes = {
        (modele._meta.model_name, lien.field.name)
        for modele in MODELES_RETIRES.values()
        for lien in [*modele._meta.related_objects, *modele._meta.many_to_many]
        if hasattr(lien, "field")
    }
    assert emportes == {("commentaire", "parent")}
    assert [champ.name for modele in MODELES_RETIRES.values() for champ in modele._meta.many_to_many] == ["mentions"]


@pytest.mark.parametrize("bloc", LIGNES)
def test_annuler_remet_la_ligne_telle_qu_elle_etait(
    fiche: Fiche, lise: Utilisateur, commun: dict[str, Any], bloc: str
) -> None:
    ligne = LIGNES[bloc](fiche, **commun)
    fiche.refresh_from_db()
    avant, statut = photo(bloc), fiche.statut
    geste = retirer_ligne(fiche, bloc, ligne, **commun)
    assert photo(bloc) != avant
    assert retrait_for(fiche, geste.pk) == geste
    assert retrait_for(FicheFactory(), geste.pk) is None
    annuler_retrait(geste, par=lise, le=PLUS_TARD)
    assert photo(bloc) == avant
    assert Fiche.objects.get(pk=fiche.pk).statut == statut
    assert geste.annule_le == PLUS_TARD
    assert Ecriture.objects.filter(verbe="plans.annuler_retrait").exists() or bloc == "blocages"
    with pytest.raises(DonneeRefusee, match="déjà annulé"):
        annuler_retrait(geste, par=lise, le=PLUS_TARD)


@pytest.mark.parametrize("bloc", LIGNES)
def test_annuler_demande_le_meme_droit(fiche: Fiche, lise: Utilisateur, commun: dict[str, Any], bloc: str) -> None:
    geste = retirer_ligne(fiche, bloc, LIGNES[bloc](fiche, **commun), **commun)
    lecteur = MembreFactory(lecteur=True, collectivite=fiche.collectivite).utilisateur
    with pytest.raises(Refus):
        annuler_retrait(geste, par=lecteur, le=PLUS_TARD)
    collegue = MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur
    if bloc == "commentaires":
        with pytest.raises(Refus, match="qui a écrit"):
            annuler_retrait(geste, par=collegue, le=PLUS_TARD)
    else:
        annuler_retrait(geste, par=collegue, le=PLUS_TARD)


def test_les_citations_et_ce_qui_n_etait_pas_encore_dit_reviennent(
    fiche: Fiche, lise: Utilisateur, commun: dict[str, Any]
) -> None:
    pilotee_par(fiche, MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur)
    ligne = _commentaire(fiche, **commun)
    cites = set(Commentaire.mentions.through.objects.values_list("commentaire", "utilisateur"))
    attendues = list(Notification.objects.filter(etat=EtatNotification.EN_ATTENTE).values_list("pk", flat=True))
    assert len(cites) == 1
    assert attendues
    geste = retirer_ligne(fiche, "commentaires", ligne, **commun)
    assert not Notification.objects.filter(etat=EtatNotification.EN_ATTENTE).exists()
    annuler_retrait(geste, par=lise, le=PLUS_TARD)
    assert set(Commentaire.mentions.through.objects.values_list("commentaire", "utilisateur")) == cites
    retrouvees = Notification.objects.filter(etat=EtatNotification.EN_ATTENTE).values_list("pk", flat=True)
    assert set(retrouvees) == set(attendues)


def test_un_compte_supprime_laisse_son_nom_a_la_ligne(fiche: Fiche, lise: Utilisateur, commun: dict[str, Any]) -> None:
    hugo = MembreFactory(editeur=True, collectivite=fiche.collectivite, utilisateur__prenom="Hugo").utilisateur
    note = suivi.ajouter_note(fiche, "Vu.", date(2026, 3, 1), par=hugo, le=LE)
    premier = commentaires.commenter_fiche(fiche, f"@{hugo.prenom} {hugo.nom}", **commun)
    gestes = [retirer_ligne(fiche, "notes", note, **commun), retirer_ligne(fiche, "commentaires", premier, **commun)]
    nom = hugo.nom_complet
    hugo.delete()
    for geste in gestes:
        annuler_retrait(geste, par=lise, le=PLUS_TARD)
    revenue = fiche.notes.get()
    assert (revenue.auteur, revenue.auteur_nom) == (None, nom)
    assert not fiche.commentaires.get().mentions.exists()


# -- what came in between --------------------------------------------------------------------------------------------
def _fin(fiche: Fiche, ligne: Any, commun: dict[str, Any]) -> None:
    suivi.changer_statut(Fiche.objects.get(pk=fiche.pk), StatutFiche.REALISE, **commun)


def _boucle(fiche: Fiche, ligne: Any, commun: dict[str, Any]) -> None:
    ajouter_dependance(fiche, ligne.de, **commun)


def _archiver(fiche: Fiche, ligne: Any, commun: dict[str, Any]) -> None:
    EngagementFactory(collectivite=fiche.collectivite, mode=Mode.ARCHIVE)


CONFLITS: list[tuple[str, Callable[[Fiche, Any, dict[str, Any]], object], str]] = [
    ("impacts", lambda f, x, k: compo.definir_impact(f, IMPACT, **k), "dit à nouveau depuis"),
    ("budget", lambda f, x, k: compo.definir_budget(f, BUDGET, **k), "même nature, unité et année"),
    ("budget", lambda f, x, k: compo.definir_budget(
        f, valeurs.LigneBudget(TypeBudget.INVESTISSEMENT, prevu=Decimal(3)), **k), "pour toute la durée"),
    ("financements", lambda f, x, k: Etiquette.objects.all().delete(), "financeur n'existe plus"),
    ("indicateurs", lambda f, x, k: compo.suivre_par(f, "Bâtiments suivis", **k), "suit à nouveau la fiche"),
    ("indicateurs", lambda f, x, k: x.indicateur.delete(), "indicateur a été supprimé"),
    ("mesures", lambda f, x, k: compo.lier_mesure(f, noeud("1.1.1"), **k), "à nouveau liée"),
    ("mesures", lambda f, x, k: x.mesure.delete(), "plus dans les référentiels"),
    ("mesures", _archiver, "est archivé"),
    ("liens", lambda f, x, k: ajouter_dependance(x.de, f, **k), "attend déjà"),
    ("liens", _boucle, "l'une l'autre"),
    ("liens", lambda f, x, k: supprimer_fiche(x.de, **k), "a été supprimée depuis, ou"),
    ("liens", lambda f, x, k: Fiche.objects.filter(pk=x.de_id).delete(), "restaurez-la d'abord"),
    ("documents", lambda f, x, k: compo.joindre_document(f, x.document, **k), "à nouveau joint"),
    ("documents", lambda f, x, k: x.document.delete(), "document a été supprimé"),
    ("blocages", _fin, "est finie depuis"),
    ("notes", lambda f, x, k: supprimer_fiche(f, **k), "supprimée entre-temps"),
    ("emplacements", lambda f, x, k: placer_fiche(f, x.plan, x.axe, **k), "de nouveau à cet endroit"),
    ("emplacements", lambda f, x, k: x.axe.delete(), "axe a été supprimé"),
    ("emplacements", lambda f, x, k: x.plan.delete(), "plan a été supprimé"),
    ("partages", lambda f, x, k: partager_fiche(f, x.collectivite, **k), "de nouveau portée"),
    ("partages", lambda f, x, k: f.collectivite.appartenances.all().delete(), "plus du même territoire"),
]  # fmt: skip


@pytest.mark.parametrize(("bloc", "entre_temps", "faute"), CONFLITS)
def test_ce_qui_a_change_depuis_est_dit_et_rien_n_est_ecrit(
    fiche: Fiche,
    lise: Utilisateur,
    commun: dict[str, Any],
    bloc: str,
    entre_temps: Callable[[Fiche, Any, dict[str, Any]], object],
    faute: str,
) -> None:
    ligne = LIGNES[bloc](fiche, **commun)
    gardee = MODELES_RETIRES[bloc]._default_manager.get(pk=ligne.pk)
    geste = retirer_ligne(fiche, bloc, ligne, **commun)
    entre_temps(fiche, gardee, commun)
    depuis = photo(bloc)
    with pytest.raises(DonneeRefusee, match=faute):
        annuler_retrait(geste, par=lise, le=PLUS_TARD)
    assert photo(bloc) == depuis
    assert GesteGroupe.objects.get(pk=geste.pk).annule_le is None


def test_un_simple_lien_revient_sauf_s_il_a_ete_refait(fiche: Fiche, lise: Utilisateur, commun: dict[str, Any]) -> None:
    autre = FicheFactory(collectivite=fiche.collectivite)
    geste = retirer_ligne(fiche, "liens", compo.lier_fiche(fiche, autre, **commun), **commun)
    refait = compo.lier_fiche(autre, fiche, **commun)
    with pytest.raises(DonneeRefusee, match="à nouveau liées"):
        annuler_retrait(geste, par=lise, le=PLUS_TARD)
    compo.delier_fiche(fiche, refait, **commun)
    annuler_retrait(geste, par=lise, le=PLUS_TARD)
    assert LienFiche.objects.get().vers == autre


def test_une_reponse_ne_revient_pas_sans_son_commentaire(
    fiche: Fiche, lise: Utilisateur, commun: dict[str, Any]
) -> None:
    premier = commentaires.commenter_fiche(fiche, "Où en est-on ?", **commun)
    reponse = commentaires.commenter_fiche(fiche, "Ici.", parent=premier, **commun)
    geste = retirer_ligne(fiche, "commentaires", reponse, **commun)
    commentaires.supprimer_commentaire(premier, **commun)
    with pytest.raises(DonneeRefusee, match="auquel celui-ci répondait"):
        annuler_retrait(geste, par=lise, le=PLUS_TARD)


def test_un_document_d_une_collectivite_partie_ne_revient_pas(
    fiche: Fiche, lise: Utilisateur, commun: dict[str, Any]
) -> None:
    voisine = CollectiviteFactory()
    partage = partagee_avec(fiche, voisine)
    MembreFactory(editeur=True, utilisateur=lise, collectivite=voisine)
    document = ajouter_lien(voisine, "https://exemple.fr/b", nom="Plan", **commun)
    geste = retirer_ligne(fiche, "documents", compo.joindre_document(fiche, document, **commun), **commun)
    partage.delete()
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        annuler_retrait(geste, par=lise, le=PLUS_TARD)


def test_un_blocage_rouvert_attend_encore_une_fiche_qu_on_voit(
    fiche: Fiche, lise: Utilisateur, commun: dict[str, Any]
) -> None:
    autre = FicheFactory(dans=PlanFactory(collectivite=fiche.collectivite))
    pilotee_par(fiche, MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur)
    blocage = suivi.poser_blocage(fiche, "", fiche_bloquante=autre, **commun)
    suivi.poser_blocage(fiche, "Autre raison", **commun)
    dites = set(Notification.objects.filter(etat=EtatNotification.EN_ATTENTE).values_list("pk", flat=True))
    geste = retirer_ligne(fiche, "blocages", blocage, **commun)
    annuler_retrait(geste, par=lise, le=PLUS_TARD)
    assert Fiche.objects.get(pk=fiche.pk).statut == StatutFiche.BLOQUE
    assert set(Notification.objects.filter(etat=EtatNotification.EN_ATTENTE).values_list("pk", flat=True)) == dites
    geste = retirer_ligne(fiche, "blocages", fiche.blocages.get(pk=blocage.pk), **commun)
    supprimer_fiche(autre, **commun)
    with pytest.raises(DonneeRefusee, match="pas accès"):
        annuler_retrait(geste, par=lise, le=PLUS_TARD)


# -- places and sharing ----------------------------------------------------------------------------------------------
def test_une_place_revient_dans_le_plan_d_une_autre_collectivite_avec_les_droits_de_son_plan(
    fiche: Fiche, commun: dict[str, Any]
) -> None:
    petr = CollectiviteFactory(petr=True, membres=[fiche.collectivite])
    partage = partagee_avec(fiche, petr)
    hugo = MembreFactory(editeur=True, collectivite=petr).utilisateur
    placer(fiche, PlanFactory(collectivite=petr))
    avant = photo("emplacements")
    geste = retirer_ligne(fiche, "emplacements", Placement.objects.get(), par=hugo, le=LE)
    with pytest.raises(Refus, match="Ranger une fiche"):
        annuler_retrait(geste, **commun)
    partage.delete()
    with pytest.raises(Refus):
        annuler_retrait(geste, par=hugo, le=PLUS_TARD)
    partagee_avec(fiche, petr)
    annuler_retrait(geste, par=hugo, le=PLUS_TARD)
    assert photo("emplacements") == avant
    assert Ecriture.objects.get(verbe="plans.annuler_retrait").collectivite_id == petr.pk


def test_un_partage_revient_avec_les_places_qui_existent_encore(
    fiche: Fiche, lise: Utilisateur, commun: dict[str, Any]
) -> None:
    partage = _partage(fiche, **commun)
    assert isinstance(partage, Partage)
    axe, parti = (AxeFactory(plan=PlanFactory(collectivite=partage.collectivite)) for _ in range(2))
    racine = placer(fiche, PlanFactory(collectivite=partage.collectivite))
    garde, perdu = placer(fiche, axe), placer(fiche, parti)
    ici = placer(fiche, PlanFactory(collectivite=fiche.collectivite))
    geste = retirer_ligne(fiche, "partages", partage, **commun)
    assert list(Placement.objects.all()) == [ici]
    assert not Notification.objects.filter(etat=EtatNotification.EN_ATTENTE).exists()
    parti.delete()
    annuler_retrait(geste, par=lise, le=PLUS_TARD)
    assert set(Placement.objects.all()) == {ici, garde, racine}
    assert perdu.pk not in Placement.objects.values_list("pk", flat=True)
    assert Notification.objects.filter(etat=EtatNotification.EN_ATTENTE, objet_id=str(partage.pk)).count() == 1
