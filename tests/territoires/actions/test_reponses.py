"""Answers to the questions de personnalisation, and their justification."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import DEPUIS_LE as LE
from tests.territoires.factories import CollectiviteFactory, MembreFactory
from tests.territoires.factories_questions import charger_questions_mini

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.actions.reponses import enregistrer_reponse, justifier_reponse
from cordee.territoires.models import Collectivite, HistoriqueReponse, Reponse

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def epci() -> Collectivite:
    charger_questions_mini()
    return CollectiviteFactory()


@pytest.fixture
def lea(epci: Collectivite) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=epci).utilisateur


def historique(champ: str = "reponse") -> list[tuple[Any, Any]]:
    lignes = HistoriqueReponse.objects.filter(champ=champ).order_by("modified_at", "id")
    return [(ligne.precedente, ligne.valeur) for ligne in lignes]


class TestRepondre:
    @pytest.mark.parametrize(
        ("question", "donnee", "gardee"),
        [
            ("velo", True, True),
            ("velo", "oui", True),
            ("velo", "NON", False),
            ("part", 0.4, 0.4),
            ("part", "40 %", 0.4),
            ("part", 1, 1),
            ("mode", "mode_b", "mode_b"),
            ("mode", " mode_a ", "mode_a"),
        ],
    )
    def test_la_valeur_propre_est_gardee(self, epci, lea, question: str, donnee: Any, gardee: Any) -> None:
        enregistrer_reponse(epci, question, donnee, par=lea, le=LE)
        reponse = Reponse.objects.get()
        assert (reponse.question_id, reponse.valeur, reponse.modifie_par, reponse.modified_at) == (
            question, gardee, lea, LE,
        )  # fmt: skip
        assert type(reponse.valeur) is type(gardee)
        assert historique() == [(None, gardee)]

    @pytest.mark.parametrize("vide", [None, "", "  "])
    def test_une_reponse_vide_retire_la_precedente(self, epci, lea, vide: Any) -> None:
        enregistrer_reponse(epci, "velo", True, par=lea, le=LE)
        enregistrer_reponse(epci, "velo", vide, par=lea, le=LE + 90 * MINUTE)
        assert Reponse.objects.get().valeur is None
        assert historique() == [(None, True), (True, None)]

    def test_repondre_pareil_ne_change_rien(self, epci, lea) -> None:
        enregistrer_reponse(epci, "part", 1, par=lea, le=LE)
        enregistrer_reponse(epci, "part", "100 %", par=lea, le=LE + 90 * MINUTE)
        assert Reponse.objects.get().modified_at == LE
        assert historique() == [(None, 1)]

    def test_la_ligne_dit_qui_avait_repondu(self, epci, lea) -> None:
        paul = MembreFactory(editeur=True, collectivite=epci).utilisateur
        enregistrer_reponse(epci, "velo", True, par=lea, le=LE)
        justifier_reponse(epci, "velo", "Parce que.", par=paul, le=LE + MINUTE)
        enregistrer_reponse(epci, "velo", False, par=paul, le=LE + 2 * MINUTE)
        ligne = HistoriqueReponse.objects.filter(champ="reponse").first()
        assert (ligne.precedente_par, ligne.precedente_le) == (lea, LE)

    def test_le_journal_le_dit(self, epci, lea) -> None:
        enregistrer_reponse(epci, "velo", True, par=lea, le=LE)
        ecriture = Ecriture.objects.get()
        assert (ecriture.verbe, ecriture.collectivite_id) == ("territoires.repondre", epci.pk)
        assert ecriture.resume == "A changé la réponse à « Avez-vous velo ? »"
        assert ecriture.details == {"question": "velo", "avant": None, "apres": True}

    @pytest.mark.parametrize(
        ("question", "valeur", "message"),
        [
            ("velo", "peut-être", "répondez par oui ou par non"),
            ("velo", 1, "répondez par oui ou par non"),
            ("part", 1.1, "entre 0 % et 100 %"),
            ("part", "beaucoup", "entre 0 % et 100 %"),
            ("part", float("nan"), "entre 0 % et 100 %"),
            ("mode", "mode_z", r"choisissez une des réponses proposées \(mode_a, mode_b\)"),
            ("mode", True, "choisissez une des réponses"),
            ("inconnue", True, "La question « inconnue » n'existe pas"),
        ],
    )
    def test_une_mauvaise_reponse_n_ecrit_rien(self, epci, lea, question: str, valeur: Any, message: str) -> None:
        with pytest.raises(DonneeRefusee, match=message):
            enregistrer_reponse(epci, question, valeur, par=lea, le=LE)
        assert not Reponse.objects.exists()
        assert historique() == []


class TestJustifier:
    def test_la_justification_s_ecrit_avant_la_reponse(self, epci, lea) -> None:
        justifier_reponse(epci, "velo", "  Statuts de 2019\r\narticle 4\0 ", par=lea, le=LE)
        reponse = Reponse.objects.get()
        assert (reponse.valeur, reponse.justification) == (None, "Statuts de 2019\narticle 4")
        assert historique("justification") == [("", "Statuts de 2019\narticle 4")]
        assert Ecriture.objects.get().resume == "A changé la justification à « Avez-vous velo ? »"

    def test_la_reponse_garde_sa_justification(self, epci, lea) -> None:
        justifier_reponse(epci, "velo", "Parce que.", par=lea, le=LE)
        enregistrer_reponse(epci, "velo", True, par=lea, le=LE)
        reponse = Reponse.objects.get()
        assert (reponse.valeur, reponse.justification) == (True, "Parce que.")

    def test_redire_pareil_n_ecrit_rien(self, epci, lea) -> None:
        justifier_reponse(epci, "velo", "Parce que.", par=lea, le=LE)
        justifier_reponse(epci, "velo", "Parce que. ", par=lea, le=LE + 90 * MINUTE)
        assert len(historique("justification")) == 1

    def test_une_question_inconnue_est_refusee(self, epci, lea) -> None:
        with pytest.raises(DonneeRefusee, match="n'existe pas"):
            justifier_reponse(epci, "inconnue", "Parce que.", par=lea, le=LE)


class TestFusion:
    def test_dans_l_heure_la_meme_personne_reecrit_sa_ligne(self, epci, lea) -> None:
        for rang, valeur in enumerate((True, False, None)):
            enregistrer_reponse(epci, "velo", valeur, par=lea, le=LE + 59 * rang * MINUTE)
        assert historique() == [(None, None)]
        assert HistoriqueReponse.objects.get().modified_at == LE + 118 * MINUTE

    def test_un_collegue_separe(self, epci, lea) -> None:
        paul = MembreFactory(editeur=True, collectivite=epci).utilisateur
        for rang, (qui, valeur) in enumerate(((lea, True), (paul, False), (lea, True))):
            enregistrer_reponse(epci, "velo", valeur, par=qui, le=LE + rang * MINUTE)
        assert historique() == [(None, True), (True, False), (False, True)]

    @pytest.mark.parametrize(("frontiere", "lignes"), [(None, 1), (-1, 1), (0, 2), (1, 2)])
    def test_rien_ne_fusionne_par_dessus_la_frontiere_donnee(self, epci, lea, frontiere, lignes: int) -> None:
        fusion_apres = None if frontiere is None else LE + frontiere * MINUTE
        enregistrer_reponse(epci, "velo", True, par=lea, le=LE)
        enregistrer_reponse(epci, "velo", False, par=lea, le=LE + 5 * MINUTE, fusion_apres=fusion_apres)
        assert len(historique()) == lignes


class TestQuiPeut:
    @pytest.mark.parametrize("role", ["lecture", "contribution"])
    def test_il_faut_editer(self, epci, role: str) -> None:
        par = MembreFactory(role=role, collectivite=epci).utilisateur
        with pytest.raises(Refus):
            enregistrer_reponse(epci, "velo", True, par=par, le=LE)
        with pytest.raises(Refus):
            justifier_reponse(epci, "velo", "Parce que.", par=par, le=LE)
        assert not Reponse.objects.exists()

    def test_une_etrangere_ne_repond_pas(self, epci) -> None:
        with pytest.raises(Refus):
            enregistrer_reponse(epci, "velo", True, par=UtilisateurFactory(), le=LE)
