"""Rescheduling fiches, with what waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions.fiches import verifier
from cordee.plans.actions.validation_suivi import suivre_contenu
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.listes import Precision
from cordee.plans.domain.planning import Periode, ecrire_periode, refine_precision
from cordee.plans.models import Fiche, GesteGroupe
from cordee.plans.queries.planning import VERBE_REPROGRAMMER, load_planning, periode_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

COLONNES = ("debut", "precision_debut", "fin", "precision_fin")
Precisions = tuple[Precision | None, Precision | None]
SELON_LE_JOUR: Precisions = (None, None)


class PlanningPerime(DonneeRefusee):
    """A colleague changed the fiche meanwhile: nothing was written."""


@dataclass(frozen=True)
class Deplacee:
    """A fiche moved by a gesture, its dates before and after as the screens write them, and why it moved."""

    fiche: Fiche
    avant: str
    apres: str
    raison: str = ""


@dataclass(frozen=True)
class Prevision:
    """What new dates ask: other fiches to move, and what no move repairs."""

    deplacees: tuple[Deplacee, ...]
    conflits: tuple[str, ...]

    @property
    def a_confirmer(self) -> bool:
        """Whether somebody should say yes first."""
        return bool(self.deplacees or self.conflits)


@dataclass(frozen=True)
class Reprogrammation:
    """What was written: `geste` undoes it, None when the dates were already these."""

    geste: GesteGroupe | None
    deplacees: tuple[Deplacee, ...] = ()
    conflits: tuple[str, ...] = ()


def prevoir(fiche: Fiche, debut: date | None, fin: date | None, *, par: Utilisateur) -> Prevision:
    """What a rescheduling would carry along; writes nothing."""
    exiger(par, "plans.modifier_fiche", fiche)
    verifier(debut, fin)
    return _prevoir(fiche, debut, fin, par)[0]


@transaction.atomic
def reprogrammer(
    fiche: Fiche,
    debut: date | None,
    fin: date | None,
    *,
    en_cascade: bool,
    par: Utilisateur,
    le: datetime,
    version_lue: int | None = None,
    precisions: Precisions = SELON_LE_JOUR,
) -> Reprogrammation:
    """Gives a fiche its first and last day, and, `en_cascade`, moves what waits for it (docs/calculs/plans.md,
    « Décaler »). `precisions` of both when they are said, else what the days keep of those of the fiche. Raises
    `PlanningPerime` when the fiche is no longer at `version_lue`."""
    exiger(par, "plans.modifier_fiche", fiche)
    verrouillee = (
        Fiche.objects.select_for_update(of=("self",)).select_related("collectivite", "parent").get(pk=fiche.pk)
    )
    if version_lue is not None and version_lue != verrouillee.version:
        raise PlanningPerime(
            f"« {verrouillee.titre} » a été modifiée entre-temps : elle va maintenant {ecrire_dates(verrouillee)}. "
            "Rien n'a été changé ; reprenez à partir de ces dates."
        )
    verifier(debut, fin)
    prevision, periodes = _prevoir(verrouillee, debut, fin, par)
    if not en_cascade:
        periodes = {}
    suivantes = {f.pk: f for f in Fiche.objects.select_for_update().filter(pk__in=periodes)}
    a_ecrire = [(verrouillee, debut, fin), *((suivantes[pk], p.debut, p.fin) for pk, p in periodes.items())]
    avant, ecrites = _ecrire(a_ecrire, par, le, {verrouillee.pk: precisions})
    if not ecrites:
        return Reprogrammation(None, (), prevision.conflits)
    geste = GesteGroupe.objects.create(
        collectivite=verrouillee.collectivite,
        verbe=VERBE_REPROGRAMMER,
        resume=_resumer(verrouillee, len(ecrites))[:300],
        avant=avant,
        par=par,
        le=le,
    )
    for ecrite in ecrites:
        _consigner(ecrite, VERBE_REPROGRAMMER, avant[str(ecrite.pk)], par, le)
    for nom in (*COLONNES, "version", "modifie_le", "modifie_par"):
        setattr(fiche, nom, getattr(verrouillee, nom))
    return Reprogrammation(geste, prevision.deplacees if en_cascade else (), prevision.conflits)


@transaction.atomic
def annuler_reprogrammation(geste: GesteGroupe, *, par: Utilisateur, le: datetime) -> list[Fiche]:
    """Takes back a rescheduling as a whole; refused when one of its fiches got other dates since."""
    verrouille = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    if verrouille.verbe != VERBE_REPROGRAMMER or verrouille.annule_le is not None:
        raise DonneeRefusee("Ce changement de dates est déjà annulé.")
    fiches = list(
        Fiche.objects.select_for_update(of=("self",))
        .select_related("collectivite", "parent")
        .filter(pk__in=[int(cle) for cle in verrouille.avant])
    )
    changees = []
    for fiche in fiches:
        exiger(par, "plans.modifier_fiche", fiche)
        if _dates(fiche) != verrouille.avant[str(fiche.pk)]["apres"]:
            changees.append(f"« {fiche.titre} »")
    if changees:
        raise DonneeRefusee(
            f"Les dates de {', '.join(changees)} ont encore changé depuis : remettez-les à la main, fiche par fiche."
        )
    ecritures: dict[str, Any] = {}
    for fiche in fiches:
        lues = verrouille.avant[str(fiche.pk)]
        ecritures[str(fiche.pk)] = {"avant": lues["apres"], "apres": lues["avant"]}
        for nom, valeur in lues["avant"].items():
            setattr(fiche, nom, valeur if nom.startswith("precision") or not valeur else date.fromisoformat(valeur))
        _toucher(fiche, par, le)
    Fiche.objects.bulk_update(fiches, [*COLONNES, "version", "modifie_le", "modifie_par"], batch_size=200)
    suivre_contenu([fiche.pk for fiche in fiches])
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])
    for fiche in fiches:
        _consigner(fiche, "plans.annuler_reprogrammation", ecritures[str(fiche.pk)], par, le)
    return fiches


def _prevoir(
    fiche: Fiche, debut: date | None, fin: date | None, par: Utilisateur
) -> tuple[Prevision, dict[int, Periode]]:
    planning = load_planning(par, fiche)
    actuelle = periode_of(planning.fiches[fiche.pk])
    voulue = Periode(fiche.pk, debut, None if fiche.amelioration_continue else fin, actuelle.a_peu_pres)
    decalage = planning.prevoir(voulue)
    deplacees = []
    for deplacement in decalage.deplacements:
        cible = planning.fiches[deplacement.apres.id]
        cause = planning.nommer(deplacement.cause)
        deplacees.append(
            Deplacee(
                cible,
                ecrire_dates(cible),
                _ecrire_futures(cible, deplacement.apres.debut, deplacement.apres.fin),
                f"suit « {cause} »" if deplacement.type is None else f"attend « {cause} »",
            )
        )
    return (
        Prevision(tuple(deplacees), tuple(planning.raconter(conflit) for conflit in decalage.conflits)),
        {deplacement.apres.id: deplacement.apres for deplacement in decalage.deplacements},
    )


def _ecrire(
    a_ecrire: Iterable[tuple[Fiche, date | None, date | None]],
    par: Utilisateur,
    le: datetime,
    dites: Mapping[int, Precisions],
) -> tuple[dict[str, Any], list[Fiche]]:
    """Writes the dates that change; returns what they were and became, and the fiches written."""
    avant: dict[str, Any] = {}
    ecrites = []
    for fiche, debut, fin in a_ecrire:
        lues = _dates(fiche)
        fin = fiche.fin if fiche.amelioration_continue and fin is None else fin
        dite_debut, dite_fin = dites.get(fiche.pk, SELON_LE_JOUR)
        _dater(fiche, "debut", debut, dite_debut)
        _dater(fiche, "fin", fin, dite_fin)
        if _dates(fiche) == lues:
            continue
        _toucher(fiche, par, le)
        avant[str(fiche.pk)] = {"avant": lues, "apres": _dates(fiche)}
        ecrites.append(fiche)
    Fiche.objects.bulk_update(ecrites, [*COLONNES, "version", "modifie_le", "modifie_par"], batch_size=200)
    suivre_contenu([fiche.pk for fiche in ecrites])
    return avant, ecrites


def _dater(fiche: Fiche, nom: str, jour: date | None, dite: Precision | None) -> None:
    """Gives a fiche its start or its end; what reads as before stays on its day."""
    ancien, precision = getattr(fiche, nom), getattr(fiche, f"precision_{nom}")
    if dite is None and jour == ancien:
        return
    nouvelle = dite or refine_precision(precision, jour, fin=nom == "fin")
    if nouvelle == precision and ecrire_date(jour, nouvelle) == ecrire_date(ancien, precision):
        return
    setattr(fiche, nom, jour)
    setattr(fiche, f"precision_{nom}", nouvelle)


def _toucher(fiche: Fiche, par: Utilisateur, le: datetime) -> None:
    fiche.version += 1
    fiche.modifie_le, fiche.modifie_par = le, par


def _dates(fiche: Fiche) -> dict[str, str | None]:
    """Dates of a fiche as JSON keeps them."""
    return {
        "debut": fiche.debut.isoformat() if fiche.debut else None,
        "precision_debut": str(fiche.precision_debut),
        "fin": fiche.fin.isoformat() if fiche.fin else None,
        "precision_fin": str(fiche.precision_fin),
    }


def _consigner(fiche: Fiche, verbe: str, dates: dict[str, Any], par: Utilisateur, le: datetime) -> None:
    consigner(
        fiche,
        verbe,
        f"A reprogrammé « {fiche.titre} » {ecrire_dates(fiche)}",
        par=par,
        le=le,
        collectivite_id=fiche.collectivite_id,
        details={
            "champs": {
                nom: [dates["avant"][nom], dates["apres"][nom]]
                for nom in COLONNES
                if dates["avant"][nom] != dates["apres"][nom]
            }
        },
    )


def _resumer(fiche: Fiche, nombre: int) -> str:
    autres = nombre - 1
    suite = f" et {autres} autre{'s' if autres > 1 else ''} fiche{'s' if autres > 1 else ''}" if autres else ""
    return f"« {fiche.titre} »{suite} : nouvelles dates"


def ecrire_dates(fiche: Fiche) -> str:
    """Dates of a fiche in a sentence: `du 1er mars 2025 au 30 avril 2026`."""
    return ecrire_periode(fiche.debut, fiche.precision_debut, fiche.fin, fiche.precision_fin)


def _ecrire_futures(fiche: Fiche, debut: date | None, fin: date | None) -> str:
    """The same for dates to come."""
    fin = fiche.fin if fiche.amelioration_continue else fin
    return ecrire_periode(
        debut,
        refine_precision(fiche.precision_debut, debut, fin=False),
        fin,
        refine_precision(fiche.precision_fin, fin, fin=True),
    )
