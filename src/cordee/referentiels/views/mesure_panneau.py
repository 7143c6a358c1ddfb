"""The panel on the right of the tree: the page of a mesure, condensed around the selected node."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.comptes.models import Utilisateur
from cordee.outils.nombres import formater
from cordee.referentiels.domain import Niveau, StatutAvancement, is_hidden
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.mesure import aides_of, commentaire_of, preuves_of
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.views.mesure_adresses import Entete, Lien, composer_entete_mesure, lier
from cordee.referentiels.views.mesure_noeuds import ChoixStatut, Droits, composer_choix, lire_droits, mot_statut
from cordee.referentiels.views.mesure_regles import Personnalisation
from cordee.referentiels.views.mesure_vue import (
    Mouvant,
    VueCommentaire,
    composer_commentaire,
    composer_mouvant,
    lire_personnalisation,
)

SAISIS = (Niveau.SOUS_MESURE, Niveau.TACHE)


@dataclass(frozen=True)
class VueEnfant:
    """A node under the one shown: its statut or its share done, and a link that opens it in the panel."""

    lien: Lien
    statut: StatutAvancement | None
    mot: str


@dataclass(frozen=True)
class VuePanneau:
    """What the panel shows of `code`: its mesure, then the selected node itself when it carries a statut."""

    code: str
    entete: Entete
    aide: str
    mouvant: Mouvant
    droits: Droits
    choix: ChoixStatut | None
    enfants: tuple[VueEnfant, ...]
    commentaire: VueCommentaire | None
    preuves: tuple[tuple[str, str], ...]
    personnalisation: Personnalisation


def composer_panneau(engagement: Engagement, etat: EtatDesLieux, code: str, utilisateur: Utilisateur) -> VuePanneau:
    """Panel of any node."""
    arbre = etat.charge.arbre
    page, droits = arbre.mesure_of(code), lire_droits(utilisateur, engagement)
    # Evidence of the selected node and of what contains it, below the axes.
    lignee = [noeud for noeud in arbre.subtree(page) if code == noeud or code.startswith(f"{noeud}.")]
    concernes = [*lignee, *(arbre.subtree(code)[1:] if arbre.niveau(code) in (Niveau.MESURE, *SAISIS) else ())]
    preuves = preuves_of(concernes)
    return VuePanneau(
        code=code,
        entete=composer_entete_mesure(etat, page),
        aide=aides_of([code]).get(code, ""),
        mouvant=composer_mouvant(etat, page),
        droits=droits,
        choix=composer_choix(etat, code, droits) if arbre.niveau(code) in SAISIS else None,
        enfants=_enfants(etat, code),
        commentaire=_commentaire(etat, code, droits),
        preuves=tuple((etat.charge.noeud(n).numero, nom) for n in concernes for nom in preuves.get(n, ())),
        personnalisation=lire_personnalisation(etat, page),
    )


def _enfants(etat: EtatDesLieux, code: str) -> tuple[VueEnfant, ...]:
    vues = []
    for enfant in etat.charge.arbre.children(code):
        score = etat.scores.noeud(enfant)
        if is_hidden(etat.charge.code, score.desactive):
            continue
        statut = None
        mot = f"{formater(score.ratio_fait * 100, 0)} % fait" if score.concerne else "Ne compte pas"
        if etat.charge.arbre.niveau(enfant) in SAISIS:
            statut = score.statut or StatutAvancement.NON_RENSEIGNE
            mot = "Désactivée" if score.desactive else mot_statut(statut)
        vues.append(VueEnfant(lier(etat, enfant), statut, mot))
    return tuple(vues)


def _commentaire(etat: EtatDesLieux, code: str, droits: Droits) -> VueCommentaire | None:
    """Comment of a mesure or sous-mesure; a tâche without one shows that of its sous-mesure."""
    niveau = etat.charge.arbre.niveau(code)
    if niveau not in (Niveau.MESURE, *SAISIS):
        return None
    ligne = commentaire_of(etat.collectivite, code)
    if ligne is None and niveau is Niveau.TACHE:
        code = str(etat.charge.arbre.parent(code))
        ligne = commentaire_of(etat.collectivite, code)
    return composer_commentaire(code, etat.charge.noeud(code).numero, ligne, droits)
