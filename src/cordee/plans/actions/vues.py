"""Keeping a filtered list under a name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import rendre_vide
from cordee.plans.models import GesteGroupe, Plan, VueEnregistree
from cordee.plans.queries.visibilite import plan_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, exiger, peut
from cordee.territoires.models import Collectivite

SUPPRIMER = "plans.supprimer_vue"
VUES_MAX = 50
NOM_MAX, PARAMETRES_MAX = 120, 2000


@transaction.atomic
def enregistrer_vue(
    collectivite: Collectivite,
    nom: str,
    parametres: str,
    *,
    plan: Plan | None,
    partagee: bool,
    par: Utilisateur,
    le: datetime,
) -> VueEnregistree:
    """Keeps the address of a list. Sharing it with the members asks the right to edit; the same name is replaced."""
    exiger(par, "plans.enregistrer_vue", collectivite)
    if partagee:
        exiger(par, "plans.partager_vue", collectivite)
    propre = rendre_vide(" ".join(nom.replace("\0", "").split()))
    if len(propre) > NOM_MAX:
        raise DonneeRefusee(f"Le nom de la vue dépasse {NOM_MAX} caractères : raccourcissez-le.")
    if not propre:
        raise DonneeRefusee("Donnez un nom à la vue, par exemple « Revue de novembre ».")
    if len(parametres) > PARAMETRES_MAX:
        raise DonneeRefusee("Cette vue a trop de filtres pour être gardée : retirez-en quelques-uns.")
    siennes = VueEnregistree.objects.filter(collectivite=collectivite, auteur=par)
    if not siennes.filter(nom=propre, plan=plan).exists() and siennes.count() >= VUES_MAX:
        raise DonneeRefusee(f"Vous gardez déjà {VUES_MAX} vues ici : supprimez-en une.")
    vue, _ = VueEnregistree.objects.update_or_create(
        collectivite=collectivite,
        plan=plan,
        auteur=par,
        nom=propre,
        defaults={"parametres": parametres, "partagee": partagee, "cree_le": le},
    )
    consigner(
        vue, "plans.enregistrer_vue", f"A gardé la vue « {vue.nom} »", par=par, le=le, collectivite_id=collectivite.pk
    )
    return vue


@transaction.atomic
def supprimer_vue(vue: VueEnregistree, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Only its author deletes a view. What it was is kept, to put it back."""
    exiger(par, "plans.enregistrer_vue", vue.collectivite)
    if vue.auteur_id != par.pk:
        raise Refus(f"Cette vue est celle de {vue.auteur.nom_complet} : demandez-lui de la supprimer.")
    consigner(
        vue, SUPPRIMER, f"A supprimé la vue « {vue.nom} »", par=par, le=le, collectivite_id=vue.collectivite_id
    )  # fmt: skip
    avant = {"nom": vue.nom, "plan": vue.plan_id, "parametres": vue.parametres, "partagee": vue.partagee}
    vue.delete()
    return GesteGroupe.objects.create(
        collectivite=vue.collectivite, verbe=SUPPRIMER, resume=f"Vue « {vue.nom} » supprimée", avant=avant, par=par,
        le=le,
    )  # fmt: skip


@transaction.atomic
def remettre_vue(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> VueEnregistree:
    """Puts back a view that this person has just deleted, as it was; shared only if they still may share."""
    geste = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    if geste.par_id != par.pk:
        raise Refus("Seule la personne qui a supprimé une vue peut la remettre.")
    if geste.annule_le is not None:
        raise DonneeRefusee("Cette vue est déjà revenue.")
    avant, collectivite = geste.avant, geste.collectivite
    plan = None
    if avant["plan"] is not None and (plan := plan_for(par, collectivite, avant["plan"])) is None:
        raise DonneeRefusee("Le plan de cette vue n'est plus là : s'il est dans la corbeille, restaurez-le d'abord.")
    if VueEnregistree.objects.filter(collectivite=collectivite, auteur=par, plan=plan, nom=avant["nom"]).exists():
        raise DonneeRefusee(f"Vous avez gardé depuis une autre vue « {avant['nom']} » : elle reste.")
    partagee = avant["partagee"] and peut(par, "plans.partager_vue", collectivite)
    vue = enregistrer_vue(
        collectivite, avant["nom"], avant["parametres"], plan=plan, partagee=partagee, par=par, le=le
    )  # fmt: skip
    geste.annule_le = le
    geste.save(update_fields=["annule_le"])
    return vue
