"""The body of what leaves. Its schema is that of docs/guide/webhooks.md: a key may be added within a version, never
removed nor changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from cordee.plans.domain.fiche import FicheComplete

FORMAT: Final = "cordee.evenement"
VERSION: Final = 1


def composer(
    *,
    id: UUID,
    type: str,
    le: datetime,
    collectivite: Mapping[str, str],
    plans: Sequence[Mapping[str, Any]],
    donnees: Mapping[str, Any],
    adresse: str,
    reference: int | None,
    objet: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The body as a JSON object."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": str(id),
        "type": type,
        "le": le.isoformat(),
        "collectivite": dict(collectivite),
        "plans": [dict(plan) for plan in plans],
        "acteur": {"nom": donnees["acteur"]} if donnees.get("acteur") else None,
        "reference": reference,
        "adresse": adresse,
        "changements": changements(donnees.get("champs") or {}),
        "placement": donnees.get("placement"),
        "fiches": donnees.get("fiches") or [],
        "fiches_supprimees": donnees.get("supprimees") or [],
        "nombres": donnees.get("nombres") or {},
        "objet": dict(objet) if objet is not None else None,
    }


def changements(champs: Mapping[str, Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """Before and after, by field; nothing in it for a field whose values are not told."""
    return {nom: dict(zip(("avant", "apres"), valeurs, strict=False)) for nom, valeurs in champs.items()}


def en_octets(corps: Mapping[str, Any]) -> bytes:
    """What is signed and sent."""
    return json.dumps(corps, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def epurer(fiche: FicheComplete, *, noms: bool) -> FicheComplete:
    """The fiche as another program gets it: without the talk of colleagues, and without the names of those who wrote
    unless the collectivité gives them. The people that the fiche itself names stay."""
    epuree = replace(fiche, commentaires=(), sous_fiches=[epurer(sous, noms=noms) for sous in fiche.sous_fiches])
    if noms:
        return epuree
    epuree.notes = tuple(replace(note, auteur="") for note in fiche.notes)
    epuree.blocages = tuple(replace(b, pose_par="", leve_par="", repris_par="") for b in fiche.blocages)
    for nom in ("creation", "modification"):
        passage = getattr(fiche, nom)
        setattr(epuree, nom, replace(passage, par="") if passage is not None else None)
    return epuree
