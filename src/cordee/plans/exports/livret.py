"""A plan, or a selection of its fiches, prepared as a booklet: cover, summary, overview, then a chapter for each axe.
The PDF and the DOCX lay it out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from cordee.outils.dates import INSECABLE, jour_long
from cordee.outils.nombres import formater
from cordee.outils.texte import accorder, enumerer, typographier
from cordee.plans.domain.colonnes import parcourir_axes
from cordee.plans.domain.couts_evites import dire_cout_evite
from cordee.plans.domain.fiche import AxeComplet, FicheComplete, PlanComplet
from cordee.plans.domain.listes import LanguePlan, RolePersonne
from cordee.plans.exports.bilan import BilanGroupe, BilanPlan, etablir_bilan
from cordee.plans.exports.montants import montant
from cordee.plans.exports.presentation import (
    Contexte,
    FicheImprimable,
    date_connue,
    est_en_retard,
    preparer,
)


@dataclass(frozen=True, slots=True)
class LigneFiche:
    """A fiche in the table of its chapter. `ancre` is where it is printed, here or in another chapter."""

    ancre: str
    intitule: str
    pilote: str
    statut: str
    echeance: str
    en_retard: bool


@dataclass(frozen=True, slots=True)
class LigneAxe:
    """An axe in the overview."""

    ancre: str
    titre: str
    niveau: int
    fiches: int
    realisees: int
    en_retard: int
    avancement: str
    pourcent: float
    budget: str


@dataclass(frozen=True, slots=True)
class FicheDuLivret:
    """A fiche and its place in the document."""

    ancre: str
    intitule: str
    imprimable: FicheImprimable


@dataclass(frozen=True, slots=True)
class Chapitre:
    """An axe: `niveau` from 1. `fiches` are printed here; `table` also names those that are printed elsewhere. `suite`:
    it goes on the page of the axe above it, which has no fiche of its own."""

    ancre: str
    titre: str
    niveau: int
    description: str
    phrase: str
    table: tuple[LigneFiche, ...]
    fiches: tuple[FicheDuLivret, ...]
    suite: bool = False


@dataclass(frozen=True, slots=True)
class Livret:
    """A whole booklet, ready to be laid out."""

    titre: str
    surtitre: str
    collectivite: str
    sous_titre: str
    deliberation: str
    description: str
    edite_le: str
    avec_budget: bool
    phrase: str
    pilotage: tuple[str, ...]
    couts_evites: str
    axes: tuple[LigneAxe, ...]
    total: LigneAxe
    chapitres: tuple[Chapitre, ...]
    langue: str = LanguePlan.FRANCAIS.value


def composer(plan: PlanComplet, contexte: Contexte) -> Livret:
    """The booklet of a plan, as it stands on the day of the context."""
    bilan = etablir_bilan(plan, contexte.le)
    argent = contexte.options.budgets
    return Livret(
        titre=typographier(plan.nom),
        surtitre=typographier(plan.type_libre or (plan.type.libelle if plan.type else "Plan d'action")),
        collectivite=typographier(plan.collectivite),
        sous_titre=_dates(plan),
        deliberation=typographier(_adoption(plan)),
        description=plan.description,
        edite_le=jour_long(contexte.le),
        avec_budget=argent and bilan.plan.budget_principal is not None,
        phrase=typographier(phrase(bilan.plan, budget=argent)),
        pilotage=tuple(_pilotage(plan)),
        couts_evites=_couts_evites(bilan.plan) if argent else "",
        axes=tuple(
            _ligne_axe(f"axe-{rang}", nommer_axe(axe.axe, axe.niveau), axe.niveau + 1, axe.groupe)
            for rang, axe in enumerate(bilan.axes, 1)
        ),
        total=_ligne_axe("", "Ensemble des fiches" if plan.recueil else "Ensemble du plan", 1, bilan.plan),
        chapitres=tuple(_enchainer(_Composition(plan, contexte, bilan).chapitres())),
        langue=contexte.langue,
    )


def selectionner(plan: PlanComplet, refs: Collection[int], titre: str = "") -> PlanComplet:
    """The plan with only these fiches, and the axes that hold some. Raises nothing: unknown numbers are left out."""

    def axes(liste: list[AxeComplet]) -> list[AxeComplet]:
        gardes = [replace(axe, axes=axes(axe.axes), fiches=_retenues(axe.fiches, refs)) for axe in liste]
        return [axe for axe in gardes if axe.axes or axe.fiches]

    garde = plan.avec_axes(axes(plan.axes))
    return replace(garde, nom=titre or plan.nom, fiches=_retenues(plan.fiches, refs))


def _retenues(fiches: list[FicheComplete], refs: Collection[int]) -> list[FicheComplete]:
    return [fiche for fiche in fiches if fiche.ref in refs]


_DEJA_NUMEROTE = re.compile(r"^(axe|orientation|objectif|volet|défi|ambition)\b|^\d", re.IGNORECASE)


def nommer_axe(axe: AxeComplet, niveau: int = 0) -> str:
    """`Axe 2 · Un patrimoine public sobre`, unless the name already says its number."""
    if not axe.numero or _DEJA_NUMEROTE.match(axe.nom):
        return typographier(axe.nom)
    genre = "Axe" if niveau == 0 or axe.numero.isdigit() else "Sous-axe"
    return typographier(f"{genre} {axe.numero} · {axe.nom}")


def phrase(groupe: BilanGroupe, *, budget: bool = True) -> str:
    """One sentence for a plan or an axe: `12 fiches, dont 3 réalisées et 1 en retard ; avancement 45 %.`"""
    if not groupe.fiches:
        return "Aucune fiche pour l'instant."
    details = []
    if realisees := groupe.compte.realisees:
        details.append(f"{realisees} {accorder(realisees, 'réalisée')}")
    if groupe.en_retard:
        details.append(f"{groupe.en_retard} en retard")
    mots = f"{groupe.fiches} {accorder(groupe.fiches, 'fiche')}"
    if details:
        mots += f", dont {enumerer(details)}"
    if groupe.compte.avancement is not None:
        mots += f" ; avancement {formater(groupe.compte.avancement, 0)} %"
    if budget and (principal := groupe.budget_principal):
        unite, somme = principal
        mots += f" ; {montant(somme)} {unite.libelle.removeprefix('€ ')} prévus"
    return f"{mots}."


def echeance(fiche: FicheComplete) -> str:
    """End of the fiche, as far as it is known."""
    return date_connue(fiche.fin) if fiche.fin else "chaque année" if fiche.amelioration_continue else "–"


def _pilotage(plan: PlanComplet) -> Iterable[str]:
    """Who conducts the plan, what it concerns, what was voted and what is attached to it. Addresses stay as they
    are."""
    for terme, noms in (
        ("Pilotage", plan.pilotes),
        ("Élus référents", plan.referents),
        ("Périmètre", plan.perimetre),
    ):
        if noms:
            yield typographier(f"{terme} : {', '.join(noms)}")
    pieces = [("Délibération", plan.deliberation_document)] if plan.deliberation_document is not None else []
    for terme, piece in (*pieces, *(("Document", document) for document in plan.documents)):
        yield typographier(f"{terme} : {piece.nom}") + (f", {piece.adresse}" if piece.adresse else "")


def _dates(plan: PlanComplet) -> str:
    if plan.debut and plan.fin:
        return f"{plan.debut.year}{INSECABLE}–{INSECABLE}{plan.fin.year}"
    if plan.debut:
        return f"À partir de {plan.debut.year}"
    return f"Jusqu'en {plan.fin.year}" if plan.fin else ""


def _adoption(plan: PlanComplet) -> str:
    if plan.deliberation_le:
        numero = f" n° {plan.deliberation_numero}" if plan.deliberation_numero else ""
        return f"Adopté par la délibération{numero} du {jour_long(plan.deliberation_le)}"
    if plan.deliberation_numero:
        return f"Délibération n° {plan.deliberation_numero}"
    return plan.statut.libelle if plan.statut else ""


def _couts_evites(groupe: BilanGroupe) -> str:
    """What the fiches save, beside what they cost."""
    dits = enumerer([dire_cout_evite(*cout) for cout in groupe.couts_evites])
    return typographier(f"Coûts évités : {dits}.") if dits else ""


def _ligne_axe(ancre: str, titre: str, niveau: int, groupe: BilanGroupe) -> LigneAxe:
    avancement = groupe.compte.avancement
    principal = groupe.budget_principal
    return LigneAxe(
        ancre=ancre,
        titre=titre,
        niveau=niveau,
        fiches=groupe.fiches,
        realisees=groupe.compte.realisees,
        en_retard=groupe.en_retard,
        avancement="–" if avancement is None else f"{formater(avancement, 0)}{INSECABLE}%",
        pourcent=avancement or 0.0,
        budget=f"{montant(principal[1])} {principal[0].libelle.removeprefix('€ ')}" if principal else "–",
    )


def _enchainer(chapitres: Iterable[Chapitre]) -> Iterator[Chapitre]:
    """A page is not left to the name of an axe that only holds others."""
    dessus: Chapitre | None = None
    for chapitre in chapitres:
        suite = dessus is not None and not dessus.table and chapitre.niveau > dessus.niveau
        yield replace(chapitre, suite=suite)
        dessus = chapitre


class _Composition:
    """Gives every fiche one place, and tells the other chapters where it is."""

    def __init__(self, plan: PlanComplet, contexte: Contexte, bilan: BilanPlan) -> None:
        self.plan = plan
        self.contexte = contexte
        self.ancres = {self._cle(fiche): f"fiche-{rang}" for rang, fiche in enumerate(bilan.fiches, 1)}
        self.groupes = [axe.groupe for axe in bilan.axes]
        self.imprimees: set[object] = set()

    def _cle(self, fiche: FicheComplete) -> object:
        return fiche.ref if fiche.ref is not None else (id(fiche),)

    def chapitres(self) -> Iterator[Chapitre]:
        for rang, chemin in enumerate(parcourir_axes(self.plan.axes), 1):
            axe = chemin[-1]
            titre = nommer_axe(axe, len(chemin) - 1)
            noms = " › ".join(nommer_axe(a, i) for i, a in enumerate(chemin))
            yield self._chapitre(f"axe-{rang}", titre, len(chemin), axe.description, axe.fiches, noms, rang - 1)
        if self.plan.fiches:
            titre = "Fiches hors des axes" if self.plan.axes else "Fiches du plan"
            titre = "Fiches sans plan" if self.plan.recueil else titre
            yield self._chapitre("hors-axes", titre, 1, "", self.plan.fiches, "", None)

    def _chapitre(
        self, ancre: str, titre: str, niveau: int, description: str, fiches: list[FicheComplete], noms: str,
        groupe: int | None,
    ) -> Chapitre:  # fmt: skip
        return Chapitre(
            ancre=ancre,
            titre=titre,
            niveau=niveau,
            description=description,
            phrase=""
            if groupe is None
            else typographier(phrase(self.groupes[groupe], budget=self.contexte.options.budgets)),
            table=tuple(self._ligne(fiche) for fiche in fiches),
            fiches=tuple(self._placer(fiche, noms) for fiche in fiches if self._cle(fiche) not in self.imprimees),
        )

    def _phrase(self, groupe: BilanGroupe) -> str:
        return typographier(phrase(groupe, budget=self.contexte.options.budgets))

    def _placer(self, fiche: FicheComplete, axe: str) -> FicheDuLivret:
        self.imprimees.add(self._cle(fiche))
        imprimable = preparer(fiche, self.contexte, axe)
        return FicheDuLivret(self.ancres[self._cle(fiche)], intitule(fiche), imprimable)

    def _pilotes(self, fiche: FicheComplete) -> list[str]:
        return fiche.personnes_de_role(RolePersonne.PILOTE) if self.contexte.options.acteurs else []

    def _ligne(self, fiche: FicheComplete) -> LigneFiche:
        return LigneFiche(
            ancre=self.ancres[self._cle(fiche)],
            intitule=intitule(fiche),
            pilote=", ".join(self._pilotes(fiche)) or "–",
            statut=fiche.statut.libelle if fiche.statut else "–",
            echeance=echeance(fiche),
            en_retard=est_en_retard(fiche, self.contexte.le),
        )


def intitule(fiche: FicheComplete) -> str:
    """`2.1 Suivre l'énergie`."""
    return typographier(f"{fiche.code} {fiche.titre}" if fiche.code else fiche.titre)
