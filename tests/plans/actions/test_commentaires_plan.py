"""The discussion of a plan: what test_suivi says of a fiche, said of a plan."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plans.factories import LE, PlanFactory, personne_nommee
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Notification, Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.commentaires import (
    commenter_plan,
    modifier_commentaire,
    regler_commentaire,
    supprimer_commentaire,
)
from cordee.plans.actions.duplication import dupliquer_plan
from cordee.plans.actions.retraits_plan import annuler_retrait_du_plan, retirer_du_plan
from cordee.plans.models import CommentairePlan, Plan, PlanPersonne
from cordee.plans.queries.personnes import list_membres_mentionnables, list_mentions_proposees
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return collegue(plan, "Lise", "Faure", editeur=True)


@pytest.fixture
def options(lise: Utilisateur) -> dict[str, Any]:
    return {"par": lise, "le": LE}


def collegue(plan: Plan, prenom: str = "Inès", nom: str = "Allemand", **role: Any) -> Utilisateur:
    return MembreFactory(
        collectivite=plan.collectivite, utilisateur__prenom=prenom, utilisateur__nom=nom, **role
    ).utilisateur


def nommer(plan: Plan, qui: Utilisateur, role: str = "pilote") -> None:
    PlanPersonne.objects.create(plan=plan, personne=personne_nommee(plan.collectivite, qui), role=role)


def test_une_mention_previent_et_le_pilote_du_plan_sait_que_l_on_commente(plan, options) -> None:
    ines, paul = collegue(plan, contributeur=True), collegue(plan, "Paul", "Vial", contributeur=True)
    nommer(plan, paul)
    commentaire = commenter_plan(plan, "@Inès Allemand peut-on avancer ?", **options)
    assert list(commentaire.mentions.all()) == [ines]
    assert set(Notification.objects.values_list("destinataire", "genre", "objet_type")) == {
        (ines.pk, "plans.cite", "plans.commentaireplan"), (paul.pk, "plans.fiche_commentee", "plans.commentaireplan"),
    }  # fmt: skip
    assert Ecriture.objects.get(verbe="plans.commenter_plan").resume == "A commenté le plan « Plan climat »"


def test_une_reponse_rouvre_ce_qui_etait_regle_et_reste_dans_son_plan(plan, options) -> None:
    premiere = commenter_plan(plan, "On avance ?", **options)
    regler_commentaire(premiere, **options)
    reponse = commenter_plan(plan, "Oui.", parent=premiere, par=collegue(plan, contributeur=True), le=LE)
    premiere.refresh_from_db()
    assert (premiere.resolu_le, reponse.parent) == (None, premiere)
    with pytest.raises(DonneeRefusee, match="d'un autre plan"):
        commenter_plan(PlanFactory(collectivite=plan.collectivite), "Hors sujet", parent=premiere, **options)


def test_un_commentaire_se_change_et_s_enleve_par_son_auteur_seul(plan, options) -> None:
    ines = collegue(plan, editeur=True)
    commentaire = commenter_plan(plan, "Bonjour", **options)
    modifier_commentaire(commentaire, "Bonjour @Inès", **options)
    assert list(commentaire.mentions.all()) == [ines]
    for geste in (lambda: modifier_commentaire(commentaire, "Non", par=ines, le=LE),
                  lambda: supprimer_commentaire(commentaire, par=ines, le=LE)):  # fmt: skip
        with pytest.raises(Refus, match="Seule la personne"):
            geste()
    supprimer_commentaire(commentaire, **options)
    assert not CommentairePlan.objects.exists()
    assert not Notification.objects.filter(etat="en_attente").exists()


def test_une_lectrice_ne_commente_pas_meme_nommee_par_le_plan(plan) -> None:
    lectrice = collegue(plan, lecteur=True)
    nommer(plan, lectrice)
    with pytest.raises(Refus, match="Contribution"):
        commenter_plan(plan, "Bonjour", par=lectrice, le=LE)


def test_un_plan_confidentiel_ne_se_cite_qu_a_ceux_qui_le_voient(plan, lise) -> None:
    lue, nommee = collegue(plan, "Léa", "Roux", lecteur=True), collegue(plan, "Odile", "Garcin", lecteur=True)
    nommer(plan, nommee, "elu_referent")
    assert set(list_membres_mentionnables(plan)) == {lise, lue, nommee}
    plan.confidentiel = True
    assert set(list_membres_mentionnables(plan)) == {lise, nommee}
    assert [m.utilisateur for m in list_mentions_proposees(lise, plan, "o")] == [nommee]


def test_un_commentaire_supprime_revient_avec_ses_reponses_et_ses_mentions(plan, options) -> None:
    ines = collegue(plan, contributeur=True)
    premier = commenter_plan(plan, "@Inès Allemand, d'accord ?", **options)
    commenter_plan(plan, "Oui.", parent=premier, par=ines, le=LE)
    geste = retirer_du_plan(plan, "commentaires", premier, **options)
    assert geste.resume == "Retrait d'un commentaire"
    assert not CommentairePlan.objects.exists()
    with pytest.raises(Refus, match="peut le remettre"):
        annuler_retrait_du_plan(geste, par=ines, le=LE)
    annuler_retrait_du_plan(geste, **options)
    revenu = CommentairePlan.objects.get(parent__isnull=True)
    assert (list(revenu.mentions.all()), revenu.reponses.count()) == ([ines], 1)
    assert Notification.objects.filter(destinataire=ines, genre="plans.cite", etat="en_attente").exists()


def test_la_copie_d_un_plan_n_emporte_pas_sa_discussion(plan, options) -> None:
    commenter_plan(plan, "Entre nous.", **options)
    assert not dupliquer_plan(plan, plan.collectivite, "", **options).commentaires.exists()
