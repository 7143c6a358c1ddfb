"""Fiches that others cite: by identity when they were read from the database, else by code or by title, among those
just written, else in the collectivité."""

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


class Identifiee(Citation, Protocol):
    """What names a fiche, and may know which one it is."""

    @property
    def ref(self) -> int | None: ...


class Citees:
    """Finds the fiche of a citation. One query whatever their number."""

    def __init__(self, objets: Mapping[int, Fiche], citations: Iterable[Citation], collectivite: Collectivite) -> None:
        self._exactes = {(f.code, f.cle_recherche): f for f in objets.values() if f.code}
        self._par_code = {f.code: f for f in objets.values() if f.code}
        self._par_titre = {f.cle_recherche: f for f in objets.values()}
        cles = {normaliser(citation.titre)[:320] for citation in citations}
        ailleurs = Fiche.objects.filter(collectivite=collectivite, supprimee_le__isnull=True, cle_recherche__in=cles)
        for fiche in ailleurs if cles else ():
            self._par_titre.setdefault(fiche.cle_recherche, fiche)

    def trouver(self, citation: Citation) -> int | None:
        """By code and title, else by code, else by title: plans written together may give the same number."""
        cle = normaliser(citation.titre)[:320]
        exacte = self._exactes.get((citation.code, cle))
        trouvee = exacte or self._par_code.get(citation.code) or self._par_titre.get(cle)
        return trouvee.pk if trouvee is not None else None


class CiteesDesCopies:
    """The same for fiches that may be copies. A citation that knows its fiche goes to the copy of it when it was copied
    along (`copies`: id of the original, id of its copy), else stays on the original; neither its number nor its title
    is looked at, which another may have. Two queries whatever their number."""

    def __init__(
        self,
        objets: Mapping[int, Fiche],
        copies: Mapping[int, int],
        citations: Iterable[Identifiee],
        collectivite: Collectivite,
    ) -> None:
        voulues = list(citations)
        self._copies = copies
        dehors = {citation.ref for citation in voulues if citation.ref is not None} - copies.keys()
        self._la = (
            set(Fiche.objects.filter(pk__in=dehors, supprimee_le__isnull=True).values_list("pk", flat=True))
            if dehors
            else set()
        )
        self._citees = Citees(objets, [citation for citation in voulues if citation.ref is None], collectivite)

    def trouver(self, citation: Identifiee) -> int | None:
        """The id of the fiche, None when it is nowhere."""
        if citation.ref is None:
            return self._citees.trouver(citation)
        return self._copies.get(citation.ref) or (citation.ref if citation.ref in self._la else None)
