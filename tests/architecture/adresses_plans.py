"""Addresses of plans and fiches, and who gets what there (test_droits)."""

from __future__ import annotations

from typing import Any

from cordee.plans.domain.listes import TypeLien
from cordee.plans.models import GesteGroupe, Import, LienFiche, VueEnregistree
from cordee.territoires.models import Collectivite, Membre
from tests.architecture.adresses import ADMINISTRE, ADMINISTRE_UNE_PAGE, EDITE, EDITE_UNE_PAGE, LIT, Adresse
from tests.plans.fabrique_validation import circuit
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, placer

TOUS_REDIRIGE = (302, 302, 302, 302)
UN_TABLEAU = "Axe (x)\tTitre de l'action\tStatut\tDate de fin\tPartenaires\n1. Rouler\tPédaler\tEn cours\t2027\tVille"
UN_MODULE = (("genre", "retards"), ("mod-largeur", "tiers"), ("mod-nombre", "3"))
REGLAGES = (("nom", "Plan vélo"), ("statut", "adopte"), ("ponderation", "egal"))
PLANS: tuple[Adresse, ...] = (
    Adresse("bibliotheque", "siren"),
    Adresse("modele_fiche", "siren modele_fiche"),
    Adresse("panier", "siren"),
    Adresse("panier_ajouter", "siren", None, EDITE, (("modele", "mobilite-01"),)),
    Adresse("panier_retirer", "siren", None, EDITE, (("modele", "mobilite-01"),)),
    Adresse("panier_noter", "siren", None, (403, 403, 422, 422), (("modele", "mobilite-01"), ("note", "À voir"))),
    Adresse("panier_verser", "siren", None, (403, 403, 422, 422)),
    Adresse("plans", "siren"),
    Adresse("accueil_plans", "siren"),
    Adresse(
        "plan_creer",
        "siren",
        EDITE_UNE_PAGE,
        EDITE,
        (("nom", "Plan vélo"), ("statut", "adopte"), ("ponderation", "egal")),
    ),
    Adresse("plan", "siren plan"),
    Adresse("plan_filtres", "siren plan"),
    Adresse(
        "plan_modifier",
        "siren plan",
        EDITE_UNE_PAGE,
        EDITE,
        (("nom", "Autre"), ("statut", "clos"), ("ponderation", "egal")),
    ),
    Adresse("plan_supprimer", "siren plan", EDITE_UNE_PAGE, EDITE),
    Adresse("plan_dupliquer", "siren plan", None, EDITE),
    Adresse("plan_validation", "siren plan", EDITE_UNE_PAGE, EDITE, (("actif", "oui"),)),
    Adresse("a_valider", "siren"),
    Adresse("plan_numeroter", "siren plan", EDITE_UNE_PAGE, EDITE),
    Adresse("plan_ordonner", "siren plan", None, (403, 403, 404, 404)),
    Adresse("axe_creer", "siren plan", None, EDITE, (("nom", "Rouler"),)),
    Adresse("axe_modifier", "siren plan axe", EDITE_UNE_PAGE, EDITE, (("nom", "Rouler"),)),
    Adresse("axe_supprimer", "siren plan axe", EDITE_UNE_PAGE, EDITE),
    Adresse("placement_deplacer", "siren plan placement", EDITE_UNE_PAGE, EDITE),
    Adresse("fiches", "siren"),
    Adresse("fiches_filtres", "siren"),
    Adresse("fiches_repartition", "siren"),
    Adresse("plan_repartition", "siren plan"),
    Adresse("fiche_cellule", "siren fiche", LIT, EDITE, (("valeur", ""),)),
    Adresse("fiche_reprogrammer", "siren fiche", EDITE_UNE_PAGE, EDITE, (("debut", "2026-01-01"),)),
    Adresse("fiche_dependance_ajouter", "siren fiche", None, (403, 403, 422, 422)),
    Adresse("fiche_dependance_retirer", "siren fiche dependance", None, EDITE),
    Adresse("fiche_reprogrammer_annuler", "siren lot", None, (404, 404, 404, 404)),
    Adresse("lot", "siren", EDITE_UNE_PAGE, EDITE_UNE_PAGE),
    Adresse("lot_annuler", "siren lot", EDITE_UNE_PAGE, EDITE),
    Adresse("geste_annuler", "siren versement", None, EDITE),
    Adresse("partage_reprendre", "siren quitte", EDITE_UNE_PAGE, (403, 403, 422, 422)),
    Adresse("corbeille", "siren", EDITE_UNE_PAGE),
    Adresse("plans_historique", "siren", (403, 200, 200, 200)),
    Adresse("vue_enregistrer", "siren", None, TOUS_REDIRIGE, (("nom", "Revue"),)),
    Adresse("vue_remettre", "siren lot", (404, 404, 404, 404), (404, 404, 404, 404)),
    Adresse("vue_supprimer", "siren vue", None, (403, 403, 403, 403)),
    Adresse("tableau", "siren tableau"),
    Adresse("tableau_ajouter", "siren tableau", ADMINISTRE_UNE_PAGE, ADMINISTRE, UN_MODULE),
    Adresse("tableau_module", "siren tableau module", ADMINISTRE_UNE_PAGE, ADMINISTRE, UN_MODULE),
    Adresse("tableau_deplacer", "siren tableau module", None, ADMINISTRE, (("rang", "0"),)),
    Adresse("tableau_retirer", "siren tableau module", None, ADMINISTRE),
    Adresse("tableau_retablir", "siren tableau", None, ADMINISTRE),
    Adresse("tableau_remettre", "siren tableau lot", (403, 403, 403, 404), (403, 403, 403, 404)),
    Adresse("plan_exporter", "siren plan", LIT, LIT, (("format", "json"),)),
    Adresse("fiches_exporter", "siren", LIT, LIT, (("format", "json"),)),
    Adresse("fiche_exporter", "siren fiche"),
    Adresse("fiche_imprimer", "siren fiche"),
    Adresse("calendrier_abonnement", "siren", LIT, TOUS_REDIRIGE, (("geste", "ouvrir"),)),
    Adresse("importer", "siren", EDITE_UNE_PAGE, EDITE, (("texte", UN_TABLEAU), ("nom_plan", "Plan"))),
    Adresse("modele_import", "siren"),
    Adresse("imports", "siren", EDITE_UNE_PAGE),
    Adresse("importer_apercu", "siren import", EDITE_UNE_PAGE, (403, 403, 422, 422)),
    Adresse("importer_assistant", "siren import", (403, 403, 404, 404), (403, 403, 404, 404)),
    Adresse("importer_colonnes", "siren import", (403, 403, 302, 302), (403, 403, 302, 302)),
    Adresse("import_annuler", "siren import", None, EDITE),
    Adresse("leviers", "siren"),
    Adresse("leviers_donnees", "siren", EDITE_UNE_PAGE, EDITE),
    Adresse("leviers_fichier", "siren fichier_leviers"),
    Adresse("plan_leviers", "siren plan"),
    Adresse("plan_leviers_fichier", "siren plan fichier_leviers"),
    Adresse("fiche_suggestions", "siren fiche", LIT, EDITE, (("mesure", "te-test_1.1.2"),)),
    Adresse("fiches_de_mesure", "siren code noeud", LIT, EDITE, (("creer", "1"),)),
    Adresse("mesure_pilotes", "siren code noeud", LIT, EDITE, (("pilotes", "Ada Roux"),)),
    Adresse("indicateur_pilotes", "siren indicateur", LIT, EDITE, (("pilotes", "Ada Roux"),)),
)


def preparer_plans(collectivite: Collectivite) -> dict[str, Any]:
    """A plan with an axe, a fiche, and what the addresses name."""
    axe = AxeFactory(plan__collectivite=collectivite)
    fiche = FicheFactory(collectivite=collectivite)
    placement = placer(fiche, axe)
    circuit(axe.plan)
    libre = FicheFactory(dans=PlanFactory(collectivite=collectivite))
    dependance = LienFiche.objects.create(
        de=FicheFactory(collectivite=collectivite), vers=fiche, type=TypeLien.FIN_DEBUT
    )
    auteur = Membre.objects.filter(collectivite=collectivite).earliest("pk").utilisateur
    vue = VueEnregistree.objects.create(
        collectivite=collectivite, auteur=auteur, nom="Revue", partagee=True, cree_le=LE
    )
    lot = GesteGroupe.objects.create(
        collectivite=collectivite, verbe="plans.lot_statut", resume="Statut", le=LE,
        avant={"geste": "statut", "fiches": {}},
    )  # fmt: skip
    quitte = GesteGroupe.objects.create(
        collectivite=collectivite, verbe="plans.quitter_partage", resume="Ne porte plus", le=LE,
        avant={"fiche": fiche.pk, "rangees": [], "places": [], "notifications": []},
    )  # fmt: skip
    versement = GesteGroupe.objects.create(
        collectivite=collectivite, verbe="plans.verser_panier", resume="1 fiche créée", le=LE,
        avant={"fiches": {}, "plan": None, "lignes": [], "noms": {}},
    )  # fmt: skip
    depot = Import.objects.create(
        collectivite=collectivite, nom_fichier="plan.xlsx", etat=Import.Etat.LU, depose_le=LE,
        bilan={"erreurs": [
            {"texte": "Un titre manque.", "feuille": "Actions", "ligne": 5, "colonne": 2, "entete": "Titre"},
        ]},
    )  # fmt: skip
    return {
        "import": depot.pk,
        "modele_fiche": "mobilite-01", "plan": axe.plan_id, "axe": axe.pk, "placement": placement.pk,
        "fiche": fiche.pk, "vue": vue.pk, "lot": lot.pk, "quitte": quitte.pk, "versement": versement.pk,
        "fiche_libre": libre.pk, "plan_libre": libre.placements.get().plan_id,
        "dependance": dependance.pk, "tableau": "commun", "module": "retards", "fichier_leviers": "leviers.csv",
    }  # fmt: skip
