"""The door: which key opens, what it gives, how often, and what the trail says of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.api.programme import CREEE_LE, Programme
from tests.plans.factories import FicheFactory, PlanFactory, partagee_avec, pilotee_par
from tests.territoires.factories import AppartenanceFactory, CollectiviteFactory, MembreFactory

from cordee.api.actions.cles import revoquer_cle
from cordee.api.domain.cles import Portee
from cordee.api.models import CleApi
from cordee.journal.models import Ecriture
from cordee.territoires.actions.membres import retirer_membre
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def programme(membre: Membre) -> Programme:
    return Programme.de(membre)


def refus(reponse: Any) -> int:
    """Status of a refusal, which is always told in the same way."""
    corps = reponse.json()
    assert reponse.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert corps["status"] == reponse.status_code
    assert corps["type"] == "about:blank"
    assert corps["detail"].endswith(".")
    return int(reponse.status_code)


# -- which key opens -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "entete", ["", "Bearer", "Bearer ", "Bearer cordee_invente", "Bearer cordee_" + "x" * 43, "Basic YTpi", "Token x"]
)
def test_sans_cle_ou_avec_une_fausse_rien_ne_s_ouvre(client: Client, entete: str) -> None:
    reponse = client.get("/api/v1/moi", headers={"Authorization": entete} if entete else {})
    assert refus(reponse) == 401
    assert reponse.headers["WWW-Authenticate"].startswith("Bearer")


def test_un_secret_change_d_une_lettre_n_ouvre_pas(programme: Programme) -> None:
    assert programme.lire("moi").status_code == 200
    programme.secret = programme.secret[:-1] + ("a" if programme.secret[-1] != "a" else "b")
    assert refus(programme.lire("moi")) == 401


def test_la_cle_ne_se_donne_pas_dans_l_adresse(client: Client, programme: Programme) -> None:
    for nom in ("cle", "token", "access_token", "api_key"):
        assert refus(client.get("/api/v1/moi", {nom: programme.secret})) == 401


def test_une_session_n_ouvre_pas_l_api(client: Client, membre: Membre) -> None:
    client.force_login(membre.utilisateur)
    assert refus(client.get("/api/v1/moi")) == 401
    assert refus(client.post("/api/v1/fiches", {"titre": "Voie verte"}, content_type="application/json")) == 401


def test_l_api_ne_demande_pas_de_jeton_de_formulaire(programme: Programme) -> None:
    programme.client = Client(enforce_csrf_checks=True)
    assert programme.ecrire("post", "fiches", {"titre": "Voie verte"}).status_code == 201


def test_une_cle_revoquee_ou_expiree_n_ouvre_plus(programme: Programme, membre: Membre) -> None:
    hier = timezone.now() - timedelta(days=1)
    CleApi.objects.update(expire_le=hier)
    assert refus(programme.lire("moi")) == 401
    CleApi.objects.update(expire_le=None)
    assert programme.lire("moi").status_code == 200
    revoquer_cle(programme.cle, par=membre.utilisateur, le=timezone.now())
    assert refus(programme.lire("moi")) == 401


def test_la_cle_d_un_compte_ferme_ou_d_une_personne_partie_est_morte(programme: Programme, membre: Membre) -> None:
    personne = membre.utilisateur
    personne.is_active = False
    personne.save()
    assert refus(programme.lire("moi")) == 401
    personne.is_active = True
    personne.save()
    assert programme.lire("moi").status_code == 200
    administratrice = MembreFactory(administrateur=True, collectivite=membre.collectivite)
    retirer_membre(membre, par=administratrice.utilisateur, le=timezone.now())
    assert refus(programme.lire("moi")) == 401


# -- what it gives ---------------------------------------------------------------------------------------------------
def test_une_cle_n_ouvre_que_sa_collectivite(membre: Membre) -> None:
    """The person has a role elsewhere too; the key does not."""
    ailleurs = MembreFactory(administrateur=True, utilisateur=membre.utilisateur)
    la_bas = FicheFactory(collectivite=ailleurs.collectivite)
    plan = PlanFactory(collectivite=ailleurs.collectivite)
    ici = Programme.de(membre)
    assert refus(ici.lire(f"fiches/{la_bas.pk}")) == 404
    assert refus(ici.ecrire("patch", f"fiches/{la_bas.pk}", {"avancement": 4})) == 404
    assert refus(ici.lire(f"plans/{plan.pk}")) == 404
    assert ici.lire("fiches").json()["total"] == 0
    assert Programme.de(ailleurs).lire(f"fiches/{la_bas.pk}").status_code == 200


def test_la_coordination_d_un_groupement_ne_passe_pas_par_sa_cle(membre: Membre) -> None:
    coordination = MembreFactory(coordinateur=True)
    AppartenanceFactory(groupement=coordination.collectivite, membre=membre.collectivite)
    fiche = FicheFactory(collectivite=membre.collectivite)
    assert refus(Programme.de(coordination).lire(f"fiches/{fiche.pk}")) == 404
    la_bas = Programme.de(coordination, ou=membre.collectivite)
    assert la_bas.lire(f"fiches/{fiche.pk}").status_code == 200
    assert la_bas.lire("moi").json()["role"] == "edition"


def test_les_fiches_portees_avec_une_autre_collectivite_sont_vues_et_modifiables(membre: Membre) -> None:
    fiche = FicheFactory(titre="Tri des déchets")
    partagee_avec(fiche, membre.collectivite)
    programme = Programme.de(membre)
    (ligne,) = programme.lire("fiches").json()["elements"]
    assert (ligne["id"], ligne["siren"]) == (fiche.pk, fiche.collectivite.siren)
    assert programme.ecrire("patch", f"fiches/{fiche.pk}", {"avancement": 10}).status_code == 200
    assert refus(programme.ecrire("delete", f"fiches/{fiche.pk}")) == 403


def test_une_cle_qui_lit_n_ecrit_rien_meme_pour_qui_le_peut(membre: Membre) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite)
    lectrice = Programme.de(membre, Portee.LECTURE)
    for methode, chemin in (
        ("post", "fiches"), ("patch", f"fiches/{fiche.pk}"), ("delete", f"fiches/{fiche.pk}"),
        ("put", f"fiches/{fiche.pk}/statut"),
    ):  # fmt: skip
        assert refus(lectrice.ecrire(methode, chemin, {})) == 403
    droits = lectrice.lire("moi").json()["droits"]
    assert droits == {
        "creer_fiche": False, "modifier_plans": False, "saisir_valeurs": False, "voir_confidentiel": True
    }  # fmt: skip


def test_une_cle_qui_ecrit_n_a_pas_plus_de_droits_que_sa_personne(membre: Membre) -> None:
    """A contributor changes what they are pilote of."""
    contributeur = MembreFactory(contributeur=True, collectivite=membre.collectivite)
    sienne, autre = (FicheFactory(collectivite=membre.collectivite) for _ in range(2))
    pilotee_par(sienne, contributeur.utilisateur)
    programme = Programme.de(contributeur)
    assert programme.ecrire("patch", f"fiches/{sienne.pk}", {"avancement": 4}).status_code == 200
    assert refus(programme.ecrire("patch", f"fiches/{autre.pk}", {"avancement": 4})) == 403
    assert refus(programme.ecrire("post", "fiches", {"titre": "Voie verte"})) == 403
    autre.refresh_from_db()
    assert autre.avancement is None


def test_moi_dit_qui_est_la_cle(programme: Programme, membre: Membre) -> None:
    moi = programme.lire("moi").json()
    assert moi["personne"] == membre.utilisateur.nom_complet
    assert moi["siren"] == membre.collectivite.siren
    assert moi["role"] == "edition"
    assert moi["cle"] == {
        "nom": "Tableau de bord", "prefixe": programme.cle.prefixe, "portee": "ecriture", "expire_le": None,
        "requetes_par_minute": 120,
    }  # fmt: skip
    assert moi["droits"]["creer_fiche"] is True


def test_les_collectivites_connues_disent_leur_lien(membre: Membre) -> None:
    petr = CollectiviteFactory(petr=True, membres=[membre.collectivite])
    commune = CollectiviteFactory(commune=True, groupements=[membre.collectivite])
    partenaire = FicheFactory().collectivite
    fiche = FicheFactory(collectivite=membre.collectivite)
    partagee_avec(fiche, partenaire)
    CollectiviteFactory()
    programme = Programme.de(membre)
    page = programme.lire("collectivites").json()
    assert {(c["siren"], c["lien"]) for c in page["elements"]} == {
        (membre.collectivite.siren, "sienne"), (petr.siren, "groupement"), (commune.siren, "commune"),
        (partenaire.siren, "partenaire"),
    }  # fmt: skip
    assert (page["total"], page["suivante"]) == (4, None)
    premiere = programme.lire("collectivites", par_page=3).json()
    assert len(premiere["elements"]) == 3
    suite = programme.client.get(premiere["suivante"], headers=programme.entetes).json()
    assert [c["id"] for c in premiere["elements"] + suite["elements"]] == [c["id"] for c in page["elements"]]


# -- how often -------------------------------------------------------------------------------------------------------
def test_au_dela_de_la_limite_la_cle_attend(programme: Programme, membre: Membre, settings: Any) -> None:
    settings.CORDEE_API_DEBIT = 2
    autre = Programme.de(membre)
    statuts = [programme.lire("moi").status_code for _ in range(4)]
    assert statuts[-1] == 429  # the minute may have turned once in between
    trop = programme.lire("moi")
    assert refus(trop) == 429
    assert 1 <= int(trop.headers["Retry-After"]) <= 60
    assert autre.lire("moi").status_code == 200


def test_un_compte_perdu_par_le_cache_repart_sans_rien_refuser(programme: Programme, settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    settings.CORDEE_API_DEBIT = 1
    assert [programme.lire("moi").status_code for _ in range(3)] == [200, 200, 200]


# -- what else -------------------------------------------------------------------------------------------------------
def test_le_journal_dit_par_quelle_cle(programme: Programme, membre: Membre) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite)
    programme.ecrire("patch", f"fiches/{fiche.pk}", {"avancement": 40})
    dite = Ecriture.objects.get(verbe="plans.modifier_fiche")
    assert dite.acteur == membre.utilisateur
    assert dite.acteur_nom == f"{membre.utilisateur.nom_complet}, par l'API (clé « Tableau de bord »)"
    assert dite.details["porte"] == "par l'API (clé « Tableau de bord »)"
    client = Client()
    client.force_login(membre.utilisateur)
    page = client.get(f"/t/{membre.collectivite.siren}/plans/fiches/{fiche.pk}/historique/").content.decode()
    assert "par l’API" in page or "par l&#x27;API" in page or "par l'API" in page
    programme.client.get("/api/v1/moi")  # what came after is not signed by the key
    administratrice = MembreFactory(administrateur=True, collectivite=membre.collectivite)
    revoquer_cle(programme.cle, par=administratrice.utilisateur, le=CREEE_LE)
    assert "API" not in Ecriture.objects.get(verbe="api.revoquer_cle").acteur_nom


def test_une_adresse_inconnue_et_une_methode_non_servie_se_disent_en_json(client: Client, programme: Programme) -> None:
    assert refus(client.get("/api/v1/rien/du/tout")) == 404
    refusee = programme.ecrire("post", "moi", {})
    assert refus(refusee) == 405
    assert refusee.headers["Allow"] == "GET"


def test_aucun_autre_site_n_est_autorise_et_rien_n_est_garde_par_un_intermediaire(programme: Programme) -> None:
    reponse = programme.client.get("/api/v1/moi", headers={**programme.entetes, "Origin": "https://ailleurs.example"})
    assert not [nom for nom in reponse.headers if nom.lower().startswith("access-control-")]
    assert reponse.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in reponse.headers["Vary"]


def test_un_corps_illisible_est_refuse(programme: Programme) -> None:
    reponse = programme.client.post(
        "/api/v1/fiches", b"{\xff", content_type="application/json", headers=programme.entetes
    )
    assert refus(reponse) == 400


def test_un_corps_trop_long_est_refuse(programme: Programme, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    assert refus(programme.ecrire("post", "fiches", {"titre": "x" * 200})) == 400
