"""What the forms of a fiche hold: `{% valeurs_ligne v "budget" ligne as f %}` then `{{ f.prevu }}`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template

from cordee.outils.nombres import formater
from cordee.plans.models import Etiquette

register = template.Library()


@register.simple_tag
def valeurs_ligne(vue: Any, bloc: str, ligne: Any) -> dict[str, str]:
    """Values of the fields, as text: what was typed and refused, else those of the row, else nothing."""
    saisie = vue.saisie
    ouverte = saisie.ligne == (ligne.pk if ligne else 0)
    if saisie.nom == bloc and ouverte and saisie.formulaire is not None:
        return {nom: saisie.formulaire.data.get(nom, "") for nom in saisie.formulaire.fields}
    if not ligne:
        return {}
    return {champ.name: _ecrire(champ.name, getattr(ligne, champ.name)) for champ in ligne._meta.concrete_fields}


def _ecrire(nom: str, valeur: Any) -> str:
    if valeur is None:
        return ""
    if nom == "taux":
        return formater(float(valeur) * 100, 2, souple=True)
    if isinstance(valeur, Decimal):
        return formater(float(valeur), 4, souple=True)
    if isinstance(valeur, date):
        return f"{valeur:%Y-%m-%d}"
    return valeur.nom if isinstance(valeur, Etiquette) else str(valeur)
