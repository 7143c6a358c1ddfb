"""Texts copied from a PDF whose labels and values came apart."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.plans.domain.imports.test_publie import seule

from cordee.plans.domain.imports.lecture import lire_texte_colle
from cordee.plans.domain.imports.publie.natures import accepte, nature_de
from cordee.plans.domain.listes import Genre, Priorite, RoleActeur, RolePersonne, StatutFiche

PAGE = Path(__file__).parents[4] / "docs" / "calculs" / "import.md"
TABLE = (
    PAGE.read_text(encoding="utf-8")
    .partition("### Colonnes séparées")[2]
    .partition("|---|---|\n")[2]
    .partition("\n\n")[0]
)
RANGE = "La copie a séparé les rubriques"


def lire(*lignes: str):
    lecture = lire_texte_colle("\n".join(("Fiche action n° 12 : Développer le covoiturage", *lignes)))
    return seule(lecture), lecture


@pytest.mark.parametrize("ligne", TABLE.splitlines())
def test_une_ligne_dit_ce_qu_elle_est(ligne):
    texte, nature = (cellule.strip() for cellule in ligne.strip("|").split("|"))
    assert nature_de(texte).value == nature


def test_toutes_les_rubriques_puis_tous_les_textes():
    fiche, lecture = lire(
        "Contexte", "Objectifs", "Pilote", "Élu référent", "Partenaires", "Calendrier", "Budget", "État", "Priorité",
        "Indicateurs de suivi",
        "La voiture individuelle représente 78 % des", "déplacements.", "Réduire de 10 % les trajets",
        "CC du Val", "M. Paul Roux", "Région, ADEME", "2024-2026", "45 000 € HT", "En cours", "Haute",
        "Nombre d'inscrits", "Part des trajets partagés",
    )  # fmt: skip
    assert fiche.contexte == "La voiture individuelle représente 78 % des déplacements."
    assert (fiche.objectifs, fiche.calendrier) == ("Réduire de 10 % les trajets", "2024-2026")
    assert (fiche.statut, fiche.priorite, fiche.budgets[0].prevu) == (
        StatutFiche.EN_COURS,
        Priorite.ELEVEE,
        Decimal(45000),
    )
    assert fiche.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC du Val"]
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["Région", "ADEME"]
    assert fiche.personnes_de_role(RolePersonne.ELU_REFERENT) == ["Paul Roux"]
    assert [i.nom for i in fiche.indicateurs] == ["Nombre d'inscrits", "Part des trajets partagés"]
    assert fiche.description == ""
    assert [(avis.lieu.ligne, avis.texte[: len(RANGE)]) for avis in lecture.avis] == [(12, RANGE)]


def test_ce_qui_peut_etre_a_deux_rubriques_est_garde_a_ranger_avec_sa_ligne():
    fiche, lecture = lire(
        "Contexte", "Objectifs", "Description", "Budget",
        "Peu de lignes.", "Atteindre 6 %.", "Étudier les trajets.", "Concerter les communes.",
        "Poser des abris.", "12 k€",
    )  # fmt: skip
    assert (fiche.contexte, fiche.objectifs, fiche.budgets[0].prevu) == ("Peu de lignes.", "Atteindre 6 %.", 12000)
    douteux = "Étudier les trajets.\nConcerter les communes."
    assert fiche.description == f"Poser des abris.\n\nÀ ranger (Objectifs ou Description) : {douteux}"
    avis = next(a for a in lecture.avis if "À ranger" in a.texte)
    assert avis.lieu.ligne == 8
    assert "qui peut être « Objectifs » ou « Description »" in avis.texte


def test_deux_rubriques_cote_a_cote_partagent_ce_qui_se_coupe_et_gardent_le_reste_a_ranger():
    fiche, _ = lire(
        "Pilote Partenaires", "CC du Plateau Syndicat d'énergie", "Budget Calendrier", "120 000 € 2024-2028",
        "Objectifs Public cible", "Rouler ensemble.", "Habitants",
    )  # fmt: skip
    assert (fiche.budgets[0].prevu, fiche.calendrier) == (120000, "2024-2028")
    assert fiche.description == "À ranger (Pilote ou Partenaires) : CC du Plateau Syndicat d'énergie"
    assert (fiche.objectifs, fiche.public_cible) == ("Rouler ensemble.", "Habitants")
    assert fiche.acteurs == ()


def test_des_textes_moins_nombreux_que_les_rubriques_vont_a_celles_qu_ils_disent():
    fiche, _ = lire("Objectifs : Rouler.", "Pilote", "Budget", "Calendrier", "CC du Val", "fin 2027")
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.budgets, fiche.calendrier) == (["CC du Val"], (), "fin 2027")


def test_des_textes_en_desordre_vont_aux_rubriques_qu_ils_disent():
    fiche, _ = lire("Objectifs : Rouler.", "Pilote", "Budget", "Calendrier", "2026", "CC du Val", "12 k€", "Néant")
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.budgets[0].prevu, fiche.calendrier) == (
        ["CC du Val"],
        12000,
        "2026",
    )
    assert fiche.description == "À ranger (Pilote, Budget ou Calendrier) : Néant"


def test_les_textes_au_dessus_de_leurs_rubriques_y_descendent():
    fiche, lecture = lire(
        "CC du Val", "2025-2028", "30 000 €", "Maître d'ouvrage", "Calendrier", "Budget", "Objectifs", "Rouler."
    )
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.calendrier) == (["CC du Val"], "2025-2028")
    assert (fiche.budgets[0].prevu, fiche.objectifs, lecture.non_repris) == (30000, "Rouler.", [])


@pytest.mark.parametrize("au_dessus", [("Mot", "2025"), ("2025",), ("2025", "2026", "CC", "Région")])
def test_des_textes_au_dessus_qui_ne_se_reconnaissent_pas_y_restent(au_dessus):
    lecture = lire_texte_colle(
        "\n".join(("Fiche action 1 : Rouler", *au_dessus, "Calendrier", "Budget", "Objectifs", "Rouler."))
    )
    assert [texte for _, texte in lecture.non_repris] == list(au_dessus)


def test_des_rubriques_sans_texte_au_dessus_d_une_qui_en_a_restent_vides_et_c_est_dit_si_c_est_douteux():
    fiche, lecture = lire(
        "Objectifs", "Rouler.", "Moyens", "Financements", "Évaluation", "Indicateurs", "Nombre de trajets"
    )
    assert [i.nom for i in fiche.indicateurs] == ["Nombre de trajets"]
    assert lecture.avis == []
    fiche, lecture = lire("Pilote : CC", "Contexte", "Description", "Points de vigilance", "Un.", "Deux.", "Trois.")
    assert fiche.vigilance == "Un.\nDeux.\nTrois."
    (avis,) = lecture.avis
    assert (avis.lieu.ligne, "« Contexte » et « Description » n'ont pas de texte" in avis.texte) == (3, True)


def test_une_rubrique_ou_un_titre_arrete_les_textes_separes():
    fiche, _ = lire(
        "Pilote", "Calendrier", "CC du Val", "2026", "Objectifs", "Rouler.", "Public cible", "Partenaires", "Habitants",
        "Chambre de commerce", "Sous-action 1 : Étudier", "Calendrier : 2027",
    )  # fmt: skip
    assert (fiche.calendrier, fiche.objectifs, fiche.public_cible) == ("2026", "Rouler.", "Habitants")
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["Chambre de commerce"]
    assert [s.calendrier for s in fiche.sous_fiches] == ["2027"]
    assert fiche.classements[Genre.CIBLE] == ("grand_public",)


@pytest.mark.parametrize(
    ("cle", "texte", "groupe", "attendu"),
    [
        ("acteur:service_pilote", "CC du Val", ("acteur:service_pilote", "calendrier"), True),
        ("acteur:service_pilote", "CC du Val", ("acteur:service_pilote", "porteur"), False),
        ("acteur:partenaire", "M. Paul Roux", ("acteur:partenaire", "budget"), True),
        ("calendrier", "Les travaux iront de 2025 à 2027, école après école.", ("calendrier", "statut"), True),
        ("moyens_financiers", "Il faudra compter 12 000 € chaque année pour animer, entretenir et payer le reste.",
         ("moyens_financiers", "calendrier"), True),
        ("statut", "Les travaux sont finis depuis longtemps.", ("statut", "porteur"), False),
        ("porteur", "2026", ("porteur", "statut"), True),
        ("porteur", "2026", ("porteur", "texte:contexte"), False),
        ("texte:objectifs", "Il fait froid.", ("texte:objectifs", "porteur"), True),
    ],
)  # fmt: skip
def test_une_rubrique_ne_prend_que_ce_qui_peut_etre_d_elle(cle, texte, groupe, attendu):
    assert accepte(cle, texte, groupe, buts=True) is attendu


def test_chaque_ligne_garde_son_numero_malgre_les_mots_coupes_et_les_lignes_vides():
    _, lecture = lire(
        "", "Objectifs : la collec-", "tivité roule, et ré-", "duit", "", "Pilote : CC", "Trucmuche\tmachin"
    )
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris] == [("ligne 8", "Trucmuche : machin")]


def test_la_fiche_suivante_arrete_les_textes_separes_et_des_rubriques_finales_restent_vides():
    lecture = lire_texte_colle(
        "Fiche action 1 : Rouler\nObjectifs : Rouler.\nPilote\nCalendrier\nCC du Val\n2026\n"
        "Fiche action 2 : Planter\nObjectifs : Planter.\nPilote : CC\nMoyens humains\nFinancements\n"
    )
    assert [(f.titre, f.noms(RoleActeur.MAITRE_OUVRAGE)) for f in lecture.fiches()] == [
        ("Rouler", ["CC du Val"]), ("Planter", ["CC"]),
    ]  # fmt: skip
