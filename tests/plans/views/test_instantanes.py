"""The screens of the instantanés of a plan."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.plans.factories import LE, AxeFactory, PlanFactory, pilotee_par
from tests.plans.factories_instantanes import en_preparation, membre, pris
from tests.plans.pages_instantanes import Ecran

from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.instantanes import dire_a_jour, supprimer_instantane
from cordee.plans.models import Instantane
from cordee.plans.views.instantanes import liste

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=30)


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
