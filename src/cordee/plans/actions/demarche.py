"""Opening, describing, publishing and deleting a démarche PCAET."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.dates import jour_long
from cordee.outils.texte import enumerer, rendre_vide
from cordee.plans.actions.prevenir_demarche import annuler_publication, prevenir_publication
from cordee.plans.domain.listes import RolePersonne, TypePlan
from cordee.plans.domain.pcaet import PREMIER_JOUR, EtatPcaet, Obligation, est_supprimable
from cordee.plans.models import DemarchePcaet, Plan
from cordee.plans.queries.demarche import (
    demarche_active_of,
    derniere_adoptee_of,
    editeurs_of,
    est_deja_transmise,
    membres_porteurs_of,
    obligation_of,
    personnes_du_plan,
    pilotes_of,
    population_of,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger, peut
from cordee.territoires.models import Collectivite

TEXTES: dict[str, int] = {
    "nom": 300, "description": 5000, "obligation_motif": 300, "chef_de_projet": 170, "contact": 300,
    "elu_referent": 170, "commentaire": 5000, "autres_demarches": 500, "autres_identifiants": 200,
}  # fmt: skip
INFORMATION = ("information_le", "information_prefet_le", "information_region_le")
AUTRES = (
    "obligation", "population", "population_annee", "lance_le", "adoption_prevue_le", "precedente_adoptee_le",
    *INFORMATION,
)  # fmt: skip
CHAMPS = (*TEXTES, *AUTRES)
"""Columns of the heading that `modifier_entete` writes."""


def ecrire(
    demarche: DemarchePcaet, verbe: str, resume: str, *, par: Utilisateur | None, le: datetime, **details: Any
) -> None:
    """Marks the démarche changed and writes the audit trail."""
    demarche.modifie_le, demarche.modifie_par = le, par
    demarche.save(update_fields=["modifie_le", "modifie_par"])
    consigner(
        demarche, verbe, resume, par=par, le=le, collectivite_id=demarche.collectivite_id, details=details
    )  # fmt: skip


def verrouiller(demarche: DemarchePcaet) -> DemarchePcaet:
    """The démarche as it is in the database, locked until the end of the transaction."""
    return (
        DemarchePcaet.objects.select_for_update(of=("self",)).select_related("collectivite", "plan").get(pk=demarche.pk)
    )


def verrouiller_dossier(demarche: DemarchePcaet) -> DemarchePcaet:
    """The same, refused when its dossier does not change in this state."""
    ici = verrouiller(demarche)
    if not ici.etat_lisible.dossier_modifiable:
        raise DonneeRefusee(raison_du_gel(ici))
    return ici


def exiger_conduite(par: Utilisateur, demarche: DemarchePcaet) -> None:
    """Requires `plans.gerer_demarche`; the refusal names the pilotes."""
    if peut(par, "plans.gerer_demarche", demarche):
        return
    noms = enumerer([pilote.nom_complet for pilote in pilotes_of(demarche)], "ou")
    raison = f"Seule une personne pilote de la démarche peut le faire : {noms}." if noms else RAISON_ROLE
    exiger(par, "plans.gerer_demarche", demarche, raison=raison)


RAISON_ROLE = "Votre rôle ne permet pas de conduire cette démarche : demandez le rôle « Édition »."


def raison_du_gel(demarche: DemarchePcaet) -> str:
    """Why the dossier does not change."""
    if demarche.etat_lisible is EtatPcaet.TRANSMIS:
        return "Le dossier ne change pas pendant les avis : les instances lisent ce qui leur a été transmis."
    return f"La démarche est « {demarche.etat_lisible.libelle} » : son dossier ne change plus."


class SaisieRefusee(DonneeRefusee):
    """What was typed in one field, or in several, is wrong: `fautes` are its sentences by name of field."""

    def __init__(self, fautes: Mapping[str, str]) -> None:
        super().__init__(*fautes.values())
        self.fautes = dict(fautes)


def nettoyer(texte: object, limite: int, quoi: str) -> str:
    """Clean text of at most `limite` characters; raises DonneeRefusee beyond."""
    propre = rendre_vide(str(texte or "").replace("\r\n", "\n").replace("\0", "").strip())
    if len(propre) > limite:
        raise DonneeRefusee(f"{quoi} : {len(propre)} caractères, {limite} au plus. Raccourcissez.")
    return propre


@transaction.atomic
def ouvrir_demarche(
    collectivite: Collectivite, nom: str, *, plan: Plan | None, par: Utilisateur, le: datetime
) -> DemarchePcaet:
    """A new démarche, filled with what Cordée knows: population, obligation, members that carry the plan, people of the
    plan, previous PCAET. Refused when one is active, or when the plan is not a free PCAET of the collectivité."""
    exiger(par, "plans.ouvrir_demarche", collectivite)
    Collectivite.objects.select_for_update().get(pk=collectivite.pk)
    active = demarche_active_of(collectivite)
    if active is not None:
        raise DonneeRefusee(f"La démarche « {active.nom} » n'est pas encore adoptée : terminez-la d'abord.")
    nom = nettoyer(" ".join(nom.split()), TEXTES["nom"], "Nom")
    if not nom:
        raise DonneeRefusee("Donnez un nom à la démarche, par exemple « PCAET 2026-2032 ».")
    if plan is not None:
        verifier_plan(collectivite, plan)
    coporteuses = membres_porteurs_of(collectivite)
    population = population_of(collectivite, coporteuses)
    pilotes = personnes_du_plan(plan, RolePersonne.PILOTE) if plan else []
    elus = personnes_du_plan(plan, RolePersonne.ELU_REFERENT) if plan else []
    demarche = DemarchePcaet.objects.create(
        collectivite=collectivite,
        plan=plan,
        nom=nom,
        description=plan.description[: TEXTES["description"]] if plan else "",
        obligation=obligation_of(collectivite, population, coporteuses) or "",
        population=population,
        population_annee=timezone.localtime(le).year if population is not None else None,
        precedente=derniere_adoptee_of(collectivite),
        chef_de_projet=pilotes[0][0] if pilotes else "",
        elu_referent=elus[0][0] if elus else "",
        cree_le=le,
        cree_par=par,
        modifie_le=le,
        modifie_par=par,
    )
    demarche.coporteuses.set(coporteuses)
    comptes = [compte.pk for _, compte in pilotes if compte is not None]
    demarche.pilotes.set(editeurs_of(collectivite).filter(pk__in=comptes))
    ecrire(demarche, "plans.ouvrir_demarche", f"A ouvert la démarche « {nom} »", par=par, le=le)
    return demarche


def verifier_plan(collectivite: Collectivite, plan: Plan) -> None:
    """Raises DonneeRefusee unless the plan may be linked."""
    if plan.collectivite_id != collectivite.pk:
        raise DonneeRefusee("Ce plan est celui d'une autre collectivité : choisissez un plan d'ici.")
    if plan.type != TypePlan.PCAET:
        raise DonneeRefusee(f"« {plan.nom} » n'est pas un PCAET : choisissez un autre plan, ou changez son type.")
    if DemarchePcaet.objects.filter(plan=plan).exists():
        raise DonneeRefusee(f"« {plan.nom} » a déjà sa démarche : choisissez un autre plan.")


@transaction.atomic
def modifier_entete(
    demarche: DemarchePcaet,
    champs: Mapping[str, Any],
    *,
    plan: Plan | None,
    coporteuses: Iterable[Collectivite],
    pilotes: Iterable[Utilisateur],
    par: Utilisateur,
    le: datetime,
) -> DemarchePcaet:
    """Writes the heading: `champs` are those of CHAMPS that change; the plan, the collectivités that carry it together
    and the pilotes replace what was there. Refused while the dossier is frozen."""
    exiger(par, "plans.modifier_demarche", demarche)
    ici = verrouiller_dossier(demarche)
    avant = {nom: getattr(ici, nom) for nom in champs}
    for nom, valeur in champs.items():
        setattr(ici, nom, _lire(nom, valeur))
    porteuses = _membres_valides(ici, coporteuses)
    _verifier_entete(ici, porteuses, timezone.localdate(le))
    if plan is not None and plan.pk != ici.plan_id:
        verifier_plan(ici.collectivite, plan)
    change = [nom for nom in champs if getattr(ici, nom) != avant[nom]]
    if (plan.pk if plan else None) != ici.plan_id:
        change.append("plan")
        ici.plan = plan
    ici.save(update_fields=[*champs, "plan"])
    change += _remplacer(ici, "coporteuses", porteuses)
    if (refus := _pilotes_refuses(ici, nouveaux := list(pilotes))) is not None:
        raise DonneeRefusee(refus)
    if {p.pk for p in nouveaux} != set(ici.pilotes.values_list("pk", flat=True)):
        exiger_conduite(par, ici)
        change += _remplacer(ici, "pilotes", nouveaux)
    if change:
        resume = f"A modifié l'en-tête de la démarche « {ici.nom} »"
        ecrire(ici, "plans.modifier_demarche", resume, par=par, le=le, champs=change)
    return ici


def _lire(nom: str, valeur: Any) -> Any:
    if nom not in CHAMPS:
        raise LookupError(f"champ inconnu : {nom}")
    if nom in TEXTES:
        quoi = str(getattr(DemarchePcaet._meta.get_field(nom), "verbose_name", nom))
        return nettoyer(valeur, TEXTES[nom], quoi.capitalize())
    if nom == "obligation":
        return str(valeur or "")
    return valeur


def _verifier_entete(demarche: DemarchePcaet, porteuses: list[Collectivite], jour: date) -> None:
    if not demarche.nom:
        raise DonneeRefusee("Donnez un nom à la démarche, par exemple « PCAET 2026-2032 ».")
    if demarche.obligation and demarche.obligation not in Obligation._value2member_map_:
        raise DonneeRefusee("Choisissez « Obligatoire » ou « Volontaire ».")
    if demarche.lance_le and demarche.lance_le > jour:
        raise DonneeRefusee("La date de lancement est à venir : donnez celle de la décision déjà prise.")
    if demarche.precedente_adoptee_le and demarche.precedente_adoptee_le > jour:
        raise DonneeRefusee("Le PCAET précédent ne peut pas être adopté à une date à venir.")
    if demarche.lance_le and demarche.lance_le < PREMIER_JOUR:
        raise DonneeRefusee(f"Le PCAET existe depuis le {jour_long(PREMIER_JOUR)} : vérifiez la date de lancement.")
    _verifier_information(demarche, jour)
    loi = obligation_of(demarche.collectivite, demarche.population, porteuses)
    if loi is not None and demarche.obligation and demarche.obligation != loi and not demarche.obligation_motif:
        raise DonneeRefusee(
            f"Avec cette population, la règle dit « {loi.libelle} » : expliquez pourquoi vous choisissez autre chose."
        )


def _verifier_information(demarche: DemarchePcaet, jour: date) -> None:
    """The launch, then the letters that tell of it, then what the authorities answer."""
    if any((le := getattr(demarche, nom)) is not None and le > jour for nom in INFORMATION):
        raise DonneeRefusee("L'information du lancement et ses réponses sont à venir : donnez les dates déjà passées.")
    envoi = demarche.information_le
    if envoi and demarche.lance_le and envoi < demarche.lance_le:
        raise DonneeRefusee("Les autorités sont informées du lancement une fois l'élaboration engagée.")
    for nom in INFORMATION[1:]:
        recue = getattr(demarche, nom)
        if recue and (envoi is None or recue < envoi):
            raise DonneeRefusee("Une réponse suit l'information du lancement : donnez d'abord la date de celle-ci.")


def _membres_valides(demarche: DemarchePcaet, coporteuses: Iterable[Collectivite]) -> list[Collectivite]:
    voulues = list(coporteuses)
    possibles = {c.pk for c in membres_porteurs_of(demarche.collectivite)}
    etrangeres = [c.nom for c in voulues if c.pk not in possibles]
    if etrangeres:
        raise DonneeRefusee(f"{enumerer(etrangeres)} : pas membre de {demarche.collectivite.nom}.")
    return voulues


def _pilotes_refuses(demarche: DemarchePcaet, pilotes: list[Utilisateur]) -> str | None:
    possibles = set(editeurs_of(demarche.collectivite).values_list("pk", flat=True))
    refuses = [pilote.nom_complet for pilote in pilotes if pilote.pk not in possibles]
    if not refuses:
        return None
    return f"{enumerer(refuses)} : une personne pilote doit avoir le rôle « Édition » dans la collectivité."


def _remplacer(demarche: DemarchePcaet, nom: str, objets: list[Any]) -> list[str]:
    """Replaces a many-to-many; its name when something changed."""
    relation = getattr(demarche, nom)
    if {objet.pk for objet in objets} == set(relation.values_list("pk", flat=True)):
        return []
    relation.set(objets)
    return [nom]


@transaction.atomic
def publier_demarche(demarche: DemarchePcaet, *, noms: bool = False, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Opens the heading and the dossier to the public, `noms` with the people that the heading names. Only once
    adopted. Published again, it changes the names only."""
    exiger_conduite(par, demarche)
    ici = verrouiller(demarche)
    if not ici.etat_lisible.publiable:
        raise DonneeRefusee("La démarche se publie une fois le plan adopté.")
    if ici.adopte_le is None:
        raise DonneeRefusee("Dites d'abord, sur la page de la démarche, à quelle date le plan fut adopté.")
    if ici.publie_le is None or ici.noms_publies != noms:
        if ici.publie_le is None:
            prevenir_publication(ici, par=par, le=le)
        ici.publie_le, ici.noms_publies = ici.publie_le or le, noms
        ici.save(update_fields=["publie_le", "noms_publies"])
        resume = f"A publié la démarche « {ici.nom} », {'avec' if noms else 'sans'} le nom des personnes"
        ecrire(ici, "plans.publier_demarche", resume, par=par, le=le, noms=noms)
    return ici


@transaction.atomic
def depublier_demarche(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> DemarchePcaet:
    """Takes it back from the public."""
    exiger_conduite(par, demarche)
    ici = verrouiller(demarche)
    if ici.publie_le is not None:
        ici.publie_le, ici.noms_publies = None, False
        ici.save(update_fields=["publie_le", "noms_publies"])
        annuler_publication(ici, le=le)
        ecrire(ici, "plans.depublier_demarche", f"A dépublié la démarche « {ici.nom} »", par=par, le=le)
    return ici


@transaction.atomic
def supprimer_demarche(demarche: DemarchePcaet, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a démarche that no authority ever received. Its documents stay in the collectivité."""
    exiger_conduite(par, demarche)
    ici = verrouiller(demarche)
    if not est_supprimable(ici.etat_lisible, deja_transmise=est_deja_transmise(ici)):
        raise DonneeRefusee("Une démarche déjà transmise ne se supprime pas : les instances en ont gardé la trace.")
    consigner(
        ici, "plans.supprimer_demarche", f"A supprimé la démarche « {ici.nom} »", par=par, le=le,
        collectivite_id=ici.collectivite_id,
    )  # fmt: skip
    ici.delete()
