"""What progress, lateness and sums of money read of a whole fiche (`domain.fiche`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from cordee.plans.domain.avancement import FicheComptee, compute_mesure, trace_trajet
from cordee.plans.domain.completude import FicheRenseignee
from cordee.plans.domain.fiche import FicheComplete, LigneBudget
from cordee.plans.domain.fourchettes import Fourchette, lire_fourchette, sommer
from cordee.plans.domain.listes import Precision, RolePersonne, TypeBudget, UniteBudget
from cordee.plans.domain.retard import FicheDatee


def total_budget(
    lignes: Iterable[LigneBudget], unite: UniteBudget, *, reel: bool = False, type_: TypeBudget | None = None
) -> Decimal | None:
    """Sum of a unit (and of a kind), None without any amount; the low end of what is not settled."""
    retenues = [ligne for ligne in lignes if ligne.unite is unite and type_ in (None, ligne.type)]
    sommes = [somme for ligne in retenues if (somme := ligne.reel if reel else ligne.prevu) is not None]
    return sum(sommes, Decimal(0)) if sommes else None


def total_prevu(
    lignes: Iterable[LigneBudget], unite: UniteBudget, *, type_: TypeBudget | None = None
) -> Fourchette | None:
    """What is planned in a unit (and a kind), from its low end to its high one."""
    return sommer(
        lire_fourchette(ligne.prevu, ligne.prevu_max)
        for ligne in lignes
        if ligne.unite is unite and type_ in (None, ligne.type)
    )


def datee(fiche: FicheComplete, numero: int, parent: int | None = None) -> FicheDatee:
    """What lateness reads of a fiche."""
    return FicheDatee(
        id=numero,
        parent=parent,
        statut=fiche.statut,
        debut=fiche.debut.jour if fiche.debut else None,
        fin=fiche.fin.jour if fiche.fin else None,
        precision_debut=fiche.debut.precision if fiche.debut else Precision.JOUR,
        precision_fin=fiche.fin.precision if fiche.fin else Precision.JOUR,
        amelioration_continue=bool(fiche.amelioration_continue),
    )


def renseignee(fiche: FicheComplete) -> FicheRenseignee:
    """What completeness reads of a fiche."""
    return FicheRenseignee(
        id=fiche.ref or 0,
        titre=bool(fiche.titre),
        description=bool(fiche.description),
        contexte=bool(fiche.contexte),
        statut=str(fiche.statut) if fiche.statut else None,
        pilote=bool(fiche.personnes_de_role(RolePersonne.PILOTE)),
        objectifs=bool(fiche.objectifs or fiche.objectifs_chiffres),
        indicateurs=bool(fiche.indicateurs),
        budget=any(ligne.prevu is not None or ligne.reel is not None for ligne in fiche.budgets),
        creee_le=fiche.creation.le.date() if fiche.creation else None,
        derniere_note=max((note.date for note in fiche.notes), default=None),
    )


def lignee(fiche: FicheComplete) -> Iterator[FicheComplete]:
    """The fiche and all that is under it."""
    yield fiche
    for sous in fiche.sous_fiches:
        yield from lignee(sous)


def comptees(fiches: Iterable[FicheComplete]) -> Iterator[FicheComptee]:
    """Fiches as progress reads them, numbered by their rank, and their sous-fiches with numbers below zero."""
    suivant = -1
    for rang, fiche in enumerate(fiches):
        numeros = {id(fiche): rang}
        for membre in lignee(fiche):
            for sous in membre.sous_fiches:
                numeros[id(sous)] = suivant
                suivant -= 1
        parents = {id(sous): numeros[id(membre)] for membre in lignee(fiche) for sous in membre.sous_fiches}
        for membre in lignee(fiche):
            yield FicheComptee(
                id=numeros[id(membre)],
                parent=parents.get(id(membre)),
                statut=membre.statut,
                saisi=membre.avancement,
                poids=1.0 if membre.poids is None else float(membre.poids),
                budget=float(total_budget(membre.budgets, UniteBudget.HT) or 0),
                budget_ttc=float(total_budget(membre.budgets, UniteBudget.TTC) or 0),
                mesure=compute_mesure(
                    trace_trajet(dict(i.resultats), dict(i.objectifs), None if i.cible is None else float(i.cible))
                    for i in membre.indicateurs
                    if i.mesure_avancement
                ),
            )
