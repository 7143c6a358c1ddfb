"""Communes that the official list does not have: new ones, invented ones."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.journal.actions import consigner
from cordee.outils.texte import normaliser
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import Refus
from cordee.territoires.domain.identite import drom_de_region
from cordee.territoires.domain.siren import nettoyer_siren, siren_valide
from cordee.territoires.enums import Nature
from cordee.territoires.models import Collectivite

NOM_MAX, CLE_MAX = 200, 220


@transaction.atomic
def creer_commune(
    *,
    siren: str,
    nom: str,
    population: int,
    departement: str,
    region: str,
    par: Utilisateur | None,
    le: datetime,
    fictive: bool = False,
) -> Collectivite:
    """Creates a commune. Only the installation (`par` None) or the person who runs it may. Raises DonneeRefusee for a
    wrong or known SIREN, an empty name."""
    if par is not None and not par.is_superuser:
        raise Refus("Seule la personne qui administre l'installation peut créer une commune.")
    siren = nettoyer_siren(siren)
    if not siren_valide(siren):
        raise DonneeRefusee(f"Le SIREN « {siren} » n'est pas valide : vérifiez la saisie.")
    if Collectivite.objects.filter(siren=siren).exists():
        raise DonneeRefusee(f"Le SIREN {siren} est déjà celui d'une collectivité.")
    nom = " ".join(nom.split())
    if not nom or len(nom) > NOM_MAX:
        raise DonneeRefusee(f"Donnez le nom de la commune, en {NOM_MAX} caractères au plus.")
    commune = Collectivite.objects.create(
        siren=siren,
        nom=nom,
        cle_recherche=normaliser(nom)[:CLE_MAX],
        nature=Nature.COMMUNE,
        population=population,
        departements=departement,
        region=region,
        drom=drom_de_region(region),
        fictive=fictive,
    )
    consigner(
        commune, "territoires.creer_commune", f"A créé la commune {commune.nom}", par=par, le=le,
        collectivite_id=commune.pk,
    )  # fmt: skip
    return commune
