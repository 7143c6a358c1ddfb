"""Who may do what with documents. `deposer` is about a Collectivite, `voir` and `gerer` about a Document."""

from __future__ import annotations

import rules

from cordee.comptes.models import Utilisateur
from cordee.documents.models import Document
from cordee.documents.queries import document_for
from cordee.socle.permissions import declarer, introuvable
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite
from cordee.territoires.permissions import au_moins, obtenir_collectivite

LECTURE, CONTRIBUTION, EDITION = au_moins(Role.LECTURE), au_moins(Role.CONTRIBUTION), au_moins(Role.EDITION)
RAISON_DEPOT = "Votre rôle est de lire : demandez le rôle Contribution pour déposer un document."
RAISON_GESTION = "Seules la personne qui a déposé ce document et celles qui ont le rôle Édition peuvent le changer."


def peut_voir(utilisateur: Utilisateur, document: Document | None) -> bool:
    """Readers see what is not confidential, contributors everything."""
    if document is None:
        return False
    return bool((CONTRIBUTION if document.confidentiel else LECTURE).test(utilisateur, document.collectivite))


def peut_gerer(utilisateur: Utilisateur, document: Document | None) -> bool:
    """Editors, and contributors for what they deposited."""
    if document is None:
        return False
    sien = document.depose_par_id is not None and document.depose_par_id == utilisateur.pk
    return bool((CONTRIBUTION if sien else EDITION).test(utilisateur, document.collectivite))


declarer("documents.voir", rules.predicate(peut_voir))
declarer("documents.deposer", CONTRIBUTION)
declarer("documents.gerer", rules.predicate(peut_gerer))


def obtenir_document(utilisateur: Utilisateur, siren: str, pk: int) -> tuple[Collectivite, Document]:
    """The collectivité and the document of an address: 404 for whoever may not know that it exists."""
    collectivite = obtenir_collectivite(utilisateur, siren)
    return collectivite, document_for(utilisateur, collectivite, pk) or introuvable()
