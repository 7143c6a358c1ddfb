"""One change on many fiches: prepared, applied in one transaction, undone as a whole.

Each `Porteur` reads and writes one kind of value for any number of fiches, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, DateField, F, Value, When
from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner, consigner_plusieurs
from cordee.outils.texte import accorder
from cordee.plans.actions.blocages import Levee, lever_blocages, reposer_blocages
from cordee.plans.actions.fiches import lire_champs
from cordee.plans.actions.lot_champs import (
    ValeursDuChamp,
    consigner_lot_du_champ,
    lire_valeur_de_lot,
    valeurs_du_champ,
)
from cordee.plans.actions.lot_noms import ROLES, ROLES_D_ACTEUR, lire_noms
from cordee.plans.actions.lot_partages import Partages
from cordee.plans.actions.lot_validation import Validations
from cordee.plans.actions.numeros import liberer_numeros_pris
from cordee.plans.actions.porteurs import Places, Porteur, porteur_de
from cordee.plans.actions.prevenir import prevenir_affectations
from cordee.plans.actions.prevenir_statut import prevenir_statuts
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.validation_suivi import suivre_contenu
from cordee.plans.domain.champs_personnalises import Definition
from cordee.plans.domain.listes import Precision
from cordee.plans.domain.lot import (
    A_CHOISIR,
    DATES,
    DES_CHAMPS,
    Geste,
    Sens,
    devenir,
    ecrire_date_du_lot,
    lire_date_du_lot,
)
from cordee.plans.domain.thematiques import THEMATIQUES
from cordee.plans.domain.validation import SUIVI
from cordee.plans.models import Fiche, GesteGroupe, Personne
from cordee.plans.queries.lot import nommer_valeurs
from cordee.plans.queries.visibilite import annotate_racine, modifiables_par
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus, exiger
from cordee.territoires.models import Collectivite

A_CHANGE = "Une des fiches a changé depuis l'aperçu : revoyez-le avant d'enregistrer."
FICHES_MAX = 2_000
"""Fiches of one bulk edit at most."""
DES_NOMS = ROLES.keys() | ROLES_D_ACTEUR.keys()
DU_PROPRIETAIRE = {
    Geste.SUPPRESSION: "elle appartient à une autre collectivité",
    Geste.PARTAGE: "elle appartient à une autre collectivité, qui choisit seule avec qui la porter",
}
"""Why a fiche that the collectivité carries without owning it stays as it is."""
DU_HAUT = {
    Geste.PLACE: "une sous-fiche suit la place de sa fiche",
    Geste.PARTAGE: "une sous-fiche est portée avec sa fiche",
}
"""Why a sous-fiche stays as it is."""
NOMMES = {*DES_NOMS, Geste.PLACE, Geste.PARTAGE}
"""Gestes whose values are ids: the trail says their names."""


class ValeurRefuseeEnLot(DonneeRefusee):
    """What was typed or chosen as the new value is what is wrong, not the fiches."""


@dataclass(frozen=True, slots=True)
class Changement:
    """What becomes of one fiche; `raison` says why nothing does."""

    fiche: Fiche
    avant: Any
    apres: Any
    raison: str = ""

    @property
    def change(self) -> bool:
        """Whether something is to be written."""
        return not self.raison and self.avant != self.apres


@dataclass(frozen=True)
class Lot:
    """A bulk edit ready to be shown or written."""

    geste: Geste
    sens: Sens
    changements: list[Changement]
    porteur: Porteur
    champ: Definition | None = None

    @property
    def a_changer(self) -> list[Changement]:
        """Those that change."""
        return [changement for changement in self.changements if changement.change]


def preparer_lot(
    collectivite: Collectivite, fiches: Iterable[Fiche], geste: Geste, sens: Sens, valeur: Any, *, par: Utilisateur,
    le: datetime, champ: Definition | None = None,
) -> Lot:  # fmt: skip
    """What the change would do to each fiche (`fiches` have `racine_id`); nothing is written but the names that are
    new. `valeur` is the typed text, or the list of typed names or codes; `champ` the added field that it is for."""
    exiger(par, "plans.modifier_en_lot", collectivite)
    choisies = list(fiches)
    if not choisies:
        raise DonneeRefusee("Aucune fiche n'est choisie : cochez-en dans le tableau, puis recommencez.")
    if len(choisies) > FICHES_MAX:
        raise DonneeRefusee(f"Plus de {FICHES_MAX} fiches sont choisies : resserrez la liste par un filtre.")
    porteur = porteur_de(geste, collectivite, par=par, le=le) if champ is None else ValeursDuChamp(champ)
    if isinstance(porteur, Validations):
        return _preparer_validation(porteur, choisies, sens, valeur, par)
    avant = porteur.lire([fiche.pk for fiche in choisies])
    permises = modifiables_par(par, choisies)
    try:
        suites = _devenus(geste, sens, valeur, choisies, avant, permises, porteur, le)
    except DonneeRefusee as refus:
        raise ValeurRefuseeEnLot(*refus.messages) from refus
    changements = []
    for fiche in choisies:
        apres = suites[fiche.pk]
        raison = "" if fiche.pk in permises else "vous ne pouvez pas la modifier"
        if not raison and fiche.collectivite_id != collectivite.pk:
            raison = DU_PROPRIETAIRE.get(geste, "")
        if not raison and fiche.parent_id is not None:
            raison = DU_HAUT.get(geste, "")
        raison = raison or (porteur.refuser(fiche) if isinstance(porteur, ValeursDuChamp) else "")
        changements.append(Changement(fiche, avant[fiche.pk], apres, raison or _refuser_dates(geste, fiche, apres)))
    return Lot(geste, sens, changements, porteur, champ)


def _preparer_validation(
    porteur: Validations, choisies: list[Fiche], sens: Sens, valeur: str | None, par: Utilisateur
) -> Lot:
    """What becomes of a state is not what was typed: it depends on where each fiche stands."""
    if not valeur:
        raise ValeurRefuseeEnLot(f"{A_CHOISIR[Geste.VALIDATION]}, puis voyez l'aperçu.")
    porteur.trouver(valeur)
    prevues = porteur.preparer(choisies, modifiables_par(par, choisies))
    return Lot(Geste.VALIDATION, sens, [Changement(*prevue) for prevue in prevues], porteur)


def _devenus(
    geste: Geste, sens: Sens, valeur: Any, fiches: list[Fiche], avant: Mapping[int, Any], permises: set[int],
    porteur: Porteur, le: datetime,
) -> dict[int, Any]:  # fmt: skip
    """What the value makes of that of each fiche. Raises `DonneeRefusee` when the value is none."""
    if isinstance(porteur, ValeursDuChamp):
        lue = lire_valeur_de_lot(porteur.definition, valeur)
    else:
        lue = _lire_valeur(geste, valeur, le)
    if isinstance(porteur, Places):
        porteur.trouver(lue)
    if isinstance(porteur, Partages):
        lue = porteur.trouver(lue, sens)
    if geste not in DES_NOMS:
        return {fiche.pk: devenir(geste, sens, avant[fiche.pk], lue) for fiche in fiches}
    noms = lire_noms(geste, lue, [fiche for fiche in fiches if fiche.pk in permises])
    return {
        fiche.pk: noms.devenir(fiche, sens, avant[fiche.pk]) if fiche.pk in permises else avant[fiche.pk]
        for fiche in fiches
    }


def _refuser_dates(geste: Geste, fiche: Fiche, apres: Any) -> str:
    if geste not in DATES:
        return ""
    debut = lire_date_du_lot(apres)[0] if geste is Geste.DEBUT else fiche.debut
    fin = lire_date_du_lot(apres)[0] if geste is Geste.FIN else fiche.fin
    if debut and fin and fin < debut:
        return "elle finirait avant de commencer"
    return ""


@transaction.atomic
def appliquer_lot(
    collectivite: Collectivite, lot: Lot, *, par: Utilisateur, le: datetime, lue: str = ""
) -> GesteGroupe:
    """Writes the prepared changes; what cannot be changed is left alone. Raises `DonneeRefusee` when a fiche changed
    since the preview; `lue` is the empreinte of the contents that were previewed, when they are validated."""
    exiger(par, "plans.modifier_en_lot", collectivite)
    if isinstance(lot.porteur, Validations) and lue and lue != lot.porteur.empreinte:
        raise DonneeRefusee(A_CHANGE)
    changements = lot.a_changer
    ids = [changement.fiche.pk for changement in changements]
    dates = dict(Fiche.objects.select_for_update().filter(pk__in=ids).values_list("pk", "etat_le"))
    jour = timezone.localtime(le).date() if lot.geste is Geste.STATUT else None
    actuels = lot.porteur.lire(ids)
    if not all(_pareils(actuels[changement.fiche.pk], changement.avant) for changement in changements):
        raise DonneeRefusee(A_CHANGE)
    lot.porteur.ecrire({changement.fiche.pk: changement.apres for changement in changements})
    if lot.geste is not Geste.VALIDATION:  # where a fiche stands is not something that it says
        _toucher(lot.geste, ids, par, le, **({"etat_le": jour} if jour else {}))
    nombre = len(changements)
    libelle = lot.champ.libelle if lot.champ is not None else lot.geste.libelle
    resume = f"{libelle} : {nombre} {accorder(nombre, 'fiche modifiée', 'fiches modifiées')}"
    groupe = GesteGroupe.objects.create(
        collectivite=collectivite,
        verbe=f"plans.lot_{lot.geste}",
        resume=resume[:300],
        avant={
            "geste": str(lot.geste),
            "champ": lot.champ.pk if lot.champ is not None else None,
            "fiches": {str(c.fiche.pk): [c.avant, c.apres] for c in changements},
            "levee": _suivre_statut(lot.geste, ids, par=par, le=le),
            "partages": lot.porteur.trace if isinstance(lot.porteur, Partages | Validations) else {},
            "etats": {str(pk): [_iso(avant), _iso(jour)] for pk, avant in dates.items()} if jour else {},
        },
        par=par,
        le=le,
    )
    if lot.geste is not Geste.VALIDATION:  # each of its steps is in the trail already
        _consigner(collectivite, lot, groupe, par=par, le=le)
    if lot.geste is Geste.PILOTE:
        _prevenir(changements, par, le)
    if lot.geste is Geste.STATUT:
        prevenir_statuts({c.fiche.pk: c.avant for c in changements}, par=par, le=le)
    return groupe


def _consigner(collectivite: Collectivite, lot: Lot, groupe: GesteGroupe, *, par: Utilisateur, le: datetime) -> None:
    """One entry of the trail a fiche; what is kept as ids is told by its names."""
    if lot.champ is not None:
        consigner_lot_du_champ(collectivite, lot.champ, lot.a_changer, groupe, par=par, le=le)
        return
    changements = lot.a_changer
    autres = len(changements) - 1
    ensemble = f" (avec {autres} {accorder(autres, 'autre')})" if autres else ""
    noms = nommer_valeurs(lot.geste, [v for c in changements for v in (c.avant, c.apres)])

    def champs(c: Changement) -> dict[str, list[Any]]:
        if lot.geste in NOMMES:
            return {str(lot.geste): [[noms.get(e, str(e)) for e in valeur] for valeur in (c.avant, c.apres)]}
        if lot.geste in DATES:
            (jour, precision), (apres, precisee) = (lire_date_du_lot(valeur) for valeur in (c.avant, c.apres))
            return {
                str(lot.geste): [_iso(jour), _iso(apres)],
                f"precision_{lot.geste}": [str(precision), str(precisee)],
            }
        return {str(lot.geste): [c.avant, c.apres]}

    consigner_plusieurs(
        (
            (c.fiche, f"A modifié « {lot.geste.libelle} » de « {c.fiche.titre} »{ensemble}",
             {"champs": champs(c), "lot": groupe.pk})
            for c in changements
        ),
        "plans.modifier_en_lot", par=par, le=le, collectivite_id=collectivite.pk,
    )  # fmt: skip


@transaction.atomic
def annuler_lot(groupe: GesteGroupe, *, par: Utilisateur, le: datetime) -> tuple[int, list[str]]:
    """Puts every fiche back as it was; those changed since are left alone and named. A deleted fiche whose number was
    given to another since comes back without it (`avant["sans_numero"]`). Returns how many came back."""
    exiger(par, "plans.modifier_en_lot", groupe.collectivite)
    verrouille = GesteGroupe.objects.select_for_update().select_related("collectivite").get(pk=groupe.pk)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("Cette modification est déjà annulée.")
    geste = Geste(verrouille.avant["geste"])
    if geste in DES_CHAMPS:
        porteur: Porteur = valeurs_du_champ(verrouille.avant["champ"])
    else:
        porteur = porteur_de(geste, verrouille.collectivite, par=par, le=le, rendue=verrouille.avant.get("partages"))
    prevus = {int(pk): (avant, apres) for pk, (avant, apres) in verrouille.avant["fiches"].items()}
    fiches = {f.pk: f for f in annotate_racine(Fiche.objects.filter(pk__in=list(prevus)))}
    permises = modifiables_par(par, fiches.values())
    if fiches and not permises:
        raise Refus("Vous ne pouvez plus modifier ces fiches : demandez à une personne qui les édite.")
    actuels = porteur.lire(list(fiches))
    permises -= porteur.retenues(prevus) if isinstance(porteur, Partages | Validations) else set()
    retour = {pk: prevus[pk][0] for pk in fiches if pk in permises and _pareils(actuels[pk], prevus[pk][1])}
    laissees = [fiches[pk].titre for pk in fiches if pk not in retour]
    porteur.ecrire(retour)
    _suivre_statut(geste, list(retour), verrouille.avant.get("levee"), par=par, le=le)
    if geste is Geste.STATUT:
        prevenir_statuts({pk: prevus[pk][1] for pk in retour}, par=par, le=le)
    perdus = liberer_numeros_pris(list(retour)) if geste is Geste.SUPPRESSION else {}
    etats = _redater(verrouille.avant.get("etats", {}), [fiches[pk] for pk in retour], le)
    if geste is not Geste.VALIDATION:
        _toucher(geste, list(retour), par, le, **etats)
    verrouille.annule_le = groupe.annule_le = le
    verrouille.avant["sans_numero"] = groupe.avant["sans_numero"] = [
        f"{code} {fiches[pk].titre}" for pk, code in perdus.items()
    ]
    verrouille.save(update_fields=["annule_le", "avant"])
    consigner(
        verrouille, "plans.annuler_lot", f"A annulé « {verrouille.resume} »", par=par, le=le,
        collectivite_id=verrouille.collectivite_id,
        details={"laissees": laissees, "objets": list(retour), "geste": str(geste)},
    )  # fmt: skip
    return len(retour), laissees


def _suivre_statut(
    geste: Geste, ids: list[int], levee: Levee | None = None, *, par: Utilisateur, le: datetime
) -> Levee:
    """What blocked the fiches whose statut was written: lifted when they left « bloqué » (what is returned undoes it),
    given back (`levee`) when they are again."""
    if geste is not Geste.STATUT:
        return {}
    fiches = list(Fiche.objects.filter(pk__in=ids))
    reposer_blocages(levee, fiches, par=par, le=le)
    return lever_blocages(fiches, par=par, le=le)


def _redater(etats: Mapping[str, list[str | None]], fiches: Iterable[Fiche], le: datetime) -> dict[str, Any]:
    """The column that gives its date back to the state of each fiche; one that was dated again since comes back as of
    today."""
    par_date: dict[date | None, list[int]] = {}
    for fiche in fiches:
        if str(fiche.pk) in etats:
            avant, apres = etats[str(fiche.pk)]
            rendue = date.fromisoformat(avant) if avant else None
            jour = rendue if _iso(fiche.etat_le) == apres else timezone.localtime(le).date()
            par_date.setdefault(jour, []).append(fiche.pk)
    cas = [When(pk__in=pks, then=Value(jour, DateField())) for jour, pks in par_date.items()]
    return {"etat_le": Case(*cas, default=F("etat_le"))} if cas else {}


def _iso(jour: date | None) -> str | None:
    return jour.isoformat() if jour is not None else None


def _pareils(actuel: Any, attendu: Any) -> bool:
    """Lists are the same whatever their order: that of the rows is not that of the choice."""
    if isinstance(actuel, list) and isinstance(attendu, list):
        return sorted(actuel) == sorted(attendu)
    return bool(actuel == attendu)


def _toucher(geste: Geste, ids: list[int], par: Utilisateur, le: datetime, **colonnes: Any) -> None:
    Fiche.objects.filter(pk__in=ids).update(version=F("version") + 1, modifie_le=le, modifie_par=par, **colonnes)
    indexer_fiches(ids)
    if geste not in SUIVI:
        suivre_contenu(ids)


def _lire_valeur(geste: Geste, valeur: Any, le: datetime) -> Any:
    """The typed value as it is kept: text, date in ISO, codes, places; names stay as they are typed."""
    if valeur is None:
        raise DonneeRefusee(f"{A_CHOISIR.get(geste, 'Choisissez une valeur')}, puis voyez l'aperçu.")
    if geste is Geste.SUPPRESSION:
        return le.isoformat()
    if not geste.est_liste:
        lues = lire_champs({str(geste): valeur})
        if geste in DATES:
            return ecrire_date_du_lot(lues[str(geste)], lues.get(f"precision_{geste}", Precision.JOUR))
        return lues[str(geste)]
    elements = [element.strip() for element in valeur if element.strip()]
    if not elements:
        raise DonneeRefusee("Rien n'est choisi : donnez au moins un nom ou une ligne de la liste.")
    if geste is Geste.THEMATIQUE:
        if inconnues := [code for code in elements if code not in THEMATIQUES]:
            raise DonneeRefusee(f"« {inconnues[0]} » n'est pas une thématique : choisissez dans la liste.")
        return elements
    return elements


def _prevenir(changements: list[Changement], par: Utilisateur, le: datetime) -> None:
    """New pilotes are told what they were given."""
    nouveaux: Mapping[int, set[int]] = {c.fiche.pk: set(c.apres) - set(c.avant) for c in changements}
    voulus = {pk for pks in nouveaux.values() for pk in pks}
    personnes = {p.pk: p for p in Personne.objects.filter(pk__in=voulus).select_related("utilisateur")}
    arrivees = [(c.fiche, [personnes[pk] for pk in nouveaux[c.fiche.pk] if pk in personnes]) for c in changements]
    prevenir_affectations(arrivees, par=par, le=le)
