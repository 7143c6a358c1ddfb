"""What the programme must say, read from the fiches of the linked plan (docs/calculs/pcaet.md, « Programme »)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from cordee.outils.texte import accorder, enumerer
from cordee.plans.domain.listes import Secteur
from cordee.plans.domain.pcaet.etats import Manque

CITEES = 3
"""Fiches named in a message before « et 4 autres »."""


@dataclass(frozen=True, slots=True)
class FichePcaet:
    """What the regulation looks at in a fiche."""

    intitule: str
    secteurs: frozenset[str] = frozenset()
    principale: bool = False
    moyens: bool = False
    publics: bool = False
    partenariats: bool = False
    resultats: bool = False
    pilote: bool = False
    indicateur: bool = False
    biodiversite: bool = False
    numerique: bool = False
    id: int | None = None
    """None when the reader may not see the fiche."""


Exigence = tuple[str, Callable[[FichePcaet], bool]]
"""What is asked, in the words of the message, and whether a fiche says it."""
EXIGENCES: dict[str, Exigence] = {
    "moyens": ("les moyens", lambda fiche: fiche.moyens),
    "publics": ("les publics visés", lambda fiche: fiche.publics),
    "partenariats": ("les partenaires", lambda fiche: fiche.partenariats),
    "resultats": ("les résultats attendus", lambda fiche: fiche.resultats),
}
SUIVI: dict[str, Exigence] = {
    "pilote": ("qui pilote", lambda fiche: fiche.pilote),
    "indicateur": ("l'indicateur de suivi", lambda fiche: fiche.indicateur),
}


def fiches_muettes(code: str, fiches: Sequence[FichePcaet]) -> tuple[str, list[FichePcaet]] | None:
    """What the exigence of this code asks, and the main actions that do not say it; None for an unknown code."""
    exigence = {**EXIGENCES, **SUIVI}.get(code)
    return (exigence[0], [f for f in principales(fiches) if not exigence[1](f)]) if exigence is not None else None


def principales(fiches: Sequence[FichePcaet]) -> tuple[FichePcaet, ...]:
    """Main actions: those of high priority; all of them when none is."""
    return tuple(fiche for fiche in fiches if fiche.principale) or tuple(fiches)


def manques_programme(fiches: Sequence[FichePcaet], *, sans_emission: Collection[str] = ()) -> list[Manque]:
    """What the plan lacks. A sector whose emissions and consumption are both nil asks for no action; biodiversity and
    the footprint of digital are only advised."""
    if not fiches:
        return [Manque("Programme d'actions", "Le plan lié n'a aucune fiche.", "plan")]
    manques = []
    couverts = {secteur for fiche in fiches for secteur in fiche.secteurs}
    absents = [s.libelle.lower() for s in Secteur if s not in couverts and s not in sans_emission]
    if absents:
        mots = accorder(len(absents), "Secteur sans action", "Secteurs sans action")
        manques.append(Manque("Programme d'actions", f"{mots} : {enumerer(absents)}.", "plan"))
    manques += _par_exigence("Programme d'actions", EXIGENCES, principales(fiches))
    for present, phrase in (
        (any(fiche.biodiversite for fiche in fiches), "Aucune action ne dit son effet sur la biodiversité."),
        (any(fiche.numerique for fiche in fiches), "Aucune action ne porte sur l'empreinte du numérique."),
    ):
        if not present:
            manques.append(Manque("Programme d'actions", phrase, "plan", bloquant=False))
    return manques


def manques_suivi(fiches: Sequence[FichePcaet]) -> list[Manque]:
    """What the follow-up of the main actions lacks."""
    return _par_exigence("Suivi et évaluation", SUIVI, principales(fiches))


def _par_exigence(partie: str, exigences: Mapping[str, Exigence], fiches: Sequence[FichePcaet]) -> list[Manque]:
    manques = []
    for code, (quoi, dit) in exigences.items():
        muettes = [fiche.intitule for fiche in fiches if not dit(fiche)]
        if muettes:
            sujet = accorder(len(muettes), "action principale ne dit pas", "actions principales ne disent pas")
            manques.append(Manque(partie, f"{len(muettes)} {sujet} {quoi} : {citer(muettes)}.", f"fiches:{code}"))
    return manques


def citer(noms: Sequence[str]) -> str:
    """`« 1.1 Isoler », « 1.2 Rouler » et 4 autres`."""
    cites = [f"« {nom} »" for nom in noms[:CITEES]]
    reste = len(noms) - len(cites)
    return enumerer([*cites, f"{reste} {accorder(reste, 'autre')}"] if reste else cites)
