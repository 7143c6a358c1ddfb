"""« Revenir à la version validée »: what comes back, what stays, and taking it back (docs/calculs/validation.md)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.plans.fabrique_validation import circuit, place, validee
from tests.plans.factories import LE, FicheFactory, PlanFactory, personne_nommee
from tests.referentiels.factories import EngagementFactory, VerrouFactory, noeud
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions import composition as compo
from cordee.plans.actions import suivi
from cordee.plans.actions.fiches import creer_fiche, modifier_fiche, supprimer_fiche
from cordee.plans.actions.retour_version import annuler_retour, remettre_version
from cordee.plans.actions.validation import ContenuChange, examiner
from cordee.plans.domain.fiche import LigneBudget, ObjectifChiffre
from cordee.plans.domain.listes import Genre, RoleActeur, RolePersonne, TypeBudget, UniteBudget
from cordee.plans.models import Fiche, GesteGroupe, Plan, PlanPersonne, Validation
from cordee.plans.queries.dossier import fiches_entieres
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=1)
INV, HT = TypeBudget.INVESTISSEMENT, UniteBudget.HT


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    return FicheFactory(dans=plan, titre="Suivre l'énergie", objectifs="Moins 20 %")


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite, utilisateur__prenom="Lise").utilisateur


@pytest.fixture
def odile(plan: Plan) -> Utilisateur:
    """The élue référente of the plan, who only reads."""
    odile = MembreFactory(collectivite=plan.collectivite, utilisateur__prenom="Odile").utilisateur
    PlanPersonne.objects.create(
        plan=plan, personne=personne_nommee(plan.collectivite, odile), role=RolePersonne.ELU_REFERENT
    )
    circuit(plan)
    return odile


def etat(fiche: Fiche, plan: Plan) -> str:
    return Validation.objects.get(fiche=fiche, plan=plan).etat


def lue(fiche: Fiche, plan: Plan) -> str:
    return examiner([place(fiche, plan)])[0].empreinte


def revenir(fiche: Fiche, plan: Plan, par: Utilisateur) -> GesteGroupe:
    return remettre_version(place(fiche, plan), lue=lue(fiche, plan), par=par, le=PLUS_TARD)


@pytest.fixture
def riche(fiche: Fiche, plan: Plan, lise: Utilisateur, odile: Utilisateur) -> Fiche:
    """A fiche with names, rows and two sous-fiches, validated."""
    commun = {"par": lise, "le": LE}
    compo.definir_personnes(fiche, RolePersonne.PILOTE, ["Inès Allemand"], **commun)
    compo.definir_acteurs(fiche, RoleActeur.PARTENAIRE, ["Habitat du Col"], **commun)
    compo.definir_classements(fiche, Genre.CIBLE, ["grand_public"], **commun)
    compo.definir_budget(fiche, LigneBudget(INV, HT, 2026, Decimal(100)), **commun)
    compo.definir_budget(fiche, LigneBudget(INV, HT, 2027, Decimal(50)), **commun)
    compo.ajouter_objectif(fiche, ObjectifChiffre("Écoles", Decimal(10), "écoles", 2028), **commun)
    compo.suivre_par(fiche, "Écoles rénovées", **commun)
    creer_fiche(fiche.collectivite, "Étudier", parent=fiche, **commun)
    creer_fiche(fiche.collectivite, "Poser", parent=fiche, **commun)
    validee(fiche, plan, par=odile)
    return Fiche.objects.get(pk=fiche.pk)


def tout_changer(fiche: Fiche, par: Utilisateur) -> None:
    commun = {"par": par, "le": LE}
    etudier, poser = fiche.sous_fiches.order_by("pk")
    modifier_fiche(fiche, {"objectifs": "Moins 5 %", "statut": "en_cours"}, **commun)
    compo.definir_personnes(fiche, RolePersonne.PILOTE, ["Paul Vial"], **commun)
    compo.definir_acteurs(fiche, RoleActeur.PARTENAIRE, [], **commun)
    compo.definir_classements(fiche, Genre.CIBLE, ["elus_locaux"], **commun)
    compo.definir_budget(fiche, LigneBudget(INV, HT, 2026, Decimal(900), Decimal(30)), **commun)
    compo.supprimer_budget(fiche.budgets.get(annee=2027), **commun)
    compo.definir_budget(fiche, LigneBudget(INV, HT, 2030, Decimal(7), Decimal(4)), **commun)
    compo.supprimer_objectif(fiche.objectifs_chiffres.get(), **commun)
    compo.ne_plus_suivre(fiche.indicateurs.get(), **commun)
    suivi.ajouter_note(fiche, "Marché attribué.", date(2026, 3, 1), **commun)
    modifier_fiche(etudier, {"titre": "Étudier autrement", "description": "Bis"}, **commun)
    supprimer_fiche(poser, **commun)
    creer_fiche(fiche.collectivite, "Communiquer", parent=fiche, **commun)


def test_tout_le_contenu_revient_et_le_suivi_reste(riche, plan, lise) -> None:
    tout_changer(riche, lise)
    assert etat(riche, plan) == "modifiee"
    revenir(riche, plan, lise)
    assert etat(riche, plan) == "validee"
    riche.refresh_from_db()
    assert (riche.objectifs, riche.statut, riche.notes.count()) == ("Moins 20 %", "en_cours", 1)
    assert riche.personnes.get().personne.nom == "Inès Allemand"
    assert riche.acteurs.get().etiquette.nom == "Habitat du Col"
    assert [c.code for c in riche.classements.filter(genre=Genre.CIBLE)] == ["grand_public"]
    assert riche.objectifs_chiffres.get().libelle == "Écoles"
    assert riche.indicateurs.get().indicateur.titre == "Écoles rénovées"
    vivantes = riche.sous_fiches.filter(supprimee_le__isnull=True).order_by("pk")
    assert [s.titre for s in vivantes] == ["Étudier", "Poser"]


def test_ce_qui_est_depense_reste_meme_sans_rien_de_prevu(riche, plan, lise) -> None:
    tout_changer(riche, lise)
    revenir(riche, plan, lise)
    assert list(riche.budgets.order_by("annee").values_list("annee", "prevu", "reel")) == [
        (2026, 100, 30), (2027, 50, None), (2030, None, 4),
    ]  # fmt: skip


def test_une_depense_d_une_autre_maniere_part_avec_sa_ligne(riche, plan, lise) -> None:
    for ligne in riche.budgets.all():
        compo.supprimer_budget(ligne, par=lise, le=LE)
    compo.definir_budget(riche, LigneBudget(INV, HT, None, Decimal(9), Decimal(4)), par=lise, le=LE)
    revenir(riche, plan, lise)
    assert set(riche.budgets.values_list("annee", "reel")) == {(2026, None), (2027, None)}


def test_annuler_rend_tout_ce_qui_a_ete_remplace(riche, plan, lise) -> None:
    tout_changer(riche, lise)
    avant = fiches_entieres([riche.pk])[riche.pk]
    geste = revenir(riche, plan, lise)
    annuler_retour(geste, riche, par=lise, le=PLUS_TARD)
    apres = fiches_entieres([riche.pk])[riche.pk]
    apres.modification = avant.modification
    for sous, ancienne in zip(apres.sous_fiches, avant.sous_fiches, strict=True):
        sous.modification = ancienne.modification
    assert apres == avant
    assert etat(riche, plan) == "modifiee"
    with pytest.raises(DonneeRefusee, match="déjà revenue"):
        annuler_retour(geste, riche, par=lise, le=PLUS_TARD)


def test_annuler_ne_defait_pas_ce_que_quelqu_un_a_ecrit_depuis(riche, plan, lise) -> None:
    tout_changer(riche, lise)
    geste = revenir(riche, plan, lise)
    suivi.ajouter_note(riche.sous_fiches.order_by("pk").first(), "Vu.", date(2026, 3, 1), par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="a changé depuis"):
        annuler_retour(geste, riche, par=lise, le=PLUS_TARD)


def test_les_mesures_d_un_referentiel_gele_restent_comme_elles_sont(riche, plan, lise) -> None:
    engagement = EngagementFactory(collectivite=riche.collectivite)
    compo.lier_mesure(riche, noeud("1.1.1"), par=lise, le=LE)
    modifier_fiche(riche, {"objectifs": "Moins 5 %"}, par=lise, le=LE)
    VerrouFactory(collectivite=riche.collectivite, referentiel=engagement.referentiel, message="Audit.")
    revenir(riche, plan, lise)
    assert riche.mesures.get().mesure_id == noeud("1.1.1")
    riche.refresh_from_db()
    assert riche.objectifs == "Moins 20 %"


def test_on_revient_de_ce_qu_on_a_lu_et_seulement_s_il_y_a_a_revenir(riche, plan, lise, odile) -> None:
    with pytest.raises(DonneeRefusee, match="rien n'est à remettre"):
        revenir(riche, plan, lise)
    tout_changer(riche, lise)
    with pytest.raises(ContenuChange):
        remettre_version(place(riche, plan), lue="autre", par=lise, le=LE)
    with pytest.raises(Refus):
        remettre_version(place(riche, plan), lue="", par=odile, le=LE)
    autre = FicheFactory(dans=plan)
    with pytest.raises(DonneeRefusee, match="pas de version validée"):
        remettre_version(place(autre, plan), lue="", par=lise, le=LE)
