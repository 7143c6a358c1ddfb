"""Names that fiches cite, put in order: renaming, merging, tying to an account, deleting those that serve no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cordee.comptes.domain.telephone import TelephoneRefuse, nettoyer_telephone
from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import normaliser
from cordee.plans.actions.composition.ecriture import lire_texte
from cordee.plans.actions.noms_tenus import est_tenu, suivre_le_nom
from cordee.plans.actions.organisations import completer_organisation
from cordee.plans.actions.pilotages import reporter_pilotages
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.registre import ETIQUETTE_MAX, NOM_MAX, cle_etiquette_de
from cordee.plans.actions.validation_suivi import suivre_contenu
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import Acteur, Blocage, Etiquette, FichePersonne, Financement, Personne, PlanPersonne
from cordee.plans.queries.etiquettes import list_comptes_of
from cordee.plans.queries.pilotages import pilotages_cites
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger


# -- structures, services, partners, funders, instances, étiquettes --------------------------------------------------
@transaction.atomic
def renommer_etiquette(etiquette: Etiquette, nom: str, *, par: Utilisateur, le: datetime) -> Etiquette:
    """Gives it another name everywhere. A name already taken by its genre is refused: merge them."""
    exiger(par, "plans.regler", etiquette.collectivite)
    lu = lire_texte(nom, "Nom", ETIQUETTE_MAX, obligatoire=True)
    cle = cle_etiquette_de(lu)
    if not cle.strip(". "):
        raise DonneeRefusee("Un nom contient au moins une lettre ou un chiffre : corrigez-le.")
    memes = Etiquette.objects.filter(collectivite=etiquette.collectivite, genre=etiquette.genre, cle_recherche=cle)
    if memes.exclude(pk=etiquette.pk).exists():
        raise DonneeRefusee(f"« {lu} » existe déjà : fusionnez les deux noms au lieu de renommer celui-ci.")
    avant = etiquette.nom
    if lu == avant:
        return etiquette
    etiquette.nom, etiquette.cle_recherche = lu, cle
    etiquette.save(update_fields=["nom", "cle_recherche"])
    fiches = _fiches_de_l_etiquette([etiquette.pk])
    indexer_fiches(fiches)
    suivre_contenu(fiches)
    _consigner(etiquette, "renommer_etiquette", f"A renommé « {avant} » en « {lu} »", [avant, lu], par=par, le=le)
    return etiquette


@transaction.atomic
def fusionner_etiquettes(garde: Etiquette, autres: Iterable[Etiquette], *, par: Utilisateur, le: datetime) -> Etiquette:
    """The fiches that cite the others cite the one that is kept, which takes what it did not say of the organisation;
    the others go. All of one genre and collectivité."""
    exiger(par, "plans.regler", garde.collectivite)
    parties = [autre for autre in autres if autre.pk != garde.pk]
    if not parties:
        raise DonneeRefusee("Choisissez au moins deux noms à réunir.")
    if any((autre.collectivite_id, autre.genre) != (garde.collectivite_id, garde.genre) for autre in parties):
        raise DonneeRefusee(
            f"Seuls des noms d'un même genre se réunissent : « {GenreEtiquette.libelle_de(garde.genre)} » ici."
        )
    apporte = completer_organisation(garde, parties)
    for champ, valeur in apporte.items():
        setattr(garde, champ, valeur)
    if apporte:
        garde.save(update_fields=list(apporte))
    pks = [autre.pk for autre in parties]
    fiches = _fiches_de_l_etiquette([garde.pk, *pks])
    deja = set(Acteur.objects.filter(etiquette=garde).values_list("fiche_id", "role"))
    a_garder: list[int] = []
    a_retirer: list[int] = []
    for acteur in Acteur.objects.select_for_update().filter(etiquette__in=pks):
        (a_retirer if (acteur.fiche_id, acteur.role) in deja else a_garder).append(acteur.pk)
        deja.add((acteur.fiche_id, acteur.role))
    Acteur.objects.filter(pk__in=a_retirer).delete()
    Acteur.objects.filter(pk__in=a_garder).update(etiquette=garde)
    Financement.objects.filter(financeur__in=pks).update(financeur=garde)
    reporter_pilotages(garde, parties)
    suivre_le_nom(garde, pks)
    Etiquette.objects.filter(pk__in=pks).delete()
    indexer_fiches(fiches)
    suivre_contenu(fiches)
    noms = ", ".join(f"« {autre.nom} »" for autre in parties)
    _consigner(
        garde, "fusionner_etiquettes", f"A réuni {noms} dans « {garde.nom} »",
        [[autre.nom for autre in parties], garde.nom], par=par, le=le,
    )  # fmt: skip
    return garde


@transaction.atomic
def supprimer_etiquette(etiquette: Etiquette, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a name that no fiche cites."""
    exiger(par, "plans.regler", etiquette.collectivite)
    if pilotages_cites([etiquette]):
        raise DonneeRefusee(f"« {etiquette.nom} » pilote des indicateurs ou des mesures : fusionnez-le avec un autre.")
    if _fiches_de_l_etiquette([etiquette.pk]) or est_tenu(etiquette):
        raise DonneeRefusee(f"« {etiquette.nom} » sert encore : fusionnez-le avec un autre nom.")
    _consigner(
        etiquette, "supprimer_etiquette", f"A supprimé « {etiquette.nom} »", [etiquette.nom, None], par=par, le=le
    )
    etiquette.delete()


def _fiches_de_l_etiquette(pks: Iterable[int]) -> list[int]:
    liste = list(pks)
    return [
        *Acteur.objects.filter(etiquette__in=liste).values_list("fiche_id", flat=True),
        *Financement.objects.filter(financeur__in=liste).values_list("fiche_id", flat=True),
    ]


# -- people ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def renommer_personne(personne: Personne, nom: str, *, par: Utilisateur, le: datetime) -> Personne:
    """Gives another name to somebody without an account; an account has the name that its owner gives it."""
    exiger(par, "plans.regler", personne.collectivite)
    if personne.utilisateur_id is not None:
        raise DonneeRefusee("Cette personne a un compte : elle change elle-même son nom, dans « Mon compte ».")
    lu = lire_texte(nom, "Nom", NOM_MAX, obligatoire=True)
    cle = normaliser(lu)[:180]
    if not cle.strip(". "):
        raise DonneeRefusee("Un nom contient au moins une lettre : corrigez-le.")
    memes = Personne.objects.filter(collectivite=personne.collectivite, utilisateur=None, cle_recherche=cle)
    if memes.exclude(pk=personne.pk).exists():
        raise DonneeRefusee(f"« {lu} » existe déjà : fusionnez les deux personnes au lieu de renommer celle-ci.")
    avant = personne.nom
    if lu == avant:
        return personne
    personne.nom, personne.cle_recherche = lu, cle
    personne.save(update_fields=["nom", "cle_recherche"])
    fiches = _fiches_de_la_personne([personne.pk])
    indexer_fiches(fiches)
    suivre_contenu(fiches)
    _consigner(personne, "renommer_personne", f"A renommé « {avant} » en « {lu} »", [avant, lu], par=par, le=le)
    return personne


@transaction.atomic
def noter_telephone(personne: Personne, telephone: str, *, par: Utilisateur, le: datetime) -> Personne:
    """The number by which somebody without an account is reached; an empty one takes it away. Who has an account gives
    their own. The trail says that it changed, not the number."""
    exiger(par, "plans.regler", personne.collectivite)
    if personne.utilisateur_id is not None:
        raise DonneeRefusee("Cette personne a un compte : elle donne elle-même son numéro, dans « Mon compte ».")
    try:
        lu = nettoyer_telephone(telephone)
    except TelephoneRefuse as faute:
        raise DonneeRefusee(str(faute)) from faute
    if lu != personne.telephone:
        personne.telephone = lu
        personne.save(update_fields=["telephone"])
        consigner(
            personne, "plans.noter_telephone", f"A changé le téléphone de « {personne.nom} »", par=par, le=le,
            collectivite_id=personne.collectivite_id,
        )  # fmt: skip
    return personne


@transaction.atomic
def fusionner_personnes(garde: Personne, autres: Iterable[Personne], *, par: Utilisateur, le: datetime) -> Personne:
    """Fiches and plans that name the others name the one that is kept. Two accounts are two people: refused."""
    exiger(par, "plans.regler", garde.collectivite)
    parties = [autre for autre in autres if autre.pk != garde.pk]
    if not parties:
        raise DonneeRefusee("Choisissez au moins deux personnes à réunir.")
    if any(autre.collectivite_id != garde.collectivite_id for autre in parties):
        raise DonneeRefusee("Ces personnes sont de deux collectivités : elles restent distinctes.")
    if any(autre.utilisateur_id is not None for autre in parties):
        raise DonneeRefusee("Une personne qui a un compte se garde : gardez celle-là, et réunissez les autres noms.")
    pks = [autre.pk for autre in parties]
    fiches = _fiches_de_la_personne([garde.pk, *pks])
    _reporter(FichePersonne, "fiche_id", garde, pks)
    _reporter(PlanPersonne, "plan_id", garde, pks)
    reporter_pilotages(garde, parties)
    suivre_le_nom(garde, pks)
    Blocage.objects.filter(personne_attendue__in=pks).update(personne_attendue=garde, attendu_de=garde.nom)
    garde.telephone = next((p.telephone for p in [garde, *parties] if p.telephone), "")
    garde.save(update_fields=["telephone"])
    Personne.objects.filter(pk__in=pks).delete()
    indexer_fiches(fiches)
    suivre_contenu(fiches)
    noms = ", ".join(f"« {autre.nom} »" for autre in parties)
    _consigner(
        garde, "fusionner_personnes", f"A réuni {noms} dans « {garde.nom} »",
        [[autre.nom for autre in parties], garde.nom], par=par, le=le,
    )  # fmt: skip
    return garde


def _reporter(modele: type[FichePersonne] | type[PlanPersonne], cle: str, garde: Personne, pks: list[int]) -> None:
    """Moves the links of the others to the one that is kept; a link it has already goes."""
    liens = modele._default_manager
    deja = set(liens.filter(personne=garde).values_list(cle, "role"))
    a_garder: list[int] = []
    a_retirer: list[int] = []
    for lien in liens.select_for_update().filter(personne__in=pks):
        place = (getattr(lien, cle), lien.role)
        (a_retirer if place in deja else a_garder).append(lien.pk)
        deja.add(place)
    liens.filter(pk__in=a_retirer).delete()
    liens.filter(pk__in=a_garder).update(personne=garde)


@transaction.atomic
def rattacher_personne(personne: Personne, utilisateur: Utilisateur, *, par: Utilisateur, le: datetime) -> Personne:
    """A name becomes an account: a member of the collectivité, or of one that carries a fiche of it. When the account
    is cited already, both become one. Returns the person that stays."""
    exiger(par, "plans.regler", personne.collectivite)
    if personne.utilisateur_id is not None:
        raise DonneeRefusee("Cette personne a déjà un compte.")
    if not list_comptes_of(personne.collectivite).filter(pk=utilisateur.pk).exists():
        raise DonneeRefusee(
            "Ce compte n'est membre ni de la collectivité, ni d'une autre qui porte ses fiches : invitez d'abord la "
            "personne."
        )
    connue = Personne.objects.filter(collectivite=personne.collectivite, utilisateur=utilisateur).first()
    if connue is not None:
        return fusionner_personnes(connue, [personne], par=par, le=le)
    avant = personne.nom
    personne.utilisateur, personne.nom = utilisateur, utilisateur.nom_complet[:NOM_MAX]
    personne.cle_recherche = normaliser(f"{utilisateur.nom} {utilisateur.prenom}")[:180]
    personne.save(update_fields=["utilisateur", "nom", "cle_recherche"])
    fiches = _fiches_de_la_personne([personne.pk])
    indexer_fiches(fiches)
    suivre_contenu(fiches)
    _consigner(
        personne, "rattacher_personne", f"A rattaché « {avant} » au compte de {utilisateur.nom_complet}",
        [avant, utilisateur.nom_complet], par=par, le=le,
    )  # fmt: skip
    return personne


@transaction.atomic
def supprimer_personne(personne: Personne, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a person whom no fiche nor plan names."""
    exiger(par, "plans.regler", personne.collectivite)
    if (
        FichePersonne.objects.filter(personne=personne).exists()
        or PlanPersonne.objects.filter(personne=personne).exists()
        or pilotages_cites([personne])
        or est_tenu(personne)
    ):
        raise DonneeRefusee(
            f"« {personne.nom} » est encore cité·e dans des fiches, des plans, des pilotages ou des réunions : "
            "retirez-l'en d'abord."
        )
    _consigner(personne, "supprimer_personne", f"A supprimé « {personne.nom} »", [personne.nom, None], par=par, le=le)
    personne.delete()


def _fiches_de_la_personne(pks: Iterable[int]) -> list[int]:
    return list(FichePersonne.objects.filter(Q(personne__in=list(pks))).values_list("fiche_id", flat=True))


def _consigner(
    objet: Etiquette | Personne, verbe: str, resume: str, noms: list[object], *, par: Utilisateur, le: datetime
) -> None:
    consigner(
        objet, f"plans.{verbe}", resume, par=par, le=le, collectivite_id=objet.collectivite_id,
        details={"champs": {"nom": noms}},
    )  # fmt: skip
