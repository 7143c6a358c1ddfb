"""Building the demonstration through the same actions as the screens; run again, it builds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.demo.gouvernance import tenir_le_copil
from cordee.demo.pcaet import construire_pcaet
from cordee.demo.plans import construire_plans
from cordee.demo.publication import publier_les_plans
from cordee.demo.scenario import MOIS, MOIS_N0, raconter
from cordee.demo.territoire import (
    DEPARTEMENT,
    EPCI,
    MOT_DE_PASSE,
    PERSONNES,
    PETR_NATURE,
    PETR_NOM,
    PETR_NOM_COURT,
    REGION,
    SIREN_PETR,
    EpciInvente,
)
from cordee.demo.textes import COMMENTAIRES, COMPETENCES, JUSTIFICATIONS, REPONSES_COMMUNES, REPONSES_PROPRES
from cordee.demo.webhooks import construire_webhook
from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import TypeJalon
from cordee.referentiels.models import Referentiel
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.territoires.actions.communes import creer_commune
from cordee.territoires.actions.competences import Declaration, declarer_competences
from cordee.territoires.actions.groupements import creer_groupement
from cordee.territoires.actions.membres import nommer_membre
from cordee.territoires.actions.reponses import justifier_reponse
from cordee.territoires.domain.siren import completer_siren
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite, Question
from cordee.territoires.queries import situation_of

DUREE_MOIS = timedelta(days=30.4)
Dire = Callable[[str], None]


def est_construite() -> bool:
    """Whether the demonstration is already there."""
    return Collectivite.objects.filter(siren=SIREN_PETR).exists()


@transaction.atomic
def construire(*, le: datetime, dire: Dire = lambda _: None) -> None:
    """Everything, in one transaction: a demonstration is whole or absent. `le` is the instant of its « today »."""
    debut = le - DUREE_MOIS * MOIS
    collectivites = _creer_territoire(debut)
    declarer_competences(
        [Declaration(e.siren, code, exercee) for e in EPCI for code, exercee in COMPETENCES.items()], par=None, le=debut
    )
    personnes = _creer_personnes(collectivites, debut)
    for invente in EPCI:
        dire(f"   {invente.nom}")
        collectivite = collectivites[invente.siren]
        autrice = next(p for p in personnes if invente.siren in _sirens(p))
        _repondre(collectivite, autrice, debut)
        for code in invente.niveaux:
            _raconter(invente, collectivite, code, personnes, debut=debut, le=le)
    dire("   Plans et fiches")
    construire_plans(collectivites, personnes, le=le)
    tenir_le_copil(collectivites[SIREN_PETR], personnes[0], personnes[1], le=le)
    construire_pcaet(collectivites, personnes, le=le)
    publier_les_plans(collectivites, personnes, le=le)
    construire_webhook(collectivites[SIREN_PETR], personnes[1], le=le)


def _sirens(personne: Utilisateur) -> set[str]:
    return next(set(p.roles) for p in PERSONNES if p.email == personne.email)


def _creer_territoire(le: datetime) -> dict[str, Collectivite]:
    """The PETR, its EPCI and their communes, by SIREN."""
    collectivites: dict[str, Collectivite] = {}
    numero = 0
    for invente in EPCI:
        communes = []
        for commune in invente.communes:
            numero += 1
            communes.append(
                creer_commune(
                    siren=completer_siren(f"29991{numero:03d}"),
                    nom=commune.nom,
                    population=commune.population,
                    departement=DEPARTEMENT,
                    region=REGION,
                    fictive=True,
                    par=None,
                    le=le,
                )
            )
        collectivites[invente.siren] = creer_groupement(
            siren=invente.siren,
            nom=invente.nom,
            nom_court=invente.nom_court,
            nature=Nature.EPCI,
            nature_insee="CC",
            dans_aire_urbaine=invente.dans_aire_urbaine,
            membres=communes,
            fictive=True,
            par=None,
            le=le,
        )
    collectivites[SIREN_PETR] = creer_groupement(
        siren=SIREN_PETR,
        nom=PETR_NOM,
        nom_court=PETR_NOM_COURT,
        nature=PETR_NATURE,
        membres=list(collectivites.values()),
        fictive=True,
        par=None,
        le=le,
    )
    return collectivites


def _creer_personnes(collectivites: dict[str, Collectivite], le: datetime) -> list[Utilisateur]:
    personnes: list[Utilisateur] = []
    for invente in PERSONNES:  # numbers that are given to nobody: they are kept for fictions
        utilisateur = Utilisateur.objects.create_user(
            invente.email, MOT_DE_PASSE, prenom=invente.prenom, nom=invente.nom,
            telephone=f"04 65 71 00 {len(personnes) + 10}",
        )  # fmt: skip
        for siren, role in invente.roles.items():
            nommer_membre(collectivites[siren], utilisateur, role=role, fonction=invente.fonction, par=None, le=le)
        personnes.append(utilisateur)
    return personnes


def _repondre(collectivite: Collectivite, par: Utilisateur, le: datetime) -> None:
    """Answers of a collectivité, before anything is opened: only to active questions, a few left open."""
    connues = set(Question.objects.values_list("code", flat=True))
    voulues = REPONSES_COMMUNES | REPONSES_PROPRES[collectivite.siren]
    for rang, (question, valeur) in enumerate(voulues.items()):
        actives = situation_of(collectivite).visibilite.actives
        if question in connues and question in actives:
            repondre(collectivite, question, valeur, par=par, le=le + timedelta(minutes=4 * rang))
            if question in JUSTIFICATIONS:
                justifier_reponse(collectivite, question, JUSTIFICATIONS[question], par=par, le=le)


def _raconter(
    invente: EpciInvente,
    collectivite: Collectivite,
    code: str,
    personnes: list[Utilisateur],
    *,
    debut: datetime,
    le: datetime,
) -> None:
    """Four years of one état des lieux: statuts month by month, jalons, comments."""
    referentiel = Referentiel.objects.get(code=code)
    auteurs = [p for p in personnes if invente.siren in _sirens(p) and _peut_editer(p, invente.siren)]
    coordinatrice = next(p for p in personnes if _sirens(p) == {SIREN_PETR})
    engagement = ouvrir_referentiel(collectivite, referentiel, par=auteurs[0], le=debut)
    etat = etat_des_lieux(collectivite, referentiel)
    ecartes = frozenset(n for n, s in etat.scores.noeuds().items() if s.desactive)
    a_figer = dict(_jalons(debut, le))
    for mois, saisies in raconter(etat.charge.arbre, invente.siren, invente.niveaux[code], ecartes):
        quand = min(
            debut + DUREE_MOIS * mois - timedelta(days=(mois * 7) % 20, hours=mois % 7), le - timedelta(hours=2)
        )
        par = coordinatrice if mois % 6 == 0 else auteurs[mois % len(auteurs)]
        renseigner_statuts(engagement, saisies, par=par, le=quand)
        for jalon, nom in a_figer.pop(mois, ()):
            figer_score(engagement, nom, par=auteurs[0], le=quand + timedelta(hours=1), jalon=jalon)
    for rang, (noeud, texte) in enumerate(COMMENTAIRES.items()):
        if noeud.startswith(f"{code}_") and noeud in etat.charge.arbre:
            instant = le - timedelta(days=3 + rang * 17, hours=rang)
            commenter_mesure(engagement, noeud, texte, par=auteurs[rang % len(auteurs)], le=instant)


def _peut_editer(personne: Utilisateur, siren: str) -> bool:
    return next(p for p in PERSONNES if p.email == personne.email).roles[siren] not in {"lecture", "contribution"}


def _jalons(debut: datetime, le: datetime) -> Iterator[tuple[int, list[tuple[TypeJalon, str]]]]:
    """Jalons by month: the N0, then a yearly report."""
    yield MOIS_N0, [(TypeJalon.ETAT_INITIAL, "N0")]
    for annee in (2, 3):
        mois = annee * 12
        yield mois, [(TypeJalon.DATE_PERSONNALISEE, f"Bilan {(debut + DUREE_MOIS * mois).year}")]
