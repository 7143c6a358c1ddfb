"""What the Accueil reads: the suivi of several collectivités, the trend of twelve months, the entries of the trail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.referentiels.factories import LE, EngagementFactory, charger_mini, editrice, saisie
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.journal.actions import consigner
from cordee.referentiels.actions.engagements import changer_mode
from cordee.referentiels.actions.jalons import figer_score
from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.enums import Mode, TypeJalon
from cordee.referentiels.models import ReleveMensuel
from cordee.referentiels.queries.accueil import (
    dernieres_activites,
    etat_initial_for,
    list_changements_for,
    list_membres_visibles,
    questions_sans_reponse,
    ratios_figes,
    suivi_of,
    tendance_of,
)
from cordee.referentiels.queries.definitions import charge_of
from cordee.territoires.enums import Role
from cordee.territoires.queries import situation_of

JOUR = date(2026, 3, 15)


def releve(mois: date, ratio: float) -> ReleveMensuel:
    return ReleveMensuel(mois=mois, points_potentiels=100.0, points_faits=100 * ratio)


def test_la_tendance_compare_au_meme_mois_un_an_plus_tot() -> None:
    tendance = tendance_of([releve(date(2024, 1, 1), 0.2), releve(date(2025, 10, 1), 0.35)], JOUR)
    assert tendance.mois[0] == date(2025, 3, 1)
    assert tendance.mois[-1] == date(2026, 3, 1)
    assert tendance.valeurs[0] == pytest.approx(0.2)
    assert tendance.ecart == pytest.approx(0.15)
    assert tendance.depuis is None


def test_un_etat_des_lieux_plus_jeune_se_compare_a_son_premier_mois() -> None:
    tendance = tendance_of([releve(date(2025, 12, 1), 0.1), releve(date(2026, 2, 1), 0.3)], JOUR)
    assert tendance.depuis == date(2025, 12, 1)
    assert tendance.ecart == pytest.approx(0.2)
    assert tendance.valeurs[:9] == (None,) * 9


def test_un_seul_mois_ne_fait_pas_une_tendance() -> None:
    assert tendance_of([releve(date(2026, 3, 1), 0.3)], JOUR).ecart is None
    assert tendance_of([], JOUR).ecart is None


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_l_ecart_est_toujours_celui_des_bouts_de_la_courbe(ratios: list[float]) -> None:
    debut = 2026 * 12 + 2 - len(ratios) + 1
    releves = [releve(date((debut + k) // 12, (debut + k) % 12 + 1, 1), ratio) for k, ratio in enumerate(ratios)]
    tendance = tendance_of(releves, JOUR)
    connues = [valeur for valeur in tendance.valeurs if valeur is not None]
    assert len(connues) == min(13, len(ratios))
    assert tendance.ecart == pytest.approx(connues[-1] - connues[0])


@pytest.mark.django_db
def test_le_suivi_garde_l_ordre_des_collectivites_et_met_les_archives_a_part() -> None:
    premiere, seconde = CollectiviteFactory(), CollectiviteFactory()
    mini = charger_mini()
    engagement = EngagementFactory(collectivite=premiere, referentiel=mini)
    archive = EngagementFactory(collectivite=seconde, referentiel=mini)
    admin = MembreFactory(administrateur=True, collectivite=seconde).utilisateur
    changer_mode(archive, Mode.ARCHIVE, par=admin, le=LE)
    suivi = suivi_of([seconde, premiere])
    assert [c.pk for c in suivi.collectivites] == [seconde.pk, premiere.pk]
    assert suivi.ouverts == (engagement,)
    assert suivi.archives == {(seconde.pk, mini.code)}
    assert suivi.fermes_de(seconde) == []
    assert suivi.ouverts_de(seconde) == []


@pytest.mark.django_db
def test_un_referentiel_jamais_ouvert_est_ferme() -> None:
    mini, epci = charger_mini(), CollectiviteFactory()
    assert suivi_of([epci]).fermes_de(epci) == [mini]


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 3])
def test_le_suivi_se_lit_en_cinq_requetes(nombre: int, django_assert_num_queries: Any) -> None:
    mini = charger_mini()
    engagements = [EngagementFactory(referentiel=mini) for _ in range(nombre)]
    for engagement in engagements:
        renseigner_statuts(engagement, [saisie("1.1.1.2")], par=editrice(engagement), le=LE)
    with django_assert_num_queries(5):
        suivi = suivi_of([e.collectivite for e in engagements])
    assert len(suivi.activites) == nombre


@pytest.mark.django_db
def test_la_derniere_activite_est_celle_du_dernier_statut() -> None:
    engagement = EngagementFactory()
    assert dernieres_activites([engagement.collectivite]) == {}
    plume = editrice(engagement)
    for jours, numero in ((1, "1.1.1.2"), (4, "1.1.2.1")):
        renseigner_statuts(engagement, [saisie(numero)], par=plume, le=LE + timedelta(days=jours))
    cle = (engagement.collectivite_id, engagement.referentiel_id)
    assert dernieres_activites([engagement.collectivite]) == {cle: LE + timedelta(days=4)}


@pytest.mark.django_db
def test_les_membres_d_un_groupement_se_voient_si_la_personne_les_voit() -> None:
    vue, autre = CollectiviteFactory(), CollectiviteFactory()
    petr = CollectiviteFactory(petr=True, membres=[vue, autre])
    elue = MembreFactory(collectivite=petr, role=Role.LECTURE).utilisateur
    assert {c.pk for c in list_membres_visibles(elue, petr)} == {vue.pk, autre.pk}
    inconnue = MembreFactory(collectivite=vue).utilisateur
    assert [c.pk for c in list_membres_visibles(inconnue, petr)] == [vue.pk]


@pytest.mark.django_db
def test_le_journal_ne_montre_ni_les_roles_ni_les_autres_collectivites() -> None:
    engagement, ailleurs = EngagementFactory(), EngagementFactory(referentiel=charger_mini())
    epci = engagement.collectivite
    consigner(epci, "territoires.changer_role", "Rôle changé", par=None, le=LE, collectivite_id=epci.pk)
    consigner(epci, "territoires.repondre", "A répondu", par=None, le=LE, collectivite_id=epci.pk)
    lus = list_changements_for(editrice(engagement), [epci], limite=10)
    assert {e.resume for e in lus} == {"A répondu", "A ouvert le référentiel Petit référentiel"}
    assert ailleurs.collectivite_id not in {e.collectivite_id for e in lus}


@pytest.mark.django_db
def test_qui_ne_fait_que_lire_n_apprend_du_journal_que_les_etats_des_lieux() -> None:
    """The entry of a fiche, of a document or of an indicator names it, confidential or not."""
    engagement = EngagementFactory()
    epci = engagement.collectivite
    for verbe in ("plans.creer_fiche", "documents.ajouter", "indicateurs.saisir", "territoires.repondre"):
        consigner(epci, verbe, f"{verbe} « Note secrète »", par=None, le=LE, collectivite_id=epci.pk)

    def verbes(role: Role) -> set[str]:
        personne = MembreFactory(collectivite=epci, role=role).utilisateur
        return {e.verbe for e in list_changements_for(personne, [epci], limite=10)}

    assert verbes(Role.LECTURE) == {"territoires.repondre", "referentiels.ouvrir"}
    assert verbes(Role.CONTRIBUTION) == verbes(Role.LECTURE) | {
        "plans.creer_fiche", "documents.ajouter", "indicateurs.saisir",
    }  # fmt: skip
    ailleurs = CollectiviteFactory()
    assert list_changements_for(MembreFactory().utilisateur, [ailleurs], limite=10) == []


@pytest.mark.django_db
def test_le_journal_s_arrete_a_la_limite_et_a_la_date() -> None:
    engagement = EngagementFactory()
    plume = editrice(engagement)
    for jours in range(4):
        renseigner_statuts(
            engagement, [saisie("1.1.1.2", ("fait", "pas_fait")[jours % 2])], par=plume, le=LE + timedelta(days=jours)
        )
    epci = engagement.collectivite
    assert len(list_changements_for(plume, [epci], limite=2)) == 2
    assert len(list_changements_for(plume, [epci], depuis=LE + timedelta(days=2), limite=9)) == 2


@pytest.mark.django_db
def test_les_ratios_figes_sont_ceux_du_n0() -> None:
    engagement = EngagementFactory()
    plume = editrice(engagement)
    renseigner_statuts(engagement, [saisie("1.1.1.2"), saisie("2.1.1.1")], par=plume, le=LE)
    engagement.refresh_from_db()
    assert etat_initial_for(engagement.collectivite, engagement.referentiel_id) is None
    figer_score(engagement, "N0 audité", par=plume, le=LE, jalon=TypeJalon.ETAT_INITIAL)
    renseigner_statuts(engagement, [saisie("1.1.2.1")], par=plume, le=LE + timedelta(days=1))
    n0 = etat_initial_for(engagement.collectivite, engagement.referentiel_id)
    assert n0 is not None
    ratios = ratios_figes(n0)
    assert ratios["te-test_1.1.1"] == pytest.approx(0.4)
    assert ratios["te-test_1.1.2"] == 0.0
    assert ratios["te-test"] == pytest.approx(n0.ratio_fait)


@pytest.mark.django_db
def test_seules_les_questions_qui_changent_des_points_comptent() -> None:
    engagement = EngagementFactory()
    charge = charge_of(engagement.referentiel)
    sans_reponse = questions_sans_reponse(charge, situation_of(engagement.collectivite))
    assert set(sans_reponse) <= set(charge.noeuds_par_question)
    assert "velo" in sans_reponse
