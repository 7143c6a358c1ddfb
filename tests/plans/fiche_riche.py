"""A fiche with everything that its page shows, written by the actions. Invented people and figures.

riche = FicheRiche.composer()      riche.fiche, riche.lise (editor), riche.ines (pilote, contributor)…
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.comptes.factories import UtilisateurFactory
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.referentiels.factories import EngagementFactory, noeud
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.documents.actions import ajouter_lien
from cordee.indicateurs.actions.valeurs import saisir_valeur
from cordee.plans.actions import commentaires, suivi
from cordee.plans.actions import composition as compo
from cordee.plans.actions.dependances import ajouter_dependance
from cordee.plans.actions.fiches import creer_fiche, modifier_fiche
from cordee.plans.actions.partage import partager_fiche
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.listes import (
    Appreciation,
    DomaineImpact,
    Genre,
    NatureIndicateur,
    PeriodeEvaluation,
    RoleActeur,
    RolePersonne,
    StatutFinancement,
    TypeBudget,
    TypeLien,
    TypeReference,
    UniteBudget,
)
from cordee.plans.models import Fiche, Plan
from cordee.territoires.models import Collectivite


@dataclass
class FicheRiche:
    """The fiche, where it is, and the people around it."""

    fiche: Fiche
    plan: Plan
    collectivite: Collectivite
    petr: Collectivite
    lise: Utilisateur
    ines: Utilisateur
    voisine: Fiche

    @classmethod
    def composer(cls, fois: int = 1) -> FicheRiche:
        """`fois` multiplies every row, for the tests of query counts."""
        engagement = EngagementFactory(
            collectivite=CollectiviteFactory(nom="Communauté de communes du Haut-Sérac", nom_court="Haut-Sérac")
        )
        epci = engagement.collectivite
        petr = CollectiviteFactory(petr=True, nom="PETR des Trois Vallées", nom_court="Trois Vallées", membres=[epci])
        lise = MembreFactory(
            editeur=True, collectivite=epci, utilisateur=UtilisateurFactory(prenom="Lise", nom="Faure")
        ).utilisateur
        ines = MembreFactory(
            contributeur=True, collectivite=epci, utilisateur=UtilisateurFactory(prenom="Inès", nom="Allemand")
        ).utilisateur
        plan = PlanFactory(collectivite=epci, nom="Plan climat 2024-2029")
        axe = AxeFactory(plan=plan, nom="Un patrimoine public sobre", position=1)
        fiche = FicheFactory(dans=axe, titre="Suivre l'énergie de nos bâtiments", code="2.1", en_cours=True)
        voisine = FicheFactory(dans=axe, titre="Rénover les gymnases", code="2.2")
        riche = cls(fiche, plan, epci, petr, lise, ines, voisine)
        riche._textes()
        riche._noms()
        for rang in range(fois):
            riche._lignes(rang)
        riche._sous_actions(fois)
        return riche

    def _textes(self) -> None:
        modifier_fiche(
            self.fiche,
            {
                "contexte": "L'énergie des bâtiments publics coûte 1,4 M€ par an aux communes et à leur communauté. La "
                "moitié part dans douze écoles et gymnases construits avant 1985, souvent sans compteur par usage.",
                "objectifs": "Connaître chaque mois la consommation des 80 bâtiments les plus énergivores et la "
                "réduire de 20 % en 2026 par rapport à 2022, sans baisser le confort des usagers.",
                "description": "- Équiper les bâtiments\n- Relever et **alerter**\n- Décider avec les élus",
                "moyens": "Un conseiller en énergie partagé, un logiciel de suivi.",
                "vigilance": "L'accès aux données des fournisseurs peut prendre six mois.",
                "public_cible": "Agents, élus, usagers des écoles",
                "priorite": "elevee",
                "debut": date(2023, 9, 1),
                "precision_debut": "mois",
                "fin": date(2026, 6, 30),
                "temps": "plus_de_deux_ans",
                "participation": "information",
                "participation_texte": "Un affichage mensuel dans chaque école.",
            },
            par=self.lise,
            le=LE,
        )

    def _noms(self) -> None:
        commun = {"par": self.lise, "le": LE}
        for genre, codes in (
            (Genre.CATEGORIE, ["patrimoine"]),
            (Genre.THEMATIQUE, ["energie_climat", "urbanisme_batiments"]),
            (Genre.EFFET, ["consommations", "ges"]),
            (Genre.SECTEUR, ["tertiaire"]),
            (Genre.CIBLE, ["agents", "elus_locaux"]),
        ):
            compo.definir_classements(self.fiche, genre, codes, **commun)
        compo.definir_personnes(self.fiche, RolePersonne.PILOTE, [self.ines], **commun)
        compo.definir_personnes(self.fiche, RolePersonne.ELU_REFERENT, ["Jeanne Roux"], **commun)
        compo.definir_acteurs(self.fiche, RoleActeur.MAITRE_OUVRAGE, ["Communauté de communes"], **commun)
        compo.definir_acteurs(
            self.fiche, RoleActeur.PARTENAIRE, ["Syndicat d'énergie", "ADEME", "Banque des Territoires"], **commun
        )
        compo.definir_acteurs(self.fiche, RoleActeur.ETIQUETTE, ["sobriété"], **commun)
        commune = CollectiviteFactory(commune=True, groupements=[self.collectivite])
        compo.definir_communes(self.fiche, [commune], **commun)
        compo.lier_mesure(self.fiche, noeud("2.1.1"), **commun)
        partager_fiche(self.fiche, self.petr, **commun)

    def _lignes(self, rang: int) -> None:
        fiche, commun = self.fiche, {"par": self.lise, "le": LE}
        compo.ajouter_objectif(
            fiche, valeurs.ObjectifChiffre(f"Réduire la consommation, lot {rang}", Decimal(20), "%", 2026), **commun
        )
        domaines = [DomaineImpact.GES, DomaineImpact.ENERGIE, DomaineImpact.ATTENUATION, DomaineImpact.SANTE]
        compo.definir_impact(fiche, valeurs.Impact(domaines[rang % 4], 3, Decimal("1928"), "MWh/an", 2026), **commun)
        compo.definir_impact(fiche, valeurs.Impact(DomaineImpact.ATTENUATION), **commun)
        compo.definir_budget(
            fiche,
            valeurs.LigneBudget(
                TypeBudget.INVESTISSEMENT, UniteBudget.HT, 2024 + rang, Decimal(40_000), Decimal(12_500)
            ),
            **commun,
        )
        compo.definir_budget(
            fiche,
            valeurs.LigneBudget(TypeBudget.FONCTIONNEMENT, UniteBudget.HT, 2024 + rang, Decimal(24_000)),
            **commun,
        )
        compo.definir_budget(
            fiche,
            valeurs.LigneBudget(TypeBudget.FONCTIONNEMENT, UniteBudget.ETP, 2024 + rang, Decimal("0.5")),
            **commun,
        )
        for nom, montant, statut in (
            ("ADEME", 24_000, StatutFinancement.ACCORDE),
            ("Banque des Territoires", 16_000, StatutFinancement.SOUS_RESERVE),
            ("État", 11_200, StatutFinancement.SOLLICITE),
        ):
            cite = valeurs.FinancementCite(nom, f"Dispositif {rang + 1}", Decimal(montant), statut=statut)
            compo.ajouter_financement(fiche, cite, **commun)
        citee = valeurs.ReferenceCitee(
            TypeReference.SRADDET, f"Objectif {rang}", "règle 12", "https://exemple.fr/sraddet"
        )
        compo.ajouter_reference(fiche, citee, **commun)
        compo.ajouter_evaluation(
            fiche,
            valeurs.EvaluationCitee(
                PeriodeEvaluation.MI_PARCOURS, date(2026, 3, 1), Appreciation.EN_PARTIE,
                "41 bâtiments suivis sur 80, **12 %** d'économie.", "Un second économe de flux.",
            ),
            **commun,
        )  # fmt: skip
        self._indicateur(f"Consommation du patrimoine {rang or ''}".strip())
        suivi.ajouter_note(
            fiche,
            "Les gymnases d'en haut attendent une réponse du fournisseur. Revue de décembre maintenue.",
            date(2026, 2, 18) - timedelta(days=30 * rang),
            **commun,
        )
        premier = commentaires.commenter_fiche(fiche, "@Inès Allemand, où en est le marché ?", **commun)
        commentaires.commenter_fiche(
            fiche, "Attribué en mai.", parent=premier, par=self.ines, le=LE + timedelta(hours=rang + 1)
        )
        lien = ajouter_lien(self.collectivite, f"https://exemple.fr/marche-{rang}", nom=f"Marché {rang}", **commun)
        compo.joindre_document(fiche, lien, **commun)
        autre = self.voisine if not rang else FicheFactory(dans=self.plan)
        ajouter_dependance(fiche, autre, TypeLien.FIN_DEBUT, **commun)

    def _indicateur(self, nom: str) -> None:
        commun = {"par": self.lise, "le": LE}
        voulu = compo.Suivi(NatureIndicateur.RESULTAT, Decimal(7712), 2026, source="Relevés")
        lien = compo.suivre_par(self.fiche, nom, voulu, unite="MWh", **commun)
        for annee, resultat in ((2022, 9640.0), (2023, 9100.0), (2024, 8502.0)):
            saisir_valeur(self.collectivite, lien.indicateur, annee, resultat=resultat, **commun)

    def _sous_actions(self, fois: int) -> None:
        commun = {"par": self.lise, "le": LE}
        etapes = [
            ("Équiper et relever", "en_cours", date(2025, 12, 1)),
            ("Inventaire des compteurs", "realise", date(2023, 11, 1)),
        ]
        etapes += [("Revue annuelle avec les élus", "a_venir", date(2026, 12, 1))] * fois
        for titre, statut, fin in etapes:
            sous = creer_fiche(
                self.collectivite, titre, parent=self.fiche, statut=statut, fin=fin, precision_fin="mois",
                description="Poser 64 sous-compteurs, relever chaque mois, alerter au-delà de 15 % d'écart.",
                public_cible="Services techniques, agents d'accueil, communes", **commun,
            )  # fmt: skip
            compo.definir_personnes(sous, RolePersonne.PILOTE, ["Karim Boyer"], **commun)
            creer_fiche(self.collectivite, "Choisir les bâtiments", parent=sous, **commun)
