"""Creating, changing, placing, deleting fiches."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.plans.factories import LE, AxeFactory, FicheFactory, PlanFactory, partagee_avec, placer
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.fiches import (
    ConflitDeFiche,
    creer_fiche,
    deplacer_placement,
    lire_champs,
    modifier_fiche,
    ordonner_sous_fiches,
    placer_fiche,
    restaurer_fiche,
    retirer_placement,
    supprimer_fiche,
)
from cordee.plans.models import Fiche, Placement
from cordee.plans.queries.recherche import filter_texte
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]
PLUS_TARD = LE + timedelta(days=1)


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def fiche(membre):
    return FicheFactory(collectivite=membre.collectivite, titre="Isoler")


def places(axe) -> list[str]:
    return [p.fiche.titre for p in Placement.objects.filter(axe=axe).order_by("position")]


def test_une_fiche_se_cree_dans_un_axe_et_se_trouve(membre) -> None:
    axe = AxeFactory(plan__collectivite=membre.collectivite)
    fiche = creer_fiche(
        membre.collectivite, "  Rénover   les écoles ", axe=axe, par=membre.utilisateur, le=LE, statut="en_cours"
    )
    assert (fiche.titre, fiche.statut, fiche.cree_par) == ("Rénover les écoles", "en_cours", membre.utilisateur)
    assert places(axe) == ["Rénover les écoles"]
    assert list(filter_texte(Fiche.objects.all(), "école")) == [fiche]
    assert Ecriture.objects.get(verbe="plans.creer_fiche").resume == "A créé la fiche « Rénover les écoles »"


def test_une_sous_fiche_se_range_apres_ses_soeurs_sur_deux_niveaux_au_plus(membre, fiche) -> None:
    options = {"par": membre.utilisateur, "le": LE}
    premiere = creer_fiche(membre.collectivite, "Auditer", parent=fiche, **options)
    seconde = creer_fiche(membre.collectivite, "Choisir", parent=fiche, **options)
    bas = creer_fiche(membre.collectivite, "Consulter", parent=seconde, **options)
    assert [(f.profondeur, f.position) for f in (premiere, seconde, bas)] == [(1, 0), (1, 1), (2, 0)]
    with pytest.raises(DonneeRefusee, match="deux niveaux suffisent"):
        creer_fiche(membre.collectivite, "Trop bas", parent=bas, **options)


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"titre": " "}, "ne peut pas être vide"),
        ({"titre": "x" * 301}, "dépasse 300 caractères"),
        ({"statut": "en retard"}, "choisissez entre « À venir »"),
        ({"fin": "fin 2026"}, "écrivez-la comme 31/12/2026"),
        ({"fin": "30/02/2026"}, "février 2026 n'a que 28 jours"),
        ({"fin": "1802-01-01"}, "entre 1990 et 2100"),
        ({"avancement": "101"}, "de 0 à 100"),
        ({"debut": "2026-05-01", "fin": "2026-04-01"}, "avant le début"),
    ],
)
def test_une_valeur_refusee_le_dit_et_n_ecrit_rien(membre, champs, message) -> None:
    with pytest.raises(DonneeRefusee, match=message):
        creer_fiche(membre.collectivite, champs.pop("titre", "Isoler"), par=membre.utilisateur, le=LE, **champs)
    assert not Fiche.objects.exists()


def test_les_fautes_d_un_formulaire_sont_dites_ensemble() -> None:
    with pytest.raises(DonneeRefusee) as refus:
        lire_champs({"titre": "", "fin": "demain"})
    assert len(refus.value.messages) == 2
    with pytest.raises(LookupError):
        lire_champs({"couleur": "rouge"})
    assert lire_champs({"poids": "", "precision_fin": "", "amelioration_continue": "oui", "debut": ""}) == {
        "poids": 1, "precision_fin": "jour", "amelioration_continue": True, "debut": None,
    }  # fmt: skip


def test_modifier_garde_l_avant_et_l_apres_de_chaque_champ(membre, fiche) -> None:
    modifier_fiche(fiche, {"fin": "2026-12-31", "statut": "En cours"}, par=membre.utilisateur, le=PLUS_TARD)
    fiche.refresh_from_db()
    assert (fiche.fin, fiche.statut, fiche.version, fiche.modifie_le) == (
        date(2026, 12, 31), "en_cours", 2, PLUS_TARD,
    )  # fmt: skip
    ecriture = Ecriture.objects.get(verbe="plans.modifier_fiche")
    assert ecriture.details["champs"] == {
        "fin": [None, "2026-12-31"], "statut": ["a_venir", "en_cours"], "etat_le": [None, "2026-03-11"],
    }  # fmt: skip


def test_changer_un_seul_statut_se_lit_dans_le_journal(membre, fiche) -> None:
    modifier_fiche(fiche, {"statut": "realise"}, par=membre.utilisateur, le=LE)
    assert Ecriture.objects.get().resume == "A modifié le statut (Réalisé) de « Isoler »"
    modifier_fiche(fiche, {"precision_fin": "annee"}, par=membre.utilisateur, le=LE)
    assert "A modifié des dates" in Ecriture.objects.latest("id").resume


def test_ne_rien_changer_n_ecrit_rien(membre, fiche) -> None:
    modifier_fiche(fiche, {"titre": "Isoler"}, par=membre.utilisateur, le=PLUS_TARD)
    assert fiche.version == 1
    assert not Ecriture.objects.exists()


def test_un_champ_change_par_un_collegue_est_un_conflit_qui_garde_les_deux_versions(membre, fiche) -> None:
    modifier_fiche(fiche, {"contexte": "Sa version"}, par=membre.utilisateur, le=LE)
    with pytest.raises(ConflitDeFiche) as conflit:
        modifier_fiche(fiche, {"contexte": "Ma version"}, lues={"contexte": ""}, par=membre.utilisateur, le=LE)
    assert (conflit.value.actuel, conflit.value.propose) == ("Sa version", "Ma version")
    modifier_fiche(
        fiche, {"contexte": "Ma version"}, lues={"contexte": "Sa version", "titre": "?"}, par=membre.utilisateur, le=LE
    )
    assert fiche.contexte == "Ma version"


def test_un_titre_change_se_cherche_sous_son_nouveau_nom(membre, fiche) -> None:
    modifier_fiche(fiche, {"titre": "Ventiler"}, par=membre.utilisateur, le=LE)
    assert fiche.cle_recherche == "ventiler"
    assert list(filter_texte(Fiche.objects.all(), "ventiler")) == [fiche]


def test_une_lectrice_ne_change_rien(fiche) -> None:
    lectrice = MembreFactory(lecteur=True, collectivite=fiche.collectivite).utilisateur
    with pytest.raises(Refus):
        modifier_fiche(fiche, {"titre": "Autre"}, par=lectrice, le=LE)
    with pytest.raises(Refus):
        supprimer_fiche(fiche, par=lectrice, le=LE)


def test_une_fiche_se_place_au_rang_voulu_dans_plusieurs_plans(membre, fiche) -> None:
    axe = AxeFactory(plan__collectivite=membre.collectivite)
    for titre in ("A", "B"):
        FicheFactory(dans=axe, titre=titre)
    options = {"par": membre.utilisateur, "le": LE}
    placer_fiche(fiche, axe.plan, axe, rang=1, **options)
    assert places(axe) == ["A", "Isoler", "B"]
    placer_fiche(fiche, axe.plan, axe, rang=9, **options)
    assert places(axe) == ["A", "B", "Isoler"]
    autre = PlanFactory(collectivite=membre.collectivite)
    placer_fiche(fiche, autre, None, **options)
    assert fiche.placements.count() == 2


def test_une_fiche_se_deplace_et_se_retire(membre, fiche) -> None:
    axe = AxeFactory(plan__collectivite=membre.collectivite)
    ailleurs = AxeFactory(plan=axe.plan)
    placement = placer(fiche, axe)
    deplace = deplacer_placement(placement, ailleurs, rang=0, par=membre.utilisateur, le=LE)
    assert (places(axe), places(ailleurs)) == ([], ["Isoler"])
    with pytest.raises(DonneeRefusee, match="dans un autre plan"):
        deplacer_placement(deplace, AxeFactory(), rang=None, par=membre.utilisateur, le=LE)
    retirer_placement(deplace, par=membre.utilisateur, le=LE)
    assert not fiche.placements.exists()


def test_un_placement_impossible_dit_pourquoi(membre, fiche) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    options = {"par": membre.utilisateur, "le": LE}
    with pytest.raises(DonneeRefusee, match="Une sous-fiche suit sa fiche"):
        placer_fiche(FicheFactory(parent=fiche), plan, None, **options)
    with pytest.raises(DonneeRefusee, match="choisissez un axe du plan"):
        placer_fiche(fiche, plan, AxeFactory(), **options)
    ailleurs = MembreFactory(editeur=True, utilisateur=membre.utilisateur).collectivite
    autre_plan = PlanFactory(collectivite=ailleurs)
    with pytest.raises(DonneeRefusee, match="partagez d'abord"):
        placer_fiche(fiche, autre_plan, None, **options)
    partagee_avec(fiche, ailleurs)
    placer_fiche(fiche, autre_plan, None, **options)
    assert fiche.placements.get().plan == autre_plan


def test_une_fiche_supprimee_emporte_ses_sous_fiches_et_se_restaure_avec_elles(membre, fiche) -> None:
    bas = FicheFactory(parent=FicheFactory(parent=fiche, titre="Auditer"), titre="Consulter")
    options = {"par": membre.utilisateur, "le": LE}
    supprimer_fiche(fiche, **options)
    assert not Fiche.objects.filter(supprimee_le__isnull=True).exists()
    assert not filter_texte(Fiche.objects.all(), "isoler").exists()
    bas.refresh_from_db()
    with pytest.raises(DonneeRefusee, match="restaurez-la d'abord"):
        restaurer_fiche(bas, **options)
    restaurer_fiche(fiche, **options)
    assert Fiche.objects.filter(supprimee_le__isnull=True).count() == 3
    assert filter_texte(Fiche.objects.all(), "consulter").count() == 3
    with pytest.raises(DonneeRefusee, match="n'est pas supprimée"):
        restaurer_fiche(fiche, **options)


def test_supprimer_une_sous_fiche_la_retire_du_texte_de_sa_fiche(membre, fiche) -> None:
    sous = FicheFactory(parent=fiche, titre="Auditer")
    supprimer_fiche(sous, par=membre.utilisateur, le=LE)
    assert not filter_texte(Fiche.objects.all(), "auditer").exists()


def test_les_sous_fiches_se_mettent_dans_l_ordre_voulu(membre, fiche) -> None:
    a, b, c = (FicheFactory(parent=fiche, titre=titre) for titre in "ABC")
    ordonner_sous_fiches(fiche, [c.pk, a.pk], par=membre.utilisateur, le=LE)
    assert [f.titre for f in fiche.sous_fiches.all()] == ["C", "A", "B"]
    assert b.pk
