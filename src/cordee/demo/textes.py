"""Invented answers, justifications and comments of the demonstration."""

from __future__ import annotations

from cordee.demo.territoire import SIREN_AIGUILLES, SIREN_ORSIERE, SIREN_SERAC

REPONSES_COMMUNES: dict[str, bool | float | str] = {
    "SCoT": False, "PC_1": True, "Amenag_1": True, "Renov": True, "SPASER": False, "dev_eco_3": True,
    "Transport_scolaire": True, "pouvoir_police": False, "voirie": "voirie_b", "voirie_1": "voirie_1_b", "Charge": True,
    "Vehicule": True, "cyclable": True, "relais_enfance": True, "scolaire_1": False, "Logement": False,
    "habitat_1": True, "Agri": True, "PAT_1": True, "Resto_co": True, "EP_1": "EP_1_b", "Bat_1": True,
    "Espaces_verts": True, "promo_tourisme": True, "PCAET_1": True, "PCAET_2": False, "Eau_potable": "Eau_potable_c",
    "Bois_1": True, "foret": True, "SAU": True,
    "dechets_3": False, "REOM": False, "dev_eco_1": True, "ZA": True,
    "EIT": False,
    "AODE": False, "RCU_1": False, "recuperation_cogeneration": False, "potentiel_eolien_ou_hydro": True, "ECS": True,
}  # fmt: skip
"""Answers of the three EPCI; those whose question is unknown or hidden are skipped by the builder."""

REPONSES_PROPRES: dict[str, dict[str, bool | float | str]] = {
    SIREN_SERAC: {
        "urba_1": True,
        "AOM_1": True,
        "TC_1": True,
        "dev_eco_4": True,
        "centre_polarite": True,
        "Urbain": True,
    },
    SIREN_ORSIERE: {"urba_1": False, "AOM_1": False, "TC_1": False, "dev_eco_4": False, "centre_polarite": False},
    SIREN_AIGUILLES: {"urba_1": True, "AOM_1": False, "TC_1": False, "dev_eco_4": False, "Touristique": True},
}

COMPETENCES: dict[str, bool] = {
    "2080": True, "2085": True, "2015": True, "3010": True, "1520": False, "1510": True, "3020": False, "5010": False,
}  # fmt: skip
"""Competences of the three EPCI (BANATIC codes): answers deduced from them."""

JUSTIFICATIONS: dict[str, str] = {
    "dechets_1": "Collecte en régie, statuts modifiés par arrêté préfectoral.",
    "PCAET_1": "Compétence inscrite aux statuts ; plan porté à trois avec le PETR.",
    "voirie": "Seules les voies d'intérêt communautaire nous reviennent, soit 46 km.",
    "dev_eco_1": "Deux zones d'activités transférées par les communes.",
}

COMMENTAIRES: dict[str, str] = {
    "cae_1.1.1": "La vision a été écrite avec les maires pendant deux ateliers. Reste à chiffrer l'air.",
    "cae_1.1.2": "Diagnostic commun aux trois EPCI, mis à jour tous les trois ans. **Données 2023** reçues en mars.",
    "cae_1.2.3": "Le PLPDMA est partagé avec le syndicat de collecte ; le bilan passe en conseil chaque automne.",
    "cae_2.1.1": "Les bâtiments intercommunaux sont suivis depuis janvier. Restent deux gymnases sans sous-compteurs.",
    "cae_2.1.2": "Trois rénovations engagées : l'école, la salle polyvalente et le siège.",
    "cae_2.2.1": "Réseau de chaleur bois : étude de faisabilité terminée, consultation lancée.",
    "cae_3.2.1": "Petit potentiel de récupération de chaleur, hors station d'épuration.",
    "cae_4.1.1": "Un vélo à assistance électrique pour quatre agents ; à étendre aux services techniques.",
    "cae_4.3.1": "Navette d'hiver prolongée en intersaison après l'essai de l'an dernier.",
    "cae_5.1.1": "Équipe projet réunie chaque mois ; la fiche de poste du référent est signée.",
    "cae_5.1.2": "Élue référente désignée par délibération, deux points par an en conseil.",
    "cae_6.1.1": "Atelier annuel avec les agriculteurs, autour de l'eau cette année.",
    "cae_6.5.2": "Semaine du climat dans les écoles, avec le parc et deux associations.",
    "eci_1.1.1": "Feuille de route votée, budget de 40 000 € par an.",
    "eci_1.1.2": "Diagnostic des flux fait avec la chambre de commerce.",
    "eci_2.1.1": "Compostage partagé dans les bourgs, 14 sites ouverts.",
    "eci_3.2.1": "Deux acheteuses formées aux clauses environnementales.",
    "te_1.1.1": "Repris du diagnostic climat-air-énergie, à compléter sur les sols.",
}
