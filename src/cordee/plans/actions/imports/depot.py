"""Receiving a file: recognised at once, its columns settled, its preview kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions.imports.apercu import bilan_de, plan_d_origine, previsualiser
from cordee.plans.actions.imports.memoire import sans_ramassage
from cordee.plans.domain.imports.correspondance import (
    ColonneProposee,
    Correspondance,
    appliquer,
    decrire,
    empreinte,
    proposer_champs,
)
from cordee.plans.domain.imports.entetes import cle_entete
from cordee.plans.domain.imports.lecture import AUCUNE_FICHE, Apercu, lire_fichier, lire_propositions_de, ouvrir
from cordee.plans.domain.imports.messages import FichierRefuse, LectureImport
from cordee.plans.domain.imports.reglages import ReglagesPlan
from cordee.plans.domain.imports.reperage import Tableau
from cordee.plans.models import CorrespondanceColonnes, Import, Plan
from cordee.plans.queries.imports import champs_connus_of, correspondance_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.models import Travail
from cordee.socle.permissions import exiger
from cordee.socle.travaux import lancer_travail
from cordee.territoires.models import Collectivite

NOM_MAX = 200
REGLAGES_INUTILES = (
    "Ce fichier rassemble plusieurs plans, qui disent chacun leur type, leurs dates et leurs pilotes : ce que vous "
    "avez réglé pour un nouveau plan ne sert pas."
)
GENRE = "plans.importer_plan"
"""The job that applies a long import."""


@sans_ramassage()
def deposer_import(
    collectivite: Collectivite,
    octets: bytes,
    nom: str,
    *,
    plan: Plan | None = None,
    nom_plan: str = "",
    reglages: ReglagesPlan | None = None,
    par: Utilisateur,
    le: datetime,
) -> Import:
    """Keeps a file that can be read and prepares its preview; for a spreadsheet whose columns must be settled first,
    the preview waits (etat « déposé »). `reglages` are those of a plan to create. Raises `DonneeRefusee` for a file
    that is refused."""
    exiger(par, "plans.importer", collectivite)
    if plan is not None:
        exiger(par, "plans.modifier_plan", plan)
    apercu = _ouvrir(octets, nom, None)  # a PDF takes seconds: no transaction waits for it
    with transaction.atomic():
        return _garder(
            collectivite, octets, nom, apercu, plan=plan, nom_plan=nom_plan, reglages=reglages, par=par, le=le
        )


def _garder(
    collectivite: Collectivite, octets: bytes, nom: str, apercu: Apercu, *, plan: Plan | None, nom_plan: str,
    reglages: ReglagesPlan | None, par: Utilisateur, le: datetime,
) -> Import:  # fmt: skip
    depot = Import(
        collectivite=collectivite, plan=plan, nom_plan=nom_plan.strip()[:300], nom_fichier=nom[-NOM_MAX:],
        format=str(apercu.format), depose_le=le, depose_par=par,
    )  # fmt: skip
    if reglages is not None and plan is None:
        depot.options = {"plan": reglages.en_json()}
    retenue = correspondance_of(collectivite, empreinte(apercu.tableau)) if apercu.tableau is not None else None
    if retenue is not None:
        depot.options |= {"champs": retenue}
    extension = str(apercu.type)
    depot.fichier.save(f"import.{extension}", ContentFile(octets), save=False)
    depot.save()
    consigner(
        depot, "plans.deposer_import", f"A déposé « {depot.nom_fichier} » pour un import", par=par, le=le,
        collectivite_id=collectivite.pk,
    )  # fmt: skip
    if not apercu.a_verifier or retenue is not None:
        _apercevoir(depot, lire(depot, octets, apercu), par=par)
    return depot


def _ouvrir(octets: bytes, nom: str, correspondance: Correspondance | None) -> Apercu:
    try:
        return ouvrir(octets, nom, correspondance)
    except FichierRefuse as refus:
        raise DonneeRefusee(str(refus)) from refus


@transaction.atomic
def choisir_colonnes(
    depot: Import,
    champs: Mapping[str, str],
    *,
    heriter: bool | None = None,
    feuille: str = "",
    ligne: int | None = None,
    par: Utilisateur,
    le: datetime,
) -> Import:
    """Settles the field of each column, remembers it for the next file with the same headers, and prepares the
    preview."""
    exiger(par, "plans.importer", depot.collectivite)
    depot.etat = Import.Etat(Import.objects.select_for_update().get(pk=depot.pk).etat)
    if depot.etat in {Import.Etat.APPLIQUE, Import.Etat.EN_COURS}:
        raise DonneeRefusee("Cet import a déjà été fait : déposez le fichier de nouveau pour changer ses colonnes.")
    depot.options |= {"champs": dict(champs), "heriter": heriter, "feuille": feuille, "ligne": ligne}
    octets = lire_octets(depot)
    apercu = _ouvrir(octets, depot.nom_fichier, correspondance_de(depot))
    if apercu.tableau is not None:
        CorrespondanceColonnes.objects.update_or_create(
            collectivite=depot.collectivite,
            empreinte=empreinte(apercu.tableau),
            defaults={"colonnes": dict(champs), "modifiee_le": le},
        )
    _apercevoir(depot, lire(depot, octets, apercu), par=par)
    return depot


@transaction.atomic
def mettre_a_part(depot: Import, *, par: Utilisateur, le: datetime) -> None:
    """Makes a new plan of our export instead of updating the plan that it comes from."""
    exiger(par, "plans.importer", depot.collectivite)
    verrouille = Import.objects.select_for_update(of=("self",)).select_related("collectivite", "plan").get(pk=depot.pk)
    if verrouille.etat != Import.Etat.LU or not verrouille.options.get("retrouve"):
        raise DonneeRefusee("Cet import ne peut plus changer de plan : déposez le fichier de nouveau.")
    verrouille.plan = None
    verrouille.options = {**verrouille.options, "retrouve": False, "a_part": True}
    _apercevoir(verrouille, relire(verrouille), par=par)


@transaction.atomic
def choisir_reglages(depot: Import, avec: bool, *, par: Utilisateur, le: datetime) -> None:
    """Whether our export also brings the settings of its plan up to date."""
    exiger(par, "plans.importer", depot.collectivite)
    verrouille = Import.objects.select_for_update().get(pk=depot.pk)
    verrouille.options = depot.options = {**verrouille.options, "reglages": avec}
    verrouille.save(update_fields=["options"])


def _retrouver_plan(depot: Import, lecture: LectureImport, *, par: Utilisateur) -> None:
    """Our export goes back to the plan that it comes from, whatever its name became, unless a new plan is asked."""
    if depot.plan is not None or depot.options.get("a_part"):
        return
    origine = plan_d_origine(lecture.plan, depot.collectivite, par=par)
    if origine is None:
        return
    if depot.nom_plan:
        lecture.avertir(f"Ce fichier vient du plan « {origine.nom} » : il en fait un autre, comme vous le demandez.")
        return
    depot.plan = origine
    depot.options = {**depot.options, "retrouve": True}
    depot.options.pop("plan", None)


def _apercevoir(depot: Import, lecture: LectureImport, *, par: Utilisateur) -> None:
    _retrouver_plan(depot, lecture, par=par)
    depot.bilan = bilan_de(previsualiser(lecture, depot.collectivite, depot.plan, par=par))
    depot.bilan["nom_lu"] = lecture.plan.nom
    depot.etat, depot.format = Import.Etat.LU, str(lecture.format)
    if not depot.nom_plan and depot.plan is None:
        depot.nom_plan = (lecture.plan.nom or depot.nom_fichier.rpartition(".")[0] or depot.nom_fichier)[:300]
    depot.save(update_fields=["options", "bilan", "etat", "format", "nom_plan", "plan"])


def tableau_de(depot: Import) -> tuple[Tableau, list[ColonneProposee]]:
    """The table of a spreadsheet with what its columns are taken for. Raises `DonneeRefusee` when there is none."""
    apercu = _ouvrir(lire_octets(depot), depot.nom_fichier, correspondance_de(depot))
    if apercu.tableau is None:
        raise DonneeRefusee(AUCUNE_FICHE)
    propose = proposer_champs(apercu.tableau, {cle_entete(libelle): pk for pk, libelle in champs_de(depot)})
    tableau = appliquer(propose, correspondance_de(depot))
    return tableau, decrire(tableau)


def champs_de(depot: Import) -> list[tuple[int, str]]:
    """Fields that the columns of an import may fill: those of the collectivité, and of the plan that receives it."""
    connus = champs_connus_of(depot.collectivite, depot.plan)
    return [(connu.definition.pk, connu.definition.libelle) for connu in connus]


@transaction.atomic
def demander_import(depot: Import, *, par: Utilisateur, le: datetime) -> Travail:
    """Starts the job that applies an import. Raises `DonneeRefusee` when it has errors or was already made."""
    exiger(par, "plans.importer", depot.collectivite)
    verrouille = Import.objects.select_for_update().get(pk=depot.pk)
    if verrouille.etat not in {Import.Etat.LU, Import.Etat.ECHOUE, Import.Etat.ANNULE}:
        raise DonneeRefusee("Cet import est déjà en cours, ou déjà fait.")
    if verrouille.bilan.get("erreurs"):
        raise DonneeRefusee("Ce fichier a des erreurs : corrigez-les, puis déposez-le de nouveau.")
    verrouille.etat = Import.Etat.EN_COURS
    verrouille.save(update_fields=["etat"])
    return lancer_travail(
        GENRE,
        libelle=f"Import de « {depot.nom_fichier} »",
        parametres={"import": depot.pk},
        par=par,
        le=le,
        collectivite_id=depot.collectivite_id,
    )


@transaction.atomic
def echouer_import(depot: Import, messages: Sequence[str], *, par: Utilisateur, le: datetime) -> None:
    """Says why an import stopped; it can be tried again."""
    exiger(par, "plans.importer", depot.collectivite)
    Import.objects.filter(pk=depot.pk, etat=Import.Etat.EN_COURS).update(
        etat=Import.Etat.ECHOUE, bilan={**depot.bilan, "echec": list(messages), "echoue_le": le.isoformat()}
    )


def correspondance_de(depot: Import) -> Correspondance:
    """What somebody chose for the columns of an import."""
    options = depot.options
    return Correspondance(
        champs=options.get("champs") or {},
        feuille=options.get("feuille") or "",
        ligne=options.get("ligne"),
        heriter=options.get("heriter"),
    )


def lire_octets(depot: Import) -> bytes:
    """The file as it was sent. Raises `DonneeRefusee` when it is no longer there."""
    try:
        with depot.fichier.open("rb") as flux:
            octets: bytes = flux.read()
            return octets
    except (FileNotFoundError, ValueError) as erreur:
        raise DonneeRefusee("Le fichier de cet import n'est plus là : déposez-le de nouveau.") from erreur


def lire(depot: Import, octets: bytes, ouvert: Apercu | None = None) -> LectureImport:
    """The reading of the file with what was chosen for its columns and for the plan to create; `ouvert` when it was
    just opened."""
    try:
        if propositions := depot.options.get("propositions"):
            lecture = lire_propositions_de(octets, depot.nom_fichier, propositions)
        else:
            lecture = lire_fichier(octets, depot.nom_fichier, correspondance_de(depot), ouvert=ouvert)
    except FichierRefuse as refus:
        raise DonneeRefusee(str(refus)) from refus
    reglages = ReglagesPlan.de_json(depot.options.get("plan", {}))
    if lecture.plan.recueil and reglages.en_json():
        lecture.avertir(REGLAGES_INUTILES)
    elif depot.plan_id is None:
        reglages.poser(lecture.plan)
    return lecture


def relire(depot: Import) -> LectureImport:
    """Reads the file of an import again."""
    return lire(depot, lire_octets(depot))
