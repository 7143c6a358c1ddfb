"""Creating and revoking keys."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from cordee.api.domain.cles import Portee, empreinte_de, fabriquer_secret, prefixe_de
from cordee.api.models import CleApi
from cordee.api.models.cles import NOM_MAX
from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import rendre_vide
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

CLES_MAX = 20
"""Living keys of one person in one collectivité: more is a program that creates them."""
UTILISATION_NOTEE = timedelta(minutes=5)
"""How precisely the last use is kept: reading must not write each time."""
QUI_ECRIT = "Votre rôle permet de lire : une clé qui écrit demande au moins le rôle « Contribution »."


@transaction.atomic
def creer_cle(
    collectivite: Collectivite,
    nom: str,
    portee: Portee,
    *,
    expire_le: datetime | None = None,
    par: Utilisateur,
    le: datetime,
) -> tuple[CleApi, str]:
    """A key by which a program acts as `par` in the collectivité. Returns it with its secret, which is kept nowhere."""
    exiger(par, "api.creer_cle", collectivite)
    if portee is Portee.ECRITURE:
        exiger(par, "api.creer_cle_qui_ecrit", collectivite, raison=QUI_ECRIT)
    propre = rendre_vide(" ".join(nom.replace("\0", "").split()))
    if not propre or len(propre) > NOM_MAX:
        raise DonneeRefusee(f"Donnez un nom à la clé, en {NOM_MAX} caractères au plus : celui du programme.")
    if expire_le is not None and expire_le <= le:
        raise DonneeRefusee("La clé expirerait aussitôt : choisissez un jour à venir.")
    siennes = CleApi.objects.filter(utilisateur=par, collectivite=collectivite, revoquee_le__isnull=True)
    if siennes.exclude(expire_le__lte=le).count() >= CLES_MAX:
        raise DonneeRefusee(f"Vous avez déjà {CLES_MAX} clés ici : révoquez celles qui ne servent plus.")
    secret = fabriquer_secret()
    cle = CleApi.objects.create(
        utilisateur=par,
        collectivite=collectivite,
        nom=propre,
        portee=str(portee),
        prefixe=prefixe_de(secret),
        empreinte=empreinte_de(secret),
        cree_le=le,
        expire_le=expire_le,
    )
    _consigner(cle, "api.creer_cle", f"A créé la clé de l'API « {cle.nom} » ({portee.libelle.lower()})", par, le)
    return cle, secret


@transaction.atomic
def revoquer_cle(cle: CleApi, *, par: Utilisateur, le: datetime) -> CleApi:
    """The key no longer opens, for good. Revoking it again changes nothing."""
    exiger(par, "api.revoquer_cle", cle)
    verrouillee = CleApi.objects.select_for_update().get(pk=cle.pk)
    if verrouillee.revoquee_le is None:
        verrouillee.revoquee_le, verrouillee.revoquee_par = le, par
        verrouillee.save(update_fields=["revoquee_le", "revoquee_par"])
        _consigner(verrouillee, "api.revoquer_cle", f"A révoqué la clé de l'API « {cle.nom} »", par, le)
    return verrouillee


def noter_utilisation(cle: CleApi, *, le: datetime) -> None:
    """Keeps when the key last served, to a few minutes."""
    if cle.utilisee_le is None or le - cle.utilisee_le >= UTILISATION_NOTEE:
        CleApi.objects.filter(pk=cle.pk).update(utilisee_le=le)


def _consigner(cle: CleApi, verbe: str, resume: str, par: Utilisateur, le: datetime) -> None:
    consigner(cle, verbe, resume, par=par, le=le, collectivite_id=cle.collectivite_id, details={"prefixe": cle.prefixe})
