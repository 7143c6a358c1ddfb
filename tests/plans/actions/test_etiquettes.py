"""Putting the names of a collectivité in order."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError
from tests.plans.factories import (
    LE,
    FicheFactory,
    etiquetee,
    etiquette_nommee,
    partagee_avec,
    personne_nommee,
    pilotee_par,
)  # fmt: skip
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.actions.etiquettes import (
    fusionner_etiquettes,
    fusionner_personnes,
    rattacher_personne,
    renommer_etiquette,
    renommer_personne,
    supprimer_etiquette,
    supprimer_personne,
)
from cordee.plans.domain.listes import GenreEtiquette, RoleActeur
from cordee.plans.models import Etiquette, Fiche, Financement, Personne
from cordee.plans.queries.etiquettes import list_comptes_of, list_etiquettes_comptees
from cordee.plans.queries.recherche import filter_texte
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


def test_un_nom_sans_son_compte_n_est_pas_dit_inutile(membre, monkeypatch) -> None:
    etiquetee(FicheFactory(collectivite=membre.collectivite), "Ademe", RoleActeur.PARTENAIRE)
    etiquette_nommee(membre.collectivite, GenreEtiquette.PARTENAIRE, "Région")
    comptees = list_etiquettes_comptees(membre.collectivite)[GenreEtiquette.PARTENAIRE]
    assert [(nom.nom, nom.usages) for nom in comptees] == [("Ademe", 1), ("Région", 0)]
    monkeypatch.setattr("cordee.plans.queries.etiquettes.annotate_usages", lambda etiquettes: etiquettes)
    with pytest.raises(FieldError):
        list_etiquettes_comptees(membre.collectivite)


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def options(membre):
    return {"par": membre.utilisateur, "le": LE}


@pytest.fixture
def fiche(membre):
    return FicheFactory(collectivite=membre.collectivite)


def test_un_nom_change_partout_et_se_cherche_sous_le_nouveau(fiche, options) -> None:
    etiquette = etiquetee(fiche, "Symenergie", RoleActeur.PARTENAIRE).etiquette
    renommer_etiquette(etiquette, "Syndicat d'énergie", **options)
    renommer_etiquette(etiquette, "Syndicat d'énergie", **options)
    assert filter_texte(Fiche.objects.all(), "syndicat").exists()
    autre = etiquetee(fiche, "ADEME", RoleActeur.PARTENAIRE).etiquette
    with pytest.raises(DonneeRefusee, match="fusionnez"):
        renommer_etiquette(autre, "syndicat d'energie", **options)
    with pytest.raises(DonneeRefusee, match="au moins une lettre"):
        renommer_etiquette(autre, "…", **options)


def test_deux_ecritures_se_reunissent_sans_citer_deux_fois(membre, fiche, options) -> None:
    garde = etiquetee(fiche, "ADEME", RoleActeur.PARTENAIRE).etiquette
    double = etiquetee(fiche, "Agence ADEME", RoleActeur.PARTENAIRE).etiquette
    ailleurs = etiquetee(FicheFactory(collectivite=membre.collectivite), "Agence ADEME", RoleActeur.PARTENAIRE)
    fusionner_etiquettes(garde, [garde, double], **options)
    assert fiche.acteurs.count() == 1
    ailleurs.refresh_from_db()
    assert ailleurs.etiquette == garde
    assert Etiquette.objects.count() == 1


def test_un_financeur_se_reunit_avec_ses_montants(fiche, options) -> None:
    genre = GenreEtiquette.FINANCEUR
    garde, double = (etiquette_nommee(fiche.collectivite, genre, nom) for nom in ("ADEME", "Ademe Sud"))
    Financement.objects.create(fiche=fiche, financeur=double)
    with pytest.raises(DonneeRefusee, match="sert encore"):
        supprimer_etiquette(double, **options)
    fusionner_etiquettes(garde, [double], **options)
    assert Financement.objects.get().financeur == garde


def test_on_ne_reunit_que_ce_qui_va_ensemble(fiche, options) -> None:
    garde = etiquetee(fiche, "Voirie", RoleActeur.SERVICE_PILOTE).etiquette
    with pytest.raises(DonneeRefusee, match="au moins deux"):
        fusionner_etiquettes(garde, [garde], **options)
    with pytest.raises(DonneeRefusee, match="même genre"):
        fusionner_etiquettes(garde, [etiquetee(fiche, "Voirie").etiquette], **options)


def test_un_nom_que_rien_ne_cite_se_supprime(membre, options) -> None:
    supprimer_etiquette(etiquette_nommee(membre.collectivite, GenreEtiquette.LIBRE, "Urgent"), **options)
    supprimer_personne(personne_nommee(membre.collectivite, "Jeanne Roux"), **options)
    assert not Etiquette.objects.exists()
    assert not Personne.objects.exists()


def test_une_personne_sans_compte_se_renomme(membre, fiche, options) -> None:
    personne = pilotee_par(fiche, "J. Roux").personne
    renommer_personne(personne, "Jeanne Roux", **options)
    renommer_personne(personne, "Jeanne Roux", **options)
    assert filter_texte(Fiche.objects.all(), "jeanne").exists()
    autre = pilotee_par(fiche, "Paul Vial").personne
    with pytest.raises(DonneeRefusee, match="fusionnez"):
        renommer_personne(autre, "jeanne roux", **options)
    with pytest.raises(DonneeRefusee, match="au moins une lettre"):
        renommer_personne(autre, "…", **options)
    with pytest.raises(DonneeRefusee, match="a un compte"):
        renommer_personne(personne_nommee(membre.collectivite, membre.utilisateur), "Autre", **options)
    with pytest.raises(DonneeRefusee, match="encore cité"):
        supprimer_personne(autre, **options)


def test_deux_noms_deviennent_une_personne_mais_pas_deux_comptes(membre, fiche, options) -> None:
    garde = pilotee_par(fiche, membre.utilisateur).personne
    double = pilotee_par(fiche, "Lise F.").personne
    seul = pilotee_par(FicheFactory(collectivite=membre.collectivite), "Lise F.")
    fusionner_personnes(garde, [double], **options)
    seul.refresh_from_db()
    assert (fiche.personnes.count(), seul.personne) == (1, garde)
    with pytest.raises(DonneeRefusee, match="au moins deux"):
        fusionner_personnes(garde, [garde], **options)
    with pytest.raises(DonneeRefusee, match="deux collectivités"):
        fusionner_personnes(garde, [personne_nommee(CollectiviteFactory(), "Paul")], **options)
    compte = MembreFactory(collectivite=membre.collectivite).utilisateur
    with pytest.raises(DonneeRefusee, match="a un compte se garde"):
        fusionner_personnes(garde, [personne_nommee(membre.collectivite, compte)], **options)


def test_un_nom_se_rattache_au_compte_d_un_membre(membre, fiche, options) -> None:
    nom = pilotee_par(fiche, "Lise").personne
    rattacher_personne(nom, membre.utilisateur, **options)
    assert nom.nom == membre.utilisateur.nom_complet
    with pytest.raises(DonneeRefusee, match="déjà un compte"):
        rattacher_personne(nom, membre.utilisateur, **options)
    autre = pilotee_par(FicheFactory(collectivite=membre.collectivite), "Lise F.").personne
    assert rattacher_personne(autre, membre.utilisateur, **options) == nom
    etranger = MembreFactory().utilisateur
    with pytest.raises(DonneeRefusee, match="invitez d'abord"):
        rattacher_personne(pilotee_par(fiche, "Paul").personne, etranger, **options)
    partagee_avec(FicheFactory(), etranger.roles.get().collectivite)
    assert etranger not in list_comptes_of(membre.collectivite), "portée avec une autre, pas avec nous"


def test_un_nom_se_rattache_au_compte_de_qui_porte_une_fiche_avec_nous(membre, fiche, options) -> None:
    partenaire = MembreFactory(lecteur=True)
    partagee_avec(fiche, partenaire.collectivite)
    assert partenaire.utilisateur in list_comptes_of(membre.collectivite)
    assert membre.utilisateur not in list_comptes_of(partenaire.collectivite), "la fiche n'est pas à elle"
    nom = rattacher_personne(pilotee_par(fiche, "Paul").personne, partenaire.utilisateur, **options)
    assert (nom.utilisateur, nom.collectivite) == (partenaire.utilisateur, membre.collectivite)


def test_une_contributrice_ne_range_pas_les_noms(membre) -> None:
    contributrice = MembreFactory(contributeur=True, collectivite=membre.collectivite).utilisateur
    with pytest.raises(Refus):
        supprimer_etiquette(
            etiquette_nommee(membre.collectivite, GenreEtiquette.LIBRE, "Urgent"), par=contributrice, le=LE
        )
