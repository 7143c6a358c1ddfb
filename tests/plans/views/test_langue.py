"""The language of a plan: chosen in its settings, told around what people wrote, and only there."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, placer
from tests.plans.factories_instantanes import pris
from tests.publication.factories import PublicationFactory
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.commentaires import commenter_fiche
from cordee.plans.actions.duplication import dupliquer_plan
from cordee.plans.actions.plans import modifier_plan
from cordee.plans.domain.listes import LanguePlan
from cordee.plans.models import Fiche, Plan
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
OC = ' lang="oc"'
REGLAGES = {"nom": "Plan energia", "statut": "adopte", "ponderation": "egal"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan energia", description="Per la montanha.", langue="oc")


@pytest.fixture
def lise(client: Client, plan: Plan) -> Membre:
    lise = MembreFactory(editeur=True, collectivite=plan.collectivite)
    client.force_login(lise.utilisateur)
    return lise


@pytest.fixture
def fiche(plan: Plan) -> Fiche:
    axe = AxeFactory(plan=plan, nom="Las fustas", description="Bastir amb la fusta.")
    fiche: Fiche = FicheFactory(dans=axe, titre="Isolar l'escòla", contexte="L'escòla es freja.")
    return fiche


def page(client: Client, nom: str, *args: object, **parametres: Any) -> str:
    return unescape(client.get(reverse(nom, args=args), parametres).content.decode())


def regler(client: Client, plan: Plan, **donnees: str) -> str:
    client.post(reverse("plan_modifier", args=[plan.collectivite.siren, plan.pk]), REGLAGES | donnees)
    return Plan.objects.get(pk=plan.pk).langue


class TestReglages:
    def test_un_plan_est_en_francais_si_rien_n_est_dit(self) -> None:
        assert PlanFactory().langue == LanguePlan.FRANCAIS

    def test_la_langue_se_choisit_et_le_journal_le_garde(self, client: Client, lise: Membre, plan: Plan) -> None:
        assert regler(client, plan, langue="br") == "br"
        ecriture = Ecriture.objects.filter(verbe="plans.modifier_plan").latest("pk")
        assert ecriture.details["champs"]["langue"] == ["oc", "br"]

    def test_un_formulaire_qui_ne_la_dit_pas_la_laisse(self, client: Client, lise: Membre, plan: Plan) -> None:
        assert regler(client, plan) == "oc"

    def test_une_langue_inconnue_est_refusee(self, client: Client, lise: Membre, plan: Plan) -> None:
        assert regler(client, plan, langue="xx") == "oc"
        with pytest.raises(DonneeRefusee):
            modifier_plan(plan, {"langue": "xx"}, par=lise.utilisateur, le=LE)

    def test_la_copie_la_garde(self, lise: Membre, plan: Plan) -> None:
        copie = dupliquer_plan(plan, plan.collectivite, "Copie", par=lise.utilisateur, le=LE)
        assert copie.langue == "oc"


class TestALEcran:
    @pytest.mark.parametrize(
        ("vue", "attendus"),
        [
            ("arbre", (f"<h1><span{OC}>Plan energia</span>", f"<span{OC}>Las fustas</span>", "Isolar l'escòla")),
            ("tableau", (f"{OC}>Isolar l'escòla</a>",)),
            ("kanban", (f"{OC}>Isolar l'escòla</a>",)),
            ("grille", (f"{OC}>Isolar l'escòla</a>",)),
            ("calendrier&mois=2026-03", (f"<span{OC}>Isolar l'escòla</span>",)),
            ("gantt", (f"<span{OC}>Las fustas</span>", f"<span{OC}>Isolar l'escòla</span>")),
        ],
    )
    def test_ce_que_les_gens_ont_ecrit_porte_la_langue(
        self, client: Client, lise: Membre, plan: Plan, fiche: Fiche, vue: str, attendus: tuple[str, ...]
    ) -> None:
        Fiche.objects.update(debut="2026-03-10")
        vue, _, mois = vue.partition("&mois=")
        html = page(client, "plan", plan.collectivite.siren, plan.pk, vue=vue, mois=mois).replace("’", "'")
        assert [mots for mots in attendus if mots not in html] == []
        assert '<html lang="fr"' in html, "l'interface reste en français"

    @pytest.mark.parametrize("vue", ["arbre", "tableau", "grille", "kanban", "gantt", "calendrier"])
    def test_un_plan_en_francais_n_est_pas_marque(
        self, client: Client, lise: Membre, plan: Plan, fiche: Fiche, vue: str
    ) -> None:
        Plan.objects.update(langue="fr")
        assert page(client, "plan", plan.collectivite.siren, plan.pk, vue=vue).count("lang=") == 1

    @pytest.mark.parametrize("vue", ["tableau", "grille", "kanban", "gantt", "calendrier"])
    def test_trois_langues_ne_coutent_pas_plus_de_requetes_qu_une(
        self, client: Client, lise: Membre, plan: Plan, fiche: Fiche, vue: str
    ) -> None:
        def compter() -> int:
            page(client, "fiches", plan.collectivite.siren, vue=vue)
            with CaptureQueriesContext(connection) as lues:
                page(client, "fiches", plan.collectivite.siren, vue=vue)
            return len(lues)

        avant = compter()
        for langue in ("br", "de"):
            FicheFactory(dans=AxeFactory(plan=PlanFactory(collectivite=plan.collectivite, langue=langue)))
        assert compter() == avant

    def test_hors_d_un_plan_la_langue_est_celle_du_premier_que_l_on_voit(
        self, client: Client, lise: Membre, plan: Plan, fiche: Fiche
    ) -> None:
        placer(fiche, PlanFactory(collectivite=plan.collectivite, langue="br"))
        html = page(client, "fiches", plan.collectivite.siren, vue="tableau").replace("’", "'")
        assert f"{OC}>Isolar l'escòla</a>" in html
        assert 'lang="br"' not in html

    def test_la_page_d_une_fiche_la_porte_dans_ses_textes_et_leurs_editeurs(
        self, client: Client, lise: Membre, plan: Plan, fiche: Fiche
    ) -> None:
        siren = plan.collectivite.siren
        html = page(client, "fiche", siren, fiche.pk).replace("’", "'")
        assert f"<span{OC}>Isolar l'escòla</span></h1>" in html
        assert f'<div class="prose f-prose"{OC}><p>L\'escòla es freja.' in html
        adresse = reverse("fiche_champ", args=[siren, fiche.pk, "contexte"])
        editeur = client.get(adresse, {"page": fiche.pk}, headers={"hx-request": "true"}).content.decode()
        assert f'rows="4"{OC}' in editeur

    def test_un_commentaire_un_instantane_et_un_tableau_de_bord_la_portent(
        self, client: Client, lise: Membre, plan: Plan, fiche: Fiche
    ) -> None:
        siren = plan.collectivite.siren
        commenter_fiche(fiche, "Es fach.", par=lise.utilisateur, le=LE)
        assert f"<div{OC}><p>Es fach." in page(client, "fiche", siren, fiche.pk)
        instantane = pris(plan)
        html = page(client, "plan_instantane", siren, plan.pk, instantane.pk).replace("’", "'")
        assert f"<span{OC}>Isolar l'escòla</span>" in html
        Fiche.objects.update(fin="2025-01-31", statut="en_cours")
        html = page(client, "tableau", siren, str(plan.pk)).replace("’", "'")
        assert f"<span{OC}>Isolar l'escòla</span>" in html

    def test_la_page_publique_la_porte(self, client: Client, plan: Plan, fiche: Fiche) -> None:
        publication = PublicationFactory(plan=plan)
        html = page(client, "public_plan", publication.adresse)
        assert f"<h1{OC}>Plan energia</h1>" in html
        assert f'<div class="prose pu-prose"{OC}><p>Per la montanha.' in html
        html = page(client, "public_fiche", publication.adresse, fiche.pk).replace("’", "'")
        assert f'<div class="pu-prose"{OC}><p>L\'escòla es freja.' in html
