"""What the forms of a fiche hold: `{% valeurs_ligne v "budget" ligne as f %}` then `{{ f.prevu }}`, and what is wrong
with it: `<input … {% invalide f "prevu" %}>` then `{% faute f "prevu" %}`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from cordee.outils.nombres import formater
from cordee.plans.domain.pictogrammes import PICTOGRAMMES
from cordee.plans.models import Etiquette

register = template.Library()
ENCRES = {"plein": "#1f4d3a", "pale": "#586669"}
"""Colours of a pictogram on paper, which no theme changes."""


class Valeurs(dict[str, str]):
    """Values of the fields of a row, as text. `cle` names the row in the page; `fautes` are those of its fields."""

    def __init__(self, valeurs: Mapping[str, str], cle: str, fautes: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(valeurs)
        self.cle, self.fautes = cle, fautes or {}

    def id_de(self, nom: str) -> str:
        """Id of the element that says what is wrong with a field."""
        return f"faute-{self.cle}-{nom}"


@register.simple_tag
def valeurs_ligne(vue: Any, bloc: str, ligne: Any) -> Valeurs:
    """What was typed and refused, else the values of the row, else nothing."""
    saisie, pk = vue.saisie, ligne.pk if ligne else 0
    cle = f"{bloc}-{pk}"
    if saisie.nom == bloc and saisie.ligne == pk and saisie.formulaire is not None:
        formulaire = saisie.formulaire
        typees = {nom: formulaire.data.get(nom, "") for nom in formulaire.fields}
        return Valeurs(typees, cle, {nom: list(fautes) for nom, fautes in formulaire.errors.items()})
    if not ligne:
        return Valeurs({}, cle)
    champs = ligne._meta.concrete_fields
    return Valeurs({champ.name: _ecrire(champ.name, getattr(ligne, champ.name)) for champ in champs}, cle)


@register.simple_tag
def valeurs_commentaire(vue: Any, parent: Any) -> Valeurs:
    """The same for a new comment, or an answer to `parent`: the form that was refused is the one that says so."""
    saisie, cle = vue.saisie, str(parent or "")
    formulaire = saisie.formulaire if saisie.nom == "commentaires" and saisie.ligne == 0 else None
    if formulaire is None or formulaire.data.get("parent", "") != cle:
        return Valeurs({}, f"commentaires-{cle}")
    fautes = {nom: list(fautes) for nom, fautes in formulaire.errors.items()}
    return Valeurs({"texte": formulaire.data.get("texte", "")}, f"commentaires-{cle}", fautes)


@register.simple_tag
def adresse(vue: Any, nom: str, *reste: Any) -> str:
    """Address of a gesture on what the page shows, a fiche or a plan: `{% adresse v "lignes" "documents" %}`."""
    return str(vue.adresse(nom, *reste))


@register.simple_tag
def page_du_bloc(vue: Any, bloc: str) -> str:
    """Where a block is read."""
    return str(vue.page_du_bloc(bloc))


@register.simple_tag
def pictogramme(nom: str, ton: str = "") -> str:
    """The drawing inside the page, for what is printed: the word beside it says the same. `ton`: pale when empty."""
    return format_html(
        '<svg class="picto" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="{}" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{}</svg>',
        ENCRES["plein" if ton else "pale"],
        mark_safe(PICTOGRAMMES[nom].svg),
    )


@register.simple_tag
def resultat_type(vue: Any, suivi: Any) -> Any:
    """The result of this indicator that was typed and refused; None for the others."""
    saisie = vue.saisie
    refuse = saisie.nom == "indicateurs" and saisie.brouillon is not None and saisie.ligne == -suivi.pk
    return saisie.brouillon if refuse else None


@register.simple_tag
def invalide(valeurs: Valeurs, nom: str, aide: str = "") -> str:
    """Attributes of a control whose value is refused; `aide` is the id of what describes it in any case."""
    return _marquer(valeurs.id_de(nom) if nom in valeurs.fautes else "", aide)


@register.inclusion_tag("plans/fiche/faute.html")
def faute(valeurs: Valeurs, nom: str) -> dict[str, Any]:
    """The words of it, for just after the control."""
    return {"id": valeurs.id_de(nom), "fautes": valeurs.fautes.get(nom, [])}


@register.simple_tag
def invalide_champ(champ: Any, colonne: str, aide: str = "") -> str:
    """The same for a control of a part of the fiche; `aide` is the id of what already describes it."""
    return _marquer(f"refus-{champ.id}" if champ.est_fautif(colonne) else "", aide)


@register.simple_tag
def marque_refus(refus: str, aide: str = "") -> str:
    """The same for a control alone: `refus` is the id of why its value is refused, empty when it is not."""
    return _marquer(refus, aide)


def _marquer(faute: str, aide: str) -> str:
    decrit = " ".join(ident for ident in (faute, aide) if ident)
    if not decrit:
        return ""
    return format_html('{}aria-describedby="{}"', mark_safe('aria-invalid="true" ' if faute else ""), decrit)


def _ecrire(nom: str, valeur: Any) -> str:
    if valeur is None or valeur is False:
        return ""
    if nom == "taux":
        return formater(float(valeur) * 100, 2, souple=True)
    if isinstance(valeur, Decimal):
        return formater(float(valeur), 4, souple=True)
    if isinstance(valeur, date):
        return f"{valeur:%Y-%m-%d}"
    return valeur.nom if isinstance(valeur, Etiquette) else str(valeur)
