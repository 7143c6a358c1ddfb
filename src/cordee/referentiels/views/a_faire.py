"""What most deserves attention, computed from the scores: the nearest star, what sleeps, what is not filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cordee.outils.dates import mois_annee, reculer_de_mois
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import INSECABLE, accorder, enumerer
from cordee.referentiels.domain import Niveau, list_gains
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.views.tableau import ORDINAUX, Groupe, Ligne, dire_points

SOMMEIL = 6
"""Months without any change of statut after which a référentiel sleeps."""

MESURES_CITEES = 3
POINTS_MONTRES = 7


@dataclass(frozen=True)
class MesureCitee:
    """A mesure and its points, as a link. `points` still to win or programmés, as the list says."""

    numero: str
    libelle: str
    url: str
    points: float


@dataclass(frozen=True)
class AFaire:
    """One thing to do: a title that leads to where it is done, what it is about, and how much."""

    titre: str
    url: str
    detail: str
    quantite: str
    mesures: tuple[MesureCitee, ...] = ()


def composer_a_faire(
    groupes: Sequence[Groupe], proche: Ligne | None, etat: EtatDesLieux | None, jour: date
) -> list[AFaire]:
    """Things to do, most useful first. `etat` is the detail of the nearest star `proche`."""
    lignes = [ligne for groupe in groupes for ligne in groupe.lignes]
    points = []
    if proche is not None and etat is not None:
        points.append(_etoile(proche, etat))
    points += [_sommeil(ligne, jour) for ligne in lignes if dort(ligne, jour)]
    points += [_commencer(ligne) for ligne in lignes if not ligne.commencee]
    points += [t for groupe in groupes if (t := _completer(groupe)) is not None]
    return points[:POINTS_MONTRES]


def dort(ligne: Ligne, jour: date) -> bool:
    """Whether no statut of a started référentiel changed for `SOMMEIL` months, to the day."""
    if not ligne.commencee or ligne.activite is None:
        return False
    limite = reculer_de_mois(jour, SOMMEIL)
    limite = date(limite.year, limite.month, min(jour.day, 28))
    return ligne.activite.date() < limite


def mesures_a_gagner(etat: EtatDesLieux, siren: str, nombre: int) -> tuple[MesureCitee, ...]:
    """Mesures with the most points left to win."""
    gains = list_gains(etat.scores, Niveau.MESURE)[:nombre]
    return tuple(_citer(etat, siren, gain.identifiant, gain.points) for gain in gains)


def mesures_programmees(etat: EtatDesLieux, siren: str, nombre: int) -> tuple[MesureCitee, ...]:
    """Mesures with the most points programmés: won as soon as what is planned is done."""
    gains = sorted(list_gains(etat.scores, Niveau.MESURE), key=lambda gain: -gain.programmes)
    return tuple(_citer(etat, siren, gain.identifiant, gain.programmes) for gain in gains[:nombre] if gain.programmes)


def _citer(etat: EtatDesLieux, siren: str, code: str, points: float) -> MesureCitee:
    noeud = etat.charge.noeud(code)
    return MesureCitee(
        numero=noeud.numero,
        libelle=noeud.libelle,
        url=reverse("mesure", args=[siren, etat.charge.code, code]),
        points=points,
    )


def _lieu(ligne: Ligne) -> str:
    return f"{ligne.engagement.collectivite.appellation}, {ligne.engagement.referentiel.nom}"


def _arbre(ligne: Ligne) -> str:
    return reverse("arbre", args=[ligne.engagement.collectivite.siren, ligne.engagement.referentiel_id])


def _etoile(ligne: Ligne, etat: EtatDesLieux) -> AFaire:
    etoile, points = (ligne.prochaine.etoile, ligne.prochaine.points) if ligne.prochaine else (0, 0.0)
    programmes = ligne.engagement.points_programmes
    if ligne.suffit:
        suite = f"{dire_points(programmes)} sont programmés, de quoi l'atteindre."
    elif programmes >= 0.05:
        suite = f"{dire_points(programmes)} sont programmés, il en faut d'autres."
    else:
        suite = "Rien n'est encore programmé."
    return AFaire(
        titre=f"Une {ORDINAUX[etoile]} étoile à {dire_points(points)}",
        url=_arbre(ligne),
        detail=f"{_lieu(ligne)}. {suite}",
        quantite=f"{pourcent(ligne.manque / 100)} du potentiel",
        mesures=mesures_programmees(etat, ligne.engagement.collectivite.siren, MESURES_CITEES),
    )


def _sommeil(ligne: Ligne, jour: date) -> AFaire:
    activite = ligne.activite.date() if ligne.activite else jour
    depuis, mois = mois_annee(activite), (jour.year - activite.year) * 12 + jour.month - activite.month
    return AFaire(
        titre=f"{_lieu(ligne)} dort",
        url=_arbre(ligne),
        detail=f"Aucun statut changé depuis {depuis} : qu'est-ce qui a été fait ou décidé entre-temps ?",
        quantite=f"{mois}{INSECABLE}mois",
    )


def _commencer(ligne: Ligne) -> AFaire:
    return AFaire(
        titre=f"{_lieu(ligne)} attend ses premiers statuts",
        url=_arbre(ligne),
        detail="Ouvert, mais rien n'y est renseigné : commencez par une mesure que vous connaissez bien.",
        quantite=f"{formater(ligne.taches_restantes, 0)}{INSECABLE}{accorder(ligne.taches_restantes, 'tâche')}",
    )


def _completer(groupe: Groupe) -> AFaire | None:
    """What one collectivité has left to fill in, in all its started référentiels."""
    incompletes = [ligne for ligne in groupe.lignes if ligne.commencee and ligne.taches_restantes > 0]
    restantes = sum(ligne.taches_restantes for ligne in incompletes)
    if not restantes:
        return None
    parts = [f"{ligne.engagement.referentiel.nom} {pourcent(ligne.engagement.completude, 0)}" for ligne in incompletes]
    une = len(incompletes) == 1
    return AFaire(
        titre=f"{groupe.collectivite.appellation} : état des lieux à compléter",
        url=_arbre(incompletes[0]) if une else reverse("etat_des_lieux", args=[groupe.collectivite.siren]),
        detail=f"Renseigné à ce jour : {enumerer(parts)}.",
        quantite=f"{formater(restantes, 0)}{INSECABLE}{accorder(restantes, 'tâche')}",
    )
