"""Taking a row away from a fiche, and putting it back as it was.

A retrait is kept as bulk edits are (`GesteGroupe`): the columns of the row, of what went with it, and the
notifications that were no longer to be sent. Undoing it writes them again with the numbers that they had, unless
something has come in between: the same line typed again, what it cites deleted, a loop of dependencies. A place in a
plan and a sharing are rows like the others; a sharing takes along the places in the plans of those who no longer carry
the fiche.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from cordee.comptes.actions.notifications import reprendre_notifications
from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions import commentaires, suivi
from cordee.plans.actions import composition as compo
from cordee.plans.actions.blocages import dire_blocage
from cordee.plans.actions.colonnes import colonnes_de, valeurs_de_json
from cordee.plans.actions.composition.argent import dire_budget, dire_financement, refuser_melange
from cordee.plans.actions.composition.chiffres import dire_impact, dire_objectif
from cordee.plans.actions.composition.ecriture import noter, ouvrir
from cordee.plans.actions.composition.indicateurs import dire_suivi
from cordee.plans.actions.composition.liens import dire_mesure, refuser_document, refuser_ferme
from cordee.plans.actions.composition.references import dire_evaluation, dire_reference
from cordee.plans.actions.dependances import retirer_dependance, verifier_dependance
from cordee.plans.actions.fiches import QUI_PLACE, refuser_placement, retirer_placement
from cordee.plans.actions.numeros import refuser_numero_pris
from cordee.plans.actions.partage import departager_fiche
from cordee.plans.actions.rangees import Retirable, photographier, remettre, sur_la_ligne, verifier_commentaire
from cordee.plans.domain.composition import LIGNES
from cordee.plans.domain.listes import TypeLien
from cordee.plans.models import Axe, Fiche, GesteGroupe, LienFiche, Partage, Placement, Plan
from cordee.plans.queries.lignes_fiche import MODELES, VERBE_RETRAIT
from cordee.plans.queries.partage import list_partageables_for, placements_dans
from cordee.plans.queries.visibilite import nom_au_journal
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut

MODELES_RETIRES: dict[str, type[Model]] = {
    **MODELES,
    "liens": LienFiche,
    "emplacements": Placement,
    "partages": Partage,
}


@transaction.atomic
def retirer_ligne(fiche: Fiche, bloc: str, ligne: Model, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Takes a row of a block away (a blocage is lifted); what is returned puts it back. Raises what the action of that
    block raises."""
    genre = RETIRABLES[bloc]
    avant = {"fiche": fiche.pk, "bloc": bloc, "dit": genre.dire(ligne), **_photographier(ligne)}
    genre.retirer(fiche, ligne, par=par, le=le)
    resume = f"Retrait, {LIGNES[genre.mot].lower()} : {avant['dit']}" if avant["dit"] else "Retrait d'un commentaire"
    return GesteGroupe.objects.create(
        collectivite_id=fiche.collectivite_id, verbe=VERBE_RETRAIT, resume=resume[:300], avant=avant, par=par, le=le
    )


@transaction.atomic
def annuler_retrait(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> None:
    """Puts the row back exactly as it was, with what went with it. Raises `DonneeRefusee` when that is no longer
    possible: nothing is written then."""
    verrouille = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    avant = verrouille.avant
    genre = RETIRABLES[avant["bloc"]]
    ouverte = ouvrir(Fiche.objects.select_related("collectivite").get(pk=avant["fiche"]), par=par, code=genre.code)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("Ce retrait est déjà annulé.")
    if avant["bloc"] == "blocages":
        suivi.rouvrir_blocage(ouverte, avant["rangees"][0]["id"], par=par, le=le)
    else:
        remise = _remettre(ouverte, genre, avant, par=par)
        phrase = f"A remis ce qui avait été retiré de « {ouverte.titre} »"
        champs = {genre.mot: [None, avant["dit"]]} if avant["dit"] else None
        details = {"retrait": verrouille.pk}
        if isinstance(remise, Placement):
            _consigner_chez(ouverte, remise.plan, phrase, {"champs": champs, **details}, par=par, le=le)
        else:
            noter(ouverte, "annuler_retrait", phrase, par=par, le=le, champs=champs, details=details)
    reprendre_notifications(avant["notifications"], le=le)
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])


def _photographier(ligne: Model) -> dict[str, Any]:
    """The row and what goes with it; the places of a sharing too."""
    places = placements_dans(ligne.fiche, ligne.collectivite) if isinstance(ligne, Partage) else ()
    return {**photographier(ligne), "places": [colonnes_de(place) for place in places]}


def _remettre(fiche: Fiche, genre: Retirable, avant: dict[str, Any], *, par: Utilisateur) -> Model:
    """Writes the rows again, and what went with them. Returns the row that was taken away."""
    remise = remettre(fiche, MODELES_RETIRES[avant["bloc"]], genre, avant, par=par)
    if avant.get("places"):
        _replacer(avant["places"])
    return remise


def _replacer(places: list[dict[str, Any]]) -> None:
    """The places that a sharing had: those whose plan and axe are still there."""
    rangees = [Placement(**valeurs_de_json(Placement, colonnes)) for colonnes in places]
    plans = set(Plan.objects.filter(pk__in=[r.plan_id for r in rangees]).values_list("pk", flat=True))
    axes = set(Axe.objects.filter(pk__in=[r.axe_id for r in rangees if r.axe_id]).values_list("pk", flat=True))
    Placement.objects.bulk_create(r for r in rangees if r.plan_id in plans and r.axe_id in axes | {None})


def _consigner_chez(
    fiche: Fiche, plan: Plan, phrase: str, details: dict[str, Any], *, par: Utilisateur, le: datetime
) -> None:
    """A place is told in the collectivité of its plan, as placing and taking out are."""
    consigner(
        fiche, "plans.annuler_retrait", phrase, par=par, le=le, collectivite_id=plan.collectivite_id, details=details
    )


# -- what each block asks --------------------------------------------------------------------------------------------
def _retirer_lien(fiche: Fiche, lien: LienFiche, *, par: Utilisateur, le: datetime) -> None:
    if TypeLien(lien.type).est_dependance:
        retirer_dependance(lien, par=par, le=le)
    else:
        compo.delier_fiche(fiche, lien, par=par, le=le)


def _dire_lien(lien: LienFiche) -> str:
    return f"{nom_au_journal(lien.de)} {TypeLien(lien.type).libelle.lower()} {nom_au_journal(lien.vers)}"


def _verifier_lien(fiche: Fiche, lien: LienFiche, par: Utilisateur) -> None:
    """The other fiche is still seen; a dependency closes no loop; a simple tie was not made again, in either
    direction."""
    for bout in (lien.de, lien.vers):
        if bout.supprimee_le is not None or not peut(par, "plans.voir_fiche", bout):
            raise DonneeRefusee("L'autre fiche a été supprimée depuis, ou vous n'y avez plus accès.")
    if TypeLien(lien.type).est_dependance:
        verifier_dependance(lien.de, lien.vers, TypeLien(lien.type), par=par)
        return
    deux = Q(de=lien.de, vers=lien.vers) | Q(de=lien.vers, vers=lien.de)
    if LienFiche.objects.filter(deux, type=TypeLien.LIEE).exists():
        raise DonneeRefusee(RETIRABLES["liens"].deja)


def _dire_emplacement(placement: Placement) -> str:
    return f"{placement.plan.nom}, {placement.axe.nom}" if placement.axe else placement.plan.nom


def _verifier_emplacement(fiche: Fiche, placement: Placement, par: Utilisateur) -> None:
    exiger(par, "plans.modifier_plan", placement.plan, raison=QUI_PLACE)
    refuser_placement(fiche, placement.plan, placement.axe)
    if not Placement.objects.filter(fiche=fiche, plan=placement.plan).exists():
        refuser_numero_pris(fiche.code, [placement.plan_id], fiche.pk)


def _verifier_partage(fiche: Fiche, partage: Partage, par: Utilisateur) -> None:
    if not list_partageables_for(fiche).filter(pk=partage.collectivite_id).exists():
        raise DonneeRefusee(f"{partage.collectivite.nom} n'est plus du même territoire : la fiche reste la vôtre.")


RETIRABLES: dict[str, Retirable] = {
    "objectifs": Retirable("objectif", sur_la_ligne(compo.supprimer_objectif), dire_objectif),
    "impacts": Retirable(
        "impact",
        lambda fiche, ligne, *, par, le: compo.retirer_impact(fiche, ligne.domaine, par=par, le=le),
        dire_impact,
        "L'impact de ce domaine a été dit à nouveau depuis : changez-le au lieu d'annuler.",
    ),
    "budget": Retirable(
        "budget", sur_la_ligne(compo.supprimer_budget), dire_budget,
        "Une ligne de même nature, unité et année a été écrite depuis : changez-la au lieu d'annuler.",
        lambda fiche, ligne, par: refuser_melange(fiche, ligne),
    ),
    "financements": Retirable("financement", sur_la_ligne(compo.supprimer_financement), dire_financement),
    "references": Retirable("reference", sur_la_ligne(compo.supprimer_reference), dire_reference),
    "evaluations": Retirable("evaluation", sur_la_ligne(compo.supprimer_evaluation), dire_evaluation),
    "indicateurs": Retirable(
        "indicateur", sur_la_ligne(compo.ne_plus_suivre), dire_suivi,
        "Cet indicateur suit à nouveau la fiche : changez sa ligne au lieu d'annuler.",
    ),
    "mesures": Retirable(
        "mesure",
        lambda fiche, ligne, *, par, le: compo.delier_mesure(fiche, ligne.mesure_id, par=par, le=le),
        lambda lien: dire_mesure(lien.mesure),
        "Cette mesure est à nouveau liée à la fiche : il n'y a rien à remettre.",
        lambda fiche, ligne, par: refuser_ferme(fiche, ligne.mesure, par),
        code="plans.lier_mesure",
    ),
    "liens": Retirable(
        "lien", _retirer_lien, _dire_lien, "Ces fiches sont à nouveau liées : il n'y a rien à remettre.",
        _verifier_lien,
    ),
    "documents": Retirable(
        "document", sur_la_ligne(compo.detacher_document), lambda lien: lien.document.nom,
        "Ce document est à nouveau joint à la fiche : il n'y a rien à remettre.",
        lambda fiche, ligne, par: refuser_document(fiche, ligne.document),
    ),
    "notes": Retirable("note", sur_la_ligne(suivi.supprimer_note), lambda note: suivi.debut_de(note.texte)),
    "commentaires": Retirable(
        "commentaire", sur_la_ligne(commentaires.supprimer_commentaire), lambda commentaire: "",
        verifier=verifier_commentaire, code="plans.commenter_fiche",
    ),
    "blocages": Retirable("blocage", sur_la_ligne(suivi.lever_blocage), dire_blocage),
    "emplacements": Retirable(
        "emplacement", sur_la_ligne(retirer_placement), _dire_emplacement,
        "La fiche est de nouveau à cet endroit : il n'y a rien à remettre.",
        _verifier_emplacement, code="plans.placer_fiche",
    ),
    "partages": Retirable(
        "partage",
        lambda fiche, ligne, *, par, le: departager_fiche(fiche, ligne.collectivite, par=par, le=le),
        lambda partage: partage.collectivite.nom,
        "La fiche est de nouveau portée avec cette collectivité : il n'y a rien à remettre.",
        _verifier_partage, code="plans.partager_fiche",
    ),
}  # fmt: skip
"""Every block whose rows can be taken away, by the word of its address."""
