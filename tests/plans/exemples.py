"""An invented plan with everything a fiche can carry, for the tests of exports and their benchmark."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from cordee.plans.domain.colonnes import poser_chemins
from cordee.plans.domain.fiche import (
    ActeurCite,
    AxeComplet,
    CommentaireCite,
    DateConnue,
    DocumentCite,
    EvaluationCitee,
    FicheComplete,
    FinancementCite,
    Impact,
    IndicateurCite,
    LienCite,
    LigneBudget,
    NoteCitee,
    ObjectifChiffre,
    PersonneCitee,
    PlanComplet,
    ReferenceCitee,
)
from cordee.plans.domain.listes import (
    Appreciation,
    BaseMontant,
    DomaineImpact,
    Frequence,
    Genre,
    Incertitude,
    NatureIndicateur,
    Participation,
    PeriodeEvaluation,
    Precision,
    Priorite,
    RoleActeur,
    RolePersonne,
    SensImpact,
    StatutFiche,
    StatutFinancement,
    StatutPlan,
    TypeBudget,
    TypeLien,
    TypePlan,
    TypeReference,
    UniteBudget,
)

LE = date(2026, 3, 16)


def an(annee: int, *, fin: bool = False) -> DateConnue:
    return DateConnue(date(annee, 12, 31) if fin else date(annee, 1, 1), Precision.ANNEE)


def fiche_energie(ref: int | None = 1) -> FicheComplete:
    """Suivre l'énergie des bâtiments: two sous-actions, money, indicators, notes."""
    return FicheComplete(
        "Suivre l'énergie de nos bâtiments",
        code="2.1",
        ref=ref,
        contexte="L'énergie des bâtiments publics coûte 1,4 M€ par an aux 36 communes et à leurs intercommunalités. "
        "La moitié part dans douze écoles et gymnases construits avant 1985, souvent sans compteur par usage.",
        objectifs="Connaître chaque mois la consommation des bâtiments les plus énergivores, **sans baisser le "
        "confort** des usagers :\n\n- relever ;\n- alerter ;\n- rendre compte aux élus.",
        moyens="Un économe de flux à mi-temps, un logiciel de suivi.",
        vigilance="Les gestionnaires de réseaux livrent les données avec retard.",
        statut=StatutFiche.EN_COURS,
        etat_precision="41 bâtiments équipés sur 80",
        avancement=45,
        priorite=Priorite.ELEVEE,
        debut=DateConnue(date(2023, 11, 1), Precision.MOIS),
        fin=DateConnue(date(2026, 6, 30)),
        participation=Participation.INFORMATION,
        participation_texte="affichage des consommations dans les halls",
        classements={
            Genre.CATEGORIE: ("patrimoine",),
            Genre.SECTEUR: ("tertiaire",),
            Genre.EFFET: ("consommations", "gains_economiques"),
            Genre.CIBLE: ("agents", "elus_locaux"),
        },
        objectifs_chiffres=(
            ObjectifChiffre("Réduire la consommation des bâtiments suivis", Decimal(20), "%", 2026),
            ObjectifChiffre("Équiper les bâtiments", Decimal(80), "bâtiments", 2026),
        ),
        impacts=(
            Impact(DomaineImpact.ATTENUATION),
            Impact(DomaineImpact.GES, 2, Decimal(310), "tCO2e/an", 2026),
            Impact(DomaineImpact.ENERGIE, 3, Decimal(1850), "MWh/an", 2026, "périmètre des 80 bâtiments"),
            Impact(DomaineImpact.EAU, 1, Decimal(40), "m³/an", None, "lavage des compteurs", SensImpact.HAUSSE,
                   "relevé des factures", Incertitude.FORTE),
            Impact(DomaineImpact.EMPLOI, None, Decimal("0.5"), "ETP"),
        ),
        personnes=(
            PersonneCitee("Inès Allemand", RolePersonne.PILOTE, "ines.allemand@exemple.fr"),
            PersonneCitee("Jeanne Roux", RolePersonne.ELU_REFERENT),
        ),
        acteurs=(
            ActeurCite("PETR du Haut-Sérac", RoleActeur.MAITRE_OUVRAGE),
            ActeurCite("Service bâtiments", RoleActeur.SERVICE_PILOTE),
            ActeurCite("Syndicat d'énergie", RoleActeur.PARTENAIRE_TECHNIQUE),
            ActeurCite("Région", RoleActeur.PARTENAIRE_FINANCIER),
            ActeurCite("COPIL Transition", RoleActeur.INSTANCE),
        ),
        budgets=(
            LigneBudget(TypeBudget.INVESTISSEMENT, UniteBudget.HT, 2024, Decimal(24000), Decimal(22350)),
            LigneBudget(TypeBudget.INVESTISSEMENT, UniteBudget.HT, 2025, Decimal(40000), Decimal(18400)),
            LigneBudget(TypeBudget.FONCTIONNEMENT, UniteBudget.HT, 2025, Decimal(6500)),
            LigneBudget(TypeBudget.FONCTIONNEMENT, UniteBudget.ETP, 2025, Decimal("0.5"), Decimal("0.5")),
        ),
        financements=(
            FinancementCite("Région", "Fonds énergie", Decimal(18000), BaseMontant.HT, Decimal("0.3"),
                            StatutFinancement.ACCORDE, 2024),
            FinancementCite("ADEME", "Fonds chaleur", Decimal(12000), statut=StatutFinancement.SOLLICITE),
        ),
        indicateurs=(
            IndicateurCite("Bâtiments suivis", "bâtiments", cible=Decimal(80), annee_cible=2026,
                           frequence=Frequence.ANNUELLE, source="logiciel de suivi", mesure_avancement=True,
                           resultats=((2023, 12.0), (2024, 30.0), (2025, 41.0)), objectifs=((2026, 80.0),)),
            IndicateurCite("Consommation des bâtiments suivis", "MWh", nature=NatureIndicateur.RESULTAT,
                           mesure_avancement=False,
                           resultats=((2022, 9200.0), (2023, 8900.0), (2024, 8450.0), (2025, 8110.0)),
                           objectifs=((2026, 7360.0),)),
        ),
        mesures=("cae_2.1.1", "cae_5.1.4"),
        notes=(
            NoteCitee(date(2025, 9, 12), "Marché de sous-comptage notifié ; 41 bâtiments équipés.", "Inès Allemand"),
            NoteCitee(date(2024, 5, 21), "Inventaire des compteurs terminé."),
        ),
        documents=(DocumentCite("Inventaire des compteurs.xlsx"),),
        liens=(LienCite("Rénover le gymnase", "2.2", TypeLien.FIN_DEBUT),),
        sous_fiches=[
            FicheComplete(
                "Équiper et relever", code="2.1.a",
                description="Poser 64 sous-compteurs communicants, relever chaque mois, alerter dès 15 % d'écart.",
                public_cible="Services techniques, agents d'accueil, communes", statut=StatutFiche.EN_COURS,
                etat_precision="41 bâtiments équipés sur 80", debut=an(2024), fin=an(2026, fin=True),
                personnes=(PersonneCitee("Paul Vial"),),
            ),
            FicheComplete(
                "Rendre compte aux élus", code="2.1.b", description="Une revue énergie par semestre.",
                public_cible="Élus", statut=StatutFiche.A_VENIR, calendrier="deux fois par an dès 2026",
            ),
        ],
    )  # fmt: skip


def fiche_cadree() -> FicheComplete:
    """A fiche that answers to two documents and that was evaluated at three years."""
    return FicheComplete(
        "Isoler les écoles",
        references=(
            ReferenceCitee(TypeReference.SRADDET, "Énergie des bâtiments", "règle 12", "https://exemple.fr/sraddet"),
            ReferenceCitee(TypeReference.SNBC),
        ),
        evaluations=(
            EvaluationCitee(PeriodeEvaluation.MI_PARCOURS, date(2025, 12, 31), Appreciation.EN_PARTIE,
                            "41 bâtiments suivis sur 80.", "Un second économe de flux en 2027."),
            EvaluationCitee(PeriodeEvaluation.ANNUELLE, resultat="Rien à signaler."),
        ),
    )  # fmt: skip


def plan_complet(fiches: int = 6) -> PlanComplet:
    """A plan of three axes; `fiches` of them, the first rich, the others shorter."""
    batiments = AxeComplet("Un patrimoine public sobre", "2", 2, "Montrer l'exemple.", fiches=[fiche_energie()])
    mobilite = AxeComplet("Se déplacer autrement", "1", 1)
    velo = AxeComplet("Le vélo au quotidien", "1.1", 3)
    mobilite.axes.append(velo)
    statuts = [*StatutFiche, None]
    for rang in range(1, fiches):
        copie = FicheComplete(
            f"Ouvrir la voie cyclable n° {rang}",
            code=f"1.1.{rang}",
            ref=rang + 1,
            contexte="Les trois vallées n'ont pas de continuité cyclable entre leurs gares et leurs bourgs.",
            objectifs="Relier chaque gare aux bourgs voisins.",
            statut=statuts[rang % len(statuts)],
            debut=an(2024),
            fin=an(2025 + rang % 4, fin=True),
            personnes=(PersonneCitee("Paul Vial"),),
            classements={Genre.CATEGORIE: ("competences", "territoire")},
            impacts=(Impact(DomaineImpact.ATTENUATION), Impact(DomaineImpact.AIR)),
            budgets=(LigneBudget(TypeBudget.INVESTISSEMENT, annee=2024 + rang % 3, prevu=Decimal(80_000 + rang)),),
            financements=(FinancementCite("Département", montant=Decimal(20_000)),),
            sous_fiches=[FicheComplete("Concerter les riverains", statut=StatutFiche.REALISE)],
        )
        (velo if rang % 3 else mobilite).fiches.append(copie)
    plan = PlanComplet(
        "Plan climat 2024-2029", "PETR du Haut-Sérac", ref=9, type=TypePlan.PCAET, statut=StatutPlan.ADOPTE,
        description="Réduire d'un tiers les émissions du territoire.", debut=date(2024, 1, 1), fin=date(2029, 12, 31),
        deliberation_le=date(2023, 12, 14), deliberation_numero="2023-112",
        deliberation_document=DocumentCite("Délibération 2023-112", "https://exemple.fr/2023-112.pdf"),
        documents=(DocumentCite("Diagnostic", "https://exemple.fr/diagnostic"),),
        commentaires=(
            CommentaireCite(1, "Qui prépare la revue ?", datetime.fromisoformat("2026-02-03T09:05"), "Inès Allemand"),
            CommentaireCite(2, "Moi.", datetime.fromisoformat("2026-02-04T08:00"), "Lise Faure", reponse_a=1),
        ),
        pilotes=("Inès Allemand",),
        referents=("Jeanne Roux",),
        axes=[mobilite, batiments, AxeComplet("Une alimentation de saison", "3", 4, "À construire en 2027.")],
    )  # fmt: skip
    return poser_chemins(plan)
