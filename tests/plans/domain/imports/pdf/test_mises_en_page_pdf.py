"""Fiches and tables in the layouts that PDF files have: each field where a reader would put it."""

from __future__ import annotations

import pytest
from tests.plans.fabrique_pdf import PHRASES, fiche_en_tableau, page

from cordee.plans.domain.imports.lecture import lire_fichier, ouvrir
from cordee.plans.domain.imports.messages import FormatImport, LectureImport
from cordee.plans.domain.listes import DomaineImpact, RoleActeur, StatutFiche

FONDS = "<style>td { border: 0; background: #eef } td:first-child { background: #264; color: white }</style>"
CENTRE = "<style>td { vertical-align: middle }</style>"


def lire(octets: bytes) -> LectureImport:
    lecture = lire_fichier(octets, "plan.pdf")
    assert lecture.erreurs == []
    return lecture


@pytest.mark.parametrize("style", ["", FONDS, CENTRE], ids=["traits", "fonds", "centré"])
def test_un_tableau_de_rubriques_donne_chaque_champ_et_la_sous_action(style: str) -> None:
    lecture = lire(page("<h2>Axe 1 : Habiter mieux</h2>" + fiche_en_tableau("1.1", "Rénover les logements"), style))
    (axe,) = lecture.plan.axes
    (fiche,) = axe.fiches
    assert (axe.nom, fiche.code, fiche.titre) == ("Habiter mieux", "1.1", "Rénover les logements")
    assert fiche.contexte == f"{PHRASES} {PHRASES}"
    assert fiche.objectifs == "• Réduire les consommations\n• Former les artisans"
    assert [impact.domaine for impact in fiche.impacts] == [DomaineImpact.ATTENUATION, DomaineImpact.GES]
    assert [sous.description for sous in fiche.sous_fiches] == ["Ouvrir une maison de l’habitat."]
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["ADEME", "Région"]
    assert lecture.fidelites[id(fiche)].score == 100
    assert ("« en-tête ou pied de page »", "Page 1 sur 1") in [(str(lieu), texte) for lieu, texte in lecture.non_repris]


def test_une_fiche_coupee_par_la_page_reste_une() -> None:
    lecture = lire(page("<div style='height: 17cm'></div>" + fiche_en_tableau("3.2", "Végétaliser les cours d’école")))
    (fiche,) = lecture.plan.fiches
    (sous,) = fiche.sous_fiches
    assert (sous.statut, sous.public_cible, sous.calendrier) == (StatutFiche.A_VENIR, "Ménages", "2025 - 2027")


def test_un_livret_de_trente_fiches_laisse_sa_couverture_et_son_sommaire() -> None:
    titres = [f"Conduire le chantier numéro {i} du territoire" for i in range(1, 31)]
    sommaire = "".join(f"<p>Fiche {i} – {titre} ........ {i + 2}</p>" for i, titre in enumerate(titres, 1))
    fiches = "".join(
        f"<div style='break-before: page'>{fiche_en_tableau(str(i), titre)}</div>" for i, titre in enumerate(titres, 1)
    )
    corps = f"<h1>Plan climat du Val</h1><div style='break-before: page'><h1>Sommaire</h1>{sommaire}</div>{fiches}"
    lecture = lire(page(corps))
    racines = [fiche for fiche in lecture.fiches() if id(fiche) in lecture.fidelites]
    assert [fiche.titre for fiche in racines] == titres
    assert [lecture.origines[id(fiche)].page for fiche in racines] == list(range(3, 33))
    assert {lecture.fidelites[id(fiche)].score for fiche in racines} == {100}


def test_des_rubriques_sans_traits_se_lisent_a_leur_place() -> None:
    rubriques = {
        "Contexte": PHRASES, "Objectifs": "Réduire de 20 %.", "Maître d’ouvrage": "CC du Val",
        "Partenaires": "ADEME, Région", "Calendrier": "2025-2027", "Statut": "En cours", "Budget": "45 000 € HT",
    }  # fmt: skip
    rangees = "".join(
        f"<tr><td style='border: 0; width: 4cm'><b>{nom}</b></td><td style='border: 0'>{texte}</td></tr>"
        for nom, texte in rubriques.items()
    )
    lecture = lire(page(f"<h2>FICHE ACTION 2.3 – Rénover</h2><table>{rangees}</table>"))
    (fiche,) = lecture.plan.fiches
    assert (fiche.contexte, fiche.objectifs) == (PHRASES, "Réduire de 20 %.")
    assert (fiche.statut, [str(ligne.prevu) for ligne in fiche.budgets]) == (StatutFiche.EN_COURS, ["45000"])


def test_deux_colonnes_de_texte_se_lisent_l_une_apres_l_autre() -> None:
    corps = (
        "<h2>Fiche action 7 : Sensibiliser</h2><div style='columns: 2; text-align: justify'>"
        f"<b>Contexte</b><p>{PHRASES * 3}</p><b>Objectifs</b><p>{PHRASES * 2}</p>"
        "<b>Pilote</b><p>Service communication</p><b>Partenaires</b><p>Associations</p></div>"
    )
    (fiche,) = lire(page(corps)).plan.fiches
    assert fiche.objectifs == PHRASES * 2
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["Associations"]


def test_un_libelle_au_dessus_de_son_texte_dans_chaque_case() -> None:
    corps = (
        f"<h2>Action 2.1 : Créer un réseau de chaleur</h2><p><b>Contexte :</b> {PHRASES}</p><table>"
        "<tr><td><b>Pilote</b><br>Commune du Val</td><td><b>Partenaires</b><br>SYDEV, ADEME</td></tr>"
        "<tr><td><b>Calendrier</b><br>2026 – 2028</td><td><b>Budget</b><br>1,2 M€ HT</td></tr></table>"
    )
    (fiche,) = lire(page(corps)).plan.fiches
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["SYDEV", "ADEME"]
    assert (fiche.calendrier, [str(ligne.prevu) for ligne in fiche.budgets]) == ("2026 – 2028", ["1200000"])


def tableau_d_actions(nombre: int, entetes: str) -> bytes:
    rangees = "".join(
        f"<tr><td>Axe {1 + i // 15} : Thème {1 + i // 15}</td><td>Action d’intérêt {i}</td><td>{PHRASES}</td>"
        f"<td>{2025 + i % 5}</td><td>{'En cours' if i % 3 else 'À venir'}</td></tr>"
        for i in range(nombre)
    )
    return page(f"<table><thead>{entetes}</thead>{rangees}</table>", "<style>@page { size: A4 landscape }</style>")


def test_un_tableau_d_actions_passe_par_les_colonnes_et_dit_ses_pages() -> None:
    entetes = "<tr><th>Axe<th>Intitulé de l’action<th>Description<th>Échéance<th>Statut</tr>"
    octets = tableau_d_actions(40, entetes)
    apercu = ouvrir(octets, "plan.pdf")
    assert apercu.format is FormatImport.TABLEUR
    lecture = lire_fichier(octets, "plan.pdf", ouvert=apercu)
    assert [len(axe.fiches) for axe in lecture.plan.axes] == [15, 15, 10]
    pages = [lecture.origines[id(fiche)].page for fiche in lecture.fiches()]
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert (pages[0], len({fiche.titre for fiche in lecture.fiches()})) == (1, 40)


def test_un_tableau_dont_on_ne_reconnait_pas_tout_demande_ses_colonnes() -> None:
    entetes = "<tr><th>Axe<th>Intitulé de l’action<th>Bidule<th>Machin<th>Chose</tr>"
    assert ouvrir(tableau_d_actions(6, entetes), "plan.pdf").a_verifier
