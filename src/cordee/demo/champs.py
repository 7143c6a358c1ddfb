"""The fields that the PETR of the demonstration adds to its fiches, and the phases of its plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.champs_personnalises import NouveauChamp, ReglagesChamp, creer_champ, proposer_phases
from cordee.plans.actions.valeurs_personnalisees import definir_valeur
from cordee.plans.domain.champs_personnalises import Definition, ValeurChamp
from cordee.plans.domain.genres_de_champs import CouleurOption, GenreChamp
from cordee.plans.domain.listes import Precision, StatutFiche
from cordee.plans.models import ChampPersonnalise, Fiche, Plan
from cordee.plans.queries.champs_personnalises import definition_of

COMMISSION = NouveauChamp(
    "Commission de suivi",
    GenreChamp.CHOIX,
    ("Habitat et bâtiment", "Mobilités", "Agriculture et forêt", "Énergie"),
    (CouleurOption.OCRE, CouleurOption.BLEU, CouleurOption.VERT, CouleurOption.PRUNE),
    ReglagesChamp(aide="Celle qui lit le bilan de la fiche, deux fois par an.", obligatoire=True),
)
FOYERS = NouveauChamp(
    "Foyers concernés",
    GenreChamp.NOMBRE,
    reglages=ReglagesChamp(unite="foyers", minimum=Decimal(0), aide="Une estimation suffit."),
)
CONSEIL = NouveauChamp(
    "Prochain passage en conseil",
    GenreChamp.DATE,
    reglages=ReglagesChamp(aide="Le mois suffit tant que l'ordre du jour n'est pas fixé."),
)
PHASE_DU_STATUT = {
    StatutFiche.A_DISCUTER: 0, StatutFiche.A_VENIR: 1, StatutFiche.EN_PAUSE: 2, StatutFiche.BLOQUE: 2,
    StatutFiche.EN_COURS: 4, StatutFiche.REALISE: 6,
}  # fmt: skip
"""Where each statut stands among the usual phases, for want of a story for each fiche."""


def ajouter_champs(plan: Plan, par: Utilisateur, le: datetime) -> None:
    """Three fields and seven phases, filled in most of the fiches of the plan."""
    petr = plan.collectivite
    commission, foyers, conseil = (
        creer_champ(petr, nouveau, par=par, le=le) for nouveau in (COMMISSION, FOYERS, CONSEIL)
    )
    phases = definition_of(proposer_phases(plan, par=par, le=le))
    fiches = list(Fiche.objects.filter(placements__plan=plan, collectivite=petr).order_by("code").distinct())
    _choisir(fiches, commission, par, le)
    for rang, fiche in enumerate(fiches):
        if fiche.statut_lisible in PHASE_DU_STATUT:
            option = phases.options[PHASE_DU_STATUT[fiche.statut_lisible]].pk
            _definir(fiche, phases, ValeurChamp(options=(option,)), par, le)
        if rang % 3 == 0:
            _definir(fiche, definition_of(foyers), ValeurChamp(nombre=Decimal(120 + 85 * rang)), par, le)
        if rang % 5 == 2:
            jour = (le + timedelta(days=160 + 30 * (rang % 4))).date()
            valeur = ValeurChamp(jour=date(jour.year, jour.month, 1), precision=Precision.MOIS)
            _definir(fiche, definition_of(conseil), valeur, par, le)


def _choisir(fiches: Sequence[Fiche], champ: ChampPersonnalise, par: Utilisateur, le: datetime) -> None:
    """The commission follows the axe, which is the first figure of the number; one fiche in seven has none yet."""
    definition = definition_of(champ)
    for rang, fiche in enumerate(fiches):
        axe = int(fiche.code[0]) if fiche.code[:1].isdigit() else 0
        if rang % 7 != 6:
            option = definition.options[axe % len(definition.options)].pk
            _definir(fiche, definition, ValeurChamp(options=(option,)), par, le)


def _definir(fiche: Fiche, definition: Definition, valeur: ValeurChamp, par: Utilisateur, le: datetime) -> None:
    definir_valeur(fiche, definition, valeur, par=par, le=le)
