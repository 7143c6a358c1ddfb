"""The feed of the history: docs/calculs/historique.md, « Le fil »."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.referentiels.factories import LE, EngagementFactory, contributrice, editrice, noeud, saisie

from cordee.referentiels.actions.commentaires import commenter_mesure
from cordee.referentiels.actions.personnalisation import repondre
from cordee.referentiels.actions.statuts import annuler_dernier_geste, renseigner_statuts
from cordee.referentiels.enums import TypeChangement
from cordee.referentiels.models import Engagement, HistoriqueCommentaire, HistoriqueStatut, Mesure
from cordee.referentiels.queries.historique import (
    PAR_PAGE,
    Filtre,
    Ligne,
    charges_of,
    list_contributeurs_for,
    page_historique,
    questions_liees,
)
from cordee.territoires.actions.reponses import justifier_reponse
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
HEURE = timedelta(hours=1)


@pytest.fixture
def engagement() -> Engagement:
    """One change of each kind, one hour apart, on 10 March."""
    engagement = EngagementFactory()
    par = engagement.ouvert_par
    renseigner_statuts(engagement, [saisie("1.1.2.1")], par=par, le=LE)
    commenter_mesure(engagement, noeud("1.1.1"), "En cours", par=par, le=LE + HEURE)
    repondre(engagement.collectivite, "velo", True, par=par, le=LE + 2 * HEURE)
    justifier_reponse(engagement.collectivite, "velo", "Vu", par=par, le=LE + 3 * HEURE)
    return engagement


def fil(engagement: Engagement, numero: int = 1, **champs: Any) -> list[Ligne]:
    return page_historique([engagement.collectivite], Filtre(**champs), numero)[1]


def genres(lignes: list[Ligne]) -> list[str]:
    return [ligne.genre.value for ligne in lignes]


def questions(engagement: Engagement, numero: str = "") -> frozenset[str]:
    code = noeud(numero) if numero else ""
    return questions_liees(charges_of([engagement.collectivite]), engagement.referentiel_id, code)


def test_les_quatre_sources_se_suivent_de_la_plus_recente_a_la_plus_ancienne(engagement: Engagement) -> None:
    assert genres(fil(engagement)) == ["justification", "reponse", "commentaire", "statut"]


def test_chaque_ligne_porte_ce_qu_il_faut_pour_la_dire(engagement: Engagement) -> None:
    justification, reponse, commentaire, statut = fil(engagement)
    assert justification.reponse is not None
    assert justification.reponse.valeur is True
    assert reponse.reponse is not None
    assert reponse.reponse.justification == "Vu"
    assert commentaire.mesure == Mesure(code=noeud("1.1.1"))
    assert statut.mesure == Mesure(code=noeud("1.1.2.1"))
    assert {ligne.collectivite for ligne in fil(engagement)} == {engagement.collectivite}


def test_les_types_coches_seuls_se_montrent(engagement: Engagement) -> None:
    assert genres(fil(engagement, types=frozenset({TypeChangement.REPONSE, TypeChangement.STATUT}))) == [
        "reponse", "statut",
    ]  # fmt: skip
    assert genres(fil(engagement, types=frozenset({TypeChangement.JUSTIFICATION}))) == ["justification"]


def test_les_changements_d_une_personne(engagement: Engagement) -> None:
    autre = contributrice(engagement)
    commenter_mesure(engagement, noeud("1.1.1"), "À finir", par=autre, le=LE + 5 * HEURE)
    assert genres(fil(engagement, personne=autre.pk)) == ["commentaire"]
    assert len(fil(engagement, personne=engagement.ouvert_par.pk)) == 4


def test_les_jours_sont_entiers_et_de_paris(engagement: Engagement) -> None:
    for le in (datetime(2026, 3, 11, 22, 59, 59, 999999, UTC), datetime(2026, 3, 11, 23, tzinfo=UTC)):
        renseigner_statuts(
            engagement, [saisie("2.1.1.1", "fait" if le.minute else "pas_fait")], par=editrice(engagement), le=le
        )
    assert len(fil(engagement, du=date(2026, 3, 11), au=date(2026, 3, 11))) == 1
    assert len(fil(engagement, du=date(2026, 3, 11))) == 2
    assert len(fil(engagement, au=date(2026, 3, 10))) == 4
    assert fil(engagement, du=date(2026, 3, 13)) == []


def test_un_noeud_prend_ses_descendants_et_non_ses_voisins_de_meme_debut(engagement: Engagement) -> None:
    voisin = Mesure.objects.get(code=noeud("1.1.1"))
    voisin.code, voisin.ordre = noeud("1.1.10"), 90
    voisin.save(force_insert=True)
    HistoriqueCommentaire.objects.create(
        collectivite=engagement.collectivite, mesure=voisin, texte="Voisin", modified_at=LE
    )
    lignes = fil(engagement, referentiel="te-test", noeud=noeud("1.1.1"))
    assert [ligne.mesure.code for ligne in lignes if ligne.mesure] == [noeud("1.1.1")]
    assert len(fil(engagement, referentiel="te-test", noeud=noeud("1.1"))) == 3


def test_un_noeud_prend_les_questions_que_sa_branche_lit(engagement: Engagement) -> None:
    for numero, attendues in (
        ("1.1.2.1", {"velo"}), ("1.1.2", {"velo", "marche"}), ("1", {"velo", "marche"}), ("1.1.1", set()),
        ("2", {"part"}), ("", {"velo", "marche", "part"}),
    ):  # fmt: skip
        assert questions(engagement, numero) == attendues, numero
    liees = questions(engagement, "1.1.2")
    assert genres(fil(engagement, referentiel="te-test", noeud=noeud("1.1.2"), questions=liees)) == [
        "justification", "reponse", "statut",
    ]  # fmt: skip


def test_une_question_sans_lien_avec_le_referentiel_n_y_est_pas(engagement: Engagement) -> None:
    repondre(engagement.collectivite, "mode", "mode_a", par=engagement.ouvert_par, le=LE + 5 * HEURE)
    liees = questions(engagement)
    assert len(fil(engagement)) == 5
    assert len(fil(engagement, referentiel="te-test", questions=liees)) == 4


def test_un_geste_repris_se_reconnait(engagement: Engagement) -> None:
    renseigner_statuts(engagement, [saisie("2.1.1.1")], par=engagement.ouvert_par, le=LE + 6 * HEURE)
    annuler_dernier_geste(engagement, par=engagement.ouvert_par, le=LE + 7 * HEURE)
    annulation, repris, *autres = fil(engagement)
    assert isinstance(annulation.changement, HistoriqueStatut)
    assert annulation.changement.annule is not None
    assert (annulation.repris, repris.repris) == (False, True)
    assert not any(ligne.repris for ligne in autres)


def test_les_voisins_n_y_sont_pas(engagement: Engagement) -> None:
    voisin = EngagementFactory(referentiel=engagement.referentiel)
    commenter_mesure(voisin, noeud("1.1.1"), "Ailleurs", par=voisin.ouvert_par, le=LE)
    assert len(fil(engagement)) == 4
    ensemble = page_historique([engagement.collectivite, voisin.collectivite], Filtre(), 1)[1]
    assert {ligne.collectivite.pk for ligne in ensemble} == {engagement.collectivite.pk, voisin.collectivite.pk}


# -- pages -----------------------------------------------------------------------------------------------------------
def remplir(engagement: Engagement, nombre: int) -> None:
    """Comments and statuts in turn, one a minute."""
    mesures = [Mesure(code=noeud("1.1.1")), Mesure(code=noeud("2.1.1"))]
    HistoriqueCommentaire.objects.bulk_create(
        HistoriqueCommentaire(
            collectivite=engagement.collectivite,
            mesure=mesures[rang % 2],
            texte=f"{rang}",
            modified_at=LE - timedelta(minutes=rang),
        )
        for rang in range(nombre)
    )


def test_les_pages_se_suivent_sans_trou_ni_double(engagement: Engagement) -> None:
    remplir(engagement, 2 * PAR_PAGE)
    vues: list[tuple[str, int]] = []
    for numero in (1, 2, 3):
        page, lignes = page_historique([engagement.collectivite], Filtre(), numero)
        assert (page.number, page.paginator.count) == (numero, 2 * PAR_PAGE + 4)
        vues += [(ligne.genre.value, ligne.changement.pk) for ligne in lignes]
    assert len(vues) == len(set(vues)) == 2 * PAR_PAGE + 4
    dates = [ligne.changement.modified_at for numero in (1, 2, 3) for ligne in fil(engagement, numero)]
    assert dates == sorted(dates, reverse=True)


def test_au_meme_instant_l_ordre_est_toujours_le_meme(engagement: Engagement) -> None:
    HistoriqueCommentaire.objects.update(modified_at=LE)
    assert genres(fil(engagement))[-2:] == ["commentaire", "statut"]


@pytest.mark.parametrize(("numero", "attendu"), [(0, 3), (-1, 3), (99, 3), ("x", 1), (None, 1), ("2", 2)])
def test_une_page_inconnue_donne_la_plus_proche(engagement: Engagement, numero: Any, attendu: int) -> None:
    remplir(engagement, 2 * PAR_PAGE)
    assert page_historique([engagement.collectivite], Filtre(), numero)[0].number == attendu


def test_le_nombre_de_requetes_ne_depend_pas_de_la_longueur(
    engagement: Engagement, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(8):
        fil(engagement)
    remplir(engagement, 3 * PAR_PAGE)
    renseigner_statuts(engagement, [saisie("2.1.1.1"), saisie("1.1.1.2")], par=editrice(engagement), le=LE + 4 * HEURE)
    for rang, question in enumerate(("marche", "pistes")):
        repondre(engagement.collectivite, question, True, par=editrice(engagement), le=LE + (5 + rang) * HEURE)
    with django_assert_num_queries(8):
        fil(engagement)


def test_sans_collectivite_le_fil_est_vide() -> None:
    page, lignes = page_historique([], Filtre(), 1)
    assert (page.paginator.count, lignes) == (0, [])


# -- who -------------------------------------------------------------------------------------------------------------
def test_les_contributeurs_sont_ceux_des_quatre_sources(engagement: Engagement, django_assert_num_queries: Any) -> None:
    autre = contributrice(engagement)
    commenter_mesure(engagement, noeud("1.1.1"), "À finir", par=autre, le=LE + 5 * HEURE)
    editrice(engagement)
    with django_assert_num_queries(1):
        contributeurs = list(list_contributeurs_for([engagement.collectivite]))
    assert {u.pk for u in contributeurs} == {engagement.ouvert_par.pk, autre.pk}
    assert [u.nom for u in contributeurs] == sorted(u.nom for u in contributeurs)


def test_personne_n_a_contribue_a_ce_qui_n_a_pas_commence() -> None:
    assert list(list_contributeurs_for(list(Collectivite.objects.none()))) == []
