"""Steps of a démarche PCAET and its opinions, documents and reports."""

from __future__ import annotations

from datetime import date, timedelta
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
from cordee.plans.actions.demarche_avis import (
    demander_avis,
    detacher_document,
    effacer_avis,
    enregistrer_avis,
    joindre_document,
    repondre_avis,
)
from cordee.plans.actions.demarche_bilans import assembler_bilan, deposer_bilan, rediger_bilan
from cordee.plans.actions.demarche_etapes import (
    adopter_demarche,
    archiver_demarche,
    constater_avis,
    declarer_envoi,
    reprendre_elaboration,
    transmettre_demarche,
)
from cordee.plans.domain.pcaet import EtatPcaet, Piece, SensAvis, TypeBilan
from cordee.plans.models import AvisDemarche, BilanDemarche, DemarchePcaet, EtatDemarche
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db


def relue(demarche: DemarchePcaet) -> DemarchePcaet:
    return DemarchePcaet.objects.get(pk=demarche.pk)


# -- steps -----------------------------------------------------------------------------------------------------------
def test_transmettre_fige_le_delai_demande_les_avis_et_garde_le_dossier() -> None:
    demarche = completer(DemarcheFactory())
    joindre(demarche, Piece.AUTRE, confidentiel=True)
    lise = editrice_de(demarche)
    ici = transmettre_demarche(demarche, par=lise, le=LE)
    assert (ici.etat_lisible, ici.transmis_le, ici.echeance_avis) == (
        EtatPcaet.TRANSMIS,
        date(2026, 3, 10),
        date(2026, 6, 10),
    )
    assert sorted(ici.avis.values_list("instance", flat=True)) == ["mrae", "prefet_region", "president_region"]
    assert dict(ici.avis.values_list("instance", "echeance")) == {
        "prefet_region": date(2026, 5, 10), "president_region": date(2026, 5, 10), "mrae": date(2026, 6, 10),
    }  # fmt: skip
    assert set(ici.avis.values_list("sens", flat=True)) == {""}
    passage = EtatDemarche.objects.get()
    assert (passage.de, passage.vers, passage.par_nom) == ("en_elaboration", "transmis_pour_avis", lise.nom_complet)
    dossier = passage.details["dossier"]
    assert len(dossier["volets"]) == 8 * 5 * 2 + 48 * 5 + 8 * 5 + 20 * 5 + 6
    assert dossier["entete"]["Nom"] == demarche.nom
    assert "document confidentiel" in {document["nom"] for document in dossier["documents"]}
    assert Ecriture.objects.filter(verbe="plans.transmettre_pour_avis").count() == 1


def test_un_dossier_incomplet_ne_part_pas() -> None:
    demarche = DemarcheFactory()
    with pytest.raises(DonneeRefusee, match="Il manque"):
        transmettre_demarche(demarche, par=editrice_de(demarche), le=LE)
    assert relue(demarche).etat == EtatPcaet.EN_ELABORATION
    assert not AvisDemarche.objects.exists()


def test_la_fin_d_aout_mene_au_premier_decembre() -> None:
    demarche = completer(DemarcheFactory())
    le = LE.replace(month=8, day=31)
    assert transmettre_demarche(demarche, par=editrice_de(demarche), le=le).echeance_avis == date(2026, 12, 1)


def test_un_envoi_par_la_poste_n_est_pas_verifie() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee, match="date d'envoi est à venir"):
        declarer_envoi(demarche, date(2026, 3, 11), par=lise, le=LE)
    ici = declarer_envoi(demarche, date(2026, 1, 5), par=lise, le=LE)
    assert ici.hors_plateforme
    assert (ici.transmis_le, ici.echeance_avis) == (date(2026, 1, 5), date(2026, 4, 5))


def test_reprendre_garde_la_trace_et_renvoyer_ouvre_un_nouveau_delai() -> None:
    demarche = completer(DemarcheFactory())
    lise = editrice_de(demarche)
    transmettre_demarche(demarche, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="Dites pourquoi"):
        reprendre_elaboration(demarche, " ", par=lise, le=LE)
    reprendre_elaboration(demarche, "Erreur dans le diagnostic", par=lise, le=LE)
    assert relue(demarche).etat == EtatPcaet.EN_ELABORATION
    assert relue(demarche).transmis_le == date(2026, 3, 10)
    ici = transmettre_demarche(demarche, par=lise, le=LE + timedelta(days=31))
    assert ici.echeance_avis == date(2026, 7, 10)
    assert set(ici.avis.values_list("demande_le", flat=True)) == {date(2026, 4, 10)}
    assert ici.avis.count() == 3
    assert EtatDemarche.objects.count() == 3


def test_on_ne_reprend_pas_un_projet_deja_juge() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise = editrice_de(demarche)
    enregistrer_avis(demarche.avis.first(), SensAvis.FAVORABLE, TRANSMIS_LE, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="Avis déjà rendu"):
        reprendre_elaboration(demarche, "Erreur", par=lise, le=LE)


def test_le_silence_devient_un_avis_tacite_a_l_echeance() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee, match="Avis attendus"):
        constater_avis(demarche, par=lise, le=LE)
    enregistrer_avis(demarche.avis.get(instance="mrae"), SensAvis.RESERVES, TRANSMIS_LE, par=lise, le=LE)
    demander_avis(demarche, "Parc naturel", TRANSMIS_LE, par=lise, le=LE)
    assert constater_avis(demarche, par=lise, le=PLUS_TARD).etat == EtatPcaet.INSTRUIT
    assert list(demarche.avis.values_list("instance", "sens", "rendu_le")) == [
        ("prefet_region", "tacite", ECHEANCE),
        ("mrae", "avec_reserves", TRANSMIS_LE),
        ("president_region", "tacite", ECHEANCE),
        ("autre", "", None),
    ]
    assert len(EtatDemarche.objects.get().details["tacites"]) == 2


def prete_a_adopter(**champs: Any) -> DemarchePcaet:
    demarche = completer(DemarcheFactory(instruite=True, **champs))
    for piece in (Piece.DELIBERATION, Piece.MEMOIRE, Piece.CONSULTATION, Piece.DECLARATION):
        joindre(demarche, piece)
    return demarche


def test_adopter_date_le_plan_aussi() -> None:
    demarche = prete_a_adopter()
    ici = adopter_demarche(demarche, ADOPTE_LE, "2026-041", par=editrice_de(demarche), le=PLUS_TARD)
    assert (ici.etat_lisible, ici.adopte_le, ici.deliberation_numero) == (EtatPcaet.ADOPTE, ADOPTE_LE, "2026-041")
    demarche.plan.refresh_from_db()
    assert (demarche.plan.statut, demarche.plan.deliberation_le, demarche.plan.deliberation_numero) == (
        "adopte",
        ADOPTE_LE,
        "2026-041",
    )


@pytest.mark.parametrize(
    ("jour", "phrase"), [(date(2026, 5, 5), "à venir"), (date(2026, 2, 1), "avant sa transmission")]
)
def test_adopter_refuse_une_date_impossible(jour: date, phrase: str) -> None:
    demarche = prete_a_adopter()
    with pytest.raises(DonneeRefusee, match=phrase):
        adopter_demarche(demarche, jour, "", par=editrice_de(demarche), le=PLUS_TARD)
    assert relue(demarche).adopte_le is None


def test_adopter_attend_les_pieces_aval() -> None:
    demarche = completer(DemarcheFactory(instruite=True))
    with pytest.raises(DonneeRefusee, match="délibération d'adoption"):
        adopter_demarche(demarche, ADOPTE_LE, "", par=editrice_de(demarche), le=PLUS_TARD)


def test_une_demarche_envoyee_par_la_poste_s_adopte_sans_plan() -> None:
    demarche = DemarcheFactory(instruite=True, hors_plateforme=True)
    for piece in (Piece.DELIBERATION, Piece.MEMOIRE, Piece.CONSULTATION, Piece.DECLARATION):
        joindre(demarche, piece)
    assert adopter_demarche(demarche, ADOPTE_LE, "", par=editrice_de(demarche), le=PLUS_TARD).adopte_le == ADOPTE_LE


def test_archiver_attend_l_evaluation_finale() -> None:
    demarche = DemarcheFactory(adoptee=True)
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee, match="évaluation finale n'est pas déposée"):
        archiver_demarche(demarche, par=lise, le=LE)
    BilanDemarche.objects.create(
        demarche=demarche, type=str(TypeBilan.EVALUATION), arrete_au=LE.date(), depose_le=LE, modifie_le=LE
    )
    assert archiver_demarche(demarche, par=lise, le=LE).archive_le == LE.date()


def test_seules_les_personnes_pilotes_franchissent_une_etape() -> None:
    demarche = completer(DemarcheFactory())
    lise, hugo = editrice_de(demarche), editrice_de(demarche)
    demarche.pilotes.add(lise)
    for personne in (hugo, lectrice_de(demarche)):
        with pytest.raises(Refus):
            transmettre_demarche(demarche, par=personne, le=LE)
    assert transmettre_demarche(demarche, par=lise, le=LE).etat == EtatPcaet.TRANSMIS


# -- opinions --------------------------------------------------------------------------------------------------------
def test_un_avis_s_enregistre_avec_son_document_puis_sa_reponse() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise = editrice_de(demarche)
    document = DocumentFactory(collectivite=demarche.collectivite)
    avis = enregistrer_avis(
        demarche.avis.get(instance="mrae"), SensAvis.RESERVES, TRANSMIS_LE, resume="Le volet air est léger.",
        document=document, par=lise, le=LE,
    )  # fmt: skip
    assert (avis.sens, avis.document, avis.resume) == ("avec_reserves", document, "Le volet air est léger.")
    avis = repondre_avis(avis, "Deux actions sont ajoutées.", par=lise, le=LE)
    assert (avis.repondu_le, avis.repondu_par) == (LE, lise)
    repondre_avis(avis, "Deux actions sont ajoutées.", par=lise, le=PLUS_TARD)
    assert AvisDemarche.objects.get(pk=avis.pk).repondu_le == LE
    assert repondre_avis(avis, "", par=lise, le=LE).repondu_le is None
    enregistrer_avis(avis, SensAvis.FAVORABLE, TRANSMIS_LE, par=lise, le=LE)
    assert AvisDemarche.objects.get(pk=avis.pk).document == document


@pytest.mark.parametrize(
    ("sens", "jour", "phrase"),
    [
        (SensAvis.TACITE, TRANSMIS_LE, "ne se saisit pas"),
        (SensAvis.FAVORABLE, date(2026, 3, 11), "à venir"),
        (SensAvis.FAVORABLE, date(2026, 2, 1), "précéder sa demande"),
    ],
)
def test_un_avis_impossible_se_refuse(sens: SensAvis, jour: date, phrase: str) -> None:
    demarche = DemarcheFactory(transmise=True)
    with pytest.raises(DonneeRefusee, match=phrase):
        enregistrer_avis(demarche.avis.first(), sens, jour, par=editrice_de(demarche), le=LE)


def test_un_avis_ne_prend_pas_le_document_d_ailleurs() -> None:
    demarche = DemarcheFactory(transmise=True)
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        enregistrer_avis(
            demarche.avis.first(), SensAvis.FAVORABLE, TRANSMIS_LE, document=DocumentFactory(),
            par=editrice_de(demarche), le=LE,
        )  # fmt: skip


def test_on_ne_repond_pas_au_silence() -> None:
    demarche = DemarcheFactory(transmise=True)
    with pytest.raises(DonneeRefusee, match="n'a pas rendu d'avis"):
        repondre_avis(demarche.avis.first(), "Merci", par=editrice_de(demarche), le=LE)


def test_un_avis_tardif_remplace_le_silence() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise = editrice_de(demarche)
    constater_avis(demarche, par=lise, le=PLUS_TARD)
    avis = enregistrer_avis(demarche.avis.first(), SensAvis.DEFAVORABLE, date(2026, 5, 3), par=lise, le=PLUS_TARD)
    assert avis.sens == "defavorable"


def test_effacer_un_avis_saisi_par_erreur() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise = editrice_de(demarche)
    avis = enregistrer_avis(demarche.avis.first(), SensAvis.FAVORABLE, TRANSMIS_LE, par=lise, le=LE)
    effacer_avis(avis, par=lise, le=LE)
    assert AvisDemarche.objects.get(pk=avis.pk).sens == ""
    autre = demander_avis(demarche, "Parc naturel", TRANSMIS_LE, par=lise, le=LE)
    effacer_avis(autre, par=lise, le=LE)
    assert demarche.avis.count() == 3


def test_un_avis_constate_se_corrige_sans_s_effacer() -> None:
    demarche = DemarcheFactory(instruite=True)
    with pytest.raises(DonneeRefusee, match="en l'enregistrant de nouveau"):
        effacer_avis(demarche.avis.first(), par=editrice_de(demarche), le=LE)


def test_les_avis_se_saisissent_entre_la_transmission_et_l_adoption() -> None:
    adoptee, neuve = DemarcheFactory(adoptee=True), DemarcheFactory()
    with pytest.raises(DonneeRefusee, match="entre la transmission et"):
        enregistrer_avis(adoptee.avis.first(), SensAvis.FAVORABLE, TRANSMIS_LE, par=editrice_de(adoptee), le=LE)
    with pytest.raises(DonneeRefusee, match="entre la transmission et"):
        demander_avis(neuve, "Parc naturel", TRANSMIS_LE, par=editrice_de(neuve), le=LE)


def test_demander_un_avis_dit_a_qui_et_quand() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise = editrice_de(demarche)
    with pytest.raises(DonneeRefusee, match="à quelle instance"):
        demander_avis(demarche, " ", TRANSMIS_LE, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="demande est à venir"):
        demander_avis(demarche, "Parc", date(2026, 3, 11), par=lise, le=LE)
    assert demander_avis(demarche, " Parc  naturel ", TRANSMIS_LE, par=lise, le=LE).libelle == "Parc naturel"


# -- documents -------------------------------------------------------------------------------------------------------
def test_un_document_peut_etre_plusieurs_pieces() -> None:
    demarche = DemarcheFactory()
    lise = editrice_de(demarche)
    document = DocumentFactory(collectivite=demarche.collectivite)
    joint = joindre_document(demarche, document, Piece.DIAGNOSTIC, par=lise, le=LE)
    assert joindre_document(demarche, document, Piece.DIAGNOSTIC, par=lise, le=LE) == joint
    joindre_document(demarche, document, Piece.STRATEGIE, par=lise, le=LE)
    assert demarche.documents.count() == 2
    assert Ecriture.objects.filter(verbe="plans.joindre_document").count() == 2
    detacher_document(joint, par=lise, le=LE)
    assert demarche.documents.get().piece == Piece.STRATEGIE
    with pytest.raises(DonneeRefusee, match="autre collectivité"):
        joindre_document(demarche, DocumentFactory(), Piece.AUTRE, par=lise, le=LE)


def test_les_pieces_amont_sont_gelees_pendant_les_avis() -> None:
    demarche = DemarcheFactory(transmise=True)
    lise = editrice_de(demarche)
    document = DocumentFactory(collectivite=demarche.collectivite)
    with pytest.raises(DonneeRefusee, match="pendant les avis"):
        joindre_document(demarche, document, Piece.EES, par=lise, le=LE)
    joint = joindre_document(demarche, document, Piece.MEMOIRE, par=lise, le=LE)
    detacher_document(joint, par=lise, le=LE)


def test_une_fois_adopte_les_pieces_aval_restent() -> None:
    demarche = DemarcheFactory(adoptee=True)
    lise = editrice_de(demarche)
    joint = joindre(demarche, Piece.DELIBERATION)
    with pytest.raises(DonneeRefusee, match="ne changent plus"):
        detacher_document(joint, par=lise, le=LE)
    joindre_document(demarche, joint.document, Piece.CONSULTATION, par=lise, le=LE)
    DemarchePcaet.objects.update(etat=str(EtatPcaet.ARCHIVE))
    with pytest.raises(DonneeRefusee, match="ne changent plus"):
        joindre_document(demarche, joint.document, Piece.AUTRE, par=lise, le=LE)


# -- reports ---------------------------------------------------------------------------------------------------------
MILIEU = TypeBilan.MI_PARCOURS


def test_un_bilan_s_assemble_se_redige_se_depose() -> None:
    demarche = completer(DemarcheFactory(adoptee=True))
    lise = editrice_de(demarche)
    bilan = assembler_bilan(demarche, MILIEU, par=lise, le=LE)
    textes = {section["code"]: section["texte"] for section in bilan.sections}
    assert textes["avancement"].startswith("Au 10\u00a0mars 2026, le plan compte 1 action")
    rediger_bilan(demarche, MILIEU, {"enseignements": "Nous avons appris."}, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="Ajustements du programme"):
        deposer_bilan(demarche, MILIEU, par=lise, le=LE)
    refait = assembler_bilan(demarche, MILIEU, par=lise, le=PLUS_TARD)
    assert refait.arrete_au == PLUS_TARD.date()
    assert "Nous avons appris." in {section["texte"] for section in refait.sections}
    rediger_bilan(demarche, MILIEU, {"suites": "Nous irons plus vite."}, par=lise, le=LE)
    assert deposer_bilan(demarche, MILIEU, par=lise, le=LE).depose_le == LE
    for action in (assembler_bilan, deposer_bilan):
        with pytest.raises(DonneeRefusee, match="est déposé"):
            action(demarche, MILIEU, par=lise, le=LE)


def test_rediger_sans_rien_changer_n_ecrit_rien() -> None:
    demarche = DemarcheFactory(adoptee=True)
    lise = editrice_de(demarche)
    assembler_bilan(demarche, MILIEU, par=lise, le=LE)
    rediger_bilan(demarche, MILIEU, {}, par=lise, le=PLUS_TARD)
    assert BilanDemarche.objects.get().modifie_le == LE


def test_un_bilan_attend_l_adoption_et_l_assemblage() -> None:
    demarche, adoptee = DemarcheFactory(instruite=True), DemarcheFactory(adoptee=True)
    with pytest.raises(DonneeRefusee, match="une fois le plan adopté"):
        assembler_bilan(demarche, MILIEU, par=editrice_de(demarche), le=LE)
    lise = editrice_de(adoptee)
    with pytest.raises(DonneeRefusee, match="Assemblez d'abord"):
        rediger_bilan(adoptee, MILIEU, {}, par=lise, le=LE)
    with pytest.raises(DonneeRefusee, match="Assemblez d'abord"):
        deposer_bilan(adoptee, MILIEU, par=lise, le=LE)
