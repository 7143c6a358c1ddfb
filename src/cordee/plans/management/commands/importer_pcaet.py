"""`cordee importer_pcaet`: older PCAET of a collectivité, from the national file of headings."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.plans.actions.demarche_import import ApercuImport, Sort, importer_entetes, previsualiser_import
from cordee.plans.domain.imports.classeurs import lire_feuilles
from cordee.plans.domain.imports.fichiers import TAILLE_MAX
from cordee.plans.domain.imports.messages import FichierRefuse
from cordee.plans.domain.pcaet.lecture_entete import LectureEntetes, lire_entetes
from cordee.plans.management.commands.importer_plan import personne
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.models import Collectivite

SIGNES = {Sort.NOUVELLE: "+", Sort.CHANGEE: "~", Sort.INCHANGEE: "=", Sort.D_ICI: "="}


class Command(Commande):
    help = "Reprend les PCAET d'une collectivité depuis le fichier national des démarches (CSV, XLSX ou ODS)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER")
        parser.add_argument("--collectivite", required=True, metavar="SIREN")
        parser.add_argument("--essai", action="store_true", help="dit ce qui changerait, n'écrit rien")
        parser.add_argument("--au-nom-de", metavar="COURRIEL", help="personne à qui la reprise est attribuée")

    def handle(self, *args: Any, **options: Any) -> None:
        collectivite = Collectivite.objects.filter(siren=options["collectivite"]).first()
        if collectivite is None:
            raise ErreurDeSaisie(f"Aucune collectivité n'a le SIREN {options['collectivite']}.")
        lecture = lire(Path(options["fichier"]), collectivite)
        apercu = previsualiser_import(collectivite, lecture)
        self.annoncer(apercu, lecture)
        if apercu.fautes:
            raise ErreurDeSaisie([f"Erreur : {phrase}" for phrase in apercu.phrases])
        if options["essai"]:
            self.dire("Essai : rien n'a été écrit.")
            return
        par = personne(collectivite, options["au_nom_de"])
        if par is None:
            raise ErreurDeSaisie("Personne n'a le rôle « Édition » dans cette collectivité : donnez --au-nom-de.")
        try:
            importer_entetes(collectivite, lecture, par=par, le=timezone.now())
        except DonneeRefusee as refus:
            raise ErreurDeSaisie(refus.messages) from refus
        self.dire("La reprise est faite.")

    def annoncer(self, apercu: ApercuImport, lecture: LectureEntetes) -> None:
        """What would be done of each row, then the counts."""
        for ligne in apercu.lignes:
            self.dire(f"{SIGNES[ligne.sort]} {ligne.entete.nom} ({ligne.entete.etat.libelle}) : {ligne.sort.libelle}")
            for libelle, avant, apres in ligne.changements:
                self.dire(f"    {libelle} : {avant or 'vide'} → {apres or 'vide'}")
            for remarque in ligne.remarques:
                self.dire(f"    {remarque}")
        comptes = " ; ".join(f"{sort.libelle} : {apercu.compter(sort)}" for sort in Sort)
        self.dire(f"{comptes}. D'autres collectivités : {lecture.ailleurs} ; d'un autre type : {lecture.autre_type}.")


def lire(chemin: Path, collectivite: Collectivite) -> LectureEntetes:
    """The rows of a file about the collectivité, or a French refusal."""
    if not chemin.is_file():
        raise ErreurDeSaisie(f"Le fichier « {chemin} » n'existe pas.")
    if chemin.stat().st_size > TAILLE_MAX:
        raise ErreurDeSaisie(f"Le fichier « {chemin} » dépasse {TAILLE_MAX // 1024 // 1024} Mo.")
    try:
        feuilles = lire_feuilles(chemin.read_bytes(), chemin.name)
    except FichierRefuse as refus:
        raise ErreurDeSaisie(str(refus)) from refus
    lignes = next((feuille.lignes for feuille in feuilles if feuille.lignes), [])
    return lire_entetes(lignes, collectivite.siren, timezone.localdate())
