"""Addresses of the documents and of the discussion of a plan, and who gets what there (test_droits)."""

from __future__ import annotations

from typing import Any

from cordee.plans.actions.instantanes import prendre_instantane, preparer_instantane, supprimer_instantane
from cordee.plans.actions.plans import supprimer_plan
from cordee.plans.actions.retraits_plan import retirer_du_plan
from cordee.plans.models import CommentairePlan, GesteGroupe, Plan, PlanDocument
from cordee.plans.queries.corbeille import VERBE_SUPPRESSION
from cordee.territoires.models import Collectivite, Membre
from tests.architecture.adresses import COMMENTE, EDITE, EDITE_UNE_PAGE, LIT, REDIRIGE, Adresse
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE, PlanFactory

PLAN_AUTOUR: tuple[Adresse, ...] = (
    Adresse("plan_restaurer", "siren plan_supprime", None, EDITE),
    Adresse("plan_argent", "siren plan"),
    Adresse("plan_documents", "siren plan"),
    Adresse("plan_document", "siren plan piece_du_plan", REDIRIGE),
    Adresse("plan_discussion", "siren plan"),
    Adresse("plan_mentions", "siren plan", (403, 200, 200, 200)),
    Adresse("plan_propositions", "siren plan pieces"),
    Adresse("plan_lignes", "siren plan discussion", REDIRIGE, COMMENTE, (("texte", "Où en est-on ?"),)),
    Adresse("plan_ligne", "siren plan pieces piece_du_plan", REDIRIGE, EDITE, (("commentaire", "Version 2"),)),
    Adresse("plan_ligne_supprimer", "siren plan pieces piece_du_plan", None, EDITE),
    Adresse("plan_retrait_annuler", "siren plan retrait_du_plan", None, EDITE),
    Adresse("plan_commentaire_regler", "siren plan commentaire_du_plan", None, COMMENTE),
    Adresse("plan_instantanes", "siren plan", LIT, EDITE, (("nom", "Bilan"), ("quand", "maintenant"))),
    Adresse("plan_instantane", "siren plan instantane"),
    Adresse("plan_instantane_modifier", "siren plan instantane", EDITE_UNE_PAGE, EDITE, (("nom", "Autre"),)),
    Adresse("plan_instantane_clore", "siren plan preparation", None, EDITE),
    Adresse("plan_instantane_relancer", "siren plan preparation", None, EDITE),
    Adresse("plan_instantane_supprimer", "siren plan instantane", None, EDITE),
    Adresse("plan_instantane_remettre", "siren plan instantane_supprime", None, EDITE),
    Adresse("plan_instantane_comparer", "siren plan instantane"),
    Adresse("plan_instantane_exporter", "siren plan instantane"),
    Adresse("plan_instantane_fiche", "siren plan instantane figee"),
    Adresse("plan_instantane_a_jour", "siren plan preparation figee", None, EDITE),
)


def preparer_plan(collectivite: Collectivite, plan_pk: int) -> dict[str, Any]:
    """What surrounds the plan that `preparer_plans` made, and that these addresses name."""
    plan = Plan.objects.get(pk=plan_pk)
    auteur = Membre.objects.filter(collectivite=collectivite).earliest("pk").utilisateur
    joint, retire = (
        PlanDocument.objects.create(
            plan=plan, document=DocumentFactory(lien=True, collectivite=collectivite), ajoute_le=LE
        )
        for _ in range(2)
    )
    disparu = PlanFactory(collectivite=collectivite)
    supprimer_plan(disparu, avec_fiches=False, par=auteur, le=LE)
    pris, supprime = (prendre_instantane(plan, nom, par=auteur, le=LE) for nom in ("Bilan", "Doublon"))
    supprimer_instantane(supprime, par=auteur, le=LE)
    return {
        "instantane": pris.pk, "instantane_supprime": supprime.pk, "figee": pris.fiches.earliest("pk").ref,
        "preparation": preparer_instantane(plan, "Revue", par=auteur, le=LE).pk,
        "plan_supprime": GesteGroupe.objects.get(verbe=VERBE_SUPPRESSION).pk,
        "pieces": "documents", "discussion": "commentaires", "piece_du_plan": joint.pk,
        "retrait_du_plan": retirer_du_plan(plan, "documents", retire, par=auteur, le=LE).pk,
        "commentaire_du_plan": CommentairePlan.objects.create(plan=plan, texte="Quand ?", cree_le=LE).pk,
    }  # fmt: skip
