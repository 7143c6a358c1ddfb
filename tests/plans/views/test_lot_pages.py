"""Many fiches at once, page by page: choose, see, apply, undo."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.fabrique_validation import circuit
from tests.plans.factories import FicheFactory, PlanFactory, etiquetee, partagee_avec, pilotee_par, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions import lot as actions
from cordee.plans.domain.lot import A_CHOISIR, GESTES_CHOISIS, Geste
from cordee.plans.models import Fiche, GesteGroupe, Plan
from cordee.plans.views import lot
from cordee.plans.views.vues import tableau

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory()
    for titre in ("A", "B", "C"):
        FicheFactory(dans=plan, titre=titre)
    return plan


@pytest.fixture
def lise(client: Client, plan: Plan) -> Client:
    client.force_login(MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur)
    return client


def choisies(*titres: str) -> list[int]:
    return list(Fiche.objects.filter(titre__in=titres).values_list("pk", flat=True))


def adresse(plan: Plan) -> str:
    return reverse("lot", args=[plan.collectivite.siren])


def lire(reponse: Any) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def test_on_choisit_on_regarde_on_applique_et_on_annule(lise: Client, plan: Plan) -> None:
    liste = reverse("plan", args=[plan.collectivite.siren, plan.pk]) + "?vue=tableau"
    demande = {"fiche": choisies("A", "B"), "retour": liste}
    assert "2 fiches" in lire(lise.get(adresse(plan), demande))
    demande |= {"champ": "statut", "valeur": "realise"}
    assert "lignes" not in lise.get(adresse(plan), demande).context
    apercu = lise.get(adresse(plan), demande | {"apercu": "1"})
    assert [(f.titre, avant, apres) for f, avant, apres, _, _ in apercu.context["lignes"]] == [
        ("A", "À venir", "Réalisé"), ("B", "À venir", "Réalisé"),
    ]  # fmt: skip
    assert set(Fiche.objects.values_list("statut", flat=True)) == {"a_venir"}
    reponse = lise.post(adresse(plan), demande, follow=True)
    assert reponse.redirect_chain[0][0] == liste
    assert "2 fiches modifiées" in lire(reponse)
    assert Fiche.objects.filter(statut="realise").count() == 2
    (annuler,) = re.findall(r'href="([^"]+/annuler/)"', reponse.content.decode())
    assert "Statut" in lire(lise.get(annuler))
    Fiche.objects.filter(titre="B").update(statut="bloque")
    retour = lire(lise.post(annuler, follow=True))
    assert "1 fiche est revenue en arrière" in retour
    assert "« B »" in retour
    assert "déjà annulée" in lire(lise.post(annuler, follow=True))
    assert dict(Fiche.objects.values_list("titre", "statut")) == {"A": "a_venir", "B": "bloque", "C": "a_venir"}


@pytest.mark.parametrize("geste", GESTES_CHOISIS)
def test_chaque_geste_a_son_choix_et_son_apercu(lise: Client, plan: Plan, geste: Geste) -> None:
    fiche = Fiche.objects.get(titre="A")
    pilotee_par(fiche, "Jeanne Roux")
    etiquetee(fiche, "Urgent")
    petr = CollectiviteFactory(petr=True, membres=[plan.collectivite])
    circuit(plan)
    valeurs = {
        Geste.STATUT: "bloque", Geste.PRIORITE: "elevee", Geste.DEBUT: "2026-01-01", Geste.FIN: "",
        Geste.CONTINUE: "oui", Geste.CONFIDENTIEL: "oui", Geste.THEMATIQUE: "energie_climat", Geste.PLACE: str(plan.pk),
        Geste.SUPPRESSION: "", Geste.ETIQUETTE: "Urgent; Voirie", Geste.PARTAGE: str(petr.pk),
        Geste.VALIDATION: f"valider:{plan.pk}",
    }  # fmt: skip
    demande = {"fiche": choisies("A"), "champ": str(geste), "valeur": valeurs.get(geste, "Zoé Barral")}
    choix = lise.get(adresse(plan), demande)
    assert choix.status_code == 200
    if geste in A_CHOISIR or geste in {Geste.THEMATIQUE, Geste.PLACE, Geste.PARTAGE}:
        assert choix.context["choix"]
    elif geste.est_liste:
        assert isinstance(choix.context["propositions"], list)
    apercu = lise.get(adresse(plan), demande | {"apercu": "1"})
    assert apercu.status_code == 200
    ((lue, _, apres, raison, _),) = apercu.context["lignes"]
    assert lue == fiche
    assert not raison
    assert apres


@pytest.mark.parametrize("geste", A_CHOISIR)
def test_rien_n_est_choisi_d_avance_et_l_apercu_attend_un_choix(lise: Client, plan: Plan, geste: Geste) -> None:
    circuit(plan)
    demande = {"fiche": choisies("A", "B"), "champ": str(geste), "valeur": "reste d'un autre champ"}
    assert f'<option value="">{A_CHOISIR[geste]}</option>' in lise.get(adresse(plan), demande).content.decode()
    refus = lise.get(adresse(plan), demande | {"valeur": "", "apercu": "1"})
    assert refus.status_code == 422
    assert f"{A_CHOISIR[geste]}, puis voyez l'aperçu." in lire(refus)
    assert "lignes" not in refus.context


def test_sans_statut_se_choisit_et_s_applique(lise: Client, plan: Plan) -> None:
    demande = {"fiche": choisies("A"), "champ": "statut", "valeur": "sans"}
    apercu = lise.get(adresse(plan), demande | {"apercu": "1"})
    assert [ligne[2] for ligne in apercu.context["lignes"]] == ["Sans statut"]
    assert 'name="valeur" value="sans"' in apercu.content.decode()
    lise.post(adresse(plan), demande)
    assert Fiche.objects.get(titre="A").statut == ""


def test_un_partage_se_choisit_se_montre_et_s_annule(lise: Client, plan: Plan) -> None:
    seule = lire(lise.get(adresse(plan), {"fiche": choisies("A"), "champ": "partage"}))
    assert "Aucune collectivité avec qui porter ces fiches" in seule
    petr = CollectiviteFactory(petr=True, membres=[plan.collectivite])
    recue = FicheFactory(titre="Reçue", collectivite=petr)
    partagee_avec(recue, plan.collectivite)
    demande = {"fiche": choisies("A", "Reçue"), "champ": "partage", "valeur": str(petr.pk)}
    apercu = lise.get(adresse(plan), demande | {"apercu": "1"})
    assert "qui choisit seule avec qui la porter" in lire(apercu)
    assert "Ne plus partager avec" in lire(apercu)
    assert [(f.titre, avant, apres, change) for f, avant, apres, _, change in apercu.context["lignes"]] == [
        ("Reçue", plan.collectivite.nom, f"{plan.collectivite.nom}, {petr.nom}", False),
        ("A", "portée seule", petr.nom, True),
    ]
    lise.post(adresse(plan), demande)
    placer(Fiche.objects.get(titre="A"), PlanFactory(collectivite=petr))
    fin = lise.get(adresse(plan), demande | {"sens": "retirer", "apercu": "1"})
    assert "1 emplacement dans les plans de qui ne porte plus ces fiches disparaît" in lire(fin)


@pytest.mark.parametrize(("champ", "valeur", "gardee"), [
    ("fin", "demain", 'value="demain"'),
    ("statut", "", '<option value="">Choisissez un statut</option>'),
    ("priorite", "urgentissime", '<option value="">Choisissez une priorité</option>'),
    ("pilote", "!!!, Ada Roux", 'value="!!!, Ada Roux"'),
    ("etiquette", " ; ", 'id="lot-valeur"'),
])  # fmt: skip
def test_une_valeur_refusee_se_dit_sous_son_champ_et_reste(
    lise: Client, plan: Plan, champ: str, valeur: str, gardee: str
) -> None:
    demande = {"fiche": choisies("A"), "champ": champ, "valeur": valeur}
    for reponse in (lise.get(adresse(plan), demande | {"apercu": "1"}), lise.post(adresse(plan), demande)):
        assert reponse.status_code == 422
        page = lire(reponse)
        assert gardee in page, "ce qui était tapé reste"
        assert "invitation-refus" not in page, "rien n'est dit loin du champ"
        apres_le_champ = page[page.index('name="valeur"') :]
        assert 'aria-invalid="true" aria-describedby="lot-faute"' in apres_le_champ
        assert '<div class="erreur" id="lot-faute">' in apres_le_champ


def test_des_cases_dont_aucune_n_est_cochee_sont_dites_dans_leur_groupe(lise: Client, plan: Plan) -> None:
    CollectiviteFactory(petr=True, membres=[plan.collectivite])
    for champ in ("thematique", "place", "partage"):
        page = lire(lise.get(adresse(plan), {"fiche": choisies("A"), "champ": champ, "apercu": "1"}))
        groupe = page[page.index("<fieldset") : page.index("</fieldset>")]
        assert 'aria-describedby="lot-faute"' in groupe
        assert 'id="lot-faute"' in groupe


def test_ce_qui_tient_aux_fiches_est_dit_au_dessus(lise: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    demande = {"fiche": choisies("A", "B"), "champ": "statut", "valeur": "bloque", "apercu": "1"}
    monkeypatch.setattr(actions, "FICHES_MAX", 1)
    page = lire(lise.get(adresse(plan), demande))
    assert "invitation-refus" in page
    assert "resserrez la liste" in page
    assert 'id="lot-faute"' not in page


def test_une_date_s_ecrit_en_francais_pour_plusieurs_fiches(lise: Client, plan: Plan) -> None:
    demande = {"fiche": choisies("A", "B"), "champ": "fin", "valeur": "3 sept. 2026"}
    apercu = lise.get(adresse(plan), demande | {"apercu": "1"})
    assert [apres for _, _, apres, _, _ in apercu.context["lignes"]] == ["3\u00a0septembre 2026"] * 2
    lise.post(adresse(plan), demande)
    assert list(Fiche.objects.filter(fin=date(2026, 9, 3)).values_list("titre", flat=True).order_by("titre")) == [
        "A",
        "B",
    ]


def test_ce_qui_ne_change_pas_n_ecrit_rien(lise: Client, plan: Plan) -> None:
    reponse = lise.post(adresse(plan), {"fiche": choisies("A"), "champ": "statut", "valeur": "a_venir"})
    assert reponse.status_code == 200
    assert not GesteGroupe.objects.exists()


@pytest.mark.parametrize("retour", ["https://ailleurs.example/", "//ailleurs.example/", "/t/\\ailleurs", "x"])
def test_on_ne_revient_que_sur_ce_site(lise: Client, plan: Plan, retour: str) -> None:
    demande = {"fiche": choisies("A"), "champ": "statut", "valeur": "bloque", "retour": retour}
    assert lise.post(adresse(plan), demande)["Location"] == reverse("fiches", args=[plan.collectivite.siren])


def test_les_fiches_d_ailleurs_et_d_autrui_ne_se_choisissent_pas(client: Client, lise: Client, plan: Plan) -> None:
    ailleurs = FicheFactory(titre="Ailleurs")
    assert not lise.get(adresse(plan), {"fiche": [ailleurs.pk, "x"]}).context["fiches"]
    partagee_avec(ailleurs, plan.collectivite)
    demande = {"fiche": [ailleurs.pk], "champ": "suppression", "apercu": "1"}
    apercu = lise.get(adresse(plan), demande)
    assert apercu.context["refusees"] == 1
    assert "autre collectivité" in lire(apercu)
    groupe = GesteGroupe.objects.create(
        collectivite=ailleurs.collectivite, verbe="plans.lot_statut", resume="Statut", le=ailleurs.cree_le,
        avant={"geste": "statut", "fiches": {}},
    )  # fmt: skip
    assert lise.get(reverse("lot_annuler", args=[plan.collectivite.siren, groupe.pk])).status_code == 404
    client.force_login(MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur)
    assert client.get(adresse(plan)).status_code == 403


def test_toute_la_liste_filtree_se_modifie_d_un_coup(lise: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tableau, "PAR_PAGE", 2)
    FicheFactory(dans=plan, titre="Finie", realisee=True)
    FicheFactory(collectivite=plan.collectivite, titre="Hors du plan")
    page = lise.get(reverse("plan", args=[plan.collectivite.siren, plan.pk]), {"vue": "tableau", "statut": "a_venir"})
    assert "Modifier les 3 fiches de la liste" in lire(page)
    choix = lise.get(page.context["lot_de_la_liste"])
    assert [f.titre for f in choix.context["fiches"]] == ["A", "B", "C"]
    apercu = lise.get(page.context["lot_de_la_liste"] + "&champ=statut&valeur=bloque&apercu=1")
    assert apercu.context["nombre"] == 3
    ids = re.findall(r'method="post">.*?name="fiches" value="([\d,]+)"', apercu.content.decode(), re.DOTALL)[0]
    lise.post(adresse(plan), {"fiches": ids, "champ": "statut", "valeur": "bloque"})
    assert set(Fiche.objects.filter(statut="bloque").values_list("titre", flat=True)) == {"A", "B", "C"}
    toutes = lise.get(adresse(plan), {"liste": ""})
    assert len(toutes.context["fiches"]) == 5
    assert lise.get(adresse(plan), {"liste": "", "plan": PlanFactory().pk}).status_code == 404


def test_l_apercu_d_une_longue_liste_montre_d_abord_ce_qui_ne_changera_pas(
    lise: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lot, "LIGNES_MONTREES", 1)
    ailleurs = FicheFactory(titre="Z d'ailleurs")
    partagee_avec(ailleurs, plan.collectivite)
    apercu = lise.get(adresse(plan), {"liste": "", "champ": "suppression", "apercu": "1"})
    assert [ligne[0].titre for ligne in apercu.context["lignes"]] == ["Z d'ailleurs"]
    assert "3 autres fiches" in lire(apercu)
    monkeypatch.setattr(lot, "FICHES_MAX", 2)
    monkeypatch.setattr(actions, "FICHES_MAX", 2)
    assert "resserrez la liste par un filtre" in lire(
        lise.get(adresse(plan), {"liste": "", "champ": "suppression", "apercu": "1"})
    )
