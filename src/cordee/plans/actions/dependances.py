"""What makes a fiche wait for another: the one place where a dependency is added or taken away.

A dependency binds the dates of the fiche that waits: adding one asks the right to change that fiche, and to see the
other; whoever may change either end may take it away. Source: docs/calculs/plans.md, « Dépendances ».
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.composition.ecriture import noter, ouvrir
from cordee.plans.domain.listes import TypeLien
from cordee.plans.domain.planning import Dependance, describe_cycle, find_cycle
from cordee.plans.models import Fiche, LienFiche
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.planning import dependance_entre, dependance_of, load_liens_autour, load_planning
from cordee.plans.queries.visibilite import nom_au_journal
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.territoires.models import Collectivite

MODIFIER, VOIR = "plans.modifier_fiche", "plans.voir_fiche"
DECALAGE_MAX = 3650
"""Longest delay between two fiches, in days."""


@transaction.atomic
def ajouter_dependance(
    de: Fiche,
    vers: Fiche,
    type_lien: TypeLien = TypeLien.FIN_DEBUT,
    decalage: int = 0,
    *,
    par: Utilisateur,
    le: datetime,
) -> LienFiche:
    """`de` binds the dates of `vers`. Refused when fiches would wait for one another in a circle; dates do not move."""
    exiger(par, MODIFIER, vers, raison=_qui_peut_faire_attendre(vers, par))
    exiger(par, VOIR, de)
    if not type_lien.est_dependance:
        raise DonneeRefusee("Choisissez de quelle date l'autre fiche dépend : son début ou sa fin.")
    if de.pk == vers.pk:
        raise DonneeRefusee("Une fiche ne peut pas s'attendre elle-même : choisissez une autre fiche.")
    if abs(decalage) > DECALAGE_MAX:
        raise DonneeRefusee(f"Le délai est de {DECALAGE_MAX} jours au plus, soit dix ans.")
    ouverte = ouvrir(vers, par=par)
    verifier_dependance(de, ouverte, type_lien, par=par)
    lien = LienFiche.objects.create(de=de, vers=ouverte, type=type_lien, decalage=decalage)
    dit = f"{nom_au_journal(de)} {type_lien.libelle.lower()} « {ouverte.titre} »"
    noter(
        ouverte, "ajouter_dependance", dit[:1].upper() + dit[1:], par=par, le=le,
        champs={"lien": [None, _dire(de, type_lien)]},
        details={"de": de.pk, "vers": ouverte.pk, "type": str(type_lien), "decalage": decalage}, cherche=False,
    )  # fmt: skip
    return lien


@transaction.atomic
def retirer_dependance(lien: LienFiche, *, par: Utilisateur, le: datetime) -> None:
    """The second fiche no longer waits for the first; dates stay as they are."""
    bout = lien.vers if peut(par, MODIFIER, lien.vers) else lien.de
    exiger(par, MODIFIER, bout, raison=qui_peut_modifier())
    ouverte = ouvrir(bout, par=par)
    autre = lien.de if bout is lien.vers else lien.vers
    attente = (ouverte, autre) if bout is lien.vers else (autre, ouverte)
    qui, quoi = (f"« {f.titre} »" if f is ouverte else nom_au_journal(f) for f in attente)
    resume = f"{qui} n'attend plus {quoi}"
    noter(
        ouverte, "retirer_dependance", resume[:1].upper() + resume[1:], par=par, le=le,
        champs={"lien": [_dire(autre, TypeLien(lien.type)), None]},
        details={"de": lien.de_id, "vers": lien.vers_id, "type": lien.type, "decalage": lien.decalage}, cherche=False,
    )  # fmt: skip
    lien.delete()


def _dire(autre: Fiche, type_lien: TypeLien) -> str:
    return f"{type_lien.libelle} : {nom_au_journal(autre)}"


def _qui_peut_faire_attendre(vers: Fiche, par: Utilisateur) -> str:
    """Why the dependency is refused, with the name of the fiche that would wait when the person reads it."""
    if not peut(par, VOIR, vers):
        return qui_peut_modifier()
    return (
        f"Une dépendance retient les dates de la fiche qui attend : il faut pouvoir modifier « {vers.titre} ». "
        "Demandez-le à une personne qui l'édite ou qui la pilote."
    )


def verifier_dependance(de: Fiche, vers: Fiche, type_lien: TypeLien, *, par: Utilisateur) -> None:
    """Refuses a dependency that is there already, or that would close a circle; called in a transaction, which holds
    the collectivités until its end."""
    _verrouiller(de, vers)
    if dependance_entre(de, vers) is not None:
        raise DonneeRefusee(f"« {vers.titre} » attend déjà « {de.titre} » : retirez ce lien pour le changer.")
    _refuser_boucle(de, vers, type_lien, par)


def _verrouiller(de: Fiche, vers: Fiche) -> None:
    """Locks both collectivités, so that two people do not close a circle together."""
    concernees = {de.collectivite_id, vers.collectivite_id}
    list(Collectivite.objects.select_for_update().filter(pk__in=concernees).order_by("pk").values_list("pk"))


def _refuser_boucle(de: Fiche, vers: Fiche, type_lien: TypeLien, par: Utilisateur) -> None:
    """Refuses a circle, with the names of its fiches."""
    liens, fiches = load_liens_autour(de, vers)
    dependances = [dependance_of(lien) for lien in liens]
    boucle = find_cycle(
        dependances, Dependance(de.pk, vers.pk, type_lien), {pk: fiche.parent_id for pk, fiche in fiches.items()}
    )
    if boucle:
        planning = load_planning(par, vers)
        raise DonneeRefusee(
            describe_cycle([fiches[pk].intitule if pk == de.pk else planning.nommer(pk) for pk in boucle])
        )
