"""`cordee charger_collectivites`: the French EPCI and communes, from the bundled list or from another one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from cordee.outils.nombres import formater
from cordee.outils.texte import accorder
from cordee.socle.commandes import Commande, ErreurDeSaisie
from cordee.socle.erreurs import DonneeRefusee
from cordee.territoires.actions.collectivites import Bilan, charger_collectivites


class Command(Commande):
    help = (
        "Charge les EPCI et les communes de France, avec leurs rattachements. Sans danger à relancer : les "
        "identifiants, les noms courts corrigés et les groupements créés à la main sont gardés."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fichier",
            type=Path,
            help="liste faite par tools/compacter_collectivites (à défaut, celle du programme)",
        )

    def handle(self, *args: Any, fichier: Path | None = None, **options: Any) -> None:
        try:
            bilan = charger_collectivites(par=None, le=timezone.now(), fichier=fichier)
        except DonneeRefusee as refus:
            raise ErreurDeSaisie(refus.messages) from refus
        for ligne in raconter(bilan):
            self.dire(ligne)


def raconter(bilan: Bilan) -> list[str]:
    """Lines of the result, in French."""
    if bilan.vide:
        return [f"Liste {bilan.millesime} : tout était déjà à jour, rien n'a été écrit."]
    return [
        f"Liste {bilan.millesime} des collectivités :",
        f"  EPCI : {_nombre(bilan.epci_crees, 'créé')}, {_nombre(bilan.epci_modifies, 'modifié')}",
        f"  Communes : {_nombre(bilan.communes_creees, 'créée')}, {_nombre(bilan.communes_modifiees, 'modifiée')}",
        f"  Rattachements : {_nombre(bilan.rattachements, 'ajouté')}, {_nombre(bilan.detachements, 'retiré')}",
    ]


def _nombre(nombre: int, mot: str) -> str:
    return f"{formater(nombre, 0)} {accorder(nombre, mot)}"
