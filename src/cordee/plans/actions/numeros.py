"""A number is that of one fiche in a plan."""

from __future__ import annotations

from collections.abc import Collection

from cordee.plans.models import Plan
from cordee.plans.queries.numeros import find_fiche_de_numero
from cordee.plans.queries.visibilite import nom_au_journal
from cordee.socle.erreurs import DonneeRefusee


def refuser_numero_pris(code: str, plans: Collection[int], sauf: int | None = None) -> None:
    """Raises `DonneeRefusee` when another fiche of these plans has this number. Plans are locked: two people do not
    take the same one at once."""
    if not code.strip() or not plans:
        return
    list(Plan.objects.select_for_update().filter(pk__in=plans).order_by("pk").values_list("pk"))
    autre = find_fiche_de_numero(code, plans, sauf)
    if autre is not None:
        raise DonneeRefusee(
            f"Le numéro « {code} » est déjà celui de {nom_au_journal(autre)} dans ce plan : choisissez-en un autre."
        )
