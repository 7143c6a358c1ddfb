"""The screens of the instantanés of a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, pilotee_par
from tests.plans.factories_instantanes import editeur_de, en_preparation, membre, pris

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.composition import definir_budget
from cordee.plans.actions.fiches import modifier_fiche, supprimer_fiche
from cordee.plans.actions.instantanes import dire_a_jour, supprimer_instantane
from cordee.plans.domain.fiche import LigneBudget
from cordee.plans.domain.listes import TypeBudget, UniteBudget
from cordee.plans.exports import comparaison
from cordee.plans.models import Fiche, Instantane, Plan
from cordee.plans.views.instantanes import liste

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=30)


class Ecran:
    """A plan, somebody who edits it, and its pages."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.plan: Plan = PlanFactory(nom="Plan climat")
        self.par: Utilisateur = editeur_de(self.plan)
        client.force_login(self.par)

    def adresse(self, nom: str = "s", *reste: object) -> str:
        return reverse(f"plan_instantane{nom}", args=[self.plan.collectivite.siren, self.plan.pk, *reste])

    def lire(self, nom: str, /, *reste: object, **parametres: object) -> Any:
        reponse = self.client.get(self.adresse(nom, *reste), parametres)
        assert reponse.status_code == 200, reponse.status_code
        return BeautifulSoup(reponse.content, "html.parser")

    def poster(self, nom: str, /, *reste: object, **donnees: object) -> Any:
        return self.client.post(self.adresse(nom, *reste), donnees, follow=True)

    def texte(self, nom: str, /, *reste: object, **parametres: object) -> str:
        return " ".join(self.lire(nom, *reste, **parametres).get_text(" ").replace("\xa0", " ").split())

    def pris(self, nom: str = "Bilan 2025", jours: int = 0) -> Instantane:
        return pris(self.plan, nom=nom, le=LE + timedelta(days=jours), par=self.par)

    def fiche(self, **champs: Any) -> Fiche:
        fiche: Fiche = FicheFactory(**{"dans": self.plan, **champs})
        return fiche


@pytest.fixture
def ecran(client: Client) -> Ecran:
    return Ecran(client)


class TestListe:
    def test_sans_instantane_la_page_dit_a_quoi_il_sert(self, ecran: Ecran) -> None:
        assert "Aucun instantané" in ecran.texte("s")
        assert "Bilan 20" in str(ecran.lire("s").find(id="instantane_nom"))

    def test_elle_dit_ce_que_le_plan_additionnait(self, ecran: Ecran) -> None:
        fiche = ecran.fiche(en_cours=True, avancement=20)
        ecran.pris()
        modifier_fiche(fiche, {"avancement": 60}, par=ecran.par, le=PLUS_TARD)
        ecran.pris("Bilan 2026", jours=60)
        rangees = [r.get_text(" ", strip=True) for r in ecran.lire("s").select("tbody tr")]
        assert len(rangees) == 3
        assert "60\xa0%" in rangees[1]
        assert "+40" in rangees[1]
        assert "20\xa0%" in rangees[2]

    def test_a_partir_de_trois_une_courbe_se_dessine(self, ecran: Ecran) -> None:
        ecran.fiche(en_cours=True)
        for rang in range(3):
            assert not ecran.lire("s").select("svg.spark")
            ecran.pris(f"Bilan {rang}", jours=rang)
        assert ecran.lire("s").select("svg.spark")

    def test_un_instantane_se_prend(self, ecran: Ecran) -> None:
        ecran.fiche()
        page = ecran.poster("s", nom="Bilan 2026", quand="maintenant", commentaire="Voté", du="01/01/2026")
        assert "« Bilan 2026 » est pris : 1 fiche figée" in page.content.decode().replace("\xa0", " ")
        assert Instantane.objects.get().commentaire == "Voté"

    def test_ou_se_prepare(self, ecran: Ecran) -> None:
        ecran.fiche()
        ecran.poster("s", nom="Revue", quand="preparer", echeance="31/12/2026")
        assert Instantane.objects.get().est_ouvert
        assert "à clore le 31 décembre 2026" in ecran.texte("s")
        refusee = ecran.poster("s", nom="Autre", quand="preparer")
        assert refusee.status_code == 422
        assert "déjà en préparation" in refusee.content.decode()

    @pytest.mark.parametrize(
        ("donnees", "mots"),
        [
            ({"nom": "", "quand": "maintenant"}, "Donnez un nom"),
            ({"nom": "Bilan", "quand": "un jour"}, "choisissez dans la liste"),
            ({"nom": "Bilan", "quand": "maintenant", "du": "32/01/2026"}, "date"),
            ({"nom": "Bilan", "quand": "maintenant", "du": "02/01/2026", "au": "01/01/2026"}, "avant son début"),
        ],
    )
    def test_ce_qui_ne_va_pas_se_dit(self, ecran: Ecran, donnees: dict[str, str], mots: str) -> None:
        page = ecran.poster("s", **donnees)
        assert page.status_code == 422
        assert mots in page.content.decode()
        assert not Instantane.objects.exists()

    def test_la_derniere_d_une_page_se_compare_a_la_suivante(
        self, ecran: Ecran, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(liste, "PAR_PAGE", 1)
        fiche = ecran.fiche(en_cours=True, avancement=20)
        ecran.pris()
        modifier_fiche(fiche, {"avancement": 60}, par=ecran.par, le=PLUS_TARD)
        ecran.pris("Bilan 2026", jours=60)
        assert "+40" in ecran.lire("s").select("tbody tr")[1].get_text()
        assert len(ecran.lire("s", page=2).select("tbody tr")) == 1

    def test_un_lecteur_lit_sans_formulaire(self, ecran: Ecran) -> None:
        ecran.pris()
        ecran.client.force_login(membre(ecran.plan, "lecteur"))
        page = ecran.lire("s")
        assert not page.select("form.pl-formulaire")
        assert "demande le rôle" in page.get_text()

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_le_nombre_de_requetes_ne_depend_pas_du_nombre(
        self, ecran: Ecran, nombre: int, django_assert_max_num_queries: Any
    ) -> None:
        for rang in range(nombre):
            ecran.fiche()
            ecran.pris(f"Bilan {rang}", jours=rang)
        with django_assert_max_num_queries(30) as lues:
            ecran.lire("s")
        assert len(lues) <= 23


class TestLecture:
    def test_l_arbre_est_celui_d_alors(self, ecran: Ecran) -> None:
        axe = AxeFactory(plan=ecran.plan, nom="Se loger")
        dessous = AxeFactory(plan=ecran.plan, parent=axe, nom="Rénover")
        AxeFactory(plan=ecran.plan, nom="Vide")
        ecran.fiche(dans=dessous, titre="Isoler", en_cours=True)
        hors_axe = ecran.fiche(titre="Suivre", en_retard=True)
        instantane = ecran.pris()
        axe.delete()
        modifier_fiche(hors_axe, {"titre": "Autre titre"}, par=ecran.par, le=PLUS_TARD)
        page = ecran.lire("", instantane.pk)
        assert [h.get_text(strip=True) for h in page.select(".pl-i-axe h3, .pl-i-axe h4")] == [
            "1 Se loger", "1.1 Rénover", "Hors axe",
        ]  # fmt: skip
        texte = page.get_text(" ", strip=True)
        assert "Suivre" in texte
        assert "Autre titre" not in texte
        assert "38\xa0jours de retard" in texte

    def test_un_plan_vide_a_une_suite(self, ecran: Ecran) -> None:
        assert "Le plan était vide" in ecran.texte("", ecran.pris().pk)

    def test_un_instantane_d_un_autre_plan_n_existe_pas_ici(self, ecran: Ecran) -> None:
        autre = pris(PlanFactory(collectivite=ecran.plan.collectivite))
        assert ecran.client.get(ecran.adresse("", autre.pk)).status_code == 404

    def test_le_confidentiel_n_est_pas_pour_les_lecteurs(self, ecran: Ecran) -> None:
        cachee = ecran.fiche(titre="Secrète", confidentielle=True)
        ecran.fiche(titre="Ouverte")
        instantane = ecran.pris()
        assert "Secrète" in ecran.texte("", instantane.pk)
        ecran.client.force_login(membre(ecran.plan, "lecteur"))
        assert "Secrète" not in ecran.texte("", instantane.pk)
        assert "Secrète" not in ecran.texte("_comparer", instantane.pk, montrer="toutes")
        assert ecran.client.get(ecran.adresse("_fiche", instantane.pk, cachee.pk)).status_code == 404
        xlsx = ecran.client.get(ecran.adresse("_exporter", instantane.pk), {"format": "xlsx"}).content
        assert "Secrète" not in str(
            CalamineWorkbook.from_filelike(BytesIO(xlsx)).get_sheet_by_name("Fiches").to_python()
        )


class TestPreparation:
    def test_qui_reste_et_qui_est_a_jour(self, ecran: Ecran) -> None:
        fiches = [ecran.fiche(titre=f"Fiche {rang}") for rang in range(3)]
        pilotee_par(fiches[1], "Inès Allemand")
        instantane = en_preparation(ecran.plan, par=ecran.par)
        dire_a_jour(fiches[0], instantane, par=ecran.par, le=LE)
        modifier_fiche(fiches[0], {"titre": "Fiche 0 bis"}, par=ecran.par, le=PLUS_TARD)
        texte = ecran.texte("", instantane.pk)
        assert "1 fiche sur 3 est dite à jour" in texte
        assert "Inès Allemand" in texte
        assert "modifiée depuis" in texte

    @pytest.mark.parametrize(
        ("jours", "mots"), [(5, "il reste"), (0, "c’est aujourd’hui"), (-2, "échéance est passée")]
    )
    def test_l_echeance_se_compte(self, ecran: Ecran, jours: int, mots: str) -> None:
        instantane = en_preparation(ecran.plan, par=ecran.par)
        instantane.echeance = timezone.localdate() + timedelta(days=jours)
        instantane.save()
        assert mots in ecran.texte("", instantane.pk)

    def test_du_clic_a_la_cloture(self, ecran: Ecran) -> None:
        fiche = ecran.fiche(titre="Suivre")
        ecran.fiche()
        instantane = en_preparation(ecran.plan, par=ecran.par)
        page = ecran.poster("_a_jour", instantane.pk, fiche.pk)
        assert "« Suivre » est dite à jour pour « Avant le COPIL »" in page.content.decode().replace("\xa0", " ")
        retour = reverse("fiche", args=[ecran.plan.collectivite.siren, fiche.pk])
        page = ecran.poster("_a_jour", instantane.pk, fiche.pk, rouvrir="1", suite=retour)
        assert page.redirect_chain[-1][0] == retour
        assert not instantane.fiches.exists()
        assert ecran.poster("_a_jour", instantane.pk, fiche.pk, suite="https://ailleurs.example").redirect_chain[0][
            0
        ] == ecran.adresse("", instantane.pk)
        page = ecran.poster("_clore", instantane.pk)
        assert "2 fiches figées" in page.content.decode().replace("\xa0", " ")
        assert "dite à jour" in page.content.decode()
        for nom, mots in (("_clore", "déjà clos"), ("_relancer", "est clos")):
            assert mots in ecran.poster(nom, instantane.pk).content.decode()
        assert "plus en préparation" in ecran.poster("_a_jour", instantane.pk, fiche.pk).content.decode()

    def test_les_pilotes_se_relancent(self, ecran: Ecran) -> None:
        fiche = ecran.fiche()
        instantane = en_preparation(ecran.plan, par=ecran.par)
        assert "0 personne prévenue" in ecran.poster("_relancer", instantane.pk).content.decode().replace("\xa0", " ")
        pilotee_par(fiche, membre(ecran.plan, "contributeur"))
        assert "1 personne prévenue" in ecran.poster("_relancer", instantane.pk).content.decode().replace("\xa0", " ")

    def test_le_pilote_la_dit_a_jour_depuis_sa_fiche(self, ecran: Ecran) -> None:
        fiche, pilote = ecran.fiche(), membre(ecran.plan, "contributeur")
        pilotee_par(fiche, pilote)
        instantane = en_preparation(ecran.plan, par=ecran.par)
        ecran.client.force_login(pilote)
        adresse = reverse("fiche", args=[ecran.plan.collectivite.siren, fiche.pk])
        assert "La fiche est à jour" in ecran.client.get(adresse).content.decode()
        page = ecran.poster("_a_jour", instantane.pk, fiche.pk, suite=adresse)
        assert "Dite à jour le" in page.content.decode()

    def test_qui_ne_la_pilote_pas_est_refuse(self, ecran: Ecran) -> None:
        fiche, instantane = ecran.fiche(), en_preparation(ecran.plan, par=ecran.par)
        ecran.client.force_login(membre(ecran.plan, "contributeur"))
        assert ecran.client.post(ecran.adresse("_a_jour", instantane.pk, fiche.pk)).status_code == 403

    def test_un_plan_sans_fiche_a_une_suite(self, ecran: Ecran) -> None:
        assert "Aucune fiche dans ce plan" in ecran.texte("", en_preparation(ecran.plan, par=ecran.par).pk)


class TestGestes:
    def test_il_se_renomme(self, ecran: Ecran) -> None:
        instantane = ecran.pris()
        assert ecran.lire("_modifier", instantane.pk).find(id="instantane_nom")["value"] == "Bilan 2025"
        ecran.poster("_modifier", instantane.pk, nom="Bilan voté")
        assert "Bilan voté" in ecran.texte("", instantane.pk)
        for nom, mots in (("", "Donnez un nom"), ("Bilan", "avant son début")):
            page = ecran.poster("_modifier", instantane.pk, nom=nom, du="02/01/2026", au="01/01/2026")
            assert page.status_code == 422
            assert mots in page.content.decode()

    def test_il_se_supprime_et_se_remet(self, ecran: Ecran) -> None:
        instantane = ecran.pris()
        page = ecran.poster("_supprimer", instantane.pk)
        assert "« Bilan 2025 » est supprimé" in page.content.decode().replace("\xa0", " ")
        assert ecran.client.get(ecran.adresse("", instantane.pk)).status_code == 404
        page = ecran.poster("_remettre", instantane.pk)
        assert "« Bilan 2025 » est revenu" in page.content.decode().replace("\xa0", " ")

    def test_une_preparation_qui_ne_peut_revenir_le_dit(self, ecran: Ecran) -> None:
        instantane = en_preparation(ecran.plan, par=ecran.par)
        supprimer_instantane(instantane, par=ecran.par, le=LE)
        en_preparation(ecran.plan, par=ecran.par)
        assert "déjà en préparation" in ecran.poster("_remettre", instantane.pk).content.decode()


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
