"""`cordee charger_donnees`: everything bundled with the program."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.indicateurs.actions.chargement import charger_indicateurs
from cordee.outils.nombres import formater
from cordee.outils.texte import accorder
from cordee.referentiels.actions.donnees import charger_donnees_referentiels
from cordee.referentiels.actions.questions import charger_questions_et_recalculer
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.actions.collectivites import charger_collectivites
from cordee.territoires.management.commands.charger_collectivites import raconter


class Command(Commande):
    help = (
        "Charge les référentiels, les indicateurs, les questions et les collectivités livrés avec le programme. "
        "Relancez sans crainte : ce qui est à jour n'est pas réécrit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        le = timezone.now()
        try:
            with transaction.atomic():
                bilan, recalcules = charger_questions_et_recalculer(par=None, le=le)
                indicateurs = charger_indicateurs(par=None, le=le)
                referentiels = charger_donnees_referentiels(par=None, le=le)
                collectivites = charger_collectivites(par=None, le=le)
        except DonneeRefusee as refus:
            raise ErreurDeSaisie(refus.messages) from refus
        refaits = f"{formater(recalcules, 0)} {accorder(recalcules, 'score recalculé', 'scores recalculés')}"
        etat = "déjà à jour" if bilan.inchange else f"chargées, {refaits}"
        self.dire(f"Questions : {bilan.questions}, compétences : {bilan.competences} : {etat}")
        etat = "déjà à jour" if indicateurs.inchange else f"{indicateurs.nouveaux + indicateurs.modifies} écrits"
        self.dire(f"Indicateurs : {indicateurs.lus} : {etat}")
        for referentiel in referentiels:
            etat = "déjà à jour" if referentiel.inchange else f"{formater(referentiel.noeuds, 0)} nœuds chargés"
            self.dire(f"Référentiel {referentiel.referentiel} {referentiel.version} : {etat}")
        for ligne in raconter(collectivites):
            self.dire(ligne)
