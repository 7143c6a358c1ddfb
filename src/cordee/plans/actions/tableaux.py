"""Arranging a dashboard: its modules are added, set, moved and removed; a removal is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import rendre_vide
from cordee.plans.domain.tableaux import (
    MODULES_MAX,
    PAR_DEFAUT,
    PARAMETRES_MAX,
    TITRE_MAX,
    Genre,
    Module,
    ajouter,
    deplacer,
    ecrire_modules,
    lire_modules,
    remplacer,
    retirer,
    trouver,
)
from cordee.plans.models import GesteGroupe, TableauDeBord
from cordee.plans.queries.tableaux import Portee
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, exiger
from cordee.territoires.models import Collectivite

RETIRER = "plans.retirer_module"
NOMS = {Genre.COMMUN: "du tableau de bord commun", Genre.MIEN: "de son tableau de bord"}
Changer = Callable[[list[Module]], list[Module]]


def exiger_reglage(portee: Portee, par: Utilisateur) -> None:
    """That of everybody: administering there; that of a plan: editing it; one's own: having a role there."""
    if portee.plan is not None:
        exiger(par, "plans.modifier_plan", portee.plan)
    elif portee.utilisateur is None:
        exiger(par, "plans.regler_tableau", portee.collectivite)
    else:
        exiger(par, "plans.tenir_tableau", portee.collectivite)
        if portee.utilisateur.pk != par.pk:
            raise Refus("Ce tableau de bord est celui d'une autre personne.")


@transaction.atomic
def ajouter_module(portee: Portee, module: Module, *, par: Utilisateur, le: datetime) -> Module:
    """Adds a module at the end."""
    propre = _verifier(module)
    ecrits = _changer(portee, lambda modules: ajouter(modules, propre), f"A ajouté « {propre.nom} »", par=par, le=le)
    return ecrits[-1]


@transaction.atomic
def regler_module(portee: Portee, module: Module, *, par: Utilisateur, le: datetime) -> Module:
    """Changes the title, the filter or the drawing of a module."""
    propre = _verifier(module)
    _changer(
        portee, lambda modules: remplacer(modules, propre), f"A réglé « {propre.nom} »", par=par, le=le, cle=propre.cle
    )
    return propre


@transaction.atomic
def deplacer_module(portee: Portee, cle: str, rang: int, *, par: Utilisateur, le: datetime) -> list[Module]:
    """Puts a module at a rank, from 0."""
    return _changer(
        portee, lambda modules: deplacer(modules, cle, rang), "A déplacé un module", par=par, le=le, cle=cle
    )


@transaction.atomic
def retirer_module(portee: Portee, cle: str, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Removes a module; what it was is kept, to put it back."""
    avant = lire_modules(_ouvrir(portee, par, le).modules)
    module = trouver(avant, cle)
    nom = module.nom if module is not None else ""
    apres = _changer(portee, lambda modules: retirer(modules, cle), f"A retiré « {nom} »", par=par, le=le, cle=cle)
    return _garder(portee, f"« {nom} » retiré", avant, apres, par=par, le=le)


@transaction.atomic
def retablir_tableau(portee: Portee, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Goes back to the modules by default; what was there is kept, to put it back."""
    avant = lire_modules(_ouvrir(portee, par, le).modules)
    origine = list(PAR_DEFAUT[portee.genre])
    apres = _changer(portee, lambda _: origine, "A rétabli les modules d'origine", par=par, le=le)
    return _garder(portee, "Modules d'origine rétablis", avant, apres, par=par, le=le)


@transaction.atomic
def remettre_modules(portee: Portee, geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> list[Module]:
    """Puts the dashboard back as it was; when it changed since, only what is missing comes back, where it was."""
    geste = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    if geste.par_id != par.pk:
        raise Refus("Seule la personne qui a retiré un module peut le remettre.")
    if geste.annule_le is not None:
        raise DonneeRefusee("Ce module est déjà revenu.")
    avant, apres = (lire_modules(geste.avant[quand]) for quand in ("modules", "apres"))

    def remettre(modules: list[Module]) -> list[Module]:
        if modules == apres:
            return avant
        restants = list(modules)
        for rang, module in enumerate(avant):
            if trouver(restants, module.cle) is None:
                restants.insert(min(rang, len(restants)), module)
        return restants

    modules = _changer(portee, remettre, "A remis ce qui était retiré", par=par, le=le)
    geste.annule_le = le
    geste.save(update_fields=["annule_le"])
    return modules


def _ouvrir(portee: Portee, par: Utilisateur, le: datetime) -> TableauDeBord:
    """The dashboard, locked; made of the modules by default the first time."""
    exiger_reglage(portee, par)
    Collectivite.objects.select_for_update().get(pk=portee.collectivite.pk)
    tableau, _ = TableauDeBord.objects.select_for_update().get_or_create(
        collectivite=portee.collectivite,
        plan=portee.plan,
        utilisateur=portee.utilisateur,
        defaults={"modules": ecrire_modules(PAR_DEFAUT[portee.genre]), "modifie_le": le, "modifie_par": par},
    )
    return tableau


def _changer(
    portee: Portee, changer: Changer, resume: str, *, par: Utilisateur, le: datetime, cle: str = ""
) -> list[Module]:
    tableau = _ouvrir(portee, par, le)
    avant = lire_modules(tableau.modules)
    if cle and trouver(avant, cle) is None:
        raise DonneeRefusee("Ce module n'est plus dans le tableau de bord : rechargez la page.")
    modules = changer(avant)
    if len(modules) > MODULES_MAX:
        raise DonneeRefusee(f"Un tableau de bord montre {MODULES_MAX} modules au plus : retirez-en un d'abord.")
    tableau.modules = ecrire_modules(modules)
    tableau.modifie_le, tableau.modifie_par = le, par
    tableau.save(update_fields=["modules", "modifie_le", "modifie_par"])
    ou = NOMS.get(portee.genre) or f"du tableau de bord de « {portee.plan} »"
    consigner(
        tableau, "plans.regler_tableau", f"{resume}, {ou}", par=par, le=le, collectivite_id=portee.collectivite.pk
    )  # fmt: skip
    return modules


def _garder(
    portee: Portee, resume: str, avant: list[Module], apres: list[Module], *, par: Utilisateur, le: datetime
) -> GesteGroupe:
    trace = {"tableau": portee.cle, "modules": ecrire_modules(avant), "apres": ecrire_modules(apres)}
    return GesteGroupe.objects.create(
        collectivite=portee.collectivite, verbe=RETIRER, resume=resume, avant=trace, par=par, le=le
    )


def _verifier(module: Module) -> Module:
    titre = rendre_vide(" ".join(module.titre.replace("\0", "").split()))
    if len(titre) > TITRE_MAX:
        raise DonneeRefusee(f"Le titre du module dépasse {TITRE_MAX} caractères : raccourcissez-le.")
    if len(module.parametres) > PARAMETRES_MAX:
        raise DonneeRefusee("Ce module a trop de filtres pour être gardé : retirez-en quelques-uns.")
    (propre,) = lire_modules([{**ecrire_modules([module])[0], "titre": titre, "cle": module.cle or "nouveau"}])
    return propre
