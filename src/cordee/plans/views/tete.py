"""The head of a plan: one sentence that answers, what it adds up to, what is to be completed, what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse

from cordee.outils.dates import jour_long
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder, enumerer
from cordee.plans.domain.argent import ENSEMBLE, Budgets, reste_a_financer
from cordee.plans.domain.avancement import Ponderation
from cordee.plans.domain.completude import ChampAttendu, LigneCompletude, LignePoint, PointSuivi, list_a_completer
from cordee.plans.domain.fourchettes import Fourchette, dire_fourchette
from cordee.plans.domain.listes import BaseMontant, OriginePlan, RolePersonne, StatutPlan, UniteBudget
from cordee.plans.domain.validation import Etat
from cordee.plans.models import Plan
from cordee.plans.queries.resume import Resume
from cordee.plans.queries.tete import NATURES, Autour, PlanCite, count_a_completer, read_autour
from cordee.plans.views.barres import BarreStatuts, composer_barre_statuts
from cordee.plans.views.montants import euros
from cordee.plans.views.vues import Cadre, composer_adresse
from cordee.territoires.enums import Nature

CITEES = 3
"""Collectivités of a perimeter named in a sentence; beyond, they are counted."""
SANS: dict[ChampAttendu, str] = {
    ChampAttendu.TITRE: "sans titre",
    ChampAttendu.DESCRIPTION: "sans description ni contexte",
    ChampAttendu.STATUT: "sans statut",
    ChampAttendu.PILOTE: "sans pilote",
    ChampAttendu.OBJECTIFS: "sans objectif",
    ChampAttendu.INDICATEURS: "sans indicateur",
    ChampAttendu.BUDGET: "sans budget",
    ChampAttendu.SUIVI: "sans note depuis un an",
}
"""What the fiches to complete lack."""
MOTS_POINTS = {
    PointSuivi.BASES: "pilote, texte et sous-action",
    PointSuivi.SOUS_ACTION: "une sous-action à venir dans l'année",
    PointSuivi.INDICATEUR: "un indicateur, son objectif et une valeur",
}
"""What fiches that can be followed have."""
PONDERATIONS = {
    Ponderation.EGAL: "",
    Ponderation.POIDS: " selon les poids",
    Ponderation.BUDGET: " selon le budget",
    Ponderation.INDICATEURS: " selon les indicateurs",
}


@dataclass(frozen=True, slots=True)
class LigneDeBudget:
    """One row of the table of budgets, written."""

    nature: str
    unite: str
    prevu: str
    reel: str
    fiches: int
    ensemble: bool


@dataclass(frozen=True)
class Tete:
    """`reponse` is (before, number, after); `faits` short sentences; `retard`, `a_completer` and `proposees` (words,
    filtered list), as `qualite` (an empty address when nothing lacks); `apropos` (term, [(words, address or empty)]);
    `deliberation` (name of its document, address)."""

    titre: str
    reponse: tuple[str, str, str]
    faits: list[str]
    retard: tuple[str, str] | None
    a_completer: list[tuple[str, str]]
    qualite: list[tuple[str, str]]
    proposees: tuple[str, str] | None
    barre: BarreStatuts
    budgets: list[LigneDeBudget]
    apropos: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    deliberation: tuple[str, str] | None = None
    documents: int = 0
    commentaires: int = 0


def composer_tete(cadre: Cadre) -> Tete:
    """Head of the list of a plan or of a collectivité. Two queries, and a third when budgets weigh."""
    resume, plan = cadre.resume, cadre.plan
    autour = read_autour(cadre.request.user, resume, plan)
    manques = count_a_completer(resume, cadre.aujourdhui)
    return Tete(
        titre=plan.nom if plan is not None else "Toutes les fiches",
        reponse=repondre(resume),
        faits=list(_faits(cadre, autour)),
        retard=_retard(resume),
        a_completer=_a_completer(manques.champs),
        qualite=_qualite(manques.points) if plan is not None else [],
        proposees=_proposees(cadre),
        barre=composer_barre_statuts(resume.par_statut),
        budgets=list(lignes_de_budget(autour.budgets)),
        apropos=list(_apropos(plan, autour)) if plan is not None else [],
        deliberation=_acte_vote(plan, autour) if plan is not None else None,
        documents=autour.documents,
        commentaires=autour.commentaires,
    )


def repondre(resume: Resume) -> tuple[str, str, str]:
    """The answer of the page, cut around its number."""
    total = resume.total - resume.abandonnees
    if not resume.total:
        return ("", "Aucune fiche", " pour l'instant : créez la première, ou importez votre tableau.")
    debut = f"{resume.realisees} des {total} fiches" if total > 1 else f"{resume.realisees} fiche sur {total}"
    verbe = accorder(resume.realisees, "est réalisée", "sont réalisées") if resume.realisees else "est réalisée"
    if not resume.realisees:
        debut, verbe = "Aucune", f" des {total} fiches n'est encore réalisée" if total > 1 else " fiche n'est réalisée"
        return ("", debut, verbe + _retards(resume))
    return ("", debut, f" {verbe}{_retards(resume)}")


def _retards(resume: Resume) -> str:
    retard = resume.en_retard
    if not retard:
        return " ; aucune n'a dépassé son échéance."
    return f" ; {retard} {accorder(retard, 'a dépassé', 'ont dépassé')} {accorder(retard, 'son', 'leur')} échéance."


def _faits(cadre: Cadre, autour: Autour) -> Iterable[str]:
    plan, resume = cadre.plan, cadre.resume
    if resume.abandonnees and resume.total > resume.abandonnees:
        yield f"{resume.abandonnees} {accorder(resume.abandonnees, 'abandonnée')}, hors du compte"
    if plan is not None:
        avancement = cadre.avancement.plan.avancement
        if avancement is not None:
            selon = PONDERATIONS[Ponderation(plan.ponderation)]
            yield f"Avancement{selon} : {formater(avancement, 0)}{INSECABLE}%"
        if sans := cadre.avancement.plan.sans_mesure:
            quoi = accorder(sans, "fiche sans indicateur qui la mesure", "fiches sans indicateur qui les mesure")
            yield f"{sans} {quoi}, {accorder(sans, 'lue', 'lues')} selon {accorder(sans, 'son', 'leur')} statut"
    for unite in (UniteBudget.HT, UniteBudget.TTC):
        somme = autour.somme(unite)
        prevu = en_fourchette(somme.prevu, unite) if somme.prevu and somme.prevu.haut else ""
        reel = en_base(somme.reel, unite) if somme.reel else ""
        mots = [f"{dit} {mot}" for dit, mot in ((prevu, "prévus"), (reel, "dépensés")) if dit]
        if mots:
            yield ", ".join(mots)
    acquis = [en_base(autour.acquis[base], base) for base in BaseMontant if autour.acquis.get(base)]
    if acquis:
        yield f"{enumerer(acquis)} de financements accordés"
        yield from _restes(autour)
    evites = [f"{en_base(m, base)} {rythme.libelle}" for m, base, rythme in autour.couts_evites if m]
    if evites:
        yield f"Coûts évités : {enumerer(evites)}"
    if plan is not None:
        yield from _identite(plan, autour)


def _restes(autour: Autour) -> Iterable[str]:
    """What remains to be financed, in the bases that have a budget and a granted funding."""
    for base in BaseMontant:
        unite = UniteBudget(base.value)
        reste = reste_a_financer(autour.somme(unite).prevu, autour.acquis.get(base) or Decimal())
        if autour.acquis.get(base) and reste is not None:
            yield f"Reste à financer : {en_fourchette(reste, unite)}" if reste.haut else f"Financé en {base.libelle}"


def _identite(plan: Plan, autour: Autour) -> Iterable[str]:
    if plan.type_lisible:
        yield plan.type_lisible
    if plan.debut and plan.fin:
        yield f"{plan.debut.year} – {plan.fin.year}"
    if plan.deliberation_le:
        numero = f" (n° {plan.deliberation_numero})" if plan.deliberation_numero else ""
        yield f"Adopté le {jour_long(plan.deliberation_le)}{numero}"
    elif plan.statut:
        yield StatutPlan.libelle_de(plan.statut)
    if pilotes := autour.personnes.get(RolePersonne.PILOTE):
        yield f"Piloté par {enumerer(pilotes)}"
    if autour.perimetre:
        yield f"Concerne {resumer_perimetre(autour.perimetre)}"
    if plan.origine == OriginePlan.PANIER:
        yield "Né du panier d'actions de la bibliothèque"


def resumer_perimetre(perimetre: list[tuple[str, str]]) -> str:
    """Names when they are few, else how many EPCI and communes. `perimetre`: (nature, name)."""
    if len(perimetre) <= CITEES:
        return enumerer([nom for _, nom in perimetre])
    communes = sum(nature == Nature.COMMUNE for nature, _ in perimetre)
    autres = len(perimetre) - communes
    dits = [f"{autres} {accorder(autres, 'collectivité')}"] if autres else []
    dits += [f"{communes} {accorder(communes, 'commune')}"] if communes else []
    return enumerer(dits)


def _acte_vote(plan: Plan, autour: Autour) -> tuple[str, str] | None:
    piece = autour.deliberation
    if piece is None:
        return None
    return piece.nom, piece.adresse or reverse("plan_document", args=[plan.collectivite.siren, plan.pk, piece.pk])


def _apropos(plan: Plan, autour: Autour) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    for terme, noms in (
        ("Type", [plan.type_lisible] if plan.type_lisible else []),
        ("Pilotes", autour.personnes.get(RolePersonne.PILOTE, [])),
        ("Élus référents", autour.personnes.get(RolePersonne.ELU_REFERENT, [])),
    ):
        if noms:
            yield terme, [(nom, "") for nom in noms]
    concernees = [nom for _, nom in autour.perimetre] or [f"Tout le territoire ({plan.collectivite.nom})"]
    yield "Périmètre", [(nom, "") for nom in concernees]
    if (deliberation := _acte_vote(plan, autour)) is not None:
        yield "Délibération", [deliberation]
    for terme, plans in (
        ("Rassemblé par", [autour.parent]),
        ("Rassemble", autour.rassembles),
        ("Remplace", [autour.remplace]),
    ):
        cites = [_citer(cite) for cite in plans if cite is not None]
        if cites:
            yield terme, cites


def _citer(cite: PlanCite) -> tuple[str, str]:
    return cite.nom, reverse("plan", args=[cite.siren, cite.pk])


def _retard(resume: Resume) -> tuple[str, str] | None:
    if not resume.en_retard:
        return None
    mots = f"{resume.en_retard} {accorder(resume.en_retard, 'fiche')} en retard"
    return mots, composer_adresse([("vue", "tableau"), ("suivi", "en_retard")])


def _proposees(cadre: Cadre) -> tuple[str, str] | None:
    """Fiches of the plan that wait to be validated."""
    nombre = sum(1 for fiche in cadre.resume.racines if cadre.etats.get(fiche.pk) is Etat.PROPOSEE)
    if not nombre:
        return None
    mots = f"{nombre} {accorder(nombre, 'fiche attend', 'fiches attendent')} une validation"
    return mots, composer_adresse([("vue", "tableau"), ("validation", str(Etat.PROPOSEE))])


def _qualite(points: Iterable[LignePoint]) -> list[tuple[str, str]]:
    """How many of the fiches that are still followed hold each point; nothing when there is none to follow."""
    return [
        (
            f"{ligne.tenues} sur {ligne.concernees} avec {MOTS_POINTS[ligne.point]}",
            composer_adresse([("vue", "tableau"), ("qualite", ligne.point.value)])
            if ligne.tenues < ligne.concernees
            else "",
        )
        for ligne in points
        if ligne.concernees
    ]


def _a_completer(champs: Iterable[LigneCompletude]) -> list[tuple[str, str]]:
    """Fields that too few fiches fill, each with the list of those that do not."""
    liens = []
    for ligne in list_a_completer(champs):
        mots = f"{ligne.a_completer} {accorder(ligne.a_completer, 'fiche')} {SANS[ligne.champ]}"
        liens.append((mots, composer_adresse([("vue", "tableau"), ("completer", ligne.champ.value)])))
    return liens


def lignes_de_budget(budgets: Budgets) -> Iterable[LigneDeBudget]:
    """Rows of the table of budgets."""
    for unite in UniteBudget:
        sommes = budgets.get(unite, {})
        for nature, libelle in NATURES:
            if (somme := sommes.get(nature)) is not None:
                yield LigneDeBudget(
                    libelle, unite.libelle, dire_fourchette(somme.prevu), dire_montant(somme.reel), somme.fiches,
                    nature == ENSEMBLE,
                )  # fmt: skip


def dire_montant(montant: Decimal | None) -> str:
    """`1 200,5`, a dash when nothing is said."""
    return "—" if montant is None else formater(float(montant), 2, souple=True)


def en_base(montant: Decimal, base: BaseMontant | UniteBudget) -> str:
    """`4,1 M€ HT`, `64 k€ TTC`: HT and TTC are never one sum, and a sentence says which."""
    return f"{euros(float(montant))}{INSECABLE}{base.value.upper()}"


def en_fourchette(somme: Fourchette, base: UniteBudget) -> str:
    """`de 4,1 M€ à 5 M€ HT` for an amount that is not settled; one amount where rounding hides the difference."""
    bas, haut = euros(float(somme.bas)), en_base(somme.haut, base)
    return haut if haut == en_base(somme.bas, base) else f"de {bas} à {haut}"
