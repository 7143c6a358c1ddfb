"""Where a person may write in the référentiels of collectivités, and else why not: for what is tied to an état des
lieux without being a statut."""

from __future__ import annotations

from collections.abc import Collection

from cordee.comptes.models import Utilisateur
from cordee.referentiels.enums import Mode
from cordee.referentiels.models import Engagement, Referentiel, Verrou
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import roles_par_collectivite

ROLE = Role.EDITION
"""Lowest role that writes in an état des lieux (referentiels.permissions)."""


class Ecriture:
    """Read once for these collectivités, in five queries at most. `utilisateur` None: the installation itself, which
    has every right but is stopped by what is closed. A référentiel that was never opened is closed to nobody."""

    def __init__(self, utilisateur: Utilisateur | None, collectivites: Collection[int]) -> None:
        self._noms = dict(Collectivite.objects.filter(pk__in=collectivites).values_list("pk", "nom"))
        self._referentiels = dict(Referentiel.objects.values_list("pk", "nom"))
        roles = roles_par_collectivite(utilisateur) if utilisateur is not None else {}
        self._sans_role = {
            pk for pk in self._noms if utilisateur is not None and ((r := roles.get(pk)) is None or r.rang < ROLE.rang)
        }
        fermes = Engagement.objects.filter(collectivite__in=collectivites).exclude(mode=Mode.ECRITURE)
        self._modes = {
            (pk, referentiel): Mode(mode)
            for pk, referentiel, mode in fermes.values_list("collectivite", "referentiel", "mode")
        }
        verrous = Verrou.objects.filter(collectivite__in=collectivites, leve_le__isnull=True).order_by("pose_le")
        if utilisateur is not None:
            verrous = verrous.exclude(exemptes=utilisateur)
        self._verrous = {
            (pk, referentiel): message
            for pk, referentiel, message in verrous.values_list("collectivite", "referentiel", "message")
        }

    def refus(self, collectivite: int, referentiel: str) -> str:
        """Why the person does not write in this référentiel of this collectivité; empty when they do."""
        chez, quoi = self._noms.get(collectivite, ""), self._referentiels.get(referentiel, referentiel)
        if collectivite in self._sans_role:
            return f"écrire dans l'état des lieux de {chez} demande le rôle « Édition »"
        mode = self._modes.get((collectivite, referentiel))
        if mode is Mode.ARCHIVE:
            return f"le référentiel {quoi} est archivé dans {chez}"
        if mode is not None:
            return f"le référentiel {quoi} est en consultation seule dans {chez}"
        if (collectivite, referentiel) in self._verrous:
            message = self._verrous[(collectivite, referentiel)].rstrip(" .")
            return f"le référentiel {quoi} de {chez} est gelé ({message[:1].lower()}{message[1:]})"
        return ""
