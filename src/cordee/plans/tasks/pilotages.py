"""What people named pilotes of an indicateur or of a mesure are told: nothing of what they may no longer see; and the
filters and columns that pilotes give to the list of the indicateurs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification
from cordee.indicateurs.queries.complements import Complement, declarer_complement
from cordee.plans.actions.pilotages import PILOTAGE_CONFIE
from cordee.plans.models import PilotageIndicateur, PilotageMesure
from cordee.plans.queries.notifications import pilotages_par_pk
from cordee.plans.queries.pilotages import (
    dire_pilotes,
    dire_services,
    filter_pilotes,
    filter_services,
    indicateurs_pilotes_par,
    mesures_pilotees_par,
    options_de_pilotes,
    options_de_services,
)
from cordee.territoires.queries import roles_par_collectivite


def dire_pilotages(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """None once they are no longer pilote, or may not read it."""
    par_modele: dict[str, list[int]] = {}
    for n in notifications:
        par_modele.setdefault(n.objet_type, []).append(int(n.objet_id))
    lus: dict[tuple[str, int], PilotageIndicateur | PilotageMesure] = {}
    for modele in (PilotageIndicateur, PilotageMesure):
        nom = modele._meta.label_lower
        lus |= {(nom, pk): lien for pk, lien in pilotages_par_pk(modele, par_modele.get(nom, ())).items()}
    return [_dire(n, lus.get((n.objet_type, int(n.objet_id)))) for n in notifications]


def _dire(notification: Notification, lien: PilotageIndicateur | PilotageMesure | None) -> Message | None:
    qui = notification.destinataire
    if lien is None or lien.collectivite_id not in roles_par_collectivite(qui):
        return None
    lieu, siren = lien.collectivite.nom, lien.collectivite.siren
    if isinstance(lien, PilotageIndicateur):
        if not indicateurs_pilotes_par(qui, lien.collectivite).filter(pk=lien.indicateur_id).exists():
            return None
        titre = f"Vous êtes pilote de l'indicateur « {lien.indicateur.titre} »"
        return Message(titre, reverse("indicateur", args=[siren, lien.indicateur_id]), "", lieu)
    if not mesures_pilotees_par(qui, lien.collectivite).filter(pk=lien.mesure_id).exists():
        return None
    adresse = reverse("mesure", args=[siren, lien.mesure.referentiel_id, lien.mesure_id])
    return Message(f"Vous êtes pilote de la mesure « {lien.mesure.libelle} »", adresse, "", lieu)


declarer_complement(
    Complement("pilote", "Pilotes", "Tous les pilotes", options_de_pilotes, filter_pilotes, dire_pilotes)
)
declarer_complement(
    Complement("service", "Services pilotes", "Tous les services", options_de_services, filter_services, dire_services)
)
declarer_genre(
    PILOTAGE_CONFIE, "Indicateur ou mesure confié", "On vous nomme pilote d'un indicateur ou d'une mesure.",
    dire_pilotages,
)  # fmt: skip
