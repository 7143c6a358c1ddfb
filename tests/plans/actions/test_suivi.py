"""Notes, comments, what blocks a fiche."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.plans.factories import AUJOURDHUI, LE, FicheFactory, pilotee_par
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Notification
from cordee.plans.actions.commentaires import (
    commenter_fiche,
    modifier_commentaire,
    regler_commentaire,
    supprimer_commentaire,
    trouver_mentions,
)
from cordee.plans.actions.suivi import (
    ajouter_note,
    changer_statut,
    lever_blocage,
    modifier_note,
    poser_blocage,
    supprimer_note,
)
from cordee.plans.models import Commentaire, Note
from cordee.plans.queries.recherche import filter_texte
from cordee.plans.queries.visibilite import Fiche
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fiches_cherchables")]


@pytest.fixture
def membre():
    return MembreFactory(editeur=True, utilisateur__prenom="Lise", utilisateur__nom="Faure")


@pytest.fixture
def fiche(membre):
    return FicheFactory(collectivite=membre.collectivite, titre="Isoler", en_cours=True)


@pytest.fixture
def options(membre):
    return {"par": membre.utilisateur, "le": LE}


def collegue(membre, prenom="Inès", nom="Allemand", **role):
    return MembreFactory(
        collectivite=membre.collectivite, utilisateur__prenom=prenom, utilisateur__nom=nom, **role
    ).utilisateur


def test_une_note_s_ecrit_se_cherche_se_change_et_s_enleve(fiche, options) -> None:
    note = ajouter_note(fiche, "Marché attribué.\r\nDébut en mai.", date(2026, 2, 3), **options)
    assert (note.texte, note.auteur_nom) == ("Marché attribué.\nDébut en mai.", "Lise Faure")
    assert filter_texte(Fiche.objects.all(), "attribué").exists()
    modifier_note(note, "Marché signé.", date(2026, 2, 4), **options)
    modifier_note(note, "Marché signé.", date(2026, 2, 4), **options)
    note.refresh_from_db()
    assert (note.texte, note.date) == ("Marché signé.", date(2026, 2, 4))
    supprimer_note(note, **options)
    assert not Note.objects.exists()
    assert not filter_texte(Fiche.objects.all(), "signé").exists()


@pytest.mark.parametrize(("texte", "jour"), [(" ", AUJOURDHUI), ("x" * 10_001, AUJOURDHUI), ("Vu.", date(1700, 1, 1))])
def test_une_note_vide_trop_longue_ou_d_un_autre_siecle_se_refuse(fiche, options, texte, jour) -> None:
    with pytest.raises(DonneeRefusee):
        ajouter_note(fiche, texte, jour, **options)


def test_une_mention_previent_et_le_pilote_sait_que_l_on_commente(membre, fiche, options) -> None:
    ines, pilote = collegue(membre), collegue(membre, "Paul", "Vial", contributeur=True)
    pilotee_par(fiche, pilote)
    commentaire = commenter_fiche(fiche, "@Inès Allemand peut-on avancer ?", **options)
    assert list(commentaire.mentions.all()) == [ines]
    assert set(Notification.objects.values_list("destinataire", "genre")) == {
        (ines.pk, "plans.cite"), (pilote.pk, "plans.fiche_commentee"),
    }  # fmt: skip


def test_une_reponse_rouvre_ce_qui_etait_regle_et_previent_l_auteur(membre, fiche, options) -> None:
    premiere = commenter_fiche(fiche, "On avance ?", **options)
    regler_commentaire(premiere, **options)
    regler_commentaire(premiere, **options)
    reponse = commenter_fiche(fiche, "Oui.", parent=premiere, par=collegue(membre, contributeur=True), le=LE)
    premiere.refresh_from_db()
    assert premiere.resolu_le is None
    assert reponse.parent == premiere
    assert Notification.objects.filter(destinataire=membre.utilisateur, genre="plans.fiche_commentee").exists()
    with pytest.raises(DonneeRefusee, match="d'une autre fiche"):
        commenter_fiche(FicheFactory(collectivite=membre.collectivite), "Hors sujet", parent=premiere, **options)


def test_un_commentaire_se_change_et_s_enleve_par_son_auteur_seul(membre, fiche, options) -> None:
    ines = collegue(membre, editeur=True)
    commentaire = commenter_fiche(fiche, "Bonjour", **options)
    modifier_commentaire(commentaire, "Bonjour", **options)
    modifier_commentaire(commentaire, "Bonjour @Inès", **options)
    assert list(commentaire.mentions.all()) == [ines]
    with pytest.raises(Refus, match="Seule la personne"):
        modifier_commentaire(commentaire, "Non", par=ines, le=LE)
    supprimer_commentaire(commentaire, **options)
    assert not Commentaire.objects.exists()
    assert not Notification.objects.filter(etat="en_attente").exists()


def test_une_lectrice_ne_commente_pas(membre, fiche) -> None:
    with pytest.raises(Refus):
        commenter_fiche(fiche, "Bonjour", par=collegue(membre, lecteur=True), le=LE)


@pytest.mark.parametrize(
    ("texte", "cites"),
    [
        ("@Inès Allemand, vu ?", 1), ("@allemand ines", 1), ("@Inès", 0), ("@Paul", 1), ("inès", 0), ("@Personne", 0),
        ("@Paul et @Paul Vial", 1),
    ],
)  # fmt: skip
def test_un_prenom_seul_suffit_quand_il_n_y_en_a_qu_un(membre, texte, cites) -> None:
    membres = [collegue(membre), collegue(membre, "Inès", "Roux"), collegue(membre, "Paul", "Vial")]
    assert len(trouver_mentions(texte, membres)) == cites


def test_un_blocage_bloque_la_fiche_previent_et_sa_levee_la_relance(membre, fiche, options) -> None:
    pilote = collegue(membre, contributeur=True)
    pilotee_par(fiche, pilote)
    blocage = poser_blocage(fiche, "Foncier", attendu_de="Département", attendu_le=AUJOURDHUI, **options)
    fiche.refresh_from_db()
    assert fiche.statut == "bloque"
    assert Notification.objects.get().genre == "plans.fiche_bloquee"
    second = poser_blocage(fiche, "Budget", **options)
    lever_blocage(blocage, **options)
    fiche.refresh_from_db()
    assert fiche.statut == "bloque"
    lever_blocage(second, **options)
    lever_blocage(second, **options)
    fiche.refresh_from_db()
    assert fiche.statut == "en_cours"


def test_une_fiche_en_attend_une_autre_mais_pas_l_inverse(membre, fiche, options) -> None:
    autre = FicheFactory(collectivite=membre.collectivite, titre="Acheter le terrain")
    blocage = poser_blocage(fiche, "", fiche_bloquante=autre, **options)
    assert blocage.raison == ""  # named on the page, to those who see that fiche
    with pytest.raises(DonneeRefusee, match="s'attendre l'une l'autre"):
        poser_blocage(autre, "", fiche_bloquante=fiche, **options)
    with pytest.raises(DonneeRefusee, match="elle-même"):
        poser_blocage(fiche, "", fiche_bloquante=fiche, **options)
    with pytest.raises(DonneeRefusee, match="n'existe pas"):
        poser_blocage(fiche, "", fiche_bloquante=FicheFactory(), **options)
    with pytest.raises(DonneeRefusee):
        poser_blocage(fiche, " ", **options)


def test_une_fiche_finie_ne_se_bloque_pas(membre, options) -> None:
    with pytest.raises(DonneeRefusee, match="est finie"):
        poser_blocage(FicheFactory(collectivite=membre.collectivite, realisee=True), "Foncier", **options)


def test_quitter_bloque_leve_ce_qui_bloquait(fiche, options) -> None:
    poser_blocage(fiche, "Foncier", **options)
    assert changer_statut(fiche, "realise", precision="Livré", **options)[1] == 1
    fiche.refresh_from_db()
    assert (fiche.statut, fiche.etat_precision) == ("realise", "Livré")
    assert changer_statut(fiche, "bloque", **options)[1] == 0


def test_un_blocage_leve_avant_le_debut_remet_la_fiche_a_venir(membre, options) -> None:
    fiche = FicheFactory(collectivite=membre.collectivite, debut=AUJOURDHUI + timedelta(days=90))
    lever_blocage(poser_blocage(fiche, "Foncier", **options), **options)
    fiche.refresh_from_db()
    assert fiche.statut == "a_venir"
