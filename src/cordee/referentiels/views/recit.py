"""What a write of statuts did, in one sentence that is read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from cordee.outils.dates import heure
from cordee.outils.nombres import formater, ordinal
from cordee.outils.texte import INSECABLE, accorder, enumerer
from cordee.referentiels.actions.statuts import Enregistrement
from cordee.referentiels.domain import Niveau, StatutAvancement, StatutStocke
from cordee.referentiels.queries.scores import EtatDesLieux

NEGLIGEABLE = 0.005


def raconter_enregistrement(resultat: Enregistrement, demandes: Sequence[str], *, le: datetime) -> str:
    """`Enregistré à 14 h 32 : 2 points de plus au programmé.`"""
    etat, n = resultat.apres, len(resultat.ecrits)
    if not n:
        return f"Rien à changer : {_numeros(etat, demandes)} avait déjà ce statut."
    debut = "Enregistré" if n == 1 or len(demandes) == 1 else f"{n} lignes enregistrées"
    suite = "" if len(demandes) > 1 else _cascade(resultat, demandes)
    return f"{debut} à {_heure(le)} : {decrire_mouvement(resultat.avant, etat)}.{suite}"


def raconter_annulation(resultat: Enregistrement, *, le: datetime) -> str:
    """`Annulé à 14 h 33 : 2.1.1.3 est de nouveau « Programmé ».`"""
    etat, ecrits = resultat.apres, resultat.ecrits
    if len(ecrits) == 1:
        (code,) = ecrits
        fin = f"{etat.charge.noeud(code).numero} est de nouveau « {_mot(etat.statuts.get(code))} »"
    else:
        fin = f"{len(ecrits)} statuts sont comme avant"
    return f"Annulé à {_heure(le)} : {fin}."


def decrire_mouvement(avant: EtatDesLieux, apres: EtatDesLieux) -> str:
    """What moved at the root: points faits and programmés, else pas faits, else the potentiel, else nothing; and the
    star reached or lost."""
    ancien, nouveau = avant.scores.racine(), apres.scores.racine()
    ecarts = {
        "au fait": nouveau.points_faits - ancien.points_faits,
        "au programmé": nouveau.points_programmes - ancien.points_programmes,
    }
    reserve = {"au pas fait": nouveau.points_pas_faits - ancien.points_pas_faits}
    potentiel = {"au potentiel": nouveau.points_potentiels - ancien.points_potentiels}
    for groupe in (ecarts, reserve, potentiel):
        dits = [(lieu, ecart) for lieu, ecart in groupe.items() if abs(ecart) >= NEGLIGEABLE]
        if dits:
            break
    else:
        return "le score ne change pas"
    mouvement = enumerer([_ecart(ecart, lieu, avec_mot=rang == 0) for rang, (lieu, ecart) in enumerate(dits)])
    return mouvement + _etoile(int(avant.scores.etoiles[0]), int(apres.scores.etoiles[0]))


def _ecart(ecart: float, lieu: str, *, avec_mot: bool) -> str:
    nombre = formater(abs(ecart), 2, souple=True)
    mot = f"{INSECABLE}{accorder(ecart, 'point')}" if avec_mot else ""
    return f"{nombre}{mot} de {'plus' if ecart > 0 else 'moins'} {lieu}"


def _etoile(avant: int, apres: int) -> str:
    if avant == apres:
        return ""
    return f" ; la {ordinal(max(avant, apres), feminin=True)} étoile est {'atteinte' if apres > avant else 'perdue'}"


def _cascade(resultat: Enregistrement, demandes: Sequence[str]) -> str:
    """Says that a sous-mesure lost its own statut to let its tâche count."""
    charge = resultat.apres.charge
    remises = [
        charge.noeud(code).numero
        for code in resultat.ecrits
        if code not in demandes and charge.arbre.niveau(code) is Niveau.SOUS_MESURE
    ]
    return f" {enumerer(remises)} se lit désormais à la tâche." if remises else ""


def _numeros(etat: EtatDesLieux, codes: Sequence[str]) -> str:
    return enumerer([etat.charge.noeud(code).numero for code in codes][:3]) if len(codes) <= 3 else "chaque ligne"


def _mot(statut: StatutStocke | None) -> str:
    if statut is None:
        return StatutAvancement.NON_RENSEIGNE.label
    return (statut.avancement if statut.concerne else StatutAvancement.NON_CONCERNE).label


def _heure(le: datetime) -> str:
    return heure(timezone.localtime(le))
