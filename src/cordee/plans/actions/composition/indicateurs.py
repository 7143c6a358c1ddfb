"""Indicators that follow a fiche."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.actions.definitions import trouver_ou_creer_indicateur
from cordee.indicateurs.models import Indicateur
from cordee.plans.actions.composition.ecriture import lire_annee, lire_quantite, lire_texte, noter, ouvrir
from cordee.plans.domain.listes import Frequence, NatureIndicateur
from cordee.plans.models import Fiche, FicheIndicateur
from cordee.socle.erreurs import DonneeRefusee

LONGUEURS = {"source": ("Source de la donnée", 200), "responsable": ("Responsable de la donnée", 170)}


@dataclass(frozen=True, slots=True)
class Suivi:
    """How an indicator follows a fiche: what it tells, its own target, who measures it and how often, whether it tells
    the progress of the fiche."""

    nature: NatureIndicateur = NatureIndicateur.REALISATION
    cible: Decimal | None = None
    annee_cible: int | None = None
    frequence: Frequence | None = None
    source: str = ""
    responsable: str = ""
    mesure_avancement: bool = False


@transaction.atomic
def suivre_par(
    fiche: Fiche, quoi: Indicateur | str, suivi: Suivi | None = None, *, unite: str = "", par: Utilisateur, le: datetime
) -> FicheIndicateur:
    """Follows the fiche by an indicator, or by the one that this name means: one's own, a national one, else a new one
    made for the owner of the fiche: whoever changes the fiche may say what measures it. Refused when the fiche has it
    already."""
    ouverte = ouvrir(fiche, par=par)
    lus = _lire(suivi or Suivi())
    if isinstance(quoi, Indicateur):
        if quoi.collectivite_id not in {None, ouverte.collectivite_id}:
            raise DonneeRefusee("Cet indicateur est celui d'une autre collectivité : créez le vôtre sous ce nom.")
        pk = quoi.pk
    else:
        nom = lire_texte(quoi, "Indicateur", 300, obligatoire=True)
        pk, _ = trouver_ou_creer_indicateur(
            ouverte.collectivite, nom, unite=unite, droit=("plans.modifier_fiche", ouverte), par=par, le=le
        )
    if FicheIndicateur.objects.filter(fiche=ouverte, indicateur=pk).exists():
        raise DonneeRefusee("Cet indicateur suit déjà la fiche : changez sa ligne au lieu de l'ajouter.")
    dernier = FicheIndicateur.objects.filter(fiche=ouverte).aggregate(m=Max("position"))["m"]
    lien = FicheIndicateur.objects.create(
        fiche=ouverte, indicateur_id=pk, position=0 if dernier is None else dernier + 1, **lus
    )
    noter(
        ouverte, "suivre_par", f"A ajouté l'indicateur « {lien.indicateur.titre} » à « {ouverte.titre} »",
        par=par, le=le, champs={"indicateur": [None, dire_suivi(lien)]}, cherche=False,
    )  # fmt: skip
    return lien


@transaction.atomic
def modifier_suivi(lien: FicheIndicateur, suivi: Suivi, *, par: Utilisateur, le: datetime) -> FicheIndicateur:
    """Replaces nature, target, frequency, source and person."""
    ouverte = ouvrir(lien.fiche, par=par)
    lus = _lire(suivi)
    changes = [champ for champ, valeur in lus.items() if getattr(lien, champ) != valeur]
    if not changes:
        return lien
    avant = dire_suivi(lien)
    for champ in changes:
        setattr(lien, champ, lus[champ])
    lien.save(update_fields=changes)
    noter(
        ouverte, "modifier_suivi", f"A modifié le suivi de « {lien.indicateur.titre} » dans « {ouverte.titre} »",
        par=par, le=le, champs={"indicateur": [avant, dire_suivi(lien)]}, cherche=False,
    )  # fmt: skip
    return lien


@transaction.atomic
def ne_plus_suivre(lien: FicheIndicateur, *, par: Utilisateur, le: datetime) -> None:
    """Takes the indicator off the fiche; the indicator and its values stay."""
    ouverte = ouvrir(lien.fiche, par=par)
    dit = dire_suivi(lien)
    lien.delete()
    noter(
        ouverte, "ne_plus_suivre", f"A retiré un indicateur de « {ouverte.titre} »", par=par, le=le,
        champs={"indicateur": [dit, None]}, cherche=False,
    )  # fmt: skip


def _lire(suivi: Suivi) -> Mapping[str, Any]:
    return {
        "nature": str(NatureIndicateur(suivi.nature)),
        "cible": lire_quantite(suivi.cible, "Cible"),
        "annee_cible": lire_annee(suivi.annee_cible, "Année de la cible"),
        "frequence": str(suivi.frequence or ""),
        "mesure_avancement": bool(suivi.mesure_avancement),
        **{nom: lire_texte(getattr(suivi, nom), *LONGUEURS[nom]) for nom in LONGUEURS},
    }


def dire_suivi(lien: FicheIndicateur) -> str:
    """`Bâtiments suivis (réalisation), cible 80 en 2026, mesure l'avancement`."""
    dit = f"{lien.indicateur.titre} ({NatureIndicateur(lien.nature).libelle.lower()})"
    if lien.cible is not None:
        annee = f" en {lien.annee_cible}" if lien.annee_cible else ""
        dit += f", cible {float(lien.cible):g}{annee}"
    return f"{dit}, mesure l'avancement" if lien.mesure_avancement else dit
