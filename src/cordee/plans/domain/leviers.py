"""Levers of the national low-carbon trajectory in a territory, by sector (official names)."""

from __future__ import annotations

LEVIERS: dict[str, dict[str, str]] = {
    "Résidentiel": {
        "chaudieres_fioul_residentiel": "Changement chaudières fioul + rénovation (résidentiel)",
        "chaudieres_gaz_residentiel": "Changement chaudières gaz + rénovation (résidentiel)",
        "sobriete_residentiel": "Sobriété des bâtiments (résidentiel)",
    },
    "Tertiaire": {
        "chaudieres_fioul_tertiaire": "Changement de chaudière à fioul (tertiaire)",
        "chaudieres_gaz_tertiaire": "Changement de chaudière à gaz (tertiaire)",
        "sobriete_tertiaire": "Sobriété et isolation des bâtiments (tertiaire)",
    },
    "Transports": {
        "reduction_deplacements": "Réduction des déplacements",
        "covoiturage": "Covoiturage",
        "velo_transport_commun": "Vélo et transport en commun",
        "vehicules_electriques": "Véhicules électriques",
        "efficacite_vehicules": "Efficacité et carburants décarbonés des véhicules privés",
        "bus_cars": "Bus et cars décarbonés",
        "fret": "Fret décarboné et multimodalité",
        "logistique": "Efficacité et sobriété logistique",
    },
    "Agriculture": {
        "batiments_agricoles": "Bâtiments et machines agricoles",
        "elevage": "Élevage durable",
        "fertilisation": "Changements de pratiques de fertilisation azotée",
    },
    "UTCATF": {
        "forets": "Gestion des forêts et produits bois",
        "pratiques_stockantes": "Pratiques stockantes",
        "haies": "Gestion des haies",
        "prairies": "Gestion des prairies",
        "sobriete_fonciere": "Sobriété foncière",
    },
    "Industrie": {"industrie": "Production industrielle"},
    "Déchets": {
        "methane": "Captage de méthane dans les ISDND",
        "prevention_dechets": "Prévention des déchets",
        "valorisation": "Valorisation matière des déchets",
    },
    "Énergie": {
        "electricite_renouvelable": "Électricité renouvelable",
        "biogaz": "Biogaz",
        "reseaux_chaleur": "Réseaux de chaleur décarbonés",
    },
}
"""Levers by sector. A code is unique among all of them."""

NOMS_LEVIERS: dict[str, str] = {code: nom for leviers in LEVIERS.values() for code, nom in leviers.items()}
