"""What most deserves attention."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.referentiels.factories import LE, EngagementFactory, charger_mini, editrice, saisie
from tests.territoires.factories import MembreFactory

from cordee.referentiels.actions.statuts import renseigner_statuts
from cordee.referentiels.models import Engagement
from cordee.referentiels.queries.accueil import suivi_of
from cordee.referentiels.queries.scores import etat_des_lieux
from cordee.referentiels.views.a_faire import (
    AFaire,
    composer_a_faire,
    dort,
    mesures_a_gagner,
    mesures_programmees,
)
from cordee.referentiels.views.tableau import composer_groupes, composer_ligne, plus_proche

pytestmark = pytest.mark.django_db
JOUR = LE.date()
TOUT = ("1.1.1.1", "1.1.1.2", "1.1.2.1", "1.1.2.2", "2.1.1.1", "2.1.1.2")


def remplir(engagement: Engagement, statuts: dict[str, str], *, jours: int = 0) -> None:
    saisies = [saisie(numero, statut) for numero, statut in statuts.items()]
    renseigner_statuts(engagement, saisies, par=editrice(engagement), le=LE + timedelta(days=jours))


def lister(*engagements: Engagement, jour: date = JOUR) -> list[AFaire]:
    collectivites = list(dict.fromkeys(e.collectivite for e in engagements))
    personne = MembreFactory(collectivite=collectivites[0]).utilisateur
    groupes = composer_groupes(personne, suivi_of(collectivites), jour)
    proche = plus_proche([ligne for groupe in groupes for ligne in groupe.lignes])
    etat = etat_des_lieux(proche.engagement.collectivite, proche.engagement.referentiel) if proche else None
    return composer_a_faire(groupes, proche, etat, jour)


def test_l_etoile_la_plus_proche_vient_en_tete_avec_les_mesures_programmees() -> None:
    engagement = EngagementFactory()
    remplir(engagement, dict.fromkeys(TOUT[:2], "fait") | {"1.1.2.1": "programme", "1.1.2.2": "programme"})
    premier = lister(engagement)[0]
    assert premier.titre == "Une deuxième étoile à 2,3\u00a0points"
    assert premier.quantite == "6,4\u00a0% du potentiel"
    assert "15,0\u00a0points sont programmés, de quoi l'atteindre." in premier.detail
    assert [(m.numero, m.points) for m in premier.mesures] == [("1.1.2", 15.0)]
    assert premier.mesures[0].url.endswith("/etat-des-lieux/te-test/mesures/te-test_1.1.2/")


def test_le_programme_qui_ne_suffit_pas_et_celui_qui_manque_se_disent() -> None:
    engagement = EngagementFactory()
    remplir(engagement, {"1.1.1.2": "programme"})
    assert "4,0\u00a0points sont programmés, il en faut d'autres." in lister(engagement)[0].detail
    remplir(engagement, {"1.1.1.2": "pas_fait"})
    assert "Rien n'est encore programmé." in lister(engagement)[0].detail


@pytest.mark.parametrize(("jour", "endormi"), [(date(2026, 9, 10), False), (date(2026, 9, 11), True)])
def test_six_mois_sans_statut_endorment_un_referentiel(jour: date, endormi: bool) -> None:
    engagement = EngagementFactory()
    remplir(engagement, {"1.1.1.2": "fait"})
    titres = [point.titre for point in lister(engagement, jour=jour)]
    assert any(titre.endswith(" dort") for titre in titres) is endormi


def test_un_referentiel_endormi_dit_depuis_quand() -> None:
    engagement = EngagementFactory()
    remplir(engagement, {"1.1.1.2": "fait"})
    point = next(p for p in lister(engagement, jour=date(2026, 11, 22)) if p.titre.endswith(" dort"))
    assert point.quantite == "8\u00a0mois"
    assert "depuis mars 2026" in point.detail


def test_un_referentiel_ouvert_et_vide_attend_ses_premiers_statuts() -> None:
    (point,) = lister(EngagementFactory())
    assert point.titre.endswith("Petit référentiel attend ses premiers statuts")
    assert point.quantite == "9\u00a0tâches"


def test_ce_qui_reste_a_renseigner_se_compte_par_collectivite() -> None:
    mini = charger_mini()
    entame, complet = EngagementFactory(referentiel=mini), EngagementFactory(referentiel=mini)
    remplir(entame, {"1.1.1.2": "fait", "2.1.1.1": "fait"})
    remplir(complet, dict.fromkeys(TOUT, "fait"))
    points = [p for p in lister(entame, complet) if p.titre.endswith("à compléter")]
    assert [p.quantite for p in points] == ["7\u00a0tâches"]
    assert points[0].detail == "Renseigné à ce jour : Petit référentiel 22\u00a0%."


def test_rien_a_faire_quand_tout_est_fait_et_recent() -> None:
    engagement = EngagementFactory()
    remplir(engagement, dict.fromkeys(TOUT, "fait"))
    assert lister(engagement) == []


def test_un_referentiel_vide_ne_dort_pas() -> None:
    engagement = EngagementFactory()
    ligne = composer_ligne(engagement, suivi_of([engagement.collectivite]), date(2030, 1, 1))
    assert not dort(ligne, date(2030, 1, 1))


def test_les_mesures_se_classent_par_points_a_gagner_puis_par_points_programmes() -> None:
    engagement = EngagementFactory()
    remplir(engagement, {"1.1.2.1": "fait", "1.1.1.1": "programme", "2.1.1.1": "programme"})
    etat = etat_des_lieux(engagement.collectivite, engagement.referentiel)
    siren = engagement.collectivite.siren
    assert [m.numero for m in mesures_a_gagner(etat, siren, 2)] == ["1.1.1", "2.1.1"]
    assert [(m.numero, m.points) for m in mesures_programmees(etat, siren, 5)] == [("1.1.1", 6.0), ("2.1.1", 5.0)]
