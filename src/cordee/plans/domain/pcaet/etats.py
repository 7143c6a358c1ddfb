"""States of a démarche PCAET, its transitions and what each of them asks (docs/calculs/pcaet.md, « Parcours »).

Every guard is evaluated here, on values, and fails closed: what is not known is not granted. A verdict says in French
what is missing, who can act and on which screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from cordee.outils.choix import ChoixTexte
from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder, enumerer
from cordee.plans.domain.pcaet.avis import AvisPcaet, InstanceAvis, encore_attendus, fin_des_avis, tous_rendus
from cordee.plans.domain.pcaet.pieces import Piece, pieces_aval_manquantes


class EtatPcaet(ChoixTexte):
    """Where the démarche stands. Publication is a separate mark, possible from ADOPTE on."""

    EN_ELABORATION = "en_elaboration", "En élaboration"
    TRANSMIS = "transmis_pour_avis", "Transmis pour avis"
    INSTRUIT = "instruit", "Avis rendus"
    ADOPTE = "adopte", "Adopté"
    ARCHIVE = "archive", "Archivé"

    @property
    def est_active(self) -> bool:
        """Not adopted yet: a collectivité has one such démarche at most."""
        return self in ACTIFS

    @property
    def dossier_modifiable(self) -> bool:
        """Whether volets, heading and upstream documents may change: never while authorities read them."""
        return self in {EtatPcaet.EN_ELABORATION, EtatPcaet.INSTRUIT}

    @property
    def publiable(self) -> bool:
        """Whether the démarche may be shown to the public."""
        return self in {EtatPcaet.ADOPTE, EtatPcaet.ARCHIVE}


ACTIFS = (EtatPcaet.EN_ELABORATION, EtatPcaet.TRANSMIS, EtatPcaet.INSTRUIT)


class Transition(ChoixTexte):
    """A step from one state to the next: stored code, then the button."""

    TRANSMETTRE = "transmettre_pour_avis", "Transmettre pour avis"
    DECLARER_ENVOI = "declarer_envoi", "Déclarer un envoi hors plateforme"
    REPRENDRE = "reprendre_elaboration", "Reprendre l'élaboration"
    CONSTATER_AVIS = "constater_avis", "Constater les avis"
    ADOPTER = "adopter", "Adopter"
    ARCHIVER = "archiver", "Archiver"
    DESARCHIVER = "sortir_des_archives", "Sortir des archives"


@dataclass(frozen=True, slots=True)
class Manque:
    """Something that the dossier lacks. `partie` names the part of the dossier, `lien` the screen that completes it
    (`volet:ges`, `documents`, `entete`, `plan`, `fiches:publics`, `vulnerabilite`, `avis`, `bilan`); not `bloquant`:
    only an advice."""

    partie: str
    phrase: str
    lien: str
    bloquant: bool = True


@dataclass(frozen=True, slots=True)
class Situation:
    """What guards look at. `pilotes` are the names of those who have an account; none: any editor acts. `manques` are
    those of the dossier; `echeance_avis` is the frozen deadline, None before any transmission."""

    etat: EtatPcaet
    aujourdhui: date
    est_pilote: bool = False
    pilotes: tuple[str, ...] = ()
    manques: tuple[Manque, ...] = ()
    avis: tuple[AvisPcaet, ...] = ()
    echeance_avis: date | None = None
    pieces: frozenset[Piece] = field(default_factory=frozenset)
    deja_transmise: bool = False
    hors_plateforme: bool = False
    evaluation_finale_deposee: bool = False

    @property
    def manques_bloquants(self) -> tuple[Manque, ...]:
        """Those that stop a transmission."""
        return tuple(manque for manque in self.manques if manque.bloquant)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Answer of a guard: held or not, the reason, who can act, and the screen where."""

    garde: str
    tenu: bool
    phrase: str
    qui: str = ""
    lien: str = ""


def _pilote(situation: Situation) -> Verdict:
    if situation.est_pilote or not situation.pilotes:
        return Verdict("pilote", situation.est_pilote, _phrase_pilote(situation), EDITION)
    qui = enumerer(situation.pilotes, "ou")
    return Verdict("pilote", False, "Seules les personnes pilotes franchissent cette étape.", qui)


def _phrase_pilote(situation: Situation) -> str:
    if not situation.est_pilote:
        return "Votre rôle ne permet pas de conduire la démarche."
    return (
        "Vous pilotez la démarche." if situation.pilotes else "Aucune personne pilote n'a de compte : vous pouvez agir."
    )


def _dossier_complet(situation: Situation) -> Verdict:
    if situation.hors_plateforme:
        return Verdict("dossier_complet", True, "Le dossier a été envoyé hors plateforme : il n'est pas vérifié ici.")
    nombre = len(situation.manques_bloquants)
    if not nombre:
        return Verdict("dossier_complet", True, "Le dossier est complet.")
    phrase = f"Il manque {nombre} {accorder(nombre, 'élément')} au dossier : chacun mène à l'écran qui le complète."
    return Verdict("dossier_complet", False, phrase, EDITION, "demarche")


def _aucun_avis_rendu(situation: Situation) -> Verdict:
    rendus = [avis.libelle for avis in situation.avis if avis.est_rendu]
    if not rendus:
        return Verdict("aucun_avis_rendu", True, "Aucun avis n'a encore été rendu sur ce projet.")
    qui = enumerer(rendus)
    phrase = f"Avis déjà rendu ({qui}) : il porte sur le projet transmis, à adapter une fois les avis constatés."
    return Verdict("aucun_avis_rendu", False, phrase, "", "avis")


def _avis_rendus_ou_delai(situation: Situation) -> Verdict:
    garde = "avis_rendus_ou_delai"
    if tous_rendus(situation.avis):
        return Verdict(garde, True, "Tous les avis sont rendus.")
    fin = fin_des_avis(situation.avis, situation.echeance_avis)
    if fin is None:
        return Verdict(garde, False, "Le projet n'a pas été transmis : aucun délai ne court.", "", "demarche")
    if situation.aujourdhui >= fin:
        return Verdict(garde, True, f"Le délai des avis est écoulé depuis le {jour_long(fin)}.")
    restent = encore_attendus(situation.avis, situation.echeance_avis, situation.aujourdhui)
    attendus = enumerer([avis.libelle for avis in restent])
    phrase = f"Avis attendus : {attendus}. Le délai court jusqu'au {jour_long(fin)} : enregistrez ceux qui arrivent."
    return Verdict(garde, False, phrase, EDITION, "avis")


def _documents_aval(situation: Situation) -> Verdict:
    manquants = pieces_aval_manquantes(
        situation.pieces,
        avis_exprimes=any(avis.est_rendu for avis in situation.avis),
        evaluee=any(avis.instance is InstanceAvis.MRAE and avis.saisie for avis in situation.avis),
    )
    if not manquants:
        return Verdict("documents_aval", True, "La délibération et les documents d'adoption sont joints.")
    noms = enumerer([piece.libelle.lower() for piece in manquants])
    phrase = f"{accorder(len(manquants), 'Pièce à joindre', 'Pièces à joindre')} : {noms}."
    return Verdict("documents_aval", False, phrase, EDITION, "documents")


def _evaluation_finale(situation: Situation) -> Verdict:
    if situation.evaluation_finale_deposee:
        return Verdict("evaluation_finale", True, "L'évaluation finale est déposée.")
    phrase = "L'évaluation finale n'est pas déposée : assemblez-la depuis le plan, relisez-la, déposez-la."
    return Verdict("evaluation_finale", False, phrase, EDITION, "bilan")


EDITION = "une personne qui a le rôle « Édition »"
Garde = Callable[[Situation], Verdict]


@dataclass(frozen=True, slots=True)
class Regle:
    """One line of the table of transitions."""

    depuis: EtatPcaet
    vers: EtatPcaet
    gardes: tuple[Garde, ...]


REGLES: dict[Transition, Regle] = {
    Transition.TRANSMETTRE: Regle(EtatPcaet.EN_ELABORATION, EtatPcaet.TRANSMIS, (_pilote, _dossier_complet)),
    Transition.DECLARER_ENVOI: Regle(EtatPcaet.EN_ELABORATION, EtatPcaet.TRANSMIS, (_pilote,)),
    Transition.REPRENDRE: Regle(EtatPcaet.TRANSMIS, EtatPcaet.EN_ELABORATION, (_pilote, _aucun_avis_rendu)),
    Transition.CONSTATER_AVIS: Regle(EtatPcaet.TRANSMIS, EtatPcaet.INSTRUIT, (_pilote, _avis_rendus_ou_delai)),
    Transition.ADOPTER: Regle(
        EtatPcaet.INSTRUIT, EtatPcaet.ADOPTE, (_pilote, _dossier_complet, _avis_rendus_ou_delai, _documents_aval)
    ),
    Transition.ARCHIVER: Regle(EtatPcaet.ADOPTE, EtatPcaet.ARCHIVE, (_pilote, _evaluation_finale)),
    Transition.DESARCHIVER: Regle(EtatPcaet.ARCHIVE, EtatPcaet.ADOPTE, (_pilote,)),
}


def transitions_depuis(etat: EtatPcaet) -> tuple[Transition, ...]:
    """Steps that leave a state, whatever their guards."""
    return tuple(transition for transition, regle in REGLES.items() if regle.depuis is etat)


def verdicts(transition: Transition, situation: Situation) -> tuple[Verdict, ...]:
    """Every guard of a step, held or not, in the order of the table; first of all, the state itself."""
    regle = REGLES[transition]
    if situation.etat is not regle.depuis:
        phrase = f"La démarche est « {situation.etat.libelle} » : cette étape part de « {regle.depuis.libelle} »."
        return (Verdict("etat", False, phrase),)
    return tuple(garde(situation) for garde in regle.gardes)


def est_possible(transition: Transition, situation: Situation) -> bool:
    """Whether every guard holds."""
    return all(verdict.tenu for verdict in verdicts(transition, situation))


def transitions_possibles(situation: Situation) -> tuple[Transition, ...]:
    """Steps that can be taken now."""
    return tuple(t for t in transitions_depuis(situation.etat) if est_possible(t, situation))


def refus(transition: Transition, situation: Situation) -> tuple[str, ...]:
    """Why the step cannot be taken: one French sentence a failed guard, with who can act; empty when it can."""
    return tuple(expliquer(verdict) for verdict in verdicts(transition, situation) if not verdict.tenu)


def expliquer(verdict: Verdict) -> str:
    """`Seules les personnes pilotes… Peut le faire : Anaïs Bès.`"""
    return f"{verdict.phrase} Peut le faire : {verdict.qui}." if verdict.qui else verdict.phrase


def est_supprimable(etat: EtatPcaet, *, deja_transmise: bool) -> bool:
    """A démarche that authorities have received is never deleted."""
    return etat is EtatPcaet.EN_ELABORATION and not deja_transmise
