"""Names that a comment cites and that warn nobody, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.mentions import citations, nom_ambigu, nom_cite, par_noms, trouver
from cordee.plans.models import Fiche, Plan
from cordee.plans.queries.personnes import list_membres_mentionnables
from cordee.plans.queries.visibilite import collectivites_of
from cordee.territoires.models import Membre
from cordee.territoires.queries import roles_par_collectivite


@dataclass(frozen=True, slots=True)
class MentionSansSuite:
    """A name written after « @ » that told nobody."""

    nom: str
    raison: Literal["sans_compte", "plusieurs", "sans_acces"]


def list_mentions_sans_suite(utilisateur: Utilisateur, objet: Fiche | Plan, texte: str) -> list[MentionSansSuite]:
    """Each name once, as it was written. `sans_acces`: a member who does not see this confidential fiche or plan, said
    only of the territories where the writer has a role."""
    cites = citations(texte)
    if not cites:
        return []
    prevenus = par_noms(list_membres_mentionnables(objet))
    muettes = [cite for cite in cites if trouver(cite, prevenus) is None]
    if not muettes:
        return []
    connues = collectivites_of(objet) & roles_par_collectivite(utilisateur).keys()
    membres = Membre.objects.filter(collectivite__in=connues).values("utilisateur")
    collegues = par_noms(Utilisateur.objects.filter(is_active=True, pk__in=membres))
    dites: dict[str, MentionSansSuite] = {}
    for cite in muettes:
        if nom_ambigu(cite, prevenus) or nom_ambigu(cite, collegues):
            muette = MentionSansSuite(nom_cite(cite), "plusieurs")
        elif (collegue := trouver(cite, collegues)) is not None:
            muette = MentionSansSuite(collegue.nom_complet, "sans_acces")
        else:
            muette = MentionSansSuite(nom_cite(cite), "sans_compte")
        dites.setdefault(muette.nom, muette)
    return list(dites.values())
