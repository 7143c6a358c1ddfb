"""What copying a PDF, or saving a page, does to a published fiche."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.plans.domain.imports.test_publie import axes, seule, toutes

from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.publie.libelles import est_du_bruit, rubrique_de, rubrique_exacte
from cordee.plans.domain.imports.publie.page import recoller, remettre_en_page
from cordee.plans.domain.listes import DomaineImpact, Genre, RoleActeur, RolePersonne, StatutFiche

PAGES = """Plan climat des Trois-Vallées – Actions
Fiche action n° 3.2 – Planter des haies le long de
nos chemins
ENJEUX ET CONTEXTE
Les talus s’effondrent. La collec-
tivité veut ﬁxer des sous-
objectifs. Elle veut aller vite.
IMPACTS ATTENDUS
[x] Adaptation [ ] GES
7
Plan climat des Trois-Vallées – Actions
SOUS-ACTION N°1 : Choisir les chemins
Descriptif : Une étude de faisa-
bilité.
Calendrier : 2025-2027
PILOTAGE
Pilote : Service Voirie – Ada Roux
8
Plan climat des Trois-Vallées – Actions
INDICATEURS
– Kilomètres plantés (objectif :
12 km)
– Part des chemins (%)
Fiche action n° 3.3 – Semer
CONTEXTE
Sols nus.
OBJECTIFS
Couvrir.
CALENDRIER
2026
"""
COLONNES = """                Fiche 4 : Ouvrir une ressourcerie

Enjeux et contexte     Beaucoup d'objets sont jetés
                       trop tôt.
Impact de l'action     ☒ Atténuation   ☐ Adaptation
Sous-action 1          Descriptif          Trouver un
                                           lieu
                       Public-cible        Habitants
Sous-action 2          Descriptif          Ouvrir
                       Etat                En cours
PILOTAGE
Maître d'ouvrage       CC des Trois-Vallées
Partenaires et         Région
dispositif financier
Indicateurs de suivi   Tonnes évitées
et d'évaluation        Nombre de visites
                       par an
   •   Emplois créés
"""
ORDRE = """Patrimoine Compétences Territoire
☐ ☐ ☒
Réparer ensemble
Enjeux et contexte On jette trop.
Impact de l'action Atténuation Adaptation GES
☒ ☐ ☐ ☒
Énergie
Sous-action 1 Descriptif Ouvrir un
atelier
Etat A développer
Sous-action 2 Descriptif Le faire
connaître
PILOTAGE
Maître d'ouvrage CC
Indicateurs de suivi
et d'évaluation
Nombre d'objets
"""


def test_mots_coupes_titres_courants_et_ligatures():
    lecture = lire_texte_colle(PAGES)
    haies, semer = toutes(lecture)
    assert (haies.code, haies.titre) == ("3.2", "Planter des haies le long de nos chemins")
    attendu = "Les talus s’effondrent. La collectivité veut fixer des sous-objectifs. Elle veut aller vite."
    assert haies.contexte == attendu
    assert [i.domaine for i in haies.impacts] == [DomaineImpact.ADAPTATION]
    assert [(s.titre, s.description) for s in haies.sous_fiches] == [
        ("Choisir les chemins", "Une étude de faisabilité."),
    ]  # fmt: skip
    assert haies.noms(RoleActeur.SERVICE_PILOTE) == ["Service Voirie"]
    assert haies.personnes_de_role(RolePersonne.PILOTE) == ["Ada Roux"]
    assert [(i.nom, i.unite, i.cible) for i in haies.indicateurs] == [
        ("Kilomètres plantés", "km", Decimal(12)), ("Part des chemins", "%", None),
    ]  # fmt: skip
    assert (semer.code, semer.debut.jour, semer.objectifs) == ("3.3", date(2026, 1, 1), "Couvrir.")
    assert [texte for _, texte in lecture.non_repris] == ["Plan climat des Trois-Vallées – Actions", "7 / 8"]
    assert lecture.erreurs == []


def test_des_colonnes_dessinees_avec_des_espaces():
    fiche = seule(lire_texte_colle(COLONNES))
    assert (fiche.titre, fiche.contexte) == ("Ouvrir une ressourcerie", "Beaucoup d'objets sont jetés trop tôt.")
    assert [i.domaine for i in fiche.impacts] == [DomaineImpact.ATTENUATION]
    assert [(s.description.replace("\n", " "), s.public_cible, s.statut) for s in fiche.sous_fiches] == [
        ("Trouver un lieu", "Habitants", None), ("Ouvrir", "", StatutFiche.EN_COURS),
    ]  # fmt: skip
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.financements_texte) == (["CC des Trois-Vallées"], "Région")
    assert fiche.indicateurs[0].nom == "Tonnes évitées"
    assert "Emplois créés" in [i.nom for i in fiche.indicateurs]
    libre, _ = remettre_en_page("Titre   libre\nA   b\nC   d\nx")
    assert libre.split("\n") == ["Titre\tlibre", "A\tb", "C\td", "x"]


def test_un_texte_dans_l_ordre_du_pdf_rend_ses_cases():
    fiche = seule(lire_texte_colle(ORDRE))
    assert (fiche.titre, fiche.classements[Genre.CATEGORIE]) == ("Réparer ensemble", ("territoire",))
    assert [i.domaine for i in fiche.impacts] == [DomaineImpact.ATTENUATION, DomaineImpact.ENERGIE]
    assert [(s.titre, s.statut) for s in fiche.sous_fiches] == [
        ("Ouvrir un atelier", StatutFiche.A_VENIR), ("Le faire connaître", None),
    ]  # fmt: skip
    assert [i.nom for i in fiche.indicateurs] == ["Nombre d'objets"]


@pytest.mark.parametrize(
    ("texte", "rendu"),
    [
        ("Atténuation\n☒\nGES\n☐", ["☒ Atténuation", "☐ GES"]),
        ("Impacts\n☒\nAdaptation", ["Impacts", "☒ Adaptation"]),
        ("☒ ☐\nrien de connu", ["☒ ☐", "rien de connu"]),
        ("☒\n☐", ["☒", "☐"]),
        ("Atténuation\n☒ ☐ ☐\nautre chose", ["Atténuation", "☒ ☐ ☐", "autre chose"]),
    ],
)
def test_cases_et_noms(texte, rendu):
    assert [ligne for ligne in remettre_en_page(texte)[0].split("\n") if ligne] == rendu


def test_ce_qui_ressemble_a_un_titre_courant_sans_en_etre_un_reste():
    gardees = "Contexte\nVu.\nObjectifs\nSans objet.\n1\nContexte\nVu.\n2\nSans objet.\n"
    assert remettre_en_page(gardees) == (gardees, [])
    assert recoller("est-\nce, auto-\nroute") == "est-ce, autoroute"
    assert not est_du_bruit("2026")


def test_un_axe_dit_en_texte_ouvre_la_fiche_suivante():
    bloc = "Contexte\nA.\nObjectifs\nB.\nPilote\nCC\n"
    texte = f"Axe 1 : Habiter\nFiche 1.1 : Isoler\n{bloc}Axe 2 : Bouger\nFiche 2.1 : Rouler\n{bloc}"
    lecture = lire_texte_colle(texte)
    assert [(a.nom, [f.titre for f in a.fiches]) for a in lecture.plan.axes] == [
        ("Habiter", ["Isoler"]), ("Bouger", ["Rouler"]),
    ]  # fmt: skip
    seul = lire_texte_colle(f"Fiche 1 : Isoler\n{bloc}Axe 2 : Bouger\nFin.")
    assert (axes(seul), len(toutes(seul))) == (["Bouger"], 1)


def test_des_cases_d_impact_toutes_vides_sont_dites():
    lecture = lire_texte_colle("Titre : Isoler\nContexte : a\nImpacts : ☐ GES ☐ Adaptation\nObjectifs : b\n")
    assert "Aucun impact" in lecture.avis[0].texte
    assert [texte for _, texte in lecture.non_repris] == ["Impacts : ☐ GES ☐ Adaptation"]


def test_les_retours_a_la_ligne_d_une_page_html_sont_des_espaces():
    page = (
        "<html><body><h1>Fiche 2 : Isoler les\n  écoles</h1>"
        "<table><tr><td>Contexte</td><td>Il fait\n   froid.</td></tr>"
        "<tr><td>Maître d'ouvrage</td><td><p>CC du\n Val</p></td></tr>"
        "<tr><td>Objectifs</td><td>Rénover<br>Vite</td></tr>"
        "</table><pre>Calendrier : 2026\nBudget : 10 €</pre></body></html>"
    )
    fiche = seule(lire_fichier(page.encode(), "f.html"))
    assert (fiche.titre, fiche.contexte) == ("Isoler les écoles", "Il fait froid.")
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.objectifs) == (["CC du Val"], "Rénover\nVite")
    assert (fiche.calendrier, fiche.budgets[0].prevu) == ("2026", Decimal(10))


@pytest.mark.parametrize(
    ("texte", "cle"),
    [
        ("Pilote / porteur", "porteur"),
        ("Constats / enjeux Les sols sont nus depuis longtemps", None),
        ("Partenaires (élus,", "acteur:partenaire"),
        ("Objectifs (voir le contexte) de la fiche", None),
    ],
)
def test_un_libelle_n_avale_pas_la_phrase_qui_le_suit(texte, cle):
    assert (r.cle if (r := rubrique_de(texte)) else None) == cle
    assert rubrique_exacte("pas un libellé") is None


def test_ce_qui_entoure_le_texte_d_une_page_n_est_pas_de_la_fiche():
    lecture = lire_fichier(
        (
            "<html><body><div class='cookie-banner'>Nous utilisons des cookies</div><header>Mon site</header><main>"
            "<h1>Planter des haies</h1><h2>Objectifs</h2><p>Durer</p><h2>Pilote</h2><p>CC</p>"
            "<h2>Indicateurs</h2><ul><li>Mètres plantés</li></ul><aside>Partager</aside></main></body></html>"
        ).encode(),
        "fiche.html",
    )
    (fiche,) = lecture.plan.fiches
    assert [i.nom for i in fiche.indicateurs] == ["Mètres plantés"]
    assert [t for _, t in lecture.non_repris] == ["Nous utilisons des cookies", "Mon site", "Partager"]
