"""`cordee exporter_plan`: a plan of the installation as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.formats import DemandeExport, FormatExport
from cordee.plans.models import Plan
from cordee.plans.queries.visibilite import plan_for
from cordee.plans.tasks.exports import construire_export, lire_et_composer
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee


class Command(Commande):
    help = "Exporte un plan : xlsx (réimportable), docx, odt, pdf, pptx, csv, json ou ics."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("plan", type=int, metavar="ID", help="numéro du plan, celui de son adresse")
        formats = [str(format_) for format_ in FormatExport]
        parser.add_argument("--format", choices=formats, help="par défaut, l'extension de --sortie")
        parser.add_argument("--sortie", required=True, help="fichier à écrire")
        parser.add_argument("--sans-confidentielles", action="store_true", help="laisse les fiches confidentielles")
        parser.add_argument("--au-nom-de", metavar="COURRIEL", help="exporte ce que voit cette personne, rien de plus")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(pk=options["plan"]).select_related("collectivite").first()
        if plan is None:
            raise ErreurDeSaisie(f"Aucun plan ne porte le numéro {options['plan']}.")
        sortie = Path(options["sortie"])
        format_ = lire_format(options["format"], sortie)
        demande = DemandeExport(format_, confidentielles=not options["sans_confidentielles"])
        try:
            octets = self.composer(plan, demande, options["au_nom_de"])
        except DonneeRefusee as refus:
            raise ErreurDeSaisie(refus.messages) from refus
        ecrire(sortie, octets)
        self.dire(f"« {plan.nom} » est exporté dans « {sortie} » ({len(octets) // 1024 + 1} Ko).")

    def composer(self, plan: Plan, demande: DemandeExport, courriel: str | None) -> bytes:
        """The file, as the installation or as a person sees the plan."""
        le = timezone.now()
        if courriel is None:
            return lire_et_composer(None, plan.collectivite, plan, demande, le=le)[1].octets
        personne = Utilisateur.objects.filter(email__iexact=courriel, is_active=True).first()
        vu = plan_for(personne, plan.collectivite, plan.pk) if personne is not None else None
        if personne is None or vu is None:
            raise ErreurDeSaisie(f"« {courriel} » n'a pas de compte, ou ne voit pas ce plan.")
        return construire_export(personne, plan.collectivite, vu, demande, le=le).octets


def lire_format(voulu: str | None, sortie: Path) -> FormatExport:
    """The format asked, else that of the file to write."""
    extension = voulu or sortie.suffix.removeprefix(".").lower()
    if extension not in {str(format_) for format_ in FormatExport}:
        connus = ", ".join(str(format_) for format_ in FormatExport)
        raise ErreurDeSaisie(f"Donnez un format avec --format : {connus}.")
    return FormatExport(extension)


def ecrire(sortie: Path, octets: bytes) -> None:
    """Writes the file in one go: never half of it."""
    if sortie.is_dir():
        raise ErreurDeSaisie(f"« {sortie} » est un dossier : donnez le nom du fichier à écrire.")
    if not sortie.parent.is_dir():
        raise ErreurDeSaisie(f"Le dossier « {sortie.parent} » n'existe pas : créez-le, ou changez --sortie.")
    provisoire = sortie.with_name(sortie.name + ".partiel")
    try:
        provisoire.write_bytes(octets)
        provisoire.replace(sortie)
    except OSError as erreur:
        provisoire.unlink(missing_ok=True)
        raise ErreurDeSaisie(f"Impossible d'écrire « {sortie} » : {erreur.strerror}.") from erreur
