"""View-models of the rows that tell where a collectivité stands in a référentiel, and of the sentences above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from cordee.comptes.models import Utilisateur
from cordee.outils.dates import mois_annee
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.referentiels.domain import ProchaineEtoile, find_prochaine_etoile
from cordee.referentiels.models import Engagement, Referentiel, Snapshot
from cordee.referentiels.queries.accueil import Suivi, Tendance, tendance_of
from cordee.referentiels.views.entete import A_PORTEE
from cordee.socle.barres import Barre, composer_barre
from cordee.socle.permissions import peut
from cordee.socle.trajets import Courbe, Trajet, composer_courbe, composer_trajet
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

EN_LETTRES = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip
ORDINAUX = ("", "première", "deuxième", "troisième", "quatrième", "cinquième")
MOUVEMENT = 0.0005
"""A score that moved by less than half a tenth of a point of percentage has not moved: nobody would see it."""


def en_lettres(nombre: int, *, majuscule: bool = False) -> str:
    """`3` -> `trois`; digits from 17 on."""
    mot = EN_LETTRES[nombre] if 0 <= nombre < len(EN_LETTRES) else formater(nombre, 0)
    return mot[:1].upper() + mot[1:] if majuscule else mot


class Reponse(NamedTuple):
    """The sentence at the head of a page, cut around its number."""

    avant: str
    nombre: str = ""
    apres: str = ""


@dataclass(frozen=True)
class Ligne:
    """One référentiel opened by a collectivité. `manque` is the distance to the next star in points of percentage;
    `suffit` tells whether what is programmé would reach it."""

    engagement: Engagement
    etat_initial: Snapshot | None
    trajet: Trajet
    barre: Barre
    tendance: Tendance
    depuis: str
    courbe: Courbe | None
    prochaine: ProchaineEtoile | None
    manque: float
    activite: datetime | None

    @property
    def a_portee(self) -> int:
        """The next star when it is within reach, else 0."""
        return self.prochaine.etoile if self.prochaine and self.manque <= A_PORTEE else 0

    @property
    def suffit(self) -> bool:
        """Whether what is programmé, once done, is enough for the next star."""
        return self.prochaine is not None and self.engagement.points_programmes >= self.prochaine.points

    @property
    def commencee(self) -> bool:
        """Whether somebody filled something in. Tâches do not tell: those taken out count as filled."""
        return self.activite is not None

    @property
    def taches_restantes(self) -> int:
        """Tâches left to fill in."""
        return round(self.engagement.taches_total - self.engagement.taches_renseignees)

    @property
    def score(self) -> float:
        """Score in percent, for the large figure that writes its unit apart."""
        return self.engagement.ratio_fait * 100

    @property
    def progression(self) -> float | None:
        """Points of percentage over twelve months, None without history."""
        return None if self.tendance.ecart is None else self.tendance.ecart * 100

    @property
    def depuis_n0(self) -> float | None:
        """Points of percentage since N0."""
        return None if self.etat_initial is None else (self.engagement.ratio_fait - self.etat_initial.ratio_fait) * 100

    @property
    def seuil(self) -> str:
        """Threshold of the next star, in percent, as written in an SVG."""
        return f"{self.prochaine.seuil:g}" if self.prochaine else ""


def composer_ligne(engagement: Engagement, suivi: Suivi, jour: date) -> Ligne:
    """Row of an opened référentiel on a given day."""
    couple = (engagement.collectivite_id, engagement.referentiel_id)
    etat_initial = suivi.etats_initiaux.get(couple)
    tendance = tendance_of(suivi.releves.get(couple, []), jour)
    prochaine = find_prochaine_etoile(engagement.points_faits, engagement.points_potentiels)
    potentiels = engagement.points_potentiels
    return Ligne(
        engagement=engagement,
        etat_initial=etat_initial,
        trajet=composer_trajet(
            engagement.ratio_fait, None if etat_initial is None else etat_initial.ratio_fait, avec_mots=False
        ),
        barre=composer_barre(
            engagement.ratio_fait,
            engagement.ratio_programme,
            engagement.points_pas_faits / potentiels if potentiels else 0.0,
        ),
        tendance=tendance,
        depuis=mois_annee(tendance.depuis) if tendance.depuis else "",
        courbe=composer_courbe(tendance.valeurs),
        prochaine=prochaine,
        manque=0.0 if prochaine is None else prochaine.seuil - engagement.ratio_fait * 100,
        activite=suivi.activites.get(couple),
    )


@dataclass(frozen=True)
class Ferme:
    """A référentiel that a collectivité has not opened. `refus` says why the person may not, empty when they may."""

    collectivite: Collectivite
    referentiel: Referentiel
    refus: str


@dataclass(frozen=True)
class Groupe:
    """One collectivité: its opened référentiels, then those it has not opened."""

    collectivite: Collectivite
    lignes: tuple[Ligne, ...]
    fermes: tuple[Ferme, ...]
    archives: tuple[Referentiel, ...]

    @property
    def hauteur(self) -> int:
        """Rows of the collectivité in a table: one per opened référentiel, one for all those that are not."""
        return len(self.lignes) + bool(self.fermes or not self.lignes)

    @property
    def peut_ouvrir(self) -> bool:
        """Whether the person may open what is not."""
        return any(not ferme.refus for ferme in self.fermes)


def composer_groupes(utilisateur: Utilisateur, suivi: Suivi, jour: date) -> list[Groupe]:
    """Every collectivité of the suivi, with what the person may open there."""
    return [_composer_groupe(utilisateur, collectivite, suivi, jour) for collectivite in suivi.collectivites]


def _composer_groupe(utilisateur: Utilisateur, collectivite: Collectivite, suivi: Suivi, jour: date) -> Groupe:
    refus = "" if peut(utilisateur, "referentiels.ouvrir", collectivite) else qui_peut_ouvrir(collectivite)
    return Groupe(
        collectivite,
        tuple(composer_ligne(e, suivi, jour) for e in suivi.ouverts_de(collectivite)),
        tuple(Ferme(collectivite, r, refus) for r in suivi.fermes_de(collectivite)),
        tuple(r for r in suivi.referentiels if (collectivite.pk, r.code) in suivi.archives),
    )


def qui_peut_ouvrir(collectivite: Collectivite) -> str:
    """Sentence shown in place of the button that opens a référentiel."""
    return (
        "Votre rôle permet de lire. Pour ouvrir un référentiel, demandez le rôle « Édition » à une personne qui "
        f"administre {collectivite.nom} (page « Membres et rôles »)."
    )


def plus_proche(lignes: Sequence[Ligne]) -> Ligne | None:
    """The started référentiel whose next star is the nearest, in points of percentage."""
    candidates = [ligne for ligne in lignes if ligne.prochaine and ligne.commencee]
    return min(candidates, key=lambda ligne: ligne.manque, default=None)


def intituler_groupes(groupes: Sequence[Groupe]) -> str:
    """`Trois EPCI, six états des lieux`: title of the table of a groupement."""
    nombre = len(groupes)
    ouverts = sum(len(g.lignes) for g in groupes)
    epci = all(g.collectivite.nature == Nature.EPCI for g in groupes)
    mot = "EPCI" if epci else accorder(nombre, "membre")
    suite = "aucun état des lieux" if not ouverts else f"{en_lettres(ouverts)} {_etats(ouverts)}"
    return f"{en_lettres(nombre, majuscule=True)} {mot}, {suite}"


def _etats(nombre: int) -> str:
    return accorder(nombre, "état des lieux", "états des lieux")


def repondre_groupement(groupes: Sequence[Groupe]) -> Reponse:
    """What a mayor of the groupement needs to know first: does it move, and how far is the nearest star."""
    lignes = [ligne for groupe in groupes for ligne in groupe.lignes]
    if not groupes:
        return Reponse("Ce groupement n'a encore aucun membre.")
    if not lignes:
        return Reponse(
            "Rien n'est encore ouvert : ",
            f"{formater(len(groupes), 0)}{INSECABLE}{accorder(len(groupes), 'membre attend', 'membres attendent')}",
            f" {accorder(len(groupes), 'son premier état', 'leur premier état')} des lieux.",
        )
    commencees = [ligne for ligne in lignes if ligne.commencee]
    if not commencees:
        nombre = len(lignes)
        return Reponse(
            "",
            f"{formater(nombre, 0)}{INSECABLE}{_etats(nombre)}",
            f" {accorder(nombre, 'est ouvert', 'sont ouverts')}, et tout reste à renseigner.",
        )
    return _ajouter_etoile(_dire_progres(commencees), plus_proche(commencees))


def _dire_progres(lignes: Sequence[Ligne]) -> str:
    """`Cinq états des lieux sur six ont progressé en un an`, empty when there is no year to tell."""
    suivies = [ligne for ligne in lignes if ligne.tendance.ecart is not None]
    if not suivies:
        return ""
    total = len(suivies)
    hausses = sum(1 for ligne in suivies if (ligne.tendance.ecart or 0.0) >= MOUVEMENT)
    if total == 1:
        return "L'état des lieux a progressé en un an" if hausses else "L'état des lieux n'a pas progressé en un an"
    if hausses == total:
        return f"Les {en_lettres(total)} états des lieux ont progressé en un an"
    if not hausses:
        return f"Aucun des {en_lettres(total)} états des lieux n'a progressé en un an"
    verbe = accorder(hausses, "a progressé", "ont progressé")
    return f"{en_lettres(hausses, majuscule=True)} {_etats(hausses)} sur {en_lettres(total)} {verbe} en un an"


def _ajouter_etoile(progres: str, ligne: Ligne | None) -> Reponse:
    if ligne is None or ligne.prochaine is None:
        return Reponse(f"{progres} ; les " if progres else "Les ", f"cinq{INSECABLE}étoiles", " sont là partout.")
    nom = ligne.engagement.collectivite.appellation
    manque = dire_points(ligne.prochaine.points)
    etoile = f" pour une {ORDINAUX[ligne.prochaine.etoile]} étoile ({nom}, {ligne.engagement.referentiel.nom})."
    return Reponse(f"{progres} ; il manque " if progres else "Il manque ", manque, etoile)


def repondre_collectivite(lignes: Sequence[Ligne]) -> Reponse:
    """The nearest star of one collectivité, and whether what is programmé reaches it."""
    if not lignes:
        return Reponse("Rien n'est encore ouvert : commencez par ", "un premier référentiel", ".")
    ligne = plus_proche(lignes)
    if ligne is None or ligne.prochaine is None:
        if any(ligne.commencee for ligne in lignes):
            return Reponse("Les ", f"cinq{INSECABLE}étoiles", " sont là : il reste à les garder.")
        return Reponse("Rien n'est encore renseigné : commencez par ", "une mesure", " que vous connaissez bien.")
    etoile = f" pour la {ORDINAUX[ligne.prochaine.etoile]} étoile en {ligne.engagement.referentiel.nom}"
    return Reponse("Il manque ", dire_points(ligne.prochaine.points), f"{etoile}{_dire_programme(ligne)}.")


def _dire_programme(ligne: Ligne) -> str:
    programmes = ligne.engagement.points_programmes
    if ligne.suffit:
        return " ; ce qui est programmé y suffit"
    return f" ; ce qui est programmé en vaut {formater(programmes, 1)}" if programmes >= 0.05 else ""


def dire_points(points: float) -> str:
    """`14,5 points`."""
    return f"{formater(points, 1)}{INSECABLE}{accorder(points, 'point')}"
