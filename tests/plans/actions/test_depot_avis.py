"""An authority files its opinion itself, once, by a link that somebody opened for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.documents.factories import fichier_pdf
from tests.plans.factories import LE
from tests.plans.factories_demarche import DemarcheFactory, editrice_de, lectrice_de

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.journal.models import Ecriture
from cordee.plans.actions.demarche import SaisieRefusee
from cordee.plans.actions.demarche_avis import effacer_avis, enregistrer_avis
from cordee.plans.actions.demarche_liens import deposer_avis, fermer_lien, noter_ouverture, ouvrir_lien
from cordee.plans.domain.pcaet import SensAvis
from cordee.plans.models import AvisDemarche, DemarchePcaet, LienAvis
from cordee.plans.queries.demarche_liens import lien_du_jeton
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus

pytestmark = pytest.mark.django_db
JUSQU_AU = LE.date() + timedelta(days=60)
SIGNE_LE = LE.date()


@pytest.fixture
def demarche() -> DemarchePcaet:
    demarche: DemarchePcaet = DemarcheFactory(transmise=True)
    AvisDemarche.objects.update(demande_le=LE.date() - timedelta(days=10))
    return demarche


@pytest.fixture
def lise(demarche: DemarchePcaet) -> Utilisateur:
    return editrice_de(demarche)


@pytest.fixture
def avis(demarche: DemarchePcaet) -> AvisDemarche:
    return demarche.avis.select_related("demarche").get(instance="prefet_region")


def ouvert(avis: AvisDemarche, lise: Utilisateur, a: str = "DDT, mission climat") -> LienAvis:
    return ouvrir_lien(avis, a, JUSQU_AU, par=lise, le=LE)[0]


def deposer(lien: LienAvis, sens: SensAvis = SensAvis.RESERVES, **champs: object) -> AvisDemarche:
    options = {"resume": "Préciser le suivi.", "nom": "Jeanne Roux", "fonction": "DDT", "le": LE} | champs
    return deposer_avis(lien, sens, SIGNE_LE, fichier_pdf(), **options)  # type: ignore[arg-type]


def test_le_secret_n_est_pas_garde_et_ouvre_le_lien(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien, jeton = ouvrir_lien(avis, "  DDT,  mission climat ", JUSQU_AU, par=lise, le=LE)
    assert lien_du_jeton(jeton) == lien
    assert jeton not in str(LienAvis.objects.values())
    assert lien_du_jeton(jeton[:-1]) is None
    assert lien_du_jeton("é" * 43) is None
    trace = Ecriture.objects.get(verbe="plans.ouvrir_lien_avis")
    assert "DDT, mission climat (Préfet de région)" in trace.resume
    assert jeton not in str(trace.details)


def test_un_avis_depose_dit_par_qui_et_se_journalise(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien = ouvert(avis, lise)
    depose = deposer(lien)
    assert (depose.sens, depose.rendu_le, depose.resume) == ("avec_reserves", SIGNE_LE, "Préciser le suivi.")
    assert depose.depose_par == "Jeanne Roux, DDT"
    assert depose.document is not None
    assert (depose.document.nom, depose.document.depose_par) == ("Avis : Préfet de région", None)
    trace = Ecriture.objects.get(verbe="plans.deposer_avis")
    assert trace.acteur is None
    assert trace.resume.startswith("Jeanne Roux, DDT a déposé l'avis « Favorable avec réserves »")


def test_un_lien_ne_sert_qu_une_fois(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien = ouvert(avis, lise)
    deposer(lien)
    with pytest.raises(DonneeRefusee, match="déjà été déposé"):
        deposer(lien, SensAvis.DEFAVORABLE)
    avis.refresh_from_db()
    assert avis.sens == "avec_reserves"


def test_deux_depots_ensemble_n_en_font_qu_un(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien, meme = ouvert(avis, lise), LienAvis.objects.select_related("avis__demarche__collectivite").get()
    deposer(lien)
    with pytest.raises(DonneeRefusee, match="déjà été déposé"):
        deposer(meme, SensAvis.DEFAVORABLE)


def test_ce_que_l_instance_a_depose_elle_seule_le_corrige(avis: AvisDemarche, lise: Utilisateur) -> None:
    deposer(ouvert(avis, lise))
    avis.refresh_from_db()
    with pytest.raises(DonneeRefusee, match="envoyez-lui un nouveau lien"):
        enregistrer_avis(avis, SensAvis.FAVORABLE, SIGNE_LE, par=lise, le=LE)
    corrige = deposer(ouvert(avis, lise), SensAvis.FAVORABLE)
    assert corrige.sens == "favorable"
    assert Ecriture.objects.filter(verbe="plans.deposer_avis").latest("pk").details["avant"]["sens"] == "avec_reserves"


def test_effacer_rend_l_avis_a_qui_le_saisit(avis: AvisDemarche, lise: Utilisateur) -> None:
    deposer(ouvert(avis, lise))
    avis.refresh_from_db()
    effacer_avis(avis, par=lise, le=LE)
    avis.refresh_from_db()
    assert (avis.sens, avis.depose_le, avis.depose_par) == ("", None, "")
    assert Ecriture.objects.get(verbe="plans.effacer_avis").details["depose_par"] == "Jeanne Roux, DDT"


def test_un_nouveau_lien_ferme_le_precedent(avis: AvisDemarche, lise: Utilisateur) -> None:
    premier = ouvert(avis, lise)
    ouvert(avis, lise, "DREAL")
    premier.refresh_from_db()
    assert premier.revoque_le == LE
    with pytest.raises(DonneeRefusee, match="fermé"):
        deposer(premier)


def test_un_lien_ferme_ou_expire_ne_depose_rien(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien = ouvert(avis, lise)
    with pytest.raises(DonneeRefusee, match="expiré"):
        deposer(lien, le=LE + timedelta(days=61))
    fermer_lien(lien, par=lise, le=LE)
    fermer_lien(lien, par=lise, le=LE)
    lien.refresh_from_db()
    with pytest.raises(DonneeRefusee, match="fermé"):
        deposer(lien)
    assert not Document.objects.exists()
    assert Ecriture.objects.filter(verbe="plans.fermer_lien_avis").count() == 1


def test_un_depot_refuse_ne_garde_pas_son_fichier(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien = ouvert(avis, lise)
    with pytest.raises(SaisieRefusee, match="Dites qui dépose"):
        deposer(lien, nom="  ")
    with pytest.raises(DonneeRefusee, match="à venir"):
        deposer_avis(lien, SensAvis.FAVORABLE, date(2030, 1, 1), fichier_pdf(), nom="Jeanne Roux", le=LE)
    programme = SimpleUploadedFile("avis.pdf", b"MZ" + b"\0" * 200)
    with pytest.raises(DonneeRefusee):
        deposer_avis(lien, SensAvis.FAVORABLE, SIGNE_LE, programme, nom="Jeanne Roux", le=LE)
    assert not Document.objects.exists()
    assert LienAvis.objects.get().depose_le is None


def test_une_demarche_adoptee_ne_recoit_plus_d_avis(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien = ouvert(avis, lise)
    DemarchePcaet.objects.update(etat="adopte")
    lien = LienAvis.objects.select_related("avis__demarche__collectivite").get(pk=lien.pk)
    with pytest.raises(DonneeRefusee, match="Adopté"):
        deposer(lien)
    avis.refresh_from_db()
    with pytest.raises(DonneeRefusee, match="entre la transmission et l'adoption"):
        ouvert(avis, lise)


def test_une_adoption_pendant_le_depot_est_vue(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien = ouvert(avis, lise)
    DemarchePcaet.objects.update(etat="adopte")  # the link was read before
    with pytest.raises(DonneeRefusee, match="ne reçoit plus d'avis"):
        deposer(lien)


@pytest.mark.parametrize("jours", [-1, 181])
def test_le_dernier_jour_est_borne(avis: AvisDemarche, lise: Utilisateur, jours: int) -> None:
    with pytest.raises(SaisieRefusee, match="Choisissez un jour"):
        ouvrir_lien(avis, "DDT", LE.date() + timedelta(days=jours), par=lise, le=LE)
    with pytest.raises(SaisieRefusee, match="à qui"):
        ouvrir_lien(avis, " ", JUSQU_AU, par=lise, le=LE)


def test_une_autorite_pas_saisie_n_a_pas_de_lien(demarche: DemarchePcaet, lise: Utilisateur) -> None:
    mrae = demarche.avis.select_related("demarche").get(instance="mrae")
    mrae.demande_le = None
    with pytest.raises(DonneeRefusee, match="n'est pas saisie"):
        ouvert(mrae, lise)


def test_conduire_la_demarche_est_requis(avis: AvisDemarche, demarche: DemarchePcaet, lise: Utilisateur) -> None:
    lectrice = lectrice_de(demarche)
    with pytest.raises(Refus):
        ouvert(avis, lectrice)
    lien = ouvert(avis, lise)
    with pytest.raises(Refus):
        fermer_lien(lien, par=lectrice, le=LE)


def test_la_premiere_lecture_se_note_une_fois(avis: AvisDemarche, lise: Utilisateur) -> None:
    lien = ouvert(avis, lise)
    noter_ouverture(lien, le=LE)
    noter_ouverture(lien, le=LE + timedelta(hours=1))
    lien.refresh_from_db()
    noter_ouverture(lien, le=LE + timedelta(hours=2))
    assert lien.ouvert_le == LE
    assert Ecriture.objects.filter(verbe="plans.lire_lien_avis").count() == 1
