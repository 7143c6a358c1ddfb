"""Fiches that others cite by code or by title, among those just written, else in the collectivité."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from cordee.outils.texte import normaliser
from cordee.plans.models import Fiche
from cordee.territoires.models import Collectivite


class Citation(Protocol):
    """What names a fiche."""

    @property
    def code(self) -> str: ...

    @property
    def titre(self) -> str: ...


class Citees:
    """Finds the fiche of a citation. One query whatever their number."""

    def __init__(self, objets: Mapping[int, Fiche], citations: Iterable[Citation], collectivite: Collectivite) -> None:
        self._exactes = {(f.code, f.cle_recherche): f for f in objets.values() if f.code}
        self._par_code = {f.code: f for f in objets.values() if f.code}
        self._par_titre = {f.cle_recherche: f for f in objets.values()}
        ailleurs = Fiche.objects.filter(
            collectivite=collectivite,
            supprimee_le__isnull=True,
            cle_recherche__in={normaliser(citation.titre)[:320] for citation in citations},
        )
        for fiche in ailleurs:
            self._par_titre.setdefault(fiche.cle_recherche, fiche)

    def trouver(self, citation: Citation) -> Fiche | None:
        """By code and title, else by code, else by title: plans written together may give the same number."""
        cle = normaliser(citation.titre)[:320]
        exacte = self._exactes.get((citation.code, cle))
        return exacte or self._par_code.get(citation.code) or self._par_titre.get(cle)
