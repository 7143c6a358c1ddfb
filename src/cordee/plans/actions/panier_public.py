"""Baskets of the public site: filled without an account by whoever knows their address, then taken over by a member.

Nothing says who did what there, and nothing goes to the audit trail before a member takes a basket over: the address
is the right. Every size is bounded, for these are the only rows that a visitor may write.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import accorder
from cordee.plans.actions.panier import lire_note, trouver_carte, verifier_marque
from cordee.plans.models import LignePanier, LignePanierPublic, PanierPublic
from cordee.plans.models.panier import Marque
from cordee.plans.queries.bibliotheque import find_modele
from cordee.plans.queries.panier_public import CONSERVATION
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

PANIERS_MAX = 20_000
"""Public baskets kept at once: more is somebody's game."""
PARTI = "Ce panier n'existe plus : recommencez-en un depuis la bibliothèque."


@transaction.atomic
def creer_panier_public(
    collectivite: Collectivite | None, *, par: Utilisateur | None = None, le: datetime
) -> PanierPublic:
    """A new basket, for a territory or for none."""
    if PanierPublic.objects.count() >= PANIERS_MAX:
        raise DonneeRefusee("Trop de paniers sont ouverts sur ce site : réessayez dans quelques jours.")
    return PanierPublic.objects.create(collectivite=collectivite, cree_le=le, utilise_le=le)


@transaction.atomic
def marquer_au_panier_public(
    panier: PanierPublic, modele: str, marque: str = Marque.A_RETENIR, *, par: Utilisateur | None = None, le: datetime
) -> LignePanierPublic:
    """Puts a card in the basket with its mark, or changes its mark. A basket holds each card once, hence no more lines
    than the library has cards."""
    carte = trouver_carte(modele)
    verifier_marque(marque)
    _reprendre_la_main(panier, le)
    ligne, nouvelle = LignePanierPublic.objects.get_or_create(
        panier=panier, modele=carte.code, defaults={"marque": marque, "ajoute_le": le}
    )
    if not nouvelle and ligne.marque != marque:
        ligne.marque = marque
        ligne.save(update_fields=["marque"])
    return ligne


@transaction.atomic
def noter_au_panier_public(
    panier: PanierPublic, modele: str, note: str, *, par: Utilisateur | None = None, le: datetime
) -> LignePanierPublic:
    """Keeps a few words beside a card."""
    lue = lire_note(note)
    _reprendre_la_main(panier, le)
    ligne = LignePanierPublic.objects.filter(panier=panier, modele=modele).first()
    if ligne is None:
        raise DonneeRefusee("Cette action n'est plus au panier : remettez-la, puis notez.")
    ligne.note = lue
    ligne.save(update_fields=["note"])
    return ligne


@transaction.atomic
def retirer_du_panier_public(
    panier: PanierPublic, modele: str, *, par: Utilisateur | None = None, le: datetime
) -> None:
    """Takes a card out. Nothing happens when somebody has done it meanwhile."""
    _reprendre_la_main(panier, le)
    LignePanierPublic.objects.filter(panier=panier, modele=modele).delete()


@transaction.atomic
def situer_panier_public(
    panier: PanierPublic, collectivite: Collectivite | None, *, par: Utilisateur | None = None, le: datetime
) -> PanierPublic:
    """Says for which territory the basket is, or for none: its competences then choose the cards."""
    _reprendre_la_main(panier, le)
    panier.collectivite = collectivite
    panier.save(update_fields=["collectivite"])
    return panier


def _reprendre_la_main(panier: PanierPublic, le: datetime) -> None:
    """Locks the basket and says that it served just now."""
    if PanierPublic.objects.select_for_update().filter(pk=panier.pk).first() is None:
        raise DonneeRefusee(PARTI)
    panier.utilise_le = le
    panier.save(update_fields=["utilise_le"])


@transaction.atomic
def reprendre_panier_public(panier: PanierPublic, collectivite: Collectivite, *, par: Utilisateur, le: datetime) -> int:
    """Puts the cards of a public basket in that of the collectivité, with their marks and notes; returns how many came.
    A card that is there already keeps its mark, and its note when it has one. The public basket stays as it is: others
    may be filling it."""
    exiger(par, "plans.creer_fiche", collectivite)
    _reprendre_la_main(panier, le)
    apportees = [ligne for ligne in panier.lignes.order_by("ajoute_le", "id") if find_modele(ligne.modele)]
    if not apportees:
        raise DonneeRefusee("Ce panier est vide : mettez-y d'abord des actions.")
    presentes = {
        ligne.modele: ligne for ligne in LignePanier.objects.select_for_update().filter(collectivite=collectivite)
    }
    nouvelles = [
        LignePanier(
            collectivite=collectivite, modele=ligne.modele, marque=ligne.marque, note=ligne.note, ajoute_par=par,
            ajoute_le=le,
        )
        for ligne in apportees
        if ligne.modele not in presentes
    ]  # fmt: skip
    LignePanier.objects.bulk_create(nouvelles, ignore_conflicts=True)
    annotees = [presentes[ligne.modele] for ligne in apportees if ligne.note and ligne.modele in presentes]
    notes = {ligne.modele: ligne.note for ligne in apportees}
    vides = [ligne for ligne in annotees if not ligne.note]
    for ligne in vides:
        ligne.note = notes[ligne.modele]
    LignePanier.objects.bulk_update(vides, ["note"])
    nombre = len(nouvelles)
    consigner(
        collectivite, "plans.reprendre_panier",
        f"A repris {nombre} {accorder(nombre, 'action')} d'un panier du site public",
        par=par, le=le, collectivite_id=collectivite.pk, details={"modeles": [ligne.modele for ligne in nouvelles]},
    )  # fmt: skip
    return nombre


def purger_paniers_publics(*, par: Utilisateur | None, le: datetime, conservation: timedelta = CONSERVATION) -> int:
    """Deletes the baskets that did not serve for CONSERVATION, with their lines; returns how many baskets."""
    perimes = PanierPublic.objects.filter(utilise_le__lt=le - conservation)
    nombre = perimes.count()
    perimes.delete()
    return nombre
