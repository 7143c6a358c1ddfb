"""Published fiches, in every document and layout."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.plans.fabrique_imports import PUBLIEE, archive, classeur, document, odt
from tests.plans.tables_import import table

from cordee.plans.domain.imports.lecture import lire_fichier, lire_texte_colle
from cordee.plans.domain.imports.messages import FichierRefuse, FormatImport
from cordee.plans.domain.imports.publie.libelles import decouper_ligne, rubrique_de, rubrique_en_table
from cordee.plans.domain.listes import DomaineImpact, Genre, NatureIndicateur, Precision, RoleActeur, StatutFiche

SOURCE = Path(os.environ.get("CORDEE_PARTAGE", Path(__file__).parents[5] / "shared")) / "sources"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def toutes(lecture):
    return [fiche for fiche in lecture.fiches() if fiche not in [s for f in lecture.fiches() for s in f.sous_fiches]]


def seule(lecture):
    fiches = toutes(lecture)
    assert len(fiches) == 1, [f.titre for f in fiches]
    assert lecture.erreurs == []
    return fiches[0]


def axes(lecture) -> list[str]:
    noms, reste = [], list(lecture.plan.axes)
    while reste:
        axe = reste.pop(0)
        noms.append(axe.nom)
        reste[:0] = axe.axes
    return noms


@pytest.mark.parametrize(("texte", "champ"), table("Rubriques"))
def test_rubriques(texte, champ):
    rubrique = rubrique_de(texte)
    assert (rubrique.cle if rubrique else "") == champ


def verifier_publiee(lecture):
    fiche = seule(lecture)
    assert fiche.titre == "Créer un réseau d'ambassadeurs du « Climat »"
    assert axes(lecture) == ["Partageons le chemin, pour aller plus loin", "Donner envie d'agir"]
    assert fiche.contexte.startswith("Les habitants veulent agir.")
    assert fiche.objectifs == "Former des volontaires. Les faire se rencontrer."
    assert [i.domaine for i in fiche.impacts] == [DomaineImpact.ATTENUATION, DomaineImpact.AIR]
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.financements_texte) == (["CC du Haut-Sérac"], "Région")
    assert fiche.noms(RoleActeur.PARTENAIRE) == ["Communes", "associations locales"]
    assert [i.nom for i in fiche.indicateurs] == [
        "Nombre de volontaires formés", "Nombre de rencontres", "Part des communes engagées",
    ]  # fmt: skip
    premiere, seconde = fiche.sous_fiches
    assert premiere.titre == "Recruter vingt volontaires avec les communes"
    assert premiere.description.endswith("une fois par mois.")
    assert (premiere.public_cible, premiere.statut, premiere.etat_precision) == (
        "Habitants, élus", StatutFiche.A_VENIR, "A développer",
    )  # fmt: skip
    assert (premiere.debut.jour, premiere.fin.jour, premiere.fin.precision) == (
        date(2024, 1, 1), date(2026, 12, 31), Precision.ANNEE,
    )  # fmt: skip
    assert premiere.classements[Genre.CIBLE] == ("grand_public", "elus_locaux")
    assert (seconde.titre, seconde.calendrier, seconde.fin) == ("Ouvrir un lieu de rencontre", "dès 2025", None)
    assert fiche.classements[Genre.CATEGORIE] == ("patrimoine", "competences", "territoire")


def test_une_fiche_copiee_d_une_page():
    lecture = lire_texte_colle(PUBLIEE)
    verifier_publiee(lecture)
    assert not lecture.non_repris
    assert sum("Les trois catégories" in m.texte for m in lecture.avis) == 1


@pytest.mark.skipif(not SOURCE.is_dir(), reason="the published fiche is not here")
def test_la_fiche_publiee_de_reference_s_importe_telle_quelle():
    octets = next(SOURCE.glob("004_*.txt")).read_bytes()
    lecture = lire_fichier(octets, "fiche.txt")
    fiche = seule(lecture)
    assert fiche.titre == "Animation d'une instance territoriale « Climat-Energie »"
    assert fiche.contexte
    assert fiche.objectifs
    assert fiche.impacts == ()
    assert [(s.statut, s.etat_precision, s.calendrier) for s in fiche.sous_fiches] == [
        (StatutFiche.A_VENIR, "A développer", "2020 - 2026")
    ] * 2
    assert all(s.description and s.public_cible for s in fiche.sous_fiches)
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.noms(RoleActeur.PARTENAIRE)) == (
        ["CAPSO"],
        ["Acteurs territoriaux"],
    )
    assert len(fiche.indicateurs) == 3
    assert fiche.classements[Genre.CATEGORIE] == ("patrimoine", "competences", "territoire")
    assert len(lecture.non_repris) == 1  # the boxes that nobody ticked


def test_la_meme_fiche_en_html_en_odt_et_en_word():
    lignes = [l.replace("<b>", "").replace("</b>", "") for l in PUBLIEE.split("\n") if l.strip()]  # noqa: E741
    tete = [l for l in lignes if "\t" not in l]  # noqa: E741
    rangees = [l.rstrip("\t").split("\t") for l in lignes if "\t" in l]  # noqa: E741
    html = "".join(f"<h2>{l.strip('*')}</h2>" if "**" in l else f"<p>{l}</p>" for l in tete)  # noqa: E741
    html += "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rangees) + "</table>"
    verifier_publiee(lire_fichier(f"<!doctype html><html><body>{html}</body></html>".encode(), "f.html"))
    cases = [[c.replace('<input type="checkbox" checked>', "☒").replace('<input type="checkbox" checked="">', "☑")
              .replace('<input type="checkbox">', "☐") for c in r] for r in rangees]  # fmt: skip
    verifier_publiee(lire_fichier(document(*tete, cases), "f.docx"))
    corps = "".join(
        f"<text:p>{l}</text:p>" if "**" not in l else f'<text:h text:outline-level="1">{l.strip("*")}</text:h>'
        for l in tete  # noqa: E741
    )
    for rangee in cases:
        cellules = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in rangee)
        corps += f"<table:table><table:table-row>{cellules}</table:table-row></table:table>"
    verifier_publiee(lire_fichier(odt(corps), "f.odt"))


def test_du_markdown_avec_plusieurs_fiches_sous_leurs_axes():
    lecture = lire_fichier(
        "# Plan climat\n\n## Axe 1 : Habitat\n\n### Fiche action 1.1 : Isoler\n\n**Contexte** : froid\n"
        "\n**Objectifs :**\n\n"
        "- Rénover\n\n**Maître d'ouvrage** : CC\n\n| Partenaires | ADEME, Région |\n|---|---|\n| Budget | 120 000 € |\n"
        "| Calendrier | 2024 - 2026 |\n| Bidule | truc |\n\n- [x] Atténuation\n- [ ] Adaptation\n"
        "\n**Indicateurs de suivi**\n"
        "- Nombre\n\n### Fiche action 1.2 : Chauffer\n\n**Contexte** : bois\n\n**Objectifs :** truc\n"
        "\n**Porteur** : Marie Paul\n\n"
        "## Axe 2 : Bouger\n\n### Fiche action 2.1 : Rouler\n\n**Contexte** : x\n\n**Description** : y\n".encode(),
        "plan.md",
    )  # fmt: skip
    assert [(a.nom, [(f.code, f.titre) for f in a.fiches]) for a in lecture.plan.axes] == [
        ("Habitat", [("1.1", "Isoler"), ("1.2", "Chauffer")]), ("Bouger", [("2.1", "Rouler")]),
    ]  # fmt: skip
    isoler, chauffer = lecture.plan.axes[0].fiches
    assert [i.domaine for i in isoler.impacts] == [DomaineImpact.ATTENUATION]
    assert (isoler.budgets[0].prevu, isoler.calendrier) == (Decimal(120000), "2024 - 2026")
    assert [i.nom for i in isoler.indicateurs] == ["Nombre"]
    assert [p.nom for p in chauffer.personnes] == ["Marie Paul"]
    assert [texte for _, texte in lecture.non_repris] == ["Bidule : truc", "Plan climat"]


PDF = """PCAET 2020-2026
Axe 2 : Se déplacer autrement
FICHE ACTION N°5
Développer le covoiturage
Enjeux et
contexte
Le territoire est rural et
la voiture domine.
Objectifs Réduire l'autosolisme
Impact de l'action
☒ Atténuation ☐ Adaptation ☒ GES
Sous-action 1 : Aires de covoiturage
Descriptif Créer 5 aires
Public-cible Habitants
Etat En cours
Calendrier 2021-2023
Sous-action 2 : Plateforme
Descriptif Adhérer à une plateforme
Etat A lancer
Calendrier dès 2022
PILOTAGE
Maître d'ouvrage CC du Val
Partenaires Département, Région
MOYENS
Budget 45 k€
EVALUATION
Indicateurs de suivi et d'évaluation
Nombre d'aires
Nombre d'inscrits
Page 12
FICHE ACTION N°6
Promouvoir le vélo
Enjeux et contexte
Plat.
Objectifs Pédaler
Maître d'ouvrage : Ville
Calendrier : T2 2024
"""


def test_le_texte_d_un_pdf():
    lecture = lire_texte_colle(PDF)
    assert [(a.nom, [(f.code, f.titre) for f in a.fiches]) for a in lecture.plan.axes] == [
        ("Se déplacer autrement", [("5", "Développer le covoiturage"), ("6", "Promouvoir le vélo")])
    ]
    covoiturage, velo = lecture.plan.axes[0].fiches
    assert covoiturage.contexte == "Le territoire est rural et la voiture domine."
    assert [(s.titre, s.statut) for s in covoiturage.sous_fiches] == [
        ("Aires de covoiturage", StatutFiche.EN_COURS), ("Plateforme", StatutFiche.A_VENIR),
    ]  # fmt: skip
    assert covoiturage.sous_fiches[1].debut.jour == date(2022, 1, 1)
    assert [i.nom for i in covoiturage.indicateurs] == ["Nombre d'aires", "Nombre d'inscrits"]
    assert (covoiturage.budgets[0].prevu, velo.contexte) == (Decimal(45000), "Plat.")
    assert (velo.debut.jour, velo.fin.jour) == (date(2024, 4, 1), date(2024, 6, 30))
    assert lecture.erreurs == []


def test_un_document_word_en_tableaux_de_toutes_les_formes():
    lecture = lire_fichier(
        document(
            (1, "Axe 1 : Énergie"), (2, "Fiche 1 : Réduire"),
            [["Contexte", "froid"], ["Pilote", "Service énergie"], ["Élu(e) référent(e)", "M. Jean Petit"],
             ["Priorité", "☐ 1 ☒ 2 ☐ 3"], ["Catégorie", "☒ Patrimoine ☐ Territoire"], ["Gains GES", "12 tCO2e/an"]],
            [["Sous-actions", "Public-cible", "État", "Calendrier"], ["Étudier", "Élus", "Réalisé", "2023"],
             ["Travaux", "Tous", "À venir", "2025-2026"]],
            [["Indicateur", "Unité", "Valeur cible"], ["Énergie", "MWh", "30"]],
            [["Maître d'ouvrage", "Partenaires"], ["CC", "Région"]],
            "**Points de vigilance**", "Le gel.", "Budget : entre 10 000 et 20 000 €",
            (2, "Fiche 2 : Produire"), [["Contexte", "soleil"], ["Objectifs", "Du solaire"], ["Calendrier",
            "☐ 2024 ☒ 2025 ☒ 2026"]],
        ), "f.docx",
    )  # fmt: skip
    assert lecture.format is FormatImport.PUBLIE
    reduire, produire = lecture.plan.axes[0].fiches
    assert ([s.titre for s in reduire.sous_fiches], produire.titre) == (["Étudier", "Travaux"], "Produire")
    assert (reduire.priorite, reduire.classements[Genre.CATEGORIE]) == ("moyenne", ("patrimoine",))
    assert [(i.nom, i.unite, i.cible) for i in reduire.indicateurs] == [("Énergie", "MWh", Decimal(30))]
    assert [(p.nom, str(p.role)) for p in reduire.personnes] == [("Jean Petit", "elu_referent")]
    assert reduire.noms(RoleActeur.MAITRE_OUVRAGE, RoleActeur.SERVICE_PILOTE) == ["Service énergie", "CC"]
    assert (reduire.impacts[0].domaine, reduire.impacts[0].valeur) == (DomaineImpact.GES, Decimal(12))
    assert (reduire.vigilance, reduire.financements_texte) == ("Le gel.", "")
    assert [(b.prevu, b.prevu_max) for b in reduire.budgets] == [(10000, 20000)]
    assert (produire.debut.jour.year, produire.fin.jour.year) == (2025, 2026)


def mot(corps: str, **parties: str) -> bytes:
    xml = (
        f'<w:document xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
        f'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{corps}</w:body></w:document>'
    )
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": xml, **parties})


def p(texte: str, proprietes: str = "") -> str:
    return f"<w:p><w:pPr>{proprietes}</w:pPr><w:r><w:t>{texte}</w:t></w:r></w:p>"


def test_les_cases_les_cadres_et_les_fusions_d_un_word():
    style = f'<w:styles xmlns:w="{W}"><w:style w:styleId="T1"><w:name w:val="heading 1"/></w:style></w:styles>'
    coche = (
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    )
    ancienne = '<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>'
    symbole = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    impacts = (
        f"<w:p>{coche}<w:r><w:t> Atténuation </w:t></w:r>{ancienne}<w:r><w:t> Adaptation </w:t></w:r>{symbole}"
        "<w:r><w:t> Énergie</w:t></w:r><w:del><w:r><w:t>barré</w:t></w:r></w:del></w:p>"
    )
    boite = f"<w:txbxContent>{p('Titre du cadre', '<w:pStyle w:val=' + repr('T1') + '/>')}</w:txbxContent>"
    choix = f"<mc:Choice>{boite}</mc:Choice><mc:Fallback>{boite}</mc:Fallback>"
    cadre = f"<w:p><w:r><mc:AlternateContent>{choix}</mc:AlternateContent></w:r></w:p>"

    def c(contenu: str, plus: str = "") -> str:
        return f"<w:tc><w:tcPr>{plus}</w:tcPr>{contenu}</w:tc>"

    def r(*cellules: str) -> str:
        return f"<w:tr>{''.join(cellules)}</w:tr>"

    debut, suite = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    corps = cadre + "<w:tbl>" + r(c(p("Contexte")), c(p("Un") + p("Deux", '<w:numPr/>'))) + r(c(p("Impacts")),
    c(impacts)) + (
        r(c(p("Sous-action 1"), debut), c(p("Descriptif")), c(p("Étudier")))
        + r(c(p(""), suite), c(p("État")), c(p("En cours")))
        + "</w:tbl><w:tbl>" + r(c(p("Objectifs") + p("Mesurer"))) + "</w:tbl>"
    )  # fmt: skip
    fiche = seule(lire_fichier(mot(corps, **{"word/styles.xml": style}), "f.docx"))
    assert (fiche.titre, fiche.contexte, fiche.objectifs) == ("Titre du cadre", "Un\n- Deux", "Mesurer")
    assert [i.domaine for i in fiche.impacts] == [DomaineImpact.ATTENUATION, DomaineImpact.ENERGIE]
    assert [(s.titre, s.statut) for s in fiche.sous_fiches] == [("Étudier", StatutFiche.EN_COURS)]


def test_un_odt_avec_listes_gras_cases_et_tableau_imbrique():
    styles = '<style:style style:name="G"><style:text-properties fo:font-weight="bold"/></style:style>'
    case = '<form:checkbox form:id="c1" form:current-state="checked"/><form:checkbox form:id="c2"/>'
    corps = (
        f"{case}<text:p><text:span text:style-name=\"G\">Fiche action n° 3 : Semer</text:span></text:p>"
        "<text:p>Contexte :<text:s/>les sols</text:p><text:p>Objectifs</text:p>"
        "<text:list><text:list-item><text:p>Un</text:p><text:list><text:list-item><text:p>Deux</text:p>"
        "</text:list-item></text:list>"
        "</text:list-item></text:list><text:p>Impacts</text:p><text:p><draw:control draw:control=\"c1\"/> Adaptation "
        "<draw:control draw:control=\"c2\"/> GES</text:p><table:table><table:table-row><table:table-cell><table:table>"
        "<table:table-row><table:table-cell><text:p>Porteur</text:p></table:table-cell><table:table-cell>"
        "<text:p>CC</text:p>"
        "</table:table-cell></table:table-row></table:table></table:table-cell></table:table-row></table:table>"
        "<text:p>Calendrier<text:tab/>2025</text:p>"
    )  # fmt: skip
    fiche = seule(lire_fichier(odt(corps, styles=styles), "f.odt"))
    assert (fiche.code, fiche.titre, fiche.contexte) == ("3", "Semer", "les sols")
    assert fiche.objectifs == "- Un\n- Deux"
    assert (fiche.noms(RoleActeur.MAITRE_OUVRAGE), fiche.calendrier) == (["CC"], "2025")
    assert [i.domaine for i in fiche.impacts] == [DomaineImpact.ADAPTATION]


def test_une_page_html_avec_listes_de_definitions_et_cellules_etendues():
    html = (
        "<html><head><title>x</title><script>alert(1)</script></head><body><nav>menu</nav>"
        "<h1>Fiche action 3.2 – Réseau</h1>"
        "<dl><dt>Catégorie</dt><dd><input type=checkbox checked> Patrimoine <input type=checkbox> Territoire</dd></dl>"
        "<table><tr><th>Contexte</th><td><p>Un</p><p>Deux<br>Trois</p></td></tr><tr>"
        "<th rowspan=3>Sous-action 1 : Étude</th>"
        "<td>Descriptif</td><td>Faire</td></tr><tr><td>Public cible</td><td>Communes</td></tr><tr><td>État</td>"
        "<td>En cours"
        "</td></tr><tr><th>Indicateurs de résultat</th><td><ul><li>MWh produits (MWh/an)</li><li>tCO2 évitées"
        "</li></ul></td></tr>"
        "</table><div>Porteur : <b>SDE</b></div></body></html>"
    )
    fiche = seule(lire_fichier(html.encode(), "f.html"))
    assert (fiche.code, fiche.titre, fiche.contexte) == ("3.2", "Réseau", "Un\nDeux\nTrois")
    assert fiche.classements[Genre.CATEGORIE] == ("patrimoine",)
    assert (fiche.sous_fiches[0].titre, fiche.sous_fiches[0].public_cible) == ("Étude", "Communes")
    assert {i.nature for i in fiche.indicateurs} == {NatureIndicateur.RESULTAT}
    assert fiche.noms(RoleActeur.MAITRE_OUVRAGE) == ["SDE"]


def test_une_feuille_de_tableur_disposee_en_fiche():
    lecture = lire_fichier(
        classeur({"Fiche": [["Fiche action n°2.1"], ["Titre", "Isoler"], ["Contexte", "Froid"], ["Objectifs", "Chaud"],
                            ["Pilote", "CC"], ["Budget", "100 000 €"]]}), "f.xlsx",
    )  # fmt: skip
    fiche = seule(lecture)
    assert (lecture.format, fiche.code, fiche.titre, fiche.budgets[0].prevu) == (
        FormatImport.PUBLIE,
        "2.1",
        "Isoler",
        100000,
    )


@pytest.mark.parametrize(
    ("tete", "categorie"),
    [
        ("☒ Patrimoine ☐ Compétences ☐ Territoire", ("patrimoine",)),
        ("x Compétences", ("competences",)),
        ("Patrimoine, Territoire", ("patrimoine", "territoire")),
        ("Patrimoine Compétences Territoire", ("patrimoine", "competences", "territoire")),
        ("☐ Patrimoine ☐ Compétences ☐ Territoire", None),
        ("Territoire : actions portées par les habitants", ("territoire",)),
        ("Territoire : CC du Haut-Sérac", None),
        ("Le patrimoine bâti de notre territoire mérite mieux", None),
    ],
)
def test_les_marques_de_categorie(tete, categorie):
    lecture = lire_texte_colle(f"{tete}\nFiche 1 : Agir\nContexte : a\nObjectifs : b")
    assert seule(lecture).classements.get(Genre.CATEGORIE) == categorie


def test_une_fiche_sans_titre_est_une_erreur_et_un_long_titre_est_garde_entier():
    assert "titre" in lire_texte_colle("Contexte : a\nObjectifs : b").erreurs[0].texte
    long = "mot " * 90
    fiche = seule(lire_texte_colle(f"Titre : {long}\nContexte : a\nObjectifs : b"))
    assert len(fiche.titre) <= 300
    assert fiche.nom_officiel == long.strip()


def test_des_dates_impossibles_et_un_statut_inconnu_ne_bloquent_pas():
    lecture = lire_texte_colle("Titre : A\nContexte : c\nDate de début : 2026\nDate de fin : 2024\nÉtat : bidule")
    fiche = seule(lecture)
    assert (fiche.debut, fiche.fin, fiche.statut, fiche.etat_precision) == (None, None, None, "bidule")
    assert len(lecture.avis) == 2


def test_ce_qui_suit_le_titre_et_ce_qui_ne_se_place_pas():
    resume = "Un résumé assez long pour être une description de l'action, au-dessus de la première rubrique."
    lecture = lire_texte_colle(f"# Isoler\n4.2\n{resume}\nmot\nContexte : a\nObjectifs : b")
    fiche = seule(lecture)
    assert (fiche.code, fiche.description) == ("4.2", resume)
    assert "mot" in [texte for _, texte in lecture.non_repris]


def test_rubriques_en_table_et_en_ligne():
    assert rubrique_en_table("Impact sur la qualité de l'air").cle == "impact:qualite_air"
    assert rubrique_en_table("Coût total (€ HT)").cle == "moyens_financiers"
    assert rubrique_en_table("x" * 100) is None
    assert decouper_ligne("Objectifs de la collectivité : aucun") is None
    assert decouper_ligne("Partenaires Communes")[1] == "Communes"
    assert decouper_ligne("Une phrase ordinaire.") is None


def test_un_document_abime_est_refuse():
    with pytest.raises(FichierRefuse, match="abîmé"):
        lire_fichier(archive({"[Content_Types].xml": "<Types/>", "word/autre.xml": "<a/>"}), "f.docx")
    with pytest.raises(FichierRefuse, match="DTD"):
        lire_fichier(mot("").replace(b"x", b"x") and archive({
            "[Content_Types].xml": "<Types/>", "word/document.xml": '<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>',
        }), "f.docx")  # fmt: skip
    assert lire_fichier(odt("<text:p>rien</text:p>"), "f.odt").erreurs
