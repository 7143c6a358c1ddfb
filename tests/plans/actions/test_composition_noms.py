"""Lists of a fiche: codes, people, structures, communes."""

from __future__ import annotations

import pytest
from tests.plans.factories import LE, FicheFactory, etiquette_nommee, partagee_avec, personne_nommee, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.composition import (
    definir_acteurs,
    definir_classements,
    definir_communes,
    definir_personnes,
)
from cordee.plans.domain.listes import Genre, GenreEtiquette, RoleActeur, RolePersonne
from cordee.plans.models import Etiquette, Fiche, Personne
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Fiche:
    return FicheFactory()


@pytest.fixture
def lise(fiche: Fiche) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=fiche.collectivite).utilisateur


def ecriture(fiche: Fiche) -> Ecriture:
    return Ecriture.objects.filter(objet_type="plans.fiche", objet_id=str(fiche.pk)).latest("id")


def test_les_codes_sont_ranges_dans_l_ordre_de_la_liste_et_consignes(fiche: Fiche, lise: Utilisateur) -> None:
    assert definir_classements(fiche, Genre.CIBLE, ["agents", "grand_public"], par=lise, le=LE) == [
        "grand_public",
        "agents",
    ]
    definir_classements(fiche, Genre.CIBLE, ["agents", "elus_locaux"], par=lise, le=LE)
    assert set(fiche.classements.values_list("code", flat=True)) == {"agents", "elus_locaux"}
    assert ecriture(fiche).details["champs"] == {"cible": [["grand_public", "agents"], ["elus_locaux", "agents"]]}
    fiche.refresh_from_db()
    assert fiche.version == 3


def test_redire_la_meme_chose_n_ecrit_rien(fiche: Fiche, lise: Utilisateur) -> None:
    definir_classements(fiche, Genre.SECTEUR, ["tertiaire"], par=lise, le=LE)
    avant = Ecriture.objects.count()
    definir_classements(fiche, "secteur", {"tertiaire"}, par=lise, le=LE)
    definir_personnes(fiche, RolePersonne.PILOTE, [], par=lise, le=LE)
    definir_acteurs(fiche, RoleActeur.PARTENAIRE, ["", "  "], par=lise, le=LE)
    definir_communes(fiche, [], par=lise, le=LE)
    assert Ecriture.objects.count() == avant


@pytest.mark.parametrize(
    ("genre", "code"), [("cible", "martiens"), ("thematique", "x"), ("sous_thematique", "x"), ("levier", "x")]
)
def test_un_code_inconnu_est_refuse(fiche: Fiche, lise: Utilisateur, genre: str, code: str) -> None:
    with pytest.raises(DonneeRefusee, match="choisissez dans la liste"):
        definir_classements(fiche, genre, [code], par=lise, le=LE)
    assert not fiche.classements.exists()


def test_un_membre_devient_son_compte_et_un_inconnu_reste_un_nom(fiche: Fiche, lise: Utilisateur) -> None:
    noms = [lise.nom_complet.upper(), "Jean  Morel", "jean morel", ""]
    personnes = definir_personnes(fiche, "pilote", noms, par=lise, le=LE)
    assert [(p.utilisateur, p.nom) for p in personnes] == [(lise, lise.nom_complet), (None, "Jean Morel")]
    assert Personne.objects.count() == 2


def test_une_personne_se_donne_par_son_compte_ou_par_sa_ligne(fiche: Fiche, lise: Utilisateur) -> None:
    connue = personne_nommee(fiche.collectivite, "Jean Morel")
    personnes = definir_personnes(fiche, RolePersonne.ELU_REFERENT, [lise, connue, lise], par=lise, le=LE)
    assert [p.nom for p in personnes] == [lise.nom_complet, "Jean Morel"]
    definir_personnes(fiche, RolePersonne.ELU_REFERENT, [connue], par=lise, le=LE)
    assert ecriture(fiche).details["champs"]["elu_referent"] == [[lise.nom_complet, "Jean Morel"], ["Jean Morel"]]
    assert ecriture(fiche).details["actuel"] == [connue.pk]


def test_un_nom_trop_long_ou_porte_par_deux_membres_est_refuse(fiche: Fiche, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="dépasse"):
        definir_personnes(fiche, "pilote", ["x" * 171], par=lise, le=LE)
    MembreFactory(collectivite=fiche.collectivite, utilisateur__prenom=lise.prenom, utilisateur__nom=lise.nom)
    with pytest.raises(DonneeRefusee, match="désigne plusieurs membres"):
        definir_personnes(fiche, "pilote", [lise.nom_complet], par=lise, le=LE)


def test_deux_ecritures_d_une_structure_sont_une_etiquette(fiche: Fiche, lise: Utilisateur) -> None:
    etiquette_nommee(fiche.collectivite, GenreEtiquette.PARTENAIRE, "Chambre d'agriculture")
    noms = definir_acteurs(fiche, RoleActeur.PARTENAIRE, ["Chambre d’Agriculture", "ADEME", "ademe"], par=lise, le=LE)
    assert noms == ["Chambre d'agriculture", "ADEME"]
    definir_acteurs(fiche, "partenaire", ["ADEME"], par=lise, le=LE)
    assert [a.etiquette.nom for a in fiche.acteurs.all()] == ["ADEME"]
    assert Etiquette.objects.count() == 2
    assert ecriture(fiche).details["champs"] == {"partenaire": [["Chambre d'agriculture", "ADEME"], ["ADEME"]]}


def test_une_fiche_ne_cite_pas_des_centaines_de_noms(fiche: Fiche, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="200 noms au plus"):
        definir_acteurs(fiche, RoleActeur.ETIQUETTE, [f"e{rang}" for rang in range(201)], par=lise, le=LE)


def test_les_communes_sont_celles_du_territoire(lise: Utilisateur, fiche: Fiche) -> None:
    voisine = CollectiviteFactory(commune=True)
    dedans = CollectiviteFactory(commune=True, groupements=[fiche.collectivite])
    assert definir_communes(fiche, [dedans], par=lise, le=LE) == [dedans]
    with pytest.raises(DonneeRefusee, match="n'est pas du territoire"):
        definir_communes(fiche, [dedans, voisine], par=lise, le=LE)
    assert list(fiche.communes.all()) == [dedans]


def test_les_communes_d_une_fiche_partagee_viennent_des_deux(lise: Utilisateur, fiche: Fiche) -> None:
    autre: Collectivite = CollectiviteFactory()
    partagee_avec(fiche, autre)
    la_bas = CollectiviteFactory(commune=True, groupements=[autre])
    definir_communes(fiche, [la_bas.pk], par=lise, le=LE)
    assert list(fiche.communes.all()) == [la_bas]


def test_un_contributeur_ne_change_que_les_fiches_qu_il_pilote(fiche: Fiche) -> None:
    hugo = MembreFactory(contributeur=True, collectivite=fiche.collectivite).utilisateur
    with pytest.raises(Refus, match="Demandez à en être pilote"):
        definir_classements(fiche, Genre.CIBLE, ["agents"], par=hugo, le=LE)
    pilotee_par(fiche, hugo)
    definir_classements(fiche, Genre.CIBLE, ["agents"], par=hugo, le=LE)


def test_une_fiche_supprimee_ne_se_change_plus(fiche: Fiche, lise: Utilisateur) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(supprimee_le=LE)
    with pytest.raises(DonneeRefusee, match="supprimée entre-temps"):
        definir_classements(fiche, Genre.CIBLE, ["agents"], par=lise, le=LE)
