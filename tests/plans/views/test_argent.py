"""The page « Budget et financements » of a plan: docs/calculs/plans.md, « Financements d'un plan »."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import AxeFactory, FicheFactory, PlanFactory, etiquette_nommee, placer
from tests.territoires.factories import MembreFactory

from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.models import Axe, Fiche, Financement, LigneBudget, Plan
from cordee.plans.queries.argent import fiches_par_axe
from cordee.plans.queries.rangement import Rangement
from cordee.plans.queries.resume import Resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(nom="Plan climat")


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def prevoir(fiche: Fiche, prevu: int, unite: str = "ht", nature: str = "investissement", **autres: Any) -> Fiche:
    LigneBudget.objects.create(fiche=fiche, type=nature, unite=unite, prevu=Decimal(prevu), **autres)
    return fiche


def financer(fiche: Fiche, qui: str, montant: int | None, statut: str, base: str = "ht", dispositif: str = "") -> None:
    Financement.objects.create(
        fiche=fiche, financeur=etiquette_nommee(fiche.collectivite, GenreEtiquette.FINANCEUR, qui), base=base,
        montant=montant, statut=statut, dispositif=dispositif,
    )  # fmt: skip


def ouvrir(client: Client, plan: Plan) -> Any:
    reponse = client.get(reverse("plan_argent", args=[plan.collectivite.siren, plan.pk]))
    assert reponse.status_code == 200
    return reponse


def lisible(texte: str) -> str:
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ").replace("’", "'")


def page(client: Client, plan: Plan) -> str:
    return lisible(ouvrir(client, plan).content.decode())


def test_la_page_dit_ce_qui_est_prevu_acquis_et_ce_qui_reste(lise: Client, plan: Plan) -> None:
    fiche = prevoir(FicheFactory(dans=plan), 100_000, prevu_max=Decimal(120_000))
    financer(fiche, "ADEME", 30_000, "verse", dispositif="Fonds chaleur")
    financer(fiche, "Région", 20_000, "accorde")
    financer(FicheFactory(parent=fiche), "ADEME", 10_000, "sollicite", dispositif="Fonds chaleur")
    financer(fiche, "Banque", 5_000, "refuse")
    financer(fiche, "État", None, "envisage")
    reponse = ouvrir(lise, plan)
    assert [lisible(mots) for mots in reponse.context["reponse"]] == [
        "Il reste ", "de 50 k€ à 70 k€ HT", " à financer, sur de 100 k€ à 120 k€ HT prévus.",
    ]  # fmt: skip
    (ht,) = reponse.context["bases"]
    assert [(mot, lisible(montant)) for mot, montant, _ in ht.chiffres] == [
        ("Prévu", "100 000 à 120 000"), ("Envisagé", "0"), ("Demandé", "10 000"), ("Acquis", "50 000"),
        ("dont versé", "30 000"), ("Refusé", "5 000"), ("Reste à financer", "50 000 à 70 000"),
    ]  # fmt: skip
    assert [(f.nom, lisible(f.part)) for f in ht.financeurs] == [("ADEME, Fonds chaleur", "67 %"), ("Région", "33 %")]
    assert "1 financement sans montant, hors du compte." in page(lise, plan)


def test_un_axe_compte_ce_qui_est_dessous_et_une_fiche_de_deux_axes_une_fois_dans_le_plan(
    lise: Client, plan: Plan
) -> None:
    axe = AxeFactory(plan=plan, nom="Rouler")
    sous = AxeFactory(plan=plan, parent=axe, nom="À vélo")
    autre = AxeFactory(plan=plan, nom="Chauffer")
    fiche = prevoir(FicheFactory(dans=sous), 300)
    financer(fiche, "Région", 100, "accorde")
    placer(fiche, autre)
    prevoir(FicheFactory(dans=autre), 50, nature="fonctionnement")
    prevoir(FicheFactory(dans=autre), 7, "etp")
    (ht, lignes), (etp, _) = ouvrir(lise, plan).context["unites"]
    assert (ht, etp) == ("€ HT", "ETP")
    assert [(ligne.nom, ligne.niveau, ligne.montants[-1][1], ligne.acquis, ligne.fiches) for ligne in lignes] == [
        ("1 Rouler", 1, "300", "100", 1),
        ("1.1 À vélo", 2, "300", "100", 1),
        ("2 Chauffer", 1, "350", "100", 2),
        ("Tout le plan", 0, "350", "100", 2),
    ]


def test_une_fiche_de_deux_plans_compte_dans_chacun_et_la_page_le_dit(lise: Client, plan: Plan) -> None:
    fiche = prevoir(FicheFactory(dans=plan), 300)
    assert "aussi dans un autre" not in page(lise, plan)
    placer(fiche, PlanFactory(collectivite=plan.collectivite))
    assert "1 fiche de ce plan est aussi dans un autre : son argent compte en entier dans chacun." in page(lise, plan)


def test_l_argent_d_une_fiche_confidentielle_n_est_pas_celui_d_un_lecteur(client: Client, plan: Plan) -> None:
    financer(prevoir(FicheFactory(dans=plan, confidentielle=True), 300), "Région", 100, "accorde")
    client.force_login(MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur)
    reponse = ouvrir(client, plan)
    assert (reponse.context["budgets"], reponse.context["bases"]) == ([], [])
    assert reponse.context["reponse"][1] == "Aucun budget prévu"


def test_un_plan_finance_en_entier_le_dit_en_tete_comme_sur_sa_page(lise: Client, plan: Plan) -> None:
    financer(prevoir(FicheFactory(dans=plan), 300), "Région", 400, "accorde")
    assert ouvrir(lise, plan).context["reponse"][1] == "entièrement financé"
    tete = lise.get(reverse("plan", args=[plan.collectivite.siren, plan.pk])).context["tete"]
    assert "Financé en HT" in tete.faits
    prevoir(FicheFactory(dans=plan), 1000)
    tete = lise.get(reverse("plan", args=[plan.collectivite.siren, plan.pk])).context["tete"]
    assert "Reste à financer : 900 € HT" in map(lisible, tete.faits)


def test_le_nombre_de_requetes_ne_depend_ni_des_fiches_ni_des_axes(lise: Client, plan: Plan) -> None:
    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            ouvrir(lise, plan)
        return len(requetes)

    def ajouter(axe: Axe) -> None:
        financer(prevoir(FicheFactory(dans=axe), 300), "Région", 100, "accorde")

    ajouter(AxeFactory(plan=plan))
    ouvrir(lise, plan)
    avant = compter()
    for _ in range(2):
        ajouter(AxeFactory(plan=plan))
    assert compter() == avant


def test_une_boucle_d_axes_ne_tourne_pas_sans_fin() -> None:
    rangement = Rangement(Resume({}, {}), {7: [(1, 0, 1)]}, {1: 2, 2: 1})
    assert fiches_par_axe(rangement) == {1: {7}, 2: {7}}
