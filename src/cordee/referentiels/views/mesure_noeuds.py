"""A node of a mesure as its row displays it: figures, statut to choose, what may be done there."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.comptes.models import Utilisateur
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import accorder
from cordee.referentiels.domain import ScoreNoeud, StatutAvancement
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement
from cordee.referentiels.permissions import qui_peut_renseigner
from cordee.referentiels.queries.scores import EtatDesLieux, verrou_pour
from cordee.socle.barres import Barre, composer_barre
from cordee.socle.permissions import peut

S = StatutAvancement
CHOIX = (S.FAIT, S.PROGRAMME, S.PAS_FAIT, S.NON_RENSEIGNE, S.NON_CONCERNE, S.DETAILLE)
"""Statuts offered, in the order of the keys 1 to 6."""

MOTS = {S.DETAILLE: "Détaillé", S.DETAILLE_A_LA_TACHE: "À la tâche"}
"""Shorter than the labels of the domain: they stand in a row of six."""

PARTS = (("fait", "Fait"), ("programme", "Programmé"), ("pas_fait", "Pas fait"))


def points(valeur: float) -> str:
    """`0,75`, `3`, `1,33`; what is too small to be written is said so."""
    return "< 0,01" if 0 < valeur < 0.005 else formater(valeur, 2, souple=True)


def points_mot(valeur: float) -> str:
    """`3,5 points`, `0,75 point`."""
    return f"{points(valeur)} {accorder(valeur, 'point')}"


def mot_statut(statut: StatutAvancement) -> str:
    """Word of a statut on this page."""
    return MOTS.get(statut, statut.label)


@dataclass(frozen=True)
class Droits:
    """What the person may do on this référentiel; each refusal has its reason, in French, that says who can."""

    renseigner: bool
    raison: str
    commenter: bool
    raison_commentaire: str


def lire_droits(utilisateur: Utilisateur, engagement: Engagement) -> Droits:
    """Rights of a person, with the first reason that stops them. At most two queries."""
    commenter = peut(utilisateur, "referentiels.commenter", engagement)
    if engagement.mode != Mode.ECRITURE:
        etat = Mode(engagement.mode).label.lower()
        raison = (
            f"Le référentiel {engagement.referentiel.nom} est en mode « {etat} » : rien n'y change. "
            "Une personne qui administre la collectivité peut le rouvrir."
        )
        return Droits(False, raison, commenter, raison)
    refus_commentaire = (
        ""
        if commenter
        else "Votre rôle permet de lire, pas de commenter. Demandez le rôle « Contribution » à une personne qui "
        "administre la collectivité (page « Membres et rôles »)."
    )
    if not peut(utilisateur, "referentiels.renseigner_statut", engagement):
        return Droits(False, qui_peut_renseigner(), commenter, refus_commentaire)
    verrou = verrou_pour(engagement, utilisateur)
    return Droits(verrou is None, verrou.message if verrou else "", commenter, refus_commentaire)


@dataclass(frozen=True)
class Chiffres:
    """Figures of a row. `etat` is "", "reglementaire" (no points), "desactivee" or "non_concernee"."""

    code: str
    etat: str
    barre: Barre | None
    texte: str
    reste: str


def composer_chiffres(etat: EtatDesLieux, code: str, score: ScoreNoeud | None = None) -> Chiffres:
    """Figures of one node."""
    score = score or etat.scores.noeud(code)
    if score.desactive:
        return Chiffres(code, "desactivee", None, "Ne compte pas", "")
    if not score.concerne:
        return Chiffres(code, "non_concernee", None, "Ne compte pas", "")
    barre = composer_barre(score.ratio_fait, score.ratio_programme, score.ratio_pas_fait)
    if not score.points_potentiels:
        mot = "Sans points" if not score.points_referentiel else "0 point ici"
        return Chiffres(code, "reglementaire", barre, mot, "")
    reste = max(0.0, score.points_potentiels - score.points_faits)
    return Chiffres(
        code,
        "",
        barre,
        f"{points(score.points_faits)} sur {points_mot(score.points_potentiels)}",
        f"{points(reste)} à gagner" if reste >= 0.0005 else "",
    )


@dataclass(frozen=True)
class Option:
    """One statut offered. `touche` is its key."""

    valeur: str
    mot: str
    choisie: bool
    touche: int


@dataclass(frozen=True)
class EtatSaisie:
    """What the last write did, said beside the field: `lot` lets it be taken back, `erreurs` refuse it."""

    texte: str
    refus: bool = False
    lot: str = ""
    parts: dict[str, str] | None = None


@dataclass(frozen=True)
class ChoixStatut:
    """The statut of a node and what it may become. `raison` says why it may not (empty when it may); `couverte`, that
    the sous-mesure above decides for it; `taches` sums up the tâches below."""

    code: str
    numero: str
    libelle: str
    affiche: StatutAvancement
    mot: str
    detail: str
    options: tuple[Option, ...]
    parts: tuple[tuple[str, str, str], ...]
    modifiable: bool
    raison: str
    couverte: str
    taches: str
    saisie: EtatSaisie | None = None


def composer_choix(etat: EtatDesLieux, code: str, droits: Droits, saisie: EtatSaisie | None = None) -> ChoixStatut:
    """Statut of one sous-mesure or tâche."""
    noeud, score = etat.charge.noeud(code), etat.scores.noeud(code)
    affiche = score.statut or S.NON_RENSEIGNE
    raison = ""
    if score.desactive:
        raison = "Désactivée par la personnalisation : elle ne vous est pas demandée."
    return ChoixStatut(
        code=code,
        numero=noeud.numero,
        libelle=noeud.libelle,
        affiche=affiche,
        mot="Désactivée" if score.desactive else mot_statut(affiche),
        detail=_dire_detail(score) if affiche is S.DETAILLE else "",
        options=_options(etat, code, affiche, S.DETAILLE if saisie and saisie.parts is not None else affiche),
        parts=_parts(etat, code, affiche, saisie),
        modifiable=droits.renseigner and not raison,
        raison=raison,
        couverte=_couverture(etat, code, affiche),
        taches=resumer_taches(etat, code),
        saisie=saisie,
    )


def _options(etat: EtatDesLieux, code: str, affiche: StatutAvancement, choisi: StatutAvancement) -> tuple[Option, ...]:
    """A sous-mesure whose tâches say something offers « à la tâche » in the place of « non renseigné »: both leave its
    own row empty."""
    par_tache = bool(etat.charge.arbre.children(code)) and affiche is not S.NON_RENSEIGNE
    offerts = [S.DETAILLE_A_LA_TACHE if statut is S.NON_RENSEIGNE and par_tache else statut for statut in CHOIX]
    return tuple(
        Option(statut.value, mot_statut(statut), statut is choisi, rang) for rang, statut in enumerate(offerts, start=1)
    )


def _parts(
    etat: EtatDesLieux, code: str, affiche: StatutAvancement, saisie: EtatSaisie | None
) -> tuple[tuple[str, str, str], ...]:
    """Percentages of « détaillé »: what was typed and refused, else what is stored, else today's when complete."""
    if saisie is not None and saisie.parts is not None:
        return tuple((nom, mot, saisie.parts.get(nom, "")) for nom, mot in PARTS)
    stocke = etat.statuts.get(code)
    if affiche is S.DETAILLE and stocke is not None and stocke.split is not None:
        valeurs = stocke.split.parts
    else:
        score = etat.scores.noeud(code)
        if not score.concerne or not score.is_complet:
            return tuple((nom, mot, "") for nom, mot in PARTS)
        fait, programme = round(score.ratio_fait, 2), round(score.ratio_programme, 2)
        valeurs = (fait, programme, max(0.0, 1 - fait - programme))
    return tuple(
        (nom, mot, f"{valeur * 100:.2f}".rstrip("0").rstrip("."))
        for (nom, mot), valeur in zip(PARTS, valeurs, strict=True)
    )


def _dire_detail(score: ScoreNoeud) -> str:
    """`50 % fait, 25 % programmé, 25 % pas fait`."""
    parts = (("fait", score.ratio_fait), ("programmé", score.ratio_programme), ("pas fait", score.ratio_pas_fait))
    return ", ".join(f"{pourcent(ratio, 0)} {mot}" for mot, ratio in parts if ratio)


def _couverture(etat: EtatDesLieux, code: str, affiche: StatutAvancement) -> str:
    if affiche is not S.NON_RENSEIGNABLE:
        return ""
    parent = etat.charge.noeud(str(etat.charge.arbre.parent(code)))
    mot = mot_statut(etat.scores.noeud(parent.code).statut or S.NON_RENSEIGNE).lower()
    return f"Suit {parent.numero}, « {mot} »"


_COMPTES = (
    (S.FAIT, "faite", "faites"),
    (S.PROGRAMME, "programmée", "programmées"),
    (S.PAS_FAIT, "pas faite", "pas faites"),
    (S.DETAILLE, "détaillée", "détaillées"),
    (S.NON_CONCERNE, "non concernée", "non concernées"),
    (None, "sans statut", "sans statut"),
)


def resumer_taches(etat: EtatDesLieux, code: str) -> str:
    """`7 tâches : 3 faites, 2 programmées, 2 sans statut`; empty without tâche."""
    enfants = etat.charge.arbre.children(code)
    if not enfants:
        return ""
    tete = f"{len(enfants)} {accorder(len(enfants), 'tâche')}"
    affiches = [etat.scores.noeud(enfant).statut for enfant in enfants]
    if S.NON_RENSEIGNABLE in affiches:
        return f"{tete}, qui {accorder(len(enfants), 'suit', 'suivent')} le statut de la sous-mesure"
    comptes = [
        f"{nombre} {accorder(nombre, un, plusieurs)}"
        for statut, un, plusieurs in _COMPTES
        if (nombre := sum(affiche is statut for affiche in affiches))
    ]
    return f"{tete} : {', '.join(comptes)}"
