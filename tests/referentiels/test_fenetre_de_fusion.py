"""docs/calculs/historique.md, « Fenêtre de fusion », « Ce que chaque ligne garde » and « Annuler », for every kind of
history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import RACINE
from tests.referentiels.factories import LE, EngagementFactory, definition_mini, editrice, noeud, saisie

from cordee.comptes.models import Utilisateur
from cordee.referentiels.actions.chargement import charger_referentiel
from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.engagements import ouvrir_referentiel
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.models import Engagement, HistoriqueCommentaire, HistoriqueStatut, Referentiel
from cordee.referentiels.queries.statuts import statuts_of
from cordee.territoires.actions.reponses import justifier_reponse
from cordee.territoires.models import HistoriqueReponse

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NUMERO = "1.1.1.2"
CODES = {"fait": "fait", "programmé": "programme", "pas fait": "pas_fait", "rien": ""}
MOTS = {code: mot for mot, code in CODES.items()}


@pytest.fixture
def engagement() -> Engagement:
    return EngagementFactory()


# -- the worked table ------------------------------------------------------------------------------------------------
def lignes_du_tableau() -> list[list[str]]:
    """Rows of the table of « Exemple », as the page writes them."""
    page = (RACINE / "docs/calculs/historique.md").read_text(encoding="utf-8")
    tableau = page.partition("### Exemple")[2].partition("\n## ")[0]
    rangees = [ligne.strip().strip("|").split("|") for ligne in tableau.splitlines() if ligne.startswith("|")]
    return [[cellule.strip() for cellule in rangee] for rangee in rangees[2:]]


def lignes_en_mots() -> str:
    historique = HistoriqueStatut.objects.filter(mesure=noeud(NUMERO)).order_by("modified_at", "id")
    return " ; ".join(f"{MOTS[h.precedent_avancement]} → {MOTS[h.avancement]}" for h in historique)


def test_le_tableau_de_la_page_se_deroule_ligne_a_ligne(engagement: Engagement) -> None:
    personnes = {"Inès": engagement.ouvert_par, "Léa": editrice(engagement)}
    rangees = lignes_du_tableau()
    assert len(rangees) == 10
    for minute, qui, quoi, attendu in rangees:
        par, le = personnes[qui], LE + int(minute) * MINUTE
        if quoi == "jalon":
            figer_score(engagement, "Bilan", par=par, le=le)
        elif quoi == "annuler":
            annuler_dernier_geste(engagement, par=par, le=le)
        else:
            renseigner_statuts(engagement, [saisie(NUMERO, CODES[quoi])], par=par, le=le)
        assert lignes_en_mots() == attendu, minute


# -- the three kinds that are not statuts ----------------------------------------------------------------------------
Ecrire = Callable[..., None]


def ecrire_commentaire(engagement: Engagement, valeur: str, minutes: float, par: Utilisateur | None = None) -> None:
    commenter_mesure(engagement, noeud("1.1.1"), valeur, par=par or engagement.ouvert_par, le=LE + minutes * MINUTE)


def ecrire_reponse(engagement: Engagement, valeur: str, minutes: float, par: Utilisateur | None = None) -> None:
    part = {"un": 0.1, "deux": 0.2, "trois": 0.3}[valeur]
    repondre(engagement.collectivite, "part", part, par=par or engagement.ouvert_par, le=LE + minutes * MINUTE)


def ecrire_justification(engagement: Engagement, valeur: str, minutes: float, par: Utilisateur | None = None) -> None:
    justifier_reponse(
        engagement.collectivite, "part", valeur, par=par or engagement.ouvert_par, le=LE + minutes * MINUTE
    )


SORTES: dict[str, Ecrire] = {
    "commentaire": ecrire_commentaire,
    "reponse": ecrire_reponse,
    "justification": ecrire_justification,
}
toutes = pytest.mark.parametrize("sorte", SORTES)


def lignes(sorte: str) -> list[tuple[Any, Any, int]]:
    """(before, after, minutes) of each row, oldest first; an answer is read back as the word that wrote it."""
    if sorte == "commentaire":
        return [
            (h.precedent, h.texte, int((h.modified_at - LE) / MINUTE))
            for h in HistoriqueCommentaire.objects.order_by("modified_at", "id")
        ]
    mots = {None: "", 0.1: "un", 0.2: "deux", 0.3: "trois"}
    historique = HistoriqueReponse.objects.filter(champ=sorte).order_by("modified_at", "id")
    return [
        (mots.get(h.precedente, h.precedente), mots.get(h.valeur, h.valeur), int((h.modified_at - LE) / MINUTE))
        for h in historique
    ]


@toutes
def test_dans_l_heure_la_ligne_garde_la_premiere_valeur_et_prend_la_derniere(
    sorte: str, engagement: Engagement
) -> None:
    SORTES[sorte](engagement, "un", 0)
    SORTES[sorte](engagement, "deux", 120)
    SORTES[sorte](engagement, "trois", 150)
    assert lignes(sorte) == [("", "un", 0), ("un", "trois", 150)]


@toutes
def test_la_fenetre_glisse(sorte: str, engagement: Engagement) -> None:
    for rang, valeur in enumerate(("un", "deux", "trois")):
        SORTES[sorte](engagement, valeur, 59 * rang)
    assert lignes(sorte) == [("", "trois", 118)]


@toutes
def test_une_heure_juste_separe(sorte: str, engagement: Engagement) -> None:
    SORTES[sorte](engagement, "un", 0)
    SORTES[sorte](engagement, "deux", 60)
    assert lignes(sorte) == [("", "un", 0), ("un", "deux", 60)]


@toutes
def test_une_collegue_entre_les_deux_separe(sorte: str, engagement: Engagement) -> None:
    collegue = editrice(engagement)
    SORTES[sorte](engagement, "un", 0)
    SORTES[sorte](engagement, "deux", 5, par=collegue)
    SORTES[sorte](engagement, "trois", 10)
    assert lignes(sorte) == [("", "un", 0), ("un", "deux", 5), ("deux", "trois", 10)]


@toutes
def test_une_horloge_qui_recule_separe(sorte: str, engagement: Engagement) -> None:
    SORTES[sorte](engagement, "un", 10)
    SORTES[sorte](engagement, "deux", 0)
    assert len(lignes(sorte)) == 2


@toutes
def test_redire_la_meme_chose_n_ecrit_rien(sorte: str, engagement: Engagement) -> None:
    SORTES[sorte](engagement, "un", 0)
    SORTES[sorte](engagement, "un", 30)
    assert lignes(sorte) == [("", "un", 0)]


@toutes
def test_revenir_en_arriere_dans_l_heure_laisse_une_ligne_aux_deux_valeurs_egales(
    sorte: str, engagement: Engagement
) -> None:
    SORTES[sorte](engagement, "un", 0)
    SORTES[sorte](engagement, "deux", 120)
    SORTES[sorte](engagement, "un", 125)
    assert lignes(sorte)[-1] == ("un", "un", 125)


@pytest.mark.parametrize("sorte", ["commentaire", "reponse"])
def test_un_jalon_entre_les_deux_separe(sorte: str, engagement: Engagement) -> None:
    SORTES[sorte](engagement, "un", 0)
    figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE + 5 * MINUTE)
    SORTES[sorte](engagement, "deux", 10)
    assert lignes(sorte) == [("", "un", 0), ("un", "deux", 10)]


@pytest.mark.parametrize("sorte", ["commentaire", "reponse"])
def test_un_jalon_d_un_jour_passe_ne_separe_pas_le_present(sorte: str, engagement: Engagement) -> None:
    SORTES[sorte](engagement, "un", 0)
    figer_score(engagement, "Hier", par=engagement.ouvert_par, le=LE + 5 * MINUTE, au=(LE - timedelta(days=1)).date())
    SORTES[sorte](engagement, "deux", 10)
    assert lignes(sorte) == [("", "deux", 10)]


def autre_referentiel(engagement: Engagement) -> Engagement:
    """Another référentiel opened by the same collectivité, without rules."""
    mini = definition_mini([("1", "Axe"), ("1.1", "Sous-axe"), ("1.1.1", "Mesure"), ("1.1.1.1", "Faire", "", "3")])
    charger_referentiel(replace(mini, identifiant="te"), par=None, le=LE)
    return ouvrir_referentiel(
        engagement.collectivite, Referentiel.objects.get(code="te"), par=engagement.ouvert_par, le=LE
    )


def test_une_reponse_est_separee_par_les_jalons_de_tous_les_referentiels(engagement: Engagement) -> None:
    autre = autre_referentiel(engagement)
    ecrire_reponse(engagement, "un", 0)
    figer_score(autre, "Bilan", par=engagement.ouvert_par, le=LE + 5 * MINUTE)
    ecrire_reponse(engagement, "deux", 10)
    assert len(lignes("reponse")) == 2


def test_un_commentaire_ne_l_est_que_par_ceux_de_son_referentiel(engagement: Engagement) -> None:
    autre = autre_referentiel(engagement)
    ecrire_commentaire(engagement, "un", 0)
    figer_score(autre, "Bilan", par=engagement.ouvert_par, le=LE + 5 * MINUTE)
    ecrire_commentaire(engagement, "deux", 10)
    assert len(lignes("commentaire")) == 1


def test_aucun_jalon_ne_separe_une_justification(engagement: Engagement) -> None:
    ecrire_justification(engagement, "un", 0)
    figer_score(engagement, "Bilan", par=engagement.ouvert_par, le=LE + 5 * MINUTE)
    ecrire_justification(engagement, "deux", 10)
    assert lignes("justification") == [("", "deux", 10)]


def test_la_reponse_et_sa_justification_ont_chacune_leurs_lignes(engagement: Engagement) -> None:
    ecrire_reponse(engagement, "un", 0)
    ecrire_justification(engagement, "parce que", 5)
    ecrire_reponse(engagement, "deux", 10)
    assert lignes("reponse") == [("", "deux", 10)]
    assert lignes("justification") == [("", "parce que", 5)]


def test_une_ligne_dit_qui_avait_ecrit_ce_qu_elle_remplace(engagement: Engagement) -> None:
    collegue = editrice(engagement)
    ecrire_commentaire(engagement, "un", 0)
    ecrire_commentaire(engagement, "deux", 5, par=collegue)
    ecrire_commentaire(engagement, "trois", 10, par=collegue)
    derniere = HistoriqueCommentaire.objects.latest("modified_at")
    assert (derniere.precedent, derniere.precedent_par, derniere.precedent_le) == ("un", engagement.ouvert_par, LE)


# -- taking back -----------------------------------------------------------------------------------------------------
def test_annuler_remet_ce_que_le_geste_a_remplace_et_non_ce_que_dit_la_ligne(engagement: Engagement) -> None:
    for rang, statut in enumerate(("fait", "programme", "pas_fait")):
        renseigner_statuts(engagement, [saisie(NUMERO, statut)], par=engagement.ouvert_par, le=LE + rang * MINUTE)
    assert lignes_en_mots() == "rien → pas fait"
    for rang, attendu in enumerate(("programme", "fait")):
        annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + (10 + rang) * MINUTE)
        stocke = statuts_of(engagement.collectivite, engagement.referentiel_id)[noeud(NUMERO)]
        assert stocke.avancement == attendu
    annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + 20 * MINUTE)
    assert noeud(NUMERO) not in statuts_of(engagement.collectivite, engagement.referentiel_id)
    assert HistoriqueStatut.objects.filter(annule__isnull=False).count() == 3


# -- whatever people do ----------------------------------------------------------------------------------------------
changements = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, 90), st.sampled_from(("un", "deux", "trois"))), min_size=1, max_size=8
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suite=changements)
def test_les_lignes_se_suivent_et_finissent_sur_la_valeur_en_place(
    suite: list[tuple[int, int, str]], engagement: Engagement
) -> None:
    HistoriqueCommentaire.objects.all().delete()
    engagement.collectivite.commentaires.all().delete()
    personnes = (engagement.ouvert_par, _collegue(engagement))
    minute = 0
    for qui, delai, valeur in suite:
        minute += delai
        ecrire_commentaire(engagement, valeur, minute, par=personnes[qui])
    obtenues = lignes("commentaire")
    assert [avant for avant, *_ in obtenues] == ["", *(apres for _, apres, _ in obtenues[:-1])]
    assert obtenues[-1][1] == engagement.collectivite.commentaires.get().texte
    assert len(obtenues) <= len(suite)


def _collegue(engagement: Engagement) -> Utilisateur:
    connue = Utilisateur.objects.exclude(pk=engagement.ouvert_par.pk).first()
    return connue or editrice(engagement)
