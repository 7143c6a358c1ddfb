"""Lines of the history as its page shows them, by day: who changed what, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.outils.differences import Morceaux, comparer
from cordee.referentiels.domain import Niveau, numero_of, referentiel_of
from cordee.referentiels.enums import TypeChangement
from cordee.referentiels.models import HistoriqueCommentaire, HistoriqueStatut
from cordee.referentiels.queries.definitions import ReferentielCharge
from cordee.referentiels.queries.historique import Ligne, libelles_of
from cordee.referentiels.views.mots import (
    StatutEcrit,
    ecrire_reponse,
    ecrire_statut,
    mesure_du_code,
    niveau_du_code,
)
from cordee.territoires.models import Collectivite, HistoriqueReponse

TEXTE_COURT = 280
"""Characters of a text shown without unfolding it."""

CITES = 4
"""Nodes named beside a question."""

PAGEES = frozenset({Niveau.MESURE, Niveau.SOUS_MESURE, Niveau.TACHE})


@dataclass(frozen=True)
class Auteur:
    """Who did it, even when the account is gone."""

    nom: str
    initiales: str


@dataclass(frozen=True)
class NoeudCite:
    """A node named, with its page (empty above the mesures)."""

    numero: str
    libelle: str
    url: str
    referentiel: str = ""


@dataclass(frozen=True)
class Verbe:
    """What was done to a text, agreeing with a comment or a justification."""

    masculin: str
    feminin: str


ECRIT, MODIFIE = Verbe("écrit", "écrite"), Verbe("modifié", "modifiée")
EFFACE, RETABLI = Verbe("effacé", "effacée"), Verbe("remis comme avant", "remise comme avant")


@dataclass(frozen=True)
class Texte:
    """A comment or a justification: `verbe` sums up the change, `morceaux` are its differences, word by word."""

    verbe: Verbe
    morceaux: Morceaux
    long: bool


@dataclass(frozen=True)
class LigneFil:
    """One line. Of `statuts`, `reponses` and `texte`, only what the kind of change calls for is there. `mesure` is that
    of a sous-mesure or tâche, `noeuds` are those that a question touches, `rappel` what goes with an answer today."""

    genre: TypeChangement
    le: datetime
    auteur: Auteur
    collectivite: Collectivite
    objet: NoeudCite
    niveau: str
    mesure: NoeudCite | None = None
    thematique: str = ""
    noeuds: tuple[NoeudCite, ...] = ()
    autres_noeuds: int = 0
    statuts: tuple[StatutEcrit, StatutEcrit] | None = None
    reponses: tuple[str, str] | None = None
    texte: Texte | None = None
    rappel: str = ""
    annulation: bool = False
    repris: bool = False


@dataclass(frozen=True)
class Journee:
    """The lines of one day, newest first."""

    jour: date
    lignes: tuple[LigneFil, ...]


def composer_fil(lignes: Sequence[Ligne], charges: Iterable[ReferentielCharge]) -> list[Journee]:
    """Lines by local day, in the order given. One query, for the names of the mesures."""
    par_code = {charge.code: charge for charge in charges}
    mesures = {mesure_du_code(ligne.mesure.code) for ligne in lignes if ligne.mesure is not None}
    libelles = libelles_of(mesures) if mesures else {}
    ecrites = [_composer(ligne, libelles, par_code) for ligne in lignes]
    par_jour = groupby(ecrites, key=lambda ecrite: timezone.localdate(ecrite.le))
    return [Journee(jour, tuple(groupe)) for jour, groupe in par_jour]


def _composer(ligne: Ligne, libelles: Mapping[str, str], charges: Mapping[str, ReferentielCharge]) -> LigneFil:
    if isinstance(ligne.changement, HistoriqueReponse):
        return _sur_question(ligne, ligne.changement, charges)
    return _sur_noeud(ligne, ligne.changement, libelles, charges)


def _signer(auteur: Utilisateur | None) -> Auteur:
    return Auteur(auteur.nom_complet, auteur.initiales) if auteur else Auteur("Compte supprimé", "?")


# -- changes of a node -----------------------------------------------------------------------------------------------
def _sur_noeud(
    ligne: Ligne,
    changement: HistoriqueStatut | HistoriqueCommentaire,
    libelles: Mapping[str, str],
    charges: Mapping[str, ReferentielCharge],
) -> LigneFil:
    code = changement.mesure_id
    mesure = mesure_du_code(code)
    statut = changement if isinstance(changement, HistoriqueStatut) else None
    return LigneFil(
        genre=ligne.genre,
        le=changement.modified_at,
        auteur=_signer(changement.modifie_par),
        collectivite=ligne.collectivite,
        objet=_citer(ligne.collectivite, code, changement.mesure.libelle, charges),
        niveau=niveau_du_code(code).label,
        mesure=_citer(ligne.collectivite, mesure, libelles.get(mesure, ""), charges) if mesure != code else None,
        statuts=_statuts(statut) if statut else None,
        texte=None if isinstance(changement, HistoriqueStatut) else _texte(changement.precedent, changement.texte),
        annulation=statut is not None and statut.annule is not None,
        repris=ligne.repris,
    )


def _citer(collectivite: Collectivite, code: str, libelle: str, charges: Mapping[str, ReferentielCharge]) -> NoeudCite:
    """A node, with the page where it is seen as long as it is in its référentiel."""
    referentiel = referentiel_of(code)
    charge = charges.get(referentiel)
    url = ""
    if charge is not None and code in charge.arbre and niveau_du_code(code) in PAGEES:
        mesure = mesure_du_code(code)
        url = reverse("mesure", args=[collectivite.siren, referentiel, mesure]) + (f"#{code}" if code != mesure else "")
    return NoeudCite(numero_of(code), libelle, url, referentiel.upper())


def _statuts(changement: HistoriqueStatut) -> tuple[StatutEcrit, StatutEcrit]:
    avant = ecrire_statut(
        changement.precedent_avancement, changement.precedent_detail, concerne=changement.precedent_concerne
    )
    return avant, ecrire_statut(changement.avancement, changement.detail, concerne=changement.concerne)


def _texte(avant: str, apres: str) -> Texte:
    """A text and what changed in it. Nothing of what was there before is left out: a text that was rewritten shows
    whole, before then after."""
    morceaux: Morceaux = (("", apres),)
    if not apres:
        verbe, morceaux = EFFACE, (("del", avant),)
    elif not avant:
        verbe = ECRIT
    elif avant == apres:
        verbe = RETABLI
    else:
        verbe, morceaux = MODIFIE, comparer(avant, apres)
        if not any(sorte for sorte, _ in morceaux):
            morceaux = (("del", avant), ("ins", apres))
    return Texte(verbe, morceaux, sum(len(texte) for _, texte in morceaux) > TEXTE_COURT)


# -- changes of an answer --------------------------------------------------------------------------------------------
def _sur_question(ligne: Ligne, changement: HistoriqueReponse, charges: Mapping[str, ReferentielCharge]) -> LigneFil:
    question, actuelle = changement.question, ligne.reponse
    siren = ligne.collectivite.siren
    page = reverse("thematique", args=[siren, question.thematique_id])
    codes = [
        (charge, code) for charge in charges.values() for code in charge.noeuds_par_question.get(question.code, ())
    ]
    sur_reponse = ligne.genre == TypeChangement.REPONSE
    return LigneFil(
        genre=ligne.genre,
        le=changement.modified_at,
        auteur=_signer(changement.modifie_par),
        collectivite=ligne.collectivite,
        objet=NoeudCite("", question.formulation, f"{page}#q-{question.code}"),
        niveau="Question",
        thematique=question.thematique.nom,
        noeuds=tuple(
            _citer(ligne.collectivite, code, charge.noeud(code).libelle, charges) for charge, code in codes[:CITES]
        ),
        autres_noeuds=max(0, len(codes) - CITES),
        reponses=(ecrire_reponse(question, changement.precedente), ecrire_reponse(question, changement.valeur))
        if sur_reponse
        else None,
        texte=None if sur_reponse else _texte(changement.precedente or "", changement.valeur or ""),
        rappel=_rappeler(ligne, sur_reponse=sur_reponse) if actuelle else "",
    )


def _rappeler(ligne: Ligne, *, sur_reponse: bool) -> str:
    """Beside an answer, its justification of today; beside a justification, the answer of today."""
    if ligne.reponse is None or not isinstance(ligne.changement, HistoriqueReponse):
        return ""
    if sur_reponse:
        return ligne.reponse.justification
    return f"Réponse : {ecrire_reponse(ligne.changement.question, ligne.reponse.valeur).lower()}"
