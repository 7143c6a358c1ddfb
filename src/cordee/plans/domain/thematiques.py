"""The eleven thématiques of the reference nomenclature and their sous-thématiques (official names)."""

from __future__ import annotations

THEMATIQUES: dict[str, str] = {
    "activites_economiques": "Activités économiques",
    "culture_sport": "Culture, identité collective, sport",
    "eau_assainissement": "Eau, milieux aquatiques et assainissement",
    "economie_circulaire_dechets": "Économie circulaire et déchets",
    "energie_climat": "Énergie et climat",
    "mobilite_transport": "Mobilité et transport",
    "nature_environnement_air": "Nature, environnement, air",
    "solidarite_lien_social": "Solidarité et lien social",
    "strategie_organisation": "Stratégie, organisation, coopération et valorisation",
    "urbanisme_batiments": "Urbanisme, logement, aménagement, bâtiments",
    "agriculture_alimentation": "Agriculture et alimentation",
}

SOUS_THEMATIQUES: dict[str, dict[str, str]] = {
    "activites_economiques": {
        "agriculture_et_alimentation": "Agriculture et alimentation",
        "artisanat": "Artisanat",
        "attractivite_et_revitalisation_economique": "Attractivité et revitalisation économique",
        "commerces_et_services": "Commerces et services",
        "economie_locale_et_circuits_courts": "Économie locale et circuits courts",
        "economie_sociale_et_solidaire": "Économie sociale et solidaire",
        "emploi": "Emploi",
        "fiscalite_des_entreprises": "Fiscalité des entreprises",
        "formation_professionnelle": "Formation professionnelle",
        "industrie": "Industrie",
        "technologies_numeriques_et_numerisation": "Technologies numériques et numérisation",
        "tiers_lieux": "Tiers-lieux",
        "tourisme": "Tourisme",
    },
    "culture_sport": {
        "bibliotheques_et_livres": "Bibliothèques et livres",
        "culture_et_identite_collective": "Culture et identité collective",
        "medias_et_communication": "Médias et communication",
        "musee": "Musée",
        "patrimoine_et_monuments_historiques": "Patrimoine et monuments historiques",
        "spectacle_vivant": "Spectacle vivant",
        "sports_et_loisirs": "Sports et loisirs",
    },
    "eau_assainissement": {
        "assainissement_des_eaux": "Assainissement des eaux",
        "cours_d_eau_canaux_plans_d_eau": "Cours d'eau, canaux, plans d'eau",
        "eau_de_pluie": "Eau de pluie",
        "eau_potable": "Eau potable",
        "eau_souterraine": "Eau souterraine",
        "mers_et_oceans": "Mers et océans",
    },
    "economie_circulaire_dechets": {
        "allongement_de_la_duree_d_usage": "Allongement de la durée d'usage",
        "consommation_responsable_et_achats_durables": "Consommation responsable et achats durables",
        "eco_conception": "Éco-conception",
        "ecologie_industrielle_et_territoriale": "Écologie industrielle et territoriale",
        "economie_de_la_fonctionnalite": "Économie de la fonctionnalité",
        "gestion_des_dechets_collecte": "Gestion des déchets : collecte",
        "gestion_des_dechets_recyclage_et_valorisation_de": (
            "Gestion des déchets : recyclage et valorisation des déchets"
        ),
        "innovation_creativite_et_recherche": "Innovation, créativité et recherche",
        "production_responsable": "Production responsable",
        "prevention_des_dechets": "Prévention des déchets",
    },
    "energie_climat": {
        "adaptation_au_changement_climatique": "Adaptation au changement climatique",
        "developpement_des_energies_renouvelables": "Développement des énergies renouvelables",
        "distribution_de_l_energie": "Distribution de l'énergie",
        "efficacite_energetique": "Efficacité énergétique",
        "gestion_de_l_energie_maitrise_et_reduction_des_c": (
            "Gestion de l'énergie : maîtrise et réduction des consommations énergétiques"
        ),
        "reduction_des_emissions_de_gaz_a_effet_de_serre": "Réduction des émissions de gaz à effet de serre",
        "renovation_energetique": "Rénovation énergétique",
        "reseaux_de_chaleur": "Réseaux de chaleur",
        "sobriete_energetique": "Sobriété énergétique",
    },
    "mobilite_transport": {
        "connaissance_de_la_mobilite": "Connaissance de la mobilité",
        "information_voyageur_billettique_multimodale": "Information voyageur, billettique multimodale",
        "limitation_des_deplacements_subis": "Limitation des déplacements subis",
        "logistique_urbaine": "Logistique urbaine",
        "mobilite_et_vehicules_autonomes": "Mobilité et véhicules autonomes",
        "mobilite_fluviale": "Mobilité fluviale",
        "mobilite_partagee": "Mobilité partagée",
        "mobilite_pour_tous": "Mobilité pour tous",
        "modes_actifs_velo_marche_et_amenagements_associe": "Modes actifs : vélo, marche et aménagements associés",
        "transports_collectifs_et_optimisation_des_trafic": (
            "Transports collectifs et optimisation des trafics routiers"
        ),
    },
    "nature_environnement_air": {
        "biodiversite": "Biodiversité",
        "forets": "Forêts",
        "milieux_humides": "Milieux humides",
        "montagne": "Montagne",
        "qualite_de_l_air": "Qualité de l'air",
        "risques_naturels": "Risques naturels",
        "qualite_des_sols": "Qualité des sols",
        "solutions_d_adaptation_fondees_sur_la_nature": "Solutions d'adaptation fondées sur la nature",
        "reduction_des_prelevements_en_ressources_naturel": "Réduction des prélèvements en ressources naturelles",
    },
    "solidarite_lien_social": {
        "acces_aux_services": "Accès aux services",
        "citoyennete": "Citoyenneté",
        "cohesion_sociale_et_inclusion": "Cohésion sociale et inclusion",
        "education_et_renforcement_des_competences": "Éducation et renforcement des compétences",
        "egalite_des_chances": "Égalité des chances",
        "famille_et_enfance": "Famille et enfance",
        "handicap": "Handicap",
        "inclusion_numerique": "Inclusion numérique",
        "jeunesse": "Jeunesse",
        "lutte_contre_la_precarite_des_conditions_de_vie": ("Lutte contre la précarité des conditions de vie"),
        "personnes_agees": "Personnes âgées",
        "protection_animale": "Protection animale",
        "sante": "Santé",
        "securite": "Sécurité",
    },
    "strategie_organisation": {
        "animation_et_mise_en_reseau": "Animation et mise en réseau",
        "appui_methodologique": "Appui méthodologique",
        "budget_et_financement": "Budget et financement",
        "communication_formation_et_sensibilisation": "Communication, formation et sensibilisation",
        "diagnostic_objectifs_et_strategie": "Diagnostic, objectifs et stratégie",
        "organisation_et_transversalite_interne": "Organisation et transversalité interne",
        "partenariats_et_cooperation": (
            "Partenariats et coopération (publique, privé, associatif, international, infra et supra collectivité)"
        ),
        "prevention_des_risques_professionnels": "Prévention des risques professionnels",
        "valorisation_d_actions": "Valorisation d'actions",
        "accompagnement_au_changement_de_comportements": "Accompagnement au changement de comportements",
    },
    "urbanisme_batiments": {
        "accessibilite": "Accessibilité",
        "architecture": "Architecture",
        "batiments_et_construction": "Bâtiments et construction",
        "cimetieres_et_funeraire": "Cimetières et funéraire",
        "equipement_public": "Équipement public",
        "espace_public": "Espace public",
        "espaces_verts": "Espaces verts",
        "foncier": "Foncier",
        "friche": "Friche",
        "logement_et_habitat": "Logement et habitat",
        "paysage": "Paysage",
        "rehabilitation": "Réhabilitation",
        "voirie_et_reseaux": "Voirie et réseaux",
        "artificialisation_des_sols": "Artificialisation des sols",
    },
    "agriculture_alimentation": {},
}
"""Sous-thématiques by thématique. A code is unique among all of them."""

SOUS_THEMATIQUE_DE: dict[str, str] = {code: theme for theme, sous in SOUS_THEMATIQUES.items() for code in sous}
"""Thématique of a sous-thématique."""

NOMS_SOUS_THEMATIQUES: dict[str, str] = {code: nom for sous in SOUS_THEMATIQUES.values() for code, nom in sous.items()}
