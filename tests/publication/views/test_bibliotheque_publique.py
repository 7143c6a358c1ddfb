"""The library and its baskets on the public site: no account, no cookie, an address that is the only key."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.plans.factories import FicheFactory
from tests.publication.lecture import texte
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions.panier_public import creer_panier_public, marquer_au_panier_public
from cordee.plans.models import Fiche, LignePanier, LignePanierPublic, PanierPublic, Plan
from cordee.plans.models.panier import NOTE_MAX, Marque
from cordee.plans.queries.bibliotheque import bibliotheque
from cordee.publication.views import panier as vues
from cordee.territoires.models import Competence, CompetenceExercee

pytestmark = pytest.mark.django_db
CARTES = bibliotheque()


@pytest.fixture(autouse=True)
def _sans_memoire() -> None:
    cache.clear()


@pytest.fixture
def strict() -> Client:
    """A browser whose forms would be refused without a token, if one were asked."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def panier() -> PanierPublic:
    return creer_panier_public(None, le=timezone.now())


def lire(client: Client, nom: str, *reste: object, **parametres: Any) -> Any:
    return client.get(reverse(nom, args=list(reste)), parametres)


def poster(client: Client, nom: str, *reste: object, **donnees: Any) -> Any:
    return client.post(reverse(nom, args=list(reste)), donnees)


class TestSansPanier:
    def test_la_bibliotheque_se_lit_et_se_filtre_sans_compte_ni_cookie(self, client: Client) -> None:
        page = lire(client, "public_bibliotheque", fnv="loger", typologie="travaux")
        attendues = [c for c in CARTES if "loger" in c.fnv and c.typologie == "travaux"]
        assert page.context["page"].paginator.count == len(attendues) > 0
        assert not page.cookies
        assert "<script" not in page.content.decode()
        assert "fnv=loger" in page.content.decode()

    def test_une_action_se_lit_en_entier(self, client: Client) -> None:
        page = lire(client, "public_modele", CARTES[0].code)
        for morceau in (CARTES[0].titre, *CARTES[0].etapes, *(lien.nom for lien in CARTES[0].liens)):
            assert morceau in re.sub(r"&#x27;", "'", texte(page))
        assert lire(client, "public_modele", "perdue-99").status_code == 404

    def test_le_territoire_choisi_ecarte_ce_qu_il_ne_peut_porter(self, client: Client) -> None:
        territoire = CollectiviteFactory()
        competence = Competence.objects.create(code="7575", intitule="Autre")
        CompetenceExercee.objects.create(collectivite=territoire, competence=competence, exercee=True)
        trouvee = lire(client, "public_bibliotheque", cherche=territoire.siren)
        assert f"?territoire={territoire.siren}" in trouvee.content.decode()
        page = lire(client, "public_bibliotheque", territoire=territoire.siren)
        assert page.context["page"].paginator.count == sum(not c.competences for c in CARTES)
        assert "actions demandent une compétence" in texte(page)
        elargie = lire(client, "public_bibliotheque", territoire=territoire.siren, elargir="1")
        assert elargie.context["page"].paginator.count == len(CARTES)

    @pytest.mark.parametrize("cherche", ["zzzz", "\0"])
    def test_un_territoire_introuvable_se_dit(self, client: Client, cherche: str) -> None:
        page = texte(lire(client, "public_bibliotheque", cherche=cherche))
        assert ("Aucune collectivité de ce nom" in page) is (cherche == "zzzz")

    @pytest.mark.parametrize("siren", ["abc", "123456789", "٣٣٣٣٣٣٣٣٣"])
    def test_un_numero_inconnu_laisse_lire(self, client: Client, siren: str) -> None:
        assert lire(client, "public_bibliotheque", territoire=siren).context["territoire"] is None

    def test_des_fiches_on_ne_lit_que_des_comptes(self, client: Client) -> None:
        fiches = [FicheFactory(modele=CARTES[0].code, statut="en_cours", titre=f"Titre secret {i}") for i in range(3)]
        page = texte(lire(client, "public_modele", CARTES[0].code))
        assert "En cours dans 3 collectivités" in page
        assert "Titre secret" not in page
        assert all(fiche.collectivite.nom not in page for fiche in fiches)

    def test_l_installation_peut_la_fermer(self, client: Client, settings: Any, panier: PanierPublic) -> None:
        settings.CORDEE_BIBLIOTHEQUE_PUBLIQUE = False
        assert lire(client, "public_bibliotheque").status_code == 404
        assert lire(client, "public_panier", panier.pk).status_code == 404
        assert poster(client, "public_panier_creer").status_code == 404
        assert reverse("public_bibliotheque") not in lire(client, "public").content.decode()

    def test_en_autant_de_requetes_quelle_que_soit_la_liste(self, client: Client) -> None:
        comptes = []
        for parametres in ({"q": "vélo"}, {}):
            with CaptureQueriesContext(connection) as requetes:
                lire(client, "public_bibliotheque", **parametres)
            comptes.append(len(requetes))
        assert comptes[0] == comptes[1] <= 4


class TestCommencer:
    def test_la_premiere_action_ouvre_un_panier_et_mene_a_son_adresse(self, strict: Client) -> None:
        territoire = CollectiviteFactory()
        reponse = poster(
            strict, "public_panier_creer", modele=CARTES[0].code, marque="en_cours", territoire=territoire.siren
        )
        ouvert = PanierPublic.objects.get()
        assert reponse["Location"] == reverse("public_panier", args=[ouvert.pk])
        assert ouvert.collectivite == territoire
        assert ouvert.lignes.get().marque == Marque.EN_COURS
        assert not reponse.cookies

    def test_une_action_inconnue_n_ouvre_rien_de_plus(self, strict: Client) -> None:
        reponse = poster(strict, "public_panier_creer", modele="perdue-99")
        assert reponse.status_code == 422
        assert "Rien n'a changé" in texte(reponse)

    def test_trop_de_paniers_d_une_adresse_se_refusent(self, strict: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vues, "CREATIONS_PAR_HEURE", 1)
        assert poster(strict, "public_panier_creer").status_code == 302
        refus = poster(strict, "public_panier_creer")
        assert refus.status_code == 429
        assert int(refus["Retry-After"]) > 0
        assert PanierPublic.objects.count() == 1


class TestPanier:
    def test_a_plusieurs_on_le_change_et_on_le_relit(self, strict: Client, panier: PanierPublic) -> None:
        autre = Client(enforce_csrf_checks=True)
        for code in (CARTES[0].code, CARTES[1].code):
            poster(strict, "public_panier_marquer", panier.pk, modele=code)
        poster(autre, "public_panier_marquer", panier.pk, modele=CARTES[0].code, marque="faite")
        poster(autre, "public_panier_noter", panier.pk, modele=CARTES[0].code, note="Depuis 2024")
        poster(strict, "public_panier_retirer", panier.pk, modele=CARTES[1].code)
        page = lire(strict, "public_panier", panier.pk)
        assert [(o.libelle, o.nombre) for o in page.context["onglets"]][:4] == [
            ("Sélection", 1), ("À faire", 0), ("En cours", 0), ("Réalisée", 1),
        ]  # fmt: skip
        assert "Depuis 2024" in texte(page)
        assert reverse("public_panier", args=[panier.pk]) in page.content.decode()

    def test_sa_page_ne_se_garde_ni_ne_s_indexe_ni_ne_se_dit_ailleurs(
        self, client: Client, panier: PanierPublic
    ) -> None:
        for nom, reste in (
            ("public_panier", ()), ("public_panier_bibliotheque", ()), ("public_panier_modele", (CARTES[0].code,)),
        ):  # fmt: skip
            page = lire(client, nom, panier.pk, *reste)
            assert "no-store" in page["Cache-Control"]
            assert page["Referrer-Policy"] == "no-referrer"
            assert page["X-Robots-Tag"] == "noindex"
            assert "noindex" in page.content.decode()
            assert not page.cookies

    def test_sans_son_adresse_rien(self, client: Client) -> None:
        absent = lire(client, "public_panier", uuid4())
        assert absent.status_code == 404
        assert "Ce panier n'existe pas, ou plus" in texte(absent)
        assert poster(client, "public_panier_marquer", uuid4(), modele=CARTES[0].code).status_code == 404

    def test_un_geste_revient_ou_il_a_ete_fait_jamais_ailleurs(self, client: Client, panier: PanierPublic) -> None:
        ici = reverse("public_panier_bibliotheque", args=[panier.pk]) + "?q=vélo#m-x"
        donnees = {"modele": CARTES[0].code}
        assert poster(client, "public_panier_marquer", panier.pk, **donnees, retour=ici)["Location"].startswith(
            reverse("public_panier_bibliotheque", args=[panier.pk])
        )
        for retour in ("https://ailleurs.example/", "//ailleurs.example", "/compte/", ""):
            reponse = poster(client, "public_panier_marquer", panier.pk, **donnees, retour=retour)
            assert reponse["Location"] == reverse("public_panier", args=[panier.pk])

    def test_une_note_trop_longue_reste_sous_les_yeux(self, client: Client, panier: PanierPublic) -> None:
        poster(client, "public_panier_marquer", panier.pk, modele=CARTES[0].code)
        trop = "x" * (NOTE_MAX + 1)
        reponse = poster(client, "public_panier_noter", panier.pk, modele=CARTES[0].code, note=trop)
        assert reponse.status_code == 422
        assert trop in reponse.content.decode()
        assert "raccourcissez-la" in texte(reponse)
        assert LignePanierPublic.objects.get().note == ""

    def test_une_marque_inconnue_se_refuse(self, client: Client, panier: PanierPublic) -> None:
        reponse = poster(client, "public_panier_marquer", panier.pk, modele=CARTES[0].code, marque="jetee")
        assert reponse.status_code == 422
        assert not LignePanierPublic.objects.exists()

    def test_trop_de_gestes_d_un_coup_se_refusent(
        self, client: Client, panier: PanierPublic, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(vues, "GESTES_PAR_MINUTE", 0)
        assert poster(client, "public_panier_marquer", panier.pk, modele=CARTES[0].code).status_code == 429
        assert not LignePanierPublic.objects.exists()

    def test_son_territoire_se_choisit_et_se_retire(self, client: Client, panier: PanierPublic) -> None:
        territoire = CollectiviteFactory()
        poster(client, "public_panier_situer", panier.pk, territoire=territoire.siren)
        assert territoire.nom in texte(lire(client, "public_panier_bibliotheque", panier.pk)).replace("&#x27;", "'")
        poster(client, "public_panier_situer", panier.pk, territoire="")
        panier.refresh_from_db()
        assert panier.collectivite is None


class TestReprendre:
    def adresse(self, panier: PanierPublic) -> str:
        return f"{reverse('panier_reprendre')}?panier={panier.pk}"

    def remplir(self, panier: PanierPublic) -> None:
        marquer_au_panier_public(panier, CARTES[0].code, Marque.FAITE, le=timezone.now())

    def test_sans_compte_on_se_connecte_puis_on_revient(self, client: Client, panier: PanierPublic) -> None:
        self.remplir(panier)
        assert self.adresse(panier) in lire(client, "public_panier", panier.pk).content.decode()
        assert client.get(self.adresse(panier))["Location"].startswith("/connexion/?next=/panier-public/reprendre/")

    def test_du_panier_public_au_plan(self, client: Client, panier: PanierPublic) -> None:
        self.remplir(panier)
        membre = MembreFactory(editeur=True)
        client.force_login(membre.utilisateur)
        assert client.get(self.adresse(panier)).context["choisie"] == membre.collectivite
        siren = membre.collectivite.siren
        reponse = client.post(reverse("panier_reprendre"), {"panier": panier.pk, "collectivite": siren}, follow=True)
        assert "1 action reprise dans le panier" in texte(reponse)
        client.post(
            reverse("panier_verser", args=[siren]),
            {"destination": "nouveau", "nom_plan": "Plan d'action à impact", "modeles": [CARTES[0].code]},
        )
        fiche = Fiche.objects.get(parent=None)
        assert (fiche.modele, fiche.statut) == (CARTES[0].code, "realise")
        assert Plan.objects.get().origine == "panier"
        encore = client.post(reverse("panier_reprendre"), {"panier": panier.pk, "collectivite": siren}, follow=True)
        assert "1 action reprise" in texte(encore)
        encore = client.post(reverse("panier_reprendre"), {"panier": panier.pk, "collectivite": siren}, follow=True)
        assert "étaient déjà au panier" in texte(encore)

    def test_sans_droit_d_ecrire_la_page_dit_a_qui_demander(self, client: Client, panier: PanierPublic) -> None:
        self.remplir(panier)
        lectrice = MembreFactory(lecteur=True)
        client.force_login(lectrice.utilisateur)
        assert "Demandez le rôle" in texte(client.get(self.adresse(panier)))
        donnees = {"panier": panier.pk, "collectivite": lectrice.collectivite.siren}
        assert client.post(reverse("panier_reprendre"), donnees).status_code == 403
        ailleurs = CollectiviteFactory()
        assert client.post(reverse("panier_reprendre"), donnees | {"collectivite": ailleurs.siren}).status_code == 404
        assert not LignePanier.objects.exists()

    def test_vide_ou_absent_il_ne_se_reprend_pas(self, client: Client, panier: PanierPublic) -> None:
        membre = MembreFactory(editeur=True)
        client.force_login(membre.utilisateur)
        assert "Rien à reprendre" in texte(client.get(self.adresse(panier)))
        donnees = {"panier": panier.pk, "collectivite": membre.collectivite.siren}
        assert client.post(reverse("panier_reprendre"), donnees).status_code == 422
        for faux in ("", "x", str(uuid4())):
            assert client.get(reverse("panier_reprendre"), {"panier": faux}).status_code == 404

    def test_rempli_pour_une_autre_collectivite_la_page_previent(self, client: Client, panier: PanierPublic) -> None:
        self.remplir(panier)
        PanierPublic.objects.update(collectivite=CollectiviteFactory(nom="CC du Plateau"))
        client.force_login(MembreFactory(editeur=True).utilisateur)
        assert "CC du Plateau, dont vous n'écrivez pas les plans" in texte(client.get(self.adresse(panier)))
