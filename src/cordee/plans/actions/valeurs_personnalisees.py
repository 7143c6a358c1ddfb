"""Writing the value of an added field in a fiche, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import cle_naturelle
from cordee.plans.actions.colonnes import valeurs_de_json
from cordee.plans.actions.composition.ecriture import noter, ouvrir
from cordee.plans.domain.champs_personnalises import Definition, ValeurChamp, de_json, dire, en_json
from cordee.plans.domain.genres_de_champs import GenreChamp
from cordee.plans.models import ChampPersonnalise, Fiche, OptionChamp, Placement, ValeurPersonnalisee
from cordee.plans.queries.champs_personnalises import VERBE_RESERVE, valeur_of
from cordee.plans.queries.visibilite import racine_of
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger

LOT = 500
CLE_MAX = 120
QUI_EDITE = "Ce champ se change avec le rôle « Édition » : demandez-le, ou demandez la valeur à qui l'a."


class ConflitDeChamp(DonneeRefusee):
    """A colleague changed the value meanwhile: nothing was written. `actuelle` is theirs, `proposee` is yours."""

    def __init__(self, definition: Definition, actuelle: ValeurChamp, proposee: ValeurChamp, fiche: Fiche) -> None:
        super().__init__(
            f"« {definition.libelle} » a changé pendant que vous écriviez : choisissez la version à garder."
        )
        self.definition, self.actuelle, self.proposee, self.fiche = definition, actuelle, proposee, fiche


@transaction.atomic
def definir_valeur(
    fiche: Fiche,
    definition: Definition,
    valeur: ValeurChamp,
    *,
    lue: ValeurChamp | None = None,
    par: Utilisateur,
    le: datetime,
) -> bool:
    """Gives a fiche the value of a field that it has; returns whether something changed. `lue` is the value that the
    person started from: when it is no longer the present one, raises `ConflitDeChamp`."""
    ouverte = ouvrir(fiche, par=par)
    exiger_ecriture(ouverte, definition, par=par)
    refuser_champ_d_ailleurs(ouverte, definition)
    actuelle = valeur_of(ouverte, definition)
    if actuelle == valeur:
        return False
    if lue is not None and lue != actuelle:
        raise ConflitDeChamp(definition, actuelle, valeur, ouverte)
    ecrire_valeurs(definition, {ouverte.pk: valeur})
    quoi = "un champ réservé" if definition.reserve else f"« {definition.libelle} »"
    noter(
        ouverte, verbe_de(definition).removeprefix("plans."), f"A modifié {quoi} de « {ouverte.titre} »", par=par,
        le=le, champs={nommer(definition): [dire(definition, actuelle), dire(definition, valeur)]},
        details={"champ": definition.pk, "valeurs": [en_json(actuelle), en_json(valeur)]},
    )  # fmt: skip
    fiche.version, fiche.modifie_le, fiche.modifie_par = ouverte.version, ouverte.modifie_le, ouverte.modifie_par
    return True


def exiger_ecriture(fiche: Fiche, definition: Definition, *, par: Utilisateur) -> None:
    """Asks the right that the field adds to that of changing the fiche."""
    if definition.edition:
        exiger(par, "plans.editer_fiche", fiche, raison=QUI_EDITE)


def refuser_champ_d_ailleurs(fiche: Fiche, definition: Definition) -> None:
    """A field of a collectivité is that of its own fiches; that of a plan, of the fiches placed in it."""
    if definition.plan is None:
        ici = definition.collectivite == fiche.collectivite_id
    else:
        ici = Placement.objects.filter(plan=definition.plan, fiche=racine_of(fiche)).exists()
    if not ici or (definition.genre is GenreChamp.PHASE and fiche.parent_id is not None):
        raise DonneeRefusee(f"« {definition.libelle} » n'est pas un champ de cette fiche : rechargez la page.")


def verbe_de(definition: Definition) -> str:
    """Verb of the trail: what readers do not see has its own."""
    return VERBE_RESERVE if definition.reserve else "plans.modifier_champ"


def nommer(definition: Definition) -> str:
    """The field as the trail names it, never mistaken for one of the fiche."""
    return f"« {definition.libelle} »"


def remettre_valeur(
    fiche: Fiche, definition: Definition, details: Mapping[str, Any], *, par: Utilisateur, le: datetime
) -> None:
    """Takes back a change as the trail kept it. Raises `ConflitDeChamp` when the value changed since."""
    avant, apres = (de_json(dite) for dite in details["valeurs"])
    connues = {option.pk for option in definition.options}
    perdues = [pk for pk in avant.options if pk not in connues]
    if perdues:
        raise DonneeRefusee("L'option d'avant a été retirée de ce champ depuis : choisissez-en une autre.")
    definir_valeur(fiche, definition, avant, lue=apres, par=par, le=le)


# Rows ---------------------------------------------------------------------------------------------------------------


def ecrire_valeurs(definition: Definition, valeurs: Mapping[int, ValeurChamp]) -> None:
    """Gives each of these fiches its value, whatever it had. Two queries."""
    ValeurPersonnalisee.objects.filter(champ=definition.pk, fiche__in=list(valeurs)).delete()
    rangees = [rangee for fiche, valeur in valeurs.items() for rangee in rangees_de(fiche, definition.pk, valeur)]
    ValeurPersonnalisee.objects.bulk_create(rangees, batch_size=LOT)


def rangees_de(fiche: int, champ: int, valeur: ValeurChamp) -> list[ValeurPersonnalisee]:
    """The rows of a value: one, or one an option; none for nothing."""
    if valeur.vide:
        return []
    commun: dict[str, Any] = {
        "champ_id": champ, "fiche_id": fiche, "texte": valeur.texte, "cle_tri": cle_naturelle(valeur.texte)[:CLE_MAX],
        "nombre": valeur.nombre, "jour": valeur.jour, "precision": valeur.precision, "oui": valeur.oui,
    }  # fmt: skip
    return [ValeurPersonnalisee(**commun, option_id=option) for option in valeur.options or (None,)]


def refaire_valeurs(colonnes: Iterable[Mapping[str, Any]]) -> None:
    """Rows written again with the numbers that they had: those whose fiche, field and option are still there, in fiches
    that say nothing of the field since."""
    rangees = [ValeurPersonnalisee(**valeurs_de_json(ValeurPersonnalisee, dict(ligne))) for ligne in colonnes]
    fiches = set(Fiche.objects.filter(pk__in={r.fiche_id for r in rangees}).values_list("pk", flat=True))
    champs = set(ChampPersonnalise.objects.filter(pk__in={r.champ_id for r in rangees}).values_list("pk", flat=True))
    options = set(OptionChamp.objects.filter(pk__in={r.option_id for r in rangees}).values_list("pk", flat=True))
    multiples = set(
        ChampPersonnalise.objects.filter(pk__in=champs, genre=GenreChamp.CHOIX_MULTIPLE).values_list("pk", flat=True)
    )
    actuelles = ValeurPersonnalisee.objects.filter(champ__in=champs, fiche__in=fiches)
    deja = {(fiche, champ) for fiche, champ in actuelles.values_list("fiche_id", "champ_id") if champ not in multiples}
    ValeurPersonnalisee.objects.bulk_create(
        [
            r
            for r in rangees
            if r.fiche_id in fiches
            and r.champ_id in champs
            and (r.option_id is None or r.option_id in options)
            and (r.fiche_id, r.champ_id) not in deja
        ],
        batch_size=LOT,
        ignore_conflicts=True,
    )
