"""Template tags and filters of every page: French typography, numbers, dates, icons, permissions. Built in
everywhere."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import stringfilter
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cordee.outils import dates, nombres, texte
from cordee.socle.champs import SaisieJour
from cordee.socle.permissions import peut as demander

register = template.Library()
RANGEES_GARDEES = 2_000
"""Rows that stay written: some two or three kilobytes each."""


@register.filter
def typo(valeur: object) -> str:
    """French typography of a text; safe strings stay safe."""
    if isinstance(valeur, SafeString):
        return mark_safe(texte.typographier(valeur))
    return texte.typographier(str(valeur))


@register.filter
def nombre(valeur: float | None, decimales: int = 1) -> str:
    """`1 234,5`."""
    return nombres.formater(valeur, int(decimales))


@register.filter
def souple(valeur: float | None, decimales: int = 2) -> str:
    """A number without useless zeros: `2`, `1,5`, `0,25`."""
    return nombres.formater(valeur, int(decimales), souple=True)


@register.filter
def ecart(valeur: float | None, decimales: int = 1) -> str:
    """A signed number: `+3,1`, `−0,2`."""
    return nombres.formater(valeur, int(decimales), signe=True)


@register.filter
def pourcent(ratio: float | None, decimales: int = 1) -> str:
    """`41,8 %` from a ratio."""
    return nombres.pourcent(ratio, int(decimales))


@register.filter
def poids(octets: int | None) -> str:
    """`1,2 Mo`, `340 ko`, `12 octets`: size of a file, decimal multiples."""
    return "—" if octets is None else nombres.poids(octets)


@register.filter
def accorde(quantite: float, mots: str) -> str:
    """`{{ n|accorde:"point,points" }}`: the word alone, agreeing with the number."""
    singulier, _, pluriel = mots.partition(",")
    return texte.accorder(float(quantite), singulier, pluriel or None)


def _local(valeur: date | datetime) -> date | datetime:
    return timezone.localtime(valeur) if isinstance(valeur, datetime) and timezone.is_aware(valeur) else valeur


@register.filter
def jour(valeur: date | datetime | None) -> str:
    """`12 mars 2024`."""
    return dates.jour_long(_local(valeur)) if valeur else ""


@register.filter
def jour_court(valeur: date | datetime | None) -> str:
    """`12 févr. 2024`."""
    return dates.jour_court(_local(valeur)) if valeur else ""


@register.filter
def jour_semaine(valeur: date | datetime | None) -> str:
    """`mardi 25 novembre 2025`."""
    return dates.jour_semaine(_local(valeur)) if valeur else ""


@register.filter
def heure(valeur: datetime | None) -> str:
    """`14 h 32`."""
    local = _local(valeur) if valeur else None
    return dates.heure(local) if isinstance(local, datetime) else ""


@register.filter
@stringfilter
def de(valeur: str) -> str:
    """`du Briançonnais`, `d'Aoste`."""
    return texte.de(valeur)


@register.filter
def ordinal(rang: int, genre: str = "m") -> SafeString:
    """`3<sup>e</sup>`, `1<sup>re</sup>`."""
    ecrit = nombres.ordinal(int(rang), genre == "f")
    chiffres = "".join(c for c in ecrit if c.isdigit())
    return format_html("{}<sup>{}</sup>", chiffres, ecrit[len(chiffres) :])


@register.simple_tag
@lru_cache(maxsize=1024)
def icone(nom: str, classe: str = "") -> SafeString:
    """An icon of the sprite, decorative: the word beside it carries the meaning. Kept: a list draws hundreds."""
    return format_html(
        '<svg class="ico{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {classe}" if classe else "",
        static("cordee/img/icones.svg"),
        nom,
    )


@register.simple_tag
def rangee(gabarit: str, **contexte: Hashable) -> SafeString:
    """`{% rangee "plans/vues/tableau_ligne.html" l=l cles=cles %}`: a row of a long list, written from these values
    alone. They are compared by what they hold (no model, no list): a row that nothing changed is not written again."""
    return _ecrire_rangee(gabarit, tuple(contexte.items()))


@lru_cache(maxsize=RANGEES_GARDEES)
def _ecrire_rangee(gabarit: str, contexte: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(gabarit, dict(contexte))


@register.simple_tag
def langue(code: str) -> SafeString:
    """`<h1{% langue plan.langue %}>`: the attribute of a text that people wrote in a language (BCP 47) other than that
    of the page; nothing for French, nor for a language that is not known."""
    return SafeString("") if code in ("", "fr") else format_html(' lang="{}"', code)


@register.simple_tag
def ecrit(mots: str, code: str) -> SafeString:
    """`{% ecrit plan.nom plan.langue %}`: the words of people among ours, in French typography, marked only when they
    are in another language."""
    attribut, propres = langue(code), conditional_escape(texte.typographier(str(mots)))
    return format_html("<span{}>{}</span>", attribut, propres) if attribut else propres


@register.inclusion_tag("composants/saisie_jour.html")
def saisie_jour(
    nom: str, valeur: object, libelle: str, *ident: object, marque: str = "", souple: bool = False, **attributs: Any
) -> dict[str, Any]:
    """The field of a day in a form written by hand: `{% saisie_jour "fin" f.fin "Échéance" "e-" n required=True %}`.
    The id is made of the pieces `ident`; `marque` are attributes already written (`{% invalide f "fin" as m %}`);
    `souple`: a month or a year may be typed."""
    attrs: dict[str, Any] = {cle.replace("_", "-"): v for cle, v in attributs.items() if v not in (None, "", False)}
    if ident:
        attrs["id"] = "".join(map(str, ident))
    contexte = SaisieJour(libelle=libelle).get_context(nom, valeur, attrs)
    return contexte | {"marque": marque, "souple": souple}


@register.simple_tag(takes_context=True)
def peut(context: template.Context, code: str, objet: Any = None) -> bool:
    """`{% peut "referentiels.renseigner_statut" engagement as modifiable %}`."""
    return demander(context["request"].user, code, objet)


@register.simple_tag
def etoiles(obtenues: int, a_portee: int = 0) -> SafeString:
    """Five stars: full, within reach (dashed), outlined; the words are in the label."""
    dessins = format_html_join(
        "",
        '<svg viewBox="0 0 16 16" aria-hidden="true" class="{}"><use href="#e-etoile"/></svg>',
        (("pleine" if r <= obtenues else "proche" if r <= a_portee else "eteinte",) for r in range(1, 6)),
    )
    mot = texte.accorder(obtenues, "étoile")
    suite = f", la {nombres.ordinal(a_portee, feminin=True)} à portée" if a_portee > obtenues else ""
    return format_html(
        '<span class="etoiles" role="img" aria-label="{}">{}</span>',
        f"{obtenues} {mot} sur 5{suite}",
        dessins,
    )
