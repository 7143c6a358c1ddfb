"""Sheets and columns of our spreadsheet, in order (domain.colonnes). Headers are those that people know from the
official template of the platform wherever it has the column."""

from __future__ import annotations

from collections.abc import Callable

from cordee.outils.texte import normaliser
from cordee.plans.domain.colonnes_cellules import (
    AIDE,
    ANNEE,
    DATE,
    DEBUT,
    DECIMAL,
    ENTIER,
    FIN,
    LISTE,
    MOMENT,
    MONTANT,
    OUI_NON,
    TAUX,
    TEXTE,
    CelluleIllisible,
    Codec,
    Valeur,
    choix,
    codes,
    ecrire_personne,
    joindre,
    lire_personne,
    lire_texte,
    separer,
)
from cordee.plans.domain.colonnes_genres import Champ, Colonne, Table
from cordee.plans.domain.fiche import (
    ActeurCite,
    BlocageCite,
    CommentaireCite,
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
    Passage,
    ReferenceCitee,
    SuiviCite,
)
from cordee.plans.domain.leviers import NOMS_LEVIERS
from cordee.plans.domain.listes import (
    LISTES,
    NIVEAUX_IMPACT,
    Appreciation,
    BaseMontant,
    CoutEfficacite,
    DomaineImpact,
    Faisabilite,
    Frequence,
    Genre,
    Incertitude,
    Maturite,
    NatureIndicateur,
    Participation,
    PeriodeEvaluation,
    Priorite,
    RoleActeur,
    RolePersonne,
    RythmeCout,
    SensImpact,
    StatutFiche,
    StatutFinancement,
    TempsMiseEnOeuvre,
    TypeBudget,
    TypeLien,
    TypeReference,
    UniteBudget,
)
from cordee.plans.domain.thematiques import NOMS_SOUS_THEMATIQUES, THEMATIQUES
from cordee.plans.domain.validation import ecrire_validations

PLAN, PLANS, FICHES, AXES, PLACEMENTS = "Plan", "Plans", "Fiches", "Axes", "Placements"
RECUEIL, TYPE_DU_RECUEIL = "Toutes les fiches", "Fiches action"
SUITES, MARQUE = "Suites", "_cordee"
"""Sheets that only the program reads: texts longer than a cell, and the mark by which the import knows our file."""


def _scalaire(
    attribut: str, entete: str, codec: Codec = TEXTE, groupe: str = "presentation", largeur: int = 18
) -> Colonne:
    def poser(fiche: FicheComplete, valeur: Valeur) -> None:
        setattr(fiche, attribut, codec.lire(valeur))

    return Colonne(
        attribut, entete, groupe, lambda fiche: codec.ecrire(getattr(fiche, attribut)), poser, codec.format, largeur
    )


def _personnes(role: RolePersonne, entete: str) -> Colonne:
    def ecrire(fiche: FicheComplete) -> Valeur:
        return joindre([ecrire_personne(personne) for personne in fiche.personnes if personne.role is role])

    def poser(fiche: FicheComplete, valeur: Valeur) -> None:
        fiche.personnes += tuple(lire_personne(nom, role) for nom in separer(lire_texte(valeur)))

    return Colonne(role.value, entete, "acteurs", ecrire, poser, largeur=24)


def _acteurs(role: RoleActeur, entete: str, groupe: str = "acteurs") -> Colonne:
    def poser(fiche: FicheComplete, valeur: Valeur) -> None:
        fiche.acteurs += tuple(ActeurCite(nom, role) for nom in separer(lire_texte(valeur)))

    return Colonne(role.value, entete, groupe, lambda fiche: joindre(fiche.noms(role)), poser, largeur=24)


def _noms_du_genre(genre: Genre) -> dict[str, str]:
    if genre in LISTES:
        return dict(LISTES[genre].choices())
    noms = {
        Genre.THEMATIQUE: THEMATIQUES,
        Genre.SOUS_THEMATIQUE: NOMS_SOUS_THEMATIQUES,
        Genre.LEVIER: NOMS_LEVIERS,
    }
    return noms.get(genre, {})


def _classement(genre: Genre, entete: str) -> Colonne:
    codec = codes(_noms_du_genre(genre))

    def poser(fiche: FicheComplete, valeur: Valeur) -> None:
        if lus := codec.lire(valeur):
            fiche.classements[genre] = lus

    return Colonne(
        genre.value,
        entete,
        "classement",
        lambda fiche: codec.ecrire(fiche.classements.get(genre, ())),
        poser,
        largeur=26,
    )


COLONNES: tuple[Colonne, ...] = (
    _scalaire("code", "Code", largeur=9),
    _scalaire("description", "Descriptif", largeur=50),
    _scalaire("contexte", "Enjeux et contexte", largeur=50),
    _scalaire("nom_officiel", "Intitulé adopté", largeur=30),
    _acteurs(RoleActeur.INSTANCE, "Instances de gouvernance", "presentation"),
    _scalaire("objectifs", "Objectifs", groupe="objectifs", largeur=50),
    _acteurs(RoleActeur.MAITRE_OUVRAGE, "Structure pilote"),
    _acteurs(RoleActeur.CO_MAITRE_OUVRAGE, "Co-maître d'ouvrage"),
    _acteurs(RoleActeur.ASSISTANT, "Assistant du maître d'ouvrage"),
    _acteurs(RoleActeur.OPERATEUR, "Opérateur"),
    _scalaire("moyens", "Moyens humains et techniques", groupe="acteurs", largeur=36),
    _acteurs(RoleActeur.PARTENAIRE, "Partenaires"),
    _acteurs(RoleActeur.PARTENAIRE_TECHNIQUE, "Partenaires techniques"),
    _acteurs(RoleActeur.PARTENAIRE_FINANCIER, "Partenaires financiers"),
    _acteurs(RoleActeur.PARTENAIRE_INSTITUTIONNEL, "Partenaires institutionnels"),
    _acteurs(RoleActeur.PARTENAIRE_ASSOCIATIF, "Partenaires associatifs"),
    _acteurs(RoleActeur.SERVICE_PILOTE, "Direction ou service pilote"),
    _personnes(RolePersonne.PILOTE, "Personne pilote"),
    _personnes(RolePersonne.ELU_REFERENT, "Élu·e référent·e"),
    _scalaire("participation", "Participation Citoyenne", choix(Participation), "modalites"),
    _scalaire("participation_texte", "Participation citoyenne : précisions", groupe="modalites", largeur=30),
    _scalaire("financements_texte", "Financements", groupe="modalites", largeur=30),
    _scalaire("cout_evite", "Coût évité (€)", MONTANT, "modalites", 14),
    _scalaire("cout_evite_base", "Coût évité : HT ou TTC", choix(BaseMontant), "modalites", 10),
    _scalaire("cout_evite_rythme", "Coût évité : par an ou en tout", choix(RythmeCout), "modalites", 12),
    _scalaire("statut", "Statut", choix(StatutFiche), "modalites", 13),
    _scalaire("etat_precision", "Précision sur l'état", groupe="modalites", largeur=24),
    _scalaire("avancement", "Avancement (%)", ENTIER, "modalites", 12),
    _scalaire("etat_le", "Date de l'état", DATE, "modalites", 12),
    _scalaire("poids", "Poids", ENTIER, "modalites", 8),
    _scalaire("priorite", "Niveau de priorité", choix(Priorite), "modalites", 12),
    _scalaire("faisabilite", "Faisabilité", choix(Faisabilite), "modalites", 12),
    _scalaire("cout_efficacite", "Coût-efficacité", choix(CoutEfficacite), "modalites", 12),
    _scalaire("maturite", "Maturité", choix(Maturite), "modalites", 15),
    _scalaire("debut", "Date de début", DEBUT, "modalites", 12),
    _scalaire("fin", "Date de fin", FIN, "modalites", 12),
    _scalaire("calendrier", "Calendrier", groupe="modalites", largeur=24),
    _scalaire("amelioration_continue", "Action en amélioration continue", OUI_NON, "modalites", 14),
    _scalaire("temps", "Temps de mise en œuvre", choix(TempsMiseEnOeuvre), "modalites", 15),
    _scalaire("public_cible", "Public-cible", groupe="classement", largeur=30),
    _classement(Genre.CATEGORIE, "Catégorie (Patrimoine, Compétences, Territoire)"),
    _classement(Genre.THEMATIQUE, "Thématiques"),
    _classement(Genre.SOUS_THEMATIQUE, "Sous-thématiques"),
    _classement(Genre.CIBLE, "Publics visés"),
    _classement(Genre.EFFET, "Effets attendus"),
    _classement(Genre.SECTEUR, "Secteurs réglementaires"),
    _classement(Genre.PILIER, "Piliers de l'économie circulaire"),
    _classement(Genre.LEVIER, "Leviers de la trajectoire"),
    _scalaire("communes", "Communes concernées", LISTE, "classement", 26),
    _scalaire("vigilance", "Points de vigilance", groupe="classement", largeur=36),
    _acteurs(RoleActeur.ETIQUETTE, "Étiquettes", "classement"),
    _scalaire("mesures", "Mesures liées", LISTE, "liens", 22),
    _scalaire("confidentiel", "Confidentielle", OUI_NON, "liens", 13),
)
"""Columns of « Fiches » after those of the place in the tree (`entetes_fiches`)."""


def _passage(attribut: str, entete: str, partie: str) -> Colonne:
    def ecrire(fiche: FicheComplete) -> Valeur:
        passage: Passage | None = getattr(fiche, attribut)
        return getattr(passage, partie) or None if passage is not None else None

    codec = MOMENT if partie == "le" else TEXTE
    return Colonne(f"{attribut}_{partie}", entete, "trace", ecrire, lambda fiche, valeur: None, codec.format, 16)


VALIDATION = "Validation"
"""Header of the state in the circuit of the plan: said, never read back, since a file validates nothing."""


def _suivi(cle: str, entete: str, dire: Callable[[SuiviCite], Valeur], largeur: int = 12) -> Colonne:
    def ecrire(fiche: FicheComplete) -> Valeur:
        return dire(fiche.suivi) if fiche.suivi is not None else None

    return Colonne(cle, entete, "trace", ecrire, lambda fiche, valeur: None, "entier", largeur)


INFORMATIVES: tuple[Colonne, ...] = (
    _suivi("en_retard", "En retard (calculé)", lambda suivi: "Oui" if suivi.jours_de_retard else "Non"),
    _suivi("retard", "En retard, jours (calculé)", lambda suivi: suivi.jours_de_retard or None),
    _suivi(
        "avancement_calcule", "Avancement, % (calculé)",
        lambda suivi: None if suivi.avancement is None else round(suivi.avancement),
    ),
    _suivi("completude", "Complétude, % (calculé)", lambda suivi: suivi.completude),
    _suivi("a_completer", "À compléter (calculé)", lambda suivi: ", ".join(suivi.a_completer) or None, 28),
    _passage("creation", "Créée le", "le"),
    _passage("creation", "Créée par", "par"),
    _passage("modification", "Modifiée le", "le"),
    _passage("modification", "Modifiée par", "par"),
    Colonne(
        "validations", VALIDATION, "trace", lambda fiche: ecrire_validations(fiche.validations) or None,
        lambda fiche, valeur: None, TEXTE.format, 24,
    ),
)  # fmt: skip
"""Last columns of « Fiches », to read: the import leaves them aside, since it is itself what is then written."""

GROUPES = {
    "place": "Place dans le plan",
    "presentation": "Présentation de l'action",
    "objectifs": "Objectifs et indicateurs",
    "acteurs": "Acteurs",
    "modalites": "Modalités de mise en œuvre",
    "classement": "Classement et territoire",
    "liens": "Liens et accès",
    "trace": "Création, dernière modification, validation",
}
"""Bands of columns, for the colour of the headers."""

REPERE, REPERE_AXE, REPERE_PARENT = "Repère", "Repère de l'axe", "Repère de l'action parente"
REPERE_PARENT_AXE = "Repère de l'axe parent"
"""Technical columns: `F12` is the saved fiche 12, `L3` the third of those that are not saved; `A4`, `X4` for axes."""


PLAN_DU_RECUEIL = "Plan de la collectivité"
"""Header that takes the place of the first level of axes in the CSV of a whole collectivité."""


def entete_axe(niveau: int) -> str:
    """Header of the column of axes at this level, from 1."""
    connus = ("Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)")
    return connus[niveau - 1] if niveau <= len(connus) else f"Axe de niveau {niveau}"


def entete_titre(profondeur: int) -> str:
    """Header of the column of titles: 0 for the fiche, 1 for its sous-fiches…"""
    connus = ("Titre de l'action", "Titre de la sous-action", "Titre de la sous-sous-action")
    return connus[profondeur] if profondeur < len(connus) else f"Titre de niveau {profondeur + 1}"


_NIVEAUX = {normaliser(nom): niveau for niveau, nom in NIVEAUX_IMPACT.items()}


def _lire_niveau(valeur: Valeur) -> int | None:
    texte = lire_texte(valeur)
    if not texte:
        return None
    niveau = int(texte) if texte.isdecimal() else _NIVEAUX.get(normaliser(texte), -1)
    if niveau not in NIVEAUX_IMPACT:
        raise CelluleIllisible(f"« {texte} » n'est pas un niveau : {', '.join(NIVEAUX_IMPACT.values())}.")
    return niveau


_NIVEAU = Codec(lambda niveau: None if niveau is None else NIVEAUX_IMPACT[niveau], _lire_niveau)

TABLES: tuple[Table, ...] = (
    Table(
        "Objectifs chiffrés",
        "objectifs_chiffres",
        ObjectifChiffre,
        (
            Champ("libelle", "Objectif", TEXTE, 50),
            Champ("valeur", "Valeur", DECIMAL, 12),
            Champ("unite", "Unité", TEXTE, 14),
            Champ("echeance", "Échéance", ANNEE, 10),
        ),
        ("libelle",),
    ),
    Table(
        "Impacts",
        "impacts",
        Impact,
        (
            Champ("domaine", "Domaine", choix(DomaineImpact), 26),
            Champ("niveau", "Niveau", _NIVEAU, 10),
            Champ("valeur", "Valeur", DECIMAL, 12),
            Champ("unite", "Unité", TEXTE, 14),
            Champ("horizon", "Horizon", ANNEE, 10),
            Champ("commentaire", "Commentaire", TEXTE, 50),
            Champ("sens", "Sens", choix(SensImpact), 10),
            Champ("methode", "Méthode d'estimation", TEXTE, 40),
            Champ("incertitude", "Incertitude", choix(Incertitude), 22),
        ),
        ("domaine",),
    ),
    Table(
        "Budget",
        "budgets",
        LigneBudget,
        (
            Champ("type", "Type", choix(TypeBudget), 16),
            Champ("unite", "Unité", choix(UniteBudget, UniteBudget.HT), 10),
            Champ("annee", "Année", ANNEE, 10),
            Champ("prevu", "Prévu", MONTANT, 16),
            Champ("reel", "Réel", MONTANT, 16),
            Champ("prevu_max", "Prévu au plus", MONTANT, 16),
            Champ("est_etale", "Étalé sur les années", OUI_NON, 12),
        ),
        ("type",),
    ),
    Table(
        "Financements",
        "financements",
        FinancementCite,
        (
            Champ("financeur", "Financeur", TEXTE, 26),
            Champ("dispositif", "Dispositif", TEXTE, 26),
            Champ("montant", "Montant", MONTANT, 16),
            Champ("base", "HT ou TTC", choix(BaseMontant, BaseMontant.HT), 10),
            Champ("taux", "Taux", TAUX, 10),
            Champ("statut", "Statut", choix(StatutFinancement, StatutFinancement.ENVISAGE), 14),
            Champ("annee", "Année", ANNEE, 10),
            Champ("demande_le", "Demandé le", DATE, 12),
            Champ("decision_le", "Décidé le", DATE, 12),
            Champ("verse_le", "Versé le", DATE, 12),
            Champ("aide", "Aide (Aides-territoires)", AIDE, 44),
        ),
        ("financeur",),
    ),
    Table(
        "Indicateurs",
        "indicateurs",
        IndicateurCite,
        (
            Champ("nom", "Indicateur", TEXTE, 44),
            Champ("unite", "Unité", TEXTE, 14),
            Champ("identifiant", "Identifiant", TEXTE, 14),
            Champ("nature", "Nature", choix(NatureIndicateur, NatureIndicateur.REALISATION), 13),
            Champ("cible", "Cible", DECIMAL, 12),
            Champ("annee_cible", "Année de la cible", ANNEE, 12),
            Champ("frequence", "Fréquence", choix(Frequence), 16),
            Champ("source", "Source", TEXTE, 24),
            Champ("responsable", "Responsable", TEXTE, 24),
            Champ("mesure_avancement", "Mesure l'avancement", OUI_NON, 12),
        ),
        ("nom",),
    ),
    Table(
        "Documents cadres",
        "references",
        ReferenceCitee,
        (
            Champ("type", "Document", choix(TypeReference), 26),
            Champ("titre", "Titre", TEXTE, 44),
            Champ("article", "Article ou règle", TEXTE, 30),
            Champ("adresse", "Adresse", TEXTE, 44),
        ),
        ("type",),
    ),
    Table(
        "Bilans",
        "evaluations",
        EvaluationCitee,
        (
            Champ("periode", "Période", choix(PeriodeEvaluation), 22),
            Champ("date", "Date", DATE, 12),
            Champ("appreciation", "Appréciation", choix(Appreciation), 22),
            Champ("resultat", "Résultat", TEXTE, 60),
            Champ("suites", "Ce qui change ensuite", TEXTE, 50),
        ),
        ("periode",),
    ),
    Table(
        "Notes",
        "notes",
        NoteCitee,
        (
            Champ("date", "Date", DATE, 12),
            Champ("texte", "Note", TEXTE, 70),
            Champ("auteur", "Auteur", TEXTE, 24),
        ),
        ("date", "texte"),
    ),
    Table(
        "Commentaires",
        "commentaires",
        CommentaireCite,
        (
            Champ("numero", "N°", ENTIER, 6),
            Champ("reponse_a", "Réponse au n°", ENTIER, 10),
            Champ("ecrit_le", "Écrit le", MOMENT, 16),
            Champ("auteur", "Auteur", TEXTE, 24),
            Champ("texte", "Commentaire", TEXTE, 70),
            Champ("modifie_le", "Modifié le", MOMENT, 16),
            Champ("regle_le", "Réglé le", MOMENT, 16),
            Champ("repris_par", "Repris d'un import de", TEXTE, 24),
        ),
        ("numero", "ecrit_le", "texte"),
    ),
    Table(
        "Blocages",
        "blocages",
        BlocageCite,
        (
            Champ("raison", "Ce qui bloque", TEXTE, 50),
            Champ("code", "Code de l'action attendue", TEXTE, 14),
            Champ("titre", "Titre de l'action attendue", TEXTE, 40),
            Champ("attendu_de", "Attendu de", TEXTE, 24),
            Champ("attendu_le", "Levée attendue le", DATE, 12),
            Champ("pose_le", "Posé le", MOMENT, 16),
            Champ("pose_par", "Posé par", TEXTE, 24),
            Champ("leve_le", "Levé le", MOMENT, 16),
            Champ("leve_par", "Levé par", TEXTE, 24),
            Champ("repris_par", "Repris d'un import de", TEXTE, 24),
        ),
        ("pose_le",),
    ),
    Table(
        "Liens",
        "liens",
        LienCite,
        (
            Champ("type", "Relation", choix(TypeLien, TypeLien.LIEE), 30),
            Champ("entrant", "L'autre est le sujet", OUI_NON, 14),
            Champ("decalage", "Délai (jours)", ENTIER, 10),
            Champ("code", "Code de l'autre action", TEXTE, 14),
            Champ("titre", "Titre de l'autre action", TEXTE, 50),
        ),
        ("titre",),
    ),
    Table(
        "Documents",
        "documents",
        DocumentCite,
        (Champ("nom", "Document", TEXTE, 44), Champ("adresse", "Adresse", TEXTE, 50)),
        ("nom",),
    ),
)
"""Sheets of lists. Those of indicators have columns `Résultat 2026` and `Objectif 2026` besides."""

CLES_TABLES = (Champ("", REPERE, TEXTE, 9), Champ("", "Code de l'action", TEXTE, 10), Champ("", "Action", TEXTE, 36))
"""First three columns of every sheet of lists: the row of « Fiches » that it belongs to."""

CHAMPS_AXES = (
    Champ("nom", "Nom de l'axe", TEXTE, 50),
    Champ("numero", "N°", TEXTE, 9),
    Champ("description", "Description", TEXTE, 70),
    Champ("indicateurs", "Indicateurs", LISTE, 40),
)
