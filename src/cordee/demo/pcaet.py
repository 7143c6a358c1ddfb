"""Démarches PCAET of the demonstration: an older one of the national file, and one whose opinions are coming in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from cordee.comptes.models import Utilisateur
from cordee.demo.territoire import SIREN_ORSIERE, SIREN_PETR
from cordee.plans.actions.demarche import ouvrir_demarche
from cordee.plans.actions.demarche_avis import repondre_avis
from cordee.plans.actions.demarche_etapes import declarer_envoi
from cordee.plans.actions.demarche_import import importer_entetes
from cordee.plans.actions.demarche_liens import deposer_avis, noter_ouverture, ouvrir_lien
from cordee.plans.domain.pcaet import SensAvis
from cordee.plans.domain.pcaet.lecture_entete import lire_entetes
from cordee.territoires.models import Collectivite

AVIS = b"%PDF-1.4\n% Avis invente pour la demonstration\n%%EOF\n"
ANCIENNE = {
    "Id": "FICTIF-41", "Nom": "Plan climat 2018-2024 (fichier national)", "Demarche_etat": "Archivé",
    "Date_lancement": "2016-03-14", "Date_reception_projet": "2017-09-04", "Date_envoi_avis_dreal": "2017-11-02",
    "Date_adoption": "2018-02-05", "Oblige": "Non",
}  # fmt: skip


def construire_pcaet(collectivites: dict[str, Collectivite], personnes: Sequence[Utilisateur], *, le: datetime) -> None:
    """What those of « Plans et fiches » do not show: a reprise, opinions filed by link, an open link."""
    petr, orsiere = collectivites[SIREN_PETR], collectivites[SIREN_ORSIERE]
    lise = next(p for p in personnes if p.email.startswith("lise."))
    marie = next(p for p in personnes if p.email.startswith("marie."))
    rangee = {**ANCIENNE, "SIREN_collectivites_coporteuses": petr.siren}
    lecture = lire_entetes([list(rangee), list(rangee.values())], petr.siren, le.date())
    importer_entetes(petr, lecture, par=lise, le=le - timedelta(days=80))
    envoi = le - timedelta(days=41)
    demarche = ouvrir_demarche(orsiere, "Plan climat volontaire", plan=None, par=marie, le=le - timedelta(days=300))
    declarer_envoi(demarche, envoi.date(), par=marie, le=envoi)
    prefet = demarche.avis.select_related("demarche__collectivite").get(instance="prefet_region")
    region = demarche.avis.select_related("demarche__collectivite").get(instance="president_region")
    fin = (le + timedelta(days=60)).date()
    lien, _ = ouvrir_lien(prefet, "DDT fictive, mission climat", fin, par=marie, le=envoi)
    noter_ouverture(lien, le=envoi + timedelta(days=3))
    rendu = le - timedelta(days=6)
    avis = deposer_avis(
        lien, SensAvis.RESERVES, rendu.date(), ContentFile(AVIS, name="avis.pdf"),
        resume="Préciser le suivi des chaufferies bois et le calendrier des rénovations.", nom="Jeanne Roux",
        fonction="DDT fictive", le=rendu,
    )  # fmt: skip
    repondre_avis(avis, "Le calendrier sera ajouté au programme avant l'adoption.", par=marie, le=le)
    ouvrir_lien(region, "Région fictive, direction du climat", fin, par=marie, le=le - timedelta(days=2))
