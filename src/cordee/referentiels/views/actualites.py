"""What changed lately, from the audit trail: the gestures of one person on one référentiel make one line a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from cordee.journal.models import Ecriture
from cordee.outils.dates import JOURS, MOIS
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.models import Engagement
from cordee.territoires.models import Collectivite

STATUTS = frozenset({"referentiels.renseigner_statut", "referentiels.annuler_statut"})
REPONSES = frozenset({"territoires.repondre"})
COMMENTAIRES = frozenset({"referentiels.commenter"})
FUSIONNES = STATUTS | REPONSES | COMMENTAIRES
LIGNES_AFFICHEES = 12
TEINTES = ("", "b", "c")


@dataclass(frozen=True)
class Changement:
    """One line: who, where, what, and what it gave. `fin` is the time of the last gesture told by the line."""

    auteur: str
    initiales: str
    teinte: str
    lieu: str
    url: str
    texte: str
    precision: str
    hausse: bool
    fin: datetime


@dataclass(frozen=True)
class Journee:
    """The changes of one day, newest first."""

    titre: str
    changements: tuple[Changement, ...]


@dataclass(frozen=True)
class Actualites:
    """What changed, by day. `nombre` gestures by `personnes` people, of which only the last lines are shown."""

    journees: tuple[Journee, ...]
    nombre: int
    personnes: int
    recentes: bool
    partielles: bool

    @property
    def lignes(self) -> int:
        """Lines shown."""
        return sum(len(journee.changements) for journee in self.journees)

    @property
    def regroupees(self) -> bool:
        """Whether some lines tell several gestures, or some gestures are not told."""
        return self.lignes < self.nombre


def composer_actualites(
    ecritures: Sequence[Ecriture],
    collectivites: Iterable[Collectivite],
    engagements: Iterable[Engagement],
    *,
    maintenant: datetime,
    recentes: bool,
    plafond: int,
) -> Actualites:
    """Lines of the entries, newest first. `recentes` tells whether they are those of the week; `plafond` is how many
    were asked for: reaching it means that there are more."""
    lieux = {c.pk: c for c in collectivites}
    noms = {str(e.pk): e.referentiel.nom for e in engagements}
    groupes: dict[tuple[object, ...], list[Ecriture]] = {}
    for ecriture in ecritures:
        groupes.setdefault(_cle(ecriture), []).append(ecriture)
    teintes = _teintes(ecritures)
    par_jour: dict[date, list[Changement]] = {}
    for groupe in list(groupes.values())[:LIGNES_AFFICHEES]:
        jour = timezone.localdate(groupe[0].le)
        par_jour.setdefault(jour, []).append(_composer(groupe, lieux, noms, teintes))
    aujourdhui = timezone.localdate(maintenant)
    return Actualites(
        journees=tuple(Journee(_titrer(jour, aujourdhui), tuple(lignes)) for jour, lignes in par_jour.items()),
        nombre=len(ecritures),
        personnes=len({_auteur(e) for e in ecritures}),
        recentes=recentes,
        partielles=len(ecritures) >= plafond,
    )


def _cle(ecriture: Ecriture) -> tuple[object, ...]:
    """Entries with the same key make one line."""
    jour = timezone.localdate(ecriture.le)
    if ecriture.verbe not in FUSIONNES:
        return (ecriture.pk,)
    genre = "statuts" if ecriture.verbe in STATUTS else ecriture.verbe
    objet = ecriture.objet_id if ecriture.verbe in STATUTS else ""
    return (jour, _auteur(ecriture), ecriture.collectivite_id, genre, objet)


def _auteur(ecriture: Ecriture) -> str:
    return ecriture.acteur_nom or "Cordée"


def _teintes(ecritures: Iterable[Ecriture]) -> Mapping[str, str]:
    """A colour for each author, in order of appearance: initials alone may be the same."""
    auteurs = dict.fromkeys(_auteur(e) for e in ecritures)
    return {auteur: TEINTES[rang % len(TEINTES)] for rang, auteur in enumerate(auteurs)}


def _composer(
    groupe: list[Ecriture], lieux: Mapping[int, Collectivite], noms: Mapping[str, str], teintes: Mapping[str, str]
) -> Changement:
    derniere = groupe[0]
    auteur = _auteur(derniere)
    lieu = lieux.get(derniere.collectivite_id or 0)
    texte, precision = _raconter(groupe, noms)
    lieu_dit = lieu is not None and len(lieux) > 1
    return Changement(
        auteur=auteur,
        initiales=derniere.acteur.initiales if derniere.acteur else auteur[:1].upper(),
        teinte=teintes[auteur],
        lieu=lieu.appellation if lieu and lieu_dit else "",
        url=reverse("historique", args=[lieu.siren]) if lieu else "",
        texte=_enchainer(texte) if lieu_dit else texte,
        precision=precision,
        hausse=precision.startswith("+"),
        fin=derniere.le,
    )


def _raconter(groupe: list[Ecriture], noms: Mapping[str, str]) -> tuple[str, str]:
    """What the line says, and what it gave."""
    derniere, nombre = groupe[0], len(groupe)
    if derniere.verbe in STATUTS:
        return _raconter_statuts(groupe, noms)
    if derniere.verbe in REPONSES:
        questions = len({e.details.get("question") for e in groupe})
        return f"{questions} {accorder(questions, 'réponse')} de personnalisation", ""
    if derniere.verbe in COMMENTAIRES and nombre > 1:
        return f"{nombre} commentaires", ""
    return derniere.resume.removesuffix("."), ""


def _enchainer(texte: str) -> str:
    """A sentence that starts with its verb, after the name of who did it: `A figé…` -> `a figé…`."""
    return "a" + texte[1:] if texte.startswith("A ") else texte


def _raconter_statuts(groupe: list[Ecriture], noms: Mapping[str, str]) -> tuple[str, str]:
    """One statut is told in full; several by their number. Entries are newest first."""
    codes = {code for e in groupe for code in e.details.get("statuts", {})}
    scores = [e.details["score"] for e in groupe if len(e.details.get("score", ())) == 2]
    gain = scores[0][1] - scores[-1][0] if scores else 0.0
    precision = ""
    if abs(gain) >= 0.05:
        precision = f"{formater(gain, 1, signe=True)}{INSECABLE}{accorder(gain, 'point')}"
    if len(groupe) == 1 and len(codes) == 1:
        return groupe[0].resume, precision
    nom = noms.get(groupe[0].objet_id, "")
    mots = f"{len(codes)} {accorder(len(codes), 'statut changé', 'statuts changés')}"
    return f"{nom} : {mots}" if nom else mots, precision


def _titrer(jour: date, aujourdhui: date) -> str:
    """`Aujourd'hui`, `Hier`, `Lundi 24 novembre`, and the year when it is another one."""
    if jour == aujourdhui:
        return "Aujourd'hui"
    if jour == aujourdhui - timedelta(days=1):
        return "Hier"
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    annee = "" if jour.year == aujourdhui.year else f" {jour.year}"
    return f"{JOURS[jour.weekday()].capitalize()} {quantieme}{INSECABLE}{MOIS[jour.month - 1]}{annee}"
