"""Writing statuts: one gesture, its cascade, its history, the score it gives (docs/calculs/scores.md)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.referentiels.actions.gestes import dernier_geste, est_dernier_changement, historiser
from cordee.referentiels.actions.scores import inscrire_score
from cordee.referentiels.domain import (
    ErreurReferentiel,
    Saisie,
    StatutAvancement,
    StatutStocke,
    check_saisies,
    statuts_with_cascade,
    to_storage,
)
from cordee.referentiels.models import Engagement, Statut
from cordee.referentiels.queries.scores import EtatDesLieux, etat_des_lieux, verrou_pour
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, exiger


@dataclass(frozen=True)
class Enregistrement:
    """What a write did: the state before and after, and the gesture that `annuler_dernier_geste` takes back."""

    avant: EtatDesLieux
    apres: EtatDesLieux
    lot: uuid.UUID
    ecrits: tuple[str, ...]


@transaction.atomic
def renseigner_statuts(
    engagement: Engagement, saisies: Sequence[Saisie], *, par: Utilisateur, le: datetime
) -> Enregistrement:
    """Writes a batch of statuts on one référentiel, all or nothing.

    Raises `Refus` without the right or under a verrou; `DonneeRefusee` for a batch that the rules of §Saisir refuse
    (unknown or repeated node, level without statut, désactivée). The parent sous-mesure of a tâche is reset when it
    would hide it.
    """
    engagement = _verrouiller(engagement, par)
    avant = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    try:
        check_saisies(avant.charge.arbre, saisies)
    except ErreurReferentiel as erreur:
        raise DonneeRefusee(str(erreur)) from erreur
    for saisie in saisies:
        if avant.scores.noeud(saisie.identifiant).desactive:
            raise DonneeRefusee(
                f"{avant.charge.noeud(saisie.identifiant).numero} est désactivée par vos réponses de personnalisation "
                ": changez la réponse pour pouvoir la renseigner."
            )
    completes = statuts_with_cascade(avant.charge.arbre, saisies, avant.statuts)
    voulus = {s.identifiant: to_storage(s.statut, s.detail) for s in completes}
    return _ecrire(engagement, avant, voulus, par=par, le=le, verbe="referentiels.renseigner_statut")


@transaction.atomic
def annuler_dernier_geste(engagement: Engagement, *, par: Utilisateur, le: datetime) -> Enregistrement:
    """Puts back what this person's last gesture on the référentiel replaced, as a new gesture. Refused when somebody
    else has changed one of these nodes since."""
    engagement = _verrouiller(engagement, par)
    geste = dernier_geste(engagement, par)
    if geste is None:
        raise DonneeRefusee("Vous n'avez rien à annuler dans ce référentiel.")
    if not est_dernier_changement(engagement, geste):
        raise DonneeRefusee("Ces statuts ont été changés depuis : annulez-les un par un, dans leur historique.")
    avant = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    if any(code not in avant.charge.arbre for code in geste.avant):
        raise DonneeRefusee("Ces statuts portent sur des nœuds qui ne sont plus dans le référentiel.")
    return _ecrire(
        engagement, avant, geste.avant, par=par, le=le, verbe="referentiels.annuler_statut", annule=geste.lot
    )


def _verrouiller(engagement: Engagement, par: Utilisateur) -> Engagement:
    """The engagement as it is now, locked until the end of the transaction, once the right to write there is known."""
    engagement = (
        Engagement.objects.select_for_update(of=("self",))
        .select_related("collectivite", "referentiel")
        .get(pk=engagement.pk)
    )
    exiger(par, "referentiels.renseigner_statut", engagement)
    _refuser_sous_verrou(engagement, par)
    return engagement


def _refuser_sous_verrou(engagement: Engagement, par: Utilisateur) -> None:
    verrou = verrou_pour(engagement, par)
    if verrou is not None:
        raise Refus(verrou.message)


def _ecrire(
    engagement: Engagement,
    avant: EtatDesLieux,
    voulus: Mapping[str, StatutStocke | None],
    *,
    par: Utilisateur,
    le: datetime,
    verbe: str,
    annule: uuid.UUID | None = None,
) -> Enregistrement:
    """Stores the rows, their history, the score and one line of the audit trail. A None takes the row away."""
    changes = {code: s for code, s in voulus.items() if _retenu(avant.statuts.get(code)) != _retenu(s)}
    lot = uuid.uuid4()
    if not changes:
        return Enregistrement(avant, avant, lot, ())
    historiser(engagement, avant.statuts, changes, lot, par=par, le=le, annule=annule)
    Statut.objects.filter(
        collectivite=engagement.collectivite_id, mesure__in=[c for c, s in changes.items() if s is None]
    ).delete()
    Statut.objects.bulk_create(
        [_ligne(engagement, code, statut, par, le) for code, statut in sorted(changes.items()) if statut is not None],
        update_conflicts=True,
        unique_fields=["collectivite", "mesure"],
        update_fields=["avancement", "fait", "programme", "pas_fait", "concerne", "modifie_par", "modified_at"],
    )
    statuts = {code: s for code, s in (avant.statuts | changes).items() if s is not None}
    apres = avant.avec_statuts(statuts)
    inscrire_score(engagement, apres, le=le)
    _consigner(engagement, verbe, avant, apres, changes, par=par, le=le)
    return Enregistrement(avant, apres, lot, tuple(changes))


def _ligne(engagement: Engagement, code: str, statut: StatutStocke, par: Utilisateur, le: datetime) -> Statut:
    parts = statut.split.parts if statut.split else (None, None, None)
    return Statut(
        collectivite_id=engagement.collectivite_id,
        mesure_id=code,
        avancement=statut.avancement.value,
        fait=parts[0],
        programme=parts[1],
        pas_fait=parts[2],
        concerne=statut.concerne,
        modifie_par=par,
        modified_at=le,
    )


def _retenu(statut: StatutStocke | None) -> tuple[object, ...] | None:
    """What tells two rows apart: the split counts in a détaillé only."""
    if statut is None:
        return None
    return statut.avancement, statut.split, statut.concerne


def _consigner(
    engagement: Engagement,
    verbe: str,
    avant: EtatDesLieux,
    apres: EtatDesLieux,
    changes: Mapping[str, StatutStocke | None],
    *,
    par: Utilisateur,
    le: datetime,
) -> None:
    code = next(iter(changes))
    numero = avant.charge.noeud(code).numero
    nombre = len(changes)
    resume = (
        f"{engagement.referentiel.nom}, {numero} : {_mot(avant.statuts.get(code))} → {_mot(changes[code])}"
        if nombre == 1
        else f"{engagement.referentiel.nom} : {nombre} {accorder(nombre, 'statut changé', 'statuts changés')}"
    )
    consigner(
        engagement,
        verbe,
        resume,
        par=par,
        le=le,
        collectivite_id=engagement.collectivite_id,
        details={
            "statuts": {c: [_mot(avant.statuts.get(c)), _mot(s)] for c, s in list(changes.items())[:200]},
            "score": [avant.scores.noeud(engagement.referentiel_id).points_faits, engagement.points_faits],
        },
    )


def _mot(statut: StatutStocke | None) -> str:
    if statut is None:
        return StatutAvancement.NON_RENSEIGNE.label.lower()
    return (statut.avancement if statut.concerne else StatutAvancement.NON_CONCERNE).label.lower()
