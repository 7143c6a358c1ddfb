"""The next step of a démarche and its date: the first line of its page (docs/calculs/pcaet.md, « Prochaine étape »)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cordee.outils.dates import jour_long
from cordee.outils.texte import accorder
from cordee.plans.domain.pcaet.avis import encore_attendus, fin_des_avis, tous_rendus
from cordee.plans.domain.pcaet.delais import Cycle
from cordee.plans.domain.pcaet.etats import EtatPcaet, Situation, Transition, verdicts


@dataclass(frozen=True, slots=True)
class ProchaineEtape:
    """A sentence cut around what matters in it, the date by which, the step it leads to."""

    avant: str
    cle: str
    apres: str
    le: date | None = None
    en_retard: bool = False
    transition: Transition | None = None

    @property
    def phrase(self) -> str:
        """The whole sentence."""
        return f"{self.avant}{self.cle}{self.apres}"


def duree(jour: date, le: date) -> str:
    """`aujourd'hui`, `dans 12 jours`, `dans 7 mois`, `en retard de 2 ans`."""
    ecart = (le - jour).days
    if ecart == 0:
        return "aujourd'hui"
    jours = abs(ecart)
    if jours < 60:
        texte = f"{jours} {accorder(jours, 'jour')}"
    elif jours < 730:
        texte = f"{round(jours / 30.44)} mois"
    else:
        texte = f"{round(jours / 365.25)} ans"
    return f"dans {texte}" if ecart > 0 else f"en retard de {texte}"


def prochaine_etape(situation: Situation, cycle: Cycle) -> ProchaineEtape:
    """What to do next, and by when."""
    jour = situation.aujourdhui
    if situation.etat is EtatPcaet.EN_ELABORATION:
        return _elaboration(situation, cycle, jour)
    if situation.etat is EtatPcaet.TRANSMIS:
        return _avis(situation, jour)
    if situation.etat is EtatPcaet.INSTRUIT:
        return _adoption(situation, cycle, jour)
    return _suite(situation, cycle, jour)


def _limite(le: date | None, jour: date, verbe: str) -> tuple[str, bool]:
    """`, à adopter avant le 31 décembre 2026, dans 3 mois.` and whether it is late."""
    if le is None:
        return ".", False
    return f", à {verbe} avant le {jour_long(le)}, {duree(jour, le)}.", jour > le


def _elaboration(situation: Situation, cycle: Cycle, jour: date) -> ProchaineEtape:
    suite, retard = _limite(cycle.echeance_adoption, jour, "adopter")
    nombre = len(situation.manques_bloquants)
    if not nombre:
        avant = "Le dossier est complet : "
        return ProchaineEtape(
            avant, "transmettez-le pour avis", suite, cycle.echeance_adoption, retard, Transition.TRANSMETTRE
        )
    cle = f"{nombre} {accorder(nombre, 'élément')}"
    return ProchaineEtape("Il manque ", cle, f" pour transmettre le projet{suite}", cycle.echeance_adoption, retard)


def _avis(situation: Situation, jour: date) -> ProchaineEtape:
    le = fin_des_avis(situation.avis, situation.echeance_avis)
    restent = encore_attendus(situation.avis, situation.echeance_avis, jour)
    if restent and le is not None:
        avis = accorder(len(restent), "avis attendu : son", "avis attendus : leur")
        premiere = min(un.echeance or le for un in restent)
        suite = f", puis le {jour_long(le)}" if premiere < le else ""
        return ProchaineEtape(
            f"{len(restent)} {avis} silence comptera le ", jour_long(premiere), f"{suite}, {duree(jour, le)}.", le
        )
    raison = "Tous les avis sont rendus" if tous_rendus(situation.avis) else "Le délai des avis est écoulé"
    return ProchaineEtape(
        f"{raison} : ", "constatez-les", " pour préparer l'adoption.", le, False, Transition.CONSTATER_AVIS
    )


def _adoption(situation: Situation, cycle: Cycle, jour: date) -> ProchaineEtape:
    suite, retard = _limite(cycle.echeance_adoption, jour, "adopter")
    manquants = [v for v in verdicts(Transition.ADOPTER, situation) if not v.tenu and v.garde != "pilote"]
    if not manquants:
        avant = "Les avis sont rendus et les pièces jointes : "
        return ProchaineEtape(avant, "adoptez le plan", suite, cycle.echeance_adoption, retard, Transition.ADOPTER)
    phrase = " ".join(verdict.phrase for verdict in manquants).rstrip(".")
    return ProchaineEtape(
        "Avant l'adoption : ", phrase[:1].lower() + phrase[1:], suite, cycle.echeance_adoption, retard
    )


def _suite(situation: Situation, cycle: Cycle, jour: date) -> ProchaineEtape:
    fin = cycle.echeance_cycle
    if situation.etat is EtatPcaet.ADOPTE and fin is None:
        return ProchaineEtape("Le plan est adopté : ", "dites à quelle date", ", les bilans se compteront d'elle.")
    if situation.etat is EtatPcaet.ARCHIVE or fin is None:
        texte = f", le plan suivant étant à adopter avant le {jour_long(fin)}." if fin else "."
        return ProchaineEtape("Ce plan est ", "archivé", texte, fin)
    milieu = cycle.echeance_mi_parcours
    if not cycle.mi_parcours and milieu is not None and not cycle.evaluation:
        suite = f" à déposer avant le {jour_long(milieu)}, {duree(jour, milieu)}."
        return ProchaineEtape("Le plan est adopté : ", "bilan à mi-parcours", suite, milieu, jour > milieu)
    if not cycle.evaluation:
        suite = f" à déposer avant le {jour_long(fin)}, {duree(jour, fin)}."
        return ProchaineEtape("Le bilan à mi-parcours est déposé : ", "évaluation finale", suite, fin, jour > fin)
    avant = "L'évaluation finale est déposée : "
    suite = f" et lancez le plan suivant, à adopter avant le {jour_long(fin)}."
    return ProchaineEtape(avant, "archivez la démarche", suite, fin, jour > fin, Transition.ARCHIVER)
