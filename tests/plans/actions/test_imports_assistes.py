"""A document read by the assistant: nothing leaves without consent, nothing is written without a preview."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from tests.plans.factories import LE
from tests.socle.faux_assistant import FauxAssistant, faux_assistant
from tests.territoires.factories import MembreFactory

from cordee.journal.models import Ecriture
from cordee.plans.actions.imports import (
    GENRE_ASSISTANT,
    appliquer_import,
    demander_lecture,
    deposer_import,
    lire_avec_assistant,
    oublier_propositions,
)
from cordee.plans.domain.imports.assistant.demande import Options
from cordee.plans.domain.imports.messages import FormatImport
from cordee.plans.models import Fiche, Import
from cordee.plans.queries.imports import lecture_assistee_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Membre

pytestmark = pytest.mark.django_db
TEXTE = """Notre plan climat en récit
Axe 1 : Habiter mieux
Nous voulons isoler toutes les écoles de la vallée avec le service bâtiments, de 2025 à 2027, pour 120 000 euros.
"""
FICHE = {
    "titre": "Isoler toutes les écoles de la vallée", "axe": "Axe 1 : Habiter mieux", "service": "service bâtiments",
    "debut": "2025", "fin": "2027", "budget": "120 000 euros", "description": "Nous voulons isoler toutes les écoles",
}  # fmt: skip


@pytest.fixture
def lise() -> Membre:
    return MembreFactory(editeur=True)


@pytest.fixture
def depot(lise: Membre) -> Import:
    return deposer_import(lise.collectivite, TEXTE.encode(), "recit.txt", par=lise.utilisateur, le=LE)


def brancher(settings: LazySettings, faux: FauxAssistant) -> None:
    settings.CORDEE_ASSISTANT_ADRESSE = faux.adresse
    settings.CORDEE_ASSISTANT_MODELE = "petit-modele"


def lire(depot: Import, lise: Membre, options: Options | None = None) -> list[str]:
    """Reads the document; gives the steps that were said."""
    depot.options["assistant"] = (options or Options(consolider=False)).en_json()
    depot.save()
    etapes: list[str] = []
    lire_avec_assistant(depot, par=lise.utilisateur, le=LE, avancer=lambda fraction, etape="": etapes.append(etape))
    depot.refresh_from_db()
    return etapes


def test_sans_reglage_il_n_y_a_pas_d_assistant(depot: Import, lise: Membre) -> None:
    with pytest.raises(DonneeRefusee, match="Aucun assistant"):
        demander_lecture(depot, Options(), consent=True, par=lise.utilisateur, le=LE)


def test_sans_accord_rien_n_est_envoye(depot: Import, lise: Membre, settings: LazySettings) -> None:
    with faux_assistant("{}") as faux:
        brancher(settings, faux)
        with pytest.raises(DonneeRefusee, match="sans votre accord"):
            demander_lecture(depot, Options(), consent=False, par=lise.utilisateur, le=LE)
    assert faux.demandes == []


def test_une_lecture_a_la_fois_dans_une_collectivite(depot: Import, lise: Membre, settings: LazySettings) -> None:
    settings.CORDEE_ASSISTANT_ADRESSE, settings.CORDEE_ASSISTANT_MODELE = "https://assistant.exemple.fr/v1", "m"
    demander_lecture(depot, Options(), consent=True, par=lise.utilisateur, le=LE)
    assert lecture_assistee_of(GENRE_ASSISTANT, depot) is not None
    assert "assistant.exemple.fr" in Ecriture.objects.filter(verbe="plans.envoyer_a_l_assistant").get().resume
    with pytest.raises(DonneeRefusee, match="déjà en cours"):
        demander_lecture(depot, Options(), consent=True, par=lise.utilisateur, le=LE)


def test_les_fiches_relevees_passent_par_l_apercu_puis_s_importent(
    depot: Import, lise: Membre, settings: LazySettings
) -> None:
    with faux_assistant({"fiches": [FICHE]}) as faux:
        brancher(settings, faux)
        etapes = lire(depot, lise)
    assert etapes[0] == "Lecture du document"
    assert (depot.etat, depot.format) == (Import.Etat.LU, FormatImport.ASSISTE)
    assert [fiche["titre"] for fiche in depot.bilan["fiches"]] == [FICHE["titre"]]
    assert not Fiche.objects.exists()
    appliquer_import(depot, par=lise.utilisateur, le=LE)
    fiche = Fiche.objects.get()
    assert (fiche.titre, fiche.debut.year, fiche.fin.year) == (FICHE["titre"], 2025, 2027)


def test_ce_que_le_document_ne_dit_pas_est_signale(depot: Import, lise: Membre, settings: LazySettings) -> None:
    inventee = {**FICHE, "objectifs": "Diviser par quatre les factures énergétiques communales"}
    with faux_assistant({"fiches": [inventee]}) as faux:
        brancher(settings, faux)
        lire(depot, lise)
    assert [avis["entete"] for avis in depot.bilan["avis"] if "ne se retrouve pas" in avis["texte"]] == ["Objectifs"]


def test_un_champ_laisse_vide_l_est_quoi_que_reponde_le_service(
    depot: Import, lise: Membre, settings: LazySettings
) -> None:
    with faux_assistant({"fiches": [FICHE]}) as faux:
        brancher(settings, faux)
        lire(depot, lise, Options(consolider=False, exclus=("budget",)))
    libelles = [libelle for libelle, _, _ in depot.bilan["fiches"][0]["changements"]]
    assert not any("udget" in libelle for libelle in libelles)


def test_une_fiche_peu_fidele_est_redemandee_et_gardee_si_elle_est_meilleure(
    depot: Import, lise: Membre, settings: LazySettings
) -> None:
    pauvre = {"titre": FICHE["titre"]}
    with faux_assistant({"fiches": [pauvre]}, {"fiches": [FICHE]}) as faux:
        brancher(settings, faux)
        etapes = lire(depot, lise, Options(consolider=True))
    assert any(etape.startswith("Vérification") for etape in etapes)
    assert any("service" in libelle.lower() for libelle, _, _ in depot.bilan["fiches"][0]["changements"])


def test_les_sous_actions_inventees_le_disent(depot: Import, lise: Membre, settings: LazySettings) -> None:
    avec = {**FICHE, "sous_actions": [{"titre": "Diagnostiquer", "statut": "À venir"}, {"titre": "Poser l'isolant"}]}
    with faux_assistant({"fiches": [FICHE]}, {"fiches": [avec]}) as faux:
        brancher(settings, faux)
        lire(depot, lise, Options(consolider=False, sous_actions=True))
    assert [f["titre"] for f in depot.bilan["fiches"] if f["profondeur"]] == ["Diagnostiquer", "Poser l'isolant"]
    assert any("les propose" in avis["texte"] for avis in depot.bilan["avis"])


def test_une_reponse_illisible_est_redemandee_puis_dite(depot: Import, lise: Membre, settings: LazySettings) -> None:
    with faux_assistant("désolé", '{"fiches": [{"numero": 3}]}') as faux:
        brancher(settings, faux)
        lire(depot, lise)
    assert len(faux.demandes) == 2
    assert any("ne se lit pas" in avis["texte"] for avis in depot.bilan["avis"])
    assert depot.bilan["erreurs"]


def test_un_service_en_panne_ne_change_rien_a_l_apercu(depot: Import, lise: Membre, settings: LazySettings) -> None:
    avant = depot.bilan
    with faux_assistant((401, b"")) as faux:
        brancher(settings, faux)
        with pytest.raises(DonneeRefusee, match="refuse la clé"):
            lire(depot, lise)
    depot.refresh_from_db()
    assert depot.bilan == avant


def test_on_revient_a_la_lecture_sans_assistant(depot: Import, lise: Membre, settings: LazySettings) -> None:
    with faux_assistant({"fiches": [FICHE]}) as faux:
        brancher(settings, faux)
        lire(depot, lise)
    oublier_propositions(depot, par=lise.utilisateur, le=LE)
    depot.refresh_from_db()
    assert (depot.format, "propositions" in depot.options) == (FormatImport.PUBLIE, False)
