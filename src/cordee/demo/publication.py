"""The public pages of the demonstration: the plan of the PETR and that of one of its EPCI, which it gathers."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.comptes.models import Utilisateur
from cordee.demo.territoire import SIREN_PETR, SIREN_SERAC
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.models import Fiche, Plan
from cordee.publication.actions import publier_plan, regler_publication
from cordee.publication.domain.reglages import NomsMontres
from cordee.territoires.models import Collectivite

PRESENTATION = "\n\n".join(
    (
        "Trois vallées ont voté ensemble **un seul plan** : moins d'énergie dans les bâtiments publics, moins de "
        "déchets, des trajets possibles sans voiture, et l'eau, la forêt et l'alpage tenus ensemble.",
        "Le PETR le conduit avec les communautés de communes du Haut-Sérac, du Val d'Orsière et des Deux Aiguilles. "
        "Chaque action dit qui la mène, où elle en est et ce qu'elle change.",
        "*Ce territoire est inventé : les noms, les chiffres et les dates aussi.*",
    )
)
OUVERTE_DEPUIS = timedelta(days=120)


def publier_les_plans(collectivites: dict[str, Collectivite], personnes: list[Utilisateur], *, le: datetime) -> None:
    """Publishes, then lets a few fiches change, so that there is news to read."""
    lise = personnes[0]
    ines = next(p for p in personnes if p.email.endswith("haut-serac.example"))
    ouverture = le - OUVERTE_DEPUIS
    petr = Plan.objects.filter(collectivite=collectivites[SIREN_PETR]).earliest("pk")
    regler_publication(
        petr,
        {
            "adresse": "plan-climat-hautes-combes", "presentation": PRESENTATION, "noms": NomsMontres.ELUS.value,
            "montre_budgets": True, "montre_financeurs": True, "contact_courriel": "climat@hautes-combes.example",
        },
        par=lise,
        le=ouverture,
    )  # fmt: skip
    publier_plan(petr, par=lise, le=ouverture)
    serac = Plan.objects.filter(collectivite=collectivites[SIREN_SERAC]).earliest("pk")
    presentation = "Ce que la communauté de communes mène elle-même, à côté du plan commun. *Territoire inventé.*"
    regler_publication(serac, {"adresse": "programme-haut-serac", "presentation": presentation}, par=ines, le=ouverture)
    publier_plan(serac, par=ines, le=ouverture + timedelta(days=30))
    _avancer(petr, lise, le)


def _avancer(plan: Plan, par: Utilisateur, le: datetime) -> None:
    """Fiches that were late to start, or ended, since the plan is public; each is where the plan says it is."""
    fiches = {fiche.code: fiche for fiche in Fiche.objects.filter(placements__plan=plan)}
    for code, jours, statut in (
        ("5.1", 64, StatutFiche.EN_COURS), ("3.2", 33, StatutFiche.REALISE), ("4.2", 12, StatutFiche.EN_COURS),
    ):  # fmt: skip
        fiche = fiches[code]
        avant = {"avancement": fiche.avancement}
        modifier_fiche(fiche, {"statut": StatutFiche.A_VENIR}, par=par, le=le - OUVERTE_DEPUIS - timedelta(days=30))
        modifier_fiche(fiche, {"statut": statut, **avant}, par=par, le=le - timedelta(days=jours))
