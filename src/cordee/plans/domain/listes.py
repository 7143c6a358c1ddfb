"""Closed lists of a plan and of its fiches: stored value, label on screen (docs/calculs/plans.md).

Long lists (thématiques, effets…) are classements: a fiche carries any number of codes of each `Genre`.
"""

from __future__ import annotations

from cordee.outils.choix import ChoixTexte


class StatutPlan(ChoixTexte):
    """Life of a plan."""

    BROUILLON = "brouillon", "Brouillon"
    EN_ELABORATION = "en_elaboration", "En élaboration"
    ADOPTE = "adopte", "Adopté"
    EN_REVISION = "en_revision", "En révision"
    CLOS = "clos", "Clos"


class CategoriePlan(ChoixTexte):
    """Two families of plans."""

    TRANSVERSE = "transverse", "Plans transverses"
    THEMATIQUE = "thematique", "Plans thématiques"


class TypePlan(ChoixTexte):
    """Kinds of plans of the reference nomenclature, and those that it lacks."""

    PROJET_DE_TERRITOIRE = "projet_de_territoire", "Projet de territoire", "transverse"
    TRANSITION = "transition_ecologique", "Plan de transition écologique (dont COT)", "transverse"
    CRTE = "crte", "CRTE ou CTES", "transverse"
    PCAET = "pcaet", "Plan climat-air-énergie territorial (PCAET)", "transverse"
    PCAET_COMMUNAL = "pcaet_communal", "Plan climat volontaire (PCAEN, PCAET communal)", "transverse"
    ECONOMIE_CIRCULAIRE = "economie_circulaire", "Plan économie circulaire et déchets", "transverse"
    PLPDMA = "plpdma", "Programme local de prévention des déchets (PLPDMA)", "transverse"
    ADAPTATION = "adaptation", "Plan d'adaptation au changement climatique", "transverse"
    BEGES = "beges", "Plan de transition du bilan d'émissions (BEGES)", "transverse"
    AUTRE_TRANSVERSE = "autre_transverse", "Autre plan transverse", "transverse"
    URBANISME = "urbanisme_habitat", "Urbanisme et habitat (SCoT, PLU, PLH)", "thematique"
    ENERGIES = "energies", "Énergies (TEPOS, schéma directeur)", "thematique"
    SCHEMA_ENERGIES = "schema_energies", "Schéma directeur des énergies (SDE, SDES, SDENR)", "thematique"
    SOBRIETE = "sobriete", "Plan de sobriété", "thematique"
    BATIMENT = "batiment", "Bâtiment et patrimoine public", "thematique"
    MOBILITE = "mobilite", "Mobilité", "thematique"
    VELO = "velo", "Plan vélo", "thematique"
    ALIMENTATION = "agriculture_alimentation", "Agriculture et alimentation", "thematique"
    PAT = "pat", "Projet alimentaire territorial (PAT)", "thematique"
    EAU = "eau", "Eau", "thematique"
    BIODIVERSITE = "biodiversite", "Biodiversité", "thematique"
    AIR = "atmosphere", "Protection de l'atmosphère et qualité de l'air", "thematique"
    SANTE = "sante", "Contrat local de santé", "thematique"
    AUTRE_THEMATIQUE = "autre_thematique", "Autre plan thématique", "thematique"

    def __init__(self, valeur: str, libelle: str = "", categorie: str = "") -> None:
        self.categorie = CategoriePlan(categorie)


class LanguePlan(ChoixTexte):
    """What a plan is written in, by its BCP 47 tag: French first, then by label. Guadeloupe and Martinique share the
    code of their creole."""

    FRANCAIS = "fr", "Français"
    ALLEMAND = "de", "Allemand"
    ALSACIEN = "gsw-FR", "Alsacien"
    ANGLAIS = "en", "Anglais"
    BASQUE = "eu", "Basque"
    BRETON = "br", "Breton"
    CATALAN = "ca", "Catalan"
    CORSE = "co", "Corse"
    CREOLE_GUADELOUPEEN = "gcf", "Créole guadeloupéen"
    CREOLE_GUYANAIS = "gcr", "Créole guyanais"
    CREOLE_MARTINIQUAIS = "gcf-MQ", "Créole martiniquais"
    CREOLE_REUNIONNAIS = "rcf", "Créole réunionnais"
    ESPAGNOL = "es", "Espagnol"
    FLAMAND = "vls", "Flamand occidental"
    FRANCOPROVENCAL = "frp", "Francoprovençal"
    GALLO = "fr-gallo", "Gallo"
    ITALIEN = "it", "Italien"
    KIBUSHI = "buc", "Kibushi"
    LUXEMBOURGEOIS = "lb", "Luxembourgeois"
    NEERLANDAIS = "nl", "Néerlandais"
    OCCITAN = "oc", "Occitan"
    PICARD = "pcd", "Picard"
    PORTUGAIS = "pt", "Portugais"
    SHIMAORE = "swb", "Shimaoré (mahorais)"
    TAHITIEN = "ty", "Tahitien"


class OriginePlan(ChoixTexte):
    """What a plan was born of, when it was not written here from the start."""

    PANIER = "panier", "Panier d'actions de la bibliothèque"


class StatutFiche(ChoixTexte):
    """Where a fiche stands. Lateness is not a statut: it is computed (docs/calculs/plans.md)."""

    A_VENIR = "a_venir", "À venir"
    A_DISCUTER = "a_discuter", "À discuter"
    EN_COURS = "en_cours", "En cours"
    EN_PAUSE = "en_pause", "En pause"
    BLOQUE = "bloque", "Bloqué"
    REALISE = "realise", "Réalisé"
    ABANDONNE = "abandonne", "Abandonné"

    @property
    def est_fini(self) -> bool:
        """Nothing more is expected."""
        return self in {StatutFiche.REALISE, StatutFiche.ABANDONNE}


SANS_STATUT = "Sans statut"


class Priorite(ChoixTexte):
    """Three levels; empty when nobody decided."""

    ELEVEE = "elevee", "Élevée"
    MOYENNE = "moyenne", "Moyenne"
    BASSE = "basse", "Basse"


class Faisabilite(ChoixTexte):
    """How easily the fiche can be done (docs/guide/fiche.md, « Faisabilité, coût-efficacité, maturité »)."""

    HAUTE = "haute", "Haute"
    MOYENNE = "moyenne", "Moyenne"
    BASSE = "basse", "Basse"


class CoutEfficacite(ChoixTexte):
    """What it brings for what it costs."""

    BON = "bon", "Bon"
    MOYEN = "moyen", "Moyen"
    FAIBLE = "faible", "Faible"


class Maturite(ChoixTexte):
    """How far it is prepared."""

    IDEE = "idee", "Idée"
    ETUDE = "etude", "À l'étude"
    PRETE = "prete", "Prête à lancer"
    EPROUVEE = "eprouvee", "Éprouvée ailleurs"


class Precision(ChoixTexte):
    """How exactly a date is known: a date known by its year is kept at its first or last day."""

    JOUR = "jour", "Jour"
    MOIS = "mois", "Mois"
    ANNEE = "annee", "Année"


class TempsMiseEnOeuvre(ChoixTexte):
    """Time that a fiche takes."""

    MOINS_D_UN_AN = "moins_d_un_an", "Moins d'un an"
    UN_A_DEUX_ANS = "un_a_deux_ans", "1 à 2 ans"
    PLUS_DE_DEUX_ANS = "plus_de_deux_ans", "Plus de 2 ans"
    NON_ESTIME = "non_estime", "Non estimé"


class FourchetteCout(ChoixTexte):
    """Cost range of a model fiche."""

    MOINS_DE_40_000 = "moins_de_40_000", "Moins de 40 000 €"
    DE_40_000_A_100_000 = "de_40_000_a_100_000", "De 40 000 à 100 000 €"
    PLUS_DE_100_000 = "plus_de_100_000", "Plus de 100 000 €"
    NON_ESTIME = "non_estime", "Non estimé"


class Participation(ChoixTexte):
    """How citizens take part."""

    AUCUNE = "aucune", "Pas de participation"
    INFORMATION = "information", "Information"
    CONSULTATION = "consultation", "Consultation"
    CONCERTATION = "concertation", "Concertation"
    CO_CONSTRUCTION = "co_construction", "Co-construction"


class GenreEtiquette(ChoixTexte):
    """Names that a collectivité creates as it goes."""

    STRUCTURE = "structure", "Structure"
    SERVICE = "service", "Direction ou service"
    PARTENAIRE = "partenaire", "Partenaire"
    FINANCEUR = "financeur", "Financeur"
    INSTANCE = "instance", "Instance de gouvernance"
    LIBRE = "libre", "Étiquette"


class RoleActeur(ChoixTexte):
    """What a structure, a service or a partner does in a fiche. The genre of its étiquette follows from the role."""

    MAITRE_OUVRAGE = "maitre_ouvrage", "Maître d'ouvrage", "structure"
    CO_MAITRE_OUVRAGE = "co_maitre_ouvrage", "Co-maître d'ouvrage", "structure"
    ASSISTANT = "assistant_maitre_ouvrage", "Assistant du maître d'ouvrage", "structure"
    OPERATEUR = "operateur", "Opérateur", "structure"
    SERVICE_PILOTE = "service_pilote", "Direction ou service pilote", "service"
    PARTENAIRE = "partenaire", "Partenaire", "partenaire"
    PARTENAIRE_TECHNIQUE = "partenaire_technique", "Partenaire technique", "partenaire"
    PARTENAIRE_FINANCIER = "partenaire_financier", "Partenaire financier", "partenaire"
    PARTENAIRE_INSTITUTIONNEL = "partenaire_institutionnel", "Partenaire institutionnel", "partenaire"
    PARTENAIRE_ASSOCIATIF = "partenaire_associatif", "Partenaire associatif", "partenaire"
    INSTANCE = "instance", "Instance de gouvernance", "instance"
    ETIQUETTE = "etiquette", "Étiquette", "libre"

    def __init__(self, valeur: str, libelle: str = "", genre: str = "") -> None:
        self.genre = GenreEtiquette(genre)


class RolePersonne(ChoixTexte):
    """What a person does in a fiche or a plan."""

    PILOTE = "pilote", "Pilote"
    ELU_REFERENT = "elu_referent", "Élu·e référent·e"


class TypeBudget(ChoixTexte):
    """Nature of a spending."""

    INVESTISSEMENT = "investissement", "Investissement"
    FONCTIONNEMENT = "fonctionnement", "Fonctionnement"


class UniteBudget(ChoixTexte):
    """Unit of a budget line; amounts in HT and TTC are never added together."""

    HT = "ht", "€ HT"
    TTC = "ttc", "€ TTC"
    ETP = "etp", "ETP"


class BaseMontant(ChoixTexte):
    """Whether a funding is said before or with VAT."""

    HT = "ht", "HT"
    TTC = "ttc", "TTC"


class RythmeCout(ChoixTexte):
    """How the cost that a fiche avoids is counted."""

    PAR_AN = "par_an", "par an"
    EN_TOUT = "en_tout", "en tout"


class StatutFinancement(ChoixTexte):
    """Where a funding stands."""

    ENVISAGE = "envisage", "Envisagé"
    SOLLICITE = "sollicite", "Sollicité"
    SOUS_RESERVE = "sous_reserve", "Sous réserve"
    ACCORDE = "accorde", "Accordé"
    VERSE = "verse", "Versé"
    REFUSE = "refuse", "Refusé"

    @property
    def est_acquis(self) -> bool:
        """Granted, whether paid or not."""
        return self in {StatutFinancement.ACCORDE, StatutFinancement.VERSE}


class NatureIndicateur(ChoixTexte):
    """What an indicator tells about the fiche."""

    REALISATION = "realisation", "Réalisation"
    RESULTAT = "resultat", "Résultat"
    IMPACT = "impact", "Impact"


class Frequence(ChoixTexte):
    """How often an indicator is measured."""

    MENSUELLE = "mensuelle", "Chaque mois"
    TRIMESTRIELLE = "trimestrielle", "Chaque trimestre"
    ANNUELLE = "annuelle", "Chaque année"
    BISANNUELLE = "bisannuelle", "Tous les deux ans"
    MI_PARCOURS = "mi_parcours", "À mi-parcours et à la fin"
    PONCTUELLE = "ponctuelle", "Une fois"


class TypeReference(ChoixTexte):
    """Documents that a fiche answers to or takes part in."""

    SRADDET = "sraddet", "SRADDET"
    SCOT = "scot", "SCoT"
    PLUI = "plui", "PLUi ou PLU"
    PADD = "padd", "PADD ou PAS"
    PPA = "ppa", "PPA (protection de l'atmosphère)"
    SNBC = "snbc", "SNBC"
    PNACC = "pnacc", "PNACC"
    PLH = "plh", "PLH"
    MOBILITE = "mobilite", "Plan de mobilité"
    SAGE = "sage", "SDAGE ou SAGE"
    CHARTE = "charte", "Charte de parc naturel régional"
    PRPGD = "prpgd", "PRPGD ou PLPDMA"
    LOI = "loi", "Loi ou code"
    AUTRE = "autre", "Autre document"


class PeriodeEvaluation(ChoixTexte):
    """What an evaluation looks back on."""

    MI_PARCOURS = "mi_parcours", "À 3 ans (mi-parcours)"
    FINALE = "finale", "À 6 ans (fin du plan)"
    ANNUELLE = "annuelle", "Bilan annuel"
    AUTRE = "autre", "Autre moment"


class Appreciation(ChoixTexte):
    """What an evaluation concludes."""

    ATTEINT = "atteint", "Objectifs atteints"
    EN_PARTIE = "en_partie", "Atteints en partie"
    NON_ATTEINT = "non_atteint", "Non atteints"
    TROP_TOT = "trop_tot", "Trop tôt pour le dire"


class TypeLien(ChoixTexte):
    """Relation of one fiche to another. `precede`: the first must end before the second starts."""

    LIEE = "liee", "Liée à"
    FIN_DEBUT = "fin_debut", "Doit finir avant le début de"
    DEBUT_DEBUT = "debut_debut", "Doit commencer avant le début de"
    FIN_FIN = "fin_fin", "Doit finir avant la fin de"

    @property
    def est_dependance(self) -> bool:
        """Whether it binds dates."""
        return self is not TypeLien.LIEE


class SensImpact(ChoixTexte):
    """Which way the quantity of the territory goes."""

    BAISSE = "baisse", "Baisse"
    HAUSSE = "hausse", "Hausse"


class Incertitude(ChoixTexte):
    """How far the true quantity may be from the estimate."""

    FAIBLE = "faible", "Faible (moins de 10 %)"
    MOYENNE = "moyenne", "Moyenne (de 10 à 30 %)"
    FORTE = "forte", "Forte (plus de 30 %)"


class DomaineImpact(ChoixTexte):
    """Domains of the published PCAET fiche, then the quantities of the regulation, then co-benefits. `sens` is where a
    quantity is understood to go when nobody says it, None where the domain has none."""

    ATTENUATION = "attenuation", "Atténuation", "fiche", ""
    ADAPTATION = "adaptation", "Adaptation", "fiche", ""
    GES = "ges", "GES", "fiche", "tCO2e/an", "baisse"
    ENERGIE = "energie", "Énergie", "fiche", "MWh/an", "baisse"
    AIR = "qualite_air", "Qualité de l'air", "fiche", ""
    STOCKAGE = "stockage_carbone", "Stockage carbone", "fiche", "tCO2e/an", "hausse"
    PRODUCTION_ENR = "production_enr", "Énergie renouvelable produite", "mesure", "MWh/an", "hausse"
    NOX = "nox", "NOx évités", "mesure", "kg/an", "baisse"
    PM10 = "pm10", "PM10 évitées", "mesure", "kg/an", "baisse"
    PM25 = "pm25", "PM2,5 évitées", "mesure", "kg/an", "baisse"
    COVNM = "covnm", "COVNM évités", "mesure", "kg/an", "baisse"
    NH3 = "nh3", "NH3 évité", "mesure", "kg/an", "baisse"
    SO2 = "so2", "SO2 évité", "mesure", "kg/an", "baisse"
    EAU = "eau", "Eau", "cobenefice", "m³/an", "baisse"
    BIODIVERSITE = "biodiversite", "Biodiversité", "cobenefice", ""
    SANTE = "sante", "Santé", "cobenefice", ""
    PRECARITE = "precarite", "Précarité énergétique", "cobenefice", "ménages", "baisse"
    EMPLOI = "emploi", "Emploi local", "cobenefice", "ETP", "hausse"
    DECHETS = "dechets", "Déchets évités", "cobenefice", "t/an", "baisse"
    NUMERIQUE = "numerique", "Empreinte du numérique", "cobenefice", "tCO2e/an", "baisse"

    def __init__(self, valeur: str, libelle: str = "", famille: str = "", unite: str = "", sens: str = "") -> None:
        self.famille = famille
        self.unite = unite
        self.sens = SensImpact(sens) if sens else None


NIVEAUX_IMPACT: dict[int, str] = {0: "Nul", 1: "Faible", 2: "Moyen", 3: "Fort"}


class Genre(ChoixTexte):
    """What a classement tells. The codes of each genre are in `LISTES` and in `thematiques.py`."""

    THEMATIQUE = "thematique", "Thématique"
    SOUS_THEMATIQUE = "sous_thematique", "Sous-thématique"
    CATEGORIE = "categorie", "Catégorie"
    CIBLE = "cible", "Public visé"
    EFFET = "effet", "Effet attendu"
    SECTEUR = "secteur", "Secteur réglementaire"
    PILIER = "pilier", "Pilier de l'économie circulaire"
    LEVIER = "levier", "Levier de la trajectoire"


class CategoriePerimetre(ChoixTexte):
    """The three marks on top of a published PCAET fiche."""

    PATRIMOINE = "patrimoine", "Patrimoine"
    COMPETENCES = "competences", "Compétences"
    TERRITOIRE = "territoire", "Territoire"


class Secteur(ChoixTexte):
    """Regulated sectors (arrêté du 4 août 2016, article 2)."""

    RESIDENTIEL = "residentiel", "Résidentiel"
    TERTIAIRE = "tertiaire", "Tertiaire"
    TRANSPORT_ROUTIER = "transport_routier", "Transport routier"
    AUTRES_TRANSPORTS = "autres_transports", "Autres transports"
    AGRICULTURE = "agriculture", "Agriculture"
    DECHETS = "dechets", "Déchets"
    INDUSTRIE = "industrie", "Industrie hors branche énergie"
    BRANCHE_ENERGIE = "branche_energie", "Branche énergie"


class Cible(ChoixTexte):
    """Publics of a fiche."""

    GRAND_PUBLIC = "grand_public", "Grand public"
    ASSOCIATIONS = "associations", "Associations"
    GRAND_PUBLIC_ET_ASSOCIATIONS = "grand_public_et_associations", "Grand public et associations"
    PUBLIC_SCOLAIRE = "public_scolaire", "Public scolaire"
    AUTRES_COLLECTIVITES = "autres_collectivites", "Autres collectivités du territoire"
    ACTEURS_ECONOMIQUES = "acteurs_economiques", "Acteurs économiques"
    SECTEUR_PRIMAIRE = "acteurs_economiques_primaire", "Acteurs économiques du secteur primaire"
    SECTEUR_SECONDAIRE = "acteurs_economiques_secondaire", "Acteurs économiques du secteur secondaire"
    SECTEUR_TERTIAIRE = "acteurs_economiques_tertiaire", "Acteurs économiques du secteur tertiaire"
    PARTENAIRES = "partenaires", "Partenaires"
    COLLECTIVITE = "collectivite", "Collectivité elle-même"
    ELUS = "elus_locaux", "Élus locaux"
    AGENTS = "agents", "Agents"


class Effet(ChoixTexte):
    """Expected effects."""

    ADAPTATION = "adaptation", "Adaptation au changement climatique"
    DUREE_USAGE = "duree_usage", "Allongement de la durée d'usage"
    QUALITE_AIR = "qualite_air", "Amélioration de la qualité de l'air"
    ENR = "enr", "Développement des énergies renouvelables"
    BIODIVERSITE = "biodiversite", "Préservation de la biodiversité"
    CONSOMMATIONS = "consommations", "Réduction des consommations énergétiques"
    DECHETS = "dechets", "Réduction des déchets"
    POLLUANTS = "polluants", "Réduction des polluants atmosphériques"
    GES = "ges", "Réduction des émissions de gaz à effet de serre"
    SOBRIETE = "sobriete", "Sobriété"
    RESSOURCES = "ressources", "Préservation des ressources agricoles, forestières et aquatiques"
    SOLS = "sols", "Régénération des sols"
    SECURITE_ALIMENTAIRE = "securite_alimentaire", "Sécurité alimentaire"
    STOCKAGE = "stockage_carbone", "Stockage carbone"
    SECHERESSE = "secheresse", "Limitation de la sécheresse"
    INONDATIONS = "inondations", "Prévention des inondations"
    PRATIQUES = "pratiques", "Accompagnement au changement de pratiques"
    LIEN_SOCIAL = "lien_social", "Création de lien social"
    IMPERMEABILISATION = "impermeabilisation", "Réduction des surfaces imperméabilisées"
    MOTORISATION = "motorisation", "Réduction du taux de motorisation"
    SANTE = "sante", "Bénéfique pour la santé"
    CADRE_DE_VIE = "cadre_de_vie", "Amélioration du cadre de vie"
    GAINS = "gains_economiques", "Gains économiques"
    DEPLACEMENTS = "deplacements", "Limitation des déplacements"
    EFFICACITE = "efficacite", "Efficacité énergétique"


class Pilier(ChoixTexte):
    """Pillars of the circular economy."""

    APPROVISIONNEMENT = "approvisionnement_durable", "Approvisionnement durable"
    ECOCONCEPTION = "ecoconception", "Écoconception"
    ECOLOGIE_INDUSTRIELLE = "ecologie_industrielle", "Écologie industrielle et territoriale"
    FONCTIONNALITE = "fonctionnalite", "Économie de la fonctionnalité"
    CONSOMMATION = "consommation_responsable", "Consommation responsable"
    DUREE_USAGE = "duree_usage", "Allongement de la durée d'usage"
    RECYCLAGE = "recyclage", "Recyclage"


LISTES: dict[Genre, type[ChoixTexte]] = {
    Genre.CATEGORIE: CategoriePerimetre,
    Genre.CIBLE: Cible,
    Genre.EFFET: Effet,
    Genre.SECTEUR: Secteur,
    Genre.PILIER: Pilier,
}
"""Closed lists by genre; thématiques, sous-thématiques and leviers are in their own modules."""
