"""The whole budget of a fiche written at once, from its grid, and taken back at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.colonnes import colonnes_de, valeurs_de_json
from cordee.plans.actions.composition.argent import dire_budget, lire_budget
from cordee.plans.actions.composition.ecriture import lire_annee, noter, ouvrir
from cordee.plans.domain import fiche as valeurs
from cordee.plans.domain.grille_budget import empreinte, unites_melees
from cordee.plans.models import Fiche, GesteGroupe, LigneBudget
from cordee.plans.queries.corbeille import VERBE_BUDGET
from cordee.plans.queries.dossier_lignes import budget_cite
from cordee.socle.erreurs import DonneeRefusee

DEPASSEE = (
    "Un collègue a changé ce budget pendant que vous l'écriviez : rien n'est enregistré. Vos cellules sont là ; "
    "comparez-les au budget de la page, ouvert dans un autre onglet, puis laissez celles-ci ou écrivez-les à nouveau."
)


@transaction.atomic
def ecrire_budget(
    fiche: Fiche, lignes: Sequence[valeurs.LigneBudget], *, vue: str, par: Utilisateur, le: datetime
) -> GesteGroupe | None:
    """Makes of these lines the whole budget of the fiche: those that are missing go, empty ones are none. `vue` is the
    print (`domain.grille_budget.empreinte`) of the budget that was shown; refused when it is no longer that. The
    gesture takes it all back; None when nothing changed."""
    ouverte = ouvrir(fiche, par=par)
    actuelles = {_cle(ligne): ligne for ligne in LigneBudget.objects.select_for_update().filter(fiche=ouverte)}
    if empreinte(map(budget_cite, actuelles.values())) != vue:
        raise DonneeRefusee(DEPASSEE)
    if unites_melees(lignes):
        raise DonneeRefusee("Un budget se donne par année ou pour toute la durée : videz l'un des deux.")
    voulues = {_cle(ligne): {"annee": lire_annee(ligne.annee), **lire_budget(ligne)} for ligne in lignes}
    voulues = {cle: lues for cle, lues in voulues.items() if (lues["prevu"], lues["reel"]) != (None, None)}
    avant = [colonnes_de(ligne) for ligne in actuelles.values()]
    dits = _appliquer(ouverte, actuelles, voulues)
    if not dits:
        return None
    resume = f"A modifié le budget de « {ouverte.titre} »"
    noter(
        ouverte, "definir_budget", resume, par=par, le=le, cherche=False,
        champs={"budget": [" ; ".join(d for d, _ in dits if d) or None, " ; ".join(d for _, d in dits if d) or None]},
    )  # fmt: skip
    return GesteGroupe.objects.create(
        collectivite_id=ouverte.collectivite_id, verbe=VERBE_BUDGET, resume=resume[:300], par=par, le=le,
        avant={"fiche": ouverte.pk, "rangees": avant, "apres": _empreinte_de(ouverte)},
    )  # fmt: skip


def _appliquer(
    fiche: Fiche, actuelles: dict[Any, LigneBudget], voulues: dict[Any, dict[str, Any]]
) -> list[tuple[str, str]]:
    """Writes the lines that change; what each said and says."""
    dits: list[tuple[str, str]] = []
    partantes = [ligne for cle, ligne in actuelles.items() if cle not in voulues]
    dits += [(dire_budget(ligne), "") for ligne in partantes]
    LigneBudget.objects.filter(pk__in=[ligne.pk for ligne in partantes]).delete()
    nouvelles: list[LigneBudget] = []
    changees: list[LigneBudget] = []
    for cle, lues in voulues.items():
        ligne = actuelles.get(cle)
        avant = dire_budget(ligne) if ligne is not None else ""
        ligne = ligne or LigneBudget(fiche=fiche, type=cle[0], unite=cle[1])
        for champ, valeur in lues.items():
            setattr(ligne, champ, valeur)
        apres = dire_budget(ligne)
        if apres == avant:
            continue
        dits.append((avant, apres))
        (changees if avant else nouvelles).append(ligne)
    LigneBudget.objects.bulk_create(nouvelles)
    LigneBudget.objects.bulk_update(changees, ["prevu", "prevu_max", "reel", "est_etale"])
    return dits


@transaction.atomic
def annuler_budget(geste: GesteGroupe, fiche: Fiche, *, par: Utilisateur, le: datetime) -> None:
    """Puts the budget back as it was before the gesture, refused when it changed since."""
    ouverte = ouvrir(fiche, par=par)
    verrouille = GesteGroupe.objects.select_for_update().get(pk=geste.pk)
    if verrouille.annule_le is not None:
        raise DonneeRefusee("Ce budget est déjà revenu comme avant.")
    if _empreinte_de(ouverte) != verrouille.avant["apres"]:
        raise DonneeRefusee("Le budget a changé depuis : corrigez-le au lieu d'annuler.")
    LigneBudget.objects.filter(fiche=ouverte).delete()
    LigneBudget.objects.bulk_create(
        [LigneBudget(**valeurs_de_json(LigneBudget, colonnes)) for colonnes in verrouille.avant["rangees"]]
    )
    verrouille.annule_le = geste.annule_le = le
    verrouille.save(update_fields=["annule_le"])
    noter(
        ouverte, "definir_budget", f"A remis le budget de « {ouverte.titre} » comme avant", par=par, le=le,
        cherche=False,
    )  # fmt: skip


def _cle(ligne: LigneBudget | valeurs.LigneBudget) -> tuple[str, str, int | None]:
    return str(ligne.type), str(ligne.unite), ligne.annee


def _empreinte_de(fiche: Fiche) -> str:
    return empreinte(budget_cite(ligne) for ligne in LigneBudget.objects.filter(fiche=fiche))
