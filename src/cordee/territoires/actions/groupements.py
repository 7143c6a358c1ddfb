"""Groupements and who belongs to them: PETR ⊃ EPCI, syndicat ⊃ EPCI, EPCI ⊃ communes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import enumerer, normaliser
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.territoires.domain.siren import nettoyer_siren, siren_valide
from cordee.territoires.enums import Nature
from cordee.territoires.models import Appartenance, Collectivite
from cordee.territoires.queries import list_membres_epci_of, oublier_roles

NATURES_A_MEMBRES = frozenset({Nature.EPCI, *(nature for nature in Nature if nature.est_groupement)})
# Codes of the national base of groupements, on which the personnalisation rules depend; a syndicat has several.
NATURES_INSEE = {Nature.PETR: "PETR", Nature.POLE_METROPOLITAIN: "POLEM"}
_NOM_MAX = 200
_NOM_COURT_MAX = 60
_NOMS_CITES = 6
_DEPARTEMENTS_MAX = 10


@transaction.atomic
def creer_groupement(
    *,
    siren: str,
    nom: str,
    nature: Nature | str,
    membres: Iterable[Collectivite],
    par: Utilisateur | None,
    le: datetime,
    nom_court: str = "",
    nature_insee: str = "",
    dans_aire_urbaine: bool | None = None,
    fictive: bool = False,
) -> Collectivite:
    """Creates a groupement (or an EPCI that the official list does not have) with its first members, who accept to be
    coordinated. Its population, départements and région are those of its members.

    Nobody administers a groupement that does not exist yet: only the installation itself (`par` None) or the person who
    runs it may. Raises DonneeRefusee, with every reason at once, for a wrong or known SIREN, an empty or too long name,
    a nature without members, a member that this nature cannot have.
    """
    _exiger_reglage(par, None, raison="Seule la personne qui administre l'installation peut créer un groupement.")
    groupement = Collectivite(siren=nettoyer_siren(siren), nom=" ".join(nom.split()), fictive=fictive)
    groupement.nom_court = " ".join(nom_court.split())
    groupement.nature = str(nature)
    rejoints = sorted(set(membres), key=lambda membre: membre.cle_recherche)
    _refuser(
        *_refus_identite(groupement), *(refus for membre in rejoints for refus in _refus_membre(groupement, membre))
    )
    groupement.cle_recherche = normaliser(groupement.nom)
    groupement.nature_insee = nature_insee or NATURES_INSEE.get(Nature(nature), "")
    groupement.dans_aire_urbaine = dans_aire_urbaine
    groupement.save(force_insert=True)
    Appartenance.objects.bulk_create(Appartenance(groupement=groupement, membre=membre) for membre in rejoints)
    _situer(groupement)
    _consigner_creation(groupement, rejoints, par=par, le=le)
    _oublier(par)
    return groupement


@transaction.atomic
def rattacher_membre(
    groupement: Collectivite, membre: Collectivite, *, par: Utilisateur | None, le: datetime
) -> Appartenance:
    """Adds a member to a groupement; does nothing when it is one already.

    The member accepts to be coordinated at once when the installation or one of its own administrators does it; else
    the link waits for `accepter_coordination`, so that nobody gives themselves rights in a collectivité by adding it.
    Raises Refus without `territoires.regler` on the groupement, DonneeRefusee for a member that it cannot have.
    """
    _exiger_reglage(par, groupement)
    Collectivite.objects.select_for_update(no_key=True).get(pk=groupement.pk)
    _refuser(*_refus_membre(groupement, membre))
    acceptee = _est_installation(par) or peut(par, "territoires.regler", membre)
    appartenance, creee = Appartenance.objects.get_or_create(
        groupement=groupement, membre=membre, defaults={"coordination_acceptee": acceptee}
    )
    if creee:
        _resituer(groupement)
        resume = f"A rattaché {membre.nom} à {groupement.nom}"
        _consigner_lien(groupement, membre, "territoires.rattacher_membre", resume, par=par, le=le)
        _oublier(par)
    return appartenance


@transaction.atomic
def detacher_membre(groupement: Collectivite, membre: Collectivite, *, par: Utilisateur | None, le: datetime) -> None:
    """Removes a member from a groupement: people of the groupement lose what they had there through it.

    Raises Refus without `territoires.regler` on the groupement, DonneeRefusee when it is not a member.
    """
    _exiger_reglage(par, groupement)
    Collectivite.objects.select_for_update(no_key=True).get(pk=groupement.pk)
    retires, _ = Appartenance.objects.filter(groupement=groupement, membre=membre).delete()
    if not retires:
        raise DonneeRefusee(f"{membre.nom} n'est pas membre de {groupement.nom} : rechargez la liste des membres.")
    _resituer(groupement)
    resume = f"A détaché {membre.nom} de {groupement.nom}"
    _consigner_lien(groupement, membre, "territoires.detacher_membre", resume, par=par, le=le)
    _oublier(par)


@transaction.atomic
def accepter_coordination(
    appartenance: Appartenance, *, acceptee: bool, par: Utilisateur | None, le: datetime
) -> Appartenance:
    """The member accepts, or no longer accepts, that the coordinators of the groupement edit its data.

    Raises Refus without `territoires.regler` on the member: the groupement cannot accept in its place.
    """
    lien = (
        Appartenance.objects.select_for_update(of=("self",))
        .select_related("groupement", "membre")
        .get(pk=appartenance.pk)
    )
    groupement, membre = lien.groupement, lien.membre
    _exiger_reglage(par, membre, raison=f"Seule une personne qui administre {membre.nom} peut accepter ou refuser.")
    appartenance.coordination_acceptee = acceptee
    if lien.coordination_acceptee != acceptee:
        lien.coordination_acceptee = acceptee
        lien.save(update_fields=["coordination_acceptee"])
        verbe = "accepté" if acceptee else "retiré"
        resume = f"A {verbe} la coordination de {membre.nom} par {groupement.nom}"
        _consigner_lien(groupement, membre, "territoires.accepter_coordination", resume, par=par, le=le)
        _oublier(par)
    return lien


def _est_installation(par: Utilisateur | None) -> bool:
    """The program itself, or the person who runs it."""
    return par is None or (par.is_active and par.is_superuser)


def _exiger_reglage(par: Utilisateur | None, collectivite: Collectivite | None, *, raison: str = "") -> None:
    if not _est_installation(par):
        exiger(
            par,
            "territoires.regler",
            collectivite,
            raison=raison or f"Seule une personne qui administre {collectivite} peut en changer les membres.",
        )


def _refuser(*raisons: str) -> None:
    if raisons:
        raise DonneeRefusee(*dict.fromkeys(raisons))


def _refus_identite(groupement: Collectivite) -> list[str]:
    """Why this groupement cannot be created, as French sentences."""
    refus = []
    if not siren_valide(groupement.siren):
        refus.append(
            f"Le SIREN « {groupement.siren} » n'est pas valide : il compte neuf chiffres, et le dernier contrôle les "
            "autres. Vérifiez la saisie."
        )
    elif connue := Collectivite.objects.filter(siren=groupement.siren).first():
        refus.append(f"Le SIREN {connue.siren_lisible} est déjà celui de {connue.nom} : ouvrez cette collectivité.")
    if not 0 < len(groupement.nom) <= _NOM_MAX:
        refus.append(f"Donnez au groupement un nom de {_NOM_MAX} caractères au plus.")
    if len(groupement.nom_court) > _NOM_COURT_MAX:
        refus.append(f"Raccourcissez le nom court : {_NOM_COURT_MAX} caractères au plus.")
    if groupement.nature not in NATURES_A_MEMBRES:
        possibles = enumerer([nature.label for nature in Nature if nature in NATURES_A_MEMBRES], "ou")
        refus.append(f"Choisissez la nature du groupement : {possibles}.")
    return refus


def _refus_membre(groupement: Collectivite, membre: Collectivite) -> list[str]:
    """Why this collectivité cannot be a member of this groupement (saved or not), as French sentences."""
    if membre.siren == groupement.siren:
        return [f"{groupement.nom} ne peut pas être membre de lui-même : choisissez une autre collectivité."]
    if groupement.nature not in NATURES_A_MEMBRES:
        return [f"{groupement.nom} n'est pas un groupement : il ne peut pas avoir de collectivités membres."]
    if groupement.nature == Nature.EPCI and membre.nature != Nature.COMMUNE:
        return [f"Un EPCI rassemble des communes : rattachez {membre.nom} à un PETR, à un pôle ou à un syndicat."]
    if groupement.pk and Appartenance.objects.filter(groupement=membre, membre=groupement).exists():
        return [f"{groupement.nom} est déjà membre de {membre.nom} : l'inverse n'est pas possible en même temps."]
    return []


def _resituer(groupement: Collectivite) -> None:
    """The figures of an EPCI come from the official list; those of other groupements follow their members."""
    if groupement.est_groupement:
        _situer(groupement)


def _situer(groupement: Collectivite) -> None:
    """Population, départements, région of a groupement: those of its EPCI and of its communes that are in none of
    these, most populated first. The population is unknown as soon as one of them is."""
    membres = list_membres_epci_of(groupement)
    epci = membres.filter(nature=Nature.EPCI)
    comptes = membres.filter(nature__in=[Nature.EPCI, Nature.COMMUNE]).exclude(
        nature=Nature.COMMUNE, appartenances__groupement__in=epci.order_by().values("pk")
    )
    rangs = sorted(comptes, key=lambda membre: (-(membre.population or 0), membre.siren))
    populations = [membre.population for membre in rangs if membre.population is not None]
    departements = dict.fromkeys(code for membre in rangs for code in membre.departements.split(",") if code)
    groupement.population = sum(populations) if rangs and len(populations) == len(rangs) else None
    groupement.departements = ",".join(list(departements)[:_DEPARTEMENTS_MAX])
    groupement.region = rangs[0].region if rangs else ""
    groupement.drom = rangs[0].drom if rangs else None
    groupement.save(update_fields=["population", "departements", "region", "drom"])


def _consigner_creation(
    groupement: Collectivite, membres: list[Collectivite], *, par: Utilisateur | None, le: datetime
) -> None:
    cites = [membre.appellation for membre in membres[:_NOMS_CITES]]
    if len(membres) > _NOMS_CITES:
        cites.append(f"{len(membres) - _NOMS_CITES} autres")
    resume = f"A créé {groupement.nom} avec {enumerer(cites)}" if cites else f"A créé {groupement.nom}, sans membre"
    details = {"siren": groupement.siren, "membres": [membre.siren for membre in membres]}
    verbe = "territoires.creer_groupement"
    consigner(groupement, verbe, resume, par=par, le=le, collectivite_id=groupement.pk, details=details)
    for membre in membres:
        resume = f"A créé {groupement.nom}, dont {membre.nom} est membre"
        consigner(groupement, verbe, resume, par=par, le=le, collectivite_id=membre.pk, details=details)


def _consigner_lien(
    groupement: Collectivite, membre: Collectivite, verbe: str, resume: str, *, par: Utilisateur | None, le: datetime
) -> None:
    """One entry in the trail of each side: a link changes who may see and edit the member."""
    details = {"groupement": groupement.siren, "membre": membre.siren}
    for objet, collectivite in ((membre, groupement), (groupement, membre)):
        consigner(objet, verbe, resume, par=par, le=le, collectivite_id=collectivite.pk, details=details)


def _oublier(par: Utilisateur | None) -> None:
    if par is not None:
        oublier_roles(par)
