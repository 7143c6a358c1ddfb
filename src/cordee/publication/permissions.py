"""Who publishes a plan: whoever edits it, as for a démarche PCAET.

Publishing engages the collectivité, but it is the work of whoever writes the plan; administering is about members. What
protects is elsewhere: nothing about people is shown unless it is ticked, the preview shows exactly what the public
will read, each gesture is in the trail, and taking back is immediate.
"""

from __future__ import annotations

from datetime import date

from cordee.plans.permissions import sur_plan
from cordee.publication.domain.reglages import EtatPublication
from cordee.publication.models import PublicationPlan
from cordee.publication.queries.publications import publication_a_l_adresse
from cordee.socle.permissions import declarer, introuvable
from cordee.territoires.enums import Role

PUBLIER = "publication.publier_plan"
declarer("publication.publier_plan", sur_plan(Role.EDITION))


class PagePartie(Exception):
    """The page was public and is no longer: answered 410."""


class AutreAdresse(Exception):
    """The page has another address now: answered 301."""

    def __init__(self, publication: PublicationPlan) -> None:
        super().__init__(publication.adresse)
        self.publication = publication


def obtenir_publication(adresse: str, jour: date) -> PublicationPlan:
    """The publication that everybody may read that day under this address. Raises Http404, `PagePartie` when it was
    public before, `AutreAdresse` when it moved."""
    trouvee = publication_a_l_adresse(adresse)
    if trouvee is None:
        introuvable()
    etat = trouvee.etat(jour)
    if etat.a_ete_lue:
        raise PagePartie
    if etat is not EtatPublication.PUBLIEE:
        introuvable()
    if trouvee.adresse != adresse:
        raise AutreAdresse(trouvee)
    return trouvee


def qui_peut_publier() -> str:
    """Sentence shown to who reads the plan without editing it."""
    return (
        "Publier un plan demande le rôle « Édition » : demandez-le à une personne qui administre la collectivité (page "
        "« Membres et rôles »)."
    )
