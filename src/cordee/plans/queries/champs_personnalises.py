"""Fields added by collectivités and plans, as one person reads them, and their values. A definition costs one query
whatever the number of fields and options."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.domain.champs_personnalises import VIDE, Definition, OptionDite, ValeurChamp
from cordee.plans.domain.genres_de_champs import CouleurOption, EcritureChamp, GenreChamp, LectureChamp
from cordee.plans.domain.listes import Precision
from cordee.plans.models import ChampPersonnalise, Fiche, GesteGroupe, OptionChamp, Placement, Plan, ValeurPersonnalisee
from cordee.plans.queries.visibilite import (
    ROLE_DU_CONFIDENTIEL,
    list_plans_for,
    list_plans_vus_par,
    racine_of,
    role_sur,
)
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

VERBE_RESERVE = "plans.modifier_champ_reserve"
"""Verb of the trail for a value that readers do not see."""
VERBES_RETRAIT = ("plans.supprimer_champ", "plans.retirer_option")
"""Gestures that the corbeille takes back."""
_COLONNES = (
    "pk", "libelle", "genre", "aide", "unite", "minimum", "maximum", "obligatoire", "lecture", "ecriture",
    "collectivite_id", "plan_id", "options__pk", "options__libelle", "options__couleur",
)  # fmt: skip


def lire_definitions(champs: QuerySet[ChampPersonnalise]) -> list[Definition]:
    """These fields with their options, in order: those of the collectivité, then those of plans. One query."""
    ordre = ("plan_id", "position", "pk", "options__position", "options__pk")
    lues: dict[int, dict[str, Any]] = {}
    options: dict[int, list[OptionDite]] = {}
    tries = champs.order_by(*ordre).values_list(*_COLONNES)
    for pk, *reste, option, dite, couleur in sorted(tries, key=lambda ligne: ligne[_RANG_DU_PLAN] or 0):
        if pk not in lues:
            lues[pk] = dict(zip(_COLONNES[1:-3], reste, strict=True))
        if option is not None:
            options.setdefault(pk, []).append(OptionDite(option, dite, CouleurOption(couleur)))
    return [_definition(pk, valeurs, tuple(options.get(pk, ()))) for pk, valeurs in lues.items()]


_RANG_DU_PLAN = _COLONNES.index("plan_id")


def _definition(pk: int, lu: dict[str, Any], options: tuple[OptionDite, ...]) -> Definition:
    return Definition(
        pk=pk, libelle=lu["libelle"], genre=GenreChamp(lu["genre"]), aide=lu["aide"], unite=lu["unite"],
        minimum=_sans_zeros(lu["minimum"]), maximum=_sans_zeros(lu["maximum"]), obligatoire=lu["obligatoire"],
        reserve=lu["lecture"] == LectureChamp.CONTRIBUTION, edition=lu["ecriture"] == EcritureChamp.EDITION,
        collectivite=lu["collectivite_id"], plan=lu["plan_id"], options=options,
    )  # fmt: skip


def _sans_zeros(nombre: Any) -> Any:
    """A number without the decimals that its column adds."""
    if nombre is None:
        return None
    return nombre.to_integral_value() if nombre == nombre.to_integral_value() else nombre.normalize()


def lit_les_reserves(utilisateur: Utilisateur, collectivite: Collectivite) -> bool:
    """Whether the person reads there the fields kept for those who contribute."""
    role = roles_par_collectivite(utilisateur).get(collectivite.pk)
    return role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang


def _sans_reserves(champs: QuerySet[ChampPersonnalise], *, tout: bool) -> QuerySet[ChampPersonnalise]:
    return champs if tout else champs.filter(lecture=LectureChamp.TOUS)


def definitions_for(utilisateur: Utilisateur, collectivite: Collectivite, plan: Plan | None) -> list[Definition]:
    """Fields that the person reads in a list of the collectivité: its own, and those of the plan. One query."""
    siens = Q(plan__isnull=True) if plan is None else Q(plan__isnull=True) | Q(plan=plan)
    champs = ChampPersonnalise.objects.filter(siens, collectivite=collectivite)
    return lire_definitions(_sans_reserves(champs, tout=lit_les_reserves(utilisateur, collectivite)))


def champs_en_lot(utilisateur: Utilisateur, collectivite: Collectivite) -> list[Definition]:
    """Fields of the collectivité and of its plans that change on many fiches at once. One query."""
    genres = [genre for genre in GenreChamp if genre.en_lot]
    champs = ChampPersonnalise.objects.filter(collectivite=collectivite, genre__in=genres)
    return lire_definitions(_sans_reserves(champs, tout=lit_les_reserves(utilisateur, collectivite)))


def nommer_champs(
    utilisateur: Utilisateur, collectivite: Collectivite, definitions: Iterable[Definition]
) -> list[tuple[str, str]]:
    """Key and label of each field; that of a plan says which one. One query at most."""
    liste = list(definitions)
    des_plans = {d.plan for d in liste if d.plan is not None}
    plans = list_plans_for(utilisateur, collectivite).filter(pk__in=des_plans) if des_plans else Plan.objects.none()
    noms = dict(plans.values_list("pk", "nom"))
    return [
        (d.cle, f"{d.libelle} ({noms[d.plan]})" if d.plan is not None else d.libelle)
        for d in liste
        if d.plan is None or d.plan in noms
    ]


def definitions_de_la_fiche(
    utilisateur: Utilisateur, fiche: Fiche, plans: Iterable[int] | None = None
) -> list[Definition]:
    """Fields that the person reads in a fiche: those of its owner, and of the plans where it is that they see (`plans`,
    when a page has read them). A sous-fiche has no phase. One query, two without `plans`."""
    if plans is None:
        vues = Placement.objects.filter(fiche=racine_of(fiche), plan__in=list_plans_vus_par(utilisateur))
        plans = vues.values_list("plan_id", flat=True)
    siens = Q(plan__isnull=True, collectivite=fiche.collectivite_id) | Q(plan__in=list(plans))
    champs = ChampPersonnalise.objects.filter(siens)
    if fiche.parent_id is not None:
        champs = champs.exclude(genre=GenreChamp.PHASE)
    role = role_sur(utilisateur, fiche)
    tout = role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang
    return lire_definitions(_sans_reserves(champs, tout=tout))


def definition_for(
    utilisateur: Utilisateur, fiche: Fiche, pk: int, plans: Iterable[int] | None = None
) -> Definition | None:
    """One field of a fiche, if the person reads it."""
    return next((d for d in definitions_de_la_fiche(utilisateur, fiche, plans) if d.pk == pk), None)


def definition_of(champ: ChampPersonnalise) -> Definition:
    """A field that was just read or written."""
    return lire_definitions(ChampPersonnalise.objects.filter(pk=champ.pk))[0]


# Values -------------------------------------------------------------------------------------------------------------


def valeurs_of(fiches: Collection[int], champs: Collection[int]) -> dict[int, dict[int, ValeurChamp]]:
    """Values of these fields in these fiches, by fiche then by field. One query, none without any field."""
    lues: dict[int, dict[int, ValeurChamp]] = {}
    if not champs:
        return lues
    rangees = (
        ValeurPersonnalisee.objects.filter(fiche__in=fiches, champ__in=champs)
        .order_by("option__position", "option_id", "pk")
        .values_list("fiche_id", "champ_id", "texte", "nombre", "jour", "precision", "oui", "option_id")
    )
    for fiche, champ, texte, nombre, jour, precision, oui, option in rangees:
        valeurs = lues.setdefault(fiche, {})
        deja = valeurs.get(champ, VIDE)
        valeurs[champ] = ValeurChamp(
            texte, _sans_zeros(nombre), jour, Precision(precision), oui,
            (*deja.options, option) if option is not None else (),
        )  # fmt: skip
    return lues


def valeur_of(fiche: Fiche, definition: Definition) -> ValeurChamp:
    """The value of one field in one fiche."""
    return valeurs_of([fiche.pk], [definition.pk]).get(fiche.pk, {}).get(definition.pk, VIDE)


def options_par_fiche(fiches: Collection[int], champ: int) -> dict[int, int]:
    """The option of a single choice, by fiche. One query."""
    rangees = ValeurPersonnalisee.objects.filter(champ=champ, option__isnull=False)
    return {fiche: option for fiche, option in rangees.values_list("fiche_id", "option_id") if fiche in fiches}


# Settings -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChampRegle:
    """A field in its settings: in how many fiches it says something, and each option of a choice."""

    definition: Definition
    usages: int
    par_option: dict[int, int]

    @property
    def options(self) -> list[tuple[OptionDite, int]]:
        """Options, with how many fiches have each."""
        return [(option, self.par_option.get(option.pk, 0)) for option in self.definition.options]


def list_champs_regles(collectivite: Collectivite, plan: Plan | None) -> list[ChampRegle]:
    """Fields of the collectivité, or those of a plan alone, with how much they serve. Two queries."""
    definitions = lire_definitions(ChampPersonnalise.objects.filter(collectivite=collectivite, plan=plan))
    return _compter(definitions)


def champ_regle_for(collectivite: Collectivite, pk: int) -> ChampRegle | None:
    """One field of the collectivité or of its plans. Two queries."""
    comptes = _compter(lire_definitions(ChampPersonnalise.objects.filter(collectivite=collectivite, pk=pk)))
    return comptes[0] if comptes else None


def _compter(definitions: list[Definition]) -> list[ChampRegle]:
    """How many fiches, the deleted ones left out, have a value of each field and each option."""
    vivantes = ValeurPersonnalisee.objects.filter(
        champ__in=[d.pk for d in definitions], fiche__supprimee_le__isnull=True
    )
    usages: dict[int, int] = {}
    par_option: dict[int, dict[int, int]] = {}
    for champ, nombre in vivantes.order_by().values_list("champ_id").annotate(n=Count("fiche", distinct=True)):
        usages[champ] = nombre
    for champ, option, nombre in vivantes.order_by().values_list("champ_id", "option_id").annotate(n=Count("fiche")):
        par_option.setdefault(champ, {})[option] = nombre
    return [ChampRegle(d, usages.get(d.pk, 0), par_option.get(d.pk, {})) for d in definitions]


def champ_for(collectivite: Collectivite, pk: int) -> ChampPersonnalise | None:
    """One field of the collectivité or of its plans."""
    champs = ChampPersonnalise.objects.filter(collectivite=collectivite, pk=pk)
    return champs.select_related("collectivite", "plan").first()


def option_for(champ: ChampPersonnalise, pk: int | None) -> OptionChamp | None:
    """One option of a field."""
    if pk is None:
        return None
    return OptionChamp.objects.filter(champ=champ, pk=pk).select_related("champ__collectivite").first()


def list_champs_retires(collectivite: Collectivite) -> QuerySet[GesteGroupe]:
    """Fields and options taken away that may still come back, the last one first."""
    gestes = GesteGroupe.objects.filter(collectivite=collectivite, verbe__in=VERBES_RETRAIT, annule_le__isnull=True)
    return gestes.select_related("par", "collectivite").order_by("-le", "-pk")


def champ_retire_for(collectivite: Collectivite, pk: int) -> GesteGroupe | None:
    """One of them, taken back or not."""
    gestes = GesteGroupe.objects.filter(collectivite=collectivite, verbe__in=VERBES_RETRAIT, pk=pk)
    return gestes.select_related("collectivite").first()


# Trail --------------------------------------------------------------------------------------------------------------


def exclude_reserves(ecritures: QuerySet[Ecriture], utilisateur: Utilisateur, fiche: Fiche) -> QuerySet[Ecriture]:
    """Entries of a fiche without what readers of it do not see: values of fields that were kept for those who
    contribute, or that are now."""
    role = role_sur(utilisateur, fiche)
    if role is not None and role.rang >= ROLE_DU_CONFIDENTIEL.rang:
        return ecritures
    reserves = ChampPersonnalise.objects.filter(lecture=LectureChamp.CONTRIBUTION).values_list("pk", flat=True)
    tues = ecritures.filter(details__champ__in=list(reserves)).order_by().values("pk")
    return ecritures.exclude(verbe=VERBE_RESERVE).exclude(pk__in=tues)
