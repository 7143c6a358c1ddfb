"""The screens of the library of model fiches and of its basket."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.domain.bibliotheque import ModeleFiche
from cordee.plans.models import Fiche, LignePanier, Plan
from cordee.plans.queries.bibliotheque import bibliotheque, find_modele
from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.models import Referentiel
from cordee.territoires.models import Collectivite, Competence, CompetenceExercee, Membre

pytestmark = pytest.mark.django_db
CARTES = bibliotheque()
Marque = LignePanier.Marque


@pytest.fixture
def membre(client: Client) -> Membre:
    membre = MembreFactory(editeur=True)
    client.force_login(membre.utilisateur)
    return membre


def connecter(client: Client, **role: Any) -> Membre:
    membre = MembreFactory(**role)
    client.force_login(membre.utilisateur)
    return membre


def texte(reponse: Any) -> str:
    """What one reads: no tags, plain spaces and apostrophes."""
    page = html.unescape(re.sub(r"<[^>]+>", " ", reponse.content.decode()))
    return re.sub(r"\s+", " ", page.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'"))


def lire(client: Client, collectivite: Collectivite, requete: str = "", **options: Any) -> Any:
    reponse = client.get(reverse("bibliotheque", args=[collectivite.siren]) + requete, **options)
    assert reponse.status_code == 200
    return reponse


def lire_panier(client: Client, collectivite: Collectivite) -> Any:
    return client.get(reverse("panier", args=[collectivite.siren]))


def titres(reponse: Any) -> list[str]:
    """Codes of every card found, whatever their page."""
    return [modele.code for modele in reponse.context["page"].paginator.object_list]


def exerce(collectivite: Collectivite, code: str) -> None:
    competence, _ = Competence.objects.get_or_create(code=code, defaults={"intitule": f"Compétence {code}"})
    CompetenceExercee.objects.create(collectivite=collectivite, competence=competence, exercee=True)


def au_panier(collectivite: Collectivite, *cartes: ModeleFiche, marque: str = Marque.A_RETENIR) -> None:
    for carte in cartes:
        LignePanier.objects.create(collectivite=collectivite, modele=carte.code, marque=marque, ajoute_le=LE)


def poster(client: Client, collectivite: Collectivite, nom: str, **donnees: Any) -> Any:
    entetes = donnees.pop("headers", {})
    return client.post(reverse(nom, args=[collectivite.siren]), donnees, headers=entetes)


class TestListe:
    def test_tout_se_lit_quand_on_ne_sait_rien_des_competences(self, client: Client, membre: Membre) -> None:
        reponse = lire(client, membre.collectivite)
        assert len(titres(reponse)) == len(CARTES)
        lu = texte(reponse)
        assert f"{len(CARTES)} actions prêtes à devenir des fiches" in lu
        assert "Élargir" not in lu

    def test_la_liste_se_lit_page_par_page(self, client: Client, membre: Membre) -> None:
        vues: list[str] = []
        premiere = lire(client, membre.collectivite, "?tri=titre")
        for numero in range(1, premiere.context["page"].paginator.num_pages + 1):
            reponse = lire(client, membre.collectivite, f"?tri=titre&page={numero}")
            vues += [carte.modele.code for carte in reponse.context["cartes"]]
        assert vues == titres(premiere)
        assert "?tri=titre&amp;page=2" in premiere.content.decode()
        assert vues[0] in premiere.content.decode()
        assert "Page 1" in texte(lire(client, membre.collectivite, "?page=perdue"))

    def test_les_competences_ecartent_et_l_on_peut_elargir(self, client: Client, membre: Membre) -> None:
        exerce(membre.collectivite, "7575")
        reponse = lire(client, membre.collectivite)
        libres = [carte.code for carte in CARTES if not carte.competences]
        assert sorted(titres(reponse)) == sorted(libres)
        lu = texte(reponse)
        assert "à la portée de vos compétences" in lu
        assert f"{len(CARTES) - len(libres)} autres actions demandent une compétence" in lu
        elargie = lire(client, membre.collectivite, "?elargir=1")
        assert len(titres(elargie)) == len(CARTES)
        assert "Hors de vos compétences connues" in texte(elargie)

    def test_les_filtres_de_l_adresse_se_croisent_et_se_retirent(self, client: Client, membre: Membre) -> None:
        reponse = lire(
            client,
            membre.collectivite,
            "?q=vélo&thematique=mobilite_transport&cout=plus_de_100_000&temps=un_a_deux_ans&impact=2&tri=titre",
        )
        trouves = [find_modele(code) for code in titres(reponse)]
        assert trouves
        for modele in trouves:
            assert modele is not None
            assert "mobilite_transport" in modele.thematiques
            assert (modele.cout, modele.temps) == ("plus_de_100_000", "un_a_deux_ans")
            assert modele.impact >= 2
        puces = {puce.libelle: puce.adresse for puce in reponse.context["puces"]}
        assert set(puces) == {
            "« vélo »", "Mobilité et transport", "Plus de 100 000 €", "1 à 2 ans", "Impact important ou plus",
        }  # fmt: skip
        assert "thematique" not in puces["Mobilité et transport"]
        assert "tri=titre" in puces["Mobilité et transport"]
        assert "correspond" in texte(reponse)

    def test_un_filtre_inconnu_n_empeche_pas_d_ouvrir(self, client: Client, membre: Membre) -> None:
        reponse = lire(client, membre.collectivite, "?thematique=velo&cout=1&impact=9&tri=x&temps=&q=%00")
        assert len(titres(reponse)) == len(CARTES)
        assert reponse.context["puces"] == []

    def test_une_mesure_et_une_competence_se_cochent_et_se_combinent(self, client: Client, membre: Membre) -> None:
        """The form proposes what the cards name, the address keeps it, and the figure is that of the cards shown."""
        carte = next(c for c in CARTES if len(c.competences) > 1)
        mesure, competence = carte.mesures[0], carte.competences[-1]
        Competence.objects.update_or_create(code=competence, defaults={"intitule": "Sentiers de randonnée"})
        page = lire(client, membre.collectivite).content.decode()
        assert page.count('name="mesure"') == len({code for c in CARTES for code in c.mesures})
        assert page.count('name="competence"') == 1 + len({code for c in CARTES for code in c.competences})
        reponse = lire(client, membre.collectivite, f"?mesure={mesure}&competence={competence}")
        attendues = {c.code for c in CARTES if mesure in c.mesures and competence in c.competences}
        assert set(titres(reponse)) == attendues
        assert f"{len(attendues)} action" in texte(reponse)
        assert "Sentiers de randonnée" in [puce.libelle for puce in reponse.context["puces"]]
        choisies = {nom: [v for v, _, coche, _ in g.options if coche] for g in reponse.context["groupes"]
                    if (nom := g.nom) in {"mesure", "competence"}}  # fmt: skip
        assert choisies == {"mesure": [mesure], "competence": [competence]}
        assert not reponse.context["autres_mesures"]

    def test_les_actions_sans_competence_se_demandent_aussi(self, client: Client, membre: Membre) -> None:
        libres = {carte.code for carte in CARTES if not carte.competences}
        assert set(titres(lire(client, membre.collectivite, "?competence=aucune"))) == libres
        avec = {carte.code for carte in CARTES if "4000" in carte.competences}
        assert set(titres(lire(client, membre.collectivite, "?competence=aucune&competence=4000"))) == libres | avec
        assert len(titres(lire(client, membre.collectivite, "?competence=inconnue"))) == len(CARTES)

    def test_une_competence_que_l_on_n_exerce_pas_dit_combien_d_actions_sont_ecartees(
        self, client: Client, membre: Membre
    ) -> None:
        exerce(membre.collectivite, "4000")
        seules = [c for c in CARTES if "2080" in c.competences]
        reponse = lire(client, membre.collectivite, "?competence=2080")
        vues = {c.code for c in seules if "4000" in c.competences}
        assert set(titres(reponse)) == vues
        assert reponse.context["ecartees"] == len(seules) - len(vues)
        assert "competence=2080" in reponse.context["adresse_elargie"]

    def test_depuis_une_mesure_on_voit_ce_qui_la_sert(self, client: Client, membre: Membre) -> None:
        reponse = lire(client, membre.collectivite, "?mesure=cae_2.1.1&elargir=1")
        assert set(titres(reponse)) == {carte.code for carte in CARTES if "cae_2.1.1" in carte.mesures}
        assert "Elles servent CAE 2.1.1" in texte(reponse)
        assert "Mesure CAE 2.1.1" in [puce.libelle for puce in reponse.context["puces"]]
        assert 'name="mesure" value="cae_2.1.1"' in reponse.content.decode()

    def test_sans_resultat_la_page_dit_quoi_faire(self, client: Client, membre: Membre) -> None:
        lu = texte(lire(client, membre.collectivite, "?q=zibeline"))
        assert "Aucune action ne correspond" in lu
        assert "Montrer toute la bibliothèque" in lu

    def test_quand_tout_est_hors_de_portee_la_page_propose_d_elargir(self, client: Client, membre: Membre) -> None:
        exerce(membre.collectivite, "7575")
        lu = texte(lire(client, membre.collectivite, "?q=hydroélectrique"))
        assert "en dehors de vos compétences" in lu
        assert "Élargir au-delà de nos compétences" in lu

    def test_htmx_ne_recoit_que_les_resultats(self, client: Client, membre: Membre) -> None:
        entetes = {"HX-Request": "true", "HX-Target": "resultats"}
        page = lire(client, membre.collectivite, "?q=vélo", headers=entetes).content.decode()
        assert page.lstrip().startswith("<section")
        assert "data-annonce" in page
        retour = lire(
            client, membre.collectivite, headers=entetes | {"HX-History-Restore-Request": "true"}
        ).content.decode()
        assert "<!doctype html>" in retour.lower()

    def test_une_fiche_deja_creee_est_montree(self, client: Client, membre: Membre) -> None:
        fiche = FicheFactory(collectivite=membre.collectivite, modele=CARTES[0].code, titre="Notre réseau")
        reponse = lire(client, membre.collectivite, f"?q={CARTES[0].titre}")
        assert "Déjà dans vos plans : Notre réseau" in texte(reponse)
        assert fiche.get_absolute_url() in reponse.content.decode()

    def test_une_lectrice_lit_et_sait_a_qui_demander(self, client: Client) -> None:
        lectrice = connecter(client, lecteur=True)
        reponse = lire(client, lectrice.collectivite)
        assert "Mettre au panier" not in texte(reponse)
        assert "demandez le rôle « Édition »" in texte(reponse)

    def test_une_inconnue_ne_voit_rien(self, client: Client) -> None:
        ailleurs = CollectiviteFactory()
        connecter(client, editeur=True)
        assert client.get(reverse("bibliotheque", args=[ailleurs.siren])).status_code == 404
        assert lire_panier(client, ailleurs).status_code == 404

    def test_la_page_se_lit_en_autant_de_requetes_quel_que_soit_le_panier(self, client: Client) -> None:
        comptes = []
        for nombre in (1, 3):
            membre = connecter(client, editeur=True)
            au_panier(membre.collectivite, *CARTES[:nombre])
            for carte in CARTES[:nombre]:
                FicheFactory(collectivite=membre.collectivite, modele=carte.code)
            with CaptureQueriesContext(connection) as requetes:
                lire(client, membre.collectivite, f"?mesure={CARTES[0].mesures[0]}")
            comptes.append(len(requetes))
        assert comptes[0] == comptes[1] <= 15


class TestFicheModele:
    def test_la_fiche_dit_tout(self, client: Client, membre: Membre) -> None:
        carte = next(modele for modele in CARTES if modele.competences and modele.annuelle)
        lu = texte(client.get(reverse("modele_fiche", args=[membre.collectivite.siren, carte.code])))
        for morceau in (
            carte.titre, carte.resume, carte.objectifs, *carte.etapes, *carte.partenaires, carte.cout.libelle,
            carte.temps.libelle, *(indicateur.nom for indicateur in carte.indicateurs), *carte.competences,
            "Tous les ans", *(effet.libelle for effet in carte.effets), *(cible.libelle for cible in carte.cibles),
        ):  # fmt: skip
            assert str(morceau) in lu
        assert f"{carte.mesures[0].split('_')[0].upper()} {carte.mesures[0].split('_')[1]}" in lu

    def test_elle_dit_ce_que_la_collectivite_exerce(self, client: Client, membre: Membre) -> None:
        carte = next(modele for modele in CARTES if modele.competences)
        adresse = reverse("modele_fiche", args=[membre.collectivite.siren, carte.code])
        exerce(membre.collectivite, "7575")
        assert "n'exerce aucune de celles-ci" in texte(client.get(adresse))
        exerce(membre.collectivite, carte.competences[0])
        assert "À la portée de votre collectivité" in texte(client.get(adresse))

    def test_une_fiche_inconnue_n_existe_pas(self, client: Client, membre: Membre) -> None:
        adresse = reverse("modele_fiche", args=[membre.collectivite.siren, "perdue-99"])
        assert client.get(adresse).status_code == 404

    @pytest.mark.usefixtures("donnees_livrees")
    def test_la_mesure_mene_a_sa_page_quand_le_referentiel_est_ouvert(self, client: Client, membre: Membre) -> None:
        cae = Referentiel.objects.get(code="cae")
        ouvrir_referentiel(membre.collectivite, cae, par=membre.utilisateur, le=LE)
        carte = next(modele for modele in CARTES if modele.mesures[0].startswith("cae_"))
        page = client.get(reverse("modele_fiche", args=[membre.collectivite.siren, carte.code])).content.decode()
        assert reverse("mesure", args=[membre.collectivite.siren, "cae", carte.mesures[0]]) in page


class TestGestes:
    def test_mettre_marquer_et_retirer_ramenent_a_la_liste(self, client: Client, membre: Membre) -> None:
        retour = reverse("bibliotheque", args=[membre.collectivite.siren]) + "?q=cantine"
        code = CARTES[0].code
        reponse = poster(client, membre.collectivite, "panier_ajouter", modele=code, retour=retour)
        assert (reponse.status_code, reponse["Location"]) == (302, retour)
        poster(client, membre.collectivite, "panier_ajouter", modele=code, marque="faite", retour=retour)
        assert LignePanier.objects.get().marque == Marque.FAITE
        assert "est au panier, réalisée" in texte(lire(client, membre.collectivite))
        poster(client, membre.collectivite, "panier_retirer", modele=code, retour=retour)
        assert not LignePanier.objects.exists()

    @pytest.mark.parametrize("retour", ["https://ailleurs.example/", "//ailleurs.example", "ailleurs", ""])
    def test_le_retour_ne_sort_pas_du_programme(self, client: Client, membre: Membre, retour: str) -> None:
        reponse = poster(client, membre.collectivite, "panier_ajouter", modele=CARTES[0].code, retour=retour)
        assert reponse["Location"] == reverse("bibliotheque", args=[membre.collectivite.siren])

    def test_htmx_recoit_le_geste_et_le_panier(self, client: Client, membre: Membre) -> None:
        reponse = poster(
            client, membre.collectivite, "panier_ajouter", modele=CARTES[0].code, headers={"HX-Request": "true"}
        )
        page = reponse.content.decode()
        assert f'id="geste-{CARTES[0].code}"' in page
        assert 'hx-swap-oob="true"' in page
        assert "Panier 1 action" in texte(reponse)

    def test_une_mauvaise_marque_se_dit(self, client: Client, membre: Membre) -> None:
        code = CARTES[0].code
        poster(client, membre.collectivite, "panier_ajouter", modele=code, marque="jetee")
        assert "Dites si l'action est à faire" in texte(lire(client, membre.collectivite))
        reponse = poster(
            client, membre.collectivite, "panier_ajouter", modele=code, marque="x", headers={"HX-Request": "true"}
        )
        assert reponse["HX-Refresh"] == "true"
        assert not LignePanier.objects.exists()

    def test_une_fiche_modele_inconnue_n_existe_pas(self, client: Client, membre: Membre) -> None:
        for nom in ("panier_ajouter", "panier_retirer"):
            assert poster(client, membre.collectivite, nom, modele="perdue-99").status_code == 404

    @pytest.mark.parametrize("role", ["lecteur", "contributeur"])
    def test_sans_le_role_d_edition_les_gestes_sont_refuses(self, client: Client, role: str) -> None:
        collectivite = connecter(client, **{role: True}).collectivite
        au_panier(collectivite, CARTES[0])
        for nom in ("panier_ajouter", "panier_retirer", "panier_verser"):
            reponse = poster(client, collectivite, nom, modele=CARTES[0].code, destination="aucun")
            assert reponse.status_code == 403
            assert "demandez le rôle « Édition »" in texte(reponse)
        assert lire_panier(client, collectivite).status_code == 200
        assert LignePanier.objects.count() == 1


class TestVerser:
    def test_le_panier_montre_ou_creer_les_fiches(self, client: Client, membre: Membre) -> None:
        plan = PlanFactory(collectivite=membre.collectivite, nom="Plan climat")
        axe = AxeFactory(plan=plan, nom="Se déplacer")
        AxeFactory(plan=plan, parent=axe, nom="À vélo")
        au_panier(membre.collectivite, CARTES[0])
        FicheFactory(collectivite=membre.collectivite, modele=CARTES[0].code, titre="Notre réseau")
        lu = texte(lire_panier(client, membre.collectivite))
        assert "1 action prête à devenir une fiche" in lu
        assert "1 est déjà dans vos plans" in lu
        for morceau in ("Plan climat", "Plan climat, à la racine", "1 Se déplacer", "— 1.1 À vélo", "Un nouveau plan"):
            assert morceau in (lu + lire_panier(client, membre.collectivite).content.decode())

    def test_ce_qui_est_deja_dans_les_plans_n_est_pas_coche_d_avance(self, client: Client, membre: Membre) -> None:
        au_panier(membre.collectivite, CARTES[0])
        poster(client, membre.collectivite, "panier_verser", destination="aucun", modeles=[CARTES[0].code])
        au_panier(membre.collectivite, *CARTES[:2])
        lu = lire_panier(client, membre.collectivite)
        assert lu.context["cochees"] == [CARTES[1].code]
        assert "cochez-la si vous la menez aussi ailleurs" in texte(lu)

    def test_un_panier_vide_mene_a_la_bibliotheque(self, client: Client, membre: Membre) -> None:
        lu = texte(lire_panier(client, membre.collectivite))
        assert "Le panier est vide" in lu
        assert "Ouvrir la bibliothèque" in lu

    def test_les_cartes_cochees_deviennent_des_fiches_de_l_axe(self, client: Client, membre: Membre) -> None:
        axe = AxeFactory(plan=PlanFactory(collectivite=membre.collectivite))
        au_panier(membre.collectivite, *CARTES[:2], marque=Marque.EN_COURS)
        reponse = poster(
            client, membre.collectivite, "panier_verser", destination=f"axe-{axe.pk}", modeles=[CARTES[1].code]
        )
        assert reponse["Location"] == axe.plan.get_absolute_url()
        fiche = Fiche.objects.get(parent=None)
        assert (fiche.modele, fiche.statut, fiche.placements.get().axe) == (CARTES[1].code, "en_cours", axe)
        assert LignePanier.objects.get().modele == CARTES[0].code

    def test_un_nouveau_plan_se_nomme(self, client: Client, membre: Membre) -> None:
        au_panier(membre.collectivite, CARTES[0])
        donnees = {"destination": "nouveau", "modeles": [CARTES[0].code]}
        refus = poster(client, membre.collectivite, "panier_verser", **donnees)
        assert refus.status_code == 422
        assert "Donnez un nom au nouveau plan." in texte(refus)
        reponse = poster(client, membre.collectivite, "panier_verser", **donnees, nom_plan="Plan 2030")
        assert reponse["Location"] == Plan.objects.get(nom="Plan 2030").get_absolute_url()

    def test_sans_plan_on_arrive_sur_la_premiere_fiche(self, client: Client, membre: Membre) -> None:
        au_panier(membre.collectivite, CARTES[0])
        reponse = poster(client, membre.collectivite, "panier_verser", destination="aucun", modeles=[CARTES[0].code])
        assert reponse["Location"] == Fiche.objects.get(parent=None).get_absolute_url()
        assert "1 fiche créée, sans plan" in texte(lire(client, membre.collectivite))

    @pytest.mark.parametrize(
        ("donnees", "message"),
        [
            ({"destination": "aucun"}, "Cochez au moins une fiche modèle"),
            ({"destination": "aucun", "modeles": ["eau-99"]}, "n'est plus au panier"),
            ({"destination": "plan-0", "modeles": [CARTES[0].code]}, "n'existe plus"),
            ({"modeles": [CARTES[0].code]}, "Choisissez où créer les fiches"),
            ({"destination": "nouveau", "nom_plan": "x" * 301, "modeles": [CARTES[0].code]}, "dépasse 300 caractères"),
        ],
    )
    def test_une_saisie_fausse_se_dit_et_rien_ne_s_ecrit(
        self, client: Client, membre: Membre, donnees: dict[str, Any], message: str
    ) -> None:
        au_panier(membre.collectivite, CARTES[0])
        reponse = poster(client, membre.collectivite, "panier_verser", **donnees)
        assert reponse.status_code == 422
        assert message in texte(reponse)
        assert not Fiche.objects.exists()
        assert LignePanier.objects.count() == 1

    def test_un_panier_vide_entretemps_se_dit(self, client: Client, membre: Membre) -> None:
        reponse = poster(client, membre.collectivite, "panier_verser", destination="aucun", modeles=[CARTES[0].code])
        assert reponse.status_code == 422

    def test_le_panier_se_lit_en_autant_de_requetes_quel_que_soit_son_contenu(self, client: Client) -> None:
        comptes = []
        for nombre in (1, 3):
            membre = connecter(client, editeur=True)
            au_panier(membre.collectivite, *CARTES[:nombre])
            for _ in range(nombre):
                AxeFactory(plan=PlanFactory(collectivite=membre.collectivite))
            with CaptureQueriesContext(connection) as requetes:
                lire_panier(client, membre.collectivite)
            comptes.append(len(requetes))
        assert comptes[0] == comptes[1] <= 15
