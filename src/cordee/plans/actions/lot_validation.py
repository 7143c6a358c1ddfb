"""Proposing or validating many fiches of a plan at once, and its undoing: the rows are photographed in `trace`, the
steps that were written go when the bulk edit is undone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cordee.comptes.models import Utilisateur
from cordee.plans.actions.colonnes import colonnes_de
from cordee.plans.actions.prevenir_validation import (
    VALIDEE,
    annuler_issues,
    annuler_propositions,
    prevenir_issues,
    prevenir_propositions,
)
from cordee.plans.actions.validation import QUI_VALIDE, Examen, ecrire_etapes, examiner, verrouiller
from cordee.plans.domain.validation import Etat, GesteRefuse, GesteValidation
from cordee.plans.models import EtapeValidation, Fiche, Plan, Validation
from cordee.plans.queries.validation import EnCircuit, places_of
from cordee.plans.queries.visibilite import list_plans_for
from cordee.socle.erreurs import DonneeRefusee
from cordee.socle.permissions import exiger
from cordee.territoires.models import Collectivite

EN_LOT = (GesteValidation.PROPOSER, GesteValidation.VALIDER)
"""What is done to many fiches at once: what asks a word is said to each."""
COLONNES = ("etat", "derniere", "validee")


class Validations:
    """Reads and writes the states of fiches in one plan; `rendue` is the trace of the bulk edit that is undone."""

    def __init__(
        self, collectivite: Collectivite, *, par: Utilisateur, le: datetime, rendue: Mapping[str, Any] | None = None
    ) -> None:
        self.collectivite, self.par, self.le, self.rendue = collectivite, par, le, rendue or {}
        self.trace: dict[str, Any] = {}
        self.geste = GesteValidation(self.rendue["geste"]) if self.rendue else GesteValidation.PROPOSER
        self.plan = self._trouver(str(self.rendue["plan"])) if self.rendue else None
        self.examens: dict[int, Examen] = {}

    def trouver(self, valeur: str) -> None:
        """Reads `proposer:12`. Raises `DonneeRefusee` for a plan that has no circuit, `Refus` for who does not
        validate there."""
        geste, _, plan = valeur.partition(":")
        if geste not in {str(g) for g in EN_LOT}:
            raise DonneeRefusee("Choisissez de proposer ou de valider les fiches, puis voyez l'aperçu.")
        self.geste = GesteValidation(geste)
        self.plan = self._trouver(plan)

    def _trouver(self, pk: str) -> Plan:
        plans = list_plans_for(self.par, self.collectivite).filter(circuit__actif=True)
        lu = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 19 else 0
        plan = plans.filter(pk=lu).select_related("collectivite", "circuit").first()
        if plan is None:
            raise DonneeRefusee("Les fiches de ce plan ne sont plus validées : rechargez la page et choisissez.")
        if self.geste is GesteValidation.VALIDER:
            exiger(self.par, "plans.valider_fiche", EnCircuit(Fiche(), plan), raison=QUI_VALIDE)
        return plan

    def preparer(self, fiches: Sequence[Fiche], permises: set[int]) -> list[tuple[Fiche, str, str, str]]:
        """(fiche, state, state after, why nothing is done) of each."""
        assert self.plan is not None
        places = places_of(self.plan, fiches)
        self.examens = {examen.place.fiche.pk: examen for examen in examiner(places.values())}
        return [self._prevoir(fiche, fiche.pk in permises) for fiche in fiches]

    def _prevoir(self, fiche: Fiche, permise: bool) -> tuple[Fiche, str, str, str]:
        examen = self.examens.get(fiche.pk)
        if examen is None:
            return fiche, "", "", "elle n'est pas dans ce plan"
        etat = examen.place.etat
        if self.geste is GesteValidation.PROPOSER and not permise:
            return fiche, str(etat), str(etat), "vous ne pouvez pas la modifier"
        try:
            return fiche, str(etat), str(examen.transiter(self.geste)), ""
        except GesteRefuse:
            return fiche, str(etat), str(etat), f"elle est déjà {etat.libelle.lower()}"

    @property
    def empreinte(self) -> str:
        """What tells the contents that were previewed from others."""
        dites = "".join(f"{pk}:{self.examens[pk].empreinte};" for pk in sorted(self.examens))
        return hashlib.sha256(dites.encode()).hexdigest()

    def lire(self, ids: list[int]) -> dict[int, str]:
        """One query; a fiche that is not in the plan has no state."""
        assert self.plan is not None
        fiches = [Fiche(pk=pk) for pk in ids]
        etats = {pk: str(place.etat) for pk, place in places_of(self.plan, fiches).items()}
        return {pk: etats.get(pk, "") for pk in ids}

    def ecrire(self, valeurs: Mapping[int, str]) -> None:
        """The geste on these fiches; or, undoing, their rows as they were."""
        if self.rendue:
            self._rendre(list(valeurs))
        elif valeurs:
            self._faire(valeurs)

    def _faire(self, valeurs: Mapping[int, str]) -> None:
        assert self.plan is not None
        places = verrouiller([self.examens[pk].place for pk in valeurs])
        avant = {p.fiche.pk: colonnes_de(p.validation) if p.validation else None for p in places}
        issues = [(examen, Etat(valeurs[examen.place.fiche.pk])) for examen in examiner(places)]
        faites = ecrire_etapes(self.plan, issues, self.geste, par=self.par, le=self.le)
        self.trace = {
            "geste": str(self.geste), "plan": self.plan.pk, "rangees": {str(pk): r for pk, r in avant.items()},
            "etapes": [v.derniere_id for v in faites],
        }  # fmt: skip
        if self.geste is GesteValidation.PROPOSER:
            prevenir_propositions(faites, self.plan, par=self.par, le=self.le)
        else:
            prevenir_issues(faites, VALIDEE, self.plan, par=self.par, le=self.le)

    def _rendre(self, ids: Iterable[int]) -> None:
        rangees = list(Validation.objects.select_for_update().filter(plan=self.plan, fiche__in=list(ids)))
        (annuler_propositions if self.geste is GesteValidation.PROPOSER else annuler_issues)(rangees, le=self.le)
        faites = [rangee.derniere_id for rangee in rangees if rangee.derniere_id is not None]
        for rangee in rangees:
            avant = self.rendue["rangees"].get(str(rangee.fiche_id)) or {}
            rangee.etat = avant.get("etat", Etat.BROUILLON.value)
            rangee.derniere_id, rangee.validee_id = avant.get("derniere_id"), avant.get("validee_id")
        Validation.objects.bulk_update(rangees, list(COLONNES), batch_size=200)
        EtapeValidation.objects.filter(pk__in=faites).delete()

    def retenues(self, prevus: Iterable[int]) -> set[int]:
        """Fiches that must stay as they are: something else was done to them since."""
        intactes = Validation.objects.filter(plan=self.plan, derniere__in=self.rendue["etapes"])
        return set(prevus) - set(intactes.values_list("fiche_id", flat=True))
