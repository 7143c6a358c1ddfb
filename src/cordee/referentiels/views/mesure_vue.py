"""The page of a mesure and its panel, as values ready for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString

from cordee.comptes.models import Utilisateur
from cordee.outils.nombres import formater, pourcent
from cordee.outils.texte import accorder
from cordee.referentiels.domain import Niveau, StatutAvancement, is_hidden
from cordee.referentiels.models import Commentaire, Engagement, LienOrigine, TexteOfficiel
from cordee.referentiels.queries.mesure import (
    DonneesMesure,
    conditions_of,
    derniers_changements,
    donnees_mesure,
    noeuds_montres,
    reponses_datees,
)
from cordee.referentiels.queries.scores import EtatDesLieux
from cordee.referentiels.views.mesure_adresses import Entete, Lien, composer_entete_mesure, lier
from cordee.referentiels.views.mesure_avis import (
    Reponse,
    VueCondition,
    VuePerte,
    composer_conditions,
    composer_pas,
    composer_pertes,
    composer_reponse,
)
from cordee.referentiels.views.mesure_historique import VueChangement, composer_historique
from cordee.referentiels.views.mesure_noeuds import (
    Chiffres,
    ChoixStatut,
    Droits,
    EtatSaisie,
    composer_chiffres,
    composer_choix,
    lire_droits,
    points,
)
from cordee.referentiels.views.mesure_regles import (
    Personnalisation,
    Potentiel,
    composer_personnalisation,
    composer_potentiel,
    questions_citees_sous,
)
from cordee.socle.barres import Barre, composer_barre

SECTIONS_OFFICIELLES = (
    ("description", "Description"),
    ("contexte", "Contexte et réglementation"),
    ("exemples", "Exemples"),
    ("ressources", "Ressources"),
    ("perimetre", "Périmètre d'évaluation"),
    ("preuve", "Preuves"),
    ("reduction_potentiel", "Réduction de potentiel"),
)
LIGNES = (
    (StatutAvancement.FAIT, "points_faits", "ratio_fait"),
    (StatutAvancement.PROGRAMME, "points_programmes", "ratio_programme"),
    (StatutAvancement.PAS_FAIT, "points_pas_faits", "ratio_pas_fait"),
    (StatutAvancement.NON_RENSEIGNE, "points_non_renseignes", "ratio_non_renseigne"),
)


@dataclass(frozen=True)
class VueScore:
    """Score of the node: big figure, bar, the four lines (glyph, word, points, share)."""

    compte: bool
    faits: str
    potentiels: str
    mot: str
    reste: str
    barre: Barre
    lignes: tuple[tuple[str, str, str, str], ...]
    potentiel: Potentiel


@dataclass(frozen=True)
class VueCommentaire:
    """Comment of a node: text, author, and the form that changes it. `saisie` says what the last write did;
    `brouillon` is what was typed and not kept."""

    code: str
    numero: str
    texte: str
    auteur: str
    initiales: str
    le: datetime | None
    modifiable: bool
    raison: str
    saisie: EtatSaisie | None = None
    brouillon: str | None = None


@dataclass(frozen=True)
class VueNoeud:
    """A sous-mesure or a tâche of the page."""

    code: str
    numero: str
    libelle: str
    phase: str
    essentielle: bool
    chiffres: Chiffres
    choix: ChoixStatut
    etoiles: tuple[int, ...]
    aide: str
    officiel: tuple[tuple[str, str], ...]
    nom_officiel: str
    preuves: tuple[str, ...]
    origines: tuple[VueOrigine, ...]
    commentaire: VueCommentaire | None
    taches: tuple[VueNoeud, ...] = ()
    deplie: bool = True


@dataclass(frozen=True)
class VueOrigine:
    """A CAE or ECI node from which a TE node comes; `url` is empty when that référentiel was never opened."""

    referentiel: str
    numero: str
    libelle: str
    poids: str
    url: str


@dataclass(frozen=True)
class VueGroupe:
    """A child of an axe or sous-axe: a link, with its figures."""

    lien: Lien
    niveau: str
    chiffres: Chiffres


@dataclass(frozen=True)
class Mouvant:
    """What a write of statut may change on the page, apart from its rows."""

    reponse: Reponse
    score: VueScore
    pas: SafeString
    pertes: tuple[VuePerte, ...]
    conditions: tuple[VueCondition, ...]
    historique: tuple[VueChangement, ...]


@dataclass(frozen=True)
class Page:
    """Everything that the page of a node shows."""

    engagement: Engagement
    droits: Droits
    entete: Entete
    mouvant: Mouvant
    personnalisation: Personnalisation
    aide: str
    officiel: tuple[tuple[str, str], ...]
    nom_officiel: str
    preuves: tuple[tuple[str, str], ...]
    origines: tuple[VueOrigine, ...]
    commentaire: VueCommentaire | None
    noeuds: tuple[VueNoeud, ...]
    groupes: tuple[VueGroupe, ...]
    resume: str

    @property
    def code(self) -> str:
        """Code of the node: its comment is displayed as that of a row."""
        return self.entete.code


def composer_page(
    engagement: Engagement,
    etat: EtatDesLieux,
    code: str,
    utilisateur: Utilisateur,
    saisies: Mapping[str, EtatSaisie] | None = None,
) -> Page:
    """The page of a node at or above the mesures. `saisies`: what to say beside the nodes just written."""
    codes = noeuds_montres(etat, code)
    droits = lire_droits(utilisateur, engagement)
    donnees = donnees_mesure(etat, codes)
    mouvant = composer_mouvant(etat, code)
    ecriture = _Ecriture(etat, donnees, droits, mouvant.conditions, saisies or {})
    est_mesure = etat.charge.arbre.niveau(code) is Niveau.MESURE
    return Page(
        engagement=engagement,
        droits=droits,
        entete=composer_entete_mesure(etat, code),
        mouvant=mouvant,
        personnalisation=lire_personnalisation(etat, code),
        aide=donnees.aides.get(code, ""),
        officiel=sections_officielles(donnees.textes.get(code)),
        nom_officiel=donnees.textes[code].nom if code in donnees.textes else "",
        preuves=tuple((etat.charge.noeud(n).numero, nom) for n in codes for nom in donnees.preuves.get(n, ())),
        origines=ecriture.origines(code),
        commentaire=ecriture.commentaire(code) if est_mesure else None,
        noeuds=ecriture.enfants(code) if est_mesure else (),
        groupes=() if est_mesure else _groupes(etat, code),
        resume=_resume(etat, code),
    )


def lire_personnalisation(etat: EtatDesLieux, code: str) -> Personnalisation:
    """Rules of the node with who answered. One query."""
    datees = reponses_datees(etat.collectivite, questions_citees_sous(etat, code))
    return composer_personnalisation(etat, code, datees)


def composer_mouvant(etat: EtatDesLieux, code: str) -> Mouvant:
    """What changes with a statut. Three queries."""
    codes = etat.charge.arbre.subtree(code)
    return Mouvant(
        reponse=composer_reponse(etat, code),
        score=composer_score(etat, code),
        pas=composer_pas(etat, code),
        pertes=composer_pertes(etat, codes),
        conditions=composer_conditions(etat, conditions_of(codes)),
        historique=composer_historique(derniers_changements(etat.collectivite, codes)),
    )


def composer_score(etat: EtatDesLieux, code: str) -> VueScore:
    """Score of one node."""
    score = etat.scores.noeud(code)
    reste = max(0.0, score.points_potentiels - score.points_faits)
    return VueScore(
        compte=score.concerne and bool(score.points_potentiels),
        faits=points(score.points_faits),
        potentiels=points(score.points_potentiels),
        mot=accorder(score.points_faits, "point"),
        reste=points(reste) if reste >= 0.0005 else "",
        barre=composer_barre(score.ratio_fait, score.ratio_programme, score.ratio_pas_fait),
        lignes=tuple(
            (statut.value, statut.label, formater(getattr(score, attribut), 2), pourcent(getattr(score, ratio)))
            for statut, attribut, ratio in LIGNES
        ),
        potentiel=composer_potentiel(etat, code),
    )


def composer_commentaire(
    code: str,
    numero: str,
    ligne: Commentaire | None,
    droits: Droits,
    saisie: EtatSaisie | None = None,
    brouillon: str | None = None,
) -> VueCommentaire:
    """Comment of one node, empty when there is none."""
    auteur = ligne.modifie_par if ligne else None
    return VueCommentaire(
        code=code,
        numero=numero,
        texte=ligne.texte if ligne else "",
        auteur=auteur.nom_complet if auteur else "Compte supprimé" if ligne else "",
        initiales=auteur.initiales if auteur else "",
        le=ligne.modified_at if ligne else None,
        modifiable=droits.commenter,
        raison=droits.raison_commentaire,
        saisie=saisie,
        brouillon=brouillon,
    )


def sections_officielles(texte: TexteOfficiel | None) -> tuple[tuple[str, str], ...]:
    """(title, Markdown) of what the official text says of a node."""
    if texte is None:
        return ()
    return tuple(
        (titre, getattr(texte, champ)) for champ, titre in SECTIONS_OFFICIELLES if getattr(texte, champ).strip()
    )


class _Ecriture:
    """Composes the rows of a mesure from what was read once."""

    def __init__(
        self,
        etat: EtatDesLieux,
        donnees: DonneesMesure,
        droits: Droits,
        conditions: Sequence[VueCondition],
        saisies: Mapping[str, EtatSaisie],
    ) -> None:
        self.etat, self.donnees, self.droits, self.saisies = etat, donnees, droits, saisies
        self.etoiles: dict[str, tuple[int, ...]] = {}
        for condition in conditions:
            self.etoiles[condition.code] = (*self.etoiles.get(condition.code, ()), condition.etoile)

    def enfants(self, code: str) -> tuple[VueNoeud, ...]:
        """Rows under a node; TE hides what is désactivé (the personnalisation section names it)."""
        return tuple(
            self.noeud(enfant)
            for enfant in self.etat.charge.arbre.children(code)
            if not is_hidden(self.etat.charge.code, self.etat.scores.noeud(enfant).desactive)
        )

    def noeud(self, code: str) -> VueNoeud:
        """One row and those under it. A tâche shows a comment only when it has one: the explanation goes with the
        sous-mesure. Neither do readers see an empty one."""
        noeud = self.etat.charge.noeud(code)
        texte = self.donnees.textes.get(code)
        commente = code in self.donnees.commentaires or (noeud.niveau is Niveau.SOUS_MESURE and self.droits.commenter)
        return VueNoeud(
            code=code,
            numero=noeud.numero,
            libelle=noeud.libelle,
            phase=noeud.categorie.capitalize(),
            essentielle=noeud.coremeasure,
            chiffres=composer_chiffres(self.etat, code),
            choix=composer_choix(self.etat, code, self.droits, self.saisies.get(code)),
            etoiles=self.etoiles.get(code, ()),
            aide=self.donnees.aides.get(code, ""),
            officiel=sections_officielles(texte),
            nom_officiel=texte.nom if texte else "",
            preuves=self.donnees.preuves.get(code, ()),
            origines=self.origines(code),
            commentaire=self.commentaire(code) if commente else None,
            taches=self.enfants(code),
            deplie=not any(self._suit(enfant) for enfant in self.etat.charge.arbre.children(code)),
        )

    def _suit(self, code: str) -> bool:
        return self.etat.scores.noeud(code).statut is StatutAvancement.NON_RENSEIGNABLE

    def commentaire(self, code: str) -> VueCommentaire:
        """Comment of a node."""
        numero = self.etat.charge.noeud(code).numero
        return composer_commentaire(code, numero, self.donnees.commentaires.get(code), self.droits)

    def origines(self, code: str) -> tuple[VueOrigine, ...]:
        """Where a TE node comes from."""
        return tuple(self._origine(lien) for lien in self.donnees.origines.get(code, ()))

    def _origine(self, lien: LienOrigine) -> VueOrigine:
        referentiel, _, numero = lien.origine_id.partition("_")
        url = ""
        if referentiel in self.donnees.referentiels_ouverts:
            url = reverse("mesure", args=[self.etat.collectivite.siren, referentiel, lien.origine_id])
        poids = "" if lien.poids == 1 else pourcent(lien.poids, 0)
        return VueOrigine(referentiel.upper(), numero, lien.origine.libelle, poids, url)


def _groupes(etat: EtatDesLieux, code: str) -> tuple[VueGroupe, ...]:
    return tuple(
        VueGroupe(lier(etat, enfant), etat.charge.noeud(enfant).niveau.label, composer_chiffres(etat, enfant))
        for enfant in etat.charge.arbre.children(code)
        if not is_hidden(etat.charge.code, etat.scores.noeud(enfant).desactive)
    )


def _resume(etat: EtatDesLieux, code: str) -> str:
    """`8 sous-mesures ; 28 tâches renseignées sur 32`."""
    arbre, score = etat.charge.arbre, etat.scores.noeud(code)
    enfants = arbre.children(code)
    if not enfants:
        return "Le référentiel ne détaille pas cette mesure."
    mot = arbre.niveau(enfants[0]).label.lower()
    renseignees = accorder(score.taches_renseignees, "tâche renseignée", "tâches renseignées")
    return (
        f"{len(enfants)} {accorder(len(enfants), mot, _pluriel(mot))} ; "
        f"{score.taches_renseignees} {renseignees} sur {score.taches_total}"
    )


def _pluriel(mot: str) -> str:
    return "-".join(partie if partie == "sous" else partie + "s" for partie in mot.split("-"))
