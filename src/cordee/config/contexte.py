"""Context of the frame (menu and switcher of territories): read only by the pages that show it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cordee.comptes.queries import compteurs_of
from cordee.demo.comptes import comptes_affiches
from cordee.territoires.queries import territoires_of


def cadre(request: HttpRequest) -> dict[str, object]:
    """`territoires`: what the signed-in person moves between (territoires.queries.territoires_of), read when displayed.
    `compteurs`: unread notifications and ready documents, for the header.
    `comptes_demo`: for a visitor of a demonstration, the accounts to try."""
    utilisateur = getattr(request, "user", None)
    if utilisateur is None or not utilisateur.is_authenticated:
        return {"comptes_demo": SimpleLazyObject(comptes_affiches)}
    return {
        "territoires": SimpleLazyObject(lambda: territoires_of(utilisateur)),
        "compteurs": SimpleLazyObject(lambda: compteurs_of(utilisateur)),
    }
