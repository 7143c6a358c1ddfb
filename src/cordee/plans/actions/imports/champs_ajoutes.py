"""Added fields that a file brings: those that the collectivité lacks are created."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cordee.comptes.models import Utilisateur
from cordee.outils.texte import normaliser
from cordee.plans.actions.champs_personnalises import NouveauChamp, ReglagesChamp, creer_champ
from cordee.plans.domain.champs_cites import ChampCite, ChampDefini
from cordee.plans.domain.genres_de_champs import CouleurOption
from cordee.plans.domain.imports.messages import LectureImport
from cordee.plans.models import Plan
from cordee.territoires.models import Collectivite


def creer_champs_du_fichier(
    collectivite: Collectivite,
    lecture: LectureImport,
    cibles: Sequence[tuple[Plan, str]],
    *,
    par: Utilisateur,
    le: datetime,
) -> None:
    """Creates the fields of the file that a fiche fills and that nothing here is (their values have no `ref` once
    resolved). `cibles`: the plans that receive the file, with what the file calls each."""
    voulus = {_cle(cite) for fiche in lecture.fiches() for cite in fiche.champs if cite.ref is None}
    for defini in lecture.plan.champs:
        if _cle(defini) in voulus:
            plan = _plan_de(defini, cibles, recueil=lecture.plan.recueil) if defini.plan else None
            creer_champ(collectivite, nouveau_du_fichier(defini), plan=plan, par=par, le=le)


def _cle(champ: ChampCite | ChampDefini) -> tuple[str, str]:
    return normaliser(champ.libelle), normaliser(champ.plan)


def _plan_de(defini: ChampDefini, cibles: Sequence[tuple[Plan, str]], *, recueil: bool) -> Plan | None:
    """The plan of a field: the one that receives the file, or the one of its name."""
    if not recueil:
        return cibles[0][0]
    return next((plan for plan, nom in cibles if normaliser(nom) == normaliser(defini.plan)), None)


def nouveau_du_fichier(defini: ChampDefini) -> NouveauChamp:
    """What the file says of the field."""
    couleurs = [CouleurOption(lue) if (lue := CouleurOption.lire(c)) else CouleurOption.GRIS for c in defini.couleurs]
    reglages = ReglagesChamp(
        defini.aide, defini.unite, defini.minimum, defini.maximum, bool(defini.obligatoire), defini.lecture,
        defini.ecriture,
    )  # fmt: skip
    return NouveauChamp(defini.libelle, defini.genre, defini.options, couleurs, reglages)
