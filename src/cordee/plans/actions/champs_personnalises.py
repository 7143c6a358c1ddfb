"""Fields that a collectivité adds to its fiches, or a plan to those that it holds: created, set, put in order, taken
away and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder, normaliser
from cordee.plans.actions.colonnes import colonnes_de, valeurs_de_json
from cordee.plans.actions.composition.ecriture import lire_texte
from cordee.plans.actions.recherche import indexer_fiches
from cordee.plans.actions.valeurs_personnalisees import refaire_valeurs
from cordee.plans.domain.champs_personnalises import (
    AIDE_MAX,
    CHAMPS_MAX,
    LIBELLE_MAX,
    OPTION_MAX,
    OPTIONS_MAX,
    UNITE_MAX,
    Definition,
)
from cordee.plans.domain.genres_de_champs import (
    NOM_DES_PHASES,
    PHASES_PROPOSEES,
    CouleurOption,
    EcritureChamp,
    GenreChamp,
    LectureChamp,
)
from cordee.plans.models import ChampPersonnalise, GesteGroupe, OptionChamp, Plan, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import definitions_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

QUI_REGLE = "Régler les champs demande le rôle « Édition » : voyez la page « Membres et rôles »."


@dataclass(frozen=True, slots=True)
class ReglagesChamp:
    """What is set of a field besides its label, its genre and its options."""

    aide: str = ""
    unite: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    obligatoire: bool = False
    lecture: LectureChamp = LectureChamp.TOUS
    ecriture: EcritureChamp = EcritureChamp.FICHE


@dataclass(frozen=True, slots=True)
class NouveauChamp:
    """A field to create. `couleurs` follow `options`; those that are missing are grey."""

    libelle: str
    genre: GenreChamp
    options: Sequence[str] = ()
    couleurs: Sequence[CouleurOption] = ()
    reglages: ReglagesChamp = field(default_factory=ReglagesChamp)


# Fields -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def creer_champ(
    collectivite: Collectivite, nouveau: NouveauChamp, *, plan: Plan | None = None, par: Utilisateur, le: datetime
) -> ChampPersonnalise:
    """A new field, last of those of the collectivité, or of the plan. Raises `DonneeRefusee` for a label already taken
    there, a choice without any option, second phases in a plan."""
    exiger(par, "plans.regler", collectivite, raison=QUI_REGLE)
    Collectivite.objects.select_for_update().get(pk=collectivite.pk)
    _refuser_champ(collectivite, nouveau, plan)
    voisins = ChampPersonnalise.objects.filter(collectivite=collectivite, plan=plan)
    libelle = _lire_libelle(nouveau.libelle, voisins)
    options = _lire_options(nouveau) if nouveau.genre.a_options else []
    champ = ChampPersonnalise(
        collectivite=collectivite, plan=plan, libelle=libelle, cle=normaliser(libelle)[:110], genre=nouveau.genre,
        position=_suivante(voisins), cree_le=le, cree_par=par,
    )  # fmt: skip
    _regler(champ, nouveau.reglages)
    champ.save()
    OptionChamp.objects.bulk_create(
        OptionChamp(champ=champ, libelle=dite, cle=normaliser(dite)[:130], couleur=couleur, position=rang)
        for rang, (dite, couleur) in enumerate(options)
    )
    _consigner(champ, "creer_champ", f"A créé le champ « {libelle} »", par=par, le=le)
    return champ


def _refuser_champ(collectivite: Collectivite, nouveau: NouveauChamp, plan: Plan | None) -> None:
    if plan is not None and plan.collectivite_id != collectivite.pk:
        raise DonneeRefusee("Ce plan est celui d'une autre collectivité : ses champs se règlent là-bas.")
    if ChampPersonnalise.objects.filter(collectivite=collectivite, plan=plan).count() >= CHAMPS_MAX:
        raise DonneeRefusee(f"Il y a déjà {CHAMPS_MAX} champs ici : supprimez-en un avant d'en créer un autre.")
    if nouveau.genre is not GenreChamp.PHASE:
        return
    if plan is None:
        raise DonneeRefusee("Les phases sont celles d'un plan : réglez-les depuis la page de ce plan.")
    if ChampPersonnalise.objects.filter(plan=plan, genre=GenreChamp.PHASE).exists():
        raise DonneeRefusee("Ce plan a déjà ses phases : changez-les au lieu d'en créer d'autres.")


def _lire_libelle(libelle: str, voisins: Any, sauf: int | None = None) -> str:
    lu = lire_texte(libelle, "Libellé", LIBELLE_MAX, obligatoire=True)
    cle = normaliser(lu)[:110]
    if not cle.strip(". "):
        raise DonneeRefusee("Un libellé contient au moins une lettre ou un chiffre : corrigez-le.")
    if voisins.filter(cle=cle).exclude(pk=sauf).exists():
        raise DonneeRefusee(f"Un champ s'appelle déjà « {lu} » : donnez un autre libellé.")
    return lu


def _lire_options(nouveau: NouveauChamp) -> list[tuple[str, CouleurOption]]:
    """Labels, each once, with their colours."""
    couleurs = [*nouveau.couleurs, *[CouleurOption.GRIS] * len(nouveau.options)]
    lues: dict[str, tuple[str, CouleurOption]] = {}
    for brute, couleur in zip(nouveau.options, couleurs, strict=False):
        if brute.strip():
            dite = _lire_option(brute)
            lues.setdefault(normaliser(dite), (dite, couleur))
    if not lues:
        raise DonneeRefusee("Un choix a besoin d'options : écrivez-en au moins une, une par ligne.")
    if len(lues) > OPTIONS_MAX:
        raise DonneeRefusee(f"{len(lues)} options, c'est trop pour une liste : gardez-en {OPTIONS_MAX} au plus.")
    return list(lues.values())


def _lire_option(texte: str) -> str:
    lue = lire_texte(texte, "Option", OPTION_MAX, obligatoire=True)
    if not normaliser(lue).strip(". "):
        raise DonneeRefusee("Une option contient au moins une lettre ou un chiffre : corrigez-la.")
    return lue


def _regler(champ: ChampPersonnalise, reglages: ReglagesChamp) -> None:
    genre = GenreChamp(champ.genre)
    champ.aide = lire_texte(reglages.aide, "Aide", AIDE_MAX)
    nombre = genre is GenreChamp.NOMBRE
    champ.unite = lire_texte(reglages.unite, "Unité", UNITE_MAX) if nombre else ""
    champ.minimum, champ.maximum = (reglages.minimum, reglages.maximum) if nombre else (None, None)
    if champ.minimum is not None and champ.maximum is not None and champ.maximum < champ.minimum:
        raise DonneeRefusee("Le maximum est plus petit que le minimum : corrigez l'un des deux.")
    champ.obligatoire = reglages.obligatoire
    champ.lecture, champ.ecriture = reglages.lecture, reglages.ecriture


def _suivante(lignes: Any) -> int:
    dernier = lignes.aggregate(m=Max("position"))["m"]
    return 0 if dernier is None else dernier + 1


@transaction.atomic
def proposer_phases(plan: Plan, *, par: Utilisateur, le: datetime) -> ChampPersonnalise:
    """Gives a plan the usual phases, to be changed afterwards."""
    couleurs = (
        CouleurOption.GRIS, CouleurOption.GRIS, CouleurOption.BLEU, CouleurOption.BLEU, CouleurOption.OCRE,
        CouleurOption.VERT, CouleurOption.VERT,
    )  # fmt: skip
    nouveau = NouveauChamp(NOM_DES_PHASES, GenreChamp.PHASE, PHASES_PROPOSEES, couleurs)
    return creer_champ(plan.collectivite, nouveau, plan=plan, par=par, le=le)


@transaction.atomic
def modifier_champ(
    champ: ChampPersonnalise, libelle: str, reglages: ReglagesChamp, *, par: Utilisateur, le: datetime
) -> ChampPersonnalise:
    """Gives the field another label, and sets it. Values that new bounds leave out stay as they are."""
    verrouille = _ouvrir(champ, par)
    voisins = ChampPersonnalise.objects.filter(collectivite=champ.collectivite_id, plan=champ.plan_id)
    avant = _dire_reglages(verrouille)
    lecture = verrouille.lecture
    verrouille.libelle = _lire_libelle(libelle, voisins, verrouille.pk)
    verrouille.cle = normaliser(verrouille.libelle)[:110]
    _regler(verrouille, reglages)
    apres = _dire_reglages(verrouille)
    changes = {nom: [avant[nom], apres[nom]] for nom in apres if avant[nom] != apres[nom]}
    if changes:
        verrouille.save()
        _consigner(
            verrouille, "modifier_champ_regle", f"A réglé le champ « {verrouille.libelle} »", par=par, le=le,
            champs=changes,
        )  # fmt: skip
    if verrouille.lecture != lecture:  # the search reads what everybody reads
        _indexer(verrouille)
    return verrouille


def _dire_reglages(champ: ChampPersonnalise) -> dict[str, str]:
    """Settings as the trail tells them, by their labels."""
    return {
        "Libellé": champ.libelle,
        "Aide": champ.aide,
        "Unité": champ.unite,
        "Minimum": "" if champ.minimum is None else format(champ.minimum.normalize(), "f"),
        "Maximum": "" if champ.maximum is None else format(champ.maximum.normalize(), "f"),
        "Attendu": "oui" if champ.obligatoire else "non",
        "Qui le lit": LectureChamp.libelle_de(champ.lecture),
        "Qui l'écrit": EcritureChamp.libelle_de(champ.ecriture),
    }


@transaction.atomic
def ordonner_champs(
    collectivite: Collectivite, plan: Plan | None, ordre: Sequence[int], *, par: Utilisateur, le: datetime
) -> None:
    """Puts the fields of the collectivité, or those of the plan, in this order; those that it does not name follow."""
    exiger(par, "plans.regler", collectivite, raison=QUI_REGLE)
    champs = ChampPersonnalise.objects.filter(collectivite=collectivite, plan=plan)
    if _ordonner(champs, ordre):
        consigner(
            plan or collectivite, "plans.ordonner_champs", "A changé l'ordre des champs", par=par, le=le,
            collectivite_id=collectivite.pk,
        )  # fmt: skip


def _ordonner(lignes: Any, ordre: Sequence[int]) -> bool:
    """Writes positions from 0; tells whether something moved."""
    actuelles = list(lignes.select_for_update().order_by("position", "pk"))
    rangs = {pk: rang for rang, pk in enumerate(ordre)}
    voulues = sorted(actuelles, key=lambda ligne: rangs.get(ligne.pk, len(rangs)))
    bougees = [ligne for rang, ligne in enumerate(voulues) if ligne.position != rang]
    for rang, ligne in enumerate(voulues):
        ligne.position = rang
    lignes.model._default_manager.bulk_update(bougees, ["position"])
    return [ligne.pk for ligne in voulues] != [ligne.pk for ligne in actuelles]


def _ouvrir(champ: ChampPersonnalise, par: Utilisateur) -> ChampPersonnalise:
    """The field locked, once the right is asked."""
    exiger(par, "plans.regler", champ.collectivite, raison=QUI_REGLE)
    verrouille = (
        ChampPersonnalise.objects.select_for_update(of=("self",))
        .select_related("collectivite", "plan")
        .filter(pk=champ.pk)
        .first()
    )
    if verrouille is None:
        raise DonneeRefusee("Ce champ a été supprimé entre-temps : il peut revenir depuis la corbeille.")
    return verrouille


def _consigner(
    champ: ChampPersonnalise,
    verbe: str,
    resume: str,
    *,
    par: Utilisateur,
    le: datetime,
    champs: dict[str, list[Any]] | None = None,
) -> None:
    """A field of a plan is told in the history of its plan."""
    consigner(
        champ.plan or champ, f"plans.{verbe}", resume, par=par, le=le, collectivite_id=champ.collectivite_id,
        details={"champs": champs} if champs else None,
    )  # fmt: skip


def _indexer(champ: ChampPersonnalise) -> None:
    """The search reads again the fiches that say something of the field."""
    indexer_fiches(ValeurPersonnalisee.objects.filter(champ=champ).values_list("fiche_id", flat=True))


# Options ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ajouter_option(
    champ: ChampPersonnalise,
    libelle: str,
    couleur: CouleurOption = CouleurOption.GRIS,
    *,
    par: Utilisateur,
    le: datetime,
) -> OptionChamp:
    """A new option, the last."""
    verrouille = _ouvrir(champ, par)
    if not GenreChamp(verrouille.genre).a_options:
        raise DonneeRefusee("Ce champ n'est pas un choix : il n'a pas d'options.")
    options = OptionChamp.objects.filter(champ=verrouille)
    if options.count() >= OPTIONS_MAX:
        raise DonneeRefusee(f"Ce champ a déjà {OPTIONS_MAX} options : retirez-en une d'abord.")
    lue = _nouveau_nom(options, libelle)
    option = OptionChamp.objects.create(
        champ=verrouille, libelle=lue, cle=normaliser(lue)[:130], couleur=couleur, position=_suivante(options)
    )
    resume = f"A ajouté l'option « {lue} » au champ « {verrouille.libelle} »"
    _consigner(verrouille, "ajouter_option", resume, par=par, le=le)
    return option


def _nouveau_nom(options: Any, libelle: str, sauf: int | None = None) -> str:
    lue = _lire_option(libelle)
    if options.filter(cle=normaliser(lue)[:130]).exclude(pk=sauf).exists():
        raise DonneeRefusee(f"L'option « {lue} » existe déjà dans ce champ : donnez-lui un autre nom.")
    return lue


@transaction.atomic
def modifier_option(
    option: OptionChamp, libelle: str, couleur: CouleurOption, *, par: Utilisateur, le: datetime
) -> OptionChamp:
    """Another name or colour, in every fiche that has it."""
    champ = _ouvrir(option.champ, par)
    avant = option.libelle
    lue = _nouveau_nom(OptionChamp.objects.filter(champ=champ), libelle, option.pk)
    if (lue, str(couleur)) == (avant, option.couleur):
        return option
    option.libelle, option.cle, option.couleur = lue, normaliser(lue)[:130], couleur
    option.save(update_fields=["libelle", "cle", "couleur"])
    if lue != avant:
        _indexer(champ)
    resume = f"A changé l'option « {avant} » du champ « {champ.libelle} »"
    _consigner(champ, "modifier_option", resume, par=par, le=le, champs={"Option": [avant, lue]})
    return option


@transaction.atomic
def ordonner_options(champ: ChampPersonnalise, ordre: Sequence[int], *, par: Utilisateur, le: datetime) -> None:
    """Puts the options in this order."""
    verrouille = _ouvrir(champ, par)
    if _ordonner(OptionChamp.objects.filter(champ=verrouille), ordre):
        resume = f"A changé l'ordre des options de « {verrouille.libelle} »"
        _consigner(verrouille, "ordonner_options", resume, par=par, le=le)


@transaction.atomic
def retirer_option(
    option: OptionChamp, *, vers: OptionChamp | None = None, par: Utilisateur, le: datetime
) -> GesteGroupe:
    """Takes an option away: the fiches that have it have `vers` instead, or nothing. What is returned undoes it. The
    last option of a choice stays."""
    champ = _ouvrir(option.champ, par)
    if not OptionChamp.objects.filter(champ=champ).exclude(pk=option.pk).exists():
        raise DonneeRefusee("C'est la dernière option de ce champ : renommez-la, ou supprimez le champ.")
    if vers is not None and (vers.champ_id != champ.pk or vers.pk == option.pk):
        raise DonneeRefusee("Choisissez une autre option du même champ.")
    valeurs = list(ValeurPersonnalisee.objects.select_for_update().filter(option=option))
    fiches = [valeur.fiche_id for valeur in valeurs]
    portees = set(ValeurPersonnalisee.objects.filter(option=vers, fiche__in=fiches).values_list("fiche_id", flat=True))
    avant = {"option": colonnes_de(option), "valeurs": [colonnes_de(valeur) for valeur in valeurs]}
    nom, option_pk = option.libelle, option.pk
    passees = [valeur.pk for valeur in valeurs if vers is not None and valeur.fiche_id not in portees]
    ValeurPersonnalisee.objects.filter(pk__in=passees).update(option=vers)
    option.delete()
    indexer_fiches(fiches)
    suite = f", remplacée par « {vers.libelle} »" if vers is not None else ""
    nombre = f" ({len(fiches)} {accorder(len(fiches), 'fiche')})" if fiches else ""
    resume = f"Option « {nom} » du champ « {champ.libelle} »{suite}{nombre}"
    _consigner(champ, "retirer_option", f"A retiré : {resume}", par=par, le=le)
    return GesteGroupe.objects.create(
        collectivite_id=champ.collectivite_id, verbe="plans.retirer_option", resume=resume[:300],
        avant={**avant, "champ": champ.pk, "retiree": option_pk, "passees": passees,
               "vers": vers.pk if vers is not None else None},
        par=par, le=le,
    )  # fmt: skip


# Taking away and bringing back --------------------------------------------------------------------------------------


@transaction.atomic
def supprimer_champ(champ: ChampPersonnalise, *, par: Utilisateur, le: datetime) -> GesteGroupe:
    """Deletes a field, its options and its values in every fiche. What is returned brings all of it back."""
    verrouille = _ouvrir(champ, par)
    options = OptionChamp.objects.filter(champ=verrouille).order_by("pk")
    valeurs = list(ValeurPersonnalisee.objects.filter(champ=verrouille).order_by("pk"))
    fiches = {valeur.fiche_id for valeur in valeurs}
    nombre = f" ({len(fiches)} {accorder(len(fiches), 'fiche')})" if fiches else ""
    geste = GesteGroupe.objects.create(
        collectivite_id=verrouille.collectivite_id,
        verbe="plans.supprimer_champ",
        resume=f"Champ « {verrouille.libelle} »{nombre}",
        avant={
            "champ": colonnes_de(verrouille),
            "options": [colonnes_de(option) for option in options],
            "valeurs": [colonnes_de(valeur) for valeur in valeurs],
        },
        par=par,
        le=le,
    )
    _consigner(verrouille, "supprimer_champ", f"A supprimé le champ « {verrouille.libelle} »{nombre}", par=par, le=le)
    verrouille.delete()
    indexer_fiches(fiches)
    return geste


@transaction.atomic
def reprendre_champ(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> ChampPersonnalise:
    """Brings back a field, or an option, with its values. Fiches that say something else since keep it. Raises
    `DonneeRefusee` when it came back already, or when what it stood in is gone."""
    exiger(par, "plans.regler", geste.collectivite, raison=QUI_REGLE)
    verrouille = GesteGroupe.objects.select_for_update(of=("self",)).get(pk=geste.pk)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("C'est déjà revenu : cherchez-le parmi les champs.")
    avant = verrouille.avant
    champ = _remettre_champ(avant) if verrouille.verbe == "plans.supprimer_champ" else _remettre_option(avant)
    _indexer(champ)
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])
    _consigner(champ, "reprendre_champ", f"A remis : {verrouille.resume}", par=par, le=le)
    return champ


def _remettre_champ(avant: dict[str, Any]) -> ChampPersonnalise:
    champ = ChampPersonnalise(**valeurs_de_json(ChampPersonnalise, avant["champ"]))
    if champ.plan_id is not None and not Plan.objects.filter(pk=champ.plan_id).exists():
        raise DonneeRefusee("Le plan de ce champ a été supprimé depuis : restaurez d'abord le plan.")
    voisins = ChampPersonnalise.objects.filter(collectivite=champ.collectivite_id, plan=champ.plan_id)
    if voisins.filter(cle=champ.cle).exists():
        raise DonneeRefusee(f"Un autre champ s'appelle « {champ.libelle} » depuis : renommez-le d'abord.")
    if champ.genre == GenreChamp.PHASE and voisins.filter(genre=GenreChamp.PHASE).exists():
        raise DonneeRefusee("Ce plan a d'autres phases depuis : supprimez-les d'abord.")
    champ.save(force_insert=True)
    OptionChamp.objects.bulk_create(OptionChamp(**valeurs_de_json(OptionChamp, option)) for option in avant["options"])
    refaire_valeurs(avant["valeurs"])
    return champ


def _remettre_option(avant: dict[str, Any]) -> ChampPersonnalise:
    champ = ChampPersonnalise.objects.select_related("collectivite", "plan").filter(pk=avant["champ"]).first()
    if champ is None:
        raise DonneeRefusee("Le champ de cette option a été supprimé depuis : reprenez d'abord le champ.")
    option = OptionChamp(**valeurs_de_json(OptionChamp, avant["option"]))
    if OptionChamp.objects.filter(champ=champ, cle=option.cle).exists():
        raise DonneeRefusee(f"Une autre option s'appelle « {option.libelle} » depuis : renommez-la d'abord.")
    option.save(force_insert=True)
    rendues = ValeurPersonnalisee.objects.filter(pk__in=avant["passees"], option=avant["vers"])
    rendues.update(option=option)
    refaire_valeurs(avant["valeurs"])
    return champ


def copier_champs(de: Plan, vers: Plan, *, par: Utilisateur, le: datetime) -> None:
    """The fields and phases of a plan in its copy, when the person reads them."""
    definitions = definitions_for(par, de.collectivite, de)
    for definition in definitions:
        if definition.plan == de.pk:
            creer_champ(vers.collectivite, nouveau_de(definition), plan=vers, par=par, le=le)


def nouveau_de(definition: Definition) -> NouveauChamp:
    """The same field, to be created elsewhere."""
    return NouveauChamp(
        definition.libelle,
        definition.genre,
        tuple(option.libelle for option in definition.options),
        tuple(option.couleur for option in definition.options),
        ReglagesChamp(
            definition.aide, definition.unite, definition.minimum, definition.maximum, definition.obligatoire,
            LectureChamp.CONTRIBUTION if definition.reserve else LectureChamp.TOUS,
            EcritureChamp.EDITION if definition.edition else EcritureChamp.FICHE,
        ),
    )  # fmt: skip
