"""The whole life of a démarche, by its actions: what each guard stops and says, then what lets it through."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.documents.factories import DocumentFactory, fichier_pdf
from tests.plans.factories import PlanFactory
from tests.plans.factories_demarche import fiche_complete
from tests.territoires.factories import MembreFactory

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.demarche import modifier_entete, ouvrir_demarche, publier_demarche
from cordee.plans.actions.demarche_avis import enregistrer_avis, joindre_document, repondre_avis
from cordee.plans.actions.demarche_bilans import assembler_bilan, deposer_bilan, rediger_bilan
from cordee.plans.actions.demarche_etapes import (
    adopter_demarche,
    archiver_demarche,
    constater_avis,
    desarchiver_demarche,
    transmettre_demarche,
)
from cordee.plans.actions.demarche_liens import deposer_avis, ouvrir_lien
from cordee.plans.actions.demarche_volets import decrire_volet, renseigner_volet, renseigner_vulnerabilites
from cordee.plans.domain.listes import TypePlan
from cordee.plans.domain.pcaet import (
    TABLEAUX,
    Cle,
    DomaineVulnerabilite,
    EtatPcaet,
    Nature,
    Piece,
    SensAvis,
    TypeBilan,
    Volet,
    annees_objectifs,
)
from cordee.plans.models import DemarchePcaet
from cordee.plans.queries.demarche import publiee_of
from cordee.plans.queries.demarche_dossier import manques_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

pytestmark = pytest.mark.django_db
OUVERT = datetime(2026, 1, 12, 9, tzinfo=UTC)
TRANSMIS = datetime(2026, 3, 10, 9, tzinfo=UTC)
CONSTATE = datetime(2026, 6, 10, 9, tzinfo=UTC)
VOTE = datetime(2026, 7, 6, 18, tzinfo=UTC)
TROIS_ANS = datetime(2029, 6, 4, 9, tzinfo=UTC)
SIX_ANS = datetime(2032, 6, 7, 9, tzinfo=UTC)


@pytest.fixture
def lise() -> Utilisateur:
    utilisateur: Utilisateur = MembreFactory(
        editeur=True, collectivite__nature="epci", collectivite__population=34_000
    ).utilisateur
    return utilisateur


@pytest.fixture
def demarche(lise: Utilisateur) -> DemarchePcaet:
    """Just opened, with an empty plan."""
    collectivite = Collectivite.objects.get(membres__utilisateur=lise)
    plan = PlanFactory(collectivite=collectivite, type=str(TypePlan.PCAET))
    return ouvrir_demarche(collectivite, "PCAET 2026-2032", plan=plan, par=lise, le=OUVERT)


def joindre(demarche: DemarchePcaet, piece: Piece, lise: Utilisateur, le: datetime) -> None:
    document = DocumentFactory(collectivite=demarche.collectivite, nom=piece.libelle)
    joindre_document(demarche, document, piece, par=lise, le=le)


def elaborer(demarche: DemarchePcaet, lise: Utilisateur) -> None:
    """Heading, volets, vulnerability, programme, documents: each by its action."""
    champs = {"lance_le": date(2025, 1, 15), "information_le": date(2025, 2, 1), "chef_de_projet": "Anaïs Bès"}
    modifier_entete(demarche, champs, plan=demarche.plan, coporteuses=[], pilotes=[lise], par=lise, le=OUVERT)
    for volet, tableau in TABLEAUX.items():
        colonnes = [(Nature.CONSTAT, 2022)]
        if tableau.objectifs != "aucun":
            colonnes += [(Nature.OBJECTIF, annee) for annee in annees_objectifs(TRANSMIS.date()).toutes]
        cases: dict[Cle, Decimal | None] = {
            (ligne.cle, *colonne): Decimal(5) for ligne in tableau.lignes for colonne in colonnes
        }
        if cases:
            renseigner_volet(demarche, volet, cases, par=lise, le=OUVERT)
    for volet in (Volet.RESEAUX, Volet.SUIVI):
        decrire_volet(demarche, volet, texte="Deux revues par an.", source="", par=lise, le=OUVERT)
    niveaux = {str(domaine): {"niveau": "non_concerne"} for domaine in DomaineVulnerabilite}
    renseigner_vulnerabilites(demarche, niveaux, par=lise, le=OUVERT)
    demarche.refresh_from_db()
    fiche_complete(demarche)
    for piece in (Piece.DIAGNOSTIC, Piece.STRATEGIE, Piece.EES):
        joindre(demarche, piece, lise, OUVERT)


def conclure(demarche: DemarchePcaet, type_bilan: TypeBilan, lise: Utilisateur, le: datetime) -> None:
    """A report assembled from the plan, whose empty parts are written, then deposited."""
    bilan = assembler_bilan(demarche, type_bilan, par=lise, le=le)
    vides = {section["code"]: "Continuer." for section in bilan.sections if not section["texte"].strip()}
    with pytest.raises(DonneeRefusee, match="écrivez cette partie"):
        deposer_bilan(demarche, type_bilan, par=lise, le=le)
    rediger_bilan(demarche, type_bilan, vides, par=lise, le=le)
    deposer_bilan(demarche, type_bilan, par=lise, le=le)


def relue(demarche: DemarchePcaet) -> DemarchePcaet:
    return DemarchePcaet.objects.select_related("collectivite", "plan").get(pk=demarche.pk)


def test_de_l_elaboration_aux_archives(demarche: DemarchePcaet, lise: Utilisateur) -> None:
    with pytest.raises(DonneeRefusee, match=r"Il manque \d+ éléments au dossier : chacun mène à l'écran"):
        transmettre_demarche(demarche, par=lise, le=TRANSMIS)
    elaborer(demarche, lise)
    bloquants = [m.phrase for m in manques_of(relue(demarche), jour=TRANSMIS.date(), masquer=False) if m.bloquant]
    assert bloquants == []
    transmettre_demarche(demarche, par=lise, le=TRANSMIS)

    ici = relue(demarche)
    with pytest.raises(DonneeRefusee, match="ne change pas pendant les avis"):
        decrire_volet(ici, Volet.SUIVI, texte="", source="", par=lise, le=TRANSMIS)
    with pytest.raises(DonneeRefusee, match="Avis attendus"):
        constater_avis(ici, par=lise, le=TRANSMIS + timedelta(days=20))
    prefet = ici.avis.get(instance="prefet_region")
    lien, _ = ouvrir_lien(prefet, "DDT, mission climat", date(2026, 6, 30), par=lise, le=TRANSMIS)
    un_mois = TRANSMIS + timedelta(days=30)
    deposer_avis(lien, SensAvis.RESERVES, un_mois.date(), fichier_pdf(), nom="Jeanne Roux", le=un_mois)
    region = ici.avis.get(instance="president_region")
    enregistrer_avis(region, SensAvis.FAVORABLE, un_mois.date(), par=lise, le=un_mois)
    constater_avis(ici, par=lise, le=CONSTATE)
    assert {a.instance: a.sens for a in ici.avis.all()} == {
        "prefet_region": "avec_reserves", "president_region": "favorable", "mrae": "tacite",
    }  # fmt: skip

    repondre_avis(ici.avis.get(instance="prefet_region"), "Le suivi est précisé.", par=lise, le=CONSTATE)
    with pytest.raises(DonneeRefusee, match="Pièces à joindre : délibération d'adoption, mémoire"):
        adopter_demarche(ici, VOTE.date(), "2026-41", par=lise, le=VOTE)
    for piece in (Piece.DELIBERATION, Piece.MEMOIRE, Piece.DECLARATION, Piece.CONSULTATION):
        joindre(ici, piece, lise, VOTE)
    with pytest.raises(DonneeRefusee, match=r"possible .*10.juin 2026"):
        adopter_demarche(ici, date(2026, 6, 1), "2026-41", par=lise, le=VOTE)
    adopter_demarche(ici, VOTE.date(), "2026-41", par=lise, le=VOTE)
    publier_demarche(ici, par=lise, le=VOTE)
    assert publiee_of(ici.pk) is not None

    ici = relue(demarche)
    with pytest.raises(DonneeRefusee, match="assemblez-la depuis le plan"):
        archiver_demarche(ici, par=lise, le=TROIS_ANS)
    conclure(ici, TypeBilan.MI_PARCOURS, lise, TROIS_ANS)
    conclure(relue(ici), TypeBilan.EVALUATION, lise, SIX_ANS)
    archiver_demarche(relue(ici), par=lise, le=SIX_ANS)
    desarchiver_demarche(relue(ici), par=lise, le=SIX_ANS)
    fin = archiver_demarche(relue(ici), par=lise, le=SIX_ANS)
    assert (fin.etat_lisible, fin.archive_le) == (EtatPcaet.ARCHIVE, SIX_ANS.date())
    assert [passage.vers for passage in fin.etats.order_by("pk")] == [
        "transmis_pour_avis", "instruit", "adopte", "archive", "adopte", "archive",
    ]  # fmt: skip
    suivante = ouvrir_demarche(fin.collectivite, "PCAET 2032-2038", plan=None, par=lise, le=SIX_ANS)
    assert suivante.precedente == fin
