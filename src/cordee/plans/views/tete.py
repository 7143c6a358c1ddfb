"""The head of a plan: one sentence that answers, three facts, what is to be completed."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.outils.dates import jour_long
from cordee.outils.nombres import formater
from cordee.outils.texte import INSECABLE, accorder
from cordee.plans.domain.listes import StatutPlan
from cordee.plans.queries.resume import Resume, acquis_of
from cordee.plans.views.vues import Cadre, composer_adresse

MILLION, MILLE = 1_000_000, 1_000


@dataclass(frozen=True)
class Tete:
    """`reponse` is (before, number, after); `faits` short sentences; `a_completer` links to filtered lists."""

    titre: str
    reponse: tuple[str, str, str]
    faits: list[str]
    a_completer: list[tuple[str, str]]


def composer_tete(cadre: Cadre) -> Tete:
    """Head of the list of a plan or of a collectivité."""
    resume = cadre.resume
    plan = cadre.plan
    return Tete(
        titre=plan.nom if plan is not None else "Toutes les fiches",
        reponse=repondre(resume),
        faits=_faits(cadre),
        a_completer=_a_completer(cadre, resume),
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


def _faits(cadre: Cadre) -> list[str]:
    faits = []
    prevu, reel, acquis = cadre.resume.prevu, cadre.resume.reel, acquis_of(cadre.toutes)
    if prevu:
        faits.append(f"{euros(float(prevu))} prévus" + (f", {euros(float(reel))} dépensés" if reel else ""))
    if acquis:
        faits.append(f"{euros(float(acquis))} de financements accordés")
    plan = cadre.plan
    if plan is not None:
        if plan.debut and plan.fin:
            faits.append(f"{plan.debut.year} – {plan.fin.year}")
        if plan.deliberation_le:
            numero = f" (n° {plan.deliberation_numero})" if plan.deliberation_numero else ""
            faits.append(f"Adopté le {jour_long(plan.deliberation_le)}{numero}")
        elif plan.statut:
            faits.append(StatutPlan.libelle_de(plan.statut))
    return faits


def _a_completer(cadre: Cadre, resume: Resume) -> list[tuple[str, str]]:
    liens = []
    if resume.en_retard:
        mots = f"{resume.en_retard} {accorder(resume.en_retard, 'fiche')} en retard"
        liens.append((mots, composer_adresse([("vue", "tableau"), ("suivi", "en_retard")])))
    if resume.sans_pilote:
        mots = f"{resume.sans_pilote} {accorder(resume.sans_pilote, 'fiche')} sans pilote"
        liens.append((mots, composer_adresse([("vue", "tableau"), ("pilote", "sans")])))
    return liens


def euros(montant: float) -> str:
    """`4,1 M€`, `64 k€`, `850 €`: an amount in a sentence."""
    if abs(montant) >= MILLION:
        return f"{formater(montant / MILLION, 1, souple=True)}{INSECABLE}M€"
    if abs(montant) >= 10 * MILLE:
        return f"{formater(montant / MILLE, 0)}{INSECABLE}k€"
    return f"{formater(montant, 0)}{INSECABLE}€"
