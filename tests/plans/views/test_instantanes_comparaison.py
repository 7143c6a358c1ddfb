"""The comparison of instantanés, that of a fiche, and what is downloaded of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.plans.factories import LE, AxeFactory, FicheFactory
from tests.plans.factories_instantanes import en_preparation
from tests.plans.pages_instantanes import Ecran

from cordee.journal.models import Ecriture
from cordee.plans.actions.composition import definir_budget
from cordee.plans.actions.fiches import modifier_fiche, supprimer_fiche
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.listes import TypeBudget, UniteBudget
from cordee.plans.exports import comparaison
from cordee.plans.models import Fiche, Instantane

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=30)


@pytest.fixture
def ecran(client: Client) -> Ecran:
    return Ecran(client)


def changer(ecran: Ecran) -> tuple[Instantane, dict[str, Fiche]]:
    """An instantané, then a fiche finished, one late, one new, one deleted, one left alone."""
    fiches = {nom: ecran.fiche(titre=nom, en_cours=True) for nom in ("Finie", "Tardive", "Partie", "Pareille")}
    instantane = ecran.pris()
    modifier_fiche(fiches["Finie"], {"statut": "realise"}, par=ecran.par, le=PLUS_TARD)
    modifier_fiche(fiches["Tardive"], {"fin": LE.date() + timedelta(days=1)}, par=ecran.par, le=PLUS_TARD)
    supprimer_fiche(fiches["Partie"], par=ecran.par, le=PLUS_TARD)
    fiches["Neuve"] = ecran.fiche(titre="Neuve")
    return instantane, fiches


class TestComparer:
    def titres(self, ecran: Ecran, instantane: Instantane, **parametres: object) -> list[str]:
        page = ecran.lire("_comparer", instantane.pk, **parametres)
        return [lien.get_text(strip=True) for lien in page.select("#fiches tbody th a")]

    def test_avec_aujourd_hui(self, ecran: Ecran) -> None:
        instantane, _ = changer(ecran)
        texte = ecran.texte("_comparer", instantane.pk)
        assert "De « Bilan 2025 » à aujourd’hui" in texte.replace("'", "’")
        assert "1 fiche terminée, 1 devenue en retard, 1 nouvelle et 1 retirée" in texte
        assert self.titres(ecran, instantane) == ["Finie", "Tardive", "Neuve", "Partie"]

    @pytest.mark.parametrize(
        ("montrer", "attendus"),
        [
            ("statut", ["Finie"]), ("terminees", ["Finie"]), ("retard", ["Tardive"]), ("nouvelles", ["Neuve"]),
            ("retirees", ["Partie"]), ("toutes", ["Finie", "Tardive", "Pareille", "Neuve", "Partie"]),
            ("nimporte", ["Finie", "Tardive", "Neuve", "Partie"]),
        ],
    )  # fmt: skip
    def test_les_filtres(self, ecran: Ecran, montrer: str, attendus: list[str]) -> None:
        instantane, _ = changer(ecran)
        assert self.titres(ecran, instantane, montrer=montrer) == attendus

    def test_le_tri(self, ecran: Ecran) -> None:
        instantane, _ = changer(ecran)
        assert self.titres(ecran, instantane, montrer="toutes", tri="titre") == [
            "Finie", "Neuve", "Pareille", "Partie", "Tardive",
        ]  # fmt: skip

    def test_rien_de_change_a_une_suite(self, ecran: Ecran) -> None:
        ecran.fiche()
        texte = ecran.texte("_comparer", ecran.pris().pk)
        assert "Avancement inchangé" in texte
        assert "Rien n’a changé entre ces deux moments" in texte.replace("'", "’")
        assert "ne répond à ce choix" in ecran.texte("_comparer", Instantane.objects.get().pk, montrer="retard")

    def test_deux_instantanes_se_lisent_du_plus_ancien_au_plus_recent(self, ecran: Ecran) -> None:
        fiche = ecran.fiche(en_cours=True, avancement=10)
        ancien = ecran.pris()
        modifier_fiche(fiche, {"avancement": 70}, par=ecran.par, le=PLUS_TARD)
        recent = ecran.pris("Bilan 2026", jours=60)
        for un, autre in ((ancien, recent), (recent, ancien)):
            texte = ecran.texte("_comparer", un.pk, avec=autre.pk)
            assert "De « Bilan 2025 » à « Bilan 2026 »" in texte
            assert "+60 points" in texte

    def test_les_budgets_se_lisent_avant_et_apres(self, ecran: Ecran) -> None:
        fiche, commun = ecran.fiche(), {"par": ecran.par, "le": LE}
        lignes = {
            annee: LigneBudget(TypeBudget.INVESTISSEMENT, annee=annee, prevu=Decimal(prevu), reel=reel)
            for annee, prevu, reel in ((2025, 1_000, Decimal(400)), (2026, 2_000, None))
        }
        definir_budget(fiche, lignes[2025], **commun)
        definir_budget(fiche, replace(lignes[2025], type=TypeBudget.FONCTIONNEMENT, unite=UniteBudget.ETP), **commun)
        instantane = ecran.pris()
        rangees = self.synthese(ecran, instantane)
        assert rangees["Budget prévu, € HT"] == ["1 000 €", "1 000 €", "0"]
        definir_budget(fiche, replace(lignes[2025], prevu_max=Decimal(1_500)), **commun)
        assert self.synthese(ecran, instantane)["Budget prévu, € HT"] == ["1 000 €", "1 000 à 1 500 €", "fourchette"]
        definir_budget(fiche, lignes[2026], **commun)
        definir_budget(fiche, replace(lignes[2025], reel=Decimal(100)), **commun)
        rangees = self.synthese(ecran, instantane)
        assert rangees["Budget prévu, € HT"][2] == "+2 000 €"
        assert rangees["Budget réel, € HT"] == ["400 €", "100 €", "−300 €"]
        assert rangees["Budget réel, ETP"][2] == "0"

    def synthese(self, ecran: Ecran, instantane: Instantane) -> dict[str, list[str]]:
        tableau = ecran.lire("_comparer", instantane.pk).select_one("table.pl-i-chiffres")
        return {
            rangee.th.get_text(): [case.get_text().replace("\xa0", " ") for case in rangee.select("td")]
            for rangee in tableau.select("tbody tr")
        }

    def test_un_axe_sans_fiche_nulle_part_n_a_pas_de_rangee(self, ecran: Ecran) -> None:
        AxeFactory(plan=ecran.plan, nom="Vide")
        axe = AxeFactory(plan=ecran.plan, nom="Se loger")
        ecran.fiche(dans=axe, abandonnee=True)
        texte = ecran.texte("_comparer", ecran.pris().pk)
        assert "2 Se loger" in texte
        assert "1 Vide" not in texte
        assert "Avancement inconnu" in texte

    def test_une_courbe_passe_par_les_instantanes(self, ecran: Ecran) -> None:
        ecran.fiche(en_cours=True)
        for rang in range(3):
            instantane = ecran.pris(f"Bilan {rang}", jours=rang)
        assert ecran.lire("_comparer", instantane.pk).select("svg.spark")

    @pytest.mark.parametrize("avec", ["lui", "9999", "hier"])
    def test_avec_rien_qui_existe(self, ecran: Ecran, avec: str) -> None:
        instantane = ecran.pris()
        voulu = instantane.pk if avec == "lui" else avec
        reponse = ecran.client.get(ecran.adresse("_comparer", instantane.pk), {"avec": voulu})
        assert reponse.status_code == 404

    def test_une_preparation_ne_se_compare_pas(self, ecran: Ecran) -> None:
        instantane, ouvert = ecran.pris(), en_preparation(ecran.plan, par=ecran.par)
        assert ecran.client.get(ecran.adresse("_comparer", ouvert.pk)).status_code == 404
        reponse = ecran.client.get(ecran.adresse("_comparer", instantane.pk), {"avec": ouvert.pk})
        assert reponse.status_code == 404

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_le_nombre_de_requetes_ne_depend_pas_de_celui_des_fiches(
        self, ecran: Ecran, nombre: int, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(nombre):
            ecran.fiche()
        instantane = ecran.pris()
        with django_assert_max_num_queries(30) as lues:
            ecran.lire("_comparer", instantane.pk, montrer="toutes")
        assert len(lues) <= 23


class TestUneFiche:
    def test_telle_qu_elle_etait(self, ecran: Ecran) -> None:
        fiche = ecran.fiche(titre="Suivre", description="Relever les compteurs", en_cours=True)
        FicheFactory(parent=fiche, titre="Équiper")
        instantane = ecran.pris()
        modifier_fiche(fiche, {"description": "Autre"}, par=ecran.par, le=PLUS_TARD)
        texte = ecran.texte("_fiche", instantane.pk, fiche.pk)
        assert "Relever les compteurs" in texte
        assert "Équiper" in texte
        assert "Autre" not in texte

    def test_champ_par_champ(self, ecran: Ecran) -> None:
        long = "Relever chaque mois les compteurs des quatre-vingts bâtiments du territoire et alerter."
        fiche = ecran.fiche(titre="Suivre", description=long, public_cible="Agents")
        instantane = ecran.pris()
        champs = {"description": long.replace("chaque mois", "chaque semaine"), "public_cible": ""}
        modifier_fiche(fiche, champs, par=ecran.par, le=PLUS_TARD)
        page = ecran.lire("_fiche", instantane.pk, fiche.pk, avec="aujourdhui")
        assert "2 changements" in page.select_one(".reponse").get_text().replace("\xa0", " ")
        assert (page.select_one("del").get_text(), page.select_one("ins").get_text()) == ("mois", "semaine")
        assert "vide" in page.get_text()

    def test_nouvelle_et_retiree(self, ecran: Ecran) -> None:
        instantane, fiches = changer(ecran)
        assert "Nouvelle" in ecran.texte("_fiche", instantane.pk, fiches["Neuve"].pk, avec="aujourdhui")
        assert "Retirée" in ecran.texte("_fiche", instantane.pk, fiches["Partie"].pk, avec="aujourdhui")
        assert "Rien n’a changé" in ecran.texte("_fiche", instantane.pk, fiches["Pareille"].pk, avec="aujourdhui")

    def test_entre_deux_instantanes_dans_les_deux_sens(self, ecran: Ecran) -> None:
        fiche = ecran.fiche(titre="Avant")
        ancien = ecran.pris()
        modifier_fiche(fiche, {"titre": "Après"}, par=ecran.par, le=PLUS_TARD)
        recent = ecran.pris("Bilan 2026", jours=60)
        for un, autre in ((ancien, recent), (recent, ancien)):
            cases = ecran.lire("_fiche", un.pk, fiche.pk, avec=autre.pk).select("td")
            assert [case.get_text(strip=True) for case in cases] == ["Avant", "Après"]

    def test_une_fiche_qui_n_y_etait_pas(self, ecran: Ecran) -> None:
        instantane = ecran.pris()
        assert ecran.client.get(ecran.adresse("_fiche", instantane.pk, ecran.fiche().pk)).status_code == 404

    def test_l_historique_de_la_fiche_les_cite(self, ecran: Ecran) -> None:
        fiche = ecran.fiche()
        instantane = ecran.pris()
        page = ecran.client.get(reverse("fiche_historique", args=[ecran.plan.collectivite.siren, fiche.pk]))
        assert ecran.adresse("_fiche", instantane.pk, fiche.pk) in page.content.decode()


class TestExporter:
    def telecharger(self, ecran: Ecran, instantane: Instantane, **parametres: object) -> bytes:
        reponse = ecran.client.get(ecran.adresse("_exporter", instantane.pk), parametres)
        assert reponse.status_code == 200
        assert "plan-climat-bilan-2025" in reponse.headers["Content-Disposition"]
        return bytes(reponse.content)

    def test_le_tableur_a_quatre_feuilles_et_un_graphique(self, ecran: Ecran) -> None:
        instantane, _ = changer(ecran)
        octets = self.telecharger(ecran, instantane, format="xlsx")
        classeur = CalamineWorkbook.from_filelike(BytesIO(octets))
        assert classeur.sheet_names == ["Synthèse", "Fiches", "Différences", "Passage des statuts"]
        assert len(classeur.get_sheet_by_name("Fiches").to_python()) == 6
        differences = classeur.get_sheet_by_name("Différences").to_python()
        assert ["Finie", "", "Statut", "En cours", "Réalisé"] in differences
        assert ["Partie", "", "Titre", "Partie", "vide"] in differences
        assert classeur.get_sheet_by_name("Passage des statuts").to_python()[1][:2] == ["En cours", 1.0]
        assert b"xl/charts/chart1.xml" in octets

    def test_un_plan_vide_s_exporte(self, ecran: Ecran) -> None:
        instantane = ecran.pris()
        assert b"xl/charts" not in self.telecharger(ecran, instantane, format="xlsx")
        texte = "\n".join(
            p.text for p in docx.Document(BytesIO(self.telecharger(ecran, instantane, format="docx"))).paragraphs
        )
        assert "Aucune fiche n'a changé." in texte
        assert self.telecharger(ecran, instantane, format="pdf").startswith(b"%PDF")

    def test_le_document_dit_ce_qui_a_change(self, ecran: Ecran) -> None:
        instantane, _ = changer(ecran)
        document = docx.Document(BytesIO(self.telecharger(ecran, instantane, format="docx")))
        titres = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
        assert titres[1:] == ["Ce qui a changé", "Finie", "Tardive", "Neuve", "Partie"]
        cellules = {case.text for tableau in document.tables for ligne in tableau.rows for case in ligne.cells}
        assert "En cours → Réalisé" in cellules

    def test_le_pdf_aussi(self, ecran: Ecran) -> None:
        instantane, _ = changer(ecran)
        recent = ecran.pris("Bilan 2026", jours=60)
        assert self.telecharger(ecran, instantane, format="pdf", avec=recent.pk).startswith(b"%PDF")

    def test_au_dela_d_un_nombre_le_document_renvoie_au_tableur(
        self, ecran: Ecran, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(comparaison, "DETAILS_MAX", 1)
        instantane, _ = changer(ecran)
        document = docx.Document(BytesIO(self.telecharger(ecran, instantane, format="docx")))
        assert "3 autres fiches" in document.paragraphs[-1].text.replace("\xa0", " ")
        assert self.telecharger(ecran, instantane, format="pdf").startswith(b"%PDF")

    def test_ce_qui_part_de_confidentiel_se_consigne(self, ecran: Ecran) -> None:
        ecran.fiche(confidentielle=True)
        instantane = ecran.pris()
        ecran.fiche(confidentielle=True)
        ecran.fiche()
        self.telecharger(ecran, instantane, format="xlsx")
        assert Ecriture.objects.latest("pk").resume.startswith("A exporté 2 fiches confidentielles")

    def test_un_autre_format_n_existe_pas(self, ecran: Ecran) -> None:
        instantane = ecran.pris()
        assert ecran.client.get(ecran.adresse("_exporter", instantane.pk), {"format": "exe"}).status_code == 404
