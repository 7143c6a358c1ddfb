"""Rows around a fiche as values, for the fiches read whole (`queries.dossier`)."""

from __future__ import annotations

from typing import Any

from cordee.plans import models
from cordee.plans.domain.fiche import ActeurCite, EvaluationCitee, FinancementCite, Impact, LigneBudget, ReferenceCitee
from cordee.plans.domain.listes import (
    Appreciation,
    BaseMontant,
    CoutEfficacite,
    DomaineImpact,
    Faisabilite,
    Incertitude,
    Maturite,
    PeriodeEvaluation,
    Priorite,
    RoleActeur,
    RythmeCout,
    SensImpact,
    StatutFinancement,
    TypeBudget,
    TypeReference,
    UniteBudget,
)
from cordee.plans.domain.organisations import NatureOrganisation


def jugements(fiche: models.Fiche) -> dict[str, Any]:
    """What people think of the fiche, on the scales of the lists; None when nothing is said."""
    return {
        "priorite": Priorite(fiche.priorite) if fiche.priorite else None,
        "faisabilite": Faisabilite(fiche.faisabilite) if fiche.faisabilite else None,
        "cout_efficacite": CoutEfficacite(fiche.cout_efficacite) if fiche.cout_efficacite else None,
        "maturite": Maturite(fiche.maturite) if fiche.maturite else None,
    }


def cout_evite(fiche: models.Fiche) -> dict[str, Any]:
    """What the fiche saves; its base and its rhythm say nothing without an amount."""
    if fiche.cout_evite is None:
        return {}
    return {
        "cout_evite": fiche.cout_evite,
        "cout_evite_base": BaseMontant(fiche.cout_evite_base),
        "cout_evite_rythme": RythmeCout(fiche.cout_evite_rythme),
    }


def acteur_cite(acteur: models.Acteur) -> ActeurCite:
    """Who does what, and what the collectivité says of it."""
    qui = acteur.etiquette
    nature = NatureOrganisation(qui.nature) if qui.nature else None
    return ActeurCite(qui.nom, RoleActeur(acteur.role), qui.siren, nature, qui.site)


def budget_cite(ligne: models.LigneBudget) -> LigneBudget:
    """Planned and spent; whether an amount is spread says nothing of that of a year."""
    return LigneBudget(
        TypeBudget(ligne.type),
        UniteBudget(ligne.unite),
        ligne.annee,
        ligne.prevu,
        ligne.reel,
        ligne.prevu_max,
        ligne.est_etale if ligne.annee is None else None,
    )


def impact_cite(impact: models.Impact) -> Impact:
    """What a fiche says of a domain."""
    return Impact(
        domaine=DomaineImpact(impact.domaine),
        niveau=impact.niveau,
        valeur=impact.valeur,
        unite=impact.unite,
        horizon=impact.horizon,
        commentaire=impact.commentaire,
        sens=SensImpact(impact.sens) if impact.sens else None,
        methode=impact.methode,
        incertitude=Incertitude(impact.incertitude) if impact.incertitude else None,
    )


def evaluation_cite(evaluation: models.Evaluation) -> EvaluationCitee:
    """What is concluded of a period."""
    return EvaluationCitee(
        PeriodeEvaluation(evaluation.periode),
        evaluation.date,
        Appreciation(evaluation.appreciation) if evaluation.appreciation else None,
        evaluation.resultat,
        evaluation.suites,
    )


def financement_cite(financement: models.Financement) -> FinancementCite:
    """Money from a funder."""
    return FinancementCite(
        financeur=financement.financeur.nom,
        dispositif=financement.dispositif,
        montant=financement.montant,
        base=BaseMontant(financement.base),
        taux=financement.taux,
        statut=StatutFinancement(financement.statut),
        annee=financement.annee,
        demande_le=financement.demande_le,
        decision_le=financement.decision_le,
        verse_le=financement.verse_le,
        aide=financement.aide,
    )


def reference_citee(reference: models.Reference) -> ReferenceCitee:
    """A document that the fiche answers to."""
    return ReferenceCitee(TypeReference(reference.type), reference.titre, reference.article, reference.adresse)
