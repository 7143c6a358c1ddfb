"""The permission kernel: one predicate per code `<app>.<verbe>`, one function to ask, one to require.

Each application declares its predicates in its own `permissions.py` with `rules.add_perm`. Views, actions, templates
and the API only ask `peut` or `exiger`; nobody tests a role.
"""

from __future__ import annotations

from typing import Any, NoReturn

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404


class Refus(PermissionDenied):
    """The person sees the object but may not do this: answered 403. `raison` is a French sentence that says who can."""

    def __init__(self, raison: str = "") -> None:
        super().__init__(raison)
        self.raison = raison


def declarer(code: str, predicat: rules.predicates.Predicate) -> None:
    """Registers the predicate of a code, once."""
    rules.add_perm(code, predicat)


def peut(utilisateur: Any, code: str, objet: Any = None) -> bool:
    """Whether the person may do this to this object. An unknown code is a programming error, never a silent no."""
    if not rules.perm_exists(code):
        raise LookupError(f"permission inconnue : {code}")
    return bool(utilisateur.is_active and rules.has_perm(code, utilisateur, objet))


def exiger(utilisateur: Any, code: str, objet: Any = None, *, raison: str = "") -> None:
    """Does nothing when allowed, else raises `Refus` (403)."""
    if not peut(utilisateur, code, objet):
        raise Refus(raison or "Votre rôle ne permet pas de faire cela ici.")


def introuvable() -> NoReturn:
    """A stranger must not learn that the object exists: 404."""
    raise Http404("Cette page n'existe pas, ou vous n'y avez pas accès.")
