"""Addresses of the fields that a collectivité adds to its fiches, and who gets what there (test_droits)."""

from __future__ import annotations

from typing import Any

from cordee.plans.actions.champs_personnalises import NouveauChamp, creer_champ, supprimer_champ
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.territoires.enums import Role
from cordee.territoires.models import Collectivite, Membre
from tests.architecture.adresses import ADMINISTRE, ADMINISTRE_UNE_PAGE, EDITE, EDITE_UNE_PAGE, REDIRIGE, Adresse
from tests.plans.factories import LE

REGLE = (403, 200, 200, 200)
"""Settings are read from « Contribution »: they name what readers do not see."""
REGLAGES = (("libelle", "Vote"), ("lecture", "tous"), ("ecriture", "fiche"))
CHAMPS: tuple[Adresse, ...] = (
    Adresse(
        "reglage_rappels",
        "siren",
        ADMINISTRE_UNE_PAGE,
        ADMINISTRE,
        (("avant", "14, 3"), ("apres", "2"), ("silence", "90")),
    ),
    Adresse("champs", "siren", REGLE, EDITE, (*REGLAGES, ("genre", "date"))),
    Adresse("champs_ordre", "siren", None, EDITE),
    Adresse("champ", "siren champ_ajoute", REGLE, EDITE, REGLAGES),
    Adresse("champ_options", "siren champ_ajoute", None, EDITE, (("geste", "ajouter"), ("libelle", "Énergie"))),
    Adresse("champ_supprimer", "siren champ_ajoute", EDITE_UNE_PAGE, EDITE),
    Adresse("champ_reprendre", "siren champ_retire", EDITE_UNE_PAGE, EDITE),
    Adresse("plan_champs", "siren plan", REGLE, EDITE, (*REGLAGES, ("genre", "date"))),
    Adresse("plan_champs_ordre", "siren plan", None, EDITE),
    Adresse("plan_phases", "siren plan", None, EDITE),
    Adresse("fiche_champ_ajoute", "siren fiche champ_ajoute", REDIRIGE, EDITE),
    Adresse("fiche_champ_ajoute_annuler", "siren fiche champ_ajoute ecriture", None, (403, 403, 404, 404)),
)


def preparer_champs(collectivite: Collectivite) -> dict[str, Any]:
    """A field of the collectivité, and one that was deleted."""
    roles = [Role.EDITION, Role.ADMINISTRATION]
    editeur = Membre.objects.filter(collectivite=collectivite, role__in=roles).earliest("pk").utilisateur
    commission = NouveauChamp("Commission", GenreChamp.CHOIX, ("Climat", "Eau"))
    champ = creer_champ(collectivite, commission, par=editeur, le=LE)
    perdu = creer_champ(collectivite, NouveauChamp("Ancien", GenreChamp.LIGNE), par=editeur, le=LE)
    retire = supprimer_champ(perdu, par=editeur, le=LE)
    return {"champ_ajoute": champ.pk, "champ_retire": retire.pk}
