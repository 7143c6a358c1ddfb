"""The budget of a fiche written as a grid of years."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions import composition as compo
from cordee.plans.domain.fiche import LigneBudget as Ligne
from cordee.plans.domain.grille_budget import empreinte
from cordee.plans.domain.listes import TypeBudget, UniteBudget
from cordee.plans.models import Fiche, LigneBudget
from cordee.plans.queries.fiche import budget_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
INV, FONC = TypeBudget.INVESTISSEMENT, TypeBudget.FONCTIONNEMENT
HT, TTC, ETP = UniteBudget.HT, UniteBudget.TTC, UniteBudget.ETP
HTMX = {"HX-Request": "true"}


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def fiche(membre: Membre, client: Client) -> Fiche:
    client.force_login(membre.utilisateur)
    return FicheFactory(dans=PlanFactory(collectivite=membre.collectivite), titre="Isoler")


def ecrire(fiche: Fiche, membre: Membre, *lignes: Ligne) -> Any:
    return compo.ecrire_budget(fiche, lignes, vue=empreinte(budget_of(fiche)), par=membre.utilisateur, le=LE)


def adresse(fiche: Fiche, nom: str = "fiche_budget", *reste: object) -> str:
    return reverse(nom, args=[fiche.collectivite.siren, fiche.pk, *reste])


def saisie(fiche: Fiche, **champs: Any) -> dict[str, Any]:
    """A grid of two years of investissement in HT, one of fonctionnement."""
    return {
        "vue": empreinte(budget_of(fiche)), "unites-investissement": "ht,etp", "rang-investissement": ["2026", "2027"],
        "base-investissement": "ht", "unites-fonctionnement": "ht,etp", "rang-fonctionnement": ["2026"],
        **{cle.replace("__", "-"): valeur for cle, valeur in champs.items()},
    }  # fmt: skip


def dits(fiche: Fiche) -> set[tuple[Any, ...]]:
    return set(fiche.budgets.values_list("type", "unite", "annee", "prevu", "prevu_max", "reel"))


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def test_une_grille_s_ecrit_d_un_coup_et_revient_d_un_clic(fiche: Fiche, client: Client) -> None:
    reponse = client.post(
        adresse(fiche),
        saisie(
            fiche, **{
                "c-investissement-ht-2026-prevu": "10 000 à 15 000", "c-investissement-ht-2027-prevu": "40 000 €",
                "c-investissement-ht-2027-reel": "1 250,50", "c-fonctionnement-etp-2026-prevu": "0,5",
            },
        ),
        headers=HTMX,
    )  # fmt: skip
    page = lire(reponse)
    assert "Budget enregistré à" in page
    assert "50 000 à 55 000" in page
    assert dits(fiche) == {
        ("investissement", "ht", 2026, 10_000, 15_000, None),
        ("investissement", "ht", 2027, 40_000, None, Decimal("1250.5")),
        ("fonctionnement", "etp", 2026, Decimal("0.5"), None, None),
    }
    geste = reponse.context["geste_budget"]
    assert "revenu comme avant" in lire(client.post(adresse(fiche, "fiche_budget_annuler", geste.pk), headers=HTMX))
    assert not fiche.budgets.exists()
    assert "déjà revenu" in lire(client.post(adresse(fiche, "fiche_budget_annuler", geste.pk), headers=HTMX))


def test_une_annee_videe_disparait_et_le_journal_dit_ce_qu_elle_disait(fiche: Fiche, membre: Membre, client) -> None:
    ecrire(fiche, membre, Ligne(INV, HT, 2026, Decimal(10)), Ligne(INV, HT, 2027, Decimal(20)))
    client.post(adresse(fiche), saisie(fiche, **{"c-investissement-ht-2027-prevu": "20"}))
    assert dits(fiche) == {("investissement", "ht", 2027, 20, None, None)}
    champs = Ecriture.objects.filter(verbe="plans.definir_budget").latest("pk").details["champs"]
    assert champs["budget"] == ["Investissement, 2026 : 10 € HT prévus".replace("10 €", "10 €"), None]


def test_une_cellule_refusee_garde_tout_ce_qui_etait_ecrit(fiche: Fiche, client: Client) -> None:
    champs = {"c-investissement-ht-2026-prevu": "beaucoup", "c-investissement-ht-2027-reel": "1 à 2"}
    reponse = client.post(adresse(fiche), saisie(fiche, **champs), headers=HTMX)
    page = lire(reponse)
    assert reponse.status_code == 422
    assert 'value="beaucoup"' in page
    assert "n’est pas un nombre" in page.replace("'", "’").replace("&#x27;", "’")
    assert 'id="faute-c-investissement-ht-2027-reel"' in page
    assert not fiche.budgets.exists()


def test_ce_qu_un_collegue_a_ecrit_entre_temps_n_est_pas_efface(fiche: Fiche, membre: Membre, client: Client) -> None:
    typee = saisie(fiche, **{"c-investissement-ht-2026-prevu": "5"})
    ecrire(fiche, membre, Ligne(INV, HT, 2030, Decimal(9)))
    reponse = client.post(adresse(fiche), typee, headers=HTMX)
    assert reponse.status_code == 422
    assert "Un collègue a changé ce budget" in lire(reponse)
    assert 'value="5"' in lire(reponse)
    assert dits(fiche) == {("investissement", "ht", 2030, 9, None, None)}


def test_une_annee_s_ajoute_parmi_celles_qui_ne_servent_pas(fiche: Fiche, client: Client) -> None:
    champs = {"geste": "ajouter:investissement", "annee-investissement": "2029", "c-investissement-ht-2026-prevu": "7"}
    reponse = client.post(adresse(fiche), saisie(fiche, **champs), headers=HTMX)
    (bloc, _) = reponse.context["grille"].blocs
    assert [rangee.annee for rangee in bloc.rangees] == [2026, 2027, 2029]
    assert not {2026, 2027, 2029} & set(bloc.annees_libres)
    assert 'value="7"' in lire(reponse)
    champs["annee-investissement"] = "jamais"
    assert client.post(adresse(fiche), saisie(fiche, **champs), headers=HTMX).status_code == 422
    assert client.post(adresse(fiche), saisie(fiche, geste="ajouter:rien"), headers=HTMX).status_code == 404
    assert client.post(adresse(fiche), saisie(fiche, geste="rien:investissement"), headers=HTMX).status_code == 404


def test_passer_en_total_se_montre_puis_se_confirme(fiche: Fiche, membre: Membre, client: Client) -> None:
    ecrire(fiche, membre, Ligne(INV, HT, 2026, Decimal(10), Decimal(2), Decimal(15)), Ligne(INV, HT, 2027, Decimal(40)))
    champs = {
        "c-investissement-ht-2026-prevu": "10 à 15", "c-investissement-ht-2026-reel": "2",
        "c-investissement-ht-2027-prevu": "40", "geste": "total:investissement",
    }  # fmt: skip
    reponse = client.post(adresse(fiche), saisie(fiche, **champs), headers=HTMX)
    page = lire(reponse)
    assert "La répartition entre les années est perdue" in page
    assert "50 à 55 € HT prévus, 2 € HT dépensés" in page
    assert fiche.budgets.count() == 2, "rien n’est écrit avant la confirmation"
    confirme = saisie(fiche, **{**champs, "geste": "confirmer:investissement", "sens": "total"})
    reponse = client.post(adresse(fiche), confirme, headers=HTMX)
    assert dits(fiche) == {("investissement", "ht", None, 50, 55, 2)}
    compo.annuler_budget(reponse.context["geste_budget"], fiche, par=membre.utilisateur, le=LE)
    assert fiche.budgets.count() == 2


def test_detailler_par_annee_divise_et_le_montre(fiche: Fiche, membre: Membre, client: Client) -> None:
    ecrire(fiche, membre, Ligne(INV, HT, None, Decimal(100), est_etale=True))
    champs = {
        "rang-investissement": "t", "c-investissement-ht-t-prevu": "100", "etale-investissement-ht": "on",
        "geste": "annees:investissement", "de": "2026", "a": "2028",
    }  # fmt: skip
    page = lire(client.post(adresse(fiche), saisie(fiche, **champs), headers=HTMX))
    assert "« étalé sur les années » est perdu" in page
    assert "33,34 € HT prévus" in page
    refus = client.post(adresse(fiche), saisie(fiche, **{**champs, "a": "2020"}), headers=HTMX)
    assert refus.status_code == 422
    confirme = {**champs, "geste": "confirmer:investissement", "sens": "annees"}
    assert client.post(adresse(fiche), saisie(fiche, **{**confirme, "a": "2090"}), headers=HTMX).status_code == 422
    client.post(adresse(fiche), saisie(fiche, **confirme))
    assert [ligne.prevu for ligne in fiche.budgets.order_by("annee")] == [
        Decimal("33.33"), Decimal("33.33"), Decimal("33.34"),
    ]  # fmt: skip


def test_une_nature_vide_change_de_mode_sans_rien_demander(fiche: Fiche, client: Client) -> None:
    reponse = client.post(adresse(fiche), saisie(fiche, geste="total:investissement"), headers=HTMX)
    assert reponse.context["grille"].passage is None
    assert [rangee.annee for rangee in reponse.context["grille"].blocs[0].rangees] == [None]
    bouts = {"geste": "total:investissement", "c-investissement-ht-2026-prevu": "x"}
    for geste in ("total:investissement", "confirmer:investissement"):
        bouts["geste"] = geste
        assert client.post(adresse(fiche), saisie(fiche, **bouts), headers=HTMX).status_code == 422


def test_les_montants_passent_de_ht_en_ttc(fiche: Fiche, membre: Membre, client: Client) -> None:
    ecrire(fiche, membre, Ligne(INV, HT, 2026, Decimal(10)))
    champs = {"base-investissement": "ttc", "c-investissement-ht-2026-prevu": "12"}
    client.post(adresse(fiche), saisie(fiche, **champs))
    assert dits(fiche) == {("investissement", "ttc", 2026, 12, None, None)}


def test_un_total_et_des_annees_ensemble_sont_refuses_sous_la_cellule(fiche: Fiche, membre, client: Client) -> None:
    champs = {
        "rang-investissement": ["t", "2026"], "c-investissement-ht-t-prevu": "5", "c-investissement-ht-2026-prevu": "1",
    }  # fmt: skip
    reponse = client.post(adresse(fiche), saisie(fiche, **champs), headers=HTMX)
    assert 'id="faute-c-investissement-ht-t-prevu"' in lire(reponse)
    with pytest.raises(DonneeRefusee, match="par année ou pour toute la durée"):
        ecrire(fiche, membre, Ligne(INV, HT, None, Decimal(1)), Ligne(INV, HT, 2026, Decimal(1)))


def test_annuler_ne_defait_pas_ce_qui_a_ete_ecrit_depuis(fiche: Fiche, membre: Membre, client: Client) -> None:
    geste = ecrire(fiche, membre, Ligne(INV, HT, 2026, Decimal(10)))
    ecrire(fiche, membre, Ligne(INV, HT, 2026, Decimal(11)))
    assert ecrire(fiche, membre, Ligne(INV, HT, 2026, Decimal(11))) is None
    reponse = client.post(adresse(fiche, "fiche_budget_annuler", geste.pk), follow=True)
    assert "Le budget a changé depuis" in lire(reponse)
    assert LigneBudget.objects.get().prevu == 11


def test_la_grille_s_ouvre_avec_les_deux_bases_quand_elles_servent(fiche: Fiche, membre: Membre, client) -> None:
    ecrire(fiche, membre, Ligne(INV, HT, 2026, Decimal(10)), Ligne(INV, TTC, 2026, Decimal(12)))
    page = lire(client.get(adresse(fiche), headers=HTMX))
    assert 'name="c-investissement-ttc-2026-prevu"' in page
    assert 'name="base-investissement"' not in page
    assert "data-grille" in lire(client.get(adresse(fiche))), "sans htmx, la page entière, grille ouverte"


def test_une_lectrice_ne_l_ouvre_pas(fiche: Fiche, client: Client) -> None:
    lue = MembreFactory(collectivite=fiche.collectivite)
    client.force_login(lue.utilisateur)
    assert client.get(adresse(fiche)).status_code == 403
    with pytest.raises(Refus):
        ecrire(fiche, lue, Ligne(INV, HT, 2026, Decimal(10)))
