"""The basket of model fiches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, placer
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.panier import (
    Versement,
    ajouter_au_panier,
    marquer,
    retirer_du_panier,
    verser_panier,
)
from cordee.plans.domain.listes import Genre, StatutFiche
from cordee.plans.models import Etiquette, Fiche, FicheMesure, LignePanier, Plan
from cordee.plans.queries.bibliotheque import bibliotheque
from cordee.referentiels.models import Mesure, Referentiel
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db
CARTES = bibliotheque()
Marque = LignePanier.Marque


@pytest.fixture
def membre() -> Membre:
    return MembreFactory(editeur=True)


def remplir(membre: Membre, *marques: str) -> Collectivite:
    """A basket of the first cards, one for each mark."""
    for rang, marque in enumerate(marques):
        ajouter_au_panier(
            membre.collectivite, CARTES[rang].code, marque, par=membre.utilisateur, le=LE + timedelta(minutes=rang)
        )
    return membre.collectivite


class TestPanier:
    def test_une_carte_mise_au_panier_y_est_pour_toute_l_equipe(self, membre: Membre) -> None:
        ligne = ajouter_au_panier(membre.collectivite, CARTES[0].code, par=membre.utilisateur, le=LE)
        assert (ligne.marque, ligne.ajoute_par, ligne.ajoute_le) == (Marque.A_RETENIR, membre.utilisateur, LE)
        ecriture = Ecriture.objects.get(verbe="plans.ajouter_au_panier")
        assert CARTES[0].titre in ecriture.resume
        assert ecriture.collectivite_id == membre.collectivite_id

    def test_la_remettre_ne_fait_que_changer_sa_marque(self, membre: Membre) -> None:
        ajouter_au_panier(membre.collectivite, CARTES[0].code, par=membre.utilisateur, le=LE)
        ligne = ajouter_au_panier(membre.collectivite, CARTES[0].code, Marque.FAITE, par=membre.utilisateur, le=LE)
        assert ligne.marque == Marque.FAITE
        assert LignePanier.objects.get().marque == Marque.FAITE

    def test_la_meme_marque_ne_s_ecrit_pas_deux_fois(self, membre: Membre) -> None:
        remplir(membre, Marque.EN_COURS)
        marquer(LignePanier.objects.get(), Marque.EN_COURS, par=membre.utilisateur, le=LE)
        assert not Ecriture.objects.filter(verbe="plans.marquer_panier").exists()
        marquer(LignePanier.objects.get(), Marque.FAITE, par=membre.utilisateur, le=LE)
        assert "réalisée" in Ecriture.objects.get(verbe="plans.marquer_panier").resume

    def test_une_carte_ou_une_marque_inconnue_est_refusee(self, membre: Membre) -> None:
        with pytest.raises(DonneeRefusee, match="n'est pas dans la bibliothèque"):
            ajouter_au_panier(membre.collectivite, "perdue-99", par=membre.utilisateur, le=LE)
        with pytest.raises(DonneeRefusee, match="à faire"):
            ajouter_au_panier(membre.collectivite, CARTES[0].code, "jetee", par=membre.utilisateur, le=LE)
        assert not LignePanier.objects.exists()

    def test_marquer_une_ligne_retiree_par_une_collegue_est_refuse(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR)
        ligne = LignePanier.objects.get()
        retirer_du_panier(membre.collectivite, ligne.modele, par=membre.utilisateur, le=LE)
        with pytest.raises(DonneeRefusee, match="n'est plus au panier"):
            marquer(ligne, Marque.FAITE, par=membre.utilisateur, le=LE)

    def test_retirer_deux_fois_ne_se_plaint_pas(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR)
        for _ in range(2):
            retirer_du_panier(membre.collectivite, CARTES[0].code, par=membre.utilisateur, le=LE)
        assert not LignePanier.objects.exists()
        assert Ecriture.objects.filter(verbe="plans.retirer_du_panier").count() == 1

    @pytest.mark.parametrize("role", ["lecteur", "contributeur"])
    def test_sans_le_role_d_edition_on_ne_touche_pas_au_panier(self, role: str, membre: Membre) -> None:
        collectivite = remplir(membre, Marque.A_RETENIR)
        autre: Utilisateur = MembreFactory(**{role: True}, collectivite=collectivite).utilisateur
        with pytest.raises(Refus):
            ajouter_au_panier(collectivite, CARTES[1].code, par=autre, le=LE)
        with pytest.raises(Refus):
            marquer(LignePanier.objects.get(), Marque.FAITE, par=autre, le=LE)
        with pytest.raises(Refus):
            retirer_du_panier(collectivite, CARTES[0].code, par=autre, le=LE)
        with pytest.raises(Refus):
            verser_panier(collectivite, par=autre, le=LE)
        assert LignePanier.objects.get().marque == Marque.A_RETENIR


class TestVersement:
    def verser(self, membre: Membre, **options: object) -> Versement:
        return verser_panier(membre.collectivite, par=membre.utilisateur, le=LE, **options)  # type: ignore[arg-type]

    def test_le_statut_suit_la_marque_et_le_panier_se_vide(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR, Marque.EN_COURS, Marque.FAITE)
        fiches = self.verser(membre).fiches
        assert [(f.modele, f.statut) for f in fiches] == [
            (CARTES[0].code, StatutFiche.A_VENIR),
            (CARTES[1].code, StatutFiche.EN_COURS),
            (CARTES[2].code, StatutFiche.REALISE),
        ]
        assert set(fiches[2].sous_fiches.values_list("statut", flat=True)) == {StatutFiche.REALISE}
        assert set(fiches[1].sous_fiches.values_list("statut", flat=True)) == {StatutFiche.A_VENIR}
        assert not LignePanier.objects.exists()

    def test_tout_ce_que_dit_la_carte_est_dans_la_fiche(self, membre: Membre) -> None:
        carte = CARTES[0]
        referentiel = Referentiel.objects.create(
            code="cae", nom="CAE", version="1.0.0", hierarchie=["referentiel"], empreinte="x", modified_at=LE
        )
        Mesure.objects.create(code=carte.mesures[0], referentiel=referentiel, ordre=1, niveau="mesure", libelle="M")
        remplir(membre, Marque.A_RETENIR)
        (fiche,) = self.verser(membre).fiches
        fiche.refresh_from_db()
        assert fiche.titre == carte.titre
        assert carte.description in fiche.description
        assert fiche.objectifs == carte.objectifs
        assert fiche.temps == carte.temps
        assert fiche.amelioration_continue == carte.annuelle
        assert carte.financements[0] in fiche.financements_texte
        assert [sous.titre for sous in fiche.sous_fiches.all()] == list(carte.etapes)
        classements = set(fiche.classements.values_list("genre", "code"))
        assert {code for genre, code in classements if genre == Genre.EFFET} == set(carte.effets)
        assert {code for genre, code in classements if genre == Genre.CIBLE} == set(carte.cibles)
        assert {code for genre, code in classements if genre == Genre.SECTEUR} == set(carte.secteurs)
        assert {code for genre, code in classements if genre == Genre.CATEGORIE} == set(carte.categories)
        assert {code for genre, code in classements if genre == Genre.THEMATIQUE} == set(carte.thematiques)
        assert {code for genre, code in classements if genre == Genre.SOUS_THEMATIQUE} == set(carte.sous_thematiques)
        assert set(fiche.acteurs.values_list("etiquette__nom", flat=True)) == set(carte.partenaires)
        assert list(FicheMesure.objects.values_list("mesure_id", flat=True)) == [carte.mesures[0]]
        assert {code for genre, code in classements if genre == Genre.LEVIER} == set(carte.leviers)
        adresses = fiche.documents.values_list("document__adresse", flat=True)
        assert set(adresses) == {lien.adresse for lien in carte.liens}
        suivis = fiche.indicateurs.values_list("indicateur__titre", "indicateur__unite")
        assert list(suivis) == [(indicateur.nom, indicateur.unite) for indicateur in carte.indicateurs]

    def test_verser_deux_fois_ne_double_ni_les_partenaires_ni_les_indicateurs(self, membre: Membre) -> None:
        for _ in range(2):
            remplir(membre, Marque.A_RETENIR)
            self.verser(membre)
        assert Fiche.objects.filter(parent=None).count() == 2
        assert Etiquette.objects.count() == len(CARTES[0].partenaires)
        assert Indicateur.objects.count() == len(CARTES[0].indicateurs)

    def test_dans_un_axe_les_fiches_suivent_celles_qui_y_sont(self, membre: Membre) -> None:
        axe = AxeFactory(plan=PlanFactory(collectivite=membre.collectivite))
        ancienne = FicheFactory(dans=axe)
        remplir(membre, Marque.A_RETENIR, Marque.A_RETENIR)
        versement = self.verser(membre, axe=axe)
        assert versement.plan == axe.plan
        places = axe.placements.order_by("position").values_list("fiche_id", flat=True)
        assert list(places) == [ancienne.pk, *(fiche.pk for fiche in versement.fiches)]

    def test_dans_un_nouveau_plan(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR)
        versement = self.verser(membre, nom_plan="Plan 2030")
        assert versement.plan == Plan.objects.get(nom="Plan 2030")
        assert versement.fiches[0].placements.get().plan == versement.plan
        assert "A créé 1 fiche" in Ecriture.objects.get(verbe="plans.verser_panier").resume

    def test_sans_plan_les_fiches_ne_sont_placees_nulle_part(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR)
        versement = self.verser(membre)
        assert versement.plan is None
        assert not versement.fiches[0].placements.exists()

    def test_on_peut_n_en_verser_que_certaines(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR, Marque.A_RETENIR)
        self.verser(membre, modeles=[CARTES[1].code])
        assert LignePanier.objects.get().modele == CARTES[0].code

    def test_un_panier_vide_est_refuse_sans_creer_de_plan(self, membre: Membre) -> None:
        with pytest.raises(DonneeRefusee, match="Aucune fiche modèle"):
            self.verser(membre, nom_plan="Plan 2030")
        assert not Plan.objects.exists()

    def test_une_destination_qui_n_est_pas_la_sienne_est_refusee(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR)
        petr = CollectiviteFactory(petr=True)
        MembreFactory(editeur=True, collectivite=petr, utilisateur=membre.utilisateur)
        ailleurs = PlanFactory(collectivite=petr)
        ici = PlanFactory(collectivite=membre.collectivite)
        with pytest.raises(DonneeRefusee, match="n'est pas de"):
            self.verser(membre, plan=ailleurs)
        with pytest.raises(DonneeRefusee, match="dans un autre plan"):
            self.verser(membre, plan=ici, axe=AxeFactory(plan=ailleurs))
        with pytest.raises(DonneeRefusee, match="pas les deux"):
            self.verser(membre, plan=ici, nom_plan="Plan 2030")
        with pytest.raises(Refus):
            self.verser(membre, plan=PlanFactory())
        assert LignePanier.objects.count() == 1
        assert not Fiche.objects.exists()

    def test_une_seule_valeur_mauvaise_et_rien_n_est_ecrit(self, membre: Membre) -> None:
        remplir(membre, Marque.A_RETENIR)
        with pytest.raises(DonneeRefusee):
            self.verser(membre, nom_plan="x" * 301)
        assert LignePanier.objects.count() == 1
        assert not Fiche.objects.exists()

    def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_cartes(self) -> None:
        comptes = []
        for nombre in (1, 3):
            membre = MembreFactory(editeur=True)
            plan = PlanFactory(collectivite=membre.collectivite)
            placer(FicheFactory(collectivite=membre.collectivite), plan)
            remplir(membre, *[Marque.A_RETENIR] * nombre)
            with CaptureQueriesContext(connection) as requetes:
                self.verser(membre, plan=plan)
            comptes.append(len(requetes))
        assert comptes[0] == comptes[1]
