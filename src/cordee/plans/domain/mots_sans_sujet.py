"""Words that make no fiche and no mesure alike, normalised (docs/calculs/suggestions.md §Mots)."""

from __future__ import annotations

from cordee.outils.racines import MOTS_VIDES, raciner_mot

_COURANTS = """
action actions mesure mesures projet projets territoire territorial collectivite collectivites epci commune communes
mettre mise oeuvre place realiser realisation creer creation developper developpement elaborer elaboration definir
definition suivre suivi evaluer evaluation assurer permettre proposer organiser organisation accompagner
accompagnement promouvoir soutenir renforcer ameliorer amelioration poursuivre engager favoriser integrer nombre part
taux total annee an ans niveau lien cadre demarche politique plan programme strategie objectif objectifs
"""
"""What every plan speaks of."""
_TEMPS = """
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi
samedi dimanche jour jours journee journees semaine semaines mois trimestre trimestres semestre semestres annees siecle
mensuel mensuelle mensuels mensuelles hebdomadaire hebdomadaires trimestriel trimestrielle annuel annuelle annuels
annuelles annuellement pluriannuel pluriannuelle pluriannuels saison saisons printemps ete etes automne hiver hivers
matin matins soir soirs heure heures date dates calendrier calendriers echeance echeances duree durees periode periodes
temps debut fin hier demain aujourd hui ensuite puis souvent toujours jamais tot tard deja bientot lors lorsque
intervalle intervalles regulier reguliere reguliers regulieres regulierement moment moments
"""
_NOMBRES = """
trois quatre cinq six sept huit dix vingt trente quarante cinquante cent mille dizaine dizaines douzaine centaine
centaines millier milliers million millions premier premiere premiers premieres second seconde dernier derniere derniers
dernieres tiers quart moitie plusieurs quelque quelques chacun chacune beaucoup assez presque environ
"""
_QUALITES = """
bien bon bonne bons bonnes mieux meilleur meilleure meilleurs meilleures mal grand grande grands grandes petit petite
petits petites gros grosse grosses nouveau nouvel nouvelle nouveaux nouvelles seul seule seuls seules simple simples
simplement propre propres possible possibles utile utiles entier entiere entiers reel reelle reels reelles court courte
courts longue longues fort forte forts fortes faible faibles proche proches present presente ancien ancienne vrai vraie
commun ensemble autour partout ailleurs dehors dedans dessous dessus devant derriere loin pres plutot surtout notamment
autrement activement durablement localement vite general generale generaux principal principale principaux particulier
particuliere certain certaine certains certaines autres toutefois selon afin grace face dela quand voici puisque celui
celle ceux celles rien notre propos existant existante existants existantes different differente differents differentes
divers diverses varie varies variees prioritaire prioritaires visible visibles exemplaire exemplaires
"""
_NOMS = """
bilan bilans point points lieu lieux cas type types sorte facon facons maniere manieres moyen moyens besoin besoins
exemple exemples ordre ordres liste listes tableau tableaux carte cartes document documents page sujet sujets theme
themes etat etats effet effets resultat resultats enjeu enjeux role roles choix reste restes parts partie parties chose
choses fait faits idee idees question questions reponse reponses methode methodes demande demandes base bases niveaux
valeur valeurs chiffre chiffres indicateur indicateurs outil outils etape etapes acteur acteurs partenaire partenaires
auditeur auditrice auditeurs personne personnes gens element elements condition conditions situation contexte
"""
_HOMONYMES = """
associe associent associer devoir donne donnee donnent donner donnes dure durent durer partir part partent passe
passent passer placent placer portee portees portent porter voir voire voit voient
"""
"""Forms of verbs whose stem is also that of a subject: « voirie », « place », « don », « port », « association »."""
_VERBES = """
adopter agir aider ajouter ajuster aller amener analyser appliquer apporter apprendre appuyer atteindre attendre
augmenter avancer avoir baisser chercher choisir commencer comparer comprendre compter confier connaitre construire
continuer contribuer convenir corriger couvrir decider decrire demander depasser devenir dire disposer doter
encourager entrer envoyer etablir etendre etudier eviter exister expliquer faciliter falloir finir fixer gagner
garantir garder gerer indiquer inscrire installer laisser lancer limiter lire mener mobiliser monter montrer obtenir
offrir orienter ouvrir parler penser poser pousser pouvoir preciser prendre preparer presenter prevoir prouver reduire
regarder rejoindre remettre rendre reperer repondre rester reunir savoir servir sortir tenir tirer toucher travailler
trouver utiliser valoir venir verifier viser vivre voter vouloir
"""
"""Verbs that say what is done and not to what, in every form that has the stem of the infinitive."""

MOTS_SANS_SUJET = MOTS_VIDES.union(
    *(mots.split() for mots in (_COURANTS, _TEMPS, _NOMBRES, _QUALITES, _NOMS, _HOMONYMES, _VERBES))
)
RACINES_SANS_SUJET = frozenset(raciner_mot(verbe) for verbe in _VERBES.split())


def a_un_sujet(mot: str) -> bool:
    """Whether a normalised word can make two texts alike: neither a number, nor a single letter, nor a word that says
    no subject."""
    return (
        len(mot) > 1 and not mot.isdigit() and mot not in MOTS_SANS_SUJET and raciner_mot(mot) not in RACINES_SANS_SUJET
    )
