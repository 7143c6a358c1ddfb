"""What each step of a démarche PCAET waits for: opinions before the vote, reports before the archive, the environmental
assessment, dates that can be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from tests.documents.factories import DocumentFactory
from tests.plans.factories import LE
from tests.plans.factories_demarche import (
    ADOPTE_LE,
    ECHEANCE,
    PLUS_TARD,
    TRANSMIS_LE,
    DemarcheFactory,
    completer,
    editrice_de,
    joindre,
    lectrice_de,
)

from cordee.journal.models import Ecriture
from cordee.plans.actions.demarche import modifier_entete
from cordee.plans.actions.demarche_avis import enregistrer_avis, joindre_document, motiver_sans_ees
from cordee.plans.actions.demarche_bilans import assembler_bilan, deposer_bilan, rediger_bilan
from cordee.plans.actions.demarche_etapes import (
    adopter_demarche,
    archiver_demarche,
    constater_avis,
    declarer_envoi,
    desarchiver_demarche,
    reprendre_elaboration,
    transmettre_demarche,
)
from cordee.plans.domain.pcaet import EtatPcaet, Piece, SensAvis, TypeBilan
from cordee.plans.models import BilanDemarche, DemarchePcaet
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
FIN = TypeBilan.EVALUATION


def prete(**champs: Any) -> DemarchePcaet:
    """Opinions given, everything joined: it waits for the vote."""
    demarche = completer(DemarcheFactory(instruite=True, **champs))
    for piece in (Piece.DELIBERATION, Piece.MEMOIRE, Piece.CONSULTATION, Piece.DECLARATION):
        joindre(demarche, piece)
    return demarche


# -- the vote --------------------------------------------------------------------------------------------------------
def test_le_vote_ne_precede_pas_les_avis_recus() -> None:
    demarche = prete()
    with pytest.raises(DonneeRefusee, match=r"à partir du 12.mars 2026"):
        adopter_demarche(demarche, date(2026, 3, 11), "", par=editrice_de(demarche), le=PLUS_TARD)
    assert adopter_demarche(demarche, ADOPTE_LE, "", par=editrice_de(demarche), le=PLUS_TARD).adopte_le == ADOPTE_LE


def test_le_vote_ne_precede_pas_la_fin_du_delai_d_un_avis_muet() -> None:
    demarche = prete()
    demarche.avis.filter(instance="mrae").update(sens="tacite", rendu_le=ECHEANCE)
    with pytest.raises(DonneeRefusee, match=r"à partir du 2.mai 2026"):
        adopter_demarche(demarche, date(2026, 5, 1), "", par=editrice_de(demarche), le=PLUS_TARD)
    assert adopter_demarche(demarche, ECHEANCE, "", par=editrice_de(demarche), le=PLUS_TARD).adopte_le == ECHEANCE


def test_un_avis_tardif_n_invalide_pas_un_vote_apres_le_delai() -> None:
    demarche = prete()
    demarche.avis.filter(instance="mrae").update(sens="defavorable", rendu_le=date(2026, 5, 4))
    assert adopter_demarche(demarche, date(2026, 5, 3), "", par=editrice_de(demarche), le=PLUS_TARD).adopte_le


@pytest.mark.parametrize(("remplacer", "attendu"), [(False, ("2019-12", date(2019, 3, 4))), (True, ("7", ADOPTE_LE))])
def test_le_plan_garde_sa_deliberation_sauf_demande(remplacer: bool, attendu: tuple[str, date]) -> None:
    demarche = prete()
    demarche.plan.deliberation_le, demarche.plan.deliberation_numero = date(2019, 3, 4), "2019-12"
    demarche.plan.save()
    adopter_demarche(demarche, ADOPTE_LE, "7", remplacer=remplacer, par=editrice_de(demarche), le=PLUS_TARD)
    demarche.plan.refresh_from_db()
    assert (demarche.plan.deliberation_numero, demarche.plan.deliberation_le) == attendu
    assert demarche.plan.statut == "adopte"


# -- the reports and the archive -------------------------------------------------------------------------------------
def evaluation_prete(**champs: Any) -> DemarchePcaet:
    demarche: DemarchePcaet = DemarcheFactory(adoptee=True, **champs)
    lise = editrice_de(demarche)
    bilan = assembler_bilan(demarche, FIN, par=lise, le=LE)
    rediger_bilan(demarche, FIN, {section["code"]: "Écrit." for section in bilan.sections}, par=lise, le=LE)
    return demarche


def test_une_evaluation_sans_bilan_a_mi_parcours_dit_pourquoi() -> None:
    demarche = evaluation_prete()
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee, match=r"mi-parcours n'est pas déposé\. Dites pourquoi"):
        deposer_bilan(demarche, FIN, motif=" ", par=lise, le=PLUS_TARD)
    assert deposer_bilan(demarche, FIN, motif="Fusion des EPCI.", par=lise, le=PLUS_TARD).motif == "Fusion des EPCI."
    assert "motif" in Ecriture.objects.get(verbe="plans.deposer_bilan").details


def test_une_evaluation_a_son_heure_ne_se_justifie_pas() -> None:
    demarche = evaluation_prete(adopte_le=date(2019, 3, 12))
    BilanDemarche.objects.create(demarche=demarche, type="mi_parcours", arrete_au=LE, modifie_le=LE, depose_le=LE)
    depose = deposer_bilan(demarche, FIN, motif="Sans objet", par=editrice_de(demarche), le=PLUS_TARD)
    assert (depose.depose_le, depose.motif) == (PLUS_TARD, "")


def test_une_archive_se_rouvre_par_qui_l_a_fermee() -> None:
    demarche = evaluation_prete()
    lise = editrice_de(demarche)
    deposer_bilan(demarche, FIN, motif="Fusion.", par=lise, le=PLUS_TARD)
    archiver_demarche(demarche, par=lise, le=PLUS_TARD)
    with pytest.raises(Refus):
        desarchiver_demarche(demarche, par=lectrice_de(demarche), le=PLUS_TARD)
    ici = desarchiver_demarche(demarche, par=lise, le=PLUS_TARD)
    assert (ici.etat_lisible, ici.archive_le) == (EtatPcaet.ADOPTE, None)
    assert archiver_demarche(demarche, par=lise, le=PLUS_TARD).archive_le == PLUS_TARD.date()


# -- the environmental assessment ------------------------------------------------------------------------------------
@pytest.fixture
def sans_rapport() -> DemarchePcaet:
    demarche = completer(DemarcheFactory())
    demarche.documents.filter(piece="ees").delete()
    return demarche


def mrae(demarche: DemarchePcaet) -> tuple[date | None, date | None, str]:
    avis = demarche.avis.get(instance="mrae")
    return avis.demande_le, avis.echeance, avis.sens


def test_transmettre_attend_le_rapport_ou_un_motif(sans_rapport: DemarchePcaet) -> None:
    lise = editrice_de(sans_rapport)
    with pytest.raises(DonneeRefusee, match="Il manque 1 élément"):
        transmettre_demarche(sans_rapport, par=lise, le=LE)
    motiver_sans_ees(sans_rapport, "Dispense du 4 mars.", par=lise, le=LE)
    motiver_sans_ees(sans_rapport, "Dispense du 4 mars.", par=lise, le=LE)
    assert Ecriture.objects.filter(verbe="plans.motiver_sans_ees").count() == 1
    ici = transmettre_demarche(sans_rapport, par=lise, le=LE)
    assert mrae(ici) == (None, None, "")
    assert (ici.transmis_le, ici.echeance_avis) == (date(2026, 3, 10), date(2026, 5, 10))
    with pytest.raises(DonneeRefusee, match="pendant les avis"):
        motiver_sans_ees(ici, "Autre motif.", par=lise, le=LE)


def test_le_delai_de_l_autorite_court_du_jour_ou_elle_a_le_rapport(sans_rapport: DemarchePcaet) -> None:
    lise = editrice_de(sans_rapport)
    motiver_sans_ees(sans_rapport, "Rapport en cours.", par=lise, le=LE)
    transmettre_demarche(sans_rapport, par=lise, le=LE)
    document = DocumentFactory(collectivite=sans_rapport.collectivite)
    joindre_document(sans_rapport, document, Piece.EES, par=lise, le=datetime(2026, 4, 1, 9, tzinfo=LE.tzinfo))
    sans_rapport.refresh_from_db()
    assert mrae(sans_rapport) == (date(2026, 4, 1), date(2026, 7, 1), "")
    assert sans_rapport.echeance_avis == date(2026, 7, 1)
    autre = DocumentFactory(collectivite=sans_rapport.collectivite)
    with pytest.raises(DonneeRefusee, match="pendant les avis"):
        joindre_document(sans_rapport, autre, Piece.EES, par=lise, le=PLUS_TARD)
    with pytest.raises(DonneeRefusee, match="Avis attendus"):
        constater_avis(sans_rapport, par=lise, le=datetime(2026, 5, 20, tzinfo=LE.tzinfo))


def test_sans_rapport_les_deux_autres_avis_suffisent(sans_rapport: DemarchePcaet) -> None:
    lise = editrice_de(sans_rapport)
    motiver_sans_ees(sans_rapport, "Dispense.", par=lise, le=LE)
    ici = transmettre_demarche(sans_rapport, par=lise, le=LE)
    for avis in ici.avis.exclude(instance="mrae"):
        enregistrer_avis(avis, SensAvis.FAVORABLE, date(2026, 4, 2), par=lise, le=PLUS_TARD)
    ici = constater_avis(ici, par=lise, le=PLUS_TARD)
    assert mrae(ici) == (None, None, "")
    for piece in (Piece.DELIBERATION, Piece.MEMOIRE, Piece.CONSULTATION):
        joindre(ici, piece)
    assert adopter_demarche(ici, date(2026, 4, 2), "", par=lise, le=PLUS_TARD).adopte_le == date(2026, 4, 2)


def test_un_rapport_joint_apres_les_avis_saisit_l_autorite_avant_le_vote() -> None:
    demarche = prete()
    lise = editrice_de(demarche)
    demarche.avis.filter(instance="mrae").update(demande_le=None, echeance=None, sens="", rendu_le=None)
    document = DocumentFactory(collectivite=demarche.collectivite)
    joindre_document(demarche, document, Piece.EES, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="Avis attendus : Mission régionale"):
        adopter_demarche(demarche, PLUS_TARD.date(), "", par=lise, le=PLUS_TARD)


def test_un_rapport_joint_pendant_l_elaboration_ne_saisit_personne(sans_rapport: DemarchePcaet) -> None:
    lise = editrice_de(sans_rapport)
    motiver_sans_ees(sans_rapport, "Rapport en cours.", par=lise, le=LE)
    ici = reprendre_elaboration(transmettre_demarche(sans_rapport, par=lise, le=LE), "À revoir.", par=lise, le=LE)
    document = DocumentFactory(collectivite=ici.collectivite)
    joindre_document(ici, document, Piece.EES, par=lise, le=LE)
    assert mrae(ici) == (None, None, "")
    assert mrae(transmettre_demarche(ici, par=lise, le=PLUS_TARD))[:2] == (date(2026, 5, 4), date(2026, 8, 4))


def test_un_lecteur_ne_motive_rien(sans_rapport: DemarchePcaet) -> None:
    with pytest.raises(Refus):
        motiver_sans_ees(sans_rapport, "Non.", par=lectrice_de(sans_rapport), le=LE)


# -- dates that can be -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lance_le", "envoye_le", "phrase"),
    [
        (date(2025, 1, 15), date(2025, 1, 14), "avant le lancement de la démarche, le 15.janvier 2025"),
        (None, date(1999, 1, 1), "avant le PCAET lui-même, le 18.août 2015"),
    ],
)
def test_un_envoi_ne_precede_pas_le_lancement(lance_le: date | None, envoye_le: date, phrase: str) -> None:
    demarche = DemarcheFactory(lance_le=lance_le)
    with pytest.raises(DonneeRefusee, match=phrase):
        declarer_envoi(demarche, envoye_le, par=editrice_de(demarche), le=LE)


def test_un_envoi_sans_rapport_dit_pourquoi() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee, match="sans évaluation environnementale"):
        declarer_envoi(demarche, TRANSMIS_LE, ees_jointe=False, par=lise, le=LE)
    ici = declarer_envoi(demarche, TRANSMIS_LE, ees_jointe=False, ees_motif="Dispense.", par=lise, le=LE)
    assert (mrae(ici), ici.ees_motif, ici.echeance_avis) == ((None, None, ""), "Dispense.", date(2026, 4, 2))


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"lance_le": date(1999, 1, 1)}, "existe depuis le 18.août 2015"),
        ({"information_le": date(2026, 3, 11)}, "sont à venir"),
        ({"information_le": date(2025, 1, 14)}, "une fois l'élaboration engagée"),
        ({"information_le": None, "information_prefet_le": date(2026, 1, 1)}, "suit l'information"),
        ({"information_le": date(2026, 1, 2), "information_region_le": date(2026, 1, 1)}, "suit l'information"),
    ],
)
def test_l_information_du_lancement_est_datee_dans_l_ordre(champs: dict[str, Any], phrase: str) -> None:
    demarche = DemarcheFactory()
    with pytest.raises(DonneeRefusee, match=phrase):
        modifier_entete(demarche, champs, plan=None, coporteuses=[], pilotes=[], par=editrice_de(demarche), le=LE)


def test_l_information_du_lancement_s_ecrit() -> None:
    demarche = DemarcheFactory()
    champs = {"information_le": date(2025, 2, 1), "information_prefet_le": date(2025, 3, 30)}
    ici = modifier_entete(demarche, champs, plan=None, coporteuses=[], pilotes=[], par=editrice_de(demarche), le=LE)
    assert (ici.information_le, ici.information_region_le) == (date(2025, 2, 1), None)
