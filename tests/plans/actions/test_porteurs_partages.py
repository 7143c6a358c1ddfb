"""People and names of a fiche carried together: members of every collectivité that carries it are recognised, by
whatever door they are named."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.plans.fabrique_imports import ligne, modele
from tests.plans.factories import (
    LE,
    AxeFactory,
    FicheFactory,
    etiquetee,
    partagee_avec,
    personne_nommee,
    pilotee_par,
    placer,
)
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Notification, Utilisateur
from cordee.plans.actions.composition import definir_acteurs, definir_personnes
from cordee.plans.actions.fiches import modifier_fiche
from cordee.plans.actions.imports import appliquer_import, deposer_import
from cordee.plans.actions.lot import appliquer_lot, preparer_lot
from cordee.plans.actions.partage import partager_fiche
from cordee.plans.domain.listes import RoleActeur, RolePersonne
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Etiquette, Fiche, Personne
from cordee.plans.queries.personnes import comptes_par_nom, noms_proposes
from cordee.plans.queries.relances import list_pilotees_par
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite, Membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def petr() -> Collectivite:
    return CollectiviteFactory(petr=True, nom="PETR des Combes")


@pytest.fixture
def epci(petr: Collectivite) -> Collectivite:
    return CollectiviteFactory(nom="CC du Sérac", groupements=[petr])


@pytest.fixture
def fiche(petr: Collectivite, epci: Collectivite) -> Fiche:
    fiche = FicheFactory(collectivite=petr, titre="Rénover les écoles")
    partagee_avec(fiche, epci)
    return fiche


@pytest.fixture
def lise(petr: Collectivite) -> Membre:
    return MembreFactory(editeur=True, collectivite=petr)


@pytest.fixture
def marie(epci: Collectivite) -> Membre:
    return MembreFactory(editeur=True, collectivite=epci)


@pytest.fixture
def karim(epci: Collectivite) -> Utilisateur:
    return _karim(epci)


def _karim(collectivite: Collectivite) -> Utilisateur:
    return MembreFactory(
        contributeur=True, collectivite=collectivite, utilisateur__prenom="Karim", utilisateur__nom="Benali"
    ).utilisateur


def en_lot(membre: Membre, noms: list[str], sens: Sens = Sens.AJOUTER, geste: Geste = Geste.PILOTE) -> None:
    fiches = list(annotate_racine(Fiche.objects.filter(parent=None)).order_by("pk"))
    lot = preparer_lot(membre.collectivite, fiches, geste, sens, noms, par=membre.utilisateur, le=LE)
    appliquer_lot(membre.collectivite, lot, par=membre.utilisateur, le=LE)


def verifier_que_karim_porte(fiche: Fiche, karim: Utilisateur) -> None:
    (personne,) = Personne.objects.filter(fiches__fiche=fiche)
    assert (personne.utilisateur, personne.collectivite) == (karim, fiche.collectivite)
    assert list(list_pilotees_par(karim)) == [fiche], "Mes fiches"
    assert Notification.objects.filter(destinataire=karim).count() == 1
    modifier_fiche(fiche, {"statut": "en_cours"}, par=karim, le=LE)


@pytest.mark.parametrize("qui", ["lise", "marie"])
@pytest.mark.parametrize("ecrit", ["Karim Benali", "BENALI  karim"])
def test_la_proprietaire_et_la_partenaire_nomment_un_membre_de_la_partenaire(
    request: pytest.FixtureRequest, fiche: Fiche, karim: Utilisateur, qui: str, ecrit: str
) -> None:
    par = request.getfixturevalue(qui).utilisateur
    definir_personnes(fiche, RolePersonne.PILOTE, [ecrit], par=par, le=LE)
    verifier_que_karim_porte(fiche, karim)


@pytest.mark.parametrize("qui", ["lise", "marie"])
def test_un_lot_le_reconnait_comme_la_fiche(
    request: pytest.FixtureRequest, fiche: Fiche, karim: Utilisateur, qui: str
) -> None:
    membre = request.getfixturevalue(qui)
    en_lot(membre, ["Karim Benali"])
    verifier_que_karim_porte(fiche, karim)
    definir_personnes(fiche, RolePersonne.PILOTE, ["Karim Benali"], par=membre.utilisateur, le=LE)
    en_lot(membre, ["karim benali"])
    assert Personne.objects.count() == 1
    assert Notification.objects.filter(destinataire=karim).count() == 1


@pytest.mark.parametrize("qui", ["lise", "marie"])
def test_une_cellule_le_reconnait_et_le_propose(
    client: Client, request: pytest.FixtureRequest, fiche: Fiche, karim: Utilisateur, qui: str
) -> None:
    membre = request.getfixturevalue(qui)
    client.force_login(membre.utilisateur)
    adresse = reverse("fiche_cellule", args=[membre.collectivite.siren, fiche.pk]) + "?champ=pilote"
    assert "Karim Benali" in client.get(adresse).content.decode()
    assert client.post(adresse, {"valeur": "Karim Benali"}, headers={"HX-Request": "true"}).status_code == 200
    verifier_que_karim_porte(fiche, karim)


def test_la_page_et_le_lot_le_proposent_aussi(client: Client, fiche: Fiche, karim: Utilisateur, lise: Membre) -> None:
    client.force_login(lise.utilisateur)
    siren = lise.collectivite.siren
    champ = client.get(reverse("fiche_champ", args=[siren, fiche.pk, "pilote"]), headers={"HX-Request": "true"})
    assert "Karim Benali" in champ.content.decode()
    lot = client.get(reverse("lot", args=[siren]), {"fiche": fiche.pk, "champ": "pilote"})
    assert "Karim Benali" in lot.content.decode()
    seule = FicheFactory(collectivite=lise.collectivite)
    lot = client.get(reverse("lot", args=[siren]), {"fiche": seule.pk, "champ": "pilote"})
    assert "Karim Benali" not in lot.content.decode()


@pytest.mark.parametrize("qui", ["lise", "marie"])
def test_un_import_le_reconnait_sur_la_fiche_et_sous_elle(
    request: pytest.FixtureRequest, fiche: Fiche, karim: Utilisateur, qui: str
) -> None:
    membre = request.getfixturevalue(qui)
    axe = AxeFactory(plan__collectivite=membre.collectivite, nom="Se loger")
    placer(fiche, axe)
    octets = modele(
        ligne(axe="Se loger", titre=fiche.titre, pilote="Karim Benali", fin=date(2027, 1, 1)),
        ligne(axe="Se loger", titre=fiche.titre, sous_titre="Diagnostic", pilote="Karim Benali"),
        ligne(axe="Se loger", titre="Une fiche à elle seule", pilote="Karim Benali"),
    )
    depot = deposer_import(membre.collectivite, octets, "plan.xlsx", plan=axe.plan, par=membre.utilisateur, le=LE)
    appliquer_import(depot, par=membre.utilisateur, le=LE)
    sous = Fiche.objects.get(parent=fiche)
    seule = Fiche.objects.get(titre="Une fiche à elle seule")
    for nommee in (fiche, sous):
        assert [p.utilisateur for p in Personne.objects.filter(fiches__fiche=nommee)] == [karim]
    attendu = [karim] if seule.collectivite == karim.roles.get().collectivite else [None]
    assert [p.utilisateur for p in Personne.objects.filter(fiches__fiche=seule)] == attendu
    assert set(list_pilotees_par(karim)) >= {fiche, sous}


def test_deux_homonymes_se_disent_avec_leur_collectivite_et_une_adresse_choisit(
    fiche: Fiche, petr: Collectivite, epci: Collectivite, karim: Utilisateur, lise: Membre
) -> None:
    autre = _karim(petr)
    for essayer in (
        lambda: definir_personnes(fiche, "pilote", ["Karim Benali"], par=lise.utilisateur, le=LE),
        lambda: en_lot(lise, ["Karim Benali"]),
    ):
        with pytest.raises(DonneeRefusee, match=r"PETR des Combes.* ; .*CC du Sérac"):
            essayer()
    seule = FicheFactory(collectivite=petr)
    definir_personnes(seule, "pilote", ["Karim Benali"], par=lise.utilisateur, le=LE)
    assert seule.personnes.get().personne.utilisateur == autre, "sans partage, un seul membre a ce nom"
    definir_personnes(fiche, "pilote", [karim.email], par=lise.utilisateur, le=LE)
    definir_personnes(fiche, "pilote", ["Karim Benali", "Ada Neuve"], par=lise.utilisateur, le=LE)
    assert {p.personne.utilisateur for p in fiche.personnes.all()} == {karim, None}, "il reste qui il est"


def test_un_membre_des_deux_n_est_pas_son_propre_homonyme(
    fiche: Fiche, petr: Collectivite, karim: Utilisateur, lise: Membre
) -> None:
    MembreFactory(lecteur=True, collectivite=petr, utilisateur=karim)
    definir_personnes(fiche, "pilote", ["Karim Benali"], par=lise.utilisateur, le=LE)
    assert fiche.personnes.get().personne.utilisateur == karim
    (connu,) = comptes_par_nom([petr.pk])["karim benali"]
    assert connu.collectivite == petr


def test_hors_du_partage_le_meme_nom_reste_un_nom(petr: Collectivite, karim: Utilisateur, lise: Membre) -> None:
    seule = FicheFactory(collectivite=petr)
    definir_personnes(seule, "pilote", ["Karim Benali"], par=lise.utilisateur, le=LE)
    assert seule.personnes.get().personne.utilisateur is None


def test_partager_reconnait_ceux_que_la_fiche_nommait_deja(
    petr: Collectivite, epci: Collectivite, karim: Utilisateur, lise: Membre
) -> None:
    fiche = FicheFactory(collectivite=petr)
    sous = FicheFactory(parent=fiche)
    for nommee in (fiche, sous):
        pilotee_par(nommee, "Karim Benali")
    pilotee_par(fiche, "karim benali", RolePersonne.ELU_REFERENT)
    pilotee_par(fiche, "Homonyme Deux")
    for collectivite in (petr, epci):
        MembreFactory(collectivite=collectivite, utilisateur__prenom="Homonyme", utilisateur__nom="Deux")
    pilotee_par(fiche, "Inconnue Partout")
    partager_fiche(fiche, epci, par=lise.utilisateur, le=LE)
    comptes = dict(fiche.personnes.filter(role="pilote").values_list("personne__nom", "personne__utilisateur"))
    assert comptes == {"Karim Benali": karim.pk, "Homonyme Deux": None, "Inconnue Partout": None}
    assert fiche.personnes.get(role="elu_referent").personne.utilisateur == karim
    assert set(list_pilotees_par(karim)) == {fiche, sous}
    noms = list(Personne.objects.values_list("nom", flat=True))
    assert noms.count("Karim Benali") == 1, "le nom sans compte, qui ne sert plus, est parti"
    assert Notification.objects.filter(destinataire=karim).count() == 2


def test_un_nom_deja_double_de_son_compte_ne_reste_pas_deux_fois(
    petr: Collectivite, epci: Collectivite, karim: Utilisateur, lise: Membre
) -> None:
    fiche = FicheFactory(collectivite=petr)
    pilotee_par(fiche, karim)
    pilotee_par(fiche, "Karim Benali")
    partager_fiche(fiche, epci, par=lise.utilisateur, le=LE)
    assert [lien.personne.utilisateur for lien in fiche.personnes.all()] == [karim]


def test_un_lot_remplace_le_nom_par_le_compte_et_le_retire_quelle_que_soit_l_ecriture(
    fiche: Fiche, epci: Collectivite, karim: Utilisateur, lise: Membre
) -> None:
    pilotee_par(fiche, "Karim Benali")
    en_lot(lise, ["Karim Benali"])
    assert [lien.personne.utilisateur for lien in fiche.personnes.all()] == [karim]
    ecrite_la_bas = personne_nommee(epci, karim)
    fiche.personnes.update(personne=ecrite_la_bas)
    en_lot(lise, ["Karim Benali"])
    assert fiche.personnes.get().personne == ecrite_la_bas, "il reste qui il est"
    en_lot(lise, ["Karim Benali"], Sens.RETIRER)
    assert not fiche.personnes.exists()


def test_les_noms_ecrits_par_la_partenaire_sont_ceux_de_la_proprietaire(
    fiche: Fiche, petr: Collectivite, epci: Collectivite, lise: Membre, marie: Membre
) -> None:
    FicheFactory(collectivite=epci)
    en_lot(marie, ["Urgent"], geste=Geste.ETIQUETTE)
    definir_acteurs(fiche, RoleActeur.SERVICE_PILOTE, ["Bâtiments"], par=marie.utilisateur, le=LE)
    assert {a.etiquette.collectivite for a in fiche.acteurs.all()} == {petr}
    assert set(Etiquette.objects.values_list("collectivite", "nom")) == {
        (petr.pk, "Urgent"), (petr.pk, "Bâtiments"), (epci.pk, "Urgent"),
    }  # fmt: skip
    en_lot(lise, ["urgent"], Sens.RETIRER, Geste.ETIQUETTE)
    assert not fiche.acteurs.filter(role=RoleActeur.ETIQUETTE).exists()


def test_une_etiquette_venue_de_la_partenaire_reste_la_meme(fiche: Fiche, epci: Collectivite, lise: Membre) -> None:
    voisine = etiquetee(FicheFactory(collectivite=epci), "Vélo").etiquette
    fiche.acteurs.create(etiquette=voisine, role=RoleActeur.ETIQUETTE)
    definir_acteurs(fiche, RoleActeur.ETIQUETTE, ["vélo", "Neuf"], par=lise.utilisateur, le=LE)
    assert fiche.acteurs.get(etiquette__nom="Vélo").etiquette == voisine
    assert Etiquette.objects.filter(nom="Vélo").count() == 1


def test_on_propose_ses_noms_et_les_membres_de_tous_pas_les_noms_des_autres(
    client: Client, fiche: Fiche, petr: Collectivite, epci: Collectivite, karim: Utilisateur, marie: Membre
) -> None:
    personne_nommee(petr, "Nom Du Petr")
    personne_nommee(epci, "Nom De La Cc")
    etiquetee(FicheFactory(collectivite=petr), "Sujet du PETR")
    etiquetee(FicheFactory(collectivite=epci), "Sujet de la CC")
    proposes = noms_proposes(epci, {petr.pk, epci.pk})
    assert {"Nom De La Cc", "Karim Benali", marie.utilisateur.nom_complet} <= set(proposes)
    assert "Nom Du Petr" not in proposes
    client.force_login(marie.utilisateur)
    champ = reverse("fiche_champ", args=[epci.siren, fiche.pk, RoleActeur.ETIQUETTE])
    texte = client.get(champ, headers={"HX-Request": "true"}).content.decode()
    assert "Sujet de la CC" in texte
    assert "Sujet du PETR" not in texte


def test_un_lot_ne_lit_pas_les_noms_fiche_par_fiche(
    fiche: Fiche, karim: Utilisateur, lise: Membre, epci: Collectivite, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        partagee_avec(FicheFactory(collectivite=lise.collectivite), epci)
        FicheFactory(collectivite=lise.collectivite)
    fiches = list(annotate_racine(Fiche.objects.filter(parent=None)).order_by("pk"))
    with django_assert_max_num_queries(24):
        preparer_lot(
            lise.collectivite, fiches, Geste.REFERENT, Sens.AJOUTER, ["Karim Benali", "Ada Neuve"],
            par=lise.utilisateur, le=LE,
        )  # fmt: skip


@pytest.mark.parametrize(("qui", "code"), [("lectrice", 403), ("etrangere", 404)])
def test_ni_qui_lit_ni_une_etrangere_ne_nomme_personne(
    client: Client, fiche: Fiche, karim: Utilisateur, epci: Collectivite, qui: str, code: int
) -> None:
    autre = MembreFactory(lecteur=True, collectivite=epci) if qui == "lectrice" else MembreFactory(editeur=True)
    client.force_login(autre.utilisateur)
    siren = autre.collectivite.siren
    cellule = reverse("fiche_cellule", args=[siren, fiche.pk]) + "?champ=pilote"
    champ = reverse("fiche_champ", args=[siren, fiche.pk, "pilote"])
    for adresse, donnees in ((cellule, {"valeur": "Karim Benali"}), (champ, {"noms": "Karim Benali"})):
        assert client.post(adresse, donnees).status_code == code
    assert not fiche.personnes.exists()
