"""What people named pilotes of an indicateur or of a mesure are told: nothing of what they may no longer see; and the
filters and columns that pilotes give to the list of the indicateurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from cordee.comptes.actions.notifications import Message, declarer_genre
from cordee.comptes.models import Notification, Utilisateur
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

DES_INDICATEURS, DES_MESURES = PilotageIndicateur._meta.label_lower, PilotageMesure._meta.label_lower


def dire_pilotages(notifications: list[Notification], le: datetime) -> Sequence[Message | None]:
    """None once they are no longer pilote, or may not read it."""
    par_modele: dict[str, list[int]] = {}
    for n in notifications:
        par_modele.setdefault(n.objet_type, []).append(int(n.objet_id))
    indicateurs = pilotages_par_pk(PilotageIndicateur, par_modele.get(DES_INDICATEURS, ()))
    mesures = pilotages_par_pk(PilotageMesure, par_modele.get(DES_MESURES, ()))
    lus: dict[tuple[str, int], PilotageIndicateur | PilotageMesure] = {
        **{(DES_INDICATEURS, pk): lien for pk, lien in indicateurs.items()},
        **{(DES_MESURES, pk): lien for pk, lien in mesures.items()},
    }
    liens = [lus.get((n.objet_type, int(n.objet_id))) for n in notifications]
    lisibles = _lisibles(zip(notifications, liens, strict=True))
    return [
        _dire(lien) if lien is not None and (n.destinataire_id, lien) in lisibles else None
        for n, lien in zip(notifications, liens, strict=True)
    ]


def _lisibles(
    confiees: Iterable[tuple[Notification, PilotageIndicateur | PilotageMesure | None]],
) -> set[tuple[int, PilotageIndicateur | PilotageMesure]]:
    """(person, pilotage) of what each still pilots and may read. Two queries for each person in each collectivité."""
    par_lieu: dict[tuple[int, int], tuple[Utilisateur, list[PilotageIndicateur | PilotageMesure]]] = {}
    for n, lien in confiees:
        if lien is not None and lien.collectivite_id in roles_par_collectivite(n.destinataire):
            par_lieu.setdefault((n.destinataire_id, lien.collectivite_id), (n.destinataire, []))[1].append(lien)
    lisibles = set()
    for qui, siens in par_lieu.values():
        ou = siens[0].collectivite
        indicateurs = set(indicateurs_pilotes_par(qui, ou).values_list("pk", flat=True))
        mesures = set(mesures_pilotees_par(qui, ou).values_list("pk", flat=True))
        for lien in siens:
            if isinstance(lien, PilotageIndicateur):
                lu = lien.indicateur_id in indicateurs
            else:
                lu = lien.mesure_id in mesures
            if lu:
                lisibles.add((qui.pk, lien))
    return lisibles


def _dire(lien: PilotageIndicateur | PilotageMesure) -> Message:
    lieu, siren = lien.collectivite.nom, lien.collectivite.siren
    if isinstance(lien, PilotageIndicateur):
        titre = f"Vous êtes pilote de l'indicateur « {lien.indicateur.titre} »"
        return Message(titre, reverse("indicateur", args=[siren, lien.indicateur_id]), "", lieu)
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
