"""Accepting what was suggested to a fiche, and taking it back in one gesture."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from cordee.comptes.models import Utilisateur
from cordee.indicateurs.models import Indicateur
from cordee.plans.actions.colonnes import colonnes_de
from cordee.plans.actions.composition.ecriture import ouvrir
from cordee.plans.actions.composition.indicateurs import ne_plus_suivre, suivre_par
from cordee.plans.actions.composition.liens import delier_mesure, lier_mesure
from cordee.plans.models import Fiche, FicheIndicateur, FicheMesure, GesteGroupe
from cordee.plans.queries.corbeille import VERBE_SUGGESTION
from cordee.socle.erreurs import DonneeRefusee

MESURE, INDICATEUR = "mesures", "indicateurs"


@transaction.atomic
def accepter_mesure(
    fiche: Fiche, code: str, *, par: Utilisateur, le: datetime
) -> tuple[FicheMesure, GesteGroupe | None]:
    """Ties a mesure that was suggested (`lier_mesure`). The gesture takes it back; None when it was tied already."""
    deja = FicheMesure.objects.filter(fiche=fiche, mesure=code).exists()
    lien = lier_mesure(fiche, code, par=par, le=le)
    return lien, None if deja else _garder(fiche, MESURE, lien, f"Mesure liée à « {fiche.titre} »", par, le)


@transaction.atomic
def accepter_indicateur(
    fiche: Fiche, indicateur: Indicateur, *, par: Utilisateur, le: datetime
) -> tuple[FicheIndicateur, GesteGroupe]:
    """Follows the fiche by an indicator that was suggested (`suivre_par`). The gesture takes it back."""
    lien = suivre_par(fiche, indicateur, par=par, le=le)
    return lien, _garder(fiche, INDICATEUR, lien, f"Indicateur ajouté à « {fiche.titre} »", par, le)


@transaction.atomic
def annuler_suggestion(geste: GesteGroupe, fiche: Fiche, *, par: Utilisateur, le: datetime) -> str:
    """Unties what was accepted; returns the block of the page that it was in. Refused when the line was taken away or
    completed since: it holds more than the suggestion then."""
    verrouille = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    bloc = str(verrouille.avant["bloc"])
    ouverte = ouvrir(fiche, par=par)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("Cette suggestion est déjà annulée.")
    modele: type[Model] = FicheMesure if bloc == MESURE else FicheIndicateur
    lien: Any = modele._default_manager.filter(pk=verrouille.avant["rangee"]["id"], fiche=ouverte).first()
    if lien is None:
        raise DonneeRefusee(f"« {ouverte.titre} » a changé depuis : cette ligne en a déjà été retirée.")
    if colonnes_de(lien) != verrouille.avant["rangee"]:
        raise DonneeRefusee(
            f"« {ouverte.titre} » a changé depuis : l'indicateur y a été complété. Retirez-le sur la fiche si c'est "
            "bien ce que vous voulez."
        )
    if bloc == MESURE:
        delier_mesure(ouverte, lien.mesure_id, par=par, le=le)
    else:
        ne_plus_suivre(lien, par=par, le=le)
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])
    return bloc


def _garder(fiche: Fiche, bloc: str, lien: Model, resume: str, par: Utilisateur, le: datetime) -> GesteGroupe:
    return GesteGroupe.objects.create(
        collectivite_id=fiche.collectivite_id, verbe=VERBE_SUGGESTION, resume=resume[:300], par=par, le=le,
        avant={"bloc": bloc, "fiche": fiche.pk, "rangee": colonnes_de(lien)},
    )  # fmt: skip
