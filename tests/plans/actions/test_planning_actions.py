"""Rescheduling, cascades and dependencies: who may, what is written, what is refused, what comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.plans.factories import LE, FicheFactory, PlanFactory, partagee_avec, pilotee_par
from tests.territoires.factories import CollectiviteFactory, MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.journal.models import Ecriture
from cordee.plans.actions.dependances import ajouter_dependance, retirer_dependance
from cordee.plans.actions.planning import (
    PlanningPerime,
    annuler_reprogrammation,
    prevoir,
    reprogrammer,
)
from cordee.plans.domain.listes import Precision, TypeLien
from cordee.plans.models import Fiche, GesteGroupe, LienFiche, Plan
from cordee.plans.queries.planning import (
    dependance_for,
    geste_for,
    list_candidates,
    list_dependances,
    list_dependances_of,
)
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
JANVIER, FEVRIER = date(2026, 1, 1), date(2026, 2, 28)
MARS, AVRIL = date(2026, 3, 1), date(2026, 4, 30)


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def lise(plan: Plan) -> Utilisateur:
    return MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur


@pytest.fixture
def suite(plan: Plan) -> tuple[Fiche, Fiche, Fiche]:
    """Études (January, February), then travaux (March, April), then suivi (from May)."""
    etudes = FicheFactory(dans=plan, titre="Études", debut=JANVIER, fin=FEVRIER)
    travaux = FicheFactory(dans=plan, titre="Travaux", debut=MARS, fin=AVRIL)
    suivi = FicheFactory(dans=plan, titre="Suivi", debut=date(2026, 5, 1), fin=date(2026, 12, 31))
    LienFiche.objects.create(de=etudes, vers=travaux, type=TypeLien.FIN_DEBUT)
    LienFiche.objects.create(de=travaux, vers=suivi, type=TypeLien.FIN_DEBUT)
    return etudes, travaux, suivi


def dates(fiche: Fiche) -> tuple[date | None, date | None]:
    fiche.refresh_from_db()
    return fiche.debut, fiche.fin


# -- rescheduling ----------------------------------------------------------------------------------------------------
def test_reprogrammer_ecrit_les_dates_et_le_journal(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    suivi = suite[2]
    fait = reprogrammer(suivi, date(2026, 6, 1), date(2027, 1, 31), en_cascade=False, par=lise, le=LE)
    assert dates(suivi) == (date(2026, 6, 1), date(2027, 1, 31))
    assert (suivi.version, suivi.modifie_par, suivi.modifie_le) == (2, lise, LE)
    assert fait.geste is not None
    assert fait.geste.resume == "« Suivi » : nouvelles dates"
    ecriture = Ecriture.objects.get(verbe="plans.reprogrammer")
    assert ecriture.details["champs"]["debut"] == ["2026-05-01", "2026-06-01"]
    assert ecriture.resume == "A reprogrammé « Suivi » du 1er\u00a0juin 2026 au 31\u00a0janvier 2027"


def test_reprogrammer_en_cascade_deplace_ce_qui_attend(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    etudes, travaux, suivi = suite
    prevision = prevoir(etudes, date(2026, 2, 1), date(2026, 3, 31), par=lise)
    assert prevision.a_confirmer
    assert [(d.fiche.titre, d.raison) for d in prevision.deplacees] == [
        ("Travaux", "attend « Études »"),
        ("Suivi", "attend « Travaux »"),
    ]
    assert prevision.deplacees[0].apres == "du 1er\u00a0avril 2026 au 31\u00a0mai 2026"
    fait = reprogrammer(etudes, date(2026, 2, 1), date(2026, 3, 31), en_cascade=True, par=lise, le=LE)
    assert dates(travaux) == (date(2026, 4, 1), date(2026, 5, 31))
    assert dates(suivi) == (date(2026, 6, 1), date(2027, 1, 31))
    assert fait.geste is not None
    assert fait.geste.resume == "« Études » et 2 autres fiches : nouvelles dates"
    assert Ecriture.objects.filter(verbe="plans.reprogrammer").count() == 3


def test_sans_cascade_les_autres_restent_et_le_conflit_n_est_pas_cache(
    suite: tuple[Fiche, ...], lise: Utilisateur
) -> None:
    etudes, travaux, _ = suite
    fait = reprogrammer(etudes, JANVIER, date(2026, 3, 31), en_cascade=False, par=lise, le=LE)
    assert dates(travaux) == (MARS, AVRIL)
    assert fait.deplacees == ()
    prevision = prevoir(travaux, date(2026, 3, 15), AVRIL, par=lise)
    assert prevision.conflits == ("« Travaux » commencerait avant la fin de « Études » : il manque 17 jours.",)


def test_les_memes_dates_n_ecrivent_rien(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    assert reprogrammer(suite[0], JANVIER, FEVRIER, en_cascade=True, par=lise, le=LE).geste is None
    assert suite[0].version == 1
    assert not GesteGroupe.objects.exists()


def test_une_version_depassee_est_refusee_poliment(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    with pytest.raises(PlanningPerime, match="Rien n'a été changé") as refus:
        reprogrammer(suite[0], JANVIER, AVRIL, en_cascade=False, par=lise, le=LE, version_lue=7)
    assert "du 1er\u00a0janvier 2026 au 28\u00a0février 2026" in str(refus.value)
    assert dates(suite[0]) == (JANVIER, FEVRIER)


def test_une_fin_avant_le_debut_est_refusee(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    for geste in (
        lambda: prevoir(suite[0], AVRIL, MARS, par=lise),
        lambda: reprogrammer(suite[0], AVRIL, MARS, en_cascade=False, par=lise, le=LE),
    ):
        with pytest.raises(DonneeRefusee, match="avant le début"):
            geste()


def test_une_lectrice_ne_reprogramme_pas_une_pilote_si(suite: tuple[Fiche, ...], plan: Plan) -> None:
    lectrice = MembreFactory(lecteur=True, collectivite=plan.collectivite).utilisateur
    for refuse in (
        lambda: prevoir(suite[0], MARS, AVRIL, par=lectrice),
        lambda: reprogrammer(suite[0], MARS, AVRIL, en_cascade=False, par=lectrice, le=LE),
    ):
        with pytest.raises(Refus):
            refuse()
    pilote = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    pilotee_par(suite[2], pilote)
    reprogrammer(suite[2], date(2026, 6, 1), date(2026, 12, 31), en_cascade=False, par=pilote, le=LE)
    assert dates(suite[2])[0] == date(2026, 6, 1)


def test_une_fiche_que_l_on_ne_peut_pas_changer_ne_bouge_pas_et_se_dit(suite: tuple[Fiche, ...], plan: Plan) -> None:
    pilote = MembreFactory(contributeur=True, collectivite=plan.collectivite).utilisateur
    pilotee_par(suite[0], pilote)
    fait = reprogrammer(suite[0], JANVIER, date(2026, 3, 31), en_cascade=True, par=pilote, le=LE)
    assert dates(suite[1]) == (MARS, AVRIL)
    assert fait.conflits == ("« Travaux » commencerait avant la fin de « Études » : il manque 31 jours.",)


def test_le_nom_d_une_fiche_cachee_n_est_pas_dit(plan: Plan) -> None:
    voisine = CollectiviteFactory()
    cachee = FicheFactory(collectivite=voisine, titre="Secret", debut=MARS, fin=AVRIL)
    fiche = FicheFactory(dans=plan, debut=JANVIER, fin=FEVRIER)
    for type_lien, mots in [(TypeLien.FIN_FIN, "finirait"), (TypeLien.DEBUT_DEBUT, "trop tôt")]:
        LienFiche.objects.all().delete()
        LienFiche.objects.create(de=fiche, vers=cachee, type=type_lien, decalage=3)
        editeur = MembreFactory(editeur=True, collectivite=plan.collectivite).utilisateur
        prevision = prevoir(fiche, date(2026, 5, 1), date(2026, 6, 1), par=editeur)
        assert "une fiche que vous ne voyez pas" in prevision.conflits[0]
        assert mots in prevision.conflits[0]
        assert "délai de 3 jours compris" in prevision.conflits[0]
        assert prevision.deplacees == ()


def test_une_fiche_portee_ensemble_se_deplace_depuis_l_autre_collectivite(suite: tuple[Fiche, ...]) -> None:
    voisine = CollectiviteFactory()
    partagee_avec(suite[2], voisine)
    editrice = MembreFactory(editeur=True, collectivite=voisine).utilisateur
    reprogrammer(suite[2], date(2026, 7, 1), date(2026, 12, 31), en_cascade=True, par=editrice, le=LE)
    assert dates(suite[2])[0] == date(2026, 7, 1)


def test_les_sous_fiches_suivent_et_une_fiche_finie_reste(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan, debut=JANVIER, fin=date(2026, 12, 31))
    sous = FicheFactory(parent=fiche, titre="Atelier", debut=MARS, fin=AVRIL)
    finie = FicheFactory(parent=fiche, debut=JANVIER, fin=FEVRIER, realisee=True)
    prevision = prevoir(fiche, date(2026, 1, 11), date(2027, 1, 10), par=lise)
    assert [d.raison for d in prevision.deplacees] == [f"suit « {fiche.titre} »"]
    reprogrammer(fiche, date(2026, 1, 11), date(2027, 1, 10), en_cascade=True, par=lise, le=LE)
    assert dates(sous) == (date(2026, 3, 11), date(2026, 5, 10))
    assert dates(finie) == (JANVIER, FEVRIER)


def test_une_date_connue_par_l_annee_reste_a_peu_pres(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(
        dans=plan, debut=JANVIER, precision_debut=Precision.ANNEE, fin=date(2026, 12, 31), precision_fin=Precision.ANNEE
    )
    reprogrammer(fiche, date(2026, 2, 1), date(2027, 12, 31), en_cascade=False, par=lise, le=LE)
    fiche.refresh_from_db()
    assert (fiche.precision_debut, fiche.precision_fin) == (Precision.MOIS, Precision.ANNEE)


def test_une_fiche_qui_se_repete_garde_son_echeance_ecrite(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan, debut=JANVIER, fin=AVRIL, amelioration_continue=True)
    suivante = FicheFactory(dans=plan, debut=MARS, fin=AVRIL, amelioration_continue=True)
    LienFiche.objects.create(de=fiche, vers=suivante, type=TypeLien.DEBUT_DEBUT)
    prevision = prevoir(fiche, date(2026, 4, 1), None, par=lise)
    assert prevision.deplacees[0].apres == "du 1er\u00a0avril 2026 au 30\u00a0avril 2026"
    reprogrammer(fiche, date(2026, 4, 1), None, en_cascade=True, par=lise, le=LE)
    assert (dates(fiche), dates(suivante)) == ((date(2026, 4, 1), AVRIL), (date(2026, 4, 1), AVRIL))


def test_effacer_les_dates_est_permis(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    reprogrammer(suite[0], None, None, en_cascade=True, par=lise, le=LE)
    assert dates(suite[0]) == (None, None)
    assert Ecriture.objects.get(verbe="plans.reprogrammer").resume == "A reprogrammé « Études » sans dates"


# -- undo ------------------------------------------------------------------------------------------------------------
def test_annuler_remet_toutes_les_fiches_du_geste(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    etudes, travaux, suivi = suite
    geste = reprogrammer(etudes, MARS, AVRIL, en_cascade=True, par=lise, le=LE).geste
    assert geste is not None
    assert geste_for(lise, geste.pk) == geste
    assert geste_for(MembreFactory().utilisateur, geste.pk) is None
    annuler_reprogrammation(geste, par=lise, le=LE + timedelta(minutes=1))
    assert [dates(f) for f in (etudes, travaux)] == [(JANVIER, FEVRIER), (MARS, AVRIL)]
    assert dates(suivi)[0] == date(2026, 5, 1)
    assert geste.annule_le == LE + timedelta(minutes=1)
    assert Ecriture.objects.filter(verbe="plans.annuler_reprogrammation").count() == 3
    with pytest.raises(DonneeRefusee, match="déjà annulé"):
        annuler_reprogrammation(geste, par=lise, le=LE)


def test_annuler_est_refuse_quand_une_fiche_a_encore_change(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    etudes, travaux, _ = suite
    geste = reprogrammer(etudes, MARS, AVRIL, en_cascade=True, par=lise, le=LE).geste
    assert geste is not None
    reprogrammer(travaux, date(2026, 10, 1), None, en_cascade=False, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="« Travaux »"):
        annuler_reprogrammation(geste, par=lise, le=LE)
    assert dates(etudes) == (MARS, AVRIL)


def test_annuler_demande_le_droit_de_changer_chaque_fiche(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    geste = reprogrammer(suite[0], MARS, AVRIL, en_cascade=False, par=lise, le=LE).geste
    assert geste is not None
    with pytest.raises(Refus):
        annuler_reprogrammation(geste, par=MembreFactory().utilisateur, le=LE)


# -- dependencies ----------------------------------------------------------------------------------------------------
def test_ajouter_puis_retirer_une_dependance(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    lien = ajouter_dependance(suite[0], suite[2], TypeLien.FIN_FIN, 10, par=lise, le=LE)
    assert (lien.type, lien.decalage) == (TypeLien.FIN_FIN, 10)
    assert Ecriture.objects.get().resume == "« Études » doit finir avant la fin de « Suivi »"
    retirer_dependance(lien, par=lise, le=LE)
    assert not LienFiche.objects.filter(de=suite[0], vers=suite[2]).exists()
    assert Ecriture.objects.filter(verbe="plans.retirer_dependance").count() == 1


def test_une_boucle_est_refusee_avec_les_noms(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match="Suivi → Études → Travaux → Suivi"):
        ajouter_dependance(suite[2], suite[0], par=lise, le=LE)
    sous = FicheFactory(parent=suite[0])
    with pytest.raises(DonneeRefusee, match="détaille"):
        ajouter_dependance(sous, suite[0], par=lise, le=LE)


def test_une_boucle_ne_dit_pas_le_nom_d_une_fiche_cachee(plan: Plan, lise: Utilisateur) -> None:
    a, b = FicheFactory(dans=plan, titre="A"), FicheFactory(dans=plan, titre="B")
    cachee = FicheFactory(titre="Secret")
    LienFiche.objects.create(de=a, vers=cachee, type=TypeLien.FIN_DEBUT)
    LienFiche.objects.create(de=cachee, vers=b, type=TypeLien.FIN_DEBUT)
    with pytest.raises(DonneeRefusee, match="B → A → une fiche que vous ne voyez pas → B"):
        ajouter_dependance(b, a, par=lise, le=LE)


@pytest.mark.parametrize(
    ("lien", "message"),
    [
        (lambda a, b: (a, a, TypeLien.FIN_DEBUT, 0), "elle-même"),
        (lambda a, b: (a, b, TypeLien.LIEE, 0), "de quelle date"),
        (lambda a, b: (a, b, TypeLien.FIN_DEBUT, 4000), "dix ans"),
        (lambda a, b: (a, b, TypeLien.DEBUT_DEBUT, 0), "attend déjà"),
    ],
)
def test_une_dependance_mal_dite_est_refusee(
    suite: tuple[Fiche, ...], lise: Utilisateur, lien: Callable[..., tuple], message: str
) -> None:
    with pytest.raises(DonneeRefusee, match=message):
        ajouter_dependance(*lien(suite[0], suite[1]), par=lise, le=LE)


def test_il_faut_pouvoir_changer_celle_qui_attend_et_voir_l_autre(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    ailleurs = FicheFactory()
    for de, vers in ((suite[0], ailleurs), (ailleurs, suite[0])):
        with pytest.raises(Refus):
            ajouter_dependance(de, vers, par=lise, le=LE)
    cachee = LienFiche.objects.create(de=FicheFactory(), vers=ailleurs, type=TypeLien.FIN_FIN)
    with pytest.raises(Refus):
        retirer_dependance(cachee, par=lise, le=LE)


def test_une_editrice_dit_a_qui_demander_de_faire_attendre_une_fiche_qu_elle_voit(suite: tuple[Fiche, ...]) -> None:
    zoe = MembreFactory(contributeur=True, collectivite=suite[0].collectivite).utilisateur
    pilotee_par(suite[0], zoe)
    with pytest.raises(Refus, match="il faut pouvoir modifier « Suivi »"):
        ajouter_dependance(suite[0], suite[2], par=zoe, le=LE)
    lien = LienFiche.objects.get(de=suite[0], vers=suite[1])
    retirer_dependance(lien, par=zoe, le=LE)  # whoever changes either end frees the other
    ecriture = Ecriture.objects.get(verbe="plans.retirer_dependance")
    assert ecriture.objet_id == str(suite[0].pk)
    assert ecriture.resume == "« Travaux » n'attend plus « Études »"


def test_le_journal_d_une_dependance_ne_nomme_pas_une_fiche_confidentielle(
    suite: tuple[Fiche, ...], lise: Utilisateur
) -> None:
    secrete = FicheFactory(collectivite=suite[0].collectivite, confidentielle=True, titre="Moulin")
    lien = ajouter_dependance(secrete, suite[0], par=lise, le=LE)
    retirer_dependance(lien, par=lise, le=LE)
    ajoutee, retiree = Ecriture.objects.order_by("pk")
    assert ajoutee.resume == "Une fiche confidentielle doit finir avant le début de « Études »"
    assert retiree.resume == "« Études » n'attend plus une fiche confidentielle"
    assert "Moulin" not in str([ajoutee.details, retiree.details])


def test_une_fiche_supprimee_n_attend_plus_rien(suite: tuple[Fiche, ...], lise: Utilisateur) -> None:
    supprimee = FicheFactory(collectivite=suite[0].collectivite, supprimee_le=LE)
    with pytest.raises(DonneeRefusee, match="supprimée entre-temps"):
        ajouter_dependance(suite[0], supprimee, par=lise, le=LE)


# -- queries ---------------------------------------------------------------------------------------------------------
def test_les_dependances_d_une_fiche_disent_d_abord_ce_qu_elle_attend(
    suite: tuple[Fiche, ...], lise: Utilisateur, plan: Plan
) -> None:
    etudes, travaux, suivi = suite
    LienFiche.objects.create(de=travaux, vers=FicheFactory(), type=TypeLien.FIN_DEBUT)
    LienFiche.objects.create(de=travaux, vers=etudes, type=TypeLien.LIEE)
    liens = list_dependances_of(lise, plan.collectivite, travaux)
    assert [(lien.de_id, lien.vers_id) for lien in liens] == [(etudes.pk, travaux.pk), (travaux.pk, suivi.pk)]
    assert dependance_for(lise, suivi, liens[1].pk) == liens[1]
    assert dependance_for(lise, etudes, liens[1].pk) is None
    cache = LienFiche.objects.get(de=travaux, vers__collectivite__gt=plan.collectivite_id)
    assert dependance_for(lise, travaux, cache.pk) is None, "l'autre fiche ne se voit pas"
    simple = LienFiche.objects.get(type=TypeLien.LIEE)
    assert dependance_for(lise, travaux, simple.pk) is None, "un simple lien ne retient rien"
    assert [lien.pk for lien in list_dependances([etudes.pk, travaux.pk])] == [liens[0].pk]


def test_une_fiche_ne_peut_attendre_ni_elle_ni_ce_qui_la_detaille(plan: Plan, lise: Utilisateur) -> None:
    fiche = FicheFactory(dans=plan, titre="B")
    sous = FicheFactory(parent=fiche, titre="B1")
    FicheFactory(parent=sous, titre="B11")
    autre = FicheFactory(dans=plan, titre="A")
    assert list(list_candidates(lise, plan.collectivite, fiche)) == [autre]
    assert list(list_candidates(lise, plan.collectivite, sous)) == [autre]


@pytest.mark.parametrize("nombre", [1, 6])
def test_une_cascade_prend_le_meme_nombre_de_requetes_quel_que_soit_son_nombre_de_fiches(
    plan: Plan, lise: Utilisateur, nombre: int
) -> None:
    premiere = precedente = FicheFactory(dans=plan, debut=JANVIER, fin=FEVRIER)
    for _ in range(nombre):
        suivante = FicheFactory(dans=plan, debut=MARS, fin=AVRIL)
        LienFiche.objects.create(de=precedente, vers=suivante, type=TypeLien.DEBUT_DEBUT)
        precedente = suivante
    lise = Utilisateur.objects.get(pk=lise.pk)
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        prevision = prevoir(Fiche.objects.get(pk=premiere.pk), date(2027, 1, 1), date(2027, 2, 1), par=lise)
    assert len(prevision.deplacees) == nombre
    assert len(requetes) <= 9
