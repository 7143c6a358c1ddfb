"""Reading a document with the service of conversation that the installation chose: consent, one job at a time, then the
same preview as any import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions.imports.apercu import bilan_de, previsualiser
from cordee.plans.actions.imports.depot import lire, lire_octets
from cordee.plans.domain.imports.assistant.demande import (
    CONSOLIDER,
    MORCEAUX_MAX,
    SOUS_ACTIONS,
    Message,
    Morceau,
    Options,
    Page,
    decouper,
    demander_fiches,
    demander_une_fiche,
    schema,
)
from cordee.plans.domain.imports.assistant.lecture import dedoublonner, fidelite_de, texte_de_la_fiche
from cordee.plans.domain.imports.assistant.reponse import FicheProposee, lire_reponse, sans_les_champs
from cordee.plans.domain.imports.lecture import pages_du_document
from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.models import Import
from cordee.plans.queries.imports import lectures_assistees_en_cours
from cordee.socle.clients.conversation import Service, ServiceIndisponible, demander
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.socle.permissions import exiger
from cordee.socle.travaux import lancer_travail

GENRE_ASSISTANT = "plans.lire_avec_assistant"
EN_VOL_MAX = 20
"""Readings of the whole installation that wait or run."""
Avancer = Callable[[float, str], None]
Poseur = Callable[[Sequence[Message]], str]


def service_choisi() -> Service:
    """The service of the installation."""
    return Service(
        adresse=settings.CORDEE_ASSISTANT_ADRESSE, modele=settings.CORDEE_ASSISTANT_MODELE,
        cle=settings.CORDEE_ASSISTANT_CLE, nom=settings.CORDEE_ASSISTANT_NOM, delai=settings.CORDEE_ASSISTANT_DELAI,
    )  # fmt: skip


@transaction.atomic
def demander_lecture(depot: Import, options: Options, *, consent: bool, par: Utilisateur, le: datetime) -> Travail:
    """Starts the reading of a document by the service. Raises `DonneeRefusee` without consent, when none is set, when
    the import is made already, or when another reading of the collectivité is under way."""
    exiger(par, "plans.importer", depot.collectivite)
    service = service_choisi()
    if not service.est_regle:
        raise DonneeRefusee("Aucun assistant n'est réglé sur cette installation.")
    if not consent:
        raise DonneeRefusee("Cochez la case : sans votre accord, rien n'est envoyé.")
    verrouille = Import.objects.select_for_update().get(pk=depot.pk)
    if verrouille.etat not in {Import.Etat.LU, Import.Etat.DEPOSE, Import.Etat.ECHOUE}:
        raise DonneeRefusee("Cet import est déjà fait : déposez le document de nouveau.")
    if lectures_assistees_en_cours(GENRE_ASSISTANT, depot.collectivite):
        raise DonneeRefusee("Un document de votre collectivité est déjà en cours de lecture : attendez qu'il soit lu.")
    if lectures_assistees_en_cours(GENRE_ASSISTANT) >= EN_VOL_MAX:
        raise DonneeRefusee("Trop de documents sont en cours de lecture ici : recommencez plus tard.")
    verrouille.options = {**verrouille.options, "assistant": options.en_json()}
    verrouille.save(update_fields=["options"])
    consigner(
        depot, "plans.envoyer_a_l_assistant",
        f"A envoyé le texte de « {depot.nom_fichier} » à {service.intitule} ({service.hote}, modèle {service.modele})",
        par=par, le=le, collectivite_id=depot.collectivite_id,
    )  # fmt: skip
    return lancer_travail(
        GENRE_ASSISTANT, libelle=f"Lecture de « {depot.nom_fichier} » par l'assistant", parametres={"import": depot.pk},
        par=par, le=le, collectivite_id=depot.collectivite_id,
    )  # fmt: skip


def lire_avec_assistant(depot: Import, *, par: Utilisateur, le: datetime, avancer: Avancer) -> int:
    """Asks the service about the pages of a document and keeps its proposals with their preview; returns how many
    fiches there are. Raises `DonneeRefusee`: nothing is kept. No transaction is open while the service answers."""
    exiger(par, "plans.importer", depot.collectivite)
    service = service_choisi()
    options = Options.de_json(depot.options.get("assistant", {}))
    avancer(0.02, "Lecture du document")
    try:
        pages = pages_du_document(lire_octets(depot), depot.nom_fichier)
    except FichierRefuse as refus:
        raise DonneeRefusee(str(refus)) from refus
    morceaux = decouper(pages)
    if len(morceaux) > MORCEAUX_MAX:
        raise DonneeRefusee("Ce document est trop long pour l'assistant : découpez-le en plusieurs fichiers.")

    def poser(messages: Sequence[Message]) -> str:
        return demander(service, messages, schema())

    try:
        fiches, avis = _relever(morceaux, options, poser, avancer)
        fiches = _ameliorer(fiches, pages, options, poser, avancer)
    except ServiceIndisponible as refus:
        raise DonneeRefusee(str(refus)) from refus
    avancer(0.97, "Aperçu")
    _garder(depot, fiches, avis, par=par, le=le)
    return len(fiches)


def _relever(
    morceaux: Sequence[Morceau], options: Options, poser: Poseur, avancer: Avancer
) -> tuple[list[FicheProposee], list[str]]:
    """The fiches of each piece; a piece whose answer cannot be read, even asked again, is said."""
    fiches: list[FicheProposee] = []
    avis = []
    for rang, morceau in enumerate(morceaux):
        avancer(0.05 + 0.6 * rang / len(morceaux), f"Relevé des fiches : {morceau.dit}")
        trouvees = _demander_fiches(demander_fiches(morceau, options), poser)
        if trouvees is None:
            avis.append(f"La réponse de l'assistant sur {morceau.dit} ne se lit pas : ce passage n'est pas repris.")
            continue
        numeros = [page.numero for page in morceau.pages]
        fiches += [
            fiche if fiche.page in numeros else fiche.model_copy(update={"page": numeros[0]})
            for fiche in (sans_les_champs(fiche, options.exclus) for fiche in trouvees)
        ]
    return dedoublonner(fiches), avis


def _demander_fiches(messages: list[Message], poser: Poseur) -> list[FicheProposee] | None:
    """The fiches of an answer, asked once more with what was wrong; None when it still cannot be read."""
    for _ in range(2):
        texte = poser(messages)
        try:
            return lire_reponse(texte).fiches
        except ValueError as faute:
            messages = [
                *messages,
                {"role": "assistant", "content": texte[:4000]},
                {"role": "user", "content": f"Ta réponse ne suit pas le schéma ({faute}). Réponds par le seul JSON."},
            ]
    return None


def _ameliorer(
    fiches: list[FicheProposee], pages: Sequence[Page], options: Options, poser: Poseur, avancer: Avancer
) -> list[FicheProposee]:
    """Low scores asked again and kept when they are better; sous-actions for the fiches that have none."""
    resultat = []
    for rang, fiche in enumerate(fiches):
        suivante = fiches[rang + 1] if rang + 1 < len(fiches) else None
        texte = texte_de_la_fiche(fiche, pages, suivante)
        part = 0.65 + 0.3 * rang / len(fiches)
        avant = fidelite_de(fiche, pages, suivante)
        if options.consolider and avant.a_relire:
            avancer(part, f"Vérification : {fiche.titre}")
            autre = _une(demander_une_fiche(CONSOLIDER, fiche, texte), options, poser)
            if autre is not None:
                autre = autre.model_copy(update={"titre": fiche.titre, "page": fiche.page})
                fiche = autre if fidelite_de(autre, pages, suivante).score > avant.score else fiche
        if options.sous_actions and not fiche.sous_actions:
            avancer(part, f"Sous-actions : {fiche.titre}")
            autre = _une(demander_une_fiche(SOUS_ACTIONS, fiche, texte), options, poser)
            if autre is not None and autre.sous_actions:
                fiche = fiche.model_copy(update={"sous_actions": autre.sous_actions, "ajoutees": True})
        resultat.append(fiche)
    return resultat


def _une(messages: list[Message], options: Options, poser: Poseur) -> FicheProposee | None:
    trouvees = _demander_fiches(messages, poser)
    return sans_les_champs(trouvees[0], options.exclus) if trouvees else None


@transaction.atomic
def oublier_propositions(depot: Import, *, par: Utilisateur, le: datetime) -> None:
    """Comes back to the reading without assistant. Raises `DonneeRefusee` when the import is made."""
    exiger(par, "plans.importer", depot.collectivite)
    verrouille = Import.objects.select_for_update(of=("self",)).select_related("collectivite", "plan").get(pk=depot.pk)
    if verrouille.etat not in {Import.Etat.LU, Import.Etat.ECHOUE}:
        raise DonneeRefusee("Cet import est déjà fait : déposez le document de nouveau.")
    verrouille.options = {nom: v for nom, v in verrouille.options.items() if nom != "propositions"}
    _apercevoir(verrouille, par=par)


def _apercevoir(depot: Import, *, par: Utilisateur) -> None:
    lecture = lire(depot, lire_octets(depot))
    depot.bilan = bilan_de(previsualiser(lecture, depot.collectivite, depot.plan, par=par))
    depot.bilan["nom_lu"] = lecture.plan.nom
    depot.etat, depot.format = Import.Etat.LU, str(lecture.format)
    depot.save(update_fields=["options", "bilan", "etat", "format"])


@transaction.atomic
def _garder(depot: Import, fiches: list[FicheProposee], avis: list[str], *, par: Utilisateur, le: datetime) -> None:
    verrouille = (
        Import.objects.select_for_update(of=("self",))
        .select_related("collectivite", "plan", "depose_par")
        .get(pk=depot.pk)
    )
    if verrouille.etat not in {Import.Etat.LU, Import.Etat.DEPOSE, Import.Etat.ECHOUE}:
        raise DonneeRefusee("Cet import a été fait pendant la lecture : déposez le document de nouveau.")
    verrouille.options = {
        **verrouille.options,
        "propositions": {"fiches": [fiche.model_dump() for fiche in fiches], "avis": avis, "le": le.isoformat()},
    }
    _apercevoir(verrouille, par=par)
