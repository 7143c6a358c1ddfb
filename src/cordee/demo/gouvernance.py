"""The COPIL of the demonstration: one held in spring, with its décisions, the next one in preparation."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from cordee.comptes.models import Utilisateur
from cordee.gouvernance.actions.decisions import prendre_decision, regler_decision
from cordee.gouvernance.actions.reunions import ajouter_fiches, ajouter_point, convoquer_reunion, modifier_reunion
from cordee.gouvernance.domain import EtatDecision, EtatReunion
from cordee.plans.actions.composition import definir_acteurs
from cordee.plans.domain.listes import RoleActeur, StatutFiche
from cordee.plans.queries.visibilite import list_fiches_for
from cordee.territoires.models import Collectivite

COPIL = "COPIL climat"
TENUE, PROCHAINE = timedelta(days=70), timedelta(days=18)
SUIVIES = (StatutFiche.BLOQUE, StatutFiche.A_DISCUTER, StatutFiche.EN_COURS)


def tenir_le_copil(petr: Collectivite, lise: Utilisateur, helene: Utilisateur, *, le: datetime) -> None:
    """Both réunions of the PETR, through the actions. A dozen fiches go by this instance."""
    fiches = list(
        list_fiches_for(lise, petr)
        .filter(collectivite=petr, parent=None, confidentiel=False, statut__in=[str(s) for s in SUIVIES])
        .order_by("pk")[:12]
    )
    avant = le - TENUE
    for fiche in fiches:
        definir_acteurs(fiche, RoleActeur.INSTANCE, [COPIL], par=lise, le=avant)
    tenue = convoquer_reunion(
        petr, COPIL, avant.date(), heure=time(14), lieu="Maison des Hautes Combes", objet="Point de mi-année",
        par=lise, le=avant - timedelta(days=20),
    )  # fmt: skip
    ajouter_fiches(tenue, fiches[:2], par=lise, le=avant)
    budget = ajouter_point(tenue, "Calendrier budgétaire de l'an prochain", par=lise, le=avant)
    faite = prendre_decision(
        tenue, "Présenter le plan aux deux nouvelles communes", point=budget, responsable=lise.nom_complet,
        echeance=(le - timedelta(days=30)).date(), par=helene, le=avant,
    )  # fmt: skip
    regler_decision(faite, EtatDecision.FAITE, par=lise, le=le - timedelta(days=35))
    for point, texte, jours in zip(
        tenue.points.order_by("position")[:2],
        ("Relancer le gestionnaire du réseau par un courrier du président", "Réunir les trois communes avant l'été"),
        (-12, 40),
        strict=False,
    ):
        echeance = (le + timedelta(days=jours)).date()
        prendre_decision(
            tenue, texte, point=point, responsable=lise.nom_complet, echeance=echeance, par=helene, le=avant
        )
    compte_rendu = {
        "etat": str(EtatReunion.TENUE),
        "presents": f"{helene.nom_complet}, {lise.nom_complet}, quatre délégués",
        "compte_rendu": "Les élus valident le bilan des six mois et demandent un point budgétaire avant l'automne.",
    }
    modifier_reunion(tenue, compte_rendu, par=lise, le=avant + timedelta(days=2))
    prochaine = convoquer_reunion(
        petr, COPIL, (le + PROCHAINE).date(), heure=time(14, 30), lieu="Visioconférence",
        objet="Bilan de l'année et priorités", par=lise, le=le - timedelta(days=5),
    )  # fmt: skip
    ajouter_point(prochaine, "Bilan de l'année", par=lise, le=le - timedelta(days=5))
