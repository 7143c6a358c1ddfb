"""How right the suggestions of mesures are, on the model fiches of the library and the référentiel CAE.

    python benchmarks/suggestions.py        prints the figures as JSON

Each card that names a mesure of the CAE is compared as the fiche that it makes would be, then with a short text; the
links of the cards were made by hand. Nothing is timed: the figures are those that docs/calculs/suggestions.md states.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import django

from benchmarks.pages import _LE, base_temporaire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cordee.plans.domain.bibliotheque import ModeleFiche
    from cordee.plans.domain.suggestions import Corpus, Texte

REFERENTIEL = "cae"


def texte_entier(modele: ModeleFiche) -> Texte:
    """The card as the fiche that it makes is compared."""
    from cordee.plans.domain.bibliotheque_fiche import en_fiche
    from cordee.plans.models import Fiche
    from cordee.plans.queries.suggestions import texte_of

    fiche = en_fiche(modele)
    return texte_of(Fiche(titre=fiche.titre, objectifs=fiche.objectifs, description=fiche.description))


def texte_court(modele: ModeleFiche) -> Texte:
    """As a fiche that somebody has just begun: its title, two sentences and its objectifs."""
    from cordee.plans.domain.suggestions import Texte

    return Texte(modele.titre, f"{modele.objectifs} {modele.resume}")


def juger(corpus: Corpus, textes: Iterable[tuple[Texte, Iterable[str]]]) -> dict[str, Any]:
    """Cards that name a mesure, those for which one named mesure is among the suggestions, or first; suggestions made,
    and those that are named."""
    from cordee.plans.domain.suggestions import suggerer
    from cordee.plans.queries.suggestions import mesure_de

    fiches = trouvees = premieres = suggerees = justes = muettes = 0
    for texte, codes_nommes in textes:
        nommees = {mesure for code in codes_nommes if (mesure := mesure_de(code, corpus.rangs))}
        if not nommees:
            continue
        codes = [suggestion.code for suggestion in suggerer(texte, corpus)]
        fiches += 1
        muettes += not codes
        trouvees += not nommees.isdisjoint(codes)
        premieres += codes[:1] != [] and codes[0] in nommees
        suggerees += len(codes)
        justes += len(nommees.intersection(codes))
    return {
        "fiches": fiches,
        "fiches_trouvees": trouvees,
        "fiches_trouvees_en_premier": premieres,
        "fiches_sans_suggestion": muettes,
        "suggestions_par_fiche": round(suggerees / fiches, 2),
        "precision": round(justes / suggerees, 3),
    }


def mesurer() -> dict[str, Any]:
    """The figures, with the bundled référentiel loaded in a temporary database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings.test")
    django.setup()
    from cordee.plans.queries.bibliotheque import bibliotheque
    from cordee.plans.queries.suggestions import corpus_mesures
    from cordee.referentiels.actions.donnees import charger_donnees_referentiels
    from cordee.referentiels.models import Referentiel
    from cordee.territoires.actions.questions import charger_questions

    with base_temporaire():
        charger_questions(par=None, le=_LE)
        charger_donnees_referentiels(par=None, le=_LE)
        corpus = corpus_mesures(Referentiel.objects.get(code=REFERENTIEL))
        return {
            nom: juger(corpus, [(lire(modele), modele.mesures) for modele in bibliotheque()])
            for nom, lire in (("fiche_entiere", texte_entier), ("fiche_courte", texte_court))
        }


if __name__ == "__main__":
    print(json.dumps(mesurer(), indent=2))
