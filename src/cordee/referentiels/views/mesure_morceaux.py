"""What a write of statut changes on the page or in the panel: the pieces that htmx puts back in their places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.statuts import Enregistrement
from cordee.referentiels.domain import is_hidden
from cordee.referentiels.domain.saisie import NIVEAUX_SAISIS
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.views.mesure_adresses import Entete, composer_entete_mesure
from cordee.referentiels.views.mesure_noeuds import (
    Chiffres,
    ChoixStatut,
    EtatSaisie,
    composer_chiffres,
    composer_choix,
    lire_droits,
)
from cordee.referentiels.views.mesure_regles import Personnalisation
from cordee.referentiels.views.mesure_vue import Mouvant, composer_mouvant, lire_personnalisation
from cordee.referentiels.views.recit import raconter_annulation, raconter_enregistrement
from cordee.territoires.domain.expressions import TypeFormule


@dataclass(frozen=True)
class Morceaux:
    """`choix` is the answer to the form itself, unless `hors_bande`; all the rest goes to its place by identifier."""

    entete: Entete
    panneau: bool
    hors_bande: bool
    choix: ChoixStatut | None
    autres: tuple[ChoixStatut, ...]
    chiffres: tuple[Chiffres, ...]
    mouvant: Mouvant
    personnalisation: Personnalisation | None
    modifiable: bool


def composer_saisie(resultat: Enregistrement, demandes: Sequence[str], le: datetime, *, annulation: bool) -> EtatSaisie:
    """`Enregistré à 14 h 32 : 2 points de plus au fait.`, with what takes it back when something was written."""
    if annulation:
        return EtatSaisie(raconter_annulation(resultat, le=le))
    lot = str(resultat.lot) if resultat.ecrits else ""
    return EtatSaisie(raconter_enregistrement(resultat, demandes, le=le), lot=lot)


def noeuds_changes(resultat: Enregistrement) -> tuple[str, ...]:
    """Nodes that do not show the same thing after a write, in the order of the référentiel."""
    avant, apres = resultat.avant.scores.noeuds(), resultat.apres.scores.noeuds()
    ecrits = set(resultat.ecrits)
    return tuple(code for code, score in apres.items() if code in ecrits or score != avant[code])


def composer_morceaux(
    engagement: Engagement,
    etat: EtatDesLieux,
    code: str,
    changees: Collection[str],
    utilisateur: Utilisateur,
    saisie: EtatSaisie | None,
    *,
    panneau: bool,
    hors_bande: bool = False,
) -> Morceaux:
    """Pieces to send after a write on `code`. The panel shows one node only; the page, all those of its mesure."""
    arbre, droits = etat.charge.arbre, lire_droits(utilisateur, engagement)
    page = arbre.mesure_of(code)
    touchees = [
        noeud
        for noeud in ([code] if panneau else arbre.subtree(page))
        if (noeud in changees or noeud == code)
        and arbre.niveau(noeud) in NIVEAUX_SAISIS
        and not is_hidden(etat.charge.code, etat.scores.noeud(noeud).desactive)
    ]
    # The summary of the tâches stands beside the statut of their sous-mesure: it changes with any of them.
    meres = [str(arbre.parent(noeud)) for noeud in touchees if not panneau]
    autres = sorted({*touchees, *(m for m in meres if arbre.niveau(m) in NIVEAUX_SAISIS)} - {code}, key=arbre.position)
    return Morceaux(
        entete=composer_entete_mesure(etat, page),
        panneau=panneau,
        hors_bande=hors_bande,
        choix=composer_choix(etat, code, droits, saisie) if code in touchees else None,
        autres=tuple(composer_choix(etat, noeud, droits) for noeud in autres),
        chiffres=() if panneau else tuple(composer_chiffres(etat, noeud) for noeud in touchees),
        mouvant=composer_mouvant(etat, page),
        personnalisation=_personnalisation(etat, page),
        modifiable=droits.renseigner,
    )


def rafraichir(engagement: Engagement, etat: EtatDesLieux, code: str, utilisateur: Utilisateur) -> Morceaux:
    """Pieces of the panel after a write made elsewhere on the page (the tree)."""
    return composer_morceaux(engagement, etat, code, (code,), utilisateur, None, panneau=True, hors_bande=True)


def _personnalisation(etat: EtatDesLieux, page: str) -> Personnalisation | None:
    """Only a score rule depends on statuts."""
    noeuds = etat.charge.arbre.subtree(page)
    regles = (regle for noeud in noeuds for regle in etat.charge.regles_par_noeud.get(noeud, ()))
    return lire_personnalisation(etat, page) if any(r.type is TypeFormule.SCORE for r in regles) else None
