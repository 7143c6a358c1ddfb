"""Time of the lists and dashboards of a plan of 2,000 fiches, of a search among them, and of pages and gestures around.

    python benchmarks/plans.py        prints the figures as JSON

Stated limits on SQLite: any list in 150 ms of server time and 12 queries, those of the frame aside (session, person,
roles, collectivité). `_ms` is the median of the clock, `_cpu_ms` the least time of the processor, the only one that
means something on a machine that does something else; `_apres_cpu_ms` when one fiche has just changed, `_froid_cpu_ms`
when nothing is in memory, as after a start. The fiches are written by the program's own action, with people, budgets,
funders, mesures and étiquettes; one in four has a sous-fiche. Requests go through Django's whole stack (test client),
without a network.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django

from benchmarks.pages import _LE, _reussir, base_temporaire, chronometrer

if TYPE_CHECKING:
    from django.test import Client

    from cordee.comptes.models import Utilisateur
    from cordee.plans.domain.fiche import FicheComplete
    from cordee.plans.models import Plan

LIMITE_LISTE_MS = 150.0
LIMITE_REQUETES = 12
FICHES = 2_000
AXES, SOUS_AXES = 8, 3
LISTES: dict[str, str] = {
    "arbre": "vue=arbre",
    "tableau": "vue=tableau",
    "tableau_entier": "vue=tableau&taille=tout",
    "grille": "vue=grille",
    "sous_fiches": "vue=tableau&niveau=sous",
    "tableau_trie": "vue=tableau&tri=-budget&page=20",
    "kanban": "vue=kanban",
    "gantt": "vue=gantt",
    "calendrier": "vue=calendrier&mois=2026-06",
    "recherche": "vue=tableau&q=r%C3%A9nover+%C3%A9coles",
    "filtres": "vue=tableau&statut=en_cours&suivi=en_retard&etiquette=sans&budget=avec",
    "repartition": "vue=repartition&par=pilote",
    "repartition_budget": "vue=repartition&par=etiquette&mesurer=budget",
    "croisement": "vue=repartition&par=pilote&et=suivi&statut=en_cours",
}
"""Lists measured, by the name of their figure."""


def peupler() -> tuple[Plan, Utilisateur]:
    """An EPCI, its editor, and a plan of 2,000 fiches in 24 axes."""
    from cordee.comptes.models import Utilisateur
    from cordee.plans.actions.inscription import AInscrire, inscrire_fiches, trouver_axes
    from cordee.plans.actions.plans import creer_plan
    from cordee.territoires.enums import Nature, Role
    from cordee.territoires.models import Collectivite, Membre

    epci = Collectivite.objects.create(
        siren="000000026", nom="CC du banc", cle_recherche="cc du banc", nature=Nature.EPCI, population=8_000
    )
    qui = Utilisateur.objects.create_user("banc.plans@exemple.fr", prenom="Ada", nom="Banc")
    Membre.objects.create(utilisateur=qui, collectivite=epci, role=Role.EDITION, created_at=_LE)
    plan = creer_plan(epci, "Plan du banc", par=qui, le=_LE, debut=date(2024, 1, 1), fin=date(2029, 12, 31))
    chemins = [(f"Axe {a}", f"Sous-axe {a}.{s}") for a in range(AXES) for s in range(SOUS_AXES)]
    axes = trouver_axes(plan, chemins)
    entrees = [AInscrire(composer_fiche(rang), plan, axes[chemins[rang % len(chemins)]]) for rang in range(FICHES)]
    inscrire_fiches(epci, entrees, par=qui, le=_LE)
    return plan, qui


def composer_fiche(rang: int) -> FicheComplete:
    """The fiche of a rank: everything varies with it, nothing by chance."""
    from cordee.plans.domain.fiche import (
        ActeurCite,
        DateConnue,
        FicheComplete,
        FinancementCite,
        LigneBudget,
        PersonneCitee,
    )
    from cordee.plans.domain.listes import RoleActeur, StatutFiche, TypeBudget

    statuts = list(StatutFiche)
    debut = date(2024 + rang % 4, 1 + rang % 12, 1 + rang % 28)
    return FicheComplete(
        titre=f"{('Rénover', 'Planter', 'Relier', 'Former')[rang % 4]} {('les écoles', 'les haies')[rang % 2]} {rang}",
        description=f"Texte de la fiche {rang}. " + "Travaux, calendrier et partenaires de l'opération. " * 8,
        objectifs="Réduire les consommations et les dépenses. " * 4,
        statut=statuts[rang % len(statuts)],
        avancement=rang % 101 if rang % 3 else None,
        debut=DateConnue(debut),
        fin=DateConnue(debut.replace(year=debut.year + 1 + rang % 2)),
        personnes=(PersonneCitee(f"Pilote {rang % 40}"),) if rang % 5 else (),
        acteurs=(
            ActeurCite(f"Service {rang % 12}", RoleActeur.SERVICE_PILOTE),
            *((ActeurCite(f"Étiquette {rang % 9}", RoleActeur.ETIQUETTE),) if rang % 2 else ()),
        ),
        budgets=(
            LigneBudget(TypeBudget.INVESTISSEMENT, annee=2026, prevu=Decimal(1000 + rang), reel=Decimal(rang)),
            LigneBudget(TypeBudget.FONCTIONNEMENT, annee=2027, prevu=Decimal(500)),
        ),
        financements=(FinancementCite(f"Financeur {rang % 6}", montant=Decimal(300)),) if rang % 3 == 0 else (),
        sous_fiches=[FicheComplete(titre=f"Étude préalable {rang}")] if rang % 4 == 0 else [],
    )


def oublier() -> None:
    """Empties what lists keep in memory."""
    from cordee.plans.queries import rangement, resume
    from cordee.socle.templatetags import cordee as balises

    for gardees in (resume._resumer, rangement._ranger, rangement._avancer, balises._ecrire_rangee):
        gardees.cache_clear()


def mesurer_geste(nom: str, geste: Callable[[int], None]) -> dict[str, float]:
    """Median milliseconds of the clock and least milliseconds of the processor."""
    processeur: list[float] = []

    def compter(rang: int) -> None:
        debut = time.process_time()
        geste(rang)
        processeur.append((time.process_time() - debut) * 1000)

    return {f"{nom}_ms": chronometrer(compter), f"{nom}_cpu_ms": round(min(processeur), 1)}


def mesurer_listes(client: Client, plan: Plan) -> dict[str, Any]:
    """Times and queries of each list."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from cordee.plans.models import Fiche

    adresse = reverse("plan", args=[plan.collectivite.siren, plan.pk])
    fiche = Fiche.objects.filter(statut="en_cours").order_by("pk")[0]
    pages = {nom: f"{adresse}?{parametres}" for nom, parametres in LISTES.items()}
    for portee in ("commun", "mien", plan.pk):
        nom = f"tableau_{portee if isinstance(portee, str) else 'plan'}"
        pages[nom] = reverse("tableau", args=[plan.collectivite.siren, portee])
    mesures: dict[str, Any] = {}
    for nom, adresse_lue in pages.items():

        def lire(rang: int, page: str = adresse_lue) -> None:
            _reussir(client.get(page))

        def lire_a_froid(rang: int) -> None:
            oublier()
            lire(rang)

        def lire_apres(rang: int) -> None:
            Fiche.objects.filter(pk=fiche.pk).update(avancement=rang)
            lire(rang)

        mesures |= mesurer_geste(f"plan_{nom}", lire)
        for cas, geste in (("apres", lire_apres), ("froid", lire_a_froid)):
            mesures[f"plan_{nom}_{cas}_cpu_ms"] = mesurer_geste("", geste)["_cpu_ms"]
        with CaptureQueriesContext(connection) as requetes:
            lire(0)
        mesures[f"plan_{nom}_requetes"] = len(requetes)
    return mesures


def mesurer_autour(client: Client, plan: Plan) -> dict[str, Any]:
    """Times of the pages and gestures around the lists, and of a whole export."""
    from django.urls import reverse

    from cordee.plans.models import Fiche

    siren = plan.collectivite.siren
    fiche = Fiche.objects.filter(parent__isnull=True).order_by("pk")[1000]
    pages = {
        "accueil": plan.collectivite.get_absolute_url(),
        "plans": reverse("plans", args=[siren]),
        "toutes_les_fiches": reverse("fiches", args=[siren]),
        "fiche": reverse("fiche", args=[siren, fiche.pk]),
    }
    mesures: dict[str, Any] = {}
    for nom, page in pages.items():
        mesures |= mesurer_geste(f"page_{nom}", lambda _, p=page: _reussir(client.get(p)))  # type: ignore[misc]
    cellule = reverse("fiche_cellule", args=[siren, fiche.pk])

    def deplacer(rang: int) -> None:
        statut = {"valeur": ("en_cours", "en_pause")[rang % 2]}
        _reussir(client.post(f"{cellule}?champ=statut&forme=carte", statut, headers={"HX-Request": "true"}))

    def ecrire(rang: int) -> None:
        fin = {"valeur": f"2031-12-{1 + rang % 28:02}"}
        _reussir(client.post(f"{cellule}?champ=fin", fin, headers={"HX-Request": "true"}))

    mesures |= mesurer_geste("kanban_deplacer", deplacer)
    mesures |= mesurer_geste("cellule_ecrire", ecrire)
    debut = time.perf_counter()
    demande = client.post(reverse("plan_exporter", args=[siren, plan.pk]), {"format": "xlsx", "portee": "tout"})
    if demande.status_code != 302:
        raise RuntimeError(f"réponse {demande.status_code}")
    return mesures | {f"export_xlsx_{FICHES}_fiches_s": round(time.perf_counter() - debut, 2)}


def mesurer() -> dict[str, Any]:
    """Median figures, as an editor sees the lists, which is their heaviest form."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.test")
    django.setup()
    from django.test import Client

    from cordee.config.memoire import regler_memoire

    with base_temporaire():
        plan, qui = peupler()
        regler_memoire()  # as a server does once it is ready
        client = Client()
        client.force_login(qui)
        mesures = mesurer_listes(client, plan) | mesurer_autour(client, plan)
    return mesures | {"limites_plans": [LIMITE_LISTE_MS, LIMITE_REQUETES]}


if __name__ == "__main__":
    print(json.dumps(mesurer(), indent=2))
