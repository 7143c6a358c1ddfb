"""Words of the headers of spreadsheets: every wording known of each field, and what the fields are called on screen.

Keys are those of `champs.POSEURS`, with their details, and the places of a row (`axe:1`, `titre`, `sous_titre`).
Headers are compared without accents, case, punctuation nor line breaks (`entetes.cle_entete`).
"""

from __future__ import annotations

_MOTS: dict[str, str] = {
    "axe:1": (
        "plan de la collectivite|"
        "axe x|axe|axes|axe 1|axe strategique|axes strategiques|orientation|orientation strategique|orientations|"
        "axe niveau 1|axe de niveau 1|ambition|enjeu|volet|defi|pilier strategique|intitule de l axe|nom de l axe|"
        "axe du plan|axe principal|axe du pcaet|priorite strategique|grand axe|chapitre|n axe|libelle axe|"
        "theme axe|axe theme|axe ou theme"
    ),
    "axe:2": (
        "sous axe x.x|sous axe|sous axes|axe 2|objectif strategique|objectifs strategiques|axe niveau 2|"
        "axe de niveau 2|sous orientation|objectif operationnel de l axe|sous objectif|orientation operationnelle"
    ),
    "axe:3": (
        "sous sous axe x.x.x|sous sous axe|sous sous axes|axe 3|axe niveau 3|axe de niveau 3|objectif operationnel|"
        "objectifs operationnels"
    ),
    "axe:4": "axe de niveau 4|axe 4|axe niveau 4",
    "axe:5": "axe de niveau 5",
    "titre": (
        "intitule de la mesure|mesure|nom du projet ou de l action|action projet|action ou projet|projet action|"
        "operation|"
        "intitule de l operation|nom de l operation|"
        "quoi|intitule des actions|titre de la mesure|titre de l action|titre de la fiche action|titre de la fiche|"
        "titre|intitule|intitule de l action|action|"
        "nom de l action|nom de la fiche|fiche action|fiche|actions|libelle|libelle de l action|intitule action|"
        "titre action|nom|intitule de la fiche action|intitule de la fiche|fiches actions|nom de la fiche action|"
        "denomination|designation|projet|intitule du projet|nom du projet|action proposee|titre du projet|objet"
    ),
    "sous_titre": (
        "titre de la sous action|sous action|sous actions|intitule de la sous action|nom de la sous action|tache|etape"
    ),
    "sous_sous_titre": "titre de la sous sous action|sous sous action",
    "code": (
        "action n|fiche n|fiche action n|n fiche action|action numero|fiche numero|code|n|no|numero|n action|"
        "numero de l action|n de l action|numero action|reference|ref|id|identifiant|"
        "code action|n fiche|numero de fiche|n de fiche|num|n de la fiche|numero de la fiche|index|ref."
    ),
    "texte:description": (
        "actions a mener|actions prevues|actions envisagees|sous actions prevues|contenu et modalites|"
        "comment|en quoi consiste l action|descriptif|description|descriptif de l action|description de l action|"
        "contenu|contenu de l action|resume|"
        "presentation|detail|details|descriptif detaille|description detaillee|modalites de mise en oeuvre|"
        "mise en oeuvre|deroule|operations|commentaire|commentaires|observations|remarques|precisions|"
        "description synthetique|modalites|contenu detaille|description du projet"
    ),
    "texte:contexte": (
        "enjeux et contexte|contexte|contexte et enjeux|enjeux|constat|constats|diagnostic|elements de contexte|"
        "contexte local|etat des lieux|justification|rappel du contexte|contexte de l action|problematique"
    ),
    "ligne:nom_officiel": "intitule adopte|intitule officiel|nom officiel|titre officiel",
    "texte:objectifs": (
        "pourquoi|objectif s|objectifs|objectif|objectifs de l action|objectif de l action|finalite|finalites|but|"
        "objectifs vises|"
        "objectifs poursuivis|objectif vise|resultats vises|objectifs chiffres|objectif chiffre|objectifs quantitatifs|"
        "ambitions"
    ),
    "texte:moyens": (
        "moyens humains et techniques|moyens|moyens humains|moyens techniques|ressources|ressources humaines|"
        "moyens mobilises|moyens necessaires|moyens a mobiliser|moyens humains et materiels|ressources mobilisees"
    ),
    "texte:financements_texte": (
        "recettes|recettes attendues|recettes previsionnelles|cofinancements|aides attendues|financements|"
        "financement|sources de financement|plan de financement|modalites de financement|aides|"
        "partenaires et dispositif financier|dispositif financier|dispositifs financiers|financements mobilisables|"
        "aides mobilisables|subventions|moyens financiers|financements possibles|dispositifs de financement"
    ),
    "texte:vigilance": (
        "points de vigilance|vigilance|freins|risques|freins et leviers|conditions de reussite|difficultes|"
        "points d attention|obstacles|freins identifies|facteurs de reussite|leviers et freins"
    ),
    "public": (
        "pour qui|public s cible s|public cible|publics cibles|publics|public|public vise|publics vises texte|"
        "beneficiaires|cible de l action|"
        "public concerne|publics concernes|destinataires|acteurs cibles"
    ),
    "calendrier": (
        "quand|date previsionnelle|calendrier|echeancier|planning|periode|delai|delais|calendrier previsionnel|"
        "phasage|duree|temporalite|"
        "calendrier de realisation|periode de realisation|calendrier de mise en oeuvre|annees|annee|dates"
    ),
    "debut": (
        "date previsionnelle de demarrage|date previsionnelle de lancement|debut de l action|date de debut|debut|"
        "date debut|date de lancement|lancement|date de demarrage|demarrage|annee de debut|"
        "date previsionnelle de debut|debut previsionnel|date de debut previsionnelle|annee de lancement|commence le"
    ),
    "fin": (
        "fin de l action|date previsionnelle d achevement|date d achevement|date de fin|fin|date fin|echeance|"
        "date d echeance|date de fin previsionnelle|date previsionnelle de fin|"
        "fin previsionnelle|annee de fin|date butoir|date limite|terme|date de realisation|echeance previsionnelle|"
        "date de fin prevue|date cible|se termine le"
    ),
    "statut": (
        "ou en est on|avancement au|etat au|statut|etat|etat d avancement|statut de l action|etat de l action|"
        "avancement de l action|stade|"
        "stade d avancement|situation|statut d avancement|phase|statut actuel|niveau d avancement|etat actuel"
    ),
    "etat_le": "date de l etat|date d etat|date du statut|etat constate le|statut constate le|date de l avancement",
    "ligne:etat_precision": "precision sur l etat|precision de l etat|commentaire sur l avancement|etat detaille",
    "avancement": (
        "% realisation|% realise|% d execution|avancement en pourcentage|avancement|% avancement|avancement %|"
        "taux d avancement|% de realisation|taux de realisation|pourcentage|"
        "progression|avancement en %|pourcentage d avancement|% d avancement|taux d execution"
    ),
    "priorite": (
        "niveau de priorite|priorite|priorisation|degre de priorite|ordre de priorite|urgence|importance|"
        "rang de priorite"
    ),
    "temps": "temps de mise en oeuvre|duree de mise en oeuvre|delai de mise en oeuvre",
    "booleen:amelioration_continue": (
        "action en amelioration continue|amelioration continue|se repete tous les ans|repetition annuelle|"
        "action recurrente|recurrence|recurrent|action en continu|l action se repete tous les ans"
    ),
    "booleen:confidentiel": (
        "confidentielle|confidentiel|confidentialite|action en mode prive|prive|acces restreint|restreint"
    ),
    "participation": "participation citoyenne|type de participation citoyenne|participation|participation du public",
    "texte:participation_texte": (
        "participation citoyenne precisions|detail de la participation|details participation|"
        "participation citoyenne detail|details participation citoyenne|modalites de participation"
    ),
    "acteur:maitre_ouvrage": (
        "structure pilote|structures pilotes|maitre d ouvrage|maitrise d ouvrage|moa|structure porteuse|"
        "structure responsable|collectivite pilote|organisme pilote|maitre d ouvrage de l action|maitres d ouvrage|"
        "structure|organisme porteur|maitre ouvrage|collectivite porteuse|organisme responsable"
    ),
    "acteur:co_maitre_ouvrage": (
        "co maitre d ouvrage|co maitrise d ouvrage|co porteur|copilote|co pilote|structure copilote"
    ),
    "acteur:assistant_maitre_ouvrage": (
        "assistant du maitre d ouvrage|amo|assistance a maitrise d ouvrage|maitrise d oeuvre"
    ),
    "acteur:operateur": "operateur|operateurs|prestataire|prestataires|maitre d oeuvre|executant",
    "acteur:service_pilote": (
        "direction ou service pilote|service pilote|direction pilote|service|services|direction|service responsable|"
        "service porteur|direction responsable|service referent|services concernes|pole|direction service|"
        "services associes|service en charge|direction ou service|directions ou services pilotes|service instructeur"
    ),
    "acteur:partenaire": (
        "avec qui|acteurs a mobiliser|acteurs partenaires|partenaires et acteurs|partenaires|partenaire|"
        "partenaires associes|partenaires mobilises|partenariats|partenariat|acteurs associes|"
        "acteurs|partenaires de l action|partenaires potentiels|acteurs mobilises|acteurs concernes|partenaires vises|"
        "acteurs impliques|partenaires a mobiliser|partenaires pressentis|partenaires identifies|structures associees"
    ),
    "acteur:partenaire_technique": "partenaires techniques|partenaire technique|appui technique",
    "acteur:partenaire_financier": "partenaires financiers|partenaire financier",
    "acteur:partenaire_institutionnel": "partenaires institutionnels|partenaire institutionnel",
    "acteur:partenaire_associatif": "partenaires associatifs|partenaire associatif",
    "acteur:instance": (
        "instances de gouvernance|instance de gouvernance|gouvernance|instances|comite de pilotage|"
        "pilotage et gouvernance|"
        "instance|instance de suivi"
    ),
    "acteur:etiquette": "etiquettes|tags|tags de suivi|tags personnalises|mots cles|etiquette|libelles",
    "personne:pilote": (
        "personne pilote|personnes pilotes|personne responsable|agent referent|referent technique|chef de projet|"
        "agent pilote|responsable de l action|personne referente|agent en charge|pilote technique|charge de mission|"
        "contact|referent|interlocuteur|nom du pilote|technicien referent|referent|referents|personne ressource"
    ),
    "personne:elu_referent": (
        "elu e referent e|elu referent|elue referente|elus referents|elu|elus|elu pilote|elu responsable|elu en charge|"
        "vice president|elu e s referent e s|elu e|elu porteur|portage politique|referent elu|pilote elu|elu e s"
    ),
    "porteur": (
        "chef de file|chefs de file|structure chef de file|porteur ou pilote|porteur s|acteur pilote|"
        "resp|resp.|service porteur ou pilote|pilote interne|pilote|pilotes|porteur|porteurs|pilotage|responsable|"
        "responsables|porteur de l action|pilote de l action|"
        "porteur de projet|pilote s|porteur du projet|qui|portage|acteur pilote|porteur pressenti|porteurs de projet|"
        "responsable porteur|pilote porteur|pilote responsable|acteurs porteurs"
    ),
    "financeur": (
        "financeur|financeurs|nom du financeur|co financeur|cofinanceur|cofinanceurs|finance par|paye par|qui finance|"
        "qui paie|qui paye"
    ),
    "montant": (
        "montant ht|montant|montant ttc|montant de subvention|subvention obtenue|montant de la subvention|"
        "montant ht financeur"
    ),
    "budget": (
        "cout total ht|cout total ttc|cout total previsionnel|montant de l operation|cout de l operation|"
        "cout du projet|couts|combien|couts estimes|couts previsionnels|depenses previsionnelles|cout estime ht|"
        "budget previsionnel total ht|budget previsionnel total|budget previsionnel|budget total|budget|cout|"
        "cout total|cout previsionnel|cout estime|cout estimatif|estimation financiere|montant total|budget ht|"
        "budget ttc|budget total ht|budget total ttc|cout ht|cout ttc|budget estime|budget estimatif|"
        "chiffrage|cout global|budget alloue|enveloppe|montant previsionnel|budget previsionnel ht|"
        "budget previsionnel ttc|cout en|cout de l action|budget en euros|montant estime|budget previsionnel total ttc"
    ),
    "budget:investissement": (
        "budget investissement|budget invest|invest|budgets d investissement|"
        "investissement|budget d investissement|cout d investissement|depenses d investissement|"
        "investissement ht|montant investissement|investissements|cout investissement"
    ),
    "budget:fonctionnement": (
        "budget fonctionnement|budget fonct|fonct|budgets de fonctionnement|"
        "fonctionnement|budget de fonctionnement|cout de fonctionnement|"
        "depenses de fonctionnement|fonctionnement ht|montant fonctionnement|cout fonctionnement"
    ),
    "budget:fonctionnement::etp": (
        "etp|nombre d etp|etp mobilises|etp previsionnel|temps agent etp|moyens humains etp|nb etp"
    ),
    "budget:investissement:::max": (
        "budget investissement au plus|investissement au plus|budget d investissement au plus|investissement maximum"
    ),
    "budget:fonctionnement:::max": (
        "budget fonctionnement au plus|fonctionnement au plus|budget de fonctionnement au plus|fonctionnement maximum"
    ),
    "cout_evite": "cout evite|couts evites|cout evite ht|cout evite ttc|depense evitee|depenses evitees",
    "choix:cout_evite_base": "cout evite ht ou ttc|base du cout evite",
    "choix:cout_evite_rythme": "cout evite par an ou en tout|rythme du cout evite",
    "aide": "aide aides territoires|aides territoires|lien aides territoires|page aides territoires",
    "budget:::ht:reel": "budget reel|depense|depenses|budget depense|montant depense|depense reelle|realise",
    "indicateurs": (
        "indicateurs lies|indicateurs|indicateur|indicateurs de suivi|indicateur de suivi|indicateurs d evaluation|"
        "indicateurs de suivi et d evaluation|suivi et evaluation|indicateurs associes|indicateur s|evaluation|"
        "indicateurs cles|nom de l indicateur"
    ),
    "indicateurs:realisation": "indicateurs de realisation|indicateur de realisation|indicateurs de moyens",
    "indicateurs:resultat": "indicateurs de resultat|indicateur de resultat|indicateurs de resultats",
    "indicateurs:impact": "indicateurs d impact|indicateur d impact",
    "mesures": (
        "mesures liees|mesures des referentiels liees|mesures|actions du referentiel|referentiel|mesure liee|"
        "mesures du referentiel|fiches referentiel|actions referentiels liees|lien referentiel|mesures des referentiels"
    ),
    "etapes": (
        "nom et statut de l etape|nom et statut des etapes|etapes|etapes de l action|etapes cles|etapes de la fiche|"
        "etapes de mise en oeuvre|principales etapes"
    ),
    "liens": (
        "fiches des plans liees|"
        "actions liees|fiches liees|fiches actions liees|action liee|fiche liee|liens avec d autres actions|"
        "lien avec les autres actions"
    ),
    "notes": (
        "notes|note|notes de suivi|note de suivi|suivi|notes complementaires|bilan|point d avancement|journal|"
        "bilan de l action|etat d avancement detaille|bilan intermediaire|commentaires de suivi"
    ),
    "documents": (
        "lien web|site web|lien internet|documents et liens|documents|liens|lien|annexes|document|pieces jointes|"
        "ressources documentaires|url|"
        "site internet|documents lies|documents associes"
    ),
    "communes": (
        "communes concernees|communes|localisation|territoire concerne|lieu|commune|perimetre|perimetre geographique|"
        "lieux|territoires concernes|secteur geographique"
    ),
    "codes:categorie": (
        "categorie patrimoine competences territoire|categorie|categories|type d action|"
        "perimetre de l action|categorie d action"
    ),
    "codes:thematique": (
        "thematiques|thematique|thematique principale|theme|themes|domaine|domaines|thematique s|"
        "domaine d action"
    ),
    "codes:sous_thematique": "sous thematiques|sous thematique|sous theme|sous thematique s|sous domaine",
    "codes:cible": "publics vises|cibles|cible|cible s",
    "codes:effet": (
        "effets attendus|resultats attendus|effet attendu|resultat attendu|benefices attendus|effets|"
        "resultats escomptes"
    ),
    "codes:secteur": (
        "secteurs reglementaires|secteur reglementaire|secteurs|secteur|secteur d activite|secteur pcaet|"
        "secteurs pcaet|secteurs concernes"
    ),
    "codes:pilier": "piliers de l economie circulaire|pilier eci|piliers eci|pilier de l economie circulaire",
    "codes:levier": "leviers de la trajectoire|levier de la trajectoire",
    "impacts": (
        "impact de l action|impacts|impact|impacts de l action|impact attendu|impacts attendus|"
        "impacts environnementaux|"
        "effets sur le climat|impact climat|impact environnemental"
    ),
    "ignorer": (
        "cree le|modifie le|creee le|creee par|"
        "modifiee le|modifiee par|"
        "date de creation|date de modification|createur|derniere modification|cree par|modifie par|"
        "collectivite|plan|plan d action|repere|repere de l axe|repere de l action parente|creation modification|"
        "date de mise a jour|date de derniere modification|auteur|validation|etat de validation"
    ),
}  # fmt: skip
_MOTS |= {
    f"budget:{genre}::{unite}{suite}": f"{genre} {mot} {unite}"
    for genre in ("investissement", "fonctionnement")
    for unite in ("ht", "ttc", "etp")
    for mot, suite in (
        ("prevu", ""),
        ("reel", ":reel"),
        ("prevu au plus", ":max"),
        ("etale prevu", "::etale"),
        ("etale reel", ":reel:etale"),
        ("etale prevu au plus", ":max:etale"),
    )
    if f"budget:{genre}::{unite}{suite}" not in _MOTS
}
"""Columns of our CSV for what is not detailed by year."""
CLE_DE = {mot: cle for cle, mots in _MOTS.items() for mot in mots.split("|")}
"""Key of a normalised header."""

PROPOSABLES: tuple[tuple[str, str], ...] = (
    ("ignorer", "Ne pas importer"), ("nouveau_champ", "Un nouveau champ de la collectivité (texte)"),
    ("titre", "Titre de l'action"), ("sous_titre", "Titre de la sous-action"),
    ("sous_sous_titre", "Titre de la sous-sous-action"), ("code", "Numéro"),
    ("axe:1", "Axe"), ("axe:2", "Sous-axe"), ("axe:3", "Sous-sous-axe"), ("axe:4", "Axe de niveau 4"),
    ("axe:5", "Axe de niveau 5"),
    ("texte:description", "Description"), ("texte:contexte", "Enjeux et contexte"), ("texte:objectifs", "Objectifs"),
    ("ligne:nom_officiel", "Intitulé adopté"), ("texte:vigilance", "Points de vigilance"),
    ("acteur:maitre_ouvrage", "Maître d'ouvrage (structure pilote)"),
    ("acteur:co_maitre_ouvrage", "Co-maître d'ouvrage"), ("acteur:assistant_maitre_ouvrage",
    "Assistant du maître d'ouvrage"),
    ("acteur:operateur", "Opérateur"), ("acteur:service_pilote", "Direction ou service pilote"),
    ("personne:pilote", "Personne pilote"), ("personne:elu_referent", "Élu·e référent·e"),
    ("porteur", "Pilote ou porteur (personne, service ou structure)"),
    ("acteur:partenaire", "Partenaires"), ("acteur:partenaire_technique", "Partenaires techniques"),
    ("acteur:partenaire_financier", "Partenaires financiers"),
    ("acteur:partenaire_institutionnel", "Partenaires institutionnels"),
    ("acteur:partenaire_associatif", "Partenaires associatifs"), ("acteur:instance", "Instances de gouvernance"),
    ("acteur:etiquette", "Étiquettes"), ("texte:moyens", "Moyens humains et techniques"),
    ("statut", "Statut"), ("ligne:etat_precision", "Précision sur l'état"), ("avancement", "Avancement (%)"),
    ("etat_le", "Date de l'état"),
    ("priorite", "Priorité"), ("debut", "Date de début"), ("fin", "Date de fin"), ("calendrier", "Calendrier"),
    ("booleen:amelioration_continue", "Se répète tous les ans"), ("temps", "Temps de mise en œuvre"),
    ("participation", "Participation citoyenne"), ("texte:participation_texte", "Détail de la participation"),
    ("booleen:confidentiel", "Confidentielle"),
    ("texte:financements_texte", "Financements (en mots)"), ("financeur", "Financeur"), ("montant",
    "Montant du financeur"),
    ("budget", "Budget total"), ("budget:investissement", "Budget d'investissement"),
    ("budget:fonctionnement", "Budget de fonctionnement"), ("budget:fonctionnement::etp", "ETP"),
    ("budget:investissement:::max", "Budget d'investissement au plus"),
    ("budget:fonctionnement:::max", "Budget de fonctionnement au plus"),
    ("budget:::ht:reel", "Montant dépensé"), ("aide", "Aide du financeur (Aides-territoires)"),
    ("cout_evite", "Coût évité"), ("choix:cout_evite_base", "Coût évité : HT ou TTC"),
    ("choix:cout_evite_rythme", "Coût évité : par an ou en tout"),
    ("indicateurs", "Indicateurs"), ("indicateurs:realisation", "Indicateurs de réalisation"),
    ("indicateurs:resultat", "Indicateurs de résultat"), ("indicateurs:impact", "Indicateurs d'impact"),
    ("public", "Public-cible (en mots)"), ("codes:cible", "Publics visés (liste)"),
    ("codes:categorie", "Catégorie (Patrimoine, Compétences, Territoire)"), ("codes:thematique", "Thématiques"),
    ("codes:sous_thematique", "Sous-thématiques"), ("codes:effet", "Effets attendus"),
    ("codes:secteur", "Secteurs réglementaires"), ("codes:pilier", "Piliers de l'économie circulaire"),
    ("codes:levier", "Leviers de la trajectoire"),
    ("impacts", "Impacts"), ("communes", "Communes concernées"), ("mesures", "Mesures liées"),
    ("etapes", "Étapes (une par ligne)"),
    ("liens", "Actions liées"), ("notes", "Notes de suivi"), ("documents", "Documents et liens"),
)  # fmt: skip
"""Choices of the mapping screen."""
LIBELLES = dict(PROPOSABLES)
