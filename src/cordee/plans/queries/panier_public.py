"""Reading the baskets of the public site."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from cordee.comptes.models import Utilisateur
from cordee.plans.domain.bibliotheque import ModeleFiche
from cordee.plans.domain.bibliotheque_choix import PARTOUT, Portee
from cordee.plans.models import LignePanierPublic, PanierPublic
from cordee.plans.queries.bibliotheque import Ailleurs, Carte, compter_ailleurs, find_modele, portee_of
from cordee.socle.permissions import peut
from cordee.territoires.models import Collectivite
from cordee.territoires.queries import competences_of, list_collectivites_for

CONSERVATION = timedelta(days=31)
"""How long a public basket is kept after it last served."""


def panier_public(identifiant: uuid.UUID, le: datetime) -> PanierPublic | None:
    """The basket of an address, unless it is out of date. Its address is the only way to it: nothing lists baskets."""
    vivants = PanierPublic.objects.filter(utilise_le__gte=le - CONSERVATION).select_related("collectivite")
    return vivants.filter(pk=identifiant).first()


@dataclass(frozen=True)
class SituationPublique:
    """What a visitor sees of the library: for a territory or for none, with a basket or without."""

    collectivite: Collectivite | None
    portee: Portee
    panier: PanierPublic | None
    lignes: dict[str, LignePanierPublic]
    ailleurs: dict[str, Ailleurs]

    def carte(self, modele: ModeleFiche) -> Carte:
        """The card as the visitor sees it: of the fiches of collectivités, only how many have it."""
        return Carte(
            modele, self.lignes.get(modele.code), (), self.portee.atteint(modele),
            self.ailleurs.get(modele.code, Ailleurs()),
        )  # fmt: skip

    @property
    def cartes_du_panier(self) -> list[Carte]:
        """Cards of the basket, in the order in which they were put there."""
        return [self.carte(modele) for code in self.lignes if (modele := find_modele(code)) is not None]


def situation_publique(panier: PanierPublic | None, collectivite: Collectivite | None) -> SituationPublique:
    """Situation of a visitor, in at most three queries; the territory of the basket wins."""
    territoire = panier.collectivite if panier is not None else collectivite
    portee = portee_of(territoire, competences_of(territoire)) if territoire is not None else PARTOUT
    lignes = panier.lignes.order_by("ajoute_le", "id") if panier is not None else ()
    return SituationPublique(territoire, portee, panier, {ligne.modele: ligne for ligne in lignes}, compter_ailleurs())


def collectivites_a_remplir_for(utilisateur: Utilisateur) -> list[Collectivite]:
    """Collectivités where the person may fill the basket and create fiches, by name."""
    vues = list_collectivites_for(utilisateur).order_by("cle_recherche")
    return [collectivite for collectivite in vues if peut(utilisateur, "plans.creer_fiche", collectivite)]
