"""The « Annuler » of a message."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cordee.plans.models import GesteGroupe
from cordee.socle.requetes import Requete
from cordee.territoires.models import Collectivite


def proposer_d_annuler(
    request: Requete, collectivite: Collectivite, phrase: str, geste: GesteGroupe | None, retour: str = ""
) -> SafeString:
    """The sentence, followed by the button that takes the gesture back; `retour` is where one comes back to."""
    if geste is None:
        return format_html("{}", phrase)
    contexte = {"collectivite": collectivite, "geste": geste, "retour": retour}
    return format_html("{} {}", phrase, render_to_string("plans/annuler.html", contexte, request))
