"""What a collectivité says of the bodies that its fiches cite: their SIREN, their nature, their web address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.plans.actions.composition.ecriture import lire_texte
from cordee.plans.domain.composition import est_adresse_web
from cordee.plans.domain.listes import GenreEtiquette
from cordee.plans.domain.organisations import ORGANISATIONS, NatureOrganisation
from cordee.plans.models import Etiquette
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.domain.siren import nettoyer_siren, siren_valide

CHAMPS = ("siren", "nature", "site")
SITE_MAX = 300


@transaction.atomic
def decrire_organisation(
    etiquette: Etiquette, *, siren: str, nature: str, site: str, par: Utilisateur, le: datetime
) -> Etiquette:
    """Says who the body is; an empty text empties. Refused for a name that is no body, a SIREN that is not well formed
    or that another name of the genre has, an unknown nature, an address that is not of the web."""
    exiger(par, "plans.regler", etiquette.collectivite)
    if GenreEtiquette(etiquette.genre) not in ORGANISATIONS:
        raise DonneeRefusee("Seuls une structure, un partenaire ou un financeur ont un SIREN et une nature.")
    lus = {"siren": lire_siren(etiquette, siren), "nature": _lire_nature(nature), "site": _lire_site(site)}
    change = {champ: [getattr(etiquette, champ), lu] for champ, lu in lus.items() if getattr(etiquette, champ) != lu}
    if not change:
        return etiquette
    for champ, (_, lu) in change.items():
        setattr(etiquette, champ, lu)
    etiquette.save(update_fields=list(change))
    consigner(
        etiquette, "plans.decrire_organisation", f"A décrit l'organisation « {etiquette.nom} »", par=par, le=le,
        collectivite_id=etiquette.collectivite_id, details={"champs": change},
    )  # fmt: skip
    return etiquette


def lire_siren(etiquette: Etiquette, texte: str) -> str:
    """Nine digits whose sum is right, that no other name of the genre has."""
    lu = nettoyer_siren(texte.strip())
    if not lu:
        return ""
    if not siren_valide(lu):
        raise DonneeRefusee(
            f"« {texte.strip()[:30]} » n'est pas un SIREN : neuf chiffres, dont le dernier vérifie les autres."
        )
    memes = Etiquette.objects.filter(collectivite=etiquette.collectivite_id, genre=etiquette.genre, siren=lu)
    if (autre := memes.exclude(pk=etiquette.pk).first()) is not None:
        raise DonneeRefusee(
            f"« {autre.nom} » a déjà ce SIREN : si c'est la même organisation, réunissez les deux noms."
        )
    return lu


def _lire_nature(texte: str) -> str:
    if texte and texte not in {str(nature) for nature in NatureOrganisation}:
        raise DonneeRefusee("Choisissez la nature de l'organisation dans la liste.")
    return texte


def _lire_site(texte: str) -> str:
    lu = lire_texte(texte, "Adresse web", SITE_MAX)
    if lu and "://" not in lu:
        lu = f"https://{lu}"
    if lu and not est_adresse_web(lu):
        raise DonneeRefusee("L'adresse web commence par https:// : recopiez celle de la page d'accueil.")
    return lu


def completer_organisation(garde: Etiquette, parties: Iterable[Etiquette]) -> dict[str, str]:
    """What a name takes from those that are merged into it: what it does not say itself. Two SIREN are two bodies:
    refused. Nothing is saved."""
    toutes = [garde, *parties]
    sirens = {etiquette.siren for etiquette in toutes if etiquette.siren}
    if len(sirens) > 1:
        raise DonneeRefusee(
            "Ces noms ont des SIREN différents : ce sont deux organisations. Corrigez le SIREN qui est faux, ou gardez "
            "les deux noms."
        )
    return {
        champ: valeur
        for champ in CHAMPS
        if not getattr(garde, champ) and (valeur := next((v for e in toutes if (v := getattr(e, champ))), ""))
    }
