"""`cordee importer_plan`."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from tests.comptes.factories import UtilisateurFactory
from tests.plans.fabrique_imports import ligne, modele
from tests.plans.factories import PlanFactory
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.plans.models import Fiche, Plan
from cordee.socle.commandes import ErreurDeSaisie

pytestmark = pytest.mark.django_db


@pytest.fixture
def editrice():
    return MembreFactory(editeur=True)


@pytest.fixture
def fichier(tmp_path):
    def ecrire(octets: bytes, nom: str = "plan.xlsx") -> str:
        chemin = tmp_path / nom
        chemin.write_bytes(octets)
        return str(chemin)

    return ecrire


def lancer(fichier: str, membre, capsys, **options) -> str:
    call_command("importer_plan", fichier, collectivite=membre.collectivite.siren, **options)
    return capsys.readouterr().out


def bon() -> bytes:
    return modele(
        ligne(axe="1. A", titre="1.1 Isoler", statut="En retard"),
        ligne(axe="1. A", titre="1.1 Isoler", sous_titre="Étudier"),
    )


def test_l_essai_dit_tout_et_n_ecrit_rien(editrice, fichier, capsys):
    sortie = lancer(fichier(bon()), editrice, capsys, plan="Plan climat", essai=True)
    assert "Création de « Plan climat »" in sortie
    assert "+ 1.1 Isoler\n    Statut : En cours\n" in sortie
    assert "  + Étudier" in sortie
    assert "Avis : Feuille « Fichier d'import », ligne 3, colonne Y" in sortie
    assert "À créer : 1 fiche et 1 sous-action ; à mettre à jour : 0 fiche" in sortie
    assert not Plan.objects.exists()


def test_l_import_ecrit_puis_met_a_jour_le_plan_de_ce_nom(editrice, fichier, capsys):
    assert "1 fiche et 1 sous-action créées." in lancer(fichier(bon()), editrice, capsys, plan="Plan climat")
    autre = fichier(modele(ligne(axe="1. A", titre="1.1 Isoler", statut="Réalisé")), "autre.xlsx")
    sortie = lancer(autre, editrice, capsys, plan="plan climat")
    assert "Mise à jour de « Plan climat »" in sortie
    assert "Statut : En cours → Réalisé" in sortie
    assert Fiche.objects.get(code="1.1").statut == "realise"
    assert Plan.objects.count() == 1


def test_toutes_les_erreurs_sortent_avec_le_code_2(editrice, fichier):
    mauvais = modele(ligne(titre="A", budget="1 ou 2"), ligne(titre="B", statut="Bidule"), ligne(descriptif="x"))
    with pytest.raises(ErreurDeSaisie) as refus:
        call_command("importer_plan", fichier(mauvais), collectivite=editrice.collectivite.siren)
    assert refus.value.returncode == 2
    assert len(refus.value.messages) == 3
    assert all("ligne" in message for message in refus.value.messages)
    assert not Plan.objects.exists()


def test_un_fichier_un_siren_un_nom_inconnus_sont_refuses(editrice, fichier, tmp_path):
    siren = editrice.collectivite.siren
    for chemin, options, phrase in (
        (str(tmp_path / "absent.xlsx"), {"collectivite": siren}, "n'existe pas"),
        (fichier(b"%PDF-1.4", "f.pdf"), {"collectivite": siren}, "PDF"),
        (fichier(b"x" * (10 * 1024 * 1024 + 1), "gros.txt"), {"collectivite": siren}, "dépasse"),
        (fichier(bon()), {"collectivite": "999999999"}, "Aucune collectivité"),
        (fichier(bon()), {"collectivite": siren, "au_nom_de": "personne@exemple.fr"}, "pas de compte"),
    ):
        with pytest.raises(ErreurDeSaisie, match=phrase):
            call_command("importer_plan", chemin, **options)


def test_deux_plans_du_meme_nom_sont_refuses(editrice, fichier):
    for _ in range(2):
        PlanFactory(collectivite=editrice.collectivite, nom="Plan")
    with pytest.raises(ErreurDeSaisie, match="Plusieurs plans"):
        call_command("importer_plan", fichier(bon()), collectivite=editrice.collectivite.siren, plan="Plan")


def test_sans_personne_pour_signer_l_essai_marche_et_l_import_le_dit(fichier, capsys):
    seule = CollectiviteFactory()
    call_command("importer_plan", fichier(bon()), collectivite=seule.siren, essai=True)
    assert "rien n'a été écrit" in capsys.readouterr().out
    with pytest.raises(ErreurDeSaisie, match="--au-nom-de"):
        call_command("importer_plan", fichier(bon()), collectivite=seule.siren)


def test_l_import_est_attribue_a_la_personne_nommee_si_elle_en_a_le_droit(editrice, fichier, capsys):
    lancer(fichier(bon()), editrice, capsys, au_nom_de=editrice.utilisateur.email.upper())
    assert Plan.objects.get().cree_par == editrice.utilisateur
    inconnue = UtilisateurFactory()
    with pytest.raises(ErreurDeSaisie, match="« Édition »"):
        lancer(fichier(bon()), editrice, capsys, au_nom_de=inconnue.email)
    assert Plan.objects.count() == 1


def test_le_plan_a_creer_se_regle_par_des_options(editrice, fichier, capsys):
    options = {
        "type": "PCAET",
        "debut": "2026-01-01",
        "fin": "31/12/2031",
        "pilote": ["Ada Roux"],
        "referent": ["Lé Fa"],
    }
    sortie = lancer(fichier(bon()), editrice, capsys, plan="Plan climat", **options).replace("\xa0", " ")
    assert "  Dates : du 1er janvier 2026 au 31 décembre 2031\n  Pilotes : Ada Roux" in sortie
    assert "Axe nouveau : 1 A\n" in sortie
    plan = Plan.objects.get()
    assert (plan.type, plan.fin.isoformat()) == ("pcaet", "2031-12-31")
    assert {p.personne.nom for p in plan.personnes.all()} == {"Ada Roux", "Lé Fa"}
    with pytest.raises(ErreurDeSaisie, match="existe déjà"):
        lancer(fichier(bon()), editrice, capsys, plan="Plan climat", type="pcaet")


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"type": "bidule"}, "n'est pas un type de plan"),
        ({"debut": "bientôt"}, "--debut : « bientôt » n'est pas une date"),
    ],
)
def test_une_option_mal_ecrite_se_dit(editrice, fichier, capsys, options, phrase):
    with pytest.raises(ErreurDeSaisie, match=phrase):
        lancer(fichier(bon()), editrice, capsys, **options)
