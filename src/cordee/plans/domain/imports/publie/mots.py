"""Words of published fiches: every wording known of each label. Keys are those of `champs.POSEURS`."""

from __future__ import annotations

SOUS_ACTION = "sous_action"
FICHE = "fiche"
RUBRIQUES: dict[str, str] = {
    "titre": (
        "intitule du projet|titre du projet|nom du projet|intitule de l operation|nom de l operation|"
        "titre|titre de l action|titre de la fiche|intitule|intitule de l action|nom de l action|action|"
        "titre de la fiche action|intitule de la fiche|intitule de la fiche action|libelle de l action|nom de la fiche"
    ),
    "code": (
        "fiche action n|fiche n|action n|fiche action numero|n|n de l action|numero de l action|n action|numero|"
        "n de fiche|code|reference|n de la fiche|numero de fiche|"
        "n fiche|n de fiche action|code action"
    ),
    "axe:1": (
        "axe|axe strategique|orientation|orientation strategique|ambition|volet|axe du plan|axe du pcaet|"
        "enjeu strategique"
    ),
    "axe:2": "sous axe|objectif strategique|sous orientation|axe operationnel",
    "axe:3": "objectif operationnel|sous sous axe",
    "texte:contexte": (
        "diagnostic et enjeux|problematique|contexte general|rappel des enjeux|contexte et objectifs|"
        "origine de l action|"
        "constats enjeux|enjeux constats|constats et contexte|enjeux et constats|contexte enjeux et objectifs|"
        "enjeux et contexte|contexte|"
        "contexte et enjeux|enjeux|constat|constats|diagnostic|elements de contexte|"
        "contexte local|etat des lieux|constats et enjeux|contexte enjeux|enjeux contexte|contexte et constats|"
        "rappel du contexte|contexte et problematique|pourquoi|contexte reglementaire|elements de diagnostic|"
        "contexte territorial|contexte et justification|constat et enjeux|pourquoi cette action|contexte de l action"
    ),
    "texte:objectifs": (
        "objectif s|objectifs|objectif|objectifs de l action|objectif de l action|finalites|finalite|objectifs vises|"
        "objectifs operationnels|objectifs strategiques|objectifs generaux|objectifs specifiques|objectifs poursuivis|"
        "objectifs qualitatifs|objectif general|buts|"
        "objectifs et resultats attendus|resultats attendus|resultat attendu|pour quoi faire|objectifs a atteindre"
    ),
    "objectifs_chiffres": "objectifs chiffres|objectif chiffre|objectifs quantifies|objectifs quantitatifs",
    "impacts_detailles": "impacts detailles|impact detaille|impacts quantifies|impacts chiffres",
    "effets": "effets attendus",
    "references": "documents cadres",
    "notes": "notes de suivi|note de suivi|suivi de la fiche",
    "impacts": (
        "gains attendus|gains environnementaux|gains environnementaux attendus|impacts sur le territoire|"
        "impact de l action|impacts de l action|impact|impacts|impact attendu|impacts attendus|domaines d impact|"
        "impact climat air energie|impacts environnementaux|effets sur l environnement|impact environnemental|"
        "contribution de l action|thematiques impactees|benefices attendus|plus values environnementales|"
        "impact sur le climat|cobenefices|co benefices|domaines impactes"
    ),
    "texte:description": (
        "actions a mener|actions prevues|actions envisagees|actions a engager|"
        "actions a mettre en oeuvre|mesures a mettre en oeuvre|operations prevues|nature des travaux|actions proposees|"
        "travaux a realiser|contenu et modalites|etapes de realisation|principales etapes|etapes de l action|"
        "modalites d action|comment faire|description et deroulement|contenu du projet|description de l operation|"
        "description|descriptif|descriptif de l action|description de l action|contenu|contenu de l action|"
        "presentation|presentation de l action|mise en oeuvre|modalites de mise en oeuvre|deroulement|deroule|"
        "resume|operations|details de l action|detail de l action|etapes de mise en oeuvre|description detaillee|"
        "descriptif detaille|description synthetique|etapes|etapes cles|en quoi consiste l action|quoi|comment|"
        "description du projet|modalites|mise en oeuvre operationnelle|description technique"
    ),
    "public": (
        "public cible|publics cibles|cible|cibles|public vise|publics vises|public|publics|beneficiaires|"
        "public concerne|publics concernes|cibles de l action|destinataires|pour qui|cible s|public s cible s"
    ),
    "statut": (
        "niveau de maturite|maturite|etat d avancement du projet|maturite du projet|niveau de maturite du projet|"
        "etat|etat d avancement|statut|avancement|etat de l action|stade d avancement|niveau d avancement|"
        "etat d avancement de l action|avancement de l action|statut de l action|stade"
    ),
    "calendrier": (
        "a quelle echeance|quelle echeance|quel calendrier|a quel moment|"
        "calendrier et etapes|periode de realisation|calendrier|echeancier|planning|calendrier de mise en oeuvre|"
        "calendrier previsionnel|"
        "echeances|periode|"
        "duree|delai|delais|phasage|calendrier de realisation|echeancier previsionnel|temporalite|"
        "planning previsionnel|"
        "date|dates|periode de mise en oeuvre|quand|calendrier de l action|mise en oeuvre calendrier|"
        "annee de mise en oeuvre|annees de mise en oeuvre|date de realisation|programmation|duree de l action"
    ),
    "debut": (
        "date de debut|debut|date de lancement|demarrage|date de demarrage|lancement|annee de debut|"
        "debut de l action"
    ),
    "fin": "date de fin|fin|date de fin previsionnelle|annee de fin|fin de l action|echeance",
    "acteur:maitre_ouvrage": (
        "maitre d ouvrage|maitrise d ouvrage|moa|maitres d ouvrage|structure pilote|structure porteuse|"
        "maitre s d ouvrage|maitre d ouvrage porteur|organisme porteur|structure responsable|portage|"
        "collectivite porteuse|"
        "structures porteuses|maitrise d ouvrage de l action"
    ),
    "acteur:co_maitre_ouvrage": "co maitre d ouvrage|co maitrise d ouvrage|co porteur|co porteurs|co pilote",
    "acteur:assistant_maitre_ouvrage": "assistance a maitrise d ouvrage|amo",
    "acteur:operateur": "operateur|operateurs|maitre d oeuvre|maitrise d oeuvre|prestataire|prestataires",
    "acteur:service_pilote": (
        "service pilote|service|services|direction pilote|service responsable|direction ou service pilote|"
        "service referent|"
        "services concernes|direction|service porteur|services associes|services pilotes|direction service|"
        "service en charge"
    ),
    "personne:pilote": (
        "personne pilote|referent technique|agent referent|chef de projet|personne referente|responsable de l action|"
        "contact|contacts|referent|charge de mission|technicien referent|referent e technique|referents techniques|"
        "agent pilote|personne responsable"
    ),
    "personne:elu_referent": (
        "elu referent|elu e referent e|elus referents|elu pilote|elu|elu responsable|elu e|referent elu|elu en charge|"
        "portage politique|elu porteur|elu e s referent e s|elus|elu e pilote|pilote politique|elu s referent s"
    ),
    "porteur": (
        "qui pilote|qui porte l action|qui fait quoi|"
        "chef de file|structure chef de file|chefs de file|pilote s de l action|porteur s de l action|pilotage par|"
        "pilote|porteur|porteur de l action|pilotes|porteurs|pilote de l action|responsable|porteur s|pilote s|"
        "porteur de projet|porteurs de l action|qui|pilote porteur|porteur pilote|responsables|pilotage de l action|"
        "acteur pilote|acteurs pilotes|porteur du projet|pilotage et animation|pilote et porteur|acteur porteur"
    ),
    "acteur:partenaire": (
        "avec quels partenaires|quels partenaires|"
        "principaux partenaires|partenaires principaux|partenaires locaux|acteurs de la mise en oeuvre|partenaire s|"
        "acteurs a mobiliser|acteurs et partenaires|partenaires et acteurs|partenaires|partenaire|"
        "partenaires associes|acteurs associes|partenariats|partenariat|partenaires mobilises|"
        "acteurs concernes|partenaires potentiels|acteurs mobilises|acteurs impliques|"
        "partenaires techniques et financiers|"
        "partenaires de l action|partenaires souhaites|partenariats souhaites|acteurs|partenaires a mobiliser|avec qui|"
        "partenaires pressentis|partenaires et acteurs associes|partenaires vises|acteurs partenaires|"
        "partenaires impliques"
    ),
    "acteur:partenaire_technique": "partenaires techniques|partenaire technique|appui technique",
    "acteur:partenaire_financier": (
        "partenaires financiers|partenaire financier|financeurs|financeur|co financeurs|cofinanceurs"
    ),
    "acteur:partenaire_institutionnel": "partenaires institutionnels|partenaire institutionnel",
    "acteur:partenaire_associatif": "partenaires associatifs|partenaire associatif",
    "acteur:instance": (
        "gouvernance|instance de gouvernance|instances de gouvernance|comite de pilotage|"
        "instance de pilotage|instance de suivi"
    ),
    "texte:moyens": (
        "avec quels moyens|quels moyens|"
        "moyens humains|moyens techniques|moyens humains et techniques|ressources humaines|ressources|moyens mobilises|"
        "moyens necessaires|ressources mobilisees|moyens a mobiliser|moyens humains et materiels|"
        "ressources necessaires|"
        "moyens materiels|ingenierie|moyens humains et financiers"
    ),
    "moyens_financiers": (
        "budget et financement|budget et financements|cout et financements|couts et financements|financement et budget|"
        "estimation des couts|montant de l operation|cout de l operation|cout du projet|cout total du projet|"
        "cout previsionnel de l operation|enveloppe|enveloppe budgetaire|enveloppe financiere|budget global|"
        "cout estimatif de l action|budget et moyens financiers|cout total previsionnel|montant total|combien ca coute|"
        "budget en ht|budget en ttc|budget en euros|budget en euros ht|budget ht|budget ttc|cout et financement|"
        "budget|cout|couts|budget previsionnel|cout estimatif|cout previsionnel|montant|moyens financiers|cout total|"
        "estimation financiere|cout de l action|budget estimatif|budget total|chiffrage|estimation du cout|"
        "cout estime|montant previsionnel|montant estimatif|budget estime|cout global|combien|depenses previsionnelles|"
        "budget alloue|estimation budgetaire|couts estimes|couts previsionnels|"
        "cout d investissement et de fonctionnement"
    ),
    "texte:financements_texte": (
        "partenaires et dispositif financier|dispositif financier|dispositifs financiers|financement|financements|"
        "sources de financement|plan de financement|aides mobilisables|aides financieres|financements mobilisables|"
        "partenaires et dispositifs financiers|subventions|financement de l action|aides|financements possibles|"
        "dispositifs de financement|modalites de financement|aides et financements|financements potentiels|"
        "leviers financiers|recettes|financements envisages|cofinancements"
    ),
    "indicateurs": (
        "comment mesurer la reussite|comment on evalue|comment l evaluer|comment on mesure|comment suivre l action|"
        "comment mesurer|quels indicateurs|"
        "comment evaluer|comment evaluer l action|evaluation et indicateurs|indicateurs et evaluation|"
        "suivi et indicateurs|"
        "indicateurs|indicateur|indicateurs de suivi et d evaluation|indicateurs de suivi|indicateurs d evaluation|"
        "suivi et evaluation|indicateur de suivi|indicateurs de suivi et evaluation|indicateurs cles|"
        "evaluation de l action|"
        "indicateurs de suivi evaluation|suivi evaluation|criteres d evaluation|indicateurs de reussite|"
        "indicateurs de performance|dispositif de suivi et d evaluation|dispositif de suivi|modalites d evaluation|"
        "indicateurs de suivi et de resultat|indicateur s|indicateurs de l action|evaluation et suivi|suivi de l action"
    ),
    "indicateurs:realisation": (
        "indicateurs de realisation|indicateur de realisation|indicateurs de moyens|indicateurs d activite|"
        "indicateur d activite|indicateurs de mise en oeuvre"
    ),
    "indicateurs:resultat": "indicateurs de resultat|indicateurs de resultats|indicateur de resultat",
    "indicateurs:impact": "indicateurs d impact|indicateur d impact",
    "priorite": "priorite|niveau de priorite|degre de priorite|priorisation",
    "texte:vigilance": (
        "points de vigilance et freins|conditions de mise en oeuvre|freins et points d attention|points de blocage|"
        "points de vigilance|freins|freins et leviers|conditions de reussite|point de vigilance|risques|difficultes|"
        "points d attention|facteurs de reussite|freins identifies|obstacles|leviers et freins|vigilance|"
        "risques et freins|"
        "freins et points de vigilance|cles de reussite|facteurs cles de succes"
    ),
    "codes:categorie": (
        "categorie|categories|categorie de l action|type d action|perimetre de l action|champ de l action|"
        "nature de l action"
    ),
    "codes:secteur": (
        "secteurs|secteur|secteurs concernes|secteurs reglementaires|secteur concerne|secteur d activite|"
        "secteurs vises|secteur pcaet"
    ),
    "codes:thematique": "thematique|thematiques|theme|themes|domaine|domaines|domaine d action",
    "communes": (
        "communes concernees|localisation|territoire concerne|perimetre|perimetre geographique|lieu|ou|"
        "communes|echelle|territoires concernes"
    ),
    "participation": "participation citoyenne|participation|concertation",
    "liens": (
        "lien avec d autres actions|liens avec d autres fiches|actions en lien|actions liees|"
        "liens avec les autres actions|lien avec d autres actions|"
        "articulation avec les autres actions|actions associees|fiches liees|liens avec d autres actions"
    ),
    "mesures": "mesures servies|mesures liees|mesures du referentiel|actions du referentiel|lien avec le referentiel",
    "documents": (
        "documents|annexes|documents annexes|liens utiles|pour en savoir plus|ressources documentaires|"
        "documents associes"
    ),
    "texte:references": (
        "lien avec les autres strategies|liens avec les autres strategies|lien avec les autres demarches|"
        "lien avec d autres demarches|liens avec les documents cadres|"
        "references|reference reglementaire|articulation avec les autres demarches|lien avec les documents cadres|"
        "articulation|coherence avec les documents cadres|liens avec d autres demarches|references reglementaires"
    ),
}  # fmt: skip
SECTIONS: dict[str, str] = {
    "pilotage": "porteur", "moyens": "texte:moyens", "evaluation": "indicateurs", "suivi": "indicateurs",
    "acteurs": "acteur:partenaire", "gouvernance et pilotage": "porteur", "pilotage et partenariats": "porteur",
    "moyens et financements": "texte:financements_texte", "moyens et financement": "texte:financements_texte",
    "moyens humains et financiers": "texte:moyens", "pilotage et moyens": "porteur",
    "pilotage et partenaires": "porteur",
    "acteurs de l action": "acteur:partenaire", "mise en oeuvre": "texte:description",
    "sous actions": SOUS_ACTION, "actions": SOUS_ACTION, "detail des sous actions": SOUS_ACTION,
    "sous action": SOUS_ACTION,
    "modalites pratiques": "texte:description", "informations generales": "", "identification": "",
    "presentation generale": "texte:description", "caracteristiques": "", "fiche action": FICHE, "fiche": FICHE,
    "fiches": FICHE, "reperes": "texte:references",
}  # fmt: skip
"""Headings of sections, with the field of the text that stands right under them."""

EN_TABLE = dict.fromkeys(("plan d actions", "plan d action", "programme d actions", "mesures"), "texte:description")
"""Words that are labels before the text of a row only."""
MOTS_COURANTS = {
    "n", "action", "date", "dates", "qui", "quoi", "comment", "quand", "ou", "combien", "elu", "elus", "service",
    "services",
    "direction", "contact", "public", "publics", "aides", "ressources", "reference", "duree", "lieu", "periode",
    "acteurs",
    "domaine", "theme", "fin", "debut", "cible", "cibles", "responsable", "etat", "code", "montant", "freins",
    "secteur",
    "concertation", "perimetre", "echelle", "titre", "operations", "etapes", "numero", "risques", "volet", "actions",
    "communes",
    "suivi", "moyens", "impact", "participation", "priorite", "articulation", "references", "annexes", "documents",
}  # fmt: skip
"""Words too common to be labels at the head of a line without a colon."""
