"""Giving a fiche the content of its validated version: fields, names, rows and sous-fiches, at once; and taking it
back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.colonnes import en_json, valeurs_de_json
from cordee.plans.actions.composition.ecriture import noter, ouvrir
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.imports.ecriture import Ecriture, Lieux, Trace
from cordee.plans.actions.imports.trace import MODELES, refaire
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.validation import ContenuChange, examiner, verrouiller
from cordee.plans.actions.validation_suivi import suivre_contenu
from cordee.plans.domain.fiche import FicheComplete
from cordee.plans.domain.imports.differences import Ecart, Etat
from cordee.plans.domain.retour import apparier, rangees_a_remettre, refs, sans_mesures, voulue
from cordee.plans.domain.validation import champs_a_remettre
from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.permissions import qui_peut_modifier
from cordee.plans.queries.corbeille import VERBE_RETOUR
from cordee.plans.queries.dossier import fiches_entieres
from cordee.plans.queries.validation import EnCircuit, version_of
from cordee.referentiels.queries.ecriture import Ecriture as EcritureDesReferentiels
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

VERBE = "plans.revenir_a_la_version_validee"


@transaction.atomic
def remettre_version(place: EnCircuit, *, lue: str, par: Utilisateur, le: datetime) -> GesteGroupe:
    """The content of the fiche becomes that of its validated version; its follow-up stays. Sous-fiches deleted since
    come back, those added since go to the corbeille. `lue` is the empreinte of what the person read. The gesture takes
    it all back. Raises `DonneeRefusee` when there is nothing to give back."""
    exiger(par, "plans.modifier_fiche", place.fiche, raison=qui_peut_modifier())
    version = version_of(place.fiche, place.plan)
    examens = examiner(verrouiller([place]))
    if version is None or not examens:
        raise DonneeRefusee("Cette fiche n'a pas de version validée à laquelle revenir.")
    if lue != examens[0].empreinte:
        raise ContenuChange
    if not examens[0].differe:
        raise DonneeRefusee("La fiche est déjà celle de la version validée : rien n'est à remettre.")
    fiche = examens[0].place.fiche
    supprimees = _remettre_sous_fiches(fiche, version, le)
    courante = fiches_entieres([fiche.pk])[fiche.pk]
    cible = voulue(version, courante)
    colonnes = _remettre_champs(cible, courante, par=par, le=le)
    trace = _remettre_rangees(fiche, cible, courante, par=par, le=le)
    resume = f"A remis « {fiche.titre} » à sa version validée"
    noter(Fiche.objects.get(pk=fiche.pk), VERBE.partition(".")[2], resume, par=par, le=le)
    touchees = [fiche.pk, *colonnes, *supprimees]
    indexer_fiches(touchees)
    suivre_contenu([fiche.pk])
    return GesteGroupe.objects.create(
        collectivite_id=fiche.collectivite_id, verbe=VERBE_RETOUR, resume=resume[:300], par=par, le=le,
        avant={
            "fiche": fiche.pk, "colonnes": {str(pk): valeurs for pk, valeurs in colonnes.items()},
            "supprimees": {str(pk): quand for pk, quand in supprimees.items()},
            "retirees": trace.retirees, "ajoutees": trace.ajoutees,
            "versions": _versions_de([fiche.pk, *refs(courante)]),
        },
    )  # fmt: skip


def _remettre_sous_fiches(fiche: Fiche, version: FicheComplete, le: datetime) -> dict[int, Any]:
    """Brings back those that the version has, puts those that it has not in the corbeille; what each was, as JSON."""
    courante = fiches_entieres([fiche.pk])[fiche.pk]
    absentes = Fiche.objects.filter(pk__in=refs(version) - refs(courante), collectivite=fiche.collectivite_id)
    ajoutees = Fiche.objects.filter(pk__in=refs(courante) - refs(version))
    avant: dict[int, Any] = {}
    for sous, quand in [*((f, None) for f in absentes), *((f, le) for f in ajoutees)]:
        avant[sous.pk] = en_json({"le": sous.supprimee_le})["le"]
        sous.supprimee_le = quand
        sous.save(update_fields=["supprimee_le"])
    return avant


def _remettre_champs(
    cible: FicheComplete, courante: FicheComplete, *, par: Utilisateur, le: datetime
) -> dict[int, dict[str, Any]]:
    """Texts, dates and choices of the fiche and of its sous-fiches; what the columns were, by fiche, as JSON."""
    avant: dict[int, dict[str, Any]] = {}
    for ainsi, aujourdhui in apparier(cible, courante):
        champs = champs_a_remettre(ainsi, aujourdhui)
        if not champs:
            continue
        valeurs = {nom: valeur for paire in champs.values() for nom, valeur in paire.items()}
        fiche = Fiche.objects.select_related("collectivite").get(pk=aujourdhui.ref or 0)
        avant[fiche.pk] = en_json({nom: getattr(fiche, nom) for nom in (*valeurs, "cle_recherche", "cle_tri")})
        modifier_fiche(fiche, valeurs, par=par, le=le, verbe=VERBE)
    return avant


def _remettre_rangees(
    fiche: Fiche, cible: FicheComplete, courante: FicheComplete, *, par: Utilisateur, le: datetime
) -> Trace:
    """Names and rows, as an import writes them; links to mesures of closed référentiels stay as they are."""
    paires = list(apparier(cible, courante))
    fermees = _mesures_fermees(fiche, paires, par)
    couples = []
    objets = Fiche.objects.in_bulk([courant.ref for _, courant in paires])
    for ainsi, aujourdhui in paires:
        deltas = sans_mesures(rangees_a_remettre(ainsi, aujourdhui), fermees)
        if deltas and aujourdhui.ref in objets:
            ecart = Ecart(ainsi, aujourdhui, Etat.MODIFIEE, deltas=deltas)
            couples.append((ecart, objets[aujourdhui.ref]))
    ecriture = Ecriture(fiche.collectivite, Lieux({}), par=par, le=le, avancer=lambda _, __: None)
    ecriture.remplacer_rangees(couples)
    return ecriture.trace


def _mesures_fermees(fiche: Fiche, paires: Iterable[tuple[FicheComplete, FicheComplete]], par: Utilisateur) -> set[str]:
    citees = {code for paire in paires for cote in paire for code in cote.mesures}
    if not citees:
        return set()
    ecriture = EcritureDesReferentiels(par, [fiche.collectivite_id])
    return {code for code in citees if ecriture.refus(fiche.collectivite_id, code.partition("_")[0])}


def _versions_de(pks: Iterable[int]) -> dict[str, int]:
    return {str(pk): version for pk, version in Fiche.objects.filter(pk__in=list(pks)).values_list("pk", "version")}


@transaction.atomic
def annuler_retour(geste: GesteGroupe, fiche: Fiche, *, par: Utilisateur, le: datetime) -> None:
    """The fiche becomes again what it was before, refused when somebody changed it since."""
    ouverte = ouvrir(fiche, par=par)
    verrouille = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    avant = verrouille.avant
    if verrouille.annule_le is not None:
        raise DonneeRefusee("La fiche est déjà revenue à ce qu'elle était.")
    if _versions_de(map(int, avant["versions"])) != avant["versions"]:
        raise DonneeRefusee(f"« {ouverte.titre} » a changé depuis : remettez à la main ce qui doit l'être.")
    for nom, pks in avant["ajoutees"].items():
        MODELES[nom]._default_manager.filter(pk__in=pks).delete()
    for nom, rangees in avant["retirees"].items():
        MODELES[nom]._default_manager.bulk_create(refaire(nom, rangees), ignore_conflicts=True)
    for pk, colonnes in avant["colonnes"].items():
        Fiche.objects.filter(pk=int(pk)).update(**valeurs_de_json(Fiche, colonnes))
    for pk, quand in avant["supprimees"].items():
        Fiche.objects.filter(pk=int(pk)).update(**valeurs_de_json(Fiche, {"supprimee_le": quand}))
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])
    relue = Fiche.objects.select_related("collectivite").get(pk=ouverte.pk)
    noter(relue, "annuler_retour", f"A annulé le retour de « {relue.titre} » à sa version validée", par=par, le=le)
    indexer_fiches([relue.pk, *map(int, avant["colonnes"]), *map(int, avant["supprimees"])])
    suivre_contenu([relue.pk])
