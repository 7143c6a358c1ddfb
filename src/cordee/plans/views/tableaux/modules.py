"""Each genre of module: the context of its template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.plans.domain.champs import ecrire_date
from cordee.plans.domain.filtres_proposes import SANS
from cordee.plans.domain.fourchettes import Fourchette
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.repartitions import PAR_PROPRIETE, Mesure, Part, Repartition, ordonner
from cordee.plans.domain.retard import STATUTS_FINIS
from cordee.plans.domain.tableaux import Forme, GenreModule, Module
from cordee.plans.queries.modules import (
    NATURES,
    AnneeBudget,
    LigneCourte,
    activite_of,
    budget_par_annee,
    indicateurs_suivis,
    plans_suivis,
)
from cordee.plans.queries.repartitions import Comptables, repartir
from cordee.plans.queries.resume import FicheLegere
from cordee.plans.views.barres import BarreStatuts, composer_barre_statuts
from cordee.plans.views.fiche.historique import changements
from cordee.plans.views.montants import euros, euros_entre
from cordee.plans.views.tableaux.anneau import composer_anneau
from cordee.plans.views.tableaux.reperes import (
    Chiffre,
    composer_financements,
    composer_mes_indicateurs,
    composer_mes_mesures,
    composer_reperes,
)
from cordee.plans.views.tableaux.serie import composer_serie
from cordee.plans.views.tableaux.vue import HORIZON, Lecture
from cordee.plans.views.vues.arbre import montrer_indicateur
from cordee.plans.views.vues.repartition import composer_barres
from cordee.socle.barres import largeur

BIENTOT = 30


@dataclass(frozen=True)
class ModuleMontre:
    """A module ready for its template."""

    module: Module
    gabarit: str
    contexte: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LigneMontree:
    """A row of a short list: the fiche, where it leads, and what is said of its end."""

    fiche: LigneCourte
    adresse: str
    dit: str
    presse: bool


@dataclass(frozen=True, slots=True)
class LigneBudget:
    """A year: its words, planned and spent, by nature then in all, and its bars."""

    annee: str
    montants: list[tuple[str, str]]
    prevu: str
    reel: str
    l_prevu: str
    l_reel: str


def composer_modules(lecture: Lecture, modules: Iterable[Module]) -> list[ModuleMontre]:
    """Every module, its rows read together."""
    return [
        ModuleMontre(module, GABARITS[module.genre], COMPOSEURS[module.genre](lecture, module)) for module in modules
    ]


# -- figures ---------------------------------------------------------------------------------------------------------
def composer_chiffres(lecture: Lecture, module: Module) -> dict[str, Any]:
    """How many fiches, where they are, what presses, what they cost."""
    fiches = lecture.retenues(module)
    realisees = sum(1 for fiche in fiches if fiche.statut == StatutFiche.REALISE)
    retards = sum(1 for fiche in fiches if lecture.retard(fiche))
    bientot = sum(1 for fiche in fiches if (reste := lecture.reste(fiche)) is not None and reste <= BIENTOT)
    avances = [a for f in fiches if (a := lecture.resume.avancements.get(f.pk)) is not None]
    prevus = [p for f in fiches if (p := lecture.sommes.prevus.get(f.pk)) is not None]
    reel = sum((lecture.sommes.reels.get(f.pk, Decimal()) for f in fiches), Decimal())
    prevu = sum(prevus, Fourchette(Decimal(), Decimal()))
    return {
        "chiffres": [
            Chiffre(accorder(len(fiches), "fiche").capitalize(), formater(len(fiches), 0), lecture.liste(module)),
            Chiffre(
                accorder(realisees, "réalisée").capitalize(), formater(realisees, 0),
                lecture.liste(module, statut=StatutFiche.REALISE),
            ),
            Chiffre("Avancement moyen", f"{formater(sum(avances) / len(avances), 0)}{INSECABLE}%" if avances else "—"),
            Chiffre("En retard", formater(retards, 0), lecture.liste(module, suivi="en_retard"), bool(retards)),
            Chiffre("Dans les 30 jours", formater(bientot, 0), lecture.liste(module, suivi="bientot")),
            Chiffre("Prévu (HT)", euros_entre(prevu), lecture.liste(module, budget="avec")),
            Chiffre("Dépensé (HT)", euros(float(reel))),
        ]
    }  # fmt: skip


# -- répartitions ----------------------------------------------------------------------------------------------------
def composer_repartition(lecture: Lecture, module: Module) -> dict[str, Any]:
    """Fiches by a property. One query, none for statuts."""
    fiches = lecture.retenues(module)
    repartition = _repartir(lecture, module, fiches)
    mener: Callable[[dict[str, str]], str] = lambda changes: lecture.liste(module, **changes)  # noqa: E731
    barres = composer_barres(repartition, module.mesure, mener, module.filtres)
    anneau = module.forme is Forme.ANNEAU and module.mesure is Mesure.NOMBRE
    return {
        "repartition": repartition,
        "barres": barres,
        "mesure": module.mesure,
        "anneau": composer_anneau(barres, repartition.total) if anneau else None,
        "nombres": module.forme is Forme.NOMBRE,
    }


def _repartir(lecture: Lecture, module: Module, fiches: list[FicheLegere]) -> Repartition:
    propriete = PAR_PROPRIETE[module.propriete]
    if propriete.du_plan and lecture.plan is None:
        propriete = PAR_PROPRIETE["plan"]
    if propriete.cle == "statut" and module.mesure is Mesure.NOMBRE:
        comptes = Counter(fiche.statut or SANS for fiche in fiches)
        valeurs = ordonner(propriete, comptes, {})
        return Repartition(propriete, tuple(Part(v, comptes[v.cle], comptes[v.cle]) for v in valeurs), len(fiches))
    ids = "[" + ",".join(str(fiche.pk) for fiche in fiches) + "]"
    comptables = Comptables(
        ids, len(fiches), lecture.regard, lecture.plans if propriete.cle == "plan" else {}, lecture.arbre,
        lambda: lecture.resume.avancements, lambda: lecture.sommes.prevus,
    )  # fmt: skip
    return repartir(comptables, propriete, module.mesure)


# -- lists -----------------------------------------------------------------------------------------------------------
def composer_fiches(lecture: Lecture, module: Module) -> dict[str, Any]:
    """The first ones of a filtered list: what ends first comes first."""
    fiches = sorted(lecture.retenues(module), key=lambda f: (f.fin is None, str(f.fin), f.pk))
    return _lister(lecture, module, fiches, lecture.liste(module))


def composer_retards(lecture: Lecture, module: Module) -> dict[str, Any]:
    """The most late first."""
    fiches = [fiche for fiche in lecture.retenues(module) if lecture.retard(fiche)]
    fiches.sort(key=lambda fiche: (-lecture.retard(fiche), fiche.pk))
    return _lister(lecture, module, fiches, lecture.liste(module, suivi="en_retard"), "Aucune fiche en retard.")


def composer_echeances(lecture: Lecture, module: Module) -> dict[str, Any]:
    """What ends within three months."""
    proches = [(reste, f) for f in lecture.retenues(module) if (reste := lecture.reste(f)) is not None]
    fiches = [f for reste, f in sorted(proches, key=lambda p: (p[0], p[1].pk)) if reste <= HORIZON]
    suite = lecture.liste(module, quand_fin="moins_de_trois_mois")
    return _lister(lecture, module, fiches, suite, "Aucune échéance dans les trois mois.")


def composer_mes_fiches(lecture: Lecture, module: Module) -> dict[str, Any]:
    """Those of which the reader is pilote; finished ones are left out."""
    return _miennes(lecture, module, sous_fiches=False)


def composer_mes_sous_actions(lecture: Lecture, module: Module) -> dict[str, Any]:
    """The same for sous-fiches."""
    return _miennes(lecture, module, sous_fiches=True)


def _miennes(lecture: Lecture, module: Module, *, sous_fiches: bool) -> dict[str, Any]:
    fiches = [
        fiche
        for fiche in lecture.resume.fiches.values()
        if fiche.pk in lecture.miennes
        and (fiche.parent is not None) is sous_fiches
        and fiche.statut not in STATUTS_FINIS
    ]
    fiches.sort(key=lambda fiche: (-lecture.retard(fiche), fiche.fin is None, str(fiche.fin), fiche.pk))
    nom = "sous-action" if sous_fiches else "fiche"
    rien = f"Aucune {nom} en cours ne porte votre nom ici."
    return _lister(lecture, module, fiches, reverse("mes_fiches"), rien) | {"siennes": True}


def _lister(
    lecture: Lecture, module: Module, fiches: list[FicheLegere], suite: str, rien: str = "Aucune fiche."
) -> dict[str, Any]:
    montrees = fiches[: module.nombre]
    legeres = {fiche.pk: fiche for fiche in montrees}
    lire = lecture.montrer(legeres)
    siren = lecture.collectivite.siren

    def lignes() -> list[LigneMontree]:
        return [
            LigneMontree(ligne, reverse("fiche", args=[siren, ligne.pk]), *_dire_fin(lecture, legeres[ligne.pk], ligne))
            for ligne in lire()
        ]

    return {
        "lignes": lignes, "total": len(fiches), "reste": len(fiches) - len(montrees), "suite": suite, "rien": rien,
        "siennes": module.miennes,
    }  # fmt: skip


def _dire_fin(lecture: Lecture, fiche: FicheLegere, ligne: LigneCourte) -> tuple[str, bool]:
    retard, reste = lecture.retard(fiche), lecture.reste(fiche)
    if retard:
        return f"{retard}{INSECABLE}{accorder(retard, 'jour')} de retard", True
    if reste is not None and reste <= HORIZON:
        quand = "aujourd'hui" if not reste else f"dans {reste}{INSECABLE}{accorder(reste, 'jour')}"
        return quand, False
    return (ecrire_date(ligne.fin, ligne.precision_fin) if ligne.fin else "sans échéance"), False


# -- plans, money, indicators, news ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class PlanMontre:
    """A plan in its row."""

    nom: str
    adresse: str
    barre: BarreStatuts
    total: int
    en_retard: int
    retards: str
    avancement: str


def composer_plans(lecture: Lecture, module: Module) -> dict[str, Any]:
    """Each plan with its bar."""
    siren = lecture.collectivite.siren
    montres = []
    for suivi in plans_suivis(lecture.utilisateur, lecture.collectivite, lecture.resume):
        adresse = reverse("plan", args=[siren, suivi.plan.pk])
        avance = "—" if suivi.avancement is None else f"{formater(suivi.avancement, 0)}{INSECABLE}%"
        montres.append(
            PlanMontre(
                suivi.plan.nom, adresse, composer_barre_statuts(suivi.par_statut), suivi.par_statut.total(),
                suivi.en_retard, f"{adresse}?vue=tableau&suivi=en_retard", avance,
            )
        )  # fmt: skip
    return {"plans": montres}


def composer_budget(lecture: Lecture, module: Module) -> dict[str, Any]:
    """Planned and spent by year."""
    annees = budget_par_annee(lecture.sommes, {fiche.pk for fiche in lecture.retenues(module)})
    maximum = max((max(a.prevu.haut, a.reel) for a in annees), default=Decimal())
    return {"annees": [_ligne_de_budget(annee, maximum) for annee in annees]}


def _ligne_de_budget(annee: AnneeBudget, maximum: Decimal) -> LigneBudget:
    montants = []
    for nature in NATURES:
        prevu, reel = annee.prevus.get(nature), annee.reels.get(nature)
        montants.append((euros_entre(prevu) if prevu else "—", euros(float(reel)) if reel is not None else "—"))
    return LigneBudget(
        str(annee.annee or "Sans année"), montants, euros_entre(annee.prevu), euros(float(annee.reel)),
        largeur(float(annee.prevu.haut / maximum)) if maximum else "0",
        largeur(float(annee.reel / maximum)) if maximum else "0",
    )  # fmt: skip


def composer_indicateurs(lecture: Lecture, module: Module) -> dict[str, Any]:
    """Indicators of the fiches, in a line each."""
    fiches = lecture.ids_avec_dessous(lecture.retenues(module))
    axes = None if module.miennes else lecture.plan
    suivis, total = indicateurs_suivis(lecture.utilisateur, lecture.collectivite, axes, fiches, module.nombre)
    siren = lecture.collectivite.siren
    montres = [montrer_indicateur(suivi.indicateur, siren, suivi.valeurs) for suivi in suivis]
    return {"indicateurs": montres, "reste": total - len(montres), "siren": siren}


def composer_activite(lecture: Lecture, module: Module) -> dict[str, Any]:
    """What changed lately. One query."""
    siren = lecture.collectivite.siren
    ecritures = activite_of(lecture.collectivite, lecture.resume, module.nombre)
    return {
        "ecritures": [
            (ecriture, reverse("fiche", args=[siren, ecriture.objet_id]), changements(ecriture)[:3])
            for ecriture in ecritures
        ]
    }


COMPOSEURS: dict[GenreModule, Callable[[Lecture, Module], dict[str, Any]]] = {
    GenreModule.CHIFFRES: composer_chiffres,
    GenreModule.REPARTITION: composer_repartition,
    GenreModule.FICHES: composer_fiches,
    GenreModule.RETARDS: composer_retards,
    GenreModule.ECHEANCES: composer_echeances,
    GenreModule.PLANS: composer_plans,
    GenreModule.BUDGET: composer_budget,
    GenreModule.INDICATEURS: composer_indicateurs,
    GenreModule.SERIE: composer_serie,
    GenreModule.ACTIVITE: composer_activite,
    GenreModule.MES_FICHES: composer_mes_fiches,
    GenreModule.MES_SOUS_ACTIONS: composer_mes_sous_actions,
    GenreModule.MES_INDICATEURS: composer_mes_indicateurs,
    GenreModule.MES_MESURES: composer_mes_mesures,
    GenreModule.REPERES: composer_reperes,
    GenreModule.FINANCEMENTS: composer_financements,
}
LISTE = "plans/tableau/liste.html"
GABARITS: dict[GenreModule, str] = {
    GenreModule.CHIFFRES: "plans/tableau/chiffres.html",
    GenreModule.REPARTITION: "plans/tableau/repartition.html",
    GenreModule.FICHES: LISTE,
    GenreModule.RETARDS: LISTE,
    GenreModule.ECHEANCES: LISTE,
    GenreModule.PLANS: "plans/tableau/plans.html",
    GenreModule.BUDGET: "plans/tableau/budget.html",
    GenreModule.INDICATEURS: "plans/tableau/indicateurs.html",
    GenreModule.SERIE: "plans/tableau/serie.html",
    GenreModule.ACTIVITE: "plans/tableau/activite.html",
    GenreModule.MES_FICHES: LISTE,
    GenreModule.MES_SOUS_ACTIONS: LISTE,
    GenreModule.MES_INDICATEURS: "plans/tableau/indicateurs.html",
    GenreModule.MES_MESURES: "plans/tableau/mesures.html",
    GenreModule.REPERES: "plans/tableau/chiffres.html",
    GenreModule.FINANCEMENTS: "plans/tableau/financements.html",
}
