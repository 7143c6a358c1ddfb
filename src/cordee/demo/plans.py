"""The plans of the demonstration: that of the PETR, told by hand, and those of its EPCI, taken from the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from cordee.comptes.models import Utilisateur
from cordee.demo.champs import ajouter_champs
from cordee.demo.lecture_plan import lire_axes
from cordee.demo.pilotages import nommer_pilotes, suivre_par_indicateurs
from cordee.demo.territoire import PERSONNES, SIREN_AIGUILLES, SIREN_ORSIERE, SIREN_PETR, SIREN_SERAC
from cordee.demo.trajectoire import saisir_les_valeurs
from cordee.demo.validation import faire_valider
from cordee.documents.actions import ajouter_lien
from cordee.plans.actions.axes import creer_axe
from cordee.plans.actions.commentaires import commenter_fiche, commenter_plan
from cordee.plans.actions.composition import definir_communes, definir_personnes
from cordee.plans.actions.demarche import ouvrir_demarche
from cordee.plans.actions.documents_plan import joindre_document_au_plan
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.inscription import AInscrire, inscrire_fiches
from cordee.plans.actions.instantanes import dire_a_jour, prendre_instantane, preparer_instantane
from cordee.plans.actions.panier import ajouter_au_panier, verser_panier
from cordee.plans.actions.partage import partager_fiche
from cordee.plans.actions.plans import creer_plan, definir_personnes_du_plan, modifier_plan
from cordee.plans.actions.rappels import poser_rappel
from cordee.plans.actions.releves import relever_plans
from cordee.plans.actions.suivi import poser_blocage
from cordee.plans.actions.tableaux import ajouter_module, regler_module
from cordee.plans.actions.vues import enregistrer_vue
from cordee.plans.domain.listes import RolePersonne, StatutFiche, StatutPlan, TypePlan
from cordee.plans.domain.repartitions import Mesure
from cordee.plans.domain.tableaux import PAR_DEFAUT, Genre, GenreModule, Largeur, Module
from cordee.plans.models import Fiche, FichePersonne, Plan
from cordee.plans.queries.tableaux import Portee
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import list_communes_of

CARTES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    SIREN_SERAC: (
        ("Bâtiments et énergie", ("urbanisme-01", "urbanisme-04", "energie-02", "energie-06")),
        ("Mobilités", ("mobilite-01", "mobilite-03", "mobilite-07")),
        ("Eau et nature", ("eau-02", "nature-01", "nature-05")),
    ),
    SIREN_ORSIERE: (
        ("Moins de déchets", ("dechets-01", "dechets-03", "dechets-05")),
        ("Énergie des communes", ("energie-01", "urbanisme-02")),
        ("Alimentation", ("agriculture-01", "agriculture-04")),
    ),
    SIREN_AIGUILLES: (
        ("Tourisme et saisons", ("economie-03", "mobilite-05")),
        ("Forêt et alpage", ("nature-03", "agriculture-06")),
        ("Vivre ensemble", ("solidarite-01", "strategie-02")),
    ),
}
"""Axes of each EPCI and the cards of the library placed in them."""
COMMENCES = frozenset(
    {StatutFiche.EN_COURS.value, StatutFiche.REALISE.value, StatutFiche.EN_PAUSE.value, StatutFiche.BLOQUE.value}
)  # fmt: skip
CHANGEES_DEPUIS: dict[str, tuple[str, int | None]] = {
    "1.2": ("en_cours", 20), "1.3": ("a_venir", None), "2.3": ("en_cours", 60), "3.2": ("en_cours", 40),
    "4.2": ("en_cours", 30), "5.1": ("en_pause", 15), "5.2": ("en_cours", 25),
}  # fmt: skip
"""Where some fiches of the PETR stood in last year's instantané: statut and typed percentage."""
DEJA_A_JOUR = ("2.1", "2.4", "3.2")
"""Fiches said up to date for the instantané in preparation."""
SUITE_DES_STATUTS = (
    StatutFiche.EN_COURS, StatutFiche.REALISE, StatutFiche.EN_COURS, StatutFiche.A_VENIR, StatutFiche.REALISE,
    StatutFiche.EN_PAUSE,
)  # fmt: skip


def construire_plans(collectivites: dict[str, Collectivite], personnes: list[Utilisateur], *, le: datetime) -> None:
    """Everything of the plans, through their actions."""
    lise, helene = personnes[0], personnes[1]
    plan = _plan_du_petr(collectivites[SIREN_PETR], lise, le - timedelta(days=900), le.year)
    _animer(plan, collectivites, lise, helene, le)
    faire_valider(plan, lise, next(p for p in personnes if p.email.startswith("odile.")), le)
    autrices = {siren: next(p for p in personnes if p.email.endswith(_domaine(siren))) for siren in CARTES}
    for siren, autrice in autrices.items():
        propre = _plan_d_un_epci(collectivites[siren], plan, autrice, le - timedelta(days=500))
        if siren == SIREN_SERAC:
            suivre_par_indicateurs(propre, autrice, le=le - timedelta(days=60))
            nommer_pilotes(plan, collectivites, lise, autrice, le=le - timedelta(days=45))
    saisir_les_valeurs(collectivites, autrices, le - timedelta(days=450))
    _tenir_les_tableaux(collectivites, lise, helene, le)


def _tenir_les_tableaux(
    collectivites: dict[str, Collectivite], lise: Utilisateur, helene: Utilisateur, le: datetime
) -> None:
    """The common dashboard as the director arranged it, that of the project leader, and the records of the months."""
    petr = collectivites[SIREN_PETR]
    for module in (
        Module("", GenreModule.REPARTITION, titre="Depuis quand les fiches n'ont pas bougé", propriete="quand_modifiee",
               largeur=Largeur.TIERS),
        Module("", GenreModule.REPARTITION, propriete="thematique", largeur=Largeur.TIERS),
        Module("", GenreModule.REPARTITION, titre="Budget par secteur", propriete="secteur", mesure=Mesure.BUDGET,
               largeur=Largeur.TIERS),
    ):  # fmt: skip
        ajouter_module(Portee(petr), module, par=helene, le=le - timedelta(days=25))
    evolution = next(module for module in PAR_DEFAUT[Genre.COMMUN] if module.genre is GenreModule.SERIE)
    regler_module(Portee(petr), replace(evolution, nombre=24), par=helene, le=le - timedelta(days=24))
    ajouter_module(
        Portee(petr, utilisateur=lise),
        Module("", GenreModule.FICHES, titre="À préparer pour le comité technique",
               parametres="suivi=en_retard&suivi=bloquee&suivi=bientot"),
        par=lise, le=le - timedelta(days=20),
    )  # fmt: skip
    for siren in (SIREN_PETR, *CARTES):
        relever_plans(collectivites[siren], par=None, le=le)


def _domaine(siren: str) -> str:
    return {SIREN_SERAC: "haut-serac.example", SIREN_ORSIERE: "val-orsiere.example"}.get(
        siren, "deux-aiguilles.example"
    )


def _plan_du_petr(petr: Collectivite, par: Utilisateur, le: datetime, annee: int) -> Plan:
    plan = creer_plan(
        petr,
        f"Plan climat {annee - 2}-{annee + 4}",
        par=par,
        le=le,
        code="PCAET",
        type=TypePlan.PCAET,
        statut=StatutPlan.ADOPTE,
        description="Le plan commun aux trois communautés de communes, voté par chacune et conduit par le PETR.",
        debut=le.date().replace(year=annee - 2, month=1, day=1),
        fin=le.date().replace(year=annee + 4, month=12, day=31),
        deliberation_le=le.date().replace(year=annee - 2, month=2, day=14),
        deliberation_numero=f"{annee - 2}-07",
    )
    definir_personnes_du_plan(plan, RolePersonne.PILOTE, [par.nom_complet], par=par, le=le)
    definir_personnes_du_plan(plan, RolePersonne.ELU_REFERENT, ["Odile Garcin"], par=par, le=le)
    entrees = []
    for axe in lire_axes(annee):
        cree = creer_axe(plan, axe.nom, description=axe.description, par=par, le=le)
        entrees += [AInscrire(fiche, plan=plan, axe=cree) for fiche in axe.fiches]
    inscrire_fiches(petr, entrees, par=par, le=le)
    _derouler(plan, par, le, le + timedelta(days=900))
    return plan


def _derouler(plan: Plan, par: Utilisateur, debut: datetime, fin: datetime) -> None:
    """What became of each fiche since the plan was voted: it began on its day, and was done on its day. Monthly records
    tell it month after month."""
    veille = fin - timedelta(days=40)
    for fiche in Fiche.objects.filter(placements__plan=plan, debut__isnull=False).order_by("code"):
        finale, fini = fiche.statut, fiche.fin
        if finale not in COMMENCES or fiche.debut is None:
            continue
        commence = min(max(_a_dix_heures(fiche.debut, debut), debut + timedelta(days=20)), veille)
        suites = [(StatutFiche.A_VENIR.value, debut + timedelta(hours=1)), (StatutFiche.EN_COURS.value, commence)]
        if finale != StatutFiche.EN_COURS:
            quand = _a_dix_heures(fini, debut) if fini is not None else veille
            suites.append((finale, min(max(quand, commence + timedelta(days=30)), veille + timedelta(days=10))))
        for statut, le in suites:
            modifier_fiche(fiche, {"statut": statut}, par=par, le=le)


def _a_dix_heures(jour: date, modele: datetime) -> datetime:
    return modele.replace(year=jour.year, month=jour.month, day=jour.day)


def _animer(
    plan: Plan, collectivites: dict[str, Collectivite], lise: Utilisateur, helene: Utilisateur, le: datetime
) -> None:
    """What happened since: communes, sharing, a blocage, a discussion, a saved view, the démarche."""
    petr = collectivites[SIREN_PETR]
    ajouter_champs(plan, lise, le - timedelta(days=210))
    fiches = {f.code: f for f in Fiche.objects.filter(placements__plan=plan)}
    _prendre_le_bilan(plan, fiches, lise, le)
    for siren, codes in (
        (SIREN_SERAC, ("2.1", "2.2", "4.3", "5.1")),
        (SIREN_ORSIERE, ("2.1", "3.1", "5.2")),
        (SIREN_AIGUILLES, ("3.2", "4.2", "5.3", "5.4")),
    ):
        communes = list(list_communes_of(collectivites[siren]))
        for rang, code in enumerate(codes):
            deja = list(fiches[code].communes.all())
            voulues = [*deja, *communes[rang % 2 :: 2]]
            definir_communes(fiches[code], [c.pk for c in voulues], par=lise, le=le - timedelta(days=200))
    for code, siren in _partages(fiches):
        partager_fiche(fiches[code], collectivites[siren], par=lise, le=le - timedelta(days=150))
    _bloquer(fiches["4.3"], lise, helene, le)
    _rappeler(fiches, lise, helene, le)
    commenter_fiche(
        fiches["2.1"], f"@{helene.nom_complet} peut-on passer la revue en conférence des maires ?", par=lise,
        le=le - timedelta(days=6),
    )  # fmt: skip
    commenter_fiche(
        fiches["2.1"], "Oui, vingt minutes le matin. Prévois les dix plus gros écarts.", par=helene,
        le=le - timedelta(days=5),
    )  # fmt: skip
    _entourer(plan, lise, helene, le)
    constat = (le - timedelta(days=40)).date()
    modifier_fiche(fiches["2.1"], {"etat_le": constat}, par=lise, le=le - timedelta(days=38))
    modifier_fiche(fiches["2.4"], {"avancement": 45}, par=lise, le=le - timedelta(days=9))
    _preparer_la_revue(plan, fiches, lise, le)
    enregistrer_vue(
        petr, "Revue du comité technique", "vue=tableau&suivi=en_retard&suivi=bientot&tri=fin", plan=plan,
        partagee=True, par=lise, le=le - timedelta(days=30),
    )  # fmt: skip
    ouvrir_demarche(petr, f"Révision du {plan.nom.lower()}", plan=plan, par=lise, le=le - timedelta(days=60))


def _bloquer(fiche: Fiche, lise: Utilisateur, helene: Utilisateur, le: datetime) -> None:
    """What stops a fiche: a body is waited for, and somebody who is told."""
    poser_blocage(
        fiche,
        "Deux parcelles restent à acquérir au droit du pont",
        attendu_de="Service foncier du Département",
        attendu_le=(le + timedelta(days=45)).date(),
        par=lise,
        le=le - timedelta(days=21),
    )
    poser_blocage(
        fiche, "Le devis du géomètre reste à signer", attendu_de=lise.nom_complet,
        attendu_le=(le + timedelta(days=4)).date(), par=helene, le=le - timedelta(days=7),
    )  # fmt: skip


def _rappeler(fiches: dict[str, Fiche], lise: Utilisateur, helene: Utilisateur, le: datetime) -> None:
    """Reminders: one of today, one to come, one that somebody else put."""
    avant = le - timedelta(days=12)
    for code, jours, mot, pour, par in (
        ("2.1", 0, "Relire le cahier des charges avant de le publier", lise, lise),
        ("4.3", 18, "Rappeler le notaire pour la deuxième parcelle", lise, lise),
        ("2.4", 6, "Me donner les chiffres pour la conférence des maires", lise, helene),
    ):
        poser_rappel(fiches[code], (le + timedelta(days=jours)).date(), mot, pour=[pour], par=par, le=avant)


def _prendre_le_bilan(plan: Plan, fiches: dict[str, Fiche], lise: Utilisateur, le: datetime) -> None:
    """An instantané of last year: some fiches had not begun, one was still written otherwise."""
    alors = le.replace(year=le.year - 1, month=12, day=31)
    ensuite = alors + (le - alors) / 2
    avant = {code: (fiches[code].statut, fiches[code].avancement) for code in CHANGEES_DEPUIS}
    for code, (statut, part) in CHANGEES_DEPUIS.items():
        champs = {"statut": statut, "avancement": part}
        modifier_fiche(fiches[code], champs, par=lise, le=alors - timedelta(days=30))
    prendre_instantane(
        plan, f"Bilan {alors.year}", commentaire="Présenté aux trois conseils communautaires.",
        du=alors.date().replace(month=1, day=1), au=alors.date(), par=lise, le=alors,
    )  # fmt: skip
    for code, (statut, part) in avant.items():
        modifier_fiche(fiches[code], {"statut": statut, "avancement": part}, par=lise, le=ensuite)


def _preparer_la_revue(plan: Plan, fiches: dict[str, Fiche], lise: Utilisateur, le: datetime) -> None:
    """The next one, that the pilotes are preparing."""
    revue = preparer_instantane(
        plan, "Avant la revue annuelle", echeance=(le + timedelta(days=20)).date(), par=lise,
        le=le - timedelta(days=8),
    )  # fmt: skip
    for rang, code in enumerate(DEJA_A_JOUR):
        dire_a_jour(fiches[code], revue, par=lise, le=le - timedelta(days=6 - rang))


def _entourer(plan: Plan, lise: Utilisateur, helene: Utilisateur, le: datetime) -> None:
    """What is attached to the plan, and said of it as a whole."""
    site = "https://hautes-combes.example"
    for nom, chemin, vote in (
        (f"Délibération {plan.deliberation_numero}", f"deliberations/{plan.deliberation_numero}.pdf", True),
        ("Diagnostic du territoire", "plan-climat/diagnostic.pdf", False),
        ("Synthèse de la concertation", "plan-climat/concertation.pdf", False),
    ):
        document = ajouter_lien(plan.collectivite, f"{site}/{chemin}", nom=nom, par=lise, le=le - timedelta(days=80))
        joindre_document_au_plan(plan, document, deliberation=vote, par=lise, le=le - timedelta(days=80))
    premier = commenter_plan(
        plan, f"@{helene.nom_complet} la revue annuelle du plan tombe en mars : qui la prépare avec moi ?", par=lise,
        le=le - timedelta(days=4),
    )  # fmt: skip
    commenter_plan(
        plan, "Je m'en charge avec les trois directrices. Une page par axe suffira.", parent=premier, par=helene,
        le=le - timedelta(days=3),
    )  # fmt: skip


def _partages(fiches: dict[str, Fiche]) -> list[tuple[str, str]]:
    """Each fiche that somebody of an EPCI pilots is carried with that EPCI, and two more."""
    sirens = {f"{p.prenom} {p.nom}": [s for s in p.roles if s != SIREN_PETR] for p in PERSONNES}
    pilotees = FichePersonne.objects.filter(fiche__in=fiches.values(), role=RolePersonne.PILOTE).order_by("fiche__code")
    partages = [
        (code, siren) for code, nom in pilotees.values_list("fiche__code", "personne__nom")
        for siren in sirens.get(nom, ())
    ]  # fmt: skip
    return list(dict.fromkeys([*partages, ("3.1", SIREN_ORSIERE), ("3.2", SIREN_AIGUILLES)]))


def _plan_d_un_epci(epci: Collectivite, parent: Plan, par: Utilisateur, le: datetime) -> Plan:
    """A plan of the EPCI, gathered by that of the PETR, its fiches taken from the library."""
    plan = creer_plan(
        epci, f"Programme d'actions {epci.appellation}", par=par, le=le, type=TypePlan.TRANSITION,
        statut=StatutPlan.ADOPTE, debut=parent.debut, fin=parent.fin,
    )  # fmt: skip
    modifier_plan(plan, {"parent": parent}, par=par, le=le)
    rang = 0
    for nom, cartes in CARTES[epci.siren]:
        axe = creer_axe(plan, nom, par=par, le=le)
        for carte in cartes:
            ajouter_au_panier(epci, carte, par=par, le=le)
        for fiche in verser_panier(epci, plan=plan, axe=axe, par=par, le=le).fiches:
            debut = le.date() + timedelta(days=30 * (rang % 9))
            modifier_fiche(
                fiche,
                {
                    "statut": SUITE_DES_STATUTS[rang % len(SUITE_DES_STATUTS)],
                    "debut": debut,
                    "fin": debut + timedelta(days=270 + 90 * (rang % 5)),
                },
                par=par,
                le=le + timedelta(days=40 * (rang % 10)),
            )
            if rang % 4 != 3:
                definir_personnes(fiche, RolePersonne.PILOTE, [par], par=par, le=le)
            rang += 1
    return plan
