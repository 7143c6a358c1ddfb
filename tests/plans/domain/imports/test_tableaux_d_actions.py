"""Documents whose tables have an action on each row."""

from __future__ import annotations

import io
from decimal import Decimal

import docx
import pytest
from tests.plans.domain.imports.test_publie import axes
from tests.plans.fabrique_imports import odt

from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.messages import FormatImport
from cordee.plans.domain.imports.publie.axes import prolonger
from cordee.plans.domain.listes import RoleActeur

ENTETE = ("N°", "Action", "Pilote", "Échéance", "Budget")
ISOLER = ("1.1", "Isoler les écoles", "CC du Val", "fin 2026", "12 k€ HT")
PLANTER = ("1.2", "Planter des haies", "CC du Val", "2027", "8 000 €")
CUVES = ("2.1", "Poser des cuves", "Communes", "T3 2025", "")


def mot(*parties, fusions=()) -> bytes:
    """A Word document of headings (texts) and tables (lists of rows); `fusions` are merged cells of the first table."""
    document = docx.Document()
    for partie in parties:
        if isinstance(partie, str):
            document.add_heading(partie, 1)
            continue
        table = document.add_table(rows=len(partie), cols=max(len(rangee) for rangee in partie))
        for rang, rangee in enumerate(partie):
            for colonne, texte in enumerate(rangee):
                table.cell(rang, colonne).text = texte
    for haut, gauche, bas, droite in fusions:
        table = document.tables[0]
        texte = table.cell(haut, gauche).text
        table.cell(haut, gauche).merge(table.cell(bas, droite)).text = texte
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def html(*rangees) -> str:
    return f"<table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in r) + '</tr>' for r in rangees)}</table>"


def table_odt(*rangees) -> str:
    cellules = ("".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in r) for r in rangees)
    return f"<table:table>{''.join(f'<table:table-row>{c}</table:table-row>' for c in cellules)}</table:table>"


def markdown(*rangees) -> str:
    return "\n".join(f"| {' | '.join(r)} |" for r in rangees)


@pytest.mark.parametrize(
    ("octets", "nom"),
    [
        (mot("Axe 1 : Énergie", [ENTETE, ISOLER, PLANTER], "Axe 2 : Eau", [ENTETE, CUVES]), "plan.docx"),
        (
            f"<body><h2>Axe 1 : Énergie</h2>{html(ENTETE, ISOLER, PLANTER)}<h2>Axe 2 : Eau</h2>{html(ENTETE, CUVES)}"
            "</body>".encode(),
            "plan.html",
        ),
        (
            odt(
                f"<text:h>Axe 1 : Énergie</text:h>{table_odt(ENTETE, ISOLER, PLANTER)}"
                f"<text:h>Axe 2 : Eau</text:h>{table_odt(ENTETE, CUVES)}"
            ),
            "plan.odt",
        ),
        (
            f"# Axe 1 : Énergie\n{markdown(ENTETE, ISOLER, PLANTER)}\n\n"
            f"# Axe 2 : Eau\n{markdown(ENTETE, CUVES)}\n".encode(),
            "plan.md",
        ),
    ],
)
def test_chaque_ligne_du_tableau_d_un_document_fait_une_fiche(octets, nom):
    lecture = lire_fichier(octets, nom)
    assert (lecture.format, lecture.erreurs, lecture.non_repris) == (FormatImport.PUBLIE, [], [])
    assert axes(lecture) == ["Énergie", "Eau"]
    isoler, planter, cuves = lecture.fiches()
    assert [(f.code, f.titre) for f in (isoler, planter, cuves)] == [ISOLER[:2], PLANTER[:2], CUVES[:2]]
    assert isoler.noms(RoleActeur.MAITRE_OUVRAGE) == ["CC du Val"]
    assert (isoler.fin.jour.year, isoler.budgets[0].prevu, planter.budgets[0].prevu) == (2026, Decimal(12000), 8000)
    assert (cuves.fin.jour.month, cuves.budgets) == (9, ())


def test_les_cellules_fusionnees_valent_pour_leurs_lignes_et_une_ligne_fusionnee_est_un_axe():
    octets = mot(
        [
            ("Axe 1 : Énergie", "", "", ""), ("Action", "Pilote", "Échéance", "Coût"),
            ("Isoler", "CC", "2026", "10 k€"), ("Chauffer", "", "2027", "5 k€"),
            ("Axe 2 : Eau", "", "", ""), ("Cuves", "Communes", "2028", "1 k€"),
            ("Total", "", "", "16 k€"),
        ],
        fusions=[(0, 0, 0, 3), (2, 1, 3, 1), (4, 0, 4, 3)],
    )  # fmt: skip
    lecture = lire_fichier(octets, "plan.docx")
    assert axes(lecture) == ["Énergie", "Eau"]
    assert [(f.titre, f.noms(RoleActeur.MAITRE_OUVRAGE)) for f in lecture.fiches()] == [
        ("Isoler", ["CC"]), ("Chauffer", ["CC"]), ("Cuves", ["Communes"]),
    ]  # fmt: skip
    assert [texte for _, texte in lecture.non_repris] == ["Total – 16 k€"]


def test_une_action_fusionnee_au_dessus_de_ses_sous_actions_en_est_la_mere():
    rangees = [
        ("Axe", "Action", "Sous-actions", "Porteur", "Calendrier"),
        ("Axe 1 : Énergie", "1.1 Rénover", "Audit", "CC", "2025"),
        ("", "", "Travaux", "SDE", "2026"), ("", "1.2 Produire", "Étude", "SDE", "2025"),
    ]  # fmt: skip
    lecture = lire_fichier(mot(rangees, fusions=[(1, 0, 3, 0), (1, 1, 2, 1)]), "plan.docx")
    assert (axes(lecture), lecture.erreurs) == (["Énergie"], [])
    actions = lecture.plan.axes[0].fiches
    assert [(f.titre, [s.titre for s in f.sous_fiches]) for f in actions] == [
        ("Rénover", ["Audit", "Travaux"]), ("Produire", ["Étude"]),
    ]  # fmt: skip


def test_les_cellules_qui_s_etalent_en_html_gardent_leurs_colonnes():
    page = (
        "<table><tr><th>N°</th><th>Action</th><th colspan='2'>Pilotage</th><th>Échéance</th></tr>"
        "<tr><th></th><th></th><th>Service pilote</th><th>Élu référent</th><th></th></tr>"
        "<tr><td>1</td><td>Isoler</td><td>Bâtiments</td><td>Ada Roux</td><td rowspan='2'>2026</td></tr>"
        "<tr><td>2</td><td>Planter</td><td colspan='2'>Espaces verts</td></tr></table>"
    )
    isoler, planter = lire_fichier(page.encode(), "plan.html").fiches()
    assert (isoler.noms(RoleActeur.SERVICE_PILOTE), [p.nom for p in isoler.personnes]) == (["Bâtiments"], ["Ada Roux"])
    assert (planter.noms(RoleActeur.SERVICE_PILOTE), planter.fin.jour.year) == (["Espaces verts"], 2026)


def test_ce_qui_ne_se_lit_pas_est_un_avis_et_une_ligne_sans_titre_est_listee():
    lecture = lire_texte_colle(
        markdown(
            ENTETE, ("1", "Isoler", "CC", "un jour", "10 ou 15 k€"), ("2", "", "CC", "2026", ""),
            ("1", "Isoler", "CC", "2026", ""),
        )
    )  # fmt: skip
    assert lecture.erreurs == []
    (isoler,) = lecture.fiches()
    assert (isoler.financements_texte, isoler.fin) == ("10 ou 15 k€", None)
    assert [(str(lieu), texte) for lieu, texte in lecture.non_repris][:2] == [
        ("ligne 3", "2 – CC – 2026"), ("ligne 4", "1 – Isoler – CC – 2026"),
    ]  # fmt: skip


def test_des_dates_a_l_envers_ne_sont_pas_reprises():
    lecture = lire_texte_colle(markdown(("Action", "Pilote", "Début", "Fin"), ("Isoler", "CC", "2027", "2025")))
    assert [(f.debut, f.fin) for f in lecture.fiches()] == [(None, None)]
    assert [("avant le début" in avis.texte, avis.lieu.ligne) for avis in lecture.avis] == [(True, 2)]
    assert [texte for _, texte in lecture.non_repris] == ["Isoler – CC – 2027 – 2025"]


def test_une_seule_ligne_de_valeurs_puis_une_rubrique_est_une_fiche():
    lecture = lire_texte_colle(
        f"{markdown(ENTETE[1:], ISOLER[1:])}\n\n**Objectifs** : Réduire.\n\n**Contexte** : Froid.\n"
    )
    (fiche,) = lecture.fiches()
    assert (fiche.titre, fiche.objectifs, fiche.contexte) == ("Isoler les écoles", "Réduire.", "Froid.")
    labels = lire_texte_colle(
        markdown(("Action", "Pilote", "Budget"), ("Isoler", "CC", "1 k€"), ("Objectifs", "Réduire."))
    )
    assert [(f.titre, f.objectifs) for f in labels.fiches()] == [("Isoler", "Réduire.")]


def test_sous_le_titre_d_une_fiche_les_lignes_sont_ses_sous_actions():
    entete = ("Action", "Pilote", "Échéance", "Budget")
    lecture = lire_texte_colle(
        f"# Fiche action 3 : Rénover\n{markdown(entete, ISOLER[1:], PLANTER[1:])}\n**Objectifs** : O.\n"
    )
    (fiche,) = lecture.plan.fiches
    assert [s.titre for s in fiche.sous_fiches] == ["Isoler les écoles", "Planter des haies"]


def test_un_tableau_qui_liste_les_fiches_du_document_n_y_ajoute_rien():
    fiche = "# Fiche action 1.1 : Isoler les écoles\n**Objectifs** : O.\n**Pilote** : CC\n**Calendrier** : 2026\n"
    lecture = lire_texte_colle(f"{markdown(ENTETE, ISOLER, PLANTER)}\n{fiche}")
    assert [f.titre for f in lecture.fiches()] == ["Isoler les écoles"]
    assert [texte for _, texte in lecture.non_repris] == ["1.2 – Planter des haies – CC du Val – 2027 – 8 000 €"]


def test_plusieurs_tableaux_sous_leurs_titres_et_ce_qui_les_entoure():
    lecture = lire_texte_colle(
        f"# Plan d'actions\n## Habitat\nUn mot.\n{markdown(ENTETE, ISOLER)}\n"
        f"## Eau\n{markdown(ENTETE, CUVES)}\nFin du plan.\n"
    )
    assert axes(lecture) == ["Habitat", "Eau"]
    assert [texte for _, texte in lecture.non_repris] == ["Un mot.", "Fin du plan.", "Plan d'actions"]
    assert [avis.texte[:12] for avis in lecture.avis[:2]] == ["Lu comme axe"] * 2


def test_deux_tableaux_de_colonnes_differentes_se_suivent():
    autres = ("Intitulé de l'action", "Maître d'ouvrage", "Partenaires")
    lecture = lire_texte_colle(
        f"{markdown(ENTETE, ISOLER, ENTETE, PLANTER)}\n{markdown(autres, ('Cuves', 'CC', 'Région'))}"
    )
    assert [f.titre for f in lecture.fiches()] == ["Isoler les écoles", "Planter des haies", "Cuves"]


def test_un_tableau_dont_la_colonne_de_titres_n_a_que_des_numeros_est_liste():
    lecture = lire_texte_colle(markdown(("Action", "Pilote", "Échéance"), ("1", "CC", "2026"), ("2", "CC", "2027")))
    assert [texte for _, texte in lecture.non_repris] == [
        "Action – Pilote – Échéance",
        "1 – CC – 2026",
        "2 – CC – 2027",
    ]


@pytest.mark.parametrize(
    ("precedents", "nouveaux", "attendus"),
    [
        ((), ("Axe 1 : A",), ("Axe 1 : A",)),
        (("Axe 1 : A",), (), ("Axe 1 : A",)),
        (("Axe 1 : A", "Orientation 1.1 : B"), ("Orientation 1.2 : C",), ("Axe 1 : A", "Orientation 1.2 : C")),
        (("Axe 1 : A", "Orientation 1.1 : B"), ("Axe 2 : D",), ("Axe 2 : D",)),
        (("Axe 1 : A",), ("Orientation 2 : B",), ("Axe 1 : A", "Orientation 2 : B")),
        (("1. A",), ("1.2 B",), ("1. A", "1.2 B")),
        (("Habitat",), ("Eau",), ("Eau",)),
        (("Habitat",), ("Axe 2 : Eau",), ("Axe 2 : Eau",)),
    ],
)
def test_un_axe_prend_la_place_de_celui_de_son_rang(precedents, nouveaux, attendus):
    assert prolonger(precedents, nouveaux) == attendus


def test_les_cellules_fusionnees_d_un_odt_valent_pour_leurs_lignes():
    rangees = (
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in ("Action", "Pilote", "Échéance")
        )
        + "</table:table-row><table:table-row><table:table-cell><text:p>Isoler</text:p></table:table-cell>"
        "<table:table-cell table:number-rows-spanned='2'><text:p>CC</text:p></table:table-cell>"
        "<table:table-cell><text:p>2026</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell><text:p>Planter</text:p></table:table-cell><table:covered-table-cell/>"
        "<table:table-cell><text:p>2027</text:p></table:table-cell></table:table-row>"
    )
    lecture = lire_fichier(odt(f"<table:table>{rangees}</table:table>"), "plan.odt")
    assert [(f.titre, f.noms(RoleActeur.MAITRE_OUVRAGE), f.fin.jour.year) for f in lecture.fiches()] == [
        ("Isoler", ["CC"], 2026), ("Planter", ["CC"], 2027),
    ]  # fmt: skip


def test_une_rangee_plus_large_que_le_tableau_n_en_est_pas():
    large = ("a", "b", "c", "d", "e", "f")
    lecture = lire_texte_colle(markdown(ENTETE, ISOLER, PLANTER, large))
    assert [f.titre for f in lecture.fiches()] == ["Isoler les écoles", "Planter des haies"]
    assert [texte for _, texte in lecture.non_repris] == list(large)
