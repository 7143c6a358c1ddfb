"""docs/calculs/plans.md, « Date de l'état »."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.plans.factories import LE, FicheFactory, PlanFactory
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.fiches import creer_fiche, modifier_fiche, remettre_fiche
from cordee.plans.actions.imports import annuler_import, appliquer_lecture
from cordee.plans.actions.lot import annuler_lot, appliquer_lot, preparer_lot
from cordee.plans.domain.fiche import FicheComplete, PlanComplet
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.domain.listes import StatutFiche
from cordee.plans.domain.lot import Geste, Sens
from cordee.plans.models import Fiche, Import
from cordee.plans.queries.visibilite import annotate_racine
from cordee.socle.erreurs import DonneeRefusee

pytestmark = pytest.mark.django_db
JOUR, PASSE = date(2026, 3, 10), date(2026, 1, 15)
PLUS_TARD = LE + timedelta(days=2)


@pytest.fixture
def membre():
    return MembreFactory(editeur=True)


@pytest.fixture
def fiche(membre) -> Fiche:
    return FicheFactory(collectivite=membre.collectivite)


def changer(fiche: Fiche, membre, le: datetime = LE, **champs: Any) -> date | None:
    modifier_fiche(fiche, champs, par=membre.utilisateur, le=le)
    fiche.refresh_from_db()
    return fiche.etat_le


def derniers(fiche: Fiche) -> dict[str, Any]:
    return Ecriture.objects.filter(objet_type="plans.fiche", objet_id=str(fiche.pk)).latest("id").details


@pytest.mark.parametrize("champs", [{"statut": "en_cours"}, {"avancement": 40}])
def test_changer_le_statut_ou_l_avancement_date_l_etat_du_jour(fiche: Fiche, membre, champs: dict[str, Any]) -> None:
    assert changer(fiche, membre, **champs) == LE.date() == JOUR
    assert derniers(fiche)["champs"]["etat_le"] == [None, "2026-03-10"]


def test_un_autre_champ_ou_le_meme_statut_ne_date_rien(fiche: Fiche, membre) -> None:
    assert changer(fiche, membre, contexte="Trois écoles.") is None
    assert changer(fiche, membre, statut=fiche.statut) is None
    assert changer(fiche, membre, poids=3) is None


def test_une_date_donnee_avec_le_statut_ou_seule_est_gardee(fiche: Fiche, membre) -> None:
    assert changer(fiche, membre, statut="en_cours", etat_le=PASSE) == PASSE
    assert changer(fiche, membre, etat_le="2026-02-01") == date(2026, 2, 1)
    assert changer(fiche, membre, etat_le="") is None


def test_le_resume_nomme_le_statut_et_pas_sa_date(fiche: Fiche, membre) -> None:
    changer(fiche, membre, statut="en_cours")
    assert "le statut (En cours)" in Ecriture.objects.latest("id").resume
    changer(fiche, membre, etat_le=PASSE)
    assert "« Date de l'état »" in Ecriture.objects.latest("id").resume


def test_une_date_a_venir_est_refusee(fiche: Fiche, membre) -> None:
    with pytest.raises(DonneeRefusee, match="est à venir"):
        changer(fiche, membre, etat_le=JOUR + timedelta(days=1))
    with pytest.raises(DonneeRefusee, match="est à venir"):
        creer_fiche(membre.collectivite, "T", etat_le="2030-01-01", par=membre.utilisateur, le=LE)


def test_une_fiche_creee_avec_un_statut_est_datee(membre) -> None:
    options = {"par": membre.utilisateur, "le": LE}
    assert creer_fiche(membre.collectivite, "A", statut="en_cours", **options).etat_le == JOUR
    assert creer_fiche(membre.collectivite, "B", **options).etat_le is None


def test_annuler_rend_le_statut_et_sa_date(fiche: Fiche, membre) -> None:
    changer(fiche, membre, statut="en_cours", etat_le=PASSE)
    changer(fiche, membre, statut="realise")
    remettre_fiche(fiche, derniers(fiche), par=membre.utilisateur, le=PLUS_TARD)
    assert (fiche.statut, fiche.etat_le) == ("en_cours", PASSE)


def test_annuler_apres_une_autre_date_remet_au_jour(fiche: Fiche, membre) -> None:
    changer(fiche, membre, statut="en_cours")
    details = derniers(fiche)
    changer(fiche, membre, le=LE + timedelta(days=1), avancement=20)
    remettre_fiche(fiche, details, par=membre.utilisateur, le=PLUS_TARD)
    assert (fiche.statut, fiche.avancement, fiche.etat_le) == ("a_venir", 20, PLUS_TARD.date())


def test_un_statut_groupe_date_chaque_fiche_et_son_annulation_rend_les_dates(membre) -> None:
    datee = FicheFactory(collectivite=membre.collectivite)
    sans = FicheFactory(collectivite=membre.collectivite)
    redatee = FicheFactory(collectivite=membre.collectivite)
    changer(datee, membre, etat_le=PASSE)
    options = {"par": membre.utilisateur, "le": LE}
    choisies = list(annotate_racine(Fiche.objects.all()))
    lot = preparer_lot(membre.collectivite, choisies, Geste.STATUT, Sens.REMPLACER, "realise", **options)
    groupe = appliquer_lot(membre.collectivite, lot, **options)
    assert set(Fiche.objects.values_list("etat_le", flat=True)) == {JOUR}
    changer(redatee, membre, etat_le=PASSE)
    annuler_lot(groupe, par=membre.utilisateur, le=PLUS_TARD)
    dates = dict(Fiche.objects.values_list("pk", "etat_le"))
    assert dates == {datee.pk: PASSE, sans.pk: None, redatee.pk: PLUS_TARD.date()}


def test_un_autre_geste_groupe_ne_date_rien(fiche: Fiche, membre) -> None:
    choisies = list(annotate_racine(Fiche.objects.all()))
    options = {"par": membre.utilisateur, "le": LE}
    lot = preparer_lot(membre.collectivite, choisies, Geste.PRIORITE, Sens.REMPLACER, "elevee", **options)
    annuler_lot(appliquer_lot(membre.collectivite, lot, **options), **options)
    fiche.refresh_from_db()
    assert fiche.etat_le is None


def importer(membre, plan, fiche: FicheComplete) -> Import:
    """The import of this fiche, as applied."""
    lecture = LectureImport(PlanComplet("P", fiches=[fiche]))
    fait = appliquer_lecture(lecture, membre.collectivite, plan=plan, nom_plan="", par=membre.utilisateur, le=LE)
    return Import.objects.create(
        collectivite=membre.collectivite, nom_fichier="f", depose_le=LE, plan=plan, etat=Import.Etat.APPLIQUE,
        trace=fait.trace, applique_le=LE,
    )  # fmt: skip


def test_un_import_date_ce_qu_il_change_et_garde_la_date_du_fichier(membre) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    importer(membre, plan, FicheComplete("Isoler", statut=StatutFiche.A_VENIR))
    fiche = Fiche.objects.get()
    assert fiche.etat_le is None, "une fiche nouvelle n'a que la date du fichier"
    importer(membre, plan, FicheComplete("Isoler", statut=StatutFiche.EN_COURS))
    fiche.refresh_from_db()
    assert fiche.etat_le == JOUR
    dernier = importer(membre, plan, FicheComplete("Isoler", statut=StatutFiche.REALISE, etat_le=PASSE))
    fiche.refresh_from_db()
    assert fiche.etat_le == PASSE
    annuler_import(dernier, par=membre.utilisateur, le=PLUS_TARD)
    fiche.refresh_from_db()
    assert (fiche.statut, fiche.etat_le) == ("en_cours", JOUR)


@pytest.mark.parametrize("deja", [False, True])
def test_un_import_refuse_une_date_a_venir(membre, deja: bool) -> None:
    plan = PlanFactory(collectivite=membre.collectivite)
    if deja:
        importer(membre, plan, FicheComplete("Isoler"))
    with pytest.raises(DonneeRefusee, match="est à venir"):
        importer(membre, plan, FicheComplete("Isoler", etat_le=date(2030, 1, 1)))
