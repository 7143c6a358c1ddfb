"""From what the application reads to what routes give: plain values, no query but those it names."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cordee.api.queries.fiches import list_emplacements_for, list_partenaires_of
from cordee.api.views.porte import RequeteApi
from cordee.plans.domain.colonnes_cellules import ecrire_nombre
from cordee.plans.domain.listes import UniteBudget
from cordee.plans.domain.objet_json import FORMAT, VERSION, fiche_en_objet
from cordee.plans.models import Fiche, Financement, LigneBudget, Placement
from cordee.plans.queries.dossier import fiches_completes
from cordee.plans.queries.liste import LigneFiche
from cordee.plans.queries.resume import resumer
from cordee.plans.queries.visibilite import list_fiches_for, portees_of, racine_of
from cordee.socle.permissions import introuvable, peut

M = TypeVar("M", bound=Model)


def paginer(request: HttpRequest, objets: QuerySet[M], apres: int, par_page: int) -> tuple[list[M], int, str | None]:
    """A page of rows sorted by id, how many there are in all, and the address of the next page. Two queries."""
    total = objets.order_by().count()
    page = list(objets.filter(pk__gt=apres)[: par_page + 1])
    suite = lier_suite(request, apres=page[par_page - 1].pk) if len(page) > par_page else None
    return page[:par_page], total, suite


def lier_suite(request: HttpRequest, **changes: int) -> str:
    """The address asked, with these parameters in place of theirs."""
    gardes = [(cle, v) for cle, valeurs in request.GET.lists() if cle not in changes for v in valeurs]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*gardes, *changes.items()])}")


def decrire_ligne(ligne: LigneFiche, siren: str) -> dict[str, Any]:
    """A fiche of a list; `siren` is that from which one looks."""
    fiche = ligne.fiche
    base = "ttc" if ligne.prevu_en is UniteBudget.TTC else "ht"
    return {
        "id": fiche.pk,
        "version": fiche.version,
        "siren": fiche.collectivite.siren,
        "code": fiche.code,
        "titre": fiche.titre,
        "parente": fiche.parent_id,
        "statut": fiche.statut or None,
        "priorite": fiche.priorite or None,
        "debut": fiche.debut,
        "fin": fiche.fin,
        "avancement": ligne.avancement,
        "jours_de_retard": ligne.jours,
        "sous_fiches": ligne.sous_total,
        "sous_fiches_realisees": ligne.sous_faites,
        "confidentiel": fiche.confidentiel,
        "pilotes": [citee.personne.nom for citee in ligne.pilotes],
        "referents": [citee.personne.nom for citee in ligne.referents],
        "services": list(ligne.services),
        "etiquettes": list(ligne.etiquettes),
        "mesures": list(ligne.mesures),
        "plans": list(ligne.plans),
        "prevu": None
        if ligne.prevu is None
        else {"bas": ecrire_nombre(ligne.prevu.bas), "haut": ecrire_nombre(ligne.prevu.haut), "base": base},
        "a_completer": [champ.value for champ in ligne.a_completer],
        "champs_a_completer": list(ligne.champs_vides),
        "cree_le": fiche.cree_le,
        "modifie_le": fiche.modifie_le,
        "adresse": reverse("fiche", args=[siren, fiche.pk]),
    }


def decrire_fiche(request: RequeteApi, fiche: Fiche) -> dict[str, Any]:
    """A whole fiche, as the key sees it: as many queries whatever is in it. Its version goes to the ETag."""
    utilisateur, collectivite = request.user, request.collectivite
    completes = fiches_completes(utilisateur, collectivite, [fiche.pk])
    if not completes:
        introuvable()
    racine = racine_of(fiche)
    fiche.portee_par = set(portees_of([fiche])[fiche.pk])  # type: ignore[attr-defined]  # read once for each right
    lignee = list_fiches_for(utilisateur, collectivite).filter(racine_id=racine)  # type: ignore[misc]  # an annotation
    resume = resumer(lignee, timezone.localdate())
    retard = resume.retards.get(fiche.pk)
    tete = fiche if fiche.pk == racine else list_fiches_for(utilisateur, collectivite).get(pk=racine)
    request.version = fiche.version
    return {
        "id": fiche.pk,
        "version": fiche.version,
        "siren": fiche.collectivite.siren,
        "parent": fiche.parent_id,
        "avancement": resume.avancements.get(fiche.pk),
        "jours_de_retard": retard.jours if retard else 0,
        "emplacements": [decrire_emplacement(place) for place in list_emplacements_for(utilisateur, tete)],
        "portee_avec": list_partenaires_of(tete),
        "droits": {
            nom: peut(utilisateur, code, fiche)
            for nom, code in (
                ("modifier", "plans.modifier_fiche"),
                ("placer", "plans.placer_fiche"),
                ("supprimer", "plans.supprimer_fiche"),
            )
        },
        "adresse": reverse("fiche", args=[collectivite.siren, fiche.pk]),
        "format": FORMAT,
        "format_version": VERSION,
        "fiche": fiche_en_objet(completes[0]),
    }


def decrire_emplacement(place: Placement) -> dict[str, Any]:
    """A place, with the plan and the axe that it names."""
    axe = place.axe
    return {
        "id": place.pk,
        "plan": {"id": place.plan_id, "nom": place.plan.nom},
        "axe": None if axe is None else {"id": axe.pk, "nom": axe.nom},
        "rang": place.position,
    }


def decrire_budget(ligne: LigneBudget) -> dict[str, Any]:
    """A line of budget."""
    montants = {nom: ecrire_nombre(getattr(ligne, nom)) for nom in ("prevu", "prevu_max", "reel")}
    identite = {"type": ligne.type, "unite": ligne.unite, "annee": ligne.annee, "est_etale": ligne.est_etale}
    return {**identite, **montants}


def decrire_financement(financement: Financement) -> dict[str, Any]:
    """A funding, with its funder."""
    simples = ("dispositif", "base", "statut", "annee", "demande_le", "decision_le", "verse_le", "aide")
    return {
        "id": financement.pk,
        "financeur": financement.financeur.nom,
        "montant": ecrire_nombre(financement.montant),
        "taux": ecrire_nombre(financement.taux),
        **{nom: getattr(financement, nom) for nom in simples},
    }
