"""Words that find, in the library, the model fiches that pull a levier."""

from __future__ import annotations

RECHERCHES: dict[str, str] = {
    "chaudieres_fioul_residentiel": "habitat",
    "chaudieres_gaz_residentiel": "habitat",
    "sobriete_residentiel": "sobriété",
    "chaudieres_fioul_tertiaire": "chaufferie",
    "chaudieres_gaz_tertiaire": "chaleur renouvelable",
    "sobriete_tertiaire": "bâtiments publics",
    "reduction_deplacements": "trajets",
    "covoiturage": "covoiturage",
    "velo_transport_commun": "vélo",
    "vehicules_electriques": "recharge",
    "efficacite_vehicules": "flotte",
    "bus_cars": "transport",
    "fret": "livraisons",
    "logistique": "livraisons",
    "batiments_agricoles": "fermes",
    "elevage": "élevage",
    "fertilisation": "agriculture biologique",
    "forets": "forêt",
    "pratiques_stockantes": "sols",
    "haies": "haies",
    "prairies": "prairies",
    "sobriete_fonciere": "sobriété foncière",
    "industrie": "écologie industrielle",
    "methane": "biodéchets",
    "prevention_dechets": "prévention des déchets",
    "valorisation": "réemploi",
    "electricite_renouvelable": "solaire",
    "biogaz": "méthanisation",
    "reseaux_chaleur": "réseau de chaleur",
}
"""By code of the levier."""
