"""Creating, changing, placing, copying and deleting fiches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.dates import jour_long
from cordee.outils.texte import cle_naturelle, normaliser
from cordee.plans.actions.blocages import Levee, lever_blocages, reposer_blocages
from cordee.plans.actions.numeros import NumeroPerdu, refuser_numero_pris, rendre_sans_numero_pris
from cordee.plans.actions.prevenir_statut import prevenir_statuts
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.validation_suivi import suivre_contenu
from cordee.plans.domain.champs import (
    CHAMPS,
    DATES_A_PEU_PRES,
    ValeurRefusee,
    ecrire_date,
    lire_a_peu_pres,
    verifier_dates,
)
from cordee.plans.domain.listes import Precision, StatutFiche
from cordee.plans.domain.validation import SUIVI
from cordee.plans.models import Axe, Fiche, Placement, Plan
from cordee.plans.queries.visibilite import collectivites_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

PROFONDEUR_MAX = 2
A_DEFAUT = {
    "precision_debut": "jour", "precision_fin": "jour", "cout_evite_base": "ht", "cout_evite_rythme": "par_an",
}  # fmt: skip
"""What a choice left empty is worth, where it cannot stay empty."""
QUI_PLACE = "Ranger une fiche dans un plan demande le rôle « Édition » : voyez la page « Membres et rôles »."


class ConflitDeFiche(DonneeRefusee):
    """A colleague changed the field meanwhile: nothing was written. `actuel` is theirs, `propose` is yours."""

    def __init__(self, champ: str, actuel: Any, propose: Any, fiche: Fiche) -> None:
        super().__init__(
            f"« {CHAMPS[champ].libelle} » a changé pendant que vous écriviez : choisissez la version à garder."
        )
        self.champ, self.actuel, self.propose, self.fiche = champ, actuel, propose, fiche


@transaction.atomic
def creer_fiche(
    collectivite: Collectivite,
    titre: str,
    *,
    plan: Plan | None = None,
    axe: Axe | None = None,
    parent: Fiche | None = None,
    par: Utilisateur,
    le: datetime,
    **champs: Any,
) -> Fiche:
    """A new fiche, placed in `axe` (or at the root of `plan`), or the sous-fiche of `parent`. `champs` are those of
    domain.champs."""
    if parent is not None:
        exiger(par, "plans.detailler_fiche", parent)
        if parent.profondeur >= PROFONDEUR_MAX:
            raise DonneeRefusee("Une sous-fiche ne se découpe pas davantage : deux niveaux suffisent sous une fiche.")
        collectivite = parent.collectivite
    else:
        exiger(par, "plans.creer_fiche", collectivite)
    valeurs = _datees(lire_champs({"titre": titre, **champs}), le)
    verifier(valeurs.get("debut"), valeurs.get("fin"))
    dans = plan or (axe.plan if axe is not None else None)
    if parent is None and dans is not None:
        refuser_numero_pris(valeurs.get("code", ""), [dans.pk])
    fiche = Fiche.objects.create(
        collectivite=collectivite,
        parent=parent,
        profondeur=0 if parent is None else parent.profondeur + 1,
        position=prochaine_position(parent) if parent is not None else 0,
        **cles_du_titre(valeurs["titre"]),
        cree_le=le,
        cree_par=par,
        modifie_le=le,
        modifie_par=par,
        **valeurs,
    )
    if parent is None and dans is not None:
        _placer(fiche, dans, axe)
    _repercuter(fiche, valeurs)
    consigner(
        fiche,
        "plans.creer_fiche",
        f"A créé la {'sous-fiche' if parent else 'fiche'} « {fiche.titre} »",
        par=par,
        le=le,
        collectivite_id=fiche.collectivite_id,
        details={"parent": parent.pk if parent else None},
    )
    return fiche


@transaction.atomic
def modifier_fiche(
    fiche: Fiche,
    champs: Mapping[str, Any],
    *,
    par: Utilisateur,
    le: datetime,
    lues: Mapping[str, Any] | None = None,
    verbe: str = "plans.modifier_fiche",
) -> Fiche:
    """Changes fields of domain.champs; those not given stay. `lues` holds, by field, the value that the person
    started from: when it is no longer the current one, raises `ConflitDeFiche`. A statut that is not « bloqué » lifts
    what blocked. A statut or a progress that changes is dated of the day, unless another date is given."""
    exiger(par, "plans.modifier_fiche", fiche)
    verrouillee = Fiche.objects.select_for_update().get(pk=fiche.pk)
    valeurs = _sans_deplacer(verrouillee, lire_champs(champs))
    _refuser_conflits(verrouillee, valeurs, lues or {})
    changees = _changements(verrouillee, valeurs, le)
    if not changees:
        _lever(verrouillee, valeurs, par, le)
        return _recopier(verrouillee, fiche, [])
    verifier(changees.get("debut", verrouillee.debut), changees.get("fin", verrouillee.fin))
    if changees.get("code") and verrouillee.parent_id is None:
        plans = Placement.objects.filter(fiche=verrouillee).values_list("plan_id", flat=True)
        refuser_numero_pris(changees["code"], set(plans), verrouillee.pk)
    avant = {nom: getattr(verrouillee, nom) for nom in changees}
    for nom, valeur in changees.items():
        setattr(verrouillee, nom, valeur)
    colonnes = list(changees)
    if "titre" in changees:
        for nom, cle in cles_du_titre(verrouillee.titre).items():
            setattr(verrouillee, nom, cle)
            colonnes.append(nom)
    _toucher(verrouillee, par, le)
    verrouillee.save(update_fields=[*colonnes, "version", "modifie_le", "modifie_par"])
    _repercuter(verrouillee, changees)
    consigner(
        verrouillee,
        verbe,
        f"A modifié {_resumer(changees)} de « {verrouillee.titre} »",
        par=par,
        le=le,
        collectivite_id=verrouillee.collectivite_id,
        details={
            "champs": {nom: [_json(avant[nom]), _json(valeur)] for nom, valeur in changees.items()},
            **_lever(verrouillee, valeurs, par, le),
        },
    )
    if "statut" in changees:
        prevenir_statuts({verrouillee.pk: avant["statut"]}, par=par, le=le)
    return _recopier(verrouillee, fiche, [*colonnes, "version", "modifie_le", "modifie_par"])


def _sans_deplacer(fiche: Fiche, valeurs: dict[str, Any]) -> dict[str, Any]:
    """The values, without a change that nobody sees: another day of the month, or of the year, that is known."""
    for nom in DATES_A_PEU_PRES:
        precision, actuelle = getattr(fiche, f"precision_{nom}"), getattr(fiche, nom)
        if valeurs.get(nom) is None or actuelle is None or precision == Precision.JOUR:
            continue
        voulue = valeurs.get(f"precision_{nom}")
        if voulue == precision and ecrire_date(valeurs[nom], precision) == ecrire_date(actuelle, precision):
            valeurs[nom] = actuelle
    return valeurs


def _repercuter(fiche: Fiche, ecrites: Mapping[str, Any]) -> None:
    """What follows from these fields: the search, and the state of what was validated."""
    if any(CHAMPS[nom].cherche for nom in ecrites):
        indexer_fiches([fiche.pk])
    if not set(ecrites) <= set(SUIVI):
        suivre_contenu([fiche.pk])


def _changements(fiche: Fiche, valeurs: Mapping[str, Any], le: datetime) -> dict[str, Any]:
    """Values that are not those of the fiche, and the date of the state that they change."""
    changees = {nom: valeur for nom, valeur in valeurs.items() if getattr(fiche, nom) != valeur}
    dite = {"etat_le": valeurs["etat_le"]} if "etat_le" in valeurs else {}
    datees = _datees({**changees, **dite}, le)
    return {nom: valeur for nom, valeur in datees.items() if getattr(fiche, nom) != valeur}


def _datees(valeurs: Mapping[str, Any], le: datetime) -> dict[str, Any]:
    return {**valeurs, **dater_etat(valeurs, le)}


def dater_etat(valeurs: Mapping[str, Any], le: datetime) -> dict[str, date]:
    """The date of the state that these values call for: the day of the change when they hold a statut or a progress
    and no date. Refuses a date to come."""
    jour = timezone.localtime(le).date()
    donnee = valeurs.get("etat_le")
    if donnee is not None and donnee > jour:
        raise DonneeRefusee(
            f"« {CHAMPS['etat_le'].libelle} » est à venir ({jour_long(donnee)}) : donnez le jour du constat."
        )
    change = bool({"statut", "avancement"} & set(valeurs))
    return {"etat_le": jour} if change and "etat_le" not in valeurs else {}


def _lever(fiche: Fiche, valeurs: Mapping[str, Any], par: Utilisateur, le: datetime) -> dict[str, Levee]:
    """What the trail keeps of the blocages that a statut lifts, to give them back."""
    levee = lever_blocages([fiche], par=par, le=le) if "statut" in valeurs else {}
    return {"levee": levee} if levee else {}


@transaction.atomic
def remettre_fiche(fiche: Fiche, details: Mapping[str, Any], *, par: Utilisateur, le: datetime) -> Fiche:
    """Takes back a change of fields, as the trail kept it (`details`): values, and blocages that it lifted. Raises
    `ConflitDeFiche` when a value changed since."""
    champs = dict(details["champs"])
    if "etat_le" in champs and len(champs) > 1 and _json(fiche.etat_le) != champs["etat_le"][1]:
        del champs["etat_le"]  # the state was dated again since: what comes back is of today
    avant = {nom: valeurs[0] for nom, valeurs in champs.items()}
    modifier_fiche(fiche, avant, lues={nom: valeurs[1] for nom, valeurs in champs.items()}, par=par, le=le)
    reposer_blocages(details.get("levee"), [fiche], par=par, le=le)
    return fiche


def lire_champs(champs: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are stored, or `DonneeRefusee` with a sentence a wrong one. A month, a quarter or a year typed as
    a start or an end gives the precision too, whatever was said of it."""
    valeurs: dict[str, Any] = {}
    precisions: dict[str, Precision] = {}
    fautes: list[str] = []
    for nom, valeur in champs.items():
        if nom not in CHAMPS:
            raise LookupError(f"champ inconnu : {nom}")
        try:
            if nom in DATES_A_PEU_PRES and isinstance(valeur, str) and valeur.strip():
                valeurs[nom], precision = lire_a_peu_pres(nom, valeur.strip())
                if precision is not Precision.JOUR:
                    precisions[f"precision_{nom}"] = precision
            else:
                valeurs[nom] = CHAMPS[nom].lire(valeur)
        except ValeurRefusee as faute:
            fautes.append(str(faute))
    if fautes:
        raise DonneeRefusee(*fautes)
    valeurs |= precisions
    if "poids" in valeurs and valeurs["poids"] is None:
        valeurs["poids"] = 1
    for nom, defaut in A_DEFAUT.items():
        if valeurs.get(nom) == "":
            valeurs[nom] = defaut
    return valeurs


def verifier(debut: date | None, fin: date | None) -> None:
    """Refuses an end before its start."""
    try:
        verifier_dates(debut, fin)
    except ValeurRefusee as faute:
        raise DonneeRefusee(str(faute)) from faute


def _refuser_conflits(fiche: Fiche, valeurs: Mapping[str, Any], lues: Mapping[str, Any]) -> None:
    for nom, lue in lues.items():
        if nom not in valeurs:
            continue
        actuelle = getattr(fiche, nom)
        if actuelle != valeurs[nom] and not _est_encore(nom, actuelle, lue):
            raise ConflitDeFiche(nom, actuelle, valeurs[nom], fiche)


def _est_encore(nom: str, actuelle: Any, lue: Any) -> bool:
    try:
        return bool(actuelle == CHAMPS[nom].lire(lue))
    except ValeurRefusee:  # nothing that the field ever held
        return False


def _recopier(de: Fiche, vers: Fiche, colonnes: list[str]) -> Fiche:
    """The caller's object shows what was written."""
    for nom in colonnes:
        setattr(vers, nom, getattr(de, nom))
    return vers


def toucher_fiche(fiche: Fiche, *, par: Utilisateur, le: datetime) -> None:
    """Marks that something around the fiche changed (a note, a funding…): called in the action's transaction."""
    _toucher(fiche, par, le)
    fiche.save(update_fields=["version", "modifie_le", "modifie_par"])
    suivre_contenu([fiche.pk])


def _toucher(fiche: Fiche, par: Utilisateur, le: datetime) -> None:
    fiche.version += 1
    fiche.modifie_le, fiche.modifie_par = le, par


def _resumer(changees: Mapping[str, Any]) -> str:
    tus = {"etat_le"} if {"statut", "avancement"} & set(changees) else set()
    libelles = [f"« {CHAMPS[n].libelle} »" for n in changees if not n.startswith("precision_") and n not in tus]
    if len(libelles) == 1 and "statut" in changees:
        return f"le statut ({StatutFiche.libelle_de(changees['statut'], 'sans statut')})"
    return ", ".join(libelles[:4]) or "des dates"


def _json(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return str(valeur)
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def cles_du_titre(titre: str) -> dict[str, str]:
    """Columns that follow a title: the key by which it is matched, and the one by which lists are sorted, the same on
    every database."""
    return {"cle_recherche": normaliser(titre)[:320], "cle_tri": cle_naturelle(titre)[:340]}


def prochaine_position(parent: Fiche) -> int:
    """Rank of a new sous-fiche: the last."""
    dernier = Fiche.objects.filter(parent=parent).aggregate(m=Max("position"))["m"]
    return 0 if dernier is None else dernier + 1


# -- placements ------------------------------------------------------------------------------------------------------
@transaction.atomic
def placer_fiche(
    fiche: Fiche, plan: Plan, axe: Axe | None, *, par: Utilisateur, le: datetime, rang: int | None = None
) -> Placement:
    """Places the fiche in an axe, or at the root of the plan, at `rang` (last when None); it stays where it was
    too. Placing it again where it is only changes its rank."""
    exiger(par, "plans.placer_fiche", fiche)
    exiger(par, "plans.modifier_plan", plan)
    refuser_placement(fiche, plan, axe)
    if not Placement.objects.filter(fiche=fiche, plan=plan).exists():
        refuser_numero_pris(fiche.code, [plan.pk], fiche.pk)
    placement = _placer(fiche, plan, axe, rang)
    consigner(
        fiche,
        "plans.placer_fiche",
        f"A placé « {fiche.titre} » dans « {axe.nom if axe else plan.nom} »",
        par=par,
        le=le,
        collectivite_id=plan.collectivite_id,
        details={"plan": plan.pk, "axe": axe.pk if axe else None},
    )
    return placement


@transaction.atomic
def deplacer_placement(
    placement: Placement, axe: Axe | None, *, rang: int | None, par: Utilisateur, le: datetime
) -> Placement:
    """Moves a fiche to another axe of the same plan, or to another rank. The placement stays the same one, unless the
    fiche is already in that axe."""
    exiger(par, "plans.modifier_plan", placement.plan)
    if axe is not None and axe.plan_id != placement.plan_id:
        raise DonneeRefusee("Cet axe est dans un autre plan : placez-y la fiche au lieu de la déplacer.")
    fiche, plan = placement.fiche, placement.plan
    if Placement.objects.filter(fiche=fiche, plan=plan, axe=axe).exclude(pk=placement.pk).exists():
        placement.delete()
    else:
        Placement.objects.filter(pk=placement.pk).update(axe=axe)
    nouveau = _placer(fiche, plan, axe, rang)
    consigner(
        fiche,
        "plans.placer_fiche",
        f"A déplacé « {fiche.titre} » dans « {axe.nom if axe else plan.nom} »",
        par=par,
        le=le,
        collectivite_id=plan.collectivite_id,
        details={"plan": plan.pk, "axe": axe.pk if axe else None},
    )
    return nouveau


@transaction.atomic
def retirer_placement(placement: Placement, *, par: Utilisateur, le: datetime) -> None:
    """Takes the fiche out of an axe; without any other placement it becomes « sans plan »."""
    exiger(par, "plans.modifier_plan", placement.plan)
    fiche, plan = placement.fiche, placement.plan
    placement.delete()
    consigner(
        fiche,
        "plans.retirer_placement",
        f"A retiré « {fiche.titre} » du plan « {plan.nom} »",
        par=par,
        le=le,
        collectivite_id=plan.collectivite_id,
        details={"plan": plan.pk},
    )


def refuser_placement(fiche: Fiche, plan: Plan, axe: Axe | None) -> None:
    """Refuses a place that the fiche cannot have: an axe of another plan, a plan of those who do not carry it."""
    if fiche.parent_id is not None:
        raise DonneeRefusee("Une sous-fiche suit sa fiche : placez la fiche.")
    if axe is not None and axe.plan_id != plan.pk:
        raise DonneeRefusee("Cet axe est dans un autre plan : choisissez un axe du plan.")
    if plan.collectivite_id not in collectivites_of(fiche):
        raise DonneeRefusee(
            f"« {fiche.titre} » n'est pas portée avec {plan.collectivite.nom} : partagez d'abord la fiche avec elle."
        )


def _placer(fiche: Fiche, plan: Plan, axe: Axe | None, rang: int | None = None) -> Placement:
    """Writes the placement and numbers its siblings again from 0."""
    freres = list(
        Placement.objects.select_for_update().filter(plan=plan, axe=axe).exclude(fiche=fiche).order_by("position", "id")
    )
    place = len(freres) if rang is None else max(0, min(rang, len(freres)))
    placement, _ = Placement.objects.update_or_create(fiche=fiche, plan=plan, axe=axe, defaults={"position": place})
    a_decaler = [frere for i, frere in enumerate(freres) if frere.position != i + (i >= place)]
    for i, frere in enumerate(freres):
        frere.position = i + (i >= place)
    Placement.objects.bulk_update(a_decaler, ["position"], batch_size=500)
    return placement


# -- deletion --------------------------------------------------------------------------------------------------------
@transaction.atomic
def supprimer_fiche(fiche: Fiche, *, par: Utilisateur, le: datetime) -> None:
    """Deletes a fiche and its sous-fiches; `restaurer_fiche` brings them back."""
    exiger(par, "plans.supprimer_fiche", fiche)
    lignee = _descendance(fiche)
    Fiche.objects.filter(pk__in=lignee, supprimee_le__isnull=True).update(supprimee_le=le)
    fiche.supprimee_le = le
    indexer_fiches([*lignee, *([fiche.parent_id] if fiche.parent_id else [])])
    suivre_contenu([fiche.pk])
    consigner(
        fiche,
        "plans.supprimer_fiche",
        f"A supprimé « {fiche.titre} »" + (f" et ses {len(lignee) - 1} sous-fiches" if len(lignee) > 2 else ""),
        par=par,
        le=le,
        collectivite_id=fiche.collectivite_id,
    )


@transaction.atomic
def restaurer_fiche(fiche: Fiche, *, par: Utilisateur, le: datetime) -> NumeroPerdu | None:
    """Brings back a deleted fiche, with the sous-fiches deleted with it and its placements. Returns the number that it
    no longer has, when another fiche was given it since."""
    exiger(par, "plans.supprimer_fiche", fiche)
    if fiche.supprimee_le is None:
        raise DonneeRefusee("Cette fiche n'est pas supprimée.")
    if fiche.parent is not None and fiche.parent.supprimee_le is not None:
        raise DonneeRefusee("La fiche au-dessus est supprimée elle aussi : restaurez-la d'abord.")
    lignee = _descendance(fiche)
    Fiche.objects.filter(pk__in=lignee, supprimee_le=fiche.supprimee_le).update(supprimee_le=None)
    fiche.supprimee_le = None
    perdu = rendre_sans_numero_pris(fiche)
    indexer_fiches(lignee)
    suivre_contenu([fiche.pk])
    consigner(
        fiche,
        "plans.restaurer_fiche",
        f"A restauré « {fiche.titre} »" + (", sans son numéro, donné à une autre depuis" if perdu else ""),
        par=par,
        le=le,
        collectivite_id=fiche.collectivite_id,
        details={"champs": {"code": [perdu.code, ""]}} if perdu else None,
    )
    return perdu


def _descendance(fiche: Fiche) -> list[int]:
    enfants = list(Fiche.objects.filter(parent=fiche).values_list("pk", flat=True))
    petits = list(Fiche.objects.filter(parent__in=enfants).values_list("pk", flat=True)) if enfants else []
    return [fiche.pk, *enfants, *petits]


@transaction.atomic
def ordonner_sous_fiches(parent: Fiche, ordre: list[int], *, par: Utilisateur, le: datetime) -> None:
    """Puts the sous-fiches in this order (ids); those left out follow, as they were."""
    exiger(par, "plans.detailler_fiche", parent)
    sous = list(Fiche.objects.select_for_update().filter(parent=parent).order_by("position", "id"))
    rangs = {pk: rang for rang, pk in enumerate(ordre)}
    for rang, fiche in enumerate(sorted(sous, key=lambda f: (rangs.get(f.pk, len(rangs)), f.position, f.pk))):
        fiche.position = rang
    Fiche.objects.bulk_update(sous, ["position"])
    consigner(
        parent,
        "plans.ordonner_sous_fiches",
        f"A changé l'ordre des sous-fiches de « {parent.titre} »",
        par=par,
        le=le,
        collectivite_id=parent.collectivite_id,
    )
